//! The policy: what may be called safe.
//!
//! Payload → [`Link`](link::Link) → [`Allowlist`](allowlist::Allowlist) → [`Verdict`]. A symbol is safe only if all of
//! this holds:
//!
//! 1. it is one thing: nothing in the picture says that a phone may read something else;
//! 2. both decoders read the same bytes from the same place;
//! 3. the bytes are one link in the strict grammar of [`link`], and its host, and the host of every address inside it, is
//!    covered by an active entry of the list; or they are, byte for byte, a poster that the hall has enrolled ([`poster`])
//!    and the only thing in view;
//! 4. the list is not too old, where whoever asks wants that to count.
//!
//! Everything else is [`Verdict::Unsafe`] with its reasons. [`Safe`] is made in one place, [`judge`].
//! Nothing here looks at a file, the network or the clock.

pub mod allowlist;
pub mod domain;
mod encoded;
pub mod link;
pub mod list_age;
mod lookalike;
pub mod message;
pub mod payload;
mod personal;
pub mod poster;
mod reasons;
pub mod recognize;
pub mod verdict;

use std::sync::Arc;

use crate::scan::{Ambiguity, OtherCode, OtherKind, Scan, Symbol};
use allowlist::{Allowlist, Entry, Standing};
use domain::Domain;
use link::Link;
use list_age::Age;
use payload::{Kind, Payload};
use poster::{Candidate, NotEnrolled, Poster};
use reasons::{broken, not_a_link, refused, unlisted};
use verdict::{Reason, Verdict};

/// What may be scanned. Its field is private to this module, so that nobody else can make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Safe {
    ground: Ground,
}

/// What a verdict of safe rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// A link to an official platform.
    Listed {
        /// The link.
        link: Link,
        /// The entry that covers its host.
        entry: Arc<Entry>,
    },
    /// The hall vouches for exactly this payload.
    Poster(Arc<Poster>),
}

impl Safe {
    /// What it rests on.
    pub fn ground(&self) -> &Ground {
        &self.ground
    }

    /// The entry that covers the host of the link; `None` for a poster of the hall.
    pub fn entry(&self) -> Option<&Entry> {
        match &self.ground {
            Ground::Listed { entry, .. } => Some(entry),
            Ground::Poster(_) => None,
        }
    }

    /// The poster of the hall; `None` for a listed link.
    pub fn poster(&self) -> Option<&Poster> {
        match &self.ground {
            Ground::Listed { .. } => None,
            Ground::Poster(poster) => Some(poster),
        }
    }
}

/// A payload with its verdict.
///
/// What may be shown of it is decided here, in one place: nobody else has the payload. `text`, `decoded` and `host` are
/// all that reports, screens, sheets and copies are made from.
#[derive(Clone, PartialEq, Eq)]
pub struct Judged {
    /// Safe, or the reasons.
    pub verdict: Verdict,
    /// What it is.
    pub kind: Kind,
    /// True where the content belongs to a person: a private kind, or a link or text that holds a number or a secret of
    /// somebody. It is never shown.
    pub is_personal: bool,
    /// The payload in UTF-8; `None` for other bytes, for what is personal, and for ambiguous symbols.
    pub text: Option<String>,
    /// The text of a payload that is not UTF-8 but GB 18030: for people only, a program gets none.
    pub decoded: Option<String>,
    /// The host that every program would go to; `None` where that is in doubt, or personal itself.
    pub host: Option<String>,
    /// The owner of that host, as far as its name tells.
    pub owner: Option<Domain>,
}

impl std::fmt::Debug for Judged {
    /// Payloads are personal: never in `Debug`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Judged")
            .field("verdict", &self.verdict)
            .field("kind", &self.kind)
            .field("is_personal", &self.is_personal)
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

impl Judged {
    /// The text that may be shown to people, where there is one.
    pub fn shown_text(&self) -> Option<&str> {
        self.text.as_deref().or(self.decoded.as_deref())
    }

    /// The verdict, as if it were alone in its picture.
    pub fn outcome(&self) -> Outcome {
        if self.verdict.is_safe() {
            Outcome::Safe
        } else {
            Outcome::Unsafe
        }
    }
}

/// The host that a link to an official one leads on to, where that is what is wrong with it and it may be shown. For words
/// only.
pub fn leads_to(judged: &Judged, list: &Allowlist) -> Option<String> {
    let leads_on = |reason: &Reason| matches!(reason, Reason::Redirect | Reason::EmbeddedLink);
    if !judged.verdict.reasons().first().is_some_and(leads_on) {
        return None;
    }
    let text = judged.text.as_deref()?;
    let is_elsewhere = |host: &String| !matches!(list.standing(host), Standing::Official(_));
    match link::parse(&Payload::of(text.as_bytes())) {
        Ok(link) => {
            let mut hosts = link.inner().iter().map(|inner| inner.host.clone());
            hosts.find(is_elsewhere)
        }
        // Not in the grammar: what stands in it in clear.
        Err(_) => {
            let text = text.to_ascii_lowercase();
            let starts = text.match_indices("http").skip(1);
            let links = starts.filter_map(|(at, _)| text.get(at..));
            let mut hosts = links.filter_map(link::raw_host).map(str::to_owned);
            hosts.find(|host| Domain::of(host).is_some() && is_elsewhere(host))
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

/// The kind of code that a visitor should put away, where nothing else is wrong.
pub fn own(symbols: &[Judged], doubts: &[Reason]) -> Option<Kind> {
    if !doubts.iter().all(Reason::is_of_seeing) {
        return None;
    }
    let unsafe_codes = symbols.iter().filter(|symbol| !symbol.verdict.is_safe());
    let mut kinds = unsafe_codes.map(|symbol| {
        let mut reasons = symbol.verdict.reasons().iter();
        match reasons.find(|reason| !reason.is_of_seeing()) {
            Some(Reason::Kind(kind)) if kind.is_own() => Some(*kind),
            _ => None,
        }
    });
    // A fraud beside it counts more: one code of another kind is enough for red.
    let first = kinds.next()??;
    kinds.all(|kind| kind.is_some()).then_some(first)
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
        let mut seen = Vec::new();
        reasons.retain(|reason| {
            let is_new = !seen.contains(&reason.code());
            seen.push(reason.code());
            is_new
        });
        reasons
    }
}

/// Judges a text that was given as text: grammar and list decide.
pub fn judge_text(payload: &[u8], list: &Allowlist) -> Judged {
    judge(payload, Doubts::default(), true, list)
}

/// Judges what a scan has found. Only a thorough one can show that a picture is safe: there are codes that are made to
/// be missed by a quick one. Until then its codes are unconfirmed.
pub fn judge_picture(scan: &Scan, list: &Allowlist) -> JudgedPicture {
    let mut doubts = doubts_of(scan);
    let is_alone = scan.symbols.len() == 1;
    let symbols: Vec<Judged> = scan
        .symbols
        .iter()
        .map(|symbol| {
            let doubts = Doubts::of(symbol, scan.is_thorough, &doubts);
            judge(&symbol.payload, doubts, is_alone, list)
        })
        .collect();
    if doubts.is_empty() && symbols.is_empty() {
        doubts.push(Reason::NoCode);
    }
    JudgedPicture { symbols, doubts }
}

/// The payload of a picture that may be enrolled as a poster of the hall: the only thing in it, beyond every doubt, and of
/// a kind that may be.
///
/// # Errors
/// Why it may not.
pub fn candidate(scan: &Scan, list: &Allowlist) -> Result<Candidate, NotEnrolled> {
    let of_picture = doubts_of(scan);
    let symbol = match scan.symbols.as_slice() {
        [] if of_picture.is_empty() => return Err(NotEnrolled::NoCode),
        [] => return Err(NotEnrolled::Doubted(worst_first(of_picture))),
        [symbol] => symbol,
        [_, _, ..] => return Err(NotEnrolled::SeveralCodes),
    };
    let candidate = Candidate::of(&Payload::of(&symbol.payload), list)?;
    let Doubts { mut grave, slight } = Doubts::of(symbol, scan.is_thorough, &of_picture);
    grave.extend(slight);
    match grave.is_empty() {
        true => Ok(candidate),
        false => Err(NotEnrolled::Doubted(worst_first(grave))),
    }
}

/// What is in doubt of a picture as a whole.
fn doubts_of(scan: &Scan) -> Vec<Reason> {
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
    if scan.not_finished {
        doubts.push(Reason::NotFinished);
    }
    let is_round = |code: &OtherCode| code.kind == OtherKind::Round;
    if !scan.others.iter().all(is_round) {
        doubts.push(Reason::OtherCode);
    }
    if scan.others.iter().any(is_round) {
        doubts.push(Reason::RoundCode);
    }
    if !scan.unread.is_empty() {
        doubts.push(Reason::UnreadCode);
    }
    if !scan.micro.is_empty() {
        doubts.push(Reason::MicroQr);
    }
    doubts
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
        if symbol.odd_encodings {
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

/// The one place where [`Safe`] is made.
fn judge(bytes: &[u8], doubts: Doubts, is_alone: bool, list: &Allowlist) -> Judged {
    let payload = Payload::of(bytes);
    let kind = recognize::kind(&payload);
    if doubts
        .grave
        .iter()
        .any(|reason| matches!(reason, Reason::Ambiguous(_)))
    {
        // What it says is one of several things: nobody should read any of them on the screen.
        return Judged {
            verdict: Verdict::Unsafe(worst_first(doubts.grave)),
            kind,
            is_personal: kind.is_private(),
            text: None,
            decoded: None,
            host: None,
            owner: None,
        };
    }
    let (host, outcome) = match kind {
        Kind::Link => judge_link(&payload, list),
        _ => (
            third_party_host(&payload, kind),
            Err(vec![not_a_link(&payload, kind)]),
        ),
    };
    let outcome = outcome.or_else(|refusals| match poster::vouching(&payload, list) {
        Some(poster) if is_alone && list.age() != Age::TooOld => Ok(Ground::Poster(poster)),
        _ => Err(refusals),
    });
    let mut reasons = doubts.grave;
    let verdict = match outcome {
        Ok(ground) => {
            reasons.extend(doubts.slight);
            if reasons.is_empty() {
                Verdict::Safe(Safe { ground })
            } else {
                Verdict::Unsafe(worst_first(reasons))
            }
        }
        Err(refusals) => {
            reasons.extend(refusals);
            Verdict::Unsafe(worst_first(reasons))
        }
    };
    let text = payload.text();
    let is_personal = kind.is_private() || text.is_some_and(personal::stands_in);
    let shown = text.filter(|_| !is_personal).map(str::to_owned);
    let (text, decoded) = match payload.utf8() {
        Some(_) => (shown, None),
        None => (None, shown),
    };
    Judged {
        verdict,
        kind,
        is_personal,
        text,
        decoded,
        owner: host.as_deref().and_then(Domain::of),
        host: host.filter(|host| !is_personal || !personal::stands_in(host)),
    }
}

/// The host of a link, and what is said of it.
fn judge_link(
    payload: &Payload<'_>,
    list: &Allowlist,
) -> (Option<String>, Result<Ground, Vec<Reason>>) {
    if let Some(link) = payload.behind_byte_order_mark() {
        let (host, outcome) = judge_plain_link(&link, list);
        let mut reasons = outcome.err().unwrap_or_default();
        if !reasons.contains(&Reason::HiddenCharacters) {
            reasons.push(Reason::ByteOrderMark);
        }
        return (host, Err(reasons));
    }
    judge_plain_link(payload, list)
}

fn judge_plain_link(
    payload: &Payload<'_>,
    list: &Allowlist,
) -> (Option<String>, Result<Ground, Vec<Reason>>) {
    match link::parse(payload) {
        Ok(link) => (Some(link.host().to_owned()), official(link, list)),
        Err(refusal) => {
            let reasons = refused(payload, &refusal, list);
            (refusal.host, Err(reasons))
        }
    }
}

/// A link to an official platform.
fn official(link: Link, list: &Allowlist) -> Result<Ground, Vec<Reason>> {
    let is_official = |host: &str| matches!(list.standing(host), Standing::Official(_));
    let entry = match list.standing(link.host()) {
        Standing::Official(entry) => Arc::clone(entry),
        _ => return Err(unlisted(link.host(), list)),
    };
    let elsewhere = link.inner().iter().find(|inner| !is_official(&inner.host));
    match elsewhere {
        Some(inner) => Err(vec![broken(inner.rule, None)]),
        None if list.age() == Age::TooOld => Err(vec![Reason::ListTooOld {
            issued_on: list.info().issued_on.map(|day| day.to_string()),
        }]),
        None => Ok(Ground::Listed { link, entry }),
    }
}

/// The host of the web addresses that are not judged as links, such as WeChat's.
fn third_party_host(payload: &Payload<'_>, kind: Kind) -> Option<String> {
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
