//! Text: the fonts that come with the program, shaping, and the atlas of drawn glyphs.
//!
//! [`Shaper::layout`] turns a string into a [`TextLayout`] once and remembers it by text, style
//! and width; the scene shares it, and the painters draw its glyphs from a [`GlyphAtlas`].

mod atlas;
mod fonts;
mod layout;
mod raster;
mod shaper;
mod style;

pub(crate) use atlas::{AtlasFull, GlyphKey, SIDE_MAX as ATLAS_SIDE_MAX};
pub use atlas::{AtlasGlyph, GlyphAtlas};
pub use fonts::Fonts;
pub use layout::{Glyph, GlyphFont, GlyphRun, TextLayout};
pub(crate) use raster::SUBPIXEL_STEPS;
pub use shaper::Shaper;
pub use style::{Family, TextStyle, Weight};
