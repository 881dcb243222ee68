//! Reads a file that somebody else has made, and its signature: each once, within a limit, and only if it is a file. What
//! is verified, parsed and stored afterwards are these bytes and no others.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::Refusal;
use crate::plain::printable;

/// Largest package in bytes; the first list has 66 KiB.
pub const MAX_PACKAGE_BYTES: u64 = 4 << 20;
/// Largest signature in bytes; an ordinary one has 300.
const MAX_SIGNATURE_BYTES: u64 = 4 << 10;
/// What minisign puts behind the name of a file for that of its signature.
pub const SIGNATURE_ENDING: &str = ".minisig";

/// How archives begin, and where: zip, gzip, bzip2, xz, zstd, 7z, rar, tar.
const ARCHIVES: [(usize, &[u8]); 8] = [
    (0, b"PK"),
    (0, b"\x1F\x8B"),
    (0, b"BZh"),
    (0, b"\xFD7zXZ"),
    (0, b"\x28\xB5\x2F\xFD"),
    (0, b"7z\xBC\xAF\x27\x1C"),
    (0, b"Rar!"),
    (257, b"ustar"),
];

/// Bytes and the text of the signature beside them; nothing of either is believed yet.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// The whole signature file.
    pub signature: String,
}

/// Reads the file and its signature.
///
/// # Errors
/// The [`Refusal`]s of files.
pub fn read(path: &Path) -> Result<Signed, Refusal> {
    let bytes = bytes(path, MAX_PACKAGE_BYTES)?;
    let is_archive = ARCHIVES.iter().any(|(at, magic)| {
        let from = bytes.get(*at..).unwrap_or_default();
        from.starts_with(magic)
    });
    if is_archive {
        return Err(Refusal::Archive);
    }
    let beside = signature_path(path);
    let signature = match self::bytes(&beside, MAX_SIGNATURE_BYTES) {
        Err(Refusal::Unreadable { path, error }) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Refusal::NoSignature { path });
        }
        other => other?,
    };
    let signature = String::from_utf8(signature).map_err(|_| Refusal::BadSignature)?;
    Ok(Signed { bytes, signature })
}

/// The bytes of a package that need not be signed: to be read by people, not to be used.
///
/// # Errors
/// The [`Refusal`]s of files.
pub fn unsigned(path: &Path) -> Result<Vec<u8>, Refusal> {
    bytes(path, MAX_PACKAGE_BYTES)
}

/// Where the signature of a file lies.
pub fn signature_path(path: &Path) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(SIGNATURE_ENDING);
    PathBuf::from(beside)
}

/// All bytes of a regular file that has at most so many.
pub(super) fn bytes(path: &Path, most: u64) -> Result<Vec<u8>, Refusal> {
    let shown = || printable(&path.to_string_lossy());
    let unreadable = |error| Refusal::Unreadable {
        path: shown(),
        error,
    };
    let metadata = fs::symlink_metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(Refusal::NotAFile { path: shown() });
    }
    // Looked at once more through the open file: it may be another one by now.
    let file = open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(Refusal::NotAFile { path: shown() });
    }
    if metadata.len() > most {
        return Err(Refusal::TooLarge { path: shown() });
    }
    let mut bytes = Vec::new();
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > most {
        return Err(Refusal::TooLarge { path: shown() });
    }
    Ok(bytes)
}

/// Follows no link, and does not wait for whoever writes into a pipe.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new()
        .read(true)
        .custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK)
        .open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}
