//! The screen as it was a moment ago, dimmed, on which a part is drawn that is judged.

use eframe::egui::{
    self, Color32, ColorImage, Context, Key, Pos2, Rect, RichText, Role, Sense, Stroke, StrokeKind,
    TextureHandle, TextureOptions, Ui, Vec2, pos2, vec2,
};

use super::desk::{button, named};
use super::screen::Screen;
use super::theme;
use crate::language::Language;
use crate::messages::Phrase;
use crate::scan::Frame;

/// A smaller part was no drawing but a click; in pixels.
const LEAST_SIDE: usize = 16;
/// Over what is not chosen.
const DIM: Color32 = Color32::from_black_alpha(150);

/// The screen, and what is drawn on it.
pub struct Part {
    screen: Screen,
    picture: TextureHandle,
    /// Where the drawing began.
    from: Option<Pos2>,
}

/// What was asked for.
pub enum Answer {
    /// Judge a part.
    Judge(Frame),
    /// Nothing.
    Leave,
}

impl Part {
    /// Makes the picture ready to be shown. It takes a while.
    pub fn new(ctx: &Context, screen: Screen) -> Part {
        let shown = screen.within(ctx.input(|input| input.max_texture_side));
        let size = [shown.width, shown.height];
        let picture = ColorImage::from_rgba_unmultiplied(size, &shown.bytes);
        Part {
            picture: ctx.load_texture("screen", picture, TextureOptions::LINEAR),
            screen,
            from: None,
        }
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, language: Language) -> Option<Answer> {
        let mut answer = None;
        let head = egui::Panel::top("part").resizable(false);
        head.show(ui, |ui| {
            ui.horizontal_wrapped(|ui| {
                if button(ui, language.say(Phrase::Back), true) {
                    answer = Some(Answer::Leave);
                }
                if button(ui, language.say(Phrase::WholeScreen), true) {
                    answer = self.judged(Rect::from_min_size(Pos2::ZERO, self.size()));
                }
                let words = language.say(Phrase::DrawAPart);
                ui.label(RichText::new(words).font(theme::bold(theme::DESK_TEXT)));
            });
        });
        if ui.input(|input| input.key_pressed(Key::Escape)) {
            answer = Some(Answer::Leave);
        }
        let drawn = egui::CentralPanel::default().show(ui, |ui| self.picture_ui(ui, language));
        drawn.inner.or(answer)
    }

    fn size(&self) -> Vec2 {
        vec2(self.screen.width as f32, self.screen.height as f32)
    }

    /// The picture as large as there is room for it. What is drawn on it is the answer.
    fn picture_ui(&mut self, ui: &mut Ui, language: Language) -> Option<Answer> {
        let room = ui.available_rect_before_wrap();
        let scale = (room.size() / self.size()).min_elem();
        let place = Rect::from_center_size(room.center(), self.size() * scale);
        let response = ui.allocate_rect(place, Sense::drag());
        named(&response, &language.say(Phrase::DrawAPart), Role::Image);
        let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        let painter = ui.painter();
        painter.image(self.picture.id(), place, uv, Color32::WHITE);
        if response.drag_started() {
            self.from = ui.input(|input| input.pointer.press_origin());
        }
        let to = response.interact_pointer_pos();
        let drawn = self
            .from
            .zip(to)
            .map(|(from, to)| Rect::from_two_pos(from, to).intersect(place));
        let Some(drawn) = drawn else {
            painter.rect_filled(place, 0.0, DIM);
            return None;
        };
        for (min, max) in [
            (place.min, pos2(place.right(), drawn.top())),
            (pos2(place.left(), drawn.bottom()), place.max),
            (pos2(place.left(), drawn.top()), drawn.left_bottom()),
            (drawn.right_top(), pos2(place.right(), drawn.bottom())),
        ] {
            painter.rect_filled(Rect::from_min_max(min, max), 0.0, DIM);
        }
        painter.rect_stroke(
            drawn,
            0.0,
            Stroke::new(3.0, Color32::WHITE),
            StrokeKind::Outside,
        );
        if !response.drag_stopped() {
            return None;
        }
        self.from = None;
        let pixels = |point: Pos2| ((point - place.min) / scale).to_pos2();
        self.judged(Rect::from_min_max(pixels(drawn.min), pixels(drawn.max)))
    }

    /// A part in pixels of the screen; none where it is too small for a code.
    fn judged(&self, part: Rect) -> Option<Answer> {
        // Casts from floats end at zero and at the largest number.
        let [left, top] = [part.left(), part.top()].map(|side| side.floor() as usize);
        let [right, bottom] = [part.right(), part.bottom()].map(|side| side.ceil() as usize);
        let size = [right.saturating_sub(left), bottom.saturating_sub(top)];
        if size.iter().any(|side| *side < LEAST_SIDE) {
            return None;
        }
        let part = self.screen.part(left, top, size[0], size[1]);
        Frame::rgba(part.width, part.height, part.bytes).map(Answer::Judge)
    }
}
