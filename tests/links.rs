//! Every row of `tests/data/links.toml`: which links are safe, and what is said of the others.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeSet;

use serde::Deserialize;
use yanma::check::allowlist::{Allowlist, Date};
use yanma::check::judge_text;
use yanma::check::verdict::{Reason, Verdict};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    row: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    trick: String,
    text: Option<String>,
    hex: Option<String>,
    bytes: Option<usize>,
    verdict: String,
    #[serde(default)]
    reasons: Vec<String>,
    entry: Option<String>,
    host: Option<String>,
    imitates: Option<String>,
    #[serde(default)]
    masked: bool,
}

impl Row {
    fn payload(&self) -> Vec<u8> {
        match (&self.text, &self.hex) {
            (Some(text), None) => {
                let fixed = text.replace('…', "").len();
                let fill = self.bytes.map_or(0, |bytes| bytes - fixed);
                text.replace('…', &"a".repeat(fill)).into_bytes()
            }
            (None, Some(hex)) => (0..hex.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
                .collect(),
            _ => panic!("{}: either text or hex", self.trick),
        }
    }
}

fn rows() -> Vec<Row> {
    toml::from_str::<Table>(include_str!("data/links.toml"))
        .unwrap()
        .row
}

fn list() -> Allowlist {
    Allowlist::built_in(Date {
        year: 2026,
        month: 11,
        day: 23,
    })
    .unwrap()
}

/// What is wrong with the judgement of one row.
fn faults(row: &Row, list: &Allowlist) -> Vec<String> {
    let judged = judge_text(&row.payload(), list);
    let reasons: Vec<&str> = judged.verdict.reasons().iter().map(Reason::code).collect();
    let (verdict, entry) = match &judged.verdict {
        Verdict::Safe(safe) => ("safe", safe.entry().map(|entry| entry.host.as_str())),
        Verdict::Unsafe(_) => ("unsafe", None),
    };
    let imitates = judged.verdict.reasons().iter().find_map(Reason::imitates);
    let mut faults = Vec::new();
    let mut check = |what: &str, want: String, got: String| {
        if want != got {
            faults.push(format!("{what}: want {want}, got {got}"));
        }
    };
    check("verdict", row.verdict.clone(), verdict.to_owned());
    check(
        "reasons",
        format!("{:?}", row.reasons),
        format!("{reasons:?}"),
    );
    check(
        "entry",
        format!("{:?}", row.entry.as_deref()),
        format!("{entry:?}"),
    );
    check(
        "imitates",
        format!("{:?}", row.imitates.as_deref()),
        format!("{imitates:?}"),
    );
    let is_text = std::str::from_utf8(&row.payload()).is_ok();
    check(
        "text shown",
        (is_text && !row.masked).to_string(),
        judged.text.is_some().to_string(),
    );
    if let Some(host) = &row.host {
        let host = Some(host.as_str()).filter(|host| *host != "-");
        check(
            "host",
            format!("{host:?}"),
            format!("{:?}", judged.host.as_deref()),
        );
    }
    faults
}

#[test]
fn every_text_is_judged_as_its_row_says() {
    let list = list();
    let wrong: Vec<String> = rows()
        .iter()
        .filter_map(|row| {
            let faults = faults(row, &list);
            let text = String::from_utf8_lossy(&row.payload()).into_owned();
            (!faults.is_empty())
                .then(|| format!("{text:?} ({})\n    {}", row.trick, faults.join("\n    ")))
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} rows are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn rows_are_many_and_no_two_are_alike() {
    let rows = rows();
    let payloads: BTreeSet<Vec<u8>> = rows.iter().map(Row::payload).collect();
    let tricks: BTreeSet<&str> = rows.iter().map(|row| row.trick.as_str()).collect();
    assert!(rows.len() >= 200);
    assert_eq!(payloads.len(), rows.len());
    assert_eq!(tricks.len(), rows.len());
}

#[test]
fn every_reason_that_a_link_can_have_has_a_row() {
    let rows = rows();
    let seen: BTreeSet<&str> = rows
        .iter()
        .flat_map(|row| row.reasons.iter().map(String::as_str))
        .collect();
    let wanted = [
        "known-phishing",
        "copied-page",
        "impostor",
        "target-embedding",
        "confusable",
        "typosquatting",
        "suffix-swap",
        "combo-squatting",
        "backslash",
        "embedded-credentials",
        "idn",
        "percent-in-host",
        "trailing-dot",
        "ip-address",
        "unusual-port",
        "bad-host",
        "too-long",
        "hidden-characters",
        "extra-text",
        "bad-character",
        "bad-escape",
        "deep-encoding",
        "odd-path",
        "redirect",
        "embedded-link",
        "parsers-disagree",
        "short-link",
        "open-form",
        "app-distribution",
        "open-hosting",
        "third-party",
        "not-for-visitors",
        "unproven",
        "needs-local-confirmation",
        "not-encrypted",
        "not-listed",
    ];
    for code in wanted {
        assert!(seen.contains(code), "{code}");
    }
}
