//! What a symbol's message says of itself: the modes and encodings of its segments, ISO/IEC 18004:2015 §7.4.

/// Extended channel interpretations under which the bytes of ASCII mean the same to every reader, whether it knows them or
/// not: AIM ITS/04-023. Left out are UTF-16 and UTF-32, binary, those that users agree upon, and numbers without a
/// meaning: one reader passes them over, another takes them for something else.
const SAME_FOR_ASCII: [std::ops::RangeInclusive<u32>; 5] =
    [0..=13, 15..=18, 20..=24, 26..=30, 32..=32];

/// True where the message declares encodings that readers may understand differently, or several in a row, or cannot be
/// followed to its end. `data` are the codewords of data, `version` is 1 to 40.
pub fn has_odd_encodings(data: &[u8], version: usize) -> bool {
    let mut bits = Bits { data, at: 0 };
    let mut was_eci = false;
    loop {
        // Fewer than four bits are left: the message ends without a terminator.
        let Some(mode) = bits.take(4) else {
            return false;
        };
        let lengths = |small: usize, middle: usize, large: usize| match version {
            ..=9 => small,
            10..=26 => middle,
            _ => large,
        };
        let is_eci = mode == 0b0111;
        let is_followed = match mode {
            0b0000 => return was_eci,
            0b0001 => bits.skip_segment(lengths(10, 12, 14), |count| {
                count / 3 * 10 + [0, 4, 7][count % 3]
            }),
            0b0010 => bits.skip_segment(lengths(9, 11, 13), |count| count / 2 * 11 + count % 2 * 6),
            0b0100 => bits.skip_segment(lengths(8, 16, 16), |count| count * 8),
            0b1000 => bits.skip_segment(lengths(8, 10, 12), |count| count * 13),
            0b1101 => bits.take(4).and_then(|_| {
                bits.skip_segment(lengths(8, 10, 12), |count| count * 13) // GB/T 18284, Hanzi
            }),
            0b0011 => bits.take(16).map(|_| ()), // structured append, told elsewhere
            0b0101 => Some(()),
            0b1001 => bits.take(8).map(|_| ()), // FNC1, told elsewhere
            0b0111 => bits
                .eci()
                .filter(|eci| !was_eci && SAME_FOR_ASCII.iter().any(|range| range.contains(eci)))
                .map(|_| ()),
            _ => None,
        };
        if is_followed.is_none() {
            return true;
        }
        was_eci = is_eci;
    }
}

struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: usize) -> Option<u32> {
        let end = self.at.checked_add(count)?;
        if end > self.data.len() * 8 {
            return None;
        }
        let bit = |at: usize| u32::from(self.data[at / 8] >> (7 - at % 8) & 1);
        let value = (self.at..end).fold(0, |value, at| value << 1 | bit(at));
        self.at = end;
        Some(value)
    }

    /// Goes on behind a segment whose count of characters has so many bits.
    fn skip_segment(&mut self, count_bits: usize, bits: impl Fn(usize) -> usize) -> Option<()> {
        let count = self.take(count_bits)? as usize;
        let end = self.at + bits(count);
        self.at = end;
        (end <= self.data.len() * 8).then_some(())
    }

    /// The number of an extended channel interpretation, of one to three bytes: §7.4.3.2.
    fn eci(&mut self) -> Option<u32> {
        let first = self.take(8)?;
        match first {
            0x00..=0x7F => Some(first),
            0x80..=0xBF => Some((first & 0x3F) << 8 | self.take(8)?),
            0xC0..=0xDF => Some((first & 0x1F) << 16 | self.take(16)?),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bits as text, blanks between.
    fn bytes(bits: &str) -> Vec<u8> {
        let bits: Vec<u8> = bits
            .bytes()
            .filter(|bit| *bit != b' ')
            .map(|bit| bit - b'0')
            .collect();
        let chunks = bits.chunks(8);
        chunks
            .map(|chunk| {
                let byte = chunk.iter().fold(0, |byte, bit| byte << 1 | bit);
                byte << (8 - chunk.len())
            })
            .collect()
    }

    #[test]
    fn ordinary_messages_are_followed_to_their_end() {
        for (what, bits) in [
            ("byte", "0100 00000001 01100001 0000"),
            (
                "numeric, then alphanumeric",
                "0001 0000000100 0001111011 0100 0010 000000001 001010 0000",
            ),
            ("kanji", "1000 00000001 0000000000001 0000"),
            ("hanzi", "1101 0001 00000001 0000000000001 0000"),
            ("UTF-8", "0111 00011010 0100 00000001 01100001 0000"),
            ("Latin-1", "0111 00000011 0100 00000001 01100001 0000"),
            ("no terminator", "0100 00000001 01100001 000"),
            (
                "nothing in a segment",
                "0100 00000000 0100 00000001 01100001 0000",
            ),
            ("nothing", "0000"),
            ("GS1", "0101 0001 0000000001 0001 0000"),
        ] {
            assert!(!has_odd_encodings(&bytes(bits), 1), "{what}");
        }
    }

    #[test]
    fn encodings_that_readers_may_take_differently_are_odd() {
        for (what, bits) in [
            ("UTF-16", "0111 00011001 0100 00000001 01100001 0000"),
            (
                "899, binary",
                "0111 10000011 10000011 0100 00000001 01100001 0000",
            ),
            (
                "811799, as users agree",
                "0111 11001100 01100011 00010111 0100 00000001 01100001 0000",
            ),
            (
                "a fourth byte",
                "0111 11100000 00000000 00000000 0100 00000001 01100001 0000",
            ),
            (
                "two in a row",
                "0111 00011010 0111 00000011 0100 00000001 01100001 0000",
            ),
            (
                "one for nothing",
                "0100 00000001 01100001 0111 00011010 0000",
            ),
            ("no mode", "1110 0000 0000"),
            ("longer than the message", "0100 00001000 01100001 0000"),
        ] {
            assert!(has_odd_encodings(&bytes(bits), 1), "{what}");
        }
    }

    #[test]
    fn counts_are_longer_in_larger_versions() {
        let byte = "0100 0000000000000001 01100001 0000";
        assert!(!has_odd_encodings(&bytes(byte), 10));
        assert!(!has_odd_encodings(
            &bytes("0001 00000000000001 0001 0000"),
            27
        ));
    }
}
