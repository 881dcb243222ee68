//! Every picture in `samples/` against its sidecar.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use yanma::check::allowlist::{Allowlist, Date};
use yanma::check::{self, Outcome};
use yanma::scan::{self, Effort, Threads};
use yanma::source::images;

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Sidecar {
    trick: String,
    verdict: String,
    reasons: Vec<String>,
    #[serde(default)]
    symbol: Vec<Symbol>,
}

#[derive(Deserialize, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
struct Symbol {
    kind: String,
    text: Option<String>,
    verdict: String,
    reasons: Vec<String>,
}

fn pictures() -> Vec<PathBuf> {
    images::folder(Path::new("samples")).unwrap().pictures
}

fn list() -> Allowlist {
    Allowlist::built_in(Date {
        year: 2026,
        month: 11,
        day: 23,
    })
    .unwrap()
}

fn judged(picture: &Path, list: &Allowlist) -> (String, Vec<String>, Vec<Symbol>) {
    let Ok(frame) = images::frame_of_file(picture) else {
        return ("error".to_owned(), Vec::new(), Vec::new());
    };
    let scan = scan::scan(&frame, Effort::Thorough, &|| false);
    let judged = check::judge_picture(&scan, list);
    let codes = |reasons: &[check::verdict::Reason]| -> Vec<String> {
        reasons
            .iter()
            .map(|reason| reason.code().to_owned())
            .collect()
    };
    let verdict = match judged.outcome() {
        Outcome::Safe => "safe",
        Outcome::Unsafe => "unsafe",
        Outcome::NoCode => "no-code",
    };
    let mut symbols: Vec<Symbol> = judged
        .symbols
        .iter()
        .map(|symbol| Symbol {
            kind: symbol.kind.code().to_owned(),
            text: symbol.text.clone(),
            verdict: if symbol.verdict.is_safe() {
                "safe"
            } else {
                "unsafe"
            }
            .to_owned(),
            reasons: codes(symbol.verdict.reasons()),
        })
        .collect();
    symbols.sort();
    (verdict.to_owned(), codes(&judged.reasons()), symbols)
}

#[test]
fn every_sample_is_judged_as_its_sidecar_says() {
    let list = list();
    let mut faults = Vec::new();
    for picture in pictures() {
        let text = fs::read_to_string(picture.with_extension("toml"))
            .unwrap_or_else(|error| panic!("{}: {error}", picture.display()));
        let mut want: Sidecar =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", picture.display()));
        want.symbol.sort();
        let (verdict, reasons, symbols) = judged(&picture, &list);
        if (&verdict, &reasons) != (&want.verdict, &want.reasons) || symbols != want.symbol {
            faults.push(format!(
                "{} ({})\n  want {} {:?} {:?}\n  got  {verdict} {reasons:?} {symbols:?}",
                picture.display(),
                want.trick,
                want.verdict,
                want.reasons,
                want.symbol
            ));
        }
    }
    assert!(
        faults.is_empty(),
        "{} samples:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn there_are_samples_of_every_verdict_and_sidecars_without_pictures_are_forgotten_ones() {
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    for picture in pictures() {
        let text = fs::read_to_string(picture.with_extension("toml")).unwrap();
        let sidecar: Sidecar = toml::from_str(&text).unwrap();
        *verdicts.entry(sidecar.verdict).or_default() += 1;
    }
    assert!(pictures().len() >= 60);
    assert!(
        verdicts["safe"] >= 20 && verdicts["unsafe"] >= 60 && verdicts["no-code"] >= 5,
        "{verdicts:?}"
    );
    let sidecars = walkdir::WalkDir::new("samples")
        .into_iter()
        .filter(|found| {
            found.as_ref().is_ok_and(|found| {
                found
                    .path()
                    .extension()
                    .is_some_and(|ending| ending == "toml")
            })
        })
        .count();
    assert_eq!(sidecars, pictures().len());
}

#[test]
fn what_a_scan_finds_does_not_depend_on_its_threads() {
    for picture in [
        "official/busy-poster.png",
        "tricks/alpha-evil-on-grey.png",
        "tricks/dotted-neighbour.png",
        "damaged/data-destroyed.png",
    ] {
        let frame = images::frame_of_file(&Path::new("samples").join(picture)).unwrap();
        let [one, two] = [Threads::One, Threads::Two]
            .map(|threads| scan::scan_with(threads, &frame, Effort::Thorough, &|| false));
        assert_eq!(one, two, "{picture}");
    }
}

/// Such a file cannot even be checked out there: <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>.
#[test]
fn no_file_has_a_name_that_windows_keeps_for_itself() {
    let mut count = 0;
    let folders = [
        "allowlists",
        "assets",
        "docs",
        "examples",
        "fuzz",
        "packaging",
        "samples",
        "src",
        "tests",
    ];
    for found in folders.iter().flat_map(walkdir::WalkDir::new) {
        let name = found.unwrap().file_name().to_str().unwrap().to_lowercase();
        let stem = name.split('.').next().unwrap();
        let is_port = stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.ends_with(|c: char| c.is_ascii_digit());
        let is_device = ["con", "nul", "aux", "prn"].contains(&stem) || is_port;
        let is_odd =
            name.contains(['<', '>', ':', '"', '|', '?', '*', '\\']) || name.ends_with(['.', ' ']);
        assert!(!is_device && !is_odd, "{name}");
        count += 1;
    }
    assert!(count > 500, "{count}");
}
