//! What a person does, brought to the element that it is meant for.

mod focus;
mod keyboard;
mod pointer;
mod text_edit;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use text_edit::Edit;

use crate::element::{Act, Edited, Tree};
use crate::geometry::Point;
use crate::input::InputEvent;

/// Where pointer and keyboard are, and what they hold.
#[derive(Debug, Default)]
pub(crate) struct Interaction {
    /// The control that the pointer is on.
    pub(crate) hovered: Option<u32>,
    /// The control that the pointer went down on and has not come up from.
    pub(crate) pressed: Option<u32>,
    /// The control that has the keyboard.
    pub(crate) focused: Option<u32>,
    /// Whether the keyboard brought the focus there, so that a ring shows where it is.
    by_keyboard: bool,
    pointer: Option<Point>,
    /// A scroll whose bar is held, and how far down in its moving part.
    dragged_bar: Option<(u32, f32)>,
    edits: HashMap<u32, Edit>,
    /// What an input method is composing in the focused text input.
    composing: String,
    /// What was cut or copied in this program.
    clipboard: String,
}

impl Interaction {
    /// The element is gone.
    pub(crate) fn forget(&mut self, node: u32) {
        for place in [&mut self.hovered, &mut self.pressed, &mut self.focused] {
            place.take_if(|held| *held == node);
        }
        self.dragged_bar.take_if(|(held, _)| *held == node);
        self.edits.remove(&node);
    }

    /// Whether a ring is drawn around the element.
    pub(crate) fn shows_focus(&self, node: u32) -> bool {
        self.focused == Some(node) && (self.by_keyboard || self.edits.contains_key(&node))
    }
}

/// Code of the view's writer that an event leads to. It is called when the arena is free again.
pub(crate) enum Call {
    /// A button was pressed, a text input submitted.
    Act(Act),
    /// A text input holds another text.
    Edited(Edited, String),
}

impl Call {
    pub(crate) fn run(self) {
        match self {
            Call::Act(act) => act(),
            Call::Edited(edited, text) => edited(&text),
        }
    }
}

impl Tree {
    /// Acts on what a person did. What is returned is to be called afterwards.
    pub(crate) fn handle(&mut self, event: InputEvent) -> Option<Call> {
        match event {
            InputEvent::PointerMoved(at) => {
                self.pointer_moved(at);
                None
            }
            InputEvent::PointerLeft => {
                self.pointer_left();
                None
            }
            InputEvent::PointerPressed { at, button, modifiers } => {
                self.pointer_pressed(at, button, modifiers);
                None
            }
            InputEvent::PointerReleased { at, button, .. } => self.pointer_released(at, button),
            InputEvent::Scrolled { at, by } => {
                self.scroll_at(at, -by.y);
                self.pointer_moved(at);
                None
            }
            InputEvent::KeyPressed { key, text, modifiers, is_repeat } => {
                self.key_pressed(&key, text, modifiers, is_repeat)
            }
            InputEvent::Text(text) => self.type_text(&text),
            InputEvent::Composing { text, .. } => {
                self.compose(text);
                None
            }
            InputEvent::Focused(false) => {
                self.compose(String::new());
                None
            }
            _ => None,
        }
    }
}
