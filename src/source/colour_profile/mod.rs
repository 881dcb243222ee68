//! Whether what a file says about its colours changes more than shades.
//!
//! Viewers apply an ICC profile, phones that scan the raw pixels do not, and neither do we. A profile can be made under
//! which a picture shows another code. To allow only profiles that lie near sRGB, Display P3 or Adobe RGB would call every
//! screenshot of a Mac unsafe, which carries the profile of its monitor; to scan the converted picture as well would prove
//! only what our own decoders read in it. So the pixels are converted, and what matters to every reader is asked of them:
//!
//! - *light stays light*: the luma that is shown is a smooth, growing function of the luma that is stored, neither flat nor
//!   with a step ([`MIN_SLOPE`](shades::MIN_SLOPE), [`MAX_SLOPE`](shades::MAX_SLOPE));
//! - *greys stay near it* ([`NEAR_GREY`](shades::NEAR_GREY)): where channels differ less than a scan looks at, nothing can be hidden in them;
//! - *colours stay near it as far as their channels differ* ([`PER_CHROMA`](shades::PER_CHROMA)): more would have to be seen in a single channel,
//!   and those a scan looks at itself.
//!
//! On the whole cube of colours this holds for sRGB, Display P3, Adobe RGB, Apple RGB, ColorMatch, ECI RGB v2, the
//! television standards and monitors; for ProPhoto and wider ones it holds for most pictures, and where not, the answer is
//! "odd". Every way that a viewer may take through a profile must do: the matrix and each table. What is not understood is
//! odd. So is a profile for another kind of pixels than those of the picture. Where there are chromaticities and no profile,
//! they must be near those of a standard.
//!
//! Pictures for printing (CMYK) are the one exception, see [`press`]: their plain conversion and that of a press differ by
//! more, in honest pictures too, so both are scanned.
//!
//! [ICC.1:2022](https://www.color.org/specification/ICC.1-2022-05.pdf),
//! [ITU-T H.273](https://www.itu.int/rec/T-REC-H.273) (`cICP`).

mod shades;

use image::DynamicImage;
use moxcms::{
    CicpColorPrimaries, CicpProfile, ColorPrimaries, ColorProfile, DataColorSpace, Layout,
    MatrixCoefficients, ProfileClass, RenderingIntent, ToneReprCurve, TransferCharacteristics,
    TransformExecutor, TransformOptions, XyY,
};

use shades::Shades;

/// Longest profile in bytes. Those of presses are the largest, 0.5–3 MB.
pub const MAX_PROFILE_BYTES: usize = 4 << 20;
/// Pixels that are converted at once.
const PIXELS_AT_ONCE: usize = 4_096;

/// Something that a file says about the meaning of its colours.
#[derive(Debug, Clone, PartialEq)]
pub enum Colours {
    /// An ICC profile.
    Profile(Vec<u8>),
    /// Chromaticities and tones.
    Calibrated {
        /// x and y of white, red, green and blue; those of sRGB where they are not said.
        chromaticities: Option<[[f64; 2]; 4]>,
        /// Tones of red, green and blue.
        tones: [Tone; 3],
    },
    /// Colour primaries and transfer characteristics by their numbers in ITU-T H.273.
    Coded {
        /// Primaries.
        primaries: u8,
        /// Transfer.
        transfer: u8,
    },
    /// Something that is not understood, or that programs understand differently.
    Unclear,
}

/// How stored values become light.
#[derive(Debug, Clone, PartialEq)]
pub enum Tone {
    /// As in sRGB.
    Srgb,
    /// The power of the stored value that the light is.
    Power(f32),
    /// The light at equal steps, of 65,535.
    Table(Vec<u16>),
}

/// True where a viewer that heeds what a file says shows something else than shades of what is stored.
pub fn is_odd(picture: &DynamicImage, said: &Colours) -> bool {
    !ways(said).is_some_and(|ways| {
        !ways.is_empty()
            && ways
                .iter()
                .all(|way| keeps_shades(picture, way) == Some(true))
    })
}

/// A picture for printing as a press would show it, or why it cannot be told: `inks` are cyan, magenta, yellow and black of
/// each pixel, 255 for the full ink. `None` where the profile is not understood, or has tables that differ by more than
/// shades: programs choose among them.
pub fn press(inks: &[u8], profile: &[u8]) -> Option<Vec<u8>> {
    let ways = ways_of_profile(profile)?;
    let (first, others) = ways.split_first()?;
    if first.color_space != DataColorSpace::Cmyk {
        return None;
    }
    let first = converter(first, Layout::Rgba)?;
    let others = others.iter().map(|way| converter(way, Layout::Rgba));
    let others: Vec<Converter> = others.collect::<Option<_>>()?;
    let mut shades = vec![Shades::default(); others.len()];
    let mut shown = Vec::with_capacity(inks.len() / 4 * 3);
    let mut other_shown = Vec::new();
    for inks in inks.chunks(4 * PIXELS_AT_ONCE) {
        let inks: Vec<u16> = inks.iter().map(|ink| u16::from(*ink) * 257).collect();
        let mut now = vec![0; inks.len() / 4 * 3];
        first.transform(&inks, &mut now).ok()?;
        for (other, shades) in others.iter().zip(&mut shades) {
            other_shown.resize(now.len(), 0);
            other.transform(&inks, &mut other_shown).ok()?;
            shades.add(&now, &other_shown);
        }
        shown.extend(now.iter().map(|value| (value / 257) as u8));
    }
    let agree = shades.iter().all(Shades::are_kept);
    agree.then_some(shown)
}

/// True where red, green and blue of each pixel, as they are shown, are other shades of the picture.
pub fn are_shades(picture: &DynamicImage, shown: &[u8]) -> bool {
    let mut shades = Shades::default();
    let mut left = shown;
    let all = each_chunk(picture, &mut |stored| {
        let (now, rest) = left.split_at_checked(stored.len())?;
        left = rest;
        let now: Vec<u16> = now.iter().map(|value| u16::from(*value) * 257).collect();
        shades.add(stored, &now);
        Some(())
    });
    all.is_some() && shades.are_kept()
}

type Converter = std::sync::Arc<dyn TransformExecutor<u16> + Send + Sync>;

/// The ways that a viewer may take from what is stored to light; `None` where one of them is not understood.
fn ways(said: &Colours) -> Option<Vec<ColorProfile>> {
    match said {
        Colours::Profile(profile) => ways_of_profile(profile),
        Colours::Calibrated {
            chromaticities,
            tones,
        } => Some(vec![calibrated(*chromaticities, tones)?]),
        Colours::Coded {
            primaries,
            transfer,
        } => Some(vec![coded(*primaries, *transfer)?]),
        Colours::Unclear => None,
    }
}

fn calibrated(chromaticities: Option<[[f64; 2]; 4]>, tones: &[Tone; 3]) -> Option<ColorProfile> {
    let mut profile = ColorProfile::new_srgb();
    if let Some(points) = chromaticities {
        if !STANDARDS.iter().any(|standard| are_near(&points, standard)) {
            return None;
        }
        let [white, red, green, blue] = points;
        let chromaticity = |[x, y]: [f64; 2]| moxcms::Chromaticity::new(x as f32, y as f32);
        let primaries = ColorPrimaries {
            red: chromaticity(red),
            green: chromaticity(green),
            blue: chromaticity(blue),
        };
        profile.update_rgb_colorimetry(XyY::new(white[0], white[1], 1.0), primaries);
    }
    profile.cicp = None;
    let curve = |tone: &Tone| match tone {
        Tone::Srgb => ColorProfile::new_srgb().red_trc,
        Tone::Power(power) => {
            (power.is_finite() && *power > 0.0).then(|| ToneReprCurve::Parametric(vec![*power]))
        }
        Tone::Table(table) => (table.len() > 1).then(|| ToneReprCurve::Lut(table.clone())),
    };
    let [red, green, blue] = tones;
    profile.red_trc = Some(curve(red)?);
    profile.green_trc = Some(curve(green)?);
    profile.blue_trc = Some(curve(blue)?);
    Some(profile)
}

/// White, red, green and blue of IEC 61966-2-1 (sRGB; within reach of it are those of television and old Macs), SMPTE EG 432-1
/// (Display P3), Adobe RGB (1998) and ITU-R BT.2020. Monitors of other colours carry ICC profiles.
const STANDARDS: [[[f64; 2]; 4]; 4] = [
    [D65, [0.640, 0.330], [0.300, 0.600], [0.150, 0.060]],
    [D65, [0.680, 0.320], [0.265, 0.690], [0.150, 0.060]],
    [D65, [0.640, 0.330], [0.210, 0.710], [0.150, 0.060]],
    [D65, [0.708, 0.292], [0.170, 0.797], [0.131, 0.046]],
];
const D65: [f64; 2] = [0.3127, 0.3290];
/// How far a point may be from where a standard has it.
const NEAR: f64 = 0.02;

fn are_near(points: &[[f64; 2]; 4], standard: &[[f64; 2]; 4]) -> bool {
    let pairs = points.as_flattened().iter().zip(standard.as_flattened());
    pairs
        .into_iter()
        .all(|(value, usual)| (value - usual).abs() <= NEAR)
}

/// Standard dynamic range only: how brighter light is shown differs from screen to screen.
fn coded(primaries: u8, transfer: u8) -> Option<ColorProfile> {
    let transfer = TransferCharacteristics::try_from(transfer).ok()?;
    if !matches!(
        transfer,
        TransferCharacteristics::Bt709
            | TransferCharacteristics::Bt470M
            | TransferCharacteristics::Bt470Bg
            | TransferCharacteristics::Bt601
            | TransferCharacteristics::Srgb
            | TransferCharacteristics::Bt202010bit
            | TransferCharacteristics::Bt202012bit
    ) {
        return None;
    }
    let profile = ColorProfile::new_from_cicp(CicpProfile {
        color_primaries: CicpColorPrimaries::try_from(primaries).ok()?,
        transfer_characteristics: transfer,
        matrix_coefficients: MatrixCoefficients::Identity,
        full_range: true,
    });
    profile.is_matrix_shaper().then_some(profile)
}

fn ways_of_profile(bytes: &[u8]) -> Option<Vec<ColorProfile>> {
    if bytes.len() > MAX_PROFILE_BYTES {
        return None;
    }
    let (essence, tags) = essence(bytes)?;
    let whole = ColorProfile::new_from_slice(&essence).ok()?;
    let has = |name: &[u8; 4]| tags.contains(name);
    if !matches!(
        whole.profile_class,
        ProfileClass::InputDevice
            | ProfileClass::DisplayDevice
            | ProfileClass::OutputDevice
            | ProfileClass::ColorSpace
    ) {
        return None;
    }
    let mut without_tables = whole.clone();
    without_tables.lut_a_to_b_perceptual = None;
    without_tables.lut_a_to_b_colorimetric = None;
    without_tables.lut_a_to_b_saturation = None;
    without_tables.cicp = None;
    let mut ways = Vec::new();
    for (name, table) in [
        (b"A2B0", &whole.lut_a_to_b_perceptual),
        (b"A2B1", &whole.lut_a_to_b_colorimetric),
        (b"A2B2", &whole.lut_a_to_b_saturation),
    ] {
        match table {
            Some(_) => {
                let mut way = without_tables.clone();
                way.rendering_intent = RenderingIntent::Perceptual;
                way.lut_a_to_b_perceptual = table.clone();
                ways.push(way);
            }
            None if has(name) => return None,
            None => {}
        }
    }
    let is_grey = whole.color_space == DataColorSpace::Gray && whole.gray_trc.is_some();
    if without_tables.is_matrix_shaper() || is_grey {
        ways.push(without_tables);
    } else if tags.iter().any(|name| CURVES_AND_COLORANTS.contains(&name)) {
        return None;
    }
    match whole.cicp {
        Some(cicp) => ways.push(coded(
            cicp.color_primaries as u8,
            cicp.transfer_characteristics as u8,
        )?),
        None if has(b"cicp") => return None,
        None => {}
    }
    Some(ways)
}

/// Tags of profiles without tables.
const CURVES_AND_COLORANTS: [&[u8; 4]; 7] = [
    b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC", b"kTRC",
];
/// Tables, and the numbers that some programs prefer to everything else.
const TABLES_AND_NUMBERS: [&[u8; 4]; 4] = [b"A2B0", b"A2B1", b"A2B2", b"cicp"];

/// The profile with those tags only that colours depend on, and the names of those; `None` where one is there twice, or
/// where colours depend on one that nothing here can apply.
fn essence(profile: &[u8]) -> Option<(Vec<u8>, Vec<[u8; 4]>)> {
    const TABLE: usize = 128;
    const TAG: usize = 12;
    const MAX_TAGS: u32 = 100;
    let count = profile.get(TABLE..TABLE + 4)?;
    let count = u32::from_be_bytes(count.try_into().ok()?);
    if count > MAX_TAGS {
        return None;
    }
    let tags = profile.get(TABLE + 4..TABLE + 4 + count as usize * TAG)?;
    let (mut kept, mut names) = (Vec::new(), Vec::new());
    for tag in tags.as_chunks::<TAG>().0 {
        let name: &[u8; 4] = tag.first_chunk()?;
        if name.starts_with(b"D2B") {
            return None;
        }
        let mut known = CURVES_AND_COLORANTS.iter().chain(&TABLES_AND_NUMBERS);
        if known.any(|known| *known == name) {
            if names.contains(name) {
                return None;
            }
            kept.extend(tag);
            names.push(*name);
        }
    }
    let mut essence = profile.to_vec();
    let table = [(names.len() as u32).to_be_bytes().to_vec(), kept].concat();
    let place = essence.get_mut(TABLE..TABLE + table.len())?;
    place.copy_from_slice(&table);
    Some((essence, names))
}

/// `None` where the way leads nowhere, or from other pixels.
fn keeps_shades(picture: &DynamicImage, way: &ColorProfile) -> Option<bool> {
    match way.color_space {
        DataColorSpace::Rgb => {
            let converter = converter(way, Layout::Rgb)?;
            let colour = picture.color();
            let is_exact = colour.bytes_per_pixel() == colour.channel_count(); // 8 bits a channel
            if is_exact && way.is_matrix_shaper() && !has_tables(way) {
                let mut shades = Shades::default();
                convert(&mut shades, &every_colour(), &converter)?;
                if shades.are_kept() {
                    return Some(true);
                }
            }
            let mut shades = Shades::default();
            each_chunk(picture, &mut |stored| {
                convert(&mut shades, stored, &converter)
            })?;
            Some(shades.are_kept())
        }
        DataColorSpace::Gray => {
            let converter = converter(way, Layout::Gray)?;
            let mut shades = Shades::default();
            each_chunk(picture, &mut |stored| {
                let (pixels, _) = stored.as_chunks::<3>();
                let is_grey = |[red, green, blue]: &[u16; 3]| red == green && green == blue;
                if !pixels.iter().all(is_grey) {
                    return None;
                }
                let greys: Vec<u16> = pixels.iter().map(|[grey, ..]| *grey).collect();
                let mut shown = vec![0; stored.len()];
                converter.transform(&greys, &mut shown).ok()?;
                shades.add(stored, &shown);
                Some(())
            })?;
            Some(shades.are_kept())
        }
        _ => None,
    }
}

fn convert(shades: &mut Shades, stored: &[u16], converter: &Converter) -> Option<()> {
    let mut shown = vec![0; stored.len()];
    converter.transform(stored, &mut shown).ok()?;
    shades.add(stored, &shown);
    Some(())
}

fn has_tables(way: &ColorProfile) -> bool {
    way.lut_a_to_b_perceptual.is_some()
}

fn converter(way: &ColorProfile, stored: Layout) -> Option<Converter> {
    let options = TransformOptions {
        rendering_intent: way.rendering_intent,
        allow_use_cicp_transfer: false,
        ..TransformOptions::default()
    };
    let srgb = ColorProfile::new_srgb();
    way.create_transform_16bit(stored, &srgb, Layout::Rgb, options)
        .ok()
}

/// All greys, the colours near them, and a grid over all colours.
fn every_colour() -> Vec<u16> {
    const NEAR: [[i16; 3]; 12] = [
        [12, 0, 0],
        [-12, 0, 0],
        [0, 12, 0],
        [0, -12, 0],
        [0, 0, 12],
        [0, 0, -12],
        [12, -12, 0],
        [-12, 12, 0],
        [12, 0, -12],
        [-12, 0, 12],
        [0, 12, -12],
        [0, -12, 12],
    ];
    const STEP: usize = 15;
    let mut colours: Vec<[i16; 3]> = (0..=255).map(|grey| [grey; 3]).collect();
    for grey in 0..=255 {
        colours.extend(NEAR.map(|off| off.map(|off| (grey + off).clamp(0, 255))));
    }
    let steps = || (0..=255).step_by(STEP);
    for red in steps() {
        for green in steps() {
            colours.extend(steps().map(|blue| [red, green, blue]));
        }
    }
    let values = colours.into_iter().flatten();
    values.map(|value| value as u16 * 257).collect()
}

/// Shows the red, green and blue of a picture, 16 bits each, some pixels at a time.
fn each_chunk(picture: &DynamicImage, show: &mut dyn FnMut(&[u16]) -> Option<()>) -> Option<()> {
    fn of_8(
        bytes: &[u8],
        pixel: usize,
        places: [usize; 3],
        show: &mut dyn FnMut(&[u16]) -> Option<()>,
    ) -> Option<()> {
        let mut chunk = Vec::with_capacity(3 * PIXELS_AT_ONCE);
        for bytes in bytes.chunks(pixel * PIXELS_AT_ONCE) {
            chunk.clear();
            for pixel in bytes.chunks_exact(pixel) {
                for place in places {
                    chunk.push(u16::from(*pixel.get(place)?) * 257);
                }
            }
            show(&chunk)?;
        }
        Some(())
    }
    match picture {
        DynamicImage::ImageLuma8(grey) => of_8(grey.as_raw(), 1, [0, 0, 0], show),
        DynamicImage::ImageLumaA8(grey) => of_8(grey.as_raw(), 2, [0, 0, 0], show),
        DynamicImage::ImageRgb8(rgb) => of_8(rgb.as_raw(), 3, [0, 1, 2], show),
        DynamicImage::ImageRgba8(rgba) => of_8(rgba.as_raw(), 4, [0, 1, 2], show),
        deep => {
            let rows = (PIXELS_AT_ONCE as u32 / deep.width().max(1)).max(1);
            for top in (0..deep.height()).step_by(rows as usize) {
                let rows = rows.min(deep.height() - top);
                let part = deep.crop_imm(0, top, deep.width(), rows);
                show(part.into_rgb16().as_raw())?;
            }
            Some(())
        }
    }
}
