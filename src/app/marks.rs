//! Where a picture and the codes in it lie on the screen, and the outline and the plate that a code has there.

use eframe::egui::{Align2, Color32, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

use super::signs::Sign;
use super::theme;
use crate::scan::Quad;

/// Corners in points of a place in the picture.
pub fn on_screen(quad: &Quad, size: [usize; 2], placed: Rect, mirror: bool) -> [Pos2; 4] {
    quad.0.map(|[x, y]| {
        let x = x / size[0].max(1) as f32;
        let x = if mirror { 1.0 - x } else { x };
        let y = y / size[1].max(1) as f32;
        placed.min + vec2(x, y) * placed.size()
    })
}

/// Around a code.
pub fn outline(painter: &Painter, corners: &[Pos2; 4], colour: Color32) {
    painter.add(Shape::closed_line(
        corners.to_vec(),
        Stroke::new(9.0, theme::INK),
    ));
    painter.add(Shape::closed_line(
        corners.to_vec(),
        Stroke::new(5.0, colour),
    ));
}

/// A numbered plate with the sign, above the code or where there is room.
pub fn badge(painter: &Painter, corners: &[Pos2; 4], number: usize, sign: Sign, colour: Color32) {
    let bounds = Rect::from_points(corners);
    let size = vec2(64.0, 34.0);
    let clip = painter.clip_rect();
    let x = bounds
        .left()
        .clamp(clip.left(), (clip.right() - size.x).max(clip.left()));
    let y = (bounds.top() - size.y - 6.0).max(clip.top());
    let plate = Rect::from_min_size(pos2(x, y), size);
    painter.rect_filled(plate, 8.0, theme::INK);
    painter.text(
        plate.left_center() + vec2(18.0, 0.0),
        Align2::CENTER_CENTER,
        number.to_string(),
        theme::bold(22.0),
        colour,
    );
    let place = Rect::from_center_size(plate.right_center() - vec2(20.0, 0.0), vec2(26.0, 26.0));
    sign.paint(painter, place, colour);
}

/// The largest rectangle of this aspect in `rect`, around its middle.
pub fn fitted(rect: Rect, aspect: f32) -> Rect {
    let size = if rect.width() > rect.height() * aspect {
        vec2(rect.height() * aspect, rect.height())
    } else {
        vec2(rect.width(), rect.width() / aspect)
    };
    Rect::from_center_size(rect.center(), size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_picture_is_seen() {
        for rect in [
            Rect::from_min_size(pos2(10.0, 20.0), vec2(1_000.0, 200.0)),
            Rect::from_min_size(pos2(10.0, 20.0), vec2(200.0, 1_000.0)),
        ] {
            let placed = fitted(rect, 16.0 / 9.0);
            assert!(rect.expand(0.01).contains_rect(placed), "{placed:?}");
            assert!((placed.width() / placed.height() - 16.0 / 9.0).abs() < 1e-4);
            let touches = (placed.width() - rect.width()).abs() < 0.01
                || (placed.height() - rect.height()).abs() < 0.01;
            assert!(touches, "{placed:?}");
        }
    }

    #[test]
    fn a_mirrored_picture_has_its_codes_mirrored() {
        let placed = Rect::from_min_size(pos2(100.0, 50.0), vec2(200.0, 100.0));
        let quad = Quad([[0.0, 0.0], [10.0, 0.0], [10.0, 20.0], [0.0, 20.0]]);
        let plain = on_screen(&quad, [100, 50], placed, false);
        assert_eq!(plain[0], pos2(100.0, 50.0));
        assert_eq!(plain[2], pos2(120.0, 90.0));
        let mirrored = on_screen(&quad, [100, 50], placed, true);
        assert_eq!(mirrored[0], pos2(300.0, 50.0));
        assert_eq!(mirrored[2], pos2(280.0, 90.0));
    }
}
