//! The page of the staff, behind a PIN: the only way out of a kiosk.
//!
//! Five touches in the upper left corner bring the pad. Whatever is open closes by itself when nobody touches anything.

use std::time::{Duration, Instant};

use eframe::egui::{Key, Pos2, Rect, RichText, Ui, Vec2, vec2};

use super::column::announce;
use super::desk::button;
use super::theme;
use crate::language::Language;
use crate::messages::Phrase;
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
    /// Leaving was asked for once.
    is_leaving: bool,
    touched: Instant,
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
}

impl Page {
    /// The pad, with nothing typed.
    pub fn new() -> Page {
        Page {
            digits: String::new(),
            is_wrong: false,
            is_trying: false,
            is_open: false,
            is_leaving: false,
            touched: Instant::now(),
        }
    }

    /// A try is being looked at.
    pub fn tries(&mut self) {
        self.is_trying = true;
        self.is_wrong = false;
    }

    /// What became of a try. The answer to one on a page that was left opens no other.
    pub fn tried(&mut self, is_right: bool) {
        if !std::mem::take(&mut self.is_trying) {
            return;
        }
        self.is_open = is_right;
        self.is_wrong = !is_right;
        self.digits.clear();
        self.touched = Instant::now();
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
        language: Language,
        lock: &Lock,
        now: Duration,
        list: &str,
    ) -> Option<Action> {
        let mut action = None;
        ui.vertical_centered(|ui| {
            ui.add_space(ui.available_height() * 0.04);
            if self.is_open {
                action = self.menu_ui(ui, language, now, list);
            } else {
                action = self.pad_ui(ui, language, lock, now);
            }
            ui.add_space(24.0);
            if button(ui, language.say(Phrase::Back), true) {
                action = Some(Action::Back);
            }
        });
        if ui.input(|input| input.key_pressed(Key::Escape)) {
            action = Some(Action::Back);
        }
        action
    }

    fn menu_ui(
        &mut self,
        ui: &mut Ui,
        language: Language,
        now: Duration,
        list: &str,
    ) -> Option<Action> {
        let mut action = None;
        ui.heading(language.say(Phrase::Staff));
        ui.label(format!(
            "{} {}",
            env!("CARGO_PKG_NAME"),
            env!("CARGO_PKG_VERSION")
        ));
        ui.label(list);
        let hours = now.as_secs() / 3_600;
        ui.label(language.say(Phrase::RunningFor { hours }));
        ui.add_space(24.0);
        if button(ui, language.say(Phrase::Settings), true) {
            action = Some(Action::Settings);
        }
        ui.add_space(12.0);
        let phrase = match self.is_leaving {
            true => Phrase::LeaveKioskSure,
            false => Phrase::LeaveKiosk,
        };
        if button(ui, language.say(phrase), true) {
            match self.is_leaving {
                true => action = Some(Action::Leave),
                false => self.is_leaving = true,
            }
        }
        action
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
