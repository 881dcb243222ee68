//! A package: a head, then the files of a list one after the other, as one TOML file.
//!
//! ```toml
//! [package]
//! type = "yanma-allowlist"
//! format = 1
//! stale_after = 2027-12-15
//!
//! [list]
//! serial = 2
//! issued_on = 2026-12-15
//!
//! [[entry]]
//! # as in allowlists/README.md
//! ```

use serde::Deserialize;

use super::Refusal;
use super::file::MAX_PACKAGE_BYTES;
use crate::check::allowlist::{Allowlist, Date, Fault, Problem, Source};
use crate::check::list_age::{days_between, usual_stale_after};

/// `type` of a package.
const TYPE: &str = "yanma-allowlist";
/// The newest format that is understood.
const FORMAT: u32 = 1;
/// How a package begins and ends, so that half of one can be told from a changed one.
const BEGIN: &str =
    "# 验码官方网址名单（签名包） · Yanma's list of official addresses, a signed package\n";
const END: &str = "# 完 end\n";

/// The day of the first list there was, serial 1.
const FIRST_DAY: Date = Date {
    year: 2026,
    month: 11,
    day: 23,
};
/// More lists than these a day are nobody's who has two people check each.
const LISTS_A_DAY: i64 = 10;

/// True where there can be so many lists by that day. A serial that is far ahead by mistake or malice would shut out every
/// later list; with this bound it shuts out none of a later day.
pub(super) fn is_plausible(serial: u64, issued_on: Date) -> bool {
    let days = days_between(FIRST_DAY, issued_on).saturating_add(1).max(0);
    i64::try_from(serial).is_ok_and(|serial| serial <= days.saturating_mul(LISTS_A_DAY))
}

/// True where it begins like a package and does not end like one.
pub(super) fn seems_cut(bytes: &[u8]) -> bool {
    let begin = BEGIN.as_bytes();
    let shared = bytes.len().min(begin.len());
    bytes.get(..shared) == begin.get(..shared) && !bytes.ends_with(END.as_bytes())
}

/// Packs the files of a list, each with its name, in the order given: the same files make the same bytes. `stale_after` is
/// a year after the day of the list unless given.
///
/// # Errors
/// [`Refusal::Problems`] and the other reasons for which an import would refuse it.
pub fn pack(
    files: &[(String, String)],
    stale_after: Option<Date>,
    today: Date,
) -> Result<String, Refusal> {
    let files: Vec<(&str, String)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), plain_lines(text)))
        .collect();
    let sources: Vec<Source<'_>> = files
        .iter()
        .map(|(name, text)| Source { name, text })
        .collect();
    let list = Allowlist::of_base(&sources, None, today).map_err(Refusal::Problems)?;
    let Some(issued_on) = list.info().issued_on else {
        return Err(Refusal::Problems(vec![Problem {
            file: sources.first().map_or("", |first| first.name).to_owned(),
            line: 1,
            field: Some("list"),
            host: None,
            fault: Fault::NoListTable,
        }]));
    };
    let stale_after = stale_after.unwrap_or_else(|| usual_stale_after(issued_on));
    let mut text = format!(
        "{BEGIN}[package]\ntype = \"{TYPE}\"\nformat = {FORMAT}\nstale_after = {stale_after}\n"
    );
    for source in &sources {
        text.push('\n');
        text.push_str(source.text);
        if !text.ends_with('\n') {
            text.push('\n');
        }
    }
    text.push_str(END);
    if text.len() as u64 > MAX_PACKAGE_BYTES {
        return Err(Refusal::TooLarge {
            path: sources.first().map_or("", |first| first.name).to_owned(),
        });
    }
    // One file is not always what several were: whoever reads it decides.
    let packed = parse(text.as_bytes(), today)?;
    let is_same = packed.entries() == list.entries()
        && packed.never() == list.never()
        && packed.info().serial == list.info().serial;
    if is_same {
        Ok(text)
    } else {
        Err(Refusal::NotAPackage)
    }
}

/// The lines of a text as every system writes them the same.
fn plain_lines(text: &str) -> String {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    text.replace("\r\n", "\n")
}

#[derive(Deserialize)]
struct Head {
    package: HeadOfPackage,
}

#[derive(Deserialize)]
struct HeadOfPackage {
    #[serde(rename = "type")]
    kind: String,
    format: u32,
}

/// The list of a package. The bytes have been verified.
///
/// # Errors
/// [`Refusal::NotAPackage`], [`Refusal::NewerFormat`], [`Refusal::Problems`], [`Refusal::SerialTooHigh`] and
/// [`Refusal::ClockBehind`].
pub(super) fn parse(bytes: &[u8], today: Date) -> Result<Allowlist, Refusal> {
    let list = parse_of_any_day(bytes, None, today)?;
    match list.info().issued_on {
        // A publisher may live a little further east.
        Some(issued_on) if days_between(today, issued_on) > 1 => {
            Err(Refusal::ClockBehind { issued_on, today })
        }
        _ => Ok(list),
    }
}

/// The list of a package that need not be signed: to be read by people, not to be used.
///
/// # Errors
/// As an import would refuse it.
pub fn parse_unsigned(bytes: &[u8], today: Date) -> Result<Allowlist, Refusal> {
    parse_of_any_day(bytes, None, today)
}

/// The list of a package with a hall's own list beside it, whatever the clock shows: what was taken once is not lost because a
/// battery is empty.
///
/// # Errors
/// As [`parse`], but for [`Refusal::ClockBehind`].
pub(super) fn parse_of_any_day(
    bytes: &[u8],
    hall: Option<&[Source<'_>]>,
    today: Date,
) -> Result<Allowlist, Refusal> {
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::NotAPackage)?;
    // Of another format only the head is looked at; what follows it may be anything.
    let head: Head = toml::from_str(text).map_err(|_| Refusal::NotAPackage)?;
    match head.package {
        HeadOfPackage { kind, .. } if kind != TYPE => return Err(Refusal::NotAPackage),
        HeadOfPackage { format, .. } if format != FORMAT => {
            return Err(Refusal::NewerFormat { format });
        }
        HeadOfPackage { .. } => {}
    }
    let source = Source {
        name: "package",
        text,
    };
    let list = Allowlist::of_base(&[source], hall, today).map_err(Refusal::Problems)?;
    // A list of nothing would turn every code red, and is nobody's wish.
    if list.entries().iter().all(|entry| entry.from_hall) {
        return Err(Refusal::NotAPackage);
    }
    match (list.info().serial, list.info().issued_on) {
        (Some(serial), Some(issued_on)) if is_plausible(serial, issued_on) => Ok(list),
        (Some(serial), Some(_)) => Err(Refusal::SerialTooHigh { serial }),
        _ => Err(Refusal::NotAPackage),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_is_bounded_by_its_day() {
        let day = |year, month, day| Date { year, month, day };
        for (serial, issued_on, is_fine) in [
            (1, day(2026, 11, 23), true),
            (10, day(2026, 11, 23), true),
            (11, day(2026, 11, 23), false),
            (20, day(2026, 11, 24), true),
            (1, day(2026, 11, 22), false),
            (3_660, day(2027, 11, 23), true),
            (3_661, day(2027, 11, 23), false),
            (u64::MAX, day(9999, 12, 31), false),
            (1, day(0, 1, 1), false),
        ] {
            assert_eq!(
                is_plausible(serial, issued_on),
                is_fine,
                "{serial} {issued_on}"
            );
        }
    }

    #[test]
    fn half_a_package_is_told_from_a_changed_one() {
        let whole = format!("{BEGIN}[package]\n{END}");
        assert!(!seems_cut(whole.as_bytes()));
        for len in 0..whole.len() {
            assert!(seems_cut(&whole.as_bytes()[..len]), "{len}");
        }
        assert!(!seems_cut(b"something else"));
    }
}
