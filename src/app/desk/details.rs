//! The selected result: its picture, each code with its reasons and the facts, and what can be done with it.

use std::sync::Arc;

use eframe::egui::{
    Color32, Key, Label, Rect, RichText, Role, ScrollArea, Sense, Shape, Stroke, TextureHandle, Ui,
    pos2, vec2,
};

use super::super::address::Parts;
use super::super::column::announce;
use super::super::commands::Command;
use super::super::files::Done;
use super::super::{fonts, theme};
use super::results::{Row, paint_chip};
use super::{View, button, named};
use crate::check::verdict::{Reason, Verdict};
use crate::check::{Judged, Outcome};
use crate::language::Language;
use crate::messages::{DeskPhrase, Phrase};
use crate::report::Finding;
use crate::telling::Telling;

/// Width in points from which the words stand beside the picture.
const ROOM_BESIDE_PICTURE: f32 = 600.0;

/// Height in points from which the head of the details stays where it is.
const ROOM_FOR_HEAD: f32 = 260.0;

/// The small picture of the result that was selected last; no other one is kept ready.
#[derive(Default)]
pub struct Details {
    of: Option<u64>,
    picture: Option<TextureHandle>,
}

impl Details {
    /// Takes a picture that was asked for, unless another result is selected by now.
    pub fn prepared(&mut self, id: u64, picture: TextureHandle) {
        if self.of == Some(id) {
            self.picture = Some(picture);
        }
    }

    /// Draws a result; `is_alone` where there was no room for the list. True where its button to go back was pressed.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        row: &Row,
        is_alone: bool,
        asked: &mut Vec<Command>,
    ) -> bool {
        if self.of.replace(row.id) != Some(row.id) {
            self.picture = None;
            if row.done.thumbnail.is_some() {
                asked.push(Command::Prepare(row.id, Arc::clone(&row.done)));
            }
        }
        // Where there is hardly any room the head is scrolled, too.
        if ui.available_height() < ROOM_FOR_HEAD {
            let area = ScrollArea::vertical().auto_shrink(false);
            let content = |ui: &mut Ui| {
                let is_done = head_ui(ui, view, row, is_alone, asked);
                self.body_ui(ui, view, row);
                is_done
            };
            return area.show(ui, content).inner;
        }
        let is_done = head_ui(ui, view, row, is_alone, asked);
        ScrollArea::vertical()
            .auto_shrink(false)
            .show(ui, |ui| self.body_ui(ui, view, row));
        is_done
    }

    /// The small picture and what was found.
    fn body_ui(&self, ui: &mut Ui, view: &View<'_>, row: &Row) {
        let language = view.language;
        let finding = &row.record().finding;
        let colours = theme::Desk::of(view.appearance);
        let is_filmed = row.done.original.is_none() && matches!(finding, Finding::Picture { .. });
        if is_filmed {
            let words = language.desk(DeskPhrase::NotKept);
            ui.label(RichText::new(words).color(colours.weak));
        }
        if ui.available_width() > ROOM_BESIDE_PICTURE {
            ui.horizontal_top(|ui| {
                self.picture_ui(ui, &row.done);
                ui.vertical(|ui| finding_ui(ui, finding, &colours, language));
            });
        } else {
            self.picture_ui(ui, &row.done);
            finding_ui(ui, finding, &colours, language);
        }
    }

    /// The small picture with the places of the codes. Its place is free until it is ready.
    fn picture_ui(&self, ui: &mut Ui, done: &Done) {
        let Some(texture) = &self.picture else {
            return;
        };
        let natural = texture.size_vec2();
        let scale = (260.0 / natural.max_elem()).min(1.0);
        let (rect, response) = ui.allocate_exact_size(natural * scale, Sense::hover());
        let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        ui.painter().image(texture.id(), rect, uv, Color32::WHITE);
        named(&response, &done.record.source, Role::Image);
        let Finding::Picture { judged, places } = &done.record.finding else {
            return;
        };
        let shrunk = rect.width() / done.width.max(1) as f32;
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
}

/// Which result it is, and what can be done with it; true where its button to go back was pressed.
fn head_ui(
    ui: &mut Ui,
    view: &View<'_>,
    row: &Row,
    is_alone: bool,
    asked: &mut Vec<Command>,
) -> bool {
    let (language, record) = (view.language, row.record());
    let mut is_done = false;
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        let outcome = record.finding.outcome();
        let (_, response) = ui.allocate_exact_size(vec2(124.0, 38.0), Sense::hover());
        // With the name, so that a screen reader says each result that is selected, or comes in.
        let name = format!("{} {}", language.verdict(outcome), record.file_name());
        named(&response, &name, Role::Label);
        paint_chip(ui, response.rect, record, language);
        announce(ui, &response);
        let bold = theme::bold(theme::DESK_TEXT);
        let source = fonts::shown(ui.ctx(), &bold, &record.source);
        ui.add(Label::new(RichText::new(source).font(bold)).truncate());
    });
    ui.horizontal_wrapped(|ui| {
        if is_alone {
            is_done = button(ui, language.say(Phrase::Back), true)
                || ui.input(|input| input.key_pressed(Key::Escape));
        }
        if button(ui, language.say(Phrase::ShowLarge), true) {
            asked.push(Command::ShowLarge(row.id));
        }
        if row.done.original.is_some() && button(ui, language.desk(DeskPhrase::LookClosely), true) {
            asked.push(Command::LookClosely(row.id));
        }
        if button(ui, language.say(Phrase::CopyText), true) {
            asked.push(Command::Copy(record.forwarded(language)));
        }
        if button(ui, language.say(Phrase::CopyJson), true) {
            asked.push(Command::Copy(record.json(view.list.info())));
        }
    });
    is_done
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
    for step in Telling::of(finding.subject(), None, language).steps {
        ui.add(Label::new(format!("→ {step}")).wrap());
    }
}

/// Number, verdict and kind of a code.
pub fn name_of_code(index: usize, judged: &Judged, language: Language) -> String {
    format!(
        "{}. {} · {}",
        index + 1,
        language.verdict(Some(judged.outcome())),
        language.kind(judged.kind)
    )
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
    ui.label(
        RichText::new(name_of_code(index, judged, language))
            .font(theme::bold(theme::DESK_TEXT))
            .color(colour),
    );
    if let Some(parts) = Parts::of(judged) {
        let width = ui.available_width() - 8.0;
        let label = parts.label(ui, width, theme::DESK_SMALL, 6, colours);
        ui.add(label.selectable(true));
    }
    if judged.is_personal {
        ui.label(language.hidden_content());
    }
    if let Some(owner) = &judged.owner {
        ui.label(language.owner(owner.as_str()));
    }
    match &judged.verdict {
        Verdict::Safe(safe) => {
            ui.label(language.safe_headline(safe));
            ui.label(language.safe_note(safe));
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
