//! Reads a hall's own list from its folder, and puts it beside the list in force. What is in the files is judged by
//! `check::allowlist`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::check::allowlist::{Allowlist, Date, Origin, Problem, Source};
use crate::list_package::clock::{self, Seen};
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
        let reading = clock::read(Seen::default(), list.info().issued_on, today);
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

/// Files as the list takes them.
pub fn sources(files: &[(String, String)]) -> Vec<Source<'_>> {
    let files = files.iter();
    files.map(|(name, text)| Source { name, text }).collect()
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
