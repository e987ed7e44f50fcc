//! Sums, least and greatest values and averages of a column, by their types: what `sum_of .quantity in Order` asks.

use crate::sql::Part;
use crate::{Column, ColumnError, ColumnValue, Decimal, Duration, Kind, Record, Row, Timestamp, Value};

/// A type that has sums. Of an optional one the values that are there are summed.
#[diagnostic::on_unimplemented(
    message = "`sum_of` and `average_of` ask for a number, and this field is `{Self}`",
    label = "not a number",
    note = "sums are made of `i64`, `f64`, `decimal` and `duration`"
)]
pub trait Summed: Value {
    /// What a sum is.
    type Sum: Value;
    /// What an average is: of whole numbers a float.
    type Average;

    /// The average of so many values of that sum.
    fn average(sum: Self::Sum, count: i64, scale: u32) -> Self::Average;
}

/// A type whose values have a least and a greatest.
#[diagnostic::on_unimplemented(
    message = "`least_of` and `greatest_of` ask for values in an order, and this field is `{Self}`",
    label = "has no least and no greatest",
    note = "numbers, moments, durations and texts have them"
)]
pub trait Ranked: Value {
    /// One of them, which is there.
    type One: Value;
}

macro_rules! summed {
    ($($type:ty, $average:ty, $made:expr;)*) => {$(
        impl Summed for $type {
            type Sum = $type;
            type Average = $average;

            fn average(sum: $type, count: i64, scale: u32) -> $average {
                $made(sum, count, scale)
            }
        }

        impl Summed for Option<$type> {
            type Sum = $type;
            type Average = $average;

            fn average(sum: $type, count: i64, scale: u32) -> $average {
                $made(sum, count, scale)
            }
        }
    )*};
}

summed! {
    // A float holds what is left of more than 2^53.
    i64, f64, |sum: i64, count: i64, _| sum as f64 / count as f64;
    f64, f64, |sum: f64, count: i64, _| sum / count as f64;
    Decimal, Decimal, |sum: Decimal, count: i64, scale: u32| (sum / Decimal::from(count)).round_to(scale);
    Duration, Duration, |sum: Duration, count: i64, _| Duration::from_microseconds(sum.as_microseconds() / count);
}

macro_rules! ranked {
    ($($type:ty),*) => {$(
        impl Ranked for $type {
            type One = $type;
        }

        impl Ranked for Option<$type> {
            type One = $type;
        }
    )*};
}

ranked!(i64, f64, Decimal, Duration, Timestamp, String);

/// What the databases give of a column: a whole number for a scaled decimal and a moment, too.
impl<R: Record, T> Column<R, T> {
    /// The sum; zero of nothing.
    #[must_use]
    pub const fn summed(&self) -> Part
    where
        T: Summed,
    {
        let name = self.name;
        let sqlite = &["coalesce(sum(\"", name, "\"), 0)"];
        let field = &R::FIELDS[self.index];
        match field.kind.required() {
            Kind::Float => Part::of(
                &["coalesce(sum(\"", name, "\"), 0.0)"],
                &["coalesce(sum(\"", name, "\"), 0)::float8"],
            ),
            Kind::Decimal => {
                Part::of(sqlite, &["(coalesce(sum(\"", name, "\"), 0) * ", scaled(field.scale), ")::bigint"])
            }
            _ => Part::of(sqlite, &["coalesce(sum(\"", name, "\"), 0)::bigint"]),
        }
    }

    /// The sum, and behind it of how many values.
    #[must_use]
    pub const fn averaged(&self) -> Part
    where
        T: Summed,
    {
        let name = self.name;
        let field = &R::FIELDS[self.index];
        let sqlite = &["coalesce(sum(\"", name, "\"), 0), count(\"", name, "\")"];
        match field.kind.required() {
            Kind::Float => Part::of(
                &["coalesce(sum(\"", name, "\"), 0.0), count(\"", name, "\")"],
                &["coalesce(sum(\"", name, "\"), 0)::float8, count(\"", name, "\")"],
            ),
            Kind::Decimal => Part::of(
                sqlite,
                &[
                    "(coalesce(sum(\"",
                    name,
                    "\"), 0) * ",
                    scaled(field.scale),
                    ")::bigint, count(\"",
                    name,
                    "\")",
                ],
            ),
            _ => Part::of(sqlite, &["coalesce(sum(\"", name, "\"), 0)::bigint, count(\"", name, "\")"]),
        }
    }
}

impl<R: Record, T> Column<R, T> {
    /// The least value; missing of nothing.
    #[must_use]
    pub const fn least(&self) -> Part
    where
        T: Ranked,
    {
        self.extreme("min")
    }

    /// The greatest value; missing of nothing.
    #[must_use]
    pub const fn greatest(&self) -> Part
    where
        T: Ranked,
    {
        self.extreme("max")
    }

    const fn extreme(&self, function: &'static str) -> Part {
        let (name, field) = (self.name, &R::FIELDS[self.index]);
        let sqlite = &[function, "(\"", name, "\")"];
        match field.kind.required() {
            Kind::Decimal => {
                Part::of(sqlite, &["(", function, "(\"", name, "\") * ", scaled(field.scale), ")::bigint"])
            }
            Kind::Timestamp => {
                Part::of(sqlite, &["(extract(epoch from ", function, "(\"", name, "\")) * 1000000)::bigint"])
            }
            _ => Part::of(sqlite, sqlite),
        }
    }
}

/// The sum of a column, which stands in a row at `at`.
///
/// # Errors
/// When it does not fit.
pub fn sum_in<R: Record, T: Summed>(
    column: Column<R, T>,
    row: &dyn Row,
    at: usize,
) -> Result<T::Sum, ColumnError> {
    T::Sum::from_column(row.column(at), &R::FIELDS[column.index])
}

/// The average of a column, of the sum that stands in a row at `at` and the number behind it; none of no values.
///
/// # Errors
/// When they do not fit.
pub fn average_in<R: Record, T: Summed>(
    column: Column<R, T>,
    row: &dyn Row,
    at: usize,
) -> Result<Option<T::Average>, ColumnError> {
    let count = count_in(row, at + 1)?;
    let sum = sum_in(column, row, at)?;
    Ok((count > 0).then(|| T::average(sum, count, R::FIELDS[column.index].scale)))
}

/// The least or greatest value of a column, which stands in a row at `at`.
///
/// # Errors
/// When it does not fit.
pub fn extreme_in<R: Record, T: Ranked>(
    column: Column<R, T>,
    row: &dyn Row,
    at: usize,
) -> Result<Option<T::One>, ColumnError> {
    match row.column(at) {
        ColumnValue::Null => Ok(None),
        value => T::One::from_column(value, &R::FIELDS[column.index]).map(Some),
    }
}

/// A column's own value, which stands in a row at `at`.
///
/// # Errors
/// When it does not fit.
pub fn value_in<R: Record, T: Value>(
    column: Column<R, T>,
    row: &dyn Row,
    at: usize,
) -> Result<T, ColumnError> {
    T::from_column(row.column(at), &R::FIELDS[column.index])
}

/// A number of records, which stands in a row at `at`.
///
/// # Errors
/// When it is none.
pub fn count_in(row: &dyn Row, at: usize) -> Result<i64, ColumnError> {
    match row.column(at) {
        ColumnValue::Integer(count) => Ok(count),
        other => {
            Err(ColumnError { column: "count", expected: "a whole number", found: format!("{other:?}") })
        }
    }
}

/// What makes a scaled integer of a decimal.
const fn scaled(scale: u32) -> &'static str {
    const POWERS: &[&str] = &[
        "1e0", "1e1", "1e2", "1e3", "1e4", "1e5", "1e6", "1e7", "1e8", "1e9", "1e10", "1e11", "1e12", "1e13",
        "1e14", "1e15", "1e16", "1e17", "1e18",
    ];
    POWERS[scale as usize]
}
