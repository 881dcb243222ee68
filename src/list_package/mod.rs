//! The list renewed without a network: one signed file that a stick brings.
//!
//! ```text
//! folder of lists → pack → FILE ── minisign ──→ FILE + FILE.minisig → import → store → the list in force
//! ```
//!
//! The order of an import never changes: the file is read once, within a limit ([`file`]); its signature is verified on the
//! raw bytes ([`keys`]); only then is anything parsed ([`format`](mod@format)), and it has to keep every rule of a list; it
//! has to be newer than every list that this machine has seen ([`store`]); and then it is put in place, all or nothing, with
//! the last good one kept. Whatever fails is a [`Refusal`], and the list in force stays as it was.
//!
//! At every start the same is done with what lies in the store: it is worth no more than its signature. How old a list may
//! be is said in [`list_age`](crate::check::list_age), what day it is in [`clock`].
//!
//! Signatures are those of [minisign](https://jedisct1.github.io/minisign/), prehashed ones only. Why not
//! [TUF](https://theupdateframework.io/): `docs/lists.md`.

pub mod changes;
pub mod clock;
pub mod file;
pub mod format;
pub mod keys;
mod shelf;
pub mod store;

use std::io;

use crate::check::allowlist::{Date, Problem};
pub use keys::KeyId;
pub use store::{Imported, InForce, Store};

/// Why a list, or a file of keys, is not taken. Whatever was in force stays in force.
#[derive(Debug)]
pub enum Refusal {
    /// The file, or its signature, cannot be read.
    Unreadable {
        /// Which.
        path: String,
        /// Why.
        error: io::Error,
    },
    /// A folder, a device, a pipe or a link stands in place of the file.
    NotAFile {
        /// Which.
        path: String,
    },
    /// Larger than any list.
    TooLarge {
        /// Which.
        path: String,
    },
    /// A zip, tar or other archive.
    Archive,
    /// No signature lies beside it.
    NoSignature {
        /// The path where it is looked for.
        path: String,
    },
    /// The file beside it is no signature, or only half of one.
    BadSignature,
    /// The signature is of the kind that minisign made before 2019.
    OldSignature,
    /// This machine has no key to compare with.
    NoKeys,
    /// The keys of this machine could have been put there by anybody, or are broken.
    KeysNotTrusted {
        /// The file or folder.
        path: String,
    },
    /// The key that signed it is not known here.
    UnknownKey(KeyId),
    /// The key that signed it was revoked.
    RevokedKey(KeyId),
    /// The key that signed it is not for lists of that serial.
    KeyNotForSerial {
        /// The key.
        key: KeyId,
        /// The serial of the list.
        serial: u64,
    },
    /// The signature is not of these bytes: something was changed.
    Tampered,
    /// The signature is not of these bytes, and their end is missing.
    HalfCopied,
    /// Signed, and neither a list nor a file of keys.
    NotAPackage,
    /// Made for a newer program.
    NewerFormat {
        /// Its format.
        format: u32,
    },
    /// A rule of lists is broken.
    Problems(Vec<Problem>),
    /// The serial is higher than there can be lists by that day: taking it would shut out every later one.
    SerialTooHigh {
        /// The serial.
        serial: u64,
    },
    /// Not newer than the newest that this machine has seen.
    NotNewer {
        /// Its serial.
        serial: u64,
        /// The highest serial so far.
        highest: u64,
    },
    /// Issued after today: the clock is wrong.
    ClockBehind {
        /// The day of the list.
        issued_on: Date,
        /// The day of this machine.
        today: Date,
    },
    /// Another import is under way.
    Busy,
    /// There is no place for it, or it cannot be written.
    NotStored {
        /// Where.
        path: String,
        /// Why.
        error: io::Error,
    },
}

impl Refusal {
    /// True where the file is at fault, and not the machine: a program may want to know.
    pub fn is_of_the_file(&self) -> bool {
        match self {
            Refusal::Unreadable { .. }
            | Refusal::NoKeys
            | Refusal::KeysNotTrusted { .. }
            | Refusal::ClockBehind { .. }
            | Refusal::Busy
            | Refusal::NotStored { .. } => false,
            Refusal::NotAFile { .. }
            | Refusal::TooLarge { .. }
            | Refusal::Archive
            | Refusal::NoSignature { .. }
            | Refusal::BadSignature
            | Refusal::OldSignature
            | Refusal::UnknownKey(_)
            | Refusal::RevokedKey(_)
            | Refusal::KeyNotForSerial { .. }
            | Refusal::Tampered
            | Refusal::HalfCopied
            | Refusal::NotAPackage
            | Refusal::NewerFormat { .. }
            | Refusal::Problems(_)
            | Refusal::SerialTooHigh { .. }
            | Refusal::NotNewer { .. } => true,
        }
    }
}
