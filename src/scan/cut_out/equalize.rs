//! Takes out of a straightened symbol what lens, focus and hand have done to it, whatever that was.
//!
//! The fixed patterns of a symbol are the same in every symbol of its size: what they should be and what they have
//! become is known. A filter that makes the first out of the second, by least squares, sharpens everything between them
//! as well. (A linear equalizer with training symbols, as receivers have: Proakis and Salehi, *Digital Communications*,
//! 5th ed. 2008, §9.4.) Where that is not enough, the blur itself is estimated from what has become clear, and the tones
//! between black and white are sought that this blur makes into the picture. (Least squares within bounds, by the
//! accelerated gradient method of Beck and Teboulle, *A Fast Iterative Shrinkage-Thresholding Algorithm*, 2009.)
//!
//! What comes out is a picture. The decoders tell dark from light and read by themselves.

use std::borrow::Cow;

use crate::scan::budget::Meter;
use crate::scan::geometry::pattern_search;
use crate::scan::geometry::perspective::Perspective;
use crate::scan::geometry::place::Place;
use crate::scan::picture::grey::Grey;
use crate::scan::symbol::function_patterns;

/// Modules that one is made of, to each side.
const REACH: usize = 3;
const SIDE: usize = 2 * REACH + 1;
const TAPS: usize = SIDE * SIDE;
/// Modules that are looked at at once.
const MODULES_AT_ONCE: usize = 8;
/// Modules that a filter is laid over at once, no more than the smallest symbol has in a row.
const OUT_AT_ONCE: usize = 16;
/// Noise that is reckoned with, as a share of the contrast, squared.
const NOISE: f64 = 1e-4;
/// From where a module is clear: its distance from grey, with black and white as 1.
const CLEAR: f32 = 0.5;
/// Most modules that a filter is made from.
const MAX_TRAINING: usize = 1_200;
/// How often the blur is estimated, and how many steps are then taken towards the tones before it.
const ROUNDS: usize = 4;
const STEPS: usize = 40;

/// How often a place is settled.
const SETTLING: usize = 2;

/// What looking at a module of a place takes from the budget.
const CHARGES_PER_MODULE: usize = 12;

/// What restoring a symbol of `size` modules takes from the budget.
pub fn charges(size: usize) -> u64 {
    (size * size * 1_000 + 5_000_000) as u64
}

/// A symbol of `size` modules of `module` pixels that starts `margin` modules from the edges of a picture.
pub struct CutOut<'a> {
    pub grey: &'a Grey<'a>,
    pub size: usize,
    pub module: usize,
    pub margin: usize,
}

/// A place moved to where the filter that its fixed patterns ask for makes its modules blackest and whitest.
pub fn settled(picture: &Grey<'_>, place: Place, meter: &Meter<'_>) -> Place {
    let size = place.size;
    let module = place.module();
    let mut place = place;
    for round in 0..SETTLING {
        let seen = Tones::of_place(picture, &place);
        let filter = seen.trained(size, REACH).1;
        let clearness = |place: &Place| {
            meter.charge(((size + 2 * REACH) * (size + 2 * REACH) * CHARGES_PER_MODULE) as u64);
            let tones = filter.of(&Tones::of_place(picture, place));
            let inside = |at: &usize| {
                let is_inside = |i: usize| (REACH..REACH + size).contains(&i);
                is_inside(at % tones.side) && is_inside(at / tones.side)
            };
            let tones = (0..tones.tones.len())
                .filter(inside)
                .map(|at| tones.tones[at]);
            let unclear: f32 = tones.map(|tone| (1.0 - tone.abs()).powi(2).min(1.0)).sum();
            -unclear / (size * size) as f32
        };
        let steps = (module * 0.5 / (round + 1) as f32, module * 0.05);
        place = pattern_search::moved_until_it_fits(place, steps, clearness, |_, _| false).0;
    }
    place
}

/// Tones of modules, row by row: −1 is black and 1 is white.
struct Tones {
    side: usize,
    tones: Vec<f32>,
}

/// What each of the modules around one counts for, row by row, and what is added.
struct Filter([f32; TAPS + 1]);

impl CutOut<'_> {
    /// Filtered only: every pixel is made of those whole modules around it.
    pub fn filtered(&self) -> Grey<'static> {
        let seen = self.seen();
        let filter = seen.trained(self.size, self.margin).1;
        let (width, height) = (self.grey.width, self.grey.height);
        let mut tones = vec![filter.0[TAPS]; width * height];
        let shifted = |at: usize, step: usize, len: usize| {
            let at = at + step * self.module;
            at.saturating_sub(REACH * self.module).min(len - 1)
        };
        for (tap, weight) in filter.0.iter().take(TAPS).enumerate() {
            let columns: Vec<usize> = (0..width).map(|x| shifted(x, tap % SIDE, width)).collect();
            for y in 0..height {
                let row = shifted(y, tap / SIDE, height) * width;
                let out = &mut tones[y * width..(y + 1) * width];
                for (tone, x) in out.iter_mut().zip(&columns) {
                    *tone += weight * tone_of(self.grey.bytes[row + x]);
                }
            }
        }
        Grey {
            width,
            height,
            bytes: Cow::Owned(tones.into_iter().map(grey_of).collect()),
        }
    }

    /// As it was before the blur, every module of one tone.
    pub fn restored(&self) -> Grey<'static> {
        let seen = self.seen();
        let mut tones = seen.trained(self.size, self.margin).0;
        let (fixed, side) = (fixed(self.size, self.margin), seen.side);
        let near = |i: usize| (self.margin - 1..=self.margin + self.size).contains(&i);
        let is_near: Vec<bool> = (0..side * side)
            .map(|at| near(at % side) && near(at / side))
            .collect();
        for (tone, fixed) in tones.tones.iter_mut().zip(&fixed) {
            *tone = fixed.unwrap_or(tone.clamp(-1.0, 1.0));
        }
        for _ in 0..ROUNDS {
            let mut guess = Tones {
                side,
                tones: tones.tones.iter().map(|tone| surer(*tone)).collect(),
            };
            for (tone, fixed) in guess.tones.iter_mut().zip(&fixed) {
                *tone = fixed.unwrap_or(*tone);
            }
            let blur = Filter::between(&guess, &seen, &is_near);
            tones = blur.undone(&seen, tones, &fixed, &is_near);
        }
        let (width, height) = (self.grey.width, self.grey.height);
        let bytes = (0..width * height).map(|at| {
            let module = |pixel: usize| (pixel / self.module).min(side - 1);
            grey_of(tones.tones[module(at / width) * side + module(at % width)])
        });
        Grey {
            width,
            height,
            bytes: Cow::Owned(bytes.collect()),
        }
    }

    /// The modules as they are in the picture, with the margin.
    fn seen(&self) -> Tones {
        let side = self.size + 2 * self.margin;
        let pixel = |module: usize| module * self.module + self.module / 2;
        let tones = (0..side * side)
            .map(|at| {
                let (x, y) = (pixel(at % side), pixel(at / side));
                tone_of(self.grey.bytes[y * self.grey.width + x])
            })
            .collect();
        Tones { side, tones }
    }
}

/// The tones of those modules that are the same in every symbol of this size, and of the quiet zone.
fn fixed(size: usize, margin: usize) -> Vec<Option<f32>> {
    let tone = |is_dark| if is_dark { -1.0 } else { 1.0 };
    let modules = function_patterns::all_fixed(size, margin);
    modules.into_iter().map(|fixed| fixed.map(tone)).collect()
}

impl Tones {
    /// The modules of a place with so many around it as one is made of.
    fn of_place(picture: &Grey<'_>, place: &Place) -> Tones {
        let side = place.size + 2 * REACH;
        let size = place.size as f32;
        let map = Perspective::onto(&place.corners, size);
        let module = |i: usize| i as f32 + 0.5 - REACH as f32;
        let mut tones = vec![0.0; side * side];
        for row in 0..side {
            // The last of a row are those before its end once more.
            for start in (0..side)
                .step_by(MODULES_AT_ONCE)
                .map(|x| x.min(side - MODULES_AT_ONCE))
            {
                let [mut x, mut y] = [[0.0; MODULES_AT_ONCE]; 2];
                for i in 0..MODULES_AT_ONCE {
                    let (u, v) = (module(start + i), module(row));
                    let [du, dv] = place.bend.at(u, v, size);
                    [x[i], y[i]] = map.point(u + du, v + dv);
                }
                let seen = picture.at_all(x, y).map(|tone| tone / 127.5 - 1.0);
                tones[row * side + start..][..MODULES_AT_ONCE].copy_from_slice(&seen);
            }
        }
        Tones { side, tones }
    }

    /// What a filter makes of the modules that was made from the fixed patterns, and then from what is clear.
    fn trained(&self, size: usize, margin: usize) -> (Tones, Filter) {
        let side = self.side;
        let is_inside = |i: usize| (margin..margin + size).contains(&i);
        let mut wanted = fixed(size, margin);
        for (at, wanted) in wanted.iter_mut().enumerate() {
            *wanted = wanted.filter(|_| is_inside(at % side) && is_inside(at / side));
        }
        let fixed = wanted.clone();
        let filter_for = |wanted: &[Option<f32>]| {
            let is_wanted: Vec<bool> = wanted.iter().map(Option::is_some).collect();
            let tones = wanted.iter().map(|tone| tone.unwrap_or_default()).collect();
            Filter::between(self, &Tones { side, tones }, &is_wanted)
        };
        let mut filter = filter_for(&wanted);
        for (at, tone) in filter.of(self).tones.iter().enumerate() {
            if is_inside(at % side) && is_inside(at / side) && tone.abs() > CLEAR {
                wanted[at] = fixed[at].or(Some(tone.signum()));
            }
        }
        filter = filter_for(&wanted);
        (filter.of(self), filter)
    }

    /// The tones around a module, and 1.
    fn around(&self, at: usize) -> [f32; TAPS + 1] {
        let mut around = [1.0; TAPS + 1];
        let first = at - REACH * (self.side + 1);
        for (row, tones) in around[..TAPS].chunks_exact_mut(SIDE).enumerate() {
            let start = first + row * self.side;
            tones.copy_from_slice(&self.tones[start..start + SIDE]);
        }
        around
    }
}

impl Filter {
    /// The filter that makes one of the other as nearly as it can in the modules that count.
    fn between(from: &Tones, to: &Tones, counts: &[bool]) -> Filter {
        let training: Vec<usize> = (0..counts.len()).filter(|at| counts[*at]).collect();
        let step = training.len().div_ceil(MAX_TRAINING).max(1);
        let mut products = vec![[0.0f64; TAPS + 1]; TAPS + 1];
        let mut sums = [0.0; TAPS + 1];
        for at in training.iter().step_by(step) {
            let around = from.around(*at).map(f64::from);
            for (i, a) in around.iter().enumerate() {
                sums[i] += a * f64::from(to.tones[*at]);
                for (product, b) in products[i][..=i].iter_mut().zip(&around) {
                    *product += a * b;
                }
            }
        }
        for (i, row) in products.iter_mut().enumerate().take(TAPS) {
            row[i] += NOISE * (training.len() / step) as f64;
        }
        for i in 1..=TAPS {
            let (before, from) = products.split_at_mut(i);
            for (row, product) in before.iter_mut().zip(from[0]) {
                row[i] = product; // the matrix is symmetric
            }
        }
        Filter(solved(&products, &sums).map(|i| i as f32))
    }

    /// What it makes of the modules that have all those around them that it takes; 0 for the others.
    fn of(&self, seen: &Tones) -> Tones {
        let side = seen.side;
        let within = REACH..side - REACH;
        let mut tones = vec![0.0; side * side];
        // So many at once that they stay in registers; the last of a row are those before its end once more.
        let last = within.end.saturating_sub(OUT_AT_ONCE).max(within.start);
        for y in within.clone() {
            for x in within.clone().step_by(OUT_AT_ONCE).map(|x| x.min(last)) {
                let mut sums = [self.0[TAPS]; OUT_AT_ONCE];
                for (row, weights) in self.0[..TAPS].chunks_exact(SIDE).enumerate() {
                    let start = (y + row - REACH) * side + x - REACH;
                    let seen = &seen.tones[start..][..SIDE + OUT_AT_ONCE - 1];
                    for (weight, seen) in weights.iter().zip(seen.windows(OUT_AT_ONCE)) {
                        for (sum, seen) in sums.iter_mut().zip(seen) {
                            *sum += weight * seen;
                        }
                    }
                }
                tones[y * side + x..][..OUT_AT_ONCE].copy_from_slice(&sums);
            }
        }
        Tones { side, tones }
    }

    /// The tones that this filter makes into `seen`, as nearly as it can in the modules that count; from `start` on.
    fn undone(&self, seen: &Tones, start: Tones, fixed: &[Option<f32>], counts: &[bool]) -> Tones {
        let side = seen.side;
        let strength: f32 = self.0.iter().take(TAPS).map(|tap| tap.abs()).sum();
        let pace = 1.0 / (strength * strength).max(1e-6);
        let mut back = Filter(self.0);
        back.0[..TAPS].reverse();
        back.0[TAPS] = 0.0;
        let mut found = start;
        let mut ahead = Tones {
            side,
            tones: found.tones.clone(),
        };
        let mut speed = 1.0f32;
        let counts: Vec<f32> = counts.iter().map(|is| f32::from(u8::from(*is))).collect();
        let bounds: Vec<[f32; 2]> = fixed
            .iter()
            .map(|fixed| fixed.map_or([-1.0, 1.0], |tone| [tone; 2]))
            .collect();
        for _ in 0..STEPS {
            let mut missing = self.of(&ahead);
            for ((tone, seen), counts) in missing.tones.iter_mut().zip(&seen.tones).zip(&counts) {
                *tone = (seen - *tone) * counts;
            }
            let uphill = back.of(&missing);
            let next_speed = (1.0 + (1.0 + 4.0 * speed * speed).sqrt()) / 2.0;
            let on = (speed - 1.0) / next_speed;
            let tones = ahead.tones.iter_mut().zip(&mut found.tones);
            for (((ahead, found), uphill), [low, high]) in tones.zip(&uphill.tones).zip(&bounds) {
                let tone = (*ahead + pace * uphill).max(*low).min(*high);
                *ahead = tone + on * (tone - *found);
                *found = tone;
            }
            speed = next_speed;
        }
        found
    }
}

/// Nearer to black or to white.
fn surer(tone: f32) -> f32 {
    tone * (1.5 - 0.5 * tone * tone)
}

fn tone_of(byte: u8) -> f32 {
    f32::from(byte) / 127.5 - 1.0
}

fn grey_of(tone: f32) -> u8 {
    (128.0 + tone * 90.0) as u8
}

/// Solves a symmetric, positive system by conjugate gradients (Hestenes and Stiefel, 1952).
fn solved(matrix: &[[f64; TAPS + 1]], wanted: &[f64; TAPS + 1]) -> [f64; TAPS + 1] {
    let dot = |a: &[f64; TAPS + 1], b: &[f64; TAPS + 1]| -> f64 {
        a.iter().zip(b).map(|(a, b)| a * b).sum()
    };
    let mut found = [0.0; TAPS + 1];
    let mut rest = *wanted;
    let mut way = rest;
    let mut square = dot(&rest, &rest);
    let enough = square * 1e-12;
    for _ in 0..4 * TAPS {
        if square <= enough {
            break;
        }
        let mut moved = [0.0; TAPS + 1];
        for (to, row) in moved.iter_mut().zip(matrix) {
            *to = dot(row, &way);
        }
        let step = square / dot(&way, &moved).max(f64::MIN_POSITIVE);
        for i in 0..=TAPS {
            found[i] += step * way[i];
            rest[i] -= step * moved[i];
        }
        let next = dot(&rest, &rest);
        for i in 0..=TAPS {
            way[i] = rest[i] + way[i] * next / square;
        }
        square = next;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::geometry::place::Bend;
    use crate::scan::geometry::quad::Quad;

    const MODULE: usize = 6;
    const MARGIN: usize = 4;

    /// A symbol of 33 modules as a camera sees it that is moved by `moved` modules while it takes the picture and is out
    /// of focus by about a third of a module, and which of its modules are dark.
    fn blurred(moved: [f32; 2]) -> (Grey<'static>, usize, Vec<bool>) {
        let version = qrcode::Version::Normal(4);
        let code = qrcode::QrCode::with_version(b"yanma", version, qrcode::EcLevel::M).unwrap();
        let size = code.width();
        let is_dark: Vec<bool> = code
            .to_colors()
            .iter()
            .map(|c| *c == qrcode::Color::Dark)
            .collect();
        let side = (size + 2 * MARGIN) * MODULE;
        let light = |x: f32, y: f32| {
            let module = |pixel: f32| (pixel / MODULE as f32).floor() as i32 - MARGIN as i32;
            let (u, v) = (module(x), module(y));
            let is_in = |i: i32| (0..size as i32).contains(&i);
            let dark = is_in(u) && is_in(v) && is_dark[v as usize * size + u as usize];
            if dark { 40.0 } else { 200.0 }
        };
        let out_of_focus = [[0.0, 0.0], [0.3, 0.0], [-0.3, 0.0], [0.0, 0.3], [0.0, -0.3]];
        let bytes = (0..side * side).map(|at| {
            let (x, y) = ((at % side) as f32 + 0.5, (at / side) as f32 + 0.5);
            let (mut sum, mut count) = (0.0, 0.0);
            for step in 0..16 {
                let share = (step as f32 + 0.5) / 16.0 - 0.5;
                for [dx, dy] in out_of_focus {
                    let px = MODULE as f32;
                    sum += light(
                        x + (moved[0] * share + dx) * px,
                        y + (moved[1] * share + dy) * px,
                    );
                    count += 1.0;
                }
            }
            (sum / count + 0.5) as u8
        });
        let grey = Grey {
            width: side,
            height: side,
            bytes: Cow::Owned(bytes.collect()),
        };
        (grey, size, is_dark)
    }

    /// Modules that are dark where they should be light, or the other way round.
    fn wrong(grey: &Grey<'_>, size: usize, is_dark: &[bool], threshold: u8) -> usize {
        let middle = |module: usize| (module + MARGIN) * MODULE + MODULE / 2;
        let seen = |at: usize| grey.bytes[middle(at / size) * grey.width + middle(at % size)];
        (0..size * size)
            .filter(|at| (seen(*at) < threshold) != is_dark[*at])
            .count()
    }

    #[test]
    fn a_symbol_that_was_moved_in_the_picture_is_as_it_was() {
        for moved in [[2.2, 0.0], [1.9, 2.0], [0.4, -2.4]] {
            let (grey, size, is_dark) = blurred(moved);
            let seen_wrong = wrong(&grey, size, &is_dark, 120);
            assert!(
                seen_wrong > size * size / 12,
                "only {seen_wrong} of {moved:?}"
            );
            let symbol = CutOut {
                grey: &grey,
                size,
                module: MODULE,
                margin: MARGIN,
            };
            let left = wrong(&symbol.restored(), size, &is_dark, 128);
            assert!(
                left < size * size / 100,
                "{left} of {moved:?}, {seen_wrong} before"
            );
        }
    }

    #[test]
    fn a_place_that_is_beside_a_blurred_symbol_is_moved_onto_it() {
        let (grey, size, _) = blurred([0.0, 1.2]);
        let (start, end) = ((MARGIN * MODULE) as f32, ((MARGIN + size) * MODULE) as f32);
        let corners = [[start, start], [end, start], [end, end], [start, end]];
        let mut beside = corners;
        beside[2] = [end + 4.0, end - 3.0];
        let place = Place {
            corners: Quad(beside),
            bend: Bend::default(),
            size,
            inverted: false,
            clear: false,
        };
        let place = settled(&grey, place, &Meter::new(u64::MAX, &|| false));
        let off = place.corners.0[2]
            .iter()
            .map(|i| (i - end).abs())
            .fold(0.0, f32::max);
        assert!(off < MODULE as f32 / 3.0, "{off} pixels beside it");
    }
}
