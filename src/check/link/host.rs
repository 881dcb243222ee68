//! The host of a link: a plain name and nothing else, on which every program agrees.

use super::{Rule, Scheme};

/// Longest host name in bytes, RFC 1035 §2.3.4 without the root label.
const MAX_HOST_BYTES: usize = 253;
/// The host of an authority that is a plain name and nothing else but, byte for byte, `:443`; in lower case.
pub(super) fn host(authority: &str) -> Result<String, Rule> {
    if authority.contains('\\') {
        return Err(Rule::Backslash);
    }
    if authority.contains('@') {
        return Err(Rule::EmbeddedCredentials);
    }
    if authority.contains('%') {
        return Err(Rule::PercentInHost);
    }
    if !authority.is_ascii() {
        return Err(Rule::Idn);
    }
    if authority.starts_with('[') {
        return Err(Rule::IpAddress);
    }
    if ["http:", "https:"]
        .iter()
        .any(|scheme| authority.eq_ignore_ascii_case(scheme))
    {
        return Err(Rule::BadHost); // `https://https://…`
    }
    let name = match authority.split_once(':') {
        None | Some((_, "443")) => authority.split(':').next().unwrap_or_default(),
        Some((name, _)) if is_ip_address(name) => return Err(Rule::IpAddress),
        Some(_) => return Err(Rule::UnusualPort),
    };
    if is_ip_address(name) {
        return Err(Rule::IpAddress);
    }
    let name = name.to_ascii_lowercase();
    let labels = || name.split('.');
    if name.ends_with('.') && labels().rev().skip(1).all(is_label) {
        return Err(Rule::TrailingDot);
    }
    if labels().any(|label| label.starts_with("xn--")) {
        return Err(Rule::Idn);
    }
    let last_is_number = labels()
        .next_back()
        .is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    let plain = labels().all(is_label) && labels().count() >= 2 && name.len() <= MAX_HOST_BYTES;
    if plain && !last_is_number {
        Ok(name)
    } else {
        Err(Rule::BadHost)
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
pub(super) fn is_ip_address(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    matches!(url::Host::parse(name), Ok(url::Host::Ipv4(_)))
}

/// The host behind tricks such as `official@evil.top` or `evil.top:8080`, for the words of the refusal.
pub(super) fn host_beyond_doubt(text: &str, authority: &str) -> Option<String> {
    let last = authority.rsplit('@').next()?;
    let name = last.split(':').next()?.to_ascii_lowercase();
    let parsed = url::Url::parse(text).ok()?;
    let is_plain = !authority.contains(['\\', '%', '[']) && name.split('.').all(is_label);
    (is_plain && parsed.host_str() == Some(name.as_str())).then_some(name)
}

/// `url` must see the same scheme and host, no user and no port.
pub(super) fn second_opinion_agrees(text: &str, scheme: Scheme, host: &str) -> bool {
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
