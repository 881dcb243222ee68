//! How a camera films: size, pictures a second and packing, as they are printed, kept in the settings and read.

use serde::{Deserialize, Serialize};

/// How a camera packs its pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Coding {
    /// A JPEG for each picture.
    Mjpeg,
    /// Two bytes a pixel: brightness, and every other time blue or red.
    Yuyv,
}

impl Coding {
    fn name(self) -> &'static str {
        match self {
            Coding::Mjpeg => "MJPEG",
            Coding::Yuyv => "YUYV",
        }
    }
}

/// How a camera films, or says that it can. Drivers exaggerate: a format may still be refused, or be slower.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Format {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Pictures a second.
    pub fps: u32,
    /// How it packs them.
    pub coding: Coding,
}

impl Format {
    /// Reads what is printed for a format, such as `1280×720 MJPEG 30/s`; by hand also `1280x720 mjpeg 30`.
    pub fn parse(text: &str) -> Option<Format> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [size, coding, fps] = words[..] else {
            return None;
        };
        let (width, height) = size.split_once(['×', 'x'])?;
        let mut codings = [Coding::Mjpeg, Coding::Yuyv].into_iter();
        Some(Format {
            width: width.parse().ok()?,
            height: height.parse().ok()?,
            fps: fps.strip_suffix("/s").unwrap_or(fps).parse().ok()?,
            coding: codings.find(|known| known.name().eq_ignore_ascii_case(coding))?,
        })
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Format {
            width, height, fps, ..
        } = self;
        write!(f, "{width}×{height} {} {fps}/s", self.coding.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_read_as_it_is_printed_and_as_people_write_it() {
        let format = Format {
            width: 1280,
            height: 720,
            fps: 30,
            coding: Coding::Mjpeg,
        };
        assert_eq!(format.to_string(), "1280×720 MJPEG 30/s");
        for text in [
            "1280×720 MJPEG 30/s",
            "1280x720 mjpeg 30",
            "  1280x720  MJPEG  30/s ",
        ] {
            assert_eq!(Format::parse(text), Some(format), "{text}");
        }
        let yuyv = Format {
            coding: Coding::Yuyv,
            ..format
        };
        assert_eq!(Format::parse(&yuyv.to_string()), Some(yuyv));
    }

    #[test]
    fn what_names_no_format_is_none() {
        for text in [
            "",
            "auto",
            "1280×720",
            "1280×720 MJPEG",
            "1280×720 H264 30/s",
            "1280×720 MJPEG 30/s extra",
            "1280 720 MJPEG 30",
            "-1280×720 MJPEG 30/s",
            "1280×720 MJPEG 7.5/s",
            "99999999999×720 MJPEG 30/s",
        ] {
            assert_eq!(Format::parse(text), None, "{text}");
        }
    }
}
