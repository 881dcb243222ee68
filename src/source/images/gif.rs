//! What the blocks of a GIF say beside its pixels: [GIF89a](https://www.w3.org/Graphics/GIF/spec-gif89a.txt).
//!
//! What does not count: delay and disposal of the only frame; the shape of pixels and the colour of the background, which
//! no viewer heeds; comments; a missing trailer, and what stands behind one.

use super::ImageError;
use crate::source::colour_profile::Colours;

/// What a GIF says.
#[derive(Debug, Default)]
pub struct Gif {
    /// It moves.
    pub several_frames: bool,
    /// About its colours.
    pub colours: Vec<Colours>,
}

/// Reads all blocks.
pub fn read(bytes: &[u8]) -> Result<Gif, ImageError> {
    let mut gif = Gif::default();
    let mut reader = Reader { bytes, at: 6 };
    let [width, height] = [reader.number(), reader.number()].map(Option::unwrap_or_default);
    let flags = reader.take(3).and_then(<[u8]>::first).copied();
    reader.colour_table(flags).ok_or(ImageError::Damaged)?;
    let has_table = flags.is_some_and(|flags| flags & 0x80 != 0);
    let mut frames = 0;
    let mut profiles = 0;
    loop {
        let block = reader.take(1).and_then(<[u8]>::first);
        match block {
            Some(0x2C) => {
                let place = [(); 4].map(|()| reader.number());
                let [Some(left), Some(top), Some(columns), Some(rows)] = place else {
                    return first_or_several(gif, frames);
                };
                let flags = reader.take(1).and_then(<[u8]>::first).copied();
                let is_whole = reader
                    .colour_table(flags)
                    .and_then(|()| reader.take(1)) // bits of a code
                    .and_then(|_| reader.sub_blocks())
                    .is_some();
                frames += 1;
                if frames > 1 {
                    gif.several_frames = true;
                    return Ok(gif);
                }
                if !is_whole {
                    return Err(ImageError::Damaged);
                }
                // Most viewers make the screen larger.
                let is_outside = left + columns > width || top + rows > height;
                let has_table = has_table || flags.is_some_and(|flags| flags & 0x80 != 0);
                if is_outside || !has_table {
                    return Err(ImageError::Unusual);
                }
            }
            Some(0x21) => {
                let label = reader.take(1).and_then(<[u8]>::first).copied();
                let Some(data) = reader.sub_blocks() else {
                    return first_or_several(gif, frames);
                };
                match label {
                    Some(0x01) => return Err(ImageError::Unusual), // text that is drawn
                    Some(0xFF) => {
                        if let Some(profile) = data.strip_prefix(b"ICCRGBG1012") {
                            profiles += 1;
                            gif.colours.push(Colours::Profile(profile.to_vec()));
                        }
                    }
                    _ => {}
                }
            }
            Some(0) => {} // the end of nothing
            // The end, also where it is missing.
            Some(0x3B) | None if frames > 0 => break,
            // Some viewers skip what they do not know, up to the next frame.
            Some(_) if frames > 0 => {
                gif.several_frames = true;
                break;
            }
            _ => return Err(ImageError::Damaged),
        }
    }
    if profiles > 1 {
        gif.colours.push(Colours::Unclear);
    }
    Ok(gif)
}

/// Where the file ends within a block: behind the first frame, a viewer may still make something of it.
fn first_or_several(gif: Gif, frames: usize) -> Result<Gif, ImageError> {
    match frames {
        0 => Err(ImageError::Damaged),
        _ => Ok(Gif {
            several_frames: true,
            ..gif
        }),
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at + len)?;
        self.at += len;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        let bytes = self.take(2)?.first_chunk()?;
        Some(u32::from(u16::from_le_bytes(*bytes)))
    }

    fn colour_table(&mut self, flags: Option<u8>) -> Option<()> {
        let flags = flags?;
        if flags & 0x80 != 0 {
            self.take(3 << ((flags & 7) + 1))?;
        }
        Some(())
    }

    fn sub_blocks(&mut self) -> Option<Vec<u8>> {
        let mut data = Vec::new();
        loop {
            match self.take(1)?.first()? {
                0 => return Some(data),
                len => data.extend_from_slice(self.take(usize::from(*len))?),
            }
        }
    }
}
