//! The one record of what was judged. Text, JSON, the table and the HTML [`sheet`](fn@sheet) are made from it, so that they
//! cannot differ.

mod csv;
mod forward;
mod official_sheet;
mod page;
mod sheet;
mod sight;

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::check::allowlist::ListInfo;
use crate::check::verdict::{Reason, Verdict};
use crate::check::{Judged, JudgedPicture, Outcome, Safe};
use crate::language::Language;
use crate::plain::{pad, printable};
use crate::scan::{Quad, ReadBy, Scan};
use crate::telling::{Subject, Telling};
pub use csv::csv;
pub use official_sheet::{official_sheet, printable_entries};
pub use sheet::{SheetRow, sheet};
pub use sight::{Sight, is_private};

/// What became of one input.
#[derive(Debug, Clone)]
pub struct Record {
    /// The path as given, or `text:N` or `line:N`; never the text.
    pub source: String,
    /// What was found.
    pub finding: Finding,
    /// How long it took, for pictures.
    pub millis: Option<u64>,
}

/// What was found in one input.
#[derive(Debug, Clone)]
pub enum Finding {
    /// A picture was judged.
    Picture {
        /// The verdicts.
        judged: JudgedPicture,
        /// Where each symbol is and who read it, in the same order.
        places: Vec<(Quad, ReadBy)>,
    },
    /// A text was judged.
    Text(Judged),
    /// The input could not be read; the sentence says why and what to do.
    Error(String),
}

impl Finding {
    /// A picture with the places of its symbols.
    pub fn picture(judged: JudgedPicture, scan: &Scan) -> Finding {
        Finding::Picture {
            judged,
            places: scan
                .symbols
                .iter()
                .map(|symbol| (symbol.corners, symbol.read_by))
                .collect(),
        }
    }

    /// The verdict on the whole input; `None` where it could not be read.
    pub fn outcome(&self) -> Option<Outcome> {
        match self {
            Finding::Picture { judged, .. } => Some(judged.outcome()),
            Finding::Text(judged) => Some(judged.outcome()),
            Finding::Error(_) => None,
        }
    }

    /// What there is to tell of.
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            outcome: self.outcome(),
            symbols: self.symbols(),
            doubts: self.doubts(),
        }
    }

    /// All reasons, worst first.
    pub fn reasons(&self) -> Vec<Reason> {
        match self {
            Finding::Picture { judged, .. } => judged.reasons(),
            Finding::Text(judged) => judged.verdict.reasons().to_vec(),
            Finding::Error(_) => Vec::new(),
        }
    }

    /// Where the symbols are that are not safe.
    pub fn unsafe_places(&self) -> Vec<Quad> {
        let symbols = self.symbols().iter().enumerate();
        symbols
            .filter(|(_, judged)| !judged.verdict.is_safe())
            .filter_map(|(index, _)| self.place(index))
            .map(|(corners, _)| corners)
            .collect()
    }

    /// What is wrong with the picture as a whole, worst first.
    pub fn doubts(&self) -> &[Reason] {
        match self {
            Finding::Picture { judged, .. } => &judged.doubts,
            Finding::Text(_) | Finding::Error(_) => &[],
        }
    }

    /// The verdicts on its symbols, or on its text.
    pub fn symbols(&self) -> &[Judged] {
        match self {
            Finding::Picture { judged, .. } => &judged.symbols,
            Finding::Text(judged) => std::slice::from_ref(judged),
            Finding::Error(_) => &[],
        }
    }

    /// Where a symbol is and who read it; `None` for texts.
    pub fn place(&self, index: usize) -> Option<(Quad, ReadBy)> {
        match self {
            Finding::Picture { places, .. } => places.get(index).copied(),
            Finding::Text(_) | Finding::Error(_) => None,
        }
    }
}

#[derive(Serialize)]
struct JsonRecord<'a> {
    source: &'a str,
    verdict: &'static str,
    reasons: Vec<&'static str>,
    symbols: Vec<JsonSymbol<'a>>,
    list: JsonList,
    error: Option<&'a str>,
    millis: Option<u64>,
}

#[derive(Serialize)]
struct JsonSymbol<'a> {
    verdict: &'static str,
    reasons: Vec<&'static str>,
    kind: &'static str,
    text: Option<&'a str>,
    host: Option<&'a str>,
    registrable_domain: Option<&'a str>,
    entry: Option<&'a str>,
    poster: Option<JsonPoster<'a>>,
    imitates: Option<&'a str>,
    corners: Option<[[f32; 2]; 4]>,
    read_by: Vec<&'static str>,
}

/// A poster of the hall.
#[derive(Serialize)]
struct JsonPoster<'a> {
    name: &'a str,
    until: String,
}

#[derive(Serialize)]
struct JsonList {
    serial: Option<u64>,
    issued_on: Option<String>,
    origin: &'static str,
}

impl Record {
    /// One JSON object, without a line break.
    pub fn json(&self, list: &ListInfo) -> String {
        let symbols = self.finding.symbols().iter().enumerate();
        let record = JsonRecord {
            source: &self.source,
            verdict: verdict_code(self.finding.outcome()),
            reasons: codes(&self.finding.reasons()),
            symbols: symbols
                .map(|(index, judged)| json_symbol(judged, self.finding.place(index)))
                .collect(),
            list: JsonList {
                serial: list.serial,
                issued_on: list.issued_on.map(|date| date.to_string()),
                origin: list.origin.code(),
            },
            error: match &self.finding {
                Finding::Error(sentence) => Some(sentence),
                Finding::Picture { .. } | Finding::Text(_) => None,
            },
            millis: self.millis,
        };
        // Only maps with odd keys and failing writers can fail here, and there are none.
        serde_json::to_string(&record).unwrap_or_default()
    }

    /// One line: sign and verdict first, then the source padded to `source_width`, the host and the reason.
    pub fn line(&self, language: Language, source_width: usize) -> String {
        let outcome = self.finding.outcome();
        let style = style(outcome);
        let head = format!("{} {}", sign(outcome), language.verdict(outcome));
        let (host, words) = self.summary(language);
        let host = pad(&printable(&host), 26);
        let source = pad(&printable(&self.source), source_width);
        let line = format!(
            "{style}{}{style:#}  {source}  {host}  {}",
            pad(&head, 10),
            printable(&words)
        );
        line.trim_end().to_owned()
    }

    /// The host of the symbol that leads, and what is told of it in a few words; for people, not escaped.
    pub fn summary(&self, language: Language) -> (String, String) {
        if let Finding::Error(sentence) = &self.finding {
            return ("—".to_owned(), sentence.clone());
        }
        let symbols = self.finding.symbols();
        let telling = Telling::of(self.finding.subject(), None, language);
        let leading = telling.leads.and_then(|index| symbols.get(index));
        let host = leading
            .and_then(|judged| judged.host.as_deref())
            .unwrap_or("—");
        let more = match symbols.len() {
            0 | 1 => String::new(),
            count => format!(" (+{})", count - 1),
        };
        (format!("{host}{more}"), telling.short)
    }

    /// Everything else there is to say, a line each, indented.
    pub fn details(&self, language: Language) -> String {
        let mut out = String::new();
        explain_all(&mut out, self.finding.doubts(), language);
        for (index, judged) in self.finding.symbols().iter().enumerate() {
            self.detail_symbol(&mut out, index, judged, language);
        }
        out
    }

    fn detail_symbol(&self, out: &mut String, index: usize, judged: &Judged, language: Language) {
        let outcome = Some(judged.outcome());
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "    {}. {} {} · {}",
            index + 1,
            sign(outcome),
            language.verdict(outcome),
            language.kind(judged.kind)
        );
        if let Some(text) = judged.shown_text() {
            let _ = writeln!(out, "       {}", printable(text));
        } else if judged.is_personal {
            if let Some(host) = &judged.host {
                let _ = writeln!(out, "       {}", printable(host));
            }
            let _ = writeln!(out, "       {}", language.hidden_content());
        }
        if let Some(owner) = &judged.owner {
            let _ = writeln!(out, "       {}", language.owner(owner.as_str()));
        }
        match &judged.verdict {
            Verdict::Safe(safe) => {
                let _ = writeln!(out, "       {}", language.safe_headline(safe));
                let _ = writeln!(out, "       {}", language.safe_note(safe));
            }
            Verdict::Unsafe(reasons) => explain_all(out, reasons, language),
        }
        if let Some((Quad(corners), read_by)) = self.finding.place(index) {
            let corners: Vec<String> = corners
                .iter()
                .map(|[x, y]| format!("({x:.0}, {y:.0})"))
                .collect();
            let _ = writeln!(
                out,
                "       {} · {}",
                read_by.names().join(" + "),
                corners.join(" ")
            );
        }
    }
}

fn explain_all(out: &mut String, reasons: &[Reason], language: Language) {
    for (index, reason) in reasons.iter().enumerate() {
        let words = language.explain(reason);
        let _ = writeln!(
            out,
            "       [{}] {}{}{}",
            reason.code(),
            words.headline,
            language.colon(),
            printable(&words.why)
        );
        // What to do is said once, for the worst.
        if index == 0 {
            for step in words.steps {
                let _ = writeln!(out, "         → {step}");
            }
        }
    }
}

fn json_symbol(judged: &Judged, place: Option<(Quad, ReadBy)>) -> JsonSymbol<'_> {
    // Private kinds and bytes that are no UTF-8 have no text, and then nothing that was made of the text either. A link
    // that holds something personal keeps its host.
    let is_shown = !judged.kind.is_private() && (judged.text.is_some() || judged.is_personal);
    let host = judged.host.as_deref();
    let owner = judged.owner.as_ref().map(|owner| owner.as_str());
    let imitates = judged.verdict.reasons().iter().find_map(Reason::imitates);
    let safe = match &judged.verdict {
        Verdict::Safe(safe) => Some(safe),
        Verdict::Unsafe(_) => None,
    };
    JsonSymbol {
        verdict: verdict_code(Some(judged.outcome())),
        reasons: codes(judged.verdict.reasons()),
        kind: judged.kind.code(),
        text: judged.text.as_deref().filter(|_| !judged.is_personal),
        host: host.filter(|_| is_shown),
        registrable_domain: owner.filter(|_| is_shown),
        entry: safe.and_then(Safe::entry).map(|entry| entry.host.as_str()),
        poster: safe.and_then(Safe::poster).map(|poster| JsonPoster {
            name: &poster.name,
            until: poster.until.to_string(),
        }),
        imitates: imitates.filter(|_| is_shown),
        corners: place.map(|(Quad(corners), _)| {
            corners.map(|corner| corner.map(|v| (v * 10.0).round() / 10.0))
        }),
        read_by: place
            .map(|(_, read_by)| read_by.names())
            .unwrap_or_default(),
    }
}

fn codes(reasons: &[Reason]) -> Vec<&'static str> {
    let mut codes = Vec::new();
    for code in reasons.iter().map(Reason::code) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// A verdict for programs; `None` is an input that could not be read.
pub(crate) fn verdict_code(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        Some(Outcome::Safe) => "safe",
        Some(Outcome::Unsafe) => "unsafe",
        Some(Outcome::NoCode) => "no-code",
        None => "error",
    }
}

fn sign(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        Some(Outcome::Safe) => "✔",
        Some(Outcome::Unsafe) => "✖",
        Some(Outcome::NoCode) => "?",
        None => "!",
    }
}

fn style(outcome: Option<Outcome>) -> Style {
    let colour = match outcome {
        Some(Outcome::Safe) => AnsiColor::Green,
        Some(Outcome::Unsafe) => AnsiColor::Red,
        Some(Outcome::NoCode) | None => AnsiColor::Yellow,
    };
    Style::new().bold().fg_color(Some(colour.into()))
}
