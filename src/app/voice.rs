//! The loudspeaker of visitors' screens: what the prompter wants to be said, as the settings want it.
//! Nothing waits for it.

use std::time::Duration;

#[cfg(feature = "sound")]
use chrono::Timelike;

use super::prompter::{Prompter, Scene, Sound};
use crate::config::Settings;
use crate::language::Language;

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
