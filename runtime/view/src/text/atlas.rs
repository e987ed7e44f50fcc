use std::collections::HashMap;
use std::collections::hash_map::Entry;

use etagere::{BucketedAtlasAllocator, size2};
use swash::scale::ScaleContext;

use super::layout::GlyphFont;
use super::raster;

/// Side of a new atlas in pixels: room for about 600 letters at 14 pixels.
const SIDE_FIRST: u32 = 512;
/// Side that an atlas grows to; every GPU that wgpu knows takes textures of this size.
pub(crate) const SIDE_MAX: u32 = 4_096;
/// Empty pixels between glyphs, so that none bleeds into its neighbour.
const GAP: i32 = 1;

/// Which drawing of which glyph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct GlyphKey {
    pub(crate) font: u64,
    pub(crate) glyph: u16,
    /// Subpixel steps to the right.
    pub(crate) step: u8,
    /// Height in device pixels, as bits.
    pub(crate) size: u32,
}

/// Where a glyph stands in the atlas, and where it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtlasGlyph {
    /// Left edge in the atlas.
    pub x: u16,
    /// Top edge in the atlas.
    pub y: u16,
    /// Width in pixels.
    pub width: u16,
    /// Height in pixels.
    pub height: u16,
    /// From the glyph's origin to its left edge.
    pub left: i16,
    /// From the baseline up to its top edge.
    pub top: i16,
}

/// Drawn glyphs, each once, side by side in one square of coverage bytes. The GPU keeps a copy as
/// a texture and fetches what changed; the CPU painter reads it directly.
pub struct GlyphAtlas {
    side: u32,
    pixels: Vec<u8>,
    places: BucketedAtlasAllocator,
    glyphs: HashMap<GlyphKey, Option<AtlasGlyph>>,
    scaler: ScaleContext,
    /// Rows that changed since they were last fetched, first and past the last.
    changed_rows: Option<(u32, u32)>,
    drawn_count: u64,
}

/// There is no room for another glyph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AtlasFull;

impl GlyphAtlas {
    /// An atlas with nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self {
            side: SIDE_FIRST,
            pixels: vec![0; (SIDE_FIRST * SIDE_FIRST) as usize],
            places: BucketedAtlasAllocator::new(square(SIDE_FIRST)),
            glyphs: HashMap::new(),
            scaler: ScaleContext::new(),
            changed_rows: None,
            drawn_count: 0,
        }
    }

    /// Width and height in pixels.
    #[must_use]
    pub fn side(&self) -> u32 {
        self.side
    }

    /// Coverage, row by row, one byte a pixel.
    #[must_use]
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// How many glyphs were drawn so far; for tests that assert the amount of work.
    #[must_use]
    pub fn drawn_count(&self) -> u64 {
        self.drawn_count
    }

    /// The glyph, drawn now if it was not before; nothing if it has no outline.
    pub(crate) fn glyph(&mut self, font: &GlyphFont, key: GlyphKey) -> Result<Option<AtlasGlyph>, AtlasFull> {
        if let Some(known) = self.glyphs.get(&key) {
            return Ok(*known);
        }
        let size = f32::from_bits(key.size);
        // A letter as large as the whole atlas: not worth the memory to draw it and find out.
        if size > SIDE_MAX as f32 {
            return Err(AtlasFull);
        }
        let drawn = raster::draw(&mut self.scaler, font, key.glyph, size, key.step);
        let glyph = match drawn {
            Some(coverage) => Some(self.place(&coverage)?),
            None => None,
        };
        if let Entry::Vacant(place) = self.glyphs.entry(key) {
            place.insert(glyph);
        }
        Ok(glyph)
    }

    /// Forgets every glyph: the way out when the atlas is full.
    pub(crate) fn clear(&mut self) {
        self.places.clear();
        self.glyphs.clear();
        self.pixels.fill(0);
        self.changed_rows = Some((0, self.side));
    }

    /// The rows that changed since the last call, first and past the last.
    pub(crate) fn take_changed_rows(&mut self) -> Option<(u32, u32)> {
        self.changed_rows.take()
    }

    fn place(&mut self, coverage: &raster::Coverage) -> Result<AtlasGlyph, AtlasFull> {
        let wanted = size2(coverage.width as i32 + GAP, coverage.height as i32 + GAP);
        let place = loop {
            if let Some(place) = self.places.allocate(wanted) {
                break place.rectangle;
            }
            self.grow()?;
        };
        let (x, y) = (place.min.x as u32, place.min.y as u32);
        let width = coverage.width as usize;
        for (row, bytes) in coverage.bytes.chunks_exact(width).enumerate() {
            let start = (y as usize + row) * self.side as usize + x as usize;
            self.pixels[start..start + width].copy_from_slice(bytes);
        }
        let bottom = y + coverage.height;
        let (first, last) = self.changed_rows.unwrap_or((y, bottom));
        self.changed_rows = Some((first.min(y), last.max(bottom)));
        self.drawn_count += 1;
        Ok(AtlasGlyph {
            x: x as u16,
            y: y as u16,
            width: coverage.width as u16,
            height: coverage.height as u16,
            left: coverage.left as i16,
            top: coverage.top as i16,
        })
    }

    /// Doubles the side; what is in the atlas stays where it is.
    fn grow(&mut self) -> Result<(), AtlasFull> {
        if self.side >= SIDE_MAX {
            return Err(AtlasFull);
        }
        let (before, after) = (self.side as usize, self.side as usize * 2);
        let mut pixels = vec![0; after * after];
        for (row, bytes) in self.pixels.chunks_exact(before).enumerate() {
            pixels[row * after..row * after + before].copy_from_slice(bytes);
        }
        self.pixels = pixels;
        self.side = after as u32;
        self.places.grow(square(self.side));
        self.changed_rows = Some((0, self.side));
        Ok(())
    }
}

fn square(side: u32) -> etagere::Size {
    size2(side as i32, side as i32)
}

impl Default for GlyphAtlas {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for GlyphAtlas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GlyphAtlas")
            .field("side", &self.side)
            .field("glyphs", &self.glyphs.len())
            .finish_non_exhaustive()
    }
}
