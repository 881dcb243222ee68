//! From pixels to symbols.
//!
//! Two independent decoders look at a [`Frame`] in several passes: at several scales, with several thresholds, as it
//! is and inverted. What they read is compared by place: equal bytes at one place are one [`Symbol`]; anything else
//! that a phone might read differently is an [`Ambiguity`]. Codes that are seen but not read, and a decoder that gave
//! up, are told, never passed over.
//!
//! Nothing here knows files, windows or the time. Work is bounded by counting it, and by a [`Stop`] that the caller
//! holds. The first `catch_unwind` of the program is here (others: `images`, `cli`): decoders panic on some pictures, and
//! the way to stop one is to unwind through it.

mod advice;
mod agree;
mod budget;
mod cut_out;
mod decode;
mod doubt;
mod geometry;
mod grounds;
mod hidden;
mod locate;
mod near_finders;
mod other_codes;
mod picture;
mod symbol;

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::{iter, thread};

pub use advice::{Advice, advice, looks_like_a_code};
pub use budget::Stop;
pub use other_codes::{OtherCode, OtherKind};
pub use picture::frame::{Frame, Rendition};
pub use symbol::{Ambiguity, Quad, ReadBy, Symbol};

use agree::{Draft, DraftSymbol};
use budget::Meter;
use cut_out::recover;
use cut_out::straighten::Straightened;
use cut_out::treatment::{self, CutOuts, Finish, LIVE_FINISHES, THOROUGH_FINISHES, Tone};
use decode::rqrr;
use decode::rxing::{self, Threshold};
use picture::binarize::{self, Bitmap, Contrast, FAINT, ORDINARY};
use picture::frame::Grey;
use symbol::{Found, Place, Reading};

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

/// Pictures with a longest side up to this are also enlarged: their modules may be 1–2 pixels wide.
const MAX_SIDE_DOUBLED: usize = 640;

/// What an effort means.
struct Plan {
    passes: Passes,
    /// Longest side in pixels that a frame is shrunk to.
    max_side: usize,
    /// Charges of one pass for each pixel. An ordinary pass takes 3–10.
    pass_charges_per_pixel: u64,
    /// Charges of one pass that even the smallest picture has.
    pass_charges_min: u64,
    /// Charges of the whole scan for each pixel, at least and at most.
    charges_per_pixel: u64,
    charges_min: u64,
    charges_max: u64,
    /// How a symbol that is cut out is shown to a decoder, one after the other.
    finishes: &'static [Finish],
    /// Places that are looked at more closely in vain, the clearest first.
    max_places: usize,
    /// Symbols that are confirmed and doubted. The others stay unconfirmed: a frame of a sheet of codes must end.
    max_confirmed: usize,
    /// Modules in a row of the largest of them: rqrr takes 20 ms for one of 177 each time it is shown.
    max_size_confirmed: usize,
    /// Go on with other passes after one gave up: the picture cannot become safe, but what is in it can be told.
    goes_on: bool,
    /// Look for what is made to be missed: in other ways to see the picture (on black, by single colours), and once more
    /// where something was read and still nothing odd. A quick look proves nothing and needs neither.
    is_suspicious: bool,
    /// Most pixels of a picture that is looked at without being shrunk, too, where something was read. Larger ones are
    /// never safe.
    max_full_pixels: usize,
    /// The same where nothing was read.
    max_full_pixels_unread: usize,
}

const LIVE: Plan = Plan {
    passes: LIVE_PASSES,
    max_side: 1_280,
    pass_charges_per_pixel: 16,
    pass_charges_min: 8_000_000,
    charges_per_pixel: 70,
    charges_min: 32_000_000,
    charges_max: 70_000_000,
    finishes: LIVE_FINISHES,
    max_places: 3,
    max_confirmed: 6,
    max_size_confirmed: 97,
    goes_on: false,
    is_suspicious: false,
    max_full_pixels: 4_000_000,
    max_full_pixels_unread: 1_920 * 1_080,
};

const THOROUGH: Plan = Plan {
    passes: THOROUGH_PASSES,
    max_side: 2_560,
    pass_charges_per_pixel: 40,
    pass_charges_min: 40_000_000,
    charges_per_pixel: 700,
    charges_min: 400_000_000,
    charges_max: 1_200_000_000,
    finishes: THOROUGH_FINISHES,
    max_places: 12,
    max_confirmed: usize::MAX,
    max_size_confirmed: 177,
    goes_on: true,
    is_suspicious: true,
    max_full_pixels: 100_000_000,
    max_full_pixels_unread: 40_000_000,
};

/// Groups of passes. Those of one group are made side by side; each group knows what those before have read.
type Passes = &'static [&'static [Pass]];

/// One look of one decoder at the picture.
#[derive(Debug, Clone, Copy)]
struct Pass {
    reader: Reader,
    scale: Scale,
    inverted: bool,
}

#[derive(Debug, Clone, Copy)]
enum Reader {
    RqrrLocalMean,
    RqrrOtsu,
    RxingHybrid,
    RxingHistogram,
    RxingLocalMean,
    RxingFaint,
    /// Of the sharpened picture, against blur.
    RxingSharp,
    /// With the mean of a narrow square: for faint codes on something else than paper, and near shadows.
    RxingNarrow,
    /// Of what error correction makes of the modules, told which of them are lost. For cut-outs.
    RxingRecovered,
}

/// What is done side by side, wherever there is more than one thing to do: a fixed number, so that the answer is the same
/// on every machine.
const AT_ONCE: usize = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    Full,
    Half,
    Quarter,
    Eighth,
    Sixteenth,
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

/// One after the other: the cheap ones mostly find what there is, and rqrr is spared the codes that are known.
const LIVE_PASSES: Passes = &[
    &[pass(Reader::RxingHybrid, Scale::Half)],
    &[pass(Reader::RqrrLocalMean, Scale::Half)],
    &[pass(Reader::RxingHybrid, Scale::Full)],
    &[pass(Reader::RqrrLocalMean, Scale::Full)],
    &[pass(Reader::RxingHybrid, Scale::Quarter)],
    &[pass(Reader::RxingHybrid, Scale::Eighth)],
    &[inverted(Reader::RxingHybrid, Scale::Half)],
    &[inverted(Reader::RqrrLocalMean, Scale::Half)],
];

const THOROUGH_PASSES: Passes = &[
    &[
        pass(Reader::RxingHybrid, Scale::Full),
        pass(Reader::RxingHistogram, Scale::Full),
        pass(Reader::RxingFaint, Scale::Full),
        pass(Reader::RxingHybrid, Scale::Half),
        pass(Reader::RxingFaint, Scale::Half),
        pass(Reader::RxingHybrid, Scale::Quarter),
        // From afar: what is made of dots and lines becomes whole only there.
        pass(Reader::RxingHybrid, Scale::Eighth),
        pass(Reader::RxingHybrid, Scale::Sixteenth),
        inverted(Reader::RxingHybrid, Scale::Full),
        inverted(Reader::RxingFaint, Scale::Full),
        inverted(Reader::RxingHybrid, Scale::Half),
        pass(Reader::RxingHybrid, Scale::Double),
    ],
    // rqrr puts every finder pattern together with every other: it comes when the codes that are read are known. Where they
    // are few it sees all of them again: at another scale it may read something else.
    &[pass(Reader::RqrrLocalMean, Scale::Full)],
    &[
        pass(Reader::RqrrOtsu, Scale::Full),
        pass(Reader::RqrrLocalMean, Scale::Half),
        pass(Reader::RqrrOtsu, Scale::Half),
        pass(Reader::RqrrLocalMean, Scale::Quarter),
        pass(Reader::RqrrLocalMean, Scale::Eighth),
        pass(Reader::RqrrLocalMean, Scale::Sixteenth),
        inverted(Reader::RqrrLocalMean, Scale::Full),
        inverted(Reader::RqrrLocalMean, Scale::Half),
        pass(Reader::RqrrLocalMean, Scale::Double),
    ],
    &[
        pass(Reader::RxingLocalMean, Scale::Full),
        pass(Reader::RxingSharp, Scale::Full),
        pass(Reader::RxingNarrow, Scale::Full),
        pass(Reader::RxingSharp, Scale::Half),
        pass(Reader::RxingNarrow, Scale::Half),
    ],
];

/// Half the sides of the squares that [`Reader::RxingSharp`] compares, in pixels: for modules of 3–6.
const SHARP_NEAR: usize = 1;
const SHARP_FAR: usize = 6;
/// Half the side of the square of [`Reader::RxingNarrow`], in pixels.
const NARROW_RADIUS: usize = 14;

/// Readings of all passes together, above which the picture is a sheet of codes. One code has fewer than twenty.
const MAX_READINGS_OF_FEW: usize = 24;

/// What each decoder tries on a straightened symbol.
const RQRR_READERS: &[Reader] = &[Reader::RqrrLocalMean, Reader::RqrrOtsu];
const RXING_READERS: &[Reader] = &[
    Reader::RxingHybrid,
    Reader::RxingHistogram,
    Reader::RxingLocalMean,
];
/// On mended bitmaps, where the finder patterns cannot be missed: the other decoder confirms afterwards.
const GUESS_READERS: &[Reader] = &[
    Reader::RxingLocalMean,
    Reader::RxingHistogram,
    Reader::RxingRecovered,
];
/// Pixels of a module, across, for which its symbol is doubted at least.
const PIXELS_OF_A_DOUBT: usize = 8;

/// Passes over the other ways to see a still (on black, by single colours).
const OTHER_RENDITIONS: Passes = &[
    &[
        pass(Reader::RxingHybrid, Scale::Full),
        pass(Reader::RxingHybrid, Scale::Half),
        pass(Reader::RxingHybrid, Scale::Quarter),
        pass(Reader::RxingHybrid, Scale::Eighth),
        pass(Reader::RxingHybrid, Scale::Sixteenth),
        inverted(Reader::RxingHybrid, Scale::Full),
        inverted(Reader::RxingHybrid, Scale::Half),
    ],
    &[pass(Reader::RqrrLocalMean, Scale::Full)],
];

/// The passes over the full pixels of a picture that is shrunk for all others. Nothing is safe before the second.
const FULL_PIXELS: Passes = &[&[
    pass(Reader::RxingHybrid, Scale::Full),
    pass(Reader::RxingNarrow, Scale::Full),
]];
const SECOND_FULL_PIXELS: Passes = &[&[inverted(Reader::RxingHybrid, Scale::Full)]];
/// What all of them take for each pixel.
const CHARGES_PER_FULL_PIXEL: u64 = 10;
/// A symbol with fewer pixels a module is looked at more closely in the full pixels.
const MIN_MODULE_PIXELS: f32 = 4.0;

/// Told after every pass, and after every place that was looked at more closely, its name and what it read: for
/// measuring what passes buy and cost. Inside a pool of `rayon` they come one after the other.
pub type Watch<'a> = &'a (dyn Fn(&str, &[&[u8]]) + Sync);

/// Finds the codes of a frame.
pub fn scan(frame: &Frame, effort: Effort, stop: Stop<'_>) -> Scan {
    scan_watched(frame, effort, stop, &|_, _| {})
}

/// The same, telling of each step.
pub fn scan_watched(frame: &Frame, effort: Effort, stop: Stop<'_>, watch: Watch<'_>) -> Scan {
    let mut scan = scan_alone(frame, effort, stop, watch);
    if let Some(otherwise) = frame.otherwise() {
        let other = scan_alone(otherwise, effort, stop, watch);
        agree::compare_showing(&mut scan, other);
    }
    for inside in frame.inside() {
        let other = scan_alone(inside, Effort::Live, stop, &|_, _| {});
        scan.several_frames |= agree::says_more(&scan, &other);
        scan.not_finished |= other.not_finished;
    }
    scan
}

/// Scans a frame without those that belong to it.
fn scan_alone(frame: &Frame, effort: Effort, stop: Stop<'_>, watch: Watch<'_>) -> Scan {
    let plan = match effort {
        Effort::Live => &LIVE,
        Effort::Thorough => &THOROUGH,
    };
    let shrink = frame
        .width()
        .max(frame.height())
        .div_ceil(plan.max_side)
        .max(1);
    let pixels = (frame.width() / shrink * (frame.height() / shrink)) as u64;
    let full_pixels = frame.width().saturating_mul(frame.height());
    let full_charges = full_pixels.min(plan.max_full_pixels) as u64 * CHARGES_PER_FULL_PIXEL;
    let was_stopped = AtomicBool::new(false);
    let stop = || {
        let stops = stop();
        was_stopped.fetch_or(stops, Ordering::Relaxed);
        stops
    };
    let work = Work {
        plan,
        stop: &stop,
        watch,
        left: Cell::new(
            (pixels * plan.charges_per_pixel).clamp(plan.charges_min, plan.charges_max)
                + if shrink > 1 { full_charges } else { 0 },
        ),
        is_part: false,
    };
    let seen_in = |rendition| match (shrink, frame.grey(rendition)) {
        (1, grey) => grey,
        (_, grey) => grey.shrunk(shrink),
    };

    let full = frame.grey(Rendition::Bt601);
    let shrunk = (shrink > 1).then(|| full.shrunk(shrink));
    let view = View {
        base: shrunk.as_ref().unwrap_or(&full),
        full: &full,
        shrink: shrink as f32,
    };
    let mut found = work.look(view.base, plan.passes);
    work.look_for_others(&view, &mut found);
    let was_read = !found.readings.is_empty();
    if plan.is_suspicious && !was_read {
        work.look_near_any_finders(&view, &mut found);
    }
    work.look_closer_where_unread(&view, &mut found);
    let mut whole_finders = Vec::new();
    if plan.is_suspicious && !found.readings.is_empty() {
        if !was_read {
            // Until now there was nothing that another code could be hidden beside.
            work.look_for_others(&view, &mut found);
        }
        // As much as is left: what follows must not suffer from writing that looks like finder patterns.
        let own = work.with_its_own(1, work.left.get());
        whole_finders = own.look_near_sure_finders(&view, &mut found);
    }
    let stray = agree::stray(&whole_finders, &found);
    let mut draft = agree::symbols(found);
    draft.unread.extend(stray);
    if plan.is_suspicious {
        work.look_for_other_kinds(view.base, &mut draft);
    }
    let confirmable = draft.symbols.iter_mut();
    let confirmable = confirmable.filter(|symbol| symbol.first().size <= plan.max_size_confirmed);
    let confirmed = work.each(
        confirmable.take(plan.max_confirmed).collect(),
        |part, symbol| {
            let confirmed = part.confirm(&view, symbol);
            let doubted = part.doubt(&view, symbol);
            confirmed.and(doubted)
        },
    );
    work.tell("confirm and doubt", &Found::default());
    draft.gave_up |= confirmed.contains(&None);
    // Nothing is added by other renditions once a decoder has given up: the picture cannot be safe.
    if plan.is_suspicious && !draft.gave_up {
        let others: Vec<Rendition> = frame.renditions().into_iter().skip(1).collect();
        let is_read = !draft.symbols.is_empty();
        // Where the passes have spent all on a picture of nothing, what is left is not enough.
        let reserve = work.charges_of_pass(view.base.size());
        let rest = work.left.get() / others.len().max(1) as u64;
        let work = work.with_its_own(others.len(), reserve.max(rest));
        let seen = work.each(others, |part, rendition| {
            let grey = seen_in(rendition);
            let mut found = part.look(&grey, OTHER_RENDITIONS);
            if is_read {
                part.soft_look(&grey, hidden::of_rendition(&grey), &mut found);
            }
            (found, rendition)
        });
        for (found, rendition) in seen {
            agree::compare_rendition(&mut draft, found, rendition);
        }
        if frame.is_transparent() {
            work.look_where_symbols_vanish(seen_in, &mut draft);
        }
    }
    let not_finished = was_stopped.load(Ordering::Relaxed);
    Scan {
        is_thorough: effort == Effort::Thorough,
        not_finished,
        // What was stopped looks as if it had given up.
        gave_up: draft.gave_up && !not_finished,
        ..draft.finish(shrink as f32, frame)
    }
}

/// The picture as the passes see it, and with all its pixels.
struct View<'a> {
    base: &'a Grey<'a>,
    full: &'a Grey<'a>,
    /// Pixels of `full` in one of `base`, in a row.
    shrink: f32,
}

impl View<'_> {
    /// The picture in which a symbol of `size` modules has pixels enough, and how many of it are one of `base`.
    fn of(&self, corners: &Quad, size: usize) -> (&Grey<'_>, f32) {
        if corners.area().sqrt() < MIN_MODULE_PIXELS * size as f32 {
            (self.full, self.shrink)
        } else {
            (self.base, 1.0)
        }
    }
}

/// A scan on its way: what may still be spent.
struct Work<'a> {
    plan: &'static Plan,
    stop: Stop<'a>,
    watch: Watch<'a>,
    left: Cell<u64>,
    /// Of more, which are done side by side.
    is_part: bool,
}

impl Work<'_> {
    /// The most that one pass over so many columns and rows of pixels may take.
    fn charges_of_pass(&self, (width, height): (usize, usize)) -> u64 {
        let pixels = (width * height) as u64;
        (pixels * self.plan.pass_charges_per_pixel).max(self.plan.pass_charges_min)
    }

    /// Runs something of a decoder within the budget of one pass; `None` where it panicked or was stopped.
    fn within_budget<T>(
        &self,
        size: (usize, usize),
        work: impl FnOnce(&Meter<'_>) -> T,
    ) -> Option<T> {
        let charges = self.charges_of_pass(size).min(self.left.get());
        let meter = Meter::new(charges, self.stop);
        let result = guarded(|| work(&meter));
        self.left.set(self.left.get() - (charges - meter.left()));
        result
    }

    /// Does the same to each of several things, side by side, each with its share of what may be spent.
    fn each<T: Send, R: Send>(
        &self,
        things: Vec<T>,
        work: impl Fn(&Work<'_>, T) -> R + Sync,
    ) -> Vec<R> {
        let share = self.left.get() / things.len().max(1) as u64;
        let (plan, stop, watch) = (self.plan, self.stop, self.watch);
        let done = |thing| {
            let part = Work {
                plan,
                stop,
                watch,
                left: Cell::new(share),
                is_part: true,
            };
            (work(&part, thing), share - part.left.get())
        };
        // A thread of the pool has other pictures to wait for.
        let is_alone = !self.is_part && rayon::current_thread_index().is_none();
        let done: Vec<(R, u64)> = if is_alone && things.len() > 1 {
            side_by_side(things, done)
        } else {
            things.into_iter().map(done).collect()
        };
        let spent: u64 = done.iter().map(|(_, spent)| spent).sum();
        self.left.set(self.left.get() - spent);
        done.into_iter().map(|(result, _)| result).collect()
    }

    /// The same for so many things that need no more than so many charges each, whatever was spent before.
    fn with_its_own(&self, things: usize, charges: u64) -> Work<'_> {
        Work {
            left: Cell::new(charges.saturating_mul(things as u64)),
            ..*self
        }
    }

    fn tell(&self, step: &str, found: &Found) {
        let read: Vec<&[u8]> = found
            .readings
            .iter()
            .map(|reading| reading.payload.as_slice())
            .collect();
        (self.watch)(step, &read);
    }

    /// Runs passes over one grey picture; places are in its pixels.
    fn look(&self, base: &Grey<'_>, passes: Passes) -> Found {
        let mut found = Found::default();
        let mut scaled: [Option<Grey<'_>>; 6] = [const { None }; 6];
        for group in passes {
            let pays = |pass: &Pass| pass.pays(base, &found);
            let now: Vec<Pass> = group.iter().copied().filter(pays).collect();
            for pass in &now {
                scaled[pass.scale as usize].get_or_insert_with(|| pass.scale.of(base));
            }
            let looks = self.each(now, |part, pass| {
                let grey = scaled[pass.scale as usize].as_ref();
                let Some(grey) = grey.filter(|grey| !grey.is_empty()) else {
                    return Some(Found::default());
                };
                let factor = pass.scale.factor();
                let (radius, known) = (binarize::radius_for(grey), found.places_read(factor));
                let here =
                    part.within_budget(grey.size(), |meter| run(grey, pass, radius, &known, meter));
                if let Some(here) = &here {
                    part.tell(&format!("{pass:?}"), here);
                }
                here.map(|here| here.map(|[x, y]| [x * factor, y * factor]))
            });
            for look in looks {
                match look {
                    Some(here) => found.extend(here),
                    None => found.gave_up = true,
                }
            }
            if found.gave_up && !self.plan.goes_on {
                break;
            }
        }
        found
    }

    /// What the passes cannot see beside what they have read: in the pixels that shrinking has taken, and what is made to
    /// be missed.
    fn look_for_others(&self, view: &View<'_>, found: &mut Found) {
        if view.shrink > 1.0 {
            let more = self.look_at_full(view.full, found);
            found.extend(more.map(|[x, y]| [x / view.shrink, y / view.shrink]));
        }
        if self.plan.is_suspicious {
            self.second_look(view.base, found);
        }
    }

    /// Looks for codes of other kinds. What the other passes have spent counts for nothing here: most of it they spend on
    /// pictures without any code.
    fn look_for_other_kinds(&self, base: &Grey<'_>, draft: &mut Draft) {
        let looks = other_codes::looks(base);
        let (width, height) = base.size();
        // Of an enlarged picture, the largest. All kinds together take more than one pass does.
        let own = self.with_its_own(looks.len(), self.charges_of_pass((4 * width, 2 * height)));
        let looks = own.each(looks, |part, look| {
            let grey = look.of(base);
            let found = part.within_budget((2 * grey.width, grey.height), |meter| {
                other_codes::find(&grey, meter)
            })?;
            let factor = look.factor();
            let in_base = |code: OtherCode| code.map(|point| point.map(|i| i * factor));
            Some(found.into_iter().map(in_base).collect())
        });
        draft.gave_up |= looks.contains(&None);
        let found: Vec<Vec<OtherCode>> = looks.into_iter().flatten().collect();
        draft.others = other_codes::distinct(found.concat());
        // A finder pattern or a bull's eye of one of them is no QR code that was not read.
        let is_in = |place: &Quad, code: &OtherCode| code.corners.overlaps(place);
        let others = &draft.others;
        draft
            .unread
            .retain(|place| !others.iter().any(|code| is_in(place, code)));
        self.tell("other kinds", &Found::default());
    }

    /// Looks at the pixels of a picture that was shrunk and in which `found` was read; places are in those pixels.
    fn look_at_full(&self, full: &Grey<'_>, found: &Found) -> Found {
        let pixels = full.width * full.height;
        let is_read = |found: &Found| !found.readings.is_empty();
        let max_pixels = if is_read(found) {
            self.plan.max_full_pixels
        } else {
            self.plan.max_full_pixels_unread
        };
        // A frame of a sheet of codes must end; another one comes.
        let is_too_much = !self.plan.goes_on && found.is_sheet();
        if pixels > max_pixels || is_too_much {
            return Found {
                gave_up: is_read(found),
                ..Found::default()
            };
        }
        let mut more = self.look(full, FULL_PIXELS);
        if is_read(found) || is_read(&more) {
            more.extend(self.look(full, SECOND_FULL_PIXELS));
        }
        more
    }

    /// Shows a symbol to those decoders that have not read it, in every [`Finish`] until they do. `None` where one gave up.
    fn confirm(&self, view: &View<'_>, symbol: &mut DraftSymbol) -> Option<()> {
        let place = symbol.first().place();
        if !symbol.symbol.read_by.rxing {
            self.confirm_with(RXING_READERS, view, &place, symbol)?;
        }
        if !symbol.symbol.read_by.rqrr {
            self.confirm_with(RQRR_READERS, view, &place, symbol)?;
        }
        Some(())
    }

    fn confirm_with(
        &self,
        readers: &[Reader],
        view: &View<'_>,
        place: &Place,
        symbol: &mut DraftSymbol,
    ) -> Option<()> {
        let before = symbol.symbol.read_by;
        for found in self.cut_out(view, place, self.plan.finishes, &[readers]) {
            let gave_up = found.gave_up;
            agree::confirm(symbol, found);
            if symbol.symbol.read_by != before {
                break;
            }
            if gave_up {
                return None;
            }
        }
        Some(())
    }

    /// Whether the symbol's modules spell something else when read at other points. Those of a bent symbol lie elsewhere
    /// than in a plane: it is flattened first.
    fn doubt(&self, view: &View<'_>, symbol: &mut DraftSymbol) -> Option<()> {
        let first = symbol.first();
        let (grey, factor) = view.of(&first.corners, first.size);
        let corners = first.corners.map(|[x, y]| [x * factor, y * factor]);
        let reading = Reading {
            corners,
            ..first.clone()
        };
        let mut cuts = CutOuts::of(grey, reading.place());
        // Every module is decoded many times, however few pixels it has.
        let side = PIXELS_OF_A_DOUBT * reading.size;
        let size = (grey.width.max(side), grey.height.max(side));
        let samplings = self.within_budget(size, |meter| {
            let looks_at_messages = self.plan.is_suspicious;
            let in_a_plane = doubt::samplings(cuts.picture(), &reading, looks_at_messages, meter);
            if in_a_plane.are_in_place || in_a_plane.ambiguity.is_some() {
                return in_a_plane;
            }
            let (cut, grey) = cuts.finished(treatment::FLAT, meter);
            let reading = Reading {
                corners: cut.corners(),
                ..reading
            };
            doubt::samplings(&grey, &reading, looks_at_messages, meter)
        })?;
        symbol.symbol.odd_encodings |= samplings.has_odd_encodings;
        symbol.symbol.ambiguity = symbol.symbol.ambiguity.or(samplings.ambiguity);
        Some(())
    }

    /// Looks closely at places where a decoder has located a code and read nothing.
    fn look_closer_where_unread(&self, view: &View<'_>, found: &mut Found) {
        if found.gave_up && !self.plan.goes_on {
            return;
        }
        let mut left = self.plan.max_places;
        let mut places = agree::unread_places(found);
        let mut finishes = self.plan.finishes.to_vec();
        while left > 0 && !places.is_empty() {
            let now: Vec<Place> = places.drain(..places.len().min(AT_ONCE)).collect();
            let rows = [RXING_READERS, RQRR_READERS];
            let closer = self.each(now, |part, place| {
                part.look_closer(view, &place, &finishes, &rows)
            });
            for (closer, by) in closer {
                treatment::put_first(by, &mut finishes);
                self.tell("closer", &closer);
                let closer = Found {
                    gave_up: closer.gave_up && self.plan.is_suspicious,
                    ..closer
                };
                left = left.saturating_sub(usize::from(closer.readings.is_empty()));
                found.extend(closer);
            }
            places.retain(|place| agree::is_unread_still(place, found));
        }
    }

    /// Shows a place where a code seems to be to the decoders, in every [`Finish`] until one reads it; and the one in which
    /// it was read.
    fn look_closer(
        &self,
        view: &View<'_>,
        place: &Place,
        finishes: &[Finish],
        rows: &[&[Reader]],
    ) -> (Found, Option<Finish>) {
        let mut closer = Found::default();
        let mut read_in = None;
        for (found, finish) in self.cut_out(view, place, finishes, rows).zip(finishes) {
            closer.extend(found);
            if !closer.readings.is_empty() {
                read_in = Some(*finish);
                break;
            }
        }
        for reading in &mut closer.readings {
            reading.inverted = place.inverted;
        }
        closer.unread.clear(); // of a place that was known
        closer.micro.clear();
        (closer, read_in)
    }

    /// Looks at each symbol of a transparent picture once more, on the ground on which it vanishes.
    fn look_where_symbols_vanish<'a>(
        &self,
        seen_in: impl Fn(Rendition) -> Grey<'a>,
        draft: &mut Draft,
    ) {
        let [white, black] = [Rendition::Bt601, Rendition::OnBlack].map(&seen_in);
        let firsts = draft.symbols.iter().map(DraftSymbol::first);
        let vanishing = firsts.filter_map(|first| {
            let level = grounds::vanishing(first, &white, &black)?;
            Some((first.clone(), Rendition::OnGrey(level)))
        });
        for (reading, rendition) in vanishing.collect::<Vec<_>>() {
            let Some(grey) = seen_in(rendition).stretched(&reading) else {
                continue;
            };
            let view = View {
                base: &grey,
                full: &grey,
                shrink: 1.0,
            };
            for inverted in [false, true] {
                let place = Place {
                    inverted,
                    ..reading.place()
                };
                let rows = [RXING_READERS, RQRR_READERS];
                let (found, _) = self.look_closer(&view, &place, LIVE_FINISHES, &rows);
                agree::compare_rendition(draft, found, rendition);
            }
        }
    }

    /// What the readers find in a place that is cut out, one finish after the other; `gave_up` and no more once the budget
    /// is spent. In each row of readers the first that reads something ends the row.
    fn cut_out(
        &self,
        view: &View<'_>,
        place: &Place,
        finishes: &[Finish],
        rows: &[&[Reader]],
    ) -> impl Iterator<Item = Found> {
        let (grey, factor) = view.of(&place.corners, place.size);
        let corners = place.corners.map(|[x, y]| [x * factor, y * factor]);
        let mut cuts = CutOuts::of(grey, Place { corners, ..*place });
        let mut has_ended = false;
        finishes.iter().map_while(move |finish| {
            if has_ended {
                return None;
            }
            let size = cuts.picture().size();
            let finished = self.within_budget(size, |meter| cuts.finished(*finish, meter));
            let Some((cut, grey)) = finished else {
                has_ended = true;
                return Some(Found {
                    gave_up: true,
                    ..Found::default()
                });
            };
            let mut found = Found::default();
            for readers in rows {
                found.extend(self.read_row(cut, &grey, *finish, readers));
            }
            Some(found.map(|[x, y]| [x / factor, y / factor]))
        })
    }

    fn read_row(
        &self,
        straight: &Straightened,
        grey: &Grey<'_>,
        finish: Finish,
        readers: &[Reader],
    ) -> Found {
        let mut found = Found::default();
        for reader in readers {
            let read = self.within_budget(grey.size(), |meter| {
                if finish.mended {
                    run_mended(straight, grey, finish.tone, *reader, meter)
                } else {
                    let pass = pass(*reader, Scale::Full);
                    run(grey, pass, straight.radius(), &[], meter)
                }
            });
            match read {
                Some(here) => found.extend(here.map(|point| straight.place(point))),
                None => found.gave_up = true,
            }
            if !found.readings.is_empty() || (self.stop)() {
                break;
            }
        }
        found
    }
}

/// Does the same to each of several things in [`AT_ONCE`] threads, which end before this does. Where the system gives no
/// thread, this one does all.
fn side_by_side<T: Send, R: Send>(things: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let queue = Mutex::new(things.into_iter().enumerate());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let worked_off = || -> Vec<(usize, R)> {
        iter::from_fn(next)
            .map(|(at, thing)| (at, work(thing)))
            .collect()
    };
    let mut done = thread::scope(|scope| {
        let threads = (1..AT_ONCE).filter_map(|_| {
            let thread = thread::Builder::new().name("scan".to_owned());
            thread.spawn_scoped(scope, worked_off).ok()
        });
        let threads: Vec<_> = threads.collect();
        let mut done = worked_off();
        for thread in threads {
            done.extend(thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

impl Found {
    fn is_sheet(&self) -> bool {
        self.readings.len() > MAX_READINGS_OF_FEW
    }
}

impl Pass {
    /// Whether it is worth its time once `found` was read in the picture.
    fn pays(&self, base: &Grey<'_>, found: &Found) -> bool {
        let is_small = base.width.max(base.height) <= MAX_SIDE_DOUBLED;
        let is_sheet = found.is_sheet();
        let is_hard = matches!(self.reader, Reader::RxingSharp | Reader::RxingNarrow);
        let is_slow = is_hard || matches!(self.reader, Reader::RxingLocalMean);
        // A wall of finder patterns that are too small to be counted becomes countless larger ones there; sheets of many
        // codes take long and gain nothing.
        let is_in_vain = is_hard && found.gave_up || is_slow && is_sheet;
        !is_in_vain && (is_small || self.scale != Scale::Double)
    }
}

impl Scale {
    /// The picture at this scale.
    fn of<'a>(self, base: &Grey<'a>) -> Grey<'a> {
        match self {
            Scale::Full => base.clone(),
            Scale::Half => base.shrunk(2),
            Scale::Quarter => base.shrunk(4),
            Scale::Eighth => base.shrunk(8),
            Scale::Sixteenth => base.shrunk(16),
            Scale::Double => base.doubled(),
        }
    }

    /// Pixels of the base picture in one pixel at this scale.
    fn factor(self) -> f32 {
        match self {
            Scale::Full => 1.0,
            Scale::Half => 2.0,
            Scale::Quarter => 4.0,
            Scale::Eighth => 8.0,
            Scale::Sixteenth => 16.0,
            Scale::Double => 0.5,
        }
    }
}

/// Shows a symbol to a decoder with its function patterns mended.
fn run_mended(
    straight: &Straightened,
    grey: &Grey<'_>,
    tone: Tone,
    reader: Reader,
    meter: &Meter<'_>,
) -> Found {
    if let Reader::RxingRecovered = reader {
        meter.charge(recover::charges(straight.size()));
        let read = straight.recovered(grey).and_then(|modules| {
            rxing::code_of_modules(&modules, straight.size(), straight.corners())
        });
        return Found {
            readings: read.into_iter().collect(),
            ..Found::default()
        };
    }
    let bitmap = match reader {
        _ if tone == Tone::Equal => binarize::below(grey, 128),
        Reader::RqrrOtsu | Reader::RxingHistogram => binarize::otsu(grey),
        _ => binarize::local_mean(grey, ORDINARY, straight.radius()),
    };
    let bitmap = straight.mended(&bitmap);
    match reader {
        Reader::RqrrLocalMean | Reader::RqrrOtsu => rqrr::codes(&bitmap, &[], meter),
        _ => rxing::codes_of_bitmap(&bitmap, meter),
    }
}

/// `radius` is half the side of the square that a local mean is taken over; codes were read at the places `known` before.
fn run(grey: &Grey<'_>, pass: Pass, radius: usize, known: &[Quad], meter: &Meter<'_>) -> Found {
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
        Reader::RqrrLocalMean => {
            let bitmap = local_mean(grey, ORDINARY, pass.inverted, radius);
            rqrr::codes(&bitmap, known, meter)
        }
        Reader::RqrrOtsu => rqrr::codes(&turned(binarize::otsu(grey)), known, meter),
        Reader::RxingHybrid => by_rxing(Threshold::Hybrid),
        Reader::RxingHistogram => by_rxing(Threshold::Histogram),
        Reader::RxingRecovered => Found::default(), // where a symbol lies must be known
        Reader::RxingLocalMean => {
            rxing::codes_of_bitmap(&local_mean(grey, ORDINARY, pass.inverted, radius), meter)
        }
        Reader::RxingFaint => {
            rxing::codes_of_bitmap(&local_mean(grey, FAINT, pass.inverted, radius), meter)
        }
        Reader::RxingSharp => {
            let sharp = grey.sharpened(SHARP_NEAR, SHARP_FAR);
            rxing::codes_of_bitmap(&local_mean(&sharp, ORDINARY, pass.inverted, radius), meter)
        }
        Reader::RxingNarrow => rxing::codes_of_bitmap(
            &local_mean(grey, FAINT, pass.inverted, NARROW_RADIUS),
            meter,
        ),
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
fn local_mean(grey: &Grey<'_>, contrast: Contrast, inverted: bool, radius: usize) -> Bitmap {
    if inverted {
        binarize::local_mean(&grey.inverted(), contrast, radius)
    } else {
        binarize::local_mean(grey, contrast, radius)
    }
}

thread_local! {
    static IN_DECODER: Cell<bool> = const { Cell::new(false) };
}

/// Keeps panics that are caught here from being printed: they are told as "gave up". For the start of a program; other
/// panics go to the hook that was set before.
pub fn silence_caught_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !IN_DECODER.get() {
            before(info);
        }
    }));
}

/// The first `catch_unwind`: `None` where a decoder panicked, or was stopped by unwinding.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    IN_DECODER.set(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    IN_DECODER.set(false);
    result.ok()
}
