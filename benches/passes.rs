//! What each pass buys and costs: `cargo bench --bench passes [-- FOLDER]`, by default `../shared/corpus`.
//!
//! Prints for every pass of both efforts how many codes of the folder it read, how many it was the first to read, how many
//! it was the only one to read, and its time in all pictures together. The folder has a `manifest.csv` as for the
//! bench `recall`; pictures of sets whose name starts with `neg` are left out. Passes of the same name over other
//! renditions and over full pixels are counted together. One picture after the other, in one thread.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use yanma::scan::{self, Effort, Frame};
use yanma::source::images;

fn main() {
    scan::silence_caught_panics();
    let folder = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    let folder = PathBuf::from(folder.unwrap_or_else(|| "../shared/corpus".to_owned()));
    let Ok(manifest) = fs::read_to_string(folder.join("manifest.csv")) else {
        println!(
            "passes: {} has no manifest.csv; give a folder that has one",
            folder.display()
        );
        return;
    };
    let frames: Vec<Frame> = manifest
        .lines()
        .skip(1)
        .filter(|line| !line.starts_with("neg"))
        .filter_map(|line| line.split(',').nth(1))
        .filter_map(|file| images::frame_of_file(&folder.join(file)).ok())
        .collect();
    for (name, effort) in [("live", Effort::Live), ("thorough", Effort::Thorough)] {
        println!("{name}: {} pictures", frames.len());
        println!(
            "{:<64}{:>8}{:>8}{:>8}{:>12}",
            "pass", "reads", "first", "alone", "time"
        );
        for (pass, row) in rows(&frames, effort) {
            println!(
                "{pass:<64}{:>8}{:>8}{:>8}{:>12.1?}",
                row.reads, row.first, row.alone, row.time
            );
        }
        println!();
    }
}

#[derive(Default)]
struct Row {
    reads: usize,
    first: usize,
    alone: usize,
    time: Duration,
}

/// The payloads that a pass read in one picture, those that none had read before, and how long it took.
#[derive(Default)]
struct Told {
    read: BTreeSet<Vec<u8>>,
    new: BTreeSet<Vec<u8>>,
    time: Duration,
}

fn rows(frames: &[Frame], effort: Effort) -> BTreeMap<String, Row> {
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for frame in frames {
        let passes = told(frame, effort);
        for (pass, told) in &passes {
            let is_elsewhere = |payload: &&Vec<u8>| {
                let mut others = passes.iter().filter(|(other, _)| *other != pass);
                others.any(|(_, other)| other.read.contains(*payload))
            };
            let row = rows.entry(pass.clone()).or_default();
            row.reads += told.read.len();
            row.first += told.new.len();
            row.alone += told.read.len() - told.read.iter().filter(is_elsewhere).count();
            row.time += told.time;
        }
    }
    rows
}

fn told(frame: &Frame, effort: Effort) -> BTreeMap<String, Told> {
    let passes: Mutex<BTreeMap<String, Told>> = Mutex::default();
    let last = Mutex::new(Instant::now());
    scan::scan_watched(frame, effort, &|| false, &|pass, read| {
        let (Ok(mut passes), Ok(mut last)) = (passes.lock(), last.lock()) else {
            return;
        };
        let is_new = |payload: &&[u8]| !passes.values().any(|told| told.read.contains(*payload));
        let new: Vec<Vec<u8>> = read
            .iter()
            .copied()
            .filter(is_new)
            .map(<[u8]>::to_vec)
            .collect();
        let told = passes.entry(pass.to_owned()).or_default();
        told.read
            .extend(read.iter().map(|payload| payload.to_vec()));
        told.new.extend(new);
        told.time += last.elapsed();
        *last = Instant::now();
    });
    passes.into_inner().unwrap_or_default()
}
