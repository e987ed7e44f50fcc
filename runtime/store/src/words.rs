//! The store's words of a body: what the compilers write calls of.

use std::fmt::Display;

use parseltongue_records::sql::Sql;
use parseltongue_records::{
    At, ColumnValue, Decimal, Field, Keyed, Kind, Operand, Record, Report, StoreError, Stored, Value, fields,
};

use crate::Store;
use crate::failure;
use crate::open::engine;
use crate::row::OwnedRow;
use crate::session::Session;
use crate::statement::Verb;
use crate::write::{Extent, handed};

/// The most records of one `insert all`: the writer does nothing else meanwhile.
pub const RECORDS_MAX: usize = 10_000;

/// The record under that key.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn find<S: Store, R: Stored<S>>(
    key: &(impl Operand<R::Key> + Display + ?Sized),
) -> Result<R, StoreError> {
    let found = find_or_none::<S, R>(key).await?;
    found.ok_or_else(|| not_found::<R>(key))
}

/// The record under that key, if there is one.
///
/// # Errors
/// When the store cannot be read.
pub async fn find_or_none<S: Store, R: Stored<S>>(
    key: &(impl Operand<R::Key> + ?Sized),
) -> Result<Option<R>, StoreError> {
    let key = key.operand(key_field::<R>());
    engine::<S>()?.read(std::slice::from_ref(&key), |session, key| session.find(&key[0])).await
}

/// The first record that a query finds. The query selects [`Record::SELECT`].
///
/// # Errors
/// When the store cannot be read.
pub async fn find_one<S: Store, R: Stored<S>>(
    sql: Sql,
    binds: &[ColumnValue<'_>],
) -> Result<Option<R>, StoreError> {
    engine::<S>()?.read(binds, move |session, binds| session.query_first(sql, binds)).await
}

/// All records that a query finds. The query selects [`Record::SELECT`].
///
/// # Errors
/// When the store cannot be read.
pub async fn find_all<S: Store, R: Stored<S>>(
    sql: Sql,
    binds: &[ColumnValue<'_>],
) -> Result<Vec<R>, StoreError> {
    engine::<S>()?.read(binds, move |session, binds| session.query_all(sql, binds)).await
}

/// The records of a query behind the one with a key, or from its front when there is no key. `first`
/// is the text for the front; `later` has, behind the values of `first`, one for each field of
/// `order`, of the record with that key.
///
/// # Errors
/// [`StoreError::NotFound`] when no record has the key, and those of [`find_all`].
pub async fn find_all_after<S: Store, R: Stored<S>>(
    first: Sql,
    later: Sql,
    order: &'static [usize],
    binds: &[ColumnValue<'_>],
    key: &(impl Operand<Option<R::Key>> + ?Sized),
) -> Result<Vec<R>, StoreError> {
    // The key goes with the values, behind them.
    let mut values = binds.to_vec();
    values.push(key.operand(key_field::<R>()));
    let read = move |session: &Session, values: &[ColumnValue<'_>]| match values.split_last() {
        Some((key, binds)) => query_after(session, first, later, order, binds, key),
        None => Ok(Vec::new()),
    };
    engine::<S>()?.read(&values, read).await
}

/// How many records a query finds.
///
/// # Errors
/// When the store cannot be read.
pub async fn count_of<S: Store, R: Stored<S>>(
    sql: Sql,
    binds: &[ColumnValue<'_>],
) -> Result<i64, StoreError> {
    engine::<S>()?.read(binds, move |session, binds| session.query_number(sql, binds)).await
}

/// Whether a query finds a record.
///
/// # Errors
/// When the store cannot be read.
pub async fn exists<S: Store, R: Stored<S>>(sql: Sql, binds: &[ColumnValue<'_>]) -> Result<bool, StoreError> {
    count_of::<S, R>(sql, binds).await.map(|found| found != 0)
}

/// Adds records, all or none of them; they are on disk when this is answered.
///
/// # Errors
/// As [`insert`], of the first that cannot be added; and when they are more than [`RECORDS_MAX`].
pub async fn insert_all<S: Store, R: Stored<S>>(records: &[R]) -> Result<(), StoreError> {
    check_all(records)?;
    let rows: Vec<_> = records.iter().map(owned_columns).collect();
    let size_bytes = rows.iter().map(size_bytes).sum();
    let (write, answer) =
        handed(Extent::Several, size_bytes, move |session: &Session| session.insert_all::<R>(&rows));
    engine::<S>()?.write(write)?;
    answer.wait().await
}

/// Adds a record; it is on disk when this is answered.
///
/// # Errors
/// [`StoreError::Invalid`] when it breaks its rules, [`StoreError::Taken`] when its key or another
/// unique field is taken, [`StoreError::Dangling`] when it references nothing.
pub async fn insert<S: Store, R: Stored<S>>(record: &R) -> Result<(), StoreError> {
    check(record)?;
    let values = owned_columns(record);
    let size_bytes = size_bytes(&values);
    let (write, answer) = handed(Extent::Statement, size_bytes, move |session: &Session| {
        session.execute::<R>(Verb::Insert, &values).map(drop)
    });
    engine::<S>()?.write(write)?;
    answer.wait().await
}

/// Changes columns of the record under that key, each named by its place in [`Record::FIELDS`],
/// and gives the changed record.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none, [`StoreError::Invalid`] when the changed record
/// breaks its rules, and those of [`insert`].
pub async fn change<S: Store, R: Stored<S>>(
    key: &(impl Operand<R::Key> + Display + ?Sized),
    changes: &[(usize, ColumnValue<'_>)],
) -> Result<R, StoreError> {
    let bound = key.operand(key_field::<R>()).into_owned();
    let changes = owned_changes(changes);
    let size_bytes = size_bytes(changes.iter().map(|(_, value)| value));
    let (write, answer) =
        handed(Extent::Change, size_bytes, move |session: &Session| change_columns(session, &bound, changes));
    engine::<S>()?.write(write)?;
    let changed: Option<R> = answer.wait().await?;
    changed.ok_or_else(|| not_found::<R>(key))
}

/// Takes the record under that key out.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none, [`StoreError::Dangling`] when another record
/// references it.
pub async fn remove<S: Store, R: Stored<S>>(
    key: &(impl Operand<R::Key> + Display + ?Sized),
) -> Result<(), StoreError> {
    let bound = key.operand(key_field::<R>()).into_owned();
    let (write, answer) =
        handed(Extent::Statement, 0, move |session: &Session| remove_one::<R>(session, &bound));
    engine::<S>()?.write(write)?;
    let was_there: bool = answer.wait().await?;
    if was_there { Ok(()) } else { Err(not_found::<R>(key)) }
}

/// The field of the key.
pub(crate) fn key_field<R: Keyed>() -> &'static Field {
    &R::FIELDS[R::KEY]
}

pub(crate) fn not_found<R: Keyed>(key: &(impl Display + ?Sized)) -> StoreError {
    StoreError::NotFound { record: R::NAME, key: key.to_string() }
}

/// Refuses a record that breaks its rules: what is stored keeps them, whoever made it.
pub(crate) fn check<R: Record>(record: &R) -> Result<(), StoreError> {
    let mut report = Report::default();
    record.check_all(&mut report);
    if report.is_empty() { Ok(()) } else { Err(StoreError::Invalid(report)) }
}

/// The same for those of one `insert all`, of which there is an end.
pub(crate) fn check_all<R: Record>(records: &[R]) -> Result<(), StoreError> {
    if records.len() > RECORDS_MAX {
        let mut report = Report::default();
        report.add(
            "",
            "count",
            format!("{} records are more than the {RECORDS_MAX} of one insert", records.len()),
        );
        return Err(StoreError::Invalid(report));
    }
    records.iter().try_for_each(check)
}

/// The records behind the one with a key; those from the front when it is missing.
pub(crate) fn query_after<R: Keyed>(
    session: &Session,
    first: Sql,
    later: Sql,
    order: &[usize],
    binds: &[ColumnValue<'_>],
    key: &ColumnValue<'_>,
) -> Result<Vec<R>, StoreError> {
    if *key == ColumnValue::Null {
        return session.query_all(first, binds);
    }
    let Some(last) = session.find::<R>(key)? else {
        let key = R::Key::from_column(key.clone(), key_field::<R>());
        return Err(not_found::<R>(
            &key.map_or_else(|_| "of another type".to_owned(), |key| key.to_string()),
        ));
    };
    let own = order.iter().map(|index| last.column(*index));
    let binds: Vec<ColumnValue<'_>> = binds.iter().cloned().chain(own).collect();
    session.query_all(later, &binds)
}

/// The record's columns, borrowed from nothing, so that they can go to the writer.
pub(crate) fn owned_columns<R: Record>(record: &R) -> Vec<ColumnValue<'static>> {
    fields::columns(record).into_iter().map(ColumnValue::into_owned).collect()
}

/// About what values take of memory.
pub(crate) fn size_bytes<'a>(values: impl IntoIterator<Item = &'a ColumnValue<'static>>) -> usize {
    let sizes = values.into_iter().map(|value| match value {
        ColumnValue::Text(text) => text.len(),
        ColumnValue::Blob(bytes) => bytes.len(),
        ColumnValue::Null | ColumnValue::Integer(_) | ColumnValue::Real(_) => 0,
    });
    sizes.map(|behind| size_of::<ColumnValue<'_>>() + behind).sum()
}

pub(crate) fn owned_changes(changes: &[(usize, ColumnValue<'_>)]) -> Vec<(usize, ColumnValue<'static>)> {
    changes.iter().map(|(index, value)| (*index, value.clone().into_owned())).collect()
}

/// Puts the changes over the record under that key; none when there is none.
pub(crate) fn change_columns<R: Keyed>(
    session: &Session,
    key: &ColumnValue<'_>,
    changes: Vec<(usize, ColumnValue<'static>)>,
) -> Result<Option<R>, StoreError> {
    let Some(before) = session.find_to_change::<R>(key)? else { return Ok(None) };
    let mut row = OwnedRow(owned_columns(&before));
    check_units::<R>(&changes)?;
    for (index, value) in changes {
        row.0[index] = value;
    }
    let changed = R::from_row(&row).map_err(|error| failure::of_column(&error, R::NAME))?;
    if changed.key() != before.key() {
        let mut report = Report::default();
        report.add(place_of(key_field::<R>()), "key", "is the key and cannot be changed");
        return Err(StoreError::Invalid(report));
    }
    update(session, &changed)?;
    Ok(Some(changed))
}

/// Refuses a decimal that its column cannot hold: it is said as a float, as in a comparison.
pub(crate) fn check_units<R: Record>(changes: &[(usize, ColumnValue<'static>)]) -> Result<(), StoreError> {
    let mut report = Report::default();
    for (index, value) in changes {
        let field = &R::FIELDS[*index];
        if matches!((field.kind.required(), value), (Kind::Decimal, ColumnValue::Real(_))) {
            let (scale, most) = (field.scale, Decimal::new(i64::MAX, field.scale));
            let said = format!(
                "must have at most {scale} digits after the point, and be between -{most} and {most}"
            );
            report.add(place_of(field), "scale", said);
        }
    }
    if report.is_empty() { Ok(()) } else { Err(StoreError::Invalid(report)) }
}

/// Where a report names a field of the record.
pub(crate) fn place_of(field: &Field) -> String {
    At::Field(&At::Body, field.wire).to_string()
}

/// Writes a record over the one with its key.
pub(crate) fn update<R: Keyed>(session: &Session, changed: &R) -> Result<(), StoreError> {
    check(changed)?;
    // A record that is only a key cannot change.
    if R::FIELDS.len() > 1 {
        session.execute::<R>(Verb::Update, &fields::columns(changed))?;
    }
    Ok(())
}

/// Takes a record out; says whether there was one.
pub(crate) fn remove_one<R: Keyed>(session: &Session, key: &ColumnValue<'_>) -> Result<bool, StoreError> {
    Ok(session.execute::<R>(Verb::Remove, std::slice::from_ref(key))? > 0)
}
