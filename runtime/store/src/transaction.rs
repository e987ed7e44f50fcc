//! `in_transaction { … }`: all or nothing.

use std::fmt::Display;
use std::marker::PhantomData;
use std::time::{Duration, Instant};

use parseltongue_records::jobs::{Job, Terms};
use parseltongue_records::outbox::{Destination, OutboxError};
use parseltongue_records::sql::Sql;
use parseltongue_records::{
    ColumnError, ColumnValue, Failure, Included, Keyed, Operand, Record, References, Row, StoreError, Stored,
    Uuid,
};

use crate::Store;
use crate::including;
use crate::many::{self, Changed};
use crate::measured;
use crate::open::{engine, jobs as opened_jobs};
use crate::session::Session;
use crate::statement::Verb;
use crate::words::{
    change_columns, check, check_all, key_field, not_found, owned_changes, owned_columns, query_after,
    remove_one,
};
use crate::write::{Extent, handed};
use crate::writer::undone;
use crate::{jobs, outbox};

/// How long a transaction may take: the writer does nothing else meanwhile.
pub const TRANSACTION_TIME_MAX: Duration = Duration::from_secs(1);

/// Runs `work` as one: everything in it is on disk when this is answered, or nothing is. Meanwhile it is as if
/// nobody else wrote.
///
/// PostgreSQL lets others write, and finds out when that was in the way. Then everything is undone and `work` is done
/// again, from the values that it was handed: so they are `Clone`, and what `work` does to anything else (a shared
/// variable, a file) may be done more than once.
///
/// # Errors
/// Those of `work`, which undo it; a transaction that takes longer than [`TRANSACTION_TIME_MAX`]
/// is undone too.
///
/// # Panics
/// With the panic of `work`, which undoes it too.
pub async fn in_transaction<S, T, E>(
    work: impl FnOnce(&mut Transaction<'_, S>) -> Result<T, Failure<E>> + Clone + Send + 'static,
) -> Result<T, Failure<E>>
where
    S: Store,
    T: Send + 'static,
    E: Send + 'static,
{
    let (write, answer) = handed(Extent::Body, 0, move |session: &Session| {
        let mut transaction = Transaction {
            session,
            ends: Instant::now() + TRANSACTION_TIME_MAX,
            messages: 0,
            has_jobs: false,
            of: PhantomData,
        };
        let value = work(&mut transaction)?;
        transaction.open()?;
        session.add_messages(transaction.messages);
        Ok::<_, Failure<E>>((value, transaction.has_jobs))
    });
    engine::<S>()?.write(write)?;
    let (value, has_jobs) = answer.wait().await?;
    if has_jobs {
        opened_jobs::<S>()?.ring();
    }
    Ok(value)
}

/// The store's words inside a transaction. They see what the transaction has written so far.
pub struct Transaction<'a, S> {
    session: &'a Session,
    ends: Instant,
    /// Written to the outbox so far.
    messages: u64,
    /// Enqueued something so far.
    has_jobs: bool,
    of: PhantomData<fn() -> S>,
}

impl<S: Store> Transaction<'_, S> {
    /// The session, while there is still a transaction in it: each word begins with this.
    fn open(&self) -> Result<&Session, StoreError> {
        if Instant::now() >= self.ends {
            let limit = TRANSACTION_TIME_MAX.as_secs();
            return Err(StoreError::Unavailable(format!(
                "a transaction took longer than {limit} s and was undone"
            )));
        }
        // The database undid everything in the middle of a word (SQLite's full disk, a query that fails in
        // PostgreSQL, others in its way) and the body went on: what it wrote now would stand on its own.
        if self.session.is_in_transaction() { Ok(self.session) } else { Err(undone()) }
    }

    /// Does a word that writes: one that fails leaves nothing.
    fn word<T>(
        &self,
        is_several: bool,
        word: impl FnOnce(&Session) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.open()?.as_word(is_several, word)
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
        self.open()?.find(&key.operand(key_field::<R>()))
    }

    /// The first record that a query finds.
    ///
    /// # Errors
    /// As [`find_one`](crate::find_one).
    pub fn find_one<R: Stored<S>>(
        &self,
        sql: Sql,
        binds: &[ColumnValue<'_>],
    ) -> Result<Option<R>, StoreError> {
        self.open()?.query_first(sql, binds)
    }

    /// All records that a query finds.
    ///
    /// # Errors
    /// As [`find_all`](crate::find_all).
    pub fn find_all<R: Stored<S>>(&self, sql: Sql, binds: &[ColumnValue<'_>]) -> Result<Vec<R>, StoreError> {
        self.open()?.query_all(sql, binds)
    }

    /// The records of a query behind the one with a key.
    ///
    /// # Errors
    /// As [`find_all_after`](crate::find_all_after).
    pub fn find_all_after<R: Stored<S>>(
        &self,
        first: Sql,
        later: Sql,
        order: &[usize],
        binds: &[ColumnValue<'_>],
        key: &(impl Operand<Option<R::Key>> + ?Sized),
    ) -> Result<Vec<R>, StoreError> {
        query_after(self.open()?, first, later, order, binds, &key.operand(key_field::<R>()))
    }

    /// How many records a query finds.
    ///
    /// # Errors
    /// As [`count_of`](crate::count_of).
    pub fn count_of<R: Stored<S>>(&self, sql: Sql, binds: &[ColumnValue<'_>]) -> Result<i64, StoreError> {
        self.open()?.query_number(sql, binds)
    }

    /// Whether a query finds a record.
    ///
    /// # Errors
    /// As [`exists`](crate::exists).
    pub fn exists<R: Stored<S>>(&self, sql: Sql, binds: &[ColumnValue<'_>]) -> Result<bool, StoreError> {
        Ok(self.open()?.query_number(sql, binds)? != 0)
    }

    /// What `read` makes of each row that a query gives.
    ///
    /// # Errors
    /// As [`collect`](crate::collect).
    pub fn collect<R: Stored<S>, T>(
        &self,
        sql: Sql,
        binds: &[ColumnValue<'_>],
        read: impl Fn(&dyn Row) -> Result<T, ColumnError>,
    ) -> Result<Vec<T>, StoreError> {
        measured::rows::<R, T>(self.open()?, sql, binds, &read)
    }

    /// What `read` makes of the one row that a query gives.
    ///
    /// # Errors
    /// As [`measured`](crate::measured).
    pub fn measured<R: Stored<S>, T>(
        &self,
        sql: Sql,
        binds: &[ColumnValue<'_>],
        read: impl Fn(&dyn Row) -> Result<T, ColumnError>,
    ) -> Result<T, StoreError> {
        measured::one::<R, T>(self.open()?, sql, binds, &read)
    }

    /// The records that are named by the field at `INDEX`.
    ///
    /// # Errors
    /// As [`referenced`](crate::referenced).
    pub fn referenced<R: References<INDEX, Other: Keyed, Included: Included<R::Other>>, const INDEX: usize>(
        &self,
        records: &[R],
        sql: Sql,
    ) -> Result<Vec<R::Included>, StoreError>
    where
        R::Other: Stored<S>,
    {
        including::referenced_in(self.open()?, records, sql)
    }

    /// The records that belong to each record.
    ///
    /// # Errors
    /// As [`belonging`](crate::belonging).
    pub fn belonging<R: Record, O: Stored<S>>(
        &self,
        records: &[R],
        of: usize,
        by: usize,
        sql: Sql,
        binds: &[ColumnValue<'_>],
    ) -> Result<Vec<Vec<O>>, StoreError> {
        including::belonging_in(self.open()?, records, of, by, sql, binds)
    }

    /// How many records belong to each record.
    ///
    /// # Errors
    /// As [`counted`](crate::counted).
    pub fn counted<R: Record>(
        &self,
        records: &[R],
        of: usize,
        sql: Sql,
        binds: &[ColumnValue<'_>],
    ) -> Result<Vec<i64>, StoreError> {
        including::counted_in(self.open()?, records, of, sql, binds)
    }

    /// Whether records belong to each record.
    ///
    /// # Errors
    /// As [`belongs`](crate::belongs).
    pub fn belongs<R: Record>(
        &self,
        records: &[R],
        of: usize,
        sql: Sql,
        binds: &[ColumnValue<'_>],
    ) -> Result<Vec<bool>, StoreError> {
        Ok(self.counted(records, of, sql, binds)?.into_iter().map(|count| count > 0).collect())
    }

    /// Adds records.
    ///
    /// # Errors
    /// As [`insert_all`](crate::insert_all).
    pub fn insert_all<R: Stored<S>>(&mut self, records: &[R]) -> Result<(), StoreError> {
        check_all(records)?;
        let rows: Vec<_> = records.iter().map(owned_columns).collect();
        self.word(true, |session| session.insert_all::<R>(&rows))
    }

    /// Adds a record.
    ///
    /// # Errors
    /// As [`insert`](crate::insert).
    pub fn insert<R: Stored<S>>(&mut self, record: &R) -> Result<(), StoreError> {
        check(record)?;
        self.word(false, |session| session.execute::<R>(Verb::Insert, &owned_columns(record)).map(drop))
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
        let changed = self.word(false, |session| change_columns(session, &bound, owned_changes(changes)))?;
        changed.ok_or_else(|| not_found::<R>(key))
    }

    /// Changes columns of the record under that key, some of them to what is made of the record.
    ///
    /// # Errors
    /// As [`change_by`](crate::change_by).
    pub fn change_by<R: Stored<S>>(
        &mut self,
        key: &(impl Operand<R::Key> + Display + ?Sized),
        fixed: impl FnOnce(R::Columns) -> Changed,
        made: impl Fn(&R, R::Columns) -> Changed,
    ) -> Result<R, StoreError> {
        let bound = key.operand(key_field::<R>());
        let fixed = fixed(R::COLUMNS);
        let changed = self.word(false, |session| many::change_found(session, &bound, &fixed, made))?;
        changed.ok_or_else(|| not_found::<R>(key))
    }

    /// Changes columns of all records that a query finds.
    ///
    /// # Errors
    /// As [`change_all`](crate::change_all).
    pub fn change_all<R: Stored<S>>(
        &mut self,
        sql: Sql,
        binds: &[ColumnValue<'_>],
        fixed: impl FnOnce(R::Columns) -> Changed,
        made: impl Fn(&R, R::Columns) -> Changed,
    ) -> Result<i64, StoreError> {
        let fixed = fixed(R::COLUMNS);
        self.word(true, |session| many::change_those(session, sql, binds, &fixed, made))
    }

    /// Takes all records out that a statement deletes.
    ///
    /// # Errors
    /// As [`remove_all`](crate::remove_all).
    pub fn remove_all<R: Stored<S>>(
        &mut self,
        sql: Sql,
        binds: &[ColumnValue<'_>],
    ) -> Result<i64, StoreError> {
        self.word(true, |session| many::remove_those::<R>(session, sql, binds))
    }

    /// Adds a record unless its key or another unique value is taken.
    ///
    /// # Errors
    /// As [`insert_or_ignore`](crate::insert_or_ignore).
    pub fn insert_or_ignore<R: Stored<S>>(&mut self, record: &R) -> Result<bool, StoreError> {
        check(record)?;
        self.word(false, |session| many::add::<R>(session, &owned_columns(record)))
    }

    /// Adds a record, or puts its fields over those of the one with the same values in the columns of `target`.
    ///
    /// # Errors
    /// As [`insert_or_replace`](crate::insert_or_replace).
    pub fn insert_or_replace<R: Stored<S>>(
        &mut self,
        record: &R,
        target: impl FnOnce(R::Columns) -> Vec<usize>,
    ) -> Result<R, StoreError> {
        let target = many::targeted::<R>(target(R::COLUMNS))?;
        check(record)?;
        let values = owned_columns(record);
        self.word(false, |session| many::add_or_replace::<R>(session, &values, &target))
    }

    /// Adds a record, or changes the one with the same values in the columns of `target`.
    ///
    /// # Errors
    /// As [`insert_or_change`](crate::insert_or_change).
    pub fn insert_or_change<R: Stored<S>>(
        &mut self,
        record: &R,
        target: impl FnOnce(R::Columns) -> Vec<usize>,
        fixed: impl FnOnce(R::Columns) -> Changed,
        made: impl Fn(&R, R::Columns) -> Changed,
    ) -> Result<R, StoreError> {
        let target = many::targeted::<R>(target(R::COLUMNS))?;
        check(record)?;
        let (values, fixed) = (owned_columns(record), fixed(R::COLUMNS));
        self.word(false, |session| many::add_or_change::<R>(session, &values, &target, &fixed, made))
    }

    /// Publishes a record when the transaction is committed, and only then: it is in the store's
    /// outbox until its stream has it. Of one transaction, and of those that commit one after the
    /// other, the records of a partition keep their order.
    ///
    /// # Errors
    /// When the record is too large for a stream, too many wait for theirs, or the store fails.
    pub fn publish<D: Destination>(&mut self, stream: D, record: &D::Record) -> Result<(), OutboxError> {
        let session = self.open()?;
        let turn = match session.outbox() {
            Some(outbox) => outbox.check_room().map(|()| outbox.next_turn())?,
            None => 0,
        };
        let (partition, message) = stream.message(record, turn)?;
        session.as_word(false, |session| {
            outbox::put(session, &stream.address(), partition, D::Record::FINGERPRINT, &message)
        })?;
        self.messages += 1;
        Ok(())
    }

    /// Adds a job when the transaction is committed, and only then.
    ///
    /// # Errors
    /// As [`enqueue`](crate::enqueue).
    pub fn enqueue<J: Job<S>>(&mut self, job: &J, terms: Terms) -> Result<Uuid, StoreError> {
        let id = self.word(true, |session| jobs::put::<S, J>(session, job, terms))?;
        self.has_jobs = true;
        Ok(id)
    }

    /// Takes the record under that key out.
    ///
    /// # Errors
    /// As [`remove`](crate::remove).
    pub fn remove<R: Stored<S>>(
        &mut self,
        key: &(impl Operand<R::Key> + Display + ?Sized),
    ) -> Result<(), StoreError> {
        let bound = key.operand(key_field::<R>());
        let was_there = self.word(false, |session| remove_one::<R>(session, &bound))?;
        if was_there { Ok(()) } else { Err(not_found::<R>(key)) }
    }
}

impl<S: Store> std::fmt::Debug for Transaction<'_, S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transaction").field("store", &S::NAME).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::writer::{Counters, alone};
    use crate::{Held, Location};

    struct Full;
    impl Store for Full {
        const LOCATION: Location = Location::Memory;
        const HELD: &'static [Held] = &[];
    }
    impl parseltongue_cores::Block for Full {
        const NAME: &'static str = "Full";
        const KIND: parseltongue_cores::BlockKind = parseltongue_cores::BlockKind::Store;
        fn open(_: &mut parseltongue_cores::Opening) -> Result<(), parseltongue_cores::StartError> {
            Ok(())
        }
    }

    #[test]
    fn a_body_that_ignores_a_full_disk_writes_nothing_on_its_own() {
        let session = Session::in_memory().unwrap();
        let made = "CREATE TABLE t (id INTEGER PRIMARY KEY, bytes BLOB) STRICT";
        session.connection().execute_batch(made).unwrap();
        session.connection().pragma_update(None, "max_page_count", 12).unwrap();
        let (write, answer) = handed(Extent::Body, 0, |session: &Session| {
            let ends = Instant::now() + TRANSACTION_TIME_MAX;
            let transaction =
                Transaction::<Full> { session, ends, messages: 0, has_jobs: false, of: PhantomData };
            let insert = |id: i64, bytes: i64| {
                let sql = "INSERT INTO t VALUES (?1, zeroblob(?2))";
                transaction
                    .open()?
                    .connection()
                    .execute(sql, (id, bytes))
                    .map_err(|it| crate::failure::of_sqlite(&it))
            };
            insert(1, 10)?;
            assert!(insert(2, 200_000).is_err() && session.connection().is_autocommit());
            let ignored = insert(3, 10).unwrap_err();
            assert!(
                ignored.to_string().starts_with("the database took the group of writes back"),
                "{ignored}"
            );
            transaction.open().map(drop)
        });
        alone(&session, write, &Counters::default());
        let answered: Result<(), StoreError> =
            tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(answer.wait());
        assert!(matches!(answered, Err(StoreError::Unavailable(_))), "{answered:?}");
        let stored: i64 =
            session.connection().query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(stored, 0);
    }
}
