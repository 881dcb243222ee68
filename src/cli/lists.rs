//! `yanma allowlist import`, `status`, `diff` and `pack`: signed lists.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::arguments::AllowlistCommand;
use super::{ALL_SAFE, NOT_JUDGED, NOT_SAFE, complain, in_force, today};
use crate::check::allowlist::{Allowlist, Date, Entry};
use crate::directory;
use crate::language::Language;
use crate::list_files::{self, Choice, ListError};
use crate::list_package::changes::{Change, changes};
use crate::list_package::keys::Keys;
use crate::list_package::{Refusal, Store, file, format};
use crate::messages::ListNotice;
use crate::plain::printable;
use crate::report;

/// A day of the command line, such as 2027-12-15.
pub(super) fn day(text: &str) -> Result<Date, String> {
    let day: Option<toml::value::Datetime> = text.parse().ok();
    match day {
        Some(day) if day.time.is_none() && day.offset.is_none() => day.date.ok_or_else(not_a_day),
        _ => Err(not_a_day()),
    }
}

fn not_a_day() -> String {
    let said = |language: Language| language.list_notice(ListNotice::NotADay);
    format!("{} · {}", said(Language::ZhCn), said(Language::En))
}

/// Runs the command; `None` where it is none of these.
pub(super) fn run(
    command: &AllowlistCommand,
    choice: &Choice,
    language: Language,
) -> anyhow::Result<Option<u8>> {
    let status = match command {
        AllowlistCommand::List | AllowlistCommand::Show { .. } | AllowlistCommand::Lint { .. } => {
            return Ok(None);
        }
        AllowlistCommand::Import { file } => import(file, language)?,
        AllowlistCommand::Status { clock_is_right } => status(choice, *clock_is_right, language)?,
        AllowlistCommand::Sheet { place, output } => sheet(place, output, choice, language)?,
        AllowlistCommand::Diff { lists } => diff(lists, choice, language)?,
        AllowlistCommand::Pack {
            folder,
            output,
            stale_after,
        } => pack(folder, output, *stale_after, language)?,
    };
    Ok(Some(status))
}

fn import(file: &Path, language: Language) -> anyhow::Result<u8> {
    let store = Store::of_this_machine();
    let keys = Keys::of_this_machine(store.key_files());
    match keys.and_then(|keys| store.import(file, &keys, today())) {
        Ok(imported) => {
            let mut out = anstream::stdout();
            writeln!(out, "{}", language.imported(&imported))?;
            writeln!(out, "{}", language.list_notice(ListNotice::AfterRestart))?;
            Ok(ALL_SAFE)
        }
        Err(refusal) => Ok(refused(&refusal, language)),
    }
}

/// Says why; 1 where the file is at fault, 2 where the machine is.
fn refused(refusal: &Refusal, language: Language) -> u8 {
    complain(&language.refusal(refusal));
    for line in language.refusal_details(refusal) {
        complain(&line);
    }
    match refusal.is_of_the_file() {
        true => NOT_SAFE,
        false => NOT_JUDGED,
    }
}

fn status(choice: &Choice, clock_is_right: bool, language: Language) -> anyhow::Result<u8> {
    let store = Store::of_this_machine();
    let mut out = anstream::stdout();
    if clock_is_right {
        if let Err(refusal) = store.confirm_clock(today()) {
            return Ok(refused(&refusal, language));
        }
        writeln!(out, "{}", language.list_notice(ListNotice::ClockConfirmed))?;
    }
    let in_force = match in_force(choice) {
        Ok(in_force) => in_force,
        Err(error) => {
            tell(&error, language);
            return Ok(NOT_JUDGED);
        }
    };
    let info = in_force.list.info();
    writeln!(out, "{}", language.list_version(info))?;
    let mut say = |notice: ListNotice<'_>| writeln!(out, "{}", language.list_notice(notice));
    if let Some(day) = info.stale_after {
        let day = day.to_string();
        say(ListNotice::StaleAfter { day: &day })?;
    }
    match &in_force.signed {
        None => say(ListNotice::CompiledIn)?,
        Some(signed) => {
            let key = signed.key.to_string();
            let folder = printable(&signed.folder.to_string_lossy());
            say(ListNotice::SignedBy { key: &key })?;
            say(ListNotice::SignersComment {
                comment: &signed.comment,
            })?;
            say(ListNotice::LiesIn { folder: &folder })?;
        }
    }
    let keys = Keys::of_this_machine(store.key_files());
    match keys.as_ref().map(Keys::serial) {
        Ok(Some(serial)) => say(ListNotice::KeysSerial { serial })?,
        Ok(None) => say(ListNotice::NoKeys)?,
        Err(refusal) => complain(&language.refusal(refusal)),
    }
    if in_force.is_well() {
        say(ListNotice::Well)?;
        return Ok(ALL_SAFE);
    }
    for line in language.list_state(&in_force) {
        writeln!(out, "{line}")?;
    }
    Ok(NOT_SAFE)
}

fn diff(lists: &[PathBuf], choice: &Choice, language: Language) -> anyhow::Result<u8> {
    let read = |path: &PathBuf| list_of(path).map_err(|refusal| refused(&refusal, language));
    let (old, new) = match lists {
        [old, new] => (read(old), read(new)),
        _ => {
            let Some(new) = lists.first() else {
                return Ok(NOT_JUDGED);
            };
            let old = in_force(choice).map(|in_force| in_force.list);
            let old = old.map_err(|error| {
                tell(&error, language);
                NOT_JUDGED
            });
            (old, read(new))
        }
    };
    let (Ok(old), Ok(new)) = (old, new) else {
        return Ok(NOT_JUDGED);
    };
    let mut out = anstream::stdout();
    let changes = changes(&old, &new);
    if changes.is_empty() {
        writeln!(out, "{}", language.list_notice(ListNotice::NoChanges))?;
        return Ok(ALL_SAFE);
    }
    for (change, host) in &changes {
        writeln!(out, "{}", printable(&language.change(change, host)))?;
    }
    let notice = ListNotice::Changes {
        count: changes.len(),
        safer: changes
            .iter()
            .filter(|(change, _)| is_safer(change))
            .count(),
    };
    writeln!(out, "{}", language.list_notice(notice))?;
    Ok(NOT_SAFE)
}

/// Whether something is called safe, or may be, that was not before.
fn is_safer(change: &Change) -> bool {
    *change <= Change::NeverRemoved
}

/// The list of a folder, or of a package, signed or not: it is read by people, not used.
fn list_of(path: &Path) -> Result<Allowlist, Refusal> {
    if fs::metadata(path).is_ok_and(|metadata| metadata.is_dir()) {
        let files = files(path)?;
        let sources = list_files::sources(&files);
        Allowlist::of_base(&sources, None, today()).map_err(Refusal::Problems)
    } else {
        format::parse_unsigned(&file::unsigned(path)?, today())
    }
}

fn files(folder: &Path) -> Result<Vec<(String, String)>, Refusal> {
    list_files::files(folder).map_err(|error| match error {
        ListError::Io { path, error } => Refusal::Unreadable { path, error },
        ListError::Problems(problems) => Refusal::Problems(problems),
    })
}

fn pack(
    folder: &Path,
    output: &Path,
    stale_after: Option<Date>,
    language: Language,
) -> anyhow::Result<u8> {
    let packed = files(folder).and_then(|files| format::pack(&files, stale_after, today()));
    let text = match packed {
        Ok(text) => text,
        Err(refusal) => return Ok(refused(&refusal, language)),
    };
    let path = printable(&output.to_string_lossy());
    write_new(output, &text, ListNotice::Packed { path: &path }, language)
}

fn sheet(place: &str, output: &Path, choice: &Choice, language: Language) -> anyhow::Result<u8> {
    let list = match in_force(choice) {
        Ok(in_force) => in_force.list.on(in_force.reading.day),
        Err(error) => {
            tell(&error, language);
            return Ok(NOT_JUDGED);
        }
    };
    let found = directory::find(&list, place).into_iter();
    let found: Vec<&Entry> = found.map(AsRef::as_ref).collect();
    let entries = report::printable_entries(&list, &found);
    if entries.is_empty() {
        complain(&language.list_notice(ListNotice::NothingToPrint));
        return Ok(NOT_SAFE);
    }
    let page = report::official_sheet(&list, &entries, place, language, today());
    let path = printable(&output.to_string_lossy());
    let count = entries.len();
    let done = ListNotice::SheetWritten { path: &path, count };
    write_new(output, &page, done, language)
}

/// Writes a new file and says so, or why not.
fn write_new(
    path: &Path,
    text: &str,
    done: ListNotice<'_>,
    language: Language,
) -> anyhow::Result<u8> {
    let shown = printable(&path.to_string_lossy());
    let notice = match written(path, text.as_bytes()) {
        Ok(()) => {
            writeln!(anstream::stdout(), "{}", language.list_notice(done))?;
            return Ok(ALL_SAFE);
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            language.list_notice(ListNotice::PackExists { path: &shown })
        }
        Err(error) => language.list_notice(ListNotice::PackNotWritten {
            path: &shown,
            error: &error.to_string(),
        }),
    };
    complain(&notice);
    Ok(NOT_JUDGED)
}

/// Writes a new file, or none.
fn written(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        let _ = fs::remove_file(path);
    }
    written
}

fn tell(error: &ListError, language: Language) {
    for line in language.list_error(error) {
        complain(&line);
    }
}
