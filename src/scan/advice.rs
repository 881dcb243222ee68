//! What a person can do when a code is there and cannot be read: a guess from the pixels, for words only.

use crate::scan::decode::wallpaper;
use crate::scan::picture::binarize::{self, ORDINARY};
use crate::scan::picture::frame::{Frame, Rendition};
use crate::scan::picture::grey::Grey;
use crate::scan::{Quad, Scan};

/// What would help the camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Advice {
    /// The picture is too dark.
    Light,
    /// Something shines: a part of the code is washed out.
    Tilt,
    /// The code is too small in the picture.
    Closer,
    /// Nothing else is wrong: it moves, or is out of focus.
    HoldStill,
}

/// Mean below which a picture is too dark, 0 to 255.
const DARK: u64 = 32;
/// A pixel from here on is washed out.
const WASHED_OUT: u8 = 250;
/// A code whose side is a smaller share of the picture's shorter side is too far away.
const FAR_SHARE: f32 = 0.2;
/// Cells in a row that a code is divided into to look for shine.
const CELLS: usize = 5;

/// What would help to read what `scan` located in `frame` and could not read; also where it is too dark to locate
/// anything. `None` where nothing is wrong.
pub fn advice(frame: &Frame, scan: &Scan) -> Option<Advice> {
    let is_read = !scan.symbols.is_empty();
    if frame.width() * frame.height() == 0 || (is_read && scan.unread.is_empty()) {
        return None;
    }
    let grey = frame.grey(Rendition::Bt601);
    if is_dark(&grey) {
        return Some(Advice::Light);
    }
    let code = scan.unread.first()?;
    let [left, top, right, bottom] = bounds(code);
    let shorter = grey.width.min(grey.height) as f32;
    if shines(&grey, [left, top, right, bottom]) {
        Some(Advice::Tilt)
    } else if (right - left).max(bottom - top) < FAR_SHARE * shorter {
        Some(Advice::Closer)
    } else {
        Some(Advice::HoldStill)
    }
}

/// Longest side in pixels of the picture in which [`looks_like_a_code`] looks: what is smaller there is no code that
/// somebody holds up.
const GLANCE_SIDE: usize = 640;

/// True where a code may be in a picture in which none was read or located: two finder patterns, square or round, that
/// make no code, as in one that is cut off and in the round codes of mini programs. For words only: it makes nothing
/// unsafe.
pub fn looks_like_a_code(frame: &Frame, scan: &Scan) -> bool {
    if !scan.symbols.is_empty() {
        return false;
    }
    let grey = frame.grey(Rendition::Bt601);
    let factor = grey.width.max(grey.height).div_ceil(GLANCE_SIDE).max(1);
    let grey = match factor {
        1 => grey,
        _ => grey.shrunk(factor),
    };
    if grey.is_empty() {
        return false;
    }
    let bitmap = binarize::local_mean(&grey, ORDINARY, binarize::radius_for(&grey));
    [true, false].into_iter().any(|dark| {
        let is_dark = |x: usize, y: usize| bitmap.dark[y * bitmap.width + x] == dark;
        let finders = wallpaper::find(bitmap.width, bitmap.height, is_dark);
        finders.are_two_large_ones() && !finders.are_too_many()
    })
}

fn is_dark(grey: &Grey<'_>) -> bool {
    let sample = grey.bytes.iter().step_by(7);
    let count = sample.len().max(1) as u64;
    sample.map(|byte| u64::from(*byte)).sum::<u64>() / count < DARK
}

/// True where a whole cell of the code, which has modules of both tones, is white.
fn shines(grey: &Grey<'_>, [left, top, right, bottom]: [f32; 4]) -> bool {
    let edge = |from: f32, to: f32, at: usize, end: usize| {
        ((from + (to - from) * at as f32 / CELLS as f32).max(0.0) as usize).min(end)
    };
    (0..CELLS * CELLS).any(|cell| {
        let (column, row) = (cell % CELLS, cell / CELLS);
        let columns =
            edge(left, right, column, grey.width)..edge(left, right, column + 1, grey.width);
        let rows = edge(top, bottom, row, grey.height)..edge(top, bottom, row + 1, grey.height);
        let mut pixels = rows
            .flat_map(|y| columns.clone().map(move |x| y * grey.width + x))
            .filter_map(|at| grey.bytes.get(at))
            .peekable();
        pixels.peek().is_some() && pixels.all(|byte| *byte >= WASHED_OUT)
    })
}

/// Left, top, right, bottom.
fn bounds(quad: &Quad) -> [f32; 4] {
    quad.0.iter().fold(
        [f32::MAX, f32::MAX, f32::MIN, f32::MIN],
        |[left, top, right, bottom], [x, y]| {
            [left.min(*x), top.min(*y), right.max(*x), bottom.max(*y)]
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A checkerboard of 4-pixel modules from (100, 100) on, `side` wide, on paper, in a frame of 400 × 400.
    fn frame(side: usize, paper: u8, ink: u8, washed: bool) -> Frame {
        let pixel = |at: usize| {
            let (x, y) = (at % 400, at / 400);
            let is_code = (100..100 + side).contains(&x) && (100..100 + side).contains(&y);
            if is_code && washed && x < 100 + side / 2 {
                255
            } else if is_code && (x / 4 + y / 4) % 2 == 0 {
                ink
            } else {
                paper
            }
        };
        Frame::luma(400, 400, (0..160_000).map(pixel).collect()).unwrap()
    }

    fn located(side: f32) -> Scan {
        let (near, far) = (100.0, 100.0 + side);
        Scan {
            unread: vec![Quad([[near, near], [far, near], [far, far], [near, far]])],
            ..Scan::default()
        }
    }

    #[test]
    fn each_trouble_has_its_advice() {
        let far = advice(&frame(60, 200, 30, false), &located(60.0));
        let shining = advice(&frame(200, 200, 30, true), &located(200.0));
        let moving = advice(&frame(200, 200, 30, false), &located(200.0));
        let dark = advice(&frame(200, 20, 5, false), &located(200.0));
        assert_eq!(
            [far, shining, moving, dark],
            [
                Some(Advice::Closer),
                Some(Advice::Tilt),
                Some(Advice::HoldStill),
                Some(Advice::Light)
            ]
        );
    }

    #[test]
    fn an_empty_picture_needs_no_advice_unless_it_is_dark() {
        assert_eq!(advice(&frame(0, 200, 0, false), &Scan::default()), None);
        assert_eq!(
            advice(&frame(0, 10, 0, false), &Scan::default()),
            Some(Advice::Light)
        );
    }
}
