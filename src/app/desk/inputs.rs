//! What staff give to judge: files, the clipboard, the camera, with what the camera's session says.

use eframe::egui::{
    self, Color32, Label, Rect, RichText, Role, ScrollArea, Sense, Shape, Stroke, TextFormat, Ui,
    Vec2, text::LayoutJob, vec2,
};

use super::super::background::Choice;
use super::super::column::{announce, announce_as};
use super::super::commands::Command;
use super::super::signs::Sign;
use super::super::{Page, theme, visitor};
use super::{View, button, menus, named};
use crate::check::allowlist::Status;
use crate::language::Language;
use crate::messages::{DeskPhrase, Phrase};
use crate::plain;
use crate::session::State;
use crate::source::fault::Fault;
use crate::telling::Telling;

/// Width in points from which a button stands beside the camera's verdict, not below.
const ROOM_BESIDE_VERDICT: f32 = 350.0;
/// Height of the word of the camera's verdict with its sign, in points.
const WORD_HEIGHT: f32 = 44.0;
/// Height of the bar that says how many files are judged, in points.
const PROGRESS_HEIGHT: f32 = 20.0;
/// From the frame where files may be dropped to what stands in it, in points.
const DROP_MARGIN: f32 = 12.0;

/// Inputs, the camera and what it says, one below the other.
pub fn inputs_ui(ui: &mut Ui, view: &View<'_>, asked: &mut Vec<Command>) {
    title_ui(ui, view, asked);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        camera_ui(ui, view, asked);
        buttons_ui(ui, view, asked);
    });
}

/// The camera and what it says, and beside them the inputs.
pub fn wide_inputs_ui(ui: &mut Ui, view: &View<'_>, asked: &mut Vec<Command>) {
    title_ui(ui, view, asked);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.columns_const(|[left, right]| {
            camera_ui(left, view, asked);
            buttons_ui(right, view, asked);
        });
    });
}

/// The inputs within a column that is scrolled already: the buttons first, which are what there is room for.
pub fn column_ui(ui: &mut Ui, view: &View<'_>, asked: &mut Vec<Command>) {
    title_ui(ui, view, asked);
    buttons_ui(ui, view, asked);
    camera_ui(ui, view, asked);
}

fn title_ui(ui: &mut Ui, view: &View<'_>, asked: &mut Vec<Command>) {
    let language = view.language;
    let colours = theme::Desk::of(view.appearance);
    ui.horizontal(|ui| {
        ui.heading(language.say(Phrase::Title));
        ui.label(RichText::new(language.say(Phrase::DeskName)).color(colours.weak));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if button(ui, language.say(Phrase::OtherLanguage), true) {
                asked.push(Command::SwitchLanguage);
            }
        });
    });
}

/// Ways to give something to judge, and to other pages.
fn buttons_ui(ui: &mut Ui, view: &View<'_>, asked: &mut Vec<Command>) {
    let language = view.language;
    let colours = theme::Desk::of(view.appearance);
    ui.horizontal_wrapped(|ui| {
        for (phrase, command) in [
            (Phrase::OpenFiles, Command::Choose(Choice::Files)),
            (Phrase::OpenFolder, Command::Choose(Choice::Folder)),
            (Phrase::Paste, Command::Paste),
            (Phrase::TakeScreen, Command::TakeScreen),
            (Phrase::VisitorScreen, Command::Show(Page::Visitor)),
            (Phrase::Directory, Command::Show(Page::Directory)),
            (Phrase::Settings, Command::Show(Page::Settings)),
        ] {
            if button(ui, language.say(phrase), true) {
                asked.push(command);
            }
        }
        menus::folders_ui(ui, view, asked);
    });
    drop_ui(ui, view, &colours, asked);
    watched_ui(ui, view, &colours, asked);
    let date = language.list_day(view.list.info(), view.list.age());
    let entries = view.list.entries().iter();
    let count = entries
        .filter(|entry| entry.status == Status::Active)
        .count();
    let foot = language.say(Phrase::Footer { date: &date, count });
    ui.label(
        RichText::new(foot)
            .font(theme::regular(theme::DESK_SMALL))
            .color(colours.weak),
    );
}

/// The camera picture, and below it what the session says of it.
fn camera_ui(ui: &mut Ui, view: &View<'_>, asked: &mut Vec<Command>) {
    let language = view.language;
    if matches!(view.session.state(), State::Fault(Fault::NoCamera)) {
        no_camera_ui(ui, view);
        return;
    }
    let width = ui.available_width();
    let height = (width * 9.0 / 16.0).min(ui.ctx().content_rect().height() * 0.4);
    let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    ui.painter().rect_filled(rect, 10.0, theme::INK);
    let say = |ui: &mut Ui, headline: &str, why: &str| {
        let ink = |font| TextFormat::simple(font, theme::ON_SIGNAL);
        let mut job = LayoutJob::default();
        job.wrap.max_width = width - 30.0;
        job.append(headline, 0.0, ink(theme::bold(theme::DESK_TEXT)));
        job.append(why, 0.0, ink(theme::regular(theme::DESK_TEXT)));
        let galley = ui.painter().layout_job(job);
        let place = Rect::from_center_size(rect.center(), galley.size());
        let response = ui.interact(place, ui.scope_id().with(galley.text()), Sense::hover());
        named(&response, galley.text(), Role::Label);
        ui.painter().galley(place.min, galley, theme::ON_SIGNAL);
    };
    match view.session.state() {
        State::Fault(fault) => {
            let words = language.camera_fault(*fault);
            say(ui, &words.headline, &format!("\n{}", words.why));
        }
        _ if view.session.is_covered(view.now) => say(ui, &language.say(Phrase::Covered), ""),
        _ if view.film.is_empty() => say(ui, &language.say(Phrase::CameraStarting), ""),
        _ => {
            let inside = rect.shrink(3.0);
            view.film
                .paint(ui.painter(), inside, view.mirror, view.session);
        }
    }
    said_ui(ui, view, asked);
}

/// Most who have no camera never will: one line, and what can be done without.
fn no_camera_ui(ui: &mut Ui, view: &View<'_>) {
    let colours = theme::Desk::of(view.appearance);
    let words = view.language.desk(DeskPhrase::NoCamera);
    let response = ui.label(RichText::new(words).color(colours.weak));
    announce(ui, &response);
    ui.add_space(6.0);
}

/// What the session says. It has its place when there is little to say, too, so that a verdict moves no button from
/// under a finger.
fn said_ui(ui: &mut Ui, view: &View<'_>, asked: &mut Vec<Command>) {
    const MARGIN: f32 = 10.0;
    let language = view.language;
    let colours = theme::Desk::of(view.appearance);
    let is_narrow = ui.available_width() < ROOM_BESIDE_VERDICT;
    let telling = match view.session.state() {
        State::Showing(shown) => Some(Telling::of_shown(shown, None, language)),
        State::Attract | State::Scanning | State::TakeAway | State::Fault(_) => None,
    };
    let ground = telling
        .as_ref()
        .map_or(colours.card, |telling| theme::ground(telling.grade));
    let card = egui::Frame::new()
        .fill(ground)
        .stroke(Stroke::new(1.5, colours.line))
        .corner_radius(10.0)
        .inner_margin(MARGIN);
    card.show(ui, |ui| {
        let size = vec2(ui.available_width(), if is_narrow { 186.0 } else { 118.0 });
        ui.set_min_size(size);
        ui.spacing_mut().item_spacing.y = 4.0;
        match view.session.state() {
            State::Attract => waiting_ui(ui, size, &language.say(Phrase::DeskHow), colours.text),
            State::Scanning => {
                let advice = view.session.newest().and_then(|seen| seen.advice);
                let words = language.say(visitor::advice(advice));
                waiting_ui(ui, size, &words, colours.text);
            }
            State::TakeAway => waiting_ui(ui, size, &language.say(Phrase::TakeAway), colours.text),
            State::Fault(fault) => {
                // The first step is what visitors do.
                for step in language.camera_fault(*fault).steps.iter().skip(1) {
                    ui.label(language.to_staff(step));
                }
            }
            State::Showing(_) => {
                let Some(telling) = &telling else { return };
                let height = if is_narrow {
                    WORD_HEIGHT
                } else {
                    theme::TARGET
                };
                side_by_side_ui(ui, vec2(size.x, height), |ui| {
                    word_ui(ui, language, telling);
                    if !is_narrow {
                        let right = egui::Layout::right_to_left(egui::Align::Center);
                        ui.with_layout(right, |ui| again_ui(ui, language, asked));
                    }
                });
                headline_ui(ui, telling);
                if is_narrow {
                    again_ui(ui, language, asked);
                }
            }
        }
    });
}

fn side_by_side_ui(ui: &mut Ui, size: Vec2, content: impl FnOnce(&mut Ui)) {
    let row = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(size, row, content);
}

/// There is no verdict yet.
fn waiting_ui(ui: &mut Ui, size: Vec2, words: &str, ink: Color32) {
    side_by_side_ui(ui, size, |ui| {
        let (place, _) = ui.allocate_exact_size(Vec2::splat(WORD_HEIGHT), Sense::hover());
        Sign::Code.paint(ui.painter(), place, ink);
        ui.add(Label::new(words).wrap());
    });
}

fn word_ui(ui: &mut Ui, language: Language, telling: &Telling) {
    let (place, _) = ui.allocate_exact_size(Vec2::splat(WORD_HEIGHT), Sense::hover());
    Sign::of(telling.grade).paint(ui.painter(), place, theme::ON_SIGNAL);
    let word = RichText::new(&telling.word)
        .font(theme::bold(34.0))
        .color(theme::ON_SIGNAL);
    let response = ui.label(word);
    announce_as(ui, &response, telling.said(language));
}

fn headline_ui(ui: &mut Ui, telling: &Telling) {
    let font = theme::bold(theme::DESK_TEXT);
    ui.label(
        RichText::new(&telling.short)
            .font(font)
            .color(theme::ON_SIGNAL),
    );
}

fn again_ui(ui: &mut Ui, language: Language, asked: &mut Vec<Command>) {
    if button(ui, language.say(Phrase::Again), true) {
        asked.push(Command::Forget);
    }
}

/// The folder that is watched, and a way to have judged what was in it before.
fn watched_ui(ui: &mut Ui, view: &View<'_>, colours: &theme::Desk, asked: &mut Vec<Command>) {
    let Some(folder) = view.watched else {
        return;
    };
    let whole = || folder.to_string_lossy();
    let name = folder
        .file_name()
        .map_or_else(whole, |name| name.to_string_lossy());
    let folder_name = plain::printable(&name);
    let folder_name = folder_name.as_str();
    ui.horizontal_wrapped(|ui| {
        let (words, ink) = match view.is_watch_lost {
            true => (
                Phrase::WatchLost {
                    folder: folder_name,
                },
                colours.not_safe,
            ),
            false => (
                Phrase::Watching {
                    folder: folder_name,
                },
                colours.text,
            ),
        };
        let words = ui.label(RichText::new(view.language.say(words)).color(ink));
        announce(ui, &words);
        if button(
            ui,
            view.language.say(Phrase::JudgeOldOnes),
            !view.is_watch_lost,
        ) {
            asked.push(Command::Judge(vec![folder.clone()]));
        }
    });
}

/// Where files may be dropped; anywhere in the window works. While some are being judged, it says how far that is.
fn drop_ui(ui: &mut Ui, view: &View<'_>, colours: &theme::Desk, asked: &mut Vec<Command>) {
    let is_over = ui.input(|input| !input.raw.hovered_files.is_empty());
    let height = theme::TARGET + 2.0 * DROP_MARGIN;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let colour = if is_over { colours.text } else { colours.weak };
    if is_over {
        ui.painter().rect_filled(rect, 10.0, colours.selected);
    }
    let inner = rect.shrink(3.0);
    let corners = [
        inner.left_top(),
        inner.right_top(),
        inner.right_bottom(),
        inner.left_bottom(),
        inner.left_top(),
    ];
    for shape in Shape::dashed_line(&corners, Stroke::new(2.5, colour), 10.0, 7.0) {
        ui.painter().add(shape);
    }
    if let Some(progress) = view.progress {
        let inside = egui::UiBuilder::new().max_rect(rect.shrink(DROP_MARGIN));
        let inside = &mut ui.new_child(inside);
        progress_ui(inside, view.language, progress, colours, asked);
        return;
    }
    let words = view.language.say(match view.can_drop {
        true => Phrase::DropHere,
        false => Phrase::NoDropHere,
    });
    let galley = ui.painter().layout(
        words,
        theme::regular(theme::DESK_TEXT),
        colours.text,
        rect.width() - 20.0,
    );
    let place = Rect::from_center_size(rect.center(), galley.size());
    let response = ui.interact(place, ui.scope_id().with("drop"), Sense::hover());
    named(&response, galley.text(), Role::Label);
    ui.painter().galley(place.min, galley, colours.text);
}

fn progress_ui(
    ui: &mut Ui,
    language: Language,
    (done, total): (usize, usize),
    colours: &theme::Desk,
    asked: &mut Vec<Command>,
) {
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        if button(ui, language.say(Phrase::Cancel), true) {
            asked.push(Command::Cancel);
        }
        ui.vertical(|ui| {
            let words = language.say(Phrase::Progress { done, total });
            ui.label(&words);
            let share = done as f32 / total.max(1) as f32;
            let bar = egui::ProgressBar::new(share)
                .desired_width(ui.available_width())
                .desired_height(PROGRESS_HEIGHT)
                .fill(colours.weak);
            named(&ui.add(bar), &words, Role::ProgressIndicator);
        });
    });
}
