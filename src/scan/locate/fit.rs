//! How well the fixed patterns of a symbol fit the picture at a place, and where they fit best.

use crate::scan::geometry::perspective::Perspective;
use crate::scan::geometry::place::{Bend, Place};
use crate::scan::picture::grey::Grey;
use crate::scan::symbol::function_patterns;

/// Three finder patterns and two timing patterns: the smallest version has no others.
const PATTERNS_OF_VERSION_1: usize = 5;
/// What a point of a pattern takes from the budget each time.
const CHARGES_PER_POINT: u64 = 6;
/// How far an alignment pattern is looked for, in steps, and a step in modules.
const ALIGNMENT_STEPS: i32 = 10;
const ALIGNMENT_STEP: f32 = 0.5;
/// Points that are looked at at once.
const POINTS_AT_ONCE: usize = 8;

/// The fixed patterns of a symbol, each for itself: light differs from one to the next.
pub(super) struct Patterns {
    pub(super) size: usize,
    patterns: Vec<Pattern>,
    weights: Vec<f32>,
    points: usize,
}

impl Patterns {
    /// What measuring a fit takes from the budget.
    pub(super) fn charges(&self) -> u64 {
        self.points as u64 * CHARGES_PER_POINT
    }

    pub(super) fn of(size: usize) -> Patterns {
        let (mut patterns, mut weights) = (Vec::new(), Vec::new());
        let mut add = |columns: std::ops::Range<usize>, rows: std::ops::Range<usize>, weight| {
            let points = rows
                .flat_map(|y| columns.clone().map(move |x| (x, y)))
                .filter_map(|(x, y)| {
                    let dark = function_patterns::fixed(size, x, y)?;
                    Some(([x as f32 + 0.5, y as f32 + 0.5], dark))
                });
            patterns.push(Pattern::of(points));
            weights.push(weight);
        };
        add(0..8, 0..8, 1.0);
        add(size - 8..size, 0..8, 1.0);
        add(0..8, size - 8..size, 1.0);
        add(8..size - 8, 6..7, 0.8);
        add(6..7, 8..size - 8, 0.8);
        let centres = function_patterns::alignment_centres(size);
        let last = centres.len().saturating_sub(1);
        let all: Vec<[usize; 2]> = (0..=last)
            .flat_map(|i| (0..=last).map(move |j| [i, j]))
            .filter(|at| !centres.is_empty() && ![[0, 0], [0, last], [last, 0]].contains(at))
            .collect();
        for [i, j] in &all {
            let around = |centre: usize| centre - 2..centre + 3;
            // Together as much as a finder pattern and a half.
            let weight = 1.5 / (all.len() as f32).max(2.0);
            add(around(centres[*i]), around(centres[*j]), weight);
        }
        Patterns {
            size,
            points: patterns.iter().map(Pattern::len).sum(),
            patterns,
            weights,
        }
    }

    /// The mean correlation of picture and patterns: 1 where they are the same but for light and contrast.
    pub(super) fn fit(&self, grey: &Grey<'_>, place: &Place) -> f32 {
        let size = self.size as f32;
        let map = Perspective::onto(&place.corners, size);
        let (mut sum, mut weights) = (0.0, 0.0);
        for (pattern, weight) in self.patterns.iter().zip(&self.weights) {
            sum += weight * pattern.correlation(size, grey, &map, &place.bend);
            weights += weight;
        }
        let sign = if place.inverted { -1.0 } else { 1.0 };
        sign * sum / weights
    }

    /// The last alignment pattern, if there is any.
    pub(super) fn last_alignment(&self) -> Option<&Pattern> {
        self.patterns.get(PATTERNS_OF_VERSION_1..)?.last()
    }

    /// What [`Self::aligned`] takes from the budget.
    pub(super) fn charges_of_aligning(&self) -> u64 {
        let steps = 2 * ALIGNMENT_STEPS as u64 + 1;
        let points = self.last_alignment().map_or(0, Pattern::len) as u64;
        steps * steps * points * CHARGES_PER_POINT
    }

    /// The place with its last corner where the alignment pattern beside it fits best: the other corners have finder
    /// patterns, and nothing else tells where this one is.
    pub(super) fn aligned(&self, grey: &Grey<'_>, place: &Place) -> Option<Place> {
        let pattern = self.last_alignment()?;
        let (size, step) = (self.size as f32, ALIGNMENT_STEP * place.module());
        let steps = || (-ALIGNMENT_STEPS..=ALIGNMENT_STEPS).map(|i| i as f32 * step);
        let moved =
            steps().flat_map(|dy| steps().map(move |dx| place.changed(4, dx).changed(5, dy)));
        let fits = moved.map(|place| {
            let map = Perspective::onto(&place.corners, size);
            let fit = pattern.correlation(size, grey, &map, &place.bend);
            (if place.inverted { -fit } else { fit }, place)
        });
        let best = fits.max_by(|a, b| a.0.total_cmp(&b.0));
        best.map(|(_, place)| place)
    }
}

/// Points of a fixed pattern, and how many of them are dark.
pub(super) struct Pattern {
    points: Vec<Points>,
    count: f32,
    darks: f32,
}

/// So many of them as are looked at at once; `counts` is 0 where there are fewer.
#[derive(Clone, Copy, Default)]
struct Points {
    u: [f32; POINTS_AT_ONCE],
    v: [f32; POINTS_AT_ONCE],
    dark: [f32; POINTS_AT_ONCE],
    counts: [f32; POINTS_AT_ONCE],
}

impl Pattern {
    /// Places in modules, and whether it is dark there.
    fn of(places: impl Iterator<Item = ([f32; 2], bool)>) -> Pattern {
        let places: Vec<([f32; 2], bool)> = places.collect();
        let points = places.chunks(POINTS_AT_ONCE).map(|chunk| {
            let mut points = Points::default();
            for (i, ([u, v], is_dark)) in chunk.iter().enumerate() {
                (points.u[i], points.v[i], points.counts[i]) = (*u, *v, 1.0);
                points.dark[i] = f32::from(u8::from(*is_dark));
            }
            points
        });
        Pattern {
            points: points.collect(),
            count: places.len() as f32,
            darks: places.iter().filter(|(_, is_dark)| *is_dark).count() as f32,
        }
    }

    fn len(&self) -> usize {
        self.count as usize
    }

    /// The correlation of picture and pattern.
    fn correlation(&self, size: f32, grey: &Grey<'_>, map: &Perspective, bend: &Bend) -> f32 {
        let (mut tones, mut squares, mut products) = (0.0f32, 0.0f32, 0.0f32);
        for points in &self.points {
            let [mut x, mut y] = [[0.0; POINTS_AT_ONCE]; 2];
            for i in 0..POINTS_AT_ONCE {
                let (u, v) = (points.u[i], points.v[i]);
                let [du, dv] = bend.at(u, v, size);
                [x[i], y[i]] = map.point(u + du, v + dv);
            }
            for (i, seen) in grey.at_all(x, y).into_iter().enumerate() {
                let tone = seen * points.counts[i];
                tones += tone;
                squares += tone * tone;
                products += tone * points.dark[i];
            }
        }
        let variance = (squares - tones * tones / self.count).max(0.0);
        let want = self.darks - self.darks * self.darks / self.count;
        let together = tones * self.darks / self.count - products; // dark is low
        // A flat place fits nothing: four grey levels count as noise.
        together / ((variance + 16.0 * self.count) * want).sqrt().max(1e-6)
    }
}
