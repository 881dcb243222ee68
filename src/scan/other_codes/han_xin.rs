//! Han Xin codes (GB/T 21049), by the patterns in their corners. They are sought upright, by quarters of a turn, and a little
//! aslant; one that stands well askew is not seen.

use super::rows::Runs;
use crate::scan::geometry::quad::Quad;
use crate::scan::picture::binarize::Bitmap;

/// Modules from side to side of a corner.
const SIDE: i32 = 7;
/// Runs of a row across one that end, or begin, with its dark core: 1, 1, 1, 1, 3 modules.
const RUNS: usize = 5;
const MODULES: f32 = 7.0;
/// Modules of a corner that may be wrong, of 49 and of the 15 around it that are light.
const MAX_WRONG: usize = 3;
/// Modules from side to side of the smallest and of the largest code.
const SMALLEST: f32 = 23.0;
const LARGEST: f32 = 189.0;
/// Corners that are kept: more are a pattern of something else.
const MAX_CORNERS: usize = 256;

/// A pattern like those in the corners.
#[derive(Clone, Copy)]
struct Corner {
    /// The middle of its core.
    core: [f32; 2],
    /// Where the rest of it lies: to the left or to the right of the core, and above or below.
    towards: [f32; 2],
    /// Pixels of a module along a row and along a column.
    module: [f32; 2],
}

/// Corners that rows have shown.
#[derive(Default)]
pub struct Corners(Vec<Corner>);

impl Corners {
    /// Looks along a row.
    pub fn look_along(&mut self, bitmap: &Bitmap, row: &Runs) {
        for first in (1..row.ends.len().saturating_sub(RUNS)).step_by(2) {
            let Some(runs) = row.lengths::<RUNS>(first) else {
                continue;
            };
            let mut back = runs;
            back.reverse();
            // The core is the last of them, or the first.
            for (runs, core, right) in [(runs, first + RUNS - 1, -1.0), (back, first, 1.0)] {
                let Some(module) = module(runs) else {
                    continue;
                };
                let Some(middle) = row.middle(core) else {
                    continue;
                };
                let is_known = |known: &Corner| {
                    let [dx, dy] = [0, 1].map(|axis| known.core[axis] - middle[axis]);
                    known.towards[0] == right && dx.hypot(dy) < 2.0 * module
                };
                if self.0.len() < MAX_CORNERS && !self.0.iter().any(is_known) {
                    self.0.extend(corner(bitmap, middle, module, right));
                }
            }
        }
    }

    /// The codes, after the last row: of two corners across from each other that lie alike, as no two finder patterns of a QR
    /// code do, and another one between them.
    pub fn codes(self) -> Vec<Quad> {
        let mut codes = Vec::new();
        for (at, first) in self.0.iter().enumerate() {
            let rest = self.0.iter().skip(at + 1);
            for across in rest.filter(|other| first.is_across_from(other)) {
                let between = |other: &Corner| {
                    other.towards != first.towards
                        && other.belongs_with(first)
                        && other.belongs_with(across)
                };
                if self.0.iter().any(between) {
                    codes.push(around(first.core, across.core));
                }
            }
        }
        codes
    }
}

impl Corner {
    fn is_across_from(&self, other: &Corner) -> bool {
        let [across, down] = self.modules_to(other);
        self.towards == other.towards
            && self.belongs_with(other)
            && across.min(down) >= 0.8 * across.max(down)
    }

    /// How many modules lie between two, along the row and along the column.
    fn modules_to(&self, other: &Corner) -> [f32; 2] {
        [0, 1].map(|axis| {
            let module = (self.module[axis] + other.module[axis]) / 2.0;
            (other.core[axis] - self.core[axis]).abs() / module
        })
    }

    fn belongs_with(&self, other: &Corner) -> bool {
        let modules = self.modules_to(other);
        let is_alike = [0, 1]
            .iter()
            .all(|axis| (0.75..1.33).contains(&(self.module[*axis] / other.module[*axis])));
        let far = modules[0].max(modules[1]);
        // A code that is turned a little has its corners beside the row.
        let is_square = modules.iter().all(|i| *i <= 0.2 * far || *i >= 0.8 * far);
        is_alike && is_square && (SMALLEST - SIDE as f32 - 2.0..LARGEST).contains(&far)
    }
}

/// The length of a module where runs are 1, 1, 1, 1 and 3 modules long.
fn module(runs: [f32; RUNS]) -> Option<f32> {
    let module = runs.iter().sum::<f32>() / MODULES;
    let fits = |(i, run): (usize, &f32)| {
        let ideal = if i == RUNS - 1 { 3.0 } else { 1.0 };
        (run - ideal * module).abs() <= 0.5 * module + 0.3
    };
    (module >= 1.3 && runs.iter().enumerate().all(fits)).then_some(module)
}

/// The corner around a core, where its column shows the same, above or below, and its modules are those of one.
fn corner(bitmap: &Bitmap, middle: [f32; 2], module: f32, right: f32) -> Option<Corner> {
    let is_dark = |x: f32, y: f32| {
        let is_inside = x >= 0.0 && y >= 0.0 && (x as usize) < bitmap.width;
        is_inside && bitmap.dark.get(y as usize * bitmap.width + x as usize) == Some(&true)
    };
    // How far the core goes up and down.
    let reach = |step: f32| {
        let most = (4.0 * module) as usize;
        let rows = (1..=most).take_while(|i| is_dark(middle[0], middle[1] + *i as f32 * step));
        rows.count() as f32
    };
    let (up, down) = (reach(-1.0), reach(1.0));
    let height = (up + down + 1.0) / 3.0;
    if !(0.6..1.7).contains(&(height / module)) {
        return None;
    }
    let core = [middle[0], middle[1] + (down - up) / 2.0];
    // Modules from the core on: the L around it, the gap, and the L around that; on the other side all is light.
    let wrong = |below: f32| {
        let places = (-5..=2).flat_map(|v| (-5..=2).map(move |u| (u, v)));
        let wrong = places.filter(|(u, v)| {
            let (u, v) = (*u, *v);
            let ring = u.min(v);
            let should = u.max(v) < 2 && matches!(ring, -1..=1 | -3 | -5);
            let x = core[0] - u as f32 * module * right;
            let y = core[1] - v as f32 * height * below;
            is_dark(x, y) != should
        });
        wrong.count()
    };
    let below = [-1.0, 1.0]
        .into_iter()
        .find(|below| wrong(*below) <= MAX_WRONG)?;
    Some(Corner {
        core,
        towards: [right, below],
        module: [module, height],
    })
}

/// The upright rectangle between two corners.
fn around(a: [f32; 2], b: [f32; 2]) -> Quad {
    let (left, right) = (a[0].min(b[0]), a[0].max(b[0]));
    let (top, bottom) = (a[1].min(b[1]), a[1].max(b[1]));
    Quad([[left, top], [right, top], [right, bottom], [left, bottom]])
}
