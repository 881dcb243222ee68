//! What is made of the pixels of a symbol that is cut out, before a decoder sees it.

use std::borrow::Cow;

use crate::scan::budget::Meter;
use crate::scan::cut_out::equalize;
use crate::scan::cut_out::straighten::{self, Straightened};
use crate::scan::geometry::place::Place;
use crate::scan::picture::grey::Grey;

/// What is made of the pixels of a symbol that is cut out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Treatment {
    /// As if it lay in a plane, or bent and flattened.
    pub flattened: bool,
    pub tone: Tone,
    /// With the patterns that say nothing as they should be: rqrr needs whole rings, and every module of a timing
    /// pattern.
    pub mended: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    AsIs,
    /// As from afar.
    Soft,
    /// Against blur.
    Sharp,
    /// Against strong blur, of so many tenths of a module.
    Deblurred(usize),
    /// Against shades and glare.
    Even,
    /// Against whatever has changed the fixed patterns.
    Equal,
}

impl Tone {
    /// What making it takes from the budget, for a place in the pixels of the picture.
    fn charges(self, place: &Place) -> u64 {
        let cut = straighten::charges(&place.corners, place.size);
        match self {
            Tone::AsIs | Tone::Soft | Tone::Sharp => cut,
            Tone::Even => 2 * cut,
            Tone::Deblurred(_) => 10 * cut,
            Tone::Equal => equalize::charges(place.size),
        }
    }
}

const fn treatment(flattened: bool, tone: Tone, mended: bool) -> Treatment {
    Treatment {
        flattened,
        tone,
        mended,
    }
}

pub const FLAT: Treatment = treatment(true, Tone::AsIs, false);

pub const LIVE_TREATMENTS: &[Treatment] = &[
    treatment(false, Tone::AsIs, false),
    treatment(true, Tone::AsIs, false),
    treatment(true, Tone::Soft, true),
];

/// Those that read most come first.
pub const THOROUGH_TREATMENTS: &[Treatment] = &[
    treatment(false, Tone::AsIs, false),
    treatment(true, Tone::Sharp, true),
    treatment(true, Tone::AsIs, false),
    treatment(true, Tone::Soft, true),
    treatment(false, Tone::Deblurred(6), true),
    treatment(true, Tone::Even, true),
];

/// For places where a code is only guessed to be: its function patterns are there or hardly so.
pub const GUESS_TREATMENTS: &[Treatment] = &[
    treatment(true, Tone::AsIs, true),
    treatment(false, Tone::Equal, true),
    treatment(true, Tone::Equal, true),
    treatment(true, Tone::Even, true),
    treatment(false, Tone::Deblurred(5), true),
    treatment(true, Tone::Soft, true),
    treatment(false, Tone::AsIs, true),
];

/// For places where the fit is poor: mostly there is no code.
pub const FAINT_GUESS_TREATMENTS: &[Treatment] = &[
    treatment(true, Tone::AsIs, true),
    treatment(true, Tone::Even, true),
    treatment(false, Tone::AsIs, true),
];

/// The codes of one picture are alike: that in which the last of them was read comes first for the next.
pub fn put_first(read_in: Option<Treatment>, treatments: &mut Vec<Treatment>) {
    if let Some(first) = read_in {
        treatments.retain(|treatment| *treatment != first);
        treatments.insert(0, first);
    }
}

/// A place, cut out as often as there are ways to straighten it. Places are in the pixels of `picture`.
pub struct CutOuts<'a> {
    picture: Cow<'a, Grey<'a>>,
    place: Place,
    straight: Option<Straightened>,
    flat: Option<Straightened>,
    /// Where blur is reckoned with.
    settled: Option<Straightened>,
    flat_from_blur: Option<Straightened>,
}

impl<'a> CutOuts<'a> {
    pub fn of(grey: &'a Grey<'a>, place: Place) -> CutOuts<'a> {
        CutOuts {
            picture: if place.inverted {
                Cow::Owned(grey.inverted())
            } else {
                Cow::Borrowed(grey)
            },
            place,
            straight: None,
            flat: None,
            settled: None,
            flat_from_blur: None,
        }
    }

    pub fn picture(&self) -> &Grey<'a> {
        &self.picture
    }

    /// The cut-out for a treatment, and its pixels as the treatment wants them.
    pub fn treated(
        &mut self,
        treatment: Treatment,
        meter: &Meter<'_>,
    ) -> (&Straightened, Cow<'_, Grey<'static>>) {
        meter.charge(treatment.tone.charges(&self.place));
        let (picture, place) = (&self.picture, &self.place);
        let of = |place: &Place| Straightened::of(picture, &place.corners, place.bend, place.size);
        let cut: &Straightened = match (treatment.tone, treatment.flattened) {
            (Tone::Equal, flattened) => {
                let settled = &*self
                    .settled
                    .get_or_insert_with(|| of(&equalize::settled(picture, *place, meter)));
                if flattened {
                    self.flat_from_blur
                        .get_or_insert_with(|| settled.flattened_from_blur(picture))
                } else {
                    settled
                }
            }
            (_, flattened) => {
                let straight = &*self.straight.get_or_insert_with(|| of(place));
                if flattened {
                    self.flat.get_or_insert_with(|| straight.flattened(picture))
                } else {
                    straight
                }
            }
        };
        let grey = match treatment.tone {
            Tone::AsIs => Cow::Borrowed(&cut.grey),
            Tone::Soft => Cow::Owned(cut.soft()),
            Tone::Sharp => Cow::Owned(cut.sharp()),
            Tone::Deblurred(tenths) => Cow::Owned(cut.deblurred(tenths)),
            Tone::Even => Cow::Owned(cut.even()),
            Tone::Equal => Cow::Owned(cut.restored()),
        };
        (cut, grey)
    }
}
