//! What looks like finder patterns, also badly drawn ones.

use super::super::binarize::Bitmap;
use super::super::budget::Meter;
use super::super::finders;
use super::super::symbol::Quad;
use super::sets::distance;

/// Most that are told apart in one rendering.
const MAX_FINDERS_SEEN: usize = 500;
/// Most that are looked at, the clearest: those of a hundred codes.
const MAX_FINDERS_MERGED: usize = 300;
/// How many times as wide as high, or the other way round, a finder pattern may be.
const MAX_ASPECT: f32 = 5.0;

/// Something like a finder pattern; lengths are pixels.
#[derive(Clone, Copy)]
pub(in crate::scan) struct Finder {
    pub(super) centre: [f32; 2],
    /// A seventh of its width along the row, and along the column, through its centre.
    pub(super) sevenths: [f32; 2],
    /// Lines that cross it as they should.
    pub(super) votes: f32,
}

impl Finder {
    /// The same in a picture that is `factor` times as large.
    pub(in crate::scan) fn scaled(self, factor: f32) -> Finder {
        Finder {
            centre: self.centre.map(|i| i * factor),
            sevenths: self.sevenths.map(|i| i * factor),
            ..self
        }
    }

    /// About the size of a module; more of one that is turned.
    pub(super) fn module(&self) -> f32 {
        (self.sevenths[0] * self.sevenths[1]).sqrt()
    }

    pub(in crate::scan) fn is_in(&self, quad: &Quad) -> bool {
        quad.contains(self.centre)
    }
}

/// What looks like finder patterns, also badly drawn ones; `None` where there would be no end of them. A hand that moves
/// along the rows leaves them in the columns, and the other way round.
pub(in crate::scan) fn finders(bitmap: &Bitmap, meter: &Meter<'_>) -> Option<Vec<Finder>> {
    let mut found = finders_in_rows(bitmap, meter)?;
    for turned in finders_in_rows(&bitmap.transposed(), meter)? {
        let swapped = |[a, b]: [f32; 2]| [b, a];
        let finder = Finder {
            centre: swapped(turned.centre),
            sevenths: swapped(turned.sevenths),
            ..turned
        };
        add(&mut found, finder);
    }
    Some(found)
}

fn finders_in_rows(bitmap: &Bitmap, meter: &Meter<'_>) -> Option<Vec<Finder>> {
    let (width, height) = (bitmap.width, bitmap.height);
    let mut found: Vec<Finder> = Vec::new();
    for y in 0..height {
        meter.charge(width as u64);
        let row = &bitmap.dark[y * width..(y + 1) * width];
        let mut runs = [0u32; 5];
        let mut was_dark = false;
        for (x, &dark) in row.iter().enumerate() {
            if dark == was_dark {
                runs[4] += 1;
                continue;
            }
            if was_dark && is_near_a_finder(runs) {
                let middle = x as f32 - (runs[4] + runs[3]) as f32 - runs[2] as f32 / 2.0;
                meter.charge(u64::from(runs.iter().sum::<u32>()) * 4);
                if let Some((down, centre_y)) = crossed(bitmap, middle as usize, y, runs) {
                    if found.len() > MAX_FINDERS_SEEN {
                        return None; // wallpaper
                    }
                    meter.charge(found.len() as u64);
                    let across: u32 = runs.iter().sum();
                    let finder = Finder {
                        centre: [middle, centre_y],
                        sevenths: [across, down].map(|width| width as f32 / 7.0),
                        votes: 14.0 / (across + down) as f32,
                    };
                    add(&mut found, finder);
                }
            }
            runs.rotate_left(1);
            runs[4] = 1;
            was_dark = dark;
        }
    }
    Some(found)
}

/// Puts finders of several renderings together, the clearest first.
pub(in crate::scan) fn merged(all: impl Iterator<Item = Finder>) -> Vec<Finder> {
    let mut merged: Vec<Finder> = Vec::new();
    for finder in all {
        add(&mut merged, finder);
    }
    merged.sort_by(|a, b| b.votes.total_cmp(&a.votes));
    merged.truncate(MAX_FINDERS_MERGED);
    merged
}

fn add(found: &mut Vec<Finder>, new: Finder) {
    let same = found.iter_mut().find(|known| {
        let (one, other) = (known.module(), new.module());
        distance(known.centre, new.centre) < one.max(other) * 1.5
            && (0.6..1.67).contains(&(one / other))
    });
    match same {
        Some(known) => {
            let votes = known.votes + new.votes;
            let mean = |a: [f32; 2], b: [f32; 2]| {
                [0, 1].map(|i| (a[i] * known.votes + b[i] * new.votes) / votes)
            };
            *known = Finder {
                centre: mean(known.centre, new.centre),
                sevenths: mean(known.sevenths, new.sevenths),
                votes,
            };
        }
        None => found.push(new),
    }
}

/// The five runs of the column through a row's middle: how long they are, and the middle of them.
fn crossed(bitmap: &Bitmap, x: usize, y: usize, across: [u32; 5]) -> Option<(u32, f32)> {
    let is_dark = |y: usize| bitmap.dark[y * bitmap.width + x];
    if !is_dark(y) {
        return None;
    }
    let here: u32 = across.iter().sum();
    let column = finders::column_runs(y, bitmap.height, here as usize * 2, is_dark)?;
    let runs = column.runs;
    let there: u32 = runs.iter().sum();
    let ratio = there as f32 / here as f32;
    let middle = column.end as f32 - (runs[4] + runs[3]) as f32 - runs[2] as f32 / 2.0;
    (is_near_a_finder(runs) && (1.0 / MAX_ASPECT..MAX_ASPECT).contains(&ratio))
        .then_some((there, middle))
}

/// Dark, light, dark, light, dark, roughly near 1 : 1 : 3 : 1 : 1.
fn is_near_a_finder(runs: [u32; 5]) -> bool {
    let total: u32 = runs.iter().sum();
    if total < 7 || runs.contains(&0) {
        return false;
    }
    let module = total as f32 / 7.0;
    let off = |run: u32, modules: f32| (run as f32 - modules * module).abs();
    let slack = module * 0.75 + 0.4;
    [0, 1, 3, 4].iter().all(|i| off(runs[*i], 1.0) < slack) && off(runs[2], 3.0) < slack * 1.4
}
