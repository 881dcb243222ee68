//! The window's time: since it was made, and the day. Tests stop the one and give the other.

use std::time::{Duration, Instant};

use crate::check::allowlist::Date;

/// What the window asks for the time.
pub struct Clock {
    started: Instant,
    stopped: Option<Duration>,
    today: fn() -> Date,
}

impl Clock {
    /// Begins now; the day is asked of `today`.
    pub fn start(today: fn() -> Date) -> Clock {
        Clock {
            started: Instant::now(),
            stopped: None,
            today,
        }
    }

    /// Stops it there, so that a countdown always shows the same.
    pub fn stop(&mut self, at: Duration) {
        self.stopped = Some(at);
    }

    /// Whether it was stopped.
    pub fn is_stopped(&self) -> bool {
        self.stopped.is_some()
    }

    /// When it began.
    pub fn started(&self) -> Instant {
        self.started
    }

    /// Since it began, as screens count.
    pub fn now(&self) -> Duration {
        self.stopped.unwrap_or_else(|| self.running())
    }

    /// Since it began, stopped or not: what keeps somebody out is never stopped.
    pub fn running(&self) -> Duration {
        self.started.elapsed()
    }

    /// Asked wherever a day counts, as a kiosk lives through many.
    pub fn day(&self) -> Date {
        (self.today)()
    }
}
