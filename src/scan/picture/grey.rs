//! A picture in grey, and smaller, larger and inverted ones.

use std::borrow::Cow;
use std::ops::AddAssign;

/// Grey pixels, row by row.
#[derive(Clone)]
pub struct Grey<'a> {
    pub width: usize,
    pub height: usize,
    pub bytes: Cow<'a, [u8]>,
}

impl Grey<'_> {
    /// White becomes black.
    pub fn inverted(&self) -> Grey<'static> {
        Grey {
            width: self.width,
            height: self.height,
            bytes: self.bytes.iter().map(|byte| !byte).collect(),
        }
    }

    /// Smaller by a whole factor, each pixel the mean of `factor` × `factor`; what is left at the edges is dropped.
    pub fn shrunk(&self, factor: usize) -> Grey<'static> {
        if factor <= usize::from(u16::MAX / u16::from(u8::MAX)) {
            self.shrunk_in::<u16>(factor)
        } else {
            self.shrunk_in::<u32>(factor)
        }
    }

    /// Shrunk with sums of a column in so many bits: of shorter ones, twice as many are added at once.
    fn shrunk_in<Sum>(&self, factor: usize) -> Grey<'static>
    where
        Sum: Copy + Default + From<u8> + Into<u32> + AddAssign,
    {
        let (width, height) = (self.width / factor, self.height / factor);
        let count = (factor * factor) as u32;
        let mut bytes = Vec::with_capacity(width * height);
        // Whole rows are added first: of those, many pixels are added at once.
        let mut sums = vec![Sum::default(); self.width];
        for y in 0..height {
            sums.fill(Sum::default());
            for row in (y * factor..(y + 1) * factor).map(|row| &self.bytes[row * self.width..]) {
                for (sum, byte) in sums.iter_mut().zip(row) {
                    *sum += Sum::from(*byte);
                }
            }
            let mean = |block: &[Sum]| {
                let sum: u32 = block.iter().map(|sum| (*sum).into()).sum();
                ((sum + count / 2) / count) as u8
            };
            bytes.extend(sums.chunks_exact(factor).map(mean));
        }
        Grey {
            width,
            height,
            bytes: Cow::Owned(bytes),
        }
    }

    /// Every so many pixels in a row and in a column, from pixel `first` on.
    pub fn every(&self, factor: usize, first: usize) -> Grey<'static> {
        let (width, height) = (self.width / factor, self.height / factor);
        let rows = (0..height).map(|y| (y * factor + first) * self.width + first);
        let bytes = rows.flat_map(|row| (0..width).map(move |x| self.bytes[row + x * factor]));
        Grey {
            width,
            height,
            bytes: bytes.collect(),
        }
    }

    /// Twice as large, by bilinear interpolation.
    pub fn doubled(&self) -> Grey<'static> {
        let (width, height) = (self.width * 2, self.height * 2);
        let at = |x: usize, y: usize| u32::from(self.bytes[y * self.width + x]);
        let near = |i: usize, len: usize| {
            let base = i / 2;
            let other = if i.is_multiple_of(2) {
                base.saturating_sub(1)
            } else {
                (base + 1).min(len - 1)
            };
            (base, other)
        };
        let mut bytes = Vec::with_capacity(width * height);
        for y in 0..height {
            let (y0, y1) = near(y, self.height);
            for x in 0..width {
                let (x0, x1) = near(x, self.width);
                let sum = 9 * at(x0, y0) + 3 * at(x1, y0) + 3 * at(x0, y1) + at(x1, y1);
                bytes.push(((sum + 8) / 16) as u8);
            }
        }
        Grey {
            width,
            height,
            bytes: Cow::Owned(bytes),
        }
    }

    /// The value at a point, by bilinear interpolation between pixel centres; clamped at the edges.
    #[inline]
    pub fn at(&self, x: f32, y: f32) -> f32 {
        self.at_all([x], [y])[0]
    }

    /// The values at several points: everything but the look-up is done for all of them at once.
    #[inline]
    pub fn at_all<const N: usize>(&self, x: [f32; N], y: [f32; N]) -> [f32; N] {
        let (width, height) = (self.width, self.height);
        // To the next pixel of the row and of the column, where there is one.
        let (right, down) = (width.min(2) - 1, height.min(2) - 1);
        let clamped = |i: f32, len: usize| (i - 0.5).clamp(0.0, (len - 1) as f32);
        let (x, y) = (x.map(|i| clamped(i, width)), y.map(|i| clamped(i, height)));
        let (x0, y0) = (
            x.map(|i| (i as u32).min((width - 1 - right) as u32)),
            y.map(|i| (i as u32).min((height - 1 - down) as u32)),
        );
        let mut values = [0.0; N];
        for (i, value) in values.iter_mut().enumerate() {
            let (fx, fy) = (x[i] - x0[i] as f32, y[i] - y0[i] as f32);
            let first = y0[i] as usize * width + x0[i] as usize;
            let across = |first: usize| {
                let row = &self.bytes[first..][..=right];
                let (a, b) = (f32::from(row[0]), f32::from(row[right]));
                a + (b - a) * fx
            };
            let (upper, lower) = (across(first), across(first + down * width));
            *value = upper + (lower - upper) * fy;
        }
        values
    }

    /// Width and height.
    pub fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// True where there is nothing to interpolate between.
    pub fn is_empty(&self) -> bool {
        self.width == 0 || self.height == 0
    }
}

/// Rows become columns.
pub fn transposed<T: Copy + Default>(items: &[T], width: usize) -> Vec<T> {
    /// Rows that are read at once, so that what is read and what is written stay near.
    const BAND: usize = 32;
    let height = items.len() / width.max(1);
    let mut turned = vec![T::default(); items.len()];
    for top in (0..height).step_by(BAND) {
        let band = top..(top + BAND).min(height);
        for x in 0..width {
            for y in band.clone() {
                turned[x * height + y] = items[y * width + x];
            }
        }
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_between_pixels_is_their_mean_and_beyond_the_edges_that_of_the_edge() {
        let grey = |width: usize, bytes: &[u8]| Grey {
            width,
            height: bytes.len() / width,
            bytes: Cow::Owned(bytes.to_vec()),
        };
        let square = grey(2, &[0, 100, 40, 200]);
        // Pixel centres are at halves.
        let points = [[1.0, 1.0], [1.5, 0.5], [1.5, 1.0], [9.0, -9.0], [0.75, 9.0]];
        let (x, y) = (points.map(|[x, _]| x), points.map(|[_, y]| y));
        assert_eq!(square.at_all(x, y), [85.0, 100.0, 150.0, 100.0, 80.0]);
        assert_eq!(grey(1, &[7]).at(5.0, -3.0), 7.0);
        assert_eq!(grey(1, &[10, 20]).at(0.5, 1.0), 15.0);
        assert_eq!(grey(2, &[10, 20]).at(1.0, 0.5), 15.0);
    }
}
