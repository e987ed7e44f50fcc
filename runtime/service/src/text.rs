//! A text from a path, a query or a header read as a value of the language.
//!
//! Every type of the language already says how it is read by serde; here a text stands in for the
//! JSON. Numbers and truth values are parsed from it, all else reads it as a string.

use std::borrow::Cow;
use std::fmt;

use parseltongue_records::{ChoiceShape, Kind};
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor};
use serde::forward_to_deserialize_any;

/// Reads `text` as a `T`.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, TextError> {
    T::deserialize(Text(text))
}

/// What must stand where a value of that kind is due.
pub(crate) fn expected(kind: &Kind) -> Cow<'static, str> {
    Cow::Borrowed(match kind {
        Kind::Integer => "must be a whole number between -2^63 and 2^63 - 1",
        Kind::Float => "must be a number",
        Kind::Boolean => "must be `true` or `false`",
        Kind::Timestamp => "must be a timestamp such as `2026-11-30T12:00:00Z`",
        Kind::Duration => "must be a duration",
        Kind::Decimal => "must be a decimal number",
        Kind::Uuid => "must be a UUID",
        Kind::Bytes => "must be base64",
        Kind::Choice(shape) => {
            return Cow::Owned(format!("must be one of {}", plain_cases(shape).join(", ")));
        }
        Kind::Optional(kind) => return expected(kind),
        _ => "is not what is due here",
    })
}

/// The cases that a text can be: those without fields.
fn plain_cases(shape: &ChoiceShape) -> Vec<&'static str> {
    shape.cases.iter().filter(|case| case.fields.is_empty()).map(|case| case.name).collect()
}

/// A text that is not what is due; [`expected`] says what was.
#[derive(Debug)]
pub(crate) struct TextError;

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is not what is due here")
    }
}

impl std::error::Error for TextError {}

impl serde::de::Error for TextError {
    fn custom<T: fmt::Display>(_: T) -> TextError {
        TextError
    }
}

struct Text<'de>(&'de str);

impl Text<'_> {
    fn parsed<T: std::str::FromStr>(&self) -> Result<T, TextError> {
        self.0.parse().map_err(|_| TextError)
    }
}

impl<'de> Deserializer<'de> for Text<'de> {
    type Error = TextError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_i64(self.parsed()?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_u64(self.parsed()?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        let number: f64 = self.parsed()?;
        if number.is_finite() { visitor.visit_f64(number) } else { Err(TextError) }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_bool(self.parsed()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        cases: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TextError> {
        BorrowedStrDeserializer::new(self.0).deserialize_enum(name, cases, visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, _: V) -> Result<V::Value, TextError> {
        Err(TextError::custom("a list"))
    }

    fn deserialize_map<V: Visitor<'de>>(self, _: V) -> Result<V::Value, TextError> {
        Err(TextError::custom("a map"))
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u32 u128 f32 char str string bytes byte_buf unit unit_struct
        tuple tuple_struct struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    enum Side {
        Buy,
        Sell,
    }

    #[test]
    fn texts_are_read_as_what_is_due() {
        assert_eq!(read::<i64>("-12").unwrap(), -12);
        assert_eq!(read::<f64>("1.5").unwrap(), 1.5);
        assert!(read::<bool>("true").unwrap());
        assert_eq!(read::<String>("12").unwrap(), "12");
        assert_eq!(read::<Side>("Sell").unwrap(), Side::Sell);
        assert_eq!(read::<Option<i64>>("7").unwrap(), Some(7));
        assert_eq!(read::<Side>("Buy").unwrap(), Side::Buy);
    }

    #[test]
    fn what_is_not_due_is_refused() {
        assert!(read::<i64>("12x").is_err());
        assert!(read::<i64>("99999999999999999999").is_err());
        assert!(read::<f64>("NaN").is_err());
        assert!(read::<bool>("1").is_err());
        assert!(read::<Side>("Hold").is_err());
        assert!(read::<Vec<i64>>("1").is_err());
    }
}
