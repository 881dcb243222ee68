//! What a camera costs: `cargo run --release --manifest-path benches/camera/Cargo.toml`.
//!
//! Decodes pictures of 1280 × 720 as a camera sends them, with the program's decoder (to brightness and colours) and
//! with nokhwa's own (to colours; brightness is then made from these, as the scanner needs it), in turn in the same
//! run; and sends pictures through the pipe from the capturing child. Prints the median, the share of a processor at
//! 30 pictures a second, and the ratio.

use std::hint::black_box;
use std::io::Cursor;
use std::time::{Duration, Instant};

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use yanma::camera::picture;
use yanma::camera::wire::{self, Kind};

const WIDTH: u32 = 1_280;
const HEIGHT: u32 = 720;
const RUNS: usize = 120;
const A_SECOND: f64 = 30.0;

fn main() {
    let rgb = room();
    let yuyv = yuyv(&rgb);
    println!(
        "{:<34}{:>10}{:>18}{:>8}",
        "1280 × 720", "median", "at 30 a second", "ratio"
    );
    for quality in [60, 90] {
        let jpeg = jpeg(&rgb, quality);
        let name = format!("MJPEG, {} KiB", jpeg.len() / 1024);
        compare(
            &name,
            || drop(black_box(picture::of_jpeg(&jpeg).expect("a whole JPEG"))),
            || {
                let rgb = nokhwa_core::types::mjpeg_to_rgb(&jpeg, false).expect("a whole JPEG");
                black_box(brightness(&rgb));
            },
        );
    }
    compare(
        "YUYV",
        || {
            drop(black_box(
                picture::of_yuyv(WIDTH, HEIGHT, &yuyv).expect("a whole picture"),
            ))
        },
        || {
            let rgb = nokhwa_core::types::yuyv422_to_rgb(&yuyv, false).expect("a whole picture");
            black_box(brightness(&rgb));
        },
    );
    let jpeg = jpeg(&rgb, 90);
    for (name, kind, bytes) in [("MJPEG", Kind::Jpeg, &jpeg), ("YUYV", Kind::Yuyv, &yuyv)] {
        let mut message = Vec::new();
        wire::write(&mut message, kind, (WIDTH, HEIGHT), bytes).expect("memory");
        let mut payload = Vec::new();
        let mut pipe = std::io::pipe().expect("a pipe");
        let time = median(|| {
            std::thread::scope(|scope| {
                scope.spawn(|| std::io::Write::write_all(&mut pipe.1, &message).expect("a pipe"));
                let mut read = std::io::Read::take(&mut pipe.0, message.len() as u64);
                payload.clear();
                std::io::Read::read_to_end(&mut read, &mut payload).expect("a pipe");
            });
            let mut whole = Cursor::new(&payload);
            black_box(wire::read(&mut whole, &mut Vec::new()).expect("a message"));
        });
        print(
            &format!("pipe, {name}, {} KiB", message.len() / 1024),
            time,
            None,
        );
    }
}

fn compare(name: &str, mut ours: impl FnMut(), mut nokhwas: impl FnMut()) {
    let (ours, nokhwas) = medians(&mut ours, &mut nokhwas);
    print(
        &format!("{name}: this program"),
        ours,
        Some(ours.as_secs_f64() / nokhwas.as_secs_f64()),
    );
    print(&format!("{name}: nokhwa"), nokhwas, Some(1.0));
}

fn print(name: &str, time: Duration, ratio: Option<f64>) {
    let share = time.as_secs_f64() * A_SECOND * 100.0;
    let ratio = ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default();
    println!(
        "{name:<34}{:>10}{:>17.1}%{ratio:>8}",
        format!("{time:.2?}"),
        share
    );
}

/// In turn, so that both have the same weather.
fn medians(a: &mut impl FnMut(), b: &mut impl FnMut()) -> (Duration, Duration) {
    let (mut of_a, mut of_b) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        of_a.push(timed(a));
        of_b.push(timed(b));
    }
    (middle(of_a), middle(of_b))
}

fn median(mut work: impl FnMut()) -> Duration {
    middle((0..RUNS).map(|_| timed(&mut work)).collect())
}

fn timed(work: &mut impl FnMut()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Brightness by BT.601, as `image` and the scanner count it.
fn brightness(rgb: &[u8]) -> Vec<u8> {
    let (pixels, _) = rgb.as_chunks::<3>();
    let of = |[r, g, b]: &[u8; 3]| {
        ((u32::from(*r) * 77 + u32::from(*g) * 150 + u32::from(*b) * 29) >> 8) as u8
    };
    pixels.iter().map(of).collect()
}

/// A wall in uneven light with furniture in front and the noise of a sensor.
fn room() -> Vec<u8> {
    let mut random = 0x9E37_79B9_u32;
    (0..HEIGHT)
        .flat_map(|y| (0..WIDTH).map(move |x| (x, y)))
        .flat_map(|(x, y)| {
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            let wall = 90 + (x * 80 / WIDTH) + (y * 30 / HEIGHT);
            let thing = if (x / 160 + y / 120) % 5 == 0 { 60 } else { 0 };
            let tone = wall - thing + random % 8;
            [tone + 12, tone, tone - 20].map(|channel| channel as u8)
        })
        .collect()
}

fn jpeg(rgb: &[u8], quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .write_image(rgb, WIDTH, HEIGHT, ExtendedColorType::Rgb8)
        .expect("memory");
    bytes
}

/// Two pixels in four bytes; colours of every other pixel.
fn yuyv(rgb: &[u8]) -> Vec<u8> {
    let (pairs, _) = rgb.as_chunks::<6>();
    let y = |[r, g, b]: [f32; 3]| 0.299 * r + 0.587 * g + 0.114 * b;
    pairs
        .iter()
        .flat_map(|pair| {
            let [r0, g0, b0, r1, g1, b1] = pair.map(f32::from);
            let (y0, y1) = (y([r0, g0, b0]), y([r1, g1, b1]));
            [y0, 128.0 + (b0 - y0) * 0.564, y1, 128.0 + (r0 - y0) * 0.713].map(|value| value as u8)
        })
        .collect()
}
