//! Which official address a host seems to imitate. It only chooses the words of a refusal and never passes anything.
//!
//! The kinds follow Chromium's [look-alike warnings](https://chromium.googlesource.com/chromium/src/+/main/docs/security/lookalikes/lookalike-domains.md):
//! target embedding, combo squatting, edit distance, confusables ([UTS #39](https://www.unicode.org/reports/tr39/)).
//! Nothing under `.gov.cn` is ever said to imitate: real offices use names such as `sz12333.gov.cn`.

use std::collections::HashMap;
use std::sync::Arc;

use unicode_security::confusable_detection::skeleton;

use super::allowlist::{Entry, EntryKind, Status};
use super::domain::Domain;
use super::verdict::Reason;

/// Shortest name for which one wrong letter is more than chance: `nasa` is no misspelt `nhsa`.
const MIN_TYPO_CHARS: usize = 5;
/// Longest host that is compared, in bytes; RFC 1035.
const MAX_HOST_BYTES: usize = 253;

/// Hosts of the apps whose links a hall may hang up, and the names that stand for them. They are nobody's entries.
const APPS: [(&str, &str); 13] = [
    ("weixin.qq.com", "weixin"),
    ("weixin.qq.com", "weixin.qq"),
    ("weixin.qq.com", "mp.weixin"),
    ("wechat.com", "wechat"),
    ("servicewechat.com", "wechat"),
    ("wxaurl.cn", "wxaurl"),
    ("wxmpurl.cn", "wxmpurl"),
    ("tenpay.com", "tenpay"),
    ("alipay.com", "alipay"),
    ("alipay.com", "qr.alipay"),
    ("alipayobjects.com", "alipay"),
    ("unionpay.com", "unionpay"),
    ("95516.com", "95516"),
];

/// What hosts are compared with, made from the list once.
#[derive(Debug, Clone, Default)]
pub(super) struct Targets {
    /// `fuwu.nhsa.gov.cn`, `nhsa.gov.cn` → the host of the entry.
    addresses: HashMap<String, String>,
    /// `fuwu.nhsa`, the same without the suffix.
    stems: HashMap<String, String>,
    /// `nhsa`, `12333`: names that stand for one owner.
    brands: HashMap<String, String>,
    /// The skeletons of addresses, and those of stems and brands.
    address_skeletons: HashMap<String, String>,
    skeletons: HashMap<String, String>,
    /// Stems and brands long enough for a slip of one letter.
    typos: Vec<(String, String)>,
}

impl Targets {
    pub(super) fn of(entries: &[Arc<Entry>]) -> Targets {
        let mut targets = Targets::default();
        // Whoever comes first gives a shared name its address: the platform that a visitor would want.
        let mut entries: Vec<&Arc<Entry>> = entries.iter().collect();
        entries.sort_by_key(|entry| rank(entry));
        for entry in &entries {
            targets
                .addresses
                .insert(entry.host.clone(), entry.host.clone());
        }
        for entry in entries {
            let Some(domain) = Domain::of(&entry.host) else {
                continue;
            };
            let host = || entry.host.clone();
            let stem = stem(&entry.host, &domain).to_owned();
            targets
                .addresses
                .entry(domain.as_str().to_owned())
                .or_insert_with(host);
            if stem.contains('.') && !stem.starts_with("www.") {
                targets.stems.entry(stem).or_insert_with(host);
            }
            if is_brand(entry, domain.name()) {
                targets
                    .brands
                    .entry(domain.name().to_owned())
                    .or_insert_with(host);
            }
        }
        for (address, host) in &targets.addresses {
            let skeleton = skeleton(address).collect();
            targets.address_skeletons.insert(skeleton, host.clone());
        }
        for (name, host) in targets.stems.iter().chain(&targets.brands) {
            targets
                .skeletons
                .entry(skeleton(name).collect())
                .or_insert_with(|| host.clone());
            if name.len() >= MIN_TYPO_CHARS {
                targets.typos.push((name.clone(), host.clone()));
            }
        }
        targets.typos.sort();
        targets
    }

    /// The reason to name where `host`, in lower case and not on the list, resembles an entry.
    pub(super) fn resembled_by(&self, host: &str) -> Option<Reason> {
        if host.len() > MAX_HOST_BYTES {
            return None;
        }
        let is_idn = !host.is_ascii() || host.split('.').any(|label| label.starts_with("xn--"));
        let mapped = is_idn.then(|| idna::domain_to_unicode(host).0);
        if mapped.as_deref().unwrap_or(host).ends_with(".gov.cn") {
            return None;
        }
        if let Some(mapped) = mapped {
            return self.confusable_with(&mapped);
        }
        self.embedded_in(host)
            .or_else(|| self.named_in(host))
            .or_else(|| self.misspelt_in(host))
            .or_else(|| self.confusable_with(host))
    }

    /// `nhsa.gov.cn.evil.top`, `nhsa-gov-cn.evil.top`.
    fn embedded_in(&self, host: &str) -> Option<Reason> {
        let dotted = host.replace('-', ".");
        let starts = label_starts(&dotted);
        for &start in &starts {
            let ends = dotted[start..]
                .match_indices('.')
                .map(|(dot, _)| start + dot);
            for end in ends.collect::<Vec<_>>().into_iter().rev() {
                if let Some(target) = self.addresses.get(&dotted[start..end]) {
                    return Some(Reason::TargetEmbedding {
                        imitates: target.clone(),
                    });
                }
            }
        }
        None
    }

    /// `12333.top`, `nhsa-jihuo.com`, `fuwu-nhsa.com`, `nhsa.evil.top`.
    fn named_in(&self, host: &str) -> Option<Reason> {
        let domain = Domain::of(host)?;
        if let Some(target) = self.brands.get(domain.name()) {
            return Some(Reason::SuffixSwap {
                imitates: target.clone(),
            });
        }
        let stem = stem(host, &domain).replace('-', ".");
        let starts = label_starts(&stem);
        let ends: Vec<usize> = stem
            .match_indices('.')
            .map(|(dot, _)| dot)
            .chain([stem.len()])
            .collect();
        for &start in &starts {
            for &end in ends.iter().rev().filter(|end| **end > start) {
                let name = &stem[start..end];
                if let Some(target) = self.stems.get(name).or_else(|| self.brands.get(name)) {
                    return Some(Reason::ComboSquatting {
                        imitates: target.clone(),
                    });
                }
            }
        }
        let glued =
            |brand: &str| domain.name().starts_with(brand) || domain.name().ends_with(brand);
        self.brands
            .iter()
            .filter(|(brand, _)| brand.len() >= MIN_TYPO_CHARS && glued(brand))
            .min()
            .map(|(_, target)| Reason::ComboSquatting {
                imitates: target.clone(),
            })
    }

    /// `12332.com`, `fuwu.nhza.cn`.
    fn misspelt_in(&self, host: &str) -> Option<Reason> {
        let domain = Domain::of(host)?;
        let stem = stem(host, &domain);
        self.typos
            .iter()
            .find(|(name, _)| {
                is_one_letter_off(stem, name) || is_one_letter_off(domain.name(), name)
            })
            .map(|(_, target)| Reason::Typosquatting {
                imitates: target.clone(),
            })
    }

    /// `nhѕa.gov.cn` with a Cyrillic letter, `fuvvu.nhsa.com`.
    fn confusable_with(&self, host: &str) -> Option<Reason> {
        let imitates = |target: &String| Reason::Confusable {
            imitates: target.clone(),
        };
        let plain: String = skeleton(&host.to_lowercase()).collect();
        if let Some(target) = label_starts(&plain)
            .iter()
            .find_map(|&start| self.address_skeletons.get(&plain[start..]))
        {
            return Some(imitates(target));
        }
        let labels: Vec<&str> = plain.split('.').collect();
        (1..labels.len())
            .rev()
            .find_map(|count| self.skeletons.get(&labels[..count].join(".")))
            .map(imitates)
    }
}

/// The reason to name where `host`, in lower case and not of an app itself, is made to look like it:
/// `mp.weixin.qq.com.evil.top`, `open-weixin.top`, `wechat.top`, `a1ipay.com`. A label below somebody's own domain, as in
/// `weixin.hospital.cn`, is usual and honest.
pub(super) fn resembles_an_app(host: &str) -> Option<Reason> {
    if host.len() > MAX_HOST_BYTES || host.ends_with(".gov.cn") {
        return None;
    }
    let plain = |text: &str| skeleton(text).collect::<String>();
    let labels = format!(".{}.", plain(host).replace('-', "."));
    let name = plain(Domain::of(host)?.name());
    let resembles = |app: &str, brand: &str| {
        let brand = plain(brand);
        let embeds = |part: &str| labels.contains(&format!(".{part}."));
        let is_embedded = embeds(&plain(app)) || (brand.contains('.') && embeds(&brand));
        is_embedded || name.contains(&brand) || is_one_letter_off(&name, &brand)
    };
    let (app, _) = APPS.iter().find(|(app, brand)| resembles(app, brand))?;
    Some(Reason::TargetEmbedding {
        imitates: (*app).to_owned(),
    })
}

/// Active entries before others, national ones before those of provinces, the owner's own host before its services.
fn rank(entry: &Entry) -> (bool, bool, bool, bool) {
    let is_domain_itself =
        Domain::of(&entry.host).is_some_and(|domain| domain.as_str() == entry.host);
    (
        entry.status != Status::Active,
        entry.region != "CN",
        !is_domain_itself,
        entry.kind == EntryKind::Professional,
    )
}

/// A name that stands for one owner: those of national platforms, and the provinces' portals (`…zwfw`). The name of
/// a place is nobody's.
fn is_brand(entry: &Entry, name: &str) -> bool {
    let national =
        entry.region == "CN" && name.len() >= 4 && entry.kind != EntryKind::ReportingSite;
    national || (name.contains("zwfw") && name.len() > "zwfw".len())
}

/// The host without its public suffix.
fn stem<'a>(host: &'a str, domain: &Domain) -> &'a str {
    let suffix = domain.as_str().len() - domain.name().len();
    &host[..host.len() - suffix]
}

fn label_starts(dotted: &str) -> Vec<usize> {
    std::iter::once(0)
        .chain(dotted.match_indices('.').map(|(dot, _)| dot + 1))
        .collect()
}

fn is_one_letter_off(a: &str, b: &str) -> bool {
    a.len().abs_diff(b.len()) <= 1 && strsim::osa_distance(a, b) == 1
}
