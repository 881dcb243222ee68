//! `yanma kiosk --check`: looks at everything that a kiosk needs, tells it, and says what to do.

use std::io::Write;
use std::path::Path;

use serde_json::json;

use super::window::{WindowArgs, lock_file, only_one};
use super::{ALL_SAFE, NOT_SAFE, complain, origin, say, today};
use crate::check::allowlist::{Date, ListInfo};
use crate::config::{self, ConfigError};
use crate::counts::Counts;
use crate::counts_file::{self, CountsError};
use crate::health::{self, Level, Observation};
use crate::language::Language;
use crate::list_files::Choice;
use crate::machine;
use crate::messages::Notice;
use crate::plain::printable;
use crate::source::camera;
use crate::source::fault::Fault;
use crate::staff::Lock;

#[derive(clap::Args)]
pub(super) struct KioskArgs {
    #[command(flatten)]
    pub window: WindowArgs,
    /// 不打开窗口，检查这台机器：正常就退出 0，有要处理的就 1 · Open nothing, check this machine: 0 all is well, 1 something has to be done
    #[arg(long)]
    pub check: bool,
    /// 结果用 JSON · Tell it as JSON
    #[arg(long, requires = "check")]
    pub json: bool,
}

/// What is wrong with the settings.
pub(super) fn of_settings(broken: &[ConfigError]) -> Vec<Observation> {
    let observation = |error: &ConfigError| match error {
        ConfigError::Broken { problem, .. } => Observation::SettingsLine(problem.clone()),
        ConfigError::NoPlace
        | ConfigError::Read { .. }
        | ConfigError::Write { .. }
        | ConfigError::BrokenTwice { .. }
        | ConfigError::Refused(_) => Observation::SettingsUnreadable,
    };
    broken.iter().map(observation).collect()
}

/// Looks at everything, prints it, and says whether all is well.
pub(super) fn check(args: &KioskArgs, lang: Option<Language>) -> anyhow::Result<u8> {
    let place = config::place().ok();
    let (settings, broken) = match &place {
        Some(place) => config::load_good_lines(place),
        None => Default::default(),
    };
    let language = lang.unwrap_or(settings.language);
    let today = today();
    let camera = args.window.camera.as_deref();
    let runs = place.as_deref().is_some_and(runs);
    let mut observations = vec![match of_camera(camera.or(settings.camera.as_deref())) {
        Observation::CameraFails(Fault::Busy) if runs => Observation::CameraInUse,
        observation => observation,
    }];

    let choice = match args.window.list.choice() {
        Choice::BuiltIn => settings.list(),
        choice => choice,
    };
    let loaded = origin(choice, place.as_deref(), false).load(today);
    let (info, of_list) = match &loaded {
        Ok(loaded) => {
            let (info, age) = (loaded.in_force.list.info(), loaded.in_force.age());
            let mut observed = vec![Observation::List {
                info: info.clone(),
                age,
            }];
            observed.extend(health::list(loaded, today));
            if let Err(error) = &loaded.posters {
                complain(&language.poster_error(error));
            }
            (Some(info), observed)
        }
        Err(error) => {
            let problems = language.list_error(error);
            problems.iter().for_each(|problem| complain(problem));
            (None, vec![Observation::ListBroken])
        }
    };
    observations.extend(of_list);

    let (counts, of_counts) = of_counts(place.as_deref());
    observations.push(of_clock(today, info, &counts));
    observations.extend(machine::has_screen().map(|is_there| match is_there {
        true => Observation::Screen,
        false => Observation::NoScreen,
    }));
    let of_settings = of_settings(&broken);
    match of_settings.is_empty() {
        true => observations.push(Observation::Settings),
        false => observations.extend(of_settings),
    }
    observations.push(match Lock::load(place.as_deref()).has_pin() {
        true => Observation::Pin,
        false => Observation::NoPin,
    });
    observations.push(of_disk(place.as_deref()));
    observations.extend(of_counts);
    observations.extend(counts.faults_lately());
    tell(&observations, args.json, language)?;
    Ok(match health::is_well(&observations) {
        true => ALL_SAFE,
        false => NOT_SAFE,
    })
}

/// Whether a kiosk of this user runs. Looking makes no file.
fn runs(settings_file: &Path) -> bool {
    lock_file(settings_file).exists() && only_one(settings_file).is_err()
}

/// Tries the camera that the kiosk would open.
fn of_camera(choice: Option<&str>) -> Observation {
    let cameras = camera::devices();
    let chosen = cameras.iter().find(|camera| {
        choice.is_none_or(|choice| camera.name == choice || camera.index.to_string() == choice)
    });
    let Some(chosen) = chosen else {
        return Observation::CameraFails(Fault::NoCamera);
    };
    match camera::test(chosen.index) {
        Ok(_) => Observation::CameraWorks {
            name: printable(&chosen.name),
        },
        Err(fault) => Observation::CameraFails(fault),
    }
}

fn of_clock(today: Date, list: Option<&ListInfo>, counts: &Counts) -> Observation {
    let issued_on = list.and_then(|list| list.issued_on);
    health::clock(today, issued_on, counts.newest())
}

fn of_disk(settings_file: Option<&Path>) -> Observation {
    let folder = settings_file.and_then(Path::parent);
    let tried = folder.map(machine::takes_files);
    match tried {
        Some(Ok(())) => Observation::Disk,
        Some(Err(error)) => Observation::DiskFails(error.to_string()),
        None => Observation::SettingsUnreadable,
    }
}

fn of_counts(settings_file: Option<&Path>) -> (Counts, Vec<Observation>) {
    let Some(file) = settings_file.map(counts_file::place) else {
        return Default::default();
    };
    let mut observations = Vec::new();
    let mut is_damaged = counts_file::was_damaged(&file);
    let counts = match counts_file::load(&file) {
        Ok(counts) => {
            let days = counts.days().count();
            observations.push(Observation::Counts { days });
            counts
        }
        Err(CountsError::Read(error)) => {
            observations.push(Observation::CountsFail(error.to_string()));
            Counts::default()
        }
        Err(CountsError::Damaged) => {
            is_damaged = true;
            Counts::default()
        }
    };
    observations.extend(is_damaged.then_some(Observation::CountsDamaged));
    (counts, observations)
}

fn tell(observations: &[Observation], as_json: bool, language: Language) -> anyhow::Result<()> {
    let mut out = anstream::stdout();
    let is_well = health::is_well(observations);
    if as_json {
        let told = observations.iter().map(|observation| {
            let (said, todo) = language.observation(observation);
            json!({ "code": observation.code(), "level": observation.level().code(), "said": said, "do": todo })
        });
        let told: Vec<_> = told.collect();
        writeln!(out, "{}", json!({ "well": is_well, "observations": told }))?;
        return Ok(());
    }
    for observation in observations {
        let (said, todo) = language.observation(observation);
        let sign = match observation.level() {
            Level::Good => "✔",
            Level::Warning => "!",
            Level::Bad => "✖",
        };
        writeln!(out, "{sign} {}", printable(&said))?;
        if let Some(todo) = todo {
            writeln!(out, "  → {}", printable(&todo))?;
        }
    }
    let notice = match is_well {
        true => Notice::Healthy,
        false => Notice::NotHealthy,
    };
    say(language, &notice);
    Ok(())
}
