//! The camera picture with what was seen in it: mirrored for the person, every code outlined and numbered.

use eframe::egui::{
    Color32, ColorImage, Context, Painter, Rect, Stroke, TextureHandle, TextureOptions, pos2, vec2,
};

use super::frozen::Frozen;
use super::marks::{badge, fitted, on_screen, outline};
use super::signs::Sign;
use super::theme;
use crate::check::verdict::Reason;
use crate::check::{Judged, Outcome};
use crate::scan::Quad;
use crate::session::{Code, Session, Shown, State};
use crate::source::slot::Picture;

/// The newest picture, on the graphics card.
#[derive(Default)]
pub struct Film {
    texture: Option<TextureHandle>,
    size: [usize; 2],
    number: u64,
    frozen: Option<Frozen>,
}

impl Film {
    /// Takes over a picture, if it is another one.
    pub fn take(&mut self, ctx: &Context, picture: &Picture) {
        let size = [picture.luma.width(), picture.luma.height()];
        if self.number == picture.number && self.size == size {
            return;
        }
        if picture.rgb.len() != size[0] * size[1] * 3 {
            return;
        }
        (self.number, self.size) = (picture.number, size);
        let image = ColorImage::from_rgb(size, &picture.rgb);
        match &mut self.texture {
            Some(texture) => texture.set(image, TextureOptions::LINEAR),
            None => self.texture = Some(ctx.load_texture("camera", image, TextureOptions::LINEAR)),
        }
    }

    /// Keeps what the verdict that has come up is about, where it is about several codes; forgets it with the verdict.
    pub fn freeze(&mut self, ctx: &Context, picture: &Picture, session: &Session) {
        let is_there = |shown: &Shown| self.frozen.iter().any(|frozen| frozen.is_of(shown));
        match session.state() {
            State::Showing(shown) if is_there(shown) => {}
            State::Showing(_) => self.frozen = Frozen::of(ctx, picture, session),
            State::Attract | State::Scanning | State::TakeAway | State::Fault(_) => {
                self.frozen = None;
            }
        }
    }

    /// Forgets what a verdict was about that is not on the screen any more.
    pub fn thaw(&mut self, session: &Session) {
        if !matches!(session.state(), State::Showing(_)) {
            self.frozen = None;
        }
    }

    /// What this verdict is about.
    pub fn frozen(&self, shown: &Shown) -> Option<&Frozen> {
        self.frozen.as_ref().filter(|frozen| frozen.is_of(shown))
    }

    /// Forgets the picture.
    pub fn clear(&mut self) {
        *self = Film::default();
    }

    /// True before the first picture.
    pub fn is_empty(&self) -> bool {
        self.texture.is_none()
    }

    /// Where the picture is drawn in `rect`: whole, for what is judged must be seen.
    pub fn place(&self, rect: Rect) -> Rect {
        fitted(rect, self.aspect())
    }

    /// Width by height; before the first picture that of usual cameras.
    pub fn aspect(&self) -> f32 {
        match self.size {
            [0, _] | [_, 0] => 16.0 / 9.0,
            [width, height] => width as f32 / height as f32,
        }
    }

    /// Draws the picture into `rect`, with the codes that the session has seen in it.
    pub fn paint(&self, painter: &Painter, rect: Rect, mirror: bool, session: &Session) {
        let Some(texture) = &self.texture else {
            return;
        };
        let placed = self.place(rect);
        let painter = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
        let (left, right) = if mirror { (1.0, 0.0) } else { (0.0, 1.0) };
        let uv = Rect::from_min_max(pos2(left, 0.0), pos2(right, 1.0));
        painter.image(texture.id(), placed, uv, Color32::WHITE);
        let Some(seen) = session.newest() else {
            return;
        };
        let proven: &[Code] = match session.state() {
            State::Showing(shown) if shown.outcome() == Outcome::Safe => &shown.seen.codes,
            _ => &[],
        };
        let to_screen = |quad: &Quad| on_screen(quad, seen.size, placed, mirror);
        for place in &seen.unread {
            outline(&painter, &to_screen(place), theme::UNSURE_OUTLINE);
        }
        let codes = seen.judged.symbols.iter().zip(&seen.codes).enumerate();
        for (index, (judged, code)) in codes {
            let corners = to_screen(&code.corners);
            let (colour, sign) = look(judged, code, proven);
            outline(&painter, &corners, colour);
            badge(&painter, &corners, index + 1, sign, colour);
        }
    }
}

/// Colour and sign of a code in the newest picture. One picture proves nothing: it is grey until the session says safe,
/// and then green as long as that is on the screen, though not every picture is looked at thoroughly.
fn look(judged: &Judged, code: &Code, proven: &[Code]) -> (Color32, Sign) {
    let is_same = |proven: &Code| proven.fingerprint == code.fingerprint;
    if !judged.verdict.reasons().iter().all(Reason::is_of_seeing) {
        let sign = match judged.kind.is_private() {
            true => Sign::Own,
            false => Sign::Unsafe,
        };
        (theme::UNSAFE_OUTLINE, sign)
    } else if proven.iter().any(is_same) {
        (theme::SAFE_OUTLINE, Sign::Safe)
    } else {
        (theme::UNSURE_OUTLINE, Sign::Code)
    }
}

/// The frame that says where to hold a code.
pub fn guide(painter: &Painter, rect: Rect) {
    let side = rect.width().min(rect.height()) * 0.62;
    let frame = Rect::from_center_size(rect.center(), vec2(side, side));
    painter.rect_stroke(
        frame,
        18.0,
        Stroke::new(10.0, theme::INK.gamma_multiply(0.7)),
        eframe::egui::StrokeKind::Middle,
    );
    painter.rect_stroke(
        frame,
        18.0,
        Stroke::new(5.0, Color32::WHITE),
        eframe::egui::StrokeKind::Middle,
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::allowlist::{Allowlist, Date};
    use crate::check::judge_text;
    use crate::check::verdict::{Reason, Verdict};
    use crate::scan::ReadBy;

    #[test]
    fn a_code_is_green_while_it_is_called_safe_and_never_before() {
        let today = Date {
            year: 2026,
            month: 11,
            day: 23,
        };
        let list = Allowlist::built_in(today).unwrap();
        let code = |fingerprint| Code {
            corners: Quad([[0.0; 2]; 4]),
            read_by: ReadBy {
                rqrr: true,
                rxing: true,
            },
            fingerprint,
        };
        let official = judge_text(b"https://fuwu.nhsa.gov.cn/", &list);
        let mut quick = official.clone();
        quick.verdict = Verdict::Unsafe(vec![Reason::Unconfirmed]);
        let foreign = judge_text(b"https://evil.example/", &list);
        let colour = |judged, proven: &[Code]| look(judged, &code(1), proven).0;
        for judged in [&official, &quick] {
            assert_eq!(colour(judged, &[]), theme::UNSURE_OUTLINE);
            assert_eq!(colour(judged, &[code(2)]), theme::UNSURE_OUTLINE);
            assert_eq!(colour(judged, &[code(2), code(1)]), theme::SAFE_OUTLINE);
        }
        assert_eq!(colour(&foreign, &[]), theme::UNSAFE_OUTLINE);
        assert_eq!(colour(&foreign, &[code(1)]), theme::UNSAFE_OUTLINE);
    }
}
