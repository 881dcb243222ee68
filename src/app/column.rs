//! A column of texts that always fits: laid out, and laid out smaller until it does; larger where there is room. Nothing
//! scrolls on a visitor's screen, and the verdict word never shrinks.

use std::sync::Arc;

use eframe::egui::{
    Align2, Color32, FontId, Galley, Label, Rect, Response, TextFormat, Ui, Vec2, accesskit, pos2,
    text::LayoutJob, vec2,
};

use super::address::{Inks, Parts};
use super::theme::{self, Sizes};

/// Height of a line of the verdict word, as a multiple of its size: it is one line, and needs no room around it.
const WORD_LINE: f32 = 1.14;
/// Distance between things, as a multiple of the size of text.
const GAP: f32 = 0.38;

/// One thing in a column.
pub enum Item {
    /// The verdict word, and the sentence that screen readers say in its place as soon as it appears.
    Word(String, String),
    /// The line below.
    Headline(String),
    /// The same where there is no word: said as soon as it appears.
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
    let full = Sizes::of(window, text_size);
    let larger = [1.4, 1.3, 1.2, 1.1];
    let shares = [1.0, 0.93, 0.86, 0.8, 0.74, 0.68, 0.62, 0.56, 0.5];
    // What may be left out: extras, the last first, and then sentences; never words, addresses or steps.
    let may_go = |item: &Item| match item {
        Item::Extra(_) => 1,
        Item::Text(_) => 2,
        _ => 0,
    };
    let mut expendable: Vec<usize> = (0..items.len())
        .rev()
        .filter(|index| may_go(&items[*index]) > 0)
        .collect();
    expendable.sort_by_key(|index| may_go(&items[*index]));
    let lay_all = |sizes: &Sizes, left_out: usize| -> Vec<Laid> {
        let left_out = &expendable[..left_out];
        let kept = (0..items.len()).filter(|index| !left_out.contains(index));
        kept.map(|index| lay(ui, &items[index], sizes, rect.width(), ground, ink))
            .collect()
    };
    let height = |laid: &[Laid], sizes: &Sizes| -> f32 {
        let texts: f32 = laid.iter().map(|laid| laid.height).sum();
        texts + sizes.text * GAP * laid.len().saturating_sub(1) as f32
    };
    let tries = (0..=expendable.len())
        .flat_map(|left_out| shares.map(|share| (full.scaled(share, window), left_out)));
    let mut sizes = full;
    let mut laid = Vec::new();
    for (try_sizes, left_out) in tries {
        sizes = try_sizes;
        laid = lay_all(&sizes, left_out);
        if height(&laid, &sizes) <= rect.height() {
            break;
        }
    }
    // Larger only where no headline has to break that did not.
    for try_sizes in larger.map(|share| full.scaled(share, window)) {
        if sizes != full || laid.len() < items.len() {
            break;
        }
        let try_laid = lay_all(&try_sizes, 0);
        let breaks_a_headline = items.iter().zip(laid.iter().zip(&try_laid)).any(|pair| {
            let (item, (before, after)) = pair;
            matches!(item, Item::Headline(_) | Item::Alert(_)) && after.rows() > before.rows()
        });
        if height(&try_laid, &try_sizes) <= rect.height() && !breaks_a_headline {
            (sizes, laid) = (try_sizes, try_laid);
        }
    }
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
        y += item.height + sizes.text * GAP;
    }
    used
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
                    .circle_filled(centre, radius, theme::mix(ground, ink, 0.16));
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
                    .rect_filled(field, sizes.text * 0.35, theme::lighter(ground));
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
    ui.put(place.expand(0.5), Label::new(galley))
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

/// The same of a heading, with other words than those on the screen: several live texts would be said in any order.
pub fn announce_as(ui: &Ui, response: &Response, words: String) {
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(accesskit::Role::Heading);
        node.set_label(words);
        node.set_live(accesskit::Live::Assertive);
    });
}

/// A text of one style.
pub fn galley(ui: &Ui, text: &str, font: FontId, colour: Color32, width: f32) -> Arc<Galley> {
    let line_height = font.size * theme::LINE_SPACING;
    let mut format = TextFormat::simple(font, colour);
    format.line_height = Some(line_height);
    let mut job = LayoutJob::single_section(text.to_owned(), format);
    job.wrap.max_width = width;
    ui.painter().layout_job(job)
}

fn lay(ui: &Ui, item: &Item, sizes: &Sizes, width: f32, ground: Color32, ink: Color32) -> Laid {
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
    match item {
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
        Item::Text(text) | Item::Extra(text) => {
            one(text, theme::regular(sizes.text), Mark::None, 0.0)
        }
        Item::Caveat(text) => one(text, theme::bold(sizes.text), Mark::Bar, sizes.text * 0.75),
        Item::Address(caption, parts) => {
            let padding = vec2(sizes.text * 0.55, sizes.text * 0.15);
            let caption = galley(ui, caption, theme::regular(sizes.text), ink, width);
            let inks = Inks {
                strong: ink,
                dim: theme::dimmed(ground),
            };
            let job = parts.job(ui.ctx(), width - 2.0 * padding.x, sizes.text, 2, inks);
            let address = ui.painter().layout_job(job);
            let top = caption.size().y + sizes.text * 0.2;
            Laid {
                height: top + address.size().y + 2.0 * padding.y,
                pieces: vec![
                    Piece {
                        at: Vec2::ZERO,
                        galley: caption,
                        mark: Mark::None,
                    },
                    Piece {
                        at: vec2(0.0, top) + padding,
                        galley: address,
                        mark: Mark::Field(padding),
                    },
                ],
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
                laid.height += galley.size().y + sizes.text * 0.28;
                laid.pieces.push(Piece {
                    at,
                    galley,
                    mark: Mark::Number(index + 1),
                });
            }
            laid
        }
    }
}
