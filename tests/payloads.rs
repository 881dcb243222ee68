//! Every row of `tests/data/payloads.toml`: what a payload is, and that nothing private is kept of it.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeSet;

use serde::Deserialize;
use yanma::check::allowlist::{Allowlist, Date};
use yanma::check::judge_text;
use yanma::check::verdict::Reason;

/// Kinds whose content belongs to a person, and all the others but links.
const PRIVATE: [&str; 9] = [
    "credential",
    "payment-code",
    "id-number",
    "pay-a-person",
    "wifi",
    "contact",
    "otp",
    "invoice",
    "message",
];
const PUBLIC: [&str; 11] = [
    "bare-host",
    "merchant-payment",
    "wechat",
    "alipay",
    "unionpay",
    "app-install",
    "script",
    "code-number",
    "text",
    "binary",
    "empty",
];

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
    kind: String,
    reasons: Option<Vec<String>>,
}

impl Row {
    fn payload(&self) -> Vec<u8> {
        match (&self.text, &self.hex) {
            (Some(text), None) => text.clone().into_bytes(),
            (None, Some(hex)) => (0..hex.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
                .collect(),
            _ => panic!("{}: either text or hex", self.trick),
        }
    }
}

fn rows() -> Vec<Row> {
    toml::from_str::<Table>(include_str!("data/payloads.toml"))
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

#[test]
fn every_payload_is_of_the_kind_that_its_row_says() {
    let list = list();
    let mut wrong = Vec::new();
    for row in rows() {
        let judged = judge_text(&row.payload(), &list);
        let got: Vec<&str> = judged.verdict.reasons().iter().map(Reason::code).collect();
        let want = row.reasons.unwrap_or_else(|| vec![row.kind.clone()]);
        if judged.kind.code() != row.kind || got != want {
            wrong.push(format!(
                "{}: want {} {want:?}, got {} {got:?}",
                row.trick,
                row.kind,
                judged.kind.code()
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} rows are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn nothing_is_kept_of_what_is_private_and_other_texts_are_kept_whole() {
    let list = list();
    for row in rows() {
        let judged = judge_text(&row.payload(), &list);
        let is_private = PRIVATE.contains(&row.kind.as_str());
        let want = row.text.filter(|_| !is_private);
        assert_eq!(judged.text, want, "{}", row.trick);
        assert_eq!(judged.kind.is_private(), is_private, "{}", row.trick);
        if is_private {
            assert_eq!(judged.host, None, "{}", row.trick);
            assert_eq!(judged.owner, None, "{}", row.trick);
        }
    }
}

#[test]
fn no_payload_but_a_link_is_safe() {
    let list = list();
    for row in rows() {
        let judged = judge_text(&row.payload(), &list);
        assert!(!judged.verdict.is_safe(), "{}", row.trick);
    }
}

#[test]
fn every_kind_has_a_row() {
    let seen: BTreeSet<String> = rows().into_iter().map(|row| row.kind).collect();
    let wanted: BTreeSet<String> = PRIVATE
        .iter()
        .chain(&PUBLIC)
        .map(|kind| (*kind).to_owned())
        .collect();
    assert_eq!(seen, wanted);
}
