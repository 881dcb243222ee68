//! Names of parameters that tell a site or an app where to send the visitor next, and what may stand there.

use unicode_normalization::UnicodeNormalization;

use super::split_scheme;

/// Such names, without punctuation and in lower case. A longer name counts when it ends so (`returnUrl`,
/// `redirect_uri`, `callback`).
const REDIRECT_NAMES: [&str; 31] = [
    "dest",
    "destination",
    "url",
    "uri",
    "href",
    "link",
    "redirect",
    "redirection",
    "redir",
    "goto",
    "jump",
    "return",
    "back",
    "next",
    "target",
    "service",
    "forward",
    "continue",
    "navigate",
    "wreply",
    "relaystate",
    "跳转",
    "跳转到",
    "跳转地址",
    "转到",
    "转向",
    "重定向",
    "回调",
    "返回",
    "网址",
    "链接",
];

/// Words that may stand behind such a name and leave it one: `linkTo`, `redirectPage`, `url_b64`.
const ENDINGS: [&str; 9] = [
    "to", "path", "page", "host", "domain", "base64", "b64", "encoded", "地址",
];

/// Most digits of a number that is a page, not a place: `nextPage=2`.
const MAX_PAGE_DIGITS: usize = 4;

/// Names that hold a host: where one of them stands before a number, the number is an address if it can be one. Names
/// such as `u`, `id`, `t` or `to` hold numbers of other things.
const HOST_NAMES: [&str; 8] = ["host", "domain", "server", "proxy", "ip", "go", "out", "rd"];

const DIGITS: [char; 10] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/// True for names whose value sends the visitor on. Only a clear target may stand behind one, see [`is_clear_target`].
pub(super) fn is_redirect_name(name: &str) -> bool {
    let name = plain(name);
    let is_encoded = name.ends_with("b64") || name.ends_with("base64");
    let digits: &[char] = if is_encoded { &[] } else { &DIGITS };
    let mut stem = name.trim_end_matches(digits); // url2, url[0]
    loop {
        if REDIRECT_NAMES.iter().any(|known| stem.ends_with(known)) {
            return true;
        }
        match ENDINGS.iter().find_map(|end| stem.strip_suffix(end)) {
            Some(shorter) if !shorter.is_empty() => stem = shorter,
            _ => return false,
        }
    }
}

/// True for names that hold a host.
pub(super) fn is_host_name(name: &str) -> bool {
    let name = plain(name);
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
    HOST_NAMES.contains(&name)
}

/// Nothing, a path on the same host, or a link, whose host is looked at by itself.
pub(super) fn is_clear_target(name: &str, value: &str) -> bool {
    let is_page_number = || {
        plain(name).ends_with("page")
            && value.len() <= MAX_PAGE_DIGITS
            && value.bytes().all(|b| b.is_ascii_digit())
    };
    value.is_empty()
        || (value.starts_with('/') && !value.starts_with("//"))
        || split_scheme(value).is_some()
        || is_page_number()
}

/// A name without punctuation, in lower case and in plain letters.
fn plain(name: &str) -> String {
    name.nfkc()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From attacks that were seen or tried, and from names that ordinary pages use for other things.
    #[test]
    fn names_that_send_somebody_on_are_told_from_others() {
        let sends_on = "url redirect_uri returnUrl Return_URL url2 url[0] redirect[] callback linkTo urlPath urlTo \
            url_b64 URLBase64 redirectPath redirectPage redirect_domain nextPage jump_page targetPage continueTo \
            forward_to_page wreply RelayState navigateTo 跳转 跳转链接 链接地址 ｕｒｌ backto";
        for name in sends_on.split_whitespace() {
            assert!(is_redirect_name(name), "{name}");
        }
        let ordinary = "u to page path site host domain id urlType serviceId linkman photo address 地址 城市 \
            nextStep targetId pageNum 2 b64";
        for name in ordinary.split_whitespace() {
            assert!(!is_redirect_name(name), "{name}");
        }
    }

    #[test]
    fn a_page_has_a_number_and_a_place_has_none() {
        assert!(is_clear_target("nextPage", "2"));
        assert!(!is_clear_target("nextPage", "evil"));
        assert!(!is_clear_target("nextPage", "3405803785"));
        assert!(!is_clear_target("next", "2"));
        assert!(is_clear_target("next", "/a"));
        assert!(!is_clear_target("next", "//a"));
    }
}
