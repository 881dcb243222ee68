//! Finder patterns that may belong to one symbol.

use super::finders::Finder;
use crate::scan::budget::Meter;
use crate::scan::geometry::perspective::Perspective;
use crate::scan::geometry::quad::Quad;

/// Most finder patterns of which each is put together with each, the clearest first, and those next to each of the others.
pub(super) const MAX_FINDERS: usize = 40;
const NEIGHBOURS: usize = 12;
/// How many times as large one of those that go together may be.
const MAX_RATIO: f32 = 2.2;
const MAX_RATIO_OF_TWO: f32 = 1.4;
/// How far from a square three that go together may lie: the cosine of the angle between the sides, and how many times as
/// long one is. More than of a page that is seen at 75° from straight above.
const MAX_COSINE: f32 = 0.92;
const MAX_SIDES: f32 = 5.0;
/// By how much what their widths along rows and columns tell of the number of modules may differ, as a logarithm.
const MAX_SPREAD: f32 = 0.4;
/// How odd that is, and how much of the variance from one finder pattern to the next counts: what is nearer is larger.
const SPREAD_IS_ODD: f32 = 5.0;
const SPREAD_BY_DEPTH: f32 = 0.25;
/// How odd it is to be no square, to be a large version, to be crossed by few lines, and to be two only.
const SHAPE_IS_ODD: f32 = 0.3;
const SIZE_IS_ODD: f32 = 0.25;
const FAINT_IS_ODD: f32 = 6.0;
const TWO_ARE_ODD: f32 = 0.3;
/// Of the ways to put three together that are odder by so much than another, none is tried.
const ODDER: f32 = 0.25;
/// From where on it is reckoned with that one finder pattern is so many times as far away as another.
const MIN_DEPTH_RATIO: f32 = 1.4;
/// How near a corner of a symbol may come, with the top-left finder pattern at 1; behind 0 nothing is seen.
const MIN_DEPTH: f32 = 0.25;
/// What it takes from the budget to put three together.
const CHARGES_PER_SET: u64 = 100;

/// The middles of three finder patterns: top-left, top-right, bottom-left. One of them may be made up.
pub(super) struct Set {
    pub(super) corners: [[f32; 2]; 3],
    /// Modules from the middle of one finder pattern to the next, by the widths of all of them.
    pub(super) between: f32,
    /// How far away each of them is, but for a factor, by its width.
    pub(super) depths: [f32; 3],
    /// The less, the likelier.
    pub(super) oddness: f32,
    /// Seen light on dark.
    pub(super) inverted: bool,
}

/// The clearest finder patterns go together with each other, and every one with those next to it: on a sheet of codes
/// there are far more than can all be put together.
pub(super) fn sets(finders: &[Finder], meter: &Meter<'_>) -> Vec<Set> {
    let near: Vec<Vec<usize>> = (0..finders.len())
        .map(|i| {
            let far = |j: usize| distance(finders[i].centre, finders[j].centre);
            let mut near: Vec<usize> = (0..finders.len()).filter(|j| *j != i).collect();
            near.sort_by(|j, k| far(*j).total_cmp(&far(*k)));
            near.truncate(NEIGHBOURS);
            near
        })
        .collect();
    let mut sets = Vec::new();
    for (i, a) in finders.iter().enumerate() {
        let goes_with =
            |j: &usize| j.max(&i) < &MAX_FINDERS || near[i].contains(j) || near[*j].contains(&i);
        let others: Vec<usize> = (i + 1..finders.len()).filter(goes_with).collect();
        for (at, &j) in others.iter().enumerate() {
            let b = &finders[j];
            let of_two = ratio(&[a, b]);
            if of_two > MAX_RATIO || a.inverted != b.inverted {
                continue;
            }
            if !meter.spend((others.len() - at) as u64 * CHARGES_PER_SET) {
                break;
            }
            for &k in &others[at + 1..] {
                let three = [a, b, &finders[k]];
                if ratio(&three) <= MAX_RATIO && three[2].inverted == a.inverted {
                    sets.extend(Set::of(three));
                }
            }
            if of_two < MAX_RATIO_OF_TWO {
                sets.extend(Set::of_two(a, b));
            }
        }
    }
    sets.sort_by(|a, b| a.oddness.total_cmp(&b.oddness));
    sets
}

impl Set {
    /// Each of the three at the corner between the others where it is not clear: seen from far aside, the right angle may
    /// look like any.
    pub(super) fn of(finders: [&Finder; 3]) -> impl Iterator<Item = Set> {
        let sets = [0, 1, 2].map(|corner| {
            let [c, mut p, mut q] = [0, 1, 2].map(|i| finders[(corner + i) % 3]);
            if cross(sub(p.centre, c.centre), sub(q.centre, c.centre)) < 0.0 {
                std::mem::swap(&mut p, &mut q);
            }
            Set::at([c, p, q].map(|finder| finder.centre), [c, p, q])
        });
        let least = sets
            .iter()
            .flatten()
            .map(|set| set.oddness)
            .fold(f32::MAX, f32::min);
        sets.into_iter()
            .flatten()
            .filter(move |set| set.oddness < least + ODDER)
    }

    /// The third one as it would be in a square, on either side; the two along a side, or across.
    fn of_two<'a>(a: &'a Finder, b: &'a Finder) -> impl Iterator<Item = Set> + 'a {
        let (p, q) = (a.centre, b.centre);
        let way = sub(q, p);
        let turned = [-way[1], way[0]];
        let half = |sign: f32| [0, 1].map(|i| (p[i] + q[i]) / 2.0 + sign * turned[i] / 2.0);
        let beside = |from: [f32; 2], sign: f32| [0, 1].map(|i| from[i] + sign * turned[i]);
        let corners = [
            [p, q, beside(p, 1.0)],
            [q, beside(q, 1.0), p],
            [q, p, beside(q, -1.0)],
            [p, beside(p, -1.0), q],
            [half(1.0), p, q],
            [half(-1.0), q, p],
        ];
        corners
            .into_iter()
            .filter_map(|corners| Set::at(corners, [a, b]))
    }

    /// `None` where no symbol looks like that.
    fn at<const N: usize>(corners: [[f32; 2]; 3], finders: [&Finder; N]) -> Option<Set> {
        let [c, p, q] = corners;
        let (along, down) = (sub(p, c), sub(q, c));
        let (a, b) = (distance(c, p), distance(c, q));
        let (sides, cosine) = (a.max(b) / a.min(b), dot(along, down) / (a * b));
        if !(cosine.abs() < MAX_COSINE && sides < MAX_SIDES) {
            return None;
        }
        // A pixel along a row, and along a column, is so much of the way to the next finder pattern; a module is a seventh
        // of the width of one. So both tell how many modules it is to the next, whatever way the symbol is seen from.
        let pixel = [1, 0].map(|i| along[i].abs().max(down[i].abs()) / cross(along, down));
        let told = finders.map(|finder| [0, 1].map(|i| -(pixel[i] * finder.sevenths[i]).ln()));
        let own = told.map(|[by_row, by_column]| (by_row + by_column) / 2.0);
        let mean = |of: [f32; N]| of.iter().sum::<f32>() / N as f32;
        let between = mean(own);
        let by_depth = mean(own.map(|own| (own - between).powi(2)));
        let by_way = mean(told.map(|[by_row, by_column]| (by_row - by_column).powi(2) / 4.0));
        let spread = (by_way + SPREAD_BY_DEPTH * by_depth).sqrt();
        let faintness = mean(finders.map(|finder| 1.0 / (0.5 + finder.votes)));
        let oddness = SPREAD_IS_ODD * spread
            + SHAPE_IS_ODD * (cosine.abs() + sides.ln())
            + SIZE_IS_ODD * between
            + FAINT_IS_ODD * faintness
            + if N == 2 { TWO_ARE_ODD } else { 0.0 };
        // Areas shrink with the third power of the depth. Two do not tell how far away the third is.
        let depths = <[f32; 3]>::try_from(own.as_slice());
        let depths = depths.map_or([1.0; 3], |own| own.map(|own| (own * 2.0 / 3.0).exp()));
        let between = between.exp();
        ((11.0..200.0).contains(&between) && spread < MAX_SPREAD).then_some(Set {
            corners,
            between,
            depths,
            oddness,
            inverted: finders.iter().all(|finder| finder.inverted),
        })
    }

    /// Where a symbol of that size would be: seen from far away, and as near as its finder patterns tell if they do.
    pub(super) fn starts(&self, size: usize) -> Vec<Quad> {
        let [c, p, q] = self.corners;
        let nearest = self.depths.into_iter().fold(f32::MAX, f32::min);
        let farthest = self.depths.into_iter().fold(0.0, f32::max);
        let mut depths = vec![[1.0; 3]];
        depths.extend((farthest > nearest * MIN_DEPTH_RATIO).then_some(self.depths));
        let way = (size - 7) as f32;
        // From the middles of the finder patterns to the corners of the symbol.
        let (first, last) = (-3.5, way + 3.5);
        let ends = [[first, first], [last, first], [last, last], [first, last]];
        let starts = depths.into_iter().filter_map(|[at_c, at_p, at_q]| {
            let depth = |[u, v]: [f32; 2]| at_c + ((at_p - at_c) * u + (at_q - at_c) * v) / way;
            let at_opposite = depth([way; 2]);
            let opposite = [0, 1].map(|i| (p[i] * at_p + q[i] * at_q - c[i] * at_c) / at_opposite);
            let is_seen = ends.iter().all(|end| depth(*end) > MIN_DEPTH * at_c);
            is_seen.then(|| {
                let middles = Perspective::onto(&Quad([c, p, opposite, q]), way);
                Quad(ends.map(|[u, v]| middles.point(u, v)))
            })
        });
        starts.collect()
    }

    /// The sizes that it may have, the likeliest first.
    pub(super) fn sizes(&self) -> Vec<usize> {
        let guess = self.between + 7.0;
        let slack = (guess * 0.14).max(4.0);
        let mut sizes: Vec<usize> = (21..=177)
            .step_by(4)
            .filter(|size| (*size as f32 - guess).abs() <= slack)
            .collect();
        sizes.sort_by_key(|size| ((*size as f32 - guess).abs() * 8.0) as i32);
        sizes.truncate(5);
        sizes
    }
}

/// How many times as large the largest is as the smallest.
fn ratio(finders: &[&Finder]) -> f32 {
    let modules = || finders.iter().map(|finder| finder.module());
    modules().fold(0.0, f32::max) / modules().fold(f32::MAX, f32::min)
}

pub(super) fn sub(a: [f32; 2], b: [f32; 2]) -> [f32; 2] {
    [a[0] - b[0], a[1] - b[1]]
}

fn dot(a: [f32; 2], b: [f32; 2]) -> f32 {
    a[0] * b[0] + a[1] * b[1]
}

pub(super) fn cross(a: [f32; 2], b: [f32; 2]) -> f32 {
    a[0] * b[1] - a[1] * b[0]
}

/// True for points nearer to each other than so much. Most are not, and few need the root.
pub(super) fn are_near(a: [f32; 2], b: [f32; 2], limit: f32) -> bool {
    let [x, y] = sub(a, b);
    x.abs() < limit && y.abs() < limit && x.hypot(y) < limit
}

pub(super) fn distance(a: [f32; 2], b: [f32; 2]) -> f32 {
    let [x, y] = sub(a, b);
    x.hypot(y)
}
