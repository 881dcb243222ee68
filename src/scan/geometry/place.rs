//! Where a code seems to be, and how it is bent.

use crate::scan::geometry::perspective::Perspective;
use crate::scan::geometry::quad::Quad;

/// How a symbol lies on something round, in modules: by how much its modules are drawn together towards the sides and
/// towards the upper and the lower edge, and by how much the middle of its rows and of its columns is pushed aside.
#[derive(Clone, Copy, Default)]
pub struct Bend(pub(in crate::scan) [f32; 4]);

impl Bend {
    /// By how much a place of a symbol of `size` modules is moved.
    #[inline]
    pub fn at(&self, u: f32, v: f32, size: f32) -> [f32; 2] {
        if self.0 == [0.0; 4] {
            return [0.0; 2];
        }
        let [across, down, row, column] = self.0;
        let (u, v) = ((u / size).clamp(0.0, 1.0), (v / size).clamp(0.0, 1.0));
        let arch = |i: f32| 4.0 * i * (1.0 - i);
        let wave = |i: f32| arch(i) * (2.0 * i - 1.0);
        [
            across * wave(u) + column * arch(v),
            down * wave(v) + row * arch(u),
        ]
    }
}

/// Where a code seems to be.
#[derive(Clone, Copy)]
pub struct Place {
    pub corners: Quad,
    pub bend: Bend,
    /// Modules in a row.
    pub size: usize,
    /// Seen light on dark.
    pub inverted: bool,
    /// Its function patterns are beyond doubt; others are only worth a closer look.
    pub clear: bool,
}

impl Place {
    /// Parameters 0 to 7 are the corners, from 8 on those of the bend.
    pub fn changed(mut self, parameter: usize, by: f32) -> Place {
        match parameter.checked_sub(8) {
            None => self.corners.0[parameter / 2][parameter % 2] += by,
            // The middle moves by as much.
            Some(bend) => self.bend.0[bend] += by / self.module(),
        }
        self
    }

    /// The middles of its finder patterns.
    pub fn finders(&self) -> [[f32; 2]; 3] {
        let map = Perspective::onto(&self.corners, self.size as f32);
        let (near, far) = (3.5, self.size as f32 - 3.5);
        [[near, near], [far, near], [near, far]].map(|[u, v]| map.point(u, v))
    }

    /// Pixels of a module, along its sides.
    pub fn module(&self) -> f32 {
        self.corners.area().sqrt() / self.size as f32
    }
}
