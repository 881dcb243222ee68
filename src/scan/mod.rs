//! From pixels to symbols.
//!
//! Two independent decoders look at a [`Frame`] in several passes: at several scales, with several thresholds, as it
//! is and inverted. What they read is compared by place: equal bytes at one place are one [`Symbol`]; anything else
//! that a phone might read differently is an [`Ambiguity`]. Codes that are seen but not read, and a decoder that gave
//! up, are told, never passed over.
//!
//! Nothing here knows files, windows or the time. Work is bounded by counting it, and by a [`Stop`] that the caller
//! holds. The one `catch_unwind` of the program is here: decoders panic on some pictures, and the way to stop one is
//! to unwind through it.

mod agree;
mod binarize;
mod budget;
mod finders;
mod flatten;
mod frame;
mod function_patterns;
mod modules;
mod perspective;
mod rqrr;
mod rxing;
mod straighten;
mod symbol;

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub use budget::Stop;
pub use frame::{Frame, Rendition};
pub use symbol::{Ambiguity, Quad, ReadBy, Symbol};

use agree::DraftSymbol;
use binarize::Bitmap;
use budget::Meter;
use frame::Grey;
use rxing::Threshold;
use straighten::Straightened;
use symbol::{Found, Place};

/// How much work a picture is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// A camera frame: another one comes at once.
    Live,
    /// A still: it is all there is.
    Thorough,
}

/// What was found in a frame.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scan {
    /// Symbols that were read, from top to bottom.
    pub symbols: Vec<Symbol>,
    /// Places of codes that were located and could not be read.
    pub unread: Vec<Quad>,
    /// Places of Micro QR codes, which are not judged.
    pub micro: Vec<Quad>,
    /// A decoder did not run to the end.
    pub gave_up: bool,
    /// The picture has more frames than the one that was scanned.
    pub several_frames: bool,
}

/// Longest side in pixels that a frame is shrunk to.
const MAX_SIDE_LIVE: usize = 1_280;
const MAX_SIDE_THOROUGH: usize = 2_560;
/// Pictures with a longest side up to this are also enlarged: their modules may be 1–2 pixels wide.
const MAX_SIDE_DOUBLED: usize = 640;
/// Charges of one pass for each pixel, and for the smallest picture. An ordinary pass takes 3–10.
const CHARGES_PER_PIXEL: u64 = 40;
const CHARGES_MIN: u64 = 20_000_000;

/// One look of one decoder at the picture.
#[derive(Clone, Copy)]
struct Pass {
    reader: Reader,
    scale: Scale,
    inverted: bool,
}

#[derive(Clone, Copy)]
enum Reader {
    RqrrLocalMean,
    RqrrOtsu,
    RxingHybrid,
    RxingHistogram,
    RxingLocalMean,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scale {
    Full,
    Half,
    Quarter,
    Double,
}

const fn pass(reader: Reader, scale: Scale) -> Pass {
    Pass {
        reader,
        scale,
        inverted: false,
    }
}

const fn inverted(reader: Reader, scale: Scale) -> Pass {
    Pass {
        reader,
        scale,
        inverted: true,
    }
}

const LIVE: &[Pass] = &[
    pass(Reader::RxingHybrid, Scale::Half),
    pass(Reader::RqrrLocalMean, Scale::Half),
    pass(Reader::RxingHybrid, Scale::Full),
    pass(Reader::RqrrLocalMean, Scale::Full),
    inverted(Reader::RxingHybrid, Scale::Half),
    inverted(Reader::RqrrLocalMean, Scale::Half),
];

const THOROUGH: &[Pass] = &[
    pass(Reader::RxingHybrid, Scale::Full),
    pass(Reader::RqrrLocalMean, Scale::Full),
    pass(Reader::RxingHybrid, Scale::Half),
    pass(Reader::RqrrLocalMean, Scale::Half),
    pass(Reader::RqrrOtsu, Scale::Half),
    pass(Reader::RxingHybrid, Scale::Quarter),
    pass(Reader::RqrrLocalMean, Scale::Quarter),
    pass(Reader::RxingHistogram, Scale::Full),
    pass(Reader::RqrrOtsu, Scale::Full),
    pass(Reader::RxingLocalMean, Scale::Full),
    pass(Reader::RxingHybrid, Scale::Double),
    pass(Reader::RqrrLocalMean, Scale::Double),
    inverted(Reader::RxingHybrid, Scale::Full),
    inverted(Reader::RqrrLocalMean, Scale::Full),
    inverted(Reader::RxingHybrid, Scale::Half),
    inverted(Reader::RqrrLocalMean, Scale::Half),
];

/// What each decoder tries on a straightened symbol.
const RQRR_READERS: &[Reader] = &[Reader::RqrrLocalMean, Reader::RqrrOtsu];
const RXING_READERS: &[Reader] = &[
    Reader::RxingHybrid,
    Reader::RxingHistogram,
    Reader::RxingLocalMean,
];
/// Places that are looked at more closely, the clearest first.
const MAX_PLACES: usize = 12;

/// Passes over the other ways to see a still (on black, by single colours).
const OTHER_RENDITIONS: &[Pass] = &[
    pass(Reader::RxingHybrid, Scale::Full),
    pass(Reader::RqrrLocalMean, Scale::Full),
    inverted(Reader::RxingHybrid, Scale::Half),
];

/// Finds the codes of a frame.
pub fn scan(frame: &Frame, effort: Effort, stop: Stop<'_>) -> Scan {
    let (passes, max_side) = match effort {
        Effort::Live => (LIVE, MAX_SIDE_LIVE),
        Effort::Thorough => (THOROUGH, MAX_SIDE_THOROUGH),
    };
    let side = frame.width().max(frame.height());
    let shrink = side.div_ceil(max_side).max(1);

    let base = frame.grey(Rendition::Bt601);
    let base = if shrink > 1 {
        base.shrunk(shrink)
    } else {
        base
    };
    let mut found = look(&base, passes, stop);
    for place in agree::unread_places(&found).into_iter().take(MAX_PLACES) {
        let closer = look_closer(&base, &place, stop);
        found.extend(closer);
    }
    let mut scan = agree::symbols(found);
    for symbol in &mut scan.symbols {
        scan.gave_up |= !confirm(&base, symbol, stop);
    }
    for symbol in &mut scan.symbols {
        let meter = meter(&base, stop);
        match guarded(|| agree::ambiguity_within(&base, symbol, &meter)) {
            Some(found) => symbol.symbol.ambiguity = symbol.symbol.ambiguity.or(found),
            None => scan.gave_up = true,
        }
    }
    // A camera frame comes in one rendition: the camera has weighed the colours.
    if effort == Effort::Thorough {
        for rendition in frame.renditions().into_iter().skip(1) {
            let grey = frame.grey(rendition);
            let grey = if shrink > 1 {
                grey.shrunk(shrink)
            } else {
                grey
            };
            agree::compare_rendition(&mut scan, look(&grey, OTHER_RENDITIONS, stop), rendition);
        }
    }
    scan.finish(shrink as f32, frame.several_frames())
}

/// Runs the passes over one grey picture; places are in its pixels.
fn look(base: &Grey<'_>, passes: &[Pass], stop: Stop<'_>) -> Found {
    let mut found = Found::default();
    let mut scaled: [Option<Grey<'_>>; 4] = [const { None }; 4];
    for pass in passes {
        let is_small = base.width.max(base.height) <= MAX_SIDE_DOUBLED;
        if pass.scale == Scale::Double && !is_small {
            continue;
        }
        let grey = scaled[pass.scale as usize].get_or_insert_with(|| match pass.scale {
            Scale::Full => base.clone(),
            Scale::Half => base.shrunk(2),
            Scale::Quarter => base.shrunk(4),
            Scale::Double => base.doubled(),
        });
        if grey.is_empty() {
            continue;
        }
        let meter = meter(grey, stop);
        let factor = pass.scale.factor();
        match guarded(|| run(grey, *pass, &meter)) {
            Some(here) => found.extend(here.map(|[x, y]| [x * factor, y * factor])),
            None => found.gave_up = true,
        }
    }
    found
}

/// Shows a symbol that one decoder has read to the other one, straightened and then flattened. False where a decoder
/// gave up.
fn confirm(base: &Grey<'_>, symbol: &mut DraftSymbol, stop: Stop<'_>) -> bool {
    let readers: &[Reader] = match symbol.symbol.read_by {
        ReadBy { rqrr: false, .. } => RQRR_READERS,
        ReadBy { rxing: false, .. } => RXING_READERS,
        ReadBy { .. } => return true,
    };
    let place = symbol.first().place();
    straightened(base, &place, stop, |straight, stop| {
        let found = look_straight(straight, readers, stop);
        let gave_up = found.gave_up;
        agree::confirm(symbol, found);
        (symbol.symbol.read_by.both(), gave_up)
    })
}

/// Shows a place where a code seems to be to both decoders, straightened and then flattened.
fn look_closer(base: &Grey<'_>, place: &Place, stop: Stop<'_>) -> Found {
    let mut found = Found::default();
    straightened(base, place, stop, |straight, stop| {
        for readers in [RXING_READERS, RQRR_READERS] {
            found.extend(look_straight(straight, readers, stop));
        }
        (!found.readings.is_empty(), false)
    });
    for reading in &mut found.readings {
        reading.inverted = place.inverted;
    }
    found.unread.clear(); // of a place that was known
    found
}

/// Cuts a place out, straightened and then flattened, until `see` says that it has seen enough. False where it said
/// that a decoder gave up.
fn straightened(
    base: &Grey<'_>,
    place: &Place,
    stop: Stop<'_>,
    mut see: impl FnMut(&Straightened, Stop<'_>) -> (bool, bool),
) -> bool {
    let turned;
    let base = if place.inverted {
        turned = base.inverted();
        &turned
    } else {
        base
    };
    let straight = Straightened::of(base, &place.corners, place.size);
    let (is_enough, gave_up) = see(&straight, stop);
    if is_enough || gave_up || stop() {
        return !gave_up;
    }
    let (_, gave_up) = see(&straight.flattened(base), stop);
    !gave_up
}

fn look_straight(straight: &Straightened, readers: &[Reader], stop: Stop<'_>) -> Found {
    let mut found = Found::default();
    for reader in readers {
        let meter = meter(&straight.grey, stop);
        match guarded(|| run(&straight.grey, pass(*reader, Scale::Full), &meter)) {
            Some(here) => found.extend(here.map(|point| straight.place(point))),
            None => found.gave_up = true,
        }
        if !found.readings.is_empty() {
            break;
        }
    }
    found
}

impl Scale {
    /// Pixels of the base picture in one pixel at this scale.
    fn factor(self) -> f32 {
        match self {
            Scale::Full => 1.0,
            Scale::Half => 2.0,
            Scale::Quarter => 4.0,
            Scale::Double => 0.5,
        }
    }
}

fn run(grey: &Grey<'_>, pass: Pass, meter: &Meter<'_>) -> Found {
    let turned = |bitmap: Bitmap| {
        if pass.inverted {
            bitmap.inverted()
        } else {
            bitmap
        }
    };
    let by_rxing = |threshold| {
        if pass.inverted {
            rxing::codes(&grey.inverted(), threshold, meter)
        } else {
            rxing::codes(grey, threshold, meter)
        }
    };
    let mut found = match pass.reader {
        Reader::RqrrLocalMean => rqrr::codes(&local_mean(grey, pass.inverted), meter),
        Reader::RqrrOtsu => rqrr::codes(&turned(binarize::otsu(grey)), meter),
        Reader::RxingHybrid => by_rxing(Threshold::Hybrid),
        Reader::RxingHistogram => by_rxing(Threshold::Histogram),
        Reader::RxingLocalMean => rxing::codes_of_bitmap(&local_mean(grey, pass.inverted), meter),
    };
    for reading in &mut found.readings {
        reading.inverted = pass.inverted;
    }
    for place in &mut found.unread {
        place.inverted = pass.inverted;
    }
    found
}

/// The local mean counts slightly darker as light, so an inverted picture needs its own.
fn local_mean(grey: &Grey<'_>, inverted: bool) -> Bitmap {
    if inverted {
        binarize::local_mean(&grey.inverted())
    } else {
        binarize::local_mean(grey)
    }
}

fn meter<'a>(grey: &Grey<'_>, stop: Stop<'a>) -> Meter<'a> {
    let pixels = (grey.width * grey.height) as u64;
    Meter::new(CHARGES_MIN.max(pixels * CHARGES_PER_PIXEL), stop)
}

thread_local! {
    static IN_DECODER: Cell<bool> = const { Cell::new(false) };
}

/// True while a decoder runs on this thread; a panic hook that asks can stay silent, since the panic is caught and
/// told as "gave up".
pub fn is_in_decoder() -> bool {
    IN_DECODER.get()
}

/// The one `catch_unwind`: `None` where a decoder panicked, or was stopped by unwinding.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    IN_DECODER.set(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    IN_DECODER.set(false);
    result.ok()
}
