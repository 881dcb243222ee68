//! Grounds on which a code of a transparent picture vanishes.
//!
//! Viewers show a transparent picture on white, on black, or on a grey of their own. A pixel that lets the ground through
//! goes from its tone on black to its tone on white with it, in a straight line; so a code that is dark on light on white
//! and light on dark on black is nowhere to be seen on one grey between. What is left there, however faint, is what a phone
//! reads that looks at such a viewer.

use crate::scan::geometry::perspective::Perspective;
use crate::scan::picture::frame::Grey;
use crate::scan::symbol::Reading;

/// Least difference of dark and light, in levels of grey, that anything could be read from.
const MIN_CONTRAST: u8 = 4;

/// The level of grey on which the dark and the light modules of a symbol are the same in the mean, if there is one. The
/// symbol was read on white.
pub(super) fn vanishing(reading: &Reading, on_white: &Grey<'_>, on_black: &Grey<'_>) -> Option<u8> {
    let size = reading.size;
    let map = Perspective::onto(&reading.corners, size as f32);
    let points =
        (0..size * size).map(|at| map.point((at % size) as f32 + 0.5, (at / size) as f32 + 0.5));
    let tones: Vec<[f32; 2]> = points
        .map(|[x, y]| [on_white.at(x, y), on_black.at(x, y)])
        .collect();
    let mean = tones.iter().map(|[white, _]| white).sum::<f32>() / tones.len() as f32;
    // How much lighter the light ones are than the dark ones.
    let contrast = |ground: usize| {
        let of = |is_light: bool| {
            let of = tones
                .iter()
                .filter(|[white, _]| (*white > mean) == is_light);
            let (sum, count) = of.fold((0.0, 0.0), |(sum, count), tone| {
                (sum + tone[ground], count + 1.0)
            });
            sum / f32::max(count, 1.0)
        };
        of(true) - of(false)
    };
    let (white, black) = (contrast(0), contrast(1));
    let level = f32::from(u8::MAX) * black / (black - white);
    (1.0..=254.0)
        .contains(&level)
        .then_some(level.round() as u8)
}

impl Grey<'_> {
    /// With the tones between the darkest and the lightest pixel of a place spread over all levels; `None` where they are
    /// all the same.
    pub(super) fn stretched(&self, reading: &Reading) -> Option<Grey<'static>> {
        let range = |axis: usize, len: usize| {
            let ends = reading
                .corners
                .0
                .iter()
                .map(|corner| corner[axis].clamp(0.0, len as f32) as usize);
            let (low, high) = ends.fold((len, 0), |(low, high), end| (low.min(end), high.max(end)));
            low..high
        };
        let rows = self.bytes.chunks_exact(self.width.max(1));
        let rows = rows
            .take(range(1, self.height).end)
            .skip(range(1, self.height).start);
        let columns = range(0, self.width);
        let inside = rows.flat_map(|row| row.get(columns.clone()).unwrap_or_default());
        let (low, high) = inside.fold((u8::MAX, 0), |(low, high), byte| {
            (low.min(*byte), high.max(*byte))
        });
        let span = high.checked_sub(low).filter(|span| *span >= MIN_CONTRAST)?;
        let stretched = |byte: &u8| {
            let above = u32::from(byte.saturating_sub(low).min(span));
            (above * u32::from(u8::MAX) / u32::from(span)) as u8
        };
        Some(Grey {
            width: self.width,
            height: self.height,
            bytes: self.bytes.iter().map(stretched).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::scan::symbol::{Quad, ReadBy};

    #[test]
    fn a_symbol_vanishes_where_its_dark_modules_are_as_dark_as_the_ground() {
        // Version 1 in opaque tones on a clear ground: the light modules are the ground.
        let checks = |dark: u8, light: u8| Grey {
            width: 21,
            height: 21,
            bytes: Cow::Owned(
                (0..21 * 21)
                    .map(|at| if at % 2 == 0 { dark } else { light })
                    .collect(),
            ),
        };
        let reading = Reading {
            payload: Vec::new(),
            corners: Quad([[0.0, 0.0], [21.0, 0.0], [21.0, 21.0], [0.0, 21.0]]),
            size: 21,
            read_by: ReadBy::default(),
            inverted: false,
            structured_append: false,
            fnc1: false,
            odd_encodings: false,
        };
        let on = |dark: u8| vanishing(&reading, &checks(dark, 255), &checks(dark, 0));
        assert_eq!(on(100), Some(100));
        assert_eq!(on(0), None, "black on black, and nowhere else");
        let opaque = vanishing(&reading, &checks(0, 255), &checks(0, 255));
        assert_eq!(opaque, None, "it lets nothing through");

        assert!(checks(100, 102).stretched(&reading).is_none());
        let stretched = checks(100, 110).stretched(&reading).unwrap();
        assert_eq!(stretched.bytes[..2], [0, 255]);
    }
}
