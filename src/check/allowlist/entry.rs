//! A listed host and one that may never be listed, as they are judged by.

use serde::Deserialize;

use super::Date;

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
