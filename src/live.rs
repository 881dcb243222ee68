//! What a camera shows now: the newest picture and its format, or why there is none. A camera, or the demo that plays
//! files, puts it into a [`Slot`]; the scanning thread and the window look there. There is one place and the newest
//! wins, so nothing queues up and nothing old is ever judged.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::scan::Frame;

/// One picture of a camera, as the camera saw it (not mirrored).
pub struct Picture {
    /// Counts up by one for each picture of this run, from 1; a gap is a dropped one.
    pub number: u64,
    /// When it arrived.
    pub taken: Instant,
    /// In grey (BT.601), to be scanned.
    pub luma: Frame,
    /// Red, green, blue of each pixel, to be shown: `luma.width()` × `luma.height()` × 3 bytes.
    pub rgb: Vec<u8>,
}

/// Why there is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// No camera is there.
    NoCamera,
    /// Another program has the camera.
    Busy,
    /// The system does not allow this user to open the camera.
    NoPermission,
    /// The camera was pulled, or went away.
    Unplugged,
    /// The camera sends nothing any more, or never began.
    Stalled,
    /// The camera sends the same picture again and again.
    Frozen,
    /// The camera has no format that can be used, or sends nothing but damaged pictures.
    Unusable,
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 7] = [
        Fault::NoCamera,
        Fault::Busy,
        Fault::NoPermission,
        Fault::Unplugged,
        Fault::Stalled,
        Fault::Frozen,
        Fault::Unusable,
    ];

    /// Its name for programs; never changes.
    pub fn code(self) -> &'static str {
        match self {
            Fault::NoCamera => "no-camera",
            Fault::Busy => "busy",
            Fault::NoPermission => "no-permission",
            Fault::Unplugged => "unplugged",
            Fault::Stalled => "stalled",
            Fault::Frozen => "frozen",
            Fault::Unusable => "unusable",
        }
    }
}

/// How a camera packs its pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Coding {
    /// A JPEG for each picture.
    Mjpeg,
    /// Two bytes a pixel: brightness, and every other time blue or red.
    Yuyv,
}

impl Coding {
    fn name(self) -> &'static str {
        match self {
            Coding::Mjpeg => "MJPEG",
            Coding::Yuyv => "YUYV",
        }
    }
}

/// How a camera films, or says that it can. Drivers exaggerate: a format may still be refused, or be slower.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Format {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Pictures a second.
    pub fps: u32,
    /// How it packs them.
    pub coding: Coding,
}

impl Format {
    /// Reads what is printed for a format, such as `1280×720 MJPEG 30/s`; by hand also `1280x720 mjpeg 30`.
    pub fn parse(text: &str) -> Option<Format> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [size, coding, fps] = words[..] else {
            return None;
        };
        let (width, height) = size.split_once(['×', 'x'])?;
        let mut codings = [Coding::Mjpeg, Coding::Yuyv].into_iter();
        Some(Format {
            width: width.parse().ok()?,
            height: height.parse().ok()?,
            fps: fps.strip_suffix("/s").unwrap_or(fps).parse().ok()?,
            coding: codings.find(|known| known.name().eq_ignore_ascii_case(coding))?,
        })
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Format {
            width, height, fps, ..
        } = self;
        write!(f, "{width}×{height} {} {fps}/s", self.coding.name())
    }
}

/// What a camera shows now.
#[derive(Clone)]
pub enum Now {
    /// It was just asked to start.
    Starting,
    /// It is running; this is the newest picture.
    Live(Arc<Picture>),
    /// Something is wrong; it is being tried again all the time.
    Fault(Fault),
}

/// The one place for what a camera shows now.
pub struct Slot {
    newest: Mutex<(u64, Now)>,
    changed: Condvar,
    tell: Box<dyn Fn() + Send + Sync>,
}

impl Slot {
    /// An empty place. `tell` is called after every change, from the thread that made it: it must be quick.
    pub fn new(tell: impl Fn() + Send + Sync + 'static) -> Slot {
        Slot {
            newest: Mutex::new((0, Now::Starting)),
            changed: Condvar::new(),
            tell: Box::new(tell),
        }
    }

    /// Replaces what is there.
    pub fn put(&self, now: Now) {
        let mut newest = self.lock();
        *newest = (newest.0 + 1, now);
        drop(newest);
        self.changed.notify_all();
        (self.tell)();
    }

    /// What is there, with the count of changes so far.
    pub fn newest(&self) -> (u64, Now) {
        self.lock().clone()
    }

    /// Waits for a change after the `seen`-th; `None` if there is none within `at_most`.
    pub fn newer_than(&self, seen: u64, at_most: Duration) -> Option<(u64, Now)> {
        let (newest, _) = self
            .changed
            .wait_timeout_while(self.lock(), at_most, |newest| newest.0 <= seen)
            .unwrap_or_else(PoisonError::into_inner);
        (newest.0 > seen).then(|| newest.clone())
    }

    // A thread that panicked cannot have left half a value here.
    fn lock(&self) -> MutexGuard<'_, (u64, Now)> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Coding, Format};

    #[test]
    fn a_format_is_read_as_it_is_printed_and_as_people_write_it() {
        let format = Format {
            width: 1280,
            height: 720,
            fps: 30,
            coding: Coding::Mjpeg,
        };
        assert_eq!(format.to_string(), "1280×720 MJPEG 30/s");
        for text in [
            "1280×720 MJPEG 30/s",
            "1280x720 mjpeg 30",
            "  1280x720  MJPEG  30/s ",
        ] {
            assert_eq!(Format::parse(text), Some(format), "{text}");
        }
        let yuyv = Format {
            coding: Coding::Yuyv,
            ..format
        };
        assert_eq!(Format::parse(&yuyv.to_string()), Some(yuyv));
    }

    #[test]
    fn what_names_no_format_is_none() {
        for text in [
            "",
            "auto",
            "1280×720",
            "1280×720 MJPEG",
            "1280×720 H264 30/s",
            "1280×720 MJPEG 30/s extra",
            "1280 720 MJPEG 30",
            "-1280×720 MJPEG 30/s",
            "1280×720 MJPEG 7.5/s",
            "99999999999×720 MJPEG 30/s",
        ] {
            assert_eq!(Format::parse(text), None, "{text}");
        }
    }
}
