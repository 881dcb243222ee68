//! What holds for every input: nothing panics, safe means listed, and taking away never makes safe.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use qrcode::{Color, QrCode};
use yanma::check::allowlist::{Allowlist, Date, Origin, Scope, Source, Status};
use yanma::check::judge_text;
use yanma::check::poster::{Fingerprint, Poster, PosterKind, Posters};
use yanma::check::verdict::{Reason, Verdict};
use yanma::scan::{self, Effort, Frame, Scan};
use yanma::source::images;

const TODAY: Date = Date {
    year: 2026,
    month: 11,
    day: 23,
};

static LIST: LazyLock<Allowlist> = LazyLock::new(|| Allowlist::built_in(TODAY).unwrap());

/// Files of failed cases are not kept: a failure becomes a row in `tests/data`.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn is_safe(payload: &[u8], list: &Allowlist) -> bool {
    judge_text(payload, list).verdict.is_safe()
}

fn codes(payload: &[u8]) -> Vec<&'static str> {
    let judged = judge_text(payload, &LIST);
    judged.verdict.reasons().iter().map(Reason::code).collect()
}

/// Pieces that links and attacks are made of.
fn piece() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "https://",
        "HTTPS://",
        "http://",
        "https:",
        "//",
        "/",
        "\\",
        "?",
        "#",
        "&",
        "=",
        ";",
        ":",
        "@",
        ":443",
        ":8443",
        ".",
        "..",
        "-",
        ",",
        "|",
        "%",
        "%2F",
        "%2f",
        "%5C",
        "%40",
        "%25",
        "%2e",
        "%E5%8C%BB",
        "%00",
        " ",
        "\n",
        "\t",
        "\u{0}",
        "\u{200b}",
        "\u{202e}",
        "\u{feff}",
        "\u{3000}",
        "医保",
        "（",
        "\u{455}",
        "xn--",
        "fuwu.nhsa.gov.cn",
        "nhsa.gov.cn",
        "FUWU.NHSA.GOV.CN",
        "si.12333.gov.cn",
        "www.gov.cn",
        "t.cn",
        "gov.cn",
        "yb-tongzhi.top",
        "127.0.0.1",
        "a",
        "b1",
        "url",
        "redirect",
        "service",
        "javascript",
        "&amp;",
        "<",
        "\"",
    ]);
    prop_oneof![
        8 => pieces.prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}

/// Payloads of posters, and of what may be none.
fn poster_payload() -> impl Strategy<Value = String> {
    let start = select(vec![
        "http://weixin.qq.com/r/",
        "https://weixin.qq.com/g/",
        "https://mp.weixin.qq.com/a/~",
        "mp://",
        "alipays://platformapi/startapp?appId=20180709605851",
        "https://yb.example-hall.cn/",
        "https://t.cn/",
        "https://qr.95516.com/0001/",
        "wxp://",
    ]);
    prop_oneof![
        6 => (start, "[a-zA-Z0-9]{1,12}").prop_map(|(start, token)| format!("{start}{token}")),
        1 => text(),
    ]
}

/// Texts that often begin like an official link.
fn text() -> impl Strategy<Value = String> {
    let start = select(vec![
        "",
        "https://",
        "https://fuwu.nhsa.gov.cn",
        "https://fuwu.nhsa.gov.cn/",
        "HTTPS://ZWFW.NHSA.GOV.CN/",
        " https://si.12333.gov.cn/",
        "https://fuwu.nhsa.gov.cn/?url=",
        "https://fuwu.nhsa.gov.cn/?a=https://",
    ]);
    (start, vec(piece(), 0..8)).prop_map(|(start, pieces)| format!("{start}{}", pieces.concat()))
}

/// What stands behind an official host, with a foreign address in it now and then.
fn tail() -> impl Strategy<Value = String> {
    let joints = select(vec![
        "/",
        "/",
        "/link/",
        "?",
        "/?",
        "#",
        "/#/",
        "&a=",
        "/?a=",
        "/?u=",
        "?to=",
        "/;a=",
        ",",
        "~",
        "%20",
        "%2F",
        "%253D",
        "|",
        ".",
        "-",
        "+",
        "/index.do",
        "x",
        "医保",
    ]);
    let names = select(vec![
        "",
        "",
        "",
        "a",
        "yb-tongzhi.top",
        "yb%2Dtongzhi%2Etop",
        "t.cn",
        "YB.COM",
        "yb%E3%80%82top",
        "yb.%74op",
        "si.12333.gov.cn",
        "www.gov.cn",
        "%2574.cn",
        "yb.top.",
        ".com",
    ]);
    vec((joints, names), 1..4).prop_map(|pairs| {
        pairs
            .iter()
            .map(|(joint, name)| format!("{joint}{name}"))
            .collect()
    })
}

/// The names under a few top-level domains in a text without escapes.
fn names(text: &str) -> Vec<String> {
    let mut text = text.to_owned();
    loop {
        let decoded = percent_encoding::percent_decode_str(&text)
            .decode_utf8_lossy()
            .into_owned();
        if decoded == text {
            break;
        }
        text = decoded;
    }
    let text = text.replace('。', ".").to_ascii_lowercase();
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-'))
        .map(|name| name.trim_matches(['.', '-']))
        .filter(|name| {
            [".top", ".com", ".cn"]
                .iter()
                .any(|end| name.ends_with(end))
        })
        .map(str::to_owned)
        .collect()
}

/// The rule once more, written without looking at the program: https, a plain host, port 443 or none, listed, active.
fn is_listed_https(payload: &[u8], list: &Allowlist) -> bool {
    let Ok(text) = std::str::from_utf8(payload) else {
        return false;
    };
    let text = text.trim_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.strip_suffix(":443").unwrap_or(authority);
    let host = host.to_ascii_lowercase();
    let is_plain = host.len() <= 253
        && host.contains('.')
        && host.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && !label.starts_with("xn--")
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        });
    let is_listed = list.entries().iter().any(|entry| {
        let is_below =
            entry.scope == Scope::Subdomains && host.ends_with(&format!(".{}", entry.host));
        entry.status == Status::Active && (host == entry.host || is_below)
    });
    scheme.eq_ignore_ascii_case("https") && is_plain && is_listed && text.len() <= 2048
}

fn entry(host: &str, is_active: bool) -> String {
    let status = if is_active {
        "active"
    } else {
        "needs-local-confirmation"
    };
    format!(
        "[[entry]]\nhost = \"{host}\"\nname = {{ zh = \"大厅\", en = \"Hall\" }}\nregion = \"CN-45\"\nkind = \"service-hall\"\ngrade = \"B\"\nevidence_note = \"x\"\nverified_on = 2026-11-20\nstatus = \"{status}\"\n"
    )
}

const HALL_HOSTS: [&str; 7] = [
    "ybj.example.cn",
    "a.ybj.example.cn",
    "example.cn",
    "yb.example.org.cn",
    "ybj.nanning.gov.cn",
    "fuwu.nhsa.gov.cn",
    "www.gov.cn",
];

fn hall(entries: &[(usize, bool)], origin: Origin) -> Allowlist {
    let text: String = entries
        .iter()
        .map(|(at, is_active)| entry(HALL_HOSTS[*at], *is_active))
        .collect();
    let source = Source {
        name: "hall.toml",
        text: &text,
    };
    Allowlist::load(&[source], origin, TODAY).unwrap()
}

/// A hall's list: each of the hosts at most once.
fn hall_entries() -> impl Strategy<Value = Vec<(usize, bool)>> {
    vec(
        prop_oneof![Just(None), any::<bool>().prop_map(Some)],
        HALL_HOSTS.len(),
    )
    .prop_map(|choices| {
        let chosen = choices.into_iter().enumerate();
        chosen
            .filter_map(|(at, choice)| choice.map(|is_active| (at, is_active)))
            .collect()
    })
}

proptest! {
    #![proptest_config(cases(4_000))]

    #[test]
    fn any_bytes_are_judged_and_safe_ones_are_listed(bytes in vec(any::<u8>(), 0..300)) {
        let is_safe = is_safe(&bytes, &LIST);
        prop_assert!(!is_safe || is_listed_https(&bytes, &LIST));
    }

    #[test]
    fn bytes_behind_an_official_address_are_judged_and_safe_ones_are_listed(bytes in vec(any::<u8>(), 0..6)) {
        for start in ["https://fuwu.nhsa.gov.cn", "https://fuwu.nhsa.gov.cn/"] {
            let payload = [start.as_bytes(), bytes.as_slice()].concat();
            let is_safe = is_safe(&payload, &LIST);
            prop_assert!(!is_safe || is_listed_https(&payload, &LIST));
        }
    }

    #[test]
    fn a_safe_text_is_a_plain_https_link_to_a_listed_host(text in text()) {
        let judged = judge_text(text.as_bytes(), &LIST);
        if judged.verdict.is_safe() {
            prop_assert!(is_listed_https(text.as_bytes(), &LIST), "{text:?}");
            // The URL standard sees the same.
            let url = url::Url::parse(text.trim()).unwrap();
            prop_assert_eq!(url.host_str(), judged.host.as_deref());
            prop_assert_eq!((url.scheme(), url.username(), url.port()), ("https", "", None));
        } else {
            prop_assert!(!judged.verdict.reasons().is_empty());
        }
    }

    /// Whatever is enrolled, as whatever kind: only that payload may become safe by it, byte for byte.
    #[test]
    fn no_enrolment_makes_another_payload_safe(
        enrolled in poster_payload(),
        others in vec(poster_payload(), 1..6),
        kind in select(PosterKind::ALL.to_vec()),
        change in any::<Index>(),
        bit in 0..8_u8,
    ) {
        let poster = Poster {
            fingerprint: Fingerprint::of(enrolled.as_bytes()),
            kind,
            name: "大厅".to_owned(),
            by: "李".to_owned(),
            until: TODAY,
            enrolled_on: TODAY,
            link: None,
        };
        let posters = Posters::of(vec![poster]).unwrap();
        let list = LIST.clone().with_posters(&posters, TODAY);
        let mut near = enrolled.clone().into_bytes();
        if !near.is_empty() {
            let at = change.index(near.len());
            near[at] ^= 1 << bit;
        }
        let near = std::iter::once(near).chain([
            format!("{enrolled} ").into_bytes(),
            format!("{enrolled}/").into_bytes(),
            enrolled.to_uppercase().into_bytes(),
        ]);
        let others = others.into_iter().map(String::into_bytes).chain(near);
        for other in others.filter(|other| other.as_slice() != enrolled.as_bytes()) {
            prop_assert_eq!(judge_text(&other, &list), judge_text(&other, &LIST));
        }
        // Safe is what is listed, or what is enrolled.
        if let Verdict::Safe(safe) = judge_text(enrolled.as_bytes(), &list).verdict {
            let by_list = is_safe(enrolled.as_bytes(), &LIST);
            prop_assert_eq!(safe.entry().is_some(), by_list);
            prop_assert_eq!(safe.poster().is_some(), !by_list);
            prop_assert!(by_list || safe.poster().is_some_and(|poster| poster.kind == kind));
        }
    }

    /// What leads elsewhere is not safe, wherever and however often escaped it stands. The rule once more, for a few
    /// top-level domains and the addresses that [`text`] and [`tail`] are made of.
    #[test]
    fn a_safe_text_names_no_other_host(text in text(), tail in tail()) {
        for text in [text, format!("https://fuwu.nhsa.gov.cn{tail}")] {
            if !is_safe(text.as_bytes(), &LIST) {
                continue;
            }
            for name in names(&text) {
                let link = format!("https://{name}/");
                prop_assert!(is_listed_https(link.as_bytes(), &LIST), "{} in {:?}", name, text);
            }
        }
    }

    #[test]
    fn reasons_stand_worst_first_and_once(text in text()) {
        let judged = judge_text(text.as_bytes(), &LIST);
        let reasons = judged.verdict.reasons();
        prop_assert!(reasons.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn nothing_private_is_kept(text in text(), number in "[0-9]{28}") {
        let judged = judge_text(format!("{number}\n").as_bytes(), &LIST);
        prop_assert_eq!(judged.kind.code(), "credential");
        prop_assert_eq!((judged.text, judged.host), (None, None));
        let judged = judge_text(text.as_bytes(), &LIST);
        prop_assert!(judged.text.is_none() || !judged.kind.is_private());
    }

    #[test]
    fn a_number_of_a_person_in_a_link_is_not_shown(
        number in select(vec!["1[3-9][0-9]{9}", "[0-9]{28}", "62[0-9]{14,17}"]).prop_flat_map(|form| form),
        before in select(vec!["/", "/h5/?a=", "/?a=", "/#/", "/?a=%20", "/?a=0086-", "/?a=%2B86%20", "/a/b,", "/?a=x&b=tel:"]),
        behind in select(vec!["", "/", "&b=1", "#/home", "%20", ",x"]),
        layers in 0..3_usize,
    ) {
        let mut number = number;
        for _ in 0..layers {
            number = number.bytes().map(|b| format!("%{b:02x}")).collect();
        }
        let link = format!("https://fuwu.nhsa.gov.cn{before}{number}{behind}");
        let judged = judge_text(link.as_bytes(), &LIST);
        prop_assert!(judged.is_personal && judged.shown_text().is_none(), "{link}");
        prop_assert_eq!(judged.host.as_deref(), Some("fuwu.nhsa.gov.cn"));
    }

    #[test]
    fn capitals_in_scheme_and_host_change_nothing(text in text(), flips in any::<u64>()) {
        let authority_end = text
            .find("://")
            .and_then(|at| text[at + 3..].find(['/', '?', '#', '\\']).map(|end| at + 3 + end))
            .unwrap_or(text.len());
        prop_assume!(text.contains("://") && !text[..authority_end].contains('@'));
        let flipped: String = text
            .char_indices()
            .map(|(at, c)| match c {
                _ if at >= authority_end || flips >> (at % 64) & 1 == 0 => c,
                c if c.is_ascii_lowercase() => c.to_ascii_uppercase(),
                c => c.to_ascii_lowercase(),
            })
            .collect();
        prop_assert_eq!(codes(text.as_bytes()), codes(flipped.as_bytes()), "{:?} {:?}", text, flipped);
    }

    #[test]
    fn white_space_around_is_forgiven_only_with_a_slash_behind_the_host(
        before in "[ \t\r\n\u{b}\u{c}]{0,3}",
        after in "[ \t\r\n\u{b}\u{c}]{0,3}",
        tail in "(/[a-z0-9]{0,6}|\\?[a-z]=[0-9]{0,3}|)",
    ) {
        let padded = format!("{before}https://fuwu.nhsa.gov.cn{tail}{after}");
        let is_forgiven = tail.starts_with('/') || (before.is_empty() && after.is_empty());
        prop_assert_eq!(is_safe(padded.as_bytes(), &LIST), is_forgiven, "{:?}", padded);
    }

    #[test]
    fn ordinary_paths_of_an_official_host_are_safe(
        // Eight letters and more may be base64 of an address.
        path in "(/[a-zA-Z0-9_~-]{1,7}){0,4}/?",
        query in "(\\?[a-d]=[a-z0-9]{0,7}(&[e-h]=[A-Z0-9]{0,7}){0,2})?",
        fragment in "(#/[a-z]{0,8})?",
    ) {
        let link = format!("https://fuwu.nhsa.gov.cn{path}{query}{fragment}");
        prop_assert!(is_safe(link.as_bytes(), &LIST), "{link}");
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn taking_an_entry_away_never_makes_anything_safe(
        entries in hall_entries(),
        gone in any::<Index>(),
        host in select(HALL_HOSTS.to_vec()),
        below in select(vec!["", "www.", "a."]),
        tail in select(vec!["/", "", "/?url=https://ybj.example.cn/", "/?a=https://example.cn/b"]),
    ) {
        prop_assume!(!entries.is_empty());
        let link = format!("https://{below}{host}{tail}");
        let mut fewer = entries.clone();
        fewer.remove(gone.index(entries.len()));
        for origin in [Origin::Hall, Origin::BuiltInAndHall] {
            let was_safe = is_safe(link.as_bytes(), &hall(&entries, origin));
            let is_safe = is_safe(link.as_bytes(), &hall(&fewer, origin));
            prop_assert!(was_safe || !is_safe, "{link} {entries:?} {fewer:?}");
        }
    }

    #[test]
    fn a_halls_list_makes_exactly_its_active_hosts_safe(entries in hall_entries(), at in 0..HALL_HOSTS.len()) {
        let link = format!("https://{}/", HALL_HOSTS[at]);
        let list = hall(&entries, Origin::Hall);
        prop_assert_eq!(is_safe(link.as_bytes(), &list), entries.contains(&(at, true)));
    }
}

fn assert_finite(scan: &Scan) {
    let of_symbols = scan.symbols.iter().map(|symbol| symbol.corners);
    for quad in of_symbols
        .chain(scan.unread.iter().copied())
        .chain(scan.micro.iter().copied())
    {
        assert!(quad.0.iter().flatten().all(|v| v.is_finite()), "{quad:?}");
    }
}

fn never() -> bool {
    false
}

/// A frame of any size up to `side`, in grey, colour or with alpha.
fn frame(side: usize) -> impl Strategy<Value = Frame> {
    (0..=side, 0..=side, 0..3_usize).prop_flat_map(|(width, height, kind)| {
        let channels = [1, 3, 4][kind];
        // Noise, or black and white only, which looks more like codes.
        let byte = prop_oneof![any::<u8>(), select(vec![0, 255])];
        vec(byte, width * height * channels).prop_map(move |bytes| {
            let frame = match channels {
                1 => Frame::luma(width, height, bytes),
                3 => Frame::rgb(width, height, bytes),
                _ => Frame::rgba(width, height, bytes),
            };
            frame.unwrap()
        })
    })
}

/// A code with a white margin, four pixels a module.
fn code(payload: &[u8]) -> (usize, Vec<u8>) {
    const MODULE: usize = 4;
    const MARGIN: usize = 4;
    let code = QrCode::new(payload).unwrap();
    let modules = code.width();
    let side = (modules + 2 * MARGIN) * MODULE;
    let mut bytes = vec![255; side * side];
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (left, top) = (
                (at % modules + MARGIN) * MODULE,
                (at / modules + MARGIN) * MODULE,
            );
            for y in top..top + MODULE {
                bytes[y * side + left..][..MODULE].fill(0);
            }
        }
    }
    (side, bytes)
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn frames_of_any_size_are_scanned(frame in frame(40)) {
        for effort in [Effort::Live, Effort::Thorough] {
            assert_finite(&scan::scan(&frame, effort, &never));
        }
    }

    #[test]
    fn a_frame_has_as_many_bytes_as_it_says(width in 0..50_usize, height in 0..50_usize, len in 0..9_000_usize) {
        let bytes = || vec![0; len];
        prop_assert_eq!(Frame::luma(width, height, bytes()).is_some(), len == width * height);
        prop_assert_eq!(Frame::rgb(width, height, bytes()).is_some(), len == width * height * 3);
        prop_assert_eq!(Frame::rgba(width, height, bytes()).is_some(), len == width * height * 4);
        prop_assert!(Frame::luma(usize::MAX, 2 + width, bytes()).is_none());
    }

    #[test]
    fn a_code_is_read_as_it_was_written(payload in vec(any::<u8>(), 1..60)) {
        let (side, bytes) = code(&payload);
        let scan = scan::scan(&Frame::luma(side, side, bytes).unwrap(), Effort::Live, &never);
        assert_finite(&scan);
        prop_assert_eq!(scan.symbols.len(), 1);
        prop_assert_eq!(&scan.symbols[0].payload, &payload);
    }

    #[test]
    fn a_spoilt_code_is_read_as_it_was_written_or_is_not_safe(
        spots in vec((any::<Index>(), any::<u8>()), 0..400),
        stripe in any::<Index>(),
    ) {
        let payload = b"https://fuwu.nhsa.gov.cn/nationalHallSt/";
        let (side, mut bytes) = code(payload);
        for (at, value) in &spots {
            bytes[at.index(side * side)] = *value;
        }
        let row = stripe.index(side - 8);
        bytes[row * side..(row + 6) * side].fill(128);
        let scan = scan::scan(&Frame::luma(side, side, bytes).unwrap(), Effort::Thorough, &never);
        assert_finite(&scan);
        let judged = yanma::check::judge_picture(&scan, &LIST);
        for (symbol, judged) in scan.symbols.iter().zip(&judged.symbols) {
            prop_assert!(symbol.payload == payload || !judged.verdict.is_safe());
        }
    }

    #[test]
    fn a_scan_that_is_stopped_at_once_says_so(payload in "[a-z]{1,20}") {
        let (side, bytes) = code(payload.as_bytes());
        let scan = scan::scan(&Frame::luma(side, side, bytes).unwrap(), Effort::Live, &|| true);
        assert_finite(&scan);
        prop_assert!(scan.not_finished);
    }
}

/// The small samples: many cases in little time.
fn samples() -> Vec<PathBuf> {
    let pictures = images::folder(Path::new("samples")).unwrap().pictures;
    let is_small = |path: &PathBuf| fs::metadata(path).unwrap().len() < 20_000;
    pictures.into_iter().filter(is_small).collect()
}

static SAMPLES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    samples()
        .iter()
        .map(|path| fs::read(path).unwrap())
        .collect()
});

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn any_bytes_are_a_picture_or_an_error(bytes in vec(any::<u8>(), 0..400), start in 0..8_usize) {
        let starts: [&[u8]; 8] = [
            b"", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xd8\xff", b"GIF89a", b"BM", b"II*\0\x08\0\0\0",
            b"RIFF\0\x01\0\0WEBPVP8 ", b"MM\0*\0\0\0\x08",
        ];
        let bytes = [starts[start], &bytes].concat();
        if let Ok(frame) = images::frame_of_bytes(&bytes) {
            prop_assert!(frame.width() > 0 && frame.height() > 0);
        }
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn a_spoilt_picture_file_is_a_picture_or_an_error(
        sample in any::<Index>(),
        changes in vec((any::<Index>(), any::<u8>()), 0..6),
        end in prop_oneof![Just(None), any::<Index>().prop_map(Some)],
    ) {
        let mut bytes = sample.get(&SAMPLES).clone();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Some(end) = end {
            bytes.truncate(end.index(bytes.len()));
        }
        if let Ok(frame) = images::frame_of_bytes(&bytes) {
            prop_assert!(frame.width() > 0 && frame.height() > 0);
        }
    }
}
