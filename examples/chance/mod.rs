//! Chance, for the examples that make links.
#![allow(dead_code)] // nobody uses all of it

/// Numbers that look random and are the same for the same seed: SplitMix64.
pub struct Chance(pub u64);

impl Chance {
    /// A number from 0 up to, not including, `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % end as u64) as usize
    }

    /// True once in so many times.
    pub fn one_in(&mut self, end: usize) -> bool {
        self.below(end) == 0
    }

    /// One of `items`, of which there is at least one.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// One character of `text`, which is not empty.
    pub fn pick_char(&mut self, text: &str) -> char {
        let at = self.below(text.chars().count());
        text.chars().nth(at).unwrap_or_default()
    }
}
