//! Which control has the keyboard.

use crate::element::{Kind, NONE, Tree};
use crate::geometry::Rect;

use super::text_edit::Edit;

/// Room left around a control that is scrolled into sight.
const SIGHT_MARGIN: f32 = 8.0;

impl Tree {
    /// Gives the keyboard to a control, or to none.
    pub(crate) fn focus(&mut self, node: Option<u32>, by_keyboard: bool) {
        let before = self.interaction.focused;
        self.interaction.composing.clear();
        self.interaction.focused = node;
        self.interaction.by_keyboard = by_keyboard;
        for node in [before, node].into_iter().flatten() {
            self.painted.mark(node);
        }
        let Some(node) = node else { return };
        if self.kind(node) == Kind::TextInput {
            let end = self.properties[node as usize].text.as_str().len();
            let edit = self.interaction.edits.entry(node).or_default();
            if by_keyboard {
                // As everywhere: what comes in by Tab is selected, so that typing replaces it.
                *edit = Edit { anchor: 0, caret: end, ..*edit };
            }
        }
        if by_keyboard {
            self.bring_into_sight(node);
        }
    }

    /// Gives the keyboard to the next control, or the one before.
    pub(super) fn focus_next(&mut self, backwards: bool) {
        let order = self.focusable();
        if order.is_empty() {
            return;
        }
        let at = self.interaction.focused.and_then(|node| order.iter().position(|it| *it == node));
        let next = match (at, backwards) {
            (Some(at), false) => (at + 1) % order.len(),
            (Some(at), true) => (at + order.len() - 1) % order.len(),
            (None, false) => 0,
            (None, true) => order.len() - 1,
        };
        self.focus(Some(order[next]), true);
    }

    /// Whether a control can be used.
    pub(super) fn is_usable(&self, node: u32) -> bool {
        self.kind(node).takes_focus() && !self.properties[node as usize].is_disabled
    }

    /// Every usable control, in the order in which the view was written.
    fn focusable(&self) -> Vec<u32> {
        let mut found = Vec::new();
        let mut stack = vec![self.root().index];
        while let Some(node) = stack.pop() {
            if self.is_usable(node) {
                found.push(node);
            }
            let first = stack.len();
            stack.extend(self.children(node));
            stack[first..].reverse();
        }
        found
    }

    /// Scrolls whatever the element stands in until it is seen.
    pub(crate) fn bring_into_sight(&mut self, node: u32) {
        self.lay_out();
        let mut rect = self.boxes.rect(node);
        let mut container = self.container(node);
        while container != NONE {
            if self.kind(container) == Kind::Scroll {
                let height = self.boxes.rect(container).height;
                let offset = self.boxes.offset(container);
                let (top, bottom) = (rect.y - SIGHT_MARGIN, rect.bottom() + SIGHT_MARGIN);
                let wanted = if top < offset { top } else { offset.max(bottom - height) };
                self.scroll_to(container, wanted);
                rect = Rect { y: rect.y - self.boxes.offset(container), ..rect };
            }
            rect = rect.translate(self.boxes.rect(container).origin());
            container = self.container(container);
        }
    }

    /// Scrolls to an offset, as far as there is content.
    pub(crate) fn scroll_to(&mut self, scroll: u32, offset: f32) {
        let offset = offset.clamp(0.0, self.boxes.offset_max(scroll)).round();
        if offset != self.boxes.offset(scroll) {
            self.boxes.set_offset(scroll, offset);
            self.painted.mark_moved();
        }
    }
}
