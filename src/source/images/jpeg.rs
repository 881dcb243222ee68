//! What a JPEG says beside its pixels: [ITU-T T.81](https://www.w3.org/Graphics/JPEG/itu-t81.pdf) annex B,
//! [JFIF](https://www.w3.org/Graphics/JPEG/jfif3.pdf), EXIF, ICC.1 annex B.4 and
//! [MPF](https://www.cipa.jp/std/documents/e/DC-007_E.pdf) (CIPA DC-007).
//!
//! Decoders forgive a lot, and each in its own way: what is forgiven shows one picture here and another one there. So a
//! JPEG is read strictly, down to its last bit ([`entropy`]); how its colours are stored must be plain to every decoder;
//! and whatever other picture it carries is looked at.
//!
//! | other pictures | who shows them | what is done |
//! |---|---|---|
//! | thumbnails in EXIF, JFIF, maker notes | lists of files | [`inside`]: no other code may be read in them |
//! | previews, gain maps, depth maps behind the picture, with or without MPF | hardly anybody | the same |
//! | MPF panoramas, stereo pairs, other angles | viewers of such pictures | [`Jpeg::several_frames`] |
//! | films behind the picture ("motion photos"), and all that is no JPEG | phones, when asked to play | nothing: nobody scans a film that plays |

use super::ImageError;
use super::entropy::{Component, Entropy};
use super::inside::{self, Inside, MAX_INSIDE};
use super::tiff;
use crate::source::colour_profile::Colours;
use crate::source::jpeg_markers::{marker, segment};

/// What a JPEG says.
#[derive(Debug, Default)]
pub struct Jpeg<'a> {
    /// One for grey, three for colours, four for inks.
    pub components: usize,
    /// What Adobe's programs say about them: 0 as they are, 1 YCbCr, 2 YCCK.
    pub adobe: Option<u8>,
    /// About its colours.
    pub colours: Vec<Colours>,
    /// Other pictures in the same file.
    pub inside: Vec<Inside<'a>>,
    /// It has others that a viewer may show in its place.
    pub several_frames: bool,
}

/// Reads the segments up to the end of the picture, and looks at what is behind it.
pub fn read(bytes: &[u8]) -> Result<Jpeg<'_>, ImageError> {
    let mut reader = Reader::default();
    let end = reader.segments(bytes)?;
    reader.judge_components()?;
    let (pictures, several_frames) = reader.pictures_behind(bytes, end);
    let mut inside = reader.inside.clone();
    inside.extend(pictures.into_iter().map(Inside::Jpeg));
    if inside.len() > MAX_INSIDE {
        return Err(ImageError::Unusual);
    }
    Ok(Jpeg {
        components: reader.components.len(),
        adobe: reader.adobe,
        colours: reader.colours(),
        inside,
        several_frames,
    })
}

/// Width and height of a JPEG that is whole.
pub fn size(bytes: &[u8]) -> Result<(usize, usize), ImageError> {
    let mut reader = Reader::default();
    reader.segments(bytes)?;
    Ok(reader.size)
}

#[derive(Default)]
struct Reader<'a> {
    size: (usize, usize),
    has_jfif: bool,
    adobe: Option<u8>,
    components: Vec<Component>,
    icc: Vec<&'a [u8]>,
    exif: Vec<&'a [u8]>,
    /// Where its offsets count from, and the data.
    mpf: Option<(usize, &'a [u8])>,
    /// Other pictures in its segments.
    inside: Vec<Inside<'a>>,
}

impl<'a> Reader<'a> {
    /// The place behind the end marker.
    fn segments(&mut self, bytes: &'a [u8]) -> Result<usize, ImageError> {
        let mut entropy = Entropy::default();
        if !bytes.starts_with(&[0xFF, 0xD8]) {
            return Err(ImageError::Damaged);
        }
        let mut at = 2;
        loop {
            let marker = marker(bytes, &mut at).ok_or(ImageError::Damaged)?;
            if marker == 0xD9 {
                entropy.end()?;
                self.size = (entropy.width, entropy.height);
                self.components = entropy.components;
                return Ok(at);
            }
            let segment = segment(bytes, &mut at).ok_or(ImageError::Damaged)?;
            match marker {
                0xC0..=0xC2 => entropy.frame(segment, marker == 0xC2)?,
                0xC4 => entropy.huffman_tables(segment)?,
                0xDB => entropy.quantization_tables(segment)?,
                0xDD => entropy.restart_interval(segment)?,
                0xDA => at = entropy.scan(segment, bytes, at)?,
                0xE0..=0xEF => self.application(marker & 0xF, segment, at)?,
                0xFE => {} // a comment
                // Lossless, arithmetic, hierarchical; a height that comes later; a picture in the picture.
                0xC3 | 0xC5..=0xCF | 0xDC | 0xDE | 0xDF | 0xF0..=0xFD => {
                    return Err(ImageError::Unusual);
                }
                _ => return Err(ImageError::Damaged),
            }
        }
    }

    fn application(&mut self, number: u8, data: &'a [u8], end: usize) -> Result<(), ImageError> {
        match number {
            0 => {
                self.has_jfif |= data.starts_with(b"JFIF\0");
                self.inside.extend(inside::of_jfif(data));
            }
            1 => {
                if let Some(exif) = data.strip_prefix(b"Exif\0\0") {
                    self.exif.push(exif);
                    self.inside.extend(tiff::thumbnail_of_exif(exif));
                }
            }
            2 => {
                self.icc.extend(data.strip_prefix(b"ICC_PROFILE\0"));
                if let Some(data) = data.strip_prefix(b"MPF\0") {
                    self.mpf = Some((end - data.len(), data));
                }
            }
            14 if data.starts_with(b"Adobe") => {
                let transform = *data.get(11).ok_or(ImageError::Damaged)?;
                if self.adobe.is_some_and(|known| known != transform) {
                    return Err(ImageError::Unusual);
                }
                self.adobe = Some(transform);
            }
            _ => {}
        }
        self.inside.extend(inside::jpegs_in(data)?); // wherever in the segment
        Ok(())
    }

    /// Which colours the components are must not depend on the decoder.
    fn judge_components(&self) -> Result<(), ImageError> {
        let ids = self.components.iter().map(|component| component.id);
        let is_named_rgb = ids.eq(*b"RGB");
        let is_plain = match (self.components.len(), self.adobe) {
            (1, _) => true,
            (3, None) => !(is_named_rgb && self.has_jfif),
            (3, Some(0)) => !self.has_jfif,
            (3, Some(1)) => !is_named_rgb,
            (4, None | Some(0 | 2)) => true,
            _ => false,
        };
        if is_plain {
            Ok(())
        } else {
            Err(ImageError::Unusual)
        }
    }

    fn colours(&self) -> Vec<Colours> {
        let mut colours: Vec<Colours> = self.icc_profile().into_iter().collect();
        for exif in &self.exif {
            colours.extend(tiff::colours_of_exif(exif));
        }
        colours
    }

    /// The parts of a profile must be those that there are said to be, in their order, each once.
    fn icc_profile(&self) -> Option<Colours> {
        let count = u8::try_from(self.icc.len()).unwrap_or(0);
        let mut profile = Vec::new();
        for (part, number) in self.icc.iter().zip(1..) {
            match part {
                [sequence, total, data @ ..] if (*sequence, *total) == (number, count) => {
                    profile.extend_from_slice(data);
                }
                _ => return Some(Colours::Unclear),
            }
        }
        (!self.icc.is_empty()).then_some(Colours::Profile(profile))
    }

    /// Pictures behind the end, and whether there are such that a viewer shows as the next ones.
    fn pictures_behind(&self, bytes: &'a [u8], end: usize) -> (Vec<&'a [u8]>, bool) {
        let mut several_frames = false;
        let mut starts = Vec::new();
        if let Some((base, data)) = self.mpf {
            for entry in tiff::mpf_entries(data).unwrap_or_default() {
                several_frames |= !entry.is_auxiliary();
                let start = base.saturating_add(entry.offset as usize);
                // Programs that copy a photo leave the list and drop the pictures.
                if bytes.get(start..).is_some_and(|at| at.starts_with(START)) {
                    starts.push(start);
                }
            }
        }
        let mut at = end;
        while starts.len() <= MAX_INSIDE {
            let rest = bytes.get(at..).unwrap_or_default();
            let gap = rest.iter().take_while(|byte| **byte == 0).count();
            at += gap;
            match rest.get(gap..).and_then(end_of) {
                Some(len) => {
                    starts.push(at);
                    at += len;
                }
                None => break,
            }
        }
        starts.retain(|start| *start >= end);
        starts.sort_unstable();
        starts.dedup();
        let pictures = starts.into_iter().filter_map(|start| bytes.get(start..));
        (pictures.collect(), several_frames)
    }
}

/// How a JPEG starts.
pub const START: &[u8] = &[0xFF, 0xD8, 0xFF];

/// Most segments before the pixels that are walked along; what has more is left to the decoder.
const MAX_SEGMENTS: usize = 1_000;

/// True where `bytes` start with a JPEG as far as its first pixels.
pub fn has_pixels(bytes: &[u8]) -> bool {
    let mut at = 2;
    for _ in 0..MAX_SEGMENTS {
        match marker(bytes, &mut at) {
            Some(0xDA) => return true,
            Some(_) if segment(bytes, &mut at).is_some() => {}
            _ => return false,
        }
    }
    true
}

/// The length of a JPEG that `bytes` start with, without a look at its pixels.
fn end_of(bytes: &[u8]) -> Option<usize> {
    if !bytes.starts_with(START) {
        return None;
    }
    let mut at = 2;
    loop {
        // Entropy-coded data and fill bytes come before a marker; 0 and restart markers belong to the data.
        let rest = bytes.get(at..)?;
        let is_marker = |pair: &[u8]| matches!(pair, [0xFF, marker] if !matches!(marker, 0 | 0xFF | 0xD0..=0xD7));
        at += rest.windows(2).position(is_marker)? + 2;
        match bytes.get(at - 1)? {
            0xD9 => return Some(at),
            0x01 => {}
            _ => {
                segment(bytes, &mut at)?;
            }
        }
    }
}
