//! Looks where finder patterns are, whatever the decoders have read or missed: by many thresholds, dark on
//! light and light on dark.
//!
//! Those that may go together are looked at closely. Those that are whole and belong to no code that was read are told:
//! where one is, a phone may read a code.

use crate::scan::agree;
use crate::scan::budget::{AT_ONCE, Meter};
use crate::scan::cut_out::treatment::{self, FAINT_GUESS_TREATMENTS, GUESS_TREATMENTS, Treatment};
use crate::scan::decode::Found;
use crate::scan::geometry::place::Place;
use crate::scan::locate::{self, Finder, GOOD_FIT, Guess, Measured, SURE_FIT, guesses};
use crate::scan::picture::binarize;
use crate::scan::picture::grey::Grey;
use crate::scan::picture::threshold::Threshold;
use crate::scan::plan::GUESS_ROW;
use crate::scan::search::{Picture, Search};

/// Those with which finder patterns are looked for, besides those between the tones of the picture.
const THRESHOLDS: &[Threshold] = &[
    Threshold::Narrow,
    Threshold::LocalMean,
    Threshold::SharpNarrow,
    Threshold::Even,
];
/// Where all those show nothing: for modules of 3–4 and of 5–6 pixels.
const THRESHOLDS_AGAINST_BLUR: &[Threshold] = &[
    Threshold::DarkerThanAround(1, 4),
    Threshold::DarkerThanAround(2, 6),
];
/// Where a code without a margin stands on paper that is lighter than its light modules, the mean of what is around is that
/// of the paper: only the nearest modules count then, of 3–5 pixels, or more in smaller pictures.
const AGAINST_PAPER: Threshold = Threshold::DarkerThanAround(1, 4);
/// What a threshold takes for each pixel.
const CHARGES_PER_BINARIZED_PIXEL: u64 = 6;
/// How well what looks like a finder pattern must fit the picture to be sure enough, where a code was read.
const MIN_FIT_READ: f32 = 0.7;
/// So many pictures, each half as large as the one before.
const SCALES: usize = 4;
/// Of these, so many are also looked at with each threshold of the picture.
const SCALES_OF_THRESHOLDS: usize = 2;
/// Guesses that are looked at more closely in vain, the likeliest first.
const MAX_GUESSES: usize = 6;
/// How well a place must fit the fixed patterns before blur is taken out of it: mostly, worse ones are no code. Of 517 in photos
/// that fit worse than 0.6 none was read; beside official codes a few of 337 were, and one of those fits between 0.5 and 0.6.
const MIN_FIT_TO_RESTORE: f32 = 0.5;
/// How well a place must fit the fixed patterns to be a code that was not read, where another one was. Of what is none in
/// official samples and posters the best has 0.60; of codes that others read and nobody here, 0.90.
const MIN_FIT_OF_UNREAD: f32 = 0.7;
/// Places that fit so well at most, for more time to be spent on each where nothing was read: more are a sheet of codes.
const MAX_LIKELY: usize = 8;
/// A way to move a guess until it fits.
type Moved = fn(&Guess, &[Grey<'_>], &Meter<'_>) -> Option<(f32, Place)>;

impl Search<'_> {
    /// Where nothing was read: looks closely at places where what looks like finder patterns, blurred, torn, seen from far
    /// aside, may make a code.
    pub(super) fn look_near_any_finders(&self, picture: &Picture<'_>, found: &mut Found) {
        let scales = scales(picture.base);
        for thresholds in [THRESHOLDS, THRESHOLDS_AGAINST_BLUR] {
            let Some(mut finders) = self.finders(&scales, thresholds, false) else {
                found.gave_up = true;
                return;
            };
            finders.retain(|finder| !finder.is_open);
            self.look_near_finders(picture, &scales, finders, found);
            if !found.readings.is_empty() || found.gave_up {
                return;
            }
        }
    }

    /// Where something was read: looks closely at places where finder patterns are that a phone might see, too, and returns
    /// those that are whole. It may spend as much as is left, and what follows as much again: that must not suffer from
    /// writing that looks like finder patterns.
    pub(super) fn look_near_sure_finders(
        &self,
        picture: &Picture<'_>,
        found: &mut Found,
    ) -> Vec<Measured> {
        let own = self.budget.with_its_own(1, self.budget.left());
        let search = Search {
            budget: &own,
            ..*self
        };
        let scales = scales(picture.base);
        let thresholds = binarize::thresholds_between_tones(picture.base);
        let thresholds: Vec<Threshold> = thresholds.into_iter().map(Threshold::Below).collect();
        let everywhere = [THRESHOLDS, &[AGAINST_PAPER]].concat();
        let (mut whole, mut sure) = (Vec::new(), Vec::new());
        for is_inverted in [false, true] {
            let seen = search.finders(&scales, &everywhere, is_inverted);
            let fine = &scales[..SCALES_OF_THRESHOLDS];
            let by_threshold = search.finders(fine, &thresholds, is_inverted);
            if seen.is_none() {
                found.gave_up = true;
            }
            let (open, closed): (Vec<_>, Vec<_>) = seen
                .into_iter()
                .flatten()
                .partition(|finder| finder.is_open);
            let others = open.into_iter().chain(by_threshold.into_iter().flatten());
            let measured = search.measured(&scales, &locate::joined(closed, others));
            whole.extend(measured.iter().filter(|measured| measured.is_whole));
            let fits_well = measured
                .into_iter()
                .filter(|measured| measured.fit > MIN_FIT_READ);
            sure.push(fits_well.map(|measured| measured.finder).collect());
        }
        // Guesses take what is left: all that may be whole was measured before.
        for finders in sure {
            search.look_near_finders(picture, &scales, finders, found);
        }
        whole
    }

    /// What looks like finder patterns anywhere with several thresholds, dark on light or light on dark; `None` where none
    /// of them came to an end.
    fn finders(
        &self,
        scales: &[Grey<'_>],
        thresholds: &[Threshold],
        is_inverted: bool,
    ) -> Option<Vec<Finder>> {
        let turned: Vec<Grey<'_>> = match is_inverted {
            true => scales.iter().map(Grey::inverted).collect(),
            false => scales.to_vec(),
        };
        let scales = turned.iter().enumerate();
        let jobs = scales.flat_map(|scale| thresholds.iter().map(move |by| (scale, *by)));
        let here = self.each(jobs.collect(), |part, ((scale, grey), threshold)| {
            let threshold = match is_inverted {
                true => threshold.of_inverted(),
                false => threshold,
            };
            let here = part.within_a_pass(grey.size(), |meter| {
                meter.charge((grey.width * grey.height) as u64 * CHARGES_PER_BINARIZED_PIXEL);
                let bitmap = threshold.bitmap(grey, binarize::radius_for(grey));
                locate::finders(&bitmap, is_inverted, meter)
            });
            let factor = (1 << scale) as f32;
            let scaled = |finder: Finder| finder.scaled(factor);
            here.flatten()
                .map(|here| here.into_iter().map(scaled).collect::<Vec<_>>())
        });
        let here: Vec<_> = here.into_iter().flatten().collect();
        (!here.is_empty()).then(|| locate::merged(here.into_iter().flatten()))
    }

    /// Each of them laid over the picture where it fits best.
    fn measured(&self, scales: &[Grey<'_>], finders: &[Finder]) -> Vec<Measured> {
        let size = scales[0].size();
        let measured = self.each(finders.iter().collect(), |part, finder| {
            part.within_a_pass(size, |meter| finder.measured(scales, meter))
        });
        measured.into_iter().flatten().flatten().collect()
    }

    /// Where the finder patterns may make codes, and how well they fit, the best first.
    /// `is_read` where a code was read already.
    fn places(&self, finders: &[Finder], scales: &[Grey<'_>], is_read: bool) -> Vec<(f32, Place)> {
        let size = scales[0].size();
        let guesses = self.within_a_pass(size, |meter| guesses(finders, scales, meter));
        let guesses = guesses.unwrap_or_default();
        let mut fits: Vec<(f32, Place)> = Vec::new();
        // All of them together are one pass.
        let enough = self
            .budget
            .left()
            .saturating_sub(self.plan.charges_of_pass(size));
        let move_all = |moved: Moved, sure: f32, fits: &mut Vec<(f32, Place)>| {
            let mut left: Vec<&Guess> = guesses.iter().collect();
            loop {
                left.retain(|guess| !guess.is_within(fits, sure));
                if left.is_empty() || self.budget.left() <= enough {
                    break;
                }
                let now: Vec<&Guess> = left.drain(..left.len().min(AT_ONCE)).collect();
                let found = self.each(now, |part, guess| {
                    part.within_a_pass(size, |meter| moved(guess, scales, meter))
                });
                fits.extend(found.into_iter().flatten().flatten());
            }
        };
        let moved = Guess::moved_until_it_fits;
        move_all(moved, GOOD_FIT, &mut fits);
        let likely = fits.iter().filter(|(fit, _)| *fit > MIN_FIT_TO_RESTORE);
        if !is_read && likely.count() <= MAX_LIKELY {
            let moved = Guess::aligned_and_moved;
            move_all(moved, SURE_FIT, &mut fits);
        }
        locate::best(fits)
    }

    /// Looks closely at places where some of what looks like finder patterns may make a code.
    fn look_near_finders(
        &self,
        picture: &Picture<'_>,
        scales: &[Grey<'_>],
        mut finders: Vec<Finder>,
        found: &mut Found,
    ) {
        let mut tried = Tried {
            treatments: GUESS_TREATMENTS.to_vec(),
            faint_treatments: FAINT_GUESS_TREATMENTS.to_vec(),
            in_vain: Vec::new(),
        };
        // With every code that is read fewer finder patterns are left to go together.
        loop {
            let read = found.places_read(1.0);
            finders.retain(|finder| !read.iter().any(|quad| finder.is_in(quad)));
            let places = self.places(&finders, scales, !found.readings.is_empty());
            self.tell("locate", &Found::default());
            let read_before = found.readings.len();
            self.look_at_guesses(picture, places, &mut tried, found);
            if tried.in_vain.len() >= MAX_GUESSES || found.readings.len() == read_before {
                return;
            }
        }
    }

    /// Looks closely at places with how well they fit, the best first, until [`MAX_GUESSES`] were looked at in vain.
    fn look_at_guesses(
        &self,
        picture: &Picture<'_>,
        mut places: Vec<(f32, Place)>,
        tried: &mut Tried,
        found: &mut Found,
    ) {
        while tried.in_vain.len() < MAX_GUESSES {
            places.retain(|(_, place)| {
                let mut read = found.readings.iter();
                let mut in_vain = tried.in_vain.iter();
                !read.any(|reading| reading.corners.overlaps(&place.corners))
                    && !in_vain.any(|known| agree::is_same_place(known, place))
            });
            if places.is_empty() {
                return;
            }
            let now: Vec<(f32, Place)> = places.drain(..places.len().min(AT_ONCE)).collect();
            let closer = self.each(now.iter().collect(), |part, (fit, place)| {
                let treatments = match *fit < MIN_FIT_TO_RESTORE {
                    true => &tried.faint_treatments,
                    false => &tried.treatments,
                };
                part.look_closer(picture, place, treatments, &[GUESS_ROW])
            });
            for ((mut closer, by), (fit, place)) in closer.into_iter().zip(now) {
                treatment::put_first(by, &mut tried.treatments);
                treatment::put_first(by, &mut tried.faint_treatments);
                // Stripes that look like a mask are the code that says nothing: all its codewords are 0.
                closer
                    .readings
                    .retain(|reading| !reading.payload.is_empty());
                self.tell("guess", &closer);
                if closer.readings.is_empty() {
                    let is_unread = fit > MIN_FIT_OF_UNREAD && !found.readings.is_empty();
                    let clear = true; // nothing but a code fits so well
                    found
                        .unread
                        .extend(is_unread.then_some(Place { clear, ..place }));
                    tried.in_vain.push(place);
                }
                found.extend(Found {
                    gave_up: false, // what is no code takes long, too
                    ..closer
                });
            }
        }
    }
}

/// What was tried on guesses before.
struct Tried {
    /// Those that read last come first.
    treatments: Vec<Treatment>,
    faint_treatments: Vec<Treatment>,
    in_vain: Vec<Place>,
}

/// The picture, and smaller ones.
fn scales<'a>(grey: &Grey<'a>) -> Vec<Grey<'a>> {
    let mut scales = vec![grey.clone()];
    while scales.len() < SCALES {
        scales.push(scales[scales.len() - 1].shrunk(2));
    }
    scales
}
