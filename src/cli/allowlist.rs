//! `yanma allowlist`: what is on the list, of what kind, and whether it keeps its rules.

use std::io::Write;

use super::{
    ALL_SAFE, AllowlistArgs, AllowlistCommand, NOT_JUDGED, NOT_SAFE, lists, load, say, today,
};
use crate::check::allowlist::{Allowlist, Entry, Standing, Status};
use crate::language::Language;
use crate::list_files::{self, Choice, ListError};
use crate::list_package::Store;
use crate::list_package::keys::Keys;
use crate::messages::Notice;
use crate::plain::printable;

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
    writeln!(out, "host         {}", entry.host)?;
    writeln!(out, "scope        {:?}", entry.scope)?;
    writeln!(out, "name         {}", language.entry_name(entry))?;
    writeln!(
        out,
        "region       {} {}",
        entry.region,
        entry.city.as_deref().unwrap_or_default()
    )?;
    writeln!(out, "kind         {:?}", entry.kind)?;
    writeln!(out, "status       {}", status_code(entry.status))?;
    writeln!(out, "grade        {:?}", entry.grade)?;
    writeln!(out, "verified_on  {}", entry.verified_on)?;
    for address in entry.owner_statement.iter().chain(&entry.evidence) {
        writeln!(out, "evidence     {}", printable(address))?;
    }
    if let Some(note) = &entry.evidence_note {
        writeln!(out, "note         {note}")?;
    }
    Ok(())
}

fn status_code(status: Status) -> &'static str {
    match status {
        Status::Active => "active",
        Status::NeedsLocalConfirmation => "needs-local-confirmation",
    }
}
