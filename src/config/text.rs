//! The settings as [TOML](https://toml.io/en/v1.0.0): every rule of theirs, and a bad line that does not drop the others.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::{
    Appearance, Fault, MAX_HALL_NAME_CHARS, MAX_PHONE_CHARS, Problem, QuietHours, Settings,
    TEXT_SIZES,
};
use crate::language::Language;
use crate::plain::{is_hidden, printable};
use crate::source::format::Format;

/// Longest name of a camera in characters; systems make them, and they are short.
const MAX_CAMERA_CHARS: usize = 200;
/// Longest path in characters.
const MAX_PATH_CHARS: usize = 4_096;
/// A file with more lines that break a rule is none of settings.
pub(super) const MAX_BAD_LINES: usize = 40;

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

/// From TOML, without the lines that break a rule, each with its problem.
pub(super) fn parse_good_lines(text: &str) -> (Settings, Vec<Problem>) {
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
        watched_folder: checked(text, "watched_folder", raw.watched_folder, |folder| {
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
    watched_folder: Option<Spanned<PathBuf>>,
    sound: Option<bool>,
    volume: Option<Spanned<i64>>,
    quiet_hours: Option<Spanned<String>>,
    voice_folder: Option<Spanned<PathBuf>>,
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
