//! Yanma 验码 tells a person whether a QR code may be scanned.
//!
//! ```text
//! files | clipboard | camera → Frame → scan → [Symbol] → check (Payload → Link → Allowlist) → Verdict → text | JSON | window
//! ```
//!
//! The one rule: **safe** is said only of a link that is proven official. When in doubt, and after any failure, the
//! answer is *unsafe, and here is why*. No link is ever opened, nothing is sent, no picture or payload is kept.
//!
//! - [`scan`] turns pixels into symbols: two decoders, several passes, every doubt told.
//! - [`check`] turns symbols into verdicts: the link grammar, the list, the reasons. Start reading there.
//! - [`still`] judges one picture, within a time limit, for the command line and the desk.
//! - [`telling`] decides what a verdict says; everything that speaks only shows it.
//! - [`report`] is the one record of a verdict that text, JSON and the HTML sheet are made from.
//! - [`messages`] has every word, in Chinese and English.
//! - [`images`] turns files into frames, within limits, with an eye on [`colour_profile`]s; [`lists`] reads a hall's own list.
//! - [`directory`] searches the list, also by pinyin; [`config`] keeps the settings of the window.
//! - [`live`] holds what a camera shows now; `camera`, of the feature `gui`, films into it through a child process;
//!   [`looker`] judges the newest picture.
//! - [`session`] is what the visitor's screen shows, a state machine without a clock; `app`, of the feature `gui`, draws it.
//! - [`cli`] is the command line.
//!
//! `scan`, `check`, `telling`, `session`, `report` and `messages` know no file, window, network or clock. That
//! `cargo check --lib --bins --no-default-features` passes shows that they need no window either.

#![warn(missing_docs)]
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(feature = "gui")]
pub mod app;
#[cfg(feature = "gui")]
pub mod camera;
pub mod check;
pub mod cli;
pub mod colour_profile;
pub mod config;
#[cfg(feature = "gui")]
mod demo;
pub mod directory;
pub mod images;
pub mod lists;
pub mod live;
pub mod looker;
pub mod messages;
pub mod report;
pub mod scan;
pub mod session;
pub mod still;
pub mod telling;
