//! A file is written whole or not at all: beside the old one first, which stays until the new one is on the disk. What was said
//! to be written outlives a plug that is pulled at once.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// On the disk, and not yet in its place. Dropping it leaves everything as it was.
#[derive(Debug)]
pub struct Begun {
    new: NamedTempFile,
    path: PathBuf,
}

/// Puts these bytes into the place of a file, for its owner only; its folder is made where there is none.
///
/// # Errors
/// Where the disk does not take them: the old file is as it was.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    begin(path, bytes)?.finish()
}

/// Writes these bytes beside a file: for whoever has something to do before they take its place.
///
/// # Errors
/// As [`write`].
pub fn begin(path: &Path, bytes: &[u8]) -> io::Result<Begun> {
    let folder = folder_of(path);
    fs::create_dir_all(folder)?;
    let mut new = NamedTempFile::new_in(folder)?;
    new.write_all(bytes)?;
    new.as_file().sync_all()?;
    Ok(Begun {
        new,
        path: path.to_owned(),
    })
}

impl Begun {
    /// Puts it into its place.
    ///
    /// # Errors
    /// As [`write`].
    pub fn finish(self) -> io::Result<()> {
        self.new.persist(&self.path)?;
        // So that the new name outlives a power cut, too; not every system can.
        if let Ok(folder) = File::open(folder_of(&self.path)) {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

/// A name alone lies in the folder that one is in.
fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    folder.unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_file_stays_until_the_new_one_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("a.toml");
        write(&path, b"one").unwrap();
        let begun = begin(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"one");
        begun.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        drop(begin(&path, b"three").unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }
}
