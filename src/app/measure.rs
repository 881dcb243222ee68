//! `--measure RUNS`: how long it takes from a code entering the picture to its verdict on the screen, and what that
//! costs. Prints its figures and closes the window.

use std::time::{Duration, Instant};

/// The figures so far.
pub struct Measure {
    runs: usize,
    started: Instant,
    first_shown: Option<Duration>,
    shown: u64,
    last: Option<Instant>,
    began: Option<Instant>,
    longest: Duration,
    millis: Vec<f64>,
}

impl Measure {
    /// Before the first run; `started` is when the process began.
    pub fn new(runs: usize, started: Instant) -> Measure {
        Measure {
            runs: runs.max(1),
            started,
            first_shown: None,
            shown: 0,
            last: None,
            began: None,
            longest: Duration::ZERO,
            millis: Vec::new(),
        }
    }

    /// A picture of the screen is begun.
    pub fn begins(&mut self) {
        self.began = Some(Instant::now());
    }

    /// The window was drawn. `entered` is when the newest code came into the picture, `since` from when on the verdict
    /// on the screen holds.
    pub fn drawn(&mut self, entered: Option<Instant>, since: Option<Instant>) {
        self.shown += 1;
        if let Some(began) = self.began.take() {
            self.longest = self.longest.max(began.elapsed());
        }
        self.first_shown
            .get_or_insert_with(|| self.started.elapsed());
        if let (Some(entered), Some(since)) = (entered, since)
            && since > entered
            && self.last != Some(entered)
        {
            self.last = Some(entered);
            self.millis.push(entered.elapsed().as_secs_f64() * 1e3);
        }
    }

    /// True after the last run.
    pub fn is_over(&self) -> bool {
        self.millis.len() >= self.runs
    }

    /// The figures, a line each.
    pub fn lines(&self) -> Vec<String> {
        let mut millis = self.millis.clone();
        millis.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let last = millis.len().saturating_sub(1);
            millis
                .get((last as f64 * share).round() as usize)
                .copied()
                .unwrap_or_default()
        };
        let seconds = self.started.elapsed().as_secs_f64();
        let first = self.first_shown.unwrap_or_default().as_secs_f64() * 1e3;
        let mut lines = vec![
            format!("start to first frame: {first:.0} ms"),
            format!(
                "code in the picture to verdict shown, {} runs: median {:.0} ms, 95th percentile {:.0} ms, worst {:.0} ms",
                millis.len(),
                at(0.5),
                at(0.95),
                at(1.0)
            ),
            format!("frames shown: {:.1} a second", self.shown as f64 / seconds),
            format!(
                "longest time to take in what is new and lay out a frame: {:.1} ms",
                self.longest.as_secs_f64() * 1e3
            ),
        ];
        if let Some((cpu_seconds, mebibytes)) = cost() {
            lines.push(format!(
                "processor: {:.2} cores; memory: {mebibytes} MiB",
                cpu_seconds / seconds
            ));
        }
        lines
    }
}

/// Processor time in seconds and resident memory in MiB, where the system is Linux (proc(5)).
fn cost() -> Option<(f64, u64)> {
    /// Ticks a second of `/proc/self/stat` on every Linux that Rust runs on.
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in brackets, may hold anything.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: f64 = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let resident = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = resident.split_whitespace().next()?.parse().ok()?;
    Some((ticks / TICKS, kibibytes / 1024))
}
