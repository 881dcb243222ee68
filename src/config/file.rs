//! Where the settings lie, and how they are read and written there.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use super::text::{parse, parse_good_lines, print};
use super::{ConfigError, Fault, Problem, Settings};
use crate::plain::printable;
use crate::whole_file;

/// Largest settings file in bytes.
const MAX_FILE_BYTES: u64 = 64 << 10;

/// The settings file of this user.
///
/// # Errors
/// [`ConfigError::NoPlace`].
pub fn place() -> Result<PathBuf, ConfigError> {
    let folders = ProjectDirs::from("", "", "yanma").ok_or(ConfigError::NoPlace)?;
    Ok(folders.config_dir().join("settings.toml"))
}

/// Reads the settings; a file that is not there means the defaults.
///
/// # Errors
/// [`ConfigError::Read`] and [`ConfigError::Broken`]. Go on with the defaults then, and say so.
pub fn load(path: &Path) -> Result<Settings, ConfigError> {
    let fault = |error| ConfigError::Read {
        path: shown(path),
        error,
    };
    let metadata = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Settings::default()),
        other => other.map_err(fault)?,
    };
    // Opening a FIFO would wait for ever.
    if !metadata.is_file() {
        return Err(fault(io::ErrorKind::InvalidInput.into()));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(fault)?;
    file.take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(fault)?;
    let settings = if bytes.len() as u64 > MAX_FILE_BYTES {
        Err(Problem::of_file(Fault::TooLarge))
    } else {
        String::from_utf8(bytes)
            .map_err(|_| Problem::of_file(Fault::NotUtf8))
            .and_then(|text| parse(&text))
    };
    settings.map_err(|problem| ConfigError::Broken {
        path: shown(path),
        problem,
    })
}

/// Reads the settings line by line: one that breaks a rule is told and passed over, and the others hold. A file of which
/// nothing can be understood means the defaults.
pub fn load_good_lines(path: &Path) -> (Settings, Vec<ConfigError>) {
    let first = match load(path) {
        Ok(settings) => return (settings, Vec::new()),
        Err(error) => error,
    };
    let ConfigError::Broken { problem, .. } = &first else {
        return (Settings::default(), vec![first]);
    };
    let is_of_file = matches!(problem.fault, Fault::NotUtf8 | Fault::TooLarge);
    let Some(text) = (!is_of_file)
        .then(|| fs::read_to_string(path).ok())
        .flatten()
    else {
        return (Settings::default(), vec![first]);
    };
    let (settings, problems) = parse_good_lines(&text);
    let broken = |problem| ConfigError::Broken {
        path: shown(path),
        problem,
    };
    (settings, problems.into_iter().map(broken).collect())
}

/// Writes the settings, all or nothing. Where the file that lies there is broken, it is put aside, and its new path
/// is the answer; where one was put aside before, nothing is done, so that neither is lost.
///
/// # Errors
/// Everything but [`ConfigError::NoPlace`] and [`ConfigError::Broken`].
pub fn save(settings: &Settings, path: &Path) -> Result<Option<PathBuf>, ConfigError> {
    let text = print(settings).map_err(ConfigError::Refused)?;
    let aside = match load(path) {
        Ok(_) => None,
        Err(ConfigError::Broken { .. }) => Some(path.with_extension("toml.broken")),
        Err(other) => return Err(other),
    };
    if let Some(aside) = aside
        .as_deref()
        .filter(|aside| aside.symlink_metadata().is_ok())
    {
        return Err(ConfigError::BrokenTwice { path: shown(aside) });
    }
    let write = || -> io::Result<()> {
        // A rename would go past the write protection by which an administrator locks the settings.
        if fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly()) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let new = whole_file::begin(path, text.as_bytes())?;
        if let Some(aside) = &aside {
            fs::rename(path, aside)?;
        }
        new.finish()
    };
    write().map_err(|error| ConfigError::Write {
        path: shown(path),
        error,
    })?;
    Ok(aside)
}

impl Problem {
    /// A problem of the whole file.
    fn of_file(fault: Fault) -> Problem {
        Problem {
            line: 1,
            field: None,
            fault,
        }
    }
}

fn shown(path: &Path) -> String {
    printable(&path.to_string_lossy())
}
