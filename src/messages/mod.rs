//! Every word that a person reads, in Chinese and English: one exhaustive match a language, no wildcard arm.

mod en;
mod zh_cn;

use crate::check::Outcome;
use crate::check::allowlist::{Entry, Fault, Problem};
use crate::check::payload::Kind;
use crate::check::verdict::Reason;
use crate::images::ImageError;
use crate::lists::ListError;
use crate::live;

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

/// A language of the program. Chinese comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// 中文 (zh-CN).
    #[default]
    ZhCn,
    /// English.
    En,
}

/// What the command line says besides verdicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice<'a> {
    /// `yanma` alone, before there is a window.
    NoWindowYet,
    /// The arguments make no sense; the parser's own words follow.
    BadArguments,
    /// `check` without anything to check.
    NothingToCheck,
    /// Files of other kinds and links in a folder.
    OthersSkipped {
        /// The folder.
        folder: &'a str,
        /// How many.
        count: usize,
    },
    /// A line of `--payloads` that is not a JSON string or `{"hex": …}`.
    BadPayloadLine,
    /// A line longer than the limit.
    LongLine,
    /// How many pictures had which verdict.
    Total {
        /// Safe ones.
        safe: usize,
        /// Unsafe ones.
        not_safe: usize,
        /// Without a code.
        no_code: usize,
        /// That could not be read.
        errors: usize,
    },
    /// A camera sent a picture when it was asked.
    CameraWorks {
        /// Pixels in a row of it.
        width: usize,
        /// Rows of it.
        height: usize,
        /// How long it took.
        millis: u128,
    },
    /// The modes of a camera follow.
    CameraModes,
    /// The list keeps every rule.
    LintPassed {
        /// How many entries.
        entries: usize,
    },
    /// How many problems the list has.
    LintFailed {
        /// How many.
        problems: usize,
    },
    /// No entry covers the host.
    HostNotListed {
        /// The host as given.
        host: &'a str,
    },
    /// The host may never be listed.
    HostNever {
        /// The host of the never entry.
        host: &'a str,
        /// Why, in English.
        reason: &'a str,
    },
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

    /// The line under the verdict word of a safe link.
    pub fn safe_headline(self, entry: &Entry) -> String {
        let name = self.entry_name(entry);
        match self {
            Language::ZhCn => zh_cn::safe_headline(&name),
            Language::En => en::safe_headline(&name),
        }
    }

    /// Stands under every safe verdict: only the address was checked.
    pub fn safe_note(self) -> &'static str {
        match self {
            Language::ZhCn => zh_cn::SAFE_NOTE,
            Language::En => en::SAFE_NOTE,
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

    /// Why a picture could not be read, and what to do.
    pub fn image_error(self, error: &ImageError) -> String {
        match self {
            Language::ZhCn => zh_cn::image_error(error),
            Language::En => en::image_error(error),
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

    /// Why there is no picture of the camera, for a visitor; the last step is for the staff.
    pub fn camera_fault(self, fault: live::Fault) -> Words {
        match self {
            Language::ZhCn => zh_cn::camera_fault(fault),
            Language::En => en::camera_fault(fault),
        }
    }

    /// What the command line says besides verdicts.
    pub fn notice(self, notice: &Notice<'_>) -> String {
        match self {
            Language::ZhCn => zh_cn::notice(notice),
            Language::En => en::notice(notice),
        }
    }

    fn fault(self, fault: &Fault) -> String {
        match self {
            Language::ZhCn => zh_cn::fault(fault),
            Language::En => en::fault(fault),
        }
    }
}
