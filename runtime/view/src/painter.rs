//! Paints a scene on the CPU, into plain bytes.
//!
//! It reads the same batches as the [GPU](crate::gpu) and does the same arithmetic, so the two
//! differ by rounding only. It serves tests, and machines with no graphics driver.

mod blend;

use crate::geometry::{Rect, Size};
use crate::scene::{Batch, Batches, Damage, Scene, device_damage};
use crate::text::{ATLAS_SIDE_MAX, GlyphAtlas};

/// A picture in memory: red, green, blue, alpha, row by row from the top.
#[derive(Clone, PartialEq, Eq)]
pub struct Pixels {
    /// In device pixels.
    pub width: u32,
    /// In device pixels.
    pub height: u32,
    /// Four for each pixel.
    pub bytes: Vec<u8>,
}

/// How much a painter did: for tests that assert the amount of work, and for counters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Runs of like primitives; on the GPU each is one draw call.
    pub batches: usize,
    /// Primitives that were painted, after culling.
    pub instances: usize,
    /// Device pixels inside the damaged rectangles.
    pub pixels: u64,
    /// Whether the glyphs on screen are more than the atlas holds, so that some are missing.
    pub glyphs_left_out: bool,
}

/// Paints scenes on the CPU and keeps the last picture, so that only damage is painted again.
#[derive(Debug, Default)]
pub struct Painter {
    atlas: GlyphAtlas,
    pixels: Pixels,
    scale: f32,
    has_told: bool,
}

impl Painter {
    /// A painter with an empty picture.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Brings the picture up to date: all of it when its size or scale is new, else what is
    /// damaged.
    pub fn paint(&mut self, scene: &Scene, damage: &Damage, size: Size, scale: f32) -> Work {
        let (width, height) = device_size(size, scale);
        let mut work = Work::default();
        let mut all = Damage::everything();
        if (self.pixels.width, self.pixels.height, self.scale) != (width, height, scale) {
            self.pixels = Pixels::new(width, height);
            self.scale = scale;
        } else {
            all.clone_from(damage);
        }
        for target in device_damage(&all, width, height, scale) {
            let batches = Batches::build(scene, &mut self.atlas, scale, target);
            work.count(&batches, target);
            for batch in &batches.batches {
                self.paint_batch(batch);
            }
        }
        work.tell(&mut self.has_told);
        work
    }

    /// The picture as it was last painted.
    #[must_use]
    pub fn pixels(&self) -> &Pixels {
        &self.pixels
    }

    fn paint_batch(&mut self, batch: &Batch) {
        match batch {
            Batch::Opaque(blocks) => {
                for block in blocks {
                    blend::fill(&mut self.pixels, block);
                }
            }
            Batch::Translucent(blocks) => {
                for block in blocks {
                    blend::mix(&mut self.pixels, block);
                }
            }
            Batch::Rounded(shapes) => {
                for shape in shapes {
                    blend::rounded(&mut self.pixels, shape);
                }
            }
            Batch::Stamps(stamps) => {
                for stamp in stamps {
                    blend::stamp(&mut self.pixels, &self.atlas, stamp);
                }
            }
        }
    }
}

impl Work {
    pub(crate) fn count(&mut self, batches: &Batches, target: Rect) {
        self.batches += batches.batches.len();
        self.instances += batches.len();
        self.pixels += (target.width * target.height) as u64;
        self.glyphs_left_out |= batches.glyphs_left_out;
    }

    /// Logs, once for each painter, that letters are missing.
    pub(crate) fn tell(&self, has_told: &mut bool) {
        if self.glyphs_left_out && !std::mem::replace(has_told, true) {
            log::warn!(
                "letters are missing: more, or larger ones, than {ATLAS_SIDE_MAX} by {ATLAS_SIDE_MAX} pixels hold"
            );
        }
    }
}

impl Pixels {
    /// A picture of invisible pixels.
    #[must_use]
    pub fn new(width: u32, height: u32) -> Self {
        Self { width, height, bytes: vec![0; width as usize * height as usize * 4] }
    }

    /// Red, green, blue and alpha of one pixel.
    ///
    /// # Panics
    /// When it is outside of the picture.
    #[must_use]
    pub fn at(&self, x: u32, y: u32) -> [u8; 4] {
        assert!(x < self.width && y < self.height, "({x}, {y}) is outside of {self:?}");
        let start = (y as usize * self.width as usize + x as usize) * 4;
        [0, 1, 2, 3].map(|part| self.bytes[start + part])
    }
}

impl Default for Pixels {
    fn default() -> Self {
        Self::new(0, 0)
    }
}

impl std::fmt::Debug for Pixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pixels({} by {})", self.width, self.height)
    }
}

/// Logical size to device pixels: at least one each way, because no picture has none.
pub(crate) fn device_size(size: Size, scale: f32) -> (u32, u32) {
    let whole = |extent: f32| (extent * scale).round().max(1.0) as u32;
    (whole(size.width), whole(size.height))
}
