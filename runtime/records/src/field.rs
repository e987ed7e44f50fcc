//! One field of a record, as data.

use crate::{Keyed, Kind};

/// One field of a record: its name, its type and every word that was said of it.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The name in Rust and the name of the column.
    pub name: &'static str,
    /// The name on the wire: `renamed "…"`, else [`Field::name`].
    pub wire: &'static str,
    /// The name on the wire stands in JSON as it is: nothing in it is to be escaped.
    pub is_plain: bool,
    /// The doc comment.
    pub doc: &'static str,
    /// The type.
    pub kind: Kind,
    /// `key`
    pub is_key: bool,
    /// `generated`: the program fills it, no client may send it.
    pub is_generated: bool,
    /// `unique`
    pub is_unique: bool,
    /// `indexed`
    pub is_indexed: bool,
    /// `secret`: never logged, never sent.
    pub is_secret: bool,
    /// What stands in when nothing was sent.
    pub default: Default,
    /// Digits after the point of a `decimal`.
    pub scale: u32,
    /// `references Other`: the other record's table and key column.
    pub references: Option<(&'static str, &'static str)>,
    /// Bounds and patterns, in the order of their declaration.
    pub rules: &'static [Rule],
}

/// What stands in for a field that was not sent.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Default {
    /// Nothing does: the field is required (unless it is optional).
    Required,
    /// A number, a truth value or a text, as a JSON literal (`0`, `true`, `"EUR"`).
    Literal(&'static str),
    /// A value that only the program knows how to make.
    Computed,
}

impl Field {
    /// A required field with no rules; the compilers write only what differs
    /// (`Field { is_key: true, ..Field::new("id", Kind::Uuid) }`).
    #[must_use]
    pub const fn new(name: &'static str, kind: Kind) -> Field {
        Field {
            name,
            wire: name,
            is_plain: is_plain(name),
            doc: "",
            kind,
            is_key: false,
            is_generated: false,
            is_unique: false,
            is_indexed: false,
            is_secret: false,
            default: Default::Required,
            scale: 4,
            references: None,
            rules: &[],
        }
    }

    /// `key`
    #[must_use]
    pub const fn key(self) -> Field {
        Field { is_key: true, ..self }
    }

    /// `generated`
    #[must_use]
    pub const fn generated(self) -> Field {
        Field { is_generated: true, ..self }
    }

    /// `unique`
    #[must_use]
    pub const fn unique(self) -> Field {
        Field { is_unique: true, ..self }
    }

    /// `indexed`
    #[must_use]
    pub const fn indexed(self) -> Field {
        Field { is_indexed: true, ..self }
    }

    /// `secret`
    #[must_use]
    pub const fn secret(self) -> Field {
        Field { is_secret: true, ..self }
    }

    /// `renamed "…"`
    #[must_use]
    pub const fn renamed(self, wire: &'static str) -> Field {
        Field { wire, is_plain: is_plain(wire), ..self }
    }

    /// With that doc comment.
    #[must_use]
    pub const fn doc(self, doc: &'static str) -> Field {
        Field { doc, ..self }
    }

    /// `scale n`
    #[must_use]
    pub const fn scale(self, scale: u32) -> Field {
        Field { scale, ..self }
    }

    /// `default …`
    #[must_use]
    pub const fn default(self, default: Default) -> Field {
        Field { default, ..self }
    }

    /// `references Other`: the other record's table and key column.
    #[must_use]
    pub const fn references(self, table: &'static str, key: &'static str) -> Field {
        Field { references: Some((table, key)), ..self }
    }

    /// `references Other` of a field that holds a `T`: what the other record has no key of that type for is told
    /// while the program compiles.
    #[must_use]
    pub const fn references_key_of<T, R: Keyed<Key = T>>(self) -> Field {
        self.references(R::TABLE, R::KEY_NAME)
    }

    /// With these bounds and patterns.
    #[must_use]
    pub const fn rules(self, rules: &'static [Rule]) -> Field {
        Field { rules, ..self }
    }

    /// A value of the field can break a rule: one that was said of it, or one of its type's own.
    #[must_use]
    pub const fn is_checked(&self) -> bool {
        !self.rules.is_empty() || self.kind.has_rules()
    }

    /// Something stands in when the field was not said.
    #[must_use]
    pub const fn may_be_left_out(&self) -> bool {
        self.is_generated || self.kind.is_optional() || !matches!(self.default, Default::Required)
    }
}

/// Fields of a record that a store finds together: `unique .user, .article`, `indexed .symbol, .placed_at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Index {
    /// The names of the columns, in their order.
    pub fields: &'static [&'static str],
    /// No two records share the values of all of them.
    pub is_unique: bool,
}

/// Nothing in the text is to be escaped in JSON.
const fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        if bytes[index] < b' ' || bytes[index] == b'"' || bytes[index] == b'\\' {
            return false;
        }
        index += 1;
    }
    true
}

/// A bound on a field's value. Numbers are kept as written, so that messages and JSON schemas
/// repeat the user's own spelling.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Rule {
    /// `at_least n`
    AtLeast(&'static str),
    /// `at_most n`
    AtMost(&'static str),
    /// `more_than n`
    MoreThan(&'static str),
    /// `less_than n`
    LessThan(&'static str),
    /// `length a..=b`, in characters for a string, in items for a list; no upper end is `u64::MAX`.
    Length(u64, u64),
    /// `matches "regex"`
    Matches(&'static str),
    /// `one_of [..]`, each as a JSON literal
    OneOf(&'static [&'static str]),
    /// `email`
    Email,
    /// `url`
    Url,
}
