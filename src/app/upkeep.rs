//! What a kiosk needs to be left alone for weeks: it counts, sees what is not well, and shows that it lives.

use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use eframe::egui::{self, Context, Rect, Ui, pos2, vec2};

use super::counts::MAX_BARS;
use super::{Page, Window, column, theme};
use crate::check::allowlist::Date;
use crate::counts::{Day, Event, Watch};
use crate::counts_file::{self, Keeper};
#[cfg(target_os = "linux")]
use crate::health::Level;
use crate::health::{self, Observation, Sign};
use crate::language::Language;
use crate::messages::Phrase;
use crate::session::State;
use crate::source::fault::Fault;
#[cfg(target_os = "linux")]
use crate::watchdog::Watchdog;

/// The window's thread comes by at least so often.
const COMES_BY: Duration = Duration::from_secs(2);
/// From one look at the clock and the rest to the next.
const LOOKS_EACH: Duration = Duration::from_secs(10);
/// A clock that moves by so much against the running time was put forward or back.
const JUMP: Duration = Duration::from_secs(5 * 60);

/// Everything for it.
pub struct Upkeep {
    watch: Watch,
    keeper: Option<Keeper>,
    /// What was found at the start.
    found: Vec<Observation>,
    /// What was found when it was last looked.
    now: Vec<Observation>,
    looked: Option<Instant>,
    /// The clock and the running time, at one moment.
    clock: (SystemTime, Instant),
    jumped: Option<Observation>,
    #[cfg(target_os = "linux")]
    watchdog: Option<Watchdog>,
}

impl Upkeep {
    /// Counts in a file beside the settings, where they are given. `found` is what was observed at the start.
    pub fn new(settings_file: Option<&Path>, found: Vec<Observation>) -> Upkeep {
        Upkeep {
            watch: Watch::default(),
            keeper: settings_file.map(|file| Keeper::start(counts_file::place(file))),
            found,
            now: Vec::new(),
            looked: None,
            clock: (SystemTime::now(), Instant::now()),
            jumped: None,
            #[cfg(target_os = "linux")]
            watchdog: None,
        }
    }

    /// From now on the supervisor of the system, where there is one, hears of the kiosk.
    #[cfg(target_os = "linux")]
    pub fn supervised(&mut self) {
        self.watchdog = Watchdog::start();
    }

    /// What was observed when it was last looked.
    pub fn observed(&self) -> &[Observation] {
        &self.now
    }

    /// What is said of the list now, in place of what was said before.
    pub fn list_loaded(&mut self, observed: Vec<Observation>) {
        self.found.retain(|found| !found.is_of_list());
        self.found.extend(observed);
        self.looked = None;
    }

    /// Deletes the numbers of all days.
    pub fn delete_counts(&self) {
        if let Some(keeper) = &self.keeper {
            keeper.delete();
        }
    }

    /// Writes what was counted, because the machine is about to go out.
    pub fn write_counts(&self) {
        if let Some(keeper) = &self.keeper {
            keeper.write_now();
        }
    }

    /// The newest days, oldest first; `None` where nothing is counted.
    pub fn days(&self) -> Option<Vec<(Date, Day)>> {
        let keeper = self.keeper.as_ref()?;
        Some(keeper.look(|counts| {
            let newest = counts.days().rev().take(MAX_BARS);
            let mut days: Vec<_> = newest.map(|(date, day)| (*date, day.clone())).collect();
            days.reverse();
            days
        }))
    }

    /// Takes in what was observed, and tells whoever asks the system of the worst of it.
    fn take(&mut self, observed: Vec<Observation>, language: Language) {
        self.now = observed;
        #[cfg(target_os = "linux")]
        if let Some(watchdog) = &self.watchdog {
            let bad = self.now.iter().filter(|one| one.level() > Level::Good);
            let line = bad
                .max_by_key(|one| one.level())
                .map(|worst| language.observation(worst).0);
            watchdog.status(&line.unwrap_or_else(|| "正常 · well".to_owned()));
        }
        #[cfg(not(target_os = "linux"))]
        let _ = language;
    }

    /// Notes a clock that was put forward or back.
    fn look_at_the_clock(&mut self) {
        let (time, instant) = (SystemTime::now(), Instant::now());
        let ran = instant.saturating_duration_since(self.clock.1);
        let Some(expected) = self.clock.0.checked_add(ran) else {
            return;
        };
        let (off, sign) = match time.duration_since(expected) {
            Ok(ahead) => (ahead, 1),
            Err(behind) => (behind.duration(), -1),
        };
        if off > JUMP {
            let minutes = i64::try_from(off.as_secs() / 60).unwrap_or(i64::MAX);
            self.jumped = Some(Observation::ClockJumped {
                minutes: sign * minutes,
            });
        }
        self.clock = (time, instant);
    }
}

impl Window {
    /// Counts what came up, and shows that the kiosk lives.
    pub(super) fn look_after(&mut self, ctx: &Context) {
        let (now, day) = (self.now(), self.day());
        let (fault, is_stopped) = (self.filming.fault(), self.clock.is_stopped());
        let Some(kiosk) = &mut self.kiosk else {
            return;
        };
        let upkeep = &mut kiosk.upkeep;
        let mut news = upkeep.watch.news(&self.session, fault, now);
        // What staff hold up to try the camera is no visit.
        if self.page != Page::Visitor {
            news.retain(|event| matches!(event, Event::Fault(_)));
        }
        if let Some(keeper) = &upkeep.keeper {
            keeper.add(day, &news);
        }
        let is_due = |at: Instant| at.elapsed() >= LOOKS_EACH || is_stopped;
        if upkeep.looked.is_none_or(is_due) {
            upkeep.looked = Some(Instant::now());
            upkeep.look_at_the_clock();
            let observed = self.observations(fault);
            if let Some(kiosk) = &mut self.kiosk {
                kiosk.upkeep.take(observed, self.settings.language);
            }
        }
        #[cfg(target_os = "linux")]
        if let Some(watchdog) = self.watchdog() {
            watchdog.beat(self.filming.steps());
        }
        ctx.request_repaint_after(COMES_BY);
    }

    #[cfg(target_os = "linux")]
    fn watchdog(&self) -> Option<&Watchdog> {
        self.kiosk.as_ref()?.upkeep.watchdog.as_ref()
    }

    fn observations(&self, fault: Option<Fault>) -> Vec<Observation> {
        let Some(kiosk) = &self.kiosk else {
            return Vec::new();
        };
        let upkeep = &kiosk.upkeep;
        let name = self.filming.camera_name().map(str::to_owned);
        let mut observations = vec![match (fault, name) {
            (Some(fault), _) => Observation::CameraFails(fault),
            (None, Some(name)) => Observation::CameraWorks { name },
            (None, None) => Observation::CameraStarts,
        }];
        observations.push(match &self.list {
            Ok(list) => Observation::List {
                info: list.info().clone(),
                age: list.age(),
            },
            Err(_) => Observation::ListBroken,
        });
        let info = self.list.as_ref().ok().map(|list| list.info());
        let issued_on = info.and_then(|info| info.issued_on);
        let keeper = upkeep.keeper.as_ref();
        let counted = keeper.and_then(|keeper| keeper.look(|counts| counts.newest()));
        observations.push(health::clock(self.day(), issued_on, counted));
        observations.extend(upkeep.jumped.clone());
        let is_of_settings = |found: &Observation| found.sign() == Some(Sign::Settings);
        if !upkeep.found.iter().any(is_of_settings) {
            observations.push(Observation::Settings);
        }
        observations.extend(upkeep.found.iter().cloned());
        if !kiosk.has_pin() {
            observations.push(Observation::NoPin);
        }
        if let Some(keeper) = keeper {
            observations.push(match keeper.trouble() {
                Some(error) => Observation::CountsFail(error),
                None => Observation::Counts {
                    days: keeper.look(|counts| counts.days().count()),
                },
            });
            observations.extend(keeper.look(|counts| counts.faults_lately()));
        }
        let hours = self.now().as_secs() / 3_600;
        observations.push(Observation::RunningFor { hours });
        observations
    }

    /// A line for the staff at the upper edge of the visitors' screens, while there is no verdict on them.
    pub(super) fn sign_ui(&self, ui: &mut Ui) {
        let is_verdict = matches!(self.session.state(), State::Showing(_) | State::TakeAway);
        let observed = self.kiosk.iter().flat_map(|kiosk| kiosk.upkeep.observed());
        let mut signs = observed.filter_map(Observation::sign);
        let (Some(sign), false) = (signs.next(), is_verdict) else {
            return;
        };
        let screen = ui.max_rect();
        let height = screen.size().min_elem() * 0.03;
        let words = format!("⚠ {}", self.language.say(Phrase::StaffSign(sign)));
        let font = theme::bold(height * 0.62);
        let words = column::galley(ui, &words, font, theme::ON_SIGNAL, f32::INFINITY);
        let size = vec2(words.size().x + height, height);
        let left = screen.center().x - size.x / 2.0;
        let place = Rect::from_min_size(pos2(left, screen.top()), size);
        ui.painter().rect_filled(place, 4.0, theme::NEUTRAL);
        column::text_at(ui, place, egui::Align2::CENTER_CENTER, words);
    }
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_put_forward_or_back_is_noted() {
        let hour = Duration::from_secs(3_600);
        let mut upkeep = Upkeep::new(None, Vec::new());
        upkeep.look_at_the_clock();
        assert_eq!(upkeep.jumped, None);
        for (before, minutes) in [
            (SystemTime::now() - 2 * hour, 120),
            (SystemTime::now() + 24 * hour, -1_440),
        ] {
            upkeep.clock.0 = before;
            upkeep.look_at_the_clock();
            let Some(Observation::ClockJumped { minutes: noted }) = upkeep.jumped.take() else {
                panic!("{minutes} minutes were not noted");
            };
            assert!((noted - minutes).abs() <= 1, "{noted}");
        }
        upkeep.clock.0 = SystemTime::UNIX_EPOCH;
        upkeep.look_at_the_clock();
        assert!(upkeep.jumped.is_some());
    }
}
