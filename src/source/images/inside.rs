//! Other pictures that are kept in a file, mostly thumbnails: lists of files show them, and galleries some of the others.
//! No other code may be read in them.
//!
//! | where | how | by |
//! |---|---|---|
//! | EXIF (JPEG, PNG, WebP), maker notes, Photoshop's resources, JFXX | a JPEG, found by how it starts | [`jpegs_in`] |
//! | JFIF, JFXX | red, green and blue as they are, or by a palette | [`of_jfif`] |
//! | the second directory of EXIF | red, green and blue as they are | [`tiff::thumbnail_of_exif`] |
//! | behind the end of a JPEG | JPEGs | [`jpeg`] |

use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::{DynamicImage, ImageDecoder};

use super::decode::{LARGE_PIXELS, frame_of_picture};
use super::{ImageError, jpeg, tiff};
use crate::scan::Frame;

/// Most of them. No camera writes more than four.
pub const MAX_INSIDE: usize = 8;

/// Most places in one piece of data that look like the start of a JPEG. Of random bytes a gibibyte has 64.
const MAX_STARTS: usize = 64;

/// A picture inside a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inside<'a> {
    /// A JPEG, and whatever stands behind it.
    Jpeg(&'a [u8]),
    /// As it is: red, green and blue of each pixel, or the place of each in a palette of them.
    Plain {
        /// Pixels in a row.
        width: usize,
        /// Rows.
        height: usize,
        /// 256 × 3 bytes.
        palette: Option<&'a [u8]>,
        /// One byte a pixel with a palette, else three.
        pixels: &'a [u8],
    },
    /// One that is there, and stored in a way that is not read here.
    Unclear,
}

/// JPEGs that start anywhere in `data`, whole or cut off: most programs show what there is of them.
///
/// # Errors
/// [`ImageError::Unusual`] where more places look like a start than ever do by chance: each is walked along.
pub fn jpegs_in(data: &[u8]) -> Result<Vec<Inside<'_>>, ImageError> {
    let starts = data.windows(jpeg::START.len()).enumerate();
    let starts = starts.filter(|(_, bytes)| *bytes == jpeg::START);
    let places = starts.filter_map(|(at, _)| data.get(at..));
    let places: Vec<&[u8]> = places.take(MAX_STARTS + 1).collect();
    if places.len() > MAX_STARTS {
        return Err(ImageError::Unusual);
    }
    let pictures = places.into_iter().filter(|data| jpeg::has_pixels(data));
    Ok(pictures.map(Inside::Jpeg).collect())
}

/// Those of EXIF.
///
/// # Errors
/// [`ImageError::Unusual`] where there are more than any camera writes.
pub fn in_exif(exif: &[u8]) -> Result<Vec<Inside<'_>>, ImageError> {
    let mut inside = jpegs_in(exif)?;
    inside.extend(tiff::thumbnail_of_exif(exif));
    if inside.len() > MAX_INSIDE {
        return Err(ImageError::Unusual);
    }
    Ok(inside)
}

/// The thumbnail of an `APP0` segment that is no JPEG: JFIF 1.02, pages 5 to 8.
pub fn of_jfif(segment: &[u8]) -> Option<Inside<'_>> {
    let (from_size, palette_len) = if let Some(data) = segment.strip_prefix(b"JFIF\0") {
        (data.get(7..)?, 0)
    } else {
        match segment.strip_prefix(b"JFXX\0")?.split_first()? {
            (0x11, data) => (data, 3 * 256),
            (0x13, data) => (data, 0),
            _ => return None,
        }
    };
    let [width, height, rest @ ..] = from_size else {
        return None;
    };
    let (width, height) = (usize::from(*width), usize::from(*height));
    let (palette, rest) = rest.split_at_checked(palette_len)?;
    let palette = (palette_len > 0).then_some(palette);
    let len = width * height * if palette_len > 0 { 1 } else { 3 };
    // Nobody shows what is not there.
    let pixels = rest.get(..len).filter(|pixels| !pixels.is_empty())?;
    Some(Inside::Plain {
        width,
        height,
        palette,
        pixels,
    })
}

/// What can be looked at, and whether there is one that cannot: stored in another way, or too large for a preview or a
/// map. A JPEG whose header makes no sense is shown by nobody.
pub fn frames(inside: &[Inside<'_>]) -> (Vec<Frame>, bool) {
    let (mut frames, mut is_one_unseen) = (Vec::new(), false);
    for picture in inside {
        let frame = match *picture {
            Inside::Unclear => None,
            Inside::Plain {
                width,
                height,
                palette,
                pixels,
            } => {
                let colour = |place: &u8| {
                    let colours = palette.map(|palette| palette.as_chunks::<3>().0);
                    colours.and_then(|colours| colours.get(usize::from(*place)).copied())
                };
                let rgb = match palette {
                    Some(_) => pixels.iter().filter_map(colour).flatten().collect(),
                    None => pixels.to_vec(),
                };
                Frame::rgb(width, height, rgb)
            }
            Inside::Jpeg(bytes) => {
                let Ok(decoder) = JpegDecoder::new(Cursor::new(bytes)) else {
                    continue;
                };
                let (width, height) = decoder.dimensions();
                let is_small = u64::from(width) * u64::from(height) <= LARGE_PIXELS;
                let picture = is_small.then(|| DynamicImage::from_decoder(decoder).ok());
                picture.flatten().and_then(frame_of_picture)
            }
        };
        match frame {
            Some(frame) => frames.push(frame),
            None => is_one_unseen = true,
        }
    }
    (frames, is_one_unseen)
}
