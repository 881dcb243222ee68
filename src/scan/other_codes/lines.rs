//! What lines across a picture show of codes of other kinds, in eight directions: the bars of bar codes, the start pattern
//! of PDF417 codes, and what begins the others that are made of bars.
//!
//! Sizes and patterns: ISO/IEC 15438 (PDF417), 15417 (Code 128), 16388 (Code 39), AIM BC5 (Code 93).

mod along;
mod bars;
mod databar;
mod micro_pdf417;
mod telepen;

use crate::scan::budget::Meter;
use crate::scan::geometry::quad::Quad;
use crate::scan::picture::binarize::Bitmap;
use crate::scan::picture::grey::Grey;
use along::{Along, Crossing, LINE_STEP, Line, PARTS, Way};
use micro_pdf417::Stacks;

/// Lines that must agree before a bar code is believed.
const LINES_OF_A_BAR_CODE: usize = 2;
/// Lines through a finder pattern of GS1 DataBar Expanded.
const LINES_OF_A_DATABAR: usize = 3;
/// Lines through the start pattern of a PDF417 code that belong together.
const LINES_OF_A_PDF417: usize = 4;
/// The start pattern of PDF417, which no other code and no writing has.
const PDF417_START: [u32; 8] = [8, 1, 1, 1, 1, 1, 1, 3];

/// What lines across the picture show.
#[derive(Default)]
pub struct InLines {
    /// Bar codes that hold more than a product number, with that.
    bars: Vec<(Crossing, Vec<String>)>,
    pdf417_starts: Vec<Crossing>,
    databar_finders: Vec<Crossing>,
    telepens: Vec<Crossing>,
    micro_pdf417: Vec<Quad>,
}

impl InLines {
    pub fn of(grey: &Grey<'_>, bitmap: &Bitmap, meter: &Meter<'_>) -> InLines {
        let (mut seen, mut stacks) = (InLines::default(), Stacks::default());
        let (mut runs, mut ends) = (Vec::new(), Vec::new());
        for line in Line::all(bitmap.width, bitmap.height) {
            meter.charge(line.len as u64);
            line.runs(bitmap, &mut runs);
            ends.clear();
            ends.push(0);
            ends.extend(runs.iter().scan(0, |end, run| {
                *end += run;
                Some(*end)
            }));
            let along = Along {
                line: &line,
                grey,
                runs: &runs,
                ends: &ends,
                meter,
            };
            seen.look_along(&along);
            stacks.look_along(&along);
        }
        seen.micro_pdf417 = stacks.codes();
        seen
    }

    /// Looks along a line at what begins with each of its runs.
    fn look_along(&mut self, along: &Along<'_>) {
        along.meter.charge(along.runs.len() as u64 * 4);
        for at in 0..along.runs.len() {
            self.databar_finders.extend(databar::finder(along, at));
            if at % 2 == 1 {
                self.bars.extend(bars::code(along, at));
                self.pdf417_starts.extend(pdf417_start(along, at));
                let ways = [Way::Ahead, Way::Back].into_iter();
                self.telepens
                    .extend(ways.filter_map(|way| telepen::code(along, at, way)));
            }
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

    /// Micro PDF417 codes.
    pub fn micro_pdf417_codes(self) -> Vec<Quad> {
        self.micro_pdf417
    }
}

/// Places where as many lines as asked for cross the same, one below the other.
fn one_below_the_other(crossings: &[Crossing], least: usize) -> Vec<Quad> {
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

/// The place from the first to the last of lines that cross the same.
fn around(crossings: &[&Crossing]) -> Option<Quad> {
    let (first, last) = (crossings.first()?, crossings.last()?);
    Some(Quad([first.from, first.to, last.to, last.from]))
}

/// The start pattern of a PDF417 code from the dark run `at` on, to the right from its margin, or to the left where the code
/// stands on its head.
fn pdf417_start(along: &Along<'_>, at: usize) -> Option<Crossing> {
    let runs = along.runs;
    let ahead = runs.get(at - 1..(at + 33).min(runs.len()));
    let back = runs.get(at.saturating_sub(32)..(at + 2).min(runs.len()));
    let module = ahead
        .and_then(|ahead| starts_pdf417(ahead.iter()))
        .or_else(|| back.and_then(|back| starts_pdf417(back.iter().rev())))?;
    along.crossing(at, 1, Way::Ahead, module)
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
