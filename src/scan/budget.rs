//! Bounds on work: counted, so that a picture always gets the same answer, and a stop that the caller holds, because
//! only the caller knows the time.

use std::cell::Cell;
use std::panic::resume_unwind;

/// Asked now and then; answers true when the scan should end.
pub type Stop<'a> = &'a (dyn Fn() -> bool + Sync);

/// Charges between two looks at [`Stop`]: about 0.1 ms of work.
const CHARGES_PER_LOOK: u64 = 1 << 16;

/// What is left of the budget of one pass of one decoder. One charge is about one pixel read, 1–2 ns.
pub(super) struct Meter<'a> {
    left: Cell<u64>,
    next_look: Cell<u64>,
    stop: Stop<'a>,
}

/// Unwinds through a decoder when its budget is spent; caught in `scan`.
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
    pub(super) fn left(&self) -> u64 {
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
