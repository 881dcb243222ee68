//! Takes in what the threads have found, and lets time pass.

use std::path::PathBuf;
use std::time::Duration;

use eframe::egui::Context;

use super::files::{Job, Told};
use super::prompter::Scene;
use super::visitor::Choices;
use super::watching::Watching;
use super::{Page, Window, desk, repaint};
use crate::messages::Phrase;
use crate::report::{Finding, Record};
use crate::session::State;
use crate::source::camera::Opened;
use crate::telling::Telling;

/// A visitor's choice of language, of text and of colours ends after so long without anybody.
const LANGUAGE_STAYS: Duration = Duration::from_secs(60);

impl Window {
    /// Takes in what the threads have found. Asks to be called again where time alone changes something.
    pub(super) fn take_in(&mut self, ctx: &Context) {
        self.filming.take_faults(&mut self.session);
        if let Some(opened) = self.filming.asked() {
            self.note_camera(opened);
        }
        let was_showing = matches!(self.session.state(), State::Showing(_));
        self.take_looks(ctx);
        let now = self.now();
        self.session.tick(now);
        self.filming.film.thaw(&self.session);
        if self.session.is_covered(now) {
            self.filming.film.clear(); // not only out of sight: gone from the graphics card
        }
        if self.kiosk.is_some() && was_showing && !matches!(self.session.state(), State::Showing(_))
        {
            self.forget_choices(); // its time is over: the next visitor is another person
        }
        if let Some(at) = self.session.next_change(now) {
            ctx.request_repaint_after(at.saturating_sub(now) + Duration::from_millis(5));
        }
        if let Some(until) = self.desk.tick(now) {
            ctx.request_repaint_after(until.saturating_sub(now));
        }
        self.keep_settings(ctx);
        self.forget_language();
        self.say();
        self.note_verdict();
        self.look_after(ctx);
        self.renew_list();
        self.take_arrivals(ctx);
        self.take_files();
        while let Some(event) = self.background.next() {
            self.take_event(event);
        }
    }

    /// What was seen. A thread that looks and has died is replaced.
    fn take_looks(&mut self, ctx: &Context) {
        let is_alive = self
            .filming
            .take_looks(ctx, &mut self.session, self.clock.started());
        if !is_alive && let Some(list) = &self.renewal.in_use {
            // Where that fails, it is tried again with the next picture of the screen.
            let _ = self.filming.look(list.clone(), repaint(ctx));
        }
    }

    /// Takes in which camera films, or that none does.
    pub(super) fn note_camera(&mut self, opened: Option<Opened>) {
        let asked = self.settings.camera_format;
        if let Some((asked, format)) = self.filming.camera_opened(opened, asked) {
            self.desk.notice = Some(self.language.say(Phrase::FormatNotToBeHad {
                asked: &asked.to_string(),
                format: &format.to_string(),
            }));
        }
    }

    /// Says what is on the visitor's screen, where it is news.
    fn say(&mut self) {
        let scene = match (self.page, self.session.state()) {
            (Page::Visitor, _) if self.list.is_err() => Scene::NoList,
            (Page::Visitor, State::Attract) => Scene::Nobody,
            (Page::Visitor, State::Scanning) => {
                Scene::Looking(self.session.newest().and_then(|seen| seen.advice))
            }
            (Page::Visitor, State::Showing(shown)) => {
                let telling = Telling::of_shown(shown, self.picked_code(), self.language);
                let about = shown.seen.codes_set().into_iter().collect();
                Scene::of(&telling, about, shown.since)
            }
            (Page::Visitor, State::TakeAway) => Scene::TakeAway,
            (Page::Visitor, State::Fault(fault)) => Scene::Fault(*fault),
            (Page::Result(id, picked), _) => match self.desk.row(id) {
                Some(row) => {
                    let subject = row.record().finding.subject();
                    let telling = Telling::of(subject, picked, self.language);
                    Scene::of(&telling, vec![id], Duration::ZERO)
                }
                None => Scene::Silence,
            },
            (Page::Desk | Page::Picture(_) | Page::Directory | Page::Settings | Page::Staff, _) => {
                Scene::Silence
            }
        };
        let now = self.now();
        self.speaker
            .shows(scene, self.language, now, &self.settings);
    }

    /// The language is one visitor's choice: the next one gets the hall's.
    fn forget_language(&mut self) {
        let is_idle = !matches!(self.session.state(), State::Showing(_));
        if self.kiosk.is_some()
            && is_idle
            && self
                .visit
                .chosen_at
                .is_some_and(|at| at.elapsed() > LANGUAGE_STAYS)
        {
            self.forget_choices();
        }
    }

    /// Language, text and colours are those of the hall again.
    fn forget_choices(&mut self) {
        self.language = self.settings.language;
        self.visit.choices = Choices::default();
        self.visit.chosen_at = None;
    }

    /// At the desk a verdict of the camera becomes a result; nothing of private codes does.
    fn note_verdict(&mut self) {
        if self.kiosk.is_some() {
            return;
        }
        let State::Showing(shown) = self.session.state() else {
            return;
        };
        if self.desk.noted == Some(shown.since) {
            return;
        }
        self.desk.noted = Some(shown.since);
        let judged = &shown.seen.judged;
        if judged.symbols.is_empty() || judged.symbols.iter().any(|symbol| symbol.kind.is_private())
        {
            self.desk.select_none(); // or an older verdict would stand beside this one
            return;
        }
        let time = chrono::Local::now().format("%H:%M:%S").to_string();
        let places = shown
            .seen
            .codes
            .iter()
            .map(|code| (code.corners, code.read_by));
        let record = Record {
            source: self.language.say(Phrase::FromCamera { time: &time }),
            finding: Finding::Picture {
                judged: judged.clone(),
                places: places.collect(),
            },
            millis: None,
        };
        self.add(record);
    }

    /// Has what came into the watched folder judged. What was there before is not, unless somebody asks for it.
    fn take_arrivals(&mut self, ctx: &Context) {
        let has_desk = self.files.is_some();
        let wanted = self.settings.watched_folder.as_ref().filter(|_| has_desk);
        if self.watching.as_ref().map(Watching::folder) != wanted {
            let start = |folder: &PathBuf| Watching::start(folder.clone(), repaint(ctx)).ok();
            self.watching = wanted.and_then(start);
        }
        while let Some(files) = self.watching.as_mut().and_then(Watching::arrived) {
            self.judge(Job::Paths(files));
        }
    }

    fn take_files(&mut self) {
        let Some(files) = &self.files else {
            return;
        };
        let mut added = false;
        while let Some(told) = files.told() {
            match told {
                Told::Done(done) => {
                    if self.desk.add(*done) {
                        added = true;
                    } else {
                        files.cancel();
                        let count = desk::MAX_ROWS;
                        self.desk.notice = Some(self.language.say(Phrase::Dropped { count }));
                    }
                }
                Told::Skipped(count) => {
                    self.desk.notice = Some(self.language.say(Phrase::Skipped { count }));
                }
            }
        }
        if added && files.progress().is_none() {
            self.desk.select_newest();
        }
    }
}
