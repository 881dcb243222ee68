//! GS1 DataBar Expanded (ISO/IEC 24724), in one row or in several: the only ones of its family that hold letters. It is its
//! finder patterns that are looked for, between two characters.

use super::along::{Along, Crossing, PARTS, Way};
use super::matches;
use crate::scan::geometry::quad::Quad;

/// Modules and runs of a finder pattern, and of the character on either side of it.
const FINDER: (f32, usize) = (15.0, 5);
const CHARACTER: (f32, usize) = (17.0, 8);
/// The finder patterns.
const PATTERNS: [[u32; 5]; 6] = [
    [1, 8, 4, 1, 1],
    [3, 6, 4, 1, 1],
    [3, 4, 6, 1, 1],
    [3, 2, 8, 1, 1],
    [2, 6, 5, 1, 1],
    [2, 2, 9, 1, 1],
];
/// What the length of a character may differ from its own, in modules, as a line crosses it and before the grey is asked.
const ROUGHLY: f32 = 1.6;
const SLACK: f32 = 0.6;

/// Least height of what is believed, in modules: a row of a code has 34, what looks like one in a QR code hardly more than
/// one.
const MIN_HEIGHT: f32 = 6.0;

/// The finder pattern that begins with a run, dark or light.
pub(super) fn finder(along: &Along<'_>, at: usize) -> Option<Crossing> {
    let first = at.checked_sub(CHARACTER.1)?;
    let all = 2 * CHARACTER.1 + FINDER.1;
    let whole = along.len(first, all, Way::Ahead)? as f32;
    let module = whole / (2.0 * CHARACTER.0 + FINDER.0);
    if module < PARTS as f32 {
        return None;
    }
    let before = along.len(first, CHARACTER.1, Way::Ahead)? as f32;
    let finder = along.len(at, FINDER.1, Way::Ahead)? as f32;
    let near =
        |len: f32, modules: f32, slack: f32| (len - modules * module).abs() <= slack * module;
    if !near(before, CHARACTER.0, ROUGHLY) || !near(finder, FINDER.0, ROUGHLY) {
        return None;
    }
    let runs = along.exact(first, all, Way::Ahead)?;
    let (before, rest) = runs.split_at_checked(CHARACTER.1)?;
    let (finder, behind) = rest.split_at_checked(FINDER.1)?;
    let are_characters = [before, behind].iter().all(|runs| {
        let longest = runs.iter().copied().max().unwrap_or_default();
        near(runs.iter().sum::<u32>() as f32, CHARACTER.0, SLACK) && longest as f32 <= 8.5 * module
    });
    let is_finder = |pattern: &[u32; 5]| {
        matches(finder.iter(), pattern).is_some() || matches(finder.iter().rev(), pattern).is_some()
    };
    let is_one = are_characters && PATTERNS.iter().any(is_finder);
    is_one.then(|| along.crossing(first, all, Way::Ahead, module))?
}

/// Whether lines that cross a finder pattern and its characters are as far from each other as they are in a code.
pub(super) fn is_high(Quad([from, to, _, last]): &Quad) -> bool {
    let distance = |other: &[f32; 2]| (other[0] - from[0]).hypot(other[1] - from[1]);
    let module = distance(to) / (2.0 * CHARACTER.0 + FINDER.0);
    distance(last) >= MIN_HEIGHT * module
}
