//! Where everything stands: flex layout over the arena.
//!
//! Taffy's algorithm asks each element questions ("how high are you, if so wide?") and remembers
//! nothing here; the answers are kept with the element. When one changes, it is asked the same
//! questions again, and only if an answer differs is its container laid out anew, and so on
//! upwards. So a change stops at the first element whose size it does not change: a fixed
//! `width`, a `scroll`, or a row that stays as high as it was. Nobody has to declare a boundary.

mod boxes;
mod flex;
mod measure;
mod style;

#[cfg(test)]
mod tests;

pub(crate) use boxes::Boxes;
