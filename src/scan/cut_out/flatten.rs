//! Finds where the modules of a bent symbol really lie: on cloth, paper that waves, round tins.
//!
//! A straightened symbol would have its module edges on a regular grid. Where the surface bends they drift away from it.
//! In a window around every second module the drift is the phase of the edges against the grid: the angle of their
//! first Fourier coefficient over the module's period. It is known up to whole modules only, so it is followed from
//! the finder patterns, where the straightening holds, outwards. (Phase unwrapping; for the edges of a grid as in
//! Ghiglia and Pritt, *Two-Dimensional Phase Unwrapping*, 1998.)

use std::f32::consts::TAU;

use crate::scan::picture::grey::Grey;

/// Modules from one node of the field to the next.
const NODE_STEP: usize = 2;
/// Half the side of the window around a node, in modules, at first and once all of the field is known.
const WINDOWS: [f32; 3] = [3.0, 3.0, 2.0];
/// Share of the energy of edges that must have one phase before a window is believed.
const MIN_COHERENCE: f32 = 0.2;
/// Farthest neighbours, in nodes, that a node is predicted from.
const REACH: usize = 3;
/// How much the field would rather be level than sloped, in nodes.
const STIFFNESS: f32 = 0.3;
/// What a node counts for without any evidence.
const MIN_TRUST: f32 = 0.01;

/// How far the modules have drifted, in modules, at nodes of a grid.
pub struct Drift {
    nodes: usize,
    by_node: Vec<[f32; 2]>,
}

/// A node whose drift is known, and how well.
#[derive(Clone, Copy)]
struct Node {
    drift: [f32; 2],
    trust: f32,
}

/// A plane through the drifts around a node.
#[derive(Clone, Copy, Default)]
struct Plane {
    /// At the node.
    drift: [f32; 2],
    /// Of each of the two, in modules a node, to the right and downwards.
    slope: [[f32; 2]; 2],
}

impl Drift {
    /// Measures a symbol of `size` modules of `module` pixels that starts `margin` modules from the edges of `grey`.
    pub fn of(grey: &Grey<'_>, size: usize, module: usize, margin: usize) -> Drift {
        let nodes = size / NODE_STEP + 1;
        let edges = Edges::of(grey, module);
        let mut by_node: Vec<Option<Node>> = vec![None; nodes * nodes];
        let order = order(nodes);
        for window in WINDOWS {
            for &at in &order {
                let plane = Plane::around(&by_node, nodes, at);
                let centre = [at % nodes, at / nodes].map(|node| node * NODE_STEP + margin);
                by_node[at] = Some(edges.measured(centre, &plane, window));
            }
        }
        let smoothed = |at| Plane::around(&by_node, nodes, at).drift;
        Drift {
            nodes,
            by_node: (0..nodes * nodes).map(smoothed).collect(),
        }
    }

    /// The drift at a place of the symbol in modules, interpolated between nodes.
    pub fn at(&self, u: f32, v: f32) -> [f32; 2] {
        let last = (self.nodes - 1) as f32;
        let (x, y) = (
            (u / NODE_STEP as f32).clamp(0.0, last),
            (v / NODE_STEP as f32).clamp(0.0, last),
        );
        let (x0, y0) = (x as usize, y as usize);
        let (x1, y1) = ((x0 + 1).min(self.nodes - 1), (y0 + 1).min(self.nodes - 1));
        let (fx, fy) = (x - x0 as f32, y - y0 as f32);
        [0, 1].map(|axis| {
            let node = |x: usize, y: usize| self.by_node[y * self.nodes + x][axis];
            let top = node(x0, y0) * (1.0 - fx) + node(x1, y0) * fx;
            let bottom = node(x0, y1) * (1.0 - fx) + node(x1, y1) * fx;
            top * (1.0 - fy) + bottom * fy
        })
    }
}

/// Nodes by their distance from the nearest of the three finder patterns.
fn order(nodes: usize) -> Vec<usize> {
    let near = 3 / NODE_STEP;
    let far = nodes - 1 - near;
    let finders = [[near, near], [far, near], [near, far]];
    let distance = |at: &usize| {
        let square =
            |[x, y]: [usize; 2]| (at % nodes).abs_diff(x).pow(2) + (at / nodes).abs_diff(y).pow(2);
        finders.map(square).into_iter().min()
    };
    let mut order: Vec<usize> = (0..nodes * nodes).collect();
    order.sort_by_key(distance);
    order
}

impl Plane {
    /// Through the neighbours that are known, by least squares; the nearer and the better known the more it counts.
    fn around(by_node: &[Option<Node>], nodes: usize, at: usize) -> Plane {
        let (x, y) = (at % nodes, at / nodes);
        let (mut total, mut place, mut drift) = (0.0, [0.0; 2], [0.0; 2]);
        let (mut squares, mut products) = ([0.0; 3], [[0.0; 2]; 2]);
        for ny in y.saturating_sub(REACH)..=(y + REACH).min(nodes - 1) {
            for nx in x.saturating_sub(REACH)..=(x + REACH).min(nodes - 1) {
                let Some(node) = by_node[ny * nodes + nx] else {
                    continue;
                };
                let p = [nx as f32 - x as f32, ny as f32 - y as f32];
                let weight = node.trust / (1.0 + p[0] * p[0] + p[1] * p[1]);
                total += weight;
                for i in 0..2 {
                    place[i] += weight * p[i];
                    drift[i] += weight * node.drift[i];
                    squares[2 * i] += weight * p[i] * p[i];
                    for (axis, products) in products.iter_mut().enumerate() {
                        products[i] += weight * p[i] * node.drift[axis];
                    }
                }
                squares[1] += weight * p[0] * p[1];
            }
        }
        if total <= 0.0 {
            return Plane::default();
        }
        let (place, drift) = (place.map(|i| i / total), drift.map(|i| i / total));
        let [xx, xy, yy] = squares.map(|i| i / total);
        let xx = xx - place[0] * place[0] + STIFFNESS;
        let xy = xy - place[0] * place[1];
        let yy = yy - place[1] * place[1] + STIFFNESS;
        let determinant = xx * yy - xy * xy;
        let slope = [0, 1].map(|axis| {
            let [x, y] = [0, 1].map(|i| products[axis][i] / total - place[i] * drift[axis]);
            [
                (x * yy - y * xy) / determinant,
                (y * xx - x * xy) / determinant,
            ]
        });
        let here =
            |axis: usize| drift[axis] - slope[axis][0] * place[0] - slope[axis][1] * place[1];
        Plane {
            drift: [here(0), here(1)],
            slope,
        }
    }
}

/// How strongly the tone changes from a pixel to the next, to the right and downwards: for each module of the grid, the
/// energy of these changes and its first Fourier coefficient over the module.
struct Edges {
    columns: usize,
    rows: usize,
    cells: Vec<[Wave; 2]>,
}

#[derive(Clone, Copy, Default)]
struct Wave {
    cosine: f32,
    sine: f32,
    energy: f32,
}

impl Edges {
    fn of(grey: &Grey<'_>, module: usize) -> Edges {
        let (width, columns, rows) = (grey.width, grey.width / module, grey.height / module);
        let turns: Vec<[f32; 2]> = (0..module)
            .map(|pixel| TAU * pixel as f32 / module as f32)
            .map(|angle| [angle.cos(), angle.sin()])
            .collect();
        let mut cells = vec![[Wave::default(); 2]; columns * rows];
        for y in 1..rows * module {
            for x in 1..columns * module {
                let at = y * width + x;
                let here = i32::from(grey.bytes[at]);
                let changes = [at - 1, at - width].map(|to| here - i32::from(grey.bytes[to]));
                let cell = &mut cells[y / module * columns + x / module];
                for (axis, pixel) in [x % module, y % module].into_iter().enumerate() {
                    let energy = (changes[axis] * changes[axis]) as f32;
                    cell[axis].cosine += energy * turns[pixel][0];
                    cell[axis].sine += energy * turns[pixel][1];
                    cell[axis].energy += energy;
                }
            }
        }
        Edges {
            columns,
            rows,
            cells,
        }
    }

    /// The drift of a node at `centre` (in modules of the cut-out) that lies about as the plane has it: up to half a
    /// module away from it. Modules up to `window` away are looked at.
    fn measured(&self, centre: [usize; 2], plane: &Plane, window: f32) -> Node {
        let middle = [0, 1].map(|axis| centre[axis] as f32 + plane.drift[axis]);
        let range = |axis: usize, len: usize| {
            let near = |i: f32| (i.round().max(0.0) as usize).min(len);
            near(middle[axis] - window)..near(middle[axis] + window)
        };
        let slope = plane.slope.map(|slope| slope.map(|i| i / NODE_STEP as f32));
        let mut sums = [Wave::default(); 2];
        for y in range(1, self.rows) {
            for x in range(0, self.columns) {
                let cell = &self.cells[y * self.columns + x];
                let (dx, dy) = (x as f32 + 0.5 - middle[0], y as f32 + 0.5 - middle[1]);
                for axis in 0..2 {
                    let drift = plane.drift[axis] + slope[axis][0] * dx + slope[axis][1] * dy;
                    let (sine, cosine) = (TAU * drift).sin_cos();
                    let (wave, sum) = (cell[axis], &mut sums[axis]);
                    sum.cosine += wave.cosine * cosine + wave.sine * sine;
                    sum.sine += wave.sine * cosine - wave.cosine * sine;
                    sum.energy += wave.energy;
                }
            }
        }
        let mut trust = 1.0f32;
        let drift = [0, 1].map(|axis| {
            let wave = sums[axis];
            let coherence = wave.cosine.hypot(wave.sine) / wave.energy.max(1.0);
            trust = trust.min(coherence);
            if coherence < MIN_COHERENCE {
                return plane.drift[axis];
            }
            // Weak evidence moves little.
            plane.drift[axis] + wave.sine.atan2(wave.cosine) / TAU * coherence.min(0.7) / 0.7
        });
        Node {
            drift,
            trust: trust * trust + MIN_TRUST,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    #[test]
    fn the_drift_of_a_bent_grid_is_found() {
        // Chance modules of 8 pixels, pushed to the right by up to 0.9 modules in the middle rows.
        let (size, module, margin) = (33, 8, 4);
        let side = (size + 2 * margin) * module;
        let push = |v: f32| {
            0.9 * (std::f32::consts::PI * v / size as f32)
                .sin()
                .max(0.0)
                .powi(2)
        };
        let is_dark = |u: i32, v: i32| {
            (u.wrapping_mul(7919) ^ v.wrapping_mul(104_729)).wrapping_mul(2_654_435) & 0x400 != 0
        };
        let bytes = (0..side * side)
            .map(|at| {
                let place = |pixel: usize| (pixel as f32 + 0.5) / module as f32 - margin as f32;
                let (u, v) = (place(at % side), place(at / side));
                let u = u - push(v);
                if is_dark(u.floor() as i32, v.floor() as i32) {
                    20
                } else {
                    230
                }
            })
            .collect();
        let grey = Grey {
            width: side,
            height: side,
            bytes: Cow::Owned(bytes),
        };
        let drift = Drift::of(&grey, size, module, margin);
        for v in [4.0, 10.0, 16.5, 22.0] {
            let [x, y] = drift.at(16.0, v);
            assert!(
                (x - push(v)).abs() < 0.25 && y.abs() < 0.25,
                "row {v}: {x}, {y} for {}",
                push(v)
            );
        }
    }
}
