//! The projective map between the modules of a symbol and the pixels of a picture.

use crate::scan::geometry::quad::Quad;

/// Maps module coordinates, from 0 to the symbol's size, to pixels.
#[derive(Clone)]
pub struct Perspective([f32; 8]);

impl Perspective {
    /// The map of the square (0, 0)–(`size`, `size`) onto a quadrilateral: Heckbert, *Fundamentals of Texture Mapping
    /// and Image Warping* (1989), §2.2.3.
    pub fn onto(quad: &Quad, size: f32) -> Perspective {
        let [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = quad.0;
        let (dx1, dx2, sx) = (x1 - x2, x3 - x2, x0 - x1 + x2 - x3);
        let (dy1, dy2, sy) = (y1 - y2, y3 - y2, y0 - y1 + y2 - y3);
        let det = dx1 * dy2 - dx2 * dy1;
        let (g, h) = if det == 0.0 {
            (0.0, 0.0) // no area: an affine map is as good as any
        } else {
            ((sx * dy2 - dx2 * sy) / det, (dx1 * sy - sx * dy1) / det)
        };
        Perspective([
            (x1 - x0 + g * x1) / size,
            (x3 - x0 + h * x3) / size,
            x0,
            (y1 - y0 + g * y1) / size,
            (y3 - y0 + h * y3) / size,
            y0,
            g / size,
            h / size,
        ])
    }

    /// The pixel of a module coordinate.
    #[inline]
    pub fn point(&self, u: f32, v: f32) -> [f32; 2] {
        let [a, b, c, d, e, f, g, h] = self.0;
        let scale = 1.0 / (g * u + h * v + 1.0);
        [(a * u + b * v + c) * scale, (d * u + e * v + f) * scale]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_go_to_corners_and_the_diagonals_cross_where_they_should() {
        // A trapezium: its diagonals (0,0)–(8,6) and (10,0)–(2,6) cross at (5, 3.75).
        let quad = Quad([[0.0, 0.0], [10.0, 0.0], [8.0, 6.0], [2.0, 6.0]]);
        let map = Perspective::onto(&quad, 21.0);
        let corners = [[0.0, 0.0], [21.0, 0.0], [21.0, 21.0], [0.0, 21.0]];
        for ([u, v], want) in corners
            .into_iter()
            .zip(quad.0)
            .chain([([10.5, 10.5], [5.0, 3.75])])
        {
            let [x, y] = map.point(u, v);
            assert!(
                (x - want[0]).abs() < 1e-3 && (y - want[1]).abs() < 1e-3,
                "{x}, {y} for {want:?}"
            );
        }
    }
}
