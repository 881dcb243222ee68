//! The thread that looks at what a camera shows: scans and judges the newest picture, and says what is in it, never
//! what a code says.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::check::allowlist::Allowlist;
use crate::check::verdict::Reason;
use crate::check::{Judged, judge_picture};
use crate::list_in_use::InUse;
use crate::scan::{self, Effort, Frame, Scan};
use crate::session::{Code, Seen};
use crate::source::slot::{Now, Picture, Slot};

/// Longest time for one camera picture, by the clock; the counted budget ends it long before on all but the slowest machines.
const MAX_TIME_LIVE: Duration = Duration::from_secs(3);
/// When nothing like a code was in view for so long, fewer pictures a second are enough to notice one.
const RESTS_AFTER: Duration = Duration::from_secs(3);
/// Least time from look to look then.
const REST: Duration = Duration::from_millis(66);
/// A picture is looked at thoroughly, too, where other codes are in view than in the one before, and this long after.
const THOROUGH_AFTER: Duration = Duration::from_millis(500);
/// And this long after, where nothing changed: pictures of one code differ, and so does what can be read in them.
const THOROUGH_AGAIN_AFTER: Duration = Duration::from_millis(1_500);
/// Looks that wait for the window; the looker waits when it is full.
const MAX_LOOKS: usize = 4;

/// What the looker has seen in one picture.
pub struct Look {
    /// When the picture was taken.
    pub taken: Instant,
    /// What was seen in it.
    pub seen: Seen,
    /// The picture itself. Only judged pictures are shown: nothing private is on the screen before it is known to be.
    pub picture: Arc<Picture>,
}

/// The thread that looks at camera pictures, the newest one each time.
pub struct Looker {
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    /// What it has seen, in order.
    pub looks: Receiver<Look>,
    /// Grows with each of its steps, also where there is nothing to look at: who hangs takes none.
    pub steps: Arc<AtomicU64>,
}

impl Looker {
    /// Begins to look at what is in `slot`. `tell` is called after each look.
    pub fn start(
        slot: Arc<Slot>,
        list: InUse,
        tell: impl Fn() + Send + 'static,
    ) -> std::io::Result<Looker> {
        let ended = Arc::new(AtomicBool::new(false));
        let has_ended = Arc::clone(&ended);
        let (send, looks) = sync_channel(MAX_LOOKS);
        let steps = Arc::new(AtomicU64::new(0));
        let taken = Arc::clone(&steps);
        let thread = thread::Builder::new()
            .name("scan".to_owned())
            .spawn(move || look(&slot, &list, &has_ended, &taken, &send, &tell))?;
        Ok(Looker {
            ended,
            thread: Some(thread),
            looks,
            steps,
        })
    }
}

impl Drop for Looker {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        while self.looks.try_recv().is_ok() {} // it may be waiting for room
        if let Some(thread) = self.thread.take() {
            drop(std::mem::replace(&mut self.looks, sync_channel(1).1));
            let _ = thread.join(); // scans catch their panics
        }
    }
}

fn look(
    slot: &Slot,
    list: &InUse,
    ended: &AtomicBool,
    steps: &AtomicU64,
    send: &SyncSender<Look>,
    tell: &impl Fn(),
) {
    let (mut newest, mut busy_at) = (0, Instant::now());
    let mut eyes = Eyes {
        list,
        ended,
        fingerprints: RandomState::new(),
        thorough: None,
    };
    while !ended.load(Ordering::Relaxed) {
        steps.fetch_add(1, Ordering::Relaxed);
        let Some(next) = slot.next_after(newest, Duration::from_millis(200)) else {
            continue;
        };
        newest = next.count;
        let Now::Live(picture) = next.now else {
            tell(); // a fault is news for the window
            continue;
        };
        let start = Instant::now();
        let passed_over = next.passed_over.map(|picture| (picture, false));
        for (picture, is_newest) in passed_over.into_iter().chain([(picture, true)]) {
            let seen = eyes.look_at(&picture.luma, is_newest);
            let was_cut_short =
                |doubt: &Reason| matches!(doubt, Reason::GaveUp | Reason::NotFinished);
            let gave_up = seen.judged.doubts.iter().any(was_cut_short);
            if gave_up || !(seen.codes.is_empty() && seen.unread.is_empty()) {
                busy_at = start;
            }
            let taken = picture.taken;
            let look = Look {
                taken,
                seen,
                picture,
            };
            if send.send(look).is_err() {
                return; // nobody looks any more
            }
            tell();
        }
        if busy_at.elapsed() > RESTS_AFTER {
            thread::sleep(REST.saturating_sub(start.elapsed()));
        }
    }
}

/// How pictures are looked at.
struct Eyes<'a> {
    list: &'a InUse,
    ended: &'a AtomicBool,
    fingerprints: RandomState,
    /// The last thorough look, and what was in view then.
    thorough: Option<(Instant, BTreeSet<u64>)>,
}

impl Eyes<'_> {
    /// Quickly, and where it `may_take_longer` and is due thoroughly, too.
    fn look_at(&mut self, frame: &Frame, may_take_longer: bool) -> Seen {
        let start = Instant::now();
        let list = self.list.list();
        let stop = || start.elapsed() > MAX_TIME_LIVE || self.ended.load(Ordering::Relaxed);
        let seen_with = |effort| {
            let scan = scan::scan(frame, effort, &stop);
            seen(frame, &scan, &list, &self.fingerprints)
        };
        let quick = seen_with(Effort::Live);
        // What speaks against a code is told at once. Everything else is not safe yet: more may be hidden in the picture.
        let codes = quick.codes_set();
        let is_due = self.thorough.as_ref().is_none_or(|(at, before)| {
            let again = at.elapsed() >= THOROUGH_AGAIN_AFTER;
            again || (at.elapsed() >= THOROUGH_AFTER && *before != codes)
        });
        if may_take_longer && is_due && quick.may_be_seen_better() {
            let thorough = seen_with(Effort::Thorough);
            self.thorough = Some((start, codes));
            thorough
        } else {
            quick
        }
    }
}

/// What a scan has seen, without the payloads, its codes in the order in which people count them.
fn seen(frame: &Frame, scan: &Scan, list: &Allowlist, fingerprints: &RandomState) -> Seen {
    let mut judged = judge_picture(scan, list);
    let codes = scan.symbols.iter().map(|symbol| Code {
        corners: symbol.corners,
        read_by: symbol.read_by,
        fingerprint: fingerprints.hash_one(&symbol.payload),
    });
    let (symbols, codes) = in_reading_order(judged.symbols, codes.collect());
    judged.symbols = symbols;
    Seen {
        judged,
        codes,
        // A Micro QR code is one that nobody reads here, too.
        unread: scan.unread.iter().chain(&scan.micro).copied().collect(),
        may_be_a_code: scan::looks_like_a_code(frame, scan),
        advice: scan::advice(frame, scan),
        size: [frame.width(), frame.height()],
    }
}

/// From left to right, and the rows from top to bottom. What stands side by side is a row, if not quite straight.
fn in_reading_order(symbols: Vec<Judged>, codes: Vec<Code>) -> (Vec<Judged>, Vec<Code>) {
    let [x, y] = [0, 1].map(|axis| move |code: &Code| code.corners.centre()[axis]);
    let half = |code: &Code| {
        let sides = code.corners.0.map(|[_, y]| y);
        let [low, high] = [f32::min, f32::max].map(|pick| sides.into_iter().reduce(pick));
        (high.unwrap_or_default() - low.unwrap_or_default()) / 2.0
    };
    let mut pairs: Vec<(Judged, Code)> = symbols.into_iter().zip(codes).collect();
    pairs.sort_by(|(_, a), (_, b)| y(a).total_cmp(&y(b)));
    let mut row_of = Vec::with_capacity(pairs.len());
    let (mut row, mut first): (usize, Option<Code>) = (0, None);
    for (_, code) in &pairs {
        let is_lower = |first: Code| y(code) - y(&first) > half(&first);
        if first.is_some_and(is_lower) {
            row += 1;
            first = None;
        }
        first = first.or(Some(*code));
        row_of.push(row);
    }
    let mut placed: Vec<_> = row_of.into_iter().zip(pairs).collect();
    placed.sort_by(|(a_row, (_, a)), (b_row, (_, b))| a_row.cmp(b_row).then(x(a).total_cmp(&x(b))));
    placed.into_iter().map(|(_, pair)| pair).unzip()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::allowlist::{Allowlist, Date};
    use crate::check::judge_text;
    use crate::scan::{Quad, ReadBy};

    #[test]
    fn codes_are_counted_from_left_to_right_and_from_top_to_bottom() {
        let today = Date {
            year: 2026,
            month: 11,
            day: 23,
        };
        let list = Allowlist::built_in(today).unwrap();
        let code = |number: u64, left: f32, top: f32| Code {
            corners: Quad([
                [left, top],
                [left + 100.0, top],
                [left + 100.0, top + 100.0],
                [left, top + 100.0],
            ]),
            read_by: ReadBy::default(),
            fingerprint: number,
        };
        // Two rows, held a little askew: the right one of each is higher.
        let codes = vec![
            code(4, 520.0, 380.0),
            code(2, 500.0, 70.0),
            code(1, 10.0, 100.0),
            code(3, 30.0, 410.0),
        ];
        let symbol = |code: &Code| {
            let text = format!("https://{}.example/", code.fingerprint);
            judge_text(text.as_bytes(), &list)
        };
        let symbols = codes.iter().map(symbol).collect();
        let (symbols, codes) = in_reading_order(symbols, codes);
        let numbers: Vec<u64> = codes.iter().map(|code| code.fingerprint).collect();
        assert_eq!(numbers, [1, 2, 3, 4]);
        // Each code keeps its verdict.
        for (judged, code) in symbols.iter().zip(&codes) {
            let host = format!("{}.example", code.fingerprint);
            assert_eq!(judged.host.as_deref(), Some(host.as_str()));
        }
    }
}
