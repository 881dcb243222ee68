//! Lines that an old visitor reads with ease: a sentence is broken between words only, never in one, and into lines of
//! about the same length, so that none has a single character left.
//!
//! egui would break between any two Chinese characters. Here the places are chosen first, and a line feed stands there.

use std::ops::Range;

use eframe::egui::{Context, FontId};

use crate::messages::WORDS;

/// Breaking where no sign of punctuation stands costs as much as lines that are uneven by this share of the width.
const NO_PUNCTUATION: f32 = 0.12;
/// A line of so little, as a share of the width, looks like a mistake.
const ORPHAN: f32 = 0.12;
/// What is broken into more lines than this is no text for visitors.
const MAX_LINES: usize = 12;
/// Shapers round, and set some letters closer.
const SLACK: f32 = 0.995;

/// What stays together, with the space behind it, which falls away at the end of a line.
#[derive(Debug, Clone, PartialEq)]
struct Piece {
    bytes: Range<usize>,
    width: f32,
    space: f32,
    ends_with_punctuation: bool,
}

/// `text` in as few lines as fit into `width` points, of even length.
pub fn broken(ctx: &Context, text: &str, font: &FontId, width: f32) -> String {
    if !width.is_finite() || text.contains('\n') {
        return text.to_owned();
    }
    let advance = |c: char| ctx.fonts_mut(|fonts| fonts.glyph_width(font, c));
    broken_by(text, width * SLACK, advance)
}

/// What [`broken`] was given: a line feed stands behind a space, or where there was nothing.
pub fn joined(text: &str) -> String {
    text.replace('\n', "")
}

fn broken_by(text: &str, width: f32, advance: impl Fn(char) -> f32) -> String {
    let pieces = pieces(text, advance);
    let Some(ends) = ends(&pieces, width) else {
        return text.to_owned();
    };
    let mut lines = String::with_capacity(text.len() + ends.len());
    let start = pieces.first().map_or(0, |first| first.bytes.start);
    lines.push_str(text.get(..start).unwrap_or_default());
    for (index, piece) in pieces.iter().enumerate() {
        let end = pieces
            .get(index + 1)
            .map_or(text.len(), |next| next.bytes.start);
        lines.push_str(text.get(piece.bytes.start..end).unwrap_or_default());
        if ends.contains(&(index + 1)) {
            lines.push('\n');
        }
    }
    lines
}

/// The text in pieces that are not broken.
fn pieces(text: &str, advance: impl Fn(char) -> f32) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut opens = false; // a bracket or quotation mark waits for what it opens
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let start = text.len() - rest.len();
        if first == ' ' {
            if let Some(last) = pieces.last_mut() {
                last.space += advance(' ');
            }
            rest = rest.get(1..).unwrap_or_default();
            opens = false;
            continue;
        }
        let length = length_of_word(rest).max(first.len_utf8());
        let (word, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        let wide = word.chars().map(&advance).sum::<f32>();
        let is_behind_space = pieces.last().is_none_or(|last| last.space > 0.0);
        let is_called = || {
            let before = text.get(..start).unwrap_or_default().trim_end();
            is_short_number(word) && before.ends_with(|c: char| c.is_ascii_lowercase())
        };
        let sticks = opens || is_called() || (!is_behind_space && sticks_to_the_left(word));
        match pieces.last_mut() {
            Some(last) if sticks => {
                last.bytes.end = start + length;
                last.width += std::mem::take(&mut last.space) + wide;
                last.ends_with_punctuation = word.ends_with(is_closing);
            }
            _ => pieces.push(Piece {
                bytes: start..start + length,
                width: wide,
                space: 0.0,
                ends_with_punctuation: word.ends_with(is_closing),
            }),
        }
        opens = is_opening(first);
        rest = behind;
    }
    pieces
}

/// Bytes of the word that the text begins with: of the list, or letters and digits that stand together, or one
/// character.
fn length_of_word(text: &str) -> usize {
    let first = text.chars().next().map_or(0, char::len_utf8);
    let first = text.get(..first).unwrap_or_default();
    let from = WORDS.partition_point(|word| *word < first);
    let alike = WORDS.iter().skip(from);
    let alike = alike.take_while(|word| word.starts_with(first));
    let listed = alike.filter(|word| text.starts_with(**word));
    if let Some(longest) = listed.map(|word| word.len()).max() {
        return longest;
    }
    let is_latin = |c: &char| c.is_ascii() && *c != ' ';
    text.chars().take_while(is_latin).count().max(1)
        * usize::from(text.starts_with(|c: char| c.is_ascii()))
}

/// Punctuation, a syllable that belongs to the word before it, and a short number: 打110 is one thing.
fn sticks_to_the_left(word: &str) -> bool {
    word.starts_with(is_closing)
        || ["的", "了", "吗", "呢", "们", "着"].contains(&word)
        || is_short_number(word)
}

/// A number to call, also with a full stop behind it.
fn is_short_number(word: &str) -> bool {
    let number = word.trim_end_matches(is_closing);
    !number.is_empty() && number.len() <= 5 && number.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_opening(c: char) -> bool {
    matches!(c, '（' | '“' | '《' | '[' | '‘' | '(')
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '；'
            | '：'
            | '、'
            | '？'
            | '！'
            | '”'
            | '）'
            | '》'
            | '’'
            | '…'
            | '·'
            | ')'
            | ','
            | '.'
            | ';'
            | ':'
            | '?'
            | '!'
    )
}

/// After how many pieces each line but the last ends; `None` where one line is enough, or no lines help.
fn ends(pieces: &[Piece], width: f32) -> Option<Vec<usize>> {
    if pieces.iter().any(|piece| piece.width > width) {
        return None; // one that has to be broken: egui does that
    }
    let lines = fewest_lines(pieces, width);
    if !(2..=MAX_LINES).contains(&lines) {
        return None;
    }
    let total: f32 = pieces.iter().map(|piece| piece.width + piece.space).sum();
    let even = total / lines as f32;
    // The cheapest way to set the first `end` pieces in so many lines, and where its last line begins.
    let mut best: Vec<Option<(f32, Vec<usize>)>> = vec![None; pieces.len() + 1];
    if let Some(none) = best.first_mut() {
        *none = Some((0.0, Vec::new()));
    }
    for line in 1..=lines {
        let mut next: Vec<Option<(f32, Vec<usize>)>> = vec![None; pieces.len() + 1];
        for (start, before) in best.iter().enumerate() {
            let Some((cost, breaks)) = before else {
                continue;
            };
            let mut wide = 0.0;
            for (end, piece) in (start + 1..).zip(pieces.get(start..).unwrap_or_default()) {
                wide += piece.width;
                if wide > width {
                    break;
                }
                let is_last = line == lines;
                let mut price = cost + ((wide - even) / width).powi(2);
                if !is_last && !piece.ends_with_punctuation {
                    price += NO_PUNCTUATION * NO_PUNCTUATION;
                }
                if wide < ORPHAN * width {
                    price += 1.0;
                }
                wide += piece.space;
                let Some(place) = next.get_mut(end) else {
                    break;
                };
                if place.as_ref().is_none_or(|(other, _)| price < *other) {
                    let mut breaks = breaks.clone();
                    if !is_last {
                        breaks.push(end);
                    }
                    *place = Some((price, breaks));
                }
            }
        }
        best = next;
    }
    best.pop().flatten().map(|(_, breaks)| breaks)
}

fn fewest_lines(pieces: &[Piece], width: f32) -> usize {
    let (mut lines, mut used) = (1, 0.0);
    for piece in pieces {
        if used > 0.0 && used + piece.width > width {
            lines += 1;
            used = 0.0;
        }
        used += piece.width + piece.space;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chinese characters are one wide, others a half.
    fn lines(text: &str, width: f32) -> Vec<String> {
        let advance = |c: char| if c.is_ascii() { 0.5 } else { 1.0 };
        let broken = broken_by(text, width, advance);
        assert_eq!(joined(&broken), text);
        broken.split('\n').map(str::to_owned).collect()
    }

    #[test]
    fn the_words_are_in_order_and_each_is_there_once() {
        assert!(WORDS.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(WORDS.iter().all(|word| word.chars().count() > 1));
    }

    #[test]
    fn a_line_that_fits_stays_whole() {
        assert_eq!(lines("不要用手机扫它", 7.0), ["不要用手机扫它"]);
    }

    #[test]
    fn no_word_is_broken_and_lines_are_even() {
        // At nine characters a line egui leaves 主|人.
        assert_eq!(
            lines("看不出真正的主人是谁。", 9.0),
            ["看不出真正的", "主人是谁。"]
        );
        assert_eq!(
            lines("不要用手机扫它，也不要把手机交给别人", 17.0),
            ["不要用手机扫它，", "也不要把手机交给别人"]
        );
    }

    #[test]
    fn no_line_begins_with_a_comma_or_ends_with_an_opening_quotation_mark() {
        for width in 6..20 {
            for line in lines("要办医保，在微信搜“医保码”，或去医保窗口", width as f32)
            {
                assert!(!line.starts_with(is_closing), "{width}: {line}");
                assert!(!line.ends_with(is_opening), "{width}: {line}");
            }
        }
    }

    #[test]
    fn addresses_and_telephone_numbers_stay_whole() {
        for width in 11..20 {
            let text =
                "它借官方的名字，看着像 fuwu.nhsa.gov.cn，其实是别人的网址。付了钱，马上打110。";
            let whole = lines(text, width as f32);
            let has = |part: &str| whole.iter().any(|line| line.contains(part));
            assert!(
                has("fuwu.nhsa.gov.cn，") && has("打110。"),
                "{width}: {whole:?}"
            );
        }
    }

    #[test]
    fn english_is_broken_at_spaces() {
        assert_eq!(
            lines("Only the address was checked, not the people", 13.0),
            ["Only the address was ", "checked, not the people"]
        );
        assert_eq!(
            lines(
                "Gave details or money? Call 110. Not sure? Call 96110",
                20.0
            ),
            ["Gave details or money? ", "Call 110. Not sure? Call 96110"]
        );
    }

    #[test]
    fn what_cannot_be_set_is_left_to_the_window() {
        assert_eq!(lines("nhsa.gov.cn.yibao-jihuo.top", 5.0).len(), 1);
        assert_eq!(lines("", 5.0), [""]);
        assert_eq!(lines("  ", 5.0), ["  "]);
    }
}
