//! The list of results: which are there, which are shown and in what order, and what is chosen of them.

mod head;
mod table;

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{self, RichText, ScrollArea, Ui};

use super::super::column::announce;
use super::super::commands::Command;
use super::super::files::Done;
use super::super::theme;
use super::{View, button};
use crate::check::Outcome;
use crate::language::Language;
use crate::messages::{DeskPhrase, Phrase};
use crate::report::Record;
pub use table::paint_chip;

/// Most results that are kept.
pub const MAX_ROWS: usize = 5_000;
/// How long results that were taken away can be had back. Then they are gone: what is cleared shall not stay for ever.
const UNDO_LASTS: Duration = Duration::from_secs(30);

/// One result.
pub struct Row {
    /// Counts up.
    pub id: u64,
    /// What was judged.
    pub done: Arc<Done>,
}

impl Row {
    /// The record.
    pub fn record(&self) -> &Record {
        &self.done.record
    }
}

/// Which results are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Only {
    All,
    Outcome(Option<Outcome>),
}

/// What the list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Verdict,
    Source,
    Owner,
    Reason,
}

/// What decides which rows are shown, and in what order.
#[derive(Clone, PartialEq)]
struct Order {
    /// Counts the changes of the rows.
    version: u64,
    language: Language,
    only: Only,
    filter: String,
    sorted_by: Option<(Column, bool)>,
}

/// Results that were taken away, and until when they can be had back.
struct Taken {
    rows: Vec<Row>,
    until: Duration,
}

/// The results, and how they are looked at.
pub struct Results {
    rows: Vec<Row>,
    next_id: u64,
    version: u64,
    taken: Option<Taken>,
    /// The result that was chosen.
    pub selected: Option<u64>,
    /// All that are shown are chosen, not one.
    all: bool,
    only: Only,
    filter: String,
    sorted_by: Option<(Column, bool)>,
    /// Places of the rows that are shown, and what they were looked up for: not anew for each picture of the screen.
    shown: (Option<Order>, Vec<usize>),
    /// So many have come in above the others since the last picture of the screen.
    grown: usize,
    /// The line that was brought into sight last, and the height that there was for it.
    brought: Option<(u64, usize, f32)>,
    /// Lines that were in sight last.
    in_sight: usize,
}

impl Results {
    /// None yet.
    pub fn new() -> Results {
        Results {
            rows: Vec::new(),
            next_id: 0,
            version: 0,
            taken: None,
            selected: None,
            all: false,
            only: Only::All,
            filter: String::new(),
            sorted_by: None,
            shown: (None, Vec::new()),
            grown: 0,
            brought: None,
            in_sight: 1,
        }
    }

    /// Takes all of them away, whatever is shown of them; see [`take`](Results::take).
    pub fn clear(&mut self, now: Duration) {
        self.selected = None;
        self.only = Only::All;
        self.filter.clear();
        self.sorted_by = None;
        let all: Vec<u64> = self.rows.iter().map(|row| row.id).collect();
        self.take(&all, now);
    }

    /// Takes results away. They can be had back for a while by [`restore`](Results::restore), those that were taken
    /// before cannot any more.
    pub fn take(&mut self, ids: &[u64], now: Duration) {
        let below = self.neighbour();
        let is_meant = |row: &Row| ids.contains(&row.id);
        let rows = std::mem::take(&mut self.rows);
        let (rows, left) = rows.into_iter().partition(is_meant);
        self.rows = left;
        self.version += 1;
        self.all = false;
        if self.selected.is_some_and(|id| ids.contains(&id)) {
            self.selected = below.filter(|id| !ids.contains(id));
        }
        let until = now + UNDO_LASTS;
        self.taken = Some(Taken { rows, until });
    }

    /// The line below the one that is selected, or above where that is the last.
    fn neighbour(&self) -> Option<u64> {
        let shown = &self.shown.1;
        let id = |place: &usize| self.rows.get(*place).map(|row| row.id);
        let at = shown.iter().position(|place| id(place) == self.selected)?;
        let next = shown
            .get(at + 1)
            .or_else(|| shown.get(at.checked_sub(1)?))?;
        id(next)
    }

    /// Has back what was taken away last, each where it was.
    pub fn restore(&mut self) {
        let Some(taken) = self.taken.take() else {
            return;
        };
        self.rows.extend(taken.rows);
        self.rows.sort_by_key(|row| row.id);
        self.version += 1;
    }

    /// Forgets what was taken away, where its time is over; else when that will be.
    pub fn tick(&mut self, now: Duration) -> Option<Duration> {
        let until = self.taken.as_ref()?.until;
        if now >= until {
            self.taken = None;
            return None;
        }
        Some(until)
    }

    /// Adds a result; false where there is no room for it.
    pub fn add(&mut self, done: Done) -> bool {
        if self.rows.len() >= MAX_ROWS {
            return false;
        }
        self.next_id += 1;
        self.version += 1;
        self.rows.push(Row {
            id: self.next_id,
            done: Arc::new(done),
        });
        true
    }

    /// All of them, in the order in which they came.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// One of them. Their numbers rise.
    pub fn row(&self, id: u64) -> Option<&Row> {
        let at = self.rows.binary_search_by_key(&id, |row| row.id).ok()?;
        self.rows.get(at)
    }

    /// The one whose details are wanted: none where all are chosen.
    pub fn one_selected(&self) -> Option<&Row> {
        let id = self.selected.filter(|_| !self.all)?;
        self.row(id)
    }

    /// Selects one.
    pub fn select(&mut self, id: Option<u64>) {
        self.selected = id;
        self.all = false;
    }

    /// Draws the list with what stands above it. What was done last stands below it, so that no line moves for it.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        notice: Option<&str>,
        asked: &mut Vec<Command>,
    ) {
        self.head_ui(ui, view, asked);
        if self.has_notice(notice) {
            egui::Panel::bottom("notice")
                .resizable(false)
                .show(ui, |ui| self.notice_ui(ui, view.language, notice, asked));
        }
        self.table_ui(ui, view, true, asked);
    }

    /// Draws the list within a column that is scrolled already.
    pub fn column_ui(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        notice: Option<&str>,
        asked: &mut Vec<Command>,
    ) {
        if self.has_notice(notice) {
            self.notice_ui(ui, view.language, notice, asked);
        }
        self.head_ui(ui, view, asked);
        self.table_ui(ui, view, false, asked);
    }

    fn head_ui(&mut self, ui: &mut Ui, view: &View<'_>, asked: &mut Vec<Command>) {
        let colours = theme::Desk::of(view.appearance);
        self.counts_ui(ui, view.language, &colours);
        self.buttons_ui(ui, view, asked);
        ui.separator();
    }

    fn has_notice(&self, notice: Option<&str>) -> bool {
        notice.is_some() || self.taken.is_some() || self.all
    }

    /// The heads of the columns, and the lines, in a scrolled area of their own where `is_scrolled`.
    fn table_ui(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        is_scrolled: bool,
        asked: &mut Vec<Command>,
    ) {
        let language = view.language;
        let colours = theme::Desk::of(view.appearance);
        if self.rows.is_empty() {
            ui.add_space(20.0);
            ui.label(RichText::new(language.say(Phrase::NoResults)).color(colours.weak));
            return;
        }
        self.look_up(language);
        let shown = std::mem::take(&mut self.shown.1);
        let count = if is_scrolled { shown.len() } else { 0 };
        ui.scope(|ui| self.header_ui(ui, language, count));
        if shown.is_empty() {
            ui.label(RichText::new(language.say(Phrase::NoMatches)).color(colours.weak));
        } else {
            self.take_keys(ui, view, &shown, asked);
            if is_scrolled {
                ScrollArea::vertical()
                    .auto_shrink(false)
                    .show(ui, |ui| self.rows_ui(ui, view, &shown, asked));
            } else {
                self.rows_ui(ui, view, &shown, asked);
            }
        }
        self.shown.1 = shown;
    }

    /// What happened last, and what can be done about it.
    fn notice_ui(
        &self,
        ui: &mut Ui,
        language: Language,
        notice: Option<&str>,
        asked: &mut Vec<Command>,
    ) {
        ui.horizontal_wrapped(|ui| {
            if let Some(notice) = notice {
                let response = ui.label(notice);
                announce(ui, &response);
            }
            if let Some(taken) = &self.taken {
                let count = taken.rows.len();
                let response = ui.label(language.desk(DeskPhrase::Taken { count }));
                announce(ui, &response);
                if button(ui, language.desk(DeskPhrase::Undo), true) {
                    asked.push(Command::Restore);
                }
            }
            if self.all {
                let count = self.shown.1.len();
                let response = ui.label(language.desk(DeskPhrase::AllChosen { count }));
                announce(ui, &response);
                if button(ui, language.say(Phrase::CopyText), true) {
                    asked.push(Command::Copy(self.copied(&self.shown.1, language)));
                }
                if button(ui, language.desk(DeskPhrase::ForgetChosen), true) {
                    asked.push(Command::Take(self.ids(&self.shown.1)));
                }
            }
        });
    }

    /// Places of the rows that are chosen, of those that are shown.
    fn chosen(&self, shown: &[usize]) -> Vec<usize> {
        let is_selected = |place: &&usize| {
            let row = self.rows.get(**place);
            row.is_some_and(|row| Some(row.id) == self.selected)
        };
        match self.all {
            true => shown.to_vec(),
            false => shown.iter().filter(is_selected).copied().collect(),
        }
    }

    fn ids(&self, places: &[usize]) -> Vec<u64> {
        let rows = places.iter().filter_map(|place| self.rows.get(*place));
        rows.map(|row| row.id).collect()
    }

    /// What is put into the clipboard of these.
    fn copied(&self, places: &[usize], language: Language) -> String {
        let rows = places.iter().filter_map(|place| self.rows.get(*place));
        let lines: Vec<String> = match rows.clone().count() {
            1 => rows.map(|row| row.record().forwarded(language)).collect(),
            _ => rows
                .map(|row| row.record().forwarded_line(language))
                .collect(),
        };
        lines.join("\n")
    }

    /// Looks up which rows the filter lets through, in the order asked for, where any of that has changed.
    fn look_up(&mut self, language: Language) {
        let order = Order {
            version: self.version,
            language,
            only: self.only,
            filter: self.filter.trim().to_lowercase(),
            sorted_by: self.sorted_by,
        };
        if self.shown.0.as_ref() == Some(&order) {
            return;
        }
        let fits = |row: &Row| {
            let record = row.record();
            let is_wanted = match order.only {
                Only::All => true,
                Only::Outcome(outcome) => record.finding.outcome() == outcome,
            };
            is_wanted
                && (order.filter.is_empty() || {
                    let (host, words) = row.done.summary(language);
                    let all = format!("{}\n{host}\n{words}", record.source);
                    all.to_lowercase().contains(&order.filter)
                })
        };
        // Newest first, among those that are sorted alike, too.
        let rows = self.rows.iter().enumerate();
        let mut shown: Vec<(usize, &Row)> = rows.filter(|(_, row)| fits(row)).collect();
        let is_down = order.sorted_by.is_some_and(|(_, is_down)| is_down);
        if !is_down {
            shown.reverse();
        }
        if let Some((column, is_down)) = order.sorted_by {
            let key = |row: &Row| {
                let (host, words) = row.done.summary(language);
                match column {
                    Column::Verdict => (order_of(row.record().finding.outcome()), String::new()),
                    Column::Source => (0, row.record().source.clone()),
                    Column::Owner => (0, host.clone()),
                    Column::Reason => (0, words.clone()),
                }
            };
            shown.sort_by_cached_key(|(_, row)| key(row));
            if is_down {
                shown.reverse();
            }
        }
        let places: Vec<usize> = shown.into_iter().map(|(place, _)| place).collect();
        let before = self.shown.0.as_ref();
        let is_same_view = before.is_some_and(|before| {
            let version = order.version;
            Order {
                version,
                ..before.clone()
            } == order
                && order.sorted_by.is_none()
        });
        self.grown = match is_same_view {
            true => places.len().saturating_sub(self.shown.1.len()),
            false => 0,
        };
        if !is_same_view {
            self.all = false; // it would be others
        }
        self.shown = (Some(order), places);
    }
}

/// Worst first.
fn order_of(outcome: Option<Outcome>) -> u8 {
    match outcome {
        Some(Outcome::Unsafe) => 0,
        None => 1,
        Some(Outcome::NoCode) => 2,
        Some(Outcome::Safe) => 3,
    }
}
