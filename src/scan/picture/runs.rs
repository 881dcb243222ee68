//! Runs of dark and light along a line: what every look for finder patterns begins with.

/// Wherever dark pixels end along a line, the place of the light pixel behind them and the lengths of the last five runs:
/// dark, light, dark, light, dark. Those from before the line have none.
pub fn fives(line: &[bool]) -> impl Iterator<Item = (usize, [u32; 5])> {
    let (mut runs, mut start, mut is_dark) = ([0u32; 5], 0, false);
    std::iter::from_fn(move || {
        loop {
            let len = run_of(line.get(start..)?, is_dark)?;
            let [_, a, b, c, d] = runs;
            runs = [a, b, c, d, len as u32];
            (start, is_dark) = (start + len, !is_dark);
            if !is_dark {
                return Some((start, runs));
            }
        }
    })
}

/// Pixels that are like `is_dark` before the first that is not; `None` where none is. Most are in long runs: they are compared
/// eight at a time.
fn run_of(line: &[bool], is_dark: bool) -> Option<usize> {
    let (eights, _) = line.as_chunks::<8>();
    let same = eights
        .iter()
        .take_while(|eight| **eight == [is_dark; 8])
        .count()
        * 8;
    let rest = line.get(same..)?.iter();
    Some(same + rest.copied().position(|dark| dark != is_dark)?)
}

/// Five runs from top to bottom.
pub struct ColumnRuns {
    /// Their lengths.
    pub runs: [u32; 5],
    /// The first row below them.
    pub end: usize,
}

/// The runs of a column around row `y`, each cut off where it goes `most` pixels up or down. `None` where the picture
/// ends before.
pub fn of_column(
    y: usize,
    height: usize,
    most: usize,
    is_dark: impl Fn(usize) -> bool,
) -> Option<ColumnRuns> {
    let run = |from: usize, dark: bool, step: isize| {
        let rows = std::iter::successors(Some(from), |row| row.checked_add_signed(step));
        rows.take(most)
            .take_while(|row| *row < height && is_dark(*row) == dark)
            .count()
    };
    let (mut up, mut end) = (y, y + 1);
    let mut runs = [0u32; 5];
    for ring in 0..3 {
        let dark = ring % 2 == 0;
        let (above, below) = (run(up, dark, -1), run(end, dark, 1));
        runs[2 - ring] += above as u32;
        runs[2 + ring] += below as u32;
        end += below;
        match up.checked_sub(above) {
            Some(next) => up = next,
            None if ring == 2 => {}
            None => return None,
        }
    }
    Some(ColumnRuns { runs, end })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_run_but_the_last_is_told_with_the_four_before_it() {
        let line = |text: &str| -> Vec<(usize, [u32; 5])> {
            let line: Vec<bool> = text.chars().map(|pixel| pixel == '#').collect();
            fives(&line).collect()
        };
        assert_eq!(
            line(".#.###.##"),
            [(2, [0, 0, 0, 1, 1]), (6, [0, 1, 1, 1, 3])]
        );
        assert_eq!(line("#..##."), [(1, [0, 0, 0, 0, 1]), (5, [0, 0, 1, 2, 2])]);
        assert_eq!(line("...."), []);
        assert_eq!(line(""), []);
        let long = ["#".repeat(17), ".".repeat(8), "#".repeat(15), ".".repeat(9)].concat();
        assert_eq!(
            line(&long),
            [(17, [0, 0, 0, 0, 17]), (40, [0, 0, 17, 8, 15])]
        );
    }
}
