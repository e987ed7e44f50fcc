use std::rc::Rc;

use crate::geometry::{Color, Corners, Point, Rect};
use crate::text::TextLayout;

/// A rectangle: filled, with a border inside its edges, with rounded corners, or any of these.
///
/// A square one without a border is snapped to whole device pixels (and is at least one wide and
/// high), so that dividers and row stripes are crisp at every scale.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quad {
    /// The outer edges.
    pub rect: Rect,
    /// What fills it.
    pub background: Color,
    /// The line along the inside of its edges.
    pub border: Border,
    /// How its corners are rounded.
    pub corners: Corners,
}

/// The line along the inside of a rectangle's edges.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Border {
    /// In logical pixels; 0 is none.
    pub width: f32,
    /// Its colour.
    pub color: Color,
}

impl Quad {
    /// A square, borderless rectangle of one colour.
    #[must_use]
    pub const fn filled(rect: Rect, background: Color) -> Self {
        Self {
            rect,
            background,
            border: Border { width: 0.0, color: Color::TRANSPARENT },
            corners: Corners::SQUARE,
        }
    }

    /// The same with every corner rounded.
    #[must_use]
    pub const fn rounded(mut self, radius: f32) -> Self {
        self.corners = Corners::all(radius);
        self
    }

    /// The same with a border.
    #[must_use]
    pub const fn bordered(mut self, width: f32, color: Color) -> Self {
        self.border = Border { width, color };
        self
    }

    /// A ring of 2 logical pixels around a control that has the keyboard: just outside of `rect`,
    /// following its rounded corners.
    #[must_use]
    pub fn focus_ring(rect: Rect, radius: f32, color: Color) -> Self {
        Self::filled(rect.outset(2.0), Color::TRANSPARENT).rounded(radius + 2.0).bordered(2.0, color)
    }

    /// Everything that painting it can touch.
    #[must_use]
    pub const fn bounds(&self) -> Rect {
        self.rect
    }

    /// Whether nothing would be seen of it.
    #[must_use]
    pub fn is_invisible(&self) -> bool {
        self.rect.is_empty() || (self.background.is_transparent() && !self.has_border())
    }

    /// Whether it has a border that is seen.
    #[must_use]
    pub fn has_border(&self) -> bool {
        self.border.width > 0.0 && !self.border.color.is_transparent()
    }

    /// Whether it is a plain block: no border, no rounded corner.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        !self.has_border() && self.corners.is_square()
    }
}

/// Shaped text at a place, in one colour.
#[derive(Clone, Debug)]
pub struct Text {
    /// The shaped text, shared with the shaper's cache.
    pub layout: Rc<TextLayout>,
    /// Where the layout's top left corner is.
    pub origin: Point,
    /// Its colour.
    pub color: Color,
}

impl Text {
    /// Text with its top left corner at `origin`.
    #[must_use]
    pub const fn new(layout: Rc<TextLayout>, origin: Point, color: Color) -> Self {
        Self { layout, origin, color }
    }

    /// Everything that painting it can touch: its box, and what glyphs reach beyond it.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        self.layout.ink_bounds().translate(self.origin)
    }

    /// From ascent to descent of its lines: where nearly all of its ink is.
    pub(crate) fn line_bounds(&self) -> Rect {
        self.layout.line_bounds().translate(self.origin)
    }

    pub(crate) fn paints_the_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.layout, &other.layout) && self.origin == other.origin && self.color == other.color
    }
}
