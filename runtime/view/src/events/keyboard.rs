//! Keys: focus, pressing, scrolling; letters go to the text input that has the keyboard.

use crate::element::{Kind, NONE, Tree};
use crate::input::{Key, Modifiers};

use super::Call;

/// How far an arrow key scrolls.
const LINE: f32 = 40.0;

impl Tree {
    pub(super) fn key_pressed(
        &mut self,
        key: &Key,
        text: Option<String>,
        modifiers: Modifiers,
        is_repeat: bool,
    ) -> Option<Call> {
        if *key == Key::Tab && !modifiers.is_command() && !modifiers.alt {
            self.focus_next(modifiers.shift);
            return None;
        }
        let focused = self.interaction.focused.filter(|node| self.is_usable(*node));
        match focused.map(|node| (node, self.kind(node))) {
            Some((node, Kind::TextInput)) => return self.edit_key(node, key, text, modifiers),
            // A key that is held presses once.
            Some(_) if matches!(key, Key::Enter | Key::Space) && is_repeat => return None,
            Some((node, _)) if matches!(key, Key::Enter | Key::Space) => return self.press(node),
            _ => {}
        }
        match key {
            Key::Escape => self.focus(None, false),
            Key::Up | Key::Down | Key::PageUp | Key::PageDown | Key::Home | Key::End => self.scroll_key(key),
            _ => {}
        }
        None
    }

    /// Scrolls what the focused control stands in, else what is under the pointer, else the first scroll there is.
    fn scroll_key(&mut self, key: &Key) {
        self.lay_out();
        let is_scroll =
            |tree: &Tree, node| tree.kind(node) == Kind::Scroll && tree.boxes.offset_max(node) > 0.0;
        let around_focus = self.interaction.focused.and_then(|node| {
            let mut container = self.container(node);
            while container != NONE && !is_scroll(self, container) {
                container = self.container(container);
            }
            (container != NONE).then_some(container)
        });
        let under_pointer = || self.interaction.pointer.and_then(|at| self.find_at(at, is_scroll));
        let Some(scroll) = around_focus.or_else(under_pointer).or_else(|| self.first_to_scroll()) else {
            return;
        };
        let (offset, height) = (self.boxes.offset(scroll), self.boxes.rect(scroll).height);
        // Of what is lower than two lines, half: a page never goes the other way.
        let page = (height - LINE).max(height / 2.0);
        let wanted = match key {
            Key::Up => offset - LINE,
            Key::Down => offset + LINE,
            Key::PageUp => offset - page,
            Key::PageDown => offset + page,
            Key::Home => 0.0,
            _ => f32::MAX,
        };
        self.scroll_to(scroll, wanted);
    }

    /// The first scroll that has more than is seen.
    fn first_to_scroll(&self) -> Option<u32> {
        let mut stack = vec![self.root().index];
        while let Some(node) = stack.pop() {
            if self.kind(node) == Kind::Scroll && self.boxes.offset_max(node) > 0.0 {
                return Some(node);
            }
            let first = stack.len();
            stack.extend(self.children(node));
            stack[first..].reverse();
        }
        None
    }
}
