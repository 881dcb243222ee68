//! Everything that brings a frame in: files within limits, a camera through a child process, a film for trying things.
//! Nothing here knows what a code says.

#[cfg(feature = "gui")]
pub mod camera;
pub mod colour_profile;
#[cfg(feature = "gui")]
pub(crate) mod demo;
pub mod fault;
pub mod format;
pub mod images;
mod jpeg_markers;
#[cfg(feature = "gui")]
pub(crate) mod new_files;
pub mod slot;
