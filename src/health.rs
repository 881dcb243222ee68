//! What is well with a kiosk and what is not: observations, and how bad each is. Only judges what it is told; who looks at the
//! machine is elsewhere, and so are the words.

use crate::check::allowlist::{Date, ListInfo};
use crate::check::list_age::{Age, days_between};
use crate::check::poster::{Poster, Posters};
use crate::config::Problem;
use crate::list_in_use::Loaded;
use crate::list_package::clock::Clock;
use crate::source::fault::Fault;

/// A list that is older than that, by the machine's clock, is rather a clock that is wrong.
const IMPLAUSIBLE_YEARS: u16 = 10;

/// A poster that counts for so many days and no more should be enrolled anew.
const SOON_DAYS: i64 = 30;

/// How bad a observation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// As it should be.
    Good,
    /// It works; somebody should know.
    Warning,
    /// Somebody has to do something.
    Bad,
}

impl Level {
    /// Its name for programs; never changes.
    pub fn code(self) -> &'static str {
        match self {
            Level::Good => "good",
            Level::Warning => "warning",
            Level::Bad => "bad",
        }
    }
}

/// What was observed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observation {
    /// The camera sends pictures.
    CameraWorks {
        /// Its name.
        name: String,
    },
    /// It is being opened.
    CameraStarts,
    /// The kiosk that runs has it.
    CameraInUse,
    /// It sends none.
    CameraFails(Fault),
    /// The list by which is judged.
    List {
        /// Which it is.
        info: ListInfo,
        /// How old it is.
        age: Age,
    },
    /// A newer list was imported, and is damaged or not trusted any more: it is passed over.
    ListPassedOver,
    /// There is none: nothing is judged.
    ListBroken,
    /// The hall's own posters that are enrolled.
    Posters {
        /// How many count today.
        count: usize,
        /// How many of them do so for a month at most.
        soon_over: usize,
    },
    /// Their file is damaged or cannot be read: none of them counts.
    PostersBroken,
    /// The hall's own list has dates after today. It is used all the same.
    ListPostdated,
    /// The clock says what it may say.
    Clock {
        /// Today.
        today: Date,
    },
    /// The clock is behind the day on which the list was made.
    ClockBehindList {
        /// Today, as the clock says.
        today: Date,
        /// The day of the list.
        issued_on: Date,
    },
    /// The clock is years ahead of the list.
    ClockAhead {
        /// Today, as the clock says.
        today: Date,
    },
    /// The clock is behind a day on which something was counted.
    ClockWentBack {
        /// Today, as the clock says.
        today: Date,
        /// That day.
        counted: Date,
    },
    /// The clock is behind a day on which a list was used.
    ClockSetBack {
        /// Today, as the clock says.
        today: Date,
        /// That day; the age of the list is judged by it.
        before: Date,
    },
    /// The clock is far ahead of the last day on which a list was used, and is not believed yet.
    ClockLeaptAhead {
        /// Today, as the clock says.
        today: Date,
        /// That day; the age of the list is judged by it.
        before: Date,
    },
    /// The clock was put forward or back while the program ran.
    ClockJumped {
        /// By so many minutes; negative is back.
        minutes: i64,
    },
    /// A screen is there.
    Screen,
    /// None is plugged in, or it is off.
    NoScreen,
    /// Every line of the settings is understood.
    Settings,
    /// One line is not, and is passed over.
    SettingsLine(Problem),
    /// The file cannot be read.
    SettingsUnreadable,
    /// The staff have a PIN.
    Pin,
    /// They have none: nobody can open their page.
    NoPin,
    /// The disk takes files.
    Disk,
    /// It does not; the system says why.
    DiskFails(String),
    /// The counts are kept.
    Counts {
        /// On how many days something was counted.
        days: usize,
    },
    /// The file of the counts was damaged and put aside.
    CountsDamaged,
    /// The counts cannot be kept; the system says why.
    CountsFail(String),
    /// No fault in the last days on which something was counted.
    NoFaults,
    /// A fault of the camera, lately.
    FaultLately {
        /// On which day.
        day: Date,
        /// Its [`code`](Fault::code).
        code: String,
        /// How often.
        count: u32,
    },
    /// Since when the program runs.
    RunningFor {
        /// In hours.
        hours: u64,
    },
}

impl Observation {
    /// True for what [`list`] says.
    pub fn is_of_list(&self) -> bool {
        matches!(
            self,
            Observation::ListPostdated
                | Observation::ListPassedOver
                | Observation::ClockSetBack { .. }
                | Observation::ClockLeaptAhead { .. }
                | Observation::Posters { .. }
                | Observation::PostersBroken
        )
    }

    /// How bad it is.
    pub fn level(&self) -> Level {
        match self {
            Observation::CameraWorks { .. }
            | Observation::CameraStarts
            | Observation::CameraInUse
            | Observation::List {
                age: Age::Fresh, ..
            }
            | Observation::Posters { soon_over: 0, .. }
            | Observation::Clock { .. }
            | Observation::Screen
            | Observation::Settings
            | Observation::Pin
            | Observation::Disk
            | Observation::Counts { .. }
            | Observation::NoFaults
            | Observation::RunningFor { .. } => Level::Good,
            Observation::List {
                age: Age::Stale, ..
            }
            | Observation::Posters { .. }
            | Observation::ListPostdated
            | Observation::ClockWentBack { .. }
            | Observation::ClockJumped { .. }
            | Observation::CountsDamaged
            | Observation::FaultLately { .. } => Level::Warning,
            Observation::CameraFails(_)
            | Observation::List {
                age: Age::TooOld, ..
            }
            | Observation::ListBroken
            | Observation::ListPassedOver
            | Observation::PostersBroken
            | Observation::ClockBehindList { .. }
            | Observation::ClockAhead { .. }
            | Observation::ClockSetBack { .. }
            | Observation::ClockLeaptAhead { .. }
            | Observation::NoScreen
            | Observation::SettingsLine(_)
            | Observation::SettingsUnreadable
            | Observation::NoPin
            | Observation::DiskFails(_)
            | Observation::CountsFail(_) => Level::Bad,
        }
    }

    /// What it is about and what was found, for programs; never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Observation::CameraWorks { .. } => "camera",
            Observation::CameraStarts => "camera-starts",
            Observation::CameraInUse => "camera-in-use",
            Observation::CameraFails(_) => "camera-fails",
            Observation::List { age, .. } => match age {
                Age::Fresh => "list",
                Age::Stale => "list-stale",
                Age::TooOld => "list-too-old",
            },
            Observation::ListPassedOver => "list-passed-over",
            Observation::ListBroken => "list-broken",
            Observation::Posters { soon_over: 0, .. } => "posters",
            Observation::Posters { .. } => "posters-soon-over",
            Observation::PostersBroken => "posters-broken",
            Observation::ListPostdated => "list-postdated",
            Observation::Clock { .. } => "clock",
            Observation::ClockBehindList { .. } => "clock-behind-list",
            Observation::ClockAhead { .. } => "clock-ahead",
            Observation::ClockWentBack { .. } => "clock-went-back",
            Observation::ClockSetBack { .. } => "clock-set-back",
            Observation::ClockLeaptAhead { .. } => "clock-leapt-ahead",
            Observation::ClockJumped { .. } => "clock-jumped",
            Observation::Screen => "screen",
            Observation::NoScreen => "no-screen",
            Observation::Settings => "settings",
            Observation::SettingsLine(_) => "settings-line",
            Observation::SettingsUnreadable => "settings-unreadable",
            Observation::Pin => "pin",
            Observation::NoPin => "no-pin",
            Observation::Disk => "disk",
            Observation::DiskFails(_) => "disk-fails",
            Observation::Counts { .. } => "counts",
            Observation::CountsDamaged => "counts-damaged",
            Observation::CountsFail(_) => "counts-fail",
            Observation::NoFaults => "no-faults",
            Observation::FaultLately { .. } => "fault-lately",
            Observation::RunningFor { .. } => "running",
        }
    }

    /// What the staff are told on the visitors' screens, in a corner of them.
    pub fn sign(&self) -> Option<Sign> {
        match self {
            Observation::ListPostdated
            | Observation::ClockBehindList { .. }
            | Observation::ClockAhead { .. }
            | Observation::ClockSetBack { .. }
            | Observation::ClockLeaptAhead { .. } => Some(Sign::Clock),
            Observation::SettingsLine(_) | Observation::SettingsUnreadable => Some(Sign::Settings),
            Observation::DiskFails(_) | Observation::CountsFail(_) => Some(Sign::Disk),
            Observation::PostersBroken => Some(Sign::Posters),
            Observation::CameraWorks { .. }
            | Observation::CameraStarts
            | Observation::CameraInUse
            | Observation::CameraFails(_)
            | Observation::List { .. }
            | Observation::ListBroken
            | Observation::ListPassedOver
            | Observation::Posters { .. }
            | Observation::Clock { .. }
            | Observation::ClockWentBack { .. }
            | Observation::ClockJumped { .. }
            | Observation::Screen
            | Observation::NoScreen
            | Observation::Settings
            | Observation::Pin
            | Observation::NoPin
            | Observation::Disk
            | Observation::Counts { .. }
            | Observation::CountsDamaged
            | Observation::NoFaults
            | Observation::FaultLately { .. }
            | Observation::RunningFor { .. } => None,
        }
    }
}

/// A small sign for the staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Look at the date of the machine.
    Clock,
    /// Look at the settings.
    Settings,
    /// Look at the disk.
    Disk,
    /// The posters of the hall are gone.
    Posters,
}

/// True where nobody has to do anything.
pub fn is_well(observations: &[Observation]) -> bool {
    observations
        .iter()
        .all(|observation| observation.level() < Level::Bad)
}

/// What is to be said of the list in force besides its age, of the clock beside it, and of the hall's own posters.
pub fn list(loaded: &Loaded, today: Date) -> Vec<Observation> {
    let in_force = &loaded.in_force;
    let mut observations = Vec::new();
    observations.extend((!loaded.postdated.is_empty()).then_some(Observation::ListPostdated));
    observations.extend((in_force.passed_over > 0).then_some(Observation::ListPassedOver));
    let before = in_force.reading.day;
    observations.extend(match in_force.reading.clock {
        // Of a clock that is behind the day of the list itself it is told otherwise.
        Clock::SetBack if Some(before) > in_force.list.info().issued_on => {
            Some(Observation::ClockSetBack { today, before })
        }
        Clock::LeaptAhead => Some(Observation::ClockLeaptAhead { today, before }),
        Clock::SetBack | Clock::Right => None,
    });
    observations.extend(match &loaded.posters {
        Ok(enrolled) => posters(enrolled, before),
        Err(_) => Some(Observation::PostersBroken),
    });
    observations
}

/// What to think of the hall's own posters on a day; nothing where there are none.
fn posters(posters: &Posters, day: Date) -> Option<Observation> {
    let left = |poster: &&Poster| days_between(day, poster.until);
    let counting = posters.iter().filter(|poster| !poster.is_over(day));
    let soon_over = counting.clone().filter(|poster| left(poster) <= SOON_DAYS);
    (!posters.is_empty()).then(|| Observation::Posters {
        count: counting.count(),
        soon_over: soon_over.count(),
    })
}

/// What to think of the clock: `issued_on` is the day of the list, `counted` the newest day of the counts.
pub fn clock(today: Date, issued_on: Option<Date>, counted: Option<Date>) -> Observation {
    if let Some(issued_on) = issued_on {
        if today < issued_on {
            return Observation::ClockBehindList { today, issued_on };
        }
        if today.year >= issued_on.year.saturating_add(IMPLAUSIBLE_YEARS) {
            return Observation::ClockAhead { today };
        }
    }
    match counted.filter(|counted| today < *counted) {
        Some(counted) => Observation::ClockWentBack { today, counted },
        None => Observation::Clock { today },
    }
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;
    use crate::check::allowlist::Origin;
    use crate::check::poster::{Fingerprint, PosterKind};

    fn day(year: u16, month: u8, day: u8) -> Date {
        Date { year, month, day }
    }

    #[test]
    fn a_clock_that_cannot_be_right_is_found() {
        let issued_on = day(2026, 11, 23);
        let found = |today, counted| clock(today, Some(issued_on), counted).code();
        assert_eq!(found(issued_on, None), "clock");
        assert_eq!(found(day(2026, 11, 22), None), "clock-behind-list");
        assert_eq!(found(day(1970, 1, 1), Some(issued_on)), "clock-behind-list");
        assert_eq!(found(day(2035, 12, 31), None), "clock");
        assert_eq!(found(day(2036, 1, 1), None), "clock-ahead");
        assert_eq!(
            found(day(2027, 1, 1), Some(day(2027, 1, 2))),
            "clock-went-back"
        );
        assert_eq!(found(day(2027, 1, 2), Some(day(2027, 1, 2))), "clock");
        assert_eq!(clock(day(1970, 1, 1), None, None).code(), "clock");
    }

    #[test]
    fn a_warning_is_well_and_a_fault_is_not() {
        assert!(is_well(&[Observation::Pin, Observation::ListPostdated]));
        assert!(!is_well(&[
            Observation::Pin,
            Observation::CameraFails(Fault::Busy)
        ]));
    }

    #[test]
    fn posters_whose_last_month_has_come_are_told() {
        let poster = |payload: &[u8], until| Poster {
            fingerprint: Fingerprint::of(payload),
            kind: PosterKind::WechatAccount,
            name: "甲".to_owned(),
            by: "乙".to_owned(),
            until,
            enrolled_on: day(2026, 11, 30),
            link: None,
        };
        let enrolled = vec![
            poster(b"a", day(2027, 11, 30)),
            poster(b"b", day(2027, 1, 31)),
        ];
        let enrolled = Posters::of(enrolled).unwrap();
        let on = |today| match posters(&enrolled, today) {
            Some(Observation::Posters { count, soon_over }) => (count, soon_over),
            _ => panic!("{today}"),
        };
        assert_eq!(on(day(2026, 12, 31)), (2, 0));
        assert_eq!(on(day(2027, 1, 1)), (2, 1));
        assert_eq!(on(day(2027, 1, 31)), (2, 1));
        assert_eq!(on(day(2027, 2, 1)), (1, 0));
        assert_eq!(on(day(2028, 2, 1)), (0, 0));
        assert_eq!(posters(&Posters::default(), day(2027, 1, 1)), None);
    }

    #[test]
    fn a_list_that_is_too_old_is_not_well() {
        let info = ListInfo {
            serial: Some(1),
            issued_on: Some(day(2026, 11, 23)),
            stale_after: Some(day(2027, 11, 23)),
            origin: Origin::BuiltIn,
        };
        let list = |age| Observation::List {
            info: info.clone(),
            age,
        };
        assert!(is_well(&[list(Age::Fresh)]) && is_well(&[list(Age::Stale)]));
        assert!(!is_well(&[list(Age::TooOld)]));
        let codes = [Age::Fresh, Age::Stale, Age::TooOld].map(|age| list(age).code());
        assert_eq!(codes, ["list", "list-stale", "list-too-old"]);
    }
}
