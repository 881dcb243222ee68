//! What several codes stood on: one small picture, so that people see which code is which. Blurred until no letter can
//! be read, with every code covered, and there only while its verdict is on the screen. With a private code in view
//! there is none.

use std::time::Duration;

use eframe::egui::{
    Align2, Color32, ColorImage, Context, Painter, Pos2, Rect, TextureHandle, TextureOptions, Vec2,
    pos2,
};

use super::marks::{fitted, outline};
use super::theme;
use crate::scan::Quad;
use crate::session::{Code, Session, Shown, State};
use crate::source::slot::Picture;
use crate::telling::{Grade, Subject};

/// Longest side of it in pixels: a poster is known again by its colours, and a line of print is gone.
const SIDE: usize = 112;
/// Least share of it that is shown: where codes stand close together, the rest would make them too small to be numbered.
const LEAST_SHARE: f32 = 0.5;
/// Around the codes, in sides of the largest one.
const AROUND: f32 = 0.6;
/// A number is so large a share of its code, and not smaller or larger than this, in points.
const NUMBER_SHARE: f32 = 0.7;
const NUMBER: [f32; 2] = [18.0, 44.0];
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
        let [width, height] = self.size.map(|side| side.max(1) as f32);
        let part = part(self.size, self.places.iter().chain(&self.unread));
        let shown_part = Rect::from_min_max(
            pos2(part.left() / width, part.top() / height),
            pos2(part.right() / width, part.bottom() / height),
        );
        painter.image(self.texture.id(), placed, shown_part, Color32::WHITE);
        let on_screen = |place: &Quad| -> [Pos2; 4] {
            let share = placed.width() / part.width();
            place
                .0
                .map(|[x, y]| placed.min + (pos2(x, y) - part.min) * share)
        };
        for place in &self.unread {
            outline(&painter, &on_screen(place), theme::UNSURE_OUTLINE);
        }
        let codes = shown.seen.judged.symbols.iter().zip(&self.places);
        for (index, (judged, place)) in codes.enumerate() {
            let grade = Grade::of(Subject::from(judged));
            let colour = match grade.is_unsafe() {
                true => theme::UNSAFE_OUTLINE,
                false => theme::SAFE_OUTLINE,
            };
            let corners = on_screen(place);
            outline(&painter, &corners, colour);
            number(&painter, &corners, index + 1, colour);
        }
    }
}

/// In the middle of a code, which is covered: no two of them meet. Its sign is beside the same number on the button.
fn number(painter: &Painter, corners: &[Pos2; 4], number: usize, colour: Color32) {
    let bounds = Rect::from_points(corners);
    let [least, most] = NUMBER;
    let side = (bounds.width().min(bounds.height()) * NUMBER_SHARE).clamp(least, most);
    let plate = Rect::from_center_size(bounds.center(), Vec2::splat(side));
    painter.rect_filled(plate, side * 0.2, theme::INK);
    let font = theme::bold(side * 0.75);
    let text = number.to_string();
    painter.text(plate.center(), Align2::CENTER_CENTER, text, font, colour);
}

/// The part of a picture of this size that has all the codes and something around them, in its pixels and of its shape.
fn part<'a>(size: [usize; 2], codes: impl Iterator<Item = &'a Quad>) -> Rect {
    let [width, height] = size.map(|side| side.max(1) as f32);
    let whole = Rect::from_min_max(Pos2::ZERO, pos2(width, height));
    let (mut all, mut largest) = (Rect::NOTHING, 0.0_f32);
    for Quad(corners) in codes {
        let code = Rect::from_points(&corners.map(|[x, y]| pos2(x, y)));
        largest = largest.max(code.width()).max(code.height());
        all = all.union(code);
    }
    if !all.is_positive() {
        return whole;
    }
    let wanted = all.expand(largest * AROUND);
    let share = (wanted.width() / width).max(wanted.height() / height);
    let size = whole.size() * share.clamp(LEAST_SHARE, 1.0);
    // Not beyond the edges of the picture.
    let most = whole.max - size;
    let least = all.center() - size / 2.0;
    Rect::from_min_size(least.clamp(Pos2::ZERO, most), size)
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
    fn the_part_that_is_shown_has_all_codes_and_the_shape_of_the_picture() {
        let code = |left: f32, top: f32, side: f32| {
            let (right, bottom) = (left + side, top + side);
            Quad([[left, top], [right, top], [right, bottom], [left, bottom]])
        };
        let shown = |codes: &[Quad]| {
            let part = part([1280, 720], codes.iter());
            assert!((part.width() / part.height() - 1280.0 / 720.0).abs() < 1e-3);
            assert!(part.left() >= 0.0 && part.right() <= 1280.1);
            assert!(part.top() >= 0.0 && part.bottom() <= 720.1);
            part
        };
        // Two small ones side by side, in the middle and in a corner: half of the picture.
        for (left, top) in [(600.0, 300.0), (0.0, 0.0), (1180.0, 670.0)] {
            let two = [code(left, top, 40.0), code(left + 50.0, top, 40.0)];
            let part = shown(&two);
            assert!((part.width() - 640.0).abs() < 0.1);
            assert!(part.contains(pos2(left, top)) && part.contains(pos2(left + 90.0, top + 40.0)));
        }
        // From one side to the other, and none: all of it.
        let far = shown(&[code(10.0, 300.0, 100.0), code(1170.0, 300.0, 100.0)]);
        assert_eq!((far.width(), shown(&[]).width()), (1280.0, 1280.0));
    }

    #[test]
    fn bytes_that_are_no_picture_make_none() {
        assert!(blurred(&[0; 10], [1280, 720], &[]).is_none());
        assert!(blurred(&[], [0, 0], &[]).is_none());
    }
}
