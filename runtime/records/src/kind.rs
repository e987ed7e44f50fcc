//! What type a value has, as data: from it come JSON schemas, columns and fingerprints.

use crate::Field;

/// The type of a value as the language names it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// `i64`
    Integer,
    /// `f64`
    Float,
    /// `bool`
    Boolean,
    /// `string`
    Text,
    /// `bytes`
    Bytes,
    /// `timestamp`: UTC, microseconds
    Timestamp,
    /// `duration`: microseconds
    Duration,
    /// `decimal`: exact; its scale stands in the [`Field`]
    Decimal,
    /// `uuid`
    Uuid,
    /// `json`
    Json,
    /// `list<T>`
    List(&'static Kind),
    /// `map<K, V>`
    Map(&'static Kind, &'static Kind),
    /// `optional<T>`
    Optional(&'static Kind),
    /// a record
    Record(&'static Shape),
    /// a choice
    Choice(&'static ChoiceShape),
    /// `rust<path::Type>`: a type of Rust, as JSON
    Rust {
        /// The type is `Default`, so that `new` can make a record that holds one.
        has_default: bool,
    },
    /// `nothing`: no value at all
    Nothing,
}

/// What a record looks like from outside.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The record's name as declared.
    pub name: &'static str,
    /// Its doc comment.
    pub doc: &'static str,
    /// Its fields in the order of their declaration.
    pub fields: &'static [Field],
}

/// What a choice looks like from outside.
#[derive(Clone, Copy, Debug)]
pub struct ChoiceShape {
    /// The choice's name as declared.
    pub name: &'static str,
    /// Its doc comment.
    pub doc: &'static str,
    /// Its cases in the order of their declaration.
    pub cases: &'static [Case],
}

/// One case of a choice.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The case's name, which is its spelling on the wire.
    pub name: &'static str,
    /// Its doc comment.
    pub doc: &'static str,
    /// The fields that it carries; most carry none.
    pub fields: &'static [Field],
}

impl Kind {
    /// What a person is told when something else was sent: "must be …".
    #[must_use]
    pub fn expectation(&self) -> String {
        match self {
            Kind::Integer => "must be a whole number".to_owned(),
            Kind::Float => "must be a number".to_owned(),
            Kind::Boolean => "must be true or false".to_owned(),
            Kind::Text => "must be a text".to_owned(),
            Kind::Bytes => "must be base64 text".to_owned(),
            Kind::Timestamp => "must be a timestamp such as \"2026-11-23T15:16:00Z\"".to_owned(),
            Kind::Duration => "must be a duration such as \"PT1M30S\"".to_owned(),
            Kind::Decimal => {
                "must be a decimal number as text, such as \"12.5\", or a number of at most 15 digits"
                    .to_owned()
            }
            Kind::Uuid => "must be a uuid such as \"01930e2f-7a3c-7d6e-8f10-2b3c4d5e6f70\"".to_owned(),
            Kind::Json => "must be JSON".to_owned(),
            Kind::List(_) => "must be a list".to_owned(),
            Kind::Map(..) | Kind::Record(_) => "must be an object".to_owned(),
            Kind::Optional(kind) => format!("{}, or null", kind.expectation()),
            Kind::Choice(shape) => {
                let names: Vec<&str> = shape.cases.iter().map(|case| case.name).collect();
                format!("must be one of {}", names.join(", "))
            }
            Kind::Rust { .. } => "is not of the form that this field has".to_owned(),
            Kind::Nothing => "must be left out".to_owned(),
        }
    }

    /// The kind, or what it is an optional of.
    #[must_use]
    pub const fn required(&self) -> &Kind {
        match self {
            Kind::Optional(kind) => kind.required(),
            kind => kind,
        }
    }

    /// There is a value with nothing in it, for a record's template: everywhere but where a type of Rust that is
    /// not `Default` must stand.
    #[must_use]
    pub const fn can_be_empty(&self) -> bool {
        match self {
            Kind::Rust { has_default } => *has_default,
            Kind::Record(shape) => can_all_be_empty(shape.fields),
            Kind::Choice(shape) => match shape.cases.first() {
                Some(case) => can_all_be_empty(case.fields),
                None => false,
            },
            _ => true,
        }
    }

    /// A value can break a rule of the type's own, whatever was said of its field: a decimal has its digits, a float
    /// is finite, a record has fields, and a type of Rust may have no form in JSON.
    #[must_use]
    pub const fn has_rules(&self) -> bool {
        match self {
            Kind::Float | Kind::Decimal | Kind::Record(_) | Kind::Choice(_) | Kind::Rust { .. } => true,
            Kind::Optional(kind) | Kind::List(kind) | Kind::Map(_, kind) => kind.has_rules(),
            _ => false,
        }
    }

    /// A value may be absent.
    #[must_use]
    pub const fn is_optional(&self) -> bool {
        matches!(self, Kind::Optional(_))
    }
}

const fn can_all_be_empty(fields: &[Field]) -> bool {
    let mut index = 0;
    while index < fields.len() {
        if !fields[index].kind.can_be_empty() {
            return false;
        }
        index += 1;
    }
    true
}
