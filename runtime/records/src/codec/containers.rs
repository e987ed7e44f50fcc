//! The codecs of lists, maps and optionals.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;

use super::{Codec, Shown};
use crate::encoding as wire;
use crate::json;
use crate::rules;
use crate::{At, ColumnError, ColumnValue, DecodeError, Field, Json, Key, Kind, Report, Value};

/// No value is encoded in less, so a hostile count is found before any item is read.
const ENCODED_BYTES_MIN: usize = 1;
/// Room that is made for a list before its items are seen.
const ITEMS_AT_ONCE_MAX: usize = 1024;

/// The codec of a list of what `C` reads and writes.
pub struct List<C>(PhantomData<C>);

impl<C: Codec> Codec for List<C> {
    type Of = Vec<C::Of>;

    const KIND: Kind = Kind::List(&C::KIND);

    fn empty() -> Option<Self::Of> {
        Some(Vec::new())
    }

    fn write_json(items: &Self::Of, out: &mut Vec<u8>) -> serde_json::Result<()> {
        out.push(b'[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            C::write_json(item, out)?;
        }
        out.push(b']');
        Ok(())
    }

    fn encode(items: &Self::Of, out: &mut Vec<u8>) {
        wire::put_count(out, items.len() as u64);
        for item in items {
            C::encode(item, out);
        }
    }

    fn decode(input: &mut &[u8]) -> Result<Self::Of, DecodeError> {
        let count = wire::take_length(input, ENCODED_BYTES_MIN, "a list")?;
        let mut items = Vec::with_capacity(count.min(ITEMS_AT_ONCE_MAX));
        for _ in 0..count {
            items.push(C::decode(input)?);
        }
        Ok(items)
    }

    fn to_column<'a>(items: &'a Self::Of, _: &Field) -> ColumnValue<'a> {
        json::column_of(|out| Self::write_json(items, out))
    }

    fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<Self::Of, ColumnError> {
        json::from_column(&value, field)
    }

    fn check(items: &Self::Of, field: &Field, at: &At<'_>, report: &mut Report) {
        rules::check_length(items.len(), "items", field.rules, at, report);
        let of_items = Field { rules: &[], ..*field };
        for (index, item) in items.iter().enumerate() {
            C::check(item, &of_items, &At::Item(at, index), report);
        }
    }

    fn explain(json: &Json, at: &At<'_>, report: &mut Report) -> Option<Self::Of> {
        let Json::Array(items) = json else {
            report.add(at.to_string(), "type", Self::KIND.expectation());
            return None;
        };
        let explain = |(index, item)| C::explain(item, &At::Item(at, index), report);
        // All of them, not only those before the first that is wrong.
        let read: Vec<Option<C::Of>> = items.iter().enumerate().map(explain).collect();
        read.into_iter().collect()
    }

    fn debug(items: &Self::Of, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(items.iter().map(Shown::<C>)).finish()
    }
}

/// The codec of a map from `K` to what `C` reads and writes.
pub struct Map<K, C>(PhantomData<(K, C)>);

impl<K: Key, C: Codec> Codec for Map<K, C> {
    type Of = BTreeMap<K, C::Of>;

    const KIND: Kind = Kind::Map(&<K as Value>::KIND, &C::KIND);

    fn empty() -> Option<Self::Of> {
        Some(BTreeMap::new())
    }

    fn write_json(map: &Self::Of, out: &mut Vec<u8>) -> serde_json::Result<()> {
        out.push(b'{');
        for (index, (key, value)) in map.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            json::write_name(&json::map_key(key), out);
            C::write_json(value, out)?;
        }
        out.push(b'}');
        Ok(())
    }

    fn encode(map: &Self::Of, out: &mut Vec<u8>) {
        wire::put_count(out, map.len() as u64);
        for (key, value) in map {
            key.encode(out);
            C::encode(value, out);
        }
    }

    fn decode(input: &mut &[u8]) -> Result<Self::Of, DecodeError> {
        let count = wire::take_length(input, 2 * ENCODED_BYTES_MIN, "a map")?;
        let mut map = BTreeMap::new();
        for _ in 0..count {
            map.insert(<K as Value>::decode(input)?, C::decode(input)?);
        }
        Ok(map)
    }

    fn to_column<'a>(map: &'a Self::Of, _: &Field) -> ColumnValue<'a> {
        json::column_of(|out| Self::write_json(map, out))
    }

    fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<Self::Of, ColumnError> {
        json::from_column(&value, field)
    }

    fn check(map: &Self::Of, field: &Field, at: &At<'_>, report: &mut Report) {
        rules::check_length(map.len(), "entries", field.rules, at, report);
        let of_items = Field { rules: &[], ..*field };
        for (key, value) in map {
            let name = json::map_key(key);
            C::check(value, &of_items, &At::Field(at, &name), report);
        }
    }

    fn explain(json: &Json, at: &At<'_>, report: &mut Report) -> Option<Self::Of> {
        let Json::Object(entries) = json else {
            report.add(at.to_string(), "type", Self::KIND.expectation());
            return None;
        };
        let before = report.fields.len();
        for (name, value) in entries {
            C::explain(value, &At::Field(at, name), report);
        }
        if report.fields.len() > before {
            return None;
        }
        let map = Self::Of::deserialize(json).ok();
        if map.is_none() {
            let expectation = <K as Value>::KIND.expectation();
            report.add(at.to_string(), "type", format!("has a name that {expectation}"));
        }
        map
    }

    fn debug(map: &Self::Of, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(map.iter().map(|(key, value)| (key, Shown::<C>(value)))).finish()
    }
}

/// The codec of what `C` reads and writes, or nothing.
pub struct Optional<C>(PhantomData<C>);

impl<C: Codec> Codec for Optional<C> {
    type Of = Option<C::Of>;

    const KIND: Kind = Kind::Optional(&C::KIND);

    fn empty() -> Option<Self::Of> {
        Some(None)
    }

    fn write_json(value: &Self::Of, out: &mut Vec<u8>) -> serde_json::Result<()> {
        match value {
            None => {
                out.extend_from_slice(b"null");
                Ok(())
            }
            Some(value) => C::write_json(value, out),
        }
    }

    fn encode(value: &Self::Of, out: &mut Vec<u8>) {
        match value {
            None => out.push(0),
            Some(value) => {
                out.push(1);
                C::encode(value, out);
            }
        }
    }

    fn decode(input: &mut &[u8]) -> Result<Self::Of, DecodeError> {
        match wire::take_byte(input, "an optional")? {
            0 => Ok(None),
            1 => C::decode(input).map(Some),
            _ => Err(DecodeError::Malformed("an optional")),
        }
    }

    fn to_column<'a>(value: &'a Self::Of, field: &Field) -> ColumnValue<'a> {
        value.as_ref().map_or(ColumnValue::Null, |value| C::to_column(value, field))
    }

    fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<Self::Of, ColumnError> {
        match value {
            ColumnValue::Null => Ok(None),
            value => C::from_column(value, field).map(Some),
        }
    }

    fn check(value: &Self::Of, field: &Field, at: &At<'_>, report: &mut Report) {
        if let Some(value) = value {
            C::check(value, field, at, report);
        }
    }

    fn explain(json: &Json, at: &At<'_>, report: &mut Report) -> Option<Self::Of> {
        match json {
            Json::Null => Some(None),
            json => C::explain(json, at, report).map(Some),
        }
    }

    fn debug(value: &Self::Of, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match value {
            None => f.write_str("None"),
            Some(value) => f.debug_tuple("Some").field(&Shown::<C>(value)).finish(),
        }
    }
}
