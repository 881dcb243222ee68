//! The settings of the window: what they are, how they are written ([TOML](https://toml.io/en/v1.0.0)), where they lie.
//!
//! No setting makes anything safe: a list folder goes through [`list_files::load`](crate::list_files::load), and its rules decide.
//! A file that cannot be understood is never overwritten: the caller goes on with the defaults and says so, and
//! [`save`] first puts that file aside as `settings.toml.broken`.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;
use serde::{Deserialize, Serialize, Serializer};
use toml::Spanned;

use crate::language::Language;
use crate::list_files::Choice;
use crate::plain::{is_hidden, printable};
use crate::source::format::Format;

/// What [`Settings::text_size`] may be.
pub const TEXT_SIZES: RangeInclusive<f32> = 1.0..=2.0;
/// Longest name of a hall in characters.
pub const MAX_HALL_NAME_CHARS: usize = 40;
/// Longest phone number in characters.
pub const MAX_PHONE_CHARS: usize = 24;
/// Longest name of a camera in characters; systems make them, and they are short.
const MAX_CAMERA_CHARS: usize = 200;
/// Longest path in characters.
const MAX_PATH_CHARS: usize = 4_096;
/// What [`Settings::volume`] may be, in percent.
pub const VOLUMES: RangeInclusive<u8> = 0..=100;
/// Largest settings file in bytes.
const MAX_FILE_BYTES: u64 = 64 << 10;
/// A file with more lines that break a rule is none of settings.
const MAX_BAD_LINES: usize = 40;

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

/// From when to when nothing is said, each day; across midnight where it ends earlier than it begins. Minutes of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    from: u16,
    until: u16,
}

impl QuietHours {
    /// From `21:00-07:00`; `None` for anything else, and for an empty span.
    pub fn parse(text: &str) -> Option<QuietHours> {
        let (from, until) = text.split_once('-')?;
        let minutes = |text: &str| -> Option<u16> {
            let (hour, minute) = text.trim().split_once(':')?;
            let number = |text: &str, below: u16| -> Option<u16> {
                let is_number =
                    (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
                let number = text.parse().ok().filter(|_| is_number)?;
                (number < below).then_some(number)
            };
            Some(number(hour, 24)? * 60 + number(minute, 60)?)
        };
        let (from, until) = (minutes(from)?, minutes(until)?);
        (from != until).then_some(QuietHours { from, until })
    }

    /// Whether a minute of the day, 0 to 1,439, lies within.
    pub fn contain(self, minute: u16) -> bool {
        match self.from < self.until {
            true => (self.from..self.until).contains(&minute),
            false => minute >= self.from || minute < self.until,
        }
    }
}

impl fmt::Display for QuietHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, until) = (self.from, self.until);
        write!(
            f,
            "{:02}:{:02}-{:02}:{:02}",
            from / 60,
            from % 60,
            until / 60,
            until % 60
        )
    }
}

impl Serialize for QuietHours {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
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

/// From TOML, without the lines that break a rule, each with its problem.
fn parse_good_lines(text: &str) -> (Settings, Vec<Problem>) {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let mut problems = Vec::new();
    // The strict parser alone judges. A line that it names is emptied, so that the numbers of the others stay.
    while problems.len() < MAX_BAD_LINES {
        let problem = match parse(&lines.join("\n")) {
            Ok(settings) => return (settings, problems),
            Err(problem) => problem,
        };
        let line = lines.get_mut(problem.line.saturating_sub(1));
        problems.push(problem);
        match line.filter(|line| !line.is_empty()) {
            Some(line) => *line = "",
            None => break, // what is wrong is not where it was found
        }
    }
    (Settings::default(), problems)
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
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut new = tempfile::NamedTempFile::new_in(folder)?;
        new.write_all(text.as_bytes())?;
        new.as_file().sync_all()?;
        if let Some(aside) = &aside {
            fs::rename(path, aside)?;
        }
        new.persist(path)?;
        Ok(())
    };
    write().map_err(|error| ConfigError::Write {
        path: shown(path),
        error,
    })?;
    Ok(aside)
}

/// As TOML, defaults included.
///
/// # Errors
/// The first rule that the settings break: what is printed can always be parsed.
pub fn print(settings: &Settings) -> Result<String, Problem> {
    const HEAD: &str = "# 验码的设置。窗口关着的时候可以改。\n# Settings of Yanma. May be edited while its window is closed.\n\n";
    // Nothing but a path that is no text can fail here.
    let body = toml::to_string(settings).map_err(|_| Problem {
        line: 1,
        field: Some("list_folder"),
        fault: Fault::NotUtf8,
    })?;
    let text = format!("{HEAD}{body}");
    parse(&text)?;
    Ok(text)
}

/// From TOML; what is not there has its default.
///
/// # Errors
/// The first rule that the text breaks.
pub fn parse(text: &str) -> Result<Settings, Problem> {
    let raw: Raw = toml::from_str(text).map_err(|error| Problem {
        line: line_of(text, error.span().map_or(0, |span| span.start)),
        field: None,
        fault: Fault::Toml(printable(error.message())),
    })?;
    let default = Settings::default();
    Ok(Settings {
        language: raw.language.unwrap_or(default.language),
        camera: checked(text, "camera", raw.camera, |camera| {
            text_fault(camera, MAX_CAMERA_CHARS)
        })?,
        camera_format: checked(text, "camera_format", raw.camera_format, |format| {
            Format::parse(format).is_none().then_some(Fault::BadFormat)
        })?
        .and_then(|format| Format::parse(&format)),
        text_size: checked(text, "text_size", raw.text_size, |size| {
            (!TEXT_SIZES.contains(size)).then_some(Fault::TextSize)
        })?
        .unwrap_or(default.text_size),
        mirror: raw.mirror.unwrap_or(default.mirror),
        appearance: raw.appearance.unwrap_or(default.appearance),
        hall_name: checked(text, "hall_name", raw.hall_name, |name| {
            text_fault(name, MAX_HALL_NAME_CHARS)
        })?,
        hall_phone: checked(text, "hall_phone", raw.hall_phone, |phone| {
            phone_fault(phone)
        })?,
        list_folder: checked(text, "list_folder", raw.list_folder, |folder| {
            folder_fault(folder)
        })?,
        sound: raw.sound.unwrap_or(default.sound),
        volume: checked(text, "volume", raw.volume, |volume| {
            (!(0..=100).contains(volume)).then_some(Fault::Volume)
        })?
        .and_then(|volume| u8::try_from(volume).ok())
        .unwrap_or(default.volume),
        quiet_hours: checked(text, "quiet_hours", raw.quiet_hours, |hours| {
            QuietHours::parse(hours)
                .is_none()
                .then_some(Fault::BadHours)
        })?
        .and_then(|hours| QuietHours::parse(&hours)),
        voice_folder: checked(text, "voice_folder", raw.voice_folder, |folder| {
            folder_fault(folder)
        })?,
    })
}

/// The settings as they stand in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    language: Option<Language>,
    camera: Option<Spanned<String>>,
    camera_format: Option<Spanned<String>>,
    text_size: Option<Spanned<f32>>,
    mirror: Option<bool>,
    appearance: Option<Appearance>,
    hall_name: Option<Spanned<String>>,
    hall_phone: Option<Spanned<String>>,
    list_folder: Option<Spanned<PathBuf>>,
    sound: Option<bool>,
    volume: Option<Spanned<i64>>,
    quiet_hours: Option<Spanned<String>>,
    voice_folder: Option<Spanned<PathBuf>>,
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

fn checked<T>(
    text: &str,
    field: &'static str,
    value: Option<Spanned<T>>,
    fault: impl Fn(&T) -> Option<Fault>,
) -> Result<Option<T>, Problem> {
    let Some(value) = value else {
        return Ok(None);
    };
    match fault(value.get_ref()) {
        None => Ok(Some(value.into_inner())),
        Some(fault) => Err(Problem {
            line: line_of(text, value.span().start),
            field: Some(field),
            fault,
        }),
    }
}

fn text_fault(text: &str, most: usize) -> Option<Fault> {
    if text.trim().is_empty() || text.chars().any(is_hidden) {
        Some(Fault::BadText)
    } else if text.chars().count() > most {
        Some(Fault::TooLong(most))
    } else {
        None
    }
}

fn phone_fault(phone: &str) -> Option<Fault> {
    let is_phone = phone.chars().any(|c| c.is_ascii_digit())
        && phone
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | ' ' | '转' | '/' | '、'));
    if !is_phone {
        Some(Fault::BadPhone)
    } else if phone.chars().count() > MAX_PHONE_CHARS {
        Some(Fault::TooLong(MAX_PHONE_CHARS))
    } else {
        None
    }
}

fn folder_fault(folder: &Path) -> Option<Fault> {
    let is_relative = || (!folder.is_absolute()).then_some(Fault::RelativePath);
    text_fault(&folder.to_string_lossy(), MAX_PATH_CHARS).or_else(is_relative)
}

/// The line of a byte offset, from 1.
fn line_of(text: &str, offset: usize) -> usize {
    let before = text.bytes().take(offset);
    1 + before.filter(|byte| *byte == b'\n').count()
}

fn shown(path: &Path) -> String {
    printable(&path.to_string_lossy())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::format::Coding;

    /// A path that is absolute here.
    fn absolute(name: &str) -> PathBuf {
        std::env::temp_dir().join(name)
    }

    fn full() -> Settings {
        Settings {
            language: Language::En,
            camera: Some("HD \"Web\" Camera\\1".to_owned()),
            camera_format: Some(Format {
                width: 1920,
                height: 1080,
                fps: 15,
                coding: Coding::Yuyv,
            }),
            text_size: 1.15,
            mirror: false,
            appearance: Appearance::HighContrast,
            hall_name: Some("邕宁区医保服务大厅".to_owned()),
            hall_phone: Some("+86 0771-12393".to_owned()),
            list_folder: Some(absolute("名单")),
            sound: false,
            volume: 40,
            quiet_hours: QuietHours::parse("21:00-07:30"),
            voice_folder: Some(absolute("录音")),
        }
    }

    /// The first problem of a text: its line, its field.
    fn problem(text: &str) -> (usize, Option<&'static str>, Fault) {
        let problem = parse(text).unwrap_err();
        (problem.line, problem.field, problem.fault)
    }

    #[test]
    fn an_empty_file_has_the_defaults() {
        let settings = parse("").unwrap();
        assert_eq!(settings, Settings::default());
        assert_eq!(settings.language, Language::ZhCn);
        assert!(settings.mirror);
        assert_eq!(settings.text_size, 1.0);
        assert!(matches!(settings.list(), Choice::BuiltIn));
    }

    #[test]
    fn what_is_printed_is_parsed_as_the_same() {
        for settings in [Settings::default(), full()] {
            assert_eq!(parse(&print(&settings).unwrap()).unwrap(), settings);
        }
        let printed = print(&full()).unwrap();
        for line in [
            "text_size = 1.15\n",
            "camera_format = \"1920×1080 YUYV 15/s\"\n",
        ] {
            assert!(printed.contains(line), "{line} in {printed}");
        }
    }

    #[test]
    fn a_file_made_by_hand_is_understood() {
        let text = "\u{FEFF}# ours\r\nlanguage = \"zh\"\r\ntext_size = 2\r\nappearance = \"dark\"\r\nhall_phone = '110'\r\ncamera_format = '640x480 mjpeg 30'\r\n";
        let settings = parse(text).unwrap();
        assert_eq!(settings.text_size, 2.0);
        assert_eq!(settings.appearance, Appearance::Dark);
        assert_eq!(settings.hall_phone.as_deref(), Some("110"));
        let format = settings.camera_format.unwrap();
        assert_eq!((format.width, format.height, format.fps), (640, 480, 30));
        assert_eq!(format.coding, Coding::Mjpeg);
    }

    #[test]
    fn a_bad_line_does_not_drop_the_others() {
        let text = "hall_name = '大厅'\nhall_phone = 'call us'\nmiror = true\nlanguage = 'en'\ntext_size = 9\n= =\nmirror = false\nmirror = true";
        let (settings, problems) = parse_good_lines(text);
        assert_eq!(settings.hall_name.as_deref(), Some("大厅"));
        assert_eq!(settings.hall_phone, None);
        assert_eq!((settings.language, settings.text_size), (Language::En, 1.0));
        assert!(!settings.mirror, "the first of two stands");
        let mut lines: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
        lines.sort_unstable();
        assert_eq!(lines, [2, 3, 5, 6, 8]);
        // Nothing can be made of these, and it comes to an end.
        for text in ["hall_name = \"\"\"\nb\nc", &"x\n".repeat(1_000)] {
            let (settings, problems) = parse_good_lines(text);
            assert_eq!(settings, Settings::default());
            assert!(!problems.is_empty() && problems.len() <= MAX_BAD_LINES);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        assert!(load_good_lines(&path).1.is_empty());
        fs::write(&path, text).unwrap();
        assert_eq!(load_good_lines(&path).1.len(), 5);
        fs::write(&path, b"\xB4\xF3").unwrap();
        assert_eq!(load_good_lines(&path).1.len(), 1);
        assert_eq!(load_good_lines(folder.path()).1.len(), 1);
    }

    #[test]
    fn phones_are_written_as_people_write_them() {
        for phone in ["0451-57886110转8", "12345/12393", "0771-1、0771-2"] {
            let settings = parse(&format!("hall_phone = '{phone}'")).unwrap();
            assert_eq!(settings.hall_phone.as_deref(), Some(phone));
        }
    }

    #[test]
    fn quiet_hours_may_go_across_midnight() {
        let night = QuietHours::parse("21:00-7:30").unwrap();
        assert_eq!(night.to_string(), "21:00-07:30");
        let noon = QuietHours::parse("12:00-14:00").unwrap();
        // 0:00, 7:29, 7:30, 12:00, 13:59, 14:00, 20:59, 21:00
        let minutes = [0, 449, 450, 720, 839, 840, 1_259, 1_260];
        let is_night = [true, true, false, false, false, false, false, true];
        let is_noon = [false, false, false, true, true, false, false, false];
        assert_eq!(minutes.map(|minute| night.contain(minute)), is_night);
        assert_eq!(minutes.map(|minute| noon.contain(minute)), is_noon);
        for text in [
            "",
            "21:00",
            "21:00-21:00",
            "21:60-07:00",
            "+1:00-07:00",
            "21:00-07:00-08:00",
            "٢١:00-07:00",
        ] {
            assert_eq!(QuietHours::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_hall_list_is_added_and_never_replaces_the_built_in_one() {
        assert!(matches!(full().list(), Choice::Added(folder) if folder == absolute("名单")));
    }

    #[test]
    fn unknown_doubled_and_mistyped_settings_are_told_with_their_line() {
        for text in [
            "mirror = true\nmiror = false",
            "mirror = true\nmirror = false",
            "\nmirror = 'yes'",
            "\nlanguage = 'fr'",
            "\nappearance = 'Light'",
            "\n[window]\nx = 1",
            "\nallowlist_only = '/tmp'",
            "\ncamera = 0",
            "\ncamera_format = 720",
        ] {
            let (line, field, fault) = problem(text);
            assert_eq!((line, field), (2, None), "{text}");
            assert!(matches!(fault, Fault::Toml(_)), "{text}");
        }
    }

    #[test]
    fn values_beyond_their_limits_are_told_with_line_and_field() {
        let name = |chars: usize| format!("\nhall_name = '{}'", "厅".repeat(chars));
        let phone = |chars: usize| format!("\nhall_phone = '{}'", "1".repeat(chars));
        assert!(parse(&name(40)).is_ok());
        assert!(parse(&phone(24)).is_ok());
        for (text, field, fault) in [
            (name(41), "hall_name", Fault::TooLong(40)),
            (phone(25), "hall_phone", Fault::TooLong(24)),
            (
                "\ntext_size = 0.99".to_owned(),
                "text_size",
                Fault::TextSize,
            ),
            (
                "\ntext_size = 2.01".to_owned(),
                "text_size",
                Fault::TextSize,
            ),
            ("\ntext_size = nan".to_owned(), "text_size", Fault::TextSize),
            ("\ntext_size = inf".to_owned(), "text_size", Fault::TextSize),
            ("\nhall_name = ''".to_owned(), "hall_name", Fault::BadText),
            ("\nhall_name = ' '".to_owned(), "hall_name", Fault::BadText),
            // The rest of the line would be written from right to left.
            (
                "\nhall_name = \"大厅\\u202E\"".to_owned(),
                "hall_name",
                Fault::BadText,
            ),
            (
                "\nhall_name = \"大\\n厅\"".to_owned(),
                "hall_name",
                Fault::BadText,
            ),
            (
                "\ncamera = \"a\\u200Bb\"".to_owned(),
                "camera",
                Fault::BadText,
            ),
            (
                "\nhall_phone = 'www.evil.top'".to_owned(),
                "hall_phone",
                Fault::BadPhone,
            ),
            (
                "\nhall_phone = '１１０'".to_owned(),
                "hall_phone",
                Fault::BadPhone,
            ),
            (
                "\nhall_phone = '- -'".to_owned(),
                "hall_phone",
                Fault::BadPhone,
            ),
            (
                "\ncamera_format = ''".to_owned(),
                "camera_format",
                Fault::BadFormat,
            ),
            (
                "\ncamera_format = '1280×720 H264 30/s'".to_owned(),
                "camera_format",
                Fault::BadFormat,
            ),
            ("\nvolume = 101".to_owned(), "volume", Fault::Volume),
            ("\nvolume = -1".to_owned(), "volume", Fault::Volume),
            (
                "\nquiet_hours = '21-7'".to_owned(),
                "quiet_hours",
                Fault::BadHours,
            ),
            (
                "\nquiet_hours = '24:00-07:00'".to_owned(),
                "quiet_hours",
                Fault::BadHours,
            ),
            (
                "\nvoice_folder = 'voice'".to_owned(),
                "voice_folder",
                Fault::RelativePath,
            ),
            (
                "\nlist_folder = 'lists'".to_owned(),
                "list_folder",
                Fault::RelativePath,
            ),
            (
                "\nlist_folder = ''".to_owned(),
                "list_folder",
                Fault::BadText,
            ),
        ] {
            assert_eq!(problem(&text), (2, Some(field), fault), "{text}");
        }
    }

    #[test]
    fn settings_that_could_not_be_loaded_again_are_not_saved() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        let settings = Settings {
            hall_name: Some("\u{202E}".to_owned()),
            ..Settings::default()
        };
        let refused = save(&settings, &path);
        assert!(
            matches!(refused, Err(ConfigError::Refused(problem)) if problem.field == Some("hall_name"))
        );
        assert!(!path.exists());
    }

    #[test]
    fn settings_are_saved_into_a_new_folder_and_over_older_ones() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("settings.toml");
        assert_eq!(load(&path).unwrap(), Settings::default());
        assert_eq!(save(&full(), &path).unwrap(), None);
        assert_eq!(load(&path).unwrap(), full());
        assert_eq!(save(&Settings::default(), &path).unwrap(), None);
        assert_eq!(load(&path).unwrap(), Settings::default());
        let files = fs::read_dir(path.parent().unwrap()).unwrap();
        assert_eq!(files.count(), 1); // nothing half written is left
    }

    #[test]
    fn a_broken_file_is_put_aside_once_and_never_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        let aside = folder.path().join("settings.toml.broken");
        fs::write(&path, "mirror = maybe").unwrap();
        assert!(
            matches!(load(&path), Err(ConfigError::Broken { problem, .. }) if problem.line == 1)
        );
        assert_eq!(save(&full(), &path).unwrap(), Some(aside.clone()));
        assert_eq!(fs::read_to_string(&aside).unwrap(), "mirror = maybe");
        assert_eq!(load(&path).unwrap(), full());

        fs::write(&path, "another = 1").unwrap();
        assert!(matches!(
            save(&full(), &path),
            Err(ConfigError::BrokenTwice { .. })
        ));
        assert_eq!(fs::read_to_string(&aside).unwrap(), "mirror = maybe");
        assert_eq!(fs::read_to_string(&path).unwrap(), "another = 1");
    }

    #[test]
    fn a_file_that_is_no_text_or_far_too_large_is_broken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        fs::write(&path, b"hall_name = '\xB4\xF3\xCC\xFC'").unwrap(); // 大厅 in GB 18030
        assert!(
            matches!(load(&path), Err(ConfigError::Broken { problem, .. }) if problem.fault == Fault::NotUtf8)
        );
        fs::write(&path, " ".repeat(65_537)).unwrap();
        assert!(
            matches!(load(&path), Err(ConfigError::Broken { problem, .. }) if problem.fault == Fault::TooLarge)
        );
    }

    #[test]
    fn what_the_system_refuses_is_told() {
        let folder = tempfile::tempdir().unwrap();
        // A folder where the file should be, and a file where the folder should be.
        assert!(matches!(load(folder.path()), Err(ConfigError::Read { .. })));
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let below = file.join("settings.toml");
        assert!(save(&full(), &below).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "");
    }

    #[test]
    fn a_write_protected_file_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        fs::write(&path, "mirror = false").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        let refused = save(&full(), &path);
        assert!(
            matches!(refused, Err(ConfigError::Write { error, .. }) if error.kind() == io::ErrorKind::PermissionDenied)
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), "mirror = false");
    }

    #[test]
    fn every_error_has_a_sentence_that_names_file_line_and_field() {
        let problem = Problem {
            line: 7,
            field: Some("hall_phone"),
            fault: Fault::BadPhone,
        };
        for language in [Language::ZhCn, Language::En] {
            let broken = language.config_error(&ConfigError::Broken {
                path: "/etc/x.toml".to_owned(),
                problem: problem.clone(),
            });
            for part in ["/etc/x.toml", "7", "hall_phone"] {
                assert!(broken.contains(part), "{part} in {broken}");
            }
            let refused = language.config_error(&ConfigError::Refused(problem.clone()));
            assert!(
                refused.contains("hall_phone") && !refused.contains('7'),
                "{refused}"
            );
        }
    }
}
