//! What queries ask of columns besides their names: texts within texts, values out of lists, an order to go on in.

mod given;
mod measures;
mod related;

pub use given::Asked;
pub use measures::{Ranked, Summed, average_in, count_in, extreme_in, sum_in, value_in};
pub use related::{Matches, by, by_key, named};

use crate::column::Comparable;
use crate::{Column, ColumnValue, Field, Json, Operand, Record, Report, StoreError, Value};

/// The most records that one query gives. More are read page by page, with `after`.
pub const LIMIT_MAX: i64 = 100_000;

/// A number behind `limit`, checked.
///
/// # Errors
/// [`StoreError::Invalid`] when it is negative or above [`LIMIT_MAX`].
pub fn limit(records: i64) -> Result<ColumnValue<'static>, StoreError> {
    within("limit", records)
}

/// A number behind `skip`, checked.
///
/// # Errors
/// [`StoreError::Invalid`] when it is negative or above [`LIMIT_MAX`]: what is skipped is read all the same.
pub fn skip(records: i64) -> Result<ColumnValue<'static>, StoreError> {
    within("skip", records)
}

fn within(word: &'static str, records: i64) -> Result<ColumnValue<'static>, StoreError> {
    if (0..=LIMIT_MAX).contains(&records) {
        return Ok(ColumnValue::Integer(records));
    }
    let mut report = Report::default();
    report.add(word, word, format!("is between 0 and {LIMIT_MAX}"));
    Err(StoreError::Invalid(report))
}

/// The place of a field by which a query that goes on `after` a key is ordered.
///
/// # Panics
/// While the program compiles, when the field may be missing: nothing comes behind nothing.
#[must_use]
pub const fn in_order(fields: &[Field], index: usize) -> usize {
    assert!(
        !fields[index].kind.is_optional(),
        "a query that goes on `after` a key is ordered by fields that are always there; this one is optional"
    );
    index
}

/// A type whose column holds a text: what `contains` and `starts_with` ask.
#[diagnostic::on_unimplemented(
    message = "`contains` and `starts_with` ask a text, and this field is `{Self}`",
    label = "not a text"
)]
pub trait Text: Value {}
impl Text for String {}
impl Text for Option<String> {}

/// A list of values that a column of type `T` can be compared with: what `is_in` asks.
#[diagnostic::on_unimplemented(
    message = "`is_in` asks for a list of `{T}`, this is `{Self}`",
    label = "not a list of `{T}`"
)]
pub trait List<T> {
    /// Hands each value out as the store keeps it.
    fn each(&self, field: &Field, show: &mut dyn FnMut(ColumnValue<'_>));
}

impl<T, O: Operand<T>> List<T> for [O] {
    fn each(&self, field: &Field, show: &mut dyn FnMut(ColumnValue<'_>)) {
        self.iter().for_each(|value| show(value.operand(field)));
    }
}

impl<T, O: Operand<T>> List<T> for Vec<O> {
    fn each(&self, field: &Field, show: &mut dyn FnMut(ColumnValue<'_>)) {
        self.as_slice().each(field, show);
    }
}

impl<T, O: Operand<T>, const LENGTH: usize> List<T> for [O; LENGTH] {
    fn each(&self, field: &Field, show: &mut dyn FnMut(ColumnValue<'_>)) {
        self.as_slice().each(field, show);
    }
}

impl<T, L: List<T> + ?Sized> List<T> for &L {
    fn each(&self, field: &Field, show: &mut dyn FnMut(ColumnValue<'_>)) {
        (**self).each(field, show);
    }
}

/// Values of one column as one JSON array: what [`Column::is_in`] looks in. A value that is missing is in no list.
#[derive(Debug, Default)]
pub struct Items(Vec<Json>);

impl Items {
    /// Adds a value.
    pub fn push(&mut self, value: &ColumnValue<'_>) {
        self.0.extend(match value {
            ColumnValue::Null => None,
            ColumnValue::Integer(integer) => Some(Json::from(*integer)),
            ColumnValue::Real(real) => Some(Json::from(*real)),
            ColumnValue::Text(text) => Some(Json::from(&**text)),
            ColumnValue::Blob(bytes) => {
                Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into())
            }
        });
    }

    /// All of them, to be bound.
    #[must_use]
    pub fn into_value(self) -> ColumnValue<'static> {
        ColumnValue::Text(Json::from(self.0).to_string().into())
    }
}

impl<R: Record, T> Column<R, T> {
    /// The values of `is_in`, as one JSON array. A value that is missing is in no list.
    #[must_use]
    pub fn bind_all(&self, values: &(impl List<T> + ?Sized)) -> ColumnValue<'static>
    where
        T: Comparable,
    {
        let mut items = Items::default();
        values.each(&R::FIELDS[self.index], &mut |value| items.push(&value));
        items.into_value()
    }

    /// What a text contains or starts with.
    #[must_use]
    pub fn bind_part<'v>(&self, part: &'v (impl AsRef<str> + ?Sized)) -> ColumnValue<'v>
    where
        T: Text,
    {
        ColumnValue::Text(part.as_ref().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_has_a_limit() {
        assert_eq!(limit(0).unwrap(), ColumnValue::Integer(0));
        assert_eq!(limit(LIMIT_MAX).unwrap(), ColumnValue::Integer(LIMIT_MAX));
        for wrong in [-1, LIMIT_MAX + 1, i64::MIN, i64::MAX] {
            assert!(matches!(limit(wrong), Err(StoreError::Invalid(_))), "{wrong}");
        }
    }
}
