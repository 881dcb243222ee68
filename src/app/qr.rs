//! The code of an official address, drawn to be scanned from the screen.

use eframe::egui::{Color32, Painter, Rect, Vec2, pos2, vec2};
use qrcode::{Color, EcLevel, QrCode};

/// White modules around a code (ISO/IEC 18004 §9.1).
const QUIET: usize = 4;

/// Draws the code of `https://HOST/`, dark on white with its quiet zone, as large as fits into `rect`.
pub fn paint(painter: &Painter, rect: Rect, host: &str) {
    let Ok(code) = QrCode::with_error_correction_level(format!("https://{host}/"), EcLevel::M)
    else {
        return; // longer than any host can be
    };
    let modules = code.width() + 2 * QUIET;
    // Whole pixels a module: a phone should not meet blurred edges.
    let pixels = painter.pixels_per_point();
    let module = ((rect.width().min(rect.height()) * pixels) / modules as f32).floor() / pixels;
    if module <= 0.0 {
        return;
    }
    let side = module * modules as f32;
    let corner = rect.center() - Vec2::splat(side / 2.0);
    let corner = pos2(
        (corner.x * pixels).round() / pixels,
        (corner.y * pixels).round() / pixels,
    );
    painter.rect_filled(
        Rect::from_min_size(corner, Vec2::splat(side)),
        0.0,
        Color32::WHITE,
    );
    let colours = code.to_colors();
    for (row, line) in colours.chunks(code.width()).enumerate() {
        let mut column = 0;
        while column < line.len() {
            let run = line[column..]
                .iter()
                .take_while(|colour| **colour == Color::Dark)
                .count();
            if run > 0 {
                let at = corner + vec2((QUIET + column) as f32, (QUIET + row) as f32) * module;
                let size = vec2(run as f32 * module, module);
                painter.rect_filled(Rect::from_min_size(at, size), 0.0, Color32::BLACK);
            }
            column += run.max(1);
        }
    }
}
