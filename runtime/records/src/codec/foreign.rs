//! `rust<path::Type>`: a type of Rust that the language does not have, kept as JSON.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Codec;
use crate::encoding as wire;
use crate::{At, ColumnError, ColumnValue, DecodeError, Field, Kind, Operand, Report, json};

/// What a type of Rust must be able to do to stand in a field: `rust<path::Type>`.
pub trait RustValue: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {}
impl<T: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static> RustValue for T {}

/// The codec of `rust<T>`: JSON text wherever a `T` is kept. [`foreign!`](crate::foreign) names it.
pub struct Foreign<T, const HAS_DEFAULT: bool>(PhantomData<T>);

/// The value that stands in a template, if the type has one.
pub trait Empty<T> {
    /// The value.
    fn empty() -> Option<T>;
}

impl<T: Default> Empty<T> for Foreign<T, true> {
    fn empty() -> Option<T> {
        Some(T::default())
    }
}

impl<T> Empty<T> for Foreign<T, false> {
    fn empty() -> Option<T> {
        None
    }
}

// Of a type that lacks something rustc says what [`Codec`] says, and not what this line asks for.
#[diagnostic::do_not_recommend]
impl<T: RustValue, const HAS_DEFAULT: bool> Codec for Foreign<T, HAS_DEFAULT>
where
    Self: Empty<T>,
{
    type Of = T;

    const KIND: Kind = Kind::Rust { has_default: HAS_DEFAULT };

    fn empty() -> Option<T> {
        <Self as Empty<T>>::empty()
    }

    fn encode(value: &T, out: &mut Vec<u8>) {
        wire::put_bytes(out, json::text(value).as_bytes());
    }

    fn decode(input: &mut &[u8]) -> Result<T, DecodeError> {
        let text = wire::take_bytes(input, "a value of a type of Rust")?;
        serde_json::from_slice(text).map_err(|_| DecodeError::Malformed("JSON of the field's type"))
    }

    fn to_column<'a>(value: &'a T, _: &Field) -> ColumnValue<'a> {
        json::to_column(value)
    }

    fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<T, ColumnError> {
        json::from_column(&value, field)
    }

    /// A number that is none is `null` in JSON, and a map whose keys are no texts has no form there: what could
    /// not be read back is not kept.
    fn check(value: &T, _: &Field, at: &At<'_>, report: &mut Report) {
        let read = json::try_text(value).and_then(|text| serde_json::from_slice::<T>(text.as_bytes()));
        if let Err(error) = read {
            report.add(at.to_string(), "json", format!("has no form in JSON that can be read back: {error}"));
        }
    }

    /// The type need not be `Debug`; what it is in JSON says as much.
    fn debug(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match serde_json::to_string(value) {
            Ok(text) => f.write_str(&text),
            Err(error) => write!(f, "({error})"),
        }
    }
}

impl<T: RustValue, const HAS_DEFAULT: bool> Operand<Foreign<T, HAS_DEFAULT>> for T {
    fn operand(&self, _: &Field) -> ColumnValue<'_> {
        json::to_column(self)
    }
}

impl<T: RustValue, const HAS_DEFAULT: bool> Operand<Foreign<T, HAS_DEFAULT>> for &T {
    fn operand(&self, _: &Field) -> ColumnValue<'_> {
        json::to_column(self)
    }
}

/// The codec of a type of Rust: `foreign!(std::net::IpAddr)`.
#[macro_export]
macro_rules! foreign {
    ($($kind:tt)+) => {
        $crate::codec::Foreign<$($kind)+, {
            #[allow(unused_imports)]
            use $crate::codec::WithoutDefault as _;
            $crate::codec::Probe::<$($kind)+>::HAS_DEFAULT
        }>
    };
}

/// Says of a type that is known by name whether it is `Default`: its own constant hides the one of
/// [`WithoutDefault`] where there is one.
pub struct Probe<T>(PhantomData<T>);

impl<T: Default> Probe<T> {
    /// It is.
    pub const HAS_DEFAULT: bool = true;
}

/// What a [`Probe`] says where nothing else does.
pub trait WithoutDefault {
    /// It is not.
    const HAS_DEFAULT: bool = false;
}

impl<T> WithoutDefault for Probe<T> {}
