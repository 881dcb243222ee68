//! What can be asked of the window: a page returns [`Command`]s, and they are done here. What visitors, the settings and the
//! staff may ask for is a closed list each, so that a visitor's screen can open no dialog, whatever is drawn on it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use eframe::egui::Context;

use super::background::Choice;
use super::files::{Done, Job};
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
    /// Judge files and folders.
    Judge(Vec<PathBuf>),
    /// Stop judging.
    Cancel,
    /// Forget all results.
    Clear,
    /// Make a result's small picture ready to be shown.
    Prepare(u64, Arc<Done>),
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
            Command::Choose(choice) => self.background.choose(choice),
            Command::Paste => self.background.paste(),
            Command::Judge(paths) => self.judge(Job::Paths(paths)),
            Command::Cancel => {
                if let Some(files) = &self.files {
                    files.cancel();
                }
            }
            Command::Clear => {
                if let Some(files) = &self.files {
                    files.cancel();
                }
                self.desk.clear();
                self.session.forget();
                self.noted = None;
                self.pasted = 0;
            }
            Command::Prepare(id, done) => self.background.prepare(id, done),
            Command::ShowLarge(id) => {
                self.picked_result = None;
                self.page = Page::Result(id);
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
                (Page::Result(_), _) => self.picked_result = Some(index),
                (_, State::Showing(shown)) => {
                    self.picked = Some((shown.since, index));
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
                self.choices.large_text ^= true;
                self.chosen_at = Some(Instant::now());
            }
            visitor::Choice::Contrast => {
                self.choices.high_contrast ^= true;
                self.chosen_at = Some(Instant::now());
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
                self.settings_notice = Some(self.language.say(Phrase::NoFoldersHere));
            }
            settings::Action::ChooseFolder => self.background.choose(Choice::ListFolder),
            #[cfg(feature = "sound")]
            settings::Action::ChooseVoiceFolder => self.background.choose(Choice::VoiceFolder),
            settings::Action::Save => self.save_settings(),
        }
    }

    pub(super) fn show(&mut self, page: Page) {
        if page == Page::Settings {
            self.settings_notice = None;
            self.background.list_cameras();
        }
        if let Some(kiosk) = &mut self.kiosk
            && page == Page::Directory
        {
            kiosk.page_opened();
            self.official = Official::default();
        }
        self.page = page;
    }

    fn switch_language(&mut self) {
        self.language = match self.language {
            Language::ZhCn => Language::En,
            Language::En => Language::ZhCn,
        };
        self.chosen_at = Some(Instant::now());
        if self.kiosk.is_none() {
            self.settings.language = self.language;
        }
    }

    /// Has something judged by the thread of the files.
    pub(super) fn judge(&mut self, job: Job) {
        if let Some(files) = &self.files {
            files.judge(job, self.language);
        }
    }

    pub(super) fn save_report(&mut self, path: PathBuf) {
        let Ok(list) = &self.list else {
            return;
        };
        let report = super::background::Report {
            results: self.desk.results().map(Arc::clone).collect(),
            list: list.info().clone(),
            language: self.language,
            today: self.today,
            hall: self.settings.hall_name.clone(),
        };
        self.background.save_report(report, path);
    }

    fn save_settings(&mut self) {
        let file = self.settings_file.clone();
        self.background.save_settings(self.settings.clone(), file);
    }
}
