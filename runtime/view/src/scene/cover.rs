use crate::geometry::Rect;

/// How many rectangles describe a cover. A grid that is filled row by row needs two: the rows
/// that are done, and the one that is not.
const RECTS_MAX: usize = 6;

/// What a batch covers, as a few rectangles that together hold all that was added, and little
/// else.
#[derive(Clone, Debug)]
pub(super) struct Cover {
    rects: Vec<Rect>,
}

impl Cover {
    pub(super) fn of(rect: Rect) -> Self {
        Self { rects: vec![rect] }
    }

    pub(super) fn intersects(&self, rect: &Rect) -> bool {
        self.rects.iter().any(|it| it.intersects(rect))
    }

    /// Joins the rectangle with one that it continues; keeps it apart while there is room.
    pub(super) fn add(&mut self, rect: Rect) {
        if let Some(at) = self.rects.iter().position(|it| continues(it, &rect)) {
            self.grow(at, rect);
        } else if self.rects.len() < RECTS_MAX {
            self.rects.push(rect);
        } else {
            let wasted = |at: &usize| waste(&self.rects[*at], &rect);
            let cheapest = (0..self.rects.len()).min_by(|one, other| wasted(one).total_cmp(&wasted(other)));
            self.grow(cheapest.unwrap_or(0), rect);
        }
    }

    /// Joins, and joins the result with what it now continues: a row that is done with the rows
    /// above it.
    fn grow(&mut self, at: usize, rect: Rect) {
        self.rects[at] = self.rects[at].union(&rect);
        let grown = self.rects[at];
        let near = (0..self.rects.len()).find(|it| *it != at && continues(&self.rects[*it], &grown));
        if let Some(near) = near {
            self.rects[near] = self.rects[near].union(&grown);
            self.rects.swap_remove(at);
        }
    }
}

/// Whether one holds the other, or stands in line with it (to a pixel) and no farther away than
/// it is long.
fn continues(one: &Rect, other: &Rect) -> bool {
    let is_near = |a: f32, b: f32| (a - b).abs() <= 1.0;
    let are_a_row = is_near(one.y, other.y) && is_near(one.bottom(), other.bottom());
    let are_a_column = is_near(one.x, other.x) && is_near(one.right(), other.right());
    let union = one.union(other);
    union == *one
        || (are_a_row && union.width <= 2.0 * (one.width + other.width))
        || (are_a_column && union.height <= 2.0 * (one.height + other.height))
}

/// What the union of two rectangles holds that neither does.
fn waste(one: &Rect, other: &Rect) -> f32 {
    let shared = area(&one.intersection(other));
    area(&one.union(other)) - area(one) - area(other) + shared
}

fn area(rect: &Rect) -> f32 {
    rect.width * rect.height
}
