//! Sums and the like, and rows of chosen columns: `sum_of .quantity in Order`, `group_by .symbol into Position { … }`.

use parseltongue_records::sql::Sql;
use parseltongue_records::{ColumnError, ColumnValue, Record, Row, StoreError, Stored};

use crate::open::engine;
use crate::session::Session;
use crate::{Store, failure};

/// What `read` makes of each row that a query on the records `R` gives.
///
/// # Errors
/// When the store cannot be read, or a row does not fit.
pub async fn collect<S: Store, R: Stored<S>, T: Send + 'static>(
    sql: Sql,
    binds: &[ColumnValue<'_>],
    read: impl Fn(&dyn Row) -> Result<T, ColumnError> + Send + 'static,
) -> Result<Vec<T>, StoreError> {
    engine::<S>()?.read(binds, move |session, binds| rows::<R, T>(session, sql, binds, &read)).await
}

/// What `read` makes of the one row that a query on the records `R` gives.
///
/// # Errors
/// Those of [`collect`].
pub async fn measured<S: Store, R: Stored<S>, T: Send + 'static>(
    sql: Sql,
    binds: &[ColumnValue<'_>],
    read: impl Fn(&dyn Row) -> Result<T, ColumnError> + Send + 'static,
) -> Result<T, StoreError> {
    engine::<S>()?.read(binds, move |session, binds| one::<R, T>(session, sql, binds, &read)).await
}

/// [`collect`], on a session.
pub(crate) fn rows<R: Record, T>(
    session: &Session,
    sql: Sql,
    binds: &[ColumnValue<'_>],
    read: &dyn Fn(&dyn Row) -> Result<T, ColumnError>,
) -> Result<Vec<T>, StoreError> {
    session.query_rows(sql, binds, read)?.map_err(|error| failure::of_column(&error, R::NAME))
}

/// [`measured`], on a session.
pub(crate) fn one<R: Record, T>(
    session: &Session,
    sql: Sql,
    binds: &[ColumnValue<'_>],
    read: &dyn Fn(&dyn Row) -> Result<T, ColumnError>,
) -> Result<T, StoreError> {
    let first = rows::<R, T>(session, sql, binds, read)?.into_iter().next();
    first.ok_or_else(|| StoreError::Unavailable("the store gave nothing where it gives one row".to_owned()))
}
