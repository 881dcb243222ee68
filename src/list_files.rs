//! Reads a hall's own list from its folder, and puts it beside the list in force. What is in the files is judged by
//! `check::allowlist`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::check::allowlist::{Allowlist, Date, Fault, Origin, Problem, Source};
use crate::list_package::clock::{self, Reading, Seen};
use crate::list_package::keys::Keys;
use crate::list_package::{InForce, Store};

/// Largest list file in bytes.
const MAX_LIST_BYTES: u64 = 4 << 20;

/// Which list to judge by.
#[derive(Debug, Clone, Default)]
pub enum Choice {
    /// The one in force: compiled in, or imported.
    #[default]
    BuiltIn,
    /// The one in force and the files of a folder.
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

/// Loads the chosen list. `store` is where imported ones lie.
///
/// # Errors
/// See [`ListError`].
pub fn load(
    choice: &Choice,
    store: &Store,
    keys: &Keys,
    today: Date,
) -> Result<InForce, ListError> {
    let files = match choice {
        Choice::BuiltIn => Vec::new(),
        Choice::Added(folder) | Choice::Only(folder) => files(folder)?,
    };
    let hall = sources(&files);
    if let Choice::Only(_) = choice {
        let list = Allowlist::load(&hall, Origin::Hall, today).map_err(ListError::Problems)?;
        let reading = reading(choice, store, &list, today);
        return Ok(InForce {
            list,
            signed: None,
            passed_over: 0,
            reading,
        });
    }
    let hall = matches!(choice, Choice::Added(_)).then_some(hall.as_slice());
    store
        .in_force(keys, hall, today)
        .map_err(ListError::Problems)
}

/// What day it is. Of a hall that uses nothing but its own list nothing is remembered.
fn reading(choice: &Choice, store: &Store, list: &Allowlist, today: Date) -> Reading {
    match choice {
        Choice::Only(_) => clock::read(Seen::default(), list.info().issued_on, today),
        Choice::BuiltIn | Choice::Added(_) => store.reading(list, today),
    }
}

/// Files as the list takes them.
pub fn sources(files: &[(String, String)]) -> Vec<Source<'_>> {
    let files = files.iter();
    files.map(|(name, text)| Source { name, text }).collect()
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
    store: &Store,
    keys: &Keys,
    today: Date,
) -> Result<(InForce, Vec<Problem>), ListError> {
    let is_date = |problem: &Problem| problem.fault == Fault::FutureDate;
    match load(choice, store, keys, today) {
        Ok(in_force) => Ok((in_force, Vec::new())),
        Err(ListError::Problems(problems)) if problems.iter().all(is_date) => {
            let in_force = load(choice, store, keys, END_OF_TIME)?;
            // The day is still that of the clock.
            let reading = reading(choice, store, &in_force.list, today);
            Ok((
                InForce {
                    reading,
                    ..in_force
                },
                problems,
            ))
        }
        Err(error) => Err(error),
    }
}

/// Every `.toml` file of a folder and of the folders in it, by name; or one file.
///
/// # Errors
/// [`ListError::Io`].
pub fn files(folder: &Path) -> Result<Vec<(String, String)>, ListError> {
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
        let store = Store::default();
        let keys = Keys::default();
        let load_postdated = || super::load_postdated(&choice, &store, &keys, TODAY);
        let table = "[list]\nserial = 1\nissued_on = 2027-02-01\n\n";
        write(&format!("{table}{}", entry("2027-01-31")));
        assert!(load(&choice, &store, &keys, TODAY).is_err());
        let (in_force, problems) = load_postdated().unwrap();
        let entries = in_force.list.entries();
        assert!(entries.iter().any(|entry| entry.from_hall));
        assert_eq!(problems.len(), 2);
        // The day by which the age is judged is that of the clock all the same.
        assert_eq!(in_force.reading.day, TODAY);
        // Anything else that is wrong with it still counts.
        write(&format!("{table}{}", entry("2027-03-01")));
        assert!(load_postdated().is_err());
        write(&entry("2026-11-30"));
        assert!(load_postdated().unwrap().1.is_empty());
    }
}
