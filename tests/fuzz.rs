//! The inputs that are kept for fuzzing (`fuzz/corpus/`), with a stable compiler: what a fuzzer has found once is never
//! lost. Each holds what its target in `fuzz/targets.rs` says.

#[path = "../fuzz/targets.rs"]
mod targets;

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

#[test]
fn every_input_that_is_kept_holds_what_its_target_says() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let mut broken = Vec::new();
    for (name, target) in targets::ALL {
        let folder = corpus.join(name);
        let inputs = fs::read_dir(&folder).expect("a folder of inputs for each target");
        let mut count = 0;
        for input in inputs {
            let path = input.expect("an input").path();
            let bytes = fs::read(&path).expect("an input that can be read");
            count += 1;
            if catch_unwind(|| target(&bytes)).is_err() {
                broken.push(path);
            }
        }
        assert!(count > 0, "no input for {name}");
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_target_has_its_program_and_its_inputs_and_the_other_way_round() {
    let names = |folder: &str| -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let entries = fs::read_dir(folder).expect("a folder");
        let stem = |path: &Path| {
            path.file_stem()
                .map(|stem| stem.to_string_lossy().into_owned())
        };
        entries
            .filter_map(|entry| stem(&entry.expect("an entry").path()))
            .collect()
    };
    let targets: BTreeSet<String> = targets::ALL
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    assert_eq!(names("fuzz/fuzz_targets"), targets);
    assert_eq!(names("fuzz/corpus"), targets);
}
