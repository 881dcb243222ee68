//! From what a camera sends to grey for scanning and red, green, blue for showing. zune-jpeg is named only here.
//!
//! JPEG (ITU-T T.81) carries brightness and two colour differences of ITU-R BT.601 in the full range; YUYV of webcams
//! is taken for the same. The brightness is used as it comes: it is what the scanner wants.

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use crate::scan::Frame;
use crate::source::jpeg_markers::{marker, segment};

/// Longest side in pixels of a JPEG.
const MAX_SIDE: usize = 4_096;

// Markers (T.81, table B.1).
const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;

/// Grey, and red, green, blue of the same picture.
pub struct Views {
    /// Brightness, to be scanned.
    pub luma: Frame,
    /// Red, green, blue of each pixel, to be shown: width × height × 3 bytes.
    pub rgb: Vec<u8>,
}

/// Decodes a JPEG; `None` where it is damaged, which strictness finds where leniency would show rubbish.
pub fn of_jpeg(jpeg: &[u8]) -> Option<Views> {
    // The decoder makes up what is missing before an end marker, but is strict where there is none.
    let jpeg = jpeg.strip_suffix(&[0xFF, EOI])?;
    let options = DecoderOptions::new_fast()
        .set_strict_mode(true)
        .set_max_width(MAX_SIDE)
        .set_max_height(MAX_SIDE)
        .jpeg_set_out_colorspace(ColorSpace::YCbCr);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(jpeg), options);
    let mut pixels = decoder.decode().ok()?;
    let (width, height) = decoder.dimensions()?;
    let (triples, _) = pixels.as_chunks_mut::<3>();
    let luma = triples.iter().map(|[y, _, _]| *y).collect();
    for triple in triples {
        let [y, cb, cr] = *triple;
        *triple = rgb(y, cb, cr);
    }
    if pixels.len() != width * height * 3 {
        return None;
    }
    Some(Views {
        luma: Frame::luma(width, height, luma)?,
        rgb: pixels,
    })
}

/// Unpacks YUYV; `None` where there are too few or too many bytes.
pub fn of_yuyv(width: u32, height: u32, bytes: &[u8]) -> Option<Views> {
    if bytes.len() != yuyv_bytes(width, height)? {
        return None;
    }
    let (pairs, _) = bytes.as_chunks::<4>();
    let (halves, _) = bytes.as_chunks::<2>();
    let luma: Vec<u8> = halves.iter().map(|[y, _]| *y).collect();
    let mut shown = vec![0; luma.len() * 3];
    let (pixels, _) = shown.as_chunks_mut::<6>();
    for ([y0, cb, y1, cr], pixels) in pairs.iter().zip(pixels) {
        let ([r0, g0, b0], [r1, g1, b1]) = (rgb(*y0, *cb, *cr), rgb(*y1, *cb, *cr));
        *pixels = [r0, g0, b0, r1, g1, b1];
    }
    Some(Views {
        luma: Frame::luma(width as usize, height as usize, luma)?,
        rgb: shown,
    })
}

/// The YUYV picture at the beginning of a buffer, without what fills up the last page; `None` where it is cut short.
pub(super) fn whole_yuyv(width: u32, height: u32, buffer: &[u8]) -> Option<&[u8]> {
    buffer.get(..yuyv_bytes(width, height)?)
}

/// How many bytes a YUYV picture has; `None` for an odd width.
fn yuyv_bytes(width: u32, height: u32) -> Option<usize> {
    let pixels = (width as usize).checked_mul(height as usize)?;
    width.is_multiple_of(2).then_some(pixels)?.checked_mul(2)
}

/// ITU-R BT.601 in the full range, as in JFIF, in fixed point of 16 bits.
fn rgb(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    let (y, cb, cr) = (
        (i32::from(y) << 16) + (1 << 15),
        i32::from(cb) - 128,
        i32::from(cr) - 128,
    );
    let red = y + 91_881 * cr;
    let green = y - 22_554 * cb - 46_802 * cr;
    let blue = y + 116_130 * cb;
    [red, green, blue].map(|channel| (channel >> 16).clamp(0, 255) as u8)
}

/// The JPEG at the beginning of a buffer, without the stale bytes of older and longer pictures behind it; `None` where
/// it has no beginning or no end.
pub(super) fn whole_jpeg(buffer: &[u8]) -> Option<&[u8]> {
    let [0xFF, SOI, ..] = buffer else { return None };
    let mut at = 2;
    loop {
        match marker(buffer, &mut at)? {
            0 => return None,
            EOI => return buffer.get(..at),
            marker => {
                segment(buffer, &mut at)?;
                if marker == SOS {
                    at = end_of_scan(buffer, at)?;
                }
            }
        }
    }
}

/// Where the next marker begins behind coded pixels: there, 0xFF is followed by 0, or by a restart marker.
fn end_of_scan(buffer: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += buffer.get(at..)?.iter().position(|byte| *byte == 0xFF)?;
        match *buffer.get(at + 1)? {
            0 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            _ => return Some(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use image::codecs::jpeg::JpegEncoder;
    use image::{ExtendedColorType, ImageEncoder};

    use super::{of_jpeg, of_yuyv, rgb, whole_jpeg, whole_yuyv, yuyv_bytes};

    /// A grey ramp from left to right, by another encoder.
    fn jpeg(width: u32, height: u32) -> Vec<u8> {
        let pixels: Vec<u8> = (0..width * height)
            .flat_map(|at| [(at % width) as u8; 3])
            .collect();
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 95)
            .write_image(&pixels, width, height, ExtendedColorType::Rgb8)
            .unwrap();
        bytes
    }

    #[test]
    fn colours_are_those_of_the_standard() {
        assert_eq!(rgb(0, 128, 128), [0, 0, 0]);
        assert_eq!(rgb(255, 128, 128), [255, 255, 255]);
        assert_eq!(rgb(128, 128, 128), [128, 128, 128]);
        // JFIF: pure red, green, blue.
        let near = |a: [u8; 3], b: [u8; 3]| a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= 2);
        assert!(near(rgb(76, 85, 255), [254, 0, 0]));
        assert!(near(rgb(150, 44, 21), [0, 255, 1]));
        assert!(near(rgb(29, 255, 107), [0, 0, 254]));
        assert_eq!(rgb(255, 255, 255), [255, 121, 255]);
        assert_eq!(rgb(0, 0, 0), [0, 135, 0]);
    }

    #[test]
    fn yuyv_is_brightness_and_colour_in_turn() {
        // White and black, grey and grey.
        let views = of_yuyv(2, 2, &[255, 128, 0, 128, 77, 128, 77, 128]).unwrap();
        assert_eq!((views.luma.width(), views.luma.height()), (2, 2));
        assert_eq!(views.rgb, [255, 255, 255, 0, 0, 0, 77, 77, 77, 77, 77, 77]);
        assert!(views.luma == crate::scan::Frame::luma(2, 2, vec![255, 0, 77, 77]).unwrap());
    }

    #[test]
    fn yuyv_of_another_length_is_refused() {
        assert_eq!(yuyv_bytes(1280, 720), Some(1_843_200));
        assert_eq!(yuyv_bytes(3, 2), None);
        for bytes in [0, 7, 9, 16] {
            assert!(of_yuyv(2, 2, &vec![0; bytes]).is_none(), "{bytes}");
        }
        assert!(of_yuyv(u32::MAX, u32::MAX, &[]).is_none());
    }

    #[test]
    fn a_yuyv_buffer_ends_with_its_picture() {
        let buffer: Vec<u8> = (0..20).collect();
        assert_eq!(whole_yuyv(4, 2, &buffer), Some(&buffer[..16]));
        assert_eq!(whole_yuyv(4, 2, &buffer[..16]), Some(&buffer[..16]));
        assert_eq!(whole_yuyv(4, 2, &buffer[..15]), None);
    }

    #[test]
    fn a_jpeg_becomes_grey_and_colour_of_its_size() {
        let views = of_jpeg(&jpeg(48, 32)).unwrap();
        assert_eq!((views.luma.width(), views.luma.height()), (48, 32));
        assert_eq!(views.rgb.len(), 48 * 32 * 3);
        for (at, pixel) in views.rgb.chunks_exact(3).enumerate() {
            let expected = (at % 48) as u8;
            assert!(
                pixel.iter().all(|c| c.abs_diff(expected) <= 4),
                "{at} {pixel:?}"
            );
        }
    }

    #[test]
    fn a_picture_of_nothing_is_whole_though_it_has_few_bytes() {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 50)
            .write_image(&[0; 320 * 240 * 3], 320, 240, ExtendedColorType::Rgb8)
            .unwrap();
        assert!(of_jpeg(&bytes).is_some(), "{} bytes", bytes.len());
    }

    #[test]
    fn a_jpeg_that_lost_its_end_or_its_middle_is_damaged() {
        let whole = jpeg(640, 480);
        assert!(of_jpeg(&whole).is_some());
        let half = [&whole[..whole.len() / 2], &[0xFF, 0xD9]].concat();
        assert!(of_jpeg(&half).is_none());
        let almost = [&whole[..whole.len() - 800], &[0xFF, 0xD9]].concat();
        assert!(of_jpeg(&almost).is_none());
        let without_a_packet = [&whole[..2_000], &whole[3_000..]].concat();
        assert!(of_jpeg(&without_a_packet).is_none());
        assert!(of_jpeg(&whole[..200]).is_none());
        assert!(of_jpeg(b"").is_none());
        assert!(of_jpeg(&[0xFF; 4_000]).is_none());
        // Its size is not what the header of the picture says, but what the JPEG says: too large is refused.
        let mut huge = whole.clone();
        let size = huge
            .windows(2)
            .position(|pair| pair == [0xFF, 0xC0])
            .unwrap();
        huge[size + 5..size + 9].copy_from_slice(&[0x7F, 0xFF, 0x7F, 0xFF]);
        assert!(of_jpeg(&huge).is_none());
    }

    #[test]
    fn stale_bytes_behind_a_jpeg_are_cut() {
        let (new, old) = (jpeg(48, 32), jpeg(640, 480));
        let mut buffer = old.clone();
        buffer[..new.len()].copy_from_slice(&new);
        assert_eq!(whole_jpeg(&buffer).unwrap(), new);
        assert_eq!(whole_jpeg(&old).unwrap(), old);
        let padded = [new.as_slice(), &[0; 5_000]].concat();
        assert_eq!(whole_jpeg(&padded).unwrap(), new);
    }

    #[test]
    fn an_end_marker_inside_a_segment_is_no_end() {
        // A comment that holds an end marker, as thumbnails do; a scan with a stuffed byte and a restart marker.
        let bytes = b"\xFF\xD8\xFF\xFE\x00\x05\xFF\xD9x\xFF\xFF\xDA\x00\x03a\x12\xFF\x00\xFF\xD3\x34\xFF\xFF\xD9";
        let buffer = [bytes.as_slice(), b"\xFF\xD9stale"].concat();
        assert_eq!(whole_jpeg(&buffer).unwrap(), bytes);
    }

    #[test]
    fn a_buffer_without_a_whole_jpeg_has_none() {
        let whole = jpeg(48, 32);
        assert!(whole_jpeg(&whole[1..]).is_none());
        for end in 0..whole.len() {
            assert!(whole_jpeg(&whole[..end]).is_none(), "{end}");
        }
        assert!(whole_jpeg(&[0; 1_000]).is_none());
        assert!(whole_jpeg(b"\xFF\xD8\xFF\xE0\xFF\xFF").is_none());
        assert!(whole_jpeg(b"\xFF\xD8\xFF\xFE\x00\x00\xFF\xFE\x00\x00").is_none());
    }
}
