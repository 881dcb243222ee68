//! What settings may say, and what becomes of a file that says something else.

use std::fs;
use std::path::PathBuf;

use super::text::{MAX_BAD_LINES, parse_good_lines};
use super::*;
use crate::source::format::Coding;

/// A path that is absolute here.
fn absolute(name: &str) -> PathBuf {
    std::env::temp_dir().join(name)
}

fn full() -> Settings {
    Settings {
        language: Language::En,
        camera: Some("HD \"Web\" Camera\\1".to_owned()),
        camera_format: Some(Format {
            width: 1920,
            height: 1080,
            fps: 15,
            coding: Coding::Yuyv,
        }),
        text_size: 1.15,
        mirror: false,
        appearance: Appearance::HighContrast,
        hall_name: Some("邕宁区医保服务大厅".to_owned()),
        hall_phone: Some("+86 0771-12393".to_owned()),
        list_folder: Some(absolute("名单")),
        watched_folder: Some(absolute("聊天")),
        sound: false,
        volume: 40,
        quiet_hours: QuietHours::parse("21:00-07:30"),
        voice_folder: Some(absolute("录音")),
    }
}

/// The first problem of a text: its line, its field.
fn problem(text: &str) -> (usize, Option<&'static str>, Fault) {
    let problem = parse(text).unwrap_err();
    (problem.line, problem.field, problem.fault)
}

#[test]
fn an_empty_file_has_the_defaults() {
    let settings = parse("").unwrap();
    assert_eq!(settings, Settings::default());
    assert_eq!(settings.language, Language::ZhCn);
    assert!(settings.mirror);
    assert_eq!(settings.text_size, 1.0);
    assert!(matches!(settings.list(), Choice::BuiltIn));
}

#[test]
fn what_is_printed_is_parsed_as_the_same() {
    for settings in [Settings::default(), full()] {
        assert_eq!(parse(&print(&settings).unwrap()).unwrap(), settings);
    }
    let printed = print(&full()).unwrap();
    for line in [
        "text_size = 1.15\n",
        "camera_format = \"1920×1080 YUYV 15/s\"\n",
    ] {
        assert!(printed.contains(line), "{line} in {printed}");
    }
}

#[test]
fn a_file_made_by_hand_is_understood() {
    let text = "\u{FEFF}# ours\r\nlanguage = \"zh\"\r\ntext_size = 2\r\nappearance = \"dark\"\r\nhall_phone = '110'\r\ncamera_format = '640x480 mjpeg 30'\r\n";
    let settings = parse(text).unwrap();
    assert_eq!(settings.text_size, 2.0);
    assert_eq!(settings.appearance, Appearance::Dark);
    assert_eq!(settings.hall_phone.as_deref(), Some("110"));
    let format = settings.camera_format.unwrap();
    assert_eq!((format.width, format.height, format.fps), (640, 480, 30));
    assert_eq!(format.coding, Coding::Mjpeg);
}

#[test]
fn a_bad_line_does_not_drop_the_others() {
    let text = "hall_name = '大厅'\nhall_phone = 'call us'\nmiror = true\nlanguage = 'en'\ntext_size = 9\n= =\nmirror = false\nmirror = true";
    let (settings, problems) = parse_good_lines(text);
    assert_eq!(settings.hall_name.as_deref(), Some("大厅"));
    assert_eq!(settings.hall_phone, None);
    assert_eq!((settings.language, settings.text_size), (Language::En, 1.0));
    assert!(!settings.mirror, "the first of two stands");
    let mut lines: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
    lines.sort_unstable();
    assert_eq!(lines, [2, 3, 5, 6, 8]);
    // Nothing can be made of these, and it comes to an end.
    for text in ["hall_name = \"\"\"\nb\nc", &"x\n".repeat(1_000)] {
        let (settings, problems) = parse_good_lines(text);
        assert_eq!(settings, Settings::default());
        assert!(!problems.is_empty() && problems.len() <= MAX_BAD_LINES);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.toml");
    assert!(load_good_lines(&path).1.is_empty());
    fs::write(&path, text).unwrap();
    assert_eq!(load_good_lines(&path).1.len(), 5);
    fs::write(&path, b"\xB4\xF3").unwrap();
    assert_eq!(load_good_lines(&path).1.len(), 1);
    assert_eq!(load_good_lines(folder.path()).1.len(), 1);
}

#[test]
fn phones_are_written_as_people_write_them() {
    for phone in ["0451-57886110转8", "12345/12393", "0771-1、0771-2"] {
        let settings = parse(&format!("hall_phone = '{phone}'")).unwrap();
        assert_eq!(settings.hall_phone.as_deref(), Some(phone));
    }
}

#[test]
fn a_hall_list_is_added_and_never_replaces_the_built_in_one() {
    assert!(matches!(full().list(), Choice::Added(folder) if folder == absolute("名单")));
}

#[test]
fn unknown_doubled_and_mistyped_settings_are_told_with_their_line() {
    for text in [
        "mirror = true\nmiror = false",
        "mirror = true\nmirror = false",
        "\nmirror = 'yes'",
        "\nlanguage = 'fr'",
        "\nappearance = 'Light'",
        "\n[window]\nx = 1",
        "\nallowlist_only = '/tmp'",
        "\ncamera = 0",
        "\ncamera_format = 720",
    ] {
        let (line, field, fault) = problem(text);
        assert_eq!((line, field), (2, None), "{text}");
        assert!(matches!(fault, Fault::Toml(_)), "{text}");
    }
}

#[test]
fn values_beyond_their_limits_are_told_with_line_and_field() {
    let name = |chars: usize| format!("\nhall_name = '{}'", "厅".repeat(chars));
    let phone = |chars: usize| format!("\nhall_phone = '{}'", "1".repeat(chars));
    assert!(parse(&name(40)).is_ok());
    assert!(parse(&phone(24)).is_ok());
    for (text, field, fault) in [
        (name(41), "hall_name", Fault::TooLong(40)),
        (phone(25), "hall_phone", Fault::TooLong(24)),
        (
            "\ntext_size = 0.99".to_owned(),
            "text_size",
            Fault::TextSize,
        ),
        (
            "\ntext_size = 2.01".to_owned(),
            "text_size",
            Fault::TextSize,
        ),
        ("\ntext_size = nan".to_owned(), "text_size", Fault::TextSize),
        ("\ntext_size = inf".to_owned(), "text_size", Fault::TextSize),
        ("\nhall_name = ''".to_owned(), "hall_name", Fault::BadText),
        ("\nhall_name = ' '".to_owned(), "hall_name", Fault::BadText),
        // The rest of the line would be written from right to left.
        (
            "\nhall_name = \"大厅\\u202E\"".to_owned(),
            "hall_name",
            Fault::BadText,
        ),
        (
            "\nhall_name = \"大\\n厅\"".to_owned(),
            "hall_name",
            Fault::BadText,
        ),
        (
            "\ncamera = \"a\\u200Bb\"".to_owned(),
            "camera",
            Fault::BadText,
        ),
        (
            "\nhall_phone = 'www.evil.top'".to_owned(),
            "hall_phone",
            Fault::BadPhone,
        ),
        (
            "\nhall_phone = '１１０'".to_owned(),
            "hall_phone",
            Fault::BadPhone,
        ),
        (
            "\nhall_phone = '- -'".to_owned(),
            "hall_phone",
            Fault::BadPhone,
        ),
        (
            "\ncamera_format = ''".to_owned(),
            "camera_format",
            Fault::BadFormat,
        ),
        (
            "\ncamera_format = '1280×720 H264 30/s'".to_owned(),
            "camera_format",
            Fault::BadFormat,
        ),
        ("\nvolume = 101".to_owned(), "volume", Fault::Volume),
        ("\nvolume = -1".to_owned(), "volume", Fault::Volume),
        (
            "\nquiet_hours = '21-7'".to_owned(),
            "quiet_hours",
            Fault::BadHours,
        ),
        (
            "\nquiet_hours = '24:00-07:00'".to_owned(),
            "quiet_hours",
            Fault::BadHours,
        ),
        (
            "\nvoice_folder = 'voice'".to_owned(),
            "voice_folder",
            Fault::RelativePath,
        ),
        (
            "\nwatched_folder = 'chat'".to_owned(),
            "watched_folder",
            Fault::RelativePath,
        ),
        (
            "\nlist_folder = 'lists'".to_owned(),
            "list_folder",
            Fault::RelativePath,
        ),
        (
            "\nlist_folder = ''".to_owned(),
            "list_folder",
            Fault::BadText,
        ),
    ] {
        assert_eq!(problem(&text), (2, Some(field), fault), "{text}");
    }
}

#[test]
fn settings_that_could_not_be_loaded_again_are_not_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.toml");
    let settings = Settings {
        hall_name: Some("\u{202E}".to_owned()),
        ..Settings::default()
    };
    let refused = save(&settings, &path);
    assert!(
        matches!(refused, Err(ConfigError::Refused(problem)) if problem.field == Some("hall_name"))
    );
    assert!(!path.exists());
}

#[test]
fn settings_are_saved_into_a_new_folder_and_over_older_ones() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new").join("settings.toml");
    assert_eq!(load(&path).unwrap(), Settings::default());
    assert_eq!(save(&full(), &path).unwrap(), None);
    assert_eq!(load(&path).unwrap(), full());
    assert_eq!(save(&Settings::default(), &path).unwrap(), None);
    assert_eq!(load(&path).unwrap(), Settings::default());
    let files = fs::read_dir(path.parent().unwrap()).unwrap();
    assert_eq!(files.count(), 1); // nothing half written is left
}

#[test]
fn a_broken_file_is_put_aside_once_and_never_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.toml");
    let aside = folder.path().join("settings.toml.broken");
    fs::write(&path, "mirror = maybe").unwrap();
    assert!(matches!(load(&path), Err(ConfigError::Broken { problem, .. }) if problem.line == 1));
    assert_eq!(save(&full(), &path).unwrap(), Some(aside.clone()));
    assert_eq!(fs::read_to_string(&aside).unwrap(), "mirror = maybe");
    assert_eq!(load(&path).unwrap(), full());

    fs::write(&path, "another = 1").unwrap();
    assert!(matches!(
        save(&full(), &path),
        Err(ConfigError::BrokenTwice { .. })
    ));
    assert_eq!(fs::read_to_string(&aside).unwrap(), "mirror = maybe");
    assert_eq!(fs::read_to_string(&path).unwrap(), "another = 1");
}

#[test]
fn a_file_that_is_no_text_or_far_too_large_is_broken() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.toml");
    fs::write(&path, b"hall_name = '\xB4\xF3\xCC\xFC'").unwrap(); // 大厅 in GB 18030
    assert!(
        matches!(load(&path), Err(ConfigError::Broken { problem, .. }) if problem.fault == Fault::NotUtf8)
    );
    fs::write(&path, " ".repeat(65_537)).unwrap();
    assert!(
        matches!(load(&path), Err(ConfigError::Broken { problem, .. }) if problem.fault == Fault::TooLarge)
    );
}

#[test]
fn what_the_system_refuses_is_told() {
    let folder = tempfile::tempdir().unwrap();
    // A folder where the file should be, and a file where the folder should be.
    assert!(matches!(load(folder.path()), Err(ConfigError::Read { .. })));
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let below = file.join("settings.toml");
    assert!(save(&full(), &below).is_err());
    assert_eq!(fs::read_to_string(&file).unwrap(), "");
}

#[test]
fn a_write_protected_file_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.toml");
    fs::write(&path, "mirror = false").unwrap();
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let refused = save(&full(), &path);
    assert!(
        matches!(refused, Err(ConfigError::Write { error, .. }) if error.kind() == io::ErrorKind::PermissionDenied)
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "mirror = false");
}

#[test]
fn every_error_has_a_sentence_that_names_file_line_and_field() {
    let problem = Problem {
        line: 7,
        field: Some("hall_phone"),
        fault: Fault::BadPhone,
    };
    for language in [Language::ZhCn, Language::En] {
        let broken = language.config_error(&ConfigError::Broken {
            path: "/etc/x.toml".to_owned(),
            problem: problem.clone(),
        });
        for part in ["/etc/x.toml", "7", "hall_phone"] {
            assert!(broken.contains(part), "{part} in {broken}");
        }
        let refused = language.config_error(&ConfigError::Refused(problem.clone()));
        assert!(
            refused.contains("hall_phone") && !refused.contains('7'),
            "{refused}"
        );
    }
}
