//! What may be enrolled as a poster of the hall, told by its form: links of WeChat, Alipay and UnionPay, and links in the grammar.

use percent_encoding::percent_decode_str;

use super::{MAX_NAME_CHARS, NotEnrolled, PosterKind};
use crate::check::allowlist::{Allowlist, NeverCategory, Standing};
use crate::check::lookalike::resembles_an_app;
use crate::check::payload::{Kind, Payload};
use crate::check::reasons::{broken, not_a_link, refused, unlisted};
use crate::check::recognize;
use crate::check::verdict::Reason;
use crate::check::{link, personal, third_party_host};
use crate::plain::is_hidden;

/// Longest token of a link of WeChat, in bytes; the longest that were seen have 60.
const MAX_TOKEN_BYTES: usize = 128;
/// Longest address of a page in a mini-program, in bytes.
const MAX_PAGE_BYTES: usize = 200;
/// Digits of the number of a mini-program of Alipay. Shorter ones are parts of Alipay itself, which pay or open any page.
const ALIPAY_APP_DIGITS: usize = 16;

/// What a payload leads to, if posters of it may be enrolled.
pub(super) fn kind(payload: &Payload<'_>, list: &Allowlist) -> Result<PosterKind, NotEnrolled> {
    let kind = recognize::kind(payload);
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

/// A link in the grammar, whose host is neither listed nor refused nor made to look like a listed one or an app's, and
/// which leads nowhere else.
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
    // Staff who read only the start of it would take it for a link of the app.
    if let Some(reason) = resembles_an_app(link.host()) {
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
    let Some(host) = third_party_host(payload, kind) else {
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
