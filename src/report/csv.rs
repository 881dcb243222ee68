//! Records as a table for Excel and its like (RFC 4180): a line a code, with what the JSON has, and masked as there.
//!
//! A byte-order mark says that it is UTF-8, or Excel shows Chinese as rubbish. A cell that begins like a formula gets an
//! apostrophe before it: whoever names a file or makes a code shall not compute in somebody's table (CWE-1236).

use super::{Record, json_symbol, verdict_code};
use crate::check::allowlist::ListInfo;
use crate::language::Language;
use crate::plain::printable;

/// What a table program takes for the beginning of a formula, the wide forms among it.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// The table of some records.
pub fn csv<'a>(
    records: impl Iterator<Item = &'a Record>,
    list: &ListInfo,
    language: Language,
) -> String {
    let mut out = String::from('\u{FEFF}');
    push_line(&mut out, &language.csv_columns().map(str::to_owned));
    let listed = language.list_version(list);
    for (record, number) in records.zip(1..) {
        push_record(&mut out, record, number, &listed, language);
    }
    out
}

fn push_record(out: &mut String, record: &Record, number: usize, listed: &str, language: Language) {
    let finding = &record.finding;
    let outcome = finding.outcome();
    let (_, told) = record.summary(language);
    let reasons: Vec<&str> = super::codes(&finding.reasons());
    let whole = |kind, text, host, owner, official, code: String| {
        [
            number.to_string(),
            record.source.clone(),
            language.verdict(outcome).to_owned(),
            verdict_code(outcome).to_owned(),
            told.clone(),
            reasons.join(" "),
            code,
            kind,
            text,
            host,
            owner,
            official,
            listed.to_owned(),
        ]
    };
    let symbols = finding.symbols();
    if symbols.is_empty() {
        let none = String::new;
        push_line(out, &whole(none(), none(), none(), none(), none(), none()));
    }
    for (index, judged) in symbols.iter().enumerate() {
        let symbol = json_symbol(judged, finding.place(index));
        let owned = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let code = format!("{}: {}", index + 1, symbol.verdict);
        let line = whole(
            language.kind(judged.kind).to_owned(),
            owned(symbol.text),
            owned(symbol.host),
            owned(symbol.registrable_domain),
            owned(symbol.entry),
            code,
        );
        push_line(out, &line);
    }
}

fn push_line(out: &mut String, cells: &[String; 13]) {
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    out.push_str(&cells.join(","));
    out.push_str("\r\n");
}

/// A cell in quotes, so that commas, quotes and line ends within it are its own.
fn cell(text: &str) -> String {
    let begins_like_a_formula = text.trim_start_matches(' ').starts_with(FORMULA);
    let apostrophe = if begins_like_a_formula { "'" } else { "" };
    format!("\"{apostrophe}{}\"", printable(text).replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::allowlist::{Allowlist, Date};
    use crate::check::judge_text;
    use crate::report::Finding;

    fn list() -> Allowlist {
        let day = Date {
            year: 2026,
            month: 11,
            day: 23,
        };
        Allowlist::built_in(day).unwrap()
    }

    fn record(source: &str, text: &str) -> Record {
        Record {
            source: source.to_owned(),
            finding: Finding::Text(judge_text(text.as_bytes(), &list())),
            millis: None,
        }
    }

    fn table(records: &[Record], language: Language) -> String {
        csv(records.iter(), list().info(), language)
    }

    /// The cells of a table, read as RFC 4180 says; every cell is quoted.
    fn cells(table: &str) -> Vec<Vec<String>> {
        let (mut lines, mut line, mut cell, mut is_inside) = (vec![], vec![], String::new(), false);
        let mut chars = table.trim_start_matches('\u{FEFF}').chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '"' if is_inside && chars.peek() == Some(&'"') => {
                    cell.push('"');
                    chars.next();
                }
                '"' => is_inside = !is_inside,
                ',' if !is_inside => line.push(std::mem::take(&mut cell)),
                '\r' if !is_inside => {}
                '\n' if !is_inside => {
                    line.push(std::mem::take(&mut cell));
                    lines.push(std::mem::take(&mut line));
                }
                c => cell.push(c),
            }
        }
        lines
    }

    #[test]
    fn it_begins_with_a_byte_order_mark_and_every_line_has_all_cells() {
        let records = [
            record("a,\"b\".png", "https://fuwu.nhsa.gov.cn/"),
            record("c.png", "https://a.yb-tongzhi.top/x?y=1"),
            Record {
                source: "d.png".to_owned(),
                finding: Finding::Error("坏了".to_owned()),
                millis: None,
            },
        ];
        for language in [Language::ZhCn, Language::En] {
            let table = table(&records, language);
            assert!(table.as_bytes().starts_with(b"\xEF\xBB\xBF\""));
            assert_eq!(table.matches("\r\n").count(), 4);
            let cells = cells(&table);
            assert!(cells.iter().all(|line| line.len() == 13), "{cells:?}");
            assert_eq!(cells[1][1], "a,\"b\".png");
            assert_eq!(cells[1][3], "safe");
            assert_eq!(cells[1][9], "fuwu.nhsa.gov.cn");
            assert_eq!(cells[2][3], "unsafe");
            assert_eq!(cells[2][8], "https://a.yb-tongzhi.top/x?y=1");
            assert_eq!(cells[2][10], "yb-tongzhi.top");
            assert_eq!(cells[3][3], "error");
            assert_eq!(cells[3][4], "坏了");
        }
    }

    #[test]
    fn no_cell_begins_like_a_formula() {
        let hostile = [
            "=1+1",
            "+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(1)",
            "\t=1",
            "\r=1",
            "  =1",
            "＝1",
            "a\r\n=1",
            "a\",\"=1",
        ];
        for text in hostile {
            let records = [
                record(text, text),
                record("x", &format!("=HYPERLINK(\"{text}\")")),
            ];
            for cell in cells(&table(&records, Language::En)).concat() {
                let first = cell.trim_start().chars().next();
                assert!(!first.is_some_and(|c| FORMULA.contains(&c)), "{cell:?}");
                assert!(!cell.contains(['\r', '\n', '\t']), "{cell:?}");
            }
        }
    }

    #[test]
    fn what_is_private_is_masked_as_in_json() {
        for private in [
            "4301234567890123456789012345",
            "WIFI:S:hall;T:WPA;P:secret;;",
            "11010519491231002X",
            "https://evil.example/?idcard=11010519491231002X&secret=1",
        ] {
            let records = [record("a.png", private)];
            let table = table(&records, Language::ZhCn);
            for hidden in ["430123", "secret", "110105"] {
                assert!(!table.contains(hidden), "{table}");
            }
        }
    }

    #[test]
    fn several_codes_are_a_line_each() {
        let list = list();
        let judged = ["https://fuwu.nhsa.gov.cn/", "https://evil.example/"]
            .map(|text| judge_text(text.as_bytes(), &list));
        let records = [Record {
            source: "two.png".to_owned(),
            finding: Finding::Picture {
                judged: crate::check::JudgedPicture {
                    symbols: judged.to_vec(),
                    doubts: Vec::new(),
                },
                places: Vec::new(),
            },
            millis: None,
        }];
        let cells = cells(&table(&records, Language::En));
        assert_eq!(cells.len(), 3);
        assert_eq!([&cells[1][0], &cells[2][0]], ["1", "1"]);
        assert_eq!([&cells[1][3], &cells[2][3]], ["unsafe", "unsafe"]);
        assert_eq!([&cells[1][6], &cells[2][6]], ["1: safe", "2: unsafe"]);
    }
}
