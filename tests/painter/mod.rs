//! Draws symbols and pictures with them: for the samples, the bench of attacks and the tests.
//!
//! Symbols follow ISO/IEC 18004. The bit streams are written here because `qrcode` has no structured append and chooses
//! the modes by itself (it takes some Chinese UTF-8 for Kanji); codewords, patterns and masks come from it.
#![allow(dead_code, missing_docs, clippy::unwrap_used)] // nobody uses all of it

use std::error::Error;

use image::imageops::{self, invert};
use image::{GrayImage, Luma, Rgb, RgbImage, Rgba, RgbaImage};
use qrcode::bits::Bits;
use qrcode::canvas::{Canvas, MaskPattern};
use qrcode::ec::construct_codewords;
use qrcode::types::{Color, EcLevel, Version};

/// Light modules around a symbol (ISO/IEC 18004 asks for four).
pub const QUIET: u32 = 4;

pub const PAPER: Luma<u8> = Luma([255]);
pub const INK: Luma<u8> = Luma([0]);

// ---- symbols --------------------------------------------------------------------------------------------------

/// The modules of a symbol, row by row.
pub struct Code {
    pub width: u32,
    pub modules: Vec<Color>,
}

impl Code {
    /// Pixels along one side, quiet zone included.
    pub fn side(&self, module_px: u32) -> u32 {
        (self.width + 2 * QUIET) * module_px
    }

    /// True if the pixel lies in a dark module.
    pub fn dark(&self, module_px: u32, x: u32, y: u32) -> bool {
        let inside = QUIET..QUIET + self.width;
        let (x, y) = (x / module_px, y / module_px);
        let at = |x, y| self.modules[((y - QUIET) * self.width + x - QUIET) as usize];
        inside.contains(&x) && inside.contains(&y) && at(x, y) == Color::Dark
    }
}

/// A piece of the bit stream, ISO/IEC 18004, 7.4.
pub enum Segment<'a> {
    Numeric(&'a str),
    Alphanumeric(&'a str),
    Bytes(&'a [u8]),
    /// Characters by their Shift-JIS codes.
    Kanji(&'a [u16]),
    /// Characters by their GB 2312 codes, GB/T 18284.
    Hanzi(&'a [u16]),
    Eci(u8),
    Fnc1,
    /// FNC1 in second position, with its application indicator.
    Fnc1Second(u8),
    Append {
        index: u8,
        count: u8,
        parity: u8,
    },
}

impl Segment<'_> {
    /// The piece as a text of `0` and `1`. Lengths are counted in more bits from version 10 and again from 27.
    fn bits(&self, version: i16) -> String {
        let count = |bits: [usize; 3], length: usize| {
            let width = bits[usize::from(version >= 10) + usize::from(version >= 27)];
            format!("{length:0width$b}")
        };
        match self {
            Segment::Numeric(digits) => {
                let mut bits = format!("0001{}", count([10, 12, 14], digits.len()));
                for group in digits.as_bytes().chunks(3) {
                    let value = group
                        .iter()
                        .fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
                    let width = group.len() * 3 + 1;
                    bits += &format!("{value:0width$b}");
                }
                bits
            }
            Segment::Alphanumeric(text) => {
                const CHARACTERS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
                let values: Vec<usize> = text.chars().filter_map(|c| CHARACTERS.find(c)).collect();
                assert_eq!(values.len(), text.len(), "not alphanumeric: {text}");
                let mut bits = format!("0010{}", count([9, 11, 13], text.len()));
                for pair in values.chunks(2) {
                    bits += &match pair {
                        [one, two] => format!("{:011b}", one * 45 + two),
                        _ => format!("{:06b}", pair[0]),
                    };
                }
                bits
            }
            Segment::Bytes(bytes) => {
                let mut bits = format!("0100{}", count([8, 16, 16], bytes.len()));
                for byte in *bytes {
                    bits += &format!("{byte:08b}");
                }
                bits
            }
            Segment::Kanji(characters) => {
                let mut bits = format!("1000{}", count([8, 10, 12], characters.len()));
                for code in *characters {
                    let code = code - if *code < 0xE040 { 0x8140 } else { 0xC140 };
                    bits += &format!("{:013b}", (code >> 8) * 0xC0 + (code & 0xFF));
                }
                bits
            }
            Segment::Hanzi(characters) => {
                let mut bits = format!("11010001{}", count([8, 10, 12], characters.len()));
                for code in *characters {
                    let code = code - if *code < 0xB0A1 { 0xA1A1 } else { 0xA6A1 };
                    bits += &format!("{:013b}", (code >> 8) * 0x60 + (code & 0xFF));
                }
                bits
            }
            Segment::Eci(number) => format!("0111{number:08b}"),
            Segment::Fnc1Second(application) => format!("1001{application:08b}"),
            Segment::Fnc1 => "0101".to_owned(),
            Segment::Append {
                index,
                count,
                parity,
            } => format!("0011{index:04b}{:04b}{parity:08b}", count - 1),
        }
    }
}

/// The smallest symbol from version `at_least` on that holds the segments; without a mask, the best one.
pub fn encoded(
    segments: &[Segment],
    level: EcLevel,
    at_least: i16,
    mask: Option<MaskPattern>,
) -> Result<Code, Box<dyn Error>> {
    for number in at_least..=40 {
        let version = Version::Normal(number);
        let capacity = Bits::new(version).max_len(level)?;
        let mut bits: String = segments
            .iter()
            .map(|segment| segment.bits(number))
            .collect();
        if bits.len() > capacity {
            continue;
        }
        let terminator = (capacity - bits.len()).min(4);
        bits += &"0".repeat(terminator);
        bits += &"0".repeat((8 - bits.len() % 8) % 8);
        let byte = |bits: &[u8]| bits.iter().fold(0, |sum, bit| sum * 2 + (bit - b'0'));
        let mut bytes: Vec<u8> = bits.as_bytes().chunks(8).map(byte).collect();
        let padding = [0xEC, 0x11]
            .into_iter()
            .cycle()
            .take(capacity / 8 - bytes.len());
        bytes.extend(padding);

        let (data, correction) = construct_codewords(&bytes, version, level)?;
        let mut canvas = Canvas::new(version, level);
        canvas.draw_all_functional_patterns();
        canvas.draw_data(&data, &correction);
        match mask {
            Some(mask) => canvas.apply_mask(mask),
            None => canvas = canvas.apply_best_mask(),
        }
        return Ok(Code {
            width: version.width() as u32,
            modules: canvas.into_colors(),
        });
    }
    Err("no version is large enough".into())
}

/// The text as one segment of bytes: what most generators make of a link.
pub fn text_code(text: &str, level: EcLevel) -> Result<Code, Box<dyn Error>> {
    encoded(&[Segment::Bytes(text.as_bytes())], level, 1, None)
}

/// Letters without a meaning, to fill a field.
pub fn letters(count: usize) -> String {
    let mut chance = Chance(7);
    (0..count)
        .map(|_| char::from(b'a' + chance.below(26) as u8))
        .collect()
}

// ---- pictures -------------------------------------------------------------------------------------------------

/// Ink for dark, paper for light.
pub fn tone(dark: bool) -> Luma<u8> {
    if dark { INK } else { PAPER }
}

/// The symbol in black on white.
pub fn drawn(code: &Code, module_px: u32) -> GrayImage {
    let side = code.side(module_px);
    GrayImage::from_fn(side, side, |x, y| tone(code.dark(module_px, x, y)))
}

/// Two symbols in one: `first` where `of_first` says so of a pixel's place in its module, else `second`.
pub fn mixed(
    first: &Code,
    second: &Code,
    module_px: u32,
    of_first: impl Fn(u32, u32) -> bool,
) -> GrayImage {
    let side = first.side(module_px);
    GrayImage::from_fn(side, side, |x, y| {
        let code = [second, first][usize::from(of_first(x % module_px, y % module_px))];
        tone(code.dark(module_px, x, y))
    })
}

/// Shows one symbol on white and the other on black.
///
/// A grey v with alpha a shows va on black and va + 1 - a on white. Dark and light are 0.6 and 1 on white, 0 and 0.5
/// on black; the four pairs of them give the four pixels. Without alpha the picture is that on black.
pub fn two_faced(on_white: &Code, on_black: &Code, module_px: u32) -> RgbaImage {
    let side = on_white.side(module_px);
    RgbaImage::from_fn(side, side, |x, y| {
        let dark = |code: &Code| code.dark(module_px, x, y);
        let (grey, alpha) = match (dark(on_white), dark(on_black)) {
            (true, true) => (0, 102),
            (true, false) => (142, 230),
            (false, true) => (0, 0),
            (false, false) => (255, 128),
        };
        Rgba([grey, grey, grey, alpha])
    })
}

/// Shows one symbol to who weighs colours after BT.601 and the other to who follows BT.709.
///
/// A threshold near 88 takes green for dark and magenta for light in the first weighing, the reverse in the second.
pub fn four_inks(in_bt601: &Code, in_bt709: &Code, module_px: u32) -> RgbImage {
    let side = in_bt601.side(module_px);
    RgbImage::from_fn(side, side, |x, y| {
        let dark = |code: &Code| code.dark(module_px, x, y);
        match (dark(in_bt601), dark(in_bt709)) {
            // Beside each: its luma in BT.601 and in BT.709.
            (true, true) => Rgb([52, 52, 52]),      // 52, 52
            (true, false) => Rgb([0, 137, 0]),      // 80, 98
            (false, true) => Rgb([255, 0, 255]),    // 105, 73
            (false, false) => Rgb([122, 122, 122]), // 122, 122
        }
    })
}

/// White on black.
pub fn negative(picture: &GrayImage) -> GrayImage {
    let mut negative = picture.clone();
    invert(&mut negative);
    negative
}

/// Printed in another ink than black.
pub fn inked(picture: &GrayImage, ink: Rgb<u8>) -> RgbImage {
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        if picture[(x, y)] == INK {
            ink
        } else {
            Rgb([255, 255, 255])
        }
    })
}

/// Two pictures side by side on white.
pub fn beside(left: &GrayImage, right: &GrayImage) -> GrayImage {
    let height = left.height().max(right.height());
    let mut both = GrayImage::from_pixel(left.width() + right.width() + 20, height, PAPER);
    imageops::replace(&mut both, left, 0, i64::from(height - left.height()) / 2);
    let (x, y) = (left.width() + 20, (height - right.height()) / 2);
    imageops::replace(&mut both, right, i64::from(x), i64::from(y));
    both
}

/// A code of another kind out of `tests/data/other-codes.txt`, with ten light modules around it. The one row of a bar code
/// becomes bars of 60 pixels.
pub fn other_code(name: &str, module_px: u32) -> GrayImage {
    const MARGIN: u32 = 10;
    let all = include_str!("../data/other-codes.txt");
    let mut blocks = all.split("\n\n").map(str::lines);
    let rows: Vec<&[u8]> = blocks
        .find_map(|mut lines| (lines.next() == Some(name)).then_some(lines))
        .unwrap()
        .map(str::as_bytes)
        .collect();
    let (columns, lines) = (rows[0].len() as u32, rows.len() as u32);
    let (across, down) = (columns * module_px, (lines * module_px).max(60));
    let down = if lines == 1 { down } else { lines * module_px };
    let margin = MARGIN * module_px;
    GrayImage::from_fn(across + 2 * margin, down + 2 * margin, |x, y| {
        let inside = x.checked_sub(margin).zip(y.checked_sub(margin));
        let is_dark = inside.is_some_and(|(x, y)| {
            let row = rows.get((y / module_px).min(lines - 1) as usize);
            let is_dark = row.and_then(|row| row.get((x / module_px) as usize)) == Some(&b'#');
            y < down && is_dark
        });
        tone(is_dark)
    })
}

/// A round code, as the mini programs of WeChat have it: rays of dots around an emblem, and three round eyes.
pub fn round_code() -> GrayImage {
    let mut code = GrayImage::from_pixel(360, 360, PAPER);
    for (ray, ring) in (0..60).flat_map(|ray| (0..9).map(move |ring| (ray, ring))) {
        let (sin, cos) = f64::from(ray * 6).to_radians().sin_cos();
        let radius = f64::from(66 + 11 * ring);
        // The multiplier of Knuth's hash of integers.
        if ((ray * 9 + ring + 1) as u32).wrapping_mul(2_654_435_761) & (1 << 17) != 0 {
            let centre = ((180.0 + radius * cos) as i32, (180.0 + radius * sin) as i32);
            disc(&mut code, centre, 3, INK);
        }
    }
    disc(&mut code, (180, 180), 50, Luma([120]));
    for eye in [(277, 277), (83, 277), (83, 83)] {
        for (radius, ink) in [(34, PAPER), (20, INK), (13, PAPER), (8, INK)] {
            disc(&mut code, eye, radius, ink);
        }
    }
    code
}

/// A filled rectangle: left, top, width, height.
pub fn fill(picture: &mut GrayImage, (x, y, width, height): (u32, u32, u32, u32), grey: Luma<u8>) {
    let block = GrayImage::from_pixel(width, height, grey);
    imageops::replace(picture, &block, i64::from(x), i64::from(y));
}

/// A filled circle; what lies outside the picture is left out.
pub fn disc(picture: &mut GrayImage, (x, y): (i32, i32), radius: i32, grey: Luma<u8>) {
    for (dx, dy) in (-radius..=radius).flat_map(|dx| (-radius..=radius).map(move |dy| (dx, dy))) {
        let inside = dx * dx + dy * dy <= radius * radius;
        if let (true, Ok(x), Ok(y)) = (inside, u32::try_from(x + dx), u32::try_from(y + dy))
            && let Some(pixel) = picture.get_pixel_mut_checked(x, y)
        {
            *pixel = grey;
        }
    }
}

/// A notice on pale paper: a dark heading and lines of blocks of strokes that pass for Chinese characters.
pub fn poster(width: u32, height: u32, seed: u64) -> GrayImage {
    const CELL: u32 = 18;
    let mut chance = Chance(seed);
    let mut picture = GrayImage::from_pixel(width, height, Luma([232]));
    fill(&mut picture, (0, 0, width, height / 9), Luma([70]));
    for top in (height / 9 + CELL..height - CELL).step_by(CELL as usize + 8) {
        let end = width - CELL - chance.below(u64::from(width) / 3) as u32;
        for left in (CELL..end).step_by(CELL as usize) {
            for _ in 0..5 {
                let (x, y) = (chance.below(13) as u32, chance.below(13) as u32);
                let across = chance.below(2) == 0;
                let length = 3 + chance.below(11) as u32;
                for step in 0..length * 2 {
                    let (dx, dy) = if across {
                        (step / 2, step % 2)
                    } else {
                        (step % 2, step / 2)
                    };
                    if x + dx < 15 && y + dy < 15 {
                        picture.put_pixel(left + x + dx, top + y + dy, Luma([45]));
                    }
                }
            }
        }
    }
    picture
}

/// The corners of a square, turned around its centre.
pub fn turned((x, y): (f64, f64), side: f64, degrees: f64) -> [(f64, f64); 4] {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (a, b) = (side / 2.0 * cos, side / 2.0 * sin);
    [
        (x - a + b, y - b - a),
        (x + a + b, y + b - a),
        (x + a - b, y + b + a),
        (x - a - b, y - b + a),
    ]
}

/// Lays the picture onto the other one so that its corners (clockwise from the upper left) come to lie as given.
///
/// The mapping from the unit square is Heckbert's (Fundamentals of Texture Mapping, 1989, 2.2.3); its adjugate maps
/// back. Each pixel is the mean of 16 points.
pub fn place(picture: &GrayImage, onto: &mut GrayImage, corners: [(f64, f64); 4]) {
    let [(x0, y0), (x1, y1), (x2, y2), (x3, y3)] = corners;
    let (dx1, dx2, dx3) = (x1 - x2, x3 - x2, x0 - x1 + x2 - x3);
    let (dy1, dy2, dy3) = (y1 - y2, y3 - y2, y0 - y1 + y2 - y3);
    let area = dx1 * dy2 - dx2 * dy1;
    let g = (dx3 * dy2 - dx2 * dy3) / area;
    let h = (dx1 * dy3 - dx3 * dy1) / area;
    let (a, b, c) = (x1 - x0 + g * x1, x3 - x0 + h * x3, x0);
    let (d, e, f) = (y1 - y0 + g * y1, y3 - y0 + h * y3, y0);
    let source = |x: f64, y: f64| {
        let w = (d * h - e * g) * x + (b * g - a * h) * y + a * e - b * d;
        let u = ((e - f * h) * x + (c * h - b) * y + b * f - c * e) / w;
        let v = ((f * g - d) * x + (a - c * g) * y + c * d - a * f) / w;
        if !(0.0..1.0).contains(&u) || !(0.0..1.0).contains(&v) {
            return None;
        }
        let x = u * f64::from(picture.width());
        let y = v * f64::from(picture.height());
        Some(picture[(x as u32, y as u32)].0[0])
    };
    for (x, y, Luma([grey])) in onto.enumerate_pixels_mut() {
        let mut sum = 0;
        for point in 0..16 {
            let (x4, y4) = (4 * x + point % 4, 4 * y + point / 4);
            let sample = source(f64::from(x4) / 4.0 + 0.125, f64::from(y4) / 4.0 + 0.125);
            sum += u32::from(sample.unwrap_or(*grey));
        }
        *grey = (sum / 16) as u8;
    }
}

/// Multiplies each pixel by the light that falls on it; places are given from 0 to 1.
pub fn shade(picture: &mut GrayImage, light: impl Fn(f64, f64) -> f64) {
    let (width, height) = picture.dimensions();
    for (x, y, Luma([grey])) in picture.enumerate_pixels_mut() {
        let x = f64::from(x) / f64::from(width);
        let y = f64::from(y) / f64::from(height);
        *grey = (f64::from(*grey) * light(x, y)) as u8;
    }
}

/// Adds noise of at most `amount` grey levels, small amounts more often than large ones.
pub fn noisy(picture: &GrayImage, amount: u64, seed: u64) -> GrayImage {
    let mut chance = Chance(seed);
    let mut picture = picture.clone();
    for Luma([grey]) in picture.pixels_mut() {
        let change = chance.below(amount + 1) as i32 - chance.below(amount + 1) as i32;
        *grey = (i32::from(*grey) + change).clamp(0, 255) as u8;
    }
    picture
}

/// SplitMix64 (Steele, Lea and Flood, 2014): chance that is the same on every run.
pub struct Chance(pub u64);

impl Chance {
    /// A number from 0 up to, not including, `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end
    }
}
