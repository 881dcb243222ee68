//! What the chunks of a WebP say beside its pixels:
//! [RFC 9649](https://www.rfc-editor.org/rfc/rfc9649) §2, and RFC 6386 §9.1 for the frame header.
//!
//! What does not count: the orientation in `EXIF`, which turns or mirrors the same code; `XMP `; chunks that nobody knows;
//! and what stands behind the end of the container.

use super::ImageError;
use super::inside::{self, Inside};
use super::tiff;
use crate::source::colour_profile::Colours;

/// What a WebP says.
#[derive(Debug, Default)]
pub struct WebP<'a> {
    /// It moves.
    pub several_frames: bool,
    /// About its colours.
    pub colours: Vec<Colours>,
    /// Thumbnails.
    pub inside: Vec<Inside<'a>>,
}

const ALPHA: u8 = 0x10;

/// Reads all chunks of the container.
pub fn read(bytes: &[u8]) -> Result<WebP<'_>, ImageError> {
    let mut webp = WebP::default();
    let len = bytes.get(4..8).and_then(<[u8]>::first_chunk);
    let len = len.map_or(0, |len| u32::from_le_bytes(*len) as usize);
    let container = bytes.get(12..len.saturating_add(8));
    let mut rest = container.ok_or(ImageError::Damaged)?;
    let mut extended: Option<[u8; 10]> = None;
    let (mut has_alpha_chunk, mut has_pixels) = (false, false);
    while !rest.is_empty() {
        let (name, data) = chunk(&mut rest).ok_or(ImageError::Damaged)?;
        let is_wrong = match name {
            b"VP8X" => extended.replace(features(data)?).is_some() || has_pixels,
            b"VP8 " | b"VP8L" => {
                let is_lossless = name == b"VP8L";
                let frame = if is_lossless {
                    lossless(data)?
                } else {
                    lossy(data)?
                };
                let (size, has_alpha) = (frame.0, frame.1 || has_alpha_chunk);
                let is_again = std::mem::replace(&mut has_pixels, true);
                let is_as_said = extended.is_none_or(|said| {
                    size == canvas(&said) && has_alpha == (said.first().unwrap_or(&0) & ALPHA != 0)
                });
                is_again || !is_as_said || is_lossless && has_alpha_chunk
            }
            // Without the header that says so, and behind the pixels, it is heeded by some.
            b"ALPH" => {
                extended.is_none() || has_pixels || std::mem::replace(&mut has_alpha_chunk, true)
            }
            b"ANIM" | b"ANMF" => {
                webp.several_frames = true;
                false
            }
            b"ICCP" => {
                if !webp.colours.is_empty() {
                    webp.colours.push(Colours::Unclear);
                }
                webp.colours.push(Colours::Profile(data.to_vec()));
                false
            }
            _ => false,
        };
        if is_wrong {
            return Err(ImageError::Unusual);
        }
        if name == b"EXIF" {
            let exif = data.strip_prefix(b"Exif\0\0").unwrap_or(data);
            webp.colours.extend(tiff::colours_of_exif(exif));
            webp.inside.extend(inside::in_exif(exif)?);
        }
    }
    if has_pixels || webp.several_frames {
        Ok(webp)
    } else {
        Err(ImageError::Damaged)
    }
}

/// The next chunk; one of an odd length has a byte behind it.
fn chunk<'a>(rest: &mut &'a [u8]) -> Option<(&'a [u8; 4], &'a [u8])> {
    let (name, after) = rest.split_first_chunk()?;
    let (len, after) = after.split_first_chunk()?;
    let len = u32::from_le_bytes(*len) as usize;
    let data = after.get(..len)?;
    // The last one often lacks it.
    *rest = after.get(len + len % 2..).unwrap_or_default();
    Some((name, data))
}

fn features(data: &[u8]) -> Result<[u8; 10], ImageError> {
    data.try_into().map_err(|_| ImageError::Damaged)
}

fn canvas(features: &[u8; 10]) -> (u32, u32) {
    let [_, _, _, _, x0, x1, x2, y0, y1, y2] = *features;
    (
        u32::from_le_bytes([x0, x1, x2, 0]) + 1,
        u32::from_le_bytes([y0, y1, y2, 0]) + 1,
    )
}

type SizeAndAlpha = ((u32, u32), bool);

fn lossless(data: &[u8]) -> Result<SizeAndAlpha, ImageError> {
    let [0x2F, a, b, c, d, ..] = *data else {
        return Err(ImageError::Damaged);
    };
    let header = u32::from_le_bytes([a, b, c, d]);
    let side = |at: u32| ((header >> at) & 0x3FFF) + 1;
    Ok(((side(0), side(14)), header >> 28 & 1 == 1))
}

fn lossy(data: &[u8]) -> Result<SizeAndAlpha, ImageError> {
    let [tag, _, _, 0x9D, 0x01, 0x2A, w0, w1, h0, h1, ..] = *data else {
        return Err(ImageError::Damaged);
    };
    // A whole frame, of a known kind, that is to be shown.
    let is_shown = tag & 1 == 0 && tag >> 1 & 7 <= 3 && tag >> 4 & 1 == 1;
    if !is_shown {
        return Err(ImageError::Unusual);
    }
    // The two highest bits ask for a larger picture, which no decoder makes.
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3FFF);
    Ok(((side(w0, w1), side(h0, h1)), false))
}
