//! What the capturing child tells its parent through a pipe: a header of fixed size, then as many bytes as it says.
//! The parent believes nothing: a header that makes no sense ends the conversation.

use std::io::{self, Read, Write};

use crate::source::fault::Fault;

/// Begins every message; the digit changes with the layout, as a program may be replaced while it runs.
const MAGIC: [u8; 4] = *b"YMc2";
/// Magic, kind, width, height, length: in little-endian order.
const HEADER_BYTES: usize = 4 + 4 + 4 + 4 + 4;
/// Longest side in pixels.
const MAX_SIDE: u32 = 8_192;
/// Longest payload in bytes: 4,096 × 4,096 pixels of two bytes.
const MAX_LEN: u32 = 4_096 * 4_096 * 2;

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A camera is open; the payload is what is known of it, as JSON ([`Opened`](super::Opened)).
    Opened = 1,
    /// A picture; the payload is a JPEG.
    Jpeg = 2,
    /// A picture; the payload is YUYV.
    Yuyv = 3,
    /// A picture that was damaged; no payload.
    Damaged = 4,
    /// It is over; the payload is the code of a fault.
    Fault = 5,
}

impl Kind {
    const ALL: [Kind; 5] = [
        Kind::Opened,
        Kind::Jpeg,
        Kind::Yuyv,
        Kind::Damaged,
        Kind::Fault,
    ];
}

/// What stands before a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// What it is about.
    pub kind: Kind,
    /// Pixels in a row; 0 where it is no picture.
    pub width: u32,
    /// Rows; 0 where it is no picture.
    pub height: u32,
    len: u32,
}

impl Header {
    fn bytes(self) -> [u8; HEADER_BYTES] {
        let numbers = [self.kind as u32, self.width, self.height, self.len];
        let mut bytes = [0; HEADER_BYTES];
        let fields = [MAGIC].into_iter().chain(numbers.map(u32::to_le_bytes));
        for (place, field) in bytes.chunks_exact_mut(4).zip(fields) {
            place.copy_from_slice(&field);
        }
        bytes
    }

    fn parse(bytes: &[u8; HEADER_BYTES]) -> Option<Header> {
        let (magic, rest) = bytes.split_first_chunk()?;
        let (kind, rest) = rest.split_first_chunk()?;
        let (width, rest) = rest.split_first_chunk()?;
        let (height, rest) = rest.split_first_chunk()?;
        let (len, _) = rest.split_first_chunk()?;
        let kind = u32::from_le_bytes(*kind);
        let header = Header {
            kind: Kind::ALL.into_iter().find(|k| *k as u32 == kind)?,
            width: u32::from_le_bytes(*width),
            height: u32::from_le_bytes(*height),
            len: u32::from_le_bytes(*len),
        };
        let is_sane = *magic == MAGIC
            && header.width <= MAX_SIDE
            && header.height <= MAX_SIDE
            && header.len <= MAX_LEN;
        is_sane.then_some(header)
    }
}

/// Sends a picture of a size, or another message (of size 0 × 0).
///
/// # Errors
/// Where the pipe is broken, or the payload longer than 4 GiB.
pub fn write(
    out: &mut impl Write,
    kind: Kind,
    (width, height): (u32, u32),
    payload: &[u8],
) -> io::Result<()> {
    let len = u32::try_from(payload.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
    let header = Header {
        kind,
        width,
        height,
        len,
    };
    out.write_all(&header.bytes())?;
    out.write_all(payload)?;
    out.flush()
}

/// Receives a message; its payload replaces what is in `payload`.
///
/// # Errors
/// Where the pipe is broken, or a header makes no sense.
pub fn read(input: &mut impl Read, payload: &mut Vec<u8>) -> io::Result<Header> {
    let mut bytes = [0; HEADER_BYTES];
    input.read_exact(&mut bytes)?;
    let header = Header::parse(&bytes).ok_or(io::ErrorKind::InvalidData)?;
    payload.clear();
    input.take(u64::from(header.len)).read_to_end(payload)?;
    if payload.len() as u64 != u64::from(header.len) {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(header)
}

/// The fault that a payload names.
pub(super) fn fault(payload: &[u8]) -> Option<Fault> {
    Fault::ALL
        .into_iter()
        .find(|fault| fault.code().as_bytes() == payload)
}

#[cfg(test)]
mod tests {
    use super::{Header, Kind, fault, read, write};
    use crate::source::fault::Fault;

    /// A YUYV picture of 2 × 1, written by hand.
    const MESSAGE: &[u8] = b"YMc2\x03\0\0\0\x02\0\0\0\x01\0\0\0\x04\0\0\0\x10\x80\x20\x80";

    #[test]
    fn a_message_is_read_as_it_was_written() {
        let mut written = Vec::new();
        write(&mut written, Kind::Yuyv, (2, 1), b"\x10\x80\x20\x80").unwrap();
        assert_eq!(written, MESSAGE);
        let mut payload = b"older".to_vec();
        let header = read(&mut &*MESSAGE, &mut payload).unwrap();
        assert_eq!(
            (header.kind, header.width, header.height),
            (Kind::Yuyv, 2, 1)
        );
        assert_eq!(payload, b"\x10\x80\x20\x80");
    }

    #[test]
    fn one_message_follows_another() {
        let both = [MESSAGE, MESSAGE].concat();
        let (mut input, mut payload) = (both.as_slice(), Vec::new());
        assert!(read(&mut input, &mut payload).is_ok());
        assert!(read(&mut input, &mut payload).is_ok());
        assert!(read(&mut input, &mut payload).is_err());
    }

    #[test]
    fn a_message_that_was_cut_is_an_error_wherever_it_was_cut() {
        for end in 0..MESSAGE.len() {
            let cut = &MESSAGE[..end];
            assert!(read(&mut &*cut, &mut Vec::new()).is_err(), "{end}");
        }
    }

    #[test]
    fn a_header_that_makes_no_sense_is_refused_before_anything_is_read() {
        let with = |at: usize, bytes: &[u8]| {
            let mut message: Vec<u8> = MESSAGE.to_vec();
            message[at..at + bytes.len()].copy_from_slice(bytes);
            read(&mut message.as_slice(), &mut Vec::new()).map(|header| header.kind)
        };
        assert!(with(0, b"YMc1").is_err(), "another layout");
        assert!(with(0, b"\xFF\xD8\xFF\xE0").is_err(), "not ours");
        assert!(with(4, &[0, 0, 0, 0]).is_err(), "no such kind");
        assert!(with(4, &[6, 0, 0, 0]).is_err(), "no such kind");
        assert!(with(4, &[3, 1, 0, 0]).is_err(), "no such kind");
        assert!(with(8, &[1, 0x20, 0, 0]).is_err(), "8,193 wide");
        assert!(with(12, &[1, 0x20, 0, 0]).is_err(), "8,193 high");
        assert!(with(16, &[1, 0, 0, 2]).is_err(), "one byte too long");
        assert_eq!(with(4, &[2, 0, 0, 0]).unwrap(), Kind::Jpeg);
    }

    #[test]
    fn every_kind_and_every_fault_has_a_code_of_its_own() {
        for kind in Kind::ALL {
            let header = Header {
                kind,
                width: 1,
                height: 2,
                len: 3,
            };
            assert_eq!(Header::parse(&header.bytes()), Some(header));
        }
        for each in Fault::ALL {
            assert_eq!(fault(each.code().as_bytes()), Some(each));
        }
        assert_eq!(fault(b""), None);
        assert_eq!(fault(b"busy "), None);
    }
}
