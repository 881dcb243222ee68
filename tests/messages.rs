//! The words: complete in both languages, plain, and one stable code a reason.
#![allow(missing_docs, clippy::unwrap_used)]

mod reasons;

use std::collections::BTreeSet;
use std::fs;
use std::io;

use yanma::check::allowlist::{Allowlist, Date, Fault, Problem};
use yanma::check::domain::Domain;
use yanma::check::payload::Kind;
use yanma::check::verdict::{Ambiguity, Reason, Verdict};
use yanma::check::{Outcome, judge_text};
use yanma::language::Language;
use yanma::list_files::ListError;
use yanma::messages::{Notice, Phrase};
use yanma::session::Unanswered;
use yanma::source::fault;
use yanma::source::images::ImageError;

use reasons::{AMBIGUITIES, HOST, INSURER, KINDS, OFFICE, SOMEBODY, reasons};

const LANGUAGES: [Language; 2] = [Language::ZhCn, Language::En];
/// How many variants the matches below name.
const REASONS: usize = 51;
const _: () = assert!(KINDS.len() == 21 && AMBIGUITIES.len() == 7);

/// A new variant does not compile here until it has an arm; then raise the count and add it to the list above.
fn number_of_reason(reason: &Reason) -> usize {
    match reason {
        Reason::Ambiguous(ambiguity) => {
            let (Ambiguity::TwoPayloads
            | Ambiguity::NestedCode
            | Ambiguity::SplitModules
            | Ambiguity::Transparency
            | Ambiguity::Colour
            | Ambiguity::WornOut
            | Ambiguity::Profile) = ambiguity;
            0
        }
        Reason::SeveralFrames => 1,
        Reason::GaveUp => 2,
        Reason::NotFinished => 47,
        Reason::Kind(_) | Reason::OpensAnApp => 3,
        Reason::KnownPhishing => 4,
        Reason::CopiedPage => 49,
        Reason::Impostor { .. } => 5,
        Reason::TargetEmbedding { .. } => 6,
        Reason::Confusable { .. } => 7,
        Reason::Typosquatting { .. } => 8,
        Reason::SuffixSwap { .. } => 9,
        Reason::ComboSquatting { .. } => 10,
        Reason::Backslash => 11,
        Reason::EmbeddedCredentials => 12,
        Reason::Idn => 13,
        Reason::PercentInHost => 14,
        Reason::TrailingDot => 15,
        Reason::IpAddress => 16,
        Reason::UnusualPort { .. } => 17,
        Reason::BadHost => 18,
        Reason::TooLong => 19,
        Reason::HiddenCharacters | Reason::ByteOrderMark => 20,
        Reason::ExtraText => 21,
        Reason::BadCharacter | Reason::HtmlEntity => 22,
        Reason::BadEscape => 23,
        Reason::DeepEncoding => 24,
        Reason::OddPath => 25,
        Reason::Redirect => 26,
        Reason::EmbeddedLink => 27,
        Reason::ParsersDisagree => 28,
        Reason::StructuredAppend => 29,
        Reason::Fnc1 => 30,
        Reason::Eci => 31,
        Reason::ShortLink => 32,
        Reason::OpenForm => 33,
        Reason::AppDistribution => 34,
        Reason::OpenHosting => 35,
        Reason::ThirdParty => 36,
        Reason::NotForVisitors => 37,
        Reason::Unproven => 38,
        Reason::NeedsLocalConfirmation { .. } => 39,
        Reason::NotEncrypted { .. } => 40,
        Reason::ListEmpty => 41,
        Reason::ListTooOld { .. } => 50,
        Reason::NotListed { .. } | Reason::Insurer { .. } => 42,
        Reason::UnreadCode => 43,
        Reason::MicroQr => 44,
        Reason::OtherCode | Reason::RoundCode => 48,
        Reason::Unconfirmed => 45,
        Reason::NoCode => 46,
    }
}

fn number_of_kind(kind: Kind) -> usize {
    match kind {
        Kind::Credential => 0,
        Kind::PaymentCode => 1,
        Kind::IdNumber => 2,
        Kind::Otp => 3,
        Kind::Script => 4,
        Kind::AppInstall => 5,
        Kind::PayAPerson => 6,
        Kind::MerchantPayment => 7,
        Kind::Message => 8,
        Kind::Wechat => 9,
        Kind::Alipay => 10,
        Kind::Unionpay => 11,
        Kind::Wifi => 12,
        Kind::Contact => 13,
        Kind::Invoice => 14,
        Kind::BareHost => 15,
        Kind::CodeNumber => 16,
        Kind::Link => 17,
        Kind::Text => 18,
        Kind::Binary => 19,
        Kind::Empty => 20,
    }
}

fn list() -> Allowlist {
    Allowlist::built_in(Date {
        year: 2026,
        month: 11,
        day: 30,
    })
    .unwrap()
}

/// Sentences without the addresses and names that stand in them.
fn without_addresses(text: &str) -> String {
    text.replace(&format!("https://{HOST}/"), "")
        .replace(HOST, "")
        .replace(OFFICE, "")
        .replace(SOMEBODY, "")
        .replace(INSURER.0, "")
        .replace(INSURER.1, "")
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

fn latin_words(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_ascii_alphabetic() || c == '-'))
        .filter(|word| word.chars().any(|c| c.is_ascii_alphabetic()))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_lists_of_this_file_hold_every_variant() {
    let numbers: BTreeSet<usize> = reasons().iter().map(number_of_reason).collect();
    assert_eq!(numbers, (0..REASONS).collect());
    let kinds: BTreeSet<usize> = KINDS.into_iter().map(number_of_kind).collect();
    assert_eq!(kinds, (0..KINDS.len()).collect());
    let ambiguities: BTreeSet<Ambiguity> = AMBIGUITIES.into_iter().collect();
    assert_eq!(ambiguities.len(), AMBIGUITIES.len());
}

#[test]
fn every_reason_has_a_headline_a_why_and_at_most_three_steps() {
    for language in LANGUAGES {
        for reason in reasons() {
            let words = language.explain(&reason);
            assert!(!words.headline.trim().is_empty(), "{language:?} {reason:?}");
            assert!(!words.why.trim().is_empty(), "{language:?} {reason:?}");
            assert!(
                (1..=3).contains(&words.steps.len()),
                "{language:?} {reason:?}"
            );
            assert!(words.steps.iter().all(|step| !step.trim().is_empty()));
            let steps: BTreeSet<_> = words.steps.iter().collect();
            assert_eq!(steps.len(), words.steps.len(), "{language:?} {reason:?}");
        }
    }
}

#[test]
fn headlines_and_whys_have_no_words_that_a_visitor_would_have_to_look_up() {
    const CHINESE: [&str; 22] = [
        "域名",
        "协议",
        "URL",
        "链接",
        "主机",
        "端口",
        "解析",
        "编码",
        "字节",
        "字符",
        "重定向",
        "跳转",
        "加密",
        "证书",
        "钓鱼",
        "白名单",
        "后缀",
        "参数",
        "服务器",
        "二维码符号",
        "解码",
        "Unicode",
    ];
    const ENGLISH: [&str; 26] = [
        "url",
        "uri",
        "domain",
        "subdomain",
        "protocol",
        "host",
        "hostname",
        "port",
        "redirect",
        "parser",
        "payload",
        "phishing",
        "scheme",
        "server",
        "decoder",
        "unicode",
        "byte",
        "bytes",
        "encoding",
        "encoded",
        "encrypted",
        "suffix",
        "parameter",
        "query",
        "certificate",
        "allowlist",
    ];
    for reason in reasons() {
        let words = Language::ZhCn.explain(&reason);
        for text in [&words.headline, &words.why] {
            let text = without_addresses(text);
            for word in CHINESE {
                assert!(!text.contains(word), "{reason:?}: {word} in {text}");
            }
        }
        let words = Language::En.explain(&reason);
        for text in [&words.headline, &words.why] {
            for word in latin_words(&without_addresses(text)) {
                let word = word.to_lowercase();
                assert!(
                    !ENGLISH.contains(&word.as_str()),
                    "{reason:?}: {word} in {text}"
                );
            }
        }
    }
}

#[test]
fn english_is_english_but_for_the_names_to_search_for() {
    for reason in reasons() {
        let words = Language::En.explain(&reason);
        let texts = [words.headline.as_str(), words.why.as_str()];
        for text in texts.iter().chain(&words.steps) {
            // What to type into WeChat, and what stands under the app's icon.
            let rest = text.replace("医保码", "").replace("国家医保服务平台", "");
            assert!(!rest.contains(is_han), "{reason:?}: {text}");
        }
    }
}

#[test]
fn chinese_is_chinese_but_for_addresses_and_app() {
    for reason in reasons() {
        let words = Language::ZhCn.explain(&reason);
        let texts = [words.headline.as_str(), words.why.as_str()];
        for text in texts.iter().chain(&words.steps) {
            let foreign: Vec<String> = latin_words(&without_addresses(text))
                .into_iter()
                .filter(|word| word != "App")
                .collect();
            assert!(foreign.is_empty(), "{reason:?}: {foreign:?} in {text}");
            assert!(
                text.contains(is_han),
                "{reason:?}: nothing Chinese in {text}"
            );
        }
    }
}

#[test]
fn the_address_that_a_reason_names_stands_in_its_why() {
    for language in LANGUAGES {
        for reason in reasons() {
            let why = language.explain(&reason).why;
            let named = match &reason {
                Reason::NeedsLocalConfirmation { entry } => Some(entry.as_str()),
                Reason::NotEncrypted { entry } => Some(entry.as_str()),
                Reason::UnusualPort { entry } => entry.as_deref(),
                Reason::Insurer { name } if language == Language::ZhCn => Some(name.zh.as_str()),
                Reason::Insurer { name } => Some(name.en.as_str()),
                Reason::NotListed { owner } => owner.as_ref().map(Domain::as_str),
                other => other.imitates(),
            };
            if let Some(named) = named {
                assert!(why.contains(named), "{language:?} {reason:?}: {why}");
            }
        }
        let not_encrypted = Reason::NotEncrypted {
            entry: HOST.to_owned(),
        };
        let unusual_port = Reason::UnusualPort {
            entry: Some(HOST.to_owned()),
        };
        for reason in [not_encrypted, unusual_port] {
            let why = language.explain(&reason).why;
            assert!(why.contains(&format!("https://{HOST}/")), "{why}");
        }
    }
}

#[test]
fn codes_are_unique_and_in_lower_case_with_hyphens() {
    let mut seen = BTreeSet::new();
    for reason in reasons() {
        let code = reason.code();
        let is_kebab = code.split('-').all(|part| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        });
        assert!(is_kebab, "{code}");
        // Several forms of one reason share its code.
        let kind = match reason {
            Reason::Kind(kind) => number_of_kind(kind),
            Reason::OpensAnApp => number_of_kind(Kind::Text),
            _ => 0,
        };
        seen.insert((code, number_of_reason(&reason), kind));
    }
    let codes: BTreeSet<&str> = seen.iter().map(|(code, _, _)| *code).collect();
    assert_eq!(codes.len(), seen.len());
    assert_eq!(codes.len(), REASONS - 1 + KINDS.len());
}

#[test]
fn the_reference_names_every_code() {
    let reference = fs::read_to_string("docs/verdicts.md").unwrap();
    for reason in reasons() {
        let code = reason.code();
        assert!(reference.contains(&format!("`{code}`")), "{code}");
    }
}

#[test]
fn what_is_said_where_nothing_was_read_calls_nothing_safe_or_unsafe_and_says_what_to_do() {
    for language in LANGUAGES {
        for why in Unanswered::ALL {
            let words = language.unanswered(why);
            let word = language.say(Phrase::UnansweredWord(why));
            for verdict in [Outcome::Safe, Outcome::Unsafe] {
                assert_ne!(word, language.verdict(Some(verdict)));
            }
            assert!(!words.headline.is_empty() && !words.why.is_empty());
            let [first, ..] = words.steps[..] else {
                panic!("{why:?}");
            };
            let forbids = match language {
                Language::ZhCn => "不要扫",
                Language::En => "Do not scan",
            };
            assert!(first.contains(forbids), "{first}");
            assert!(words.steps.len() <= 3, "{why:?}");
        }
    }
}

#[test]
fn every_kind_has_a_noun_in_both_languages() {
    for language in LANGUAGES {
        let nouns: BTreeSet<&str> = KINDS.iter().map(|kind| language.kind(*kind)).collect();
        assert_eq!(nouns.len(), KINDS.len(), "{language:?}");
        assert!(!nouns.contains(""));
    }
}

#[test]
fn every_fault_of_a_picture_a_list_and_the_command_line_has_a_sentence() {
    let errors = || {
        [
            ImageError::NotFound,
            ImageError::NoPermission,
            ImageError::NotRegular,
            ImageError::Empty,
            ImageError::TooLarge,
            ImageError::TooManyPixels {
                width: 30_000,
                height: 20_000,
            },
            ImageError::Unsupported("HEIC"),
            ImageError::NotAPicture,
            ImageError::Damaged,
            ImageError::NoPictures,
            ImageError::Io(io::Error::other("x")),
        ]
    };
    let faults = [
        Fault::Toml("x".to_owned()),
        Fault::SecondListTable,
        Fault::Duplicate("a.toml:1".to_owned()),
        Fault::BadHost,
        Fault::Capitals,
        Fault::Idn,
        Fault::IpAddress,
        Fault::PublicSuffix,
        Fault::Never("t.cn".to_owned()),
        Fault::SubdomainsOutsideBuiltIn,
        Fault::NoOwnerStatement,
        Fault::NeedlessOwnerStatement,
        Fault::NoEvidence,
        Fault::BadEvidence,
        Fault::GradeTooLow,
        Fault::OutsideGovernment,
        Fault::TooFewSources,
        Fault::NotChecked,
        Fault::UnknownRegion,
        Fault::FutureDate,
        Fault::VerifiedAfterIssue,
        Fault::BadStaleAfter,
        Fault::NoPackage,
        Fault::NoListTable,
        Fault::BadText,
    ];
    let notices = [
        Notice::Usage { command: "c" },
        Notice::WindowFailed { error: "e" },
        Notice::WindowFailedOnWindows { error: "e" },
        Notice::NothingToCheck,
        Notice::OthersSkipped {
            folder: "d",
            count: 3,
        },
        Notice::BadPayloadLine,
        Notice::LongLine,
        Notice::Total {
            safe: 1,
            not_safe: 2,
            no_code: 3,
            errors: 4,
        },
        Notice::LintPassed { entries: 5 },
        Notice::LintFailed { problems: 6 },
        Notice::SheetExists { path: "s" },
        Notice::SheetNotWritten {
            path: "s",
            error: "e",
        },
        Notice::HostNotListed { host: "h" },
        Notice::PinNew,
        Notice::PinAgain,
        Notice::PinsDiffer,
        Notice::NotAPin,
        Notice::PinSet,
        Notice::PinNotKept { error: "e" },
        Notice::KioskRunsAlready,
        Notice::KioskWithoutPin,
        Notice::HostNever {
            host: "h",
            reason: "r",
        },
    ];
    for language in LANGUAGES {
        let mut sentences: Vec<String> = errors()
            .iter()
            .map(|error| language.image_error(error))
            .collect();
        sentences.extend(faults.iter().map(|fault| {
            language.problem(&Problem {
                file: "hall.toml".to_owned(),
                line: 7,
                field: Some("host"),
                host: Some("a.cn".to_owned()),
                fault: fault.clone(),
            })
        }));
        sentences.extend(notices.iter().map(|notice| language.notice(notice)));
        let different: BTreeSet<&String> = sentences.iter().collect();
        assert_eq!(different.len(), sentences.len(), "{language:?}");
        for sentence in &sentences {
            let is_chinese = sentence.contains(is_han);
            assert_eq!(is_chinese, language == Language::ZhCn, "{sentence}");
        }
    }
}

#[test]
fn every_fault_of_the_settings_has_a_sentence() {
    use yanma::config::{ConfigError, Fault, Problem};
    let faults = [
        Fault::Toml("x".to_owned()),
        Fault::NotUtf8,
        Fault::TooLarge,
        Fault::TextSize,
        Fault::TooLong(40),
        Fault::BadText,
        Fault::BadPhone,
        Fault::BadFormat,
        Fault::RelativePath,
    ];
    let path = || "settings.toml".to_owned();
    let problem = || Problem {
        line: 1,
        field: None,
        fault: Fault::TextSize,
    };
    let error = |kind: io::ErrorKind| io::Error::from(kind);
    let errors = [
        ConfigError::NoPlace,
        ConfigError::Read {
            path: path(),
            error: error(io::ErrorKind::PermissionDenied),
        },
        ConfigError::Write {
            path: path(),
            error: error(io::ErrorKind::StorageFull),
        },
        ConfigError::Broken {
            path: path(),
            problem: problem(),
        },
        ConfigError::BrokenTwice { path: path() },
        ConfigError::Refused(problem()),
    ];
    for language in LANGUAGES {
        let mut sentences: Vec<String> = faults
            .iter()
            .map(|fault| language.config_fault(fault))
            .collect();
        sentences.extend(errors.iter().map(|error| language.config_error(error)));
        let different: BTreeSet<&String> = sentences.iter().collect();
        assert_eq!(different.len(), sentences.len(), "{language:?}");
        for sentence in &sentences {
            let is_chinese = sentence.contains(is_han);
            assert_eq!(is_chinese, language == Language::ZhCn, "{sentence}");
        }
    }
}

#[test]
fn a_list_that_breaks_a_rule_is_named_with_file_line_host_and_field() {
    let problem = Problem {
        file: "hall.toml".to_owned(),
        line: 7,
        field: Some("grade"),
        host: Some("ybj.example.cn".to_owned()),
        fault: Fault::GradeTooLow,
    };
    for language in LANGUAGES {
        let lines =
            language.list_error(&ListError::Problems(vec![problem.clone(), problem.clone()]));
        assert_eq!(lines.len(), 2);
        for part in ["hall.toml:7", "ybj.example.cn", "grade"] {
            assert!(lines[0].contains(part), "{part} in {}", lines[0]);
        }
    }
}

#[test]
fn the_counts_of_the_last_line_add_up() {
    let total = Notice::Total {
        safe: 1,
        not_safe: 20,
        no_code: 300,
        errors: 4_000,
    };
    for language in LANGUAGES {
        let line = language.notice(&total);
        for number in ["4321", "1", "20", "300", "4000"] {
            let numbers: Vec<&str> = line
                .split(|c: char| !c.is_ascii_digit())
                .filter(|part| !part.is_empty())
                .collect();
            assert!(numbers.contains(&number), "{number} in {line}");
        }
    }
}

#[test]
fn a_safe_verdict_says_that_only_the_address_was_checked() {
    let note = |language: Language, host: &str| {
        let link = format!("https://{host}/");
        let Verdict::Safe(safe) = judge_text(link.as_bytes(), &list()).verdict else {
            panic!("{host} is not listed");
        };
        language.safe_note(&safe)
    };
    assert!(note(Language::ZhCn, HOST).starts_with("只查了网址，没查旁边的人"));
    assert!(note(Language::En, HOST).starts_with("Only the address was checked, not the people"));
    // Frauds in a regulator's name promise a refund.
    let regulator = "www.nfra.gov.cn";
    for words in ["不收钱，也不退钱", "只查了网址"] {
        assert!(note(Language::ZhCn, regulator).contains(words));
        assert!(!note(Language::ZhCn, HOST).contains("不收钱"));
    }
    assert!(note(Language::En, regulator).contains("nothing is paid or refunded there"));
    assert_eq!(Language::ZhCn.verdict(None), "读不了");
}

#[test]
fn every_camera_fault_says_what_why_and_whom_to_ask() {
    let mut headlines = BTreeSet::new();
    let mut codes = BTreeSet::new();
    for fault in fault::Fault::ALL {
        codes.insert(fault.code());
        for language in LANGUAGES {
            let words = language.camera_fault(fault);
            let texts = [words.headline.as_str(), words.why.as_str()];
            let all: Vec<&str> = texts
                .into_iter()
                .chain(words.steps.iter().copied())
                .collect();
            assert!((2..=3).contains(&words.steps.len()), "{fault:?}");
            assert!(all.iter().all(|text| !text.trim().is_empty()), "{fault:?}");
            // The first step is for a visitor; the staff are addressed after that.
            let staff = match language {
                Language::ZhCn => "工作人员：",
                Language::En => "Staff:",
            };
            assert!(!words.steps[0].contains(staff), "{fault:?}");
            assert!(words.steps[1].starts_with(staff), "{fault:?}");
            assert!(headlines.insert(words.headline), "{fault:?}");
        }
    }
    assert_eq!(codes.len(), fault::Fault::ALL.len());
}

#[test]
fn camera_faults_are_short_and_in_one_language() {
    for fault in fault::Fault::ALL {
        let words = Language::ZhCn.camera_fault(fault);
        assert!(words.headline.chars().count() <= 12, "{fault:?}");
        for text in [words.headline.as_str(), words.why.as_str()] {
            assert!(latin_words(text).is_empty(), "{fault:?}: {text}");
            assert!(text.chars().count() <= 30, "{fault:?}: {text}");
        }
        for step in &words.steps {
            assert!(step.chars().count() <= 22, "{fault:?}: {step}");
        }
        let words = Language::En.camera_fault(fault);
        let all = [words.headline.as_str(), words.why.as_str()];
        for text in all.iter().chain(&words.steps) {
            assert!(!text.contains(is_han), "{fault:?}: {text}");
        }
    }
    // Whoever sets up a Linux machine has to know the group.
    for language in LANGUAGES {
        let words = language.camera_fault(fault::Fault::NoPermission);
        assert!(words.steps.iter().any(|step| step.contains("video")));
    }
}

#[test]
fn one_result_is_not_results() {
    let said = |total| Language::En.say(Phrase::Results { total });
    assert_eq!([said(1), said(2)], ["1 result", "2 results"]);
}

/// What a visitor wants to know comes first.
#[test]
fn a_safe_verdict_says_first_that_it_may_be_scanned() {
    let today = yanma::check::allowlist::Date {
        year: 2026,
        month: 11,
        day: 23,
    };
    let list = yanma::check::allowlist::Allowlist::built_in(today).unwrap();
    let mut safe_ones = 0;
    for entry in list.entries() {
        let link = format!("https://{}/", entry.host);
        if let Verdict::Safe(safe) = judge_text(link.as_bytes(), &list).verdict {
            safe_ones += 1;
            let chinese = Language::ZhCn.safe_headline(&safe);
            assert!(chinese.starts_with("可以扫"), "{chinese}");
            let english = Language::En.safe_headline(&safe);
            assert!(english.starts_with("You may scan it"), "{english}");
        }
    }
    assert!(safe_ones > 50, "{safe_ones}");
}

/// Every sentence about a reason, a fault or the lack of an answer, with its steps.
fn sentences(language: Language) -> Vec<String> {
    let of_reasons = reasons()
        .into_iter()
        .map(|reason| language.explain(&reason));
    let of_faults = fault::Fault::ALL.map(|fault| language.camera_fault(fault));
    let unanswered = Unanswered::ALL.map(|why| language.unanswered(why));
    let words = of_reasons.chain(of_faults).chain(unanswered);
    words
        .flat_map(|words| {
            let steps = words.steps.into_iter().map(str::to_owned);
            [words.headline, words.why].into_iter().chain(steps)
        })
        .collect()
}

#[test]
fn english_does_not_say_nobody_can_tell_all_the_time() {
    let said: BTreeSet<String> = sentences(Language::En).into_iter().collect();
    let nobody = said
        .iter()
        .filter(|text| text.to_lowercase().contains("nobody can tell"));
    assert!(nobody.count() <= 3);
}

/// 查 for what the machine does; 看, 验 and 扫 are what people do.
#[test]
fn one_verb_stands_for_the_act() {
    for phrase in [
        Phrase::AttractTitle,
        Phrase::Looking,
        Phrase::Again,
        Phrase::TakeAway,
        Phrase::OfficialAddresses,
    ] {
        let said = Language::ZhCn.say(phrase);
        assert!(
            said.contains('查') && !said.contains(['看', '验']),
            "{said}"
        );
    }
}

/// Repeating the headline tells nobody why.
#[test]
fn no_sentence_only_repeats_its_headline() {
    for language in LANGUAGES {
        for reason in reasons() {
            let words = language.explain(&reason);
            let why = words.why.trim_end_matches(['。', '.']);
            assert!(!why.contains(&words.headline), "{why}");
        }
    }
}
