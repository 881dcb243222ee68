//! MaxiCode, by what is the same in all of them: three rings around a light middle, and hexagons around these (ISO/IEC
//! 16023).
//!
//! Rings alone are an ornament: it is only one where what lies around them changes from dark to light as modules do.

use std::f32::consts::TAU;

use super::rows::Runs;
use crate::scan::geometry::quad::Quad;
use crate::scan::picture::binarize::Bitmap;

/// Runs of a line through the middle: three rings and two gaps to either side of it. A ring is as wide as a gap.
const RUNS: usize = 11;
/// The radius of the middle in widths of a ring: 0.51 mm of 0.67 mm.
const MIDDLE: f32 = 0.76;
/// Directions in which the rings are looked at, and the share of these in which each must be as it should.
const DIRECTIONS: usize = 24;
const MIN_SHARE: f32 = 0.85;
/// Circles around the rings, in widths of a ring: inside a code, which reaches as far as 20 of them.
const AROUND: [f32; 3] = [8.0, 10.5, 13.0];
/// Changes between dark and light on each of them. Modules are 1.3 widths apart; half as many changes are to be expected.
const MIN_CHANGES_PER_MODULE: f32 = 0.25;
const MODULE: f32 = 1.31;
/// From the middle to the edges.
const REACH: f32 = 20.0;

/// Where the middle of one may be.
struct Middle {
    at: [f32; 2],
    /// Pixels of a ring, along the row and along the column.
    ring: [f32; 2],
}

/// Places of such codes of which a row crosses the middle.
pub fn find(bitmap: &Bitmap, row: &Runs, found: &mut Vec<Quad>) {
    for first in (1..row.ends.len().saturating_sub(RUNS)).step_by(2) {
        let Some(ring) = row.lengths(first).and_then(ring) else {
            continue;
        };
        let Some(at) = row.middle(first + RUNS / 2) else {
            continue;
        };
        if found.iter().any(|place| place.contains(at)) {
            continue;
        }
        let middle = in_column(bitmap, at, ring);
        found.extend(middle.filter(|middle| is_one(bitmap, middle)).map(place));
    }
}

/// The width of a ring where runs are like those of a line through the middle. Where print or blur has narrowed the dark
/// ones, two together are still as long.
fn ring(runs: [f32; RUNS]) -> Option<f32> {
    let (left, rest) = runs.split_at(RUNS / 2);
    let (middle, right) = rest.split_first()?;
    let ring = left.iter().chain(right).sum::<f32>() / (RUNS - 1) as f32;
    let fits = |two: &[f32]| (two.iter().sum::<f32>() - 2.0 * ring).abs() <= 0.3 * ring + 1.0;
    let is_wide = |run: &f32| *run >= 0.3 * ring;
    let are_rings = [left, right]
        .iter()
        .all(|side| side.iter().all(is_wide) && side.windows(2).all(fits));
    let is_middle = (0.9 * ring..=2.4 * ring).contains(middle);
    (ring >= 1.5 && are_rings && is_middle).then_some(ring)
}

/// The middle, where the same is seen along the column.
fn in_column(bitmap: &Bitmap, [x, y]: [f32; 2], ring_of_row: f32) -> Option<Middle> {
    let (x, y) = (x as usize, y as usize);
    let is_dark = |y: usize| bitmap.dark.get(y * bitmap.width + x).copied();
    let most = (6.0 * 2.0 * ring_of_row) as usize;
    // How far runs go, from the one in the middle on.
    let walk = |step: isize| -> Option<[f32; 6]> {
        let (mut runs, mut run, mut at) = ([0.0f32; 6], 0, y);
        for _ in 0..most {
            at = at
                .checked_add_signed(step)
                .filter(|at| *at < bitmap.height)?;
            if is_dark(at)? != (run % 2 == 1) {
                run += 1;
            }
            *runs.get_mut(run)? += 1.0; // beyond the last ring the walk has ended
            if run == 5 && at.checked_add_signed(step).and_then(is_dark) != Some(true) {
                return Some(runs);
            }
        }
        None
    };
    if is_dark(y)? {
        return None;
    }
    let (up, down) = (walk(-1)?, walk(1)?);
    let runs: [f32; RUNS] = std::array::from_fn(|i| match i {
        0..5 => up[5 - i],
        5 => up[0] + 1.0 + down[0],
        _ => down[i - 5],
    });
    let ring = ring(runs)?;
    (0.6..1.7)
        .contains(&(ring / ring_of_row))
        .then_some(Middle {
            at: [x as f32 + 0.5, y as f32 + 0.5 + (down[0] - up[0]) / 2.0],
            ring: [ring_of_row, ring],
        })
}

/// Whether there are rings all around, and modules around these.
fn is_one(bitmap: &Bitmap, middle: &Middle) -> bool {
    let is_dark = |radius: f32, turn: f32| {
        let (sin, cos) = (turn * TAU).sin_cos();
        let x = middle.at[0] + radius * middle.ring[0] * cos;
        let y = middle.at[1] + radius * middle.ring[1] * sin;
        let is_inside = x >= 0.0 && y >= 0.0 && (x as usize) < bitmap.width;
        is_inside && bitmap.dark.get(y as usize * bitmap.width + x as usize) == Some(&true)
    };
    let are_rings = (0..6).all(|at| {
        let radius = if at == 0 {
            0.0
        } else {
            MIDDLE + at as f32 - 0.5
        };
        let turns = (0..DIRECTIONS).map(|i| i as f32 / DIRECTIONS as f32);
        let as_it_should = turns.filter(|turn| is_dark(radius, *turn) == (at % 2 == 1));
        as_it_should.count() as f32 >= MIN_SHARE * DIRECTIONS as f32
    });
    are_rings
        && AROUND.iter().all(|radius| {
            let modules = radius * TAU / MODULE;
            let points = (modules * 4.0) as usize;
            let seen: Vec<bool> = (0..points)
                .map(|i| is_dark(*radius, i as f32 / points as f32))
                .collect();
            let changes = seen.windows(2).filter(|two| two[0] != two[1]).count();
            changes as f32 >= MIN_CHANGES_PER_MODULE * modules
        })
}

fn place(middle: Middle) -> Quad {
    let corners = [[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]];
    Quad(corners.map(|corner| {
        [0, 1].map(|axis| middle.at[axis] + corner[axis] * REACH * middle.ring[axis])
    }))
}
