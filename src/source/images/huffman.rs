//! The bits of a scan of a JPEG and the codes in them: [ITU-T T.81](https://www.w3.org/Graphics/JPEG/itu-t81.pdf) annexes
//! C and F.

/// A Huffman table: T.81 annex C and F.2.2.3.
pub(super) struct Huffman {
    /// For each length in bits: the first code, the first code of more bits, and the place of the first value.
    lengths: [(u32, u32, usize); 17],
    values: Vec<u8>,
    /// For each eight bits: the length of the code that they start with, 0 where it is longer, and its value.
    short: Box<[(u8, u8); 256]>,
}

impl Huffman {
    /// The table, and the bytes that it takes.
    pub(super) fn read(bytes: &[u8]) -> Option<(Huffman, usize)> {
        let counts: &[u8; 16] = bytes.first_chunk()?;
        let total = counts
            .iter()
            .map(|count| usize::from(*count))
            .sum::<usize>();
        let values = bytes.get(16..16 + total)?.to_vec();
        let mut table = Huffman {
            lengths: [(0, 0, 0); 17],
            values,
            short: Box::new([(0, 0); 256]),
        };
        let (mut code, mut place) = (0, 0);
        for (count, len) in counts.iter().zip(1..) {
            let end = code + u32::from(*count);
            if end > 1 << len {
                return None;
            }
            *table.lengths.get_mut(len)? = (code, end, place);
            for code in code..end {
                let value = *table.values.get(place)?;
                if len <= 8 {
                    let start = (code << (8 - len)) as usize;
                    let all = table.short.get_mut(start..start + (1 << (8 - len)))?;
                    all.fill((len as u8, value));
                }
                place += 1;
            }
            code = end << 1;
        }
        Some((table, 16 + total))
    }
}

/// Bits of entropy-coded data, the highest of a byte first.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Bits that were taken from `bytes` and are not used yet, the lowest ones.
    held: u64,
    count: u8,
}

impl Bits<'_> {
    pub(super) fn new(bytes: &[u8], at: usize) -> Bits<'_> {
        Bits {
            bytes,
            at,
            held: 0,
            count: 0,
        }
    }

    /// As many whole bytes as there is room for, up to the next marker.
    pub(super) fn fill(&mut self) {
        while self.count <= 48 {
            let byte = match self.bytes.get(self.at..) {
                Some([0xFF, 0, ..]) => {
                    self.at += 2;
                    0xFF
                }
                Some([byte, ..]) if *byte != 0xFF => {
                    self.at += 1;
                    *byte
                }
                _ => return,
            };
            self.held = self.held << 8 | u64::from(byte);
            self.count += 8;
        }
    }

    pub(super) fn take(&mut self, count: u8) -> Option<u16> {
        if self.count < count {
            self.fill();
        }
        self.count = self.count.checked_sub(count)?;
        Some((self.held >> self.count) as u16 & ((1u32 << count) - 1) as u16)
    }

    /// A number of so many bits: F.2.2.1 "extend".
    pub(super) fn number(&mut self, len: u8) -> Option<i32> {
        let bits = i32::from(self.take(len)?);
        let is_negative = len > 0 && bits < 1 << (len - 1);
        Some(if is_negative {
            bits - (1 << len) + 1
        } else {
            bits
        })
    }

    pub(super) fn symbol(&mut self, table: &Huffman) -> Option<u8> {
        if self.count < 16 {
            self.fill();
        }
        // Bits behind the last are taken for 0 and counted afterwards.
        let ahead = match self.count {
            16.. => self.held >> (self.count - 16),
            count => self.held << (16 - count),
        } as u32
            & 0xFFFF;
        let (short, value) = *table.short.get(ahead as usize >> 8)?;
        if short > 0 {
            self.count = self.count.checked_sub(short)?;
            return Some(value);
        }
        for (len, (first, end, place)) in table.lengths.iter().enumerate().skip(9) {
            let code = ahead >> (16 - len);
            if code < *end {
                self.count = self.count.checked_sub(len as u8)?;
                let place = place + code.checked_sub(*first)? as usize;
                return table.values.get(place).copied();
            }
        }
        None
    }

    /// The marker that follows; every decoder skips what stands before it.
    pub(super) fn marker_behind(&mut self) -> Option<usize> {
        let rest = self.bytes.get(self.at..)?;
        let is_marker = |pair: &[u8]| matches!(pair, [0xFF, marker] if !matches!(marker, 0 | 0xFF));
        let mut at = self.at + rest.windows(2).position(is_marker)?;
        // One restart marker too many is harmless.
        if matches!(self.bytes.get(at + 1), Some(0xD0..=0xD7)) {
            at += 2;
        }
        Some(at)
    }

    /// The restart marker of this number, and what is behind it.
    pub(super) fn restart(&mut self, number: u8) -> Option<()> {
        let rest = self.bytes.get(self.at..)?;
        let is_marker = |pair: &[u8]| matches!(pair, [0xFF, marker] if !matches!(marker, 0 | 0xFF));
        let at = self.at + rest.windows(2).position(is_marker)?;
        if *self.bytes.get(at + 1)? != 0xD0 + number {
            return None;
        }
        *self = Bits::new(self.bytes, at + 2);
        Some(())
    }
}
