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
pub async fn referenced<
    S: Store,
    R: Stored<S> + References<INDEX, Other: Keyed, Included: Included<R::Other>>,
    const INDEX: usize,
>(
    records: &[R],
    sql: Sql,
) -> Result<Vec<R::Included>, StoreError>
where
    R::Other: Stored<S>,
{
    let keys = [list(records, INDEX)];
    let found = engine::<S>()?.read(&keys, move |session, keys| session.query_all(sql, keys)).await?;
    each_its_own(records, found)
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
    let binds = with_list(records, of, binds);
    let found = engine::<S>()?.read(&binds, move |session, binds| session.query_all(sql, binds)).await?;
    shared_out(records, found, of, by)
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
    let binds = with_list(records, of, binds);
    let counts = engine::<S>()?.read(&binds, move |session, binds| counts::<R>(session, sql, binds)).await?;
    Ok(of_each(records, counts, of))
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
    let counts = counted::<S, R>(records, of, sql, binds).await?;
    Ok(counts.into_iter().map(|count| count > 0).collect())
}

/// [`referenced`], on a session.
pub(crate) fn referenced_in<
    R: References<INDEX, Other: Keyed, Included: Included<R::Other>>,
    const INDEX: usize,
>(
    session: &Session,
    records: &[R],
    sql: Sql,
) -> Result<Vec<R::Included>, StoreError> {
    each_its_own(records, session.query_all(sql, &[list(records, INDEX)])?)
}

fn each_its_own<R: References<INDEX, Other: Keyed, Included: Included<R::Other>>, const INDEX: usize>(
    records: &[R],
    found: Vec<R::Other>,
) -> Result<Vec<R::Included>, StoreError> {
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
    shared_out(records, session.query_all(sql, &with_list(records, of, binds))?, of, by)
}

fn shared_out<R: Record, O: Record>(
    records: &[R],
    found: Vec<O>,
    of: usize,
    by: usize,
) -> Result<Vec<Vec<O>>, StoreError> {
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
    Ok(of_each(records, counts::<R>(session, sql, &with_list(records, of, binds))?, of))
}

/// Keys, and how many records name each.
type Counts = Vec<(Option<Key>, i64)>;

fn counts<R: Record>(session: &Session, sql: Sql, binds: &[ColumnValue<'_>]) -> Result<Counts, StoreError> {
    let read = |row: &dyn Row| Ok::<_, ColumnError>((key(&row.column(0)), count_in(row, 1)?));
    session.query_rows(sql, binds, &read)?.map_err(|error| failure::of_column(&error, R::NAME))
}

fn of_each<R: Record>(records: &[R], counts: Counts, of: usize) -> Vec<i64> {
    let by_key: HashMap<Key, i64> =
        counts.into_iter().filter_map(|(key, count)| Some((key?, count))).collect();
    let own = |record: &R| key(&record.column(of)).and_then(|key| by_key.get(&key).copied());
    records.iter().map(|record| own(record).unwrap_or_default()).collect()
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
