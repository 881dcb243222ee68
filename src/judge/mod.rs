//! Frame → scan → check: a still within a time, and the newest picture of a camera again and again.

pub mod camera;
pub mod still;
