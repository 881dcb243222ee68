//! A stick that brings a list to a kiosk, which has no desktop that would mount it. Nothing is mounted until staff ask for it
//! on their page, and then by a unit of the package, `yanma-stick@.service`: read-only, without programs and devices, and only
//! file systems that sticks have. Where a desktop has mounted it already, it is read there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::list_package::file::{SIGNATURE_ENDING, signature_path};

/// Most sticks, or parts of one, that are looked at.
const MAX_PARTS: usize = 8;
/// Most names of a folder that are looked at: more are nobody's who brings a list.
const MAX_NAMES: usize = 2_000;
/// Where the unit mounts them.
const FOLDER: &str = "/run/yanma-stick";

/// Why there is nothing to import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StickError {
    /// No stick is put in.
    NoStick,
    /// It cannot be read; the system says why.
    NotMounted(String),
    /// There is no file with a signature beside it.
    NoPackage,
}

/// Does something with every signed file of the sticks that are put in: files of keys first, then by name.
///
/// # Errors
/// [`StickError`], where there is none.
pub fn each_package<T>(work: impl FnMut(&Path) -> T) -> Result<Vec<T>, StickError> {
    let parts = parts(Path::new("/sys/class/block")).unwrap_or_default();
    if parts.is_empty() {
        return Err(StickError::NoStick);
    }
    let (mut found, mut opened, mut why) = (Vec::new(), Vec::new(), None);
    for part in &parts {
        match folder_of(part) {
            Ok((folder, is_ours)) => {
                found.extend(packages(&folder));
                opened.extend(is_ours.then_some(part));
            }
            Err(error) => why = Some(error),
        }
    }
    found.sort_by_key(|path| {
        let name = path.file_name().unwrap_or_default().to_os_string();
        (!name.to_string_lossy().contains("keys"), name)
    });
    let done: Vec<T> = found.iter().map(PathBuf::as_path).map(work).collect();
    for part in opened {
        let _ = systemctl("stop", part); // it is only read: pulling it does no harm either
    }
    match (done.is_empty(), why) {
        (false, _) => Ok(done),
        (true, Some(why)) => Err(StickError::NotMounted(why)),
        (true, None) => Err(StickError::NoPackage),
    }
}

/// The parts of USB sticks by the names of their devices: those with a file system of their own, which are the last of a
/// name. `sdb1` where there is one, else `sdb`.
fn parts(blocks: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for found in fs::read_dir(blocks)? {
        let path = found?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_plain = name.starts_with("sd")
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        // The path of the device itself leads over the bus that it is on.
        let is_usb = || {
            let device = fs::canonicalize(&path).unwrap_or_default();
            device
                .iter()
                .any(|part| part.to_string_lossy().starts_with("usb"))
        };
        if is_plain && is_usb() {
            names.push(name.into_owned());
        }
    }
    names.sort();
    let has_parts = |name: &String| {
        let is_digit = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
        let behind = |other: &String| other.strip_prefix(name.as_str()).is_some_and(is_digit);
        !name.ends_with(|c: char| c.is_ascii_digit()) && names.iter().any(behind)
    };
    let parts = names.iter().filter(|name| !has_parts(name));
    Ok(parts.take(MAX_PARTS).cloned().collect())
}

/// Where a part is mounted, and whether that was done here.
fn folder_of(part: &str) -> Result<(PathBuf, bool), String> {
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    if let Some(folder) = mounted(&mounts, part) {
        return Ok((folder, false));
    }
    systemctl("start", part)?;
    Ok((Path::new(FOLDER).join(part), true))
}

/// Where a device is mounted by the table of the system, proc_mounts(5).
fn mounted(mounts: &str, part: &str) -> Option<PathBuf> {
    let device = format!("/dev/{part}");
    let mut lines = mounts.lines().map(|line| line.split(' '));
    lines.find_map(|mut fields| {
        let is_it = fields.next() == Some(device.as_str());
        let folder = fields.next()?;
        // A space in it is written as \040.
        is_it.then(|| PathBuf::from(folder.replace("\\040", " ")))
    })
}

fn systemctl(verb: &str, part: &str) -> Result<(), String> {
    let unit = format!("yanma-stick@{part}.service");
    let mut command = Command::new("systemctl");
    match command.args(["--no-ask-password", verb, &unit]).output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// The signed files of a folder and of those in it.
fn packages(folder: &Path) -> Vec<PathBuf> {
    let mut names = names(folder);
    let folders: Vec<PathBuf> = names
        .iter()
        .filter(|path| is_folder(path))
        .cloned()
        .collect();
    names.extend(folders.iter().flat_map(|folder| self::names(folder)));
    let is_signed = |path: &PathBuf| {
        let is_signature = path.to_string_lossy().ends_with(SIGNATURE_ENDING);
        !is_signature && fs::symlink_metadata(signature_path(path)).is_ok()
    };
    names.into_iter().filter(is_signed).collect()
}

fn names(folder: &Path) -> Vec<PathBuf> {
    let found = fs::read_dir(folder).into_iter().flatten().take(MAX_NAMES);
    found.filter_map(|found| Some(found.ok()?.path())).collect()
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sticks_are_told_from_the_disks_of_the_machine() {
        let folder = tempfile::tempdir().unwrap();
        let blocks = folder.path().join("block");
        fs::create_dir(&blocks).unwrap();
        for (name, device) in [
            ("sda", "pci/ata1/sda"),
            ("sda1", "pci/ata1/sda/sda1"),
            ("sdb", "pci/usb2/2-1/sdb"),
            ("sdb1", "pci/usb2/2-1/sdb/sdb1"),
            ("sdc", "pci/usb2/2-2/sdc"),
            ("sdca", "pci/ata2/sdca"),
            ("nvme0n1", "pci/usb2/nvme0n1"),
        ] {
            let device = folder.path().join(device);
            fs::create_dir_all(&device).unwrap();
            std::os::unix::fs::symlink(device, blocks.join(name)).unwrap();
        }
        assert_eq!(parts(&blocks).unwrap(), ["sdb1", "sdc"]);
        assert!(parts(&folder.path().join("nowhere")).is_err());
    }

    #[test]
    fn a_stick_that_a_desktop_has_mounted_is_found() {
        let mounts = "/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /media/hall/MY\\040STICK vfat ro 0 0\n";
        let folder = Some(PathBuf::from("/media/hall/MY STICK"));
        assert_eq!(mounted(mounts, "sdb1"), folder);
        assert_eq!(mounted(mounts, "sdb"), None);
    }

    #[test]
    fn signed_files_are_found_at_the_top_and_in_a_folder() {
        let stick = tempfile::tempdir().unwrap();
        let write = |name: &str| {
            let path = stick.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        };
        for name in [
            "list-3.toml",
            "list-3.toml.minisig",
            "photo.jpg",
            "名单/list-4.toml",
            "名单/list-4.toml.minisig",
            "alone.minisig",
            "a/b/list-5.toml",
            "a/b/list-5.toml.minisig",
        ] {
            write(name);
        }
        let mut found = packages(stick.path());
        found.sort();
        let expected = ["list-3.toml", "名单/list-4.toml"].map(|name| stick.path().join(name));
        assert_eq!(found, expected);
    }
}
