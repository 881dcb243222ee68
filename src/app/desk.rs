//! The desk of staff and volunteers: inputs and the camera on one side, results and details on the other.

use std::path::PathBuf;

use eframe::egui::{
    self, Button, Color32, ColorImage, Key, Label, Panel, Rect, RichText, Role, ScrollArea, Sense,
    Shape, Stroke, TextEdit, TextFormat, TextureHandle, TextureOptions, Ui, Vec2, WidgetInfo, pos2,
    text::LayoutJob, vec2,
};

use super::address::{Inks, Parts};
use super::column::{announce, announce_as, fitting};
use super::files::Done;
use super::film::Film;
use super::signs::Sign;
use super::theme::{self, Appearance};
use super::{fonts, list, visitor};
use crate::check::allowlist::{Allowlist, Status};
use crate::check::verdict::{Reason, Verdict};
use crate::check::{Judged, Outcome};
use crate::language::Language;
use crate::messages::Phrase;
use crate::plain;
use crate::report::{Finding, Record};
use crate::session::{Session, State};
use crate::telling::{Grade, Telling};

/// Height of the window in points from which a selected result is shown below the list, not in its place.
const ROOM_FOR_BOTH: f32 = 700.0;
/// Width in points from which the words stand beside the picture.
const ROOM_BESIDE_PICTURE: f32 = 600.0;
/// Width in points from which a button stands beside the camera's verdict, not below.
const ROOM_BESIDE_VERDICT: f32 = 350.0;
/// Height of the word of the camera's verdict with its sign, in points.
const WORD_HEIGHT: f32 = 44.0;
/// Height of the bar that says how many files are judged, in points.
const PROGRESS_HEIGHT: f32 = 20.0;
/// From the frame where files may be dropped to what stands in it, in points.
const DROP_MARGIN: f32 = 12.0;
/// Most results that are kept.
pub const MAX_ROWS: usize = 5_000;

/// What staff have asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Choose pictures.
    OpenFiles,
    /// Choose a folder.
    OpenFolder,
    /// Take what is in the clipboard.
    Paste,
    /// Files were dropped.
    Dropped(Vec<PathBuf>),
    /// Stop judging.
    Cancel,
    /// Forget all results.
    Clear,
    /// Save the report.
    SaveReport,
    /// Show a result as visitors see it.
    ShowLarge(u64),
    /// Put a text into the clipboard.
    Copy(String),
    /// The visitors' screens.
    VisitorScreen,
    /// The directory.
    Directory,
    /// The settings.
    Settings,
    /// The other language.
    SwitchLanguage,
    /// The camera's verdict may go.
    Again,
}

/// One result.
pub struct Row {
    /// Counts up.
    pub id: u64,
    /// What was judged.
    pub done: Done,
    /// The thumbnail, once it was shown.
    texture: Option<TextureHandle>,
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

/// The results and how they are looked at.
pub struct Desk {
    rows: Vec<Row>,
    next_id: u64,
    selected: Option<u64>,
    only: Only,
    filter: String,
    sorted_by: Option<(Column, bool)>,
    /// One line about what happened last.
    pub notice: Option<String>,
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
    pub now: std::time::Duration,
    /// The camera picture.
    pub film: &'a Film,
    /// Show it as in a mirror.
    pub mirror: bool,
    /// Files judged, of how many; `None` while nothing is being judged.
    pub progress: Option<(usize, usize)>,
}

impl Default for Desk {
    fn default() -> Desk {
        Desk {
            rows: Vec::new(),
            next_id: 0,
            selected: None,
            only: Only::All,
            filter: String::new(),
            sorted_by: None,
            notice: None,
        }
    }
}

impl Desk {
    /// Adds a result; false where there is no room for it.
    pub fn add(&mut self, done: Done) -> bool {
        if self.rows.len() >= MAX_ROWS {
            return false;
        }
        self.next_id += 1;
        self.rows.push(Row {
            id: self.next_id,
            done,
            texture: None,
        });
        true
    }

    /// The results, in the order in which they came.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// One result.
    pub fn row(&self, id: u64) -> Option<&Row> {
        self.rows.iter().find(|row| row.id == id)
    }

    /// Selects the newest result.
    pub fn select_newest(&mut self) {
        self.selected = self.rows.last().map(|row| row.id);
    }

    /// Forgets all results.
    pub fn clear(&mut self) {
        *self = Desk {
            next_id: self.next_id,
            ..Desk::default()
        };
    }

    /// Draws the desk.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Option<Action> {
        let mut action = None;
        let screen = ui.max_rect().size();
        let dropped: Vec<PathBuf> = ui.input(|input| {
            let files = input.raw.dropped_files.iter();
            files.map(|file| file.path().to_owned()).collect()
        });
        if !dropped.is_empty() {
            action = Some(Action::Dropped(dropped));
        }
        let from_inputs = if screen.y > screen.x {
            Panel::top("inputs")
                .exact_size((screen.y * 0.28).min(560.0))
                .resizable(false)
                .show(ui, |ui| wide_inputs_ui(ui, view))
                .inner
        } else {
            Panel::left("inputs")
                .exact_size((screen.x * 0.37).clamp(310.0, 760.0))
                .resizable(false)
                .show(ui, |ui| inputs_ui(ui, view))
                .inner
        };
        action = action.or(from_inputs);
        if self.selected_row().is_some() {
            if screen.y < ROOM_FOR_BOTH {
                let from_details = egui::CentralPanel::default()
                    .show(ui, |ui| self.details_ui(ui, view, true))
                    .inner;
                return action.or(from_details);
            }
            let from_details = Panel::bottom("details")
                .exact_size((screen.y * 0.38).clamp(270.0, 520.0))
                .resizable(false)
                .show(ui, |ui| self.details_ui(ui, view, false))
                .inner;
            action = action.or(from_details);
        }
        let from_list = egui::CentralPanel::default()
            .show(ui, |ui| self.results_ui(ui, view))
            .inner;
        action.or(from_list)
    }

    fn selected_row(&mut self) -> Option<&mut Row> {
        self.rows
            .iter_mut()
            .find(|row| Some(row.id) == self.selected)
    }

    fn results_ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Option<Action> {
        let language = view.language;
        let colours = theme::Desk::of(view.appearance);
        let mut action = None;
        let has_rows = !self.rows.is_empty();
        let count = |outcome: Option<Outcome>| {
            let rows = self.rows.iter();
            rows.filter(|row| row.record().finding.outcome() == outcome)
                .count()
        };
        ui.horizontal_wrapped(|ui| {
            ui.heading(language.say(Phrase::Results {
                total: self.rows.len(),
            }));
            let counts = [
                (count(Some(Outcome::Unsafe)), colours.not_safe),
                (count(Some(Outcome::NoCode)), colours.weak),
                (count(None), colours.weak),
            ];
            for (index, (count, colour)) in counts.into_iter().enumerate() {
                if count > 0 {
                    let words = language.say(match index {
                        0 => Phrase::ResultsUnsafe { count },
                        1 => Phrase::ResultsNoCode { count },
                        _ => Phrase::ResultsErrors { count },
                    });
                    ui.label(
                        RichText::new(words)
                            .font(theme::bold(theme::DESK_TEXT))
                            .color(colour),
                    );
                }
            }
            if has_rows {
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
        ui.horizontal_wrapped(|ui| {
            if button(ui, language.say(Phrase::SaveReport), has_rows) {
                action = Some(Action::SaveReport);
            }
            if button(ui, language.say(Phrase::ClearAll), has_rows) {
                action = Some(Action::Clear);
            }
            let filters = [
                (Only::All, language.say(Phrase::All)),
                (
                    Only::Outcome(Some(Outcome::Unsafe)),
                    language.verdict(Some(Outcome::Unsafe)).to_owned(),
                ),
                (
                    Only::Outcome(Some(Outcome::Safe)),
                    language.verdict(Some(Outcome::Safe)).to_owned(),
                ),
                (
                    Only::Outcome(Some(Outcome::NoCode)),
                    language.verdict(Some(Outcome::NoCode)).to_owned(),
                ),
                (Only::Outcome(None), language.verdict(None).to_owned()),
            ];
            if has_rows {
                for (only, name) in filters {
                    let chosen = self.only == only;
                    if ui
                        .add(
                            Button::new(name)
                                .selected(chosen)
                                .min_size(Vec2::splat(theme::TARGET)),
                        )
                        .clicked()
                    {
                        self.only = only;
                    }
                }
            }
        });
        if let Some(notice) = &self.notice {
            let response = ui.label(RichText::new(notice).color(colours.text));
            announce(ui, &response);
        }
        ui.separator();
        if self.rows.is_empty() {
            ui.add_space(20.0);
            ui.label(RichText::new(language.say(Phrase::NoResults)).color(colours.weak));
            return action;
        }
        let shown = self.shown(language);
        ui.scope(|ui| self.header_ui(ui, language, shown.len()));
        if shown.is_empty() {
            ui.label(RichText::new(language.say(Phrase::NoMatches)).color(colours.weak));
            return action;
        }
        let moved = ui.memory(|memory| memory.focused().is_none())
            && ui.input(|input| {
                input.key_pressed(Key::ArrowDown) || input.key_pressed(Key::ArrowUp)
            });
        if moved {
            let down = ui.input(|input| input.key_pressed(Key::ArrowDown));
            let at = shown
                .iter()
                .position(|index| Some(self.rows[*index].id) == self.selected);
            let next = match (at, down) {
                (None, _) => 0,
                (Some(at), true) => (at + 1).min(shown.len() - 1),
                (Some(at), false) => at.saturating_sub(1),
            };
            self.selected = shown.get(next).map(|index| self.rows[*index].id);
        }
        ScrollArea::vertical().auto_shrink(false).show_rows(
            ui,
            theme::TARGET,
            shown.len(),
            |ui, range| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for index in shown.get(range).unwrap_or_default() {
                    let Some(row) = self.rows.get(*index) else {
                        continue;
                    };
                    let is_selected = self.selected == Some(row.id);
                    let response = row_ui(ui, view, row, is_selected);
                    if response.clicked() {
                        self.selected = Some(row.id);
                    }
                    if response.double_clicked() {
                        action = Some(Action::ShowLarge(row.id));
                    }
                }
            },
        );
        action
    }

    /// Places of the rows that the filter lets through, in the order asked for.
    fn shown(&self, language: Language) -> Vec<usize> {
        let wanted = self.filter.trim().to_lowercase();
        let mut shown: Vec<usize> = (0..self.rows.len())
            .filter(|index| {
                let record = self.rows[*index].record();
                let fits = match self.only {
                    Only::All => true,
                    Only::Outcome(outcome) => record.finding.outcome() == outcome,
                };
                fits && (wanted.is_empty() || {
                    let (host, words) = record.summary(language);
                    let all = format!("{}\n{host}\n{words}", record.source);
                    all.to_lowercase().contains(&wanted)
                })
            })
            .collect();
        if let Some((column, is_down)) = self.sorted_by {
            shown.sort_by_cached_key(|index| {
                let record = self.rows[*index].record();
                let (host, words) = record.summary(language);
                match column {
                    Column::Verdict => (order_of(record.finding.outcome()), String::new()),
                    Column::Source => (0, record.source.clone()),
                    Column::Owner => (0, host),
                    Column::Reason => (0, words),
                }
            });
            if is_down {
                shown.reverse();
            }
        }
        shown
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

    /// The selected result; `is_alone` where there was no room for the list.
    fn details_ui(&mut self, ui: &mut Ui, view: &View<'_>, is_alone: bool) -> Option<Action> {
        let language = view.language;
        let colours = theme::Desk::of(view.appearance);
        let row = self.selected_row()?;
        let (mut action, mut is_done) = (None, false);
        ui.add_space(4.0);
        ui.horizontal_wrapped(|ui| {
            let outcome = row.record().finding.outcome();
            let (_, response) = ui.allocate_exact_size(vec2(124.0, 38.0), Sense::hover());
            // With the name, so that a screen reader says each result that is selected, or comes in.
            let name = format!("{} {}", language.verdict(outcome), file_name(row.record()));
            named(&response, &name, Role::Label);
            paint_chip(ui, response.rect, row.record(), language);
            announce(ui, &response);
            let source = fonts::shown(
                ui.ctx(),
                &theme::bold(theme::DESK_TEXT),
                &row.record().source,
            );
            ui.add(
                Label::new(RichText::new(source).font(theme::bold(theme::DESK_TEXT))).truncate(),
            );
        });
        ui.horizontal_wrapped(|ui| {
            if is_alone {
                is_done = button(ui, language.say(Phrase::Back), true)
                    || ui.input(|input| input.key_pressed(Key::Escape));
            }
            if button(ui, language.say(Phrase::ShowLarge), true) {
                action = Some(Action::ShowLarge(row.id));
            }
            if button(ui, language.say(Phrase::CopyText), true) {
                action = Some(Action::Copy(as_text(row.record(), language)));
            }
            if button(ui, language.say(Phrase::CopyJson), true) {
                action = Some(Action::Copy(row.record().json(view.list.info())));
            }
        });
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            if ui.available_width() > ROOM_BESIDE_PICTURE {
                ui.horizontal_top(|ui| {
                    picture_ui(ui, row);
                    ui.vertical(|ui| finding_ui(ui, &row.record().finding, &colours, language));
                });
            } else {
                picture_ui(ui, row);
                finding_ui(ui, &row.record().finding, &colours, language);
            }
        });
        if is_done {
            self.selected = None;
        }
        action
    }
}

/// What was found in a picture, each code with its reasons and the facts.
fn finding_ui(ui: &mut Ui, finding: &Finding, colours: &theme::Desk, language: Language) {
    if let Finding::Error(sentence) = finding {
        ui.label(sentence);
    }
    for reason in finding.doubts() {
        reason_ui(ui, reason, language);
    }
    for (index, judged) in finding.symbols().iter().enumerate() {
        if index > 0 {
            ui.separator();
        }
        symbol_ui(ui, index, judged, colours, language);
        if let Some((corners, read_by)) = finding.place(index) {
            let corners: Vec<String> = corners
                .0
                .iter()
                .map(|[x, y]| format!("({x:.0}, {y:.0})"))
                .collect();
            let mut facts = vec![
                language.say(Phrase::ReadBy {
                    names: &read_by.names().join(" + "),
                }),
                language.say(Phrase::Corners {
                    corners: &corners.join(" "),
                }),
            ];
            if let Some(text) = &judged.text {
                facts.insert(0, language.say(Phrase::Bytes { count: text.len() }));
            }
            ui.label(
                RichText::new(facts.join(" · "))
                    .font(theme::regular(theme::DESK_SMALL))
                    .color(colours.weak),
            );
        }
    }
}

/// Inputs, the camera and what it says, one below the other.
fn inputs_ui(ui: &mut Ui, view: &View<'_>) -> Option<Action> {
    let mut action = None;
    title_ui(ui, view, &mut action);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        camera_ui(ui, view, &mut action);
        buttons_ui(ui, view, &mut action);
    });
    action
}

/// The same side by side.
fn wide_inputs_ui(ui: &mut Ui, view: &View<'_>) -> Option<Action> {
    let mut action = None;
    title_ui(ui, view, &mut action);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.columns_const(|[left, right]| {
            camera_ui(left, view, &mut action);
            buttons_ui(right, view, &mut action);
        });
    });
    action
}

fn title_ui(ui: &mut Ui, view: &View<'_>, action: &mut Option<Action>) {
    let language = view.language;
    let colours = theme::Desk::of(view.appearance);
    ui.horizontal(|ui| {
        ui.heading(language.say(Phrase::Title));
        ui.label(RichText::new(language.say(Phrase::DeskName)).color(colours.weak));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if button(ui, language.say(Phrase::OtherLanguage), true) {
                *action = Some(Action::SwitchLanguage);
            }
        });
    });
}

/// Ways to give something to judge, and to other pages.
fn buttons_ui(ui: &mut Ui, view: &View<'_>, action: &mut Option<Action>) {
    let language = view.language;
    let colours = theme::Desk::of(view.appearance);
    ui.horizontal_wrapped(|ui| {
        for (phrase, asked) in [
            (Phrase::OpenFiles, Action::OpenFiles),
            (Phrase::OpenFolder, Action::OpenFolder),
            (Phrase::Paste, Action::Paste),
            (Phrase::VisitorScreen, Action::VisitorScreen),
            (Phrase::Directory, Action::Directory),
            (Phrase::Settings, Action::Settings),
        ] {
            if button(ui, language.say(phrase), true) {
                *action = Some(asked);
            }
        }
    });
    drop_ui(ui, view, &colours, action);
    let date = view
        .list
        .info()
        .issued_on
        .map(|date| date.to_string())
        .unwrap_or_default();
    let entries = view.list.entries().iter();
    let count = entries
        .filter(|entry| entry.status == Status::Active)
        .count();
    let foot = language.say(Phrase::Footer { date: &date, count });
    ui.label(
        RichText::new(foot)
            .font(theme::regular(theme::DESK_SMALL))
            .color(colours.weak),
    );
}

/// The camera picture, and below it what the session says of it.
fn camera_ui(ui: &mut Ui, view: &View<'_>, action: &mut Option<Action>) {
    let language = view.language;
    let width = ui.available_width();
    let height = (width * 9.0 / 16.0).min(ui.ctx().content_rect().height() * 0.4);
    let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    ui.painter().rect_filled(rect, 10.0, theme::INK);
    let say = |ui: &mut Ui, headline: &str, why: &str| {
        let ink = |font| TextFormat::simple(font, theme::ON_SIGNAL);
        let mut job = LayoutJob::default();
        job.wrap.max_width = width - 30.0;
        job.append(headline, 0.0, ink(theme::bold(theme::DESK_TEXT)));
        job.append(why, 0.0, ink(theme::regular(theme::DESK_TEXT)));
        let galley = ui.painter().layout_job(job);
        let place = Rect::from_center_size(rect.center(), galley.size());
        let response = ui.interact(place, ui.scope_id().with(galley.text()), Sense::hover());
        named(&response, galley.text(), Role::Label);
        ui.painter().galley(place.min, galley, theme::ON_SIGNAL);
    };
    match view.session.state() {
        State::Fault(fault) => {
            let words = language.camera_fault(*fault);
            say(ui, &words.headline, &format!("\n{}", words.why));
        }
        _ if view.session.is_covered(view.now) => say(ui, &language.say(Phrase::Covered), ""),
        _ if view.film.is_empty() => say(ui, &language.say(Phrase::CameraStarting), ""),
        _ => {
            let inside = rect.shrink(3.0);
            view.film
                .paint(ui.painter(), inside, view.mirror, view.session);
        }
    }
    said_ui(ui, view, action);
}

/// What the session says. It has its place when there is little to say, too, so that a verdict moves no button from
/// under a finger.
fn said_ui(ui: &mut Ui, view: &View<'_>, action: &mut Option<Action>) {
    const MARGIN: f32 = 10.0;
    let language = view.language;
    let colours = theme::Desk::of(view.appearance);
    let is_narrow = ui.available_width() < ROOM_BESIDE_VERDICT;
    let telling = match view.session.state() {
        State::Showing(shown) => Some(Telling::of_shown(shown, None, language)),
        State::Attract | State::Scanning | State::TakeAway | State::Fault(_) => None,
    };
    let ground = telling
        .as_ref()
        .map_or(colours.card, |telling| theme::ground(telling.grade));
    let card = egui::Frame::new()
        .fill(ground)
        .stroke(Stroke::new(1.5, colours.line))
        .corner_radius(10.0)
        .inner_margin(MARGIN);
    card.show(ui, |ui| {
        let size = vec2(ui.available_width(), if is_narrow { 186.0 } else { 118.0 });
        ui.set_min_size(size);
        ui.spacing_mut().item_spacing.y = 4.0;
        match view.session.state() {
            State::Attract => waiting_ui(ui, size, &language.say(Phrase::DeskHow), colours.text),
            State::Scanning => {
                let advice = view.session.newest().and_then(|seen| seen.advice);
                let words = language.say(visitor::advice(advice));
                waiting_ui(ui, size, &words, colours.text);
            }
            State::TakeAway => waiting_ui(ui, size, &language.say(Phrase::TakeAway), colours.text),
            State::Fault(fault) => {
                // The first step is what visitors do.
                for step in language.camera_fault(*fault).steps.iter().skip(1) {
                    ui.label(*step);
                }
            }
            State::Showing(_) => {
                let Some(telling) = &telling else { return };
                let height = if is_narrow {
                    WORD_HEIGHT
                } else {
                    theme::TARGET
                };
                side_by_side_ui(ui, vec2(size.x, height), |ui| {
                    word_ui(ui, language, telling);
                    if !is_narrow {
                        let right = egui::Layout::right_to_left(egui::Align::Center);
                        ui.with_layout(right, |ui| again_ui(ui, language, action));
                    }
                });
                headline_ui(ui, telling);
                if is_narrow {
                    again_ui(ui, language, action);
                }
            }
        }
    });
}

fn side_by_side_ui(ui: &mut Ui, size: Vec2, content: impl FnOnce(&mut Ui)) {
    let row = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(size, row, content);
}

/// There is no verdict yet.
fn waiting_ui(ui: &mut Ui, size: Vec2, words: &str, ink: Color32) {
    side_by_side_ui(ui, size, |ui| {
        let (place, _) = ui.allocate_exact_size(Vec2::splat(WORD_HEIGHT), Sense::hover());
        Sign::Code.paint(ui.painter(), place, ink);
        ui.add(Label::new(words).wrap());
    });
}

fn word_ui(ui: &mut Ui, language: Language, telling: &Telling) {
    let (place, _) = ui.allocate_exact_size(Vec2::splat(WORD_HEIGHT), Sense::hover());
    Sign::of(telling.grade).paint(ui.painter(), place, theme::ON_SIGNAL);
    let word = RichText::new(&telling.word)
        .font(theme::bold(34.0))
        .color(theme::ON_SIGNAL);
    let response = ui.label(word);
    announce_as(ui, &response, telling.said(language));
}

fn headline_ui(ui: &mut Ui, telling: &Telling) {
    let font = theme::bold(theme::DESK_TEXT);
    ui.label(
        RichText::new(&telling.short)
            .font(font)
            .color(theme::ON_SIGNAL),
    );
}

fn again_ui(ui: &mut Ui, language: Language, action: &mut Option<Action>) {
    if button(ui, language.say(Phrase::Again), true) {
        *action = Some(Action::Again);
    }
}

/// Where files may be dropped; anywhere in the window works. While some are being judged, it says how far that is.
fn drop_ui(ui: &mut Ui, view: &View<'_>, colours: &theme::Desk, action: &mut Option<Action>) {
    let is_over = ui.input(|input| !input.raw.hovered_files.is_empty());
    let height = theme::TARGET + 2.0 * DROP_MARGIN;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let colour = if is_over { colours.text } else { colours.weak };
    if is_over {
        ui.painter().rect_filled(rect, 10.0, colours.selected);
    }
    let inner = rect.shrink(3.0);
    let corners = [
        inner.left_top(),
        inner.right_top(),
        inner.right_bottom(),
        inner.left_bottom(),
        inner.left_top(),
    ];
    for shape in Shape::dashed_line(&corners, Stroke::new(2.5, colour), 10.0, 7.0) {
        ui.painter().add(shape);
    }
    if let Some(progress) = view.progress {
        let inside = egui::UiBuilder::new().max_rect(rect.shrink(DROP_MARGIN));
        let inside = &mut ui.new_child(inside);
        progress_ui(inside, view.language, progress, colours, action);
        return;
    }
    let words = view.language.say(Phrase::DropHere);
    let galley = ui.painter().layout(
        words,
        theme::regular(theme::DESK_TEXT),
        colours.text,
        rect.width() - 20.0,
    );
    let place = Rect::from_center_size(rect.center(), galley.size());
    let response = ui.interact(place, ui.scope_id().with("drop"), Sense::hover());
    named(&response, galley.text(), Role::Label);
    ui.painter().galley(place.min, galley, colours.text);
}

fn progress_ui(
    ui: &mut Ui,
    language: Language,
    (done, total): (usize, usize),
    colours: &theme::Desk,
    action: &mut Option<Action>,
) {
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        if button(ui, language.say(Phrase::Cancel), true) {
            *action = Some(Action::Cancel);
        }
        ui.vertical(|ui| {
            let words = language.say(Phrase::Progress { done, total });
            ui.label(&words);
            let share = done as f32 / total.max(1) as f32;
            let bar = egui::ProgressBar::new(share)
                .desired_width(ui.available_width())
                .desired_height(PROGRESS_HEIGHT)
                .fill(colours.weak);
            named(&ui.add(bar), &words, Role::ProgressIndicator);
        });
    });
}

/// One line of the list.
fn row_ui(ui: &mut Ui, view: &View<'_>, row: &Row, is_selected: bool) -> egui::Response {
    let language = view.language;
    let colours = theme::Desk::of(view.appearance);
    let record = row.record();
    let outcome = record.finding.outcome();
    let (host, words) = record.summary(language);
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
fn file_name(record: &Record) -> &str {
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
fn paint_chip(ui: &Ui, rect: Rect, record: &Record, language: Language) {
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

/// The thumbnail with the places of the codes.
fn picture_ui(ui: &mut Ui, row: &mut Row) {
    let Some(bytes) = &row.done.thumbnail else {
        return;
    };
    if row.texture.is_none()
        && let Ok(picture) = image::load_from_memory(bytes)
    {
        let picture = picture.to_rgb8();
        let size = [picture.width() as usize, picture.height() as usize];
        let picture = ColorImage::from_rgb(size, &picture);
        row.texture = Some(
            ui.ctx()
                .load_texture("thumbnail", picture, TextureOptions::LINEAR),
        );
    }
    let Some(texture) = &row.texture else {
        return;
    };
    let natural = texture.size_vec2();
    let scale = (260.0 / natural.max_elem()).min(1.0);
    let (rect, response) = ui.allocate_exact_size(natural * scale, Sense::hover());
    let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    ui.painter().image(texture.id(), rect, uv, Color32::WHITE);
    named(&response, &row.done.record.source, Role::Image);
    let Finding::Picture { judged, places } = &row.done.record.finding else {
        return;
    };
    let shrunk = rect.width() / row.done.width.max(1) as f32;
    for (judged, (corners, _)) in judged.symbols.iter().zip(places) {
        let corners = corners.0.map(|[x, y]| rect.min + vec2(x, y) * shrunk);
        let colour = if judged.verdict.is_safe() {
            theme::SAFE_OUTLINE
        } else {
            theme::UNSAFE_OUTLINE
        };
        let painter = ui.painter().with_clip_rect(rect);
        painter.add(Shape::closed_line(
            corners.to_vec(),
            Stroke::new(5.0, theme::INK),
        ));
        painter.add(Shape::closed_line(
            corners.to_vec(),
            Stroke::new(3.0, colour),
        ));
    }
}

/// Everything about one code.
fn symbol_ui(
    ui: &mut Ui,
    index: usize,
    judged: &Judged,
    colours: &theme::Desk,
    language: Language,
) {
    let outcome = judged.outcome();
    let colour = if outcome == Outcome::Safe {
        colours.safe
    } else {
        colours.not_safe
    };
    let head = format!(
        "{}. {} · {}",
        index + 1,
        language.verdict(Some(outcome)),
        language.kind(judged.kind)
    );
    ui.label(
        RichText::new(head)
            .font(theme::bold(theme::DESK_TEXT))
            .color(colour),
    );
    if let Some(parts) = Parts::of(judged) {
        let inks = Inks {
            strong: colours.text,
            dim: colours.weak,
        };
        let job = parts.job(
            ui.ctx(),
            ui.available_width() - 8.0,
            theme::DESK_SMALL,
            6,
            inks,
        );
        let galley = ui.painter().layout_job(job);
        ui.add(Label::new(galley).selectable(true));
    }
    if judged.is_personal {
        ui.label(language.hidden_content());
    }
    if let Some(owner) = &judged.owner {
        ui.label(language.owner(owner.as_str()));
    }
    match &judged.verdict {
        Verdict::Safe(safe) => {
            ui.label(language.safe_headline(safe.entry()));
            ui.label(language.safe_note());
        }
        Verdict::Unsafe(reasons) => {
            for reason in reasons {
                reason_ui(ui, reason, language);
            }
        }
    }
}

fn reason_ui(ui: &mut Ui, reason: &Reason, language: Language) {
    let words = language.explain(reason);
    let line = format!(
        "{}{}{} [{}]",
        words.headline,
        language.colon(),
        words.why,
        reason.code()
    );
    ui.add(Label::new(line).wrap());
}

fn as_text(record: &Record, language: Language) -> String {
    let width = plain::width(&record.source);
    let text = format!(
        "{}\n{}",
        record.line(language, width),
        record.details(language)
    );
    anstream::adapter::strip_str(&text).to_string()
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

/// A button of the desk; true where it was pressed.
pub fn button(ui: &mut Ui, label: String, enabled: bool) -> bool {
    let button = Button::new(label).min_size(Vec2::splat(theme::TARGET));
    ui.add_enabled(enabled, button).clicked()
}

/// Gives a widget its name for screen readers.
pub fn named(response: &egui::Response, name: &str, kind: Role) {
    response.widget_info(|| WidgetInfo::labeled(kind, true, name));
}
