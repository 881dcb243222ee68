//! What each pass buys and costs: `cargo bench --bench passes [-- FOLDER]`, by default `../shared/corpus`.
//!
//! Prints for every pass of both efforts in how many pictures of the folder it read something, in how many it was the
//! only one to read what it read, and its time in all pictures together. The folder has a `manifest.csv` as for the
//! bench `recall`; pictures of sets whose name starts with `neg` are left out. Passes of the same name over other
//! renditions and over full pixels are counted together.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use yanma::images;
use yanma::scan::{self, Effort, Frame};

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
        println!("{:<64}{:>8}{:>8}{:>12}", "pass", "reads", "alone", "time");
        for (pass, row) in rows(&frames, effort) {
            println!(
                "{pass:<64}{:>8}{:>8}{:>12.1?}",
                row.reads, row.alone, row.time
            );
        }
        println!();
    }
}

#[derive(Default)]
struct Row {
    reads: usize,
    alone: usize,
    time: Duration,
}

/// What a pass read in one picture, and how long it took.
type Told = (BTreeSet<Vec<u8>>, Duration);

fn rows(frames: &[Frame], effort: Effort) -> BTreeMap<String, Row> {
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for frame in frames {
        let passes: RefCell<BTreeMap<String, Told>> = RefCell::default();
        let last = RefCell::new(Instant::now());
        scan::scan_watched(frame, effort, &|| false, &|pass, read| {
            let mut passes = passes.borrow_mut();
            let (payloads, time) = passes.entry(pass.to_owned()).or_default();
            payloads.extend(read.iter().map(|payload| payload.to_vec()));
            *time += last.replace(Instant::now()).elapsed();
        });
        let passes = passes.into_inner();
        for (pass, (payloads, time)) in &passes {
            let row = rows.entry(pass.clone()).or_default();
            let is_elsewhere = |payload: &Vec<u8>| {
                passes
                    .iter()
                    .any(|(other, (read, _))| other != pass && read.contains(payload))
            };
            row.reads += usize::from(!payloads.is_empty());
            row.alone += usize::from(payloads.iter().any(|payload| !is_elsewhere(payload)));
            row.time += *time;
        }
    }
    rows
}
