//! Data Matrix codes by what is the same in all of them: an L of two dark sides, and two sides across from these in which
//! dark and light modules take turns (ISO/IEC 16022, and the rectangles of ISO/IEC 21471).
//!
//! The L is one spot of dark pixels that is as wide and as high as the whole code, however it is turned. Which modules lie
//! inside is not asked: small and blurred ones that our decoder cannot read are read by others.

use crate::scan::budget::Meter;
use crate::scan::geometry::quad::Quad;
use crate::scan::picture::binarize::Bitmap;
use crate::scan::picture::grey::Grey;

/// Modules from side to side.
const SIZES: [usize; 28] = [
    8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 32, 36, 40, 44, 48, 52, 64, 72, 80, 88, 96, 104, 112,
    120, 128, 132, 136, 144,
];
/// Pixels of the smallest module.
const MIN_MODULE: f32 = 1.4;
/// By how much a module may be longer one way than the other.
const MAX_STRETCH: f32 = 0.12;
/// Pixels from side to side of the smallest code, and how much longer than wide one may be.
const MIN_SIDE: f32 = 10.0;
const MAX_ASPECT: f32 = 19.0;
/// From the middle of the outermost pixels to the edge, which blur and the threshold move.
const EDGE: f32 = 0.4;
/// Correlation of the two sides across with modules that take turns, from -1 to 1.
const MIN_TIMING: f32 = 0.75;
/// How far dark and light lie apart in them, of how far they do in the L and the margin: noise takes turns, too.
const MIN_SHARE: f32 = 0.4;
/// The share of the dark sides that is dark, of the four margins that is light, and levels of grey between these.
const MIN_DARK: f32 = 0.93;
const MIN_LIGHT: f32 = 0.8;
const MIN_CONTRAST: f32 = 8.0;
/// Modules from the code to where its margin is looked at.
const MARGIN: f32 = 0.8;
/// Places along a side that are looked at before its modules are counted, the pixels that they lie within it, and the share
/// of them that must be dark: a side that is seen from aside is not quite straight.
const PROBES: usize = 24;
const WITHIN: f32 = 1.5;
const MIN_PROBES: f32 = 0.6;

/// Places of such codes.
pub fn find(grey: &Grey<'_>, bitmap: &Bitmap, meter: &Meter<'_>) -> Vec<Quad> {
    meter.charge(bitmap.dark.len() as u64);
    let mut places: Vec<Quad> = Vec::new();
    for spot in spots(bitmap) {
        meter.charge(spot.len() as u64 * 8);
        let corners = smallest_rectangle(&hull(&spot));
        let Some(corners) = corners.filter(is_of_a_size) else {
            continue;
        };
        let is_one = (0..4).any(|first| {
            let [corner, after, before] = [0, 1, 3].map(|i| corners[(first + i) % 4]);
            let sides = Sides {
                corner,
                right: [0, 1].map(|axis| after[axis] - corner[axis]),
                up: [0, 1].map(|axis| before[axis] - corner[axis]),
            };
            sides.may_be(bitmap, meter) && sides.are_of_a_code(grey, meter)
        });
        if is_one {
            places.push(Quad(corners));
        }
    }
    places
}

fn is_of_a_size(corners: &[[f32; 2]; 4]) -> bool {
    let length = |i: usize| {
        let (a, b) = (corners[i], corners[i + 1]);
        (a[0] - b[0]).hypot(a[1] - b[1])
    };
    let (a, b) = (length(0), length(1));
    a.min(b) >= MIN_SIDE && a.max(b) <= MAX_ASPECT * a.min(b)
}

/// The corner of the L, and its two sides.
struct Sides {
    corner: [f32; 2],
    right: [f32; 2],
    up: [f32; 2],
}

impl Sides {
    /// A point in shares of the sides.
    fn point(&self, right: f32, up: f32) -> [f32; 2] {
        [0, 1].map(|axis| self.corner[axis] + right * self.right[axis] + up * self.up[axis])
    }

    fn lengths(&self) -> [f32; 2] {
        [self.right, self.up].map(|[x, y]| x.hypot(y))
    }

    /// Whether both sides seem dark, which spares those of most spots a closer look.
    fn may_be(&self, bitmap: &Bitmap, meter: &Meter<'_>) -> bool {
        meter.charge(2 * PROBES as u64);
        let within = self.lengths().map(|length| WITHIN / length);
        let is_dark = |[x, y]: [f32; 2]| {
            let at = y.max(0.0) as usize * bitmap.width + x.max(0.0) as usize;
            bitmap.dark.get(at) == Some(&true)
        };
        let steps = || (0..PROBES).map(|i| (i as f32 + 0.5) / PROBES as f32);
        let below = steps().filter(|at| is_dark(self.point(*at, within[1])));
        let beside = steps().filter(|at| is_dark(self.point(within[0], *at)));
        let enough = MIN_PROBES * PROBES as f32;
        below.count() as f32 >= enough && beside.count() as f32 >= enough
    }

    /// Whether the sides across are those of a code of one of the sizes.
    fn are_of_a_code(&self, grey: &Grey<'_>, meter: &Meter<'_>) -> bool {
        let [width, height] = self.lengths();
        let sizes = SIZES.into_iter();
        sizes
            .take_while(|columns| width >= MIN_MODULE * *columns as f32)
            .any(|columns| {
                let is_square = |rows: &usize| {
                    let stretch = height * columns as f32 / (width * *rows as f32);
                    (stretch - 1.0).abs() < MAX_STRETCH
                };
                SIZES.into_iter().filter(is_square).any(|rows| {
                    meter.charge(16 * (rows + columns) as u64);
                    let (top, last) = (middle(rows - 1, rows), middle(columns - 1, columns));
                    let across = timing(grey, columns, |at| self.point(at, top));
                    let upright = timing(grey, rows, |at| self.point(last, at));
                    let (Some(across), Some(upright)) = (across, upright) else {
                        return false;
                    };
                    let contrast = self.contrast(grey, columns, rows);
                    contrast.is_some_and(|contrast| across.min(upright) >= MIN_SHARE * contrast)
                })
            })
    }

    /// How far the L and the margin lie apart, where the one is dark and the other light.
    fn contrast(&self, grey: &Grey<'_>, columns: usize, rows: usize) -> Option<f32> {
        let value = |right: f32, up: f32| {
            let [x, y] = self.point(right, up);
            grey.at(x, y)
        };
        let across = |up: f32| (0..columns).map(move |i| (middle(i, columns), up));
        let upright = |right: f32| (0..rows).map(move |i| (right, middle(i, rows)));
        let (wide, high) = (MARGIN / columns as f32, MARGIN / rows as f32);
        let the_l = across(middle(0, rows)).chain(upright(middle(0, columns)));
        let dark: Vec<f32> = the_l.map(|(right, up)| value(right, up)).collect();
        let around = across(-high)
            .chain(across(1.0 + high))
            .chain(upright(-wide))
            .chain(upright(1.0 + wide));
        let light: Vec<f32> = around.map(|(right, up)| value(right, up)).collect();
        let (low, high) = (median(&dark), median(&light));
        let threshold = (low + high) / 2.0;
        let share = |values: &[f32], is_light: bool| {
            let right = values
                .iter()
                .filter(|value| (**value > threshold) == is_light);
            right.count() as f32 / values.len().max(1) as f32
        };
        let are_plain = high - low >= MIN_CONTRAST
            && share(&dark, false) >= MIN_DARK
            && share(&light, true) >= MIN_LIGHT;
        are_plain.then_some(high - low)
    }
}

/// The middle of one of so many modules, as a share of the side.
fn middle(module: usize, count: usize) -> f32 {
    (module as f32 + 0.5) / count as f32
}

fn median(values: &[f32]) -> f32 {
    let mut values = values.to_vec();
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// How far dark and light lie apart in so many modules along a line that take turns, the first of them dark; `None` where they
/// do not.
fn timing(grey: &Grey<'_>, count: usize, point: impl Fn(f32) -> [f32; 2]) -> Option<f32> {
    let (mut sum, mut squares, mut signed) = (0.0, 0.0, 0.0);
    for module in 0..count {
        let [x, y] = point(middle(module, count));
        let value = grey.at(x, y);
        sum += value;
        squares += value * value;
        signed += if module % 2 == 0 { -value } else { value };
    }
    let count = count as f32;
    let spread = (squares / count - (sum / count) * (sum / count)).max(0.0);
    (signed / count >= MIN_TIMING * spread.sqrt().max(MIN_CONTRAST / 2.0))
        .then_some(2.0 * signed / count)
}

/// Spots of dark pixels that touch, also at their corners, as the ends of their rows; those that are as large as a code.
fn spots(bitmap: &Bitmap) -> Vec<Vec<[f32; 2]>> {
    let runs = runs(bitmap);
    let mut parents: Vec<u32> = (0..runs.len() as u32).collect();
    let (mut above, mut below) = (0, 0);
    // Both go along their rows, the one a row behind the other.
    while below < runs.len() {
        let (upper, lower) = (runs[above], runs[below]);
        if upper.y + 1 == lower.y && upper.from <= lower.to + 1 && lower.from <= upper.to + 1 {
            join(&mut parents, above as u32, below as u32);
        }
        let is_behind = upper.y + 1 < lower.y || (upper.y + 1 == lower.y && upper.to < lower.to);
        if is_behind {
            above += 1;
        } else {
            below += 1;
        }
    }
    let mut boxes: Vec<Option<[u32; 4]>> = vec![None; runs.len()];
    let roots: Vec<usize> = (0..runs.len() as u32)
        .map(|run| root(&mut parents, run) as usize)
        .collect();
    for (run, root) in runs.iter().zip(&roots) {
        let [left, right, top, _] = boxes[*root].unwrap_or([run.from, run.to, run.y, run.y]);
        boxes[*root] = Some([left.min(run.from), right.max(run.to), top, run.y]);
    }
    let is_large = |[left, right, top, bottom]: &[u32; 4]| {
        let (width, height) = ((right - left) as f32, (bottom - top) as f32);
        width.min(height) + 1.0 >= MIN_SIDE
    };
    let mut spots: Vec<Vec<[f32; 2]>> = Vec::new();
    let mut numbers: Vec<Option<usize>> = vec![None; runs.len()];
    for (run, root) in runs.iter().zip(&roots) {
        if !boxes[*root].as_ref().is_some_and(is_large) {
            continue;
        }
        let number = *numbers[*root].get_or_insert_with(|| {
            spots.push(Vec::new());
            spots.len() - 1
        });
        let ends = [run.from, run.to].map(|x| [x as f32 + 0.5, run.y as f32 + 0.5]);
        spots[number].extend(ends);
    }
    spots
}

/// Dark pixels side by side: the row, the first and the last.
#[derive(Clone, Copy)]
struct Run {
    y: u32,
    from: u32,
    to: u32,
}

fn runs(bitmap: &Bitmap) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let rows = bitmap.dark.chunks_exact(bitmap.width.max(1));
    for (y, row) in rows.enumerate() {
        let mut was_dark = false;
        for (x, dark) in row.iter().enumerate() {
            let (y, x) = (y as u32, x as u32);
            match runs.last_mut() {
                Some(run) if *dark && was_dark => run.to = x,
                _ if *dark => runs.push(Run { y, from: x, to: x }),
                _ => {}
            }
            was_dark = *dark;
        }
    }
    runs
}

/// The first of those that are joined with one.
fn root(parents: &mut [u32], mut run: u32) -> u32 {
    while parents[run as usize] != run {
        let next = parents[parents[run as usize] as usize];
        parents[run as usize] = next;
        run = next;
    }
    run
}

fn join(parents: &mut [u32], a: u32, b: u32) {
    let (a, b) = (root(parents, a), root(parents, b));
    parents[a.max(b) as usize] = a.min(b);
}

/// The corners of what is around points that come row by row: Andrew, *Another Efficient Algorithm for Convex Hulls in Two
/// Dimensions* (1979).
fn hull(points: &[[f32; 2]]) -> Vec<[f32; 2]> {
    let turns_back = |chain: &[[f32; 2]], next: [f32; 2]| match chain {
        [.., a, b] => (b[0] - a[0]) * (next[1] - b[1]) - (b[1] - a[1]) * (next[0] - b[0]) <= 0.0,
        _ => false,
    };
    let half = |points: &mut dyn Iterator<Item = &[f32; 2]>| {
        let mut chain: Vec<[f32; 2]> = Vec::new();
        for point in points {
            while turns_back(&chain, *point) {
                chain.pop();
            }
            chain.push(*point);
        }
        chain.pop(); // the first of the other half
        chain
    };
    let mut hull = half(&mut points.iter());
    hull.extend(half(&mut points.iter().rev()));
    hull
}

/// The corners of the smallest rectangle around a hull, one side of which lies along one of its.
fn smallest_rectangle(hull: &[[f32; 2]]) -> Option<[[f32; 2]; 4]> {
    let next = hull.iter().cycle().skip(1);
    let rectangles = hull.iter().zip(next).filter_map(|(a, b)| {
        let length = (b[0] - a[0]).hypot(b[1] - a[1]);
        let [x, y] = [0, 1].map(|axis| (b[axis] - a[axis]) / length);
        if !(x.is_finite() && y.is_finite()) {
            return None;
        }
        let ends = |[x, y]: [f32; 2]| {
            let along = hull.iter().map(|point| point[0] * x + point[1] * y);
            along.fold((f32::MAX, f32::MIN), |(low, high), i| {
                (low.min(i), high.max(i))
            })
        };
        let ((left, right), (top, bottom)) = (ends([x, y]), ends([-y, x]));
        let (left, right) = (left - EDGE, right + EDGE);
        let (top, bottom) = (top - EDGE, bottom + EDGE);
        let corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
        let area = (right - left) * (bottom - top);
        Some((area, corners.map(|[u, v]| [u * x - v * y, u * y + v * x])))
    });
    let smallest = rectangles.min_by(|(a, _), (b, _)| a.total_cmp(b))?;
    Some(smallest.1)
}
