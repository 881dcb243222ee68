//! Whether what is shown are shades of what is stored, as the room says: light stays light, greys and colours stay near it.

use crate::scan::BT601;

/// Slope of what is shown over what is stored, both 0–255, for stored luma from [`DARK`] on; below it the pure powers and
/// the linear toes of the standards differ by more.
pub const MIN_SLOPE: f32 = 0.3;
pub const MAX_SLOPE: f32 = 2.2;
const MAX_SLOPE_IN_THE_DARK: f32 = 4.0;
const DARK: usize = 24;
/// From here on paper that is not quite white may be shown as white.
const BRIGHT: usize = 240;
/// How far a grey may be from the function, of 255: the rounding of two conversions.
const ROUNDING: f32 = 3.0;
/// Difference between channels up to which a scan takes a pixel for grey, and how far such a pixel may be off for each step
/// of it.
pub const NEAR_GREY: f32 = 24.0;
const PER_NEAR_CHROMA: f32 = 0.25;
/// How far a pixel may be off for each further step. A code that a viewer shows in such colours, and that no single channel shows, would need
/// 0.64: with red and green x apart, red lies 0.64 x from the luma.
pub const PER_CHROMA: f32 = 0.6;

/// What is shown for each luma that is stored.
#[derive(Clone)]
pub struct Shades {
    /// The highest that the function may be at each luma, and the lowest, so that all pixels lie near it.
    most: [f32; 256],
    least: [f32; 256],
}

impl Default for Shades {
    fn default() -> Shades {
        Shades {
            most: [f32::INFINITY; 256],
            least: [f32::NEG_INFINITY; 256],
        }
    }
}

impl Shades {
    /// Takes in pixels as they are stored and as they are shown.
    pub fn add(&mut self, stored: &[u16], shown: &[u16]) {
        let (stored, shown) = (stored.as_chunks::<3>().0, shown.as_chunks::<3>().0);
        for (stored, shown) in stored.iter().zip(shown) {
            let (before, after) = (luma(stored), luma(shown));
            let [red, green, blue] = *stored;
            let chroma = red.max(green).max(blue) - red.min(green).min(blue);
            let chroma = f32::from(chroma) / 257.0;
            let tolerance = ROUNDING
                + chroma.min(NEAR_GREY) * PER_NEAR_CHROMA
                + (chroma - NEAR_GREY).max(0.0) * PER_CHROMA;
            let at = (before.round() as usize).min(255);
            self.most[at] = self.most[at].min(after + tolerance);
            self.least[at] = self.least[at].max(after - tolerance);
        }
    }

    /// True where a function of the slopes that are allowed lies between.
    pub fn are_kept(&self) -> bool {
        // The range of values that such functions reach at the luma before.
        let mut before: Option<(usize, f32, f32)> = None;
        for (at, (most, least)) in self.most.iter().zip(&self.least).enumerate() {
            if most.is_infinite() {
                continue; // no such pixel
            }
            let (mut low, mut high) = (*least, *most);
            if let Some((from, lowest, highest)) = before {
                let steps = (at - from) as f32;
                let (slowest, fastest) = match from {
                    DARK.. if at <= BRIGHT => (MIN_SLOPE, MAX_SLOPE),
                    DARK.. => (0.0, MAX_SLOPE),
                    _ => (0.0, MAX_SLOPE_IN_THE_DARK),
                };
                low = low.max(lowest + slowest * steps);
                high = high.min(highest + fastest * steps);
            }
            if low > high {
                return false;
            }
            before = Some((at, low, high));
        }
        true
    }
}

/// ITU-R BT.601, of 255.
fn luma(rgb: &[u16; 3]) -> f32 {
    let [red, green, blue] = BT601.map(|share| share as f32 / 10_000.0);
    (f32::from(rgb[0]) * red + f32::from(rgb[1]) * green + f32::from(rgb[2]) * blue) / 257.0
}
