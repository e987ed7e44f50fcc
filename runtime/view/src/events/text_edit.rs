//! Editing one line of text: caret, selection, words, the clipboard, input methods.

use std::ops::Range;
use std::rc::Rc;

use crate::element::{Kind, Tree, argument};
use crate::geometry::{Point, Rect};
use crate::input::{Key, Modifiers};
use crate::text::TextLayout;

use super::Call;

/// What a text input remembers of its editing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Edit {
    /// The byte in front of which the caret stands.
    pub(crate) caret: usize,
    /// Where the selection began; the caret's place if there is none.
    pub(crate) anchor: usize,
    /// How far the text is shifted to the left so that the caret is seen.
    pub(crate) scrolled: f32,
}

impl Edit {
    /// The selected bytes.
    pub(crate) fn range(&self) -> Range<usize> {
        self.caret.min(self.anchor)..self.caret.max(self.anchor)
    }

    fn is_selecting(&self) -> bool {
        self.caret != self.anchor
    }
}

impl Tree {
    /// The text of a text input as it is shown: with what an input method is composing in it.
    pub(crate) fn edited_layout(&mut self, node: u32) -> Rc<TextLayout> {
        let style = self.text_style(node);
        let text = self.properties[node as usize].text.clone();
        let text = text.as_str();
        let composing = &self.interaction.composing;
        if self.interaction.focused == Some(node) && !composing.is_empty() {
            let at = self.interaction.edits.get(&node).map_or(0, |edit| edit.caret);
            let at = floor_char(text, at);
            let shown = format!("{}{composing}{}", &text[..at], &text[at..]);
            return self.shaper.layout(&shown, &style, None);
        }
        self.shaper.layout(text, &style, None)
    }

    /// Where the caret is on the screen while a text input has the keyboard.
    pub(crate) fn caret_on_screen(&mut self) -> Option<Rect> {
        let node = self.interaction.focused.filter(|node| self.kind(*node) == Kind::TextInput)?;
        let place = self.place(node);
        let inside =
            Rect::at(place.origin, self.boxes.rect(node).size()).inset(self.boxes.style(node).padding);
        let edit = self.edit(node);
        let caret = self.edited_layout(node).caret(edit.caret, 1.0);
        Some(caret.translate(inside.origin() - Point::new(edit.scrolled, 0.0)))
    }

    /// Where the caret is. If the text was changed from outside, it stays inside of it.
    pub(crate) fn edit(&self, node: u32) -> Edit {
        let text = self.properties[node as usize].text.as_str();
        let edit = self.interaction.edits.get(&node).copied().unwrap_or_default();
        Edit { caret: floor_char(text, edit.caret), anchor: floor_char(text, edit.anchor), ..edit }
    }

    pub(super) fn put_caret_at(&mut self, node: u32, at: Point, selects: bool) {
        let place = self.place(node);
        let padding = self.boxes.style(node).padding;
        let mut edit = self.edit(node);
        let x = at.x - place.origin.x - padding.left + edit.scrolled;
        edit.caret = self.edited_layout(node).hit(Point::new(x, 1.0));
        if !selects {
            edit.anchor = edit.caret;
        }
        self.put_edit(node, edit);
    }

    pub(super) fn edit_key(
        &mut self,
        node: u32,
        key: &Key,
        text: Option<String>,
        modifiers: Modifiers,
    ) -> Option<Call> {
        // Of the text alone: what an input method still composes cannot be gone through or taken away.
        let style = self.text_style(node);
        let written = self.properties[node as usize].text.clone();
        let layout = self.shaper.layout(written.as_str(), &style, None);
        let edit = self.edit(node);
        let by_word = modifiers.is_command() || modifiers.alt;
        let length = layout.text().len();
        let caret = match key {
            // With text selected, an arrow goes to the selection's end.
            Key::Left if edit.is_selecting() && !modifiers.shift && !by_word => edit.range().start,
            Key::Right if edit.is_selecting() && !modifiers.shift && !by_word => edit.range().end,
            Key::Left if by_word => layout.previous_word(edit.caret),
            Key::Right if by_word => layout.next_word(edit.caret),
            Key::Left => layout.left_of(edit.caret),
            Key::Right => layout.right_of(edit.caret),
            Key::Home | Key::Up => 0,
            Key::End | Key::Down => length,
            Key::Backspace | Key::Delete if edit.is_selecting() => {
                return self.replace(node, edit.range(), "");
            }
            Key::Backspace => {
                let from = if by_word { layout.previous_word(edit.caret) } else { layout.before(edit.caret) };
                return self.replace(node, from..edit.caret, "");
            }
            Key::Delete => {
                let to = if by_word { layout.next_word(edit.caret) } else { layout.after(edit.caret) };
                return self.replace(node, edit.caret..to, "");
            }
            Key::Enter => return self.handlers.get(&node)?.submitted.clone().map(Call::Act),
            Key::Escape => {
                self.focus(None, false);
                return None;
            }
            Key::Character(letter) if modifiers.is_command() => return self.edit_command(node, letter),
            _ => return self.type_text(&text?),
        };
        let anchor = if modifiers.shift { edit.anchor } else { caret };
        self.put_edit(node, Edit { caret, anchor, ..edit });
        None
    }

    fn edit_command(&mut self, node: u32, letter: &str) -> Option<Call> {
        let edit = self.edit(node);
        let text = self.properties[node as usize].text.clone();
        let selected = &text.as_str()[edit.range()];
        match letter.to_lowercase().as_str() {
            "a" => {
                self.put_edit(node, Edit { anchor: 0, caret: text.as_str().len(), ..edit });
                None
            }
            "c" | "x" if selected.is_empty() => None,
            "c" => {
                self.interaction.clipboard = selected.to_owned();
                None
            }
            "x" => {
                self.interaction.clipboard = selected.to_owned();
                self.replace(node, edit.range(), "")
            }
            "v" => {
                let pasted = self.interaction.clipboard.clone();
                self.type_text(&pasted)
            }
            _ => None,
        }
    }

    /// Letters go in where the caret is, in place of what is selected.
    pub(super) fn type_text(&mut self, text: &str) -> Option<Call> {
        let node = self.interaction.focused?;
        if self.kind(node) != Kind::TextInput || !self.is_usable(node) {
            return None;
        }
        self.interaction.composing.clear();
        // One line: what would begin another is a space, what cannot be seen is left out.
        let text: String = text
            .chars()
            .map(|letter| if matches!(letter, '\n' | '\t') { ' ' } else { letter })
            .filter(|letter| !letter.is_control())
            .collect();
        let range = self.edit(node).range();
        if text.is_empty() && range.is_empty() {
            self.painted.mark(node);
            return None;
        }
        self.replace(node, range, &text)
    }

    pub(super) fn compose(&mut self, text: String) {
        let Some(node) = self.interaction.focused.filter(|node| self.kind(*node) == Kind::TextInput) else {
            return;
        };
        if self.interaction.composing != text {
            self.interaction.composing = text;
            self.painted.mark(node);
        }
    }

    fn replace(&mut self, node: u32, range: Range<usize>, with: &str) -> Option<Call> {
        if range.is_empty() && with.is_empty() {
            return None;
        }
        let mut text = self.properties[node as usize].text.as_str().to_owned();
        text.replace_range(range.clone(), with);
        let edited = self.handlers.get(&node).and_then(|it| it.edited.clone());
        argument::TEXT.apply(self, self.id(node), crate::element::Shown(text.as_str().into()));
        let caret = range.start + with.len();
        let edit = self.edit(node);
        self.put_edit(node, Edit { caret, anchor: caret, ..edit });
        edited.map(|edited| Call::Edited(edited, text))
    }

    /// Keeps the caret in sight.
    fn put_edit(&mut self, node: u32, mut edit: Edit) {
        let padding = self.boxes.style(node).padding;
        let width = self.boxes.rect(node).width - padding.left - padding.right;
        let layout = self.edited_layout(node);
        let caret = layout.caret(edit.caret, 1.0).x;
        let most = (layout.size().width + 2.0 - width).max(0.0);
        edit.scrolled = edit.scrolled.min(caret).max(caret + 2.0 - width).clamp(0.0, most);
        self.interaction.edits.insert(node, edit);
        self.painted.mark(node);
    }
}

/// The letter boundary at or before a byte index.
fn floor_char(text: &str, index: usize) -> usize {
    let mut index = index.min(text.len());
    while !text.is_char_boundary(index) {
        index -= 1;
    }
    index
}
