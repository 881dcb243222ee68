//! A verdict over the whole window: the word, why, what to do, and the official code to scan in its place.

use eframe::egui::{Align2, Color32, Key, Rect, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::codes::codes_ui;
use super::{Action, Foot, View, choices, focus_ring, heard, split_bottom, split_top};
use crate::app::address::Parts;
use crate::app::column::{Item, Look, column_ui, galley, text_at};
use crate::app::frozen::Frozen;
use crate::app::qr;
use crate::app::signs::{self, Sign};
use crate::app::theme::{self, Sizes};
use crate::check::allowlist::Standing;
use crate::check::poster::PosterKind;
use crate::check::verdict::Verdict;
use crate::check::{self, Judged};
use crate::messages::Phrase;
use crate::session::{Shown, State};
use crate::telling::{Grade, Telling, capitalised};

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

/// Height of the picture of several codes, as a share of the screen's shorter side.
const FROZEN_SHARE: f32 = 0.18;

/// A verdict over the whole window.
pub fn verdict_ui(ui: &mut Ui, view: &View<'_>, verdict: &VerdictView<'_>) -> Option<Action> {
    let screen = ui.max_rect();
    let sizes = Sizes::of(screen.size());
    let telling = &verdict.telling;
    let ground = view.colours.ground(telling.grade);
    ui.painter().rect_filled(screen, 0.0, ground);
    let inside = screen.shrink(sizes.margin);
    let bar = Bar::of(ui, view, verdict, screen.size(), inside.width());
    let (content, foot) = split_bottom(inside, bar.foot.height(), sizes.margin * 0.5);
    let rescue = view.list.and_then(|list| telling.official_host(list));
    let shown = match view.session.state() {
        State::Showing(shown) if !verdict.is_result => Some(&**shown),
        _ => None,
    };
    let frozen = shown.and_then(|shown| Some((shown, view.film.frozen(shown)?)));
    let is_portrait = screen.height() > screen.width();
    // Beside the word there is room for the picture, where that is not in the middle of the screen; or above the sign.
    let above = frozen.filter(|_| rescue.is_none());
    let above_the_sign = above.filter(|_| !is_portrait && verdict.symbols.len() < 2);
    let above = above.filter(|_| above_the_sign.is_none());
    let (mut action, content) = strip_ui(
        ui,
        view,
        verdict,
        above,
        (content, bar.foot.row),
        screen.size(),
    );
    match rescue {
        None => alone_ui(ui, view, verdict, above_the_sign, content, screen.size()),
        Some(host) => {
            let gap = sizes.margin * 0.6;
            let (left, card) = match is_portrait {
                true => split_bottom(content, content.height() * 0.36, gap),
                false => {
                    let width = content.width() * 0.32;
                    let left = content.with_max_x(content.right() - width - gap);
                    (left, content.with_min_x(content.right() - width))
                }
            };
            beside_ui(ui, view, verdict, frozen, left, screen.size());
            rescue_ui(ui, view, card, &host, is_portrait, &sizes);
        }
    }
    // Last, because a screen reader goes through things in the order in which they are drawn.
    action = action.or(bar.ui(ui, verdict, foot, ground));
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        action = Some(match view.has_desk {
            true => Action::Back,
            false => verdict.way_on(),
        });
    }
    // From the moment of the touch: an old finger trembles, and stays.
    let is_touched = ui.input(|input| input.pointer.primary_pressed());
    if action.is_none() && is_touched && verdict.can_be_held() {
        action = Some(Action::Hold);
    }
    action
}

/// The picture and the numbers of several codes in a strip above the rest, and the rest; no strip where there is neither.
fn strip_ui(
    ui: &mut Ui,
    view: &View<'_>,
    verdict: &VerdictView<'_>,
    picture: Option<(&Shown, &Frozen)>,
    (content, row): (Rect, f32),
    screen: Vec2,
) -> (Option<Action>, Rect) {
    let has_codes = verdict.symbols.len() > 1;
    if !has_codes && picture.is_none() {
        return (None, content);
    }
    let margin = Sizes::of(screen).margin;
    let height = match picture {
        Some(_) => screen.min_elem() * FROZEN_SHARE,
        None => row,
    };
    let (mut strip, rest) = split_top(content, height, margin * 0.35);
    if let Some((shown, frozen)) = picture {
        let width = height * frozen.aspect();
        frozen.paint(ui.painter(), strip.with_max_x(strip.left() + width), shown);
        strip.min.x += width + margin * 0.5;
    }
    let mut action = None;
    if has_codes {
        action = codes_ui(ui, view, verdict.symbols, verdict.telling.leads, strip, row);
    }
    (action, rest)
}

/// A verdict without a code to scan instead has little text, and a large sign beside or above it; the picture above the
/// sign.
fn alone_ui(
    ui: &mut Ui,
    view: &View<'_>,
    verdict: &VerdictView<'_>,
    frozen: Option<(&Shown, &Frozen)>,
    content: Rect,
    screen: Vec2,
) {
    let margin = Sizes::of(screen).margin;
    let telling = &verdict.telling;
    let (sign, texts) = match screen.y > screen.x {
        true => split_top(content, content.height() * 0.36, margin),
        false => {
            let side = content.width() * 0.24;
            let mut column = content.with_max_x(content.left() + side);
            if let Some((shown, frozen)) = frozen {
                let height = side / frozen.aspect();
                let (picture, rest) = split_top(column, height, margin * 0.5);
                frozen.paint(ui.painter(), picture, shown);
                column = rest;
            }
            let side_of_sign = side.min(column.height());
            let sign = Rect::from_center_size(column.center(), Vec2::splat(side_of_sign));
            (sign, content.with_min_x(content.left() + side + margin))
        }
    };
    Sign::of(telling.grade).paint(ui.painter(), sign, theme::ON_SIGNAL);
    let items = items(view, verdict.symbols, telling, false);
    column_ui(ui, texts, look(view, telling, screen), true, &items);
}

/// A verdict beside a code to scan instead has the sign beside the word only, and the picture behind it.
fn beside_ui(
    ui: &mut Ui,
    view: &View<'_>,
    verdict: &VerdictView<'_>,
    frozen: Option<(&Shown, &Frozen)>,
    left: Rect,
    screen: Vec2,
) {
    let sizes = Sizes::of(screen);
    let telling = &verdict.telling;
    let side = sizes.word * 1.25;
    let (head, rest) = split_top(left, side, sizes.margin * 0.3);
    let place = Rect::from_min_size(head.min, Vec2::splat(side));
    Sign::of(telling.grade).paint(ui.painter(), place, theme::ON_SIGNAL);
    let words = head.with_min_x(head.left() + side + sizes.margin * 0.5);
    if let Some((shown, frozen)) = frozen {
        let word = capitalised(&telling.word);
        let font = theme::bold(sizes.word);
        let word = galley(ui, &word, font, theme::ON_SIGNAL, f32::INFINITY);
        let free = words.with_min_x(words.left() + word.size().x + sizes.margin * 0.5);
        let width = free.width().min(side * frozen.aspect());
        frozen.paint(ui.painter(), free.with_min_x(free.right() - width), shown);
    }
    let items = items(view, verdict.symbols, telling, true);
    let (top, below) = items.split_at(1.min(items.len()));
    let look = look(view, telling, screen);
    column_ui(ui, words, look, true, top);
    column_ui(ui, rest, look, false, below);
}

/// How the texts look on the ground of a verdict.
fn look(view: &View<'_>, telling: &Telling, window: Vec2) -> Look {
    Look {
        ground: view.colours.ground(telling.grade),
        ink: theme::ON_SIGNAL,
        ..view.look(window)
    }
}

/// What a verdict says, largest first.
fn items(view: &View<'_>, symbols: &[Judged], telling: &Telling, offers_a_code: bool) -> Vec<Item> {
    let language = view.language;
    let said = telling.said(language);
    let mut items = vec![Item::Word(capitalised(&telling.word), said)];
    if telling.headline.is_empty() {
        return items;
    }
    items.push(Item::Headline(telling.below_word(language)));
    items.extend(telling.why.clone().map(Item::Text));
    let judged = telling.leads.and_then(|index| symbols.get(index));
    let leads_to = match (judged, view.list) {
        (Some(judged), Some(list)) => check::leads_to(judged, list),
        _ => None,
    };
    // The host of an account or a payment is that of the app that opens it, and would be taken for its owner.
    let has_own_address = |judged: &&Judged| match &judged.verdict {
        Verdict::Safe(safe) => safe.poster().is_none_or(|one| one.kind == PosterKind::Link),
        Verdict::Unsafe(_) => true,
    };
    let address = judged.filter(|judged| judged.host.is_some());
    let address = address.filter(has_own_address);
    if let Some(host) = leads_to {
        // The official name in front of it is what deceives.
        let caption = language.say(Phrase::LeadsTo);
        items.push(Item::Address(caption, Parts::of_host(&host)));
    } else if let Some(parts) = address.and_then(Parts::of) {
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
        // Where the official code is on the screen, that is the way to go.
        let official = |step: &str| offers_a_code && step == language.insurance_step();
        let steps = telling.steps.iter().map(|step| match official(step) {
            true => language.say(Phrase::ScanOfficial),
            false => (*step).to_owned(),
        });
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

/// The foot of a verdict: what a visitor may choose, the way on, the countdown.
struct Bar {
    choices: Vec<(String, Action)>,
    way_on: String,
    /// What a touch does, or has done.
    hint: Option<String>,
    /// Width of that and of the countdown.
    beside: f32,
    foot: Foot,
}

impl Bar {
    fn of(ui: &Ui, view: &View<'_>, verdict: &VerdictView<'_>, screen: Vec2, width: f32) -> Bar {
        let language = view.language;
        let way_on = language.say(match verdict.is_result {
            true => Phrase::Back,
            false => Phrase::Again,
        });
        let hint = verdict.ends.then(|| {
            language.say(match verdict.held {
                true => Phrase::Held,
                false => Phrase::HoldHint,
            })
        });
        let mut choices = choices(view);
        choices.extend(heard(view));
        // While a code stands before the camera its verdict comes again and again.
        if view.has_desk && !verdict.is_result {
            choices.push((language.say(Phrase::Back), Action::Back));
        }
        let mut labels: Vec<String> = choices.iter().map(|(label, _)| label.clone()).collect();
        labels.push(way_on.clone());
        // In two lines, with the ring.
        let beside = hint.as_ref().map_or(0.0, |hint| {
            let foot = Foot::of(ui, screen, width, &[], 0.0);
            let font = theme::regular(foot.letters);
            let long = galley(ui, hint, font, theme::ON_SIGNAL, f32::INFINITY);
            long.size().x * 0.6 + foot.row + foot.gap
        });
        let foot = Foot::of(ui, screen, width, &labels, beside);
        Bar {
            choices,
            way_on,
            hint,
            beside,
            foot,
        }
    }

    fn ui(
        &self,
        ui: &mut Ui,
        verdict: &VerdictView<'_>,
        bar: Rect,
        ground: Color32,
    ) -> Option<Action> {
        let (field, ink) = (theme::field(ground), theme::ON_SIGNAL);
        let (buttons, beside) = self.foot.rows(bar);
        let foot = &self.foot;
        let (left, mut action) = foot.buttons_ui(ui, buttons, &self.choices, field, ink);
        let width = self.foot.width(ui, &self.way_on);
        let is_alone = self.foot.has_two_rows || self.hint.is_none();
        let at = match is_alone {
            true => buttons.right() - width,
            // Between the choices and the hint.
            false => (left + buttons.right() - self.beside - width) / 2.0,
        };
        let (right, clicked) = self
            .foot
            .button_ui(ui, buttons, at, &self.way_on, field, ink);
        if clicked {
            action = Some(verdict.way_on());
        }
        let Some(hint) = &self.hint else {
            return action;
        };
        let ring = Rect::from_min_max(
            pos2(beside.right() - self.foot.row, beside.top()),
            beside.max,
        );
        let mut words = beside;
        if let Some((share, seconds)) = verdict.time_left {
            if ring_ui(ui, ring, share, seconds, ground, hint) {
                action = Some(Action::Hold);
            }
            words.max.x = ring.left() - self.foot.gap;
        }
        if !self.foot.has_two_rows {
            words.min.x = right + self.foot.gap;
        }
        let font = theme::regular(self.foot.letters);
        let hint = galley(ui, hint, font, ink, words.width());
        if verdict.time_left.is_some() {
            // The ring beside it has this name already.
            let place = Align2::RIGHT_CENTER.align_size_within_rect(hint.size(), words);
            ui.painter().galley(place.min, hint, ink);
        } else {
            text_at(ui, words, Align2::RIGHT_CENTER, hint);
        }
        action
    }
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
        view.look_of_card(ui.max_rect().size()),
        true,
        &items,
    );
    qr::paint(ui.painter(), picture, host);
    let response = ui.interact(picture, ui.scope_id().with("qr"), Sense::hover());
    let name = language.say(Phrase::QrOf { host });
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
}
