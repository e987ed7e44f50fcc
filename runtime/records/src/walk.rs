//! Walking over a record's fields, and building a record field by field.
//!
//! `define_record` writes one line a field for each; everything that treats all fields alike
//! (comparing, showing, checking, encoding, columns, JSON) is written once, against these traits.
//! They are generic, so that what comes out is the code one would have written field by field.

use crate::{Column, Value};

/// What is done with each field of the record `R`, in the order of their declaration.
pub trait Walk<R> {
    /// Why the walk ended early.
    type Stop;

    /// Comes by the field of that column; what it holds is `(column.of)(record)`.
    ///
    /// # Errors
    /// Ends the walk.
    fn field<T: Value>(&mut self, column: Column<R, T>) -> Result<(), Self::Stop>;
}

/// What is done with each value of a draft or a change set of the record `R`.
pub trait Visit<R> {
    /// Why the visit ended early.
    type Stop;

    /// Comes by the value of that column.
    ///
    /// # Errors
    /// Ends the visit.
    fn field<T: Value>(&mut self, column: Column<R, T>, value: &T) -> Result<(), Self::Stop>;

    /// Comes by a value that a change set may hold.
    ///
    /// # Errors
    /// Ends the visit.
    fn change<T: Value>(&mut self, column: Column<R, T>, value: &Option<T>) -> Result<(), Self::Stop> {
        value.as_ref().map_or(Ok(()), |value| self.field(column, value))
    }
}

/// Where the values of the record `R` come from when it, its draft or its change set is built.
pub trait Source<R> {
    /// Why it cannot be built.
    type Stop;

    /// The value of that column.
    ///
    /// # Errors
    /// There is none, or it does not fit.
    fn take<T: Value>(&mut self, column: Column<R, T>) -> Result<T, Self::Stop>;

    /// The value of that column, if the source says one.
    ///
    /// # Errors
    /// It does not fit.
    fn change<T: Value>(&mut self, column: Column<R, T>) -> Result<Option<T>, Self::Stop> {
        self.take(column).map(Some)
    }
}
