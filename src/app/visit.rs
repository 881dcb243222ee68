//! What a visitor has touched: the next one begins afresh.

use std::time::{Duration, Instant};

use super::visitor::{Choices, Official};

/// The visitor at the screen.
#[derive(Default)]
pub struct Visit {
    /// Text and colours.
    pub choices: Choices,
    /// When they, or the language, were chosen.
    pub chosen_at: Option<Instant>,
    /// The code that was touched, and since when its verdict is shown.
    pub picked: Option<(Duration, usize)>,
    /// The page of official addresses.
    pub official: Official,
}
