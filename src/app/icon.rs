//! The icon of the window: that of the program, `packaging/linux/yanma.svg`, as pixels.

use eframe::egui::IconData;

/// 128 × 128 pixels. A window without it would show that of the library.
const PNG: &[u8] = include_bytes!("../../assets/icon.png");

/// The icon; an empty one, which is the system's, where it cannot be read.
pub fn icon() -> IconData {
    eframe::icon_data::from_png_bytes(PNG).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_can_be_read() {
        let icon = icon();
        assert_eq!((icon.width, icon.height), (128, 128));
    }
}
