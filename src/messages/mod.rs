//! Every word that a person reads, in Chinese and English: one exhaustive match a language, no wildcard arm.

mod command_line;
mod desk;
mod en;
mod lists;
mod phrase;
mod posters;
mod unbroken;
mod zh_cn;

pub use command_line::{EntryWords, HelpWords, Misuse, Notice};
pub use desk::DeskPhrase;
pub use lists::{ListNotice, OfficialSheetWords};
pub use phrase::Phrase;
pub use posters::{PosterNotice, PosterPhrase};
pub use unbroken::WORDS;

use crate::check::Outcome;
use crate::check::allowlist::{
    Checked, Entry, EntryKind, Fault, Grade, ListInfo, Problem, Scope, Status,
};
use crate::check::payload::Kind;
use crate::check::verdict::Reason;
use crate::config::{self, ConfigError};
use crate::health::Observation;
use crate::language::Language;
use crate::list_files::ListError;
use crate::session::Unanswered;
use crate::source::fault;
use crate::source::images::ImageError;

/// What a person is told about one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// A few words, the largest line under the verdict word.
    pub headline: String,
    /// One plain sentence: why.
    pub why: String,
    /// What to do now; at most three short steps.
    pub steps: Vec<&'static str>,
}

/// The words of a sheet that are neither verdicts nor reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetWords {
    /// Its title.
    pub title: &'static str,
    /// Before the name of the hall.
    pub hall: &'static str,
    /// Before the day.
    pub made_on: &'static str,
    /// Heads of the columns: number, picture, verdict, source, what was found.
    pub columns: [&'static str; 5],
    /// Before the source, in place of a picture.
    pub thumbnail_of: &'static str,
    /// Below the table.
    pub notes: [&'static str; 2],
}

impl Language {
    /// The verdict word of an outcome; `None` is an input that could not be read.
    pub fn verdict(self, outcome: Option<Outcome>) -> &'static str {
        let words = match self {
            Language::ZhCn => [zh_cn::SAFE, zh_cn::UNSAFE, zh_cn::NO_CODE, zh_cn::ERROR],
            Language::En => [en::SAFE, en::UNSAFE, en::NO_CODE, en::ERROR],
        };
        match outcome {
            Some(Outcome::Safe) => words[0],
            Some(Outcome::Unsafe) => words[1],
            Some(Outcome::NoCode) => words[2],
            None => words[3],
        }
    }

    /// What to say about a reason.
    pub fn explain(self, reason: &Reason) -> Words {
        match self {
            Language::ZhCn => zh_cn::explain(reason),
            Language::En => en::explain(reason),
        }
    }

    /// A short noun for a kind of payload.
    pub fn kind(self, kind: Kind) -> &'static str {
        match self {
            Language::ZhCn => zh_cn::kind(kind),
            Language::En => en::kind(kind),
        }
    }

    /// What an entry's evidence is, in this language's half of the note: Chinese · English.
    pub fn evidence_note(self, note: &str) -> &str {
        match (self, note.split_once(" · ")) {
            (Language::ZhCn, Some((chinese, _))) => chinese,
            (Language::En, Some((_, english))) => english,
            (Language::ZhCn | Language::En, None) => note,
        }
    }

    /// The name of a listed platform, marked where it comes from the hall's own list.
    pub fn entry_name(self, entry: &Entry) -> String {
        let (name, mark) = match self {
            Language::ZhCn => (&entry.name.zh, zh_cn::HALL_LIST),
            Language::En => (&entry.name.en, en::HALL_LIST),
        };
        if entry.from_hall {
            format!("{name} [{mark}]")
        } else {
            name.clone()
        }
    }

    /// Stands under the verdict on a listed link: only the address was checked.
    pub fn entry_note(self, entry: &Entry) -> &'static str {
        self.caveat(entry.kind == EntryKind::Regulator)
    }

    /// What an official address does not mean, where it is that of a regulator or of any other host.
    pub(crate) fn caveat(self, is_regulator: bool) -> &'static str {
        match (self, is_regulator) {
            (Language::ZhCn, false) => zh_cn::SAFE_NOTE,
            (Language::ZhCn, true) => zh_cn::REGULATOR_NOTE,
            (Language::En, false) => en::SAFE_NOTE,
            (Language::En, true) => en::REGULATOR_NOTE,
        }
    }

    /// The step that leads to the official way. A screen that shows the official code says so in its place.
    pub fn insurance_step(self) -> &'static str {
        match self {
            Language::ZhCn => zh_cn::SEARCH_OR_ASK,
            Language::En => en::SEARCH_OR_ASK,
        }
    }

    /// Names the owner of an address.
    pub fn owner(self, domain: &str) -> String {
        match self {
            Language::ZhCn => zh_cn::owner(domain),
            Language::En => en::owner(domain),
        }
    }

    /// Between a headline and its sentence.
    pub fn colon(self) -> &'static str {
        match self {
            Language::ZhCn => "：",
            Language::En => ": ",
        }
    }

    /// Stands where the content of a private code would be.
    pub fn hidden_content(self) -> &'static str {
        match self {
            Language::ZhCn => zh_cn::HIDDEN_CONTENT,
            Language::En => en::HIDDEN_CONTENT,
        }
    }

    /// The tag of the language, BCP 47.
    pub fn tag(self) -> &'static str {
        match self {
            Language::ZhCn => "zh-CN",
            Language::En => "en",
        }
    }

    /// The words of a sheet that are neither verdicts nor reasons.
    pub fn sheet_words(self) -> SheetWords {
        match self {
            Language::ZhCn => zh_cn::SHEET,
            Language::En => en::SHEET,
        }
    }

    /// Which list was judged by: number, day, origin.
    pub fn list_version(self, list: &ListInfo) -> String {
        match self {
            Language::ZhCn => zh_cn::list_version(list),
            Language::En => en::list_version(list),
        }
    }

    /// What visitors look for in the official addresses, as they say it; the search knows these words.
    pub fn matters(self) -> [&'static str; 4] {
        match self {
            Language::ZhCn => zh_cn::MATTERS,
            Language::En => en::MATTERS,
        }
    }

    /// The name of a region code of the list, such as `CN-45`; a code without a name stays what it is.
    pub fn region(self, code: &str) -> &str {
        match self {
            Language::ZhCn => zh_cn::region(code),
            Language::En => en::region(code),
        }
    }

    /// Why a picture could not be read, and what to do.
    pub fn image_error(self, error: &ImageError) -> String {
        match self {
            Language::ZhCn => zh_cn::image_error(error),
            Language::En => en::image_error(error),
        }
    }

    /// Why settings were not loaded or saved, and what to do.
    pub fn config_error(self, error: &ConfigError) -> String {
        match self {
            Language::ZhCn => zh_cn::config_error(error),
            Language::En => en::config_error(error),
        }
    }

    /// What is wrong with one setting; for the place where it is typed.
    pub fn config_fault(self, fault: &config::Fault) -> String {
        match self {
            Language::ZhCn => zh_cn::config_fault(fault),
            Language::En => en::config_fault(fault),
        }
    }

    /// Why there is no list; a line for each problem.
    pub fn list_error(self, error: &ListError) -> Vec<String> {
        match (self, error) {
            (_, ListError::Problems(problems)) => problems
                .iter()
                .map(|problem| self.problem(problem))
                .collect(),
            (Language::ZhCn, ListError::Io { path, error }) => {
                vec![zh_cn::list_io_error(path, error)]
            }
            (Language::En, ListError::Io { path, error }) => vec![en::list_io_error(path, error)],
        }
    }

    /// A rule that a list breaks: file, line, field, host, and what is wrong.
    pub fn problem(self, problem: &Problem) -> String {
        let fault = self.fault(&problem.fault);
        let field = problem
            .field
            .map(|field| format!(" {field}:"))
            .unwrap_or_default();
        let host = problem
            .host
            .as_ref()
            .map(|host| format!(" {host}:"))
            .unwrap_or_default();
        format!("{}:{}:{host}{field} {fault}", problem.file, problem.line)
    }

    /// What a visitor reads where nothing could be said of what was held up.
    pub fn unanswered(self, why: Unanswered) -> Words {
        match self {
            Language::ZhCn => zh_cn::unanswered(why),
            Language::En => en::unanswered(why),
        }
    }

    /// Why there is no picture of the camera, for a visitor; the last step is for the staff.
    pub fn camera_fault(self, fault: fault::Fault) -> Words {
        match self {
            Language::ZhCn => zh_cn::camera_fault(fault),
            Language::En => en::camera_fault(fault),
        }
    }

    /// What was found out about a kiosk, and what to do about it.
    pub fn observation(self, observation: &Observation) -> (String, Option<String>) {
        match self {
            Language::ZhCn => zh_cn::observation(observation),
            Language::En => en::observation(observation),
        }
    }

    /// A step for the staff as it is told to themselves: without the word that calls them.
    pub fn to_staff(self, step: &str) -> &str {
        let call = match self {
            Language::ZhCn => zh_cn::STAFF,
            Language::En => en::STAFF,
        };
        step.strip_prefix(call).unwrap_or(step)
    }

    /// What the command line says besides verdicts.
    pub fn notice(self, notice: &Notice<'_>) -> String {
        match self {
            Language::ZhCn => zh_cn::notice(notice),
            Language::En => en::notice(notice),
        }
    }

    /// What is wrong with a command as it was typed, and what to do.
    pub fn misuse(self, misuse: &Misuse<'_>) -> String {
        match self {
            Language::ZhCn => zh_cn::misuse(misuse),
            Language::En => en::misuse(misuse),
        }
    }

    /// The words around the help of the command line.
    pub fn help_words(self) -> HelpWords {
        match self {
            Language::ZhCn => zh_cn::HELP,
            Language::En => en::HELP,
        }
    }

    /// How the help writes what an option may be, and what it is when it is not given.
    pub fn choices(self, choices: &str, default: Option<&str>) -> String {
        match self {
            Language::ZhCn => zh_cn::choices(choices, default),
            Language::En => en::choices(choices, default),
        }
    }

    /// Names of the facts that the list has of a host.
    pub fn entry_words(self) -> EntryWords {
        match self {
            Language::ZhCn => zh_cn::ENTRY,
            Language::En => en::ENTRY,
        }
    }

    /// Which hosts an entry stands for.
    pub fn scope(self, scope: Scope) -> &'static str {
        match self {
            Language::ZhCn => zh_cn::scope(scope),
            Language::En => en::scope(scope),
        }
    }

    /// What a listed host is for.
    pub fn entry_kind(self, kind: EntryKind) -> &'static str {
        match self {
            Language::ZhCn => zh_cn::entry_kind(kind),
            Language::En => en::entry_kind(kind),
        }
    }

    /// How strong the evidence of an entry is.
    pub fn grade(self, grade: Grade) -> &'static str {
        match self {
            Language::ZhCn => zh_cn::grade(grade),
            Language::En => en::grade(grade),
        }
    }

    /// Who has looked at an entry.
    pub fn checked(self, checked: Checked) -> &'static str {
        match self {
            Language::ZhCn => zh_cn::checked(checked),
            Language::En => en::checked(checked),
        }
    }

    /// Whether an entry makes anything safe.
    pub fn status(self, status: Status) -> &'static str {
        match self {
            Language::ZhCn => zh_cn::status(status),
            Language::En => en::status(status),
        }
    }

    /// What the window says besides verdicts.
    pub fn say(self, phrase: Phrase<'_>) -> String {
        match self {
            Language::ZhCn => zh_cn::phrase(phrase),
            Language::En => en::phrase(phrase),
        }
    }

    fn fault(self, fault: &Fault) -> String {
        match self {
            Language::ZhCn => zh_cn::fault(fault),
            Language::En => en::fault(fault),
        }
    }
}
