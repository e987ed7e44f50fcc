//! Points, sizes, rectangles and colours, in logical pixels.
//!
//! A logical pixel is what a layout is written in; a device pixel is what a screen has. The scale
//! of a window or picture (1.0, 1.5, 2.0, …) turns the first into the second, and only the
//! painters know it.

mod color;
mod rect;

pub use color::Color;
pub use rect::{Corners, Insets, Point, Rect, Size};
