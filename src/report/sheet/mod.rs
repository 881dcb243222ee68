//! Records as one page of HTML, to be looked at, sent on or printed: a report on the posters of a hall.
//!
//! The page is a file of its own: no links, no scripts, nothing from elsewhere, and a Content-Security-Policy that says
//! so. Whatever comes from outside is escaped, and what cannot be seen is written out. Of private codes it has nothing,
//! and no payload at all: an address in full would become a link again in many programs.

mod names;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use base64::prelude::{BASE64_STANDARD, Engine as _};

use super::page::{self, escaped, paragraph};
use super::{Finding, Record, sign, verdict_code};
use crate::check::allowlist::{Date, ListInfo};
use crate::check::verdict::{Reason, Verdict};
use crate::check::{Judged, Outcome};
use crate::language::Language;
use crate::messages::Notice;
use crate::telling::Telling;
use names::short_names;

/// One input of a sheet.
#[derive(Clone, Copy)]
pub struct SheetRow<'a> {
    /// What became of it.
    pub record: &'a Record,
    /// A small picture of it as PNG; left out where [`Record::may_be_pictured`] says no.
    pub thumbnail: Option<&'a [u8]>,
}

/// First bytes of every PNG (ISO/IEC 15948 §5.2).
const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

// Verdicts differ by sign, word and frame too: the colours may be lost in print. Contrast on white is 5:1 and more.
const STYLE: &str = "
@page { size: A4; margin: 12mm }
:root { color-scheme: light }
body { font: 16px/1.5 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif; color: #111; background: #fff; margin: 1.5em }
h1 { font-size: 1.6em; margin: 0 0 .3em }
p, ul, ol { margin: .2em 0 }
ul, ol { padding-left: 1.4em }
ol { border-top: 1px solid #767676; padding-top: .3em }
.sign { margin-top: 1.6em }
table { border-collapse: collapse; width: 100%; margin: 1em 0 }
thead { display: table-header-group }
tr { break-inside: avoid }
th, td { border: 1px solid #767676; padding: .5em; text-align: left; vertical-align: top; overflow-wrap: anywhere }
th { background: #eee }
img { display: block; max-width: 120px; max-height: 120px }
.number, .verdict { white-space: nowrap }
.verdict b { display: inline-block; padding: 0 .4em; border: 2px solid }
.safe .verdict { color: #17652f }
.unsafe .verdict { color: #a81c1c }
.no-code .verdict, .error .verdict { color: #6b4e00 }
.safe .verdict b { border-style: double; border-width: 4px }
.no-code .verdict b, .error .verdict b { border-style: dashed }
.host, code { font-family: 'DejaVu Sans Mono', Consolas, Menlo, monospace }
code { font-size: .8em }
.code + .code { border-top: 1px dashed #767676; margin-top: .5em; padding-top: .5em }
@media print { body { margin: 0; font-size: 11pt } th { background: none } }
";

/// The sheet of some records: `made_on` is the caller's clock, `hall` the name of the hall.
pub fn sheet(
    rows: &[SheetRow<'_>],
    list: &ListInfo,
    language: Language,
    made_on: Date,
    hall: Option<&str>,
) -> String {
    let words = language.sheet_words();
    let mut out = page::begun(words.title, STYLE, language, made_on);
    if let Some(hall) = hall {
        paragraph(&mut out, &format!("{}{hall}", words.hall));
    }
    paragraph(&mut out, &format!("{}{made_on}", words.made_on));
    paragraph(&mut out, &language.list_version(list));
    paragraph(&mut out, &language.notice(&total(rows)));
    let _ = write!(out, "<table>\n<thead>\n<tr>");
    for head in words.columns {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escaped(head));
    }
    out.push_str("</tr>\n</thead>\n<tbody>\n");
    let names = short_names(rows);
    for ((row, name), number) in rows.iter().zip(&names).zip(1..) {
        write_row(&mut out, row, name, number, language);
    }
    out.push_str("</tbody>\n</table>\n");
    for line in language.signature_lines() {
        let _ = writeln!(out, "<p class=\"sign\"><bdi>{}</bdi></p>", escaped(line));
    }
    page::ended(out, &words.notes)
}

impl Record {
    /// True where a picture of the input may be shown around: every code in it was read, beyond doubt and as text, and
    /// none is private. A picture without a code may show anything, an identity card too.
    pub fn may_be_pictured(&self) -> bool {
        match &self.finding {
            Finding::Picture { judged, .. } => {
                judged.doubts.is_empty()
                    && !judged.symbols.is_empty()
                    && judged.symbols.iter().all(is_harmless)
            }
            Finding::Text(_) | Finding::Error(_) => false,
        }
    }
}

fn is_harmless(judged: &Judged) -> bool {
    !judged.is_personal && judged.text.is_some() && !is_in_doubt(judged)
}

fn is_in_doubt(judged: &Judged) -> bool {
    let is_doubt =
        |reason: &Reason| matches!(reason, Reason::Ambiguous(_) | Reason::StructuredAppend);
    judged.verdict.reasons().iter().any(is_doubt)
}

fn total(rows: &[SheetRow<'_>]) -> Notice<'static> {
    let count = |outcome| {
        rows.iter()
            .filter(|row| row.record.finding.outcome() == outcome)
            .count()
    };
    Notice::Total {
        safe: count(Some(Outcome::Safe)),
        not_safe: count(Some(Outcome::Unsafe)),
        no_code: count(Some(Outcome::NoCode)),
        errors: count(None),
    }
}

fn write_row(out: &mut String, row: &SheetRow<'_>, name: &str, number: usize, language: Language) {
    let record = row.record;
    let outcome = record.finding.outcome();
    let source = escaped(name);
    let _ = write!(
        out,
        "<tr class=\"{}\">\n<td class=\"number\">{number}</td>\n<td>",
        verdict_code(outcome)
    );
    let thumbnail = row
        .thumbnail
        .filter(|png| record.may_be_pictured() && png.starts_with(PNG_SIGNATURE));
    if let Some(png) = thumbnail {
        let _ = write!(
            out,
            "<img src=\"data:image/png;base64,{}\" alt=\"{}{source}\">",
            BASE64_STANDARD.encode(png),
            escaped(language.sheet_words().thumbnail_of)
        );
    } else {
        out.push_str(&escaped(language.no_picture()));
    }
    let _ = write!(
        out,
        "</td>\n<td class=\"verdict\"><b>{} {}</b></td>\n<td><bdi>{source}</bdi></td>\n<td>",
        sign(outcome),
        escaped(language.verdict(outcome))
    );
    write_finding(out, &record.finding, language);
    out.push_str("</td>\n</tr>\n");
}

fn write_finding(out: &mut String, finding: &Finding, language: Language) {
    match finding {
        Finding::Error(sentence) => paragraph(out, sentence),
        Finding::Picture { judged, .. } => write_reasons(out, judged.doubts.iter(), language),
        Finding::Text(_) => {}
    }
    let symbols = finding.symbols();
    for judged in symbols {
        out.push_str("<div class=\"code\">\n");
        if symbols.len() > 1 {
            let outcome = Some(judged.outcome());
            paragraph(
                out,
                &format!("{} {}", sign(outcome), language.verdict(outcome)),
            );
        }
        write_symbol(out, judged, finding.doubts(), language);
        out.push_str("</div>\n");
    }
    let telling = Telling::of(finding.subject(), None, language);
    if !telling.steps.is_empty() {
        out.push_str("<ol>\n");
        for step in &telling.steps {
            let _ = writeln!(out, "<li>{}</li>", escaped(step));
        }
        out.push_str("</ol>\n");
    }
}

/// A code. What is said of the whole picture already, its `doubts`, is not said again.
fn write_symbol(out: &mut String, judged: &Judged, doubts: &[Reason], language: Language) {
    // Of a link that holds something personal the host is shown, and nothing else.
    let is_shown = !judged.kind.is_private()
        && (judged.is_personal || judged.text.is_some())
        && !is_in_doubt(judged);
    match judged.host.as_deref().filter(|_| is_shown) {
        Some(host) => {
            let owner = judged.owner.as_ref().map(|owner| owner.as_str());
            write_host(out, host, owner.unwrap_or_default());
        }
        None => paragraph(out, language.kind(judged.kind)),
    }
    if judged.is_personal {
        paragraph(out, language.hidden_content());
    }
    match &judged.verdict {
        Verdict::Safe(safe) => paragraph(out, &language.safe_headline(safe)),
        Verdict::Unsafe(reasons) => {
            let others = reasons.iter().filter(|reason| !doubts.contains(reason));
            write_reasons(out, others, language);
        }
    }
}

/// The host, the part that names its owner in bold.
fn write_host(out: &mut String, host: &str, owner: &str) {
    let (below, owner) = match host.strip_suffix(owner) {
        Some(below) => (below, owner),
        None => (host, ""),
    };
    let _ = writeln!(
        out,
        "<p class=\"host\"><bdi>{}<b>{}</b></bdi></p>",
        escaped(below),
        escaped(owner)
    );
}

fn write_reasons<'a>(
    out: &mut String,
    reasons: impl Iterator<Item = &'a Reason>,
    language: Language,
) {
    let mut reasons = reasons.peekable();
    if reasons.peek().is_none() {
        return;
    }
    out.push_str("<ul>\n");
    for reason in reasons {
        let words = language.explain(reason);
        let _ = writeln!(
            out,
            "<li>{}{}{} <code>{}</code></li>",
            escaped(&words.headline),
            escaped(language.colon()),
            escaped(&words.why),
            escaped(reason.code())
        );
    }
    out.push_str("</ul>\n");
}
