//! From files, standard input and folders to frames, within limits.
//!
//! Named files are known by their content, files in folders by their ending. Nothing is ever written. The way back is
//! [`thumbnail`], for sheets.
//!
//! What a file shows must not depend on who shows it: every field of a format that changes what a viewer shows is heeded as
//! all viewers do, or the file is refused, or what it may show besides is looked at, too. A file for each format says field
//! by field what is done (`png`, `jpeg`, `gif`, `bmp`, `tiff`, `webp`), and `tests/formats.rs` has a row for each.

mod bmp;
mod decode;
mod entropy;
mod fax;
mod gif;
mod huffman;
mod inside;
mod jpeg;
mod png;
mod tiff;
mod webp;

pub use decode::silence_caught_panics;

use std::fs::{self, File};
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use image::ImageFormat;
use walkdir::WalkDir;

use crate::scan::{Frame, Quad};
use decode::Permit;

/// Largest file in bytes.
pub const MAX_FILE_BYTES: u64 = 64 << 20;
/// Most pixels of a picture.
pub const MAX_PIXELS: u64 = 100_000_000;

/// Endings of pictures in folders. HEIC and AVIF cannot be read, but a photo that was not looked at must be told.
pub const PICTURE_ENDINGS: [&str; 12] = [
    "png", "jpg", "jpeg", "jfif", "webp", "bmp", "gif", "tif", "tiff", "heic", "heif", "avif",
];

/// Longest side of a thumbnail in pixels: a little more than what is printed of it.
const THUMBNAIL_PIXELS: f32 = 240.0;
/// Samples for each pixel of a thumbnail, in each direction.
const THUMBNAIL_SAMPLES: u32 = 4;
/// What is painted over codes that are not safe: grey.
const COVER: [u8; 3] = [128; 3];

/// Why an input is not a frame.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    /// There is nothing at this path.
    #[error("no such file")]
    NotFound,
    /// The file may not be read.
    #[error("permission denied")]
    NoPermission,
    /// A device, FIFO or socket.
    #[error("not a regular file")]
    NotRegular,
    /// The file is empty.
    #[error("empty file")]
    Empty,
    /// More than [`MAX_FILE_BYTES`].
    #[error("larger than {MAX_FILE_BYTES} bytes")]
    TooLarge,
    /// More than [`MAX_PIXELS`].
    #[error("{width} × {height} pixels")]
    TooManyPixels {
        /// Pixels in a row.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// A known format that is not read.
    #[error("{0} is not read")]
    Unsupported(&'static str),
    /// No picture at all.
    #[error("not a picture")]
    NotAPicture,
    /// A film, not a picture.
    #[error("a film")]
    Film,
    /// A picture that ends early or is broken.
    #[error("damaged picture")]
    Damaged,
    /// A picture that is stored so that programs may show different things.
    #[error("stored in an unusual way")]
    Unusual,
    /// A picture in the inks of a press, and nobody knows how they look on a screen.
    #[error("saved for printing")]
    ForPrinting,
    /// A folder without pictures.
    #[error("no pictures in the folder")]
    NoPictures,
    /// Any other fault of the system.
    #[error(transparent)]
    Io(io::Error),
}

impl From<io::Error> for ImageError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => ImageError::NotFound,
            io::ErrorKind::PermissionDenied => ImageError::NoPermission,
            _ => ImageError::Io(error),
        }
    }
}

/// The pictures of a folder and of the folders in it.
#[derive(Debug, Default)]
pub struct Folder {
    /// Sorted by the bytes of their paths.
    pub pictures: Vec<PathBuf>,
    /// Files of other kinds, and links, that were passed over.
    pub others: usize,
    /// Folders inside that could not be opened.
    pub closed: Vec<PathBuf>,
}

/// What a path stands for: a file, or the pictures of a folder.
#[derive(Debug, Default)]
pub struct Files {
    /// In order; with the reason where one cannot be looked at.
    pub files: Vec<(PathBuf, Option<ImageError>)>,
    /// Files of other kinds, and links, that were passed over.
    pub others: usize,
}

/// The files that a path stands for. What is wrong with a folder stands in its place.
pub fn files(path: PathBuf) -> Files {
    if !path.is_dir() {
        return Files {
            files: vec![(path, None)],
            others: 0,
        };
    }
    match folder(&path) {
        Ok(folder) => {
            let pictures = folder.pictures.into_iter().map(|path| (path, None));
            let closed = folder.closed.into_iter();
            let closed = closed.map(|path| (path, Some(ImageError::NoPermission)));
            Files {
                files: pictures.chain(closed).collect(),
                others: folder.others,
            }
        }
        Err(error) => Files {
            files: vec![(path, Some(error))],
            others: 0,
        },
    }
}

/// Lists the pictures of a folder. Symbolic links are not followed.
///
/// # Errors
/// [`ImageError::NoPictures`] where there is none and nothing was closed.
pub fn folder(path: &Path) -> Result<Folder, ImageError> {
    fs::read_dir(path)?;
    let mut folder = Folder::default();
    for found in WalkDir::new(path).min_depth(1).follow_links(false) {
        match found {
            Ok(found) if found.file_type().is_dir() => {}
            Ok(found) if found.file_type().is_file() && has_picture_ending(found.path()) => {
                folder.pictures.push(found.into_path());
            }
            Ok(_) => folder.others += 1,
            Err(error) => folder.closed.extend(error.path().map(Path::to_owned)),
        }
    }
    if folder.pictures.is_empty() && folder.closed.is_empty() {
        return Err(ImageError::NoPictures);
    }
    folder.pictures.sort_by(|a, b| {
        a.as_os_str()
            .as_encoded_bytes()
            .cmp(b.as_os_str().as_encoded_bytes())
    });
    Ok(folder)
}

fn has_picture_ending(path: &Path) -> bool {
    path.extension()
        .and_then(|ending| ending.to_str())
        .is_some_and(|ending| {
            PICTURE_ENDINGS
                .iter()
                .any(|known| ending.eq_ignore_ascii_case(known))
        })
}

/// A picture to judge. Large ones are judged one at a time: they wait here for each other, and let the next one in when
/// they are dropped.
pub struct Opened {
    /// The picture.
    pub frame: Frame,
    _permit: Option<Permit>,
}

impl From<Frame> for Opened {
    fn from(frame: Frame) -> Opened {
        Opened {
            frame,
            _permit: None,
        }
    }
}

/// Opens a picture to judge it.
///
/// # Errors
/// See [`ImageError`].
pub fn opened_file(path: &Path) -> Result<Opened, ImageError> {
    // Opening a FIFO would wait for ever, so ask first.
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(ImageError::NotRegular);
    }
    // Files that the system makes up say that they are empty, and some of them never end, or wait.
    let len = metadata.len();
    if len == 0 {
        return Err(ImageError::Empty);
    }
    if len > MAX_FILE_BYTES {
        return Err(ImageError::TooLarge);
    }
    opened_reader(File::open(path)?)
}

/// Reads a picture from a stream, such as standard input.
///
/// # Errors
/// See [`ImageError`].
pub fn opened_reader(reader: impl Read) -> Result<Opened, ImageError> {
    let mut bytes = Vec::new();
    reader.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(ImageError::TooLarge);
    }
    decode::opened(&bytes)
}

/// Reads a picture from a file.
///
/// # Errors
/// See [`ImageError`].
pub fn frame_of_file(path: &Path) -> Result<Frame, ImageError> {
    opened_file(path).map(|opened| opened.frame)
}

/// Reads a picture from a stream, such as standard input.
///
/// # Errors
/// See [`ImageError`].
pub fn frame_of_reader(reader: impl Read) -> Result<Frame, ImageError> {
    opened_reader(reader).map(|opened| opened.frame)
}

/// Reads a picture from the bytes of a file. EXIF orientation is applied.
///
/// # Errors
/// See [`ImageError`].
pub fn frame_of_bytes(bytes: &[u8]) -> Result<Frame, ImageError> {
    decode::opened(bytes).map(|opened| opened.frame)
}

/// A small picture of a frame as PNG. The `covered` places, codes that are not safe, are painted over, so that nobody
/// scans them from paper. `None` only for a frame without pixels.
pub fn thumbnail(frame: &Frame, covered: &[Quad]) -> Option<Vec<u8>> {
    let small = reduced(frame, THUMBNAIL_PIXELS, covered)?;
    let mut png = Cursor::new(Vec::new());
    small.write_to(&mut png, ImageFormat::Png).ok()?;
    Some(png.into_inner())
}

/// A copy of a frame of which no side is longer than `longest`, in pixels, with the `covered` places painted over.
pub fn reduced(frame: &Frame, longest: f32, covered: &[Quad]) -> Option<image::RgbImage> {
    let (width, height) = (frame.width() as f32, frame.height() as f32);
    let scale = (width.max(height) / longest).max(1.0);
    let covered: Vec<Quad> = covered.iter().map(with_quiet_zone).collect();
    let mut small = image::RgbImage::new(
        ((width / scale) as u32).max(1),
        ((height / scale) as u32).max(1),
    );
    for (column, row, pixel) in small.enumerate_pixels_mut() {
        let (left, top) = (column as f32 * scale, row as f32 * scale);
        let centre = [left + scale / 2.0, top + scale / 2.0];
        pixel.0 = if covered.iter().any(|quad| quad.contains(centre)) {
            COVER
        } else {
            mean(frame, left, top, scale)?
        };
    }
    Some(small)
}

/// A symbol with some room around it: it is covered even where its corners were found a bit off.
fn with_quiet_zone(symbol: &Quad) -> Quad {
    let centre = symbol.centre();
    symbol.map(|corner| [0, 1].map(|axis| centre[axis] + (corner[axis] - centre[axis]) * 1.2))
}

/// The mean colour of a square, by samples; a pixel of a picture of 100 million would be the mean of many thousand.
fn mean(frame: &Frame, left: f32, top: f32, side: f32) -> Option<[u8; 3]> {
    // Where a pixel is a pixel, one look at it is enough.
    let samples = if side > 1.0 { THUMBNAIL_SAMPLES } else { 1 };
    let at = |start: f32, index: u32, end: usize| {
        let place = start + (index as f32 + 0.5) * side / samples as f32;
        Some((place as usize).min(end.checked_sub(1)?))
    };
    let mut sums = [0; 3];
    for row in 0..samples {
        for column in 0..samples {
            let (x, y) = (
                at(left, column, frame.width())?,
                at(top, row, frame.height())?,
            );
            for (sum, value) in sums.iter_mut().zip(frame.pixel(x, y)?) {
                *sum += u32::from(value);
            }
        }
    }
    Some(sums.map(|sum| (sum / (samples * samples)) as u8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thumbnail_is_small_keeps_its_shape_and_covers_codes_that_are_not_safe() {
        // White, 1200 × 600, half of it under a cover.
        let frame = Frame::luma(1200, 600, vec![255; 1200 * 600]).unwrap();
        let covered = Quad([
            [100.0, 100.0],
            [500.0, 100.0],
            [500.0, 500.0],
            [100.0, 500.0],
        ]);
        let png = thumbnail(&frame, &[covered]).unwrap();
        let small = image::load_from_memory(&png).unwrap().into_rgb8();
        assert_eq!(small.dimensions(), (240, 120));
        assert_eq!(small.get_pixel(60, 60).0, COVER);
        assert_eq!(small.get_pixel(18, 60).0, COVER); // outside by a little: the quiet zone
        assert_eq!(small.get_pixel(5, 60).0, [255; 3]);
        assert_eq!(small.get_pixel(180, 60).0, [255; 3]);
    }

    #[test]
    fn a_thumbnail_of_a_small_transparent_picture_is_no_larger_and_on_white() {
        let frame = Frame::rgba(2, 1, vec![200, 0, 0, 255, 0, 0, 0, 0]).unwrap();
        let small = image::load_from_memory(&thumbnail(&frame, &[]).unwrap());
        let small = small.unwrap().into_rgb8();
        assert_eq!(small.into_raw(), [200, 0, 0, 255, 255, 255]);
        let empty = Frame::luma(0, 5, Vec::new()).unwrap();
        assert_eq!(thumbnail(&empty, &[]), None);
    }
}
