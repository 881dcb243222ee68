//! The hall's own posters: payloads that its staff vouch for, each exactly as it is, byte for byte, by its SHA-256 (FIPS 180-4).
//!
//! A hall's WeChat account, its mini-program or its page outside the list is no official address, and yet it hangs on the
//! hall's own wall. Staff enrol such a poster behind their PIN: what it is called, who vouches for it, until when. Nothing
//! but the very same payload becomes safe by it, and only what is of a [`PosterKind`]: what [`kind`] refuses cannot be
//! enrolled, and does not count where somebody enrolled it nevertheless, or a newer list refuses it now.
//!
//! The forms of links are told by what stands in them; that the account behind one is the hall's is what staff vouch for.

mod kind;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::allowlist::{Allowlist, Date};
use super::list_age::latest_stale_after;
use super::payload::Payload;
use super::verdict::Reason;
use crate::plain::is_hidden;
use kind::kind;

/// Longest name of a poster, and of who vouches for it, in characters.
pub const MAX_NAME_CHARS: usize = 30;
/// Most posters of a hall; more than these nobody looks after.
pub const MAX_POSTERS: usize = 200;

/// What a payload is known by: SHA-256 of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Of these bytes.
    pub fn of(payload: &[u8]) -> Fingerprint {
        Fingerprint(Sha256::digest(payload).into())
    }

    /// From 64 hexadecimal digits in lower case.
    pub fn parse(text: &str) -> Option<Fingerprint> {
        let is_hex = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
        if text.len() != 64 || !text.bytes().all(is_hex) {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, at) in bytes.iter_mut().zip((0..).step_by(2)) {
            *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
        }
        Some(Fingerprint(bytes))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// What a poster leads to. Nothing else can be enrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PosterKind {
    /// A link in the grammar, to a host that nobody knows anything bad of.
    Link,
    /// An official account of WeChat.
    WechatAccount,
    /// A mini-program of WeChat.
    WechatMiniProgram,
    /// A mini-program of Alipay.
    AlipayService,
    /// Pays a merchant. Enrolled only after staff were asked twice.
    MerchantPayment,
}

impl PosterKind {
    /// All of them.
    pub const ALL: [PosterKind; 5] = [
        PosterKind::Link,
        PosterKind::WechatAccount,
        PosterKind::WechatMiniProgram,
        PosterKind::AlipayService,
        PosterKind::MerchantPayment,
    ];

    /// The stable code, as it stands in the file of posters.
    pub fn code(self) -> &'static str {
        match self {
            PosterKind::Link => "link",
            PosterKind::WechatAccount => "wechat-account",
            PosterKind::WechatMiniProgram => "wechat-mini-program",
            PosterKind::AlipayService => "alipay-service",
            PosterKind::MerchantPayment => "merchant-payment",
        }
    }

    /// The kind of that code.
    pub fn parse(code: &str) -> Option<PosterKind> {
        PosterKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Why something cannot be enrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotEnrolled {
    /// There is no code in the picture.
    NoCode,
    /// There are several codes in the picture.
    SeveralCodes,
    /// The picture, or the code in it, is in doubt: worst first.
    Doubted(Vec<Reason>),
    /// It is safe already: the list has it.
    Listed,
    /// It holds something of a person.
    Personal,
    /// It is of WeChat, and neither an official account nor a mini-program by its form.
    WechatForm,
    /// It is of Alipay, and no mini-program by its form.
    AlipayForm,
    /// What it is, or where it leads: worst first. Never empty.
    Reasons(Vec<Reason>),
}

impl NotEnrolled {
    fn of(reasons: Vec<Reason>) -> NotEnrolled {
        NotEnrolled::Reasons(super::worst_first(reasons))
    }
}

/// Why a poster is not taken: what staff say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VouchFault {
    /// The name is empty, too long, or has characters that cannot be seen.
    Name,
    /// The name is that of an official platform, which no poster is.
    NameOfAPlatform,
    /// Who vouches is not said, or not so that it can be read.
    By,
    /// The day has gone by.
    UntilBeforeToday,
    /// The day is more than two years ahead.
    UntilTooFar,
    /// There are as many as there may be.
    TooMany,
    /// There is one of the same payload.
    Doubled,
}

/// A payload that may be enrolled, and nothing of it that need not be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    fingerprint: Fingerprint,
    kind: PosterKind,
    link: Option<String>,
}

impl Candidate {
    /// The payload, if it may be enrolled. A picture has to be looked at first: [`candidate`](super::candidate).
    pub(super) fn of(payload: &Payload<'_>, list: &Allowlist) -> Result<Candidate, NotEnrolled> {
        let kind = kind(payload, list)?;
        // A public link is kept, so that whoever looks after the posters sees where each leads.
        let link = (kind == PosterKind::Link)
            .then(|| payload.utf8().map(str::to_owned))
            .flatten();
        Ok(Candidate {
            fingerprint: Fingerprint::of(payload.bytes()),
            kind,
            link,
        })
    }

    /// What it leads to.
    pub fn kind(&self) -> PosterKind {
        self.kind
    }

    /// What it is known by.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The link, where it is one.
    pub fn link(&self) -> Option<&str> {
        self.link.as_deref()
    }

    /// The poster, as staff vouch for it.
    ///
    /// # Errors
    /// What is wrong with what they say.
    pub fn vouched(
        self,
        name: &str,
        by: &str,
        until: Date,
        list: &Allowlist,
        today: Date,
    ) -> Result<Poster, VouchFault> {
        let poster = Poster {
            fingerprint: self.fingerprint,
            kind: self.kind,
            name: name.trim().to_owned(),
            by: by.trim().to_owned(),
            until,
            enrolled_on: today,
            link: self.link,
        };
        poster.check()?;
        match names_a_platform(&poster.name, list) {
            true => Err(VouchFault::NameOfAPlatform),
            false => Ok(poster),
        }
    }
}

/// A poster of the hall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poster {
    /// What its payload is known by.
    pub fingerprint: Fingerprint,
    /// What it leads to.
    pub kind: PosterKind,
    /// What it is called on the screen.
    pub name: String,
    /// Who vouches for it.
    pub by: String,
    /// The last day on which it counts.
    pub until: Date,
    /// The day on which it was enrolled.
    pub enrolled_on: Date,
    /// The link, where it is a public one; of other kinds nothing is kept.
    pub link: Option<String>,
}

impl Poster {
    fn check(&self) -> Result<(), VouchFault> {
        if !is_readable(&self.name) {
            return Err(VouchFault::Name);
        }
        if !is_readable(&self.by) {
            return Err(VouchFault::By);
        }
        if self.until < self.enrolled_on {
            return Err(VouchFault::UntilBeforeToday);
        }
        if self.until > latest_stale_after(self.enrolled_on) {
            return Err(VouchFault::UntilTooFar);
        }
        Ok(())
    }

    /// True where its day has gone by.
    pub fn is_over(&self, day: Date) -> bool {
        self.until < day
    }
}

/// The posters of a hall, in the order in which they were enrolled; each payload once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Posters(Vec<Poster>);

impl Posters {
    /// These posters.
    ///
    /// # Errors
    /// What is wrong with the first one that is not as it must be.
    pub fn of(posters: Vec<Poster>) -> Result<Posters, VouchFault> {
        let mut checked = Posters::default();
        posters
            .into_iter()
            .try_for_each(|poster| checked.add(poster))?;
        Ok(checked)
    }

    /// Adds one.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn add(&mut self, poster: Poster) -> Result<(), VouchFault> {
        poster.check()?;
        if self.0.len() >= MAX_POSTERS {
            return Err(VouchFault::TooMany);
        }
        if self.find(poster.fingerprint).is_some() {
            return Err(VouchFault::Doubled);
        }
        self.0.push(poster);
        Ok(())
    }

    /// Takes the one of this payload away.
    pub fn remove(&mut self, fingerprint: Fingerprint) -> Option<Poster> {
        let place = self.0.iter().position(|one| one.fingerprint == fingerprint);
        place.map(|place| self.0.remove(place))
    }

    /// The one of this payload.
    pub fn find(&self, fingerprint: Fingerprint) -> Option<&Poster> {
        self.0.iter().find(|one| one.fingerprint == fingerprint)
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Poster> {
        self.0.iter()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that count on `day`, by what their payloads are known by.
    pub(super) fn on(&self, day: Date) -> HashMap<Fingerprint, Arc<Poster>> {
        let counting = self.0.iter().filter(|poster| !poster.is_over(day));
        counting
            .map(|poster| (poster.fingerprint, Arc::new(poster.clone())))
            .collect()
    }
}

/// The poster that vouches for exactly this payload today, where there is one and nothing speaks against it any more.
pub(super) fn vouching(payload: &Payload<'_>, list: &Allowlist) -> Option<Arc<Poster>> {
    let posters = list.posters();
    if posters.is_empty() {
        return None;
    }
    let poster = posters.get(&Fingerprint::of(payload.bytes()))?;
    (kind(payload, list) == Ok(poster.kind)).then(|| Arc::clone(poster))
}

fn is_readable(text: &str) -> bool {
    !text.trim().is_empty()
        && text.chars().count() <= MAX_NAME_CHARS
        && !text.chars().any(is_hidden)
}

/// Whether the name of a listed platform stands in that of a poster.
fn names_a_platform(name: &str, list: &Allowlist) -> bool {
    let plain = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let name = plain(name);
    let names = list.entries().iter();
    names
        .flat_map(|entry| [&entry.name.zh, &entry.name.en])
        .map(|platform| plain(platform))
        .any(|platform| !platform.is_empty() && name.contains(&platform))
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests;
