//! Which cameras and which of their formats are meant. Pure: names and numbers in, an order out.

use super::Device;
use crate::source::format::{Coding, Format};

/// The size that is enough for a code on a leaflet, and costs little to scan.
const BEST_PIXELS: f64 = 1280.0 * 720.0;
/// Slower looks like a slide show, and a hand has moved before the next picture.
const LEAST_FPS: f64 = 15.0;
/// Faster only heats the room.
const MOST_FPS: f64 = 30.0;
/// Fewer pixels than that show no code that is held at arm's length.
const LEAST_PIXELS: u64 = 320 * 240;
/// More would be 60 MB a picture.
const MOST_PIXELS: u64 = 4096 * 4096;

/// The formats that can be used, the best first: they are tried in this order.
pub(super) fn best_first(formats: &[Format]) -> Vec<Format> {
    let mut formats: Vec<Format> = formats.iter().copied().filter(is_usable).collect();
    formats.sort_by(|a, b| {
        let by_cost = cost(a).total_cmp(&cost(b));
        // Equals: smoother first, and JPEG, which leaves room on the bus for another device.
        by_cost
            .then(b.fps.cmp(&a.fps))
            .then((a.coding != Coding::Mjpeg).cmp(&(b.coding != Coding::Mjpeg)))
    });
    formats.dedup();
    formats
}

/// Formats with the one that is asked for in front, where it is among them: else it is as if nothing had been asked.
pub(super) fn asked_first(mut formats: Vec<Format>, asked: Option<Format>) -> Vec<Format> {
    if let Some(at) = formats.iter().position(|format| Some(*format) == asked) {
        formats[..=at].rotate_right(1);
    }
    formats
}

fn is_usable(format: &Format) -> bool {
    let pixels = u64::from(format.width) * u64::from(format.height);
    (LEAST_PIXELS..=MOST_PIXELS).contains(&pixels)
        && format.fps > 0
        && format.width.is_multiple_of(2)
}

/// How far from what is wanted. Half the pixels cost as much as double; half the speed costs double that.
fn cost(format: &Format) -> f64 {
    let pixels = f64::from(format.width) * f64::from(format.height);
    let fps = f64::from(format.fps);
    let too_slow = (LEAST_FPS / fps).max(1.0).log2() * 2.0;
    let too_fast = (fps / MOST_FPS).max(1.0).log2() / 2.0;
    (pixels / BEST_PIXELS).log2().abs() + too_slow + too_fast
}

/// The cameras that a choice (a name, else a number) can mean, lowest number first; without a choice all of them.
pub(super) fn chosen(mut devices: Vec<Device>, choice: Option<&str>) -> Vec<Device> {
    devices.sort_by_key(|device| device.index);
    let Some(choice) = choice.map(str::trim) else {
        return devices;
    };
    let is_named = |device: &Device| device.name.to_lowercase() == choice.to_lowercase();
    let by_name: Vec<Device> = devices.iter().filter(|d| is_named(d)).cloned().collect();
    if !by_name.is_empty() {
        return by_name;
    }
    let index = choice.parse().ok();
    devices.retain(|device| Some(device.index) == index);
    devices
}

/// A name as a person would say it: drivers say `HD Webcam: HD Webcam`, cut at 31 bytes, or put odd characters in.
pub(super) fn human_name(name: &str) -> String {
    let printable = |c: char| if c.is_control() { ' ' } else { c };
    let name: String = name.chars().map(printable).collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.split_once(": ") {
        Some((first, second)) if first.starts_with(second) => first.to_owned(),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::{asked_first, best_first, chosen, human_name};
    use crate::source::camera::Device;
    use crate::source::format::{Coding, Format};

    fn format(width: u32, height: u32, fps: u32, coding: Coding) -> Format {
        Format {
            width,
            height,
            fps,
            coding,
        }
    }

    fn best(formats: &[Format]) -> Option<Format> {
        best_first(formats).first().copied()
    }

    #[test]
    fn a_common_webcam_films_720p_as_jpeg() {
        let wanted = format(1280, 720, 30, Coding::Mjpeg);
        let formats = [
            format(640, 480, 30, Coding::Yuyv),
            format(1280, 720, 10, Coding::Yuyv),
            format(1920, 1080, 5, Coding::Yuyv),
            format(1920, 1080, 30, Coding::Mjpeg),
            wanted,
            format(1280, 720, 15, Coding::Mjpeg),
            format(640, 480, 60, Coding::Mjpeg),
            format(320, 180, 1, Coding::Yuyv),
        ];
        assert_eq!(best(&formats), Some(wanted));
    }

    #[test]
    fn without_720p_the_nearest_size_that_moves() {
        let vga = format(640, 480, 30, Coding::Yuyv);
        let full = format(1920, 1080, 30, Coding::Mjpeg);
        let slow_720p = format(1280, 720, 5, Coding::Yuyv);
        assert_eq!(best(&[vga, full]), Some(full));
        assert_eq!(best(&[slow_720p, vga]), Some(vga));
        // Codes are small: size is worth a little patience.
        let patient_720p = format(1280, 720, 10, Coding::Yuyv);
        assert_eq!(best(&[vga, patient_720p]), Some(patient_720p));
        assert_eq!(best(&[slow_720p]), Some(slow_720p));
    }

    #[test]
    fn sixty_a_second_only_where_there_is_no_thirty() {
        let (fast, wanted) = (
            format(1280, 720, 60, Coding::Mjpeg),
            format(1280, 720, 30, Coding::Yuyv),
        );
        assert_eq!(best_first(&[fast, wanted, fast]), [wanted, fast]);
    }

    #[test]
    fn what_shows_no_code_is_no_format() {
        let none = [
            format(160, 120, 30, Coding::Mjpeg),
            format(1280, 720, 0, Coding::Mjpeg),
            format(8192, 8192, 30, Coding::Mjpeg),
            format(u32::MAX, u32::MAX, 30, Coding::Yuyv),
            format(0, 0, 30, Coding::Yuyv),
        ];
        assert_eq!(best(&none), None);
    }

    #[test]
    fn what_is_asked_for_is_tried_first_and_then_the_best() {
        let best = format(1280, 720, 30, Coding::Mjpeg);
        let next = format(1280, 720, 15, Coding::Mjpeg);
        let large = format(1920, 1080, 30, Coding::Mjpeg);
        let offered = || vec![best, next, large];
        assert_eq!(asked_first(offered(), Some(large)), [large, best, next]);
        assert_eq!(asked_first(offered(), Some(best)), offered());
        assert_eq!(asked_first(offered(), None), offered());
        // Near is not the same: somebody else's camera.
        let other = format(1920, 1080, 30, Coding::Yuyv);
        assert_eq!(asked_first(offered(), Some(other)), offered());
        assert_eq!(asked_first(Vec::new(), Some(best)), []);
    }

    fn device(index: u32, name: &str) -> Device {
        Device {
            name: name.to_owned(),
            index,
        }
    }

    #[test]
    fn a_choice_is_a_name_else_a_number() {
        let all = || {
            vec![
                device(4, "2"),
                device(2, "Desk Cam"),
                device(0, "Lid Cam"),
                device(6, "Desk Cam"),
            ]
        };
        let indices = |choice: Option<&str>| -> Vec<u32> {
            chosen(all(), choice).iter().map(|d| d.index).collect()
        };
        assert_eq!(indices(None), [0, 2, 4, 6]);
        assert_eq!(indices(Some("desk cam ")), [2, 6]);
        assert_eq!(indices(Some("2")), [4], "a camera may be named 2");
        assert_eq!(indices(Some("0")), [0]);
        assert_eq!(indices(Some("9")), [0u32; 0]);
        assert_eq!(indices(Some("Desk")), [0u32; 0]);
        assert_eq!(indices(Some("")), [0u32; 0]);
    }

    #[test]
    fn names_are_said_once_and_without_odd_characters() {
        assert_eq!(human_name("HD Webcam: HD Webcam"), "HD Webcam");
        assert_eq!(
            human_name("Integrated Camera: Integrated C"),
            "Integrated Camera"
        );
        assert_eq!(human_name("Logitech: C270\u{0}\n"), "Logitech: C270");
        assert_eq!(human_name("  USB  摄像头 "), "USB 摄像头");
    }
}
