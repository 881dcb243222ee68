//! Addresses that stand in a link without a scheme.

use super::host::host;
use super::{Inner, Rule};
use crate::check::domain;

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
