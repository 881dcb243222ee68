//! Makes pictures as a camera takes them of codes in trouble, for `cargo bench --bench recall -- FOLDER`:
//!
//!     cargo run --release --example make_photos -- FOLDER [COUNT]
//!
//! One set a difficulty, `COUNT` pictures each (20 without it), from mild to worse than anybody reads, with a truth file
//! a code and a `manifest.csv`. They stand in for real photos where there are too few of those: what decides is light,
//! lens and surface, and these are computed: reflectance, then lighting, then blur in linear light, then the sensor's
//! limits, noise and gamma, then JPEG. The output is the same on every run.

use std::error::Error;
use std::f64::consts::{PI, TAU};
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, ImageEncoder, Luma};
use qrcode::types::{Color, EcLevel};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

#[path = "../tests/painter/mod.rs"]
mod painter;

use painter::{Chance, Code, Segment, encoded, poster};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Light modules around a symbol.
const QUIET: f64 = 4.0;
/// What paper and ink reflect.
const PAPER: f64 = 0.82;
const INK: f64 = 0.05;
/// Points for each pixel, in a row and in a column.
const POINTS: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(
        arguments
            .next()
            .ok_or("say which folder the pictures go to")?,
    );
    let count: usize = arguments.next().map_or(Ok(20), |count| count.parse())?;
    let mut manifest = String::from("set,file,truth_file,kind\n");
    for (name, shot) in DIFFICULTIES {
        fs::create_dir_all(folder.join(name))?;
        let rows: Vec<Outcome<String>> = (0..count)
            .into_par_iter()
            .map(|at| {
                // From 0 to 1: how bad it is.
                let badness = (at as f64 + 0.5) / count as f64;
                let seed = at as u64 * 7_919 + name.bytes().map(u64::from).sum::<u64>();
                let shot = shot(badness, &mut Dice(Chance(seed)))?;
                written(&folder, name, at, &shot)
            })
            .collect();
        for row in rows {
            manifest += &row.map_err(|error| error.to_string())?;
        }
    }
    fs::write(folder.join("manifest.csv"), manifest)?;
    Ok(())
}

fn written(folder: &Path, name: &str, at: usize, shot: &Shot) -> Outcome<String> {
    let file = format!("{name}/{at:02}.jpg");
    let picture = shot.taken(at as u64);
    let mut out = BufWriter::new(File::create(folder.join(&file))?);
    JpegEncoder::new_with_quality(&mut out, shot.jpeg_quality).write_image(
        picture.as_raw(),
        picture.width(),
        picture.height(),
        image::ExtendedColorType::L8,
    )?;
    let mut truths = Vec::new();
    for (code, print) in shot.prints.iter().enumerate() {
        let truth = format!("{name}/{at:02}-{code}.txt");
        fs::write(folder.join(&truth), &print.text)?;
        truths.push(truth);
    }
    Ok(format!("{name},{file},{},made\n", truths.join(";")))
}

// ---- difficulties -----------------------------------------------------------------------------------------------

type Make = fn(f64, &mut Dice) -> Outcome<Shot>;

const DIFFICULTIES: &[(&str, Make)] = &[
    ("nominal", nominal),
    ("blurred", blurred),
    ("shaken", shaken),
    ("bright-spots", bright_spots),
    ("glare", glare),
    ("shadows", shadows),
    ("exposure", exposure),
    ("curved", curved),
    ("crumpled", crumpled),
    ("damaged", damaged),
    ("perspective", perspective),
    ("turned", turned),
    ("high-version", high_version),
    ("close", close),
    ("screen", screen),
    ("many", many),
    ("styled", styled),
    ("far", far),
];

fn nominal(badness: f64, dice: &mut Dice) -> Outcome<Shot> {
    let mut shot = Shot::of(dice, 1_600, 1_200)?;
    shot.prints = vec![Print::some(dice, &shot, 3.0 + 6.0 * (1.0 - badness), 1..8)?];
    shot.tilt(dice, 0.35);
    shot.blur = 0.3 * badness;
    Ok(shot)
}

/// Out of focus: the blur's standard deviation is given in modules.
fn blurred(badness: f64, dice: &mut Dice) -> Outcome<Shot> {
    let mut shot = nominal(0.3, dice)?;
    shot.blur = 0.3 + 0.8 * badness;
    Ok(shot)
}

fn shaken(badness: f64, dice: &mut Dice) -> Outcome<Shot> {
    let mut shot = nominal(0.3, dice)?;
    let (sin, cos) = dice.between(0.0, PI).sin_cos();
    let length = 0.5 + 2.5 * badness;
    shot.shake = [cos * length, sin * length];
    Ok(shot)
}

/// Lamps mirrored in glossy paper, each so bright that nothing is left of the ink.
fn bright_spots(badness: f64, dice: &mut Dice) -> Outcome<Shot> {
    let mut shot = nominal(0.3, dice)?;
    let (centre, side) = shot.prints[0].middle();
    for _ in 0..1 + dice.below(3) {
        let offset = [
            dice.between(-0.5, 0.5) * side,
            dice.between(-0.5, 0.5) * side,
        ];
        shot.spots.push(Spot {
            at: [centre[0] + offset[0], centre[1] + offset[1]],
            radius: side * (0.06 + 0.25 * badness) * dice.between(0.6, 1.3),
            strength: 3.0 + 5.0 * badness,
        });
    }
    Ok(shot)
}

/// A veil of light over a part of the paper.
fn glare(badness: f64, dice: &mut Dice) -> Outcome<Shot> {
    let mut shot = nominal(0.3, dice)?;
    let (centre, side) = shot.prints[0].middle();
    shot.spots.push(Spot {
        at: [
            centre[0] + dice.between(-0.5, 0.5) * side,
            centre[1] + dice.between(-0.5, 0.5) * side,
        ],
        radius: side * dice.between(0.4, 0.9),
        strength: 0.4 + 1.6 * badness,
    });
    shot.exposure = 0.9;
    Ok(shot)
}

/// Hard edges of shade, some of them narrow.
fn shadows(badness: f64, dice: &mut Dice) -> Outcome<Shot> {
    let mut shot = nominal(0.4, dice)?;
    let (centre, side) = shot.prints[0].middle();
    for _ in 0..2 + dice.below(4) {
        shot.shades.push(Shade {
            at: [
                centre[0] + dice.between(-0.5, 0.5) * side,
                centre[1] + dice.between(-0.5, 0.5) * side,
            ],
            angle: dice.between(0.0, TAU),
            width: side * dice.between(0.1, 0.8),
            softness: side * dice.between(0.005, 0.03),
            light: 1.0 - (0.5 + 0.47 * badness),
        });
    }
    Ok(shot)
}

/// Far too dark or far too bright, with the noise that comes with it.
fn exposure(badness: f64, dice: &mut Dice) -> Outcome<Shot> {
    let mut shot = nominal(0.4, dice)?;
    if dice.below(2) == 0 {
        shot.exposure = 0.2 * (1.0 - badness) + 0.006;
        shot.noise = 3.0;
    } else {
        // Veiling light in the lens, and more than the sensor takes.
        shot.veil = 0.3 + 1.2 * badness;
        shot.exposure = 1.1;
    }
    Ok(shot)
}

/// On a bottle or a column: the share of a half turn that the symbol goes round.
fn curved(badness: f64, dice: &mut Dice) -> Outcome<Shot> {
    let mut shot = nominal(0.3, dice)?;
    shot.prints[0].surface = Surface::Round {
        turn: 0.25 + 0.65 * badness,
        angle: dice.between(0.0, TAU),
    };
    shot.shades.push(Shade {
        at: shot.prints[0].middle().0,
        angle: dice.between(0.0, TAU),
        width: 1e9,
        softness: shot.prints[0].middle().1,
        light: 0.4,
    });
    Ok(shot)
}

/// Cloth and crumpled paper.
fn crumpled(badness: f64, dice: &mut Dice) -> Outcome<Shot> {
    let mut shot = nominal(0.3, dice)?;
    let waves = (0..5)
        .map(|_| Wave {
            angle: dice.between(0.0, TAU),
            push: dice.between(0.0, TAU),
            length: dice.between(9.0, 26.0),
            phase: dice.between(0.0, TAU),
            height: (0.15 + 0.75 * badness) * dice.between(0.5, 1.0),
        })
        .collect();
    shot.prints[0].surface = Surface::Waves(waves);
    Ok(shot)
}

/// Torn, scratched, dirty, with a sticker on it.
fn damaged(badness: f64, dice: &mut Dice) -> Outcome<Shot> {
    let mut shot = nominal(0.2, dice)?;
    let size = shot.prints[0].size();
    for _ in 0..1 + (badness * 5.0) as u64 {
        let large = size * (0.06 + 0.16 * badness);
        let at = [dice.between(0.0, size), dice.between(0.0, size)];
        let tone = [PAPER, INK, 0.4][dice.below(3) as usize];
        let damage = match dice.below(3) {
            0 => Damage::Patch {
                at,
                radius: large * dice.between(0.4, 1.0),
                tone,
            },
            1 => Damage::Scratch {
                from: at,
                to: [
                    dice.between(-2.0, size + 2.0),
                    dice.between(-2.0, size + 2.0),
                ],
                width: 0.4 + 1.6 * badness * dice.between(0.3, 1.0),
                tone,
            },
            _ => Damage::Corner {
                corner: dice.below(4) as usize,
                cut: large * 1.4,
            },
        };
        shot.prints[0].damages.push(damage);
    }
    Ok(shot)
}

fn perspective(badness: f64, dice: &mut Dice) -> Outcome<Shot> {
    let mut shot = Shot::of(dice, 1_600, 1_200)?;
    shot.prints = vec![Print::some(dice, &shot, 8.0, 2..9)?];
    shot.tilt(dice, 0.8 + 0.62 * badness);
    shot.blur = 0.15;
    Ok(shot)
}

fn turned(badness: f64, dice: &mut Dice) -> Outcome<Shot> {
    let mut shot = nominal(0.5 + 0.4 * badness, dice)?;
    shot.noise = 1.0 + 1.5 * badness;
    Ok(shot)
}

fn high_version(badness: f64, dice: &mut Dice) -> Outcome<Shot> {
    let mut shot = Shot::of(dice, 2_400, 1_800)?;
    let version = 10.0 + 30.0 * badness;
    let px = (1_500.0 / (version * 4.0 + 25.0)).min(11.0) * dice.between(0.75, 1.0);
    let version = version as i16;
    shot.prints = vec![Print::some(dice, &shot, px, version..version + 1)?];
    shot.tilt(dice, 0.25 + 0.3 * badness);
    shot.prints[0].surface = Surface::Round {
        turn: 0.1 + 0.15 * badness,
        angle: dice.between(0.0, TAU),
    };
    shot.blur = 0.25;
    Ok(shot)
}

/// Large, and with its edge out of the picture.
fn close(badness: f64, dice: &mut Dice) -> Outcome<Shot> {
    let mut shot = Shot::of(dice, 3_000, 2_250)?;
    shot.prints = vec![Print::some(dice, &shot, 50.0, 1..7)?];
    let size = shot.prints[0].size();
    let px = 2_250.0 / (size + 8.0 * (1.0 - badness) - 3.0 * badness);
    shot.prints[0].px = px;
    shot.prints[0].at = [1_500.0, 1_125.0];
    shot.prints[0].angle = dice.between(-0.06, 0.06);
    shot.prints[0].tilt = [dice.between(-0.2, 0.2), dice.between(-0.2, 0.2)];
    shot.blur = 0.02 + 0.1 * badness;
    Ok(shot)
}

/// Filmed from a monitor: its grid of dots beats with the camera's.
fn screen(badness: f64, dice: &mut Dice) -> Outcome<Shot> {
    let mut shot = nominal(0.2 + 0.4 * badness, dice)?;
    shot.dots = Some(Dots {
        pitch: dice.between(1.1, 3.2),
        angle: dice.between(-0.2, 0.2),
        depth: 0.3 + 0.55 * badness,
    });
    Ok(shot)
}

/// Sixty codes on a table.
fn many(badness: f64, dice: &mut Dice) -> Outcome<Shot> {
    let mut shot = Shot::of(dice, 3_200, 2_400)?;
    for at in 0..60 {
        let mut print = Print::some(dice, &shot, 7.0 - 3.0 * badness, 2..5)?;
        print.at = [
            240.0 + 300.0 * f64::from(at % 10) + dice.between(-18.0, 18.0),
            220.0 + 390.0 * f64::from(at / 10) + dice.between(-60.0, 60.0),
        ];
        print.angle = dice.between(-0.3, 0.3) * (1.0 + 3.0 * badness);
        print.tilt = [dice.between(-0.4, 0.4), dice.between(-0.4, 0.4)];
        shot.prints.push(print);
    }
    shot.blur = 0.2 + 0.3 * badness;
    shot.jpeg_quality = 85;
    Ok(shot)
}

/// Against the standard: dots for modules, white on black, a picture in the middle, no quiet zone.
fn styled(badness: f64, dice: &mut Dice) -> Outcome<Shot> {
    let mut shot = nominal(0.2 + 0.3 * badness, dice)?;
    let size = shot.prints[0].size();
    let print = &mut shot.prints[0];
    print.dot = [0.0, 0.36, 0.44][dice.below(3) as usize];
    print.inverted = dice.below(3) == 0;
    print.quiet = [QUIET, 1.0, 0.3][dice.below(3) as usize];
    if dice.below(2) == 0 {
        let tone = dice.between(INK, PAPER);
        let radius = size * (0.06 + 0.09 * badness);
        print.damages.push(Damage::Patch {
            at: [size / 2.0; 2],
            radius,
            tone,
        });
    }
    print.ink = INK + 0.35 * badness * dice.between(0.0, 1.0);
    Ok(shot)
}

/// Few pixels a module.
fn far(badness: f64, dice: &mut Dice) -> Outcome<Shot> {
    let mut shot = Shot::of(dice, 1_280, 960)?;
    shot.prints = vec![Print::some(dice, &shot, 3.0 - 1.9 * badness, 1..7)?];
    shot.tilt(dice, 0.2);
    shot.blur = 0.35;
    Ok(shot)
}

// ---- the scene ---------------------------------------------------------------------------------------------------

/// A picture before it is taken. Places are pixels.
struct Shot {
    width: usize,
    height: usize,
    /// What the table reflects, by the pixel.
    table: Vec<f32>,
    prints: Vec<Print>,
    spots: Vec<Spot>,
    shades: Vec<Shade>,
    dots: Option<Dots>,
    /// Standard deviation of the lens's blur, in modules.
    blur: f64,
    /// Way of the camera while it took the picture, in modules.
    shake: [f64; 2],
    exposure: f64,
    veil: f64,
    /// Standard deviation, in grey levels.
    noise: f64,
    jpeg_quality: u8,
}

/// A symbol on its paper.
struct Print {
    text: String,
    code: Code,
    /// Of the middle.
    at: [f64; 2],
    /// Pixels a module.
    px: f64,
    angle: f64,
    /// Slope of the paper across and down, in radians.
    tilt: [f64; 2],
    surface: Surface,
    damages: Vec<Damage>,
    /// Modules of light around it.
    quiet: f64,
    ink: f64,
    inverted: bool,
    /// Radius of round modules; 0 for squares.
    dot: f64,
}

/// How the paper lies. Lengths are modules.
enum Surface {
    Flat,
    /// Round a cylinder.
    Round {
        turn: f64,
        angle: f64,
    },
    Waves(Vec<Wave>),
}

struct Wave {
    angle: f64,
    push: f64,
    length: f64,
    phase: f64,
    height: f64,
}

/// Places are modules.
enum Damage {
    Patch {
        at: [f64; 2],
        radius: f64,
        tone: f64,
    },
    Scratch {
        from: [f64; 2],
        to: [f64; 2],
        width: f64,
        tone: f64,
    },
    Corner {
        corner: usize,
        cut: f64,
    },
}

/// A mirrored lamp.
struct Spot {
    at: [f64; 2],
    radius: f64,
    strength: f64,
}

/// A strip of shade.
struct Shade {
    at: [f64; 2],
    angle: f64,
    width: f64,
    softness: f64,
    light: f64,
}

/// The dots of a monitor.
struct Dots {
    pitch: f64,
    angle: f64,
    depth: f64,
}

impl Shot {
    fn of(dice: &mut Dice, width: usize, height: usize) -> Outcome<Shot> {
        Ok(Shot {
            width,
            height,
            table: poster(width as u32, height as u32, dice.below(1 << 30))
                .iter()
                .map(|grey| 0.7 * (f32::from(*grey) / 255.0).powf(2.2))
                .collect(),
            prints: Vec::new(),
            spots: Vec::new(),
            shades: Vec::new(),
            dots: None,
            blur: 0.2,
            shake: [0.0; 2],
            exposure: 1.0,
            veil: 0.0,
            noise: 1.2,
            jpeg_quality: 88,
        })
    }

    fn tilt(&mut self, dice: &mut Dice, most: f64) {
        for print in &mut self.prints {
            let way = dice.between(0.0, TAU);
            print.tilt = [way.cos() * most, way.sin() * most];
        }
    }

    /// Light at every pixel, through lens and sensor.
    fn taken(&self, seed: u64) -> GrayImage {
        let px = self.prints.first().map_or(1.0, |print| print.px);
        let mut light: Vec<f32> = (0..self.width * self.height)
            .map(|at| self.light(at % self.width, at / self.width) as f32)
            .collect();
        for _ in 0..3 {
            // Three means are nearly a Gaussian.
            let radius = self.blur * px;
            light = mean(&light, self.width, [radius, 0.0]);
            light = mean(&light, self.width, [0.0, radius]);
        }
        if self.shake != [0.0; 2] {
            light = mean(&light, self.width, self.shake.map(|way| way * px / 2.0));
        }
        let mut dice = Dice(Chance(seed));
        GrayImage::from_fn(self.width as u32, self.height as u32, |x, y| {
            let value = f64::from(light[y as usize * self.width + x as usize]) + self.veil;
            let value = (value * self.exposure).clamp(0.0, 1.0);
            let grey = value.powf(1.0 / 2.2) * 255.0 + self.noise * dice.normal();
            Luma([grey.clamp(0.0, 255.0) as u8])
        })
    }

    fn light(&self, x: usize, y: usize) -> f64 {
        let mut sum = 0.0;
        for point in 0..POINTS * POINTS {
            let part = |i: usize| (i as f64 + 0.5) / POINTS as f64;
            let at = [
                x as f64 + part(point % POINTS),
                y as f64 + part(point / POINTS),
            ];
            sum += self.reflectance(at);
        }
        let at = [x as f64 + 0.5, y as f64 + 0.5];
        let shades: f64 = self.shades.iter().map(|shade| shade.at(at)).product();
        let spots: f64 = self.spots.iter().map(|spot| spot.at(at)).sum();
        let dots = self.dots.as_ref().map_or(1.0, |dots| dots.at(at));
        sum / (POINTS * POINTS) as f64 * shades * dots + spots
    }

    fn reflectance(&self, at: [f64; 2]) -> f64 {
        self.prints
            .iter()
            .find_map(|print| print.reflectance(at))
            .unwrap_or_else(|| f64::from(self.table[at[1] as usize * self.width + at[0] as usize]))
    }
}

/// The mean along a line of this half length, in pixels: by points on it, less than one apart.
fn mean(light: &[f32], width: usize, half: [f64; 2]) -> Vec<f32> {
    let steps = half[0].hypot(half[1]).ceil() as i64;
    if steps == 0 {
        return light.to_vec();
    }
    let height = light.len() / width;
    // Each point lies between four pixels, at the same place between them everywhere.
    let taps: Vec<(i64, i64, f32)> = (-steps..=steps)
        .flat_map(|step| {
            let [dx, dy] = half.map(|half| half * step as f64 / steps as f64);
            let (left, top) = (dx.floor(), dy.floor());
            let (fx, fy) = ((dx - left) as f32, (dy - top) as f32);
            let (left, top) = (left as i64, top as i64);
            [
                (left, top, (1.0 - fx) * (1.0 - fy)),
                (left + 1, top, fx * (1.0 - fy)),
                (left, top + 1, (1.0 - fx) * fy),
                (left + 1, top + 1, fx * fy),
            ]
        })
        .filter(|(_, _, weight)| *weight > 0.0)
        .collect();
    let sum: f32 = taps.iter().map(|(_, _, weight)| weight).sum();
    let mut means = vec![0.0; light.len()];
    for (y, means) in means.chunks_exact_mut(width).enumerate() {
        for (dx, dy, weight) in &taps {
            let row = (y as i64 + dy).clamp(0, height as i64 - 1) as usize * width;
            let row = &light[row..row + width];
            // Beyond the edges the picture goes on as it ends.
            for (x, mean) in means.iter_mut().enumerate() {
                let x = (x as i64 + dx).clamp(0, width as i64 - 1) as usize;
                *mean += row[x] * weight / sum;
            }
        }
    }
    means
}

impl Print {
    /// A link in a symbol of one of `versions`, somewhere in the picture.
    fn some(
        dice: &mut Dice,
        shot: &Shot,
        px: f64,
        versions: std::ops::Range<i16>,
    ) -> Outcome<Print> {
        let version = versions.start + dice.below((versions.end - versions.start) as u64) as i16;
        let level = [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H][dice.below(4) as usize];
        // Nearly as much as the symbol holds.
        let mut text = format!("HTTPS://T.CN/{}", dice.below(100));
        let mut best = encoded(&[Segment::Alphanumeric(&text)], level, version, None)
            .map_err(|error| error.to_string())?;
        let step = (version as usize).pow(2) / 2 + 1;
        for _ in 0..40 {
            let mut longer = text.clone();
            for _ in 0..step {
                longer.push(char::from(b'A' + dice.below(26) as u8));
            }
            let Ok(code) = encoded(&[Segment::Alphanumeric(&longer)], level, version, None) else {
                break;
            };
            if code.width > best.width {
                break;
            }
            (text, best) = (longer, code);
        }
        let half = (f64::from(best.width) / 2.0 + QUIET) * px * 1.3;
        let place = |dice: &mut Dice, length: usize| {
            let length = length as f64;
            if half * 2.0 > length {
                length / 2.0
            } else {
                dice.between(half, length - half)
            }
        };
        Ok(Print {
            text,
            code: best,
            at: [place(dice, shot.width), place(dice, shot.height)],
            px,
            angle: dice.between(0.0, TAU),
            tilt: [0.0; 2],
            surface: Surface::Flat,
            damages: Vec::new(),
            quiet: QUIET,
            ink: INK,
            inverted: false,
            dot: 0.0,
        })
    }

    /// Modules in a row.
    fn size(&self) -> f64 {
        f64::from(self.code.width)
    }

    /// The middle, and the side in pixels.
    fn middle(&self) -> ([f64; 2], f64) {
        (self.at, self.size() * self.px)
    }

    /// What a point of the picture reflects, if it lies on this paper.
    fn reflectance(&self, [x, y]: [f64; 2]) -> Option<f64> {
        let (x, y) = ((x - self.at[0]) / self.px, (y - self.at[1]) / self.px);
        if x * x + y * y > (self.size() * 1.6 + 10.0).powi(2) {
            return None;
        }
        let (sin, cos) = self.angle.sin_cos();
        // The plane through the middle with these slopes, seen from three sizes away, looked up along the ray.
        let distance = self.size() * 3.0;
        let [a, b] = self.tilt.map(f64::tan);
        let depth = distance / (distance - a * x - b * y);
        let (x, y) = (x * depth, y * depth);
        if depth <= 0.0 {
            return None;
        }
        // Lengths along the slope.
        let slope = a.hypot(b);
        let (x, y) = if slope > 0.0 {
            let (ux, uy) = (a / slope, b / slope);
            let along = (x * ux + y * uy) * (1.0 + slope * slope).sqrt();
            let across = -x * uy + y * ux;
            (along * ux - across * uy, along * uy + across * ux)
        } else {
            (x, y)
        };
        let [u, v] = self
            .surface
            .on([x * cos + y * sin, -x * sin + y * cos], self.size())?;
        let half = self.size() / 2.0;
        self.tone([u + half, v + half])
    }

    /// Of a place in modules.
    fn tone(&self, at: [f64; 2]) -> Option<f64> {
        let size = self.size();
        let outside = at
            .map(|i| (-i).max(i - size))
            .into_iter()
            .fold(0.0, f64::max);
        if outside > self.quiet {
            return None;
        }
        if let Some(tone) = self
            .damages
            .iter()
            .rev()
            .find_map(|damage| damage.tone(at, size))
        {
            return Some(tone);
        }
        let (dark, light) = if self.inverted {
            (PAPER, self.ink)
        } else {
            (self.ink, PAPER)
        };
        if outside > 0.0 {
            return Some(light);
        }
        let [x, y] = at.map(|i| (i.max(0.0) as usize).min(size as usize - 1));
        let is_dark = self.code.modules[y * size as usize + x] == Color::Dark;
        let is_finder = (x < 7 || x + 7 >= size as usize) && (y < 7 || y + 7 >= size as usize);
        let in_dot = self.dot == 0.0
            || is_finder
            || (at[0].fract() - 0.5).hypot(at[1].fract() - 0.5) < self.dot;
        Some(if is_dark && in_dot { dark } else { light })
    }
}

impl Surface {
    /// The place on the paper of a place in the plane, both in modules from the middle.
    fn on(&self, [x, y]: [f64; 2], size: f64) -> Option<[f64; 2]> {
        match self {
            Surface::Flat => Some([x, y]),
            Surface::Round { turn, angle } => {
                let radius = size / (turn * PI);
                let (sin, cos) = angle.sin_cos();
                let (along, across) = (x * cos + y * sin, -x * sin + y * cos);
                let sine = along / radius;
                if sine.abs() >= 1.0 {
                    return None;
                }
                let along = radius * sine.asin();
                Some([along * cos - across * sin, along * sin + across * cos])
            }
            Surface::Waves(waves) => {
                let mut place = [x, y];
                for wave in waves {
                    let phase = (x * wave.angle.cos() + y * wave.angle.sin()) / wave.length * TAU;
                    let by = wave.height * (phase + wave.phase).sin();
                    place = [
                        place[0] + by * wave.push.cos(),
                        place[1] + by * wave.push.sin(),
                    ];
                }
                Some(place)
            }
        }
    }
}

impl Damage {
    /// What is there instead of the symbol at a place in modules.
    fn tone(&self, [x, y]: [f64; 2], size: f64) -> Option<f64> {
        match *self {
            Damage::Patch { at, radius, tone } => {
                ((x - at[0]).hypot(y - at[1]) < radius).then_some(tone)
            }
            Damage::Scratch {
                from,
                to,
                width,
                tone,
            } => {
                let way = [to[0] - from[0], to[1] - from[1]];
                let length = way[0].hypot(way[1]).max(1e-9);
                let across = ((x - from[0]) * way[1] - (y - from[1]) * way[0]) / length;
                let along = ((x - from[0]) * way[0] + (y - from[1]) * way[1]) / length;
                (across.abs() < width / 2.0 && (0.0..length).contains(&along)).then_some(tone)
            }
            Damage::Corner { corner, cut } => {
                let x = if corner % 2 == 0 { x } else { size - x };
                let y = if corner / 2 == 0 { y } else { size - y };
                (x + y < cut).then_some(0.3)
            }
        }
    }
}

impl Spot {
    fn at(&self, [x, y]: [f64; 2]) -> f64 {
        let distance = (x - self.at[0]).hypot(y - self.at[1]) / self.radius;
        self.strength * (-distance * distance * 1.5).exp()
    }
}

impl Shade {
    fn at(&self, [x, y]: [f64; 2]) -> f64 {
        let across = (x - self.at[0]) * self.angle.cos() + (y - self.at[1]) * self.angle.sin();
        let edge = |distance: f64| 1.0 / (1.0 + (-distance / self.softness).exp());
        let inside = edge(across) * edge(self.width - across);
        1.0 - inside * (1.0 - self.light)
    }
}

impl Dots {
    fn at(&self, [x, y]: [f64; 2]) -> f64 {
        let (sin, cos) = self.angle.sin_cos();
        let wave = |i: f64| 0.5 + 0.5 * (TAU * i / self.pitch).sin();
        1.0 - self.depth * (1.0 - wave(x * cos + y * sin) * wave(-x * sin + y * cos))
    }
}

/// Chance that is the same on every run.
struct Dice(Chance);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0.below(end)
    }

    fn between(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * self.0.below(1 << 32) as f64 / (1u64 << 32) as f64
    }

    /// Nearly normal, by the sum of twelve.
    fn normal(&mut self) -> f64 {
        (0..4).map(|_| self.between(-1.0, 1.0)).sum::<f64>() * 0.87
    }
}
