//! `yanma cameras`: which are there, what they offer, and whether they work.

use std::io::Write;

use super::{ALL_SAFE, NOT_JUDGED, NOT_SAFE, complain};
use crate::language::Language;
use crate::messages::Notice;
use crate::plain::printable;
use crate::source::camera;
use crate::source::fault::Fault;

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
