//! Shows each symbol that one decoder has read to the other one, and doubts it.

use crate::scan::agree::{self, Draft, DraftSymbol};
use crate::scan::cut_out::treatment::{self, CutOuts};
use crate::scan::decode::{Found, Reading};
use crate::scan::doubt;
use crate::scan::plan::{RQRR_ROW, RXING_ROW, Row};
use crate::scan::search::{Picture, Search};

/// Pixels of a module, across, for which its symbol is doubted at least.
const PIXELS_OF_A_DOUBT: usize = 8;

impl Search<'_> {
    /// Confirms and doubts as many symbols as the plan has.
    pub(super) fn confirm_and_doubt(&self, picture: &Picture<'_>, draft: &mut Draft) {
        let plan = self.plan;
        let symbols = draft.symbols.iter_mut();
        let symbols = symbols.filter(|symbol| symbol.first().size <= plan.max_size_confirmed);
        let symbols = symbols.take(plan.max_confirmed).collect();
        let confirmed = self.each(symbols, |part, symbol| {
            let confirmed = part.confirm(picture, symbol);
            let doubted = part.doubt(picture, symbol);
            confirmed.and(doubted)
        });
        self.tell("confirm and doubt", &Found::default());
        draft.gave_up |= confirmed.contains(&None);
    }

    /// Shows a symbol to those decoders that have not read it, in every [`treatment::Treatment`] until they do. `None`
    /// where one gave up.
    fn confirm(&self, picture: &Picture<'_>, symbol: &mut DraftSymbol) -> Option<()> {
        if !symbol.symbol.read_by.rxing {
            self.confirm_with(RXING_ROW, picture, symbol)?;
        }
        if !symbol.symbol.read_by.rqrr {
            self.confirm_with(RQRR_ROW, picture, symbol)?;
        }
        Some(())
    }

    fn confirm_with(
        &self,
        row: Row,
        picture: &Picture<'_>,
        symbol: &mut DraftSymbol,
    ) -> Option<()> {
        let (before, place) = (symbol.symbol.read_by, symbol.first().place());
        for found in self.cut_out(picture, &place, self.plan.treatments, &[row]) {
            let gave_up = found.gave_up;
            agree::confirm(symbol, found);
            if symbol.symbol.read_by != before {
                break;
            }
            if gave_up {
                return None;
            }
        }
        Some(())
    }

    /// Whether the symbol's modules spell something else when read at other points. Those of a bent symbol lie elsewhere
    /// than in a plane: it is flattened first. `None` where that gave up.
    fn doubt(&self, picture: &Picture<'_>, symbol: &mut DraftSymbol) -> Option<()> {
        let first = symbol.first();
        let (grey, factor) = picture.of(&first.corners, first.size);
        let corners = first.corners.map(|[x, y]| [x * factor, y * factor]);
        let reading = Reading {
            corners,
            ..first.clone()
        };
        let mut cuts = CutOuts::of(grey, reading.place());
        // Every module is decoded many times, however few pixels it has.
        let side = PIXELS_OF_A_DOUBT * reading.size;
        let size = (grey.width.max(side), grey.height.max(side));
        let samplings = self.within_a_pass(size, |meter| {
            let looks_at_messages = self.plan.is_thorough;
            let in_a_plane = doubt::samplings(cuts.picture(), &reading, looks_at_messages, meter);
            if in_a_plane.are_in_place || in_a_plane.ambiguity.is_some() {
                return in_a_plane;
            }
            let (cut, grey) = cuts.treated(treatment::FLAT, meter);
            let reading = Reading {
                corners: cut.corners(),
                ..reading
            };
            doubt::samplings(&grey, &reading, looks_at_messages, meter)
        })?;
        symbol.symbol.odd_encodings |= samplings.has_odd_encodings;
        symbol.symbol.ambiguity = symbol.symbol.ambiguity.or(samplings.ambiguity);
        Some(())
    }
}
