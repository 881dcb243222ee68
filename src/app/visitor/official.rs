//! The official addresses at a kiosk: a touch on a matter or a place, a touch on an office, and its code to scan. Nothing
//! is typed and nothing scrolls; what has no room is on the next page.

use std::sync::Arc;

use eframe::egui::{
    Align2, Color32, FontId, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::{Action, Foot, View, choices, focus_ring, split_bottom, split_top};
use crate::app::column::{Item, column_ui, fitting, galley, text_at};
use crate::app::qr;
use crate::app::theme::{self, Sizes};
use crate::check::allowlist::{Allowlist, Entry, Status};
use crate::directory;
use crate::language::Language;
use crate::messages::Phrase;

/// What was touched.
#[derive(Debug, Clone, Default)]
pub struct Official {
    /// The matter or the place; `None` while all of them are shown.
    query: Option<String>,
    /// The host of the office.
    chosen: Option<String>,
    page: usize,
}

/// One thing to touch.
struct Cell {
    label: String,
    /// Below it.
    note: Option<String>,
    is_chosen: bool,
    touch: Touch,
}

enum Touch {
    Query(String),
    Choose(String),
    NextPage(usize),
    All,
}

impl Official {
    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, list: &Allowlist) -> Option<Action> {
        let language = view.language;
        let screen = ui.max_rect();
        let sizes = Sizes::of(screen.size());
        ui.painter().rect_filled(screen, 0.0, view.colours.paper);
        let inside = screen.shrink(sizes.margin);
        let mut buttons = choices(view);
        buttons.push((language.say(Phrase::Back), Action::Back));
        let labels: Vec<String> = buttons.iter().map(|(label, _)| label.clone()).collect();
        let foot = Foot::of(ui, screen.size(), inside.width(), &labels, 0.0);
        let (content, bar) = split_bottom(inside, foot.height(), sizes.margin * 0.5);
        let (title, content) = split_top(
            content,
            sizes.headline * theme::LINE_SPACING,
            sizes.margin * 0.3,
        );
        let words = language.say(Phrase::OfficialAddresses);
        let font = theme::bold(sizes.headline);
        let words = galley(ui, &words, font, view.colours.ink, title.width());
        text_at(ui, title, Align2::LEFT_CENTER, words);
        let (cells_at, card) = match screen.height() > screen.width() {
            true => split_bottom(content, content.height() * 0.42, sizes.margin * 0.6),
            false => {
                let width = content.width() * 0.36;
                (
                    content.with_max_x(content.right() - width - sizes.margin * 0.6),
                    content.with_min_x(content.right() - width),
                )
            }
        };
        let found = directory::find(list, self.query.as_deref().unwrap_or_default());
        let chosen = found
            .iter()
            .find(|entry| Some(&entry.host) == self.chosen.as_ref())
            .or(found.first());
        let cells = match &self.query {
            None => places(list, language),
            Some(_) => {
                let chosen = chosen.map(|entry| entry.host.as_str());
                offices(&found, chosen, language)
            }
        };
        let touched = cells_ui(ui, view, cells_at, &sizes, cells, self.page);
        if let Some(entry) = chosen {
            card_ui(ui, view, card, entry, &sizes);
        }
        if let Some(touch) = touched {
            self.take(touch);
        }
        buttons_ui(ui, view, &foot, bar, &buttons)
    }

    fn take(&mut self, touch: Touch) {
        match touch {
            Touch::Query(query) => {
                *self = Official {
                    query: Some(query),
                    ..Official::default()
                }
            }
            Touch::Choose(host) => self.chosen = Some(host),
            Touch::NextPage(page) => self.page = page,
            Touch::All => *self = Official::default(),
        }
    }
}

/// The buttons at the foot, the way back at its right end.
fn buttons_ui(
    ui: &mut Ui,
    view: &View<'_>,
    foot: &Foot,
    bar: Rect,
    buttons: &[(String, Action)],
) -> Option<Action> {
    let (row, _) = foot.rows(bar);
    let (mut left, mut action) = (row.left(), None);
    for (label, chosen) in buttons {
        let at = match chosen {
            Action::Back => row.right() - foot.width(ui, label),
            _ => left,
        };
        let (fill, ink) = (view.colours.card, view.colours.ink);
        let (right, clicked) = foot.button_ui(ui, row, at, label, fill, ink);
        if clicked {
            action = Some(*chosen);
        }
        left = right + foot.gap;
    }
    action
}

/// The matters that people come for, and the places of the list.
fn places(list: &Allowlist, language: Language) -> Vec<Cell> {
    let mut regions: Vec<&str> = Vec::new();
    for entry in directory::find(list, "") {
        if !regions.contains(&entry.region.as_str()) {
            regions.push(&entry.region);
        }
    }
    let regions = regions.into_iter().map(|region| language.region(region));
    let words = language.matters().into_iter().chain(regions);
    words
        .map(|word| Cell {
            label: word.to_owned(),
            note: None,
            is_chosen: false,
            touch: Touch::Query(word.to_owned()),
        })
        .collect()
}

fn offices(found: &[&Arc<Entry>], chosen: Option<&str>, language: Language) -> Vec<Cell> {
    let all = Cell {
        label: language.say(Phrase::OtherPlaces),
        note: None,
        is_chosen: false,
        touch: Touch::All,
    };
    let offices = found.iter().map(|entry| Cell {
        label: language.entry_name(entry),
        note: Some(entry.host.clone()),
        is_chosen: chosen == Some(entry.host.as_str()),
        touch: Touch::Choose(entry.host.clone()),
    });
    std::iter::once(all).chain(offices).collect()
}

/// As many cells as there is room for, in rows, and the way to the next page.
fn cells_ui(
    ui: &mut Ui,
    view: &View<'_>,
    rect: Rect,
    sizes: &Sizes,
    mut cells: Vec<Cell>,
    page: usize,
) -> Option<Touch> {
    let text = sizes.scaled(view.text_size.min(LARGEST_CELLS)).text;
    let gap = sizes.margin * 0.2;
    let is_list = cells.iter().any(|cell| cell.note.is_some());
    let widest = |ui: &Ui, label: &str| {
        let font = theme::bold(text);
        galley(ui, label, font, Color32::WHITE, f32::INFINITY)
            .size()
            .x
            + text * 1.2
    };
    let width = match is_list {
        true => rect.width(),
        false => {
            let widest = cells.iter().map(|cell| widest(ui, &cell.label));
            widest.fold(theme::TARGET, f32::max).min(rect.width())
        }
    };
    let lines = if is_list { 2.9 } else { 1.7 };
    let height = theme::TARGET.max(text * lines);
    let columns = (((rect.width() + gap) / (width + gap)).floor() as usize).max(1);
    let rows = (((rect.height() + gap) / (height + gap)).floor() as usize).max(2);
    let room = columns * rows;
    // The list keeps its way back on every page.
    let first = if is_list { 1 } else { 0 };
    let kept: Vec<Cell> = cells.drain(..first.min(cells.len())).collect();
    let each = room.saturating_sub(first);
    if cells.len() > each {
        let each = each.saturating_sub(1).max(1);
        let pages = cells.len().div_ceil(each);
        let page = page.min(pages - 1);
        cells = cells.into_iter().skip(page * each).take(each).collect();
        cells.push(Cell {
            label: view.language.say(Phrase::More),
            note: None,
            is_chosen: false,
            touch: Touch::NextPage((page + 1) % pages),
        });
    }
    let mut touched = None;
    for (index, cell) in kept.into_iter().chain(cells).enumerate() {
        let (column, row) = (index % columns, index / columns);
        let corner = rect.min + vec2(column as f32 * (width + gap), row as f32 * (height + gap));
        let place = Rect::from_min_size(corner, vec2(width, height));
        if cell_ui(ui, view, place, &cell, text) {
            touched = Some(cell.touch);
        }
    }
    touched
}

/// Cells are many: they grow less than other text.
const LARGEST_CELLS: f32 = 1.5;

fn cell_ui(ui: &mut Ui, view: &View<'_>, place: Rect, cell: &Cell, text: f32) -> bool {
    let (fill, ink) = match cell.is_chosen {
        true => (view.colours.ink, view.colours.paper),
        false => (view.colours.card, view.colours.ink),
    };
    let id = ui.scope_id().with(("cell", &cell.label, &cell.note));
    let response = ui.interact(place, id, Sense::click());
    let name = match &cell.note {
        Some(note) => format!("{} {note}", cell.label),
        None => cell.label.clone(),
    };
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, cell.is_chosen, &name));
    ui.painter().rect_filled(place, 10.0, fill);
    ui.painter()
        .rect_stroke(place, 10.0, Stroke::new(2.0, ink), StrokeKind::Inside);
    let inside = place.shrink2(vec2(text * 0.5, 0.0));
    let one_line = |ui: &Ui, words: &str, font: fn(f32) -> FontId| {
        let size = fitting(ui, words, font, text, inside.width());
        galley(ui, words, font(size), ink, f32::INFINITY)
    };
    let label = one_line(ui, &cell.label, theme::bold);
    let note = cell
        .note
        .as_ref()
        .map(|note| one_line(ui, note, theme::mono));
    let both = label.size().y + note.as_ref().map_or(0.0, |note| note.size().y);
    let at = match &note {
        Some(_) => pos2(inside.left(), place.center().y - both / 2.0),
        None => place.center() - label.size() / 2.0,
    };
    let below = at + vec2(0.0, label.size().y);
    ui.painter().galley(at, label, ink);
    if let Some(note) = note {
        ui.painter().galley(below, note, ink);
    }
    focus_ring(ui, &response);
    response.clicked()
}

/// The code of the office, where its address is official.
fn card_ui(ui: &mut Ui, view: &View<'_>, card: Rect, entry: &Entry, sizes: &Sizes) {
    let language = view.language;
    ui.painter()
        .rect_filled(card, sizes.text * 0.5, Color32::WHITE);
    let is_active = entry.status == Status::Active;
    let inside = card.shrink(sizes.text * 0.6);
    let is_wide = card.width() > card.height() * 1.2;
    let (texts, picture) = match is_wide {
        true => {
            let side = inside.height().min(inside.width() * 0.5);
            let texts = inside.with_max_x(inside.right() - side - sizes.text * 0.6);
            (texts, inside.with_min_x(inside.right() - side))
        }
        false => {
            let side = card.width().min(card.height() * 0.62);
            split_bottom(inside, side, sizes.text * 0.3)
        }
    };
    let texts = if is_active { texts } else { inside };
    let mut items = vec![Item::Headline(language.entry_name(entry))];
    if !is_active {
        items.push(Item::Caveat(language.say(Phrase::NeedsConfirmation)));
    }
    items.push(Item::Text(entry.host.clone()));
    let look = view.look_of_card(ui.max_rect().size());
    column_ui(ui, texts, look, true, &items);
    if !is_active {
        return;
    }
    qr::paint(ui.painter(), picture, &entry.host);
    let response = ui.interact(picture, ui.scope_id().with("official-qr"), Sense::hover());
    let name = language.say(Phrase::QrOf { host: &entry.host });
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
}
