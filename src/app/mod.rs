//! The window: visitors' screens and the staff's desk. This folder is the only place that names egui.
//!
//! `logic` takes in what the threads have found and feeds the session; `ui` draws its state and returns what was asked
//! for; `act` does it. Nothing is decided while drawing, nothing is decoded on this thread, and nothing opens a link.

mod address;
mod column;
mod desk;
mod directory;
mod files;
mod film;
mod fonts;
mod list;
mod measure;
mod qr;
mod settings;
mod signs;
mod staff;
mod theme;
mod visitor;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread;
use std::time::{Duration, Instant};

use eframe::egui::{self, Context, Event, Ui, ViewportBuilder, ViewportCommand, vec2};

use crate::check::Outcome;
use crate::check::allowlist::{Allowlist, Date};
use crate::config::{self, Settings};
use crate::judge::camera::Looker;
use crate::language::Language;
use crate::messages::Phrase;
use crate::report::{Finding, Record, SheetRow, sheet};
use crate::scan::Frame;
use crate::session::{Place, Session, State};
use crate::source::camera::{self, Camera, Opened};
use crate::source::demo::Demo;
use crate::source::format::Format;
use crate::source::slot::{Now, Picture, Slot};
use crate::staff::Lock;
use crate::telling::Telling;
use desk::Desk;
use files::{Done, Files, Job, Told};
use measure::Measure;

/// A visitor's choice of language ends after so long without anybody.
const LANGUAGE_STAYS: Duration = Duration::from_secs(60);

/// The shorter side of a window in points that is laid out as it is: that of the usual large screen. A larger one is laid
/// out like this one, and drawn larger.
const LARGEST_SIDE: f32 = 1_080.0;

/// How far a finger may move during a touch, in points: about a finger's width.
const FINGER_DRIFT: f32 = 60.0;

/// A dialog that was closed sooner was never open.
const NOBODY_IS_SO_QUICK: Duration = Duration::from_millis(300);

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
    /// The list, or what is wrong with it.
    pub list: Result<Arc<Allowlist>, Vec<String>>,
    /// Today, for reports.
    pub today: Date,
    /// Measure so many runs of the demo, and close.
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
        .with_inner_size(options.size.unwrap_or([1366.0, 768.0]))
        .with_min_inner_size(vec2(800.0, 600.0))
        .with_fullscreen(options.kiosk && options.size.is_none())
        .with_decorations(!options.kiosk);
    let native = eframe::NativeOptions {
        viewport,
        ..eframe::NativeOptions::default()
    };
    let open = options.open.clone();
    let start = move |context: &eframe::CreationContext<'_>| -> Result<Box<dyn eframe::App>, _> {
        let mut window = Window::new(&context.egui_ctx, options);
        window.film_with_threads(&context.egui_ctx)?;
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
enum Page {
    Desk,
    Visitor,
    Result(u64),
    Directory,
    Settings,
    Staff,
}

/// An answer of another thread: from a dialog or the clipboard.
enum Answer {
    Paths(Vec<PathBuf>),
    ListFolder(PathBuf),
    Report(PathBuf),
    Picture(Frame),
    Text(String),
    NothingToPaste,
    NoDialog,
    Cameras(Vec<String>),
    /// Whether a PIN was the right one.
    Pin(bool),
}

/// The window and everything behind it.
pub struct Window {
    kiosk: bool,
    demo: Option<PathBuf>,
    language: Language,
    settings: Settings,
    settings_file: Option<PathBuf>,
    settings_notice: Option<String>,
    list: Result<Arc<Allowlist>, Vec<String>>,
    today: Date,
    page: Page,
    session: Session,
    /// The code that was touched, and the verdict that it belongs to.
    picked: Option<(Duration, usize)>,
    /// The code that was touched on the page of a result.
    picked_result: Option<usize>,
    film: film::Film,
    desk: Desk,
    directory: directory::Directory,
    cameras: Vec<String>,
    /// The camera that was open last, and whether it is open now.
    opened: Option<Opened>,
    is_open: bool,
    /// The format that was asked for and not to be had: told once.
    format_told: Option<Format>,
    started: Instant,
    /// Tests stop the clock there, so that a countdown always shows the same.
    stopped: Option<Duration>,
    /// When a visitor last touched the button of languages.
    language_chosen: Option<Instant>,
    /// The verdict that is already in the list of the desk.
    noted: Option<Duration>,
    pasted: usize,
    slot: Arc<Slot>,
    /// What fills the slot; dropping it ends it.
    camera: Option<Camera>,
    playing: Option<Demo>,
    measure: Option<Measure>,
    looker: Option<Looker>,
    files: Option<Files>,
    answers: (Sender<Answer>, Receiver<Answer>),
    lock: Lock,
    gesture: staff::Gesture,
    staff: staff::Page,
    /// Staff, or the end of a measurement, may close a kiosk; nobody else.
    may_close: bool,
    /// Whether the pointer is hidden: a kiosk is touched, and a pointer that lies somewhere is only in the way.
    is_pointer_hidden: bool,
    /// The window has a size that was asked for.
    has_own_size: bool,
    /// When the size of a kiosk's window was last corrected.
    fitted: Option<Instant>,
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
        let place = if options.kiosk {
            Place::Kiosk
        } else {
            Place::Desk
        };
        let mut desk = Desk::default();
        desk.notice = options.notice;
        let lock = match options.kiosk {
            true => Lock::load(options.settings_file.as_deref()),
            false => Lock::default(),
        };
        if options.kiosk {
            ctx.options_mut(|options| options.quit_shortcuts.clear());
        }
        Window {
            kiosk: options.kiosk,
            demo: options.demo,
            language,
            settings,
            settings_file: options.settings_file,
            settings_notice: None,
            list: options.list,
            today: options.today,
            page: if options.kiosk {
                Page::Visitor
            } else {
                Page::Desk
            },
            session: Session::new(place),
            picked: None,
            picked_result: None,
            film: film::Film::default(),
            desk,
            directory: directory::Directory::default(),
            cameras: Vec::new(),
            opened: None,
            is_open: false,
            format_told: None,
            started: Instant::now(),
            stopped: None,
            language_chosen: None,
            noted: None,
            pasted: 0,
            slot: Arc::new(Slot::new(|| {})), // the looker tells the window, after each look
            camera: None,
            playing: None,
            measure: options
                .measure
                .map(|runs| Measure::new(runs, options.started)),
            looker: None,
            files: None,
            answers: channel(),
            lock,
            gesture: staff::Gesture::default(),
            staff: staff::Page::new(),
            may_close: !options.kiosk,
            is_pointer_hidden: false,
            has_own_size: options.size.is_some(),
            fitted: None,
        }
    }

    /// Starts the camera or the demo, and the threads that look and judge. Without a list nothing is started.
    fn film_with_threads(
        &mut self,
        ctx: &Context,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let Ok(list) = &self.list else {
            return Ok(());
        };
        let slot = Arc::clone(&self.slot);
        self.looker = Some(Looker::start(slot, Arc::clone(list), repaint(ctx))?);
        if !self.kiosk {
            self.files = Some(Files::start(Arc::clone(list), repaint(ctx))?);
        }
        match &self.demo {
            Some(folder) => {
                let slot = Arc::clone(&self.slot);
                let demo = Demo::start(folder, slot, self.measure.is_some());
                self.playing = Some(demo.map_err(|error| self.language.image_error(&error))?);
            }
            None => self.start_camera(),
        }
        Ok(())
    }

    fn start_camera(&mut self) {
        // The old one is closed first: two programs cannot have one camera.
        drop(self.camera.take());
        self.camera = Some(Camera::start(
            self.settings.camera.clone(),
            self.settings.camera_format,
            Arc::clone(&self.slot),
        ));
        self.film.clear();
    }

    /// The session, to feed it in tests.
    pub fn session_mut(&mut self) -> &mut Session {
        &mut self.session
    }

    /// Shows a picture as if it were filmed, in tests.
    pub fn film(&mut self, ctx: &Context, picture: &Picture) {
        self.film.take(ctx, picture);
    }

    /// Takes in which camera films, or that none does; tests say so themselves.
    pub fn camera_opened(&mut self, opened: Option<Opened>) {
        self.is_open = opened.is_some();
        let Some(opened) = opened else {
            return;
        };
        let asked = self.settings.camera_format;
        if let Some(asked) = asked.filter(|asked| *asked != opened.format)
            && self.format_told.replace(asked) != Some(asked)
        {
            self.desk.notice = Some(self.language.say(Phrase::FormatNotToBeHad {
                asked: &asked.to_string(),
                format: &opened.format.to_string(),
            }));
        }
        self.opened = Some(opened);
    }

    /// Stops the clock, in tests.
    pub fn stop_clock(&mut self, at: Duration) {
        self.stopped = Some(at);
    }

    /// The results at the desk.
    pub fn results(&self) -> impl Iterator<Item = &Record> {
        self.desk.rows().iter().map(desk::Row::record)
    }

    /// Adds a judged record to the desk, as the files thread does.
    pub fn add(&mut self, record: Record) {
        if self.desk.add(Done::without_picture(record)) {
            self.desk.select_newest();
        }
    }

    fn now(&self) -> Duration {
        self.stopped.unwrap_or_else(|| self.started.elapsed())
    }

    /// Takes in what the threads have found. Asks to be called again where time alone changes something.
    fn take_in(&mut self, ctx: &Context) {
        // Asked each time: a fault may outlast the verdict that was on the screen when it came.
        match self.slot.newest().1 {
            Now::Live(_) => self.session.camera(None),
            Now::Fault(fault) => {
                self.film.clear();
                self.session.camera(Some(fault));
            }
            Now::Starting => {}
        }
        if let Some(camera) = &self.camera {
            self.camera_opened(camera.opened());
        }
        let was_showing = matches!(self.session.state(), State::Showing(_));
        self.take_looks(ctx);
        let now = self.now();
        self.session.tick(now);
        if self.session.is_covered(now) {
            self.film.clear(); // not only out of sight: gone from the graphics card
        }
        if self.kiosk && was_showing && !matches!(self.session.state(), State::Showing(_)) {
            self.language = self.settings.language; // its time is over: the next visitor is another person
        }
        if let Some(at) = self.session.next_change(now) {
            ctx.request_repaint_after(at.saturating_sub(now) + Duration::from_millis(5));
        }
        self.forget_language();
        self.note_verdict();
        self.take_files();
        while let Ok(answer) = self.answers.1.try_recv() {
            self.answer(answer);
        }
    }

    /// What the looker has seen, with its pictures. A looker that has died is replaced.
    fn take_looks(&mut self, ctx: &Context) {
        let Some(looker) = &self.looker else {
            return;
        };
        loop {
            match looker.looks.try_recv() {
                Ok(look) => {
                    let taken = look.taken.saturating_duration_since(self.started);
                    self.session.look(taken, look.seen);
                    if !self.session.is_covered(taken) {
                        self.film.take(ctx, &look.picture);
                    }
                }
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => break,
            }
        }
        if let Ok(list) = &self.list {
            let slot = Arc::clone(&self.slot);
            self.looker = Looker::start(slot, Arc::clone(list), repaint(ctx)).ok();
        }
    }

    /// The language is one visitor's choice: the next one gets the hall's.
    fn forget_language(&mut self) {
        let is_idle = !matches!(self.session.state(), State::Showing(_));
        if self.kiosk
            && is_idle
            && self
                .language_chosen
                .is_some_and(|at| at.elapsed() > LANGUAGE_STAYS)
        {
            self.language = self.settings.language;
            self.language_chosen = None;
        }
    }

    /// At the desk a verdict of the camera becomes a result; nothing of private codes does.
    fn note_verdict(&mut self) {
        if self.kiosk {
            return;
        }
        let State::Showing(shown) = self.session.state() else {
            return;
        };
        if self.noted == Some(shown.since) {
            return;
        }
        self.noted = Some(shown.since);
        let judged = &shown.seen.judged;
        if judged.symbols.is_empty() || judged.symbols.iter().any(|symbol| symbol.kind.is_private())
        {
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

    /// Draws the window and does what was asked for.
    fn window_ui(&mut self, ui: &mut Ui) {
        self.zoom(ui.ctx());
        self.take_fingers(ui.ctx());
        self.name_window(ui.ctx());
        match self.page {
            Page::Visitor => self.visitor_ui(ui),
            Page::Desk => self.desk_ui(ui),
            Page::Result(id) => self.result_ui(ui, id),
            Page::Directory => {
                let Ok(list) = &self.list else {
                    self.page = Page::Desk;
                    return;
                };
                if self
                    .directory
                    .ui(ui, self.language, self.settings.appearance, list)
                {
                    self.page = Page::Desk;
                }
            }
            Page::Settings => self.settings_ui(ui),
            Page::Staff => self.staff_ui(ui),
        }
    }

    fn staff_ui(&mut self, ui: &mut Ui) {
        let list = match &self.list {
            Ok(list) => self.language.list_version(list.info()),
            Err(_) => self.language.say(Phrase::NoListTitle),
        };
        let now = self.started.elapsed();
        let (language, lock) = (self.language, &self.lock);
        let page = &mut self.staff;
        let panel = egui::CentralPanel::default();
        let action = panel
            .show(ui, |ui| page.ui(ui, language, lock, now, &list))
            .inner;
        match action {
            Some(staff::Action::Back) => self.page = Page::Visitor,
            Some(staff::Action::Settings) => self.open_settings(ui.ctx()),
            Some(staff::Action::Leave) => {
                self.may_close = true;
                ui.ctx().send_viewport_cmd(ViewportCommand::Close);
            }
            Some(staff::Action::Try(pin)) => {
                if let Some(hash) = self.lock.begin(now) {
                    self.staff.tries();
                    self.in_background(ui.ctx(), "pin", move || {
                        Some(Answer::Pin(crate::staff::is_right(&hash, &pin)))
                    });
                }
            }
            None => {}
        }
    }

    /// What keeps a kiosk a kiosk: its page of the staff, its size, and that nobody closes it.
    fn keep_kiosk(&mut self, ctx: &Context) {
        if !self.kiosk {
            return;
        }
        let (pressed, screen, is_touched, is_closing) = ctx.input(|input| {
            let pressed = input.pointer.primary_pressed();
            let at = input.pointer.interact_pos().filter(|_| pressed);
            (
                at,
                input.content_rect(),
                !input.events.is_empty(),
                input.viewport().close_requested(),
            )
        });
        if is_closing && !self.may_close {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        }
        match self.page {
            Page::Visitor => {
                if pressed.is_some_and(|at| self.gesture.touched(at, screen, Instant::now())) {
                    self.staff = staff::Page::new();
                    self.page = Page::Staff;
                }
            }
            _ => {
                if self.staff.is_left(is_touched) {
                    self.page = Page::Visitor;
                }
                ctx.request_repaint_after(Duration::from_secs(1));
            }
        }
        let hides_pointer = self.page == Page::Visitor;
        if hides_pointer != self.is_pointer_hidden {
            self.is_pointer_hidden = hides_pointer;
            ctx.send_viewport_cmd(ViewportCommand::CursorVisible(!hides_pointer));
        }
        self.fill_screen(ctx);
    }

    /// Without a window manager nobody answers the wish for a full screen: the window takes the screen's size itself.
    fn fill_screen(&mut self, ctx: &Context) {
        const EACH: Duration = Duration::from_secs(2);
        let is_due = self.fitted.is_none_or(|at| at.elapsed() > EACH) && !self.has_own_size;
        let (monitor, inner) = ctx.input(|input| {
            let viewport = input.viewport();
            (viewport.monitor_size, viewport.inner_rect)
        });
        let (Some(monitor), Some(inner), true) = (monitor, inner, is_due) else {
            return;
        };
        if (monitor - inner.size()).abs().max_elem() > 1.0 {
            self.fitted = Some(Instant::now());
            ctx.send_viewport_cmd(ViewportCommand::OuterPosition(egui::Pos2::ZERO));
            ctx.send_viewport_cmd(ViewportCommand::InnerSize(monitor));
        }
    }

    /// What counts as a touch. On visitors' screens nothing is dragged, so that a finger may tremble and stay as long as it
    /// likes; a button still has to be under it when it leaves.
    fn take_fingers(&self, ctx: &Context) {
        let usual = egui::InputOptions::default();
        let (drift, lasts) = match self.page {
            Page::Visitor | Page::Result(_) => (FINGER_DRIFT, f64::INFINITY),
            Page::Desk | Page::Directory | Page::Settings | Page::Staff => {
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
            Page::Visitor | Page::Result(_) => 1.0,
            Page::Desk | Page::Directory | Page::Settings | Page::Staff => self.settings.text_size,
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

    fn visitor_ui(&mut self, ui: &mut Ui) {
        let hall = self.hall();
        let view = self.view(hall.as_deref());
        match visitor::screen_ui(ui, &view) {
            Some(visitor::Action::Again) => self.session.forget(),
            Some(visitor::Action::Hold) => self.session.hold(),
            Some(visitor::Action::Pick(index)) => {
                if let State::Showing(shown) = self.session.state() {
                    self.picked = Some((shown.since, index));
                }
                self.session.hold();
            }
            Some(visitor::Action::SwitchLanguage) => self.switch_language(),
            Some(visitor::Action::Back) => self.page = Page::Desk,
            None => {}
        }
    }

    fn view<'a>(&'a self, hall: Option<&'a str>) -> visitor::View<'a> {
        visitor::View {
            language: self.language,
            session: &self.session,
            now: self.now(),
            film: &self.film,
            list: self.list.as_deref().ok(),
            mirror: self.settings.mirror,
            text_size: self.settings.text_size,
            hall,
            picked: self.picked_code(),
            has_desk: !self.kiosk,
        }
    }

    /// The code that was touched, if its verdict is still the one on the screen.
    fn picked_code(&self) -> Option<usize> {
        let (since, index) = self.picked?;
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
    fn result_ui(&mut self, ui: &mut Ui, id: u64) {
        let Some(row) = self.desk.row(id) else {
            self.page = Page::Desk;
            return;
        };
        let finding = &row.record().finding;
        let hall = self.hall();
        let view = self.view(hall.as_deref());
        let verdict = visitor::VerdictView {
            telling: Telling::of(finding.subject(), self.picked_result, self.language),
            symbols: finding.symbols(),
            time_left: None,
            held: false,
            ends: false,
            is_result: true,
        };
        match visitor::verdict_ui(ui, &view, &verdict) {
            Some(visitor::Action::Pick(index)) => self.picked_result = Some(index),
            Some(visitor::Action::Back | visitor::Action::Again) => {
                self.page = Page::Desk;
            }
            Some(visitor::Action::SwitchLanguage) => self.switch_language(),
            Some(visitor::Action::Hold) | None => {}
        }
    }

    fn desk_ui(&mut self, ui: &mut Ui) {
        let Ok(list) = &self.list else {
            self.no_list_ui(ui);
            return;
        };
        let progress = self.files.as_ref().and_then(Files::progress);
        let view = desk::View {
            language: self.language,
            appearance: self.settings.appearance,
            list,
            session: &self.session,
            now: self.now(),
            film: &self.film,
            mirror: self.settings.mirror,
            progress,
        };
        let mut action = self.desk.ui(ui, &view);
        let is_typing = ui.ctx().egui_wants_keyboard_input();
        let pasted = ui.input(|input| {
            let mut events = input.events.iter();
            events.find_map(|event| match event {
                Event::Paste(text) if !is_typing => Some(Answer::Text(text.clone())),
                Event::PasteImage(image) => frame_of(image).map(Answer::Picture),
                _ => None,
            })
        });
        if let Some(pasted) = pasted {
            self.answer(pasted);
        }
        let open = egui::KeyboardShortcut::new(egui::Modifiers::COMMAND, egui::Key::O);
        if ui.input_mut(|input| input.consume_shortcut(&open)) {
            action = Some(desk::Action::OpenFiles);
        }
        if let Some(action) = action {
            self.act(ui.ctx(), action);
        }
    }

    /// Staff see what is wrong with the list, a line each.
    fn no_list_ui(&mut self, ui: &mut Ui) {
        let Err(problems) = &self.list else {
            return;
        };
        egui::CentralPanel::default().show(ui, |ui| {
            ui.heading(self.language.say(Phrase::NoListTitle));
            ui.label(self.language.say(Phrase::NoListSteps));
            ui.separator();
            for problem in problems {
                ui.label(problem);
            }
            if desk::button(ui, self.language.say(Phrase::Settings), true) {
                self.page = Page::Settings;
            }
        });
    }

    fn act(&mut self, ctx: &Context, action: desk::Action) {
        self.desk.notice = None;
        match action {
            desk::Action::OpenFiles => self.ask(ctx, Ask::Files),
            desk::Action::OpenFolder => self.ask(ctx, Ask::Folder),
            desk::Action::Paste => self.paste(ctx),
            desk::Action::Dropped(paths) => self.judge(Job::Paths(paths)),
            desk::Action::Cancel => {
                if let Some(files) = &self.files {
                    files.cancel();
                }
            }
            desk::Action::Clear => {
                if let Some(files) = &self.files {
                    files.cancel();
                }
                self.desk.clear();
                self.session.forget();
                self.noted = None;
                self.pasted = 0;
            }
            desk::Action::SaveReport => self.ask(ctx, Ask::Report(self.today)),
            desk::Action::ShowLarge(id) => {
                self.picked_result = None;
                self.page = Page::Result(id);
            }
            desk::Action::Copy(text) => {
                ctx.copy_text(text);
                self.desk.notice = Some(self.language.say(Phrase::Copied));
            }
            desk::Action::VisitorScreen => self.page = Page::Visitor,
            desk::Action::Directory => self.page = Page::Directory,
            desk::Action::Settings => {
                self.open_settings(ctx);
            }
            desk::Action::SwitchLanguage => self.switch_language(),
            desk::Action::Again => self.session.forget(),
        }
    }

    fn switch_language(&mut self) {
        self.language = match self.language {
            Language::ZhCn => Language::En,
            Language::En => Language::ZhCn,
        };
        self.language_chosen = Some(Instant::now());
        if !self.kiosk {
            self.settings.language = self.language;
        }
    }

    fn judge(&mut self, job: Job) {
        if let Some(files) = &self.files {
            files.judge(job, self.language);
        }
    }

    fn answer(&mut self, answer: Answer) {
        match answer {
            Answer::Paths(paths) => self.judge(Job::Paths(paths)),
            Answer::ListFolder(folder) => self.settings.list_folder = Some(folder),
            Answer::Report(path) => self.save_report(&path),
            Answer::Picture(frame) => {
                self.pasted += 1;
                let name = self.language.say(Phrase::PastedPicture {
                    number: self.pasted,
                });
                self.judge(Job::Picture(name, frame));
            }
            Answer::Text(text) if text.trim().is_empty() => self.answer(Answer::NothingToPaste),
            Answer::Text(text) => {
                self.pasted += 1;
                let name = self.language.say(Phrase::PastedText {
                    number: self.pasted,
                });
                // People copy a line with its end.
                self.judge(Job::Text(
                    name,
                    text.trim_end_matches(['\r', '\n']).to_owned(),
                ));
            }
            Answer::NothingToPaste => {
                self.desk.notice = Some(self.language.say(Phrase::ClipboardEmpty));
            }
            Answer::Pin(is_right) => {
                if is_right {
                    self.lock.opened();
                }
                self.staff.tried(is_right);
            }
            Answer::NoDialog => self.desk.notice = Some(self.language.say(Phrase::NoDialog)),
            Answer::Cameras(names) => {
                // Two of a kind have one name, and are one choice.
                self.cameras.clear();
                for name in names {
                    if !self.cameras.contains(&name) {
                        self.cameras.push(name);
                    }
                }
            }
        }
    }

    fn save_report(&mut self, path: &Path) {
        let Ok(list) = &self.list else {
            return;
        };
        let rows: Vec<SheetRow<'_>> = self
            .desk
            .rows()
            .iter()
            .map(|row| SheetRow {
                record: row.record(),
                thumbnail: row.done.thumbnail.as_deref(),
            })
            .collect();
        let hall = self.settings.hall_name.as_deref();
        let page = sheet(&rows, list.info(), self.language, self.today, hall);
        let name = path.to_string_lossy();
        self.desk.notice = Some(match std::fs::write(path, page) {
            Ok(()) => self.language.say(Phrase::ReportSaved { path: &name }),
            Err(error) => self.language.say(Phrase::ReportFailed {
                path: &name,
                error: &error.to_string(),
            }),
        });
    }

    fn open_settings(&mut self, ctx: &Context) {
        self.page = Page::Settings;
        self.settings_notice = None;
        self.in_background(ctx, "cameras", || {
            let devices = camera::devices().into_iter();
            Some(Answer::Cameras(devices.map(|device| device.name).collect()))
        });
    }

    /// Runs something that may wait, and brings its answer.
    fn in_background(
        &self,
        ctx: &Context,
        name: &str,
        work: impl FnOnce() -> Option<Answer> + Send + 'static,
    ) {
        let (send, ctx) = (self.answers.0.clone(), ctx.clone());
        let thread = thread::Builder::new().name(name.to_owned());
        // Where no thread can be had, the button does nothing; the next try may work.
        let _ = thread.spawn(move || {
            if let Some(answer) = work() {
                let _ = send.send(answer); // the window may be gone
            }
            ctx.request_repaint();
        });
    }

    fn paste(&self, ctx: &Context) {
        self.in_background(ctx, "clipboard", || {
            let Ok(mut clipboard) = arboard::Clipboard::new() else {
                return Some(Answer::NothingToPaste);
            };
            if let Ok(image) = clipboard.get_image()
                && let Some(frame) =
                    Frame::rgba(image.width, image.height, image.bytes.into_owned())
            {
                return Some(Answer::Picture(frame));
            }
            Some(
                clipboard
                    .get_text()
                    .map_or(Answer::NothingToPaste, Answer::Text),
            )
        });
    }

    /// Opens a dialog of the system.
    fn ask(&self, ctx: &Context, ask: Ask) {
        let dialog = rfd::AsyncFileDialog::new();
        let path = |file: rfd::FileHandle| file.path().to_owned();
        match ask {
            Ask::Files => {
                let asked = dialog.pick_files();
                self.in_dialog(ctx, asked, move |files| {
                    Answer::Paths(files.into_iter().map(path).collect())
                });
            }
            Ask::Folder => {
                let asked = dialog.pick_folder();
                self.in_dialog(ctx, asked, move |folder| Answer::Paths(vec![path(folder)]));
            }
            Ask::ListFolder => {
                let asked = dialog.pick_folder();
                self.in_dialog(ctx, asked, move |folder| Answer::ListFolder(path(folder)));
            }
            Ask::Report(today) => {
                let asked = dialog
                    .set_file_name(format!("yanma-{today}.html"))
                    .save_file();
                self.in_dialog(ctx, asked, move |file| Answer::Report(path(file)));
            }
        }
    }

    /// Waits for what is chosen. A dialog that could not be opened looks like one that was closed, but at once.
    fn in_dialog<T: 'static>(
        &self,
        ctx: &Context,
        asked: impl Future<Output = Option<T>> + Send + 'static,
        answer: impl FnOnce(T) -> Answer + Send + 'static,
    ) {
        self.in_background(ctx, "dialog", move || {
            let start = Instant::now();
            match pollster::block_on(asked) {
                Some(chosen) => Some(answer(chosen)),
                None if start.elapsed() < NOBODY_IS_SO_QUICK => Some(Answer::NoDialog),
                None => None,
            }
        });
    }

    fn settings_ui(&mut self, ui: &mut Ui) {
        let before = self.settings.clone();
        let notice = self.settings_notice.clone();
        let opened = self.opened.as_ref();
        let cameras = settings::Cameras {
            names: &self.cameras,
            formats: opened.map_or(&[], |opened| &opened.formats),
            format: opened.filter(|_| self.is_open).map(|opened| opened.format),
        };
        let action = settings::settings_ui(ui, &mut self.settings, &cameras, notice.as_deref());
        if before.appearance != self.settings.appearance {
            theme::apply(ui.ctx(), self.settings.appearance);
        }
        if before.camera != self.settings.camera {
            self.settings.camera_format = None; // it was one of the other camera's
            self.opened = None;
        }
        let is_other = before.camera != self.settings.camera
            || before.camera_format != self.settings.camera_format;
        if is_other {
            self.is_open = false;
            if self.camera.is_some() {
                self.start_camera();
            }
        }
        self.language = self.settings.language;
        match action {
            Some(settings::Action::Back) if self.kiosk => self.page = Page::Staff,
            Some(settings::Action::Back) => self.page = Page::Desk,
            Some(settings::Action::ChooseFolder) => self.ask(ui.ctx(), Ask::ListFolder),
            Some(settings::Action::Save) => {
                let saved = match &self.settings_file {
                    Some(file) => config::save(&self.settings, file),
                    None => Err(config::ConfigError::NoPlace),
                };
                self.settings_notice = Some(match saved {
                    Ok(_) => self.language.say(Phrase::Saved),
                    Err(error) => self.language.config_error(&error),
                });
            }
            None => {}
        }
    }
}

/// What a thread calls when it has news.
fn repaint(ctx: &Context) -> impl Fn() + Send + Sync + 'static {
    let ctx = ctx.clone();
    move || ctx.request_repaint()
}

/// Which dialog.
enum Ask {
    Files,
    Folder,
    ListFolder,
    Report(Date),
}

/// A pasted picture.
fn frame_of(image: &egui::ColorImage) -> Option<Frame> {
    let pixels = image.pixels.iter();
    let bytes = pixels
        .flat_map(egui::Color32::to_srgba_unmultiplied)
        .collect();
    Frame::rgba(image.size[0], image.size[1], bytes)
}

impl eframe::App for Window {
    fn logic(&mut self, ctx: &Context, _: &mut eframe::Frame) {
        self.take_in(ctx);
        self.keep_kiosk(ctx);
        if ctx.input(|input| input.key_pressed(egui::Key::F11)) && !self.kiosk {
            let is_full = ctx.input(|input| input.viewport().fullscreen.unwrap_or_default());
            ctx.send_viewport_cmd(ViewportCommand::Fullscreen(!is_full));
        }
    }

    fn ui(&mut self, ui: &mut Ui, _: &mut eframe::Frame) {
        self.window_ui(ui);
        let entered = self.playing.as_ref().and_then(Demo::entered);
        let since = match self.session.state() {
            State::Showing(shown) => Some(self.started + shown.since),
            State::Attract | State::Scanning | State::TakeAway | State::Fault(_) => None,
        };
        if let Some(measure) = &mut self.measure {
            measure.drawn(entered, since);
            if since.is_some() {
                self.session.forget(); // so that the next picture is met afresh
            }
            if measure.is_over() {
                for line in measure.lines() {
                    println!("{line}");
                }
                self.measure = None;
                self.may_close = true;
                ui.ctx().send_viewport_cmd(ViewportCommand::Close);
            }
        }
    }

    fn persist_egui_memory(&self) -> bool {
        false // nothing of anybody is kept
    }
}

/// Whether a verdict is on the screen, and which; for tests and measurements.
impl Window {
    /// The verdict of the session, if one is shown.
    pub fn shown(&self) -> Option<Outcome> {
        match self.session.state() {
            State::Showing(shown) => Some(shown.outcome()),
            State::Attract | State::Scanning | State::TakeAway | State::Fault(_) => None,
        }
    }
}
