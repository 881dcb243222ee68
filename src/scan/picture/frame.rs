//! A picture to scan: pixels in memory, whole frames only.

use std::borrow::Cow;
use std::ops::AddAssign;

/// Pixels of a camera frame or a still.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    width: usize,
    height: usize,
    pixels: Pixels,
    several_frames: bool,
    odd_colours: bool,
    /// The same picture as other viewers show it.
    otherwise: Option<Box<Frame>>,
    /// Other pictures in the same file, which hardly anybody is shown.
    inside: Vec<Frame>,
}

#[derive(Clone, PartialEq, Eq)]
enum Pixels {
    /// One byte a pixel.
    Luma(Vec<u8>),
    /// Red, green, blue.
    Rgb(Vec<u8>),
    /// Red, green, blue, alpha, not premultiplied.
    Rgba(Vec<u8>),
}

/// A way to see a picture in grey. Phones differ in how they compose and weigh it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rendition {
    /// On white, by ITU-R BT.601, as cameras do.
    Bt601,
    /// On white, by ITU-R BT.709, as the `image` crate does.
    Bt709,
    /// On white, the red channel.
    Red,
    /// On white, the green channel.
    Green,
    /// On white, the blue channel.
    Blue,
    /// On black, by ITU-R BT.601.
    OnBlack,
    /// On grey of that level, by ITU-R BT.601.
    OnGrey(u8),
    /// Without alpha, by ITU-R BT.601, as programs do that drop it.
    NoAlpha,
}

/// Channel difference below which a pixel counts as grey; chroma noise of cameras and JPEG stays below it.
const GREY_TOLERANCE: u8 = 24;
/// Grounds between white and black that a transparent picture is looked at on; viewers have 14 and 230 among others
/// (Chromium).
const GREY_GROUNDS: [u8; 8] = [14, 32, 64, 96, 128, 160, 192, 230];
/// A picture is coloured when more pixels are: the dark half of the smallest symbol with modules of one pixel.
const MAX_COLOURED_PIXELS: usize = 200;

impl Frame {
    /// A grey frame; `None` where the bytes are not `width` × `height`.
    pub fn luma(width: usize, height: usize, bytes: Vec<u8>) -> Option<Frame> {
        Frame::new(width, height, 1, bytes, Pixels::Luma)
    }

    /// A frame in red, green, blue; `None` where the bytes are not `width` × `height` × 3.
    pub fn rgb(width: usize, height: usize, bytes: Vec<u8>) -> Option<Frame> {
        Frame::new(width, height, 3, bytes, Pixels::Rgb)
    }

    /// A frame in red, green, blue, alpha (not premultiplied); `None` where the bytes are not `width` × `height` × 4.
    pub fn rgba(width: usize, height: usize, bytes: Vec<u8>) -> Option<Frame> {
        Frame::new(width, height, 4, bytes, Pixels::Rgba)
    }

    fn new(
        width: usize,
        height: usize,
        channels: usize,
        bytes: Vec<u8>,
        pixels: fn(Vec<u8>) -> Pixels,
    ) -> Option<Frame> {
        let expected = width.checked_mul(height)?.checked_mul(channels)?;
        (bytes.len() == expected).then(|| Frame {
            width,
            height,
            pixels: pixels(bytes),
            several_frames: false,
            odd_colours: false,
            otherwise: None,
            inside: Vec::new(),
        })
    }

    /// Marks the frame as the first of several: the others may show something else.
    pub fn with_several_frames(self, several_frames: bool) -> Frame {
        Frame {
            several_frames,
            ..self
        }
    }

    /// Marks the frame as one that may look quite different where its colour profile is applied.
    pub fn with_odd_colours(self, odd_colours: bool) -> Frame {
        Frame {
            odd_colours,
            ..self
        }
    }

    /// Adds the same picture as other viewers show it, which must read the same, and other pictures of the same file, in
    /// which nothing else may be read.
    pub fn with_others(self, otherwise: Option<Frame>, inside: Vec<Frame>) -> Frame {
        Frame {
            otherwise: otherwise.map(Box::new),
            inside,
            ..self
        }
    }

    /// The same picture as other viewers show it.
    pub(in crate::scan) fn otherwise(&self) -> Option<&Frame> {
        self.otherwise.as_deref()
    }

    /// Other pictures in the same file.
    pub(in crate::scan) fn inside(&self) -> &[Frame] {
        &self.inside
    }

    /// True where the colour profile changes more than shades.
    pub fn odd_colours(&self) -> bool {
        self.odd_colours
    }

    /// Pixels in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Red, green, blue of a pixel, on white; `None` outside.
    pub fn pixel(&self, x: usize, y: usize) -> Option<[u8; 3]> {
        if x >= self.width || y >= self.height {
            return None;
        }
        let at = y * self.width + x;
        match &self.pixels {
            Pixels::Luma(bytes) => bytes.get(at).map(|grey| [*grey; 3]),
            Pixels::Rgb(bytes) => bytes.as_chunks().0.get(at).copied(),
            Pixels::Rgba(bytes) => {
                let [red, green, blue, alpha] = *bytes.as_chunks().0.get(at)?;
                Some(compose([red, green, blue], alpha, Rendition::Bt601))
            }
        }
    }

    /// True where the picture has more frames than this one.
    pub fn several_frames(&self) -> bool {
        self.several_frames
    }

    /// The frame to be shown: red, green, blue of each pixel, on white.
    pub fn rgb_on_white(&self) -> Vec<u8> {
        match &self.pixels {
            Pixels::Luma(bytes) => bytes.iter().flat_map(|luma| [*luma; 3]).collect(),
            Pixels::Rgb(bytes) => bytes.clone(),
            Pixels::Rgba(bytes) => bytes
                .chunks_exact(4)
                .flat_map(|rgba| compose([rgba[0], rgba[1], rgba[2]], rgba[3], Rendition::Bt601))
                .collect(),
        }
    }

    /// The ways to see this frame that are worth a look, [`Rendition::Bt601`] first.
    pub(in crate::scan) fn renditions(&self) -> Vec<Rendition> {
        let mut renditions = vec![Rendition::Bt601];
        if self.is_coloured() {
            renditions.extend([
                Rendition::Bt709,
                Rendition::Red,
                Rendition::Green,
                Rendition::Blue,
            ]);
        }
        if self.is_transparent() {
            renditions.extend([Rendition::OnBlack, Rendition::NoAlpha]);
            renditions.extend(GREY_GROUNDS.map(Rendition::OnGrey));
        }
        renditions
    }

    /// The frame in grey.
    pub(in crate::scan) fn grey(&self, rendition: Rendition) -> Grey<'_> {
        let bytes = match &self.pixels {
            Pixels::Luma(bytes) => Cow::Borrowed(bytes.as_slice()),
            Pixels::Rgb(bytes) => bytes
                .chunks_exact(3)
                .map(|rgb| weigh([rgb[0], rgb[1], rgb[2]], rendition))
                .collect(),
            Pixels::Rgba(bytes) => bytes
                .chunks_exact(4)
                .map(|rgba| {
                    weigh(
                        compose([rgba[0], rgba[1], rgba[2]], rgba[3], rendition),
                        rendition,
                    )
                })
                .collect(),
        };
        Grey {
            width: self.width,
            height: self.height,
            bytes,
        }
    }

    fn is_coloured(&self) -> bool {
        let channels = match &self.pixels {
            Pixels::Luma(_) => return false,
            Pixels::Rgb(bytes) => bytes.chunks_exact(3),
            Pixels::Rgba(bytes) => bytes.chunks_exact(4),
        };
        let coloured = channels
            .filter(|c| c[0].max(c[1]).max(c[2]) - c[0].min(c[1]).min(c[2]) > GREY_TOLERANCE)
            .count();
        coloured > MAX_COLOURED_PIXELS
    }

    /// True where any pixel lets the ground through.
    pub(in crate::scan) fn is_transparent(&self) -> bool {
        match &self.pixels {
            Pixels::Luma(_) | Pixels::Rgb(_) => false,
            Pixels::Rgba(bytes) => bytes.chunks_exact(4).any(|rgba| rgba[3] < u8::MAX),
        }
    }
}

/// Never prints pixels: they may show a person.
impl std::fmt::Debug for Frame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Frame({} × {})", self.width, self.height)
    }
}

fn compose(rgb: [u8; 3], alpha: u8, rendition: Rendition) -> [u8; 3] {
    let background = match rendition {
        Rendition::NoAlpha => return rgb,
        Rendition::OnBlack => 0,
        Rendition::OnGrey(level) => u32::from(level),
        _ => 255,
    };
    let alpha = u32::from(alpha);
    rgb.map(|c| ((u32::from(c) * alpha + background * (255 - alpha) + 127) / 255) as u8)
}

fn weigh([red, green, blue]: [u8; 3], rendition: Rendition) -> u8 {
    let weighted = |r: u32, g: u32, b: u32| {
        ((u32::from(red) * r + u32::from(green) * g + u32::from(blue) * b + 5_000) / 10_000) as u8
    };
    match rendition {
        Rendition::Bt601 | Rendition::OnBlack | Rendition::OnGrey(_) | Rendition::NoAlpha => {
            weighted(2_990, 5_870, 1_140)
        }
        Rendition::Bt709 => weighted(2_126, 7_152, 722),
        Rendition::Red => red,
        Rendition::Green => green,
        Rendition::Blue => blue,
    }
}

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

    /// The same with sums of a column in so many bits: of the shorter ones, twice as many are added at once.
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

    /// Each pixel the mean of the square around it, `radius` pixels to each side; smaller at the edges.
    pub fn softened(&self, radius: usize) -> Grey<'static> {
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

    /// The value at a point, by bilinear interpolation between pixel centres; clamped at the edges.
    #[inline]
    pub fn at(&self, x: f32, y: f32) -> f32 {
        self.at_all([x], [y])[0]
    }

    /// The same at several points: everything but the look-up is done for all of them at once.
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

/// The same for columns.
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
