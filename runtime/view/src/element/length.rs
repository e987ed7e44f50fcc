//! The values that arguments take.

use std::fmt::{self, Display, Write};
use std::rc::Rc;

/// A length in logical pixels, or a share of what is left over.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Length(pub f32);

/// Where children stand across their row or column, and text within its width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// At the top or left.
    #[default]
    Start,
    /// In the middle.
    Center,
    /// At the bottom or right.
    End,
    /// As wide or high as there is room.
    Stretch,
}

/// Text as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown(pub Rc<str>);

impl Shown {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Anything with `Display`, as text on show.
pub fn show<T: Display + ?Sized>(value: &T) -> Shown {
    // One buffer per thread: what is shown is written many times and kept once.
    thread_local! {
        static BUFFER: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) };
    }
    let mut buffer = BUFFER.take();
    buffer.clear();
    // A `Display` that fails shows what it had written until then.
    let _ = write!(buffer, "{value}");
    let shown = Shown(Rc::from(buffer.as_str()));
    BUFFER.set(buffer);
    shown
}
