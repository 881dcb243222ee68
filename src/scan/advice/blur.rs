//! Tells the blur of a code that is held too near from other pictures. A camera of fixed focus sees nothing near sharply,
//! and no decoder locates anything then. What is left is patches of two tones in both directions, and no sharp edge.

use std::ops::Range;

use crate::scan::advice::at_share;
use crate::scan::picture::grey::Grey;

/// The middle of the picture, which is looked at, has so many points on its shorter side: the modules of a code that is very
/// near are about as large.
const POINTS: usize = 72;
/// The tones of the dark and of the bright patches: so large a share of the points is darker, and is brighter.
const PATCH_SHARE: f32 = 0.15;
/// Least difference between them, 0 to 255.
const MIN_CONTRAST: u8 = 70;
/// So often at least a row of a code changes from dark to bright and back, and so does a column.
const MIN_CHANGES: usize = 5;
/// Pixels two apart that differ by more than this share of the contrast are sharp.
const SHARP: f32 = 0.3;
/// Share of pixels that may be sharp: specks, and the edge of a finger.
const MAX_SHARP: f32 = 0.002;
/// Every so many-th row is looked at for sharp edges.
const ROW_STEP: usize = 3;

/// True where the middle of the picture has dark and bright patches in most rows and in most columns, and nothing sharp.
pub fn is_of_a_near_code(grey: &Grey<'_>) -> bool {
    let (columns, rows) = (middle(grey.width), middle(grey.height));
    let step = columns.len().min(rows.len()) / POINTS;
    if step == 0 {
        return false;
    }
    let rows_of_points: Vec<Vec<u8>> = rows
        .clone()
        .skip(step / 2)
        .step_by(step)
        .filter_map(|y| row(grey, y, &columns))
        .map(|row| row.iter().skip(step / 2).step_by(step).copied().collect())
        .collect();
    let mut ordered = rows_of_points.concat();
    ordered.sort_unstable();
    let dark = at_share(&ordered, PATCH_SHARE);
    let bright = at_share(&ordered, 1.0 - PATCH_SHARE);
    let contrast = bright.saturating_sub(dark);
    if contrast < MIN_CONTRAST {
        return false;
    }
    // From one third of the contrast to another, so that noise makes no change.
    let between = dark + contrast / 3..bright - contrast / 3;
    let width = rows_of_points.first().map_or(0, Vec::len);
    let column = |x: usize| rows_of_points.iter().filter_map(move |row| row.get(x));
    let busy_rows = rows_of_points
        .iter()
        .filter(|row| changes(row.iter(), &between) >= MIN_CHANGES);
    let busy_columns = (0..width).filter(|x| changes(column(*x), &between) >= MIN_CHANGES);
    busy_rows.count() * 2 > rows_of_points.len()
        && busy_columns.count() * 2 > width
        && !has_sharp_edges(grey, &columns, rows, contrast)
}

/// From a fifth to four fifths.
fn middle(length: usize) -> Range<usize> {
    length / 5..length * 4 / 5
}

fn row<'a>(grey: &'a Grey<'_>, y: usize, columns: &Range<usize>) -> Option<&'a [u8]> {
    let start = y * grey.width;
    grey.bytes.get(start + columns.start..start + columns.end)
}

/// How often a line changes from darker than `between` to brighter, or back.
fn changes<'a>(line: impl Iterator<Item = &'a u8>, between: &Range<u8>) -> usize {
    let clear = line.filter(|tone| !between.contains(tone));
    let mut is_dark = clear.map(|tone| *tone < between.start);
    let Some(mut last) = is_dark.next() else {
        return 0;
    };
    is_dark
        .filter(|now| std::mem::replace(&mut last, *now) != *now)
        .count()
}

pub(super) fn has_sharp_edges(
    grey: &Grey<'_>,
    columns: &Range<usize>,
    rows: Range<usize>,
    contrast: u8,
) -> bool {
    let least = f32::from(contrast) * SHARP;
    let (mut sharp, mut all) = (0_usize, 0_usize);
    for row in rows.step_by(ROW_STEP).filter_map(|y| row(grey, y, columns)) {
        let pairs = row.iter().zip(row.iter().skip(2));
        all += pairs.len();
        sharp += pairs
            .filter(|(left, right)| f32::from(left.abs_diff(**right)) > least)
            .count();
    }
    sharp as f32 > all as f32 * MAX_SHARP
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::picture::frame::{Frame, Rendition};

    const WIDTH: usize = 1280;
    const HEIGHT: usize = 720;

    fn is_near(tone: impl Fn(usize, usize) -> u8) -> bool {
        let bytes = (0..WIDTH * HEIGHT).map(|at| tone(at % WIDTH, at / WIDTH));
        let frame = Frame::luma(WIDTH, HEIGHT, bytes.collect()).unwrap();
        is_of_a_near_code(&frame.grey(Rendition::Bt601))
    }

    /// Patches of 24 pixels, dark or bright as if by chance, seen through a lens that draws each edge out over `soft`
    /// pixels.
    fn patches(soft: usize) -> impl Fn(usize, usize) -> u8 {
        const SIDE: usize = 24;
        // By chance, the same each time: the mixing of MurmurHash.
        let is_dark = |column: usize, row: usize| {
            let mut number = (column * 7_919 + row * 104_729) as u32;
            for _ in 0..2 {
                number = (number ^ (number >> 13)).wrapping_mul(0x5bd1_e995);
            }
            number & (1 << 17) != 0
        };
        let tone = move |column, row| if is_dark(column, row) { 40.0 } else { 210.0 };
        // How much of the next patch a point has that is so far into its own.
        let share = move |at: usize| {
            let beyond = (at % SIDE + soft).saturating_sub(SIDE);
            beyond as f32 / soft as f32
        };
        move |x, y| {
            let (column, row) = (x / SIDE, y / SIDE);
            let mixed = |a: f32, b: f32, share: f32| a + (b - a) * share;
            let upper = mixed(tone(column, row), tone(column + 1, row), share(x));
            let lower = mixed(tone(column, row + 1), tone(column + 1, row + 1), share(x));
            mixed(upper, lower, share(y)) as u8
        }
    }

    #[test]
    fn patches_without_a_sharp_edge_are_a_code_that_is_too_near() {
        assert!(is_near(patches(12)));
        assert!(is_near(patches(22)));
        assert!(!is_near(patches(1)), "sharp");
    }

    #[test]
    fn stripes_a_slope_a_wall_and_a_faint_pattern_are_none() {
        let wave = |at: usize, height: f32| 125.0 + height * (at as f32 / 9.0).sin();
        assert!(!is_near(|x, _| wave(x, 90.0) as u8), "upright stripes");
        assert!(!is_near(|_, y| wave(y, 90.0) as u8), "level stripes");
        assert!(!is_near(|x, _| (x / 6) as u8), "a slope");
        assert!(!is_near(|_, _| 128), "a wall");
        let faint = |x: usize, y: usize| (wave(x, 15.0) + wave(y, 15.0)) / 2.0;
        assert!(!is_near(|x, y| faint(x, y) as u8), "a faint pattern");
        // Two people before a wall: few patches, however soft.
        let large = |x: usize, y: usize| (wave(x / 8, 45.0) + wave(y / 8, 45.0)) / 2.0;
        assert!(!is_near(|x, y| large(x, y) as u8), "large patches");
    }
}
