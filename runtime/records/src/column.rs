//! Columns: a record's fields as a store sees them.

use std::borrow::Cow;
use std::marker::PhantomData;

use crate::{Operand, Record, Value};

/// A typed column of the record `R`: `Order::COLUMNS.symbol` is a `Column<Order, String>`. `T` is what reads and
/// writes the field: of a type of the language the type itself, otherwise a [`Codec`](crate::codec::Codec).
///
/// Queries speak of columns through it, so a misspelt field or a value of the wrong type is
/// found by rustc on the user's own word.
pub struct Column<R, T> {
    /// Where the field stands in [`Record::FIELDS`].
    pub index: usize,
    /// The column's name, not quoted.
    pub name: &'static str,
    of: PhantomData<fn() -> (R, T)>,
}

impl<R, T> Column<R, T> {
    /// The column of the field at `index`.
    #[must_use]
    pub const fn new(index: usize, name: &'static str) -> Self {
        Column { index, name, of: PhantomData }
    }
}

impl<R: Record, T> Column<R, T> {
    /// `value` as the store keeps it in this column: how `change … set` says it.
    #[must_use]
    pub fn bind<'a, O: Operand<T> + ?Sized>(&self, value: &'a O) -> ColumnValue<'a> {
        value.operand(&R::FIELDS[self.index])
    }

    /// `value` as the store keeps it in this column: how a condition compares with it.
    #[must_use]
    pub fn compare<'a, O: Operand<T> + ?Sized>(&self, value: &'a O) -> ColumnValue<'a>
    where
        T: Comparable,
    {
        value.operand(&R::FIELDS[self.index])
    }
}

/// A column that conditions may compare: every one but those of a type of Rust, which are JSON of no fixed order.
#[diagnostic::on_unimplemented(
    message = "a field of a type of Rust (`rust<…>`) cannot be compared in a query",
    label = "kept as JSON, which has no order and no one way to be written",
    note = "give what is asked for a field of its own, of a type of the language"
)]
pub trait Comparable {}

// rustc says that the type is none of Rust's, not that it is no value of the language.
#[diagnostic::do_not_recommend]
impl<T: Value> Comparable for T {}

impl<R, T> Clone for Column<R, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<R, T> Copy for Column<R, T> {}

impl<R, T> std::fmt::Debug for Column<R, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Column({})", self.name)
    }
}

/// A value as a store keeps it, borrowed where it can be.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnValue<'a> {
    /// no value
    Null,
    /// a 64-bit integer
    Integer(i64),
    /// a 64-bit float
    Real(f64),
    /// a text
    Text(Cow<'a, str>),
    /// bytes
    Blob(Cow<'a, [u8]>),
}

impl ColumnValue<'_> {
    /// The same value, borrowed from nothing.
    #[must_use]
    pub fn into_owned(self) -> ColumnValue<'static> {
        match self {
            ColumnValue::Null => ColumnValue::Null,
            ColumnValue::Integer(integer) => ColumnValue::Integer(integer),
            ColumnValue::Real(real) => ColumnValue::Real(real),
            ColumnValue::Text(text) => ColumnValue::Text(Cow::Owned(text.into_owned())),
            ColumnValue::Blob(bytes) => ColumnValue::Blob(Cow::Owned(bytes.into_owned())),
        }
    }
}

/// One row that a store hands out: columns in the order of [`Record::FIELDS`].
pub trait Row {
    /// The value at `index`, borrowed from the store for as long as the row stands.
    fn column(&self, index: usize) -> ColumnValue<'_>;
}

/// A stored value that does not fit the field it was read for.
#[derive(Debug, thiserror::Error)]
#[error("column \"{column}\" holds {found} where {expected} is expected")]
pub struct ColumnError {
    /// The column's name.
    pub column: &'static str,
    /// What the field needs.
    pub expected: &'static str,
    /// What the store holds.
    pub found: String,
}
