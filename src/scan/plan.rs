//! What an effort means: which passes a picture is worth, and how much work.

use crate::scan::Effort;
use crate::scan::budget::Meter;
use crate::scan::cut_out::treatment::{LIVE_TREATMENTS, THOROUGH_TREATMENTS, Treatment};
use crate::scan::decode::Decoder::{Rqrr, Rxing};
use crate::scan::decode::{Decoder, Found};
use crate::scan::geometry::quad::Quad;
use crate::scan::picture::frame::Frame;
use crate::scan::picture::grey::Grey;
use crate::scan::picture::scale::Scale::{self, Double, Eighth, Full, Half, Quarter, Sixteenth};
use crate::scan::picture::threshold::Threshold::{
    self, Blocks, Faint, Histogram, LocalMean, Narrow, Otsu, Sharp,
};

/// What an effort means.
pub(super) struct Plan {
    pub(super) passes: Passes,
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
    pub(super) treatments: &'static [Treatment],
    /// Places that are looked at more closely in vain, the clearest first.
    pub(super) max_places: usize,
    /// Symbols that are confirmed and doubted. The others stay unconfirmed: a frame of a sheet of codes must end.
    pub(super) max_confirmed: usize,
    /// Modules in a row of the largest of them: rqrr takes 20 ms for one of 177 each time it is shown.
    pub(super) max_size_confirmed: usize,
    /// Look for what is made to be missed: in other ways to see the picture (on black, by single colours), and once more
    /// where something was read and still nothing odd. And go on with other passes after one gave up: the picture cannot
    /// become safe, but what is in it can be told. A quick look proves nothing and needs none of it.
    pub(super) is_thorough: bool,
    /// Most pixels of a picture that is looked at without being shrunk, too, where something was read. Larger ones are
    /// never safe.
    pub(super) max_full_pixels: usize,
    /// Most pixels of such a picture where nothing was read.
    pub(super) max_full_pixels_unread: usize,
}

const LIVE: Plan = Plan {
    passes: LIVE_PASSES,
    max_side: 1_280,
    pass_charges_per_pixel: 16,
    pass_charges_min: 8_000_000,
    charges_per_pixel: 70,
    charges_min: 32_000_000,
    charges_max: 70_000_000,
    treatments: LIVE_TREATMENTS,
    max_places: 3,
    max_confirmed: 6,
    max_size_confirmed: 97,
    is_thorough: false,
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
    treatments: THOROUGH_TREATMENTS,
    max_places: 12,
    max_confirmed: usize::MAX,
    max_size_confirmed: 177,
    is_thorough: true,
    max_full_pixels: 100_000_000,
    max_full_pixels_unread: 40_000_000,
};

/// Groups of passes. Those of one group are made side by side; each group knows what those before have read.
pub(super) type Passes = &'static [&'static [Pass]];

/// One after the other: the cheap ones mostly find what there is, and rqrr is spared the codes that are known.
const LIVE_PASSES: Passes = &[
    &[pass(Rxing, Blocks, Half)],
    &[pass(Rqrr, LocalMean, Half)],
    &[pass(Rxing, Blocks, Full)],
    &[pass(Rqrr, LocalMean, Full)],
    &[pass(Rxing, Blocks, Quarter)],
    &[pass(Rxing, Blocks, Eighth)],
    &[inverted(Rxing, Blocks, Half)],
    &[inverted(Rqrr, LocalMean, Half)],
];

const THOROUGH_PASSES: Passes = &[
    &[
        pass(Rxing, Blocks, Full),
        pass(Rxing, Histogram, Full),
        pass(Rxing, Faint, Full),
        pass(Rxing, Blocks, Half),
        pass(Rxing, Faint, Half),
        pass(Rxing, Blocks, Quarter),
        // From afar: what is made of dots and lines becomes whole only there.
        pass(Rxing, Blocks, Eighth),
        pass(Rxing, Blocks, Sixteenth),
        inverted(Rxing, Blocks, Full),
        inverted(Rxing, Faint, Full),
        inverted(Rxing, Blocks, Half),
        pass(Rxing, Blocks, Double),
        inverted(Rxing, Blocks, Double),
    ],
    // rqrr puts every finder pattern together with every other: it comes when the codes that are read are known. Where they
    // are few it sees all of them again: at another scale it may read something else.
    &[pass(Rqrr, LocalMean, Full)],
    &[
        pass(Rqrr, Otsu, Full),
        pass(Rqrr, LocalMean, Half),
        pass(Rqrr, Otsu, Half),
        pass(Rqrr, LocalMean, Quarter),
        pass(Rqrr, LocalMean, Eighth),
        pass(Rqrr, LocalMean, Sixteenth),
        inverted(Rqrr, LocalMean, Full),
        inverted(Rqrr, LocalMean, Half),
        pass(Rqrr, LocalMean, Double),
    ],
    &[
        pass(Rxing, LocalMean, Full),
        pass(Rxing, Sharp, Full),
        pass(Rxing, Narrow, Full),
        pass(Rxing, Sharp, Half),
        pass(Rxing, Narrow, Half),
    ],
];

/// Passes over the other ways to see a still (on black, by single colours).
pub(super) const OTHER_RENDITIONS: Passes = &[
    &[
        pass(Rxing, Blocks, Full),
        pass(Rxing, Blocks, Half),
        pass(Rxing, Blocks, Quarter),
        pass(Rxing, Blocks, Eighth),
        pass(Rxing, Blocks, Sixteenth),
        inverted(Rxing, Blocks, Full),
        inverted(Rxing, Blocks, Half),
    ],
    &[pass(Rqrr, LocalMean, Full)],
];

/// The passes over the full pixels of a picture that is shrunk for all others. Nothing is safe before the second.
pub(super) const FULL_PIXELS: Passes = &[&[pass(Rxing, Blocks, Full), pass(Rxing, Narrow, Full)]];
pub(super) const SECOND_FULL_PIXELS: Passes = &[&[inverted(Rxing, Blocks, Full)]];
/// What all of them take for each pixel.
const CHARGES_PER_FULL_PIXEL: u64 = 10;

/// What a place that is cut out is shown to, one after the other until something is read.
pub(super) struct Row {
    pub(super) decoder: Decoder,
    pub(super) thresholds: &'static [Threshold],
    /// At last, what error correction makes of the modules where it is told which of them are lost.
    pub(super) recovers: bool,
}

pub(super) const RQRR_ROW: Row = Row {
    decoder: Rqrr,
    thresholds: &[LocalMean, Otsu],
    recovers: false,
};
pub(super) const RXING_ROW: Row = Row {
    decoder: Rxing,
    thresholds: &[Blocks, Histogram, LocalMean],
    recovers: false,
};
/// On mended bitmaps, where the finder patterns cannot be missed: the other decoder confirms afterwards.
pub(super) const GUESS_ROW: Row = Row {
    decoder: Rxing,
    thresholds: &[LocalMean, Histogram],
    recovers: true,
};
pub(super) const BOTH_ROWS: &[Row] = &[RXING_ROW, RQRR_ROW];

/// Readings of all passes together, above which the picture is a sheet of codes. One code has fewer than twenty.
const MAX_READINGS_OF_FEW: usize = 24;

/// One look of one decoder at the picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pass {
    decoder: Decoder,
    threshold: Threshold,
    pub(super) scale: Scale,
    inverted: bool,
}

pub(super) const fn pass(decoder: Decoder, threshold: Threshold, scale: Scale) -> Pass {
    Pass {
        decoder,
        threshold,
        scale,
        inverted: false,
    }
}

pub(super) const fn inverted(decoder: Decoder, threshold: Threshold, scale: Scale) -> Pass {
    Pass {
        decoder,
        threshold,
        scale,
        inverted: true,
    }
}

impl Pass {
    /// Whether it is worth its time once `found` was read in the picture.
    pub(super) fn pays(&self, base: &Grey<'_>, found: &Found) -> bool {
        let is_hard = matches!(self.threshold, Sharp | Narrow);
        let is_slow = is_hard || (self.decoder == Rxing && self.threshold == LocalMean);
        // A wall of finder patterns that are too small to be counted becomes countless larger ones there; sheets of many
        // codes take long and gain nothing.
        let is_in_vain = is_hard && found.gave_up || is_slow && is_sheet(found);
        !is_in_vain && self.scale.pays(base)
    }

    /// What its decoder finds in a picture at its scale. `radius` is half the side of the square that a local mean is
    /// taken over; codes were read at the places `known` before.
    pub(super) fn run(
        self,
        grey: &Grey<'_>,
        radius: usize,
        known: &[Quad],
        meter: &Meter<'_>,
    ) -> Found {
        let turned = self.inverted.then(|| grey.inverted());
        let grey = turned.as_ref().unwrap_or(grey);
        let mut found = self
            .decoder
            .codes(grey, self.threshold, radius, known, meter);
        for reading in &mut found.readings {
            reading.inverted = self.inverted;
        }
        for place in &mut found.unread {
            place.inverted = self.inverted;
        }
        found
    }
}

/// True where so much was read that the picture is a sheet of codes.
pub(super) fn is_sheet(found: &Found) -> bool {
    found.readings.len() > MAX_READINGS_OF_FEW
}

impl Plan {
    pub(super) fn of(effort: Effort) -> &'static Plan {
        match effort {
            Effort::Live => &LIVE,
            Effort::Thorough => &THOROUGH,
        }
    }

    /// By how much a frame is shrunk.
    pub(super) fn shrink(&self, frame: &Frame) -> usize {
        let longest = frame.width().max(frame.height());
        longest.div_ceil(self.max_side).max(1)
    }

    /// The most that a scan of a frame may take.
    pub(super) fn charges(&self, frame: &Frame) -> u64 {
        let shrink = self.shrink(frame);
        let pixels = (frame.width() / shrink * (frame.height() / shrink)) as u64;
        let charges = (pixels * self.charges_per_pixel).clamp(self.charges_min, self.charges_max);
        let full_pixels = frame.width().saturating_mul(frame.height());
        let full_pixels = full_pixels.min(self.max_full_pixels) as u64;
        charges
            + if shrink > 1 {
                full_pixels * CHARGES_PER_FULL_PIXEL
            } else {
                0
            }
    }

    /// The most that one pass over so many columns and rows of pixels may take.
    pub(super) fn charges_of_pass(&self, (width, height): (usize, usize)) -> u64 {
        let pixels = (width * height) as u64;
        (pixels * self.pass_charges_per_pixel).max(self.pass_charges_min)
    }
}
