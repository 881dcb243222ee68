//! The two decoders, each behind one file; what they find; and what both are spared.

pub mod rqrr;
pub mod rxing;
pub mod wallpaper;

use crate::scan::budget::Meter;
use crate::scan::geometry::place::{Bend, Place};
use crate::scan::geometry::quad::Quad;
use crate::scan::picture::binarize::Bitmap;
use crate::scan::picture::grey::Grey;
use crate::scan::picture::threshold::Threshold;
use crate::scan::symbol::{ReadBy, function_patterns};

/// The decoders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decoder {
    /// A port of quirc.
    Rqrr,
    /// A port of ZXing.
    Rxing,
}

impl Decoder {
    /// Every code of a grey picture. `radius` is half the side of the square that a local mean is taken over; codes were
    /// read at the places `known` before.
    pub fn codes(
        self,
        grey: &Grey<'_>,
        threshold: Threshold,
        radius: usize,
        known: &[Quad],
        meter: &Meter<'_>,
    ) -> Found {
        match (self, threshold) {
            (Decoder::Rxing, Threshold::Blocks) => rxing::codes_by_blocks(grey, meter),
            (Decoder::Rxing, Threshold::Histogram) => rxing::codes_by_histogram(grey, meter),
            _ => self.codes_of_bitmap(&threshold.bitmap(grey, radius), known, meter),
        }
    }

    /// Every code of a bitmap.
    pub fn codes_of_bitmap(self, bitmap: &Bitmap, known: &[Quad], meter: &Meter<'_>) -> Found {
        match self {
            Decoder::Rqrr => rqrr::codes(bitmap, known, meter),
            Decoder::Rxing => rxing::codes_of_bitmap(bitmap, meter),
        }
    }
}

/// The place of a symbol of `size` modules that could not be read, where its patterns say that it is one or that it may be.
fn unread_place(
    size: usize,
    is_dark: impl Fn(usize, usize) -> bool,
    corners: Quad,
) -> Option<Place> {
    let clear = function_patterns::are_present(size, &is_dark);
    (clear || function_patterns::are_faint(size, is_dark)).then_some(Place {
        corners,
        bend: Bend::default(),
        size,
        inverted: false, // set by the pass
        clear,
    })
}

/// What one decoder read in one pass, before the readings are compared.
#[derive(Clone)]
pub struct Reading {
    pub payload: Vec<u8>,
    pub corners: Quad,
    /// Modules in a row: 21 to 177.
    pub size: usize,
    pub read_by: ReadBy,
    /// Read light on dark.
    pub inverted: bool,
    pub structured_append: bool,
    pub fnc1: bool,
    pub odd_encodings: bool,
}

impl Reading {
    pub fn place(&self) -> Place {
        Place {
            corners: self.corners,
            bend: Bend::default(),
            size: self.size,
            inverted: self.inverted,
            clear: true,
        }
    }
}

/// What one decoder found in one pass.
#[derive(Default)]
pub struct Found {
    pub readings: Vec<Reading>,
    /// Codes that were located and could not be read.
    pub unread: Vec<Place>,
    pub micro: Vec<Quad>,
    pub gave_up: bool,
}

impl Found {
    pub fn extend(&mut self, other: Found) {
        self.readings.extend(other.readings);
        self.unread.extend(other.unread);
        self.micro.extend(other.micro);
        self.gave_up |= other.gave_up;
    }

    /// Places where something was read, in the pixels of a picture that is smaller by `factor`.
    pub fn places_read(&self, factor: f32) -> Vec<Quad> {
        let mut places: Vec<Quad> = Vec::new();
        for reading in &self.readings {
            if !places.iter().any(|place| place.overlaps(&reading.corners)) {
                places.push(reading.corners);
            }
        }
        let smaller = |place: Quad| place.map(|[x, y]| [x / factor, y / factor]);
        places.into_iter().map(smaller).collect()
    }

    /// Moves everything to the pixels of the frame.
    pub fn map(mut self, to: impl Fn([f32; 2]) -> [f32; 2] + Copy) -> Found {
        for reading in &mut self.readings {
            reading.corners = reading.corners.map(to);
        }
        for place in &mut self.unread {
            place.corners = place.corners.map(to);
        }
        for quad in &mut self.micro {
            *quad = quad.map(to);
        }
        self
    }
}
