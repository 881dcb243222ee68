//! Looks once more at a picture in which something was read, for a second code that the passes before do not see.
//!
//! Nobody needs these passes to read an honest code. They are for what is made to be read by some phone only: codes of
//! dots and hatching, which become whole out of focus; codes that are left when a program takes every few pixels of a
//! picture to make it smaller; small, faint and inverted codes beside a large one.

use crate::scan::decode::Decoder::{Rqrr, Rxing};
use crate::scan::decode::Found;
use crate::scan::picture::binarize;
use crate::scan::picture::grey::Grey;
use crate::scan::picture::scale::Scale::Full;
use crate::scan::picture::threshold::Threshold::{Blocks, Faint, LocalMean, Otsu};
use crate::scan::plan::{Pass, inverted, pass};
use crate::scan::search::Search;

/// Passes over the picture out of focus.
#[derive(Clone, Copy)]
pub(super) struct Soft {
    /// By how much it is shrunk, and how often it is put out of focus then: of 1, 1 the standard deviation is 1.4 pixels,
    /// of 1, 4 and of 2, 1 it is 2.8, of 8, 1 it is 11.3.
    scales: &'static [(usize, usize)],
    passes: &'static [Pass],
    /// Passes over every so many pixels.
    sampled: &'static [Pass],
}

const SOFT_PASSES: &[Pass] = &[
    pass(Rxing, Blocks, Full),
    pass(Rqrr, LocalMean, Full),
    pass(Rqrr, Otsu, Full),
    // Small dots on white are a faint grey then.
    pass(Rxing, Faint, Full),
    inverted(Rxing, Blocks, Full),
    inverted(Rqrr, LocalMean, Full),
];
const ORDINARY: Soft = Soft {
    scales: &[(1, 1), (1, 4), (2, 1), (3, 1), (4, 1), (8, 1)],
    passes: SOFT_PASSES,
    sampled: &[pass(Rxing, Blocks, Full), pass(Rqrr, Otsu, Full)],
};
/// For the other ways to see a large picture.
const LARGE_RENDITION: Soft = Soft {
    scales: &[(2, 1), (4, 1), (8, 1)],
    passes: SOFT_PASSES,
    sampled: &[],
};
/// Most pixels of a picture that is not large.
const SMALL_PIXELS: usize = 1_000_000;

/// How the other ways to see a picture are looked at out of focus.
pub(super) fn of_rendition(grey: &Grey<'_>) -> Soft {
    if grey.width * grey.height <= SMALL_PIXELS {
        ORDINARY
    } else {
        LARGE_RENDITION
    }
}

/// Every so many pixels, from the first and from the middle one: programs that shrink pictures without a filter start
/// with either. Quiring and others, *Adversarial Preprocessing: Understanding and Preventing Image-Scaling Attacks in
/// Machine Learning* (2020).
const EVERY: [(usize, usize); 6] = [(2, 0), (2, 1), (3, 0), (3, 1), (4, 0), (4, 2)];

impl Search<'_> {
    /// Looks for what else is in a picture in which `found` was read already; places are in its pixels.
    pub(super) fn look_for_hidden(&self, base: &Grey<'_>, found: &mut Found) {
        let may_become_safe = !found.readings.is_empty() && !found.gave_up;
        if !may_become_safe {
            return;
        }
        self.look_out_of_focus(base, ORDINARY, found);
        if found.gave_up {
            return;
        }
        let looks = self.each(EVERY.to_vec(), |part, (factor, first)| {
            part.look_at(&base.every(factor, first), ORDINARY.sampled, factor, found)
        });
        looks.into_iter().for_each(|look| found.extend(look));
    }

    /// Looks at the picture out of focus.
    pub(super) fn look_out_of_focus(&self, base: &Grey<'_>, soft: Soft, found: &mut Found) {
        if found.gave_up {
            return;
        }
        let looks = self.each(soft.scales.to_vec(), |part, (factor, times)| {
            let first = match factor {
                1 => base.out_of_focus(),
                _ => base.shrunk(factor).out_of_focus(),
            };
            let blurred = (1..times).fold(first, |grey, _| grey.out_of_focus());
            part.look_at(&blurred, soft.passes, factor, found)
        });
        looks.into_iter().for_each(|look| found.extend(look));
    }

    /// Looks at a picture that is smaller by `factor` than the one in which `before` was found; places are in the pixels
    /// of that one.
    fn look_at(&self, grey: &Grey<'_>, passes: &[Pass], factor: usize, before: &Found) -> Found {
        let factor = factor as f32;
        let (radius, mut known) = (binarize::radius_for(grey), before.places_read(factor));
        let mut found = Found::default();
        for pass in passes {
            if grey.is_empty() || found.gave_up {
                break;
            }
            match self.within_a_pass(grey.size(), |meter| pass.run(grey, radius, &known, meter)) {
                Some(here) => {
                    known.extend(here.places_read(1.0));
                    found.extend(here);
                }
                None => found.gave_up = true,
            }
        }
        found.map(|[x, y]| [x * factor, y * factor])
    }
}
