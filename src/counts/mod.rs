//! What a kiosk counts: how many a day, and nothing of what or whose. No payload, no address that was scanned, no time of
//! day: numbers behind a fixed set of names, and hosts of the list.
//!
//! Days are those of the machine's clock. Clocks jump, so no day is thrown away for its date: the newest [`MAX_DAYS`] days
//! on which something was counted are kept.

mod watch;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::check::allowlist::Date;
use crate::health::Observation;
use crate::language::Language;
use crate::messages::Phrase;
use crate::source::fault::Fault;
use crate::telling::Grade;

pub use watch::Watch;

/// Days that are kept.
pub const MAX_DAYS: usize = 400;
/// So many days are lately.
const LATELY_DAYS: usize = 7;
/// Longest name of what is counted: that of a host.
const MAX_NAME_BYTES: usize = 253;
/// Most names of one kind in a day. There are fewer codes, and far fewer hosts that a hall meets.
const MAX_NAMES: usize = 2_000;

/// The numbers of one day. All stop at the largest number that there is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Day {
    /// Answers, but those that follow each other closely once.
    pub visits: u32,
    /// What was held up and could not be read.
    pub unread: u32,
    /// Verdicts by [`Grade`].
    pub grades: BTreeMap<String, u32>,
    /// Verdicts that are not safe, by the code of the reason that was told.
    pub reasons: BTreeMap<String, u32>,
    /// Safe verdicts by the host of the list's entry, which is not always the host that was scanned.
    pub entries: BTreeMap<String, u32>,
    /// Faults of the camera by code.
    pub faults: BTreeMap<String, u32>,
}

impl Day {
    /// Verdicts of one grade.
    pub fn of_grade(&self, grade: Grade) -> u32 {
        grade_name(grade)
            .and_then(|name| self.grades.get(name))
            .copied()
            .unwrap_or_default()
    }

    /// Verdicts that are not safe.
    pub fn not_safe(&self) -> u32 {
        GRADES
            .into_iter()
            .filter(|(grade, _)| grade.is_unsafe())
            .fold(0, |sum, (grade, _)| {
                sum.saturating_add(self.of_grade(grade))
            })
    }

    fn names(&self) -> [&BTreeMap<String, u32>; 4] {
        [&self.grades, &self.reasons, &self.entries, &self.faults]
    }
}

/// The grades that are verdicts, and their names in the file.
const GRADES: [(Grade, &str); 5] = [
    (Grade::Official, "official"),
    (Grade::Fraud, "fraud"),
    (Grade::Unproven, "unproven"),
    (Grade::Unreadable, "unreadable"),
    (Grade::Own, "own"),
];

fn grade_name(grade: Grade) -> Option<&'static str> {
    let mut grades = GRADES.into_iter();
    grades.find_map(|(known, name)| (known == grade).then_some(name))
}

/// Something to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Somebody came.
    Visit,
    /// A verdict came up.
    Verdict {
        /// How bad it is.
        grade: Grade,
        /// The code of the reason that was told.
        reason: Option<&'static str>,
        /// The hosts of the list's entries, where it is safe.
        entries: BTreeSet<String>,
    },
    /// The answer was that nothing could be read.
    Unread,
    /// The camera began to fail.
    Fault(Fault),
}

/// Every day's numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    days: BTreeMap<Date, Day>,
}

impl Counts {
    /// The days, oldest first.
    pub fn days(&self) -> impl DoubleEndedIterator<Item = (&Date, &Day)> + Clone {
        self.days.iter()
    }

    /// The newest day.
    pub fn newest(&self) -> Option<Date> {
        self.days.keys().next_back().copied()
    }

    /// Counts what happened `today`.
    pub fn add(&mut self, today: Date, event: &Event) {
        let day = self.days.entry(today).or_default();
        match event {
            Event::Visit => day.visits = day.visits.saturating_add(1),
            Event::Unread => day.unread = day.unread.saturating_add(1),
            Event::Fault(fault) => one_more(&mut day.faults, fault.code()),
            Event::Verdict {
                grade,
                reason,
                entries,
            } => {
                if let Some(name) = grade_name(*grade) {
                    one_more(&mut day.grades, name);
                }
                if let Some(reason) = reason {
                    one_more(&mut day.reasons, reason);
                }
                for entry in entries {
                    one_more(&mut day.entries, entry);
                }
            }
        }
        // Today stays, wherever the clock says that it is.
        while self.days.len() > MAX_DAYS {
            let Some(oldest) = self.days.keys().find(|day| **day != today).copied() else {
                return;
            };
            self.days.remove(&oldest);
        }
    }

    /// As it is kept: [TOML](https://toml.io/en/v1.0.0), a table a day.
    ///
    /// # Errors
    /// None that could be told of; there is no number or name that TOML does not know.
    pub fn print(&self) -> Result<String, toml::ser::Error> {
        const HEAD: &str =
            "# 每天的次数，没有访客的任何内容。\n# How many a day; nothing of any visitor.\n\n";
        let days: BTreeMap<String, &Day> = self
            .days
            .iter()
            .map(|(date, day)| (date.to_string(), day))
            .collect();
        Ok(format!("{HEAD}{}", toml::to_string(&days)?))
    }

    /// From what is kept; `None` where it is not what [`print`](Counts::print) makes.
    pub fn parse(text: &str) -> Option<Counts> {
        let read: BTreeMap<String, Day> = toml::from_str(text).ok()?;
        let mut days = BTreeMap::new();
        for (name, day) in read {
            let date = date(&name)?;
            let is_name = |name: &String| {
                let is_part = |byte: u8| {
                    byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte)
                };
                (1..=MAX_NAME_BYTES).contains(&name.len()) && name.bytes().all(is_part)
            };
            let is_sound =
                |map: &&BTreeMap<String, u32>| map.len() <= MAX_NAMES && map.keys().all(is_name);
            if !day.names().iter().all(is_sound) {
                return None;
            }
            days.insert(date, day);
        }
        while days.len() > MAX_DAYS {
            days.pop_first();
        }
        Some(Counts { days })
    }

    /// The faults of the newest days on which something was counted.
    pub fn faults_lately(&self) -> Vec<Observation> {
        let mut found = Vec::new();
        for (day, numbers) in self.days().rev().take(LATELY_DAYS) {
            found.extend(
                numbers
                    .faults
                    .iter()
                    .map(|(code, count)| Observation::FaultLately {
                        day: *day,
                        code: code.clone(),
                        count: *count,
                    }),
            );
        }
        if found.is_empty() {
            found.push(Observation::NoFaults);
        }
        found
    }

    /// A [`line`] a day, newest first.
    pub fn lines(&self, language: Language) -> Vec<String> {
        let newest = self.days().rev();
        newest
            .map(|(date, day)| line(date, day, language))
            .collect()
    }

    /// As a table for other programs ([RFC 4180](https://www.rfc-editor.org/rfc/rfc4180)), a line a number. The mark at its
    /// start tells spreadsheets that it is UTF-8.
    pub fn csv(&self, language: Language) -> String {
        let heads = [
            Phrase::CountsDay,
            Phrase::CountsWhat,
            Phrase::CountsName,
            Phrase::CountsNumber,
        ];
        let mut csv = format!(
            "\u{FEFF}{}",
            csv_line(&heads.map(|head| language.say(head)))
        );
        for (date, day) in self.days() {
            let date = date.to_string();
            let mut line = |what: Phrase<'_>, name: &str, count: u32| {
                let cells = [&date, &language.say(what), name, &count.to_string()];
                csv.push_str(&csv_line(&cells));
            };
            for (phrase, count) in totals(day) {
                line(phrase, "", count);
            }
            for (phrase, names) in [
                (Phrase::CountsReason, &day.reasons),
                (Phrase::CountsEntry, &day.entries),
                (Phrase::CountsFault, &day.faults),
            ] {
                for (name, count) in names {
                    line(phrase, name, *count);
                }
            }
        }
        csv
    }
}

/// A day with those of its numbers that are not zero.
pub fn line(date: &Date, day: &Day, language: Language) -> String {
    let numbers = totals(day).into_iter().filter(|(_, count)| *count > 0);
    let numbers: Vec<String> = numbers
        .map(|(phrase, count)| format!("{} {count}", language.say(phrase)))
        .collect();
    format!("{date}{}{}", language.colon(), numbers.join(" · "))
}

/// What is told of a day, in this order.
fn totals(day: &Day) -> [(Phrase<'static>, u32); 8] {
    let faults = day.faults.values();
    [
        (Phrase::CountsVisits, day.visits),
        (Phrase::CountsOfficial, day.of_grade(Grade::Official)),
        (Phrase::CountsFraud, day.of_grade(Grade::Fraud)),
        (Phrase::CountsUnproven, day.of_grade(Grade::Unproven)),
        (Phrase::CountsUnreadable, day.of_grade(Grade::Unreadable)),
        (Phrase::CountsOwn, day.of_grade(Grade::Own)),
        (Phrase::CountsUnread, day.unread),
        (
            Phrase::CountsFaults,
            faults.fold(0, |sum, count| sum.saturating_add(*count)),
        ),
    ]
}

fn one_more(names: &mut BTreeMap<String, u32>, name: &str) {
    if names.len() >= MAX_NAMES && !names.contains_key(name) {
        return;
    }
    let count = names.entry(name.to_owned()).or_default();
    *count = count.saturating_add(1);
}

/// A day such as `2026-11-30`.
fn date(name: &str) -> Option<Date> {
    let read: toml::value::Datetime = name.parse().ok()?;
    let is_day_only = read.time.is_none() && read.offset.is_none();
    read.date.filter(|_| is_day_only)
}

/// One line. No cell can be a formula: a spreadsheet would run one that begins with `=`, `+`, `-` or `@`.
fn csv_line(cells: &[impl AsRef<str>]) -> String {
    let cell = |cell: &str| {
        let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
        let mark = if is_formula { "'" } else { "" };
        match cell.contains([',', '"', '\r', '\n']) {
            true => format!("\"{mark}{}\"", cell.replace('"', "\"\"")),
            false => format!("{mark}{cell}"),
        }
    };
    let cells: Vec<String> = cells.iter().map(|text| cell(text.as_ref())).collect();
    format!("{}\r\n", cells.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: u16, month: u8, day: u8) -> Date {
        Date { year, month, day }
    }

    fn safe(host: &str) -> Event {
        Event::Verdict {
            grade: Grade::Official,
            reason: None,
            entries: BTreeSet::from([host.to_owned()]),
        }
    }

    fn fraud() -> Event {
        Event::Verdict {
            grade: Grade::Fraud,
            reason: Some("target-embedding"),
            entries: BTreeSet::new(),
        }
    }

    #[test]
    fn a_day_adds_up_and_is_kept_as_it_is() {
        let mut counts = Counts::default();
        let today = day(2026, 11, 30);
        for event in [
            Event::Visit,
            safe("fuwu.nhsa.gov.cn"),
            fraud(),
            fraud(),
            Event::Unread,
            Event::Fault(Fault::Unplugged),
        ] {
            counts.add(today, &event);
        }
        let (date, kept) = counts.days().next().unwrap();
        assert_eq!(*date, today);
        assert_eq!((kept.visits, kept.unread, kept.not_safe()), (1, 1, 2));
        assert_eq!(kept.of_grade(Grade::Official), 1);
        assert_eq!(kept.entries["fuwu.nhsa.gov.cn"], 1);
        assert_eq!(kept.reasons["target-embedding"], 2);
        assert_eq!(kept.faults["unplugged"], 1);
        let printed = counts.print().unwrap();
        assert!(printed.contains("[2026-11-30]\nvisits = 1\n"), "{printed}");
        assert_eq!(Counts::parse(&printed), Some(counts));
    }

    #[test]
    fn the_newest_days_are_kept_and_no_jump_of_the_clock_destroys_them() {
        let mut counts = Counts::default();
        let days =
            |year| (1..=12).flat_map(move |month| (1..=20).map(move |at| day(year, month, at)));
        for date in days(2025).chain(days(2026)) {
            counts.add(date, &Event::Visit);
        }
        assert_eq!(counts.days().count(), MAX_DAYS);
        assert_eq!(counts.days().next().unwrap().0, &day(2025, 5, 1)); // 480 days, less 80
        // A day of the next century costs one day, and so does one of the last.
        counts.add(day(2099, 1, 1), &Event::Visit);
        counts.add(day(1970, 1, 1), &Event::Visit);
        counts.add(day(1970, 1, 1), &Event::Visit);
        assert_eq!(counts.days().count(), MAX_DAYS);
        assert_eq!(counts.days().next().unwrap().1.visits, 2);
        assert!(counts.days().any(|(date, _)| *date == day(2025, 5, 3)));
        assert_eq!(counts.newest(), Some(day(2099, 1, 1)));
    }

    #[test]
    fn what_was_not_made_here_is_not_understood() {
        for text in [
            "[2026-11-30]\nvisits = -1",
            "[2026-11-30]\nvisitors = 1",
            "[2026-13-30]\nvisits = 1",
            "[\"2026-11-30T08:00:00\"]\nvisits = 1",
            "[monday]\nvisits = 1",
            "[2026-11-30.entries]\n\"https://evil.top/?id=1\" = 1",
            "[2026-11-30.reasons]\n\"\" = 1",
            "[2026-11-30.entries]\n\"=cmd\" = 1",
            "visits",
        ] {
            assert_eq!(Counts::parse(text), None, "{text}");
        }
        assert_eq!(Counts::parse(""), Some(Counts::default()));
    }

    #[test]
    fn the_table_is_plain_and_holds_no_formula() {
        let mut counts = Counts::default();
        counts.add(day(2026, 11, 30), &Event::Visit);
        counts.add(day(2026, 11, 30), &safe("fuwu.nhsa.gov.cn"));
        let csv = counts.csv(Language::En);
        assert!(csv.starts_with("\u{FEFF}Day,What,Name,Number\r\n"), "{csv}");
        assert!(csv.contains("\r\n2026-11-30,Visits,,1\r\n"), "{csv}");
        assert!(csv.contains(",fuwu.nhsa.gov.cn,1\r\n"), "{csv}");
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+86", "'+86"),
            ("-1", "'-1"),
            ("@x", "'@x"),
            ("a,b", "\"a,b\""),
            ("=\"a\"", "\"'=\"\"a\"\"\""),
            ("plain", "plain"),
        ] {
            assert_eq!(csv_line(&[cell]), format!("{written}\r\n"));
        }
    }

    #[test]
    fn numbers_stop_where_they_cannot_grow() {
        let mut counts =
            Counts::parse("[2026-11-30]\nvisits = 4294967295\nunread = 4294967295").unwrap();
        counts.add(day(2026, 11, 30), &Event::Visit);
        assert_eq!(counts.days().next().unwrap().1.visits, u32::MAX);
    }
}
