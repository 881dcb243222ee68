//! What files are called in a sheet.

use std::collections::{HashMap, HashSet};

use super::SheetRow;

/// Names of the files without their folders: a sheet is handed on, and a path names people. Where two would be alike, so
/// many folders stand before them that they differ.
pub fn short_names<'a>(rows: &[SheetRow<'a>]) -> Vec<&'a str> {
    let sources: Vec<&str> = rows.iter().map(|row| row.record.source.as_str()).collect();
    let mut parts = vec![1; sources.len()];
    loop {
        let mut known: HashMap<&str, &str> = HashMap::new();
        let mut alike = HashSet::new();
        for (source, parts) in sources.iter().zip(&parts) {
            let name = tail(source, *parts);
            if *known.entry(name).or_insert(source) != *source {
                alike.insert(name);
            }
        }
        let mut is_longer = false;
        for (source, parts) in sources.iter().zip(&mut parts) {
            let name = tail(source, *parts);
            if alike.contains(name) && name != *source {
                *parts += 1;
                is_longer = true;
            }
        }
        if !is_longer {
            let names = sources.iter().zip(&parts);
            return names.map(|(source, parts)| tail(source, *parts)).collect();
        }
    }
}

/// The last parts of a path.
fn tail(path: &str, parts: usize) -> &str {
    let mut separators = path.rmatch_indices(['/', '\\']);
    match separators.nth(parts.saturating_sub(1)) {
        Some((at, _)) => path.get(at + 1..).unwrap_or(path),
        None => path,
    }
}
