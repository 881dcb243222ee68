//! What lines across a picture show of codes of other kinds, in four directions: the bars of bar codes, the start pattern
//! of PDF417 codes, the rings of Aztec codes.
//!
//! Sizes and patterns: ISO/IEC 15438 (PDF417), 24778 (Aztec), 15417 (Code 128), 16388 (Code 39), AIM BC5 (Code 93).

use crate::scan::budget::Meter;
use crate::scan::decode::rxing;
use crate::scan::geometry::quad::Quad;
use crate::scan::picture::binarize::Bitmap;

/// Pixels between two lines that are looked at.
const LINE_STEP: usize = 3;
/// Runs of a bar code with three characters, the shortest in which a text could stand.
const MIN_BAR_RUNS: usize = 37;
/// Longest run of a bar code as a share of its first six runs: of eleven modules, or nine, four.
const LONGEST_BAR: f32 = 0.55;
/// The quiet zone before a bar code as a share of its first six runs. Readers ask for half of them.
const QUIET_ZONE: f32 = 0.4;
/// Lines that must agree before a bar code is believed.
const LINES_OF_A_BAR_CODE: usize = 2;
/// Lines through the start pattern of a PDF417 code that belong together.
const LINES_OF_A_PDF417: usize = 4;
/// The start pattern of PDF417, which no other code and no writing has.
const PDF417_START: [u32; 8] = [8, 1, 1, 1, 1, 1, 1, 3];
/// Bull's eyes that are looked at more closely, the others are in a pattern.
const MAX_BULLS_EYES: usize = 8;

/// A line of pixels across the picture.
#[derive(Clone, Copy)]
struct Line {
    /// Of the four directions.
    direction: usize,
    start: [usize; 2],
    step: [isize; 2],
    len: usize,
}

impl Line {
    /// Rows, columns and both diagonals.
    fn all(width: usize, height: usize) -> impl Iterator<Item = Line> {
        let rows = (0..height).step_by(LINE_STEP).map(move |y| Line {
            direction: 0,
            start: [0, y],
            step: [1, 0],
            len: width,
        });
        let columns = (0..width).step_by(LINE_STEP).map(move |x| Line {
            direction: 1,
            start: [x, 0],
            step: [0, 1],
            len: height,
        });
        // Each starts somewhere at the upper edge, or at that side from which it comes.
        let starts = (0..(width + height).saturating_sub(1)).step_by(LINE_STEP + 1);
        let diagonals = starts.flat_map(move |at| {
            let (along, down) = (at.min(width - 1), (at + 1).saturating_sub(width));
            let len = (width - (at.min(width - 1))).min(height - down);
            let falling = Line {
                direction: 2,
                start: if at < width { [along, 0] } else { [0, down] },
                step: [1, 1],
                len: if at < width {
                    len
                } else {
                    width.min(height - down)
                },
            };
            let rising = Line {
                direction: 3,
                start: [along, down],
                step: [-1, 1],
                len: (along + 1).min(height - down),
            };
            [falling, rising]
        });
        rows.chain(columns).chain(diagonals)
    }

    fn point(&self, at: u32) -> [f32; 2] {
        [0, 1].map(|axis| self.start[axis] as f32 + 0.5 + self.step[axis] as f32 * at as f32)
    }

    /// The lengths of its runs, light and dark in turn; the first is light, and may be none.
    fn runs(&self, bitmap: &Bitmap, runs: &mut Vec<u32>) {
        runs.clear();
        let stride = self.step[1] * bitmap.width as isize + self.step[0];
        let first = self.start[1] * bitmap.width + self.start[0];
        let (mut was_dark, mut len) = (false, 0);
        for at in 0..self.len {
            let index = first.wrapping_add_signed(stride * at as isize);
            let is_dark = bitmap.dark.get(index).copied().unwrap_or_default();
            if is_dark == was_dark {
                len += 1;
            } else {
                runs.push(len);
                (was_dark, len) = (is_dark, 1);
            }
        }
        runs.push(len);
    }
}

/// Where a line crosses something.
struct Crossing {
    direction: usize,
    from: [f32; 2],
    to: [f32; 2],
    /// Pixels of the line in a module.
    module: f32,
}

/// The middle of an Aztec code, as far as a row and a column tell.
pub struct BullsEye {
    pub middle: [usize; 2],
    pub module: f32,
}

/// What lines across the picture show.
#[derive(Default)]
pub struct InLines {
    /// Bar codes that hold more than a product number, with that.
    bars: Vec<(Crossing, Vec<String>)>,
    pdf417_starts: Vec<Crossing>,
    pub bulls_eyes: Vec<BullsEye>,
}

impl InLines {
    pub fn of(bitmap: &Bitmap, meter: &Meter<'_>) -> InLines {
        let mut seen = InLines::default();
        let mut runs = Vec::new();
        for line in Line::all(bitmap.width, bitmap.height) {
            meter.charge(line.len as u64);
            line.runs(bitmap, &mut runs);
            let mut from = 0;
            for at in 0..runs.len() {
                if at % 2 == 1 {
                    seen.look_at(bitmap, &line, &runs, at, from, meter);
                }
                from += runs[at];
            }
        }
        seen
    }

    /// Looks at what begins with the dark run `at`, which begins at pixel `from` of the line.
    fn look_at(
        &mut self,
        bitmap: &Bitmap,
        line: &Line,
        runs: &[u32],
        at: usize,
        from: u32,
        meter: &Meter<'_>,
    ) {
        let crossing = |len: u32, module: f32| Crossing {
            direction: line.direction,
            from: line.point(from),
            to: line.point(from + len),
            module,
        };
        if let Some(bars) = bars(runs, at) {
            let len: u32 = bars.iter().sum();
            meter.charge(u64::from(len) * 16);
            let texts = rxing::bar_code_texts(bars);
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
        if line.direction == 0 && self.bulls_eyes.len() < MAX_BULLS_EYES {
            let around = at.checked_sub(3).and_then(|first| runs.get(first..at + 4));
            let module = around.and_then(rings);
            if let Some(module) = module {
                let x = line.start[0] + (from + runs[at] / 2) as usize;
                self.look_at_bulls_eye(bitmap, [x, line.start[1]], module);
            }
        }
    }

    fn look_at_bulls_eye(&mut self, bitmap: &Bitmap, [x, y]: [usize; 2], module: f32) {
        let is_known = self.bulls_eyes.iter().any(|known| {
            let [u, v] = known.middle;
            (x.abs_diff(u) + y.abs_diff(v)) as f32 <= 2.0 * module
        });
        // Hatching looks so in a row, and in a column; only rings do from all sides.
        let is_round = || {
            let sides = [[0, 1], [1, 1], [1, -1]];
            sides.into_iter().all(|step| {
                let across = rings(&runs_around(bitmap, [x, y], step, (module * 8.0) as usize));
                across.is_some_and(|across| (0.5..2.0).contains(&(across / module)))
            })
        };
        if !is_known && is_round() {
            self.bulls_eyes.push(BullsEye {
                middle: [x, y],
                module,
            });
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

    /// PDF417 codes: start patterns one below the other.
    pub fn pdf417_codes(&self) -> Vec<Quad> {
        let mut groups: Vec<Vec<&Crossing>> = Vec::new();
        for start in &self.pdf417_starts {
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
        groups.retain(|group| group.len() >= LINES_OF_A_PDF417);
        groups.iter().filter_map(|group| around(group)).collect()
    }
}

/// The run of dark pixels at a point, and the three on either side, along a line; not farther than `reach` pixels.
fn runs_around(bitmap: &Bitmap, [x, y]: [usize; 2], step: [isize; 2], reach: usize) -> [u32; 7] {
    let is_dark = |x: usize, y: usize| {
        let at = (x < bitmap.width).then_some(y * bitmap.width + x)?;
        bitmap.dark.get(at).copied()
    };
    let mut runs = [0u32; 7];
    for way in [-1, 1] {
        let (mut ring, mut was_dark) = (0, true);
        for i in 0..reach as isize {
            let [dx, dy] = step.map(|step| way * i * step);
            let point = x.checked_add_signed(dx).zip(y.checked_add_signed(dy));
            let Some(dark) = point.and_then(|(x, y)| is_dark(x, y)) else {
                break;
            };
            if dark != was_dark {
                (ring, was_dark) = (ring + 1, dark);
            }
            match runs.get_mut(3usize.wrapping_add_signed(way * ring)) {
                Some(run) => *run += 1,
                None => break,
            }
        }
    }
    runs[3] = runs[3].saturating_sub(1); // counted both ways
    runs
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
    // Characters have six runs (Code 128, Code 93, which end with a bar) or nine and a gap (Code 39).
    let is_of_a_kind = len % 6 == 1 || len % 10 == 9;
    let at_the_edge_too = if len == rest.len() && len % 2 == 0 {
        len - 1 // the margin to the edge
    } else {
        len
    };
    let is_of_a_kind = is_of_a_kind || at_the_edge_too % 6 == 1 || at_the_edge_too % 10 == 9;
    (len >= MIN_BAR_RUNS && is_of_a_kind && at_the_edge_too % 2 == 1)
        .then(|| &rest[..at_the_edge_too])
}

/// The length of a module where runs cross rings that are a module wide and a module apart. Where print or blur has
/// narrowed the dark ones, two together are still as long.
fn rings(runs: &[u32]) -> Option<f32> {
    let module = runs.iter().sum::<u32>() as f32 / runs.len() as f32;
    let is_wide = |run: &u32| *run as f32 >= 0.4 * module;
    let fits = |two: &[u32]| (two.iter().sum::<u32>() as f32 - 2.0 * module).abs() <= 0.7 * module;
    (module >= 1.0 && runs.iter().all(is_wide) && runs.windows(2).all(fits)).then_some(module)
}

/// The length of a module where a margin, the start pattern of PDF417 and two codewords follow each other. A codeword is
/// 17 modules, whatever it says, and begins with a bar; a tilted line may cross from one row into another within it.
fn starts_pdf417<'a>(mut runs: impl Iterator<Item = &'a u32> + Clone) -> Option<f32> {
    let margin = *runs.next()? as f32;
    let module = matches(runs.clone().take(8), &PDF417_START)?;
    let slack = 0.75 * module + 1.0;
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
    (module >= 1.0 && runs.zip(pattern).all(fits)).then_some(module)
}

/// True for what stands in the bar code of a product, a parcel or a form: digits and capitals, and nothing of which a link
/// could be made.
fn is_product_number(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || " -+$%_\u{1d}".contains(c))
}
