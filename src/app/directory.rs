//! The official directory: search by place or name, see who owns an address, and its code to scan.

use eframe::egui::{self, Label, Panel, RichText, Role, ScrollArea, Sense, TextEdit, Ui, vec2};

use super::address::Parts;
use super::desk::{ROOM_FOR_COLUMNS, button, named};
use super::theme::{self, Appearance};
use super::{fonts, list, qr};
use crate::check::allowlist::{Allowlist, Entry, Status};
use crate::directory;
use crate::language::Language;
use crate::messages::Phrase;

/// Height of a line of the list, in points.
const LINE_HEIGHT: f32 = theme::TARGET + 8.0;

/// What was typed and chosen.
#[derive(Default)]
pub struct Directory {
    query: String,
    chosen: Option<String>,
}

impl Directory {
    /// Draws the directory; true where it should be left.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        language: Language,
        appearance: Appearance,
        list: &Allowlist,
    ) -> bool {
        let colours = theme::Desk::of(appearance);
        let screen = ui.max_rect().size();
        let leave = Panel::top("directory-head")
            .show(ui, |ui| self.head_ui(ui, language))
            .inner
            || ui.input(|input| input.key_pressed(egui::Key::Escape));
        let found = directory::find(list, &self.query);
        let chosen = found
            .iter()
            .find(|entry| Some(&entry.host) == self.chosen.as_ref())
            .or(found.first())
            .copied();
        let details = |ui: &mut Ui| {
            if let Some(entry) = chosen {
                entry_ui(ui, entry, &colours, language);
            }
        };
        // Where there is no room for both, the list comes first, and the way back from an entry is the list.
        let is_narrow = screen.x < ROOM_FOR_COLUMNS;
        if is_narrow && self.chosen.is_some() {
            egui::CentralPanel::default().show(ui, details);
            if leave {
                self.chosen = None;
            }
            return false;
        }
        if !is_narrow && screen.y > screen.x {
            Panel::bottom("entry")
                .exact_size(screen.y * 0.45)
                .show(ui, details);
        } else if !is_narrow {
            Panel::right("entry")
                .exact_size(screen.x * 0.42)
                .resizable(false)
                .show(ui, details);
        }
        egui::CentralPanel::default().show(ui, |ui| {
            if found.is_empty() {
                ui.label(language.say(Phrase::DirectoryNone));
            }
            ScrollArea::vertical().auto_shrink(false).show_rows(
                ui,
                LINE_HEIGHT,
                found.len(),
                |ui, range| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    for entry in found.get(range).unwrap_or_default() {
                        let is_chosen = chosen.is_some_and(|chosen| chosen.host == entry.host);
                        if line_ui(ui, entry, is_chosen, &colours, language) {
                            self.chosen = Some(entry.host.clone());
                        }
                    }
                },
            );
        });
        leave
    }

    /// Its name and the search; true where its button to go back was pressed.
    fn head_ui(&mut self, ui: &mut Ui, language: Language) -> bool {
        ui.add_space(6.0);
        let row = ui.horizontal_wrapped(|ui| {
            let leave = button(ui, language.say(Phrase::Back), true);
            ui.heading(language.say(Phrase::Directory));
            let hint = language.say(Phrase::DirectoryHint);
            let field = TextEdit::singleline(&mut self.query)
                .hint_text(&hint)
                .char_limit(64)
                .margin(vec2(12.0, 16.0))
                .desired_width(ui.available_width().clamp(200.0, 520.0));
            let response = ui.add(field);
            named(&response, &hint, Role::TextInput);
            leave
        });
        ui.add_space(6.0);
        row.inner
    }
}

/// One entry of the list: name, place, address.
fn line_ui(
    ui: &mut Ui,
    entry: &Entry,
    is_chosen: bool,
    colours: &theme::Desk,
    language: Language,
) -> bool {
    let name = language.entry_name(entry);
    let place = place_of(entry, language);
    let label = format!("{name} {place} {}", entry.host);
    let (rect, response) = list::line_ui(ui, LINE_HEIGHT, &label, is_chosen, colours);
    let inside = rect.shrink2(vec2(10.0, 4.0));
    let (upper, lower) = inside.split_top_bottom_at_fraction(0.5);
    let words = format!("{name} · {place}");
    list::paint_text(ui, upper, &words, theme::bold(theme::DESK_TEXT), colours);
    list::paint_text(
        ui,
        lower,
        &entry.host,
        theme::mono(theme::DESK_SMALL),
        colours,
    );
    response.clicked()
}

/// Everything about an entry, and the code of its address where it is official.
fn entry_ui(ui: &mut Ui, entry: &Entry, colours: &theme::Desk, language: Language) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.add_space(8.0);
        ui.heading(language.entry_name(entry));
        let parts = Parts::of_host(&entry.host);
        let width = ui.available_width() - 10.0;
        ui.add(parts.label(ui, width, theme::DESK_TEXT, 2, colours));
        ui.label(language.entry_kind(entry.kind));
        let (status, colour) = match entry.status {
            Status::Active => (Phrase::Active, colours.safe),
            Status::NeedsLocalConfirmation => (Phrase::NeedsConfirmation, colours.not_safe),
        };
        ui.label(
            RichText::new(language.say(status))
                .font(theme::bold(theme::DESK_TEXT))
                .color(colour),
        );
        if entry.status == Status::Active {
            let side = ui.available_width().min(300.0);
            let (rect, response) = ui.allocate_exact_size(vec2(side, side), Sense::hover());
            qr::paint(ui.painter(), rect, &entry.host);
            named(
                &response,
                &language.say(Phrase::QrOf { host: &entry.host }),
                Role::Image,
            );
        }
        ui.label(language.say(Phrase::Region {
            region: &place_of(entry, language),
        }));
        let verified = language.say(Phrase::VerifiedOn {
            date: &entry.verified_on.to_string(),
        });
        let by = entry.checked.map(|checked| language.checked(checked));
        let verified: Vec<&str> = std::iter::once(&*verified).chain(by).collect();
        ui.label(verified.join(" · "));
        ui.label(language.say(Phrase::Evidence));
        ui.label(language.grade(entry.grade));
        let font = theme::mono(theme::DESK_SMALL);
        for address in entry.owner_statement.iter().chain(&entry.evidence) {
            let shown = fonts::shown(ui.ctx(), &font, address);
            ui.add(Label::new(RichText::new(shown).font(font.clone())).wrap());
        }
        if let Some(note) = &entry.evidence_note {
            ui.add(Label::new(language.evidence_note(note)).wrap());
        }
    });
}

fn place_of(entry: &Entry, language: Language) -> String {
    let region = language.region(&entry.region);
    match &entry.city {
        Some(city) => format!("{region} {city}"),
        None => region.to_string(),
    }
}
