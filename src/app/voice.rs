//! The loudspeaker of visitors' screens: what the prompter wants to be said, as the settings want it, and its two buttons.
//! Nothing waits for it.

use std::time::Duration;

#[cfg(feature = "sound")]
use chrono::Timelike;
use eframe::egui::{
    Align2, Color32, Painter, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    pos2, vec2,
};

use super::column::galley;
use super::prompter::{Prompter, Scene, Sound};
use super::theme;
use super::visitor::{Action, View, focus_ring};
use crate::config::Settings;
use crate::language::Language;
use crate::messages::Phrase;

/// The prompter and its voice, where there is one.
#[derive(Default)]
pub struct Speaker {
    prompter: Prompter,
    #[cfg(feature = "sound")]
    voice: Option<crate::voice::Voice>,
}

impl Speaker {
    /// Finds the loudspeaker; without one there is silence.
    #[cfg(feature = "sound")]
    pub fn start(&mut self, settings: &Settings) {
        self.start_with(crate::voice::player::installed(), settings);
    }

    /// Speaks with the first of these that works.
    #[cfg(feature = "sound")]
    pub fn start_with(&mut self, players: Vec<crate::voice::player::Player>, settings: &Settings) {
        if !players.is_empty() {
            self.voice = crate::voice::Voice::start(players, settings.voice_folder.clone()).ok();
        }
    }

    /// There is none.
    #[cfg(not(feature = "sound"))]
    pub fn start(&mut self, _: &Settings) {}

    /// Whether anything can be heard now; then the buttons are there.
    #[cfg(feature = "sound")]
    pub fn is_heard(&self, settings: &Settings) -> bool {
        let time = chrono::Local::now();
        let minute = u16::try_from(time.hour() * 60 + time.minute()).unwrap_or_default();
        self.voice.is_some() && is_wanted(settings, minute)
    }

    /// Nothing.
    #[cfg(not(feature = "sound"))]
    pub fn is_heard(&self, _: &Settings) -> bool {
        false
    }

    /// Takes in what is on the screen.
    pub fn shows(&mut self, scene: Scene, language: Language, now: Duration, settings: &Settings) {
        let sound = self.prompter.shows(scene, language, now);
        self.make(sound, settings);
    }

    /// Says it once more.
    pub fn again(&mut self, settings: &Settings) {
        let sound = self.prompter.again();
        self.make(sound, settings);
    }

    /// Silence, or its end.
    pub fn mute(&mut self, settings: &Settings) {
        let sound = self.prompter.mute();
        self.make(sound, settings);
    }

    /// What the buttons show; `None` where there are none.
    pub fn buttons(&self, settings: &Settings) -> Option<Buttons> {
        self.is_heard(settings).then(|| Buttons {
            is_mute: self.prompter.is_mute(),
        })
    }

    #[cfg(feature = "sound")]
    fn make(&mut self, sound: Option<Sound>, settings: &Settings) {
        let is_heard = self.is_heard(settings);
        let Some(voice) = &mut self.voice else {
            return;
        };
        match sound {
            Some(Sound::Say(chime, sentences, language)) if is_heard => {
                let utterance = crate::voice::Utterance {
                    chime,
                    sentences,
                    language,
                };
                voice.say(utterance, f32::from(settings.volume) / 100.0);
            }
            Some(Sound::Hush) => voice.hush(),
            Some(Sound::Say(..)) | None => {}
        }
    }

    #[cfg(not(feature = "sound"))]
    fn make(&mut self, _: Option<Sound>, _: &Settings) {}
}

/// Whether the settings want anything to be heard at this minute of the day.
#[cfg(feature = "sound")]
fn is_wanted(settings: &Settings, minute: u16) -> bool {
    let is_night = settings
        .quiet_hours
        .is_some_and(|hours| hours.contain(minute));
    settings.sound && settings.volume > 0 && !is_night
}

/// The two buttons of a verdict that is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Buttons {
    /// Silence is wanted.
    pub is_mute: bool,
}

/// Draws them into `bar`, behind `left`; returns where all of them stand, and what was touched. Only where the bar
/// `is_wide` there is room for words.
pub fn buttons_ui(
    ui: &Ui,
    view: &View<'_>,
    bar: Rect,
    left: Rect,
    is_wide: bool,
    ground: Color32,
) -> (Rect, Option<Action>) {
    let Some(buttons) = view.sound else {
        return (left, None);
    };
    let (again, silence) = match buttons.is_mute {
        true => (Phrase::SayAgain, Phrase::Unmute),
        false => (Phrase::SayAgain, Phrase::Mute),
    };
    let words = view.language.say(again);
    let font = theme::bold((bar.height() * 0.42).max(24.0));
    let words = is_wide.then(|| galley(ui, &words, font, theme::ON_SIGNAL, f32::INFINITY));
    let mut all = left;
    let mut action = None;
    for (phrase, words, sounds, pressed) in [
        (again, words, true, Action::SayAgain),
        (silence, None, buttons.is_mute, Action::Mute),
    ] {
        let side = bar.height();
        let width = side
            + words
                .as_ref()
                .map_or(0.0, |words| words.size().x + side * 0.25);
        let corner = pos2(all.right() + side * 0.2, bar.top());
        let place = Rect::from_min_size(corner, vec2(width, side));
        all = left.with_max_x(place.right());
        let name = view.language.say(phrase);
        let response = ui.interact(place, ui.scope_id().with(&name), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        let painter = ui.painter();
        painter.rect_filled(place, 12.0, theme::lighter(ground));
        let edge = Stroke::new(3.0, theme::ON_SIGNAL);
        painter.rect_stroke(place, 12.0, edge, StrokeKind::Inside);
        let square = Rect::from_min_size(corner, Vec2::splat(side));
        loudspeaker(painter, square.shrink(side * 0.22), sounds);
        if let Some(words) = words {
            let room = place.with_min_x(square.right() - side * 0.05);
            let at = Align2::LEFT_CENTER.align_size_within_rect(words.size(), room);
            painter.galley(at.min, words, theme::ON_SIGNAL);
        }
        focus_ring(ui, &response);
        if response.clicked() {
            action = Some(pressed);
        }
    }
    (all, action)
}

/// A loudspeaker with two waves before it, or crossed out.
fn loudspeaker(painter: &Painter, rect: Rect, sounds: bool) {
    let colour = theme::ON_SIGNAL;
    let side = rect.width();
    // Points on a square from -1 to 1.
    let at = |x: f32, y: f32| rect.center() + vec2(x, y) * (side / 2.0);
    let line = Stroke::new(side * 0.1, colour);
    let magnet = Rect::from_min_max(at(-1.0, -0.32), at(-0.55, 0.32));
    painter.rect_filled(magnet, 0.0, colour);
    let cone = vec![
        at(-0.6, -0.32),
        at(-0.05, -0.8),
        at(-0.05, 0.8),
        at(-0.6, 0.32),
    ];
    painter.add(Shape::convex_polygon(cone, colour, Stroke::NONE));
    if sounds {
        for radius in [0.4, 0.8] {
            let arc = (-6..=6).map(|step| {
                let angle = step as f32 * 0.13;
                at(0.1, 0.0) + Vec2::angled(angle) * (radius * side / 2.0)
            });
            painter.line(arc.collect(), line);
        }
    } else {
        painter.line_segment([at(0.25, -0.4), at(1.0, 0.4)], line);
        painter.line_segment([at(0.25, 0.4), at(1.0, -0.4)], line);
    }
}

#[cfg(all(test, feature = "sound"))]
mod tests {
    use super::*;

    #[test]
    fn sound_off_no_volume_and_the_night_are_silent() {
        let with = |change: fn(&mut Settings)| {
            let mut settings = Settings {
                quiet_hours: crate::config::QuietHours::parse("21:00-07:00"),
                ..Settings::default()
            };
            change(&mut settings);
            [is_wanted(&settings, 12 * 60), is_wanted(&settings, 23 * 60)]
        };
        assert_eq!(with(|_| {}), [true, false]);
        assert_eq!(with(|settings| settings.quiet_hours = None), [true, true]);
        assert_eq!(with(|settings| settings.sound = false), [false, false]);
        assert_eq!(with(|settings| settings.volume = 0), [false, false]);
    }
}
