//! Tells a code that is cut off from other pictures: a single finder pattern is in view, with modules to one side of it. Two
//! finder patterns and more are told by themselves.

use std::array;
use std::ops::Range;

use crate::scan::decode::wallpaper::Finders;
use crate::scan::picture::binarize::Bitmap;

/// A finder pattern ends 3.5 modules from its middle, and one light module is beside it: blocks of data are looked at from
/// there on. Side of a block in modules, and points in a row of it.
const NEAREST: f32 = 4.5;
const SIDE: f32 = 4.0;
const POINTS: usize = 16;
/// Modules are dark as often as light, about: share of the points of a block that are dark.
const DARK_SHARE: Range<f32> = 0.25..0.75;
/// From one module to the next the tone changes every second time, about; more often where the code lies askew.
const CHANGES_A_MODULE: Range<f32> = 0.25..0.8;
/// The quiet zone is looked at so far from the middle, in modules, and no farther: a margin may be narrow. So much of it may
/// be dark.
const QUIET: Range<f32> = 4.25..6.0;
const QUIET_POINTS: usize = 8;
const QUIET_SHARE: f32 = 0.1;
/// Half of what is looked at of a side of the finder pattern, in modules.
const QUIET_HALF: f32 = 2.5;
/// Modules have so many pixels: smaller ones are noise, larger ones leave no room for data.
const MODULE: Range<f32> = 2.0..40.0;
/// The eight ways from a finder pattern, one beside the other.
const AROUND: [[f32; 2]; 8] = [
    [1.0, 0.0],
    [1.0, 1.0],
    [0.0, 1.0],
    [-1.0, 1.0],
    [-1.0, 0.0],
    [-1.0, -1.0],
    [0.0, -1.0],
    [1.0, -1.0],
];
/// A finder pattern is at a corner: data lie in a quarter of what is around it, so many ways beside each other, and the rest
/// is a quiet zone, but for what is cut off. Writing that looks like one has more writing all around.
const DATA_WAYS: Range<usize> = 2..4;
const MIN_QUIET_WAYS: usize = 2;
/// So many of the rows that cross it, of which every third is looked at, must say so.
const MIN_ROWS: usize = 2;

/// What lies one way from a finder pattern.
#[derive(Clone, Copy, PartialEq)]
enum Beside {
    Data,
    Quiet,
    Other,
}

/// True where one of the finder patterns is at the corner of something that is made of modules of its size. `dark` is the
/// value that its ink has in the bitmap.
pub fn is_part_of_a_code(bitmap: &Bitmap, dark: bool, finders: &Finders) -> bool {
    let corners = finders
        .large_ones()
        .filter(|(middle, module)| is_corner(bitmap, dark, *middle, *module));
    corners.take(MIN_ROWS).count() == MIN_ROWS
}

fn is_corner(bitmap: &Bitmap, dark: bool, middle: [f32; 2], module: f32) -> bool {
    if !MODULE.contains(&module) {
        return false;
    }
    let place = Place {
        bitmap,
        dark,
        middle,
        module,
    };
    let around = AROUND.map(|way| place.beside(way));
    let count = |what: Beside| around.iter().filter(|beside| **beside == what).count();
    let next = around.iter().cycle().skip(1);
    let pairs = around
        .iter()
        .zip(next)
        .filter(|(one, next)| **one == Beside::Data && **next == Beside::Data);
    let data = count(Beside::Data);
    DATA_WAYS.contains(&data) && pairs.count() + 1 == data && count(Beside::Quiet) >= MIN_QUIET_WAYS
}

/// Where a finder pattern is, and how large a module of it.
struct Place<'a> {
    bitmap: &'a Bitmap,
    dark: bool,
    middle: [f32; 2],
    module: f32,
}

impl Place<'_> {
    /// True for ink at a point, in modules from the middle; `None` outside of the picture.
    fn is_ink(&self, point: [f32; 2]) -> Option<bool> {
        let [x, y] = array::from_fn(|axis| self.middle[axis] + point[axis] * self.module);
        let is_inside = x >= 0.0 && y >= 0.0 && (x as usize) < self.bitmap.width;
        let at = is_inside.then_some(y as usize * self.bitmap.width + x as usize)?;
        Some(*self.bitmap.dark.get(at)? == self.dark)
    }

    fn beside(&self, way: [f32; 2]) -> Beside {
        if self.is_quiet(way) {
            Beside::Quiet
        } else if self.has_data(way) {
            Beside::Data
        } else {
            Beside::Other
        }
    }

    /// True where next to nothing is dark in what is in the picture.
    fn is_quiet(&self, way: [f32; 2]) -> bool {
        let along = |axis: usize, at: usize| {
            let share = (at as f32 + 0.5) / QUIET_POINTS as f32;
            match way[axis] {
                0.0 => (2.0 * share - 1.0) * QUIET_HALF,
                sign => sign * (QUIET.start + share * (QUIET.end - QUIET.start)),
            }
        };
        let points = (0..QUIET_POINTS * QUIET_POINTS).filter_map(|at| {
            self.is_ink([along(0, at % QUIET_POINTS), along(1, at / QUIET_POINTS)])
        });
        let (seen, inked) = points.fold((0, 0), |(seen, inked), ink| {
            (seen + 1, inked + usize::from(ink))
        });
        seen > 0 && (inked as f32) < QUIET_SHARE * seen as f32
    }

    /// True where the tone changes as often as it does from module to module, in both directions.
    fn has_data(&self, way: [f32; 2]) -> bool {
        let along = |axis: usize, at: usize| {
            let centre = way[axis] * (NEAREST + SIDE / 2.0);
            centre - SIDE / 2.0 + (at as f32 + 0.5) * SIDE / POINTS as f32
        };
        let ink = |x: usize, y: usize| self.is_ink([along(0, x), along(1, y)]);
        let (mut inked, mut across, mut down) = (0, 0, 0);
        for (x, y) in (0..POINTS * POINTS).map(|at| (at % POINTS, at / POINTS)) {
            let Some(here) = ink(x, y) else {
                return false;
            };
            inked += usize::from(here);
            across += usize::from(x > 0 && ink(x - 1, y) != Some(here));
            down += usize::from(y > 0 && ink(x, y - 1) != Some(here));
        }
        let share = inked as f32 / (POINTS * POINTS) as f32;
        let modules = SIDE * POINTS as f32;
        let is_busy = |changes: usize| CHANGES_A_MODULE.contains(&(changes as f32 / modules));
        DARK_SHARE.contains(&share) && is_busy(across) && is_busy(down)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::decode::wallpaper;

    /// Modules in a row of the picture, and pixels in a row of a module.
    const MODULES: usize = 60;
    const PIXELS: usize = 5;

    /// A finder pattern with its upper left corner at module (20, 20), `data` one module away from it.
    fn is_cut(data: impl Fn(usize, usize) -> bool) -> bool {
        let ink = |x: usize, y: usize| {
            let (x, y) = (x / PIXELS, y / PIXELS);
            if (19..28).contains(&x) && (19..28).contains(&y) {
                let ring = x.abs_diff(23).max(y.abs_diff(23));
                return ring < 2 || ring == 3;
            }
            data(x, y)
        };
        let side = MODULES * PIXELS;
        let bitmap = Bitmap {
            width: side,
            height: side,
            dark: (0..side * side)
                .map(|at| ink(at % side, at / side))
                .collect(),
        };
        let finders = wallpaper::find(side, side, ink);
        is_part_of_a_code(&bitmap, true, &finders)
    }

    /// Dark or light as if by chance, the same each time: the mixing of MurmurHash.
    fn chance(x: usize, y: usize) -> bool {
        let mut number = (x * 7_919 + y * 104_729) as u32;
        for _ in 0..2 {
            number = (number ^ (number >> 13)).wrapping_mul(0x5bd1_e995);
        }
        number & (1 << 17) != 0
    }

    #[test]
    fn modules_to_one_side_of_a_finder_pattern_are_a_code_that_is_cut_off() {
        assert!(
            is_cut(|x, y| x >= 20 && y >= 20 && chance(x, y)),
            "all of the rest"
        );
        assert!(
            is_cut(|x, y| (20..33).contains(&x) && y >= 20 && chance(x, y)),
            "the left half"
        );
        assert!(
            is_cut(|x, y| x < 27 && y < 27 && chance(x, y)),
            "another corner"
        );
    }

    #[test]
    fn what_looks_like_a_finder_pattern_and_has_no_corner_of_modules_is_none() {
        assert!(!is_cut(|_, _| false), "alone");
        assert!(!is_cut(chance), "writing all around");
        assert!(
            !is_cut(|x, y| y >= 20 && chance(x, y)),
            "writing below and beside"
        );
        assert!(!is_cut(|x, y| x >= 20 && y >= 20), "a black corner");
        assert!(!is_cut(|x, y| x >= 20 && y >= 20 && x % 2 == 0), "bars");
        let large = |x: usize, y: usize| x >= 20 && y >= 20 && chance(x / 6, y / 6);
        assert!(!is_cut(large), "patches that are larger than modules");
    }
}
