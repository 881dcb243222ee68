//! A picture of the desk, to be looked at closely: larger, moved about, every code numbered as in the details.
//!
//! Codes that are not safe are covered until somebody asks for them, so that no phone beside the screen takes one; where
//! there may be codes that were not found, all of it is. Private codes are painted over before the picture gets here.

use eframe::egui::{
    Align2, Color32, Key, Painter, Panel, Rect, RichText, Role, Sense, TextureHandle, Ui, Vec2,
    pos2, vec2,
};

use super::super::marks::{badge, fitted, on_screen, outline};
use super::super::signs::Sign;
use super::super::theme;
use super::details::name_of_code;
use super::results::Row;
use super::{View, button, named};
use crate::check::Outcome;
use crate::language::Language;
use crate::messages::{DeskPhrase, Phrase};
use crate::report::{Finding, Sight, is_private};
use crate::telling::{Grade, Subject};

/// Largest, as a multiple of the size in which all of it is seen.
const MAX_SCALE: f32 = 16.0;
/// One press of a button or a key.
const STEP: f32 = 1.5;
/// Points of the wheel for a step by the factor e.
const WHEEL: f32 = 240.0;
/// One press of an arrow key, in points.
const MOVE: f32 = 80.0;
/// Height in points from which the codes are named below the picture.
const ROOM_FOR_NAMES: f32 = 420.0;
/// Over a code.
const COVER: Color32 = Color32::from_gray(0x80);

/// What came of asking for a picture.
#[derive(Clone)]
pub enum Looked {
    /// The picture, and the size in pixels of the whole of which it is a copy.
    Picture(TextureHandle, [usize; 2]),
    /// The file is gone, or it is another one by now.
    Changed,
}

/// The picture that is looked at, and how.
pub struct Zoom {
    id: u64,
    looked: Option<Looked>,
    scale: f32,
    /// What is in the middle, in shares of width and height.
    middle: Vec2,
    is_revealed: bool,
}

impl Zoom {
    /// Of a result, before its picture is there.
    pub fn new(id: u64) -> Zoom {
        Zoom {
            id,
            looked: None,
            scale: 1.0,
            middle: vec2(0.5, 0.5),
            is_revealed: false,
        }
    }

    /// Takes the picture that was asked for.
    pub fn take(&mut self, id: u64, looked: Looked) {
        if self.id == id {
            self.looked = Some(looked);
        }
    }

    /// Draws the page; true where it should be left.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, row: &Row) -> bool {
        let language = view.language;
        let finding = &row.record().finding;
        let leave = Panel::top("zoom-head")
            .show(ui, |ui| self.head_ui(ui, row, language))
            .inner;
        let has_names = ui.available_height() > ROOM_FOR_NAMES && !finding.symbols().is_empty();
        if has_names {
            Panel::bottom("zoom-names").show(ui, |ui| names_ui(ui, view, finding));
        }
        let area = ui.available_rect_before_wrap();
        ui.painter().rect_filled(area, 0.0, theme::INK);
        let covers_all = match finding.sight() {
            Sight::Nothing => {
                say(ui, area, language.desk(DeskPhrase::ViewPrivate));
                return leave;
            }
            Sight::Picture { covers_all, .. } => covers_all,
        };
        match self.looked.clone() {
            None => say(ui, area, language.desk(DeskPhrase::ViewComing)),
            Some(Looked::Changed) => say(ui, area, language.desk(DeskPhrase::ViewChanged)),
            Some(Looked::Picture(..)) if covers_all && !self.is_revealed => {
                say(ui, area, language.desk(DeskPhrase::ViewCovered));
            }
            Some(Looked::Picture(texture, size)) => {
                let placed = self.move_ui(ui, area, size, language);
                let painter = ui.painter().with_clip_rect(area);
                let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
                painter.image(texture.id(), placed, uv, Color32::WHITE);
                self.paint_codes(&painter, placed, size, finding, language);
            }
        }
        leave
    }

    /// The buttons; true where the page should be left.
    fn head_ui(&mut self, ui: &mut Ui, row: &Row, language: Language) -> bool {
        let mut leave = ui.input(|input| input.key_pressed(Key::Escape));
        ui.add_space(6.0);
        ui.horizontal_wrapped(|ui| {
            leave |= button(ui, language.say(Phrase::Back), true);
            let has_picture = matches!(self.looked, Some(Looked::Picture(..)));
            for (phrase, factor) in [
                (DeskPhrase::ZoomIn, STEP),
                (DeskPhrase::ZoomOut, 1.0 / STEP),
                (DeskPhrase::ZoomWhole, 0.0),
            ] {
                if button(ui, language.desk(phrase), has_picture) {
                    self.zoom(factor);
                }
            }
            if has_picture && has_cover(&row.record().finding) {
                let phrase = match self.is_revealed {
                    true => DeskPhrase::CoverAgain,
                    false => DeskPhrase::Reveal,
                };
                if button(ui, language.desk(phrase), true) {
                    self.is_revealed ^= true;
                }
            }
            ui.label(crate::plain::printable(row.record().file_name()));
        });
        ui.add_space(6.0);
        leave
    }

    /// By this factor around what is in the middle; all of it for 0.
    fn zoom(&mut self, factor: f32) {
        self.scale = (self.scale * factor).clamp(1.0, MAX_SCALE);
    }

    /// Takes in what the mouse, the finger and the keys do, and says where the picture is.
    fn move_ui(&mut self, ui: &mut Ui, area: Rect, size: [usize; 2], language: Language) -> Rect {
        let response = ui.interact(area, ui.scope_id().with("picture"), Sense::click_and_drag());
        named(
            &response,
            &language.desk(DeskPhrase::LookClosely),
            Role::Image,
        );
        let whole = fitted(area, size[0] as f32 / size[1].max(1) as f32).size();
        let mut by = response.drag_delta();
        let focused = ui.memory(|memory| memory.focused());
        if focused.is_none() || focused == Some(response.id) {
            by += self.take_keys(ui);
        }
        if let Some(pointer) = response.hover_pos() {
            let (wheel, pinch) =
                ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
            // What is under the pointer stays there.
            let from_middle = pointer - area.center();
            let share = self.middle + from_middle / (whole * self.scale);
            self.zoom(pinch * (wheel / WHEEL).exp());
            self.middle = share - from_middle / (whole * self.scale);
        }
        if response.double_clicked() {
            self.scale = if self.scale > 1.0 { 1.0 } else { 4.0 };
        }
        let size = whole * self.scale;
        self.middle -= by / size;
        // No more is moved than there is.
        let inside = |share: f32, size: f32, area: f32| {
            let margin = (area / 2.0 / size.max(1.0)).min(0.5);
            share.clamp(margin, 1.0 - margin)
        };
        self.middle = vec2(
            inside(self.middle.x, size.x, area.width()),
            inside(self.middle.y, size.y, area.height()),
        );
        let by = (vec2(0.5, 0.5) - self.middle) * size;
        Rect::from_center_size(area.center() + by, size)
    }

    /// How far the arrow keys move it; others make it larger or smaller.
    fn take_keys(&mut self, ui: &Ui) -> Vec2 {
        let pressed = |key| ui.input(|input| input.key_pressed(key));
        for (key, factor) in [
            (Key::Plus, STEP),
            (Key::Equals, STEP),
            (Key::Minus, 1.0 / STEP),
            (Key::Num0, 0.0),
        ] {
            if pressed(key) {
                self.zoom(factor);
            }
        }
        let arrows = [
            (Key::ArrowLeft, vec2(MOVE, 0.0)),
            (Key::ArrowRight, vec2(-MOVE, 0.0)),
            (Key::ArrowUp, vec2(0.0, MOVE)),
            (Key::ArrowDown, vec2(0.0, -MOVE)),
        ];
        let down = arrows.into_iter().filter(|(key, _)| pressed(*key));
        down.fold(Vec2::ZERO, |sum, (_, by)| sum + by)
    }

    /// Every code with its number, covered where it is not to be seen.
    fn paint_codes(
        &self,
        painter: &Painter,
        placed: Rect,
        size: [usize; 2],
        finding: &Finding,
        language: Language,
    ) {
        for (index, judged) in finding.symbols().iter().enumerate() {
            let Some((quad, _)) = finding.place(index) else {
                continue;
            };
            let corners = on_screen(&quad, size, placed, false);
            let is_safe = judged.outcome() == Outcome::Safe;
            if is_private(judged) || !(is_safe || self.is_revealed) {
                // With some room around it: its corners may have been found a bit off.
                let rect = Rect::from_points(&corners);
                let rect = rect.expand(rect.size().max_elem() * 0.1);
                painter.rect_filled(rect, 0.0, COVER);
                painter.text(
                    rect.center(),
                    Align2::CENTER_CENTER,
                    language.desk(DeskPhrase::CodeCovered),
                    theme::regular(theme::DESK_TEXT),
                    theme::INK,
                );
            }
            let colour = match is_safe {
                true => theme::SAFE_OUTLINE,
                false => theme::UNSAFE_OUTLINE,
            };
            outline(painter, &corners, colour);
            let sign = Sign::of(Grade::of(Subject::from(judged)));
            badge(painter, &corners, index + 1, sign, colour);
        }
    }
}

/// True where something can be uncovered.
fn has_cover(finding: &Finding) -> bool {
    let covers_all = match finding.sight() {
        Sight::Nothing => return false,
        Sight::Picture { covers_all, .. } => covers_all,
    };
    let symbols = finding.symbols().iter();
    covers_all
        || symbols
            .clone()
            .any(|judged| !judged.verdict.is_safe() && !is_private(judged))
}

/// The codes below the picture, by their numbers.
fn names_ui(ui: &mut Ui, view: &View<'_>, finding: &Finding) {
    let colours = theme::Desk::of(view.appearance);
    ui.horizontal_wrapped(|ui| {
        for (index, judged) in finding.symbols().iter().enumerate() {
            let ink = match judged.outcome() {
                Outcome::Safe => colours.safe,
                Outcome::Unsafe | Outcome::NoCode => colours.not_safe,
            };
            let name = name_of_code(index, judged, view.language);
            ui.label(RichText::new(name).color(ink));
        }
    });
}

/// Words in place of a picture.
fn say(ui: &mut Ui, area: Rect, words: String) {
    let font = theme::regular(theme::DESK_TEXT);
    let galley = ui
        .painter()
        .layout(words, font, theme::ON_SIGNAL, area.width() - 40.0);
    let place = Rect::from_center_size(area.center(), galley.size());
    let response = ui.interact(place, ui.scope_id().with("words"), Sense::hover());
    named(&response, galley.text(), Role::Label);
    ui.painter().galley(place.min, galley, theme::ON_SIGNAL);
}
