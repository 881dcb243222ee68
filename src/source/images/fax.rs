//! Whether the fax data of a TIFF mean one thing: [ITU-T T.6](https://www.itu.int/rec/T-REC-T.6).
//!
//! Where a row breaks a rule, decoders go on in different ways, and a file can be made in which one of them shows an
//! official code and another one a hostile code. So the rows are walked through, and the first that breaks a rule ends it.

use std::convert::Infallible;

use fax34::maps::{Mode, black, mode, white};
use fax34::{BitReader, ByteReader, Color};

/// True where `rows` rows of `width` pixels stand there, each of them to its end.
pub fn is_whole(data: &[u8], width: u16, rows: usize) -> bool {
    let bytes = data.iter().map(|byte| Ok::<u8, Infallible>(*byte));
    let Ok(mut reader) = ByteReader::new(bytes);
    let mut reference = Vec::new();
    for _ in 0..rows {
        match row(&mut reader, &reference, width) {
            Some(row) => reference = row,
            None => return false,
        }
    }
    true
}

/// Where the colour changes in the next row, from white; T.6 §2.2.
fn row(reader: &mut impl BitReader, reference: &[u16], width: u16) -> Option<Vec<u16>> {
    let mut changes: Vec<u16> = Vec::new();
    let mut color = Color::White;
    // None before the row, where the imaginary first pixel is.
    let mut at: Option<u16> = None;
    while at.unwrap_or(0) < width {
        // The next change of the row above to the other colour, and the one after it.
        let is_beyond = |change: u16| at.is_none_or(|at| change > at);
        let parity = usize::from(color == Color::Black);
        let above = reference.iter().enumerate();
        let first = above
            .filter(|(place, change)| place % 2 == parity && is_beyond(**change))
            .map(|(place, _)| place)
            .next();
        let change = |place: Option<usize>| {
            let change = place.and_then(|place| reference.get(place));
            change.copied().unwrap_or(width)
        };
        let (b1, b2) = (change(first), change(first.map(|place| place + 1)));
        match mode::decode(reader)? {
            Mode::Pass => at = Some(b2),
            Mode::Vertical(delta) => {
                let next = u16::try_from(i32::from(b1) + i32::from(delta)).ok()?;
                // Only the first pixel of a row may change where it starts.
                if next > width || at.is_some_and(|at| next <= at) {
                    return None;
                }
                changes.push(next);
                color = !color;
                at = Some(next);
            }
            Mode::Horizontal => {
                let start = at.unwrap_or(0);
                let middle = start.checked_add(run(reader, color)?)?;
                let end = middle.checked_add(run(reader, !color)?)?;
                if end > width {
                    return None;
                }
                changes.extend([middle, end]);
                at = Some(end);
            }
            Mode::Extension | Mode::EOF => return None,
        }
    }
    changes.retain(|change| *change < width);
    changes.is_sorted_by(|a, b| a < b).then_some(changes)
}

/// The length of a run: parts of 64 and more, and one of less.
fn run(reader: &mut impl BitReader, color: Color) -> Option<u16> {
    let mut len: u16 = 0;
    loop {
        let part = match color {
            Color::White => white::decode(reader),
            Color::Black => black::decode(reader),
        }?;
        len = len.checked_add(part)?;
        if part < 64 {
            return Some(len);
        }
    }
}
