//! The page of the staff, behind a PIN: the only way out of a kiosk.
//!
//! Five touches in the upper left corner bring the pad. Whatever is open closes by itself when nobody touches anything.

use std::time::{Duration, Instant};

use eframe::egui::{
    Align2, Key, Label, Pos2, Rect, RichText, Role, ScrollArea, Sense, Ui, Vec2, vec2,
};

use super::column::announce;
use super::counts;
use super::desk::{button, named};
use super::film::Film;
use super::posters;
use super::theme::{self, Appearance};
use crate::check::allowlist::{Allowlist, Date};
use crate::counts::Day;
use crate::health::{Level, Observation};
use crate::language::Language;
use crate::messages::{ListNotice, Phrase, PosterPhrase};
use crate::session::Session;
use crate::staff::{DIGITS, Lock};

/// Touches in the corner, and within how long.
const TOUCHES: usize = 5;
const WITHIN: Duration = Duration::from_secs(4);
/// Side of the corner as a share of the screen's shorter side.
const CORNER: f32 = 0.14;
/// Width of a key as a share of the screen's shorter side.
const KEY: f32 = 0.18;
/// What is open closes when nothing was touched for so long.
const CLOSES_AFTER: Duration = Duration::from_secs(60);

/// Touches that follow each other sooner are one of a finger that trembles.
const TREMBLES_SECS: f64 = 0.4;

/// Counts touches in the corner.
#[derive(Default)]
pub struct Gesture {
    touches: Vec<Instant>,
}

impl Gesture {
    /// A touch; true where it was the last of them.
    pub fn touched(&mut self, at: Pos2, screen: Rect, now: Instant) -> bool {
        let corner =
            Rect::from_min_size(screen.min, Vec2::splat(screen.size().min_elem() * CORNER));
        if !corner.contains(at) {
            self.touches.clear();
            return false;
        }
        self.touches
            .retain(|touch| now.duration_since(*touch) < WITHIN);
        self.touches.push(now);
        let is_complete = self.touches.len() >= TOUCHES;
        if is_complete {
            self.touches.clear();
        }
        is_complete
    }
}

/// What is on the page.
pub struct Page {
    digits: String,
    is_wrong: bool,
    /// A try is being looked at.
    is_trying: bool,
    is_open: bool,
    /// What was asked for once and when, in seconds of egui's clock; it is done when it is asked for again.
    asked: Option<(Action, f64)>,
    /// Something to tell.
    notice: Option<String>,
    /// The hall's own posters, while they are looked after.
    pub posters: Option<posters::Page>,
    touched: Instant,
}

/// What the page shows.
pub struct View<'a> {
    /// The language.
    pub language: Language,
    /// How the window looks.
    pub appearance: Appearance,
    /// What is well and what is not.
    pub observations: &'a [Observation],
    /// The numbers of the newest days, oldest first; `None` where nothing is counted.
    pub days: Option<&'a [(Date, Day)]>,
    /// The camera picture.
    pub film: &'a Film,
    /// Whether it is shown as in a mirror.
    pub mirror: bool,
    /// What was seen in it.
    pub session: &'a Session,
    /// The list, with the posters that count.
    pub list: Option<&'a Allowlist>,
    /// The name of the hall.
    pub hall: Option<&'a str>,
    /// Whether posters can be enrolled.
    pub may_enrol: bool,
    /// Whether a list can be imported from a stick.
    pub may_import: bool,
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Back to the visitors' screens.
    Back,
    /// Is it this PIN?
    Try(String),
    /// The settings.
    Settings,
    /// Leave the kiosk.
    Leave,
    /// Restart the machine.
    Reboot,
    /// Switch it off.
    PowerOff,
    /// Delete the numbers of all days.
    DeleteCounts,
    /// Import a list from a stick.
    ImportFromStick,
    /// Something on the page of posters.
    Posters(posters::Asked),
    /// Put them onto a stick.
    ExportCounts,
}

impl Page {
    /// The pad, with nothing typed.
    pub fn new() -> Page {
        Page {
            digits: String::new(),
            is_wrong: false,
            is_trying: false,
            is_open: false,
            asked: None,
            notice: None,
            posters: None,
            touched: Instant::now(),
        }
    }

    /// Something to tell on the page.
    pub fn tell(&mut self, notice: String) {
        self.notice = Some(notice);
    }

    /// A try is being looked at.
    pub fn tries(&mut self) {
        self.is_trying = true;
        self.is_wrong = false;
    }

    /// What became of a try. The answer to one on a page that was left opens no other. Where the PIN was asked for once more
    /// for a poster, and is right, that is the answer.
    pub fn tried(&mut self, is_right: bool) -> Option<posters::Form> {
        if !std::mem::take(&mut self.is_trying) {
            return None;
        }
        self.is_open = is_right;
        self.is_wrong = !is_right;
        self.digits.clear();
        self.touched = Instant::now();
        let posters = self.posters.as_mut().filter(|_| is_right);
        posters.and_then(posters::Page::confirmed)
    }

    /// Notes that somebody is there; true where nobody was for too long.
    pub fn is_left(&mut self, is_touched: bool) -> bool {
        if is_touched {
            self.touched = Instant::now();
        }
        self.touched.elapsed() >= CLOSES_AFTER
    }

    /// Draws the pad, or the page behind it.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        lock: &Lock,
        now: Duration,
    ) -> Option<Action> {
        let mut action = None;
        // What asks for money asks for the PIN once more.
        let is_asked_again = self.posters.as_ref().is_some_and(posters::Page::awaits_pin);
        if let (true, false, Some(posters)) = (self.is_open, is_asked_again, &mut self.posters) {
            action = posters.ui(ui, view).map(Action::Posters);
        } else if self.is_open && !is_asked_again {
            action = self.menu_ui(ui, view);
        } else {
            ui.vertical_centered(|ui| {
                ui.add_space(ui.available_height() * 0.04);
                if is_asked_again {
                    let again = view.language.poster_phrase(PosterPhrase::PinAgain);
                    ui.label(RichText::new(again).font(theme::bold(theme::DESK_TEXT)));
                }
                action = self.pad_ui(ui, view.language, lock, now);
                ui.add_space(24.0);
                if button(ui, view.language.say(Phrase::Back), true) {
                    action = Some(Action::Back);
                }
            });
        }
        if ui.input(|input| input.key_pressed(Key::Escape)) {
            action = Some(Action::Back);
        }
        action
    }

    /// Buttons and the camera on one side, state and numbers on the other; below each other where the screen is upright.
    fn menu_ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Option<Action> {
        let mut action = None;
        let is_upright = ui.available_height() > ui.available_width();
        ui.horizontal_wrapped(|ui| {
            if button(ui, view.language.say(Phrase::Back), true) {
                action = Some(Action::Back);
            }
            ui.heading(view.language.say(Phrase::Staff));
            let version = format!("yanma {}", env!("CARGO_PKG_VERSION"));
            ui.label(version);
        });
        ui.separator();
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            if is_upright {
                action = action.take().or(self.buttons_ui(ui, view));
                camera_ui(ui, view);
                ui.add_space(12.0);
                action = action.take().or(self.state_ui(ui, view));
            } else {
                ui.columns(2, |sides| {
                    if let [left, right] = sides {
                        action = action.take().or(self.buttons_ui(left, view));
                        camera_ui(left, view);
                        action = action.take().or(self.state_ui(right, view));
                    }
                });
            }
        });
        action
    }

    fn buttons_ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Option<Action> {
        let mut action = None;
        ui.horizontal_wrapped(|ui| {
            if button(ui, view.language.say(Phrase::Settings), true) {
                action = Some(Action::Settings);
            }
            action = action.take().or(self.asks_twice(
                ui,
                view.language,
                Action::Leave,
                [Phrase::LeaveKiosk, Phrase::LeaveKioskSure],
            ));
            // Elsewhere the system has its own way, and it is not a child program.
            if cfg!(target_os = "linux") {
                for (wanted, phrases) in [
                    (Action::Reboot, [Phrase::Reboot, Phrase::RebootSure]),
                    (Action::PowerOff, [Phrase::PowerOff, Phrase::PowerOffSure]),
                ] {
                    let pressed = self.asks_twice(ui, view.language, wanted, phrases);
                    action = action.take().or(pressed);
                }
            }
        });
        if view.may_enrol {
            let label = view.language.poster_phrase(PosterPhrase::Title);
            if button(ui, label, true) {
                self.posters = Some(posters::Page::default());
            }
        }
        if view.may_import {
            let label = view.language.list_notice(ListNotice::ImportFromStick);
            if button(ui, label, true) {
                action = Some(Action::ImportFromStick);
            }
        }
        if let Some(notice) = &self.notice {
            let response = ui.label(RichText::new(notice).font(theme::bold(theme::DESK_TEXT)));
            announce(ui, &response);
        }
        ui.add_space(12.0);
        action
    }

    /// A button that has to be pressed twice in a row.
    fn asks_twice(
        &mut self,
        ui: &mut Ui,
        language: Language,
        wanted: Action,
        [first, again]: [Phrase<'_>; 2],
    ) -> Option<Action> {
        let asked = self.asked.as_ref().filter(|(asked, _)| *asked == wanted);
        let since = asked.map(|(_, since)| *since);
        let label = language.say(if since.is_some() { again } else { first });
        if !button(ui, label, true) {
            return None;
        }
        let now = ui.input(|input| input.time);
        match since {
            None => self.asked = Some((wanted, now)),
            Some(since) if now - since < TREMBLES_SECS => {}
            Some(_) => {
                self.asked = None;
                return Some(wanted);
            }
        }
        None
    }

    fn state_ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Option<Action> {
        let language = view.language;
        ui.heading(language.say(Phrase::Health));
        for observation in view.observations {
            observation_ui(ui, observation, language, view.appearance);
        }
        ui.add_space(18.0);
        ui.heading(language.say(Phrase::Counts));
        ui.label(language.say(Phrase::CountsNote));
        let Some(days) = view.days else {
            ui.label(language.say(Phrase::CountsOff));
            return None;
        };
        if days.is_empty() {
            ui.label(language.say(Phrase::CountsNone));
            return None;
        }
        counts::bars_ui(ui, days, language, view.appearance);
        ui.add_space(12.0);
        let phrases = [Phrase::CountsDelete, Phrase::CountsDeleteSure];
        ui.horizontal_wrapped(|ui| {
            // The helper that knows sticks is of the Debian package.
            let exports =
                cfg!(target_os = "linux") && button(ui, language.say(Phrase::CountsExport), true);
            let deletes = self.asks_twice(ui, language, Action::DeleteCounts, phrases);
            exports.then_some(Action::ExportCounts).or(deletes)
        })
        .inner
    }

    fn pad_ui(
        &mut self,
        ui: &mut Ui,
        language: Language,
        lock: &Lock,
        now: Duration,
    ) -> Option<Action> {
        ui.heading(language.say(Phrase::StaffPin));
        let wait = lock.wait(now);
        let (line, has_keys) = if !lock.has_pin() {
            (language.say(Phrase::StaffNoPin), false)
        } else if wait > Duration::ZERO && !self.is_trying {
            let seconds = wait.as_secs_f32().ceil() as u64;
            ui.request_repaint_after(Duration::from_millis(250));
            (language.say(Phrase::StaffWait { seconds }), false)
        } else if self.is_wrong && self.digits.is_empty() {
            (language.say(Phrase::StaffWrong), true)
        } else {
            ("●".repeat(self.digits.len()), true)
        };
        let line = RichText::new(line).font(theme::bold(28.0));
        let response = ui.label(line);
        if self.digits.is_empty() {
            announce(ui, &response);
        }
        ui.add_space(12.0);
        if !has_keys {
            return None;
        }
        let mut action = None;
        let mut typed = typed(ui);
        let width = (ui.max_rect().size().min_elem() * KEY).clamp(120.0, 200.0);
        let (key, gap) = (vec2(width, width * 0.55), width * 0.1);
        for row in [
            ["1", "2", "3"],
            ["4", "5", "6"],
            ["7", "8", "9"],
            ["⌫", "0", "✔"],
        ] {
            let (place, _) = ui.allocate_exact_size(
                vec2(3.0 * key.x + 2.0 * gap, key.y),
                eframe::egui::Sense::hover(),
            );
            for (column, label) in row.into_iter().enumerate() {
                let left = place.left() + column as f32 * (key.x + gap);
                let rect = Rect::from_min_size(Pos2::new(left, place.top()), key);
                let name = match label {
                    "⌫" => language.say(Phrase::Delete),
                    "✔" => language.say(Phrase::Enter),
                    digit => digit.to_owned(),
                };
                let text = RichText::new(name).font(theme::bold(width * 0.22));
                if ui.put(rect, eframe::egui::Button::new(text)).clicked() {
                    typed.push(match label {
                        "⌫" => Typed::Delete,
                        "✔" => Typed::Enter,
                        digit => Typed::Digit(digit.chars().next().unwrap_or('0')),
                    });
                }
            }
            ui.add_space(gap);
        }
        for typed in typed.into_iter().filter(|_| !self.is_trying) {
            match typed {
                Typed::Digit(digit) if self.digits.len() < *DIGITS.end() => self.digits.push(digit),
                Typed::Digit(_) => {}
                Typed::Delete => drop(self.digits.pop()),
                Typed::Enter if DIGITS.contains(&self.digits.len()) => {
                    action = Some(Action::Try(std::mem::take(&mut self.digits)));
                }
                Typed::Enter => {}
            }
        }
        action
    }
}

/// A sign, what was found, and below it what to do.
fn observation_ui(
    ui: &mut Ui,
    observation: &Observation,
    language: Language,
    appearance: Appearance,
) {
    let colours = theme::Desk::of(appearance);
    let (sign, colour) = match observation.level() {
        Level::Good => ("✔", colours.safe),
        Level::Warning => ("!", colours.text),
        Level::Bad => ("✖", colours.not_safe),
    };
    let (said, todo) = language.observation(observation);
    ui.horizontal_top(|ui| {
        let sign = RichText::new(sign).font(theme::bold(theme::DESK_TEXT));
        ui.add_sized([24.0, 24.0], Label::new(sign.color(colour)));
        ui.vertical(|ui| {
            ui.label(said);
            if let Some(todo) = todo {
                ui.label(RichText::new(todo).font(theme::bold(theme::DESK_TEXT)));
            }
        });
    });
}

/// What the camera sees, as the visitors see it.
pub(super) fn camera_ui(ui: &mut Ui, view: &View<'_>) {
    let width = ui.available_width().min(640.0);
    let size = vec2(width, width * 9.0 / 16.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    ui.painter().rect_filled(rect, 8.0, theme::INK);
    // The camera comes first in what is observed: where there is no picture it says why.
    let camera = view.observations.first();
    let label = match camera.filter(|_| view.film.is_empty()) {
        Some(observation) => view.language.observation(observation).0,
        None => view.language.say(Phrase::SettingCamera),
    };
    if view.film.is_empty() {
        let font = theme::regular(theme::DESK_TEXT);
        let painter = ui.painter();
        painter.text(
            rect.center(),
            Align2::CENTER_CENTER,
            &label,
            font,
            theme::ON_SIGNAL,
        );
    } else {
        view.film
            .paint(ui.painter(), rect, view.mirror, view.session);
    }
    named(&response, &label, Role::Image);
}

/// A key of the pad.
enum Typed {
    Digit(char),
    Delete,
    Enter,
}

/// What was typed on a keyboard.
fn typed(ui: &Ui) -> Vec<Typed> {
    ui.input(|input| {
        let events = input.events.iter();
        events
            .flat_map(|event| match event {
                eframe::egui::Event::Text(text) => text
                    .chars()
                    .filter(char::is_ascii_digit)
                    .map(Typed::Digit)
                    .collect(),
                eframe::egui::Event::Key {
                    key: Key::Backspace,
                    pressed: true,
                    ..
                } => vec![Typed::Delete],
                eframe::egui::Event::Key {
                    key: Key::Enter,
                    pressed: true,
                    ..
                } => vec![Typed::Enter],
                _ => Vec::new(),
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::pos2;

    #[test]
    fn five_touches_in_the_corner_and_nowhere_else_in_time() {
        let screen = Rect::from_min_size(Pos2::ZERO, vec2(1_920.0, 1_080.0));
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let corner = pos2(100.0, 100.0);
        let mut gesture = Gesture::default();
        let tried: Vec<bool> = (0..6)
            .map(|_| gesture.touched(corner, screen, at(0)))
            .collect();
        assert_eq!(tried, [false, false, false, false, true, false]);
        // Too slow.
        let mut gesture = Gesture::default();
        assert!((0..20).all(|second| !gesture.touched(corner, screen, at(second))));
        // One beside it.
        let mut gesture = Gesture::default();
        for _ in 0..4 {
            assert!(!gesture.touched(corner, screen, at(0)));
        }
        assert!(!gesture.touched(pos2(400.0, 100.0), screen, at(0)));
        assert!(!gesture.touched(corner, screen, at(0)));
    }
}
