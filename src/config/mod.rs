//! The settings of the window: what they are, how they are written ([TOML](https://toml.io/en/v1.0.0)), where they lie.
//!
//! No setting makes anything safe: a list folder goes through [`list_files::load`](crate::list_files::load), and its rules
//! decide. A file that cannot be understood is never overwritten: the caller goes on with the defaults and says so, and
//! [`save`] first puts that file aside as `settings.toml.broken`.

mod file;
mod quiet_hours;
#[cfg(test)]
mod tests;
mod text;

use std::io;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use serde::{Deserialize, Serialize, Serializer};

use crate::language::Language;
use crate::list_files::Choice;
use crate::source::format::Format;

pub use file::{load, load_good_lines, place, save};
pub use quiet_hours::QuietHours;
pub use text::{parse, print};

/// What [`Settings::text_size`] may be.
pub const TEXT_SIZES: RangeInclusive<f32> = 1.0..=2.0;
/// Longest name of a hall in characters.
pub const MAX_HALL_NAME_CHARS: usize = 40;
/// Longest phone number in characters.
pub const MAX_PHONE_CHARS: usize = 24;
/// What [`Settings::volume`] may be, in percent.
pub const VOLUMES: RangeInclusive<u8> = 0..=100;

/// What the window remembers from one start to the next. Never anything about a visitor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Settings {
    /// The language of the window.
    pub language: Language,
    /// The camera by its name; `None` is the first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub camera: Option<String>,
    /// The format in which it films; `None` is the best, and so is one that the camera does not offer.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "as_it_is_printed"
    )]
    pub camera_format: Option<Format>,
    /// How much larger than usual the text is, within [`TEXT_SIZES`]; kept to two decimals.
    #[serde(serialize_with = "with_two_decimals")]
    pub text_size: f32,
    /// Whether the camera's picture is shown as in a mirror.
    pub mirror: bool,
    /// Light, dark, or with the highest contrast.
    pub appearance: Appearance,
    /// The name of the service hall.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hall_name: Option<String>,
    /// The hall's own phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hall_phone: Option<String>,
    /// The folder of the hall's own list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list_folder: Option<PathBuf>,
    /// The folder whose new pictures are judged at the desk as they come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub watched_folder: Option<PathBuf>,
    /// Whether verdicts are said aloud on visitors' screens.
    pub sound: bool,
    /// How loud, in percent of what the system gives, within [`VOLUMES`].
    pub volume: u8,
    /// When nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet_hours: Option<QuietHours>,
    /// The folder of the hall's own recordings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice_folder: Option<PathBuf>,
}

/// How the window looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Appearance {
    /// Dark on light.
    #[default]
    Light,
    /// Light on dark.
    Dark,
    /// Black, white and little else.
    HighContrast,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            language: Language::default(),
            camera: None,
            camera_format: None,
            text_size: 1.0,
            mirror: true,
            appearance: Appearance::default(),
            hall_name: None,
            hall_phone: None,
            list_folder: None,
            watched_folder: None,
            sound: true,
            volume: 100,
            quiet_hours: None,
            voice_folder: None,
        }
    }
}

impl Settings {
    /// Which list to judge by: the built-in one, with the hall's own where there is one.
    pub fn list(&self) -> Choice {
        match &self.list_folder {
            Some(folder) => Choice::Added(folder.clone()),
            None => Choice::BuiltIn,
        }
    }
}

/// A rule that settings break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line in the file, from 1.
    pub line: usize,
    /// The setting, where it is one.
    pub field: Option<&'static str>,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Not TOML, or an unknown or mistyped setting; the text is the TOML parser's own.
    Toml(String),
    /// The bytes are not UTF-8.
    NotUtf8,
    /// The file is far too large.
    TooLarge,
    /// Not within [`TEXT_SIZES`].
    TextSize,
    /// More characters than that.
    TooLong(usize),
    /// Empty, or with invisible characters.
    BadText,
    /// Not a phone number: digits, spaces, `-`, `+`, `转` before an extension, `/` or `、` between two numbers.
    BadPhone,
    /// Not a format of a camera, such as `1280×720 MJPEG 30/s`.
    BadFormat,
    /// Not within [`VOLUMES`].
    Volume,
    /// Not hours such as `21:00-07:00`.
    BadHours,
    /// The path would depend on where the program was started.
    RelativePath,
}

/// Why settings were not loaded or saved.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The system names no folder for settings.
    #[error("no folder for settings")]
    NoPlace,
    /// The file is there and cannot be read.
    #[error("{path}: {error}")]
    Read {
        /// Which.
        path: String,
        /// Why.
        error: io::Error,
    },
    /// The file cannot be written.
    #[error("{path}: {error}")]
    Write {
        /// Which.
        path: String,
        /// Why.
        error: io::Error,
    },
    /// The file breaks a rule.
    #[error("{path}: {problem:?}")]
    Broken {
        /// Which.
        path: String,
        /// Where and why.
        problem: Problem,
    },
    /// There is a broken file to put aside, and another one lies there already.
    #[error("{path}: there already")]
    BrokenTwice {
        /// The one that lies there.
        path: String,
    },
    /// The settings to be saved break a rule.
    #[error("{0:?}")]
    Refused(Problem),
}

/// As `yanma cameras` prints it, to be copied by hand.
fn as_it_is_printed<S: Serializer>(
    format: &Option<Format>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match format {
        Some(format) => serializer.collect_str(format),
        None => serializer.serialize_none(),
    }
}

/// 1.1 in 32 bits would be written as 1.100000023841858.
fn with_two_decimals<S: Serializer>(size: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((f64::from(*size) * 100.0).round() / 100.0)
}
