//! What a column can be compared with.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::marker::PhantomData;

use crate::{ColumnValue, Decimal, Field, Keyed, Value};

/// A value that a column of type `T` can be compared with, or set to: a `T`, what a `T` borrows
/// as, and a `T` where the column is optional.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit a field of type `{T}`",
    label = "the field is `{T}`, this is `{Self}`"
)]
pub trait Operand<T> {
    /// The operand as the store keeps it. `field` says the scale of a decimal.
    fn operand(&self, field: &Field) -> ColumnValue<'_>;
}

impl<T: Value> Operand<T> for T {
    fn operand(&self, field: &Field) -> ColumnValue<'_> {
        self.to_column(field)
    }
}

impl<T: Value> Operand<T> for &T {
    fn operand(&self, field: &Field) -> ColumnValue<'_> {
        self.to_column(field)
    }
}

impl<T: Value> Operand<Option<T>> for T {
    fn operand(&self, field: &Field) -> ColumnValue<'_> {
        self.to_column(field)
    }
}

impl<T: Value> Operand<Option<T>> for &T {
    fn operand(&self, field: &Field) -> ColumnValue<'_> {
        self.to_column(field)
    }
}

/// A value that fits the key of `R`, and that was checked to do so: made by [`key`].
#[derive(Debug)]
pub struct KeyOf<'a, R, K: ?Sized> {
    value: &'a K,
    operand: ColumnValue<'a>,
    record: PhantomData<fn() -> R>,
}

/// A value that fits the key of `R`. Of one that does not, rustc tells here and nowhere else.
pub fn key<R: Keyed, K: Operand<R::Key> + ?Sized>(value: &K) -> KeyOf<'_, R, K> {
    KeyOf { value, operand: value.operand(&R::FIELDS[R::KEY]), record: PhantomData }
}

impl<R: Keyed, K: ?Sized> Operand<R::Key> for KeyOf<'_, R, K> {
    fn operand(&self, _: &Field) -> ColumnValue<'_> {
        self.operand.clone()
    }
}

impl<R, K: Display + ?Sized> Display for KeyOf<'_, R, K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(formatter)
    }
}

/// A text that is borrowed, for a column of texts.
macro_rules! text_operand {
    ($($borrowed:ty),*) => {$(
        impl Operand<String> for $borrowed {
            fn operand(&self, _: &Field) -> ColumnValue<'_> {
                ColumnValue::Text(Cow::Borrowed(self))
            }
        }

        impl Operand<Option<String>> for $borrowed {
            fn operand(&self, _: &Field) -> ColumnValue<'_> {
                ColumnValue::Text(Cow::Borrowed(self))
            }
        }
    )*};
}

text_operand!(str, &str, Cow<'_, str>);

/// A whole number, for a column of decimals or floats.
macro_rules! whole_operand {
    ($($column:ty, $made:expr;)*) => {$(
        impl Operand<$column> for i64 {
            fn operand(&self, field: &Field) -> ColumnValue<'_> {
                $made(*self).to_column(field).into_owned()
            }
        }

        impl Operand<Option<$column>> for i64 {
            fn operand(&self, field: &Field) -> ColumnValue<'_> {
                $made(*self).to_column(field).into_owned()
            }
        }
    )*};
}

whole_operand! {
    Decimal, Decimal::from;
    f64, |whole: i64| whole as f64;
}
