//! A cheap look before the decoders: pictures papered with finder patterns are not worth the time.
//!
//! Both decoders compare every finder pattern with every other one, without reading pixels: 2560 × 2560 of wallpaper
//! with 1-pixel modules takes rqrr 7 s and rxing 8 s.

/// More finder patterns than any honest picture has. A sheet of 100 codes has 300.
pub(super) const TOO_MANY: f32 = 1_000.0;
/// Three codes have 9; some margin for chance.
const MANY: f32 = 10.5;
/// Every third row is looked at: the middle of a finder pattern is three modules high.
const ROW_STEP: usize = 3;

/// True where there are many, and all of them belong to the codes that are known already. rqrr takes 120 ms for a sheet
/// of 16 codes and reads one of them; it may see them one by one, cut out.
pub(super) fn belong_to(known: usize, count: f32) -> bool {
    count > MANY && count < known as f32 * 3.0 + 2.5
}

/// An estimate: every row through a finder pattern counts for as much as the rows looked at are of its middle.
pub(super) fn count(width: usize, height: usize, is_dark: impl Fn(usize, usize) -> bool) -> f32 {
    let mut count = 0.0;
    for y in (ROW_STEP - 1..height).step_by(ROW_STEP) {
        let mut runs = [0u32; 5];
        let mut was_dark = false;
        for (x, dark) in (0..width).map(|x| (x, is_dark(x, y))) {
            if dark == was_dark {
                runs[4] += 1;
                continue;
            }
            let middle = || x - (runs[4] + runs[3] + runs[2] / 2) as usize;
            if was_dark && is_like_a_finder(runs) && is_finder_column(middle(), y, height, &is_dark)
            {
                count += ROW_STEP as f32 / runs[2] as f32;
            }
            runs.rotate_left(1);
            runs[4] = 1;
            was_dark = dark;
        }
    }
    count
}

/// The same runs must be there from top to bottom, or noise would count.
fn is_finder_column(
    x: usize,
    y: usize,
    height: usize,
    is_dark: impl Fn(usize, usize) -> bool,
) -> bool {
    let run = |from: usize, dark: bool, step: isize| {
        let rows = std::iter::successors(Some(from), |row| row.checked_add_signed(step));
        rows.take_while(|row| *row < height && is_dark(x, *row) == dark)
            .count()
    };
    let (mut up, mut down) = (y, y + 1);
    let mut runs = [0u32; 5];
    for ring in 0..3 {
        let dark = ring % 2 == 0;
        let (above, below) = (run(up, dark, -1), run(down, dark, 1));
        runs[2 - ring] += above as u32;
        runs[2 + ring] += below as u32;
        match up.checked_sub(above) {
            Some(next) => up = next,
            None if ring == 2 => {}
            None => return false,
        }
        down += below;
    }
    is_like_a_finder(runs)
}

/// Dark, light, dark, light, dark near 1 : 1 : 3 : 1 : 1, each run within half a module, as ZXing's detector has it.
fn is_like_a_finder(runs: [u32; 5]) -> bool {
    let total: u32 = runs.iter().sum();
    let fits = |run: u32, modules: u32| (run * 14).abs_diff(total * 2 * modules) < total * modules;
    runs.into_iter()
        .zip([1, 1, 3, 1, 1])
        .all(|(run, modules)| run > 0 && fits(run, modules))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_code_more_than_is_known_is_enough_to_look_again() {
        assert!(belong_to(16, 48.0) && belong_to(4, 12.0));
        assert!(!belong_to(16, 51.0) && !belong_to(4, 15.0) && !belong_to(0, 48.0));
        assert!(!belong_to(3, 9.0), "few are looked at anyway");
    }

    #[test]
    fn a_wall_of_finders_is_counted_whatever_its_scale() {
        for module in [1, 2, 3, 5] {
            let is_dark = |x: usize, y: usize| {
                let ring = (x / module % 8)
                    .abs_diff(3)
                    .max((y / module % 8).abs_diff(3));
                ring < 2 || ring == 3
            };
            let side = 8 * module * 20; // 20 × 20 finder patterns
            let count = count(side, side, is_dark);
            assert!((250.0..600.0).contains(&count), "{count} for {module} px");
        }
    }
}
