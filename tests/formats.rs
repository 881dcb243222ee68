//! Every field of a picture format that may change what a viewer shows: made files, and what must be said of them.
//!
//! All of them show an official code to a program that heeds the pixels and nothing else. What is said:
//!
//! - `safe`: the field is heeded as every viewer does, or no viewer heeds it;
//! - the reason of a verdict: a viewer may show something else;
//! - `refused`: viewers do not agree about the field, or the file breaks the rules of its format;
//! - `printing`, `film`, `unsupported`, `empty`: the error that says so.
#![allow(missing_docs, clippy::unwrap_used)]

use std::io::{self, Cursor, Read};

use image::imageops::{FilterType, crop_imm, resize, rotate90};
use image::{DynamicImage, GrayImage};
use qrcode::types::EcLevel;
use rayon::prelude::*;
use yanma::check::allowlist::{Allowlist, Date};
use yanma::check::{self, Outcome};
use yanma::scan::{self, Effort, Frame, Threads};
use yanma::source::images::{self, ImageError};

mod containers;
#[path = "painter/mod.rs"]
mod painter;

use containers::*;
use painter::{drawn, text_code};

fn code(text: &str) -> GrayImage {
    drawn(&text_code(text, EcLevel::M).unwrap(), 4)
}

fn official() -> GrayImage {
    code("https://fuwu.nhsa.gov.cn/")
}

fn evil() -> GrayImage {
    code("https://evil.example/ka")
}

/// As small as thumbnails are.
fn little(picture: &GrayImage) -> GrayImage {
    resize(picture, 120, 120, FilterType::Triangle)
}

fn rgb_of(picture: &GrayImage) -> Vec<u8> {
    picture
        .as_raw()
        .iter()
        .flat_map(|grey| [*grey; 3])
        .collect()
}

/// EXIF with an empty directory, and one behind it for a thumbnail without compression.
fn thumbnail_in_exif(picture: &GrayImage) -> Vec<u8> {
    let picture = little(picture);
    let fields = tiff_fields(picture.dimensions(), 2, 3);
    let mut exif = tiff(&rgb_of(&picture), &fields);
    let first = (exif.len() as u32).to_le_bytes();
    exif.extend([0, 0]);
    exif.extend_from_within(4..8);
    exif[4..8].copy_from_slice(&first);
    exif
}

/// A JPEG with 2,000 empty segments at its start.
fn many_segments(jpeg: &[u8]) -> Vec<u8> {
    in_jpeg(jpeg, &[0xFF, 0xE9, 0, 2].repeat(2_000))
}

/// Five thousand starts, each of which leads to a chain of eight thousand segments without an end: 40 million steps in
/// 64 KiB for who walks along each.
fn starts_and_a_chain() -> Vec<u8> {
    let chain = [0xFF, 0xE9, 0, 2].repeat(8_000);
    let starts = (0..5_000).rev().flat_map(|left| {
        let [high, low] = (2 + 6 * left as u16).to_be_bytes();
        [0xFF, 0xD8, 0xFF, 0xE9, high, low]
    });
    starts.chain(chain).collect()
}

/// JFIF with a thumbnail.
fn jfif(picture: &GrayImage) -> Vec<u8> {
    let head = b"JFIF\0\x01\x02\0\0\x01\0\x01\x78\x78";
    segment(0xE0, &joined(&[head, &rgb_of(&little(picture))]))
}

fn jfxx(kind: u8, palette: &[u8], picture: &GrayImage) -> Vec<u8> {
    let pixels = match palette {
        [] => rgb_of(&little(picture)),
        _ => little(picture).into_raw(),
    };
    segment(
        0xE0,
        &joined(&[b"JFXX\0", &[kind, 120, 120], palette, &pixels]),
    )
}

/// A palette in which each grey has its own place.
fn greys() -> Vec<u8> {
    (0..=255).flat_map(|grey| [grey; 3]).collect()
}

fn said(file: &[u8]) -> String {
    let frame = match images::frame_of_bytes(file) {
        Ok(frame) => frame,
        Err(error) => {
            let error = match error {
                ImageError::Film => "film",
                ImageError::ForPrinting => "printing",
                ImageError::Unsupported(_) => "unsupported",
                ImageError::Empty => "empty",
                ImageError::Damaged | ImageError::Unusual | ImageError::NotAPicture => "refused",
                _ => "another error",
            };
            return error.to_owned();
        }
    };
    let today = Date {
        year: 2026,
        month: 11,
        day: 23,
    };
    let list = Allowlist::built_in(today).unwrap();
    let scan = scan::scan_with(Threads::One, &frame, Effort::Thorough, &|| false);
    let judged = check::judge_picture(&scan, &list);
    if judged.outcome() == Outcome::Safe {
        return "safe".to_owned();
    }
    let reasons: Vec<&str> = judged
        .reasons()
        .iter()
        .map(|reason| reason.code())
        .collect();
    reasons.join(" ")
}

type Row = (&'static str, Vec<u8>, &'static str);

fn check_rows(rows: Vec<Row>) {
    let faults: Vec<String> = rows
        .into_par_iter()
        .filter_map(|(field, file, want)| {
            let got = said(&file);
            (got != want).then(|| format!("{field}: want {want}, got {got}"))
        })
        .collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

/// A file in which one byte or several are others.
fn with(file: &[u8], at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut file = file.to_vec();
    file[at..at + bytes.len()].copy_from_slice(bytes);
    file
}

/// Where the bytes are first found.
fn place(file: &[u8], wanted: &[u8]) -> usize {
    let found = file.windows(wanted.len()).position(|bytes| bytes == wanted);
    found.unwrap()
}

const SRGB_POINTS: [[f64; 2]; 4] = [[0.3127, 0.329], [0.64, 0.33], [0.3, 0.6], [0.15, 0.06]];

/// Red and green in each other's place.
fn exchanged() -> [[f64; 2]; 4] {
    let [white, red, green, blue] = SRGB_POINTS;
    [white, green, red, blue]
}

fn odd_profile() -> Vec<u8> {
    profile(&SRGB, &inverted_tones())
}

fn usual_profile() -> Vec<u8> {
    profile(&DISPLAY_P3, &usual_tones())
}

fn orientation(value: u16) -> (u16, Values) {
    (274, Values::Shorts(vec![value]))
}

#[test]
fn png() {
    let file = containers::png(&official().into());
    let early = |chunks: &[u8]| in_png(&file, chunks);
    let late = |chunks: &[u8]| late_in_png(&file, chunks);
    let named = |name: &[u8; 4], data: &[u8]| early(&chunk(name, data));
    let gamma = |value: u32| chunk(b"gAMA", &value.to_be_bytes());
    let white_is_clear = chunk(b"tRNS", &[0, 255]);
    let mut wrong_sum = white_is_clear.clone();
    *wrong_sum.last_mut().unwrap() ^= 1;
    let pixels = &file[33..file.len() - 12];
    let cut = file.len() - 12;
    #[rustfmt::skip]
    let rows = vec![
        ("nothing more", file.clone(), "safe"),
        ("bKGD", named(b"bKGD", &[0, 0]), "safe"),
        ("sBIT", named(b"sBIT", &[8]), "safe"),
        ("pHYs", named(b"pHYs", &[0, 0, 14, 195, 0, 0, 14, 195, 1]), "safe"),
        ("tEXt", late(&chunk(b"tEXt", b"Comment\0x")), "safe"),
        ("iTXt", late(&chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x/>")), "safe"),
        ("one that nobody knows", named(b"zzZz", b"x"), "safe"),
        ("one that must be known", named(b"ZZZZ", b"x"), "refused"),
        ("eXIf: the same as thumbnail", named(b"eXIf", &thumbnail_in_exif(&official())), "safe"),
        ("eXIf: another thumbnail", named(b"eXIf", &thumbnail_in_exif(&evil())), "several-frames"),
        ("eXIf: nothing but starts of JPEGs", named(b"eXIf", &[0xFF, 0xD8, 0xFF].repeat(5_000)), "refused"),
        ("eXIf: another thumbnail, a JPEG", named(b"eXIf", &tiff(&[], &[(37_500, Values::Undefined(containers::jpeg(&evil().into())))])), "several-frames"),
        ("eXIf: turned", named(b"eXIf", &tiff(&[], &[orientation(6)])), "safe"),
        ("tRNS", early(&white_is_clear), "safe"),
        ("tRNS with a wrong sum", early(&wrong_sum), "refused"),
        ("tRNS twice", early(&white_is_clear.repeat(2)), "refused"),
        ("tRNS behind the pixels", late(&white_is_clear), "refused"),
        ("sRGB", named(b"sRGB", &[0]), "safe"),
        ("gAMA", early(&gamma(45_455)), "safe"),
        ("gAMA of nothing", early(&gamma(0)), "ambiguous"),
        ("gAMA twice", early(&joined(&[&gamma(45_455), &gamma(100)])), "ambiguous"),
        ("cHRM", early(&chrm(SRGB_POINTS)), "safe"),
        ("cHRM of exchanged colours", early(&chrm(exchanged())), "ambiguous"),
        ("cHRM that is too short", named(b"cHRM", &[0; 28]), "ambiguous"),
        ("cICP: sRGB", named(b"cICP", &[1, 13, 0, 1]), "safe"),
        ("cICP: Display P3", named(b"cICP", &[12, 13, 0, 1]), "safe"),
        ("cICP: brighter than white", named(b"cICP", &[9, 16, 0, 1]), "ambiguous"),
        ("cICP: no red, green and blue", named(b"cICP", &[1, 13, 1, 1]), "refused"),
        ("cICP: not the full range", named(b"cICP", &[1, 13, 0, 0]), "ambiguous"),
        ("iCCP", early(&iccp(&usual_profile())), "safe"),
        ("iCCP: black is white", early(&iccp(&odd_profile())), "ambiguous"),
        ("iCCP that nobody inflates", named(b"iCCP", b"p\0\0xxxx"), "ambiguous"),
        ("iCCP that is no profile", early(&iccp(b"no profile")), "ambiguous"),
        ("iCCP twice", early(&joined(&[&iccp(&usual_profile()), &iccp(&odd_profile())])), "ambiguous"),
        ("acTL", named(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]), "several-frames"),
        ("pixels in two places", late(&joined(&[&chunk(b"tIME", &[7, 234, 1, 1, 0, 0, 0]), pixels])), "refused"),
        ("Apple's own kind", joined(&[&file[..8], &chunk(b"CgBI", &[0; 4]), &file[8..]]), "refused"),
        ("no end", file[..cut].to_vec(), "refused"),
        ("behind the end", joined(&[&file, &containers::png(&evil().into())]), "safe"),
    ];
    check_rows(rows);
}

#[test]
fn jpeg() {
    let file = containers::jpeg(&official().into());
    let coloured = containers::jpeg(&DynamicImage::from(official()).into_rgb8().into());
    let hostile = containers::jpeg(&evil().into());
    let blank = containers::jpeg(&GrayImage::from_pixel(64, 64, image::Luma([90])).into());
    let early = |segments: &[u8]| in_jpeg(&file, segments);
    let adobe = |transform: u8| {
        segment(
            0xEE,
            &[b"Adobe\0\x64\0\0\0\0".as_slice(), &[transform]].concat(),
        )
    };
    let (usual, odd) = (usual_profile(), odd_profile());
    let (first, second) = usual.split_at(usual.len() / 2);
    let thumbnail = |jpeg: &[u8]| {
        let fields = [orientation(1), (37_500, Values::Undefined(jpeg.to_vec()))];
        early(&exif_segment(&tiff(&[], &fields)))
    };
    let behind = |bytes: &[u8]| joined(&[&file, bytes]);
    let film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x08mdat";
    // The frame header: length, depth, height, width, number of components.
    let frame = place(&file, &[0xFF, 0xC0]);
    let colour_frame = place(&coloured, &[0xFF, 0xC0]);
    let scan = place(&file, &[0xFF, 0xDA]);
    let header = &file[frame..frame + 13];
    let turned = containers::jpeg(&rotate90(&official()).into());
    let with_primaries = tiff(
        &[],
        &[(
            319,
            Values::Fractions([30, 60, 64, 33, 15, 6].map(|part| (part, 100)).to_vec()),
        )],
    );
    let cut = file.len() - 2;
    #[rustfmt::skip]
    let rows = vec![
        ("nothing more", file.clone(), "safe"),
        ("colours", coloured.clone(), "safe"),
        ("a comment", early(&segment(0xFE, b"x")), "safe"),
        ("APPn that nobody knows", early(&segment(0xE9, b"x")), "safe"),
        ("EXIF: turned", in_jpeg(&turned, &exif_segment(&tiff(&[], &[orientation(8)]))), "safe"),
        ("EXIF: exchanged primaries", early(&exif_segment(&with_primaries)), "ambiguous"),
        ("EXIF: the same as thumbnail", thumbnail(&file), "safe"),
        ("EXIF: another thumbnail", thumbnail(&hostile), "several-frames"),
        ("EXIF: another thumbnail, cut off in its last rows", thumbnail(&hostile[..hostile.len() - 40]), "several-frames"),
        ("EXIF: another thumbnail behind 2,000 empty segments", thumbnail(&many_segments(&hostile)), "several-frames"),
        ("EXIF: nothing but starts of JPEGs", thumbnail(&[0xFF, 0xD8, 0xFF].repeat(5_000)), "refused"),
        ("APPn: starts of JPEGs that lead to a long chain", early(&segment(0xE9, &starts_and_a_chain())), "refused"),
        ("EXIF: the same as thumbnail, not compressed", early(&exif_segment(&thumbnail_in_exif(&official()))), "safe"),
        ("EXIF: another thumbnail, not compressed", early(&exif_segment(&thumbnail_in_exif(&evil()))), "several-frames"),
        ("JFIF: the same as thumbnail", early(&jfif(&official())), "safe"),
        ("JFIF: another thumbnail", early(&jfif(&evil())), "several-frames"),
        ("JFIF: a size and no thumbnail", early(&segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\x50\x50")), "safe"),
        ("JFXX: another thumbnail in colours", early(&jfxx(0x13, &[], &evil())), "several-frames"),
        ("JFXX: another thumbnail by a palette", early(&jfxx(0x11, &greys(), &evil())), "several-frames"),
        ("JFXX: the same by a palette", early(&jfxx(0x11, &greys(), &official())), "safe"),
        ("JFXX: another thumbnail", early(&segment(0xE0, &joined(&[b"JFXX\0\x10", &hostile]))), "several-frames"),
        ("ICC", early(&icc_segment(1, 1, &usual)), "safe"),
        ("ICC: black is white", early(&icc_segment(1, 1, &odd)), "ambiguous"),
        ("ICC in two parts", early(&joined(&[&icc_segment(1, 2, first), &icc_segment(2, 2, second)])), "safe"),
        ("ICC in two parts, the last one first", early(&joined(&[&icc_segment(2, 2, second), &icc_segment(1, 2, first)])), "ambiguous"),
        ("ICC without its second part", early(&icc_segment(1, 2, first)), "ambiguous"),
        ("ICC twice", early(&joined(&[&icc_segment(1, 1, &usual), &icc_segment(1, 1, &odd)])), "ambiguous"),
        ("ICC part 0 of 0", early(&icc_segment(0, 0, &usual)), "ambiguous"),
        ("Adobe: YCbCr", in_jpeg(&coloured, &adobe(1)), "safe"),
        ("Adobe: red, green and blue, where JFIF says YCbCr", in_jpeg(&coloured, &adobe(0)), "refused"),
        ("Adobe: inks, of three components", in_jpeg(&coloured, &adobe(2)), "refused"),
        ("Adobe twice, not the same", in_jpeg(&coloured, &joined(&[&adobe(1), &adobe(0)])), "refused"),
        ("MPF: a preview of the same", with_mpf(&file, &file, 0x01_0002), "safe"),
        ("MPF: a gain map", with_mpf(&file, &blank, 0x05_0000), "safe"),
        ("MPF: something that is not said", with_mpf(&file, &blank, 0), "safe"),
        ("MPF: a preview of another code", with_mpf(&file, &hostile, 0x01_0001), "several-frames"),
        ("MPF: another code, kind not said", with_mpf(&file, &hostile, 0), "several-frames"),
        ("MPF: another angle", with_mpf(&file, &blank, 0x02_0003), "several-frames"),
        ("MPF: a pair for both eyes", with_mpf(&file, &file, 0x02_0002), "several-frames"),
        ("the same behind the end", behind(&file), "safe"),
        ("another code behind the end", behind(&hostile), "several-frames"),
        ("another code behind zeros", behind(&joined(&[&[0; 99], &hostile])), "several-frames"),
        ("a film behind the end", behind(film), "safe"),
        ("what Samsung puts behind the end", behind(b"\0\0\x0E\x0A\x10\0\0\0MotionPhoto_DataSEFHSEFT"), "safe"),
        ("zeros behind the end", behind(&[0; 4_096]), "safe"),
        ("rubbish behind the end", behind(b"\nrubbish\xFF\xFF\xD8"), "safe"),
        ("rubbish between segments", early(b"rubbish"), "refused"),
        ("fill bytes before a marker", early(&[0xFF; 9]), "safe"),
        ("no end", file[..cut].to_vec(), "refused"),
        ("half of the data", file[..(scan + file.len()) / 2].to_vec(), "refused"),
        ("half of the data, and an end", joined(&[&file[..(scan + file.len()) / 2], &[0xFF, 0xD9]]), "refused"),
        ("12 bits", with(&file, frame + 4, &[12]), "refused"),
        ("a height that comes later", with(&file, frame + 5, &[0, 0]), "refused"),
        ("a height that comes again", joined(&[&file[..cut], &segment(0xDC, &[0, 132]), &[0xFF, 0xD9]]), "refused"),
        ("lossless", with(&file, frame + 1, &[0xC3]), "refused"),
        ("arithmetic codes", with(&file, frame + 1, &[0xC9]), "refused"),
        ("two frame headers", joined(&[&file[..frame], header, &file[frame..]]), "refused"),
        ("a progressive picture without its later scans", with(&file, frame + 1, &[0xC2]), "refused"),
        ("planes of two thirds", with(&coloured, colour_frame + 11, &[0x33, 0, 2, 0x22]), "refused"),
    ];
    check_rows(rows);
}

#[test]
fn gif() {
    let picture = official();
    let size = picture.dimensions();
    let (screen, shown) = (gif_screen(size), gif_frame((0, 0), &picture));
    let next = gif_frame((0, 0), &evil());
    let whole = |blocks: &[&[u8]]| joined(&[&screen, &blocks.concat(), GIF_END]);
    let app = |name: &[u8; 11], data: &[u8]| joined(&[b"\x21\xFF\x0B", name, &gif_blocks(data)]);
    let control = |flags: u8, clear: u8| vec![0x21, 0xF9, 4, flags, 0, 0, clear, 0];
    let larger = gif_screen((size.0 + 40, size.1 + 40));
    let smaller = gif_screen((size.0 - 40, size.1 - 40));
    // A table of its own, and none for all.
    let no_table = with(&screen, 10, &[0])[..13].to_vec();
    let mut own_table = shown.clone();
    own_table[9] = 0x80;
    own_table.splice(10..10, *b"\0\0\0\xFF\xFF\xFF");
    #[rustfmt::skip]
    let rows = vec![
        ("nothing more", whole(&[&shown]), "safe"),
        ("no end", joined(&[&screen, &shown]), "safe"),
        ("rubbish behind the end", joined(&[&whole(&[&shown]), b"rubbish"]), "safe"),
        ("rubbish before the end", whole(&[&shown, b"rubbish"]), "several-frames"),
        ("a comment", whole(&[b"\x21\xFE\x01x\0", &shown]), "safe"),
        ("a number of rounds", whole(&[&app(b"NETSCAPE2.0", b"\x01\0\0"), &shown]), "safe"),
        ("disposal, no delay", whole(&[&control(0b1000, 0), &shown]), "safe"),
        ("white is clear", whole(&[&control(1, 1), &shown]), "safe"),
        ("black is clear: nothing on white", whole(&[&control(1, 0), &shown]), "ambiguous"),
        ("text that is drawn", whole(&[&joined(&[b"\x21\x01\x0C", &[0; 12], b"\x01x\0"]), &shown]), "refused"),
        ("a colour of the ground, a shape of pixels", with(&whole(&[&shown]), 11, &[1, 49]), "safe"),
        ("a frame within the screen", joined(&[&larger, &gif_frame((20, 20), &picture), GIF_END]), "safe"),
        ("a frame beyond the screen", joined(&[&larger, &gif_frame((41, 0), &picture), GIF_END]), "refused"),
        ("a frame larger than the screen", joined(&[&smaller, &shown, GIF_END]), "refused"),
        ("a table of its own", joined(&[&no_table, &own_table, GIF_END]), "safe"),
        ("no table", joined(&[&no_table, &shown, GIF_END]), "refused"),
        ("a second frame", whole(&[&shown, &next]), "several-frames"),
        ("a second frame that is cut off", joined(&[&screen, &shown, &next[..40]]), "several-frames"),
        ("a frame that is cut off", joined(&[&screen, &shown[..shown.len() / 2]]), "refused"),
        ("a profile", whole(&[&app(b"ICCRGBG1012", &usual_profile()), &shown]), "safe"),
        ("a profile: black is white", whole(&[&app(b"ICCRGBG1012", &odd_profile()), &shown]), "ambiguous"),
    ];
    check_rows(rows);
}

#[test]
fn bmp() {
    let picture = official();
    let (width, height) = (picture.width() as i32, picture.height() as i32);
    let size = (width, height);
    let header = |len: u32, bits: u16, compression: u32| bmp_header(len, size, bits, compression);
    let rgb = bmp_rows(&picture, |value| vec![value; 3]);
    let rgba =
        |alpha: fn(u8) -> u8| bmp_rows(&picture, |value| vec![value, value, value, alpha(value)]);
    let from_above = {
        let mut rows: Vec<&[u8]> = rgb.chunks(rgb.len() / height as usize).collect();
        rows.reverse();
        containers::bmp(&bmp_header(40, (width, -height), 24, 0), &rows.concat())
    };
    let core = {
        let mut header = 12u32.to_le_bytes().to_vec();
        for number in [width as u16, height as u16, 1, 24] {
            header.extend(number.to_le_bytes());
        }
        containers::bmp(&header, &rgb)
    };
    let palette = |colours: u32, black: u8| {
        let mut header = header(40, 8, 0);
        put(&mut header, 32, colours);
        header.extend([0, 0, 0, 0, 255, 255, 255, 0]);
        let pixels = bmp_rows(&picture, |value| vec![if value > 127 { 1 } else { black }]);
        containers::bmp(&header, &pixels)
    };
    let masked = |len: u32, masks: [u32; 4]| {
        let mut header = header(len, 32, 3);
        for (at, mask) in (40..).step_by(4).zip(masks) {
            put(&mut header, at, mask);
        }
        header
    };
    let usual_masks = [0xFF_0000, 0xFF00, 0xFF, 0xFF00_0000];
    let v5 = |space: &[u8; 4]| {
        let mut header = header(124, 24, 0);
        header[56..60].copy_from_slice(
            &space
                .map(|byte| byte)
                .into_iter()
                .rev()
                .collect::<Vec<u8>>(),
        );
        header
    };
    let with_profile = |space: &[u8; 4], profile: &[u8]| {
        let mut header = v5(space);
        put(&mut header, 112, (124 + rgb.len()) as u32);
        put(&mut header, 116, profile.len() as u32);
        joined(&[&containers::bmp(&header, &rgb), profile])
    };
    // X, Y, Z of each colour, of 2^30, then the powers, of 2^16.
    let calibrated = |colours: [[f64; 3]; 3], power: f64| {
        let mut header = v5(&[0; 4]);
        for (at, value) in (60..).step_by(4).zip(colours.as_flattened()) {
            put(&mut header, at, (value * f64::from(1 << 30)) as u32);
        }
        for at in [96, 100, 104] {
            put(&mut header, at, (power * 65_536.0) as u32);
        }
        containers::bmp(&header, &rgb)
    };
    const RED: [f64; 3] = [0.4124, 0.2126, 0.0193];
    const GREEN: [f64; 3] = [0.3576, 0.7152, 0.1192];
    const BLUE: [f64; 3] = [0.1805, 0.0722, 0.9505];
    let in_runs = |first: &[u8]| {
        let mut header = header(40, 8, 1);
        put(&mut header, 32, 2);
        header.extend([0, 0, 0, 0, 255, 255, 255, 0]);
        let mut runs = first.to_vec();
        for row in picture.as_raw().chunks(width as usize).rev() {
            runs.extend(row.iter().flat_map(|value| [1, u8::from(*value > 127)]));
            runs.extend([0, 0]);
        }
        runs.extend([0, 1]);
        containers::bmp(&header, &runs)
    };
    let plain = containers::bmp(&header(40, 24, 0), &rgb);
    let gap = {
        let mut file = joined(&[&plain[..54], &[7; 10], &plain[54..]]);
        put(&mut file, 10, 64);
        file
    };
    let mut over_header = plain.clone();
    put(&mut over_header, 10, 40);
    #[rustfmt::skip]
    let rows = vec![
        ("nothing more", plain.clone(), "safe"),
        ("rows from above", from_above, "safe"),
        ("the oldest header", core, "safe"),
        ("a palette", palette(2, 0), "safe"),
        ("a colour that the palette does not have", palette(2, 2), "refused"),
        ("a gap before the pixels", gap, "safe"),
        ("pixels that lie over the header", over_header, "refused"),
        ("rubbish behind the pixels", joined(&[&plain, b"rubbish"]), "safe"),
        ("a fourth byte of 0", containers::bmp(&header(40, 32, 0), &rgba(|_| 0)), "safe"),
        ("a fourth byte of 255", containers::bmp(&header(40, 32, 0), &rgba(|_| 255)), "safe"),
        ("a fourth byte: white is clear", containers::bmp(&header(40, 32, 0), &rgba(|value| !value)), "safe"),
        ("masks, alpha of 0", containers::bmp(&masked(124, usual_masks), &rgba(|_| 0)), "safe"),
        ("masks, white is clear", containers::bmp(&masked(124, usual_masks), &rgba(|value| !value)), "safe"),
        ("masks that lie over each other", containers::bmp(&masked(124, [0xFF_0000, 0xFF_0000, 0xFF, 0]), &rgba(|_| 0)), "refused"),
        ("a mask with a hole", containers::bmp(&masked(124, [0xFF_0000, 0xF0F0, 0xFF, 0]), &rgba(|_| 0)), "refused"),
        ("sRGB", containers::bmp(&v5(b"sRGB"), &rgb), "safe"),
        ("the colours of Windows", containers::bmp(&v5(b"Win "), &rgb), "safe"),
        ("calibrated, and nothing said", calibrated([[0.0; 3]; 3], 0.0), "safe"),
        ("calibrated as sRGB", calibrated([RED, GREEN, BLUE], 2.2), "safe"),
        ("calibrated, colours exchanged", calibrated([GREEN, RED, BLUE], 2.2), "ambiguous"),
        ("calibrated, a power of nothing", calibrated([RED, GREEN, BLUE], 0.0), "ambiguous"),
        ("a profile", with_profile(b"MBED", &usual_profile()), "safe"),
        ("a profile: black is white", with_profile(b"MBED", &odd_profile()), "ambiguous"),
        ("a profile in another file", with_profile(b"LINK", b"C:\\odd.icc\0"), "ambiguous"),
        ("runs", in_runs(&[]), "safe"),
        ("runs that leave pixels out", in_runs(&[0, 2, 4, 0]), "refused"),
        ("a JPEG inside", containers::bmp(&header(40, 24, 4), &rgb), "refused"),
    ];
    check_rows(rows);
}

#[test]
fn tiff_fields_one_by_one() {
    let picture = official();
    let size = picture.dimensions();
    let grey = picture.as_raw();
    let coloured: Vec<u8> = grey.iter().flat_map(|value| [*value; 3]).collect();
    let rgba = |alpha: fn(u8) -> u8| -> Vec<u8> {
        grey.iter()
            .flat_map(|value| [*value, *value, *value, alpha(*value)])
            .collect()
    };
    let inks: Vec<u8> = grey.iter().flat_map(|value| [0, 0, 0, !value]).collect();
    let negative: Vec<u8> = grey.iter().map(|value| !value).collect();
    let file = |pixels: &[u8], photometric, values, more: &[(u16, Values)]| {
        let fields = [tiff_fields(size, photometric, values).as_slice(), more].concat();
        tiff(pixels, &fields)
    };
    let one = |tag: u16, value: u16| file(grey, 1, 1, &[(tag, Values::Shorts(vec![value]))]);
    let note = |tag: u16| {
        file(
            grey,
            1,
            1,
            &[(tag, Values::Bytes(b"a note of some length".to_vec()))],
        )
    };
    let extra = |value: u16, alpha: fn(u8) -> u8| {
        file(&rgba(alpha), 2, 4, &[(338, Values::Shorts(vec![value]))])
    };
    let in_rgb = |tag: u16, values: Values| file(&coloured, 2, 3, &[(tag, values)]);
    let fractions =
        |numbers: &[u32]| Values::Fractions(numbers.iter().map(|number| (*number, 100)).collect());
    let profile = |bytes: Vec<u8>| Values::Undefined(bytes);
    let srgb = [64, 33, 30, 60, 15, 6];
    let plain = file(grey, 1, 1, &[]);
    // The last four bytes of its directory, which has nine fields.
    let next = place(&plain, &[0x17, 0x01, 4, 0]) + 12;
    let usual_range = [0, 255, 0, 255, 0, 255].map(|number| (number, 1)).to_vec();
    let odd_range = [255, 0, 255, 0, 255, 0].map(|number| (number, 1)).to_vec();
    #[rustfmt::skip]
    let rows = vec![
        ("nothing more", plain.clone(), "safe"),
        ("colours", file(&coloured, 2, 3, &[]), "safe"),
        ("white is 0", file(&negative, 0, 1, &[]), "safe"),
        ("FillOrder: as always", one(266, 1), "safe"),
        ("FillOrder: from the other end", one(266, 2), "refused"),
        ("Orientation", one(274, 6), "safe"),
        ("a field twice", file(grey, 1, 1, &[(262, Values::Shorts(vec![0]))]), "refused"),
        ("another page", with(&plain, next, &8u32.to_le_bytes()), "several-frames"),
        ("SubIFDs", file(grey, 1, 1, &[(330, Values::Longs(vec![8]))]), "several-frames"),
        ("alpha, opaque", extra(2, |_| 255), "safe"),
        ("alpha, white is clear", extra(2, |value| !value), "safe"),
        ("multiplied alpha, opaque", extra(1, |_| 255), "safe"),
        ("multiplied alpha, white is clear", extra(1, |value| !value), "refused"),
        ("a fourth value of no meaning", extra(0, |value| !value), "refused"),
        ("a fourth value and not a word", file(&rgba(|value| !value), 2, 4, &[]), "refused"),
        ("WhitePoint and PrimaryChromaticities", in_rgb(319, fractions(&srgb)), "safe"),
        ("primaries exchanged", in_rgb(319, fractions(&[30, 60, 64, 33, 15, 6])), "ambiguous"),
        ("another white", in_rgb(318, fractions(&[60, 30])), "ambiguous"),
        ("TransferFunction", in_rgb(301, Values::Shorts(usual_tones())), "safe"),
        ("TransferFunction: black is white", in_rgb(301, Values::Shorts(inverted_tones())), "ambiguous"),
        ("TransferFunction of a wrong length", in_rgb(301, Values::Shorts(vec![0; 100])), "ambiguous"),
        ("YCbCrCoefficients of another kind", in_rgb(529, fractions(&[21, 72, 7])), "ambiguous"),
        ("ReferenceBlackWhite", in_rgb(532, Values::Fractions(usual_range)), "safe"),
        ("ReferenceBlackWhite: black is white", in_rgb(532, Values::Fractions(odd_range)), "refused"),
        ("a profile", in_rgb(34_675, profile(usual_profile())), "safe"),
        ("a profile: black is white", in_rgb(34_675, profile(odd_profile())), "ambiguous"),
        ("SMinSampleValue", one(340, 0), "refused"),
        ("GrayResponseCurve", file(grey, 1, 1, &[(291, Values::Shorts(vec![0; 256]))]), "refused"),
        ("ClipPath", note(343), "refused"),
        ("annotations that are drawn", note(32_932), "refused"),
        ("data of a camera", note(50_706), "refused"),
        ("one of the standard that is not known", note(20_000), "refused"),
        ("Software", file(grey, 1, 1, &[(305, Values::Text("some program"))]), "safe"),
        ("HalftoneHints", file(grey, 1, 1, &[(321, Values::Shorts(vec![0, 255]))]), "safe"),
        ("lines of a fax that were lost", one(326, 3), "safe"),
        ("XMP", note(700), "safe"),
        ("Photoshop's notes", note(34_377), "safe"),
        ("IPTC", note(33_723), "safe"),
        ("a private one", note(40_000), "safe"),
        ("inks", file(&inks, 5, 4, &[]), "safe"),
        ("inks with chromaticities of light", file(&inks, 5, 4, &[(319, fractions(&srgb))]), "safe"),
        ("inks that are named", file(&inks, 5, 4, &[(332, Values::Shorts(vec![1]))]), "safe"),
        ("other inks than those of print", file(&inks, 5, 4, &[(332, Values::Shorts(vec![2]))]), "refused"),
        ("inks with a profile of a screen", file(&inks, 5, 4, &[(34_675, profile(usual_profile()))]), "printing"),
        ("a strip beyond the file", plain[..plain.len() / 2].to_vec(), "refused"),
        ("rubbish behind the end", joined(&[&plain, b"rubbish"]), "safe"),
        ("BigTIFF", with(&plain, 2, &[43]), "refused"),
    ];
    check_rows(rows);
}

#[test]
fn webp() {
    let picture = official();
    let size = picture.dimensions();
    let (pixels, others) = (webp_pixels(&picture), webp_pixels(&evil()));
    let extended = |flags: u8, chunks: &[&[u8]]| {
        let features = webp_features(flags, size);
        containers::webp(&[[features.as_slice()].as_slice(), chunks].concat())
    };
    let exif = riff_chunk(b"EXIF", &tiff(&[], &[orientation(6)]));
    let icc = |profile: &[u8]| riff_chunk(b"ICCP", profile);
    let (usual, odd) = (icc(&usual_profile()), icc(&odd_profile()));
    let small = webp_features(0, (size.0 - 20, size.1));
    let features = webp_features(0, size);
    let alpha = riff_chunk(b"ALPH", &[255; 64]);
    let plain = containers::webp(&[&pixels]);
    let mut too_long = plain.clone();
    put(&mut too_long, 4, plain.len() as u32 + 90);
    #[rustfmt::skip]
    let rows = vec![
        ("nothing more", plain.clone(), "safe"),
        ("VP8X", extended(0, &[&pixels]), "safe"),
        ("EXIF: turned", extended(8, &[&pixels, &exif]), "safe"),
        ("EXIF: another thumbnail", extended(8, &[&pixels, &riff_chunk(b"EXIF", &thumbnail_in_exif(&evil()))]), "several-frames"),
        ("XMP", extended(4, &[&pixels, &riff_chunk(b"XMP ", b"<x/>")]), "safe"),
        ("one that nobody knows", extended(0, &[&pixels, &riff_chunk(b"zzzz", b"x")]), "safe"),
        ("ICCP", extended(32, &[&usual, &pixels]), "safe"),
        ("ICCP: black is white", extended(32, &[&odd, &pixels]), "ambiguous"),
        ("ICCP twice", extended(32, &[&usual, &odd, &pixels]), "ambiguous"),
        ("a canvas of another size", containers::webp(&[&small, &pixels]), "refused"),
        ("alpha that is not there", extended(16, &[&pixels]), "refused"),
        ("two pictures", containers::webp(&[&pixels, &others]), "refused"),
        ("VP8X behind the pixels", containers::webp(&[&pixels, &features]), "refused"),
        ("ALPH without a word", containers::webp(&[&alpha, &pixels]), "refused"),
        ("ALPH beside a picture with its own", extended(16, &[&alpha, &pixels]), "refused"),
        ("behind the container", joined(&[&plain, &others]), "safe"),
        ("a container beyond the file", too_long, "refused"),
    ];
    check_rows(rows);
}

#[test]
fn other_files() {
    #[rustfmt::skip]
    let rows = vec![
        ("MP4", b"\0\0\0\x18ftypisom\0\0\0\0isomavc1".to_vec(), "film"),
        ("QuickTime", b"\0\0\0\x14ftypqt  \0\0\0\0qt  ".to_vec(), "film"),
        ("QuickTime of old", b"\0\0\x10\0moov\0\0\0\x6Cmvhd".to_vec(), "film"),
        ("WebM", b"\x1A\x45\xDF\xA3\x01\0\0\0".to_vec(), "film"),
        ("AVI", b"RIFF\0\0\0\0AVI LIST".to_vec(), "film"),
        ("HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(), "unsupported"),
        ("AVIF", b"\0\0\0\x18ftypavif\0\0\0\0avifmif1".to_vec(), "unsupported"),
        ("PDF", b"%PDF-1.7".to_vec(), "unsupported"),
        ("SVG", b"<svg xmlns='x'/>".to_vec(), "unsupported"),
        ("text", b"https://fuwu.nhsa.gov.cn/".to_vec(), "refused"),
        ("nothing", Vec::new(), "empty"),
    ];
    check_rows(rows);
}

/// Each kind of picture that is cut off anywhere, or with a byte that is another one, ends; what it ends with does not matter.
#[test]
fn no_file_is_worse_than_refused() {
    let small = crop_imm(&official(), 0, 0, 40, 40).to_image();
    let picture = DynamicImage::from(small.clone());
    let (width, height) = small.dimensions();
    let header = bmp_header(124, (width as i32, height as i32), 24, 0);
    let gif = joined(&[
        &gif_screen((width, height)),
        &gif_frame((0, 0), &small),
        GIF_END,
    ]);
    let files = [
        containers::png(&picture),
        with_mpf(&containers::jpeg(&picture), &containers::jpeg(&picture), 0),
        gif,
        containers::bmp(&header, &bmp_rows(&small, |value| vec![value; 3])),
        tiff(small.as_raw(), &tiff_fields((width, height), 1, 1)),
        containers::webp(&[&webp_features(0, (width, height)), &webp_pixels(&small)]),
    ];
    for file in &files {
        assert!(images::frame_of_bytes(file).is_ok());
        let step = (file.len() / 300).max(1);
        for at in (0..file.len()).step_by(step) {
            let _ = images::frame_of_bytes(&file[..at]);
            let _ = images::frame_of_bytes(&with(file, at, &[!file[at]]));
        }
    }
}

// ---- files that are more than their bytes ---------------------------------------------------------------------

/// A stream that never ends is read up to the limit, and no further.
#[test]
fn an_endless_stream_is_too_large() {
    let endless = images::opened_reader(io::repeat(0x89));
    assert!(matches!(endless.err(), Some(ImageError::TooLarge)));
}

/// A file that is larger than it said at first.
#[test]
fn what_is_read_counts_and_not_what_was_announced() {
    let file = containers::png(&official().into());
    let growing = Cursor::new(file).chain(io::repeat(0));
    let grown = images::opened_reader(growing);
    assert!(matches!(grown.err(), Some(ImageError::TooLarge)));
}

#[test]
fn a_file_of_a_tebibyte_without_contents_is_too_large_and_not_read() {
    let file = tempfile::NamedTempFile::new().unwrap();
    file.as_file().set_len(1 << 40).unwrap();
    let sparse = images::opened_file(file.path());
    assert!(matches!(sparse.err(), Some(ImageError::TooLarge)));
}

/// `/proc/kmsg` says that it is a regular file without contents, and who reads it waits for the next message.
#[cfg(target_os = "linux")]
#[test]
fn files_that_the_system_makes_up_are_empty_and_never_waited_for() {
    use std::path::Path;
    for path in ["/proc/kmsg", "/proc/self/environ", "/proc/self/mem"] {
        if Path::new(path).exists() {
            let made_up = images::opened_file(Path::new(path));
            assert!(matches!(made_up.err(), Some(ImageError::Empty)), "{path}");
        }
    }
}

/// Time may be up when the picture itself has been looked at and what belongs to it has not.
#[test]
fn what_was_not_looked_at_to_its_end_is_told_wherever_in_the_file_it_is() {
    let code = official();
    let (width, height) = (code.width() as usize, code.height() as usize);
    let code = || Frame::luma(width, height, official().into_raw()).unwrap();
    let dot = || Frame::luma(1, 1, vec![255]).unwrap();
    let is_cut_short = |frame| scan::scan(&frame, Effort::Live, &|| true).not_finished;
    assert!(!is_cut_short(dot()), "there is nothing to do in it");
    assert!(is_cut_short(dot().with_others(Some(code()), Vec::new())));
    assert!(is_cut_short(dot().with_others(None, vec![code()])));
}
