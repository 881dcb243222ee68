//! The link grammar: the only texts that can become safe.
//!
//! Programs disagree on URLs. `https://fuwu.nhsa.gov.cn\@evil.example/` is the official host to browsers that follow
//! the [URL standard](https://url.spec.whatwg.org/) and the attacker's to many others; a chat program may cut a link
//! in the middle and make another one of the rest. So this grammar accepts only what every program reads alike, and
//! decides on the raw bytes. The `url` crate is the second opinion and must agree.
//!
//! A [`Link`] says nothing about the list: `check` looks up its host, and the hosts of the links inside it.

mod addresses;
mod host;
mod layers;
mod redirects;
mod tail;

use super::payload::Payload;
use crate::plain::is_hidden;
use host::{host, host_beyond_doubt, second_opinion_agrees};
use layers::check_layers;
use tail::check_tail;

/// Longest payload in bytes that can be a link.
const MAX_LINK_BYTES: usize = 2_048;

/// Longest word that is taken for a misspelt `https`: `httpshttps`, and two letters.
const MAX_SCHEME_BYTES: usize = 12;

/// One link in the strict grammar, over https, on the default port.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    text: String,
    host: String,
    inner: Vec<Inner>,
}

/// An address inside a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inner {
    /// Its host in lower case.
    pub host: String,
    /// The rule that it breaks where that host is not official: [`Rule::Redirect`] or [`Rule::EmbeddedLink`].
    pub rule: Rule,
}

impl std::fmt::Debug for Link {
    /// Payloads are personal: never in `Debug`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Link")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

impl Link {
    /// The link as it was read, without white space around it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host in lower case.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Other addresses that the link carries. All of them must be official, too.
    pub fn inner(&self) -> &[Inner] {
        &self.inner
    }
}

/// Why a text is not a [`Link`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The rule that it breaks. [`Rule::NotEncrypted`] stands for a link that is fine but for `http:`.
    pub rule: Rule,
    /// The host that every program would go to, where that is beyond doubt; in lower case.
    pub host: Option<String>,
}

/// What a text must keep to be a [`Link`]. The policy makes a reason of it; nothing here knows its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// At most 2,048 bytes.
    TooLong,
    /// No invisible, control or text-direction characters, in clear or escaped.
    HiddenCharacters,
    /// Nothing before or after the link, and no white space in it.
    ExtraText,
    /// UTF-8, and no character that programs read differently.
    BadCharacter,
    /// No entity of HTML: a program that takes the text for HTML would read another link.
    HtmlEntity,
    /// `https://` and a plain host name: letters, digits, hyphens, at least two labels.
    BadHost,
    /// No backslash.
    Backslash,
    /// No user and no password.
    EmbeddedCredentials,
    /// No `%` in the host.
    PercentInHost,
    /// ASCII letters only in the host, and no `xn--`.
    Idn,
    /// A name, not a number.
    IpAddress,
    /// No port, or byte for byte `:443`.
    UnusualPort,
    /// No dot at the end of the host.
    TrailingDot,
    /// Two hexadecimal digits behind every `%`, and UTF-8 in every layer.
    BadEscape,
    /// At most five layers of percent-encoding.
    DeepEncoding,
    /// No `//`, no dot segments and nothing else in the path that programs read differently.
    OddPath,
    /// Nothing that sends the visitor on, but to a path or an official link.
    Redirect,
    /// No other address inside, but an official one.
    EmbeddedLink,
    /// The second parser sees the same.
    ParsersDisagree,
    /// Encrypted; all else is fine.
    NotEncrypted,
}

/// Reads the whole of `payload` as one link.
///
/// # Errors
/// The first rule that it breaks, see [`Refusal`].
pub fn parse(payload: &Payload<'_>) -> Result<Link, Refusal> {
    if payload.bytes().len() > MAX_LINK_BYTES {
        return Err(refusal(Rule::TooLong));
    }
    let Some(whole) = payload.utf8() else {
        return Err(refusal(Rule::BadCharacter));
    };
    let text = whole.trim_matches(is_ascii_space);
    if text.chars().any(|c| is_hidden(c) && !c.is_whitespace()) {
        return Err(refusal(Rule::HiddenCharacters));
    }
    if text.contains(char::is_whitespace) {
        return Err(refusal(Rule::ExtraText));
    }
    let (scheme, rest) = split_scheme(text).ok_or_else(|| refusal(Rule::BadHost))?;
    let (authority, tail) = split_authority(rest);
    let host = host(authority).map_err(|rule| Refusal {
        host: host_beyond_doubt(text, authority),
        rule,
    })?;

    let refuse = |rule| Refusal {
        rule,
        host: Some(host.clone()),
    };
    if text.len() != whole.len() && !tail.starts_with('/') {
        return Err(refuse(Rule::ExtraText));
    }
    check_tail(tail).map_err(refuse)?;
    let inner = check_layers(tail).map_err(refuse)?;
    if !second_opinion_agrees(text, scheme, &host) {
        return Err(refusal(Rule::ParsersDisagree));
    }
    if scheme == Scheme::Http {
        return Err(refuse(Rule::NotEncrypted));
    }
    Ok(Link {
        text: text.to_owned(),
        host,
        inner,
    })
}

/// True where a payload, with white space and invisible characters around it ignored, starts like a link: also like one
/// whose scheme is misspelt, such as `htps://`, `hhttps://` or `https//`. That is a wrong address and nothing else.
pub fn starts_like_a_link(text: &str) -> bool {
    let is_link = |scheme: &&str| has_prefix_ignoring_case(text, scheme);
    ["https:", "http:"].iter().any(is_link) || has_misspelt_scheme(text)
}

fn has_misspelt_scheme(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_alphabetic());
    let (word, behind) = text.split_at(end.unwrap_or(text.len()));
    if !(3..=MAX_SCHEME_BYTES).contains(&word.len()) {
        return false;
    }
    let word = word.to_ascii_lowercase();
    let is_near = |scheme| strsim::osa_distance(&word, scheme) <= 1;
    let is_meant = word.contains("http")
        || ["http", "https"].into_iter().any(is_near)
        || ["hxxp", "hxxps"].contains(&word.as_str());
    is_meant
        && [":/", ":\\", "//", ";//"]
            .iter()
            .any(|mark| behind.starts_with(mark))
}

/// The text where a host should be, as it stands there, for the words of a refusal only.
pub fn raw_host(text: &str) -> Option<&str> {
    let (_, rest) = split_scheme(text.trim_matches(is_ascii_space))?;
    let (authority, _) = split_authority(rest);
    authority.split(':').next()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Https,
    Http,
}

fn refusal(rule: Rule) -> Refusal {
    Refusal { rule, host: None }
}

fn is_ascii_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0B' | '\x0C')
}

fn has_prefix_ignoring_case(text: &str, prefix: &str) -> bool {
    text.as_bytes()
        .get(..prefix.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
}

fn split_scheme(text: &str) -> Option<(Scheme, &str)> {
    for (prefix, scheme) in [("https://", Scheme::Https), ("http://", Scheme::Http)] {
        if has_prefix_ignoring_case(text, prefix) {
            return Some((scheme, &text[prefix.len()..]));
        }
    }
    None
}

/// The text up to the first `/`, `?` or `#`, and the rest from there on.
fn split_authority(rest: &str) -> (&str, &str) {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    rest.split_at(end)
}
