//! Where imported lists lie, and how a new one gets there.
//!
//! ```text
//! FOLDER/lists/12/list.toml          a package, under its serial, with its signature
//!               12/list.toml.minisig
//!        lists/11/…                  the last good one before it
//!        keys/2/list-keys.toml …     a file of list keys, likewise
//!        seen.toml                   the highest serial ever taken, and the latest day ever seen
//! ```
//!
//! A list is put in place by one rename of its folder, after everything in it has reached the disk: at any moment the
//! machine may lose its power, and what is there then is whole. Nothing here is believed at the next start: signature, rules
//! and serial are looked at again, and where the newest list is no good, the one before it is in force, or the one that is
//! compiled in.

use std::fs::TryLockError;
use std::io;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use super::clock::{self, Clock, Reading, Seen};
use super::file::{self, Signed};
use super::keys::{KeyFile, KeyId, Keys, Signer};
use super::shelf::{Shelf, locked, memory, put, read, remember, stored};
use super::{Refusal, format};
use crate::check::allowlist::{Allowlist, Date, Origin, Problem, Source};
use crate::check::list_age::{Age, days_between};
use crate::plain::printable;

/// The folders of imported lists.
#[derive(Debug, Clone, Default)]
pub struct Store {
    /// Where an import goes; `None` where the system names no folder.
    own: Option<PathBuf>,
    /// Where others' imports lie, read only.
    others: Vec<PathBuf>,
}

/// The list in force.
#[derive(Debug, Clone)]
pub struct InForce {
    /// The list. That it is too old counts only after [`Allowlist::on`].
    pub list: Allowlist,
    /// Who signed it; `None` for the list that is compiled in.
    pub signed: Option<Signature>,
    /// Lists of the store that are newer and no good: broken, or signed by a key that is not trusted any more.
    pub passed_over: usize,
    /// What day it is.
    pub reading: Reading,
}

impl InForce {
    /// How old the list is.
    pub fn age(&self) -> Age {
        self.list.info().age(self.reading.day)
    }

    /// True where staff have nothing to do.
    pub fn is_well(&self) -> bool {
        self.age() == Age::Fresh && self.reading.clock == Clock::Right && self.passed_over == 0
    }
}

/// Who signed a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The key.
    pub key: KeyId,
    /// What was signed with it, for showing only.
    pub comment: String,
    /// The folder where the list lies.
    pub folder: PathBuf,
}

/// What an import has brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Imported {
    /// A list.
    List {
        /// Its serial.
        serial: u64,
        /// Its day.
        issued_on: Option<Date>,
        /// The key that signed it.
        key: KeyId,
        /// Its entries.
        entries: usize,
    },
    /// A file of list keys.
    Keys {
        /// Its serial.
        serial: u64,
        /// Its day.
        issued_on: Date,
    },
}

impl Store {
    /// The store of this user and that of the system; an import of root goes into the latter, and so reaches all users.
    pub fn of_this_machine() -> Store {
        let user = ProjectDirs::from("", "", "yanma")
            .map(|folders| folders.data_local_dir().to_path_buf());
        if cfg!(unix) {
            let system = PathBuf::from("/var/lib/yanma");
            match is_root() {
                true => Store::of(Some(system), Vec::new()),
                false => Store::of(user, vec![system]),
            }
        } else {
            Store::of(user, Vec::new())
        }
    }

    /// A store with these folders; none of them need be there.
    pub fn of(own: Option<PathBuf>, others: Vec<PathBuf>) -> Store {
        Store { own, others }
    }

    fn folders(&self) -> impl Iterator<Item = &Path> {
        self.own.iter().chain(&self.others).map(PathBuf::as_path)
    }

    /// The files of list keys that were imported; nothing of them is believed yet.
    pub fn key_files(&self) -> Vec<Signed> {
        let folders = self
            .folders()
            .flat_map(|folder| stored(folder, Shelf::Keys));
        folders
            .filter_map(|(_, folder)| read(&folder, Shelf::Keys))
            .collect()
    }

    /// The list in force: the newest one of the store that is good, or the one that is compiled in if that is newer, with
    /// a hall's own list beside it.
    ///
    /// # Errors
    /// The rules that the hall's own list breaks.
    pub fn in_force(
        &self,
        keys: &Keys,
        hall: Option<&[Source<'_>]>,
        today: Date,
    ) -> Result<InForce, Vec<Problem>> {
        let origin = match hall {
            None => Origin::BuiltIn,
            Some(_) => Origin::BuiltInAndHall,
        };
        let built_in = Allowlist::load(hall.unwrap_or_default(), origin, today)?;
        let oldest = built_in.info().serial.unwrap_or_default();
        let (mut list, mut signed, mut passed_over) = (built_in, None, 0);
        for (serial, folder) in self.stored_lists() {
            if serial <= oldest {
                break;
            }
            match verified(&folder, serial, keys, hall, today) {
                Some((good, key, comment)) => {
                    list = good;
                    signed = Some(Signature {
                        key,
                        comment,
                        folder,
                    });
                    break;
                }
                None => passed_over += 1,
            }
        }
        let reading = self.reading(&list, today);
        Ok(InForce {
            list,
            signed,
            passed_over,
            reading,
        })
    }

    /// What day it is, from the clock, what it has shown before, and the day of the list.
    pub fn reading(&self, list: &Allowlist, today: Date) -> Reading {
        clock::read(self.seen(), list.info().issued_on, today)
    }

    /// Every list of every folder, newest first.
    fn stored_lists(&self) -> Vec<(u64, PathBuf)> {
        let lists = self
            .folders()
            .flat_map(|folder| stored(folder, Shelf::Lists));
        let mut lists: Vec<(u64, PathBuf)> = lists.collect();
        lists.sort_by_key(|(serial, _)| std::cmp::Reverse(*serial));
        lists
    }

    /// The highest serial that this machine has seen: compiled in, in the store, or remembered.
    pub fn highest(&self, keys: &Keys, today: Date) -> u64 {
        let built_in = Allowlist::built_in(today).ok();
        let built_in = built_in.and_then(|list| list.info().serial);
        let is_good = |(serial, folder): &(u64, PathBuf)| {
            verified(folder, *serial, keys, None, today).is_some()
        };
        let stored = self.stored_lists().into_iter().find(is_good);
        // A memory that cannot be true would shut out every later list.
        let latest = self.seen().latest.map_or(today, |latest| latest.max(today));
        let remembered = self.folders().map(|folder| memory(folder).highest);
        let remembered = remembered
            .filter(|highest| format::is_plausible(*highest, latest))
            .max();
        [built_in, stored.map(|(serial, _)| serial), remembered]
            .into_iter()
            .flatten()
            .max()
            .unwrap_or_default()
    }

    /// The latest day seen, of any folder.
    fn seen(&self) -> Seen {
        let seen = self.folders().map(|folder| Seen::from(memory(folder).days));
        seen.max_by_key(|seen| seen.latest).unwrap_or_default()
    }

    /// Keeps what the clock has shown, and the serial of an imported list in force. A folder that cannot be written keeps
    /// nothing: the list has its day and its serial all the same.
    pub fn keep(&self, in_force: &InForce) {
        let Some(own) = &self.own else {
            return;
        };
        let kept = memory(own);
        let serial = in_force.signed.as_ref().and(in_force.list.info().serial);
        let highest = kept.highest.max(serial.unwrap_or_default());
        let seen = in_force.reading.seen;
        if highest != kept.highest || Seen::from(kept.days) != seen {
            let _ = remember(own, highest, seen);
        }
    }

    /// Somebody says that the clock is right.
    ///
    /// # Errors
    /// [`Refusal::NotStored`].
    pub fn confirm_clock(&self, today: Date) -> Result<(), Refusal> {
        let own = self.own()?;
        let kept = memory(own);
        remember(own, kept.highest, clock::confirmed(today)).map_err(not_stored(own))
    }

    fn own(&self) -> Result<&Path, Refusal> {
        self.own.as_deref().ok_or_else(|| Refusal::NotStored {
            path: "-".to_owned(),
            error: io::ErrorKind::NotFound.into(),
        })
    }

    /// Imports a list, or a file of list keys.
    ///
    /// # Errors
    /// Every [`Refusal`]. What was in force stays in force.
    pub fn import(&self, path: &Path, keys: &Keys, today: Date) -> Result<Imported, Refusal> {
        self.take(&file::read(path)?, keys, today, &mut |_| Ok(()))
    }

    /// Takes what was read from a file. `step` is called before each step that changes the disk, with what is about to be
    /// done; where it fails, that step has failed.
    ///
    /// # Errors
    /// As [`import`](Store::import).
    pub fn take(
        &self,
        signed: &Signed,
        keys: &Keys,
        today: Date,
        step: &mut dyn FnMut(&str) -> io::Result<()>,
    ) -> Result<Imported, Refusal> {
        match keys.signer(signed)?.0 {
            Signer::Root => self.take_keys(signed, keys, today, step),
            Signer::List { id, serials } => {
                self.take_list(signed, keys, today, (id, serials), step)
            }
        }
    }

    fn take_keys(
        &self,
        signed: &Signed,
        keys: &Keys,
        today: Date,
        step: &mut dyn FnMut(&str) -> io::Result<()>,
    ) -> Result<Imported, Refusal> {
        let own = self.own()?;
        let found = KeyFile::parse(&signed.bytes)?;
        let (serial, issued_on) = (found.serial, found.issued_on);
        if days_between(today, issued_on) > 1 {
            return Err(Refusal::ClockBehind { issued_on, today });
        }
        let _lock = locked(own, step).map_err(busy_or_not_stored(own))?;
        let highest = keys.serial().unwrap_or_default();
        if serial <= highest {
            return Err(Refusal::NotNewer { serial, highest });
        }
        put(own, Shelf::Keys, signed, serial, keys.serial(), step).map_err(not_stored(own))?;
        Ok(Imported::Keys { serial, issued_on })
    }

    /// `serials` are those that the key may sign.
    fn take_list(
        &self,
        signed: &Signed,
        keys: &Keys,
        today: Date,
        (key, serials): (KeyId, (u64, u64)),
        step: &mut dyn FnMut(&str) -> io::Result<()>,
    ) -> Result<Imported, Refusal> {
        let own = self.own()?;
        let list = format::parse(&signed.bytes, today)?;
        let serial = list.info().serial.unwrap_or_default();
        if !(serials.0..=serials.1).contains(&serial) {
            return Err(Refusal::KeyNotForSerial { key, serial });
        }
        let _lock = locked(own, step).map_err(busy_or_not_stored(own))?;
        let highest = self.highest(keys, today);
        if serial <= highest {
            return Err(Refusal::NotNewer { serial, highest });
        }
        let is_good = |(stored, folder): &(u64, PathBuf)| {
            verified(folder, *stored, keys, None, today).is_some()
        };
        let last_good = stored(own, Shelf::Lists).into_iter().rev().find(is_good);
        let last_good = last_good.map(|(serial, _)| serial);
        put(own, Shelf::Lists, signed, serial, last_good, step).map_err(not_stored(own))?;
        // From here on it is in force, and its own folder says so, too.
        let _ = step("remember").and_then(|()| remember(own, serial, memory(own).days.into()));
        Ok(Imported::List {
            serial,
            issued_on: list.info().issued_on,
            key,
            entries: list.entries().len(),
        })
    }
}

/// The list of a folder of the store, if it is good, with the key that signed it and its comment.
fn verified(
    folder: &Path,
    serial: u64,
    keys: &Keys,
    hall: Option<&[Source<'_>]>,
    today: Date,
) -> Option<(Allowlist, KeyId, String)> {
    let signed = read(folder, Shelf::Lists)?;
    let (signer, comment) = keys.signer(&signed).ok()?;
    let Signer::List { id, serials } = signer else {
        return None;
    };
    let list = format::parse_of_any_day(&signed.bytes, hall, today).ok()?;
    let is_it = list.info().serial == Some(serial) && (serials.0..=serials.1).contains(&serial);
    is_it.then_some((list, id, comment))
}

fn not_stored(store: &Path) -> impl Fn(io::Error) -> Refusal {
    let path = printable(&store.to_string_lossy());
    move |error| Refusal::NotStored {
        path: path.clone(),
        error,
    }
}

fn busy_or_not_stored(store: &Path) -> impl Fn(TryLockError) -> Refusal {
    let not_stored = not_stored(store);
    move |error| match error {
        TryLockError::WouldBlock => Refusal::Busy,
        TryLockError::Error(error) => not_stored(error),
    }
}

/// Whether this process is root's.
#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}
