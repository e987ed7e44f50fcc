use std::ops::{Add, Sub};

/// A place, measured from the top left corner to the right and down.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Distance from the left edge.
    pub x: f32,
    /// Distance from the top edge.
    pub y: f32,
}

impl Point {
    /// The top left corner.
    pub const ZERO: Self = Self::new(0.0, 0.0);

    /// The point at `x`, `y`.
    #[must_use]
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }
}

impl Add for Point {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }
}

impl Sub for Point {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }
}

/// A width and a height.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Extent to the right.
    pub width: f32,
    /// Extent downwards.
    pub height: f32,
}

impl Size {
    /// Nothing.
    pub const ZERO: Self = Self::new(0.0, 0.0);

    /// The size `width` by `height`.
    #[must_use]
    pub const fn new(width: f32, height: f32) -> Self {
        Self { width, height }
    }
}

/// A rectangle. One whose width or height is not above zero is empty: it holds no point, meets no
/// other rectangle and is never painted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// The left edge.
    pub x: f32,
    /// The top edge.
    pub y: f32,
    /// Extent to the right.
    pub width: f32,
    /// Extent downwards.
    pub height: f32,
}

impl Rect {
    /// Nothing, at the top left corner.
    pub const ZERO: Self = Self::new(0.0, 0.0, 0.0, 0.0);

    /// The rectangle whose top left corner is at `x`, `y`.
    #[must_use]
    pub const fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self { x, y, width, height }
    }

    /// The rectangle of `size` whose top left corner is `origin`.
    #[must_use]
    pub const fn at(origin: Point, size: Size) -> Self {
        Self::new(origin.x, origin.y, size.width, size.height)
    }

    /// The rectangle between four edges.
    #[must_use]
    pub const fn between(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        Self::new(left, top, right - left, bottom - top)
    }

    /// The top left corner.
    #[must_use]
    pub const fn origin(&self) -> Point {
        Point::new(self.x, self.y)
    }

    /// Width and height.
    #[must_use]
    pub const fn size(&self) -> Size {
        Size::new(self.width, self.height)
    }

    /// The right edge.
    #[must_use]
    pub const fn right(&self) -> f32 {
        self.x + self.width
    }

    /// The bottom edge.
    #[must_use]
    pub const fn bottom(&self) -> f32 {
        self.y + self.height
    }

    /// The middle.
    #[must_use]
    pub const fn center(&self) -> Point {
        Point::new(self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    /// Whether nothing is inside. Also true when an edge is not a number.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !(self.width > 0.0 && self.height > 0.0)
    }

    /// Whether the point is inside; the left and top edges belong to the rectangle, the right and
    /// bottom ones to its neighbours.
    #[must_use]
    pub fn contains(&self, point: Point) -> bool {
        point.x >= self.x && point.x < self.right() && point.y >= self.y && point.y < self.bottom()
    }

    /// Whether the two share more than an edge.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        !self.is_empty()
            && !other.is_empty()
            && self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// What the two share; empty if they share nothing.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        if !self.intersects(other) {
            return Self::new(self.x.max(other.x), self.y.max(other.y), 0.0, 0.0);
        }
        Self::between(
            self.x.max(other.x),
            self.y.max(other.y),
            self.right().min(other.right()),
            self.bottom().min(other.bottom()),
        )
    }

    /// The smallest rectangle that holds both; an empty one adds nothing.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        if other.is_empty() {
            return *self;
        }
        if self.is_empty() {
            return *other;
        }
        Self::between(
            self.x.min(other.x),
            self.y.min(other.y),
            self.right().max(other.right()),
            self.bottom().max(other.bottom()),
        )
    }

    /// The same rectangle moved by `offset`.
    #[must_use]
    pub const fn translate(&self, offset: Point) -> Self {
        Self::new(self.x + offset.x, self.y + offset.y, self.width, self.height)
    }

    /// What is left inside the insets; never less than nothing.
    #[must_use]
    pub fn inset(&self, insets: Insets) -> Self {
        Self::new(
            self.x + insets.left,
            self.y + insets.top,
            (self.width - insets.left - insets.right).max(0.0),
            (self.height - insets.top - insets.bottom).max(0.0),
        )
    }

    /// The rectangle grown by `by` on every side (shrunk if negative).
    #[must_use]
    pub fn outset(&self, by: f32) -> Self {
        Self::new(
            self.x - by,
            self.y - by,
            (self.width + 2.0 * by).max(0.0),
            (self.height + 2.0 * by).max(0.0),
        )
    }

    /// Every edge multiplied: logical pixels to device pixels.
    #[must_use]
    pub const fn scale(&self, by: f32) -> Self {
        Self::new(self.x * by, self.y * by, self.width * by, self.height * by)
    }
}

/// Distances from the four edges of a rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Insets {
    /// From the top.
    pub top: f32,
    /// From the right.
    pub right: f32,
    /// From the bottom.
    pub bottom: f32,
    /// From the left.
    pub left: f32,
}

impl Insets {
    /// The same distance from every edge.
    #[must_use]
    pub const fn all(by: f32) -> Self {
        Self { top: by, right: by, bottom: by, left: by }
    }

    /// One distance from the top and bottom, another from the left and right.
    #[must_use]
    pub const fn symmetric(vertical: f32, horizontal: f32) -> Self {
        Self { top: vertical, right: horizontal, bottom: vertical, left: horizontal }
    }
}

/// The radius of each corner of a rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Corners {
    /// At the top left.
    pub top_left: f32,
    /// At the top right.
    pub top_right: f32,
    /// At the bottom right.
    pub bottom_right: f32,
    /// At the bottom left.
    pub bottom_left: f32,
}

impl Corners {
    /// Four square corners.
    pub const SQUARE: Self = Self::all(0.0);

    /// The same radius at every corner.
    #[must_use]
    pub const fn all(radius: f32) -> Self {
        Self { top_left: radius, top_right: radius, bottom_right: radius, bottom_left: radius }
    }

    /// Whether no corner is rounded.
    #[must_use]
    pub fn is_square(&self) -> bool {
        self.largest() <= 0.0
    }

    /// The largest of the four radii.
    #[must_use]
    pub fn largest(&self) -> f32 {
        self.top_left.max(self.top_right).max(self.bottom_right).max(self.bottom_left)
    }

    /// Radii that fit into a rectangle: none above half of its shorter side, none below zero.
    #[must_use]
    pub fn fitted(&self, size: Size) -> Self {
        let most = (size.width.min(size.height) / 2.0).max(0.0);
        let fit = |radius: f32| radius.min(most).max(0.0);
        Self {
            top_left: fit(self.top_left),
            top_right: fit(self.top_right),
            bottom_right: fit(self.bottom_right),
            bottom_left: fit(self.bottom_left),
        }
    }
}
