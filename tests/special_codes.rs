//! Codes that are not a plain symbol in the upright: each has a defined answer, with either effort.
#![allow(missing_docs, clippy::unwrap_used)]

mod painter;

use std::path::Path;
use std::sync::LazyLock;

use image::imageops::{self, flip_horizontal};
use image::{GrayImage, Luma};
use painter::*;
use qrcode::QrCode;
use qrcode::bits::Bits;
use qrcode::types::{EcLevel, Version};
use yanma::check::allowlist::{Allowlist, Date};
use yanma::check::verdict::Reason;
use yanma::check::{self, JudgedPicture, Outcome};
use yanma::scan::{self, Effort, Frame, OtherCode, OtherKind, Scan};

const OFFICIAL: &str = "https://fuwu.nhsa.gov.cn/nationalHallSt/";
const EVIL: &str = "https://evil.example/ka?id=8";
const EFFORTS: [Effort; 2] = [Effort::Live, Effort::Thorough];

static LIST: LazyLock<Allowlist> = LazyLock::new(|| {
    Allowlist::built_in(Date {
        year: 2026,
        month: 11,
        day: 24,
    })
    .unwrap()
});

fn seen(picture: &GrayImage, effort: Effort) -> (Scan, JudgedPicture) {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let frame = Frame::luma(width, height, picture.as_raw().clone()).unwrap();
    let scan = scan::scan(&frame, effort, &|| false);
    let judged = check::judge_picture(&scan, &LIST);
    (scan, judged)
}

fn codes(judged: &JudgedPicture) -> Vec<&'static str> {
    judged
        .reasons()
        .iter()
        .map(|reason| reason.code())
        .collect()
}

/// Names the pictures that are not what they should be with either effort.
fn assert_all(pictures: &[(String, GrayImage)], is_right: impl Fn(&Scan, &JudgedPicture) -> bool) {
    let mut faults = Vec::new();
    for (name, picture) in pictures {
        for effort in EFFORTS {
            let (scan, judged) = seen(picture, effort);
            if !is_right(&scan, &judged) {
                faults.push(format!("{name}, {effort:?}: {:?}", codes(&judged)));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// True for what is safe, and for what misses nothing but a thorough look.
fn is_safe(scan: &Scan, judged: &JudgedPicture) -> bool {
    let is_read = scan.symbols.iter().all(|symbol| symbol.read_by.both());
    let is_quickly_safe = !scan.is_thorough && is_read && codes(judged) == ["unconfirmed"];
    judged.outcome() == Outcome::Safe || is_quickly_safe
}

fn symbol(segments: &[Segment]) -> GrayImage {
    drawn(&encoded(segments, EcLevel::M, 1, None).unwrap(), 6)
}

#[test]
fn a_quick_look_alone_is_never_safe() {
    let picture = drawn(&text_code(OFFICIAL, EcLevel::M).unwrap(), 6);
    let (_, judged) = seen(&picture, Effort::Live);
    assert_eq!(codes(&judged), ["unconfirmed"]);
    let (_, judged) = seen(&picture, Effort::Thorough);
    assert_eq!(judged.outcome(), Outcome::Safe);
}

#[test]
fn an_official_code_is_safe_at_any_angle() {
    let code = drawn(&text_code(OFFICIAL, EcLevel::M).unwrap(), 6);
    let pictures: Vec<(String, GrayImage)> = (0..360)
        .step_by(15)
        .map(|degrees| {
            let mut picture = GrayImage::from_pixel(340, 340, Luma([240]));
            let side = f64::from(code.width());
            let corners = turned((170.0, 170.0), side, f64::from(degrees));
            place(&code, &mut picture, corners);
            (format!("{degrees} degrees"), picture)
        })
        .collect();
    assert_all(&pictures, is_safe);
}

#[test]
fn inverted_and_mirrored_codes_and_those_without_a_margin_are_safe() {
    let symbol = text_code(OFFICIAL, EcLevel::M).unwrap();
    let code = drawn(&symbol, 6);
    let quiet = QUIET * 6;
    let inside = code.width() - 2 * quiet;
    let bare = imageops::crop_imm(&code, quiet, quiet, inside, inside).to_image();
    let pictures = [
        ("inverted", negative(&code)),
        ("mirrored", flip_horizontal(&code)),
        ("inverted and mirrored", negative(&flip_horizontal(&code))),
        ("without a margin", bare),
    ];
    let pictures = pictures.map(|(name, picture)| (name.to_owned(), picture));
    assert_all(&pictures, is_safe);
}

#[test]
fn every_version_is_read_by_both_decoders() {
    let pictures: Vec<(String, GrayImage)> = (1..=40)
        .map(|version| {
            let level = EcLevel::L;
            let bytes = Bits::new(Version::Normal(version)).max_len(level).unwrap() / 8 - 4;
            let link = match version {
                1 => "HTTPS://NHSA.GOV.CN/".to_owned(), // 25 such characters fit
                2 => "https://nhsa.gov.cn/a".to_owned(),
                _ => format!(
                    "https://nhsa.gov.cn/{}",
                    letters(bytes.min(1_900) - "https://nhsa.gov.cn/".len())
                ),
            };
            let segments = match version {
                1 => [Segment::Alphanumeric(&link)],
                _ => [Segment::Bytes(link.as_bytes())],
            };
            let code = encoded(&segments, level, version, None).unwrap();
            assert_eq!(code.width, 17 + 4 * version as u32);
            (format!("version {version}"), drawn(&code, 4))
        })
        .collect();
    for (name, picture) in pictures {
        let (scan, judged) = seen(&picture, Effort::Thorough);
        assert!(is_safe(&scan, &judged), "{name}: {:?}", codes(&judged));
        assert!(scan.symbols[0].read_by.both(), "{name}");
        // In a camera's time a large one may be too much, which is told.
        let (scan, judged) = seen(&picture, Effort::Live);
        let is_told = matches!(codes(&judged)[..], ["gave-up"] | ["unconfirmed"]);
        assert!(
            is_safe(&scan, &judged) || is_told,
            "{name}, live: {:?}",
            codes(&judged)
        );
    }
}

/// Its modules are decoded as often as those of a large picture of it, which has hundred times the pixels.
#[test]
fn the_largest_code_of_one_pixel_a_module_is_judged_to_the_end() {
    let code = encoded(&[Segment::Bytes(OFFICIAL.as_bytes())], EcLevel::M, 40, None).unwrap();
    let (scan, judged) = seen(&drawn(&code, 1), Effort::Thorough);
    assert!(!scan.gave_up, "{:?}", judged.reasons());
    assert!(is_safe(&scan, &judged), "{:?}", judged.reasons());
}

#[test]
fn micro_qr_codes_are_seen_and_not_judged() {
    let micro = |version, text: &[u8]| {
        let code = QrCode::with_version(text, Version::Micro(version), EcLevel::L).unwrap();
        Code {
            width: code.width() as u32,
            modules: code.to_colors(),
        }
    };
    let texts: [(i16, &[u8]); 4] = [
        (1, b"12345"),
        (2, b"12333"),
        (3, b"HTTP://T.CN"),
        (4, b"HTTPS://DWZ.CN/A1B2C3"),
    ];
    let mut pictures = Vec::new();
    for (version, text) in texts {
        let code = drawn(&micro(version, text), 8);
        let mut aslant = GrayImage::from_pixel(300, 300, Luma([235]));
        let corners = turned((150.0, 150.0), f64::from(code.width()), 30.0);
        place(&code, &mut aslant, corners);
        let official = drawn(&text_code(OFFICIAL, EcLevel::M).unwrap(), 6);
        pictures.push((format!("M{version} beside"), beside(&official, &code)));
        pictures.push((format!("M{version} aslant"), aslant));
        pictures.push((format!("M{version}"), code));
    }
    assert_all(&pictures, |scan, judged| {
        !scan.micro.is_empty() && codes(judged) == ["micro-qr"]
    });
}

/// The kinds of matrix codes in `tests/data/other-codes.txt`.
const MATRIX_CODES: [(&str, OtherKind); 4] = [
    ("data-matrix", OtherKind::DataMatrix),
    ("aztec", OtherKind::Aztec),
    ("pdf417", OtherKind::Pdf417),
    ("rmqr", OtherKind::RectangularMicroQr),
];
/// Bar codes that hold more than a number.
const TELLING_BARS: [&str; 4] = [
    "code-128-link",
    "code-39-link",
    "code-39-host",
    "code-93-link",
];
const NUMBERS: [&str; 4] = ["ean-13", "code-128-number", "code-39-number", "itf-14"];

/// On grey paper, turned about its middle.
fn turned_by(degrees: f64, code: &GrayImage) -> GrayImage {
    let (width, height) = (f64::from(code.width()), f64::from(code.height()));
    let (sin, cos) = degrees.to_radians().sin_cos();
    let side = width.hypot(height).ceil() + 20.0;
    let mut paper = GrayImage::from_pixel(side as u32, side as u32, Luma([240]));
    let corners = [
        (-width, -height),
        (width, -height),
        (width, height),
        (-width, height),
    ];
    let corners = corners.map(|(x, y)| {
        let (x, y) = (x / 2.0, y / 2.0);
        (
            side / 2.0 + x * cos - y * sin,
            side / 2.0 + x * sin + y * cos,
        )
    });
    place(code, &mut paper, corners);
    paper
}

#[test]
fn codes_of_other_kinds_are_told_alone_and_beside_an_official_code() {
    let official = drawn(&text_code(OFFICIAL, EcLevel::M).unwrap(), 6);
    let matrix = MATRIX_CODES.map(|(name, kind)| (name, kind, other_code(name, 4)));
    let bars = TELLING_BARS.map(|name| (name, OtherKind::BarCode, other_code(name, 2)));
    for (name, kind, code) in matrix.into_iter().chain(bars) {
        let mut pictures = vec![code.clone(), imageops::rotate90(&code)];
        if kind != OtherKind::BarCode {
            pictures.push(imageops::rotate180(&code));
            pictures.push(negative(&code));
        }
        let pairs: Vec<GrayImage> = pictures
            .iter()
            .map(|code| beside(&official, code))
            .collect();
        pictures.extend(pairs);
        for (at, picture) in pictures.iter().enumerate() {
            let (scan, judged) = seen(picture, Effort::Thorough);
            let kinds: Vec<OtherKind> = scan.others.iter().map(|code| code.kind).collect();
            assert_eq!(kinds, [kind], "{name}, {at}");
            assert_eq!(codes(&judged), ["other-code-in-view"], "{name}, {at}");
        }
    }
}

/// In hexagons, around three rings.
fn maxicode(px: f32) -> GrayImage {
    let modules = other_code("maxicode", 1);
    let side = (38.0 * px) as u32;
    let (across, down) = (px, px * 0.866); // from one hexagon to the next, and from row to row
    // The middle of the 15th module of the 17th row.
    let middle = [(4.0 + 14.5) * across, (4.0 + 16.5) * down];
    GrayImage::from_fn(side, side, |x, y| {
        let [x, y] = [x, y].map(|i| i as f32 + 0.5);
        let ring = (x - middle[0]).hypot(y - middle[1]) / px / 0.76;
        let row = (y / down - 4.0).floor();
        let shift = if row.rem_euclid(2.0) == 1.0 { 0.5 } else { 0.0 };
        let column = (x / across - 4.0 - shift).floor();
        // The margin of what is drawn with a pixel a module is ten.
        let [u, v] = [column, row].map(|i| (i + 10.0).max(0.0) as u32);
        let module = modules
            .get_pixel_checked(u, v)
            .is_some_and(|pixel| pixel.0[0] < 128);
        tone(if ring < 5.76 {
            [0.76, 2.76, 4.76]
                .iter()
                .any(|from| (*from..from + 1.0).contains(&ring))
        } else {
            module
        })
    })
}

#[test]
fn codes_that_few_readers_know_are_told_beside_an_official_code() {
    let official = drawn(&text_code(OFFICIAL, EcLevel::M).unwrap(), 4);
    let codes_of_bars = [
        ("micro-pdf417", OtherKind::MicroPdf417, 3),
        ("telepen", OtherKind::BarCode, 2),
        ("databar-expanded", OtherKind::BarCode, 2),
        ("codabar-address", OtherKind::BarCode, 2),
        ("data-matrix", OtherKind::DataMatrix, 2),
    ];
    let of_bars = codes_of_bars.map(|(name, kind, px)| (name, kind, other_code(name, px)));
    let all = [("maxicode", OtherKind::MaxiCode, maxicode(6.0))];
    for (name, kind, code) in all.into_iter().chain(of_bars) {
        let pair = beside(&official, &imageops::rotate180(&code));
        let (scan, judged) = seen(&pair, Effort::Thorough);
        let is_right = |code: &OtherCode| code.kind == kind;
        assert!(scan.others.iter().any(is_right), "{name}");
        assert_eq!(codes(&judged), ["other-code-in-view"], "{name}");
    }
    for name in ["codabar-number", "databar-number"] {
        let (scan, judged) = seen(&beside(&official, &other_code(name, 2)), Effort::Thorough);
        assert!(is_safe(&scan, &judged), "{name}");
    }
}

#[test]
fn tilted_codes_of_other_kinds_are_never_safe_beside_an_official_code() {
    let official = drawn(&text_code(OFFICIAL, EcLevel::M).unwrap(), 6);
    for (name, _) in MATRIX_CODES {
        for degrees in [10.0, 50.0] {
            let tilted = turned_by(degrees, &other_code(name, 5));
            let (_, judged) = seen(&beside(&official, &tilted), Effort::Thorough);
            assert_eq!(judged.outcome(), Outcome::Unsafe, "{name}, {degrees}");
        }
    }
}

#[test]
fn round_codes_are_told_from_every_side_and_square_finder_patterns_are_none() {
    let official = drawn(&text_code(OFFICIAL, EcLevel::M).unwrap(), 6);
    let round = round_code();
    let smaller = imageops::resize(&round, 200, 200, imageops::FilterType::Triangle);
    let mut aslant = GrayImage::from_pixel(480, 420, Luma([230]));
    let corners = [(60.0, 30.0), (400.0, 70.0), (420.0, 360.0), (30.0, 390.0)];
    place(&round, &mut aslant, corners);
    let pictures = [
        ("plain", round.clone()),
        ("small", smaller),
        ("turned", turned_by(30.0, &round)),
        ("light on dark", negative(&round)),
        ("blurred", imageops::blur(&round, 2.0)),
        ("aslant", aslant),
    ];
    for (name, picture) in pictures {
        let (scan, judged) = seen(&picture, Effort::Thorough);
        let kinds: Vec<OtherKind> = scan.others.iter().map(|code| code.kind).collect();
        assert_eq!(kinds, [OtherKind::Round], "{name}");
        assert_eq!(judged.doubts, [Reason::RoundCode], "{name}");
        let (_, judged) = seen(&beside(&official, &picture), Effort::Thorough);
        assert_eq!(judged.doubts, [Reason::RoundCode], "{name} beside");
        assert_eq!(judged.outcome(), Outcome::Unsafe, "{name} beside");
    }
    // The same rings and dots, but square ones.
    let mut square = round;
    for (left, top) in [(257, 257), (63, 257), (63, 63)] {
        for (inset, ink) in [(0, INK), (6, PAPER), (12, INK)] {
            let side = 40 - 2 * inset;
            fill(&mut square, (left + inset, top + inset, side, side), ink);
        }
    }
    for picture in [turned_by(20.0, &square), turned_by(45.0, &square), square] {
        let (scan, _) = seen(&picture, Effort::Thorough);
        assert!(!scan.others.iter().any(|code| code.kind == OtherKind::Round));
    }
}

#[test]
fn what_is_busy_above_a_code_of_another_kind_does_not_hide_it() {
    let official = drawn(&text_code(OFFICIAL, EcLevel::M).unwrap(), 6);
    let mut state = 1u32;
    for (name, kind) in MATRIX_CODES {
        let pair = beside(&official, &other_code(name, 4));
        let (width, height) = pair.dimensions();
        // Confetti of four pixels: much of it looks like the middle of something, along a row and a column.
        let confetti = 160;
        let mut picture = GrayImage::from_pixel(width, height + confetti + 20, Luma([255]));
        for cell in 0..(width / 4) * (confetti / 4) {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [x, y] = [cell % (width / 4), cell / (width / 4)].map(|i| i64::from(4 * i));
            let tone = Luma([if state >> 31 == 0 { 0 } else { 255 }]);
            imageops::replace(&mut picture, &GrayImage::from_pixel(4, 4, tone), x, y);
        }
        imageops::replace(&mut picture, &pair, 0, i64::from(confetti + 20));
        let (scan, judged) = seen(&picture, Effort::Thorough);
        assert!(scan.others.iter().any(|code| code.kind == kind), "{name}");
        assert_eq!(judged.outcome(), Outcome::Unsafe, "{name}");
    }
}

#[test]
fn rings_above_a_round_code_do_not_hide_it() {
    let official = drawn(&text_code(OFFICIAL, EcLevel::M).unwrap(), 6);
    let pair = beside(&official, &round_code());
    let (width, height) = pair.dimensions();
    // A border of small rings around dots, three rows of it.
    let (each, rows) = (36, 3);
    let mut picture = GrayImage::from_pixel(width, height + rows * each, Luma([255]));
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let [x, y] = [x, y].map(|i| (i % each) as f32 + 0.5 - each as f32 / 2.0);
        let far = x.hypot(y);
        if far < 5.0 || (8.0..11.0).contains(&far) {
            *pixel = Luma([0]);
        }
    }
    imageops::replace(&mut picture, &pair, 0, i64::from(rows * each));
    let (scan, _) = seen(&picture, Effort::Thorough);
    let is_below = |code: &OtherCode| {
        let corners = code.corners.0;
        corners.iter().all(|[_, y]| *y > (rows * each) as f32)
    };
    let is_the_code = |code: &OtherCode| code.kind == OtherKind::Round && is_below(code);
    assert!(scan.others.iter().any(is_the_code));
}

#[test]
fn numbers_in_bar_codes_change_nothing() {
    let official = drawn(&text_code(OFFICIAL, EcLevel::M).unwrap(), 6);
    for name in NUMBERS {
        for degrees in [0.0, 7.0, 15.0, 30.0, 45.0, 90.0] {
            let bars = turned_by(degrees, &other_code(name, 2));
            let (_, judged) = seen(&bars, Effort::Thorough);
            assert_eq!(codes(&judged), ["no-code"], "{name}, {degrees}");
            let (scan, judged) = seen(&beside(&official, &bars), Effort::Thorough);
            assert!(scan.others.is_empty(), "{name}, {degrees}");
            assert!(is_safe(&scan, &judged), "{name}, {degrees}");
        }
    }
}

#[test]
fn what_may_be_a_code_is_noticed_and_what_is_none_is_not() {
    for (sample, expected) in [
        ("damaged/round-code.png", true),
        ("damaged/blank.png", false),
        ("damaged/noise.png", false),
        ("damaged/checkerboard.png", false),
        ("damaged/stripes.png", false),
        ("damaged/product-bar-code.png", false),
        ("damaged/poster-without-code.png", false),
        ("damaged/round-dots.png", false),
        ("official/guangdong.png", false), // it is read
    ] {
        let path = format!("{}/samples/{sample}", env!("CARGO_MANIFEST_DIR"));
        let frame = yanma::source::images::frame_of_file(Path::new(&path)).unwrap();
        let scan = scan::scan(&frame, Effort::Live, &|| false);
        assert_eq!(scan::looks_like_a_code(&frame, &scan), expected, "{sample}");
    }
}

/// As a kiosk films it: on a grey table.
#[test]
fn a_code_that_is_blurred_away_or_cut_off_is_noticed_and_other_things_on_the_table_are_not() {
    for (sample, expected) in [
        ("too-blurred", true),
        ("cut-in-half", true),
        ("scratched", true),
        ("lone-finder", false),
        ("blank", false),
        ("noise", false),
        ("checkerboard", false),
        ("poster-without-code", false),
    ] {
        let path = format!(
            "{}/samples/damaged/{sample}.png",
            env!("CARGO_MANIFEST_DIR")
        );
        let held = image::open(path).unwrap().to_luma8();
        let share = 620.0 / f64::from(held.width().max(held.height()));
        let scaled = |side: u32| (f64::from(side) * share) as u32;
        let (width, height) = (scaled(held.width()), scaled(held.height()));
        let held = imageops::resize(&held, width, height, imageops::FilterType::Triangle);
        let mut table = GrayImage::from_pixel(1280, 720, Luma([120]));
        let at = (640 - width / 2, 360 - height / 2);
        imageops::replace(&mut table, &held, at.0.into(), at.1.into());
        let frame = Frame::luma(1280, 720, table.into_raw()).unwrap();
        let scan = scan::scan(&frame, Effort::Live, &|| false);
        let is_noticed = !scan.unread.is_empty() || scan::looks_like_a_code(&frame, &scan);
        assert_eq!(is_noticed, expected, "{sample}");
    }
}

#[test]
fn nearly_black_noise_holds_no_code() {
    let mut state = 1u32;
    let mut noise = |levels: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((state >> 16) % levels) as u8
    };
    for levels in [4, 10, 30] {
        let bytes = (0..320 * 240 * 3).map(|_| noise(levels)).collect();
        let frame = Frame::rgb(320, 240, bytes).unwrap();
        let scan = scan::scan(&frame, Effort::Thorough, &|| false);
        let judged = check::judge_picture(&scan, &LIST);
        assert_eq!(codes(&judged), ["no-code"], "{levels} levels");
    }
}

#[test]
fn parts_of_a_message_and_marked_data_are_never_safe() {
    let link = || Segment::Bytes(OFFICIAL.as_bytes());
    let parity = OFFICIAL.bytes().fold(0, |sum, byte| sum ^ byte);
    let append = |index, count| Segment::Append {
        index,
        count,
        parity,
    };
    let pictures = [
        ("structured-append", symbol(&[append(0, 2), link()])),
        ("structured-append", symbol(&[append(1, 2), link()])),
        ("structured-append", symbol(&[append(0, 1), link()])),
        ("structured-append", symbol(&[append(15, 16), link()])),
        ("fnc1", symbol(&[Segment::Fnc1, link()])),
        ("fnc1", symbol(&[Segment::Fnc1Second(37), link()])),
    ];
    for (reason, picture) in pictures {
        for effort in EFFORTS {
            let (_, judged) = seen(&picture, effort);
            assert_eq!(judged.outcome(), Outcome::Unsafe, "{reason}, {effort:?}");
            let codes = codes(&judged);
            assert!(codes.contains(&reason), "{effort:?}: {codes:?}");
        }
    }
}

#[test]
fn declared_encodings_are_safe_only_where_they_change_nothing() {
    let link = OFFICIAL.as_bytes();
    // Latin-1, Shift-JIS, UTF-8, ASCII and GB 18030 spell this link with the same bytes.
    let same: Vec<(String, GrayImage)> = [3, 20, 26, 27, 29]
        .map(|eci| {
            let picture = symbol(&[Segment::Eci(eci), Segment::Bytes(link)]);
            (format!("ECI {eci}"), picture)
        })
        .into();
    assert_all(&same, is_safe);
    // In UTF-16 the same bytes are Chinese; in Latin-1 the bytes of Chinese are accented letters.
    let chinese = "https://fuwu.nhsa.gov.cn/?kw=医保";
    let other = [
        symbol(&[Segment::Eci(25), Segment::Bytes(link)]),
        symbol(&[Segment::Eci(3), Segment::Bytes(chinese.as_bytes())]),
    ];
    for picture in other {
        for effort in EFFORTS {
            let (scan, judged) = seen(&picture, effort);
            assert_eq!(judged.outcome(), Outcome::Unsafe);
            assert!(!scan.symbols.is_empty() && codes(&judged).contains(&"eci"));
        }
    }
}

#[test]
fn chinese_and_japanese_in_their_own_modes_are_read_and_never_safe() {
    // 医保 in GB 2312, 医療 in Shift-JIS.
    let (hanzi, kanji): (&[u16], &[u16]) = (&[0xD2BD, 0xB1A3], &[0x88E3, 0x97C3]);
    let start = b"https://fuwu.nhsa.gov.cn/?kw=";
    let pictures = [
        ("Hanzi", symbol(&[Segment::Hanzi(hanzi)])),
        ("Kanji", symbol(&[Segment::Kanji(kanji)])),
        ("GBK", symbol(&[Segment::Bytes(b"\xD2\xBD\xB1\xA3")])),
        (
            "a link and Hanzi",
            symbol(&[Segment::Bytes(start), Segment::Hanzi(hanzi)]),
        ),
        (
            "a link and Kanji",
            symbol(&[Segment::Bytes(start), Segment::Kanji(kanji)]),
        ),
        (
            "a link and GBK",
            symbol(&[Segment::Bytes(start), Segment::Bytes(b"\xD2\xBD\xB1\xA3")]),
        ),
    ];
    let pictures = pictures.map(|(name, picture)| (name.to_owned(), picture));
    assert_all(&pictures, |scan, judged| {
        scan.symbols.len() == 1 && judged.outcome() == Outcome::Unsafe
    });
}

/// Finder patterns from edge to edge.
fn wallpaper(module: u32) -> GrayImage {
    GrayImage::from_fn(640, 480, |x, y| {
        let ring = (x / module % 8)
            .abs_diff(3)
            .max((y / module % 8).abs_diff(3));
        tone(ring < 2 || ring == 3)
    })
}

#[test]
fn pictures_made_to_waste_time_get_an_answer_and_never_become_safe() {
    let official = drawn(&text_code(OFFICIAL, EcLevel::M).unwrap(), 3);
    let mut pictures = Vec::new();
    for module in [2, 3, 5, 8] {
        let wall = wallpaper(module);
        let mut with_code = wall.clone();
        imageops::replace(&mut with_code, &official, 200, 150);
        pictures.push((format!("wall of {module} px"), wall));
        // The half of it, and an official code in it.
        imageops::replace(
            &mut with_code,
            &GrayImage::from_pixel(640, 120, PAPER),
            0,
            0,
        );
        pictures.push((format!("wall of {module} px with a code"), with_code));
    }
    let grey = GrayImage::from_pixel(640, 480, Luma([128]));
    pictures.push(("noise".to_owned(), noisy(&grey, 127, 61)));
    // 140 codes, one of them another one.
    let small = drawn(&text_code(OFFICIAL, EcLevel::M).unwrap(), 2);
    let other = drawn(&text_code(EVIL, EcLevel::M).unwrap(), 2);
    let side = small.width();
    let mut sheet = GrayImage::from_pixel(side * 14, side * 10, PAPER);
    for at in 0..140 {
        let code = if at == 77 { &other } else { &small };
        let (x, y) = (at % 14 * side, at / 14 * side);
        imageops::replace(&mut sheet, code, i64::from(x), i64::from(y));
    }
    pictures.push(("sheet".to_owned(), sheet));
    assert_all(&pictures, |scan, judged| !is_safe(scan, judged));
}

#[test]
fn a_small_code_in_a_wide_picture_is_not_safe_beside_an_inverted_one() {
    // 2,600 pixels are shrunk to half, where modules of two pixels that begin at an odd one are gone.
    let official = drawn(&text_code(OFFICIAL, EcLevel::M).unwrap(), 2);
    let other = negative(&drawn(&text_code(EVIL, EcLevel::M).unwrap(), 2));
    let mut pictures = Vec::new();
    for offset in 0..4 {
        let mut picture = GrayImage::from_pixel(2_600, 600, PAPER);
        let (x, y) = (101 + offset % 2, 101 + offset / 2);
        imageops::replace(&mut picture, &official, x, y);
        let alone = picture.clone();
        imageops::replace(&mut picture, &other, x + 400, y + 200);
        let (scan, judged) = seen(&alone, Effort::Thorough);
        assert!(is_safe(&scan, &judged), "alone: {:?}", codes(&judged));
        pictures.push((format!("offset {offset}"), picture));
    }
    assert_all(&pictures, |scan, judged| !is_safe(scan, judged));
}

#[test]
fn a_code_with_a_spoiled_timing_pattern_is_judged_by_its_own_link() {
    for (link, want) in [
        (OFFICIAL, Outcome::Safe),
        ("https://fuwu.nhsa.gov.cn.example/", Outcome::Unsafe),
    ] {
        let mut picture = drawn(&text_code(link, EcLevel::M).unwrap(), 6);
        // A light stripe over four modules of the upper timing pattern.
        fill(
            &mut picture,
            ((QUIET + 9) * 6, (QUIET + 6) * 6, 24, 6),
            PAPER,
        );
        let (scan, judged) = seen(&picture, Effort::Thorough);
        assert!(scan.symbols.len() == 1 && scan.symbols[0].read_by.both());
        assert_eq!(judged.outcome(), want, "{:?}", codes(&judged));
    }
}

/// What the decoders do not locate: a finder pattern is gone, or a hard shade lies across. The picture is found by its
/// other patterns, put right, and read by both.
#[test]
fn a_code_with_a_torn_finder_pattern_or_under_a_hard_shade_is_read_thoroughly() {
    let code = encoded(&[Segment::Bytes(OFFICIAL.as_bytes())], EcLevel::Q, 4, None).unwrap();
    let whole = drawn(&code, 6);
    let pictures = [(0, 0), (1, 0), (0, 1)].map(|(right, below)| {
        let far = 6 * (QUIET + code.width - 7);
        let at = |is_far| if is_far == 1 { far } else { 6 * QUIET };
        let mut torn = whole.clone();
        fill(&mut torn, (at(right), at(below), 42, 42), Luma([120]));
        (format!("torn at {right}, {below}"), torn)
    });
    let mut shaded = whole.clone();
    shade(
        &mut shaded,
        |x, y| if x + 0.6 * y > 0.7 { 0.04 } else { 1.0 },
    );
    for (name, picture) in pictures.into_iter().chain([("shaded".to_owned(), shaded)]) {
        let (scan, _) = seen(&picture, Effort::Thorough);
        let read: Vec<&[u8]> = scan.symbols.iter().map(|s| s.payload.as_slice()).collect();
        assert_eq!(read, [OFFICIAL.as_bytes()], "{name}");
        assert!(scan.symbols[0].read_by.both(), "{name}");
    }
}

/// Error correction is told what is lost; what it makes up no decoder has seen.
#[test]
fn a_code_of_which_a_lamp_has_taken_more_than_decoders_mend_is_read_and_not_safe() {
    let code = encoded(&[Segment::Bytes(OFFICIAL.as_bytes())], EcLevel::H, 5, None).unwrap();
    let mut picture = drawn(&code, 6);
    // 18 × 20 modules touch some 60 of 134 codewords; told nothing, error correction mends 44.
    let at = 6 * (QUIET + 10);
    fill(&mut picture, (at, at, 18 * 6, 20 * 6), Luma([255]));
    let (scan, judged) = seen(&picture, Effort::Thorough);
    let read: Vec<&[u8]> = scan.symbols.iter().map(|s| s.payload.as_slice()).collect();
    assert_eq!(read, [OFFICIAL.as_bytes()]);
    assert_eq!(scan.symbols[0].read_by.names(), [""; 0]);
    assert!(!is_safe(&scan, &judged));
}

/// Sampled in a plane, none of its modules says anything.
#[test]
fn a_bent_code_with_two_links_in_its_modules_is_not_safe() {
    let [official, evil] = [OFFICIAL, EVIL]
        .map(|text| encoded(&[Segment::Bytes(text.as_bytes())], EcLevel::H, 5, None).unwrap());
    let is_centre = |x: u32, y: u32| (3..7).contains(&x) && (3..7).contains(&y);
    let flat = mixed(&official, &evil, 10, is_centre);
    for modules in [0.5, 1.0, 1.5] {
        let (width, height) = flat.dimensions();
        let bent = GrayImage::from_fn(width, height, |x, y| {
            let push =
                10.0 * modules * (f64::from(y) / f64::from(height) * std::f64::consts::PI).sin();
            let x = (f64::from(x) + push).min(f64::from(width - 1)) as u32;
            *flat.get_pixel(x, y)
        });
        let (scan, judged) = seen(&bent, Effort::Thorough);
        assert!(!is_safe(&scan, &judged), "bent by {modules} modules");
    }
}

#[test]
fn a_code_is_read_though_the_hand_has_moved_by_two_modules() {
    let code = encoded(&[Segment::Bytes(OFFICIAL.as_bytes())], EcLevel::M, 4, None).unwrap();
    let sharp = drawn(&code, 6);
    for (across, down) in [(12.0, 0.0), (0.0, -12.0), (9.0, 9.0)] {
        let mean = |x: u32, y: u32| {
            let tones = (0..15).map(|step| {
                let share = f64::from(step) / 14.0 - 0.5;
                let end = |i: u32, by: f64, len: u32| {
                    (f64::from(i) + share * by)
                        .round()
                        .clamp(0.0, f64::from(len - 1)) as u32
                };
                let (x, y) = (end(x, across, sharp.width()), end(y, down, sharp.height()));
                u32::from(sharp.get_pixel(x, y).0[0])
            });
            Luma([(tones.sum::<u32>() / 15) as u8])
        };
        let shaken = GrayImage::from_fn(sharp.width(), sharp.height(), mean);
        let (scan, _) = seen(&shaken, Effort::Thorough);
        let read: Vec<&[u8]> = scan.symbols.iter().map(|s| s.payload.as_slice()).collect();
        assert_eq!(read, [OFFICIAL.as_bytes()], "by {across}, {down} pixels");
    }
}

/// The codes beside it are such that only a second look sees them, and that is taken where something was read: also where
/// it was read only after everything else, as a torn code is.
#[test]
fn two_codes_that_share_two_finder_patterns_are_both_read() {
    // The official one below, the other upside down above it: the seven rows in which they overlap are the official one's.
    let coded = |text: &str| {
        QrCode::with_version(text, Version::Normal(5), EcLevel::H)
            .unwrap()
            .to_colors()
    };
    let (official, evil) = (coded(OFFICIAL), coded(EVIL));
    let (size, module, margin) = (37, 6, 4);
    let is_dark = |x: usize, y: usize| {
        let color = match y.checked_sub(size - 7) {
            Some(row) => official[row * size + x],
            None => evil[(size - 1 - y) * size + size - 1 - x],
        };
        color == qrcode::Color::Dark
    };
    let (width, height) = (size, 2 * size - 7);
    let pixels = |modules: usize| ((modules + 2 * margin) * module) as u32;
    let picture = GrayImage::from_fn(pixels(width), pixels(height), |x, y| {
        let at = |pixel: u32, len: usize| {
            let module = (pixel as usize / module).checked_sub(margin)?;
            (module < len).then_some(module)
        };
        let dark = matches!((at(x, width), at(y, height)), (Some(x), Some(y)) if is_dark(x, y));
        Luma([if dark { 20 } else { 235 }])
    });
    assert_all(&[("two in one".to_owned(), picture)], |scan, judged| {
        let payloads: Vec<&[u8]> = scan.symbols.iter().map(|i| i.payload.as_slice()).collect();
        payloads == [EVIL.as_bytes(), OFFICIAL.as_bytes()] && judged.outcome() != Outcome::Safe
    });
}

#[test]
fn an_official_code_whole_or_torn_is_not_safe_beside_a_hidden_one() {
    let official = encoded(&[Segment::Bytes(OFFICIAL.as_bytes())], EcLevel::Q, 4, None).unwrap();
    let whole = drawn(&official, 6);
    let mut torn = whole.clone();
    fill(&mut torn, (6 * QUIET, 6 * QUIET, 42, 42), Luma([120]));
    let (scan, judged) = seen(&torn, Effort::Thorough);
    assert!(is_safe(&scan, &judged), "alone: {:?}", codes(&judged));

    let evil = text_code(EVIL, EcLevel::M).unwrap();
    let hidden = |module: u32, ink: &dyn Fn(u32, u32) -> bool| {
        let side = evil.side(module);
        let is_dark = |x, y| evil.dark(module, x, y) && ink(x, y);
        GrayImage::from_fn(side, side, |x, y| tone(is_dark(x, y)))
    };
    let in_dot = |cell: u32, radius: f32| {
        move |x: u32, y: u32| {
            let at = |i: u32| (i % cell) as f32 + 0.5 - cell as f32 / 2.0;
            at(x).hypot(at(y)) < radius
        }
    };
    let mut pictures = Vec::new();
    for module in [6, 10, 14, 20] {
        for (name, radius) in [("small", 0.25), ("large", 0.34)] {
            let dots = in_dot(module, module as f32 * radius);
            pictures.push((format!("{name} dots of {module} px"), hidden(module, &dots)));
        }
        for period in [3, 4, 6] {
            let lines = |x: u32, y: u32| (x + y).is_multiple_of(period);
            let name = format!("lines every {period} px, {module} px");
            pictures.push((name, hidden(module, &lines)));
        }
    }
    for official in [&whole, &torn] {
        for (name, hidden) in &pictures {
            let (scan, judged) = seen(&beside(official, hidden), Effort::Thorough);
            assert!(!is_safe(&scan, &judged), "{name}");
        }
    }
}
