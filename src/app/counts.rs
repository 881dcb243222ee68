//! The numbers of each day as bars, for the staff.

use eframe::egui::{Align2, Painter, Pos2, Rect, Role, Sense, Ui, pos2, vec2};

use super::desk::named;
use super::theme::{self, Appearance};
use crate::check::allowlist::Date;
use crate::counts::{Day, line};
use crate::language::Language;
use crate::messages::Phrase;
use crate::telling::Grade;

/// Most days that have a bar.
pub const MAX_BARS: usize = 28;
/// Days that are told in words below the bars.
const IN_WORDS: usize = 3;
/// Height of the highest bar in points.
const HEIGHT: f32 = 140.0;
/// Widest bar in points, with the gap beside it.
const WIDEST: f32 = 48.0;

/// How a part of a bar is filled, so that colours are not alone.
#[derive(Clone, Copy)]
pub enum Filling {
    /// One colour.
    Full,
    /// Lines of it.
    Striped,
    /// Its outline.
    Empty,
}

/// Draws a bar a day, a legend, and the newest days in words. `days` are the newest ones, oldest first.
pub fn bars_ui(ui: &mut Ui, days: &[(Date, Day)], language: Language, appearance: Appearance) {
    let colours = theme::Desk::of(appearance);
    let parts = |day: &Day| {
        [
            (day.of_grade(Grade::Official), colours.safe, Filling::Full),
            (day.not_safe(), colours.not_safe, Filling::Striped),
            (day.unread, colours.weak, Filling::Empty),
        ]
    };
    let total = |day: &Day| parts(day).iter().map(|part| u64::from(part.0)).sum::<u64>();
    let most = days
        .iter()
        .map(|(_, day)| total(day))
        .max()
        .unwrap_or(0)
        .max(1);
    let small = theme::DESK_SMALL;
    let size = vec2(ui.available_width(), HEIGHT + 3.0 * small);
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    let each = (area.width() / days.len().max(1) as f32).min(WIDEST);
    let floor = area.bottom() - 1.5 * small;
    // Names of days stand under every so many of them, so that they do not touch.
    let step = (2.8 * small / each).ceil().max(1.0) as usize;
    for (index, (date, day)) in days.iter().enumerate() {
        let left = area.left() + index as f32 * each;
        let bar = Rect::from_min_max(
            pos2(left, area.top()),
            pos2(left + each * 0.8, area.bottom()),
        );
        let response = ui.interact(bar, ui.scope_id().with(("day", index)), Sense::hover());
        named(&response, &line(date, day, language), Role::Image);
        let mut bottom = floor;
        for (count, colour, filling) in parts(day) {
            let height = HEIGHT * count as f32 / most as f32;
            let part =
                Rect::from_min_max(pos2(bar.left(), bottom - height), pos2(bar.right(), bottom));
            fill(ui.painter(), part, colour, filling);
            bottom -= height;
        }
        let font = theme::regular(small);
        let text = |at: Pos2, align, words: String| {
            ui.painter()
                .text(at, align, words, font.clone(), colours.text);
        };
        let is_named = (days.len() - 1 - index).is_multiple_of(step);
        if is_named {
            let above = pos2(bar.center().x, bottom - 2.0);
            text(above, Align2::CENTER_BOTTOM, total(day).to_string());
            let below = pos2(bar.center().x, floor + 2.0);
            text(
                below,
                Align2::CENTER_TOP,
                format!("{}/{}", date.month, date.day),
            );
        }
    }
    legend_ui(ui, language, &colours);
    for (date, day) in days.iter().rev().take(IN_WORDS) {
        ui.label(line(date, day, language));
    }
}

/// What the parts of a bar stand for.
fn legend_ui(ui: &mut Ui, language: Language, colours: &theme::Desk) {
    let small = theme::DESK_SMALL;
    ui.horizontal_wrapped(|ui| {
        for (phrase, colour, filling) in [
            (Phrase::CountsOfficial, colours.safe, Filling::Full),
            (Phrase::CountsNotSafe, colours.not_safe, Filling::Striped),
            (Phrase::CountsUnread, colours.weak, Filling::Empty),
        ] {
            let (place, _) = ui.allocate_exact_size(vec2(small, small), Sense::hover());
            fill(ui.painter(), place, colour, filling);
            ui.label(language.say(phrase));
        }
    });
}

/// Fills a part of a bar.
pub fn fill(painter: &Painter, part: Rect, colour: eframe::egui::Color32, filling: Filling) {
    const STRIPES: f32 = 6.0;
    if part.height() < 0.5 {
        return;
    }
    let stroke = (2.0, colour);
    match filling {
        Filling::Full => {
            painter.rect_filled(part, 0.0, colour);
        }
        Filling::Striped => {
            painter.rect_filled(part, 0.0, colour.gamma_multiply(0.35));
            let lines = (part.height() / STRIPES) as usize;
            for number in 0..=lines {
                let y = part.bottom() - number as f32 * STRIPES;
                painter.hline(part.x_range(), y, stroke);
            }
        }
        Filling::Empty => {
            let inside = part.shrink(1.0);
            let kind = eframe::egui::StrokeKind::Middle;
            painter.rect_stroke(inside, 0.0, stroke, kind);
        }
    }
}
