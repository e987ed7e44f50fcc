//! What a column can be compared with.

use std::borrow::Cow;

use crate::{ColumnValue, Decimal, Field, Value};

/// A value that a column of type `T` can be compared with, or set to: a `T`, what a `T` borrows
/// as, and a `T` where the column is optional.
#[diagnostic::on_unimplemented(
    message = "a column of type `{T}` cannot be compared with `{Self}`",
    label = "the column is `{T}`, this is `{Self}`"
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
