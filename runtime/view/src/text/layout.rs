use std::ops::Range;

use parley::editing::Cursor;
use parley::{Affinity, FontData, PositionedLayoutItem};

use super::style::TextStyle;
use crate::geometry::{Point, Rect, Size};

/// Shaped text: glyphs at their places, and what a text field asks about them. Right-to-left
/// text is in visual order here; byte indices are always those of the string.
pub struct TextLayout {
    text: Box<str>,
    style: TextStyle,
    max_width: Option<f32>,
    layout: parley::Layout<()>,
    glyphs: Vec<Glyph>,
    runs: Vec<GlyphRun>,
    size: Size,
    lines: Rect,
}

/// One glyph at its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// Its number in the font.
    pub id: u16,
    /// Where its origin is, from the layout's left edge.
    pub x: f32,
    /// Where its baseline is, from the layout's top edge.
    pub y: f32,
}

/// Neighbouring glyphs of one font and size.
#[derive(Clone, Debug)]
pub struct GlyphRun {
    /// Where they come from.
    pub font: GlyphFont,
    /// Height of the letters' box in logical pixels.
    pub size: f32,
    /// Which of [`TextLayout::glyphs`].
    pub glyphs: Range<usize>,
}

/// One font at one setting of its axes.
#[derive(Clone, Debug)]
pub struct GlyphFont {
    pub(super) data: FontData,
    pub(super) coords: Box<[i16]>,
    pub(super) embolden: bool,
    /// Tells this font and setting from all others.
    id: u64,
}

impl TextLayout {
    pub(super) fn new(
        text: &str,
        style: TextStyle,
        max_width: Option<f32>,
        layout: parley::Layout<()>,
    ) -> Self {
        let mut glyphs = Vec::new();
        let mut runs = Vec::new();
        for item in layout.lines().flat_map(|line| line.items()) {
            let PositionedLayoutItem::GlyphRun(part) = item else { continue };
            let first = glyphs.len();
            glyphs.extend(part.positioned_glyphs().map(|glyph| Glyph {
                // OpenType numbers glyphs with 16 bits; parley's type is wider.
                id: u16::try_from(glyph.id).unwrap_or(0),
                x: glyph.x,
                y: glyph.y,
            }));
            runs.push(GlyphRun {
                font: GlyphFont::of(part.run()),
                size: part.run().font_size(),
                glyphs: first..glyphs.len(),
            });
        }
        let size = Size::new(layout.width().ceil(), layout.height().ceil());
        let mut lines = Rect::ZERO;
        for line in layout.lines() {
            let metrics = line.metrics();
            let (top, bottom) = (metrics.content_block_min_coord, metrics.content_block_max_coord);
            lines = lines.union(&Rect::between(0.0, top, size.width, bottom));
        }
        Self { text: text.into(), style, max_width, layout, glyphs, runs, size, lines }
    }

    pub(super) fn is_of(&self, text: &str, style: &TextStyle, max_width: Option<f32>) -> bool {
        *self.text == *text && self.style == *style && self.max_width == max_width
    }

    /// Whether a sign has no glyph in any font. Control characters never have one.
    pub(super) fn lacks_glyphs(&self) -> bool {
        !self.text.is_ascii() && self.glyphs.iter().any(|glyph| glyph.id == 0)
    }

    /// The string.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it is set in.
    #[must_use]
    pub fn style(&self) -> &TextStyle {
        &self.style
    }

    /// How large it is, in whole logical pixels.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }

    /// How many lines it was broken into.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.layout.len()
    }

    /// Where the first line's baseline is, from the top edge.
    #[must_use]
    pub fn baseline(&self) -> f32 {
        self.layout.first_baseline().unwrap_or(0.0)
    }

    /// All glyphs, line by line from left to right.
    #[must_use]
    pub fn glyphs(&self) -> &[Glyph] {
        &self.glyphs
    }

    /// The glyphs by font.
    #[must_use]
    pub fn runs(&self) -> &[GlyphRun] {
        &self.runs
    }

    /// Everything that painting it can touch: letters such as `j` reach a little beyond their box.
    #[must_use]
    pub fn ink_bounds(&self) -> Rect {
        if self.glyphs.is_empty() {
            return Rect::ZERO;
        }
        Rect::at(Point::ZERO, self.size).outset((self.style.size * 0.25).ceil())
    }

    /// From the first line's ascent to the last one's descent.
    pub(crate) fn line_bounds(&self) -> Rect {
        self.lines
    }

    /// The byte index whose letter boundary is nearest to `point`: where a click puts the caret.
    #[must_use]
    pub fn hit(&self, point: Point) -> usize {
        Cursor::from_point(&self.layout, point.x, point.y).index().min(self.text.len())
    }

    /// The caret in front of the letter at a byte index (inside a letter: in front of that
    /// letter; past the end: after the last), `width` wide.
    #[must_use]
    pub fn caret(&self, index: usize, width: f32) -> Rect {
        let caret = self.cursor(index).geometry(&self.layout, width);
        Rect::between(caret.x0 as f32, caret.y0 as f32, caret.x1 as f32, caret.y1 as f32)
    }

    /// The rectangles behind the letters of a byte range: one for each line, more where
    /// directions mix.
    ///
    /// Walked here cluster by cluster; parley's own walk panics on right-to-left lines that end
    /// in a line break (0.12.0).
    #[must_use]
    pub fn selection(&self, range: Range<usize>) -> Vec<Rect> {
        let mut rects: Vec<Rect> = Vec::new();
        for line in self.layout.lines() {
            let metrics = line.metrics();
            let (top, bottom) = (metrics.block_min_coord, metrics.block_max_coord);
            let (mut left, mut is_open) = (metrics.offset, false);
            for cluster in line.runs().flat_map(|run| run.visual_clusters().collect::<Vec<_>>()) {
                let letters = cluster.text_range();
                let right = left + cluster.advance();
                let is_selected = letters.start < range.end && range.start < letters.end;
                match rects.last_mut() {
                    Some(open) if is_selected && is_open => open.width = right - open.x,
                    _ if is_selected => rects.push(Rect::between(left, top, right, bottom)),
                    _ => {}
                }
                is_open = is_selected;
                left = right;
            }
        }
        rects.retain(|rect| !rect.is_empty());
        rects
    }

    /// The letter boundary to the right of a byte index, as an arrow key moves.
    #[must_use]
    pub fn right_of(&self, index: usize) -> usize {
        self.cursor(index).next_visual(&self.layout).index()
    }

    /// The letter boundary to the left of a byte index, as an arrow key moves.
    #[must_use]
    pub fn left_of(&self, index: usize) -> usize {
        self.cursor(index).previous_visual(&self.layout).index()
    }

    /// The letter boundary after a byte index in the string: what Delete removes up to.
    #[must_use]
    pub fn after(&self, index: usize) -> usize {
        let [_, next] = self.cursor(index).logical_clusters(&self.layout);
        next.map_or(self.text.len(), |cluster| cluster.text_range().end)
    }

    /// The letter boundary before a byte index in the string: what Backspace removes back to.
    #[must_use]
    pub fn before(&self, index: usize) -> usize {
        let [previous, _] = self.cursor(index).logical_clusters(&self.layout);
        previous.map_or(0, |cluster| cluster.text_range().start)
    }

    /// The start of the next word.
    #[must_use]
    pub fn next_word(&self, index: usize) -> usize {
        self.cursor(index).next_logical_word(&self.layout).index()
    }

    /// The start of this word, or of the one before.
    #[must_use]
    pub fn previous_word(&self, index: usize) -> usize {
        self.cursor(index).previous_logical_word(&self.layout).index()
    }

    fn cursor(&self, index: usize) -> Cursor {
        Cursor::from_byte_index(&self.layout, index, Affinity::Downstream)
    }
}

impl GlyphFont {
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    fn of(run: &parley::layout::Run<'_, ()>) -> Self {
        use std::hash::{DefaultHasher, Hash, Hasher};

        let data = run.font().clone();
        let coords: Box<[i16]> = run.normalized_coords().iter().map(|it| it.to_bits()).collect();
        let embolden = run.synthesis().embolden();
        // Fixed keys: the same font has the same id in every layout.
        let mut hasher = DefaultHasher::new();
        (data.data.id(), data.index, &coords, embolden).hash(&mut hasher);
        Self { data, coords, embolden, id: hasher.finish() }
    }
}

impl std::fmt::Debug for TextLayout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TextLayout")
            .field("text", &self.text)
            .field("style", &self.style)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
