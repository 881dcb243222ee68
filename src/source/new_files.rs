//! Pictures that come into a folder, such as that of what a chat has downloaded.
//!
//! The names, lengths and times of all pictures are read again and again and compared. A few thousand names take
//! milliseconds, and unlike what the systems offer for this it works on shared folders, misses nothing, and is the same
//! everywhere. A file that is still being written is waited for anyway: it counts when it has stood still from one look to
//! the next.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use super::images::{self, Folder, ImageError};

/// Length in bytes, and when it was written last.
type Stamp = (u64, Option<SystemTime>);

/// What is known of a folder.
pub struct NewFiles {
    folder: PathBuf,
    /// `None` until it was read for the first time.
    known: Option<HashMap<PathBuf, Stamp>>,
    /// What was new or changed at the last look.
    arriving: HashMap<PathBuf, Stamp>,
}

impl NewFiles {
    /// Nothing is known yet.
    pub fn new(folder: PathBuf) -> NewFiles {
        NewFiles {
            folder,
            known: None,
            arriving: HashMap::new(),
        }
    }

    /// The pictures that have come, or were written anew, since the last look but one, in the order of their names. At the
    /// first look everything is old.
    ///
    /// # Errors
    /// Where the folder cannot be read. What is known of it stays, so that not everything is new when it is back.
    pub fn look(&mut self) -> Result<Vec<PathBuf>, ImageError> {
        let found = match images::folder(&self.folder) {
            Err(ImageError::NoPictures) => Folder::default(),
            found => found?,
        };
        let is_whole = found.closed.is_empty();
        let stamped = found.pictures.into_iter().filter_map(|path| {
            let metadata = fs::symlink_metadata(&path).ok()?; // it may be gone already
            Some((path, (metadata.len(), metadata.modified().ok())))
        });
        let Some(known) = &mut self.known else {
            self.known = Some(stamped.collect());
            return Ok(Vec::new());
        };
        let mut here = HashMap::new();
        let mut arrived = Vec::new();
        let before = std::mem::take(&mut self.arriving);
        for (path, stamp) in stamped {
            here.insert(path.clone(), stamp);
            if known.get(&path) == Some(&stamp) {
                continue;
            }
            if stamp.0 > 0 && before.get(&path) == Some(&stamp) {
                known.insert(path.clone(), stamp);
                arrived.push(path);
            } else {
                self.arriving.insert(path, stamp);
            }
        }
        if is_whole {
            known.retain(|path, _| here.contains_key(path));
        }
        Ok(arrived)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn names(arrived: &[PathBuf]) -> Vec<&str> {
        let names = arrived.iter().filter_map(|path| path.file_name()?.to_str());
        names.collect()
    }

    fn write(folder: &Path, name: &str, length: usize) {
        fs::write(folder.join(name), vec![0; length]).unwrap();
    }

    #[test]
    fn what_comes_later_is_new_once_when_it_stands_still() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        write(folder, "old.png", 5);
        let mut files = NewFiles::new(folder.to_owned());
        let look = |files: &mut NewFiles| files.look().unwrap();
        assert!(look(&mut files).is_empty());
        assert!(look(&mut files).is_empty());

        // One comes in pieces, one is begun and empty, one is no picture.
        write(folder, "b.jpg", 5);
        write(folder, "empty.png", 0);
        write(folder, "word.docx", 9);
        assert!(look(&mut files).is_empty());
        write(folder, "b.jpg", 9);
        write(folder, "a.PNG", 3);
        assert!(look(&mut files).is_empty());
        assert_eq!(names(&look(&mut files)), ["a.PNG", "b.jpg"]);
        assert!(look(&mut files).is_empty());

        // The same name again, with other content.
        write(folder, "old.png", 6);
        assert!(look(&mut files).is_empty());
        assert_eq!(names(&look(&mut files)), ["old.png"]);
        fs::remove_file(folder.join("a.PNG")).unwrap();
        assert!(look(&mut files).is_empty());
        write(folder, "a.PNG", 3);
        assert!(look(&mut files).is_empty());
        assert_eq!(names(&look(&mut files)), ["a.PNG"]);
    }

    #[test]
    fn a_folder_that_comes_back_is_not_new() {
        let parent = tempfile::tempdir().unwrap();
        let [here, gone] = ["here", "gone"].map(|name| parent.path().join(name));
        let mut files = NewFiles::new(here.clone());
        assert!(files.look().is_err());
        fs::create_dir(&here).unwrap();
        write(&here, "a.png", 5);
        assert!(files.look().unwrap().is_empty());
        fs::rename(&here, &gone).unwrap();
        assert!(files.look().is_err());
        fs::rename(&gone, &here).unwrap();
        write(&here, "b.png", 5);
        assert!(files.look().unwrap().is_empty());
        assert_eq!(names(&files.look().unwrap()), ["b.png"]);
    }
}
