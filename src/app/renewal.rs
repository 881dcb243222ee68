//! A window runs for months: what is judged by is put together anew each day, and each few minutes, because an administrator
//! may have imported a list or enrolled a poster beside it. Where that fails, what was good before stays in use.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Window;
use super::background::ImportError;
use crate::check::allowlist::{Allowlist, Date};
use crate::health;
use crate::list_files::ListError;
use crate::list_in_use::{InUse, Loaded, Origin};
use crate::list_package::Imported;
use crate::messages::ListNotice;
#[cfg(target_os = "linux")]
use crate::messages::Phrase;

/// From one look to the next.
const LOOKS_EACH: Duration = Duration::from_secs(5 * 60);
/// Most faults of a refused list that are told on the screen; `yanma allowlist import` tells all.
const MAX_DETAILS: usize = 5;

/// When it is put together, and from where.
pub struct Renewal {
    origin: Option<Origin>,
    /// What was put together last, for the threads that judge; `None` where there was nothing to begin with.
    pub in_use: Option<InUse>,
    /// The day for which that was done last.
    day: Date,
    at: Option<Instant>,
    is_under_way: bool,
}

impl Renewal {
    /// It was put together just now, for that day.
    pub fn new(origin: Option<Origin>, list: Option<&Arc<Allowlist>>, day: Date) -> Renewal {
        Renewal {
            origin,
            in_use: list.cloned().map(InUse::new),
            day,
            at: Some(Instant::now()),
            is_under_way: false,
        }
    }

    /// Where it comes from; `None` where nothing may change.
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// Something has changed: it is to be put together at once.
    pub fn hurry(&mut self) {
        self.at = None;
    }

    /// Where it is to be put together from, if that is due. What is under way is waited for.
    fn due(&mut self, day: Date) -> Option<Origin> {
        let is_due = day != self.day || self.at.is_none_or(|at| at.elapsed() >= LOOKS_EACH);
        let origin = self
            .origin
            .clone()
            .filter(|_| is_due && !self.is_under_way)?;
        (self.day, self.at, self.is_under_way) = (day, Some(Instant::now()), true);
        Some(origin)
    }
}

impl Window {
    /// Has it put together anew where that is due.
    pub(super) fn renew_list(&mut self) {
        let day = self.day();
        if let Some(origin) = self.renewal.due(day) {
            self.background.load_list(origin, day);
        }
    }

    /// Imports a list from a file; what comes of it is told.
    pub(super) fn import_list(&mut self, file: PathBuf) {
        if let Some(origin) = self.renewal.origin() {
            let origin = origin.clone();
            self.background.import_list(origin, file, self.day());
        }
    }

    /// Imports what is signed on the sticks that are put in.
    #[cfg(target_os = "linux")]
    pub(super) fn import_from_stick(&mut self) {
        let Some(origin) = self.renewal.origin().cloned() else {
            return;
        };
        self.background.import_from_stick(origin, self.day());
        self.tell_staff(self.language.list_notice(ListNotice::Importing));
    }

    /// Tells what has come of an import: what is there now, and what was before, or why nothing has changed.
    pub(super) fn list_imported(&mut self, done: &Result<Imported, ImportError>) {
        let language = self.language;
        let told = match done {
            Ok(imported) => {
                self.renewal.hurry();
                let before = self.list.as_ref().ok().map(|list| {
                    let version = language.list_version(list.info());
                    language.list_notice(ListNotice::Before { version: &version })
                });
                let now = language.imported(imported);
                std::iter::once(now).chain(before).collect()
            }
            Err(ImportError::Refused(refusal)) => {
                let mut told = vec![language.refusal(refusal)];
                told.extend(
                    language
                        .refusal_details(refusal)
                        .into_iter()
                        .take(MAX_DETAILS),
                );
                told
            }
            #[cfg(target_os = "linux")]
            Err(ImportError::Stick(answer)) => vec![language.say(Phrase::Stick(answer))],
        };
        self.tell_staff(told.join("\n"));
    }

    /// On the page of the staff, or in the settings of the desk.
    fn tell_staff(&mut self, told: String) {
        match &mut self.kiosk {
            Some(kiosk) => kiosk.tell(told),
            None => self.kept.notice = Some(told),
        }
    }

    /// It was put together anew.
    pub(super) fn list_loaded(&mut self, loaded: Result<Loaded, ListError>) {
        self.renewal.is_under_way = false;
        // Without a list at the start nothing judges: that is told on the screen, and mended by a new start.
        let (Ok(loaded), Some(in_use)) = (loaded, &self.renewal.in_use) else {
            return;
        };
        let list = Arc::new(loaded.list());
        in_use.replace(Arc::clone(&list));
        self.list = Ok(list);
        if let Some(kiosk) = &mut self.kiosk {
            let observed = health::list(&loaded, self.renewal.day);
            kiosk.upkeep.list_loaded(observed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list_files::Choice;
    use crate::list_package::Store;

    #[test]
    fn it_is_due_on_each_day_and_where_something_has_changed_and_once_at_a_time() {
        let day = |day| Date {
            year: 2026,
            month: 11,
            day,
        };
        let origin = Origin {
            choice: Choice::BuiltIn,
            store: Store::default(),
            posters: None,
            remembers: false,
        };
        let mut renewal = Renewal::new(Some(origin), None, day(29));
        assert!(renewal.due(day(29)).is_none());
        assert!(renewal.due(day(30)).is_some());
        assert!(renewal.due(day(29)).is_none(), "under way");
        renewal.is_under_way = false;
        assert!(renewal.due(day(30)).is_none());
        renewal.hurry();
        assert!(renewal.due(day(30)).is_some());
        let mut fixed = Renewal::new(None, None, day(29));
        fixed.hurry();
        assert!(fixed.due(day(30)).is_none());
    }
}
