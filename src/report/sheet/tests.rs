//! The page stays a harmless one, whatever is put into it.

use super::*;
use crate::check::allowlist::{Allowlist, Origin};
use crate::check::verdict::Ambiguity;
use crate::check::{JudgedPicture, judge_text};
use crate::plain::is_hidden;

const DAY: Date = Date {
    year: 2026,
    month: 11,
    day: 23,
};
const LANGUAGES: [Language; 2] = [Language::ZhCn, Language::En];
/// Enough of a PNG to be put into the page: `iVBORw0KGgo` in base64.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n...";

fn list() -> Allowlist {
    Allowlist::built_in(DAY).unwrap()
}

fn picture(payloads: &[&str], doubts: Vec<Reason>) -> Finding {
    let list = list();
    let symbols = payloads
        .iter()
        .map(|payload| judge_text(payload.as_bytes(), &list))
        .collect();
    Finding::Picture {
        judged: JudgedPicture { symbols, doubts },
        places: Vec::new(),
    }
}

fn record(source: &str, finding: Finding) -> Record {
    Record {
        source: source.to_owned(),
        finding,
        millis: None,
    }
}

/// The sheet of one record with a thumbnail.
fn page(record: &Record, language: Language) -> String {
    let row = SheetRow {
        record,
        thumbnail: Some(PNG),
    };
    sheet(&[row], list().info(), language, DAY, None)
}

/// Every tag of a page with its attributes, as a browser would cut it: nothing of ours has `<` or `>` in a value.
fn tags(page: &str) -> Vec<&str> {
    let starts = page.split('<').skip(1);
    starts
        .map(|rest| rest.split('>').next().unwrap_or_default())
        .collect()
}

/// Only tags and attributes that are known to do nothing, and pictures only out of the page itself.
fn assert_harmless(page: &str) {
    const TAGS: &str = "!DOCTYPE html head meta title style body h1 p bdi b table thead tbody tr th td img div ul ol li code";
    const ATTRIBUTES: &str = "html lang charset http-equiv content name scope class src alt";
    for tag in tags(page) {
        let mut parts = tag.split('"');
        let outside: String = parts.by_ref().step_by(2).collect(); // without the quoted values
        let mut words = outside.split([' ', '=']).filter(|word| !word.is_empty());
        let name = words.next().unwrap_or_default().trim_start_matches('/');
        assert!(TAGS.split(' ').any(|known| known == name), "<{tag}>");
        for attribute in words {
            assert!(
                ATTRIBUTES.split(' ').any(|known| known == attribute),
                "<{tag}>"
            );
        }
        if name == "img" {
            assert!(
                tag.starts_with("img src=\"data:image/png;base64,"),
                "<{tag}>"
            );
        }
    }
    let style = page
        .split("<style>")
        .nth(1)
        .and_then(|rest| rest.split("</style>").next());
    let style = style.unwrap();
    assert!(!style.contains("url(") && !style.contains("@import"));
    assert!(page.contains(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:;"
    ));
    assert!(!page.chars().any(|c| c != '\n' && is_hidden(c)));
}

#[test]
fn a_hostile_file_name_is_only_text() {
    let names = [
        "<script>alert(1)</script>.png",
        "\"><img src=x onerror=alert(1)>.png",
        "' onload='alert(1)",
        "</td></table><a href=https://evil.top>x</a>",
        "--><!--<svg/onload=alert(1)>",
        "&lt;script&gt;",
        "poster\u{202E}gnp.exe", // shown as posterexe.png
        "a\u{200B}b\u{0}c\u{1B}[31m\nd\u{2028}",
        "</title><style>*{display:none}</style>",
    ];
    for language in LANGUAGES {
        for name in names {
            let record = record(name, picture(&["https://fuwu.nhsa.gov.cn/"], Vec::new()));
            assert_harmless(&page(&record, language));
        }
    }
    let page = page(
        &record(names[0], Finding::Error("<b>".to_owned())),
        Language::En,
    );
    assert!(page.contains("<bdi>script&gt;.png</bdi>"));
    assert!(page.contains("<p><bdi>&lt;b&gt;</bdi></p>"));
}

#[test]
fn a_hostile_hall_name_and_hostile_payloads_are_only_text() {
    let payloads = [
        "https://evil.top/<script>alert(1)</script>",
        "https://\"><script>.evil.top/",
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "<a href='https://evil.top'>",
        "https://fuwu.nhsa.gov.cn.evil.top/\u{202E}",
        "https://xn--fsq.top/",
    ];
    let findings = payloads.map(|payload| record("a.png", picture(&[payload], Vec::new())));
    let rows: Vec<SheetRow<'_>> = findings
        .iter()
        .map(|record| SheetRow {
            record,
            thumbnail: Some(PNG),
        })
        .collect();
    for language in LANGUAGES {
        let page = sheet(
            &rows,
            list().info(),
            language,
            DAY,
            Some("<script>\u{202E}厅</script>"),
        );
        assert_harmless(&page);
        assert!(page.contains("&lt;script&gt;\\u{202e}厅"));
        assert!(!page.contains("https://evil.top")); // an address in full is made a link by some programs
    }
}

#[test]
fn a_verdict_is_sign_word_class_and_reasons_with_codes() {
    let safe = record(
        "好.png",
        picture(&["https://fuwu.nhsa.gov.cn/"], Vec::new()),
    );
    let page = page(&safe, Language::ZhCn);
    assert!(page.contains("<html lang=\"zh-CN\">"));
    assert!(page.contains("<tr class=\"safe\">"));
    assert!(page.contains("<b>✔ 安全</b>"));
    assert!(page.contains("<bdi>fuwu.<b>nhsa.gov.cn</b></bdi>"));
    assert!(page.contains("国家医保服务平台"));
    assert!(page.contains("2026-11-23"));
    assert!(page.contains("src=\"data:image/png;base64,iVBORw0KGgo"));
    assert!(page.contains("alt=\"图片：好.png\""));

    let other = record(
        "b.png",
        picture(&["https://a.yb-tongzhi.top/x?y=secret"], Vec::new()),
    );
    let page = self::page(&other, Language::En);
    assert!(page.contains("<html lang=\"en\">"));
    assert!(page.contains("<tr class=\"unsafe\">"));
    assert!(page.contains("<b>✖ unsafe</b>"));
    assert!(page.contains("<bdi>a.<b>yb-tongzhi.top</b></bdi>"));
    assert!(page.contains("<code>not-listed</code>"));
    assert!(!page.contains("secret"));
}

#[test]
fn of_private_codes_nothing_is_shown_even_if_a_thumbnail_is_given() {
    let private = [
        "4301234567890123456789012345", // a credential has 28 digits
        "wxp://f2f0secretsecret",
        "WIFI:S:hall;T:WPA;P:secret;;",
        "BEGIN:VCARD\nFN:Secret\nEND:VCARD",
        "otpauth://totp/x?secret=SECRET",
        "smsto:10086:secret",
        "11010519491231002X",
    ];
    for payload in private {
        let finding = picture(&[payload], Vec::new());
        assert!(
            finding
                .symbols()
                .iter()
                .all(|judged| judged.kind.is_private()),
            "{payload}"
        );
        let record = record("a.png", finding);
        for language in LANGUAGES {
            let page = page(&record, language);
            assert!(!page.contains("<img"), "{payload}");
            assert!(!page.to_lowercase().contains("secret"), "{payload}");
            assert!(!page.contains(payload), "{payload}");
            assert!(
                page.contains(&escaped(language.hidden_content())),
                "{payload}"
            );
        }
    }
    // Nor where an official code stands beside it.
    let both = picture(&["https://fuwu.nhsa.gov.cn/", private[0]], Vec::new());
    assert!(!page(&record("a.png", both), Language::En).contains("<img"));
}

#[test]
fn a_picture_in_doubt_is_not_shown() {
    let official = "https://fuwu.nhsa.gov.cn/";
    for doubt in [
        Reason::OtherCode,
        Reason::RoundCode,
        Reason::UnreadCode,
        Reason::MicroQr,
        Reason::GaveUp,
        Reason::NotFinished,
        Reason::SeveralFrames,
        Reason::Ambiguous(Ambiguity::Colour),
    ] {
        let record = record("a.png", picture(&[official], vec![doubt]));
        assert!(!page(&record, Language::En).contains("<img"));
    }
    let no_code = record("a.png", picture(&[], vec![Reason::NoCode]));
    assert!(!page(&no_code, Language::En).contains("<img"));
    assert!(page(&no_code, Language::En).contains("<b>? no code</b>"));
    let error = record("a.png", Finding::Error("damaged".to_owned()));
    assert!(!page(&error, Language::En).contains("<img"));

    for reason in [
        Reason::Ambiguous(Ambiguity::TwoPayloads),
        Reason::StructuredAppend,
    ] {
        let mut judged = judge_text(b"https://a.yb-tongzhi.top/", &list());
        judged.verdict = Verdict::Unsafe(vec![reason]);
        let finding = Finding::Picture {
            judged: JudgedPicture {
                symbols: vec![judged],
                doubts: Vec::new(),
            },
            places: Vec::new(),
        };
        let page = page(&record("a.png", finding), Language::En);
        assert!(!page.contains("<img"));
        assert!(!page.contains("yb-tongzhi"));
    }
}

#[test]
fn a_sheet_names_files_and_no_folders_unless_two_would_be_alike() {
    let names = |sources: &[&str]| -> Vec<String> {
        let records: Vec<Record> = sources
            .iter()
            .map(|source| record(source, Finding::Error("x".to_owned())))
            .collect();
        let rows: Vec<SheetRow<'_>> = records
            .iter()
            .map(|record| SheetRow {
                record,
                thumbnail: None,
            })
            .collect();
        short_names(&rows).into_iter().map(str::to_owned).collect()
    };
    assert_eq!(names(&["/home/wang/a.png", "b.png"]), ["a.png", "b.png"]);
    assert_eq!(
        names(&[
            "/home/wang/x/a.png",
            "/home/wang/y/a.png",
            "/home/wang/c.png"
        ]),
        ["x/a.png", "y/a.png", "c.png"]
    );
    assert_eq!(
        names(&["/p/x/1/a.png", "/p/y/1/a.png", "a.png", "/p/x/1/a.png"]),
        ["x/1/a.png", "y/1/a.png", "a.png", "x/1/a.png"]
    );
    assert_eq!(names(&["C:\\Users\\wang\\a.png"]), ["a.png"]);
    assert_eq!(names(&["粘贴的图片 1", ""]), ["粘贴的图片 1", ""]);
    let path = record(
        "/home/wang/a.png",
        picture(&["https://fuwu.nhsa.gov.cn/"], Vec::new()),
    );
    assert!(!page(&path, Language::ZhCn).contains("wang"));
}

#[test]
fn a_doubt_is_said_once_with_what_to_do_and_there_is_a_line_to_sign() {
    let mut judged = judge_text(b"https://fuwu.nhsa.gov.cn/", &list());
    judged.verdict = Verdict::Unsafe(vec![Reason::UnreadCode]);
    let finding = Finding::Picture {
        judged: JudgedPicture {
            symbols: vec![judged],
            doubts: vec![Reason::UnreadCode],
        },
        places: Vec::new(),
    };
    for language in LANGUAGES {
        let page = page(&record("a.png", finding.clone()), language);
        assert_eq!(page.matches("<code>unread-code-in-view</code>").count(), 1);
        for step in language.explain(&Reason::UnreadCode).steps {
            assert!(
                page.contains(&format!("<li>{}</li>", escaped(step))),
                "{page}"
            );
        }
        assert_eq!(page.matches("class=\"sign\"").count(), 2);
    }
}

#[test]
fn a_thumbnail_that_is_no_png_is_left_out() {
    let record = record("a.png", picture(&["https://fuwu.nhsa.gov.cn/"], Vec::new()));
    let row = SheetRow {
        record: &record,
        thumbnail: Some(b"<svg onload=alert(1)>"),
    };
    let info = list().info().clone();
    assert!(!sheet(&[row], &info, Language::En, DAY, None).contains("<img"));
}

#[test]
fn the_head_counts_and_names_the_list() {
    let safe = record("a", picture(&["https://fuwu.nhsa.gov.cn/"], Vec::new()));
    let error = record("b", Finding::Error("x".to_owned()));
    let rows = [&safe, &error, &error].map(|record| SheetRow {
        record,
        thumbnail: None,
    });
    let info = ListInfo {
        serial: Some(7),
        stale_after: None,
        issued_on: Some(DAY),
        origin: Origin::BuiltInAndHall,
    };
    for (language, hall) in [
        (Language::ZhCn, "本厅名单"),
        (Language::En, "this hall's own list"),
    ] {
        let page = sheet(&rows, &info, language, DAY, Some("南宁"));
        let counts = language.notice(&Notice::Total {
            safe: 1,
            not_safe: 0,
            no_code: 0,
            errors: 2,
        });
        assert!(page.contains(&escaped(&counts)));
        assert!(page.contains(&escaped(hall)));
        assert!(page.contains("南宁"));
        assert_eq!(page.matches("<td class=\"number\">").count(), 3);
    }
    let none = sheet(&[], &info, Language::En, DAY, None);
    assert!(none.contains("<tbody>\n</tbody>"));
}
