//! The second decoder: [rxing](https://docs.rs/rxing), a port of ZXing and zxing-cpp. The only file that names it.
//!
//! Its readers hide too much: the single reader returns one code of several, sometimes the official one, and the one
//! for all does not tell of codes that it located and could not read. So this is the loop of its all-codes reader
//! (`qrcode::cpp_port::QrReader`) from its public parts, with the budget charged at every step.

use rxing::common::cpp_essentials::ConcentricPattern;
use rxing::common::{
    BitArray, BitMatrix, DetectorRXingResult, GlobalHistogramBinarizer, HybridBinarizer,
};
use rxing::datamatrix::decoder as data_matrix;
use rxing::datamatrix::detector::zxing_cpp_detector;
use rxing::oned::{CodaBarReader, Code39Reader, Code93Reader, Code128Reader, OneDReader};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{
    FindFinderPatterns, GenerateFinderPatternSets, SampleMQR, SampleQR, SampleRMQR,
};
use rxing::{Binarizer, DecodeHints, Luma8Source};

use crate::scan::budget::Meter;
use crate::scan::decode::{Found, Reading, unread_place, wallpaper};
use crate::scan::geometry::place::Place;
use crate::scan::geometry::quad::Quad;
use crate::scan::picture::binarize::Bitmap;
use crate::scan::picture::grey::Grey;
use crate::scan::symbol::{ReadBy, function_patterns};

/// Charges of one attempt to sample and decode a symbol, besides those for its modules; about 20 µs.
const CHARGES_PER_ATTEMPT: u64 = 10_000;
/// Charges of it for each module of the symbol.
const CHARGES_PER_MODULE: u64 = 10;
/// Charges of looking whether a finder pattern begins a rectangular Micro QR code; about 2 µs.
const CHARGES_PER_FINDER: u64 = 1_000;
/// Charges of looking for Data Matrix codes for each pixel.
const CHARGES_OF_DATA_MATRIX: u64 = 12;

/// Every code of a grey picture, dark and light told apart block by block, as ZXing does.
pub fn codes_by_blocks(grey: &Grey<'_>, meter: &Meter<'_>) -> Found {
    codes_of_source(grey, HybridBinarizer::new, meter)
}

/// Every code of a grey picture, with one threshold for the whole of it.
pub fn codes_by_histogram(grey: &Grey<'_>, meter: &Meter<'_>) -> Found {
    codes_of_source(grey, GlobalHistogramBinarizer::new, meter)
}

fn codes_of_source<'a, B: Binarizer>(
    grey: &'a Grey<'_>,
    binarizer: impl FnOnce(Luma8Source<'a>) -> B,
    meter: &Meter<'_>,
) -> Found {
    let source = Luma8Source::new_with_slice(&grey.bytes, grey.width as u32, grey.height as u32);
    let Ok(source) = source else {
        return Found::default();
    };
    meter.charge(grey.bytes.len() as u64);
    let binarizer = binarizer(source);
    // Without two tones there is nothing to see.
    let matrix = binarizer.get_black_matrix();
    matrix
        .map(|matrix| codes_of_matrix(matrix, meter))
        .unwrap_or_default()
}

/// Every code of a bitmap.
pub fn codes_of_bitmap(bitmap: &Bitmap, meter: &Meter<'_>) -> Found {
    matrix_of(bitmap, meter)
        .map(|matrix| codes_of_matrix(&matrix, meter))
        .unwrap_or_default()
}

fn matrix_of(bitmap: &Bitmap, meter: &Meter<'_>) -> Option<BitMatrix> {
    let mut matrix = BitMatrix::new(bitmap.width as u32, bitmap.height as u32).ok()?;
    meter.charge(bitmap.dark.len() as u64);
    for (y, row) in bitmap.dark.chunks_exact(bitmap.width).enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
            matrix.set(x as u32, y as u32);
        }
    }
    Some(matrix)
}

fn codes_of_matrix(matrix: &BitMatrix, meter: &Meter<'_>) -> Found {
    let mut found = Found::default();
    if matrix.width() < 11 || matrix.height() < 11 {
        return found; // no room for the smallest symbol, a Micro QR code
    }
    meter.charge(u64::from(matrix.width()) * u64::from(matrix.height()));
    let is_dark = |x: usize, y: usize| matrix.get(x as u32, y as u32);
    if wallpaper::find(matrix.width() as usize, matrix.height() as usize, is_dark).are_too_many() {
        found.gave_up = true;
        return found;
    }
    let mut finders = FindFinderPatterns(matrix, true, 0);
    let mut used: Vec<ConcentricPattern> = Vec::new();
    let mut located: Vec<([ConcentricPattern; 3], Place)> = Vec::new();
    // Two codes may be laid out so that they share one finder pattern.
    let are_used = |corners: &[ConcentricPattern; 3], used: &[ConcentricPattern]| {
        let shared = corners.iter().filter(|corner| used.contains(corner));
        shared.count() >= 2
    };
    for set in GenerateFinderPatternSets(&mut finders) {
        let corners = [set.bl, set.tl, set.tr];
        if are_used(&corners, &used) {
            continue;
        }
        if !meter.spend(CHARGES_PER_ATTEMPT) {
            found.gave_up = true; // sheets: what was read is told all the same
            break;
        }
        let Ok(detected) = SampleQR(matrix, &set) else {
            continue;
        };
        let modules = detected.getBits();
        let size = modules.width() as usize;
        if !meter.spend((size * size) as u64 * CHARGES_PER_MODULE) {
            found.gave_up = true;
            break;
        }
        let Some(quad) = quad(detected.getPoints()) else {
            continue;
        };
        if let Some(reading) = reading(modules, quad) {
            used.extend(corners);
            found.readings.push(reading);
        } else {
            let is_dark = |x: usize, y: usize| modules.get(x as u32, y as u32);
            let place = unread_place(size, is_dark, quad);
            located.extend(place.map(|place| (corners, place)));
        }
    }
    let located = located.into_iter();
    let unread = located.filter(|(corners, _)| !are_used(corners, &used));
    found.unread = unread.map(|(_, place)| place).collect();
    if !found.gave_up {
        found.micro = micro_codes(matrix, &finders, &used, meter);
    }
    found
}

/// The reading of a symbol of `size` modules at `corners`; `None` where they make no code. It counts as read by no decoder:
/// none has seen the pixels.
pub fn code_of_modules(modules: &[bool], size: usize, corners: Quad) -> Option<Reading> {
    let mut matrix = BitMatrix::new(size as u32, size as u32).ok()?;
    for at in (0..modules.len()).filter(|at| modules[*at]) {
        matrix.set((at % size) as u32, (at / size) as u32);
    }
    reading(&matrix, corners).map(|reading| Reading {
        read_by: ReadBy::default(),
        ..reading
    })
}

fn reading(modules: &BitMatrix, corners: Quad) -> Option<Reading> {
    let decoded = Decode(modules).ok().filter(|decoded| decoded.isValid())?;
    let content = decoded.content();
    let payload = content.bytes().to_vec();
    let append = decoded.structuredAppend();
    Some(Reading {
        odd_encodings: content.has_eci
            && std::str::from_utf8(&payload).ok() != Some(decoded.text().as_str()),
        payload,
        corners,
        size: modules.width() as usize,
        read_by: ReadBy {
            rqrr: false,
            rxing: true,
        },
        inverted: false, // set by the pass
        structured_append: append.index >= 0 || append.count >= 0,
        fnc1: matches!(content.symbology.modifier, b'3'..=b'6'),
    })
}

/// Places of Micro QR codes: a finder pattern that belongs to no other code and whose neighbourhood decodes or has the
/// other patterns (rxing cannot decode every M3).
fn micro_codes(
    matrix: &BitMatrix,
    finders: &[ConcentricPattern],
    used: &[ConcentricPattern],
    meter: &Meter<'_>,
) -> Vec<Quad> {
    finders
        .iter()
        .filter(|finder| !used.contains(finder))
        .filter_map(|finder| {
            meter.charge(CHARGES_PER_ATTEMPT);
            let detected = SampleMQR(matrix, *finder).ok()?;
            let modules = detected.getBits();
            let has_content = Decode(modules)
                .is_ok_and(|decoded| decoded.isValid() && !decoded.content().bytes().is_empty());
            let is_dark = |x: usize, y: usize| modules.get(x as u32, y as u32);
            let is_micro =
                has_content || function_patterns::are_micro(modules.width() as usize, is_dark);
            is_micro.then(|| quad(detected.getPoints())).flatten()
        })
        .collect()
}

/// Places of Data Matrix codes, read along lines from all four sides.
pub fn data_matrix_codes(bitmap: &Bitmap, meter: &Meter<'_>) -> Vec<Quad> {
    let Some(matrix) = matrix_of(bitmap, meter) else {
        return Vec::new();
    };
    meter.charge(bitmap.dark.len() as u64 * CHARGES_OF_DATA_MATRIX);
    let symbols = zxing_cpp_detector::detect(&matrix, true, true).unwrap_or_default();
    let decoder = data_matrix::Decoder::new();
    let decoded = symbols
        .iter()
        .filter(|symbol| decoder.decode(symbol.getBits()).is_ok());
    decoded
        .filter_map(|symbol| quad_around(symbol.getPoints()))
        .collect()
}

/// Places of rectangular Micro QR codes.
pub fn rectangular_micro_codes(bitmap: &Bitmap, meter: &Meter<'_>) -> Vec<Quad> {
    let Some(matrix) = matrix_of(bitmap, meter) else {
        return Vec::new();
    };
    meter.charge(bitmap.dark.len() as u64);
    let finders = FindFinderPatterns(&matrix, true, 0);
    let found = finders.iter().filter_map(|finder| {
        meter.charge(CHARGES_PER_FINDER);
        let detected = SampleRMQR(&matrix, *finder).ok()?;
        meter.charge(CHARGES_PER_ATTEMPT);
        let decoded = Decode(detected.getBits()).ok()?;
        let is_read = decoded.isValid() && !decoded.content().bytes().is_empty();
        is_read.then(|| quad(detected.getPoints())).flatten()
    });
    found.collect()
}

/// What a bar code with these bars and gaps says, from left to right or from right to left; in Code 39 it may say two
/// things. Empty where it is none.
pub fn bar_code_texts(bars: &[u32]) -> Vec<String> {
    /// Bits in the mean bar: it is two modules wide, more or less.
    const MEAN: f32 = 8.0;
    /// Longest bars in the quiet zone that readers ask for: more than any character takes.
    const QUIET: usize = 8;
    let scale = MEAN * bars.len() as f32 / bars.iter().sum::<u32>().max(1) as f32;
    let bars: Vec<usize> = bars
        .iter()
        .map(|bar| ((*bar as f32 * scale).round() as usize).max(1))
        .collect();
    let longest = bars.iter().copied().max().unwrap_or_default();
    let mut row = BitArray::new();
    let append = |row: &mut BitArray, dark: bool, len: usize| {
        for _ in 0..len {
            row.appendBit(dark);
        }
    };
    append(&mut row, false, QUIET * longest);
    for (at, bar) in bars.iter().enumerate() {
        append(&mut row, at % 2 == 0, *bar);
    }
    append(&mut row, false, QUIET * longest);
    for _ in 0..2 {
        let texts = texts_of_row(&row);
        if !texts.is_empty() {
            return texts;
        }
        row.reverse();
    }
    Vec::new()
}

fn texts_of_row(row: &BitArray) -> Vec<String> {
    let hints = DecodeHints::default();
    let text = |read: rxing::common::Result<rxing::RXingResult>| {
        read.ok().map(|read| read.getText().to_owned())
    };
    if let Some(text) = text(Code128Reader.decode_row(0, row, &hints)) {
        return vec![text];
    }
    if let Some(text) = text(Code93Reader::new().decode_row(0, row, &hints)) {
        return vec![text];
    }
    // Pairs of characters may stand for others, small letters and signs: readers differ in whether they do.
    let readers = [false, true].map(|extended| Code39Reader::with_all_config(false, extended));
    let texts = readers.into_iter();
    let mut texts: Vec<String> = texts
        .filter_map(|mut reader| text(reader.decode_row(0, row, &hints)))
        .collect();
    if texts.is_empty() {
        // It checks least of all.
        texts.extend(text(CodaBarReader::default().decode_row(0, row, &hints)));
    }
    texts
}

/// The upright rectangle around points.
fn quad_around(points: &[rxing::Point]) -> Option<Quad> {
    let ends = |of: fn(&rxing::Point) -> f32| {
        let all = points.iter().map(of).filter(|i| i.is_finite());
        all.fold(None, |ends: Option<(f32, f32)>, i| {
            let (low, high) = ends.unwrap_or((i, i));
            Some((low.min(i), high.max(i)))
        })
    };
    let ((left, right), (top, bottom)) = (ends(|point| point.x)?, ends(|point| point.y)?);
    Some(Quad([
        [left, top],
        [right, top],
        [right, bottom],
        [left, bottom],
    ]))
}

/// rxing gives top-left, top-right, bottom-left, bottom-right, each half a pixel too far to the right and below.
fn quad(points: &[rxing::Point]) -> Option<Quad> {
    let &[top_left, top_right, bottom_left, bottom_right] = points else {
        return None;
    };
    let corners = [top_left, top_right, bottom_right, bottom_left]
        .map(|point| [point.x - 0.5, point.y - 0.5]);
    corners
        .iter()
        .flatten()
        .all(|v| v.is_finite())
        .then_some(Quad(corners))
}
