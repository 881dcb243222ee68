//! What a camera shows now: the newest picture and its format, or why there is none. A camera, or the demo that plays
//! files, puts it into a [`Slot`]; the scanning thread and the window look there. There is one place and the newest
//! wins, so nothing queues up. Of the pictures that are passed over while another one is looked at, the one that stands
//! out is kept: a code that is shown for a thirtieth of a second among others is looked at, too.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::fault::Fault;
use crate::scan::Frame;

/// One picture of a camera, as the camera saw it (not mirrored).
pub struct Picture {
    /// Counts up by one for each picture of this run, from 1; a gap is a dropped one.
    pub number: u64,
    /// When it arrived.
    pub taken: Instant,
    /// In grey (BT.601), to be scanned.
    pub luma: Frame,
    /// Red, green, blue of each pixel, to be shown: `luma.width()` × `luma.height()` × 3 bytes.
    pub rgb: Vec<u8>,
}

/// What a camera shows now.
#[derive(Clone)]
pub enum Now {
    /// It was just asked to start.
    Starting,
    /// It is running; this is the newest picture.
    Live(Arc<Picture>),
    /// Something is wrong; it is being tried again all the time.
    Fault(Fault),
}

/// The one place for what a camera shows now.
pub struct Slot {
    held: Mutex<Held>,
    changed: Condvar,
    tell: Box<dyn Fn() + Send + Sync>,
}

struct Held {
    /// Changes so far.
    count: u64,
    now: Now,
    /// The picture that was taken last, to be looked at, and the count then.
    looked: (u64, Option<Arc<Picture>>),
    /// Of those since then, but for the newest, the one that stands out most.
    passed_over: Option<Arc<Picture>>,
}

/// What is to be looked at next.
pub struct Next {
    /// Changes so far.
    pub count: u64,
    /// A picture from before the newest one that stands out from it and from the one that was looked at last.
    pub passed_over: Option<Arc<Picture>>,
    /// What is there now.
    pub now: Now,
}

impl Slot {
    /// An empty place. `tell` is called after every change, from the thread that made it: it must be quick.
    pub fn new(tell: impl Fn() + Send + Sync + 'static) -> Slot {
        Slot {
            held: Mutex::new(Held {
                count: 0,
                now: Now::Starting,
                looked: (0, None),
                passed_over: None,
            }),
            changed: Condvar::new(),
            tell: Box::new(tell),
        }
    }

    /// Replaces what is there.
    pub fn put(&self, now: Now) {
        let mut held = self.lock();
        held.pass_over(&now);
        held.count += 1;
        held.now = now;
        drop(held);
        self.changed.notify_all();
        (self.tell)();
    }

    /// What is there, with the count of changes so far.
    pub fn newest(&self) -> (u64, Now) {
        let held = self.lock();
        (held.count, held.now.clone())
    }

    /// Waits for a change after the `seen`-th; `None` if there is none within `at_most`.
    pub fn newer_than(&self, seen: u64, at_most: Duration) -> Option<(u64, Now)> {
        let held = self.wait(seen, at_most);
        (held.count > seen).then(|| (held.count, held.now.clone()))
    }

    /// Waits as [`newer_than`](Slot::newer_than) does, for the one thread that looks at the pictures.
    pub fn next_after(&self, seen: u64, at_most: Duration) -> Option<Next> {
        let mut held = self.wait(seen, at_most);
        if held.count <= seen {
            return None;
        }
        let newest = match &held.now {
            Now::Live(picture) => Some(Arc::clone(picture)),
            Now::Starting | Now::Fault(_) => None,
        };
        held.looked = (held.count, newest);
        Some(Next {
            count: held.count,
            passed_over: held.passed_over.take(),
            now: held.now.clone(),
        })
    }

    fn wait(&self, seen: u64, at_most: Duration) -> MutexGuard<'_, Held> {
        let (held, _) = self
            .changed
            .wait_timeout_while(self.lock(), at_most, |held| held.count <= seen)
            .unwrap_or_else(PoisonError::into_inner);
        held
    }

    // A thread that panicked cannot have left half a value here.
    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// The newest picture goes out of sight, and `next` takes its place.
    fn pass_over(&mut self, next: &Now) {
        let Now::Live(next) = next else {
            self.passed_over = None;
            return;
        };
        let (looked_at, Some(looked)) = &self.looked else {
            return;
        };
        if let Now::Live(newest) = &self.now
            && self.count > *looked_at
        {
            let candidates = self.passed_over.iter().chain([newest]);
            let stands_out = |picture: &&Arc<Picture>| stands_out(looked, picture, next);
            self.passed_over = candidates.max_by_key(stands_out).cloned();
        }
    }
}

/// Side of the squares in which pictures are compared, in pixels: as small as a code that can be read in them.
const SQUARE: usize = 80;
/// Every so many pixels are compared, across and down.
const EACH: usize = 4;

/// How far the brightness of `picture` lies outside of what is shown before and after it, in the square where it does
/// most: the sum over samples. What moves a little, or grows brighter, lies between; what is shown for a moment does not.
fn stands_out(before: &Picture, picture: &Picture, after: &Picture) -> u32 {
    let frames = [before, picture, after].map(|picture| &picture.luma);
    let [[width, height], others @ ..] = frames.map(|frame| [frame.width(), frame.height()]);
    if others != [[width, height]; 2] {
        return u32::MAX;
    }
    let outside = |x: usize, y: usize| {
        // Frames of brightness have three times the same.
        let [before, value, after] =
            frames.map(|frame| frame.pixel(x, y).map_or(0, |[value, ..]| value));
        let (low, high) = (before.min(after), before.max(after));
        u32::from(value.saturating_sub(high) + low.saturating_sub(value))
    };
    let samples = |start: usize, end: usize| (start..(start + SQUARE).min(end)).step_by(EACH);
    let squares = (0..height).step_by(SQUARE).flat_map(|top| {
        let lefts = (0..width).step_by(SQUARE);
        lefts.map(move |left| (left, top))
    });
    let sums = squares.map(|(left, top)| {
        let rows = samples(top, height);
        let sums = rows.map(|y| samples(left, width).map(|x| outside(x, y)).sum::<u32>());
        sums.sum()
    });
    sums.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of 320 × 240 with a checkerboard of squares of 6 pixels, seen a little off and in a little noise; in
    /// the other one its squares are the other way round.
    fn filmed(number: u64, moved: usize, is_other: bool) -> Arc<Picture> {
        let luma: Vec<u8> = (0..320 * 240)
            .map(|at: usize| {
                let (x, y) = (at % 320 + moved, at / 320);
                let is_inside = (100..220).contains(&x) && (60..180).contains(&y);
                let is_dark = is_inside && ((x / 6 + y / 6) % 2 == 1) != is_other;
                let noise = (at as u64 * 31 + number * 17) % 7;
                (if is_dark { 40 } else { 200 }) + noise as u8
            })
            .collect();
        Arc::new(Picture {
            number,
            taken: Instant::now(),
            luma: Frame::luma(320, 240, luma).unwrap(),
            rgb: Vec::new(),
        })
    }

    /// The number of the picture that is kept of those that are passed over, which move by a pixel now and then; the
    /// ones in `others` show something else.
    fn passed_over(others: &[u64]) -> Option<u64> {
        let slot = Slot::new(|| {});
        slot.put(Now::Live(filmed(1, 0, false)));
        let first = slot.next_after(0, Duration::ZERO).unwrap();
        assert!(first.passed_over.is_none());
        for number in 2..=12 {
            let moved = number as usize / 4;
            slot.put(Now::Live(filmed(number, moved, others.contains(&number))));
        }
        let next = slot.next_after(first.count, Duration::ZERO).unwrap();
        assert!(matches!(&next.now, Now::Live(picture) if picture.number == 12));
        assert!(slot.next_after(next.count, Duration::ZERO).is_none());
        next.passed_over.map(|picture| picture.number)
    }

    #[test]
    fn what_is_shown_for_a_moment_is_kept() {
        for number in 2..=11 {
            assert_eq!(passed_over(&[number]), Some(number));
        }
        // For a little longer: one of them.
        for first in 2..=8 {
            let others = [first, first + 1, first + 2];
            let kept = passed_over(&others);
            assert!(kept.is_some_and(|kept| others.contains(&kept)), "{kept:?}");
        }
    }

    #[test]
    fn nothing_is_kept_from_before_a_fault_or_where_nothing_was_passed_over() {
        let slot = Slot::new(|| {});
        slot.put(Now::Live(filmed(1, 0, false)));
        let first = slot.next_after(0, Duration::ZERO).unwrap();
        slot.put(Now::Live(filmed(2, 0, true)));
        slot.put(Now::Live(filmed(3, 0, false)));
        slot.put(Now::Fault(Fault::Unplugged));
        let next = slot.next_after(first.count, Duration::ZERO).unwrap();
        assert!(next.passed_over.is_none() && matches!(next.now, Now::Fault(_)));
        slot.put(Now::Live(filmed(4, 0, false)));
        let next = slot.next_after(next.count, Duration::ZERO).unwrap();
        assert!(next.passed_over.is_none());
        slot.put(Now::Live(filmed(5, 0, false)));
        let next = slot.next_after(next.count, Duration::ZERO).unwrap();
        assert!(next.passed_over.is_none());
    }
}
