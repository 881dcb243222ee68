//! The lines of the list with the heads of their columns, and the keys that go through it.

use eframe::egui::style::ScrollAnimation;
use eframe::egui::{
    self, Button, EventFilter, Id, Rect, Response, RichText, Sense, Ui, Vec2, pos2, vec2,
};

use super::{Column, Results, Row};
use crate::app::column::fitting;
use crate::app::commands::Command;
use crate::app::desk::View;
use crate::app::desk::keys::{self, Wish};
use crate::app::signs::Sign;
use crate::app::{list, theme};
use crate::language::Language;
use crate::messages::Phrase;
use crate::report::Record;
use crate::telling::Grade;

/// Width of a line in points from which it has room for the owner of an address.
const ROOM_FOR_OWNER: f32 = 520.0;

impl Results {
    /// The keys go from line to line, where nothing but the list has the keyboard.
    pub(super) fn take_keys(
        &mut self,
        ui: &Ui,
        view: &View<'_>,
        shown: &[usize],
        asked: &mut Vec<Command>,
    ) {
        let focused = ui.memory(|memory| memory.focused());
        let id = |place: &usize| self.rows.get(*place).map(|row| row.id);
        let stop = self.stop(shown);
        if focused.is_some() && focused != stop.map(row_id) {
            return;
        }
        let Some(wish) = keys::wish(ui, self.in_sight) else {
            return;
        };
        let at = shown
            .iter()
            .position(|place| id(place).is_some() && id(place) == self.selected);
        let last = shown.len().saturating_sub(1);
        let next = match (wish, at) {
            (Wish::First, _) | (Wish::By(_), None) => 0,
            (Wish::Last, _) => last,
            (Wish::By(lines), Some(at)) => at.saturating_add_signed(lines).min(last),
            (Wish::All, _) => {
                self.all = true;
                return;
            }
            (Wish::Copy, _) => {
                let chosen = self.chosen(shown);
                if !chosen.is_empty() {
                    asked.push(Command::Copy(self.copied(&chosen, view.language)));
                }
                return;
            }
            (Wish::Forget, _) => {
                let chosen = self.chosen(shown);
                if !chosen.is_empty() {
                    asked.push(Command::Take(self.ids(&chosen)));
                }
                return;
            }
        };
        self.select(shown.get(next).and_then(id));
        if focused.is_some()
            && let Some(id) = self.selected
        {
            ui.memory_mut(|memory| memory.request_focus(row_id(id)));
        }
    }

    /// Does what the keys of the list do where there is no room for it, and the details stand in its place.
    pub fn keys_ui(&mut self, ui: &Ui, view: &View<'_>, asked: &mut Vec<Command>) {
        self.look_up(view.language);
        let shown = std::mem::take(&mut self.shown.1);
        self.take_keys(ui, view, &shown, asked);
        self.shown.1 = shown;
        if matches!(asked.last(), Some(Command::Take(_))) {
            self.select(None); // to the list, where it can be had back
        }
    }

    /// The one line at which Tab stops: the one that is selected, or the first.
    fn stop(&self, shown: &[usize]) -> Option<u64> {
        let id = |place: &usize| self.rows.get(*place).map(|row| row.id);
        let mut all = shown.iter().filter_map(id);
        let selected = self.selected.filter(|id| all.any(|shown| shown == *id));
        selected.or_else(|| shown.first().and_then(id))
    }

    /// The lines that are in sight, of as much room as all would take; in a scrolled area.
    pub(super) fn rows_ui(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        shown: &[usize],
        asked: &mut Vec<Command>,
    ) {
        let stop = self.stop(shown);
        let height = theme::TARGET * shown.len() as f32;
        let (area, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
        let sight = ui.clip_rect();
        let line = |at: usize| {
            let top = area.top() + at as f32 * theme::TARGET;
            Rect::from_x_y_ranges(area.x_range(), top..=(top + theme::TARGET))
        };
        self.keep_in_sight(ui, shown, sight.height(), line);
        self.in_sight = (sight.height() / theme::TARGET) as usize;
        let first = ((sight.top() - area.top()) / theme::TARGET).max(0.0) as usize;
        let end = ((sight.bottom() - area.top()) / theme::TARGET)
            .max(0.0)
            .ceil() as usize;
        for (at, place) in shown.iter().enumerate().take(end).skip(first) {
            let Some(row) = self.rows.get(*place) else {
                continue;
            };
            let is_selected = self.all || self.selected == Some(row.id);
            let response = row_ui(ui, view, row, line(at), is_selected, stop == Some(row.id));
            if response.clicked() {
                self.selected = Some(row.id);
                self.all = false;
            }
            if response.double_clicked() {
                asked.push(Command::ShowLarge(row.id));
            }
        }
    }

    /// Scrolls to the line that is selected, where it is another one or the room for it has changed; and keeps what is
    /// looked at where it is while results come in above it.
    fn keep_in_sight(
        &mut self,
        ui: &Ui,
        shown: &[usize],
        height: f32,
        line: impl Fn(usize) -> Rect,
    ) {
        let grown = std::mem::take(&mut self.grown);
        let id = |place: &usize| self.rows.get(*place).map(|row| row.id);
        let selected = self.selected.and_then(|selected| {
            let at = shown.iter().position(|place| id(place) == Some(selected))?;
            Some((selected, at, height))
        });
        let is_moved_alone = match (self.brought, selected) {
            (Some((before, place, high)), Some((now, at, height))) => {
                before == now && high == height && at == place + grown
            }
            _ => false,
        };
        let at_once = ScrollAnimation::none();
        if grown > 0
            && line(0).top() < ui.clip_rect().top()
            && (is_moved_alone || selected.is_none())
        {
            let down = theme::TARGET * grown as f32;
            ui.scroll_with_delta_animation(vec2(0.0, -down), at_once);
        } else if let Some((_, at, _)) = selected
            && self.brought != selected
            && !is_moved_alone
        {
            ui.scroll_to_rect_animation(line(at), None, at_once);
        }
        self.brought = selected;
    }

    pub(super) fn header_ui(&mut self, ui: &mut Ui, language: Language, count: usize) {
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
            if place.width() <= 0.0 {
                continue;
            }
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

/// What the window knows a line by, wherever it stands.
fn row_id(id: u64) -> Id {
    Id::unique(("result", id))
}

/// One line of the list. Tab stops at one of them only; from there the arrow keys lead on.
fn row_ui(
    ui: &mut Ui,
    view: &View<'_>,
    row: &Row,
    rect: Rect,
    is_selected: bool,
    is_stop: bool,
) -> Response {
    let language = view.language;
    let colours = theme::Desk::of(view.appearance);
    let record = row.record();
    let outcome = record.finding.outcome();
    let (host, words) = row.done.summary(language);
    let name = format!(
        "{} {} {host} {words}",
        language.verdict(outcome),
        record.file_name()
    );
    let sense = match is_stop {
        true => Sense::click(),
        false => Sense::CLICK,
    };
    let response = ui.interact(rect, row_id(row.id), sense);
    if response.has_focus() {
        let own = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, own));
    }
    list::paint_line(ui, &response, &name, is_selected, &colours);
    let [verdict, source, owner, reason] = cells(rect);
    paint_chip(ui, verdict.shrink2(vec2(0.0, 11.0)), record, language);
    for (text, place, font) in [
        (record.file_name(), source, theme::regular(theme::DESK_TEXT)),
        (host.as_str(), owner, theme::mono(theme::DESK_SMALL)),
        (words.as_str(), reason, theme::regular(theme::DESK_TEXT)),
    ] {
        if place.width() > 0.0 {
            list::paint_text(ui, place, text, font, &colours);
        }
    }
    response
}

/// The four columns of a row. Where there is little room, the one of the owner has none: its details have it.
fn cells(rect: Rect) -> [Rect; 4] {
    let width = rect.width() - 8.0;
    let verdict = 124.0_f32.min(width * 0.3);
    let rest = width - verdict;
    let shares = match rect.width() < ROOM_FOR_OWNER {
        true => [0.0, 0.5, 0.5, 1.0],
        false => [0.0, 0.34, 0.66, 1.0],
    };
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
