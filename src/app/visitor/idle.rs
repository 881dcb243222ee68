//! The screens without a verdict: at rest, looking, and when the machine cannot check anything.

use eframe::egui::{
    Align2, Button, Color32, Key, Rect, RichText, Stroke, StrokeKind, Ui, Vec2, pos2, vec2,
};

use super::{Action, View, focus_ring, split_bottom, split_top};
use crate::app::column::{Item, Look, announce, column_ui, fitting, galley, text_at};
use crate::app::film;
use crate::app::signs::Sign;
use crate::app::theme::{self, Sizes};
use crate::messages::Phrase;
use crate::scan::Advice;
use crate::session::State;
use crate::source::fault::Fault;

/// At rest: what it does, in three pictures, with the camera already there.
pub fn attract_ui(ui: &mut Ui, view: &View<'_>) -> Option<Action> {
    let language = view.language;
    let screen = ui.max_rect();
    let sizes = Sizes::of(screen.size(), view.text_size);
    ui.painter().rect_filled(screen, 0.0, theme::PAPER);
    let inside = screen.shrink(sizes.margin);
    let (content, bar) = split_bottom(inside, theme::TARGET, sizes.margin * 0.5);
    let is_portrait = screen.height() > screen.width();
    let (texts, picture) = if is_portrait {
        split_bottom(content, content.height() * 0.45, sizes.margin)
    } else {
        let width = content.width() * 0.46;
        (
            content.with_max_x(content.right() - width - sizes.margin),
            content.with_min_x(content.right() - width),
        )
    };
    let title = language.say(Phrase::AttractTitle);
    let cards = sizes.text * 5.4;
    let (top, cards) = split_bottom(texts, cards, sizes.margin * 0.5);
    let items = [
        Item::Word(title.clone(), title.replace('\n', " ")),
        Item::Text(language.say(Phrase::AttractHow)),
        Item::Extra(language.say(Phrase::Motto)),
    ];
    column_ui(
        ui,
        top,
        Look {
            window: screen.size(),
            text_size: view.text_size,
            ground: theme::PAPER,
            ink: theme::INK,
        },
        true,
        &items,
    );
    three_pictures_ui(ui, view, cards, &sizes);
    film_ui(ui, view, picture, &sizes, true);
    foot_ui(ui, view, bar, &sizes)
}

/// What it does: hold up, green, red.
fn three_pictures_ui(ui: &mut Ui, view: &View<'_>, rect: Rect, sizes: &Sizes) {
    let gap = sizes.text * 0.6;
    let width = (rect.width() - 2.0 * gap) / 3.0;
    let cards = [
        (Sign::Code, Color32::WHITE, theme::INK, Phrase::AttractAim),
        (
            Sign::Safe,
            theme::SAFE,
            theme::ON_SIGNAL,
            Phrase::AttractSafe,
        ),
        (
            Sign::Unsafe,
            theme::UNSAFE,
            theme::ON_SIGNAL,
            Phrase::AttractUnsafe,
        ),
    ];
    for (index, (sign, ground, ink, phrase)) in cards.into_iter().enumerate() {
        let corner = pos2(rect.left() + index as f32 * (width + gap), rect.top());
        let card = Rect::from_min_size(corner, vec2(width, rect.height()));
        ui.painter().rect_filled(card, sizes.text * 0.4, ground);
        ui.painter().rect_stroke(
            card,
            sizes.text * 0.4,
            Stroke::new(1.5, theme::LINE),
            StrokeKind::Inside,
        );
        let (picture, label) = split_bottom(card.shrink(sizes.text * 0.3), sizes.text * 1.5, 0.0);
        sign.paint(ui.painter(), picture.shrink(sizes.text * 0.2), ink);
        let words = view.language.say(phrase);
        let size = fitting(ui, &words, theme::regular, sizes.text, label.width());
        let words = galley(ui, &words, theme::regular(size), ink, f32::INFINITY);
        text_at(ui, label, Align2::CENTER_CENTER, words);
    }
}

/// The foot of screens without a verdict.
fn foot_ui(ui: &mut Ui, view: &View<'_>, bar: Rect, sizes: &Sizes) -> Option<Action> {
    let language = view.language;
    let mut action = None;
    let button = |ui: &mut Ui, right: f32, label: &str| {
        let size = sizes.note.max(22.0);
        let width = galley(ui, label, theme::bold(size), theme::INK, f32::INFINITY)
            .size()
            .x
            + size * 2.0;
        let place = Rect::from_min_max(
            pos2(right - width.max(theme::TARGET), bar.top()),
            pos2(right, bar.bottom()),
        );
        let button = Button::new(
            RichText::new(label)
                .font(theme::bold(size))
                .color(theme::INK),
        )
        .fill(Color32::WHITE)
        .stroke(Stroke::new(2.0, theme::INK))
        .corner_radius(10.0);
        let response = ui.put(place, button);
        focus_ring(ui, &response);
        (place.left() - sizes.margin * 0.4, response.clicked())
    };
    let (mut right, clicked) = button(ui, bar.right(), &language.say(Phrase::OtherLanguage));
    if clicked {
        action = Some(Action::SwitchLanguage);
    }
    if view.has_desk {
        let (left, clicked) = button(ui, right, &language.say(Phrase::Back));
        right = left;
        if clicked || ui.input(|input| input.key_pressed(Key::Escape)) {
            action = Some(Action::Back);
        }
    }
    let notes = [
        Some(language.say(Phrase::Promise)),
        view.hall.map(str::to_owned),
    ];
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    let colour = if matches!(view.session.state(), State::Scanning | State::TakeAway) {
        theme::ON_SIGNAL
    } else {
        theme::INK
    };
    let notes = galley(
        ui,
        &notes.join("   "),
        theme::regular(sizes.note),
        colour,
        right - bar.left(),
    );
    text_at(ui, bar, Align2::LEFT_CENTER, notes);
    action
}

/// Something is in view: the picture large, what to do in one line.
pub fn scanning_ui(ui: &mut Ui, view: &View<'_>, words: Phrase<'_>) -> Option<Action> {
    let language = view.language;
    let screen = ui.max_rect();
    let sizes = Sizes::of(screen.size(), view.text_size);
    ui.painter().rect_filled(screen, 0.0, theme::INK);
    let inside = screen.shrink(sizes.margin * 0.6);
    let (content, bar) = split_bottom(inside, theme::TARGET, sizes.margin * 0.4);
    let (picture, line) = split_bottom(content, sizes.headline * 1.5, sizes.margin * 0.3);
    film_ui(ui, view, picture, &sizes, false);
    let words = galley(
        ui,
        &language.say(words),
        theme::bold(sizes.headline),
        theme::ON_SIGNAL,
        line.width(),
    );
    let response = text_at(ui, line, Align2::CENTER_CENTER, words);
    announce(ui, &response);
    foot_ui(ui, view, bar, &sizes)
}

/// What would help, in a line.
pub fn advice(advice: Option<Advice>) -> Phrase<'static> {
    match advice {
        Some(Advice::Light) => Phrase::AdviceLight,
        Some(Advice::Tilt) => Phrase::AdviceTilt,
        Some(Advice::Closer) => Phrase::AdviceCloser,
        Some(Advice::HoldStill) => Phrase::AdviceHoldStill,
        None => Phrase::Looking,
    }
}

/// The camera picture, or what stands for it.
fn film_ui(ui: &mut Ui, view: &View<'_>, rect: Rect, sizes: &Sizes, has_caption: bool) {
    let language = view.language;
    ui.painter().rect_filled(rect, sizes.text * 0.5, theme::INK);
    let inner = rect.shrink(sizes.text * 0.25);
    let in_the_middle = |ui: &mut Ui, words: &str| {
        let words = galley(
            ui,
            words,
            theme::bold(sizes.text),
            theme::ON_SIGNAL,
            inner.width(),
        );
        text_at(ui, inner, Align2::CENTER_CENTER, words);
    };
    if view.session.is_covered(view.now) {
        Sign::Own.paint(
            ui.painter(),
            Rect::from_center_size(
                inner.center() - vec2(0.0, sizes.text * 3.0),
                Vec2::splat(sizes.text * 4.0),
            ),
            theme::ON_SIGNAL,
        );
        in_the_middle(ui, &language.say(Phrase::Covered));
        return;
    }
    if view.film.is_empty() {
        in_the_middle(ui, &language.say(Phrase::CameraStarting));
        return;
    }
    let (picture, caption) = if has_caption {
        split_bottom(inner, sizes.note * 1.6, sizes.note * 0.3)
    } else {
        (inner, inner)
    };
    view.film
        .paint(ui.painter(), picture, view.mirror, view.session);
    if matches!(view.session.state(), State::Attract) {
        film::guide(ui.painter(), picture);
    }
    if has_caption && view.mirror {
        let words = galley(
            ui,
            &language.say(Phrase::Mirrored),
            theme::regular(sizes.note),
            theme::ON_SIGNAL,
            caption.width(),
        );
        text_at(ui, caption, Align2::CENTER_CENTER, words);
    }
}

pub fn fault_ui(ui: &mut Ui, view: &View<'_>, fault: Fault) -> Option<Action> {
    let words = view.language.camera_fault(fault);
    let mut lines = vec![words.why];
    lines.extend(words.steps.iter().map(|step| (*step).to_owned()));
    trouble_ui(ui, view, &words.headline, &lines)
}

/// The machine cannot check anything now: neither green nor red.
pub fn trouble_ui(ui: &mut Ui, view: &View<'_>, title: &str, lines: &[String]) -> Option<Action> {
    let screen = ui.max_rect();
    let sizes = Sizes::of(screen.size(), view.text_size);
    ui.painter().rect_filled(screen, 0.0, theme::PAPER);
    let inside = screen.shrink(sizes.margin);
    let (content, bar) = split_bottom(inside, theme::TARGET, sizes.margin * 0.5);
    let is_portrait = screen.height() > screen.width();
    let (sign, texts) = if is_portrait {
        split_top(content, content.height() * 0.3, sizes.margin)
    } else {
        let width = content.width() * 0.26;
        (
            content.with_max_x(content.left() + width),
            content.with_min_x(content.left() + width + sizes.margin),
        )
    };
    Sign::Trouble.paint(ui.painter(), sign.shrink(sizes.margin * 0.3), theme::INK);
    let mut items = vec![Item::Alert(title.to_owned())];
    items.extend(lines.iter().map(|line| Item::Text(line.clone())));
    items.extend(view.hall.map(|hall| Item::Extra(hall.to_owned())));
    column_ui(
        ui,
        texts,
        Look {
            window: screen.size(),
            text_size: view.text_size,
            ground: theme::PAPER,
            ink: theme::INK,
        },
        true,
        &items,
    );
    foot_ui(ui, view, bar, &sizes)
}
