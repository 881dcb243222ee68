//! From the bytes of a file to a frame: what each format says ([`Said`]), its pixels, and what may be seen in their place.

use std::cell::Cell;
use std::io::Cursor;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};

use image::{
    DynamicImage, ImageDecoder, ImageError as DecodeError, ImageFormat, ImageReader, Limits,
    RgbImage,
};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;

use super::inside::{self, Inside};
use super::{ImageError, MAX_PIXELS, Opened, bmp, gif, jpeg, png, tiff, webp};
use crate::scan::Frame;
use crate::source::colour_profile::{self, Colours};

/// Most memory in bytes that a picture decoder may take: 100 million pixels of 8 bytes, and room to work.
const MAX_DECODER_BYTES: u64 = 840 << 20;
/// Pictures with more pixels are judged one at a time.
pub(super) const LARGE_PIXELS: u64 = 20_000_000;
static ONE_LARGE_PICTURE: Mutex<()> = Mutex::new(());
/// Most pixels of a picture for printing, which is looked at in two ways.
const MAX_PIXELS_OF_INKS: u64 = 40_000_000;

/// Held while a large picture is in memory, so that a folder of them does not take all of it.
pub type Permit = MutexGuard<'static, ()>;

/// Decodes a picture.
pub fn opened(bytes: &[u8]) -> Result<Opened, ImageError> {
    guarded(|| decoded(bytes))
}

thread_local! {
    static IN_DECODER: Cell<bool> = const { Cell::new(false) };
}

/// Keeps panics that are caught here from being printed: they are told as damage. For the start of a program; other panics
/// go to the hook that was set before.
pub fn silence_caught_panics() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !IN_DECODER.get() {
            before(info);
        }
    }));
}

/// The second `catch_unwind`: a decoder of files that panics has met a damaged file. The first, in `scan`, is around
/// decoders of codes, which are stopped by unwinding, too. This one is for faults alone: one bad file must not end a run
/// over a folder. What was decoded is thrown away, so nothing that is half done is seen afterwards.
fn guarded<T>(work: impl FnOnce() -> Result<T, ImageError>) -> Result<T, ImageError> {
    IN_DECODER.set(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    IN_DECODER.set(false);
    result.unwrap_or(Err(ImageError::Damaged))
}

/// What a file says beside its pixels.
#[derive(Default)]
struct Said<'a> {
    several_frames: bool,
    colours: Vec<Colours>,
    /// There is one more profile, which the decoder knows.
    has_profile: bool,
    alpha: Alpha,
    inside: Vec<Inside<'a>>,
    inks: Option<Inks>,
}

/// What the fourth value of a pixel means.
#[derive(Default)]
enum Alpha {
    /// As the decoder has it.
    #[default]
    Plain,
    /// Programs differ; where all of it is opaque they agree.
    Unclear,
    /// Nothing.
    Opaque,
    /// This, for each pixel.
    Given(Vec<u8>),
}

/// Cyan, magenta, yellow and black in place of red, green and blue.
enum Inks {
    /// With Adobe's mark, which says that 255 is no ink, and whether the first three are stored as YCbCr.
    Jpeg { has_mark: bool },
    /// 255 is the full ink.
    Tiff,
}

impl<'a> Said<'a> {
    fn by(bytes: &'a [u8], format: ImageFormat) -> Result<Said<'a>, ImageError> {
        let said = Said::default();
        Ok(match format {
            ImageFormat::Png => {
                let png = png::read(bytes)?;
                Said {
                    several_frames: png.several_frames,
                    colours: png.colours,
                    inside: png.inside,
                    has_profile: png.has_profile,
                    ..said
                }
            }
            ImageFormat::Jpeg => {
                let jpeg = jpeg::read(bytes)?;
                let has_mark = jpeg.adobe.is_some();
                Said {
                    several_frames: jpeg.several_frames,
                    colours: jpeg.colours,
                    inside: jpeg.inside,
                    inks: (jpeg.components == 4).then_some(Inks::Jpeg { has_mark }),
                    ..said
                }
            }
            ImageFormat::Gif => {
                let gif = gif::read(bytes)?;
                Said {
                    several_frames: gif.several_frames,
                    colours: gif.colours,
                    ..said
                }
            }
            ImageFormat::Bmp => {
                let bmp = bmp::read(bytes)?;
                Said {
                    alpha: bmp.alpha(bytes).map_or(Alpha::Opaque, Alpha::Given),
                    colours: bmp.colours,
                    ..said
                }
            }
            ImageFormat::Tiff => {
                let tiff = tiff::read(bytes)?;
                let alpha = match tiff.unclear_alpha {
                    true => Alpha::Unclear,
                    false => Alpha::Plain,
                };
                Said {
                    several_frames: tiff.several_frames,
                    colours: tiff.colours,
                    alpha,
                    inks: tiff.is_for_printing.then_some(Inks::Tiff),
                    ..said
                }
            }
            ImageFormat::WebP => {
                let webp = webp::read(bytes)?;
                Said {
                    several_frames: webp.several_frames,
                    colours: webp.colours,
                    inside: webp.inside,
                    ..said
                }
            }
            _ => return Err(ImageError::NotAPicture),
        })
    }
}

fn decoded(bytes: &[u8]) -> Result<Opened, ImageError> {
    if bytes.is_empty() {
        return Err(ImageError::Empty);
    }
    if let Some(error) = known_and_not_read(bytes) {
        return Err(error);
    }
    let format = image::guess_format(bytes).map_err(|_| ImageError::NotAPicture)?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(decode_error)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS {
        return Err(ImageError::TooManyPixels { width, height });
    }
    let permit = (pixels > LARGE_PIXELS).then(|| {
        let permit = ONE_LARGE_PICTURE.lock();
        permit.unwrap_or_else(PoisonError::into_inner)
    });
    let mut said = Said::by(bytes, format)?;
    if said.has_profile {
        // One that cannot be inflated is told by an error, or by none.
        let profile = decoder.icc_profile().ok().flatten();
        let profile = profile.map_or(Colours::Unclear, Colours::Profile);
        said.colours.push(profile);
    }
    let orientation = decoder.orientation().map_err(decode_error)?;
    let picture = DynamicImage::from_decoder(decoder).map_err(decode_error)?;
    let mut picture = said.alpha.applied(picture)?;
    let mut otherwise = None;
    let mut is_odd = false;
    match &said.inks {
        Some(inks) => otherwise = inks.shown_otherwise(bytes, &said.colours, &picture)?,
        None => {
            let mut colours = said.colours.iter();
            is_odd = colours.any(|said| colour_profile::is_odd(&picture, said));
        }
    }
    picture.apply_orientation(orientation);
    if let Some(picture) = &mut otherwise {
        picture.apply_orientation(orientation);
    }
    let (inside, is_one_unseen) = inside::frames(&said.inside);
    let frame = frame_of_picture(picture).ok_or(ImageError::Damaged)?;
    let frame = frame
        .with_several_frames(said.several_frames || is_one_unseen)
        .with_odd_colours(is_odd)
        .with_others(otherwise.and_then(frame_of_picture), inside);
    Ok(Opened {
        frame,
        _permit: permit,
    })
}

impl Alpha {
    fn applied(self, picture: DynamicImage) -> Result<DynamicImage, ImageError> {
        match self {
            Alpha::Given(alpha) => {
                let mut picture = picture.into_rgba8();
                for (pixel, alpha) in picture.pixels_mut().zip(alpha) {
                    let [.., last] = &mut pixel.0;
                    *last = alpha;
                }
                Ok(picture.into())
            }
            Alpha::Opaque if picture.color().has_alpha() => Ok(picture.into_rgb8().into()),
            // A decoder that drops it does not tell whether others see something in it.
            Alpha::Unclear if !picture.color().has_alpha() => Err(ImageError::Unusual),
            Alpha::Unclear => {
                let is_opaque = |pixel: &image::Rgba<u16>| matches!(pixel.0, [.., u16::MAX]);
                if picture.to_rgba16().pixels().all(is_opaque) {
                    Ok(picture)
                } else {
                    Err(ImageError::Unusual)
                }
            }
            Alpha::Plain | Alpha::Opaque => Ok(picture),
        }
    }
}

impl Inks {
    /// The picture as it is printed, where that shows more than other shades. Programs that heed no profile multiply what
    /// the inks leave of the light, and so is `picture` made.
    fn shown_otherwise(
        &self,
        bytes: &[u8],
        colours: &[Colours],
        picture: &DynamicImage,
    ) -> Result<Option<DynamicImage>, ImageError> {
        let (width, height) = (picture.width(), picture.height());
        if u64::from(width) * u64::from(height) > MAX_PIXELS_OF_INKS {
            return Err(ImageError::ForPrinting);
        }
        let stored = match self {
            Inks::Jpeg { .. } => inks_of_jpeg(bytes),
            Inks::Tiff => inks_of_tiff(bytes),
        };
        let stored = stored.ok_or(ImageError::ForPrinting)?;
        let printed = match (self, colours) {
            // Without the mark some take 255 for the full ink.
            (Inks::Jpeg { has_mark: false }, []) => Some(light(&stored, 255)),
            (Inks::Jpeg { has_mark: true }, colours) => {
                let inks: Vec<u8> = stored.iter().map(|value| !value).collect();
                printed(&inks, colours)
            }
            (Inks::Tiff, colours) => printed(&stored, colours),
            _ => None,
        };
        let printed = printed.ok_or(ImageError::ForPrinting)?;
        if colour_profile::are_shades(picture, &printed) {
            return Ok(None);
        }
        let printed = RgbImage::from_raw(width, height, printed);
        printed
            .map(|printed| Some(printed.into()))
            .ok_or(ImageError::ForPrinting)
    }
}

/// By the profile of the press, or by a rough idea of one.
fn printed(inks: &[u8], colours: &[Colours]) -> Option<Vec<u8>> {
    match colours {
        [] => Some(light(inks, BLACK_INK)),
        [Colours::Profile(profile)] => colour_profile::press(inks, profile),
        _ => None,
    }
}

/// How dark the black ink alone is printed, of 255. More ink upon it is darker still, and that is what programs that know
/// inks show and others do not: ISO 12647-2, table 5 (about 14 % of the light by the tones of sRGB).
const BLACK_INK: u16 = 219;

/// What four inks leave of the light.
fn light(inks: &[u8], black: u16) -> Vec<u8> {
    let (pixels, _) = inks.as_chunks::<4>();
    let left = pixels.iter().flat_map(|[cyan, magenta, yellow, key]| {
        let key = 255 - u16::from(*key) * black / 255;
        [cyan, magenta, yellow].map(|ink| ((255 - u16::from(*ink)) * key / 255) as u8)
    });
    left.collect()
}

/// Cyan, magenta, yellow and black as they are stored.
fn inks_of_jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let options = DecoderOptions::default()
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX));
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().ok()?;
    let stored = decoder.input_colorspace()?;
    decoder.set_options(options.jpeg_set_out_colorspace(stored));
    let mut inks = decoder.decode().ok()?;
    if stored == ColorSpace::YCCK {
        for pixel in inks.as_chunks_mut::<4>().0 {
            let [y, cb, cr, _] = pixel.map(f32::from);
            // JFIF, and then the other way round: libjpeg does so.
            let red = y + 1.402 * (cr - 128.0);
            let green = y - 0.344_14 * (cb - 128.0) - 0.714_14 * (cr - 128.0);
            let blue = y + 1.772 * (cb - 128.0);
            for (ink, light) in pixel.iter_mut().zip([red, green, blue]) {
                *ink = (255.0 - light).round() as u8;
            }
        }
    }
    Some(inks)
}

fn inks_of_tiff(bytes: &[u8]) -> Option<Vec<u8>> {
    use ::tiff::decoder::{Decoder, DecodingResult};
    let mut decoder = Decoder::new(Cursor::new(bytes)).ok()?;
    match decoder.read_image().ok()? {
        DecodingResult::U8(inks) => Some(inks),
        DecodingResult::U16(inks) => Some(inks.iter().map(|ink| (ink >> 8) as u8).collect()),
        _ => None,
    }
}

/// The frame of a decoded picture; `None` for one without pixels.
pub(super) fn frame_of_picture(picture: DynamicImage) -> Option<Frame> {
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
fn known_and_not_read(bytes: &[u8]) -> Option<ImageError> {
    let head = bytes.get(..1024).unwrap_or(bytes);
    match (head.get(4..8), head.get(8..12)) {
        (Some(b"ftyp"), Some(b"avif" | b"avis")) => return Some(ImageError::Unsupported("AVIF")),
        (Some(b"ftyp"), Some([b'h', b'e', ..] | b"mif1" | b"mif2" | b"msf1" | b"miaf")) => {
            return Some(ImageError::Unsupported("HEIC"));
        }
        (Some(b"ftyp" | b"moov" | b"mdat" | b"wide"), _) => return Some(ImageError::Film),
        (_, Some(b"AVI ")) if head.starts_with(b"RIFF") => return Some(ImageError::Film),
        _ if head.starts_with(&[0x1A, 0x45, 0xDF, 0xA3]) => return Some(ImageError::Film), // WebM
        _ => {}
    }
    if head.starts_with(b"%PDF") {
        return Some(ImageError::Unsupported("PDF"));
    }
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    text.contains("<svg")
        .then_some(ImageError::Unsupported("SVG"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decoder_that_panics_has_met_a_damaged_file_and_the_next_one_works() {
        let nothing = std::hint::black_box(0);
        assert!(matches!(
            guarded(|| Ok(1 / nothing)),
            Err(ImageError::Damaged)
        ));
        assert!(!IN_DECODER.get(), "the next panic is printed");
        assert!(matches!(guarded(|| Ok(7)), Ok(7)));
    }

    /// A grey PNG of so many pixels, all of them white.
    fn white(width: u32, height: u32) -> Vec<u8> {
        let mut png = Cursor::new(Vec::new());
        let white = image::GrayImage::from_pixel(width, height, image::Luma([255]));
        white.write_to(&mut png, ImageFormat::Png).unwrap();
        png.into_inner()
    }

    #[test]
    fn a_large_picture_keeps_others_waiting_until_it_is_dropped_and_not_only_while_it_is_decoded() {
        let small = opened(&white(100, 100)).unwrap();
        assert!(small._permit.is_none(), "small ones never wait");
        let large = opened(&white(5_000, 4_001)).unwrap();
        assert!(large._permit.is_some());
        assert!(ONE_LARGE_PICTURE.try_lock().is_err());
        let Opened { frame, _permit } = large;
        drop(_permit);
        assert!(ONE_LARGE_PICTURE.try_lock().is_ok());
        assert_eq!((frame.width(), frame.height()), (5_000, 4_001));
    }
}
