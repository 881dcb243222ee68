//! A quadrilateral in a picture.

/// A place in the picture: top-left, top-right, bottom-right, bottom-left of the symbol, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quad(pub [[f32; 2]; 4]);

impl Quad {
    pub(crate) fn map(self, to: impl Fn([f32; 2]) -> [f32; 2]) -> Quad {
        Quad(self.0.map(to))
    }

    pub(crate) fn centre(&self) -> [f32; 2] {
        [0, 1].map(|axis| self.0.iter().map(|corner| corner[axis]).sum::<f32>() / 4.0)
    }

    /// Twice the area, by the shoelace formula; without sign, so that mirrored symbols count alike.
    pub(in crate::scan) fn area(&self) -> f32 {
        let [a, b, c, d] = self.0;
        let cross = |p: [f32; 2], q: [f32; 2]| p[0] * q[1] - p[1] * q[0];
        (cross(a, b) + cross(b, c) + cross(c, d) + cross(d, a)).abs() / 2.0
    }

    /// True for a point inside, for either direction of the corners.
    pub(crate) fn contains(&self, [x, y]: [f32; 2]) -> bool {
        let mut sides = (0..4).map(|i| {
            let ([ax, ay], [bx, by]) = (self.0[i], self.0[(i + 1) % 4]);
            (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        });
        let first = sides.next().unwrap_or_default();
        sides.all(|side| (side >= 0.0) == (first >= 0.0))
    }

    /// True where the centre of one lies in the other.
    pub fn overlaps(&self, other: &Quad) -> bool {
        self.contains(other.centre()) || other.contains(self.centre())
    }
}
