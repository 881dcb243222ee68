//! Yanma 验码 tells a person whether a QR code may be scanned.
//!
//! ```text
//! files | clipboard | camera → Frame → scan → [Symbol]
//!     → check (Payload → Link → Allowlist) → Verdict → telling → text | JSON | window | voice
//! ```
//!
//! The one rule: **safe** is said only of a link that is proven official, and of what a hall vouches for. When in doubt, and after any
//! failure, the answer is *unsafe, and here is why*. No link is ever opened, nothing is sent, no picture or payload is kept.
//!
//! Start reading in [`check`]. The rooms, from the ground up:
//!
//! - [`language`] and [`plain`]: the two languages, and text from outside made printable.
//! - [`scan`]: pixels become symbols; two decoders, several passes, every doubt told.
//! - [`check`]: symbols become a verdict; the link grammar, the list, the reasons.
//! - [`session`]: what the visitor's screen shows, a state machine without a clock.
//! - [`source`]: what brings frames in, files within limits and what a camera shows now.
//! - `whole_file`: files that are written whole or not at all.
//! - [`list_package`]: a newer list from one signed file. [`list_files`]: a hall's own list. [`config`]: the settings.
//! - [`poster_file`]: the hall's own posters. [`list_in_use`]: what is judged by, put together.
//! - [`health`]: what is well with a kiosk and what is not. [`stick`]: what is asked of a USB stick.
//! - [`messages`]: every word, in both languages.
//! - [`spoken`] and [`telling`]: what a verdict says, and which sentences of it may be said aloud. Decided once; whatever
//!   shows or says a verdict only renders it.
//! - [`report`]: the one record of a verdict, which text, JSON and the HTML sheets are made from.
//! - [`counts`]: how many a day, and nothing of what. [`directory`]: search in the list, also by pinyin.
//! - [`machine`] and [`counts_file`]: what the machine says of itself, and the counts on its disk.
//! - [`judge`]: from frame to verdict, a still within a time, and the newest picture of a camera again and again.
//! - `voice`, of the feature `sound`: a verdict said aloud. `staff` and `watchdog`, of the feature `gui`: the lock of a
//!   kiosk, and its signs of life for the system.
//! - `app`, of the feature `gui`: the window. [`cli`]: the command line.
//!
//! No room uses one above it, and those that decide and speak know no file, window, network, thread or clock:
//! `tests/house.rs` reads what each names. That `cargo check --lib --bins --no-default-features` passes shows that they need
//! no window either.

#![warn(missing_docs)]
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(feature = "gui")]
pub mod app;
pub mod check;
pub mod cli;
pub mod config;
pub mod counts;
pub mod counts_file;
pub mod directory;
pub mod health;
pub mod judge;
pub mod language;
pub mod list_files;
pub mod list_in_use;
pub mod list_package;
pub mod machine;
pub mod messages;
pub mod plain;
pub mod poster_file;
pub mod report;
pub mod scan;
pub mod session;
pub mod source;
pub mod spoken;
#[cfg(feature = "gui")]
pub mod staff;
pub mod stick;
pub mod telling;
#[cfg(feature = "sound")]
pub mod voice;
#[cfg(all(feature = "gui", target_os = "linux"))]
pub mod watchdog;
mod whole_file;
