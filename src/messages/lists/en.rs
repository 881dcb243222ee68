//! The English words about signed lists.

use super::ListNotice;
use crate::list_package::Refusal;
use crate::list_package::changes::Change;
use crate::messages::en::io_reason;

pub fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Unreadable { path, error } => format!(
            "The file cannot be read: {path} ({}). The stick may be loose; push it in and try again",
            io_reason(error)
        ),
        Refusal::NotAFile { path } => format!(
            "{path} is not a regular file but a folder, link or device; choose the list file itself"
        ),
        Refusal::TooLarge { path } => {
            format!("{path} is too large for a list and was not read")
        }
        Refusal::Archive => {
            "This is an archive; unpack it first and choose the list file in it".to_owned()
        }
        Refusal::NoSignature { path } => format!(
            "There is no signature {path} beside it; copy both files, list and signature, into one folder"
        ),
        Refusal::BadSignature => {
            "The signature file is damaged or not copied to its end; copy both files again".to_owned()
        }
        Refusal::OldSignature => {
            "The signature is of an old kind and not accepted; have it signed by a newer minisign"
                .to_owned()
        }
        Refusal::NoKeys => {
            "This machine has no public key to verify lists with, so none can be imported; an administrator has to install one first (docs/lists.md)"
                .to_owned()
        }
        Refusal::KeysNotTrusted { path } => format!(
            "{path} is damaged or can be changed by others, so its keys cannot be trusted; an administrator has to make it writable for root alone"
        ),
        Refusal::UnknownKey(key) => format!(
            "It is signed by key {key}, which this machine does not know; make sure where the list comes from"
        ),
        Refusal::RevokedKey(key) => format!(
            "It is signed by key {key}, which was revoked; ask the publisher for a new list"
        ),
        Refusal::KeyNotForSerial { key, serial } => {
            format!("Key {key} may not sign list no. {serial}; ask the publisher")
        }
        Refusal::Tampered => {
            "File and signature do not match: the file was changed or damaged; copy it again from its source"
                .to_owned()
        }
        Refusal::HalfCopied => {
            "The file was not copied to its end; copy it again, and pull the stick out only afterwards"
                .to_owned()
        }
        Refusal::NotAPackage => {
            "The signature is right, but this is no list; choose the list file".to_owned()
        }
        Refusal::NewerFormat { format } => format!(
            "This list is for a newer program (format {format}); update the program first"
        ),
        Refusal::Problems(problems) => format!(
            "The list breaks the rules in {} places and is refused as a whole; pass the lines below on to the publisher",
            problems.len()
        ),
        Refusal::SerialTooHigh { serial } => format!(
            "The serial {serial} is far too high: taking it would shut out every later list; tell the publisher"
        ),
        Refusal::NotNewer { serial, highest } => format!(
            "This is list no. {serial}, and this machine has had no. {highest}: older ones are refused; ask for a newer one"
        ),
        Refusal::ClockBehind { issued_on, today } => format!(
            "The list was issued on {issued_on}, but this machine's date is {today}; set the date first, then import"
        ),
        Refusal::Busy => "Another import is under way; try again when it is done".to_owned(),
        Refusal::NotStored { path, error } => format!(
            "The list cannot be stored in {path} ({}). The old one stays in force; make room or give permission, then try again",
            io_reason(error)
        ),
    }
}

pub fn change(change: &Change, host: &str) -> String {
    match change {
        Change::AddedSafe => format!("+ added, called safe: {host}"),
        Change::Raised => {
            format!("▲ raised, needed local confirmation and is called safe now: {host}")
        }
        Change::Widened => format!("▲ widened to every name below it: {host}"),
        Change::NeverRemoved => format!("▲ taken off the never list: {host}"),
        Change::Added => format!("+ added, needs local confirmation, not called safe: {host}"),
        Change::GradeRaised(old, new) => format!("· evidence stronger, {old:?} → {new:?}: {host}"),
        Change::GradeLowered(old, new) => format!("· evidence weaker, {old:?} → {new:?}: {host}"),
        Change::Renamed(old, new) => format!("· renamed, {old} → {new}: {host}"),
        Change::Reworded => format!("· region, kind, evidence or date changed: {host}"),
        Change::NeverReworded => format!("· another reason on the never list: {host}"),
        Change::Narrowed => format!("▼ no longer stands for the names below it: {host}"),
        Change::Lowered => {
            format!("▼ lowered, was called safe and needs local confirmation now: {host}")
        }
        Change::Removed => format!("- removed: {host}"),
        Change::MovedToNever => format!("- moved to the never list: {host}"),
        Change::NeverAdded => format!("- added to the never list: {host}"),
    }
}

pub fn notice(notice: ListNotice<'_>) -> String {
    match notice {
        ListNotice::Packed { path } => format!(
            "Written: {path}. When two people have read yanma allowlist diff, sign it: minisign -Sm {path}"
        ),
        ListNotice::PackExists { path } => {
            format!("{path} is there already and is not overwritten; choose another name")
        }
        ListNotice::PackNotWritten { path, error } => {
            format!("{path} cannot be written ({error}); choose another folder")
        }
        ListNotice::SheetWritten { path, count } => {
            format!("Written: {path}, official codes: {count}. Print it at full size, black on white")
        }
        ListNotice::NothingToPrint => {
            "There is no official code to print: none of that place was found, or the list is too old; try another place".to_owned()
        }
        ListNotice::NotADay => "A day is written as 2027-12-15".to_owned(),
        ListNotice::NoChanges => "The two lists are the same".to_owned(),
        ListNotice::Changes { count, safer } => {
            format!("Changes: {count}, of which {safer} make more codes safe: check each of these")
        }
        ListNotice::SignedBy { key } => format!("Signed by key: {key}"),
        ListNotice::SignersComment { comment } => format!("The signer wrote: {comment}"),
        ListNotice::LiesIn { folder } => format!("Stored in: {folder}"),
        ListNotice::CompiledIn => "Origin: built into the program".to_owned(),
        ListNotice::StaleAfter { day } => format!("Due for renewal after {day}"),
        ListNotice::KeysSerial { serial } => format!("Known keys: key file no. {serial}"),
        ListNotice::NoKeys => {
            "There is no public key for lists: none can be imported (docs/lists.md)".to_owned()
        }
        ListNotice::Well => "All is well".to_owned(),
        ListNotice::ClockConfirmed => "Noted: today's date is right".to_owned(),
        ListNotice::AfterRestart => {
            "An open window uses the new list within five minutes, without a new start".to_owned()
        }
        ListNotice::ListRow => "Official list".to_owned(),
        ListNotice::ImportFile => "Import a new list".to_owned(),
        ListNotice::ImportFromStick => "Import a list from a stick".to_owned(),
        ListNotice::Importing => {
            "Looking at the lists on the stick; please wait, and leave it in".to_owned()
        }
        ListNotice::Before { version } => format!("Before: {version}"),
    }
}
