//! What other threads answer, and what becomes of it: each [`Event`] ends here.

use super::Window;
use super::background::Event;
use super::files::Job;
use super::screen::NoScreen;
use crate::messages::{DeskPhrase, Phrase};

impl Window {
    /// Takes in what another thread has done.
    pub(super) fn take_event(&mut self, event: Event) {
        match event {
            Event::Chosen(paths) => {
                self.recent.opened_files(&paths);
                self.judge(Job::Paths(paths));
            }
            Event::ChosenFolder(folder) => {
                self.recent.opened_folder(&folder);
                self.background.keep_recent(&self.recent);
                self.judge(Job::Paths(vec![folder]));
            }
            Event::ListFolder(folder) => {
                self.settings.list_folder = Some(folder);
                self.settings_changed();
            }
            Event::WatchedFolder(folder) => {
                self.settings.watched_folder = Some(folder);
                self.settings_changed();
            }
            #[cfg(feature = "sound")]
            Event::VoiceFolder(folder) => {
                self.settings.voice_folder = Some(folder);
                self.settings_changed();
                self.speaker.start(&self.settings);
            }
            Event::ReportPlace(path, kind) => self.save_report(path, kind),
            Event::ReportSaved(path, saved) => {
                let path = &*path.to_string_lossy();
                self.desk.notice = Some(match saved {
                    Ok(()) => self.language.say(Phrase::ReportSaved { path }),
                    Err(error) => self.language.say(Phrase::ReportFailed {
                        path,
                        error: &error.to_string(),
                    }),
                });
            }
            Event::SettingsSaved(saved) => self.settings_written(saved),
            Event::PastedPicture(frame) => {
                let number = self.pasting.next();
                let name = self.language.say(Phrase::PastedPicture { number });
                self.judge(Job::Picture(name, frame));
            }
            Event::PartOfScreen(frame) => {
                let number = self.pasting.next();
                let name = self.language.say(Phrase::PartOfScreen { number });
                self.judge(Job::Picture(name, frame));
            }
            Event::PastedText(text) if text.trim().is_empty() => {
                self.take_event(Event::NothingToPaste);
            }
            Event::PastedText(text) => {
                let number = self.pasting.next();
                let name = self.language.say(Phrase::PastedText { number });
                // People copy a line with its end.
                let text = text.trim_end_matches(['\r', '\n']).to_owned();
                self.judge(Job::Text(name, text));
            }
            Event::NothingToPaste => {
                self.desk.notice = Some(self.language.say(Phrase::ClipboardEmpty));
            }
            Event::DialogIsOpen => {
                self.desk.notice = Some(self.language.desk(DeskPhrase::DialogIsOpen));
            }
            Event::PosterFound(found) => self.poster_found(found),
            Event::PostersChanged(changed) => self.posters_changed(changed),
            Event::ListPackage(file) => self.import_list(file),
            Event::ListImported(done) => self.list_imported(&done),
            Event::ListLoaded(loaded) => self.list_loaded(*loaded),
            Event::Screen(part) => self.part = Some(part),
            Event::NoScreen(why) => {
                let phrase = Phrase::NoScreen(why == NoScreen::Wayland);
                self.desk.notice = Some(self.language.say(phrase));
            }
            Event::NoDialog => self.desk.notice = Some(self.language.say(Phrase::NoDialog)),
            Event::Prepared(id, picture) => self.desk.prepared(id, picture),
            Event::Looked(id, looked) => self.desk.looked(id, looked),
            Event::Cameras(names) => self.filming.name_cameras(names),
            Event::NoPower(error) => {
                if let Some(kiosk) = &mut self.kiosk {
                    let phrase = Phrase::PowerFailed { error: &error };
                    kiosk.tell(self.language.say(phrase));
                }
            }
            Event::Stick(answer) => {
                if let Some(kiosk) = &mut self.kiosk {
                    kiosk.tell(self.language.say(Phrase::Stick(&answer)));
                }
            }
            Event::Pin(is_right) => {
                let confirmed = self.kiosk.as_mut().and_then(|kiosk| kiosk.tried(is_right));
                if let Some(form) = confirmed {
                    self.enrol_poster(form, true);
                }
            }
        }
    }
}
