//! [`Value`] for the plain types.

use std::borrow::Cow;

use crate::encoding as wire;
use crate::rules;
use crate::{
    At, Bytes, ColumnError, ColumnValue, Decimal, DecodeError, Duration, Field, Json, Kind, Report,
    Timestamp, Uuid, Value,
};

/// The error of a column that holds something else.
pub(crate) fn misfit(field: &Field, expected: &'static str, found: &ColumnValue<'_>) -> ColumnError {
    let found = match found {
        ColumnValue::Null => "nothing".to_owned(),
        ColumnValue::Integer(value) => format!("the integer {value}"),
        ColumnValue::Real(value) => format!("the number {value}"),
        // What is stored may be secret or long: its size says enough.
        ColumnValue::Text(text) => format!("a text of {} bytes", text.len()),
        ColumnValue::Blob(bytes) => format!("a blob of {} bytes", bytes.len()),
    };
    ColumnError { column: field.name, expected, found }
}

impl Value for i64 {
    const KIND: Kind = Kind::Integer;

    fn empty() -> Self {
        0
    }

    fn encode(&self, out: &mut Vec<u8>) {
        wire::put_integer(out, *self);
    }

    fn decode(input: &mut &[u8]) -> Result<Self, DecodeError> {
        wire::take_integer(input, "an integer")
    }

    fn to_column(&self, _: &Field) -> ColumnValue<'_> {
        ColumnValue::Integer(*self)
    }

    fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<Self, ColumnError> {
        match value {
            ColumnValue::Integer(integer) => Ok(integer),
            other => Err(misfit(field, "an integer", &other)),
        }
    }

    fn check(&self, field: &Field, at: &At<'_>, report: &mut Report) {
        rules::check_ordered(self, field.rules, at, report);
    }
}

impl Value for f64 {
    const KIND: Kind = Kind::Float;

    fn empty() -> Self {
        0.0
    }

    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }

    fn decode(input: &mut &[u8]) -> Result<Self, DecodeError> {
        wire::take_array(input, "a float").map(f64::from_le_bytes)
    }

    fn to_column(&self, _: &Field) -> ColumnValue<'_> {
        ColumnValue::Real(*self)
    }

    fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<Self, ColumnError> {
        match value {
            ColumnValue::Real(number) => Ok(number),
            other => Err(misfit(field, "a float", &other)),
        }
    }

    fn check(&self, field: &Field, at: &At<'_>, report: &mut Report) {
        // JSON and SQLite have no word for the others; they would come back as nothing at all.
        if !self.is_finite() {
            report.add(at.to_string(), "finite", "must be a finite number");
        }
        rules::check_ordered(self, field.rules, at, report);
    }
}

impl Value for bool {
    const KIND: Kind = Kind::Boolean;

    fn empty() -> Self {
        false
    }

    fn encode(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn decode(input: &mut &[u8]) -> Result<Self, DecodeError> {
        match wire::take_byte(input, "a truth value")? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(DecodeError::Malformed("a truth value")),
        }
    }

    fn to_column(&self, _: &Field) -> ColumnValue<'_> {
        ColumnValue::Integer(i64::from(*self))
    }

    fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<Self, ColumnError> {
        match value {
            ColumnValue::Integer(0) => Ok(false),
            ColumnValue::Integer(1) => Ok(true),
            other => Err(misfit(field, "0 or 1", &other)),
        }
    }
}

impl Value for String {
    const KIND: Kind = Kind::Text;

    fn empty() -> Self {
        String::new()
    }

    fn encode(&self, out: &mut Vec<u8>) {
        wire::put_bytes(out, self.as_bytes());
    }

    fn decode(input: &mut &[u8]) -> Result<Self, DecodeError> {
        let bytes = wire::take_bytes(input, "a text")?;
        let text = std::str::from_utf8(bytes).map_err(|_| DecodeError::Malformed("a text"))?;
        Ok(text.to_owned())
    }

    fn to_column(&self, _: &Field) -> ColumnValue<'_> {
        ColumnValue::Text(Cow::Borrowed(self))
    }

    fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<Self, ColumnError> {
        match value {
            ColumnValue::Text(text) => Ok(text.into_owned()),
            other => Err(misfit(field, "a text", &other)),
        }
    }

    fn check(&self, field: &Field, at: &At<'_>, report: &mut Report) {
        rules::check_text(self, field.rules, at, report);
    }
}

impl Value for Bytes {
    const KIND: Kind = Kind::Bytes;

    fn empty() -> Self {
        Bytes::default()
    }

    fn encode(&self, out: &mut Vec<u8>) {
        wire::put_bytes(out, self);
    }

    fn decode(input: &mut &[u8]) -> Result<Self, DecodeError> {
        wire::take_bytes(input, "bytes").map(Bytes::from)
    }

    fn to_column(&self, _: &Field) -> ColumnValue<'_> {
        ColumnValue::Blob(Cow::Borrowed(self))
    }

    fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<Self, ColumnError> {
        match value {
            ColumnValue::Blob(bytes) => Ok(bytes.into_owned().into()),
            other => Err(misfit(field, "a blob", &other)),
        }
    }

    fn check(&self, field: &Field, at: &At<'_>, report: &mut Report) {
        rules::check_length(self.len(), "bytes", field.rules, at, report);
    }
}

impl Value for Timestamp {
    const KIND: Kind = Kind::Timestamp;

    fn empty() -> Self {
        Timestamp::EPOCH
    }

    fn generate() -> Option<Self> {
        Some(Timestamp::now())
    }

    fn encode(&self, out: &mut Vec<u8>) {
        wire::put_integer(out, self.as_microseconds());
    }

    fn decode(input: &mut &[u8]) -> Result<Self, DecodeError> {
        let microseconds = wire::take_integer(input, "a timestamp")?;
        Timestamp::from_microseconds(microseconds).ok_or(DecodeError::Malformed("a timestamp"))
    }

    fn to_column(&self, _: &Field) -> ColumnValue<'_> {
        ColumnValue::Integer(self.as_microseconds())
    }

    fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<Self, ColumnError> {
        let moment = match value {
            ColumnValue::Integer(microseconds) => Timestamp::from_microseconds(microseconds),
            _ => None,
        };
        moment.ok_or_else(|| misfit(field, "a moment in microseconds", &value))
    }

    fn check(&self, field: &Field, at: &At<'_>, report: &mut Report) {
        rules::check_ordered(self, field.rules, at, report);
    }
}

impl Value for Duration {
    const KIND: Kind = Kind::Duration;

    fn empty() -> Self {
        Duration::ZERO
    }

    fn encode(&self, out: &mut Vec<u8>) {
        wire::put_integer(out, self.as_microseconds());
    }

    fn decode(input: &mut &[u8]) -> Result<Self, DecodeError> {
        wire::take_integer(input, "a duration").map(Duration::from_microseconds)
    }

    fn to_column(&self, _: &Field) -> ColumnValue<'_> {
        ColumnValue::Integer(self.as_microseconds())
    }

    fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<Self, ColumnError> {
        match value {
            ColumnValue::Integer(microseconds) => Ok(Duration::from_microseconds(microseconds)),
            other => Err(misfit(field, "a length in microseconds", &other)),
        }
    }

    fn check(&self, field: &Field, at: &At<'_>, report: &mut Report) {
        rules::check_ordered(self, field.rules, at, report);
    }
}

/// A column holds the number in units of the field's scale, because decimals as text sort wrongly.
impl Value for Decimal {
    const KIND: Kind = Kind::Decimal;

    fn empty() -> Self {
        Decimal::ZERO
    }

    fn encode(&self, out: &mut Vec<u8>) {
        let (mantissa, scale) = self.parts();
        // At most 28, by the type.
        out.push(scale as u8);
        wire::put_wide(out, mantissa);
    }

    fn decode(input: &mut &[u8]) -> Result<Self, DecodeError> {
        let scale = wire::take_byte(input, "a decimal")?;
        let mantissa = wire::take_wide(input, "a decimal")?;
        Decimal::from_parts(mantissa, scale.into()).ok_or(DecodeError::Malformed("a decimal"))
    }

    fn to_column(&self, field: &Field) -> ColumnValue<'_> {
        match self.to_units(field.scale) {
            Some(units) => ColumnValue::Integer(units),
            // `check` refuses such a number before it is stored; in a comparison it is equal to
            // nothing that is stored, and keeps its place in the order.
            None => ColumnValue::Real(self.among_units(field.scale)),
        }
    }

    fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<Self, ColumnError> {
        let decimal = match value {
            ColumnValue::Integer(units) => Decimal::from_parts(units.into(), field.scale),
            _ => None,
        };
        decimal.ok_or_else(|| misfit(field, "a decimal as a scaled integer", &value))
    }

    fn check(&self, field: &Field, at: &At<'_>, report: &mut Report) {
        rules::check_decimal(*self, field, at, report);
    }
}

/// A column holds the 16 bytes: half the size of the text, and those of version 7 sort by time.
impl Value for Uuid {
    const KIND: Kind = Kind::Uuid;

    fn empty() -> Self {
        Uuid::nil()
    }

    fn generate() -> Option<Self> {
        Some(crate::values::new_uuid())
    }

    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.as_bytes());
    }

    fn decode(input: &mut &[u8]) -> Result<Self, DecodeError> {
        wire::take_array(input, "a uuid").map(Uuid::from_bytes)
    }

    fn to_column(&self, _: &Field) -> ColumnValue<'_> {
        ColumnValue::Blob(Cow::Borrowed(self.as_bytes()))
    }

    fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<Self, ColumnError> {
        let uuid = match &value {
            ColumnValue::Blob(bytes) => Uuid::from_slice(bytes).ok(),
            _ => None,
        };
        uuid.ok_or_else(|| misfit(field, "a uuid of 16 bytes", &value))
    }
}

impl Value for Json {
    const KIND: Kind = Kind::Json;

    fn empty() -> Self {
        Json::Null
    }

    fn encode(&self, out: &mut Vec<u8>) {
        wire::put_bytes(out, self.to_string().as_bytes());
    }

    fn decode(input: &mut &[u8]) -> Result<Self, DecodeError> {
        let text = wire::take_bytes(input, "JSON")?;
        serde_json::from_slice(text).map_err(|_| DecodeError::Malformed("JSON"))
    }

    fn to_column(&self, _: &Field) -> ColumnValue<'_> {
        ColumnValue::Text(Cow::Owned(self.to_string()))
    }

    fn from_column(value: ColumnValue<'_>, field: &Field) -> Result<Self, ColumnError> {
        crate::json::from_column(&value, field)
    }
}
