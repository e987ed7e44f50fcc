//! Rows and values between SQLite and records.

use std::borrow::Cow;

use parseltongue_records::{ColumnValue, Row};
use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, ValueRef};

/// A row as SQLite hands it out.
pub(crate) struct SqliteRow<'a>(pub(crate) &'a rusqlite::Row<'a>);

impl Row for SqliteRow<'_> {
    fn column(&self, index: usize) -> ColumnValue<'_> {
        match self.0.get_ref(index) {
            Ok(ValueRef::Integer(integer)) => ColumnValue::Integer(integer),
            Ok(ValueRef::Real(real)) => ColumnValue::Real(real),
            Ok(ValueRef::Text(bytes)) => match std::str::from_utf8(bytes) {
                Ok(text) => ColumnValue::Text(Cow::Borrowed(text)),
                // Only another program writes such a text; the field then says what it expects.
                Err(_) => ColumnValue::Blob(Cow::Borrowed(bytes)),
            },
            Ok(ValueRef::Blob(bytes)) => ColumnValue::Blob(Cow::Borrowed(bytes)),
            Ok(ValueRef::Null) | Err(_) => ColumnValue::Null,
        }
    }
}

/// A row of values that are held here.
pub(crate) struct OwnedRow(pub(crate) Vec<ColumnValue<'static>>);

impl Row for OwnedRow {
    fn column(&self, index: usize) -> ColumnValue<'_> {
        match &self.0[index] {
            ColumnValue::Null => ColumnValue::Null,
            ColumnValue::Integer(integer) => ColumnValue::Integer(*integer),
            ColumnValue::Real(real) => ColumnValue::Real(*real),
            ColumnValue::Text(text) => ColumnValue::Text(Cow::Borrowed(text)),
            ColumnValue::Blob(bytes) => ColumnValue::Blob(Cow::Borrowed(bytes)),
        }
    }
}

/// A value to be bound.
pub(crate) struct Bound<'a>(pub(crate) &'a ColumnValue<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            ColumnValue::Null => ValueRef::Null,
            ColumnValue::Integer(integer) => ValueRef::Integer(*integer),
            ColumnValue::Real(real) => ValueRef::Real(*real),
            ColumnValue::Text(text) => ValueRef::Text(text.as_bytes()),
            ColumnValue::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
