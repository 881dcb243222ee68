//! What the visitor's screen shows: a state machine without a clock, a camera or a window. Time is an argument, counted
//! from any start.
//!
//! ```text
//! Attract ⇄ Scanning → Showing → Attract      a camera fault at any time → Fault → Attract
//!                         ↓
//!                      TakeAway → Attract      where the code is left in view
//! ```
//!
//! Everybody gets an answer: what looks like a code and is not read ends in a screen of its own, neither green nor red,
//! and so does a machine that is too slow to say anything. No file has such an answer, and no code that was read.
//!
//! One picture never makes anything safe. [`Outcome::Safe`] needs [`SAFE_FRAMES`] decoded pictures in a row,
//! [`SAFE_SPAN`] from first to last, all with the same codes and nothing against them, and at least one that is safe by
//! itself: looked at thoroughly, and read by both decoders. While it is shown every picture can take it back. Unsafe is
//! faster: one picture that both decoders read, or two. Leaving a verdict builds a new session, so nothing of one visitor
//! is left for the next.

mod row;
mod seen;
mod unread;

use std::collections::BTreeSet;
use std::time::Duration;

use crate::check::payload::Kind;
use crate::check::verdict::Reason;
use crate::check::{self, Outcome};
use crate::scan::Quad;
use crate::source::fault::Fault;

pub use row::{SAFE_FRAMES, SAFE_SPAN};
pub use seen::{Code, Seen};

use row::Row;
use seen::{Standing, has_another_kind, has_private, standing};
use unread::Unread;

/// A code that was not read for so long is out of view.
const GONE_AFTER: Duration = Duration::from_millis(1_500);
/// A code that was in view for so long without becoming certain is not safe.
const DOUBT_ENDS_AFTER: Duration = Duration::from_secs(3);
/// Nothing in view for so long: back to the start screen.
const ATTRACT_AFTER: Duration = Duration::from_secs(6);
/// An unsafe verdict stays at least so long before another code may replace it.
const UNSAFE_STAYS: Duration = Duration::from_secs(4);
/// A safe verdict is taken back when no picture was looked at for so long.
const BLIND_AFTER: Duration = Duration::from_millis(2_500);
/// The picture stays covered so long after a private code was last seen.
const COVERED_FOR: Duration = Duration::from_secs(2);

/// How long the kiosk shows a verdict after its code has left the view: all of it can be read aloud at 2.5 characters a
/// second.
const SAFE_SHOWN: Duration = Duration::from_secs(20);
/// Longer: there is more to read, and to do.
const UNSAFE_SHOWN: Duration = Duration::from_secs(45);
/// A visitor's own code should be put away.
const OWN_SHOWN: Duration = Duration::from_secs(20);
/// That nothing could be read.
const UNANSWERED_SHOWN: Duration = Duration::from_secs(25);
/// A code that is left in view for so long is to be taken away; a verdict that is held ends.
const LEFT_AFTER: Duration = Duration::from_secs(180);

/// Whether visitors come and go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A kiosk: every verdict ends by itself.
    Kiosk,
    /// A desk: a verdict stays until somebody ends it.
    Desk,
}

/// Why there is no verdict on what was held up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unanswered {
    /// Something like a code was there, and none was read.
    Unread,
    /// A round code was there, which cannot be read.
    Round,
    /// The machine has not finished a single look.
    Slow,
}

impl Unanswered {
    /// All of them.
    pub const ALL: [Unanswered; 3] = [Unanswered::Unread, Unanswered::Round, Unanswered::Slow];
}

/// A verdict on the screen, or that there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The picture that it was made from.
    pub seen: Seen,
    /// When it came up.
    pub since: Duration,
    /// A touch holds it.
    pub held: bool,
    /// That there is none, and why.
    pub unanswered: Option<Unanswered>,
    /// When one of its codes was last in view.
    last_seen: Duration,
}

impl Shown {
    /// The worst of its codes.
    pub fn outcome(&self) -> Outcome {
        match self.unanswered {
            Some(Unanswered::Unread | Unanswered::Round | Unanswered::Slow) => Outcome::NoCode,
            None => self.seen.judged.outcome(),
        }
    }

    /// The private kind among its codes that concerns the visitor, where there is one.
    fn own(&self) -> Option<Kind> {
        check::own(&self.seen.judged.symbols, &self.seen.judged.doubts)
    }

    /// How long a kiosk shows it once its codes have left the view.
    pub fn lasts(&self) -> Duration {
        match (self.own(), self.outcome()) {
            (Some(_), _) => OWN_SHOWN,
            (None, Outcome::Safe) => SAFE_SHOWN,
            (None, Outcome::Unsafe) => UNSAFE_SHOWN,
            (None, Outcome::NoCode) => UNANSWERED_SHOWN,
        }
    }
}

/// What the screen shows.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// Nobody is there: what this is, and how to use it.
    Attract,
    /// Something is in view, and it is not certain yet what.
    Scanning,
    /// A verdict, or that there is none.
    Showing(Box<Shown>),
    /// A code that had its verdict is left in view: the next visitor is to take it away.
    TakeAway,
    /// No pictures come.
    Fault(Fault),
}

/// The screen of one visitor after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    place: Place,
    state: State,
    /// The newest picture, for outlines and advice.
    newest: Option<Seen>,
    row: Option<Row>,
    /// When anything like a code was last in view.
    busy_at: Option<Duration>,
    /// When a picture was last looked at.
    looked_at: Option<Duration>,
    /// When a private code was last in view. Outlives a visitor's verdict: the code may still be held up.
    private_at: Option<Duration>,
    /// Since when the decoders give up, picture after picture.
    gave_up_since: Option<Duration>,
    /// Something like a code is in view, and none is read.
    unread: Option<Unread>,
    /// The codes that are left in view.
    left: BTreeSet<u64>,
    /// What looks like a code and is not read was there for so long that it belongs to the hall: when it was last in view.
    of_the_hall: Option<Duration>,
}

impl Session {
    /// Before the first visitor.
    pub fn new(place: Place) -> Session {
        Session {
            place,
            state: State::Attract,
            newest: None,
            row: None,
            busy_at: None,
            looked_at: None,
            private_at: None,
            gave_up_since: None,
            unread: None,
            left: BTreeSet::new(),
            of_the_hall: None,
        }
    }

    /// What the screen shows.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The newest picture that was looked at, for outlines and advice.
    pub fn newest(&self) -> Option<&Seen> {
        self.newest.as_ref()
    }

    /// True while the camera picture must not be shown: a private code is in view.
    pub fn is_covered(&self, now: Duration) -> bool {
        let shows_private = match &self.state {
            State::Showing(shown) => has_private(&shown.seen.judged),
            State::Attract | State::Scanning | State::TakeAway | State::Fault(_) => false,
        };
        shows_private || self.private_at.is_some_and(|at| now < at + COVERED_FOR)
    }

    /// Share of the time that a kiosk's verdict has left, 1 to 0, and the seconds; `None` while nothing runs down. It stands
    /// still while the code is in view.
    pub fn time_left(&self, now: Duration) -> Option<(f32, u64)> {
        let State::Showing(shown) = &self.state else {
            return None;
        };
        if self.place == Place::Desk || shown.held {
            return None;
        }
        let left = (shown.last_seen + shown.lasts()).saturating_sub(now);
        let share = left.as_secs_f32() / shown.lasts().as_secs_f32();
        Some((share, left.as_secs_f32().ceil() as u64))
    }

    /// True where a code was in view, is not any more, and had no verdict.
    pub fn has_lost_it(&self, now: Duration) -> bool {
        // A machine that is slow has not lost anything: it has not looked since.
        let has_looked = self.looked_at > self.busy_at;
        self.state == State::Scanning
            && has_looked
            && self.busy_at.is_some_and(|at| now >= at + GONE_AFTER)
    }

    /// True where verdicts end by themselves.
    pub fn ends_by_itself(&self) -> bool {
        self.place == Place::Kiosk
    }

    /// A visitor wants to read on: the verdict stays. At a desk it stays anyhow.
    pub fn hold(&mut self) {
        if let (Place::Kiosk, State::Showing(shown)) = (self.place, &mut self.state) {
            shown.held = true;
        }
    }

    /// The visitor is done, or wants to look at another code: everything is forgotten.
    pub fn forget(&mut self) {
        let state = match self.state {
            State::Fault(fault) => State::Fault(fault),
            State::Attract | State::Scanning | State::Showing(_) | State::TakeAway => {
                State::Attract
            }
        };
        *self = Session {
            state,
            private_at: self.private_at,
            of_the_hall: self.of_the_hall,
            ..Session::new(self.place)
        };
    }

    /// The camera has pictures, or it has none.
    pub fn camera(&mut self, fault: Option<Fault>) {
        match (fault, &self.state) {
            // Red may be read to the end; green may not: nobody looks any more.
            (Some(_), State::Showing(shown)) if shown.outcome() != Outcome::Safe => {}
            (Some(fault), _) => {
                self.forget();
                self.state = State::Fault(fault);
            }
            (None, State::Fault(_)) => *self = Session::new(self.place),
            (None, _) => {}
        }
    }

    /// Time goes on without a picture.
    pub fn tick(&mut self, now: Duration) {
        if self.private_at.is_some_and(|at| now >= at + COVERED_FOR) {
            self.private_at = None;
        }
        let is_blind = self.looked_at.is_none_or(|at| now > at + BLIND_AFTER);
        match &self.state {
            State::Showing(shown) => {
                // At a desk only what is no verdict ends by itself.
                let ends = self.place == Place::Kiosk || shown.unanswered.is_some();
                let is_over = ends && !shown.held && now >= shown.last_seen + shown.lasts();
                // A touch holds a verdict, but not for ever: the next visitor is another person.
                let is_left = self.place == Place::Kiosk && now >= shown.since + LEFT_AFTER;
                // Green is about a code that is there; held or not, it does not outlive it for long.
                let is_stale = shown.outcome() == Outcome::Safe
                    && (is_blind || now >= shown.last_seen + SAFE_SHOWN);
                let is_in_view = now < shown.last_seen + GONE_AFTER && !is_blind;
                let is_unread = shown.unanswered.is_some();
                let codes = shown.seen.codes_set();
                if is_over || is_left || is_stale {
                    self.forget();
                    if is_left && is_in_view && !codes.is_empty() {
                        self.state = State::TakeAway;
                        self.left = codes;
                        self.busy_at = Some(now);
                    }
                    if is_left && is_in_view && is_unread {
                        self.of_the_hall = Some(now);
                    }
                }
            }
            State::Scanning if self.busy_at.is_none_or(|at| now >= at + ATTRACT_AFTER) => {
                self.forget();
            }
            State::TakeAway if self.busy_at.is_none_or(|at| now >= at + GONE_AFTER) => {
                self.forget();
            }
            State::Scanning | State::Attract | State::TakeAway | State::Fault(_) => {}
        }
    }

    /// When [`tick`](Session::tick) may change something by itself; `None` for never.
    pub fn next_change(&self, now: Duration) -> Option<Duration> {
        match &self.state {
            State::Showing(_) => Some(now + Duration::from_millis(200)), // the countdown, and blindness
            State::Scanning => self.busy_at.map(|at| at + ATTRACT_AFTER),
            State::TakeAway => self.busy_at.map(|at| at + GONE_AFTER),
            State::Attract | State::Fault(_) => self.private_at.map(|at| at + COVERED_FOR),
        }
        .filter(|at| *at >= now)
    }

    /// A picture was looked at.
    pub fn look(&mut self, now: Duration, seen: Seen) {
        self.tick(now);
        if matches!(self.state, State::Fault(_)) {
            return;
        }
        if self.is_left_in_view(now, &seen) {
            return;
        }
        let not_finished = seen.judged.doubts.contains(&Reason::NotFinished);
        self.note_unread(now, &seen, not_finished);
        if not_finished && standing(&seen.judged) != Standing::Against {
            // As if it had not been looked at, but that somebody is there. The next picture comes.
            if !(seen.codes.is_empty() && seen.unread.is_empty()) {
                self.busy_at = Some(now);
                if self.state == State::Attract {
                    self.state = State::Scanning;
                }
            }
            self.end_unread(now, &seen);
            return;
        }
        let gave_up = seen.judged.doubts.contains(&Reason::GaveUp);
        if gave_up {
            // Nobody knows what is in such a picture: it was not looked at.
            self.gave_up_since.get_or_insert(now);
        } else {
            self.looked_at = Some(now);
            self.gave_up_since = None;
        }
        if has_private(&seen.judged) {
            self.private_at = Some(now);
        }
        if gave_up || self.unread.is_some() || !seen.codes.is_empty() {
            self.busy_at = Some(now);
        }
        let is_hopeless = !seen.codes.is_empty()
            && self
                .gave_up_since
                .is_some_and(|since| now >= since + DOUBT_ENDS_AFTER);
        let verdict = match self.weigh(now, &seen) {
            None if is_hopeless => Some(seen.clone()),
            verdict => verdict,
        };
        let may_take_over = self.note_shown(now, &seen);
        self.show_better(&seen);
        match verdict {
            Some(seen) if may_take_over => self.show(now, seen),
            _ if self.is_taken_back(now, &seen) => self.state = State::Scanning,
            _ => {}
        }
        if self.state == State::Attract && self.busy_at == Some(now) {
            self.state = State::Scanning;
        }
        self.end_unread(now, &seen);
        self.newest = Some(seen);
    }

    /// True where only the codes are in view that are to be taken away.
    fn is_left_in_view(&mut self, now: Duration, seen: &Seen) -> bool {
        if self.state != State::TakeAway {
            return false;
        }
        if has_private(&seen.judged) {
            self.private_at = Some(now);
        }
        let mut codes = seen.fingerprints();
        if codes.any(|code| !self.left.contains(&code)) {
            self.forget(); // another one
            return false;
        }
        if !seen.codes.is_empty() {
            self.busy_at = Some(now);
        }
        true
    }

    fn show(&mut self, now: Duration, seen: Seen) {
        if let State::Showing(shown) = &mut self.state
            && shown.seen.codes_set() == seen.codes_set()
            && shown.outcome() == seen.judged.outcome()
        {
            return; // the same verdict goes on, and so does its countdown
        }
        self.state = State::Showing(Box::new(Shown {
            seen,
            since: now,
            held: false,
            unanswered: None,
            last_seen: now,
        }));
    }

    /// A picture of the same codes, in the same order, with the same outcome, in which fewer of them are open: each has a
    /// sign of its own on the screen.
    fn show_better(&mut self, seen: &Seen) {
        if let State::Showing(shown) = &mut self.state
            && shown.outcome() == seen.judged.outcome()
            && seen.open_codes() < shown.seen.open_codes()
            && seen.fingerprints().eq(shown.seen.fingerprints())
        {
            shown.seen = seen.clone();
        }
    }

    /// Notes whether the codes of the verdict are still in view. True where another verdict may take its place.
    fn note_shown(&mut self, now: Duration, seen: &Seen) -> bool {
        let State::Showing(shown) = &mut self.state else {
            return true;
        };
        let codes = shown.seen.codes_set();
        if seen
            .codes
            .iter()
            .any(|code| codes.contains(&code.fingerprint))
        {
            shown.last_seen = now;
        }
        // Red cannot be wiped away by holding something official beside it.
        shown.outcome() != Outcome::Unsafe
            || (!shown.held
                && now >= shown.since + UNSAFE_STAYS
                && now >= shown.last_seen + GONE_AFTER)
    }

    /// True where a safe verdict is on the screen and this picture shows anything else.
    fn is_taken_back(&self, now: Duration, seen: &Seen) -> bool {
        let State::Showing(shown) = &self.state else {
            return false;
        };
        let codes = shown.seen.codes_set();
        let is_other = |code: &Code| !codes.contains(&code.fingerprint);
        let is_beside = |place: &Quad| {
            let shown = shown.seen.codes.iter();
            let newest = self.newest.iter().flat_map(|seen| &seen.codes);
            !shown.chain(newest).any(|code| code.corners.overlaps(place))
        };
        // The code itself may be blurred on its way out; one that stays there is another one.
        let is_another = !seen.unread.is_empty() && now >= shown.last_seen + GONE_AFTER;
        shown.outcome() == Outcome::Safe
            && (is_another
                || has_another_kind(&seen.judged)
                || seen.codes.iter().any(is_other)
                || seen.unread.iter().any(is_beside))
    }

    /// Adds a picture to the row; returns what it proves, if it does.
    fn weigh(&mut self, now: Duration, seen: &Seen) -> Option<Seen> {
        if self
            .row
            .as_ref()
            .is_some_and(|row| now > row.last + GONE_AFTER)
        {
            self.row = None;
        }
        if seen.codes.is_empty() {
            // Not decoded: neither for nor against, unless there is something beside.
            if let Some(row) = &mut self.row
                && row.is_disturbed_by(seen)
            {
                row.clean = 0;
                row.safe = None;
            }
            return None;
        }
        let codes = seen.codes_set();
        let changes = self
            .row
            .as_ref()
            .is_some_and(|row| row.is_changed_by(now, seen));
        if changes {
            let before = self.row.take().map(|row| row.newest.codes);
            return Some(seen.clone().changing(before.unwrap_or_default()));
        }
        let row = self
            .row
            .take_if(|row| codes.iter().any(|code| row.codes.contains_key(code)))
            .unwrap_or_else(|| Row::new(now, seen));
        let row = self.row.insert(row);
        row.add(now, seen, &codes);
        row.verdict(now)
    }
}
