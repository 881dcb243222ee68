//! What a payload is, told by what it looks like: its [`Kind`].
//!
//! Unknown is never safe, so a wrong guess costs the right words, not safety. Where a payload may be private it is
//! taken to be private. What the kinds look like was found in public sources and is written down beside each rule.

use super::payload::{Kind, Payload};
use super::{domain, link, personal};
use crate::plain::is_hidden;

/// What it is.
///
/// White space and invisible characters around the text are ignored here, so that nothing private slips through
/// as harmless text; the link grammar is not so kind.
pub fn kind(payload: &Payload<'_>) -> Kind {
    if payload.bytes().is_empty() {
        return Kind::Empty;
    }
    let Some(text) = payload.text() else {
        return Kind::Binary;
    };
    // UTF-16 without a mark reads as text with NULs, and full-width letters read like plain ones: private is private.
    if text.chars().any(|c| is_hidden(c) || is_full_width(c)) {
        let kind = kind_of_text(&plain(text));
        if kind.is_private() {
            return kind;
        }
    }
    kind_of_text(text)
}

/// The kind that its beginning tells, whatever follows: a contact card, a network, a command.
pub(super) fn beginning(payload: &Payload<'_>) -> Option<Kind> {
    payload.text().map(trimmed).and_then(prefixed)
}

/// True for a text with a scheme that some app may have taken for its own.
pub(super) fn opens_an_app(payload: &Payload<'_>) -> bool {
    let text = payload.text().map(trimmed).unwrap_or_default();
    text.split_once("://").is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'))
    })
}

fn kind_of_text(text: &str) -> Kind {
    let has_only_controls = text.chars().all(|c| c.is_control() && !c.is_whitespace());
    let text = trimmed(text);
    if text.is_empty() {
        return if has_only_controls {
            Kind::Binary
        } else {
            Kind::Empty
        };
    }
    numbers(text)
        .or_else(|| web_address(text))
        .or_else(|| prefixed(text))
        .unwrap_or_else(|| other_text(text))
}

/// Without white space and invisible characters around it.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_hidden(c))
}

fn is_full_width(c: char) -> bool {
    matches!(c, '\u{FF01}'..='\u{FF5E}')
}

/// Without NULs and invisible characters, and with plain letters for full-width ones.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| *c != '\0' && (c.is_whitespace() || c.is_control() || !is_hidden(*c)))
        .map(|c| {
            if is_full_width(c) {
                char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
            } else {
                c
            }
        })
        .collect()
}

/// Kinds that are a row of digits or letters. Digits may be set in groups.
fn numbers(text: &str) -> Option<Kind> {
    if text.len() > 64
        || !text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-' | b'.'))
    {
        return None;
    }
    if let Some(kind) = personal::number(text) {
        return Some(kind);
    }
    let is_row = text.bytes().all(|b| b.is_ascii_alphanumeric());
    let has_digit = text.bytes().any(|b| b.is_ascii_digit());
    ((12..=20).contains(&text.len()) && is_row && has_digit).then_some(Kind::CodeNumber)
}

/// Zones of the payment and chat companies.
const THIRD_PARTIES: [(&str, Kind); 9] = [
    ("weixin.qq.com", Kind::Wechat),
    ("wechat.com", Kind::Wechat),
    ("wxaurl.cn", Kind::Wechat),
    ("wxmpurl.cn", Kind::Wechat),
    ("tenpay.com", Kind::Wechat),
    ("alipay.com", Kind::Alipay),
    ("alipayobjects.com", Kind::Alipay),
    ("95516.com", Kind::Unionpay),
    ("unionpay.com", Kind::Unionpay),
];

/// Ends of paths that a phone or computer installs.
const APP_ENDINGS: [&str; 9] = [
    ".apk",
    ".xapk",
    ".apks",
    ".ipa",
    ".hap",
    ".mobileconfig",
    ".exe",
    ".msi",
    ".dmg",
];

/// Kinds of texts that start with `http:` or `https:`.
fn web_address(text: &str) -> Option<Kind> {
    if !link::starts_like_a_link(text) {
        return None;
    }
    // Parsing takes most of the time of a verdict, so first see whether there is anything to look for.
    let lower = text.to_ascii_lowercase();
    let is_plain = lower.is_ascii() && !lower.contains(['%', '\t', '\n', '\r']);
    let zones = THIRD_PARTIES.iter().map(|(zone, _)| *zone);
    if is_plain && !zones.chain(APP_ENDINGS).any(|name| lower.contains(name)) {
        return Some(Kind::Link);
    }
    let Ok(parsed) = url::Url::parse(text) else {
        return Some(Kind::Link);
    };
    let host = parsed.host_str().unwrap_or_default();
    let is_under = |zone: &str| {
        host.strip_suffix(zone)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let third_party = THIRD_PARTIES.iter().find(|(zone, _)| is_under(zone));
    if let Some((_, kind)) = third_party {
        return Some(*kind);
    }
    let path = parsed.path().to_ascii_lowercase();
    let installs = APP_ENDINGS.iter().any(|ending| path.ends_with(ending));
    Some(if installs {
        Kind::AppInstall
    } else {
        Kind::Link
    })
}

/// Kinds that a prefix tells, ignoring case.
fn prefixed(text: &str) -> Option<Kind> {
    const PREFIXES: [(&str, Kind); 47] = [
        ("wxp://", Kind::PayAPerson),
        ("weixin:", Kind::Wechat),
        ("wechat:", Kind::Wechat),
        // Short links that WeChat itself makes of a page of a mini-program.
        ("#小程序://", Kind::Wechat),
        ("mp://", Kind::Wechat),
        ("wxwork:", Kind::Wechat),
        ("alipays:", Kind::Alipay),
        ("alipay:", Kind::Alipay),
        ("alipayqr:", Kind::Alipay),
        ("upwallet:", Kind::Unionpay),
        ("upwrp:", Kind::Unionpay),
        ("itms-services:", Kind::AppInstall),
        ("itms-apps:", Kind::AppInstall),
        ("itms-appss:", Kind::AppInstall),
        ("intent:", Kind::AppInstall),
        ("market:", Kind::AppInstall),
        ("smsto:", Kind::Message),
        ("sms:", Kind::Message),
        ("mmsto:", Kind::Message),
        ("mms:", Kind::Message),
        ("tel:", Kind::Message),
        ("telprompt:", Kind::Message),
        ("facetime:", Kind::Message),
        ("mailto:", Kind::Message),
        ("matmsg:", Kind::Message),
        ("smtp:", Kind::Message),
        ("wifi:", Kind::Wifi),
        ("begin:vcard", Kind::Contact),
        ("begin:vcalendar", Kind::Contact),
        ("begin:vevent", Kind::Contact),
        ("mecard:", Kind::Contact),
        ("bizcard:", Kind::Contact),
        ("otpauth:", Kind::Otp),
        ("otpauth-migration:", Kind::Otp),
        ("geo:", Kind::Text),
        ("javascript:", Kind::Script),
        ("vbscript:", Kind::Script),
        ("data:", Kind::Script),
        ("file:", Kind::Script),
        ("content:", Kind::Script),
        ("blob:", Kind::Script),
        ("filesystem:", Kind::Script),
        ("about:", Kind::Script),
        ("view-source:", Kind::Script),
        ("shortcuts:", Kind::Script),
        ("app-settings:", Kind::Script),
        ("android-app:", Kind::Script),
    ];
    if is_invoice(text) {
        return Some(Kind::Invoice);
    }
    if is_emv_payment(text) {
        return Some(Kind::MerchantPayment);
    }
    let known = PREFIXES.iter().find(|(prefix, _)| {
        text.as_bytes()
            .get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
    });
    known.map(|(_, kind)| *kind)
}

/// The code on a VAT invoice: `01,` and at least six more fields.
fn is_invoice(text: &str) -> bool {
    text.starts_with("01,") && text.split(',').count() >= 7
}

/// EMV QRCPS merchant-presented mode: the payload format indicator first, the checksum (CRC-16/CCITT-FALSE over all
/// before its value) last.
fn is_emv_payment(text: &str) -> bool {
    let Some((head, checksum)) = text
        .len()
        .checked_sub(4)
        .and_then(|at| text.split_at_checked(at))
    else {
        return false;
    };
    text.starts_with("000201")
        && head.ends_with("6304")
        && u16::from_str_radix(checksum, 16)
            .is_ok_and(|checksum| checksum == crc16_ccitt_false(head.as_bytes()))
}

fn crc16_ccitt_false(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF, |crc, byte| {
        (0..8).fold(crc ^ (u16::from(*byte) << 8), |crc, _| {
            if crc & 0x8000 == 0 {
                crc << 1
            } else {
                (crc << 1) ^ 0x1021
            }
        })
    })
}

fn other_text(text: &str) -> Kind {
    // A text that holds something private among other words is as private as that.
    if let Some(kind) = personal::marked(text).or_else(|| personal::number(text)) {
        return kind;
    }
    if is_bare_host(text) {
        return Kind::BareHost;
    }
    let controls = text
        .chars()
        .filter(|c| c.is_control() && !c.is_whitespace())
        .count();
    if controls * 4 > text.chars().count() {
        return Kind::Binary;
    }
    Kind::Text
}

/// `www.xxx.top/…`, `//xxx.top/…`: phones may open it all the same.
fn is_bare_host(text: &str) -> bool {
    let text = text.strip_prefix("//").unwrap_or(text);
    if text.contains(char::is_whitespace) {
        return false;
    }
    let host = text.split(['/', '?', '#', ':']).next().unwrap_or_default();
    host.contains('.') && domain::has_known_suffix(&host.to_ascii_lowercase())
}
