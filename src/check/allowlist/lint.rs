//! The rules that a list has to keep, and what breaks them.

use std::collections::{HashMap, HashSet};

use toml::Spanned;

use super::file::{FoundEntry, FoundInsurer, FoundNever, Part, Place, Whose, place_in};
use super::{Date, Grade, Name, NeverHost, REGIONS, Scope, Status, never_covering};
use crate::check::link::{self, Rule};
use crate::check::payload::Payload;
use crate::check::{domain, list_age};
use crate::plain::is_hidden;

/// Fewest sources of an active entry of grade C, of the built-in list or a package, see `allowlists/README.md`.
const MIN_SOURCES_OF_C: u32 = 2;

/// A rule that a list breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file as named in its [`Source`](super::Source).
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

/// The lists that one is made of.
pub(super) struct Lists<'a> {
    /// The compiled-in one.
    pub(super) built_in: Part<'a>,
    /// The hall's own.
    pub(super) own: Part<'a>,
    /// The one that stands in place of the compiled-in one.
    pub(super) base: Option<Part<'a>>,
}

impl Lists<'_> {
    /// Every rule of every list; what no list may hold.
    pub(super) fn check(
        &self,
        today: Date,
        problems: &mut Vec<Problem>,
    ) -> HashMap<String, NeverHost> {
        let Lists {
            built_in,
            own,
            base,
        } = self;
        let newest = built_in
            .issued_on()
            .max(base.as_ref().and_then(Part::issued_on));
        let today = newest.map_or(today, |newest| today.max(newest));
        let mut never = HashMap::new();
        for part in [built_in, own] {
            part.refuse(&mut never, problems);
        }
        for part in [built_in, own] {
            part.check(today, &never, &HashSet::new(), problems);
        }
        if let Some(base) = base {
            // By its own rules; what this program refuses besides is no fault of it.
            let mut of_base = HashMap::new();
            base.refuse(&mut of_base, problems);
            base.check(today, &of_base, &built_in.zones(), problems);
            for found in &base.insurers {
                found.check(&[base], &of_base, problems);
            }
            for (host, never_host) in of_base {
                never.entry(host).or_insert(never_host);
            }
        }
        for found in built_in.insurers.iter().chain(&own.insurers) {
            found.check(&[built_in, own], &never, problems);
        }
        never
    }

    /// The insurers' sites. Those of a package keep the rules, and are left out: only a hall says that it wants these words.
    pub(super) fn insurers(&self) -> HashMap<String, Name> {
        let insurers = self.built_in.insurers.iter().chain(&self.own.insurers);
        insurers
            .map(|found| {
                let raw = &found.raw;
                (raw.host.get_ref().clone(), raw.name.get_ref().clone())
            })
            .collect()
    }
}

impl Part<'_> {
    /// Adds what this list refuses to what is refused already.
    fn refuse(&self, never: &mut HashMap<String, NeverHost>, problems: &mut Vec<Problem>) {
        for found in &self.never {
            found.check(never, problems);
            let never_host = found.never_host();
            never.entry(never_host.host.clone()).or_insert(never_host);
        }
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
        self.check_scope(place, may_widen, problems);
        self.check_texts(place, problems);
        let raw = &self.raw;
        let mut report = |problem| problems.push(problem);
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

    /// Who may widen an entry, and on whose word.
    fn check_scope(&self, place: Place<'_>, may_widen: bool, problems: &mut Vec<Problem>) {
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
    }

    /// What people read, and where it comes from.
    fn check_texts(&self, place: Place<'_>, problems: &mut Vec<Problem>) {
        let raw = &self.raw;
        let mut report = |problem| problems.push(problem);
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
    use super::super::Source;
    use super::super::file::read;
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
