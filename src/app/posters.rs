//! The hall's own posters on the page of the staff: what is enrolled, with a way to remove it, and a new one held up to the
//! camera. Who is here has typed the PIN; a code that asks for money asks for it once more.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::{RichText, ScrollArea, TextEdit, Ui, vec2};

use super::column::announce;
use super::desk::button;
use super::kiosk::Kiosk;
use super::{Window, staff, theme};
use crate::check::allowlist::Allowlist;
use crate::check::list_age::months_after;
use crate::check::poster::{
    Candidate, Fingerprint, MAX_NAME_CHARS, NotEnrolled, Poster, PosterKind,
};
use crate::messages::{Phrase, PosterPhrase};
use crate::poster_file::PosterError;

/// For how many months a poster may be enrolled at a touch.
const MONTHS: [u16; 4] = [1, 3, 12, 24];
/// The one that is offered first.
const USUAL_MONTHS: u16 = 12;
/// Two touches that follow each other sooner are one of a finger that trembles.
const TREMBLES_SECS: f64 = 0.4;

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Look at what is before the camera.
    Look,
    /// Enrol what was found.
    Enrol(Form),
    /// Remove one.
    Remove(Fingerprint),
    /// Back to the page of the staff.
    Back,
}

/// A poster that was found, and what staff say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    candidate: Candidate,
    name: String,
    by: String,
    months: u16,
}

/// What is on the page.
#[derive(Default)]
pub struct Page {
    form: Option<Form>,
    /// The PIN was asked for once more, for the form that is there.
    awaits_pin: bool,
    is_busy: bool,
    notice: Option<String>,
    /// What shall be removed, once it is asked for again, and when it was asked for first, in seconds of egui's clock.
    removes: Option<(Fingerprint, f64)>,
}

impl Page {
    /// Something to tell on the page.
    pub fn tell(&mut self, notice: String) {
        self.notice = Some(notice);
        self.is_busy = false;
    }

    /// The PIN was typed once more, and is right: what it was asked for.
    pub fn confirmed(&mut self) -> Option<Form> {
        let is_awaited = std::mem::take(&mut self.awaits_pin);
        self.form.clone().filter(|_| is_awaited)
    }

    /// Whether the PIN is to be typed once more.
    pub fn awaits_pin(&self) -> bool {
        self.awaits_pin
    }

    /// Draws the page: what is enrolled, or what was found.
    pub fn ui(&mut self, ui: &mut Ui, view: &staff::View<'_>) -> Option<Asked> {
        let language = view.language;
        let mut asked = None;
        ui.horizontal_wrapped(|ui| {
            if button(ui, language.say(Phrase::Back), true) {
                asked = Some(Asked::Back);
            }
            ui.heading(language.poster_phrase(PosterPhrase::Title));
            if button(
                ui,
                language.poster_phrase(PosterPhrase::Look),
                !self.is_busy,
            ) {
                asked = Some(Asked::Look);
            }
        });
        let notice = match &self.notice {
            Some(notice) => notice.clone(),
            None => language.poster_phrase(PosterPhrase::Aim),
        };
        let response = ui.label(RichText::new(notice).font(theme::bold(theme::DESK_TEXT)));
        announce(ui, &response);
        ui.separator();
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let is_upright = ui.available_height() > ui.available_width();
            if is_upright {
                staff::camera_ui(ui, view);
                ui.add_space(12.0);
                asked = asked.take().or(self.side_ui(ui, view));
            } else {
                ui.columns(2, |sides| {
                    if let [left, right] = sides {
                        staff::camera_ui(left, view);
                        asked = asked.take().or(self.side_ui(right, view));
                    }
                });
            }
        });
        asked
    }

    fn side_ui(&mut self, ui: &mut Ui, view: &staff::View<'_>) -> Option<Asked> {
        match &mut self.form {
            Some(form) => form_ui(ui, form, view, !self.is_busy).inspect(|_| self.notice = None),
            None => self.list_ui(ui, view),
        }
    }

    fn list_ui(&mut self, ui: &mut Ui, view: &staff::View<'_>) -> Option<Asked> {
        let language = view.language;
        let posters = view.list.map(in_order).unwrap_or_default();
        if posters.is_empty() {
            ui.label(language.poster_phrase(PosterPhrase::None));
        }
        let mut asked = None;
        for poster in posters {
            let fingerprint = poster.fingerprint;
            ui.push_id(fingerprint, |ui| {
                let name = RichText::new(&poster.name).font(theme::bold(theme::DESK_TEXT));
                ui.label(name);
                ui.label(language.poster_line(poster));
                if let Some(link) = &poster.link {
                    ui.label(link);
                }
                let since = self.removes.filter(|(asked, _)| *asked == fingerprint);
                let phrase = match since {
                    Some(_) => PosterPhrase::RemoveSure,
                    None => PosterPhrase::Remove,
                };
                if button(ui, language.poster_phrase(phrase), true) {
                    let now = ui.input(|input| input.time);
                    match since {
                        None => self.removes = Some((fingerprint, now)),
                        Some((_, since)) if now - since < TREMBLES_SECS => {}
                        Some(_) => {
                            self.removes = None;
                            asked = Some(Asked::Remove(fingerprint));
                        }
                    }
                }
            });
            ui.add_space(12.0);
        }
        asked
    }
}

/// Those that count, as they were enrolled.
fn in_order(list: &Allowlist) -> Vec<&Poster> {
    let mut posters: Vec<&Poster> = list.posters().values().map(AsRef::as_ref).collect();
    posters.sort_by_key(|poster| (poster.enrolled_on, &poster.name, poster.fingerprint));
    posters
}

/// What it is, and what has to be said of it. Names can be typed, and chosen where there is no keyboard.
fn form_ui(ui: &mut Ui, form: &mut Form, view: &staff::View<'_>, is_free: bool) -> Option<Asked> {
    let language = view.language;
    let kind = form.candidate.kind();
    ui.heading(language.poster_phrase(PosterPhrase::ThisIs { kind }));
    if let Some(link) = form.candidate.link() {
        ui.label(link);
    }
    if kind == PosterKind::MerchantPayment {
        ui.label(language.poster_phrase(PosterPhrase::AsksForMoney));
    }
    ui.add_space(12.0);
    let hall = view.hall.unwrap_or_default();
    let named = language.poster_kind(kind).to_owned();
    let of_hall = format!("{hall}{named}");
    field_ui(
        ui,
        &language.poster_phrase(PosterPhrase::Name),
        &mut form.name,
        &[named, of_hall],
    );
    let staff = language.poster_phrase(PosterPhrase::StaffOfHall);
    field_ui(
        ui,
        &language.poster_phrase(PosterPhrase::By),
        &mut form.by,
        &[staff, hall.to_owned()],
    );
    ui.label(language.poster_phrase(PosterPhrase::Until));
    ui.horizontal_wrapped(|ui| {
        for months in MONTHS {
            let label = language.poster_phrase(PosterPhrase::Months { months });
            if ui.radio(form.months == months, label).clicked() {
                form.months = months;
            }
        }
    });
    ui.add_space(12.0);
    let enrol = language.poster_phrase(PosterPhrase::Enrol);
    button(ui, enrol, is_free).then(|| Asked::Enrol(form.clone()))
}

fn field_ui(ui: &mut Ui, label: &str, value: &mut String, choices: &[String]) {
    let label = ui.label(label);
    let field = TextEdit::singleline(value)
        .char_limit(MAX_NAME_CHARS)
        .margin(vec2(12.0, 16.0))
        .desired_width(360.0);
    ui.add(field).labelled_by(label.id);
    ui.horizontal_wrapped(|ui| {
        let mut offered: Vec<&String> = choices.iter().filter(|text| !text.is_empty()).collect();
        offered.dedup();
        for choice in offered {
            if ui.radio(value == choice, choice).clicked() {
                *value = choice.chars().take(MAX_NAME_CHARS).collect();
            }
        }
    });
    ui.add_space(8.0);
}

impl Window {
    /// Does what was asked for on the page of posters.
    pub(super) fn run_posters(&mut self, asked: Asked) {
        match asked {
            Asked::Look => self.look_at_poster(),
            Asked::Enrol(form) => self.enrol_poster(form, false),
            Asked::Remove(fingerprint) => {
                if let Some(file) = self.posters_file() {
                    self.background.remove_poster(file, fingerprint);
                }
            }
            Asked::Back => {
                if let Some(kiosk) = &mut self.kiosk {
                    kiosk.leave_posters();
                }
            }
        }
    }

    fn posters_file(&self) -> Option<PathBuf> {
        self.renewal.origin()?.posters.clone()
    }

    fn posters_page(&mut self) -> Option<&mut Page> {
        self.kiosk.as_mut().and_then(Kiosk::posters)
    }

    fn look_at_poster(&mut self) {
        let (language, newest) = (self.language, self.filming.newest());
        let (Some(page), Ok(list)) = (self.kiosk.as_mut().and_then(Kiosk::posters), &self.list)
        else {
            return;
        };
        page.form = None;
        match newest {
            Some(picture) => {
                page.tell(language.poster_phrase(PosterPhrase::Looking));
                page.is_busy = true;
                self.background.look_at_poster(picture, Arc::clone(list));
            }
            None => page.tell(language.poster_phrase(PosterPhrase::NoPicture)),
        }
    }

    /// Enrols it; what asks for money only where the PIN was typed once more.
    pub(super) fn enrol_poster(&mut self, form: Form, is_confirmed: bool) {
        let (language, day, file) = (self.language, self.day(), self.posters_file());
        let (Some(page), Ok(list)) = (self.kiosk.as_mut().and_then(Kiosk::posters), &self.list)
        else {
            return;
        };
        let until = months_after(day, form.months);
        let candidate = form.candidate.clone();
        match (
            candidate.vouched(&form.name, &form.by, until, list, day),
            file,
        ) {
            (Err(fault), _) => page.tell(language.vouch_fault(fault)),
            (Ok(poster), _) if poster.kind == PosterKind::MerchantPayment && !is_confirmed => {
                page.form = Some(form);
                page.awaits_pin = true;
            }
            (Ok(poster), Some(file)) => {
                page.is_busy = true;
                self.background.add_poster(file, poster);
            }
            (Ok(_), None) => {}
        }
    }

    /// What was found before the camera.
    pub fn poster_found(&mut self, found: Result<Candidate, NotEnrolled>) {
        let language = self.language;
        let Some(page) = self.posters_page() else {
            return;
        };
        match found {
            Ok(candidate) => {
                page.tell(language.poster_phrase(PosterPhrase::Found));
                page.form = Some(Form {
                    name: language.poster_kind(candidate.kind()).to_owned(),
                    by: language.poster_phrase(PosterPhrase::StaffOfHall),
                    months: USUAL_MONTHS,
                    candidate,
                });
            }
            Err(why) => page.tell(language.not_enrolled(&why)),
        }
    }

    /// A poster was enrolled or removed, or not.
    pub(super) fn posters_changed(&mut self, changed: Result<PosterPhrase, PosterError>) {
        let language = self.language;
        if changed.is_ok() {
            self.renewal.hurry();
        }
        let Some(page) = self.posters_page() else {
            return;
        };
        match changed {
            Ok(phrase) => {
                page.form = None;
                page.tell(language.poster_phrase(phrase));
            }
            Err(error) => page.tell(language.poster_error(&error)),
        }
    }
}
