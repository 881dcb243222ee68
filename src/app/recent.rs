//! The folders that were opened last at the desk, in a file beside the settings: a path a line, newest first. A kiosk has
//! none.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::plain::is_hidden;
use crate::whole_file;

/// Its name.
const FILE: &str = "recent-folders.txt";
/// Most folders that are kept.
const MAX_FOLDERS: usize = 6;
/// Longest file that is read, in bytes.
const MAX_BYTES: u64 = 64 << 10;

/// The folders that were opened last, and where dialogs begin.
#[derive(Default)]
pub struct Recent {
    file: Option<PathBuf>,
    folders: Vec<PathBuf>,
    /// Where the last pictures came from: the folder itself, or the one they lie in.
    last: Option<PathBuf>,
}

impl Recent {
    /// What was kept beside the settings. A file that cannot be read is as none.
    pub fn beside(settings_file: Option<&Path>) -> Recent {
        let file = settings_file.map(|settings| settings.with_file_name(FILE));
        let is_short = |file: &&PathBuf| {
            fs::metadata(file).is_ok_and(|data| data.is_file() && data.len() <= MAX_BYTES)
        };
        let text = file.as_ref().filter(is_short);
        let text = text.and_then(|file| fs::read_to_string(file).ok());
        let folders = text.unwrap_or_default();
        let folders = folders.lines().map(PathBuf::from);
        let folders: Vec<PathBuf> = folders
            .filter(|folder| folder.is_absolute())
            .take(MAX_FOLDERS)
            .collect();
        Recent {
            last: folders.first().cloned(),
            file,
            folders,
        }
    }

    /// The folders, newest first.
    pub fn folders(&self) -> impl Iterator<Item = &Path> {
        self.folders.iter().map(PathBuf::as_path)
    }

    /// Where a dialog begins.
    pub fn last(&self) -> Option<&Path> {
        self.last.as_deref()
    }

    /// These pictures were chosen.
    pub fn opened_files(&mut self, paths: &[PathBuf]) {
        let folder = paths.first().and_then(|path| path.parent());
        self.last = folder.map(Path::to_owned).or(self.last.take());
    }

    /// This folder was chosen: it comes first from now on.
    pub fn opened_folder(&mut self, folder: &Path) {
        self.last = Some(folder.to_owned());
        self.folders.retain(|other| other != folder);
        self.folders.insert(0, folder.to_owned());
        self.folders.truncate(MAX_FOLDERS);
    }

    /// Forgets them all, in the file, too.
    pub fn forget(&mut self) {
        self.folders.clear();
        self.last = None;
    }

    /// Its file, and what stands in it from now on. Where that cannot be written the folders are known until the window is
    /// closed, and nobody needs to be told.
    pub fn kept(&self) -> Option<(PathBuf, String)> {
        // A path that is no text, or has a line end in it, has no line.
        let lines = self.folders.iter().filter_map(|folder| folder.to_str());
        let lines = lines.filter(|line| !line.chars().any(is_hidden));
        let text = lines.map(|line| format!("{line}\n")).collect();
        Some((self.file.clone()?, text))
    }
}

/// Writes what is [`kept`](Recent::kept); nothing is kept where there is nothing.
pub fn write(file: &Path, text: &str) -> io::Result<()> {
    if text.is_empty() {
        return fs::remove_file(file);
    }
    whole_file::write(file, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_kept_newest_first_until_they_are_forgotten() {
        let home = tempfile::tempdir().unwrap();
        let settings = home.path().join("settings.toml");
        let folders: Vec<PathBuf> = (0..8)
            .map(|number| home.path().join(format!("海报 {number}")))
            .collect();
        let mut recent = Recent::beside(Some(&settings));
        assert_eq!(recent.folders().count(), 0);
        let keep = |recent: &Recent| {
            let (file, text) = recent.kept().unwrap();
            write(&file, &text).unwrap();
        };
        for folder in &folders {
            recent.opened_folder(folder);
        }
        recent.opened_folder(&folders[3]);
        keep(&recent);
        let kept = Recent::beside(Some(&settings));
        let names: Vec<_> = kept
            .folders()
            .map(|folder| folder.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        let wanted = [3, 7, 6, 5, 4, 2].map(|number| format!("海报 {number}"));
        assert_eq!(names, wanted);
        assert_eq!(kept.last().unwrap().file_name().unwrap(), "海报 3");
        recent.forget();
        keep(&recent);
        assert_eq!(Recent::beside(Some(&settings)).folders().count(), 0);
        assert!(!home.path().join(FILE).exists());
    }

    #[test]
    fn a_picture_says_where_the_next_dialog_begins_and_no_more() {
        let home = tempfile::tempdir().unwrap();
        let mut recent = Recent::beside(Some(&home.path().join("settings.toml")));
        recent.opened_files(&[home.path().join("a.png")]);
        assert_eq!(recent.folders().count(), 0);
        assert_eq!(recent.last(), Some(home.path()));
    }

    #[test]
    fn a_strange_file_is_as_none() {
        let home = tempfile::tempdir().unwrap();
        for text in ["relative/path\n\n../x\n", "\0\u{1}"] {
            fs::write(home.path().join(FILE), text).unwrap();
            let recent = Recent::beside(Some(&home.path().join("settings.toml")));
            assert_eq!(recent.folders().count(), 0, "{text:?}");
        }
        fs::write(home.path().join(FILE), [0xFF; 8]).unwrap();
        let recent = Recent::beside(Some(&home.path().join("settings.toml")));
        assert_eq!(recent.folders().count(), 0);
    }
}
