//! Yanma 验码 tells a person whether a QR code may be scanned.
//!
//! ```text
//! files | clipboard | camera → Frame → scan → [Symbol] → check (Payload → Link → Allowlist) → Verdict → text | JSON | window
//! ```
//!
//! The one rule: **safe** is said only of a link that is proven official. When in doubt, and after any failure, the
//! answer is *unsafe, and here is why*. No link is ever opened, nothing is sent, no picture or payload is kept.
//!
//! - [`source`] brings frames in: files within limits, and what a camera shows now. [`scan`] turns them into symbols: two
//!   decoders, several passes, every doubt told.
//! - [`check`] turns symbols into verdicts: the link grammar, the list, the reasons. Start reading there.
//! - [`judge`] goes from frame to verdict: a still within a time, and the newest picture of a camera again and again.
//! - [`telling`] decides what a verdict says, [`spoken`] which sentences of it are said aloud; everything that speaks only shows it. [`messages`] has every word, in the two
//!   [`language`]s.
//! - [`session`] is what the visitor's screen shows, a state machine without a clock.
//! - [`report`] is the one record of a verdict that text, JSON and the HTML sheet are made from; [`plain`] makes text from
//!   outside printable.
//! - [`list_package`] takes a newer list from one signed file, [`list_files`] reads a hall's own, [`directory`] searches the list, also by pinyin, and [`config`] keeps the settings
//!   of the window.
//! - [`health`] says what is well with a kiosk, and [`machine`] what the machine says; [`counts`] is how many a day, kept in
//!   [`counts_file`]. `staff`, of the feature `gui`, is the lock of a kiosk, and `watchdog` tells the system that it lives.
//! - `voice`, of the feature `sound`, says a verdict aloud.
//! - [`cli`] is the command line; `app`, of the feature `gui`, the window.
//!
//! No room uses one above it, and `scan`, `check`, `telling`, `session`, `report` and `messages` know no file, window, network
//! or clock: `tests/house.rs` reads their `use` lines. That `cargo check --lib --bins --no-default-features` passes shows that
//! they need no window either.

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
pub mod list_package;
pub mod machine;
pub mod messages;
pub mod plain;
pub mod report;
pub mod scan;
pub mod session;
pub mod source;
pub mod spoken;
#[cfg(feature = "gui")]
pub mod staff;
pub mod telling;
#[cfg(feature = "sound")]
pub mod voice;
#[cfg(all(feature = "gui", target_os = "linux"))]
pub mod watchdog;
