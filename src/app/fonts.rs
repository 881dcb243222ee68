//! The faces of the window, embedded: egui has no Chinese characters, and what a machine has installed is not known.

use std::sync::Arc;

use eframe::egui::{Context, FontData, FontDefinitions, FontFamily, FontId};

use crate::plain::is_hidden;

const FACES: [(&str, &[u8]); 4] = [
    (
        "sans",
        include_bytes!("../../assets/fonts/NotoSansSC-Regular.otf"),
    ),
    (
        "sans-bold",
        include_bytes!("../../assets/fonts/NotoSansSC-Bold.otf"),
    ),
    (
        "mono",
        include_bytes!("../../assets/fonts/DejaVuSansMono.ttf"),
    ),
    (
        "mono-bold",
        include_bytes!("../../assets/fonts/DejaVuSansMono-Bold.ttf"),
    ),
];

/// Makes the faces known.
pub fn install(ctx: &Context) {
    let family = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    ctx.set_fonts(FontDefinitions {
        font_data: FACES
            .iter()
            .map(|(name, bytes)| ((*name).to_owned(), Arc::new(FontData::from_static(bytes))))
            .collect(),
        families: [
            (FontFamily::Proportional, family(&["sans", "mono"])),
            (FontFamily::Monospace, family(&["mono", "sans"])),
            (
                FontFamily::Name("bold".into()),
                family(&["sans-bold", "sans", "mono"]),
            ),
            (
                FontFamily::Name("mono-bold".into()),
                family(&["mono-bold", "sans-bold", "sans"]),
            ),
        ]
        .into(),
    });
}

/// `text` with every character that the face lacks, or that cannot be seen, as U+XXXX.
pub fn shown(ctx: &Context, font: &FontId, text: &str) -> String {
    ctx.fonts_mut(|fonts| {
        text.chars().fold(String::new(), |mut shown, c| {
            if c == ' ' || (!is_hidden(c) && fonts.has_glyph(font, c)) {
                shown.push(c);
            } else {
                shown.push_str(&format!("U+{:04X}", u32::from(c)));
            }
            shown
        })
    })
}
