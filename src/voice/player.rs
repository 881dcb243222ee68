//! A program of the system that plays a sound: it gets a WAV file as its standard input, and is ended when something else is
//! to be said. What it prints is of no use to anybody and goes nowhere.
//!
//! On Linux one of `aplay` (alsa-utils), `pw-play` (PipeWire) and `paplay` (PulseAudio). Elsewhere there is none: silence.

use std::fs::File;
use std::io::{self, Seek};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// Programs that play what they get, and how they are told to.
const KNOWN: [(&str, &[&str]); 3] = [
    ("aplay", &["-q", "-"]),
    ("pw-play", &["/dev/stdin"]),
    ("paplay", &["/dev/stdin"]),
];

/// A program that plays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Player {
    /// Where it lies.
    pub program: PathBuf,
    /// What it is told.
    pub arguments: Vec<String>,
}

/// The players of this machine, the best first; none where there is nothing to play with.
pub fn installed() -> Vec<Player> {
    if !cfg!(target_os = "linux") {
        return Vec::new();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .collect();
    let find = |name: &str| {
        let mut places = folders.iter().map(|folder| folder.join(name));
        places.find(|place| place.is_file())
    };
    let known = KNOWN.iter().filter_map(|(name, arguments)| {
        Some(Player {
            program: find(name)?,
            arguments: arguments
                .iter()
                .map(|argument| (*argument).to_owned())
                .collect(),
        })
    });
    known.collect()
}

impl Player {
    /// Starts to play `wav` from its beginning.
    ///
    /// # Errors
    /// Where the program cannot be started.
    pub fn start(&self, mut wav: File) -> io::Result<Playing> {
        wav.rewind()?; // another player may have read it
        let child = Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::from(wav))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Playing { child })
    }
}

/// A player at work. It is ended, and waited for, when this is dropped: nothing of it is left.
pub struct Playing {
    child: Child,
}

impl Playing {
    /// Whether it has ended well; `None` while it plays.
    pub fn has_worked(&mut self) -> Option<bool> {
        match self.child.try_wait() {
            Ok(None) => None,
            Ok(Some(status)) => Some(status.success()),
            Err(_) => Some(false),
        }
    }

    /// Waits for its end: whether it has ended well.
    pub fn finished(mut self) -> bool {
        self.child.wait().is_ok_and(|status| status.success())
    }
}

impl Drop for Playing {
    fn drop(&mut self) {
        let _ = self.child.kill(); // it may have ended by itself
        let _ = self.child.wait();
    }
}
