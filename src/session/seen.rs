//! One picture as the session meets it, and what it says by itself.

use std::collections::BTreeSet;

use crate::check::verdict::{Ambiguity, Reason};
use crate::check::{Judged, JudgedPicture, Outcome};
use crate::scan::{Advice, Quad, ReadBy};

/// What one camera picture was found to show. Holds no payload, only what [`JudgedPicture`] does.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The verdicts.
    pub judged: JudgedPicture,
    /// Place, decoders and a fingerprint of the payload of each symbol, in the same order.
    pub codes: Vec<Code>,
    /// Places of codes that were located and not read.
    pub unread: Vec<Quad>,
    /// Nothing was read or located, and there may be a code all the same.
    pub may_be_a_code: bool,
    /// What would help, where a code is there and cannot be read.
    pub advice: Option<Advice>,
    /// Width and height of the picture in pixels.
    pub size: [usize; 2],
}

/// Where a code is, and which one it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Code {
    /// Its corners.
    pub corners: Quad,
    /// Which decoders read it.
    pub read_by: ReadBy,
    /// Equal for equal payloads; keyed anew for each run of the program, so that it says nothing of the payload.
    pub fingerprint: u64,
}

impl Seen {
    /// The fingerprints of its codes.
    pub(crate) fn codes_set(&self) -> BTreeSet<u64> {
        self.fingerprints().collect()
    }

    pub(super) fn fingerprints(&self) -> impl Iterator<Item = u64> {
        self.codes.iter().map(|code| code.fingerprint)
    }

    /// Codes that are not safe and have nothing against them.
    pub(super) fn open_codes(&self) -> usize {
        let is_open = |symbol: &&Judged| !is_against(symbol) && !symbol.verdict.is_safe();
        self.judged.symbols.iter().filter(is_open).count()
    }

    /// True where a better look may change what is said of the picture, or of one of its codes.
    pub(crate) fn may_be_seen_better(&self) -> bool {
        standing(&self.judged) != Standing::Against || self.open_codes() > 0
    }

    /// True where what speaks against it was read by both decoders, and is one thing: no second look is needed.
    pub(super) fn is_sure(&self) -> bool {
        self.judged
            .symbols
            .iter()
            .zip(&self.codes)
            .any(|(symbol, code)| code.read_by.both() && is_against(symbol) && !is_odd(symbol))
    }

    /// This picture, with the codes that were seen a moment ago against it: nobody should read any of them, and the
    /// verdict stays while either is in view.
    pub(super) fn changing(mut self, before: Vec<Code>) -> Seen {
        self.codes.extend(before);
        self.judged = JudgedPicture {
            symbols: Vec::new(),
            doubts: vec![Reason::Ambiguous(Ambiguity::TwoPayloads)],
        };
        self
    }
}

/// What a picture says about the codes in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Safe by itself.
    For,
    /// Safe but for the second decoder, or a thorough look, which another picture may have.
    Unconfirmed,
    /// Nothing against the codes, but not all was seen well.
    Doubtful,
    /// Not safe, however well it is seen.
    Against,
}

pub(super) fn standing(judged: &JudgedPicture) -> Standing {
    let reasons = judged.reasons();
    if judged.outcome() == Outcome::Safe {
        Standing::For
    } else if reasons.iter().any(|reason| !reason.is_of_seeing()) {
        Standing::Against
    } else if reasons.as_slice() == [Reason::Unconfirmed] {
        Standing::Unconfirmed
    } else {
        Standing::Doubtful
    }
}

fn is_against(symbol: &Judged) -> bool {
    symbol
        .verdict
        .reasons()
        .iter()
        .any(|reason| !reason.is_of_seeing())
}

fn is_odd(symbol: &Judged) -> bool {
    symbol
        .verdict
        .reasons()
        .iter()
        .any(|reason| matches!(reason, Reason::Ambiguous(_)))
}

/// True where a code of another kind is in view, which nothing but such a code looks like.
pub(super) fn has_another_kind(judged: &JudgedPicture) -> bool {
    let is_of_it = |doubt: &Reason| matches!(doubt, Reason::OtherCode | Reason::RoundCode);
    judged.doubts.iter().any(is_of_it)
}

pub(super) fn has_private(judged: &JudgedPicture) -> bool {
    judged.symbols.iter().any(|symbol| symbol.kind.is_private())
}
