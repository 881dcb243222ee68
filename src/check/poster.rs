//! The hall's own posters: payloads that its staff vouch for, each exactly as it is, byte for byte, by its SHA-256 (FIPS 180-4).
//!
//! A hall's WeChat account, its mini-program or its page outside the list is no official address, and yet it hangs on the
//! hall's own wall. Staff enrol such a poster behind their PIN: what it is called, who vouches for it, until when. Nothing
//! but the very same payload becomes safe by it, and only what is of a [`PosterKind`]: what [`kind`] refuses cannot be
//! enrolled, and does not count where somebody enrolled it nevertheless, or a newer list refuses it now.
//!
//! The forms of links are told by what stands in them; that the account behind one is the hall's is what staff vouch for.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};

use super::allowlist::{Allowlist, Date, NeverCategory, Standing};
use super::link;
use super::list_age::latest_stale_after;
use super::payload::{Kind, Payload};
use super::personal;
use super::reasons::{broken, not_a_link, refused, unlisted};
use super::verdict::Reason;
use crate::plain::is_hidden;

/// Longest name of a poster, and of who vouches for it, in characters.
pub const MAX_NAME_CHARS: usize = 30;
/// Most posters of a hall; more than these nobody looks after.
pub const MAX_POSTERS: usize = 200;
/// Longest token of a link of WeChat, in bytes; the longest that were seen have 60.
const MAX_TOKEN_BYTES: usize = 128;
/// Longest address of a page in a mini-program, in bytes.
const MAX_PAGE_BYTES: usize = 200;
/// Digits of the number of a mini-program of Alipay. Shorter ones are parts of Alipay itself, which pay or open any page.
const ALIPAY_APP_DIGITS: usize = 16;

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

/// What a payload leads to, if posters of it may be enrolled.
fn kind(payload: &Payload<'_>, list: &Allowlist) -> Result<PosterKind, NotEnrolled> {
    let kind = payload.kind();
    let of_kind = || NotEnrolled::Reasons(vec![not_a_link(payload, kind)]);
    let text = payload.utf8().ok_or_else(of_kind)?;
    if kind.is_private() || personal::stands_in(text) {
        return Err(NotEnrolled::Personal);
    }
    match kind {
        Kind::Link => link(payload, list),
        Kind::Wechat => {
            is_not_known_bad(payload, kind, list)?;
            wechat(text).ok_or(NotEnrolled::WechatForm)
        }
        Kind::Alipay => match is_alipay_service(text) {
            true => Ok(PosterKind::AlipayService),
            false => Err(NotEnrolled::AlipayForm),
        },
        Kind::Unionpay if is_unionpay_merchant(text) => {
            is_not_known_bad(payload, kind, list)?;
            Ok(PosterKind::MerchantPayment)
        }
        Kind::MerchantPayment => Ok(PosterKind::MerchantPayment),
        Kind::Credential
        | Kind::PaymentCode
        | Kind::IdNumber
        | Kind::Otp
        | Kind::Script
        | Kind::AppInstall
        | Kind::PayAPerson
        | Kind::Message
        | Kind::Unionpay
        | Kind::Wifi
        | Kind::Contact
        | Kind::Invoice
        | Kind::BareHost
        | Kind::CodeNumber
        | Kind::Text
        | Kind::Binary
        | Kind::Empty => Err(of_kind()),
    }
}

/// A link in the grammar, whose host is neither listed nor refused nor made to look like a listed one, and which leads
/// nowhere else.
fn link(payload: &Payload<'_>, list: &Allowlist) -> Result<PosterKind, NotEnrolled> {
    let link = link::parse(payload)
        .map_err(|refusal| NotEnrolled::of(refused(payload, &refusal, list)))?;
    let is_official = |host: &str| matches!(list.standing(host), Standing::Official(_));
    let is_listed = is_official(link.host());
    let elsewhere = link.inner().iter().find(|inner| match is_listed {
        true => !is_official(&inner.host),
        false => inner.host != link.host(),
    });
    if let Some(inner) = elsewhere {
        let reason = broken(inner.rule, None);
        return Err(NotEnrolled::Reasons(vec![reason]));
    }
    match list.standing(link.host()) {
        Standing::Official(_) => Err(NotEnrolled::Listed),
        Standing::NeedsLocalConfirmation(_) => Ok(PosterKind::Link),
        Standing::Never(_) => Err(NotEnrolled::of(unlisted(link.host(), list))),
        Standing::Unlisted => match unlisted(link.host(), list).as_slice() {
            // Nothing but that nobody knows it.
            [Reason::NotListed { .. }] => Ok(PosterKind::Link),
            reasons => Err(NotEnrolled::of(reasons.to_vec())),
        },
    }
}

/// The zones of WeChat and UnionPay may never be listed, as anybody can make a link there: what is said of them for that
/// reason alone does not keep a poster from being enrolled. Anything worse does.
fn is_not_known_bad(
    payload: &Payload<'_>,
    kind: Kind,
    list: &Allowlist,
) -> Result<(), NotEnrolled> {
    let Some(host) = super::third_party_host(payload, kind) else {
        return Ok(());
    };
    match list.standing(&host) {
        Standing::Never(never) if never.category != NeverCategory::ThirdParty => {
            Err(NotEnrolled::of(unlisted(&host, list)))
        }
        _ => Ok(()),
    }
}

/// The forms of WeChat's links, as its own documentation and the codes of accounts have them. Friends (`u.wechat.com`), groups
/// (`/g/`), staff of companies (`work.weixin.qq.com`), articles, payments, and short links (`wxaurl.cn`) are none of them.
fn wechat(text: &str) -> Option<PosterKind> {
    // Accounts write theirs with and without encryption; the app alone reads it and asks no server on the way.
    let account = ["http://weixin.qq.com", "https://weixin.qq.com"];
    let account = account.iter().find_map(|start| behind(text, start));
    if let Some(path) = account {
        let token = path
            .strip_prefix("/r/")
            .or_else(|| path.strip_prefix("/q/"))?;
        return is_token(token, b"-_").then_some(PosterKind::WechatAccount);
    }
    // https://developers.weixin.qq.com/miniprogram/dev/api-backend/open-api/qr-code/wxacode.createQRCode.html
    let path = behind(text, "https://mp.weixin.qq.com").and_then(|path| path.strip_prefix("/a/~"));
    let scheme = || behind(text, "weixin://dl/business/")?.strip_prefix("?t=");
    let short = || {
        let (name, token) = text.strip_prefix("#小程序://")?.split_once('/')?;
        let is_name = |c: char| c.is_alphanumeric() && !is_hidden(c);
        let is_name = !name.is_empty() && name.chars().all(is_name);
        (is_name && name.chars().count() <= MAX_NAME_CHARS).then_some(token)
    };
    let is_program = match path {
        Some(token) => is_token(token, b"-_~"),
        None => {
            let token = scheme().or_else(short).or_else(|| behind(text, "mp://"));
            token.is_some_and(|token| is_token(token, b"-_"))
        }
    };
    is_program.then_some(PosterKind::WechatMiniProgram)
}

/// What stands behind a scheme and host, compared without regard to case.
fn behind<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(start.len())?;
    head.eq_ignore_ascii_case(start).then_some(rest)
}

fn is_token(token: &str, marks: &[u8]) -> bool {
    let is_of_token = |byte: u8| byte.is_ascii_alphanumeric() || marks.contains(&byte);
    (4..=MAX_TOKEN_BYTES).contains(&token.len()) && token.bytes().all(is_of_token)
}

/// `alipays://platformapi/startapp?appId=` and the number of a mini-program, and at most a page of it. Codes at
/// `qr.alipay.com` may be anything, also a payment: they are none.
fn is_alipay_service(text: &str) -> bool {
    let Some(query) = behind(text, "alipays://platformapi/startapp?") else {
        return false;
    };
    let (mut apps, mut pages) = (0, 0);
    let are_known = query.split('&').all(|field| match field.split_once('=') {
        Some(("appId", number)) => {
            apps += 1;
            number.len() == ALIPAY_APP_DIGITS
                && number.starts_with("20")
                && number.bytes().all(|byte| byte.is_ascii_digit())
        }
        Some(("page", page)) => {
            pages += 1;
            is_page(page)
        }
        _ => false,
    });
    are_known && apps == 1 && pages <= 1
}

/// The address of a page inside a mini-program, which is none of the web.
fn is_page(page: &str) -> bool {
    let is_of_page = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'?' | b'=' | b'&')
    };
    let clear: Vec<u8> = percent_decode_str(page).collect();
    (1..=MAX_PAGE_BYTES).contains(&page.len())
        && clear.iter().copied().all(is_of_page)
        && !clear.windows(2).any(|pair| pair == b"//")
}

/// `https://qr.95516.com/` and the numbers of an institution and a merchant.
fn is_unionpay_merchant(text: &str) -> bool {
    let Some(path) = behind(text, "https://qr.95516.com/") else {
        return false;
    };
    let is_part =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    path.len() <= MAX_TOKEN_BYTES && path.contains('/') && path.split('/').all(is_part)
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
mod tests {
    use super::super::judge_text;
    use super::super::verdict::Verdict;
    use super::*;

    const TODAY: Date = Date {
        year: 2026,
        month: 11,
        day: 30,
    };

    fn list() -> Allowlist {
        Allowlist::built_in(TODAY).unwrap()
    }

    fn poster(payload: &str, kind: PosterKind) -> Poster {
        Poster {
            fingerprint: Fingerprint::of(payload.as_bytes()),
            kind,
            name: "大厅海报".to_owned(),
            by: "李梅".to_owned(),
            until: Date {
                year: 2027,
                ..TODAY
            },
            enrolled_on: TODAY,
            link: None,
        }
    }

    /// What becomes of the attempt to enrol this: the code of its kind, or why not.
    fn attempt(payload: &[u8], list: &Allowlist) -> String {
        match Candidate::of(&Payload::of(payload), list) {
            Ok(candidate) => candidate.kind().code().to_owned(),
            Err(NotEnrolled::Listed) => "listed".to_owned(),
            Err(NotEnrolled::Personal) => "personal".to_owned(),
            Err(NotEnrolled::WechatForm) => "no account or mini-program".to_owned(),
            Err(NotEnrolled::AlipayForm) => "no mini-program".to_owned(),
            Err(NotEnrolled::Reasons(reasons)) => {
                let codes: Vec<&str> = reasons.iter().map(Reason::code).collect();
                codes.join(" ")
            }
            Err(NotEnrolled::NoCode | NotEnrolled::SeveralCodes | NotEnrolled::Doubted(_)) => {
                "of pictures only".to_owned()
            }
        }
    }

    // The number is the example of the standard, GB 11643.
    #[rustfmt::skip]
    const ATTEMPTS: &[(&str, &str)] = &[
        // Links.
        ("https://yb.example-hall.cn/poster?id=7", "link"),
        ("https://example-hospital.com/", "link"),
        ("HTTPS://YB.EXAMPLE-HALL.CN/A", "link"),
        ("https://yb.example-hall.cn/a?back=https://yb.example-hall.cn/b", "link"),
        ("https://fuwu.nhsa.gov.cn/", "listed"),
        ("https://fuwu.nhsa.gov.cn/a?url=https://evil.top/", "redirect"),
        ("https://yb.example-hall.cn/a?url=https://evil.top/", "redirect"),
        ("https://yb.example-hall.cn/a?url=https://fuwu.nhsa.gov.cn/", "redirect"),
        ("https://yb.example-hall.cn/https://evil.top/", "odd-path not-listed"),
        ("http://yb.example-hall.cn/", "not-listed"),
        ("http://fuwu.nhsa.gov.cn/", "not-encrypted"),
        ("https://yb.example-hall.cn:8443/", "unusual-port not-listed"),
        ("https://10.1.2.3/", "ip-address not-listed"),
        ("https://yb.example-hall.cn\\@evil.top/", "backslash"),
        ("https://yb.example-hall.cn/ ", "link"),
        ("\u{FEFF}https://yb.example-hall.cn/", "hidden-characters"),
        ("看这里 https://yb.example-hall.cn/", "extra-text"),
        ("https://yb.example-hall.cn/?phone=13800138000", "personal"),
        // Hosts that somebody knows something of.
        ("https://t.cn/A6abc", "short-link"),
        ("https://wj.qq.com/s2/1", "open-form"),
        ("https://docs.qq.com/form/1", "open-form"),
        ("https://nhsa.gov.cn.evil.top/", "target-embedding not-listed"),
        ("https://a.12333.top/", "suffix-swap not-listed"),
        ("https://ds.alipay.com/?scheme=alipays", "no mini-program"),
        ("https://mp.weixin.qq.com.evil.top/", "link"),
        // WeChat.
        ("http://weixin.qq.com/r/abcDEF_-123", "wechat-account"),
        ("https://weixin.qq.com/r/abcDEF123", "wechat-account"),
        ("http://weixin.qq.com/q/02abcDEF123", "wechat-account"),
        ("https://mp.weixin.qq.com/a/~abcDEF123~xyz", "wechat-mini-program"),
        ("weixin://dl/business/?t=AbCdEf12345", "wechat-mini-program"),
        ("#小程序://南宁医保/AbCdEf12345", "wechat-mini-program"),
        ("mp://AbCdEf12345", "wechat-mini-program"),
        ("https://u.wechat.com/abcDEF123", "no account or mini-program"),
        ("https://weixin.qq.com/g/abcDEF123", "no account or mini-program"),
        ("https://work.weixin.qq.com/ca/abc", "no account or mini-program"),
        ("https://mp.weixin.qq.com/s/abcDEF123", "no account or mini-program"),
        ("https://payapp.weixin.qq.com/qr/abc", "no account or mini-program"),
        ("https://wxaurl.cn/abcDEF123", "short-link"),
        ("weixin://dl/pay", "no account or mini-program"),
        ("wxwork://message/?username=abc", "no account or mini-program"),
        ("https://weixin.qq.com/r/abc?url=https://evil.top/", "no account or mini-program"),
        ("https://weixin.qq.com/r/../g/abc", "no account or mini-program"),
        ("https://weixin.qq.com@evil.top/r/abcDEF123", "embedded-credentials not-listed"),
        ("https://weixin.qq.com.evil.top/r/abcDEF123", "link"),
        // Alipay.
        ("alipays://platformapi/startapp?appId=2018070960585195", "alipay-service"),
        ("alipays://platformapi/startapp?appId=2018070960585195&page=pages%2Findex%2Findex", "alipay-service"),
        ("alipays://platformapi/startapp?appId=20000067&url=https%3A%2F%2Fevil.top", "no mini-program"),
        ("alipays://platformapi/startapp?appId=2018070960585195&page=https%3A%2F%2Fevil.top", "no mini-program"),
        ("alipays://platformapi/startapp?appId=2018070960585195&url=x", "no mini-program"),
        ("alipays://platformapi/startapp?appId=2018070960585195&appId=2018070960585196", "no mini-program"),
        ("alipays://platformapi/startapp?appId=09999988&actionType=toAccount", "no mini-program"),
        ("HTTPS://QR.ALIPAY.COM/FKX00000ABC", "no mini-program"),
        ("https://render.alipay.com/p/s/i?scheme=alipays%3A%2F%2F", "no mini-program"),
        // Money.
        ("00020101021126260016A00000000000000152045411530315654041.005802CN5906YIYAO 6006GUILIN6304C9BA", "merchant-payment"),
        ("https://qr.95516.com/00010000/01234567", "merchant-payment"),
        ("https://qr.95516.com/00010000/01234567?url=x", "unionpay"),
        ("wxp://f2f0abcDEF", "personal"),
        ("134512345678901234", "personal"),
        // A person's.
        ("11010519491231002X", "personal"),
        ("4240123456789012345601450123", "personal"),
        ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP", "personal"),
        ("WIFI:T:WPA;S:hall;P:secret123;;", "personal"),
        ("BEGIN:VCARD\nEND:VCARD", "personal"),
        ("tel:110", "personal"),
        // Everything else.
        ("javascript:alert(1)", "script"),
        ("data:text/html,x", "script"),
        ("https://yb.example-hall.cn/a.apk", "app-install"),
        ("itms-services://?action=download-manifest", "app-install"),
        ("www.example-hall.cn/a", "bare-host"),
        ("医保大厅", "text"),
        ("6901234567892", "code-number"),
        ("upwallet://native", "unionpay"),
        ("", "empty"),
    ];

    #[test]
    fn what_may_be_enrolled_is_this_and_nothing_else() {
        let list = list();
        let mut differ = Vec::new();
        for (payload, expected) in ATTEMPTS {
            let became = attempt(payload.as_bytes(), &list);
            if became != *expected {
                differ.push(format!("{payload:?}: {became:?} and not {expected:?}"));
            }
        }
        assert!(differ.is_empty(), "{differ:#?}");
        assert_eq!(attempt(b"\xFF\xFE\x00", &list), "binary");
    }

    /// Whoever writes into the file of posters what could not be enrolled has gained nothing.
    #[test]
    fn what_may_not_be_enrolled_is_not_safe_even_where_it_was() {
        let plain = list();
        for (payload, expected) in ATTEMPTS {
            let without = judge_text(payload.as_bytes(), &plain);
            for kind in PosterKind::ALL {
                let posters = Posters::of(vec![poster(payload, kind)]).unwrap();
                let list = plain.clone().with_posters(&posters, TODAY);
                let judged = judge_text(payload.as_bytes(), &list);
                if *expected == kind.code() {
                    let Verdict::Safe(safe) = &judged.verdict else {
                        panic!("{payload:?} is not safe");
                    };
                    assert_eq!(safe.poster().map(|poster| poster.kind), Some(kind));
                    assert_eq!(safe.entry(), None);
                } else {
                    assert_eq!(judged, without, "{payload:?} as {}", kind.code());
                }
            }
        }
    }

    #[test]
    fn a_poster_counts_to_the_end_of_its_last_day() {
        let payload = "http://weixin.qq.com/r/abcDEF123";
        let posters = Posters::of(vec![poster(payload, PosterKind::WechatAccount)]).unwrap();
        let is_safe = |day: Date| {
            let list = list().with_posters(&posters, day);
            judge_text(payload.as_bytes(), &list).verdict.is_safe()
        };
        let last = poster(payload, PosterKind::WechatAccount).until;
        assert!(is_safe(TODAY) && is_safe(last));
        assert!(!is_safe(Date {
            month: 12,
            day: 1,
            ..last
        }));
        // Without a list that can be trusted nothing is: it is what knows of frauds.
        let old = list().with_posters(&posters, TODAY);
        let old = old.on(Date {
            year: 2035,
            ..TODAY
        });
        assert!(!judge_text(payload.as_bytes(), &old).verdict.is_safe());
    }

    #[test]
    fn a_poster_is_called_as_it_may_be_and_for_two_years_at_most() {
        let list = list();
        let vouched = |name: &str, by: &str, until: (u16, u8, u8)| {
            let payload = Payload::of(b"http://weixin.qq.com/r/abcDEF123");
            let until = Date {
                year: until.0,
                month: until.1,
                day: until.2,
            };
            let candidate = Candidate::of(&payload, &list).unwrap();
            candidate
                .vouched(name, by, until, &list, TODAY)
                .map(|poster| poster.name)
        };
        let good = (2027, 11, 30);
        assert_eq!(
            vouched(" 邕宁区公众号 ", "李", good),
            Ok("邕宁区公众号".to_owned())
        );
        assert_eq!(vouched("甲", "李", (2028, 11, 30)), Ok("甲".to_owned()));
        assert_eq!(vouched("甲", "李", (2026, 11, 30)), Ok("甲".to_owned()));
        let long = "字".repeat(31);
        for (name, by, until, fault) in [
            ("", "李", good, VouchFault::Name),
            ("甲\u{202E}", "李", good, VouchFault::Name),
            (long.as_str(), "李", good, VouchFault::Name),
            ("甲", " ", good, VouchFault::By),
            ("甲", long.as_str(), good, VouchFault::By),
            ("国家医保服务平台", "李", good, VouchFault::NameOfAPlatform),
            (
                "扫这个：国家 医保-服务平台!",
                "李",
                good,
                VouchFault::NameOfAPlatform,
            ),
            ("甲", "李", (2026, 11, 29), VouchFault::UntilBeforeToday),
            ("甲", "李", (2028, 12, 1), VouchFault::UntilTooFar),
        ] {
            assert_eq!(vouched(name, by, until), Err(fault), "{name} {by}");
        }
    }

    // printf abc | sha256sum
    #[test]
    fn the_fingerprint_is_sha_256() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Fingerprint::of(b"abc").to_string(), abc);
        assert_eq!(Fingerprint::parse(abc), Some(Fingerprint::of(b"abc")));
        for bad in [
            "",
            &abc[1..],
            &abc.to_uppercase(),
            &format!("{abc}0"),
            &abc.replace('a', "g"),
        ] {
            assert_eq!(Fingerprint::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn there_are_only_so_many_and_each_payload_once() {
        let one =
            |number: usize| poster(&format!("mp://abcd{number}"), PosterKind::WechatMiniProgram);
        let full: Vec<Poster> = (0..MAX_POSTERS).map(one).collect();
        let mut posters = Posters::of(full).unwrap();
        assert_eq!(posters.add(one(MAX_POSTERS)), Err(VouchFault::TooMany));
        assert!(posters.remove(Fingerprint::of(b"mp://abcd7")).is_some());
        assert_eq!(posters.add(one(8)), Err(VouchFault::Doubled));
        assert_eq!(posters.add(one(7)), Ok(()));
    }
}
