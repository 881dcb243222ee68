//! What is asked of the machine: its date, whether its disk takes files, whether a screen is plugged in.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use chrono::Datelike;

use crate::check::allowlist::Date;

/// So much must fit on the disk, in bytes: settings, counts and a list many times over.
const ROOM: usize = 1 << 20;

/// Today, as the clock of the machine says.
pub fn today() -> Date {
    let now = chrono::Local::now().date_naive();
    Date {
        year: u16::try_from(now.year()).unwrap_or_default(),
        month: u8::try_from(now.month()).unwrap_or_default(),
        day: u8::try_from(now.day()).unwrap_or_default(),
    }
}

/// Writes a file of a megabyte into the folder, and takes it away again.
///
/// # Errors
/// What the system says: the disk is full, may only be read, or is broken.
pub fn takes_files(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut file = tempfile::tempfile_in(folder)?;
    file.write_all(&vec![0; ROOM])?;
    file.sync_all()
}

/// Whether a screen is plugged in and on; `None` where the system does not say.
pub fn has_screen() -> Option<bool> {
    has_screen_in(Path::new("/sys/class/drm"))
}

/// Every connector of a graphics card has a file that says `connected`, `disconnected` or `unknown`.
fn has_screen_in(folder: &Path) -> Option<bool> {
    let connectors = fs::read_dir(folder).ok()?.flatten();
    let said = connectors.filter_map(|found| fs::read_to_string(found.path().join("status")).ok());
    let mut said = said.peekable();
    said.peek()?;
    Some(said.any(|status| status.trim() != "disconnected"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_is_there_unless_every_connector_says_that_none_is() {
        let folder = tempfile::tempdir().unwrap();
        let has_screen = || has_screen_in(folder.path());
        assert_eq!(has_screen(), None);
        let say = |connector: &str, status: &str| {
            let folder = folder.path().join(connector);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("status"), status).unwrap();
        };
        fs::create_dir(folder.path().join("renderD128")).unwrap();
        assert_eq!(has_screen(), None);
        say("card0-HDMI-A-1", "disconnected\n");
        assert_eq!(has_screen(), Some(false));
        say("card0-DP-1", "connected\n");
        assert_eq!(has_screen(), Some(true));
        say("card0-DP-1", "unknown\n");
        assert_eq!(has_screen(), Some(true));
    }

    #[test]
    fn a_folder_that_takes_files_is_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        takes_files(&folder.path().join("new")).unwrap();
        assert_eq!(fs::read_dir(folder.path().join("new")).unwrap().count(), 0);
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(takes_files(&file).is_err());
    }
}
