//! Keeps the [`Counts`] in a file beside the settings, on a thread of its own: no disk, however slow, full or dead, holds up
//! the kiosk.
//!
//! The file is written anew every [`WRITES_EACH`] where something was counted, into another one that then takes its place: a
//! power cut loses what was counted since, and damages nothing. One that cannot be understood is put aside, and counting
//! goes on; one that cannot be written is tried again.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::check::allowlist::Date;
use crate::counts::{Counts, Event};

/// From one write to the next; the most that a power cut loses.
const WRITES_EACH: Duration = Duration::from_secs(10 * 60);
/// Largest file in bytes: 400 days of many hosts are a tenth of it.
const MAX_FILE_BYTES: u64 = 8 << 20;

/// Why there are no counts to read.
#[derive(Debug, thiserror::Error)]
pub enum CountsError {
    /// The file is there and cannot be read.
    #[error("{0}")]
    Read(#[from] io::Error),
    /// It is not what was written.
    #[error("damaged")]
    Damaged,
}

/// The file of the counts.
pub fn place(settings_file: &Path) -> PathBuf {
    settings_file.with_file_name("counts.toml")
}

/// Where a damaged one is put.
fn aside(file: &Path) -> PathBuf {
    file.with_extension("toml.broken")
}

fn new(file: &Path) -> PathBuf {
    file.with_extension("toml.new")
}

/// Reads the file; one that is not there has nothing.
///
/// # Errors
/// [`CountsError`].
pub fn load(file: &Path) -> Result<Counts, CountsError> {
    let metadata = match fs::metadata(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Counts::default()),
        other => other?,
    };
    // Opening a FIFO would wait for ever.
    if !metadata.is_file() || metadata.len() > MAX_FILE_BYTES {
        return Err(CountsError::Damaged);
    }
    let mut text = String::new();
    match File::open(file)?
        .take(MAX_FILE_BYTES)
        .read_to_string(&mut text)
    {
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(CountsError::Damaged),
        Err(error) => Err(error.into()),
        Ok(_) => Counts::parse(&text).ok_or(CountsError::Damaged),
    }
}

/// Whether a damaged file was put aside and still lies there.
pub fn was_damaged(file: &Path) -> bool {
    aside(file).exists()
}

/// Deletes the file, and one that was put aside.
///
/// # Errors
/// What the system says.
pub fn delete(file: &Path) -> io::Result<()> {
    for file in [file.to_owned(), aside(file), new(file)] {
        match fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// All or nothing, and on the disk before it counts as done. The new file has one name, so that power cuts leave one at most.
fn write(file: &Path, counts: &Counts) -> io::Result<()> {
    let text = counts.print().map_err(io::Error::other)?;
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let new = new(file);
    let mut opened = File::create(&new)?;
    opened.write_all(text.as_bytes())?;
    opened.sync_all()?;
    drop(opened);
    fs::rename(&new, file)?;
    // So that the new name outlives a power cut, too; not every system can.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Counts and keeps what it has counted. Dropping it writes the rest.
pub struct Keeper {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    kept: Mutex<Kept>,
    news: Condvar,
}

#[derive(Default)]
struct Kept {
    counts: Counts,
    is_changed: bool,
    is_deleted: bool,
    /// Write what there is, now.
    is_urgent: bool,
    has_ended: bool,
    /// Why it could not be written, the last time.
    trouble: Option<String>,
}

impl Shared {
    /// What is kept; a thread that died with it has left whole numbers.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keeper {
    /// Goes on counting where the file ends.
    pub fn start(file: PathBuf) -> Keeper {
        let counts = load(&file).unwrap_or_else(|_| {
            let _ = fs::rename(&file, aside(&file));
            Counts::default()
        });
        let shared = Arc::new(Shared {
            kept: Mutex::new(Kept {
                counts,
                ..Kept::default()
            }),
            news: Condvar::new(),
        });
        let of_thread = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("counts".to_owned())
            .spawn(move || keep(&of_thread, &file));
        // Without a thread it counts all the same, for as long as the program runs.
        Keeper {
            shared,
            thread: thread.ok(),
        }
    }

    /// Counts what happened `today`.
    pub fn add(&self, today: Date, events: &[Event]) {
        if events.is_empty() {
            return;
        }
        let mut kept = self.shared.kept();
        for event in events {
            kept.counts.add(today, event);
        }
        kept.is_changed = true;
    }

    /// Shows the counts to `look`, which must be quick.
    pub fn look<T>(&self, look: impl FnOnce(&Counts) -> T) -> T {
        look(&self.shared.kept().counts)
    }

    /// Why it could not be written, the last time.
    pub fn trouble(&self) -> Option<String> {
        self.shared.kept().trouble.clone()
    }

    /// Writes what there is soon: the machine is about to go out.
    pub fn write_now(&self) {
        self.shared.kept().is_urgent = true;
        self.shared.news.notify_all();
    }

    /// Deletes everything, here and on the disk.
    pub fn delete(&self) {
        let mut kept = self.shared.kept();
        kept.counts = Counts::default();
        (kept.is_changed, kept.is_deleted) = (false, true);
        self.shared.news.notify_all();
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.shared.kept().has_ended = true;
        self.shared.news.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Writes now and then, until it is over.
fn keep(shared: &Shared, file: &Path) {
    let mut written = Instant::now();
    loop {
        let kept = shared.kept();
        let left = WRITES_EACH.saturating_sub(written.elapsed());
        let is_idle = |kept: &mut Kept| !kept.has_ended && !kept.is_deleted && !kept.is_urgent;
        let waited = shared.news.wait_timeout_while(kept, left, is_idle);
        let (mut kept, _) = waited.unwrap_or_else(PoisonError::into_inner);
        kept.is_urgent = false;
        let (is_deleted, has_ended) = (std::mem::take(&mut kept.is_deleted), kept.has_ended);
        let to_write = std::mem::take(&mut kept.is_changed).then(|| kept.counts.clone());
        drop(kept); // nobody waits for the disk
        let mut done = Ok(());
        if is_deleted {
            done = delete(file);
        }
        if let Some(counts) = &to_write {
            done = done.and(write(file, counts));
        }
        if is_deleted || to_write.is_some() {
            let mut kept = shared.kept();
            kept.is_changed |= done.is_err() && to_write.is_some();
            kept.trouble = done.err().map(|error| error.to_string());
        }
        written = Instant::now();
        if has_ended {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::fault::Fault;

    const TODAY: Date = Date {
        year: 2026,
        month: 11,
        day: 30,
    };

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let file = place(&folder.path().join("deep/settings.toml"));
        (folder, file)
    }

    fn visits(file: &Path) -> u32 {
        load(file).unwrap().days().map(|(_, day)| day.visits).sum()
    }

    #[test]
    fn counting_goes_on_from_run_to_run() {
        let (_folder, file) = folder();
        for run in 1..=3 {
            let keeper = Keeper::start(file.clone());
            keeper.add(TODAY, &[Event::Visit, Event::Fault(Fault::Busy)]);
            assert_eq!(keeper.look(|counts| counts.days().count()), 1);
            drop(keeper);
            assert_eq!(visits(&file), run);
        }
        // Nothing half written is left.
        assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_damaged_file_is_put_aside_and_counting_goes_on() {
        let (_folder, file) = folder();
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        for damage in [&b"[2026-11-30]\nvis"[..], &[0; 4_096], b"\xFF\xFE"] {
            fs::write(&file, damage).unwrap();
            let keeper = Keeper::start(file.clone());
            keeper.add(TODAY, &[Event::Visit]);
            drop(keeper);
            assert_eq!(visits(&file), 1);
            assert_eq!(fs::read(aside(&file)).unwrap(), damage);
            assert!(was_damaged(&file));
        }
        // What a power cut leaves of a new file is nobody's.
        fs::write(new(&file), "[2026").unwrap();
        drop(Keeper::start(file.clone()));
        assert_eq!(visits(&file), 1);
    }

    #[test]
    fn a_disk_that_takes_nothing_is_told_and_disturbs_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let in_the_way = folder.path().join("file");
        fs::write(&in_the_way, "").unwrap();
        let shared = Shared {
            kept: Mutex::new(Kept {
                is_changed: true,
                has_ended: true,
                ..Kept::default()
            }),
            news: Condvar::new(),
        };
        keep(&shared, &place(&in_the_way.join("settings.toml")));
        assert!(shared.kept().trouble.is_some() && shared.kept().is_changed);
        // The next write may do.
        keep(&shared, &place(&folder.path().join("settings.toml")));
        assert!(shared.kept().trouble.is_none() && !shared.kept().is_changed);
    }

    #[test]
    fn what_is_deleted_is_gone_here_and_on_the_disk() {
        let (_folder, file) = folder();
        let keeper = Keeper::start(file.clone());
        keeper.add(TODAY, &[Event::Visit]);
        drop(keeper);
        fs::write(aside(&file), "old").unwrap();
        let keeper = Keeper::start(file.clone());
        keeper.delete();
        assert_eq!(keeper.look(|counts| counts.days().count()), 0);
        drop(keeper);
        assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 0);
    }
}
