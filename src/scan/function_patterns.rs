//! Tells a code whose data cannot be read from a chance meeting of dark squares, by the patterns that every symbol
//! has: ISO/IEC 18004:2015 §6.3 (finder, separator, timing patterns) and §7.9 (format information).

/// Share of finder and separator modules that must be right, in percent.
const MIN_FINDER_PERCENT: usize = 90;
/// Share of timing modules that must be right, in percent.
const MIN_TIMING_PERCENT: usize = 85;
/// Errors allowed in one of the two copies of the format information. By chance fewer than one word in sixty is so
/// near.
const MAX_FORMAT_ERRORS: u32 = 1;

/// Share of finder and separator modules from which a place is worth a closer look, in percent.
const MIN_FAINT_PERCENT: usize = 75;

/// True where `is_dark(x, y)` may be a QR code of `size` modules that was sampled badly.
pub(super) fn are_faint(size: usize, is_dark: impl Fn(usize, usize) -> bool) -> bool {
    (21..=177).contains(&size)
        && size % 4 == 1
        && finder_percent(size, is_dark) >= MIN_FAINT_PERCENT
}

/// True where `is_dark(x, y)` has the patterns of a QR code of `size` modules, in clear or mirrored.
pub(super) fn are_present(size: usize, is_dark: impl Fn(usize, usize) -> bool) -> bool {
    if !(21..=177).contains(&size) || size % 4 != 1 {
        return false;
    }
    finder_percent(size, &is_dark) >= MIN_FINDER_PERCENT
        && has_timing(size, &is_dark)
        && (has_format(size, &is_dark) || has_format(size, |x, y| is_dark(y, x)))
}

/// True where `is_dark(x, y)` has the patterns of a Micro QR code of `size` modules, M2 to M4: finder, separator, timing
/// along the upper and the left edge (ISO/IEC 18004:2015 §6.3). M1 has too few of them to tell it from chance.
pub(super) fn are_micro(size: usize, is_dark: impl Fn(usize, usize) -> bool) -> bool {
    if !matches!(size, 13 | 15 | 17) {
        return false;
    }
    let near = (0..8).flat_map(|y| (0..8).map(move |x| (x, y)));
    let right = near
        .filter(|&(x, y)| is_dark(x, y) == finder_is_dark(x, y))
        .count();
    let has_timing = (8..size).all(|i| {
        let want = i % 2 == 0;
        is_dark(i, 0) == want && is_dark(0, i) == want
    });
    right * 100 >= MIN_FINDER_PERCENT * 64 && has_timing
}

/// Whether a module is dark in every symbol of `size` modules: those of the finder patterns with their separators, the
/// timing patterns and the alignment patterns. `None` for all others.
pub(super) fn fixed(size: usize, x: usize, y: usize) -> Option<bool> {
    let far = |i: usize| size - 1 - i;
    if x < 8 && y < 8 {
        return Some(finder_is_dark(x, y));
    }
    if far(x) < 8 && y < 8 {
        return Some(finder_is_dark(far(x), y));
    }
    if x < 8 && far(y) < 8 {
        return Some(finder_is_dark(x, far(y)));
    }
    if let Some([dx, dy]) = from_alignment(size, x, y) {
        return Some(dx.max(dy) != 1);
    }
    (x == 6 || y == 6).then_some((x + y).is_multiple_of(2))
}

/// The same for each module of a symbol and of `margin` modules around it, row by row. The quiet zone is light.
pub(super) fn all_fixed(size: usize, margin: usize) -> Vec<Option<bool>> {
    let side = size + 2 * margin;
    let module = |i: usize| i.checked_sub(margin).filter(|i| *i < size);
    (0..side * side)
        .map(|at| match (module(at % side), module(at / side)) {
            (Some(x), Some(y)) => fixed(size, x, y),
            _ => Some(false),
        })
        .collect()
}

/// How far a module is from the centre of the alignment pattern that it belongs to.
fn from_alignment(size: usize, x: usize, y: usize) -> Option<[usize; 2]> {
    let centres = alignment_centres(size);
    let last = centres.len().checked_sub(1)?;
    let near = |i: usize| centres.iter().position(|centre| centre.abs_diff(i) <= 2);
    let (column, row) = (near(x)?, near(y)?);
    // Three corners belong to the finder patterns.
    let is_finder = [(0, 0), (0, last), (last, 0)].contains(&(column, row));
    (!is_finder).then(|| [centres[column].abs_diff(x), centres[row].abs_diff(y)])
}

/// Rows, and columns, of the centres of alignment patterns: ISO/IEC 18004:2015 annex E, whose table is regular but for
/// version 32.
pub(super) fn alignment_centres(size: usize) -> Vec<usize> {
    let version = (size - 17) / 4;
    if version < 2 {
        return Vec::new();
    }
    let count = version / 7 + 2;
    let step = match version {
        32 => 26,
        _ => (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2,
    };
    let mut centres: Vec<usize> = (0..count - 1).map(|i| size - 7 - i * step).collect();
    centres.push(6);
    centres.reverse();
    centres
}

/// The 8 × 8 modules of a finder pattern with its separator, seen from the symbol's corner.
fn finder_is_dark(x: usize, y: usize) -> bool {
    let ring = x.abs_diff(3).max(y.abs_diff(3));
    ring < 2 || ring == 3
}

fn finder_percent(size: usize, is_dark: impl Fn(usize, usize) -> bool) -> usize {
    let far = |i: usize| size - 1 - i;
    let mut right = 0;
    for y in 0..8 {
        for x in 0..8 {
            let want = finder_is_dark(x, y);
            right += usize::from(is_dark(x, y) == want);
            right += usize::from(is_dark(far(x), y) == want);
            right += usize::from(is_dark(x, far(y)) == want);
        }
    }
    right * 100 / (3 * 64)
}

fn has_timing(size: usize, is_dark: impl Fn(usize, usize) -> bool) -> bool {
    let places = 8..size - 8;
    let right: usize = places
        .clone()
        .map(|i| {
            let want = i % 2 == 0;
            usize::from(is_dark(i, 6) == want) + usize::from(is_dark(6, i) == want)
        })
        .sum();
    right * 100 >= MIN_TIMING_PERCENT * 2 * places.len()
}

fn has_format(size: usize, is_dark: impl Fn(usize, usize) -> bool) -> bool {
    let near_corner = [
        (8, 0),
        (8, 1),
        (8, 2),
        (8, 3),
        (8, 4),
        (8, 5),
        (8, 7),
        (8, 8),
        (7, 8),
        (5, 8),
        (4, 8),
        (3, 8),
        (2, 8),
        (1, 8),
        (0, 8),
    ];
    let far: Vec<(usize, usize)> = (0..8)
        .map(|i| (size - 1 - i, 8))
        .chain((8..15).map(|i| (8, size - 15 + i)))
        .collect();
    let word = |places: &[(usize, usize)]| {
        places
            .iter()
            .enumerate()
            .fold(0u16, |word, (bit, &(x, y))| {
                word | (u16::from(is_dark(x, y)) << bit)
            })
    };
    let errors = |word: u16| {
        (0..32)
            .map(|data| (format_word(data) ^ word).count_ones())
            .min()
            .unwrap_or(u32::MAX)
    };
    errors(word(&near_corner)).min(errors(word(&far))) <= MAX_FORMAT_ERRORS
}

/// The BCH (15, 5) word of five bits of format data, masked, §7.9.
fn format_word(data: u16) -> u16 {
    const GENERATOR: u16 = 0b101_0011_0111;
    const MASK: u16 = 0b101_0100_0001_0010;
    let mut rest = data << 10;
    for bit in (10..15).rev() {
        if rest & (1 << bit) != 0 {
            rest ^= GENERATOR << (bit - 10);
        }
    }
    ((data << 10) | rest) ^ MASK
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fixed_modules_are_those_of_every_version() {
        for version in 1..=40 {
            let normal = qrcode::Version::Normal(version);
            let code = qrcode::QrCode::with_version(b"", normal, qrcode::EcLevel::L).unwrap();
            let (size, modules) = (code.width(), code.to_colors());
            let mut count = 0;
            for (y, x) in (0..size).flat_map(|y| (0..size).map(move |x| (y, x))) {
                if let Some(is_dark) = fixed(size, x, y) {
                    let want = modules[y * size + x] == qrcode::Color::Dark;
                    assert_eq!(is_dark, want, "version {version}, {x}, {y}");
                    count += 1;
                }
            }
            // Finder patterns with separators, timing patterns; §5.3.2 of the standard counts them.
            let base = 3 * 64 + 2 * (size - 16);
            match version {
                1 => assert_eq!(count, base),
                2 => assert_eq!(count, base + 25),
                7 => assert_eq!(count, base + 6 * 25 - 2 * 5), // two lie across the timing patterns
                _ => assert!(count > base),
            }
        }
    }

    #[test]
    fn format_words_are_those_of_the_standard() {
        // Annex C, table C.1: data 00000 → 5412 (hex), 00101 → 40CE; level M mask 0 and 5.
        assert_eq!(format_word(0b00000), 0x5412);
        assert_eq!(format_word(0b00101), 0x40CE);
        assert_eq!(format_word(0b11111), 0x2BED);
    }

    #[test]
    fn micro_codes_have_their_patterns_and_others_have_not() {
        for (version, text) in [(2, "12333"), (3, "HTTP://T.CN"), (4, "HTTP://T.CN")] {
            let version = qrcode::Version::Micro(version);
            let code =
                qrcode::QrCode::with_version(text.as_bytes(), version, qrcode::EcLevel::L).unwrap();
            let size = code.width();
            let modules = code.to_colors();
            let is_dark = |x: usize, y: usize| modules[y * size + x] == qrcode::Color::Dark;
            assert!(are_micro(size, is_dark));
            assert!(!are_micro(size, |x, y| !is_dark(x, y)));
            assert!(!are_micro(size, |x, y| is_dark(size - 1 - x, y)));
        }
        assert!(!are_micro(13, |x, y| finder_is_dark(x % 8, y % 8)));
    }

    #[test]
    fn a_real_symbol_has_the_patterns_and_noise_has_not() {
        let code =
            qrcode::QrCode::with_version(b"yanma", qrcode::Version::Normal(2), qrcode::EcLevel::M)
                .unwrap();
        let size = code.width();
        let modules = code.to_colors();
        let is_dark = |x: usize, y: usize| modules[y * size + x] == qrcode::Color::Dark;
        assert!(are_present(size, is_dark));
        assert!(are_present(size, |x, y| is_dark(y, x)), "mirrored");
        assert!(!are_present(size, |x, y| !is_dark(x, y)));
        assert!(!are_present(size, |x, y| (x * 7 + y * 13) % 3 == 0));
        assert!(!are_present(14, |_, _| true));
    }
}
