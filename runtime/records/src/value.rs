//! What every type of the language can do: be shown as JSON, kept in a column, written to a stream.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{At, ColumnError, ColumnValue, Field, Json, Kind, Report};

/// A type of the language: a plain one, a list, a map, an optional, a record or a choice.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type of the language",
    label = "neither a plain type, a record nor a choice",
    note = "declare it with `define_record` or `define_choice`"
)]
pub trait Value:
    Clone + PartialEq + std::fmt::Debug + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// The type, as data.
    const KIND: Kind;

    /// The value with nothing in it: zero, an empty text, the first case. Stands in a record's template
    /// for a field that `new R { … }` must say; no program ever sees it.
    fn empty() -> Self;

    /// A value that the program makes (`generated`): a new uuid, the time. Other types have none.
    fn generate() -> Option<Self> {
        None
    }

    /// Appends the value as JSON text, as its `Serialize` says it.
    ///
    /// # Errors
    /// When a type of Rust in it has no form in JSON.
    fn write_json(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(out, self)
    }

    /// Appends the value's stream encoding to `out`. The format stands in `encoding.rs`.
    fn encode(&self, out: &mut Vec<u8>);

    /// Reads one value from the front of `input` and moves `input` past it.
    ///
    /// # Errors
    /// When the bytes end early or are not an encoding of this type. Never panics, whatever the bytes.
    fn decode(input: &mut &[u8]) -> Result<Self, DecodeError>;

    /// The value as a store keeps it. `field` says the scale of a decimal.
    fn to_column(&self, field: &Field) -> ColumnValue<'_>;

    /// The value back from a store.
    ///
    /// # Errors
    /// When what is stored does not fit this type.
    fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<Self, ColumnError>;

    /// Reports each of `field`'s rules that the value, which stands `at` a place in the body, breaks.
    fn check(&self, field: &Field, at: &At<'_>, report: &mut Report) {
        let _ = (field, at, report);
    }

    /// The value that stands in `json`. When it is of another type, everything that is wrong with
    /// it is reported. Only used once a body is known to be wrong.
    fn explain(json: &Json, at: &At<'_>, report: &mut Report) -> Option<Self> {
        let value = Self::deserialize(json).ok();
        if value.is_none() {
            report.add(at.to_string(), "type", Self::KIND.expectation());
        }
        value
    }
}

/// Bytes that are not an encoding of what they should hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The bytes end before the value does.
    #[error("the bytes end in the middle of {0}")]
    Truncated(&'static str),
    /// The bytes hold something else.
    #[error("the bytes are not {0}")]
    Malformed(&'static str),
    /// The bytes were written by a different version of the record.
    #[error("the record was written with schema {found:016x}, this program reads {expected:016x}")]
    Fingerprint {
        /// What this program reads.
        expected: u64,
        /// What stands in the bytes.
        found: u64,
    },
}
