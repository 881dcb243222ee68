//! From grey to dark and light.

use crate::scan::picture::filters::ColumnSums;
use crate::scan::picture::grey::{self, Grey};

/// Dark and light pixels, row by row.
#[derive(Clone)]
pub struct Bitmap {
    pub width: usize,
    pub height: usize,
    /// True for dark.
    pub dark: Vec<bool>,
}

/// How much darker than the mean of the square around it a pixel must be to count as dark.
#[derive(Clone, Copy)]
pub struct Contrast {
    /// Less than this share of the mean.
    share: f32,
    /// And this many grey levels below it: within fewer the noise of a camera in the dark would look like modules.
    levels: f32,
}

impl Contrast {
    /// Whether a pixel is dark among pixels of which the sum is known, and how much one of them counts.
    fn is_dark(self, byte: u8, sum: u32, share: f32) -> bool {
        let (value, mean) = (f32::from(byte), sum as i32 as f32 * share);
        (value < mean * self.share) & (value + self.levels <= mean)
    }
}

/// For print and screens.
pub const ORDINARY: Contrast = Contrast {
    share: 0.95,
    levels: 6.0,
};
/// For light grey on white, which phones read as well.
pub const FAINT: Contrast = Contrast {
    share: 0.98,
    levels: 4.0,
};

/// The square's side as a share of the picture's longer side.
const WINDOW_SHARE: usize = 16;

/// Half the side of the square, at most: its sum stays a number of 32 bits with a sign.
const MAX_RADIUS: usize = 200;

/// Half the side of the square for a picture in which codes may have any size.
pub fn radius_for(grey: &Grey<'_>) -> usize {
    (grey.width.max(grey.height) / WINDOW_SHARE / 2).clamp(8, MAX_RADIUS)
}

/// Threshold by the mean of the square around each pixel: Bradley and Roth, *Adaptive Thresholding Using the
/// Integral Image* (2007), with sums that run along instead of the integral image. Holds under uneven light.
///
/// `radius` is half the side of the square.
pub fn local_mean(grey: &Grey<'_>, contrast: Contrast, radius: usize) -> Bitmap {
    let (width, height, radius) = (grey.width, grey.height, radius.min(MAX_RADIUS));
    let mut columns = ColumnSums::of(&grey.bytes, width, radius);
    // The sum of all columns to the left of each.
    let mut left = vec![0u32; width + 1];
    let mut dark = vec![false; width * height];
    let bytes = grey.bytes.chunks_exact(width.max(1));
    for (dark, bytes) in dark.chunks_exact_mut(width.max(1)).zip(bytes) {
        let Some((columns, rows)) = columns.next_row() else {
            break;
        };
        let mut sum = 0;
        for (left, column) in left[1..].iter_mut().zip(columns) {
            sum += column;
            *left = sum;
        }
        let first = radius.min(width);
        let last = width.saturating_sub(radius).max(first);
        for x in (0..first).chain(last..width) {
            let (from, to) = (x.saturating_sub(radius), (x + radius + 1).min(width));
            let share = 1.0 / (rows * (to - from)) as f32;
            dark[x] = contrast.is_dark(bytes[x], left[to] - left[from], share);
        }
        let share = 1.0 / (rows * (2 * radius + 1)) as f32;
        let right = left.get(2 * radius + 1..).unwrap_or_default();
        let inside = dark[first..last].iter_mut().zip(&bytes[first..last]);
        for ((dark, byte), (from, to)) in inside.zip(left.iter().zip(right)) {
            *dark = contrast.is_dark(*byte, to - from, share);
        }
    }
    Bitmap {
        width,
        height,
        dark,
    }
}

/// Darker than what is around it, by more than a level; `near` and `far` are half the sides of the squares that are
/// compared. (A difference of means for one of Gaussians: Marr and Hildreth, *Theory of Edge Detection*, 1980.)
pub fn darker_than_around(grey: &Grey<'_>, near: usize, far: usize) -> Bitmap {
    let (near, far) = (grey.softened(near), grey.softened(far));
    let tones = near.bytes.iter().zip(far.bytes.iter());
    Bitmap {
        width: grey.width,
        height: grey.height,
        dark: tones
            .map(|(near, far)| near.saturating_add(1) < *far)
            .collect(),
    }
}

/// Darker than a threshold.
pub fn below(grey: &Grey<'_>, threshold: u8) -> Bitmap {
    Bitmap {
        width: grey.width,
        height: grey.height,
        dark: grey.bytes.iter().map(|byte| *byte < threshold).collect(),
    }
}

/// One threshold for the whole picture: Otsu, *A Threshold Selection Method from Gray-Level Histograms* (1979).
pub fn otsu(grey: &Grey<'_>) -> Bitmap {
    let threshold = otsu_threshold(&histogram(&grey.bytes));
    Bitmap {
        width: grey.width,
        height: grey.height,
        dark: grey.bytes.iter().map(|byte| *byte <= threshold).collect(),
    }
}

/// Tones that at least so many pixels have, of a thousand, count as one of the picture's.
const MIN_TONE_SHARE: u64 = 1;
/// Levels of grey to each side that a tone may be spread over.
const TONE_SPREAD: usize = 2;
/// Most thresholds.
const MAX_THRESHOLDS: usize = 8;

/// Thresholds between the tones of a picture, for [`below`]: where fewer pixels are than half of those of the tones on
/// either side.
pub fn thresholds_between_tones(grey: &Grey<'_>) -> Vec<u8> {
    let counts = histogram(&grey.bytes);
    let spread = |at: usize| -> u64 {
        let near = at.saturating_sub(TONE_SPREAD)..(at + TONE_SPREAD + 1).min(counts.len());
        counts[near].iter().sum()
    };
    let spread: Vec<u64> = (0..counts.len()).map(spread).collect();
    let least = grey.bytes.len() as u64 * MIN_TONE_SHARE / 1_000;
    // From one tone to the next: the highest since the last threshold, and the lowest since then.
    let (mut thresholds, mut top, mut low) = (Vec::new(), 0, (u64::MAX, 0));
    for (at, count) in spread.iter().enumerate() {
        let is_tone = *count >= least && *count > 0;
        if top > 0 && is_tone && low.0 < top / 2 && low.0 < count / 2 {
            // Halfway through the valley: tones that are spread must not be cut.
            let depth = top.min(*count) - low.0;
            thresholds.push((depth, ((low.1 + at) / 2) as u8));
            (top, low) = (*count, (u64::MAX, 0));
        } else if *count > top && is_tone {
            (top, low) = (*count, (u64::MAX, 0));
        } else if *count < low.0 {
            low = (*count, at);
        }
    }
    // The clearest first, if there are too many.
    thresholds.sort_by(|a, b| b.cmp(a));
    thresholds.truncate(MAX_THRESHOLDS);
    thresholds
        .into_iter()
        .map(|(_, threshold)| threshold)
        .collect()
}

/// How often each tone is there.
pub fn histogram(bytes: &[u8]) -> [u64; 256] {
    let mut histogram = [0; 256];
    for byte in bytes {
        histogram[usize::from(*byte)] += 1;
    }
    histogram
}

/// The last dark value.
fn otsu_threshold(histogram: &[u64; 256]) -> u8 {
    let total: u64 = histogram.iter().sum();
    let weighted: u64 = histogram
        .iter()
        .zip(0u64..)
        .map(|(count, value)| count * value)
        .sum();
    let (mut below, mut below_weighted, mut best, mut threshold) = (0u64, 0u64, 0.0, 0u8);
    for value in 0..=u8::MAX {
        below += histogram[usize::from(value)];
        below_weighted += histogram[usize::from(value)] * u64::from(value);
        let above = total - below;
        if below == 0 || above == 0 {
            continue;
        }
        let mean_below = below_weighted as f64 / below as f64;
        let mean_above = (weighted - below_weighted) as f64 / above as f64;
        let between = below as f64 * above as f64 * (mean_above - mean_below).powi(2);
        if between > best {
            best = between;
            threshold = value;
        }
    }
    threshold
}

impl Bitmap {
    /// Rows become columns.
    pub fn transposed(&self) -> Bitmap {
        Bitmap {
            width: self.height,
            height: self.width,
            dark: grey::transposed(&self.dark, self.width),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    #[test]
    fn otsu_splits_two_heaps_between_them() {
        let mut histogram = [0; 256];
        (histogram[40], histogram[50], histogram[200], histogram[210]) = (10, 10, 10, 10);
        assert!((50..200).contains(&otsu_threshold(&histogram)));
        assert_eq!(otsu_threshold(&[0; 256]), 0);
    }

    #[test]
    fn the_rings_of_a_blurred_finder_pattern_are_darker_than_around() {
        // Modules of 5 pixels, out of focus by 0.8 of one: no threshold shows more than one dark spot.
        let (module, side) = (5, 15 * 5);
        let tone = |at: usize| {
            let from_middle = |i: usize| (i / module).abs_diff(7);
            let ring = from_middle(at % side).max(from_middle(at / side));
            if matches!(ring, 0 | 1 | 3) { 40 } else { 220 }
        };
        let sharp = Grey {
            width: side,
            height: side,
            bytes: Cow::Owned((0..side * side).map(tone).collect()),
        };
        let blurred = (0..8).fold(sharp, |grey, _| grey.out_of_focus());
        let dark_spots = |bitmap: &Bitmap| {
            let middle = &bitmap.dark[side / 2 * side..][..side];
            middle.windows(2).filter(|pair| !pair[0] && pair[1]).count()
        };
        assert_eq!(dark_spots(&otsu(&blurred)), 1);
        assert_eq!(dark_spots(&local_mean(&blurred, FAINT, 14)), 1);
        assert_eq!(dark_spots(&darker_than_around(&blurred, 2, 6)), 3);
    }

    #[test]
    fn local_mean_sees_a_dark_spot_in_the_shade_and_in_the_light() {
        // A ramp from 40 to 240 with a spot of half the light at each end: no single threshold tells both.
        let width = 160;
        let ramp = |x: usize| 40 + 200 * x / (width - 1);
        let bytes: Vec<u8> = (0..width * 20)
            .map(|i| (i % width, i / width))
            .map(|(x, y)| {
                let spot = (8..12).contains(&y) && (x % 140 >= 10 && x % 140 < 14);
                (if spot { ramp(x) / 2 } else { ramp(x) }) as u8
            })
            .collect();
        let grey = Grey {
            width,
            height: 20,
            bytes: Cow::Owned(bytes),
        };
        let bitmap = local_mean(&grey, ORDINARY, radius_for(&grey));
        assert!(bitmap.dark[10 * width + 12] && bitmap.dark[10 * width + 152]);
        assert!(!bitmap.dark[10 * width + 40] && !bitmap.dark[10 * width + 120]);
    }
}
