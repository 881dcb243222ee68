//! The help in one language. What a command or an option does is told beside it in `mod.rs`, in both: `中文 · English`.

use clap::builder::PossibleValue;
use clap::{Arg, Command, CommandFactory};

use super::arguments::Cli;
use crate::language::Language;

/// Between the two languages.
const BETWEEN: &str = " · ";

/// The command line with its help in one language; what it understands stays the same.
pub(super) fn command(language: Language) -> Command {
    let mut command = without_choices(Cli::command());
    // First everything that clap adds by itself: its own options, and the global ones of each command.
    command.build();
    let words = language.help_words();
    let end = command.get_after_help().map(ToString::to_string);
    let end = half(&end.unwrap_or_default(), language);
    localised(command, language).after_help(format!("{end}\n{}", words.other_language))
}

/// Its half of a text in both languages; a text without halves is for both.
pub(super) fn half(text: &str, language: Language) -> String {
    let (chinese, english) = text.split_once(BETWEEN).unwrap_or((text, text));
    match language {
        Language::ZhCn => chinese.to_owned(),
        Language::En => english.to_owned(),
    }
}

/// Without clap's own list of what an option may be: the help has a line an option then.
fn without_choices(command: Command) -> Command {
    command
        .mut_args(|arg| match arg.get_action().takes_values() {
            true => arg.hide_possible_values(true),
            false => arg,
        })
        .mut_subcommands(without_choices)
}

fn localised(mut command: Command, language: Language) -> Command {
    let words = language.help_words();
    let usage = command.render_usage().to_string();
    let usage = usage
        .trim_start_matches("Usage: ")
        .replace("[OPTIONS]", words.option_place)
        .replace("COMMAND", words.command_place);
    let about = command.get_about().map(ToString::to_string);
    command
        .about(half(&about.unwrap_or_default(), language))
        .override_usage(usage)
        .help_template(format!(
            "{{about-with-newline}}\n{}{{usage}}\n\n{{all-args}}{{after-help}}",
            words.usage
        ))
        .subcommand_help_heading(words.commands)
        .mut_args(|arg| localised_arg(arg, language))
        .mut_subcommands(|command| localised(command, language))
}

fn localised_arg(arg: Arg, language: Language) -> Arg {
    let words = language.help_words();
    let help = match arg.get_id().as_str() {
        "help" => words.help.to_owned(),
        "version" => words.version.to_owned(),
        _ => {
            let help = arg.get_help().map(ToString::to_string);
            half(&help.unwrap_or_default(), language) + &choices(&arg, language)
        }
    };
    let heading = match arg.is_positional() {
        true => words.arguments,
        false => words.options,
    };
    let arg = arg.help(help).help_heading(heading);
    match arg.get_action().takes_values() {
        true => arg.hide_default_value(true),
        false => arg,
    }
}

/// What an option may be, and what it is when it is not given; nothing where it stands alone.
fn choices(arg: &Arg, language: Language) -> String {
    if !arg.get_action().takes_values() {
        return String::new();
    }
    let default = arg.get_default_values().first();
    let default = default.map(|value| value.to_string_lossy());
    let values = arg.get_possible_values();
    let choices: Vec<String> = values.iter().map(|value| choice(value, language)).collect();
    language.choices(&choices.join(", "), default.as_deref())
}

fn choice(value: &PossibleValue, language: Language) -> String {
    let name = value.get_name();
    match value.get_help() {
        Some(help) => format!("{name} {}", half(&help.to_string(), language)),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that the help tells of a command and of those in it, with what it is told of.
    fn told(command: &Command, told: &mut Vec<(String, String)>) {
        let name = command.get_name();
        let about = command.get_about().map(ToString::to_string);
        told.push((name.to_owned(), about.unwrap_or_default()));
        for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
            let help = arg.get_help().map(ToString::to_string);
            told.push((format!("{name} {}", arg.get_id()), help.unwrap_or_default()));
        }
        for command in command
            .get_subcommands()
            .filter(|command| !command.is_hide_set())
        {
            self::told(command, told);
        }
    }

    fn is_han(c: char) -> bool {
        ('\u{4E00}'..='\u{9FFF}').contains(&c)
    }

    #[test]
    fn everything_is_told_in_both_languages_and_shown_in_one() {
        let mut both = Vec::new();
        told(&Cli::command(), &mut both);
        assert!(both.len() > 20, "{}", both.len());
        for (of, text) in &both {
            assert_eq!(text.matches(BETWEEN).count(), 1, "{of}: {text}");
        }
        for (language, is_chinese) in [(Language::ZhCn, true), (Language::En, false)] {
            let mut shown = Vec::new();
            told(&command(language), &mut shown);
            for (of, text) in &shown {
                let has_han = text.contains(is_han);
                // The names of the languages stand in their own.
                assert!(
                    has_han == is_chinese || of.ends_with("lang"),
                    "{of}: {text}"
                );
                assert!(!text.contains(BETWEEN), "{of}: {text}");
            }
        }
    }
}
