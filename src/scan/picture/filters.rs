//! Softer, sharper, and with more contrast.

use std::borrow::Cow;

use crate::scan::geometry::quad::Quad;
use crate::scan::picture::grey::Grey;

/// Least difference of dark and light, in levels of grey, that anything could be read from.
const MIN_CONTRAST: u8 = 4;

impl Grey<'_> {
    /// Nearly a Gaussian of standard deviation √2, by three means of three pixels in each direction.
    /// Wells, *Efficient Synthesis of Gaussian Filters by Cascaded Uniform Filters* (1986).
    pub fn out_of_focus(&self) -> Grey<'static> {
        let (width, height) = (self.width, self.height);
        let mut across = Vec::with_capacity(width * height);
        let mut padded = Vec::with_capacity(width + 6);
        for row in self.bytes.chunks_exact(width.max(1)) {
            padded.clear();
            padded.extend([row[0]; 3]);
            padded.extend_from_slice(row);
            padded.extend([row[width - 1]; 3]);
            across.extend(weighed(std::array::from_fn(|by| &padded[by..][..width])));
        }
        let mut bytes = Vec::with_capacity(width * height);
        for y in 0..height {
            bytes.extend(weighed(std::array::from_fn(|by| {
                let row = (y + by).saturating_sub(3).min(height - 1) * width;
                &across[row..][..width]
            })));
        }
        Grey {
            width,
            height,
            bytes: Cow::Owned(bytes),
        }
    }

    /// Each pixel the mean of the square around it, `radius` pixels to each side; smaller at the edges.
    pub fn softened(&self, radius: usize) -> Grey<'static> {
        if radius == 0 {
            return Grey {
                bytes: Cow::Owned(self.bytes.to_vec()),
                ..*self
            };
        }
        let across = mean_across(&self.bytes, self.width, radius);
        Grey {
            width: self.width,
            height: self.height,
            bytes: Cow::Owned(mean_down(&across, self.width, radius)),
        }
    }

    /// What sets each pixel off from its wider neighbourhood counts twice, against blur. (Unsharp masking.)
    pub fn sharpened(&self, near: usize, far: usize) -> Grey<'static> {
        let (near, far) = (self.softened(near), self.softened(far));
        let twice =
            |(near, far): (&u8, &u8)| (2 * i16::from(*near) - i16::from(*far)).clamp(0, 255) as u8;
        Grey {
            bytes: near.bytes.iter().zip(far.bytes.iter()).map(twice).collect(),
            ..near
        }
    }

    /// With the tones between the darkest and the lightest pixel of a place spread over all levels; `None` where they are
    /// all the same.
    pub fn stretched(&self, place: &Quad) -> Option<Grey<'static>> {
        let range = |axis: usize, len: usize| {
            let ends = place
                .0
                .iter()
                .map(|corner| corner[axis].clamp(0.0, len as f32) as usize);
            let (low, high) = ends.fold((len, 0), |(low, high), end| (low.min(end), high.max(end)));
            low..high
        };
        let rows = self.bytes.chunks_exact(self.width.max(1));
        let rows = rows
            .take(range(1, self.height).end)
            .skip(range(1, self.height).start);
        let columns = range(0, self.width);
        let inside = rows.flat_map(|row| row.get(columns.clone()).unwrap_or_default());
        let (low, high) = inside.fold((u8::MAX, 0), |(low, high), byte| {
            (low.min(*byte), high.max(*byte))
        });
        let span = high.checked_sub(low).filter(|span| *span >= MIN_CONTRAST)?;
        let stretched = |byte: &u8| {
            let above = u32::from(byte.saturating_sub(low).min(span));
            (above * u32::from(u8::MAX) / u32::from(span)) as u8
        };
        Some(Grey {
            width: self.width,
            height: self.height,
            bytes: self.bytes.iter().map(stretched).collect(),
        })
    }
}

/// Seven rows of equal length made one, weighed as three means of three weigh them. The sums are numbers of 16 bits.
fn weighed([a, b, c, d, e, f, g]: [&[u8]; 7]) -> impl Iterator<Item = u8> {
    (0..a.len()).map(move |x| {
        let [a, b, c, d, e, f, g] = [a[x], b[x], c[x], d[x], e[x], f[x], g[x]].map(u16::from);
        ((a + g + 3 * (b + f) + 6 * (c + e) + 7 * d + 13) / 27) as u8
    })
}

/// Each byte the mean of those up to `radius` before and after it in its row, rounded.
fn mean_across(bytes: &[u8], width: usize, radius: usize) -> Vec<u8> {
    let mut means = vec![0; bytes.len()];
    // The sum of all before each.
    let mut before = vec![0u32; width + 1];
    let first = radius.min(width);
    let last = width.saturating_sub(radius).max(first);
    let inside = mean_of(2 * radius + 1);
    let rows = bytes.chunks_exact(width.max(1));
    for (means, row) in means.chunks_exact_mut(width.max(1)).zip(rows) {
        let mut sum = 0;
        for (before, byte) in before[1..].iter_mut().zip(row) {
            sum += u32::from(*byte);
            *before = sum;
        }
        for x in (0..first).chain(last..width) {
            let (from, to) = (x.saturating_sub(radius), (x + radius + 1).min(width));
            means[x] = mean_of(to - from)(before[to] - before[from]);
        }
        let upto = before.get(2 * radius + 1..).unwrap_or_default();
        for (mean, (from, to)) in means[first..last].iter_mut().zip(before.iter().zip(upto)) {
            *mean = inside(to - from);
        }
    }
    means
}

/// Each byte the mean of those up to `radius` above and below it in its column, rounded.
fn mean_down(bytes: &[u8], width: usize, radius: usize) -> Vec<u8> {
    let mut means = Vec::with_capacity(bytes.len());
    let mut columns = ColumnSums::of(bytes, width, radius);
    while let Some((sums, rows)) = columns.next_row() {
        means.extend(sums.iter().copied().map(mean_of(rows)));
    }
    means
}

/// Of each column the sum over the rows up to `radius` above and below one, which goes down row by row. Sums that run
/// along take as long for a wide window as for a narrow one.
pub struct ColumnSums<'a> {
    rows: Vec<&'a [u8]>,
    radius: usize,
    next: usize,
    sums: Vec<u32>,
}

impl<'a> ColumnSums<'a> {
    pub fn of(bytes: &'a [u8], width: usize, radius: usize) -> ColumnSums<'a> {
        let mut columns = ColumnSums {
            rows: bytes.chunks_exact(width.max(1)).collect(),
            radius,
            next: 0,
            sums: vec![0; width],
        };
        (0..radius).for_each(|row| columns.add(row));
        columns
    }

    /// The sums for the next row, and how many rows are in them; `None` below the last.
    pub fn next_row(&mut self) -> Option<(&[u32], usize)> {
        let row = self.next;
        if row >= self.rows.len() {
            return None;
        }
        self.add(row + self.radius);
        if let Some(above) = row.checked_sub(self.radius + 1) {
            for (sum, byte) in self.sums.iter_mut().zip(self.rows[above]) {
                *sum -= u32::from(*byte);
            }
        }
        self.next += 1;
        let rows = (row + self.radius + 1).min(self.rows.len()) - row.saturating_sub(self.radius);
        Some((&self.sums, rows))
    }

    fn add(&mut self, row: usize) {
        if let Some(row) = self.rows.get(row) {
            for (sum, byte) in self.sums.iter_mut().zip(*row) {
                *sum += u32::from(*byte);
            }
        }
    }
}

/// The mean of so many bytes from their sum, rounded. A multiplication stands for the division: half a byte more than
/// the sum is far enough from the next whole mean for up to some thousand bytes.
fn mean_of(count: usize) -> impl Fn(u32) -> u8 {
    let (half, share) = ((count / 2) as f32 + 0.5, 1.0 / count as f32);
    move |sum| ((sum as i32 as f32 + half) * share) as i32 as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_is_rounded_as_the_division_has_it() {
        for count in (1..=401_usize).chain([1_023, 4_095]) {
            for mean in [0, 1, 2, 99, 127, 128, 200, 254] {
                for more in [0, 1, count / 2, count.div_ceil(2), count - 1] {
                    let sum = (mean * count + more) as u32;
                    let want = (sum + count as u32 / 2) / count as u32;
                    assert_eq!(u32::from(mean_of(count)(sum)), want, "{sum} of {count}");
                }
            }
        }
    }

    #[test]
    fn softening_spreads_a_spot_over_its_square_and_leaves_the_rest() {
        let mut bytes = vec![90; 7 * 5];
        bytes[2 * 7 + 3] = 0;
        let grey = Grey {
            width: 7,
            height: 5,
            bytes: Cow::Owned(bytes),
        };
        let soft = grey.softened(1);
        for (at, byte) in soft.bytes.iter().enumerate() {
            let is_near = (at % 7).abs_diff(3) <= 1 && (at / 7).abs_diff(2) <= 1;
            assert_eq!(*byte, if is_near { 80 } else { 90 }, "at {at}");
        }
        assert_eq!(grey.softened(0).bytes, grey.bytes);
    }
}
