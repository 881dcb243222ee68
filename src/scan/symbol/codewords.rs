//! From the modules of a symbol to its codewords, and what error correction makes of them: ISO/IEC 18004:2015 §7.5 to
//! §7.9, as far as neither decoder tells it.
//!
//! A symbol can be built so that it is two: under one mask, or level of error correction, or seen in a mirror, its
//! modules are codewords of one message, and under another those of another one. Readers differ in which copy of the format
//! information they believe.

use qrcode::bits::Bits;
use qrcode::types::{EcLevel, Version};
use reed_solomon::Decoder;

use crate::scan::budget::Meter;
use crate::scan::symbol::function_patterns;

/// Modules of a codeword.
const CODEWORD_BITS: usize = 8;
/// What reading the codewords of a symbol takes from the budget for each module, and correcting them for each codeword.
const CHARGES_PER_MODULE: u64 = 8;
const CHARGES_PER_CODEWORD: u64 = 256;

pub const LEVELS: [EcLevel; 4] = [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H];
/// The levels by the two bits of the format information: §7.9, table 12.
const LEVELS_BY_FORMAT: [EcLevel; 4] = [EcLevel::M, EcLevel::L, EcLevel::H, EcLevel::Q];
/// Errors in a copy of the format information that readers accept.
const MAX_FORMAT_ERRORS: u32 = 3;

/// The conditions under which a mask turns a module, by row and column: §7.8.2, table 10.
const MASKS: [fn(usize, usize) -> bool; 8] = [
    |y, x| (y + x).is_multiple_of(2),
    |y, _| y.is_multiple_of(2),
    |_, x| x.is_multiple_of(3),
    |y, x| (y + x).is_multiple_of(3),
    |y, x| (y / 2 + x / 3).is_multiple_of(2),
    |y, x| (y * x) % 2 + (y * x) % 3 == 0,
    |y, x| ((y * x) % 2 + (y * x) % 3).is_multiple_of(2),
    |y, x| ((y + x) % 2 + (y * x) % 3).is_multiple_of(2),
];

/// The version of a symbol of `size` modules.
pub fn version_of(size: usize) -> Option<Version> {
    let is_size = (21..=177).contains(&size) && size % 4 == 1;
    let version = i16::try_from(size.checked_sub(17)? / 4).ok()?;
    is_size.then_some(Version::Normal(version))
}

/// The modules that hold codewords, as numbers row by row, from the first bit on: §7.7.3.
pub fn places(version: Version) -> Vec<usize> {
    let size = version.width() as usize;
    let is_free = |x: usize, y: usize| !function_patterns::is_reserved(size, x, y);
    let mut places = Vec::with_capacity(size * size);
    // Two columns at a time from the right, up and down in turn; the vertical timing pattern is left out.
    let rights = (0..size).rev().filter(|x| *x != 6).step_by(2);
    for (pair, right) in rights.enumerate() {
        let left = if right == 7 { 5 } else { right - 1 };
        for i in 0..size {
            let y = if pair % 2 == 0 { size - 1 - i } else { i };
            let both = [right, left].into_iter().filter(|x| is_free(*x, y));
            places.extend(both.map(|x| y * size + x));
        }
    }
    places
}

/// How the codewords of a symbol are laid out.
pub struct Layout {
    /// Codewords of data, and for error correction.
    pub data: usize,
    pub correction: usize,
    pub blocks: usize,
    /// For each codeword of data in the order in which they are laid out, which it is of the message.
    order: Vec<usize>,
}

impl Layout {
    /// Asks the encoder: the message is sent through it with the number of each codeword in its place.
    pub fn of(version: Version, level: EcLevel) -> Option<Layout> {
        let data = Bits::new(version).max_len(level).ok()? / CODEWORD_BITS;
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

    /// The codewords of each block, those for error correction last.
    pub fn blocks(&self) -> Vec<Vec<usize>> {
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

    /// Codewords for error correction of a block.
    pub fn correction_of_block(&self) -> usize {
        self.correction / self.blocks
    }
}

/// A message that error correction makes of the modules of a symbol.
pub struct Message {
    /// The codewords of data, in the order of the message.
    pub data: Vec<u8>,
    /// Every block needed all of its correction: one error more, and there would be no message, or another one.
    pub is_at_the_edge: bool,
}

/// All that readers may make of the modules of a symbol, `true` for dark, row by row: under the format that either copy
/// of the format information is nearest to, as they are and in a mirror. Of an honest symbol there is one at most.
pub fn messages(modules: &[bool], size: usize, meter: &Meter<'_>) -> Vec<Message> {
    let Some(version) = version_of(size) else {
        return Vec::new();
    };
    let places = places(version);
    let mut messages: Vec<Message> = Vec::new();
    for mirrored in [false, true] {
        let is_dark = |x: usize, y: usize| {
            let at = if mirrored { x * size + y } else { y * size + x };
            modules.get(at).is_some_and(|dark| *dark)
        };
        let mut formats = function_patterns::formats(size, is_dark, MAX_FORMAT_ERRORS);
        if formats[0] == formats[1] {
            formats[1] = None;
        }
        for format in formats.into_iter().flatten() {
            meter.charge((size * size) as u64 * CHARGES_PER_MODULE);
            let (level, mask) = (usize::from(format >> 3), usize::from(format & 7));
            let bits = places.iter().map(|at| {
                let (x, y) = (at % size, at / size);
                is_dark(x, y) != MASKS[mask](y, x)
            });
            let bits: Vec<bool> = bits.collect();
            let codewords = bits.chunks_exact(CODEWORD_BITS).map(|bits| {
                let byte = |byte, bit: &bool| byte << 1 | u8::from(*bit);
                bits.iter().fold(0, byte)
            });
            let codewords: Vec<u8> = codewords.collect();
            let message = Layout::of(version, LEVELS_BY_FORMAT[level])
                .and_then(|layout| message(&codewords, &layout, meter));
            messages.extend(message);
        }
    }
    messages
}

/// The message of codewords in the order in which they are laid out; `None` where a block cannot be corrected.
fn message(codewords: &[u8], layout: &Layout, meter: &Meter<'_>) -> Option<Message> {
    let correction = layout.correction_of_block();
    let mut data = Vec::with_capacity(layout.data);
    let mut is_at_the_edge = true;
    for block in layout.blocks() {
        meter.charge(block.len() as u64 * CHARGES_PER_CODEWORD);
        let seen = block.iter().map(|at| codewords.get(*at).copied());
        let seen: Vec<u8> = seen.collect::<Option<_>>()?;
        let corrected = Decoder::new(correction).correct(&seen, None).ok()?;
        let wrong = seen.iter().zip(corrected.iter()).filter(|(a, b)| a != b);
        let wrong = wrong.count();
        if wrong > correction / 2 {
            return None;
        }
        is_at_the_edge &= wrong == correction / 2;
        data.extend_from_slice(corrected.data());
    }
    Some(Message {
        data,
        is_at_the_edge,
    })
}

/// True where the two copies of the format information, or of the version information, are clearly different words, or
/// where those of the version are of another than the symbol's: readers differ in which they believe.
pub fn copies_differ(modules: &[bool], size: usize) -> bool {
    let is_dark = |x: usize, y: usize| modules.get(y * size + x).is_some_and(|dark| *dark);
    let [near, far] = function_patterns::formats(size, is_dark, function_patterns::MAX_COPY_ERRORS);
    let versions = function_patterns::versions(size, is_dark);
    let is_other = |version: &usize| version * 4 + 17 != size;
    near.zip(far).is_some_and(|(near, far)| near != far) || versions.iter().flatten().any(is_other)
}

#[cfg(test)]
mod tests {
    use qrcode::types::Color;

    use super::*;

    fn encoded(text: &[u8], version: i16, level: EcLevel) -> (Vec<bool>, usize) {
        let code = qrcode::QrCode::with_version(text, Version::Normal(version), level).unwrap();
        let colors = code.to_colors();
        (
            colors.iter().map(|c| *c == Color::Dark).collect(),
            code.width(),
        )
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
        // 26 codewords, and none left over; 70 × 8 bits and 7 modules that hold nothing: table 1.
        for (version, bits, size) in [(1, 208, 21), (3, 567, 29), (40, 29_648, 177)] {
            let places = places(Version::Normal(version));
            assert_eq!(places.len(), bits);
            // The first codeword starts in the lower right corner and goes to the left.
            assert_eq!(
                places[..3],
                [size * size - 1, size * size - 2, size * (size - 1) - 1]
            );
            let mut distinct = places.clone();
            distinct.sort_unstable();
            distinct.dedup();
            assert_eq!(distinct.len(), bits);
        }
    }

    #[test]
    fn an_honest_symbol_has_one_message_also_with_errors_and_in_a_mirror() {
        let meter = Meter::new(u64::MAX, &|| false);
        for (version, level) in [
            (1, EcLevel::L),
            (2, EcLevel::H),
            (7, EcLevel::M),
            (10, EcLevel::Q),
        ] {
            let (mut modules, size) = encoded(b"http://t.cn/", version, level);
            let only = |modules: &[bool]| {
                let messages = messages(modules, size, &meter);
                assert_eq!(messages.len(), 1, "version {version}");
                assert!(!messages[0].is_at_the_edge);
                messages.into_iter().next().unwrap().data
            };
            // Byte mode, 12 bytes, then the first of them: 0100 00001100 0110…, or with 16 bits of length.
            let data = only(&modules);
            let want: &[u8] = if version < 10 {
                &[0x40, 0xC6, 0x87, 0x47]
            } else {
                &[0x40, 0x00, 0xC6, 0x87]
            };
            assert_eq!(&data[..4], want);
            let mirrored: Vec<bool> = (0..size * size)
                .map(|at| modules[at % size * size + at / size])
                .collect();
            assert_eq!(only(&mirrored), data);
            modules[size * size - 1] ^= true;
            modules[size * size - 5] ^= true;
            assert_eq!(only(&modules), data);
        }
    }

    #[test]
    fn a_symbol_at_the_edge_of_its_correction_is_told() {
        let meter = Meter::new(u64::MAX, &|| false);
        let (mut modules, size) = encoded(b"yanma", 1, EcLevel::L);
        // 7 codewords for error correction mend 3.
        for codeword in 0..3 {
            assert!(!messages(&modules, size, &meter)[0].is_at_the_edge);
            modules[places(Version::Normal(1))[codeword * 8]] ^= true;
        }
        assert!(messages(&modules, size, &meter)[0].is_at_the_edge);
        modules[places(Version::Normal(1))[3 * 8]] ^= true;
        assert!(messages(&modules, size, &meter).is_empty());
    }

    #[test]
    fn copies_of_the_format_that_differ_are_told() {
        let (mut modules, size) = encoded(b"http://t.cn/", 2, EcLevel::M);
        assert!(!copies_differ(&modules, size));
        // Annex C, table C.1: level M, mask 0 is 5412 (hex), mask 1 is 5125; its lowest bits lie below the upper right
        // finder pattern, from the right.
        let draw = |modules: &mut Vec<bool>, word: u16| {
            for bit in 0..8 {
                modules[8 * size + size - 1 - bit] = word >> bit & 1 == 1;
            }
            for bit in 8..15 {
                modules[(size - 15 + bit) * size + 8] = word >> bit & 1 == 1;
            }
        };
        let differ = [0x5412, 0x5125].map(|word| {
            draw(&mut modules, word);
            copies_differ(&modules, size)
        });
        assert!(differ.contains(&true));
        let (mut modules, size) = encoded(b"http://t.cn/", 7, EcLevel::M);
        assert!(!copies_differ(&modules, size));
        // Annex D, table D.1: version 8 is 085BC (hex).
        for bit in 0..18 {
            modules[(size - 11 + bit % 3) * size + bit / 3] = 0x085BC >> bit & 1 == 1;
        }
        assert!(copies_differ(&modules, size));
    }

    #[test]
    fn nothing_is_read_in_noise() {
        let meter = Meter::new(u64::MAX, &|| false);
        let noise = |at: u32| at.wrapping_mul(2_654_435_761).wrapping_mul(at ^ 0x9E37) >> 31 == 1;
        for size in [21, 25, 33, 45] {
            let modules: Vec<bool> = (0..size * size).map(|at| noise(at as u32)).collect();
            assert!(messages(&modules, size, &meter).is_empty());
        }
    }
}
