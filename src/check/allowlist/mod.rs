//! The list of official hosts, and the hosts that may never be on it.
//!
//! The list is compiled in; a hall may add its own, or replace the entries. Loading reads the files and applies every
//! rule of the [`lint`]: with one fault nothing is loaded, so nothing can be judged by half a list. The format is
//! described in `allowlists/README.md`.

mod entry;
mod file;
mod lint;

use std::collections::HashMap;
use std::sync::Arc;

pub use toml::value::Date;

use super::list_age::Age;
use super::lookalike::Targets;
use super::poster::{Fingerprint, Poster, Posters};

pub use entry::{Checked, Entry, EntryKind, Grade, Name, NeverCategory, NeverHost, Scope, Status};
pub use file::Source;
pub use lint::{Fault, Problem};

use file::Whose;
use lint::Lists;

macro_rules! compiled_in {
    ($($name:literal)*) => {
        &[$(Source { name: concat!("allowlists/", $name), text: include_str!(concat!("../../../allowlists/", $name)) }),*]
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
    posters: HashMap<Fingerprint, Arc<Poster>>,
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
        let lists = Lists {
            built_in: file::read(BUILT_IN, Whose::BuiltIn, &mut problems),
            own: file::read(hall, Whose::Hall, &mut problems),
            base: base.map(|base| file::read(base, Whose::Publisher, &mut problems)),
        };
        let never = lists.check(today, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }

        let own = &lists.own;
        let part = match origin {
            Origin::Hall => own,
            Origin::BuiltIn | Origin::BuiltInAndHall | Origin::Package | Origin::PackageAndHall => {
                lists.base.as_ref().unwrap_or(&lists.built_in)
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
            insurers: lists.insurers(),
            age: Age::Fresh,
            posters: HashMap::new(),
        })
    }

    /// The same list as it is judged on `day`: nothing is safe by one that is too old.
    #[must_use]
    pub fn on(mut self, day: Date) -> Allowlist {
        self.age = self.info.age(day);
        self
    }

    /// The same list with the hall's own posters, those of them that count on `day`, in place of any others.
    #[must_use]
    pub fn with_posters(mut self, posters: &Posters, day: Date) -> Allowlist {
        self.posters = posters.on(day);
        self
    }

    /// The hall's own posters that count, by what their payloads are known by.
    pub fn posters(&self) -> &HashMap<Fingerprint, Arc<Poster>> {
        &self.posters
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
