//! `yanma check`: pictures, folders and texts in the order of the arguments.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use super::arguments::{CheckArgs, EffortArg};
use super::lines::{check_lines, payload_of_json};
use super::output::{Output, Tally};
use super::{NOT_JUDGED, loaded, say, today};
use crate::check::allowlist::Allowlist;
use crate::check::judge_text;
use crate::judge::still::Still;
use crate::language::Language;
use crate::messages::Notice;
use crate::plain;
use crate::report::{Finding, Record, SheetRow, sheet};
use crate::scan::{Effort, Threads};
use crate::source::images::{self, ImageError, Opened};

/// Widest column of sources.
const MAX_SOURCE_COLUMNS: usize = 56;

pub(super) fn check(args: &CheckArgs, language: Language) -> anyhow::Result<u8> {
    let has_inputs = args.text || args.payloads.is_some() || !args.inputs.is_empty();
    if !has_inputs {
        say(language, &Notice::NothingToCheck);
        return Ok(NOT_JUDGED);
    }
    // Before the work, not after it.
    if let Some(path) = &args.html
        && let Err(error) = room_for_sheet(path)
    {
        say_sheet_error(language, path, &error);
        return Ok(NOT_JUDGED);
    }
    let Some(loaded) = loaded(&args.list.choice(), language) else {
        return Ok(NOT_JUDGED);
    };
    let list = match args.strict_age {
        true => loaded.list.on(loaded.reading.day),
        false => loaded.list,
    };
    if let Some(path) = &args.payloads {
        return check_lines(path, payload_of_json, args, &list, language);
    }
    match (args.text, args.inputs.as_slice()) {
        (true, []) => check_lines(
            Path::new("-"),
            |line| Ok(line.to_vec()),
            args,
            &list,
            language,
        ),
        (true, texts) => {
            let records = texts.iter().zip(1..).map(|(text, number)| Record {
                source: format!("text:{number}"),
                finding: Finding::Text(judge_text(text.as_encoded_bytes(), &list)),
                millis: None,
            });
            let mut output = Output::new(args, &list, language, 8);
            let mut tally = Tally::default();
            for record in records {
                tally.add(record.finding.outcome());
                output.record(&record)?;
            }
            output.finish(&tally)
        }
        (false, inputs) => check_pictures(inputs, args, &list, language),
    }
}

/// One thing to look at.
enum Input {
    /// A file, with the reason where it cannot be looked at.
    File(PathBuf, Option<ImageError>),
    Stdin,
}

impl Input {
    fn source(&self) -> String {
        match self {
            Input::File(path, _) => path.to_string_lossy().into_owned(),
            Input::Stdin => "-".to_owned(),
        }
    }

    fn opened(&self, language: Language) -> Result<Opened, String> {
        match self {
            Input::File(_, Some(error)) => return Err(language.image_error(error)),
            Input::File(path, None) => images::opened_file(path),
            Input::Stdin => images::opened_reader(io::stdin().lock()),
        }
        .map_err(|error| language.image_error(&error))
    }
}

fn inputs(arguments: &[OsString], language: Language) -> Vec<Input> {
    let mut inputs = Vec::new();
    for argument in arguments {
        if argument == "-" {
            inputs.push(Input::Stdin);
            continue;
        }
        let found = images::files(PathBuf::from(argument));
        if found.others > 0 {
            let notice = Notice::OthersSkipped {
                folder: &argument.to_string_lossy(),
                count: found.others,
            };
            say(language, &notice);
        }
        let files = found.files.into_iter();
        inputs.extend(files.map(|(path, fault)| Input::File(path, fault)));
    }
    inputs
}

fn check_pictures(
    arguments: &[OsString],
    args: &CheckArgs,
    list: &Allowlist,
    language: Language,
) -> anyhow::Result<u8> {
    let inputs = inputs(arguments, language);
    let effort = match args.effort {
        EffortArg::Live => Effort::Live,
        EffortArg::Thorough => Effort::Thorough,
    };
    let widest = inputs
        .iter()
        .map(|input| plain::width(&input.source()))
        .max();
    let source_width = widest.unwrap_or_default().min(MAX_SOURCE_COLUMNS);
    // The pool has other pictures for its threads, but where there is only one.
    let threads = match inputs.len() {
        1 => Threads::Two,
        _ => Threads::One,
    };
    let mut output = Output::new(args, list, language, source_width);
    let mut tally = Tally::default();
    let progress = progress(inputs.len());
    let mut pictured = Vec::new(); // for the sheet
    // A few at a time on all cores, so that output starts early and stays in order.
    for batch in inputs.chunks(4 * rayon::current_num_threads()) {
        let records: Vec<Pictured> = batch
            .par_iter()
            .map(|input| {
                let with_thumbnail = args.html.is_some();
                let record = picture_record(input, effort, threads, list, language, with_thumbnail);
                progress.inc(1);
                record
            })
            .collect();
        progress.suspend(|| {
            for (record, _) in &records {
                tally.add(record.finding.outcome());
                output.record(record)?;
            }
            output.flush()
        })?;
        if args.html.is_some() {
            pictured.extend(records);
        }
    }
    progress.finish_and_clear();
    let status = output.finish(&tally)?;
    if let Some(path) = &args.html
        && let Err(error) = write_sheet(path, &pictured, list, language)
    {
        say_sheet_error(language, path, &error);
        return Ok(NOT_JUDGED);
    }
    Ok(status)
}

/// A record, and for the sheet a thumbnail of its picture.
type Pictured = (Record, Option<Vec<u8>>);

/// Fails where the sheet could not be written after all the work.
fn room_for_sheet(path: &Path) -> io::Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    match folder {
        Some(folder) if !std::fs::metadata(folder)?.is_dir() => {
            Err(io::ErrorKind::NotADirectory.into())
        }
        _ => Ok(()),
    }
}

fn write_sheet(
    path: &Path,
    pictured: &[Pictured],
    list: &Allowlist,
    language: Language,
) -> io::Result<()> {
    let rows: Vec<SheetRow<'_>> = pictured
        .iter()
        .map(|(record, thumbnail)| SheetRow {
            record,
            thumbnail: thumbnail.as_deref(),
        })
        .collect();
    let sheet = sheet(&rows, list.info(), language, today(), None);
    let mut file = std::fs::File::create_new(path)?;
    let written = file.write_all(sheet.as_bytes());
    if written.is_err() {
        let _ = std::fs::remove_file(path); // half a sheet looks like a whole one
    }
    written
}

fn say_sheet_error(language: Language, path: &Path, error: &io::Error) {
    let path = path.to_string_lossy();
    let notice = match error.kind() {
        io::ErrorKind::AlreadyExists => Notice::SheetExists { path: &path },
        _ => Notice::SheetNotWritten {
            path: &path,
            error: &error.to_string(),
        },
    };
    say(language, &notice);
}

/// A bar on standard error, where the output is a terminal and there is something to wait for.
fn progress(count: usize) -> ProgressBar {
    let is_watched = io::stdout().is_terminal() && io::stderr().is_terminal();
    if !is_watched || count < 8 {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} {eta}");
    ProgressBar::new(count as u64)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn picture_record(
    input: &Input,
    effort: Effort,
    threads: Threads,
    list: &Allowlist,
    language: Language,
    with_thumbnail: bool,
) -> Pictured {
    or_an_error(input.source(), language, || {
        let read = || input.opened(language);
        let still = Still::judged(input.source(), read, effort, threads, list);
        let thumbnail = with_thumbnail.then(|| still.thumbnail()).flatten();
        (still.record, thumbnail)
    })
}

/// The third `catch_unwind`, for faults of ours that neither decoder's guard sees: the others of a thousand files are still
/// judged and told. What is printed of it stays: somebody should mend it. The desk has threads for this; here there is
/// the pool.
fn or_an_error(source: String, language: Language, work: impl FnOnce() -> Pictured) -> Pictured {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let record = Record {
            source,
            finding: Finding::Error(language.image_error(&ImageError::Damaged)),
            millis: None,
        };
        (record, None)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_that_ends_its_thread_is_an_error_of_its_own() {
        let fault = || std::iter::empty::<Pictured>().next().unwrap();
        let (record, thumbnail) = or_an_error("a.png".to_owned(), Language::En, fault);
        assert_eq!(record.source, "a.png");
        assert!(matches!(record.finding, Finding::Error(_)));
        assert_eq!(record.finding.outcome(), None, "no verdict");
        assert_eq!(thumbnail, None);
    }
}
