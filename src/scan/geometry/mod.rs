//! Where things are in a picture.

pub mod perspective;
