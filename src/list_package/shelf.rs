//! The folders of a store on the disk: what lies there, how something is put there so that it is whole whatever happens, and
//! what is remembered beside it. Nothing here knows what a good list is.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::clock::{Kept, Seen};
use super::file::{self, SIGNATURE_ENDING, Signed};
use super::keys::KEY_FILE;
use crate::whole_file;

/// The file of a package in the store.
const LIST_FILE: &str = "list.toml";
/// Largest [`SEEN_FILE`] in bytes.
const MAX_SEEN_BYTES: u64 = 4 << 10;
const SEEN_FILE: &str = "seen.toml";
/// Most folders of a store that are looked at: an import leaves two.
const MAX_STORED: usize = 8;

/// What is kept besides lists.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Memory {
    /// The highest serial of a list that was ever taken.
    #[serde(default)]
    pub(super) highest: u64,
    #[serde(default)]
    pub(super) days: Kept,
}

/// What is stored: lists, or files of list keys.
#[derive(Clone, Copy)]
pub(super) enum Shelf {
    Lists,
    Keys,
}

impl Shelf {
    pub(super) fn folder(self, store: &Path) -> PathBuf {
        store.join(match self {
            Shelf::Lists => "lists",
            Shelf::Keys => "keys",
        })
    }

    pub(super) fn file(self) -> &'static str {
        match self {
            Shelf::Lists => LIST_FILE,
            Shelf::Keys => KEY_FILE,
        }
    }
}

/// The folders of a shelf by their serials, lowest first.
pub(super) fn stored(store: &Path, shelf: Shelf) -> Vec<(u64, PathBuf)> {
    let Ok(found) = fs::read_dir(shelf.folder(store)) else {
        return Vec::new();
    };
    let serials = found.filter_map(|found| {
        let found = found.ok()?;
        let name = found.file_name();
        let serial: u64 = name.to_str()?.parse().ok()?;
        // Not `+12` and not `012`: one name for one serial.
        (serial.to_string() == name.to_str()?).then(|| (serial, found.path()))
    });
    let mut serials: Vec<(u64, PathBuf)> = serials.collect();
    serials.sort();
    let first = serials.len().saturating_sub(MAX_STORED);
    serials.split_off(first)
}

pub(super) fn read(folder: &Path, shelf: Shelf) -> Option<Signed> {
    file::read(&folder.join(shelf.file())).ok()
}

/// Puts a file and its signature into their place: after this has failed, or the power has, nothing has changed; after it has
/// not, both are there. The folder of `last_good` is kept, older ones are not.
pub(super) fn put(
    store: &Path,
    shelf: Shelf,
    signed: &Signed,
    serial: u64,
    last_good: Option<u64>,
    step: &mut dyn FnMut(&str) -> io::Result<()>,
) -> io::Result<()> {
    let shelf_folder = shelf.folder(store);
    let (new, place) = (
        shelf_folder.join("new"),
        shelf_folder.join(serial.to_string()),
    );
    step("make the folder")?;
    fs::create_dir_all(&shelf_folder)?;
    share(store, 0o755)?;
    share(&shelf_folder, 0o755)?;
    // Half of an import that ended too early, or what lies at this serial and was found to be no good.
    for left in [&new, &place] {
        if fs::symlink_metadata(left).is_ok() {
            step("clear what is left")?;
            fs::remove_dir_all(left)?;
        }
    }
    step("make a new folder")?;
    fs::create_dir(&new)?;
    share(&new, 0o755)?;
    let mut written = || -> io::Result<()> {
        let beside = format!("{}{SIGNATURE_ENDING}", shelf.file());
        step("write the list")?;
        write(&new.join(shelf.file()), &signed.bytes)?;
        step("write the signature")?;
        write(&new.join(beside), signed.signature.as_bytes())?;
        step("sync the new folder")?;
        sync(&new)?;
        step("rename")?;
        fs::rename(&new, &place)
    };
    if let Err(error) = written() {
        let _ = fs::remove_dir_all(&new);
        return Err(error);
    }
    // It is in its place: whatever fails now takes nothing back.
    let _ = step("sync the folder").and_then(|()| sync(&shelf_folder));
    for (older, folder) in stored(store, shelf) {
        if older != serial && Some(older) != last_good && step("clear an older one").is_ok() {
            let _ = fs::remove_dir_all(folder);
        }
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    share(path, 0o644)?;
    file.sync_all()
}

/// What is signed may be read by everybody, whatever mask root works with: the kiosk is another user.
#[cfg(unix)]
fn share(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn share(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

/// Makes the names of a folder reach the disk.
#[cfg(unix)]
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Windows writes them by itself, and opens no folder.
#[cfg(not(unix))]
fn sync(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// What is remembered; nothing where the file is not there or broken.
pub(super) fn memory(store: &Path) -> Memory {
    let read = || {
        let bytes = file::bytes(&store.join(SEEN_FILE), MAX_SEEN_BYTES).ok()?;
        toml::from_str(std::str::from_utf8(&bytes).ok()?).ok()
    };
    read().unwrap_or_default()
}

/// All or nothing.
pub(super) fn remember(store: &Path, highest: u64, seen: Seen) -> io::Result<()> {
    let memory = Memory {
        highest,
        days: seen.into(),
    };
    let text = toml::to_string(&memory).map_err(io::Error::other)?;
    whole_file::write(&store.join(SEEN_FILE), text.as_bytes())?;
    sync(store)
}

/// One import at a time; held until it is dropped.
pub(super) fn locked(
    store: &Path,
    step: &mut dyn FnMut(&str) -> io::Result<()>,
) -> Result<File, TryLockError> {
    step("lock").map_err(TryLockError::Error)?;
    fs::create_dir_all(store).map_err(TryLockError::Error)?;
    let lock = File::create(store.join("lock")).map_err(TryLockError::Error)?;
    match lock.try_lock() {
        // Some file systems have no locks.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(lock),
        other => other.map(|()| lock),
    }
}
