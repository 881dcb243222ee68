//! A picture to scan: pixels in memory, whole frames only.

use std::borrow::Cow;

use crate::scan::picture::grey::Grey;

/// Pixels of a camera frame or a still.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Frame {
    width: usize,
    height: usize,
    pixels: Pixels,
    several_frames: bool,
    odd_colours: bool,
    /// What other viewers show of this picture.
    otherwise: Option<Box<Frame>>,
    /// Other pictures in the same file, which hardly anybody is shown.
    inside: Vec<Frame>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
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

/// The shares of red, green and blue in luma by ITU-R BT.601, in ten thousandths.
pub const BT601: [u32; 3] = [2_990, 5_870, 1_140];
/// Those by ITU-R BT.709.
const BT709: [u32; 3] = [2_126, 7_152, 722];
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

    /// What other viewers show of this picture.
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
            renditions.extend(GREY_GROUNDS.map(Rendition::OnGrey));
        }
        renditions
    }

    /// The frame as who puts it on that ground shows it, without transparency.
    pub(in crate::scan) fn flattened(&self, ground: Rendition) -> Frame {
        let pixels = match &self.pixels {
            Pixels::Rgba(bytes) => Pixels::Rgb(
                bytes
                    .chunks_exact(4)
                    .flat_map(|rgba| compose([rgba[0], rgba[1], rgba[2]], rgba[3], ground))
                    .collect(),
            ),
            opaque => opaque.clone(),
        };
        Frame {
            pixels,
            otherwise: None,
            inside: Vec::new(),
            ..*self
        }
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

fn weigh(rgb: [u8; 3], rendition: Rendition) -> u8 {
    let [red, green, blue] = rgb;
    let weighed = |[r, g, b]: [u32; 3]| {
        let sum = u32::from(red) * r + u32::from(green) * g + u32::from(blue) * b;
        ((sum + 5_000) / 10_000) as u8
    };
    match rendition {
        Rendition::Bt601 | Rendition::OnBlack | Rendition::OnGrey(_) | Rendition::NoAlpha => {
            weighed(BT601)
        }
        Rendition::Bt709 => weighed(BT709),
        Rendition::Red => red,
        Rendition::Green => green,
        Rendition::Blue => blue,
    }
}
