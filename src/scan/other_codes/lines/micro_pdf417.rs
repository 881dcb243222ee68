//! Micro PDF417 codes (ISO/IEC 24728): rows of bars that are told apart by an address at either end.
//!
//! One address is as good as any writing has it. Rows one below the other whose addresses follow each other are not.

use super::along::{Along, Crossing, LINE_STEP, PARTS, Way};
use super::around;
use crate::scan::geometry::quad::Quad;

/// Bars and gaps of an address, and how many modules they take.
const RUNS: usize = 6;
const MODULES: f32 = 10.0;
/// Modules of an address and the codeword behind it; and of these and what comes next, another address or codeword.
const WITH_A_CODEWORD: f32 = 27.0;
const WITH_MORE: [f32; 2] = [37.0, 44.0];
/// The addresses, one row after the other and round again: the lengths of their runs in modules. From each to the next one
/// edge moves by one module.
const ADDRESSES: [u32; 52] = [
    221311, 311311, 312211, 222211, 213211, 214111, 223111, 313111, 322111, 412111, 421111, 331111,
    241111, 232111, 231211, 321211, 411211, 411121, 411112, 321112, 312112, 311212, 311221, 311131,
    311122, 311113, 221113, 221122, 221131, 221221, 222121, 312121, 321121, 231121, 231112, 222112,
    213112, 212212, 212221, 212131, 212122, 212113, 211213, 211123, 211132, 211141, 211231, 211222,
    211312, 211321, 211411, 212311,
];
/// The distances from the beginning of one run to the end of the next: print and blur make dark runs wider or narrower, but
/// leave these.
const PAIRS: [[f32; RUNS - 1]; 52] = pairs();
/// Modules by which a distance may be wrong.
const SLACK: f32 = 0.5;
/// The light before a code, in modules; the standard asks for one.
const MIN_MARGIN: f32 = 0.75;
/// Lines that may miss a row, and rows that may be missed from one line to the next.
const MAX_LINES: usize = 4;
const MAX_ROWS: usize = 3;
/// Rows of the lowest code that has room for a link, and how many must be seen where only some of them go on as they should:
/// each that does counts twice. Tilted bar codes have shown four.
const MIN_ROWS: usize = 6;
const MIN_SURE_ROWS: usize = 10;
/// Least height of a row in modules; half of the first and of the last may be all that lines cross.
const ROW_HEIGHT: f32 = 2.0;

const fn pairs() -> [[f32; RUNS - 1]; 52] {
    let mut pairs = [[0.0; RUNS - 1]; 52];
    let mut at = 0;
    while at < ADDRESSES.len() {
        let (mut digits, mut i) = (ADDRESSES[at], RUNS - 1);
        while i > 0 {
            pairs[at][i - 1] = (digits % 10 + digits / 10 % 10) as f32;
            (digits, i) = (digits / 10, i - 1);
        }
        at += 1;
    }
    pairs
}

/// Rows one below the other.
struct Stack {
    way: Way,
    first: Crossing,
    last: Crossing,
    /// The address of the last, and how many followed each other until then.
    address: usize,
    rows: usize,
    /// How many of them go on as they should.
    sure: usize,
    /// Whether addresses grow from line to line, once that is known.
    grows: Option<bool>,
    /// The number of the line of the last.
    line: usize,
}

/// What lines across a picture have shown of such codes.
#[derive(Default)]
pub(super) struct Stacks {
    line: usize,
    open: Vec<Stack>,
    codes: Vec<Quad>,
}

impl Stacks {
    /// Looks along the next line.
    pub(super) fn look_along(&mut self, along: &Along<'_>) {
        self.line += 1;
        self.close(self.line.saturating_sub(MAX_LINES));
        for at in (1..along.runs.len()).step_by(2) {
            for way in [Way::Ahead, Way::Back] {
                if let Some((address, crossing)) = address(along, at, way) {
                    along.meter.charge(self.open.len() as u64);
                    let is_sure = has_bars_at(along, at, way, &WITH_MORE);
                    self.add(address, crossing, way, is_sure);
                }
            }
        }
    }

    /// The codes, after the last line.
    pub(super) fn codes(mut self) -> Vec<Quad> {
        self.close(usize::MAX);
        self.codes
    }

    /// Puts away what no line has crossed since one.
    fn close(&mut self, since: usize) {
        let codes = &mut self.codes;
        self.open.retain(|stack| {
            let is_open = stack.line >= since;
            if !is_open && stack.is_a_code() {
                codes.extend(around(&[&stack.first, &stack.last]));
            }
            is_open
        });
    }

    fn add(&mut self, address: usize, crossing: Crossing, way: Way, is_sure: bool) {
        let line = self.line;
        let mut stacks = self.open.iter_mut().filter(|stack| stack.line < line);
        let next = stacks.find_map(|stack| {
            let next = stack.next(address, &crossing, way, line)?;
            Some((stack, next))
        });
        if let Some((stack, (rows, grows))) = next {
            stack.rows += rows;
            stack.sure += rows * usize::from(is_sure);
            stack.grows = grows;
            (stack.last, stack.address, stack.line) = (crossing, address, line);
            return;
        }
        self.open.push(Stack {
            way,
            first: crossing,
            last: crossing,
            address,
            rows: 1,
            sure: usize::from(is_sure),
            grows: None,
            line,
        });
    }
}

impl Stack {
    /// How many rows are one more with an address that may be the next, and whether they grow.
    fn next(
        &self,
        address: usize,
        crossing: &Crossing,
        way: Way,
        line: usize,
    ) -> Option<(usize, Option<bool>)> {
        let last = &self.last;
        let is_alike = self.way == way
            && last.direction == crossing.direction
            && (0.85..1.18).contains(&(crossing.module / last.module));
        if !is_alike {
            return None;
        }
        // Where they begin: nearly upright to the lines.
        let length = (crossing.to[0] - crossing.from[0]).hypot(crossing.to[1] - crossing.from[1]);
        let shift: f32 = [0, 1]
            .map(|axis| {
                let unit = (crossing.to[axis] - crossing.from[axis]) / length;
                (crossing.from[axis] - last.from[axis]) * unit
            })
            .iter()
            .sum();
        let gap = ((line - self.line) * 2 * LINE_STEP) as f32;
        if shift.abs() > 0.3 * gap + crossing.pixels_of_a_module() * 0.5 {
            return None;
        }
        let count = ADDRESSES.len();
        let ahead = (address + count - self.address) % count;
        let grown = (1..=MAX_ROWS).contains(&ahead) && self.grows != Some(false);
        let shrunk = (1..=MAX_ROWS).contains(&(count - ahead)) && self.grows != Some(true);
        match (ahead, grown, shrunk) {
            (0, ..) => Some((0, self.grows)),
            (_, true, _) => Some((1, Some(true))),
            (_, _, true) => Some((1, Some(false))),
            _ => None,
        }
    }

    fn is_a_code(&self) -> bool {
        let (first, last) = (&self.first, &self.last);
        let height = (last.from[0] - first.from[0]).hypot(last.from[1] - first.from[1]);
        let rows = (self.rows.saturating_sub(2)) as f32;
        self.rows >= MIN_ROWS
            && self.rows + self.sure >= MIN_SURE_ROWS
            && height >= rows * ROW_HEIGHT * first.pixels_of_a_module() * 0.8
    }
}

/// The address with which a code may begin at a dark run.
fn address(along: &Along<'_>, at: usize, way: Way) -> Option<(usize, Crossing)> {
    let len = along.len(at, RUNS, way)? as f32;
    let margin = along.before(at, way)? as f32;
    if margin * MODULES < len * MIN_MARGIN || len < 1.2 * MODULES * PARTS as f32 {
        return None;
    }
    if !has_bars_at(along, at, way, &[WITH_A_CODEWORD]) {
        return None;
    }
    let runs = along.exact(at, RUNS, way)?;
    let module = runs.iter().sum::<u32>() as f32 / MODULES;
    let seen: Vec<f32> = runs
        .windows(2)
        .map(|two| two.iter().sum::<u32>() as f32 / module)
        .collect();
    let is_it = |ideal: &[f32; RUNS - 1]| {
        let mut pairs = seen.iter().zip(ideal);
        pairs.all(|(seen, ideal)| (seen - ideal).abs() <= SLACK)
    };
    let address = PAIRS.iter().position(is_it)?;
    Some((address, along.crossing(at, RUNS, way, module)?))
}

/// Whether a bar begins so many modules behind the beginning of an address, or so many. What is there has eight runs, or
/// six, but a tilted line may cross over into another row.
fn has_bars_at(along: &Along<'_>, at: usize, way: Way, modules: &[f32]) -> bool {
    let Some(len) = along.len(at, RUNS, way) else {
        return false;
    };
    let module = len as f32 / MODULES;
    let lengths = (RUNS..)
        .step_by(2)
        .map_while(|count| along.len(at, count, way));
    let most = modules.iter().fold(0.0f32, |most, i| most.max(*i)) + 1.0;
    lengths
        .map(|len| len as f32 / module)
        .take_while(|len| *len <= most)
        .any(|len| modules.iter().any(|i| (len - i).abs() <= 1.0))
}
