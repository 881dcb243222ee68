//! The screens without a verdict: at rest, looking, and when the machine cannot check anything.

use eframe::egui::{Align2, Color32, Key, Rect, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};

use super::{Action, Choice, Foot, View, choices, split_bottom, split_top};
use crate::app::column::{Item, announce, column_ui, fitting, galley, text_at};
use crate::app::film;
use crate::app::signs::Sign;
use crate::app::theme::{self, Sizes};
use crate::check::list_age::Age;
use crate::messages::Phrase;
use crate::scan::Advice;
use crate::session::State;
use crate::source::fault::Fault;
use crate::telling::Grade;

/// At rest: what it does, in three pictures, with the camera already there.
pub fn attract_ui(ui: &mut Ui, view: &View<'_>) -> Option<Action> {
    let language = view.language;
    let screen = ui.max_rect();
    let sizes = Sizes::of(screen.size());
    ui.painter().rect_filled(screen, 0.0, view.colours.paper);
    let inside = screen.shrink(sizes.margin);
    let bar = Bar::of(ui, view, screen.size(), inside.width(), true);
    let (content, foot) = split_bottom(inside, bar.foot.height(), sizes.margin * 0.5);
    let is_portrait = screen.height() > screen.width();
    let (texts, picture) = if is_portrait {
        // As high as a whole picture is.
        let height = content.width() / view.film.aspect() + sizes.least * 1.7;
        split_bottom(content, height.min(content.height() * 0.45), sizes.margin)
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
    column_ui(ui, top, view.look(screen.size()), true, &items);
    three_pictures_ui(ui, view, cards, &sizes);
    film_ui(ui, view, picture, &sizes, true);
    bar.ui(ui, view, foot)
}

/// What it does: hold up, green, red.
fn three_pictures_ui(ui: &mut Ui, view: &View<'_>, rect: Rect, sizes: &Sizes) {
    let colours = &view.colours;
    let gap = sizes.text * 0.6;
    let width = (rect.width() - 2.0 * gap) / 3.0;
    let cards = [
        (Sign::Code, colours.card, colours.ink, Phrase::AttractAim),
        (
            Sign::Safe,
            colours.ground(Grade::Official),
            theme::ON_SIGNAL,
            Phrase::AttractSafe,
        ),
        (
            Sign::Unsafe,
            colours.ground(Grade::Fraud),
            theme::ON_SIGNAL,
            Phrase::AttractUnsafe,
        ),
    ];
    // In two rows where one would have to be smaller than text may be.
    let label_width = width - sizes.text * 0.6;
    let needs_two = |(.., phrase): &(Sign, Color32, Color32, Phrase<'static>)| {
        let words = view.language.say(*phrase);
        fitting(ui, &words, theme::regular, sizes.text, label_width) < sizes.least
    };
    let rows = if cards.iter().any(needs_two) { 2 } else { 1 };
    let line = sizes.text * if rows == 1 { 1.5 } else { theme::LINE_SPACING };
    for (index, (sign, ground, ink, phrase)) in cards.into_iter().enumerate() {
        let corner = pos2(rect.left() + index as f32 * (width + gap), rect.top());
        let card = Rect::from_min_size(corner, vec2(width, rect.height()));
        ui.painter().rect_filled(card, sizes.text * 0.4, ground);
        ui.painter().rect_stroke(
            card,
            sizes.text * 0.4,
            Stroke::new(1.5, colours.line),
            StrokeKind::Inside,
        );
        let inside = card.shrink(sizes.text * 0.3);
        let (picture, label) = split_bottom(inside, line * rows as f32, 0.0);
        sign.paint(ui.painter(), picture.shrink(sizes.text * 0.2), ink);
        let words = view.language.say(phrase);
        let wanted = sizes
            .scaled(view.text_size)
            .text
            .min(line / theme::LINE_SPACING);
        let size = match rows {
            1 => fitting(ui, &words, theme::regular, wanted, label.width()),
            _ => wanted,
        };
        let words = galley(ui, &words, theme::regular(size), ink, label.width());
        text_at(ui, label, Align2::CENTER_CENTER, words);
    }
}

/// The foot of screens without a verdict: what a visitor may choose, and what the machine never does.
struct Bar {
    buttons: Vec<(String, Action)>,
    notes: String,
    foot: Foot,
}

impl Bar {
    fn of(ui: &Ui, view: &View<'_>, screen: Vec2, width: f32, has_directory: bool) -> Bar {
        let language = view.language;
        let mut buttons = choices(view);
        // What a list that is too old calls official may not be so any more.
        let is_too_old = view.list.is_some_and(|list| list.age() == Age::TooOld);
        if has_directory && !view.has_desk && !is_too_old {
            buttons.push((
                language.say(Phrase::OfficialAddresses),
                Action::Choose(Choice::OfficialAddresses),
            ));
        }
        if view.has_desk {
            buttons.push((language.say(Phrase::Back), Action::Back));
        }
        let labels: Vec<String> = buttons.iter().map(|(label, _)| label.clone()).collect();
        // The hall's own number is news, and so is a list that is old; the promise goes first where there is no room for both.
        let promise = language.say(Phrase::Promise);
        let old = view.list.and_then(|list| language.old_list(list));
        let news: Vec<String> = view
            .hall
            .map(str::to_owned)
            .into_iter()
            .chain(old)
            .collect();
        let mut candidates = Vec::new();
        if !news.is_empty() {
            let news = news.join("   ");
            candidates.extend([format!("{promise}   {news}"), news]);
        }
        candidates.extend(news);
        candidates.push(promise);
        let letters = Foot::of(ui, screen, width, &[], 0.0).letters;
        let wide = |words: &String| {
            let font = theme::regular(letters);
            galley(ui, words, font, theme::ON_SIGNAL, f32::INFINITY)
                .size()
                .x
                * 0.6
        };
        let beside =
            |words: &&String| !Foot::of(ui, screen, width, &labels, wide(words)).has_two_rows;
        let above = |words: &&String| wide(words) <= width;
        let notes = candidates
            .iter()
            .find(beside)
            .or(candidates.iter().find(above));
        let notes = notes.or(candidates.last()).cloned().unwrap_or_default();
        let foot = Foot::of(ui, screen, width, &labels, wide(&notes));
        Bar {
            buttons,
            notes,
            foot,
        }
    }

    fn ui(&self, ui: &mut Ui, view: &View<'_>, bar: Rect) -> Option<Action> {
        let is_on_film = matches!(view.session.state(), State::Scanning | State::TakeAway);
        let (fill, ink) = match is_on_film {
            true => (theme::INK, theme::ON_SIGNAL),
            false => (view.colours.card, view.colours.ink),
        };
        let (row, beside) = self.foot.rows(bar);
        let (left, mut action) = self.foot.buttons_ui(ui, row, &self.buttons, fill, ink);
        if view.has_desk && ui.input(|input| input.key_pressed(Key::Escape)) {
            action = Some(Action::Back);
        }
        let mut place = beside;
        if !self.foot.has_two_rows {
            place.min.x = left;
        }
        let font = theme::regular(self.foot.letters);
        let notes = galley(ui, &self.notes, font, ink, place.width());
        text_at(ui, place, Align2::RIGHT_CENTER, notes);
        action
    }
}

/// Something is in view: the picture large, what to do in one line.
pub fn scanning_ui(ui: &mut Ui, view: &View<'_>, words: Phrase<'_>) -> Option<Action> {
    let screen = ui.max_rect();
    let sizes = Sizes::of(screen.size());
    ui.painter().rect_filled(screen, 0.0, theme::INK);
    let inside = screen.shrink(sizes.margin * 0.6);
    let bar = Bar::of(ui, view, screen.size(), inside.width(), false);
    let (content, foot) = split_bottom(inside, bar.foot.height(), sizes.margin * 0.4);
    let words = view.language.say(words);
    let font = |size: f32| {
        galley(
            ui,
            &words,
            theme::bold(size),
            theme::ON_SIGNAL,
            inside.width(),
        )
    };
    // Larger words take room from the picture, and no more than a third of it.
    let wanted = sizes.scaled(view.text_size).headline;
    let steps = (0..=20).map(|step| wanted + (sizes.headline - wanted) * step as f32 / 20.0);
    let room = content.height() / 3.0;
    let words = steps.map(&font).find(|words| words.size().y <= room);
    let words = words.unwrap_or_else(|| font(sizes.headline));
    let height = words.size().y;
    let (picture, line) = split_bottom(content, height, sizes.margin * 0.3);
    film_ui(ui, view, picture, &sizes, false);
    let response = text_at(ui, line, Align2::CENTER_CENTER, words);
    announce(ui, &response);
    bar.ui(ui, view, foot)
}

/// What would help, in a line.
pub fn advice(advice: Option<Advice>) -> Phrase<'static> {
    advice.map_or(Phrase::Looking, Phrase::of_advice)
}

/// The camera picture, or what stands for it.
fn film_ui(ui: &mut Ui, view: &View<'_>, rect: Rect, sizes: &Sizes, has_caption: bool) {
    let language = view.language;
    let edge = sizes.text * 0.25;
    let has_caption = has_caption && view.mirror;
    let below = if has_caption { sizes.least * 1.5 } else { 0.0 };
    let room = rect.shrink(edge).with_max_y(rect.bottom() - edge - below);
    let picture = view.film.place(room);
    let caption = Rect::from_min_max(
        picture.left_bottom(),
        pos2(picture.right(), picture.bottom() + below),
    );
    let ground = picture.union(caption).expand(edge);
    ui.painter()
        .rect_filled(ground, sizes.text * 0.5, theme::INK);
    let in_the_middle = |ui: &mut Ui, words: &str| {
        let font = theme::bold(sizes.scaled(view.text_size).text);
        let words = galley(ui, words, font, theme::ON_SIGNAL, picture.width());
        text_at(ui, picture, Align2::CENTER_CENTER, words);
    };
    if view.session.is_covered(view.now) {
        let side = (sizes.text * 4.0).min(picture.height() * 0.3);
        let above = picture.center() - vec2(0.0, picture.height() * 0.3);
        Sign::Own.paint(
            ui.painter(),
            Rect::from_center_size(above, Vec2::splat(side)),
            theme::ON_SIGNAL,
        );
        in_the_middle(ui, &language.say(Phrase::Covered));
        return;
    }
    if view.film.is_empty() {
        in_the_middle(ui, &language.say(Phrase::CameraStarting));
        return;
    }
    view.film
        .paint(ui.painter(), picture, view.mirror, view.session);
    if matches!(view.session.state(), State::Attract) {
        film::guide(ui.painter(), picture);
    }
    if has_caption {
        let words = language.say(Phrase::Mirrored);
        let font = theme::regular(sizes.least);
        let words = galley(ui, &words, font, theme::ON_SIGNAL, caption.width());
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
    let sizes = Sizes::of(screen.size());
    ui.painter().rect_filled(screen, 0.0, view.colours.paper);
    let inside = screen.shrink(sizes.margin);
    let bar = Bar::of(ui, view, screen.size(), inside.width(), view.list.is_some());
    let (content, foot) = split_bottom(inside, bar.foot.height(), sizes.margin * 0.5);
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
    Sign::Trouble.paint(
        ui.painter(),
        sign.shrink(sizes.margin * 0.3),
        view.colours.ink,
    );
    let mut items = vec![Item::Alert(title.to_owned())];
    items.extend(lines.iter().map(|line| Item::Text(line.clone())));
    items.extend(view.hall.map(|hall| Item::Extra(hall.to_owned())));
    column_ui(ui, texts, view.look(screen.size()), true, &items);
    bar.ui(ui, view, foot)
}
