use super::cover::Cover;
use super::{Clip, Damage, Kind, Quad, Rounding, Scene, Text};
use crate::geometry::{Color, Corners, Rect};
use crate::text::{AtlasFull, GlyphAtlas, GlyphKey, SUBPIXEL_STEPS};

/// How many batches back a primitive may be moved to join its like. Row stripes, rounded badges
/// and text of a table are three kinds, with one more for what is translucent.
const LOOK_BACK: usize = 4;

/// From how many pixels between its corners a rounded rectangle is painted as corners and blocks.
/// The distance to the outline costs 8 ns a pixel on software Vulkan and 20 on the CPU painter, a
/// block 4 and 0.1; ten more instances cost about 2 us.
const APART_FROM: f32 = 1_024.0;

/// One block of one colour. All measures from here on are device pixels.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct Block {
    /// Left, top, right, bottom: whole pixels, already clipped.
    pub(crate) edges: [f32; 4],
    pub(crate) color: [u8; 4],
}

/// One rectangle with rounded corners or a border.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct Rounded {
    /// Left, top, right, bottom of what is painted: whole pixels, clipped.
    pub(crate) edges: [f32; 4],
    /// Left, top, right, bottom of the rectangle itself.
    pub(crate) shape: [f32; 4],
    /// Top left, top right, bottom right, bottom left.
    pub(crate) radii: [f32; 4],
    pub(crate) border_width: f32,
    pub(crate) background: [u8; 4],
    pub(crate) border: [u8; 4],
}

/// One glyph out of the atlas.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct Stamp {
    /// Left, top, right, bottom: whole pixels, clipped.
    pub(crate) edges: [f32; 4],
    /// Where its first pixel is in the atlas.
    pub(crate) source: [f32; 2],
    pub(crate) color: [u8; 4],
}

/// Primitives of one kind that one draw call paints.
#[derive(Clone, Debug)]
pub(crate) enum Batch {
    /// Hides what is behind: no blending.
    Opaque(Vec<Block>),
    /// Lets through what is behind.
    Translucent(Vec<Block>),
    Rounded(Vec<Rounded>),
    Stamps(Vec<Stamp>),
}

/// A scene, cut to one damaged rectangle and sorted into few batches. Paint order holds wherever
/// two primitives overlap; where they don't, like joins like.
#[derive(Debug, Default)]
pub(crate) struct Batches {
    pub(crate) batches: Vec<Batch>,
    /// Whether the atlas was too small for all glyphs at once.
    pub(crate) glyphs_left_out: bool,
    /// What each batch covers.
    covers: Vec<Cover>,
}

impl Batches {
    /// Cuts `scene` to `target` (device pixels, whole). The background is the first block.
    ///
    /// When the atlas is full it is emptied and filled anew with what is on screen; glyphs that
    /// don't fit even then are left out, and said to be.
    pub(crate) fn build(scene: &Scene, atlas: &mut GlyphAtlas, scale: f32, target: Rect) -> Self {
        let first = Self::walk(scene, atlas, scale, target);
        if !first.glyphs_left_out {
            return first;
        }
        atlas.clear();
        Self::walk(scene, atlas, scale, target)
    }

    fn walk(scene: &Scene, atlas: &mut GlyphAtlas, scale: f32, target: Rect) -> Self {
        let mut batches = Self::default();
        batches.block(target, scene.background());
        // One pixel more: snapping moves edges by up to half a pixel.
        let seen = target.outset(1.0).scale(1.0 / scale);
        for item in scene.items() {
            if !item.bounds.intersects(&seen) {
                continue;
            }
            let Clip { rect, rounding } = scene.clip_of(item);
            let clip = snap(rect.scale(scale)).intersection(&target);
            match item.kind {
                Kind::Quad => {
                    batches.quad(&scene.quads()[item.index as usize], scale, clip, rounding.as_ref());
                }
                Kind::Text => {
                    let text = &scene.texts()[item.index as usize];
                    if batches.text(text, atlas, scale, clip) == Err(AtlasFull) {
                        batches.glyphs_left_out = true;
                    }
                }
            }
        }
        batches
    }

    /// How many primitives there are in all batches.
    pub(crate) fn len(&self) -> usize {
        self.batches.iter().map(Batch::len).sum()
    }

    fn block(&mut self, rect: Rect, color: Color) {
        if rect.is_empty() || color.is_transparent() {
            return;
        }
        let block = Block { edges: edges(rect), color: color.to_bytes() };
        if color.is_opaque() {
            let at = self.place(rect, |it| matches!(it, Batch::Opaque(_)), || Batch::Opaque(vec![]));
            if let Batch::Opaque(blocks) = &mut self.batches[at] {
                blocks.push(block);
            }
        } else {
            let at =
                self.place(rect, |it| matches!(it, Batch::Translucent(_)), || Batch::Translucent(vec![]));
            if let Batch::Translucent(blocks) = &mut self.batches[at] {
                blocks.push(block);
            }
        }
    }

    fn quad(&mut self, quad: &Quad, scale: f32, clip: Rect, rounding: Option<&Rounding>) {
        if quad.is_invisible() {
            return;
        }
        let shape = snap_visible(quad.rect.scale(scale));
        if quad.is_plain() {
            let painted = shape.intersection(&clip);
            return match rounding {
                Some(rounding) => self.cut_block(painted, quad.background, rounding, scale),
                None => self.block(painted, quad.background),
            };
        }
        let corners = quad.corners.fitted(quad.rect.size());
        let (border_width, border) = if quad.has_border() {
            ((quad.border.width * scale).round().max(1.0), quad.border.color)
        } else {
            (0.0, quad.background)
        };
        let rounded = Rounded {
            edges: edges(shape),
            shape: edges(shape),
            radii: radii(&corners, scale),
            border_width,
            background: quad.background.to_bytes(),
            border: border.to_bytes(),
        };
        let edge = (corners.largest() * scale).max(border_width).ceil();
        let inner = shape.outset(-edge);
        if inner.width * inner.height < APART_FROM {
            return self.rounded(rounded, shape.intersection(&clip));
        }
        // Only the corners need the distance to the outline. The rest is blocks: four lines of
        // the border, and the background as a column between the corners and one on each side.
        let (left, top, right, bottom) = (shape.x, shape.y, shape.right(), shape.bottom());
        for corner in corner_squares(&shape, &inner) {
            self.rounded(rounded, corner.intersection(&clip));
        }
        let lines = [
            Rect::between(inner.x, top, inner.right(), top + border_width),
            Rect::between(inner.x, bottom - border_width, inner.right(), bottom),
            Rect::between(left, inner.y, left + border_width, inner.bottom()),
            Rect::between(right - border_width, inner.y, right, inner.bottom()),
        ];
        for line in lines {
            self.block(line.intersection(&clip), border);
        }
        let columns = [
            Rect::between(inner.x, top + border_width, inner.right(), bottom - border_width),
            Rect::between(left + border_width, inner.y, inner.x, inner.bottom()),
            Rect::between(inner.right(), inner.y, right - border_width, inner.bottom()),
        ];
        for column in columns {
            self.block(column.intersection(&clip), quad.background);
        }
    }

    /// A block without what sticks out of a rounded outline.
    fn cut_block(&mut self, block: Rect, color: Color, rounding: &Rounding, scale: f32) {
        let outline = snap_visible(rounding.rect.scale(scale));
        let block = block.intersection(&outline);
        let corners = rounding.corners.fitted(rounding.rect.size());
        let inner = outline.outset(-(corners.largest() * scale).ceil());
        let squares = corner_squares(&outline, &inner).map(|corner| corner.intersection(&block));
        if squares.iter().all(Rect::is_empty) {
            return self.block(block, color);
        }
        for square in squares {
            let cut = Rounded {
                edges: edges(square),
                shape: edges(outline),
                radii: radii(&corners, scale),
                border_width: 0.0,
                background: color.to_bytes(),
                border: color.to_bytes(),
            };
            self.rounded(cut, square);
        }
        let columns = [
            Rect::between(inner.x, outline.y, inner.right(), outline.bottom()),
            Rect::between(outline.x, inner.y, inner.x, inner.bottom()),
            Rect::between(inner.right(), inner.y, outline.right(), inner.bottom()),
        ];
        for column in columns {
            self.block(column.intersection(&block), color);
        }
    }

    fn rounded(&mut self, mut rounded: Rounded, painted: Rect) {
        if painted.is_empty() {
            return;
        }
        rounded.edges = edges(painted);
        let at = self.place(painted, |it| matches!(it, Batch::Rounded(_)), || Batch::Rounded(vec![]));
        if let Batch::Rounded(list) = &mut self.batches[at] {
            list.push(rounded);
        }
    }

    fn text(&mut self, text: &Text, atlas: &mut GlyphAtlas, scale: f32, clip: Rect) -> Result<(), AtlasFull> {
        if text.color.is_transparent() {
            return Ok(());
        }
        // Between ascent and descent: the few letters that reach beyond stay above what comes
        // next, and rows of a table don't get in each other's way.
        let lines = outward(text.line_bounds().scale(scale)).intersection(&clip);
        let at = self.place(lines, |it| matches!(it, Batch::Stamps(_)), || Batch::Stamps(vec![]));
        let Batch::Stamps(stamps) = &mut self.batches[at] else { return Ok(()) };
        let color = text.color.to_bytes();
        for run in text.layout.runs() {
            let size = run.size * scale;
            for glyph in &text.layout.glyphs()[run.glyphs.clone()] {
                // Whole pixels down: a baseline between two rows is a blurred one.
                let y = ((text.origin.y + glyph.y) * scale).round();
                let (x, step) = subpixel((text.origin.x + glyph.x) * scale);
                let key = GlyphKey { font: run.font.id(), glyph: glyph.id, step, size: size.to_bits() };
                let Some(drawn) = atlas.glyph(&run.font, key)? else { continue };
                let rect = Rect::new(
                    x + f32::from(drawn.left),
                    y - f32::from(drawn.top),
                    f32::from(drawn.width),
                    f32::from(drawn.height),
                );
                let seen = rect.intersection(&clip);
                if seen.is_empty() {
                    continue;
                }
                stamps.push(Stamp {
                    edges: edges(seen),
                    source: [f32::from(drawn.x) + seen.x - rect.x, f32::from(drawn.y) + seen.y - rect.y],
                    color,
                });
            }
        }
        Ok(())
    }

    /// The batch that takes a primitive covering `rect`: one of its kind a few batches back, if
    /// nothing painted since then lies under the primitive, else a new one.
    fn place(&mut self, rect: Rect, is_like: impl Fn(&Batch) -> bool, new: impl FnOnce() -> Batch) -> usize {
        for at in (0..self.batches.len()).rev().take(LOOK_BACK) {
            if is_like(&self.batches[at]) {
                self.covers[at].add(rect);
                return at;
            }
            if self.covers[at].intersects(&rect) {
                break;
            }
        }
        self.batches.push(new());
        self.covers.push(Cover::of(rect));
        self.batches.len() - 1
    }
}

impl Batch {
    /// The instances as the GPU reads them.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Opaque(blocks) | Self::Translucent(blocks) => bytemuck::cast_slice(blocks),
            Self::Rounded(list) => bytemuck::cast_slice(list),
            Self::Stamps(stamps) => bytemuck::cast_slice(stamps),
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Opaque(blocks) | Self::Translucent(blocks) => blocks.len(),
            Self::Rounded(list) => list.len(),
            Self::Stamps(stamps) => stamps.len(),
        }
    }
}

/// The squares at the corners of a rectangle that its inner one leaves free.
fn corner_squares(outer: &Rect, inner: &Rect) -> [Rect; 4] {
    [
        Rect::between(outer.x, outer.y, inner.x, inner.y),
        Rect::between(inner.right(), outer.y, outer.right(), inner.y),
        Rect::between(outer.x, inner.bottom(), inner.x, outer.bottom()),
        Rect::between(inner.right(), inner.bottom(), outer.right(), outer.bottom()),
    ]
}

fn radii(corners: &Corners, scale: f32) -> [f32; 4] {
    [
        corners.top_left * scale,
        corners.top_right * scale,
        corners.bottom_right * scale,
        corners.bottom_left * scale,
    ]
}

/// The nearest whole pixels.
pub(crate) fn snap(rect: Rect) -> Rect {
    Rect::between(rect.x.round(), rect.y.round(), rect.right().round(), rect.bottom().round())
}

/// All pixels that are touched.
pub(crate) fn outward(rect: Rect) -> Rect {
    Rect::between(rect.x.floor(), rect.y.floor(), rect.right().ceil(), rect.bottom().ceil())
}

/// The nearest whole pixels, but at least one each way: a divider never vanishes.
fn snap_visible(rect: Rect) -> Rect {
    let snapped = snap(rect);
    Rect::new(snapped.x, snapped.y, snapped.width.max(1.0), snapped.height.max(1.0))
}

/// The whole pixel and the subpixel step nearest to a place.
fn subpixel(x: f32) -> (f32, u8) {
    let steps = f32::from(SUBPIXEL_STEPS);
    let nearest = (x * steps).round();
    let whole = (nearest / steps).floor();
    (whole, (nearest - whole * steps) as u8)
}

fn edges(rect: Rect) -> [f32; 4] {
    [rect.x, rect.y, rect.right(), rect.bottom()]
}

/// The damaged rectangles in whole device pixels, inside of the picture.
pub(crate) fn device_damage(damage: &Damage, width: u32, height: u32, scale: f32) -> Vec<Rect> {
    let all = Rect::new(0.0, 0.0, width as f32, height as f32);
    if damage.is_everything() {
        return vec![all];
    }
    // Growing to whole pixels can make two rectangles overlap, and what is translucent must not
    // be painted twice: hence the second round through `Damage`.
    let mut whole = Damage::nothing();
    for rect in damage.rects() {
        whole.add(outward(rect.scale(scale)).outset(1.0).intersection(&all));
    }
    whole.rects().to_vec()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every primitive that is painted, in paint order: where, and its colour, which is its name.
    fn painted(batches: &Batches) -> Vec<([f32; 4], [u8; 4])> {
        let mut all = Vec::new();
        for batch in &batches.batches {
            match batch {
                Batch::Opaque(list) | Batch::Translucent(list) => {
                    all.extend(list.iter().map(|it| (it.edges, it.color)));
                }
                Batch::Rounded(list) => all.extend(list.iter().map(|it| (it.edges, it.background))),
                Batch::Stamps(_) => {}
            }
        }
        all
    }

    proptest! {
        /// Batches change the order only of what does not overlap.
        #[test]
        fn what_overlaps_keeps_its_order(
            rects in prop::collection::vec(
                (0..90u8, 0..90u8, 1..40u8, 1..40u8, 0..3u8), 1..60,
            ),
        ) {
            let mut scene = Scene::new(Color::WHITE);
            for (name, (x, y, width, height, kind)) in rects.iter().enumerate() {
                let [x, y, width, height] = [x, y, width, height].map(|it| f32::from(*it));
                let rect = Rect::new(x, y, width, height);
                let color = Color::rgb(name as u8, 1, 2);
                scene.quad(match kind {
                    0 => Quad::filled(rect, color),
                    1 => Quad::filled(rect, color.with_alpha(100)),
                    _ => Quad::filled(rect, color).rounded(3.0),
                });
            }
            let target = Rect::new(0.0, 0.0, 120.0, 120.0);
            let batches = Batches::build(&scene, &mut GlyphAtlas::new(), 1.0, target);
            let all = painted(&batches);
            prop_assert!(all.len() > rects.len(), "nothing is left out, and there is a background");
            let rect = |edges: [f32; 4]| Rect::between(edges[0], edges[1], edges[2], edges[3]);
            for (at, (edges, color)) in all.iter().enumerate().skip(1) {
                for (later_edges, later_color) in &all[at + 1..] {
                    if later_color[0] < color[0] {
                        prop_assert!(!rect(*edges).intersects(&rect(*later_edges)));
                    }
                }
            }
        }

        #[test]
        fn a_cover_holds_all_that_was_added(
            rects in prop::collection::vec((0..200u8, 0..200u8, 1..60u8, 1..60u8), 1..60),
        ) {
            let rects: Vec<Rect> = rects
                .iter()
                .map(|(x, y, width, height)| {
                    let [x, y, width, height] = [x, y, width, height].map(|it| f32::from(*it));
                    Rect::new(x, y, width, height)
                })
                .collect();
            let mut cover = Cover::of(rects[0]);
            for rect in &rects[1..] {
                cover.add(*rect);
            }
            for rect in &rects {
                let corners = [
                    Rect::new(rect.x, rect.y, 0.5, 0.5),
                    Rect::new(rect.right() - 0.5, rect.bottom() - 0.5, 0.5, 0.5),
                ];
                prop_assert!(corners.iter().all(|corner| cover.intersects(corner)));
            }
        }
    }
}
