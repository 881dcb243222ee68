//! Ways to tell dark from light.

use crate::scan::picture::binarize::{self, Bitmap, FAINT, ORDINARY};
use crate::scan::picture::grey::Grey;

/// Half the sides of the squares that [`Threshold::Sharp`] compares, in pixels: for modules of 3–6.
const SHARP_NEAR: usize = 1;
const SHARP_FAR: usize = 6;
/// Half the side of the square of [`Threshold::Narrow`], in pixels.
const NARROW_RADIUS: usize = 14;

/// A way to tell dark from light.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threshold {
    /// By the mean of a square around each pixel.
    LocalMean,
    /// By the mean of a square around each pixel, also of light grey on white.
    Faint,
    /// By the mean of a narrow square: for faint codes on something else than paper, and near shadows.
    Narrow,
    /// By the mean of a square of the sharpened picture, against blur.
    Sharp,
    /// By the mean of a narrow square of the sharpened picture.
    SharpNarrow,
    /// One for the whole picture.
    Otsu,
    /// One for the whole picture, after shades were taken out.
    Even,
    /// One for the whole picture: darker than so many levels of grey. Codes whose tones are both on one side of what is
    /// around them have no other.
    Below(u8),
    /// Darker than what is around, by squares of half those sides. Of the rings of a blurred finder pattern only a shade
    /// is left, and all others show nothing.
    DarkerThanAround(usize, usize),
    /// Block by block, as ZXing does. Of our own, the local mean is next to it.
    Blocks,
    /// One for the whole picture, as ZXing has it. Of our own, Otsu's is next to it.
    Histogram,
}

impl Threshold {
    /// Dark and light by a threshold of our own. `radius` is half the side of the square of those that leave it open.
    pub fn bitmap(self, grey: &Grey<'_>, radius: usize) -> Bitmap {
        let sharp = || grey.sharpened(SHARP_NEAR, SHARP_FAR);
        match self {
            Threshold::LocalMean | Threshold::Blocks => {
                binarize::local_mean(grey, ORDINARY, radius)
            }
            Threshold::Faint => binarize::local_mean(grey, FAINT, radius),
            Threshold::Narrow => binarize::local_mean(grey, FAINT, NARROW_RADIUS),
            Threshold::Sharp => binarize::local_mean(&sharp(), ORDINARY, radius),
            Threshold::SharpNarrow => binarize::local_mean(&sharp(), ORDINARY, NARROW_RADIUS),
            Threshold::Otsu | Threshold::Histogram => binarize::otsu(grey),
            Threshold::Even => binarize::otsu(&grey.evened(NARROW_RADIUS)),
            Threshold::Below(threshold) => binarize::below(grey, threshold),
            Threshold::DarkerThanAround(near, far) => binarize::darker_than_around(grey, near, far),
        }
    }

    /// The threshold to take where white became black, so that it lies between the tones that it lay between before.
    pub fn of_inverted(self) -> Threshold {
        match self {
            Threshold::Below(threshold) => {
                Threshold::Below((u8::MAX - threshold).saturating_add(1))
            }
            other => other,
        }
    }
}
