//! The first decoder: [rqrr](https://docs.rs/rqrr), a port of quirc. The only file that names it.
//!
//! It panics on some pictures (upstream issue 54) and works for minutes on others. It only looks at the picture
//! through [`Metered`], which unwinds once the budget is spent or the caller says stop. The unwinding is caught in
//! [`crate::scan::budget`].

use std::borrow::Cow;

use image::{GenericImage, GenericImageView, Luma};
use rqrr::{BitGrid, PreparedImage};

use crate::scan::budget::Meter;
use crate::scan::decode::wallpaper::{self, Finders};
use crate::scan::decode::{Found, Reading, unread_place};
use crate::scan::geometry::perspective::Perspective;
use crate::scan::geometry::quad::Quad;
use crate::scan::picture::binarize::Bitmap;
use crate::scan::symbol::ReadBy;

/// More finder patterns in the place of a symbol than its own three, and than are missing for another code.
const MAX_FINDERS_OF_ONE: f32 = 5.5;
/// What fitting and decoding a symbol takes from the budget for each module.
const CHARGES_PER_MODULE: u64 = 64;

/// Every code of a bitmap in which codes were read at the places `known` before; those are passed over only where there
/// are many finder patterns.
pub fn codes(bitmap: &Bitmap, known: &[Quad], meter: &Meter<'_>) -> Found {
    let mut found = Found::default();
    let Some(bitmap) = worth_a_look(bitmap, known, &mut found.gave_up) else {
        return found;
    };
    let mut prepared = PreparedImage::without_preparation(Metered {
        width: bitmap.width as u32,
        height: bitmap.height as u32,
        pixels: bitmap
            .dark
            .iter()
            .map(|dark| Luma([u8::from(*dark)]))
            .collect(),
        meter,
    });
    for grid in prepared.detect_grids() {
        let size = grid.grid.size();
        // Fitting the grid and decoding read no pixel through the meter.
        meter.charge((size * size) as u64 * CHARGES_PER_MODULE);
        let bounds = grid.bounds.map(|point| [point.x as f32, point.y as f32]);
        let corners = corners(&bounds, size);
        let mut payload = Vec::new();
        match grid.decode_to(&mut payload) {
            Ok(_) => found.readings.push(Reading {
                payload,
                corners,
                size,
                read_by: ReadBy {
                    rqrr: true,
                    rxing: false,
                },
                inverted: false,          // set by the pass
                structured_append: false, // rqrr rejects both
                fnc1: false,
                odd_encodings: false, // rqrr does not tell; rxing must agree anyway
            }),
            Err(_) => {
                let is_dark = |x: usize, y: usize| grid.grid.bit(y, x);
                found.unread.extend(unread_place(size, is_dark, corners));
            }
        }
    }
    found
}

/// What of a bitmap rqrr is to look at, if anything: a code may be in it, and putting together all finder patterns has an
/// end. Where it has none, that is `gave_up`.
fn worth_a_look<'a>(
    bitmap: &'a Bitmap,
    known: &[Quad],
    gave_up: &mut bool,
) -> Option<Cow<'a, Bitmap>> {
    if bitmap.width < 21 || bitmap.height < 21 {
        return None; // no room for a symbol, and rqrr panics on empty pictures
    }
    let finders = finders_of(bitmap);
    *gave_up = finders.are_too_many();
    if *gave_up || finders.are_too_few() || finders.belong_to(known) {
        return None;
    }
    // A code that was read may say something else here: it is spared only where there are so many finder patterns.
    let many = finders.are_many();
    let rest = many.then(|| without(bitmap, &finders, known)).flatten();
    let left = rest.as_ref().map_or(finders, finders_of);
    *gave_up = left.are_too_many_to_combine();
    let is_in_vain = *gave_up || left.are_too_few();
    (!is_in_vain).then(|| rest.map_or(Cow::Borrowed(bitmap), Cow::Owned))
}

fn finders_of(bitmap: &Bitmap) -> Finders {
    let is_dark = |x: usize, y: usize| bitmap.dark[y * bitmap.width + x];
    wallpaper::find(bitmap.width, bitmap.height, is_dark)
}

/// The bitmap without the known codes, but for those in which another code may stand: with finder patterns enough for it
/// besides their own. rqrr sees the known ones one by one, cut out. `None` where it is the same.
fn without(bitmap: &Bitmap, finders: &Finders, known: &[Quad]) -> Option<Bitmap> {
    let mut rest: Option<Bitmap> = None;
    for quad in known
        .iter()
        .filter(|quad| finders.count_in(quad) < MAX_FINDERS_OF_ONE)
    {
        let rest = rest.get_or_insert_with(|| bitmap.clone());
        let range = |axis: usize, len: usize| {
            let ends = quad.0.iter().map(|corner| corner[axis]);
            let (low, high) = ends.fold((f32::MAX, 0.0f32), |(a, b), i| (a.min(i), b.max(i)));
            low.max(0.0) as usize..(high.max(0.0) as usize + 1).min(len)
        };
        for y in range(1, bitmap.height) {
            for x in range(0, bitmap.width) {
                if quad.contains([x as f32 + 0.5, y as f32 + 0.5]) {
                    rest.dark[y * bitmap.width + x] = false;
                }
            }
        }
    }
    rest
}

/// rqrr gives corners one module outside the symbol at the right and below (`grid_size + 1`): put them where they
/// belong.
fn corners(bounds: &[[f32; 2]; 4], size: usize) -> Quad {
    let grid = Perspective::onto(&Quad(*bounds), size as f32 + 1.0);
    let end = size as f32;
    Quad([[0.0, 0.0], [end, 0.0], [end, end], [0.0, end]].map(|[u, v]| grid.point(u, v)))
}

/// A bitmap that charges every pixel read, and every copy that rqrr makes of it.
struct Metered<'a> {
    width: u32,
    height: u32,
    pixels: Vec<Luma<u8>>,
    meter: &'a Meter<'a>,
}

impl Metered<'_> {
    fn index(&self, x: u32, y: u32) -> usize {
        y as usize * self.width as usize + x as usize
    }
}

impl Clone for Metered<'_> {
    fn clone(&self) -> Self {
        self.meter.charge(self.pixels.len() as u64 / 16); // a copy costs about a sixteenth of a read
        Metered {
            pixels: self.pixels.clone(),
            ..*self
        }
    }
}

impl GenericImageView for Metered<'_> {
    type Pixel = Luma<u8>;

    fn dimensions(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    fn get_pixel(&self, x: u32, y: u32) -> Luma<u8> {
        self.meter.charge(1);
        self.pixels[self.index(x, y)]
    }
}

impl GenericImage for Metered<'_> {
    fn get_pixel_mut(&mut self, x: u32, y: u32) -> &mut Luma<u8> {
        let index = self.index(x, y);
        &mut self.pixels[index]
    }

    fn put_pixel(&mut self, x: u32, y: u32, pixel: Luma<u8>) {
        let index = self.index(x, y);
        self.pixels[index] = pixel;
    }

    fn blend_pixel(&mut self, x: u32, y: u32, pixel: Luma<u8>) {
        self.put_pixel(x, y, pixel);
    }
}
