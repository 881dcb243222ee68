//! What a verdict says is one thing, wherever it is said: for every reason, every pair of reasons, in one code, in two, or
//! as a doubt of the picture, alone and beside an official code.
#![allow(missing_docs, clippy::unwrap_used)]

mod reasons;

use reasons::reasons;
use yanma::check::allowlist::{Allowlist, Date};
use yanma::check::payload::Kind;
use yanma::check::verdict::{Reason, Verdict};
use yanma::check::{Judged, JudgedPicture, Outcome, judge_text};
use yanma::language::Language;
use yanma::plain::printable;
use yanma::report::{Finding, Record, SheetRow, sheet};
use yanma::scan::{Quad, ReadBy};
use yanma::telling::{Grade, Telling};

const LANGUAGES: [Language; 2] = [Language::ZhCn, Language::En];
const TODAY: Date = Date {
    year: 2026,
    month: 11,
    day: 24,
};

fn list() -> Allowlist {
    Allowlist::built_in(TODAY).unwrap()
}

fn code(reasons: Vec<Reason>) -> Judged {
    let kind = reasons.iter().find_map(|reason| match reason {
        Reason::Kind(kind) => Some(*kind),
        _ => None,
    });
    Judged {
        verdict: Verdict::Unsafe(reasons),
        kind: kind.unwrap_or(Kind::Link),
        is_personal: false,
        text: None,
        decoded: None,
        host: None,
        owner: None,
    }
}

/// Pictures of one or two codes with these two reasons.
fn pictures(first: &Reason, second: &Reason, official: &Judged) -> Vec<JudgedPicture> {
    let (one, other) = (code(vec![first.clone()]), code(vec![second.clone()]));
    let mut both = vec![first.clone(), second.clone()];
    both.sort();
    let picture = |symbols: &[&Judged], doubts: &[Reason]| JudgedPicture {
        symbols: symbols.iter().copied().cloned().collect(),
        doubts: doubts.to_vec(),
    };
    vec![
        picture(&[&one, &other], &[]),
        picture(&[&code(both.clone())], &[]),
        picture(&[&one], std::slice::from_ref(second)),
        picture(&[], &both),
        picture(&[official, &one], std::slice::from_ref(second)),
        picture(&[official], &both),
    ]
}

fn record(judged: &JudgedPicture) -> Record {
    let place = (Quad([[0.0; 2]; 4]), ReadBy::default());
    Record {
        source: "a.png".to_owned(),
        finding: Finding::Picture {
            judged: judged.clone(),
            places: vec![place; judged.symbols.len()],
        },
        millis: None,
    }
}

fn for_each_picture(mut look: impl FnMut(&JudgedPicture)) {
    let official = judge_text(b"https://fuwu.nhsa.gov.cn/", &list());
    assert_eq!(official.outcome(), Outcome::Safe);
    let reasons = reasons();
    for first in &reasons {
        for second in &reasons {
            for picture in pictures(first, second, &official) {
                look(&picture);
            }
        }
    }
}

#[test]
fn a_telling_is_of_the_verdict_and_of_a_code_that_is_there() {
    for_each_picture(|picture| {
        let telling = Telling::of(picture.into(), None, Language::En);
        match picture.outcome() {
            Outcome::Unsafe => assert!(
                telling.grade.is_unsafe() || telling.grade == Grade::NoCode,
                "{picture:?}"
            ),
            Outcome::NoCode => assert_eq!(telling.grade, Grade::NoCode),
            Outcome::Safe => panic!("nothing of these is safe: {picture:?}"),
        }
        let reason = telling.reason.as_ref().unwrap();
        assert!(
            !telling.headline.is_empty() && !telling.steps.is_empty(),
            "{picture:?}"
        );
        let led = telling.leads.map(|index| &picture.symbols[index]);
        assert_eq!(led.is_none(), picture.symbols.is_empty());
        let is_of_code = led.is_some_and(|code| code.verdict.reasons().contains(reason));
        assert!(is_of_code || picture.doubts.contains(reason), "{picture:?}");
        // What only the whole picture has is told where no code has anything worse.
        if !is_of_code {
            let mut of_codes = picture
                .symbols
                .iter()
                .flat_map(|code| code.verdict.reasons());
            assert!(of_codes.all(|other| other >= reason || Grade::of_reason(other) == Grade::Own));
        }
    });
}

#[test]
fn a_visitors_own_code_hides_nothing_and_is_not_hidden_by_how_it_was_seen() {
    for_each_picture(|picture| {
        let is_own = |reason: &Reason| Grade::of_reason(reason) == Grade::Own;
        let all: Vec<Reason> = picture.reasons();
        let telling = Telling::of(picture.into(), None, Language::En);
        if !all.iter().any(is_own) {
            assert_ne!(telling.grade, Grade::Own, "{picture:?}");
        }
        // In one code with other reasons, or as a doubt, it is nothing that `check` makes.
        let of_codes = || picture.symbols.iter().map(|code| code.verdict.reasons());
        let is_mixed = of_codes().any(|reasons| reasons.len() > 1 && reasons.iter().any(is_own));
        if is_mixed || picture.doubts.iter().any(is_own) || !all.iter().any(is_own) {
            return;
        }
        let mut others = of_codes().filter(|reasons| !reasons.is_empty());
        let is_alone = others.all(|reasons| reasons.iter().all(is_own));
        let was_seen_badly_at_most = picture.doubts.iter().all(Reason::is_of_seeing);
        let is_own_and_no_more = is_alone && was_seen_badly_at_most;
        assert_eq!(
            telling.grade == Grade::Own,
            is_own_and_no_more,
            "{picture:?}"
        );
    });
}

#[test]
fn the_line_the_json_and_the_sentence_agree() {
    let list = list();
    for_each_picture(|picture| {
        let record = record(picture);
        for language in LANGUAGES {
            let telling = Telling::of(picture.into(), None, language);
            let line = record.line(language, 5);
            assert!(line.contains(language.verdict(Some(picture.outcome()))));
            assert!(
                line.ends_with(&printable(&telling.short)),
                "{line} / {telling:?}"
            );
            let said = telling.said(language);
            assert!(said.starts_with(&telling.word) && said.ends_with(&telling.headline));
            if picture.outcome() == Outcome::Unsafe {
                let unsafe_word = language.verdict(Some(Outcome::Unsafe)).to_lowercase();
                assert!(said.to_lowercase().contains(&unsafe_word), "{said}");
            }
        }
        let json: serde_json::Value = serde_json::from_str(&record.json(list.info())).unwrap();
        let reason = Telling::of(picture.into(), None, Language::En)
            .reason
            .unwrap();
        let codes = json["reasons"].as_array().unwrap();
        assert!(codes.iter().any(|code| code == reason.code()), "{json}");
    });
}

#[test]
fn the_sheet_says_the_word_and_the_reason_that_is_told() {
    let list = list();
    for reason in reasons() {
        let picture = JudgedPicture {
            symbols: vec![code(vec![reason.clone()])],
            doubts: vec![Reason::GaveUp],
        };
        let record = record(&picture);
        let row = SheetRow {
            record: &record,
            thumbnail: None,
        };
        let html = sheet(&[row], list.info(), Language::ZhCn, TODAY, None);
        let telling = Telling::of((&picture).into(), None, Language::ZhCn);
        let told = telling.reason.unwrap();
        assert!(
            html.contains(&format!("<code>{}</code>", told.code())),
            "{told:?}"
        );
    }
}

#[test]
fn a_picked_code_is_told_and_the_picture_decides() {
    let official = judge_text(b"https://fuwu.nhsa.gov.cn/", &list());
    let picture = JudgedPicture {
        symbols: vec![
            official,
            code(vec![Reason::ShortLink]),
            code(vec![Reason::KnownPhishing]),
        ],
        doubts: Vec::new(),
    };
    let telling = |picked| Telling::of((&picture).into(), picked, Language::ZhCn);
    assert_eq!(telling(None).leads, Some(2));
    assert_eq!(telling(None).reason, Some(Reason::KnownPhishing));
    assert_eq!(telling(Some(1)).reason, Some(Reason::ShortLink));
    assert_eq!(telling(Some(9)), telling(None));
    // The official one beside others is not told as safe.
    let beside = telling(Some(0));
    assert!(beside.grade.is_unsafe());
    assert_eq!(beside.word, "不安全");
    assert_eq!(beside.why, None);
}

#[test]
fn an_official_host_is_offered_where_a_visitor_wanted_one() {
    let list = list();
    let host = |reason: Reason| {
        let judged = code(vec![reason]);
        Telling::of((&judged).into(), None, Language::En).official_host(&list)
    };
    let imitated = Reason::Typosquatting {
        imitates: "si.12333.gov.cn".to_owned(),
    };
    assert_eq!(host(imitated).as_deref(), Some("si.12333.gov.cn"));
    let unlisted = Reason::Typosquatting {
        imitates: "not.on.the.list.gov.cn".to_owned(),
    };
    assert_eq!(host(unlisted).as_deref(), Some("fuwu.nhsa.gov.cn"));
    // The right address of a platform whose link has a port that nobody can vouch for.
    let port = |entry: &str| Reason::UnusualPort {
        entry: Some(entry.to_owned()),
    };
    let guangxi = "etax.guangxi.chinatax.gov.cn";
    assert_eq!(host(port(guangxi)).as_deref(), Some(guangxi));
    let below = port("a.b.nhsa.gov.cn");
    assert_eq!(host(below).as_deref(), Some("fuwu.nhsa.gov.cn"));
    // Nobody who holds these up came for an insurance office's address.
    for kind in [
        Kind::Credential,
        Kind::Wifi,
        Kind::Contact,
        Kind::CodeNumber,
        Kind::Invoice,
    ] {
        assert_eq!(host(Reason::Kind(kind)), None, "{kind:?}");
    }
    assert_eq!(host(Reason::UnreadCode), None);
}
