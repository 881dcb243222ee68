//! The window from the command line: `yanma` and `yanma kiosk`.

use std::fs::{File, TryLockError};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::arguments::ListArgs;
use super::{ALL_SAFE, complain, origin, refuse, say, today};
use crate::app;
use crate::check::allowlist::Allowlist;
use crate::config;
use crate::health::Observation;
use crate::language::Language;
use crate::list_files::Choice;
use crate::list_in_use::Origin;
use crate::messages::Notice;
use crate::source::images;
use crate::staff::Lock;

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
    #[arg(long, hide = true, value_name = "RUNS")]
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
    // A film for trying things leaves nothing behind.
    let origin = origin(choice, place.as_deref().ok(), args.demo.is_none());
    let list = list(&origin, language, &mut told, &mut observations);
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
        origin: Some(origin),
        today,
        measure: args.measure,
        started,
        open: files,
        size: args.size,
    };
    let Err(error) = &app::run(options) else {
        return ALL_SAFE;
    };
    let notice = match cfg!(windows) {
        true => Notice::WindowFailedOnWindows { error },
        false => Notice::WindowFailed { error },
    };
    refuse(&language.notice(&notice), language)
}

/// The list to judge by, or what is wrong with it. What staff have to know of it is added to what they are told.
fn list(
    origin: &Origin,
    language: Language,
    told: &mut Vec<String>,
    observations: &mut Vec<Observation>,
) -> Result<Arc<Allowlist>, Vec<String>> {
    let loaded = origin.load(today());
    let loaded = loaded.map_err(|error| language.list_error(&error))?;
    observations.extend(crate::health::list(&loaded, today()));
    let postdated = loaded.postdated.iter();
    let said = postdated.map(|problem| language.problem(problem));
    said.for_each(|line| complain(&line));
    told.extend(language.list_state(&loaded.in_force));
    let no_posters = loaded.posters.as_ref().err();
    told.extend(no_posters.map(|error| language.poster_error(error)));
    Ok(Arc::new(loaded.list()))
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
