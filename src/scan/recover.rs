//! Reads symbols of which a part is lost: torn off, under a lamp, under a sticker.
//!
//! Error correction mends twice as many codewords when it is told which are lost. (Errors and erasures; the least
//! trusted codewords are given up first: Forney, *Generalized Minimum Distance Decoding*, 1966.) What comes out are the
//! modules of the whole symbol, for a decoder to read. It has not seen them, so both decoders must still read the symbol
//! from pixels before anything follows from it.

use qrcode::bits::Bits;
use qrcode::canvas::{Canvas, MaskPattern, is_functional};
use qrcode::types::{Color, EcLevel, Version};
use reed_solomon::Decoder;

use super::frame::Grey;
use super::modules;

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
/// The same in each block.
const SPARE_A_BLOCK: usize = 2;

const LEVELS: [EcLevel; 4] = [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H];
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
pub(super) fn whole(
    grey: &Grey<'_>,
    size: usize,
    module: usize,
    margin: usize,
) -> Option<Vec<bool>> {
    let tones = tones(grey, size, module, margin);
    let version = Version::Normal(i16::try_from((size - 17) / 4).ok()?);
    let (level, mask) = format(&tones, version)?;
    let layout = Layout::of(version, level)?;
    let unmasked = drawn(version, level, mask, &layout.nothing());
    let mut codewords = vec![Codeword::default(); layout.data + layout.correction];
    for (at, place) in layout.places(version, level).into_iter().enumerate() {
        if let Some((codeword, bit)) = place {
            let is_dark = tones[at] < 0.0;
            codewords[codeword].add(bit, is_dark != unmasked[at], tones[at].abs());
        }
    }
    let spare = SPARE.div_ceil(layout.blocks).max(SPARE_A_BLOCK);
    for block in layout.blocks() {
        let seen: Vec<Codeword> = block.iter().map(|at| codewords[*at]).collect();
        let mended = mended(&seen, layout.correction / layout.blocks, spare)?;
        for (at, byte) in block.into_iter().zip(mended) {
            codewords[at].byte = byte;
        }
    }
    let bytes: Vec<u8> = codewords.iter().map(|codeword| codeword.byte).collect();
    Some(drawn(version, level, mask, &bytes))
}

/// What it takes from the budget: some fifty symbols are drawn.
pub(super) fn charges(size: usize) -> u64 {
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

/// How the codewords of a symbol are laid out.
struct Layout {
    /// Codewords of data, and for error correction.
    data: usize,
    correction: usize,
    blocks: usize,
    /// For each codeword of data in the order in which they are laid out, which it is of the message.
    order: Vec<usize>,
}

impl Layout {
    /// Asks the encoder: the message is sent through it with the number of each codeword in its place.
    fn of(version: Version, level: EcLevel) -> Option<Layout> {
        let data = Bits::new(version).max_len(level).ok()? / 8;
        let through = |byte: &dyn Fn(usize) -> u8| {
            let message: Vec<u8> = (0..data).map(byte).collect();
            qrcode::ec::construct_codewords(&message, version, level).ok()
        };
        let (low, correction) = through(&|i| (i & 0xFF) as u8)?;
        let (high, _) = through(&|i| (i >> 8) as u8)?;
        let order: Vec<usize> = low
            .into_iter()
            .zip(high)
            .map(|(low, high)| usize::from(high) << 8 | usize::from(low))
            .collect();
        // After the first codeword of each block comes the second one of the first block.
        let blocks = order.iter().position(|i| *i == 1)?;
        Some(Layout {
            data,
            correction: correction.len(),
            blocks,
            order,
        })
    }

    fn nothing(&self) -> Vec<u8> {
        vec![0; self.data + self.correction]
    }

    /// Which codeword, and which bit of it, a module holds.
    fn places(&self, version: Version, level: EcLevel) -> Vec<Option<(usize, u32)>> {
        let count = self.data + self.correction;
        let mask = MASKS[0];
        let empty = drawn(version, level, mask, &self.nothing());
        let differs = |byte: &dyn Fn(usize) -> u8| -> Vec<bool> {
            let bytes: Vec<u8> = (0..count).map(byte).collect();
            let modules = drawn(version, level, mask, &bytes);
            modules.iter().zip(&empty).map(|(a, b)| a != b).collect()
        };
        let is_used = differs(&|_| 0xFF);
        let digits = usize::BITS - count.leading_zeros();
        let numbers: Vec<Vec<bool>> = (0..digits)
            .map(|digit| differs(&|i| if i >> digit & 1 == 1 { 0xFF } else { 0 }))
            .collect();
        let bits = [0xAA, 0xCC, 0xF0].map(|byte| differs(&|_| byte));
        let number = |planes: &[Vec<bool>], at: usize| {
            let digits = planes.iter().enumerate();
            digits.fold(0, |number, (digit, plane)| {
                number | usize::from(plane[at]) << digit
            })
        };
        (0..is_used.len())
            .map(|at| is_used[at].then(|| (number(&numbers, at), number(&bits, at) as u32)))
            .collect()
    }

    /// The codewords of each block, those for error correction last.
    fn blocks(&self) -> Vec<Vec<usize>> {
        let mut blocks: Vec<Vec<usize>> = vec![Vec::new(); self.blocks];
        let starts = &self.order[..self.blocks];
        let mut by_message: Vec<(usize, usize)> = self.order.iter().copied().zip(0..).collect();
        by_message.sort_unstable();
        for (message, at) in by_message {
            let block = starts.iter().filter(|start| **start <= message).count() - 1;
            blocks[block].push(at);
        }
        for at in 0..self.correction {
            blocks[at % self.blocks].push(self.data + at);
        }
        blocks
    }
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
    fn add(&mut self, bit: u32, is_set: bool, trust: f32) {
        self.byte |= u8::from(is_set) << bit;
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

    use super::super::rxing;
    use super::super::symbol::Quad;
    use super::*;

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

    #[test]
    fn blocks_are_those_of_the_standard() {
        // ISO/IEC 18004:2015, table 9: blocks of data and of error correction codewords.
        for (version, level, data, correction) in [
            (1, EcLevel::L, vec![19], 7),
            (5, EcLevel::Q, vec![15, 15, 16, 16], 18),
            (7, EcLevel::H, vec![13, 13, 13, 13, 14], 26),
            (10, EcLevel::M, vec![43, 43, 43, 43, 44], 26),
        ] {
            let layout = Layout::of(Version::Normal(version), level).unwrap();
            let lengths: Vec<usize> = layout.blocks().iter().map(Vec::len).collect();
            let want: Vec<usize> = data.iter().map(|data| data + correction).collect();
            assert_eq!(lengths, want, "version {version}");
        }
    }

    #[test]
    fn every_bit_of_a_message_has_its_module() {
        // 26 codewords, and none left over; 70 × 8 bits and 7 modules that hold nothing.
        for (version, bits, size) in [(1, 208, 21), (3, 560, 29)] {
            let normal = Version::Normal(version);
            let layout = Layout::of(normal, EcLevel::M).unwrap();
            let mut places: Vec<_> = layout
                .places(normal, EcLevel::M)
                .into_iter()
                .flatten()
                .collect();
            // The first codeword starts in the lower right corner, with its highest bit.
            assert_eq!(
                layout.places(normal, EcLevel::M)[size * size - 1],
                Some((0, 7))
            );
            places.sort_unstable();
            places.dedup();
            assert_eq!(places.len(), bits);
        }
    }
}
