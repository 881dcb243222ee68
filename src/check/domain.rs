//! The registrable domain of a host, by the [Public Suffix List](https://publicsuffix.org/list/).
//!
//! It names the real owner of an address in an explanation. It never decides what is safe: `gov.cn` is a public
//! suffix, so a rule by registrable domain would let in a whole province.

use std::fmt;
use std::sync::LazyLock;

use publicsuffix::{List, Psl};

/// Version 2026-10-22, see `assets/README.md`. An unreadable list leaves owners unnamed, nothing else.
static SUFFIXES: LazyLock<List> = LazyLock::new(|| {
    include_str!("../../assets/public_suffix_list.dat")
        .parse()
        .unwrap_or_default()
});

/// A registrable domain in lower case, such as `nhsa.gov.cn` or `yibao-jihuo.top`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Domain(String);

impl Domain {
    /// The registrable domain of `host`: the public suffix and one label more.
    ///
    /// `None` for IP addresses, for hosts that are public suffixes themselves and for anything that is not a
    /// lower-case ASCII host name without a trailing dot.
    pub fn of(host: &str) -> Option<Domain> {
        if !is_host_name(host) {
            return None;
        }
        let domain = SUFFIXES.domain(host.as_bytes())?;
        Some(Domain(
            std::str::from_utf8(domain.as_bytes()).ok()?.to_owned(),
        ))
    }

    /// The domain as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first label: `nhsa` of `nhsa.gov.cn`.
    pub fn name(&self) -> &str {
        self.0.split('.').next().unwrap_or_default()
    }

    /// True under `.gov.cn`, where only public bodies can register.
    pub fn is_government(&self) -> bool {
        self.0.ends_with(".gov.cn")
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// True where `host` is a public suffix: nobody, or everybody, owns it.
pub fn is_public_suffix(host: &str) -> bool {
    is_host_name(host) && SUFFIXES.domain(host.as_bytes()).is_none()
}

/// True where the last label of `host` is one that the list knows, so that a program may take the text for an
/// address.
pub fn has_known_suffix(host: &str) -> bool {
    is_host_name(host)
        && SUFFIXES
            .suffix(host.as_bytes())
            .is_some_and(|suffix| suffix.is_known())
}

/// True where `label`, in any letters and case, is a top-level domain that exists, such as `top` or `中国`.
pub fn is_top_level(label: &str) -> bool {
    if label.is_empty() || label.contains('.') {
        return false;
    }
    if label.is_ascii() {
        return has_known_suffix(&format!("a.{}", label.to_ascii_lowercase()));
    }
    let ascii = idna::domain_to_ascii(label).unwrap_or_default();
    has_known_suffix(&format!("a.{ascii}"))
}

/// The crate answers nonsense for capitals, trailing dots and IP addresses, so they never reach it.
fn is_host_name(host: &str) -> bool {
    !host.is_empty()
        && host.len() <= 253
        && host.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && label
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
        })
        && !host
            .rsplit('.')
            .next()
            .is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows from thought, with the rule of the suffix list behind each.
    #[test]
    fn the_registrable_domain_is_the_suffix_and_one_label() {
        let rows = [
            ("fuwu.nhsa.gov.cn", Some("nhsa.gov.cn")), // rule gov.cn
            ("ybj.beijing.gov.cn", Some("beijing.gov.cn")),
            ("gov.cn", None),
            ("nhsa.gov.cn.evil.top", Some("evil.top")),
            ("a.b.example.com.cn", Some("example.com.cn")),
            ("user.github.io", Some("user.github.io")), // private section
            ("www.city.kobe.jp", Some("city.kobe.jp")), // exception rule
            ("b.c.kobe.jp", Some("b.c.kobe.jp")),       // wildcard rule *.kobe.jp
            ("x.unlistedtld", Some("x.unlistedtld")),   // the default rule *
            ("NHSA.GOV.CN", None),
            ("nhsa.gov.cn.", None),
            ("10.0.0.1", None),
            ("", None),
            (".cn", None),
        ];
        for (host, want) in rows {
            assert_eq!(
                Domain::of(host).as_ref().map(Domain::as_str),
                want,
                "{host}"
            );
        }
    }

    #[test]
    fn only_names_under_gov_cn_are_government() {
        let government = |host| Domain::of(host).unwrap().is_government();
        assert!(government("ybj.beijing.gov.cn"));
        assert!(!government("gov.cn.evil.top"));
        assert!(!government("xgov.cn"));
        assert!(!government("mip.mjgov.cn"));
    }

    #[test]
    fn suffixes_are_told_from_domains() {
        assert!(is_public_suffix("gov.cn"));
        assert!(is_public_suffix("github.io"));
        assert!(!is_public_suffix("nhsa.gov.cn"));
        assert!(has_known_suffix("evil.top"));
        assert!(!has_known_suffix("index.html"));
    }

    #[test]
    fn top_level_domains_are_known_in_any_letters() {
        for label in ["top", "CN", "do", "中国", "xn--fiqs8s", "政务", "ｔｏｐ"] {
            assert!(is_top_level(label), "{label}");
        }
        for label in [
            "", "html", "action", "中国.", "7", "医保", "nhsa.gov", "c_d",
        ] {
            assert!(!is_top_level(label), "{label}");
        }
    }
}
