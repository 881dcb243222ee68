//! The subcommands that need a window or a camera: `yanma`, `yanma kiosk`, `yanma cameras` and the hidden ones.

use std::fs::{File, TryLockError};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::TryRecvError;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{
    ALL_SAFE, ListArgs, NOT_JUDGED, NOT_SAFE, complain, load, of_this_machine, refuse, say, today,
};
use crate::app;
use crate::check::verdict::Reason;
use crate::config;
use crate::judge::camera::Looker;
use crate::language::Language;
use crate::list_files::{self, Choice};
use crate::messages::Notice;
use crate::plain::printable;
use crate::report;
use crate::source::camera::{self, Camera};
use crate::source::fault::Fault;
use crate::source::format::Format;
use crate::source::images;
use crate::source::slot::{Now, Slot};
use crate::staff::Lock;

/// Longest wait of `watch` between two looks around.
const TICK: Duration = Duration::from_millis(50);
/// How the window is opened: `yanma` and `yanma kiosk`.
#[derive(clap::Args)]
pub(super) struct WindowArgs {
    /// 不用摄像头，播放文件夹里的图片 · Play the pictures of a folder instead of a camera
    #[arg(long, value_name = "DIR")]
    demo: Option<PathBuf>,
    /// 摄像头的名字或号码（见 yanma cameras） · The camera by name or number (see yanma cameras)
    #[arg(
        long,
        value_name = "NAME|INDEX",
        conflicts_with = "demo",
        allow_hyphen_values = true
    )]
    pub(super) camera: Option<String>,
    #[arg(long, hide = true, value_name = "RUNS", requires = "demo")]
    measure: Option<usize>,
    /// 窗口大小，如 1080x1920（kiosk 就不占满屏幕） · Size of the window, such as 1080x1920 (kiosk then is not full screen)
    #[arg(long, value_name = "WIDTHxHEIGHT", value_parser = window_size)]
    size: Option<[f32; 2]>,
    #[command(flatten)]
    pub(super) list: ListArgs,
}

/// Two numbers of points with an `x` between.
fn window_size(text: &str) -> Result<[f32; 2], String> {
    let side = |text: &str| {
        text.parse::<u16>()
            .ok()
            .filter(|side| (600..=8_000).contains(side))
    };
    let (width, height) = text.split_once('x').unwrap_or_default();
    match (side(width), side(height)) {
        (Some(width), Some(height)) => Ok([f32::from(width), f32::from(height)]),
        _ => Err("600x600 … 8000x8000".to_owned()),
    }
}

#[derive(clap::Args)]
pub(super) struct WatchArgs {
    #[arg(long, value_name = "NAME|INDEX")]
    camera: Option<String>,
    /// As in the settings, such as `1280×720 MJPEG 30/s`.
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Ends by itself after so many seconds.
    #[arg(long, value_name = "SECONDS")]
    seconds: Option<u64>,
    /// Judges nothing.
    #[arg(long)]
    film_only: bool,
    #[command(flatten)]
    list: ListArgs,
}

impl WindowArgs {
    pub(super) fn is_given(&self) -> bool {
        self.demo.is_some()
            || self.camera.is_some()
            || self.size.is_some()
            || self.list.allowlist.is_some()
            || self.list.allowlist_only.is_some()
    }
}

/// Opens the window, with files to judge first; returns when it is closed.
pub(super) fn open(
    args: &WindowArgs,
    files: Vec<PathBuf>,
    kiosk: bool,
    lang: Option<Language>,
) -> u8 {
    let started = Instant::now();
    let place = config::place();
    // A line of the settings that breaks a rule is told and stays as it is; the others hold.
    let (settings, broken) = match &place {
        Ok(place) => config::load_good_lines(place),
        Err(_) => Default::default(),
    };
    let language = lang.unwrap_or(settings.language);
    let mut told: Vec<String> = broken
        .iter()
        .map(|error| language.config_error(error))
        .collect();
    let choice = match args.list.choice() {
        Choice::BuiltIn => settings.list(),
        choice => choice,
    };
    let mut observations = super::health::of_settings(&broken);
    let (store, keys) = of_this_machine();
    let list = match list_files::load_postdated(&choice, &store, &keys, today()) {
        Ok((in_force, postdated)) => {
            store.keep(&in_force);
            observations.extend(super::health::of_list(&in_force, &postdated, today()));
            let said = postdated.iter().map(|problem| language.problem(problem));
            said.for_each(|line| complain(&line));
            told.extend(language.list_state(&in_force));
            Ok(Arc::new(in_force.list.on(in_force.reading.day)))
        }
        Err(error) => Err(language.list_error(&error)),
    };
    let problems = list.as_ref().err().into_iter().flatten();
    told.iter().chain(problems).for_each(|line| complain(line));
    let notice = (!told.is_empty()).then(|| told.join("\n"));
    if let Some(folder) = &args.demo
        && let Err(error) = images::folder(folder)
    {
        return refuse(&language.image_error(&error), language);
    }
    // Two would fight for the camera and the screen. A film for trying things needs neither alone.
    let alone = match &place {
        Ok(place) if kiosk && args.demo.is_none() => only_one(place),
        _ => Ok(None),
    };
    if alone.is_err() {
        return refuse(&language.notice(&Notice::KioskRunsAlready), language);
    }
    // Whoever started it by hand is told how to end it.
    if kiosk && io::stderr().is_terminal() && !Lock::load(place.as_deref().ok()).has_pin() {
        say(language, &Notice::KioskWithoutPin);
    }
    let options = app::Options {
        kiosk,
        demo: args.demo.clone(),
        camera: args.camera.clone(),
        language: lang,
        settings,
        settings_file: place.ok(),
        notice,
        observations,
        list,
        today: today(),
        measure: args.measure,
        started,
        open: files,
        size: args.size,
    };
    match app::run(options) {
        Ok(()) => ALL_SAFE,
        Err(error) if cfg!(windows) => {
            let error = &error;
            refuse(
                &language.notice(&Notice::WindowFailedOnWindows { error }),
                language,
            )
        }
        Err(error) => refuse(
            &language.notice(&Notice::WindowFailed { error: &error }),
            language,
        ),
    }
}

/// Another kiosk of this user runs.
pub(super) struct RunsAlready;

/// What a kiosk locks while it runs.
pub(super) fn lock_file(settings_file: &Path) -> PathBuf {
    settings_file.with_file_name("kiosk.lock")
}

/// Held while a kiosk runs, so that no second one starts; nothing where the folder of the settings cannot be written.
pub(super) fn only_one(settings_file: &Path) -> Result<Option<File>, RunsAlready> {
    let path = lock_file(settings_file);
    let folder = path.parent().unwrap_or(Path::new("."));
    let opened = std::fs::create_dir_all(folder).and_then(|()| File::create(&path));
    let Ok(file) = opened else {
        return Ok(None);
    };
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(RunsAlready),
        Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(file)),
    }
}

/// Lists cameras with their formats and one picture each, or what is wrong.
pub(super) fn cameras(language: Language) -> anyhow::Result<u8> {
    let mut out = anstream::stdout();
    let mut works = false;
    let cameras = camera::cameras();
    for camera in &cameras {
        writeln!(out, "{}  {}", camera.index, printable(&camera.name))?;
        let formats: Vec<String> = camera.formats.iter().map(ToString::to_string).collect();
        if !formats.is_empty() {
            let formats = formats.join(", ");
            writeln!(
                out,
                "   {} {formats}",
                language.notice(&Notice::CameraFormats)
            )?;
        }
        let tested = camera::test(camera.index);
        works |= tested.is_ok();
        let sentence = match tested {
            Ok(tested) => language.notice(&Notice::CameraWorks {
                width: tested.width,
                height: tested.height,
                millis: tested.took.as_millis(),
            }),
            Err(fault) => camera_fault(fault, language),
        };
        writeln!(out, "   {sentence}")?;
    }
    if cameras.is_empty() {
        complain(&camera_fault(Fault::NoCamera, language));
        return Ok(NOT_SAFE);
    }
    Ok(if works { ALL_SAFE } else { NOT_JUDGED })
}

/// What is wrong, and what the staff can do.
fn camera_fault(fault: Fault, language: Language) -> String {
    let words = language.camera_fault(fault);
    let steps = words.steps.iter().skip(1); // the first one sends visitors to the staff
    let steps: Vec<&str> = steps.map(|step| language.to_staff(step)).collect();
    let steps = steps.join(" ");
    format!("{}{}{}", words.headline, language.colon(), steps)
}

/// Films and judges, and prints a line of JSON for each change: a fault, a picture again, another verdict. Never what
/// a code says.
pub(super) fn watch(args: &WatchArgs, language: Language) -> anyhow::Result<u8> {
    let Some(list) = load(&args.list.choice(), language) else {
        return Ok(NOT_JUDGED);
    };
    let start = Instant::now();
    let end = args
        .seconds
        .map(|seconds| start + Duration::from_secs(seconds));
    let print = |mut event: serde_json::Value| -> io::Result<()> {
        event["millis"] = u64::try_from(start.elapsed().as_millis())
            .unwrap_or(u64::MAX)
            .into();
        let mut out = io::stdout().lock();
        writeln!(out, "{event}")?;
        out.flush()
    };
    let slot = Arc::new(Slot::new(|| {}));
    let format = args.format.as_deref().and_then(Format::parse);
    let camera = Camera::start(args.camera.clone(), format, Arc::clone(&slot), None);
    let list = Arc::new(list);
    let start_looker = || Looker::start(Arc::clone(&slot), Arc::clone(&list), || {});
    let mut looker = match args.film_only {
        true => None,
        false => Some(start_looker()?),
    };
    let (mut count, mut pictures, mut number) = (0, 0u64, 0);
    let (mut told_state, mut told_verdict, mut live_since) = (None, None, start);
    while end.is_none_or(|end| Instant::now() < end) {
        if let Some((newest, now)) = slot.newer_than(count, TICK) {
            count = newest;
            let state = match &now {
                Now::Starting => "starting",
                Now::Live(_) => "live",
                Now::Fault(fault) => fault.code(),
            };
            let mut event = json!({ "now": state });
            if let Now::Live(picture) = &now {
                pictures += 1;
                number = picture.number;
                let opened = camera.opened();
                event["format"] = opened.as_ref().map(|o| o.format.to_string()).into();
                event["camera"] = opened.map(|opened| opened.name).into();
                event["width"] = picture.luma.width().into();
                event["height"] = picture.luma.height().into();
                event["number"] = picture.number.into();
            } else {
                // What was filmed before is old, and the first verdict after is news.
                (told_verdict, live_since) = (None, Instant::now());
            }
            if told_state.replace(state) != Some(state) {
                print(event)?;
            }
        }
        while let Some(look) = looker.as_ref().map(|looker| looker.looks.try_recv()) {
            let look = match look {
                Ok(look) => look,
                Err(TryRecvError::Empty) => break,
                // It has died, and is replaced as in the window.
                Err(TryRecvError::Disconnected) => {
                    looker = Some(start_looker()?);
                    break;
                }
            };
            let judged = &look.seen.judged;
            let verdict = report::verdict_code(Some(judged.outcome()));
            let reasons: Vec<&str> = judged.reasons().iter().map(Reason::code).collect();
            let event = json!({
                "now": "verdict", "verdict": verdict, "reasons": reasons, "number": look.picture.number,
            });
            let verdict = Some((verdict, reasons));
            if look.taken > live_since && told_verdict != verdict {
                print(event)?;
                told_verdict = verdict;
            }
        }
    }
    print(json!({ "now": "over", "pictures": pictures, "number": number }))?;
    Ok(ALL_SAFE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_kiosk_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let settings = folder.path().join("deep/settings.toml");
        let first = only_one(&settings);
        assert!(matches!(first, Ok(Some(_))));
        assert!(only_one(&settings).is_err());
        drop(first);
        assert!(matches!(only_one(&settings), Ok(Some(_))));
        // Nowhere to write: it starts all the same.
        assert!(matches!(
            only_one(Path::new("/proc/nowhere/settings.toml")),
            Ok(None)
        ));
    }
}
