use crate::geometry::Rect;

/// How many separate rectangles are kept; one more, and the two that waste least are joined.
/// Each costs a walk over the scene, and eight carets, rows and clocks at once is a busy frame.
const RECTS_MAX: usize = 8;

/// Which parts of a scene must be painted again: up to eight rectangles that do not overlap, or
/// everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Damage {
    rects: Vec<Rect>,
    is_everything: bool,
}

impl Damage {
    /// Nothing is damaged.
    #[must_use]
    pub const fn nothing() -> Self {
        Self { rects: Vec::new(), is_everything: false }
    }

    /// All of it, however large the window is.
    #[must_use]
    pub const fn everything() -> Self {
        Self { rects: Vec::new(), is_everything: true }
    }

    /// Adds a rectangle. One that touches another is joined with it.
    pub fn add(&mut self, rect: Rect) {
        if self.is_everything || rect.is_empty() {
            return;
        }
        let mut joined = rect;
        // A join can reach a rectangle that was clear of both, hence the repetition.
        while let Some(near) = self.rects.iter().position(|other| other.intersects(&joined)) {
            joined = joined.union(&self.rects.swap_remove(near));
        }
        self.rects.push(joined);
        if self.rects.len() > RECTS_MAX {
            self.join_cheapest();
        }
    }

    /// Adds all of another's damage.
    pub fn merge(&mut self, other: &Self) {
        if other.is_everything {
            *self = Self::everything();
        }
        for rect in &other.rects {
            self.add(*rect);
        }
    }

    /// Whether nothing must be painted.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        !self.is_everything && self.rects.is_empty()
    }

    /// Whether all must be painted.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.is_everything
    }

    /// The damaged rectangles; none when [everything](Self::is_everything) is damaged.
    #[must_use]
    pub fn rects(&self) -> &[Rect] {
        &self.rects
    }

    /// Joins the two rectangles whose union adds the least area.
    fn join_cheapest(&mut self) {
        let area = |rect: &Rect| rect.width * rect.height;
        let mut cheapest = (0, 1, f32::INFINITY);
        for first in 0..self.rects.len() {
            for second in first + 1..self.rects.len() {
                let (one, other) = (&self.rects[first], &self.rects[second]);
                let waste = area(&one.union(other)) - area(one) - area(other);
                if waste < cheapest.2 {
                    cheapest = (first, second, waste);
                }
            }
        }
        let second = self.rects.swap_remove(cheapest.1);
        let first = self.rects.swap_remove(cheapest.0);
        self.add(first.union(&second));
    }
}
