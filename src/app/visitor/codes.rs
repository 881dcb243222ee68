//! The numbers of several codes, to touch one and be told of it.

use eframe::egui::{
    Align2, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use super::{Action, View, focus_ring, split_top};
use crate::app::column::{galley, text_at};
use crate::app::signs::Sign;
use crate::app::theme::{self, Sizes};
use crate::check::Judged;
use crate::messages::Phrase;
use crate::telling::{Grade, Subject};

/// The numbers of several codes, and what they are for: beside them, or below where the strip is high.
pub fn codes_ui(
    ui: &mut Ui,
    view: &View<'_>,
    symbols: &[Judged],
    index: Option<usize>,
    strip: Rect,
    row: f32,
) -> Option<Action> {
    let language = view.language;
    let mut action = None;
    let is_high = strip.height() > row * 1.5;
    let (rect, below) = split_top(strip, row, row * 0.15);
    let size = vec2(row * 2.6, row);
    let gap = row * 0.2;
    let share = if is_high { 1.0 } else { 0.62 };
    let fits = ((rect.width() * share + gap) / (size.x + gap)).floor();
    let order = shown_codes(symbols, fits.max(1.0) as usize);
    for (slot, number) in order.iter().copied().enumerate() {
        let Some(judged) = symbols.get(number) else {
            continue;
        };
        let left = rect.left() + slot as f32 * (size.x + gap);
        let place = Rect::from_min_size(pos2(left, rect.top()), size);
        if code_ui(ui, view, place, number, judged, index == Some(number)) {
            action = Some(Action::Pick(number));
        }
    }
    let are_safe = symbols.iter().all(|judged| judged.verdict.is_safe());
    let words = language.say(Phrase::SeveralCodes {
        count: symbols.len(),
        are_safe,
    });
    let beside = match is_high {
        true => below,
        false => rect.with_min_x(rect.left() + order.len() as f32 * (size.x + gap) + 12.0),
    };
    let font = theme::regular(Sizes::of(ui.max_rect().size()).least);
    let words = galley(ui, &words, font, theme::ON_SIGNAL, beside.width());
    let align = if is_high {
        Align2::LEFT_TOP
    } else {
        Align2::LEFT_CENTER
    };
    text_at(ui, beside, align, words);
    action
}

/// As many codes as fit, in the order of their numbers: the worst must be among them.
fn shown_codes(symbols: &[Judged], fits: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..symbols.len()).collect();
    order.sort_by_key(|index| symbols.get(*index).map(|judged| judged.verdict.is_safe()));
    order.truncate(fits);
    order.sort_unstable();
    order
}

/// The number of a code, with its sign; true where it was pressed.
fn code_ui(
    ui: &Ui,
    view: &View<'_>,
    place: Rect,
    number: usize,
    judged: &Judged,
    is_picked: bool,
) -> bool {
    let grade = Grade::of(Subject::from(judged));
    let response = ui.interact(place, ui.scope_id().with(("code", number)), Sense::click());
    let language = view.language;
    let name = language.say(Phrase::CodeNumber {
        number: number + 1,
        verdict: language.verdict(Some(judged.outcome())),
    });
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_picked, &name));
    let painter = ui.painter();
    painter.rect_filled(place, 10.0, view.colours.ground(grade));
    let width = if is_picked { 5.0 } else { 2.0 };
    painter.rect_stroke(
        place,
        10.0,
        Stroke::new(width, theme::ON_SIGNAL),
        StrokeKind::Inside,
    );
    let height = place.height();
    let sign = Rect::from_center_size(
        place.left_center() + vec2(height * 0.57, 0.0),
        Vec2::splat(height * 0.66),
    );
    Sign::of(grade).paint(painter, sign, theme::ON_SIGNAL);
    painter.text(
        place.right_center() - vec2(height * 0.66, 0.0),
        Align2::CENTER_CENTER,
        number + 1,
        theme::bold(height * 0.5),
        theme::ON_SIGNAL,
    );
    focus_ring(ui, &response);
    response.clicked()
}
