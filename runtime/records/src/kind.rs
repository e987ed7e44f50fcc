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
