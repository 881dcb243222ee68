//! Colours, sizes and faces of the window: nowhere else is one named. The figures are acceptance numbers for old
//! visitors (适老化); tests below compute them.

use eframe::egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, Stroke, TextStyle, Theme, Vec2, Visuals,
    vec2,
};

use crate::telling::Grade;

/// Safe.
pub const SAFE: Color32 = Color32::from_rgb(0x0A, 0x5C, 0x36);
/// Unsafe.
pub const UNSAFE: Color32 = Color32::from_rgb(0xA3, 0x12, 0x1C);
/// A visitor's own code.
pub const OWN: Color32 = Color32::from_rgb(0x17, 0x3A, 0x63);
/// Text on paper, and the ground of camera pictures.
pub const INK: Color32 = Color32::from_rgb(0x14, 0x20, 0x2B);
/// The ground of everything else.
pub const PAPER: Color32 = Color32::from_rgb(0xF6, 0xF4, 0xEE);
/// Lines on paper.
pub const LINE: Color32 = Color32::from_rgb(0xD9, 0xD4, 0xC7);
/// Nothing found, or not read: neither good nor bad.
pub const NEUTRAL: Color32 = Color32::from_rgb(0x5A, 0x53, 0x45);
/// Text on the signal colours and on ink.
pub const ON_SIGNAL: Color32 = Color32::WHITE;
/// Outline of a safe code on a camera picture: lighter, to stand out from dark and from light.
pub const SAFE_OUTLINE: Color32 = Color32::from_rgb(0x2F, 0xC0, 0x7C);
/// Outline of an unsafe code on a camera picture.
pub const UNSAFE_OUTLINE: Color32 = Color32::from_rgb(0xFF, 0x5A, 0x64);
/// Outline of a code that is not certain yet.
pub const UNSURE_OUTLINE: Color32 = Color32::from_rgb(0xE4, 0xE7, 0xEA);

/// Least size of main text on visitors' screens, in points.
pub const MAIN_TEXT_MIN: f32 = 30.0;
/// Least size of main text in windows smaller than any kiosk's, in points.
const SMALL_WINDOW_TEXT_MIN: f32 = 18.0;
/// The largest choice of text size.
pub const LARGEST_TEXT: f32 = 2.0;
/// Least side of anything to touch, in points.
pub const TARGET: f32 = 60.0;
/// Distance of lines, as a multiple of the size of text.
pub const LINE_SPACING: f32 = 1.35;
/// Height of a line in whole points: then it is in whole pixels on every screen, and the same.
pub fn line_height(size: f32) -> f32 {
    (size * LINE_SPACING).ceil()
}

/// Room between paragraphs, as a multiple of the size of text: they are 1.3 times as far apart as lines.
pub const PARAGRAPH_GAP: f32 = 0.41;
/// Size of text at the desk, in points.
pub const DESK_TEXT: f32 = 18.0;
/// Size of addresses and codes of reasons at the desk, in points.
pub const DESK_SMALL: f32 = 15.0;

/// Regular text.
pub fn regular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Headlines and verdict words.
pub fn bold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("bold".into()))
}

/// Addresses: 0 and O, 1, l and I differ.
pub fn mono(size: f32) -> FontId {
    FontId::new(size, FontFamily::Monospace)
}

/// The part of an address that counts.
pub fn mono_bold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("mono-bold".into()))
}

/// Text of less weight on a signal colour or in its [`field`]: 7:1, too.
pub fn dimmed(ground: Color32) -> Color32 {
    mix(ON_SIGNAL, ground, 0.14)
}

/// Behind an address, the number of a step and the words of a button: darker than the signal colour around it, so that
/// nothing in it has less contrast than the rest.
pub fn field(ground: Color32) -> Color32 {
    mix(ground, Color32::BLACK, 0.28)
}

/// `a` with a share of `b`, 0 to 1.
pub fn mix(a: Color32, b: Color32, share: f32) -> Color32 {
    let channel =
        |a: u8, b: u8| (f32::from(a) * (1.0 - share) + f32::from(b) * share).round() as u8;
    Color32::from_rgb(
        channel(a.r(), b.r()),
        channel(a.g(), b.g()),
        channel(a.b(), b.b()),
    )
}

/// The ground of a verdict at the desk, and of visitors' screens where nobody has chosen other colours.
pub fn ground(grade: Grade) -> Color32 {
    Hall::of(Appearance::Light).ground(grade)
}

/// Colours of visitors' screens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hall {
    /// Behind the screens without a verdict.
    pub paper: Color32,
    /// Text and signs on it.
    pub ink: Color32,
    /// Behind a button or a picture on it.
    pub card: Color32,
    /// Around them.
    pub line: Color32,
    /// Safe, unsafe, a visitor's own, and neither.
    signals: [Color32; 4],
}

impl Hall {
    /// The colours of an appearance.
    pub fn of(appearance: Appearance) -> Hall {
        let signals = [SAFE, UNSAFE, OWN, NEUTRAL];
        match appearance {
            Appearance::Light => Hall {
                paper: PAPER,
                ink: INK,
                card: Color32::WHITE,
                line: LINE,
                signals,
            },
            Appearance::Dark => Hall {
                paper: INK,
                ink: Color32::from_rgb(0xF2, 0xF0, 0xEA),
                card: Color32::from_rgb(0x1E, 0x2D, 0x3B),
                line: Color32::from_rgb(0x44, 0x55, 0x63),
                signals,
            },
            // The same signals, as dark as they can be and still be green, red and blue from afar.
            Appearance::HighContrast => Hall {
                paper: Color32::BLACK,
                ink: Color32::WHITE,
                card: Color32::BLACK,
                line: Color32::WHITE,
                signals: [
                    Color32::from_rgb(0x00, 0x3C, 0x20),
                    Color32::from_rgb(0x74, 0x00, 0x0A),
                    Color32::from_rgb(0x08, 0x20, 0x40),
                    Color32::BLACK,
                ],
            },
        }
    }

    /// The ground of a verdict.
    pub fn ground(&self, grade: Grade) -> Color32 {
        let [safe, not_safe, own, neutral] = self.signals;
        match grade {
            Grade::Official => safe,
            Grade::Fraud | Grade::Unproven | Grade::Unreadable => not_safe,
            Grade::Own => own,
            Grade::NoCode | Grade::Error => neutral,
        }
    }
}

/// Sizes on a visitor's screen, in points; they follow the shorter side of the window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sizes {
    /// The verdict word. Its characters fill 0.9 of it.
    pub word: f32,
    /// The line below.
    pub headline: f32,
    /// Everything else that a visitor should read.
    pub text: f32,
    /// The least that text may be.
    pub least: f32,
    /// Distance from the edge.
    pub margin: f32,
}

/// Up to here the headline grows as the text does; from here on less, for it is large already.
const HEADLINE_GROWS_TO: f32 = 1.4;

impl Sizes {
    /// For a window of this size, at 100 %.
    pub fn of(window: Vec2) -> Sizes {
        let unit = window.min_elem();
        // A window smaller than a kiosk's is a desk's, where a person sits close.
        let (usual, least) = if unit >= 700.0 {
            (MAIN_TEXT_MIN, MAIN_TEXT_MIN)
        } else {
            (MAIN_TEXT_MIN * unit / 700.0, SMALL_WINDOW_TEXT_MIN)
        };
        Sizes {
            word: unit * 0.135,
            headline: (unit * 0.05).max(usual * 1.2),
            text: (unit * 0.036).max(usual),
            least,
            margin: unit * 0.045,
        }
    }

    /// Sizes with text `share` times as large, and never below the least size; the word as it is. A larger share
    /// makes nothing smaller.
    pub fn scaled(self, share: f32) -> Sizes {
        let headline = match share > HEADLINE_GROWS_TO {
            true => (share * HEADLINE_GROWS_TO).sqrt(),
            false => share,
        };
        Sizes {
            headline: (self.headline * headline).max(self.least * 1.05),
            text: (self.text * share).max(self.least),
            ..self
        }
    }

    /// The share with which text has its least size.
    pub fn least_share(&self) -> f32 {
        (self.least / self.text).min(1.0)
    }
}

/// The pixels in which glyphs are kept, for each pixel of the screen. The largest texts of one screen need 2.8, and a fifth
/// must be more than that: a test of the window looks at all screens.
const GLYPH_SHARE: f32 = 15.0;
/// The width of their picture is a whole number of these, and at least four of them: no text is smaller for a small screen.
const GLYPH_SIDE_STEP: f32 = 1_024.0;

/// Width in pixels of the picture in which egui keeps glyphs that were drawn, for a screen of this size in pixels.
///
/// egui keeps every glyph in every size that was ever laid out, and starts anew only where the picture is nearly full. By
/// itself it takes the largest side that the graphics can do, mostly 16,384: a kiosk, where texts of all sizes come by,
/// would take a gibibyte within weeks, and as much again where the processor draws. The height is doubled until it is
/// enough: on a screen of 1920 × 1080 there are 6,144 × 8,192 pixels at most, which is 192 MiB, and on one of 1366 × 768
/// 64 MiB. So no screen fills it before egui has looked.
pub fn glyph_side(screen: Vec2) -> usize {
    let side = (screen.x * screen.y * GLYPH_SHARE).max(0.0).sqrt();
    let steps = (side / GLYPH_SIDE_STEP).ceil().max(4.0);
    (steps * GLYPH_SIDE_STEP) as usize
}

/// Style of the desk and of everything that egui draws by itself.
pub fn apply(ctx: &Context, appearance: Appearance) {
    ctx.set_theme(match appearance {
        Appearance::Light => Theme::Light,
        Appearance::Dark | Appearance::HighContrast => Theme::Dark,
    });
    let colours = Desk::of(appearance);
    ctx.all_styles_mut(|style| {
        style.text_styles = [
            (TextStyle::Small, regular(DESK_SMALL)),
            (TextStyle::Body, regular(DESK_TEXT)),
            (TextStyle::Button, bold(DESK_TEXT)),
            (TextStyle::Heading, bold(DESK_TEXT * 1.4)),
            (TextStyle::Monospace, mono(DESK_SMALL)),
        ]
        .into();
        style.animation_time = 0.0; // nothing moves or flashes
        style.spacing.item_spacing = vec2(10.0, 8.0);
        style.spacing.button_padding = vec2(16.0, 10.0);
        style.spacing.interact_size = Vec2::splat(TARGET);
        style.spacing.icon_width = 28.0;
        style.spacing.icon_width_inner = 16.0;
        style.spacing.icon_spacing = 10.0;
        style.spacing.slider_width = 260.0;
        style.spacing.scroll.floating = false;
        style.spacing.scroll.bar_width = 16.0;
        style.interaction.selectable_labels = false;
        style.url_in_tooltip = false;
        style.visuals = visuals(&colours, appearance);
    });
}

fn visuals(colours: &Desk, appearance: Appearance) -> Visuals {
    let mut visuals = match appearance {
        Appearance::Light => Visuals::light(),
        Appearance::Dark | Appearance::HighContrast => Visuals::dark(),
    };
    visuals.override_text_color = Some(colours.text);
    visuals.weak_text_color = Some(colours.weak);
    visuals.panel_fill = colours.ground;
    visuals.window_fill = colours.card;
    visuals.extreme_bg_color = colours.card;
    visuals.faint_bg_color = mix(colours.card, colours.text, 0.04);
    visuals.selection.bg_fill = colours.selected;
    visuals.selection.stroke = Stroke::new(2.0, colours.text);
    let widgets = &mut visuals.widgets;
    for (widget, fill, line) in [
        (&mut widgets.noninteractive, colours.ground, colours.line),
        (&mut widgets.inactive, colours.card, colours.weak),
        (
            &mut widgets.hovered,
            mix(colours.card, colours.text, 0.06),
            colours.text,
        ),
        (
            &mut widgets.active,
            mix(colours.card, colours.text, 0.14),
            colours.text,
        ),
        (&mut widgets.open, colours.card, colours.text),
    ] {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::new(if line == colours.text { 2.5 } else { 1.5 }, line);
        widget.fg_stroke = Stroke::new(2.0, colours.text);
        widget.corner_radius = CornerRadius::same(8);
        widget.expansion = 0.0;
    }
    visuals
}

/// Light, dark, or black and white.
pub use crate::config::Appearance;

/// Colours of the desk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Desk {
    /// Behind everything.
    pub ground: Color32,
    /// Behind lists and buttons.
    pub card: Color32,
    /// Text.
    pub text: Color32,
    /// Text of less weight.
    pub weak: Color32,
    /// Lines.
    pub line: Color32,
    /// Behind the selected row.
    pub selected: Color32,
    /// The word of a safe verdict.
    pub safe: Color32,
    /// The word of an unsafe verdict.
    pub not_safe: Color32,
}

impl Desk {
    /// The colours of an appearance.
    pub fn of(appearance: Appearance) -> Desk {
        match appearance {
            Appearance::Light => Desk {
                ground: PAPER,
                card: Color32::WHITE,
                text: INK,
                weak: Color32::from_rgb(0x52, 0x5B, 0x63),
                line: LINE,
                selected: Color32::from_rgb(0xD5, 0xE3, 0xF1),
                safe: SAFE,
                not_safe: UNSAFE,
            },
            Appearance::Dark => Desk {
                ground: INK,
                card: Color32::from_rgb(0x1E, 0x2D, 0x3B),
                text: Color32::from_rgb(0xF2, 0xF0, 0xEA),
                weak: Color32::from_rgb(0xB9, 0xC2, 0xC9),
                line: Color32::from_rgb(0x44, 0x55, 0x63),
                selected: Color32::from_rgb(0x2A, 0x48, 0x66),
                safe: Color32::from_rgb(0x6F, 0xDD, 0xA8),
                not_safe: Color32::from_rgb(0xFF, 0x9A, 0xA0),
            },
            Appearance::HighContrast => Desk {
                ground: Color32::BLACK,
                card: Color32::BLACK,
                text: Color32::WHITE,
                weak: Color32::WHITE,
                line: Color32::WHITE,
                selected: Color32::from_rgb(0x00, 0x33, 0x66),
                safe: Color32::from_rgb(0x7C, 0xFF, 0xB8),
                not_safe: Color32::from_rgb(0xFF, 0xB0, 0xB0),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const APPEARANCES: [Appearance; 3] = [
        Appearance::Light,
        Appearance::Dark,
        Appearance::HighContrast,
    ];
    const GRADES: [Grade; 7] = [
        Grade::Official,
        Grade::Fraud,
        Grade::Unproven,
        Grade::Unreadable,
        Grade::Own,
        Grade::NoCode,
        Grade::Error,
    ];

    /// Contrast ratio of WCAG 2.2, 1 to 21.
    fn contrast(a: Color32, b: Color32) -> f64 {
        let luminance = |colour: Color32| {
            let linear = |channel: u8| {
                let share = f64::from(channel) / 255.0;
                if share <= 0.040_45 {
                    share / 12.92
                } else {
                    ((share + 0.055) / 1.055).powf(2.4)
                }
            };
            0.2126 * linear(colour.r()) + 0.7152 * linear(colour.g()) + 0.0722 * linear(colour.b())
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast(Color32::WHITE, Color32::BLACK) - 21.0).abs() < 1e-9);
        // #777 on white is the well-known 4.48.
        let grey = contrast(Color32::from_gray(0x77), Color32::WHITE);
        assert!((grey - 4.478).abs() < 0.01, "{grey}");
    }

    #[test]
    fn text_of_visitors_has_seven_to_one() {
        for appearance in APPEARANCES {
            let hall = Hall::of(appearance);
            for grade in GRADES {
                let ground = hall.ground(grade);
                // Words, addresses with their dimmed parts, the numbers of steps, buttons.
                for (text, behind) in [
                    (ON_SIGNAL, ground),
                    (ON_SIGNAL, field(ground)),
                    (dimmed(ground), field(ground)),
                ] {
                    let ratio = contrast(text, behind);
                    assert!(
                        ratio >= 7.0,
                        "{appearance:?} {grade:?}: {text:?} on {behind:?}: {ratio:.1}"
                    );
                }
            }
            for behind in [hall.paper, hall.card] {
                assert!(contrast(hall.ink, behind) >= 7.0, "{appearance:?}");
            }
        }
        // The camera picture's frame, and the card with the official code.
        assert!(contrast(ON_SIGNAL, INK) >= 7.0);
        assert!(contrast(INK, Color32::WHITE) >= 7.0);
    }

    #[test]
    fn high_contrast_is_higher() {
        let [usual, high] = [Appearance::Light, Appearance::HighContrast].map(Hall::of);
        for grade in GRADES {
            let ratio = contrast(ON_SIGNAL, high.ground(grade));
            assert!(ratio >= 10.0 && ratio > contrast(ON_SIGNAL, usual.ground(grade)));
        }
        assert!(contrast(high.ink, high.paper) > contrast(usual.ink, usual.paper));
    }

    #[test]
    fn text_of_the_desk_has_four_and_a_half_to_one() {
        for appearance in APPEARANCES {
            let desk = Desk::of(appearance);
            for ground in [desk.ground, desk.card, desk.selected] {
                for text in [desk.text, desk.weak, desk.safe, desk.not_safe] {
                    let ratio = contrast(text, ground);
                    assert!(
                        ratio >= 4.5,
                        "{appearance:?}: {text:?} on {ground:?}: {ratio:.1}"
                    );
                }
            }
        }
    }

    #[test]
    fn signals_differ_in_more_than_hue() {
        for (a, b) in [(SAFE, OWN), (SAFE, UNSAFE), (UNSAFE, OWN)] {
            assert_ne!(a, b);
        }
        for outline in [SAFE_OUTLINE, UNSAFE_OUTLINE, UNSURE_OUTLINE] {
            assert!(contrast(outline, INK) >= 4.5, "{outline:?}");
        }
    }

    #[test]
    fn visitors_sizes_keep_the_figures() {
        for window in [
            vec2(1366.0, 768.0),
            vec2(1920.0, 1080.0),
            vec2(1080.0, 1920.0),
            vec2(3840.0, 2160.0),
        ] {
            let sizes = Sizes::of(window);
            assert!(sizes.word * 0.9 >= window.min_elem() / 9.0, "{window:?}");
            assert!(sizes.text >= 30.0, "{window:?}");
            let smallest = sizes.scaled(0.1);
            assert!(smallest.text >= 30.0, "{window:?}");
            assert!(smallest.headline > smallest.text * 0.99, "{window:?}");
            let all = (1..40).map(|step| sizes.scaled(step as f32 * 0.05));
            for (smaller, larger) in all.clone().zip(all.skip(1)) {
                assert!(larger.text >= smaller.text && larger.headline >= smaller.headline);
            }
        }
        const { assert!(LINE_SPACING >= 1.3) };
        const { assert!(LINE_SPACING + PARAGRAPH_GAP >= 1.3 * LINE_SPACING) };
        const { assert!(TARGET >= 60.0) };
    }
}
