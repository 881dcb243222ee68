//! The second decoder: [rxing](https://docs.rs/rxing), a port of ZXing and zxing-cpp. The only file that names it.
//!
//! Its readers hide too much: the single reader returns one code of several, sometimes the official one, and the one
//! for all does not tell of codes that it located and could not read. So this is the loop of its all-codes reader
//! (`qrcode::cpp_port::QrReader`) from its public parts, with the budget charged at every step.

use rxing::common::cpp_essentials::ConcentricPattern;
use rxing::common::{BitMatrix, DetectorRXingResult, GlobalHistogramBinarizer, HybridBinarizer};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{
    FindFinderPatterns, GenerateFinderPatternSets, SampleMQR, SampleQR,
};
use rxing::{Binarizer, Luma8Source};

use super::binarize::Bitmap;
use super::budget::Meter;
use super::finders;
use super::frame::Grey;
use super::function_patterns;
use super::symbol::{Bend, Found, Place, Quad, ReadBy, Reading};

/// Charges of one attempt to sample and decode a symbol, besides those for its modules; about 20 µs.
const CHARGES_PER_ATTEMPT: u64 = 10_000;

/// How rxing tells dark from light itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Threshold {
    /// Block by block, as ZXing does.
    Hybrid,
    /// One for the whole picture.
    Histogram,
}

/// Every code of a grey picture.
pub(super) fn codes(grey: &Grey<'_>, threshold: Threshold, meter: &Meter<'_>) -> Found {
    let source = Luma8Source::new_with_slice(&grey.bytes, grey.width as u32, grey.height as u32);
    let Ok(source) = source else {
        return Found::default();
    };
    meter.charge(grey.bytes.len() as u64);
    // Without two tones there is nothing to see.
    match threshold {
        Threshold::Hybrid => {
            let binarizer = HybridBinarizer::new(source);
            binarizer
                .get_black_matrix()
                .map(|matrix| codes_of_matrix(matrix, meter))
                .unwrap_or_default()
        }
        Threshold::Histogram => {
            let binarizer = GlobalHistogramBinarizer::new(source);
            binarizer
                .get_black_matrix()
                .map(|matrix| codes_of_matrix(matrix, meter))
                .unwrap_or_default()
        }
    }
}

/// Every code of a bitmap.
pub(super) fn codes_of_bitmap(bitmap: &Bitmap, meter: &Meter<'_>) -> Found {
    let Ok(mut matrix) = BitMatrix::new(bitmap.width as u32, bitmap.height as u32) else {
        return Found::default();
    };
    meter.charge(bitmap.dark.len() as u64);
    for (y, row) in bitmap.dark.chunks_exact(bitmap.width).enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
            matrix.set(x as u32, y as u32);
        }
    }
    codes_of_matrix(&matrix, meter)
}

fn codes_of_matrix(matrix: &BitMatrix, meter: &Meter<'_>) -> Found {
    let mut found = Found::default();
    if matrix.width() < 11 || matrix.height() < 11 {
        return found; // no room for the smallest symbol, a Micro QR code
    }
    meter.charge(u64::from(matrix.width()) * u64::from(matrix.height()));
    let is_dark = |x: usize, y: usize| matrix.get(x as u32, y as u32);
    if finders::find(matrix.width() as usize, matrix.height() as usize, is_dark).are_too_many() {
        found.gave_up = true;
        return found;
    }
    let mut finders = FindFinderPatterns(matrix, true, 0);
    let mut used: Vec<ConcentricPattern> = Vec::new();
    let mut located: Vec<([ConcentricPattern; 3], Place)> = Vec::new();
    for set in GenerateFinderPatternSets(&mut finders) {
        let corners = [set.bl, set.tl, set.tr];
        // Two codes may be laid out so that they share one finder pattern.
        let shared = corners
            .iter()
            .filter(|corner| used.contains(corner))
            .count();
        if shared >= 2 {
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
        if !meter.spend((size * size) as u64 * 10) {
            found.gave_up = true;
            break;
        }
        let Some(quad) = quad(detected.getPoints()) else {
            continue;
        };
        match reading(modules, quad) {
            Some(reading) => {
                used.extend(corners);
                found.readings.push(reading);
            }
            None => {
                let is_dark = |x: usize, y: usize| modules.get(x as u32, y as u32);
                let clear = function_patterns::are_present(size, is_dark);
                if clear || function_patterns::are_faint(size, is_dark) {
                    let place = Place {
                        corners: quad,
                        bend: Bend::default(),
                        size,
                        inverted: false, // set by the pass
                        clear,
                    };
                    located.push((corners, place));
                }
            }
        }
    }
    found.unread = located
        .into_iter()
        .filter(|(corners, _)| {
            corners
                .iter()
                .filter(|corner| used.contains(corner))
                .count()
                < 2
        })
        .map(|(_, place)| place)
        .collect();
    if !found.gave_up {
        found.micro = micro_codes(matrix, &finders, &used, meter);
    }
    found
}

/// The reading of a symbol of `size` modules at `corners`; `None` where they make no code. It counts as read by no decoder:
/// none has seen the pixels.
pub(super) fn code_of_modules(modules: &[bool], size: usize, corners: Quad) -> Option<Reading> {
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
