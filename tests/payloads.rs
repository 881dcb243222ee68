//! Every row of `tests/data/payloads.toml`: what a payload is, and that nothing private is kept of it.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeSet;

use serde::Deserialize;
use yanma::check::allowlist::{Allowlist, Date};
use yanma::check::message::{judge_message, targets};
use yanma::check::verdict::Reason;
use yanma::check::{Outcome, judge_text};
use yanma::language::Language;
use yanma::report::{Finding, Record, SheetRow, sheet};

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
    #[serde(default)]
    masked: bool,
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

const TODAY: Date = Date {
    year: 2026,
    month: 11,
    day: 23,
};

fn list() -> Allowlist {
    Allowlist::built_in(TODAY).unwrap()
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
        let want = row.text.filter(|_| !is_private && !row.masked);
        assert_eq!(judged.text, want, "{}", row.trick);
        assert_eq!(judged.kind.is_private(), is_private, "{}", row.trick);
        let is_personal = is_private || row.masked;
        assert_eq!(judged.is_personal, is_personal, "{}", row.trick);
        assert!(
            !is_personal || judged.shown_text().is_none(),
            "{}",
            row.trick
        );
        if is_private {
            assert_eq!(judged.host, None, "{}", row.trick);
            assert_eq!(judged.owner, None, "{}", row.trick);
        }
    }
}

/// A number in a report, but for those of the program itself.
fn has_number_of(text: &str, report: &str) -> bool {
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    numbers
        .filter(|digits| digits.len() >= 4)
        .any(|digits| report.contains(digits))
}

#[test]
fn nothing_personal_stands_in_any_report() {
    let list = list();
    let links = [
        "https://fuwu.nhsa.gov.cn/h5/?a=4240-1234-5678-9012-3456-0145-0123",
        "https://fuwu.nhsa.gov.cn/h5/?a=%2B8613800138000#/home",
        "https://yb-tongzhi.top/450100195502280017",
        "https://13800138000.yb-tongzhi.top/",
        "https://u.wechat.com/abc?p=13800138000",
    ];
    let texts = rows().into_iter().filter_map(|row| {
        let is_personal = row.masked || PRIVATE.contains(&row.kind.as_str());
        row.text.filter(|_| is_personal)
    });
    for text in links.map(str::to_owned).into_iter().chain(texts) {
        let judged = judge_text(text.as_bytes(), &list);
        let debug = format!("{judged:?}");
        let record = Record {
            source: "text".to_owned(),
            finding: Finding::Text(judged),
            millis: None,
        };
        for language in [Language::ZhCn, Language::En] {
            // The steps name numbers to call, and the list its day.
            let steps = ["96110", "12393", "2026"];
            let row = SheetRow {
                record: &record,
                thumbnail: Some(b"\x89PNG\r\n\x1a\n"),
            };
            let reports = [
                debug.clone(),
                record.json(list.info()),
                record.line(language, 8),
                record.details(language),
                sheet(&[row], list.info(), language, TODAY, None),
            ];
            for report in reports {
                let report = steps
                    .iter()
                    .fold(report, |report, step| report.replace(step, ""));
                assert!(!report.contains(&text), "{text}: {report}");
                assert!(!has_number_of(&text, &report), "{text}: {report}");
                assert!(!report.contains("<img"), "{text}");
            }
        }
    }
}

#[test]
fn text_in_gb_18030_is_shown_to_people_and_not_to_programs() {
    let list = list();
    // 您好，医保 in GBK.
    let judged = judge_text(b"\xc4\xfa\xba\xc3\xa3\xac\xd2\xbd\xb1\xa3", &list);
    assert_eq!(judged.shown_text(), Some("您好，医保"));
    let record = Record {
        source: "text".to_owned(),
        finding: Finding::Text(judged),
        millis: None,
    };
    assert!(record.details(Language::ZhCn).contains("您好，医保"));
    let json: serde_json::Value = serde_json::from_str(&record.json(list.info())).unwrap();
    assert_eq!(json["symbols"][0]["text"], serde_json::Value::Null);
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Messages {
    row: Vec<Message>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    trick: String,
    text: String,
    found: Vec<String>,
}

#[test]
fn every_address_of_a_message_is_found_and_judged_by_itself() {
    let list = Allowlist::built_in(TODAY).unwrap();
    let rows: Messages = toml::from_str(include_str!("data/messages.toml")).unwrap();
    let mut wrong = Vec::new();
    for row in rows.row {
        let addresses = judge_message(&row.text, &list).unwrap();
        let found: Vec<String> = addresses
            .iter()
            .map(|judged| {
                let reason = judged.verdict.reasons().first();
                let code = reason.map_or("safe", Reason::code);
                format!("{code} {}", judged.shown_text().unwrap_or("-"))
            })
            .collect();
        if found != row.found {
            wrong.push((row.trick, found));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_message_is_never_safe_as_a_whole_and_none_of_its_words_are_kept() {
    let list = Allowlist::built_in(TODAY).unwrap();
    let text = "王秀英 13800138000，请登录 https://fuwu.nhsa.gov.cn/ 办理";
    let record = Record {
        source: "x".to_owned(),
        finding: Finding::Message(judge_message(text, &list).unwrap()),
        millis: None,
    };
    assert_eq!(record.finding.outcome(), Some(Outcome::Unsafe));
    let json = record.json(list.info());
    assert!(
        json.contains(r#""verdict":"unsafe","reasons":["extra-text"]"#),
        "{json}"
    );
    assert!(json.contains(r#""symbols":[{"verdict":"safe""#), "{json}");
    for language in [Language::ZhCn, Language::En] {
        let row = SheetRow {
            record: &record,
            thumbnail: None,
        };
        let sheet = sheet(&[row], list.info(), language, TODAY, None);
        let lines = record.line(language, 1) + &record.details(language);
        for text in [&sheet, &lines, &json] {
            assert!(
                !text.contains("王秀英") && !text.contains("13800138000"),
                "{text}"
            );
            assert!(text.contains("nhsa.gov.cn"), "{text}");
        }
        let headline = language.beside_official_addresses().headline;
        assert!(record.line(language, 1).contains(&headline));
    }
}

#[test]
fn forty_addresses_are_a_message_and_a_book_is_none() {
    let list = Allowlist::built_in(TODAY).unwrap();
    let forty: Vec<String> = (0..40)
        .map(|at| format!("第{at}个 https://a{at}.top/，"))
        .collect();
    assert_eq!(judge_message(&forty.concat(), &list).unwrap().len(), 40);
    let book = "https://a.top/ 一二三".repeat(5_000);
    assert!(judge_message(&book, &list).is_err());
    let many: Vec<String> = (0..600).map(|at| format!("a{at}.top 一 ")).collect();
    assert!(judge_message(&many.concat(), &list).is_err());
}

#[test]
fn a_page_says_where_its_links_lead() {
    let page = r#"<p>国家平台 <A class=x HREF = "https://yibao.top/?a=1&amp;b=2">https://fuwu.nhsa.gov.cn/</a>
        <a href='https://b.top/'>b</a> <a href=https://c.top/>c</a> <a href="/d">d</a> <a href='/#e'>e</a></p>"#;
    let expected = [
        "https://yibao.top/?a=1&b=2",
        "https://b.top/",
        "https://c.top/",
    ];
    assert_eq!(targets(page), expected);
}
