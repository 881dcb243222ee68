//! What the webcam films: a sample on a wall, with something that moves.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{GrayImage, Luma};

use crate::usb::Coding;

/// Different pictures of a reel; then it begins anew.
const PICTURES: usize = 3;
/// Grey of the wall.
const WALL: u8 = 200;

type Key = (Coding, (u16, u16));
type Coded = Arc<Vec<Vec<u8>>>;

/// A short film of a sample, coded when it is first asked for.
#[derive(Clone)]
pub struct Reel {
    sample: Arc<GrayImage>,
    coded: Arc<Mutex<HashMap<Key, Coded>>>,
}

impl Reel {
    pub fn of(path: &Path) -> Reel {
        let sample = image::open(path).expect("a sample").into_luma8();
        Reel {
            sample: Arc::new(sample),
            coded: Arc::default(),
        }
    }

    /// Codes pictures of these sizes now, so that a webcam need not do it while it films.
    pub fn ready(self, codings: &[Coding], sizes: &[(u16, u16)]) -> Reel {
        for coding in codings {
            for size in sizes {
                self.coded(*coding, *size);
            }
        }
        self
    }

    pub fn picture(&self, coding: Coding, size: (u16, u16), number: usize) -> Vec<u8> {
        self.coded(coding, size)[number % PICTURES].clone()
    }

    fn coded(&self, coding: Coding, size: (u16, u16)) -> Coded {
        let mut coded = self.coded.lock().expect("no thread panicked");
        let pictures = coded.entry((coding, size)).or_insert_with(|| {
            let picture = |number| coded_picture(&self.filmed(size, number), coding);
            Arc::new((0..PICTURES).map(picture).collect())
        });
        Arc::clone(pictures)
    }

    /// The sample in the middle, two thirds of the height; a square beside it changes its grey.
    fn filmed(&self, (width, height): (u16, u16), number: usize) -> GrayImage {
        let mut wall = GrayImage::from_pixel(width.into(), height.into(), Luma([WALL]));
        let side = u32::from(height) * 2 / 3;
        let scale = f64::from(side) / f64::from(self.sample.height().max(self.sample.width()));
        let scaled = |length: u32| (f64::from(length) * scale) as u32;
        let sample = imageops::resize(
            &*self.sample,
            scaled(self.sample.width()),
            scaled(self.sample.height()),
            FilterType::Triangle,
        );
        let (x, y) = (
            (wall.width() - sample.width()) / 2,
            (wall.height() - sample.height()) / 2,
        );
        imageops::overlay(&mut wall, &sample, x.into(), y.into());
        let light = GrayImage::from_pixel(24, 24, Luma([WALL - 20 * (number as u8 + 1)]));
        imageops::overlay(&mut wall, &light, 8, 8);
        // The noise of a sensor: xorshift32, seeded by the number.
        let mut random = 0x9E37_79B9 ^ (number as u32 + 1);
        for pixel in wall.pixels_mut() {
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            pixel.0[0] = pixel.0[0].saturating_add((random % 8) as u8);
        }
        wall
    }
}

fn coded_picture(picture: &GrayImage, coding: Coding) -> Vec<u8> {
    match coding {
        Coding::Mjpeg => {
            let rgb = image::DynamicImage::ImageLuma8(picture.clone()).into_rgb8();
            let mut bytes = Vec::new();
            let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 85);
            encoder.encode_image(&rgb).expect("a JPEG");
            bytes
        }
        Coding::Yuyv => picture
            .pixels()
            .flat_map(|pixel| [pixel.0[0], 128])
            .collect(),
    }
}
