//! Other kinds of code that phones read: Data Matrix, PDF417, Aztec, rectangular Micro QR, and bar codes.
//!
//! They are only told, never judged: what is found is a place and a kind, and nothing that was in it. Bar codes that
//! hold a product number are on many honest posters and are passed over; those that hold a link or another text are
//! told. Where a decoder is no help to find a code (Aztec codes are read from the middle of a picture only) or slow
//! (PDF417), it is its fixed pattern that is looked for, in lines across the picture in four directions.

mod lines;

use std::f32::consts::FRAC_PI_2;

use crate::scan::budget::Meter;
use crate::scan::decode::rxing;
use crate::scan::geometry::quad::Quad;
use crate::scan::picture::binarize::{self, Bitmap, ORDINARY};
use crate::scan::picture::grey::Grey;
use crate::scan::picture::scale::Scale;
use lines::InLines;

/// A kind of code besides QR and Micro QR.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OtherKind {
    /// Rectangular Micro QR code.
    RectangularMicroQr,
    /// Data Matrix.
    DataMatrix,
    /// PDF417.
    Pdf417,
    /// Aztec.
    Aztec,
    /// A bar code (Code 128, Code 39, Code 93) that holds more than a product number.
    BarCode,
}

/// A code of another kind. What it says is not kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OtherCode {
    /// Its kind.
    pub kind: OtherKind,
    /// Where it is.
    pub corners: Quad,
}

impl OtherCode {
    pub(in crate::scan) fn map(self, to: impl Fn([f32; 2]) -> [f32; 2]) -> OtherCode {
        OtherCode {
            corners: self.corners.map(to),
            ..self
        }
    }
}

/// One look at the picture: at which scale, and as it is or inverted.
#[derive(Clone, Copy)]
pub struct Look {
    scale: Scale,
    inverted: bool,
}

/// The looks that a picture is worth: bars and modules of few pixels are seen at the full scale, broad and uneven ones at
/// the half; the smallest pictures are enlarged.
pub fn looks(base: &Grey<'_>) -> Vec<Look> {
    let scales = [Scale::Full, Scale::Half, Scale::Double];
    let scales = scales.into_iter().filter(|scale| scale.pays(base));
    let looks = scales.flat_map(|scale| [false, true].map(|inverted| Look { scale, inverted }));
    looks.collect()
}

impl Look {
    pub fn of<'a>(self, base: &Grey<'a>) -> Grey<'a> {
        let scaled = self.scale.of(base);
        if self.inverted {
            scaled.inverted()
        } else {
            scaled
        }
    }

    /// Pixels of the picture in one that is looked at, in a row.
    pub fn factor(self) -> f32 {
        self.scale.factor()
    }
}

/// Modules from the middle of an Aztec code to its edge and one of margin, for all that hold less than about 500 letters.
const AZTEC_REACH: f32 = 38.0;
/// Pixels from its middle to its edge, at most.
const MAX_AZTEC_REACH: usize = 400;
/// Angles at which an Aztec code is tried, within a quarter of a turn.
const AZTEC_TURNS: usize = 6;

/// Codes of other kinds in a picture as one look sees it.
pub fn find(grey: &Grey<'_>, meter: &Meter<'_>) -> Vec<OtherCode> {
    let bitmap = binarize::local_mean(grey, ORDINARY, binarize::radius_for(grey));
    meter.charge(bitmap.dark.len() as u64 * 4);
    let of_kind = |kind, corners: Vec<Quad>| {
        let codes = corners.into_iter();
        codes.map(move |corners| OtherCode { kind, corners })
    };
    let mut codes = Vec::new();
    codes.extend(of_kind(
        OtherKind::DataMatrix,
        rxing::data_matrix_codes(&bitmap, meter),
    ));
    codes.extend(of_kind(
        OtherKind::RectangularMicroQr,
        rxing::rectangular_micro_codes(&bitmap, meter),
    ));
    let lines = InLines::of(&bitmap, meter);
    codes.extend(of_kind(OtherKind::Pdf417, lines.pdf417_codes()));
    codes.extend(of_kind(OtherKind::BarCode, lines.bar_codes()));
    for eye in &lines.bulls_eyes {
        let reach = ((eye.module * AZTEC_REACH) as usize).min(MAX_AZTEC_REACH);
        // The reader wants it more or less upright.
        let code = (0..AZTEC_TURNS).find_map(|turn| {
            let angle = FRAC_PI_2 * turn as f32 / AZTEC_TURNS as f32;
            let cut = turned_around(&bitmap, eye.middle, reach, angle);
            rxing::is_aztec_code(&cut, meter).then(|| square_around(eye.middle, eye.module))
        });
        codes.extend(of_kind(OtherKind::Aztec, code.into_iter().collect()));
    }
    codes
}

/// Codes that several looks have found, each once.
pub fn distinct(codes: Vec<OtherCode>) -> Vec<OtherCode> {
    let mut kept: Vec<OtherCode> = Vec::new();
    for code in codes {
        let is_known =
            |known: &OtherCode| known.kind == code.kind && known.corners.overlaps(&code.corners);
        if !kept.iter().any(is_known) {
            kept.push(code);
        }
    }
    kept
}

/// The pixels around a point not farther than `reach` to each side, turned; beyond the picture they are light.
fn turned_around(bitmap: &Bitmap, middle: [usize; 2], reach: usize, angle: f32) -> Bitmap {
    let side = 2 * reach + 1;
    let (sin, cos) = angle.sin_cos();
    let [x, y] = middle.map(|i| i as f32);
    let dark = (0..side * side).map(|at| {
        let [u, v] = [at % side, at / side].map(|i| i as f32 - reach as f32);
        let (x, y) = (x + u * cos - v * sin, y + u * sin + v * cos);
        let is_inside = x >= 0.0 && y >= 0.0 && (x as usize) < bitmap.width;
        let index = y as usize * bitmap.width + x as usize;
        is_inside && bitmap.dark.get(index).copied().unwrap_or_default()
    });
    Bitmap {
        width: side,
        height: side,
        dark: dark.collect(),
    }
}

/// The place of the smallest Aztec code around its middle: 15 modules.
fn square_around(middle: [usize; 2], module: f32) -> Quad {
    let [x, y] = middle.map(|i| i as f32);
    let half = 7.5 * module;
    Quad([[-half, -half], [half, -half], [half, half], [-half, half]]).map(|[u, v]| [x + u, y + v])
}
