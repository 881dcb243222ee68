//! Settings are kept without being asked for: a moment after the last change, and at once where their page or the window
//! is left. One writes at a time, so that the newest are the ones that stay.

use std::path::PathBuf;
use std::time::Duration;

use eframe::egui::Context;

use super::{Page, Window};
use crate::config::{self, ConfigError};
use crate::messages::{DeskPhrase, Phrase};

/// Nobody types for so long between two letters of a name.
const SETTLED: Duration = Duration::from_secs(1);

/// The file of the settings, and whether it has those of the window.
pub struct Kept {
    /// `None` where the system has no place for it.
    file: Option<PathBuf>,
    /// When they were changed, where that is not in the file.
    changed: Option<Duration>,
    is_writing: bool,
    /// What their page says of them.
    pub notice: Option<String>,
}

impl Kept {
    /// What the window begins with is in the file.
    pub fn in_file(file: Option<PathBuf>) -> Kept {
        Kept {
            file,
            changed: None,
            is_writing: false,
            notice: None,
        }
    }
}

impl Window {
    /// The settings were changed, by whatever.
    pub(super) fn settings_changed(&mut self) {
        if self.kept.file.is_none() {
            if self.page == Page::Settings {
                let words = self.language.config_error(&ConfigError::NoPlace);
                self.kept.notice = Some(words);
            }
            return;
        }
        self.kept.changed = Some(self.now());
        self.kept.notice = Some(self.language.desk(DeskPhrase::Saving));
    }

    /// Writes what has settled.
    pub(super) fn keep_settings(&mut self, ctx: &Context) {
        let Some(changed) = self.kept.changed else {
            return;
        };
        let at = changed + SETTLED;
        let now = self.now();
        if self.page == Page::Settings && now < at {
            ctx.request_repaint_after(at - now);
        } else if !self.kept.is_writing {
            self.kept.changed = None;
            self.kept.is_writing = true;
            let (settings, file) = (self.settings.clone(), self.kept.file.clone());
            self.background.save_settings(settings, file);
        }
    }

    /// They are in the file, or could not be written: then the next change tries again.
    pub(super) fn settings_written(&mut self, written: Result<(), ConfigError>) {
        self.kept.is_writing = false;
        if written.is_err() || self.kept.changed.is_none() {
            self.kept.notice = Some(match written {
                Ok(()) => self.language.say(Phrase::Saved),
                Err(error) => self.language.config_error(&error),
            });
        }
    }

    /// The window is closed: what is not in the file goes there now.
    pub(super) fn keep_settings_at_the_end(&mut self) {
        let is_kept = self.kept.changed.is_none() && !self.kept.is_writing;
        if let Some(file) = self.kept.file.as_deref().filter(|_| !is_kept) {
            let _ = config::save(&self.settings, file); // nobody is there any more to be told
        }
    }
}
