//! The tones of the modules of a symbol.

/// Modules around one from which its threshold is made: wide enough to hold both tones, narrow enough for shadows.
const WINDOW: usize = 5;

/// For every module the middle and the distance of the mean dark and the mean light tone around it.
pub fn thresholds(tones: &[f32], size: usize) -> (Vec<f32>, Vec<f32>) {
    (0..size * size)
        .map(|at| {
            let rows = (at / size).saturating_sub(WINDOW)..(at / size + WINDOW + 1).min(size);
            let columns = (at % size).saturating_sub(WINDOW)..(at % size + WINDOW + 1).min(size);
            let nearby = || {
                rows.clone().flat_map(|y| {
                    tones[y * size + columns.start..y * size + columns.end]
                        .iter()
                        .copied()
                })
            };
            let count = nearby().count().max(1) as f32;
            let mean = nearby().sum::<f32>() / count;
            let half_mean = |is_light: bool| {
                let (sum, count) = nearby()
                    .filter(|tone| (*tone >= mean) == is_light)
                    .fold((0.0, 0.0), |(sum, count), tone| (sum + tone, count + 1.0));
                if count > 0.0 { sum / count } else { mean }
            };
            let (dark, light) = (half_mean(false), half_mean(true));
            ((dark + light) / 2.0, light - dark)
        })
        .unzip()
}
