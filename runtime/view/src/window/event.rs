use winit::event::{
    ElementState, Ime, KeyEvent, MouseButton, MouseScrollDelta, Touch, TouchPhase, WindowEvent,
};
use winit::keyboard::{Key as WinitKey, ModifiersState, NamedKey};

use crate::geometry::Point;
use crate::input::{InputEvent, Key, Modifiers, PointerButton};

/// How far one notch of a wheel moves the content, in logical pixels: three lines of text.
const NOTCH: f32 = 60.0;

/// Turns winit's events into the view's, and remembers what winit tells only once.
#[derive(Default)]
pub(super) struct Translator {
    pointer: Point,
    modifiers: Modifiers,
}

impl Translator {
    /// What an event means to the view; nothing for most.
    pub(super) fn translate(
        &mut self,
        event: WindowEvent,
        scale: f64,
    ) -> impl Iterator<Item = InputEvent> + use<> {
        let (first, second) = match event {
            WindowEvent::CursorMoved { position, .. } => (Some(self.moved(position.to_logical(scale))), None),
            WindowEvent::CursorLeft { .. } => (Some(InputEvent::PointerLeft), None),
            WindowEvent::MouseInput { state, button, .. } => (self.pressed(state, button), None),
            WindowEvent::MouseWheel { delta, .. } => (Some(self.scrolled(delta, scale)), None),
            WindowEvent::Touch(touch) => self.touched(&touch, scale),
            WindowEvent::ModifiersChanged(now) => {
                self.modifiers = modifiers(now.state());
                (None, None)
            }
            WindowEvent::KeyboardInput { event, .. } => (self.key(event), None),
            WindowEvent::Ime(Ime::Commit(text)) => (Some(InputEvent::Text(text)), None),
            WindowEvent::Ime(Ime::Preedit(text, caret)) => {
                (Some(InputEvent::Composing { text, caret }), None)
            }
            WindowEvent::Focused(is_focused) => (Some(InputEvent::Focused(is_focused)), None),
            _ => (None, None),
        };
        first.into_iter().chain(second)
    }

    fn moved(&mut self, to: winit::dpi::LogicalPosition<f32>) -> InputEvent {
        self.pointer = Point::new(to.x, to.y);
        InputEvent::PointerMoved(self.pointer)
    }

    fn pressed(&self, state: ElementState, button: MouseButton) -> Option<InputEvent> {
        let button = match button {
            MouseButton::Left => PointerButton::Left,
            MouseButton::Right => PointerButton::Right,
            MouseButton::Middle => PointerButton::Middle,
            _ => return None,
        };
        Some(self.button(state.is_pressed(), button))
    }

    fn button(&self, is_down: bool, button: PointerButton) -> InputEvent {
        let (at, modifiers) = (self.pointer, self.modifiers);
        if is_down {
            InputEvent::PointerPressed { at, button, modifiers }
        } else {
            InputEvent::PointerReleased { at, button, modifiers }
        }
    }

    fn scrolled(&self, delta: MouseScrollDelta, scale: f64) -> InputEvent {
        let by = match delta {
            MouseScrollDelta::LineDelta(x, y) => Point::new(x * NOTCH, y * NOTCH),
            MouseScrollDelta::PixelDelta(by) => {
                let by = by.to_logical::<f32>(scale);
                Point::new(by.x, by.y)
            }
        };
        InputEvent::Scrolled { at: self.pointer, by }
    }

    /// A finger is a pointer with one button.
    fn touched(&mut self, touch: &Touch, scale: f64) -> (Option<InputEvent>, Option<InputEvent>) {
        let moved = self.moved(touch.location.to_logical(scale));
        match touch.phase {
            TouchPhase::Started => (Some(moved), Some(self.button(true, PointerButton::Left))),
            TouchPhase::Moved => (Some(moved), None),
            TouchPhase::Ended => {
                (Some(self.button(false, PointerButton::Left)), Some(InputEvent::PointerLeft))
            }
            TouchPhase::Cancelled => (Some(InputEvent::PointerLeft), None),
        }
    }

    fn key(&self, event: KeyEvent) -> Option<InputEvent> {
        if !event.state.is_pressed() {
            return None;
        }
        let held = self.modifiers;
        let types = !(held.control || held.alt || held.logo);
        let is_printed = |text: &str| !text.chars().any(char::is_control);
        let text = event.text.filter(|text| types && is_printed(text)).map(|text| text.to_string());
        let key = match event.logical_key {
            WinitKey::Character(character) => Key::Character(character.to_string()),
            WinitKey::Named(named) => named_key(named)?,
            // A dead key that was finished, or a key without a name, still types its text.
            _ => Key::Character(text.clone()?),
        };
        Some(InputEvent::KeyPressed { key, text, modifiers: held, is_repeat: event.repeat })
    }
}

fn modifiers(state: ModifiersState) -> Modifiers {
    Modifiers {
        shift: state.shift_key(),
        control: state.control_key(),
        alt: state.alt_key(),
        logo: state.super_key(),
    }
}

fn named_key(key: NamedKey) -> Option<Key> {
    Some(match key {
        NamedKey::Enter => Key::Enter,
        NamedKey::Tab => Key::Tab,
        NamedKey::Space => Key::Space,
        NamedKey::Escape => Key::Escape,
        NamedKey::Backspace => Key::Backspace,
        NamedKey::Delete => Key::Delete,
        NamedKey::ArrowLeft => Key::Left,
        NamedKey::ArrowRight => Key::Right,
        NamedKey::ArrowUp => Key::Up,
        NamedKey::ArrowDown => Key::Down,
        NamedKey::Home => Key::Home,
        NamedKey::End => Key::End,
        NamedKey::PageUp => Key::PageUp,
        NamedKey::PageDown => Key::PageDown,
        NamedKey::F1 => Key::Function(1),
        NamedKey::F2 => Key::Function(2),
        NamedKey::F3 => Key::Function(3),
        NamedKey::F4 => Key::Function(4),
        NamedKey::F5 => Key::Function(5),
        NamedKey::F6 => Key::Function(6),
        NamedKey::F7 => Key::Function(7),
        NamedKey::F8 => Key::Function(8),
        NamedKey::F9 => Key::Function(9),
        NamedKey::F10 => Key::Function(10),
        NamedKey::F11 => Key::Function(11),
        NamedKey::F12 => Key::Function(12),
        _ => return None,
    })
}
