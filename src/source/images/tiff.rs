//! What a TIFF says beside its pixels, field by field: [TIFF 6.0](https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf),
//! and the directories of its kind in EXIF and MPF.
//!
//! Every field that changes what a viewer shows either has the value that every program understands alike, or the file is
//! refused. Fields of the standard that are not known here are refused, too; private ones (from 32,768 on) describe, but
//! for a few.

use super::inside::Inside;
use super::{ImageError, fax, jpeg};
use crate::scan::BT601;
use crate::source::colour_profile::{Colours, Tone};

/// Most entries of a directory; usual ones have twenty.
const MAX_ENTRIES: usize = 1_000;

/// What a TIFF says.
#[derive(Debug, Default)]
pub struct Tiff {
    /// It has more pages, or other pictures inside.
    pub several_frames: bool,
    /// About its colours.
    pub colours: Vec<Colours>,
    /// What the alpha means is not plain: only an opaque picture is the same to everybody.
    pub unclear_alpha: bool,
    /// Inks instead of light.
    pub is_for_printing: bool,
}

/// Reads the first directory.
pub fn read(bytes: &[u8]) -> Result<Tiff, ImageError> {
    let (directory, next) = Directory::first(bytes).ok_or(ImageError::Damaged)?;
    let mut tiff = Tiff {
        several_frames: next != 0,
        ..Tiff::default()
    };
    let depth = directory.number(258).unwrap_or(1);
    let is_rgb_or_inks = matches!(directory.number(262), Some(2 | 5));
    for (place, entry) in directory.entries.iter().enumerate() {
        let is_known = |known: &Entry| known.tag == entry.tag;
        if directory.entries.iter().take(place).any(is_known) {
            return Err(ImageError::Unusual); // which of the two?
        }
        if !tiff.takes(entry, &directory) {
            return Err(ImageError::Unusual);
        }
    }
    // Four values for a colour, or two for a grey, and not a word about the last one.
    let has_more = directory.number(277) > Some(if is_rgb_or_inks { 3 } else { 1 });
    tiff.unclear_alpha |= has_more && !tiff.is_for_printing && directory.entry(338).is_none();
    tiff.colours.extend(colours(&directory, depth));
    check_parts(&directory)?;
    Ok(tiff)
}

impl Tiff {
    /// Takes what a field says; false where programs differ in what they make of it. A table: that is its length.
    fn takes(&mut self, entry: &Entry, directory: &Directory<'_>) -> bool {
        let depth = directory.number(258).unwrap_or(1);
        let numbers = || directory.numbers(entry).unwrap_or_default();
        let is = |wanted: &[u32]| numbers() == wanted;
        match entry.tag {
            // A page of several, a mask, a smaller copy; size and depth; compression; bits of fax; rows, strips and tiles;
            // resolution; orientation, which turns or mirrors the same code; predictor; format of samples: the decoder
            // heeds them, or refuses.
            254..=259
            | 273
            | 274
            | 277..=279
            | 282..=284
            | 292
            | 293
            | 296
            | 317
            | 322..=325
            | 339 => true,
            // What light the numbers mean. Palettes, Lab and the like are refused by the decoder.
            262 => {
                self.is_for_printing = is(&[5]);
                true
            }
            263..=265 => true, // how dots of grey were made
            266 => is(&[1]),   // bits from the other end: few heed it
            // Names and notes; hints for presses; how well a fax arrived; XMP; stars of Windows, and notes of .NET.
            269..=272
            | 285
            | 297
            | 305
            | 306
            | 315
            | 316
            | 321
            | 326..=328
            | 700
            | 18_246..=18_249
            | 20_480..=20_755 => true,
            280 | 281 => true,  // darkest and lightest value: statistics
            286..=289 => true,  // place on the sheet; gaps in the file
            290 | 291 => false, // greys by a table
            301 | 318 | 319 | 529 => true, // tones and chromaticities, below
            320 => true,        // palette
            330 => {
                self.several_frames = true;
                true
            }
            // Inks: the four of print.
            332 => is(&[1]),
            333 | 337 => true, // their names, and for which printer
            334 => is(&[4]),
            336 => matches!(
                numbers().as_slice(),
                [0, 255] | [0, 255, 0, 255, 0, 255, 0, 255]
            ),
            338 => {
                self.unclear_alpha |= !is(&[2]);
                true
            }
            340 | 341 => false, // darkest and lightest value: what is shown hangs on them
            342 => false,       // another range of the tones
            343..=346 => false, // a path to clip to, indexed colours
            347 | 512..=521 => true, // JPEG tables
            530 | 531 => true,  // the decoder heeds it
            532 => {
                let whole = (1u32 << depth.min(16)) - 1;
                let usual = [0, whole, whole.div_ceil(2), whole, whole.div_ceil(2), whole];
                is(&[0, whole, 0, whole, 0, whole]) || is(&usual)
            }
            34_675 => {
                let profile = directory.bytes_of(entry).unwrap_or_default();
                self.colours.push(Colours::Profile(profile.to_vec()));
                true
            }
            32_932 => false, // notes that are drawn over the picture
            33_421 | 33_422 | 50_706 => false, // raw data of a camera
            32_768.. => true,
            _ => false,
        }
    }
}

/// Fax and JPEG data of strips and tiles must be whole; what the others hold, their decoders check.
fn check_parts(directory: &Directory<'_>) -> Result<(), ImageError> {
    const FAX: u32 = 4;
    const JPEG: u32 = 7;
    let all = |tag| {
        directory
            .entry(tag)
            .and_then(|entry| directory.numbers(entry))
    };
    let one = |tag| directory.number(tag).ok_or(ImageError::Damaged);
    let (width, height) = (one(256)?, one(257)?);
    let (starts, lens, width, rows, is_tiled) = match (all(324), all(325)) {
        (Some(starts), Some(lens)) => (starts, lens, one(322)?, one(323)?.max(1), true),
        _ => {
            let starts = all(273).ok_or(ImageError::Damaged)?;
            let lens = all(279).ok_or(ImageError::Damaged)?;
            let rows = directory.number(278).unwrap_or(height).min(height).max(1);
            (starts, lens, width, rows, false)
        }
    };
    // Parts that lie over each other cost time without end.
    let total: u64 = lens.iter().map(|len| u64::from(*len)).sum();
    if total > 2 * directory.bytes.len() as u64 {
        return Err(ImageError::Unusual);
    }
    let compression = directory.number(259).unwrap_or(1);
    if !matches!(compression, FAX | JPEG) {
        return Ok(());
    }
    let tables = directory
        .entry(347)
        .and_then(|entry| directory.bytes_of(entry));
    let tables = tables.and_then(|tables| tables.strip_suffix(&[0xFF, 0xD9]));
    if tables.map_or(0, <[u8]>::len) * starts.len() > MAX_TABLES_BYTES {
        return Err(ImageError::Unusual);
    }
    let parts_down = height.div_ceil(rows) as usize;
    for (place, (start, len)) in starts.iter().zip(&lens).enumerate() {
        let data = directory.bytes.get(*start as usize..);
        let data = data.and_then(|data| data.get(..*len as usize));
        let data = data.ok_or(ImageError::Damaged)?;
        let above = (place % parts_down) as u32 * rows;
        let rows = if is_tiled {
            rows
        } else {
            rows.min(height - above)
        };
        if compression == FAX {
            let width = u16::try_from(width).map_err(|_| ImageError::Unusual)?;
            if !fax::is_whole(data, width, rows as usize) {
                return Err(ImageError::Damaged);
            }
            continue;
        }
        // Tables that all parts share stand in front of each.
        let size = match tables {
            Some(tables) => jpeg::size(&[tables, data.get(2..).unwrap_or_default()].concat())?,
            None => jpeg::size(data)?,
        };
        if size != (width as usize, rows as usize) {
            return Err(ImageError::Unusual);
        }
    }
    Ok(())
}

/// Most bytes of the tables of JPEG parts, put in front of each.
const MAX_TABLES_BYTES: usize = 64 << 20;

/// What the EXIF of a picture says about its colours.
pub fn colours_of_exif(exif: &[u8]) -> Vec<Colours> {
    match Directory::first(exif) {
        Some((first, _)) => colours(&first, 8),
        None => Vec::new(), // no program heeds one that cannot be read
    }
}

/// The thumbnail of EXIF that is not compressed, in its second directory: Exif 2.32 §4.5.8. One that is a JPEG is found
/// where it starts.
pub fn thumbnail_of_exif(exif: &[u8]) -> Option<Inside<'_>> {
    let (first, next) = Directory::first(exif)?;
    let (directory, _) = first.other(next as usize).filter(|_| next > 0)?;
    let number = |tag| directory.number(tag).map(|number| number as usize);
    if number(259) != Some(1) {
        return None;
    }
    let (width, height) = (number(256)?, number(257)?);
    // Red, green and blue, in one strip.
    let is_plain = number(262) == Some(2) && number(277) == Some(3);
    let is_one_strip = directory.entry(273)?.count == 1;
    let len = width.checked_mul(height)?.checked_mul(3)?;
    let rest = exif.get(number(273)?..)?;
    Some(match rest.get(..len) {
        Some(pixels) if is_plain && is_one_strip => Inside::Plain {
            width,
            height,
            palette: None,
            pixels,
        },
        _ => Inside::Unclear,
    })
}

fn colours(directory: &Directory<'_>, depth: u32) -> Vec<Colours> {
    let mut colours: Vec<Colours> = chromaticities(directory).into_iter().collect();
    for entry in &directory.entries {
        match entry.tag {
            301 => {
                let numbers = directory.numbers(entry).unwrap_or_default();
                colours.push(transfer(&numbers, depth));
            }
            529 if !is_luma_of_bt601(directory, entry) => colours.push(Colours::Unclear),
            _ => {}
        }
    }
    let own = directory.number(34_665);
    let own = own.and_then(|at| directory.other(at as usize));
    let power = own.and_then(|(own, _)| own.entry(42_240).map(|entry| own.fractions(entry)));
    if let Some(power) = power {
        let power = power.and_then(|all| all.first().copied());
        let tone = Tone::Power(power.unwrap_or(f64::NAN) as f32);
        colours.push(Colours::Calibrated {
            chromaticities: None,
            tones: [0; 3].map(|_| tone.clone()),
        });
    }
    colours
}

/// A picture of several in one file.
pub struct MpfEntry {
    kind: u32,
    /// From the start of the list.
    pub offset: u32,
}

impl MpfEntry {
    /// A preview of the first picture, the picture before it was touched up, or data about it: a gain map, or a kind that
    /// is not said (depth maps, gain maps of older programs).
    pub fn is_auxiliary(&self) -> bool {
        matches!(
            self.kind,
            0 | 0x01_0001..=0x01_0005 | 0x03_0000 | 0x04_0000 | 0x05_0000
        )
    }
}

/// The pictures of an MPF list but the first: CIPA DC-007 §5.2.3.
pub fn mpf_entries(mpf: &[u8]) -> Option<Vec<MpfEntry>> {
    let (directory, _) = Directory::first(mpf)?;
    let entries = directory.bytes_of(directory.entry(0xB002)?)?;
    let entry = |entry: &[u8; 16]| {
        let number = |at: usize| Some(directory.order.number(entry.get(at..at + 4)?));
        Some(MpfEntry {
            kind: number(0)? & 0xFF_FFFF,
            offset: number(8)?,
        })
    };
    let entries = entries.as_chunks().0.iter().skip(1);
    entries.map(entry).collect()
}

fn chromaticities(directory: &Directory<'_>) -> Option<Colours> {
    if directory.number(262) == Some(5) {
        return None; // inks have none; ImageMagick writes them all the same
    }
    let fractions = |tag| directory.entry(tag).map(|entry| directory.fractions(entry));
    let (white, primaries) = (fractions(318), fractions(319));
    if white.is_none() && primaries.is_none() {
        return None;
    }
    const SRGB_WHITE: [f64; 2] = [0.3127, 0.3290];
    const SRGB: [f64; 6] = [0.64, 0.33, 0.30, 0.60, 0.15, 0.06];
    let white = white.unwrap_or(Some(SRGB_WHITE.to_vec()));
    let primaries = primaries.unwrap_or(Some(SRGB.to_vec()));
    Some(match (white.as_deref(), primaries.as_deref()) {
        (Some([x, y]), Some([rx, ry, gx, gy, bx, by])) => Colours::Calibrated {
            chromaticities: Some([[*x, *y], [*rx, *ry], [*gx, *gy], [*bx, *by]]),
            tones: [Tone::Srgb, Tone::Srgb, Tone::Srgb],
        },
        _ => Colours::Unclear,
    })
}

/// TIFF 6.0 §20: one table or three of light at each stored value.
fn transfer(numbers: &[u32], depth: u32) -> Colours {
    let len = 1usize << depth.min(16);
    let tables = numbers.chunks_exact(len).map(|table| {
        let values = table.iter().map(|value| u16::try_from(*value).unwrap_or(0));
        Tone::Table(values.collect())
    });
    let tones = match tables.collect::<Vec<_>>().as_slice() {
        [one] if numbers.len() == len => [one, one, one].map(Clone::clone),
        [red, green, blue] if numbers.len() == 3 * len => [red, green, blue].map(Clone::clone),
        _ => return Colours::Unclear,
    };
    Colours::Calibrated {
        chromaticities: None,
        tones,
    }
}

/// The shares of red, green and blue in luma.
fn is_luma_of_bt601(directory: &Directory<'_>, entry: &Entry) -> bool {
    directory.fractions(entry).is_some_and(|shares| {
        let near = |(share, usual): (&f64, u32)| (share - f64::from(usual) / 10_000.0).abs() < 0.01;
        shares.len() == 3 && shares.iter().zip(BT601).all(near)
    })
}

#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

impl Order {
    fn number(self, bytes: &[u8]) -> u32 {
        let add = |sum: u32, byte: &u8| sum << 8 | u32::from(*byte);
        match self {
            Order::Little => bytes.iter().rev().fold(0, add),
            Order::Big => bytes.iter().fold(0, add),
        }
    }
}

struct Entry {
    tag: u16,
    kind: u32,
    count: usize,
    /// Where the value stands.
    at: usize,
}

struct Directory<'a> {
    bytes: &'a [u8],
    order: Order,
    entries: Vec<Entry>,
}

impl<'a> Directory<'a> {
    /// The first directory, and where the next one is.
    fn first(bytes: &'a [u8]) -> Option<(Directory<'a>, u32)> {
        let order = match bytes.get(..4)? {
            b"II\x2A\0" => Order::Little,
            b"MM\0\x2A" => Order::Big,
            _ => return None,
        };
        let empty = Directory {
            bytes,
            order,
            entries: Vec::new(),
        };
        empty.other(order.number(bytes.get(4..8)?) as usize)
    }

    fn other(&self, at: usize) -> Option<(Directory<'a>, u32)> {
        let number = |at: usize, len: usize| Some(self.order.number(self.bytes.get(at..at + len)?));
        let count = number(at, 2)? as usize;
        if count > MAX_ENTRIES {
            return None;
        }
        let entry = |place: usize| {
            let at = at + 2 + 12 * place;
            let (kind, count) = (number(at + 2, 2)?, number(at + 4, 4)? as usize);
            let is_here = count
                .checked_mul(size_of_kind(kind))
                .is_some_and(|len| len <= 4);
            Some(Entry {
                tag: number(at, 2)? as u16,
                kind,
                count,
                at: if is_here {
                    at + 8
                } else {
                    number(at + 8, 4)? as usize
                },
            })
        };
        let directory = Directory {
            bytes: self.bytes,
            order: self.order,
            entries: (0..count).map(entry).collect::<Option<_>>()?,
        };
        Some((directory, number(at + 2 + 12 * count, 4)?))
    }

    fn entry(&self, tag: u16) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.tag == tag)
    }

    fn bytes_of(&self, entry: &Entry) -> Option<&'a [u8]> {
        let len = entry.count.checked_mul(size_of_kind(entry.kind))?;
        self.bytes.get(entry.at..entry.at.checked_add(len)?)
    }

    fn numbers(&self, entry: &Entry) -> Option<Vec<u32>> {
        let values = self.bytes_of(entry)?;
        let number = |value: &[u8]| self.order.number(value);
        match entry.kind {
            1 | 3 | 4 => Some(
                values
                    .chunks_exact(size_of_kind(entry.kind))
                    .map(number)
                    .collect(),
            ),
            // Whole fractions.
            5 => {
                let fraction = |value: &[u8; 8]| {
                    let (over, under) = value.split_at(4);
                    let (over, under) = (number(over), number(under));
                    (under > 0 && over.is_multiple_of(under)).then(|| over / under)
                };
                values.as_chunks().0.iter().map(fraction).collect()
            }
            _ => None,
        }
    }

    fn number(&self, tag: u16) -> Option<u32> {
        self.numbers(self.entry(tag)?)?.first().copied()
    }

    fn fractions(&self, entry: &Entry) -> Option<Vec<f64>> {
        let values = self.bytes_of(entry).filter(|_| entry.kind == 5)?;
        let fraction = |value: &[u8; 8]| {
            let (over, under) = value.split_at(4);
            f64::from(self.order.number(over)) / f64::from(self.order.number(under))
        };
        Some(values.as_chunks().0.iter().map(fraction).collect())
    }
}

/// Bytes of one value: TIFF 6.0 §2.
fn size_of_kind(kind: u32) -> usize {
    match kind {
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 => 8,
        _ => 1,
    }
}
