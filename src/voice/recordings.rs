//! The recordings: [Ogg Vorbis](https://xiph.org/vorbis/doc/), built in, made by `assets/voice/make`. A hall may lay its own
//! beside them: `zh-CN/NAME.ogg`, `en/NAME.ogg`, `NAME.ogg` for chimes, in a folder of its choice. One that cannot be used is
//! passed over.

use std::fs;
use std::io::{self, Cursor, Read};
use std::path::Path;
use std::time::Duration;

use lewton::inside_ogg::OggStreamReader;

use crate::language::Language;
use crate::spoken::{Chime, Spoken};

/// Samples a second of everything that is played.
pub const RATE: u32 = 24_000;
/// Longest recording of a hall: a screen does not stay for ever.
const LONGEST: Duration = Duration::from_secs(30);
/// Largest recording of a hall in bytes.
const MAX_BYTES: u64 = 2 << 20;

/// Most samples a second that anybody records: more would only be memory.
const MAX_RATE: u32 = 192_000;

/// A name and a file, in alphabetical order.
type Table = &'static [(&'static str, &'static [u8])];

mod built_in {
    include!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/assets/voice/recordings.rs"
    ));
}

/// Mono, [`RATE`] a second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Samples(pub Vec<i16>);

/// Why a recording cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It cannot be read.
    #[error("{0}")]
    Read(#[from] io::Error),
    /// It is no Ogg Vorbis.
    #[error("not Ogg Vorbis")]
    NotVorbis,
    /// There is nothing in it.
    #[error("empty")]
    Empty,
    /// It is longer than 30 seconds, or larger than 2 MiB.
    #[error("too long")]
    TooLong,
}

/// A chime: the hall's own, or the one that is built in.
pub fn chime(chime: Chime, folder: Option<&Path>) -> Option<Samples> {
    let own = folder.and_then(|folder| own(folder, None, chime.name()));
    own.and_then(Result::ok)
        .or_else(|| decoded(built_in_chime(chime)?).ok())
}

/// A sentence: the hall's own recording, or the one that is built in.
pub fn sentence(spoken: &Spoken, language: Language, folder: Option<&Path>) -> Option<Samples> {
    let own = folder.and_then(|folder| own(folder, Some(language), &spoken.name()));
    own.and_then(Result::ok)
        .or_else(|| decoded(built_in(spoken, language)?).ok())
}

/// The built-in file of a chime.
pub fn built_in_chime(chime: Chime) -> Option<&'static [u8]> {
    find(built_in::CHIMES, chime.name())
}

/// The built-in file of a sentence.
pub fn built_in(spoken: &Spoken, language: Language) -> Option<&'static [u8]> {
    let table = match language {
        Language::ZhCn => built_in::ZH_CN,
        Language::En => built_in::EN,
    };
    find(table, &spoken.name())
}

fn find(table: Table, name: &str) -> Option<&'static [u8]> {
    let found = table.iter().find(|(other, _)| *other == name);
    found.map(|(_, bytes)| *bytes)
}

/// The hall's own recording of a name; `None` where it has none.
pub fn own(
    folder: &Path,
    language: Option<Language>,
    name: &str,
) -> Option<Result<Samples, Unusable>> {
    let folder = match language {
        Some(language) => folder.join(language.tag()),
        None => folder.to_owned(),
    };
    let path = folder.join(name).with_extension("ogg");
    // Opening a FIFO would wait for ever.
    if !fs::metadata(&path).ok()?.is_file() {
        return None;
    }
    let read = || -> Result<Samples, Unusable> {
        let mut bytes = Vec::new();
        let file = fs::File::open(&path)?;
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(Unusable::TooLong);
        }
        decoded(&bytes)
    };
    Some(read())
}

/// The sound of a file, mixed to one channel and [`RATE`] samples a second.
///
/// # Errors
/// Every [`Unusable`] but [`Unusable::Read`].
pub fn decoded(bytes: &[u8]) -> Result<Samples, Unusable> {
    let mut reader = OggStreamReader::new(Cursor::new(bytes)).map_err(|_| Unusable::NotVorbis)?;
    let channels = usize::from(reader.ident_hdr.audio_channels.max(1));
    let rate = reader.ident_hdr.audio_sample_rate;
    if !(1..=MAX_RATE).contains(&rate) {
        return Err(Unusable::NotVorbis);
    }
    let most = LONGEST.as_secs() as usize * rate as usize;
    let mut mono: Vec<i16> = Vec::new();
    while let Some(packet) = reader
        .read_dec_packet_itl()
        .map_err(|_| Unusable::NotVorbis)?
    {
        let frames = packet.chunks_exact(channels);
        let mixed = frames.map(|frame| {
            let sum: i64 = frame.iter().map(|sample| i64::from(*sample)).sum();
            (sum / channels as i64) as i16
        });
        mono.extend(mixed);
        if mono.len() > most {
            return Err(Unusable::TooLong);
        }
    }
    match mono.is_empty() {
        true => Err(Unusable::Empty),
        false => Ok(Samples(resampled(&mono, rate, RATE))),
    }
}

/// Between two samples a straight line: good enough for a voice that was recorded at another rate.
fn resampled(samples: &[i16], from_rate: u32, to_rate: u32) -> Vec<i16> {
    if from_rate == to_rate {
        return samples.to_vec();
    }
    let count = samples.len() as u64 * u64::from(to_rate) / u64::from(from_rate);
    let at = |index: usize| samples.get(index).copied().unwrap_or_default();
    let sample = |to: u64| {
        let from = to as f64 * f64::from(from_rate) / f64::from(to_rate);
        let (before, share) = (from as usize, from.fract());
        let (left, right) = (f64::from(at(before)), f64::from(at(before + 1)));
        (left + (right - left) * share) as i16
    };
    (0..count).map(sample).collect()
}

impl Samples {
    /// How long it takes to play them.
    pub fn lasts(&self) -> Duration {
        Duration::from_secs_f64(self.0.len() as f64 / f64::from(RATE))
    }

    /// The recording at another rate, in samples a second.
    pub fn at_rate(&self, rate: u32) -> Vec<i16> {
        resampled(&self.0, RATE, rate)
    }

    /// Makes them as loud as it is wanted: `volume` is 0 to 1.
    pub fn soften(&mut self, volume: f32) {
        let volume = volume.clamp(0.0, 1.0);
        for sample in &mut self.0 {
            *sample = (f32::from(*sample) * volume) as i16;
        }
    }

    /// As [WAV](http://soundfile.sapp.org/doc/WaveFormat/), 16 bits.
    pub fn wav(&self) -> Vec<u8> {
        let data: u32 = (self.0.len() * 2).try_into().unwrap_or_default();
        let mut wav = Vec::with_capacity(44 + self.0.len() * 2);
        wav.extend(b"RIFF");
        wav.extend((36 + data).to_le_bytes());
        wav.extend(b"WAVEfmt ");
        wav.extend(16u32.to_le_bytes());
        wav.extend(1u16.to_le_bytes()); // plain samples
        wav.extend(1u16.to_le_bytes()); // one channel
        wav.extend(RATE.to_le_bytes());
        wav.extend((RATE * 2).to_le_bytes()); // bytes a second
        wav.extend(2u16.to_le_bytes()); // bytes a sample
        wav.extend(16u16.to_le_bytes()); // bits a sample
        wav.extend(b"data");
        wav.extend(data.to_le_bytes());
        wav.extend(self.0.iter().flat_map(|sample| sample.to_le_bytes()));
        wav
    }
}
