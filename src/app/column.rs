//! A column of texts that always fits, as large as the visitor wants it or as there is room. Nothing scrolls on a
//! visitor's screen, and the verdict word never shrinks.
//!
//! Larger text makes nothing smaller: what does not fit is left out instead, in this order: what is good to know, the
//! last first; the caption of an address and what stands around its owner; sentences, the last first. Words, headlines,
//! owners, caveats and steps always stay.

use std::sync::Arc;

use eframe::egui::{
    Align2, Color32, FontId, Galley, Label, Rect, Response, TextFormat, Ui, Vec2, accesskit, pos2,
    text::LayoutJob, vec2,
};

use super::address::{Inks, Parts};
use super::lines::{broken, joined};
use super::theme::{self, PARAGRAPH_GAP, Sizes};

/// Height of a line of the verdict word, as a multiple of its size: it is one line, and needs no room around it.
const WORD_LINE: f32 = 1.14;
/// Distance between the shares of the usual size that are tried.
const SHARE_STEP: f32 = 0.04;
/// Where there is room, text grows so far by itself.
const GROWS_TO: f32 = 1.4;

/// One thing in a column.
pub enum Item {
    /// The verdict word, and the sentence that screen readers say in its place as soon as it appears.
    Word(String, String),
    /// The line below.
    Headline(String),
    /// The line at the head where there is no word: said as soon as it appears.
    Alert(String),
    /// A sentence.
    Text(String),
    /// A sentence that may be left out where there is no room.
    Extra(String),
    /// A sentence with a bar beside it.
    Caveat(String),
    /// A caption and an address.
    Address(String, Parts),
    /// Numbered steps.
    Steps(Vec<String>),
}

/// A piece that was laid out.
struct Laid {
    height: f32,
    pieces: Vec<Piece>,
}

struct Piece {
    at: Vec2,
    galley: Arc<Galley>,
    /// Where it is drawn beside a number, a bar or in a field.
    mark: Mark,
}

enum Mark {
    None,
    Bar,
    Number(usize),
    Field(Vec2),
    /// What is said at once.
    Live(String),
}

/// What a column lies on.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Size of the window.
    pub window: Vec2,
    /// The visitor's choice, 1 to 2.
    pub text_size: f32,
    /// Behind the text.
    pub ground: Color32,
    /// The text.
    pub ink: Color32,
}

/// Draws `items` into `rect`, from the top or around its middle. Returns the height that was used.
pub fn column_ui(ui: &mut Ui, rect: Rect, look: Look, centred: bool, items: &[Item]) -> f32 {
    let Look {
        window,
        text_size,
        ground,
        ink,
    } = look;
    let usual = Sizes::of(window);
    let order = order_to_leave_out(items);
    let lay_all = |share: f32, left_out: usize| -> Vec<Laid> {
        let sizes = usual.scaled(share);
        let left_out = order.get(..left_out).unwrap_or(&order);
        let laid = items.iter().enumerate().filter_map(|(index, item)| {
            let is_left_out = left_out.contains(&index);
            lay(ui, item, is_left_out, &sizes, rect.width(), ground, ink)
        });
        laid.collect()
    };
    let height = |laid: &[Laid], sizes: &Sizes| -> f32 {
        let texts: f32 = laid.iter().map(|laid| laid.height).sum();
        texts + sizes.text * PARAGRAPH_GAP * laid.len().saturating_sub(1) as f32
    };
    let fits = |share: f32, left_out: usize| {
        height(&lay_all(share, left_out), &usual.scaled(share)) <= rect.height()
    };
    let headline_rows = |share: f32| -> usize {
        let of_headlines = items
            .iter()
            .filter(|item| matches!(item, Item::Headline(_) | Item::Alert(_)));
        let sizes = usual.scaled(share);
        of_headlines
            .filter_map(|item| lay(ui, item, false, &sizes, rect.width(), ground, ink))
            .map(|laid| laid.rows())
            .sum()
    };
    let (share, left_out) = choose(
        usual.least_share(),
        text_size,
        order.len(),
        fits,
        headline_rows,
    );
    let sizes = usual.scaled(share);
    let laid = lay_all(share, left_out);
    let used = height(&laid, &sizes);
    let mut y = if centred {
        rect.top() + ((rect.height() - used) / 2.0).max(0.0)
    } else {
        rect.top()
    };
    for item in laid {
        for piece in item.pieces {
            piece.show(ui, pos2(rect.left(), y), rect.width(), &sizes, ground, ink);
        }
        y += item.height + sizes.text * PARAGRAPH_GAP;
    }
    used
}

/// Places of the items that may be left out, the first to go first.
fn order_to_leave_out(items: &[Item]) -> Vec<usize> {
    let turn = |item: &Item| match item {
        Item::Extra(_) => 1,
        Item::Address(..) => 2,
        Item::Text(_) => 3,
        Item::Word(..) | Item::Headline(_) | Item::Alert(_) | Item::Caveat(_) | Item::Steps(_) => 0,
    };
    let mut order: Vec<usize> = (0..items.len())
        .rev()
        .filter(|index| items.get(*index).is_some_and(|item| turn(item) > 0))
        .collect();
    order.sort_by_key(|index| items.get(*index).map(turn));
    order
}

/// The share of the usual size, and how many things are left out.
///
/// How large text can be with so much left out does not depend on `text_size`, and grows with what is left out. A larger
/// `text_size` never leaves out less. So it makes nothing smaller.
fn choose(
    least: f32,
    text_size: f32,
    may_go: usize,
    fits: impl Fn(f32, usize) -> bool,
    headline_rows: impl Fn(f32) -> usize,
) -> (f32, usize) {
    let shares = (0..)
        .map(|step| least + step as f32 * SHARE_STEP)
        .take_while(|share| *share < theme::LARGEST_TEXT)
        .chain([theme::LARGEST_TEXT]);
    let shares: Vec<f32> = shares.collect();
    let largest_with = |left_out: usize| {
        let fitting = shares.partition_point(|share| fits(*share, left_out));
        fitting
            .checked_sub(1)
            .and_then(|at| shares.get(at))
            .copied()
    };
    // By itself text grows only where no headline has to break that did not.
    let rows = headline_rows(1.0);
    let grows =
        |share: &&f32| **share <= 1.0 || (**share <= GROWS_TO && headline_rows(**share) <= rows);
    let grown = shares.iter().take_while(grows).last().copied();
    let most = grown.unwrap_or(least).max(text_size);
    let mut largest: Vec<f32> = Vec::new();
    for left_out in 0..=may_go {
        let before = largest.last().copied().unwrap_or(least);
        let with = largest_with(left_out).unwrap_or(least).max(before);
        largest.push(with);
        let is_there = fits(least, left_out) && with >= least * text_size;
        if is_there {
            break;
        }
    }
    let share = largest.last().copied().unwrap_or(least).min(most);
    // No more than has to go; at the least size nothing says that what is kept fits.
    let enough = |(left_out, with): (usize, f32)| {
        (with >= share && fits(share, left_out)).then_some(left_out)
    };
    let left_out = largest.into_iter().enumerate().find_map(enough);
    (share, left_out.unwrap_or(may_go))
}

impl Laid {
    fn rows(&self) -> usize {
        self.pieces
            .iter()
            .map(|piece| piece.galley.rows.len())
            .sum()
    }
}

impl Piece {
    fn show(
        self,
        ui: &mut Ui,
        corner: eframe::egui::Pos2,
        width: f32,
        sizes: &Sizes,
        ground: Color32,
        ink: Color32,
    ) {
        let rect = Rect::from_min_size(corner + self.at, self.galley.size());
        match &self.mark {
            Mark::Bar => {
                let bar = Rect::from_min_size(
                    pos2(corner.x, rect.top()),
                    vec2(sizes.text * 0.22, rect.height()),
                );
                ui.painter().rect_filled(bar, 0.0, ink);
            }
            Mark::Number(number) => {
                let radius = sizes.text * 0.66;
                let centre = pos2(
                    corner.x + radius,
                    rect.top() + sizes.text * theme::LINE_SPACING / 2.0,
                );
                ui.painter()
                    .circle_filled(centre, radius, theme::field(ground));
                ui.painter().text(
                    centre,
                    Align2::CENTER_CENTER,
                    number.to_string(),
                    theme::bold(sizes.text * 0.85),
                    ink,
                );
            }
            Mark::Field(padding) => {
                let field = Rect::from_min_size(
                    rect.min - *padding,
                    vec2(width, rect.height() + 2.0 * padding.y),
                );
                ui.painter()
                    .rect_filled(field, sizes.text * 0.35, theme::field(ground));
            }
            Mark::None | Mark::Live(_) => {}
        }
        let response = text_at(ui, rect, Align2::LEFT_TOP, self.galley);
        if let Mark::Live(words) = self.mark {
            announce_as(ui, &response, words);
        }
    }
}

/// A text in `rect`, aligned there, with its name for screen readers.
pub fn text_at(ui: &mut Ui, rect: Rect, align: Align2, galley: Arc<Galley>) -> Response {
    let place = align.align_size_within_rect(galley.size(), rect);
    let words = galley.text().contains('\n').then(|| joined(galley.text()));
    let response = ui.put(place.expand(0.5), Label::new(galley));
    if let Some(words) = words {
        // Screen readers need not know where the lines end.
        ui.ctx()
            .accesskit_node_builder(response.id, |node| node.set_value(words));
    }
    response
}

/// `size`, or the smaller one with which the text fits into one row of `width`.
pub fn fitting(ui: &Ui, text: &str, font: fn(f32) -> FontId, size: f32, width: f32) -> f32 {
    let natural = ui
        .painter()
        .layout_no_wrap(text.to_owned(), font(size), Color32::WHITE);
    size * (width / natural.size().x).min(1.0)
}

/// Makes screen readers say it as soon as it appears.
pub fn announce(ui: &Ui, response: &Response) {
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_live(accesskit::Live::Assertive);
    });
}

/// Makes screen readers say a heading with other words than those on the screen: several live texts would be said in any order.
pub fn announce_as(ui: &Ui, response: &Response, words: String) {
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(accesskit::Role::Heading);
        node.set_label(words);
        node.set_live(accesskit::Live::Assertive);
    });
}

/// A text of one style, broken between words.
pub fn galley(ui: &Ui, text: &str, font: FontId, colour: Color32, width: f32) -> Arc<Galley> {
    let line_height = theme::line_height(font.size);
    let mut format = TextFormat::simple(font, colour);
    format.line_height = Some(line_height);
    let text = broken(ui.ctx(), text, &format.font_id, width);
    let mut job = LayoutJob::single_section(text, format);
    job.wrap.max_width = width;
    ui.painter().layout_job(job)
}

/// Lays out an item, or what is kept of it where it is left out.
fn lay(
    ui: &Ui,
    item: &Item,
    is_left_out: bool,
    sizes: &Sizes,
    width: f32,
    ground: Color32,
    ink: Color32,
) -> Option<Laid> {
    let one = |text: &str, font, mark, indent: f32| {
        let galley = galley(ui, text, font, ink, width - indent);
        Laid {
            height: galley.size().y,
            pieces: vec![Piece {
                at: vec2(indent, 0.0),
                galley,
                mark,
            }],
        }
    };
    let laid = match item {
        Item::Word(text, said) => {
            // A long word, as in English, shrinks to the width rather than break.
            let size = fitting(ui, text, theme::bold, sizes.word, width);
            let mut format = TextFormat::simple(theme::bold(size), ink);
            format.line_height = Some(size * WORD_LINE);
            let job = LayoutJob::single_section(text.clone(), format);
            let galley = ui.painter().layout_job(job);
            Laid {
                height: galley.size().y,
                pieces: vec![Piece {
                    at: Vec2::ZERO,
                    galley,
                    mark: Mark::Live(said.clone()),
                }],
            }
        }
        Item::Headline(text) => one(text, theme::bold(sizes.headline), Mark::None, 0.0),
        Item::Alert(text) => {
            let mark = Mark::Live(text.clone());
            one(text, theme::bold(sizes.headline), mark, 0.0)
        }
        Item::Text(_) | Item::Extra(_) if is_left_out => return None,
        Item::Text(text) | Item::Extra(text) => {
            one(text, theme::regular(sizes.text), Mark::None, 0.0)
        }
        Item::Caveat(text) => one(text, theme::bold(sizes.text), Mark::Bar, sizes.text * 0.75),
        Item::Address(caption, parts) => {
            // As wide with every size of text: the owner's name must not shrink for it.
            let padding = vec2(sizes.margin * 0.45, sizes.text * 0.15);
            let inks = Inks {
                strong: ink,
                dim: theme::dimmed(ground),
            };
            let rows = if is_left_out { 1 } else { 2 };
            let job = parts.job(ui.ctx(), width - 2.0 * padding.x, sizes.text, rows, inks);
            let address = ui.painter().layout_job(job);
            let caption = galley(ui, caption, theme::regular(sizes.text), ink, width);
            let top = match is_left_out {
                true => 0.0,
                false => caption.size().y + sizes.text * 0.2,
            };
            let caption = Piece {
                at: Vec2::ZERO,
                galley: caption,
                mark: Mark::None,
            };
            let field = Piece {
                at: vec2(0.0, top) + padding,
                galley: address,
                mark: Mark::Field(padding),
            };
            Laid {
                height: top + field.galley.size().y + 2.0 * padding.y,
                pieces: match is_left_out {
                    true => vec![field],
                    false => vec![caption, field],
                },
            }
        }
        Item::Steps(steps) => {
            let indent = sizes.text * 1.85;
            let mut laid = Laid {
                height: 0.0,
                pieces: Vec::new(),
            };
            for (index, step) in steps.iter().enumerate() {
                let galley = galley(ui, step, theme::regular(sizes.text), ink, width - indent);
                let at = vec2(indent, laid.height);
                if index + 1 < steps.len() {
                    laid.height += sizes.text * PARAGRAPH_GAP;
                }
                laid.height += galley.size().y;
                laid.pieces.push(Piece {
                    at,
                    galley,
                    mark: Mark::Number(index + 1),
                });
            }
            laid
        }
    };
    Some(laid)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text for which there is more room the more is left out.
    #[test]
    fn a_larger_text_size_makes_nothing_smaller_and_leaves_out_no_less() {
        let fits = |share: f32, left_out: usize| share <= 0.9 + 0.3 * left_out as f32;
        let chosen = |text_size: f32| choose(0.8, text_size, 3, fits, |_| 1);
        let sizes = (0..=20).map(|step| 1.0 + step as f32 * 0.05);
        let all: Vec<(f32, usize)> = sizes.map(chosen).collect();
        for pair in all.windows(2) {
            assert!(pair[1].0 >= pair[0].0 && pair[1].1 >= pair[0].1, "{pair:?}");
        }
        assert_eq!(all[0].1, 0, "nothing is left out where all of it fits");
        assert!(all[20].0 > all[0].0);
    }
}
