//! What a kiosk keeps, written without end while the plug is pulled, and read afterwards: `tests/power-cut/run`.

use std::fs;
use std::path::Path;
use std::time::Duration;

use yanma::check::allowlist::Date;
use yanma::config;
use yanma::counts::Event;
use yanma::counts_file::{self, Keeper};
use yanma::staff::{self, Lock};

const TODAY: Date = Date {
    year: 2026,
    month: 11,
    day: 30,
};

/// How often each of them was written: the settings, the counts, the wrong tries of a PIN.
///
/// # Panics
/// Where one of them is damaged.
fn written(settings_file: &Path) -> [u64; 3] {
    let settings = config::load(settings_file).expect("settings");
    let name = settings.hall_name.unwrap_or_default();
    let counts_file = counts_file::place(settings_file);
    let counts = counts_file::load(&counts_file).expect("counts");
    assert!(!counts_file::was_damaged(&counts_file));
    let visits = counts.days().map(|(_, day)| u64::from(day.visits)).sum();
    assert!(Lock::load(Some(settings_file)).has_pin());
    let lock = fs::read_to_string(settings_file.with_file_name("staff.toml")).expect("the lock");
    let wrong = lock.lines().find_map(|line| line.strip_prefix("wrong = "));
    let number = |text: &str| text.trim().parse().expect("a number");
    let named = name.strip_prefix("大厅 ").map_or(0, number);
    [named, visits, wrong.map_or(0, number)]
}

/// Writes each of them once more, again and again, and says so each time when all have been written.
pub fn write(folder: &Path) -> ! {
    let settings_file = folder.join("kiosk/settings.toml");
    if !settings_file.with_file_name("staff.toml").exists() {
        staff::set(&settings_file, "271828").expect("a PIN");
    }
    let mut settings = config::load(&settings_file).unwrap_or_default();
    let [named, ..] = written(&settings_file);
    for number in named + 1.. {
        settings.hall_name = Some(format!("大厅 {number}"));
        config::save(&settings, &settings_file).expect("settings");
        let keeper = Keeper::start(counts_file::place(&settings_file));
        keeper.add(TODAY, &[Event::Visit]);
        drop(keeper);
        // So long after a start that no wait is left.
        let tried = Lock::load(Some(&settings_file)).begin(Duration::from_secs(1 << 20));
        assert!(tried.is_some());
        let [named, visits, wrong] = written(&settings_file);
        println!("kept {named} {visits} {wrong}");
    }
    unreachable!("there are numbers enough");
}

/// Tells what is there.
pub fn read(folder: &Path) {
    let [named, visits, wrong] = written(&folder.join("kiosk/settings.toml"));
    println!("kept {named} {visits} {wrong}");
}
