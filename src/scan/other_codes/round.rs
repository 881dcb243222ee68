//! Round codes, as the mini programs of WeChat have them: three rings, each around a dot, where a QR code has its finder
//! patterns, and rays or dots in a disc between them.
//!
//! How they are read is not published, so they are told by their shape alone. A row and a column through the middle of a
//! ring cross it about as they would a finder pattern; what tells it from one is its edge, which is an ellipse from
//! wherever it is seen.

use std::f32::consts::TAU;

use crate::scan::budget::Meter;
use crate::scan::geometry::quad::Quad;
use crate::scan::picture::binarize::{self, Bitmap, ORDINARY};
use crate::scan::picture::grey::Grey;
use crate::scan::picture::runs;

/// Every so many-th row is looked at.
const ROW_STEP: usize = 3;
/// Dark runs of the ring, light ones of the gap, and the dark one of the dot, as shares of the ring's width: least and most.
const RING_RUN: (f32, f32) = (0.05, 0.27);
const GAP_RUN: (f32, f32) = (0.06, 0.27);
const DOT_RUN: (f32, f32) = (0.22, 0.62);
/// By how much the two runs of a kind may differ, of the longer one, and in pixels.
const MAX_APART: f32 = 0.5;
const PIXELS_APART: f32 = 1.5;
/// How many times as wide as high it may be, or the other way round.
const MAX_ASPECT: f32 = 2.0;
/// Things like a ring that are looked at more closely, the largest first: small ones are mostly writing, which may stand
/// above a code by the thousand.
const MAX_LOOKED_AT: usize = 1_000;
/// A large dot has a hole where only what is around each pixel counts: it has none in a picture that is smaller by this.
const COARSER: usize = 4;
/// Lines from the middle of a ring to its edge.
const RAYS: usize = 24;
/// Steps of a ray in pixels.
const RAY_STEP: f32 = 0.5;
/// How far a ray goes at most, in widths of the ring.
const RAY_REACH: f32 = 1.2;
/// Rays that may meet nothing: a speck, a line that touches the ring.
const MAX_LOST: usize = 2;
/// Standard deviation of the distances from the middle to the edge, in any affine view, as a share of their mean: 0 of a
/// ring, 0.1 of a square.
const MAX_UNEVEN: f32 = 0.055;
/// Where the dot ends, and where the ring begins, of the way from the middle to the outer edge: 0.43 and 0.71 with the
/// proportions of a finder pattern.
const DOT: (f32, f32) = (0.2, 0.65);
const GAP: (f32, f32) = (0.5, 0.92);
/// The least radius in pixels: a smaller square is as round.
const MIN_RADIUS: f32 = 5.0;
/// Rings that are looked at in threes, the largest first.
const MAX_RINGS: usize = 40;
/// How many times as large one of three may be as another.
const MAX_RATIO: f32 = 1.4;
/// The two legs between the three: one is so many times as long as the other, the cosine of the angle between them, and
/// their length in diameters of a ring.
const MAX_LEGS_RATIO: f32 = 1.35;
const MAX_COSINE: f32 = 0.35;
const LEGS: (f32, f32) = (1.8, 9.0);
/// Circles between the rings on which rays and dots are counted, of the one through their middles, and the least number of
/// changes from dark to light and back on all of them.
const CIRCLES: [f32; 6] = [0.65, 0.75, 0.85, 0.95, 1.0, 1.05];
const MIN_CHANGES: usize = 60;
/// Points that are looked at on each.
const CIRCLE_POINTS: usize = 360;

/// A ring around a dot.
#[derive(Clone, Copy)]
struct Ring {
    centre: [f32; 2],
    radius: f32,
}

/// What a row and a column cross like a ring.
#[derive(Clone, Copy)]
struct Crossed {
    centre: [f32; 2],
    /// Width, or height where that is more.
    width: f32,
    /// From the middle to the middle of the gap, of that.
    gap: f32,
}

/// Round codes in a picture and its bitmap.
pub fn find(grey: &Grey<'_>, bitmap: &Bitmap, meter: &Meter<'_>) -> Vec<Quad> {
    let mut codes = codes(grey, bitmap, meter);
    let coarse = grey.shrunk(COARSER);
    if !coarse.is_empty() {
        let bitmap = binarize::local_mean(&coarse, ORDINARY, binarize::radius_for(&coarse));
        let more = self::codes(&coarse, &bitmap, meter).into_iter();
        codes.extend(more.map(|code| code.map(|point| point.map(|i| i * COARSER as f32))));
    }
    codes
}

fn codes(grey: &Grey<'_>, bitmap: &Bitmap, meter: &Meter<'_>) -> Vec<Quad> {
    let rings = rings(grey, bitmap, meter);
    let mut codes = Vec::new();
    for corner in &rings {
        for (at, first) in rings.iter().enumerate() {
            for second in rings.iter().skip(at + 1) {
                let place = place(corner, first, second);
                codes.extend(place.filter(|place| has_rays(place, bitmap, meter)));
            }
        }
    }
    codes.into_iter().map(|place| place.corners()).collect()
}

/// Those that are round, each once.
fn rings(grey: &Grey<'_>, bitmap: &Bitmap, meter: &Meter<'_>) -> Vec<Ring> {
    let mut crossed = crossed(bitmap, meter);
    crossed.sort_by(|one, other| other.width.total_cmp(&one.width));
    let rings = crossed.iter().take(MAX_LOOKED_AT);
    let rings = rings.filter_map(|crossed| ring(grey, crossed, meter));
    rings.take(MAX_RINGS).collect()
}

/// What a row and a column cross like a ring, each once.
fn crossed(bitmap: &Bitmap, meter: &Meter<'_>) -> Vec<Crossed> {
    let (width, height) = (bitmap.width, bitmap.height);
    let is_dark = |x: usize, y: usize| bitmap.dark[y * width + x];
    meter.charge((width * height / ROW_STEP) as u64);
    let mut seen: Vec<Crossed> = Vec::new();
    for y in (ROW_STEP - 1..height).step_by(ROW_STEP) {
        let row = &bitmap.dark[y * width..(y + 1) * width];
        for (x, runs) in runs::fives(row).filter(|(_, runs)| is_like_a_ring(*runs)) {
            let [.., middle, right, last] = runs;
            let across = runs.iter().sum::<u32>() as f32;
            let column = x - (last + right + middle / 2) as usize;
            let most = (across * MAX_ASPECT) as usize;
            let Some(down) = runs::of_column(y, height, most, |y| is_dark(column, y))
                .filter(|down| is_like_a_ring(down.runs))
            else {
                continue;
            };
            let high = down.runs.iter().sum::<u32>() as f32;
            let [.., tall, below, lowest] = down.runs;
            let crossed = Crossed {
                centre: [
                    x as f32 - (last + right) as f32 - middle as f32 / 2.0,
                    down.end as f32 - (lowest + below) as f32 - tall as f32 / 2.0,
                ],
                width: across.max(high),
                gap: (middle as f32 / 2.0 + (runs[1] + runs[3]) as f32 / 4.0) / across,
            };
            let is_same = |known: &Crossed| {
                let [far_x, far_y] = [0, 1].map(|i| known.centre[i] - crossed.centre[i]);
                far_x.hypot(far_y) < known.width / 6.0
                    && known.width.max(crossed.width) < MAX_RATIO * known.width.min(crossed.width)
            };
            if across.max(high) > MAX_ASPECT * across.min(high) || seen.iter().any(is_same) {
                continue;
            }
            meter.charge(seen.len() as u64); // each was compared
            seen.push(crossed);
        }
    }
    seen
}

/// Dark, light, dark, light, dark about as a line through the middle of a ring has them.
fn is_like_a_ring(runs: [u32; 5]) -> bool {
    let [before, left, dot, right, behind] = runs.map(|run| run as f32);
    let all = before + left + dot + right + behind;
    let is_within = |run: f32, (least, most): (f32, f32)| (least..most).contains(&(run / all));
    let are_alike =
        |one: f32, other: f32| (one - other).abs() <= one.max(other) * MAX_APART + PIXELS_APART;
    is_within(dot, DOT_RUN)
        && [before, behind]
            .into_iter()
            .all(|run| is_within(run, RING_RUN))
        && [left, right].into_iter().all(|run| is_within(run, GAP_RUN))
        && are_alike(before, behind)
        && are_alike(left, right)
}

/// The ring that this is, if it is round.
fn ring(grey: &Grey<'_>, crossed: &Crossed, meter: &Meter<'_>) -> Option<Ring> {
    let width = crossed.width;
    let reach = (width * RAY_REACH / RAY_STEP) as usize;
    meter.charge((RAYS * reach) as u64 * 4);
    let [x, y] = crossed.centre;
    let at = |way: [f32; 2], far: f32| grey.at(x + way[0] * far, y + way[1] * far);
    let ways = || (0..RAYS).map(|ray| <[f32; 2]>::from((ray as f32 / RAYS as f32 * TAU).sin_cos()));
    // Halfway between the dot and the gap around it.
    let gap = ways().map(|way| at(way, width * crossed.gap));
    let threshold = (gap.sum::<f32>() / RAYS as f32 + grey.at(x, y)) / 2.0;
    let edges: Vec<([f32; 2], [f32; 3])> = ways()
        .filter_map(|way| {
            let tone = |step: usize| at(way, step as f32 * RAY_STEP) - threshold;
            Some((way, edges(tone, reach)?.map(|edge| edge * RAY_STEP)))
        })
        .collect();
    if edges.len() + MAX_LOST < RAYS {
        return None;
    }
    let mean = |edge: usize| edges.iter().map(|(_, at)| at[edge]).sum::<f32>() / edges.len() as f32;
    let [dot, gap, radius] = [0, 1, 2].map(mean);
    let is_within = |share: f32, (least, most): (f32, f32)| (least..most).contains(&share);
    let outer = edges.iter().map(|([dx, dy], at)| [dx * at[2], dy * at[2]]);
    (radius >= MIN_RADIUS
        && is_within(dot / radius, DOT)
        && is_within(gap / radius, GAP)
        && unevenness(&outer.collect::<Vec<_>>())? < MAX_UNEVEN)
        .then_some(Ring {
            centre: crossed.centre,
            radius,
        })
}

/// Where dark ends, begins again and ends again along a ray, in steps; `tone` is below 0 in the dark.
fn edges(tone: impl Fn(usize) -> f32, reach: usize) -> Option<[f32; 3]> {
    let mut found = [0.0; 3];
    let (mut before, mut count) = (tone(0), 0);
    if before >= 0.0 {
        return None;
    }
    for step in 1..reach {
        let now = tone(step);
        if (now < 0.0) != (before < 0.0) {
            *found.get_mut(count)? = step as f32 - now / (now - before);
            count += 1;
            if count == found.len() {
                return Some(found);
            }
        }
        before = now;
    }
    None
}

/// How much the distances of an outline from its middle differ in the affine view in which they differ least: standard
/// deviation, as a share of their mean. The moments are those of the area within, which every affine view keeps.
fn unevenness(outline: &[[f32; 2]]) -> Option<f32> {
    let weights = outline.iter().map(|[x, y]| x * x + y * y);
    let all = weights.clone().sum::<f32>();
    let mean = |value: &dyn Fn([f32; 2]) -> f32| {
        let weighed = outline.iter().zip(weights.clone());
        weighed
            .map(|(point, weight)| value(*point) * weight)
            .sum::<f32>()
            / all
    };
    // The middle of a sector is at two thirds of its radius; its second moment is a half of that of its edge.
    let [cx, cy] = [mean(&|[x, _]| x) * 2.0 / 3.0, mean(&|[_, y]| y) * 2.0 / 3.0];
    let xx = mean(&|[x, _]| x * x) / 2.0 - cx * cx;
    let yy = mean(&|[_, y]| y * y) / 2.0 - cy * cy;
    let xy = mean(&|[x, y]| x * y) / 2.0 - cx * cy;
    let area = xx * yy - xy * xy;
    if area <= 0.0 {
        return None;
    }
    let distances: Vec<f32> = outline
        .iter()
        .map(|[x, y]| {
            let (x, y) = (x - cx, y - cy);
            ((yy * x * x - 2.0 * xy * x * y + xx * y * y) / area)
                .max(0.0)
                .sqrt()
        })
        .collect();
    let count = distances.len() as f32;
    let mean = distances.iter().sum::<f32>() / count;
    let squares = distances.iter().map(|far| (far - mean).powi(2));
    Some((squares.sum::<f32>() / count).sqrt() / mean)
}

/// Where a round code is: the middle between its three rings, half a leg to one side, half a leg to the other, and how far
/// its corners are beyond the middles of the rings, of half a leg.
struct RoundPlace {
    middle: [f32; 2],
    right: [f32; 2],
    down: [f32; 2],
    beyond: f32,
}

/// The place of a round code with these three rings, the first of them between the two others.
fn place(corner: &Ring, first: &Ring, second: &Ring) -> Option<RoundPlace> {
    let radii = [corner, first, second].map(|ring| ring.radius);
    let [small, large] = [f32::min, f32::max].map(|pick| radii.into_iter().fold(radii[0], pick));
    let leg = |to: &Ring| [0, 1].map(|axis| to.centre[axis] - corner.centre[axis]);
    let (right, down) = (leg(first), leg(second));
    let [a, b] = [right, down].map(|[x, y]| x.hypot(y));
    let cosine = (right[0] * down[0] + right[1] * down[1]) / (a * b);
    let widths = (a + b) / 2.0 / (small + large);
    // A ring is no neighbour of itself: no leg has a length then, and the cosine is no number.
    let fits = large < MAX_RATIO * small
        && a.max(b) < MAX_LEGS_RATIO * a.min(b)
        && cosine.abs() < MAX_COSINE
        && (LEGS.0..LEGS.1).contains(&widths);
    fits.then(|| RoundPlace {
        middle: [0, 1].map(|axis| (first.centre[axis] + second.centre[axis]) / 2.0),
        right: right.map(|i| i / 2.0),
        down: down.map(|i| i / 2.0),
        beyond: 1.0 / widths,
    })
}

impl RoundPlace {
    fn point(&self, u: f32, v: f32) -> [f32; 2] {
        [0, 1].map(|axis| self.middle[axis] + self.right[axis] * u + self.down[axis] * v)
    }

    fn corners(&self) -> Quad {
        let far = 1.0 + self.beyond;
        let corners = [[-far, -far], [far, -far], [far, far], [-far, far]];
        Quad(corners.map(|[u, v]| self.point(u, v)))
    }
}

/// True where the disc between the rings has rays or dots.
fn has_rays(place: &RoundPlace, bitmap: &Bitmap, meter: &Meter<'_>) -> bool {
    meter.charge((CIRCLES.len() * CIRCLE_POINTS) as u64 * 2);
    let is_dark = |[x, y]: [f32; 2]| {
        let is_inside = x >= 0.0 && y >= 0.0 && (x as usize) < bitmap.width;
        let at = is_inside.then(|| y as usize * bitmap.width + x as usize);
        at.and_then(|at| bitmap.dark.get(at))
            .is_some_and(|dark| *dark)
    };
    let changes = CIRCLES.map(|circle| {
        let points = (0..=CIRCLE_POINTS).map(|i| {
            let (sin, cos) = (i as f32 / CIRCLE_POINTS as f32 * TAU).sin_cos();
            let far = circle * std::f32::consts::SQRT_2;
            is_dark(place.point(cos * far, sin * far))
        });
        let points: Vec<bool> = points.collect();
        points.windows(2).filter(|pair| pair[0] != pair[1]).count()
    });
    changes.into_iter().sum::<usize>() >= MIN_CHANGES
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where rays meet the edge of something that goes `reach` far in each direction, seen as `view` has it: one pixel to the
    /// right, one down.
    fn outline(reach: impl Fn(f32) -> f32, view: [[f32; 2]; 2]) -> Vec<[f32; 2]> {
        let [[a, b], [c, d]] = view;
        let area = a * d - b * c;
        let point = |ray: usize| {
            let (sin, cos) = (ray as f32 / RAYS as f32 * TAU).sin_cos();
            // The same direction, as it is before the view.
            let (x, y) = ((d * cos - c * sin) / area, (a * sin - b * cos) / area);
            let far = reach(y.atan2(x)) / x.hypot(y);
            [cos * far, sin * far]
        };
        (0..RAYS).map(point).collect()
    }

    #[test]
    fn a_ring_is_round_and_a_square_is_not_from_wherever_they_are_seen() {
        let views = [
            [[10.0, 0.0], [0.0, 10.0]],
            [[7.0, 7.0], [-7.0, 7.0]],
            [[10.0, 2.0], [3.0, 6.0]],
        ];
        // A square of which half a side is 1.
        let square = |turn: f32| 1.0 / turn.cos().abs().max(turn.sin().abs());
        for view in views {
            let ring = unevenness(&outline(|_| 1.0, view)).unwrap();
            assert!(ring < 0.03, "{ring} in {view:?}");
            let square = unevenness(&outline(square, view)).unwrap();
            assert!(square > 0.08, "{square} in {view:?}");
        }
        assert_eq!(unevenness(&[[1.0, 0.0], [2.0, 0.0], [3.0, 0.0]]), None);
    }

    #[test]
    fn three_rings_are_a_place_where_a_code_has_them_only() {
        let ring = |x: f32, y: f32, radius: f32| Ring {
            centre: [x, y],
            radius,
        };
        let corner = ring(100.0, 100.0, 20.0);
        let is_place = |first: &Ring, second: &Ring| place(&corner, first, second).is_some();
        let (right, down) = (ring(290.0, 110.0, 19.0), ring(95.0, 300.0, 22.0));
        assert!(is_place(&right, &down));
        assert!(!is_place(&right, &ring(480.0, 110.0, 19.0)), "in a row");
        assert!(!is_place(&right, &ring(95.0, 300.0, 40.0)), "one is large");
        assert!(!is_place(&right, &ring(95.0, 500.0, 20.0)), "one is far");
        assert!(!is_place(&corner, &down), "one of them twice");
        let near = (ring(150.0, 100.0, 20.0), ring(100.0, 150.0, 20.0));
        assert!(!is_place(&near.0, &near.1), "wheels side by side");
    }
}
