//! How the fields of a record are read and written.
//!
//! A type of the language does it by itself: it is its own codec. A type of Rust that the language does not have
//! (`rust<path::Type>`) goes through serde, as JSON: its codec is [`Foreign`]. Lists, maps and optionals are put
//! together from the codec of what they hold.

mod containers;
mod foreign;

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{At, ColumnError, ColumnValue, DecodeError, Field, Json, Kind, Report, Value};

pub use containers::{List, Map, Optional};
pub use foreign::{Foreign, Probe, RustValue, WithoutDefault};

/// Reads and writes values of one type. No value of a codec's own type is ever made.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type of the language",
    label = "neither a plain type, a record nor a choice",
    note = "declare it with `define_record` or `define_choice`",
    note = "a type of Rust stands in a field as `rust<path::Type>` and needs `#[derive(Clone, PartialEq, serde::Serialize, serde::Deserialize)]`; it must be `Send` and `Sync` and own what it holds, too"
)]
pub trait Codec {
    /// The type in Rust.
    type Of: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static;

    /// The type, as data.
    const KIND: Kind;

    /// See [`Value::empty`]. None where the type, or what must stand in it, is of Rust and not `Default`.
    fn empty() -> Option<Self::Of>;

    /// See [`Value::generate`].
    fn generate() -> Option<Self::Of> {
        None
    }

    /// See [`Value::write_json`].
    ///
    /// # Errors
    /// When the value has no form in JSON.
    fn write_json(value: &Self::Of, out: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(out, value)
    }

    /// See [`Value::encode`].
    fn encode(value: &Self::Of, out: &mut Vec<u8>);

    /// See [`Value::decode`].
    ///
    /// # Errors
    /// When the bytes end early or are not an encoding of this type. Never panics, whatever the bytes.
    fn decode(input: &mut &[u8]) -> Result<Self::Of, DecodeError>;

    /// See [`Value::to_column`].
    fn to_column<'a>(value: &'a Self::Of, field: &Field) -> ColumnValue<'a>;

    /// See [`Value::from_column`].
    ///
    /// # Errors
    /// When what is stored does not fit this type.
    fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<Self::Of, ColumnError>;

    /// See [`Value::check`].
    fn check(value: &Self::Of, field: &Field, at: &At<'_>, report: &mut Report) {
        let _ = (value, field, at, report);
    }

    /// See [`Value::explain`].
    fn explain(json: &Json, at: &At<'_>, report: &mut Report) -> Option<Self::Of> {
        let value = Self::Of::deserialize(json).ok();
        if value.is_none() {
            report.add(at.to_string(), "type", Self::KIND.expectation());
        }
        value
    }

    /// Writes the value for a programmer.
    ///
    /// # Errors
    /// The formatter's.
    fn debug(value: &Self::Of, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl<T: Value> Codec for T {
    type Of = T;

    const KIND: Kind = <T as Value>::KIND;

    fn empty() -> Option<T> {
        if const { <T as Value>::KIND.can_be_empty() } { Some(<T as Value>::empty()) } else { None }
    }

    fn generate() -> Option<T> {
        <T as Value>::generate()
    }

    fn write_json(value: &T, out: &mut Vec<u8>) -> serde_json::Result<()> {
        value.write_json(out)
    }

    fn encode(value: &T, out: &mut Vec<u8>) {
        value.encode(out);
    }

    fn decode(input: &mut &[u8]) -> Result<T, DecodeError> {
        <T as Value>::decode(input)
    }

    fn to_column<'a>(value: &'a T, field: &Field) -> ColumnValue<'a> {
        value.to_column(field)
    }

    fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<T, ColumnError> {
        <T as Value>::from_column(value, field)
    }

    fn check(value: &T, field: &Field, at: &At<'_>, report: &mut Report) {
        value.check(field, at, report);
    }

    fn explain(json: &Json, at: &At<'_>, report: &mut Report) -> Option<T> {
        <T as Value>::explain(json, at, report)
    }

    fn debug(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        value.fmt(f)
    }
}

/// Whoever asks for an empty value asked [`Kind::can_be_empty`] first.
pub(crate) const EMPTY: &str = "a type of Rust without a `Default` is in no template";

/// A value that its codec shows to a programmer.
pub struct Shown<'a, C: Codec>(pub &'a C::Of);

impl<C: Codec> fmt::Debug for Shown<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        C::debug(self.0, f)
    }
}
