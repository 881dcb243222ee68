//! The visitors' screens: attract, scanning, verdict, fault. They draw what the session says and return what was
//! touched; nothing is decided here, and nothing here opens a link.

mod idle;
mod verdict;

use std::time::Duration;

use eframe::egui::{Color32, Rect, Stroke, StrokeKind, Ui};

use super::film::Film;
use super::theme;
use crate::check::allowlist::Allowlist;
use crate::language::Language;
use crate::messages::Phrase;
use crate::session::{Session, State};
use crate::telling::Telling;
use idle::{attract_ui, fault_ui, scanning_ui, trouble_ui};

pub use idle::advice;
pub use verdict::{VerdictView, verdict_ui};

/// What a visitor has touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Done with this verdict.
    Again,
    /// Anywhere else on a verdict: it should stay.
    Hold,
    /// The other language.
    SwitchLanguage,
    /// One of several codes.
    Pick(usize),
    /// To the desk, where there is one.
    Back,
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
    /// The hall's own number, in words.
    pub hall: Option<&'a str>,
    /// The code whose details are shown.
    pub picked: Option<usize>,
    /// There is a desk to go back to.
    pub has_desk: bool,
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
