//! What day it is, as far as a machine without a network can know: its clock, and the latest day that it has ever seen.
//!
//! A clock that was set back makes no list younger, and one that leaps ahead, as with an empty battery or a slip of a
//! finger, does not turn every code red: until somebody says that it is right, or it has held for a month, the list is judged
//! by the day before the leap, and staff are asked.

use serde::{Deserialize, Serialize};

use crate::check::allowlist::Date;
use crate::check::list_age::days_between;

/// Days that a clock may lag behind the latest day seen: time zones, and a correction by the network of the day before.
const BACK_DAYS: i64 = 1;
/// More days than these between two starts of a machine are not believed at once. Halls close for weeks, not for half a year.
const LEAP_DAYS: i64 = 180;
/// A leap that has held for so many days is believed.
const HELD_DAYS: i64 = 30;

/// What is kept of days, from one start to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// The latest day that was believed.
    pub latest: Option<Date>,
    /// The first day after a leap that is not believed yet.
    pub leapt_to: Option<Date>,
}

/// Whether the clock is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// It is.
    Right,
    /// It shows a day before the latest one seen.
    SetBack,
    /// It is far ahead of the latest day seen.
    LeaptAhead,
}

/// The day to judge by, whether the clock is believed, and what to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The day to judge the age of a list by.
    pub day: Date,
    /// Whether the clock is believed.
    pub clock: Clock,
    /// What to keep.
    pub seen: Seen,
}

/// Reads the clock: `today` is what it shows, `issued_on` the day of the newest list, which has certainly come.
pub fn read(seen: Seen, issued_on: Option<Date>, today: Date) -> Reading {
    let Some(latest) = seen.latest.max(issued_on) else {
        return believed(today);
    };
    if days_between(latest, today) < -BACK_DAYS {
        return Reading {
            day: latest,
            clock: Clock::SetBack,
            seen,
        };
    }
    // A machine that has never kept a day may be new, with an old program on it.
    if seen.latest.is_none() || days_between(latest, today) <= LEAP_DAYS {
        return believed(today.max(latest));
    }
    match seen.leapt_to {
        Some(leapt_to) if days_between(leapt_to, today) > LEAP_DAYS => leapt(latest, today),
        Some(leapt_to) if days_between(leapt_to, today) >= HELD_DAYS => believed(today),
        Some(leapt_to) => leapt(latest, leapt_to.min(today)),
        None => leapt(latest, today),
    }
}

fn believed(day: Date) -> Reading {
    Reading {
        day,
        clock: Clock::Right,
        seen: Seen {
            latest: Some(day),
            leapt_to: None,
        },
    }
}

fn leapt(latest: Date, leapt_to: Date) -> Reading {
    Reading {
        day: latest,
        clock: Clock::LeaptAhead,
        seen: Seen {
            latest: Some(latest),
            leapt_to: Some(leapt_to),
        },
    }
}

/// Somebody has looked, and says that today is right.
pub fn confirmed(today: Date) -> Seen {
    believed(today).seen
}

/// As it is written into a file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kept {
    latest: Option<toml::value::Datetime>,
    leapt_to: Option<toml::value::Datetime>,
}

impl From<Seen> for Kept {
    fn from(seen: Seen) -> Kept {
        let day = |date: Date| toml::value::Datetime::from(date);
        Kept {
            latest: seen.latest.map(day),
            leapt_to: seen.leapt_to.map(day),
        }
    }
}

impl From<Kept> for Seen {
    fn from(kept: Kept) -> Seen {
        let day = |day: Option<toml::value::Datetime>| day.and_then(|day| day.date);
        Seen {
            latest: day(kept.latest),
            leapt_to: day(kept.leapt_to),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse::<toml::value::Datetime>().unwrap().date.unwrap()
    }

    const ISSUED: &str = "2026-11-23";

    /// The clock on each of these days, one after the other, and the day that counts.
    fn assert_days(days: &[(&str, Clock, &str)]) {
        let mut seen = Seen::default();
        for (today, clock, counts) in days {
            let reading = read(seen, Some(date(ISSUED)), date(today));
            assert_eq!(
                (reading.clock, reading.day),
                (*clock, date(counts)),
                "{today}"
            );
            seen = reading.seen;
        }
    }

    #[test]
    fn days_that_go_by_are_believed() {
        assert_days(&[
            ("2026-11-22", Clock::Right, ISSUED), // west of the publisher
            ("2026-11-24", Clock::Right, "2026-11-24"),
            ("2027-02-20", Clock::Right, "2027-02-20"),
            ("2027-02-19", Clock::Right, "2027-02-20"),
            ("2027-08-01", Clock::Right, "2027-08-01"),
        ]);
        // Installed years after the program was made.
        assert_days(&[("2031-01-01", Clock::Right, "2031-01-01")]);
    }

    #[test]
    fn a_clock_set_back_makes_no_list_younger() {
        assert_days(&[
            ("1970-01-01", Clock::SetBack, ISSUED),
            ("2027-05-01", Clock::Right, "2027-05-01"),
            ("2027-04-29", Clock::SetBack, "2027-05-01"),
            ("2000-01-01", Clock::SetBack, "2027-05-01"),
            ("2027-05-03", Clock::Right, "2027-05-03"),
        ]);
    }

    #[test]
    fn a_leap_is_asked_about_and_believed_when_it_has_held_for_a_month() {
        assert_days(&[
            ("2026-12-01", Clock::Right, "2026-12-01"),
            ("2036-12-01", Clock::LeaptAhead, "2026-12-01"),
            ("2036-12-30", Clock::LeaptAhead, "2026-12-01"),
            ("2026-12-02", Clock::Right, "2026-12-02"), // mended
            ("2036-12-01", Clock::LeaptAhead, "2026-12-02"),
            ("2036-12-31", Clock::Right, "2036-12-31"),
        ]);
        // Another leap begins the month anew; a step back within it does not.
        assert_days(&[
            ("2026-12-01", Clock::Right, "2026-12-01"),
            ("2030-01-01", Clock::LeaptAhead, "2026-12-01"),
            ("2036-01-01", Clock::LeaptAhead, "2026-12-01"),
            ("2036-01-20", Clock::LeaptAhead, "2026-12-01"),
            ("2036-01-15", Clock::LeaptAhead, "2026-12-01"),
            ("2036-01-31", Clock::Right, "2036-01-31"),
        ]);
    }

    #[test]
    fn whoever_looks_may_say_that_it_is_right() {
        let seen = confirmed(date("2036-12-01"));
        let reading = read(seen, Some(date(ISSUED)), date("2036-12-01"));
        assert_eq!(reading.clock, Clock::Right);
        // Also after a wrong day was believed.
        let seen = confirmed(date("2027-01-01"));
        let reading = read(seen, Some(date(ISSUED)), date("2027-01-02"));
        assert_eq!(
            (reading.clock, reading.day),
            (Clock::Right, date("2027-01-02"))
        );
    }

    #[test]
    fn what_is_kept_is_read_again() {
        let seen = Seen {
            latest: Some(date("2027-01-01")),
            leapt_to: Some(date("2036-01-01")),
        };
        let text = toml::to_string(&Kept::from(seen)).unwrap();
        let kept: Kept = toml::from_str(&text).unwrap();
        assert_eq!(Seen::from(kept), seen);
    }
}
