//! Characters, escapes and the path behind the host.

use super::Rule;
use crate::check::encoded;

/// Characters, escapes and path of everything behind the host.
pub(super) fn check_tail(tail: &str) -> Result<(), Rule> {
    for c in tail.chars() {
        match c {
            '\\' => return Err(Rule::Backslash),
            _ if is_tail_char(c) => {}
            _ => return Err(Rule::BadCharacter),
        }
    }
    if !has_whole_escapes(tail) {
        return Err(Rule::BadEscape);
    }
    // Old parsers end the host only at a slash: nothing that could be a second authority may follow then.
    if tail.starts_with(['?', '#']) && tail.contains(['@', ':', '[', ']']) {
        return Err(Rule::BadCharacter);
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
    tail.split('%').skip(1).all(encoded::starts_like_an_escape)
}

fn check_path(path: &str) -> Result<(), Rule> {
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
    if odd { Err(Rule::OddPath) } else { Ok(()) }
}
