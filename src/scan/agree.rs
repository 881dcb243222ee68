//! Compares what was read: one place, one payload, one symbol. Everything else is doubt.

use crate::scan::Scan;
use crate::scan::decode::{Found, Reading};
use crate::scan::geometry::place::Place;
use crate::scan::geometry::quad::Quad;
use crate::scan::locate::Measured;
use crate::scan::other_codes::{OtherCode, OtherKind};
use crate::scan::picture::frame::{Frame, Rendition};
use crate::scan::symbol::{Ambiguity, Symbol};

/// Two readings of one symbol differ less than this in area; a code inside another differs more.
const SAME_AREA: f32 = 0.5;
/// The place of a symbol and one that was made of its finder patterns alone differ less than this, as a factor.
const LIKE_AREA: f32 = 1.6;
/// Middles of finder patterns nearer than so many modules are of one.
const FINDER_SLACK: f32 = 2.0;

/// Symbols while they are still compared.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) symbols: Vec<DraftSymbol>,
    pub(super) unread: Vec<Quad>,
    pub(super) micro: Vec<Quad>,
    pub(super) others: Vec<OtherCode>,
    pub(super) gave_up: bool,
}

/// A symbol with the reading that found it first.
pub(super) struct DraftSymbol {
    pub(super) symbol: Symbol,
    first: Reading,
}

/// Puts the readings of one picture together, and tells the finder patterns of it that belong to none of them. `whole`
/// are those that are whole.
pub(super) fn draft(found: Found, whole: &[Measured]) -> Draft {
    let stray = stray(whole, &found);
    let mut draft = Draft {
        micro: distinct(found.micro),
        gave_up: found.gave_up,
        ..Draft::default()
    };
    for reading in found.readings {
        let known = draft
            .symbols
            .iter_mut()
            .find(|known| known.is_same(&reading));
        match known {
            Some(known) => known.confirm(&reading),
            None => draft.symbols.push(DraftSymbol::new(reading)),
        }
    }
    draft.symbols = compare_places(draft.symbols);
    draft.unread = distinct(
        found
            .unread
            .iter()
            .filter(|place| {
                place.clear
                    && is_unread(
                        place,
                        draft.symbols.iter().map(|known| &known.symbol.corners),
                    )
            })
            .map(|place| place.corners)
            .collect(),
    );
    draft.unread.extend(stray);
    draft
}

/// Places that seem to hold a code which no pass has read, each once, the clear ones first. On sheets finder patterns of
/// codes that were read are put together with each other: such places hold none.
pub(super) fn unread_places(found: &Found) -> Vec<Place> {
    let known: Vec<([[f32; 2]; 3], f32)> = found
        .readings
        .iter()
        .map(|reading| (reading.place().finders(), reading.place().module()))
        .collect();
    let is_of_a_known_code = |[x, y]: &[f32; 2]| {
        known.iter().any(|(finders, module)| {
            let is_near = |[u, v]: &[f32; 2]| (x - u).hypot(y - v) < FINDER_SLACK * module;
            finders.iter().any(is_near)
        })
    };
    let mut places: Vec<Place> = Vec::new();
    let (clear, faint): (Vec<Place>, Vec<Place>) =
        found.unread.iter().partition(|place| place.clear);
    for place in clear.into_iter().chain(faint) {
        let is_known = places.iter().any(|known| is_same_place(known, &place));
        let of_known_codes = place
            .finders()
            .iter()
            .filter(|at| is_of_a_known_code(at))
            .count();
        if !is_known && of_known_codes < 2 && is_unread_still(&place, found) {
            places.push(place);
        }
    }
    places
}

/// Whole finder patterns that belong to no code that was read, where any was, nor to a Micro QR code, which is told
/// anyway: a phone may read theirs. In the data of a large code one of its own modules comes about by chance; two do not.
fn stray(whole: &[Measured], found: &Found) -> Vec<Quad> {
    let read: Vec<Place> = found.readings.iter().map(Reading::place).collect();
    let is_known = |whole: &&Measured| {
        read.iter().any(|symbol| whole.finder.is_of(symbol))
            || found.micro.iter().any(|micro| whole.finder.is_in(micro))
    };
    let others = whole
        .iter()
        .filter(|whole| !read.is_empty() && !is_known(whole));
    let (like_data, others): (Vec<&Measured>, Vec<&Measured>) = others.partition(|whole| {
        read.iter()
            .any(|symbol| whole.finder.is_like_data_of(symbol))
    });
    let quads =
        |whole: Vec<&Measured>| distinct(whole.into_iter().map(|whole| whole.corners).collect());
    let (mut stray, like_data) = (quads(others), quads(like_data));
    if like_data.len() > 1 {
        stray.extend(like_data);
    }
    stray
}

/// True where no pass has read the code of a place.
pub(super) fn is_unread_still(place: &Place, found: &Found) -> bool {
    is_unread(place, found.readings.iter().map(|reading| &reading.corners))
}

/// True for symbols of one size none of whose corners are a module or more apart: of places that differ by more, one may
/// be read and the other not.
pub(super) fn is_same_place(a: &Place, b: &Place) -> bool {
    let module = a.module();
    let corners = a.corners.0.iter().zip(&b.corners.0);
    let mut distances = corners.map(|(a, b)| (a[0] - b[0]).hypot(a[1] - b[1]));
    a.size == b.size && distances.all(|distance| distance < module)
}

/// True for two places around one middle, about as large as each other.
fn is_alike(a: &Quad, b: &Quad) -> bool {
    let (one, two) = (a.area(), b.area());
    let are_around_one_middle = a.contains(b.centre()) && b.contains(a.centre());
    are_around_one_middle && one.max(two) < LIKE_AREA * one.min(two)
}

/// Codes that another pass has read are not unread; larger and smaller ones at the same place are others.
fn is_unread<'a>(place: &Place, mut read: impl Iterator<Item = &'a Quad>) -> bool {
    !read.any(|corners| corners.overlaps(&place.corners) && is_same_area(corners, &place.corners))
}

/// Takes what the other decoder read in the straightened symbol.
pub(super) fn confirm(symbol: &mut DraftSymbol, found: Found) {
    for reading in found.readings {
        if symbol.is_same(&reading) {
            symbol.confirm(&reading);
        } else if symbol.symbol.corners.overlaps(&reading.corners) {
            symbol
                .symbol
                .ambiguity
                .get_or_insert(Ambiguity::TwoPayloads);
        }
    }
}

/// Compares what another way to see the picture shows with what is known: it confirms nothing, and whatever it adds
/// is ambiguous.
pub(super) fn compare_rendition(draft: &mut Draft, found: Found, rendition: Rendition) {
    let ambiguity = match rendition {
        Rendition::OnBlack | Rendition::OnGrey(_) | Rendition::NoAlpha => Ambiguity::Transparency,
        Rendition::Bt601
        | Rendition::Bt709
        | Rendition::Red
        | Rendition::Green
        | Rendition::Blue => Ambiguity::Colour,
    };
    draft.gave_up |= found.gave_up;
    let known = || draft.symbols.iter().map(|known| &known.symbol.corners);
    let unread = found.unread.iter();
    let unread: Vec<Quad> = unread
        .filter(|place| place.clear && is_unread(place, known()))
        .map(|place| place.corners)
        .collect();
    draft.unread.extend(unread);
    draft.micro.extend(found.micro);
    for reading in found.readings {
        if draft.symbols.iter().any(|known| known.is_same(&reading)) {
            continue;
        }
        let mut is_new = true;
        for known in &mut draft.symbols {
            if known.symbol.corners.overlaps(&reading.corners) {
                known.symbol.ambiguity.get_or_insert(ambiguity);
                is_new = false;
            }
        }
        if is_new {
            let mut new = DraftSymbol::new(reading);
            new.symbol.ambiguity = Some(ambiguity);
            draft.symbols.push(new);
        }
    }
}

/// Compares what other viewers show in place of the same picture: a symbol is plain only where both show it.
pub(super) fn compare_showing(scan: &mut Scan, other: Scan) {
    let is_in = |symbol: &Symbol, symbols: &[Symbol]| {
        symbols
            .iter()
            .any(|known| known.payload == symbol.payload && known.corners.overlaps(&symbol.corners))
    };
    for symbol in &mut scan.symbols {
        if !is_in(symbol, &other.symbols) {
            symbol.ambiguity.get_or_insert(Ambiguity::Profile);
        }
    }
    for mut symbol in other.symbols {
        if symbol.ambiguity.is_some() || !is_in(&symbol, &scan.symbols) {
            symbol.ambiguity.get_or_insert(Ambiguity::Profile);
            scan.symbols.push(symbol);
        }
    }
    scan.unread.extend(other.unread);
    scan.micro.extend(other.micro);
    scan.others.extend(other.others);
    scan.gave_up |= other.gave_up;
    scan.not_finished |= other.not_finished;
}

/// Compares what the same picture shows on another ground: nothing is confirmed by it, and whatever it adds is ambiguous. A code
/// that is not seen there is only not seen there.
pub(super) fn compare_ground(scan: &mut Scan, other: Scan) {
    for mut symbol in other.symbols {
        let mut is_new = true;
        for known in &mut scan.symbols {
            if !known.corners.overlaps(&symbol.corners) {
                continue;
            }
            is_new = false;
            if known.payload != symbol.payload {
                known.ambiguity.get_or_insert(Ambiguity::Transparency);
            }
        }
        if is_new {
            symbol.ambiguity.get_or_insert(Ambiguity::Transparency);
            scan.symbols.push(symbol);
        }
    }
    let is_read = |place: &Quad| {
        scan.symbols
            .iter()
            .any(|symbol| symbol.corners.overlaps(place))
    };
    let unread: Vec<Quad> = other
        .unread
        .into_iter()
        .filter(|place| !is_read(place))
        .collect();
    scan.unread.extend(unread);
    scan.micro.extend(other.micro);
    scan.others.extend(other.others);
    scan.gave_up |= other.gave_up;
    scan.not_finished |= other.not_finished;
}

/// True where something can be read in the other picture that is not in this one. What is located there and not read does
/// not count: in a preview or a gain map codes are too small or too pale.
pub(super) fn says_more(scan: &Scan, other: &Scan) -> bool {
    let is_known = |payload: &Vec<u8>| scan.symbols.iter().any(|known| known.payload == *payload);
    !other.symbols.iter().all(|symbol| is_known(&symbol.payload))
}

impl Draft {
    /// Takes codes of other kinds. A finder pattern or a bull's eye of one of them is no QR code that was not read.
    /// QR codes, too, are drawn with round finder patterns: one that was read is no round code.
    pub(super) fn add_others(&mut self, mut others: Vec<OtherCode>) {
        others.retain(|code| {
            let is_it = |draft: &DraftSymbol| is_alike(&draft.symbol.corners, &code.corners);
            code.kind != OtherKind::Round || !self.symbols.iter().any(is_it)
        });
        let is_in = |place: &Quad, code: &OtherCode| code.corners.overlaps(place);
        self.unread
            .retain(|place| !others.iter().any(|code| is_in(place, code)));
        self.others = others;
    }

    /// The scan, with places in the pixels of the frame.
    pub(super) fn scan(self, scale: f32, frame: &Frame) -> Scan {
        let to_frame = |quad: Quad| quad.map(|[x, y]| [x * scale, y * scale]);
        let mut symbols: Vec<Symbol> = self
            .symbols
            .into_iter()
            .map(|draft| Symbol {
                corners: to_frame(draft.symbol.corners),
                ..draft.symbol
            })
            .collect();
        let reading_order = |symbol: &Symbol| {
            let [x, y] = symbol.corners.centre();
            (y.round() as i64, x.round() as i64)
        };
        symbols.sort_by(|a, b| {
            reading_order(a)
                .cmp(&reading_order(b))
                .then_with(|| a.payload.cmp(&b.payload))
        });
        Scan {
            is_thorough: false, // until the caller says so
            symbols,
            unread: self.unread.into_iter().map(to_frame).collect(),
            micro: self.micro.into_iter().map(to_frame).collect(),
            others: self
                .others
                .into_iter()
                .map(|code| code.map(|[x, y]| [x * scale, y * scale]))
                .collect(),
            gave_up: self.gave_up,
            not_finished: false,
            several_frames: frame.several_frames(),
            odd_colours: frame.odd_colours(),
        }
    }
}

impl DraftSymbol {
    pub(super) fn first(&self) -> &Reading {
        &self.first
    }

    fn new(reading: Reading) -> DraftSymbol {
        DraftSymbol {
            symbol: Symbol {
                payload: reading.payload.clone(),
                corners: reading.corners,
                read_by: reading.read_by,
                ambiguity: None,
                structured_append: reading.structured_append,
                fnc1: reading.fnc1,
                odd_encodings: reading.odd_encodings,
            },
            first: reading,
        }
    }

    fn is_same(&self, reading: &Reading) -> bool {
        self.symbol.payload == reading.payload
            && self.symbol.corners.overlaps(&reading.corners)
            && is_same_area(&self.symbol.corners, &reading.corners)
    }

    fn confirm(&mut self, reading: &Reading) {
        self.symbol.read_by.add(reading.read_by);
        self.symbol.structured_append |= reading.structured_append;
        self.symbol.fnc1 |= reading.fnc1;
        self.symbol.odd_encodings |= reading.odd_encodings;
    }
}

/// Different payloads from one place become one ambiguous symbol; codes inside codes stay two, whatever they say.
fn compare_places(symbols: Vec<DraftSymbol>) -> Vec<DraftSymbol> {
    let mut kept: Vec<DraftSymbol> = Vec::new();
    for mut symbol in symbols {
        let corners = symbol.symbol.corners;
        let same_place = kept.iter_mut().find(|known| {
            known.symbol.corners.overlaps(&corners) && is_same_area(&known.symbol.corners, &corners)
        });
        if let Some(known) = same_place {
            known.symbol.ambiguity = Some(Ambiguity::TwoPayloads);
            known.symbol.read_by.add(symbol.symbol.read_by);
            continue;
        }
        for known in &mut kept {
            if known.symbol.corners.overlaps(&corners) {
                known.symbol.ambiguity.get_or_insert(Ambiguity::NestedCode);
                symbol.symbol.ambiguity = Some(Ambiguity::NestedCode);
            }
        }
        kept.push(symbol);
    }
    kept
}

fn is_same_area(a: &Quad, b: &Quad) -> bool {
    let (a, b) = (a.area(), b.area());
    a.min(b) > SAME_AREA * a.max(b)
}

fn distinct(quads: Vec<Quad>) -> Vec<Quad> {
    let mut kept: Vec<Quad> = Vec::new();
    for quad in quads {
        if !kept
            .iter()
            .any(|known| known.overlaps(&quad) && is_same_area(known, &quad))
        {
            kept.push(quad);
        }
    }
    kept
}
