use swash::FontRef;
use swash::scale::{Render, ScaleContext, Source};
use swash::zeno::{Format, Vector};

use super::layout::GlyphFont;

/// Into how many steps the space between two device pixels is cut. Letters stand within an
/// eighth of a pixel of where the font wants them, and each is drawn at most four times.
pub(crate) const SUBPIXEL_STEPS: u8 = 4;

/// How much thicker a glyph of a font without the wanted weight is drawn, as a share of its size.
const EMBOLDEN: f32 = 1.0 / 40.0;

/// A glyph as coverage, one byte a pixel.
pub(super) struct Coverage {
    pub(super) width: u32,
    pub(super) height: u32,
    /// From the glyph's origin to the bitmap's left edge.
    pub(super) left: i32,
    /// From the baseline up to the bitmap's top edge.
    pub(super) top: i32,
    pub(super) bytes: Vec<u8>,
}

/// Draws one glyph, `size` device pixels high, `step` subpixel steps to the right. Nothing for
/// a glyph without an outline, such as a space.
pub(super) fn draw(
    context: &mut ScaleContext,
    font: &GlyphFont,
    glyph: u16,
    size: f32,
    step: u8,
) -> Option<Coverage> {
    let source = FontRef::from_index(font.data.data.data(), font.data.index as usize)?;
    let mut scaler = context.builder(source).size(size).hint(false).normalized_coords(&font.coords).build();
    let image = Render::new(&[Source::Outline])
        .format(Format::Alpha)
        .offset(Vector::new(f32::from(step) / f32::from(SUBPIXEL_STEPS), 0.0))
        .embolden(if font.embolden { size * EMBOLDEN } else { 0.0 })
        .render(&mut scaler, glyph)?;
    let placement = image.placement;
    (placement.width > 0 && placement.height > 0).then_some(Coverage {
        width: placement.width,
        height: placement.height,
        left: placement.left,
        top: placement.top,
        bytes: image.data,
    })
}
