//! The thread that judges files for the desk.
//!
//! Every file is judged in a thread of its own: where one dies, of whatever, its file becomes an error, and the others go
//! on.

use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use image::RgbImage;

use crate::check::judge_text;
use crate::judge::still::Still;
use crate::language::Language;
use crate::list_in_use::InUse;
use crate::report::{Finding, Record, Sight};
use crate::scan::{Effort, Frame, Threads};
use crate::source::images::{self, ImageError, Opened};

/// Longest side of a picture to be looked at closely, in pixels.
const MAX_SIDE: f32 = 2_048.0;
/// Results that wait for the window.
const MAX_RESULTS: usize = 64;

/// Something to judge at the desk.
pub enum Job {
    /// Files and folders.
    Paths(Vec<PathBuf>),
    /// A picture from the clipboard, with its name.
    Picture(String, Frame),
    /// A text from the clipboard, with its name.
    Text(String, String),
}

/// What became of one input.
pub struct Done {
    /// The record.
    pub record: Record,
    /// A small picture of it, PNG, with unsafe codes painted over; none where it may show something private.
    pub thumbnail: Option<Vec<u8>>,
    /// Width of the whole picture in pixels.
    pub width: usize,
    /// Where its picture can be had from again, to be looked at closely.
    pub original: Option<Original>,
    /// Host and short words of the list, in each language: put together here, not for each picture of the screen.
    zh_cn: (String, String),
    en: (String, String),
}

/// Where a picture can be had from again.
pub enum Original {
    /// Its file, and the fingerprint of what was judged: another picture under the same name is none that was judged.
    File(PathBuf, u64),
    /// A copy, for what came from no file; private codes are painted over in it.
    Copy(RgbImage, [usize; 2]),
    /// Nowhere: what came from no file may not be seen, and then it is not kept.
    Hidden,
}

/// What the files thread tells the window.
pub enum Told {
    /// One more is judged.
    Done(Box<Done>),
    /// Files of other kinds were left out.
    Skipped(usize),
}

/// The thread that judges files, on all cores.
pub struct Files {
    jobs: Sender<Asked>,
    told: Receiver<(u64, Told)>,
    shared: Arc<Shared>,
}

/// A job, and what was so when it was asked for.
struct Asked {
    job: Job,
    language: Language,
    generation: u64,
}

/// What the window and the thread both know.
#[derive(Default)]
struct Shared {
    /// Counts up when everything that was asked for is to be dropped.
    generation: AtomicU64,
    /// Judged, of how many; both 0 when nothing is left to do.
    progress: Mutex<(usize, usize)>,
}

impl Shared {
    fn is_wanted(&self, generation: u64) -> bool {
        generation == self.generation.load(Ordering::Relaxed)
    }

    /// Where nobody knows any more how many are left.
    fn forget(&self) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = (0, 0);
    }

    fn count(&self, done: usize, more: usize) {
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress.0 += done;
        progress.1 += more;
        if progress.0 >= progress.1 {
            *progress = (0, 0);
        }
    }
}

impl Files {
    /// Starts the thread. `tell` is called after each file.
    pub fn start(list: InUse, tell: impl Fn() + Send + Sync + 'static) -> std::io::Result<Files> {
        Files::start_reading(list, tell, images::opened_file)
    }

    fn start_reading(
        list: InUse,
        tell: impl Fn() + Send + Sync + 'static,
        read: Read,
    ) -> std::io::Result<Files> {
        let (jobs, to_do) = channel();
        let (send, told) = sync_channel(MAX_RESULTS);
        let shared = Arc::<Shared>::default();
        let thread = FilesThread {
            list,
            send,
            tell: Box::new(tell),
            read,
            shared: Arc::clone(&shared),
        };
        thread::Builder::new()
            .name("files".to_owned())
            .spawn(move || {
                // Ends when the window drops its end of the channel.
                for asked in to_do {
                    thread.run_apart(asked);
                }
            })?;
        Ok(Files { jobs, told, shared })
    }

    /// Asks for something to be judged; what is wrong with a file is told in `language`.
    pub fn judge(&self, job: Job, language: Language) {
        self.shared.count(0, 1); // until it is known how many it is
        let generation = self.shared.generation.load(Ordering::Relaxed);
        // The thread lives as long as this.
        let _ = self.jobs.send(Asked {
            job,
            language,
            generation,
        });
    }

    /// What became of something that is still wanted.
    pub fn told(&self) -> Option<Told> {
        loop {
            let (generation, told) = self.told.try_recv().ok()?;
            if self.shared.is_wanted(generation) {
                return Some(told);
            }
        }
    }

    /// How many are judged, of how many; `None` while nothing is being judged.
    pub fn progress(&self) -> Option<(usize, usize)> {
        let progress = self.shared.progress.lock();
        let (done, total) = *progress.unwrap_or_else(PoisonError::into_inner);
        (total > 0).then_some((done, total))
    }

    /// What is not told yet is dropped.
    pub fn cancel(&self) {
        self.shared.generation.fetch_add(1, Ordering::Relaxed);
    }
}

/// How a file is opened.
type Read = fn(&Path) -> Result<Opened, ImageError>;

struct FilesThread {
    list: InUse,
    send: SyncSender<(u64, Told)>,
    tell: Box<dyn Fn() + Send + Sync>,
    read: Read,
    shared: Arc<Shared>,
}

impl FilesThread {
    /// Runs a job in a thread of its own: the next job comes, whatever becomes of it.
    fn run_apart(&self, asked: Asked) {
        let (generation, language) = (asked.generation, asked.language);
        let source = asked.job.source();
        let ended = each_apart(vec![asked], |asked| self.run(asked));
        if ended.contains(&None) {
            self.shared.forget();
            self.done(generation, Done::failed(source, language));
        }
    }

    fn run(&self, asked: Asked) {
        let Asked {
            job,
            language,
            generation,
        } = asked;
        match job {
            Job::Picture(name, frame) => {
                let mut done = self.judged(name, None, || Ok(Opened::from(frame.clone())));
                done.original = Some(Original::copy(&frame, &done.record.finding));
                self.done(generation, done);
            }
            Job::Text(name, text) => {
                let record = Record {
                    source: name,
                    finding: Finding::Text(judge_text(text.as_bytes(), &self.list.list())),
                    millis: None,
                };
                self.done(generation, Done::without_picture(record));
            }
            Job::Paths(paths) => self.judge_files(paths, language, generation),
        }
    }

    fn judge_files(&self, paths: Vec<PathBuf>, language: Language, generation: u64) {
        let mut files = Vec::new();
        if self.shared.is_wanted(generation) {
            let found: Vec<images::Files> = paths.into_iter().map(images::files).collect();
            let others = found.iter().map(|found| found.others).sum();
            files.extend(found.into_iter().flat_map(|found| found.files));
            if others > 0 {
                self.tell(generation, Told::Skipped(others));
            }
        }
        self.shared.count(0, files.len());
        self.shared.count(1, 0); // the one that stood for all of them
        let mut left = files.len();
        for batch in files.chunks(at_once()) {
            if !self.shared.is_wanted(generation) {
                break;
            }
            let source = |path: &Path| path.to_string_lossy().into_owned();
            let judged = each_apart(batch.iter().collect(), |(path, fault)| {
                let read = || {
                    let sentence = |error: &ImageError| language.image_error(error);
                    match fault {
                        Some(error) => Err(sentence(error)),
                        None => (self.read)(path).map_err(|error| sentence(&error)),
                    }
                };
                self.judged(source(path), Some(path), read)
            });
            for (done, (path, _)) in judged.into_iter().zip(batch) {
                left -= 1;
                let done = done.unwrap_or_else(|| Done::failed(source(path), language));
                self.done(generation, done);
            }
        }
        self.shared.count(left, 0);
        (self.tell)();
    }

    fn done(&self, generation: u64, done: Done) {
        self.shared.count(1, 0);
        self.tell(generation, Told::Done(Box::new(done)));
    }

    fn tell(&self, generation: u64, told: Told) {
        let _ = self.send.send((generation, told)); // a window that is gone needs nothing
        (self.tell)();
    }

    fn judged(
        &self,
        source: String,
        path: Option<&Path>,
        read: impl FnOnce() -> Result<Opened, String>,
    ) -> Done {
        let list = self.list.list();
        let still = Still::judged(source, read, Effort::Thorough, Threads::Two, &list);
        let thumbnail = still.thumbnail();
        let width = still.frame.as_ref().map_or(0, Frame::width);
        let original = path.zip(still.frame.as_ref());
        Done {
            original: original
                .map(|(path, frame)| Original::File(path.to_owned(), fingerprint(frame))),
            ..Done::new(still.record, thumbnail, width)
        }
    }
}

/// Tells whether a picture is still the one that was judged.
pub fn fingerprint(frame: &Frame) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(frame)
}

impl Original {
    /// A copy to be looked at, where it may be.
    fn copy(frame: &Frame, finding: &Finding) -> Original {
        let size = [frame.width(), frame.height()];
        match seen(frame, finding) {
            Some(picture) => Original::Copy(picture, size),
            None => Original::Hidden,
        }
    }

    /// The picture as it may be seen, and the size of the whole. `None` where it may not be, or is another one by now.
    pub fn picture(&self, finding: &Finding) -> Option<(RgbImage, [usize; 2])> {
        match self {
            Original::Copy(picture, size) => Some((picture.clone(), *size)),
            Original::Hidden => None,
            Original::File(path, judged) => {
                let opened = images::opened_file(path).ok()?;
                let frame = &opened.frame;
                let size = [frame.width(), frame.height()];
                (fingerprint(frame) == *judged).then_some(())?;
                Some((seen(frame, finding)?, size))
            }
        }
    }
}

/// A picture with nothing private in it, small enough for every graphics card.
fn seen(frame: &Frame, finding: &Finding) -> Option<RgbImage> {
    match finding.sight() {
        Sight::Nothing => None,
        Sight::Picture { private, .. } => images::reduced(frame, MAX_SIDE, &private),
    }
}

/// Files that are judged at once: each takes two threads.
fn at_once() -> usize {
    (rayon::current_num_threads() / 2).max(1)
}

/// Does the same to each of several things, each in a thread of its own; `None` where that has died.
fn each_apart<T: Send, R: Send>(things: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<Option<R>> {
    let work = &work;
    thread::scope(|scope| {
        let threads = things.into_iter().map(|thing| {
            let thread = thread::Builder::new().name("file".to_owned());
            thread.spawn_scoped(scope, move || work(thing))
        });
        let threads: Vec<_> = threads.collect();
        let ended = threads.into_iter().map(|thread| thread.ok()?.join().ok());
        ended.collect()
    })
}

impl Job {
    /// What stands for all of it where nothing of it can be told apart any more.
    fn source(&self) -> String {
        match self {
            Job::Paths(paths) => paths
                .first()
                .map_or_else(String::new, |path| path.to_string_lossy().into_owned()),
            Job::Picture(name, _) | Job::Text(name, _) => name.clone(),
        }
    }
}

impl Done {
    /// Of something that ended the thread that judged it.
    fn failed(source: String, language: Language) -> Done {
        Done::without_picture(Record {
            source,
            finding: Finding::Error(language.image_error(&ImageError::Damaged)),
            millis: None,
        })
    }

    /// Of something that has no picture, or none that may be shown.
    pub fn without_picture(record: Record) -> Done {
        Done::new(record, None, 0)
    }

    /// Of a file that was judged elsewhere.
    pub fn of_file(path: &Path, finding: Finding) -> Done {
        let record = Record {
            source: path.to_string_lossy().into_owned(),
            finding,
            millis: None,
        };
        let frame = images::frame_of_file(path).ok();
        let original = |frame: &Frame| Original::File(path.to_owned(), fingerprint(frame));
        Done {
            original: frame.as_ref().map(original),
            ..Done::without_picture(record)
        }
    }

    fn new(record: Record, thumbnail: Option<Vec<u8>>, width: usize) -> Done {
        Done {
            zh_cn: record.summary(Language::ZhCn),
            en: record.summary(Language::En),
            record,
            thumbnail,
            width,
            original: None,
        }
    }

    /// The host of the symbol that leads, and what is told of it in a few words.
    pub fn summary(&self, language: Language) -> &(String, String) {
        match language {
            Language::ZhCn => &self.zh_cn,
            Language::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn list() -> InUse {
        let today = crate::check::allowlist::Date {
            year: 2026,
            month: 11,
            day: 23,
        };
        let list = crate::check::allowlist::Allowlist::built_in(today).unwrap();
        InUse::new(Arc::new(list))
    }

    /// Stands for a decoder with a fault that no guard catches.
    fn read(path: &Path) -> Result<Opened, ImageError> {
        assert!(!path.ends_with("bad"), "a fault in a decoder");
        let white = Frame::luma(64, 64, vec![255; 64 * 64]).unwrap();
        Ok(Opened::from(white))
    }

    #[test]
    fn a_picture_that_ends_its_thread_is_an_error_and_the_queue_goes_on() {
        let files = Files::start_reading(list(), || {}, read).unwrap();
        let paths = ["a", "bad", "c"].map(|name| PathBuf::from(format!("no-folder/{name}")));
        files.judge(Job::Paths(paths.to_vec()), Language::En);
        files.judge(Job::Text("text".to_owned(), "x".to_owned()), Language::En);
        let mut told = Vec::new();
        while told.len() < 4 {
            match files.told() {
                Some(Told::Done(done)) => told.push(done.record),
                _ => thread::sleep(Duration::from_millis(5)),
            }
        }
        let sources: Vec<&str> = told.iter().map(|record| record.source.as_str()).collect();
        assert_eq!(
            sources,
            ["no-folder/a", "no-folder/bad", "no-folder/c", "text"]
        );
        let is_error = |record: &Record| matches!(record.finding, Finding::Error(_));
        let errors: Vec<bool> = told.iter().map(is_error).collect();
        assert_eq!(errors, [false, true, false, false]);
        assert_eq!(files.progress(), None);
    }

    #[test]
    fn a_file_that_has_changed_is_not_shown_and_a_private_code_never_is() {
        use crate::check::{JudgedPicture, judge_text};
        use crate::scan::{Quad, ReadBy};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        let white = image::RgbImage::from_pixel(60, 40, image::Rgb([255; 3]));
        white.save(&path).unwrap();
        let frame = images::frame_of_file(&path).unwrap();
        let finding = |text: &str| Finding::Picture {
            judged: JudgedPicture {
                symbols: vec![judge_text(text.as_bytes(), &list().list())],
                doubts: Vec::new(),
            },
            places: vec![(
                Quad([[10.0, 10.0], [30.0, 10.0], [30.0, 30.0], [10.0, 30.0]]),
                ReadBy {
                    rqrr: true,
                    rxing: true,
                },
            )],
        };
        let public = finding("https://evil.example/");
        let private = finding("4301234567890123456789012345");
        let file = Original::File(path.clone(), fingerprint(&frame));
        let copy = |finding: &Finding| Original::copy(&frame, finding);
        for (finding, is_white) in [(&public, true), (&private, false)] {
            for original in [&file, &copy(finding)] {
                let (picture, size) = original.picture(finding).unwrap();
                assert_eq!(size, [60, 40]);
                assert_eq!(picture.get_pixel(20, 20).0 == [255; 3], is_white);
                assert_eq!(picture.get_pixel(50, 35).0, [255; 3]);
            }
        }
        let other = image::RgbImage::from_pixel(60, 40, image::Rgb([254; 3]));
        other.save(&path).unwrap();
        assert!(file.picture(&public).is_none());
        std::fs::remove_file(&path).unwrap();
        assert!(file.picture(&public).is_none());
    }

    #[test]
    fn what_dies_apart_takes_nothing_with_it() {
        let ended = each_apart(vec![1, 0, 2], |number: i32| 12 / number);
        assert_eq!(ended, [Some(12), None, Some(6)]);
    }
}
