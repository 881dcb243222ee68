//! Every layer of percent-encoding of what stands behind the host: the links, schemes and redirects inside it.
//!
//! Servers and apps decode a value before they follow it, some of them more than once.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::addresses::{addresses, loose_addresses, may_be_a_numeric_host};
use super::host::host;
use super::redirects::{is_clear_target, is_host_name, is_redirect_name};
use super::tail::check_tail;
use super::{Inner, Rule, Scheme, split_authority, split_scheme};
use crate::check::{domain, encoded};
use crate::plain::is_hidden;

/// Layers of percent-encoding that are looked through; more is refused.
const MAX_LAYERS: usize = 5;
/// Layers of base64 and hexadecimal digits that are looked through. Each is shorter than the one around it by a quarter.
const MAX_WRAPPINGS: usize = 3;

/// Schemes that run or open something, wherever in a value they stand.
const SCRIPT_SCHEMES: [&str; 10] = [
    "javascript",
    "vbscript",
    "data",
    "file",
    "blob",
    "filesystem",
    "view-source",
    "intent",
    "weixin",
    "alipays",
];

/// Looks through every layer of percent-encoding; returns the hosts of the links inside.
pub(super) fn check_layers(tail: &str) -> Result<Vec<Inner>, Rule> {
    let mut inner = Vec::new();
    let mut without_scheme = Vec::new();
    for field in tail.split(['?', '&', ';', '#']) {
        check_decoded_value(field, &mut inner)?;
    }
    let mut layer = Cow::Borrowed(tail);
    for depth in 0.. {
        if depth > 0 && layer.chars().any(|c| is_hidden(c) || c == '\\') {
            return Err(if layer.contains('\\') {
                Rule::Backslash
            } else {
                Rule::HiddenCharacters
            });
        }
        check_layer(&layer, depth == 0, &mut inner)?;
        without_scheme.extend(addresses(&layer)?);
        check_wrapped_texts(&layer, 1, &mut without_scheme)?;
        let decoded = percent_decode_str(&layer)
            .decode_utf8()
            .map_err(|_| Rule::BadEscape)?
            .into_owned();
        if decoded == *layer {
            break;
        }
        if depth == MAX_LAYERS {
            return Err(Rule::DeepEncoding);
        }
        layer = Cow::Owned(decoded);
    }
    // What stands with its scheme, or behind a name that sends the visitor on, is told first.
    inner.extend(without_scheme);
    Ok(inner)
}

/// What is wrapped in base64 or hexadecimal digits must not lead elsewhere either. By chance a run of letters decodes to
/// anything, so only addresses and scripts count.
fn check_wrapped_texts(layer: &str, wrappings: usize, inner: &mut Vec<Inner>) -> Result<(), Rule> {
    for text in encoded::wrapped_texts(layer) {
        for layer in encoded::percent_layers(&text) {
            if has_script(&layer) {
                return Err(Rule::EmbeddedLink);
            }
            collect_inner_links(&layer, false, inner)?;
            inner.extend(addresses(&layer)?);
            if wrappings < MAX_WRAPPINGS {
                check_wrapped_texts(&layer, wrappings + 1, inner)?;
            }
        }
    }
    Ok(())
}

/// A server splits the parameters first and decodes each name and value then: `next=%26evil.top` is `&evil.top` to it.
fn check_decoded_value(field: &str, inner: &mut Vec<Inner>) -> Result<(), Rule> {
    let Some((name, value)) = field.split_once('=') else {
        return Ok(());
    };
    let decoded = |text: &str| {
        percent_decode_str(text)
            .decode_utf8()
            .map(Cow::into_owned)
            .map_err(|_| Rule::BadEscape)
    };
    let name = decoded(name)?;
    let is_redirect = is_redirect_name(&name);
    let mut value = value.to_owned();
    for _ in 0..=MAX_LAYERS {
        if starts_like_a_scheme(&value) && split_scheme(&value).is_none() {
            return Err(if is_redirect {
                Rule::Redirect
            } else {
                Rule::EmbeddedLink
            });
        }
        let next = decoded(&value)?;
        if next != value {
            value = next;
        } else if is_redirect && !is_clear_target(&name, &value) {
            return Err(Rule::Redirect);
        } else {
            // Whatever the name of the parameter: a value that is a host may be gone to.
            let host = value.split(['/', ':', '\\']).next().unwrap_or_default();
            let host = host.to_ascii_lowercase();
            if host.contains('.') && domain::has_known_suffix(&host) {
                let rule = Rule::EmbeddedLink;
                inner.push(Inner { host, rule });
            }
            break;
        }
    }
    Ok(()) // more layers are refused elsewhere
}

fn check_layer(layer: &str, is_raw: bool, inner: &mut Vec<Inner>) -> Result<(), Rule> {
    if has_html_entity(layer) {
        return Err(Rule::HtmlEntity);
    }
    collect_inner_links(layer, is_raw, inner)?;
    if has_script(layer) {
        return Err(Rule::EmbeddedLink);
    }
    inner.extend(loose_addresses(layer)?);
    for field in layer.split(['?', '&', ';', '#']) {
        let Some((name, value)) = field.split_once('=') else {
            if starts_like_a_scheme(field) {
                return Err(Rule::EmbeddedLink);
            }
            continue;
        };
        // A value that is still encoded is judged in the layer where it is clear.
        let still_encoded = value.contains('%')
            && percent_decode_str(value)
                .decode_utf8()
                .is_ok_and(|v| v != value);
        if is_redirect_name(name) && !still_encoded && !is_clear_target(name, value) {
            return Err(Rule::Redirect);
        }
        if is_host_name(name) && may_be_a_numeric_host(value) {
            return Err(Rule::EmbeddedLink);
        }
        if starts_like_a_scheme(value) && split_scheme(value).is_none() {
            return Err(Rule::EmbeddedLink);
        }
    }
    Ok(())
}

/// Every `http:`, `https:` and `//` begins a text that must be a link to the end of its field.
fn collect_inner_links(layer: &str, is_raw: bool, inner: &mut Vec<Inner>) -> Result<(), Rule> {
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
            None if before == Some('=') => here.strip_prefix("//").ok_or(Rule::EmbeddedLink)?,
            _ => return Err(Rule::EmbeddedLink),
        };
        let (authority, rest) = split_authority(after_scheme);
        let authority_end = authority.find(['&', ';']).unwrap_or(authority.len());
        let cut = &authority[authority_end..];
        // In a decoded layer `&` may be part of the value, and `@` behind it would make it the user.
        let may_cut = cut.is_empty() || (is_raw && cut.starts_with('&'));
        if !may_cut || cut.contains('@') {
            return Err(Rule::EmbeddedLink);
        }
        if cut.is_empty() && rest.starts_with(['?', '#']) {
            return Err(Rule::EmbeddedLink);
        }
        let host = host(&authority[..authority_end]).map_err(|_| Rule::EmbeddedLink)?;
        let path = rest.split(['?', '&', ';', '#']).next().unwrap_or_default();
        if cut.is_empty() && check_tail(path).is_err() {
            return Err(Rule::EmbeddedLink);
        }
        let before = layer[..start].rsplit(['?', '&', ';', '#']).next();
        let name = before.and_then(|field| field.split_once('='));
        let rule = match name {
            Some((name, _)) if is_redirect_name(name) => Rule::Redirect,
            _ => Rule::EmbeddedLink,
        };
        inner.push(Inner { host, rule });
        at = layer.len() - after_scheme.len();
    }
    Ok(())
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

/// `#/javascript:…`, `?a/data:…`: some routers run what stands behind a slash or a mark. A digit behind the colon makes
/// a pair of it (`type=data:1`), but for scripts, whose code may begin so.
fn has_script(layer: &str) -> bool {
    layer.match_indices(':').any(|(at, _)| {
        let before = layer[..at].to_ascii_lowercase();
        let is_number = layer[at + 1..].starts_with(|c: char| c.is_ascii_digit());
        let stands_there = |known: &str| {
            before
                .strip_suffix(known)
                .is_some_and(|before| !before.ends_with(|c: char| c.is_ascii_alphanumeric()))
        };
        let known = SCRIPT_SCHEMES.iter().find(|known| stands_there(known));
        known.is_some_and(|known| !is_number || known.ends_with("script"))
    })
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
