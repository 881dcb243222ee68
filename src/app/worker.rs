//! The threads behind the window: one looks at camera pictures, one judges files. The window's own thread never
//! decodes anything.

use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::check::allowlist::Allowlist;
use crate::check::{judge_picture, judge_text};
use crate::images::{self, ImageError};
use crate::live::{Now, Picture, Slot};
use crate::messages::Language;
use crate::report::{Finding, Record};
use crate::scan::{self, Effort, Frame, Scan};
use crate::session::{Code, Seen};

/// Longest time for one camera picture.
const MAX_TIME_LIVE: Duration = Duration::from_secs(1);
/// Longest time for one file.
const MAX_TIME_A_FILE: Duration = Duration::from_secs(3);
/// Looks that wait for the window; the looker waits when it is full.
const MAX_LOOKS: usize = 4;
/// Results that wait for the window.
const MAX_RESULTS: usize = 64;

/// What the looker tells the window.
pub struct Look {
    /// When the picture was taken.
    pub taken: Instant,
    /// What was seen in it.
    pub seen: Seen,
    /// The picture itself. Only judged pictures are shown: nothing private is on the screen before it is known to be.
    pub picture: Arc<Picture>,
}

/// The thread that looks at camera pictures, the newest one each time.
pub struct Looker {
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    /// What it has seen, in order.
    pub looks: Receiver<Look>,
}

impl Looker {
    /// Begins to look at what is in `slot`. `tell` is called after each look.
    pub fn start(
        slot: Arc<Slot>,
        list: Arc<Allowlist>,
        tell: impl Fn() + Send + 'static,
    ) -> std::io::Result<Looker> {
        let ended = Arc::new(AtomicBool::new(false));
        let has_ended = Arc::clone(&ended);
        let (send, looks) = sync_channel(MAX_LOOKS);
        let thread = thread::Builder::new()
            .name("scan".to_owned())
            .spawn(move || look(&slot, &list, &has_ended, &send, &tell))?;
        Ok(Looker {
            ended,
            thread: Some(thread),
            looks,
        })
    }
}

impl Drop for Looker {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        while self.looks.try_recv().is_ok() {} // it may be waiting for room
        if let Some(thread) = self.thread.take() {
            drop(std::mem::replace(&mut self.looks, sync_channel(1).1));
            let _ = thread.join(); // scans catch their panics
        }
    }
}

fn look(
    slot: &Slot,
    list: &Allowlist,
    ended: &AtomicBool,
    send: &SyncSender<Look>,
    tell: &impl Fn(),
) {
    let fingerprints = RandomState::new();
    let mut newest = 0;
    while !ended.load(Ordering::Relaxed) {
        let Some((count, now)) = slot.newer_than(newest, Duration::from_millis(200)) else {
            continue;
        };
        newest = count;
        let Now::Live(picture) = now else {
            tell(); // a fault is news for the window
            continue;
        };
        let start = Instant::now();
        let stop = || start.elapsed() > MAX_TIME_LIVE || ended.load(Ordering::Relaxed);
        let scan = scan::scan(&picture.luma, Effort::Live, &stop);
        let seen = seen(&picture.luma, &scan, list, &fingerprints);
        let taken = picture.taken;
        let look = Look {
            taken,
            seen,
            picture,
        };
        if send.send(look).is_err() {
            return; // nobody looks any more
        }
        tell();
    }
}

/// What a scan has seen, without the payloads.
pub fn seen(frame: &Frame, scan: &Scan, list: &Allowlist, fingerprints: &RandomState) -> Seen {
    Seen {
        judged: judge_picture(scan, list),
        codes: scan
            .symbols
            .iter()
            .map(|symbol| Code {
                corners: symbol.corners,
                read_by: symbol.read_by,
                fingerprint: fingerprints.hash_one(&symbol.payload),
            })
            .collect(),
        // A Micro QR code is one that nobody reads here, too.
        unread: scan.unread.iter().chain(&scan.micro).copied().collect(),
        advice: scan::advice(frame, scan),
        size: [frame.width(), frame.height()],
    }
}

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
    jobs: Sender<(u64, Job)>,
    told: Receiver<(u64, Told)>,
    total: Arc<AtomicUsize>,
    done: Arc<AtomicUsize>,
    /// Counts up when everything that was asked for is to be dropped.
    generation: Arc<AtomicU64>,
}

impl Files {
    /// Starts the thread. `tell` is called after each file.
    pub fn start(
        list: Arc<Allowlist>,
        language: Language,
        tell: impl Fn() + Send + Sync + 'static,
    ) -> std::io::Result<Files> {
        let (jobs, to_do) = channel();
        let (send, told) = sync_channel(MAX_RESULTS);
        let files = Files {
            jobs,
            told,
            total: Arc::default(),
            done: Arc::default(),
            generation: Arc::default(),
        };
        let desk = FilesThread {
            list,
            language,
            send,
            total: Arc::clone(&files.total),
            done: Arc::clone(&files.done),
            generation: Arc::clone(&files.generation),
        };
        thread::Builder::new()
            .name("files".to_owned())
            .spawn(move || {
                // Ends when the window drops its end of the channel.
                for (generation, job) in to_do {
                    desk.run(generation, job, &tell);
                }
            })?;
        Ok(files)
    }

    /// Asks for something to be judged.
    pub fn judge(&self, job: Job) {
        self.total.fetch_add(1, Ordering::Relaxed); // until it is known how many it is
        let generation = self.generation.load(Ordering::Relaxed);
        let _ = self.jobs.send((generation, job)); // the thread lives as long as this
    }

    /// What became of something that is still wanted.
    pub fn told(&self) -> Option<Told> {
        loop {
            let (generation, told) = self.told.try_recv().ok()?;
            if generation == self.generation.load(Ordering::Relaxed) {
                return Some(told);
            }
        }
    }

    /// How many are judged, of how many.
    pub fn progress(&self) -> (usize, usize) {
        (
            self.done.load(Ordering::Relaxed),
            self.total.load(Ordering::Relaxed),
        )
    }

    /// True while something is being judged.
    pub fn is_busy(&self) -> bool {
        let (done, total) = self.progress();
        done < total
    }

    /// What is not told yet is dropped.
    pub fn cancel(&self) {
        self.generation.fetch_add(1, Ordering::Relaxed);
    }
}

struct FilesThread {
    list: Arc<Allowlist>,
    language: Language,
    send: SyncSender<(u64, Told)>,
    total: Arc<AtomicUsize>,
    done: Arc<AtomicUsize>,
    generation: Arc<AtomicU64>,
}

impl FilesThread {
    fn is_wanted(&self, generation: u64) -> bool {
        generation == self.generation.load(Ordering::Relaxed)
    }

    fn run(&self, generation: u64, job: Job, tell: &(impl Fn() + Sync)) {
        match job {
            Job::Picture(name, frame) => {
                self.total.fetch_add(1, Ordering::Relaxed);
                self.tell_one(generation, self.judged(name, Ok(frame)), tell);
            }
            Job::Text(name, text) => {
                let finding = Finding::Text(judge_text(text.as_bytes(), &self.list));
                let record = Record {
                    source: name,
                    finding,
                    millis: None,
                };
                self.total.fetch_add(1, Ordering::Relaxed);
                self.tell_one(generation, Done::without_picture(record), tell);
            }
            Job::Paths(paths) => {
                let files = match self.is_wanted(generation) {
                    true => self.files(generation, paths),
                    false => Vec::new(),
                };
                let mut left = files.len();
                self.total.fetch_add(left, Ordering::Relaxed); // beside the one that stood for all of them
                for batch in files.chunks(rayon::current_num_threads()) {
                    if !self.is_wanted(generation) {
                        break;
                    }
                    let judged: Vec<Done> = batch
                        .par_iter()
                        .map(|(path, error)| {
                            let frame = match error {
                                Some(error) => Err(self.language.image_error(error)),
                                None => images::frame_of_file(path)
                                    .map_err(|error| self.language.image_error(&error)),
                            };
                            self.judged(path.to_string_lossy().into_owned(), frame)
                        })
                        .collect();
                    for done in judged {
                        left -= 1;
                        self.tell_one(generation, done, tell);
                    }
                }
                self.done.fetch_add(left, Ordering::Relaxed);
            }
        }
        let is_last = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if is_last == self.total.load(Ordering::Relaxed) {
            self.done.store(0, Ordering::Relaxed);
            self.total.store(0, Ordering::Relaxed);
        }
        tell();
    }

    fn tell_one(&self, generation: u64, done: Done, tell: &impl Fn()) {
        self.done.fetch_add(1, Ordering::Relaxed);
        let _ = self.send.send((generation, Told::Done(Box::new(done)))); // a window that is gone needs nothing
        tell();
    }

    /// The files of paths, those of folders in order; with what is wrong where they cannot be looked at.
    fn files(&self, generation: u64, paths: Vec<PathBuf>) -> Vec<(PathBuf, Option<ImageError>)> {
        let mut files = Vec::new();
        for path in paths {
            if !path.is_dir() {
                files.push((path, None));
                continue;
            }
            match images::folder(&path) {
                Ok(folder) => {
                    files.extend(folder.pictures.into_iter().map(|path| (path, None)));
                    let closed = folder.closed.into_iter();
                    files.extend(closed.map(|path| (path, Some(ImageError::NoPermission))));
                    if folder.others > 0 {
                        let skipped = Told::Skipped(folder.others);
                        let _ = self.send.send((generation, skipped));
                    }
                }
                Err(error) => files.push((path, Some(error))),
            }
        }
        files
    }

    fn judged(&self, source: String, frame: Result<Frame, String>) -> Done {
        let start = Instant::now();
        let frame = match frame {
            Ok(frame) => frame,
            Err(sentence) => {
                return Done::without_picture(Record {
                    source,
                    finding: Finding::Error(sentence),
                    millis: None,
                });
            }
        };
        let stop = || start.elapsed() > MAX_TIME_A_FILE;
        let scan = scan::scan(&frame, Effort::Thorough, &stop);
        let record = Record {
            source,
            finding: Finding::picture(judge_picture(&scan, &self.list), &scan),
            millis: u64::try_from(start.elapsed().as_millis()).ok(),
        };
        let thumbnail = record
            .may_be_pictured()
            .then(|| images::thumbnail(&frame, &record.finding.unsafe_places()))
            .flatten();
        Done {
            record,
            thumbnail,
            width: frame.width(),
        }
    }
}

impl Done {
    fn without_picture(record: Record) -> Done {
        Done {
            record,
            thumbnail: None,
            width: 0,
        }
    }
}
