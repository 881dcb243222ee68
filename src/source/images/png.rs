//! What the chunks of a PNG say beside its pixels: [PNG](https://www.w3.org/TR/png-3/) §11.3, and the
//! [extensions](http://ftp-osl.osuosl.org/pub/libpng/documents/pngextensions.html).
//!
//! What does not count: `bKGD`, `sBIT`, `sPLT`, `oFFs`, `pHYs`, `sTER` and chunks that nobody knows, because no viewer that
//! was tried heeds them (Chromium, Pillow, ImageMagick, OpenCV); the orientation in `eXIf`, which turns or mirrors the same
//! code; `mDCV` and `cLLI`, which mean something only beside a `cICP` that is refused; and what stands behind `IEND`.

use super::ImageError;
use super::inside::{self, Inside};
use super::tiff;
use crate::source::colour_profile::{Colours, Tone};

/// Longest compressed profile in bytes: it may inflate to a thousand times as much.
const MAX_ICCP_BYTES: usize = 64 << 10;

/// What a PNG says.
#[derive(Debug, Default)]
pub struct Png<'a> {
    /// It moves.
    pub several_frames: bool,
    /// There is a profile: the decoder inflates it.
    pub has_profile: bool,
    /// About its colours, but for that.
    pub colours: Vec<Colours>,
    /// Thumbnails.
    pub inside: Vec<Inside<'a>>,
}

/// Reads all chunks.
pub fn read(bytes: &[u8]) -> Result<Png<'_>, ImageError> {
    let mut png = Png::default();
    let (mut gamma, mut chromaticities) = (None, None);
    let mut seen: Vec<[u8; 4]> = Vec::new();
    let mut at = 8;
    loop {
        let (name, data, sum) = chunk(bytes, at).ok_or(ImageError::Damaged)?;
        if (at == 8) != (name == b"IHDR") {
            return Err(ImageError::Unusual); // Apple puts another one first
        }
        at = at.saturating_add(data.len()).saturating_add(12);

        let is_again = seen.contains(name);
        let after_pixels = seen.contains(b"IDAT");
        match name {
            b"IEND" => break,
            b"IDAT" if is_again && seen.last() != Some(name) => return Err(ImageError::Damaged),
            b"IHDR" | b"IDAT" => {}
            b"PLTE" if is_again || after_pixels => return Err(ImageError::Damaged),
            b"PLTE" => {}
            // One that is wrong or in the wrong place is dropped by some and heeded by others.
            b"tRNS" => {
                let is_early = bytes.get(25) == Some(&3) && !seen.contains(b"PLTE");
                if is_again || after_pixels || is_early || crc(name, data) != sum {
                    return Err(ImageError::Damaged);
                }
            }
            b"acTL" | b"fcTL" | b"fdAT" => png.several_frames = true,
            b"iCCP" | b"gAMA" | b"cHRM" | b"sRGB" | b"cICP" if is_again => {
                png.colours.push(Colours::Unclear); // which of the two?
            }
            b"iCCP" if data.len() > MAX_ICCP_BYTES => return Err(ImageError::Unusual),
            b"iCCP" => png.has_profile = true,
            b"gAMA" => gamma = Some(tone_of_gamma(data)),
            b"cHRM" => chromaticities = Some(numbers_of_chrm(data)),
            b"cICP" => png.colours.push(match *data {
                // Red, green and blue, in their full range.
                [primaries, transfer, 0, 1] => Colours::Coded {
                    primaries,
                    transfer,
                },
                _ => Colours::Unclear,
            }),
            b"eXIf" => {
                png.colours.extend(tiff::colours_of_exif(data));
                png.inside.extend(inside::in_exif(data)?);
            }
            [b'A'..=b'Z', ..] => return Err(ImageError::Damaged), // one that must be understood
            _ => {}
        }
        if name != b"IDAT" || !after_pixels {
            seen.push(*name);
        }
        if seen.len() > MAX_CHUNKS {
            return Err(ImageError::Unusual);
        }
    }
    // Some heed both, some the tones alone.
    if let Some(tone) = &gamma {
        png.colours.push(calibrated(None, tone));
    }
    if let Some(chromaticities) = chromaticities {
        let tone = gamma.unwrap_or(Some(Tone::Srgb));
        png.colours.push(match chromaticities {
            Some(chromaticities) => calibrated(Some(chromaticities), &tone),
            None => Colours::Unclear,
        });
    }
    Ok(png)
}

/// The chunk at a place: its name, its data and its checksum.
fn chunk(bytes: &[u8], at: usize) -> Option<(&[u8; 4], &[u8], u32)> {
    let (len, rest) = bytes.get(at..)?.split_first_chunk()?;
    let (name, rest) = rest.split_first_chunk()?;
    let (data, rest) = rest.split_at_checked(u32::from_be_bytes(*len) as usize)?;
    Some((name, data, u32::from_be_bytes(*rest.first_chunk()?)))
}

/// Most chunks beside those of the pixels.
const MAX_CHUNKS: usize = 10_000;

fn calibrated(chromaticities: Option<[[f64; 2]; 4]>, tone: &Option<Tone>) -> Colours {
    match tone {
        Some(tone) => Colours::Calibrated {
            chromaticities,
            tones: [0; 3].map(|_| tone.clone()),
        },
        None => Colours::Unclear,
    }
}

fn tone_of_gamma(data: &[u8]) -> Option<Tone> {
    let gamma = u32::from_be_bytes(data.try_into().ok()?);
    (gamma > 0).then(|| Tone::Power(100_000.0 / gamma as f32))
}

fn numbers_of_chrm(data: &[u8]) -> Option<[[f64; 2]; 4]> {
    let (numbers, []) = data.as_chunks::<4>() else {
        return None;
    };
    let number = |at: usize| Some(f64::from(u32::from_be_bytes(*numbers.get(at)?)) / 100_000.0);
    let point = |at: usize| Some([number(at)?, number(at + 1)?]);
    (numbers.len() == 8).then_some(())?;
    Some([point(0)?, point(2)?, point(4)?, point(6)?])
}

/// PNG annex D, a bit at a time: it is asked of short chunks only.
fn crc(name: &[u8; 4], data: &[u8]) -> u32 {
    !name.iter().chain(data).fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| match sum & 1 {
            1 => sum >> 1 ^ 0xEDB8_8320,
            _ => sum >> 1,
        })
    })
}
