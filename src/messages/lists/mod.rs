//! The words about signed lists, in Chinese and English: why one is not taken, what is in force, what has changed.

mod en;
mod zh_cn;

use crate::check::allowlist::{Allowlist, Date, ListInfo};
use crate::check::list_age::Age;
use crate::language::Language;
use crate::list_package::changes::Change;
use crate::list_package::clock::Clock;
use crate::list_package::{Imported, InForce, Refusal};

/// What the command line says of signed lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListNotice<'a> {
    /// The package was written; how to sign it.
    Packed {
        /// Its path.
        path: &'a str,
    },
    /// There is a file already.
    PackExists {
        /// Its path.
        path: &'a str,
    },
    /// It cannot be written.
    PackNotWritten {
        /// Its path.
        path: &'a str,
        /// Why.
        error: &'a str,
    },
    /// The sheet of official codes was written.
    SheetWritten {
        /// Its path.
        path: &'a str,
        /// How many codes it has.
        count: usize,
    },
    /// There is no official code of that place.
    NothingToPrint,
    /// Not a day such as 2027-12-15.
    NotADay,
    /// Nothing has changed.
    NoChanges,
    /// So much has changed.
    Changes {
        /// How many changes.
        count: usize,
        /// How many of them make more safe.
        safer: usize,
    },
    /// The list in force is signed by that key.
    SignedBy {
        /// The key.
        key: &'a str,
    },
    /// What the signer wrote, which was signed, too.
    SignersComment {
        /// The comment.
        comment: &'a str,
    },
    /// Where the list lies.
    LiesIn {
        /// The folder.
        folder: &'a str,
    },
    /// The list is the one that is compiled in.
    CompiledIn,
    /// From when on staff are told.
    StaleAfter {
        /// The day.
        day: &'a str,
    },
    /// Serial of the file of list keys.
    KeysSerial {
        /// The serial.
        serial: u64,
    },
    /// No list can be imported: there is no key.
    NoKeys,
    /// Staff need do nothing.
    Well,
    /// Somebody has said that the clock is right.
    ClockConfirmed,
    /// From when on the list counts.
    AfterRestart,
    /// Which list is in force, in the settings.
    ListRow,
    /// A button: choose a file and import it.
    ImportFile,
    /// A button: import from a stick.
    ImportFromStick,
    /// It is being looked for, or imported.
    Importing,
    /// The list before, after what was imported now.
    Before {
        /// Which it was.
        version: &'a str,
    },
}

/// The words of the sheet of official codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfficialSheetWords {
    /// Its title, before the place.
    pub title: &'static str,
    /// Before the day.
    pub made_on: &'static str,
    /// Before the day after which a new one should be printed.
    pub good_until: &'static str,
    /// Below the codes.
    pub notes: [&'static str; 3],
}

impl Language {
    /// The words of the sheet of official codes.
    pub fn official_sheet_words(self) -> OfficialSheetWords {
        match self {
            Language::ZhCn => OfficialSheetWords {
                title: "官方二维码",
                made_on: "打印日期：",
                good_until: "请在这天以前换新的：",
                notes: [
                    "这些码可以扫：网址都在官方名单上。",
                    "网址是官方的，不等于旁边的人可信；验证码、手机、钱，谁要都不给。",
                    "纸也会被人换掉。拿不准，就把码举到机器前照一照。",
                ],
            },
            Language::En => OfficialSheetWords {
                title: "Official QR codes",
                made_on: "Printed on: ",
                good_until: "Print a new sheet by: ",
                notes: [
                    "These codes may be scanned: their addresses are on the official list.",
                    "An official address does not make the people beside you honest: give nobody your SMS code, phone or money.",
                    "Paper can be swapped. If in doubt, hold the code up to the machine.",
                ],
            },
        }
    }

    /// Why a list is not taken, and what to do.
    pub fn refusal(self, refusal: &Refusal) -> String {
        match self {
            Language::ZhCn => zh_cn::refusal(refusal),
            Language::En => en::refusal(refusal),
        }
    }

    /// The faults of a list that keep it from being taken, a line each; empty for every other refusal.
    pub fn refusal_details(self, refusal: &Refusal) -> Vec<String> {
        match refusal {
            Refusal::Problems(problems) => problems
                .iter()
                .map(|problem| self.problem(problem))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// What was imported.
    pub fn imported(self, imported: &Imported) -> String {
        match imported {
            Imported::List {
                serial,
                issued_on,
                key,
                entries,
            } => {
                let day = day(*issued_on);
                match self {
                    Language::ZhCn => {
                        format!("名单已更新：第 {serial} 号，{day}，{entries} 条，签名钥匙 {key}")
                    }
                    Language::En => format!(
                        "The list was renewed: no. {serial}, {day}, {entries} entries, signed by key {key}"
                    ),
                }
            }
            Imported::Keys { serial, issued_on } => match self {
                Language::ZhCn => format!("签名钥匙已更新：第 {serial} 号，{issued_on}"),
                Language::En => format!("The keys were renewed: no. {serial}, {issued_on}"),
            },
        }
    }

    /// What staff have to know of the list in force; nothing where all is well.
    pub fn list_state(self, in_force: &InForce) -> Vec<String> {
        let day = day(in_force.list.info().issued_on);
        let mut said = Vec::new();
        match (self, in_force.age()) {
            (_, Age::Fresh) => {}
            (Language::ZhCn, Age::Stale) => said.push(format!(
                "官方名单该更新了：现在用的是 {day} 的。请向发名单的单位要新的，用U盘导入"
            )),
            (Language::ZhCn, Age::TooOld) => said.push(format!(
                "官方名单太旧了（{day}），大厅和工作台不再说“安全”。请马上要新的名单，用U盘导入"
            )),
            (Language::En, Age::Stale) => said.push(format!(
                "The official list should be renewed: it is of {day}. Ask its publisher for a new one and import it from a stick"
            )),
            (Language::En, Age::TooOld) => said.push(format!(
                "The official list is too old ({day}): kiosk and desk call nothing safe any more. Get a new list at once and import it from a stick"
            )),
        }
        let reading = &in_force.reading;
        match (self, reading.clock) {
            (_, Clock::Right) => {}
            (Language::ZhCn, Clock::SetBack) => said.push(format!(
                "这台机器的日期不对：以前到过 {}，现在却更早。请把日期调准",
                reading.day
            )),
            (Language::ZhCn, Clock::LeaptAhead) => said.push(format!(
                "这台机器的日期一下跳了半年多，可能不对（上次是 {}）。请把日期调准；要是对的，请运行 yanma allowlist status --clock-is-right",
                reading.day
            )),
            (Language::En, Clock::SetBack) => said.push(format!(
                "The date of this machine is wrong: it was {} before and is earlier now. Please set it",
                reading.day
            )),
            (Language::En, Clock::LeaptAhead) => said.push(format!(
                "The date of this machine leapt by more than half a year and may be wrong (it was {} before). Please set it; if it is right, run yanma allowlist status --clock-is-right",
                reading.day
            )),
        }
        match (self, in_force.passed_over) {
            (_, 0) => {}
            (Language::ZhCn, _) => said.push(
                "新导入的名单坏了，或签名不再可信，没有用它；现在用的是前一份好的。请重新导入".to_owned(),
            ),
            (Language::En, _) => said.push(
                "The list imported last is damaged, or its key is not trusted any more: it is not used, the last good one is. Please import again"
                    .to_owned(),
            ),
        }
        said
    }

    /// The day of the list, for screens; with its age where that matters.
    pub fn list_day(self, list: &ListInfo, age: Age) -> String {
        let day = day(list.issued_on);
        match (self, age) {
            (_, Age::Fresh) => day,
            (Language::ZhCn, Age::Stale) => format!("{day}，该更新了"),
            (Language::ZhCn, Age::TooOld) => format!("{day}，太旧了"),
            (Language::En, Age::Stale) => format!("{day}, due for renewal"),
            (Language::En, Age::TooOld) => format!("{day}, too old"),
        }
    }

    /// That the list is not fresh any more, for screens that do not say its day otherwise.
    pub fn old_list(self, list: &Allowlist) -> Option<String> {
        let day = self.list_day(list.info(), list.age());
        let said = match self {
            Language::ZhCn => format!("名单日期 {day}"),
            Language::En => format!("List of {day}"),
        };
        (list.age() != Age::Fresh).then_some(said)
    }

    /// One change of a list, in words.
    pub fn change(self, change: &Change, host: &str) -> String {
        match self {
            Language::ZhCn => zh_cn::change(change, host),
            Language::En => en::change(change, host),
        }
    }

    /// What the command line says of signed lists.
    pub fn list_notice(self, notice: ListNotice<'_>) -> String {
        match self {
            Language::ZhCn => zh_cn::notice(notice),
            Language::En => en::notice(notice),
        }
    }
}

fn day(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn a_full_disk_and_a_missing_right_are_told_apart() {
        for language in [Language::ZhCn, Language::En] {
            let said = |kind: io::ErrorKind| {
                language.refusal(&Refusal::NotStored {
                    path: "/x".to_owned(),
                    error: kind.into(),
                })
            };
            let kinds = [
                io::ErrorKind::StorageFull,
                io::ErrorKind::ReadOnlyFilesystem,
                io::ErrorKind::PermissionDenied,
            ];
            let said: std::collections::BTreeSet<String> = kinds.map(said).into();
            assert_eq!(said.len(), 3, "{said:?}");
        }
    }
}
