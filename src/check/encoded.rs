//! Texts inside texts: layers of percent-encoding, and what is wrapped in base64
//! ([RFC 4648](https://www.rfc-editor.org/rfc/rfc4648)) or hexadecimal digits, as far as it can be told from chance: a
//! run of letters and digits counts when it decodes to text.
//!
//! It only says what may be wrapped; whether that matters is for others.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode_str;

/// Shortest text in bytes: `t.cn/a`. Shorter runs decode to anything by chance.
const MIN_BYTES: usize = 6;
/// Layers of percent-encoding.
const MAX_LAYERS: usize = 5;
/// A wrapped text may stand between words and marks (`x-aHR0…+y`); of a run with so many marks every part is tried.
const MAX_MARKS: usize = 6;

/// How every JSON object begins in base64: `{"`.
const JSON_OBJECT: &str = "eyJ";

/// Some encoders leave bits behind the end, and padding is seldom right in a link.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);

/// A text and what its percent-encoding stands for, layer by layer, at most [`MAX_LAYERS`] of them. Escapes that are no
/// UTF-8 hide nothing else.
pub(super) fn percent_layers(text: &str) -> Vec<String> {
    let mut layers = vec![text.to_owned()];
    while let Some(layer) = layers.last().filter(|_| layers.len() <= MAX_LAYERS) {
        let decoded = percent_decode_str(layer).decode_utf8_lossy().into_owned();
        if decoded == *layer {
            break;
        }
        layers.push(decoded);
    }
    layers
}

/// True where a text has an escape: a `%` and two hexadecimal digits.
pub(super) fn has_escape(text: &str) -> bool {
    text.split('%').skip(1).any(starts_like_an_escape)
}

/// True for what follows the `%` of an escape.
pub(super) fn starts_like_an_escape(behind: &str) -> bool {
    behind
        .as_bytes()
        .get(..2)
        .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
}

/// Every text that is wrapped somewhere in `text`.
pub(super) fn wrapped_texts(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let is_of_run = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_');
    for run in text.split(|c| !is_of_run(c)) {
        for piece in pieces(run) {
            let decoded = [base64(piece), hexadecimal(piece)];
            found.extend(decoded.into_iter().flatten().filter_map(readable));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// True for a JSON Web Token (RFC 7519) in its compact form: its dots separate no labels. The last part, which is only a
/// signature, must not look like a name for that: a host may be made to look like the other two.
pub(super) fn is_web_token(text: &str) -> bool {
    if !text.starts_with(JSON_OBJECT) {
        return false;
    }
    let parts: Vec<&str> = text.split('.').collect();
    let is_object = |part: &str| {
        base64(part)
            .and_then(readable)
            .is_some_and(|text| text.starts_with('{') && text.ends_with('}'))
    };
    matches!(parts.as_slice(), [head, claims, signature] if is_object(head) && is_object(claims) && !signature.is_empty())
}

/// The run itself, and parts of it: the marks of base64 may be those of a path or of a name, too. Of a run with many
/// marks only the words and the segments.
fn pieces(run: &str) -> Vec<&str> {
    let is_mark = |c: char| !c.is_ascii_alphanumeric();
    let marks: Vec<usize> = run.match_indices(is_mark).map(|(at, _)| at).collect();
    let mut pieces: Vec<&str> = Vec::new();
    if marks.len() <= MAX_MARKS {
        let starts = std::iter::once(0).chain(marks.iter().map(|at| at + 1));
        let ends = marks.iter().copied().chain([run.len()]);
        for start in starts {
            pieces.extend(ends.clone().filter_map(|end| run.get(start..end)));
        }
    } else {
        pieces.push(run);
        pieces.extend(run.split('/'));
        pieces.extend(run.split(is_mark));
    }
    pieces.retain(|piece| piece.len() * 3 / 4 >= MIN_BYTES);
    pieces
}

/// Either alphabet, with padding or without.
fn base64(text: &str) -> Option<Vec<u8>> {
    let standard = text.replace('-', "+").replace('_', "/");
    STANDARD.decode(standard.trim_end_matches('=')).ok()
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    if text.len() < 2 * MIN_BYTES || !text.len().is_multiple_of(2) {
        return None;
    }
    let digit = |b: u8| {
        char::from(b)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
    };
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? * 16 + digit(*low)?),
            _ => None,
        })
        .collect()
}

/// The text of bytes that are one. Two bytes a letter (UTF-16) leave NULs between plain letters.
fn readable(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes).ok()?.replace('\0', "");
    (text.len() >= MIN_BYTES).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Encoded with coreutils' `base64`, `basenc --base64url` and `xxd -p`.
    #[test]
    fn wrapped_texts_are_found() {
        let rows = [
            ("aHR0cHM6Ly9ldmlsLnRvcA==", "https://evil.top"),
            ("aHR0cHM6Ly9ldmlsLnRvcA", "https://evil.top"),
            ("/link/ZXZpbC50b3A/x", "evil.top"),
            ("a-ZXZpbC50b3A", "evil.top"),
            (
                "a=aHR0cHM6Ly9ldmlsLnRvcD9hPT8_fn4",
                "https://evil.top?a=??~~",
            ),
            (
                "a=aHR0cHM6Ly9ldmlsLnRvcD9hPT8/fn4=",
                "https://evil.top?a=??~~",
            ),
            ("6576696c2e746f70", "evil.top"),
            ("6576696C2E746F70", "evil.top"),
            ("ZQB2AGkAbAAuAHQAbwBwAA", "evil.top"),
        ];
        for (text, want) in rows {
            assert!(
                wrapped_texts(text).iter().any(|found| found == want),
                "{text}"
            );
        }
    }

    #[test]
    fn ordinary_words_and_numbers_are_no_wrapped_texts() {
        let ordinary = "nationalHallSt 0A1B2C3D4E5F 000000000000000000000000000000000001 20261123104777 jsessionid \
            abc+def/ghi== d41d8cd98f00b204e9800998ecf8427e";
        for text in ordinary.split_whitespace() {
            let texts = wrapped_texts(text);
            assert!(
                texts.iter().all(|text| !text.contains('.')),
                "{text}: {texts:?}"
            );
        }
    }

    #[test]
    fn a_token_has_two_objects_and_a_signature() {
        assert!(is_web_token("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_"));
        assert!(!is_web_token("eyJhbGciOiJIUzI1NiJ9.evil.top"));
        assert!(!is_web_token("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0"));
        assert!(!is_web_token("fuwu.nhsa.gov"));
    }
}
