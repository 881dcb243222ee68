//! `yanma poster`: the hall's own posters, beside the settings of this user.

use std::io::Write;
#[cfg(feature = "gui")]
use std::path::PathBuf;

use clap::Subcommand;

use super::{ALL_SAFE, NOT_JUDGED, NOT_SAFE, complain, today};
use crate::check::poster::{Fingerprint, Poster, Posters};
use crate::config;
use crate::language::Language;
use crate::messages::PosterNotice;
use crate::plain::{pad, printable};
use crate::poster_file::{self, PosterError};

/// Digits of a fingerprint that are shown and are enough to name one.
const SHOWN_DIGITS: usize = 12;
/// Fewest digits that name one.
const MIN_DIGITS: usize = 6;
/// Columns of the kinds, and of the names.
const KIND_COLUMNS: usize = 24;
const NAME_COLUMNS: usize = 32;

#[derive(Subcommand)]
pub(super) enum PosterCommand {
    /// 登记一张：照片里只能有这一个码；要工作人员密码 · Enrol one: a picture with this code alone; asks for the PIN of the staff
    #[cfg(feature = "gui")]
    Add(AddArgs),
    /// 列出登记过的 · All that are enrolled
    List,
    /// 去掉一张，马上不再算 · Remove one: it counts no more
    Remove {
        /// 名字，或 sha256 的开头 · Its name, or how its sha256 begins
        #[arg(value_name = "NAME|SHA256")]
        poster: String,
    },
}

#[cfg(feature = "gui")]
#[derive(clap::Args)]
pub(super) struct AddArgs {
    /// 海报的照片，- 是标准输入 · A picture of the poster; - is standard input
    #[arg(value_name = "FILE|-")]
    picture: PathBuf,
    /// 画面上写的名字 · Its name, as the screen shows it
    #[arg(long, value_name = "NAME")]
    name: String,
    /// 谁担保的 · Who vouches for it
    #[arg(long, value_name = "NAME")]
    by: String,
    /// 算到哪一天，最多两年 · The last day on which it counts, two years ahead at most
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = super::lists::day)]
    until: crate::check::allowlist::Date,
}

pub(super) fn poster(command: &PosterCommand, language: Language) -> anyhow::Result<u8> {
    let file = match config::place() {
        Ok(place) => poster_file::place(&place),
        Err(error) => {
            complain(&language.config_error(&error));
            return Ok(NOT_JUDGED);
        }
    };
    let done = match command {
        #[cfg(feature = "gui")]
        PosterCommand::Add(args) => return add::add(args, &file, language),
        PosterCommand::List => poster_file::load(&file).map(|posters| list(&posters, language)),
        PosterCommand::Remove { poster } => {
            let posters = poster_file::load(&file);
            let found = posters.and_then(|posters| named(&posters, poster));
            match found {
                Ok(Some(fingerprint)) => poster_file::remove(&file, fingerprint).map(|removed| {
                    let name = &removed.name;
                    vec![language.poster_notice(PosterNotice::Removed { name })]
                }),
                Ok(None) => {
                    complain(&language.poster_notice(PosterNotice::SeveralFound));
                    return Ok(NOT_SAFE);
                }
                Err(error) => Err(error),
            }
        }
    };
    match done {
        Ok(lines) => {
            let mut out = anstream::stdout();
            for line in lines {
                writeln!(out, "{line}")?;
            }
            Ok(ALL_SAFE)
        }
        Err(error) => Ok(failed(&error, language)),
    }
}

/// Says why; 1 where what was asked for is at fault, 2 where the file is.
fn failed(error: &PosterError, language: Language) -> u8 {
    complain(&language.poster_error(error));
    match error {
        PosterError::Refused(_) | PosterError::NotFound => NOT_SAFE,
        PosterError::Read { .. }
        | PosterError::Damaged { .. }
        | PosterError::Write { .. }
        | PosterError::Busy => NOT_JUDGED,
    }
}

/// A line a poster.
fn list(posters: &Posters, language: Language) -> Vec<String> {
    if posters.is_empty() {
        return vec![language.poster_notice(PosterNotice::None)];
    }
    let line = |poster: &Poster| {
        let sha256: String = poster
            .fingerprint
            .to_string()
            .chars()
            .take(SHOWN_DIGITS)
            .collect();
        let until = match poster.is_over(today()) {
            true => format!("✖ {}", poster.until),
            false => format!("✔ {}", poster.until),
        };
        let line = format!(
            "{until}  {sha256}  {} {} {}  {}",
            pad(language.poster_kind(poster.kind), KIND_COLUMNS),
            pad(&poster.name, NAME_COLUMNS),
            poster.by,
            poster.link.as_deref().unwrap_or_default()
        );
        printable(line.trim_end())
    };
    posters.iter().map(line).collect()
}

/// The poster of that name, or whose fingerprint begins so; `None` where there are several.
fn named(posters: &Posters, asked: &str) -> Result<Option<Fingerprint>, PosterError> {
    let begins = |poster: &&Poster| {
        asked.len() >= MIN_DIGITS && poster.fingerprint.to_string().starts_with(asked)
    };
    let mut found = posters
        .iter()
        .filter(|poster| poster.name == asked || begins(poster));
    match (found.next(), found.next()) {
        (Some(poster), None) => Ok(Some(poster.fingerprint)),
        (Some(_), Some(_)) => Ok(None),
        (None, _) => Err(PosterError::NotFound),
    }
}

#[cfg(feature = "gui")]
mod add {
    use std::io::{self, BufRead, IsTerminal};
    use std::path::Path;
    use std::thread;
    use std::time::Duration;

    use super::super::{ALL_SAFE, NOT_JUDGED, NOT_SAFE, complain, load, say_line, today};
    use super::{AddArgs, failed};
    use crate::check::poster::PosterKind;
    use crate::config;
    use crate::judge::still;
    use crate::language::Language;
    use crate::messages::PosterNotice;
    use crate::poster_file::{self, PosterError};
    use crate::source::images;
    use crate::staff::{self, Lock};

    pub(super) fn add(args: &AddArgs, file: &Path, language: Language) -> anyhow::Result<u8> {
        let say = |notice| complain(&language.poster_notice(notice));
        // The PIN, like the posters, lies beside the settings.
        let place = file.with_file_name("settings.toml");
        let mut lock = Lock::load(Some(&place));
        if !lock.has_pin() {
            say(PosterNotice::NoPin);
            return Ok(NOT_JUDGED);
        }
        let (settings, _) = config::load_good_lines(&place);
        let Some(list) = load(&settings.list(), language) else {
            return Ok(NOT_JUDGED);
        };
        let opened = match args.picture == Path::new("-") {
            true => images::opened_reader(io::stdin().lock()),
            false => images::opened_file(&args.picture),
        };
        let frame = match opened {
            Ok(opened) => opened.frame,
            Err(error) => {
                complain(&language.image_error(&error));
                return Ok(NOT_JUDGED);
            }
        };
        let candidate = match still::candidate(&frame, &list) {
            Ok(candidate) => candidate,
            Err(why) => {
                complain(&language.not_enrolled(&why));
                return Ok(NOT_SAFE);
            }
        };
        let kind = candidate.kind();
        say_line(&language.poster_notice(PosterNotice::Found { kind }))?;
        let vouched = candidate.vouched(&args.name, &args.by, args.until, &list, today());
        let poster = match vouched {
            Ok(poster) => poster,
            Err(fault) => return Ok(failed(&PosterError::Refused(fault), language)),
        };
        let mut asked = vec![PosterNotice::PinAsked];
        asked.extend(
            (kind == PosterKind::MerchantPayment).then_some(PosterNotice::PinAskedForPayment),
        );
        for notice in asked {
            if !is_opened(&mut lock, notice, language)? {
                say(PosterNotice::PinWrong);
                return Ok(NOT_SAFE);
            }
        }
        let name = poster.name.clone();
        match poster_file::add(file, poster) {
            Ok(()) => {
                say_line(&language.poster_notice(PosterNotice::Enrolled { name: &name }))?;
                Ok(ALL_SAFE)
            }
            Err(error) => Ok(failed(&error, language)),
        }
    }

    /// Asks for the PIN once. Tries count as on the screen of the kiosk, and what they cost is waited for.
    fn is_opened(lock: &mut Lock, asked: PosterNotice<'_>, language: Language) -> io::Result<bool> {
        let wait = lock.wait(Duration::ZERO);
        if wait > Duration::ZERO {
            let seconds = wait.as_secs();
            complain(&language.poster_notice(PosterNotice::PinWait { seconds }));
            thread::sleep(wait);
        }
        let pin = match io::stdin().is_terminal() {
            true => rpassword::prompt_password(language.poster_notice(asked))?,
            false => {
                let mut line = String::new();
                io::stdin().lock().read_line(&mut line)?;
                line.trim_end_matches(['\r', '\n']).to_owned()
            }
        };
        let Some(hash) = lock.begin(wait) else {
            return Ok(false);
        };
        let is_right = staff::is_right(&hash, &pin);
        if is_right {
            lock.opened();
        }
        Ok(is_right)
    }
}
