//! The lock of a kiosk: a PIN that opens the page of the staff. There is none until somebody sets one (`yanma pin`), and
//! without one nothing opens.
//!
//! A try is counted before it is looked at, and the count is kept in a file, so that pulling the plug gains nothing. After
//! a few wrong ones each costs twice the time of the one before, in running time: no jump of a clock shortens it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use serde::{Deserialize, Serialize};

use crate::whole_file;

/// Fewest and most digits of a PIN.
pub const DIGITS: std::ops::RangeInclusive<usize> = 6..=12;
/// The first wrong try in a row that costs time.
const FIRST_COSTLY: u32 = 3;
/// What it costs; each further one twice as much.
const FIRST_WAIT: Duration = Duration::from_secs(30);
/// And at most.
const MAX_WAIT: Duration = Duration::from_secs(15 * 60);
/// Largest file in bytes.
const MAX_FILE_BYTES: u64 = 4_096;

/// Why a PIN was not set.
#[derive(Debug, thiserror::Error)]
pub enum PinError {
    /// Not as many digits as there must be, or something else than digits, or all the same.
    #[error("not a PIN")]
    NotAPin,
    /// There is no place for it, or it cannot be written.
    #[error("{0}")]
    Write(#[from] io::Error),
}

/// What is kept in the file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    /// Argon2id, in the PHC string format.
    pin: Option<String>,
    /// Tries since the last right one.
    #[serde(default)]
    wrong: u32,
}

/// The lock. Time is an argument, counted from the start of the program.
#[derive(Debug, Clone, Default)]
pub struct Lock {
    file: Option<PathBuf>,
    kept: Kept,
    /// From when on a try is allowed again.
    opens_at: Duration,
}

impl Lock {
    /// The lock in the folder of the settings. A file that cannot be read or understood is one without a PIN: nothing
    /// opens.
    pub fn load(settings_file: Option<&Path>) -> Lock {
        let file = settings_file.map(place);
        let kept: Kept = file.as_deref().and_then(read).unwrap_or_default();
        let opens_at = wait_after(kept.wrong);
        Lock {
            file,
            kept,
            opens_at,
        }
    }

    /// Whether a PIN was set.
    pub fn has_pin(&self) -> bool {
        self.kept.pin.is_some()
    }

    /// How long nothing can be tried.
    pub fn wait(&self, now: Duration) -> Duration {
        self.opens_at.saturating_sub(now)
    }

    /// Begins a try: counts it, and gives what [`is_right`] needs. `None` where nothing can be tried now.
    pub fn begin(&mut self, now: Duration) -> Option<String> {
        if self.wait(now) > Duration::ZERO {
            return None;
        }
        let hash = self.kept.pin.clone()?;
        self.kept.wrong = self.kept.wrong.saturating_add(1);
        self.opens_at = now + wait_after(self.kept.wrong);
        self.keep();
        Some(hash)
    }

    /// The try was right: nothing is held against anybody any more.
    pub fn opened(&mut self) {
        self.kept.wrong = 0;
        self.opens_at = Duration::ZERO;
        self.keep();
    }

    /// A folder that cannot be written keeps no count; the time costs the same while the program runs.
    fn keep(&self) {
        if let Some(file) = &self.file {
            let _ = write(file, &self.kept);
        }
    }
}

/// What so many wrong tries cost.
fn wait_after(wrong: u32) -> Duration {
    match wrong.checked_sub(FIRST_COSTLY) {
        None => Duration::ZERO,
        Some(doublings) => (FIRST_WAIT * 2_u32.pow(doublings.min(10))).min(MAX_WAIT),
    }
}

/// Whether the PIN is the one that was set. Takes some tens of milliseconds, by design: not for the thread that draws.
pub fn is_right(hash: &str, pin: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(pin.as_bytes(), &hash)
            .is_ok()
    })
}

/// Sets the PIN, and forgets wrong tries.
///
/// # Errors
/// [`PinError`].
pub fn set(settings_file: &Path, pin: &str) -> Result<(), PinError> {
    let is_digits = pin.bytes().all(|byte| byte.is_ascii_digit());
    let is_one_digit = pin.bytes().all(|byte| pin.bytes().next() == Some(byte));
    if !DIGITS.contains(&pin.len()) || !is_digits || is_one_digit {
        return Err(PinError::NotAPin);
    }
    let salt = SaltString::generate(&mut OsRng);
    let hash = Argon2::default()
        .hash_password(pin.as_bytes(), &salt)
        .map_err(io::Error::other)?;
    let kept = Kept {
        pin: Some(hash.to_string()),
        wrong: 0,
    };
    Ok(write(&place(settings_file), &kept)?)
}

/// Beside the settings, in a file of its own: whoever reads or saves the settings has nothing to do with it.
fn place(settings_file: &Path) -> PathBuf {
    settings_file.with_file_name("staff.toml")
}

fn read(file: &Path) -> Option<Kept> {
    let metadata = fs::metadata(file).ok()?;
    if !metadata.is_file() || metadata.len() > MAX_FILE_BYTES {
        return None;
    }
    toml::from_str(&fs::read_to_string(file).ok()?).ok()
}

/// A try that was counted stays counted, however soon the plug is pulled.
fn write(file: &Path, kept: &Kept) -> io::Result<()> {
    let text = toml::to_string(kept).map_err(io::Error::other)?;
    whole_file::write(file, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIN: &str = "271828";

    fn seconds(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    fn locked() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let settings = folder.path().join("deep/settings.toml");
        set(&settings, PIN).unwrap();
        (folder, settings)
    }

    #[test]
    fn the_right_pin_opens_and_no_other() {
        let (_folder, settings) = locked();
        let mut lock = Lock::load(Some(&settings));
        let hash = lock.begin(seconds(0)).unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(is_right(&hash, PIN));
        for wrong in ["271829", "27182", "2718281", "", "２７１８２８"] {
            assert!(!is_right(&hash, wrong), "{wrong}");
        }
        assert!(!is_right("", "") && !is_right("271828", PIN));
        let kept = fs::read_to_string(settings.with_file_name("staff.toml")).unwrap();
        assert!(!kept.contains(PIN));
    }

    #[test]
    fn what_is_no_pin_is_not_set() {
        let folder = tempfile::tempdir().unwrap();
        let settings = folder.path().join("settings.toml");
        for pin in [
            "",
            "12345",
            "1234567890123",
            "12345a",
            "１２３４５６",
            "111111",
            "12 345",
        ] {
            assert!(
                matches!(set(&settings, pin), Err(PinError::NotAPin)),
                "{pin}"
            );
        }
        assert!(!Lock::load(Some(&settings)).has_pin());
    }

    #[test]
    fn without_a_pin_or_with_a_broken_file_nothing_opens() {
        let (_folder, settings) = locked();
        let file = settings.with_file_name("staff.toml");
        for text in ["", "pin = 5", "wrong = 1", "pin = \"x\"\nmore = 1", "\0"] {
            fs::write(&file, text).unwrap();
            let mut lock = Lock::load(Some(&settings));
            assert!(
                !lock.has_pin() && lock.begin(seconds(9_999)).is_none(),
                "{text}"
            );
        }
        assert!(Lock::load(None).begin(seconds(9_999)).is_none());
    }

    #[test]
    fn wrong_tries_cost_more_and_more_running_time_and_a_restart_saves_none_of_it() {
        let (_folder, settings) = locked();
        let mut lock = Lock::load(Some(&settings));
        for _ in 0..2 {
            assert!(lock.begin(seconds(0)).is_some());
        }
        assert_eq!(lock.wait(seconds(0)), seconds(0));
        let mut now = seconds(0);
        for cost in [30, 60, 120, 240, 480, 900, 900] {
            assert!(lock.begin(now).is_some(), "{cost}");
            assert_eq!(lock.wait(now), seconds(cost));
            assert!(lock.begin(now + seconds(cost - 1)).is_none());
            now += seconds(cost);
        }
        // The plug was pulled: from the new start on it is all to be waited for again.
        let mut again = Lock::load(Some(&settings));
        assert_eq!(again.wait(seconds(0)), seconds(900));
        assert!(again.begin(seconds(0)).is_none());
        assert!(again.begin(seconds(900)).is_some());
        again.opened();
        assert_eq!(Lock::load(Some(&settings)).wait(seconds(0)), seconds(0));
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, settings) = locked();
        let metadata = fs::metadata(settings.with_file_name("staff.toml")).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o077, 0);
    }
}
