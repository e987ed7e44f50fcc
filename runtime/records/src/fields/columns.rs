//! Records in rows.

use super::filling::{Ask, Slot, Stop, Want, build};
use super::looking::{Look, See, Shows, look, look_once};
use super::{FieldList, Fields};
use crate::{ColumnError, ColumnValue, Field, Row};

/// The field at `index` as a store keeps it.
///
/// # Panics
/// When the record has no such field.
#[must_use]
pub fn column_of<O: Fields>(owner: &O, index: usize) -> ColumnValue<'_> {
    column_on(&O::LIST, owner, index)
}

fn column_on<'a>(list: &FieldList, owner: &'a dyn Shows, index: usize) -> ColumnValue<'a> {
    let mut finder = Finder { fields: list.fields, found: None };
    look_once(owner, index, &mut finder);
    finder.found.expect("the index of a field of this record")
}

struct Finder<'a> {
    fields: &'static [Field],
    found: Option<ColumnValue<'a>>,
}

impl<'a> See<'a> for Finder<'a> {
    fn see(&mut self, index: usize, value: &dyn Look<'a>) {
        self.found = Some(value.to_column(&self.fields[index]));
    }
}

/// Every field as a store keeps it, in their order.
#[must_use]
pub fn columns<O: Fields>(owner: &O) -> Vec<ColumnValue<'_>> {
    columns_on(&O::LIST, owner)
}

fn columns_on<'a>(list: &FieldList, owner: &'a dyn Shows) -> Vec<ColumnValue<'a>> {
    let mut all = All { fields: list.fields, columns: Vec::with_capacity(list.fields.len()) };
    look(list, owner, &mut all);
    all.columns
}

struct All<'a> {
    fields: &'static [Field],
    columns: Vec<ColumnValue<'a>>,
}

impl<'a> See<'a> for All<'a> {
    fn see(&mut self, index: usize, value: &dyn Look<'a>) {
        self.columns.push(value.to_column(&self.fields[index]));
    }
}

/// The record back from a row that has its fields in their order.
///
/// # Errors
/// Names the column whose value does not fit.
pub fn from_row<O: Fields>(row: &dyn Row) -> Result<O, ColumnError> {
    let mut reader = RowReader { row, fields: O::LIST.fields, error: None };
    match build(&mut reader) {
        Ok(record) => Ok(record),
        Err(Stop) => Err(reader.into_error()),
    }
}

struct RowReader<'a> {
    row: &'a dyn Row,
    fields: &'static [Field],
    /// Why it went no further.
    error: Option<ColumnError>,
}

impl RowReader<'_> {
    fn into_error(self) -> ColumnError {
        let nothing =
            ColumnError { column: "", expected: "a value for every field", found: "none".to_owned() };
        self.error.unwrap_or(nothing)
    }
}

impl Ask for RowReader<'_> {
    fn fill(&mut self, index: usize, want: Want, slot: &mut dyn Slot) -> Result<(), Stop> {
        let column = self.row.column(index);
        // A row from before the field was declared holds nothing there.
        if want != Want::Value && column == ColumnValue::Null && !slot.is_optional() {
            return Ok(());
        }
        slot.from_column(column, &self.fields[index]).map_err(|error| {
            self.error = Some(error);
            Stop
        })
    }

    fn missing(&mut self, _: usize) {}
}
