//! What several codes stood on: one small picture, so that people see which code is which. Blurred until no letter can
//! be read, with every code covered, and there only while its verdict is on the screen. With a private code in view
//! there is none.

use std::time::Duration;

use eframe::egui::{
    Color32, ColorImage, Context, Painter, Rect, TextureHandle, TextureOptions, pos2,
};

use super::film::{badge, fitted, on_screen, outline};
use super::signs::Sign;
use super::theme;
use crate::scan::Quad;
use crate::session::{Code, Session, Shown, State};
use crate::source::slot::Picture;
use crate::telling::{Grade, Subject};

/// Longest side of it in pixels: a poster is known again by its colours, and a line of print is gone.
const SIDE: usize = 112;
/// Over a code.
const COVER: Color32 = Color32::from_gray(0x80);

/// The picture of one verdict.
pub struct Frozen {
    since: Duration,
    texture: TextureHandle,
    /// Of the picture that was filmed, in pixels.
    size: [usize; 2],
    /// Where each code of the verdict is, in its order.
    places: Vec<Quad>,
    /// Codes that were not read.
    unread: Vec<Quad>,
}

impl Frozen {
    /// The picture for the verdict that has just come up, where it is about several things.
    pub fn of(ctx: &Context, picture: &Picture, session: &Session) -> Option<Frozen> {
        let State::Showing(shown) = session.state() else {
            return None;
        };
        let newest = session.newest()?;
        let size = [picture.luma.width(), picture.luma.height()];
        let is_private =
            |symbol: &crate::check::Judged| symbol.kind.is_private() || symbol.is_personal;
        let symbols = || {
            shown
                .seen
                .judged
                .symbols
                .iter()
                .chain(&newest.judged.symbols)
        };
        let is_of_several = shown.seen.codes.len() + newest.unread.len() > 1;
        if newest.size != size
            || !is_of_several
            || shown.seen.codes.is_empty()
            || shown.seen.codes.len() != shown.seen.judged.symbols.len()
            || symbols().any(is_private)
        {
            return None;
        }
        // The verdict may be of a picture a moment ago; a code may have moved since.
        let place = |code: &Code| {
            let now = newest.codes.iter();
            let now = now.clone().find(|now| now.fingerprint == code.fingerprint);
            now.unwrap_or(code).corners
        };
        let places: Vec<Quad> = shown.seen.codes.iter().map(place).collect();
        let all_codes = shown.seen.codes.iter().chain(&newest.codes);
        let unread = shown.seen.unread.iter().chain(&newest.unread);
        let covered: Vec<Quad> = all_codes
            .map(|code| code.corners)
            .chain(places.iter().copied())
            .chain(unread.copied())
            .collect();
        let image = blurred(&picture.rgb, size, &covered)?;
        Some(Frozen {
            since: shown.since,
            texture: ctx.load_texture("frozen", image, TextureOptions::LINEAR),
            size,
            places,
            unread: newest.unread.clone(),
        })
    }

    /// True where it belongs to this verdict.
    pub fn is_of(&self, shown: &Shown) -> bool {
        self.since == shown.since
    }

    /// Width by height.
    pub fn aspect(&self) -> f32 {
        self.size[0] as f32 / self.size[1].max(1) as f32
    }

    /// Draws it into `rect`, as it was held up and not as in a mirror, with the numbers of the verdict's codes.
    pub fn paint(&self, painter: &Painter, rect: Rect, shown: &Shown) {
        let placed = fitted(rect, self.aspect());
        let painter = painter.with_clip_rect(placed.intersect(painter.clip_rect()));
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(self.texture.id(), placed, whole, Color32::WHITE);
        for place in &self.unread {
            let corners = on_screen(place, self.size, placed, false);
            outline(&painter, &corners, theme::UNSURE_OUTLINE);
        }
        let codes = shown.seen.judged.symbols.iter().zip(&self.places);
        for (index, (judged, place)) in codes.enumerate() {
            let grade = Grade::of(Subject::from(judged));
            let colour = match grade.is_unsafe() {
                true => theme::UNSAFE_OUTLINE,
                false => theme::SAFE_OUTLINE,
            };
            let corners = on_screen(place, self.size, placed, false);
            outline(&painter, &corners, colour);
            badge(&painter, &corners, index + 1, Sign::of(grade), colour);
        }
    }
}

/// The picture so small that nothing can be read in it, with the places covered; `None` where the bytes are not those of
/// such a picture.
fn blurred(rgb: &[u8], [width, height]: [usize; 2], covered: &[Quad]) -> Option<ColorImage> {
    if width == 0 || height == 0 || rgb.len() != width * height * 3 {
        return None;
    }
    let cell = width.max(height).div_ceil(SIDE);
    let (columns, rows) = (width.div_ceil(cell), height.div_ceil(cell));
    let mean = |column: usize, row: usize| {
        let (mut sums, mut count) = ([0_u64; 3], 0);
        for y in row * cell..((row + 1) * cell).min(height) {
            let from = (y * width + column * cell) * 3;
            let to = (y * width + ((column + 1) * cell).min(width)) * 3;
            for pixel in rgb.get(from..to).unwrap_or_default().as_chunks::<3>().0 {
                for (sum, channel) in sums.iter_mut().zip(pixel) {
                    *sum += u64::from(*channel);
                }
                count += 1;
            }
        }
        let [r, g, b] = sums.map(|sum| (sum / count.max(1)) as u8);
        Color32::from_rgb(r, g, b)
    };
    let is_covered = |column: usize, row: usize| {
        // A cell around each place, too: its edge is where a code shows through.
        let near = |at: usize| [at as f32 - 1.0, at as f32 + 2.0].map(|at| at * cell as f32);
        let ([left, right], [top, bottom]) = (near(column), near(row));
        covered.iter().any(|Quad(corners)| {
            let (xs, ys) = (corners.map(|[x, _]| x), corners.map(|[_, y]| y));
            let least = |all: [f32; 4]| all.into_iter().fold(f32::INFINITY, f32::min);
            let most = |all: [f32; 4]| all.into_iter().fold(f32::NEG_INFINITY, f32::max);
            least(xs) < right && most(xs) > left && least(ys) < bottom && most(ys) > top
        })
    };
    let mut pixels = Vec::with_capacity(columns * rows);
    for row in 0..rows {
        for column in 0..columns {
            pixels.push(match is_covered(column, row) {
                true => COVER,
                false => mean(column, row),
            });
        }
    }
    Some(ColorImage::new([columns, rows], pixels))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stripes of one pixel, as fine print is.
    fn print() -> Vec<u8> {
        (0..1280 * 720)
            .flat_map(|at| [if at % 2 == 0 { 0 } else { 255 }; 3])
            .collect()
    }

    #[test]
    fn nothing_can_be_read_in_it() {
        let image = blurred(&print(), [1280, 720], &[]).unwrap();
        assert!(image.size[0] <= SIDE && image.size[1] <= SIDE);
        assert!(image.pixels.iter().all(|pixel| pixel.r().abs_diff(127) < 2));
    }

    #[test]
    fn no_pixel_of_a_code_is_in_it() {
        // White where the code is, black elsewhere: a trace of it would be brighter than black.
        let (near, far) = (301, 499);
        let is_code =
            |at: usize| (near..=far).contains(&(at % 1280)) && (near..=far).contains(&(at / 1280));
        let rgb: Vec<u8> = (0..1280 * 720)
            .flat_map(|at| [if is_code(at) { 255 } else { 0 }; 3])
            .collect();
        let [near, far] = [near as f32, far as f32];
        let code = Quad([[near, near], [far, near], [far, far], [near, far]]);
        let image = blurred(&rgb, [1280, 720], &[code]).unwrap();
        let is_clean = |pixel: &Color32| *pixel == COVER || *pixel == Color32::BLACK;
        assert!(image.pixels.iter().all(is_clean));
        assert!(image.pixels.contains(&COVER) && image.pixels.contains(&Color32::BLACK));
    }

    #[test]
    fn bytes_that_are_no_picture_make_none() {
        assert!(blurred(&[0; 10], [1280, 720], &[]).is_none());
        assert!(blurred(&[], [0, 0], &[]).is_none());
    }
}
