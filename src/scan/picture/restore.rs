//! Takes out what light and lens did to a picture: shades and glare, and blur of a known width.

use std::borrow::Cow;

use crate::scan::picture::binarize;
use crate::scan::picture::grey::{self, Grey};

impl Grey<'_> {
    /// Each pixel as a share of the paper around it: shades with hard edges go away, too. The paper is the
    /// morphological closing with a square of `2 × radius + 1` pixels, which must be wider than any dark part of a code
    /// (a finder pattern's middle has three modules) and narrower than the shades. Serra, *Image Analysis and
    /// Mathematical Morphology* (1982).
    pub fn evened(&self, radius: usize) -> Grey<'static> {
        if self.is_empty() {
            return self.inverted();
        }
        // Columns first, then, turned, rows; and the same for the other extreme, which leaves them as they were.
        let dilated = extremes_down(&self.bytes, self.width, radius, u8::max);
        let turned = grey::transposed(&dilated, self.width);
        let dilated = extremes_down(&turned, self.height, radius, u8::max);
        let eroded = extremes_down(&dilated, self.height, radius, u8::min);
        let turned = grey::transposed(&eroded, self.height);
        let paper = extremes_down(&turned, self.width, radius, u8::min);
        let share = |(byte, paper): (&u8, &u8)| {
            (u32::from(*byte) * 255 / u32::from(*paper).max(1)).min(255) as u8
        };
        Grey {
            width: self.width,
            height: self.height,
            bytes: self.bytes.iter().zip(&paper).map(share).collect(),
        }
    }

    /// What was there before three means over `2 × radius + 1` pixels in each direction, nearly a Gaussian of standard
    /// deviation `radius`, kept between black and white. Jansson, Hunt and Plyler, *Resolution Enhancement of Spectra*
    /// (1970): what is left when the guess is blurred is added to it, less near the bounds.
    pub fn deblurred(&self, radius: usize, rounds: usize) -> Grey<'static> {
        let (low, high) = bounds(&self.bytes);
        let range = f32::from(high.saturating_sub(low).max(1));
        let seen: Vec<f32> = self.bytes.iter().map(|byte| f32::from(*byte)).collect();
        let mut guess = seen.clone();
        for _ in 0..rounds {
            let blurred = Grey {
                width: self.width,
                height: self.height,
                bytes: guess.iter().map(|tone| *tone as u8).collect(),
            };
            let blurred = (0..3).fold(blurred, |grey, _| grey.softened(radius));
            for ((guess, seen), blurred) in guess.iter_mut().zip(&seen).zip(blurred.bytes.iter()) {
                let share = ((*guess - f32::from(low)) / range).clamp(0.0, 1.0);
                let relaxed = 3.0 * (1.0 - 0.6 * (2.0 * share - 1.0).abs());
                let next = *guess + relaxed * (seen - f32::from(*blurred));
                *guess = next.clamp(f32::from(low), f32::from(high));
            }
        }
        Grey {
            width: self.width,
            height: self.height,
            bytes: Cow::Owned(guess.iter().map(|tone| *tone as u8).collect()),
        }
    }
}

/// The darkest and the lightest tone, leaving out a hundredth at each end; a little wider, for blur has narrowed them.
fn bounds(bytes: &[u8]) -> (u8, u8) {
    let histogram = binarize::histogram(bytes);
    let edge = bytes.len() as u64 / 100;
    let left_out = |counts: &mut dyn Iterator<Item = &u64>| {
        let sums = counts.scan(0, |sum, count| {
            *sum += count;
            Some(*sum)
        });
        sums.take_while(|sum| *sum <= edge).count().min(255) as u8
    };
    let (low, high) = (
        left_out(&mut histogram.iter()),
        255 - left_out(&mut histogram.iter().rev()),
    );
    let margin = high.saturating_sub(low) / 4;
    (low.saturating_sub(margin), high.saturating_add(margin))
}

/// The extreme of the pixels up to `radius` above and below each. Van Herk, *A Fast Algorithm for Local Minimum and
/// Maximum Filters on Rectangular and Octagonal Kernels* (1992), for whole rows at once.
fn extremes_down(
    bytes: &[u8],
    width: usize,
    radius: usize,
    of: impl Fn(u8, u8) -> u8 + Copy,
) -> Vec<u8> {
    let rows: Vec<&[u8]> = bytes.chunks_exact(width).collect();
    let window = 2 * radius + 1;
    // Beyond the edges the picture goes on as it ends.
    let padded = |at: usize| rows[at.saturating_sub(radius).min(rows.len() - 1)];
    let joined = |known: &mut [u8], row: &[u8]| {
        for (known, byte) in known.iter_mut().zip(row) {
            *known = of(*known, *byte);
        }
    };
    let mut extremes = Vec::with_capacity(bytes.len());
    // Of each row of a block, the extreme from there to the end of the block.
    let mut behind = vec![vec![0; width]; window];
    for block in (0..rows.len()).step_by(window) {
        behind[window - 1].copy_from_slice(padded(block + window - 1));
        for at in (0..window - 1).rev() {
            let (here, next) = behind.split_at_mut(at + 1);
            here[at].copy_from_slice(&next[0]);
            joined(&mut here[at], padded(block + at));
        }
        extremes.extend_from_slice(&behind[0]);
        // From the start of the next block on.
        let mut ahead = padded(block + window).to_vec();
        let others = behind.iter().take(rows.len() - block).skip(1);
        for (at, behind) in others.enumerate() {
            joined(&mut ahead, padded(block + window + at));
            let both = behind.iter().zip(&ahead);
            extremes.extend(both.map(|(a, b)| of(*a, *b)));
        }
    }
    extremes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(width: usize, bytes: Vec<u8>) -> Grey<'static> {
        Grey {
            width,
            height: bytes.len() / width,
            bytes: Cow::Owned(bytes),
        }
    }

    #[test]
    fn extremes_are_those_of_the_rows_up_to_the_radius_away() {
        for height in 1..24 {
            let bytes: Vec<u8> = (0..2 * height).map(|at| (at * 89 % 251) as u8).collect();
            for radius in 0..6 {
                let most = extremes_down(&bytes, 2, radius, u8::max);
                for (at, most) in most.iter().enumerate() {
                    let rows = (at / 2).saturating_sub(radius)..(at / 2 + radius + 1).min(height);
                    let want = rows.map(|row| bytes[row * 2 + at % 2]).max();
                    assert_eq!(Some(*most), want, "{at} of {height} rows, {radius}");
                }
            }
        }
    }

    #[test]
    fn ink_is_as_dark_in_a_hard_shade_as_beside_it() {
        // Paper of 200, from column 30 on in a shade of a quarter; ink of a tenth at two places.
        let light = |x: usize| if x < 30 { 200 } else { 50 };
        let is_ink = |x: usize| (10..13).contains(&x) || (40..43).contains(&x);
        let bytes = (0..60 * 9).map(|at| {
            let x = at % 60;
            (if is_ink(x) { light(x) / 10 } else { light(x) }) as u8
        });
        let even = grey(60, bytes.collect()).evened(3);
        for (at, share) in even.bytes.iter().enumerate() {
            let want = if is_ink(at % 60) { 25 } else { 255 };
            assert_eq!(*share, want, "column {}", at % 60);
        }
    }

    #[test]
    fn lines_that_ran_into_each_other_come_apart() {
        // Lines of 4 pixels, 8 apart, blurred until they hardly differ.
        let sharp = grey(
            64,
            (0..64 * 64)
                .map(|at| if at % 8 < 4 { 40 } else { 220 })
                .collect(),
        );
        let blurred = (0..3).fold(sharp, |grey, _| grey.softened(2));
        let contrast = |grey: &Grey<'_>| {
            let row = &grey.bytes[32 * 64 + 24..32 * 64 + 40];
            row.iter().max().unwrap() - row.iter().min().unwrap()
        };
        let restored = blurred.deblurred(2, 12);
        assert!(contrast(&restored) > 2 * contrast(&blurred));
    }
}
