//! Tells the system's supervisor that the kiosk is alive, and stops doing so when it hangs, so that it is started again.
//!
//! The protocol is that of [sd_notify](https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html): lines in a
//! datagram to the socket that `NOTIFY_SOCKET` names. systemd listens to the main process of a unit; the kiosk is a child
//! of a child of it, in a session of its own, and would not be heard. So [`supervise`] is the main process: it starts the
//! rest, listens for it, and passes on what it says.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::process::{Command, ExitStatus};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::machine;

const SOCKET: &str = "NOTIFY_SOCKET";
/// From one sign of life to the next. `WatchdogSec` of the unit is several times that.
const EACH: Duration = Duration::from_secs(5);
/// The window's thread comes by every two seconds; a slow graphics driver may hold it.
const WINDOW_HANGS_AFTER: Duration = Duration::from_secs(15);
/// A look ends after a few seconds by the clock, on all but the slowest machines.
const JUDGE_HANGS_AFTER: Duration = Duration::from_secs(60);
/// Longest message that is passed on, in bytes.
const MAX_MESSAGE_BYTES: usize = 1_024;

/// Where the supervisor listens.
struct Notifier {
    socket: UnixDatagram,
    address: SocketAddr,
}

impl Notifier {
    /// `None` where nobody listens.
    fn from_env() -> Option<Notifier> {
        Notifier::to(&env::var_os(SOCKET)?).ok()
    }

    fn to(name: &OsStr) -> io::Result<Notifier> {
        let address = match name.as_bytes() {
            [b'@', name @ ..] => SocketAddr::from_abstract_name(name)?,
            path => SocketAddr::from_pathname(OsStr::from_bytes(path))?,
        };
        let socket = UnixDatagram::unbound()?;
        // A supervisor that does not read must not hold us up.
        socket.set_nonblocking(true)?;
        Ok(Notifier { socket, address })
    }

    /// Nobody can do anything about a message that does not arrive; the next one may.
    fn say(&self, message: &str) {
        let _ = self.socket.send_to_addr(message.as_bytes(), &self.address);
    }
}

/// Tells the supervisor of the kiosk's life.
pub struct Watchdog {
    beats: Arc<Mutex<Beats>>,
}

#[derive(Default)]
struct Beats {
    window: u64,
    judge: Option<u64>,
    status: String,
}

impl Watchdog {
    /// Begins; `None` where no supervisor asked for it, or no thread can be had.
    pub fn start() -> Option<Watchdog> {
        let notifier = Notifier::from_env()?;
        let beats = Arc::new(Mutex::new(Beats::default()));
        let of_thread = Arc::clone(&beats);
        let feed = move || feed(&notifier, &of_thread);
        let thread = thread::Builder::new().name("watchdog".to_owned());
        thread.spawn(feed).ok()?;
        Some(Watchdog { beats })
    }

    /// The window's thread has come by. `judge` counts the steps of the thread that looks; `None` where there is none.
    pub fn beat(&self, judge: Option<u64>) {
        let mut beats = self.beats.lock().unwrap_or_else(PoisonError::into_inner);
        beats.window += 1;
        beats.judge = judge;
    }

    /// One line for the administrator, as `systemctl status` shows it.
    pub fn status(&self, line: &str) {
        let mut beats = self.beats.lock().unwrap_or_else(PoisonError::into_inner);
        beats.status = line.chars().filter(|c| !c.is_control()).collect();
    }
}

fn feed(notifier: &Notifier, beats: &Mutex<Beats>) {
    let (mut life, mut is_ready, mut told) = (Life::new(Instant::now()), false, String::new());
    loop {
        let (window, judge, status) = {
            let beats = beats.lock().unwrap_or_else(PoisonError::into_inner);
            (beats.window, beats.judge, beats.status.clone())
        };
        // The second time it comes by, it has drawn once.
        if !is_ready && window >= 2 {
            is_ready = true;
            notifier.say("READY=1");
        }
        if status != told {
            notifier.say(&format!("STATUS={status}"));
            told = status;
        }
        // Nothing is drawn on a screen that is not there: no compositor asks for it.
        let is_dark = machine::has_screen() == Some(false);
        if life.is_on(window, judge, is_dark, Instant::now()) {
            notifier.say("WATCHDOG=1");
        }
        thread::sleep(match is_ready {
            true => EACH,
            false => Duration::from_millis(100),
        });
    }
}

/// When each thread was last seen to make progress.
struct Life {
    window: (u64, Instant),
    judge: (Option<u64>, Instant),
}

impl Life {
    fn new(now: Instant) -> Life {
        Life {
            window: (0, now),
            judge: (None, now),
        }
    }

    fn is_on(&mut self, window: u64, judge: Option<u64>, is_dark: bool, now: Instant) -> bool {
        if window != self.window.0 || is_dark {
            self.window = (window, now);
        }
        // The window passes the judge's steps on: in the dark neither is heard of.
        if judge.is_none() || judge != self.judge.0 || is_dark {
            self.judge = (judge, now);
        }
        let since = |at: Instant| now.saturating_duration_since(at);
        since(self.window.1) < WINDOW_HANGS_AFTER && since(self.judge.1) < JUDGE_HANGS_AFTER
    }
}

/// Runs a command to its end and passes on to the supervisor what its processes say of their life.
///
/// # Errors
/// The command cannot be started.
pub fn supervise(program: &OsStr, arguments: &[OsString]) -> io::Result<ExitStatus> {
    let mut command = Command::new(program);
    command.args(arguments);
    let folder = match env::var_os("XDG_RUNTIME_DIR") {
        Some(folder) => tempfile::tempdir_in(folder),
        None => tempfile::tempdir(), // for its owner only, too
    };
    let folder = folder?;
    if let Some(notifier) = Notifier::from_env() {
        let place = folder.path().join("notify");
        let ear = UnixDatagram::bind(&place)?;
        command.env(SOCKET, &place);
        let thread = thread::Builder::new().name("relay".to_owned());
        thread.spawn(move || {
            loop {
                if pass_on(&ear, &notifier).is_err() {
                    thread::sleep(EACH); // the next message may be heard again
                }
            }
        })?;
    }
    command.status()
}

/// Passes one message on, but nothing in it that would change who is listened to.
fn pass_on(ear: &UnixDatagram, notifier: &Notifier) -> io::Result<()> {
    let mut message = [0; MAX_MESSAGE_BYTES];
    let length = ear.recv(&mut message)?;
    let message = String::from_utf8_lossy(message.get(..length).unwrap_or_default());
    for line in message.lines() {
        let is_known = ["READY=1", "WATCHDOG=1"].contains(&line) || line.starts_with("STATUS=");
        if is_known {
            notifier.say(line);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(ear: &UnixDatagram) -> String {
        let mut message = [0; 256];
        let length = ear.recv(&mut message).unwrap();
        String::from_utf8_lossy(&message[..length]).into_owned()
    }

    #[test]
    fn it_is_alive_while_both_threads_make_progress() {
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let mut life = Life::new(start);
        // Both go on; the judge slowly.
        for second in 0..200 {
            assert!(
                life.is_on(second, Some(second / 50), false, at(second)),
                "{second}"
            );
        }
        // The window hangs.
        let mut life = Life::new(start);
        let alive: Vec<bool> = [5, 14, 15, 300]
            .map(|second| life.is_on(0, None, false, at(second)))
            .to_vec();
        assert_eq!(alive, [true, true, false, false]);
        assert!(life.is_on(1, None, false, at(301)));
        // The judge hangs, and the window does not.
        let mut life = Life::new(start);
        let alive: Vec<bool> = [0, 59, 60, 600]
            .map(|second| life.is_on(second + 1, Some(7), false, at(second)))
            .to_vec();
        assert_eq!(alive, [true, true, false, false]);
        // No screen is on.
        let mut life = Life::new(start);
        assert!(life.is_on(0, Some(7), true, at(10_000)));
        assert!(life.is_on(0, Some(7), false, at(10_001)));
    }

    #[test]
    fn the_supervisor_hears_that_it_is_ready_and_alive() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("notify");
        let ear = UnixDatagram::bind(&place).unwrap();
        let notifier = Notifier::to(place.as_os_str()).unwrap();
        let beats = Arc::new(Mutex::new(Beats::default()));
        let watchdog = Watchdog {
            beats: Arc::clone(&beats),
        };
        watchdog.status("正常\n1");
        watchdog.beat(Some(1));
        thread::spawn(move || feed(&notifier, &beats));
        // Alive from the start, and ready only when it has drawn.
        assert_eq!(heard(&ear), "STATUS=正常1");
        assert_eq!(heard(&ear), "WATCHDOG=1");
        watchdog.beat(Some(2));
        let next = std::iter::repeat_with(|| heard(&ear)).find(|message| message != "WATCHDOG=1");
        assert_eq!(next.as_deref(), Some("READY=1"));
        assert_eq!(heard(&ear), "WATCHDOG=1");
    }

    #[test]
    fn what_is_passed_on_changes_nothing_but_life_and_status() {
        let folder = tempfile::tempdir().unwrap();
        let (inner, outer) = (folder.path().join("inner"), folder.path().join("outer"));
        let ear = UnixDatagram::bind(&inner).unwrap();
        let supervisor = UnixDatagram::bind(&outer).unwrap();
        let notifier = Notifier::to(outer.as_os_str()).unwrap();
        let kiosk = Notifier::to(inner.as_os_str()).unwrap();
        for message in [
            "MAINPID=1",
            "READY=1\nSTOPPING=1\nSTATUS=ok",
            "FDSTORE=1",
            "WATCHDOG=1",
        ] {
            kiosk.say(message);
            pass_on(&ear, &notifier).unwrap();
        }
        assert_eq!(heard(&supervisor), "READY=1");
        assert_eq!(heard(&supervisor), "STATUS=ok");
        assert_eq!(heard(&supervisor), "WATCHDOG=1");
        supervisor.set_nonblocking(true).unwrap();
        assert!(supervisor.recv(&mut [0; 8]).is_err());
        // Also by a name that is no file, as systemd may give.
        let name = format!("yanma-test-{}", std::process::id());
        let address = SocketAddr::from_abstract_name(&name).unwrap();
        let ear = UnixDatagram::bind_addr(&address).unwrap();
        Notifier::to(OsStr::new(&format!("@{name}")))
            .unwrap()
            .say("READY=1");
        assert_eq!(heard(&ear), "READY=1");
    }
}
