//! What a person can do when a code is there and cannot be read: a guess from the pixels, for words only.

mod blur;
mod cut;
mod mottled;

use std::ops::Range;

use crate::scan::decode::wallpaper;
use crate::scan::geometry::perspective::Perspective;
use crate::scan::picture::binarize::{self, ORDINARY};
use crate::scan::picture::frame::{Frame, Rendition};
use crate::scan::picture::grey::Grey;
use crate::scan::{Quad, Scan};

/// What would help the camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Advice {
    /// The picture is too dark.
    Light,
    /// All that is seen is washed out, or it stands dark before a window.
    LessLight,
    /// The code is much darker than what is around it: a phone's screen is turned down.
    BrighterScreen,
    /// Something shines: a part of the code is washed out.
    Tilt,
    /// The code is too small in the picture.
    Closer,
    /// The code fills the picture, or is so near that the camera cannot be sharp.
    Further,
    /// Nothing else is wrong: it moves, or is out of focus.
    HoldStill,
}

impl Advice {
    /// All of them.
    pub const ALL: [Advice; 7] = [
        Advice::Light,
        Advice::LessLight,
        Advice::BrighterScreen,
        Advice::Tilt,
        Advice::Closer,
        Advice::Further,
        Advice::HoldStill,
    ];
}

/// Every so many-th pixel is looked at for means.
const SPARSE: usize = 7;
/// Mean below which a picture is too dark, 0 to 255.
const DARK: u64 = 32;
/// A pixel from here on is washed out.
const WASHED_OUT: u8 = 250;
/// Ink that is brighter than this has been washed out with its paper: under a light that is right it has half of that.
const PALE_INK: u8 = 120;
/// Share of the picture that is washed out when there is too much light.
const MOSTLY: f32 = 0.5;
/// A window, or a lamp, is at least so bright, 0 to 255: white paper is not.
const WINDOW: u64 = 235;
/// All that is light before a window, or on a screen that is turned down; and the mean of the picture with what is around
/// that.
const DIM_SCREEN: u8 = 90;
const BESIDE_SCREEN: u64 = 90;
/// A code whose side is a smaller share of the picture's shorter side is too far away.
const FAR_SHARE: f32 = 0.2;
/// A code whose side is a larger share of it is too near; the frame on the screen is 0.62 of it.
const NEAR_SHARE: f32 = 0.8;

/// What would help to read what `scan` located in `frame` and could not read; also where it is too dark or too bright to
/// locate anything, or too near. `None` where nothing is wrong.
pub fn advice(frame: &Frame, scan: &Scan) -> Option<Advice> {
    let is_read = !scan.symbols.is_empty();
    if frame.width() * frame.height() == 0 || (is_read && scan.unread.is_empty()) {
        return None;
    }
    let grey = frame.grey(Rendition::Bt601);
    if is_dark(&grey) {
        return Some(Advice::Light);
    }
    let Some(code) = scan.unread.first() else {
        return if is_washed_out(&grey) || is_before_a_window(&grey) {
            Some(Advice::LessLight)
        } else {
            blur::is_of_a_near_code(&grey).then_some(Advice::Further)
        };
    };
    let tones = Tones::of(&grey, code);
    let [left, top, right, bottom] = bounds(code);
    let share = (right - left).max(bottom - top) / grey.width.min(grey.height) as f32;
    let is_dim = tones.light <= DIM_SCREEN;
    let is_before_a_window = is_dim && brightness_above(&grey) >= Some(WINDOW);
    Some(if tones.shine() {
        Advice::Tilt
    } else if tones.are_washed_out() || is_before_a_window {
        Advice::LessLight
    } else if is_dim && brightness(&grey) >= Some(BESIDE_SCREEN) {
        Advice::BrighterScreen
    } else if share < FAR_SHARE {
        Advice::Closer
    } else if share > NEAR_SHARE {
        Advice::Further
    } else {
        Advice::HoldStill
    })
}

/// Longest side in pixels of the picture in which [`looks_like_a_code`] looks: what is smaller there is no code that
/// somebody holds up.
const GLANCE_SIDE: usize = 640;

/// True where a code may be in a picture in which none was read or located: two finder patterns, square or round, that
/// make no code, as in one that is cut off and in the round codes of mini programs; a single one with modules beside it; or
/// the blur of a code. For words only: it makes nothing unsafe.
pub fn looks_like_a_code(frame: &Frame, scan: &Scan) -> bool {
    if !scan.symbols.is_empty() {
        return false;
    }
    let grey = frame.grey(Rendition::Bt601);
    let is_blurred = || blur::is_of_a_near_code(&grey) || mottled::is_of_a_code(&grey);
    if scan.unread.is_empty() && is_blurred() {
        return true;
    }
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
        let is_cut_off = || cut::is_part_of_a_code(&bitmap, dark, &finders);
        !finders.are_too_many() && (finders.are_two_large_ones() || is_cut_off())
    })
}

fn is_dark(grey: &Grey<'_>) -> bool {
    brightness(grey).is_some_and(|mean| mean < DARK)
}

fn brightness(grey: &Grey<'_>) -> Option<u64> {
    mean(grey, 0..grey.width, 0..grey.height)
}

/// Where lamps and windows are.
fn brightness_above(grey: &Grey<'_>) -> Option<u64> {
    mean(grey, 0..grey.width, 0..grey.height / 6)
}

/// Mean of every seventh pixel in `columns` and `rows`; `None` where there is none.
fn mean(grey: &Grey<'_>, columns: Range<usize>, rows: Range<usize>) -> Option<u64> {
    let (mut sum, mut count) = (0, 0);
    for y in rows.step_by(SPARSE) {
        let row = grey.bytes.get(y * grey.width..(y + 1) * grey.width);
        let row = row.and_then(|row| row.get(columns.clone()));
        for byte in row.unwrap_or_default().iter().step_by(SPARSE) {
            sum += u64::from(*byte);
            count += 1;
        }
    }
    (count > 0).then(|| sum / count)
}

/// True where half of the picture is white and nothing in it is dark: a white page has black letters.
fn is_washed_out(grey: &Grey<'_>) -> bool {
    let mut sample: Vec<u8> = grey.bytes.iter().step_by(SPARSE).copied().collect();
    sample.sort_unstable();
    at_share(&sample, 1.0 - MOSTLY) >= WASHED_OUT && at_share(&sample, 0.02) >= PALE_INK
}

/// True where nothing in the middle of the picture is light, and above it something is very bright.
fn is_before_a_window(grey: &Grey<'_>) -> bool {
    let thirds = |length: usize| length / 3..length * 2 / 3;
    let mut middle: Vec<u8> = thirds(grey.height)
        .step_by(SPARSE)
        .filter_map(|y| grey.bytes.get(y * grey.width..(y + 1) * grey.width))
        .filter_map(|row| row.get(thirds(grey.width)))
        .flat_map(|row| row.iter().step_by(SPARSE).copied())
        .collect();
    middle.sort_unstable();
    at_share(&middle, 0.95) <= DIM_SCREEN && brightness_above(grey) >= Some(WINDOW)
}

/// The value that so large a share of the ordered values does not reach; 0 of none.
fn at_share(ordered: &[u8], share: f32) -> u8 {
    let at = (ordered.len() as f32 * share) as usize;
    let last = ordered.len().saturating_sub(1);
    ordered.get(at.min(last)).copied().unwrap_or_default()
}

/// Cells in a row that a code is divided into to look for shine, and points in a row that are looked at in each.
const CELLS: usize = 5;
const POINTS: usize = 12;
/// Paper of these tones is lit as it should be.
const LIT: Range<u8> = 100..241;
/// Something shines where so many cells at least have such paper: else all of the paper is white.
const LIT_CELLS: usize = CELLS;

/// The tones of a place where a code is.
struct Tones {
    /// Of its dark modules, and of its light ones.
    dark: u8,
    light: u8,
    /// Cells in which nothing is left.
    washed_out: usize,
    /// Cells whose paper is lit as it should be.
    lit: usize,
}

impl Tones {
    fn of(grey: &Grey<'_>, code: &Quad) -> Tones {
        let map = Perspective::onto(code, CELLS as f32);
        let cell = |at: usize| {
            let point = |i: usize| {
                let along =
                    |cell: usize, point: usize| cell as f32 + (point as f32 + 0.5) / POINTS as f32;
                let [x, y] =
                    map.point(along(at % CELLS, i % POINTS), along(at / CELLS, i / POINTS));
                grey.at(x, y) as u8
            };
            let mut tones: Vec<u8> = (0..POINTS * POINTS).map(point).collect();
            tones.sort_unstable();
            tones
        };
        let cells: Vec<Vec<u8>> = (0..CELLS * CELLS).map(cell).collect();
        let mut all = cells.concat();
        all.sort_unstable();
        let count = |has: &dyn Fn(&Vec<u8>) -> bool| cells.iter().filter(|cell| has(cell)).count();
        Tones {
            dark: at_share(&all, 0.1),
            light: at_share(&all, 0.9),
            washed_out: count(&|cell| at_share(cell, 0.0) >= WASHED_OUT),
            lit: count(&|cell| LIT.contains(&at_share(cell, 0.9))),
        }
    }

    /// True where a whole cell, which has modules of both tones, is white, and others have paper that is not.
    fn shine(&self) -> bool {
        self.washed_out > 0 && self.lit >= LIT_CELLS
    }

    fn are_washed_out(&self) -> bool {
        let is_mostly_white = self.washed_out as f32 > MOSTLY * (CELLS * CELLS) as f32;
        is_mostly_white || (self.light >= WASHED_OUT && self.dark >= PALE_INK)
    }
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
    fn light_that_is_too_much_and_a_screen_that_is_too_dark_have_their_advice() {
        // Ink and paper are washed out alike; white paper with black ink on it is no trouble of light.
        let pale = frame(200, 255, 170, false);
        assert_eq!(advice(&pale, &located(200.0)), Some(Advice::LessLight));
        assert_eq!(advice(&pale, &Scan::default()), Some(Advice::LessLight));
        let white = frame(200, 255, 30, false);
        assert_eq!(advice(&white, &located(200.0)), Some(Advice::HoldStill));
        assert_eq!(advice(&white, &Scan::default()), None);
        // A window is above what is held up.
        let pixel = |at: usize| if at / 400 < 90 { 240 } else { 40 };
        let window = Frame::luma(400, 400, (0..160_000).map(pixel).collect()).unwrap();
        assert_eq!(advice(&window, &Scan::default()), Some(Advice::LessLight));
        // A phone: black and dark grey on its screen, in a hall with light, and before a window.
        let phone = |around: u8| {
            let pixel = |at: usize| {
                let (x, y) = (at % 400, at / 400);
                let is_code = (100..300).contains(&x) && (100..300).contains(&y);
                match (is_code, (x / 4 + y / 4) % 2 == 0) {
                    (true, true) => 20,
                    (true, false) => 70,
                    (false, _) => around,
                }
            };
            Frame::luma(400, 400, (0..160_000).map(pixel).collect()).unwrap()
        };
        let says = |around| advice(&phone(around), &located(200.0));
        assert_eq!(says(170), Some(Advice::BrighterScreen));
        assert_eq!(says(240), Some(Advice::LessLight));
        assert_eq!(says(60), Some(Advice::HoldStill));
    }

    #[test]
    fn glare_is_told_on_a_code_that_is_turned_and_a_white_corner_beside_it_is_none() {
        // Turned by 45°: its corners are the middles of the sides of what it stands in.
        let turned = Scan {
            unread: vec![Quad([
                [200.0, 100.0],
                [300.0, 200.0],
                [200.0, 300.0],
                [100.0, 200.0],
            ])],
            ..Scan::default()
        };
        let picture = |glare: usize| {
            let pixel = |at: usize| {
                let (x, y) = (at % 400, at / 400);
                let is_code = x.abs_diff(200) + y.abs_diff(200) < 100;
                let shines = x.abs_diff(200) < glare && y.abs_diff(200) < glare;
                match (is_code, shines, (x / 4 + y / 4) % 2 == 0) {
                    (true, false, true) => 30,
                    (true, false, false) => 200,
                    _ => 255,
                }
            };
            Frame::luma(400, 400, (0..160_000).map(pixel).collect()).unwrap()
        };
        assert_eq!(advice(&picture(0), &turned), Some(Advice::HoldStill));
        assert_eq!(advice(&picture(30), &turned), Some(Advice::Tilt));
    }

    #[test]
    fn a_code_that_fills_the_picture_is_too_near() {
        let near = |margin: f32| {
            let (near, far) = (margin, 400.0 - margin);
            let scan = Scan {
                unread: vec![Quad([[near, near], [far, near], [far, far], [near, far]])],
                ..Scan::default()
            };
            advice(&frame(200, 180, 30, false), &scan)
        };
        assert_eq!(near(20.0), Some(Advice::Further));
        assert_eq!(near(60.0), Some(Advice::HoldStill));
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
