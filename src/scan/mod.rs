//! From pixels to symbols.
//!
//! Two independent decoders look at a [`Frame`] in several passes: at several scales, with several thresholds, as it
//! is and inverted. What they read is compared by place: equal bytes at one place are one [`Symbol`]; anything else
//! that a phone might read differently is an [`Ambiguity`]. Codes that are seen but not read, and a decoder that gave
//! up, are told, never passed over.
//!
//! Nothing here knows files, windows or the time. Work is bounded by counting it, and by a [`Stop`] that the caller
//! holds.
//!
//! From the ground up, each room may use those before it: `geometry`, `picture`, `budget`, `symbol` (what the standard
//! says), `decode` (the decoders), `locate` and `cut_out` (where codes may be, and what is made of their pixels),
//! `other_codes`, `agree` and `doubt` (what is made of readings), `plan`, `search` with `near_finders`, `hidden`,
//! `confirm` and `renditions` (the looks), and last the story: [`scan`].

mod advice;
mod agree;
mod budget;
mod confirm;
mod cut_out;
mod decode;
mod doubt;
mod geometry;
mod hidden;
mod locate;
mod near_finders;
mod other_codes;
mod picture;
mod plan;
mod renditions;
mod search;
mod symbol;

use std::sync::atomic::{AtomicBool, Ordering};

pub use advice::{Advice, advice, looks_like_a_code};
pub use budget::{Stop, Threads, silence_caught_panics};
pub use geometry::quad::Quad;
pub use other_codes::{OtherCode, OtherKind};
pub use picture::frame::{BT601, Frame, Rendition};
pub use symbol::{Ambiguity, ReadBy, Symbol};

use agree::Draft;
use budget::Budget;
use plan::Plan;
use search::{Picture, Search};

/// How much work a picture is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// A camera frame: another one comes at once. Not enough for a safe verdict.
    Live,
    /// A still: it is all there is.
    Thorough,
}

/// What was found in a frame.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scan {
    /// Made with [`Effort::Thorough`].
    pub is_thorough: bool,
    /// Symbols that were read, from top to bottom.
    pub symbols: Vec<Symbol>,
    /// Places of codes that were located and could not be read.
    pub unread: Vec<Quad>,
    /// Places of Micro QR codes, which are not judged.
    pub micro: Vec<Quad>,
    /// Codes of other kinds that phones read. Looked for with [`Effort::Thorough`] only.
    pub others: Vec<OtherCode>,
    /// A decoder did not run to the end: it would take more work than a picture is worth.
    pub gave_up: bool,
    /// The caller said stop before the end.
    pub not_finished: bool,
    /// The picture has more frames than the one that was scanned.
    pub several_frames: bool,
    /// The picture carries a colour profile under which it may look quite different.
    pub odd_colours: bool,
}

/// Told after every pass, and after every place that was looked at more closely, its name and what it read: for
/// measuring what passes buy and cost.
pub type Watch<'a> = &'a (dyn Fn(&str, &[&[u8]]) + Sync);

/// Finds the codes of a frame, in two threads where that pays.
pub fn scan(frame: &Frame, effort: Effort, stop: Stop<'_>) -> Scan {
    scan_with(Threads::Two, frame, effort, stop)
}

/// Finds the codes of a frame in so many threads.
pub fn scan_with(threads: Threads, frame: &Frame, effort: Effort, stop: Stop<'_>) -> Scan {
    scan_all(frame, effort, threads, stop, &|_, _| {})
}

/// Finds the codes of a frame in the thread of the caller, one step after the other, and tells of each.
pub fn scan_watched(frame: &Frame, effort: Effort, stop: Stop<'_>, watch: Watch<'_>) -> Scan {
    scan_all(frame, effort, Threads::One, stop, watch)
}

/// The story of a scan.
fn story(search: &Search<'_>, frame: &Frame, picture: &Picture<'_>) -> Draft {
    let is_thorough = search.plan.is_thorough;
    let mut found = search.look(picture.base, search.plan.passes);
    search.look_again(picture, &mut found);
    let was_read = !found.readings.is_empty();
    if is_thorough && !was_read {
        search.look_near_any_finders(picture, &mut found);
    }
    search.look_closer_where_unread(picture, &mut found);
    let mut whole_finders = Vec::new();
    if is_thorough && !found.readings.is_empty() {
        if !was_read {
            // Until now there was nothing that another code could be hidden beside.
            search.look_again(picture, &mut found);
        }
        whole_finders = search.look_near_sure_finders(picture, &mut found);
    }
    let mut draft = agree::draft(found, &whole_finders);
    if is_thorough {
        search.look_for_other_kinds(picture.base, &mut draft);
    }
    search.confirm_and_doubt(picture, &mut draft);
    // Nothing is added by other renditions once a decoder has given up: the picture cannot be safe.
    if is_thorough && !draft.gave_up {
        search.look_in_other_renditions(frame, picture, &mut draft);
    }
    draft
}

/// Scans a frame and those that belong to it.
fn scan_all(
    frame: &Frame,
    effort: Effort,
    threads: Threads,
    stop: Stop<'_>,
    watch: Watch<'_>,
) -> Scan {
    let mut scan = scan_one(frame, effort, threads, stop, watch);
    if let Some(otherwise) = frame.otherwise() {
        let other = scan_one(otherwise, effort, threads, stop, watch);
        agree::compare_showing(&mut scan, other);
    }
    if effort == Effort::Thorough && frame.is_transparent() {
        // Whoever shows it on another ground sees another picture: it is looked at as closely as this one.
        for ground in [Rendition::OnBlack, Rendition::NoAlpha] {
            let other = scan_one(&frame.flattened(ground), effort, threads, stop, watch);
            agree::compare_ground(&mut scan, other);
        }
    }
    for inside in frame.inside() {
        let other = scan_one(inside, Effort::Live, threads, stop, &|_, _| {});
        scan.several_frames |= agree::says_more(&scan, &other);
        scan.not_finished |= other.not_finished;
    }
    scan
}

/// Scans a frame without those that belong to it.
fn scan_one(
    frame: &Frame,
    effort: Effort,
    threads: Threads,
    stop: Stop<'_>,
    watch: Watch<'_>,
) -> Scan {
    let plan = Plan::of(effort);
    let was_stopped = AtomicBool::new(false);
    let stop = || {
        let stops = stop();
        was_stopped.fetch_or(stops, Ordering::Relaxed);
        stops
    };
    let search = Search {
        plan,
        budget: &Budget::new(plan.charges(frame), &stop, threads),
        watch,
    };
    let (full, shrink) = (frame.grey(Rendition::Bt601), plan.shrink(frame));
    let shrunk = (shrink > 1).then(|| full.shrunk(shrink));
    let picture = Picture {
        base: shrunk.as_ref().unwrap_or(&full),
        full: &full,
        shrink: shrink as f32,
    };
    let draft = story(&search, frame, &picture);
    let not_finished = was_stopped.load(Ordering::Relaxed);
    Scan {
        is_thorough: plan.is_thorough,
        not_finished,
        // What was stopped looks as if it had given up.
        gave_up: draft.gave_up && !not_finished,
        ..draft.scan(picture.shrink, frame)
    }
}
