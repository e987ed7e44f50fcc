//! Rows and values between PostgreSQL and records.

use std::borrow::Cow;
use std::error::Error;

use bytes::{BufMut, BytesMut};
use parseltongue_records::{ColumnValue, Row};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use super::number;

/// Microseconds from 1970, where moments of the language begin, to 2000, where PostgreSQL's do.
const EPOCH: i64 = 946_684_800_000_000;

/// A text that PostgreSQL has no way to keep.
#[derive(Debug, thiserror::Error)]
#[error("a text must not contain the character U+0000")]
pub(super) struct HasNul;

/// A value to be bound, as the type that its place has.
#[derive(Debug)]
pub(super) struct Bound<'a>(pub(super) &'a ColumnValue<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self, to: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self.0 {
            ColumnValue::Null => return Ok(IsNull::Yes),
            ColumnValue::Integer(integer) => put_integer(*integer, to, out)?,
            // As in SQLite, where a float that is no number is nothing.
            ColumnValue::Real(real) if real.is_nan() => return Ok(IsNull::Yes),
            ColumnValue::Real(real) => match *to {
                Type::FLOAT8 => out.put_f64(*real),
                Type::NUMERIC => out.put_slice(&number::encoded(&format!("{real}"))),
                _ => return Err(misplaced("a float", to)),
            },
            ColumnValue::Text(text) => {
                if text.contains('\0') {
                    return Err(Box::new(HasNul));
                }
                out.put_slice(text.as_bytes());
            }
            ColumnValue::Blob(bytes) => out.put_slice(bytes),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn put_integer(integer: i64, to: &Type, out: &mut BytesMut) -> Result<(), Box<dyn Error + Sync + Send>> {
    match *to {
        Type::INT8 => out.put_i64(integer),
        Type::INT4 => out.put_i32(i32::try_from(integer)?),
        Type::BOOL => out.put_u8(u8::from(integer != 0)),
        Type::TIMESTAMPTZ => out.put_i64(integer.saturating_sub(EPOCH)),
        Type::NUMERIC => out.put_slice(&number::encoded(&integer.to_string())),
        Type::FLOAT8 => out.put_f64(integer as f64),
        _ => return Err(misplaced("an integer", to)),
    }
    Ok(())
}

fn misplaced(what: &str, to: &Type) -> Box<dyn Error + Sync + Send> {
    format!("{what} where the database expects {to}").into()
}

/// A row as PostgreSQL sent it.
pub(super) struct PostgresRow<'a>(pub(super) &'a tokio_postgres::Row);

impl Row for PostgresRow<'_> {
    fn column(&self, index: usize) -> ColumnValue<'_> {
        self.0.try_get::<_, Read<'_>>(index).map_or(ColumnValue::Null, |read| read.0)
    }
}

/// A value as records read it.
struct Read<'a>(ColumnValue<'a>);

impl<'a> FromSql<'a> for Read<'a> {
    fn from_sql(of: &Type, bytes: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        let blob = || ColumnValue::Blob(Cow::Borrowed(bytes));
        Ok(Read(match *of {
            Type::INT8 => ColumnValue::Integer(i64::from_be_bytes(bytes.try_into()?)),
            Type::INT4 => ColumnValue::Integer(i32::from_be_bytes(bytes.try_into()?).into()),
            Type::INT2 => ColumnValue::Integer(i16::from_be_bytes(bytes.try_into()?).into()),
            Type::BOOL => ColumnValue::Integer(i64::from(bytes != [0])),
            Type::FLOAT8 => ColumnValue::Real(f64::from_be_bytes(bytes.try_into()?)),
            Type::TIMESTAMPTZ => {
                ColumnValue::Integer(i64::from_be_bytes(bytes.try_into()?).saturating_add(EPOCH))
            }
            // What the field then refuses says what it found.
            Type::NUMERIC => number::units(bytes).map_or_else(blob, ColumnValue::Integer),
            Type::BYTEA | Type::UUID => blob(),
            // Texts, names, and what has no type because it is a constant.
            _ => std::str::from_utf8(bytes)
                .map_or_else(|_| blob(), |text| ColumnValue::Text(Cow::Borrowed(text))),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Read(ColumnValue::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
