//! Addresses that stand in a link without a scheme.
//!
//! Many a server or app follows `evil.top` as well as `https://evil.top`, wherever it stands: `/link/evil.top`,
//! `?u=evil.top`, `#/web/evil.top`. So everything that has the form of an address counts as one ([`addresses`]): a
//! name under a top-level domain that exists, or an IP address. All the more so behind a place where programs that
//! look for links cut ([`loose_addresses`]).

use std::borrow::Cow;
use std::net::Ipv6Addr; // a way to read numbers; nothing is connected to

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::host::{host, is_ip_address};
use super::{Inner, Rule, has_prefix_ignoring_case};
use crate::check::{domain, encoded};

/// Endings of file names that are also top-level domains, and common on official servers.
const FILE_ENDINGS: [&str; 1] = ["do"];

/// Ways of a server that leads on to what stands behind them. Behind one of these nothing is a file name.
const FORWARDING_WAYS: [&str; 12] = [
    "link", "url", "go", "goto", "jump", "to", "out", "proxy", "redirect", "redir", "http", "https",
];

/// Top-level domains that are also ordinary properties: `?user.id=1` names no host.
const PROPERTIES: [&str; 9] = [
    "id", "name", "no", "date", "city", "page", "info", "email", "sex",
];

/// The smallest number whose first byte as an IPv4 address is not 0.
const LEAST_NUMBER: u32 = 1 << 24;

/// Everything in one decoded layer that has the form of an address.
pub(super) fn addresses(layer: &str) -> Result<Vec<Inner>, Rule> {
    let text = normalised(layer);
    if has_bare_ipv6(&text) || has_scheme_as_segment(&text) {
        return Err(Rule::EmbeddedLink);
    }
    let mut found = Vec::new();
    for (at, run) in runs(&text) {
        if is_file_name(&text, at, run) || is_property(&text, at, run) {
            continue;
        }
        // A program that knows ASCII names only ends one at the first other letter.
        let ascii = run.split(|c: char| !c.is_ascii());
        for part in std::iter::once(run).chain(ascii.filter(|part| part.len() < run.len())) {
            if let Some(name) = address(part) {
                found.push(Inner {
                    host: host(name).map_err(|_| Rule::EmbeddedLink)?,
                    rule: Rule::EmbeddedLink,
                });
            }
        }
    }
    Ok(found)
}

/// True for a number that is an IPv4 address to `inet_aton`, and that can hardly be anything else where a host is
/// expected: `3405803785`, `203.29009`, also with a port or a path behind it.
pub(super) fn may_be_a_numeric_host(value: &str) -> bool {
    let name = value.split(['/', ':', '?', '#']).next().unwrap_or_default();
    let small = |least: u32| {
        let last = name.rsplit('.').next().and_then(|last| last.parse().ok());
        last.is_some_and(|last: u32| last < least)
    };
    let is_ordinary = match name.matches('.').count() {
        0 => small(LEAST_NUMBER),
        1 => small(1 << 16), // 3.1416
        2 => small(1 << 8),  // 1.2.3
        _ => false,
    };
    is_ip_address(name) && !is_ordinary
}

/// Letters as a host has them to a program that maps them ([UTS #46](https://www.unicode.org/reports/tr46/)), with a
/// dot for every full stop.
fn normalised(layer: &str) -> Cow<'_, str> {
    if layer.is_ascii() {
        return Cow::Borrowed(layer);
    }
    let plain = layer.nfkc();
    Cow::Owned(plain.map(|c| if c == '。' { '.' } else { c }).collect())
}

/// The longest runs of what a host may be made of, and where they begin. An escape belongs to none: what it stands for
/// is judged in the next layer.
fn runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        loop {
            let here = text.get(rest..).filter(|here| !here.is_empty())?;
            let start = rest;
            let length = here.find(|c| !is_of_name(c)).unwrap_or(here.len());
            let behind = here.get(length..).unwrap_or_default();
            let escape = behind
                .strip_prefix('%')
                .is_some_and(encoded::starts_like_an_escape);
            let mark = behind.chars().next().map_or(0, char::len_utf8);
            rest = start + length + if escape { 3 } else { mark };
            if length > 0 {
                return here.get(..length).map(|run| (start, run));
            }
        }
    })
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-' | '_') || is_combining_mark(c)
}

/// The address in a run of letters, digits, hyphens and dots, where there is one.
fn address(run: &str) -> Option<&str> {
    if !run.contains(['.', 'x', 'X']) {
        return None;
    }
    if encoded::is_web_token(run) {
        return is_under_a_top_level(run).then_some(run);
    }
    let name = run.trim_matches(['.', '-', '_']);
    // `.top` may be put behind the official host.
    let continues = run.starts_with('.') && domain::is_top_level(name);
    let is_name = is_under_a_top_level(name) || continues;
    // A hyphen ends no name, but it does a number.
    let is_number = || name.split(['-', '_']).any(is_plain_ipv4);
    (is_name || is_number()).then_some(name)
}

fn is_under_a_top_level(name: &str) -> bool {
    let last = name.rsplit_once('.').map(|(_, last)| last);
    last.is_some_and(domain::is_top_level)
}

/// Four numbers, or one in hexadecimal: in any radix, but no version and no fraction.
fn is_plain_ipv4(name: &str) -> bool {
    match name.matches('.').count() {
        // A zero before a number means octal to some and nothing to others: `192.0.2.009`.
        3 => is_ip_address(name) || name.split('.').all(|part| part.parse::<u8>().is_ok()),
        _ if !has_prefix_ignoring_case(name, "0x") => false,
        0 => {
            let digits = name.get(2..).unwrap_or_default();
            u32::from_str_radix(digits, 16).is_ok_and(|number| number >= LEAST_NUMBER)
        }
        _ => is_ip_address(name),
    }
}

/// An IPv6 address, in brackets or bare.
fn has_bare_ipv6(text: &str) -> bool {
    let is_address = |part: &str| part.parse::<Ipv6Addr>().is_ok();
    text.contains(':')
        && text
            .split(|c: char| !(c.is_ascii_hexdigit() || matches!(c, ':' | '.')))
            .map(|part| part.trim_matches('.'))
            .filter(|part| part.contains(|c: char| c.is_ascii_hexdigit()))
            .any(|part| is_address(part) || part.strip_suffix(':').is_some_and(is_address))
}

/// `/proxy/https/evil`: a way that is a scheme leads on to whatever stands behind it.
fn has_scheme_as_segment(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["http/", "https/"].iter().any(|way| {
        lower.match_indices(way).any(|(at, _)| {
            let before = lower
                .get(..at)
                .and_then(|before| before.chars().next_back());
            let behind = lower.get(at + way.len()..).unwrap_or_default();
            !before.is_some_and(is_of_name) && behind.starts_with(is_of_name)
        })
    })
}

/// The last segment of a path that ends like `index.do`. The path is that of the link itself, of a link inside it, or a
/// value that begins with a slash. What is still escaped is told in the next layer.
fn is_file_name(text: &str, at: usize, run: &str) -> bool {
    let (before, behind) = (text.get(..at), text.get(at + run.len()..));
    let (Some(before), Some(behind)) = (before, behind) else {
        return false;
    };
    let ending = run.rsplit_once('.').map_or("", |(_, ending)| ending);
    if !FILE_ENDINGS.contains(&ending) {
        return false;
    }
    let field = before.rfind(['?', '&', ';', '#', '=']);
    let path = before
        .get(field.map_or(0, |at| at + 1)..)
        .unwrap_or_default();
    let is_escaped_behind = behind
        .strip_prefix('%')
        .is_some_and(encoded::starts_like_an_escape);
    if encoded::has_escape(path) || is_escaped_behind {
        return true;
    }
    let is_path = field.is_none_or(|at| before.get(at..).is_some_and(|f| f.starts_with('=')))
        && (path.starts_with('/') || has_prefix_ignoring_case(path, "https://"));
    let leads_on = || {
        path.to_ascii_lowercase()
            .split('/')
            .any(|way| FORWARDING_WAYS.contains(&way))
    };
    let is_last = behind.is_empty() || behind.starts_with(['?', '#', ';', '&']);
    is_path && is_last && !leads_on()
}

/// The name of a parameter with a value, such as `user.id`.
fn is_property(text: &str, at: usize, run: &str) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let behind = text.get(at + run.len()..).unwrap_or_default();
    let mut labels = run.rsplit('.');
    labels.next().is_some_and(|last| PROPERTIES.contains(&last))
        && labels.all(|label| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphabetic()))
        && before.ends_with(['?', '&'])
        && behind.starts_with('=')
}

/// Link extractors, such as those of chat programs, end a link at many characters, and may make a second link of the
/// rest: of `evil.top` in `https://official/a)evil.top`. So behind the first such place everything that may be taken for
/// an address counts as one.
pub(super) fn loose_addresses(tail: &str) -> Result<Vec<Inner>, Rule> {
    let Some(cut) = first_cut(tail) else {
        return Ok(Vec::new());
    };
    // Parsers that end a host only at a slash would read all before it as the host.
    let before_slash = tail.split('/').next().unwrap_or_default();
    if before_slash.contains('.') {
        return Err(Rule::EmbeddedLink);
    }
    // Signs that are no punctuation to Unicode are letters of a name to some.
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || "-_.$+=~|".contains(c) || !c.is_ascii();
    let words = tail[cut..]
        .split(|c| !is_of_name(c))
        .map(|word| word.trim_matches(['.', '-']))
        .filter(|word| may_be_taken_for_an_address(word));
    // Whatever stands behind an @ is the host of an address of e-mail to some.
    let behind_at = tail
        .split('@')
        .skip(1)
        .filter_map(|after| after.split(|c| !is_of_name(c)).next())
        .map(|word| word.trim_matches(['.', '-']))
        .filter(|word| word.contains('.'));
    words
        .chain(behind_at)
        .map(|name| {
            Ok(Inner {
                host: host(name).map_err(|_| Rule::EmbeddedLink)?,
                rule: Rule::EmbeddedLink,
            })
        })
        .collect()
}

/// A word with a dot before something that is, or begins with, a top-level domain or a number.
fn may_be_taken_for_an_address(word: &str) -> bool {
    word.split('.').skip(1).any(|label| {
        let end = label.find(|c: char| !c.is_ascii_alphanumeric());
        let start = label[..end.unwrap_or(label.len())].to_ascii_lowercase();
        !label.is_ascii()
            || start == "xn"
            || (!start.is_empty() && start.bytes().all(|b| b.is_ascii_digit()))
            || domain::has_known_suffix(&format!("a.{start}"))
    })
}

/// The first place in a tail at which some program ends a link. Without a slash it may be the very start.
fn first_cut(tail: &str) -> Option<usize> {
    if !tail.starts_with('/') {
        return Some(0);
    }
    let is_cut = |c: char| !c.is_ascii() || "()[]{}'\",;!*|<>$+ ^`@".contains(c);
    let pairs = ["??", ".."].iter().filter_map(|pair| tail.find(pair));
    tail.find(is_cut).into_iter().chain(pairs).min()
}
