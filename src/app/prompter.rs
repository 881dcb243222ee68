//! What is said aloud when: each verdict once, advice once a visitor, and only what stands on the screen at that moment. It
//! knows no loudspeaker, no window and no clock.

use std::time::Duration;

use crate::language::Language;
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
}
