//! The list: every rule that it must keep, what is compiled in, and what a clock may say.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;

use walkdir::WalkDir;
use yanma::check::allowlist::{
    Allowlist, BUILT_IN, Checked, Date, EntryKind, Fault, Grade, Origin, Problem, REGIONS, Scope,
    Source, Standing, Status,
};
use yanma::check::judge_text;
use yanma::check::verdict::Reason;
use yanma::language::Language;

const TODAY: Date = date(2026, 11, 30);
/// The sites of insurance companies, which are not compiled in.
const COMMERCIAL: &str = "allowlists/commercial.toml";

const fn date(year: u16, month: u8, day: u8) -> Date {
    Date { year, month, day }
}

fn source(text: &str) -> Source<'_> {
    Source {
        name: "hall.toml",
        text,
    }
}

fn load(text: &str) -> Result<Allowlist, Vec<Problem>> {
    Allowlist::load(&[source(text)], Origin::BuiltInAndHall, TODAY)
}

fn only(text: &str) -> Allowlist {
    Allowlist::load(&[source(text)], Origin::Hall, TODAY).unwrap()
}

/// A good entry with some of its lines replaced, or taken away with "".
fn entry(changes: &[(&str, &str)]) -> String {
    let mut lines = vec![
        ("host", "\"ybj.example.gov.cn\""),
        ("scope", ""),
        ("owner_statement", ""),
        ("name", "{ zh = \"某市医疗保障局\", en = \"A city\" }"),
        ("region", "\"CN-45\""),
        ("city", "\"某市\""),
        ("kind", "\"insurance-site\""),
        ("grade", "\"B\""),
        ("evidence", "[\"https://www.example.gov.cn/a.html\"]"),
        ("evidence_note", "\"a notice at the counter\""),
        ("verified_on", "2026-11-20"),
        ("status", "\"active\""),
    ];
    for (field, value) in changes {
        match lines.iter_mut().find(|(name, _)| name == field) {
            Some(line) => line.1 = value,
            None => lines.push((field, value)),
        }
    }
    let lines: Vec<String> = lines
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(field, value)| format!("{field} = {value}\n"))
        .collect();
    format!("[[entry]]\n{}", lines.concat())
}

fn host(host: &str) -> String {
    entry(&[("host", &format!("\"{host}\""))])
}

/// A good row for the site of an insurance company.
fn insurer(host: &str) -> String {
    format!(
        "[[insurer]]\nhost = \"{host}\"\nname = {{ zh = \"某某人寿保险\", en = \"Some Life Insurance\" }}\n\
         evidence_note = \"its own word\"\n"
    )
}

/// The line of a text that starts with `field =`, from 1.
fn line_of(text: &str, field: &str) -> usize {
    1 + text
        .lines()
        .position(|line| line.starts_with(&format!("{field} =")))
        .unwrap()
}

/// Exactly this is wrong, and it is said where.
fn assert_fault(text: &str, field: &'static str, place: &str, fault: &Fault) {
    let problems = load(text).err().unwrap_or_else(|| panic!("{text}"));
    let got: Vec<_> = problems
        .iter()
        .map(|problem| {
            (
                problem.file.as_str(),
                problem.line,
                problem.field,
                &problem.fault,
            )
        })
        .collect();
    let want = [("hall.toml", line_of(text, place), Some(field), fault)];
    assert_eq!(got, want, "{text}");
}

fn reasons(list: &Allowlist, link: &str) -> Vec<&'static str> {
    let judged = judge_text(link.as_bytes(), list);
    judged.verdict.reasons().iter().map(Reason::code).collect()
}

#[test]
fn an_entry_that_keeps_every_rule_is_loaded() {
    let list = only(&entry(&[]));
    assert_eq!(list.entries().len(), 1);
    assert!(
        judge_text(b"https://ybj.example.gov.cn/", &list)
            .verdict
            .is_safe()
    );
    // Everything that may be left out.
    let list = only(&entry(&[("city", ""), ("evidence_note", "")]));
    assert_eq!(list.entries().len(), 1);
    let list = only(&entry(&[("evidence", "[]")]));
    assert_eq!(list.entries().len(), 1);
    let list = only(&entry(&[("scope", "\"host\"")]));
    assert_eq!(list.entries()[0].scope, Scope::Host);
}

#[test]
fn what_is_not_the_format_is_refused_with_its_line() {
    let texts = [
        ("no TOML", "[[entry]\n".to_owned()),
        ("an unknown table", "[entries]\n".to_owned()),
        ("an unknown field", entry(&[("note", "\"x\"")])),
        (
            "an unknown field of a name",
            entry(&[("name", "{ zh = \"a\", en = \"b\", fr = \"c\" }")]),
        ),
        (
            "a name in one language",
            entry(&[("name", "{ zh = \"a\" }")]),
        ),
        ("no status: there is no default", entry(&[("status", "")])),
        ("an unknown status", entry(&[("status", "\"safe\"")])),
        ("a status in capitals", entry(&[("status", "\"Active\"")])),
        ("no grade", entry(&[("grade", "")])),
        ("an unknown grade", entry(&[("grade", "\"E\"")])),
        ("an unknown kind", entry(&[("kind", "\"bank\"")])),
        (
            "a commercial insurer is no kind of an entry",
            entry(&[("kind", "\"commercial-insurer\"")]),
        ),
        ("checked by nobody", entry(&[("checked", "\"by-none\"")])),
        ("sources in words", entry(&[("sources", "\"many\"")])),
        ("fewer sources than none", entry(&[("sources", "-1")])),
        (
            "an insurer with a status: nothing makes it safe",
            format!("{}status = \"active\"\n", insurer("www.example.com")),
        ),
        (
            "an insurer without a note",
            "[[insurer]]\nhost = \"a.cn\"\nname = { zh = \"a\", en = \"b\" }\n".to_owned(),
        ),
        ("an unknown scope", entry(&[("scope", "\"domain\"")])),
        ("no region", entry(&[("region", "")])),
        ("no verified_on", entry(&[("verified_on", "")])),
        (
            "a date as text",
            entry(&[("verified_on", "\"2026-11-20\"")]),
        ),
        (
            "a date with a time",
            entry(&[("verified_on", "2026-11-20T10:00:00")]),
        ),
        (
            "a date that is none",
            entry(&[("verified_on", "2026-02-30")]),
        ),
        (
            "evidence as one text",
            entry(&[("evidence", "\"https://a.gov.cn/\"")]),
        ),
        ("a number for a host", entry(&[("host", "12333")])),
        (
            "a serial below zero",
            "[list]\nserial = -1\nissued_on = 2026-11-20\n".to_owned(),
        ),
        ("a list without its date", "[list]\nserial = 1\n".to_owned()),
        (
            "an unknown field of the list",
            "[list]\nserial = 1\nissued_on = 2026-11-20\nby = 1\n".to_owned(),
        ),
        (
            "a never host without a reason",
            "[[never]]\nhost = \"a.cn\"\ncategory = \"short-link\"\n".to_owned(),
        ),
        (
            "an unknown category",
            "[[never]]\nhost = \"a.cn\"\ncategory = \"bad\"\nreason = \"x\"\n".to_owned(),
        ),
    ];
    for (trick, text) in &texts {
        let problems = load(text).err().unwrap_or_else(|| panic!("{trick}"));
        assert_eq!(problems.len(), 1, "{trick}");
        assert!(matches!(problems[0].fault, Fault::Toml(_)), "{trick}");
        assert_eq!(problems[0].file, "hall.toml", "{trick}");
        let last = text.lines().count();
        assert!((1..=last).contains(&problems[0].line), "{trick}");
    }
    // Behind a good entry, the line is that of the fault.
    let text = format!("{}{}", entry(&[]), entry(&[("grade", "\"E\"")]));
    let problems = load(&text).unwrap_err();
    assert_eq!(
        problems[0].line,
        entry(&[]).lines().count() + line_of(&entry(&[]), "grade")
    );
}

#[test]
fn a_host_must_be_a_plain_host_name() {
    for bad in [
        "",
        " ",
        "localhost",
        "https://ybj.example.gov.cn",
        "ybj.example.gov.cn/",
        "ybj.example.gov.cn/a",
        "ybj.example.gov.cn:443",
        "ybj.example.gov.cn:8443",
        "ybj.example.gov.cn.",
        ".example.gov.cn",
        "ybj..example.gov.cn",
        "-ybj.example.gov.cn",
        "ybj-.example.gov.cn",
        "ybj_a.example.gov.cn",
        "*.example.gov.cn",
        "a@ybj.example.gov.cn",
        "ybj.example.gov.cn?a",
        "ybj.example.gov.cn#a",
        " ybj.example.gov.cn",
        "ybj.example.gov.cn ",
        "ybj.example.123",
        "ybj,a.example.gov.cn",
        "ybj%2eexample.gov.cn",
    ] {
        assert_fault(&host(bad), "host", "host", &Fault::BadHost);
    }
    for bad in ["Ybj.example.gov.cn", "ybj.example.gov.CN"] {
        assert_fault(&host(bad), "host", "host", &Fault::Capitals);
    }
    for bad in [
        "xn--fiqs8s.example.gov.cn",
        "医保.example.gov.cn",
        "ybj.example.gov。cn",
    ] {
        assert_fault(&host(bad), "host", "host", &Fault::Idn);
    }
    for bad in ["10.0.0.1", "127.1", "2130706433", "0x7f.1", "[::1]"] {
        assert_fault(&host(bad), "host", "host", &Fault::IpAddress);
    }
}

#[test]
fn a_public_suffix_would_let_in_everybody() {
    for bad in ["gov.cn", "com.cn", "gx.cn", "co.uk", "github.io"] {
        assert_fault(&host(bad), "host", "host", &Fault::PublicSuffix);
    }
}

#[test]
fn a_host_that_may_never_be_listed_is_refused_and_so_is_every_name_below_it() {
    let rows = [
        ("t.cn", "t.cn"),
        ("a.b.t.cn", "t.cn"),
        ("mp.weixin.qq.com", "mp.weixin.qq.com"),
        ("ybj.aliyuncs.com", "aliyuncs.com"),
        ("tps.ylbz.tj.gov.cn", "tps.ylbz.tj.gov.cn"),
        // Seen with `www.`; the name without it is the same site.
        ("wjx.cn", "wjx.cn"),
        ("www.wjx.cn", "wjx.cn"),
        ("ks.wjx.cn", "wjx.cn"),
        ("pgyer.com", "pgyer.com"),
        ("www.pgyer.com", "pgyer.com"),
        ("mk2y.sh", "mk2y.sh"),
        ("tm2.ch", "tm2.ch"),
        ("gxybj.com", "gxybj.com"),
    ];
    for (bad, because) in rows {
        assert_fault(
            &host(bad),
            "host",
            "host",
            &Fault::Never(because.to_owned()),
        );
    }
    // A dot boundary, here too.
    assert_eq!(only(&host("at.cn")).entries().len(), 1);
}

#[test]
fn a_host_stands_in_one_place_only() {
    let text = format!("{}{}", host("a.example.gov.cn"), host("a.example.gov.cn"));
    let problems = load(&text).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!(
        problems[0].fault,
        Fault::Duplicate("hall.toml:2".to_owned())
    );
    assert!(problems[0].line > 2);
    // In two files of one list.
    let one = host("a.example.gov.cn");
    let sources = [
        Source {
            name: "1.toml",
            text: &one,
        },
        Source {
            name: "2.toml",
            text: &one,
        },
    ];
    let problems = Allowlist::load(&sources, Origin::Hall, TODAY).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].file, "2.toml");
    assert_eq!(problems[0].fault, Fault::Duplicate("1.toml:2".to_owned()));
}

#[test]
fn there_is_one_list_table() {
    let table = "[list]\nserial = 1\nissued_on = 2026-11-20\n";
    let sources = [
        Source {
            name: "1.toml",
            text: table,
        },
        Source {
            name: "2.toml",
            text: table,
        },
    ];
    let problems = Allowlist::load(&sources, Origin::Hall, TODAY).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].file, "2.toml");
    assert_eq!(problems[0].fault, Fault::SecondListTable);
}

#[test]
fn a_hall_never_lists_a_whole_zone() {
    let zone = entry(&[
        ("scope", "\"subdomains\""),
        ("owner_statement", "\"https://www.example.gov.cn/a.html\""),
    ]);
    assert_fault(&zone, "scope", "scope", &Fault::SubdomainsOutsideBuiltIn);
    let faults = |text: &str| -> Vec<Fault> {
        let problems = load(text).unwrap_err();
        problems.into_iter().map(|problem| problem.fault).collect()
    };
    // Without a statement, or with one that is no address, that is a second fault.
    let zone = entry(&[("scope", "\"subdomains\"")]);
    assert_eq!(
        faults(&zone),
        [Fault::SubdomainsOutsideBuiltIn, Fault::NoOwnerStatement]
    );
    let zone = entry(&[
        ("scope", "\"subdomains\""),
        ("owner_statement", "\"by phone\""),
    ]);
    assert_eq!(
        faults(&zone),
        [Fault::SubdomainsOutsideBuiltIn, Fault::BadEvidence]
    );
    let plain = entry(&[("owner_statement", "\"https://www.example.gov.cn/a.html\"")]);
    assert_fault(
        &plain,
        "owner_statement",
        "owner_statement",
        &Fault::NeedlessOwnerStatement,
    );
}

#[test]
fn an_entry_needs_evidence_that_is_an_address_or_a_note() {
    let none = entry(&[("evidence", "[]"), ("evidence_note", "")]);
    assert_fault(&none, "evidence", "host", &Fault::NoEvidence);
    let none = entry(&[("evidence", ""), ("evidence_note", "")]);
    assert_fault(&none, "evidence", "host", &Fault::NoEvidence);
    for bad in [
        "ftp://a.gov.cn/",
        "a.gov.cn/b.html",
        "一张海报",
        "javascript:alert(1)",
        "https://",
        "",
    ] {
        let text = entry(&[("evidence", &format!("[\"{bad}\"]"))]);
        assert_fault(&text, "evidence", "evidence", &Fault::BadEvidence);
    }
}

#[test]
fn grade_d_is_never_active() {
    let text = entry(&[("grade", "\"D\"")]);
    assert_fault(&text, "grade", "grade", &Fault::GradeTooLow);
    let waiting = entry(&[
        ("grade", "\"D\""),
        ("status", "\"needs-local-confirmation\""),
    ]);
    let list = only(&waiting);
    assert_eq!(
        reasons(&list, "https://ybj.example.gov.cn/"),
        ["needs-local-confirmation"]
    );
    assert!(
        judge_text(
            b"https://ybj.example.gov.cn/",
            &only(&entry(&[("grade", "\"C\"")]))
        )
        .verdict
        .is_safe()
    );
}

#[test]
fn a_region_is_the_country_or_a_province() {
    for bad in [
        "", "45", "cn-45", "CN-1", "CN-99", "CN-450", "CN-GX", "GX", "CN-45 ",
    ] {
        let text = entry(&[("region", &format!("\"{bad}\""))]);
        assert_fault(&text, "region", "region", &Fault::UnknownRegion);
    }
    for good in ["CN", "CN-11", "CN-65", "CN-71", "CN-82"] {
        assert_eq!(
            only(&entry(&[("region", &format!("\"{good}\""))]))
                .entries()
                .len(),
            1
        );
    }
}

#[test]
fn texts_are_there_and_have_nothing_invisible() {
    let name =
        |zh: &str, en: &str| entry(&[("name", &format!("{{ zh = \"{zh}\", en = \"{en}\" }}"))]);
    for text in [
        name("", "A city"),
        name("某市", " "),
        name("某\\u200B市", "A city"),
        name("某市", "A \\u202Ecity"),
        name("某市\\u0007", "A city"),
        name("某\\n市", "A city"),
    ] {
        assert_fault(&text, "name", "name", &Fault::BadText);
    }
    assert_fault(&entry(&[("city", "\"\"")]), "city", "city", &Fault::BadText);
    let note = entry(&[("evidence_note", "\"\\uFEFF\"")]);
    assert_fault(&note, "evidence_note", "evidence_note", &Fault::BadText);
    let never = "[[never]]\nhost = \"a.example.cn\"\ncategory = \"impostor\"\nreason = \"\"\n";
    assert_fault(never, "reason", "reason", &Fault::BadText);
    // Dotted keys, as in the files here: the line is one of the two.
    let dotted = "[[entry]]\nhost = \"a.example.gov.cn\"\nname.zh = \"\"\nname.en = \"A\"\nregion = \"CN\"\nkind = \"tax\"\ngrade = \"B\"\nevidence_note = \"x\"\nverified_on = 2026-11-20\nstatus = \"active\"\n";
    let problems = load(dotted).unwrap_err();
    assert_eq!(problems[0].fault, Fault::BadText);
    assert!([3, 4].contains(&problems[0].line), "{}", problems[0].line);
}

#[test]
fn a_never_host_of_a_hall_keeps_the_rules_too() {
    let never = |host: &str, imitates: &str| {
        format!(
            "[[never]]\nhost = \"{host}\"\ncategory = \"impostor\"\nreason = \"seen\"\nimitates = \"{imitates}\"\n"
        )
    };
    let good = never("yb-tongzhi.top", "fuwu.nhsa.gov.cn");
    let list = load(&good).unwrap();
    let judged = judge_text(b"https://a.yb-tongzhi.top/", &list);
    let codes: Vec<_> = judged
        .verdict
        .reasons()
        .iter()
        .map(|r| (r.code(), r.imitates()))
        .collect();
    assert_eq!(codes, [("impostor", Some("fuwu.nhsa.gov.cn"))]);
    assert_fault(
        &never("Yb-tongzhi.top", "fuwu.nhsa.gov.cn"),
        "host",
        "host",
        &Fault::Capitals,
    );
    assert_fault(
        &never("https://yb-tongzhi.top/", "fuwu.nhsa.gov.cn"),
        "host",
        "host",
        &Fault::BadHost,
    );
    assert_fault(
        &never("t.cn", "fuwu.nhsa.gov.cn"),
        "host",
        "host",
        &Fault::Duplicate("never".to_owned()),
    );
    // The screen names it as the official address, so it must at least be a host.
    assert_fault(
        &never("yb-tongzhi.top", "call 400-000"),
        "imitates",
        "imitates",
        &Fault::BadHost,
    );
}

#[test]
fn a_never_host_with_www_and_without_it_are_one() {
    let never = |host: &str| {
        format!("[[never]]\nhost = \"{host}\"\ncategory = \"open-form\"\nreason = \"seen\"\n")
    };
    for name in ["yb-tongzhi.top", "www.yb-tongzhi.top"] {
        for listed in ["yb-tongzhi.top", "www.yb-tongzhi.top"] {
            let text = format!("{}{}", never(name), host(listed));
            let problems = load(&text).unwrap_err();
            assert_eq!(problems[0].fault, Fault::Never(name.to_owned()), "{listed}");
            let list = load(&never(name)).unwrap();
            assert_eq!(
                reasons(&list, &format!("https://{listed}/a")),
                ["open-form"]
            );
        }
    }
    // Another name below is another matter; and nothing above is drawn in.
    let list = load(&never("www.yb-tongzhi.top")).unwrap();
    assert_eq!(reasons(&list, "https://a.yb-tongzhi.top/"), ["not-listed"]);
    let list = load(&never("www.gansu.gov.cn")).unwrap();
    assert_eq!(reasons(&list, "https://jy.ylbz.gansu.gov.cn/"), [""; 0]);
}

#[test]
fn a_hall_cannot_make_a_built_in_entry_vanish_without_a_word() {
    let never = "[[never]]\nhost = \"nhsa.gov.cn\"\ncategory = \"impostor\"\nreason = \"seen\"\n";
    let problems = load(never).unwrap_err();
    assert!(
        problems
            .iter()
            .any(|problem| problem.file == "allowlists/national.toml"
                && problem.fault == Fault::Never("nhsa.gov.cn".to_owned()))
    );
}

#[test]
fn a_future_date_is_refused() {
    let text = entry(&[("verified_on", "2026-12-01")]);
    assert_fault(&text, "verified_on", "verified_on", &Fault::FutureDate);
    assert_eq!(
        only(&entry(&[("verified_on", "2026-11-30")]))
            .entries()
            .len(),
        1
    );
    let tomorrow = Allowlist::load(&[source(&text)], Origin::Hall, date(2026, 12, 1));
    assert_eq!(tomorrow.unwrap().entries().len(), 1);
}

#[test]
fn a_list_of_the_future_is_refused_where_it_says_so() {
    let table = "# A comment above.\n\n[list]\nserial = 1\nissued_on = 2026-12-01\n\n";
    let text = format!("{table}{}", entry(&[]));
    assert_fault(&text, "issued_on", "issued_on", &Fault::FutureDate);
}

#[test]
fn a_list_of_the_future_is_refused_even_without_entries() {
    let table = "[list]\nserial = 1\nissued_on = 2026-12-01\n";
    assert_fault(table, "issued_on", "issued_on", &Fault::FutureDate);
}

#[test]
fn nothing_is_verified_after_its_list_was_issued() {
    let table = "[list]\nserial = 3\nissued_on = 2026-11-19\n\n";
    let text = format!("{table}{}", entry(&[]));
    assert_fault(
        &text,
        "verified_on",
        "verified_on",
        &Fault::VerifiedAfterIssue,
    );
    let table = "[list]\nserial = 3\nissued_on = 2026-11-20\n\n";
    let list = only(&format!("{table}{}", entry(&[])));
    assert_eq!(list.info().serial, Some(3));
    assert_eq!(list.info().issued_on, Some(date(2026, 11, 20)));
}

#[test]
fn a_clock_before_the_lists_own_date_is_not_believed() {
    let old = date(1970, 1, 1);
    let list = Allowlist::built_in(old).unwrap();
    assert!(
        judge_text(b"https://fuwu.nhsa.gov.cn/", &list)
            .verdict
            .is_safe()
    );
    // For a hall's entries, today is then the day of the built-in list.
    let load = |text: &str| Allowlist::load(&[source(text)], Origin::Hall, old).map(|_| ());
    assert_eq!(load(&entry(&[("verified_on", "2026-11-23")])), Ok(()));
    let problems = load(&entry(&[("verified_on", "2126-11-24")])).unwrap_err();
    assert_eq!(problems[0].fault, Fault::FutureDate);
}

#[test]
fn with_one_fault_nothing_is_loaded_and_every_fault_is_told() {
    let text = format!(
        "{}{}{}",
        host("a.example.gov.cn"),
        host("gov.cn"),
        entry(&[
            ("host", "\"b.example.gov.cn\""),
            ("grade", "\"D\""),
            ("region", "\"GX\"")
        ])
    );
    let problems = load(&text).unwrap_err();
    let faults: Vec<&Fault> = problems.iter().map(|problem| &problem.fault).collect();
    assert_eq!(
        faults,
        [
            &Fault::PublicSuffix,
            &Fault::UnknownRegion,
            &Fault::GradeTooLow
        ]
    );
    let hosts: Vec<_> = problems
        .iter()
        .map(|problem| problem.host.as_deref())
        .collect();
    assert_eq!(
        hosts,
        [
            Some("gov.cn"),
            Some("b.example.gov.cn"),
            Some("b.example.gov.cn")
        ]
    );
}

#[test]
fn every_file_of_the_folder_is_compiled_in_as_it_stands() {
    let mut files = BTreeSet::new();
    for found in WalkDir::new("allowlists") {
        let found = found.unwrap();
        if found
            .path()
            .extension()
            .is_some_and(|ending| ending == "toml")
        {
            let name = found.path().to_string_lossy().replace('\\', "/");
            // Off by default: a hall that wants it copies it into its own list.
            if name == COMMERCIAL {
                continue;
            }
            files.insert((name, fs::read_to_string(found.path()).unwrap()));
        }
    }
    let compiled: BTreeSet<(String, String)> = BUILT_IN
        .iter()
        .map(|source| (source.name.to_owned(), source.text.to_owned()))
        .collect();
    assert_eq!(compiled, files);
    assert_eq!(compiled.len(), BUILT_IN.len());
}

#[test]
fn the_built_in_list_is_large_enough_to_be_useful() {
    let list = Allowlist::built_in(TODAY).unwrap();
    let active = list
        .entries()
        .iter()
        .filter(|entry| entry.status == Status::Active);
    assert!(active.count() >= 50);
    assert!(list.info().serial.is_some_and(|serial| serial >= 1));
    assert!(list.info().issued_on.is_some_and(|date| date >= TODAY));
    assert_eq!(list.info().origin.code(), "built-in");
}

#[test]
fn the_built_in_list_keeps_the_promises_of_its_readme() {
    let list = Allowlist::built_in(TODAY).unwrap();
    let zones: Vec<&str> = list
        .entries()
        .iter()
        .filter(|entry| entry.scope == Scope::Subdomains)
        .map(|entry| entry.host.as_str())
        .collect();
    assert_eq!(zones, ["nhsa.gov.cn", "ylbz.gansu.gov.cn"]);
    for entry in list.entries() {
        assert!(!entry.from_hall);
        assert!(entry.checked.is_some(), "{}", entry.host);
        assert!(
            entry.status != Status::Active || entry.grade <= Grade::C,
            "{}",
            entry.host
        );
        // Not the chats, payment services and banks.
        for zone in ["qq.com", "wechat.com", "alipay.com", "95516.com"] {
            assert!(!entry.host.ends_with(zone), "{}", entry.host);
        }
    }
}

#[test]
fn every_built_in_entry_is_judged_by_its_status() {
    let list = Allowlist::built_in(TODAY).unwrap();
    for entry in list.entries() {
        let link = format!("https://{}/", entry.host);
        match entry.status {
            Status::Active => assert_eq!(reasons(&list, &link), [""; 0], "{link}"),
            Status::NeedsLocalConfirmation => {
                assert_eq!(
                    reasons(&list, &link),
                    ["needs-local-confirmation"],
                    "{link}"
                );
            }
        }
    }
}

#[test]
fn a_hall_adds_entries_and_they_are_marked_as_its_own() {
    let list = load(&entry(&[])).unwrap();
    assert_eq!(list.info().origin.code(), "built-in+hall");
    assert_eq!(reasons(&list, "https://ybj.example.gov.cn/"), [""; 0]);
    assert_eq!(reasons(&list, "https://fuwu.nhsa.gov.cn/"), [""; 0]);
    assert_eq!(
        reasons(&list, "https://www.ybj.example.gov.cn/"),
        ["not-listed"]
    );
    let Standing::Official(found) = list.standing("ybj.example.gov.cn") else {
        panic!("not official");
    };
    assert!(found.from_hall);
}

#[test]
fn a_hall_confirms_what_only_it_can_know() {
    let built_in = Allowlist::built_in(TODAY).unwrap();
    assert_eq!(
        reasons(&built_in, "https://ybj.nanning.gov.cn/"),
        ["needs-local-confirmation"]
    );
    let list = load(&host("ybj.nanning.gov.cn")).unwrap();
    assert_eq!(reasons(&list, "https://ybj.nanning.gov.cn/"), [""; 0]);
    // A hall that is not sure of a built-in host changes nothing.
    let unsure = entry(&[
        ("host", "\"ybj.beijing.gov.cn\""),
        ("status", "\"needs-local-confirmation\""),
    ]);
    assert_eq!(
        reasons(&load(&unsure).unwrap(), "https://ybj.beijing.gov.cn/"),
        [""; 0]
    );
}

#[test]
fn a_halls_list_alone_replaces_the_entries_but_not_the_hosts_that_are_never_listed() {
    let list = only(&entry(&[]));
    assert_eq!(list.info().origin.code(), "hall");
    assert_eq!((list.info().serial, list.info().issued_on), (None, None));
    assert_eq!(reasons(&list, "https://fuwu.nhsa.gov.cn/"), ["not-listed"]);
    assert_eq!(reasons(&list, "https://t.cn/a"), ["short-link"]);
    let empty = Allowlist::load(&[], Origin::Hall, TODAY).unwrap();
    assert_eq!(reasons(&empty, "https://fuwu.nhsa.gov.cn/"), ["list-empty"]);
    assert_eq!(reasons(&empty, "https://t.cn/a"), ["short-link"]);
}

#[test]
fn an_insurance_company_is_named_and_never_safe() {
    let text = insurer("www.example.com");
    let list = load(&text).unwrap();
    let judged = judge_text(b"https://www.example.com/buy", &list);
    let [reason] = judged.verdict.reasons() else {
        panic!("one reason");
    };
    assert_eq!(reason.code(), "not-listed");
    let words = Language::ZhCn.explain(reason);
    let sentence = "这是某某人寿保险的网站，不是医保或社保";
    assert!(words.why.contains(sentence), "{}", words.why);
    // Only this host. Without encryption, with a port and beside a look-alike it is what it was.
    for (link, want) in [
        ("https://example.com/", vec!["not-listed"]),
        ("http://www.example.com/", vec!["not-listed"]),
        (
            "https://www.example.com:8443/",
            vec!["unusual-port", "not-listed"],
        ),
    ] {
        assert_eq!(reasons(&list, link), want, "{link}");
    }
    // Nobody makes a look-alike harmless by calling it a company.
    let list = load(&insurer("nhsa-baoxian.com")).unwrap();
    assert_eq!(
        reasons(&list, "https://nhsa-baoxian.com/"),
        ["combo-squatting", "not-listed"]
    );
    // As a target of an official link it is no better than any other.
    let list = load(&insurer("www.example.com")).unwrap();
    let carrier = "https://fuwu.nhsa.gov.cn/?u=https://www.example.com/";
    assert_ne!(reasons(&list, carrier), [""; 0]);
}

#[test]
fn an_insurance_company_keeps_the_rules_of_hosts_and_is_nothing_else() {
    for (bad, fault) in [
        ("com.cn", Fault::PublicSuffix),
        ("Www.example.com", Fault::Capitals),
        ("https://www.example.com", Fault::BadHost),
        ("a.t.cn", Fault::Never("t.cn".to_owned())),
    ] {
        assert_fault(&insurer(bad), "host", "host", &fault);
    }
    // A host that the hall vouches for itself is no company's that is not safe: somebody has to decide.
    let both = format!("{}{}", host("www.example.com"), insurer("www.example.com"));
    let problems = load(&both).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!(
        problems[0].fault,
        Fault::Duplicate("hall.toml:2".to_owned())
    );
    let official = load(&insurer("fuwu.nhsa.gov.cn")).unwrap_err();
    assert!(
        matches!(&official[0].fault, Fault::Duplicate(first) if first.starts_with("allowlists/national.toml:"))
    );
    let twice = insurer("www.example.com").repeat(2);
    let problems = load(&twice).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!(
        problems[0].fault,
        Fault::Duplicate("hall.toml:2".to_owned())
    );
    let nameless = insurer("www.example.com").replace("某某人寿保险", " ");
    assert_fault(&nameless, "name", "name", &Fault::BadText);
    let hidden = insurer("www.example.com").replace("its own word", "\\u200B");
    assert_fault(&hidden, "evidence_note", "evidence_note", &Fault::BadText);
}

#[test]
fn the_file_of_insurers_is_good_and_off_by_default() {
    let text = fs::read_to_string(COMMERCIAL).unwrap();
    let list = load(&text).unwrap();
    let built_in = Allowlist::built_in(TODAY).unwrap();
    assert_eq!(list.entries().len(), built_in.entries().len());
    let hosts: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("host = \"")?.strip_suffix('"'))
        .collect();
    assert!(!hosts.is_empty());
    for host in hosts {
        assert!(list.insurer(host).is_some(), "{host}");
        assert_eq!(built_in.insurer(host), None, "{host}");
        let link = format!("https://{host}/");
        assert_eq!(reasons(&list, &link), ["not-listed"], "{host}");
        assert_eq!(reasons(&built_in, &link), ["not-listed"], "{host}");
    }
}

/// The table of `allowlists/README.md`: active entries by place and grade.
fn table(list: &Allowlist) -> String {
    let mut lines = vec![
        "| 地区 · place | A | B | C | 待确认 · to be confirmed | 医保最好的一级 · best for health insurance |"
            .to_owned(),
        "|---|---|---|---|---|---|".to_owned(),
    ];
    let row = |name: String, region: Option<&str>| {
        let here = || {
            let entries = list.entries().iter();
            entries.filter(move |entry| region.is_none_or(|region| entry.region == region))
        };
        let active = || here().filter(|entry| entry.status == Status::Active);
        let of_grade = |grade| match active().filter(|entry| entry.grade == grade).count() {
            0 => String::new(),
            count => count.to_string(),
        };
        let waiting = match here().count() - active().count() {
            0 => String::new(),
            count => count.to_string(),
        };
        let health = [EntryKind::InsuranceSite, EntryKind::ServiceHall];
        let best = active()
            .filter(|entry| health.contains(&entry.kind))
            .map(|entry| entry.grade)
            .min()
            .map_or("—".to_owned(), |grade| format!("{grade:?}"));
        let grades = [Grade::A, Grade::B, Grade::C].map(of_grade).join(" | ");
        format!("| {name} | {grades} | {waiting} | {best} |")
    };
    for region in REGIONS {
        if list.entries().iter().any(|entry| entry.region == region) {
            let [zh, en] = [Language::ZhCn, Language::En].map(|language| language.region(region));
            lines.push(row(format!("{zh} · {en}"), Some(region)));
        }
    }
    lines.push(row("合计 · all".to_owned(), None));
    let by_two = list.entries().iter();
    let by_two = by_two.filter(|entry| entry.checked == Some(Checked::ByTwo));
    let (by_two, all) = (by_two.count(), list.entries().len());
    let only_http = list.entries().iter().filter(|entry| {
        let note = entry.evidence_note.as_deref().unwrap_or_default();
        entry.status == Status::Active && note.contains("只见过 http 的")
    });
    let only_http = only_http.count();
    format!(
        "{}\n\n- 经两个人核对过的：{all} 条里有 {by_two} 条 · Checked by two people: {by_two} of {all}.\n\
         - 生效的里面，只见过 http 的：{only_http} 条 · Active ones that were only seen with http: {only_http}.",
        lines.join("\n")
    )
}

/// `UPDATE_SNAPSHOTS=1 cargo test --test allowlists` writes it anew; read the difference before it is kept.
#[test]
fn the_table_of_the_readme_is_current() {
    const PATH: &str = "allowlists/README.md";
    const START: &str = "<!-- made by tests/allowlists.rs -->\n\n";
    const END: &str = "\n\n<!-- end of what is made -->";
    let readme = fs::read_to_string(PATH).unwrap().replace("\r\n", "\n");
    let (before, rest) = readme.split_once(START).unwrap();
    let (kept, after) = rest.split_once(END).unwrap();
    let table = table(&Allowlist::built_in(TODAY).unwrap());
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(PATH, format!("{before}{START}{table}{END}{after}")).unwrap();
    } else {
        assert_eq!(kept, table, "UPDATE_SNAPSHOTS=1 writes it anew");
    }
}
