//! Where things are in a picture.

pub mod pattern_search;
pub mod perspective;
pub mod place;
pub mod quad;
