//! The two decoders, each behind one file, and what both are spared.

pub mod rqrr;
pub mod rxing;
pub mod wallpaper;
