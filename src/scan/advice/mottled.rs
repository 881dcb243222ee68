//! Tells a code of which blur has left no module from other pictures: a mottled square, dark up to its corners, on even and
//! lighter ground, with nothing sharp in it. Hands, faces, shirts and rooms are not square, or stand on no such ground.

use std::ops::Range;

use crate::scan::advice::{at_share, blur};
use crate::scan::picture::grey::Grey;

/// The picture is looked at with about so many pixels on its shorter side.
const SHORTER_SIDE: usize = 72;
/// Sides of the squares that are looked at, in those pixels, each an eighth longer than the one before: what is smaller
/// nobody holds up for long.
const SIDES: [usize; 11] = [16, 18, 20, 23, 26, 29, 33, 37, 42, 47, 53];
/// Squares of a size are so large a share of their side apart.
const STEPS: usize = 8;
/// The ground is looked at so far away from a square, as a share of its side, as the blur reaches beyond it; and in a
/// frame so wide, in pixels.
const GAP: usize = 10;
const FRAME: usize = 2;
/// Least difference between the ground and the darkest parts of the square, 0 to 255.
const MIN_CONTRAST: u8 = 60;
/// Share of the square that is darkest, and share of the ground that may be anything.
const DARKEST: f32 = 0.05;
const ANYTHING: f32 = 0.1;
/// Tones are told from 0 for the ground to 1 for the darkest. So dark is the ground at most, and so dark is the square in
/// the mean: half of a code is ink.
const GROUND: f32 = 0.3;
const MEAN: Range<f32> = 0.35..0.85;
/// So dark at least, as a share of the mean of all, is each of its sides, an eighth of it wide, and each corner, a fifth of
/// it wide: heads are round.
const EDGE: f32 = 0.2;
const CORNER: f32 = 0.6;
/// A patch differs by so much from the next one.
const PATCH: f32 = 0.06;
/// A line turns so often from darker to lighter or back, in so many rows and columns at least.
const MIN_TURNS: usize = 3;
const MOTTLED_SHARE: f32 = 0.35;

/// True where such a square is in the picture.
pub fn is_of_a_code(grey: &Grey<'_>) -> bool {
    let factor = grey.width.min(grey.height) / SHORTER_SIDE;
    if factor == 0 {
        return false;
    }
    let small = grey.shrunk(factor);
    let sums = Sums::of(&small);
    let squares = SIDES.into_iter().flat_map(|side| squares(&small, side));
    squares
        .filter(|square| square.is_dark_on_ground(&sums))
        .filter_map(|square| Some((square, square.contrast_of_patches(&small, &sums)?)))
        .any(|(square, contrast)| {
            let in_full = |from: usize| from * factor..(from + square.side) * factor;
            let (columns, rows) = (in_full(square.left), in_full(square.top));
            !blur::has_sharp_edges(grey, &columns, rows, contrast)
        })
}

/// Squares of a side all over a picture, with room for the ground around each.
fn squares(grey: &Grey<'_>, side: usize) -> impl Iterator<Item = Square> + use<> {
    let reach = side / GAP + 1 + FRAME;
    let places = |length: usize| {
        let last = (length + 1).saturating_sub(side + reach);
        (reach..last).step_by((side / STEPS).max(1))
    };
    let lefts = places(grey.width);
    places(grey.height)
        .flat_map(move |top| lefts.clone().map(move |left| Square { left, top, side }))
}

/// A square of a picture, in pixels.
#[derive(Clone, Copy)]
struct Square {
    left: usize,
    top: usize,
    side: usize,
}

impl Square {
    /// Columns, or rows, that begin so far into the square and end so far before its other side.
    fn columns(&self, from: usize, less: usize) -> Range<usize> {
        self.left + from..self.left + self.side - less
    }

    fn rows(&self, from: usize, less: usize) -> Range<usize> {
        self.top + from..self.top + self.side - less
    }

    /// The square with so many pixels more on each side.
    fn wider(&self, by: usize) -> Square {
        Square {
            left: self.left - by,
            top: self.top - by,
            side: self.side + 2 * by,
        }
    }

    /// Between the ground and the square.
    fn gap(&self) -> usize {
        self.side / GAP + 1
    }

    /// Mean tone of the ground around it.
    fn ground(&self, sums: &Sums) -> f32 {
        let (inner, outer) = (self.wider(self.gap()), self.wider(self.gap() + FRAME));
        let sum = |square: &Square| sums.of_part(square.columns(0, 0), square.rows(0, 0));
        let pixels = outer.side * outer.side - inner.side * inner.side;
        (sum(&outer) - sum(&inner)) as f32 / pixels as f32
    }

    /// What means alone say: darker than what is around it, on all sides and up to its corners.
    fn is_dark_on_ground(&self, sums: &Sums) -> bool {
        let ground = self.ground(sums);
        let darker = |columns: Range<usize>, rows: Range<usize>| {
            let pixels = columns.len() * rows.len();
            ground - sums.of_part(columns, rows) as f32 / pixels as f32
        };
        let all = darker(self.columns(0, 0), self.rows(0, 0));
        if all < f32::from(MIN_CONTRAST) * MEAN.start {
            return false;
        }
        let least = EDGE * all;
        let edge = self.side - self.side / 8 - 1;
        let edges = [(0, edge), (edge, 0)];
        let corner = self.side - self.side / 5;
        let parts = [(0, corner), (corner, 0)];
        let is_edged = edges.into_iter().all(|(from, less)| {
            darker(self.columns(from, less), self.rows(0, 0)) >= least
                && darker(self.columns(0, 0), self.rows(from, less)) >= least
        });
        let mut corners = parts
            .into_iter()
            .flat_map(|x| parts.into_iter().map(move |y| (x, y)));
        is_edged
            && corners
                .all(|(x, y)| darker(self.columns(x.0, x.1), self.rows(y.0, y.1)) >= CORNER * all)
    }

    /// The difference between the ground and the darkest patches, where it is mottled in both directions on even ground.
    fn contrast_of_patches(&self, grey: &Grey<'_>, sums: &Sums) -> Option<u8> {
        let sorted = |mut tones: Vec<u8>| {
            tones.sort_unstable();
            tones
        };
        let tones = |square: &Square| {
            let rows = square.rows(0, 0);
            rows.flat_map(|y| row(grey, y, square.columns(0, 0)).iter().copied())
                .collect::<Vec<u8>>()
        };
        let inside = sorted(tones(self));
        let ground = self.ground(sums).round() as u8;
        let contrast = ground.saturating_sub(at_share(&inside, DARKEST));
        if contrast < MIN_CONTRAST {
            return None;
        }
        let tone = |byte: f32| (f32::from(ground) - byte) / f32::from(contrast);
        let mean = sums.of_part(self.columns(0, 0), self.rows(0, 0)) as f32
            / (self.side * self.side) as f32;
        let around = sorted(self.tones_around(grey));
        let is_even = tone(f32::from(at_share(&around, ANYTHING))) <= GROUND;
        if !is_even || !MEAN.contains(&tone(mean)) {
            return None;
        }
        let patch = PATCH * f32::from(contrast);
        let is_busy = |line: &mut dyn Iterator<Item = u8>| turns(line, patch) >= MIN_TURNS;
        let edge = self.side / 8;
        let lines = self.side - 2 * edge;
        let busy_rows = self
            .rows(edge, edge)
            .filter(|y| is_busy(&mut row(grey, *y, self.columns(0, 0)).iter().copied()));
        let busy_columns = self.columns(edge, edge).filter(|x| {
            let mut column = self.rows(0, 0).map(|y| grey.bytes[y * grey.width + x]);
            is_busy(&mut column)
        });
        let least = MOTTLED_SHARE * lines as f32;
        let is_mottled = busy_rows.count() as f32 >= least && busy_columns.count() as f32 >= least;
        is_mottled.then_some(contrast)
    }

    /// The tones of the frame around it in which its ground is.
    fn tones_around(&self, grey: &Grey<'_>) -> Vec<u8> {
        let (inner, outer) = (self.wider(self.gap()), self.wider(self.gap() + FRAME));
        let beside = |y: usize| {
            let (left, right) = match inner.rows(0, 0).contains(&y) {
                true => (
                    outer.left..inner.left,
                    inner.left + inner.side..outer.left + outer.side,
                ),
                false => (outer.columns(0, 0), 0..0),
            };
            [row(grey, y, left), row(grey, y, right)].concat()
        };
        outer.rows(0, 0).flat_map(beside).collect()
    }
}

fn row<'a>(grey: &'a Grey<'_>, y: usize, columns: Range<usize>) -> &'a [u8] {
    &grey.bytes[y * grey.width + columns.start..y * grey.width + columns.end]
}

/// How often a line turns from rising to falling or back, by `patch` at least.
fn turns(line: &mut dyn Iterator<Item = u8>, patch: f32) -> usize {
    let mut tones = line.map(f32::from);
    let Some(mut utmost) = tones.next() else {
        return 0;
    };
    let (mut rises, mut turns) = (None, 0);
    for tone in tones {
        let goes_on = match rises {
            Some(true) => tone > utmost,
            Some(false) => tone < utmost,
            None => false,
        };
        if goes_on {
            utmost = tone;
        } else if (tone - utmost).abs() > patch {
            turns += usize::from(rises.is_some());
            rises = Some(tone > utmost);
            utmost = tone;
        }
    }
    turns
}

/// The sum of all pixels above and to the left of each point, so that the sum of any part is four look-ups: Crow,
/// *Summed-Area Tables for Texture Mapping* (1984).
struct Sums {
    width: usize,
    sums: Vec<u64>,
}

impl Sums {
    fn of(grey: &Grey<'_>) -> Sums {
        let width = grey.width + 1;
        let mut sums = vec![0; width * (grey.height + 1)];
        for y in 0..grey.height {
            let mut left = 0;
            for x in 0..grey.width {
                left += u64::from(grey.bytes[y * grey.width + x]);
                sums[(y + 1) * width + x + 1] = sums[y * width + x + 1] + left;
            }
        }
        Sums { width, sums }
    }

    fn of_part(&self, columns: Range<usize>, rows: Range<usize>) -> u64 {
        let at = |x: usize, y: usize| self.sums[y * self.width + x];
        at(columns.end, rows.end) + at(columns.start, rows.start)
            - at(columns.start, rows.end)
            - at(columns.end, rows.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    const WIDTH: usize = 1280;
    const HEIGHT: usize = 720;
    const PAPER: f32 = 210.0;

    fn is_seen(tone: impl Fn(f32, f32) -> f32) -> bool {
        let tones = (0..WIDTH * HEIGHT).map(|at| tone((at % WIDTH) as f32, (at / WIDTH) as f32));
        is_of_a_code(&Grey {
            width: WIDTH,
            height: HEIGHT,
            bytes: Cow::Owned(tones.map(|tone| tone.clamp(0.0, 255.0) as u8).collect()),
        })
    }

    /// From 0 to 1 over so many pixels, as blur draws out an edge.
    fn soft(beyond: f32) -> f32 {
        (beyond / 30.0 + 0.5).clamp(0.0, 1.0)
    }

    /// How much of a point is in a square of 300 pixels in the middle of the picture.
    fn in_square(x: f32, y: f32) -> f32 {
        soft(150.0 - (x - 640.0).abs()) * soft(150.0 - (y - 360.0).abs())
    }

    /// Patches of so many pixels, as blur leaves them, from 40 below to 40 above grey.
    fn patches(x: f32, y: f32, pixels: f32) -> f32 {
        let wave = |at: f32| (at / pixels * std::f32::consts::PI).sin();
        110.0 + 40.0 * wave(x - 13.0) * wave(y - 17.0)
    }

    fn on_paper(share: f32, ink: f32) -> f32 {
        PAPER + (ink - PAPER) * share
    }

    #[test]
    fn a_mottled_square_on_paper_is_a_code_that_nobody_reads() {
        for pixels in [45.0, 60.0] {
            assert!(is_seen(|x, y| {
                on_paper(in_square(x, y), patches(x, y, pixels))
            }));
        }
        // Held a little askew.
        assert!(is_seen(|x, y| {
            let (x, y) = (x - 640.0, y - 360.0);
            let (x, y) = (640.0 + x * 0.995 + y * 0.1, 360.0 + y * 0.995 - x * 0.1);
            on_paper(in_square(x, y), patches(x, y, 50.0))
        }));
    }

    #[test]
    fn rooms_hands_heads_pages_and_shirts_are_none() {
        assert!(!is_seen(|_, _| 128.0), "a wall");
        assert!(!is_seen(|x, _| x / 6.0), "a wall beside a window");
        assert!(
            !is_seen(|x, y| on_paper(in_square(x, y), 60.0)),
            "a black square"
        );
        let stripes = |_: f32, y: f32| 110.0 + 60.0 * (y / 12.0).sin();
        assert!(
            !is_seen(|x, y| on_paper(in_square(x, y), stripes(x, y))),
            "lines of writing"
        );
        let head = |x: f32, y: f32| soft(160.0 - (x - 640.0).hypot(y - 360.0));
        assert!(
            !is_seen(|x, y| on_paper(head(x, y), patches(x, y, 50.0))),
            "a face before a white wall"
        );
        let arm = |x: f32, y: f32| soft(150.0 - (x - 640.0).abs()) * soft(y - 210.0);
        assert!(
            !is_seen(|x, y| on_paper(arm(x, y), patches(x, y, 50.0))),
            "somebody before it, down to the edge"
        );
        assert!(!is_seen(|x, y| patches(x, y, 50.0)), "a shirt everywhere");
        let sharp = |x: f32, y: f32| {
            if patches(x, y, 50.0) > 110.0 {
                160.0
            } else {
                40.0
            }
        };
        assert!(
            !is_seen(|x, y| on_paper(in_square(x, y), sharp(x, y))),
            "nothing that is sharp"
        );
    }

    #[test]
    fn pictures_of_any_size_are_looked_at() {
        for (width, height) in [(0, 0), (1, 1), (71, 900), (72, 72), (73, 80), (3_000, 72)] {
            let bytes = (0..width * height).map(|at| (at % 251) as u8).collect();
            let grey = Grey {
                width,
                height,
                bytes: Cow::Owned(bytes),
            };
            assert!(!is_of_a_code(&grey));
        }
    }
}
