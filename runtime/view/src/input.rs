//! What a person does to a window, in the view's own words: the window translates, and the test
//! driver makes them up.

use crate::geometry::{Point, Size};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum InputEvent {
    /// The pointer is now at a place.
    PointerMoved(Point),
    /// The pointer is over the window no more.
    PointerLeft,
    /// A button of the pointer went down.
    PointerPressed {
        /// Where.
        at: Point,
        /// Which.
        button: PointerButton,
        /// What was held on the keyboard.
        modifiers: Modifiers,
    },
    /// A button of the pointer came up.
    PointerReleased {
        /// Where.
        at: Point,
        /// Which.
        button: PointerButton,
        /// What was held on the keyboard.
        modifiers: Modifiers,
    },
    /// The wheel turned or two fingers moved.
    Scrolled {
        /// Where the pointer was.
        at: Point,
        /// How far the content moves, in logical pixels: a turn towards the person is negative
        /// `y`, and shows what is further down.
        by: Point,
    },
    /// A key went down (or is held and repeats).
    KeyPressed {
        /// Which.
        key: Key,
        /// The text that it types, if any. Nothing while Control, Alt or Super is held.
        text: Option<String>,
        /// What else was held.
        modifiers: Modifiers,
        /// Whether it is held and repeats.
        is_repeat: bool,
    },
    /// An input method put these letters in (after composing them, as for Chinese).
    Text(String),
    /// An input method is composing these letters; they replace what it was composing before.
    /// Nothing: it stopped.
    Composing {
        /// What it shows so far.
        text: String,
        /// Which bytes of it the caret spans.
        caret: Option<(usize, usize)>,
    },
    /// The window has a new size in logical pixels, or a new scale.
    Resized {
        /// In logical pixels.
        size: Size,
        /// Device pixels for each logical pixel.
        scale: f32,
    },
    /// The window got the keyboard (true) or lost it.
    Focused(bool),
    /// The person wants the window closed.
    CloseRequested,
}

/// A button of the pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointerButton {
    /// The main one; a finger's touch too.
    Left,
    /// The one for menus.
    Right,
    /// The wheel.
    Middle,
}

/// A key, by what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Key {
    /// A letter, digit or sign, as it is with the modifiers held.
    Character(String),
    /// Enter or Return.
    Enter,
    /// Tab.
    Tab,
    /// Space.
    Space,
    /// Escape.
    Escape,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Arrow to the left.
    Left,
    /// Arrow to the right.
    Right,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key, from 1.
    Function(u8),
}

/// What is held on the keyboard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modifiers {
    /// Either Shift key.
    pub shift: bool,
    /// Either Control key.
    pub control: bool,
    /// Either Alt or Option key.
    pub alt: bool,
    /// Either Windows or Command key.
    pub logo: bool,
}

impl Modifiers {
    /// Nothing is held.
    pub const NONE: Self = Self { shift: false, control: false, alt: false, logo: false };

    /// The modifier of shortcuts: Command on Apple's systems, Control elsewhere.
    #[must_use]
    pub const fn is_command(&self) -> bool {
        if cfg!(target_vendor = "apple") { self.logo } else { self.control }
    }
}
