//! What the headers of a BMP say beside its pixels:
//! [bitmap header types](https://learn.microsoft.com/en-us/windows/win32/gdi/bitmap-header-types).
//!
//! What does not count: sizes in metres; the size of the file and of the pixels; important colours; gaps.

use super::ImageError;
use crate::source::colour_profile::{Colours, Tone};

/// Sizes of the headers; those of OS/2 2 are not read.
const CORE: usize = 12;
const INFO: usize = 40;
const V2: usize = 52;
const V4: usize = 108;
const V5: usize = 124;
/// Where the header starts.
const HEADER: usize = 14;

/// What a BMP says.
#[derive(Debug, Default)]
pub struct Bmp {
    /// About its colours.
    pub colours: Vec<Colours>,
    width: usize,
    height: usize,
    is_top_down: bool,
    is_in_runs: bool,
    bits: usize,
    pixels_at: usize,
    /// Bits of a pixel that are not of red, green or blue.
    left_over: u32,
}

/// Reads the headers, and walks through compressed pixels.
pub fn read(bytes: &[u8]) -> Result<Bmp, ImageError> {
    let word = |at: usize| number(bytes, at).ok_or(ImageError::Damaged);
    let half = |at: usize| word(at).map(|word| (word & 0xFFFF) as usize);
    let (pixels_at, header) = (word(10)? as usize, word(HEADER)? as usize);
    let mut bmp = Bmp {
        pixels_at,
        ..Bmp::default()
    };
    if header == CORE {
        (bmp.width, bmp.height) = (half(HEADER + 4)?, half(HEADER + 6)?);
        bmp.bits = half(HEADER + 10)?;
        bmp.check_palette(bytes, HEADER + CORE, 0, 3)?;
        return Ok(bmp);
    }
    let height = word(HEADER + 8)? as i32;
    (bmp.width, bmp.height) = (word(HEADER + 4)? as usize, height.unsigned_abs() as usize);
    bmp.is_top_down = height < 0;
    bmp.bits = half(HEADER + 14)?;
    let compression = word(HEADER + 16)?;
    let used = word(HEADER + 32)? as usize;
    let mut end = HEADER + header;
    match (compression, bmp.bits) {
        (3, 16 | 32) => {
            if header == INFO {
                end += 12;
            }
            let masks = [
                word(HEADER + INFO)?,
                word(HEADER + INFO + 4)?,
                word(HEADER + INFO + 8)?,
            ];
            bmp.left_over = bits_beside(masks, bmp.bits)?;
        }
        (0, 16) => bmp.left_over = 0x8000,
        (0, 32) => bmp.left_over = 0xFF00_0000,
        (0, 1 | 2 | 4 | 8 | 24) => {}
        (1, 8) | (2, 4) => bmp.is_in_runs = true,
        _ => return Err(ImageError::Unusual),
    }
    bmp.check_palette(bytes, end, used, 4)?;
    if header >= V4 {
        bmp.colours.extend(colour_space(bytes, header));
    } else if header > INFO && header < V2 {
        return Err(ImageError::Unusual); // OS/2 2
    }
    Ok(bmp)
}

impl Bmp {
    /// What stands in the bits that are not of colours, 0 clear to 255 opaque; `None` where it says nothing. Some programs
    /// write 0 in all of them and mean nothing by it, and so has Chromium it.
    pub fn alpha(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        if self.left_over == 0 {
            return None;
        }
        let shift = self.left_over.trailing_zeros();
        let most = self.left_over >> shift;
        let pixel = self.bits / 8;
        let rows = self.rows(bytes)?;
        let mut alpha = Vec::with_capacity(self.width * self.height);
        let add_row = |row: &[u8]| {
            let values = row.chunks_exact(pixel).take(self.width).map(|pixel| {
                let bits = pixel
                    .iter()
                    .rev()
                    .fold(0, |sum, byte| sum << 8 | u32::from(*byte));
                ((bits & self.left_over) >> shift) * 255 / most
            });
            alpha.extend(values.map(|value| value as u8));
        };
        if self.is_top_down {
            rows.for_each(add_row);
        } else {
            rows.rev().for_each(add_row);
        }
        let says_nothing = |all: u8| alpha.iter().all(|value| *value == all);
        (alpha.len() == self.width * self.height && !says_nothing(0) && !says_nothing(255))
            .then_some(alpha)
    }

    fn rows<'a>(
        &self,
        bytes: &'a [u8],
    ) -> Option<impl DoubleEndedIterator<Item = &'a [u8]> + use<'a>> {
        let row_len = (self.width * self.bits).div_ceil(32) * 4;
        let pixels = bytes.get(self.pixels_at..)?;
        Some(pixels.chunks(row_len.max(1)).take(self.height))
    }

    /// Pixels that overlap with the header or the palette are read from different places, and what is not in the palette is
    /// black here and the first colour there.
    fn check_palette(
        &self,
        bytes: &[u8],
        header_end: usize,
        used: usize,
        entry: usize,
    ) -> Result<(), ImageError> {
        let count = match self.bits {
            1 | 2 | 4 | 8 if used == 0 => 1 << self.bits,
            1 | 2 | 4 | 8 => used,
            _ => 0,
        };
        if self.pixels_at < header_end.saturating_add(count.saturating_mul(entry)) {
            return Err(ImageError::Unusual);
        }
        if self.is_in_runs {
            return self.check_runs(bytes.get(self.pixels_at..).unwrap_or_default(), count);
        }
        if count > 0 && count < 1 << self.bits {
            let rows = self.rows(bytes).ok_or(ImageError::Damaged)?;
            let (bits, each) = (self.bits, 8 / self.bits);
            let values = |byte: &u8| {
                let byte = usize::from(*byte);
                (0..each).map(move |place| byte >> (8 - bits - place * bits) & ((1 << bits) - 1))
            };
            let mut values = rows.flat_map(|row| row.iter().flat_map(values).take(self.width));
            if values.any(|value| value >= count) {
                return Err(ImageError::Unusual);
            }
        }
        Ok(())
    }

    /// Runs that leave pixels out: what is there instead differs, too.
    fn check_runs(&self, data: &[u8], colours: usize) -> Result<(), ImageError> {
        let padded = self.width.next_multiple_of(4); // ImageMagick goes on to there, and nobody shows it
        let are_halves = self.bits == 4;
        let is_colour = |value: &u8| match are_halves {
            true => usize::from(value >> 4) < colours && usize::from(value & 15) < colours,
            false => usize::from(*value) < colours,
        };
        let mut rest = data;
        let (mut x, mut y) = (0, 0);
        while y < self.height {
            let [count, value, after @ ..] = rest else {
                return Err(ImageError::Damaged);
            };
            rest = after;
            let mut is_known = true;
            match (*count, *value) {
                (0, 0) if x >= self.width => (x, y) = (0, y + 1),
                (0, 1) if x >= self.width && y + 1 == self.height => return Ok(()),
                (0, 0..=2) => return Err(ImageError::Unusual),
                (0, count) => {
                    x += usize::from(count);
                    let len = usize::from(if are_halves { count.div_ceil(2) } else { count });
                    let values = rest.get(..len).ok_or(ImageError::Damaged)?;
                    is_known = values.iter().all(is_colour);
                    rest = rest.get(len.next_multiple_of(2)..).unwrap_or_default();
                }
                (count, value) => {
                    x += usize::from(count);
                    is_known = is_colour(&value);
                }
            }
            if x > padded || !is_known {
                return Err(ImageError::Unusual);
            }
        }
        Ok(())
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*bytes))
}

/// Each mask one run of 4–8 bits, none over another. The bits that are left must be one run, too.
fn bits_beside(masks: [u32; 3], bits: usize) -> Result<u32, ImageError> {
    let is_run = |mask: u32| {
        let ones = mask >> mask.trailing_zeros().min(31);
        (ones & ones.wrapping_add(1)) == 0
    };
    let mut left: u32 = if bits == 16 { 0xFFFF } else { u32::MAX };
    for mask in masks {
        if !is_run(mask) || !(4..=8).contains(&mask.count_ones()) || mask & left != mask {
            return Err(ImageError::Unusual);
        }
        left &= !mask;
    }
    if is_run(left) {
        Ok(left)
    } else {
        Err(ImageError::Unusual)
    }
}

/// V4 and V5.
fn colour_space(bytes: &[u8], header: usize) -> Option<Colours> {
    let word = |at: usize| number(bytes, HEADER + at);
    match &word(56)?.to_be_bytes() {
        b"sRGB" | b"Win " => None,
        [0, 0, 0, 0] => calibrated(bytes.get(HEADER + 60..HEADER + V4)?),
        b"MBED" if header == V5 => {
            let (at, len) = (word(112)? as usize, word(116)? as usize);
            let profile = bytes.get(HEADER.checked_add(at)?..)?.get(..len);
            Some(profile.map_or(Colours::Unclear, |bytes| Colours::Profile(bytes.to_vec())))
        }
        _ => Some(Colours::Unclear), // in another file, or unknown
    }
}

/// X, Y, Z of red, green and blue, then their powers. Many programs leave all of it at 0.
fn calibrated(fields: &[u8]) -> Option<Colours> {
    if fields.iter().all(|byte| *byte == 0) {
        return None;
    }
    let fraction = |at: usize, one: f64| Some(f64::from(number(fields, 4 * at)? as i32) / one);
    let colour = |at: usize| -> Option<[f64; 3]> {
        let part = |axis: usize| fraction(3 * at + axis, f64::from(1 << 30));
        Some([part(0)?, part(1)?, part(2)?])
    };
    let tone = |at: usize| Some(Tone::Power(fraction(9 + at, 65_536.0)? as f32));
    let [red, green, blue] = [colour(0)?, colour(1)?, colour(2)?];
    let white = [0, 1, 2].map(|axis: usize| {
        [red, green, blue]
            .iter()
            .filter_map(|colour| colour.get(axis))
            .sum::<f64>()
    });
    let point = |[x, y, z]: [f64; 3]| [x / (x + y + z), y / (x + y + z)];
    Some(Colours::Calibrated {
        chromaticities: Some([white, red, green, blue].map(point)),
        tones: [tone(0)?, tone(1)?, tone(2)?],
    })
}
