//! The runs of the rows of a bitmap.

use crate::scan::budget::Meter;
use crate::scan::picture::binarize::Bitmap;

/// Rows from one that is looked at to the next.
const ROW_STEP: usize = 2;

/// Runs of one row. They are dark and light in turn; the first is light, and may be none.
pub struct Runs {
    /// The number of the row.
    pub y: usize,
    /// Where each run begins, and where the last ends.
    pub ends: Vec<u32>,
}

impl Runs {
    /// So many runs, from a first on.
    pub fn lengths<const N: usize>(&self, first: usize) -> Option<[f32; N]> {
        let ends = self.ends.get(first..first + N + 1)?;
        Some(std::array::from_fn(|i| (ends[i + 1] - ends[i]) as f32))
    }

    /// The middle of a run.
    pub fn middle(&self, run: usize) -> Option<[f32; 2]> {
        let ends = self.ends.get(run..run + 2)?;
        Some([(ends[0] + ends[1]) as f32 / 2.0, self.y as f32 + 0.5])
    }
}

/// Shows every second row.
pub fn each(bitmap: &Bitmap, meter: &Meter<'_>, mut look: impl FnMut(&Runs)) {
    let mut runs = Runs {
        y: 0,
        ends: Vec::new(),
    };
    let rows = bitmap.dark.chunks_exact(bitmap.width.max(1)).enumerate();
    for (y, row) in rows.step_by(ROW_STEP) {
        meter.charge(row.len() as u64);
        runs.y = y;
        runs.ends.clear();
        runs.ends.push(0);
        let mut was_dark = false;
        for (x, dark) in row.iter().enumerate() {
            if *dark != was_dark {
                runs.ends.push(x as u32);
                was_dark = *dark;
            }
        }
        runs.ends.push(row.len() as u32);
        look(&runs);
    }
}
