//! Records in rows.

use super::{FieldSource, FieldVisitor, Fields};
use crate::codec::Codec;
use crate::{ColumnError, ColumnValue, Row};

/// The field at `index` as a store keeps it.
///
/// # Panics
/// When the record has no such field.
#[must_use]
pub fn column_of<O: Fields>(owner: &O, index: usize) -> ColumnValue<'_> {
    let mut finder = Finder { owner, wanted: index, found: None };
    // Stopping is how it says that it found the field.
    let _ = O::each(&mut finder);
    finder.found.expect("the index of a field of this record")
}

struct Finder<'a, O> {
    owner: &'a O,
    wanted: usize,
    found: Option<ColumnValue<'a>>,
}

struct Found;

impl<O: Fields> FieldVisitor<O> for Finder<'_, O> {
    type Stop = Found;

    fn value<C: Codec>(&mut self, index: usize, of: impl Fn(&O) -> &C::Of) -> Result<(), Found> {
        if index != self.wanted {
            return Ok(());
        }
        self.found = Some(C::to_column(of(self.owner), &O::LIST.fields[index]));
        Err(Found)
    }
}

/// The record back from a row that has its fields in their order.
///
/// # Errors
/// Names the column whose value does not fit.
pub fn from_row<O: Fields>(row: &dyn Row) -> Result<O, ColumnError> {
    O::build(&mut RowReader(row))
}

struct RowReader<'a>(&'a dyn Row);

impl<O: Fields> FieldSource<O> for RowReader<'_> {
    type Error = ColumnError;

    fn value<C: Codec>(&mut self, index: usize, _: impl Fn(&O) -> &C::Of) -> Result<C::Of, ColumnError> {
        C::from_column(self.0.column(index), &O::LIST.fields[index])
    }

    /// A row from before the field was declared holds nothing there.
    fn value_or<C: Codec>(
        &mut self,
        index: usize,
        _: impl Fn(&O) -> &C::Of,
        default: impl FnOnce() -> C::Of,
    ) -> Result<C::Of, ColumnError> {
        match self.0.column(index) {
            ColumnValue::Null if !C::KIND.is_optional() => Ok(default()),
            value => C::from_column(value, &O::LIST.fields[index]),
        }
    }
}
