//! Judges a still: what `yanma check` and the desk of the window share.

use std::time::{Duration, Instant};

use crate::check::allowlist::Allowlist;
use crate::check::poster::{Candidate, NotEnrolled};
use crate::check::verdict::Reason;
use crate::check::{self, judge_picture};
use crate::report::{Finding, Record};
use crate::scan::{self, Effort, Frame, Threads};
use crate::source::images::{self, Opened};

/// Longest time for one scan, by the clock: a last resort. Work is counted, and no verdict may depend on how busy the
/// machine is; only what truly hangs, or a machine many times slower than any that was tried, gets so far.
const MAX_TIME: Duration = Duration::from_secs(15);

/// The payload of a still that may be enrolled as a poster of the hall.
///
/// # Errors
/// Why it may not.
pub fn candidate(frame: &Frame, list: &Allowlist) -> Result<Candidate, NotEnrolled> {
    let start = Instant::now();
    let stop = || start.elapsed() > MAX_TIME;
    let scan = scan::scan_with(Threads::Two, frame, Effort::Thorough, &stop);
    check::candidate(&scan, list)
}

/// A still with its verdicts.
pub struct Still {
    /// The record.
    pub record: Record,
    /// The picture, where it could be read.
    pub frame: Option<Frame>,
}

impl Still {
    /// Reads and judges a picture in so many threads; a sentence says why where it cannot be read.
    pub fn judged(
        source: String,
        read: impl FnOnce() -> Result<Opened, String>,
        effort: Effort,
        threads: Threads,
        list: &Allowlist,
    ) -> Still {
        let start = Instant::now();
        let (finding, frame) = match read() {
            Ok(opened) => {
                let judged = |effort| {
                    let start = Instant::now(); // not before: reading may have waited for other pictures
                    let stop = || start.elapsed() > MAX_TIME;
                    let scan = scan::scan_with(threads, &opened.frame, effort, &stop);
                    (judge_picture(&scan, list), scan)
                };
                let (mut verdict, mut scan) = judged(effort);
                if effort == Effort::Live && verdict.reasons() == [Reason::Unconfirmed] {
                    (verdict, scan) = judged(Effort::Thorough); // nothing else is missing
                }
                let finding = Finding::picture(verdict, &scan);
                (finding, Some(opened.frame)) // and the next large picture may come
            }
            Err(sentence) => (Finding::Error(sentence), None),
        };
        Still {
            record: Record {
                source,
                finding,
                millis: u64::try_from(start.elapsed().as_millis()).ok(),
            },
            frame,
        }
    }

    /// A small copy as PNG with unsafe codes painted over; `None` where the picture may show something private.
    pub fn thumbnail(&self) -> Option<Vec<u8>> {
        let frame = self.frame.as_ref()?;
        let places = self.record.finding.unsafe_places();
        self.record
            .may_be_pictured()
            .then(|| images::thumbnail(frame, &places))
            .flatten()
    }
}
