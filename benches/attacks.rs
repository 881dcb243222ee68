//! Pictures that are made to be called safe while a phone opens another link: `cargo bench --bench attacks`.
//!
//! Every picture holds a decoy, a link to a listed host, and hides a second code with a link to a host that nobody
//! lists: in the same modules, inside, beside, in another colour, so faint or so coarse that one reader sees it and
//! another does not. They are made here, the same in every run. A picture counts as an attack only if somebody reads
//! the second link: this program, or else plain rqrr or plain rxing in one of the [`views`] of the picture; a second
//! code that no reader gets out of it fools nobody. (A picture of which the decoy cannot be read stays an attack: it
//! must not become safe either.)
//!
//! Then the other side of the scale: of honest posters, and of the photos of a corpus that are read by both decoders,
//! how many are spoilt by each doubt. Arguments: `--family NAME` runs one family, `--alarms` only the other side, `--show` names every attack that a
//! quick look missed or that was called safe, `--save DIR` writes those pictures, and a folder with a `manifest.csv` is the corpus (default
//! `../shared/corpus`).

#[path = "../tests/painter/mod.rs"]
mod painter;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType, blur};
use image::{DynamicImage, GrayImage, Luma, Rgb, RgbImage, Rgba, RgbaImage};
use painter::*;
use qrcode::canvas::MaskPattern;
use qrcode::types::EcLevel;
use rayon::prelude::*;
use rxing::common::HybridBinarizer;
use rxing::multi::MultipleBarcodeReader;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BinaryBitmap, DecodeHints, Luma8LuminanceSource};
use yanma::check::allowlist::{Allowlist, Date};
use yanma::check::verdict::Reason;
use yanma::check::{self, Outcome};
use yanma::scan::{self, Ambiguity, Effort, Frame, Scan, Threads};
use yanma::source::images;

const OFFICIAL: &str = "https://fuwu.nhsa.gov.cn/nationalHallSt/";
const EVIL: &str = "https://evil.example/ka?id=8";

fn main() {
    scan::silence_caught_panics();
    let arguments = Arguments::parse();
    let list = Allowlist::built_in(Date {
        year: 2026,
        month: 11,
        day: 24,
    });
    let Ok(list) = list else {
        println!("attacks: the built-in list cannot be read");
        return;
    };
    if !arguments.alarms {
        attack_table(&arguments, &list);
    }
    if arguments.family.is_none() {
        poster_table(&list);
        corpus_table(&arguments.corpus);
    }
}

struct Arguments {
    family: Option<String>,
    alarms: bool,
    show: bool,
    save: Option<PathBuf>,
    corpus: PathBuf,
}

impl Arguments {
    fn parse() -> Arguments {
        let mut arguments = Arguments {
            family: None,
            alarms: false,
            show: false,
            save: None,
            corpus: PathBuf::from("../shared/corpus"),
        };
        let mut given = std::env::args().skip(1);
        while let Some(argument) = given.next() {
            match argument.as_str() {
                "--family" => arguments.family = given.next(),
                "--alarms" => arguments.alarms = true,
                "--show" => arguments.show = true,
                "--save" => arguments.save = given.next().map(PathBuf::from),
                other if other.starts_with('-') => {} // cargo's own, such as --bench
                folder => arguments.corpus = PathBuf::from(folder),
            }
        }
        arguments
    }
}

// ---- the attacks ----------------------------------------------------------------------------------------------

/// A picture with its name within the family.
type Named = (String, DynamicImage);

/// A way to make attacks.
type Family = (&'static str, fn() -> Vec<Named>);

const FAMILIES: &[Family] = &[
    ("split centre", split_centre),
    ("split halves", split_halves),
    ("split quadrants", split_quadrants),
    ("split diagonal", split_diagonal),
    ("split grey", split_grey),
    ("split dots", split_dots),
    ("nested", nested),
    ("inverted pair", inverted_pair),
    ("alpha", alpha),
    ("colour overlay", colour_overlay),
    ("colour neighbour", colour_neighbour),
    ("half-tone", half_tone),
    ("colour half-tone", colour_half_tone),
    ("hatched", hatched),
    ("faint", faint),
    ("hybrid scales", hybrid_scales),
    ("code of codes", code_of_codes),
    ("small in large", small_in_large),
    ("resampled", resampled),
    ("styled", styled),
];

/// Ways in which a picture is seen: name, and what is done to it.
const SIGHTS: [&str; 8] = [
    "sharp",
    "blur 0.2",
    "blur 0.4",
    "noise",
    "turned 14",
    "perspective",
    "turned 37, noise",
    "JPEG 50",
];

/// Makes twins: symbols that differ in data modules only, so that a mixture of the two still looks like one symbol.
fn twin(text: &str) -> Code {
    let mask = Some(MaskPattern::Checkerboard);
    encoded(&[Segment::Bytes(text.as_bytes())], EcLevel::H, 5, mask).unwrap()
}

fn plain_code(text: &str, level: EcLevel) -> Code {
    text_code(text, level).unwrap()
}

/// What a camera makes of a picture with modules of `module` pixels.
fn seen(picture: &GrayImage, module: u32, sight: usize) -> GrayImage {
    let module = module as f32;
    let side = picture.width().max(picture.height());
    let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
    let on_wall = |corners: [(f64, f64); 4]| {
        let around = (f64::from(side) * 1.45) as u32;
        let mut wall = GrayImage::from_pixel(around, around, Luma([225]));
        place(picture, &mut wall, corners);
        wall
    };
    let middle = f64::from(side) * 1.45 / 2.0;
    let corners = |degrees: f64| {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let at = |x: f64, y: f64| (middle + x * cos - y * sin, middle + x * sin + y * cos);
        let (w, h) = (width / 2.0, height / 2.0);
        [at(-w, -h), at(w, -h), at(w, h), at(-w, h)]
    };
    match sight {
        0 => picture.clone(),
        1 => blur(picture, 0.2 * module),
        2 => blur(picture, 0.4 * module),
        3 => noisy(picture, 14, 81),
        4 => blur(&on_wall(corners(14.0)), 0.12 * module),
        5 => {
            let [(ax, ay), b, (cx, cy), d] = corners(-5.0);
            let inward = 0.07 * f64::from(side);
            let aside = on_wall([(ax + inward, ay + inward), b, (cx - inward / 2.0, cy), d]);
            noisy(&blur(&aside, 0.1 * module), 9, 82)
        }
        6 => noisy(&on_wall(corners(37.0)), 8, 83),
        _ => {
            let mut bytes = Vec::new();
            let encoder = JpegEncoder::new_with_quality(&mut bytes, 50);
            picture.write_with_encoder(encoder).unwrap();
            image::load_from_memory(&bytes).unwrap().into_luma8()
        }
    }
}

/// The same for each channel of a coloured picture.
fn seen_in_colour(picture: &RgbImage, module: u32, sight: usize) -> RgbImage {
    let channels = [0, 1, 2].map(|channel| {
        let grey = GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
            Luma([picture[(x, y)].0[channel]])
        });
        seen(&grey, module, sight)
    });
    let (width, height) = channels[0].dimensions();
    RgbImage::from_fn(width, height, |x, y| {
        Rgb([0, 1, 2].map(|channel: usize| channels[channel][(x, y)].0[0]))
    })
}

/// A mixture of the decoy and the other code in both roles, over module sizes and sights. `of_first` is asked with
/// the place in a module, from 0 to 1.
fn mixtures(
    name: &str,
    modules: &[u32],
    sights: &[usize],
    of_first: impl Fn(f32, f32) -> bool,
) -> Vec<Named> {
    let (official, evil) = (twin(OFFICIAL), twin(EVIL));
    let mut pictures = Vec::new();
    for (role, first, second) in [("decoy", &official, &evil), ("other", &evil, &official)] {
        for &module in modules {
            let share = |i: u32| (i as f32 + 0.5) / module as f32;
            let mixed = mixed(first, second, module, |x, y| of_first(share(x), share(y)));
            for &sight in sights {
                pictures.push((
                    format!("{name}, {role} first, {module} px, {}", SIGHTS[sight]),
                    seen(&mixed, module, sight).into(),
                ));
            }
        }
    }
    pictures
}

fn split_centre() -> Vec<Named> {
    let mut pictures = Vec::new();
    for share in [0.34, 0.5, 0.67] {
        pictures.extend(mixtures(
            &format!("{share}"),
            &[3, 6, 9],
            &[0, 1, 2, 3, 5, 6],
            |x, y| (x - 0.5).abs() < share / 2.0 && (y - 0.5).abs() < share / 2.0,
        ));
    }
    pictures
}

fn split_halves() -> Vec<Named> {
    let mut pictures = Vec::new();
    for share in [0.4, 0.5, 0.6] {
        let name = format!("left {share}");
        pictures.extend(mixtures(&name, &[4, 7, 10], &[0, 2, 5, 7], |x, _| {
            x < share
        }));
    }
    pictures.extend(mixtures("upper", &[10], &[0, 1, 4], |_, y| y < 0.5));
    pictures
}

fn split_quadrants() -> Vec<Named> {
    let mut pictures = mixtures("one", &[4, 8], &[0, 1, 2, 6], |x, y| x < 0.5 && y < 0.5);
    pictures.extend(mixtures("crosswise", &[4, 8], &[0, 1, 2, 6], |x, y| {
        (x < 0.5) == (y < 0.5)
    }));
    pictures
}

fn split_diagonal() -> Vec<Named> {
    mixtures("", &[4, 8, 12], &[0, 1, 2, 3, 4, 5, 7], |x, y| x + y < 1.0)
}

/// Where the twins differ, the tone is between: what a threshold makes of it depends on what is around.
fn split_grey() -> Vec<Named> {
    let (official, evil) = (twin(OFFICIAL), twin(EVIL));
    let module = 8;
    let side = official.side(module);
    let mut pictures = Vec::new();
    for (dark, light) in [(70, 150), (100, 160), (118, 138), (125, 131)] {
        for (spot_share, role) in [
            (0.0, "decoy"),
            (0.4, "decoy"),
            (0.6, "decoy"),
            (0.4, "other"),
        ] {
            let (first, second) = match role {
                "decoy" => (&official, &evil),
                _ => (&evil, &official),
            };
            let picture = GrayImage::from_fn(side, side, |x, y| {
                let near = |i: u32| {
                    ((i % module) as f32 + 0.5 - module as f32 / 2.0).abs()
                        < spot_share * module as f32 / 2.0
                };
                let in_spot = near(x) && near(y);
                match (first.dark(module, x, y), second.dark(module, x, y)) {
                    (true, true) => INK,
                    (false, false) => PAPER,
                    (first_is_dark, _) => Luma([match (in_spot, first_is_dark) {
                        (true, true) => 0,
                        (true, false) => 255,
                        (false, true) => light,
                        (false, false) => dark,
                    }]),
                }
            });
            for sight in [0, 1, 2, 5] {
                let name = format!(
                    "{dark}/{light}, spot {spot_share}, {role} in it, {}",
                    SIGHTS[sight]
                );
                pictures.push((name, seen(&picture, module, sight).into()));
            }
        }
    }
    pictures
}

/// Dots of one code at the points where a reader would look.
fn split_dots() -> Vec<Named> {
    let near = |v: f32, points: &[f32]| points.iter().any(|point| (v - point).abs() < 0.09);
    let mut pictures = mixtures("nine", &[11, 18, 27], &[0, 1, 4], |x, y| {
        near(x, &[0.16, 0.5, 0.84]) && near(y, &[0.16, 0.5, 0.84])
    });
    pictures.extend(mixtures("five", &[11, 18], &[0, 1, 4], |x, y| {
        let corner = near(x, &[0.25, 0.75]) && near(y, &[0.25, 0.75]);
        corner || (near(x, &[0.5]) && near(y, &[0.5]))
    }));
    pictures.extend(mixtures("ring", &[12, 18], &[0, 1, 4], |x, y| {
        let distance = (x - 0.5).hypot(y - 0.5);
        (0.2..0.36).contains(&distance)
    }));
    pictures
}

fn nested() -> Vec<Named> {
    let mut pictures = Vec::new();
    for (name, outer, inner) in [
        ("other inside", OFFICIAL, EVIL),
        ("decoy inside", EVIL, OFFICIAL),
    ] {
        for (version, inner_px) in [(12, 2), (12, 4), (14, 3), (20, 5)] {
            let outer = encoded(
                &[Segment::Bytes(outer.as_bytes())],
                EcLevel::H,
                version,
                None,
            )
            .unwrap();
            let picture = drawn(&outer, 8);
            let inner = drawn(&plain_code(inner, EcLevel::L), inner_px);
            let middle = i64::from(picture.width() - inner.width()) / 2;
            // In the middle, or off it, where no emblem would be.
            for (place, x, y) in [
                ("middle", middle, middle),
                ("aside", middle + 50, middle - 30),
            ] {
                let mut picture = picture.clone();
                imageops::replace(&mut picture, &inner, x, y);
                for sight in [0, 1, 5] {
                    pictures.push((
                        format!(
                            "{name}, {place}, version {version}, {inner_px} px, {}",
                            SIGHTS[sight]
                        ),
                        seen(&picture, inner_px.min(8), sight).into(),
                    ));
                }
            }
        }
    }
    // In the heart of a finder pattern, which is three modules wide.
    for module in [16, 24] {
        let mut picture = drawn(&plain_code(OFFICIAL, EcLevel::M), module);
        let inner = plain_code(EVIL, EcLevel::L);
        let inner_px = 3 * module / (inner.width + 2 * QUIET);
        let inner = drawn(&inner, inner_px.max(1));
        let at = i64::from((QUIET + 2) * module);
        for (name, inner) in [("dark", negative(&inner)), ("light", inner)] {
            imageops::replace(&mut picture, &inner, at, at);
            pictures.push((
                format!("in a finder, {name}, {module} px"),
                picture.clone().into(),
            ));
        }
    }
    pictures
}

fn inverted_pair() -> Vec<Named> {
    let mut pictures = Vec::new();
    for (decoy_px, other_px) in [(6, 6), (8, 3), (4, 12), (3, 2)] {
        for gap in [0, 20] {
            for sight in [0, 1, 4, 5, 7] {
                let decoy = drawn(&plain_code(OFFICIAL, EcLevel::M), decoy_px);
                let other = negative(&drawn(&plain_code(EVIL, EcLevel::M), other_px));
                let pair = spaced(&decoy, &other, gap, 255);
                pictures.push((
                    format!("{decoy_px} and {other_px} px, gap {gap}, {}", SIGHTS[sight]),
                    seen(&pair, decoy_px.min(other_px), sight).into(),
                ));
            }
        }
    }
    // One is the other's negative: twins in which the margin tells which tone is dark.
    for module in [4, 8] {
        let (official, evil) = (twin(OFFICIAL), twin(EVIL));
        let side = official.side(module);
        let picture = GrayImage::from_fn(side * 2, side, |x, y| {
            if x < side {
                tone(official.dark(module, x, y))
            } else {
                tone(!evil.dark(module, x - side, y))
            }
        });
        for sight in [0, 1, 5] {
            pictures.push((
                format!("edge to edge, {module} px, {}", SIGHTS[sight]),
                seen(&picture, module, sight).into(),
            ));
        }
    }
    pictures
}

fn spaced(left: &GrayImage, right: &GrayImage, gap: u32, ground: u8) -> GrayImage {
    let height = left.height().max(right.height());
    let mut both =
        GrayImage::from_pixel(left.width() + right.width() + gap, height, Luma([ground]));
    let down = |picture: &GrayImage| i64::from(height - picture.height()) / 2;
    imageops::replace(&mut both, left, 0, down(left));
    imageops::replace(&mut both, right, i64::from(left.width() + gap), down(right));
    both
}

fn alpha() -> Vec<Named> {
    let (official, evil) = (twin(OFFICIAL), twin(EVIL));
    let mut pictures: Vec<Named> = Vec::new();
    for module in [3, 4, 6, 8, 12] {
        pictures.push((
            format!("other on white, {module} px"),
            two_faced(&evil, &official, module).into(),
        ));
        pictures.push((
            format!("other on black, {module} px"),
            two_faced(&official, &evil, module).into(),
        ));
    }
    for module in [3, 6, 9] {
        let decoy = DynamicImage::from(drawn(&official, module)).into_rgba8();
        let side = evil.side(module);
        // Beside it a code that shows on one ground only.
        for (name, ink, paper) in [
            ("white on nothing", [255, 255, 255, 255], [255, 255, 255, 0]),
            ("black on nothing", [0, 0, 0, 255], [0, 0, 0, 0]),
            ("under no alpha", [0, 0, 0, 0], [255, 255, 255, 0]),
            ("thin veil", [255, 255, 255, 90], [255, 255, 255, 20]),
        ] {
            let mut picture = RgbaImage::from_pixel(side * 2, side, Rgba([255, 255, 255, 0]));
            imageops::replace(&mut picture, &decoy, 0, 0);
            for (x, y) in (0..side).flat_map(|x| (0..side).map(move |y| (x, y))) {
                let value = if evil.dark(module, x, y) { ink } else { paper };
                picture.put_pixel(side + x, y, Rgba(value));
            }
            pictures.push((format!("{name}, {module} px"), picture.into()));
        }
        // Alpha itself is the other code, over the decoy.
        for (name, low) in [("faint", 215), ("half", 128), ("strong", 40)] {
            let picture = RgbaImage::from_fn(side, side, |x, y| {
                let grey = if official.dark(module, x, y) { 0 } else { 255 };
                let alpha = if evil.dark(module, x, y) { 255 } else { low };
                Rgba([grey, grey, grey, alpha])
            });
            pictures.push((format!("in alpha, {name}, {module} px"), picture.into()));
        }
    }
    pictures
}

/// Inks for both dark, only the decoy dark, only the other one dark, both light.
type Inks = [[u8; 3]; 4];

#[rustfmt::skip]
const OVERLAYS: &[(&str, Inks)] = &[
    ("BT.601 and BT.709", [[52, 52, 52], [0, 137, 0], [255, 0, 255], [122, 122, 122]]),
    ("BT.709 and BT.601", [[52, 52, 52], [255, 0, 255], [0, 137, 0], [122, 122, 122]]),
    ("luma and red", [[0, 0, 0], [255, 0, 0], [0, 190, 190], [255, 255, 255]]),
    ("luma and blue", [[0, 0, 0], [0, 0, 255], [235, 235, 0], [255, 255, 255]]),
    ("luma and green", [[0, 0, 0], [0, 140, 0], [255, 90, 255], [255, 255, 255]]),
    ("luma and red, isoluminant", [[60, 60, 60], [150, 20, 60], [20, 190, 190], [190, 180, 180]]),
    ("luma and blue, faint", [[0, 0, 0], [0, 0, 60], [255, 255, 195], [255, 255, 255]]),
    ("luma and yellow on white", [[0, 0, 0], [0, 0, 255], [255, 255, 0], [255, 255, 255]]),
];

fn colour_overlay() -> Vec<Named> {
    let (official, evil) = (twin(OFFICIAL), twin(EVIL));
    let mut pictures = Vec::new();
    for (name, inks) in OVERLAYS {
        for module in [4, 8] {
            let side = official.side(module);
            let picture = RgbImage::from_fn(side, side, |x, y| {
                let at = match (official.dark(module, x, y), evil.dark(module, x, y)) {
                    (true, true) => 0,
                    (true, false) => 1,
                    (false, true) => 2,
                    (false, false) => 3,
                };
                Rgb(inks[at])
            });
            for sight in [0, 1, 3, 4, 5] {
                pictures.push((
                    format!("{name}, {module} px, {}", SIGHTS[sight]),
                    seen_in_colour(&picture, module, sight).into(),
                ));
            }
        }
    }
    pictures
}

/// Ink and paper of equal or nearly equal luma in BT.601; the differences are below what a threshold sees.
#[rustfmt::skip]
const NEIGHBOUR_INKS: &[(&str, [u8; 3], [u8; 3])] = &[
    ("red on green", [255, 60, 60], [60, 160, 60]),
    ("green on red", [60, 160, 60], [255, 60, 60]),
    ("blue on grey", [60, 90, 255], [100, 100, 100]),
    ("magenta on green", [255, 0, 255], [0, 180, 0]),
    ("yellow on white", [255, 255, 0], [255, 255, 255]),
    ("pale yellow on white", [255, 255, 150], [255, 255, 255]),
    ("cyan on pink", [0, 215, 215], [255, 110, 160]),
    ("blue on black", [0, 0, 255], [0, 0, 0]),
];

fn colour_neighbour() -> Vec<Named> {
    let decoy = DynamicImage::from(drawn(&plain_code(OFFICIAL, EcLevel::M), 6)).into_rgb8();
    let mut pictures = Vec::new();
    for (name, ink, paper) in NEIGHBOUR_INKS {
        for module in [3, 6, 10] {
            let evil = plain_code(EVIL, EcLevel::M);
            let side = evil.side(module);
            let height = side.max(decoy.height());
            let mut picture =
                RgbImage::from_pixel(decoy.width() + side + 12, height, Rgb([255; 3]));
            imageops::replace(&mut picture, &decoy, 0, 0);
            for (x, y) in (0..side).flat_map(|x| (0..side).map(move |y| (x, y))) {
                let value = if evil.dark(module, x, y) { ink } else { paper };
                picture.put_pixel(decoy.width() + 12 + x, y, Rgb(*value));
            }
            for sight in [0, 1, 5] {
                pictures.push((
                    format!("{name}, {module} px, {}", SIGHTS[sight]),
                    seen_in_colour(&picture, module.min(6), sight).into(),
                ));
            }
        }
    }
    pictures
}

/// The decoy beside a code whose modules are drawn by `dark_at`: module is dark, pixel, grey.
fn beside_drawn(
    decoy_px: u32,
    module: u32,
    ground: u8,
    grey_at: impl Fn(bool, u32, u32) -> u8,
) -> GrayImage {
    let decoy = drawn(&plain_code(OFFICIAL, EcLevel::M), decoy_px);
    let evil = plain_code(EVIL, EcLevel::M);
    let side = evil.side(module);
    let other = GrayImage::from_fn(side, side, |x, y| {
        Luma([grey_at(evil.dark(module, x, y), x, y)])
    });
    spaced(&decoy, &other, 16, ground)
}

/// Dark modules are dots, with light between them, or light ones are dots on dark.
fn half_tone() -> Vec<Named> {
    let mut pictures = Vec::new();
    for module in [6, 10, 14, 20, 26] {
        for dots_in_module in [1, 2, 3] {
            let cell = module / dots_in_module;
            if cell < 3 {
                continue;
            }
            for share in [0.2, 0.35, 0.5] {
                let in_dot = |x: u32, y: u32| {
                    let at = |i: u32| (i % cell) as f32 + 0.5 - cell as f32 / 2.0;
                    let radius = cell as f32 * (share / std::f32::consts::PI).sqrt();
                    at(x).hypot(at(y)) < radius
                };
                let picture =
                    beside_drawn(
                        5,
                        module,
                        255,
                        |dark, x, y| {
                            if dark && in_dot(x, y) { 0 } else { 255 }
                        },
                    );
                let name = format!("{dots_in_module} dots of {share} a row, {module} px");
                for sight in [0, 4] {
                    pictures.push((
                        format!("{name}, {}", SIGHTS[sight]),
                        seen(&picture, 5, sight).into(),
                    ));
                }
                if share > 0.4 {
                    // The tone of the ground by dots everywhere: finer ones for light, bolder ones for dark.
                    let bold = |dark: bool, x: u32, y: u32| {
                        let at = |i: u32| (i % cell) as f32 + 0.5 - cell as f32 / 2.0;
                        let radius = cell as f32 * if dark { 0.47 } else { 0.2 };
                        if at(x).hypot(at(y)) < radius { 0 } else { 255 }
                    };
                    let picture = beside_drawn(5, module, 255, bold);
                    pictures.push((format!("bold and fine, {name}"), picture.into()));
                }
            }
        }
    }
    pictures
}

/// Dots of an ink that is nearly as light as the paper in BT.601.
fn colour_half_tone() -> Vec<Named> {
    let mut pictures = Vec::new();
    let decoy = DynamicImage::from(drawn(&plain_code(OFFICIAL, EcLevel::M), 5)).into_rgb8();
    let evil = plain_code(EVIL, EcLevel::M);
    for (name, ink, paper) in [NEIGHBOUR_INKS[0], NEIGHBOUR_INKS[2], NEIGHBOUR_INKS[4]] {
        for (module, cell) in [(8, 4), (12, 6), (18, 6), (18, 9), (24, 12)] {
            for share in [0.35, 0.5] {
                let side = evil.side(module);
                let in_dot = |x: u32, y: u32| {
                    let at = |i: u32| (i % cell) as f32 + 0.5 - cell as f32 / 2.0;
                    let radius = cell as f32 * (share / std::f32::consts::PI).sqrt();
                    at(x).hypot(at(y)) < radius
                };
                let height = side.max(decoy.height());
                let width = decoy.width() + side + 12;
                let mut picture = RgbImage::from_pixel(width, height, Rgb([255; 3]));
                imageops::replace(&mut picture, &decoy, 0, 0);
                for (x, y) in (0..side).flat_map(|x| (0..side).map(move |y| (x, y))) {
                    let is_inked = evil.dark(module, x, y) && in_dot(x, y);
                    let value = if is_inked { ink } else { paper };
                    picture.put_pixel(decoy.width() + 12 + x, y, Rgb(value));
                }
                pictures.push((
                    format!("{name}, dots of {share} every {cell}, {module} px"),
                    picture.into(),
                ));
            }
        }
    }
    pictures
}

/// Dark modules are lines.
fn hatched() -> Vec<Named> {
    let mut pictures = Vec::new();
    for module in [6, 9, 15, 24] {
        for period in [2, 3, 4, 6, 8] {
            if period > module {
                continue;
            }
            for (direction, along) in [("across", 0), ("aslant", 1), ("crosswise", 2)] {
                let is_line = |x: u32, y: u32| match along {
                    0 => y.is_multiple_of(period),
                    1 => (x + y).is_multiple_of(period),
                    _ => x.is_multiple_of(period) || y.is_multiple_of(period),
                };
                let picture =
                    beside_drawn(
                        5,
                        module,
                        255,
                        |dark, x, y| {
                            if dark && is_line(x, y) { 0 } else { 255 }
                        },
                    );
                pictures.push((
                    format!("{direction}, every {period}, {module} px"),
                    picture.clone().into(),
                ));
                // Light and dark differ in direction only, or in phase: the mean tells nothing, the eye does.
                let turned = beside_drawn(5, module, 255, |dark, x, y| {
                    let line = if dark {
                        y % period == 0
                    } else {
                        x % (period * 2) == 0
                    };
                    if line { 0 } else { 255 }
                });
                if along == 0 {
                    pictures.push((
                        format!("turned, every {period}, {module} px"),
                        turned.into(),
                    ));
                }
            }
        }
    }
    pictures
}

/// Little contrast, on light and on dark, with and without noise.
fn faint() -> Vec<Named> {
    let mut pictures = Vec::new();
    for ground in [255_u8, 200, 128, 60] {
        for contrast in [4, 6, 8, 12, 16, 24, 32] {
            for module in [4, 8] {
                let ink = ground.saturating_sub(contrast);
                let picture = beside_drawn(
                    5,
                    module,
                    ground,
                    |dark, _, _| if dark { ink } else { ground },
                );
                let name = format!("{contrast} on {ground}, {module} px");
                pictures.push((name.clone(), picture.clone().into()));
                if module == 8 {
                    let lighter =
                        beside_drawn(5, module, ink, |dark, _, _| if dark { ground } else { ink });
                    pictures.push((format!("{name}, inverted"), lighter.into()));
                    let name = format!("{name}, noise");
                    pictures.push((name, noisy(&picture, 5, 91).into()));
                }
            }
        }
    }
    pictures
}

/// One code in the fine detail, the other in the coarse: Oliva, Torralba and Schyns, *Hybrid Images* (2006).
fn hybrid_scales() -> Vec<Named> {
    let mut pictures = Vec::new();
    for (name, fine, coarse) in [
        ("decoy in detail", OFFICIAL, EVIL),
        ("decoy from afar", EVIL, OFFICIAL),
    ] {
        for (fine_px, coarse_px) in [(4, 12), (5, 20), (8, 16), (3, 24)] {
            for weight in [0.25, 0.4, 0.55] {
                let coarse = drawn(&plain_code(coarse, EcLevel::M), coarse_px);
                let side = coarse.width();
                let fine = drawn(&plain_code(fine, EcLevel::H), fine_px);
                let mut detail = GrayImage::from_pixel(side, side, PAPER);
                let at = i64::from(side.saturating_sub(fine.width()) / 2);
                imageops::replace(&mut detail, &fine, at, at);
                let low = blur(&coarse, 0.3 * coarse_px as f32);
                let picture = GrayImage::from_fn(side, side, |x, y| {
                    let (fine, coarse) = (detail[(x, y)].0[0], low[(x, y)].0[0]);
                    let sum = (1.0 - weight) * f32::from(fine) + weight * f32::from(coarse);
                    Luma([sum as u8])
                });
                for sight in [0, 1, 5] {
                    pictures.push((
                        format!(
                            "{name}, {fine_px} and {coarse_px} px, {weight}, {}",
                            SIGHTS[sight]
                        ),
                        seen(&picture, fine_px, sight).into(),
                    ));
                }
            }
        }
    }
    pictures
}

/// A large code whose modules are pieces of print: small copies of the decoy, text, dots.
fn code_of_codes() -> Vec<Named> {
    let evil = encoded(
        &[Segment::Alphanumeric("HTTP://EVIL.EXAMPLE")],
        EcLevel::L,
        1,
        None,
    )
    .unwrap();
    let mut pictures = Vec::new();
    let decoy = plain_code(OFFICIAL, EcLevel::L);
    for (small_px, gap) in [(1, 0), (2, 0), (2, 20)] {
        let small = drawn(&decoy, small_px);
        let module = small.width() + gap;
        let side = (evil.width + 2 * QUIET) * module;
        if side > 2_600 {
            continue;
        }
        // Every dark module is a copy of the decoy.
        let all = GrayImage::from_fn(side, side, |x, y| {
            let (u, v) = (x % module, y % module);
            if evil.dark(module, x, y) && u < small.width() && v < small.height() {
                small[(u, v)]
            } else {
                PAPER
            }
        });
        pictures.push((format!("decoys of {small_px} px, gap {gap}"), all.into()));
        // Dark modules of dots, and one decoy in a light place.
        for share in [3, 2] {
            let mut picture = GrayImage::from_fn(side, side, |x, y| {
                tone(evil.dark(module, x, y) && (x / 4 + y / 4) % share == 0)
            });
            imageops::replace(&mut picture, &small, i64::from(2 * module), 0);
            pictures.push((
                format!("large dotted, one in {share}, decoy of {small_px} px"),
                picture.into(),
            ));
        }
    }
    pictures
}

/// A tiny code in a large picture, near the pixels where reading ends.
fn small_in_large() -> Vec<Named> {
    let mut pictures = Vec::new();
    for (width, height) in [
        (2_000, 1_500),
        (3_000, 2_000),
        (4_000, 3_000),
        (5_300, 4_000),
    ] {
        for small_px in [1, 2, 3] {
            for decoy_px in [12, 24] {
                let mut picture = GrayImage::from_pixel(width, height, Luma([240]));
                let decoy = drawn(&plain_code(OFFICIAL, EcLevel::M), decoy_px);
                imageops::replace(&mut picture, &decoy, 40, 60);
                let small = drawn(&plain_code(EVIL, EcLevel::M), small_px);
                let (x, y) = (i64::from(width) * 3 / 4 + 1, i64::from(height) * 2 / 3 + 1);
                let is_inverted = (small_px * 12 == decoy_px) != (width == 3_000);
                let small = if is_inverted { negative(&small) } else { small };
                imageops::replace(&mut picture, &small, x, y);
                pictures.push((
                    format!("{small_px} px beside {decoy_px} px in {width} × {height}"),
                    picture.into(),
                ));
            }
        }
    }
    pictures
}

/// The other code stands in every second, third or fourth pixel only, and is what is left when a program takes only
/// those: Quiring and others, *Adversarial Preprocessing: Understanding and Preventing Image-Scaling Attacks* (2020).
fn resampled() -> Vec<Named> {
    let mut pictures = Vec::new();
    for factor in [2, 3, 4] {
        for small_px in [2, 3, 4] {
            let (official, evil) = (twin(OFFICIAL), twin(EVIL));
            let module = small_px * factor;
            let side = official.side(module);
            for (name, offset) in [("first", 0), ("middle", factor / 2)] {
                let picture = GrayImage::from_fn(side, side, |x, y| {
                    let is_taken = x % factor == offset && y % factor == offset;
                    tone(if is_taken {
                        evil.dark(module, x, y)
                    } else {
                        official.dark(module, x, y)
                    })
                });
                pictures.push((
                    format!("every {factor}, the {name}, {module} px"),
                    picture.into(),
                ));
            }
        }
    }
    pictures
}

/// A second code as designers draw them: round dots, round or coloured eyes, no quiet zone, on a pattern.
fn styled() -> Vec<Named> {
    let decoy = drawn(&plain_code(OFFICIAL, EcLevel::M), 5);
    let evil = plain_code(EVIL, EcLevel::M);
    let mut pictures = Vec::new();
    for module in [4, 6, 10, 16] {
        let side = evil.side(module);
        for radius in [0.5, 0.4, 0.3] {
            let dots = GrayImage::from_fn(side, side, |x, y| {
                let at = |i: u32| (i % module) as f32 + 0.5 - module as f32 / 2.0;
                let finder = {
                    let (u, v) = (x / module, y / module);
                    let low = |i: u32| i < QUIET + 8;
                    let high = |i: u32| i >= QUIET + evil.width - 8;
                    low(u) && (low(v) || high(v)) || high(u) && low(v)
                };
                let is_inked = finder || at(x).hypot(at(y)) < radius * module as f32;
                tone(evil.dark(module, x, y) && is_inked)
            });
            for (name, other) in [("dots", dots.clone()), ("light dots", negative(&dots))] {
                for sight in [0, 5] {
                    pictures.push((
                        format!("{name} of {radius}, {module} px, {}", SIGHTS[sight]),
                        seen(&spaced(&decoy, &other, 16, 255), module.min(5), sight).into(),
                    ));
                }
            }
        }
        // Without a quiet zone: on dark, and on stripes.
        let quiet = QUIET * module;
        let inside = side - 2 * quiet;
        let bare =
            imageops::crop_imm(&drawn(&evil, module), quiet, quiet, inside, inside).to_image();
        for (name, stripe) in [("on dark", 1), ("on stripes", 7)] {
            let mut other =
                GrayImage::from_fn(side, side, |x, _| tone(x % stripe < stripe.div_ceil(2)));
            imageops::replace(&mut other, &bare, i64::from(quiet), i64::from(quiet));
            pictures.push((
                format!("{name}, {module} px"),
                spaced(&decoy, &other, 16, 255).into(),
            ));
        }
        // Stretched to twice its width, and sheared.
        let plain = drawn(&evil, module);
        let wide = imageops::resize(&plain, side * 2, side, FilterType::Triangle);
        pictures.push((
            format!("twice as wide, {module} px"),
            spaced(&decoy, &wide, 16, 255).into(),
        ));
        let mut sheared = GrayImage::from_pixel(side * 2, side, PAPER);
        let s = f64::from(side);
        place(
            &plain,
            &mut sheared,
            [(0.0, 0.0), (s, 0.0), (s * 1.5, s), (s * 0.5, s)],
        );
        pictures.push((
            format!("sheared, {module} px"),
            spaced(&decoy, &sheared, 16, 255).into(),
        ));
    }
    pictures
}

// ---- who reads what -------------------------------------------------------------------------------------------

fn frame_of(picture: &DynamicImage) -> Frame {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let frame = match picture {
        DynamicImage::ImageLuma8(grey) => Frame::luma(width, height, grey.as_raw().clone()),
        DynamicImage::ImageRgba8(rgba) => Frame::rgba(width, height, rgba.as_raw().clone()),
        other => Frame::rgb(width, height, other.to_rgb8().into_raw()),
    };
    frame.unwrap()
}

/// The ways in which some program may see a picture in grey.
fn greys(picture: &DynamicImage) -> Vec<GrayImage> {
    let of = |grey: &dyn Fn([u8; 4]) -> f32| {
        let rgba = picture.to_rgba8();
        GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
            Luma([(grey(rgba[(x, y)].0) + 0.5) as u8])
        })
    };
    let luma = |r: f32, g: f32, b: f32| 0.299 * r + 0.587 * g + 0.114 * b;
    let on = |ground: f32| {
        move |[r, g, b, a]: [u8; 4]| {
            let share = f32::from(a) / 255.0;
            [r, g, b].map(|c| f32::from(c) * share + ground * (1.0 - share))
        }
    };
    let (on_white, on_black) = (on(255.0), on(0.0));
    let mut greys = vec![of(&|p| {
        let [r, g, b] = on_white(p);
        luma(r, g, b)
    })];
    if matches!(picture, DynamicImage::ImageLuma8(_)) {
        return greys;
    }
    greys.push(of(&|p| {
        let [r, g, b] = on_white(p);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }));
    for channel in 0..3 {
        greys.push(of(&|p| on_white(p)[channel]));
    }
    if matches!(picture, DynamicImage::ImageRgba8(_)) {
        greys.push(of(&|p| {
            let [r, g, b] = on_black(p);
            luma(r, g, b)
        }));
        greys.push(of(&|[r, g, b, _]| {
            luma(f32::from(r), f32::from(g), f32::from(b))
        }));
    }
    greys
}

/// The same picture from nearer and farther, in and out of focus, and by taking every few pixels only.
fn views(grey: &GrayImage) -> impl Iterator<Item = (&'static str, GrayImage)> {
    let (width, height) = grey.dimensions();
    let shrunk = move |factor: u32| {
        let (width, height) = (width / factor, height / factor);
        (width >= 21 && height >= 21)
            .then(|| imageops::resize(grey, width, height, FilterType::Triangle))
    };
    let taken = move |factor: u32, offset: u32| {
        Some(GrayImage::from_fn(
            width / factor,
            height / factor,
            |x, y| grey[(x * factor + offset, y * factor + offset)],
        ))
    };
    let blurred = move |sigma: f32| (width <= 1_600).then(|| blur(grey, sigma));
    let doubled = || {
        (width <= 700).then(|| imageops::resize(grey, width * 2, height * 2, FilterType::Triangle))
    };
    [
        ("as it is", Some(grey.clone())),
        ("a half", shrunk(2)),
        ("a quarter", shrunk(4)),
        ("an eighth", shrunk(8)),
        ("a sixteenth", shrunk(16)),
        ("blur 1.5", blurred(1.5)),
        ("blur 3", blurred(3.0)),
        ("blur 6", blurred(6.0)),
        ("doubled", doubled()),
        ("every 2nd, from 1", taken(2, 1)),
        ("every 3rd, from 1", taken(3, 1)),
        ("every 4th, from 2", taken(4, 2)),
        ("every 2nd, from 0", taken(2, 0)),
        ("every 4th, from 0", taken(4, 0)),
    ]
    .into_iter()
    .filter_map(|(name, view)| Some((name, view?)))
}

/// The way in which plain rqrr or plain rxing reads the other link, if there is one.
fn readable_by(picture: &DynamicImage) -> Option<String> {
    let is_other = |payloads: Vec<Vec<u8>>| {
        let others = [EVIL.as_bytes(), b"HTTP://EVIL.EXAMPLE"];
        payloads
            .iter()
            .any(|payload| others.contains(&payload.as_slice()))
    };
    for (rendition, grey) in greys(picture).iter().enumerate() {
        for (view, seen) in views(grey) {
            let inverted = negative(&seen);
            for (seen, tone) in [(seen, ""), (inverted, ", inverted")] {
                let by = |reader| format!("{reader}, rendition {rendition}, {view}{tone}");
                if is_other(by_rxing(&seen)) {
                    return Some(by("rxing"));
                }
                if is_other(by_rqrr(seen)) {
                    return Some(by("rqrr"));
                }
            }
        }
    }
    None
}

/// rqrr as its documentation shows it. It panics on some pictures: that counts as not read.
fn by_rqrr(grey: GrayImage) -> Vec<Vec<u8>> {
    if grey.width() < 21 || grey.height() < 21 {
        return Vec::new();
    }
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
        .map(|result| result.getText().as_bytes().to_vec())
        .collect()
}

/// What is said of one picture.
struct Answer {
    /// Who reads the other link; nobody where it is no attack.
    read_by: Option<String>,
    read: bool,
    /// A quick look sees nothing against it; it is looked at thoroughly then.
    live_misses_it: bool,
    is_safe: bool,
    reason: &'static str,
}

/// In one thread: the pool looks at several pictures at once.
fn scanned(frame: &Frame, effort: Effort) -> Scan {
    scan::scan_with(Threads::One, frame, effort, &|| false)
}

fn answer(picture: &DynamicImage, list: &Allowlist) -> Answer {
    let frame = frame_of(picture);
    let [live, thorough] = [Effort::Live, Effort::Thorough].map(|effort| scanned(&frame, effort));
    let judged = check::judge_picture(&thorough, list);
    let is_missed =
        |scan: &Scan| check::judge_picture(scan, list).reasons() == [Reason::Unconfirmed];
    let reads_other = |scan: &Scan| {
        let others = [EVIL.as_bytes(), b"HTTP://EVIL.EXAMPLE"];
        let mut payloads = scan.symbols.iter().map(|symbol| symbol.payload.as_slice());
        payloads.any(|payload| others.contains(&payload))
    };
    Answer {
        read_by: if reads_other(&live) || reads_other(&thorough) {
            Some("this program".to_owned())
        } else {
            readable_by(picture)
        },
        read: !thorough.symbols.is_empty(),
        live_misses_it: is_missed(&live),
        is_safe: judged.outcome() == Outcome::Safe,
        reason: judged
            .reasons()
            .first()
            .map_or("safe", |reason| reason.code()),
    }
}

fn attack_table(arguments: &Arguments, list: &Allowlist) {
    println!(
        "{:<18}{:>9}{:>9}{:>7}{:>13}{:>6}   thorough, by the worst reason",
        "family", "pictures", "attacks", "read", "missed live", "safe"
    );
    let mut total = [0; 5];
    for (family, make) in FAMILIES {
        if arguments
            .family
            .as_deref()
            .is_some_and(|name| name != *family)
        {
            continue;
        }
        let pictures = make();
        // rqrr panics on some pictures.
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let answers: Vec<Answer> = pictures
            .par_iter()
            .map(|(_, picture)| answer(picture, list))
            .collect();
        std::panic::set_hook(hook);
        let attacks = || answers.iter().filter(|answer| answer.read_by.is_some());
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for answer in attacks() {
            *reasons.entry(answer.reason).or_default() += 1;
        }
        let row = [
            pictures.len(),
            attacks().count(),
            attacks().filter(|answer| answer.read).count(),
            attacks().filter(|answer| answer.live_misses_it).count(),
            attacks().filter(|answer| answer.is_safe).count(),
        ];
        let reasons: Vec<String> = reasons
            .iter()
            .map(|(reason, count)| format!("{reason} {count}"))
            .collect();
        print_row(family, row, &reasons.join(", "));
        for (sum, count) in total.iter_mut().zip(row) {
            *sum += count;
        }
        for ((name, picture), answer) in pictures.iter().zip(&answers) {
            let by = [
                (answer.live_misses_it, "missed by a quick look"),
                (answer.is_safe, "called safe"),
            ];
            let by: Vec<&str> = by.iter().filter_map(|(is, by)| is.then_some(*by)).collect();
            let (Some(read_by), false) = (&answer.read_by, by.is_empty()) else {
                continue;
            };
            if arguments.show {
                println!("    {}: {name} ({read_by})", by.join(" and "));
            }
            if let Some(folder) = &arguments.save {
                let file = format!("{family} {name}.png").replace([' ', '/', ','], "-");
                let saved = fs::create_dir_all(folder)
                    .map_err(image::ImageError::IoError)
                    .and_then(|()| picture.save(folder.join(file)));
                if let Err(error) = saved {
                    println!("    not saved: {error}");
                }
            }
        }
    }
    print_row("all", total, "");
}

fn print_row(name: &str, [pictures, attacks, read, missed, safe]: [usize; 5], reasons: &str) {
    println!("{name:<18}{pictures:>9}{attacks:>9}{read:>7}{missed:>13}{safe:>6}   {reasons}");
}

// ---- false alarms ---------------------------------------------------------------------------------------------

/// How many pictures, of those with a code that both decoders read, are spoilt by each doubt.
#[derive(Default)]
struct Alarms {
    pictures: usize,
    confirmed: usize,
    by_doubt: BTreeMap<&'static str, usize>,
    spoilt: usize,
}

const DOUBTS: [&str; 8] = [
    "split", "payloads", "nested", "alpha", "colour", "unread", "micro", "gave up",
];

impl Alarms {
    fn add(&mut self, scan: &Scan) {
        self.pictures += 1;
        if !scan.symbols.iter().any(|symbol| symbol.read_by.both()) {
            return;
        }
        self.confirmed += 1;
        let doubts = doubts(scan);
        self.spoilt += usize::from(!doubts.is_empty());
        for doubt in doubts {
            *self.by_doubt.entry(doubt).or_default() += 1;
        }
    }

    fn merge(&mut self, other: &Alarms) {
        self.pictures += other.pictures;
        self.confirmed += other.confirmed;
        self.spoilt += other.spoilt;
        for (doubt, count) in &other.by_doubt {
            *self.by_doubt.entry(doubt).or_default() += count;
        }
    }

    fn print_head(what: &str) {
        println!();
        print!(
            "{what:<34}{:>9}{:>11}{:>8}",
            "pictures", "confirmed", "spoilt"
        );
        for doubt in DOUBTS {
            print!("{doubt:>10}");
        }
        println!();
    }

    fn print(&self, name: &str) {
        print!(
            "{name:<34}{:>9}{:>11}{:>8}",
            self.pictures, self.confirmed, self.spoilt
        );
        for doubt in DOUBTS {
            print!("{:>10}", self.by_doubt.get(doubt).copied().unwrap_or(0));
        }
        println!();
    }
}

/// What spoils a picture as a whole, or one of its codes.
fn doubts(scan: &Scan) -> Vec<&'static str> {
    let has = |wanted: Ambiguity| {
        scan.symbols
            .iter()
            .any(|symbol| symbol.ambiguity == Some(wanted))
    };
    let all = [
        has(Ambiguity::SplitModules),
        has(Ambiguity::TwoPayloads),
        has(Ambiguity::NestedCode),
        has(Ambiguity::Transparency),
        has(Ambiguity::Colour),
        !scan.unread.is_empty(),
        !scan.micro.is_empty(),
        scan.gave_up,
    ];
    DOUBTS
        .into_iter()
        .zip(all)
        .filter_map(|(name, is)| is.then_some(name))
        .collect()
}

/// Honest posters, with the code in one of many styles, seen in many ways.
fn posters(list: &Allowlist) -> Vec<(String, DynamicImage)> {
    let hosts = list.entries().iter().map(|entry| entry.host.as_str());
    let links: Vec<String> = hosts
        .take(12)
        .map(|host| format!("https://{host}/"))
        .collect();
    let mut pictures: Vec<(String, DynamicImage)> = Vec::new();
    for (at, link) in links.iter().enumerate() {
        let level = [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H][at % 4];
        let module = [3, 4, 5, 6, 8, 10][at % 6];
        let code = drawn(&plain_code(link, level), module);
        let mut sheet = poster(code.width() * 2, code.height() * 3 / 2, 300 + at as u64);
        let (x, y) = (code.width() * 3 / 4, code.height() / 3);
        imageops::replace(&mut sheet, &code, i64::from(x), i64::from(y));
        for (sight, name) in SIGHTS.iter().enumerate() {
            pictures.push((format!("grey, {name}"), seen(&sheet, module, sight).into()));
        }
        // Coloured: tinted paper, an ink, a photo-like gradient behind.
        let ink = [[150, 20, 20], [10, 60, 140], [0, 90, 60], [20, 20, 20]][at % 4];
        let coloured = RgbImage::from_fn(sheet.width(), sheet.height(), |x, y| {
            let share = f32::from(sheet[(x, y)].0[0]) / 255.0;
            let paper = [250.0, 240.0 - y as f32 * 0.05, 225.0 - x as f32 * 0.08];
            Rgb([0, 1, 2].map(|c| {
                let ink = f32::from(ink[c]);
                (ink + (paper[c] - ink) * share) as u8
            }))
        });
        for sight in [0, 1, 3, 5] {
            pictures.push((
                format!("coloured, {}", SIGHTS[sight]),
                seen_in_colour(&coloured, module, sight).into(),
            ));
        }
        let clear = RgbaImage::from_fn(code.width(), code.height(), |x, y| match code[(x, y)] {
            INK => Rgba([ink[0], ink[1], ink[2], 255]),
            _ => Rgba([255, 255, 255, 0]),
        });
        pictures.push(("no ground".to_owned(), clear.into()));
        let shadow = {
            let mut shadow = sheet.clone();
            shade(&mut shadow, |x, y| 1.0 - 0.6 * (0.7 * x + 0.3 * y));
            noisy(&blur(&shadow, 0.15 * module as f32), 8, 95)
        };
        pictures.push(("in the shade".to_owned(), shadow.into()));
        let from_afar = imageops::resize(
            &sheet,
            sheet.width() * 2 / 3,
            sheet.height() * 2 / 3,
            FilterType::Triangle,
        );
        pictures.push(("from afar".to_owned(), from_afar.into()));
        // With a round emblem, and with round modules.
        let symbol = plain_code(link, EcLevel::H);
        let mut logo = drawn(&symbol, module);
        let middle = logo.width() as i32 / 2;
        disc(&mut logo, (middle, middle), middle / 6, PAPER);
        disc(&mut logo, (middle, middle), middle / 8, Luma([90]));
        pictures.push(("emblem".to_owned(), logo.into()));
        let side = symbol.side(module * 2);
        let round = GrayImage::from_fn(side, side, |x, y| {
            let at = |i: u32| (i % (module * 2)) as f32 + 0.5 - module as f32;
            tone(symbol.dark(module * 2, x, y) && at(x).hypot(at(y)) < 0.95 * module as f32)
        });
        pictures.push(("round modules".to_owned(), round.into()));
        let mut rounded = blur(&drawn(&symbol, module * 2), 0.3 * 2.0 * module as f32);
        for Luma([grey]) in rounded.pixels_mut() {
            *grey = if *grey < 128 { 0 } else { 255 };
        }
        pictures.push(("rounded corners".to_owned(), rounded.into()));
    }
    pictures
}

fn poster_table(list: &Allowlist) {
    for effort in [Effort::Live, Effort::Thorough] {
        let mut rows: BTreeMap<String, Alarms> = BTreeMap::new();
        let pictures = posters(list);
        let scans: Vec<(&str, Scan)> = pictures
            .par_iter()
            .map(|(name, picture)| {
                let frame = frame_of(picture);
                (name.as_str(), scanned(&frame, effort))
            })
            .collect();
        for (name, scan) in &scans {
            rows.entry((*name).to_owned()).or_default().add(scan);
        }
        print_alarms(&format!("honest posters, {effort:?}"), &rows);
    }
}

fn print_alarms(what: &str, rows: &BTreeMap<String, Alarms>) {
    Alarms::print_head(what);
    let mut total = Alarms::default();
    for (name, row) in rows {
        row.print(name);
        total.merge(row);
    }
    total.print("all");
}

fn corpus_table(folder: &Path) {
    let Ok(manifest) = fs::read_to_string(folder.join("manifest.csv")) else {
        println!("attacks: {} has no manifest.csv", folder.display());
        return;
    };
    let pictures: Vec<(&str, &str)> = manifest
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut fields = line.split(',');
            Some((fields.next()?, fields.next()?))
        })
        .filter(|(set, _)| !set.starts_with("neg"))
        .collect();
    for effort in [Effort::Live, Effort::Thorough] {
        let scans: Vec<(&str, &str, Scan)> = pictures
            .par_iter()
            .filter_map(|(set, file)| {
                let frame = images::frame_of_file(&folder.join(file)).ok()?;
                Some((*set, *file, scanned(&frame, effort)))
            })
            .collect();
        let mut rows: BTreeMap<String, Alarms> = BTreeMap::new();
        for (set, _, scan) in &scans {
            rows.entry((*set).to_owned()).or_default().add(scan);
        }
        print_alarms(&format!("photos, {effort:?}"), &rows);
        for (_, file, scan) in &scans {
            let doubts = doubts(scan);
            if !doubts.is_empty() && scan.symbols.iter().any(|symbol| symbol.read_by.both()) {
                println!("    {file}: {}", doubts.join(", "));
            }
        }
    }
}
