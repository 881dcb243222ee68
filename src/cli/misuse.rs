//! What is wrong with a command as it was typed, out of the parser's error: told in the user's language, and in one.

use std::ffi::{OsStr, OsString};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};

use super::{ALL_SAFE, NOT_JUDGED, help, refuse};
use crate::language::Language;
use crate::messages::{Misuse, Notice};

/// The language that the arguments ask for, also where they make no sense otherwise.
pub(super) fn language(arguments: &[OsString]) -> Option<Language> {
    let mut arguments = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(argument) = arguments.next() {
        let value = match argument.strip_prefix("--lang") {
            Some("") => arguments.next(),
            Some(value) => value.strip_prefix('='),
            None => continue,
        };
        match value {
            Some("zh") => return Some(Language::ZhCn),
            Some("en") => return Some(Language::En),
            _ => {}
        }
    }
    None
}

/// Prints the help or the version, or says what is wrong; returns the exit status.
pub(super) fn tell(error: &Error, arguments: &[OsString], language: Language) -> u8 {
    if !error.use_stderr() {
        return match error.print() {
            Ok(()) => ALL_SAFE,
            Err(_) => NOT_JUDGED,
        };
    }
    let command = help::command(language);
    let (path, inner) = named(&command, arguments);
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let what = language.help_words().command_place;
        refuse(&language.misuse(&Misuse::Missing { what }), language);
        let _ = error.print(); // which commands there are
        return NOT_JUDGED;
    }
    let fact = |kind| fact(error, kind).unwrap_or_default();
    let option = &fact(ContextKind::InvalidArg);
    let value = &fact(ContextKind::InvalidValue);
    let other = &fact(ContextKind::PriorArg);
    let typed = &fact(ContextKind::InvalidSubcommand);
    let allowed = &match std::error::Error::source(error) {
        Some(why) => help::half(&why.to_string(), language),
        None => fact(ContextKind::ValidValue),
    };
    let near_option = match fact(ContextKind::SuggestedArg) {
        near if near.is_empty() => of_another_command(&command, option),
        near => Some(near),
    };
    let near_command = nearest(inner, typed).map(|name| format!("{path} {name}"));
    let misuse = match error.kind() {
        ErrorKind::UnknownArgument if !option.starts_with('-') => {
            Misuse::Unexpected { word: option }
        }
        ErrorKind::UnknownArgument => Misuse::UnknownOption {
            option,
            instead: near_option.as_deref(),
        },
        ErrorKind::InvalidSubcommand => Misuse::UnknownCommand {
            command: typed,
            instead: near_command.as_deref(),
        },
        ErrorKind::InvalidValue if value.is_empty() => Misuse::NoValue { option },
        ErrorKind::InvalidValue => Misuse::NotOneOf {
            option,
            value,
            allowed,
        },
        ErrorKind::ValueValidation => Misuse::BadValue {
            option,
            value,
            allowed,
        },
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            Misuse::NoValue { option }
        }
        ErrorKind::ArgumentConflict if other == option => Misuse::Twice { option },
        ErrorKind::ArgumentConflict => Misuse::NotTogether { one: option, other },
        ErrorKind::MissingRequiredArgument => Misuse::Missing { what: option },
        ErrorKind::InvalidUtf8 => Misuse::NotUtf8,
        _ => Misuse::Other,
    };
    say(language, &path, &misuse)
}

/// Says what is wrong, and where more is told.
pub(super) fn say(language: Language, command: &str, misuse: &Misuse<'_>) -> u8 {
    let wrong = language.misuse(misuse);
    let usage = language.notice(&Notice::Usage { command });
    refuse(&format!("{wrong}\n{usage}"), language)
}

/// The command of that name, or of the nearest one to it.
pub(super) fn nearest<'a>(command: &'a Command, typed: &str) -> Option<&'a str> {
    let names = command
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .map(Command::get_name);
    let near = names.map(|name| (strsim::jaro_winkler(name, typed), name));
    near.filter(|(nearness, _)| *nearness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// The command that the arguments name, in words such as `yanma allowlist show`, and itself.
fn named<'a>(command: &'a Command, arguments: &[OsString]) -> (String, &'a Command) {
    let mut path = command.get_name().to_owned();
    let mut inner = command;
    for argument in arguments.iter().skip(1) {
        if let Some(found) = inner.find_subcommand(argument) {
            inner = found;
            path = format!("{path} {}", found.get_name());
        }
    }
    (path, inner)
}

/// A command that has this option, as it is typed: `yanma check --json`.
fn of_another_command(command: &Command, option: &str) -> Option<String> {
    let long = option.strip_prefix("--")?.split('=').next()?;
    let others = command
        .get_subcommands()
        .filter(|command| !command.is_hide_set());
    // What most people mean.
    let check = command.find_subcommand("check");
    let mut commands = check.into_iter().chain(others);
    let found = commands.find(|command| {
        let mut options = command.get_arguments().filter_map(|arg| arg.get_long());
        options.any(|known| known == long)
    })?;
    Some(format!(
        "{} {} --{long}",
        command.get_name(),
        found.get_name()
    ))
}

/// A fact of the error as text.
fn fact(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join(", ")),
        _ => None,
    }
}

/// Whether a word could be meant as the name of a command: letters alone, and no file.
pub(super) fn is_no_file(word: &OsStr) -> bool {
    let is_name = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphabetic());
    word.to_str().is_some_and(is_name) && std::fs::symlink_metadata(word).is_err()
}
