//! What can be asked of the window: a page returns [`Command`]s, and they are done here. What visitors, the settings and the
//! staff may ask for is a closed list each, so that a visitor's screen can open no dialog, whatever is drawn on it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use eframe::egui::Context;

use super::background::{Choice, Event, ReportKind};
use super::files::{Done, Job};
use super::screen::{self, NoScreen};
use super::visitor::{self, Official};
use super::{Page, Window, settings, staff};
use crate::language::Language;
use crate::messages::Phrase;
use crate::session::State;

/// What was asked for.
pub enum Command {
    /// Open a dialog of the system.
    Choose(Choice),
    /// Take what is in the clipboard.
    Paste,
    /// Take a picture of the screen, so that a part of it can be judged.
    TakeScreen,
    /// Judge files and folders.
    Judge(Vec<PathBuf>),
    /// Forget the folders that were opened last.
    ForgetFolders,
    /// Stop judging.
    Cancel,
    /// Forget all results.
    Clear,
    /// Forget some of them.
    Take(Vec<u64>),
    /// Have back what was forgotten last.
    Restore,
    /// Make a result's small picture ready to be shown.
    Prepare(u64, Arc<Done>),
    /// Look closely at the picture of a result.
    LookClosely(u64),
    /// Show a result as visitors see it.
    ShowLarge(u64),
    /// Put a text into the clipboard.
    Copy(String),
    /// Another page.
    Show(Page),
    /// The other language.
    SwitchLanguage,
    /// The verdict on the screen may go.
    Forget,
    /// What a visitor has touched.
    Visitor(visitor::Action),
    /// On the page of the settings.
    Settings(settings::Action),
    /// On the page of a kiosk's staff.
    Staff(staff::Action),
}

impl Window {
    /// Does what was asked for. What may wait is done by another thread, which answers with an
    /// [`Event`](super::background::Event).
    pub(super) fn run(&mut self, ctx: &Context, command: Command) {
        if self.page == Page::Desk && !matches!(command, Command::Prepare(..)) {
            self.desk.notice = None;
        }
        match command {
            Command::Choose(choice) => self.choose_in_dialog(choice),
            Command::Paste => self.background.paste(None),
            Command::TakeScreen if screen::is_wayland() => {
                self.take_event(Event::NoScreen(NoScreen::Wayland));
            }
            Command::TakeScreen => {
                self.was_full = ctx.input(|input| input.viewport().fullscreen.unwrap_or_default());
                self.background.take_screen();
            }
            Command::Judge(paths) => self.judge(Job::Paths(paths)),
            Command::ForgetFolders => {
                self.recent.forget();
                self.background.keep_recent(&self.recent);
            }
            Command::Cancel => {
                if let Some(files) = &self.files {
                    files.cancel();
                }
            }
            Command::Clear => {
                if let Some(files) = &self.files {
                    files.cancel();
                }
                self.desk.clear(self.now());
                self.session.forget();
                self.desk.noted = None;
                self.pasting.count = 0;
            }
            Command::Take(ids) => self.desk.take(&ids, self.now()),
            Command::Restore => self.desk.restore(),
            Command::Prepare(id, done) => self.background.prepare(id, done),
            Command::LookClosely(id) => {
                if let Some(done) = self.desk.look_closely(id) {
                    self.background.look_closely(id, done);
                    self.page = Page::Picture(id);
                }
            }
            Command::ShowLarge(id) => {
                self.page = Page::Result(id, None);
            }
            Command::Copy(text) => {
                ctx.copy_text(text);
                self.desk.notice = Some(self.language.say(Phrase::Copied));
            }
            Command::Show(page) => self.show(page),
            Command::SwitchLanguage => self.switch_language(),
            Command::Forget => self.session.forget(),
            Command::Visitor(action) => self.run_visitor(action),
            Command::Settings(action) => self.run_settings(action),
            Command::Staff(action) => self.run_staff(ctx, action),
        }
    }

    fn run_visitor(&mut self, action: visitor::Action) {
        match action {
            visitor::Action::Again => self.session.forget(),
            visitor::Action::Hold => self.session.hold(),
            visitor::Action::Pick(index) => match (self.page, self.session.state()) {
                (Page::Result(id, _), _) => self.page = Page::Result(id, Some(index)),
                (_, State::Showing(shown)) => {
                    self.visit.picked = Some((shown.since, index));
                    self.session.hold();
                }
                (_, State::Attract | State::Scanning | State::TakeAway | State::Fault(_)) => {}
            },
            visitor::Action::Back => {
                self.page = match self.kiosk {
                    Some(_) => Page::Visitor,
                    None => Page::Desk,
                }
            }
            visitor::Action::SayAgain => self.speaker.again(&self.settings),
            visitor::Action::Mute => self.speaker.mute(&self.settings),
            visitor::Action::Choose(choice) => {
                // Whoever chooses reads on.
                self.session.hold();
                self.choose(choice);
            }
        }
    }

    fn choose(&mut self, choice: visitor::Choice) {
        match choice {
            visitor::Choice::Language => self.switch_language(),
            visitor::Choice::TextSize => {
                self.visit.choices.large_text ^= true;
                self.visit.chosen_at = Some(Instant::now());
            }
            visitor::Choice::Contrast => {
                self.visit.choices.high_contrast ^= true;
                self.visit.chosen_at = Some(Instant::now());
            }
            visitor::Choice::OfficialAddresses => self.show(Page::Directory),
        }
    }

    fn run_settings(&mut self, action: settings::Action) {
        match action {
            settings::Action::Back if self.kiosk.is_some() => self.show(Page::Staff),
            settings::Action::Back => self.show(Page::Desk),
            // Its dialog would outlast the page, and whoever comes then would have the files of the machine.
            _ if self.kiosk.is_some() && action.opens_a_dialog() => {
                self.kept.notice = Some(self.language.say(Phrase::NoFoldersHere));
            }
            settings::Action::ImportList => self.choose_in_dialog(Choice::ListPackage),
            settings::Action::ChooseFolder => self.choose_in_dialog(Choice::ListFolder),
            settings::Action::ChooseWatchedFolder => self.choose_in_dialog(Choice::WatchedFolder),
            #[cfg(feature = "sound")]
            settings::Action::ChooseVoiceFolder => self.choose_in_dialog(Choice::VoiceFolder),
        }
    }

    fn choose_in_dialog(&self, choice: Choice) {
        let folder = self.recent.last();
        self.background.choose(choice, self.language, folder);
    }

    pub(super) fn show(&mut self, page: Page) {
        if page == Page::Settings {
            self.kept.notice = None;
            self.background.list_cameras();
        }
        if let Some(kiosk) = &mut self.kiosk
            && page == Page::Directory
        {
            kiosk.page_opened();
            self.visit.official = Official::default();
        }
        self.page = page;
    }

    fn switch_language(&mut self) {
        self.language = match self.language {
            Language::ZhCn => Language::En,
            Language::En => Language::ZhCn,
        };
        self.visit.chosen_at = Some(Instant::now());
        if self.kiosk.is_none() {
            self.settings.language = self.language;
            self.settings_changed();
        }
    }

    /// Has something judged by the thread of the files.
    pub(super) fn judge(&mut self, job: Job) {
        if let Some(files) = &self.files {
            files.judge(job, self.language);
        }
    }

    pub(super) fn save_report(&mut self, path: PathBuf, kind: ReportKind) {
        let Ok(list) = &self.list else {
            return;
        };
        let report = super::background::Report {
            results: self.desk.results().map(Arc::clone).collect(),
            list: list.info().clone(),
            language: self.language,
            today: self.day(),
            hall: self.settings.hall_name.clone(),
        };
        self.background.save_report(report, path, kind);
    }
}
