//! A picture to scan: pixels in memory, whole frames only.

use std::borrow::Cow;

/// Pixels of a camera frame or a still.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    width: usize,
    height: usize,
    pixels: Pixels,
    several_frames: bool,
    odd_colours: bool,
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
    /// Without alpha, by ITU-R BT.601, as programs do that drop it.
    NoAlpha,
}

/// Channel difference below which a pixel counts as grey; chroma noise of cameras and JPEG stays below it.
const GREY_TOLERANCE: u8 = 24;
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
    pub(super) fn renditions(&self) -> Vec<Rendition> {
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
        }
        renditions
    }

    /// The frame in grey.
    pub(super) fn grey(&self, rendition: Rendition) -> Grey<'_> {
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

    fn is_transparent(&self) -> bool {
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
        Rendition::Bt601 | Rendition::OnBlack | Rendition::NoAlpha => weighted(2_990, 5_870, 1_140),
        Rendition::Bt709 => weighted(2_126, 7_152, 722),
        Rendition::Red => red,
        Rendition::Green => green,
        Rendition::Blue => blue,
    }
}

/// Grey pixels, row by row.
#[derive(Clone)]
pub(super) struct Grey<'a> {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) bytes: Cow<'a, [u8]>,
}

impl Grey<'_> {
    /// White becomes black.
    pub(super) fn inverted(&self) -> Grey<'static> {
        Grey {
            width: self.width,
            height: self.height,
            bytes: self.bytes.iter().map(|byte| !byte).collect(),
        }
    }

    /// Smaller by a whole factor, each pixel the mean of `factor` × `factor`; what is left at the edges is dropped.
    pub(super) fn shrunk(&self, factor: usize) -> Grey<'static> {
        let (width, height) = (self.width / factor, self.height / factor);
        let mut bytes = Vec::with_capacity(width * height);
        let mut sums = vec![0u32; width];
        for y in 0..height {
            sums.fill(0);
            for row in (y * factor..(y + 1) * factor).map(|row| &self.bytes[row * self.width..]) {
                for (sum, block) in sums.iter_mut().zip(row.chunks_exact(factor)) {
                    *sum += block.iter().map(|byte| u32::from(*byte)).sum::<u32>();
                }
            }
            let count = (factor * factor) as u32;
            bytes.extend(sums.iter().map(|sum| ((sum + count / 2) / count) as u8));
        }
        Grey {
            width,
            height,
            bytes: Cow::Owned(bytes),
        }
    }

    /// Every so many pixels in a row and in a column, from pixel `first` on.
    pub(super) fn every(&self, factor: usize, first: usize) -> Grey<'static> {
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
    pub(super) fn out_of_focus(&self) -> Grey<'static> {
        const WEIGHTS: [u32; 7] = [1, 3, 6, 7, 6, 3, 1]; // of three means of three
        const SUM: u32 = 27;
        let (width, height) = (self.width, self.height);
        let weighed = |sum: u32| ((sum + SUM / 2) / SUM) as u8;
        let mut across = Vec::with_capacity(width * height);
        let mut padded = Vec::with_capacity(width + 6);
        for row in self.bytes.chunks_exact(width.max(1)) {
            padded.clear();
            padded.extend([row[0]; 3]);
            padded.extend_from_slice(row);
            padded.extend([row[width - 1]; 3]);
            across.extend(padded.windows(WEIGHTS.len()).map(|window| {
                let terms = window.iter().zip(WEIGHTS);
                weighed(terms.map(|(byte, weight)| u32::from(*byte) * weight).sum())
            }));
        }
        let mut bytes = Vec::with_capacity(width * height);
        let mut sums = vec![0u32; width];
        for y in 0..height {
            sums.fill(0);
            for (offset, weight) in WEIGHTS.into_iter().enumerate() {
                let row = (y + offset).saturating_sub(3).min(height - 1) * width;
                for (sum, byte) in sums.iter_mut().zip(&across[row..row + width]) {
                    *sum += u32::from(*byte) * weight;
                }
            }
            bytes.extend(sums.iter().map(|sum| weighed(*sum)));
        }
        Grey {
            width,
            height,
            bytes: Cow::Owned(bytes),
        }
    }

    /// Twice as large, by bilinear interpolation.
    pub(super) fn doubled(&self) -> Grey<'static> {
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
    pub(super) fn softened(&self, radius: usize) -> Grey<'static> {
        let rows = mean_of_neighbours(&self.bytes, self.width, self.height, radius);
        // The result is turned, so the second run goes down the columns and turns it back.
        let bytes = mean_of_neighbours(&rows, self.height, self.width, radius);
        Grey {
            width: self.width,
            height: self.height,
            bytes: Cow::Owned(bytes),
        }
    }

    /// What sets each pixel off from its wider neighbourhood counts twice, against blur. (Unsharp masking.)
    pub(super) fn sharpened(&self, near: usize, far: usize) -> Grey<'static> {
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
    pub(super) fn at(&self, x: f32, y: f32) -> f32 {
        let clamp = |v: f32, len: usize| (v - 0.5).clamp(0.0, len.saturating_sub(1) as f32);
        let (x, y) = (clamp(x, self.width), clamp(y, self.height));
        let (x0, y0) = (x as usize, y as usize);
        let (x1, y1) = ((x0 + 1).min(self.width - 1), (y0 + 1).min(self.height - 1));
        let (fx, fy) = (x - x0 as f32, y - y0 as f32);
        let between = |a: f32, b: f32, share: f32| a + (b - a) * share;
        let across = |y: usize| {
            let row = &self.bytes[y * self.width..][..self.width];
            between(f32::from(row[x0]), f32::from(row[x1]), fx)
        };
        between(across(y0), across(y1), fy)
    }

    /// Width and height.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// True where there is nothing to interpolate between.
    pub(super) fn is_empty(&self) -> bool {
        self.width == 0 || self.height == 0
    }
}

/// Each byte the mean of those up to `radius` before and after it in its row; rows become columns.
fn mean_of_neighbours(bytes: &[u8], width: usize, height: usize, radius: usize) -> Vec<u8> {
    let mut turned = vec![0; bytes.len()];
    for (y, row) in bytes.chunks_exact(width.max(1)).enumerate() {
        let mut sum: u32 = row.iter().take(radius).map(|byte| u32::from(*byte)).sum();
        for x in 0..width {
            if let Some(next) = row.get(x + radius) {
                sum += u32::from(*next);
            }
            if let Some(last) = x.checked_sub(radius + 1) {
                sum -= u32::from(row[last]);
            }
            let count = ((x + radius + 1).min(width) - x.saturating_sub(radius)) as u32;
            turned[x * height + y] = ((sum + count / 2) / count) as u8;
        }
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::*;

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
