//! Records that name others: `exists Favourite by .article of .author`.

use crate::column::Comparable;
use crate::{Column, Keyed};

/// The name of a column that can stand in an index.
#[must_use]
pub const fn named<R, T: Comparable>(column: Column<R, T>) -> &'static str {
    column.name
}

/// A field whose values can be those of a field of type `T`, missing ones aside: what `by` and `of` ask.
#[diagnostic::on_unimplemented(
    message = "`by` compares a field of type `{Self}` with one of type `{T}`",
    label = "the other one is `{T}`",
    note = "`by .field` is compared with the record's key, or with the field that `of .field` names"
)]
pub trait Matches<T> {}
impl<T> Matches<T> for T {}
impl<T> Matches<T> for Option<T> {}
impl<T> Matches<Option<T>> for T {}

/// The name of the column by which other records name the key of `R`.
#[must_use]
pub const fn by_key<R: Keyed, O, T: Matches<R::Key>>(theirs: Column<O, T>) -> &'static str {
    theirs.name
}

/// The name of the column by which other records name what a field of `R` does.
#[must_use]
pub const fn by<R, O, T: Matches<U>, U>(theirs: Column<O, T>, _: Column<R, U>) -> &'static str {
    theirs.name
}
