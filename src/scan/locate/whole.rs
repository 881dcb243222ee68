//! Whether what looks like a finder pattern is one, whole and square: in the picture itself, not in a bitmap of it.
//!
//! Where a symbol was read and another one's finder pattern is whole, a phone may read that other one. So the pattern
//! is laid over the picture in any affine view and moved until it fits best.

use std::f32::consts::FRAC_PI_2;

use super::finders::Finder;
use super::scale_for;
use crate::scan::budget::Meter;
use crate::scan::geometry::quad::Quad;
use crate::scan::picture::grey::Grey;

/// Modules in a row of a finder pattern.
const SIDE: usize = 7;
/// Points that are looked at, one for each module.
const POINTS: usize = SIDE * SIDE;
/// Where it is dark, row by row, and of how many points.
const DARK: [[f32; SIDE]; SIDE] = {
    const DARK: [f32; SIDE] = [1.0; SIDE];
    const RING: [f32; SIDE] = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0];
    const MIDDLE: [f32; SIDE] = [1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0];
    [DARK, RING, MIDDLE, MIDDLE, MIDDLE, RING, DARK]
};
const DARKS: f32 = 33.0;
/// The ways to its four sides.
const SIDES: [[f32; 2]; 4] = [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]];
/// Turns that are tried, of a quarter turn: every one looks like itself after that.
const TURNS: usize = 6;
/// How far its sides are moved along each other at most, as seen from aside, and how many steps of it are tried.
const MAX_SHEAR: f32 = 1.0;
const SHEARS: usize = 5;
/// Of these the best are moved until they fit.
const MOVED: usize = 2;
/// The steps in which it is moved, from the first to the least, in modules.
const STEPS: (f32, f32) = (0.25, 0.03);
/// The least by which a step must make the fit better.
const LEAST_GAIN: f32 = 0.002;
/// The fit that it must have before it is moved.
const MIN_FIRST_FIT: f32 = 0.3;
/// Variance of the noise that is reckoned with, in levels of grey.
const NOISE: f32 = 1.0;
/// What measuring one takes from the budget: about as many points as are looked at, a few charges each.
const CHARGES: u64 = 150 * POINTS as u64 * 4;

/// Correlation with a finder pattern, of at most 1, from which one that is open may be one.
const MIN_FIT_OF_OPEN: f32 = 0.8;
/// Correlation with a finder pattern from which it is one. Of what is none in 42 official samples the best has 0.86; of codes that readers read the worst has 0.91.
const MIN_FIT_OF_WHOLE: f32 = 0.9;
/// Contrast in levels of grey that it must have.
const MIN_CONTRAST: f32 = 5.0;
/// The least size of its modules in pixels, and how many times as wide as high it may be, or the other way round. Strokes of
/// small writing look like any finder pattern.
const MIN_MODULE: f32 = 1.4;
const MAX_ASPECT: f32 = 1.45;
/// Modules of a timing pattern that are looked at, with the separator before it.
const TIMING: usize = 8;
/// How large its modules are, of those of the finder pattern: that fits as well where it is laid a little too small.
const PITCHES: [f32; 3] = [0.94, 1.0, 1.06];
/// The correlation with one from which it is one. Of 51 neighbours that hide 49 have more, of 348 honest posters, where 175 have
/// something in their writing that looks like a finder pattern, 2.
const MIN_TIMING: f32 = 0.75;
/// How light it must be beside two sides that meet, of 1: the separators, or the quiet zone.
const MIN_SIDES: f32 = 0.6;

/// A finder pattern in the picture: its middle, one module to the right, and one down, in pixels.
#[derive(Clone, Copy)]
struct Laid([f32; 6]);

impl Laid {
    /// A point, in modules from the middle.
    fn point(&self, u: f32, v: f32) -> [f32; 2] {
        let [x, y, right_x, right_y, down_x, down_y] = self.0;
        [x + right_x * u + down_x * v, y + right_y * u + down_y * v]
    }

    /// The tones of its modules, row by row, with the dark ones low.
    fn tones(&self, grey: &Grey<'_>, inverted: bool) -> [f32; POINTS] {
        let mut tones = [0.0; POINTS];
        for (row, tones) in tones.chunks_exact_mut(SIDE).enumerate() {
            let seen = self.row(grey, row);
            for (tone, seen) in tones.iter_mut().zip(seen) {
                *tone = if inverted { -seen } else { seen };
            }
        }
        tones
    }

    /// The tones of a row of its modules.
    fn row(&self, grey: &Grey<'_>, row: usize) -> [f32; SIDE] {
        let [_, _, right_x, right_y, ..] = self.0;
        grey.along(self.point(-3.0, row as f32 - 3.0), [right_x, right_y])
    }

    /// The correlation with a finder pattern.
    fn fit(&self, grey: &Grey<'_>, inverted: bool) -> f32 {
        let (mut sum, mut squares, mut dark) = (0.0, 0.0, 0.0);
        for (row, is_dark) in DARK.iter().enumerate() {
            for (tone, is_dark) in self.row(grey, row).into_iter().zip(is_dark) {
                sum += tone;
                squares += tone * tone;
                dark += tone * is_dark;
            }
        }
        let fit = Sums { sum, squares, dark }.correlation(POINTS as f32, DARKS);
        if inverted { -fit } else { fit }
    }

    /// Whether it stands on light, beside two sides that meet at least.
    fn is_set_off(&self, grey: &Grey<'_>, inverted: bool) -> bool {
        let tones = self.tones(grey, inverted);
        let mean = |dark: bool| {
            let tones = tones.iter().zip(DARK.as_flattened());
            let (sum, count) = tones
                .filter(|(_, is_dark)| (**is_dark > 0.0) == dark)
                .fold((0.0, 0.0), |(sum, count), (tone, _)| {
                    (sum + tone, count + 1.0)
                });
            sum / count
        };
        let (dark, contrast) = (mean(true), mean(false) - mean(true));
        // The ring of modules around it, at each side in turn.
        let side = |[u, v]: [f32; 2]| {
            let along = (-3..=3).map(|i| {
                let i = i as f32;
                let [x, y] = self.point(4.0 * u + i * v, 4.0 * v + i * u);
                let seen = grey.at(x, y);
                (if inverted { -seen } else { seen } - dark) / contrast
            });
            along.sum::<f32>() / SIDE as f32
        };
        let sides = SIDES.map(side);
        contrast > MIN_CONTRAST && (0..4).any(|i| sides[i].min(sides[(i + 1) % 4]) > MIN_SIDES)
    }

    /// Whether a phone may tell its modules apart, seen from not too far aside.
    fn is_large_and_square(&self, factor: f32) -> bool {
        let [_, _, right_x, right_y, down_x, down_y] = self.0;
        let (right, down) = (right_x.hypot(right_y), down_x.hypot(down_y));
        let (short, long) = (right.min(down), right.max(down));
        short * factor > MIN_MODULE && long < short * MAX_ASPECT
    }

    /// How well the timing pattern fits that starts at one of its corners, the best of all that may: correlation, of at
    /// most 1. Strokes of writing that look like a finder pattern have none.
    fn timing(&self, grey: &Grey<'_>, inverted: bool) -> f32 {
        let ways = SIDES
            .into_iter()
            .flat_map(|way| [3.0, -3.0].map(|edge| (way, edge)));
        let ways = ways.flat_map(|way| PITCHES.map(|pitch| (way, pitch)));
        let fits = ways.map(|(([u, v], edge), pitch)| {
            // The separator is light, and dark and light modules follow in turn.
            let tones: [f32; TIMING] = std::array::from_fn(|i| {
                let away = pitch * (4.0 + i as f32);
                let [x, y] = self.point(u * away + v * edge, v * away + u * edge);
                let seen = grey.at(x, y);
                if inverted { -seen } else { seen }
            });
            let dark = tones.iter().skip(1).step_by(2).sum();
            let squares = tones.iter().map(|tone| tone * tone).sum();
            let sum = tones.iter().sum();
            Sums { sum, squares, dark }.correlation(TIMING as f32, TIMING as f32 / 2.0)
        });
        fits.fold(-1.0, f32::max)
    }
}

/// What is summed up over the points of a pattern.
struct Sums {
    /// Of the tones.
    sum: f32,
    /// Of their squares.
    squares: f32,
    /// Of the tones where the pattern is dark.
    dark: f32,
}

impl Sums {
    /// The correlation with the pattern, which has so many points, and so many dark ones.
    fn correlation(self, points: f32, darks: f32) -> f32 {
        let mean = self.sum / points;
        let variance = (self.squares - self.sum * mean).max(0.0) + NOISE * points;
        (mean * darks - self.dark) / (variance * (darks - darks * darks / points)).sqrt()
    }
}

/// What looks like a finder pattern in the picture itself.
#[derive(Clone, Copy)]
pub struct Measured {
    pub finder: Finder,
    /// Where it fits best.
    pub corners: Quad,
    /// How well: correlation, of at most 1.
    pub fit: f32,
    /// It is whole and square, set off from what is around it, and a timing pattern starts at it.
    pub is_whole: bool,
}

impl Finder {
    /// Where it is, how well it fits, and whether it is whole. `scales` are the picture and smaller ones, each half
    /// as large.
    pub fn measured(&self, scales: &[Grey<'_>], meter: &Meter<'_>) -> Option<Measured> {
        meter.charge(CHARGES);
        let (scale, factor) = scale_for(self.module(), scales);
        let grey = &scales[scale];
        let (fit, laid) = self.laid(factor, grey)?;
        let corners = [[-3.5, -3.5], [3.5, -3.5], [3.5, 3.5], [-3.5, 3.5]];
        let corners = corners.map(|[u, v]| laid.point(u, v).map(|i| i * factor));
        (!self.is_open || fit > MIN_FIT_OF_OPEN).then(|| Measured {
            finder: *self,
            corners: Quad(corners),
            fit,
            is_whole: fit > MIN_FIT_OF_WHOLE
                && laid.is_large_and_square(factor)
                && laid.is_set_off(grey, self.inverted)
                && laid.timing(grey, self.inverted) > MIN_TIMING,
        })
    }

    /// Laid over a picture that is smaller by `factor`, where it fits best, and how well.
    fn laid(&self, factor: f32, grey: &Grey<'_>) -> Option<(f32, Laid)> {
        let mut starts = self.starts(factor, grey);
        starts.sort_by(|a, b| b.0.total_cmp(&a.0));
        let module = self.module() / factor;
        let starts = starts.into_iter().take(MOVED);
        let moved = starts.map(|start| start_moved(start, module, grey, self.inverted));
        moved.max_by(|a, b| a.0.total_cmp(&b.0))
    }

    /// Every way to be turned, and to be seen from aside, in which a row and a column cross it as they do.
    fn starts(&self, factor: f32, grey: &Grey<'_>) -> Vec<(f32, Laid)> {
        let [x, y] = self.centre.map(|i| i / factor);
        let [across, down] = self.sevenths.map(|i| i / factor);
        let shears = (0..SHEARS).map(|i| MAX_SHEAR * (2.0 * i as f32 / (SHEARS - 1) as f32 - 1.0));
        let views = shears.flat_map(|shear| (0..TURNS).map(move |turn| (shear, turn)));
        let laid = views.map(|(shear, turn)| {
            let (sin, cos) = (turn as f32 / TURNS as f32 * FRAC_PI_2).sin_cos();
            let [a, b, c, d] = [cos, sin, shear * cos - sin, shear * sin + cos];
            // How far a row, and a column, goes in it from the middle to the edge, at 1 from side to side.
            let area = a * d - b * c;
            let (row, column) = (area / d.abs().max(b.abs()), area / c.abs().max(a.abs()));
            let (x_by, y_by) = (across / row, down / column);
            let laid = Laid([x, y, a * x_by, b * y_by, c * x_by, d * y_by]);
            (laid.fit(grey, self.inverted), laid)
        });
        laid.filter(|(fit, _)| *fit > MIN_FIRST_FIT).collect()
    }
}

/// Moved by steps for as long as the fit grows, and how well it fits then. `module` is a module in pixels.
fn start_moved(
    (mut fit, mut laid): (f32, Laid),
    module: f32,
    grey: &Grey<'_>,
    inverted: bool,
) -> (f32, Laid) {
    let mut step = STEPS.0 * module;
    while step > STEPS.1 * module {
        let mut is_better = false;
        for parameter in 0..6 {
            // What moves a module moves the edge three times as far.
            let by = if parameter < 2 {
                2.0 * step
            } else {
                step / 2.0
            };
            for way in [by, -by] {
                let mut other = laid;
                other.0[parameter] += way;
                let other_fit = other.fit(grey, inverted);
                if other_fit > fit + LEAST_GAIN {
                    (fit, laid, is_better) = (other_fit, other, true);
                    break;
                }
            }
        }
        if !is_better {
            step /= 2.0;
        }
    }
    (fit, laid)
}
