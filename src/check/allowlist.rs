//! The list of official hosts, and the hosts that may never be on it.
//!
//! The list is compiled in; a hall may add its own, or replace the entries. Loading applies every rule of lint: with
//! one fault nothing is loaded, so nothing can be judged by half a list. The format is described in
//! `allowlists/README.md`.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

pub use toml::value::Date;

use super::domain;
use super::link::{self, Rule};
use super::list_age::{self, Age};
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

/// Fewest sources of an active entry of grade C, of the built-in list or a package, see `allowlists/README.md`.
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
    /// The last day on which nobody need ask for a newer one; `None` where the list has no day.
    pub stale_after: Option<Date>,
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
    /// A signed package that was imported.
    Package,
    /// A signed package, and a hall's own list added.
    PackageAndHall,
}

impl Origin {
    /// The stable code, as printed in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Origin::BuiltIn => "built-in",
            Origin::BuiltInAndHall => "built-in+hall",
            Origin::Hall => "hall",
            Origin::Package => "package",
            Origin::PackageAndHall => "package+hall",
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
    age: Age,
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
    /// An active entry of grade C, of the built-in list or a package, outside `.gov.cn`, where anybody can own a name.
    OutsideGovernment,
    /// An active entry of grade C, of the built-in list or a package, with fewer than two sources.
    TooFewSources,
    /// An entry of the built-in list or a package that does not say how many people have checked it.
    NotChecked,
    /// Not a region code.
    UnknownRegion,
    /// A date after today.
    FutureDate,
    /// An entry verified after the list was issued.
    VerifiedAfterIssue,
    /// `stale_after` is not between the day of the list and the last day that it may be.
    BadStaleAfter,
    /// `[package]` in a list that is none.
    NoPackage,
    /// A package without `[list]`: it has no serial and no day.
    NoListTable,
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
        Allowlist::assembled(None, hall, origin, today)
    }

    /// A list that is not compiled in, in place of the one that is: `base` are the files of a publisher, or the one file
    /// of a package.
    ///
    /// The hosts that the compiled-in list refuses stay refused, whatever `base` says: what it lists of them is left out.
    /// It may widen an entry to `subdomains` only where the compiled-in list does.
    ///
    /// # Errors
    /// Every rule that any file breaks.
    pub fn of_base(
        base: &[Source<'_>],
        hall: Option<&[Source<'_>]>,
        today: Date,
    ) -> Result<Allowlist, Vec<Problem>> {
        let origin = match hall {
            None => Origin::Package,
            Some(_) => Origin::PackageAndHall,
        };
        Allowlist::assembled(Some(base), hall.unwrap_or_default(), origin, today)
    }

    fn assembled(
        base: Option<&[Source<'_>]>,
        hall: &[Source<'_>],
        origin: Origin,
        today: Date,
    ) -> Result<Allowlist, Vec<Problem>> {
        let mut problems = Vec::new();
        let built_in = read(BUILT_IN, Whose::BuiltIn, &mut problems);
        let own = read(hall, Whose::Hall, &mut problems);
        let base = base.map(|base| read(base, Whose::Publisher, &mut problems));
        let newest = built_in
            .issued_on()
            .max(base.as_ref().and_then(Part::issued_on));
        let today = newest.map_or(today, |newest| today.max(newest));

        let mut never = HashMap::new();
        for found in built_in.never.iter().chain(&own.never) {
            found.check(&never, &mut problems);
            let never_host = found.never_host();
            never.entry(never_host.host.clone()).or_insert(never_host);
        }
        for part in [&built_in, &own] {
            part.check(today, &never, &HashSet::new(), &mut problems);
        }
        if let Some(base) = &base {
            // By its own rules; what this program refuses besides is no fault of it.
            let mut of_base = HashMap::new();
            for found in &base.never {
                found.check(&of_base, &mut problems);
                let never_host = found.never_host();
                of_base.entry(never_host.host.clone()).or_insert(never_host);
            }
            base.check(today, &of_base, &built_in.zones(), &mut problems);
            for found in &base.insurers {
                found.check(&[base], &of_base, &mut problems);
            }
            for (host, never_host) in of_base {
                never.entry(host).or_insert(never_host);
            }
        }
        // Those of a package keep the rules, and are left out: only a hall says that it wants these words.
        let mut insurers = HashMap::new();
        for found in built_in.insurers.iter().chain(&own.insurers) {
            found.check(&[&built_in, &own], &never, &mut problems);
            insurers.insert(
                found.raw.host.get_ref().clone(),
                found.raw.name.get_ref().clone(),
            );
        }
        if !problems.is_empty() {
            return Err(problems);
        }

        let part = match origin {
            Origin::Hall => &own,
            Origin::BuiltIn | Origin::BuiltInAndHall | Origin::Package | Origin::PackageAndHall => {
                base.as_ref().unwrap_or(&built_in)
            }
        };
        let mut entries = part.entries();
        match origin {
            Origin::Hall => {}
            Origin::BuiltIn | Origin::BuiltInAndHall | Origin::Package | Origin::PackageAndHall => {
                entries.extend(own.entries())
            }
        }
        entries.retain(|entry| never_covering(&never, &entry.host).is_none());
        let info = ListInfo {
            serial: part.info.as_ref().map(|(_, info)| info.serial),
            issued_on: part.issued_on(),
            stale_after: part.stale_after(),
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
            age: Age::Fresh,
        })
    }

    /// The same list as it is judged on `day`: nothing is safe by one that is too old.
    #[must_use]
    pub fn on(mut self, day: Date) -> Allowlist {
        self.age = self.info.age(day);
        self
    }

    /// How old it is, as far as anybody has asked; see [`on`](Allowlist::on).
    pub fn age(&self) -> Age {
        self.age
    }

    /// Every host that no list may hold, by name.
    pub fn never(&self) -> Vec<&NeverHost> {
        let mut never: Vec<&NeverHost> = self.never.values().collect();
        never.sort_by(|one, other| one.host.cmp(&other.host));
        never
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
struct RawInfo {
    serial: u64,
    issued_on: Spanned<TomlDate>,
}

/// The head of a package.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct RawPackage {
    /// Was compared before: what has another type or format is not read as a list.
    #[serde(rename = "type")]
    _type: String,
    #[serde(rename = "format")]
    _format: u32,
    stale_after: Spanned<TomlDate>,
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
    package: Option<(Source<'a>, RawPackage)>,
    whose: Whose,
}

/// Whose word the files of a list are.
#[derive(Clone, Copy, PartialEq)]
enum Whose {
    BuiltIn,
    Publisher,
    Hall,
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

fn read<'a>(sources: &[Source<'a>], whose: Whose, problems: &mut Vec<Problem>) -> Part<'a> {
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
    fn issued_on(&self) -> Option<Date> {
        let (_, info) = self.info.as_ref()?;
        Some(info.issued_on.get_ref().value)
    }

    fn stale_after(&self) -> Option<Date> {
        match &self.package {
            Some((_, package)) => Some(package.stale_after.get_ref().value),
            None => self.issued_on().map(list_age::usual_stale_after),
        }
    }

    /// The hosts that it widens to every name below them.
    fn zones(&self) -> HashSet<String> {
        let entries = self.entries().into_iter();
        entries
            .filter(|entry| entry.scope == Scope::Subdomains)
            .map(|entry| entry.host.clone())
            .collect()
    }

    fn entries(&self) -> Vec<Arc<Entry>> {
        self.found
            .iter()
            .map(|found| Arc::new(found.entry(self.whose == Whose::Hall)))
            .collect()
    }

    /// `zones` are the hosts that a publisher may widen to every name below them; a hall may none.
    fn check(
        &self,
        today: Date,
        never: &HashMap<String, NeverHost>,
        zones: &HashSet<String>,
        problems: &mut Vec<Problem>,
    ) {
        let issued_on = self.issued_on();
        self.check_head(issued_on, problems);
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
            let may_widen = self.whose == Whose::BuiltIn || zones.contains(host);
            found.check_fields(place, self.whose, may_widen, today, issued_on, problems);
        }
    }
}

impl Part<'_> {
    /// What a publisher's list says of itself.
    fn check_head(&self, issued_on: Option<Date>, problems: &mut Vec<Problem>) {
        let Some((source, package)) = &self.package else {
            return;
        };
        let source = *source;
        let place = Place { source, host: None };
        let stale_after = &package.stale_after;
        let Some(issued_on) = issued_on else {
            problems.push(place.problem(stale_after, "list", Fault::NoListTable));
            return;
        };
        let day = stale_after.get_ref().value;
        if day < issued_on || day > list_age::latest_stale_after(issued_on) {
            problems.push(place.problem(stale_after, "stale_after", Fault::BadStaleAfter));
        }
    }
}

impl FoundEntry<'_> {
    fn check_fields(
        &self,
        place: Place<'_>,
        whose: Whose,
        may_widen: bool,
        today: Date,
        issued_on: Option<Date>,
        problems: &mut Vec<Problem>,
    ) {
        let raw = &self.raw;
        let mut report = |problem| problems.push(problem);
        match (&raw.scope, &raw.owner_statement) {
            (Some(scope), statement) if *scope.get_ref() == Scope::Subdomains => {
                if !may_widen {
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
        if whose != Whose::Hall {
            for (at, field, fault) in self.faults_of_publisher() {
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

    /// What the built-in list and a package must keep, and a hall's list need not: whoever reads that can ask the hall. Each
    /// fault stands at a text of the entry and names its field.
    fn faults_of_publisher(&self) -> Vec<(&Spanned<String>, &'static str, Fault)> {
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
        lists: &[&Part<'_>],
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
        let entries = lists.iter().flat_map(|list| &list.found);
        let entries = entries.map(|entry| (entry.source, &entry.raw.host));
        let insurers = lists.iter().flat_map(|list| &list.insurers);
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
#[allow(clippy::panic, clippy::unwrap_used)]
mod tests {
    use super::*;

    const TODAY: Date = Date {
        year: 2026,
        month: 11,
        day: 30,
    };

    /// The faults of an active entry of the built-in list; a package has the same.
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
        let of = |whose| -> Vec<(&'static str, Fault)> {
            let mut problems = Vec::new();
            let part = read(&[source], whose, &mut problems);
            part.check(TODAY, &HashMap::new(), &HashSet::new(), &mut problems);
            let faults = problems.into_iter();
            faults
                .map(|problem| (problem.field.unwrap_or("file"), problem.fault))
                .collect()
        };
        assert_eq!(of(Whose::Publisher), of(Whose::BuiltIn), "{text}");
        of(Whose::BuiltIn)
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
