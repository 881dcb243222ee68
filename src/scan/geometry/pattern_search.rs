//! Moves a place to where something measured is best: Hooke and Jeeves, *"Direct Search" Solution of Numerical and
//! Statistical Problems* (1961).

use crate::scan::geometry::place::Place;

/// Most measurements while one is moved.
const MAX_MOVES: usize = 2_000;

/// Moves the corners of a place and its bend by steps, from a first to a least one, in pixels, for as long as the fit
/// grows.
pub fn moved_until_it_fits(
    start: Place,
    (first, least): (f32, f32),
    mut measured: impl FnMut(&Place) -> f32,
    is_hopeless: impl Fn(f32, f32) -> bool,
) -> (Place, f32) {
    let (mut place, mut step) = (start, first);
    let mut fit = measured(&place);
    let mut moves = 0;
    while step > least && moves < MAX_MOVES {
        let mut is_better = false;
        // The corner without a finder pattern is known least.
        for parameter in [4, 5, 2, 3, 6, 7, 0, 1, 8, 9, 10, 11] {
            for way in [step, -step] {
                let other = place.changed(parameter, way);
                let other_fit = measured(&other);
                moves += 1;
                if other_fit > fit + 1e-4 {
                    (place, fit, is_better) = (other, other_fit, true);
                    break;
                }
            }
        }
        if !is_better {
            step /= 2.0;
            if is_hopeless(fit, step) {
                break;
            }
        }
    }
    (place, fit)
}
