//! Whether a picture's colour profile changes more than shades.
//!
//! Viewers apply an ICC profile, phones that scan the raw pixels do not, and neither do we. A profile can be made under
//! which a picture shows another code. So only ordinary tone curves pass: powers between linear and 2.8, as sRGB,
//! Display P3, Adobe RGB and greys have. [ICC.1:2010](https://www.color.org/specification/ICC1v43_2010-12.pdf) §7.3 (tag
//! table), §10.5 (`curv`), §10.15 (`para`); [PNG](https://www.w3.org/TR/png-3/) §11.3 (`gAMA`, `cICP`, `iCCP`).

/// How far a tone curve may lie outside the range of powers, of 1.
const TOLERANCE: f64 = 0.06;
/// The powers that curves may have.
const MIN_POWER: f64 = 0.9;
const MAX_POWER: f64 = 2.8;
/// `gAMA` values that ordinary programs write, times 100,000: 1/2.8 to 1.
const GAMMA: std::ops::RangeInclusive<u32> = 35_000..=110_000;
/// Longest compressed `iCCP` in bytes: it may inflate to a thousand times as much.
pub const MAX_ICCP_BYTES: usize = 64 << 10;

/// True where the profile is not known to change shades only.
pub fn is_odd(profile: &[u8]) -> bool {
    !is_ordinary(profile).unwrap_or(false)
}

/// What the chunks of a PNG before its pixels say about colours.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PngColours {
    /// `gAMA` or `cICP` out of the ordinary.
    pub odd: bool,
    /// An `iCCP` that is too long to be honest.
    pub huge_profile: bool,
}

/// Looks through the chunks of a PNG.
pub fn of_png(bytes: &[u8]) -> PngColours {
    let mut colours = PngColours::default();
    let mut at = 8;
    while let Some(len) = number(bytes, at) {
        let len = len as usize;
        match bytes.get(at + 4..at + 8) {
            Some(b"iCCP") => colours.huge_profile |= len > MAX_ICCP_BYTES,
            Some(b"gAMA") => {
                colours.odd |= !number(bytes, at + 8).is_some_and(|gamma| GAMMA.contains(&gamma))
            }
            // Only sRGB and Display P3 (primaries 1 or 12, transfer 13).
            Some(b"cICP") => {
                let value = bytes.get(at + 8..at + 10);
                colours.odd |= !matches!(value, Some([1 | 12, 13]));
            }
            Some(b"IDAT") | None => break,
            Some(_) => {}
        }
        at = at.saturating_add(len).saturating_add(12);
    }
    colours
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(field.try_into().ok()?))
}

fn is_ordinary(profile: &[u8]) -> Option<bool> {
    let count = number(profile, 128)? as usize;
    if count > 100 {
        return Some(false);
    }
    let mut curves = 0;
    for tag in 0..count {
        let at = 132 + tag * 12;
        let name = profile.get(at..at + 4)?;
        let (offset, len) = (
            number(profile, at + 4)? as usize,
            number(profile, at + 8)? as usize,
        );
        match name {
            b"rTRC" | b"gTRC" | b"bTRC" | b"kTRC" => {
                let curve = profile.get(offset..offset.checked_add(len)?)?;
                if !is_ordinary_curve(curve)? {
                    return Some(false);
                }
                curves += 1;
            }
            // Tables from device to colours can do anything.
            b"A2B0" | b"A2B1" | b"A2B2" | b"D2B0" | b"D2B1" => return Some(false),
            _ => {}
        }
    }
    Some(curves == 1 || curves == 3)
}

/// Every sample between the highest and the lowest power.
fn is_ordinary_curve(curve: &[u8]) -> Option<bool> {
    let fits =
        |x: f64, y: f64| y <= x.powf(MIN_POWER) + TOLERANCE && y >= x.powf(MAX_POWER) - TOLERANCE;
    let fixed = |at: usize| Some(f64::from(number(curve, at)? as i32) / 65_536.0);
    match curve.get(..4)? {
        b"curv" => {
            let count = number(curve, 8)? as usize;
            let sample = |i: usize| {
                let field = curve.get(12 + 2 * i..14 + 2 * i)?;
                Some(f64::from(u16::from_be_bytes(field.try_into().ok()?)))
            };
            match count {
                0 => Some(true),
                1 => Some((MIN_POWER..=MAX_POWER).contains(&(sample(0)? / 256.0))),
                _ => {
                    let mut before = 0.0;
                    for i in 0..count {
                        let (x, y) = (i as f64 / (count - 1) as f64, sample(i)? / 65_535.0);
                        if !fits(x, y) || y < before {
                            return Some(false);
                        }
                        before = y;
                    }
                    Some(true)
                }
            }
        }
        b"para" => {
            let kind = u16::from_be_bytes(curve.get(8..10)?.try_into().ok()?);
            let parameters = [1, 3, 4, 5, 7].get(usize::from(kind))?;
            let mut p = [0.0; 7];
            for (i, p) in p.iter_mut().take(*parameters).enumerate() {
                *p = fixed(12 + 4 * i)?;
            }
            let [g, a, b, c, d, e, f] = p;
            let value = |x: f64| match kind {
                0 => x.powf(g),
                1 if x >= -b / a => (a * x + b).powf(g),
                1 => 0.0,
                2 if x >= -b / a => (a * x + b).powf(g) + c,
                2 => c,
                3 if x >= d => (a * x + b).powf(g),
                3 => c * x,
                _ if x >= d => (a * x + b).powf(g) + e,
                _ => c * x + f,
            };
            Some(
                (0..=64)
                    .map(|i| f64::from(i) / 64.0)
                    .all(|x| fits(x, value(x))),
            )
        }
        _ => Some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A profile with one grey curve.
    fn profile(curve: &[u8]) -> Vec<u8> {
        let mut profile = vec![0; 128];
        profile.extend(1u32.to_be_bytes());
        profile.extend(b"kTRC");
        profile.extend(144u32.to_be_bytes());
        profile.extend((curve.len() as u32).to_be_bytes());
        profile.extend(curve);
        profile
    }

    fn table(values: &[u16]) -> Vec<u8> {
        let mut curve = b"curv\0\0\0\0".to_vec();
        curve.extend((values.len() as u32).to_be_bytes());
        curve.extend(values.iter().flat_map(|value| value.to_be_bytes()));
        curve
    }

    #[test]
    fn ordinary_curves_pass() {
        assert!(!is_odd(&profile(&table(&[]))), "identity");
        assert!(!is_odd(&profile(&table(&[0x0233]))), "power 2.2");
        assert!(
            !is_odd(&profile(&table(&[0, 14_000, 65_535]))),
            "about power 2.2 in three samples"
        );
        // sRGB as a parametric curve of type 3: 2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045.
        let mut srgb = b"para\0\0\0\0\0\x03\0\0".to_vec();
        for value in [2.4, 0.947_867, 0.052_133, 0.077_399, 0.040_45] {
            srgb.extend(((value * 65_536.0) as i32).to_be_bytes());
        }
        assert!(!is_odd(&profile(&srgb)), "sRGB");
    }

    #[test]
    fn curves_that_turn_tones_round_or_flatten_them_do_not() {
        assert!(
            is_odd(&profile(&table(&[0, 60_000, 20_000, 65_535]))),
            "up and down"
        );
        assert!(is_odd(&profile(&table(&[65_535, 0]))), "negative");
        assert!(
            is_odd(&profile(&table(&[0, 0, 0, 0, 0, 0, 0, 65_535]))),
            "all dark but white"
        );
        assert!(is_odd(&profile(&table(&[0x0A00]))), "power 10");
        assert!(is_odd(b"not a profile"));
    }

    #[test]
    fn png_chunks_are_looked_through() {
        let chunk = |name: &[u8], data: &[u8]| {
            let mut chunk = (data.len() as u32).to_be_bytes().to_vec();
            chunk.extend(name);
            chunk.extend(data);
            chunk.extend([0; 4]);
            chunk
        };
        let png = |chunks: &[Vec<u8>]| [vec![0; 8], chunks.concat(), chunk(b"IDAT", b"")].concat();
        assert_eq!(
            of_png(&png(&[chunk(b"gAMA", &45_455u32.to_be_bytes())])),
            PngColours::default()
        );
        assert!(of_png(&png(&[chunk(b"gAMA", &500u32.to_be_bytes())])).odd);
        assert!(of_png(&png(&[chunk(b"cICP", &[9, 16, 0, 1])])).odd);
        assert!(of_png(&png(&[chunk(b"iCCP", &vec![0; MAX_ICCP_BYTES + 1])])).huge_profile);
    }
}
