//! What films, what looks at it, and what of it is shown.

use std::path::Path;
use std::sync::Arc;
#[cfg(target_os = "linux")]
use std::sync::atomic::Ordering;
use std::sync::mpsc::TryRecvError;
use std::time::{Duration, Instant};

use eframe::egui::Context;

use super::film::Film;
use crate::config::Settings;
use crate::judge::camera::Looker;
use crate::language::Language;
use crate::list_in_use::InUse;
use crate::session::Session;
use crate::source::camera::{Camera, Opened};
use crate::source::demo::Demo;
use crate::source::fault::Fault;
use crate::source::format::Format;
use crate::source::slot::{Now, Picture, Slot};

/// The camera or the demo, the threads behind them, and the picture.
pub struct Filming {
    slot: Arc<Slot>,
    /// What fills the slot; dropping it ends it.
    camera: Option<Camera>,
    demo: Option<Demo>,
    looker: Option<Looker>,
    /// The picture that is shown.
    pub film: Film,
    /// The cameras that are there, by name.
    pub names: Vec<String>,
    /// The camera that was open last, and whether it is open now.
    opened: Option<Opened>,
    is_open: bool,
    /// The format that was asked for and not to be had: told once.
    format_told: Option<Format>,
}

impl Filming {
    /// Nothing films yet.
    pub fn new() -> Filming {
        Filming {
            slot: Arc::new(Slot::new(|| {})), // the looker tells the window, after each look
            camera: None,
            demo: None,
            looker: None,
            film: Film::default(),
            names: Vec::new(),
            opened: None,
            is_open: false,
            format_told: None,
        }
    }

    /// Starts the thread that looks. `tell` is called after each look.
    pub fn look(
        &mut self,
        list: InUse,
        tell: impl Fn() + Send + Sync + 'static,
    ) -> std::io::Result<()> {
        self.looker = Some(Looker::start(Arc::clone(&self.slot), list, tell)?);
        Ok(())
    }

    /// Plays the pictures of a folder instead of a camera; `at_once` without pauses between them.
    ///
    /// # Errors
    /// A sentence, where it holds none.
    pub fn play(&mut self, folder: &Path, at_once: bool, language: Language) -> Result<(), String> {
        let demo = Demo::start(folder, Arc::clone(&self.slot), at_once);
        self.demo = Some(demo.map_err(|error| language.image_error(&error))?);
        Ok(())
    }

    /// Films with the camera of the settings, in place of the one before.
    pub fn start_camera(&mut self, settings: &Settings) {
        let (choice, format) = (settings.camera.clone(), settings.camera_format);
        let (slot, before) = (Arc::clone(&self.slot), self.camera.take());
        self.camera = Some(Camera::start(choice, format, slot, before));
        self.film.clear();
    }

    /// Films with another camera, or in another format; nothing where no camera films.
    pub fn change_camera(&mut self, settings: &Settings) {
        self.is_open = false;
        if self.camera.is_some() {
            self.start_camera(settings);
        }
    }

    /// Forgets the formats of a camera that is no longer the chosen one.
    pub fn forget_formats(&mut self) {
        self.opened = None;
    }

    /// Takes the names of the cameras that are there. Two of a kind have one name, and are one choice.
    pub fn name_cameras(&mut self, names: Vec<String>) {
        self.names.clear();
        for name in names {
            if !self.names.contains(&name) {
                self.names.push(name);
            }
        }
    }

    /// The formats of the camera that was open last, and the one in which it films now.
    pub fn formats(&self) -> (&[Format], Option<Format>) {
        let opened = self.opened.as_ref();
        (
            opened.map_or(&[], |opened| &opened.formats),
            opened.filter(|_| self.is_open).map(|opened| opened.format),
        )
    }

    /// The picture that the demo shows has its verdict.
    pub fn answered(&self) {
        if let Some(demo) = &self.demo {
            demo.answered();
        }
    }

    /// When the picture entered that the demo shows.
    pub fn entered(&self) -> Option<Instant> {
        self.demo.as_ref().and_then(Demo::entered)
    }

    /// Which camera films, if one does that is asked at all.
    pub fn asked(&self) -> Option<Option<Opened>> {
        self.camera.as_ref().map(Camera::opened)
    }

    /// Takes in which camera films, or that none does. The answer is the format that was asked for, where it is not the one
    /// in use and that was not told yet.
    pub fn camera_opened(
        &mut self,
        opened: Option<Opened>,
        asked: Option<Format>,
    ) -> Option<(Format, Format)> {
        self.is_open = opened.is_some();
        let opened = opened?;
        let format = opened.format;
        self.opened = Some(opened);
        let asked = asked.filter(|asked| *asked != format)?;
        (self.format_told.replace(asked) != Some(asked)).then_some((asked, format))
    }

    /// What the camera shows, or why it does not. Asked each time: a fault may outlast the verdict that was on the screen
    /// when it came.
    pub fn take_faults(&mut self, session: &mut Session) {
        match self.slot.newest().1 {
            Now::Live(_) => session.camera(None),
            Now::Fault(fault) => {
                self.film.clear();
                session.camera(Some(fault));
            }
            Now::Starting => {}
        }
    }

    /// The newest picture.
    pub fn newest(&self) -> Option<Arc<Picture>> {
        match self.slot.newest().1 {
            Now::Live(picture) => Some(picture),
            Now::Fault(_) | Now::Starting => None,
        }
    }

    /// Why no pictures come.
    pub fn fault(&self) -> Option<Fault> {
        match self.slot.newest().1 {
            Now::Fault(fault) => Some(fault),
            Now::Live(_) | Now::Starting => None,
        }
    }

    /// The steps of the thread that looks, where there is one; one that hangs takes none.
    #[cfg(target_os = "linux")]
    pub fn steps(&self) -> Option<u64> {
        let looker = self.looker.as_ref()?;
        Some(looker.steps.load(Ordering::Relaxed))
    }

    /// The name of the camera that is open now.
    pub fn camera_name(&self) -> Option<&str> {
        let opened = self.opened.as_ref().filter(|_| self.is_open);
        opened.map(|opened| opened.name.as_str())
    }

    /// What was seen, with its pictures; times count from `started`. False where the thread that looks has died.
    pub fn take_looks(&mut self, ctx: &Context, session: &mut Session, started: Instant) -> bool {
        let Some(looker) = &self.looker else {
            return true;
        };
        loop {
            match looker.looks.try_recv() {
                Ok(look) => {
                    let taken: Duration = look.taken.saturating_duration_since(started);
                    session.look(taken, look.seen);
                    if !session.is_covered(taken) {
                        self.film.take(ctx, &look.picture);
                        self.film.freeze(ctx, &look.picture, session);
                    }
                }
                Err(TryRecvError::Empty) => return true,
                Err(TryRecvError::Disconnected) => return false,
            }
        }
    }
}
