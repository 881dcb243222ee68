//! Pixels, and what is made of them.

pub mod binarize;
mod filters;
pub mod frame;
pub mod grey;
mod restore;
pub mod runs;
pub mod scale;
pub mod threshold;
