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
        let (bytes, width): (&[u8], usize) = (&self.bytes, self.width);
        let (x0, fx) = near(x, width);
        let (y0, fy) = near(y, self.height);
        // To the next pixel of the row and of the column, where there is one.
        let right = width.min(2) - 1;
        let down = (self.height.min(2) - 1) * width;
        let [mut a, mut b, mut c, mut d] = [[0.0; N]; 4];
        for i in 0..N {
            let first = y0[i] as usize * width + x0[i] as usize;
            a[i] = f32::from(bytes[first]);
            b[i] = f32::from(bytes[first + right]);
            c[i] = f32::from(bytes[first + down]);
            d[i] = f32::from(bytes[first + down + right]);
        }
        std::array::from_fn(|i| {
            let upper = a[i] + (b[i] - a[i]) * fx[i];
            let lower = c[i] + (d[i] - c[i]) * fx[i];
            upper + (lower - upper) * fy[i]
        })
    }

    /// The values at points in a line, each one step behind the one before, nearly as [`Grey::at_all`] has them: the points
    /// are rounded down to 256ths of a pixel.
    #[inline]
    pub fn along<const N: usize>(&self, from: [f32; 2], step: [f32; 2]) -> [f32; N] {
        const FRACTION: u32 = 16;
        const ONE: f32 = (1 << FRACTION) as f32;
        let behind = [0, 1].map(|axis| from[axis] + step[axis] * (N - 1) as f32);
        let is_inside = |point: [f32; 2]| {
            let sizes = [self.width, self.height].map(|len| len as f32 - 0.6);
            (0.6..sizes[0]).contains(&point[0]) && (0.6..sizes[1]).contains(&point[1])
        };
        if !(is_inside(from) && is_inside(behind)) {
            return self.at_all(
                std::array::from_fn(|i| from[0] + step[0] * i as f32),
                std::array::from_fn(|i| from[1] + step[1] * i as f32),
            );
        }
        let (bytes, width): (&[u8], usize) = (&self.bytes, self.width);
        let [mut x, mut y] = from.map(|i| ((i - 0.5) * ONE) as i64);
        let [right, down] = step.map(|i| (i * ONE) as i64);
        let mut values = [0.0; N];
        for value in &mut values {
            let first = (y >> FRACTION) as usize * width + (x >> FRACTION) as usize;
            let (fx, fy) = ((x >> 8) as i32 & 0xff, (y >> 8) as i32 & 0xff);
            let square = &bytes[first..first + width + 2];
            let (a, b) = (i32::from(square[0]), i32::from(square[1]));
            let (c, d) = (i32::from(square[width]), i32::from(square[width + 1]));
            let (upper, lower) = ((a << 8) + (b - a) * fx, (c << 8) + (d - c) * fx);
            *value = ((upper << 8) + (lower - upper) * fy) as f32 / ONE;
            (x, y) = (x + right, y + down);
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

/// The pixels near points of a line of `len` pixels, each with the next one behind it where there is one, and how far beyond
/// their centres the points are: up to a whole pixel. Longer lines than four million pixels are read at some other place of
/// them: numbers of 32 bits know no pixel there.
#[inline]
fn near<const N: usize>(points: [f32; N], len: usize) -> ([u32; N], [f32; N]) {
    /// Added to a number, it leaves no bits for a fraction, and those of the whole number last.
    const WHOLE: f32 = 12_582_912.0;
    const BITS: u32 = 0x3f_ffff;
    let (last, last_start) = ((len - 1) as f32, (len - len.min(2)) as f32);
    // Not by `clamp` and a cast, which ask of each number whether it is one: what is none becomes the first pixel.
    let least = |a: f32, b: f32| if a < b { a } else { b };
    let points = points.map(|i| if i > 0.5 { least(i - 0.5, last) } else { 0.0 });
    let starts = points.map(|i| least(i - 0.5 + WHOLE - WHOLE, last_start));
    let beyond = std::array::from_fn(|i| points[i] - starts[i]);
    (starts.map(|i| (i + WHOLE).to_bits() & BITS), beyond)
}

/// Rows become columns.
pub fn transposed<T: Copy + Default>(items: &[T], width: usize) -> Vec<T> {
    /// Items to a side of the squares that are turned at once.
    const SIDE: usize = 8;
    /// Rows that are read at once, so that what is read and what is written stay near.
    const BAND: usize = 32;
    let height = items.len() / width.max(1);
    let mut turned = vec![T::default(); items.len()];
    for top in (0..height).step_by(BAND) {
        let end = (top + BAND).min(height);
        for left in (0..width).step_by(SIDE) {
            let right = (left + SIDE).min(width);
            for y in (top..end).step_by(SIDE) {
                let below = (y + SIDE).min(end);
                if right - left == SIDE && below - y == SIDE {
                    turn::<T, SIDE>(
                        &items[y * width + left..],
                        width,
                        &mut turned[left * height + y..],
                        height,
                    );
                    continue;
                }
                for x in left..right {
                    for y in y..below {
                        turned[x * height + y] = items[y * width + x];
                    }
                }
            }
        }
    }
    turned
}

/// The rows of a whole square become columns of another; each begins at its corner, in items of so many to a row.
fn turn<T: Copy + Default, const SIDE: usize>(
    from: &[T],
    width: usize,
    to: &mut [T],
    height: usize,
) {
    let mut rows = [[T::default(); SIDE]; SIDE];
    for (y, row) in rows.iter_mut().enumerate() {
        row.copy_from_slice(&from[y * width..][..SIDE]);
    }
    for x in 0..SIDE {
        to[x * height..][..SIDE].copy_from_slice(&rows.map(|row| row[x]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_in_a_line_have_the_values_that_each_of_them_has() {
        let bytes = (0..35 * 29).map(|i| (i * i * 7 % 251) as u8).collect();
        let grey = Grey {
            width: 35,
            height: 29,
            bytes: Cow::Owned(bytes),
        };
        // Whole 256ths of a pixel; some lines leave the picture.
        for from in [
            [3.5, 4.25],
            [20.0, 20.125],
            [0.25, 14.0],
            [33.0, 27.5],
            [-8.0, 50.0],
        ] {
            for step in [[1.0, 0.0], [-0.5, 1.25], [0.125, -2.0], [2.5, 2.5]] {
                let line: [f32; 7] = grey.along(from, step);
                for (i, value) in line.into_iter().enumerate() {
                    let [x, y] = [0, 1].map(|axis| from[axis] + step[axis] * i as f32);
                    assert_eq!(value, grey.at(x, y), "{x}, {y}");
                }
            }
        }
    }

    #[test]
    fn rows_become_columns_whatever_the_size() {
        for (width, height) in [(1, 1), (3, 40), (8, 8), (16, 33), (21, 7), (70, 41), (0, 0)] {
            let items: Vec<u32> = (0..(width * height) as u32).collect();
            let turned = transposed(&items, width);
            assert_eq!(turned.len(), items.len());
            for (at, item) in items.iter().enumerate() {
                let (x, y) = (at % width, at / width);
                assert_eq!(turned[x * height + y], *item, "{width} x {height}");
            }
        }
    }

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
