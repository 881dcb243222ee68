//! The plan of the house, read from its own source: no room uses one above it, and the rooms that decide and speak know no
//! file, network, window, thread or clock.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use walkdir::WalkDir;

/// Whether a room has a view of the world outside.
#[derive(PartialEq)]
enum View {
    Pure,
    World,
}
use View::{Pure, World};

/// From the ground up. Each may use those before it.
const ROOMS: [(&str, View); 30] = [
    ("language", Pure),
    ("plain", Pure),
    ("source::fault", Pure),
    ("source::format", Pure),
    ("scan", Pure),
    ("check", Pure),
    ("session", Pure),
    ("source", World),
    ("whole_file", World),
    ("list_package", World),
    ("list_files", World),
    ("config", World),
    ("poster_file", World),
    ("list_in_use", World),
    ("health", Pure),
    ("stick", World),
    ("messages", Pure),
    ("spoken", Pure),
    ("telling", Pure),
    ("report", Pure),
    ("counts", Pure),
    ("directory", Pure),
    ("machine", World),
    ("counts_file", World),
    ("judge", World),
    ("voice", World),
    ("staff", World),
    ("watchdog", World),
    ("app", World),
    ("cli", World),
];

/// The rooms of scan, from the ground up. Each may use those before it; `mod` is the story.
const ROOMS_OF_SCAN: [&str; 18] = [
    "geometry",
    "picture",
    "budget",
    "symbol",
    "decode",
    "locate",
    "cut_out",
    "other_codes",
    "agree",
    "doubt",
    "plan",
    "search",
    "near_finders",
    "hidden",
    "confirm",
    "renditions",
    "advice",
    "mod",
];

/// What the pure rooms do not know.
const OUTSIDE: [&str; 17] = [
    "std::fs",
    "TcpStream",
    "UdpSocket",
    "ToSocketAddrs",
    "std::env",
    "std::process",
    "thread::",
    "Instant",
    "SystemTime",
    "Condvar",
    "mpsc",
    "chrono",
    "eframe",
    "egui",
    "nokhwa",
    "arboard",
    "walkdir",
];

/// The one file of a pure room that knows threads: work side by side, which ends before the call does.
const SIDE_BY_SIDE: &str = "scan/budget";

/// The code of a file without comments and without its unit tests, which may use anything and have a file `tests` of their
/// own where they are many.
fn code(text: &str) -> String {
    let text = text
        .split("#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or_default();
    let lines = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// Names behind each `crate::`, two levels of them; groups in braces are taken apart.
fn used(code: &str) -> Vec<String> {
    let mut used = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let name = |text: &str| -> String {
            let is_part = |c: &char| c.is_alphanumeric() || *c == '_';
            text.trim_start().chars().take_while(is_part).collect()
        };
        let first = name(rest);
        let behind = rest.get(first.len()..).unwrap_or_default();
        match behind.strip_prefix("::") {
            Some(inner) if first == "source" => match inner.strip_prefix('{') {
                Some(group) => {
                    let group = group.split('}').next().unwrap_or_default();
                    used.extend(
                        group
                            .split(',')
                            .map(|part| format!("source::{}", name(part))),
                    );
                }
                None => used.push(format!("source::{}", name(inner))),
            },
            _ => used.push(first),
        }
    }
    used
}

/// The room that a path of names leads to.
fn room_of(name: &str) -> Option<usize> {
    let exact = ROOMS.iter().position(|(room, _)| *room == name);
    let whole = name.split("::").next().unwrap_or_default();
    exact.or_else(|| ROOMS.iter().position(|(room, _)| *room == whole))
}

/// What is wrong with the code of a file in a room.
fn faults(room: usize, code: &str) -> Vec<String> {
    let (name, view) = &ROOMS[room];
    let mut faults = Vec::new();
    for used in used(code) {
        match room_of(&used) {
            Some(other) if other <= room => {}
            Some(other) => faults.push(format!("{name} uses {}", ROOMS[other].0)),
            None => faults.push(format!("{used} is in no room")),
        }
    }
    if *view == Pure {
        let known = OUTSIDE.iter().filter(|outside| code.contains(*outside));
        faults.extend(known.map(|outside| format!("{name} knows {outside}")));
    }
    faults
}

#[test]
fn no_room_uses_one_above_it_and_the_pure_ones_know_nothing_outside() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut found, mut files) = (Vec::new(), 0);
    for entry in WalkDir::new(&source) {
        let path = entry.unwrap().into_path();
        let is_map = |name: &str| path == source.join(name);
        if path.extension().is_none_or(|ending| ending != "rs")
            || path.ends_with("tests.rs")
            || is_map("lib.rs")
            || is_map("main.rs")
        {
            continue;
        }
        let inside = path.strip_prefix(&source).unwrap().with_extension("");
        let parts: Vec<&str> = inside.iter().map(|part| part.to_str().unwrap()).collect();
        let room = room_of(&parts.join("::")).or_else(|| room_of(parts[0]));
        let room = room.unwrap_or_else(|| panic!("{} is in no room", path.display()));
        files += 1;
        let code = code(&fs::read_to_string(&path).unwrap());
        let faults = faults(room, &code).into_iter();
        let faults = faults.map(|fault| format!("{}: {fault}", inside.display()));
        found.extend(
            faults.filter(|fault| *fault != format!("{SIDE_BY_SIDE}: scan knows thread::")),
        );
    }
    assert!(files > 80, "{files}");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn what_breaks_the_plan_is_found() {
    let room = |name: &str| ROOMS.iter().position(|(room, _)| *room == name).unwrap();
    for (name, code, expected) in [
        ("scan", "use crate::check::Outcome;", "scan uses check"),
        (
            "check",
            "let x = crate::report::sheet();",
            "check uses report",
        ),
        (
            "session",
            "use std::time::Instant;",
            "session knows Instant",
        ),
        ("messages", "use std::fs::File;", "messages knows std::fs"),
        ("scan", "thread::sleep(REST);", "scan knows thread::"),
        (
            "config",
            "use crate::messages::{Phrase};",
            "config uses messages",
        ),
        (
            "check",
            "use crate::source::{fault, images};",
            "check uses source",
        ),
        ("check", "use crate::nowhere::x;", "nowhere is in no room"),
    ] {
        assert_eq!(faults(room(name), code), [expected], "{code}");
    }
    for (name, code) in [
        ("session", "use crate::source::fault::Fault;"),
        ("app", "use std::time::Instant; use crate::judge::still;"),
        ("check", "use crate::scan::{Scan, Symbol};"),
    ] {
        assert_eq!(faults(room(name), code), Vec::<String>::new(), "{code}");
    }
    let text = "use crate::scan::x; // crate::app\n#[cfg(test)]\nmod tests { use std::fs; }\n";
    assert_eq!(faults(room("check"), &code(text)), Vec::<String>::new());
}

#[test]
fn no_room_of_scan_uses_one_above_it() {
    let scan = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/scan");
    let place = |room: &str| ROOMS_OF_SCAN.iter().position(|known| *known == room);
    let (mut found, mut uses) = (Vec::new(), 0);
    for entry in WalkDir::new(&scan) {
        let path = entry.unwrap().into_path();
        if path.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let inside = path.strip_prefix(&scan).unwrap().with_extension("");
        let room = inside.iter().next().unwrap().to_str().unwrap();
        let own = place(room).unwrap_or_else(|| panic!("{room} is in no list"));
        let code = code(&fs::read_to_string(&path).unwrap());
        for used in code.split("crate::scan::").skip(1) {
            let end = used.find(|c: char| !c.is_alphanumeric() && c != '_');
            let used = &used[..end.unwrap_or(used.len())];
            // What `mod` has itself, such as `Effort`, is of everybody.
            if let Some(other) = place(used) {
                uses += 1;
                if other > own {
                    found.push(format!("{} uses {used}", inside.display()));
                }
            }
        }
    }
    assert!(uses > 100, "{uses}");
    assert!(found.is_empty(), "{found:#?}");
}
