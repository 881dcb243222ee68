//! What is asked of a stick (a USB drive): the numbers onto it, or lists from it.
//!
//! The program never sees a stick itself. A small helper of the Debian package, `packaging/linux/yanma-stick`, looks for it,
//! mounts it where nobody else sees it, copies, and takes it away again; the system's own program starts it, and the helper
//! leaves one line as its answer.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::language::Language;
use crate::list_package::file::{SIGNATURE_ENDING, signature_path};

/// Where the helper leaves what it brought and what it says. It is root's, and in memory.
const FOLDER: &str = "/run/yanma-stick";
/// Longest answer, in bytes: a word and the name of a file.
const MAX_ANSWER_BYTES: usize = 256;

/// What the helper can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    /// The numbers of each day, as a table in this language, onto the stick.
    Counts(Language),
    /// Lists and their signatures from the top folder of the stick.
    Lists,
}

impl Errand {
    /// The unit that does it.
    fn unit(self) -> &'static str {
        match self {
            Errand::Counts(Language::ZhCn) => "yanma-stick@counts-zh.service",
            Errand::Counts(Language::En) => "yanma-stick@counts-en.service",
            Errand::Lists => "yanma-stick@lists.service",
        }
    }
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is done, and the stick may be pulled.
    Done {
        /// The name of the new file on the stick, or how many files were brought.
        what: String,
    },
    /// There is no stick.
    NoStick,
    /// There are several.
    Several,
    /// Its file system is none that the helper knows.
    UnknownFormat,
    /// It may not be written.
    WriteProtected,
    /// Nothing more fits on it.
    Full,
    /// It has no list.
    NoList,
    /// There are no numbers yet, or their file is damaged.
    NoCounts,
    /// The stick was pulled, is broken, or took too long.
    Failed,
    /// The helper is not installed, or not allowed.
    NoHelper,
}

impl Answer {
    /// From the line of the helper. Whatever is not one of its words is a failure.
    fn parse(line: &str) -> Answer {
        let (word, what) = line
            .trim_end()
            .split_once(' ')
            .unwrap_or((line.trim_end(), ""));
        match word {
            "done" => Answer::Done {
                what: what.to_owned(),
            },
            "no-stick" => Answer::NoStick,
            "several" => Answer::Several,
            "unknown-format" => Answer::UnknownFormat,
            "write-protected" => Answer::WriteProtected,
            "full" => Answer::Full,
            "no-list" => Answer::NoList,
            "no-counts" => Answer::NoCounts,
            _ => Answer::Failed,
        }
    }
}

/// Where the helper puts the lists.
const BROUGHT: &str = "/run/yanma-stick/lists";

/// Brings the signed files of a stick, and says where they are now: files of keys first, then by name.
///
/// # Errors
/// What became of it instead; [`Answer::NoList`] where nothing is signed.
pub fn signed_files() -> Result<Vec<PathBuf>, Answer> {
    match run(Errand::Lists) {
        Answer::Done { .. } => {}
        other => return Err(other),
    }
    let found = signed_in(Path::new(BROUGHT));
    (!found.is_empty()).then_some(found).ok_or(Answer::NoList)
}

/// The files of a folder that have a signature beside them.
fn signed_in(folder: &Path) -> Vec<PathBuf> {
    let names = fs::read_dir(folder).into_iter().flatten();
    let is_signed = |path: &PathBuf| {
        let is_signature = path.to_string_lossy().ends_with(SIGNATURE_ENDING);
        !is_signature && signature_path(path).exists()
    };
    let names = names.filter_map(|found| Some(found.ok()?.path()));
    let mut files: Vec<PathBuf> = names.filter(is_signed).collect();
    files.sort_by_key(|path| {
        let name = path.file_name().unwrap_or_default().to_os_string();
        (!name.to_string_lossy().contains("keys"), name)
    });
    files
}

/// Has it done, and waits for it: some seconds, and at most two minutes.
pub fn run(errand: Errand) -> Answer {
    let started = Command::new("systemctl")
        .args(["--no-ask-password", "start", errand.unit()])
        .output();
    let has_run = started.is_ok_and(|output| output.status.success());
    let answer = fs::read(Path::new(FOLDER).join("answer")).ok().map(|line| {
        let line = line.get(..MAX_ANSWER_BYTES).unwrap_or(&line);
        Answer::parse(&String::from_utf8_lossy(line))
    });
    match answer {
        Some(answer) if has_run || answer == Answer::Failed => answer,
        None if has_run => Answer::Failed,
        // The system says the same of a unit that failed and of one that may not be started.
        Some(_) | None => Answer::NoHelper,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_of_the_helper_is_known_and_no_other() {
        let helper = include_str!("../packaging/linux/yanma-stick");
        let words = helper
            .lines()
            .filter_map(|line| line.split("answer ").nth(1));
        let words: Vec<&str> = words
            .filter_map(|rest| {
                rest.split(|c: char| !c.is_ascii_lowercase() && c != '-')
                    .next()
            })
            .filter(|word| !word.is_empty())
            .collect();
        assert!(words.len() >= 9, "{words:?}");
        for word in words {
            let is_failed = Answer::parse(&format!("{word}\n")) == Answer::Failed;
            assert_eq!(is_failed, word == "failed", "{word}");
        }
        for line in ["", "\n", "don", "Done x", "full-stop", " done"] {
            assert_eq!(Answer::parse(line), Answer::Failed, "{line}");
        }
        let what = "yanma-counts-2026-11-30.csv".to_owned();
        let line = "done yanma-counts-2026-11-30.csv\n";
        assert_eq!(Answer::parse(line), Answer::Done { what });
    }

    #[test]
    fn signed_files_are_told_keys_first() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "b-list.toml",
            "b-list.toml.minisig",
            "a-list.toml",
            "a-list.toml.minisig",
            "new-keys.toml",
            "new-keys.toml.minisig",
            "unsigned.toml",
            "alone.minisig",
        ] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let expected = ["new-keys.toml", "a-list.toml", "b-list.toml"];
        let expected = expected.map(|name| folder.path().join(name));
        assert_eq!(signed_in(folder.path()), expected);
        assert!(signed_in(&folder.path().join("nowhere")).is_empty());
    }

    #[test]
    fn the_system_lets_a_kiosk_start_these_units_and_no_other() {
        let rules = include_str!("../packaging/linux/50-yanma-kiosk.rules");
        let named = rules.split('"').filter(|text| text.ends_with(".service"));
        let errands = [
            Errand::Counts(Language::ZhCn),
            Errand::Counts(Language::En),
            Errand::Lists,
        ];
        assert!(named.eq(errands.map(Errand::unit)));
    }
}
