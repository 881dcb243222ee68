//! Time of a scan, as ratios to plain rqrr on the same picture in the same run: `cargo bench --bench speed`.
//!
//! Pictures are made here: a 1280 × 720 frame without a code (a wall in uneven light, furniture, camera noise), the
//! same with an ordinary code, and pictures made to waste time. Each line gives the median of several runs.

use std::hint::black_box;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use image::{GrayImage, Luma};
use yanma::scan::{self, Effort, Frame};

const WIDTH: u32 = 1_280;
const HEIGHT: u32 = 720;
const RUNS: usize = 15;

fn main() {
    scan::silence_caught_panics();
    let empty = room();
    let with_code = with_code(&empty);
    println!(
        "{:<34}{:>14}{:>12}{:>8}{:>14}{:>8}",
        "picture", "plain rqrr", "live", "ratio", "thorough", "ratio"
    );
    for (name, picture) in [
        ("empty 720p frame", &empty),
        ("720p frame with a code", &with_code),
    ] {
        let frame = frame_of(picture);
        let rqrr = median(|| plain_rqrr(picture));
        let live = median(|| scanned(frame.as_ref(), Effort::Live));
        let thorough = median(|| scanned(frame.as_ref(), Effort::Thorough));
        let ratio = |time: Duration| time.as_secs_f64() / rqrr.as_secs_f64();
        println!(
            "{name:<34}{rqrr:>14.1?}{live:>12.1?}{:>8.2}{thorough:>14.1?}{:>8.2}",
            ratio(live),
            ratio(thorough)
        );
    }
    let rqrr = median(|| plain_rqrr(&with_code));
    let mut firsts: Vec<Duration> = (0..RUNS)
        .filter_map(|_| first_reading(&with_code))
        .collect();
    firsts.sort();
    match firsts.get(firsts.len() / 2) {
        Some(first) => println!(
            "{:<34}{:>26.1?}{:>8.2}",
            "… until the first reading, live",
            first,
            first.as_secs_f64() / rqrr.as_secs_f64()
        ),
        None => println!("the code was not read"),
    }
    println!();
    println!(
        "{:<34}{:>14}{:>12}",
        "made to waste time", "live", "thorough"
    );
    let walls = [1, 2, 3, 5, 8].map(|module| {
        (
            format!("finder patterns, {module} px modules"),
            wall(1_280, 720, module),
        )
    });
    let large = [1, 2, 3].map(|module| {
        (
            format!("the same, 2560 × 2560, {module} px"),
            wall(2_560, 2_560, module),
        )
    });
    let noise = [
        ("noise, 1280 × 720".to_owned(), noise(1_280, 720)),
        ("noise, 8000 × 8000".to_owned(), noise(8_000, 8_000)),
    ];
    for (name, picture) in walls.into_iter().chain(large).chain(noise) {
        let frame = frame_of(&picture);
        let once = |effort| {
            let start = Instant::now();
            scanned(frame.as_ref(), effort);
            start.elapsed()
        };
        println!(
            "{name:<34}{:>14.1?}{:>12.1?}",
            once(Effort::Live),
            once(Effort::Thorough)
        );
    }
}

fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}

fn plain_rqrr(picture: &GrayImage) {
    let mut prepared = rqrr::PreparedImage::prepare(picture.clone());
    for grid in prepared.detect_grids() {
        let mut payload = Vec::new();
        let _ = black_box(grid.decode_to(&mut payload));
    }
}

/// Made before the time is taken: copying the pixels is no part of a scan.
fn frame_of(picture: &GrayImage) -> Option<Frame> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    Frame::luma(width, height, picture.as_raw().clone())
}

fn scanned(frame: Option<&Frame>, effort: Effort) {
    if let Some(frame) = frame {
        black_box(scan::scan(frame, effort, &|| false));
    }
}

/// Time from the frame to the first code that either decoder read.
fn first_reading(picture: &GrayImage) -> Option<Duration> {
    let frame = frame_of(picture)?;
    let first = OnceLock::new();
    let start = Instant::now();
    scan::scan_watched(&frame, Effort::Live, &|| false, &|_, read| {
        if !read.is_empty() {
            first.get_or_init(|| start.elapsed());
        }
    });
    first.into_inner()
}

/// SplitMix64: the same pictures in every run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u32) -> u32 {
        (self.next() % u64::from(limit)) as u32
    }
}

/// A wall in uneven light with furniture, text-like strokes and camera noise.
fn room() -> GrayImage {
    let mut chance = Chance(1);
    let mut picture =
        GrayImage::from_fn(WIDTH, HEIGHT, |x, y| Luma([(70 + x / 12 + y / 16) as u8]));
    for _ in 0..60 {
        let (left, top) = (chance.below(WIDTH - 200), chance.below(HEIGHT - 150));
        let (width, height, tone) = (
            20 + chance.below(180),
            10 + chance.below(140),
            chance.below(220) as u8,
        );
        for y in top..top + height {
            for x in left..left + width {
                picture.put_pixel(x, y, Luma([tone]));
            }
        }
    }
    for _ in 0..1_500 {
        let (left, top) = (chance.below(WIDTH - 20), chance.below(HEIGHT - 20));
        let (width, height) = (1 + chance.below(12), 1 + chance.below(12));
        for y in top..top + height {
            for x in left..left + width {
                picture.put_pixel(x, y, Luma([30]));
            }
        }
    }
    let mut picture = image::imageops::blur(&picture, 0.8);
    for pixel in picture.pixels_mut() {
        let noise = chance.below(9) as i16 - 4;
        pixel.0[0] = (i16::from(pixel.0[0]) + noise).clamp(0, 255) as u8;
    }
    picture
}

fn with_code(room: &GrayImage) -> GrayImage {
    let mut picture = room.clone();
    let Ok(code) = qrcode::QrCode::new(b"https://fuwu.nhsa.gov.cn/nationalHallSt/") else {
        return picture;
    };
    let (size, modules, module) = (code.width() as u32, code.to_colors(), 8);
    let side = (size + 8) * module;
    for y in 0..side {
        for x in 0..side {
            let at = |pixel: u32| {
                (pixel / module)
                    .checked_sub(4)
                    .filter(|place| *place < size)
            };
            let is_dark = matches!((at(x), at(y)), (Some(u), Some(v)) if modules[(v * size + u) as usize] == qrcode::Color::Dark);
            picture.put_pixel(500 + x, 200 + y, Luma([if is_dark { 40 } else { 210 }]));
        }
    }
    image::imageops::blur(&picture, 0.8)
}

fn wall(width: u32, height: u32, module: u32) -> GrayImage {
    GrayImage::from_fn(width, height, |x, y| {
        let ring = (x / module % 8)
            .abs_diff(3)
            .max((y / module % 8).abs_diff(3));
        Luma([if ring < 2 || ring == 3 { 0 } else { 255 }])
    })
}

fn noise(width: u32, height: u32) -> GrayImage {
    let mut chance = Chance(2);
    GrayImage::from_fn(width, height, |_, _| Luma([chance.next() as u8]))
}
