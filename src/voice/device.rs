//! On Windows the system plays a sound, through [cpal](https://docs.rs/cpal): it stands on nothing there that has to be
//! installed. Checked by the compiler only: nobody has heard it yet.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{SampleFormat, Stream};

use super::recordings::Samples;

/// Silence that is played after the end, in parts of a second: what was handed over is heard then.
const TAIL: usize = 3;

const PLAYS: u8 = 0;
const ENDED: u8 = 1;
const FAILED: u8 = 2;

/// A sound that is being played; it ends when this is dropped.
pub struct Sounding {
    _stream: Stream,
    state: Arc<AtomicU8>,
}

/// Starts to play.
///
/// # Errors
/// Where there is no device, or none that takes what nearly all take.
pub fn start(samples: &Samples) -> io::Result<Sounding> {
    let device = cpal::default_host().default_output_device();
    let device = device.ok_or(io::ErrorKind::NotFound)?;
    let config = device.default_output_config().map_err(io::Error::other)?;
    if config.sample_format() != SampleFormat::F32 {
        return Err(io::ErrorKind::Unsupported.into());
    }
    let rate = config.sample_rate();
    let sound = samples.at_rate(rate);
    let end = sound.len() + rate as usize / TAIL;
    let channels = usize::from(config.channels().max(1));
    let state = Arc::new(AtomicU8::new(PLAYS));
    let (ended, failed) = (Arc::clone(&state), Arc::clone(&state));
    let mut next = 0;
    let give = move |out: &mut [f32], _: &cpal::OutputCallbackInfo| {
        for frame in out.chunks_mut(channels) {
            let sample = sound.get(next).copied().unwrap_or_default();
            frame.fill(f32::from(sample) / 32_768.0);
            next += 1;
        }
        if next >= end {
            ended.store(ENDED, Ordering::Relaxed);
        }
    };
    let fail = move |_| failed.store(FAILED, Ordering::Relaxed);
    let stream = device
        .build_output_stream(config.config(), give, fail, None)
        .map_err(io::Error::other)?;
    stream.play().map_err(io::Error::other)?;
    Ok(Sounding {
        _stream: stream,
        state,
    })
}

impl Sounding {
    /// Whether it has ended well; `None` while it plays.
    pub fn has_worked(&self) -> Option<bool> {
        match self.state.load(Ordering::Relaxed) {
            PLAYS => None,
            state => Some(state == ENDED),
        }
    }
}
