//! How old a list may be. No network brings a newer one, so the list has to say it itself: after `stale_after` staff are
//! told, and so long after its day that offices have moved and addresses changed hands, nothing is safe by it.
//!
//! The day is the caller's; days are those of the proleptic Gregorian calendar, ISO 8601.

use super::allowlist::{Date, ListInfo};

/// `stale_after` of a list that does not say it: so many months after its day.
const USUAL_STALE_MONTHS: u16 = 12;
/// The latest that a list may say: so many months after its day.
const LATEST_STALE_MONTHS: u16 = 24;
/// Nothing is safe by a list any more so many months after `stale_after`.
const TOO_OLD_MONTHS: u16 = 18;

/// The age of a list on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Age {
    /// Nobody need do anything.
    Fresh,
    /// Staff are told to get a newer one.
    Stale,
    /// Nothing is safe by it.
    TooOld,
}

impl ListInfo {
    /// The age on `day`. A list without a day has none: a hall that uses nothing but its own list answers for it.
    pub fn age(&self, day: Date) -> Age {
        match self.stale_after {
            Some(stale_after) if day > months_after(stale_after, TOO_OLD_MONTHS) => Age::TooOld,
            Some(stale_after) if day > stale_after => Age::Stale,
            _ => Age::Fresh,
        }
    }
}

/// The `stale_after` of a list of that day that does not say one.
pub fn usual_stale_after(issued_on: Date) -> Date {
    months_after(issued_on, USUAL_STALE_MONTHS)
}

/// The latest `stale_after` that a list of that day may say.
pub fn latest_stale_after(issued_on: Date) -> Date {
    months_after(issued_on, LATEST_STALE_MONTHS)
}

/// The day of the same number so many months later, or the last one of that month.
pub fn months_after(day: Date, months: u16) -> Date {
    let month = u16::from(day.month.saturating_sub(1)) + months;
    let year = day.year.saturating_add(month / 12);
    let month = u8::try_from(month % 12).unwrap_or_default() + 1;
    Date {
        year,
        month,
        day: day.day.min(days_in(year, month)),
    }
}

fn days_in(year: u16, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// Days from 0000-03-01 to `day`: only differences mean anything.
fn number(day: Date) -> i64 {
    // Years begin in March here, so that the leap day is the last one.
    let (year, month) = match day.month {
        0..3 => (i64::from(day.year) - 1, i64::from(day.month) + 9),
        month => (i64::from(day.year), i64::from(month) - 3),
    };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    365 * year + leaps + (153 * month + 2) / 5 + i64::from(day.day)
}

/// Days from one day to another; negative where that is an earlier one.
pub fn days_between(from: Date, to: Date) -> i64 {
    number(to) - number(from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::allowlist::Origin;

    fn date(text: &str) -> Date {
        text.parse::<toml::value::Datetime>().unwrap().date.unwrap()
    }

    #[test]
    fn a_list_is_fresh_then_stale_then_too_old() {
        let info = ListInfo {
            serial: Some(1),
            issued_on: Some(date("2026-11-23")),
            stale_after: Some(date("2027-11-23")),
            origin: Origin::BuiltIn,
        };
        for (day, age) in [
            ("1970-01-01", Age::Fresh),
            ("2026-11-23", Age::Fresh),
            ("2027-11-23", Age::Fresh),
            ("2027-11-24", Age::Stale),
            ("2029-05-23", Age::Stale),
            ("2029-05-24", Age::TooOld),
            ("9999-12-31", Age::TooOld),
        ] {
            assert_eq!(info.age(date(day)), age, "{day}");
        }
        let undated = ListInfo {
            stale_after: None,
            ..info
        };
        assert_eq!(undated.age(date("9999-12-31")), Age::Fresh);
    }

    #[test]
    fn months_end_where_the_calendar_says() {
        for (day, months, later) in [
            ("2026-11-23", 12, "2027-11-23"),
            ("2026-11-23", 18, "2028-05-23"),
            ("2027-08-31", 18, "2029-02-28"),
            ("2026-08-31", 18, "2028-02-29"),
            ("2026-12-31", 24, "2028-12-31"),
            ("2026-12-01", 1, "2027-01-01"),
        ] {
            assert_eq!(months_after(date(day), months), date(later), "{day}");
        }
    }

    // The differences are those of `date -d`.
    #[test]
    fn days_are_counted_over_leap_years() {
        for (from, to, days) in [
            ("2026-11-23", "2026-11-23", 0),
            ("2026-11-23", "2026-11-24", 1),
            ("2026-12-31", "2027-01-01", 1),
            ("2028-02-28", "2028-03-01", 2),
            ("2027-02-28", "2027-03-01", 1),
            ("1970-01-01", "2026-11-23", 20_780),
            ("2026-11-23", "1970-01-01", -20_780),
            ("2000-01-01", "2100-01-01", 36_525),
        ] {
            assert_eq!(days_between(date(from), date(to)), days, "{from} {to}");
        }
    }
}
