//! The list of results: which are shown, in what order, and a line for each.

use std::sync::Arc;

use eframe::egui::{
    self, Button, Key, Rect, RichText, Role, ScrollArea, Sense, TextEdit, Ui, Vec2, pos2, vec2,
};

use super::super::background::Choice;
use super::super::column::{announce, fitting};
use super::super::commands::Command;
use super::super::files::Done;
use super::super::signs::Sign;
use super::super::{list, theme};
use super::{View, button, named};
use crate::check::Outcome;
use crate::language::Language;
use crate::messages::Phrase;
use crate::report::Record;
use crate::telling::Grade;

/// Most results that are kept.
pub const MAX_ROWS: usize = 5_000;

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
    /// Rows are only ever added, or all taken away.
    newest: Option<u64>,
    language: Language,
    only: Only,
    filter: String,
    sorted_by: Option<(Column, bool)>,
}

/// The results, and how they are looked at.
pub struct Results {
    rows: Vec<Row>,
    next_id: u64,
    /// The result that was chosen.
    pub selected: Option<u64>,
    only: Only,
    filter: String,
    sorted_by: Option<(Column, bool)>,
    /// Places of the rows that are shown, and what they were looked up for: not anew for each picture of the screen.
    shown: (Option<Order>, Vec<usize>),
}

impl Results {
    /// None yet; they are counted from `next_id`.
    pub fn new(next_id: u64) -> Results {
        Results {
            rows: Vec::new(),
            next_id,
            selected: None,
            only: Only::All,
            filter: String::new(),
            sorted_by: None,
            shown: (None, Vec::new()),
        }
    }

    /// None, as if there had been none; old numbers stay old.
    pub fn clear(&mut self) {
        *self = Results::new(self.next_id);
    }

    /// Adds a result; false where there is no room for it.
    pub fn add(&mut self, done: Done) -> bool {
        if self.rows.len() >= MAX_ROWS {
            return false;
        }
        self.next_id += 1;
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

    /// Draws the list with what stands above it.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        notice: Option<&str>,
        asked: &mut Vec<Command>,
    ) {
        let language = view.language;
        let colours = theme::Desk::of(view.appearance);
        self.counts_ui(ui, language, &colours);
        self.buttons_ui(ui, view, asked);
        if let Some(notice) = notice {
            let response = ui.label(RichText::new(notice).color(colours.text));
            announce(ui, &response);
        }
        ui.separator();
        if self.rows.is_empty() {
            ui.add_space(20.0);
            ui.label(RichText::new(language.say(Phrase::NoResults)).color(colours.weak));
            return;
        }
        self.look_up(language);
        let shown = std::mem::take(&mut self.shown.1);
        ui.scope(|ui| self.header_ui(ui, language, shown.len()));
        if shown.is_empty() {
            ui.label(RichText::new(language.say(Phrase::NoMatches)).color(colours.weak));
        } else {
            self.move_selection(ui, &shown);
            self.rows_ui(ui, view, &shown, asked);
        }
        self.shown.1 = shown;
    }

    /// How many there are of each kind, and the field of the filter.
    fn counts_ui(&mut self, ui: &mut Ui, language: Language, colours: &theme::Desk) {
        let count = |outcome: Option<Outcome>| {
            let rows = self.rows.iter();
            rows.filter(|row| row.record().finding.outcome() == outcome)
                .count()
        };
        let counts = [Some(Outcome::Unsafe), Some(Outcome::NoCode), None].map(count);
        ui.horizontal_wrapped(|ui| {
            let total = self.rows.len();
            ui.heading(language.say(Phrase::Results { total }));
            for (index, count) in counts.into_iter().enumerate() {
                if count > 0 {
                    let (words, colour) = match index {
                        0 => (Phrase::ResultsUnsafe { count }, colours.not_safe),
                        1 => (Phrase::ResultsNoCode { count }, colours.weak),
                        _ => (Phrase::ResultsErrors { count }, colours.weak),
                    };
                    let words = RichText::new(language.say(words))
                        .font(theme::bold(theme::DESK_TEXT))
                        .color(colour);
                    ui.label(words);
                }
            }
            if total > 0 {
                let hint = language.say(Phrase::FilterHint);
                let field = TextEdit::singleline(&mut self.filter)
                    .hint_text(&hint)
                    .char_limit(100)
                    .margin(vec2(12.0, 16.0))
                    .desired_width(280.0);
                let response = ui.add(field);
                named(&response, &hint, Role::TextInput);
            }
        });
    }

    /// What can be done with all of them, and which of them are shown.
    fn buttons_ui(&mut self, ui: &mut Ui, view: &View<'_>, asked: &mut Vec<Command>) {
        let language = view.language;
        let has_rows = !self.rows.is_empty();
        ui.horizontal_wrapped(|ui| {
            if button(ui, language.say(Phrase::SaveReport), has_rows) {
                asked.push(Command::Choose(Choice::Report(view.today)));
            }
            if button(ui, language.say(Phrase::ClearAll), has_rows) {
                asked.push(Command::Clear);
            }
            if !has_rows {
                return;
            }
            let of = |outcome| {
                let name = language.verdict(outcome).to_owned();
                (Only::Outcome(outcome), name)
            };
            for (only, name) in [
                (Only::All, language.say(Phrase::All)),
                of(Some(Outcome::Unsafe)),
                of(Some(Outcome::Safe)),
                of(Some(Outcome::NoCode)),
                of(None),
            ] {
                let choice = Button::new(name)
                    .selected(self.only == only)
                    .min_size(Vec2::splat(theme::TARGET));
                if ui.add(choice).clicked() {
                    self.only = only;
                }
            }
        });
    }

    /// The arrow keys go from line to line, where nothing else wants them.
    fn move_selection(&mut self, ui: &Ui, shown: &[usize]) {
        let (up, down) = ui.input(|input| {
            (
                input.key_pressed(Key::ArrowUp),
                input.key_pressed(Key::ArrowDown),
            )
        });
        let is_free = ui.memory(|memory| memory.focused().is_none());
        if !is_free || !(up || down) {
            return;
        }
        let id = |place: &usize| self.rows.get(*place).map(|row| row.id);
        let at = shown
            .iter()
            .position(|place| id(place).is_some() && id(place) == self.selected);
        let next = match (at, down) {
            (None, _) => 0,
            (Some(at), true) => (at + 1).min(shown.len() - 1),
            (Some(at), false) => at.saturating_sub(1),
        };
        self.selected = shown.get(next).and_then(id);
    }

    /// The lines that are in sight.
    fn rows_ui(&mut self, ui: &mut Ui, view: &View<'_>, shown: &[usize], asked: &mut Vec<Command>) {
        let area = ScrollArea::vertical().auto_shrink(false);
        area.show_rows(ui, theme::TARGET, shown.len(), |ui, range| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for place in shown.get(range).unwrap_or_default() {
                let Some(row) = self.rows.get(*place) else {
                    continue;
                };
                let is_selected = self.selected == Some(row.id);
                let response = row_ui(ui, view, row, is_selected);
                if response.clicked() {
                    self.selected = Some(row.id);
                }
                if response.double_clicked() {
                    asked.push(Command::ShowLarge(row.id));
                }
            }
        });
    }

    /// Looks up which rows the filter lets through, in the order asked for, where any of that has changed.
    fn look_up(&mut self, language: Language) {
        let order = Order {
            newest: self.rows.last().map(|row| row.id),
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
        let rows = self.rows.iter().enumerate();
        let mut shown: Vec<(usize, &Row)> = rows.filter(|(_, row)| fits(row)).collect();
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
        let places = shown.into_iter().map(|(place, _)| place).collect();
        self.shown = (Some(order), places);
    }

    fn header_ui(&mut self, ui: &mut Ui, language: Language, count: usize) {
        let columns = [
            (Column::Verdict, Phrase::ColumnVerdict),
            (Column::Source, Phrase::ColumnSource),
            (Column::Owner, Phrase::ColumnOwner),
            (Column::Reason, Phrase::ColumnReason),
        ];
        // In line with the rows, which make room for a scroll bar.
        let is_long = count as f32 * theme::TARGET > ui.available_height() - theme::TARGET;
        let scroll_bar = if is_long {
            ui.spacing().scroll.allocated_width()
        } else {
            0.0
        };
        let size = vec2(ui.available_width() - scroll_bar, theme::TARGET);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        ui.spacing_mut().button_padding.x = 0.0; // in line with the rows
        for ((column, phrase), place) in columns.into_iter().zip(cells(rect)) {
            let arrow = match self.sorted_by {
                Some((sorted, false)) if sorted == column => " ↑",
                Some((sorted, true)) if sorted == column => " ↓",
                _ => "",
            };
            let words =
                RichText::new(language.say(phrase) + arrow).font(theme::bold(theme::DESK_TEXT));
            let head = Button::new((words, egui::Atom::grow()))
                .frame(false)
                .truncate();
            if ui.put(place, head).clicked() {
                self.sorted_by = match self.sorted_by {
                    Some((sorted, false)) if sorted == column => Some((column, true)),
                    Some((sorted, true)) if sorted == column => None,
                    _ => Some((column, false)),
                };
            }
        }
    }
}

/// One line of the list.
fn row_ui(ui: &mut Ui, view: &View<'_>, row: &Row, is_selected: bool) -> egui::Response {
    let language = view.language;
    let colours = theme::Desk::of(view.appearance);
    let record = row.record();
    let outcome = record.finding.outcome();
    let (host, words) = row.done.summary(language);
    let name = format!(
        "{} {} {host} {words}",
        language.verdict(outcome),
        file_name(record)
    );
    let (rect, response) = list::line_ui(ui, theme::TARGET, &name, is_selected, &colours);
    let [verdict, source, owner, reason] = cells(rect);
    paint_chip(ui, verdict.shrink2(vec2(0.0, 11.0)), record, language);
    for (text, place, font) in [
        (file_name(record), source, theme::regular(theme::DESK_TEXT)),
        (host.as_str(), owner, theme::mono(theme::DESK_SMALL)),
        (words.as_str(), reason, theme::regular(theme::DESK_TEXT)),
    ] {
        list::paint_text(ui, place, text, font, &colours);
    }
    response
}

/// The name of a file without its folders.
pub fn file_name(record: &Record) -> &str {
    record.source.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// The four columns of a row.
fn cells(rect: Rect) -> [Rect; 4] {
    let width = rect.width() - 8.0;
    let verdict = 124.0_f32.min(width * 0.3);
    let rest = width - verdict;
    let shares = [0.0, 0.34, 0.66, 1.0];
    let x = |share: f32| rect.left() + 4.0 + verdict + rest * share;
    let cell = |from: f32, to: f32| Rect::from_x_y_ranges(from..=(to - 10.0), rect.y_range());
    [
        cell(rect.left() + 4.0, x(0.0)),
        cell(x(shares[0]), x(shares[1])),
        cell(x(shares[1]), x(shares[2])),
        cell(x(shares[2]), x(shares[3])),
    ]
}

/// Sign and word of a verdict on its colour.
pub fn paint_chip(ui: &Ui, rect: Rect, record: &Record, language: Language) {
    let painter = ui.painter();
    let grade = Grade::of(record.finding.subject());
    painter.rect_filled(rect, rect.height() / 2.0, theme::ground(grade));
    let sign = Rect::from_center_size(
        rect.left_center() + vec2(22.0, 0.0),
        Vec2::splat(rect.height() * 0.66),
    );
    Sign::of(grade).paint(painter, sign, theme::ON_SIGNAL);
    let word = language.verdict(record.finding.outcome());
    let size = fitting(ui, word, theme::bold, theme::DESK_TEXT, rect.width() - 50.0);
    let galley = painter.layout_no_wrap(word.to_owned(), theme::bold(size), theme::ON_SIGNAL);
    let at = pos2(rect.left() + 40.0, rect.center().y - galley.size().y / 2.0);
    painter.galley(at, galley, theme::ON_SIGNAL);
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
