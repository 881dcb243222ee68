//! The signs of verdicts, drawn: a tick in a circle, a bar in an octagon, a person in a shield, a ring that runs down.
//! Each differs from the others in shape, not only in colour.

use std::f32::consts::{PI, TAU};

use eframe::egui::{
    Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2, epaint::PathShape, pos2, vec2,
};

use crate::telling::Grade;

/// What a sign says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Tick in a circle.
    Safe,
    /// Bar in an octagon.
    Unsafe,
    /// Person in a shield.
    Own,
    /// Corners of a code, with nothing certain inside.
    Code,
    /// Exclamation mark in a triangle: something is wrong with the machine, or a picture cannot be read.
    Trouble,
}

impl Sign {
    /// The sign of a verdict.
    pub fn of(grade: Grade) -> Sign {
        match grade {
            Grade::Official => Sign::Safe,
            Grade::Fraud | Grade::Unproven | Grade::Unreadable => Sign::Unsafe,
            Grade::Own => Sign::Own,
            Grade::NoCode => Sign::Code,
            Grade::Error => Sign::Trouble,
        }
    }

    /// Draws it as large as fits into `rect`.
    pub fn paint(self, painter: &Painter, rect: Rect, colour: Color32) {
        let side = rect.width().min(rect.height());
        // Points on a square from -1 to 1.
        let at = |x: f32, y: f32| rect.center() + vec2(x, y) * (side / 2.0);
        let stroke = |share: f32| Stroke::new(side * share, colour);
        match self {
            Sign::Safe => {
                painter.circle_stroke(rect.center(), side * 0.42, stroke(0.075)); // the stroke lies outside
                thick_line(
                    painter,
                    &[at(-0.42, 0.04), at(-0.10, 0.36), at(0.46, -0.34)],
                    side * 0.11,
                    colour,
                );
            }
            Sign::Unsafe => {
                let corner = |i: usize| {
                    let angle = PI / 8.0 + i as f32 * TAU / 8.0;
                    at(0.0, 0.0) + Vec2::angled(angle) * (side * 0.47)
                };
                let corners = (0..8).map(corner).collect();
                painter.add(Shape::closed_line(corners, stroke(0.075)));
                let bar = Rect::from_center_size(rect.center(), vec2(side * 0.54, side * 0.17));
                painter.rect_filled(bar, side * 0.03, colour);
            }
            Sign::Own => {
                let mut outline = vec![
                    at(0.0, -0.92),
                    at(0.74, -0.66),
                    at(0.74, 0.06),
                    at(0.60, 0.44),
                    at(0.34, 0.72),
                    at(0.0, 0.92),
                ];
                let mirrored: Vec<Pos2> = outline[1..5]
                    .iter()
                    .rev()
                    .map(|point| pos2(2.0 * rect.center().x - point.x, point.y))
                    .collect();
                outline.extend(mirrored);
                painter.add(Shape::closed_line(outline, stroke(0.075)));
                painter.circle_filled(at(0.0, -0.26), side * 0.12, colour);
                let shoulders = (0..=24).map(|i| {
                    let angle = PI + PI * i as f32 / 24.0;
                    at(0.0, 0.42) + vec2(angle.cos() * 0.21, angle.sin() * 0.17) * side
                });
                let shoulders: Vec<Pos2> = shoulders.collect();
                painter.add(Shape::convex_polygon(shoulders, colour, Stroke::NONE));
            }
            Sign::Code => {
                for (x, y) in [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)] {
                    let corner = [
                        at(x * 0.8, y * 0.35),
                        at(x * 0.8, y * 0.8),
                        at(x * 0.35, y * 0.8),
                    ];
                    thick_line(painter, &corner, side * 0.07, colour);
                }
                let middle = Rect::from_center_size(rect.center(), Vec2::splat(side * 0.26));
                painter.rect_filled(middle, 0.0, colour);
            }
            Sign::Trouble => {
                let corners = vec![at(0.0, -0.82), at(0.88, 0.70), at(-0.88, 0.70)];
                painter.add(Shape::closed_line(corners, stroke(0.075)));
                thick_line(
                    painter,
                    &[at(0.0, -0.26), at(0.0, 0.22)],
                    side * 0.1,
                    colour,
                );
                painter.circle_filled(at(0.0, 0.46), side * 0.055, colour);
            }
        }
    }
}

/// A ring of which the share `left` is bright.
pub fn ring(painter: &Painter, rect: Rect, left: f32, colour: Color32, dim: Color32) {
    let radius = rect.width().min(rect.height()) * 0.44;
    let width = radius * 0.18;
    let arc = |end: f32| -> Vec<Pos2> {
        let steps = (96.0 * end).ceil() as usize;
        let shares = (0..=steps).map(|i| (i as f32 / 96.0).min(end));
        shares
            .map(|share| rect.center() + Vec2::angled(share * TAU - PI / 2.0) * radius)
            .collect()
    };
    for (end, colour) in [(1.0, dim), (left.clamp(0.0, 1.0), colour)] {
        painter.add(PathShape::line(arc(end), Stroke::new(width, colour)));
    }
}

/// A line with round ends and corners.
fn thick_line(painter: &Painter, points: &[Pos2], width: f32, colour: Color32) {
    for ends in points.windows(2) {
        painter.line(ends.to_vec(), Stroke::new(width, colour));
    }
    for point in points {
        painter.circle_filled(*point, width / 2.0, colour);
    }
}
