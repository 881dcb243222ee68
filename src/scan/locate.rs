//! Guesses where codes are that no decoder has located: blurred, dazzled, torn, bent, seen from the side.
//!
//! The decoders want clear finder patterns and a first guess of the size that fits. Here anything near a finder pattern
//! counts, in several renderings of the picture; every three, and every two, that may belong to one symbol are laid
//! over the picture as the fixed patterns of a symbol of each possible size, and moved until they fit best. (Template
//! matching by normalised correlation, and a pattern search: Hooke and Jeeves, *"Direct Search" Solution of Numerical
//! and Statistical Problems*, 1961.) What comes out is a place to look at more closely and nothing more.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::binarize::Bitmap;
use super::budget::Meter;
use super::finders;
use super::frame::Grey;
use super::function_patterns;
use super::perspective::Perspective;
use super::symbol::{Bend, Place, Quad};

/// Most that are told apart in one rendering.
const MAX_FINDERS_SEEN: usize = 500;
/// Most that are looked at, the clearest: those of a hundred codes.
const MAX_FINDERS_MERGED: usize = 300;
/// Most finder patterns of which each is put together with each, the clearest first, and those next to each of the others.
const MAX_FINDERS: usize = 40;
const NEIGHBOURS: usize = 12;
/// How many times as wide as high, or the other way round, a finder pattern may be.
const MAX_ASPECT: f32 = 5.0;
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
/// Most sets of finder patterns that are laid over the picture, the likeliest first, and more of them for each finder
/// pattern above [`MAX_FINDERS`].
const MAX_SETS: usize = 300;
const SETS_MORE: usize = 5;
/// Most of these that are moved until they fit, and one more for so many finder patterns.
const MAX_GUESSES: usize = 36;
const FINDERS_A_GUESS: usize = 2;
/// Most fits that are measured while one is moved.
const MAX_MOVES: usize = 2_000;
/// Correlation with the fixed patterns, of at most 1, from which a place is worth a look.
const MIN_FIT: f32 = 0.42;
/// The same from which no other is looked for there, at first and with more time.
pub(super) const GOOD_FIT: f32 = 0.75;
pub(super) const SURE_FIT: f32 = 0.9;
/// The same before it is moved.
const MIN_FIRST_FIT: f32 = 0.1;
/// Three finder patterns and two timing patterns: the smallest version has no others.
const PATTERNS_OF_VERSION_1: usize = 5;
/// What a point of a pattern takes from the budget each time.
const CHARGES_PER_POINT: u64 = 6;
/// How far an alignment pattern is looked for, in steps, and a step in modules.
const ALIGNMENT_STEPS: i32 = 10;
const ALIGNMENT_STEP: f32 = 0.5;
/// Points that are looked at at once.
const POINTS_AT_ONCE: usize = 8;
/// The size in pixels that a module is looked at with, at most.
const MAX_MODULE: f32 = 6.0;

/// Something like a finder pattern; lengths are pixels.
#[derive(Clone, Copy)]
pub(super) struct Finder {
    centre: [f32; 2],
    /// A seventh of its width along the row, and along the column, through its centre.
    sevenths: [f32; 2],
    /// Lines that cross it as they should.
    votes: f32,
}

impl Finder {
    /// The same in a picture that is `factor` times as large.
    pub(super) fn scaled(self, factor: f32) -> Finder {
        Finder {
            centre: self.centre.map(|i| i * factor),
            sevenths: self.sevenths.map(|i| i * factor),
            ..self
        }
    }

    /// About the size of a module; more of one that is turned.
    fn module(&self) -> f32 {
        (self.sevenths[0] * self.sevenths[1]).sqrt()
    }

    pub(super) fn is_in(&self, quad: &Quad) -> bool {
        quad.contains(self.centre)
    }
}

/// What looks like finder patterns, also badly drawn ones; `None` where there would be no end of them. A hand that moves
/// along the rows leaves them in the columns, and the other way round.
pub(super) fn finders(bitmap: &Bitmap, meter: &Meter<'_>) -> Option<Vec<Finder>> {
    let mut found = finders_in_rows(bitmap, meter)?;
    for turned in finders_in_rows(&bitmap.transposed(), meter)? {
        let swapped = |[a, b]: [f32; 2]| [b, a];
        let finder = Finder {
            centre: swapped(turned.centre),
            sevenths: swapped(turned.sevenths),
            ..turned
        };
        add(&mut found, finder);
    }
    Some(found)
}

fn finders_in_rows(bitmap: &Bitmap, meter: &Meter<'_>) -> Option<Vec<Finder>> {
    let (width, height) = (bitmap.width, bitmap.height);
    let mut found: Vec<Finder> = Vec::new();
    for y in 0..height {
        meter.charge(width as u64);
        let row = &bitmap.dark[y * width..(y + 1) * width];
        let mut runs = [0u32; 5];
        let mut was_dark = false;
        for (x, &dark) in row.iter().enumerate() {
            if dark == was_dark {
                runs[4] += 1;
                continue;
            }
            if was_dark && is_near_a_finder(runs) {
                let middle = x as f32 - (runs[4] + runs[3]) as f32 - runs[2] as f32 / 2.0;
                meter.charge(u64::from(runs.iter().sum::<u32>()) * 4);
                if let Some((down, centre_y)) = crossed(bitmap, middle as usize, y, runs) {
                    if found.len() > MAX_FINDERS_SEEN {
                        return None; // wallpaper
                    }
                    meter.charge(found.len() as u64);
                    let across: u32 = runs.iter().sum();
                    let finder = Finder {
                        centre: [middle, centre_y],
                        sevenths: [across, down].map(|width| width as f32 / 7.0),
                        votes: 14.0 / (across + down) as f32,
                    };
                    add(&mut found, finder);
                }
            }
            runs.rotate_left(1);
            runs[4] = 1;
            was_dark = dark;
        }
    }
    Some(found)
}

/// Puts finders of several renderings together, the clearest first.
pub(super) fn merged(all: impl Iterator<Item = Finder>) -> Vec<Finder> {
    let mut merged: Vec<Finder> = Vec::new();
    for finder in all {
        add(&mut merged, finder);
    }
    merged.sort_by(|a, b| b.votes.total_cmp(&a.votes));
    merged.truncate(MAX_FINDERS_MERGED);
    merged
}

fn add(found: &mut Vec<Finder>, new: Finder) {
    let same = found.iter_mut().find(|known| {
        let (one, other) = (known.module(), new.module());
        distance(known.centre, new.centre) < one.max(other) * 1.5
            && (0.6..1.67).contains(&(one / other))
    });
    match same {
        Some(known) => {
            let votes = known.votes + new.votes;
            let mean = |a: [f32; 2], b: [f32; 2]| {
                [0, 1].map(|i| (a[i] * known.votes + b[i] * new.votes) / votes)
            };
            *known = Finder {
                centre: mean(known.centre, new.centre),
                sevenths: mean(known.sevenths, new.sevenths),
                votes,
            };
        }
        None => found.push(new),
    }
}

/// The five runs of the column through a row's middle: how long they are, and the middle of them.
fn crossed(bitmap: &Bitmap, x: usize, y: usize, across: [u32; 5]) -> Option<(u32, f32)> {
    let is_dark = |y: usize| bitmap.dark[y * bitmap.width + x];
    if !is_dark(y) {
        return None;
    }
    let here: u32 = across.iter().sum();
    let column = finders::column_runs(y, bitmap.height, here as usize * 2, is_dark)?;
    let runs = column.runs;
    let there: u32 = runs.iter().sum();
    let ratio = there as f32 / here as f32;
    let middle = column.end as f32 - (runs[4] + runs[3]) as f32 - runs[2] as f32 / 2.0;
    (is_near_a_finder(runs) && (1.0 / MAX_ASPECT..MAX_ASPECT).contains(&ratio))
        .then_some((there, middle))
}

/// Dark, light, dark, light, dark, roughly near 1 : 1 : 3 : 1 : 1.
fn is_near_a_finder(runs: [u32; 5]) -> bool {
    let total: u32 = runs.iter().sum();
    if total < 7 || runs.contains(&0) {
        return false;
    }
    let module = total as f32 / 7.0;
    let off = |run: u32, modules: f32| (run as f32 - modules * module).abs();
    let slack = module * 0.75 + 0.4;
    [0, 1, 3, 4].iter().all(|i| off(runs[*i], 1.0) < slack) && off(runs[2], 3.0) < slack * 1.4
}

/// Where codes may be, the likeliest first; to be moved until they fit. `scales` are the picture and smaller ones, each
/// half as large.
pub(super) fn guesses(finders: &[Finder], scales: &[Grey<'_>], meter: &Meter<'_>) -> Vec<Guess> {
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
                .filter_map(|start| Guess::of(*start, Arc::clone(patterns), scales));
            guesses.extend(tried.max_by(|a, b| a.fit.total_cmp(&b.fit)));
        }
    }
    guesses.sort_by(|a, b| b.fit.total_cmp(&a.fit));
    guesses.truncate(MAX_GUESSES + more / FINDERS_A_GUESS);
    guesses
}

/// The best of those places, the best first.
pub(super) fn best(mut fits: Vec<(f32, Place)>) -> Vec<(f32, Place)> {
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

/// The middles of three finder patterns: top-left, top-right, bottom-left. One of them may be made up.
struct Set {
    corners: [[f32; 2]; 3],
    /// Modules from the middle of one finder pattern to the next, by the widths of all of them.
    between: f32,
    /// How far away each of them is, but for a factor, by its width.
    depths: [f32; 3],
    /// The less, the likelier.
    oddness: f32,
}

/// The clearest finder patterns go together with each other, and every one with those next to it: on a sheet of codes
/// there are far more than can all be put together.
fn sets(finders: &[Finder], meter: &Meter<'_>) -> Vec<Set> {
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
            if of_two > MAX_RATIO {
                continue;
            }
            if !meter.spend((others.len() - at) as u64 * CHARGES_PER_SET) {
                break;
            }
            for &k in &others[at + 1..] {
                let three = [a, b, &finders[k]];
                if ratio(&three) <= MAX_RATIO {
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
    fn of(finders: [&Finder; 3]) -> impl Iterator<Item = Set> {
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
        })
    }

    /// Where a symbol of that size would be: seen from far away, and as near as its finder patterns tell if they do.
    fn starts(&self, size: usize) -> Vec<Quad> {
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
    fn sizes(&self) -> Vec<usize> {
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

/// A symbol laid over the picture.
pub(super) struct Guess {
    /// Which of the pictures it is laid over.
    scale: usize,
    /// In that picture.
    place: Place,
    patterns: Arc<Patterns>,
    fit: f32,
}

impl Guess {
    /// If anything fits at all.
    fn of(corners: Quad, patterns: Arc<Patterns>, scales: &[Grey<'_>]) -> Option<Guess> {
        let place = Place {
            corners,
            bend: Bend::default(),
            size: patterns.size,
            inverted: false,
            clear: false,
        };
        let module = place.module();
        let fine = (0..scales.len()).find(|i| module / ((1 << i) as f32) <= MAX_MODULE);
        let scale = fine.unwrap_or(scales.len() - 1);
        let factor = (1 << scale) as f32;
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
    pub(super) fn moved_until_it_fits(
        &self,
        scales: &[Grey<'_>],
        meter: &Meter<'_>,
    ) -> Option<(f32, Place)> {
        self.moved_from(self.place, scales, meter)
    }

    /// The same from where its last alignment pattern fits best, if it has any. That takes as long again, and finds what
    /// is bent or seen from the side.
    pub(super) fn aligned_and_moved(
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
    pub(super) fn is_within(&self, fits: &[(f32, Place)], least: f32) -> bool {
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

/// Moves the corners of a place and its bend by steps, from a first to a least one, in pixels, for as long as the fit
/// grows. (A pattern search: Hooke and Jeeves.)
pub(super) fn moved_until_it_fits(
    start: Place,
    (first, least): (f32, f32),
    mut measured: impl FnMut(&Place) -> f32,
    is_hopeless: impl Fn(f32, f32) -> bool,
) -> (Place, f32) {
    let (mut place, mut step) = (start, first);
    let mut fit = measured(&place);
    let mut moves = 0;
    while step > least && moves < MAX_MOVES {
        let mut is_better = false;
        // The corner without a finder pattern is known least.
        for parameter in [4, 5, 2, 3, 6, 7, 0, 1, 8, 9, 10, 11] {
            for way in [step, -step] {
                let other = place.changed(parameter, way);
                let other_fit = measured(&other);
                moves += 1;
                if other_fit > fit + 1e-4 {
                    (place, fit, is_better) = (other, other_fit, true);
                    break;
                }
            }
        }
        if !is_better {
            step /= 2.0;
            if is_hopeless(fit, step) {
                break;
            }
        }
    }
    (place, fit)
}

/// The fixed patterns of a symbol, each for itself: light differs from one to the next.
struct Patterns {
    size: usize,
    patterns: Vec<Pattern>,
    weights: Vec<f32>,
    points: usize,
}

impl Patterns {
    /// What measuring a fit takes from the budget.
    fn charges(&self) -> u64 {
        self.points as u64 * CHARGES_PER_POINT
    }

    fn of(size: usize) -> Patterns {
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
    fn fit(&self, grey: &Grey<'_>, place: &Place) -> f32 {
        let size = self.size as f32;
        let map = Perspective::onto(&place.corners, size);
        let (mut sum, mut weights) = (0.0, 0.0);
        for (pattern, weight) in self.patterns.iter().zip(&self.weights) {
            sum += weight * pattern.correlation(size, grey, &map, &place.bend);
            weights += weight;
        }
        sum / weights
    }

    /// The last alignment pattern, if there is any.
    fn last_alignment(&self) -> Option<&Pattern> {
        self.patterns.get(PATTERNS_OF_VERSION_1..)?.last()
    }

    /// What [`Self::aligned`] takes from the budget.
    fn charges_of_aligning(&self) -> u64 {
        let steps = 2 * ALIGNMENT_STEPS as u64 + 1;
        let points = self.last_alignment().map_or(0, Pattern::len) as u64;
        steps * steps * points * CHARGES_PER_POINT
    }

    /// The place with its last corner where the alignment pattern beside it fits best: the other corners have finder
    /// patterns, and nothing else tells where this one is.
    fn aligned(&self, grey: &Grey<'_>, place: &Place) -> Option<Place> {
        let pattern = self.last_alignment()?;
        let (size, step) = (self.size as f32, ALIGNMENT_STEP * place.module());
        let steps = || (-ALIGNMENT_STEPS..=ALIGNMENT_STEPS).map(|i| i as f32 * step);
        let moved =
            steps().flat_map(|dy| steps().map(move |dx| place.changed(4, dx).changed(5, dy)));
        let fits = moved.map(|place| {
            let map = Perspective::onto(&place.corners, size);
            (pattern.correlation(size, grey, &map, &place.bend), place)
        });
        let best = fits.max_by(|a, b| a.0.total_cmp(&b.0));
        best.map(|(_, place)| place)
    }
}

/// Points of a fixed pattern, and how many of them are dark.
struct Pattern {
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

/// How many times as large the largest is as the smallest.
fn ratio(finders: &[&Finder]) -> f32 {
    let modules = || finders.iter().map(|finder| finder.module());
    modules().fold(0.0, f32::max) / modules().fold(f32::MAX, f32::min)
}

fn sub(a: [f32; 2], b: [f32; 2]) -> [f32; 2] {
    [a[0] - b[0], a[1] - b[1]]
}

fn dot(a: [f32; 2], b: [f32; 2]) -> f32 {
    a[0] * b[0] + a[1] * b[1]
}

fn cross(a: [f32; 2], b: [f32; 2]) -> f32 {
    a[0] * b[1] - a[1] * b[0]
}

fn distance(a: [f32; 2], b: [f32; 2]) -> f32 {
    let [x, y] = sub(a, b);
    x.hypot(y)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

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
        let finders = finders(&super::super::binarize::otsu(grey), &meter).unwrap();
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
