//! The visitors' screens: attract, scanning, verdict, fault. They draw what the session says and return what was
//! touched; nothing is decided here, and nothing here opens a link.

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{
    Align2, Button, Color32, Galley, Key, Rect, RichText, Role, Sense, Stroke, StrokeKind, Ui,
    Vec2, WidgetInfo, pos2, vec2,
};

use super::address::Parts;
use super::column::{Item, Look, announce, column_ui, fitting, galley, text_at};
use super::film::{self, Film};
use super::qr;
use super::signs::{self, Sign};
use super::theme::{self, Sizes};
use crate::check::Judged;
use crate::check::allowlist::{Allowlist, Standing};
use crate::check::verdict::Reason;
use crate::language::Language;
use crate::messages::Phrase;
use crate::scan::Advice;
use crate::session::{Session, State};
use crate::source::fault::Fault;
use crate::telling::{Grade, Subject, Telling, capitalised};

/// What a visitor has touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Done with this verdict.
    Again,
    /// Anywhere else on a verdict: it should stay.
    Hold,
    /// The other language.
    SwitchLanguage,
    /// One of several codes.
    Pick(usize),
    /// To the desk, where there is one.
    Back,
}

/// Everything that the screens show.
pub struct View<'a> {
    /// Language of the visitor.
    pub language: Language,
    /// What to show.
    pub session: &'a Session,
    /// The time, as the session counts it.
    pub now: Duration,
    /// The camera picture.
    pub film: &'a Film,
    /// The list; `None` where it is broken.
    pub list: Option<&'a Allowlist>,
    /// Show the picture as in a mirror.
    pub mirror: bool,
    /// 1 to 2.
    pub text_size: f32,
    /// The hall's own number, in words.
    pub hall: Option<&'a str>,
    /// The code whose details are shown.
    pub picked: Option<usize>,
    /// There is a desk to go back to.
    pub has_desk: bool,
}

/// A verdict to show.
pub struct VerdictView<'a> {
    /// What it says.
    pub telling: Telling,
    /// The codes.
    pub symbols: &'a [Judged],
    /// Share of the time that is left, and seconds.
    pub time_left: Option<(f32, u64)>,
    /// A touch holds it.
    pub held: bool,
    /// It will end by itself unless it is held.
    pub ends: bool,
    /// It is a result of the desk, and leads back there; a verdict of the camera leads to the next one.
    pub is_result: bool,
}

impl VerdictView<'_> {
    fn way_on(&self) -> Action {
        if self.is_result {
            Action::Back
        } else {
            Action::Again
        }
    }

    fn can_be_held(&self) -> bool {
        self.ends && !self.held
    }
}

/// Draws the screen of the session's state.
pub fn screen_ui(ui: &mut Ui, view: &View<'_>) -> Option<Action> {
    if view.list.is_none() {
        let words = [
            view.language.say(Phrase::NoListTitle),
            view.language.say(Phrase::NoListSteps),
        ];
        return trouble_ui(ui, view, &words[0], std::slice::from_ref(&words[1]));
    }
    match view.session.state() {
        State::Attract => attract_ui(ui, view),
        State::Scanning => {
            let advice = view.session.newest().and_then(|seen| seen.advice);
            scanning_ui(ui, view, self::advice(advice))
        }
        State::TakeAway => scanning_ui(ui, view, Phrase::TakeAway),
        State::Showing(shown) => {
            let verdict = VerdictView {
                telling: Telling::of_shown(shown, view.picked, view.language),
                symbols: &shown.seen.judged.symbols,
                time_left: view.session.time_left(view.now),
                held: shown.held,
                ends: view.session.ends_by_itself(),
                is_result: false,
            };
            verdict_ui(ui, view, &verdict)
        }
        State::Fault(fault) => fault_ui(ui, view, *fault),
    }
}

/// A verdict over the whole window.
pub fn verdict_ui(ui: &mut Ui, view: &View<'_>, verdict: &VerdictView<'_>) -> Option<Action> {
    let screen = ui.max_rect();
    let sizes = Sizes::of(screen.size(), view.text_size);
    let telling = &verdict.telling;
    let ground = theme::ground(telling.grade);
    ui.painter().rect_filled(screen, 0.0, ground);
    let mut action = None;

    let bar_height = theme::TARGET.max(screen.size().min_elem() * 0.075);
    let inside = screen.shrink(sizes.margin);
    let (content, bar) = split_bottom(inside, bar_height, sizes.margin * 0.5);
    let mut content = content;
    if verdict.symbols.len() > 1 {
        let (chips, rest) = split_top(content, bar_height, sizes.margin * 0.35);
        if let Some(pressed) = codes_ui(ui, view, verdict.symbols, telling.leads, chips, &sizes) {
            action = Some(pressed);
        }
        content = rest;
    }

    let rescue = view.list.and_then(|list| telling.official_host(list));
    let is_portrait = screen.height() > screen.width();
    let card_share = if is_portrait { 0.36 } else { 0.32 };
    let (left, card) = match (&rescue, is_portrait) {
        (None, _) => (content, None),
        (Some(_), true) => {
            let (top, bottom) =
                split_bottom(content, content.height() * card_share, sizes.margin * 0.6);
            (top, Some(bottom))
        }
        (Some(_), false) => {
            let width = content.width() * card_share;
            let left = content.with_max_x(content.right() - width - sizes.margin * 0.6);
            (left, Some(content.with_min_x(content.right() - width)))
        }
    };

    let look = Look {
        window: screen.size(),
        text_size: view.text_size,
        ground,
        ink: theme::ON_SIGNAL,
    };
    let sign = Sign::of(telling.grade);
    let items = items(view, verdict.symbols, telling);
    // A safe verdict has little text and a large sign beside it; an unsafe one has the sign beside the word only.
    if rescue.is_none() && !is_portrait {
        let side = content.width() * 0.24;
        let place = Rect::from_center_size(
            pos2(content.left() + side / 2.0, content.center().y),
            Vec2::splat(side),
        );
        sign.paint(ui.painter(), place, theme::ON_SIGNAL);
        let texts = content.with_min_x(content.left() + side + sizes.margin);
        column_ui(ui, texts, look, true, &items);
    } else if rescue.is_none() {
        let (head, texts) = split_top(content, content.height() * 0.36, sizes.margin);
        sign.paint(ui.painter(), head, theme::ON_SIGNAL);
        column_ui(ui, texts, look, true, &items);
    } else {
        let side = sizes.word * 1.25;
        let (head, rest) = split_top(left, side, sizes.margin * 0.3);
        let place = Rect::from_min_size(head.min, Vec2::splat(side));
        sign.paint(ui.painter(), place, theme::ON_SIGNAL);
        let words = head.with_min_x(head.left() + side + sizes.margin * 0.5);
        let (top, below) = items.split_at(1.min(items.len()));
        column_ui(ui, words, look, true, top);
        column_ui(ui, rest, look, false, below);
    }
    if let (Some(host), Some(card)) = (rescue, card) {
        rescue_ui(ui, view, card, &host, is_portrait, &sizes);
    }
    // Last, because a screen reader goes through things in the order in which they are drawn.
    action = action.or(bar_ui(
        ui,
        view,
        verdict,
        bar,
        &sizes,
        ground,
        telling.reason.as_ref(),
    ));
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        action = Some(verdict.way_on());
    }
    // From the moment of the touch: an old finger trembles, and stays.
    let is_touched = ui.input(|input| input.pointer.primary_pressed());
    if action.is_none() && is_touched && verdict.can_be_held() {
        action = Some(Action::Hold);
    }
    action
}

/// What a verdict says, largest first.
fn items(view: &View<'_>, symbols: &[Judged], telling: &Telling) -> Vec<Item> {
    let language = view.language;
    let said = telling.said(language);
    let mut items = vec![Item::Word(capitalised(&telling.word), said)];
    if telling.headline.is_empty() {
        return items;
    }
    items.push(Item::Headline(telling.below_word(language)));
    items.extend(telling.why.clone().map(Item::Text));
    let judged = telling.leads.and_then(|index| symbols.get(index));
    let address = judged.filter(|judged| judged.host.is_some());
    if let Some(parts) = address.and_then(Parts::of) {
        // Who owns an address is news where it is not who it seems to be.
        let is_official = address.is_some_and(|judged| {
            let host = judged.host.as_deref().unwrap_or_default();
            let standing = view.list.map(|list| list.standing(host));
            judged.verdict.is_safe() || matches!(standing, Some(Standing::Official(_)))
        });
        let caption = match is_official {
            true => Phrase::Address,
            false => Phrase::TrueOwner,
        };
        items.push(Item::Address(language.say(caption), parts));
    }
    items.extend(telling.caveat.map(|words| Item::Caveat(words.to_owned())));
    if !telling.steps.is_empty() {
        let steps = telling.steps.iter().map(|step| (*step).to_owned());
        items.push(Item::Steps(steps.collect()));
    }
    if telling.grade == Grade::Own {
        items.push(Item::Extra(language.say(Phrase::OwnKept)));
    }
    if telling.grade != Grade::Official {
        items.extend(view.hall.map(|hall| Item::Extra(hall.to_owned())));
    }
    items
}

/// The foot of a verdict: notes for staff, the way on, the countdown.
fn bar_ui(
    ui: &mut Ui,
    view: &View<'_>,
    verdict: &VerdictView<'_>,
    bar: Rect,
    sizes: &Sizes,
    ground: Color32,
    reason: Option<&Reason>,
) -> Option<Action> {
    let language = view.language;
    let mut action = None;
    let size = (bar.height() * 0.42).max(24.0);
    let button = |ui: &mut Ui, label: &str, place: &dyn Fn(Vec2) -> Rect| {
        let natural = galley(
            ui,
            label,
            theme::bold(size),
            theme::ON_SIGNAL,
            f32::INFINITY,
        );
        let place = place(vec2(natural.size().x + size * 2.4, bar.height()));
        let text = RichText::new(label)
            .font(theme::bold(size))
            .color(theme::ON_SIGNAL);
        let button = Button::new(text)
            .fill(theme::lighter(ground))
            .stroke(Stroke::new(3.0, theme::ON_SIGNAL))
            .corner_radius(12.0);
        let response = ui.put(place, button);
        focus_ring(ui, &response);
        (place, response.clicked())
    };
    let label = language.say(if verdict.is_result {
        Phrase::Back
    } else {
        Phrase::Again
    });
    // Upright there is room for what visitors need, and not for the notes of the staff.
    let is_narrow = bar.width() < bar.height() * 16.0;
    let (left, clicked) = button(ui, &language.say(Phrase::OtherLanguage), &|size| {
        Rect::from_min_size(bar.min, size)
    });
    if clicked {
        action = Some(Action::SwitchLanguage);
    }
    let (middle, clicked) = button(ui, &label, &|size| match is_narrow {
        true => Rect::from_min_size(left.right_top() + vec2(sizes.margin * 0.3, 0.0), size),
        false => {
            Rect::from_center_size(bar.center(), size).translate(vec2(bar.width() * 0.14, 0.0))
        }
    });
    if clicked {
        action = Some(verdict.way_on());
    }
    let mut notes = Vec::new();
    if let Some(reason) = reason {
        notes.push(language.say(Phrase::ReasonCode {
            code: reason.code(),
        }));
    }
    if let Some(list) = view.list.filter(|list| list.info().issued_on.is_some()) {
        let date = language.list_day(list.info(), list.age());
        notes.push(language.say(Phrase::ListIssued { date: &date }));
    }
    let beside = bar.with_min_x(left.right() + sizes.margin * 0.3);
    let width = middle.left() - beside.left() - sizes.margin * 0.3;
    let note = |words: &[String]| {
        let font = theme::regular(sizes.note);
        galley(ui, &words.join(" · "), font, theme::ON_SIGNAL, width)
    };
    if !is_narrow {
        text_at(ui, beside, Align2::LEFT_CENTER, note(&notes));
    }
    let ring = Rect::from_min_max(pos2(bar.right() - bar.height(), bar.top()), bar.max);
    if verdict.ends {
        let hint = language.say(if verdict.held {
            Phrase::Held
        } else {
            Phrase::HoldHint
        });
        if let Some((share, seconds)) = verdict.time_left
            && ring_ui(ui, ring, share, seconds, ground, &hint)
        {
            action = Some(Action::Hold);
        }
        let room = ring.left() - middle.right() - sizes.margin * 0.5;
        let in_lines = |size: f32| {
            let font = theme::regular(size);
            galley(ui, &hint, font, theme::ON_SIGNAL, room)
        };
        // In two lines where it has to be, and smaller only then.
        let wanted = sizes.note.max(theme::MAIN_TEXT_MIN);
        let tried = [1.0, 0.9, 0.8, 0.7].map(|share| in_lines(wanted * share));
        let fits = |laid: &&Arc<Galley>| laid.rows.len() <= 2 && laid.size().y <= bar.height();
        let Some(hint) = tried.iter().find(fits).or(tried.last()).cloned() else {
            return action;
        };
        if verdict.time_left.is_some() {
            // The ring beside it has this name already.
            let right = bar.with_max_x(ring.left() - sizes.margin * 0.25);
            let place = Align2::RIGHT_CENTER.align_size_within_rect(hint.size(), right);
            ui.painter().galley(place.min, hint, theme::ON_SIGNAL);
        } else {
            text_at(ui, bar, Align2::RIGHT_CENTER, hint);
        }
    }
    action
}

/// The countdown; true where it was pressed. A touch anywhere keeps the verdict, too; this is for the keyboard.
fn ring_ui(ui: &Ui, ring: Rect, share: f32, seconds: u64, ground: Color32, name: &str) -> bool {
    signs::ring(
        ui.painter(),
        ring,
        share,
        theme::ON_SIGNAL,
        theme::mix(ground, theme::ON_SIGNAL, 0.25),
    );
    ui.painter().text(
        ring.center(),
        Align2::CENTER_CENTER,
        seconds.to_string(),
        theme::bold(ring.height() * 0.34),
        theme::ON_SIGNAL,
    );
    let response = ui.interact(ring, ui.scope_id().with("hold"), Sense::click());
    // Without the seconds: a screen reader would say each of them.
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    focus_ring(ui, &response);
    response.clicked()
}

/// The numbers of several codes.
fn codes_ui(
    ui: &mut Ui,
    view: &View<'_>,
    symbols: &[Judged],
    index: Option<usize>,
    rect: Rect,
    sizes: &Sizes,
) -> Option<Action> {
    let language = view.language;
    let mut action = None;
    let count = symbols.len();
    let size = vec2(rect.height() * 2.6, rect.height());
    let gap = rect.height() * 0.2;
    let fits = ((rect.width() * 0.62 + gap) / (size.x + gap)).floor() as usize;
    // The worst must be among those that are shown.
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|index| symbols.get(*index).map(|judged| judged.verdict.is_safe()));
    for (slot, number) in order.iter().copied().take(fits.max(1)).enumerate() {
        let Some(judged) = symbols.get(number) else {
            continue;
        };
        let grade = Grade::of(Subject::from(judged));
        let left = rect.left() + slot as f32 * (size.x + gap);
        let place = Rect::from_min_size(pos2(left, rect.top()), size);
        let colour = theme::ground(grade);
        let response = ui.interact(place, ui.scope_id().with(("code", number)), Sense::click());
        let name = language.say(Phrase::CodeNumber {
            number: number + 1,
            verdict: language.verdict(Some(judged.outcome())),
        });
        response
            .widget_info(|| WidgetInfo::selected(Role::Button, true, index == Some(number), &name));
        let painter = ui.painter();
        painter.rect_filled(place, 10.0, colour);
        let width = if index == Some(number) { 5.0 } else { 2.0 };
        painter.rect_stroke(
            place,
            10.0,
            Stroke::new(width, theme::ON_SIGNAL),
            StrokeKind::Inside,
        );
        let sign = Rect::from_center_size(
            place.left_center() + vec2(size.y * 0.57, 0.0),
            Vec2::splat(size.y * 0.66),
        );
        Sign::of(grade).paint(painter, sign, theme::ON_SIGNAL);
        painter.text(
            place.right_center() - vec2(size.y * 0.66, 0.0),
            Align2::CENTER_CENTER,
            number + 1,
            theme::bold(size.y * 0.5),
            theme::ON_SIGNAL,
        );
        focus_ring(ui, &response);
        if response.clicked() {
            action = Some(Action::Pick(number));
        }
    }
    let used = fits.max(1).min(count) as f32 * (size.x + gap);
    let words = language.say(Phrase::SeveralCodes { count });
    let width = rect.width() - used - 12.0;
    let words = galley(
        ui,
        &words,
        theme::regular(sizes.note),
        theme::ON_SIGNAL,
        width,
    );
    let beside = rect.with_min_x(rect.left() + used + 12.0);
    text_at(ui, beside, Align2::LEFT_CENTER, words);
    action
}

/// The real thing: the official platform's own code, to scan instead.
fn rescue_ui(
    ui: &mut Ui,
    view: &View<'_>,
    card: Rect,
    host: &str,
    is_portrait: bool,
    sizes: &Sizes,
) {
    let Some(Standing::Official(entry)) = view.list.map(|list| list.standing(host)) else {
        return;
    };
    let language = view.language;
    ui.painter()
        .rect_filled(card, sizes.text * 0.5, Color32::WHITE);
    let inside = card.shrink(sizes.text * 0.6);
    let (picture, texts) = if is_portrait {
        let side = inside.height().min(inside.width() * 0.5);
        (
            Rect::from_min_size(inside.min, vec2(side, inside.height())),
            inside.with_min_x(inside.left() + side + sizes.text * 0.6),
        )
    } else {
        // The card is as white as the quiet zone of the code, which may reach to its edge.
        let side = card.width().min(card.height() * 0.68);
        let (texts, picture) = split_bottom(card, side, 0.0);
        let picture = picture.translate(vec2(0.0, -sizes.text * 0.2));
        (picture, texts.shrink(sizes.text * 0.6))
    };
    let items = [
        Item::Headline(language.say(Phrase::ScanThis)),
        Item::Text(language.entry_name(entry)),
        Item::Extra(host.to_owned()),
    ];
    column_ui(
        ui,
        texts,
        Look {
            window: ui.max_rect().size(),
            text_size: 1.0,
            ground: Color32::WHITE,
            ink: theme::INK,
        },
        true,
        &items,
    );
    qr::paint(ui.painter(), picture, host);
    let response = ui.interact(picture, ui.scope_id().with("qr"), Sense::hover());
    let name = language.say(Phrase::QrOf { host });
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
}

/// At rest: what it does, in three pictures, with the camera already there.
fn attract_ui(ui: &mut Ui, view: &View<'_>) -> Option<Action> {
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
        view.list.and_then(|list| language.old_list(list)),
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
fn scanning_ui(ui: &mut Ui, view: &View<'_>, words: Phrase<'_>) -> Option<Action> {
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

fn fault_ui(ui: &mut Ui, view: &View<'_>, fault: Fault) -> Option<Action> {
    let words = view.language.camera_fault(fault);
    let mut lines = vec![words.why];
    lines.extend(words.steps.iter().map(|step| (*step).to_owned()));
    trouble_ui(ui, view, &words.headline, &lines)
}

/// The machine cannot check anything now: neither green nor red.
fn trouble_ui(ui: &mut Ui, view: &View<'_>, title: &str, lines: &[String]) -> Option<Action> {
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

/// The keyboard's place, plain to see on any ground.
fn focus_ring(ui: &Ui, response: &eframe::egui::Response) {
    if response.has_focus() {
        let rect = response.rect.expand(5.0);
        ui.painter().rect_stroke(
            rect,
            14.0,
            Stroke::new(6.0, theme::INK),
            StrokeKind::Outside,
        );
        ui.painter().rect_stroke(
            rect,
            14.0,
            Stroke::new(3.0, Color32::WHITE),
            StrokeKind::Outside,
        );
    }
}

/// The upper part of `height`, and the rest.
fn split_top(rect: Rect, height: f32, gap: f32) -> (Rect, Rect) {
    let at = (rect.top() + height).min(rect.bottom());
    (
        rect.with_max_y(at),
        rect.with_min_y((at + gap).min(rect.bottom())),
    )
}

/// The rest, and the lower part of `height`.
fn split_bottom(rect: Rect, height: f32, gap: f32) -> (Rect, Rect) {
    let at = (rect.bottom() - height).max(rect.top());
    (
        rect.with_max_y((at - gap).max(rect.top())),
        rect.with_min_y(at),
    )
}
