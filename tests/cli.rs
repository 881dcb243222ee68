//! The command line as people and programs meet it: exit status, sentences, JSON, order.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, Luma};
use qrcode::{Color, QrCode};
use serde_json::Value;
use tempfile::TempDir;
use yanma::check::allowlist::{Allowlist, Date};

const OFFICIAL: &str = "https://fuwu.nhsa.gov.cn/";
const OTHER: &str = "https://yb-tongzhi.top/";

/// What a run has left behind.
struct Run {
    status: Option<i32>,
    out: String,
    err: String,
}

fn command() -> Command {
    // `YANMA` names another program than the one that was built: tests/windows/run.
    let built = env!("CARGO_BIN_EXE_yanma").into();
    let mut command = Command::new(std::env::var_os("YANMA").unwrap_or(built));
    for name in ["CLICOLOR_FORCE", "FORCE_COLOR", "CLICOLOR", "NO_COLOR"] {
        command.env_remove(name);
    }
    // That a list has grown old is told on standard error: not in these tests.
    command.args(["--today", "2026-11-30"]);
    command
}

fn run_with(command: &mut Command, input: &[u8]) -> Run {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A program that does not read its input may close it early.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Run {
        status: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn yanma(args: &[&str]) -> Run {
    run_with(command().args(args), b"")
}

/// A run with paths behind the words.
fn yanma_on(args: &[&str], paths: &[&Path]) -> Run {
    run_with(command().args(args).args(paths), b"")
}

fn records(run: &Run) -> Vec<Value> {
    run.out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn texts(record: &Value, field: &str) -> Vec<String> {
    let values = record[field].as_array().unwrap();
    values
        .iter()
        .map(|value| value.as_str().unwrap().to_owned())
        .collect()
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A code with its margin on a white picture, four pixels a module, its top left corner at a place.
fn code_at(text: &str, left: u32, top: u32, width: u32, height: u32) -> GrayImage {
    let code = QrCode::new(text).unwrap();
    let modules = code.width() as u32;
    let mut picture = GrayImage::from_pixel(width, height, Luma([255]));
    for (at, color) in (0..).zip(code.to_colors()) {
        if color == Color::Dark {
            for (dx, dy) in (0..16).map(|i| (i % 4, i / 4)) {
                picture.put_pixel(
                    left + at % modules * 4 + dx,
                    top + at / modules * 4 + dy,
                    Luma([0]),
                );
            }
        }
    }
    picture
}

fn code(text: &str) -> GrayImage {
    code_at(text, 20, 20, 200, 200)
}

/// Writes a picture with a code; the ending of the name says how.
fn write_code(path: &Path, text: &str) -> PathBuf {
    code(text).save(path).unwrap();
    path.to_owned()
}

fn write(path: PathBuf, bytes: &[u8]) -> PathBuf {
    fs::write(&path, bytes).unwrap();
    path
}

fn png_bytes(text: &str) -> Vec<u8> {
    let folder = folder();
    fs::read(write_code(&folder.path().join("a.png"), text)).unwrap()
}

fn jpeg_bytes(picture: &GrayImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 95)
        .encode_image(picture)
        .unwrap();
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 * (crc & 1))
        })
    })
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [name.as_slice(), data].concat();
    let len = u32::try_from(data.len()).unwrap();
    [
        &len.to_be_bytes(),
        body.as_slice(),
        &crc32(&body).to_be_bytes(),
    ]
    .concat()
}

/// Bits of a deflate stream, lowest first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    /// Huffman codes come with their highest bit first.
    fn code(&mut self, code: u32, len: u32) {
        for at in (0..len).rev() {
            if self.used == 0 {
                self.bytes.push(0);
            }
            *self.bytes.last_mut().unwrap() |= ((code >> at & 1) as u8) << self.used;
            self.used = (self.used + 1) % 8;
        }
    }
}

/// A valid black PNG of one bit a pixel, without ever holding its pixels: one deflate block (RFC 1951 §3.2.6) with a
/// zero and then copies of it.
fn black_png(width: u32, height: u32) -> Vec<u8> {
    let len = (u64::from(width).div_ceil(8) + 1) * u64::from(height);
    let mut bits = Bits::default();
    bits.code(0b110, 3); // the last block; fixed codes, written lowest bit first
    let zero = |bits: &mut Bits| bits.code(0x30, 8);
    if len > 0 {
        zero(&mut bits);
        for _ in 0..(len - 1) / 258 {
            bits.code(0b1100_0101, 8); // length 258
            bits.code(0, 5); // distance 1
        }
        for _ in 0..(len - 1) % 258 {
            zero(&mut bits);
        }
    }
    bits.code(0, 7); // the end of the block
    let adler = (u32::try_from(len % 65_521).unwrap() << 16) | 1;
    let idat = [&[0x78, 0x01], bits.bytes.as_slice(), &adler.to_be_bytes()].concat();
    let ihdr = [
        &width.to_be_bytes()[..],
        &height.to_be_bytes(),
        &[1, 0, 0, 0, 0],
    ]
    .concat();
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &ihdr),
        chunk(b"IDAT", &idat),
        chunk(b"IEND", b""),
    ]
    .concat()
}

fn hall_entry(host: &str) -> String {
    format!(
        "[[entry]]\nhost = \"{host}\"\nname.zh = \"本厅海报\"\nname.en = \"Hall poster\"\nregion = \"CN-45\"\nkind = \"service-hall\"\ngrade = \"B\"\nevidence_note = \"asked at the counter\"\nverified_on = 2026-11-20\nstatus = \"active\"\n"
    )
}

/// What JSON says of the built-in list.
fn list_json() -> String {
    let today = Date {
        year: 2026,
        month: 11,
        day: 23,
    };
    let list = Allowlist::built_in(today).unwrap();
    let info = list.info();
    format!(
        "{{\"serial\":{},\"issued_on\":\"{}\",\"origin\":\"built-in\"}}",
        info.serial.unwrap(),
        info.issued_on.unwrap()
    )
}

/// One unreadable input in both languages: status 2, one record of an error with the words, and a line with a sign.
fn assert_error(path: &Path, chinese: &str, english: &str) {
    for (lang, words) in [("zh", chinese), ("en", english)] {
        let run = yanma_on(&["check", "--json", "--lang", lang], &[path]);
        assert_eq!(run.status, Some(2), "{path:?} {}", run.err);
        let records = records(&run);
        assert_eq!(records.len(), 1, "{path:?}");
        assert_eq!(records[0]["verdict"], "error", "{path:?}");
        let error = records[0]["error"].as_str().unwrap();
        assert!(error.contains(words), "{path:?}: {error}");
        assert!(!run.err.contains("panicked"), "{}", run.err);
    }
    let run = yanma_on(&["check"], &[path]);
    assert_eq!(run.status, Some(2));
    assert!(run.out.starts_with("! 读不了"), "{}", run.out);
    assert!(run.out.contains(chinese), "{}", run.out);
}

#[test]
fn the_exit_status_is_that_of_the_worst_input() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    let safe = write_code(&path("safe.png"), OFFICIAL);
    let other = write_code(&path("other.png"), OTHER);
    let blank = path("blank.png");
    GrayImage::from_pixel(60, 60, Luma([255]))
        .save(&blank)
        .unwrap();
    let missing = path("missing.png");
    let rows: [(&[&Path], i32); 7] = [
        (&[&safe], 0),
        (&[&safe, &safe], 0),
        (&[&other], 1),
        (&[&blank], 1),
        (&[&safe, &other, &blank], 1),
        (&[&missing], 2),
        (&[&other, &missing, &safe], 2),
    ];
    for (paths, status) in rows {
        assert_eq!(
            yanma_on(&["check"], paths).status,
            Some(status),
            "{paths:?}"
        );
        assert_eq!(
            yanma_on(&["check", "--json"], paths).status,
            Some(status),
            "{paths:?}"
        );
    }
}

#[test]
fn one_bad_file_does_not_stop_the_others_and_order_is_that_of_the_arguments() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    let safe = write_code(&path("z.png"), OFFICIAL);
    let broken = write(path("m.png"), b"no picture");
    let other = write_code(&path("a.png"), OTHER);
    let run = yanma_on(
        &["check", "--json"],
        &[&safe, &path("missing"), &broken, &other],
    );
    assert_eq!(run.status, Some(2));
    let verdicts: Vec<String> = records(&run)
        .iter()
        .map(|record| record["verdict"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(verdicts, ["safe", "error", "error", "unsafe"]);
    let run = yanma_on(&["check"], &[&safe, &path("missing"), &broken, &other]);
    let signs: Vec<&str> = run
        .out
        .lines()
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    assert_eq!(signs[..4], ["✔", "!", "!", "✖"]);
    assert_eq!(
        run.out.lines().nth(4).unwrap(),
        "共 4 个：安全 1，不安全 1，没有码 0，读不了 2"
    );
}

#[test]
fn every_kind_of_unreadable_file_has_its_sentence() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    let png = png_bytes(OFFICIAL);
    let jpeg = jpeg_bytes(&code(OFFICIAL));
    let damaged = ("图片不完整或已损坏", "incomplete or damaged");
    let no_picture = ("这不是图片", "this is not a picture");
    let rows: Vec<(PathBuf, (&str, &str))> = vec![
        (
            path("missing.png"),
            ("找不到这个文件", "there is no such file"),
        ),
        (
            write(path("empty.png"), b""),
            ("文件是空的", "the file is empty"),
        ),
        (write(path("half.png"), &png[..png.len() / 2]), damaged),
        (write(path("head.png"), &png[..33]), damaged),
        (write(path("half.jpg"), &jpeg[..jpeg.len() / 2]), damaged),
        (write(path("no-end.jpg"), &jpeg[..jpeg.len() - 2]), damaged),
        (write(path("narrow.png"), &black_png(0, 5)), damaged),
        (write(path("text.png"), "请扫码\n".as_bytes()), no_picture),
        (write(path("zip.jpg"), b"PK\x03\x04abcd"), no_picture),
        (
            write(path("a.heic"), b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
            ("HEIC", "HEIC"),
        ),
        (
            write(path("b.jpg"), b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"),
            ("另存为 JPEG 或 PNG", "save it as JPEG or PNG"),
        ),
        (
            write(path("a.avif"), b"\0\0\0\x18ftypavif\0\0\0\0avifmif1"),
            ("AVIF", "AVIF"),
        ),
        (write(path("a.pdf"), b"%PDF-1.7\n"), ("PDF", "PDF")),
        (
            write(
                path("a.svg"),
                b"<?xml version=\"1.0\"?>\n<svg xmlns=\"x\"/>",
            ),
            ("SVG", "SVG"),
        ),
        (
            write(path("bomb.png"), &black_png(30_000, 30_000)),
            ("图片太大（30000×30000", "too large (30000×30000"),
        ),
    ];
    for (path, (chinese, english)) in &rows {
        assert_error(path, chinese, english);
    }
}

#[test]
fn a_picture_of_one_pixel_or_all_black_is_a_picture_without_a_code() {
    let folder = folder();
    // The same maker as for the bomb, so the bomb is a real picture too.
    for side in [1, 2, 300] {
        let path = write(
            folder.path().join(format!("{side}.png")),
            &black_png(side, side),
        );
        let decoded = image::open(&path).unwrap();
        assert_eq!((decoded.width(), decoded.height()), (side, side));
        let run = yanma_on(&["check", "--json"], &[&path]);
        assert_eq!(run.status, Some(1), "{}", run.out);
        assert_eq!(records(&run)[0]["verdict"], "no-code");
        assert_eq!(texts(&records(&run)[0], "reasons"), ["no-code"]);
    }
}

#[test]
fn a_file_of_more_than_64_mib_is_refused() {
    let folder = folder();
    let path = folder.path().join("large.png");
    let file = File::create(&path).unwrap();
    file.set_len((64 << 20) + 1).unwrap();
    assert_error(&path, "文件超过 64 MiB", "larger than 64 MiB");
}

#[test]
fn a_folder_without_pictures_is_an_error() {
    let folder = folder();
    assert_error(
        folder.path(),
        "文件夹里没有图片",
        "there are no pictures in this folder",
    );
    write(folder.path().join("notes.txt"), b"x");
    assert_error(
        folder.path(),
        "文件夹里没有图片",
        "there are no pictures in this folder",
    );
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_refused_at_once() {
    let folder = folder();
    let fifo = folder.path().join("fifo.png");
    assert!(
        Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .unwrap()
            .success()
    );
    let words = ("这不是普通文件", "this is not a regular file");
    assert_error(&fifo, words.0, words.1);
    assert_error(Path::new("/dev/null"), words.0, words.1);
    // In a folder they are passed over and counted.
    write_code(&folder.path().join("a.png"), OFFICIAL);
    let run = yanma_on(&["check"], &[folder.path()]);
    assert_eq!(run.status, Some(0), "{}", run.out);
    assert!(run.err.contains("另有 1 个"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_an_error_unless_the_system_lets_us() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let path = write_code(&folder.path().join("closed.png"), OFFICIAL);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if File::open(&path).is_ok() {
        // Only the superuser gets here: then the picture is judged like any other.
        assert_eq!(yanma_on(&["check"], &[&path]).status, Some(0));
    } else {
        assert_error(&path, "没有权限", "may not be read");
    }
    // A file as a folder fails for everybody.
    assert_error(&path.join("a.png"), "读不出来", "cannot be read");
}

#[cfg(unix)]
#[test]
fn a_path_that_is_no_utf_8_is_read_and_shown_as_well_as_possible() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = folder();
    let path = folder.path().join(OsStr::from_bytes(b"\xff\xb0.png"));
    fs::write(&path, png_bytes(OFFICIAL)).unwrap();
    let run = yanma_on(&["check", "--json"], &[&path]);
    assert_eq!(run.status, Some(0));
    let source = records(&run)[0]["source"].as_str().unwrap().to_owned();
    assert!(source.ends_with("\u{FFFD}\u{FFFD}.png"), "{source}");
    assert_eq!(yanma_on(&["check"], &[folder.path()]).status, Some(0));
}

#[cfg(unix)]
#[test]
fn what_cannot_be_seen_in_a_path_or_text_is_written_out() {
    let folder = folder();
    let path = folder.path().join("a\u{1b}[31m\u{202e}\u{200b}\n.png");
    fs::write(&path, png_bytes(OFFICIAL)).unwrap();
    let run = yanma_on(&["check", "-v"], &[&path]);
    assert_eq!(run.status, Some(0));
    assert!(
        run.out.contains("a\\u{1b}[31m\\u{202e}\\u{200b}\\u{a}.png"),
        "{}",
        run.out
    );
    assert!(!run.out.contains(['\u{1b}', '\u{202e}', '\u{200b}']));
    let run = yanma(&[
        "check",
        "-v",
        "--text",
        "https://fuwu.nhsa.gov.cn/\u{202e}\u{1b}[2J",
    ]);
    assert_eq!(run.status, Some(1));
    assert!(run.out.contains("\\u{202e}\\u{1b}[2J"), "{}", run.out);
    assert!(!run.out.contains(['\u{1b}', '\u{202e}']));
    let run = yanma_on(&["check"], &[Path::new("missing\u{1b}]0;x\u{7}.png")]);
    assert!(!format!("{}{}", run.out, run.err).contains(['\u{1b}', '\u{7}']));
}

#[test]
fn a_folder_is_sorted_by_the_bytes_of_paths() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("a")).unwrap();
    let names = ["B.PNG", "a.b.jpeg", "a.png", "a/z.png", "b.png", "医.png"];
    for name in names.iter().rev() {
        let format = if name.ends_with("jpeg") {
            image::ImageFormat::Jpeg
        } else {
            image::ImageFormat::Png
        };
        code(OFFICIAL).save_with_format(path(name), format).unwrap();
    }
    write(path("readme.txt"), b"x");
    write(path("png"), b"x");
    let run = yanma_on(&["check", "--json"], &[folder.path()]);
    assert_eq!(run.status, Some(0), "{}", run.out);
    let sources: Vec<PathBuf> = records(&run)
        .iter()
        .map(|record| PathBuf::from(record["source"].as_str().unwrap()))
        .collect();
    assert_eq!(sources, names.map(path));
    assert!(run.err.contains("另有 2 个"), "{}", run.err);
    let run = yanma_on(&["check", "--lang", "en"], &[folder.path()]);
    assert!(run.err.contains("2 other files"), "{}", run.err);
    assert!(
        run.out
            .ends_with("6 in all: 6 safe, 0 unsafe, 0 without a code, 0 not readable\n"),
        "{}",
        run.out
    );
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_not_followed() {
    use std::os::unix::fs::symlink;
    let outside = folder();
    write_code(&outside.path().join("other.png"), OTHER);
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    write_code(&path("a.png"), OFFICIAL);
    symlink(outside.path().join("other.png"), path("b.png")).unwrap();
    symlink(outside.path(), path("c")).unwrap();
    symlink(folder.path(), path("loop")).unwrap();
    let run = yanma_on(&["check", "--json"], &[folder.path()]);
    assert_eq!(run.status, Some(0), "{}", run.out);
    assert_eq!(records(&run).len(), 1);
    assert!(run.err.contains("另有 3 个"), "{}", run.err);
    // Named, a link is looked at like its target.
    assert_eq!(yanma_on(&["check"], &[&path("b.png")]).status, Some(1));
}

#[test]
fn named_files_are_known_by_their_content() {
    let folder = folder();
    let path = write(folder.path().join("photo.txt"), &png_bytes(OFFICIAL));
    assert_eq!(yanma_on(&["check"], &[&path]).status, Some(0));
    let path = write(folder.path().join("photo.gif"), &jpeg_bytes(&code(OTHER)));
    assert_eq!(yanma_on(&["check"], &[&path]).status, Some(1));
}

#[test]
fn a_picture_comes_from_standard_input() {
    let run = run_with(
        command().args(["check", "--json", "-"]),
        &png_bytes(OFFICIAL),
    );
    assert_eq!(run.status, Some(0));
    assert_eq!(records(&run)[0]["source"], "-");
    let run = run_with(command().args(["check", "--json", "-"]), b"");
    assert_eq!(run.status, Some(2));
    assert_eq!(records(&run)[0]["verdict"], "error");
    let run = run_with(
        command().args(["check", "--json", "-"]),
        &black_png(30_000, 30_000),
    );
    assert_eq!(run.status, Some(2));
    assert!(
        records(&run)[0]["error"]
            .as_str()
            .unwrap()
            .contains("30000×30000")
    );
}

#[test]
fn a_jpeg_is_turned_as_its_exif_says() {
    // Orientation 6: the first row is the right side. A point (x, y) of 600 × 200 is shown at (199 − y, x).
    let jpeg = jpeg_bytes(&code_at(OFFICIAL, 450, 30, 600, 200));
    let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let len = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let turned = [&jpeg[..2], &[0xFF, 0xE1], &len, exif, &jpeg[2..]].concat();
    let folder = folder();
    let corners = |bytes: &[u8]| -> Vec<(f64, f64)> {
        let path = write(folder.path().join("a.jpg"), bytes);
        let run = yanma_on(&["check", "--json"], &[&path]);
        assert_eq!(run.status, Some(0), "{}", run.out);
        let corners = records(&run)[0]["symbols"][0]["corners"].clone();
        let corner = |c: &Value| (c[0].as_f64().unwrap(), c[1].as_f64().unwrap());
        corners.as_array().unwrap().iter().map(corner).collect()
    };
    // 25 or more modules of 4 pixels, from (450, 30).
    assert!(
        corners(&jpeg)
            .iter()
            .all(|(x, y)| *x > 440.0 && *y > 20.0 && *y < 180.0)
    );
    assert!(
        corners(&turned)
            .iter()
            .all(|(x, y)| *y > 440.0 && *x < 180.0)
    );
}

#[test]
fn texts_are_judged_in_the_order_of_the_arguments() {
    let run = yanma(&["check", "--text", "--json", OFFICIAL, OTHER, ""]);
    assert_eq!(run.status, Some(1));
    let got: Vec<(String, String)> = records(&run)
        .iter()
        .map(|r| {
            (
                r["source"].as_str().unwrap().to_owned(),
                r["verdict"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    let want = [
        ("text:1", "safe"),
        ("text:2", "unsafe"),
        ("text:3", "unsafe"),
    ];
    assert_eq!(
        got,
        want.map(|(source, verdict)| (source.to_owned(), verdict.to_owned()))
    );
    assert_eq!(texts(&records(&run)[2], "reasons"), ["empty"]);
    assert_eq!(yanma(&["check", "--text", OFFICIAL]).status, Some(0));
    // A dash is a text here, and a text may look like an option behind `--`.
    assert_eq!(yanma(&["check", "--text", "-"]).status, Some(1));
    assert_eq!(yanma(&["check", "--text", "--", "--json"]).status, Some(1));
}

#[test]
fn texts_come_a_line_each_from_standard_input_with_either_line_end() {
    let input = format!("{OFFICIAL}\r\n{OTHER}\n\n{OFFICIAL} \r\n{OFFICIAL}");
    let run = run_with(
        command().args(["check", "--text", "--json"]),
        input.as_bytes(),
    );
    assert_eq!(run.status, Some(1));
    let records = records(&run);
    let sources: Vec<&str> = records
        .iter()
        .map(|r| r["source"].as_str().unwrap())
        .collect();
    assert_eq!(sources, ["line:1", "line:2", "line:3", "line:4", "line:5"]);
    let verdicts: Vec<&str> = records
        .iter()
        .map(|r| r["verdict"].as_str().unwrap())
        .collect();
    assert_eq!(verdicts, ["safe", "unsafe", "unsafe", "safe", "safe"]);
    assert_eq!(records[2]["reasons"][0], "empty");
    // Only the line end goes; the rest is the text.
    assert_eq!(records[3]["symbols"][0]["text"], format!("{OFFICIAL} "));
    let nothing = run_with(command().args(["check", "--text"]), b"");
    assert_eq!(nothing.status, Some(2));
}

#[test]
fn payloads_are_json_strings_or_hexadecimal_and_a_bad_line_is_an_error_in_its_place() {
    let hex: String = OFFICIAL.bytes().map(|byte| format!("{byte:02x}")).collect();
    let input = [
        format!("\"{OFFICIAL}\""),
        format!("{{\"hex\":\"{hex}\"}}"),
        format!("{{\"hex\": \"{}\"}}\r", hex.to_uppercase()),
        OFFICIAL.to_owned(),
        "{\"hex\":\"0\"}".to_owned(),
        "{\"hex\":\"zz\"}".to_owned(),
        "{\"hex\":\"+1\"}".to_owned(),
        "{\"hex\":\"00\",\"x\":1}".to_owned(),
        "7".to_owned(),
        String::new(),
        "\"\\u202ehttps:\\/\\/fuwu.nhsa.gov.cn\\/\"".to_owned(),
        "\"https:\\/\\/fuwu.nhsa.gov.cn\\/\\n\"".to_owned(),
        "{\"hex\":\"ff\"}".to_owned(),
        "\"\"".to_owned(),
    ]
    .join("\n");
    let folder = folder();
    let path = write(folder.path().join("payloads.jsonl"), input.as_bytes());
    let want = [
        "safe",
        "safe",
        "safe",
        "error",
        "error",
        "error",
        "error",
        "error",
        "error",
        "error",
        "hidden-characters",
        "safe",
        "binary",
        "empty",
    ];
    let check = |run: &Run| {
        assert_eq!(run.status, Some(2));
        let got: Vec<String> = records(run)
            .iter()
            .map(|r| {
                r["reasons"]
                    .get(0)
                    .unwrap_or(&r["verdict"])
                    .as_str()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        assert_eq!(got, want);
        for (record, number) in records(run).iter().zip(1..) {
            assert_eq!(record["source"], format!("line:{number}"));
        }
        let error = records(run)[3]["error"].as_str().unwrap().to_owned();
        assert!(error.contains("JSON") && !error.contains("fuwu"), "{error}");
    };
    check(&run_with(
        command().args(["check", "--json", "--payloads"]).arg(&path),
        b"",
    ));
    check(&run_with(
        command().args(["check", "--json", "--payloads", "-"]),
        input.as_bytes(),
    ));
    let missing = yanma_on(
        &["check", "--json", "--payloads"],
        &[&folder.path().join("missing")],
    );
    assert_eq!(missing.status, Some(2));
    assert!(
        missing.err.contains("找不到这个文件") && missing.err.contains("missing"),
        "{}",
        missing.err
    );
}

#[test]
fn a_line_of_more_than_a_mebibyte_is_an_error_and_the_next_one_is_judged() {
    let long = "a".repeat((1 << 20) + 10);
    let input = format!("{OFFICIAL}\n{long}\n{OFFICIAL}\n{long}");
    let run = run_with(
        command().args(["check", "--text", "--json"]),
        input.as_bytes(),
    );
    assert_eq!(run.status, Some(2));
    let verdicts: Vec<String> = records(&run)
        .iter()
        .map(|r| r["verdict"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(verdicts, ["safe", "error", "safe", "error"]);
}

#[test]
fn pictures_beside_payloads_are_never_passed_over_in_silence() {
    let folder = folder();
    let payloads = write(
        folder.path().join("p.jsonl"),
        format!("\"{OFFICIAL}\"\n").as_bytes(),
    );
    let picture = write_code(&folder.path().join("other.png"), OTHER);
    let run = run_with(
        command()
            .args(["check", "--payloads"])
            .arg(&payloads)
            .arg(&picture),
        b"",
    );
    assert_ne!(run.status, Some(0), "{}", run.out);
}

#[test]
fn the_json_of_texts_is_exactly_this() {
    let list = list_json();
    let rows = [
        (
            OFFICIAL,
            "\"verdict\":\"safe\",\"reasons\":[],\"symbols\":[{\"verdict\":\"safe\",\"reasons\":[],\"kind\":\"link\",\"text\":\"https://fuwu.nhsa.gov.cn/\",\"host\":\"fuwu.nhsa.gov.cn\",\"registrable_domain\":\"nhsa.gov.cn\",\"entry\":\"fuwu.nhsa.gov.cn\",\"poster\":null,\"imitates\":null,\"corners\":null,\"read_by\":[]}]",
        ),
        (
            "https://a.12333.top/?x=\u{1}",
            "\"verdict\":\"unsafe\",\"reasons\":[\"hidden-characters\"],\"symbols\":[{\"verdict\":\"unsafe\",\"reasons\":[\"hidden-characters\"],\"kind\":\"link\",\"text\":\"https://a.12333.top/?x=\\u0001\",\"host\":null,\"registrable_domain\":null,\"entry\":null,\"poster\":null,\"imitates\":null,\"corners\":null,\"read_by\":[]}]",
        ),
        (
            "https://a.12333.top/",
            "\"verdict\":\"unsafe\",\"reasons\":[\"suffix-swap\",\"not-listed\"],\"symbols\":[{\"verdict\":\"unsafe\",\"reasons\":[\"suffix-swap\",\"not-listed\"],\"kind\":\"link\",\"text\":\"https://a.12333.top/\",\"host\":\"a.12333.top\",\"registrable_domain\":\"12333.top\",\"entry\":null,\"poster\":null,\"imitates\":\"si.12333.gov.cn\",\"corners\":null,\"read_by\":[]}]",
        ),
        (
            "4240123456789012345601450123",
            "\"verdict\":\"unsafe\",\"reasons\":[\"credential\"],\"symbols\":[{\"verdict\":\"unsafe\",\"reasons\":[\"credential\"],\"kind\":\"credential\",\"text\":null,\"host\":null,\"registrable_domain\":null,\"entry\":null,\"poster\":null,\"imitates\":null,\"corners\":null,\"read_by\":[]}]",
        ),
    ];
    for (text, middle) in rows {
        let run = yanma(&["check", "--text", "--json", text]);
        let want = format!(
            "{{\"source\":\"text:1\",{middle},\"list\":{list},\"error\":null,\"millis\":null}}\n"
        );
        assert_eq!(run.out, want);
        assert_eq!(run.err, "");
    }
}

#[test]
fn the_json_of_pictures_is_exactly_this_but_for_places_and_time() {
    let folder = folder();
    let list = list_json();
    let path = |name: &str| folder.path().join(name);
    let quoted = |path: &Path| serde_json::to_string(&path.to_string_lossy()).unwrap();
    // Numbers of places and milliseconds become N.
    let line = |path: &Path| -> String {
        let run = yanma_on(&["check", "--json"], &[path]);
        assert_eq!(run.out.lines().count(), 1);
        let out = run.out.trim_end().to_owned();
        let (head, millis) = out.rsplit_once("\"millis\":").unwrap();
        let millis = millis.strip_suffix('}').unwrap();
        assert!(
            millis == "null" || millis.parse::<u64>().is_ok(),
            "{millis}"
        );
        match (head.find("\"corners\":[["), head.find("]],\"read_by\"")) {
            (Some(start), Some(end)) => {
                let corners: Vec<[f64; 2]> =
                    serde_json::from_str(&head[start + 10..end + 2]).unwrap();
                assert_eq!(corners.len(), 4);
                format!("{}\"corners\":N{}", &head[..start], &head[end + 2..])
            }
            _ => head.to_owned(),
        }
    };
    let safe = write_code(&path("safe.png"), OFFICIAL);
    let want = format!(
        "{{\"source\":{},\"verdict\":\"safe\",\"reasons\":[],\"symbols\":[{{\"verdict\":\"safe\",\"reasons\":[],\"kind\":\"link\",\"text\":\"{OFFICIAL}\",\"host\":\"fuwu.nhsa.gov.cn\",\"registrable_domain\":\"nhsa.gov.cn\",\"entry\":\"fuwu.nhsa.gov.cn\",\"poster\":null,\"imitates\":null,\"corners\":N,\"read_by\":[\"rqrr\",\"rxing\"]}}],\"list\":{list},\"error\":null,",
        quoted(&safe)
    );
    assert_eq!(line(&safe), want);
    let private = write_code(&path("private.png"), "4240123456789012345601450123");
    let want = format!(
        "{{\"source\":{},\"verdict\":\"unsafe\",\"reasons\":[\"credential\"],\"symbols\":[{{\"verdict\":\"unsafe\",\"reasons\":[\"credential\"],\"kind\":\"credential\",\"text\":null,\"host\":null,\"registrable_domain\":null,\"entry\":null,\"poster\":null,\"imitates\":null,\"corners\":N,\"read_by\":[\"rqrr\",\"rxing\"]}}],\"list\":{list},\"error\":null,",
        quoted(&private)
    );
    assert_eq!(line(&private), want);
    let blank = path("blank.png");
    GrayImage::from_pixel(60, 60, Luma([255]))
        .save(&blank)
        .unwrap();
    let want = format!(
        "{{\"source\":{},\"verdict\":\"no-code\",\"reasons\":[\"no-code\"],\"symbols\":[],\"list\":{list},\"error\":null,",
        quoted(&blank)
    );
    assert_eq!(line(&blank), want);
    let missing = path("missing.png");
    let want = format!(
        "{{\"source\":{},\"verdict\":\"error\",\"reasons\":[],\"symbols\":[],\"list\":{list},\"error\":\"找不到这个文件；请看看名字写对没有\",",
        quoted(&missing)
    );
    assert_eq!(line(&missing), want);
}

#[test]
fn nothing_private_is_printed_in_any_form() {
    let secret = "4240123456789012345601450123";
    for args in [
        vec!["check", "-v", "--text", secret],
        vec!["check", "--text", "--lang", "en", "-v", secret],
    ] {
        let run = yanma(&args);
        assert_eq!(run.status, Some(1));
        assert!(
            !run.out.contains("42401234") && !run.err.contains("42401234"),
            "{}",
            run.out
        );
    }
    let run = run_with(
        command().args(["check", "--payloads", "-"]),
        format!("{secret}x\n").as_bytes(),
    );
    assert_eq!(run.status, Some(2));
    assert!(!run.out.contains("42401234") && !run.err.contains("42401234"));
}

#[test]
fn the_same_input_gives_the_same_output() {
    let texts = [
        "check",
        "--text",
        "--json",
        OFFICIAL,
        OTHER,
        "https://12333.top/",
        "wxp://f2f0",
    ];
    assert_eq!(yanma(&texts).out, yanma(&texts).out);
    let folder = folder();
    for (name, text) in [("a.png", OFFICIAL), ("b.png", OTHER), ("c.jpg", "医保")] {
        write_code(&folder.path().join(name), text);
    }
    let runs = [(); 2].map(|()| yanma_on(&["check", "-v"], &[folder.path()]));
    assert_eq!(runs[0].out, runs[1].out);
    assert_eq!(runs[0].status, runs[1].status);
}

#[test]
fn without_a_terminal_there_are_no_escape_codes() {
    let folder = folder();
    for at in 0..9 {
        write_code(&folder.path().join(format!("{at}.png")), OFFICIAL);
    }
    let folder_path = folder.path().to_string_lossy().into_owned();
    let runs = [
        yanma(&["check", "--text", OFFICIAL, OTHER]),
        yanma(&["check", "-v", &folder_path]),
        yanma(&["check", "missing.png"]),
        yanma(&["check", "--what"]),
        yanma(&["--help"]),
        yanma(&["allowlist", "list"]),
    ];
    for run in runs {
        assert!(
            !run.out.contains('\u{1b}') && !run.err.contains('\u{1b}'),
            "{}{}",
            run.out,
            run.err
        );
    }
}

#[test]
fn sign_and_verdict_stand_first_in_the_language_asked_for() {
    let rows = [
        ("zh", OFFICIAL, "✔ 安全"),
        ("zh", OTHER, "✖ 不安全"),
        ("en", OFFICIAL, "✔ safe"),
        ("en", OTHER, "✖ unsafe"),
    ];
    for (lang, text, start) in rows {
        let run = yanma(&["check", "--lang", lang, "--text", text]);
        assert!(run.out.starts_with(start), "{}", run.out);
        let before = yanma(&["--lang", lang, "check", "--text", text]);
        assert_eq!(run.out, before.out);
    }
    assert!(
        yanma(&["check", "--text", OTHER])
            .out
            .starts_with("✖ 不安全")
    );
    let details = yanma(&["check", "-v", "--text", OFFICIAL]).out;
    assert!(details.contains("没查旁边的人"), "{details}");
    let details = yanma(&["check", "-v", "--text", OTHER]).out;
    assert!(
        details.contains("[not-listed]") && details.contains("96110"),
        "{details}"
    );
}

#[test]
fn a_hall_adds_its_own_host_and_confirms_one() {
    let folder = folder();
    let list = hall_entry("poster.example.cn") + &hall_entry("ybj.nanning.gov.cn");
    write(folder.path().join("hall.toml"), list.as_bytes());
    let hall = folder.path().to_string_lossy().into_owned();
    for host in ["poster.example.cn", "ybj.nanning.gov.cn"] {
        let link = format!("https://{host}/");
        assert_eq!(yanma(&["check", "--text", &link]).status, Some(1), "{host}");
        let run = yanma(&["check", "--allowlist", &hall, "--text", &link]);
        assert_eq!(run.status, Some(0), "{host} {}", run.err);
        assert!(run.out.contains("本厅名单"), "{}", run.out);
        let run = yanma(&["check", "--allowlist", &hall, "--json", "--text", &link]);
        assert_eq!(records(&run)[0]["list"]["origin"], "built-in+hall");
        assert_eq!(records(&run)[0]["symbols"][0]["entry"], host);
        let run = yanma(&[
            "check",
            "--allowlist-only",
            &hall,
            "--json",
            "--text",
            &link,
            OFFICIAL,
        ]);
        assert_eq!(run.status, Some(1));
        assert_eq!(records(&run)[0]["verdict"], "safe");
        assert_eq!(texts(&records(&run)[1], "reasons"), ["not-listed"]);
        assert_eq!(
            records(&run)[0]["list"].to_string(),
            "{\"issued_on\":null,\"origin\":\"hall\",\"serial\":null}"
        );
    }
    let run = yanma(&["check", "--allowlist", &hall, "--text", OFFICIAL]);
    assert_eq!(run.status, Some(0));
    assert!(!run.out.contains("本厅名单"), "{}", run.out);
    let both = yanma(&[
        "check",
        "--allowlist",
        &hall,
        "--allowlist-only",
        &hall,
        "--text",
        OFFICIAL,
    ]);
    assert_eq!(both.status, Some(2));
}

#[test]
fn with_an_empty_list_nothing_is_safe() {
    let folder = folder();
    write(folder.path().join("notes.txt"), b"no list");
    let empty = folder.path().to_string_lossy().into_owned();
    let run = yanma(&[
        "check",
        "--allowlist-only",
        &empty,
        "--json",
        "--text",
        OFFICIAL,
    ]);
    assert_eq!(run.status, Some(1), "{}", run.err);
    assert_eq!(texts(&records(&run)[0], "reasons"), ["list-empty"]);
    let picture = write_code(&folder.path().join("a.png"), OFFICIAL);
    assert_eq!(
        yanma_on(&["check", "--allowlist-only", &empty], &[&picture]).status,
        Some(1)
    );
}

#[test]
fn with_a_broken_list_nothing_is_judged_and_file_line_and_field_are_named() {
    let folder = folder();
    let broken = hall_entry("poster.example.cn").replace("grade = \"B\"", "grade = \"D\"");
    let text = format!("# poster\n{broken}");
    write(folder.path().join("hall.toml"), text.as_bytes());
    let hall = folder.path().to_string_lossy().into_owned();
    let line = 1 + text
        .lines()
        .position(|line| line.starts_with("grade"))
        .unwrap();
    for option in ["--allowlist", "--allowlist-only"] {
        for (lang, words) in [
            ("zh", "grade 是 D 就不能 active"),
            ("en", "grade D cannot be active"),
        ] {
            let run = yanma(&[
                "check", "--lang", lang, option, &hall, "--json", "--text", OFFICIAL,
            ]);
            assert_eq!((run.status, run.out.as_str()), (Some(2), ""));
            for part in [
                format!("hall.toml:{line}"),
                " grade:".to_owned(),
                words.to_owned(),
            ] {
                assert!(run.err.contains(&part), "{part} in {}", run.err);
            }
        }
    }
    write(folder.path().join("hall.toml"), b"[[entry]\n");
    let run = yanma(&["check", "--allowlist", &hall, "--text", OFFICIAL]);
    assert_eq!((run.status, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("hall.toml:1"), "{}", run.err);
    write(folder.path().join("hall.toml"), b"# \xff\n");
    let run = yanma(&["check", "--allowlist", &hall, "--text", OFFICIAL]);
    assert_eq!((run.status, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("hall.toml"), "{}", run.err);
    let missing = yanma(&[
        "check",
        "--allowlist",
        &format!("{hall}/missing"),
        "--text",
        OFFICIAL,
    ]);
    assert_eq!((missing.status, missing.out.as_str()), (Some(2), ""));
    assert!(missing.err.contains("名单读不出来"), "{}", missing.err);
}

#[test]
fn what_is_not_understood_is_said_in_the_language_asked_for_with_what_to_do() {
    // Arguments, what is said of them in Chinese and in English, where more is told.
    let rows: [(&[&str], &str, &str, &str); 13] = [
        (
            &["check", "--what", "a.png"],
            "没有 --what 这个选项",
            "there is no option --what here",
            "yanma check --help",
        ),
        (
            &["check", "--jsno", "a.png"],
            "没有 --jsno 这个选项；您要的可能是 --json",
            "there is no option --jsno here; perhaps you want --json",
            "yanma check --help",
        ),
        (
            &["--json", "a.png"],
            "您要的可能是 yanma check --json",
            "perhaps you want yanma check --json",
            "yanma --help",
        ),
        (
            &["chek"],
            "没有 chek 这个命令，也没有叫这个名字的文件；您要的可能是 yanma check",
            "chek is neither a command nor a file that is there; perhaps you want yanma check",
            "yanma --help",
        ),
        (
            &["what"],
            "没有 what 这个命令",
            "what is neither a command nor a file that is there",
            "yanma --help",
        ),
        (
            &["allowlist", "lsit"],
            "您要的可能是 yanma allowlist list",
            "perhaps you want yanma allowlist list",
            "yanma allowlist --help",
        ),
        (
            &["check", "--lang", "fr", "a.png"],
            "“fr”；可以写：zh, en",
            "\"fr\"; it can be: zh, en",
            "yanma check --help",
        ),
        (
            &["check", "--effort"],
            "后面还缺一样东西",
            "something is missing behind --effort",
            "yanma check --help",
        ),
        (
            &["check", "--text", "--payloads", "a"],
            "--text 和 --payloads <FILE> 不能一起用",
            "--text and --payloads <FILE> do not go together",
            "yanma check --help",
        ),
        (
            &["check", "--text", "--text", "a"],
            "--text 只能写一次",
            "--text can be given once only",
            "yanma check --help",
        ),
        (
            &["allowlist"],
            "还缺：命令",
            "this is missing: COMMAND",
            "lint",
        ),
        (
            &["allowlist", "show"],
            "还缺：<HOST>",
            "this is missing: <HOST>",
            "yanma allowlist show --help",
        ),
        (
            &["completions", "cmd"],
            "“cmd”；可以写：bash",
            "\"cmd\"; it can be: bash",
            "yanma completions --help",
        ),
    ];
    for (args, chinese, english, more) in rows {
        let run = yanma(args);
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{args:?}");
        assert!(run.err.contains(chinese), "{args:?}: {}", run.err);
        assert!(run.err.contains(more), "{args:?}: {}", run.err);
        // In front: behind the command it is one of its own options.
        let run = yanma(&[&["--lang", "en"], args].concat());
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{args:?}");
        assert!(run.err.contains(english), "{args:?}: {}", run.err);
        assert!(run.err.contains(more), "{args:?}: {}", run.err);
        let is_han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
        let chinese = run.err.lines().filter(|line| line.contains(is_han));
        // The help tells Chinese readers of theirs.
        assert!(chinese.count() <= 1, "{args:?}: {}", run.err);
    }
}

#[test]
fn files_alone_are_checked() {
    let folder = folder();
    let official = write_code(&folder.path().join("a.png"), OFFICIAL);
    let other = write_code(&folder.path().join("b.png"), OTHER);
    assert_eq!(yanma_on(&[], &[&official]).status, Some(0));
    let run = yanma_on(&[], &[&official, &other]);
    let checked = yanma_on(&["check"], &[&official, &other]);
    assert_eq!(
        (run.status, run.out, run.err),
        (Some(1), checked.out, checked.err)
    );
    assert_eq!(yanma_on(&[], &[folder.path()]).status, Some(1));
    assert!(
        yanma_on(&["--lang", "en"], &[&official])
            .out
            .contains(" safe")
    );
    // Not a command, and not mistaken for one.
    let run = yanma_on(&[], &[Path::new("poster.png")]);
    assert_eq!(run.status, Some(2));
    assert!(run.out.contains("读不了"), "{}", run.out);
    // Behind a file, a word is a file.
    let run = yanma_on(&[], &[&official, Path::new("check")]);
    assert_eq!(run.status, Some(2));
    assert_eq!(run.out.matches("找不到").count(), 1, "{}", run.out);
}

#[test]
fn help_is_in_one_language() {
    let is_han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    for args in [
        &["--help"][..],
        &["check", "--help"],
        &["allowlist", "-h"],
        &["allowlist", "show", "--help"],
    ] {
        let run = yanma(args);
        assert_eq!((run.status, run.err.as_str()), (Some(0), ""));
        assert!(run.out.contains("用法："), "{}", run.out);
        for word in [
            "Usage", "Options", "Commands", "possible", "default", "Print", "OPTIONS",
        ] {
            assert!(!run.out.contains(word), "{args:?} {word}: {}", run.out);
        }
        let run = yanma(&[args, &["--lang", "en"]].concat());
        let english = yanma(&[&["--lang", "en"], args].concat());
        assert_eq!((run.status, english.status), (Some(0), Some(0)));
        assert_eq!(run.out, english.out);
        assert!(run.out.contains("Usage:"), "{}", run.out);
        // Of the options, that of the language names both; the last line leads to the other help.
        let chinese = run.out.lines().filter(|line| line.contains(is_han));
        let chinese: Vec<&str> = chinese.filter(|line| !line.contains("中文")).collect();
        assert_eq!(chinese, Vec::<&str>::new(), "{args:?}");
    }
}

#[cfg(feature = "gui")]
#[test]
fn a_kiosk_has_no_options_of_the_desk() {
    let run = yanma(&["kiosk", "--help"]);
    assert_eq!(run.status, Some(0));
    assert!(run.out.contains("--demo"), "{}", run.out);
    assert!(!run.out.contains("--open"), "{}", run.out);
    assert_eq!(yanma(&["kiosk", "--open", "a.png"]).status, Some(2));
}

#[test]
fn with_nothing_to_check_the_status_is_2_and_a_sentence_says_so() {
    let run = yanma(&["check"]);
    assert_eq!((run.status, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("没有要查的东西"), "{}", run.err);
    let run = yanma(&["check", "--lang", "en"]);
    assert!(run.err.contains("nothing to check"), "{}", run.err);
}

/// Elsewhere there is always a display, and the window would open.
#[cfg(all(target_os = "linux", feature = "gui"))]
#[test]
fn without_a_display_the_window_says_so() {
    for arguments in [&[][..], &["kiosk"], &["--demo", "samples"]] {
        let run = run_with(without_display().args(arguments), b"");
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""));
        assert!(run.err.contains("没有显示器"), "{}", run.err);
        assert!(run.err.contains("yanma check"), "{}", run.err);
        assert_eq!(run.err.lines().count(), 1, "{}", run.err);
        assert!(!run.err.contains(".rs"), "{}", run.err);
    }
    let run = run_with(without_display().args(["--lang", "en"]), b"");
    assert!(run.err.contains("no display"), "{}", run.err);
}

/// It is the folder that is wrong, not the display.
#[cfg(all(target_os = "linux", feature = "gui"))]
#[test]
fn a_demo_without_pictures_is_told_as_that() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--demo", &folder.path().to_string_lossy()];
    let run = run_with(without_display().args(arguments), b"");
    assert_eq!((run.status, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("文件夹里没有图片"), "{}", run.err);
    assert!(!run.err.contains("显示器"), "{}", run.err);
}

#[cfg(all(target_os = "linux", feature = "gui"))]
fn without_display() -> Command {
    let mut command = command();
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
        command.env_remove(name);
    }
    command
}

#[cfg(feature = "gui")]
#[test]
fn options_of_the_window_are_not_for_checks() {
    let run = yanma(&["--demo", "samples", "check", "samples"]);
    assert_eq!((run.status, run.out.as_str()), (Some(2), ""));
}

#[test]
fn a_quick_check_is_safe_only_where_a_thorough_one_is() {
    for (sample, status) in [
        ("official/poster-720p.jpg", 0),
        ("tricks/two-codes.png", 1),
        ("lookalike/embedded-with-dots.png", 1),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("samples")
            .join(sample);
        let run = yanma_on(&["check", "--effort", "live"], &[&path]);
        assert_eq!(run.status, Some(status), "{sample}: {}", run.out);
    }
}

#[test]
fn help_and_version_are_no_errors() {
    for args in [["--help"], ["--version"]] {
        let run = yanma(&args);
        assert_eq!((run.status, run.err.as_str()), (Some(0), ""));
        assert!(run.out.contains("yanma") || run.out.contains("Yanma"));
    }
    let run = yanma(&["check", "--help"]);
    for option in [
        "--json",
        "--text",
        "--payloads",
        "--allowlist",
        "--allowlist-only",
        "--effort",
        "--lang",
    ] {
        assert!(run.out.contains(option), "{option}");
    }
}

#[test]
fn a_reader_that_has_gone_ends_the_program_without_a_word() {
    let folder = folder();
    let lines = format!("\"{OFFICIAL}\"\n").repeat(60_000);
    let path = write(folder.path().join("many.jsonl"), lines.as_bytes());
    let mut child = command()
        .args(["check", "--json", "--payloads"])
        .arg(&path)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut first).unwrap();
    drop(out);
    let output = child.wait_with_output().unwrap();
    assert!(first.contains("\"source\":\"line:1\""), "{first}");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn the_list_is_shown_and_linted() {
    let run = yanma(&["allowlist", "list"]);
    assert_eq!(run.status, Some(0));
    assert!(run.out.lines().count() >= 50);
    assert!(
        run.out
            .lines()
            .any(|line| line.starts_with("fuwu.nhsa.gov.cn ") && line.contains(" active "))
    );
    let rows = [
        ("fuwu.nhsa.gov.cn", 0, "国家医保服务平台"),
        ("FUWU.NHSA.GOV.CN", 0, "国家医保服务平台"),
        ("zwfw.nhsa.gov.cn", 0, "这个网址，和它下面的所有网址"),
        ("ybj.nanning.gov.cn", 1, "等当地确认"),
        ("t.cn", 1, "t.cn"),
        ("yb-tongzhi.top", 1, "不在名单上"),
        ("xnhsa.gov.cn", 1, "不在名单上"),
    ];
    for (host, status, words) in rows {
        let run = yanma(&["allowlist", "show", host]);
        assert_eq!(run.status, Some(status), "{host}");
        assert!(run.out.contains(words), "{host}: {}", run.out);
    }
    assert!(
        yanma(&["allowlist", "--lang", "en", "show", "a\u{1b}b"])
            .out
            .contains("not on the list")
    );
    assert_eq!(yanma(&["allowlist", "lint"]).status, Some(0));
}

#[test]
fn lint_tells_every_problem_of_a_halls_list() {
    let folder = folder();
    let hall = folder.path().to_string_lossy().into_owned();
    write(
        folder.path().join("a.toml"),
        hall_entry("poster.example.cn").as_bytes(),
    );
    let lint = |lang: &str| yanma(&["allowlist", "lint", "--lang", lang, &hall]);
    assert_eq!(lint("zh").status, Some(0));
    let bad = hall_entry("gov.cn") + &hall_entry("t.cn");
    write(folder.path().join("b.toml"), bad.as_bytes());
    let run = lint("zh");
    assert_eq!(run.status, Some(1));
    assert_eq!(run.out.lines().count(), 2, "{}", run.out);
    assert!(
        run.out.lines().all(|line| line.contains("b.toml:")),
        "{}",
        run.out
    );
    assert!(run.err.contains("2 个问题"), "{}", run.err);
    assert!(lint("en").err.contains("2 problems"));
    let missing = yanma(&["allowlist", "lint", &format!("{hall}/missing")]);
    assert_eq!(missing.status, Some(2));
    // The other commands want a list that keeps every rule.
    assert_eq!(
        yanma(&["allowlist", "--allowlist", &hall, "list"]).status,
        Some(2)
    );
}

#[test]
fn there_are_completions_and_a_manual_page() {
    for shell in ["bash", "zsh", "fish"] {
        let run = yanma(&["completions", shell]);
        assert_eq!((run.status, run.err.as_str()), (Some(0), ""));
        assert!(
            run.out.contains("yanma") && run.out.contains("allowlist"),
            "{shell}"
        );
    }
    let run = yanma(&["man"]);
    assert_eq!((run.status, run.err.as_str()), (Some(0), ""));
    // Requests of roff begin with a dot; .TH is the title of a page.
    assert!(run.out.starts_with('.'));
    assert!(
        run.out.lines().any(|line| line.starts_with(".TH yanma")),
        "{}",
        run.out
    );
}

/// The pictures in a sheet, in its order.
fn pictures_of(sheet: &str) -> Vec<Vec<u8>> {
    let values = sheet.split("data:image/png;base64,").skip(1);
    values
        .map(|value| {
            BASE64_STANDARD
                .decode(value.split('"').next().unwrap())
                .unwrap()
        })
        .collect()
}

#[test]
fn a_sheet_is_written_beside_the_usual_output() {
    let folder = folder();
    let path = folder.path();
    write_code(&path.join("a.png"), OFFICIAL);
    write_code(&path.join("b.png"), OTHER);
    write_code(&path.join("c.png"), "4301234567890123456789012345"); // somebody's credential
    code("x").save(path.join("<i>.png")).unwrap();
    let html = path.join("sheet.html");
    let inputs = ["a.png", "b.png", "c.png", "<i>.png"].map(|name| path.join(name));
    let inputs = inputs.each_ref().map(PathBuf::as_path);

    let plain = yanma_on(&["check", "--lang", "en"], &inputs);
    let run = yanma_on(
        &["check", "--lang", "en", "--html", html.to_str().unwrap()],
        &inputs,
    );
    assert_eq!(run.status, Some(1), "{}", run.err);
    assert_eq!(run.out, plain.out);
    let sheet = fs::read_to_string(&html).unwrap();
    for part in [
        "4 in all: 1 safe, 3 unsafe",
        "✔ safe",
        "✖ unsafe",
        "fuwu.<b>nhsa.gov.cn</b>",
        "&lt;i&gt;.png",
    ] {
        assert!(sheet.contains(part), "{part}");
    }
    for part in ["<a", "<i>", "<script", "http://", "https://", "43012345"] {
        assert!(!sheet.contains(part), "{part}");
    }
    // The credential has no picture.
    assert_eq!(pictures_of(&sheet).len(), 3);
}

#[test]
fn only_safe_codes_can_be_scanned_from_a_sheet() {
    let folder = folder();
    let safe = write_code(&folder.path().join("a.png"), OFFICIAL);
    let other = write_code(&folder.path().join("b.png"), OTHER);
    let html = folder.path().join("sheet.html");
    yanma_on(
        &["check", "--html", html.to_str().unwrap()],
        &[&safe, &other],
    );
    let pictures = pictures_of(&fs::read_to_string(&html).unwrap());
    let again: Vec<PathBuf> = pictures
        .iter()
        .zip(["1.png", "2.png"])
        .map(|(picture, name)| write(folder.path().join(name), picture))
        .collect();
    let run = yanma_on(&["check", "--json"], &[&again[0], &again[1]]);
    let verdicts: Vec<Value> = records(&run)
        .iter()
        .map(|record| record["verdict"].clone())
        .collect();
    assert_eq!(verdicts, ["safe", "no-code"]);
}

#[test]
fn a_sheet_never_overwrites_a_file() {
    let folder = folder();
    let picture = write_code(&folder.path().join("a.png"), OFFICIAL);
    let html = write(folder.path().join("sheet.html"), b"mine");
    for (lang, word) in [("zh", "不会覆盖"), ("en", "not overwritten")] {
        let args = ["check", "--lang", lang, "--html", html.to_str().unwrap()];
        let run = yanma_on(&args, &[&picture]);
        assert_eq!(run.status, Some(2));
        assert_eq!(run.out, "");
        assert!(
            run.err.contains(word) && run.err.contains("sheet.html"),
            "{}",
            run.err
        );
    }
    assert_eq!(fs::read(&html).unwrap(), b"mine");
}

#[test]
fn a_sheet_without_a_place_is_told_before_the_work() {
    let folder = folder();
    let picture = write_code(&folder.path().join("a.png"), OFFICIAL);
    for place in [
        folder.path().join("no").join("a.html"),
        picture.join("a.html"),
    ] {
        let run = yanma_on(&["check", "--html", place.to_str().unwrap()], &[&picture]);
        assert_eq!(run.status, Some(2));
        assert_eq!(run.out, "");
        assert!(run.err.contains("a.html"), "{}", run.err);
    }
}

#[test]
fn a_sheet_goes_with_json_and_tells_what_could_not_be_read() {
    let folder = folder();
    let safe = write_code(&folder.path().join("a.png"), OFFICIAL);
    let broken = write(folder.path().join("b.png"), b"no picture");
    let html = folder.path().join("sheet.html");
    let args = ["check", "--json", "--html", html.to_str().unwrap()];
    assert_eq!(yanma_on(&args, &[&safe]).status, Some(0));
    fs::remove_file(&html).unwrap();
    let run = yanma_on(&args, &[&safe, &broken]);
    assert_eq!(run.status, Some(2));
    assert_eq!(records(&run).len(), 2);
    let sheet = fs::read_to_string(&html).unwrap();
    assert!(sheet.contains("! 读不了") && sheet.contains("b.png"));
}

#[test]
fn a_sheet_is_for_pictures_only() {
    let folder = folder();
    let html = folder.path().join("sheet.html");
    let run = yanma(&[
        "check",
        "--text",
        "--html",
        html.to_str().unwrap(),
        OFFICIAL,
    ]);
    assert_eq!(run.status, Some(2));
    assert!(!html.exists());
}

/// With a camera or without one: it ends, and says which.
#[cfg(feature = "gui")]
#[test]
fn cameras_are_listed_or_missed_in_words() {
    let run = yanma(&["cameras", "--lang", "en"]);
    match run.status {
        Some(0) => assert!(run.out.contains("works"), "{}", run.out),
        Some(1) if run.out.is_empty() => {
            assert!(run.err.contains("No camera was found: plug"), "{}", run.err);
        }
        Some(1) => assert!(run.err.is_empty(), "{}", run.err),
        other => panic!("{other:?}: {}", run.err),
    }
}

/// The child that films must not outlive whoever started it.
#[cfg(feature = "gui")]
#[test]
fn capture_ends_with_its_standard_input() {
    for arguments in [&["capture"][..], &["capture", "--list"]] {
        let run = yanma(arguments);
        assert!(run.status.is_some(), "it was not killed");
    }
}

#[cfg(all(feature = "gui", target_os = "linux"))]
#[test]
fn a_pin_is_set_and_what_is_none_changes_nothing() {
    let home = TempDir::new().unwrap();
    let set = |pin: &[u8]| {
        let mut command = command();
        command.args(["--lang", "en", "pin"]);
        command.env("XDG_CONFIG_HOME", home.path());
        run_with(&mut command, pin)
    };
    let kept = || fs::read_to_string(home.path().join("yanma/staff.toml"));
    let run = set(b"12345\n");
    assert_eq!(run.status, Some(2));
    assert!(run.err.contains("6 to 12 digits"), "{}", run.err);
    assert!(kept().is_err());
    let run = set(b"271828\n");
    assert_eq!((run.status, run.out.as_str()), (Some(0), ""));
    let first = kept().unwrap();
    assert!(first.contains("$argon2id$") && !first.contains("271828"));
    assert_eq!(set(b"").status, Some(2));
    assert_eq!(kept().unwrap(), first);
    assert!(!run.err.contains("271828"));
}

/// The hall's WeChat account, as a QR code of it reads.
#[cfg(all(feature = "gui", target_os = "linux"))]
const ACCOUNT: &str = "http://weixin.qq.com/r/abcDEF123";

/// A home of its own with a PIN, and what is run in it.
#[cfg(all(feature = "gui", target_os = "linux"))]
struct Hall {
    home: TempDir,
}

#[cfg(all(feature = "gui", target_os = "linux"))]
impl Hall {
    const PIN: &[u8] = b"271828\n";

    fn new() -> Hall {
        let hall = Hall { home: folder() };
        assert_eq!(hall.run(&["pin"], &[], Hall::PIN).status, Some(0));
        hall
    }

    fn run(&self, args: &[&str], paths: &[&Path], input: &[u8]) -> Run {
        let mut command = command();
        command.args(["--lang", "en"]).args(args).args(paths);
        command.env("XDG_CONFIG_HOME", self.home.path());
        run_with(&mut command, input)
    }

    fn add(&self, picture: &Path, name: &str, until: &str, input: &[u8]) -> Run {
        let args = [
            "poster", "add", "--name", name, "--by", "Li", "--until", until,
        ];
        self.run(&args, &[picture], input)
    }

    fn file(&self) -> PathBuf {
        self.home.path().join("yanma/posters.toml")
    }
}

#[cfg(all(feature = "gui", target_os = "linux"))]
#[test]
fn a_poster_is_enrolled_and_it_alone_is_safe_until_it_is_removed() {
    let hall = Hall::new();
    let path = |name: &str| hall.home.path().join(name);
    let account = write_code(&path("account.png"), ACCOUNT);
    let judged = |picture: &Path| {
        let run = hall.run(&["check", "--json"], &[picture], b"");
        records(&run).remove(0)
    };
    let none = hall.run(&["poster", "list"], &[], b"");
    assert_eq!(none.out, "No poster is enrolled\n");
    let before = judged(&account);
    assert_eq!(texts(&before, "reasons"), ["wechat"]);

    // Neither without the PIN, nor under the name of a platform, nor for ever.
    let wrong = hall.add(&account, "Hall", "2027-11-30", b"314159\n");
    assert_eq!(wrong.status, Some(1), "{}", wrong.err);
    assert!(wrong.err.contains("Wrong PIN"), "{}", wrong.err);
    let named = hall.add(&account, "国家医保服务平台", "2027-11-30", Hall::PIN);
    assert!(named.err.contains("official platform"), "{}", named.err);
    let for_ever = hall.add(&account, "Hall", "2029-01-01", Hall::PIN);
    assert!(
        for_ever.err.contains("two years at most"),
        "{}",
        for_ever.err
    );
    assert!(!hall.file().exists());

    let enrolled = hall.add(&account, "本厅公众号", "2027-11-30", Hall::PIN);
    assert_eq!(enrolled.status, Some(0), "{}", enrolled.err);
    assert!(enrolled.out.contains("WeChat official account"));
    let kept = fs::read_to_string(hall.file()).unwrap();
    assert!(!kept.contains("abcDEF123"), "of an account nothing is kept");

    let safe = judged(&account);
    assert_eq!(safe["verdict"], "safe");
    let symbol = &safe["symbols"][0];
    assert_eq!(symbol["entry"], Value::Null);
    let poster = serde_json::json!({ "name": "本厅公众号", "until": "2027-11-30" });
    assert_eq!(symbol["poster"], poster);
    let told = hall.run(&["check", "-v"], &[&account], b"");
    assert!(
        told.out.contains("Poster of this hall: 本厅公众号"),
        "{}",
        told.out
    );
    assert!(!told.out.contains("fficial address"), "{}", told.out);

    // Another code beside it, even the same, and it is what it would be without.
    let two = path("two.png");
    let mut picture = code_at(ACCOUNT, 20, 20, 400, 200);
    image::imageops::replace(&mut picture, &code(ACCOUNT), 200, 0);
    picture.save(&two).unwrap();
    assert_eq!(texts(&judged(&two), "reasons"), ["wechat"]);
    let other = write_code(&path("other.png"), "http://weixin.qq.com/r/abcDEF124");
    assert_eq!(texts(&judged(&other), "reasons"), ["wechat"]);

    let list = hall.run(&["poster", "list"], &[], b"");
    assert!(list.out.starts_with("✔ 2027-11-30"), "{}", list.out);
    assert!(list.out.contains("本厅公众号") && list.out.contains(" Li"));
    // A byte of the file, and there is none.
    fs::write(hall.file(), kept.replace("本厅公众号", "本厅公众郷")).unwrap();
    let damaged = hall.run(&["check", "--json"], &[&account], b"");
    assert_eq!(records(&damaged)[0]["verdict"], "unsafe");
    assert!(damaged.err.contains("damaged"), "{}", damaged.err);
    assert_eq!(hall.run(&["poster", "list"], &[], b"").status, Some(2));
    fs::write(hall.file(), kept).unwrap();

    let gone = hall.run(&["poster", "remove", "nobody"], &[], b"");
    assert_eq!(gone.status, Some(1));
    let removed = hall.run(&["poster", "remove", "本厅公众号"], &[], b"");
    assert_eq!(removed.status, Some(0), "{}", removed.err);
    assert_eq!(judged(&account)["symbols"], before["symbols"]);
}

#[cfg(all(feature = "gui", target_os = "linux"))]
#[test]
fn what_may_be_no_poster_is_refused_with_a_sentence_and_money_asks_for_the_pin_twice() {
    let hall = Hall::new();
    let path = |name: &str| hall.home.path().join(name);
    let mut two = code_at(ACCOUNT, 20, 20, 400, 200);
    image::imageops::replace(&mut two, &code("mp://abcdEFG123"), 200, 0);
    two.save(path("two.png")).unwrap();
    let blank = GrayImage::from_pixel(60, 60, Luma([255]));
    blank.save(path("blank.png")).unwrap();
    for (name, payload, words) in [
        ("two.png", None, "several codes"),
        ("blank.png", None, "no QR code"),
        ("official.png", Some(OFFICIAL), "official list"),
        (
            "friend.png",
            Some("https://u.wechat.com/abcDEF"),
            "no friends",
        ),
        (
            "short.png",
            Some("https://t.cn/A6abc"),
            "Such a code cannot",
        ),
        ("person.png", Some("wxp://f2f0abc"), "something of a person"),
    ] {
        let picture = path(name);
        if let Some(payload) = payload {
            write_code(&picture, payload);
        }
        let run = hall.add(&picture, "Hall", "2027-11-30", Hall::PIN);
        assert_eq!((run.status, run.out.as_str()), (Some(1), ""), "{name}");
        assert!(run.err.contains(words), "{name}: {}", run.err);
    }
    let pays = path("pays.png");
    let payload = "00020101021126260016A00000000000000152045411530315654041.005802CN5906YIYAO 6006GUILIN6304C9BA";
    code_at(payload, 20, 20, 300, 300).save(&pays).unwrap();
    let once = hall.add(&pays, "Canteen", "2027-11-30", Hall::PIN);
    assert_eq!(once.status, Some(1), "{}", once.err);
    assert!(!hall.file().exists());
    let twice = hall.add(&pays, "Canteen", "2027-11-30", b"271828\n271828\n");
    assert_eq!(twice.status, Some(0), "{}", twice.err);
    let no_pin = Hall { home: folder() };
    let run = no_pin.add(&pays, "Canteen", "2027-11-30", Hall::PIN);
    assert_eq!(run.status, Some(2));
    assert!(run.err.contains("yanma pin"), "{}", run.err);
}

/// A home of its own, with these settings and counts.
#[cfg(all(feature = "gui", target_os = "linux"))]
fn kiosk_home(settings: &str, counts: &str) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("yanma");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("settings.toml"), settings).unwrap();
    fs::write(folder.join("counts.toml"), counts).unwrap();
    home
}

#[cfg(all(feature = "gui", target_os = "linux"))]
#[test]
fn the_state_of_a_kiosk_is_told_with_what_to_do() {
    let home = kiosk_home(
        "hall_name = '大厅'\nhall_phone = 'call us'\n",
        "[2026-11-30]\nvisits = 2\n[2026-11-30.faults]\nunplugged = 3\n",
    );
    let check = |args: &[&str]| {
        let mut command = command();
        command.env("XDG_CONFIG_HOME", home.path());
        run_with(
            command
                .args(["kiosk", "--check", "--lang", "en"])
                .args(args),
            b"",
        )
    };
    let run = check(&["--json"]);
    assert_eq!(run.status, Some(1), "{}", run.err);
    let told: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(told["well"], false);
    let observations = told["observations"].as_array().unwrap();
    let of = |code: &str| observations.iter().find(|told| told["code"] == code);
    let line = of("settings-line").unwrap();
    assert_eq!(line["level"], "bad");
    assert!(line["said"].as_str().unwrap().contains("Line 2"), "{line}");
    assert!(line["do"].as_str().unwrap().contains("Mend that line"));
    assert_eq!(of("no-pin").unwrap()["level"], "bad");
    assert_eq!(of("counts").unwrap()["do"], Value::Null);
    assert_eq!(of("fault-lately").unwrap()["level"], "warning");
    for good in ["list", "disk"] {
        assert_eq!(of(good).unwrap()["level"], "good", "{good}");
    }
    let run = check(&[]);
    assert_eq!(run.status, Some(1));
    for line in [
        "✖ Line 2 of the settings (hall_phone)",
        "✖ The staff have no PIN",
        "  → Run sudo yanma-kiosk-setup",
        "✔ The disk takes files",
    ] {
        assert!(
            run.out.lines().any(|told| told.starts_with(line)),
            "{line}: {}",
            run.out
        );
    }
    assert!(run.err.contains("see the lines with ✖"));
    assert_eq!(
        yanma(&["kiosk", "--json"]).status,
        Some(2),
        "only of a check"
    );
    // Nothing was changed by looking.
    let mut left: Vec<_> = fs::read_dir(home.path().join("yanma"))
        .unwrap()
        .flatten()
        .map(|file| file.file_name())
        .collect();
    left.sort();
    assert_eq!(left, ["counts.toml", "settings.toml"]);
}

#[cfg(all(feature = "gui", target_os = "linux"))]
#[test]
fn the_counts_are_printed_and_deleted() {
    let home = kiosk_home(
        "",
        "[2026-11-29]\nvisits = 1\n[2026-11-30]\nvisits = 2\n[2026-11-30.grades]\nofficial = 2\n",
    );
    let counts = |args: &[&str]| {
        let mut command = command();
        command.env("XDG_CONFIG_HOME", home.path());
        run_with(command.arg("counts").args(args), b"")
    };
    let run = counts(&[]);
    assert_eq!((run.status, run.err.as_str()), (Some(0), ""));
    assert_eq!(run.out, "2026-11-30：人次 2 · 安全 2\n2026-11-29：人次 1\n");
    let run = counts(&["--csv", "--lang", "en"]);
    assert!(
        run.out
            .starts_with("\u{FEFF}Day,What,Name,Number\r\n2026-11-29,Visits,,1\r\n")
    );
    // The kiosk that runs would write them again.
    let file = home.path().join("yanma/counts.toml");
    let lock = File::create(home.path().join("yanma/kiosk.lock")).unwrap();
    lock.try_lock().unwrap();
    assert_eq!(counts(&["--delete"]).status, Some(2));
    assert!(file.exists());
    drop(lock);
    assert_eq!(counts(&["--delete"]).status, Some(0));
    assert!(!file.exists());
    assert_eq!(counts(&[]).status, Some(0));
    // One that is damaged is told, and stays for the kiosk to put aside.
    fs::write(&file, "visits").unwrap();
    let run = counts(&["--lang", "en"]);
    assert_eq!(run.status, Some(2));
    assert!(run.err.contains("is damaged"), "{}", run.err);
    assert!(file.exists());
}

/// What it passes on besides is tested beside it.
#[cfg(all(feature = "gui", target_os = "linux"))]
#[test]
fn the_supervisor_passes_the_end_of_its_command_on() {
    let status = |script: &str| yanma(&["supervise", "sh", "-c", script]).status;
    assert_eq!(status("exit 0"), Some(0));
    assert_eq!(status("exit 7"), Some(7));
    assert_eq!(status("kill -KILL $$"), Some(2));
    assert_eq!(yanma(&["supervise", "/no/such/program"]).status, Some(2));
    // Its command is told where to speak only where somebody listens.
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("notify");
    let _ear = std::os::unix::net::UnixDatagram::bind(&place).unwrap();
    let script = "test -S \"$NOTIFY_SOCKET\" && test \"$NOTIFY_SOCKET\" != \"$OUTER\"";
    let mut command = command();
    command.args(["supervise", "sh", "-c", script]);
    command.env("OUTER", &place);
    assert_eq!(
        run_with(command.env("NOTIFY_SOCKET", &place), b"").status,
        Some(0)
    );
    assert_eq!(
        run_with(command.env_remove("NOTIFY_SOCKET"), b"").status,
        Some(1)
    );
}
