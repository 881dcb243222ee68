//! `--measure RUNS`: with a film, how long it takes from a code entering the picture to its verdict on the screen, and what
//! that costs; without one, the same for so many results at the desk. Prints its figures and closes the window.

use std::time::{Duration, Instant};

/// The figures so far.
pub struct Measure {
    runs: usize,
    has_film: bool,
    started: Instant,
    first_shown: Option<Duration>,
    shown: u64,
    last: Option<Instant>,
    began: Option<Instant>,
    /// Longest time to take in what is new and to lay out a frame, and the same with drawing it.
    longest: Duration,
    longest_drawn: Duration,
    millis: Vec<f64>,
    /// When something at the desk was first waited for, and when the last result of it had come.
    asked: Option<Instant>,
    judged: Option<(usize, Duration)>,
}

impl Measure {
    /// Before the first run; `started` is when the process began.
    pub fn new(runs: usize, has_film: bool, started: Instant) -> Measure {
        Measure {
            runs: runs.max(1),
            has_film,
            started,
            first_shown: None,
            shown: 0,
            last: None,
            began: None,
            longest: Duration::ZERO,
            longest_drawn: Duration::ZERO,
            millis: Vec::new(),
            asked: None,
            judged: None,
        }
    }

    /// A picture of the screen is begun.
    pub fn begins(&mut self) {
        self.began = Some(Instant::now());
    }

    /// The window was drawn, and the picture before it took so many seconds of the processor with all that belongs to
    /// drawing. `entered` is when the newest code came into the picture, `since` from when on the verdict on the screen
    /// holds.
    pub fn drawn(&mut self, before: Option<f32>, entered: Option<Instant>, since: Option<Instant>) {
        self.shown += 1;
        if let Some(began) = self.began.take() {
            self.longest = self.longest.max(began.elapsed());
        }
        // The first two make the window and its letters ready.
        if let Some(Ok(before)) = before.map(Duration::try_from_secs_f32)
            && self.shown > 2
        {
            self.longest_drawn = self.longest_drawn.max(before);
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

    /// So many results are at the desk, and more are waited for or not.
    pub fn desk(&mut self, results: usize, is_waiting: bool) {
        if is_waiting {
            self.asked.get_or_insert_with(Instant::now);
        } else if let Some(asked) = self.asked
            && results >= self.runs
        {
            self.judged
                .get_or_insert_with(|| (results, asked.elapsed()));
        }
    }

    /// True after the last run.
    pub fn is_over(&self) -> bool {
        match self.has_film {
            true => self.millis.len() >= self.runs,
            false => self.judged.is_some(),
        }
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
        let mut lines = vec![format!("start to first frame: {first:.0} ms")];
        if self.has_film {
            lines.push(format!(
                "code in the picture to verdict shown, {} runs: median {:.0} ms, 95th percentile {:.0} ms, worst {:.0} ms",
                millis.len(),
                at(0.5),
                at(0.95),
                at(1.0)
            ));
        }
        if let Some((results, took)) = self.judged {
            lines.push(format!(
                "results at the desk: {results}, after {:.1} s",
                took.as_secs_f64()
            ));
        }
        lines.push(format!(
            "frames shown: {:.1} a second",
            self.shown as f64 / seconds
        ));
        lines.push(format!(
            "longest time to take in what is new and lay out a frame: {:.1} ms; with drawing it: {:.1} ms",
            self.longest.as_secs_f64() * 1e3,
            self.longest_drawn.as_secs_f64() * 1e3
        ));
        if let Some((cpu_seconds, [resident, peak])) = cost() {
            lines.push(format!(
                "processor: {:.2} cores; memory: {resident} MiB, at most {peak} MiB",
                cpu_seconds / seconds
            ));
        }
        lines
    }
}

/// Processor time in seconds, and memory in MiB, resident now and at most, where the system is Linux (proc(5)).
fn cost() -> Option<(f64, [u64; 2])> {
    /// Ticks a second of `/proc/self/stat` on every Linux that Rust runs on.
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in brackets, may hold anything.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: f64 = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let mebibytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
        Some(kibibytes / 1024)
    };
    Some((ticks / TICKS, [mebibytes("VmRSS:")?, mebibytes("VmHWM:")?]))
}
