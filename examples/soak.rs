//! Runs the program's whole way from camera to verdict for a long time, with a camera that misbehaves at random:
//! `cargo run --release --example soak -- [MINUTES] [SEED]`, 30 minutes unless told.
//!
//! As in the window, a child process films, is watched, killed and started again, its pictures are decoded, scanned
//! and judged, and the kiosk's session shows verdicts. The child is this program again, and plays the samples at 30
//! pictures a second between its faults. A line a minute tells what happened; the table at the end, how memory, threads
//! and open files have changed since the first minute. Ends with an error where something safe was shown while nothing
//! official was filmed, where no picture came for a minute, or where memory, threads or files grew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{DynamicImage, RgbImage};
use yanma::check::Outcome;
use yanma::check::allowlist::{Allowlist, Date};
use yanma::judge::camera::Looker;
use yanma::list_in_use::InUse;
use yanma::session::{Place, Session, State};
use yanma::source::camera::wire::{self, Kind};
use yanma::source::camera::{Camera, Opened};
use yanma::source::fault::Fault;
use yanma::source::format::{Coding, Format};
use yanma::source::slot::{Now, Slot};

const SIZE: (u32, u32) = (1_280, 720);
const FRAME: Duration = Duration::from_nanos(1_000_000_000 / 30);
const MINUTE: Duration = Duration::from_secs(60);
/// Names of the camera: what it films now.
const OFFICIAL: &str = "official";
const OTHER: &str = "other";
/// How long green may be shown after the last picture of an official code: the kiosk lets it go after 20 seconds
/// without the code, and looks every tenth of a second.
const GREEN_LASTS: Duration = Duration::from_millis(20_500);
/// Allowed growth from the second minute to the end.
const MAX_GROWTH_MIB: u64 = 24;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // What the camera's watch starts as a child.
    if arguments.first().is_some_and(|word| word == "capture") {
        film();
        return ExitCode::SUCCESS;
    }
    let number = |at: usize| arguments.get(at).map(|text| text.parse::<u64>());
    let (Ok(minutes), Ok(seed)) = (number(0).unwrap_or(Ok(30)), number(1).unwrap_or(Ok(1))) else {
        println!("soak: minutes and a seed, as numbers");
        return ExitCode::FAILURE;
    };
    soak(minutes.max(3), seed)
}

/// What happened so far.
#[derive(Default)]
struct Counts {
    pictures: u64,
    looks: u64,
    safe: u64,
    not_safe: u64,
    faults: BTreeMap<&'static str, u64>,
    /// Safe was shown without anything official in view.
    wrong: u64,
    longest_wait: Duration,
}

fn soak(minutes: u64, seed: u64) -> ExitCode {
    yanma::scan::silence_caught_panics();
    let today = Date {
        year: 2026,
        month: 11,
        day: 24,
    };
    let list = Arc::new(Allowlist::built_in(today).expect("the built-in list"));
    let slot = Arc::new(Slot::new(|| {}));
    let camera = Camera::start(Some(seed.to_string()), None, Arc::clone(&slot), None);
    let looker = Looker::start(Arc::clone(&slot), InUse::new(list), || {}).expect("a thread");
    let mut session = Session::new(Place::Kiosk);
    let start = Instant::now();
    let (mut counts, mut seen, mut shown) = (Counts::default(), 0, None);
    let (mut official_at, mut picture_at) = (None, start);
    let mut usage = Vec::new();
    println!("minute  pictures   looks   safe  unsafe  faults    MiB  threads  files");
    while start.elapsed() < MINUTE * minutes as u32 {
        if let Some((count, now)) = slot.newer_than(seen, Duration::from_millis(50)) {
            seen = count;
            match now {
                Now::Starting => {}
                Now::Live(_) => {
                    counts.pictures += 1;
                    counts.longest_wait = counts.longest_wait.max(picture_at.elapsed());
                    picture_at = Instant::now();
                    session.camera(None);
                }
                Now::Fault(fault) => {
                    *counts.faults.entry(fault.code()).or_default() += 1;
                    session.camera(Some(fault));
                }
            }
        }
        if camera
            .opened()
            .is_some_and(|opened| opened.name == OFFICIAL)
        {
            official_at = Some(Instant::now());
        }
        for look in looker.looks.try_iter() {
            counts.looks += 1;
            session.look(look.taken.saturating_duration_since(start), look.seen);
        }
        session.tick(start.elapsed());
        let outcome = match session.state() {
            State::Showing(shown) => Some(shown.outcome()),
            State::Attract | State::Scanning | State::TakeAway | State::Fault(_) => None,
        };
        if outcome == Some(Outcome::Safe) && official_at.is_none_or(|at| at.elapsed() > GREEN_LASTS)
        {
            counts.wrong += 1;
        }
        if outcome != shown {
            match outcome {
                Some(Outcome::Safe) => counts.safe += 1,
                Some(Outcome::Unsafe) => counts.not_safe += 1,
                Some(Outcome::NoCode) | None => {}
            }
            shown = outcome;
        }
        if start.elapsed() > MINUTE * (usage.len() as u32 + 1) {
            usage.push(Usage::now());
            line(&counts, usage.len(), usage.last());
        }
    }
    usage.push(Usage::now());
    drop(camera);
    drop(looker);
    thread::sleep(Duration::from_millis(200));
    end(&counts, &usage, Usage::now())
}

fn line(counts: &Counts, minute: usize, usage: Option<&Usage>) {
    let faults: u64 = counts.faults.values().sum();
    let usage = usage.map(Usage::text).unwrap_or_default();
    println!(
        "{minute:>6}{:>10}{:>8}{:>7}{:>8}{faults:>8}{usage}",
        counts.pictures, counts.looks, counts.safe, counts.not_safe
    );
}

fn end(counts: &Counts, usage: &[Usage], closed: Usage) -> ExitCode {
    println!("\nfaults: {:?}", counts.faults);
    println!(
        "longest time without a picture: {:.1?}",
        counts.longest_wait
    );
    // The first minute fills caches and starts every thread.
    let (Some(first), Some(last)) = (usage.get(1), usage.last()) else {
        return ExitCode::FAILURE;
    };
    println!("               MiB  threads  files");
    println!("2 minutes  {}", first.text());
    println!("end        {}", last.text());
    println!("closed     {}", closed.text());
    let grew = last.mib > first.mib + MAX_GROWTH_MIB
        || last.threads > first.threads + 2
        || last.files > first.files + 4;
    for (is_wrong, sentence) in [
        (
            counts.wrong > 0,
            "safe was shown without an official code in view",
        ),
        (counts.longest_wait > MINUTE, "no picture for a minute"),
        (
            counts.safe == 0 || counts.not_safe == 0,
            "a verdict never came",
        ),
        (grew, "memory, threads or files grew"),
    ] {
        if is_wrong {
            println!("WRONG: {sentence}");
        }
    }
    let is_well = counts.wrong == 0
        && counts.longest_wait <= MINUTE
        && counts.safe > 0
        && counts.not_safe > 0
        && !grew;
    if is_well {
        println!("all is well");
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// What this process has of the system; zeros where the system does not tell in `/proc`.
struct Usage {
    mib: u64,
    threads: u64,
    files: u64,
}

impl Usage {
    fn now() -> Usage {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let number = line.and_then(|line| line.split_whitespace().next());
            number
                .and_then(|text| text.parse::<u64>().ok())
                .unwrap_or_default()
        };
        Usage {
            mib: field("VmRSS:") / 1024,
            threads: field("Threads:"),
            files: fs::read_dir("/proc/self/fd").map_or(0, |files| files.count() as u64),
        }
    }

    fn text(&self) -> String {
        format!("{:>7}{:>9}{:>7}", self.mib, self.threads, self.files)
    }
}

/// The misbehaving camera: one episode of pictures, then a fault.
fn film() {
    // Its parent is gone when this ends.
    thread::spawn(|| {
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        std::process::exit(0);
    });
    let mut random = Random::new();
    let is_official = random.below(2) == 0;
    let (name, folders): (_, &[&str]) = if is_official {
        (OFFICIAL, &["official"])
    } else {
        (OTHER, &["lookalike", "not-a-link"])
    };
    let mut out = io::stdout();
    // As a camera that is busy, or that nobody may open.
    if random.below(6) == 0 {
        let fault = Fault::ALL[random.below(Fault::ALL.len())];
        tell(&mut out, Kind::Fault, fault.code().as_bytes());
        return;
    }
    let format = Format {
        width: SIZE.0,
        height: SIZE.1,
        fps: 30,
        coding: Coding::Mjpeg,
    };
    let opened = Opened {
        name: name.to_owned(),
        format,
        formats: vec![format],
    };
    let opened = serde_json::to_vec(&opened).expect("JSON");
    tell(&mut out, Kind::Opened, &opened);
    for _ in 0..1 + random.below(3) {
        let reel = reel(&mut random, folders);
        for at in 0..30 + random.below(180) {
            if random.below(50) == 0 {
                tell(&mut out, Kind::Damaged, &[]);
            }
            tell(&mut out, Kind::Jpeg, &reel[at % reel.len()]);
            thread::sleep(FRAME);
        }
    }
    let reel = reel(&mut random, folders);
    match random.below(9) {
        0 => {}                                         // dies without a word
        1 => tell(&mut out, Kind::Fault, b"unplugged"), // pulled
        2 => thread::sleep(Duration::from_secs(20)),    // hangs
        3 => std::process::abort(),                     // crashes
        4 => (0..200).for_each(|_| {
            tell(&mut out, Kind::Jpeg, &reel[0]); // freezes
            thread::sleep(FRAME);
        }),
        5 => (0..200).for_each(|_| {
            tell(&mut out, Kind::Damaged, &[]); // sends nothing whole
            thread::sleep(FRAME);
        }),
        6 => (0..60).for_each(|_| {
            // half a JPEG, and one with rubbish in it
            let mut bytes = reel[0].clone();
            let (from, to) = (bytes.len() / 3, bytes.len() / 2);
            bytes[from..to]
                .iter_mut()
                .for_each(|byte| *byte = random.below(256) as u8);
            tell(&mut out, Kind::Jpeg, &bytes[..bytes.len() * 2 / 3]);
            thread::sleep(FRAME);
        }),
        7 => {
            // rubbish instead of messages
            let rubbish: Vec<u8> = (0..100_000).map(|_| random.below(256) as u8).collect();
            let _ = out.write_all(&rubbish);
        }
        _ => (0..5).for_each(|_| {
            tell(&mut out, Kind::Jpeg, &reel[0]); // far too slow
            thread::sleep(Duration::from_millis(2_500));
        }),
    }
}

fn tell(out: &mut impl Write, kind: Kind, payload: &[u8]) {
    let size = if matches!(kind, Kind::Jpeg) {
        SIZE
    } else {
        (0, 0)
    };
    if wire::write(out, kind, size, payload).is_err() {
        std::process::exit(0);
    }
}

/// Pictures of a sample on a table, each a little elsewhere.
fn reel(random: &mut Random, folders: &[&str]) -> Vec<Vec<u8>> {
    let folder = folders[random.below(folders.len())];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples")
        .join(folder);
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("samples")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|end| end == "png" || end == "jpg")
        })
        .collect();
    files.sort();
    let sample = loop {
        // Some samples are meant not to be readable.
        if let Ok(sample) = image::open(&files[random.below(files.len())]) {
            break sample.into_rgb8();
        }
    };
    let longest = sample.width().max(sample.height());
    let side = |side: u32| (side * 560 / longest).max(1);
    let held = imageops::resize(
        &sample,
        side(sample.width()),
        side(sample.height()),
        FilterType::Triangle,
    );
    (0..6)
        .map(|_| {
            let grey = 100 + random.below(60) as u8;
            let mut table = RgbImage::from_pixel(SIZE.0, SIZE.1, image::Rgb([grey; 3]));
            let (x, y) = (300 + random.below(40), 60 + random.below(40));
            imageops::replace(&mut table, &held, x as i64, y as i64);
            let mut jpeg = Vec::new();
            let encoder = JpegEncoder::new_with_quality(&mut jpeg, 85);
            DynamicImage::from(table)
                .write_with_encoder(encoder)
                .expect("memory");
            jpeg
        })
        .collect()
}

/// Xorshift64* (Vigna 2016). Each child has another seed: the number that it is given, and its process.
struct Random(u64);

impl Random {
    fn new() -> Random {
        let given =
            std::env::args().find_map(|word| word.strip_prefix("--camera=")?.parse::<u64>().ok());
        let seed = given.unwrap_or(1) << 32 | u64::from(std::process::id());
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..8 {
            random.below(2);
        }
        random
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % end
    }
}
