//! The list by which is judged, put together: the one in force, the hall's own beside it, the hall's posters, and the day. A
//! window runs for months, so it is put together again each day and where something was imported or enrolled, and takes the
//! place of the one before while the threads that judge go on.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::check::allowlist::{Allowlist, Date, Problem};
use crate::check::poster::Posters;
use crate::list_files::{self, Choice, ListError};
use crate::list_package::keys::Keys;
use crate::list_package::{Imported, InForce, Refusal, Store};
use crate::poster_file::{self, PosterError};

/// Where it all comes from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Which list to judge by.
    pub choice: Choice,
    /// Where imported lists lie.
    pub store: Store,
    /// The file of the hall's own posters; `None` where the system has no place for it.
    pub posters: Option<PathBuf>,
    /// Whether the day is remembered, so that a clock set back is noticed. Whoever only tries something leaves no trace.
    pub remembers: bool,
}

/// What was put together.
#[derive(Debug)]
pub struct Loaded {
    /// The list in force, with the hall's own beside it.
    pub in_force: InForce,
    /// Dates of the hall's own list that are after today; it is used all the same.
    pub postdated: Vec<Problem>,
    /// The hall's own posters, or why there are none.
    pub posters: Result<Posters, PosterError>,
}

impl Origin {
    /// Puts it together.
    ///
    /// # Errors
    /// [`ListError`]: there is nothing to judge by.
    pub fn load(&self, today: Date) -> Result<Loaded, ListError> {
        // Keys that are not trusted are none, and no imported list counts.
        let keys = Keys::of_this_machine(self.store.key_files()).unwrap_or_default();
        let (in_force, postdated) =
            list_files::load_postdated(&self.choice, &self.store, &keys, today)?;
        if self.remembers {
            self.store.keep(&in_force);
        }
        let posters = match &self.posters {
            Some(file) => poster_file::load(file),
            None => Ok(Posters::default()),
        };
        Ok(Loaded {
            in_force,
            postdated,
            posters,
        })
    }
}

impl Origin {
    /// Imports a list, or a file of list keys.
    ///
    /// # Errors
    /// Every [`Refusal`]. What was in force stays in force.
    pub fn import(&self, file: &Path, today: Date) -> Result<Imported, Refusal> {
        let keys = Keys::of_this_machine(self.store.key_files())?;
        self.store.import(file, &keys, today)
    }
}

impl Loaded {
    /// The day by which everything is judged: today, unless the clock is not believed.
    pub fn day(&self) -> Date {
        self.in_force.reading.day
    }

    /// The list as it is judged by on that day.
    pub fn list(&self) -> Allowlist {
        let list = self.in_force.list.clone().on(self.day());
        match &self.posters {
            Ok(posters) => list.with_posters(posters, self.day()),
            Err(_) => list,
        }
    }
}

/// The list that counts now, for threads that outlive it.
#[derive(Debug, Clone)]
pub struct InUse(Arc<Mutex<Arc<Allowlist>>>);

impl InUse {
    /// This one, until another takes its place.
    pub fn new(list: Arc<Allowlist>) -> InUse {
        InUse(Arc::new(Mutex::new(list)))
    }

    /// The one that counts now: for one picture, from its beginning to its end.
    pub fn list(&self) -> Arc<Allowlist> {
        Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// From the next picture on this one counts.
    pub fn replace(&self, list: Arc<Allowlist>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = list;
    }
}
