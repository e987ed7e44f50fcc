//! One field of a record, as data.

use crate::Kind;

/// One field of a record: its name, its type and every word that was said of it.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The name in Rust and the name of the column.
    pub name: &'static str,
    /// The name on the wire: `renamed "…"`, else [`Field::name`].
    pub wire: &'static str,
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
