//! What may take a while is done by threads of their own, which answer with an [`Event`]: dialogs of the system, the
//! clipboard, files to write, pictures to make ready, PINs to compare. The thread that draws waits for none of them.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use eframe::egui::{ColorImage, Context, TextureHandle, TextureOptions, ViewportCommand};

use super::clipboard::{self, Content};
use super::desk::Looked;
use super::files::Done;
use super::part::Part;
use super::recent::{self, Recent};
use super::screen::{self, NoScreen};
use crate::check::allowlist::{Allowlist, Date, ListInfo};
use crate::check::poster::{Candidate, Fingerprint, NotEnrolled, Poster};
use crate::config::{self, ConfigError, Settings};
use crate::judge::still;
use crate::language::Language;
use crate::list_files::ListError;
use crate::list_in_use::{Loaded, Origin};
use crate::list_package::{Imported, Refusal};
use crate::messages::{DeskPhrase, PosterPhrase};
use crate::poster_file::{self, PosterError};
use crate::report::{SheetRow, csv, sheet};
use crate::scan::Frame;
use crate::source::slot::Picture;
use crate::source::{camera, images};
use crate::stick::{self, Answer, Errand};
use crate::whole_file;

/// A dialog that was closed sooner was never open.
const NOBODY_IS_SO_QUICK: Duration = Duration::from_millis(300);

/// How long a window takes to be gone from the screen, with what the system moves about for it.
const OUT_OF_THE_WAY: Duration = Duration::from_millis(600);

/// What another thread has done.
pub enum Event {
    /// Pictures to judge were chosen.
    Chosen(Vec<PathBuf>),
    /// A folder to judge was chosen.
    ChosenFolder(PathBuf),
    /// The folder of the hall's own list was chosen.
    ListFolder(PathBuf),
    /// The folder that is watched was chosen.
    WatchedFolder(PathBuf),
    /// The folder of the hall's own recordings was chosen.
    #[cfg(feature = "sound")]
    VoiceFolder(PathBuf),
    /// The place of the report was chosen.
    ReportPlace(PathBuf, ReportKind),
    /// The report is written, or could not be.
    ReportSaved(PathBuf, io::Result<()>),
    /// The settings are kept, or could not be.
    SettingsSaved(Result<(), ConfigError>),
    /// The clipboard held a picture.
    PastedPicture(Frame),
    /// A part of the screen was drawn.
    PartOfScreen(Frame),
    /// It held a text.
    PastedText(String),
    /// It held nothing of that.
    NothingToPaste,
    /// What is judged by was put together anew, or could not be.
    ListLoaded(Box<Result<Loaded, ListError>>),
    /// The file of a new list was chosen.
    ListPackage(PathBuf),
    /// What of the picture may be enrolled as a poster of the hall.
    PosterFound(Result<Candidate, NotEnrolled>),
    /// A poster was enrolled or removed, or not.
    PostersChanged(Result<PosterPhrase, PosterError>),
    /// A list was imported, or not.
    ListImported(Result<Imported, ImportError>),
    /// The screen, on which a part is to be drawn.
    Screen(Part),
    /// There is no picture of the screen.
    NoScreen(NoScreen),
    /// The system has no dialogs.
    NoDialog,
    /// One is open already; it may be behind the window.
    DialogIsOpen,
    /// A result's small picture can be shown.
    Prepared(u64, TextureHandle),
    /// A result's picture to be looked at closely, or that there is none any more.
    Looked(u64, Looked),
    /// The cameras that are there, by name.
    Cameras(Vec<String>),
    /// Whether a PIN was the right one.
    Pin(bool),
    /// The system did not restart or switch off, and says why.
    NoPower(String),
    /// What became of an errand to a stick.
    Stick(Answer),
}

/// What is chosen in a dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Pictures to judge.
    Files,
    /// A folder to judge.
    Folder,
    /// The folder of the hall's own list.
    ListFolder,
    /// The file of a new list.
    ListPackage,
    /// The folder that is watched.
    WatchedFolder,
    /// The folder of the hall's own recordings.
    #[cfg(feature = "sound")]
    VoiceFolder,
    /// Where a report of that day is written.
    Report(Date, ReportKind),
}

/// As what a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportKind {
    /// A page to look at and to print.
    Page,
    /// A table for Excel and its like.
    Table,
    /// JSON for programs, a line a result.
    Json,
}

impl ReportKind {
    /// All of them.
    pub const ALL: [ReportKind; 3] = [ReportKind::Page, ReportKind::Table, ReportKind::Json];

    /// What it is called.
    pub fn phrase(self) -> DeskPhrase<'static> {
        match self {
            ReportKind::Page => DeskPhrase::ReportPage,
            ReportKind::Table => DeskPhrase::ReportTable,
            ReportKind::Json => DeskPhrase::ReportJson,
        }
    }

    /// How the name of its file ends.
    fn ending(self) -> &'static str {
        match self {
            ReportKind::Page => "html",
            ReportKind::Table => "csv",
            ReportKind::Json => "jsonl",
        }
    }
}

/// What a report is made from.
pub struct Report {
    /// The results.
    pub results: Vec<Arc<Done>>,
    /// The list by which they were judged.
    pub list: ListInfo,
    /// The language of the report.
    pub language: Language,
    /// Its day.
    pub today: Date,
    /// The hall's name.
    pub hall: Option<String>,
}

/// Starts the threads, and hands on what they answer.
pub struct Background {
    ctx: Context,
    send: Sender<Event>,
    events: Receiver<Event>,
    has_dialog: Arc<AtomicBool>,
}

impl Background {
    /// Nothing is running yet. The window is woken by each answer.
    pub fn new(ctx: &Context) -> Background {
        let (send, events) = channel();
        let ctx = ctx.clone();
        Background {
            ctx,
            send,
            events,
            has_dialog: Arc::default(),
        }
    }

    /// What was done since.
    pub fn next(&self) -> Option<Event> {
        self.events.try_recv().ok()
    }

    fn start(&self, name: &str, work: impl FnOnce() -> Option<Event> + Send + 'static) {
        let (send, ctx) = (self.send.clone(), self.ctx.clone());
        let thread = thread::Builder::new().name(name.to_owned());
        // Where no thread can be had, the button does nothing; the next try may work.
        let _ = thread.spawn(move || {
            if let Some(event) = work() {
                let _ = send.send(event); // the window may be gone
            }
            ctx.request_repaint();
        });
    }

    /// Asks which cameras there are.
    pub fn list_cameras(&self) {
        self.start("cameras", || {
            let devices = camera::devices().into_iter();
            Some(Event::Cameras(devices.map(|device| device.name).collect()))
        });
    }

    /// Compares a PIN with the hash of the right one, which is slow on purpose.
    pub fn try_pin(&self, hash: String, pin: String) {
        self.start("pin", move || {
            Some(Event::Pin(crate::staff::is_right(&hash, &pin)))
        });
    }

    /// Asks the system to restart or to switch off, by its own program. Where it does, this program is ended by it.
    pub fn power(&self, verb: &'static str) {
        self.start("power", move || {
            let why = match std::process::Command::new("systemctl").arg(verb).output() {
                Ok(output) if output.status.success() => return None,
                Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
                Err(error) => error.to_string(),
            };
            Some(Event::NoPower(why))
        });
    }

    /// Has an errand to a stick done.
    pub fn stick(&self, errand: Errand) {
        self.start("stick", move || Some(Event::Stick(stick::run(errand))));
    }

    /// Takes what is in the clipboard, or what of it the window was `given`.
    pub fn paste(&self, given: Option<Content>) {
        self.start("clipboard", || {
            Some(match clipboard::content(given) {
                Some(Content::Files(files)) => Event::Chosen(files),
                Some(Content::Picture(frame)) => Event::PastedPicture(frame),
                Some(Content::Text(text)) => Event::PastedText(text),
                None => Event::NothingToPaste,
            })
        });
    }

    /// Takes a picture of the screen while the window is out of its way.
    pub fn take_screen(&self) {
        let ctx = self.ctx.clone();
        ctx.send_viewport_cmd(ViewportCommand::Minimized(true));
        self.start("screen", move || {
            thread::sleep(OUT_OF_THE_WAY);
            let taken = screen::screen();
            ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
            ctx.send_viewport_cmd(ViewportCommand::Focus);
            Some(match taken {
                Ok(screen) => {
                    ctx.send_viewport_cmd(ViewportCommand::Fullscreen(true));
                    Event::Screen(Part::new(&ctx, screen))
                }
                Err(why) => Event::NoScreen(why),
            })
        });
    }

    /// Opens a dialog of the system, with its words in `language`, and in a folder where one is wanted.
    pub fn choose(&self, choice: Choice, language: Language, folder: Option<&Path>) {
        let title = language.desk(choice.title());
        let mut dialog = rfd::AsyncFileDialog::new().set_title(title);
        if let Some(folder) = folder {
            dialog = dialog.set_directory(folder);
        }
        let path = |file: rfd::FileHandle| file.path().to_owned();
        match choice {
            Choice::Files => {
                let dialog = dialog
                    .add_filter(language.desk(DeskPhrase::Pictures), &endings())
                    .add_filter(language.desk(DeskPhrase::AllFiles), &["*"]);
                self.in_dialog(dialog.pick_files(), move |files| {
                    Event::Chosen(files.into_iter().map(path).collect())
                });
            }
            Choice::Folder => self.in_dialog(dialog.pick_folder(), move |folder| {
                Event::ChosenFolder(path(folder))
            }),
            Choice::ListFolder => self.in_dialog(dialog.pick_folder(), move |folder| {
                Event::ListFolder(path(folder))
            }),
            Choice::ListPackage => self.in_dialog(dialog.pick_file(), move |file| {
                Event::ListPackage(path(file))
            }),
            Choice::WatchedFolder => self.in_dialog(dialog.pick_folder(), move |folder| {
                Event::WatchedFolder(path(folder))
            }),
            #[cfg(feature = "sound")]
            Choice::VoiceFolder => self.in_dialog(dialog.pick_folder(), move |folder| {
                Event::VoiceFolder(path(folder))
            }),
            Choice::Report(today, kind) => {
                let ending = kind.ending();
                let dialog = dialog
                    .add_filter(language.desk(kind.phrase()), &[ending])
                    .set_file_name(format!("yanma-{today}.{ending}"));
                self.in_dialog(dialog.save_file(), move |file| {
                    Event::ReportPlace(path(file), kind)
                });
            }
        }
    }

    /// Waits for what is chosen. A dialog that could not be opened looks like one that was closed, but at once. There is
    /// one at a time: whoever presses a button again has not seen the first.
    fn in_dialog<T: 'static>(
        &self,
        chosen: impl Future<Output = Option<T>> + Send + 'static,
        event: impl FnOnce(T) -> Event + Send + 'static,
    ) {
        if self.has_dialog.swap(true, Ordering::Relaxed) {
            let _ = self.send.send(Event::DialogIsOpen); // this end of the channel is here, too
            return;
        }
        let is_open = IsOpen(Arc::clone(&self.has_dialog));
        self.start("dialog", move || {
            let _is_open = is_open;
            let start = Instant::now();
            match pollster::block_on(chosen) {
                Some(chosen) => Some(event(chosen)),
                None if start.elapsed() < NOBODY_IS_SO_QUICK => Some(Event::NoDialog),
                None => None,
            }
        });
    }

    /// Writes a report.
    pub fn save_report(&self, report: Report, path: PathBuf, kind: ReportKind) {
        self.start("report", move || {
            let saved = report.write(&path, kind);
            Some(Event::ReportSaved(path, saved))
        });
    }

    /// Puts together anew what is judged by on that day.
    pub fn load_list(&self, origin: Origin, today: Date) {
        self.start("list", move || {
            Some(Event::ListLoaded(Box::new(origin.load(today))))
        });
    }

    /// Looks thoroughly at a picture for a poster to enrol.
    pub fn look_at_poster(&self, picture: Arc<Picture>, list: Arc<Allowlist>) {
        self.start("poster", move || {
            let found = still::candidate(&picture.luma, &list);
            Some(Event::PosterFound(found))
        });
    }

    /// Enrols a poster.
    pub fn add_poster(&self, file: PathBuf, poster: Poster) {
        self.start("poster", move || {
            let added = poster_file::add(&file, poster);
            Some(Event::PostersChanged(
                added.map(|()| PosterPhrase::Enrolled),
            ))
        });
    }

    /// Removes a poster.
    pub fn remove_poster(&self, file: PathBuf, fingerprint: Fingerprint) {
        self.start("poster", move || {
            let removed = poster_file::remove(&file, fingerprint);
            Some(Event::PostersChanged(
                removed.map(|_| PosterPhrase::Removed),
            ))
        });
    }

    /// Imports a list from a file.
    pub fn import_list(&self, origin: Origin, file: PathBuf, today: Date) {
        self.start("import", move || {
            let done = origin.import(&file, today).map_err(ImportError::Refused);
            Some(Event::ListImported(done))
        });
    }

    /// Imports what is signed on the sticks that are put in.
    #[cfg(target_os = "linux")]
    pub fn import_from_stick(&self, origin: Origin, today: Date) {
        self.start("stick", move || {
            let files = stick::signed_files().map_err(ImportError::Stick);
            Some(Event::ListImported(files.and_then(|files| {
                let files = files.iter();
                let done = files.map(|file| origin.import(file, today)).collect();
                imported(done).map_err(ImportError::Refused)
            })))
        });
    }

    /// Keeps the settings.
    pub fn save_settings(&self, settings: Settings, file: Option<PathBuf>) {
        self.start("settings", move || {
            let saved = match file {
                Some(file) => config::save(&settings, &file).map(|_| ()),
                None => Err(ConfigError::NoPlace),
            };
            Some(Event::SettingsSaved(saved))
        });
    }

    /// Keeps the folders that were opened last.
    pub fn keep_recent(&self, recent: &Recent) {
        if let Some((file, text)) = recent.kept() {
            self.start("recent", move || {
                let _ = recent::write(&file, &text);
                None
            });
        }
    }

    /// Makes the picture of a result ready to be looked at closely.
    pub fn look_closely(&self, id: u64, done: Arc<Done>) {
        let ctx = self.ctx.clone();
        self.start("picture", move || {
            let original = done.original.as_ref();
            let picture = original.and_then(|original| original.picture(&done.record.finding));
            let Some((picture, whole)) = picture else {
                return Some(Event::Looked(id, Looked::Changed));
            };
            let size = [picture.width() as usize, picture.height() as usize];
            let picture = ColorImage::from_rgb(size, &picture);
            let texture = ctx.load_texture("picture", picture, TextureOptions::LINEAR);
            Some(Event::Looked(id, Looked::Picture(texture, whole)))
        });
    }

    /// Makes the small picture of a result ready to be shown.
    pub fn prepare(&self, id: u64, done: Arc<Done>) {
        let ctx = self.ctx.clone();
        self.start("thumbnail", move || {
            let picture = image::load_from_memory(done.thumbnail.as_deref()?).ok()?;
            let picture = picture.to_rgb8();
            let size = [picture.width() as usize, picture.height() as usize];
            let picture = ColorImage::from_rgb(size, &picture);
            let texture = ctx.load_texture("thumbnail", picture, TextureOptions::LINEAR);
            Some(Event::Prepared(id, texture))
        });
    }
}

/// A dialog is open as long as this is there, however it ends.
struct IsOpen(Arc<AtomicBool>);

impl Drop for IsOpen {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

/// Endings of pictures, as dialogs want them. Some of them do not see that `JPG` is `jpg`.
fn endings() -> Vec<String> {
    let endings = images::PICTURE_ENDINGS.iter();
    let both = endings.flat_map(|ending| [(*ending).to_owned(), ending.to_uppercase()]);
    both.collect()
}

impl Choice {
    /// The title of its dialog.
    fn title(self) -> DeskPhrase<'static> {
        match self {
            Choice::Files => DeskPhrase::TitleFiles,
            Choice::Folder => DeskPhrase::TitleFolder,
            Choice::ListFolder => DeskPhrase::TitleListFolder,
            Choice::WatchedFolder => DeskPhrase::TitleWatchedFolder,
            #[cfg(feature = "sound")]
            Choice::VoiceFolder => DeskPhrase::TitleVoiceFolder,
            Choice::ListPackage => DeskPhrase::TitleListPackage,
            Choice::Report(..) => DeskPhrase::TitleReport,
        }
    }
}

/// Why nothing was imported.
pub enum ImportError {
    /// The file, or this machine, is at fault.
    Refused(Refusal),
    /// There was nothing to import.
    #[cfg(target_os = "linux")]
    Stick(Answer),
}

/// What to tell of several files: the list that was imported, if one was, else the keys, else why the first was not; that one
/// is not newer than those of this machine is the least of it.
#[cfg(target_os = "linux")]
fn imported(done: Vec<Result<Imported, Refusal>>) -> Result<Imported, Refusal> {
    let rank = |done: &Result<Imported, Refusal>| match done {
        Ok(Imported::List { .. }) => 0,
        Ok(Imported::Keys { .. }) => 1,
        Err(Refusal::NotNewer { .. }) => 3,
        Err(_) => 2,
    };
    let told = done.into_iter().min_by_key(rank);
    told.unwrap_or(Err(Refusal::NotAPackage))
}

impl Report {
    fn text(&self, kind: ReportKind) -> String {
        let records = || self.results.iter().map(|done| &done.record);
        match kind {
            ReportKind::Page => {
                let rows: Vec<SheetRow<'_>> = self
                    .results
                    .iter()
                    .map(|done| SheetRow {
                        record: &done.record,
                        thumbnail: done.thumbnail.as_deref(),
                    })
                    .collect();
                let hall = self.hall.as_deref();
                sheet(&rows, &self.list, self.language, self.today, hall)
            }
            ReportKind::Table => csv(records(), &self.list, self.language),
            ReportKind::Json => {
                let lines = records().map(|record| record.json(&self.list) + "\n");
                lines.collect()
            }
        }
    }

    /// All or nothing: half a report looks like a whole one.
    fn write(&self, path: &Path, kind: ReportKind) -> io::Result<()> {
        whole_file::write(path, self.text(kind).as_bytes())
    }
}
