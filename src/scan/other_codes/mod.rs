//! Other kinds of code that phones read: Data Matrix, PDF417, Micro PDF417, Aztec, MaxiCode, rectangular Micro QR,
//! bar codes, and round codes.
//!
//! They are only told, never judged: what is found is a place and a kind, and nothing that was in it. Bar codes that
//! hold a product number are on many honest posters and are passed over; those that hold a link or another text are
//! told. Where a decoder is no help to find a code (Aztec codes are read from the middle of a picture only), slow (PDF417),
//! blind for small ones (Data Matrix) or not there, it is its fixed pattern that is looked for.

mod aztec;
mod data_matrix;
mod lines;
mod maxicode;
mod round;
mod rows;

use crate::scan::budget::Meter;
use crate::scan::decode::{rxing, wallpaper};
use crate::scan::geometry::quad::Quad;
use crate::scan::picture::binarize::{self, ORDINARY};
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
    /// Micro PDF417.
    MicroPdf417,
    /// Aztec.
    Aztec,
    /// MaxiCode.
    MaxiCode,
    /// A bar code that holds more than a product number (Code 128, Code 39, Code 93, Codabar), or is of a kind that may
    /// (Telepen, GS1 DataBar Expanded).
    BarCode,
    /// A round code, as the mini programs of WeChat have it (小程序码).
    Round,
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

/// One look at the picture: at which scale, as it is or inverted, and sharpened or not.
#[derive(Clone, Copy)]
pub struct Look {
    scale: Scale,
    inverted: bool,
    sharpened: bool,
}

/// The looks that a picture is worth: bars and modules of few pixels are seen at the full scale, broad and uneven ones at
/// the half; the smallest pictures are enlarged. Blur takes from narrow bars what their neighbours have: sharpening gives it
/// back.
pub fn looks(base: &Grey<'_>) -> Vec<Look> {
    let scales = [Scale::Full, Scale::Half, Scale::Double];
    let scales = scales.into_iter().filter(|scale| scale.pays(base));
    let ways = scales
        .map(|scale| (scale, false))
        .chain([(Scale::Full, true)]);
    let looks = ways.flat_map(|(scale, sharpened)| {
        [false, true].map(|inverted| Look {
            scale,
            inverted,
            sharpened,
        })
    });
    looks.collect()
}

impl Look {
    pub fn of<'a>(self, base: &Grey<'a>) -> Grey<'a> {
        let mut scaled = self.scale.of(base);
        if self.sharpened {
            scaled = scaled.sharpened(0, SHARPENED_WITHIN);
        }
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

/// Radius in pixels of the neighbourhood against which a picture is sharpened: that of bars of two pixels.
const SHARPENED_WITHIN: usize = 2;

/// Codes of other kinds in a picture as one look sees it; `None` where it is papered with finder patterns. The passes have
/// given up on such a picture before: it is not worth the time, which is spent on pairs of them and on bars of nothing.
pub fn find(look: Look, grey: &Grey<'_>, meter: &Meter<'_>) -> Option<Vec<OtherCode>> {
    let bitmap = binarize::local_mean(grey, ORDINARY, binarize::radius_for(grey));
    let is_dark = |x: usize, y: usize| bitmap.dark[y * bitmap.width + x];
    if wallpaper::find(bitmap.width, bitmap.height, is_dark).are_too_many() {
        return None;
    }
    meter.charge(bitmap.dark.len() as u64 * 4);
    let of_kind = |kind, corners: Vec<Quad>| {
        let codes = corners.into_iter();
        codes.map(move |corners| OtherCode { kind, corners })
    };
    let mut codes = Vec::new();
    codes.extend(of_kind(
        OtherKind::DataMatrix,
        data_matrix::find(grey, &bitmap, meter),
    ));
    if !look.sharpened {
        codes.extend(of_kind(OtherKind::Round, round::find(grey, &bitmap, meter)));
        codes.extend(of_kind(
            OtherKind::DataMatrix,
            rxing::data_matrix_codes(&bitmap, meter),
        ));
        codes.extend(of_kind(
            OtherKind::RectangularMicroQr,
            rxing::rectangular_micro_codes(&bitmap, meter),
        ));
    }
    let lines = InLines::of(grey, &bitmap, meter);
    codes.extend(of_kind(OtherKind::Pdf417, lines.pdf417_codes()));
    codes.extend(of_kind(OtherKind::BarCode, lines.bar_codes()));
    codes.extend(of_kind(OtherKind::BarCode, lines.other_bar_codes()));
    codes.extend(of_kind(OtherKind::MicroPdf417, lines.micro_pdf417_codes()));
    codes.extend(of_kind(OtherKind::Aztec, aztec::find(grey, &bitmap, meter)));
    let mut maxicodes = Vec::new();
    rows::each(&bitmap, meter, |row| {
        maxicode::find(&bitmap, row, &mut maxicodes);
    });
    codes.extend(of_kind(OtherKind::MaxiCode, maxicodes));
    Some(codes)
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
