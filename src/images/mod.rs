//! From files, standard input and folders to frames, within limits.
//!
//! Named files are known by their content, files in folders by their ending. Nothing is ever written. The way back is
//! [`thumbnail`], for sheets.

use std::fs::{self, File};
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use image::codecs::{gif::GifDecoder, png::PngDecoder, webp::WebPDecoder};
use image::{
    AnimationDecoder, DynamicImage, ImageDecoder, ImageError as DecodeError, ImageFormat,
    ImageReader, Limits,
};
use walkdir::WalkDir;

use crate::colour_profile::{self, PngColours};
use crate::scan::{Frame, Quad};

/// Largest file in bytes.
pub const MAX_FILE_BYTES: u64 = 64 << 20;
/// Most pixels of a picture.
pub const MAX_PIXELS: u64 = 100_000_000;
/// Most memory in bytes that a picture decoder may take: 100 million pixels of 8 bytes, and room to work.
const MAX_DECODER_BYTES: u64 = 840 << 20;
/// Pictures with more pixels are decoded one at a time.
const LARGE_PIXELS: u64 = 20_000_000;
static ONE_LARGE_PICTURE: Mutex<()> = Mutex::new(());

/// Endings of pictures in folders. HEIC and AVIF cannot be read, but a photo that was not looked at must be told.
const PICTURE_ENDINGS: [&str; 12] = [
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
    /// A picture that ends early or is broken.
    #[error("damaged picture")]
    Damaged,
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

/// Reads a picture from a file.
///
/// # Errors
/// See [`ImageError`].
pub fn frame_of_file(path: &Path) -> Result<Frame, ImageError> {
    // Opening a FIFO would wait for ever, so ask first.
    if !fs::metadata(path)?.is_file() {
        return Err(ImageError::NotRegular);
    }
    frame_of_reader(File::open(path)?)
}

/// Reads a picture from a stream, such as standard input.
///
/// # Errors
/// See [`ImageError`].
pub fn frame_of_reader(reader: impl Read) -> Result<Frame, ImageError> {
    let mut bytes = Vec::new();
    reader.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(ImageError::TooLarge);
    }
    frame_of_bytes(&bytes)
}

/// Reads a picture from the bytes of a file. EXIF orientation is applied.
///
/// # Errors
/// See [`ImageError`].
pub fn frame_of_bytes(bytes: &[u8]) -> Result<Frame, ImageError> {
    if bytes.is_empty() {
        return Err(ImageError::Empty);
    }
    if let Some(name) = unsupported_format(bytes) {
        return Err(ImageError::Unsupported(name));
    }
    let format = image::guess_format(bytes).map_err(|_| ImageError::NotAPicture)?;
    // A JPEG that ends early decodes to part of a picture without an error.
    if format == ImageFormat::Jpeg && !jpeg_is_whole(bytes) {
        return Err(ImageError::Damaged);
    }
    let png_colours = match format {
        ImageFormat::Png => colour_profile::of_png(bytes),
        _ => PngColours::default(),
    };
    if png_colours.huge_profile {
        return Err(ImageError::Damaged);
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(decode_error)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(ImageError::TooManyPixels { width, height });
    }
    // Large pictures one at a time, or a folder of them would take all memory.
    let is_large = u64::from(width) * u64::from(height) > LARGE_PIXELS;
    let _permit = is_large.then(|| ONE_LARGE_PICTURE.lock());
    let odd_profile = match decoder.icc_profile().map_err(decode_error)? {
        Some(profile) => colour_profile::is_odd(&profile),
        None => false,
    };
    let orientation = decoder.orientation().map_err(decode_error)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(decode_error)?;
    picture.apply_orientation(orientation);
    let several_frames = has_several_frames(bytes, format);
    frame_of_picture(picture)
        .map(|frame| {
            frame
                .with_several_frames(several_frames)
                .with_odd_colours(odd_profile || png_colours.odd)
        })
        .ok_or(ImageError::Damaged)
}

/// A small picture of a frame as PNG. The `covered` places, codes that are not safe, are painted over, so that nobody
/// scans them from paper. `None` only for a frame without pixels.
pub fn thumbnail(frame: &Frame, covered: &[Quad]) -> Option<Vec<u8>> {
    let (width, height) = (frame.width() as f32, frame.height() as f32);
    let scale = (width.max(height) / THUMBNAIL_PIXELS).max(1.0);
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
    let mut png = Cursor::new(Vec::new());
    small.write_to(&mut png, ImageFormat::Png).ok()?;
    Some(png.into_inner())
}

/// A symbol with some room around it: it is covered even where its corners were found a bit off.
fn with_quiet_zone(symbol: &Quad) -> Quad {
    let centre = symbol.centre();
    symbol.map(|corner| [0, 1].map(|axis| centre[axis] + (corner[axis] - centre[axis]) * 1.2))
}

/// The mean colour of a square, by samples; a pixel of a picture of 100 million would be the mean of many thousand.
fn mean(frame: &Frame, left: f32, top: f32, side: f32) -> Option<[u8; 3]> {
    let at = |start: f32, index: u32, end: usize| {
        let place = start + (index as f32 + 0.5) * side / THUMBNAIL_SAMPLES as f32;
        Some((place as usize).min(end.checked_sub(1)?))
    };
    let mut sums = [0; 3];
    for row in 0..THUMBNAIL_SAMPLES {
        for column in 0..THUMBNAIL_SAMPLES {
            let (x, y) = (
                at(left, column, frame.width())?,
                at(top, row, frame.height())?,
            );
            for (sum, value) in sums.iter_mut().zip(frame.pixel(x, y)?) {
                *sum += u32::from(value);
            }
        }
    }
    Some(sums.map(|sum| (sum / (THUMBNAIL_SAMPLES * THUMBNAIL_SAMPLES)) as u8))
}

fn frame_of_picture(picture: DynamicImage) -> Option<Frame> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    if width == 0 || height == 0 {
        return None;
    }
    match picture {
        DynamicImage::ImageLuma8(grey) => Frame::luma(width, height, grey.into_raw()),
        picture if picture.color().has_alpha() => {
            Frame::rgba(width, height, picture.into_rgba8().into_raw())
        }
        picture if picture.color().has_color() => {
            Frame::rgb(width, height, picture.into_rgb8().into_raw())
        }
        picture => Frame::luma(width, height, picture.into_luma8().into_raw()),
    }
}

fn decode_error(error: DecodeError) -> ImageError {
    match error {
        DecodeError::Unsupported(_) => ImageError::NotAPicture,
        _ => ImageError::Damaged,
    }
}

/// Formats that people have and that are not read, by their first bytes.
fn unsupported_format(bytes: &[u8]) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(1024)];
    if head.get(4..8) == Some(b"ftyp") {
        return Some(match head.get(8..12) {
            Some(b"avif" | b"avis") => "AVIF",
            _ => "HEIC",
        });
    }
    if head.starts_with(b"%PDF") {
        return Some("PDF");
    }
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    text.contains("<svg").then_some("SVG")
}

/// Walks the segments of a JPEG up to its end marker: ITU-T T.81 annex B.
fn jpeg_is_whole(bytes: &[u8]) -> bool {
    let mut at = 2;
    loop {
        // Entropy-coded data and fill bytes come before a marker; 0 and restart markers belong to the data.
        while !matches!(bytes.get(at..at + 2), Some([0xFF, marker]) if !matches!(marker, 0x00 | 0xD0..=0xD7 | 0xFF))
        {
            if at + 2 > bytes.len() {
                return false;
            }
            at += 1;
        }
        match bytes[at + 1] {
            0xD9 => return true,
            0x01 => at += 2,
            _ => match bytes.get(at + 2..at + 4) {
                Some([high, low]) => {
                    at += 2 + usize::from(u16::from_be_bytes([*high, *low])).max(2)
                }
                _ => return false,
            },
        }
    }
}

fn has_several_frames(bytes: &[u8], format: ImageFormat) -> bool {
    // The first frame was read already, so whatever fails here is behind it: count it as another frame.
    match format {
        ImageFormat::Gif => GifDecoder::new(Cursor::new(bytes))
            .map_or(true, |decoder| decoder.into_frames().nth(1).is_some()),
        ImageFormat::Png => PngDecoder::new(Cursor::new(bytes))
            .and_then(|decoder| decoder.is_apng())
            .unwrap_or(true),
        ImageFormat::WebP => {
            WebPDecoder::new(Cursor::new(bytes)).map_or(true, |decoder| decoder.has_animation())
        }
        ImageFormat::Tiff => tiff_has_several_pages(bytes).unwrap_or(true),
        _ => false,
    }
}

/// True where the first image directory names a next one: TIFF 6.0 §2, and BigTIFF. `None` where it cannot be read.
fn tiff_has_several_pages(bytes: &[u8]) -> Option<bool> {
    let is_little = match bytes.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let number = |at: usize, len: usize| -> Option<usize> {
        let field = bytes.get(at..at.checked_add(len)?)?;
        let add = |sum: usize, byte: &u8| (sum << 8) | usize::from(*byte);
        Some(if is_little {
            field.iter().rev().fold(0, add)
        } else {
            field.iter().fold(0, add)
        })
    };
    let is_big = number(2, 2)? == 43;
    let (first, count_len, entry_len, offset_len) = if is_big {
        (number(8, 8)?, 8, 20, 8)
    } else {
        (number(4, 4)?, 2, 12, 4)
    };
    let entries = number(first, count_len)?.checked_mul(entry_len)?;
    let next = first.checked_add(count_len)?.checked_add(entries)?;
    Some(number(next, offset_len)? != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jpeg_without_its_end_is_not_whole() {
        // SOI, an APP1 segment that holds a thumbnail's end marker, SOS, data with a stuffed byte, EOI.
        let whole = [
            0xFF, 0xD8, 0xFF, 0xE1, 0, 4, 0xFF, 0xD9, 0xFF, 0xDA, 0, 2, 1, 0xFF, 0, 2, 0xFF, 0xD0,
            3, 0xFF, 0xD9,
        ];
        assert!(jpeg_is_whole(&whole));
        for end in 2..whole.len() - 1 {
            assert!(!jpeg_is_whole(&whole[..end]), "cut at {end}");
        }
    }

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

    #[test]
    fn a_tiff_with_a_next_directory_has_several_pages() {
        // Little-endian, first directory at 8 with no entries, then the offset of the next one.
        let one = b"II\x2a\0\x08\0\0\0\0\0\0\0\0\0";
        let two = b"II\x2a\0\x08\0\0\0\0\0\x20\0\0\0";
        assert_eq!(tiff_has_several_pages(one), Some(false));
        assert_eq!(tiff_has_several_pages(two), Some(true));
        assert_eq!(tiff_has_several_pages(&one[..11]), None);
    }
}
