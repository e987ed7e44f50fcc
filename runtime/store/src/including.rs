//! What belongs to records that were found: one query for all of them, whatever their number.
//!
//! `find_all Article … including .author, all Comment by .article, count_of Favourite by .article`: each part of
//! `including` asks once, for a list of keys that is bound, and hands to each record what is its own.

use std::collections::HashMap;

use parseltongue_records::asked::{Items, count_in};
use parseltongue_records::sql::Sql;
use parseltongue_records::{
    ColumnError, ColumnValue, Included, Keyed, Record, References, Row, StoreError, Stored,
};

use crate::open::engine;
use crate::session::Session;
use crate::{Store, failure};

/// The most records of `including all`, of all records that were found together.
pub const BELONGING_MAX: usize = 100_000;

/// The records that are named by the field at `INDEX`, in the order of those that name them. `sql` finds the records
/// with the keys of a list.
///
/// # Errors
/// When the store cannot be read, or one of them went away meanwhile.
pub async fn referenced<S: Store, R: Stored<S> + References<INDEX>, const INDEX: usize>(
    records: &[R],
    sql: Sql,
) -> Result<Vec<R::Included>, StoreError>
where
    R::Other: Stored<S>,
{
    engine::<S>()?.read(|session| referenced_in(session, records, sql))
}

/// The records that belong to each record, by the field at `of` and theirs at `by`.
///
/// # Errors
/// When the store cannot be read, or they are more than [`BELONGING_MAX`].
pub async fn belonging<S: Store, R: Stored<S>, O: Stored<S>>(
    records: &[R],
    of: usize,
    by: usize,
    sql: Sql,
    binds: &[ColumnValue<'_>],
) -> Result<Vec<Vec<O>>, StoreError> {
    engine::<S>()?.read(|session| belonging_in(session, records, of, by, sql, binds))
}

/// How many records belong to each record, by the field at `of`.
///
/// # Errors
/// When the store cannot be read.
pub async fn counted<S: Store, R: Stored<S>>(
    records: &[R],
    of: usize,
    sql: Sql,
    binds: &[ColumnValue<'_>],
) -> Result<Vec<i64>, StoreError> {
    engine::<S>()?.read(|session| counted_in(session, records, of, sql, binds))
}

/// Whether records belong to each record, by the field at `of`.
///
/// # Errors
/// When the store cannot be read.
pub async fn belongs<S: Store, R: Stored<S>>(
    records: &[R],
    of: usize,
    sql: Sql,
    binds: &[ColumnValue<'_>],
) -> Result<Vec<bool>, StoreError> {
    let counts = engine::<S>()?.read(|session| counted_in(session, records, of, sql, binds))?;
    Ok(counts.into_iter().map(|count| count > 0).collect())
}

/// [`referenced`], on a session.
pub(crate) fn referenced_in<R: References<INDEX>, const INDEX: usize>(
    session: &Session,
    records: &[R],
    sql: Sql,
) -> Result<Vec<R::Included>, StoreError> {
    let found: Vec<R::Other> = session.query_all(sql, &[list(records, INDEX)])?;
    let place = <R::Other as Keyed>::KEY;
    let by_key: HashMap<Key, R::Other> =
        found.into_iter().filter_map(|other| Some((key(&other.column(place))?, other))).collect();
    let included = records.iter().map(|record| {
        let other = key(&record.column(INDEX)).and_then(|key| by_key.get(&key).cloned());
        <R::Included as Included<R::Other>>::included(other).ok_or_else(|| {
            let (name, other) = (R::NAME, <R::Other as Record>::NAME);
            StoreError::Unavailable(format!("the {other} of a {name} was taken out while it was read"))
        })
    });
    included.collect()
}

/// [`belonging`], on a session.
pub(crate) fn belonging_in<R: Record, O: Record>(
    session: &Session,
    records: &[R],
    of: usize,
    by: usize,
    sql: Sql,
    binds: &[ColumnValue<'_>],
) -> Result<Vec<Vec<O>>, StoreError> {
    let found: Vec<O> = session.query_all(sql, &with_list(records, of, binds))?;
    if found.len() > BELONGING_MAX {
        return Err(StoreError::Unavailable(format!(
            "more than {BELONGING_MAX} records of {} belong to those that were found: ask for fewer",
            O::NAME
        )));
    }
    let mut by_key: HashMap<Key, Vec<O>> = HashMap::new();
    for other in found {
        if let Some(key) = key(&other.column(by)) {
            by_key.entry(key).or_default().push(other);
        }
    }
    // Two records may have the same value in the field.
    let own = |record: &R| key(&record.column(of)).and_then(|key| by_key.get(&key).cloned());
    Ok(records.iter().map(|record| own(record).unwrap_or_default()).collect())
}

/// [`counted`], on a session. A row has a key and how many records name it.
pub(crate) fn counted_in<R: Record>(
    session: &Session,
    records: &[R],
    of: usize,
    sql: Sql,
    binds: &[ColumnValue<'_>],
) -> Result<Vec<i64>, StoreError> {
    let read = |row: &dyn Row| Ok::<_, ColumnError>((key(&row.column(0)), count_in(row, 1)?));
    let counts = session.query_rows(sql, &with_list(records, of, binds), &read)?;
    let counts = counts.map_err(|error| failure::of_column(&error, R::NAME))?;
    let by_key: HashMap<Key, i64> =
        counts.into_iter().filter_map(|(key, count)| Some((key?, count))).collect();
    let own = |record: &R| key(&record.column(of)).and_then(|key| by_key.get(&key).copied());
    Ok(records.iter().map(|record| own(record).unwrap_or_default()).collect())
}

/// The values of a field, each once, as a list to be bound.
fn list<R: Record>(records: &[R], of: usize) -> ColumnValue<'static> {
    let mut items = Items::default();
    let mut seen = std::collections::HashSet::new();
    for record in records {
        let value = record.column(of);
        if seen.insert(key(&value)) {
            items.push(&value);
        }
    }
    items.into_value()
}

fn with_list<'b, R: Record>(records: &[R], of: usize, binds: &[ColumnValue<'b>]) -> Vec<ColumnValue<'b>> {
    std::iter::once(list(records, of)).chain(binds.iter().cloned()).collect()
}

/// A value that names a record; floats name none.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Key {
    Integer(i64),
    Text(String),
    Blob(Vec<u8>),
}

fn key(value: &ColumnValue<'_>) -> Option<Key> {
    match value {
        ColumnValue::Null | ColumnValue::Real(_) => None,
        ColumnValue::Integer(integer) => Some(Key::Integer(*integer)),
        ColumnValue::Text(text) => Some(Key::Text(text.to_string())),
        ColumnValue::Blob(bytes) => Some(Key::Blob(bytes.to_vec())),
    }
}
