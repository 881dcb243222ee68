//! Other ways to see a still than in its brightness on white: by single colours, on black, on a grey.
//!
//! Viewers show a transparent picture on white, on black, or on a grey of their own. A pixel that lets the ground through
//! goes from its tone on black to its tone on white with it, in a straight line; so a code that is dark on light on white
//! and light on dark on black is nowhere to be seen on one grey between. What is left there, however faint, is what a phone
//! reads that looks at such a viewer.

use crate::scan::agree::{self, Draft, DraftSymbol};
use crate::scan::cut_out::treatment::LIVE_TREATMENTS;
use crate::scan::decode::Reading;
use crate::scan::geometry::perspective::Perspective;
use crate::scan::geometry::place::Place;
use crate::scan::hidden;
use crate::scan::picture::frame::{Frame, Rendition};
use crate::scan::picture::grey::Grey;
use crate::scan::plan::{BOTH_ROWS, OTHER_RENDITIONS};
use crate::scan::search::{Picture, Search};

impl Search<'_> {
    /// Compares what the other renditions of a frame show, shrunk as the picture is, with what was found.
    pub(super) fn look_in_other_renditions(
        &self,
        frame: &Frame,
        picture: &Picture<'_>,
        draft: &mut Draft,
    ) {
        let seen_in = |rendition| match picture.shrink as usize {
            1 => frame.grey(rendition),
            shrink => frame.grey(rendition).shrunk(shrink),
        };
        let others: Vec<Rendition> = frame.renditions().into_iter().skip(1).collect();
        let is_read = !draft.symbols.is_empty();
        // Where the passes have spent all on a picture of nothing, what is left is not enough.
        let reserve = self.plan.charges_of_pass(picture.base.size());
        let rest = self.budget.left() / others.len().max(1) as u64;
        let own = self.budget.with_its_own(others.len(), reserve.max(rest));
        let search = Search {
            budget: &own,
            ..*self
        };
        let seen = search.each(others, |part, rendition| {
            let grey = seen_in(rendition);
            let mut found = part.look(&grey, OTHER_RENDITIONS);
            if is_read {
                part.look_out_of_focus(&grey, hidden::of_rendition(&grey), &mut found);
            }
            (found, rendition)
        });
        for (found, rendition) in seen {
            agree::compare_rendition(draft, found, rendition);
        }
        if frame.is_transparent() {
            search.look_where_symbols_vanish(seen_in, draft);
        }
    }

    /// Looks at each symbol of a transparent picture once more, on the ground on which it vanishes.
    fn look_where_symbols_vanish<'a>(
        &self,
        seen_in: impl Fn(Rendition) -> Grey<'a>,
        draft: &mut Draft,
    ) {
        let [white, black] = [Rendition::Bt601, Rendition::OnBlack].map(&seen_in);
        let firsts = draft.symbols.iter().map(DraftSymbol::first);
        let vanishing = firsts.filter_map(|first| {
            let level = vanishing(first, &white, &black)?;
            Some((first.clone(), Rendition::OnGrey(level)))
        });
        for (reading, rendition) in vanishing.collect::<Vec<_>>() {
            let Some(grey) = seen_in(rendition).stretched(&reading.corners) else {
                continue;
            };
            let picture = Picture {
                base: &grey,
                full: &grey,
                shrink: 1.0,
            };
            for inverted in [false, true] {
                let place = Place {
                    inverted,
                    ..reading.place()
                };
                let (found, _) = self.look_closer(&picture, &place, LIVE_TREATMENTS, BOTH_ROWS);
                agree::compare_rendition(draft, found, rendition);
            }
        }
    }
}

/// The level of grey on which the dark and the light modules of a symbol are the same in the mean, if there is one. The
/// symbol was read on white.
fn vanishing(reading: &Reading, on_white: &Grey<'_>, on_black: &Grey<'_>) -> Option<u8> {
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

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::scan::geometry::quad::Quad;
    use crate::scan::symbol::ReadBy;

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

        assert!(checks(100, 102).stretched(&reading.corners).is_none());
        let stretched = checks(100, 110).stretched(&reading.corners).unwrap();
        assert_eq!(stretched.bytes[..2], [0, 255]);
    }
}
