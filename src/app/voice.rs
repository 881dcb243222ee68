//! What is said aloud when, on visitors' screens: each verdict once, advice once a visitor, and what is said stands on the
//! screen at that moment. Nothing waits for it.

use std::time::Duration;

#[cfg(feature = "sound")]
use chrono::Timelike;
use eframe::egui::{
    Align2, Color32, Painter, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    pos2, vec2,
};

use super::column::galley;
use super::theme;
use super::visitor::{Action, View, focus_ring};
use crate::config::Settings;
use crate::language::Language;
use crate::messages::Phrase;
use crate::scan::Advice;
use crate::source::fault::Fault;
use crate::spoken::{Chime, Spoken};
use crate::telling::Telling;

/// The same words about the same codes are not said again within this time, unless somebody asks for it.
const NO_ECHO_FOR: Duration = Duration::from_secs(10);
/// A fault that comes and goes is told as often as this.
const FAULT_TOLD_EACH: Duration = Duration::from_secs(600);
/// What would help changes from picture to picture, and most codes are read at once: it is said when it has stayed so long.
const ADVICE_STAYS: Duration = Duration::from_millis(1_500);

/// What is on the visitor's screen, as far as it is heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scene {
    /// No visitor's screen, or one that says nothing aloud.
    Silence,
    /// Nobody is there: the visitor before has gone.
    Nobody,
    /// Something is in view, with what would help.
    Looking(Option<Advice>),
    /// A verdict, or that there is none: about which thing, and what is said.
    Verdict {
        /// Equal for the same codes, or the same result.
        about: Vec<u64>,
        /// When it came up.
        since: Duration,
        /// The sound before the words.
        chime: Chime,
        /// The words.
        sentences: Vec<Spoken>,
    },
    /// A code is to be taken away.
    TakeAway,
    /// No pictures come.
    Fault(Fault),
    /// The list is broken.
    NoList,
}

impl Scene {
    /// The scene of a verdict.
    pub fn of(telling: &Telling, about: Vec<u64>, since: Duration) -> Scene {
        Scene::Verdict {
            about,
            since,
            chime: telling.grade.chime(),
            sentences: telling.spoken.clone(),
        }
    }

    /// What is said of it.
    fn words(&self, language: Language) -> Option<(Option<Chime>, Vec<Spoken>)> {
        match self {
            Scene::Silence | Scene::Nobody | Scene::Looking(None) => None,
            Scene::Looking(Some(advice)) => Some((None, vec![Spoken::Advice(*advice)])),
            Scene::Verdict {
                chime, sentences, ..
            } => Some((Some(*chime), sentences.clone())),
            Scene::TakeAway => Some((None, vec![Spoken::TakeAway])),
            Scene::Fault(fault) => Some((Some(Chime::Neutral), Spoken::of_fault(*fault, language))),
            Scene::NoList => Some((Some(Chime::Neutral), vec![Spoken::NoList])),
        }
    }
}

/// What is to be done about the sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sound {
    /// Say it now, in place of what is being said.
    Say(Option<Chime>, Vec<Spoken>, Language),
    /// What is being said is not on the screen any more.
    Hush,
}

/// Decides what is heard. It knows no loudspeaker.
#[derive(Debug)]
pub struct Prompter {
    scene: Scene,
    language: Language,
    /// Since when the advice on the screen is the same.
    advice_since: Duration,
    /// The verdict that was said last, and when.
    last: Option<(Scene, Language, Duration)>,
    advised: Vec<Advice>,
    told: Vec<(Fault, Duration)>,
    is_mute: bool,
}

impl Default for Prompter {
    fn default() -> Prompter {
        Prompter {
            scene: Scene::Nobody,
            language: Language::default(),
            advice_since: Duration::ZERO,
            last: None,
            advised: Vec::new(),
            told: Vec::new(),
            is_mute: false,
        }
    }
}

impl Prompter {
    /// What to do now that this is on the screen; called with every picture of it.
    pub fn shows(&mut self, scene: Scene, language: Language, now: Duration) -> Option<Sound> {
        // Nothing of a visitor is kept for longer than it is needed.
        self.last.take_if(|(_, _, at)| now >= *at + NO_ECHO_FOR);
        let is_new = scene != self.scene || language != self.language;
        let was = std::mem::replace(&mut self.scene, scene);
        self.language = language;
        if is_new {
            self.advice_since = now;
        }
        match &self.scene {
            Scene::Nobody => {
                self.advised.clear();
                self.is_mute = false;
            }
            Scene::Looking(Some(advice)) => {
                let is_steady = now >= self.advice_since + ADVICE_STAYS;
                if is_steady && !self.advised.contains(advice) {
                    self.advised.push(*advice);
                    return self.say();
                }
            }
            Scene::Verdict { .. } if is_new && !self.is_echo() => {
                self.last = Some((self.scene.clone(), language, now));
                return self.say();
            }
            Scene::Fault(fault) if is_new => {
                let fault = *fault;
                self.told.retain(|(_, at)| now < *at + FAULT_TOLD_EACH);
                if !self.told.iter().any(|(told, _)| *told == fault) {
                    self.told.push((fault, now));
                    return self.say();
                }
            }
            Scene::TakeAway | Scene::NoList if is_new => return self.say(),
            _ => {}
        }
        // A word about a code that is no longer meant must not be heard to its end; advice may.
        let was_said = !matches!(was, Scene::Silence | Scene::Nobody | Scene::Looking(_));
        (is_new && was_said).then_some(Sound::Hush)
    }

    /// Somebody wants to hear it once more.
    pub fn again(&mut self) -> Option<Sound> {
        self.is_mute = false;
        self.say()
    }

    /// Somebody wants silence, or its end; silence ends with the visitor.
    pub fn mute(&mut self) -> Option<Sound> {
        self.is_mute = !self.is_mute;
        match self.is_mute {
            true => Some(Sound::Hush),
            false => self.say(),
        }
    }

    /// True while somebody wants silence.
    pub fn is_mute(&self) -> bool {
        self.is_mute
    }

    fn say(&self) -> Option<Sound> {
        let (chime, sentences) = self.scene.words(self.language)?;
        (!self.is_mute).then_some(Sound::Say(chime, sentences, self.language))
    }

    /// True where the same was said of the same codes a moment ago.
    fn is_echo(&self) -> bool {
        let Some((last, language, _)) = &self.last else {
            return false;
        };
        let (
            Scene::Verdict {
                about, sentences, ..
            },
            Scene::Verdict {
                about: last_about,
                sentences: last_sentences,
                ..
            },
        ) = (&self.scene, last)
        else {
            return false;
        };
        about == last_about && sentences == last_sentences && *language == self.language
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::verdict::Reason;

    const ZH: Language = Language::ZhCn;

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn verdict(about: u64, since: u64) -> Scene {
        Scene::Verdict {
            about: vec![about],
            since: at(since),
            chime: Chime::Unsafe,
            sentences: vec![Spoken::Why(Reason::KnownPhishing)],
        }
    }

    /// What is said; `None` for nothing, also where something is hushed.
    fn said(sound: Option<Sound>) -> Option<Vec<Spoken>> {
        match sound {
            Some(Sound::Say(_, sentences, _)) => Some(sentences),
            Some(Sound::Hush) | None => None,
        }
    }

    #[test]
    fn a_verdict_is_said_once_however_long_it_stays() {
        let mut prompter = Prompter::default();
        assert!(said(prompter.shows(verdict(1, 1), ZH, at(1))).is_some());
        for second in 1..200 {
            assert_eq!(prompter.shows(verdict(1, 1), ZH, at(second)), None);
        }
    }

    #[test]
    fn the_same_code_a_moment_later_is_no_news_and_another_one_is() {
        let mut prompter = Prompter::default();
        assert!(said(prompter.shows(verdict(1, 1), ZH, at(1))).is_some());
        prompter.shows(Scene::Looking(None), ZH, at(2));
        assert!(said(prompter.shows(verdict(1, 3), ZH, at(3))).is_none());
        assert!(said(prompter.shows(verdict(2, 4), ZH, at(4))).is_some());
        prompter.shows(Scene::Nobody, ZH, at(15));
        assert!(said(prompter.shows(verdict(2, 16), ZH, at(16))).is_some());
    }

    #[test]
    fn what_is_not_on_the_screen_any_more_is_not_said_to_its_end() {
        for next in [Scene::Looking(None), Scene::Nobody, Scene::Silence] {
            let mut prompter = Prompter::default();
            prompter.shows(verdict(1, 1), ZH, at(1));
            assert_eq!(prompter.shows(next, ZH, at(2)), Some(Sound::Hush));
        }
    }

    #[test]
    fn advice_is_said_when_it_stays_and_once_a_visitor() {
        let mut prompter = Prompter::default();
        let closer = || Scene::Looking(Some(Advice::Closer));
        let still = || Scene::Looking(Some(Advice::HoldStill));
        let millis = Duration::from_millis;
        assert_eq!(prompter.shows(closer(), ZH, millis(0)), None);
        assert_eq!(prompter.shows(still(), ZH, millis(400)), None);
        assert_eq!(prompter.shows(closer(), ZH, millis(800)), None);
        assert_eq!(prompter.shows(closer(), ZH, millis(2_200)), None);
        let first = said(prompter.shows(closer(), ZH, millis(2_300)));
        assert_eq!(first, Some(vec![Spoken::Advice(Advice::Closer)]));
        assert_eq!(prompter.shows(closer(), ZH, millis(9_000)), None);
        assert_eq!(prompter.shows(still(), ZH, millis(9_100)), None);
        assert!(said(prompter.shows(still(), ZH, millis(10_600))).is_some());
        prompter.shows(closer(), ZH, millis(10_700));
        assert_eq!(prompter.shows(closer(), ZH, millis(13_000)), None);
        // The next visitor has not heard it.
        prompter.shows(Scene::Nobody, ZH, at(20));
        prompter.shows(closer(), ZH, at(21));
        assert!(said(prompter.shows(closer(), ZH, at(23))).is_some());
    }

    #[test]
    fn a_fault_that_comes_and_goes_is_told_every_ten_minutes() {
        let mut prompter = Prompter::default();
        let mut told = Vec::new();
        for second in 0..1_300 {
            let scene = match second % 2 {
                0 => Scene::Fault(Fault::Stalled),
                _ => Scene::Nobody,
            };
            if said(prompter.shows(scene, ZH, at(second))).is_some() {
                told.push(second);
            }
        }
        assert_eq!(told, [0, 600, 1_200]);
    }

    #[test]
    fn another_language_says_it_in_that_language() {
        let mut prompter = Prompter::default();
        prompter.shows(verdict(1, 1), ZH, at(1));
        let sound = prompter.shows(verdict(1, 1), Language::En, at(2));
        assert!(matches!(sound, Some(Sound::Say(_, _, Language::En))));
    }

    #[test]
    fn silence_that_a_visitor_wanted_ends_with_the_visitor() {
        let mut prompter = Prompter::default();
        prompter.shows(verdict(1, 1), ZH, at(1));
        assert_eq!(prompter.mute(), Some(Sound::Hush));
        assert!(said(prompter.shows(verdict(2, 20), ZH, at(20))).is_none());
        prompter.shows(Scene::Nobody, ZH, at(50));
        assert!(said(prompter.shows(verdict(3, 60), ZH, at(60))).is_some());
    }

    #[test]
    fn whoever_asks_hears_it_again() {
        let mut prompter = Prompter::default();
        assert_eq!(prompter.again(), None); // there is nothing to say
        prompter.shows(verdict(1, 1), ZH, at(1));
        let first = said(prompter.again());
        assert_eq!(first, Some(vec![Spoken::Why(Reason::KnownPhishing)]));
        prompter.mute();
        assert!(said(prompter.again()).is_some());
        assert!(!prompter.is_mute());
    }

    #[cfg(feature = "sound")]
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
