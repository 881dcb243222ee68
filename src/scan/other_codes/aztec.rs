//! Aztec codes, by what is the same in all of them: the bull's eye in their middle, and the marks around it that say how the
//! code lies (ISO/IEC 24778). They are only told, so nothing needs to be read.
//!
//! Concentric squares are an ornament, too. The marks are not: of twelve modules six are dark, in an order that no
//! ornament has.

use std::f32::consts::FRAC_PI_2;

use crate::scan::budget::Meter;
use crate::scan::geometry::quad::Quad;
use crate::scan::picture::binarize::Bitmap;
use crate::scan::picture::grey::Grey;

/// Rows from one that is looked at to the next.
const ROW_STEP: usize = 2;
/// Runs that a line through the middle crosses: the middle module and three rings to either side.
const RUNS: usize = 7;
/// Middles that are looked at more closely, wherever they are: those that look most like one, and all that look as much like
/// one as a whole bull's eye does.
const MAX_MIDDLES: usize = 32;
const SURE_FIT: f32 = 0.85;
/// Modules from side to side of the bull's eye of a compact and of a full code; the marks are in the ring beyond.
const COMPACT: usize = 9;
const FULL: usize = 13;
/// Modules from side to side with which a search begins.
const ROUGH: usize = 7;
/// Turns and sizes with which it begins: a row crosses the rings of a tilted code in longer runs.
const TURNS: usize = 9;
const STRETCHES: [f32; 5] = [0.64, 0.74, 0.86, 1.0, 1.14];
/// And places: where modules are smaller than so many pixels, the middle is not known to half a module.
const SMALL: f32 = 5.0;
const OFFSETS: &[[f32; 2]] = &[[0.0, 0.0], [0.5, 0.0], [-0.5, 0.0], [0.0, 0.5], [0.0, -0.5]];
/// Of these, the best that are followed.
const MAX_STARTS: usize = 6;
/// Correlation with the rings from which a start is followed, and from which it is a bull's eye.
const ROUGH_FIT: f32 = 0.4;
const FIT: f32 = 0.85;
/// Variance of the modules, in squared grey levels, below which there is nothing to see.
const MIN_SPREAD: f32 = 4.0;
/// Of the twelve modules of the marks, those that may be wrong.
const MARK_ERRORS: u32 = 1;
/// From one corner to the next: the module before the corner, the corner, and the one behind it.
const MARKS: [[bool; 3]; 4] = [
    [true, true, true],
    [false, true, true],
    [true, false, false],
    [false, false, false],
];

/// How the modules of a code lie: its middle, and the steps from one module to the next.
#[derive(Clone, Copy)]
struct Grid {
    middle: [f32; 2],
    right: [f32; 2],
    down: [f32; 2],
}

impl Grid {
    fn upright(middle: [f32; 2], module: f32, angle: f32) -> Grid {
        let (sin, cos) = angle.sin_cos();
        Grid {
            middle,
            right: [module * cos, module * sin],
            down: [-module * sin, module * cos],
        }
    }

    fn point(&self, u: f32, v: f32) -> [f32; 2] {
        [0, 1].map(|axis| self.middle[axis] + u * self.right[axis] + v * self.down[axis])
    }

    /// Moved by shares of a module and stretched along both of its axes.
    fn changed(&self, by: [f32; 2], stretch: [f32; 2]) -> Grid {
        Grid {
            middle: self.point(by[0], by[1]),
            right: self.right.map(|i| i * stretch[0]),
            down: self.down.map(|i| i * stretch[1]),
        }
    }

    fn turned(&self, angle: f32) -> Grid {
        let (sin, cos) = angle.sin_cos();
        let turn = |[x, y]: [f32; 2]| [x * cos - y * sin, x * sin + y * cos];
        Grid {
            right: turn(self.right),
            down: turn(self.down),
            ..*self
        }
    }
}

/// Places of Aztec codes, as large as the smallest of them are: 15 modules.
pub fn find(grey: &Grey<'_>, bitmap: &Bitmap, meter: &Meter<'_>) -> Vec<Quad> {
    let middles = middles(bitmap, meter).into_iter();
    let mut starts: Vec<Vec<(f32, Grid)>> = middles
        .map(|(middle, module)| starts_at(grey, middle, module, meter))
        .filter(|starts| !starts.is_empty())
        .collect();
    // Not those from the top: what is busy there must not hide what is below.
    starts.sort_by(|a, b| b[0].0.total_cmp(&a[0].0));
    let mut places: Vec<Quad> = Vec::new();
    for (at, starts) in starts.iter().enumerate() {
        if at >= MAX_MIDDLES && starts[0].0 < SURE_FIT {
            break;
        }
        let is_known = places
            .iter()
            .any(|place| place.contains(starts[0].1.middle));
        if !is_known && let Some(grid) = grid_of(grey, starts, meter) {
            let corners = [[-7.5, -7.5], [7.5, -7.5], [7.5, 7.5], [-7.5, 7.5]];
            places.push(Quad(corners.map(|[u, v]| grid.point(u, v))));
        }
    }
    places
}

/// Points around which dark and light follow each other as in a bull's eye, along a row and a column, with the length of a
/// module along them.
fn middles(bitmap: &Bitmap, meter: &Meter<'_>) -> Vec<([f32; 2], f32)> {
    let width = bitmap.width;
    let mut middles: Vec<([f32; 2], f32)> = Vec::new();
    for (y, row) in bitmap.dark.chunks_exact(width.max(1)).enumerate() {
        if y % ROW_STEP != 0 {
            continue;
        }
        meter.charge(width as u64);
        // The last runs, the newest at the end.
        let (mut runs, mut len, mut count) = ([0u32; RUNS], 0u32, 0usize);
        for x in 0..=width {
            let is_end = x == width || (x > 0 && row[x] != row[x - 1]);
            if is_end {
                runs.rotate_left(1);
                runs[RUNS - 1] = len;
                (len, count) = (0, count + 1);
                let is_dark = x > 0 && row[x - 1];
                // The middle run is as dark as the first and the last are light.
                if count >= RUNS
                    && !is_dark
                    && let Some(module) = even(&runs)
                {
                    let beyond: u32 = runs[RUNS / 2 + 1..].iter().sum();
                    let at = x as f32 - beyond as f32 - runs[RUNS / 2] as f32 / 2.0;
                    let middle = [at, y as f32 + 0.5];
                    let is_known = middles.iter().any(|(known, _)| {
                        (known[0] - at).hypot(known[1] - middle[1]) < 1.5 * module
                    });
                    if !is_known && let Some(middle) = seen_down(bitmap, middle, module) {
                        middles.push((middle, module));
                    }
                }
            }
            len += 1;
        }
    }
    middles
}

/// The length of a module where runs are about as long as each other. Where print or blur has narrowed the dark ones, two
/// together are still as long.
fn even(runs: &[u32; RUNS]) -> Option<f32> {
    let inner = &runs[1..RUNS - 1];
    let module = inner.iter().sum::<u32>() as f32 / inner.len() as f32;
    let fits = |two: &[u32]| (two.iter().sum::<u32>() as f32 - 2.0 * module).abs() <= 0.8 * module;
    let is_wide = |run: &u32| *run as f32 >= 0.3 * module;
    (module >= 1.2 && inner.iter().all(is_wide) && inner.windows(2).all(fits)).then_some(module)
}

/// The middle along the column, where the same follows there, and along a diagonal at least: every line through the middle
/// of a bull's eye crosses its rings.
fn seen_down(bitmap: &Bitmap, middle: [f32; 2], module: f32) -> Option<[f32; 2]> {
    let (down, off) = crossed(bitmap, middle, [0, 1], module)?;
    let middle = [middle[0], middle[1].floor() + 0.5 + off];
    let is_crossed = |step| {
        let along = crossed(bitmap, middle, step, module).map(|(along, _)| along / module);
        along.is_some_and(|ratio| (0.4..2.5).contains(&ratio))
    };
    let is_one =
        (0.5..2.0).contains(&(down / module)) && [[1, 1], [1, -1]].map(is_crossed) != [false; 2];
    is_one.then_some(middle)
}

/// The length of a module, in steps, of the rings around a point along a line, and how far the middle of the inmost is from it.
fn crossed(bitmap: &Bitmap, middle: [f32; 2], step: [isize; 2], module: f32) -> Option<(f32, f32)> {
    let reach = (module * 7.0) as isize;
    let [x, y] = middle.map(|i| i as usize);
    let is_dark = |i: isize| {
        let x = x
            .checked_add_signed(i * step[0])
            .filter(|x| *x < bitmap.width)?;
        let y = y.checked_add_signed(i * step[1])?;
        bitmap.dark.get(y * bitmap.width + x).copied()
    };
    if !is_dark(0)? {
        return None;
    }
    // The rest of the middle run, and the three beyond it.
    let walk = |way: isize| {
        let (mut runs, mut ring, mut was_dark) = ([0u32; 4], 0, true);
        for i in 1..reach {
            let dark = is_dark(way * i)?;
            if dark != was_dark {
                (ring, was_dark) = (ring + 1, dark);
            }
            if ring > 3 {
                break;
            }
            runs[ring] += 1;
        }
        (ring >= 3).then_some(runs)
    };
    let (up, down) = (walk(-1)?, walk(1)?);
    let middle = up[0] + 1 + down[0];
    let runs = [up[3], up[2], up[1], middle, down[1], down[2], down[3]];
    Some((even(&runs)?, (down[0] as f32 - up[0] as f32) / 2.0))
}

/// Ways in which a code may lie around a middle, the likeliest first, each with how well it fits.
fn starts_at(grey: &Grey<'_>, middle: [f32; 2], along: f32, meter: &Meter<'_>) -> Vec<(f32, Grid)> {
    let mut starts: Vec<(f32, Grid)> = Vec::new();
    let offsets = match along < SMALL {
        true => OFFSETS,
        false => &OFFSETS[..1],
    };
    for turn in 0..TURNS {
        let angle = FRAC_PI_2 * turn as f32 / TURNS as f32;
        for stretch in STRETCHES {
            let grid = Grid::upright(middle, along * stretch, angle);
            for by in offsets {
                let grid = grid.changed(*by, [1.0, 1.0]);
                starts.push((fit::<ROUGH>(grey, &grid), grid));
            }
        }
    }
    meter.charge(starts.len() as u64);
    starts.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    starts.truncate(MAX_STARTS);
    starts.retain(|(fit, _)| *fit >= ROUGH_FIT);
    starts
}

/// The grid of the code near one of the starts, if there is one.
fn grid_of(grey: &Grey<'_>, starts: &[(f32, Grid)], meter: &Meter<'_>) -> Option<Grid> {
    starts.iter().find_map(|(_, start)| {
        let grid = refined(grey, start, meter);
        let is_compact = fit::<COMPACT>(grey, &grid) >= FIT && has_marks(grey, &grid, COMPACT);
        let is_one =
            is_compact || (fit::<FULL>(grey, &grid) >= FIT && has_marks(grey, &grid, FULL));
        is_one.then_some(grid)
    })
}

/// The grid near one that fits best: turned, moved and stretched a little, and then less.
fn refined(grey: &Grey<'_>, start: &Grid, meter: &Meter<'_>) -> Grid {
    let (mut best, mut grid) = (fit::<COMPACT>(grey, start), *start);
    for step in [1.0, 0.5, 0.25] {
        let (by, turn, more, less) = (0.4 * step, 0.1 * step, 1.0 + 0.08 * step, 1.0 - 0.08 * step);
        for _ in 0..4 {
            let was = best;
            for (by, [right, down], angle) in [
                ([by, 0.0], [1.0, 1.0], 0.0),
                ([-by, 0.0], [1.0, 1.0], 0.0),
                ([0.0, by], [1.0, 1.0], 0.0),
                ([0.0, -by], [1.0, 1.0], 0.0),
                ([0.0, 0.0], [1.0, 1.0], turn),
                ([0.0, 0.0], [1.0, 1.0], -turn),
                ([0.0, 0.0], [more, more], 0.0),
                ([0.0, 0.0], [less, less], 0.0),
                ([0.0, 0.0], [more, 1.0], 0.0),
                ([0.0, 0.0], [less, 1.0], 0.0),
                ([0.0, 0.0], [1.0, more], 0.0),
                ([0.0, 0.0], [1.0, less], 0.0),
            ] {
                let tried = grid.changed(by, [right, down]).turned(angle);
                let fit = fit::<COMPACT>(grey, &tried);
                if fit > best {
                    (best, grid) = (fit, tried);
                }
            }
            meter.charge(12);
            if best <= was {
                break;
            }
        }
    }
    grid
}

/// How well dark and light go with the rings of a bull's eye that is so many modules wide: their correlation, from -1 to 1.
fn fit<const SIDE: usize>(grey: &Grey<'_>, grid: &Grid) -> f32 {
    let middle = (SIDE / 2) as i32;
    let offset = |at: usize| at as i32 - middle;
    let (mut sum, mut squares, mut signed, mut signs) = (0.0, 0.0, 0.0, 0.0);
    for v in (0..SIDE).map(offset) {
        let row: [f32; SIDE] = grey.along(grid.point(offset(0) as f32, v as f32), grid.right);
        for (at, value) in row.into_iter().enumerate() {
            let is_dark = offset(at).abs().max(v.abs()) % 2 == 0;
            let sign = if is_dark { -1.0 } else { 1.0 };
            sum += value;
            squares += value * value;
            signed += value * sign;
            signs += sign;
        }
    }
    let count = (SIDE * SIDE) as f32;
    let (mean, sign) = (sum / count, signs / count);
    let spread = (squares / count - mean * mean).max(0.0);
    if spread < MIN_SPREAD {
        return 0.0;
    }
    (signed / count - mean * sign) / (spread * (1.0 - sign * sign)).sqrt()
}

/// Whether the marks in the ring beyond the bull's eye say how the code lies, for one of four turns, or mirrored.
fn has_marks(grey: &Grey<'_>, grid: &Grid, side: usize) -> bool {
    let ring = (side / 2 + 1) as i32;
    let threshold = mean_in(grey, grid, ring);
    let is_dark = |u: i32, v: i32| {
        let [x, y] = grid.point(u as f32, v as f32);
        grey.at(x, y) < threshold
    };
    // Corner by corner, clockwise from the upper left.
    let seen: Vec<bool> = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
        .into_iter()
        .flat_map(|(sx, sy)| {
            let (x, y) = (sx * ring, sy * ring);
            // Clockwise: at the upper left one comes from below and goes on to the right.
            let (before, after) = if sx * sy > 0 {
                ((x, y - sy), (x - sx, y))
            } else {
                ((x - sx, y), (x, y - sy))
            };
            [before, (x, y), after].map(|(u, v)| is_dark(u, v))
        })
        .collect();
    let mut mirrored = seen.clone();
    mirrored.reverse();
    [seen, mirrored].iter().any(|seen| {
        (0..4).any(|turn| {
            let wrong = (0..12).filter(|i| MARKS[i / 3][i % 3] != seen[(i + 3 * turn) % 12]);
            wrong.count() as u32 <= MARK_ERRORS
        })
    })
}

/// The mean of the modules within a ring.
fn mean_in(grey: &Grey<'_>, grid: &Grid, ring: i32) -> f32 {
    let modules = (-ring..=ring).flat_map(|v| (-ring..=ring).map(move |u| (u, v)));
    let sum: f32 = modules
        .map(|(u, v)| {
            let [x, y] = grid.point(u as f32, v as f32);
            grey.at(x, y)
        })
        .sum();
    let side = 2 * ring + 1;
    sum / (side * side) as f32
}
