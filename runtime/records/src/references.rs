//! Records that fields name: `references User`, and what `including .author` gives of them.

use crate::Record;

/// The field at `INDEX` holds the key of another record. `references` writes it.
#[diagnostic::on_unimplemented(
    message = "this field of `{Self}` references no other record",
    label = "`including` asks for the record that a field names",
    note = "say so of the field: `author: uuid references User`"
)]
// No bounds here: what is wrong with the other record is told once, by the columns. Who includes it asks for
// `Other: Keyed` and `Included: Included<Other>`.
pub trait References<const INDEX: usize>: Record {
    /// The record that the field names.
    type Other;
    /// What stands beside a record: the other one, or perhaps one where the field is optional.
    type Included;
}

/// What stands beside a record for one that it names.
pub trait Included<R>: Clone {
    /// Of what was found, if that may be missing.
    fn included(found: Option<R>) -> Option<Self>;
}

impl<R: Record> Included<R> for R {
    fn included(found: Option<R>) -> Option<R> {
        found
    }
}

impl<R: Record> Included<R> for Option<R> {
    fn included(found: Option<R>) -> Option<Option<R>> {
        Some(found)
    }
}
