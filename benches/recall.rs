//! Recall on a folder of pictures: `cargo bench --bench recall [-- FOLDER]`, by default `../shared/corpus`.
//!
//! The folder has a `manifest.csv` with at least the columns set, file, truth_file in front; the truth file holds the
//! text of the code, and is empty where none is known; for several codes there are several, with `;` between. Sets whose
//! name starts with `neg` have no code at all. Prints a line a set: how many codes were read by plain rqrr, by plain
//! rxing, and by this program with both efforts, all in the same run. A code counts as read when one payload equals its truth under UTF-8, Latin-1, Shift-JIS,
//! GB 18030 or Big5, ignoring CR and white space at the end; without a truth, when anything is read.

use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use encoding_rs::{BIG5, Encoding, GB18030, SHIFT_JIS, UTF_8, WINDOWS_1252};
use image::{DynamicImage, GrayImage};
use rxing::common::HybridBinarizer;
use rxing::multi::MultipleBarcodeReader;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BinaryBitmap, DecodeHints, Luma8LuminanceSource};
use yanma::scan::{self, Effort, Frame};
use yanma::source::images;

/// Longest side for the plain decoders, as in the tables that others print.
const MAX_SIDE_PLAIN: u32 = 1_280;

fn main() {
    scan::silence_caught_panics();
    let folder = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    let folder = PathBuf::from(folder.unwrap_or_else(|| "../shared/corpus".to_owned()));
    let Ok(manifest) = fs::read_to_string(folder.join("manifest.csv")) else {
        println!(
            "recall: {} has no manifest.csv; give a folder that has one",
            folder.display()
        );
        return;
    };
    let mut sets: BTreeMap<String, Row> = BTreeMap::new();
    let mut total = Row::default();
    let mut negative = Row::default();
    for line in manifest.lines().skip(1) {
        let mut fields = line.split(',');
        let (Some(set), Some(file), Some(truth)) = (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let Some(row) = picture(&folder, file, truth) else {
            println!("recall: {file} could not be read");
            continue;
        };
        if set.starts_with("neg") {
            negative.add(&row);
        } else {
            total.add(&row);
        }
        sets.entry(set.to_owned()).or_default().add(&row);
    }
    println!(
        "{:<26}{:>9}{:>7}{:>8}{:>8}{:>14}{:>18}{:>10}{:>11}{:>9}",
        "set",
        "pictures",
        "codes",
        "rqrr",
        "rxing",
        "live (both)",
        "thorough (both)",
        "misread",
        "doubt",
        "gave up"
    );
    for (set, row) in &sets {
        row.print(set);
    }
    total.print("all with a code");
    negative.print("all without");
    print_means(&sets);
    total.print_times();
}

/// Counts over pictures.
#[derive(Default)]
struct Row {
    pictures: usize,
    codes: usize,
    rqrr: usize,
    rxing: usize,
    live: usize,
    live_both: usize,
    thorough: usize,
    thorough_both: usize,
    misread: usize,
    doubt: usize,
    gave_up: usize,
    times: [Vec<Duration>; 4],
}

impl Row {
    fn add(&mut self, other: &Row) {
        self.pictures += other.pictures;
        self.codes += other.codes;
        self.rqrr += other.rqrr;
        self.rxing += other.rxing;
        self.live += other.live;
        self.live_both += other.live_both;
        self.thorough += other.thorough;
        self.thorough_both += other.thorough_both;
        self.misread += other.misread;
        self.doubt += other.doubt;
        self.gave_up += other.gave_up;
        for (mine, others) in self.times.iter_mut().zip(&other.times) {
            mine.extend(others);
        }
    }

    fn print(&self, name: &str) {
        println!(
            "{name:<26}{:>9}{:>7}{:>8}{:>8}{:>14}{:>18}{:>10}{:>11}{:>9}",
            self.pictures,
            self.codes,
            self.rqrr,
            self.rxing,
            format!("{} ({})", self.live, self.live_both),
            format!("{} ({})", self.thorough, self.thorough_both),
            self.misread,
            self.doubt,
            self.gave_up
        );
    }

    fn print_times(mut self) {
        let names = ["rqrr", "rxing", "live", "thorough"];
        for times in &mut self.times {
            times.sort();
        }
        let median = |times: &[Duration]| times.get(times.len() / 2).copied().unwrap_or_default();
        let base = median(&self.times[0]).as_secs_f64();
        for (name, times) in names.iter().zip(&self.times) {
            let (median, worst) = (median(times), times.last().copied().unwrap_or_default());
            let ratio = median.as_secs_f64() / base;
            println!(
                "{name:<10} median {median:>10.1?} ({ratio:.2} × rqrr)   worst {worst:>10.1?}"
            );
        }
    }
}

/// The share of codes that is read, as a mean over the sets that have codes.
fn print_means(sets: &BTreeMap<String, Row>) {
    let with_codes = || sets.iter().filter(|(set, _)| !set.starts_with("neg"));
    let mean = |read: fn(&Row) -> usize| {
        let shares = with_codes().map(|(_, row)| read(row) as f64 / row.codes as f64);
        100.0 * shares.sum::<f64>() / with_codes().count().max(1) as f64
    };
    println!(
        "mean over sets: rqrr {:.1} %, rxing {:.1} %, live {:.1} %, thorough {:.1} %",
        mean(|row| row.rqrr),
        mean(|row| row.rxing),
        mean(|row| row.live),
        mean(|row| row.thorough),
    );
}

/// One picture through everything; `None` where it cannot be opened.
fn picture(folder: &Path, file: &str, truth: &str) -> Option<Row> {
    let path = folder.join(file);
    let frame = images::frame_of_file(&path).ok()?;
    let grey = image::open(&path).ok()?;
    let grey = plain(grey);
    let truths: Vec<Vec<u8>> = truth
        .split(';')
        .filter(|truth| !truth.is_empty())
        .filter_map(|truth| fs::read(folder.join(truth)).ok())
        .collect();
    let codes_read = |payloads: &[Vec<u8>]| {
        let is_read = |truth: &&Vec<u8>| payloads.iter().any(|payload| is_same(payload, truth));
        match truths.is_empty() {
            true => usize::from(!payloads.is_empty()),
            false => truths.iter().filter(is_read).count(),
        }
    };

    let (rqrr, rqrr_time) = timed(|| by_rqrr(grey.clone()));
    let (rxing, rxing_time) = timed(|| by_rxing(&grey));
    let (live, live_time) = timed(|| scanned(&frame, Effort::Live));
    let (thorough, thorough_time) = timed(|| scanned(&frame, Effort::Thorough));
    let payloads = |scan: &scan::Scan| -> Vec<Vec<u8>> {
        scan.symbols
            .iter()
            .map(|symbol| symbol.payload.clone())
            .collect()
    };
    let both = |scan: &scan::Scan| -> Vec<Vec<u8>> {
        let symbols = scan.symbols.iter().filter(|symbol| symbol.read_by.both());
        symbols.map(|symbol| symbol.payload.clone()).collect()
    };
    let read = payloads(&thorough);
    Some(Row {
        pictures: 1,
        codes: truths.len().max(1),
        rqrr: codes_read(&rqrr),
        rxing: codes_read(&rxing),
        live: codes_read(&payloads(&live)),
        live_both: codes_read(&both(&live)),
        thorough: codes_read(&read),
        thorough_both: codes_read(&both(&thorough)),
        misread: usize::from(!truths.is_empty() && !read.is_empty() && codes_read(&read) == 0),
        doubt: usize::from(
            thorough
                .symbols
                .iter()
                .any(|symbol| symbol.ambiguity.is_some())
                || (!thorough.unread.is_empty() && !read.is_empty()),
        ),
        gave_up: usize::from(thorough.gave_up),
        times: [
            vec![rqrr_time],
            vec![rxing_time],
            vec![live_time],
            vec![thorough_time],
        ],
    })
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = black_box(work());
    (result, start.elapsed())
}

fn scanned(frame: &Frame, effort: Effort) -> scan::Scan {
    scan::scan(frame, effort, &|| false)
}

fn plain(picture: DynamicImage) -> GrayImage {
    let longest = picture.width().max(picture.height());
    let picture = if longest > MAX_SIDE_PLAIN {
        picture.resize(
            MAX_SIDE_PLAIN,
            MAX_SIDE_PLAIN,
            image::imageops::FilterType::Triangle,
        )
    } else {
        picture
    };
    picture.into_luma8()
}

/// rqrr as its documentation shows it. It panics on some pictures: that counts as not read.
fn by_rqrr(grey: GrayImage) -> Vec<Vec<u8>> {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let read = std::panic::catch_unwind(|| {
        let mut prepared = rqrr::PreparedImage::prepare(grey);
        let grids = prepared.detect_grids();
        grids
            .iter()
            .filter_map(|grid| {
                let mut payload = Vec::new();
                grid.decode_to(&mut payload).ok().map(|_| payload)
            })
            .collect()
    });
    std::panic::set_hook(hook);
    read.unwrap_or_default()
}

/// rxing's reader for all codes, as its documentation shows it.
fn by_rxing(grey: &GrayImage) -> Vec<Vec<u8>> {
    let Ok(source) = Luma8LuminanceSource::new(grey.as_raw().clone(), grey.width(), grey.height())
    else {
        return Vec::new();
    };
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let hints = DecodeHints {
        TryHarder: Some(true),
        ..DecodeHints::default()
    };
    let results = QrReader.decode_multiple_with_hints(&mut bitmap, &hints);
    let results = results.unwrap_or_default();
    results
        .iter()
        .map(|result| result.getRawBytes().to_vec())
        .collect()
}

fn is_same(payload: &[u8], truth: &[u8]) -> bool {
    let clean = |text: &str| text.replace('\r', "").trim_end().to_owned();
    let encodings: [&Encoding; 5] = [UTF_8, WINDOWS_1252, SHIFT_JIS, GB18030, BIG5];
    let truth = clean(&String::from_utf8_lossy(truth));
    encodings
        .iter()
        .any(|encoding| clean(&encoding.decode_without_bom_handling(payload).0) == truth)
}
