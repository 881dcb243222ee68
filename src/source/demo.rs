//! Plays the pictures of a folder as if a camera filmed them: 30 pictures a second on a grey table, held by a hand that
//! is not quite still, one after the other with an empty table between. For trying the window without a camera, for
//! tests and for pictures of it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use image::RgbImage;
use image::imageops::{self, FilterType};

use crate::scan::Frame;
use crate::source::images::{self, ImageError};
use crate::source::slot::{Now, Picture, Slot};

/// Size of the filmed pictures.
const SIZE: [u32; 2] = [1280, 720];
/// Distance of pictures in time: 30 a second.
const STEP: Duration = Duration::from_nanos(1_000_000_000 / 30);
/// How long a picture is held up, and how long the table is empty between two.
const TO_BE_WATCHED: [Duration; 2] = [Duration::from_secs(10), Duration::from_secs(2)];
/// How long, where only the time to the verdict counts: the picture is taken away as soon as it has one.
const TO_BE_MEASURED: [Duration; 2] = [Duration::from_secs(10), Duration::from_millis(1_700)];
/// Grey of the table.
const TABLE: u8 = 120;
/// Longest side of a picture that is held up, in pixels.
const MAX_SIDE: u32 = 620;

/// A film that is playing; dropping it ends it.
pub struct Demo {
    ended: Arc<AtomicBool>,
    entered: Arc<Mutex<Option<Instant>>>,
    answered: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Demo {
    /// Begins to play the pictures of `folder`, in order and over again; `quick` where nobody watches.
    ///
    /// # Errors
    /// Where the folder cannot be read or has no pictures.
    pub fn start(folder: &Path, slot: Arc<Slot>, quick: bool) -> Result<Demo, ImageError> {
        let pictures = images::folder(folder)?.pictures;
        let ended = Arc::new(AtomicBool::new(false));
        let entered = Arc::default();
        let answered = Arc::new(AtomicBool::new(false));
        let has_ended = Arc::clone(&ended);
        let thread = thread::Builder::new().name("demo".to_owned()).spawn({
            let (entered, answered) = (Arc::clone(&entered), Arc::clone(&answered));
            move || play(&pictures, &slot, &has_ended, (&entered, &answered), quick)
        })?;
        Ok(Demo {
            ended,
            entered,
            answered,
            thread: Some(thread),
        })
    }
}

impl Demo {
    /// The picture that is held up has its verdict: it is taken away.
    pub fn answered(&self) {
        self.answered.store(true, Ordering::Relaxed);
    }

    /// When the picture that was held up last came into view.
    pub fn entered(&self) -> Option<Instant> {
        *self.entered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join(); // it has nothing to say
        }
    }
}

fn play(
    pictures: &[PathBuf],
    slot: &Slot,
    ended: &AtomicBool,
    (entered, answered): (&Mutex<Option<Instant>>, &AtomicBool),
    quick: bool,
) {
    let [held_for, empty_for] = if quick { TO_BE_MEASURED } else { TO_BE_WATCHED };
    let mut number = 0;
    let mut due = Instant::now();
    let mut film = |held: Option<&RgbImage>, lasts: Duration, from: Instant| {
        let is_answered = || held.is_some() && quick && answered.load(Ordering::Relaxed);
        while from.elapsed() < lasts && !ended.load(Ordering::Relaxed) && !is_answered() {
            number += 1;
            if let Some(picture) = filmed(held, number, from.elapsed()) {
                slot.put(Now::Live(Arc::new(picture)));
            }
            due = (due + STEP).max(Instant::now());
            thread::sleep(due.saturating_duration_since(Instant::now()));
        }
    };
    loop {
        for path in pictures {
            if ended.load(Ordering::Relaxed) {
                return;
            }
            // A sample that cannot be read, as some are meant to be, is an empty table.
            let held = images::frame_of_file(path)
                .ok()
                .and_then(|frame| held_up(&frame));
            film(None, empty_for, Instant::now());
            answered.store(false, Ordering::Relaxed);
            let now = Instant::now();
            *entered.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
            film(held.as_ref(), held_for, now);
        }
    }
}

/// The picture as large as it is held up.
fn held_up(frame: &Frame) -> Option<RgbImage> {
    let (width, height) = (
        u32::try_from(frame.width()).ok()?,
        u32::try_from(frame.height()).ok()?,
    );
    let picture = RgbImage::from_raw(width, height, frame.rgb_on_white())?;
    let share = f64::from(MAX_SIDE) / f64::from(width.max(height).max(1));
    let scaled = |side: u32| ((f64::from(side) * share) as u32).max(1);
    Some(imageops::resize(
        &picture,
        scaled(width),
        scaled(height),
        FilterType::Triangle,
    ))
}

/// One picture of the film.
fn filmed(held: Option<&RgbImage>, number: u64, at: Duration) -> Option<Picture> {
    let mut table = RgbImage::from_pixel(SIZE[0], SIZE[1], image::Rgb([TABLE; 3]));
    if let Some(held) = held {
        let (t, centre) = (at.as_secs_f64(), SIZE.map(|side| f64::from(side) / 2.0));
        let x = centre[0] - f64::from(held.width()) / 2.0 + 5.0 * (2.1 * t).sin();
        let y = centre[1] - f64::from(held.height()) / 2.0 + 4.0 * (1.7 * t).cos();
        imageops::replace(&mut table, held, x as i64, y as i64);
    }
    let luma = table
        .pixels()
        .map(|image::Rgb([r, g, b])| {
            ((u32::from(*r) * 77 + u32::from(*g) * 150 + u32::from(*b) * 29) >> 8) as u8
        })
        .collect();
    Some(Picture {
        number,
        taken: Instant::now(),
        luma: Frame::luma(SIZE[0] as usize, SIZE[1] as usize, luma)?,
        rgb: table.into_raw(),
    })
}
