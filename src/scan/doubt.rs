//! Reads the modules of a symbol once more at other points and thresholds.
//!
//! A symbol can be built so that the centres of its modules spell one link and their rims, or one half of each,
//! another: sharp it reads one way, blurred the other. So the straightened symbol is sampled at the centre, the rim,
//! the sides and the corners of every module, and against lighter and darker thresholds. Every sampling that makes a
//! code must say the same. And it can be built so that its codewords are a second message under another mask: see
//! [`codewords`]. This never confirms a reading; it only raises doubt.

use std::collections::HashSet;

use crate::scan::budget::Meter;
use crate::scan::decode::{Reading, rxing};
use crate::scan::geometry::perspective::Perspective;
use crate::scan::picture::grey::Grey;
use crate::scan::symbol::codewords::Message;
use crate::scan::symbol::{Ambiguity, bit_stream, codewords, modules};

/// What decoding the modules of a symbol takes from the budget for each.
const CHARGES_PER_MODULE_DECODED: u64 = 32;
/// How far from the centre of a module the other points lie, in modules: inside, but out of the centre's ninth.
const OFFSET: f32 = 0.34;
/// Points in a row and in a column for the mean over a module: more than any pattern of dots has at nine points.
const AREA_POINTS: usize = 7;
/// Thresholds beside the middle one, as a share of the contrast.
const THRESHOLDS: [f32; 5] = [0.0, -0.25, 0.25, -0.4, 0.4];
/// A tone counts as clear when it is this share of the contrast away from the threshold.
const CLEAR: f32 = 0.2;
/// Share of modules with two clear tones, in percent, from which a symbol is refused. Blur makes some of the modules
/// that stand alone look so; two codes in one symbol differ in nearly half of all.
const MAX_SPLIT_PERCENT: usize = 20;

/// What the other samplings of a symbol say.
#[derive(Default)]
pub(super) struct Samplings {
    /// Why the symbol may be read differently, if it may.
    pub(super) ambiguity: Option<Ambiguity>,
    /// At least one says the same as the reading: the points do lie in the modules.
    pub(super) are_in_place: bool,
    /// The message declares encodings that readers may understand differently.
    pub(super) has_odd_encodings: bool,
}

/// Samples a symbol at other points and thresholds. `grey` has dark modules on light.
/// `looks_at_messages` for a second message in the modules, too, and at how the only one is put together.
pub(super) fn samplings(
    grey: &Grey<'_>,
    reading: &Reading,
    looks_at_messages: bool,
    meter: &Meter<'_>,
) -> Samplings {
    let size = reading.size;
    let modules = Modules::sampled(grey, reading, meter);
    let mut decoded: HashSet<Vec<bool>> = HashSet::new();
    let mut found = Samplings::default();
    let mut is_worn_out = looks_at_messages;
    for (sampling, shift) in modules
        .samplings()
        .flat_map(|sampling| THRESHOLDS.map(|shift| (sampling, shift)))
    {
        meter.charge((size * size) as u64);
        let dark: Vec<bool> = (0..size * size)
            .map(|at| sampling[at] < modules.threshold[at] + shift * modules.contrast[at])
            .collect();
        if decoded.contains(&dark) {
            continue; // most samplings of a clean symbol are the same
        }
        meter.charge((size * size) as u64 * CHARGES_PER_MODULE_DECODED);
        // rqrr raises powers anew for every codeword of every syndrome: far too slow for this many.
        let other = rxing::code_of_modules(&dark, size, reading.corners);
        match other {
            Some(other) if other.payload != reading.payload => {
                return Samplings {
                    ambiguity: Some(Ambiguity::SplitModules),
                    are_in_place: true,
                    ..found
                };
            }
            Some(_) => {
                // Once is enough, but for a symbol that this sampling has read only just.
                if is_worn_out {
                    is_worn_out = found.look_at_messages(&dark, size, meter);
                }
                found.are_in_place = true;
                if found.ambiguity.is_some() {
                    return found;
                }
            }
            None => {}
        }
        decoded.insert(dark);
    }
    if modules.split_percent() > MAX_SPLIT_PERCENT {
        found.ambiguity = Some(Ambiguity::SplitModules);
    } else if is_worn_out && found.are_in_place {
        found.ambiguity = Some(Ambiguity::WornOut);
    }
    found
}

impl Samplings {
    /// Looks for a second message in the modules, and at how the only one is put together. True where it was read only
    /// just.
    fn look_at_messages(&mut self, modules: &[bool], size: usize, meter: &Meter<'_>) -> bool {
        let messages = codewords::messages(modules, size, meter);
        if messages.len() > 1 || codewords::copies_differ(modules, size) {
            self.ambiguity = Some(Ambiguity::TwoPayloads);
        }
        let is_odd =
            |message: &Message| bit_stream::has_odd_encodings(&message.data, (size - 17) / 4);
        self.has_odd_encodings |= messages.iter().any(is_odd);
        messages.iter().all(|message| message.is_at_the_edge)
    }
}

/// The tones of a symbol's modules, row by row.
struct Modules {
    centre: Vec<f32>,
    /// At the four sides and the four corners.
    around: [Vec<f32>; 8],
    /// The mean of `around`.
    rim: Vec<f32>,
    /// The mean over the whole module, as blur and distance make it.
    area: Vec<f32>,
    /// Halfway between the dark and the light modules nearby.
    threshold: Vec<f32>,
    /// Between the dark and the light modules nearby.
    contrast: Vec<f32>,
}

impl Modules {
    fn sampled(grey: &Grey<'_>, reading: &Reading, meter: &Meter<'_>) -> Modules {
        let size = reading.size;
        let map = Perspective::onto(&reading.corners, size as f32);
        let sample = |dx: f32, dy: f32| -> Vec<f32> {
            meter.charge((size * size) as u64 * 4);
            (0..size * size)
                .map(|at| {
                    let [x, y] =
                        map.point((at % size) as f32 + 0.5 + dx, (at / size) as f32 + 0.5 + dy);
                    grey.at(x, y)
                })
                .collect()
        };
        let centre = sample(0.0, 0.0);
        let o = OFFSET;
        let around = [
            (-o, 0.0),
            (o, 0.0),
            (0.0, -o),
            (0.0, o),
            (-o, -o),
            (o, -o),
            (-o, o),
            (o, o),
        ]
        .map(|(dx, dy)| sample(dx, dy));
        let rim: Vec<f32> = (0..size * size)
            .map(|at| around.iter().map(|side| side[at]).sum::<f32>() / around.len() as f32)
            .collect();
        let area = (0..size * size)
            .map(|at| {
                let points = (0..AREA_POINTS * AREA_POINTS).map(|point| {
                    let part = |i: usize| (i as f32 + 0.5) / AREA_POINTS as f32;
                    let u = (at % size) as f32 + part(point % AREA_POINTS);
                    let v = (at / size) as f32 + part(point / AREA_POINTS);
                    let [x, y] = map.point(u, v);
                    grey.at(x, y)
                });
                points.sum::<f32>() / (AREA_POINTS * AREA_POINTS) as f32
            })
            .collect();
        meter.charge((size * size * AREA_POINTS * AREA_POINTS) as u64 * 4);
        let mean: Vec<f32> = centre
            .iter()
            .zip(&rim)
            .map(|(a, b)| (a + b) / 2.0)
            .collect();
        let (threshold, contrast) = modules::thresholds(&mean, size);
        Modules {
            centre,
            around,
            rim,
            area,
            threshold,
            contrast,
        }
    }

    fn samplings(&self) -> impl Iterator<Item = &Vec<f32>> {
        [&self.centre, &self.rim, &self.area]
            .into_iter()
            .chain(&self.around)
    }

    /// Modules whose centre is clearly of one tone and whose rim clearly of the other.
    fn split_percent(&self) -> usize {
        let clear_sign = |tone: f32, at: usize| {
            let distance = tone - self.threshold[at];
            (distance.abs() > CLEAR * self.contrast[at]).then_some(distance > 0.0)
        };
        let split = (0..self.centre.len())
            .filter(|&at| {
                let (centre, rim) = (
                    clear_sign(self.centre[at], at),
                    clear_sign(self.rim[at], at),
                );
                centre.is_some() && rim.is_some() && centre != rim
            })
            .count();
        split * 100 / self.centre.len().max(1)
    }
}
