//! Numbers and secrets that belong to a person, wherever in a payload they stand.
//!
//! Two questions, and both would rather say yes. [`number`] finds a number by its form, so that a text that holds one is
//! of that private kind. [`stands_in`] looks through every layer of a payload for anything personal, so that it is shown
//! to nobody; a long order number that looks like a card suffers no more than that.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::encoded;
use super::payload::Kind;
use crate::plain::is_hidden;

/// Fewest digits of a number that is looked for: those of a mobile number.
const MIN_DIGITS: usize = 11;
/// Most digits of a number that is looked for: those of a credential.
const MAX_DIGITS: usize = 28;
/// Most separators between two groups of one number: `138 - 0013`.
const MAX_SEPARATORS: usize = 3;
/// Fewest digits of a group but the last: numbers are set in threes and fours, dates in twos.
const MIN_GROUP: usize = 3;
/// Fewest digits of a number that its name makes personal.
const MIN_NAMED_DIGITS: usize = 6;
/// Fewest letters of a password that the word before it tells.
const MIN_PASSWORD: usize = 4;
/// Most letters and marks between a Chinese name and its number: `社保卡号码为：`.
const MAX_WORD_GAP: usize = 6;

/// The first number of a person in a text. Digits may be set in groups.
pub(super) fn number(text: &str) -> Option<Kind> {
    find_row(&plain(text), Row::kind)
}

/// True where anything personal stands in a text, in any layer of escapes, of base64 or of hexadecimal digits. What is in
/// clear in one layer of escapes is so in all behind it, and escapes of escapes are no numbers: the last one counts.
pub(super) fn stands_in(text: &str) -> bool {
    let clear = |text: &str| encoded::percent_layers(text).pop().unwrap_or_default();
    let text = clear(text);
    stands_in_layer(&plain(&text))
        || encoded::wrapped_texts(&text)
            .iter()
            .any(|text| stands_in_layer(&plain(&clear(text))))
}

/// The private kind that a word inside a text tells.
pub(super) fn marked(text: &str) -> Option<Kind> {
    const MARKS: [(&str, Kind); 6] = [
        ("otpauth:", Kind::Otp),
        ("wifi:", Kind::Wifi),
        ("begin:vcard", Kind::Contact),
        ("mecard:", Kind::Contact),
        ("smsto:", Kind::Message),
        ("dpp:", Kind::Wifi),
    ];
    let lower = text.to_ascii_lowercase();
    let marked = MARKS.iter().find(|(mark, _)| lower.contains(mark));
    marked.map(|(_, kind)| *kind)
}

fn stands_in_layer(text: &str) -> bool {
    let is_number = |row: &Row| (row.kind().is_some() || row.is_card()).then_some(());
    marked(text).is_some() || find_row(text, is_number).is_some() || has_named_secret(text)
}

/// Plain digits and letters for full-width ones, without NULs and what else cannot be seen between them.
fn plain(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let seen = |c: &char| c.is_whitespace() || !is_hidden(*c);
    Cow::Owned(text.nfkc().filter(seen).collect())
}

// ---- numbers by their form --------------------------------------------------------------------------------------

/// Digits that may be one number: in one piece, or in groups with separators between.
struct Row {
    /// The digits, and an `X` behind them that may be the check character of an identity number.
    digits: String,
    /// True where nothing but blanks, hyphens, dots and the like separates the groups.
    is_narrow: bool,
    /// True where all groups but the last have at least three digits, as people set them.
    is_grouped: bool,
    /// True where no other group stands before or behind it.
    is_whole: bool,
}

impl Row {
    /// What the number is by its form.
    fn kind(&self) -> Option<Kind> {
        if is_id_number(&self.digits) {
            return Some(Kind::IdNumber);
        }
        let row = self.digits.trim_end_matches(['x', 'X']); // 13800138000x2
        if !(self.is_number() && self.is_narrow) {
            return None;
        }
        let starts = |from: &str, to: &str| {
            row.get(..from.len())
                .is_some_and(|head| (from..=to).contains(&head))
        };
        match row.len() {
            MAX_DIGITS => Some(Kind::Credential),
            18 if starts("10", "15") => Some(Kind::PaymentCode), // WeChat
            16..=24 if starts("25", "30") => Some(Kind::PaymentCode), // Alipay
            16..=19 if starts("62", "62") => Some(Kind::PaymentCode), // UnionPay, also its cards
            15 if is_old_id_number(row) => Some(Kind::IdNumber),
            // Mobile numbers, as they are dialled at home and from abroad.
            11 if starts("13", "19") => Some(Kind::Contact),
            12 if starts("013", "019") => Some(Kind::Contact),
            13 if starts("8613", "8619") => Some(Kind::Contact),
            15 if starts("008613", "008619") => Some(Kind::Contact),
            _ => None,
        }
    }

    /// A payment card by ISO/IEC 7812: 13 to 19 digits, the last one a check digit. One number in ten has the right one
    /// by chance, so it makes no kind. A time in milliseconds and the number of an article (EAN-13) are no cards.
    fn is_card(&self) -> bool {
        if !(self.is_number() && self.is_narrow && (13..=20).contains(&self.digits.len())) {
            return false;
        }
        let digits: Vec<u32> = self.digits.chars().filter_map(|c| c.to_digit(10)).collect();
        let sum = |of_second: fn(u32) -> u32| -> u32 {
            let from_right = digits.iter().rev().enumerate();
            from_right
                .map(|(place, digit)| {
                    if place % 2 == 0 {
                        *digit
                    } else {
                        of_second(*digit)
                    }
                })
                .sum()
        };
        let luhn = sum(|digit| digit * 2 / 10 + digit * 2 % 10);
        let ean = sum(|digit| digit * 3);
        let is_other = digits.len() == 13
            && (digits.starts_with(&[1]) || (ean.is_multiple_of(10) && !digits.starts_with(&[4])));
        (13..=19).contains(&digits.len())
            && !digits.starts_with(&[0])
            && luhn.is_multiple_of(10)
            && !is_other
    }

    fn is_number(&self) -> bool {
        (self.is_grouped || (self.is_whole && self.is_narrow))
            && self
                .digits
                .trim_end_matches(['x', 'X'])
                .bytes()
                .all(|b| b.is_ascii_digit())
    }
}

/// What stands between two groups of digits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// Blanks, hyphens, dots, brackets, a plus.
    Narrow,
    /// Marks that separate other things, too: slashes, commas, underscores.
    Wide,
    /// Anything else, or nothing.
    Open,
}

/// The first answer for the rows of a text, each of which begins and ends with a group.
fn find_row<T>(text: &str, answer: impl Fn(&Row) -> Option<T>) -> Option<T> {
    let groups = groups(text);
    for (start, (first, before)) in groups.iter().enumerate() {
        let mut row = Row {
            digits: first.clone(),
            is_narrow: true,
            is_grouped: true,
            is_whole: false,
        };
        let mut last = first;
        let mut behind = groups.iter().skip(start + 1).peekable();
        loop {
            let gap = behind.peek().map_or(Gap::Open, |(_, gap)| *gap);
            row.is_whole = *before == Gap::Open && gap == Gap::Open;
            if row.digits.len() >= MIN_DIGITS
                && let Some(found) = answer(&row)
            {
                return Some(found);
            }
            let Some((next, gap)) = behind.next().filter(|(_, gap)| *gap != Gap::Open) else {
                break;
            };
            row.is_narrow &= *gap == Gap::Narrow;
            row.is_grouped &= last.len() >= MIN_GROUP;
            row.digits += next;
            last = next;
            if row.digits.len() > MAX_DIGITS {
                break;
            }
        }
    }
    None
}

/// The groups of digits of a text, each with the gap before it.
fn groups(text: &str) -> Vec<(String, Gap)> {
    let mut groups: Vec<(String, Gap)> = Vec::new();
    let mut between = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_last_of_word = |next: Option<&char>| !next.is_some_and(|c| c.is_alphanumeric());
        let is_check =
            matches!(c, 'x' | 'X') && !groups.is_empty() && is_last_of_word(chars.peek());
        if !(c.is_ascii_digit() || (is_check && gap(&between) != Gap::Open)) {
            between.push(c);
            continue;
        }
        let mut digits = String::from(c);
        while let Some(digit) = chars.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        let mut ahead = chars.clone();
        let is_check = matches!(ahead.next(), Some('x' | 'X')) && is_last_of_word(ahead.peek());
        if is_check {
            digits.extend(chars.next());
        }
        groups.push((digits, gap(&between)));
        between.clear();
    }
    if let Some((_, gap)) = groups.first_mut() {
        *gap = Gap::Open;
    }
    groups
}

fn gap(between: &str) -> Gap {
    let is_narrow = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '-' | '.' | '+' | '(' | ')' | '·' | '\u{2010}'..='\u{2015}' | '\u{2212}'
            )
    };
    let is_wide = |c: char| is_narrow(c) || matches!(c, '/' | ',' | '_' | '、' | '|' | '\\');
    match between.chars().count() {
        0 => Gap::Open,
        count if count > MAX_SEPARATORS => Gap::Open,
        _ if between.chars().all(is_narrow) => Gap::Narrow,
        _ if between.chars().all(is_wide) => Gap::Wide,
        _ => Gap::Open,
    }
}

/// GB 11643-1999: six digits of a region, the date of birth, three digits, and the check character of ISO 7064
/// MOD 11-2.
fn is_id_number(row: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECK: &[u8; 11] = b"10X98765432";
    let Some((head, check)) = row.split_at_checked(17).filter(|_| row.len() == 18) else {
        return false;
    };
    let number = |from: usize, to: usize| -> u32 {
        head.get(from..to)
            .and_then(|digits| digits.parse().ok())
            .unwrap_or_default()
    };
    let digits = head.chars().map_while(|c| c.to_digit(10));
    let sum: u32 = digits
        .clone()
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    let right = CHECK.get((sum % 11) as usize).copied().map(char::from);
    digits.count() == 17
        && (1850..=2100).contains(&number(6, 10))
        && is_day(number(10, 12), number(12, 14))
        && check.to_ascii_uppercase().chars().next() == right
}

/// The form of before 1999: a region, the date of birth without its century, three digits, and no check.
fn is_old_id_number(row: &str) -> bool {
    let number = |from: usize, to: usize| -> u32 {
        row.get(from..to)
            .and_then(|digits| digits.parse().ok())
            .unwrap_or_default()
    };
    // The provinces of GB/T 2260.
    let is_region = matches!(
        number(0, 2),
        11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81 | 82
    );
    row.len() == 15 && is_region && is_day(number(8, 10), number(10, 12))
}

fn is_day(month: u32, day: u32) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

// ---- numbers and secrets by their names -------------------------------------------------------------------------

/// Names of numbers of a person, without marks and in lower case, as forms and the data standards of social and medical
/// insurance have them. A longer name counts when it ends so.
const NUMBER_NAMES: [&str; 26] = [
    "idcard",
    "idcardno",
    "idno",
    "idnum",
    "idnumber",
    "sfz",
    "sfzh",
    "sfzhm",
    "zjhm",
    "certno",
    "cardno",
    "cardnum",
    "cardnumber",
    "bankcard",
    "sbkh",
    "ybkh",
    "shbzh",
    "shbzhm",
    "psnno",
    "aac002",
    "aaz500",
    "sjh",
    "sjhm",
    "phone",
    "mobile",
    "phoneno",
];
/// Words in Chinese before such a number; the number follows within a few letters.
const NUMBER_WORDS: [&str; 10] = [
    "身份证",
    "证件号",
    "社保卡",
    "社会保障",
    "社保号",
    "医保卡",
    "医保号",
    "参保号",
    "卡号",
    "个人编号",
];
/// Names of secrets, such as that of a wireless network.
const SECRET_NAMES: [&str; 8] = [
    "pwd",
    "password",
    "passwd",
    "passphrase",
    "psk",
    "wifikey",
    "wifipass",
    "secret",
];

/// A number or a secret whose name stands before it: `?idNo=…`, `{"password":"…"}`, `社保卡号：…`.
fn has_named_secret(text: &str) -> bool {
    has_secret_behind_a_name(text) || (!text.is_ascii() && has_secret_behind_a_word(text))
}

fn has_secret_behind_a_name(text: &str) -> bool {
    let mut rest = text;
    while let Some(start) = rest.find(is_of_word) {
        let from = rest.get(start..).unwrap_or_default();
        let end = from.find(|c| !is_of_word(c)).unwrap_or(from.len());
        let (name, behind) = from.split_at(end);
        let value = behind.trim_start_matches(['"', '\'', ' ', '[', ']']);
        if let Some(value) = value.strip_prefix(['=', ':']) {
            let value = value.trim_start_matches(['"', '\'', ' ']);
            let name = name.chars().filter(char::is_ascii_alphanumeric);
            let name: String = name.map(|c| c.to_ascii_lowercase()).collect();
            let ends = |names: &[&str]| names.iter().any(|known| name.ends_with(known));
            let is_number = ends(&NUMBER_NAMES) && has_number(value);
            if is_number || (ends(&SECRET_NAMES) && value.starts_with(char::is_alphanumeric)) {
                return true;
            }
        }
        rest = behind;
    }
    false
}

fn has_secret_behind_a_word(text: &str) -> bool {
    let stands_behind = |word: &str, is_secret: fn(&str) -> bool| {
        text.match_indices(word).any(|(at, word)| {
            let behind = text.get(at + word.len()..).unwrap_or_default();
            let gap = behind.find(is_of_word).unwrap_or(behind.len());
            let (gap, value) = behind.split_at(gap);
            gap.chars().count() <= MAX_WORD_GAP && is_secret(value)
        })
    };
    NUMBER_WORDS
        .iter()
        .any(|word| stands_behind(word, has_number))
        || stands_behind("密码", |value| {
            value.chars().take_while(|c| is_of_word(*c)).count() >= MIN_PASSWORD
        })
}

fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// True for a value that begins with a row of letters and digits, enough digits among them.
fn has_number(value: &str) -> bool {
    let row = value.chars().take_while(|c| is_of_word(*c));
    row.filter(char::is_ascii_digit).count() >= MIN_NAMED_DIGITS
}
