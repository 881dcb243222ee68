//! The policy: what may be called safe.
//!
//! Payload → [`Link`](link::Link) → [`Allowlist`](allowlist::Allowlist) → [`Verdict`]. A symbol is safe only if all of
//! this holds:
//!
//! 1. it is one thing: nothing in the picture says that a phone may read something else;
//! 2. both decoders read the same bytes from the same place;
//! 3. the bytes are one link in the strict grammar of [`link`];
//! 4. its host, and the host of every address inside it, is covered by an active entry of the list.
//!
//! Everything else is [`Verdict::Unsafe`] with its reasons. [`Safe`] is made in one place, [`official`].
//! Nothing here looks at a file, the network or the clock.

pub mod allowlist;
pub mod domain;
pub mod link;
mod lookalike;
pub mod payload;
pub mod verdict;

use std::sync::Arc;

use crate::scan::{Ambiguity, Scan, Symbol};
use allowlist::{Allowlist, Entry, NeverCategory, Standing};
use domain::Domain;
use link::Link;
use payload::Kind;
use verdict::{Reason, Verdict};

/// A link to an official platform. Its fields are private to this module, so that nobody else can make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Safe {
    link: Link,
    entry: Arc<Entry>,
}

impl Safe {
    /// The link.
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// The entry that covers its host.
    pub fn entry(&self) -> &Entry {
        &self.entry
    }
}

/// A payload with its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Safe, or the reasons.
    pub verdict: Verdict,
    /// What it is.
    pub kind: Kind,
    /// The payload in UTF-8; `None` for other bytes, private kinds and ambiguous symbols.
    pub text: Option<String>,
    /// The host that every program would go to; `None` where that is in doubt.
    pub host: Option<String>,
    /// The owner of that host, as far as its name tells.
    pub owner: Option<Domain>,
}

impl Judged {
    /// The verdict, as if it were alone in its picture.
    pub fn outcome(&self) -> Outcome {
        if self.verdict.is_safe() {
            Outcome::Safe
        } else {
            Outcome::Unsafe
        }
    }
}

/// The place of the symbol that decides: the one with the worst reason, or the first where all are safe.
pub fn worst(symbols: &[Judged]) -> Option<usize> {
    let order = |judged: &Judged| {
        let reasons = judged.verdict.reasons();
        reasons
            .first()
            .map_or((1, None), |reason| (0, Some(reason.clone())))
    };
    let by_order = symbols.iter().enumerate();
    by_order
        .min_by_key(|(_, judged)| order(judged))
        .map(|(index, _)| index)
}

/// A picture with its verdicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedPicture {
    /// One for each symbol of the scan, in its order.
    pub symbols: Vec<Judged>,
    /// What is wrong with the picture as a whole, worst first.
    pub doubts: Vec<Reason>,
}

/// The verdict on a whole picture: the worst of its symbols.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Every symbol is safe, and there is one.
    Safe,
    /// There is nothing that looks like a code.
    NoCode,
    /// Something is not safe.
    Unsafe,
}

impl JudgedPicture {
    /// The verdict on the whole picture.
    pub fn outcome(&self) -> Outcome {
        let all_safe = self.symbols.iter().all(|symbol| symbol.verdict.is_safe());
        match (self.doubts.as_slice(), self.symbols.as_slice()) {
            ([Reason::NoCode], []) => Outcome::NoCode,
            ([], [_, ..]) if all_safe => Outcome::Safe,
            _ => Outcome::Unsafe,
        }
    }

    /// The reasons of the picture and of its symbols, each once, worst first; empty when safe.
    pub fn reasons(&self) -> Vec<Reason> {
        let of_symbols = self
            .symbols
            .iter()
            .flat_map(|symbol| symbol.verdict.reasons());
        let mut reasons: Vec<Reason> = self.doubts.iter().chain(of_symbols).cloned().collect();
        reasons.sort();
        reasons.dedup_by(|a, b| a.code() == b.code());
        reasons
    }
}

/// Judges a text that was given as text: grammar and list decide.
pub fn judge_text(payload: &[u8], list: &Allowlist) -> Judged {
    judge(payload, Doubts::default(), list)
}

/// Judges what a scan has found. Only a thorough one can show that a picture is safe: there are codes that are made to
/// be missed by a quick one. Until then its codes are unconfirmed.
pub fn judge_picture(scan: &Scan, list: &Allowlist) -> JudgedPicture {
    let mut doubts = Vec::new();
    if scan.odd_colours {
        doubts.push(Reason::Ambiguous(Ambiguity::Profile));
    }
    if scan.several_frames {
        doubts.push(Reason::SeveralFrames);
    }
    if scan.gave_up {
        doubts.push(Reason::GaveUp);
    }
    if !scan.unread.is_empty() {
        doubts.push(Reason::UnreadCode);
    }
    if !scan.micro.is_empty() {
        doubts.push(Reason::MicroQr);
    }
    let symbols: Vec<Judged> = scan
        .symbols
        .iter()
        .map(|symbol| {
            let doubts = Doubts::of(symbol, scan.is_thorough, &doubts);
            judge(&symbol.payload, doubts, list)
        })
        .collect();
    if doubts.is_empty() && symbols.is_empty() {
        doubts.push(Reason::NoCode);
    }
    JudgedPicture { symbols, doubts }
}

/// Why a symbol cannot be safe even if its payload is.
#[derive(Default)]
struct Doubts {
    /// Always told.
    grave: Vec<Reason>,
    /// Told only of what would be safe otherwise: who is warned of a fraud need not hear that one decoder missed it.
    slight: Vec<Reason>,
}

impl Doubts {
    fn of(symbol: &Symbol, is_thorough: bool, of_picture: &[Reason]) -> Doubts {
        let mut grave = Vec::new();
        grave.extend(symbol.ambiguity.map(Reason::Ambiguous));
        if symbol.structured_append {
            grave.push(Reason::StructuredAppend);
        }
        if symbol.fnc1 {
            grave.push(Reason::Fnc1);
        }
        if symbol.eci_changes_text {
            grave.push(Reason::Eci);
        }
        let mut slight = of_picture.to_vec();
        let is_only_quick = !is_thorough && slight.is_empty();
        if !symbol.read_by.both() || is_only_quick {
            slight.push(Reason::Unconfirmed);
        }
        Doubts { grave, slight }
    }
}

fn judge(payload: &[u8], doubts: Doubts, list: &Allowlist) -> Judged {
    let kind = payload::kind(payload);
    if doubts
        .grave
        .iter()
        .any(|reason| matches!(reason, Reason::Ambiguous(_)))
    {
        // What it says is one of several things: nobody should read any of them on the screen.
        return Judged {
            verdict: Verdict::Unsafe(worst_first(doubts.grave)),
            kind,
            text: None,
            host: None,
            owner: None,
        };
    }
    let (host, outcome) = match kind {
        Kind::Link => match link::parse(payload) {
            Ok(link) => (Some(link.host().to_owned()), official(link, list)),
            Err(refusal) => {
                let reasons = refused(payload, &refusal, list);
                (refusal.host, Err(reasons))
            }
        },
        _ => (
            third_party_host(payload, kind),
            Err(vec![not_a_link(payload, kind)]),
        ),
    };
    let mut reasons = doubts.grave;
    let verdict = match outcome {
        Ok(safe) => {
            reasons.extend(doubts.slight);
            if reasons.is_empty() {
                Verdict::Safe(safe)
            } else {
                Verdict::Unsafe(worst_first(reasons))
            }
        }
        Err(refusals) => {
            reasons.extend(refusals);
            Verdict::Unsafe(worst_first(reasons))
        }
    };
    let is_shown = !kind.is_private();
    Judged {
        verdict,
        kind,
        text: std::str::from_utf8(payload)
            .ok()
            .filter(|_| is_shown)
            .map(str::to_owned),
        owner: host.as_deref().and_then(Domain::of),
        host,
    }
}

/// The one place where [`Safe`] is made.
fn official(link: Link, list: &Allowlist) -> Result<Safe, Vec<Reason>> {
    let is_official = |host: &str| matches!(list.standing(host), Standing::Official(_));
    let entry = match list.standing(link.host()) {
        Standing::Official(entry) => Arc::clone(entry),
        _ => return Err(unlisted(link.host(), list)),
    };
    let elsewhere = link.inner().iter().find(|inner| !is_official(&inner.host));
    match elsewhere {
        Some(inner) => Err(vec![inner.reason.clone()]),
        None => Ok(Safe { link, entry }),
    }
}

/// Reasons why a host is not safe, given in lower case.
fn unlisted(host: &str, list: &Allowlist) -> Vec<Reason> {
    match list.standing(host) {
        Standing::Official(_) => Vec::new(),
        Standing::NeedsLocalConfirmation(entry) => vec![Reason::NeedsLocalConfirmation {
            entry: entry.host.clone(),
        }],
        Standing::Never(never) => vec![match never.category {
            NeverCategory::ShortLink => Reason::ShortLink,
            NeverCategory::OpenForm => Reason::OpenForm,
            NeverCategory::AppDistribution => Reason::AppDistribution,
            NeverCategory::OpenHosting => Reason::OpenHosting,
            NeverCategory::ThirdParty => Reason::ThirdParty,
            NeverCategory::NotForVisitors => Reason::NotForVisitors,
            NeverCategory::Unproven => Reason::Unproven,
            NeverCategory::Impostor => Reason::Impostor {
                imitates: never.imitates.clone(),
            },
            NeverCategory::KnownPhishing => Reason::KnownPhishing,
        }],
        Standing::Unlisted if list.entries().is_empty() => vec![Reason::ListEmpty],
        Standing::Unlisted => {
            let mut reasons = vec![Reason::NotListed {
                owner: Domain::of(host),
            }];
            reasons.extend(list.targets().resembled_by(host));
            reasons
        }
    }
}

/// Reasons for a link that the grammar refuses: the rule that it breaks, and what is known of its host.
fn refused(payload: &[u8], refusal: &link::Refusal, list: &Allowlist) -> Vec<Reason> {
    let of_host = match &refusal.host {
        Some(host) => unlisted(host, list),
        None => Vec::new(),
    };
    match &refusal.reason {
        // Without encryption to a host that is not official: that it is not official is what counts.
        Reason::NotEncrypted { .. } if !of_host.is_empty() => of_host,
        Reason::Idn => {
            let text = payload::text(payload).unwrap_or_default();
            let host = link::raw_host(&text)
                .unwrap_or_default()
                .to_ascii_lowercase();
            let is_plain = host.is_ascii() && !host.contains("xn--");
            let mut reasons = vec![Reason::Idn];
            if is_plain {
                reasons.extend(unlisted(&host, list)); // the odd letters are in the port
            } else {
                reasons.push(Reason::NotListed {
                    owner: Domain::of(&host),
                });
                reasons.extend(list.targets().resembled_by(&host));
            }
            reasons
        }
        reason => {
            let mut reasons = vec![reason.clone()];
            reasons.extend(of_host);
            reasons
        }
    }
}

/// The reason for a payload that is no link; a link with something before it is told as that.
fn not_a_link(payload: &[u8], kind: Kind) -> Reason {
    let has_link_inside = || {
        payload::text(payload).is_some_and(|text| {
            let lower = text.to_ascii_lowercase();
            lower.contains("https://") || lower.contains("http://")
        })
    };
    if kind == Kind::Text && has_link_inside() {
        Reason::ExtraText
    } else {
        Reason::Kind(kind)
    }
}

/// The host of the web addresses that are not judged as links, such as WeChat's.
fn third_party_host(payload: &[u8], kind: Kind) -> Option<String> {
    if !matches!(
        kind,
        Kind::Wechat | Kind::Alipay | Kind::Unionpay | Kind::AppInstall
    ) {
        return None;
    }
    match link::parse(payload) {
        Ok(link) => Some(link.host().to_owned()),
        Err(refusal) => refusal.host,
    }
}

fn worst_first(mut reasons: Vec<Reason>) -> Vec<Reason> {
    reasons.sort();
    reasons.dedup();
    reasons
}
