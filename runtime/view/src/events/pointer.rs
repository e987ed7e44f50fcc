//! The pointer: hovering, pressing, dragging, the wheel.

use crate::element::{Kind, NONE, Tree};
use crate::geometry::{Point, Rect};
use crate::input::{Modifiers, PointerButton};
use crate::window::PointerShape;

use super::Call;

/// How far from a scroll's right edge its bar can be grasped.
const BAR_GRASP: f32 = 12.0;

impl Tree {
    /// What the pointer looks like where it is.
    pub(crate) fn pointer_shape(&self) -> PointerShape {
        match self.interaction.hovered.filter(|node| self.is_usable(*node)) {
            Some(node) if self.kind(node) == Kind::TextInput => PointerShape::Text,
            Some(_) => PointerShape::Hand,
            None => PointerShape::Arrow,
        }
    }

    pub(super) fn pointer_moved(&mut self, at: Point) {
        self.interaction.pointer = Some(at);
        if let Some((scroll, grasped)) = self.interaction.dragged_bar {
            self.drag_bar(scroll, at.y - grasped);
            return;
        }
        let control = self.find_at(at, |tree, node| tree.kind(node).takes_focus());
        self.hover(control);
        if let Some(node) = self.interaction.pressed
            && self.kind(node) == Kind::TextInput
        {
            self.put_caret_at(node, at, true);
        }
    }

    pub(super) fn pointer_left(&mut self) {
        self.interaction.pointer = None;
        self.hover(None);
    }

    pub(super) fn pointer_pressed(&mut self, at: Point, button: PointerButton, modifiers: Modifiers) {
        self.pointer_moved(at);
        if button != PointerButton::Left {
            return;
        }
        if self.grasp_bar(at) {
            return;
        }
        let Some(node) = self.interaction.hovered.filter(|node| self.is_usable(*node)) else {
            self.focus(None, false);
            return;
        };
        self.interaction.pressed = Some(node);
        self.focus(Some(node), false);
        if self.kind(node) == Kind::TextInput {
            self.put_caret_at(node, at, modifiers.shift);
        }
    }

    pub(super) fn pointer_released(&mut self, at: Point, button: PointerButton) -> Option<Call> {
        if button != PointerButton::Left {
            return None;
        }
        self.interaction.dragged_bar = None;
        let node = self.interaction.pressed.take()?;
        self.painted.mark(node);
        self.pointer_moved(at);
        if self.interaction.hovered == Some(node) { self.press(node) } else { None }
    }

    /// Does what a control does when it is pressed.
    pub(crate) fn press(&self, node: u32) -> Option<Call> {
        if !self.is_usable(node) {
            return None;
        }
        self.handlers.get(&node)?.pressed.clone().map(Call::Act)
    }

    /// Scrolls what is scrolled at that place, by so much further down.
    pub(super) fn scroll_at(&mut self, at: Point, by: f32) {
        self.lay_out();
        let scroll = self.find_at(at, |tree, node| {
            let offset = tree.boxes.offset(node);
            let can_move = if by > 0.0 { offset < tree.boxes.offset_max(node) } else { offset > 0.0 };
            tree.kind(node) == Kind::Scroll && can_move
        });
        if let Some(scroll) = scroll {
            self.scroll_to(scroll, self.boxes.offset(scroll) + by);
        }
    }

    fn hover(&mut self, node: Option<u32>) {
        let before = std::mem::replace(&mut self.interaction.hovered, node);
        if before != node {
            for node in [before, node].into_iter().flatten() {
                self.painted.mark(node);
            }
        }
    }

    /// The innermost element at a place of which that is true.
    pub(crate) fn find_at(&self, at: Point, is_wanted: impl Fn(&Tree, u32) -> bool) -> Option<u32> {
        let mut found = NONE;
        let mut node = self.root().index;
        let mut origin = Point::ZERO;
        // Layout puts no element over another, so there is one way down.
        loop {
            if is_wanted(self, node) {
                found = node;
            }
            origin = origin - Point::new(0.0, self.boxes.offset(node));
            let spot = Rect::new(at.x - 0.5, at.y - 0.5, 1.0, 1.0);
            let inside = |child: &u32| self.boxes.rect(*child).translate(origin).contains(at);
            let Some(child) = self.visible_children(node, origin, spot).into_iter().find(inside) else {
                break;
            };
            origin = origin + self.boxes.rect(child).origin();
            node = child;
        }
        (found != NONE).then_some(found)
    }

    fn grasp_bar(&mut self, at: Point) -> bool {
        let Some(scroll) = self.find_at(at, |tree, node| tree.scroll_thumb(node).is_some()) else {
            return false;
        };
        let rect = Rect::at(self.place(scroll).origin, self.boxes.rect(scroll).size());
        let Some((top, length)) = self.scroll_thumb(scroll) else { return false };
        if at.x < rect.right() - BAR_GRASP {
            return false;
        }
        let in_thumb = at.y - rect.y - top;
        // A press beside the moving part brings its middle there.
        let grasped = if (0.0..=length).contains(&in_thumb) { in_thumb } else { length / 2.0 };
        self.interaction.dragged_bar = Some((scroll, grasped));
        self.drag_bar(scroll, at.y - grasped);
        true
    }

    fn drag_bar(&mut self, scroll: u32, top: f32) {
        let Some((_, length)) = self.scroll_thumb(scroll) else { return };
        let height = self.boxes.rect(scroll).height;
        let share = (top - self.place(scroll).origin.y) / (height - length).max(1.0);
        self.scroll_to(scroll, share * self.boxes.offset_max(scroll));
    }
}
