//! Writes picture files field by field, also such as no program writes: for the samples and the tests of formats.
#![allow(dead_code, missing_docs, clippy::unwrap_used)] // nobody uses all of it

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ExtendedColorType, GrayImage, ImageFormat};

// ---- ICC.1 ----------------------------------------------------------------------------------------------------

/// X, Y, Z of red, green and blue under D50.
pub type Colorants = [[f64; 3]; 3];
pub const SRGB: Colorants = [
    [0.4361, 0.2225, 0.0139],
    [0.3851, 0.7169, 0.0971],
    [0.1431, 0.0606, 0.7141],
];
pub const DISPLAY_P3: Colorants = [
    [0.5151, 0.2412, -0.0011],
    [0.2920, 0.6922, 0.0419],
    [0.1571, 0.0666, 0.7841],
];

/// Light at each of 256 values: the power 2.2.
pub fn usual_tones() -> Vec<u16> {
    let light = |value: u16| (f64::from(value) / 255.0).powf(2.2) * 65_535.0;
    (0..256).map(|value| light(value) as u16).collect()
}

/// The same the other way round: black is white.
pub fn inverted_tones() -> Vec<u16> {
    usual_tones().into_iter().rev().collect()
}

/// The profile of a screen: colorants and one curve.
pub fn profile(colorants: &Colorants, tones: &[u16]) -> Vec<u8> {
    let fixed = |value: f64| ((value * 65_536.0).round() as i32).to_be_bytes();
    let xyz = |point: &[f64; 3]| [b"XYZ \0\0\0\0".to_vec(), point.map(fixed).concat()].concat();
    let mut curve = b"curv\0\0\0\0".to_vec();
    curve.extend((tones.len() as u32).to_be_bytes());
    curve.extend(tones.iter().flat_map(|tone| tone.to_be_bytes()));
    let [red, green, blue] = colorants;
    let white = [0.9642, 1.0, 0.8249];
    let tags = [
        (b"wtpt", xyz(&white)),
        (b"rXYZ", xyz(red)),
        (b"gXYZ", xyz(green)),
        (b"bXYZ", xyz(blue)),
        (b"rTRC", curve.clone()),
        (b"gTRC", curve.clone()),
        (b"bTRC", curve),
    ];
    let (mut table, mut data) = ((tags.len() as u32).to_be_bytes().to_vec(), Vec::new());
    for (name, value) in &tags {
        let at = 128 + 4 + 12 * tags.len() + data.len();
        table.extend_from_slice(*name);
        table.extend((at as u32).to_be_bytes());
        table.extend((value.len() as u32).to_be_bytes());
        data.extend_from_slice(value);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let len = 128 + table.len() + data.len();
    let mut header = (len as u32).to_be_bytes().to_vec();
    header.extend(b"\0\0\0\0\x02\x10\0\0mntrRGB XYZ ");
    header.extend(b"\x07\xEA\0\x0B\0\x17\0\0\0\0\0\0acsp");
    header.resize(68, 0);
    header.extend(white.map(fixed).concat());
    header.resize(128, 0);
    [header, table, data].concat()
}

// ---- PNG ------------------------------------------------------------------------------------------------------

pub fn png(picture: &DynamicImage) -> Vec<u8> {
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).unwrap();
    png.into_inner()
}

pub fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let named = [name, data].concat();
    let sum = !named.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| match sum & 1 {
            1 => sum >> 1 ^ 0xEDB8_8320,
            _ => sum >> 1,
        })
    });
    let len = (data.len() as u32).to_be_bytes();
    [&len, named.as_slice(), &sum.to_be_bytes()].concat()
}

/// Chunks in front of the pixels, behind the header.
pub fn in_png(png: &[u8], chunks: &[u8]) -> Vec<u8> {
    let (header, rest) = png.split_at(33);
    [header, chunks, rest].concat()
}

/// Chunks behind the pixels, in front of the end.
pub fn late_in_png(png: &[u8], chunks: &[u8]) -> Vec<u8> {
    let (pixels, end) = png.split_at(png.len() - 12);
    [pixels, chunks, end].concat()
}

/// `iCCP`: the profile as zlib has it, without compression (RFC 1950 and 1951).
pub fn iccp(profile: &[u8]) -> Vec<u8> {
    let len = u16::try_from(profile.len()).unwrap();
    let (a, b) = profile.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (a + b) % 65_521)
    });
    let mut data = b"p\0\0\x78\x01\x01".to_vec();
    data.extend(len.to_le_bytes());
    data.extend((!len).to_le_bytes());
    data.extend(profile);
    data.extend((b << 16 | a).to_be_bytes());
    chunk(b"iCCP", &data)
}

/// `cHRM`: x and y of white, red, green and blue.
pub fn chrm(points: [[f64; 2]; 4]) -> Vec<u8> {
    let number = |value: &f64| ((value * 100_000.0).round() as u32).to_be_bytes();
    let numbers: Vec<[u8; 4]> = points.as_flattened().iter().map(number).collect();
    chunk(b"cHRM", &numbers.concat())
}

// ---- JPEG -----------------------------------------------------------------------------------------------------

pub fn jpeg(picture: &DynamicImage) -> Vec<u8> {
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, 85);
    picture.write_with_encoder(encoder).unwrap();
    jpeg
}

pub fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let len = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker], len.as_slice(), data].concat()
}

/// Segments behind the start.
pub fn in_jpeg(jpeg: &[u8], segments: &[u8]) -> Vec<u8> {
    let (start, rest) = jpeg.split_at(2);
    [start, segments, rest].concat()
}

pub fn icc_segment(number: u8, count: u8, part: &[u8]) -> Vec<u8> {
    segment(
        0xE2,
        &[b"ICC_PROFILE\0".as_slice(), &[number, count], part].concat(),
    )
}

pub fn exif_segment(tiff: &[u8]) -> Vec<u8> {
    segment(0xE1, &[b"Exif\0\0", tiff].concat())
}

/// Another picture behind the first, and the list that says of what kind it is (CIPA DC-007).
pub fn with_mpf(first: &[u8], second: &[u8], kind: u32) -> Vec<u8> {
    let listed = |offset: usize| {
        let entry = |kind: u32, len: usize, offset: usize| {
            let numbers = [kind, len as u32, offset as u32, 0];
            numbers.map(u32::to_le_bytes).concat()
        };
        let entries = [
            entry(0x2003_0000, first.len(), 0),
            entry(kind, second.len(), offset),
        ];
        let fields = [
            (0xB000, Values::Undefined(b"0100".to_vec())),
            (0xB001, Values::Longs(vec![2])),
            (0xB002, Values::Undefined(entries.concat())),
        ];
        segment(0xE2, &[b"MPF\0", tiff(&[], &fields).as_slice()].concat())
    };
    // Offsets count from behind `MPF\0`.
    let offset = first.len() + listed(0).len() - 10;
    [&in_jpeg(first, &listed(offset)), second].concat()
}

// ---- TIFF -----------------------------------------------------------------------------------------------------

#[derive(Clone)]
pub enum Values {
    Bytes(Vec<u8>),
    Text(&'static str),
    Shorts(Vec<u16>),
    Longs(Vec<u32>),
    Fractions(Vec<(u32, u32)>),
    Undefined(Vec<u8>),
}

impl Values {
    /// Kind, count and bytes.
    fn stored(&self) -> (u16, u32, Vec<u8>) {
        match self {
            Values::Bytes(values) => (1, values.len() as u32, values.clone()),
            Values::Text(text) => (2, text.len() as u32 + 1, [text.as_bytes(), b"\0"].concat()),
            Values::Shorts(values) => {
                let bytes = values.iter().flat_map(|value| value.to_le_bytes());
                (3, values.len() as u32, bytes.collect())
            }
            Values::Longs(values) => {
                let bytes = values.iter().flat_map(|value| value.to_le_bytes());
                (4, values.len() as u32, bytes.collect())
            }
            Values::Fractions(values) => {
                let numbers = values.iter().flat_map(|(over, under)| [over, under]);
                let bytes = numbers.flat_map(|number| number.to_le_bytes());
                (5, values.len() as u32, bytes.collect())
            }
            Values::Undefined(values) => (7, values.len() as u32, values.clone()),
        }
    }
}

/// Little-endian, one directory behind the pixels, which are one strip; none where there are no pixels (EXIF, MPF).
pub fn tiff(pixels: &[u8], fields: &[(u16, Values)]) -> Vec<u8> {
    let mut fields = fields.to_vec();
    if !pixels.is_empty() {
        fields.push((273, Values::Longs(vec![8])));
        fields.push((279, Values::Longs(vec![pixels.len() as u32])));
    }
    fields.sort_by_key(|(tag, _)| *tag);
    let mut file = b"II\x2A\0".to_vec();
    let at = (8 + pixels.len()).next_multiple_of(2);
    file.extend((at as u32).to_le_bytes());
    file.extend(pixels);
    file.resize(at, 0);
    file.extend((fields.len() as u16).to_le_bytes());
    let mut behind_at = at + 2 + 12 * fields.len() + 4;
    let mut behind = Vec::new();
    for (tag, values) in &fields {
        let (kind, count, mut bytes) = values.stored();
        file.extend(tag.to_le_bytes());
        file.extend(kind.to_le_bytes());
        file.extend(count.to_le_bytes());
        if bytes.len() <= 4 {
            bytes.resize(4, 0);
            file.extend(bytes);
        } else {
            bytes.resize(bytes.len().next_multiple_of(2), 0);
            file.extend((behind_at as u32).to_le_bytes());
            behind_at += bytes.len();
            behind.extend(bytes);
        }
    }
    file.extend([0; 4]); // no further directory
    [file, behind].concat()
}

/// The fields of a picture of so many values of eight bits a pixel.
pub fn tiff_fields(size: (u32, u32), photometric: u16, values: u16) -> Vec<(u16, Values)> {
    vec![
        (256, Values::Longs(vec![size.0])),
        (257, Values::Longs(vec![size.1])),
        (258, Values::Shorts(vec![8; usize::from(values)])),
        (259, Values::Shorts(vec![1])),
        (262, Values::Shorts(vec![photometric])),
        (277, Values::Shorts(vec![values])),
        (278, Values::Longs(vec![size.1])),
    ]
}

// ---- GIF ------------------------------------------------------------------------------------------------------

/// Header and screen, and a table of black and white.
pub fn gif_screen((width, height): (u32, u32)) -> Vec<u8> {
    let mut gif = b"GIF89a".to_vec();
    gif.extend((width as u16).to_le_bytes());
    gif.extend((height as u16).to_le_bytes());
    gif.extend(b"\x80\0\0\0\0\0\xFF\xFF\xFF");
    gif
}

/// A frame in codes of eight bits: the table of codes is thrown away before it grows beyond.
pub fn gif_frame((left, top): (u16, u16), picture: &GrayImage) -> Vec<u8> {
    const CLEAR: u8 = 0x80;
    const END: u8 = 0x81;
    let mut frame = vec![0x2C];
    let (width, height) = (picture.width() as u16, picture.height() as u16);
    for number in [left, top, width, height] {
        frame.extend(number.to_le_bytes());
    }
    frame.extend([0, 7]);
    let mut codes = Vec::new();
    for pixels in picture.as_raw().chunks(100) {
        codes.push(CLEAR);
        codes.extend(pixels.iter().map(|value| u8::from(*value > 127)));
    }
    codes.push(END);
    frame.extend(gif_blocks(&codes));
    frame
}

pub fn gif_blocks(data: &[u8]) -> Vec<u8> {
    let mut blocks = Vec::new();
    for part in data.chunks(255) {
        blocks.push(part.len() as u8);
        blocks.extend(part);
    }
    blocks.push(0);
    blocks
}

pub const GIF_END: &[u8] = &[0x3B];

// ---- BMP ------------------------------------------------------------------------------------------------------

/// A header of so many bytes: 40, 108 or 124.
pub fn bmp_header(len: u32, (width, height): (i32, i32), bits: u16, compression: u32) -> Vec<u8> {
    let mut header = len.to_le_bytes().to_vec();
    header.extend(width.to_le_bytes());
    header.extend(height.to_le_bytes());
    header.extend(1u16.to_le_bytes());
    header.extend(bits.to_le_bytes());
    header.extend(compression.to_le_bytes());
    header.resize(len as usize, 0);
    header
}

/// The header may have a palette or masks behind it.
pub fn bmp(header: &[u8], pixels: &[u8]) -> Vec<u8> {
    let mut file = b"BM".to_vec();
    file.extend(((14 + header.len() + pixels.len()) as u32).to_le_bytes());
    file.extend([0; 4]);
    file.extend(((14 + header.len()) as u32).to_le_bytes());
    [&file, header, pixels].concat()
}

/// Rows from below, as most files have them, each filled up to four bytes.
pub fn bmp_rows(picture: &GrayImage, pixel: impl Fn(u8) -> Vec<u8>) -> Vec<u8> {
    let rows = picture.as_raw().chunks(picture.width() as usize).rev();
    let row = |row: &[u8]| {
        let mut bytes: Vec<u8> = row.iter().flat_map(|value| pixel(*value)).collect();
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    };
    rows.flat_map(row).collect()
}

/// Puts a number into a file or header.
pub fn put(bytes: &mut [u8], at: usize, number: u32) {
    bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
}

// ---- WebP -----------------------------------------------------------------------------------------------------

/// The chunk of a lossless picture.
pub fn webp_pixels(picture: &GrayImage) -> Vec<u8> {
    let mut webp = Vec::new();
    let rgb = DynamicImage::from(picture.clone()).into_rgb8();
    let encoder = WebPEncoder::new_lossless(&mut webp);
    let kind = ExtendedColorType::Rgb8;
    encoder
        .encode(rgb.as_raw(), rgb.width(), rgb.height(), kind)
        .unwrap();
    webp.split_off(12)
}

pub fn riff_chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = [name, (data.len() as u32).to_le_bytes().as_slice(), data].concat();
    chunk.resize(chunk.len().next_multiple_of(2), 0);
    chunk
}

/// The chunk that says what else there is.
pub fn webp_features(flags: u8, (width, height): (u32, u32)) -> Vec<u8> {
    let side = |len: u32| (len - 1).to_le_bytes();
    let data = [&[flags, 0, 0, 0], &side(width)[..3], &side(height)[..3]];
    riff_chunk(b"VP8X", &data.concat())
}

pub fn webp(chunks: &[&[u8]]) -> Vec<u8> {
    let data = [b"WEBP", chunks.concat().as_slice()].concat();
    riff_chunk(b"RIFF", &data)
}
