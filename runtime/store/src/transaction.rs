//! `in_transaction { … }`: all or nothing.

use std::fmt::Display;
use std::marker::PhantomData;
use std::time::{Duration, Instant};

use parseltongue_records::{ColumnValue, Failure, Operand, StoreError, Stored};

use crate::Store;
use crate::open::engine;
use crate::session::Session;
use crate::statement::Verb;
use crate::words::{change_columns, check, key_field, not_found, owned_changes, owned_columns, remove_one};
use crate::write::handed;

/// How long a transaction may take: the writer does nothing else meanwhile.
pub const TRANSACTION_TIME_MAX: Duration = Duration::from_secs(1);

/// Runs `work` on the writer, as one with its group: everything in it is on disk when this is
/// answered, or nothing is.
///
/// # Errors
/// Those of `work`, which undo it; a transaction that takes longer than [`TRANSACTION_TIME_MAX`]
/// is undone too.
///
/// # Panics
/// With the panic of `work`, which undoes it too.
pub async fn in_transaction<S, T, E>(
    work: impl FnOnce(&mut Transaction<'_, S>) -> Result<T, Failure<E>> + Send + 'static,
) -> Result<T, Failure<E>>
where
    S: Store,
    T: Send + 'static,
    E: Send + 'static,
{
    let (write, answer) = handed(false, move |session: &Session| {
        let mut transaction =
            Transaction { session, ends: Instant::now() + TRANSACTION_TIME_MAX, of: PhantomData };
        let value = work(&mut transaction)?;
        transaction.in_time()?;
        Ok(value)
    });
    engine::<S>()?.write(write)?;
    answer.wait().await
}

/// The store's words inside a transaction. They see what the transaction has written so far.
pub struct Transaction<'a, S> {
    session: &'a Session,
    ends: Instant,
    of: PhantomData<fn() -> S>,
}

impl<S: Store> Transaction<'_, S> {
    fn in_time(&self) -> Result<&Session, StoreError> {
        if Instant::now() < self.ends {
            return Ok(self.session);
        }
        let limit = TRANSACTION_TIME_MAX.as_secs();
        Err(StoreError::Unavailable(format!("a transaction took longer than {limit} s and was undone")))
    }

    /// The record under that key.
    ///
    /// # Errors
    /// As [`find`](crate::find).
    pub fn find<R: Stored<S>>(
        &self,
        key: &(impl Operand<R::Key> + Display + ?Sized),
    ) -> Result<R, StoreError> {
        self.find_or_none(key)?.ok_or_else(|| not_found::<R>(key))
    }

    /// The record under that key, if there is one.
    ///
    /// # Errors
    /// As [`find_or_none`](crate::find_or_none).
    pub fn find_or_none<R: Stored<S>>(
        &self,
        key: &(impl Operand<R::Key> + ?Sized),
    ) -> Result<Option<R>, StoreError> {
        self.in_time()?.find(&key.operand(key_field::<R>()))
    }

    /// The first record that a query finds.
    ///
    /// # Errors
    /// As [`find_one`](crate::find_one).
    pub fn find_one<R: Stored<S>>(
        &self,
        sql: &'static str,
        binds: &[ColumnValue<'_>],
    ) -> Result<Option<R>, StoreError> {
        self.in_time()?.query_first(sql, binds)
    }

    /// All records that a query finds.
    ///
    /// # Errors
    /// As [`find_all`](crate::find_all).
    pub fn find_all<R: Stored<S>>(
        &self,
        sql: &'static str,
        binds: &[ColumnValue<'_>],
    ) -> Result<Vec<R>, StoreError> {
        self.in_time()?.query_all(sql, binds)
    }

    /// Adds a record.
    ///
    /// # Errors
    /// As [`insert`](crate::insert).
    pub fn insert<R: Stored<S>>(&mut self, record: &R) -> Result<(), StoreError> {
        check(record)?;
        self.in_time()?.execute::<R>(Verb::Insert, &owned_columns(record)).map(drop)
    }

    /// Changes columns of the record under that key and gives the changed record.
    ///
    /// # Errors
    /// As [`change`](crate::change).
    pub fn change<R: Stored<S>>(
        &mut self,
        key: &(impl Operand<R::Key> + Display + ?Sized),
        changes: &[(usize, ColumnValue<'_>)],
    ) -> Result<R, StoreError> {
        let bound = key.operand(key_field::<R>());
        let changed = change_columns(self.in_time()?, &bound, owned_changes(changes))?;
        changed.ok_or_else(|| not_found::<R>(key))
    }

    /// Takes the record under that key out.
    ///
    /// # Errors
    /// As [`remove`](crate::remove).
    pub fn remove<R: Stored<S>>(
        &mut self,
        key: &(impl Operand<R::Key> + Display + ?Sized),
    ) -> Result<(), StoreError> {
        let was_there = remove_one::<R>(self.in_time()?, &key.operand(key_field::<R>()))?;
        if was_there { Ok(()) } else { Err(not_found::<R>(key)) }
    }
}

impl<S: Store> std::fmt::Debug for Transaction<'_, S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transaction").field("store", &S::NAME).finish_non_exhaustive()
    }
}
