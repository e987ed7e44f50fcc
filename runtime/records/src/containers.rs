//! [`Value`] for lists, maps and optionals.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::encoding as wire;
use crate::json;
use crate::rules;
use crate::{At, ColumnError, ColumnValue, DecodeError, Field, Json, Key, Kind, Report, Value};

/// No value is encoded in less, so a hostile count is found before any item is read.
const ENCODED_BYTES_MIN: usize = 1;
/// Room that is made for a list before its items are seen.
const ITEMS_AT_ONCE_MAX: usize = 1024;

impl<T: Value> Value for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);

    fn empty() -> Self {
        Vec::new()
    }

    fn encode(&self, out: &mut Vec<u8>) {
        wire::put_count(out, self.len() as u64);
        for item in self {
            item.encode(out);
        }
    }

    fn decode(input: &mut &[u8]) -> Result<Self, DecodeError> {
        let count = wire::take_length(input, ENCODED_BYTES_MIN, "a list")?;
        let mut items = Vec::with_capacity(count.min(ITEMS_AT_ONCE_MAX));
        for _ in 0..count {
            items.push(T::decode(input)?);
        }
        Ok(items)
    }

    fn to_column(&self, _: &Field) -> ColumnValue<'_> {
        json::to_column(self)
    }

    fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<Self, ColumnError> {
        json::from_column(&value, field)
    }

    fn check(&self, field: &Field, at: &At<'_>, report: &mut Report) {
        rules::check_length(self.len(), "items", field.rules, at, report);
        let of_items = Field { rules: &[], ..*field };
        for (index, item) in self.iter().enumerate() {
            item.check(&of_items, &At::Item(at, index), report);
        }
    }

    fn explain(json: &Json, at: &At<'_>, report: &mut Report) -> Option<Self> {
        let Json::Array(items) = json else {
            report.add(at.to_string(), "type", Self::KIND.expectation());
            return None;
        };
        let explain = |(index, item)| T::explain(item, &At::Item(at, index), report);
        // All of them, not only those before the first that is wrong.
        let read: Vec<Option<T>> = items.iter().enumerate().map(explain).collect();
        read.into_iter().collect()
    }
}

impl<K: Key, V: Value> Value for BTreeMap<K, V> {
    const KIND: Kind = Kind::Map(&K::KIND, &V::KIND);

    fn empty() -> Self {
        BTreeMap::new()
    }

    fn encode(&self, out: &mut Vec<u8>) {
        wire::put_count(out, self.len() as u64);
        for (key, value) in self {
            key.encode(out);
            value.encode(out);
        }
    }

    fn decode(input: &mut &[u8]) -> Result<Self, DecodeError> {
        let count = wire::take_length(input, 2 * ENCODED_BYTES_MIN, "a map")?;
        let mut map = BTreeMap::new();
        for _ in 0..count {
            map.insert(K::decode(input)?, V::decode(input)?);
        }
        Ok(map)
    }

    fn to_column(&self, _: &Field) -> ColumnValue<'_> {
        json::to_column(self)
    }

    fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<Self, ColumnError> {
        json::from_column(&value, field)
    }

    fn check(&self, field: &Field, at: &At<'_>, report: &mut Report) {
        rules::check_length(self.len(), "entries", field.rules, at, report);
        let of_items = Field { rules: &[], ..*field };
        for (key, value) in self {
            let name = json::map_key(key);
            value.check(&of_items, &At::Field(at, &name), report);
        }
    }

    fn explain(json: &Json, at: &At<'_>, report: &mut Report) -> Option<Self> {
        let Json::Object(entries) = json else {
            report.add(at.to_string(), "type", Self::KIND.expectation());
            return None;
        };
        let before = report.fields.len();
        for (name, value) in entries {
            V::explain(value, &At::Field(at, name), report);
        }
        if report.fields.len() > before {
            return None;
        }
        let map = Self::deserialize(json).ok();
        if map.is_none() {
            report.add(at.to_string(), "type", format!("has a name that {}", K::KIND.expectation()));
        }
        map
    }
}

impl<T: Value> Value for Option<T> {
    const KIND: Kind = Kind::Optional(&T::KIND);

    fn empty() -> Self {
        None
    }

    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            None => out.push(0),
            Some(value) => {
                out.push(1);
                value.encode(out);
            }
        }
    }

    fn decode(input: &mut &[u8]) -> Result<Self, DecodeError> {
        match wire::take_byte(input, "an optional")? {
            0 => Ok(None),
            1 => T::decode(input).map(Some),
            _ => Err(DecodeError::Malformed("an optional")),
        }
    }

    fn to_column(&self, field: &Field) -> ColumnValue<'_> {
        self.as_ref().map_or(ColumnValue::Null, |value| value.to_column(field))
    }

    fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<Self, ColumnError> {
        match value {
            ColumnValue::Null => Ok(None),
            value => T::from_column(value, field).map(Some),
        }
    }

    fn check(&self, field: &Field, at: &At<'_>, report: &mut Report) {
        if let Some(value) = self {
            value.check(field, at, report);
        }
    }

    fn explain(json: &Json, at: &At<'_>, report: &mut Report) -> Option<Self> {
        match json {
            Json::Null => Some(None),
            json => T::explain(json, at, report).map(Some),
        }
    }
}
