//! What stands above the list: how many there are, the filter, and what can be done with all of them.

use eframe::egui::{Button, Key, Rect, RichText, Role, Sense, TextEdit, Ui, Vec2, vec2};

use super::{Only, Results};
use crate::app::commands::Command;
use crate::app::counts::{Filling, fill};
use crate::app::desk::{View, button, keys, menus, named};
use crate::app::theme;
use crate::check::Outcome;
use crate::language::Language;
use crate::messages::{DeskPhrase, Phrase};

/// Height of the bar of what there is of each kind, in points.
const BAR_HEIGHT: f32 = 14.0;

impl Results {
    /// How many there are of each kind, and the field of the filter.
    pub(super) fn counts_ui(&mut self, ui: &mut Ui, language: Language, colours: &theme::Desk) {
        let count = |outcome: Option<Outcome>| {
            let rows = self.rows.iter();
            rows.filter(|row| row.record().finding.outcome() == outcome)
                .count()
        };
        let counts = [
            Some(Outcome::Unsafe),
            Some(Outcome::Safe),
            Some(Outcome::NoCode),
            None,
        ]
        .map(count);
        ui.horizontal_wrapped(|ui| {
            let total = self.rows.len();
            ui.heading(language.say(Phrase::Results { total }));
            for (index, count) in counts.into_iter().enumerate() {
                if count > 0 {
                    let say = |phrase| language.say(phrase);
                    let (words, colour) = match index {
                        0 => (say(Phrase::ResultsUnsafe { count }), colours.not_safe),
                        1 => (
                            language.desk(DeskPhrase::ResultsSafe { count }),
                            colours.safe,
                        ),
                        2 => (say(Phrase::ResultsNoCode { count }), colours.weak),
                        _ => (say(Phrase::ResultsErrors { count }), colours.weak),
                    };
                    let words = RichText::new(words)
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
                if keys::wants_filter(ui) {
                    response.request_focus();
                }
                // The field itself gives the keyboard back at Escape; what stood in it goes with it.
                if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
                    self.filter.clear();
                }
            }
        });
        if !self.rows.is_empty() {
            bar_ui(ui, counts, colours);
        }
    }

    /// What can be done with all of them, and which of them are shown.
    pub(super) fn buttons_ui(&mut self, ui: &mut Ui, view: &View<'_>, asked: &mut Vec<Command>) {
        let language = view.language;
        let has_rows = !self.rows.is_empty();
        ui.horizontal_wrapped(|ui| {
            menus::report_ui(ui, view, has_rows, asked);
            if has_rows {
                self.only_ui(ui, language);
            }
            // Apart from the report, which is what is not to be lost.
            if button(ui, language.say(Phrase::ClearAll), has_rows) {
                asked.push(Command::Clear);
            }
        });
    }

    /// Which of them are shown.
    fn only_ui(&mut self, ui: &mut Ui, language: Language) {
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
    }
}

/// The shares of unsafe, safe, without a code and unreadable as one bar; the numbers stand above it.
fn bar_ui(ui: &mut Ui, counts: [usize; 4], colours: &theme::Desk) {
    let size = vec2(ui.available_width(), BAR_HEIGHT);
    let (bar, _) = ui.allocate_exact_size(size, Sense::hover());
    let total = counts.iter().sum::<usize>().max(1) as f32;
    let mut left = bar.left();
    for (count, (colour, filling)) in counts.into_iter().zip([
        (colours.not_safe, Filling::Striped),
        (colours.safe, Filling::Full),
        (colours.weak, Filling::Empty),
        (colours.weak, Filling::Empty),
    ]) {
        let right = left + bar.width() * count as f32 / total;
        let part = Rect::from_x_y_ranges(left..=right, bar.y_range());
        if count > 0 {
            fill(ui.painter(), part, colour, filling);
        }
        left = right;
    }
}
