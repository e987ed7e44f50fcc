//! The rows of a table of words, one short constructor for each kind of row.

use super::{Later, Role, Word};

/// A row: word, where it may stand, meaning, grammar, example.
#[must_use]
pub const fn word(
    role: Role,
    word: &'static str,
    meaning: &'static str,
    grammar: &'static str,
    example: &'static str,
) -> Word {
    Word { word, role, meaning, grammar, example }
}

/// A word that the language will have, and what does its job today.
#[must_use]
pub const fn later(role: Role, word: &'static str, today: Option<&'static str>) -> Later {
    Later { word, role, today }
}

/// `word: value,`
#[must_use]
pub const fn setting(
    name: &'static str,
    meaning: &'static str,
    grammar: &'static str,
    example: &'static str,
) -> Word {
    word(Role::Setting, name, meaning, grammar, example)
}

/// A word that follows a field's type.
#[must_use]
pub const fn rule(
    name: &'static str,
    meaning: &'static str,
    grammar: &'static str,
    example: &'static str,
) -> Word {
    word(Role::FieldRule, name, meaning, grammar, example)
}

/// A word that begins a statement of a body.
#[must_use]
pub const fn statement(
    name: &'static str,
    meaning: &'static str,
    grammar: &'static str,
    example: &'static str,
) -> Word {
    word(Role::Statement, name, meaning, grammar, example)
}

/// A word that begins an expression of a body.
#[must_use]
pub const fn expression(
    name: &'static str,
    meaning: &'static str,
    grammar: &'static str,
    example: &'static str,
) -> Word {
    word(Role::Expression, name, meaning, grammar, example)
}

/// A word that stands in a line after its first word.
#[must_use]
pub const fn inner(
    name: &'static str,
    meaning: &'static str,
    grammar: &'static str,
    example: &'static str,
) -> Word {
    word(Role::Inner, name, meaning, grammar, example)
}

/// A word that shows something in a view.
#[must_use]
pub const fn element(
    name: &'static str,
    meaning: &'static str,
    grammar: &'static str,
    example: &'static str,
) -> Word {
    word(Role::Element, name, meaning, grammar, example)
}
