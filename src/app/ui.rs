//! Draws the page that is shown. Nothing is decided here: what is asked for comes back as a [`Command`].

use std::time::Instant;

use eframe::egui::{self, Context, Ui};

use super::background::{Choice, Event};
use super::commands::Command;
use super::files::Files;
use super::watching::Watching;
use super::{Desk, Page, Window, desk, part, settings, theme, visitor};
use crate::check::allowlist::Allowlist;
use crate::messages::Phrase;
use crate::session::State;
use crate::telling::Telling;

/// The shorter side of a window in points that is laid out as it is: that of the usual large screen. A larger one is laid
/// out like this one, and drawn larger.
const LARGEST_SIDE: f32 = 1_080.0;

/// How far a finger may move during a touch, in points: about a finger's width.
const FINGER_DRIFT: f32 = 60.0;

impl Window {
    /// Draws the window and does what was asked for.
    pub(super) fn window_ui(&mut self, ui: &mut Ui) {
        self.zoom(ui.ctx());
        self.take_fingers(ui.ctx());
        self.name_window(ui.ctx());
        for command in self.page_ui(ui) {
            self.run(ui.ctx(), command);
        }
    }

    /// Draws the page; what is asked for on it.
    fn page_ui(&mut self, ui: &mut Ui) -> Vec<Command> {
        let asked = match self.page {
            Page::Visitor => {
                let asked = self.visitor_ui(ui);
                self.sign_ui(ui);
                asked
            }
            Page::Desk => return self.desk_ui(ui),
            Page::Result(id, picked) => self.result_ui(ui, id, picked),
            Page::Picture(id) => self.picture_ui(ui, id),
            Page::Directory if self.kiosk.is_some() => self.official_ui(ui),
            Page::Directory => self.directory_ui(ui),
            Page::Settings => self.settings_ui(ui),
            Page::Staff => self.staff_ui(ui),
        };
        asked.into_iter().collect()
    }

    /// What counts as a touch. On visitors' screens nothing is dragged, so that a finger may tremble and stay as long as it
    /// likes; a button still has to be under it when it leaves.
    fn take_fingers(&self, ctx: &Context) {
        let usual = egui::InputOptions::default();
        let (drift, lasts) = match self.page {
            Page::Visitor | Page::Result(..) => (FINGER_DRIFT, f64::INFINITY),
            Page::Directory if self.kiosk.is_some() => (FINGER_DRIFT, f64::INFINITY),
            Page::Desk | Page::Picture(_) | Page::Directory | Page::Settings | Page::Staff => {
                (usual.max_click_dist, usual.max_click_duration)
            }
        };
        ctx.options_mut(|options| {
            options.input_options.max_click_dist = drift;
            options.input_options.max_click_duration = lasts;
        });
    }

    /// How large a point is. Visitors' screens take the text size into their own sizes; the desk grows as a whole. On a
    /// screen of very many pixels that the system does not make larger, everything grows with the window.
    fn zoom(&self, ctx: &Context) {
        let text_size = match self.page {
            Page::Visitor | Page::Result(..) => 1.0,
            Page::Directory if self.kiosk.is_some() => 1.0,
            Page::Desk | Page::Picture(_) | Page::Directory | Page::Settings | Page::Staff => {
                self.settings.text_size
            }
        };
        let zoom = ctx.zoom_factor();
        let shorter_side = ctx.content_rect().size().min_elem() * zoom;
        let wanted = text_size * (shorter_side / LARGEST_SIDE).max(1.0);
        // Rounding alone shall not draw the window anew for ever.
        if (wanted - zoom).abs() > 0.005 {
            ctx.set_zoom_factor(wanted);
        }
    }

    /// The window's name for screen readers, with the verdict: some, such as the Orca of Debian 12, know no live regions
    /// and say a new name only.
    fn name_window(&self, ctx: &Context) {
        let mut name = self.language.say(Phrase::Title);
        if let (Page::Visitor | Page::Desk, State::Showing(shown)) =
            (self.page, self.session.state())
        {
            // At the desk no code can be picked.
            let picked = self.picked_code().filter(|_| self.page == Page::Visitor);
            let telling = Telling::of_shown(shown, picked, self.language);
            name = format!("{} · {name}", telling.said(self.language));
        }
        ctx.accesskit_node_builder(egui::accesskit_root_id(), |window| window.set_label(name));
    }

    fn visitor_ui(&self, ui: &mut Ui) -> Option<Command> {
        let hall = self.hall();
        let view = self.view(hall.as_deref());
        visitor::screen_ui(ui, &view).map(Command::Visitor)
    }

    /// The official addresses at a kiosk, until a code is held up.
    fn official_ui(&mut self, ui: &mut Ui) -> Option<Command> {
        let Ok(list) = &self.list else {
            return Some(Command::Show(Page::Visitor));
        };
        let mut official = std::mem::take(&mut self.visit.official);
        let view = self.view(None);
        let action = official.ui(ui, &view, list);
        self.visit.official = official;
        match self.session.state() {
            State::Attract | State::Fault(_) => action.map(Command::Visitor),
            State::Scanning | State::TakeAway | State::Showing(_) => {
                Some(Command::Show(Page::Visitor))
            }
        }
    }

    fn directory_ui(&mut self, ui: &mut Ui) -> Option<Command> {
        let appearance = self.settings.appearance;
        let is_left = match &self.list {
            Ok(list) => self.directory.ui(ui, self.language, appearance, list),
            Err(_) => true,
        };
        is_left.then_some(Command::Show(Page::Desk))
    }

    fn view<'a>(&'a self, hall: Option<&'a str>) -> visitor::View<'a> {
        visitor::View {
            language: self.language,
            session: &self.session,
            now: self.now(),
            film: &self.filming.film,
            list: self.list.as_deref().ok(),
            mirror: self.settings.mirror,
            text_size: self.visit.choices.text_size(self.settings.text_size),
            colours: self.visit.choices.colours(self.settings.appearance),
            choices: self.visit.choices,
            hall,
            picked: self.picked_code(),
            has_desk: self.kiosk.is_none(),
            sound: self.speaker.buttons(&self.settings),
        }
    }

    /// The code that was touched, if its verdict is still the one on the screen.
    pub(super) fn picked_code(&self) -> Option<usize> {
        let (since, index) = self.visit.picked?;
        match self.session.state() {
            State::Showing(shown) if shown.since == since => Some(index),
            _ => None,
        }
    }

    /// The hall's own number, in words.
    fn hall(&self) -> Option<String> {
        let phone = self.settings.hall_phone.as_deref()?;
        let this = self.language.say(Phrase::ThisHall);
        let name = self.settings.hall_name.as_deref().unwrap_or(&this);
        Some(self.language.say(Phrase::HallPhone { name, phone }))
    }

    /// A result as visitors would see it.
    fn result_ui(&self, ui: &mut Ui, id: u64, picked: Option<usize>) -> Option<Command> {
        let Some(row) = self.desk.row(id) else {
            return Some(Command::Show(Page::Desk));
        };
        let finding = &row.record().finding;
        let hall = self.hall();
        let view = self.view(hall.as_deref());
        let verdict = visitor::VerdictView {
            telling: Telling::of(finding.subject(), picked, self.language),
            symbols: finding.symbols(),
            time_left: None,
            held: false,
            ends: false,
            is_result: true,
        };
        visitor::verdict_ui(ui, &view, &verdict).map(Command::Visitor)
    }

    fn desk_view<'a>(&'a self, list: &'a Allowlist) -> desk::View<'a> {
        desk::View {
            language: self.language,
            appearance: self.settings.appearance,
            list,
            session: &self.session,
            now: self.now(),
            today: self.day(),
            film: &self.filming.film,
            mirror: self.settings.mirror,
            progress: self.files.as_ref().and_then(Files::progress),
            recent: &self.recent,
            can_drop: self.can_drop,
            watched: self.watching.as_ref().map(Watching::folder),
            is_watch_lost: self.watching.as_ref().is_some_and(Watching::is_lost),
        }
    }

    /// The picture of a result, to be looked at closely.
    fn picture_ui(&mut self, ui: &mut Ui, id: u64) -> Option<Command> {
        let back = Some(Command::Show(Page::Desk));
        let Ok(list) = &self.list else {
            return back;
        };
        let mut desk = std::mem::replace(&mut self.desk, Desk::new(None));
        let leave = desk.picture_ui(ui, &self.desk_view(list), id);
        self.desk = desk;
        back.filter(|_| leave)
    }

    fn desk_ui(&mut self, ui: &mut Ui) -> Vec<Command> {
        if let Some(part) = &mut self.part {
            if let Some(answer) = part.ui(ui, self.language) {
                self.end_part(ui.ctx(), answer);
            }
            return Vec::new();
        }
        let list = match &self.list {
            Ok(list) => list,
            Err(problems) => return self.no_list_ui(ui, problems).into_iter().collect(),
        };
        let mut desk = std::mem::replace(&mut self.desk, Desk::new(None));
        let mut asked = Vec::new();
        desk.ui(ui, &self.desk_view(list), &mut asked);
        self.desk = desk;
        let pasted = ui.input(|input| self.pasting.keys.pasted(input, Instant::now()));
        if let Some(given) = pasted.filter(|_| !ui.ctx().egui_wants_keyboard_input()) {
            self.background.paste(given);
        }
        if ui.input(|input| input.key_pressed(egui::Key::F8)) {
            asked.push(Command::TakeScreen);
        }
        let open = egui::KeyboardShortcut::new(egui::Modifiers::COMMAND, egui::Key::O);
        if ui.input_mut(|input| input.consume_shortcut(&open)) {
            asked.push(Command::Choose(Choice::Files));
        }
        asked
    }

    /// The picture of the screen is forgotten, and the window is as large as before.
    fn end_part(&mut self, ctx: &Context, answer: part::Answer) {
        ctx.send_viewport_cmd(egui::ViewportCommand::Fullscreen(self.was_full));
        self.part = None;
        if let part::Answer::Judge(frame) = answer {
            self.take_event(Event::PartOfScreen(frame));
        }
    }

    /// Staff see what is wrong with the list, a line each.
    fn no_list_ui(&self, ui: &mut Ui, problems: &[String]) -> Option<Command> {
        let panel = egui::CentralPanel::default().show(ui, |ui| {
            ui.heading(self.language.say(Phrase::NoListTitle));
            ui.label(self.language.say(Phrase::NoListSteps));
            ui.separator();
            for problem in problems {
                ui.label(problem);
            }
            let pressed = desk::button(ui, self.language.say(Phrase::Settings), true);
            pressed.then_some(Command::Show(Page::Settings))
        });
        panel.inner
    }

    fn settings_ui(&mut self, ui: &mut Ui) -> Option<Command> {
        let before = self.settings.clone();
        let notice = self.kept.notice.as_deref();
        let (formats, format) = self.filming.formats();
        let cameras = settings::Cameras {
            names: &self.filming.names,
            formats,
            format,
        };
        // A kiosk has its lists from a stick, on the page of the staff.
        let list = self.list.as_ref().ok().map(|list| list.info());
        let list = list.filter(|_| self.kiosk.is_none() && self.renewal.origin().is_some());
        let action = settings::settings_ui(ui, &mut self.settings, &cameras, list, notice);
        if before.appearance != self.settings.appearance {
            theme::apply(ui.ctx(), self.settings.appearance);
        }
        if before.voice_folder != self.settings.voice_folder {
            self.speaker.start(&self.settings);
        }
        if before.camera != self.settings.camera {
            self.settings.camera_format = None; // it was one of the other camera's
            self.filming.forget_formats();
        }
        let is_other = before.camera != self.settings.camera
            || before.camera_format != self.settings.camera_format;
        if is_other {
            self.filming.change_camera(&self.settings);
        }
        self.language = self.settings.language;
        if before != self.settings {
            self.settings_changed();
        }
        action.map(Command::Settings)
    }
}
