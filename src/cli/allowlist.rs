//! `yanma allowlist`: what is on the list, of what kind, and whether it keeps its rules.

use std::io::Write;

use super::arguments::{AllowlistArgs, AllowlistCommand};
use super::{ALL_SAFE, NOT_JUDGED, NOT_SAFE, lists, load, say, today};
use crate::check::allowlist::{Allowlist, Entry, Standing, Status};
use crate::language::Language;
use crate::list_files::{self, Choice, ListError};
use crate::list_package::Store;
use crate::list_package::keys::Keys;
use crate::messages::Notice;
use crate::plain::{pad, printable};

/// Width of the names of facts in columns.
const FACT_COLUMNS: usize = 12;

pub(super) fn allowlist(args: &AllowlistArgs, language: Language) -> anyhow::Result<u8> {
    let mut out = anstream::stdout();
    if let AllowlistCommand::Lint { folder } = &args.command {
        let choice = folder
            .clone()
            .map_or_else(|| args.list.choice(), Choice::Added);
        return match list_files::load(&choice, &Store::default(), &Keys::default(), today()) {
            Ok(loaded) => {
                let entries = loaded.list.entries().len();
                writeln!(out, "{}", language.notice(&Notice::LintPassed { entries }))?;
                Ok(ALL_SAFE)
            }
            Err(error) => {
                for line in language.list_error(&error) {
                    writeln!(out, "{}", printable(&line))?;
                }
                let ListError::Problems(problems) = error else {
                    return Ok(NOT_JUDGED);
                };
                let problems = problems.len();
                say(language, &Notice::LintFailed { problems });
                Ok(NOT_SAFE)
            }
        };
    }
    if let Some(status) = lists::run(&args.command, &args.list.choice(), language)? {
        return Ok(status);
    }
    let Some(list) = load(&args.list.choice(), language) else {
        return Ok(NOT_JUDGED);
    };
    match &args.command {
        AllowlistCommand::Show { host } => show(&mut out, &list, host, language),
        AllowlistCommand::List
        | AllowlistCommand::Lint { .. }
        | AllowlistCommand::Import { .. }
        | AllowlistCommand::Status { .. }
        | AllowlistCommand::Diff { .. }
        | AllowlistCommand::Sheet { .. }
        | AllowlistCommand::Pack { .. } => {
            for entry in list.entries() {
                let name = language.entry_name(entry);
                let status = status_code(entry.status);
                writeln!(
                    out,
                    "{:<34} {status:<24} {:?} {:<6} {name}",
                    entry.host, entry.grade, entry.region
                )?;
            }
            Ok(ALL_SAFE)
        }
    }
}

fn show(
    out: &mut impl Write,
    list: &Allowlist,
    host: &str,
    language: Language,
) -> anyhow::Result<u8> {
    match list.standing(&host.to_ascii_lowercase()) {
        Standing::Official(entry) | Standing::NeedsLocalConfirmation(entry) => {
            write_entry(out, entry, language)?;
            Ok(if entry.status == Status::Active {
                ALL_SAFE
            } else {
                NOT_SAFE
            })
        }
        Standing::Never(never) => {
            let notice = Notice::HostNever {
                host: &never.host,
                reason: &never.reason,
            };
            writeln!(out, "{}", language.notice(&notice))?;
            Ok(NOT_SAFE)
        }
        Standing::Unlisted => {
            let host = printable(host);
            writeln!(
                out,
                "{}",
                language.notice(&Notice::HostNotListed { host: &host })
            )?;
            Ok(NOT_SAFE)
        }
    }
}

fn write_entry(out: &mut impl Write, entry: &Entry, language: Language) -> anyhow::Result<()> {
    let words = language.entry_words();
    let region = language.region(&entry.region);
    let city = entry.city.as_deref().unwrap_or_default();
    let place = format!("{region} {city}");
    let verified_on = entry.verified_on.to_string();
    let name = language.entry_name(entry);
    let sources = entry.sources.map(|sources| sources.to_string());
    let mut facts = vec![
        (words.host, entry.host.as_str()),
        (words.scope, language.scope(entry.scope)),
        (words.name, &name),
        (words.region, place.trim_end()),
        (words.kind, language.entry_kind(entry.kind)),
        (words.status, language.status(entry.status)),
        (words.grade, language.grade(entry.grade)),
        (words.verified_on, &verified_on),
    ];
    if let Some(checked) = entry.checked {
        facts.push((words.checked, language.checked(checked)));
    }
    if let Some(sources) = &sources {
        facts.push((words.sources, sources));
    }
    let addresses = entry.owner_statement.iter().chain(&entry.evidence);
    facts.extend(addresses.map(|address| (words.evidence, address.as_str())));
    if let Some(note) = &entry.evidence_note {
        facts.push((words.note, language.evidence_note(note)));
    }
    for (fact, value) in facts {
        writeln!(out, "{} {}", pad(fact, FACT_COLUMNS), printable(value))?;
    }
    Ok(())
}

fn status_code(status: Status) -> &'static str {
    match status {
        Status::Active => "active",
        Status::NeedsLocalConfirmation => "needs-local-confirmation",
    }
}
