//! The files of a list as they are written: TOML 1.0, every field known, and where each of them stands. Whether what they
//! say keeps the rules, [`lint`](super::lint) says.

use std::collections::HashSet;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::lint::{Fault, Problem};
use super::{
    Checked, Date, Entry, EntryKind, Grade, Name, NeverCategory, NeverHost, Scope, Status,
};
use crate::check::list_age;

/// One file of a list, not yet read.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its name, for messages.
    pub name: &'a str,
    /// Its content, TOML 1.0.
    pub text: &'a str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    package: Option<Spanned<RawPackage>>,
    list: Option<Spanned<RawInfo>>,
    #[serde(default)]
    entry: Vec<RawEntry>,
    #[serde(default)]
    never: Vec<RawNever>,
    #[serde(default)]
    insurer: Vec<RawInsurer>,
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct RawInfo {
    pub(super) serial: u64,
    pub(super) issued_on: Spanned<TomlDate>,
}

/// The head of a package.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPackage {
    /// Was compared before: what has another type or format is not read as a list.
    #[serde(rename = "type")]
    _type: String,
    #[serde(rename = "format")]
    _format: u32,
    pub(super) stale_after: Spanned<TomlDate>,
}

/// A TOML local date; a date with a time is an error.
#[derive(Deserialize, Clone, Copy)]
#[serde(try_from = "toml::value::Datetime")]
pub(super) struct TomlDate {
    pub(super) value: Date,
}

impl TryFrom<toml::value::Datetime> for TomlDate {
    type Error = &'static str;

    fn try_from(datetime: toml::value::Datetime) -> Result<Self, Self::Error> {
        match (datetime.date, datetime.time, datetime.offset) {
            (Some(value), None, None) => Ok(TomlDate { value }),
            _ => Err("expected a date without a time, such as 2026-11-23"),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEntry {
    pub(super) host: Spanned<String>,
    #[serde(default)]
    pub(super) scope: Option<Spanned<Scope>>,
    pub(super) owner_statement: Option<Spanned<String>>,
    pub(super) name: Spanned<Name>,
    pub(super) region: Spanned<String>,
    pub(super) city: Option<Spanned<String>>,
    pub(super) kind: EntryKind,
    pub(super) grade: Spanned<Grade>,
    #[serde(default)]
    pub(super) evidence: Vec<Spanned<String>>,
    pub(super) evidence_note: Option<Spanned<String>>,
    pub(super) verified_on: Spanned<TomlDate>,
    pub(super) sources: Option<u32>,
    pub(super) checked: Option<Checked>,
    pub(super) status: Status,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNever {
    pub(super) host: Spanned<String>,
    pub(super) category: NeverCategory,
    pub(super) reason: Spanned<String>,
    pub(super) imitates: Option<Spanned<String>>,
}

/// The site of an insurance company: no list can make it safe, so it needs no grade and no status.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawInsurer {
    pub(super) host: Spanned<String>,
    pub(super) name: Spanned<Name>,
    pub(super) evidence_note: Spanned<String>,
}

/// Where something stands in its file.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) source: Source<'a>,
    pub(super) host: Option<&'a str>,
}

impl Place<'_> {
    pub(super) fn problem<T>(&self, at: &Spanned<T>, field: &'static str, fault: Fault) -> Problem {
        Problem {
            file: self.source.name.to_owned(),
            line: line_of(self.source.text, at.span().start),
            field: Some(field),
            host: self.host.map(str::to_owned),
            fault,
        }
    }
}

/// The line of a byte offset, from 1.
fn line_of(text: &str, offset: usize) -> usize {
    1 + text
        .bytes()
        .take(offset)
        .filter(|byte| *byte == b'\n')
        .count()
}

/// Where something stands, for a message: its file and line.
pub(super) fn place_in<T>(source: Source<'_>, at: &Spanned<T>) -> String {
    format!("{}:{}", source.name, line_of(source.text, at.span().start))
}

/// The files of one list, parsed but not yet checked.
pub(super) struct Part<'a> {
    pub(super) info: Option<(Source<'a>, RawInfo)>,
    pub(super) found: Vec<FoundEntry<'a>>,
    pub(super) never: Vec<FoundNever<'a>>,
    pub(super) insurers: Vec<FoundInsurer<'a>>,
    pub(super) package: Option<(Source<'a>, RawPackage)>,
    pub(super) whose: Whose,
}

/// Whose word the files of a list are.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Whose {
    BuiltIn,
    Publisher,
    Hall,
}

pub(super) struct FoundEntry<'a> {
    pub(super) source: Source<'a>,
    pub(super) raw: RawEntry,
}

pub(super) struct FoundNever<'a> {
    pub(super) source: Source<'a>,
    pub(super) raw: RawNever,
}

pub(super) struct FoundInsurer<'a> {
    pub(super) source: Source<'a>,
    pub(super) raw: RawInsurer,
}

pub(super) fn read<'a>(
    sources: &[Source<'a>],
    whose: Whose,
    problems: &mut Vec<Problem>,
) -> Part<'a> {
    let mut part = Part {
        info: None,
        found: Vec::new(),
        never: Vec::new(),
        insurers: Vec::new(),
        package: None,
        whose,
    };
    for &source in sources {
        let file: RawFile = match toml::from_str(source.text) {
            Ok(file) => file,
            Err(error) => {
                problems.push(Problem {
                    file: source.name.to_owned(),
                    line: line_of(source.text, error.span().map_or(0, |span| span.start)),
                    field: None,
                    host: None,
                    fault: Fault::Toml(error.message().to_owned()),
                });
                continue;
            }
        };
        if let Some(package) = file.package {
            if whose != Whose::Publisher {
                let place = Place { source, host: None };
                problems.push(place.problem(&package, "package", Fault::NoPackage));
            }
            part.package = Some((source, package.into_inner()));
        }
        if let Some(list) = file.list {
            if part.info.is_some() {
                let place = Place { source, host: None };
                problems.push(place.problem(&list, "list", Fault::SecondListTable));
            }
            part.info = Some((source, list.into_inner()));
        }
        part.found
            .extend(file.entry.into_iter().map(|raw| FoundEntry { source, raw }));
        part.never
            .extend(file.never.into_iter().map(|raw| FoundNever { source, raw }));
        let insurers = file.insurer.into_iter();
        part.insurers
            .extend(insurers.map(|raw| FoundInsurer { source, raw }));
    }
    part
}

impl Part<'_> {
    pub(super) fn issued_on(&self) -> Option<Date> {
        let (_, info) = self.info.as_ref()?;
        Some(info.issued_on.get_ref().value)
    }

    pub(super) fn stale_after(&self) -> Option<Date> {
        match &self.package {
            Some((_, package)) => Some(package.stale_after.get_ref().value),
            None => self.issued_on().map(list_age::usual_stale_after),
        }
    }

    /// The hosts that it widens to every name below them.
    pub(super) fn zones(&self) -> HashSet<String> {
        let entries = self.entries().into_iter();
        entries
            .filter(|entry| entry.scope == Scope::Subdomains)
            .map(|entry| entry.host.clone())
            .collect()
    }

    pub(super) fn entries(&self) -> Vec<Arc<Entry>> {
        self.found
            .iter()
            .map(|found| Arc::new(found.entry(self.whose == Whose::Hall)))
            .collect()
    }
}

impl FoundEntry<'_> {
    pub(super) fn entry(&self, from_hall: bool) -> Entry {
        let raw = &self.raw;
        let text =
            |field: &Option<Spanned<String>>| field.as_ref().map(|text| text.get_ref().clone());
        Entry {
            host: raw.host.get_ref().clone(),
            scope: raw
                .scope
                .as_ref()
                .map_or(Scope::Host, |scope| *scope.get_ref()),
            owner_statement: text(&raw.owner_statement),
            name: raw.name.get_ref().clone(),
            region: raw.region.get_ref().clone(),
            city: text(&raw.city),
            kind: raw.kind,
            grade: *raw.grade.get_ref(),
            evidence: raw
                .evidence
                .iter()
                .map(|address| address.get_ref().clone())
                .collect(),
            evidence_note: text(&raw.evidence_note),
            verified_on: raw.verified_on.get_ref().value,
            sources: raw.sources,
            checked: raw.checked,
            status: raw.status,
            from_hall,
        }
    }
}

impl FoundNever<'_> {
    pub(super) fn never_host(&self) -> NeverHost {
        NeverHost {
            host: self.raw.host.get_ref().clone(),
            category: self.raw.category,
            reason: self.raw.reason.get_ref().clone(),
            imitates: self
                .raw
                .imitates
                .as_ref()
                .map(|host| host.get_ref().clone()),
        }
    }
}
