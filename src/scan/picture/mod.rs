//! Pixels, and what is made of them.

pub mod binarize;
pub mod frame;
mod restore;
