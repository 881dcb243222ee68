//! `yanma watch`, hidden: what a camera sees, for tests of cameras.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::mpsc::TryRecvError;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::arguments::ListArgs;
use super::{ALL_SAFE, NOT_JUDGED, load};
use crate::check::verdict::Reason;
use crate::judge::camera::{Look, Looker};
use crate::language::Language;
use crate::list_in_use::InUse;
use crate::report;
use crate::source::camera::Camera;
use crate::source::format::Format;
use crate::source::slot::{Now, Slot};

/// Longest wait between two looks around.
const TICK: Duration = Duration::from_millis(50);

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
    let print = |mut event: Value| -> io::Result<()> {
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
    let list = InUse::new(Arc::new(list));
    let start_looker = || Looker::start(Arc::clone(&slot), list.clone(), || {});
    let mut looker = match args.film_only {
        true => None,
        false => Some(start_looker()?),
    };
    let (mut count, mut pictures, mut number) = (0, 0u64, 0);
    let (mut told_state, mut told_verdict, mut live_since) = (None, None, start);
    while end.is_none_or(|end| Instant::now() < end) {
        if let Some((newest, now)) = slot.newer_than(count, TICK) {
            count = newest;
            if let Now::Live(picture) = &now {
                (pictures, number) = (pictures + 1, picture.number);
            } else {
                // What was filmed before is old, and the first verdict after is news.
                (told_verdict, live_since) = (None, Instant::now());
            }
            let (state, event) = state_of(&now, &camera);
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
            let (verdict, event) = verdict_of(&look);
            let verdict = Some(verdict);
            if look.taken > live_since && told_verdict != verdict {
                print(event)?;
                told_verdict = verdict;
            }
        }
    }
    print(json!({ "now": "over", "pictures": pictures, "number": number }))?;
    Ok(ALL_SAFE)
}

/// What the camera does, and the event that tells it.
fn state_of(now: &Now, camera: &Camera) -> (&'static str, Value) {
    let state = match now {
        Now::Starting => "starting",
        Now::Live(_) => "live",
        Now::Fault(fault) => fault.code(),
    };
    let mut event = json!({ "now": state });
    if let Now::Live(picture) = now {
        let opened = camera.opened();
        event["format"] = opened.as_ref().map(|o| o.format.to_string()).into();
        event["camera"] = opened.map(|opened| opened.name).into();
        event["width"] = picture.luma.width().into();
        event["height"] = picture.luma.height().into();
        event["number"] = picture.number.into();
    }
    (state, event)
}

/// The verdict and its reasons by their codes, and the event that tells them.
fn verdict_of(look: &Look) -> ((&'static str, Vec<&'static str>), Value) {
    let judged = &look.seen.judged;
    let verdict = report::verdict_code(Some(judged.outcome()));
    let reasons: Vec<&str> = judged.reasons().iter().map(Reason::code).collect();
    let event = json!({
        "now": "verdict", "verdict": verdict, "reasons": reasons, "number": look.picture.number,
    });
    ((verdict, reasons), event)
}
