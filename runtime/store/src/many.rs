//! Words that write by what is stored already: `change … set .count = .count + 1`, `change all`, `remove all`,
//! `insert … on_conflict`.

use std::fmt::Display;

use parseltongue_records::sql::Sql;
use parseltongue_records::{ColumnError, ColumnValue, Keyed, Operand, Record, Report, StoreError, Stored};

use crate::Store;
use crate::failure;
use crate::open::engine;
use crate::row::OwnedRow;
use crate::session::Session;
use crate::statement::{Columns, Verb};
use crate::words::{
    RECORDS_MAX, check, check_units, key_field, not_found, owned_columns, place_of, size_bytes, update,
};
use crate::write::{Extent, handed, handed_with};

/// [`RECORDS_MAX`] and one, as SQL says it: that there are more than may be changed at once is told.
pub const RECORDS_AND_ONE: &str = "10001";

/// What `set` says of some columns: each is named by its place in [`Record::FIELDS`].
pub type Changed = Vec<(usize, ColumnValue<'static>)>;

/// Changes columns of the record under that key, some of them to what is made of the record, and gives the changed
/// record. `made` is asked where the record is written, so nobody writes it in between.
///
/// # Errors
/// As [`change`](crate::change).
pub async fn change_by<S: Store, R: Stored<S>>(
    key: &(impl Operand<R::Key> + Display + ?Sized),
    fixed: impl FnOnce(R::Columns) -> Changed,
    made: impl Fn(&R, R::Columns) -> Changed + Send + 'static,
) -> Result<R, StoreError> {
    let bound = key.operand(key_field::<R>()).into_owned();
    let fixed = fixed(R::COLUMNS);
    let size = size_of_changes(&fixed);
    let work = move |session: &Session| change_found(session, &bound, &fixed, made);
    let (write, answer) = handed_with(Extent::Change, size, work, None);
    engine::<S>()?.write(write)?;
    let changed: Option<R> = answer.wait().await?;
    changed.ok_or_else(|| not_found::<R>(key))
}

/// Changes columns of all records that a query finds, all or none of them, and says how many they were. The query
/// selects [`Record::SELECT`].
///
/// # Errors
/// [`StoreError::Invalid`] when one of them breaks its rules then, or when they are more than [`RECORDS_MAX`].
pub async fn change_all<S: Store, R: Stored<S>>(
    sql: Sql,
    binds: &[ColumnValue<'_>],
    fixed: impl FnOnce(R::Columns) -> Changed,
    made: impl Fn(&R, R::Columns) -> Changed + Clone + Send + 'static,
) -> Result<i64, StoreError> {
    let (binds, fixed) = (owned(binds), fixed(R::COLUMNS));
    let size_bytes = size_bytes(&binds) + size_of_changes(&fixed);
    let work = move |session: &Session| change_those(session, sql, &binds, &fixed, made);
    let (write, answer) = handed(Extent::Body, size_bytes, work);
    engine::<S>()?.write(write)?;
    answer.wait().await
}

/// Takes all records out that a statement deletes, and says how many they were.
///
/// # Errors
/// [`StoreError::Dangling`] when another record references one of them, [`StoreError::Invalid`] when they are more
/// than [`RECORDS_MAX`]; then none is taken out.
pub async fn remove_all<S: Store, R: Stored<S>>(
    sql: Sql,
    binds: &[ColumnValue<'_>],
) -> Result<i64, StoreError> {
    let binds = owned(binds);
    let (write, answer) = handed(Extent::Several, size_bytes(&binds), move |session: &Session| {
        remove_those::<R>(session, sql, &binds)
    });
    engine::<S>()?.write(write)?;
    answer.wait().await
}

/// Adds a record unless its key or another unique value is taken; says whether it was added.
///
/// # Errors
/// Those of [`insert`](crate::insert) but for a value that is taken.
pub async fn insert_or_ignore<S: Store, R: Stored<S>>(record: &R) -> Result<bool, StoreError> {
    check(record)?;
    let values = owned_columns(record);
    let size_bytes = size_bytes(&values);
    let (write, answer) =
        handed(Extent::Statement, size_bytes, move |session: &Session| add::<R>(session, &values));
    engine::<S>()?.write(write)?;
    answer.wait().await
}

/// Adds a record, or puts its fields over those of the one that has the same values in the columns of `target` (the
/// key, where that names none), whose key stays. Gives the record that is stored then.
///
/// # Errors
/// Those of [`insert`](crate::insert), and when no two records may not share the columns of `target`.
pub async fn insert_or_replace<S: Store, R: Stored<S>>(
    record: &R,
    target: impl FnOnce(R::Columns) -> Vec<usize>,
) -> Result<R, StoreError> {
    let target = targeted::<R>(target(R::COLUMNS))?;
    check(record)?;
    let values = owned_columns(record);
    let size_bytes = size_bytes(&values);
    let (write, answer) = handed(Extent::Change, size_bytes, move |session: &Session| {
        add_or_replace::<R>(session, &values, &target)
    });
    engine::<S>()?.write(write)?;
    answer.wait().await
}

/// Adds a record, or changes the one that has the same values in the columns of `target` (the key, where that names
/// none). Gives the record that is stored then.
///
/// # Errors
/// Those of [`insert_or_replace`] and of [`change_by`].
pub async fn insert_or_change<S: Store, R: Stored<S>>(
    record: &R,
    target: impl FnOnce(R::Columns) -> Vec<usize>,
    fixed: impl FnOnce(R::Columns) -> Changed,
    made: impl Fn(&R, R::Columns) -> Changed + Send + 'static,
) -> Result<R, StoreError> {
    let target = targeted::<R>(target(R::COLUMNS))?;
    check(record)?;
    let (values, fixed) = (owned_columns(record), fixed(R::COLUMNS));
    let size_bytes = size_bytes(&values) + size_of_changes(&fixed);
    let work = move |session: &Session| add_or_change::<R>(session, &values, &target, &fixed, made);
    let (write, answer) = handed_with(Extent::Change, size_bytes, work, None);
    engine::<S>()?.write(write)?;
    answer.wait().await
}

/// [`change_by`], where the writer is.
pub(crate) fn change_found<R: Keyed>(
    session: &Session,
    key: &ColumnValue<'_>,
    fixed: &Changed,
    made: impl Fn(&R, R::Columns) -> Changed,
) -> Result<Option<R>, StoreError> {
    let Some(before) = session.find_to_change::<R>(key)? else { return Ok(None) };
    let made = made(&before, R::COLUMNS);
    put(session, &before, fixed.iter().cloned().chain(made)).map(Some)
}

/// [`change_all`], where the writer is.
pub(crate) fn change_those<R: Keyed>(
    session: &Session,
    sql: Sql,
    binds: &[ColumnValue<'_>],
    fixed: &Changed,
    made: impl Fn(&R, R::Columns) -> Changed,
) -> Result<i64, StoreError> {
    let found: Vec<R> = session.query_all(sql, binds)?;
    not_too_many("change", found.len())?;
    for record in &found {
        let made = made(record, R::COLUMNS);
        put(session, record, fixed.iter().cloned().chain(made))?;
    }
    Ok(counted(found.len()))
}

/// [`remove_all`], where the writer is. More than may be are taken out before they are counted: what is around this
/// puts them back.
pub(crate) fn remove_those<R: Keyed>(
    session: &Session,
    sql: Sql,
    binds: &[ColumnValue<'_>],
) -> Result<i64, StoreError> {
    let removed = session.execute_text::<R>(sql, binds)?;
    not_too_many("remove", removed)?;
    Ok(counted(removed))
}

/// Adds a record; says whether nothing stood in the way.
pub(crate) fn add<R: Keyed>(session: &Session, values: &[ColumnValue<'_>]) -> Result<bool, StoreError> {
    Ok(session.execute::<R>(Verb::InsertOrIgnore, values)? > 0)
}

/// [`insert_or_replace`], where the writer is.
pub(crate) fn add_or_replace<R: Keyed>(
    session: &Session,
    values: &[ColumnValue<'_>],
    target: &[usize],
) -> Result<R, StoreError> {
    add_or::<R>(session, values, target, |there| {
        let others = values.iter().enumerate().filter(|(index, _)| *index != R::KEY);
        put(session, &there, others.map(|(index, value)| (index, value.clone().into_owned())))
    })
}

/// [`insert_or_change`], where the writer is.
pub(crate) fn add_or_change<R: Keyed>(
    session: &Session,
    values: &[ColumnValue<'_>],
    target: &[usize],
    fixed: &Changed,
    made: impl Fn(&R, R::Columns) -> Changed,
) -> Result<R, StoreError> {
    add_or::<R>(session, values, target, |there| {
        let made = made(&there, R::COLUMNS);
        put(session, &there, fixed.iter().cloned().chain(made))
    })
}

fn add_or<R: Keyed>(
    session: &Session,
    values: &[ColumnValue<'_>],
    target: &[usize],
    otherwise: impl FnOnce(R) -> Result<R, StoreError>,
) -> Result<R, StoreError> {
    if !add::<R>(session, values)? {
        let own: Vec<ColumnValue<'_>> = target.iter().map(|index| values[*index].clone()).collect();
        let there = session.find_by::<R>(Columns::of(target), &own)?;
        if let Some(there) = there {
            return otherwise(there);
        }
        // It is another value that is taken: of that the database tells.
        session.execute::<R>(Verb::Insert, values)?;
    }
    R::from_row(&OwnedRow(owned(values))).map_err(|error| of_column::<R>(&error))
}

/// Puts changes over a record that is stored.
fn put<R: Keyed>(
    session: &Session,
    before: &R,
    changes: impl Iterator<Item = (usize, ColumnValue<'static>)>,
) -> Result<R, StoreError> {
    let changes: Changed = changes.collect();
    check_units::<R>(&changes)?;
    let mut row = OwnedRow(owned_columns(before));
    for (index, value) in changes {
        row.0[index] = value;
    }
    let changed = R::from_row(&row).map_err(|error| of_column::<R>(&error))?;
    if changed.key() != before.key() {
        let mut report = Report::default();
        report.add(place_of(key_field::<R>()), "key", "is the key and cannot be changed");
        return Err(StoreError::Invalid(report));
    }
    update(session, &changed)?;
    Ok(changed)
}

/// The columns of which no two records share the values; the key, where none are named.
pub(crate) fn targeted<R: Keyed>(named: Vec<usize>) -> Result<Vec<usize>, StoreError> {
    let mut named = named;
    // In the order of the record's fields, as they are bound.
    named.sort_unstable();
    named.dedup();
    let is_unique = match named.as_slice() {
        [] => return Ok(vec![R::KEY]),
        [one] => R::FIELDS[*one].is_unique || R::FIELDS[*one].is_key,
        many => R::INDEXES.iter().any(|index| {
            index.is_unique
                && index.fields.len() == many.len()
                && many.iter().all(|place| index.fields.contains(&R::FIELDS[*place].name))
        }),
    };
    if is_unique {
        return Ok(named);
    }
    let names: Vec<&str> = named.iter().map(|place| R::FIELDS[*place].name).collect();
    Err(StoreError::Unavailable(format!(
        "`on_conflict` names {} of {}, of which records may share the values: say `unique` of it",
        names.join(" and "),
        R::NAME
    )))
}

fn not_too_many(word: &str, records: usize) -> Result<(), StoreError> {
    if records <= RECORDS_MAX {
        return Ok(());
    }
    let mut report = Report::default();
    let said = format!("more than {RECORDS_MAX} records fit: `{word} all … limit n` takes so many at a time");
    report.add("", "count", said);
    Err(StoreError::Invalid(report))
}

/// How many, as the language counts.
fn counted(records: usize) -> i64 {
    i64::try_from(records).unwrap_or(i64::MAX)
}

pub(crate) fn owned(binds: &[ColumnValue<'_>]) -> Vec<ColumnValue<'static>> {
    binds.iter().map(|value| value.clone().into_owned()).collect()
}

fn size_of_changes(changes: &Changed) -> usize {
    size_bytes(changes.iter().map(|(_, value)| value))
}

fn of_column<R: Record>(error: &ColumnError) -> StoreError {
    failure::of_column(error, R::NAME)
}
