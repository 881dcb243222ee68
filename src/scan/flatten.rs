//! Finds where the modules of a bent symbol really lie: on cloth, paper that waves, round tins.
//!
//! A straightened symbol would have its module edges on a regular grid. Where the surface bends they drift away from it.
//! In a window around every second module the drift is the phase of the edges against the grid: the angle of their
//! first Fourier coefficient over the module's period. It is known up to whole modules only, so it is followed from
//! the finder patterns, where the straightening holds, outwards. (Phase unwrapping; for the edges of a grid as in
//! Ghiglia and Pritt, *Two-Dimensional Phase Unwrapping*, 1998.)

use std::f32::consts::TAU;

use super::frame::Grey;

/// Modules from one node of the field to the next.
const NODE_STEP: usize = 2;
/// Half the side of the window around a node, in modules.
const WINDOW: usize = 3;
/// Share of the energy of edges that must have one phase before a window is believed.
const MIN_COHERENCE: f32 = 0.25;
/// Farthest neighbours, in nodes, that a node is predicted from.
const REACH: usize = 2;

/// How far the modules have drifted, in modules, at nodes of a grid.
pub(super) struct Drift {
    nodes: usize,
    by_node: Vec<[f32; 2]>,
}

impl Drift {
    /// Measures a symbol of `size` modules of `module` pixels that starts `margin` modules from the edges of `grey`.
    pub(super) fn of(grey: &Grey<'_>, size: usize, module: usize, margin: usize) -> Drift {
        let nodes = size / NODE_STEP + 1;
        let edges = Edges::of(grey);
        let mut by_node: Vec<Option<[f32; 2]>> = vec![None; nodes * nodes];
        for at in order(nodes) {
            let predicted = predicted(&by_node, nodes, at).unwrap_or_default();
            let centre = [at % nodes, at / nodes].map(|node| node * NODE_STEP + margin);
            let residual = edges.residual(centre, predicted, module);
            by_node[at] = Some([predicted[0] + residual[0], predicted[1] + residual[1]]);
        }
        let by_node: Vec<[f32; 2]> = by_node.into_iter().map(Option::unwrap_or_default).collect();
        Drift {
            nodes,
            by_node: smoothed(&by_node, nodes),
        }
    }

    /// The drift at a place of the symbol in modules, interpolated between nodes.
    pub(super) fn at(&self, u: f32, v: f32) -> [f32; 2] {
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

/// The mean of the neighbours that are known.
fn predicted(by_node: &[Option<[f32; 2]>], nodes: usize, at: usize) -> Option<[f32; 2]> {
    let (x, y) = (at % nodes, at / nodes);
    let mut sum = [0.0; 2];
    let mut weights = 0.0;
    for ny in y.saturating_sub(REACH)..=(y + REACH).min(nodes - 1) {
        for nx in x.saturating_sub(REACH)..=(x + REACH).min(nodes - 1) {
            if let Some(drift) = by_node[ny * nodes + nx] {
                let weight = 1.0 / (nx.abs_diff(x).pow(2) + ny.abs_diff(y).pow(2)).max(1) as f32;
                sum = [sum[0] + weight * drift[0], sum[1] + weight * drift[1]];
                weights += weight;
            }
        }
    }
    (weights > 0.0).then(|| sum.map(|sum| sum / weights))
}

fn smoothed(by_node: &[[f32; 2]], nodes: usize) -> Vec<[f32; 2]> {
    let known: Vec<Option<[f32; 2]>> = by_node.iter().copied().map(Some).collect();
    (0..by_node.len())
        .map(|at| {
            let around = predicted(&known, nodes, at).unwrap_or_default();
            [0, 1].map(|axis| (by_node[at][axis] + around[axis]) / 2.0)
        })
        .collect()
}

/// How strongly the tone changes from a pixel to the next, to the right and downwards.
struct Edges<'a> {
    grey: &'a Grey<'a>,
}

impl<'a> Edges<'a> {
    fn of(grey: &'a Grey<'a>) -> Edges<'a> {
        Edges { grey }
    }

    /// The drift that is left in the window around a node after `predicted` is taken off; both in modules.
    fn residual(&self, centre: [usize; 2], predicted: [f32; 2], module: usize) -> [f32; 2] {
        let period = module as f32;
        let (width, height) = (self.grey.width as isize, self.grey.height as isize);
        let range = |axis: usize, len: isize| {
            let middle = ((centre[axis] as f32 + predicted[axis]) * period) as isize;
            let half = (WINDOW * module) as isize;
            (middle - half).max(1)..(middle + half).min(len)
        };
        // Energy of the changes at each pixel of a module, across and down.
        let mut energies = [vec![0.0f32; module], vec![0.0f32; module]];
        for y in range(1, height) {
            for x in range(0, width) {
                let at = (y * width + x) as usize;
                let here = f32::from(self.grey.bytes[at]);
                let changes = [
                    here - f32::from(self.grey.bytes[at - 1]),
                    here - f32::from(self.grey.bytes[at - width as usize]),
                ];
                energies[0][x as usize % module] += changes[0] * changes[0];
                energies[1][y as usize % module] += changes[1] * changes[1];
            }
        }
        [0, 1].map(|axis| {
            let (mut cosine, mut sine, mut energy) = (0.0, 0.0, 0.0f32);
            for (pixel, part) in energies[axis].iter().enumerate() {
                let angle = TAU * (pixel as f32 / period - predicted[axis]);
                cosine += part * angle.cos();
                sine += part * angle.sin();
                energy += part;
            }
            let coherence = cosine.hypot(sine) / energy.max(1.0);
            if coherence < MIN_COHERENCE {
                return 0.0;
            }
            // Weak evidence moves little.
            sine.atan2(cosine) / TAU * coherence.min(0.7) / 0.7
        })
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
