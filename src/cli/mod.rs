//! The command line: arguments, inputs in order, output, exit status.

mod allowlist;
mod arguments;
#[cfg(feature = "gui")]
mod cameras;
mod check;
mod counts;
#[cfg(feature = "gui")]
mod health;
mod help;
mod lines;
mod lists;
mod misuse;
mod output;
#[cfg(feature = "gui")]
mod pin;
mod posters;
#[cfg(feature = "sound")]
mod voice;
#[cfg(feature = "gui")]
mod watch;
#[cfg(feature = "gui")]
mod window;

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
#[cfg(feature = "gui")]
use std::path::Path;
#[cfg(feature = "gui")]
use std::path::PathBuf;
use std::sync::OnceLock;

use clap::{CommandFactory, FromArgMatches};

use crate::check::allowlist::{Allowlist, Date};
use crate::check::poster::Posters;
use crate::config;
use crate::language::Language;
use crate::list_files::{self, Choice, ListError};
#[cfg(feature = "gui")]
use crate::list_in_use::Origin;
use crate::list_package::keys::Keys;
use crate::list_package::{InForce, Store};
use crate::machine;
use crate::messages::{Misuse, Notice};
use crate::plain::printable;
use crate::poster_file;
use crate::scan;
use crate::source::images;

use arguments::{CheckArgs, Cli, Command};

/// Everything was judged, and everything is safe.
pub const ALL_SAFE: u8 = 0;
/// Something is not safe or shows no code; for `lint` and `show`: problems, not listed.
pub const NOT_SAFE: u8 = 1;
/// Something could not be read, or nothing was judged.
pub const NOT_JUDGED: u8 = 2;

/// Runs the command line with the arguments of the process; returns the exit status.
pub fn run() -> u8 {
    scan::silence_caught_panics();
    images::silence_caught_panics();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let language = misuse::language(&arguments).unwrap_or_default();
    let parsed = help::command(language)
        .try_get_matches_from(&arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return misuse::tell(&error, &arguments, language),
    };
    let language = cli.lang.map(Language::from).unwrap_or_default();
    if let Some(day) = cli.today {
        let _ = TODAY.set(day); // nobody has asked yet
    }
    let is_for_window = cli.is_for_window();
    if (cli.command.is_some() && (is_for_window || !cli.files.is_empty()))
        || (is_for_window && !cli.files.is_empty() && !is_windowed())
    {
        // `yanma --demo DIR check …`: options of the window stand behind `kiosk`, or alone.
        return misuse::say(language, "yanma", &Misuse::Other);
    }
    match done(&cli, language) {
        Ok(status) => status,
        // Whoever read our output has gone: stop without a word, but never claim that all was judged.
        Err(error) if is_closed_pipe(&error) => NOT_JUDGED,
        Err(error) => {
            complain(&format!("{error:#}"));
            NOT_JUDGED
        }
    }
}

/// Does what was asked for; the exit status.
fn done(cli: &Cli, language: Language) -> anyhow::Result<u8> {
    match &cli.command {
        None if !cli.files.is_empty() && !is_windowed() => match cli.files.first() {
            Some(word) if misuse::is_no_file(word) => Ok(no_command(word, language)),
            _ => check::check(&CheckArgs::of_files(&cli.files), language),
        },
        #[cfg(feature = "gui")]
        None => {
            let files = cli.files.iter().map(PathBuf::from);
            let open: Vec<PathBuf> = cli.open.iter().cloned().chain(files).collect();
            let lang = cli.lang.map(Language::from);
            Ok(window::open(&cli.window, open, false, lang))
        }
        #[cfg(feature = "gui")]
        Some(Command::Kiosk(args)) if args.check => {
            health::check(args, cli.lang.map(Language::from))
        }
        #[cfg(feature = "gui")]
        Some(Command::Kiosk(args)) => {
            let lang = cli.lang.map(Language::from);
            Ok(window::open(&args.window, Vec::new(), true, lang))
        }
        #[cfg(not(feature = "gui"))]
        None => {
            say(language, &Notice::NoWindow);
            Ok(NOT_JUDGED)
        }
        Some(Command::Check(args)) => check::check(args, language),
        Some(Command::Allowlist(args)) => allowlist::allowlist(args, language),
        Some(Command::Poster(command)) => posters::poster(command, language),
        #[cfg(feature = "sound")]
        Some(Command::Voice(args)) => voice::voice(args, cli.lang.map(Language::from)),
        #[cfg(feature = "gui")]
        Some(Command::Cameras) => cameras::cameras(language),
        #[cfg(feature = "gui")]
        Some(Command::Pin) => pin::pin(language),
        Some(Command::Counts(args)) => counts::counts(args, language),
        #[cfg(all(feature = "gui", target_os = "linux"))]
        Some(Command::Supervise { command }) => supervise(command),
        #[cfg(feature = "gui")]
        Some(Command::Capture {
            camera,
            format,
            list,
        }) => Ok(crate::source::camera::capture(
            camera.as_deref(),
            format.as_deref(),
            *list,
        )),
        #[cfg(feature = "gui")]
        Some(Command::Watch(args)) => watch::watch(args, language),
        Some(Command::Completions { shell }) => completions(*shell),
        Some(Command::Man) => man(),
    }
}

/// Whether this is `yanmaw`, the program that Windows starts without a terminal: files open the desk there, and what is
/// wrong is told in a box. It is the same program as `yanma` but for that mark in its head.
fn is_windowed() -> bool {
    let program = std::env::current_exe().unwrap_or_default();
    program
        .file_stem()
        .is_some_and(|name| name.eq_ignore_ascii_case("yanmaw"))
}

/// A word alone that is no file was meant as a command.
fn no_command(word: &OsStr, language: Language) -> u8 {
    let word = word.to_string_lossy();
    let command = Cli::command();
    let instead = misuse::nearest(&command, &word).map(|name| format!("yanma {name}"));
    let misuse = Misuse::UnknownCommand {
        command: &word,
        instead: instead.as_deref(),
    };
    misuse::say(language, "yanma", &misuse)
}

/// The last word before the end, a sentence a line; returns the exit status.
fn refuse(sentences: &str, language: Language) -> u8 {
    for sentence in sentences.lines() {
        complain(sentence);
    }
    #[cfg(feature = "gui")]
    if is_windowed() {
        crate::app::message::show(sentences, language);
    }
    #[cfg(not(feature = "gui"))]
    let _ = language; // of a box that there is not
    NOT_JUDGED
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    /// `ERROR_PIPE_NOT_CONNECTED` of Windows (winerror.h), which the standard library does not count among them.
    const NOT_CONNECTED: i32 = 233;
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| {
            cause.kind() == io::ErrorKind::BrokenPipe
                || (cfg!(windows) && cause.raw_os_error() == Some(NOT_CONNECTED))
        })
}

/// A line of the answer.
#[cfg(feature = "gui")]
fn say_line(line: &str) -> io::Result<()> {
    writeln!(anstream::stdout(), "{}", printable(line))
}

/// Something on standard error; a closed one is nobody's fault.
fn complain(sentence: &str) {
    let _ = writeln!(anstream::stderr(), "yanma: {}", printable(sentence));
}

fn say(language: Language, notice: &Notice<'_>) {
    complain(&language.notice(notice));
}

/// The day that was given in place of that of the clock.
static TODAY: OnceLock<Date> = OnceLock::new();

fn today() -> Date {
    TODAY.get().copied().unwrap_or_else(machine::today)
}

/// Where a window has its list from.
#[cfg(feature = "gui")]
fn origin(choice: Choice, settings_file: Option<&Path>, remembers: bool) -> Origin {
    Origin {
        choice,
        store: of_this_machine().0,
        posters: settings_file.map(poster_file::place),
        remembers,
    }
}

/// The chosen list, with the imported one where there is a newer.
fn in_force(choice: &Choice) -> Result<InForce, ListError> {
    let (store, keys) = of_this_machine();
    list_files::load(choice, &store, &keys, today())
}

/// Where imported lists lie, and the keys that count here. Keys that are not trusted are none, and no imported list counts;
/// `status` says why. Beside a day that was given nothing counts that this machine remembers of others.
fn of_this_machine() -> (Store, Keys) {
    let store = match TODAY.get() {
        Some(_) => Store::default(),
        None => Store::of_this_machine(),
    };
    let keys = Keys::of_this_machine(store.key_files()).unwrap_or_default();
    (store, keys)
}

/// The hall's own posters, beside the settings of this user; the sentence says why there are none.
fn posters(language: Language) -> Result<Posters, String> {
    match config::place() {
        Ok(place) => poster_file::load(&poster_file::place(&place))
            .map_err(|error| language.poster_error(&error)),
        Err(_) => Ok(Posters::default()),
    }
}

/// Loads the list, or tells every problem it has. Of its age it only warns.
fn load(choice: &Choice, language: Language) -> Option<Allowlist> {
    let loaded = loaded(choice, language)?;
    Some(loaded.list)
}

fn loaded(choice: &Choice, language: Language) -> Option<InForce> {
    match in_force(choice) {
        Ok(mut in_force) => {
            for line in language.list_state(&in_force) {
                complain(&line);
            }
            match posters(language) {
                Ok(posters) => {
                    let day = in_force.reading.day;
                    in_force.list = in_force.list.with_posters(&posters, day);
                }
                Err(sentence) => complain(&sentence),
            }
            Some(in_force)
        }
        Err(error) => {
            for line in language.list_error(&error) {
                complain(&line);
            }
            None
        }
    }
}

/// The status of the command that was run.
#[cfg(all(feature = "gui", target_os = "linux"))]
fn supervise(command: &[OsString]) -> anyhow::Result<u8> {
    let Some((program, arguments)) = command.split_first() else {
        return Ok(NOT_JUDGED);
    };
    let status = crate::watchdog::supervise(program, arguments)?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.unwrap_or(NOT_JUDGED))
}

fn completions(shell: clap_complete::Shell) -> anyhow::Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "yanma", &mut script);
    io::stdout().write_all(&script)?;
    Ok(ALL_SAFE)
}

fn man() -> anyhow::Result<u8> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    io::stdout().write_all(&page)?;
    Ok(ALL_SAFE)
}
