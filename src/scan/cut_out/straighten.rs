//! Cuts a symbol out of the picture and straightens it, so that the other decoder sees it from the front.
//!
//! Only pixels are handed on, never modules that the first decoder sampled: the other one finds and reads the symbol
//! by itself, or does not.

use std::borrow::Cow;

use crate::scan::cut_out::flatten::Drift;
use crate::scan::cut_out::{equalize, recover};
use crate::scan::geometry::perspective::Perspective;
use crate::scan::geometry::place::Bend;
use crate::scan::geometry::quad::Quad;
use crate::scan::picture::binarize::Bitmap;
use crate::scan::picture::grey::Grey;
use crate::scan::symbol::function_patterns;

/// Light modules around a symbol, ISO/IEC 18004:2015 §6.3.8.
const QUIET_MODULES: usize = 4;
/// Side of the cut-out in pixels that is aimed at, and the pixels of a module within which it is kept.
const SIDE: usize = 480;
const MODULE_PIXELS: std::ops::RangeInclusive<usize> = 4..=6;
/// Points sampled in each pixel, in a row and in a column, where modules are larger in the picture than in the cut-out;
/// elsewhere one does.
const POINTS: usize = 2;

/// How often the blur is taken out of what is left.
const DEBLUR_ROUNDS: usize = 10;

/// What cutting out a symbol of `size` modules takes from the budget.
pub fn charges(corners: &Quad, size: usize) -> u64 {
    let module = module_pixels(size);
    let side = (size + 2 * QUIET_MODULES) * module;
    let points = points(corners.area().sqrt() / size as f32, module);
    (side * side * points * points * 2) as u64
}

/// Points sampled in each pixel, in a row and in a column.
fn points(pixels_per_module: f32, module: usize) -> usize {
    if pixels_per_module > module as f32 {
        POINTS
    } else {
        1
    }
}

fn module_pixels(size: usize) -> usize {
    (SIDE / (size + 2 * QUIET_MODULES)).clamp(*MODULE_PIXELS.start(), *MODULE_PIXELS.end())
}

const NOT_RENDERED: Grey<'static> = Grey {
    width: 0,
    height: 0,
    bytes: Cow::Borrowed(&[]),
};

/// A straightened symbol.
pub struct Straightened {
    pub grey: Grey<'static>,
    size: usize,
    module: usize,
    /// Of the picture.
    pixels_per_module: f32,
    map: Perspective,
    bend: Bend,
    drift: Option<Drift>,
}

impl Straightened {
    /// Cuts `corners` out of `grey`, a symbol of `size` modules, as if it lay in a plane.
    pub fn of(grey: &Grey<'_>, corners: &Quad, bend: Bend, size: usize) -> Straightened {
        Straightened {
            grey: NOT_RENDERED,
            size,
            module: module_pixels(size),
            pixels_per_module: corners.area().sqrt() / size as f32,
            map: Perspective::onto(corners, size as f32),
            bend,
            drift: None,
        }
        .rendered(grey)
    }

    /// Cuts it out of the same picture once more, with its modules where they were found to lie.
    pub fn flattened(&self, grey: &Grey<'_>) -> Straightened {
        self.moved(grey, &self.grey)
    }

    fn moved(&self, grey: &Grey<'_>, cut: &Grey<'_>) -> Straightened {
        Straightened {
            grey: NOT_RENDERED,
            size: self.size,
            module: self.module,
            pixels_per_module: self.pixels_per_module,
            map: self.map.clone(),
            bend: self.bend,
            drift: Some(Drift::of(cut, self.size, self.module, QUIET_MODULES)),
        }
        .rendered(grey)
    }

    /// Half the side of the square whose mean tells dark from light: four modules, so that neither a finder pattern nor
    /// a run of dark modules fills it.
    pub fn radius(&self) -> usize {
        4 * self.module
    }

    /// The cut-out from afar: each pixel the mean of a square as large as a module. Dots, lines and noise become modules.
    pub fn soft(&self) -> Grey<'static> {
        self.grey.softened(self.module / 2)
    }

    /// The cut-out against blur: what sets a pixel off from the nine modules around it counts twice.
    pub fn sharp(&self) -> Grey<'static> {
        self.grey.sharpened(self.module / 4, self.module * 3 / 2)
    }

    /// The cut-out without shades and glare.
    pub fn even(&self) -> Grey<'static> {
        self.grey.evened(self.module * 5 / 2)
    }

    /// The cut-out as it was before a lens out of focus by about as many tenths of a module.
    pub fn deblurred(&self, tenths: usize) -> Grey<'static> {
        let radius = (self.module * tenths + 5) / 10;
        self.grey.deblurred(radius.max(1), DEBLUR_ROUNDS)
    }

    /// The cut-out as its fixed patterns tell that it was.
    pub fn restored(&self) -> Grey<'static> {
        self.cut_out().restored()
    }

    /// The modules of the symbol in `grey`, a picture of this cut-out, with what is lost of it.
    pub fn recovered(&self, grey: &Grey<'_>) -> Option<Vec<bool>> {
        recover::whole(grey, self.size, self.module, QUIET_MODULES)
    }

    /// Where the symbol is in the cut-out.
    pub fn corners(&self) -> Quad {
        let (start, end) = (QUIET_MODULES, QUIET_MODULES + self.size);
        let corners = [[start, start], [end, start], [end, end], [start, end]];
        Quad(corners.map(|corner| corner.map(|module| (module * self.module) as f32)))
    }

    pub fn size(&self) -> usize {
        self.size
    }

    fn cut_out(&self) -> equalize::CutOut<'_> {
        equalize::CutOut {
            grey: &self.grey,
            size: self.size,
            module: self.module,
            margin: QUIET_MODULES,
        }
    }

    /// As [`Self::flattened`], with blur in the way.
    pub fn flattened_from_blur(&self, grey: &Grey<'_>) -> Straightened {
        self.moved(grey, &self.cut_out().filtered())
    }

    /// A bitmap of the cut-out with the finder, timing and alignment patterns and the quiet zone as the standard has
    /// them. They are the same in every symbol of this size and say nothing; everything else stays as it was seen.
    pub fn mended(&self, bitmap: &Bitmap) -> Bitmap {
        let (side, around) = (self.grey.width, self.size + 2 * QUIET_MODULES);
        let modules = function_patterns::all_fixed(self.size, QUIET_MODULES);
        let mut mended = bitmap.clone();
        for (at, dark) in mended.dark.iter_mut().enumerate() {
            let (x, y) = (at % side / self.module, at / side / self.module);
            *dark = modules[y * around + x].unwrap_or(*dark);
        }
        mended
    }

    fn rendered(self, grey: &Grey<'_>) -> Straightened {
        let (around, module) = (self.size + 2 * QUIET_MODULES, self.module);
        let side = around * module;
        let points = points(self.pixels_per_module, module);
        // Within a module the map is as good as linear.
        let ends: Vec<[f32; 2]> = (0..(around + 1) * (around + 1))
            .map(|at| [at % (around + 1), at / (around + 1)])
            .map(|end| self.place(end.map(|i| (i * module) as f32)))
            .collect();
        let steps = module * points;
        let shares: Vec<f32> = (0..steps)
            .map(|step| (step as f32 + 0.5) / steps as f32)
            .collect();
        let between = |a: [f32; 2], b: [f32; 2], share: f32| {
            [0, 1].map(|axis| a[axis] + (b[axis] - a[axis]) * share)
        };
        let mut bytes = Vec::with_capacity(side * side);
        let mut sums = vec![0.0; side];
        for y in 0..side * points {
            let upper = &ends[y / steps * (around + 1)..][..=around];
            let lower = &ends[(y / steps + 1) * (around + 1)..][..=around];
            let share = shares[y % steps];
            let line: Vec<[f32; 2]> = upper
                .iter()
                .zip(lower)
                .map(|(a, b)| between(*a, *b, share))
                .collect();
            for (ends, sums) in line.windows(2).zip(sums.chunks_exact_mut(module)) {
                for (shares, sum) in shares.chunks_exact(points).zip(sums) {
                    for share in shares {
                        let [x, y] = between(ends[0], ends[1], *share);
                        *sum += grey.at(x, y);
                    }
                }
            }
            if (y + 1).is_multiple_of(points) {
                let count = (points * points) as f32;
                bytes.extend(sums.iter().map(|sum| (sum / count + 0.5) as u8));
                sums.fill(0.0);
            }
        }
        Straightened {
            grey: Grey {
                width: side,
                height: side,
                bytes: Cow::Owned(bytes),
            },
            ..self
        }
    }

    /// The place in the picture of a place in the cut-out.
    pub fn place(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let module = |pixels: f32| pixels / self.module as f32 - QUIET_MODULES as f32;
        let (u, v) = (module(x), module(y));
        let [du, dv] = self.drift.as_ref().map_or([0.0; 2], |drift| drift.at(u, v));
        let (u, v) = (u + du, v + dv);
        let [du, dv] = self.bend.at(u, v, self.size as f32);
        self.map.point(u + du, v + dv)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_symbol_comes_out_upright_with_its_quiet_zone() {
        // 21 modules of 4 pixels, turned by 90°: its top-left corner lies at the top right of the picture.
        let side = 21 * 4;
        let bytes = (0..side * side)
            .map(|at| {
                if (at % side) >= side - 4 && (at / side) < 4 {
                    0
                } else {
                    255
                }
            })
            .collect();
        let grey = Grey {
            width: side,
            height: side,
            bytes: Cow::Owned(bytes),
        };
        let end = side as f32;
        let corners = Quad([[end, 0.0], [end, end], [0.0, end], [0.0, 0.0]]);
        let straight = Straightened::of(&grey, &corners, Bend::default(), 21);
        let at_module = |u: usize, v: usize| {
            let px = straight.module;
            let pixel = |module: usize| (module + QUIET_MODULES) * px + px / 2;
            straight.grey.bytes[pixel(v) * straight.grey.width + pixel(u)]
        };
        assert_eq!(straight.grey.width, 29 * straight.module);
        assert!(
            at_module(0, 0) < 60
                && at_module(1, 0) > 200
                && at_module(0, 1) > 200
                && at_module(20, 20) > 200
        );
        let [x, y] = straight.place([(QUIET_MODULES * straight.module) as f32; 2]);
        assert!((x - end).abs() < 0.01 && y.abs() < 0.01);
    }
}
