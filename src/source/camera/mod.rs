//! The camera: filmed by a child process, watched over by a thread, shown in a [`Slot`].
//!
//! A camera may stall, vanish, freeze or send rubbish at any time, and its library waits for it without a limit. So a
//! child process of this same program (`child.rs`) films (`capture.rs`) and sends pictures through a pipe (`wire.rs`); a
//! thread in the parent decodes them (`picture.rs`), another one, here, keeps watch: a child that says nothing is killed and
//! another one started, with growing pauses, for ever. No picture is ever written to a file.

mod capture;
mod child;
mod format;
pub mod picture;
pub mod wire;

use std::io::{self, BufRead, BufReader, Read};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime};

use serde::{Deserialize, Serialize};

use crate::source::fault::Fault;
use crate::source::format::Format;
use crate::source::slot::{Now, Picture, Slot};
use child::{Capturing, Event};

/// Longest wait for the first picture: some cameras need more than two seconds.
const FIRST_PICTURE_LIMIT: Duration = Duration::from_secs(5);
/// Longest wait for a further one.
const PICTURE_LIMIT: Duration = Duration::from_secs(2);
/// Longest wait for the list of cameras.
const LIST_LIMIT: Duration = Duration::from_secs(5);
/// How often the watch looks up when there is nothing to do.
const TICK: Duration = Duration::from_millis(100);
/// A jump of the clock between two looks that means that the computer slept.
const SLEEP_GAP: Duration = Duration::from_secs(3);
/// From when on the same picture again and again is a fault: even in the dark a live camera has noise.
const FROZEN_AFTER: Duration = Duration::from_secs(5);
/// How long a camera that froze may thaw before it is opened anew.
const THAW_LIMIT: Duration = Duration::from_secs(10);
/// Pause before the second try; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// Longest pause: with the time to open a camera, it is running within three seconds after it was plugged in.
const MAX_PAUSE: Duration = Duration::from_secs(1);
/// After that long with pictures, the pauses start anew.
const GOOD_RUN: Duration = Duration::from_secs(5);

/// A camera that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its name, as its maker gave it; two cameras of a kind have the same.
    pub name: String,
    /// Its number today; it may have another one tomorrow.
    pub index: u32,
}

/// A camera that is there, with what can be said of it without filming.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Its number today.
    pub index: u32,
    /// The formats that can be used, the best first.
    pub formats: Vec<Format>,
    /// The code of the fault that kept it from being asked.
    pub fault: Option<String>,
}

/// A camera that is filming.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Its name.
    pub name: String,
    /// The format in which it films: not the one asked for where it does not offer that, or refused it.
    pub format: Format,
    /// The formats that can be asked for, the best first.
    pub formats: Vec<Format>,
}

/// The cameras that are there; returns in any case.
pub fn devices() -> Vec<Device> {
    let device = |listed: Listed| Device {
        name: listed.name,
        index: listed.index,
    };
    cameras().into_iter().map(device).collect()
}

/// The cameras that are there, with their formats; returns in any case.
pub fn cameras() -> Vec<Listed> {
    let Ok(mut lister) = Capturing::list() else {
        return Vec::new();
    };
    let Some(stdout) = lister.output() else {
        return Vec::new();
    };
    let (send, lines) = mpsc::channel();
    let read = move || {
        // A line is short; a child that went mad must not fill the memory.
        for line in BufReader::new(stdout.take(1 << 20)).lines() {
            let listed = line.ok().and_then(|line| serde_json::from_str(&line).ok());
            if listed.is_none_or(|listed| send.send(listed).is_err()) {
                return;
            }
        }
    };
    if named("camera-list", read).is_err() {
        return Vec::new();
    }
    let deadline = Instant::now() + LIST_LIMIT;
    let next = || lines.recv_timeout(deadline.saturating_duration_since(Instant::now()));
    std::iter::from_fn(|| next().ok()).collect()
}

/// What a test of a camera has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tested {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// From asking to having it.
    pub took: Duration,
}

/// Takes one picture and throws it away.
pub fn test(index: u32) -> Result<Tested, Fault> {
    let start = Instant::now();
    let (_capturing, events) =
        Capturing::film(Some(&index.to_string()), None).map_err(|_| Fault::Unusable)?;
    let mut fault = Fault::Stalled;
    loop {
        let left = FIRST_PICTURE_LIMIT.saturating_sub(start.elapsed());
        match events.recv_timeout(left).map_err(|_| fault)? {
            Event::Opened(_) => {}
            Event::Damaged => fault = Fault::Unusable,
            Event::Fault(fault) => return Err(fault),
            Event::Views { views, .. } => {
                return Ok(Tested {
                    width: views.luma.width(),
                    height: views.luma.height(),
                    took: start.elapsed(),
                });
            }
        }
    }
}

/// What the hidden subcommand does: films into standard output, or lists cameras there.
pub fn capture(choice: Option<&str>, format: Option<&str>, list: bool) -> u8 {
    if list {
        return u8::from(capture::list().is_err());
    }
    capture::film(choice, format.and_then(Format::parse));
    0
}

/// A camera that is filmed with until this is dropped.
pub struct Camera {
    opened: Arc<Mutex<Option<Opened>>>,
    /// Ends the watch when it is dropped.
    stop: Option<Sender<()>>,
    watch: Option<JoinHandle<()>>,
}

impl Camera {
    /// Films with the chosen camera (a name, else a number), or with the first that works, into the slot; in the format
    /// asked for, or in the best where that one cannot be had. The camera before it is closed first, without waiting for
    /// that here: two programs cannot have one camera.
    pub fn start(
        choice: Option<String>,
        format: Option<Format>,
        slot: Arc<Slot>,
        before: Option<Camera>,
    ) -> Camera {
        let (stop, stopped) = mpsc::channel();
        let opened = Arc::default();
        slot.put(Now::Starting);
        let watch = Watch {
            choice,
            format,
            slot: Arc::clone(&slot),
            opened: Arc::clone(&opened),
            stopped,
            number: 0,
            was_open: false,
            ending: None,
            stillness: Stillness::default(),
        };
        let work = move || {
            drop(before);
            watch.run();
        };
        let watch = named("camera", work).ok();
        if watch.is_none() {
            slot.put(Now::Fault(Fault::Unusable));
        }
        Camera {
            opened,
            stop: Some(stop),
            watch,
        }
    }

    /// The camera that is open now.
    pub fn opened(&self) -> Option<Opened> {
        lock(&self.opened).clone()
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(watch) = self.watch.take() {
            let _ = watch.join();
        }
    }
}

/// The thread that keeps watch. Nobody else puts anything into the slot, so nothing late can get there.
struct Watch {
    choice: Option<String>,
    format: Option<Format>,
    slot: Arc<Slot>,
    opened: Arc<Mutex<Option<Opened>>>,
    stopped: Receiver<()>,
    /// Of the newest picture, lost ones included.
    number: u64,
    was_open: bool,
    /// The child before this one: it may need a while to die, and has the camera until then.
    ending: Option<Capturing>,
    /// Outlives children: a frozen camera may show the same picture to the next one.
    stillness: Stillness,
}

impl Watch {
    fn run(mut self) {
        let mut pauses = Pauses::default();
        loop {
            let start = Instant::now();
            let fault = self.film();
            lock(&self.opened).take();
            let Some(fault) = fault else { break };
            self.show(fault);
            let pause = pauses.after(start.elapsed());
            if self.stopped.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
                break;
            }
        }
        self.slot.put(Now::Starting);
    }

    /// Runs one child until something is wrong; `None` where it is to stop.
    fn film(&mut self) -> Option<Fault> {
        if self.ending.as_mut().is_some_and(|child| !child.has_ended()) {
            return Some(Fault::Stalled);
        }
        let Ok((mut capturing, events)) = Capturing::film(self.choice.as_deref(), self.format)
        else {
            return Some(Fault::Unusable);
        };
        let fault = self.watch(&events);
        capturing.end();
        self.ending = Some(capturing);
        fault
    }

    /// Shows what one child tells until something is wrong; `None` where it is to stop.
    fn watch(&mut self, events: &Receiver<Event>) -> Option<Fault> {
        let start = Instant::now();
        let mut deadline = start + FIRST_PICTURE_LIMIT;
        let mut silence = Fault::Stalled;
        let mut looked = SystemTime::now();
        loop {
            let event = events.recv_timeout(TICK);
            if self.stopped.try_recv() != Err(TryRecvError::Empty) {
                return None;
            }
            // What was filmed before the computer slept is old, and many a camera does not wake up.
            let now = SystemTime::now();
            if now.duration_since(looked).is_ok_and(|gap| gap > SLEEP_GAP) {
                return Some(Fault::Stalled);
            }
            looked = now;
            match event {
                Ok(Event::Opened(opened)) => {
                    self.was_open = true;
                    *lock(&self.opened) = Some(opened);
                }
                Ok(Event::Views { views, taken }) => {
                    deadline = taken + PICTURE_LIMIT;
                    silence = Fault::Stalled;
                    let still_for = self.put(views, taken);
                    if still_for > FROZEN_AFTER && start.elapsed() > THAW_LIMIT {
                        return Some(Fault::Frozen);
                    }
                }
                Ok(Event::Damaged) => {
                    self.number += 1;
                    silence = Fault::Unusable;
                }
                Ok(Event::Fault(fault)) => return Some(fault),
                Err(RecvTimeoutError::Timeout) => {}
                // It died without a word.
                Err(RecvTimeoutError::Disconnected) => return Some(silence),
            }
            if Instant::now() > deadline {
                return Some(silence);
            }
        }
    }

    /// Shows a picture, unless it is the one that was shown all the time; returns for how long it is the same.
    fn put(&mut self, views: picture::Views, taken: Instant) -> Duration {
        self.number += 1;
        let picture = Arc::new(Picture {
            number: self.number,
            taken,
            luma: views.luma,
            rgb: views.rgb,
        });
        let still_for = self.stillness.still_for(&picture);
        if still_for > FROZEN_AFTER {
            self.show(Fault::Frozen);
        } else {
            self.slot.put(Now::Live(picture));
        }
        still_for
    }

    /// Shows a fault, once.
    fn show(&self, fault: Fault) {
        let fault = match fault {
            Fault::NoCamera if self.was_open => Fault::Unplugged,
            fault => fault,
        };
        let (_, newest) = self.slot.newest();
        if !matches!(newest, Now::Fault(shown) if shown == fault) {
            self.slot.put(Now::Fault(fault));
        }
    }
}

/// Notices that a picture comes again and again.
#[derive(Default)]
struct Stillness {
    last: Option<Arc<Picture>>,
    still_for: Duration,
}

impl Stillness {
    /// For how long the picture is the same already. Time without pictures hardly counts.
    fn still_for(&mut self, picture: &Arc<Picture>) -> Duration {
        const MAX_STEP: Duration = Duration::from_secs(1);
        // Noise makes the comparison end at one of the first pixels.
        self.still_for = match self.last.replace(Arc::clone(picture)) {
            Some(last) if last.luma == picture.luma => {
                let step = picture.taken.saturating_duration_since(last.taken);
                self.still_for + step.min(MAX_STEP)
            }
            _ => Duration::ZERO,
        };
        self.still_for
    }
}

/// Growing pauses between tries.
#[derive(Default)]
struct Pauses {
    last: Option<Duration>,
}

impl Pauses {
    /// The pause after a try that took so long.
    fn after(&mut self, took: Duration) -> Duration {
        let pause = match self.last {
            Some(last) if took < GOOD_RUN => (last * 2).min(MAX_PAUSE),
            _ => FIRST_PAUSE,
        };
        self.last = Some(pause);
        pause
    }
}

fn named<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    thread::Builder::new().name(name.to_owned()).spawn(work)
}

// A thread that panicked cannot have left half a value here.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use super::{Pauses, Stillness};
    use crate::scan::Frame;
    use crate::source::slot::Picture;

    const SECOND: Duration = Duration::from_secs(1);

    fn picture(taken: Instant, grey: u8) -> Arc<Picture> {
        Arc::new(Picture {
            number: 1,
            taken,
            luma: Frame::luma(2, 1, vec![9, grey]).unwrap(),
            rgb: vec![0; 6],
        })
    }

    #[test]
    fn the_same_picture_again_and_again_is_noticed() {
        let (mut stillness, start) = (Stillness::default(), Instant::now());
        let seconds: Vec<u64> = (0..4)
            .map(|at| {
                stillness
                    .still_for(&picture(start + at * SECOND, 1))
                    .as_secs()
            })
            .collect();
        assert_eq!(seconds, [0, 1, 2, 3]);
    }

    #[test]
    fn one_other_pixel_is_life() {
        let (mut stillness, start) = (Stillness::default(), Instant::now());
        stillness.still_for(&picture(start, 1));
        stillness.still_for(&picture(start + SECOND, 1));
        let moved = picture(start + 2 * SECOND, 2);
        assert_eq!(stillness.still_for(&moved), Duration::ZERO);
        let again = picture(start + 3 * SECOND, 2);
        assert_eq!(stillness.still_for(&again), SECOND);
        // Back to a picture of long ago is a change as well.
        let first = picture(start + 4 * SECOND, 1);
        assert_eq!(stillness.still_for(&first), Duration::ZERO);
    }

    #[test]
    fn a_camera_that_was_away_is_not_frozen_for_the_time_it_was_away() {
        let (mut stillness, start) = (Stillness::default(), Instant::now());
        stillness.still_for(&picture(start, 1));
        let back = picture(start + 60 * SECOND, 1);
        assert_eq!(stillness.still_for(&back), SECOND);
    }

    #[test]
    fn pauses_grow_to_a_second_and_shrink_after_a_good_run() {
        let mut pauses = Pauses::default();
        let quick = Duration::from_millis(30);
        let millis: Vec<u128> = (0..5).map(|_| pauses.after(quick).as_millis()).collect();
        assert_eq!(millis, [250, 500, 1_000, 1_000, 1_000]);
        assert_eq!(pauses.after(60 * SECOND).as_millis(), 250);
        assert_eq!(pauses.after(quick).as_millis(), 500);
    }
}
