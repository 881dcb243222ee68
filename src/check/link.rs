//! The link grammar: the only texts that can become safe.
//!
//! Programs disagree on URLs. `https://fuwu.nhsa.gov.cn\@evil.example/` is the official host to browsers that follow
//! the [URL standard](https://url.spec.whatwg.org/) and the attacker's to many others; a chat program may cut a link
//! in the middle and make another one of the rest. So this grammar accepts only what every program reads alike, and
//! decides on the raw bytes. The `url` crate is the second opinion and must agree.
//!
//! A [`Link`] says nothing about the list: `check` looks up its host, and the hosts of the links inside it.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::domain;
use super::verdict::Reason;

/// Longest payload in bytes that can be a link.
const MAX_LINK_BYTES: usize = 2_048;
/// Longest host name in bytes, RFC 1035 §2.3.4 without the root label.
const MAX_HOST_BYTES: usize = 253;
/// Layers of percent-encoding that are looked through; more is refused.
const MAX_LAYERS: usize = 5;

/// Names of parameters, without punctuation and in lower case, that tell a site where to send the visitor next. A
/// longer name counts when it ends so (`returnUrl`, `redirect_uri`, `callback`).
const REDIRECT_NAMES: [&str; 23] = [
    "dest",
    "url",
    "uri",
    "href",
    "link",
    "redirect",
    "redirection",
    "redir",
    "redirectto",
    "goto",
    "jump",
    "jumpto",
    "return",
    "returnto",
    "back",
    "backto",
    "next",
    "target",
    "service",
    "forward",
    "forwardto",
    "destination",
    "continue",
];

/// One link in the strict grammar, over https, on the default port.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// What is wrong where that host is not official.
    pub reason: Reason,
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
    /// The rule that it breaks. [`Reason::NotEncrypted`] stands for a link that is fine but for `http:`.
    pub reason: Reason,
    /// The host that every program would go to, where that is beyond doubt; in lower case.
    pub host: Option<String>,
}

/// Reads the whole of `payload` as one link.
///
/// # Errors
/// The first rule that it breaks, see [`Refusal`].
pub fn parse(payload: &[u8]) -> Result<Link, Refusal> {
    if payload.len() > MAX_LINK_BYTES {
        return Err(refusal(Reason::TooLong));
    }
    let Ok(whole) = std::str::from_utf8(payload) else {
        return Err(refusal(Reason::BadCharacter));
    };
    let text = whole.trim_matches(is_ascii_space);
    if text.chars().any(|c| is_hidden(c) && !c.is_whitespace()) {
        return Err(refusal(Reason::HiddenCharacters));
    }
    if text.contains(char::is_whitespace) {
        return Err(refusal(Reason::ExtraText));
    }
    let (scheme, rest) = split_scheme(text).ok_or_else(|| refusal(Reason::BadHost))?;
    let (authority, tail) = split_authority(rest);
    let host = host(authority).map_err(|reason| Refusal {
        host: host_beyond_doubt(text, authority),
        reason,
    })?;

    let refuse = |reason| Refusal {
        reason,
        host: Some(host.clone()),
    };
    if text.len() != whole.len() && !tail.starts_with('/') {
        return Err(refuse(Reason::ExtraText));
    }
    check_tail(tail).map_err(refuse)?;
    let inner = check_layers(tail).map_err(refuse)?;
    if !second_opinion_agrees(text, scheme, &host) {
        return Err(refusal(Reason::ParsersDisagree));
    }
    if scheme == Scheme::Http {
        return Err(refuse(Reason::NotEncrypted {
            entry: host.clone(),
        }));
    }
    Ok(Link {
        text: text.to_owned(),
        host,
        inner,
    })
}

/// True where a payload, with white space and invisible characters around it ignored, starts like a link.
pub fn starts_like_a_link(text: &str) -> bool {
    ["https:", "http:"]
        .iter()
        .any(|scheme| has_prefix_ignoring_case(text, scheme))
}

/// The text where a host should be, as it stands there, for the words of a refusal only.
pub fn raw_host(text: &str) -> Option<&str> {
    let (_, rest) = split_scheme(text.trim_matches(is_ascii_space))?;
    let (authority, _) = split_authority(rest);
    authority.split(':').next()
}

/// True for characters that a person cannot see or that turn the direction of text: controls, white space other
/// than the ASCII space, format characters, fillers, variation selectors and tags.
pub fn is_hidden(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || c.is_whitespace()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3000}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFD}' | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Https,
    Http,
}

fn refusal(reason: Reason) -> Refusal {
    Refusal { reason, host: None }
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

/// The host of an authority that is a plain name and nothing else but, byte for byte, `:443`; in lower case.
fn host(authority: &str) -> Result<String, Reason> {
    if authority.contains('\\') {
        return Err(Reason::Backslash);
    }
    if authority.contains('@') {
        return Err(Reason::EmbeddedCredentials);
    }
    if authority.contains('%') {
        return Err(Reason::PercentInHost);
    }
    if !authority.is_ascii() {
        return Err(Reason::Idn);
    }
    if authority.starts_with('[') {
        return Err(Reason::IpAddress);
    }
    let name = match authority.split_once(':') {
        None | Some((_, "443")) => authority.split(':').next().unwrap_or_default(),
        Some((name, _)) if is_ip_address(name) => return Err(Reason::IpAddress),
        Some(_) => return Err(Reason::UnusualPort),
    };
    if is_ip_address(name) {
        return Err(Reason::IpAddress);
    }
    let name = name.to_ascii_lowercase();
    let labels = || name.split('.');
    if name.ends_with('.') && labels().rev().skip(1).all(is_label) {
        return Err(Reason::TrailingDot);
    }
    if labels().any(|label| label.starts_with("xn--")) {
        return Err(Reason::Idn);
    }
    let last_is_number = labels()
        .next_back()
        .is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    let plain = labels().all(is_label) && labels().count() >= 2 && name.len() <= MAX_HOST_BYTES;
    if plain && !last_is_number {
        Ok(name)
    } else {
        Err(Reason::BadHost)
    }
}

/// An LDH label of RFC 1123 §2.1.
fn is_label(label: &str) -> bool {
    let bytes = label.as_bytes();
    (1..=63).contains(&bytes.len())
        && bytes
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || *b == b'-')
        && bytes.first() != Some(&b'-')
        && bytes.last() != Some(&b'-')
}

/// IPv4 in any of the forms of `inet_aton`: `127.0.0.1`, `2130706433`, `0x7f.1`.
fn is_ip_address(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    matches!(url::Host::parse(name), Ok(url::Host::Ipv4(_)))
}

/// The host behind tricks such as `official@evil.top` or `evil.top:8080`, for the words of the refusal.
fn host_beyond_doubt(text: &str, authority: &str) -> Option<String> {
    let last = authority.rsplit('@').next()?;
    let name = last.split(':').next()?.to_ascii_lowercase();
    let parsed = url::Url::parse(text).ok()?;
    let is_plain = !authority.contains(['\\', '%', '[']) && name.split('.').all(is_label);
    (is_plain && parsed.host_str() == Some(name.as_str())).then_some(name)
}

/// `url` must see the same scheme and host, no user and no port.
fn second_opinion_agrees(text: &str, scheme: Scheme, host: &str) -> bool {
    url::Url::parse(text).is_ok_and(|parsed| {
        parsed.scheme()
            == (if scheme == Scheme::Https {
                "https"
            } else {
                "http"
            })
            && parsed.host_str() == Some(host)
            && parsed.username().is_empty()
            && parsed.password().is_none()
            && (parsed.port().is_none() || (scheme == Scheme::Http && parsed.port() == Some(443)))
    })
}

/// Characters, escapes and path of everything behind the host.
fn check_tail(tail: &str) -> Result<(), Reason> {
    for c in tail.chars() {
        match c {
            '\\' => return Err(Reason::Backslash),
            _ if is_tail_char(c) => {}
            _ => return Err(Reason::BadCharacter),
        }
    }
    if !has_whole_escapes(tail) {
        return Err(Reason::BadEscape);
    }
    // Old parsers end the host only at a slash: nothing that could be a second authority may follow then.
    if tail.starts_with(['?', '#']) && tail.contains(['@', ':', '[', ']']) {
        return Err(Reason::BadCharacter);
    }
    check_path(&tail[..tail.find(['?', '#']).unwrap_or(tail.len())])
}

/// Printable ASCII but for what parsers or link extractors treat differently, Han text, and the Chinese punctuation
/// that official links carry in titles.
fn is_tail_char(c: char) -> bool {
    match c {
        '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '}' => false,
        '\u{21}'..='\u{7E}' => true,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' => true,
        '（' | '）' | '、' | '“' | '”' | '《' | '》' => true,
        _ => false,
    }
}

/// Every `%` has two hexadecimal digits (RFC 3986 §2.1).
fn has_whole_escapes(tail: &str) -> bool {
    tail.split('%').skip(1).all(|after| {
        after
            .as_bytes()
            .get(..2)
            .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
    })
}

fn check_path(path: &str) -> Result<(), Reason> {
    let lower = path.to_ascii_lowercase();
    let odd = path.contains("//")
        || path.contains(['@', ':', '&', '[', ']'])
        || ["%2f", "%5c", "%40", "%3a", "%25"]
            .iter()
            .any(|escape| lower.contains(escape))
        || lower.split('/').any(|segment| {
            let name = segment.split(';').next().unwrap_or_default();
            matches!(name.replace("%2e", ".").as_str(), "." | "..")
        });
    if odd { Err(Reason::OddPath) } else { Ok(()) }
}

/// Looks through every layer of percent-encoding; returns the hosts of the links inside.
fn check_layers(tail: &str) -> Result<Vec<Inner>, Reason> {
    let mut inner = Vec::new();
    for field in tail.split(['?', '&', ';', '#']) {
        check_decoded_value(field, &mut inner)?;
    }
    let mut layer = Cow::Borrowed(tail);
    for depth in 0.. {
        if depth > 0 && layer.chars().any(|c| is_hidden(c) || c == '\\') {
            return Err(if layer.contains('\\') {
                Reason::Backslash
            } else {
                Reason::HiddenCharacters
            });
        }
        check_layer(&layer, depth == 0, &mut inner)?;
        let decoded = percent_decode_str(&layer)
            .decode_utf8()
            .map_err(|_| Reason::BadEscape)?
            .into_owned();
        if decoded == *layer {
            break;
        }
        if depth == MAX_LAYERS {
            return Err(Reason::DeepEncoding);
        }
        layer = Cow::Owned(decoded);
    }
    Ok(inner)
}

/// A server splits the parameters first and decodes each name and value then: `next=%26evil.top` is `&evil.top` to it.
fn check_decoded_value(field: &str, inner: &mut Vec<Inner>) -> Result<(), Reason> {
    let Some((name, value)) = field.split_once('=') else {
        return Ok(());
    };
    let decoded = |text: &str| {
        percent_decode_str(text)
            .decode_utf8()
            .map(Cow::into_owned)
            .map_err(|_| Reason::BadEscape)
    };
    let is_redirect = is_redirect_name(&decoded(name)?);
    let mut value = value.to_owned();
    for _ in 0..=MAX_LAYERS {
        if starts_like_a_scheme(&value) && split_scheme(&value).is_none() {
            return Err(if is_redirect {
                Reason::Redirect
            } else {
                Reason::EmbeddedLink
            });
        }
        let next = decoded(&value)?;
        if next != value {
            value = next;
        } else if is_redirect && !is_clear_target(&value) {
            return Err(Reason::Redirect);
        } else {
            // Whatever the name of the parameter: a value that is a host may be gone to.
            let host = value.split(['/', ':', '\\']).next().unwrap_or_default();
            let host = host.to_ascii_lowercase();
            if host.contains('.') && domain::has_known_suffix(&host) {
                let reason = Reason::EmbeddedLink;
                inner.push(Inner { host, reason });
            }
            break;
        }
    }
    Ok(()) // more layers are refused elsewhere
}

/// Nothing, a path on the same host, or a link, whose host is looked at by itself.
fn is_clear_target(value: &str) -> bool {
    value.is_empty()
        || (value.starts_with('/') && !value.starts_with("//"))
        || split_scheme(value).is_some()
}

fn check_layer(layer: &str, is_raw: bool, inner: &mut Vec<Inner>) -> Result<(), Reason> {
    if has_html_entity(layer) {
        return Err(Reason::HiddenCharacters);
    }
    collect_inner_links(layer, is_raw, inner)?;
    inner.extend(loose_addresses(layer)?);
    for field in layer.split(['?', '&', ';', '#']) {
        let Some((name, value)) = field.split_once('=') else {
            if starts_like_a_scheme(field) {
                return Err(Reason::EmbeddedLink);
            }
            continue;
        };
        // A value that is still encoded is judged in the layer where it is clear.
        let still_encoded = value.contains('%')
            && percent_decode_str(value)
                .decode_utf8()
                .is_ok_and(|v| v != value);
        if is_redirect_name(name) && !still_encoded && !is_clear_target(value) {
            return Err(Reason::Redirect);
        }
        if starts_like_a_scheme(value) && split_scheme(value).is_none() {
            return Err(Reason::EmbeddedLink);
        }
    }
    Ok(())
}

/// Every `http:`, `https:` and `//` begins a text that must be a link to the end of its field.
fn collect_inner_links(layer: &str, is_raw: bool, inner: &mut Vec<Inner>) -> Result<(), Reason> {
    let lower = layer.to_ascii_lowercase();
    let mut at = 0;
    while let Some(found) = ["http:", "https:", "//"]
        .iter()
        .filter_map(|mark| lower[at..].find(mark))
        .min()
    {
        let start = at + found;
        let here = &layer[start..];
        let before = layer[..start].chars().next_back();
        let is_inside_a_word =
            before.is_some_and(|c| c.is_ascii_alphanumeric() || "+-._".contains(c));
        let after_scheme = match split_scheme(here) {
            // `xhttps://` is no scheme, and what is behind it may be another host to some.
            Some((Scheme::Https, rest)) if !is_inside_a_word => rest,
            None if before == Some('=') => here.strip_prefix("//").ok_or(Reason::EmbeddedLink)?,
            _ => return Err(Reason::EmbeddedLink),
        };
        let (authority, rest) = split_authority(after_scheme);
        let authority_end = authority.find(['&', ';']).unwrap_or(authority.len());
        let cut = &authority[authority_end..];
        // In a decoded layer `&` may be part of the value, and `@` behind it would make it the user.
        let may_cut = cut.is_empty() || (is_raw && cut.starts_with('&'));
        if !may_cut || cut.contains('@') {
            return Err(Reason::EmbeddedLink);
        }
        if cut.is_empty() && rest.starts_with(['?', '#']) {
            return Err(Reason::EmbeddedLink);
        }
        let host = host(&authority[..authority_end]).map_err(|_| Reason::EmbeddedLink)?;
        let path = rest.split(['?', '&', ';', '#']).next().unwrap_or_default();
        if cut.is_empty() && check_tail(path).is_err() {
            return Err(Reason::EmbeddedLink);
        }
        let before = layer[..start].rsplit(['?', '&', ';', '#']).next();
        let name = before.and_then(|field| field.split_once('='));
        let reason = match name {
            Some((name, _)) if is_redirect_name(name) => Reason::Redirect,
            _ => Reason::EmbeddedLink,
        };
        inner.push(Inner { host, reason });
        at = layer.len() - after_scheme.len();
    }
    Ok(())
}

/// Link extractors, such as those of chat programs, end a link at many characters, and may make a second link of the
/// rest: of `evil.top` in `https://official/a)evil.top`. So behind the first such place everything that may be taken for
/// an address counts as one.
fn loose_addresses(tail: &str) -> Result<Vec<Inner>, Reason> {
    let Some(cut) = first_cut(tail) else {
        return Ok(Vec::new());
    };
    // Parsers that end a host only at a slash would read all before it as the host.
    let before_slash = tail.split('/').next().unwrap_or_default();
    if before_slash.contains('.') {
        return Err(Reason::EmbeddedLink);
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
                host: host(name).map_err(|_| Reason::EmbeddedLink)?,
                reason: Reason::EmbeddedLink,
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

fn is_redirect_name(name: &str) -> bool {
    let name: String = name
        .trim_end_matches(|c: char| !c.is_ascii_alphabetic()) // url2, url[0]
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    REDIRECT_NAMES.iter().any(|known| name.ends_with(known))
}

/// `[a-z][a-z0-9+.-]*:` ignoring case and not followed by a digit (RFC 3986 §3.1; times such as `a:10` are not
/// schemes).
fn starts_like_a_scheme(value: &str) -> bool {
    // Browsers drop blanks in front; `+` is one in forms.
    let value = value.trim_start_matches([' ', '+']);
    let Some((scheme, rest)) = value.split_once(':') else {
        return false;
    };
    let is_script = ["javascript", "vbscript"]
        .iter()
        .any(|script| scheme.eq_ignore_ascii_case(script));
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'))
        && (is_script || !rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// `&amp;`, `&#47;`, `&#x2f;`: a program that takes the text for HTML would read another link.
fn has_html_entity(layer: &str) -> bool {
    layer.split('&').skip(1).any(|after| {
        let number = after.strip_prefix('#').unwrap_or_default();
        let is_number = number.starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'x' | 'X'));
        is_number // HTML reads it without the semicolon, too
            || after.split_once(';').is_some_and(|(name, _)| {
            let name = name.strip_prefix('#').unwrap_or(name);
            (1..=32).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric())
        })
    })
}
