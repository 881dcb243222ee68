//! What is heard: every verdict, advice and fault has its sentence in both languages, each is what stands on the screen, and
//! each recording is one that can be heard. And the machine: one voice at a time, silence where there is nothing to play
//! with.

mod reasons;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use blake2::{Blake2s256, Digest};
use serde::Deserialize;
use walkdir::WalkDir;
use yanma::check::allowlist::{Allowlist, Date};
use yanma::check::payload::Kind;
use yanma::check::verdict::{Reason, Verdict};
use yanma::check::{Judged, JudgedPicture, Outcome, judge_text};
use yanma::language::Language;
use yanma::messages::Phrase;
use yanma::scan::{Advice, Quad, ReadBy};
use yanma::session::{Code, Place, Seen, Session, State, Unanswered};
use yanma::source::fault::Fault;
use yanma::spoken::{Chime, Spoken};
use yanma::telling::{Grade, Telling};
use yanma::voice::recordings::{self, RATE, Samples};

use reasons::{HOST, OFFICE, SOMEBODY, reasons};

const LANGUAGES: [Language; 2] = [Language::ZhCn, Language::En];
/// Between two sentences, as `src/voice/mod.rs` has it.
const PAUSE: f64 = 0.25;

fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/voice")
}

/// What `make` has written down.
#[derive(Deserialize)]
struct Manifest {
    recordings: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    file: String,
    name: String,
    language: Option<String>,
    text: String,
    blake2s: String,
    bytes: usize,
}

fn manifest() -> Vec<Row> {
    let text = fs::read_to_string(assets().join("manifest.json")).unwrap();
    serde_json::from_str::<Manifest>(&text).unwrap().recordings
}

fn built_in(spoken: &Spoken, language: Language) -> Samples {
    let name = spoken.name();
    let bytes = recordings::built_in(spoken, language)
        .unwrap_or_else(|| panic!("{name} has no recording in {language:?}: assets/voice/make"));
    recordings::decoded(bytes).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn chime(chime: Chime) -> Samples {
    recordings::decoded(recordings::built_in_chime(chime).unwrap()).unwrap()
}

fn seconds(samples: &Samples) -> f64 {
    samples.0.len() as f64 / f64::from(RATE)
}

/// How long it takes to say all of it.
fn takes(telling: &Telling, language: Language) -> f64 {
    let words = telling.spoken.iter();
    let words: f64 = words
        .map(|spoken| PAUSE + seconds(&built_in(spoken, language)))
        .sum();
    seconds(&chime(telling.grade.chime())) + words
}

fn list() -> Allowlist {
    let today = Date {
        year: 2026,
        month: 11,
        day: 24,
    };
    Allowlist::built_in(today).unwrap()
}

/// A camera's picture of one code.
fn seen(judged: Judged) -> Seen {
    let side = [[0.0, 0.0], [100.0, 0.0], [100.0, 100.0], [0.0, 100.0]];
    Seen {
        codes: vec![Code {
            corners: Quad(side),
            read_by: ReadBy {
                rqrr: true,
                rxing: true,
            },
            fingerprint: 1,
        }],
        judged: JudgedPicture {
            symbols: vec![judged],
            doubts: Vec::new(),
        },
        unread: Vec::new(),
        may_be_a_code: false,
        advice: None,
        size: [1280, 720],
    }
}

fn refused(reason: &Reason) -> Judged {
    let kind = match reason {
        Reason::Kind(kind) => *kind,
        _ => Kind::Link,
    };
    Judged {
        verdict: Verdict::Unsafe(vec![reason.clone()]),
        kind,
        is_personal: false,
        text: None,
        decoded: None,
        host: None,
        owner: None,
    }
}

/// What a kiosk shows of it, and for how long.
fn shown(seen: &Seen) -> (Session, Duration) {
    let mut session = Session::new(Place::Kiosk);
    for at in 0..60 {
        session.look(Duration::from_millis(at * 200), seen.clone());
        if let State::Showing(shown) = session.state() {
            let lasts = shown.lasts();
            return (session, lasts);
        }
    }
    panic!("{seen:?} is never shown");
}

fn telling(session: &Session, language: Language) -> Telling {
    let State::Showing(shown) = session.state() else {
        panic!("{:?}", session.state());
    };
    Telling::of_shown(shown, None, language)
}

/// The words of a screen, by which what is said must stand.
fn on_the_screen(telling: &Telling) -> Vec<String> {
    let mut words = vec![telling.word.clone(), telling.headline.clone()];
    words.extend(telling.caveat.map(str::to_owned));
    words.extend(telling.steps.first().map(|step| (*step).to_owned()));
    words
}

fn all_screens() -> Vec<(Seen, Grade)> {
    let official = judge_text(b"https://fuwu.nhsa.gov.cn/", &list());
    assert_eq!(official.outcome(), Outcome::Safe);
    let of_reasons = reasons().into_iter().map(|reason| {
        let grade = Grade::of_reason(&reason);
        (seen(refused(&reason)), grade)
    });
    let safe = (seen(official), Grade::Official);
    of_reasons.chain([safe]).collect()
}

#[test]
fn every_sentence_has_one_name_and_every_reason_its_sentence() {
    let all = Spoken::all();
    let names: BTreeSet<String> = all.iter().map(Spoken::name).collect();
    assert_eq!(names.len(), all.len());
    let is_kebab = |name: &String| {
        name.bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte.is_ascii_digit())
    };
    assert!(names.iter().all(is_kebab), "{names:?}");
    for reason in reasons() {
        assert!(all.contains(&Spoken::why(&reason)), "{reason:?}");
    }
    for advice in Advice::ALL {
        assert!(all.contains(&Spoken::Advice(advice)), "{advice:?}");
    }
    for why in Unanswered::ALL {
        assert!(all.contains(&Spoken::UnansweredWord(why)), "{why:?}");
    }
    for fault in Fault::ALL {
        assert!(all.contains(&Spoken::Fault(fault)), "{fault:?}");
    }
}

#[test]
fn every_verdict_says_its_word_why_and_what_to_do_first_as_it_stands_on_the_screen() {
    for (seen, grade) in all_screens() {
        let (session, _) = shown(&seen);
        for language in LANGUAGES {
            let telling = telling(&session, language);
            assert_eq!(telling.grade, grade);
            let said: Vec<String> = telling
                .spoken
                .iter()
                .map(|spoken| spoken.text(language))
                .collect();
            let screen = on_the_screen(&telling);
            assert!(said.iter().all(|text| screen.contains(text)), "{said:?}");
            let count = if grade == Grade::Official { 2 } else { 3 };
            assert_eq!(
                said.len(),
                count,
                "{said:?} of {screen:?}: a step without a recording?"
            );
        }
    }
}

#[test]
fn where_there_is_no_verdict_that_is_said() {
    let doubts = [Reason::UnreadCode, Reason::RoundCode, Reason::NotFinished];
    for (doubt, why) in doubts.into_iter().zip(Unanswered::ALL) {
        let mut nothing_read = seen(refused(&Reason::NoCode));
        nothing_read.judged.symbols.clear();
        nothing_read.codes.clear();
        nothing_read.unread = vec![Quad([[0.0; 2]; 4])];
        nothing_read.judged.doubts = vec![doubt];
        let mut session = Session::new(Place::Kiosk);
        for at in 0..=10 {
            session.look(Duration::from_secs(at), nothing_read.clone());
        }
        let State::Showing(shown) = session.state() else {
            panic!("{:?}", session.state());
        };
        assert_eq!(shown.unanswered, Some(why));
        for language in LANGUAGES {
            let telling = telling(&session, language);
            let screen = on_the_screen(&telling);
            assert_eq!(telling.spoken.len(), 3, "{why:?}");
            for spoken in &telling.spoken {
                assert!(screen.contains(&spoken.text(language)), "{spoken:?}");
            }
            assert!(takes(&telling, language) < shown.lasts().as_secs_f64());
        }
    }
}

#[test]
fn a_fault_says_what_is_wrong_and_what_to_do_first() {
    for language in LANGUAGES {
        for fault in Fault::ALL {
            let words = language.camera_fault(fault);
            let said: Vec<String> = Spoken::of_fault(fault, language)
                .iter()
                .map(|spoken| spoken.text(language))
                .collect();
            assert_eq!(said, [words.headline.as_str(), words.steps[0]], "{fault:?}");
        }
        let take_away = Spoken::TakeAway.text(language);
        assert_eq!(take_away, language.say(Phrase::TakeAway));
    }
}

#[test]
fn nothing_out_of_a_code_is_ever_said() {
    for reason in reasons() {
        let spoken = Spoken::why(&reason);
        let kept = format!("{spoken:?}");
        for language in LANGUAGES {
            let text = spoken.text(language);
            for name in [HOST, OFFICE, SOMEBODY] {
                assert!(
                    !text.contains(name) && !kept.contains(name),
                    "{kept}: {text}"
                );
            }
        }
    }
}

#[test]
fn every_recording_is_of_the_words_on_the_screen_and_no_other_lies_there() {
    let rows = manifest();
    let row = |name: &str, language: Option<&str>| {
        let of = |row: &&Row| row.name == name && row.language.as_deref() == language;
        rows.iter()
            .find(of)
            .unwrap_or_else(|| panic!("{name} in {language:?}: run assets/voice/make"))
    };
    let mut expected = 0;
    for language in LANGUAGES {
        for spoken in Spoken::all() {
            let row = row(&spoken.name(), Some(language.tag()));
            assert_eq!(
                row.text,
                spoken.text(language),
                "{}: run assets/voice/make",
                row.file
            );
            let built_in = recordings::built_in(&spoken, language).unwrap();
            assert_eq!(built_in, fs::read(assets().join(&row.file)).unwrap());
            expected += 1;
        }
    }
    for chime in Chime::ALL {
        let row = row(chime.name(), None);
        let built_in = recordings::built_in_chime(chime).unwrap();
        assert_eq!(built_in, fs::read(assets().join(&row.file)).unwrap());
        expected += 1;
    }
    assert_eq!(rows.len(), expected);
    let files = WalkDir::new(assets()).into_iter();
    let files = files.filter(|file| {
        let path = file.as_ref().unwrap().path();
        path.extension().is_some_and(|ending| ending == "ogg")
    });
    assert_eq!(files.count(), expected);
}

#[test]
fn the_recordings_are_those_that_were_written_down_and_small() {
    let mut total = 0;
    for row in manifest() {
        let bytes = fs::read(assets().join(&row.file)).unwrap();
        let hash = Blake2s256::digest(&bytes);
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            (hash, bytes.len()),
            (row.blake2s, row.bytes),
            "{}",
            row.file
        );
        total += bytes.len();
    }
    assert!(total < 3_000_000, "{total}");
}

#[test]
fn every_recording_can_be_heard_and_is_not_cut_off() {
    let chimes = Chime::ALL.map(|one| (one.name().to_owned(), chime(one), None));
    let sentences = LANGUAGES.into_iter().flat_map(|language| {
        Spoken::all().into_iter().map(move |spoken| {
            let text = spoken.text(language);
            // Han characters are syllables; in English a group of vowels is about one.
            let count = match language {
                Language::ZhCn => text
                    .chars()
                    .filter(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'))
                    .count(),
                Language::En => text
                    .split(|c: char| !"aeiouyAEIOUY".contains(c))
                    .filter(|vowels| !vowels.is_empty())
                    .count(),
            };
            (spoken.name(), built_in(&spoken, language), Some(count))
        })
    });
    for (name, samples, syllables) in chimes.into_iter().chain(sentences) {
        let peak = samples.0.iter().map(|sample| sample.unsigned_abs()).max();
        let peak = f64::from(peak.unwrap_or_default()) / 32_768.0;
        assert!((0.2..0.999).contains(&peak), "{name}: {peak}");
        let squares = samples.0.iter().map(|sample| f64::from(*sample).powi(2));
        let loudness = (squares.sum::<f64>() / samples.0.len() as f64).sqrt() / 32_768.0;
        assert!(loudness > 0.03, "{name}: {loudness}");
        let stuck = samples
            .0
            .windows(8)
            .filter(|run| run.iter().all(|sample| sample.unsigned_abs() >= 32_700));
        assert_eq!(stuck.count(), 0, "{name} is cut off");
        if let Some(syllables) = syllables {
            let pace = syllables as f64 / seconds(&samples);
            assert!(
                (1.5..8.0).contains(&pace),
                "{name}: {pace} syllables a second"
            );
        }
    }
}

#[test]
fn what_is_said_is_over_before_its_screen_goes() {
    for (seen, _) in all_screens() {
        let (session, lasts) = shown(&seen);
        for language in LANGUAGES {
            let telling = telling(&session, language);
            let takes = takes(&telling, language);
            assert!(
                takes < lasts.as_secs_f64(),
                "{takes} s of {lasts:?}: {:?}",
                telling.spoken
            );
        }
    }
}

#[test]
fn safe_and_unsafe_sound_different_and_an_own_code_is_no_alarm() {
    let sounds: BTreeSet<Vec<i16>> = Chime::ALL.into_iter().map(|one| chime(one).0).collect();
    assert_eq!(sounds.len(), Chime::ALL.len());
    assert_eq!(Grade::Official.chime(), Chime::Safe);
    for grade in [Grade::Fraud, Grade::Unproven, Grade::Unreadable] {
        assert_eq!(grade.chime(), Chime::Unsafe);
    }
    for grade in [Grade::Own, Grade::NoCode, Grade::Error] {
        assert_eq!(grade.chime(), Chime::Neutral);
    }
}

/// `yanma voice`, with no settings of anybody and these programs: what it prints, and its exit status.
fn command(arguments: &[&str], programs: &Path) -> (String, Option<i32>) {
    let nowhere = tempfile::tempdir().unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_yanma"))
        .arg("voice")
        .args(arguments)
        .env("XDG_CONFIG_HOME", nowhere.path())
        .env("HOME", nowhere.path())
        .env("PATH", programs)
        .output()
        .unwrap();
    (String::from_utf8(run.stdout).unwrap(), run.status.code())
}

#[test]
fn the_command_lists_every_recording_and_says_which_of_a_hall_cannot_be_used() {
    let folder = tempfile::tempdir().unwrap();
    let (listed, status) = command(&["--json"], folder.path());
    assert_eq!(
        (listed.lines().count(), status),
        (manifest().len(), Some(0))
    );
    for line in listed.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(row["seconds"].as_f64().unwrap() > 0.2, "{line}");
        assert!(row["bytes"].as_u64().unwrap() > 1_000, "{line}");
    }
    let chinese = folder.path().join("zh-CN");
    fs::create_dir(&chinese).unwrap();
    fs::write(chinese.join("word-unsafe.ogg"), b"no sound").unwrap();
    let own = ["--folder", &*folder.path().to_string_lossy()];
    let (listed, status) = command(&[own[0], own[1], "word-unsafe"], folder.path());
    assert_eq!(status, Some(1));
    assert_eq!(listed.lines().count(), 3, "{listed}"); // in two languages, and the sum
    let told: Vec<&str> = listed
        .lines()
        .filter(|line| line.contains("Ogg Vorbis"))
        .collect();
    assert!(
        matches!(told[..], [line] if line.contains("zh-CN")),
        "{listed}"
    );
    assert_eq!(command(&["no-such-sentence"], folder.path()).1, Some(1));
}

#[test]
#[cfg(target_os = "linux")]
fn the_command_plays_and_says_where_nothing_can_be_heard() {
    let with = |player: Option<&str>| {
        let programs = tempfile::tempdir().unwrap();
        if let Some(player) = player {
            std::os::unix::fs::symlink(player, programs.path().join("aplay")).unwrap();
        }
        command(&["--play", "--lang", "en", "word-safe"], programs.path()).1
    };
    assert_eq!(with(Some("/bin/true")), Some(0));
    assert_eq!(with(Some("/bin/false")), Some(2));
    assert_eq!(with(None), Some(2));
}

/// Programs that stand in for a player.
#[cfg(unix)]
mod players {
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::thread;
    use std::time::{Duration, Instant};

    use tempfile::TempDir;
    use yanma::language::Language;
    use yanma::spoken::{Chime, Spoken, Step};
    use yanma::voice::player::Player;
    use yanma::voice::recordings::{self, RATE};
    use yanma::voice::{Utterance, Voice};

    /// A script, with the folder as its argument.
    fn player(folder: &TempDir, script: &str) -> Player {
        let folder = folder.path().to_string_lossy().into_owned();
        Player::Program {
            path: "/bin/sh".into(),
            arguments: vec!["-c".to_owned(), script.to_owned(), "sh".to_owned(), folder],
        }
    }

    /// Writes down what it was given, whole, as 1.wav, 2.wav …
    fn recorder(folder: &TempDir) -> Player {
        let script = "n=1; while [ -e \"$1/$n.wav\" ]; do n=$((n+1)); done\n\
                      cat >\"$1/part\" && mv \"$1/part\" \"$1/$n.wav\"";
        player(folder, script)
    }

    fn utterance(sentences: &[Spoken]) -> Utterance {
        Utterance {
            chime: Some(Chime::Unsafe),
            sentences: sentences.to_vec(),
            language: Language::ZhCn,
        }
    }

    fn wait_for(path: &Path) {
        while !path.exists() {
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn seconds_of_wav(path: PathBuf) -> f64 {
        let wav = fs::read(path).unwrap();
        assert_eq!((&wav[..4], &wav[8..16]), (&b"RIFF"[..], &b"WAVEfmt "[..]));
        let number = |at: usize| u32::from_le_bytes(wav[at..at + 4].try_into().unwrap());
        assert_eq!(number(4) as usize, wav.len() - 8);
        assert_eq!((number(24), number(28)), (RATE, RATE * 2));
        assert_eq!(number(40) as usize, wav.len() - 44);
        f64::from(number(40)) / 2.0 / f64::from(RATE)
    }

    #[test]
    fn a_player_gets_the_chime_and_the_words_in_a_row() {
        let folder = tempfile::tempdir().unwrap();
        let mut voice = Voice::start(vec![recorder(&folder)], None).unwrap();
        let words = [Spoken::OwnWord, Spoken::Step(Step::CloseIt)];
        voice.say(utterance(&words), 1.0);
        let path = folder.path().join("1.wav");
        wait_for(&path);
        let parts = words
            .iter()
            .map(|spoken| super::PAUSE + super::seconds(&super::built_in(spoken, Language::ZhCn)));
        let expected = super::seconds(&super::chime(Chime::Unsafe)) + parts.sum::<f64>();
        assert!((seconds_of_wav(path) - expected).abs() < 0.001);
    }

    #[test]
    fn a_new_sentence_ends_the_old_one_and_its_player() {
        let folder = tempfile::tempdir().unwrap();
        // Never ends by itself.
        let script = "echo $$ >\"$1/pid.part\"; mv \"$1/pid.part\" \"$1/pid\"; exec sleep 100000";
        let mut voice = Voice::start(vec![player(&folder, script)], None).unwrap();
        let pid_file = folder.path().join("pid");
        let mut pids = Vec::new();
        for word in [Spoken::OwnWord, Spoken::TakeAway, Spoken::NoList] {
            voice.say(utterance(&[word]), 1.0);
            wait_for(&pid_file);
            pids.push(fs::read_to_string(&pid_file).unwrap().trim().to_owned());
            fs::remove_file(&pid_file).unwrap();
        }
        let is_there = |pid: &String| Path::new("/proc").join(pid).exists();
        // The one before was waited for before the next was begun: nothing of it is left, not even a zombie.
        if cfg!(target_os = "linux") {
            let there: Vec<bool> = pids.iter().map(is_there).collect();
            assert_eq!(there, [false, false, true]);
        }
        voice.hush();
        while cfg!(target_os = "linux") && is_there(&pids[2]) {
            thread::sleep(Duration::from_millis(5));
        }
        drop(voice);
    }

    #[test]
    fn nothing_of_a_player_outlives_the_voice() {
        let folder = tempfile::tempdir().unwrap();
        let script = "echo $$ >\"$1/pid.part\"; mv \"$1/pid.part\" \"$1/pid\"; exec sleep 100000";
        let mut voice = Voice::start(vec![player(&folder, script)], None).unwrap();
        voice.say(utterance(&[Spoken::OwnWord]), 1.0);
        wait_for(&folder.path().join("pid"));
        let pid = fs::read_to_string(folder.path().join("pid")).unwrap();
        drop(voice);
        while cfg!(target_os = "linux") && Path::new("/proc").join(pid.trim()).exists() {
            thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn a_player_that_is_missing_or_fails_leaves_it_to_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        let missing = Player::Program {
            path: folder.path().join("nowhere"),
            arguments: Vec::new(),
        };
        let without_a_device = player(&folder, "cat >/dev/null; exit 1");
        let works = recorder(&folder);
        let mut voice = Voice::start(vec![missing, without_a_device, works], None).unwrap();
        voice.say(utterance(&[Spoken::OwnWord]), 1.0);
        // From its beginning, though another one has read it.
        let path = folder.path().join("1.wav");
        wait_for(&path);
        assert!(seconds_of_wav(path) > 1.0);
    }

    #[test]
    fn without_a_player_or_a_device_there_is_silence_and_no_error() {
        let folder = tempfile::tempdir().unwrap();
        let fails = player(&folder, "echo x >>\"$1/tried\"; exit 1");
        for players in [Vec::new(), vec![fails]] {
            let mut voice = Voice::start(players, None).unwrap();
            for _ in 0..100 {
                voice.say(utterance(&[Spoken::OwnWord]), 1.0);
                voice.hush();
            }
            voice.say(utterance(&[Spoken::OwnWord]), 1.0);
            drop(voice);
        }
    }

    #[test]
    fn a_hall_speaks_with_its_own_voice_where_its_recordings_can_be_used() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("own");
        let language = Language::ZhCn;
        fs::create_dir_all(own.join(language.tag())).unwrap();
        let place = |spoken: &Spoken| own.join(language.tag()).join(spoken.name() + ".ogg");
        let another = recordings::built_in(&Spoken::SafeNote, language).unwrap();
        fs::write(place(&Spoken::OwnWord), another).unwrap();
        fs::write(place(&Spoken::NoList), b"OggS and then rubbish").unwrap();
        fs::create_dir(place(&Spoken::TakeAway)).unwrap();
        fs::write(own.join("chime-safe.ogg"), another).unwrap();

        let said = |spoken: &Spoken| recordings::sentence(spoken, language, Some(&own)).unwrap();
        let note = super::built_in(&Spoken::SafeNote, language);
        assert_eq!(said(&Spoken::OwnWord), note);
        assert_eq!(recordings::chime(Chime::Safe, Some(&own)).unwrap(), note);
        for spoken in [Spoken::NoList, Spoken::TakeAway, Spoken::BesideUnsafe] {
            assert_eq!(
                said(&spoken),
                super::built_in(&spoken, language),
                "{spoken:?}"
            );
        }
        let fault = recordings::own(&own, Some(language), &Spoken::NoList.name());
        assert!(matches!(fault, Some(Err(recordings::Unusable::NotVorbis))));
    }

    #[test]
    fn whoever_says_something_waits_for_nothing() {
        let folder = tempfile::tempdir().unwrap();
        // A player that neither reads nor ends.
        let hangs = player(&folder, "exec sleep 100000");
        let mut voice = Voice::start(vec![hangs], None).unwrap();
        let start = Instant::now();
        for _ in 0..1_000 {
            voice.say(utterance(&[Spoken::SafeNote]), 1.0);
        }
        println!("a thousand orders took {:?}", start.elapsed());
    }
}
