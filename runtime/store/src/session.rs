//! A connection to a database of either kind: the words of a store, on one thread.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;

use parseltongue_records::sql::Sql;
use parseltongue_records::{ColumnError, ColumnValue, Keyed, Record, Row, StoreError};

use crate::failure::{self, Fault};
use crate::outbox::Outbox;
#[cfg(feature = "postgres")]
use crate::postgres::Postgres;
use crate::sqlite::Sqlite;
use crate::statement::{Columns, Dialect, StatementKey, Verb, sql};

/// A connection with its prepared statements. One thread at a time uses it.
pub(crate) struct Session {
    database: Database,
    /// Of a session that writes.
    outbox: Option<Arc<Outbox>>,
    /// Messages in the transaction at hand.
    messages: Cell<u64>,
}

/// What a session is connected to.
enum Database {
    Sqlite(Sqlite),
    #[cfg(feature = "postgres")]
    Postgres(Box<Postgres>),
}

impl Session {
    fn new(database: Database) -> Session {
        Session { database, outbox: None, messages: Cell::new(0) }
    }

    /// The connection that writes a file, which is made when it is not there.
    pub(crate) fn of_file(path: &Path) -> rusqlite::Result<Session> {
        Ok(Session::new(Database::Sqlite(Sqlite::of_file(path)?)))
    }

    /// A connection that reads the file which another session writes.
    pub(crate) fn of_reader(path: &Path) -> rusqlite::Result<Session> {
        Ok(Session::new(Database::Sqlite(Sqlite::of_reader(path)?)))
    }

    /// The one connection of a database in memory.
    pub(crate) fn in_memory() -> rusqlite::Result<Session> {
        Ok(Session::new(Database::Sqlite(Sqlite::in_memory()?)))
    }

    /// A connection to PostgreSQL.
    #[cfg(feature = "postgres")]
    pub(crate) fn of_postgres(postgres: Postgres) -> Session {
        Session::new(Database::Postgres(Box::new(postgres)))
    }

    /// The same for a session in which messages are written.
    pub(crate) fn with_outbox(self, outbox: Arc<Outbox>) -> Session {
        let mut session = self;
        session.outbox = Some(outbox);
        session
    }

    /// The outbox, if this session writes.
    pub(crate) fn outbox(&self) -> Option<&Arc<Outbox>> {
        self.outbox.as_ref()
    }

    /// So many messages were written in the transaction at hand.
    pub(crate) fn add_messages(&self, messages: u64) {
        self.messages.set(self.messages.get() + messages);
    }

    /// The transaction at hand has ended: its messages are sure, or gone.
    pub(crate) fn settle_messages(&self, is_committed: bool) {
        let messages = self.messages.take();
        if let Some(outbox) = self.outbox.as_ref().filter(|_| is_committed && messages > 0) {
            outbox.added(messages);
        }
    }

    /// Which of a query's texts this session reads.
    pub(crate) fn dialect(&self) -> Dialect {
        match &self.database {
            Database::Sqlite(_) => Dialect::Sqlite,
            #[cfg(feature = "postgres")]
            Database::Postgres(_) => Dialect::Postgres,
        }
    }

    /// The connection to SQLite.
    ///
    /// # Panics
    /// When the session is connected to PostgreSQL: whoever asks has opened it, and knows.
    pub(crate) fn connection(&self) -> &rusqlite::Connection {
        match &self.database {
            Database::Sqlite(sqlite) => sqlite.connection(),
            #[cfg(feature = "postgres")]
            Database::Postgres(_) => unreachable!("a store in PostgreSQL has no connection to SQLite"),
        }
    }

    /// The connection to PostgreSQL, if it is one.
    #[cfg(feature = "postgres")]
    pub(crate) fn postgres(&self) -> Option<&Postgres> {
        match &self.database {
            Database::Sqlite(_) => None,
            Database::Postgres(postgres) => Some(postgres),
        }
    }

    /// What is written now is part of a transaction that can still be committed.
    pub(crate) fn is_in_transaction(&self) -> bool {
        match &self.database {
            Database::Sqlite(sqlite) => !sqlite.connection().is_autocommit(),
            #[cfg(feature = "postgres")]
            Database::Postgres(postgres) => postgres.is_in_transaction(),
        }
    }

    /// Does one word of a transaction's body, which leaves nothing there when it fails; the body may go on. In SQLite a
    /// statement takes itself back, so that only a word of several needs more.
    pub(crate) fn as_word<T>(
        &self,
        is_several: bool,
        word: impl FnOnce(&Session) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match &self.database {
            Database::Sqlite(_) if is_several => {
                let run = |sql| self.run(sql).map_err(|fault| failure::of_store(&fault));
                run("SAVEPOINT word")?;
                let outcome = word(self);
                if outcome.is_err() {
                    // What cannot be undone alone was undone with everything, which the next word sees.
                    let _ = run("ROLLBACK TO word").and_then(|()| run("RELEASE word"));
                    return outcome;
                }
                run("RELEASE word")?;
                outcome
            }
            Database::Sqlite(_) => word(self),
            #[cfg(feature = "postgres")]
            Database::Postgres(postgres) => postgres.as_word(|| word(self)),
        }
    }

    /// Runs statements that are not prepared, and take no values.
    pub(crate) fn batch(&self, sql: &str) -> Result<(), Fault> {
        match &self.database {
            Database::Sqlite(sqlite) => sqlite.connection().execute_batch(sql)?,
            #[cfg(feature = "postgres")]
            Database::Postgres(postgres) => postgres.batch(sql)?,
        }
        Ok(())
    }

    /// What a text that is not prepared gives in PostgreSQL, all as texts.
    #[cfg(feature = "postgres")]
    pub(crate) fn texts(&self, sql: &str) -> Result<Vec<Vec<Option<String>>>, Fault> {
        Ok(self.postgres().map(|postgres| postgres.texts(sql)).transpose()?.unwrap_or_default())
    }

    /// Runs a statement that gives no rows; says how many it touched.
    fn touch(
        &self,
        key: StatementKey,
        sql: impl FnOnce() -> String,
        binds: &[ColumnValue<'_>],
    ) -> Result<usize, Fault> {
        Ok(match &self.database {
            Database::Sqlite(sqlite) => sqlite.execute(key, sql, binds)?,
            #[cfg(feature = "postgres")]
            Database::Postgres(postgres) => postgres.execute(key, sql, binds)?,
        })
    }

    /// Shows each row that a statement gives, until `show` says that it has seen enough.
    fn each(
        &self,
        key: StatementKey,
        sql: impl FnOnce() -> String,
        binds: &[ColumnValue<'_>],
        show: impl FnMut(&dyn Row) -> bool,
    ) -> Result<(), Fault> {
        match &self.database {
            Database::Sqlite(sqlite) => sqlite.each(key, sql, binds, show)?,
            #[cfg(feature = "postgres")]
            Database::Postgres(postgres) => postgres.each(key, sql, binds, show)?,
        }
        Ok(())
    }

    /// The text of this session's database.
    pub(crate) fn text(&self, sql: Sql) -> &'static str {
        match self.dialect() {
            Dialect::Sqlite => sql.sqlite,
            Dialect::Postgres => sql.postgres,
        }
    }

    /// Runs a statement of this crate's own that gives no rows.
    pub(crate) fn run(&self, sql: &'static str) -> Result<(), Fault> {
        self.touch(StatementKey::of_text(sql), || sql.to_owned(), &[]).map(drop)
    }

    /// Runs a query of this crate's own that gives no rows; says how many it touched.
    pub(crate) fn execute_own(&self, sql: Sql, binds: &[ColumnValue<'_>]) -> Result<usize, StoreError> {
        let sql = self.text(sql);
        let touched = self.touch(StatementKey::of_text(sql), || sql.to_owned(), binds);
        touched.map_err(|error| failure::of_store(&error))
    }

    /// Shows each row of a query of this crate's own, until `show` says that it has seen enough.
    pub(crate) fn each_own(
        &self,
        sql: Sql,
        binds: &[ColumnValue<'_>],
        show: impl FnMut(&dyn Row) -> bool,
    ) -> Result<(), StoreError> {
        let sql = self.text(sql);
        let read = self.each(StatementKey::of_text(sql), || sql.to_owned(), binds, show);
        read.map_err(|error| failure::of_store(&error))
    }

    /// Runs a verb that gives no rows; says how many records it touched.
    pub(crate) fn execute<R: Keyed>(
        &self,
        verb: Verb,
        binds: &[ColumnValue<'_>],
    ) -> Result<usize, StoreError> {
        let executed = self.touch(StatementKey::of_verb::<R>(verb), || sql::<R>(verb, self.dialect()), binds);
        executed.map_err(|error| failure::of_record(&error, R::NAME, R::TABLE, R::FIELDS))
    }

    /// Adds records; in PostgreSQL many of them in one round trip.
    pub(crate) fn insert_all<R: Keyed>(&self, rows: &[Vec<ColumnValue<'_>>]) -> Result<(), StoreError> {
        match &self.database {
            Database::Sqlite(_) => {
                rows.iter().try_for_each(|values| self.execute::<R>(Verb::Insert, values).map(drop))
            }
            #[cfg(feature = "postgres")]
            Database::Postgres(postgres) => {
                let text = || sql::<R>(Verb::Insert, Dialect::Postgres);
                let executed = postgres.execute_all(StatementKey::of_verb::<R>(Verb::Insert), text, rows);
                executed.map_err(|fault| failure::of_record(&fault.into(), R::NAME, R::TABLE, R::FIELDS))
            }
        }
    }

    /// Runs a statement of the program's own on the records `R`; says how many it touched.
    pub(crate) fn execute_text<R: Record>(
        &self,
        sql: Sql,
        binds: &[ColumnValue<'_>],
    ) -> Result<usize, StoreError> {
        let sql = self.text(sql);
        let executed = self.touch(StatementKey::of_text(sql), || sql.to_owned(), binds);
        executed.map_err(|error| failure::of_record(&error, R::NAME, R::TABLE, R::FIELDS))
    }

    /// The record with those values in those columns, in the columns' order, which nobody else changes before the end
    /// of the transaction at hand.
    pub(crate) fn find_by<R: Keyed>(
        &self,
        columns: Columns,
        values: &[ColumnValue<'_>],
    ) -> Result<Option<R>, StoreError> {
        let verb = Verb::FindBy(columns);
        self.first(StatementKey::of_verb::<R>(verb), || sql::<R>(verb, self.dialect()), values)
    }

    /// The record under that key.
    pub(crate) fn find<R: Keyed>(&self, key: &ColumnValue<'_>) -> Result<Option<R>, StoreError> {
        self.verb_first(Verb::Find, key)
    }

    /// The record under that key, which nobody else changes before the end of the transaction at hand.
    pub(crate) fn find_to_change<R: Keyed>(&self, key: &ColumnValue<'_>) -> Result<Option<R>, StoreError> {
        self.verb_first(Verb::FindToChange, key)
    }

    fn verb_first<R: Keyed>(&self, verb: Verb, key: &ColumnValue<'_>) -> Result<Option<R>, StoreError> {
        let key = std::slice::from_ref(key);
        self.first(StatementKey::of_verb::<R>(verb), || sql::<R>(verb, self.dialect()), key)
    }

    /// At most `limit` records behind a key, in the order of their keys.
    pub(crate) fn page<R: Keyed>(
        &self,
        after: Option<ColumnValue<'_>>,
        limit: usize,
    ) -> Result<Vec<R>, StoreError> {
        let limit = ColumnValue::Integer(i64::try_from(limit).unwrap_or(i64::MAX));
        let (verb, binds) = match after {
            None => (Verb::FirstPage, vec![limit]),
            Some(after) => (Verb::NextPage, vec![after, limit]),
        };
        self.all(StatementKey::of_verb::<R>(verb), || sql::<R>(verb, self.dialect()), &binds)
    }

    /// The first record of a query of the program's own.
    pub(crate) fn query_first<R: Record>(
        &self,
        sql: Sql,
        binds: &[ColumnValue<'_>],
    ) -> Result<Option<R>, StoreError> {
        let sql = self.text(sql);
        self.first(StatementKey::of_text(sql), || sql.to_owned(), binds)
    }

    /// All records of a query of the program's own.
    pub(crate) fn query_all<R: Record>(
        &self,
        sql: Sql,
        binds: &[ColumnValue<'_>],
    ) -> Result<Vec<R>, StoreError> {
        let sql = self.text(sql);
        self.all(StatementKey::of_text(sql), || sql.to_owned(), binds)
    }

    /// The number that a query of the program's own gives.
    pub(crate) fn query_number(&self, sql: Sql, binds: &[ColumnValue<'_>]) -> Result<i64, StoreError> {
        let mut number = 0;
        self.each_own(sql, binds, |row| {
            if let ColumnValue::Integer(found) = row.column(0) {
                number = found;
            }
            false
        })?;
        Ok(number)
    }

    /// What `read` makes of each row of a query of the program's own.
    pub(crate) fn query_rows<T>(
        &self,
        sql: Sql,
        binds: &[ColumnValue<'_>],
        read: &dyn Fn(&dyn Row) -> Result<T, ColumnError>,
    ) -> Result<Result<Vec<T>, ColumnError>, StoreError> {
        let mut found = Ok(Vec::new());
        self.each_own(sql, binds, |row| match (&mut found, read(row)) {
            (Ok(made), Ok(one)) => {
                made.push(one);
                true
            }
            (found, Err(error)) => {
                *found = Err(error);
                false
            }
            (Err(_), Ok(_)) => false,
        })?;
        Ok(found)
    }

    fn first<R: Record>(
        &self,
        key: StatementKey,
        sql: impl FnOnce() -> String,
        binds: &[ColumnValue<'_>],
    ) -> Result<Option<R>, StoreError> {
        let mut found = None;
        let read = self.each(key, sql, binds, |row| {
            found = Some(R::from_row(row));
            false
        });
        read.map_err(|error| failure::of_store(&error))?;
        found.transpose().map_err(|error| failure::of_column(&error, R::NAME))
    }

    fn all<R: Record>(
        &self,
        key: StatementKey,
        sql: impl FnOnce() -> String,
        binds: &[ColumnValue<'_>],
    ) -> Result<Vec<R>, StoreError> {
        let mut found = Ok(Vec::new());
        let read = self.each(key, sql, binds, |row| match (&mut found, R::from_row(row)) {
            (Ok(records), Ok(record)) => {
                records.push(record);
                true
            }
            (found, Err(error)) => {
                *found = Err(error);
                false
            }
            (Err(_), Ok(_)) => false,
        });
        read.map_err(|error| failure::of_store(&error))?;
        found.map_err(|error| failure::of_column(&error, R::NAME))
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("dialect", &self.dialect()).finish_non_exhaustive()
    }
}
