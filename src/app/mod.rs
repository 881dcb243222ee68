//! The window: visitors' screens and the staff's desk. This folder is the only place that names egui.
//!
//! `logic` takes in what the threads have found and feeds the session; `ui` draws the page that is shown; what is asked for
//! on it comes back as a [`Command`](commands::Command), and `commands` does it. What may take a while is done in the
//! `background`, which answers with an event that `events` takes in. Nothing is decided while drawing, no picture is decoded
//! on this thread, and nothing opens a link.

mod address;
mod background;
mod clipboard;
mod clock;
mod column;
mod commands;
mod counts;
mod desk;
mod directory;
mod events;
mod files;
mod film;
mod filming;
mod fonts;
mod frozen;
mod icon;
mod keep_settings;
mod kiosk;
mod lines;
mod list;
mod logic;
mod marks;
mod measure;
pub(crate) mod message;
mod part;
mod posters;
mod prompter;
mod qr;
mod recent;
mod renewal;
mod screen;
mod settings;
mod signs;
mod staff;
mod theme;
mod ui;
mod upkeep;
mod visit;
mod visitor;
mod voice;
mod watching;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::{self, Context, Ui, ViewportBuilder, ViewportCommand, vec2};

use crate::check::Outcome;
use crate::check::allowlist::{Allowlist, Date};
use crate::config::Settings;
use crate::health::Observation;
use crate::language::Language;
use crate::list_in_use::Origin;
use crate::messages::Phrase;
use crate::report::{Finding, Record};
use crate::session::{Place, Session, State};
use crate::source::camera::Opened;
use crate::source::slot::Picture;
use background::Background;
use clipboard::Pasting;
use clock::Clock;
use desk::Desk;
use files::{Done, Files, Job};
use filming::Filming;
use keep_settings::Kept;
use kiosk::Kiosk;
use measure::Measure;
use part::Part;
use recent::Recent;
use renewal::Renewal;
use upkeep::Upkeep;
use visit::Visit;
use voice::Speaker;
use watching::Watching;

/// What the command line asks of the window.
pub struct Options {
    /// Full screen, visitors' screens only.
    pub kiosk: bool,
    /// Pictures to play instead of a camera.
    pub demo: Option<PathBuf>,
    /// The camera by name or number, before that of the settings.
    pub camera: Option<String>,
    /// The language, before that of the settings.
    pub language: Option<Language>,
    /// Where the settings lie, and what they are.
    pub settings: Settings,
    /// Their file; `None` where the system has no place for it.
    pub settings_file: Option<PathBuf>,
    /// Something to tell staff at the start.
    pub notice: Option<String>,
    /// What is wrong with the settings and the list, and does not keep it from starting.
    pub observations: Vec<Observation>,
    /// The list, or what is wrong with it.
    pub list: Result<Arc<Allowlist>, Vec<String>>,
    /// Where it comes from, so that it is looked at again each day; `None` where nothing may change.
    pub origin: Option<Origin>,
    /// Asked for the day wherever one counts, as a kiosk lives through many.
    pub today: fn() -> Date,
    /// Measure so many runs of the demo, or results at the desk, and close.
    pub measure: Option<usize>,
    /// When the process began.
    pub started: Instant,
    /// Files and folders to judge at the start.
    pub open: Vec<PathBuf>,
    /// Size of the window in points, instead of the full screen of the kiosk.
    pub size: Option<[f32; 2]>,
}

/// Opens the window and stays until it is closed.
///
/// # Errors
/// Where there is no display, or no graphics.
pub fn run(options: Options) -> Result<(), String> {
    let language = options.language.unwrap_or(options.settings.language);
    let viewport = ViewportBuilder::default()
        .with_title(language.say(Phrase::Title))
        .with_app_id("yanma")
        .with_icon(icon::icon())
        .with_inner_size(options.size.unwrap_or([1366.0, 768.0]))
        .with_min_inner_size(vec2(800.0, 600.0))
        .with_fullscreen(options.kiosk && options.size.is_none())
        .with_decorations(!options.kiosk);
    let native = eframe::NativeOptions {
        viewport,
        ..eframe::NativeOptions::default()
    };
    let (open, demo) = (options.open.clone(), options.demo.clone());
    let start = move |context: &eframe::CreationContext<'_>| -> Result<Box<dyn eframe::App>, _> {
        let mut window = Window::new(&context.egui_ctx, options);
        window.start(&context.egui_ctx, demo.as_deref())?;
        if !open.is_empty() {
            window.judge(Job::Paths(open));
        }
        Ok(Box::new(window))
    };
    eframe::run_native("yanma", native, Box::new(start)).map_err(|error| {
        // What stands before the last colon is where in whose source it happened.
        let words = error.to_string();
        let last = words.rsplit(": ").next().unwrap_or_default();
        last.trim_end_matches(['.', ')']).to_owned()
    })
}

/// What is on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The desk.
    Desk,
    /// The visitors' screens.
    Visitor,
    /// A result as visitors see it, and which of its codes was touched.
    Result(u64, Option<usize>),
    /// The picture of a result, to be looked at closely.
    Picture(u64),
    /// The directory.
    Directory,
    /// The settings.
    Settings,
    /// The page of the staff of a kiosk.
    Staff,
}

/// The window and everything behind it.
pub struct Window {
    /// What only a kiosk has.
    kiosk: Option<Kiosk>,
    language: Language,
    settings: Settings,
    kept: Kept,
    clock: Clock,
    list: Result<Arc<Allowlist>, Vec<String>>,
    renewal: Renewal,
    page: Page,
    session: Session,
    visit: Visit,
    filming: Filming,
    desk: Desk,
    directory: directory::Directory,
    pasting: Pasting,
    measure: Option<Measure>,
    /// The thread that judges files; a kiosk has none.
    files: Option<Files>,
    watching: Option<Watching>,
    /// The screen on which a part is to be drawn, and whether the window filled it before.
    part: Option<Part>,
    was_full: bool,
    can_drop: bool,
    background: Background,
    recent: Recent,
    /// What is said aloud.
    speaker: Speaker,
}

impl Window {
    /// The window without threads: it shows what it is fed. Tests use it so.
    pub fn new(ctx: &Context, options: Options) -> Window {
        let language = options.language.unwrap_or(options.settings.language);
        let mut settings = options.settings;
        settings.language = language;
        if options.camera.is_some() {
            settings.camera = options.camera;
        }
        fonts::install(ctx);
        ctx.options_mut(|options| options.zoom_with_keyboard = false); // sizes are the settings' business
        theme::apply(ctx, settings.appearance);
        let (place, page) = if options.kiosk {
            (Place::Kiosk, Page::Visitor)
        } else {
            (Place::Desk, Page::Desk)
        };
        let settings_file = options.settings_file;
        let kiosk = options.kiosk.then(|| {
            // A film is no visitor.
            let counts = settings_file.as_deref().filter(|_| options.demo.is_none());
            let upkeep = Upkeep::new(counts, options.observations);
            Kiosk::new(settings_file.as_deref(), options.size.is_some(), upkeep)
        });
        if kiosk.is_some() {
            ctx.options_mut(|options| options.quit_shortcuts.clear());
        }
        let (runs, has_film) = (options.measure, options.demo.is_some());
        let clock = Clock::start(options.today);
        let recent = match kiosk.is_some() {
            true => Recent::default(),
            false => Recent::beside(settings_file.as_deref()),
        };
        Window {
            kiosk,
            language,
            settings,
            kept: Kept::in_file(settings_file),
            renewal: Renewal::new(options.origin, options.list.as_ref().ok(), clock.day()),
            clock,
            list: options.list,
            page,
            session: Session::new(place),
            visit: Visit::default(),
            filming: Filming::new(),
            desk: Desk::new(options.notice),
            directory: directory::Directory::default(),
            pasting: Pasting::default(),
            measure: runs.map(|runs| Measure::new(runs, has_film, options.started)),
            files: None,
            watching: None,
            part: None,
            was_full: false,
            can_drop: true,
            background: Background::new(ctx),
            recent,
            speaker: Speaker::default(),
        }
    }

    /// Starts the camera or the demo, and the threads that look and judge. Without a list nothing is started.
    fn start(
        &mut self,
        ctx: &Context,
        demo: Option<&Path>,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        #[cfg(target_os = "linux")]
        if let Some(kiosk) = &mut self.kiosk {
            kiosk.upkeep.supervised();
        }
        self.can_drop = !screen::is_wayland(); // winit has no drops there
        self.speaker.start(&self.settings);
        let Some(list) = &self.renewal.in_use else {
            return Ok(());
        };
        self.filming.look(list.clone(), repaint(ctx))?;
        if self.kiosk.is_none() {
            self.start_files(ctx)?;
        }
        match demo {
            Some(folder) => {
                let at_once = self.measure.is_some();
                self.filming.play(folder, at_once, self.language)?;
            }
            None => self.filming.start_camera(&self.settings),
        }
        Ok(())
    }

    fn now(&self) -> Duration {
        self.clock.now()
    }

    fn day(&self) -> Date {
        self.clock.day()
    }
}

impl eframe::App for Window {
    fn logic(&mut self, ctx: &Context, _: &mut eframe::Frame) {
        if let Some(measure) = &mut self.measure {
            measure.begins();
        }
        self.take_in(ctx);
        self.keep_kiosk(ctx);
        if ctx.input(|input| input.key_pressed(egui::Key::F11)) && self.kiosk.is_none() {
            let is_full = ctx.input(|input| input.viewport().fullscreen.unwrap_or_default());
            ctx.send_viewport_cmd(ViewportCommand::Fullscreen(!is_full));
        }
        // Without a title bar nobody knows the way back: Escape leaves the full screen first, and then the page.
        let is_full = ctx.input(|input| input.viewport().fullscreen.unwrap_or_default());
        if is_full
            && self.kiosk.is_none()
            && self.part.is_none() // that page ends with its own
            && ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape))
        {
            ctx.send_viewport_cmd(ViewportCommand::Fullscreen(false));
        }
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        self.window_ui(ui);
        let entered = self.filming.entered();
        let since = match self.session.state() {
            State::Showing(shown) => Some(self.clock.started() + shown.since),
            State::Attract | State::Scanning | State::TakeAway | State::Fault(_) => None,
        };
        if let Some(measure) = &mut self.measure {
            measure.drawn(frame.info().cpu_usage, entered, since);
            let is_waiting = self.files.as_ref().and_then(Files::progress).is_some();
            measure.desk(self.desk.results().count(), is_waiting);
            if since.is_some() {
                self.filming.answered();
                self.session.forget(); // so that the next picture is met afresh
            }
            if measure.is_over() {
                for line in measure.lines() {
                    println!("{line}");
                }
                self.measure = None;
                if let Some(kiosk) = &mut self.kiosk {
                    kiosk.unlock();
                }
                ui.ctx().send_viewport_cmd(ViewportCommand::Close);
            }
        }
    }

    // A desk shows large pictures, and is closed in the evening.
    fn raw_input_hook(&mut self, ctx: &Context, input: &mut egui::RawInput) {
        if self.kiosk.is_some() {
            let screen = ctx.viewport_rect().size() * ctx.pixels_per_point();
            let side = theme::glyph_side(screen);
            input.max_texture_side = input.max_texture_side.map(|most| most.min(side));
        }
    }

    fn on_exit(&mut self, _: Option<&eframe::glow::Context>) {
        self.keep_settings_at_the_end();
    }

    fn persist_egui_memory(&self) -> bool {
        false // nothing of anybody is kept
    }
}

/// What a thread calls when it has news.
fn repaint(ctx: &Context) -> impl Fn() + Send + Sync + 'static {
    let ctx = ctx.clone();
    move || ctx.request_repaint()
}

/// What tests and measurements need: to feed the window, and to ask what it shows.
impl Window {
    /// The session, to feed it.
    pub fn session_mut(&mut self) -> &mut Session {
        &mut self.session
    }

    /// Shows a picture as if it were filmed.
    pub fn film(&mut self, ctx: &Context, picture: &Picture) {
        self.filming.film.take(ctx, picture);
        self.filming.film.freeze(ctx, picture, &self.session);
    }

    /// Says which camera films.
    pub fn camera_opened(&mut self, opened: Option<Opened>) {
        self.note_camera(opened);
    }

    /// Says with these what is said aloud.
    #[cfg(feature = "sound")]
    pub fn speak_with(&mut self, players: Vec<crate::voice::player::Player>) {
        self.speaker.start_with(players, &self.settings);
    }

    /// Stops the clock.
    pub fn stop_clock(&mut self, at: Duration) {
        self.clock.stop(at);
    }

    /// Adds a judged record to the desk, as the thread of the files does.
    pub fn add(&mut self, record: Record) {
        if self.desk.add(Done::without_picture(record)) {
            self.desk.select_newest();
        }
    }

    /// Adds one as while others are being judged: it is not selected.
    pub fn add_aside(&mut self, record: Record) {
        self.desk.add(Done::without_picture(record));
    }

    /// Adds a picture of a file with what was found in it, and selects it.
    pub fn add_picture(&mut self, path: &Path, finding: Finding) {
        if self.desk.add(Done::of_file(path, finding)) {
            self.desk.select_newest();
        }
    }

    /// Starts the thread of the files, as a desk does.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start_files(&mut self, ctx: &Context) -> std::io::Result<()> {
        if let Some(list) = &self.renewal.in_use {
            self.files = Some(Files::start(list.clone(), repaint(ctx))?);
        }
        Ok(())
    }

    /// Takes a text as if it came from the clipboard.
    pub fn paste(&mut self, text: String) {
        self.take_event(background::Event::PastedText(text));
    }

    /// Shows a picture as if it were that of the screen, in RGBA.
    pub fn show_screen(&mut self, ctx: &Context, width: usize, height: usize, bytes: Vec<u8>) {
        let screen = screen::Screen {
            width,
            height,
            bytes,
        };
        self.part = Some(Part::new(ctx, screen));
    }

    /// The results at the desk.
    pub fn results(&self) -> impl Iterator<Item = &Record> {
        self.desk.results().map(|done| &done.record)
    }

    /// The verdict of the session, if one is shown.
    pub fn shown(&self) -> Option<Outcome> {
        match self.session.state() {
            State::Showing(shown) => Some(shown.outcome()),
            State::Attract | State::Scanning | State::TakeAway | State::Fault(_) => None,
        }
    }
}
