//! What looks like a code, is in view, and is not read: it ends in an answer of its own.

use std::time::Duration;

use super::seen::Seen;
use super::{GONE_AFTER, Session, Shown, State, Unanswered};
use crate::check::JudgedPicture;
use crate::check::verdict::Reason;

/// Something like a code that was in view for so long without being read gets the answer that it cannot be read.
const UNREAD_ENDS_AFTER: Duration = Duration::from_secs(7);

/// Pictures in a row in which something looks like a code and nothing is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Unread {
    since: Duration,
    last: Duration,
    /// One of them was looked at to its end.
    is_finished: bool,
    /// A round code was seen in one of them.
    is_round: bool,
}

impl Session {
    /// Notes for how long something like a code is in view without one being read in a look that was finished.
    pub(super) fn note_unread(&mut self, now: Duration, seen: &Seen, not_finished: bool) {
        let is_code_like = |doubt: &Reason| {
            matches!(
                doubt,
                Reason::UnreadCode
                    | Reason::MicroQr
                    | Reason::OtherCode
                    | Reason::RoundCode
                    | Reason::GaveUp
            )
        };
        let has_doubts = seen.may_be_a_code || seen.judged.doubts.iter().any(is_code_like);
        let is_read = !seen.codes.is_empty();
        let is_unread = has_doubts || !seen.unread.is_empty();
        if let Some(at) = self.of_the_hall
            && !is_read
        {
            // A pattern on the wall is not told again and again: only when it has been away.
            self.of_the_hall = match is_unread {
                true => Some(now),
                false => Some(at).filter(|at| now < *at + GONE_AFTER),
            };
            if is_unread {
                return;
            }
        }
        if is_read && !not_finished {
            self.unread = None;
        } else if is_read || is_unread {
            let unread = self.unread.get_or_insert(Unread {
                since: now,
                last: now,
                is_finished: false,
                is_round: false,
            });
            unread.last = now;
            unread.is_finished |= !not_finished;
            unread.is_round |= seen.judged.doubts.contains(&Reason::RoundCode);
        } else if self
            .unread
            .is_some_and(|unread| now >= unread.last + GONE_AFTER)
        {
            self.unread = None;
        }
    }

    /// Where nothing was read for long enough, that is the answer; it stays while the thing is in view.
    pub(super) fn end_unread(&mut self, now: Duration, seen: &Seen) {
        let Some(unread) = self.unread else {
            return;
        };
        if let State::Showing(shown) = &mut self.state
            && shown.unanswered.is_some()
        {
            shown.last_seen = unread.last;
        }
        if self.state == State::Scanning && now >= unread.since + UNREAD_ENDS_AFTER {
            let why = if unread.is_round {
                Unanswered::Round
            } else if unread.is_finished {
                Unanswered::Unread
            } else {
                Unanswered::Slow
            };
            // Without the codes of looks that were not finished: nothing is said of them.
            let judged = JudgedPicture {
                symbols: Vec::new(),
                doubts: seen.judged.doubts.clone(),
            };
            self.state = State::Showing(Box::new(Shown {
                seen: Seen {
                    judged,
                    codes: Vec::new(),
                    ..seen.clone()
                },
                since: now,
                held: false,
                unanswered: Some(why),
                last_seen: unread.last,
            }));
        }
    }
}
