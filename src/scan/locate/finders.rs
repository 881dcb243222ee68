//! What looks like finder patterns, also badly drawn ones.

use super::sets::are_near;
use crate::scan::budget::Meter;
use crate::scan::geometry::place::Place;
use crate::scan::geometry::quad::Quad;
use crate::scan::picture::binarize::Bitmap;
use crate::scan::picture::runs;

/// Most that are told apart in one bitmap.
const MAX_FINDERS_SEEN: usize = 500;
/// Most that are looked at, the clearest: those of a hundred codes.
const MAX_FINDERS_MERGED: usize = 300;
/// How many times as wide as high, or the other way round, a finder pattern may be.
const MAX_ASPECT: f32 = 5.0;
/// How far from where a symbol has a finder pattern its own may be seen, in modules, and how many times as large.
const OWN_SLACK: f32 = 2.0;
const OWN_RATIO: f32 = 2.0;
/// How many times as large modules of data may look, or how many times as small.
const DATA_RATIO: f32 = 1.4;

/// Something like a finder pattern; lengths are pixels.
#[derive(Clone, Copy)]
pub struct Finder {
    pub(super) centre: [f32; 2],
    /// A seventh of its width along the row, and along the column, through its centre.
    pub(super) sevenths: [f32; 2],
    /// Lines that cross it as they should.
    pub(super) votes: f32,
    /// Seen light on dark.
    pub(super) inverted: bool,
    /// Every line that crosses it goes on beside it: without a quiet zone, or none.
    pub is_open: bool,
}

impl Finder {
    /// Where it is in a picture that is `factor` times as large.
    pub fn scaled(self, factor: f32) -> Finder {
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

    fn is_same(&self, other: &Finder) -> bool {
        let (one, two) = (self.module(), other.module());
        self.inverted == other.inverted
            && are_near(self.centre, other.centre, one.max(two) * 1.5)
            && (0.6..1.67).contains(&(one / two))
    }

    pub fn is_in(&self, quad: &Quad) -> bool {
        quad.contains(self.centre)
    }

    /// True where it is inside a symbol, and its modules are as large as those of the symbol.
    pub fn is_like_data_of(&self, symbol: &Place) -> bool {
        let ratio = self.module() / symbol.module();
        self.is_in(&symbol.corners) && (1.0 / DATA_RATIO..DATA_RATIO).contains(&ratio)
    }

    /// True where it is one of the three of a symbol.
    pub fn is_of(&self, symbol: &Place) -> bool {
        let ratio = self.module() / symbol.module();
        let slack = self.module().max(symbol.module()) * OWN_SLACK;
        let is_near = |middle| are_near(self.centre, middle, slack);
        self.inverted == symbol.inverted
            && (1.0 / OWN_RATIO..OWN_RATIO).contains(&ratio)
            && symbol.finders().into_iter().any(is_near)
    }
}

/// What looks like finder patterns, also badly drawn ones; `None` where they are more than any picture of codes has. A hand
/// that moves along the rows blurs the rows only, and one that moves along the columns the columns only: they are looked
/// for in both. `inverted` where dark stands for light.
pub fn finders(bitmap: &Bitmap, inverted: bool, meter: &Meter<'_>) -> Option<Vec<Finder>> {
    let mut found = finders_in_rows(bitmap, inverted, meter)?;
    for turned in finders_in_rows(&bitmap.transposed(), inverted, meter)? {
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

fn finders_in_rows(bitmap: &Bitmap, inverted: bool, meter: &Meter<'_>) -> Option<Vec<Finder>> {
    let (width, height) = (bitmap.width, bitmap.height);
    let mut found: Vec<Finder> = Vec::new();
    for y in 0..height {
        meter.charge(width as u64);
        let row = &bitmap.dark[y * width..(y + 1) * width];
        for (x, runs) in runs::fives(row) {
            let Some((across, is_open)) = module(runs) else {
                continue;
            };
            let middle = x as f32 - (runs[4] + runs[3]) as f32 - runs[2] as f32 / 2.0;
            meter.charge((across * 28.0) as u64);
            let column = crossed(bitmap, middle as usize, y, across);
            let Some((down, centre_y, is_open_too)) = column else {
                continue;
            };
            meter.charge(found.len() as u64);
            let is_open = is_open || is_open_too;
            let alike = found.iter().filter(|known| known.is_open == is_open);
            let is_full = alike.count() > MAX_FINDERS_SEEN;
            if is_full && !is_open {
                return None; // wallpaper
            }
            let finder = Finder {
                centre: [middle, centre_y],
                sevenths: [across, down],
                votes: 2.0 / (across + down),
                inverted,
                is_open,
            };
            if !is_full {
                add(&mut found, finder);
            }
        }
    }
    Some(found)
}

/// Puts finders of several bitmaps together, the clearest first.
pub fn merged(all: impl Iterator<Item = Finder>) -> Vec<Finder> {
    let mut merged: Vec<Finder> = Vec::new();
    for finder in all {
        add(&mut merged, finder);
    }
    merged.sort_by(|a, b| b.votes.total_cmp(&a.votes));
    merged.truncate(MAX_FINDERS_MERGED);
    merged
}

/// The finders, and `others` of which none is the same.
pub fn joined(mut finders: Vec<Finder>, others: impl Iterator<Item = Finder>) -> Vec<Finder> {
    for other in others {
        if !finders.iter().any(|known| known.is_same(&other)) {
            finders.push(other);
        }
    }
    finders
}

fn add(found: &mut Vec<Finder>, new: Finder) {
    // Where an open one has its middle is less sure: it must not move a closed one.
    let is_same = |known: &&mut Finder| known.is_open == new.is_open && known.is_same(&new);
    match found.iter_mut().find(is_same) {
        Some(known) => {
            let votes = known.votes + new.votes;
            let mean = |a: [f32; 2], b: [f32; 2]| {
                [0, 1].map(|i| (a[i] * known.votes + b[i] * new.votes) / votes)
            };
            *known = Finder {
                centre: mean(known.centre, new.centre),
                sevenths: mean(known.sevenths, new.sevenths),
                votes,
                ..new
            };
        }
        None => found.push(new),
    }
}

/// The module of the five runs of the column through the middle of a row of which the module is `across`, the middle of
/// the column, and whether it is open.
fn crossed(bitmap: &Bitmap, x: usize, y: usize, across: f32) -> Option<(f32, f32, bool)> {
    let is_dark = |y: usize| bitmap.dark[y * bitmap.width + x];
    if !is_dark(y) {
        return None;
    }
    let column = runs::of_column(y, bitmap.height, (across * 14.0) as usize, is_dark)?;
    let runs = column.runs;
    let (down, is_open) = module(runs)?;
    let middle = column.end as f32 - (runs[4] + runs[3]) as f32 - runs[2] as f32 / 2.0;
    let is_alike = (1.0 / MAX_ASPECT..MAX_ASPECT).contains(&(down / across));
    is_alike.then_some((down, middle, is_open))
}

/// The module of dark, light, dark, light, dark that are roughly near 1 : 1 : 3 : 1 : 1, and whether they are open: without
/// a quiet zone one of the outer runs goes on into what is around the symbol. The inner ones must fit better then.
fn module(runs: [u32; 5]) -> Option<(f32, bool)> {
    let total: u32 = runs.iter().sum();
    if total < 7 || runs.contains(&0) {
        return None;
    }
    let fits = |run: u32, modules: f32, module: f32, slack: f32| {
        (run as f32 - modules * module).abs() < slack * if modules > 1.0 { 1.4 } else { 1.0 }
    };
    let closed = total as f32 / 7.0;
    let slack = closed * 0.75 + 0.4;
    let mut wanted = runs.iter().zip([1.0, 1.0, 3.0, 1.0, 1.0]);
    if wanted.all(|(run, modules)| fits(*run, modules, closed, slack)) {
        return Some((closed, false));
    }
    let open = (runs[1] + runs[2] + runs[3]) as f32 / 5.0;
    let slack = open * 0.5 + 0.4;
    let mut wanted = runs[1..4].iter().zip([1.0, 3.0, 1.0]);
    let is_middle_longest = runs[2] > runs[1] && runs[2] > runs[3];
    let is_open = open >= 1.0
        && is_middle_longest
        && wanted.all(|(run, modules)| fits(*run, modules, open, slack))
        && fits(runs[0].min(runs[4]), 1.0, open, slack)
        && runs[0].max(runs[4]) as f32 > open;
    is_open.then_some((open, true))
}
