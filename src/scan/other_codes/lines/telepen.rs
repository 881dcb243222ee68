//! Telepen: a bar code whose runs are one module or three, and whose characters take sixteen.
//!
//! It holds any text. What it says is not looked at: it is not on products.

use super::along::{Along, Crossing, PARTS, Way};
use super::matches;

/// The character with which each begins, and the one with which it ends but for the last gap.
const START: [u32; 12] = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 3];
const STOP: [u32; 11] = [3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1];
/// Modules of a character.
const CHARACTER: f32 = 16.0;
/// Characters of the shortest: start, one of text, the sum, stop.
const MIN_CHARACTERS: f32 = 4.0;
/// The light before it in modules; readers ask for more.
const MIN_MARGIN: f32 = 2.0;
/// What a run may differ from one module or three.
const SLACK: f32 = 0.7;

/// A code that begins at a dark run.
pub(super) fn code(along: &Along<'_>, at: usize, way: Way) -> Option<Crossing> {
    let len = along.len(at, START.len(), way)? as f32;
    let module = len / CHARACTER;
    let narrow = along.len(at, 10, way)? as f32;
    let margin = along.before(at, way)? as f32;
    let may_start = (narrow - 10.0 * module).abs() <= 1.5 * module;
    if !may_start || module < PARTS as f32 || margin < MIN_MARGIN * module {
        return None;
    }
    matches(along.exact(at, START.len(), way)?.iter(), &START)?;
    // To where a run is too long, which is the margin.
    let longest = 4.5 * module;
    let mut count = START.len();
    while along
        .run(at, count, way)
        .is_some_and(|run| run as f32 <= longest)
    {
        count += 1;
    }
    let count = count - usize::from(count.is_multiple_of(2)); // the margin to the edge
    let runs = along.exact(at, count, way)?;
    let len = runs.iter().sum::<u32>() as f32 / module + 1.0;
    let characters = (len / CHARACTER).round();
    let module = module * len / (characters * CHARACTER);
    let is_bar = |run: &u32| {
        let modules = *run as f32 / module;
        (modules - 1.0).abs().min((modules - 3.0).abs()) <= SLACK
    };
    let stop = runs.get(count.checked_sub(STOP.len())?..)?;
    let is_one = characters >= MIN_CHARACTERS
        && (len - characters * CHARACTER).abs() <= 0.1 * CHARACTER * characters.sqrt()
        && runs.iter().all(is_bar)
        && matches(stop.iter(), &STOP).is_some();
    is_one.then(|| along.crossing(at, count, way, module))?
}
