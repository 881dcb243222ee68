//! A scan on its way: looks at the picture in passes, looks again where shrinking has taken pixels, and looks closer at
//! places that were located and not read.

use crate::scan::Watch;
use crate::scan::agree::{self, Draft};
use crate::scan::budget::{AT_ONCE, Budget, Meter};
use crate::scan::cut_out::recover;
use crate::scan::cut_out::straighten::Straightened;
use crate::scan::cut_out::treatment::{self, CutOuts, Tone, Treatment};
use crate::scan::decode::{Found, rxing};
use crate::scan::geometry::place::Place;
use crate::scan::geometry::quad::Quad;
use crate::scan::other_codes::{self, OtherCode};
use crate::scan::picture::binarize::{self, Bitmap};
use crate::scan::picture::grey::Grey;
use crate::scan::picture::scale::Scale;
use crate::scan::picture::threshold::Threshold;
use crate::scan::plan::{
    self, BOTH_ROWS, FULL_PIXELS, Pass, Passes, Plan, Row, SECOND_FULL_PIXELS,
};

/// A symbol with fewer pixels a module is looked at more closely in the full pixels.
const MIN_MODULE_PIXELS: f32 = 4.0;

/// The picture as the passes see it, and with all its pixels.
pub(super) struct Picture<'a> {
    pub(super) base: &'a Grey<'a>,
    pub(super) full: &'a Grey<'a>,
    /// Pixels of `full` in one of `base`, in a row.
    pub(super) shrink: f32,
}

impl Picture<'_> {
    /// The picture in which a symbol of `size` modules has pixels enough, and how many of it are one of `base`.
    pub(super) fn of(&self, corners: &Quad, size: usize) -> (&Grey<'_>, f32) {
        if corners.area().sqrt() < MIN_MODULE_PIXELS * size as f32 {
            (self.full, self.shrink)
        } else {
            (self.base, 1.0)
        }
    }
}

/// A scan on its way.
#[derive(Clone, Copy)]
pub(super) struct Search<'a> {
    pub(super) plan: &'static Plan,
    pub(super) budget: &'a Budget<'a>,
    pub(super) watch: Watch<'a>,
}

impl Search<'_> {
    /// Runs something of a decoder within the budget of one pass over so many columns and rows of pixels; `None` where it
    /// panicked or was stopped.
    pub(super) fn within_a_pass<T>(
        &self,
        size: (usize, usize),
        work: impl FnOnce(&Meter<'_>) -> T,
    ) -> Option<T> {
        self.budget.within(self.plan.charges_of_pass(size), work)
    }

    /// Does the same to each of several things, side by side, each with its share of what may be spent.
    pub(super) fn each<T: Send, R: Send>(
        &self,
        things: Vec<T>,
        work: impl Fn(&Search<'_>, T) -> R + Sync,
    ) -> Vec<R> {
        let (plan, watch) = (self.plan, self.watch);
        self.budget.each(things, |budget, thing| {
            let part = Search {
                plan,
                budget,
                watch,
            };
            work(&part, thing)
        })
    }

    /// Tells of a step, and what it read.
    pub(super) fn tell(&self, step: &str, found: &Found) {
        let readings = found.readings.iter();
        let read: Vec<&[u8]> = readings.map(|reading| &reading.payload[..]).collect();
        (self.watch)(step, &read);
    }

    /// Runs passes over one grey picture; places are in its pixels.
    pub(super) fn look(&self, base: &Grey<'_>, passes: Passes) -> Found {
        let mut found = Found::default();
        let mut scaled: [Option<Grey<'_>>; Scale::COUNT] = [const { None }; Scale::COUNT];
        for group in passes {
            let pays = |pass: &Pass| pass.pays(base, &found);
            let now: Vec<Pass> = group.iter().copied().filter(pays).collect();
            for pass in &now {
                scaled[pass.scale as usize].get_or_insert_with(|| pass.scale.of(base));
            }
            let looks = self.each(now, |part, pass| {
                let grey = scaled[pass.scale as usize].as_ref();
                let Some(grey) = grey.filter(|grey| !grey.is_empty()) else {
                    return Some(Found::default());
                };
                let factor = pass.scale.factor();
                let (radius, known) = (binarize::radius_for(grey), found.places_read(factor));
                let run = |meter: &Meter<'_>| pass.run(grey, radius, &known, meter);
                let here = part.within_a_pass(grey.size(), run)?;
                part.tell(&format!("{pass:?}"), &here);
                Some(here.map(|[x, y]| [x * factor, y * factor]))
            });
            for look in looks {
                match look {
                    Some(here) => found.extend(here),
                    None => found.gave_up = true,
                }
            }
            if found.gave_up && !self.plan.is_thorough {
                break;
            }
        }
        found
    }

    /// Looks again for what the passes cannot see beside what they have read: in the pixels that shrinking has taken, and
    /// for what is made to be missed.
    pub(super) fn look_again(&self, picture: &Picture<'_>, found: &mut Found) {
        if picture.shrink > 1.0 {
            let more = self.look_at_full(picture.full, found);
            found.extend(more.map(|[x, y]| [x / picture.shrink, y / picture.shrink]));
        }
        if self.plan.is_thorough {
            self.look_for_hidden(picture.base, found);
        }
    }

    /// Looks at the pixels of a picture that was shrunk and in which `found` was read; places are in those pixels.
    fn look_at_full(&self, full: &Grey<'_>, found: &Found) -> Found {
        let pixels = full.width * full.height;
        let is_read = |found: &Found| !found.readings.is_empty();
        let max_pixels = if is_read(found) {
            self.plan.max_full_pixels
        } else {
            self.plan.max_full_pixels_unread
        };
        // A frame of a sheet of codes must end; another one comes.
        let is_too_much = !self.plan.is_thorough && plan::is_sheet(found);
        if pixels > max_pixels || is_too_much {
            return Found {
                gave_up: is_read(found),
                ..Found::default()
            };
        }
        let mut more = self.look(full, FULL_PIXELS);
        if is_read(found) || is_read(&more) {
            more.extend(self.look(full, SECOND_FULL_PIXELS));
        }
        more
    }

    /// Looks closely at places where a decoder has located a code and read nothing.
    pub(super) fn look_closer_where_unread(&self, picture: &Picture<'_>, found: &mut Found) {
        if found.gave_up && !self.plan.is_thorough {
            return;
        }
        let mut left = self.plan.max_places;
        let mut places = agree::unread_places(found);
        let mut treatments = self.plan.treatments.to_vec();
        while left > 0 && !places.is_empty() {
            let now: Vec<Place> = places.drain(..places.len().min(AT_ONCE)).collect();
            let closer = self.each(now, |part, place| {
                part.look_closer(picture, &place, &treatments, BOTH_ROWS)
            });
            for (closer, by) in closer {
                treatment::put_first(by, &mut treatments);
                self.tell("closer", &closer);
                let closer = Found {
                    gave_up: closer.gave_up && self.plan.is_thorough,
                    ..closer
                };
                left = left.saturating_sub(usize::from(closer.readings.is_empty()));
                found.extend(closer);
            }
            places.retain(|place| agree::is_unread_still(place, found));
        }
    }

    /// Shows a place where a code seems to be to the decoders, in every [`Treatment`] until one reads it; and the one in
    /// which it was read.
    pub(super) fn look_closer(
        &self,
        picture: &Picture<'_>,
        place: &Place,
        treatments: &[Treatment],
        rows: &[Row],
    ) -> (Found, Option<Treatment>) {
        let mut closer = Found::default();
        let mut read_in = None;
        let looks = self.cut_out(picture, place, treatments, rows);
        for (found, treatment) in looks.zip(treatments) {
            closer.extend(found);
            if !closer.readings.is_empty() {
                read_in = Some(*treatment);
                break;
            }
        }
        for reading in &mut closer.readings {
            reading.inverted = place.inverted;
        }
        closer.unread.clear(); // of a place that was known
        closer.micro.clear();
        (closer, read_in)
    }

    /// What the decoders find in a place that is cut out, one treatment after the other; `gave_up` and no more once the
    /// budget is spent. In each row the first that reads something ends the row.
    pub(super) fn cut_out(
        &self,
        picture: &Picture<'_>,
        place: &Place,
        treatments: &[Treatment],
        rows: &[Row],
    ) -> impl Iterator<Item = Found> {
        let (grey, factor) = picture.of(&place.corners, place.size);
        let corners = place.corners.map(|[x, y]| [x * factor, y * factor]);
        let mut cuts = CutOuts::of(grey, Place { corners, ..*place });
        let mut has_ended = false;
        treatments.iter().map_while(move |treatment| {
            if has_ended {
                return None;
            }
            let size = cuts.picture().size();
            let treated = self.within_a_pass(size, |meter| cuts.treated(*treatment, meter));
            let Some((cut, grey)) = treated else {
                has_ended = true;
                return Some(Found {
                    gave_up: true,
                    ..Found::default()
                });
            };
            let mut found = Found::default();
            for row in rows {
                found.extend(self.read_row(cut, &grey, *treatment, row));
            }
            Some(found.map(|[x, y]| [x / factor, y / factor]))
        })
    }

    /// Shows a cut-out as it was treated to a row.
    fn read_row(
        &self,
        cut: &Straightened,
        grey: &Grey<'_>,
        treatment: Treatment,
        row: &Row,
    ) -> Found {
        let mut found = Found::default();
        let mut is_done = |read: Option<Found>| {
            match read {
                Some(here) => found.extend(here.map(|point| cut.place(point))),
                None => found.gave_up = true,
            }
            !found.readings.is_empty() || self.budget.is_stopped()
        };
        for threshold in row.thresholds {
            let read = self.within_a_pass(grey.size(), |meter| {
                if treatment.mended {
                    let bitmap = mended(cut, grey, treatment.tone, *threshold);
                    row.decoder.codes_of_bitmap(&bitmap, &[], meter)
                } else {
                    row.decoder
                        .codes(grey, *threshold, cut.radius(), &[], meter)
                }
            });
            if is_done(read) {
                return found;
            }
        }
        if row.recovers && treatment.mended {
            is_done(self.within_a_pass(grey.size(), |meter| recovered(cut, grey, meter)));
        }
        found
    }

    /// Looks for codes of other kinds. What the other passes have spent counts for nothing here: most of it they spend on
    /// pictures without any code.
    pub(super) fn look_for_other_kinds(&self, base: &Grey<'_>, draft: &mut Draft) {
        let looks = other_codes::looks(base);
        let (width, height) = base.size();
        // Of an enlarged picture, the largest. All kinds together take more than one pass does.
        let charges = self.plan.charges_of_pass((4 * width, 2 * height));
        let own = self.budget.with_its_own(looks.len(), charges);
        let search = Search {
            budget: &own,
            ..*self
        };
        let looks = search.each(looks, |part, look| {
            let grey = look.of(base);
            let size = (2 * grey.width, grey.height);
            let found =
                part.within_a_pass(size, |meter| other_codes::find(look, &grey, meter))??;
            let factor = look.factor();
            let in_base = |code: OtherCode| code.map(|point| point.map(|i| i * factor));
            Some(found.into_iter().map(in_base).collect())
        });
        draft.gave_up |= looks.contains(&None);
        let found: Vec<Vec<OtherCode>> = looks.into_iter().flatten().collect();
        draft.add_others(other_codes::distinct(found.concat()));
        self.tell("other kinds", &Found::default());
    }
}

/// A bitmap of a cut-out with the patterns mended that say nothing.
fn mended(cut: &Straightened, grey: &Grey<'_>, tone: Tone, threshold: Threshold) -> Bitmap {
    let bitmap = match tone {
        Tone::Equal => binarize::below(grey, 128), // black and white are known there
        _ => threshold.bitmap(grey, cut.radius()),
    };
    cut.mended(&bitmap)
}

/// What error correction makes of the modules of a cut-out where it is told which of them are lost.
fn recovered(cut: &Straightened, grey: &Grey<'_>, meter: &Meter<'_>) -> Found {
    meter.charge(recover::charges(cut.size()));
    let modules = cut.recovered(grey);
    let read =
        modules.and_then(|modules| rxing::code_of_modules(&modules, cut.size(), cut.corners()));
    Found {
        readings: read.into_iter().collect(),
        ..Found::default()
    }
}
