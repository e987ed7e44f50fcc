//! [`Value`] for lists, maps and optionals of types of the language: what their codecs do.

use std::collections::BTreeMap;

use crate::codec::{Codec, List, Map, Optional};
use crate::{At, ColumnError, ColumnValue, DecodeError, Field, Json, Key, Kind, Report, Value};

macro_rules! value_by_codec {
    ($(($($of:tt)*) $value:ty, $codec:ty;)*) => {$(
        impl<$($of)*> Value for $value {
            const KIND: Kind = <$codec as Codec>::KIND;

            fn empty() -> Self {
                <$codec as Codec>::empty().expect(crate::codec::EMPTY)
            }

            fn write_json(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
                <$codec as Codec>::write_json(self, out)
            }

            fn encode(&self, out: &mut Vec<u8>) {
                <$codec as Codec>::encode(self, out);
            }

            fn decode(input: &mut &[u8]) -> Result<Self, DecodeError> {
                <$codec as Codec>::decode(input)
            }

            fn to_column(&self, field: &Field) -> ColumnValue<'_> {
                <$codec as Codec>::to_column(self, field)
            }

            fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<Self, ColumnError> {
                <$codec as Codec>::from_column(value, field)
            }

            fn check(&self, field: &Field, at: &At<'_>, report: &mut Report) {
                <$codec as Codec>::check(self, field, at, report);
            }

            fn explain(json: &Json, at: &At<'_>, report: &mut Report) -> Option<Self> {
                <$codec as Codec>::explain(json, at, report)
            }
        }
    )*};
}

value_by_codec! {
    (T: Value) Vec<T>, List<T>;
    (K: Key, V: Value) BTreeMap<K, V>, Map<K, V>;
    (T: Value) Option<T>, Optional<T>;
}
