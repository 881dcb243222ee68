//! A message as a chat brings it: every address that some program would make a link of, each judged by itself.
//!
//! Programs do not agree on where a link in a text begins and ends. So this is the union of three ways to look:
//! `linkify`, which knows brackets and the marks at the end of a sentence; a program that cuts at the first character that
//! no link has, as chats do; and one that takes a link to the next white space, with Chinese letters, as phones do. Where
//! they read the same place differently, the worst reading is the address. Names without `https://`, addresses of e-mail
//! and links into apps are found, too. None of them is ever made better than it stands: each is judged as
//! [`judge_text`] judges exactly that text.
//!
//! Nothing here says anything of the words between: a message is never safe as a whole.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use unicode_normalization::char::is_combining_mark;

use super::allowlist::Allowlist;
use super::payload::Payload;
use super::recognize;
use super::{Judged, domain, judge_text};
use crate::plain::is_hidden;

/// Most addresses that are told of one message.
pub const MAX_ADDRESSES: usize = 500;
/// Longest message in bytes; a chat sends less.
pub const MAX_MESSAGE_BYTES: usize = 64 << 10;
/// Where the longest reading of an address is cut: more than any link may have.
const MAX_ADDRESS_BYTES: usize = 4 << 10;

/// What WeChat puts before a link to a page of a mini-program.
const MINI_PROGRAM: &str = "#小程序://";

/// A message has more than [`MAX_ADDRESSES`], or is longer than [`MAX_MESSAGE_BYTES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong;

/// The addresses of a message, in the order in which they stand there, each once; none where the text is no message but
/// one thing, such as a link, a number or a contact card, or has no address: it is judged as it is.
///
/// # Errors
/// [`TooLong`].
pub fn judge_message(text: &str, list: &Allowlist) -> Result<Vec<Judged>, TooLong> {
    if text.len() > MAX_MESSAGE_BYTES {
        return Err(TooLong);
    }
    if is_one_thing(text) {
        return Ok(Vec::new());
    }
    let places = places(text)?;
    let mut addresses: Vec<Judged> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut free_from = 0;
    for (start, ends) in places {
        if start < free_from {
            continue;
        }
        // The shortest counts as taken: what stands behind it may be another link.
        free_from = ends.first().copied().unwrap_or(start);
        let readings = ends.iter().filter_map(|end| text.get(start..*end));
        let judged = readings.map(|reading| {
            let judged = judge_text(as_opened(reading).as_bytes(), list);
            (reading, judged)
        });
        let mut judged: Vec<(&str, Judged)> = judged.collect();
        // Where one of them is not safe, that is what is told.
        let first_unsafe = judged
            .iter()
            .position(|(_, judged)| !judged.verdict.is_safe());
        if let Some(at) = first_unsafe {
            judged.truncate(at + 1);
        }
        let Some((reading, address)) = judged.pop() else {
            continue;
        };
        if seen.insert(reading) {
            addresses.push(address);
        }
        if addresses.len() > MAX_ADDRESSES {
            return Err(TooLong);
        }
    }
    Ok(addresses)
}

/// One word of ASCII, which is judged as it is: a link with a link behind it is one, too. Also what begins like a contact
/// card, a network or a command, whatever follows.
fn is_one_thing(text: &str) -> bool {
    let text = text.trim_matches(|c: char| c.is_ascii_whitespace());
    let is_word = text.bytes().all(|byte| byte.is_ascii_graphic());
    recognize::beginning(&Payload::of(text.as_bytes())).is_some()
        || (is_word && !has_words_before_a_link(text))
}

/// `Login:https://…`
fn has_words_before_a_link(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let link = ["https://", "http://"]
        .iter()
        .filter_map(|scheme| lower.find(scheme));
    link.min().is_some_and(|at| {
        let before = lower.get(..at).unwrap_or_default();
        before.ends_with([':', '=', ',', ';', '(', '[', '<', '"', '\'']) && !before.contains("//")
    })
}

/// An address of e-mail is opened as a letter to it.
fn as_opened(reading: &str) -> String {
    let name = reading
        .split(['/', '?', '#', ':'])
        .next()
        .unwrap_or_default();
    match name.contains('@') && !reading.contains("//") {
        true => format!("mailto:{reading}"),
        false => reading.to_owned(),
    }
}

/// Where an address begins, and all places where one may end.
fn places(text: &str) -> Result<BTreeMap<usize, BTreeSet<usize>>, TooLong> {
    let mut places: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let mut add = |start: usize, end: usize| {
        places.entry(start).or_default().insert(end);
    };
    let schemes = schemes(text);
    if schemes.len() > 2 * MAX_ADDRESSES {
        return Err(TooLong);
    }
    for (start, authority) in schemes {
        for end in ends(text, start, authority) {
            add(start, end);
        }
    }
    // Whom a letter goes to, before its `@`.
    let mut letters: Vec<Range<usize>> = Vec::new();
    let mut finder = LinkFinder::new();
    finder.url_must_have_scheme(false).url_can_be_iri(false);
    for link in finder.links(text) {
        let found = link.as_str();
        let is_letter = *link.kind() == LinkKind::Email;
        if is_letter {
            let to = found.find('@').unwrap_or_default();
            letters.push(link.start()..link.start() + to);
        }
        // What it takes along behind other letters is a matter of `ends`.
        let is_link = found.is_ascii() && (found.contains("://") || may_exist(host_of(found)));
        if is_letter || is_link {
            add(link.start(), link.end());
        }
    }
    for (start, end) in names(text) {
        if !letters.iter().any(|letter| letter.contains(&start)) {
            let goes_on = text
                .get(end..)
                .is_some_and(|rest| rest.starts_with(['/', '?', '#', ':']));
            add(start, if goes_on { cut(text, end) } else { end });
        }
    }
    Ok(places)
}

/// Every `scheme://`: where it begins, and where what stands behind it does.
fn schemes(text: &str) -> Vec<(usize, usize)> {
    let is_of_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-');
    let mut found = Vec::new();
    for (at, mark) in text.match_indices("://") {
        let (before, behind) = (text.get(..at).unwrap_or_default(), at + mark.len());
        let run = before.trim_end_matches(is_of_scheme).len();
        let scheme = before.get(run..).unwrap_or_default();
        // `1.https://…` is the first of several.
        let scheme = scheme.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
        let is_mini_program = before.ends_with(MINI_PROGRAM.trim_end_matches("://"));
        if !scheme.is_empty() {
            found.push((at - scheme.len(), behind));
        } else if is_mini_program {
            found.push((behind - MINI_PROGRAM.len(), behind));
        }
    }
    found
}

/// Where a link may end: at the first character that is not ASCII, before a second link, and, where that may lead to
/// another place, at the next white space.
fn ends(text: &str, start: usize, authority: usize) -> Vec<usize> {
    let cut_at = cut(text, authority);
    let found = text.get(authority..cut_at).unwrap_or_default();
    let lower = found.to_ascii_lowercase();
    let second = [",http", ";http", "|http"].iter();
    let second = second.filter_map(|mark| lower.find(mark)).min();
    let run = end_of_run(text, authority, |c| c.is_ascii_graphic());
    let whole = end_of_run(text, authority, |c| !c.is_whitespace());
    let rest = text.get(run..whole).unwrap_or_default();
    // Behind the slash the host is the same to everybody. Words there are a path that its server does not know.
    let has_path = text
        .get(authority..run)
        .is_some_and(|found| found.contains('/'));
    let is_clear = rest.is_empty() || (has_path && are_words(rest));
    let ends = [
        Some(cut_at),
        second.map(|at| authority + at),
        (!is_clear).then_some(whole),
    ];
    let far = text.floor_char_boundary(start + MAX_ADDRESS_BYTES);
    let ends = ends.into_iter().flatten().filter(|end| *end > authority);
    ends.map(|end| end.min(far)).collect()
}

/// True for letters and marks of a sentence, which hide nothing and lead nowhere.
fn are_words(rest: &str) -> bool {
    let is_plain = |c: char| match c {
        ',' | '.' | ':' | ';' | '!' | '(' | ')' | '"' | '\'' | '-' => true,
        '，' | '：' | '；' | '！' | '（' | '）' | '？' => true,
        // Full-width forms of what has a meaning in an address.
        '\u{FF01}'..='\u{FF5E}' => false,
        c if c.is_ascii() => c.is_ascii_alphanumeric(),
        c => !is_hidden(c),
    };
    rest.chars().all(is_plain) && names(rest).is_empty()
}

/// Names of hosts without a scheme: where each begins and ends.
fn names(text: &str) -> Vec<(usize, usize)> {
    let is_of_name =
        |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_') || is_combining_mark(c);
    let mut found = Vec::new();
    let mut from = 0;
    for run in text.split_inclusive(|c| !is_of_name(c)) {
        let name = run.trim_end_matches(|c| !is_of_name(c));
        let before = found.len();
        // Beside Chinese words: a program that knows ASCII only.
        let mut part_from = from;
        for part in name.split_inclusive(|c: char| !c.is_ascii()) {
            let ascii = part.trim_end_matches(|c: char| !c.is_ascii());
            let whole = name.get(..part_from - from + ascii.len());
            let with_letters = || name_in(whole.filter(|_| !ascii.is_empty())?, from);
            found.extend(name_in(ascii, part_from).or_else(with_letters));
            part_from += part.len();
        }
        if found.len() == before {
            found.extend(name_in(name, from));
        }
        from += run.len();
    }
    found
}

/// The name of a run that begins at `from`.
fn name_in(run: &str, from: usize) -> Option<(usize, usize)> {
    let marks = ['.', '-', '_'];
    let name = run.trim_end_matches(marks);
    let end = from + name.len();
    let name = name.trim_start_matches(marks);
    may_exist(name).then_some((end - name.len(), end))
}

/// True for a name under a top-level domain that there is, and for an IPv4 address in four numbers.
fn may_exist(name: &str) -> bool {
    let is_number = |part: &str| part.parse::<u8>().is_ok();
    let is_address = || name.split('.').count() == 4 && name.split('.').all(is_number);
    let is_name = name.rsplit_once('.').is_some_and(|(owner, last)| {
        !owner.is_empty() && !owner.ends_with('.') && domain::is_top_level(last)
    });
    is_name || is_address()
}

fn host_of(found: &str) -> &str {
    found.split(['/', '?', '#', ':']).next().unwrap_or_default()
}

/// Where a program stops that knows ASCII only, without the marks that end a sentence or a bracket.
fn cut(text: &str, from: usize) -> usize {
    // The way into a mini-program is in Chinese.
    let is_mini_program = text
        .get(..from)
        .is_some_and(|before| before.ends_with(MINI_PROGRAM));
    let is_of_link = |c: char| match is_mini_program {
        true => !c.is_whitespace(),
        false => c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"'),
    };
    let end = end_of_run(text, from, is_of_link);
    let found = text.get(from..end).unwrap_or_default();
    let marks = ['.', ',', ';', ':', '!', '?', '\'', ')', ']', '}'];
    from + found.trim_end_matches(marks).len()
}

fn end_of_run(text: &str, from: usize, is_of_run: impl Fn(char) -> bool) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    from + rest.find(|c| !is_of_run(c)).unwrap_or(rest.len())
}

/// Where the links of a page lead, whatever their words say: what `href` says in HTML.
pub fn targets(html: &str) -> Vec<String> {
    let lower = html.to_ascii_lowercase();
    let mut found = Vec::new();
    for (at, name) in lower.match_indices("href") {
        let behind = html.get(at + name.len()..).unwrap_or_default().trim_start();
        let Some(value) = behind.strip_prefix('=').map(str::trim_start) else {
            continue;
        };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value = match quote {
            Some(quote) => value.get(1..).and_then(|value| value.split(quote).next()),
            None => value.split(|c: char| c.is_whitespace() || c == '>').next(),
        };
        let value = value.unwrap_or_default().trim().replace("&amp;", "&");
        if value.contains(':') && found.len() < MAX_ADDRESSES {
            found.push(value);
        }
    }
    found
}
