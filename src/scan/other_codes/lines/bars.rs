//! Bar codes that hold more than a product number: Code 128, Code 93, Code 39, Codabar. Their bars are given to rxing's readers.

use super::along::{Along, Crossing, PARTS, Way};
use crate::scan::decode::rxing;

/// Runs of a bar code with three characters, the shortest in which a text could stand.
const MIN_BAR_RUNS: usize = 37;
/// Longest run of a bar code as a share of its first six runs: of eleven modules, or nine, four.
const LONGEST_BAR: f32 = 0.55;
/// The quiet zone before a bar code as a share of its first six runs. Readers ask for half of them.
const QUIET_ZONE: f32 = 0.4;
/// How bar codes start, dark and light in turn, in modules: Code 128 in one of three ways, Code 93; and which of the runs of
/// Code 39 are wide.
const CODE_128_STARTS: [[u32; 6]; 3] = [[2, 1, 1, 4, 1, 2], [2, 1, 1, 2, 1, 4], [2, 1, 1, 2, 3, 2]];
const CODE_93_START: [u32; 6] = [1, 1, 1, 1, 4, 1];
const CODE_39_WIDE: [bool; 9] = [false, true, false, false, true, false, true, false, false];
/// Which runs of the four starts of Codabar are wide.
const CODABAR_WIDE: [[bool; 7]; 4] = [
    [false, false, true, true, false, true, false],
    [false, true, false, true, false, false, true],
    [false, false, false, true, false, true, true],
    [false, false, false, true, true, true, false],
];

/// What begins with the dark run `at`, with its texts.
pub(super) fn code(along: &Along<'_>, at: usize) -> Option<(Crossing, Vec<String>)> {
    let count = bars(along.runs, at)?.len();
    let bars = along.exact(at, count, Way::Ahead)?;
    if !start_a_bar_code(&bars) {
        return None;
    }
    let len: u32 = bars.iter().sum();
    along
        .meter
        .charge(u64::from(len / PARTS) * 16 + along.line.len as u64);
    let texts = rxing::bar_code_texts(&bars);
    if texts.iter().all(|text| is_product_number(text)) {
        return None;
    }
    let module = len as f32 / bars.len() as f32 / 2.0;
    Some((along.crossing(at, count, Way::Ahead, module)?, texts))
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

/// True for what stands in the bar code of a product, a parcel or a form: digits and capitals, and nothing of which a link
/// could be made.
fn is_product_number(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || " -+$%_\u{1d}".contains(c))
}
