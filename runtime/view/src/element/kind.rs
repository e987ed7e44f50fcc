//! What kinds of element there are.

/// What an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Holds the elements of a `for_each`, `if` or `match`; its parent lays them out as its own.
    Group,
    /// Children side by side.
    Row,
    /// Children one below the other.
    Column,
    /// One child, of which a part is seen.
    Scroll,
    /// Room that grows.
    Spacer,
    /// A line between what stands before and behind it.
    Divider,
    /// Text.
    Text,
    /// Text that heads what follows.
    Heading,
    /// A control that does something when pressed.
    Button,
    /// One line of text that a person writes.
    TextInput,
}

impl Kind {
    /// Whether the keyboard can come to it.
    #[must_use]
    pub const fn takes_focus(self) -> bool {
        matches!(self, Kind::Button | Kind::TextInput)
    }

    /// Whether its content is text that it measures itself.
    #[must_use]
    pub const fn shows_text(self) -> bool {
        matches!(self, Kind::Text | Kind::Heading | Kind::Button | Kind::TextInput)
    }
}
