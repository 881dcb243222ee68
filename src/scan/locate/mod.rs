//! Guesses where codes are that no decoder has located: blurred, dazzled, torn, bent, seen from the side.
//!
//! The decoders want clear finder patterns and a first guess of the size that fits. Here anything near a finder pattern
//! counts, in bitmaps of the picture by several thresholds; every three, and every two, that may belong to one symbol are laid
//! over the picture as the fixed patterns of a symbol of each possible size, and moved until they fit best. (Template
//! matching by normalised correlation, and a pattern search: Hooke and Jeeves, *"Direct Search" Solution of Numerical
//! and Statistical Problems*, 1961.) What comes out is a place to look at more closely and nothing more.

mod finders;
mod fit;
mod sets;
mod whole;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use finders::{Finder, finders, joined, merged};
pub use whole::Measured;

use crate::scan::budget::Meter;
use crate::scan::geometry::pattern_search::moved_until_it_fits;
use crate::scan::geometry::place::{Bend, Place};
use crate::scan::geometry::quad::Quad;
use crate::scan::picture::grey::Grey;
use fit::Patterns;
use sets::{MAX_FINDERS, sets};

/// Most sets of finder patterns that are laid over the picture, the likeliest first, and more of them for each finder
/// pattern above [`MAX_FINDERS`].
const MAX_SETS: usize = 300;
const SETS_MORE: usize = 5;
/// Most of these that are moved until they fit, and one more for so many finder patterns.
const MAX_GUESSES: usize = 36;
const FINDERS_A_GUESS: usize = 2;
/// Correlation with the fixed patterns, of at most 1, from which a place is worth a look.
const MIN_FIT: f32 = 0.42;
/// Correlation from which no other place is looked for there, at first and with more time.
pub const GOOD_FIT: f32 = 0.75;
pub const SURE_FIT: f32 = 0.9;
/// Correlation that a place must have before it is moved.
const MIN_FIRST_FIT: f32 = 0.1;
/// The size in pixels that a module is looked at with, at most.
const MAX_MODULE: f32 = 6.0;

/// Where codes may be, the likeliest first; to be moved until they fit. `scales` are the picture and smaller ones, each
/// half as large.
pub fn guesses(finders: &[Finder], scales: &[Grey<'_>], meter: &Meter<'_>) -> Vec<Guess> {
    let mut patterns: BTreeMap<usize, Arc<Patterns>> = BTreeMap::new();
    let mut guesses: Vec<Guess> = Vec::new();
    let more = finders.len().saturating_sub(MAX_FINDERS);
    // Once the budget is spent, what fits until then is told.
    'sets: for set in sets(finders, meter)
        .iter()
        .take(MAX_SETS + more * SETS_MORE)
    {
        for size in set.sizes() {
            let patterns = patterns
                .entry(size)
                .or_insert_with(|| Arc::new(Patterns::of(size)));
            let starts = set.starts(size);
            if !meter.spend(starts.len() as u64 * patterns.charges()) {
                break 'sets;
            }
            let tried = starts
                .iter()
                .filter_map(|start| Guess::of(*start, set.inverted, Arc::clone(patterns), scales));
            guesses.extend(tried.max_by(|a, b| a.fit.total_cmp(&b.fit)));
        }
    }
    guesses.sort_by(|a, b| b.fit.total_cmp(&a.fit));
    guesses.truncate(MAX_GUESSES + more / FINDERS_A_GUESS);
    guesses
}

/// The best of those places, the best first.
pub fn best(mut fits: Vec<(f32, Place)>) -> Vec<(f32, Place)> {
    fits.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut places: Vec<(f32, Place)> = Vec::new();
    for (fit, place) in fits {
        let rivals = places
            .iter()
            .filter(|(_, known)| known.corners.overlaps(&place.corners))
            .count();
        // Two sizes may fit nearly as well.
        if rivals < 2 {
            places.push((fit, place));
        }
    }
    places
}

/// Which of the pictures is fine enough for modules of that size, and by how much it is smaller.
fn scale_for(module: f32, scales: &[Grey<'_>]) -> (usize, f32) {
    let fine = (0..scales.len()).find(|i| module / ((1 << i) as f32) <= MAX_MODULE);
    let scale = fine.unwrap_or(scales.len() - 1);
    (scale, (1 << scale) as f32)
}

/// A symbol laid over the picture.
pub struct Guess {
    /// Which of the pictures it is laid over.
    scale: usize,
    /// In that picture.
    place: Place,
    patterns: Arc<Patterns>,
    fit: f32,
}

impl Guess {
    /// If anything fits at all.
    fn of(
        corners: Quad,
        inverted: bool,
        patterns: Arc<Patterns>,
        scales: &[Grey<'_>],
    ) -> Option<Guess> {
        let place = Place {
            corners,
            bend: Bend::default(),
            size: patterns.size,
            inverted,
            clear: false,
        };
        let (scale, factor) = scale_for(place.module(), scales);
        let place = Place {
            corners: corners.map(|corner| corner.map(|i| i / factor)),
            ..place
        };
        let fit = patterns.fit(&scales[scale], &place);
        (fit > MIN_FIRST_FIT).then_some(Guess {
            scale,
            place,
            patterns,
            fit,
        })
    }

    /// Where it fits best, and how well, if that is worth a look; nothing once the budget is spent.
    pub fn moved_until_it_fits(
        &self,
        scales: &[Grey<'_>],
        meter: &Meter<'_>,
    ) -> Option<(f32, Place)> {
        self.moved_from(self.place, scales, meter)
    }

    /// Where it fits best when it starts from where its last alignment pattern does, if it has any. That takes as long again,
    /// and finds what
    /// is bent or seen from the side.
    pub fn aligned_and_moved(
        &self,
        scales: &[Grey<'_>],
        meter: &Meter<'_>,
    ) -> Option<(f32, Place)> {
        meter.charge(self.patterns.charges_of_aligning());
        let aligned = self.patterns.aligned(&scales[self.scale], &self.place)?;
        self.moved_from(aligned, scales, meter)
    }

    fn moved_from(
        &self,
        start: Place,
        scales: &[Grey<'_>],
        meter: &Meter<'_>,
    ) -> Option<(f32, Place)> {
        let grey = &scales[self.scale];
        let side = start.corners.area().sqrt();
        let fit = |place: &Place| {
            meter.charge(self.patterns.charges());
            self.patterns.fit(grey, place)
        };
        let is_hopeless = |fit: f32, step: f32| fit < 0.3 && step < side * 0.02;
        let first = (side * 0.06).max(1.5);
        let (place, fit) = moved_until_it_fits(start, (first, 0.2), fit, is_hopeless);
        (fit >= MIN_FIT).then(|| (fit, self.in_the_picture(&place)))
    }

    /// Whether one that fits as well as that is there already.
    pub fn is_within(&self, fits: &[(f32, Place)], least: f32) -> bool {
        let middle = self.in_the_picture(&self.place).corners.centre();
        fits.iter()
            .any(|(fit, place)| *fit > least && place.corners.contains(middle))
    }

    /// A place in the picture itself.
    fn in_the_picture(&self, place: &Place) -> Place {
        let factor = (1 << self.scale) as f32;
        Place {
            corners: place.corners.map(|corner| corner.map(|i| i * factor)),
            ..*place
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::sets::{Set, cross, distance};
    use super::*;
    use crate::scan::geometry::perspective::Perspective;

    const MODULE: usize = 5;

    /// A symbol of 33 modules in a larger picture, without the finder patterns in `gone` (columns, rows), and its place.
    fn drawn(gone: &[[usize; 2]]) -> (Grey<'static>, Quad) {
        let version = qrcode::Version::Normal(4);
        let code = qrcode::QrCode::with_version(b"yanma", version, qrcode::EcLevel::M).unwrap();
        let (size, modules) = (code.width(), code.to_colors());
        let (left, top, side) = (60, 40, 320);
        let is_gone = |x: usize, y: usize| {
            let far = |i: usize| usize::from(i > size / 2) * (size - 8);
            let is_finder = |i: usize| i < 8 || i >= size - 8;
            is_finder(x) && is_finder(y) && gone.contains(&[far(x), far(y)])
        };
        let tone = |at: usize| {
            let module = |pixel: usize, start: usize| {
                let module = pixel.checked_sub(start)? / MODULE;
                (module < size).then_some(module)
            };
            match (module(at % side, left), module(at / side, top)) {
                (Some(x), Some(y)) if is_gone(x, y) => 120,
                (Some(x), Some(y)) if modules[y * size + x] == qrcode::Color::Dark => 30,
                _ => 220,
            }
        };
        let grey = Grey {
            width: side,
            height: side,
            bytes: Cow::Owned((0..side * side).map(tone).collect()),
        };
        let end = |start: usize| (start + size * MODULE) as f32;
        let (x, y) = (left as f32, top as f32);
        let corners = [[x, y], [end(left), y], [end(left), end(top)], [x, end(top)]];
        (grey, Quad(corners))
    }

    fn guessed(grey: &Grey<'_>) -> Vec<(f32, Place)> {
        let meter = Meter::new(u64::MAX, &|| false);
        let finders = finders(&crate::scan::picture::binarize::otsu(grey), false, &meter).unwrap();
        let (finders, scales) = (merged(finders.into_iter()), std::slice::from_ref(grey));
        let guesses = guesses(&finders, scales, &meter).into_iter();
        best(
            guesses
                .filter_map(|guess| guess.moved_until_it_fits(scales, &meter))
                .collect(),
        )
    }

    #[test]
    fn a_symbol_is_laid_over_the_picture_where_it_is_with_three_finder_patterns_or_two() {
        for gone in [vec![], vec![[0, 0]], vec![[25, 0]], vec![[0, 25]]] {
            let (grey, corners) = drawn(&gone);
            let is_right = |(_, place): &(f32, Place)| {
                let ends = place.corners.0.iter().zip(&corners.0);
                let off = ends.map(|(a, b)| distance(*a, *b)).fold(0.0, f32::max);
                place.size == 33 && off < MODULE as f32 / 2.0
            };
            assert!(guessed(&grey).iter().any(is_right), "without {gone:?}");
        }
    }

    #[test]
    fn a_symbol_is_laid_over_the_picture_where_it_is_from_far_aside() {
        let (paper, corners) = drawn(&[]);
        // A module is four times as wide as it is high.
        let seen = Quad([[20.0, 120.0], [900.0, 40.0], [960.0, 360.0], [60.0, 330.0]]);
        let map = Perspective::onto(&seen, paper.width as f32);
        let (width, height, fine) = (1_000, 400, 4);
        let mut bytes = vec![220; width * height];
        for at in 0..(paper.width * fine).pow(2) {
            let [x, y] = [at % (paper.width * fine), at / (paper.width * fine)];
            let [to_x, to_y] = map.point(x as f32 / fine as f32, y as f32 / fine as f32);
            bytes[to_y as usize * width + to_x as usize] =
                paper.bytes[y / fine * paper.width + x / fine];
        }
        let grey = Grey {
            width,
            height,
            bytes: Cow::Owned(bytes),
        };
        let on_paper = Perspective::onto(&corners, 33.0);
        let modules: Vec<[f32; 2]> = (0..33 * 33)
            .map(|at| [(at % 33) as f32 + 0.5, (at / 33) as f32 + 0.5])
            .collect();
        let is_right = |(_, place): &(f32, Place)| {
            let laid = Perspective::onto(&place.corners, 33.0);
            let is_seen = |[u, v]: &[f32; 2]| {
                let [du, dv] = place.bend.at(*u, *v, 33.0);
                let is_dark = |grey: &Grey<'_>, [x, y]: [f32; 2]| grey.at(x, y) < 128.0;
                is_dark(&grey, laid.point(u + du, v + dv))
                    == is_dark(&paper, on_paper.point(*u, *v))
            };
            place.size == 33 && modules.iter().filter(|at| is_seen(at)).count() > 33 * 33 * 98 / 100
        };
        assert!(guessed(&grey).iter().any(is_right));
    }

    #[test]
    fn rows_and_columns_through_finder_patterns_tell_the_modules_between_them_in_any_view() {
        // Symbols of 29 modules, by the pixels of a module to the right and of one down, on the paper.
        for (right, down) in [
            ([4.0, 0.0], [0.0, 4.0]),
            ([3.0, 3.0], [-3.0, 3.0]), // turned by an eighth
            ([8.0, 0.0], [0.0, 2.0]),  // from far aside
            ([6.0, 2.0], [-1.0, 3.0]), // and turned
        ] {
            let point = |u: f32, v: f32| [0, 1].map(|i| 400.0 + right[i] * u + down[i] * v);
            // A row leaves a finder pattern where it is 3.5 modules from the middle, to the right or down.
            let area = cross(right, down);
            let seventh = |row: [f32; 2]| {
                let modules = [cross(row, down) / area, cross(right, row) / area];
                1.0 / modules[0].abs().max(modules[1].abs())
            };
            let sevenths = [seventh([1.0, 0.0]), seventh([0.0, 1.0])];
            let finder = |[u, v]: [f32; 2]| Finder {
                centre: point(u, v),
                sevenths,
                votes: 5.0,
                inverted: false,
                is_open: false,
            };
            let finders = [[22.0, 0.0], [0.0, 22.0], [0.0, 0.0]].map(finder);
            let sets = Set::of([&finders[0], &finders[1], &finders[2]]);
            let set = sets.min_by(|a, b| a.oddness.total_cmp(&b.oddness)).unwrap();
            let ends = [point(0.0, 0.0), point(22.0, 0.0), point(0.0, 22.0)];
            for (corner, end) in set.corners.into_iter().zip(ends) {
                assert!(distance(corner, end) < 0.1, "{right:?} {down:?}");
            }
            assert!((set.between - 22.0).abs() < 0.1, "{right:?} {down:?}");
        }
    }

    #[test]
    fn how_far_away_finder_patterns_are_tells_where_the_last_corner_is() {
        // The middles of finder patterns of a symbol of 33 modules, the right ones twice as far away as the left ones.
        let seen = Quad([
            [100.0, 100.0],
            [230.0, 120.0],
            [230.0, 220.0],
            [100.0, 300.0],
        ]);
        let map = Perspective::onto(&seen, 26.0);
        let set = Set {
            corners: [seen.0[0], seen.0[1], seen.0[3]],
            between: 26.0,
            depths: [1.0, 2.0, 1.0],
            oddness: 0.0,
            inverted: false,
        };
        let starts = set.starts(33);
        let ends = [[-3.5, -3.5], [29.5, -3.5], [29.5, 29.5], [-3.5, 29.5]];
        let off = |start: &Quad| {
            let ends = ends.map(|[u, v]| map.point(u, v));
            let off = start.0.iter().zip(ends).map(|(a, b)| distance(*a, b));
            off.fold(0.0, f32::max)
        };
        assert_eq!(starts.len(), 2);
        assert!(off(&starts[0]) > 50.0 && off(&starts[1]) < 0.1);

        let too_near = Set {
            depths: [1.0, 0.55, 0.55],
            ..set
        };
        assert_eq!(
            too_near.starts(33).len(),
            1,
            "the last corner is behind the camera"
        );
    }

    #[test]
    fn the_last_corner_is_put_where_the_alignment_pattern_is() {
        let (grey, corners) = drawn(&[]);
        let mut beside = corners;
        beside.0[2] = [
            beside.0[2][0] - 3.5 * MODULE as f32,
            beside.0[2][1] + 2.5 * MODULE as f32,
        ];
        let place = Place {
            corners: beside,
            bend: Bend::default(),
            size: 33,
            inverted: false,
            clear: false,
        };
        let aligned = Patterns::of(33).aligned(&grey, &place).unwrap();
        let off = distance(aligned.corners.0[2], corners.0[2]);
        assert!(off < MODULE as f32, "{off} pixels beside it");
    }

    #[test]
    fn the_smallest_version_has_no_alignment_pattern() {
        assert!(Patterns::of(21).last_alignment().is_none());
        assert!(Patterns::of(25).last_alignment().is_some());
    }

    #[test]
    fn nothing_is_laid_over_stripes() {
        let (mut grey, _) = drawn(&[]);
        let width = grey.width;
        let stripes =
            (0..grey.bytes.len()).map(|at| if at % width / 6 % 2 == 0 { 30 } else { 220 });
        grey.bytes = Cow::Owned(stripes.collect());
        assert!(guessed(&grey).is_empty());
    }
}
