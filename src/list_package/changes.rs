//! What has changed from one list to another, for the two people who approve the newer one. What makes more safe comes
//! first: that is where a mistake, or a bribe, would be.

use std::collections::BTreeMap;

use crate::check::allowlist::{Allowlist, Entry, Grade, NeverHost, Scope, Status};

/// One change of one host. The order of the variants is the order in which they are told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// New, and safe from now on.
    AddedSafe,
    /// Was on the list and not safe; is safe from now on.
    Raised,
    /// Stands for every name below it from now on.
    Widened,
    /// May be listed again.
    NeverRemoved,
    /// New, and not safe until a local office confirms it.
    Added,
    /// The evidence has become stronger.
    GradeRaised(Grade, Grade),
    /// The evidence has become weaker.
    GradeLowered(Grade, Grade),
    /// Another name on the screen: old, new, both in Chinese.
    Renamed(String, String),
    /// Something else of the entry has changed.
    Reworded,
    /// Another reason why it may never be listed.
    NeverReworded,
    /// Stands for itself alone from now on.
    Narrowed,
    /// Was safe and is so no more, until a local office confirms it.
    Lowered,
    /// Is not on the list any more.
    Removed,
    /// Was on the list, and may never be on it again.
    MovedToNever,
    /// May never be listed from now on.
    NeverAdded,
}

/// Every change from `old` to `new`, with its host: those that make more safe first, then by host.
pub fn changes(old: &Allowlist, new: &Allowlist) -> Vec<(Change, String)> {
    let mut changes = Vec::new();
    let (old_entries, new_entries) = (entries(old), entries(new));
    let (old_never, new_never) = (never(old), never(new));
    for (host, entry) in &new_entries {
        let mut tell = |change| changes.push((change, (*host).to_owned()));
        match old_entries.get(host) {
            None if entry.status == Status::Active => tell(Change::AddedSafe),
            None => tell(Change::Added),
            Some(old) => of_entry(old, entry).into_iter().for_each(tell),
        }
    }
    for host in old_entries.keys() {
        if !new_entries.contains_key(host) {
            let change = match new_never.contains_key(host) {
                true => Change::MovedToNever,
                false => Change::Removed,
            };
            changes.push((change, (*host).to_owned()));
        }
    }
    for (host, never) in &new_never {
        match old_never.get(host) {
            Some(old) if old == never => {}
            Some(_) => changes.push((Change::NeverReworded, (*host).to_owned())),
            None if old_entries.contains_key(host) => {} // told above
            None => changes.push((Change::NeverAdded, (*host).to_owned())),
        }
    }
    for host in old_never.keys() {
        if !new_never.contains_key(host) {
            changes.push((Change::NeverRemoved, (*host).to_owned()));
        }
    }
    changes.sort();
    changes
}

fn of_entry(old: &Entry, new: &Entry) -> Vec<Change> {
    let mut changes = Vec::new();
    match (old.status, new.status) {
        (Status::NeedsLocalConfirmation, Status::Active) => changes.push(Change::Raised),
        (Status::Active, Status::NeedsLocalConfirmation) => changes.push(Change::Lowered),
        _ => {}
    }
    match (old.scope, new.scope) {
        (Scope::Host, Scope::Subdomains) => changes.push(Change::Widened),
        (Scope::Subdomains, Scope::Host) => changes.push(Change::Narrowed),
        _ => {}
    }
    // A is the strongest, and the smallest.
    if new.grade < old.grade {
        changes.push(Change::GradeRaised(old.grade, new.grade));
    } else if new.grade > old.grade {
        changes.push(Change::GradeLowered(old.grade, new.grade));
    }
    if old.name != new.name {
        changes.push(Change::Renamed(old.name.zh.clone(), new.name.zh.clone()));
    }
    let rest = Entry {
        status: new.status,
        scope: new.scope,
        grade: new.grade,
        name: new.name.clone(),
        ..old.clone()
    };
    if rest != *new {
        changes.push(Change::Reworded);
    }
    changes
}

fn entries(list: &Allowlist) -> BTreeMap<&str, &Entry> {
    let entries = list.entries().iter();
    entries
        .map(|entry| (entry.host.as_str(), entry.as_ref()))
        .collect()
}

fn never(list: &Allowlist) -> BTreeMap<&str, &NeverHost> {
    let never = list.never().into_iter();
    never.map(|never| (never.host.as_str(), never)).collect()
}
