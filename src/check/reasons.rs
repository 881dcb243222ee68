//! What speaks against a payload: why its host is not safe, which rule of the grammar it breaks, what it is instead of a
//! link. Nothing can become safe here.

use super::allowlist::{Allowlist, NeverCategory, Standing};
use super::domain::Domain;
use super::link::{self, Rule};
use super::payload::{Kind, Payload};
use super::recognize;
use super::verdict::Reason;

/// Reasons why a host is not safe, given in lower case.
pub(super) fn unlisted(host: &str, list: &Allowlist) -> Vec<Reason> {
    match list.standing(host) {
        Standing::Official(_) => Vec::new(),
        Standing::NeedsLocalConfirmation(entry) => vec![Reason::NeedsLocalConfirmation {
            entry: entry.host.clone(),
        }],
        Standing::Never(never) => vec![match never.category {
            NeverCategory::ShortLink => Reason::ShortLink,
            NeverCategory::OpenForm => Reason::OpenForm,
            NeverCategory::AppDistribution => Reason::AppDistribution,
            NeverCategory::OpenHosting => Reason::OpenHosting,
            NeverCategory::ThirdParty => Reason::ThirdParty,
            NeverCategory::NotForVisitors => Reason::NotForVisitors,
            NeverCategory::Unproven => Reason::Unproven,
            NeverCategory::Impostor => Reason::Impostor {
                imitates: never.imitates.clone(),
            },
            NeverCategory::CopiedPage => Reason::CopiedPage,
            NeverCategory::KnownPhishing => Reason::KnownPhishing,
        }],
        Standing::Unlisted if list.entries().is_empty() => vec![Reason::ListEmpty],
        Standing::Unlisted => {
            let mut reasons = vec![match list.insurer(host) {
                Some(name) => Reason::Insurer { name: name.clone() },
                None => Reason::NotListed {
                    owner: Domain::of(host),
                },
            }];
            reasons.extend(list.targets().resembled_by(host));
            reasons
        }
    }
}

/// Reasons for a link that the grammar refuses: the rule that it breaks, and what is known of its host.
pub(super) fn refused(
    payload: &Payload<'_>,
    refusal: &link::Refusal,
    list: &Allowlist,
) -> Vec<Reason> {
    let of_host = match &refusal.host {
        Some(host) => unlisted(host, list),
        None => Vec::new(),
    };
    match refusal.rule {
        // Without encryption to a host that is not official: that it is not official is what counts.
        Rule::NotEncrypted if !of_host.is_empty() => of_host,
        Rule::Idn => {
            let text = payload.text().unwrap_or_default();
            let host = link::raw_host(text)
                .unwrap_or_default()
                .to_ascii_lowercase();
            let is_plain = host.is_ascii() && !host.contains("xn--");
            let mut reasons = vec![Reason::Idn];
            if is_plain {
                reasons.extend(unlisted(&host, list)); // the odd letters are in the port
            } else {
                reasons.push(Reason::NotListed {
                    owner: Domain::of(&host),
                });
                reasons.extend(list.targets().resembled_by(&host));
            }
            reasons
        }
        rule => {
            let official = refusal.host.as_deref().filter(|_| of_host.is_empty());
            let mut reasons = vec![broken(rule, official)];
            reasons.extend(of_host);
            reasons
        }
    }
}

/// The reason for a rule of the grammar that is broken, and the official host that the link goes to, where it does.
pub(super) fn broken(rule: Rule, official: Option<&str>) -> Reason {
    match rule {
        Rule::TooLong => Reason::TooLong,
        Rule::HiddenCharacters => Reason::HiddenCharacters,
        Rule::HtmlEntity => Reason::HtmlEntity,
        Rule::ExtraText => Reason::ExtraText,
        Rule::BadCharacter => Reason::BadCharacter,
        Rule::BadHost => Reason::BadHost,
        Rule::Backslash => Reason::Backslash,
        Rule::EmbeddedCredentials => Reason::EmbeddedCredentials,
        Rule::PercentInHost => Reason::PercentInHost,
        Rule::Idn => Reason::Idn,
        Rule::IpAddress => Reason::IpAddress,
        Rule::UnusualPort => Reason::UnusualPort {
            entry: official.map(str::to_owned),
        },
        Rule::TrailingDot => Reason::TrailingDot,
        Rule::BadEscape => Reason::BadEscape,
        Rule::DeepEncoding => Reason::DeepEncoding,
        Rule::OddPath => Reason::OddPath,
        Rule::Redirect => Reason::Redirect,
        Rule::EmbeddedLink => Reason::EmbeddedLink,
        Rule::ParsersDisagree => Reason::ParsersDisagree,
        Rule::NotEncrypted => Reason::NotEncrypted {
            entry: official.unwrap_or_default().to_owned(),
        },
    }
}

/// The reason for a payload that is no link; a link with something before it is told as that.
pub(super) fn not_a_link(payload: &Payload<'_>, kind: Kind) -> Reason {
    let has_link_inside = || {
        payload.text().is_some_and(|text| {
            let lower = text.to_ascii_lowercase();
            lower.contains("https://") || lower.contains("http://")
        })
    };
    match kind {
        Kind::Text if recognize::opens_an_app(payload) => Reason::OpensAnApp,
        Kind::Text if has_link_inside() => Reason::ExtraText,
        kind => Reason::Kind(kind),
    }
}
