//! Lines across a picture, and the runs of light and dark that they cross.

use std::ops::Range;

use crate::scan::budget::Meter;
use crate::scan::picture::binarize::Bitmap;
use crate::scan::picture::grey::Grey;

/// Pixels between two lines that are looked at.
pub(super) const LINE_STEP: usize = 3;
/// Parts of a pixel in which the lengths of runs are measured.
pub(super) const PARTS: u32 = 8;

/// A line of pixels across the picture.
#[derive(Clone, Copy)]
pub(super) struct Line {
    /// One of [`DIRECTIONS`].
    direction: usize,
    start: [f32; 2],
    step: [f32; 2],
    pub(super) len: usize,
}

/// Steps along lines that cross whatever may lie at any angle: an eighth of a turn, or half of it, apart.
const DIRECTIONS: [[f32; 2]; 8] = [
    [1.0, 0.0],
    [0.0, 1.0],
    [1.0, 1.0],
    [-1.0, 1.0],
    [1.0, HALF_WAY],
    [1.0, -HALF_WAY],
    [HALF_WAY, 1.0],
    [-HALF_WAY, 1.0],
];
/// The tangent of 22.5°.
const HALF_WAY: f32 = 0.414;

impl Line {
    /// Lines in each direction, so far apart that a few of them cross a bar code.
    pub(super) fn all(width: usize, height: usize) -> impl Iterator<Item = Line> {
        let along = DIRECTIONS.into_iter().enumerate();
        along.flat_map(move |(direction, step)| {
            // Each starts at the edge from which it comes; steep ones at the upper, flat ones at the left.
            let is_flat = step[0] >= step[1].abs();
            let (long, wide) = if is_flat {
                (width as f32, height as f32)
            } else {
                (height as f32, width as f32)
            };
            let aside = if is_flat { step[1] } else { step[0] };
            let reach = aside * long;
            let first = (-reach).min(0.0) as i32;
            let last = (wide - reach.min(0.0)) as i32;
            let every = match direction {
                0 | 1 => LINE_STEP,
                2 | 3 => LINE_STEP + 1,
                _ => 2 * LINE_STEP, // between those that are there already
            };
            (first..last).step_by(every).filter_map(move |at| {
                let at = at as f32 + 0.5;
                // The part of it that is within the picture.
                let (from, to) = if aside == 0.0 {
                    (0.0, long)
                } else {
                    let (a, b) = (-at / aside, (wide - at) / aside);
                    (a.min(b).max(0.0).ceil(), a.max(b).min(long))
                };
                let len = (to - from).floor();
                let [u, v] = [from + 0.5, at + from * aside];
                (len >= 1.0).then_some(Line {
                    direction,
                    start: if is_flat { [u, v] } else { [v, u] },
                    step,
                    len: len as usize,
                })
            })
        })
    }

    fn point(&self, at: f32) -> [f32; 2] {
        [0, 1].map(|axis| self.start[axis] + self.step[axis] * at)
    }

    /// The places of its pixels in the picture, from one of them on.
    fn pixels(&self, width: usize, from: usize) -> impl Iterator<Item = usize> {
        // In parts of a pixel, so that a step is an addition.
        const ONE: f32 = 65_536.0;
        let [mut x, mut y] = self.start.map(|i| (i * ONE) as i64);
        let [right, down] = self.step.map(|i| (i * ONE).round() as i64);
        (x, y) = (x + right * from as i64, y + down * from as i64);
        (from..self.len).map(move |_| {
            let at = (y >> 16) as usize * width + (x >> 16) as usize;
            (x, y) = (x + right, y + down);
            at
        })
    }

    /// The lengths of its runs in parts of a pixel, light and dark in turn; the first is light, and may be none.
    pub(super) fn runs(&self, bitmap: &Bitmap, runs: &mut Vec<u32>) {
        runs.clear();
        let (mut was_dark, mut len) = (false, 0);
        for at in self.pixels(bitmap.width, 0) {
            let is_dark = bitmap.dark.get(at).copied().unwrap_or_default();
            if is_dark == was_dark {
                len += PARTS;
            } else {
                runs.push(len);
                (was_dark, len) = (is_dark, PARTS);
            }
        }
        runs.push(len);
    }

    /// Runs between pixels, from `first` on and so many, as long as the grey has them; `from` is where they begin.
    fn exact_runs(
        &self,
        grey: &Grey<'_>,
        runs: &[u32],
        first: usize,
        count: usize,
        from: u32,
    ) -> Option<Vec<u32>> {
        let around = runs.get(first.checked_sub(1)?..(first + count + 1).min(runs.len()))?;
        let begin = (from / PARTS) as usize - (*around.first()? / PARTS) as usize;
        let values: Vec<u8> = self
            .pixels(grey.width, begin)
            .take((around.iter().sum::<u32>() / PARTS) as usize)
            .map(|at| grey.bytes.get(at).copied().unwrap_or_default())
            .collect();
        // Where each of them ends, in pixels, with the run before the first and the one behind the last.
        let mut end = 0;
        let mut ends = vec![end];
        for run in around {
            end += (run / PARTS) as usize;
            ends.push(end);
        }
        let edges: Vec<u32> = ends
            .windows(3)
            .map(|ends| edge(&values, ends[0], ends[1], ends[2]))
            .collect();
        let last = (around.len() == count + 1).then_some(values.len() as u32 * PARTS);
        let edges: Vec<u32> = edges.into_iter().chain(last).collect();
        let exact: Vec<u32> = edges
            .windows(2)
            .map(|ends| ends[1].saturating_sub(ends[0]))
            .collect();
        (exact.len() == count).then_some(exact)
    }
}

/// Where one run goes over into the next, in parts of a pixel: where the grey is half way between the extremes of both. Blur
/// keeps the middle of a narrow bar from its full tone, but hardly moves that point.
fn edge(values: &[u8], first: usize, end: usize, last: usize) -> u32 {
    let sides = values.get(first..end).zip(values.get(end..last));
    let Some((before, after)) = sides.filter(|(before, _)| !before.is_empty()) else {
        return end as u32 * PARTS;
    };
    let mean = |side: &[u8]| {
        side.iter().map(|i| u32::from(*i)).sum::<u32>() as f32 / side.len().max(1) as f32
    };
    let falls = mean(before) > mean(after);
    let extreme = |side: &[u8], is_light: bool| {
        let value = if is_light {
            side.iter().max()
        } else {
            side.iter().min()
        };
        value.map_or(0.0, |value| f32::from(*value))
    };
    let half = (extreme(before, falls) + extreme(after, !falls)) / 2.0;
    // The two pixels between which the half lies, near where the threshold had it.
    let from = end.saturating_sub(2).max(first);
    let to = (end + 2).min(last);
    let crossing = (from + 1..to).find_map(|at| {
        let (a, b) = (f32::from(*values.get(at - 1)?), f32::from(*values.get(at)?));
        let crosses = (a >= half) != (b >= half) && (a > b) == falls;
        crosses.then(|| at as f32 - 0.5 + (a - half) / (a - b))
    });
    crossing.map_or(end as u32 * PARTS, |at| (at * PARTS as f32) as u32)
}

/// From left to right along a line, or back.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Way {
    Ahead,
    Back,
}

/// What one line crosses.
pub(super) struct Along<'a> {
    pub(super) line: &'a Line,
    pub(super) grey: &'a Grey<'a>,
    /// Light and dark in turn; the first is light, and may be none.
    pub(super) runs: &'a [u32],
    /// Where each begins, and where the last ends.
    pub(super) ends: &'a [u32],
    pub(super) meter: &'a Meter<'a>,
}

impl Along<'_> {
    /// So many runs, the first of which is `at`, from left to right.
    fn range(&self, at: usize, count: usize, way: Way) -> Option<Range<usize>> {
        let first = match way {
            Way::Ahead => at,
            Way::Back => (at + 1).checked_sub(count)?,
        };
        (first + count <= self.runs.len()).then_some(first..first + count)
    }

    /// How long they are, all together.
    pub(super) fn len(&self, at: usize, count: usize, way: Way) -> Option<u32> {
        let range = self.range(at, count, way)?;
        Some(self.ends.get(range.end)? - self.ends.get(range.start)?)
    }

    /// The length of the run that is so many behind one.
    pub(super) fn run(&self, at: usize, behind: usize, way: Way) -> Option<u32> {
        let at = match way {
            Way::Ahead => at + behind,
            Way::Back => at.checked_sub(behind)?,
        };
        self.runs.get(at).copied()
    }

    /// The length of the run before one.
    pub(super) fn before(&self, at: usize, way: Way) -> Option<u32> {
        self.run(at, 1, way.other())
    }

    /// The lengths of so many runs, as long as the grey has them.
    pub(super) fn exact(&self, at: usize, count: usize, way: Way) -> Option<Vec<u32>> {
        let range = self.range(at, count, way)?;
        let (from, to) = (*self.ends.get(range.start)?, *self.ends.get(range.end)?);
        self.meter.charge(u64::from((to - from) / PARTS));
        let mut runs = self
            .line
            .exact_runs(self.grey, self.runs, range.start, count, from)?;
        if way == Way::Back {
            runs.reverse();
        }
        Some(runs)
    }

    /// Where so many runs are, with modules of a length in parts of a pixel; from where it begins on.
    pub(super) fn crossing(
        &self,
        at: usize,
        count: usize,
        way: Way,
        module: f32,
    ) -> Option<Crossing> {
        let range = self.range(at, count, way)?;
        let point = |at: u32| self.line.point(at as f32 / PARTS as f32);
        let (from, to) = (
            point(*self.ends.get(range.start)?),
            point(*self.ends.get(range.end)?),
        );
        let (from, to) = match way {
            Way::Ahead => (from, to),
            Way::Back => (to, from),
        };
        Some(Crossing {
            direction: self.line.direction,
            from,
            to,
            module: module / PARTS as f32,
        })
    }
}

impl Way {
    fn other(self) -> Way {
        match self {
            Way::Ahead => Way::Back,
            Way::Back => Way::Ahead,
        }
    }
}

/// Where a line crosses something.
#[derive(Clone, Copy)]
pub(super) struct Crossing {
    pub(super) direction: usize,
    pub(super) from: [f32; 2],
    pub(super) to: [f32; 2],
    /// Pixels of the line in a module.
    pub(super) module: f32,
}

impl Crossing {
    /// Of the picture: a step along a line is longer where it is aslant.
    pub(super) fn pixels_of_a_module(&self) -> f32 {
        let [x, y] = DIRECTIONS.get(self.direction).copied().unwrap_or_default();
        self.module * x.hypot(y)
    }
}
