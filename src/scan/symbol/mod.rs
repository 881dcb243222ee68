//! What a symbol is: to whoever asks for a scan, and to the standard, ISO/IEC 18004:2015.

pub mod bit_stream;
pub mod codewords;
pub mod function_patterns;
pub mod modules;

use crate::scan::geometry::quad::Quad;

/// How a symbol came to be ambiguous.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ambiguity {
    /// Two different payloads were read from one place.
    TwoPayloads,
    /// A code stands inside another code.
    NestedCode,
    /// The modules have two tones each: one near the centre, another at the rim.
    SplitModules,
    /// On a white and on a black background the picture reads differently.
    Transparency,
    /// In another weighing of the colours the picture reads differently.
    Colour,
    /// Error correction reads it only just: a little less light or sharpness, and it may be another code.
    WornOut,
    /// Where its colour profile is applied the picture may read differently.
    Profile,
}

/// Which decoders have read a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReadBy {
    /// rqrr.
    pub rqrr: bool,
    /// rxing.
    pub rxing: bool,
}

impl ReadBy {
    /// True where both have.
    pub fn both(self) -> bool {
        self.rqrr && self.rxing
    }

    /// Their names.
    pub fn names(self) -> Vec<&'static str> {
        let names = [("rqrr", self.rqrr), ("rxing", self.rxing)];
        names
            .into_iter()
            .filter_map(|(name, has_read)| has_read.then_some(name))
            .collect()
    }

    pub(in crate::scan) fn add(&mut self, other: ReadBy) {
        self.rqrr |= other.rqrr;
        self.rxing |= other.rxing;
    }
}

/// A symbol that was read.
#[derive(Clone, PartialEq)]
pub struct Symbol {
    /// Its bytes.
    pub payload: Vec<u8>,
    /// Where it is.
    pub corners: Quad,
    /// Which decoders read these bytes at this place.
    pub read_by: ReadBy,
    /// Why a phone may read something else here.
    pub ambiguity: Option<Ambiguity>,
    /// It is a part of a message spread over several symbols.
    pub structured_append: bool,
    /// It is a GS1 or AIM symbol.
    pub fnc1: bool,
    /// It declares encodings under which its bytes are another text, or may be to some reader.
    pub odd_encodings: bool,
}

/// Never prints the payload: it may be personal.
impl std::fmt::Debug for Symbol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Symbol")
            .field("bytes", &self.payload.len())
            .field("corners", &self.corners)
            .field("read_by", &self.read_by)
            .field("ambiguity", &self.ambiguity)
            .finish_non_exhaustive()
    }
}
