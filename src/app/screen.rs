//! A picture of the whole screen, kept in memory only. This file alone names x11rb and win-screenshot.
//!
//! Under Wayland no program may look at the screen by itself, and what the portal takes for it lies in a file; the system's
//! own key puts a part of the screen into the clipboard, and from there it is pasted.

/// The screen, row by row from the top, in RGBA.
pub struct Screen {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Four bytes a pixel.
    pub bytes: Vec<u8>,
}

/// Why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoScreen {
    /// The system lets nobody look.
    Wayland,
    /// It does not answer, or shows its screen in a form that is not known here.
    Unknown,
}

/// True where the windows of this program are Wayland's: they cannot be dropped anything on, and see no screen.
pub fn is_wayland() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(target_os = "linux") && (is_set("WAYLAND_DISPLAY") || is_set("WAYLAND_SOCKET"))
}

/// Takes the picture.
///
/// # Errors
/// [`NoScreen`].
pub fn screen() -> Result<Screen, NoScreen> {
    if is_wayland() {
        return Err(NoScreen::Wayland); // that of X11 beside it is black
    }
    taken().ok_or(NoScreen::Unknown)
}

#[cfg(target_os = "linux")]
fn taken() -> Option<Screen> {
    use x11rb::connection::Connection as _;
    use x11rb::protocol::xproto::{ConnectionExt as _, ImageFormat, ImageOrder};

    let (connection, number) = x11rb::connect(None).ok()?;
    let setup = connection.setup();
    let root = setup.roots.get(number)?;
    let mut visuals = root.allowed_depths.iter().flat_map(|depth| &depth.visuals);
    let visual = visuals.find(|visual| visual.visual_id == root.root_visual)?;
    let masks = [visual.red_mask, visual.green_mask, visual.blue_mask];
    let mut formats = setup.pixmap_formats.iter();
    let has_words =
        formats.any(|format| format.depth == root.root_depth && format.bits_per_pixel == 32);
    if !has_words || masks != [0xFF_0000, 0xFF00, 0xFF] {
        return None; // 16 colours or 30 bits: no screen of this century's offices
    }
    let size = (root.width_in_pixels, root.height_in_pixels);
    let asked = connection.get_image(
        ImageFormat::Z_PIXMAP,
        root.root,
        0,
        0,
        size.0,
        size.1,
        u32::MAX,
    );
    let mut bytes = asked.ok()?.reply().ok()?.data;
    let is_little = setup.image_byte_order == ImageOrder::LSB_FIRST;
    for pixel in bytes.as_chunks_mut::<4>().0 {
        *pixel = match (is_little, *pixel) {
            (true, [blue, green, red, _]) | (false, [_, red, green, blue]) => {
                [red, green, blue, 255]
            }
        };
    }
    Some(Screen {
        width: size.0.into(),
        height: size.1.into(),
        bytes,
    })
}

#[cfg(windows)]
fn taken() -> Option<Screen> {
    let picture = win_screenshot::prelude::capture_display().ok()?;
    let mut bytes = picture.pixels;
    for pixel in bytes.as_chunks_mut::<4>().0 {
        pixel[3] = 255; // what the system leaves there is no opacity
    }
    Some(Screen {
        width: usize::try_from(picture.width).ok()?,
        height: usize::try_from(picture.height).ok()?,
        bytes,
    })
}

#[cfg(not(any(target_os = "linux", windows)))]
fn taken() -> Option<Screen> {
    None
}

impl Screen {
    /// A part of it, from its left upper corner on; less where it ends.
    pub fn part(&self, left: usize, top: usize, width: usize, height: usize) -> Screen {
        let width = width.min(self.width.saturating_sub(left));
        let rows = self.bytes.chunks(self.width.max(1) * 4);
        let rows = rows.skip(top).take(height);
        let rows: Vec<&[u8]> = rows
            .filter_map(|row| row.get(left * 4..(left + width) * 4))
            .collect();
        Screen {
            width,
            height: rows.len(),
            bytes: rows.concat(),
        }
    }

    /// Every so many pixels of it, for a graphics card that takes no more than `side` in a row.
    pub fn within(&self, side: usize) -> Screen {
        let step = self.width.max(self.height).div_ceil(side.max(1)).max(1);
        if step == 1 {
            return self.part(0, 0, self.width, self.height);
        }
        let rows = self.bytes.chunks(self.width.max(1) * 4).step_by(step);
        let bytes = rows.flat_map(|row| row.chunks(4).step_by(step).flatten());
        Screen {
            width: self.width.div_ceil(step),
            height: self.height.div_ceil(step),
            bytes: bytes.copied().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three pixels by two, numbered.
    fn small() -> Screen {
        Screen {
            width: 3,
            height: 2,
            bytes: (0..6).flat_map(|number| [number; 4]).collect(),
        }
    }

    fn numbers(screen: &Screen) -> (usize, usize, Vec<u8>) {
        let numbers = screen.bytes.iter().step_by(4).copied();
        (screen.width, screen.height, numbers.collect())
    }

    #[test]
    fn a_part_of_the_screen_ends_where_the_screen_does() {
        let part = |left, top, width, height| numbers(&small().part(left, top, width, height));
        assert_eq!(part(1, 0, 2, 2), (2, 2, vec![1, 2, 4, 5]));
        assert_eq!(part(2, 1, 9, 9), (1, 1, vec![5]));
        assert_eq!(part(9, 9, 1, 1), (0, 0, vec![]));
        assert_eq!(numbers(&small().within(3)), numbers(&small()));
        assert_eq!(numbers(&small().within(2)), (2, 1, vec![0, 2]));
    }
}
