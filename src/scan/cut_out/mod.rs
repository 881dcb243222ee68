//! A place where a code is, cut out of the picture for a closer look.

pub mod equalize;
mod flatten;
pub mod recover;
pub mod straighten;
pub mod treatment;
