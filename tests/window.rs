//! The window by its labels, without a display: every screen, every reason, both languages, and the sizes that the
//! acceptance figures are about.

mod desk;
mod rasteriser;
mod reasons;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use eframe::egui::accesskit::Toggled;
use eframe::egui::{
    self, Galley, Key, Modifiers, Rect, Role, Shape, Vec2, ViewportCommand, ViewportEvent,
    ViewportId,
};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, SnapshotOptions, SnapshotResults};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use tempfile::TempDir;
use yanma::app::{Options, Window};
use yanma::check::allowlist::{Allowlist, Date};
use yanma::check::poster::{Fingerprint, Poster, PosterKind, Posters};
use yanma::check::verdict::{Reason, Verdict};
use yanma::check::{Judged, JudgedPicture, Outcome, judge_text};
use yanma::config::{Appearance, Settings};
use yanma::health::Observation;
use yanma::judge::still;
use yanma::language::Language;
use yanma::list_files::Choice;
use yanma::list_in_use::Origin;
use yanma::list_package::Store;
use yanma::messages::{Phrase, PosterPhrase};
use yanma::poster_file;
use yanma::report::{Finding, Record};
use yanma::scan::{Advice, Effort, Frame, Quad, ReadBy, scan};
use yanma::session::{Code, Seen};
use yanma::source::camera::Opened;
use yanma::source::fault::Fault;
use yanma::source::format::Format;
use yanma::source::slot::Picture;
use yanma::telling::Telling;

use rasteriser::Rasteriser;
use reasons::reasons;

const OFFICIAL: &str = "https://fuwu.nhsa.gov.cn/nationalHallSt/";
const LOOKALIKE: &str = "https://nhsa.gov.cn.yibao-jihuo.top/a?id=8812";
const CREDENTIAL: &str = "4301234567890123456789012345";
const TODAY: Date = Date {
    year: 2026,
    month: 11,
    day: 30,
};
/// Where the main screens are kept.
const SCREENS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/screens");
const SIZES: [[f32; 2]; 4] = [
    [1920.0, 1080.0],
    [1366.0, 768.0],
    [1080.0, 1920.0],
    [800.0, 600.0],
];

fn options(kiosk: bool, language: Language) -> Options {
    Options {
        kiosk,
        demo: None,
        camera: None,
        language: Some(language),
        settings: Settings::default(),
        settings_file: None,
        notice: None,
        observations: Vec::new(),
        list: Ok(Arc::new(Allowlist::built_in(TODAY).unwrap())),
        origin: None,
        today: || TODAY,
        measure: None,
        started: std::time::Instant::now(),
        open: Vec::new(),
        size: None,
    }
}

fn window(options: Options, size: [f32; 2]) -> Harness<'static, Window> {
    Harness::builder()
        .with_size(size)
        .with_max_steps(8)
        .with_render_cursor(false)
        .renderer(Rasteriser::default())
        .build_eframe(|context| Window::new(&context.egui_ctx, options))
}

fn kiosk(language: Language, size: [f32; 2]) -> Harness<'static, Window> {
    window(options(true, language), size)
}

fn code() -> Code {
    Code {
        corners: Quad([
            [553.0, 273.0],
            [727.0, 273.0],
            [727.0, 447.0],
            [553.0, 447.0],
        ]),
        read_by: ReadBy {
            rqrr: true,
            rxing: true,
        },
        fingerprint: 1,
    }
}

fn seen(symbols: Vec<Judged>) -> Seen {
    let codes = (0..symbols.len()).map(|index| Code {
        fingerprint: index as u64,
        ..code()
    });
    Seen {
        codes: codes.collect(),
        judged: JudgedPicture {
            symbols,
            doubts: Vec::new(),
        },
        unread: Vec::new(),
        may_be_a_code: false,
        advice: None,
        size: [1280, 720],
    }
}

fn judged(text: &str) -> Judged {
    judge_text(text.as_bytes(), &Allowlist::built_in(TODAY).unwrap())
}

/// The camera sees these codes for a second.
fn show(harness: &mut Harness<'static, Window>, symbols: Vec<Judged>) {
    for at in 0..6 {
        harness
            .state_mut()
            .session_mut()
            .look(Duration::from_millis(at * 200), seen(symbols.clone()));
    }
    harness.run_steps(3);
}

#[test]
fn the_kiosk_begins_with_what_it_does() {
    let mut chinese = kiosk(Language::ZhCn, SIZES[0]);
    chinese.run_steps(2);
    chinese.get_by_label_contains("先让我查一查");
    chinese.get_by_label("绿色 可以扫");
    chinese.get_by_label("红色 不要扫");
    chinese.get_by_label("不联网 · 不保存 · 不打开任何链接");
    let mut english = kiosk(Language::En, SIZES[2]);
    english.run_steps(2);
    english.get_by_label_contains("Before you scan");
}

#[test]
fn a_safe_verdict_names_the_owner_and_says_what_was_not_checked() {
    for size in SIZES {
        let mut harness = kiosk(Language::ZhCn, size);
        show(&mut harness, vec![judged(OFFICIAL)]);
        harness.get_by_value("安全");
        harness.get_by_label("可以扫。这是“国家医保服务平台”的官方网址");
        harness.get_by_label_contains("https://fuwu.nhsa.gov.cn");
        harness.get_by_label_contains("没查旁边的人");
        harness.get_by_label("再查一个");
    }
}

#[test]
fn an_unsafe_verdict_names_the_true_owner_and_offers_the_real_thing() {
    for size in SIZES {
        let mut harness = kiosk(Language::ZhCn, size);
        show(&mut harness, vec![judged(LOOKALIKE)]);
        harness.get_by_value("不安全");
        harness.get_by_label("它冒充官方网址");
        harness.get_by_label_contains("yibao-jihuo.top");
        harness.get_by_label_contains("也不要把手机交给别人");
        harness.get_by_label_contains("的二维码");
        // That is for the desk.
        let code = harness.query_by_label_contains("target-embedding");
        assert!(code.is_none(), "{size:?}");
    }
}

/// As a phone would see it: the screen itself is looked at, in each size.
#[test]
fn the_code_to_scan_instead_can_be_scanned() {
    for size in SIZES {
        let mut harness = kiosk(Language::ZhCn, size);
        show(&mut harness, vec![judged(LOOKALIKE)]);
        let picture = harness.render().unwrap();
        let (width, height) = picture.dimensions();
        let frame = Frame::rgba(width as usize, height as usize, picture.into_raw()).unwrap();
        let found = scan(&frame, Effort::Thorough, &|| false);
        let payloads: Vec<&[u8]> = found
            .symbols
            .iter()
            .map(|symbol| &*symbol.payload)
            .collect();
        assert_eq!(payloads, [b"https://nhsa.gov.cn/"], "{size:?}");
    }
}

#[test]
fn a_visitors_own_code_is_never_shown() {
    let mut harness = kiosk(Language::ZhCn, SIZES[1]);
    show(&mut harness, vec![judged(CREDENTIAL)]);
    harness.get_by_value("请收好这个码");
    assert!(harness.query_all_by_label_contains("不安全：").count() > 0);
    assert!(harness.query_by_label_contains("4301").is_none());
    assert!(harness.query_by_label_contains("的二维码").is_none());
}

#[test]
fn every_reason_has_its_screen_in_both_languages_and_every_size() {
    for language in [Language::ZhCn, Language::En] {
        for size in SIZES {
            let mut harness = kiosk(language, size);
            for reason in reasons() {
                let words = language.explain(&reason);
                let mut symbol = judged(LOOKALIKE);
                symbol.verdict = Verdict::Unsafe(vec![reason.clone()]);
                harness.state_mut().session_mut().forget();
                show(&mut harness, vec![symbol]);
                if harness.state().shown().is_none() {
                    continue; // of seeing: more pictures may help, see below
                }
                assert!(harness.query_all_by_label_contains(&words.headline).count() > 0);
                let again = match language {
                    Language::ZhCn => "再查一个",
                    Language::En => "Check another",
                };
                let way_on = harness.get_by_label(again).rect();
                for step in &words.steps {
                    let official = language.say(Phrase::ScanOfficial);
                    let official = harness.query_by_label(&official);
                    let step = match official.filter(|_| *step == language.insurance_step()) {
                        Some(official) => official.rect(),
                        None => harness.get_by_label(step).rect(),
                    };
                    assert!(
                        step.max.x <= size[0] && step.max.y <= way_on.min.y + 1.0,
                        "{language:?} {size:?} {}: {step:?}",
                        reason.code()
                    );
                }
            }
        }
    }
}

/// The visitor's screen, the desk and the name of the window: for every reason alone, and beside a scan that gave up.
#[test]
fn the_screens_and_the_name_of_the_window_say_the_same() {
    let language = Language::ZhCn;
    for is_kiosk in [true, false] {
        let mut harness = window(options(is_kiosk, language), SIZES[1]);
        harness.run_steps(3);
        for (reason, gave_up) in reasons()
            .into_iter()
            .flat_map(|r| [(r.clone(), false), (r, true)])
        {
            let mut symbol = judged(LOOKALIKE);
            symbol.verdict = Verdict::Unsafe(vec![reason.clone()]);
            let mut seen = seen(vec![symbol]);
            seen.judged.doubts.extend(gave_up.then_some(Reason::GaveUp));
            let said = Telling::of((&seen.judged).into(), None, language).said(language);
            harness.state_mut().session_mut().forget();
            for at in 0..6 {
                let session = harness.state_mut().session_mut();
                session.look(Duration::from_millis(at * 200), seen.clone());
            }
            harness.run_steps(3);
            if harness.state().shown().is_none() {
                continue; // of seeing: more pictures may help
            }
            let mut spoken = harness.query_all_by_label(&said);
            assert!(spoken.next().is_some(), "{is_kiosk} {reason:?}: {said}");
            let name = harness.root().accesskit_node().label().unwrap_or_default();
            assert!(
                name.starts_with(&said),
                "{is_kiosk} {reason:?}: {said} / {name}"
            );
        }
    }
}

/// Nothing scrolls on a visitor's screen: all steps and the way on lie inside, above one another.
#[test]
fn nothing_leaves_a_visitors_screen() {
    for language in [Language::ZhCn, Language::En] {
        for size in SIZES {
            let mut harness = kiosk(language, size);
            for text in [OFFICIAL, LOOKALIKE, CREDENTIAL] {
                harness.state_mut().session_mut().forget();
                show(&mut harness, vec![judged(text)]);
                for node in harness.get_all_by(|node| node.label().is_some()) {
                    let rect = node.rect();
                    assert!(
                        rect.min.x >= -1.0
                            && rect.min.y >= -1.0
                            && rect.max.x <= size[0] + 1.0
                            && rect.max.y <= size[1] + 1.0,
                        "{language:?} {size:?}: {rect:?}"
                    );
                }
            }
        }
    }
}

/// A window of so many pixels, with points as large as the window wants them: what a real one does by itself.
fn on_a_screen(options: Options, pixels: [f32; 2]) -> Harness<'static, Window> {
    let mut harness = window(options, SIZES[3]);
    for _ in 0..3 {
        let zoom = harness.ctx.zoom_factor();
        harness.set_size(Vec2::from(pixels) / zoom);
        harness.run_steps(1);
    }
    harness
}

/// A second may pass from one window to the next, and the journal tells the time.
fn label_without_the_time(label: Option<String>) -> Option<String> {
    let is_time = |word: &&str| chrono::NaiveTime::parse_from_str(word, "%H:%M:%S").is_ok();
    label.map(|label| {
        let words = label.split(' ').filter(|word| !is_time(word));
        words.collect::<Vec<_>>().join(" ")
    })
}

/// An old visitor stands before the same screen, however finely it is made.
#[test]
fn a_screen_of_four_times_the_pixels_shows_the_same_twice_as_large() {
    let places = |harness: &Harness<'static, Window>| -> Vec<(Option<String>, [i32; 4])> {
        let nodes = harness.query_all_by(|node| node.label().is_some() || node.value().is_some());
        let place = |rect: Rect| {
            [rect.min.x, rect.min.y, rect.max.x, rect.max.y].map(|side| side.round() as i32)
        };
        nodes
            .map(|node| {
                (
                    label_without_the_time(node.accesskit_node().label()),
                    place(node.rect()),
                )
            })
            .collect()
    };
    for is_kiosk in [true, false] {
        for (usual, fine) in [
            ([1920.0, 1080.0], [3840.0, 2160.0]),
            ([1080.0, 1920.0], [2160.0, 3840.0]),
        ] {
            let [usual, fine] = [(usual, 1.0), (fine, 2.0)].map(|(pixels, zoom)| {
                let mut harness = on_a_screen(options(is_kiosk, Language::ZhCn), pixels);
                harness.state_mut().stop_clock(Duration::from_secs(2));
                show(&mut harness, vec![judged(LOOKALIKE)]);
                assert_eq!(harness.ctx.zoom_factor(), zoom, "{pixels:?}");
                places(&harness)
            });
            assert!(usual.len() > 5 && usual.len() == fine.len());
            // Letters are set on whole pixels.
            for ((name, usual), (same, fine)) in usual.iter().zip(&fine) {
                let is_there = usual.iter().zip(fine).all(|(a, b)| a.abs_diff(*b) <= 1);
                assert!(
                    name == same && is_there,
                    "{name:?} {usual:?} {same:?} {fine:?}"
                );
            }
        }
    }
}

#[test]
fn the_verdict_word_is_a_ninth_of_every_screen() {
    for pixels in [
        [3840.0, 2160.0],
        [2560.0, 1440.0],
        [1920.0, 1080.0],
        [1366.0, 768.0],
        [800.0, 600.0],
        [1080.0, 1920.0],
    ] {
        let mut harness = on_a_screen(options(true, Language::ZhCn), pixels);
        for (text, word) in [(OFFICIAL, "安全"), (LOOKALIKE, "不安全")] {
            harness.state_mut().session_mut().forget();
            show(&mut harness, vec![judged(text)]);
            // Its line is 1.14 of its size, and its characters fill 0.9 of that.
            let line = harness.get_by_value(word).rect().height() - 1.0;
            let high = line / 1.14 * 0.9 * harness.ctx.zoom_factor();
            let shorter = pixels[0].min(pixels[1]);
            assert!(high >= shorter / 9.0, "{word} {pixels:?}: {high}");
        }
    }
}

/// Staff have their finger on a button when the camera comes to a verdict.
#[test]
fn nothing_at_the_desk_moves_when_a_verdict_comes_and_goes() {
    for language in [Language::ZhCn, Language::En] {
        for size in SIZES {
            let mut harness = window(options(false, language), size);
            film(&mut harness, None);
            harness.run_steps(3);
            let button = language.say(Phrase::OpenFiles);
            let place = |harness: &Harness<'static, Window>| harness.get_by_label(&button).rect();
            let at_rest = place(&harness);
            let mut code_seen = seen(Vec::new());
            code_seen.unread = vec![code().corners];
            code_seen.advice = Some(Advice::HoldStill);
            let session = harness.state_mut().session_mut();
            session.look(Duration::ZERO, code_seen);
            harness.run_steps(3);
            assert_eq!(place(&harness), at_rest, "{language:?} {size:?}");
            let verdicts = reasons().into_iter().map(|reason| {
                let mut symbol = judged(LOOKALIKE);
                symbol.verdict = Verdict::Unsafe(vec![reason]);
                symbol
            });
            for symbol in [judged(OFFICIAL), judged(CREDENTIAL)]
                .into_iter()
                .chain(verdicts)
            {
                harness.state_mut().session_mut().forget();
                show(&mut harness, vec![symbol.clone()]);
                let at = place(&harness);
                assert_eq!(at, at_rest, "{language:?} {size:?} {:?}", symbol.verdict);
            }
            // Without a camera its place is folded to a line; others come and go while staff work.
            for fault in Fault::ALL
                .into_iter()
                .filter(|fault| *fault != Fault::NoCamera)
            {
                let session = harness.state_mut().session_mut();
                session.forget();
                session.camera(Some(fault));
                harness.run_steps(3);
                assert_eq!(place(&harness), at_rest, "{language:?} {size:?} {fault:?}");
            }
        }
    }
}

#[test]
fn what_can_be_touched_is_large_enough() {
    for (name, symbols) in [
        ("再查一个", vec![judged(OFFICIAL)]),
        ("第 1 个码：安全", vec![judged(OFFICIAL), judged(LOOKALIKE)]),
    ] {
        let mut harness = kiosk(Language::ZhCn, SIZES[1]);
        show(&mut harness, symbols);
        let rect = harness.get_by_label(name).rect();
        assert!(
            rect.width() > 59.9 && rect.height() > 59.9,
            "{name}: {rect:?}"
        );
    }
}

#[test]
fn everything_at_the_desk_can_be_touched() {
    let roles = [
        Role::Button,
        Role::RadioButton,
        Role::CheckBox,
        Role::TextInput,
        Role::ListBoxOption,
    ];
    for page in ["", "官方网址名单", "设置"] {
        let mut harness = desk_with_results(SIZES[1]);
        if !page.is_empty() {
            harness.get_by_label(page).click();
            harness.run_steps(3);
        }
        let mut count = 0;
        for role in roles {
            for node in harness.query_all_by_role(role) {
                let rect = node.rect();
                // A list may cut its last line.
                let is_large = rect.height() > 59.9 && rect.width() > 59.9;
                assert!(is_large || role == Role::ListBoxOption, "{page}: {node:?}");
                count += 1;
            }
        }
        assert!(count > 5, "{page}: {count}");
    }
}

#[test]
fn a_small_desk_shows_details_in_place_of_the_list() {
    let mut harness = desk_with_results(SIZES[3]);
    harness.get_by_label_contains("target-embedding");
    assert!(harness.query_by_label("结果 2 个").is_none());
    harness.get_by_label("返回").click();
    harness.run_steps(2);
    harness.get_by_label("结果 2 个");
    harness.get_by_label_contains("窗口立牌.png").click();
    harness.run_steps(2);
    harness.get_by_label("可以扫。这是“国家医保服务平台”的官方网址");
}

/// Tab reaches everything, Enter presses it, Escape leads back.
#[test]
fn the_keyboard_alone_is_enough() {
    let focused = |harness: &Harness<'static, Window>| {
        let node = harness.query_all_by(|node| node.is_focused()).next();
        node.and_then(|node| node.accesskit_node().label())
            .unwrap_or_default()
    };
    let tab_to = |harness: &mut Harness<'static, Window>, wanted: &str| {
        for _ in 0..60 {
            harness.key_press(Key::Tab);
            harness.run_steps(2);
            if focused(harness).contains(wanted) {
                return;
            }
        }
        panic!("Tab does not lead to {wanted}");
    };
    let mut harness = desk_with_results(SIZES[1]);
    for wanted in [
        "English",
        "打开图片…",
        "打开文件夹…",
        "粘贴",
        "访客画面",
        "设置",
        "大字显示",
        "复制 JSON",
        "全部清除",
        "结论",
        "墙报-03.jpg",
    ] {
        tab_to(&mut harness, wanted);
    }
    // The list is one stop for Tab; within it the arrow keys lead on.
    harness.key_press(Key::ArrowDown);
    harness.run_steps(2);
    harness.get_by_label("可以扫。这是“国家医保服务平台”的官方网址");
    tab_to(&mut harness, "官方网址名单");
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    tab_to(&mut harness, "国家医保服务平台");
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    harness.get_by_label("结果 2 个");

    let mut harness = kiosk(Language::ZhCn, SIZES[1]);
    show(&mut harness, vec![judged(OFFICIAL), judged(LOOKALIKE)]);
    tab_to(&mut harness, "第 1 个码");
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    harness.get_by_label("这一个在名单上，旁边的码不安全");
    tab_to(&mut harness, "再查一个");
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    harness.get_by_label_contains("扫码之前");
}

/// What a screen reader finds on each main screen, from top to bottom, as it was looked at last: `tests/screens/`.
/// `UPDATE_SNAPSHOTS=1 cargo test --test window` writes them anew; read the difference before it is kept.
#[test]
fn every_main_screen_says_what_it_said_when_it_was_looked_at() {
    for (name, language) in [("zh", Language::ZhCn), ("en", Language::En)] {
        for (screen, harness) in screens(language, SIZES[1]) {
            let path = Path::new(SCREENS).join(format!("{screen}.{name}.txt"));
            let says = said(&harness);
            if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
                std::fs::write(&path, &says).unwrap();
            }
            let kept = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(says, kept.replace("\r\n", "\n"), "{}", path.display());
        }
    }
}

/// The same screens as pictures. One that looks different leaves what it looks like now (`NAME.new.png`) and where it
/// differs (`NAME.diff.png`) beside the one that was kept; `UPDATE_SNAPSHOTS=1` as above.
#[test]
fn every_main_screen_looks_as_it_looked_when_it_was_looked_at() {
    // Other processors round other curves of letters; anything that moved or changed its colour is far more.
    let tolerance = SnapshotOptions::new()
        .output_path(SCREENS)
        .max_failed_pixels(50_usize);
    let mut results = SnapshotResults::new();
    for (name, language, size) in [
        ("zh", Language::ZhCn, SIZES[1]),
        ("en", Language::En, SIZES[1]),
        ("upright", Language::ZhCn, SIZES[2]),
    ] {
        for (screen, mut harness) in screens(language, size) {
            let name = format!("{screen}.{name}");
            results.add(harness.try_snapshot_options(&name, &tolerance));
            if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
                pack(&Path::new(SCREENS).join(name + ".png"));
            }
        }
    }
}

/// Writes a picture anew, in a third less room.
fn pack(path: &Path) {
    let picture = image::open(path).unwrap().to_rgb8();
    let file = std::fs::File::create(path).unwrap();
    let (best, filter) = (CompressionType::Best, FilterType::NoFilter);
    let encoder = PngEncoder::new_with_quality(std::io::BufWriter::new(file), best, filter);
    picture.write_with_encoder(encoder).unwrap();
}

/// The main screens, each as it is a moment after it came up.
fn screens(language: Language, size: [f32; 2]) -> Vec<(&'static str, Harness<'static, Window>)> {
    let kiosk = |sample: Option<&str>| {
        let mut harness = kiosk(language, size);
        film(&mut harness, sample);
        harness.state_mut().stop_clock(Duration::from_secs(2));
        harness
    };
    let verdict = |symbols| {
        let mut harness = kiosk(None);
        show(&mut harness, symbols);
        harness
    };
    let several = || {
        let mut harness = kiosk(None);
        for at in 0..6 {
            let session = harness.state_mut().session_mut();
            session.look(Duration::from_millis(at * 200), two_codes());
        }
        film(&mut harness, Some("tricks/two-codes.png"));
        harness
    };
    let large = || {
        let mut harness = verdict(vec![judged(LOOKALIKE)]);
        for button in [Phrase::LargeText, Phrase::HighContrast] {
            harness.run_steps(2);
            harness.get_by_label(&language.say(button)).click();
        }
        harness
    };
    let official = || {
        let mut harness = kiosk(None);
        harness.run_steps(2);
        let button = language.say(Phrase::OfficialAddresses);
        harness.get_by_label(&button).click();
        harness
    };
    let scanning = || {
        let mut harness = kiosk(Some("damaged/data-destroyed.png"));
        let mut nothing_read = seen(Vec::new());
        nothing_read.unread = vec![code().corners];
        nothing_read.advice = Some(Advice::Closer);
        let at = Duration::from_secs(2);
        harness.state_mut().session_mut().look(at, nothing_read);
        harness
    };
    let unread = || {
        let mut harness = kiosk(Some("damaged/data-destroyed.png"));
        let mut nothing_read = seen(Vec::new());
        nothing_read.unread = vec![code().corners];
        for at in 0..=8 {
            let session = harness.state_mut().session_mut();
            session.look(Duration::from_secs(at), nothing_read.clone());
        }
        harness.state_mut().stop_clock(Duration::from_secs(8));
        harness
    };
    let staff_pin = || {
        let (mut harness, _) = kiosk_with_pin(language, size);
        touch_the_corner(&mut harness);
        harness.key_press(Key::Num2);
        harness.get_by_label("7").click();
        harness
    };
    let staff = || {
        let (_, folder) = kiosk_with_pin(language, size);
        std::fs::write(folder.path().join("counts.toml"), COUNTED).unwrap();
        let problem = yanma::config::Problem {
            line: 7,
            field: Some("hall_phone"),
            fault: yanma::config::Fault::BadPhone,
        };
        let options = Options {
            settings_file: Some(folder.path().join("settings.toml")),
            observations: vec![Observation::SettingsLine(problem)],
            ..options(true, language)
        };
        let mut harness = window(options, size);
        film(&mut harness, Some("official/guangdong.png"));
        harness
            .state_mut()
            .stop_clock(Duration::from_secs(200 * 3_600));
        touch_the_corner(&mut harness);
        type_pin(&mut harness, PIN, &language.say(Phrase::LeaveKiosk));
        harness
    };
    #[cfg(feature = "sound")]
    let heard = || {
        let mut harness = verdict(vec![judged(LOOKALIKE)]);
        let nowhere = yanma::voice::player::Player::Program {
            path: "/nowhere".into(),
            arguments: Vec::new(),
        };
        harness.state_mut().speak_with(vec![nowhere]);
        harness
    };
    let take_away = || {
        let mut harness = kiosk(Some("lookalike/brand-plus-activate.png"));
        for at in 0..=181 {
            let session = harness.state_mut().session_mut();
            session.look(Duration::from_secs(at), seen(vec![judged(LOOKALIKE)]));
        }
        harness.state_mut().stop_clock(Duration::from_secs(181));
        harness
    };
    let fault = || {
        let mut harness = kiosk(None);
        let session = harness.state_mut().session_mut();
        session.camera(Some(Fault::Unplugged));
        harness
    };
    let desk = |page: Phrase<'_>| {
        let mut harness = desk_with_results(size);
        film(&mut harness, Some("official/guangdong.png"));
        let camera = opened("1280×720 MJPEG 30/s");
        harness.state_mut().camera_opened(camera);
        if language == Language::En {
            harness.get_by_label("English").click();
            harness.run_steps(2);
        }
        if let Some(button) = harness.query_by_label(&language.say(page)) {
            button.click();
        }
        harness
    };
    let mut screens = vec![
        ("attract", kiosk(None)),
        ("scanning", scanning()),
        ("unread", unread()),
        ("take-away", take_away()),
        ("safe", verdict(vec![judged(OFFICIAL)])),
        ("unsafe", verdict(vec![judged(LOOKALIKE)])),
        ("own", verdict(vec![judged(CREDENTIAL)])),
        ("several", several()),
        ("large", large()),
        ("official", official()),
        #[cfg(feature = "sound")]
        ("heard", heard()),
        ("staff-pin", staff_pin()),
        ("staff", staff()),
        ("fault", fault()),
        ("desk", desk(Phrase::Title)),
        ("directory", desk(Phrase::Directory)),
        ("settings", desk(Phrase::Settings)),
        ("picture", crate::desk::picture(language, size)),
        ("desk-narrow", crate::desk::narrow(language)),
    ];
    for (_, harness) in &mut screens {
        harness.run_steps(3);
    }
    screens
}

/// An official code and another one beside it.
fn two_codes() -> Seen {
    let mut two = seen(vec![judged(OFFICIAL), judged(LOOKALIKE)]);
    for (code, left) in two.codes.iter_mut().zip([553.0, 795.0]) {
        code.corners = Quad([
            [left, 273.0],
            [left + 174.0, 273.0],
            [left + 174.0, 447.0],
            [left, 447.0],
        ]);
    }
    two
}

/// The camera films a grey table, with a sample on it where [`code`] lies.
fn film(harness: &mut Harness<'static, Window>, sample: Option<&str>) {
    let mut table = image::RgbImage::from_pixel(1280, 720, image::Rgb([118, 120, 119]));
    if let Some(sample) = sample {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("samples")
            .join(sample);
        let sample = image::open(path).unwrap().to_rgb8();
        image::imageops::replace(&mut table, &sample, 529, 249);
    }
    let picture = Picture {
        number: 1,
        taken: std::time::Instant::now(),
        luma: Frame::luma(1280, 720, vec![118; 1280 * 720]).unwrap(),
        rgb: table.into_raw(),
    };
    let context = harness.ctx.clone();
    harness.state_mut().film(&context, &picture);
}

/// Role, name and value of everything that has a name, by its place.
fn said(harness: &Harness<'static, Window>) -> String {
    let nodes = harness.query_all_by(|node| {
        (node.label().is_some() || node.value().is_some()) && node.role() != Role::TextRun
    });
    let mut lines: Vec<((i32, i32), String)> = nodes
        .map(|node| {
            let (place, node) = (node.rect().min, node.accesskit_node());
            let words = node.label().or(node.value()).unwrap_or_default();
            let role = format!("{:?}", node.role());
            let line = format!("{role:<14} {}", words.replace('\n', " / "));
            ((place.y as i32, place.x as i32), line.trim_end().to_owned())
        })
        .collect();
    lines.sort();
    lines.into_iter().map(|(_, line)| line + "\n").collect()
}

#[test]
fn a_touch_or_the_keyboard_holds_a_verdict() {
    let shown = || {
        let mut harness = kiosk(Language::ZhCn, SIZES[1]);
        show(&mut harness, vec![judged(OFFICIAL)]);
        assert!(harness.query_by_label("已停住，可以慢慢看").is_none());
        harness
    };
    let mut touched = shown();
    let word = touched.get_by_value("安全").rect().center();
    touched.drag_at(word); // the finger is down, and has not left yet
    touched.run_steps(2);
    touched.get_by_label("已停住，可以慢慢看");
    let mut by_keyboard = shown();
    by_keyboard.get_by_label("点一下屏幕，可以慢慢看").focus();
    by_keyboard.run_steps(2);
    by_keyboard.key_press(Key::Enter);
    by_keyboard.run_steps(2);
    by_keyboard.get_by_label("已停住，可以慢慢看");
}

/// Taps of old people scatter by a few millimetres and last a second or more.
#[test]
fn a_finger_may_tremble_and_stay() {
    let pressed = |harness: &mut Harness<'static, Window>, label: &str, drift: Vec2| {
        let place = harness.get_by_label(label).rect();
        let start = place.center() - drift / 2.0;
        harness.drag_at(start);
        harness.run_steps(2);
        for _ in 0..100 {
            harness.step(); // a quarter of a second each
        }
        harness.hover_at(start + drift);
        harness.run_steps(2);
        harness.drop_at(start + drift);
        harness.run_steps(2);
    };
    for drift in [
        Vec2::new(8.0, 4.0),
        Vec2::new(40.0, 0.0),
        Vec2::new(0.0, 40.0),
    ] {
        let mut harness = kiosk(Language::ZhCn, SIZES[0]);
        show(&mut harness, vec![judged(LOOKALIKE)]);
        pressed(&mut harness, "English", drift);
        assert!(harness.query_by_label("Check another").is_some(), "{drift}");
        pressed(&mut harness, "Check another", drift);
        assert!(harness.state().shown().is_none(), "{drift}");
    }
    // The finger that leaves the button has changed its mind.
    let mut harness = kiosk(Language::ZhCn, SIZES[0]);
    show(&mut harness, vec![judged(LOOKALIKE)]);
    pressed(&mut harness, "English", Vec2::new(0.0, -400.0));
    assert!(harness.query_by_label("Check another").is_none());
}

const PIN: &str = "271828";

/// A kiosk whose staff have a PIN, and the folder of its settings.
fn kiosk_with_pin(language: Language, size: [f32; 2]) -> (Harness<'static, Window>, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let settings_file = folder.path().join("settings.toml");
    yanma::staff::set(&settings_file, PIN).unwrap();
    let options = Options {
        settings_file: Some(settings_file),
        ..options(true, language)
    };
    (window(options, size), folder)
}

/// Some days of a kiosk.
const COUNTED: &str = r#"
[2026-11-09]
visits = 9
unread = 2
[2026-11-09.grades]
official = 4
unproven = 4
[2026-11-10]
visits = 31
unread = 4
[2026-11-10.grades]
official = 17
fraud = 2
own = 9
[2026-11-11]
visits = 22
[2026-11-11.grades]
official = 12
unproven = 9
[2026-11-20]
visits = 40
unread = 1
[2026-11-20.grades]
official = 30
fraud = 1
[2026-11-30]
visits = 18
unread = 3
[2026-11-30.grades]
official = 11
fraud = 1
unproven = 3
own = 2
[2026-11-30.reasons]
not-listed = 3
target-embedding = 1
[2026-11-30.faults]
unplugged = 2
"#;

fn touch_the_corner(harness: &mut Harness<'static, Window>) {
    harness.run_steps(2);
    for _ in 0..5 {
        let corner = Vec2::splat(30.0).to_pos2();
        harness.drag_at(corner);
        harness.run_steps(1);
        harness.drop_at(corner);
        harness.run_steps(1);
    }
    harness.run_steps(2);
}

/// A key, in the next frame. The harness would make a frame of each event, and only the last one is looked at.
fn press(harness: &mut Harness<'static, Window>, modifiers: Modifiers, key: Key) {
    let event = |pressed| egui::Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers,
    };
    let input = harness.input_mut();
    input.events.extend([event(true), event(false)]);
}

/// A touch, in the next frame.
fn touch(harness: &mut Harness<'static, Window>, pos: egui::Pos2) {
    let button = |pressed| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    let input = harness.input_mut();
    let moved = egui::Event::PointerMoved(pos);
    input.events.extend([moved, button(true), button(false)]);
}

/// What the window asks of the system in the next frame, with these events.
fn asked(harness: &mut Harness<'static, Window>, close: bool) -> Vec<ViewportCommand> {
    if close {
        let viewports = &mut harness.input_mut().viewports;
        viewports
            .entry(ViewportId::ROOT)
            .or_default()
            .events
            .push(ViewportEvent::Close);
    }
    harness.step();
    let commands = harness.output().viewport_output.get(&ViewportId::ROOT);
    commands
        .map(|output| output.commands.clone())
        .unwrap_or_default()
}

#[test]
fn no_key_and_no_wish_of_the_system_closes_a_kiosk() {
    for page in [None, Some(OFFICIAL), Some(CREDENTIAL)] {
        let mut harness = kiosk(Language::ZhCn, SIZES[0]);
        if let Some(text) = page {
            show(&mut harness, vec![judged(text)]);
        }
        for (modifiers, key) in [
            (Modifiers::COMMAND, Key::Q),
            (Modifiers::COMMAND, Key::W),
            (Modifiers::ALT, Key::F4),
            (Modifiers::ALT, Key::Space),
            (Modifiers::NONE, Key::F11),
            (Modifiers::NONE, Key::Escape),
            (Modifiers::NONE, Key::BrowserBack),
        ] {
            press(&mut harness, modifiers, key);
            let asked = asked(&mut harness, false);
            let leaves = |command: &ViewportCommand| {
                matches!(
                    command,
                    ViewportCommand::Close
                        | ViewportCommand::Fullscreen(_)
                        | ViewportCommand::Minimized(_)
                        | ViewportCommand::Visible(_)
                )
            };
            assert!(!asked.iter().any(leaves), "{key:?}: {asked:?}");
        }
        assert!(asked(&mut harness, true).contains(&ViewportCommand::CancelClose));
    }
    // At a desk both do.
    let mut desk = window(options(false, Language::ZhCn), SIZES[0]);
    assert!(!asked(&mut desk, true).contains(&ViewportCommand::CancelClose));
    let quits = |harness: &Harness<'static, Window>| {
        harness
            .ctx
            .options(|options| !options.quit_shortcuts.is_empty())
    };
    assert!(quits(&desk) && !quits(&kiosk(Language::ZhCn, SIZES[0])));
}

/// Keys, touches, pasted texts, wishes to copy: whatever a bored visitor finds. The numbers are made by a xorshift.
#[test]
fn a_thousand_random_keys_and_touches_leave_a_kiosk_a_kiosk() {
    for (seed, size) in [(7_u64, SIZES[0]), (11, SIZES[2])] {
        let (mut harness, _folder) = kiosk_with_pin(Language::ZhCn, size);
        harness.state_mut().stop_clock(Duration::from_secs(1));
        let mut state = seed;
        let mut below = |most: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % most as u64) as usize
        };
        for step in 0..500 {
            if step % 50 == 0 {
                harness.state_mut().session_mut().forget();
                let text = [OFFICIAL, LOOKALIKE, CREDENTIAL][step / 50 % 3];
                show(&mut harness, vec![judged(text)]);
            }
            // The corner of the staff is touched more often than by chance.
            let [width, height] = size.map(|side| side as usize);
            let shrink = if below(3) == 0 { 10 } else { 1 };
            let at = egui::pos2(below(width / shrink) as f32, below(height / shrink) as f32);
            match below(8) {
                0..=3 => touch(&mut harness, at),
                4 | 5 => {
                    let modifiers = Modifiers {
                        alt: below(2) == 0,
                        ctrl: below(2) == 0,
                        shift: below(2) == 0,
                        mac_cmd: false,
                        command: below(2) == 0,
                    };
                    press(&mut harness, modifiers, Key::ALL[below(Key::ALL.len())]);
                }
                6 => {
                    let pasted = egui::Event::Paste(LOOKALIKE.to_owned());
                    harness.input_mut().events.push(pasted);
                }
                _ => harness.input_mut().events.push(egui::Event::Copy),
            }
            let asked = asked(&mut harness, step % 25 == 0);
            let is_of_a_kiosk = |command: &ViewportCommand| {
                matches!(
                    command,
                    ViewportCommand::CancelClose
                        | ViewportCommand::CursorVisible(_)
                        | ViewportCommand::OuterPosition(_)
                        | ViewportCommand::InnerSize(_)
                        | ViewportCommand::IMEAllowed(_)
                        | ViewportCommand::IMERect(_)
                )
            };
            assert!(asked.iter().all(is_of_a_kiosk), "{step}: {asked:?}");
            if step % 25 == 0 {
                assert!(asked.contains(&ViewportCommand::CancelClose));
            }
            let output = &harness.output().platform_output;
            assert!(output.commands.is_empty(), "{step}: {:?}", output.commands);
        }
        assert_eq!(harness.state().results().count(), 0);
        // And it still does what it is there for.
        for (text, outcome) in [(LOOKALIKE, Outcome::Unsafe), (OFFICIAL, Outcome::Safe)] {
            harness.state_mut().session_mut().forget();
            show(&mut harness, vec![judged(text)]);
            assert_eq!(harness.state().shown(), Some(outcome));
        }
    }
}

/// Types a PIN on the pad and waits for the answer, which another thread finds.
fn type_pin(harness: &mut Harness<'static, Window>, pin: &str, answer: &str) {
    for digit in pin.chars() {
        harness.get_by_label(&digit.to_string()).click();
        harness.run_steps(2);
    }
    let enter = |name| harness.query_by_label(name);
    enter("OK").or(enter("确定")).unwrap().click();
    while harness.query_by_label_contains(answer).is_none() {
        harness.step();
        std::thread::yield_now();
    }
    harness.run_steps(2);
}

/// The hall's WeChat account, and what a canteen is paid with.
const ACCOUNT: &str = "http://weixin.qq.com/r/abcDEF123";
const PAYMENT: &str =
    "00020101021126260016A00000000000000152045411530315654041.005802CN5906YIYAO 6006GUILIN6304C9BA";

fn account() -> Poster {
    Poster {
        fingerprint: Fingerprint::of(ACCOUNT.as_bytes()),
        kind: PosterKind::WechatAccount,
        name: "邕宁区医保公众号".to_owned(),
        by: "窗口 3 号 李梅".to_owned(),
        until: Date {
            year: 2027,
            ..TODAY
        },
        enrolled_on: TODAY,
        link: None,
    }
}

fn with_account() -> Allowlist {
    let posters = Posters::of(vec![account()]).unwrap();
    Allowlist::built_in(TODAY)
        .unwrap()
        .with_posters(&posters, TODAY)
}

/// A kiosk with a poster, on the page of posters.
fn posters_page(language: Language, size: [f32; 2]) -> (Harness<'static, Window>, TempDir) {
    let (_, folder) = kiosk_with_pin(language, size);
    let settings_file = folder.path().join("settings.toml");
    let file = poster_file::place(&settings_file);
    poster_file::add(&file, account()).unwrap();
    let options = Options {
        list: Ok(Arc::new(with_account())),
        origin: Some(Origin {
            choice: Choice::BuiltIn,
            store: Store::default(),
            posters: Some(file),
            remembers: false,
        }),
        settings_file: Some(settings_file),
        ..options(true, language)
    };
    let mut harness = window(options, size);
    harness.state_mut().stop_clock(Duration::from_secs(2));
    touch_the_corner(&mut harness);
    type_pin(&mut harness, PIN, &language.say(Phrase::LeaveKiosk));
    press_named(&mut harness, &language.poster_phrase(PosterPhrase::Title));
    (harness, folder)
}

fn press_named(harness: &mut Harness<'static, Window>, label: &str) {
    harness.get_by_label(label).click();
    harness.run_steps(2);
}

/// Lets the window go on until it says that.
fn wait_for(harness: &mut Harness<'static, Window>, words: &str) {
    while harness.query_by_label_contains(words).is_none() {
        harness.step();
        std::thread::yield_now();
    }
    harness.run_steps(2);
}

#[test]
fn a_poster_is_green_as_one_of_the_hall_and_never_as_a_platform() {
    for (language, name) in [
        (Language::ZhCn, "本厅海报“邕宁区医保公众号”"),
        (Language::En, "A poster of this hall: 邕宁区医保公众号"),
    ] {
        let mut harness = kiosk(language, SIZES[0]);
        let judged = judge_text(ACCOUNT.as_bytes(), &with_account());
        show(&mut harness, vec![judged]);
        harness.run_steps(2);
        assert!(harness.query_all_by_label_contains(name).next().is_some());
        // Neither is the host of the app taken for its owner, nor does anything call it official.
        for words in ["weixin.qq.com", "qq.com", "官方网址", "Official address:"] {
            assert!(harness.query_by_label_contains(words).is_none(), "{words}");
        }
    }
}

#[test]
fn staff_enrol_a_poster_and_remove_it_and_money_asks_for_the_pin_once_more() {
    let language = Language::En;
    let (mut harness, folder) = posters_page(language, SIZES[0]);
    let say = |phrase| language.poster_phrase(phrase);
    let file = folder.path().join("posters.toml");
    let kept = || poster_file::load(&file).unwrap();
    // Removed only when it is asked for twice, and not by a finger that trembles.
    press_named(&mut harness, &say(PosterPhrase::Remove));
    assert_eq!(kept().len(), 1);
    harness.run_steps(8);
    press_named(&mut harness, &say(PosterPhrase::RemoveSure));
    while !kept().is_empty() {
        harness.step();
    }
    wait_for(&mut harness, "green no more");
    wait_for(&mut harness, &say(PosterPhrase::None));

    // What is held up is looked at as a still is; without a camera there is nothing.
    press_named(&mut harness, &say(PosterPhrase::Look));
    harness.get_by_label_contains("no picture");
    let hold_up = |harness: &mut Harness<'static, Window>, text: &str| {
        let list = Allowlist::built_in(TODAY).unwrap();
        let code = qrcode::QrCode::new(text).unwrap();
        let (modules, margin, scale) = (code.width(), 4, 4);
        let side = (modules + 2 * margin) * scale;
        let colours = code.to_colors();
        let pixels = (0..side * side).map(|at| {
            let place = |at: usize| (at / scale).checked_sub(margin).filter(|at| *at < modules);
            let module = place(at % side).zip(place(at / side));
            let is_dark =
                module.is_some_and(|(x, y)| colours[y * modules + x] == qrcode::Color::Dark);
            if is_dark { 0 } else { 255 }
        });
        let frame = Frame::luma(side, side, pixels.collect()).unwrap();
        let found = still::candidate(&frame, &list);
        harness.state_mut().poster_found(found);
        harness.run_steps(2);
    };
    hold_up(&mut harness, "https://u.wechat.com/abcDEF");
    harness.get_by_label_contains("no friends");
    hold_up(&mut harness, ACCOUNT);
    harness.get_by_label("This is a WeChat official account");
    press_named(&mut harness, "3 months");
    press_named(&mut harness, &say(PosterPhrase::Enrol));
    wait_for(&mut harness, "green in a moment");
    wait_for(&mut harness, "vouched for by Staff");
    let until = kept().iter().map(|poster| poster.until).next().unwrap();
    assert_eq!(until.to_string(), "2027-02-28");

    hold_up(&mut harness, PAYMENT);
    press_named(&mut harness, &say(PosterPhrase::Enrol));
    harness.get_by_label(&say(PosterPhrase::PinAgain));
    type_pin(&mut harness, "271829", "Wrong PIN");
    assert_eq!(kept().len(), 1);
    type_pin(&mut harness, PIN, "green in a moment");
    assert_eq!(kept().len(), 2);
}

#[test]
fn staff_leave_by_five_touches_and_a_pin() {
    let (mut harness, _folder) = kiosk_with_pin(Language::En, SIZES[0]);
    touch_the_corner(&mut harness);
    harness.get_by_label("PIN of the staff");
    assert!(harness.query_by_label("Leave the kiosk").is_none());
    type_pin(&mut harness, "271829", "Wrong PIN");
    type_pin(&mut harness, PIN, "Leave the kiosk");
    harness.get_by_label("Leave the kiosk").click();
    harness.run_steps(2);
    harness.get_by_label("Press again to leave").click();
    assert!(asked(&mut harness, false).contains(&ViewportCommand::Close));
    assert!(!asked(&mut harness, true).contains(&ViewportCommand::CancelClose));
}

/// Names of codes and hosts of the list; nothing of what was scanned.
#[test]
fn the_counts_of_a_kiosk_hold_nothing_of_anybody() {
    const MARKER: &str = "Q7XMARKER31";
    let (_, folder) = kiosk_with_pin(Language::En, SIZES[1]);
    let official = format!("https://fuwu.nhsa.gov.cn/nationalHallSt/?id={MARKER}");
    let lookalike = format!("https://nhsa.gov.cn.{MARKER}.top/a?id=8812");
    for text in [official.as_str(), &lookalike, CREDENTIAL, MARKER] {
        let options = Options {
            settings_file: Some(folder.path().join("settings.toml")),
            ..options(true, Language::En)
        };
        let mut harness = window(options, SIZES[1]);
        harness.state_mut().stop_clock(Duration::from_secs(1));
        show(&mut harness, vec![judged(text)]);
        harness.run_steps(3);
    }
    let kept = std::fs::read_to_string(folder.path().join("counts.toml")).unwrap();
    let days = yanma::counts::Counts::parse(&kept).unwrap();
    let (day, numbers) = days.days().next().unwrap();
    assert_eq!((*day, numbers.visits, numbers.unread), (TODAY, 4, 0));
    let expected = "[2026-11-30]
visits = 4
unread = 0

[2026-11-30.grades]
fraud = 1
official = 1
own = 1
unproven = 1

[2026-11-30.reasons]
credential = 1
target-embedding = 1
text = 1

[2026-11-30.entries]
\"fuwu.nhsa.gov.cn\" = 1

[2026-11-30.faults]
";
    let body = kept.split("\n\n").skip(1).collect::<Vec<_>>().join("\n\n");
    assert_eq!(body, expected);
    for part in [
        &MARKER.to_lowercase(),
        MARKER,
        "8812",
        "4301234567",
        "nationalHall",
    ] {
        assert!(!kept.contains(part), "{part}");
    }
    let files = std::fs::read_dir(folder.path()).unwrap().flatten();
    let mut names: Vec<_> = files.map(|file| file.file_name()).collect();
    names.sort();
    assert_eq!(names, ["counts.toml", "staff.toml"]);
}

#[test]
fn staff_see_the_state_and_the_numbers_and_delete_them_in_two_steps() {
    let (_, folder) = kiosk_with_pin(Language::En, SIZES[1]);
    let counts = folder.path().join("counts.toml");
    std::fs::write(&counts, COUNTED).unwrap();
    let options = Options {
        settings_file: Some(folder.path().join("settings.toml")),
        ..options(true, Language::En)
    };
    let mut harness = window(options, SIZES[2]);
    harness.state_mut().stop_clock(Duration::from_secs(1));
    touch_the_corner(&mut harness);
    type_pin(&mut harness, PIN, "Leave the kiosk");
    harness.get_by_label("Numbers of 5 days are kept");
    harness.get_by_label("Date of the computer: 2026-11-30");
    harness.get_by_label_contains("The camera failed on 2026-11-30: unplugged");
    harness.get_by_label("2026-11-09: Visits 9 · Safe 4 · Unproven 4 · Not readable 2");
    // Never the second press of these here: they would be done.
    for (first, again) in [
        ("Restart the computer", "Press again to restart"),
        ("Shut down", "Press again to shut down"),
        ("Leave the kiosk", "Press again to leave"),
    ] {
        harness.get_by_label(first).click();
        harness.run_steps(2);
        harness.get_by_label(again);
    }
    // One at a time: what was asked for before is as if it had not been.
    harness.get_by_label("Shut down");
    // Its errand would be done on this machine: it is tried in tests/kiosk-vm.
    let exports = harness.query_by_label("Save the numbers to a USB stick");
    assert_eq!(exports.is_some(), cfg!(target_os = "linux"));
    harness.get_by_label("Delete all numbers").click();
    harness.run_steps(2);
    harness.get_by_label("Leave the kiosk");
    harness.get_by_label("Press again to delete all").click();
    harness.run_steps(2);
    harness.get_by_label("None yet");
    drop(harness);
    assert!(!counts.exists());
}

#[test]
fn staff_are_told_on_the_start_screen_and_visitors_verdicts_are_left_alone() {
    for (observed, sign) in [
        (Observation::ListPostdated, "工作人员：请查看电脑日期"),
        (
            Observation::SettingsUnreadable,
            "工作人员：设置里有看不懂的一行",
        ),
    ] {
        let options = Options {
            observations: vec![observed],
            ..options(true, Language::ZhCn)
        };
        let mut harness = window(options, SIZES[1]);
        harness.run_steps(2);
        assert!(harness.query_by_label_contains(sign).is_some());
        show(&mut harness, vec![judged(OFFICIAL)]);
        assert!(harness.query_by_label_contains("工作人员").is_none());
        harness.get_by_value("安全");
    }
    // A clock of long ago is told, too, and what is official stays so.
    let mut old = options(true, Language::ZhCn);
    old.today = || Date {
        year: 1970,
        month: 1,
        day: 1,
    };
    let mut harness = window(old, SIZES[1]);
    harness.state_mut().stop_clock(Duration::from_secs(1));
    harness.run_steps(2);
    assert!(
        harness
            .query_by_label_contains("工作人员：请查看电脑日期")
            .is_some()
    );
    show(&mut harness, vec![judged(OFFICIAL)]);
    harness.get_by_value("安全");
    // Nothing is amiss.
    let mut harness = kiosk(Language::ZhCn, SIZES[1]);
    harness.run_steps(2);
    assert!(harness.query_by_label_contains("工作人员").is_none());
}

#[test]
fn a_list_that_is_old_is_told_on_the_start_screen_of_every_size() {
    for size in SIZES {
        for (year, said) in [(2028, "该更新了"), (2040, "太旧了")] {
            let (month, day) = (1, 1);
            let list = Allowlist::built_in(TODAY).unwrap();
            let options = Options {
                list: Ok(Arc::new(list.on(Date { year, month, day }))),
                ..options(true, Language::ZhCn)
            };
            let mut harness = window(options, size);
            harness.run_steps(2);
            assert!(harness.query_by_label_contains(said).is_some(), "{size:?}");
            // By a list that is too old nothing is shown as official.
            let directory = harness.query_by_label("查官方网址");
            assert_eq!(directory.is_some(), year == 2028, "{size:?}");
        }
        let mut harness = kiosk(Language::ZhCn, size);
        harness.run_steps(2);
        assert!(harness.query_by_label_contains("名单日期").is_none());
    }
}

/// Its dialog would outlast the page.
#[test]
fn a_kiosk_opens_no_dialog_for_files() {
    let (mut harness, _folder) = kiosk_with_pin(Language::En, SIZES[0]);
    touch_the_corner(&mut harness);
    type_pin(&mut harness, PIN, "Leave the kiosk");
    harness.get_by_label("Settings").click();
    harness.run_steps(2);
    let count = harness.query_all_by_label_contains("Choose").count();
    assert!(count > 0);
    for at in 0..count {
        let button = harness.query_all_by_label_contains("Choose").nth(at);
        button.unwrap().click();
        harness.run_steps(2);
        harness.get_by_label_contains("opens no file dialog");
    }
}

#[test]
fn without_the_pin_the_page_of_the_staff_shows_nothing() {
    // Nobody has set one.
    let mut harness = kiosk(Language::En, SIZES[0]);
    touch_the_corner(&mut harness);
    harness.get_by_label_contains("No PIN is set");
    assert!(harness.query_by_label("1").is_none());
    harness.get_by_label("Back").click();
    harness.run_steps(2);
    assert!(harness.query_by_label_contains("No PIN").is_none());
    // Three wrong ones.
    let (mut harness, _folder) = kiosk_with_pin(Language::En, SIZES[2]);
    touch_the_corner(&mut harness);
    type_pin(&mut harness, "000001", "Wrong PIN");
    type_pin(&mut harness, "000002", "Wrong PIN");
    type_pin(&mut harness, "000003", "Too many wrong PINs");
    assert!(harness.query_by_label("1").is_none());
    // Touches elsewhere, at the desk and during a verdict.
    let mut desk = window(options(false, Language::En), SIZES[0]);
    touch_the_corner(&mut desk);
    assert!(desk.query_by_label_contains("PIN").is_none());
}

/// A program that keeps what it is to play as 1.wav, 2.wav … in `folder`.
#[cfg(all(unix, feature = "sound"))]
fn recorder(folder: &TempDir) -> yanma::voice::player::Player {
    let script = "n=1; while [ -e \"$1/$n.wav\" ]; do n=$((n+1)); done\n\
                  cat >\"$1/part\" && mv \"$1/part\" \"$1/$n.wav\"";
    let folder = folder.path().to_string_lossy().into_owned();
    yanma::voice::player::Player::Program {
        path: "/bin/sh".into(),
        arguments: vec!["-c".to_owned(), script.to_owned(), "sh".to_owned(), folder],
    }
}

#[test]
#[cfg(all(unix, feature = "sound"))]
fn a_verdict_is_said_once_and_again_where_somebody_asks() {
    let folder = tempfile::tempdir().unwrap();
    let played = |number: usize| {
        let path = folder.path().join(format!("{number}.wav"));
        while !path.exists() {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::fs::read(path).unwrap()
    };
    let mut harness = kiosk(Language::ZhCn, SIZES[1]);
    harness.state_mut().speak_with(vec![recorder(&folder)]);
    show(&mut harness, vec![judged(LOOKALIKE)]);
    let first = played(1);
    harness.run_steps(20);
    harness.get_by_label("再听一遍").click();
    harness.run_steps(3);
    assert_eq!(played(2), first);
    harness.get_by_label("静音").click();
    harness.run_steps(3);
    harness.get_by_label("打开声音").click();
    harness.run_steps(3);
    assert_eq!(played(3), first);
    harness.get_by_label("English").click();
    harness.run_steps(3);
    assert_ne!(played(4), first); // in the other language
    assert!(!folder.path().join("5.wav").exists());
    for name in ["Hear it again", "Mute"] {
        let rect = harness.get_by_label(name).rect();
        assert!(
            rect.width() > 59.9 && rect.height() > 59.9,
            "{name}: {rect:?}"
        );
    }
}

#[test]
fn several_codes_have_numbers_that_show_each() {
    let mut harness = kiosk(Language::ZhCn, SIZES[0]);
    show(&mut harness, vec![judged(OFFICIAL), judged(LOOKALIKE)]);
    harness.get_by_label("它冒充官方网址");
    harness.get_by_label("第 1 个码：安全").click();
    harness.run_steps(2);
    harness.get_by_value("不安全");
    harness.get_by_label("这一个在名单上，旁边的码不安全");
    harness.get_by_label_contains("fuwu.nhsa.gov.cn/");
    assert!(
        harness.query_by_value("安全").is_none(),
        "one of several is not green"
    );
    harness.get_by_label("第 2 个码：不安全").click();
    harness.run_steps(2);
    harness.get_by_label("它冒充官方网址");
}

/// A number that was touched belongs to its verdict, not to the next one.
#[test]
fn a_touched_number_does_not_outlive_its_verdict() {
    let mut harness = kiosk(Language::ZhCn, SIZES[0]);
    let other = judged("https://si.12333.gov.cn/");
    show(&mut harness, vec![judged(OFFICIAL), other]);
    harness.get_by_label("第 2 个码：安全").click();
    harness.run_steps(2);
    harness.get_by_value("安全");
    let mut beside = seen(vec![judged(LOOKALIKE), judged(OFFICIAL)]);
    beside.codes[0].fingerprint = 7;
    harness
        .state_mut()
        .session_mut()
        .look(Duration::from_millis(1_800), beside);
    harness.run_steps(2);
    harness.get_by_value("不安全");
    harness.get_by_label("它冒充官方网址");
}

/// Any 28 digits beside a fraud must not turn red into "your own code".
#[test]
fn an_own_code_does_not_hide_a_fraud() {
    let mut harness = kiosk(Language::ZhCn, SIZES[0]);
    show(&mut harness, vec![judged(CREDENTIAL), judged(LOOKALIKE)]);
    harness.get_by_value("不安全");
    harness.get_by_label("它冒充官方网址");
    assert!(harness.query_by_value("请收好这个码").is_none());
}

#[test]
fn look_at_another_forgets_everything() {
    let mut harness = kiosk(Language::ZhCn, SIZES[0]);
    show(&mut harness, vec![judged(LOOKALIKE)]);
    harness.get_by_label("再查一个").click();
    harness.run_steps(3);
    harness.get_by_label_contains("先让我查一查");
    assert!(harness.query_by_label_contains("yibao-jihuo").is_none());
    assert_eq!(harness.state().results().count(), 0);
}

#[test]
fn the_language_changes_at_any_time() {
    let mut harness = kiosk(Language::ZhCn, SIZES[0]);
    harness.run_steps(2);
    harness.get_by_label("English").click();
    harness.run_steps(2);
    harness.get_by_label_contains("Before you scan");
    show(&mut harness, vec![judged(OFFICIAL)]);
    harness.get_by_value("Safe");
    // In the middle of a verdict: it stays, in other words.
    harness.get_by_label("中文").click();
    harness.run_steps(2);
    harness.get_by_value("安全");
    harness.get_by_label("再查一个");
}

#[test]
fn a_camera_fault_says_what_to_do() {
    for language in [Language::ZhCn, Language::En] {
        for fault in Fault::ALL {
            let mut harness = kiosk(language, SIZES[1]);
            harness.state_mut().session_mut().camera(Some(fault));
            harness.run_steps(2);
            harness.get_by_label(&language.camera_fault(fault).headline);
        }
    }
}

#[test]
fn a_broken_list_judges_nothing_and_says_so() {
    for kiosk in [true, false] {
        let broken = Options {
            list: Err(vec!["regions/x.toml:3: host".to_owned()]),
            ..options(kiosk, Language::ZhCn)
        };
        let mut harness = window(broken, SIZES[1]);
        harness.run_steps(2);
        harness.get_by_label("名单坏了，现在不能查");
        assert!(harness.query_by_value("安全").is_none());
    }
}

fn desk_with_results(size: [f32; 2]) -> Harness<'static, Window> {
    let mut harness = window(options(false, Language::ZhCn), size);
    for (source, text) in [("窗口立牌.png", OFFICIAL), ("墙报-03.jpg", LOOKALIKE)] {
        harness.state_mut().add(Record {
            source: source.to_owned(),
            finding: Finding::Text(judged(text)),
            millis: None,
        });
    }
    harness.run_steps(3);
    harness
}

#[test]
fn the_desk_lists_results_and_shows_their_details() {
    let mut harness = desk_with_results(SIZES[1]);
    harness.get_by_label("结果 2 个");
    harness.get_by_label("1 个不安全");
    harness.get_by_label_contains("target-embedding");
    harness.get_by_label_contains("窗口立牌.png").click();
    harness.run_steps(2);
    harness.get_by_label("可以扫。这是“国家医保服务平台”的官方网址");
    harness.get_by_label("大字显示").click();
    harness.run_steps(2);
    harness.get_by_label("返回").click();
    harness.run_steps(2);
    harness.get_by_label("全部清除").click();
    harness.run_steps(2);
    assert_eq!(harness.state().results().count(), 0);
    harness.get_by_label_contains("还没有结果");
}

/// Waits for so many results of the thread of the files.
fn wait_for_results(harness: &mut Harness<'static, Window>, count: usize) {
    while harness.state().results().count() < count {
        std::thread::sleep(Duration::from_millis(20));
        harness.run_steps(1);
    }
    harness.run_steps(3);
}

#[test]
fn a_pasted_message_is_a_list_of_its_addresses_and_never_green() {
    let mut harness = window(options(false, Language::ZhCn), SIZES[0]);
    let ctx = harness.ctx.clone();
    harness.state_mut().start_files(&ctx).unwrap();
    let message = format!("王秀英您好，请登录{OFFICIAL}，或 {LOOKALIKE} 激活");
    harness.state_mut().paste(message);
    wait_for_results(&mut harness, 1);
    harness.get_by_label("1 个不安全");
    harness.get_by_label_contains("消息里有 2 个网址");
    harness.get_by_label_contains("1. 安全");
    harness.get_by_label_contains("2. 不安全");
    harness.get_by_label_contains("target-embedding");
    assert!(harness.query_by_label_contains("王秀英").is_none());
    harness.state_mut().paste(format!("请登录{OFFICIAL}。"));
    wait_for_results(&mut harness, 2);
    harness.get_by_label("2 个不安全");
    harness.get_by_label_contains("网址是官方的，旁边的话查不了");
    // A link and nothing else is judged as it is.
    harness.state_mut().paste(format!("{OFFICIAL}\n"));
    wait_for_results(&mut harness, 3);
    harness.get_by_label("2 个不安全");
}

/// The sample lies in a screen of twice its size; around it is drawn from corner to corner.
#[test]
fn a_part_of_the_screen_is_judged_as_it_was_drawn() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/official/blue.png");
    let sample = image::open(sample).unwrap().to_rgba8();
    let (width, height) = sample.dimensions();
    let white = image::Rgba([255; 4]);
    let mut screen = image::RgbaImage::from_pixel(2 * width, 2 * height, white);
    image::imageops::overlay(&mut screen, &sample, width.into(), 0);
    let mut harness = window(options(false, Language::ZhCn), SIZES[1]);
    let ctx = harness.ctx.clone();
    harness.state_mut().start_files(&ctx).unwrap();
    harness.get_by_label("框屏幕上的码（F8）");
    let [width, height] = [2 * width, 2 * height].map(|side| side as usize);
    let show = |harness: &mut Harness<'static, Window>| {
        let bytes = screen.as_raw().clone();
        harness.state_mut().show_screen(&ctx, width, height, bytes);
        harness.run_steps(3);
    };
    let draw = |harness: &mut Harness<'static, Window>, from: [f32; 2], to: [f32; 2]| {
        let place = harness.get_by_role(Role::Image).rect();
        let at = |[x, y]: [f32; 2]| place.min + place.size() * Vec2::new(x, y);
        harness.hover_at(at(from));
        harness.run_steps(1);
        harness.drag_at(at(from));
        harness.run_steps(1);
        harness.hover_at(at([(from[0] + to[0]) / 2.0, (from[1] + to[1]) / 2.0]));
        harness.run_steps(1);
        harness.hover_at(at(to));
        harness.run_steps(1);
        harness.drop_at(at(to));
        harness.run_steps(2);
    };
    show(&mut harness);
    draw(&mut harness, [0.5, 0.0], [1.0, 0.5]);
    assert!(harness.query_by_label("查整个屏幕").is_none());
    wait_for_results(&mut harness, 1);
    show(&mut harness);
    draw(&mut harness, [0.0, 0.5], [0.4, 1.0]);
    wait_for_results(&mut harness, 2);
    // A click is no drawing, and Escape judges nothing.
    show(&mut harness);
    draw(&mut harness, [0.5, 0.5], [0.501, 0.501]);
    harness.get_by_label("查整个屏幕");
    // It fills the screen, as its window then does, and one Escape ends both.
    let root = &mut harness.input_mut().viewports;
    root.entry(ViewportId::ROOT).or_default().fullscreen = Some(true);
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    assert!(harness.query_by_label("查整个屏幕").is_none());
    let outcomes: Vec<_> = harness
        .state()
        .results()
        .map(|record| record.finding.outcome())
        .collect();
    assert_eq!(outcomes, [Some(Outcome::Safe), Some(Outcome::NoCode)]);
}

#[test]
fn a_watched_folder_is_named_and_its_new_pictures_are_judged() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path().join("聊天下载");
    std::fs::create_dir(&folder).unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/official/blue.png");
    std::fs::copy(&sample, folder.join("old.png")).unwrap();
    let mut options = options(false, Language::ZhCn);
    options.settings.watched_folder = Some(folder.clone());
    let mut harness = window(options, SIZES[1]);
    let ctx = harness.ctx.clone();
    harness.state_mut().start_files(&ctx).unwrap();
    harness.run_steps(3);
    harness.get_by_label("“聊天下载”里来了新图片，自动查");
    harness.get_by_label("原有的也查");
    // Whatever is there at the first look is old.
    let mut number = 0;
    while harness.state().results().count() == 0 {
        number += 1;
        std::fs::copy(&sample, folder.join(format!("new-{number}.png"))).unwrap();
        std::thread::sleep(Duration::from_millis(500));
        harness.run_steps(1);
    }
    let is_new = |record: &Record| record.source.contains("new-");
    assert!(harness.state().results().all(is_new));
}

#[test]
fn a_private_code_never_becomes_a_result_of_the_desk() {
    let mut harness = window(options(false, Language::ZhCn), SIZES[1]);
    show(&mut harness, vec![judged(CREDENTIAL)]);
    assert_eq!(harness.state().results().count(), 0);
    show(&mut harness, vec![judged(LOOKALIKE)]);
    let results: Vec<&Record> = harness.state().results().collect();
    assert!(results.len() <= 1);
}

#[test]
fn the_directory_finds_places_by_their_initials() {
    let mut harness = window(options(false, Language::ZhCn), SIZES[1]);
    harness.run_steps(2);
    harness.get_by_label("官方网址名单").click();
    harness.run_steps(2);
    let field = "地名、平台名、网址，拼音首字母也行";
    harness.get_by_label(field).click();
    harness.run_steps(1);
    harness.get_by_label(field).type_text("gjyb");
    harness.run_steps(3);
    harness.get_by_label("fuwu.nhsa.gov.cn 的二维码");
    // What it is for, how strong the evidence is, and who has checked it.
    harness.get_by_label("网上办事大厅");
    harness.get_by_label("A：政府网页上写着");
    harness.get_by_label_contains("核对过");
    harness.get_by_label("返回").click();
    harness.run_steps(2);
    harness.get_by_label("工作台");
}

#[test]
fn the_settings_change_language_and_appearance() {
    for appearance in ["浅色", "深色", "黑白分明"] {
        let mut harness = window(options(false, Language::ZhCn), SIZES[1]);
        harness.run_steps(2);
        harness.get_by_label("设置").click();
        harness.run_steps(2);
        harness.get_by_label(appearance).click();
        harness.run_steps(2);
        harness.get_all_by_label("English").last().unwrap().click();
        harness.run_steps(2);
        assert!(harness.get_all_by_label("Text size").count() > 0);
    }
    assert_eq!(Settings::default().appearance, Appearance::Light);
}

fn format_of(text: &str) -> Format {
    Format::parse(text).unwrap()
}

/// A camera that films in this format.
fn opened(format: &str) -> Option<Opened> {
    let formats = [
        "1280×720 MJPEG 30/s",
        "1920×1080 MJPEG 30/s",
        "640×480 YUYV 30/s",
    ];
    Some(Opened {
        name: "Hall Webcam".to_owned(),
        format: format_of(format),
        formats: formats.map(format_of).to_vec(),
    })
}

fn is_chosen(harness: &Harness<'static, Window>, label: &str) -> bool {
    let node = harness.get_by_label(label);
    node.accesskit_node().toggled() == Some(Toggled::True)
}

#[test]
fn a_format_of_the_camera_is_chosen_in_the_settings() {
    for (language, settings, automatic, now) in [
        (Language::ZhCn, "设置", "自动（推荐）", "现在是"),
        (Language::En, "Settings", "Automatic (recommended)", "Now"),
    ] {
        let mut harness = window(options(false, language), SIZES[1]);
        let camera = opened("1280×720 MJPEG 30/s");
        harness.state_mut().camera_opened(camera);
        harness.get_by_label(settings).click();
        harness.run_steps(3);
        assert!(is_chosen(&harness, automatic));
        harness.get_by_label(&format!("{now} 1280×720 MJPEG 30/s"));
        let large = "1920×1080 MJPEG 30/s";
        assert!(!is_chosen(&harness, large));
        harness.get_by_label(large).click();
        harness.run_steps(3);
        assert!(is_chosen(&harness, large));
        // It is being opened anew: nothing is said of what it was before.
        assert!(harness.query_by_label_contains(now).is_none());
        let place = harness.get_by_label(large).rect();
        harness.state_mut().camera_opened(opened(large));
        harness.run_steps(3);
        assert_eq!(harness.get_by_label(large).rect(), place);
        harness.get_by_label(&format!("{now} 1920×1080 MJPEG 30/s"));
        harness.get_by_label(automatic).click();
        harness.run_steps(3);
        assert!(is_chosen(&harness, automatic));
    }
}

#[test]
fn a_format_that_the_camera_does_not_offer_is_told_and_not_used() {
    let mut stored = options(false, Language::ZhCn);
    stored.settings.camera_format = Some(format_of("800×600 YUYV 15/s"));
    stored.settings.camera = Some("Hall Webcam".to_owned());
    let mut harness = window(stored, SIZES[1]);
    let told = "这个摄像头用不了 800×600 YUYV 15/s，已自动改用 1280×720 MJPEG 30/s";
    harness
        .state_mut()
        .camera_opened(opened("1280×720 MJPEG 30/s"));
    harness.run_steps(3);
    harness.get_by_label(told);
    harness.get_by_label("设置").click();
    harness.run_steps(3);
    harness.get_by_label(told);
    assert!(is_chosen(&harness, "800×600 YUYV 15/s"));
    // It belonged to that camera: another one begins with what is best.
    harness.get_by_label("自动").click();
    harness.run_steps(3);
    assert!(is_chosen(&harness, "自动（推荐）"));
    assert!(harness.query_by_label("800×600 YUYV 15/s").is_none());
}

/// The sizes of kiosks.
const KIOSKS: [[f32; 2]; 3] = [[1920.0, 1080.0], [1366.0, 768.0], [1080.0, 1920.0]];

/// Every text that is on the screen.
fn galleys(harness: &Harness<'static, Window>) -> Vec<Arc<Galley>> {
    fn collect(shape: &Shape, found: &mut Vec<Arc<Galley>>) {
        match shape {
            Shape::Text(text) => found.push(Arc::clone(&text.galley)),
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(shape, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for clipped in &harness.output().shapes {
        collect(&clipped.shape, &mut found);
    }
    found
}

/// The smallest size in points in which each text is on the screen, without its line feeds.
fn text_sizes(harness: &Harness<'static, Window>) -> BTreeMap<String, f32> {
    let mut sizes = BTreeMap::new();
    for galley in galleys(harness) {
        for section in &galley.job.sections {
            let text = &galley.job.text[section.byte_range.start.0..section.byte_range.end.0];
            let size = section.format.font_id.size;
            let smallest: &mut f32 = sizes.entry(text.replace('\n', "")).or_insert(size);
            *smallest = smallest.min(size);
        }
    }
    sizes
}

/// Something for the camera to see, for so many seconds.
type Scene = (String, Seen, u64);

/// What leads to every screen with a verdict, or with none.
fn scenes() -> Vec<Scene> {
    let verdict = |name: &str, symbols| (name.to_owned(), seen(symbols), 1);
    let mut scenes = vec![
        verdict("safe", vec![judged(OFFICIAL)]),
        verdict("several", vec![judged(OFFICIAL), judged(LOOKALIKE)]),
        verdict("own", vec![judged(CREDENTIAL)]),
        verdict(
            "redirect",
            vec![judged(
                "https://fuwu.nhsa.gov.cn/go?url=https://evil.example/",
            )],
        ),
    ];
    for (number, reason) in reasons().into_iter().enumerate() {
        let name = format!("{number} {}", reason.code());
        let mut symbol = judged(LOOKALIKE);
        symbol.verdict = Verdict::Unsafe(vec![reason]);
        scenes.push(verdict(&name, vec![symbol]));
    }
    let mut unread = seen(Vec::new());
    unread.unread = vec![code().corners];
    unread.advice = Some(Advice::HoldStill);
    scenes.push(("scanning".to_owned(), unread.clone(), 1));
    scenes.push(("unread".to_owned(), unread, 8));
    let mut round = seen(Vec::new());
    round.judged.doubts = vec![Reason::RoundCode];
    scenes.push(("round".to_owned(), round, 8));
    scenes
}

/// Lets the camera see it; the visitor before is forgotten.
fn play(harness: &mut Harness<'static, Window>, (_, seen, seconds): &Scene) {
    harness.state_mut().session_mut().forget();
    for at in 0..=seconds * 5 {
        let session = harness.state_mut().session_mut();
        session.look(Duration::from_millis(at * 200), seen.clone());
    }
    harness
        .state_mut()
        .stop_clock(Duration::from_secs(*seconds));
    harness.run_steps(2);
}

/// Calls `look` with every screen for visitors, in this size of text.
fn for_each_screen(
    language: Language,
    size: [f32; 2],
    text_size: f32,
    mut look: impl FnMut(&str, &Harness<'static, Window>),
) {
    let mut options = options(true, language);
    options.settings.text_size = text_size;
    options.settings.hall_phone = Some("0771-1234567".to_owned());
    let mut harness = window(options, size);
    // As on a usual graphics card, and as the window wants it there.
    harness.input_mut().max_texture_side = Some(16_384);
    let (ctx, mut input) = (harness.ctx.clone(), harness.input_mut().clone());
    eframe::App::raw_input_hook(harness.state_mut(), &ctx, &mut input);
    *harness.input_mut() = input;
    harness.run_steps(3);
    look("attract", &harness);
    film(&mut harness, None);
    harness.run_steps(2);
    look("attract with a picture", &harness);
    for scene in scenes() {
        play(&mut harness, &scene);
        look(&scene.0, &harness);
    }
    for fault in Fault::ALL {
        harness.state_mut().session_mut().forget();
        harness.state_mut().session_mut().camera(Some(fault));
        harness.run_steps(2);
        look(fault.code(), &harness);
    }
}

/// Who asks for larger text gets no smaller one, what has no room is left out instead; all of it is large enough for old
/// eyes, no line ends inside a word, and the glyphs that are kept are within bounds.
fn keeps_the_figures(language: Language) {
    for size in KIOSKS {
        let mut before: BTreeMap<String, BTreeMap<String, f32>> = BTreeMap::new();
        for text_size in [1.0, 2.0] {
            let mut rows = 0.0;
            for_each_screen(language, size, text_size, |screen, harness| {
                let place = format!("{language:?} {size:?} {text_size} {screen}");
                glyphs_have_room(harness, &mut rows, &place);
                let now = text_sizes(harness);
                assert!(!now.is_empty(), "{place}");
                are_large_enough(&now, &place);
                break_no_words(&galleys(harness), &place);
                for (text, was) in before.get(screen).into_iter().flatten() {
                    let is = now.get(text).copied().unwrap_or(*was);
                    assert!(is >= was - 0.01, "{place}: {text}: {was} -> {is}");
                }
                before.insert(screen.to_owned(), now);
            });
        }
    }
}

#[test]
fn every_chinese_screen_keeps_the_figures_in_every_size_of_text() {
    keeps_the_figures(Language::ZhCn);
}

#[test]
fn every_english_screen_keeps_the_figures_in_every_size_of_text() {
    keeps_the_figures(Language::En);
}

/// egui begins anew where four fifths are full, and writes one glyph over the other where it gets full before it looks.
/// So no screen may need more than a fifth. `rows` are the rows of pixels that were full with the screen before.
fn glyphs_have_room(harness: &Harness<'static, Window>, rows: &mut f32, place: &str) {
    let (size, full) =
        (harness.ctx).fonts(|fonts| (fonts.font_image_size(), fonts.font_atlas_fill_ratio()));
    assert!(size[0] <= 6_144 && size[1] <= 8_192, "{place}: {size:?}");
    // The share is one of the greater side; the height is doubled until it is no less than the width, and then it is full.
    let now = full * size[0].max(size[1]) as f32;
    let height = size[0].next_power_of_two() as f32;
    let needed = if now < *rows { now } else { now - *rows };
    assert!(full < 1.0, "{place}: {full}");
    assert!(
        needed < 0.2 * height,
        "{place}: {rows} -> {now} of {height}"
    );
    *rows = now;
}

fn are_large_enough(sizes: &BTreeMap<String, f32>, place: &str) {
    for (text, size) in sizes {
        // The numbers of codes stand in the way of the camera picture.
        let is_badge = text.chars().all(|c| c.is_ascii_digit());
        assert!(*size >= 29.9 || is_badge, "{place}: {text}: {size}");
    }
}

fn break_no_words(galleys: &[Arc<Galley>], place: &str) {
    const WORDS: [&str; 16] = [
        "主人",
        "个人",
        "网址",
        "窗口",
        "放心",
        "官方",
        "医保",
        "手机",
        "安全",
        "机器",
        "微信",
        "名单",
        "不要",
        "工作人员",
        "验证码",
        "二维码",
    ];
    for galley in galleys {
        let rows: Vec<String> = galley.rows.iter().map(|row| row.row.text()).collect();
        for pair in rows.windows(2) {
            let (upper, lower) = (pair[0].trim_end(), &pair[1]);
            let at = format!("{place}: {upper} | {lower}");
            for word in WORDS {
                let breaks = word.char_indices().skip(1).any(|(at, _)| {
                    let (begin, end) = word.split_at(at);
                    upper.ends_with(begin) && lower.starts_with(end)
                });
                assert!(!breaks, "{at}");
            }
            let is_text = lower.contains(|c: char| c > '\u{2E80}');
            let is_orphan = is_text && lower.trim_end_matches('。').chars().count() < 2;
            assert!(!is_orphan, "{at}");
            let hangs = lower.starts_with(['，', '。', '；', '、', '”', '）']);
            assert!(!hangs, "{at}");
        }
    }
}

/// It is worth pressing: what to do becomes larger.
#[test]
fn a_larger_text_size_makes_the_steps_larger() {
    for language in [Language::ZhCn, Language::En] {
        for size in KIOSKS {
            let [usual, large] = [1.0, 2.0].map(|text_size| {
                let mut options = options(true, language);
                options.settings.text_size = text_size;
                let mut harness = window(options, size);
                show(&mut harness, vec![judged(LOOKALIKE)]);
                let step = language.explain(&Reason::ShortLink).steps[0];
                text_sizes(&harness)[step]
            });
            assert!(
                large > usual * 1.1,
                "{language:?} {size:?}: {usual} {large}"
            );
        }
    }
}

#[test]
fn large_text_and_high_contrast_are_there_on_every_screen_and_end_with_the_visit() {
    let mut harness = kiosk(Language::ZhCn, SIZES[0]);
    harness.run_steps(2);
    harness.get_by_label("大字");
    let step = Language::ZhCn
        .explain(&Reason::TargetEmbedding {
            imitates: String::new(),
        })
        .steps[0];
    show(&mut harness, vec![judged(LOOKALIKE)]);
    let usual = text_sizes(&harness)[step];
    harness.get_by_label("大字").click();
    harness.run_steps(2);
    assert!(text_sizes(&harness)[step] > usual);
    harness.get_by_label("高对比").click();
    harness.run_steps(2);
    harness.get_by_label("普通颜色");
    let corner = |harness: &mut Harness<'static, Window>| {
        let picture = harness.render().unwrap();
        picture.get_pixel(2, 2).0
    };
    assert_eq!(corner(&mut harness), [0x74, 0x00, 0x0A, 0xFF]);
    // Whoever chooses reads on.
    harness.get_by_label("已停住，可以慢慢看");
    // The time of the visit is over.
    harness.state_mut().stop_clock(Duration::from_secs(400));
    harness.run_steps(2);
    harness.get_by_label("大字");
    harness.get_by_label("高对比");
    show_later(&mut harness, vec![judged(LOOKALIKE)], 400_000);
    assert_eq!(text_sizes(&harness)[step], usual);
    assert_eq!(corner(&mut harness), [0xA3, 0x12, 0x1C, 0xFF]);
}

/// The camera sees these codes for a second, from so many milliseconds on.
fn show_later(harness: &mut Harness<'static, Window>, symbols: Vec<Judged>, from: u64) {
    for at in 0..6 {
        harness.state_mut().session_mut().look(
            Duration::from_millis(from + at * 200),
            seen(symbols.clone()),
        );
    }
    harness
        .state_mut()
        .stop_clock(Duration::from_millis(from + 1_000));
    harness.run_steps(3);
}

/// The official name in front is what deceives: the place that the link leads to is named, and no owner.
#[test]
fn a_link_that_leads_on_from_an_official_host_says_where_to() {
    for (language, says, owner) in [
        (Language::ZhCn, "它要转去：", "主人"),
        (Language::En, "It leads on to:", "owner"),
    ] {
        for text in [
            "https://fuwu.nhsa.gov.cn/go?url=https://evil.example/",
            "https://fuwu.nhsa.gov.cn/a#https://evil.example/x",
        ] {
            let mut harness = kiosk(language, SIZES[0]);
            show(&mut harness, vec![judged(text)]);
            harness.get_by_label(says);
            harness.get_by_label("evil.example");
            assert!(harness.query_by_label_contains(owner).is_none(), "{text}");
        }
    }
}

#[test]
fn the_official_code_is_a_step_and_only_where_insurance_is_the_matter() {
    let mut harness = kiosk(Language::ZhCn, SIZES[0]);
    show(&mut harness, vec![judged(LOOKALIKE)]);
    harness.get_by_label("要办医保，扫这里的官方码，或去医保窗口");
    harness.state_mut().session_mut().forget();
    show(&mut harness, vec![judged("WIFI:S:cafe;T:nopass;;")]);
    assert!(harness.query_by_label_contains("的二维码").is_none());
    assert!(harness.query_by_label_contains("官方码").is_none());
    harness.get_by_label("要上网，请问工作人员");
}

/// Nothing is typed at a kiosk: a matter or a place is touched, and an office.
#[test]
fn the_official_addresses_are_found_by_touch_at_the_kiosk() {
    for (language, matter, place, host) in [
        (Language::ZhCn, "社保", "北京", "ybj.beijing.gov.cn"),
        (
            Language::En,
            "Social security",
            "Beijing",
            "ybj.beijing.gov.cn",
        ),
    ] {
        for size in [SIZES[0], SIZES[2]] {
            let mut harness = kiosk(language, size);
            harness.run_steps(2);
            let press = |harness: &mut Harness<'static, Window>, label: &str| {
                harness.get_by_label(label).click();
                harness.run_steps(3);
            };
            let code_of = |host: &str| language.say(Phrase::QrOf { host });
            press(&mut harness, &language.say(Phrase::OfficialAddresses));
            // The national platform comes first.
            harness.get_by_label(&code_of("fuwu.nhsa.gov.cn"));
            press(&mut harness, matter);
            harness.get_by_label(&code_of("si.12333.gov.cn"));
            press(&mut harness, &language.say(Phrase::OtherPlaces));
            while harness.query_by_label(place).is_none() {
                press(&mut harness, &language.say(Phrase::More));
            }
            press(&mut harness, place);
            let office = harness.query_all_by_label_contains(host).next().unwrap();
            office.click();
            harness.run_steps(3);
            // A code that is held up goes before it.
            show(&mut harness, vec![judged(OFFICIAL)]);
            harness.get_by_label(&language.say(Phrase::Again));
        }
    }
}

/// The picture of several codes is there with its verdict, and gone with it; with a private code there is none.
#[test]
fn several_codes_have_a_picture_that_says_which_is_which() {
    // The grey of the table, which is on no screen else.
    let is_there = |harness: &mut Harness<'static, Window>| {
        let is_table = |pixel: &image::Rgba<u8>| {
            let table = [118, 120, 119, 255];
            pixel.0.iter().zip(table).all(|(a, b)| a.abs_diff(b) < 3)
        };
        let picture = harness.render().unwrap();
        picture.pixels().filter(|pixel| is_table(pixel)).count() > 5_000
    };
    let mut harness = kiosk(Language::ZhCn, SIZES[0]);
    let mut with_credential = two_codes();
    with_credential.judged.symbols[0] = judged(CREDENTIAL);
    for (codes, expected) in [(two_codes(), true), (with_credential, false)] {
        harness.state_mut().session_mut().forget();
        for at in 0..6 {
            let session = harness.state_mut().session_mut();
            session.look(Duration::from_millis(at * 200), codes.clone());
        }
        harness.state_mut().stop_clock(Duration::from_secs(1));
        film(&mut harness, Some("tricks/two-codes.png"));
        harness.run_steps(3);
        assert!(harness.state().shown().is_some());
        assert_eq!(is_there(&mut harness), expected);
    }
}

/// It does not fall back to the start without a word.
#[test]
fn a_code_that_went_out_of_view_is_missed_in_words() {
    let mut harness = kiosk(Language::ZhCn, SIZES[1]);
    let mut unread = seen(Vec::new());
    unread.unread = vec![code().corners];
    let session = harness.state_mut().session_mut();
    session.look(Duration::ZERO, unread);
    session.look(Duration::from_secs(1), seen(Vec::new()));
    harness.state_mut().stop_clock(Duration::from_secs(1));
    harness.run_steps(2);
    harness.get_by_label("正在查，请拿稳");
    let session = harness.state_mut().session_mut();
    session.look(Duration::from_secs(3), seen(Vec::new()));
    harness.state_mut().stop_clock(Duration::from_secs(3));
    harness.run_steps(2);
    harness.get_by_label("没看到码了，请再对准一次");
}
