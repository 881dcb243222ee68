//! The list of official hosts, and the hosts that may never be on it.
//!
//! The list is compiled in; a hall may add its own, or replace the entries. Loading applies every rule of lint: with
//! one fault nothing is loaded, so nothing can be judged by half a list. The format is described in
//! `allowlists/README.md`.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

pub use toml::value::Date;

use super::domain;
use super::link::{self, Rule};
use super::lookalike::Targets;
use super::payload::Payload;
use crate::plain::is_hidden;

/// One file of a list, not yet read.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its name, for messages.
    pub name: &'a str,
    /// Its content, TOML 1.0.
    pub text: &'a str,
}

macro_rules! compiled_in {
    ($($name:literal)*) => {
        &[$(Source { name: concat!("allowlists/", $name), text: include_str!(concat!("../../allowlists/", $name)) }),*]
    };
}

/// The list that is compiled in. A test makes sure that no file of `allowlists/` is missing.
pub const BUILT_IN: &[Source<'static>] = compiled_in!(
    "national.toml" "social.toml" "tax.toml" "portals.toml"
    "regions/anhui.toml" "regions/beijing.toml" "regions/chongqing.toml" "regions/fujian.toml" "regions/gansu.toml"
    "regions/guangdong.toml" "regions/guangxi.toml" "regions/guizhou.toml" "regions/hainan.toml" "regions/hebei.toml"
    "regions/heilongjiang.toml" "regions/henan.toml" "regions/hubei.toml" "regions/hunan.toml" "regions/jiangsu.toml"
    "regions/jiangxi.toml" "regions/jilin.toml" "regions/liaoning.toml" "regions/neimenggu.toml"
    "regions/ningxia.toml" "regions/qinghai.toml" "regions/shaanxi.toml" "regions/shandong.toml"
    "regions/shanghai.toml" "regions/shanxi.toml" "regions/sichuan.toml" "regions/tianjin.toml"
    "regions/xinjiang.toml" "regions/xizang.toml" "regions/yunnan.toml" "regions/zhejiang.toml"
    "never.toml"
);

/// `CN` and the province codes of GB/T 2260, as ISO 3166-2 uses them in its numeric form.
pub const REGIONS: [&str; 35] = [
    "CN", "CN-11", "CN-12", "CN-13", "CN-14", "CN-15", "CN-21", "CN-22", "CN-23", "CN-31", "CN-32",
    "CN-33", "CN-34", "CN-35", "CN-36", "CN-37", "CN-41", "CN-42", "CN-43", "CN-44", "CN-45",
    "CN-46", "CN-50", "CN-51", "CN-52", "CN-53", "CN-54", "CN-61", "CN-62", "CN-63", "CN-64",
    "CN-65", "CN-71", "CN-81", "CN-82",
];

/// Fewest sources of an active built-in entry of grade C, see `allowlists/README.md`.
const MIN_SOURCES_OF_C: u32 = 2;

/// A listed host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The host in lower case.
    pub host: String,
    /// Which hosts the entry stands for.
    pub scope: Scope,
    /// Whose statement makes `subdomains` right.
    pub owner_statement: Option<String>,
    /// The name on the screen.
    pub name: Name,
    /// `CN` or a province such as `CN-45`.
    pub region: String,
    /// A city in Chinese, for its own platform.
    pub city: Option<String>,
    /// What the host is for.
    pub kind: EntryKind,
    /// How strong the evidence is.
    pub grade: Grade,
    /// Public addresses of the evidence.
    pub evidence: Vec<String>,
    /// The evidence in words.
    pub evidence_note: Option<String>,
    /// The day when somebody last compared the entry with its evidence.
    pub verified_on: Date,
    /// How many public sources were found that look independent, where they were counted.
    pub sources: Option<u32>,
    /// How many people have checked it; a hall need not say.
    pub checked: Option<Checked>,
    /// Whether it makes anything safe.
    pub status: Status,
    /// True where the entry comes from the hall's own list (本厅名单).
    pub from_hall: bool,
}

impl Entry {
    /// True where the entry covers `host` (lower case), with a dot boundary.
    pub fn covers(&self, host: &str) -> bool {
        host == self.host
            || (self.scope == Scope::Subdomains
                && host
                    .strip_suffix(self.host.as_str())
                    .is_some_and(|rest| rest.ends_with('.')))
    }
}

/// A name in both languages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Which hosts an entry stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Exactly the host.
    #[default]
    Host,
    /// The host and every name below it.
    Subdomains,
}

/// What a listed host is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKind {
    /// The site of an administration.
    InsuranceSite,
    /// An online service hall.
    ServiceHall,
    /// Social insurance.
    SocialInsurance,
    /// A tax bureau.
    Tax,
    /// A government portal.
    GovernmentPortal,
    /// A place to report to.
    ReportingSite,
    /// For professionals.
    Professional,
    /// A body that watches over insurers: official, but nothing is paid there.
    Regulator,
}

/// How strong the evidence is, see `allowlists/README.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Grade {
    /// A government page.
    A,
    /// Press, or a copy of an official page.
    B,
    /// Public programs or data.
    C,
    /// Too little.
    D,
}

/// How many people have checked an entry against its evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Checked {
    /// One: the second person's check is still to be done.
    ByOne,
    /// Two, the second without the evidence of the first.
    ByTwo,
}

/// Whether an entry makes anything safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It does.
    Active,
    /// It does not until a local list says so.
    NeedsLocalConfirmation,
}

/// A host that no list may hold, with every name below it. `www.` before a host makes no other one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeverHost {
    /// The host in lower case.
    pub host: String,
    /// What it is.
    pub category: NeverCategory,
    /// Why, in English.
    pub reason: String,
    /// The official host that it is taken for.
    pub imitates: Option<String>,
}

/// Why a host may never be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NeverCategory {
    /// The destination is hidden and can be changed.
    ShortLink,
    /// Anybody publishes a questionnaire.
    OpenForm,
    /// Anybody publishes an app.
    AppDistribution,
    /// Anybody publishes pages.
    OpenHosting,
    /// Payment, chat, banks, redirectors.
    ThirdParty,
    /// Official, for institutions or another purpose.
    NotForVisitors,
    /// Said to be official without proof.
    Unproven,
    /// Passed off as official.
    Impostor,
    /// Seen copying a government page.
    CopiedPage,
    /// Seen in a fraud.
    KnownPhishing,
}

/// Which list it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListInfo {
    /// Counts up with every change; `None` where the list does not say.
    pub serial: Option<u64>,
    /// The day of the list.
    pub issued_on: Option<Date>,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where the list comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Compiled in.
    BuiltIn,
    /// Compiled in, and a hall's own list added.
    BuiltInAndHall,
    /// Only the hall's own list.
    Hall,
}

impl Origin {
    /// The stable code, as printed in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Origin::BuiltIn => "built-in",
            Origin::BuiltInAndHall => "built-in+hall",
            Origin::Hall => "hall",
        }
    }
}

/// What the list says of a host.
#[derive(Debug, Clone)]
pub enum Standing<'a> {
    /// An active entry covers it.
    Official(&'a Arc<Entry>),
    /// An entry covers it that only a local office can confirm.
    NeedsLocalConfirmation(&'a Arc<Entry>),
    /// It may never be listed.
    Never(&'a NeverHost),
    /// Nothing is known of it.
    Unlisted,
}

/// A list that kept every rule.
#[derive(Debug, Clone)]
pub struct Allowlist {
    info: ListInfo,
    entries: Vec<Arc<Entry>>,
    by_host: HashMap<String, Vec<Arc<Entry>>>,
    never: HashMap<String, NeverHost>,
    insurers: HashMap<String, Name>,
    targets: Targets,
}

/// A rule that a list breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file as named in its [`Source`].
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The field, where it is one.
    pub field: Option<&'static str>,
    /// The host of the entry, where it has one.
    pub host: Option<String>,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Not TOML, or an unknown, missing or mistyped field; the text is the TOML parser's own.
    Toml(String),
    /// A second `[list]`.
    SecondListTable,
    /// The host is already on this list, at that place.
    Duplicate(String),
    /// Not a plain host name: letters, digits and hyphens in at least two labels.
    BadHost,
    /// Capitals in the host.
    Capitals,
    /// Letters outside ASCII or `xn--`.
    Idn,
    /// An IP address.
    IpAddress,
    /// A public suffix: it would let in everybody below it.
    PublicSuffix,
    /// The host may never be listed, because of that host.
    Never(String),
    /// `subdomains` outside the built-in list.
    SubdomainsOutsideBuiltIn,
    /// `subdomains` without an owner's statement.
    NoOwnerStatement,
    /// An owner's statement without `subdomains`.
    NeedlessOwnerStatement,
    /// Neither `evidence` nor `evidence_note`.
    NoEvidence,
    /// Not an `http://` or `https://` address.
    BadEvidence,
    /// An active entry of grade D.
    GradeTooLow,
    /// An active built-in entry of grade C outside `.gov.cn`, where anybody can own a name.
    OutsideGovernment,
    /// An active built-in entry of grade C with fewer than two sources.
    TooFewSources,
    /// A built-in entry that does not say how many people have checked it.
    NotChecked,
    /// Not a region code.
    UnknownRegion,
    /// A date after today.
    FutureDate,
    /// An entry verified after the list was issued.
    VerifiedAfterIssue,
    /// A text that must not be empty, or has invisible characters.
    BadText,
}

impl Allowlist {
    /// The compiled-in list. `today` is the caller's clock; a clock that lags behind the list is not believed.
    ///
    /// # Errors
    /// Every rule that the list breaks; never in a released program.
    pub fn built_in(today: Date) -> Result<Allowlist, Vec<Problem>> {
        Allowlist::load(&[], Origin::BuiltIn, today)
    }

    /// The list of that origin. `hall` are the files of the hall's own list.
    ///
    /// # Errors
    /// Every rule that any file breaks.
    pub fn load(
        hall: &[Source<'_>],
        origin: Origin,
        today: Date,
    ) -> Result<Allowlist, Vec<Problem>> {
        let mut problems = Vec::new();
        let built_in = read(BUILT_IN, false, &mut problems);
        let own = read(hall, true, &mut problems);
        let issued_on = built_in.issued_on();
        let today = issued_on.map_or(today, |issued_on| today.max(issued_on));

        let mut never = HashMap::new();
        for found in built_in.never.iter().chain(&own.never) {
            found.check(&never, &mut problems);
            let never_host = found.never_host();
            never.entry(never_host.host.clone()).or_insert(never_host);
        }
        for part in [&built_in, &own] {
            part.check(today, &never, &mut problems);
        }
        let mut insurers = HashMap::new();
        for found in built_in.insurers.iter().chain(&own.insurers) {
            found.check([&built_in, &own], &never, &mut problems);
            insurers.insert(
                found.raw.host.get_ref().clone(),
                found.raw.name.get_ref().clone(),
            );
        }
        if !problems.is_empty() {
            return Err(problems);
        }

        let entries: Vec<Arc<Entry>> = match origin {
            Origin::Hall => own.entries(),
            Origin::BuiltIn | Origin::BuiltInAndHall => {
                let mut entries = built_in.entries();
                entries.extend(own.entries());
                entries
            }
        };
        let part = match origin {
            Origin::Hall => &own,
            Origin::BuiltIn | Origin::BuiltInAndHall => &built_in,
        };
        let info = ListInfo {
            serial: part.info.as_ref().map(|(_, info)| info.serial),
            issued_on: part.issued_on(),
            origin,
        };
        let mut by_host: HashMap<String, Vec<Arc<Entry>>> = HashMap::new();
        for entry in &entries {
            by_host
                .entry(entry.host.clone())
                .or_default()
                .push(Arc::clone(entry));
        }
        Ok(Allowlist {
            info,
            targets: Targets::of(&entries),
            entries,
            by_host,
            never,
            insurers,
        })
    }

    /// Which list it is.
    pub fn info(&self) -> &ListInfo {
        &self.info
    }

    /// Every entry, in the order of the files.
    pub fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// The company whose site `host` is said to be, given in lower case. It only chooses the words of a refusal.
    pub fn insurer(&self, host: &str) -> Option<&Name> {
        self.insurers.get(host)
    }

    /// What the look-alike check compares with.
    pub(super) fn targets(&self) -> &Targets {
        &self.targets
    }

    /// What the list says of `host`, given in lower case.
    ///
    /// An active entry is never hidden by one that is not: taking an entry away can only make less safe.
    pub fn standing(&self, host: &str) -> Standing<'_> {
        if let Some(never) = never_covering(&self.never, host) {
            return Standing::Never(never);
        }
        let covering = || {
            parents(host)
                .filter_map(|name| self.by_host.get(name))
                .flatten()
                .filter(|entry| entry.covers(host))
        };
        if let Some(entry) = covering().find(|entry| entry.status == Status::Active) {
            return Standing::Official(entry);
        }
        match covering().next() {
            Some(entry) => Standing::NeedsLocalConfirmation(entry),
            None => Standing::Unlisted,
        }
    }
}

/// The host, then the host without its first label, and so on.
fn parents(host: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(host), |name| {
        name.split_once('.').map(|(_, rest)| rest)
    })
}

/// What may never be listed and covers `host`: the host itself or a name above it. A name and the same with `www.`
/// before it are one site: either covers both.
fn never_covering<'a>(never: &'a HashMap<String, NeverHost>, host: &str) -> Option<&'a NeverHost> {
    parents(host)
        .find_map(|name| never.get(name))
        .or_else(|| never.get(&format!("www.{host}")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
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
struct RawInfo {
    serial: u64,
    issued_on: Spanned<TomlDate>,
}

/// A TOML local date; a date with a time is an error.
#[derive(Deserialize, Clone, Copy)]
#[serde(try_from = "toml::value::Datetime")]
struct TomlDate {
    value: Date,
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
struct RawEntry {
    host: Spanned<String>,
    #[serde(default)]
    scope: Option<Spanned<Scope>>,
    owner_statement: Option<Spanned<String>>,
    name: Spanned<Name>,
    region: Spanned<String>,
    city: Option<Spanned<String>>,
    kind: EntryKind,
    grade: Spanned<Grade>,
    #[serde(default)]
    evidence: Vec<Spanned<String>>,
    evidence_note: Option<Spanned<String>>,
    verified_on: Spanned<TomlDate>,
    sources: Option<u32>,
    checked: Option<Checked>,
    status: Status,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNever {
    host: Spanned<String>,
    category: NeverCategory,
    reason: Spanned<String>,
    imitates: Option<Spanned<String>>,
}

/// The site of an insurance company: no list can make it safe, so it needs no grade and no status.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawInsurer {
    host: Spanned<String>,
    name: Spanned<Name>,
    evidence_note: Spanned<String>,
}

/// Where something stands in its file.
#[derive(Clone, Copy)]
struct Place<'a> {
    source: Source<'a>,
    host: Option<&'a str>,
}

impl Place<'_> {
    fn problem<T>(&self, at: &Spanned<T>, field: &'static str, fault: Fault) -> Problem {
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
fn place_in<T>(source: Source<'_>, at: &Spanned<T>) -> String {
    format!("{}:{}", source.name, line_of(source.text, at.span().start))
}

/// The files of one list, parsed but not yet checked.
struct Part<'a> {
    info: Option<(Source<'a>, RawInfo)>,
    found: Vec<FoundEntry<'a>>,
    never: Vec<FoundNever<'a>>,
    insurers: Vec<FoundInsurer<'a>>,
    from_hall: bool,
}

struct FoundEntry<'a> {
    source: Source<'a>,
    raw: RawEntry,
}

struct FoundNever<'a> {
    source: Source<'a>,
    raw: RawNever,
}

struct FoundInsurer<'a> {
    source: Source<'a>,
    raw: RawInsurer,
}

fn read<'a>(sources: &[Source<'a>], from_hall: bool, problems: &mut Vec<Problem>) -> Part<'a> {
    let mut part = Part {
        info: None,
        found: Vec::new(),
        never: Vec::new(),
        insurers: Vec::new(),
        from_hall,
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
    fn issued_on(&self) -> Option<Date> {
        let (_, info) = self.info.as_ref()?;
        Some(info.issued_on.get_ref().value)
    }

    fn entries(&self) -> Vec<Arc<Entry>> {
        self.found
            .iter()
            .map(|found| Arc::new(found.entry(self.from_hall)))
            .collect()
    }

    fn check(&self, today: Date, never: &HashMap<String, NeverHost>, problems: &mut Vec<Problem>) {
        let issued_on = self.issued_on();
        if let Some((source, info)) = &self.info
            && issued_on > Some(today)
        {
            let place = Place {
                source: *source,
                host: None,
            };
            problems.push(place.problem(&info.issued_on, "issued_on", Fault::FutureDate));
        }
        let mut seen: HashMap<&str, &FoundEntry<'_>> = HashMap::new();
        for found in &self.found {
            let raw = &found.raw;
            let host = raw.host.get_ref().as_str();
            let place = Place {
                source: found.source,
                host: Some(host),
            };
            if let Some(fault) = fault_of_listed(host, never) {
                problems.push(place.problem(&raw.host, "host", fault));
            }
            if let Some(first) = seen.insert(host, found) {
                let first = place_in(first.source, &first.raw.host);
                problems.push(place.problem(&raw.host, "host", Fault::Duplicate(first)));
            }
            found.check_fields(place, self.from_hall, today, issued_on, problems);
        }
    }
}

impl FoundEntry<'_> {
    fn check_fields(
        &self,
        place: Place<'_>,
        from_hall: bool,
        today: Date,
        issued_on: Option<Date>,
        problems: &mut Vec<Problem>,
    ) {
        let raw = &self.raw;
        let mut report = |problem| problems.push(problem);
        match (&raw.scope, &raw.owner_statement) {
            (Some(scope), statement) if *scope.get_ref() == Scope::Subdomains => {
                if from_hall {
                    report(place.problem(scope, "scope", Fault::SubdomainsOutsideBuiltIn));
                }
                match statement {
                    None => {
                        report(place.problem(scope, "owner_statement", Fault::NoOwnerStatement))
                    }
                    Some(address) if !is_web_address(address.get_ref()) => {
                        report(place.problem(address, "owner_statement", Fault::BadEvidence));
                    }
                    Some(_) => {}
                }
            }
            (_, Some(statement)) => {
                report(place.problem(statement, "owner_statement", Fault::NeedlessOwnerStatement));
            }
            (_, None) => {}
        }
        let name = raw.name.get_ref();
        if [&name.zh, &name.en].into_iter().any(|text| !is_clean(text)) {
            report(place.problem(&raw.name, "name", Fault::BadText));
        }
        if !REGIONS.contains(&raw.region.get_ref().as_str()) {
            report(place.problem(&raw.region, "region", Fault::UnknownRegion));
        }
        if let Some(city) = &raw.city
            && !is_clean(city.get_ref())
        {
            report(place.problem(city, "city", Fault::BadText));
        }
        for address in &raw.evidence {
            if !is_web_address(address.get_ref()) {
                report(place.problem(address, "evidence", Fault::BadEvidence));
            }
        }
        match &raw.evidence_note {
            Some(note) if !is_clean(note.get_ref()) => {
                report(place.problem(note, "evidence_note", Fault::BadText));
            }
            None if raw.evidence.is_empty() => {
                report(place.problem(&raw.host, "evidence", Fault::NoEvidence));
            }
            _ => {}
        }
        if raw.status == Status::Active && *raw.grade.get_ref() == Grade::D {
            report(place.problem(&raw.grade, "grade", Fault::GradeTooLow));
        }
        if !from_hall {
            for (at, field, fault) in self.faults_of_built_in() {
                report(place.problem(at, field, fault));
            }
        }
        let verified_on = raw.verified_on.get_ref().value;
        if verified_on > today {
            report(place.problem(&raw.verified_on, "verified_on", Fault::FutureDate));
        } else if issued_on.is_some_and(|issued_on| verified_on > issued_on) {
            report(place.problem(&raw.verified_on, "verified_on", Fault::VerifiedAfterIssue));
        }
    }

    /// What only the built-in list must keep: whoever reads a hall's list can ask the hall. Each fault stands at a text of
    /// the entry and names its field.
    fn faults_of_built_in(&self) -> Vec<(&Spanned<String>, &'static str, Fault)> {
        let raw = &self.raw;
        let mut faults = Vec::new();
        if raw.checked.is_none() {
            faults.push((&raw.host, "checked", Fault::NotChecked));
        }
        if raw.status == Status::Active && *raw.grade.get_ref() == Grade::C {
            if !raw.host.get_ref().ends_with(".gov.cn") {
                faults.push((&raw.host, "grade", Fault::OutsideGovernment));
            }
            if raw.sources.unwrap_or_default() < MIN_SOURCES_OF_C {
                faults.push((&raw.host, "sources", Fault::TooFewSources));
            }
        }
        faults
    }

    fn entry(&self, from_hall: bool) -> Entry {
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
    fn check(&self, seen: &HashMap<String, NeverHost>, problems: &mut Vec<Problem>) {
        let host = self.raw.host.get_ref().as_str();
        let place = Place {
            source: self.source,
            host: Some(host),
        };
        if let Some(fault) = host_fault(host) {
            problems.push(place.problem(&self.raw.host, "host", fault));
        }
        if seen.contains_key(host) {
            problems.push(place.problem(
                &self.raw.host,
                "host",
                Fault::Duplicate("never".to_owned()),
            ));
        }
        if let Some(imitates) = &self.raw.imitates
            && let Some(fault) = host_fault(imitates.get_ref())
        {
            problems.push(place.problem(imitates, "imitates", fault));
        }
        if !is_clean(self.raw.reason.get_ref()) {
            problems.push(place.problem(&self.raw.reason, "reason", Fault::BadText));
        }
    }

    fn never_host(&self) -> NeverHost {
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

impl FoundInsurer<'_> {
    fn check(
        &self,
        lists: [&Part<'_>; 2],
        never: &HashMap<String, NeverHost>,
        problems: &mut Vec<Problem>,
    ) {
        let host = self.raw.host.get_ref().as_str();
        let place = Place {
            source: self.source,
            host: Some(host),
        };
        let mut report = |problem| problems.push(problem);
        if let Some(fault) = fault_of_listed(host, never) {
            report(place.problem(&self.raw.host, "host", fault));
        }
        let entries = lists.into_iter().flat_map(|list| &list.found);
        let entries = entries.map(|entry| (entry.source, &entry.raw.host));
        let insurers = lists.into_iter().flat_map(|list| &list.insurers);
        let insurers = insurers.map(|insurer| (insurer.source, &insurer.raw.host));
        let first = entries.chain(insurers).find(|(_, at)| at.get_ref() == host);
        if let Some((source, at)) = first
            && !std::ptr::eq(at, &self.raw.host)
        {
            let fault = Fault::Duplicate(place_in(source, at));
            report(place.problem(&self.raw.host, "host", fault));
        }
        let name = self.raw.name.get_ref();
        if !is_clean(&name.zh) || !is_clean(&name.en) {
            report(place.problem(&self.raw.name, "name", Fault::BadText));
        }
        if !is_clean(self.raw.evidence_note.get_ref()) {
            report(place.problem(&self.raw.evidence_note, "evidence_note", Fault::BadText));
        }
    }
}

/// What is wrong with a host that somebody wants to list.
fn fault_of_listed(host: &str, never: &HashMap<String, NeverHost>) -> Option<Fault> {
    host_fault(host)
        .or_else(|| domain::is_public_suffix(host).then_some(Fault::PublicSuffix))
        .or_else(|| never_covering(never, host).map(|never| Fault::Never(never.host.clone())))
}

/// A host of a list must be what the link grammar accepts, already in lower case.
fn host_fault(host: &str) -> Option<Fault> {
    if host.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Some(Fault::Capitals);
    }
    if !host.is_ascii() || host.split('.').any(|label| label.starts_with("xn--")) {
        return Some(Fault::Idn);
    }
    match link::parse(&Payload::of(format!("https://{host}/").as_bytes())) {
        Ok(link) if link.host() == host => None,
        Err(refusal) if refusal.rule == Rule::IpAddress => Some(Fault::IpAddress),
        _ => Some(Fault::BadHost),
    }
}

fn is_web_address(text: &str) -> bool {
    url::Url::parse(text)
        .is_ok_and(|address| matches!(address.scheme(), "http" | "https") && address.has_host())
}

/// Something to read, without invisible characters.
fn is_clean(text: &str) -> bool {
    !text.trim().is_empty() && !text.chars().any(is_hidden)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const TODAY: Date = Date {
        year: 2026,
        month: 11,
        day: 30,
    };

    /// The faults of an entry of the built-in list that is active.
    fn faults(host: &str, grade: &str, rest: &str) -> Vec<(&'static str, Fault)> {
        let text = format!(
            "[[entry]]\nhost = \"{host}\"\nname = {{ zh = \"某局\", en = \"An office\" }}\nregion = \"CN\"\n\
             kind = \"tax\"\ngrade = \"{grade}\"\nevidence_note = \"x\"\nverified_on = 2026-11-30\n\
             status = \"active\"\n{rest}\n"
        );
        let source = Source {
            name: "tax.toml",
            text: &text,
        };
        let mut problems = Vec::new();
        let part = read(&[source], false, &mut problems);
        part.check(TODAY, &HashMap::new(), &mut problems);
        let faults = problems.into_iter();
        faults
            .map(|problem| (problem.field.unwrap_or("file"), problem.fault))
            .collect()
    }

    #[test]
    fn a_built_in_entry_says_how_many_have_checked_it() {
        assert_eq!(faults("a.gov.cn", "A", "checked = \"by-two\""), []);
        assert_eq!(faults("a.gov.cn", "B", "checked = \"by-one\""), []);
        assert_eq!(
            faults("a.gov.cn", "A", ""),
            [("checked", Fault::NotChecked)]
        );
        let [(field, Fault::Toml(_))] = &faults("a.gov.cn", "A", "checked = \"by-three\"")[..]
        else {
            panic!("no number of people");
        };
        assert_eq!(*field, "file");
    }

    #[test]
    fn an_active_c_is_a_government_name_with_two_sources() {
        let two = "checked = \"by-one\"\nsources = 2";
        assert_eq!(faults("a.gov.cn", "C", two), []);
        // What anybody can register stays with the hall, however often it is used.
        assert_eq!(
            faults("a.org.cn", "C", two),
            [("grade", Fault::OutsideGovernment)]
        );
        assert_eq!(
            faults("agov.cn", "C", two),
            [("grade", Fault::OutsideGovernment)]
        );
        for few in ["", "sources = 0", "sources = 1"] {
            let rest = format!("checked = \"by-one\"\n{few}");
            assert_eq!(
                faults("a.gov.cn", "C", &rest),
                [("sources", Fault::TooFewSources)]
            );
        }
        // Better evidence needs neither.
        assert_eq!(faults("a.org.cn", "A", "checked = \"by-one\""), []);
    }
}
