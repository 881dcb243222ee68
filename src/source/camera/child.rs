//! The child process that films, and what it tells.

use std::io;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

use super::wire::{self, Kind};
use super::{Opened, named, picture};
use crate::source::fault::Fault;
use crate::source::format::Format;

/// How long the end of a killed child is waited for when all is over: it may be deep in a driver.
const END_LIMIT: Duration = Duration::from_secs(1);

/// The hidden subcommand of the child.
const CAPTURE: &str = "capture";
/// Its option to choose a camera.
const CAMERA: &str = "--camera";
/// Its option to ask for a format.
const FORMAT: &str = "--format";
/// Its option to list cameras instead.
const LIST: &str = "--list";

/// What the child tells, decoded.
pub enum Event {
    Opened(Opened),
    Views {
        views: picture::Views,
        taken: Instant,
    },
    Damaged,
    Fault(Fault),
}

/// A child that films; it is ended when this is dropped.
pub struct Capturing {
    child: Child,
}

fn decode(mut stdout: ChildStdout, send: &SyncSender<Event>) {
    let mut payload = Vec::new();
    // It ends with the child, or with a message that makes no sense.
    while let Ok(header) = wire::read(&mut stdout, &mut payload) {
        let taken = Instant::now();
        let picture = |views: Option<picture::Views>| match views {
            Some(views) => Event::Views { views, taken },
            None => Event::Damaged,
        };
        let event = match header.kind {
            Kind::Opened => match serde_json::from_slice(&payload) {
                Ok(opened) => Event::Opened(opened),
                Err(_) => return,
            },
            Kind::Jpeg => picture(picture::of_jpeg(&payload)),
            Kind::Yuyv => picture(picture::of_yuyv(header.width, header.height, &payload)),
            Kind::Damaged => Event::Damaged,
            Kind::Fault => Event::Fault(wire::fault(&payload).unwrap_or(Fault::Unusable)),
        };
        if send.send(event).is_err() {
            return;
        }
    }
}

impl Capturing {
    /// Starts a child that films, and a thread that decodes what it sends. One event waits at most, so that nothing
    /// old queues up; a thread that gets stuck or dies with a picture is given up together with its child.
    pub fn film(
        choice: Option<&str>,
        format: Option<Format>,
    ) -> io::Result<(Capturing, Receiver<Event>)> {
        // In one word: the name of a camera may begin with a hyphen.
        let choice = choice.map(|choice| format!("{CAMERA}={choice}"));
        let format = format.map(|format| format!("{FORMAT}={format}"));
        let arguments: Vec<&str> = [&choice, &format]
            .into_iter()
            .filter_map(Option::as_deref)
            .collect();
        let mut capturing = Capturing::start(&arguments)?;
        let stdout = capturing.output();
        let stdout = stdout.ok_or(io::ErrorKind::BrokenPipe)?;
        let (send, events) = mpsc::sync_channel(1);
        named("camera-decode", move || decode(stdout, &send))?;
        Ok((capturing, events))
    }

    /// Starts a child that lists the cameras.
    pub fn list() -> io::Result<Capturing> {
        Capturing::start(&[LIST])
    }

    /// What the child writes; once.
    pub fn output(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    fn start(arguments: &[&str]) -> io::Result<Capturing> {
        let mut command = Command::new(program()?);
        command
            .arg(CAPTURE)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        #[cfg(windows)]
        {
            use std::os::windows::process::CommandExt;
            /// No console window (`CREATE_NO_WINDOW`, Win32 process creation flags).
            const CREATE_NO_WINDOW: u32 = 0x0800_0000;
            command.creation_flags(CREATE_NO_WINDOW);
        }
        Ok(Capturing {
            child: command.spawn()?,
        })
    }

    /// Kills the child; the system may take its time.
    pub fn end(&mut self) {
        let _ = self.child.kill();
    }

    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Capturing {
    fn drop(&mut self) {
        self.end();
        let deadline = Instant::now() + END_LIMIT;
        while !self.has_ended() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// This program. A package manager may replace the file while it runs, and Linux then names the one that is gone.
fn program() -> io::Result<PathBuf> {
    let program = std::env::current_exe()?;
    let replaced = program
        .to_str()
        .and_then(|path| path.strip_suffix(" (deleted)"));
    Ok(replaced.map_or_else(|| program.clone(), PathBuf::from))
}
