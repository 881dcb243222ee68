//! What lines across a picture show of codes of other kinds, in eight directions: the bars of bar codes, the start pattern
//! of PDF417 codes, and what begins the others that are made of bars.
//!
//! Sizes and patterns: ISO/IEC 15438 (PDF417), 15417 (Code 128), 16388 (Code 39), AIM BC5 (Code 93).

mod databar;
mod micro_pdf417;
mod telepen;

use std::mem;
use std::ops::Range;

use crate::scan::budget::Meter;
use crate::scan::decode::rxing;
use crate::scan::geometry::quad::Quad;
use crate::scan::picture::binarize::Bitmap;
use crate::scan::picture::grey::Grey;
use micro_pdf417::Stacks;

/// Pixels between two lines that are looked at.
const LINE_STEP: usize = 3;
/// Parts of a pixel in which the lengths of runs are measured.
const PARTS: u32 = 8;
/// Runs of a bar code with three characters, the shortest in which a text could stand.
const MIN_BAR_RUNS: usize = 37;
/// Longest run of a bar code as a share of its first six runs: of eleven modules, or nine, four.
const LONGEST_BAR: f32 = 0.55;
/// The quiet zone before a bar code as a share of its first six runs. Readers ask for half of them.
const QUIET_ZONE: f32 = 0.4;
/// Lines that must agree before a bar code is believed.
const LINES_OF_A_BAR_CODE: usize = 2;
/// Lines through a finder pattern of GS1 DataBar Expanded.
const LINES_OF_A_DATABAR: usize = 3;
/// Lines through the start pattern of a PDF417 code that belong together.
const LINES_OF_A_PDF417: usize = 4;
/// The start pattern of PDF417, which no other code and no writing has.
const PDF417_START: [u32; 8] = [8, 1, 1, 1, 1, 1, 1, 3];

/// How bar codes start, dark and light in turn, in modules: Code 128 in one of three ways, Code 93; and which of the runs of
/// Code 39 are wide.
const CODE_128_STARTS: [[u32; 6]; 3] = [[2, 1, 1, 4, 1, 2], [2, 1, 1, 2, 1, 4], [2, 1, 1, 2, 3, 2]];
const CODE_93_START: [u32; 6] = [1, 1, 1, 1, 4, 1];
const CODE_39_WIDE: [bool; 9] = [false, true, false, false, true, false, true, false, false];
/// The same of the four starts of Codabar.
const CODABAR_WIDE: [[bool; 7]; 4] = [
    [false, false, true, true, false, true, false],
    [false, true, false, true, false, false, true],
    [false, false, false, true, false, true, true],
    [false, false, false, true, true, true, false],
];

/// A line of pixels across the picture.
#[derive(Clone, Copy)]
struct Line {
    /// One of [`DIRECTIONS`].
    direction: usize,
    start: [f32; 2],
    step: [f32; 2],
    len: usize,
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
    fn all(width: usize, height: usize) -> impl Iterator<Item = Line> {
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
    fn runs(&self, bitmap: &Bitmap, runs: &mut Vec<u32>) {
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

    /// The same runs, from `first` on and so many, as long as the grey has them; `from` is where they begin.
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
enum Way {
    Ahead,
    Back,
}

/// What one line crosses.
struct Along<'a> {
    line: &'a Line,
    grey: &'a Grey<'a>,
    /// Light and dark in turn; the first is light, and may be none.
    runs: &'a [u32],
    /// Where each begins, and where the last ends.
    ends: &'a [u32],
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
    fn len(&self, at: usize, count: usize, way: Way) -> Option<u32> {
        let range = self.range(at, count, way)?;
        Some(self.ends.get(range.end)? - self.ends.get(range.start)?)
    }

    /// The length of the run that is so many behind one.
    fn run(&self, at: usize, behind: usize, way: Way) -> Option<u32> {
        let at = match way {
            Way::Ahead => at + behind,
            Way::Back => at.checked_sub(behind)?,
        };
        self.runs.get(at).copied()
    }

    /// The length of the run before one.
    fn before(&self, at: usize, way: Way) -> Option<u32> {
        self.run(at, 1, way.other())
    }

    /// The lengths of so many runs, as long as the grey has them.
    fn exact(&self, at: usize, count: usize, way: Way) -> Option<Vec<u32>> {
        let range = self.range(at, count, way)?;
        let from = *self.ends.get(range.start)?;
        let mut runs = self
            .line
            .exact_runs(self.grey, self.runs, range.start, count, from)?;
        if way == Way::Back {
            runs.reverse();
        }
        Some(runs)
    }

    /// Where so many runs are, with modules of a length in parts of a pixel; from where it begins on.
    fn crossing(&self, at: usize, count: usize, way: Way, module: f32) -> Option<Crossing> {
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
struct Crossing {
    direction: usize,
    from: [f32; 2],
    to: [f32; 2],
    /// Pixels of the line in a module.
    module: f32,
}

impl Crossing {
    /// Of the picture: a step along a line is longer where it is aslant.
    fn pixels_of_a_module(&self) -> f32 {
        let [x, y] = DIRECTIONS.get(self.direction).copied().unwrap_or_default();
        self.module * x.hypot(y)
    }
}

/// What lines across the picture show.
#[derive(Default)]
pub struct InLines {
    /// Bar codes that hold more than a product number, with that.
    bars: Vec<(Crossing, Vec<String>)>,
    pdf417_starts: Vec<Crossing>,
    databar_finders: Vec<Crossing>,
    telepens: Vec<Crossing>,
    stacks: Stacks,
}

impl InLines {
    pub fn of(grey: &Grey<'_>, bitmap: &Bitmap, meter: &Meter<'_>) -> InLines {
        let mut seen = InLines::default();
        let (mut runs, mut ends) = (Vec::new(), Vec::new());
        for line in Line::all(bitmap.width, bitmap.height) {
            meter.charge(line.len as u64);
            line.runs(bitmap, &mut runs);
            ends.clear();
            ends.push(0);
            let mut from = 0;
            for (at, run) in runs.iter().enumerate() {
                if at % 2 == 1 {
                    seen.look_at(grey, &line, &runs, at, from, meter);
                }
                from += run;
                ends.push(from);
            }
            let along = Along {
                line: &line,
                grey,
                runs: &runs,
                ends: &ends,
            };
            seen.look_along(&along, meter);
        }
        seen
    }

    /// Looks along a line for what is told by a few runs and what stands around them.
    fn look_along(&mut self, along: &Along<'_>, meter: &Meter<'_>) {
        meter.charge(along.runs.len() as u64 * 4);
        self.stacks.look_along(along, meter);
        for at in 0..along.runs.len() {
            self.databar_finders.extend(databar::finder(along, at));
            if at % 2 == 1 {
                let ways = [Way::Ahead, Way::Back].into_iter();
                self.telepens
                    .extend(ways.filter_map(|way| telepen::code(along, at, way)));
            }
        }
    }

    /// Looks at what begins with the dark run `at`, which begins `from` parts of a pixel along the line.
    fn look_at(
        &mut self,
        grey: &Grey<'_>,
        line: &Line,
        runs: &[u32],
        at: usize,
        from: u32,
        meter: &Meter<'_>,
    ) {
        let point = |at: u32| line.point(at as f32 / PARTS as f32);
        let crossing = |len: u32, module: f32| Crossing {
            direction: line.direction,
            from: point(from),
            to: point(from + len),
            module: module / PARTS as f32,
        };
        let bars = bars(runs, at).map(<[u32]>::len);
        let bars = bars.and_then(|bars| line.exact_runs(grey, runs, at, bars, from));
        if let Some(bars) = bars.filter(|bars| start_a_bar_code(bars)) {
            let len: u32 = bars.iter().sum();
            meter.charge(u64::from(len / PARTS) * 16 + line.len as u64);
            let texts = rxing::bar_code_texts(&bars);
            if !texts.iter().all(|text| is_product_number(text)) {
                let module = len as f32 / bars.len() as f32 / 2.0;
                self.bars.push((crossing(len, module), texts));
            }
        }
        // From the margin on to the right, and to the left where the code stands on its head.
        let ahead = runs.get(at - 1..(at + 33).min(runs.len()));
        let back = runs.get(at.saturating_sub(32)..(at + 2).min(runs.len()));
        let module = ahead
            .and_then(|ahead| starts_pdf417(ahead.iter()))
            .or_else(|| back.and_then(|back| starts_pdf417(back.iter().rev())));
        if let Some(module) = module {
            self.pdf417_starts.push(crossing(runs[at], module));
        }
    }

    /// Bar codes that several lines have read alike.
    pub fn bar_codes(&self) -> Vec<Quad> {
        let mut codes = Vec::new();
        let mut known: Vec<(usize, &[String])> = Vec::new();
        for (first, texts) in &self.bars {
            let key = (first.direction, texts.as_slice());
            if known.contains(&key) {
                continue;
            }
            known.push(key);
            let alike: Vec<&Crossing> = self
                .bars
                .iter()
                .filter(|(other, others)| (other.direction, others.as_slice()) == key)
                .map(|(crossing, _)| crossing)
                .collect();
            if alike.len() >= LINES_OF_A_BAR_CODE {
                codes.extend(around(&alike));
            }
        }
        codes
    }

    /// Bar codes of which a line is enough to know the kind, one that may hold any text.
    pub fn other_bar_codes(&self) -> Vec<Quad> {
        let mut codes = one_below_the_other(&self.databar_finders, LINES_OF_A_DATABAR);
        codes.retain(databar::is_high);
        codes.extend(one_below_the_other(&self.telepens, LINES_OF_A_BAR_CODE));
        codes
    }

    /// PDF417 codes: start patterns one below the other.
    pub fn pdf417_codes(&self) -> Vec<Quad> {
        one_below_the_other(&self.pdf417_starts, LINES_OF_A_PDF417)
    }

    /// Micro PDF417 codes. What they were found by is gone afterwards.
    pub fn micro_pdf417_codes(&mut self) -> Vec<Quad> {
        mem::take(&mut self.stacks).codes()
    }
}

/// Places where as many lines as asked for cross the same, one below the other.
fn one_below_the_other(crossings: &[Crossing], least: usize) -> Vec<Quad> {
    {
        let mut groups: Vec<Vec<&Crossing>> = Vec::new();
        for start in crossings {
            let mine = groups.iter_mut().find(|group| {
                group.last().is_some_and(|last| {
                    let [dx, dy] = [0, 1].map(|axis| last.from[axis] - start.from[axis]);
                    let slack = 3.0 * start.module + 3.0 * LINE_STEP as f32;
                    last.direction == start.direction
                        && (0.75..1.33).contains(&(last.module / start.module))
                        && dx.hypot(dy) < slack
                })
            });
            match mine {
                Some(group) => group.push(start),
                None => groups.push(vec![start]),
            }
        }
        groups.retain(|group| group.len() >= least);
        groups.iter().filter_map(|group| around(group)).collect()
    }
}

/// The place from the first to the last of lines that cross the same.
fn around(crossings: &[&Crossing]) -> Option<Quad> {
    let (first, last) = (crossings.first()?, crossings.last()?);
    Some(Quad([first.from, first.to, last.to, last.from]))
}

/// The runs of what may be a bar code from the dark run `at` on: after a quiet zone, as many as a bar code can have, none
/// of them longer than a bar code's are.
fn bars(runs: &[u32], at: usize) -> Option<&[u32]> {
    let first: u32 = runs.get(at..at + 6)?.iter().sum();
    let (quiet, longest) = (first as f32 * QUIET_ZONE, first as f32 * LONGEST_BAR);
    let is_at_the_edge = at == 1;
    if !is_at_the_edge && (*runs.get(at.checked_sub(1)?)? as f32) < quiet {
        return None;
    }
    let rest = runs.get(at..)?;
    let len = rest
        .iter()
        .position(|run| *run as f32 > longest)
        .unwrap_or(rest.len());
    // Characters have six runs (Code 128, Code 93, which end with a bar), nine and a gap (Code 39), or seven and a gap
    // (Codabar).
    let may_be = |len: usize| len % 6 == 1 || len % 10 == 9 || len % 8 == 7;
    let at_the_edge_too = if len == rest.len() && len % 2 == 0 {
        len - 1 // the margin to the edge
    } else {
        len
    };
    let is_of_a_kind = may_be(len) || may_be(at_the_edge_too);
    (len >= MIN_BAR_RUNS && is_of_a_kind && at_the_edge_too % 2 == 1)
        .then(|| &rest[..at_the_edge_too])
}

/// Whether bars begin as a bar code does, from the left or from the right. Writing seldom does, and reading it takes long.
/// More is let through than any reader takes.
fn start_a_bar_code(bars: &[u32]) -> bool {
    let is_one = |start: &[u32]| {
        CODE_128_STARTS
            .iter()
            .any(|pattern| is_about(start, pattern))
            || is_about(start, &CODE_93_START)
            || are_wide(start, &CODE_39_WIDE)
            || CODABAR_WIDE.iter().any(|wide| are_wide(start, wide))
    };
    let back: Vec<u32> = bars
        .iter()
        .rev()
        .take(CODE_39_WIDE.len())
        .copied()
        .collect();
    is_one(bars) || is_one(&back)
}

/// Whether runs have about the lengths of a pattern: each within a module, and within a third of one in the mean.
fn is_about(runs: &[u32], pattern: &[u32; 6]) -> bool {
    let Some(runs) = runs.first_chunk::<6>() else {
        return false;
    };
    let module = runs.iter().sum::<u32>() as f32 / pattern.iter().sum::<u32>() as f32;
    let off = |at: usize| (runs[at] as f32 - pattern[at] as f32 * module).abs() / module;
    let off: [f32; 6] = std::array::from_fn(off);
    off.iter().all(|off| *off <= 1.0) && off.iter().sum::<f32>() <= 2.0
}

/// Whether those of the first runs are wide that should be, or nearly.
fn are_wide<const N: usize>(runs: &[u32], should: &[bool; N]) -> bool {
    let Some(runs) = runs.first_chunk::<N>() else {
        return false;
    };
    let ends = |wide: bool| {
        let some = runs.iter().zip(should);
        some.filter(move |(_, is_wide)| **is_wide == wide)
            .map(|(run, _)| *run)
    };
    let (wide, narrow) = (ends(true).min(), ends(false).max());
    wide.zip(narrow)
        .is_some_and(|(wide, narrow)| wide as f32 >= 0.8 * narrow as f32)
}

/// The length of a module where a margin, the start pattern of PDF417 and two codewords follow each other. A codeword is
/// 17 modules, whatever it says, and begins with a bar; a tilted line may cross from one row into another within it.
fn starts_pdf417<'a>(mut runs: impl Iterator<Item = &'a u32> + Clone) -> Option<f32> {
    let margin = *runs.next()? as f32;
    let module = matches(runs.clone().take(8), &PDF417_START)?;
    let slack = 0.75 * module + PARTS as f32;
    // Where bars begin, and how long the longest run before is.
    let (mut at, mut longest, mut codewords) = (0.0f32, 0, [false; 2]);
    for (i, run) in runs.skip(8).enumerate() {
        for (codeword, modules) in codewords.iter_mut().zip([17.0, 34.0]) {
            *codeword |= i > 0 && i % 2 == 0 && (at - modules * module).abs() <= slack;
        }
        if at > 34.0 * module + slack {
            break;
        }
        at += *run as f32;
        if at <= 34.0 * module + slack {
            longest = longest.max(*run);
        }
    }
    let are_codewords = codewords == [true; 2] && longest as f32 <= 7.0 * module;
    (margin >= module && are_codewords).then_some(module)
}

/// The length of a module where runs have the lengths of a pattern: each within half a module, the long ones within a
/// sixth of their length.
fn matches<'a>(runs: impl Iterator<Item = &'a u32> + Clone, pattern: &[u32]) -> Option<f32> {
    let sum: u32 = runs.clone().sum();
    let module = sum as f32 / pattern.iter().sum::<u32>() as f32;
    let fits = |(run, modules): (&u32, &u32)| {
        let (run, ideal) = (*run as f32, *modules as f32 * module);
        (run - ideal).abs() <= (0.5 * module).max(ideal / 6.0) + 0.01
    };
    (module >= PARTS as f32 && runs.zip(pattern).all(fits)).then_some(module)
}

/// True for what stands in the bar code of a product, a parcel or a form: digits and capitals, and nothing of which a link
/// could be made.
fn is_product_number(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || " -+$%_\u{1d}".contains(c))
}
