//! A line of a list at the desk: its name for screen readers, how it looks when it is chosen or under the finger, and
//! texts that are cut rather than broken.

use eframe::egui::{
    FontId, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2,
    text::{LayoutJob, TextWrapping},
    vec2,
};

use super::{fonts, theme};

/// An empty line of this height; what stands in it is drawn by the caller.
pub fn line_ui(
    ui: &mut Ui,
    height: f32,
    name: &str,
    is_chosen: bool,
    colours: &theme::Desk,
) -> (Rect, Response) {
    let size = vec2(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    paint_line(ui, &response, name, is_chosen, colours);
    (rect, response)
}

/// Draws a line that has its place already. What is under the mouse is marked less than what is chosen; what has
/// the keyboard has a frame.
pub fn paint_line(
    ui: &Ui,
    response: &Response,
    name: &str,
    is_chosen: bool,
    colours: &theme::Desk,
) {
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, name));
    let rect = response.rect;
    let painter = ui.painter();
    if is_chosen {
        painter.rect_filled(rect, 4.0, colours.selected);
    }
    if response.has_focus() {
        let stroke = Stroke::new(2.0, colours.text);
        painter.rect_stroke(rect.shrink(1.0), 4.0, stroke, StrokeKind::Inside);
    } else if response.hovered() {
        let stroke = Stroke::new(1.0, colours.weak);
        painter.rect_stroke(rect.shrink(1.0), 4.0, stroke, StrokeKind::Inside);
    }
    let stroke = Stroke::new(1.0, colours.line);
    painter.hline(rect.x_range(), rect.bottom(), stroke);
}

/// A text at the left of `place`, in its middle, cut where it is too long.
pub fn paint_text(ui: &Ui, place: Rect, text: &str, font: FontId, colours: &theme::Desk) {
    let text = fonts::shown(ui.ctx(), &font, text);
    let mut job = LayoutJob::simple_singleline(text, font, colours.text);
    job.wrap = TextWrapping::truncate_at_width(place.width());
    let galley = ui.painter().layout_job(job);
    let at = pos2(place.left(), place.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, colours.text);
}
