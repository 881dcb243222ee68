//! Scales at which a picture is looked at.

use crate::scan::picture::grey::Grey;

/// Pictures with a longest side up to this are also enlarged: their modules may be 1–2 pixels wide.
const MAX_SIDE_DOUBLED: usize = 640;

/// How large a picture is made before it is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    Full,
    Half,
    Quarter,
    Eighth,
    Sixteenth,
    Double,
}

impl Scale {
    /// How many there are.
    pub const COUNT: usize = 6;

    /// The picture at this scale.
    pub fn of<'a>(self, base: &Grey<'a>) -> Grey<'a> {
        match self {
            Scale::Full => base.clone(),
            Scale::Half => base.shrunk(2),
            Scale::Quarter => base.shrunk(4),
            Scale::Eighth => base.shrunk(8),
            Scale::Sixteenth => base.shrunk(16),
            Scale::Double => base.doubled(),
        }
    }

    /// Pixels of the base picture in one pixel at this scale.
    pub fn factor(self) -> f32 {
        match self {
            Scale::Full => 1.0,
            Scale::Half => 2.0,
            Scale::Quarter => 4.0,
            Scale::Eighth => 8.0,
            Scale::Sixteenth => 16.0,
            Scale::Double => 0.5,
        }
    }

    /// True but for large pictures, enlarged.
    pub fn pays(self, base: &Grey<'_>) -> bool {
        self != Scale::Double || base.width.max(base.height) <= MAX_SIDE_DOUBLED
    }
}
