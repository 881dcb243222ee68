//! Bounds on work. It is counted, so that how far a scan gets does not depend on how fast or how busy the machine is; and
//! the caller, who alone knows the time, may say stop, and is told that the scan is not finished.
//!
//! The first `catch_unwind` of the program is here (others: `images`, `cli`): decoders panic on some pictures, and the
//! way to stop one is to unwind through it. So are the only threads of a scan, which end before the work they were given
//! does.

use std::cell::Cell;
use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Asked now and then; answers true when the scan should end.
pub type Stop<'a> = &'a (dyn Fn() -> bool + Sync);

/// How many threads a scan may use. What it finds does not depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threads {
    /// That of the caller, who scans several pictures at once.
    One,
    /// That of the caller and one more, wherever there is more than one thing to do.
    Two,
}

/// Charges between two looks at [`Stop`]: about 0.1 ms of work.
const CHARGES_PER_LOOK: u64 = 1 << 16;

/// What is done side by side: a fixed number, so that what is found is the same on every machine and with any
/// [`Threads`].
pub(super) const AT_ONCE: usize = 2;

/// What a scan may still spend, and how. One charge is about one pixel read, 1–2 ns.
pub(super) struct Budget<'a> {
    left: Cell<u64>,
    stop: Stop<'a>,
    threads: Threads,
}

impl<'a> Budget<'a> {
    pub(super) fn new(charges: u64, stop: Stop<'a>, threads: Threads) -> Budget<'a> {
        Budget {
            left: Cell::new(charges),
            stop,
            threads,
        }
    }

    /// What was not spent.
    pub(super) fn left(&self) -> u64 {
        self.left.get()
    }

    /// True where the caller says stop.
    pub(super) fn is_stopped(&self) -> bool {
        (self.stop)()
    }

    /// Another one for so many things that need no more than so many charges each, whatever was spent of this one.
    pub(super) fn with_its_own(&self, things: usize, charges: u64) -> Budget<'a> {
        let charges = charges.saturating_mul(things as u64);
        Budget::new(charges, self.stop, self.threads)
    }

    /// Runs something of a decoder that may take so many charges at most; `None` where it panicked or was stopped.
    pub(super) fn within<T>(&self, most: u64, work: impl FnOnce(&Meter<'_>) -> T) -> Option<T> {
        let charges = most.min(self.left.get());
        let meter = Meter::new(charges, self.stop);
        let result = guarded(|| work(&meter));
        self.left.set(self.left.get() - (charges - meter.left()));
        result
    }

    /// Does the same to each of several things, each with its share of what may be spent: side by side, but for what is
    /// part of something that is done so already.
    pub(super) fn each<T: Send, R: Send>(
        &self,
        things: Vec<T>,
        work: impl Fn(&Budget<'_>, T) -> R + Sync,
    ) -> Vec<R> {
        let share = self.left.get() / things.len().max(1) as u64;
        let stop = self.stop;
        let done = |thing| {
            let part = Budget::new(share, stop, Threads::One);
            (work(&part, thing), share - part.left.get())
        };
        let done: Vec<(R, u64)> = if self.threads == Threads::Two && things.len() > 1 {
            side_by_side(things, done)
        } else {
            things.into_iter().map(done).collect()
        };
        let spent: u64 = done.iter().map(|(_, spent)| spent).sum();
        self.left.set(self.left.get() - spent);
        done.into_iter().map(|(result, _)| result).collect()
    }
}

/// Does the same to each of several things in [`AT_ONCE`] threads, which end before this does. Where the system gives no
/// thread, this one does all.
fn side_by_side<T: Send, R: Send>(things: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let queue = Mutex::new(things.into_iter().enumerate());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let worked_off = || -> Vec<(usize, R)> {
        iter::from_fn(next)
            .map(|(at, thing)| (at, work(thing)))
            .collect()
    };
    let mut done = thread::scope(|scope| {
        let threads = (1..AT_ONCE).filter_map(|_| {
            let thread = thread::Builder::new().name("scan".to_owned());
            thread.spawn_scoped(scope, worked_off).ok()
        });
        let threads: Vec<_> = threads.collect();
        let mut done = worked_off();
        for thread in threads {
            done.extend(thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// What is left of the budget of one pass of one decoder.
pub(super) struct Meter<'a> {
    left: Cell<u64>,
    next_look: Cell<u64>,
    stop: Stop<'a>,
}

/// Unwinds through a decoder when its budget is spent.
struct BudgetSpent;

impl<'a> Meter<'a> {
    pub(super) fn new(charges: u64, stop: Stop<'a>) -> Meter<'a> {
        Meter {
            left: Cell::new(charges),
            next_look: Cell::new(charges.saturating_sub(CHARGES_PER_LOOK)),
            stop,
        }
    }

    /// What was not spent.
    fn left(&self) -> u64 {
        self.left.get()
    }

    /// Takes `charges` off; unwinds when nothing is left or the caller says stop. The panic hook is not called.
    pub(super) fn charge(&self, charges: u64) {
        if !self.spend(charges) {
            resume_unwind(Box::new(BudgetSpent));
        }
    }

    /// Takes `charges` off; false when nothing is left or the caller says stop. For what can end with what it has.
    pub(super) fn spend(&self, charges: u64) -> bool {
        let left = self.left.get().saturating_sub(charges);
        self.left.set(left);
        if left > self.next_look.get() {
            return true;
        }
        self.next_look.set(left.saturating_sub(CHARGES_PER_LOOK));
        left > 0 && !(self.stop)()
    }
}

thread_local! {
    static IN_DECODER: Cell<bool> = const { Cell::new(false) };
}

/// Keeps panics that are caught here from being printed: they are told as "gave up". For the start of a program; other
/// panics go to the hook that was set before.
pub fn silence_caught_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !IN_DECODER.get() {
            before(info);
        }
    }));
}

/// The first `catch_unwind`: `None` where a decoder panicked, or was stopped by unwinding.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    IN_DECODER.set(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    IN_DECODER.set(false);
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_has_its_share_and_what_it_leaves_is_kept() {
        for threads in [Threads::One, Threads::Two] {
            let budget = Budget::new(100, &|| false, threads);
            let ended = budget.each(vec![10, 30, 40], |part, charges| {
                assert_eq!(part.left(), 33);
                let work = part.within(u64::MAX, |meter| meter.charge(charges));
                work.is_some()
            });
            assert_eq!(ended, [true, true, false], "in their order");
            assert_eq!(budget.left(), 100 - 10 - 30 - 33);
        }
    }

    #[test]
    fn what_unwinds_has_given_up_and_costs_what_it_spent() {
        let budget = Budget::new(100, &|| false, Threads::One);
        let gave_up = budget.within(10, |meter| -> u8 {
            meter.charge(3);
            resume_unwind(Box::new("as a decoder that panics"))
        });
        assert_eq!((gave_up, budget.left()), (None, 97));
        assert_eq!(budget.within(10, |meter| meter.spend(11)), Some(false));
        assert_eq!(budget.left(), 87);
    }

    #[test]
    fn whoever_says_stop_is_heard() {
        let budget = Budget::new(u64::MAX, &|| true, Threads::One);
        let work = budget.within(u64::MAX, |meter| meter.charge(CHARGES_PER_LOOK));
        assert_eq!((work, budget.is_stopped()), (None, true));
    }
}
