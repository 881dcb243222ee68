//! Reads symbols of which a part is lost: torn off, under a lamp, under a sticker.
//!
//! Error correction mends twice as many codewords when it is told which are lost. (Errors and erasures; the least
//! trusted codewords are given up first: Forney, *Generalized Minimum Distance Decoding*, 1966.) What comes out are the
//! modules of the whole symbol, for a decoder to read. It has not seen them, so both decoders must still read the symbol
//! from pixels before anything follows from it.

use qrcode::canvas::{Canvas, MaskPattern, is_functional};
use qrcode::types::{Color, EcLevel, Version};
use reed_solomon::Decoder;

use crate::scan::picture::grey::Grey;
use crate::scan::symbol::codewords::{self, LEVELS, Layout};
use crate::scan::symbol::modules;

/// Modules from the middle of a window to its edge; with fewer of one tone in it than this it shows no code.
const WINDOW: usize = 2;
const MIN_OF_ONE_TONE: f32 = 4.0;
/// A codeword whose least trusted module is trusted less is lost.
const MIN_TRUST: f32 = 0.15;
/// Contrast in levels of grey that tells dark from light.
const MIN_CONTRAST: f32 = 12.0;
/// Codewords for error correction that must be left over, in all blocks together at least: by chance one word in 2³²
/// agrees with four. One in 2¹⁶ was not enough: a picture of no code was read.
const SPARE: usize = 4;
/// Codewords that must be left over in each block.
const SPARE_A_BLOCK: usize = 2;

const MASKS: [MaskPattern; 8] = [
    MaskPattern::Checkerboard,
    MaskPattern::HorizontalLines,
    MaskPattern::VerticalLines,
    MaskPattern::DiagonalLines,
    MaskPattern::LargeCheckerboard,
    MaskPattern::Fields,
    MaskPattern::Diamonds,
    MaskPattern::Meadow,
];

/// The modules of a straightened symbol of `size` modules of `module` pixels that starts `margin` modules from the edges
/// of `grey`, `true` for dark, row by row; `None` where too much is lost.
pub fn whole(grey: &Grey<'_>, size: usize, module: usize, margin: usize) -> Option<Vec<bool>> {
    let tones = tones(grey, size, module, margin);
    let version = Version::Normal(i16::try_from((size - 17) / 4).ok()?);
    let (level, mask) = format(&tones, version)?;
    let layout = Layout::of(version, level)?;
    let nothing = vec![0; layout.data + layout.correction];
    let unmasked = drawn(version, level, mask, &nothing);
    let places = codewords::places(version);
    let mut codewords: Vec<Codeword> = places
        .chunks_exact(8)
        .map(|places| {
            let mut codeword = Codeword::default();
            for at in places {
                let is_dark = tones[*at] < 0.0;
                codeword.add(is_dark != unmasked[*at], tones[*at].abs());
            }
            codeword
        })
        .collect();
    let spare = SPARE.div_ceil(layout.blocks).max(SPARE_A_BLOCK);
    for block in layout.blocks() {
        let seen: Vec<Codeword> = block.iter().map(|at| codewords[*at]).collect();
        let mended = mended(&seen, layout.correction_of_block(), spare)?;
        for (at, byte) in block.into_iter().zip(mended) {
            codewords[at].byte = byte;
        }
    }
    let bytes: Vec<u8> = codewords.iter().map(|codeword| codeword.byte).collect();
    Some(drawn(version, level, mask, &bytes))
}

/// What it takes from the budget: some fifty symbols are drawn.
pub fn charges(size: usize) -> u64 {
    (size * size * 50 * 16) as u64
}

/// From −1 for dark to 1 for light; the nearer to 0, the less it is to be trusted.
fn tones(grey: &Grey<'_>, size: usize, module: usize, margin: usize) -> Vec<f32> {
    let inner = module / 4..module - module / 4;
    let seen: Vec<f32> = (0..size * size)
        .map(|at| {
            let pixel = |module_at: usize, i: usize| (module_at + margin) * module + i;
            let points = inner.clone().flat_map(|y| {
                let row = pixel(at / size, y) * grey.width;
                inner.clone().map(move |x| row + pixel(at % size, x))
            });
            let sum: f32 = points.map(|at| f32::from(grey.bytes[at])).sum();
            sum / (inner.len() * inner.len()) as f32
        })
        .collect();
    let (threshold, contrast) = modules::thresholds(&seen, size);
    let tones: Vec<f32> = (0..size * size)
        .map(|at| match contrast[at] {
            contrast if contrast < MIN_CONTRAST => 0.0,
            contrast => ((seen[at] - threshold[at]) / contrast * 2.0).clamp(-1.0, 1.0),
        })
        .collect();
    let near = |i: usize| i.saturating_sub(WINDOW)..(i + WINDOW + 1).min(size);
    let around =
        |at: usize| near(at / size).flat_map(move |y| near(at % size).map(move |x| (x, y)));
    // In a patch of one tone the tones say nothing, however clear they are.
    let variety: Vec<f32> = (0..size * size)
        .map(|at| {
            let dark = around(at)
                .filter(|(x, y)| tones[y * size + x] < 0.0)
                .count();
            let few = dark.min(around(at).count() - dark);
            (few as f32 / MIN_OF_ONE_TONE).min(1.0)
        })
        .collect();
    (0..size * size)
        .map(|at| {
            let least = around(at).map(|(x, y)| variety[y * size + x]);
            tones[at] * least.fold(1.0, f32::min)
        })
        .collect()
}

/// The level of error correction and the mask that the format information is nearest to.
fn format(tones: &[f32], version: Version) -> Option<(EcLevel, MaskPattern)> {
    let width = version.width();
    let side = width as usize;
    let place = |at: usize| ((at % side) as i16, (at / side) as i16);
    let is_functional = |(x, y): (i16, i16)| is_functional(version, width, x, y);
    let functional: Vec<usize> = (0..tones.len())
        .filter(|at| is_functional(place(*at)))
        .collect();
    let likeness = |level, mask| -> f32 {
        let modules = drawn(version, level, mask, &[]);
        let tone = |at: &usize| {
            if modules[*at] {
                -tones[*at]
            } else {
                tones[*at]
            }
        };
        functional.iter().map(tone).sum()
    };
    let all = LEVELS
        .iter()
        .flat_map(|level| MASKS.iter().map(move |mask| (*level, *mask)));
    all.map(|(level, mask)| (likeness(level, mask), (level, mask)))
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, format)| format)
}

/// The modules of a symbol with these codewords, in the order in which they are laid out.
fn drawn(version: Version, level: EcLevel, mask: MaskPattern, codewords: &[u8]) -> Vec<bool> {
    let mut canvas = Canvas::new(version, level);
    canvas.draw_all_functional_patterns();
    canvas.draw_data(codewords, &[]);
    canvas.apply_mask(mask);
    canvas
        .into_colors()
        .into_iter()
        .map(|color| color == Color::Dark)
        .collect()
}

/// A codeword as it was seen.
#[derive(Clone, Copy)]
struct Codeword {
    byte: u8,
    /// From 0 to 1, that of its least trusted module.
    trust: f32,
}

impl Default for Codeword {
    fn default() -> Codeword {
        Codeword {
            byte: 0,
            trust: 1.0,
        }
    }
}

impl Codeword {
    fn add(&mut self, is_set: bool, trust: f32) {
        self.byte = self.byte << 1 | u8::from(is_set);
        self.trust = self.trust.min(trust);
    }
}

/// The bytes of a block of which `correction` are for error correction, `spare` of them left over; `None` where too many
/// are wrong.
fn mended(block: &[Codeword], correction: usize, spare: usize) -> Option<Vec<u8>> {
    let seen: Vec<u8> = block.iter().map(|codeword| codeword.byte).collect();
    let mut by_trust: Vec<usize> = (0..block.len()).collect();
    by_trust.sort_by(|a, b| block[*a].trust.total_cmp(&block[*b].trust));
    let most = correction.saturating_sub(spare);
    let lost = block
        .iter()
        .filter(|codeword| codeword.trust < MIN_TRUST)
        .count();
    let tries = [lost.min(most), 0, most / 4, most / 2, most * 3 / 4, most];
    tries.into_iter().find_map(|given_up| {
        let erased: Vec<u8> = by_trust[..given_up].iter().map(|at| *at as u8).collect();
        let mended = Decoder::new(correction)
            .correct(&seen, Some(&erased))
            .ok()?;
        let is_wrong = |at: &usize| mended[*at] != seen[*at];
        let wrong = by_trust[given_up..]
            .iter()
            .filter(|at| is_wrong(at))
            .count();
        (given_up + 2 * wrong <= most).then(|| mended.to_vec())
    })
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::scan::decode::rxing;
    use crate::scan::geometry::quad::Quad;

    const MODULE: usize = 5;
    const MARGIN: usize = 4;

    /// A symbol, and its modules. In the picture those in `lost` (columns, rows) are as light as a lamp.
    fn dazzled(
        version: i16,
        level: EcLevel,
        lost: [std::ops::Range<usize>; 2],
    ) -> (Grey<'static>, usize, Vec<bool>) {
        let text = b"http://t.cn/";
        let code = qrcode::QrCode::with_version(text, Version::Normal(version), level).unwrap();
        let size = code.width();
        let modules: Vec<bool> = code.to_colors().iter().map(|c| *c == Color::Dark).collect();
        let side = (size + 2 * MARGIN) * MODULE;
        let tone = |at: usize| {
            let module = |pixel: usize| (pixel / MODULE).checked_sub(MARGIN);
            match (module(at % side), module(at / side)) {
                (Some(x), Some(y)) if lost[0].contains(&x) && lost[1].contains(&y) => 255,
                (Some(x), Some(y)) if x < size && y < size && modules[y * size + x] => 40,
                _ => 190,
            }
        };
        let grey = Grey {
            width: side,
            height: side,
            bytes: Cow::Owned((0..side * side).map(tone).collect()),
        };
        (grey, size, modules)
    }

    #[test]
    fn what_a_lamp_has_taken_is_recovered() {
        // Codewords touched are about modules in eight and some more. Blind, error correction mends 14 of a block, 8 of
        // each of four blocks, and 13 of each of five.
        for (version, level, lost) in [
            (2, EcLevel::H, [9..18, 9..24]),
            (4, EcLevel::H, [10..24, 10..28]),
            (7, EcLevel::H, [10..36, 12..36]),
        ] {
            let (grey, size, modules) = dazzled(version, level, lost.clone());
            let seen: Vec<bool> = (0..size * size)
                .map(|at| {
                    let is_lost = lost[0].contains(&(at % size)) && lost[1].contains(&(at / size));
                    modules[at] && !is_lost
                })
                .collect();
            let corners = Quad([[0.0; 2]; 4]);
            assert!(rxing::code_of_modules(&seen, size, corners).is_none());
            let found = whole(&grey, size, MODULE, MARGIN);
            assert!(found.as_ref() == Some(&modules), "version {version}");
        }
    }

    #[test]
    fn nothing_is_made_up_where_too_much_is_lost_or_nothing_was() {
        let (grey, size, _) = dazzled(4, EcLevel::L, [9..33, 9..33]);
        assert!(whole(&grey, size, MODULE, MARGIN).is_none());
        let noise = (0..grey.bytes.len() as u32).map(|at| {
            let module = |pixel: u32| pixel / MODULE as u32;
            let (x, y) = (
                module(at % grey.width as u32),
                module(at / grey.width as u32),
            );
            if ((x * 7_919) ^ (y * 104_729)).wrapping_mul(2_654_435_761) >> 31 == 1 {
                30
            } else {
                200
            }
        });
        let grey = Grey {
            bytes: Cow::Owned(noise.collect()),
            ..grey
        };
        assert!(whole(&grey, size, MODULE, MARGIN).is_none());
    }
}
