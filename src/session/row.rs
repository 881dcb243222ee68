//! Pictures in a row: what they prove together, and what none of them proves alone.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::seen::{Code, Seen, Standing, has_another_kind, standing};
use super::{DOUBT_ENDS_AFTER, GONE_AFTER};
use crate::check::Outcome;
use crate::check::verdict::Reason;
use crate::scan::Quad;

/// Decoded pictures in a row that a safe verdict needs.
pub const SAFE_FRAMES: u32 = 3;
/// Least time from the first to the last of them.
pub const SAFE_SPAN: Duration = Duration::from_millis(500);
/// Two codes that follow each other at one place within this time are one code that changes.
const CHANGES_WITHIN: Duration = Duration::from_millis(500);

/// Pictures in a row that show the same codes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// When each code was last in view.
    pub(super) codes: BTreeMap<u64, Duration>,
    /// Since when these codes are in view without being certain.
    doubted_since: Option<Duration>,
    /// First of the pictures in a row that have nothing against them.
    first_clean: Duration,
    pub(super) clean: u32,
    pub(super) last: Duration,
    /// Pictures that are unsafe for sure.
    against: u32,
    pub(super) newest: Seen,
    /// The newest picture that is safe by itself.
    pub(super) safe: Option<Seen>,
    /// The newest picture with a code of another kind beside, and when: only a thorough look sees one, and not every time.
    beside_another: Option<(Duration, Seen)>,
}

impl Row {
    pub(super) fn new(now: Duration, seen: &Seen) -> Row {
        Row {
            codes: BTreeMap::new(),
            doubted_since: None,
            first_clean: now,
            clean: 0,
            last: now,
            against: 0,
            newest: seen.clone(),
            safe: None,
            beside_another: None,
        }
    }

    /// True where a code stands at the place of another one that was there a moment ago and is not in view any more.
    pub(super) fn is_changed_by(&self, now: Duration, seen: &Seen) -> bool {
        let before = self.newest.codes_set();
        let after = seen.codes_set();
        let gone = |old: &&Code| !after.contains(&old.fingerprint);
        now <= self.last + CHANGES_WITHIN
            && seen
                .codes
                .iter()
                .filter(|code| !before.contains(&code.fingerprint))
                .any(|new| {
                    let mut gone = self.newest.codes.iter().filter(gone);
                    gone.any(|old| old.corners.overlaps(&new.corners))
                })
    }

    /// True where a picture without a decoded code shows that there is something else in view.
    pub(super) fn is_disturbed_by(&self, seen: &Seen) -> bool {
        let is_beside = |place: &Quad| {
            let mut codes = self.newest.codes.iter();
            !codes.any(|code| code.corners.overlaps(place))
        };
        seen.judged.doubts.contains(&Reason::GaveUp) || seen.unread.iter().any(is_beside)
    }

    pub(super) fn add(&mut self, now: Duration, seen: &Seen, codes: &BTreeSet<u64>) {
        self.last = now;
        self.newest = seen.clone();
        let count = self.codes.len();
        self.codes.extend(codes.iter().map(|code| (*code, now)));
        let is_new = self.codes.len() > count && count > 0;
        self.codes
            .retain(|_, last_seen| now <= *last_seen + GONE_AFTER);
        // A code more than before: what was seen without it does not count. One that was there and is not read now may
        // still be there.
        if is_new {
            self.clean = 0;
            self.safe = None;
        }
        let is_whole = codes.len() == self.codes.len();
        match standing(&seen.judged) {
            Standing::For | Standing::Unconfirmed if is_whole => {
                if self.clean == 0 {
                    self.first_clean = now;
                }
                self.clean += 1;
                if seen.judged.outcome() == Outcome::Safe {
                    self.safe = Some(seen.clone());
                }
            }
            Standing::For | Standing::Unconfirmed | Standing::Doubtful => {
                self.clean = 0;
                self.safe = None;
            }
            Standing::Against => {
                let is_sure = seen.is_sure();
                self.against += if is_sure { 2 } else { 1 };
                self.clean = 0;
                self.safe = None;
            }
        }
        self.beside_another
            .take_if(|(at, _)| now > *at + DOUBT_ENDS_AFTER);
        if has_another_kind(&seen.judged) {
            self.beside_another = Some((now, seen.clone()));
        }
        let is_alone = self.beside_another.is_none();
        if self.clean >= SAFE_FRAMES && self.safe.is_some() && is_alone {
            self.doubted_since = None;
        } else {
            self.doubted_since.get_or_insert(now);
        }
    }

    pub(super) fn verdict(&self, now: Duration) -> Option<Seen> {
        if standing(&self.newest.judged) == Standing::Against && self.against >= 2 {
            return Some(self.newest.clone());
        }
        if self.clean >= SAFE_FRAMES
            && self.last >= self.first_clean + SAFE_SPAN
            && self.safe.is_some()
            && self.beside_another.is_none()
        {
            return self.safe.clone();
        }
        let is_overdue = self
            .doubted_since
            .is_some_and(|since| now >= since + DOUBT_ENDS_AFTER);
        // The one that says most of the same codes.
        let codes = self.newest.codes_set();
        let beside = self.beside_another.as_ref().map(|(_, seen)| seen);
        let told = beside.filter(|seen| seen.codes_set() == codes);
        let told = told.unwrap_or(&self.newest);
        (is_overdue && told.judged.outcome() == Outcome::Unsafe).then(|| told.clone())
    }
}
