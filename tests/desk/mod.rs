//! The desk as a tool: the list, its keys, what can be had back, what is copied.

use std::path::Path;
use std::time::Duration;

use eframe::egui::accesskit::Toggled;
use eframe::egui::{Event, Key, Modifiers, OutputCommand, Rect, Role, ViewportCommand, ViewportId};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use yanma::app::Window;
use yanma::check::allowlist::Allowlist;
use yanma::check::verdict::Reason;
use yanma::check::{JudgedPicture, judge_picture};
use yanma::language::Language;
use yanma::messages::{DeskPhrase, Phrase};
use yanma::report::{Finding, Record};
use yanma::scan::{Effort, Quad, scan};
use yanma::source::fault::Fault;

use crate::{
    CREDENTIAL, LOOKALIKE, OFFICIAL, SIZES, TODAY, code, desk_with_results, galleys, judged,
    on_a_screen, options, show, window,
};

/// A desk with so many results, of which every third is unsafe; the newest has the highest number.
fn desk_with(count: usize, size: [f32; 2]) -> Harness<'static, Window> {
    let mut harness = window(options(false, Language::ZhCn), size);
    for number in 1..=count {
        let text = if number % 3 == 0 { LOOKALIKE } else { OFFICIAL };
        harness.state_mut().add(Record {
            source: format!("/home/wang/公告/海报{number:03}.png"),
            finding: Finding::Text(judged(text)),
            millis: None,
        });
    }
    harness.run_steps(3);
    harness
}

/// A poster with two codes, looked at closely.
pub fn picture(language: Language, size: [f32; 2]) -> Harness<'static, Window> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/tricks/two-codes.png");
    let frame = yanma::source::images::frame_of_file(&path).unwrap();
    let seen = scan(&frame, Effort::Live, &|| false);
    let list = Allowlist::built_in(TODAY).unwrap();
    let finding = Finding::picture(judge_picture(&seen, &list), &seen);
    let mut harness = window(options(false, language), size);
    harness.state_mut().add_picture(&path, finding);
    harness.run_steps(3);
    harness
        .get_by_label(&language.desk(DeskPhrase::LookClosely))
        .click();
    wait_for(&mut harness, &language.desk(DeskPhrase::Reveal));
    harness
}

/// The desk at the largest text in the smallest window, without a camera, scrolled to its results.
pub fn narrow(language: Language) -> Harness<'static, Window> {
    let mut options = options(false, language);
    options.settings.text_size = 2.0;
    let mut harness = on_a_screen(options, SIZES[3]);
    harness
        .state_mut()
        .session_mut()
        .camera(Some(Fault::NoCamera));
    for text in [OFFICIAL, LOOKALIKE] {
        harness.state_mut().add_aside(Record {
            source: "墙报-03.jpg".to_owned(),
            finding: Finding::Text(judged(text)),
            millis: None,
        });
    }
    harness.run_steps(4);
    harness
}

fn press(harness: &mut Harness<'static, Window>, key: Key) {
    harness.key_press(key);
    harness.run_steps(3);
}

fn command(harness: &mut Harness<'static, Window>, key: Key) {
    harness.key_press_modifiers(Modifiers::COMMAND, key);
    harness.run_steps(3);
}

/// The lines that are chosen, as a screen reader says them.
fn chosen(harness: &Harness<'static, Window>) -> Vec<String> {
    let lines = harness.query_all_by_role(Role::ListBoxOption);
    let lines = lines.filter(|line| line.accesskit_node().toggled() == Some(Toggled::True));
    lines
        .map(|line| line.accesskit_node().label().unwrap_or_default())
        .collect()
}

/// The only line that is chosen, which must be in sight: below the heads of the columns and above the details.
fn chosen_in_sight(harness: &Harness<'static, Window>) -> String {
    let [chosen] = chosen(harness).try_into().unwrap();
    let line: Rect = harness.get_by_label(&chosen).rect();
    let top = harness.get_by_label("结论").rect().bottom();
    let bottom = harness.get_by_label("大字显示").rect().top();
    assert!(
        line.top() >= top - 0.5 && line.bottom() <= bottom,
        "{line:?}"
    );
    chosen
}

/// What is put into the clipboard in the next pictures of the screen.
fn copied(harness: &mut Harness<'static, Window>) -> Option<String> {
    for _ in 0..4 {
        harness.step();
        let mut commands = harness.output().platform_output.commands.iter();
        let text = commands.find_map(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        });
        if text.is_some() {
            return text;
        }
    }
    None
}

#[test]
fn the_newest_result_stands_above_the_others() {
    let harness = desk_with_results(SIZES[1]);
    let top = |name| harness.get_by_label_contains(name).rect().top();
    let newest = harness.get_all_by_label_contains("墙报-03.jpg");
    let newest = newest
        .map(|node| node.rect().top())
        .fold(f32::MAX, f32::min);
    assert!(newest < top("窗口立牌.png"));
    harness.get_by_label("1 个安全");
    harness.get_by_label("1 个不安全");
}

#[test]
fn the_keys_go_through_the_list_and_the_chosen_line_is_always_in_sight() {
    let mut harness = desk_with(60, SIZES[1]);
    assert!(chosen_in_sight(&harness).contains("海报060"));
    for number in (48..60).rev() {
        press(&mut harness, Key::ArrowDown);
        assert!(chosen_in_sight(&harness).contains(&format!("海报{number:03}")));
    }
    press(&mut harness, Key::End);
    assert!(chosen_in_sight(&harness).contains("海报001"));
    press(&mut harness, Key::ArrowDown);
    assert!(chosen_in_sight(&harness).contains("海报001"));
    press(&mut harness, Key::PageUp);
    let a_page_up = chosen_in_sight(&harness);
    assert!(!a_page_up.contains("海报001") && !a_page_up.contains("海报060"));
    press(&mut harness, Key::PageDown);
    assert!(chosen_in_sight(&harness).contains("海报001"));
    press(&mut harness, Key::Home);
    assert!(chosen_in_sight(&harness).contains("海报060"));
}

#[test]
fn where_the_details_stand_alone_the_keys_do_the_same() {
    let mut harness = desk_with(20, SIZES[3]);
    let shows = |harness: &Harness<'static, Window>, number: usize| {
        assert!(harness.query_by_label("结论").is_none(), "the list");
        let name = format!("海报{number:03}");
        assert!(harness.query_all_by_label_contains(&name).next().is_some());
    };
    shows(&harness, 20);
    press(&mut harness, Key::ArrowDown);
    shows(&harness, 19);
    press(&mut harness, Key::End);
    shows(&harness, 1);
    harness.event(Event::Copy);
    assert!(copied(&mut harness).unwrap().starts_with("安全"));
    press(&mut harness, Key::Home);
    // What is taken away can be had back, and that is said beside the list.
    press(&mut harness, Key::Delete);
    assert_eq!(harness.state().results().count(), 19);
    harness.get_by_label("结论");
    harness.get_by_label("撤销").click();
    harness.run_steps(3);
    assert_eq!(harness.state().results().count(), 20);
}

#[test]
fn results_that_come_in_move_nothing_that_is_looked_at() {
    let mut harness = desk_with(60, SIZES[1]);
    press(&mut harness, Key::End);
    let place =
        |harness: &Harness<'static, Window>| harness.get_by_label_contains("海报002").rect();
    let before = place(&harness);
    harness.state_mut().add_aside(Record {
        source: "新的.png".to_owned(),
        finding: Finding::Text(judged(OFFICIAL)),
        millis: None,
    });
    harness.run_steps(4);
    assert_eq!(place(&harness), before);
    assert!(chosen_in_sight(&harness).contains("海报001"));
}

#[test]
fn ctrl_f_filters_and_escape_ends_it() {
    let mut harness = desk_with(20, SIZES[1]);
    command(&mut harness, Key::F);
    let hint = "按名字、网址、原因筛选";
    harness.get_by_label(hint).type_text("海报007");
    harness.run_steps(3);
    let lines =
        |harness: &Harness<'static, Window>| harness.query_all_by_role(Role::ListBoxOption).count();
    assert_eq!(lines(&harness), 1);
    press(&mut harness, Key::Escape);
    assert!(lines(&harness) > 1);
}

#[test]
fn delete_forgets_one_and_undo_has_it_back_where_it_was() {
    let mut harness = desk_with(20, SIZES[1]);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Delete);
    assert_eq!(harness.state().results().count(), 19);
    assert!(chosen_in_sight(&harness).contains("海报018"));
    harness.get_by_label("清除了 1 个结果");
    harness.get_by_label("撤销").click();
    harness.run_steps(3);
    assert_eq!(harness.state().results().count(), 20);
    press(&mut harness, Key::ArrowUp);
    assert!(chosen_in_sight(&harness).contains("海报019"));
    assert!(harness.query_by_label("撤销").is_none());
}

#[test]
fn what_was_cleared_can_be_had_back_for_half_a_minute() {
    let mut harness = desk_with(20, SIZES[1]);
    harness.state_mut().stop_clock(Duration::from_secs(100));
    harness.get_by_label("全部清除").click();
    harness.run_steps(3);
    assert_eq!(harness.state().results().count(), 0);
    harness.state_mut().stop_clock(Duration::from_secs(129));
    harness.run_steps(3);
    harness.get_by_label("清除了 20 个结果");
    harness.get_by_label("撤销").click();
    harness.run_steps(3);
    assert_eq!(harness.state().results().count(), 20);
    harness.get_by_label("全部清除").click();
    harness.run_steps(3);
    harness.state_mut().stop_clock(Duration::from_secs(160));
    harness.run_steps(3);
    assert!(harness.query_by_label("撤销").is_none());
    assert_eq!(harness.state().results().count(), 0);
}

#[test]
fn all_that_is_shown_is_chosen_copied_and_forgotten_by_the_keys() {
    let mut harness = desk_with(9, SIZES[0]);
    harness.get_by_label("不安全").click();
    harness.run_steps(3);
    command(&mut harness, Key::A);
    assert_eq!(chosen(&harness).len(), 3);
    harness.get_by_label("选中了 3 个结果");
    harness.event(Event::Copy);
    let text = copied(&mut harness).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines[0].starts_with("海报009：不安全："), "{text}");
    assert!(!text.contains("wang"), "{text}");
    harness.run_steps(2);
    press(&mut harness, Key::Delete);
    assert_eq!(harness.state().results().count(), 6);
    assert!(
        harness
            .state()
            .results()
            .all(|record| record.finding.outcome() == Some(yanma::check::Outcome::Safe))
    );
}

#[test]
fn a_verdict_is_copied_in_three_plain_lines() {
    let mut harness = desk_with(3, SIZES[1]);
    harness.get_by_label("复制结论").click();
    let text = copied(&mut harness).unwrap();
    assert_eq!(text.lines().count(), 3, "{text}");
    assert!(text.starts_with("不安全：它冒充官方网址\n"), "{text}");
    assert!(
        !text.contains("海报") && !text.contains("yibao-jihuo.top"),
        "{text}"
    );
    harness.run_steps(2);
    harness.event(Event::Copy);
    assert_eq!(copied(&mut harness), Some(text));
}

#[test]
fn beside_a_visitors_own_code_no_older_verdict_is_left_standing() {
    let mut harness = window(options(false, Language::ZhCn), SIZES[1]);
    harness.state_mut().add(Record {
        source: "窗口立牌.png".to_owned(),
        finding: Finding::Text(judged(OFFICIAL)),
        millis: None,
    });
    harness.run_steps(2);
    harness.get_by_label("复制结论");
    show(&mut harness, vec![judged(CREDENTIAL)]);
    assert!(harness.query_by_label("复制结论").is_none());
    assert!(chosen(&harness).is_empty());
}

/// A judged picture is added as the thread of the files does it; its codes are a private, an official and another one.
#[test]
fn a_picture_is_looked_at_with_its_codes_numbered_and_covered() {
    let mut harness = window(options(false, Language::ZhCn), SIZES[1]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("三个码.png");
    image::RgbImage::from_pixel(400, 300, image::Rgb([250; 3]))
        .save(&path)
        .unwrap();
    harness.state_mut().add_picture(
        &path,
        finding_of(&[OFFICIAL, LOOKALIKE, CREDENTIAL], Vec::new()),
    );
    harness.run_steps(3);
    harness.get_by_label("看图片").click();
    wait_for(&mut harness, "显示遮住的");
    let words = |harness: &Harness<'static, Window>| -> Vec<String> {
        let galleys = galleys(harness);
        galleys
            .iter()
            .map(|galley| galley.text().to_owned())
            .collect()
    };
    let covered = |harness: &Harness<'static, Window>| {
        words(harness)
            .iter()
            .filter(|word| *word == "已遮住")
            .count()
    };
    for number in ["1", "2", "3"] {
        assert!(words(&harness).iter().any(|word| word == number));
    }
    assert_eq!(covered(&harness), 2);
    harness.get_by_label("显示遮住的").click();
    harness.run_steps(3);
    assert_eq!(covered(&harness), 1); // the private one
    harness.get_by_label("重新遮住").click();
    harness.run_steps(3);
    assert_eq!(covered(&harness), 2);
    harness.get_by_label("放大").click();
    harness.run_steps(3);
    press(&mut harness, Key::Escape);
    harness.get_by_label("工作台");
}

#[test]
fn a_picture_with_codes_that_were_not_read_is_covered_and_with_a_private_one_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    image::RgbImage::from_pixel(400, 300, image::Rgb([250; 3]))
        .save(&path)
        .unwrap();
    let doubts = || vec![Reason::UnreadCode];
    let mut harness = window(options(false, Language::ZhCn), SIZES[1]);
    harness
        .state_mut()
        .add_picture(&path, finding_of(&[OFFICIAL], doubts()));
    harness.run_steps(3);
    harness.get_by_label("看图片").click();
    wait_for(&mut harness, "显示遮住的");
    harness.get_by_label_contains("先遮住了");
    harness.get_by_label("显示遮住的").click();
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("先遮住了").is_none());
    press(&mut harness, Key::Escape);

    harness
        .state_mut()
        .add_picture(&path, finding_of(&[OFFICIAL, CREDENTIAL], doubts()));
    harness.run_steps(3);
    harness.get_by_label("看图片").click();
    harness.run_steps(3);
    harness.get_by_label_contains("不显示");
    assert!(harness.query_by_label("显示遮住的").is_none());
}

fn wait_for(harness: &mut Harness<'static, Window>, label: &str) {
    for _ in 0..2_000 {
        harness.run_steps(2);
        if harness.query_by_label(label).is_some() {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("{label} never came");
}

/// A finding with a code every hundred pixels.
fn finding_of(texts: &[&str], doubts: Vec<Reason>) -> Finding {
    let places = (0..texts.len()).map(|index| {
        let left = 20.0 + index as f32 * 100.0;
        let corners = [
            [left, 100.0],
            [left + 60.0, 100.0],
            [left + 60.0, 160.0],
            [left, 160.0],
        ];
        (Quad(corners), code().read_by)
    });
    Finding::Picture {
        places: places.collect(),
        judged: JudgedPicture {
            symbols: texts.iter().map(|text| judged(text)).collect(),
            doubts,
        },
    }
}

/// Everything that can be read or pressed on a page stands within the width of the window: nothing is cut at its edge.
#[test]
fn nothing_is_cut_at_the_largest_text_in_the_smallest_window() {
    for language in [Language::ZhCn, Language::En] {
        for page in [None, Some(Phrase::Directory), Some(Phrase::Settings)] {
            let mut options = options(false, language);
            options.settings.text_size = 2.0;
            let mut harness = on_a_screen(options, SIZES[3]);
            harness.run_steps(4);
            let say = |phrase| language.say(phrase);
            if let Some(page) = page {
                harness.get_by_label(&say(page)).click();
                harness.run_steps(4);
            } else {
                for text in [OFFICIAL, LOOKALIKE] {
                    harness.state_mut().add_aside(Record {
                        source: "一张名字很长很长很长很长的海报的照片.png".to_owned(),
                        finding: Finding::Text(judged(text)),
                        millis: None,
                    });
                }
                harness.run_steps(4);
            }
            let width = SIZES[3][0] / harness.ctx.zoom_factor();
            assert!((width - 400.0).abs() < 1.0);
            let mut count = 0;
            for role in [
                Role::Button,
                Role::Label,
                Role::RadioButton,
                Role::CheckBox,
                Role::TextInput,
                Role::ListBoxOption,
            ] {
                for node in harness.query_all_by_role(role) {
                    let rect = node.rect();
                    let is_inside = rect.left() >= -0.5 && rect.right() <= width + 0.5;
                    assert!(is_inside, "{language:?} {page:?}: {node:?} {rect:?}");
                    count += 1;
                }
            }
            assert!(count > 5);
        }
    }
}

#[test]
fn without_a_camera_its_place_is_a_line_and_the_inputs_are_in_sight() {
    for language in [Language::ZhCn, Language::En] {
        let mut harness = window(options(false, language), SIZES[1]);
        harness
            .state_mut()
            .session_mut()
            .camera(Some(Fault::NoCamera));
        harness.run_steps(3);
        let line = harness
            .get_by_label(&language.desk(DeskPhrase::NoCamera))
            .rect();
        let button = harness
            .get_by_label(&language.say(Phrase::OpenFiles))
            .rect();
        assert!(
            line.height() < 80.0 && button.top() < 200.0,
            "{line:?} {button:?}"
        );
        let drop = harness.get_by_label(&language.say(Phrase::DropHere)).rect();
        assert!(drop.bottom() < SIZES[1][1]);
    }
}

#[test]
fn every_page_of_the_desk_has_a_way_back() {
    let back = Language::ZhCn.say(Phrase::Back);
    let at_desk = |harness: &Harness<'static, Window>| harness.query_by_label("工作台").is_some();
    for page in [Phrase::VisitorScreen, Phrase::Directory, Phrase::Settings] {
        for by_key in [false, true] {
            let mut harness = window(options(false, Language::ZhCn), SIZES[1]);
            harness.run_steps(2);
            harness.get_by_label(&Language::ZhCn.say(page)).click();
            harness.run_steps(3);
            assert!(!at_desk(&harness));
            if matches!(page, Phrase::VisitorScreen) {
                show(&mut harness, vec![judged(LOOKALIKE)]); // and the code stays there
            }
            match by_key {
                true => press(&mut harness, Key::Escape),
                false => {
                    harness.get_by_label(&back).click();
                    harness.run_steps(3);
                }
            }
            assert!(at_desk(&harness), "{page:?} {by_key}");
        }
    }
}

#[test]
fn escape_leaves_the_full_screen_first_and_then_the_page() {
    let mut harness = window(options(false, Language::ZhCn), SIZES[1]);
    harness.get_by_label("访客画面").click();
    harness.run_steps(3);
    let fill = |harness: &mut Harness<'static, Window>, is_full: bool| {
        let viewports = &mut harness.input_mut().viewports;
        viewports.entry(ViewportId::ROOT).or_default().fullscreen = Some(is_full);
    };
    fill(&mut harness, true);
    harness.event(Event::Key {
        key: Key::Escape,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    });
    let mut asked = Vec::new();
    for _ in 0..3 {
        harness.step();
        let output = harness.output().viewport_output.get(&ViewportId::ROOT);
        asked.extend(
            output
                .into_iter()
                .flat_map(|output| output.commands.clone()),
        );
    }
    assert!(asked.contains(&ViewportCommand::Fullscreen(false)));
    assert!(
        harness.query_by_label("工作台").is_none(),
        "the page is left"
    );
    fill(&mut harness, false);
    press(&mut harness, Key::Escape);
    harness.get_by_label("工作台");
}

#[test]
fn settings_are_kept_without_being_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    let mut stored = options(false, Language::ZhCn);
    stored.settings_file = Some(file.clone());
    let mut harness = window(stored, SIZES[1]);
    harness.run_steps(2);
    harness.get_by_label("设置").click();
    harness.run_steps(3);
    harness.get_by_label("改了就自动保存");
    let below = harness.get_by_label("中文").rect();
    harness.get_by_label("深色").click();
    harness.run_steps(2);
    harness.get_by_label("正在保存…");
    assert_eq!(harness.get_by_label("中文").rect(), below);
    wait_for(&mut harness, "已保存");
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(kept.contains("appearance = \"dark\""), "{kept}");

    // Whoever leaves the page at once loses nothing either.
    harness.get_by_label("浅色").click();
    harness.run_steps(1);
    press(&mut harness, Key::Escape);
    for _ in 0..2_000 {
        harness.run_steps(1);
        if std::fs::read_to_string(&file)
            .unwrap()
            .contains("\"light\"")
        {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("the change was lost");
}

#[test]
fn settings_that_cannot_be_kept_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    std::fs::create_dir(&file).unwrap();
    let mut stored = options(false, Language::ZhCn);
    stored.settings_file = Some(file);
    let mut harness = window(stored, SIZES[1]);
    harness.run_steps(2);
    harness.get_by_label("设置").click();
    harness.run_steps(3);
    harness.get_by_label("深色").click();
    for _ in 0..2_000 {
        harness.run_steps(1);
        if harness.query_by_label_contains("settings.toml").is_some() {
            assert!(harness.query_by_label("已保存").is_none());
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("nothing was said");
}

#[test]
fn a_report_is_saved_as_one_of_three_kinds() {
    let mut harness = desk_with(2, SIZES[1]);
    harness.get_by_label("保存检查报告…").click();
    harness.run_steps(3);
    for kind in ["网页，可以打印", "表格（CSV）", "给程序用（JSON）"] {
        let rect = harness.get_by_label(kind).rect();
        assert!(rect.height() > 59.9, "{kind} {rect:?}");
    }
}

#[test]
fn the_folders_that_were_opened_last_are_at_hand_until_they_are_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("recent-folders.txt");
    let mut stored = options(false, Language::ZhCn);
    stored.settings_file = Some(folder.path().join("settings.toml"));
    let mut harness = window(stored, SIZES[1]);
    harness.run_steps(2);
    assert!(harness.query_by_label("最近的文件夹").is_none());

    let lines: String = ["海报", "公告"]
        .map(|name| format!("{}\n", folder.path().join(name).display()))
        .concat();
    std::fs::write(&kept, lines).unwrap();
    let mut stored = options(false, Language::ZhCn);
    stored.settings_file = Some(folder.path().join("settings.toml"));
    let mut harness = window(stored, SIZES[1]);
    harness.run_steps(2);
    harness.get_by_label("最近的文件夹").click();
    harness.run_steps(3);
    let newest = harness.get_by_label("再查“海报”").rect();
    assert!(newest.top() < harness.get_by_label("再查“公告”").rect().top());
    harness.get_by_label("忘掉这些文件夹").click();
    for _ in 0..2_000 {
        harness.run_steps(2);
        if !kept.exists() {
            assert!(harness.query_by_label("最近的文件夹").is_none());
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("they were not forgotten");
}
