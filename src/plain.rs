//! Text from outside, made plain: what cannot be seen is written out, and what is left has a width.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

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

/// Text from outside made harmless for a terminal: what cannot be seen is written as `\u{…}`.
pub fn printable(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut out, c| {
            if is_hidden(c) {
                let _ = write!(out, "{}", c.escape_unicode());
            } else {
                out.push(c);
            }
            out
        })
}

/// How many columns of a terminal a text takes once it is printable.
pub fn width(text: &str) -> usize {
    printable(text).width()
}

/// Padded with spaces to a width.
pub fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        assert_eq!(
            printable("a\u{202E}b\u{200B}c\u{1B}[31m\n"),
            "a\\u{202e}b\\u{200b}c\\u{1b}[31m\\u{a}"
        );
        assert_eq!(printable("医保 ok"), "医保 ok");
    }

    #[test]
    fn columns_count_wide_letters_twice() {
        assert_eq!(pad("医保", 6), "医保  ");
        assert_eq!(pad("too long", 3), "too long");
    }
}
