//! The desk of staff and volunteers: inputs and the camera on one side, results and details on the other.

mod details;
mod inputs;
mod keys;
mod menus;
mod results;
mod zoom;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{self, Button, Panel, Role, ScrollArea, TextureHandle, Ui, Vec2, WidgetInfo};

use super::commands::Command;
use super::files::Done;
use super::film::Film;
use super::recent::Recent;
use super::theme::{self, Appearance};
use crate::check::allowlist::{Allowlist, Date};
use crate::language::Language;
use crate::session::Session;
use details::Details;
pub use results::{MAX_ROWS, Row};
pub use zoom::Looked;

use results::Results;
use zoom::Zoom;

/// Height of the window in points from which a selected result is shown below the list, not in its place.
const ROOM_FOR_BOTH: f32 = 700.0;

/// Width of the window in points from which inputs and results stand side by side: in less, both would be cut.
pub const ROOM_FOR_COLUMNS: f32 = 700.0;

/// The results, the one that is selected, and what happened last.
pub struct Desk {
    results: Results,
    details: Details,
    zoom: Option<Zoom>,
    /// One line about what happened last.
    pub notice: Option<String>,
    /// The verdict of the camera that is already among the results.
    pub noted: Option<Duration>,
}

/// What the desk is drawn from.
pub struct View<'a> {
    /// Language of the window.
    pub language: Language,
    /// Its colours.
    pub appearance: Appearance,
    /// The list.
    pub list: &'a Allowlist,
    /// The camera's session.
    pub session: &'a Session,
    /// The time, as the session counts it.
    pub now: Duration,
    /// The day of a report.
    pub today: Date,
    /// The camera picture.
    pub film: &'a Film,
    /// Show it as in a mirror.
    pub mirror: bool,
    /// Files judged, of how many; `None` while nothing is being judged.
    pub progress: Option<(usize, usize)>,
    /// The folders that were opened last.
    pub recent: &'a Recent,
    /// Files can be dropped on the window.
    pub can_drop: bool,
    /// The folder whose new pictures are judged.
    pub watched: Option<&'a PathBuf>,
    /// It cannot be read now.
    pub is_watch_lost: bool,
}

impl Desk {
    /// A desk without results.
    pub fn new(notice: Option<String>) -> Desk {
        Desk {
            results: Results::new(),
            details: Details::default(),
            zoom: None,
            notice,
            noted: None,
        }
    }

    /// Adds a result; false where there is no room for it.
    pub fn add(&mut self, done: Done) -> bool {
        self.results.add(done)
    }

    /// The results, in the order in which they came.
    pub fn results(&self) -> impl Iterator<Item = &Arc<Done>> {
        self.results.rows().iter().map(|row| &row.done)
    }

    /// One result.
    pub fn row(&self, id: u64) -> Option<&Row> {
        self.results.row(id)
    }

    /// Selects the newest result.
    pub fn select_newest(&mut self) {
        let newest = self.results.rows().last().map(|row| row.id);
        self.results.select(newest);
    }

    /// Selects none: what is to be looked at is something else.
    pub fn select_none(&mut self) {
        self.results.select(None);
    }

    /// Takes the small picture of a result that was asked for.
    pub fn prepared(&mut self, id: u64, picture: TextureHandle) {
        self.details.prepared(id, picture);
    }

    /// A result is to be looked at closely; what its picture is made from.
    pub fn look_closely(&mut self, id: u64) -> Option<Arc<Done>> {
        let done = Arc::clone(&self.results.row(id)?.done);
        self.zoom = Some(Zoom::new(id));
        Some(done)
    }

    /// Takes the picture that was asked for.
    pub fn looked(&mut self, id: u64, looked: Looked) {
        if let Some(zoom) = &mut self.zoom {
            zoom.take(id, looked);
        }
    }

    /// Draws the page of the picture that is looked at; true where it should be left.
    pub fn picture_ui(&mut self, ui: &mut Ui, view: &View<'_>, id: u64) -> bool {
        let row = self.results.row(id);
        let leave = match (&mut self.zoom, row) {
            (Some(zoom), Some(row)) => zoom.ui(ui, view, row),
            _ => true,
        };
        if leave {
            self.zoom = None; // not only out of sight
        }
        leave
    }

    /// Takes all results away; see [`restore`](Desk::restore).
    pub fn clear(&mut self, now: Duration) {
        self.results.clear(now);
        self.details = Details::default();
        self.zoom = None;
        self.notice = None;
    }

    /// Takes some of them away.
    pub fn take(&mut self, ids: &[u64], now: Duration) {
        self.results.take(ids, now);
    }

    /// Has back what was taken away last, for a while.
    pub fn restore(&mut self) {
        self.results.restore();
    }

    /// Forgets what was taken away, where its time is over; else when that will be.
    pub fn tick(&mut self, now: Duration) -> Option<Duration> {
        self.results.tick(now)
    }

    /// Draws the desk.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, asked: &mut Vec<Command>) {
        let screen = ui.max_rect().size();
        let dropped: Vec<PathBuf> = ui.input(|input| {
            let files = input.raw.dropped_files.iter();
            files.map(|file| file.path().to_owned()).collect()
        });
        if !dropped.is_empty() {
            asked.push(Command::Judge(dropped));
        }
        if screen.x < ROOM_FOR_COLUMNS {
            self.column_ui(ui, view, asked);
            return;
        }
        if screen.y > screen.x {
            Panel::top("inputs")
                .exact_size((screen.y * 0.28).min(560.0))
                .resizable(false)
                .show(ui, |ui| inputs::wide_inputs_ui(ui, view, asked));
        } else {
            Panel::left("inputs")
                .exact_size((screen.x * 0.37).clamp(310.0, 760.0))
                .resizable(false)
                .show(ui, |ui| inputs::inputs_ui(ui, view, asked));
        }
        if screen.y < ROOM_FOR_BOTH && self.details_alone_ui(ui, view, asked) {
            return;
        }
        let Desk {
            results,
            details,
            notice,
            ..
        } = self;
        if let Some(row) = results.one_selected() {
            Panel::bottom("details")
                .exact_size((screen.y * 0.38).clamp(270.0, 520.0))
                .resizable(false)
                .show(ui, |ui| details.ui(ui, view, row, false, asked));
        }
        let notice = notice.as_deref();
        egui::CentralPanel::default().show(ui, |ui| results.ui(ui, view, notice, asked));
    }

    /// The details in place of the list; false where no result is selected.
    fn details_alone_ui(&mut self, ui: &mut Ui, view: &View<'_>, asked: &mut Vec<Command>) -> bool {
        let Desk {
            results, details, ..
        } = self;
        if results.one_selected().is_none() {
            return false;
        }
        results.keys_ui(ui, view, asked);
        let Some(row) = results.one_selected() else {
            return false;
        };
        let details_ui = |ui: &mut Ui| details.ui(ui, view, row, true, asked);
        if egui::CentralPanel::default().show(ui, details_ui).inner {
            results.select(None);
        }
        true
    }

    /// Everything in one column that is scrolled as a whole, or the details alone.
    fn column_ui(&mut self, ui: &mut Ui, view: &View<'_>, asked: &mut Vec<Command>) {
        if self.details_alone_ui(ui, view, asked) {
            return;
        }
        let Desk {
            results, notice, ..
        } = self;
        let notice = notice.as_deref();
        egui::CentralPanel::default().show(ui, |ui| {
            let area = ScrollArea::vertical().auto_shrink(false);
            area.show(ui, |ui| {
                inputs::column_ui(ui, view, asked);
                ui.separator();
                results.column_ui(ui, view, notice, asked);
            });
        });
    }
}

/// A button of the desk; true where it was pressed.
pub fn button(ui: &mut Ui, label: String, enabled: bool) -> bool {
    let button = Button::new(label).min_size(Vec2::splat(theme::TARGET));
    ui.add_enabled(enabled, button).clicked()
}

/// Gives a widget its name for screen readers.
pub fn named(response: &egui::Response, name: &str, kind: Role) {
    response.widget_info(|| WidgetInfo::labeled(kind, true, name));
}
