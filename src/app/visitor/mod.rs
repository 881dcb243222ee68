//! The visitors' screens: attract, scanning, verdict, fault. They draw what the session says and return what was
//! touched; nothing is decided here, and nothing here opens a link.

mod codes;
mod idle;
mod official;
mod verdict;

use std::time::Duration;

use eframe::egui::{Button, Color32, Rect, RichText, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};

use super::column::{Look, galley};
use super::film::Film;
use super::theme::{self, Appearance, Sizes};
use super::voice;
use crate::check::allowlist::Allowlist;
use crate::language::Language;
use crate::messages::Phrase;
use crate::session::{Session, State};
use crate::telling::Telling;
use idle::{attract_ui, fault_ui, scanning_ui, trouble_ui};

pub use idle::advice;
pub use official::Official;
pub use verdict::{VerdictView, verdict_ui};

/// What a visitor has touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Done with this verdict.
    Again,
    /// Anywhere else on a verdict: it should stay.
    Hold,
    /// One of the buttons at the foot.
    Choose(Choice),
    /// One of several codes.
    Pick(usize),
    /// To the desk, where there is one.
    Back,
    /// What was said should be said once more.
    SayAgain,
    /// Nothing should be said any more, or again.
    Mute,
}

/// What a visitor can choose at the foot of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// The other language.
    Language,
    /// The largest text, or the usual one again.
    TextSize,
    /// The highest contrast, or the usual colours again.
    Contrast,
    /// The official addresses.
    OfficialAddresses,
}

/// What a visitor has chosen for the time of the visit, besides the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Choices {
    /// The largest text.
    pub large_text: bool,
    /// The highest contrast.
    pub high_contrast: bool,
}

impl Choices {
    /// The size of text, where the settings have `usual`, 1 to 2.
    pub fn text_size(self, usual: f32) -> f32 {
        match self.large_text {
            true => theme::LARGEST_TEXT,
            false => usual,
        }
    }

    /// The colours, where the settings have `usual`.
    pub fn colours(self, usual: Appearance) -> theme::Hall {
        theme::Hall::of(match self.high_contrast {
            true => Appearance::HighContrast,
            false => usual,
        })
    }
}

/// Everything that the screens show.
pub struct View<'a> {
    /// Language of the visitor.
    pub language: Language,
    /// What to show.
    pub session: &'a Session,
    /// The time, as the session counts it.
    pub now: Duration,
    /// The camera picture.
    pub film: &'a Film,
    /// The list; `None` where it is broken.
    pub list: Option<&'a Allowlist>,
    /// Show the picture as in a mirror.
    pub mirror: bool,
    /// 1 to 2.
    pub text_size: f32,
    /// The colours.
    pub colours: theme::Hall,
    /// What is chosen on the screen itself.
    pub choices: Choices,
    /// The hall's own number, in words.
    pub hall: Option<&'a str>,
    /// The code whose details are shown.
    pub picked: Option<usize>,
    /// There is a desk to go back to.
    pub has_desk: bool,
    /// The buttons of what is said aloud; `None` where nothing is.
    pub sound: Option<voice::Buttons>,
}

/// Draws the screen of the session's state.
pub fn screen_ui(ui: &mut Ui, view: &View<'_>) -> Option<Action> {
    if view.list.is_none() {
        let words = [
            view.language.say(Phrase::NoListTitle),
            view.language.say(Phrase::NoListSteps),
        ];
        return trouble_ui(ui, view, &words[0], std::slice::from_ref(&words[1]));
    }
    match view.session.state() {
        State::Attract => attract_ui(ui, view),
        State::Scanning if view.session.has_lost_it(view.now) => {
            scanning_ui(ui, view, Phrase::OutOfView)
        }
        State::Scanning => {
            let advice = view.session.newest().and_then(|seen| seen.advice);
            scanning_ui(ui, view, self::advice(advice))
        }
        State::TakeAway => scanning_ui(ui, view, Phrase::TakeAway),
        State::Showing(shown) => {
            let verdict = VerdictView {
                telling: Telling::of_shown(shown, view.picked, view.language),
                symbols: &shown.seen.judged.symbols,
                time_left: view.session.time_left(view.now),
                held: shown.held,
                ends: view.session.ends_by_itself(),
                is_result: false,
            };
            verdict_ui(ui, view, &verdict)
        }
        State::Fault(fault) => fault_ui(ui, view, *fault),
    }
}

impl View<'_> {
    /// How a column of texts looks on the ground of a screen without a verdict.
    fn look(&self, window: Vec2) -> Look {
        Look {
            window,
            text_size: self.text_size,
            ground: self.colours.paper,
            ink: self.colours.ink,
        }
    }

    /// How one looks on a white card.
    fn look_of_card(&self, window: Vec2) -> Look {
        Look {
            window,
            text_size: self.text_size,
            ground: Color32::WHITE,
            ink: theme::INK,
        }
    }
}

/// The row of buttons at the foot of a screen: as high and as large in its letters as a finger and an eye need.
struct Foot {
    row: f32,
    letters: f32,
    gap: f32,
    /// There are two rows: what stands beside the buttons has one of its own, above them.
    has_two_rows: bool,
}

impl Foot {
    /// For these buttons in a row of `width`, and something `beside` them that is so wide.
    fn of(ui: &Ui, screen: Vec2, width: f32, labels: &[String], beside: f32) -> Foot {
        let sizes = Sizes::of(screen);
        let row = theme::TARGET.max(screen.min_elem() * 0.075);
        let mut foot = Foot {
            row,
            letters: (row * 0.42).max(sizes.least),
            gap: sizes.margin * 0.3,
            has_two_rows: false,
        };
        let buttons = labels.iter().map(|label| foot.width(ui, label) + foot.gap);
        foot.has_two_rows = buttons.sum::<f32>() + beside > width;
        foot
    }

    fn height(&self) -> f32 {
        match self.has_two_rows {
            true => 2.0 * self.row + self.gap,
            false => self.row,
        }
    }

    /// Width of a button.
    fn width(&self, ui: &Ui, label: &str) -> f32 {
        let font = theme::bold(self.letters);
        let words = galley(ui, label, font, Color32::WHITE, f32::INFINITY);
        (words.size().x + self.letters * 1.4).max(theme::TARGET)
    }

    /// The row of the buttons, and the one beside or above them.
    fn rows(&self, bar: Rect) -> (Rect, Rect) {
        match self.has_two_rows {
            true => {
                let (upper, lower) = split_bottom(bar, self.row, self.gap);
                (lower, upper)
            }
            false => (bar, bar),
        }
    }

    /// Buttons beside each other, from the left end of the row; where the next one would begin, and the one that was pressed.
    fn buttons_ui(
        &self,
        ui: &mut Ui,
        row: Rect,
        buttons: &[(String, Action)],
        fill: Color32,
        ink: Color32,
    ) -> (f32, Option<Action>) {
        let (mut left, mut action) = (row.left(), None);
        for (label, chosen) in buttons {
            let (right, clicked) = self.button_ui(ui, row, left, label, fill, ink);
            if clicked {
                action = Some(*chosen);
            }
            left = right + self.gap;
        }
        (left, action)
    }

    /// A button with its left side at `left`; its right side, and whether it was pressed.
    fn button_ui(
        &self,
        ui: &mut Ui,
        row: Rect,
        left: f32,
        label: &str,
        fill: Color32,
        ink: Color32,
    ) -> (f32, bool) {
        let size = vec2(self.width(ui, label), row.height());
        let place = Rect::from_min_size(pos2(left, row.top()), size);
        let text = RichText::new(label)
            .font(theme::bold(self.letters))
            .color(ink);
        let button = Button::new(text)
            .fill(fill)
            .stroke(Stroke::new(3.0, ink))
            .corner_radius(12.0);
        let response = ui.put(place, button);
        focus_ring(ui, &response);
        (place.right(), response.clicked())
    }
}

/// What a visitor may choose on every screen, and what the buttons say.
fn choices(view: &View<'_>) -> Vec<(String, Action)> {
    let say = |phrase| view.language.say(phrase);
    let text = match view.choices.large_text {
        true => Phrase::UsualText,
        false => Phrase::LargeText,
    };
    let contrast = match view.choices.high_contrast {
        true => Phrase::UsualColours,
        false => Phrase::HighContrast,
    };
    vec![
        (say(Phrase::OtherLanguage), Action::Choose(Choice::Language)),
        (say(text), Action::Choose(Choice::TextSize)),
        (say(contrast), Action::Choose(Choice::Contrast)),
    ]
}

/// What can be done about what is heard, where anything is.
fn heard(view: &View<'_>) -> Vec<(String, Action)> {
    let Some(buttons) = view.sound else {
        return Vec::new();
    };
    let silence = match buttons.is_mute {
        true => Phrase::Unmute,
        false => Phrase::Mute,
    };
    [
        (Phrase::SayAgain, Action::SayAgain),
        (silence, Action::Mute),
    ]
    .map(|(phrase, action)| (view.language.say(phrase), action))
    .to_vec()
}

/// The keyboard's place, plain to see on any ground.
fn focus_ring(ui: &Ui, response: &eframe::egui::Response) {
    if response.has_focus() {
        let rect = response.rect.expand(5.0);
        ui.painter().rect_stroke(
            rect,
            14.0,
            Stroke::new(6.0, theme::INK),
            StrokeKind::Outside,
        );
        ui.painter().rect_stroke(
            rect,
            14.0,
            Stroke::new(3.0, Color32::WHITE),
            StrokeKind::Outside,
        );
    }
}

/// The upper part of `height`, and the rest.
fn split_top(rect: Rect, height: f32, gap: f32) -> (Rect, Rect) {
    let at = (rect.top() + height).min(rect.bottom());
    (
        rect.with_max_y(at),
        rect.with_min_y((at + gap).min(rect.bottom())),
    )
}

/// The rest, and the lower part of `height`.
fn split_bottom(rect: Rect, height: f32, gap: f32) -> (Rect, Rect) {
    let at = (rect.bottom() - height).max(rect.top());
    (
        rect.with_max_y((at - gap).max(rect.top())),
        rect.with_min_y(at),
    )
}
