//! What a scan finds: symbols with their place and their bytes.

pub mod bit_stream;
pub mod codewords;
pub mod function_patterns;

use crate::scan::geometry::perspective::Perspective;

/// A place in the picture: top-left, top-right, bottom-right, bottom-left of the symbol, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quad(pub [[f32; 2]; 4]);

impl Quad {
    pub(crate) fn map(self, to: impl Fn([f32; 2]) -> [f32; 2]) -> Quad {
        Quad(self.0.map(to))
    }

    pub(crate) fn centre(&self) -> [f32; 2] {
        [0, 1].map(|axis| self.0.iter().map(|corner| corner[axis]).sum::<f32>() / 4.0)
    }

    /// Twice the area, by the shoelace formula; without sign, so that mirrored symbols count alike.
    pub(in crate::scan) fn area(&self) -> f32 {
        let [a, b, c, d] = self.0;
        let cross = |p: [f32; 2], q: [f32; 2]| p[0] * q[1] - p[1] * q[0];
        (cross(a, b) + cross(b, c) + cross(c, d) + cross(d, a)).abs() / 2.0
    }

    /// True for a point inside, for either direction of the corners.
    pub(crate) fn contains(&self, [x, y]: [f32; 2]) -> bool {
        let mut sides = (0..4).map(|i| {
            let ([ax, ay], [bx, by]) = (self.0[i], self.0[(i + 1) % 4]);
            (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        });
        let first = sides.next().unwrap_or_default();
        sides.all(|side| (side >= 0.0) == (first >= 0.0))
    }

    /// True where the centre of one lies in the other.
    pub fn overlaps(&self, other: &Quad) -> bool {
        self.contains(other.centre()) || other.contains(self.centre())
    }
}

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

/// How a symbol lies on something round, in modules: by how much its modules are drawn together towards the sides and
/// towards the upper and the lower edge, and by how much the middle of its rows and of its columns is pushed aside.
#[derive(Clone, Copy, Default)]
pub struct Bend(pub(in crate::scan) [f32; 4]);

impl Bend {
    /// By how much a place of a symbol of `size` modules is moved.
    #[inline]
    pub fn at(&self, u: f32, v: f32, size: f32) -> [f32; 2] {
        if self.0 == [0.0; 4] {
            return [0.0; 2];
        }
        let [across, down, row, column] = self.0;
        let (u, v) = ((u / size).clamp(0.0, 1.0), (v / size).clamp(0.0, 1.0));
        let arch = |i: f32| 4.0 * i * (1.0 - i);
        let wave = |i: f32| arch(i) * (2.0 * i - 1.0);
        [
            across * wave(u) + column * arch(v),
            down * wave(v) + row * arch(u),
        ]
    }
}

/// Where a code seems to be.
#[derive(Clone, Copy)]
pub struct Place {
    pub corners: Quad,
    pub bend: Bend,
    /// Modules in a row.
    pub size: usize,
    /// Seen light on dark.
    pub inverted: bool,
    /// Its function patterns are beyond doubt; others are only worth a closer look.
    pub clear: bool,
}

impl Place {
    /// Parameters 0 to 7 are the corners, from 8 on those of the bend.
    pub fn changed(mut self, parameter: usize, by: f32) -> Place {
        match parameter.checked_sub(8) {
            None => self.corners.0[parameter / 2][parameter % 2] += by,
            // The middle moves by as much.
            Some(bend) => self.bend.0[bend] += by / self.module(),
        }
        self
    }

    /// The middles of its finder patterns.
    pub fn finders(&self) -> [[f32; 2]; 3] {
        let map = Perspective::onto(&self.corners, self.size as f32);
        let (near, far) = (3.5, self.size as f32 - 3.5);
        [[near, near], [far, near], [near, far]].map(|[u, v]| map.point(u, v))
    }

    /// Pixels of a module, along its sides.
    pub fn module(&self) -> f32 {
        self.corners.area().sqrt() / self.size as f32
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
