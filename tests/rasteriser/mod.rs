//! Draws what egui has laid out, without a graphics card: triangles with a texture, blended as egui's own shaders do it
//! (in gamma space, alpha premultiplied). Plain and slow, and the same on every computer, so that pictures of screens
//! can be kept and compared.

use std::collections::HashMap;

use eframe::egui::epaint::{ImageDelta, Primitive, Vertex};
use eframe::egui::{
    ColorImage, Context, FullOutput, ImageData, Rect, TextureFilter, TextureId, TexturesDelta,
};
use egui_kittest::TestRenderer;
use image::{Rgba, RgbaImage};

/// Textures by their numbers, as a graphics card would keep them.
#[derive(Default)]
pub struct Rasteriser {
    textures: HashMap<TextureId, Texture>,
}

struct Texture {
    image: ColorImage,
    is_nearest: bool,
}

impl TestRenderer for Rasteriser {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        for (id, changes) in delta.set.drain() {
            for change in changes {
                self.change(id, &change);
            }
        }
        for id in delta.free.drain() {
            self.textures.remove(&id);
        }
    }

    fn render(&mut self, ctx: &Context, output: &FullOutput) -> Result<RgbaImage, String> {
        let scale = ctx.pixels_per_point();
        let size = ctx.content_rect().size() * scale;
        let black = Rgba([0, 0, 0, 255]);
        let mut canvas = RgbaImage::from_pixel(size.x.round() as u32, size.y.round() as u32, black);
        for clipped in ctx.tessellate(output.shapes.clone(), scale) {
            let Primitive::Mesh(mesh) = clipped.primitive else {
                return Err("a shape that draws itself".to_owned());
            };
            let Some(texture) = self.textures.get(&mesh.texture_id) else {
                return Err(format!("no texture {:?}", mesh.texture_id));
            };
            let clip = clipped.clip_rect * scale;
            for corners in mesh.indices.as_chunks::<3>().0 {
                let corners = corners.map(|index| mesh.vertices[index as usize]);
                triangle(&mut canvas, clip, corners, scale, texture);
            }
        }
        Ok(canvas)
    }
}

impl Rasteriser {
    fn change(&mut self, id: TextureId, change: &ImageDelta) {
        let ImageData::Color(image) = &change.image;
        match (change.pos, self.textures.get_mut(&id)) {
            (Some([left, top]), Some(texture)) => {
                let width = texture.image.width();
                for (row, pixels) in image.pixels.chunks(image.width()).enumerate() {
                    let start = (top + row) * width + left;
                    texture.image.pixels[start..start + pixels.len()].copy_from_slice(pixels);
                }
            }
            _ => {
                let image = ColorImage::clone(image);
                let is_nearest = change.options.magnification == TextureFilter::Nearest;
                self.textures.insert(id, Texture { image, is_nearest });
            }
        }
    }
}

impl Texture {
    /// Premultiplied red, green, blue and alpha at a place from 0 to 1, each from 0 to 255.
    fn at(&self, u: f64, v: f64) -> [f64; 4] {
        let [width, height] = self.image.size;
        let (x, y) = (u * width as f64, v * height as f64);
        let texel = |x: f64, y: f64| {
            let column = x.clamp(0.0, (width - 1) as f64) as usize;
            let row = y.clamp(0.0, (height - 1) as f64) as usize;
            self.image.pixels[row * width + column].to_array()
        };
        if self.is_nearest {
            return texel(x.floor(), y.floor()).map(f64::from);
        }
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (right_share, bottom_share) = (x - left, y - top);
        let corners = [
            (texel(left, top), (1.0 - right_share) * (1.0 - bottom_share)),
            (texel(left + 1.0, top), right_share * (1.0 - bottom_share)),
            (texel(left, top + 1.0), (1.0 - right_share) * bottom_share),
            (texel(left + 1.0, top + 1.0), right_share * bottom_share),
        ];
        std::array::from_fn(|channel| {
            let shares = corners.iter();
            shares
                .map(|(texel, share)| f64::from(texel[channel]) * share)
                .sum()
        })
    }
}

/// Every pixel whose middle lies inside. In 64 bits the sides are exact, so two triangles that share a side leave no gap
/// there and draw no pixel twice.
fn triangle(
    canvas: &mut RgbaImage,
    clip: Rect,
    corners: [Vertex; 3],
    scale: f32,
    texture: &Texture,
) {
    let place = |corner: Vertex| {
        let place = corner.pos * scale;
        [f64::from(place.x), f64::from(place.y)]
    };
    let [a, mut b, mut c] = corners;
    if side(place(a), place(b), place(c)) < 0.0 {
        (b, c) = (c, b); // egui does not care which way round
    }
    let corners = [a, b, c];
    let [a, b, c] = corners.map(place);
    let area = side(a, b, c);
    if area <= 0.0 {
        return;
    }
    let sides = [(b, c), (c, a), (a, b)];
    // A pixel whose middle lies on a side belongs to the triangle below it or to its right.
    let is_owner = sides.map(|(from, to)| to[1] < from[1] || (to[1] == from[1] && to[0] > from[0]));
    let range = |axis: usize, from: f32, to: f32, end: u32| {
        let places = [a[axis], b[axis], c[axis]];
        let first = places.iter().copied().fold(f64::INFINITY, f64::min);
        let last = places.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let first = first.max(f64::from(from.round()));
        let last = last.min(f64::from(to.round())).min(f64::from(end));
        first.max(0.0).floor() as u32..last.max(0.0).ceil() as u32
    };
    // Most triangles have one colour and one place in the texture: that of the white pixel.
    let is_plain = corners
        .iter()
        .all(|corner| (corner.uv, corner.color) == (corners[0].uv, corners[0].color));
    let plain = is_plain.then(|| source(texture, corners, [1.0, 0.0, 0.0]));
    for y in range(1, clip.min.y, clip.max.y, canvas.height()) {
        for x in range(0, clip.min.x, clip.max.x, canvas.width()) {
            let middle = [f64::from(x) + 0.5, f64::from(y) + 0.5];
            let shares = sides.map(|(from, to)| side(from, to, middle));
            let is_inside =
                |index: usize| shares[index] > 0.0 || (shares[index] == 0.0 && is_owner[index]);
            if !(0..3).all(is_inside) {
                continue;
            }
            let source =
                plain.unwrap_or_else(|| source(texture, corners, shares.map(|share| share / area)));
            let Rgba(pixel) = canvas.get_pixel_mut(x, y);
            for (below, above) in pixel.iter_mut().zip(source) {
                *below = (above + f64::from(*below) * (1.0 - source[3] / 255.0)).round() as u8;
            }
        }
    }
}

/// The colour of a place in a triangle, from 0 to 255; `shares` says how near it is to each corner.
fn source(texture: &Texture, corners: [Vertex; 3], shares: [f64; 3]) -> [f64; 4] {
    let mix = |value: &dyn Fn(Vertex) -> f32| -> f64 {
        let values = corners.into_iter().zip(shares);
        values
            .map(|(corner, share)| f64::from(value(corner)) * share)
            .sum()
    };
    let texel = texture.at(mix(&|corner| corner.uv.x), mix(&|corner| corner.uv.y));
    std::array::from_fn(|index| {
        let colour = |corner: Vertex| f32::from(corner.color.to_array()[index]);
        texel[index] * mix(&colour) / 255.0
    })
}

/// Twice the area to the right of the way from one point to another, up to a third: 0 where that lies on the way.
fn side(from: [f64; 2], to: [f64; 2], point: [f64; 2]) -> f64 {
    (to[0] - from[0]) * (point[1] - from[1]) - (to[1] - from[1]) * (point[0] - from[0])
}
