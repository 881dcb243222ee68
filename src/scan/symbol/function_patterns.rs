//! Tells a code whose data cannot be read from a chance meeting of dark squares, by the patterns that every symbol
//! has: ISO/IEC 18004:2015 §6.3 (finder, separator, timing patterns) and §7.9 (format information).

/// Share of finder and separator modules that must be right, in percent.
const MIN_FINDER_PERCENT: usize = 90;
/// Share of timing modules that must be right, in percent.
const MIN_TIMING_PERCENT: usize = 85;
/// Errors with which a copy of the format or version information is beyond doubt. By chance fewer than one word in sixty
/// is so near to a format.
pub const MAX_COPY_ERRORS: u32 = 1;

/// Share of finder and separator modules from which a place is worth a closer look, in percent.
const MIN_FAINT_PERCENT: usize = 75;

/// True where `is_dark(x, y)` may be a QR code of `size` modules that was sampled badly.
pub fn are_faint(size: usize, is_dark: impl Fn(usize, usize) -> bool) -> bool {
    (21..=177).contains(&size)
        && size % 4 == 1
        && finder_percent(size, is_dark) >= MIN_FAINT_PERCENT
}

/// True where `is_dark(x, y)` has the patterns of a QR code of `size` modules, in clear or mirrored.
pub fn are_present(size: usize, is_dark: impl Fn(usize, usize) -> bool) -> bool {
    if !(21..=177).contains(&size) || size % 4 != 1 {
        return false;
    }
    finder_percent(size, &is_dark) >= MIN_FINDER_PERCENT
        && has_timing(size, &is_dark)
        && (has_format(size, &is_dark) || has_format(size, |x, y| is_dark(y, x)))
}

/// True where `is_dark(x, y)` has the patterns of a Micro QR code of `size` modules, M2 to M4: finder, separator, timing
/// along the upper and the left edge (ISO/IEC 18004:2015 §6.3). M1 has too few of them to tell it from chance.
pub fn are_micro(size: usize, is_dark: impl Fn(usize, usize) -> bool) -> bool {
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
pub fn fixed(size: usize, x: usize, y: usize) -> Option<bool> {
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

/// What [`fixed`] says of each module of a symbol and of `margin` modules around it, row by row. The quiet zone is light.
pub fn all_fixed(size: usize, margin: usize) -> Vec<Option<bool>> {
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
pub fn alignment_centres(size: usize) -> Vec<usize> {
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
    let copies = formats(size, is_dark, MAX_COPY_ERRORS);
    copies.iter().any(Option::is_some)
}

/// The five bits of format data that each of the two copies is a word of, with so many errors at most: §7.9. With up to
/// three there is one at most.
pub fn formats(
    size: usize,
    is_dark: impl Fn(usize, usize) -> bool,
    max_errors: u32,
) -> [Option<u16>; 2] {
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
    [near_corner.as_slice(), far.as_slice()].map(|places| {
        let word = word(places, &is_dark) as u16;
        let is_near = |data: &u16| (format_word(*data) ^ word).count_ones() <= max_errors;
        (0..32).find(is_near)
    })
}

/// True for the modules that hold no codeword: function patterns, format and version information.
pub fn is_reserved(size: usize, x: usize, y: usize) -> bool {
    let is_end = |i: usize| i < 9 || i >= size - 8;
    let is_format = x == 8 && is_end(y) || y == 8 && is_end(x);
    let is_beside_finder = |i: usize| i >= size - 11 && i < size - 8;
    let is_version = x < 6 && is_beside_finder(y) || y < 6 && is_beside_finder(x);
    is_format || has_version(size) && is_version || fixed(size, x, y).is_some()
}

/// From version 7 on a symbol tells its version.
fn has_version(size: usize) -> bool {
    size >= 7 * 4 + 17
}

/// The version that each of the two copies of the version information is a word of, with [`MAX_COPY_ERRORS`] at most:
/// §7.10. Symbols below version 7 have none.
pub fn versions(size: usize, is_dark: impl Fn(usize, usize) -> bool) -> [Option<usize>; 2] {
    if !has_version(size) {
        return [None; 2];
    }
    let below: Vec<(usize, usize)> = (0..18).map(|i| (i / 3, size - 11 + i % 3)).collect();
    let beside: Vec<(usize, usize)> = below.iter().map(|(x, y)| (*y, *x)).collect();
    [below, beside].map(|places| {
        let word = word(&places, &is_dark);
        let is_near =
            |version: &u32| (version_word(*version) ^ word).count_ones() <= MAX_COPY_ERRORS;
        (7..=40).find(is_near).map(|version| version as usize)
    })
}

/// Modules as bits, the lowest first.
fn word(places: &[(usize, usize)], is_dark: impl Fn(usize, usize) -> bool) -> u32 {
    let bits = places.iter().enumerate();
    bits.fold(0, |word, (bit, &(x, y))| {
        word | (u32::from(is_dark(x, y)) << bit)
    })
}

/// The BCH (18, 6) word of a version, §7.10.
fn version_word(version: u32) -> u32 {
    const GENERATOR: u32 = 0b1_1111_0010_0101;
    let mut rest = version << 12;
    for bit in (12..18).rev() {
        if rest & (1 << bit) != 0 {
            rest ^= GENERATOR << (bit - 12);
        }
    }
    version << 12 | rest
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
    fn version_words_are_those_of_the_standard() {
        // Annex D, table D.1: version 7 → 07C94 (hex), 21 → 15683, 40 → 28C69.
        assert_eq!(version_word(7), 0x07C94);
        assert_eq!(version_word(21), 0x15683);
        assert_eq!(version_word(40), 0x28C69);
    }

    #[test]
    fn both_copies_of_format_and_version_are_found_where_they_are() {
        for version in [1, 6, 7, 40] {
            let normal = qrcode::Version::Normal(version);
            let code = qrcode::QrCode::with_version(b"yanma", normal, qrcode::EcLevel::L).unwrap();
            let (size, modules) = (code.width(), code.to_colors());
            let is_dark = |x: usize, y: usize| modules[y * size + x] == qrcode::Color::Dark;
            let [a, b] = formats(size, is_dark, 0);
            assert!(a.is_some() && a == b, "version {version}");
            let want = (version >= 7).then_some(version as usize);
            assert_eq!(versions(size, is_dark), [want; 2], "version {version}");
        }
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
