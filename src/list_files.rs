//! Reads a hall's own list from its folder. What is in the files is judged by `check::allowlist`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::check::allowlist::{Allowlist, Date, Fault, Origin, Problem, Source};

/// Largest list file in bytes.
const MAX_LIST_BYTES: u64 = 4 << 20;

/// Which list to judge by.
#[derive(Debug, Clone, Default)]
pub enum Choice {
    /// The compiled-in one.
    #[default]
    BuiltIn,
    /// The compiled-in one and the files of a folder.
    Added(PathBuf),
    /// Only the files of a folder.
    Only(PathBuf),
}

/// Why there is no list. Nothing can be judged then.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// A file or folder cannot be read.
    #[error("{path}: {error}")]
    Io {
        /// Which.
        path: String,
        /// Why.
        error: io::Error,
    },
    /// Rules that the files break.
    #[error("{} problems", .0.len())]
    Problems(Vec<Problem>),
}

/// Loads the chosen list.
///
/// # Errors
/// See [`ListError`].
pub fn load(choice: &Choice, today: Date) -> Result<Allowlist, ListError> {
    let (folder, origin) = match choice {
        Choice::BuiltIn => return Allowlist::built_in(today).map_err(ListError::Problems),
        Choice::Added(folder) => (folder, Origin::BuiltInAndHall),
        Choice::Only(folder) => (folder, Origin::Hall),
    };
    let files = files(folder)?;
    let sources: Vec<Source<'_>> = files
        .iter()
        .map(|(name, text)| Source { name, text })
        .collect();
    Allowlist::load(&sources, origin, today).map_err(ListError::Problems)
}

/// The last day that a list can name: for it nothing lies in the future.
const END_OF_TIME: Date = Date {
    year: 9_999,
    month: 12,
    day: 31,
};

/// Loads the chosen list as [`load`] does, but dates after today are only told: rather the clock of a kiosk has fallen back
/// than that somebody has written a list of the future, and a kiosk without a list is of no use.
///
/// # Errors
/// See [`ListError`].
pub fn load_postdated(
    choice: &Choice,
    today: Date,
) -> Result<(Allowlist, Vec<Problem>), ListError> {
    let is_date = |problem: &Problem| problem.fault == Fault::FutureDate;
    match load(choice, today) {
        Ok(list) => Ok((list, Vec::new())),
        Err(ListError::Problems(problems)) if problems.iter().all(is_date) => {
            let list = load(choice, END_OF_TIME)?;
            Ok((list, problems))
        }
        Err(error) => Err(error),
    }
}

/// Every `.toml` file of a folder and of the folders in it, by name; or one file.
fn files(folder: &Path) -> Result<Vec<(String, String)>, ListError> {
    let fault = |path: &Path, error: io::Error| ListError::Io {
        path: path.to_string_lossy().into_owned(),
        error,
    };
    let mut files = Vec::new();
    for found in WalkDir::new(folder).follow_links(true).sort_by_file_name() {
        let found = found.map_err(|error| {
            let path = error.path().unwrap_or(folder).to_owned();
            fault(&path, error.into())
        })?;
        let path = found.path();
        let is_list = path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
        let is_named = path == folder; // a file that was given itself, whatever its ending
        if !(is_list || is_named) || found.file_type().is_dir() {
            continue;
        }
        let metadata = fs::metadata(path).map_err(|error| fault(path, error))?;
        if !metadata.is_file() || metadata.len() > MAX_LIST_BYTES {
            return Err(fault(path, io::Error::from(io::ErrorKind::InvalidInput)));
        }
        let text = fs::read_to_string(path).map_err(|error| fault(path, error))?;
        files.push((path.to_string_lossy().into_owned(), text));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date {
        year: 2026,
        month: 11,
        day: 30,
    };

    fn entry(verified_on: &str) -> String {
        format!(
            "[[entry]]\nhost = \"yb.example.gov.cn\"\nname = {{ zh = \"例\", en = \"Example\" }}\nregion = \"CN-45\"\nkind = \"insurance-site\"\ngrade = \"A\"\nevidence_note = \"seen\"\nverified_on = {verified_on}\nstatus = \"active\"\n"
        )
    }

    #[test]
    fn a_list_dated_after_today_is_used_and_told() {
        let folder = tempfile::tempdir().unwrap();
        let choice = Choice::Added(folder.path().to_owned());
        let write = |text: &str| fs::write(folder.path().join("hall.toml"), text).unwrap();
        let table = "[list]\nserial = 1\nissued_on = 2027-02-01\n\n";
        write(&format!("{table}{}", entry("2027-01-31")));
        assert!(load(&choice, TODAY).is_err());
        let (list, problems) = load_postdated(&choice, TODAY).unwrap();
        assert!(list.entries().iter().any(|entry| entry.from_hall));
        assert_eq!(problems.len(), 2);
        // Anything else that is wrong with it still counts.
        write(&format!("{table}{}", entry("2027-03-01")));
        assert!(load_postdated(&choice, TODAY).is_err());
        write(&entry("2026-11-30"));
        assert!(load_postdated(&choice, TODAY).unwrap().1.is_empty());
    }
}
