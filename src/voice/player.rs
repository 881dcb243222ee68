//! What plays a sound.
//!
//! On Linux a program of the system, one of `aplay` (alsa-utils), `pw-play` (PipeWire) and `paplay` (PulseAudio): it gets a WAV
//! file as its standard input, and is ended when something else is to be said. What it prints is of no use to anybody and
//! goes nowhere. On Windows the system itself (`device.rs`). Elsewhere there is nothing: silence.

use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

#[cfg(windows)]
use super::device::{self, Sounding};
use super::recordings::Samples;

/// Programs that play what they get, and how they are told to.
#[cfg(not(windows))]
const KNOWN: [(&str, &[&str]); 3] = [
    ("aplay", &["-q", "-"]),
    ("pw-play", &["/dev/stdin"]),
    ("paplay", &["/dev/stdin"]),
];

/// What plays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Player {
    /// A program.
    Program {
        /// Where it lies.
        path: PathBuf,
        /// What it is told.
        arguments: Vec<String>,
    },
    /// The system.
    #[cfg(windows)]
    System,
}

/// The players of this machine, the best first; none where there is nothing to play with.
#[cfg(windows)]
pub fn installed() -> Vec<Player> {
    vec![Player::System]
}

/// The players of this machine, the best first; none where there is nothing to play with.
#[cfg(not(windows))]
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
        Some(Player::Program {
            path: find(name)?,
            arguments: arguments
                .iter()
                .map(|argument| (*argument).to_owned())
                .collect(),
        })
    });
    known.collect()
}

impl Player {
    /// Starts to play.
    ///
    /// # Errors
    /// Where there is nothing that plays, or no room for the sound.
    pub fn start(&self, samples: &Samples) -> io::Result<Playing> {
        match self {
            Player::Program { path, arguments } => {
                let child = Command::new(path)
                    .args(arguments)
                    .stdin(Stdio::from(wav_file(samples)?))
                    .stdout(Stdio::null())
                    .stderr(Stdio::null())
                    .spawn()?;
                Ok(Playing::Program(child))
            }
            #[cfg(windows)]
            Player::System => device::start(samples).map(Playing::System),
        }
    }
}

/// A file without a name, which is gone when it is closed: a program that reads from it can be ended at any time.
fn wav_file(samples: &Samples) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    file.write_all(&samples.wav())?;
    file.rewind()?;
    Ok(file)
}

/// A player at work. It is ended, and waited for, when this is dropped: nothing of it is left.
pub enum Playing {
    /// A program.
    Program(Child),
    /// The system.
    #[cfg(windows)]
    System(Sounding),
}

impl Playing {
    /// Whether it has ended well; `None` while it plays.
    pub fn has_worked(&mut self) -> Option<bool> {
        match self {
            Playing::Program(child) => match child.try_wait() {
                Ok(None) => None,
                Ok(Some(status)) => Some(status.success()),
                Err(_) => Some(false),
            },
            #[cfg(windows)]
            Playing::System(sounding) => sounding.has_worked(),
        }
    }

    /// Waits for its end: whether it has ended well.
    pub fn finished(mut self) -> bool {
        loop {
            match self.has_worked() {
                Some(has_worked) => return has_worked,
                None => thread::sleep(Duration::from_millis(20)),
            }
        }
    }
}

impl Drop for Playing {
    fn drop(&mut self) {
        match self {
            Playing::Program(child) => {
                let _ = child.kill(); // it may have ended by itself
                let _ = child.wait();
            }
            #[cfg(windows)]
            Playing::System(_) => {}
        }
    }
}
