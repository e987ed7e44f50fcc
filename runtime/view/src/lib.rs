//! Signals, elements, layout, text and a scene drawn by the GPU.

pub mod geometry;
pub mod input;
pub mod painter;
pub mod scene;
pub mod text;
pub mod theme;
pub mod window;
