//! A cheap look before the decoders: pictures papered with finder patterns are not worth the time.
//!
//! Both decoders compare every finder pattern with every other one, without reading pixels: 2560 × 2560 of wallpaper
//! with 1-pixel modules takes rqrr 7 s and rxing 8 s.

use crate::scan::geometry::quad::Quad;
use crate::scan::picture::runs::{self, ColumnRuns};

/// More finder patterns than any honest picture has. A sheet of 100 codes has 300.
const TOO_MANY: f32 = 1_000.0;
/// Three codes have 9; some margin for chance.
const MANY: f32 = 10.5;
/// Fifteen codes, and some margin.
const TOO_MANY_TO_COMBINE: f32 = 48.0;
/// More of any shape, also of those that are much wider than high, or higher than wide: rqrr takes few of them for finder patterns.
const TOO_MANY_OF_ANY_SHAPE: f32 = 300.0;
/// A finder pattern is about as wide as high at every angle. Seen so flat that it is not, nobody reads it; bars that are
/// tilted by less than 24° and not long are crossed so.
const MOST_STRETCHED: f32 = 2.2;
/// The middle of a finder pattern is three sevenths of it; along a bar it has no end.
const LONGEST_MIDDLE: f32 = 0.75;
/// The middle of a finder pattern is three modules wide and high: every third row is looked at.
const MIDDLE_MODULES: f32 = 3.0;
const ROW_STEP: usize = 3;
/// A row through a large one counts for no more: several others cross it, too.
const LARGE: f32 = 0.5;

/// What looks like finder patterns.
pub struct Finders {
    /// An estimate: every row through a finder pattern counts for as much as the rows looked at are of its middle.
    count: f32,
    /// A point in the middle of each of those rows.
    middles: Vec<[f32; 2]>,
    /// What each of them counts for; nothing where the diagonals show none.
    counts: Vec<f32>,
    /// The sum of those that are about as wide as high.
    square_count: f32,
}

impl Finders {
    /// True where they cannot be those of a code: three.
    pub fn are_too_few(&self) -> bool {
        self.counts.iter().sum::<f32>() < 1.5
    }

    /// True where at least two of them are so large that several rows cross each: in noise none is.
    pub fn are_two_large_ones(&self) -> bool {
        let large = self.counts.iter().filter(|share| **share <= LARGE);
        large.sum::<f32>() >= 1.5
    }

    /// The middle of each row that crosses such a large one, and how wide a module of it is, in pixels.
    pub fn large_ones(&self) -> impl Iterator<Item = ([f32; 2], f32)> {
        let rows = self.middles.iter().zip(&self.counts);
        let large = rows.filter(|(_, share)| (f32::MIN_POSITIVE..=LARGE).contains(*share));
        large.map(|(middle, share)| (*middle, ROW_STEP as f32 / share / MIDDLE_MODULES))
    }

    pub fn are_too_many(&self) -> bool {
        self.count > TOO_MANY
    }

    pub fn are_many(&self) -> bool {
        self.count > MANY
    }

    /// True where they are more than rqrr can put together: its time grows with the third power of their number.
    pub fn are_too_many_to_combine(&self) -> bool {
        self.square_count > TOO_MANY_TO_COMBINE
            || self.counts.iter().sum::<f32>() > TOO_MANY_OF_ANY_SHAPE
    }

    /// Finder patterns in a place, about.
    pub fn count_in(&self, quad: &Quad) -> f32 {
        let middles = self.middles.iter().zip(&self.counts);
        let inside = middles.filter(|(middle, _)| quad.contains(**middle));
        inside.map(|(_, count)| count).sum()
    }

    /// True where there are many, and all of them belong to the codes that are known already. rqrr takes 120 ms for a
    /// sheet of 16 codes and reads one of them; it may see them one by one, cut out.
    pub fn belong_to(&self, known: &[Quad]) -> bool {
        let is_known = |middle: &[f32; 2]| known.iter().any(|quad| quad.contains(*middle));
        self.are_many()
            && self.count < known.len() as f32 * 3.0 + 2.5
            && self.middles.iter().all(is_known)
    }
}

/// Looks for finder patterns in rows.
pub fn find(width: usize, height: usize, is_dark: impl Fn(usize, usize) -> bool) -> Finders {
    let (mut count, mut counts, mut middles) = (0.0, Vec::new(), Vec::new());
    let mut square_count = 0.0;
    let mut row = Vec::with_capacity(width);
    for y in (ROW_STEP - 1..height).step_by(ROW_STEP) {
        // Nothing else is asked of so many.
        if count > TOO_MANY {
            break;
        }
        row.clear();
        row.extend((0..width).map(|x| is_dark(x, y)));
        for (x, runs) in runs::fives(&row).filter(|(_, runs)| is_like_a_finder(*runs)) {
            let middle = x - (runs[4] + runs[3] + runs[2] / 2) as usize;
            let column = runs::of_column(y, height, usize::MAX, |y| is_dark(middle, y));
            let Some(column) = column.filter(|column| is_like_a_finder(column.runs)) else {
                continue;
            };
            let across: u32 = runs.iter().sum();
            let is_whole = is_closed(middle, &column, across, (width, height), &is_dark);
            let share = ROW_STEP as f32 / runs[2] as f32;
            count += share;
            counts.push(if is_whole { share } else { 0.0 });
            let down: u32 = column.runs.iter().sum();
            let (long, short) = (across.max(down) as f32, across.min(down) as f32);
            let is_square = long <= MOST_STRETCHED * short;
            if is_whole && is_square {
                square_count += share;
            }
            middles.push([middle as f32 + 0.5, y as f32 + 0.5]);
        }
    }
    Finders {
        count,
        middles,
        counts,
        square_count,
    }
}

/// The rings of a finder pattern are alike, so that every line through its middle crosses them in the same way, the
/// diagonals too. Modules in the data of a large symbol look so in a row and a column by chance, and bars that are tilted
/// everywhere but along them.
fn is_closed(
    x: usize,
    column: &ColumnRuns,
    across: u32,
    (width, height): (usize, usize),
    is_dark: impl Fn(usize, usize) -> bool,
) -> bool {
    let [.., middle, below, last] = column.runs;
    let down: u32 = column.runs.iter().sum();
    let y = column.end - (last + below + middle / 2) as usize - 1;
    let steps = across.max(down) as f32;
    // Each of the three runs to either side is cut off there: whatever is farther away is not asked for.
    let most = 3 * across.max(down) as usize;
    let reach = 3 * most + 1;
    let diagonal = |way: f32| {
        let at = |i: isize| {
            let along = |from: usize, by: f32| (from as f32 + 0.5 + i as f32 * by / steps).floor();
            let to = [along(x, across as f32), along(y, way * down as f32)];
            let is_inside = to[0] >= 0.0 && to[1] >= 0.0;
            let [x, y] = to.map(|i| i as usize);
            (is_inside && x < width && y < height).then_some((x, y))
        };
        let along = || (1isize..).take(reach);
        let before = along().take_while(|i| at(-i).is_some()).count();
        let after = along().take_while(|i| at(*i).is_some()).count();
        runs::of_column(before, before + 1 + after, most, |i| {
            at(i as isize - before as isize).is_some_and(|(x, y)| is_dark(x, y))
        })
    };
    let runs = [1.0, -1.0].map(|way| diagonal(way).map_or([0; 5], |line| line.runs));
    let ends = |runs: &[u32; 5]| (runs[2] as f32) < LONGEST_MIDDLE * steps;
    runs.iter().all(ends) && runs.into_iter().any(is_like_a_finder)
}

/// Dark, light, dark, light, dark near 1 : 1 : 3 : 1 : 1, each run within half a module, as ZXing's detector has it.
fn is_like_a_finder(runs: [u32; 5]) -> bool {
    let total: u32 = runs.iter().sum();
    let fits = |run: u32, modules: u32| (run * 14).abs_diff(total * 2 * modules) < total * modules;
    runs.into_iter()
        .zip([1, 1, 3, 1, 1])
        .all(|(run, modules)| run > 0 && fits(run, modules))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Squares of 21 pixels in a row, 30 apart, that stand for codes of one pixel a module.
    fn places(count: usize) -> Vec<Quad> {
        let place = |at: usize| {
            let (left, right) = (at as f32 * 30.0, at as f32 * 30.0 + 21.0);
            Quad([[left, 0.0], [right, 0.0], [right, 21.0], [left, 21.0]])
        };
        (0..count).map(place).collect()
    }

    #[test]
    fn many_finders_are_passed_over_where_each_lies_in_a_known_code_and_nowhere_else() {
        let seen = |count, at: usize, y| Finders {
            count,
            middles: (0..at).map(|at| [at as f32 * 30.0 + 3.5, y]).collect(),
            counts: vec![count / at as f32; at],
            square_count: count,
        };
        assert!(seen(12.0, 4, 3.5).belong_to(&places(4)));
        assert!(
            !seen(12.0, 4, 30.0).belong_to(&places(4)),
            "below the codes"
        );
        assert!(!seen(12.0, 5, 3.5).belong_to(&places(4)), "one code more");
        assert!(!seen(15.0, 4, 3.5).belong_to(&places(4)), "codes in codes");
        assert!(!seen(48.0, 4, 3.5).belong_to(&[]), "none is known");
        assert!(
            !seen(9.0, 3, 3.5).belong_to(&places(3)),
            "few are looked at anyway"
        );
    }

    #[test]
    fn a_finder_is_found_in_its_middle() {
        let is_dark = |x: usize, y: usize| {
            let Some((x, y)) = x.checked_sub(20).zip(y.checked_sub(10)) else {
                return false;
            };
            let ring = (x / 3).abs_diff(3).max((y / 3).abs_diff(3));
            ring < 2 || ring == 3
        };
        let finders = find(60, 50, is_dark);
        assert!(!finders.middles.is_empty() && !finders.are_too_many());
        for [x, y] in finders.middles {
            assert!((29.0..32.0).contains(&x) && (16.0..25.0).contains(&y));
        }
    }

    #[test]
    fn a_wall_of_finders_is_counted_whatever_its_scale() {
        for module in [1, 2, 3, 5] {
            let is_dark = |x: usize, y: usize| {
                let ring = (x / module % 8)
                    .abs_diff(3)
                    .max((y / module % 8).abs_diff(3));
                ring < 2 || ring == 3
            };
            let side = 8 * module * 20; // 20 × 20 finder patterns
            let count = find(side, side, is_dark).count;
            assert!((250.0..600.0).contains(&count), "{count} for {module} px");
        }
    }
}
