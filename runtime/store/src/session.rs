//! A connection and the statements that were prepared on it.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::path::Path;
use std::ptr::NonNull;
use std::sync::Arc;
use std::time::Duration;

use parseltongue_records::sql::Sql;
use parseltongue_records::{ColumnError, ColumnValue, Keyed, Record, Row, StoreError};
use rusqlite::{Connection, OpenFlags, Statement};

use crate::failure;
use crate::outbox::Outbox;
use crate::row::{Bound, SqliteRow};
use crate::statement::{Columns, StatementKey, Verb, sql};

/// How long a statement waits for another program that holds the database.
const BUSY_WAIT: Duration = Duration::from_secs(5);
/// The same on a core, where everything else of that core waits too.
const BUSY_WAIT_ON_CORE: Duration = Duration::from_millis(100);
/// Memory for pages, for each connection.
const CACHE_KIB: i64 = 8 * 1024;

/// A connection with its prepared statements. One thread at a time uses it.
pub(crate) struct Session {
    /// Borrow from `connection`; emptied before it is freed.
    statements: RefCell<HashMap<StatementKey, Statement<'static>>>,
    /// From a box; freed when the session is dropped.
    connection: NonNull<Connection>,
    /// Of a session that writes.
    outbox: Option<Arc<Outbox>>,
    /// Messages in the transaction at hand.
    messages: Cell<u64>,
}

// SAFETY: SQLite is compiled for use from several threads, and `Connection` is `Send`. The
// statements are reached only through this session, so they move with their connection.
unsafe impl Send for Session {}

impl Session {
    fn new(connection: Connection) -> rusqlite::Result<Session> {
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
        let connection = NonNull::from(Box::leak(Box::new(connection)));
        Ok(Session { statements: RefCell::default(), connection, outbox: None, messages: Cell::new(0) })
    }

    /// The connection that writes a file, which is made when it is not there.
    pub(crate) fn of_file(path: &Path) -> rusqlite::Result<Session> {
        let connection = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE
                | OpenFlags::SQLITE_OPEN_CREATE
                | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        connection.busy_timeout(BUSY_WAIT)?;
        Session::new(connection)
    }

    /// A connection that reads the file which another session writes.
    pub(crate) fn of_reader(path: &Path) -> rusqlite::Result<Session> {
        let connection = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        connection.busy_timeout(BUSY_WAIT_ON_CORE)?;
        Session::new(connection)
    }

    /// The one connection of a database in memory.
    pub(crate) fn in_memory() -> rusqlite::Result<Session> {
        Session::new(Connection::open_in_memory()?)
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

    pub(crate) fn connection(&self) -> &Connection {
        // SAFETY: it comes from a box that is freed only when the session is dropped, and nobody
        // has a mutable reference to it.
        unsafe { self.connection.as_ref() }
    }

    /// Runs `work` with the statement, which is prepared at its first use.
    fn with<T>(
        &self,
        key: StatementKey,
        sql: impl FnOnce() -> String,
        work: impl FnOnce(&mut Statement<'static>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let mut statements = self.statements.borrow_mut();
        if let Some(statement) = statements.get_mut(&key) {
            return work(statement);
        }
        // SAFETY: the connection outlives the statement: `drop` empties `statements` before it
        // frees the connection, and statements never leave the session.
        let connection: &'static Connection = unsafe { self.connection.as_ref() };
        let statement = connection.prepare(&sql())?;
        work(statements.entry(key).or_insert(statement))
    }

    /// Runs a statement of the program's own that gives no rows.
    pub(crate) fn run(&self, sql: &'static str) -> rusqlite::Result<()> {
        self.with(
            StatementKey::of_text(sql),
            || sql.to_owned(),
            |statement| statement.raw_execute().map(drop),
        )
    }

    /// Runs a verb that gives no rows; says how many records it touched.
    pub(crate) fn execute<R: Keyed>(
        &self,
        verb: Verb,
        binds: &[ColumnValue<'_>],
    ) -> Result<usize, StoreError> {
        let executed = self.with(
            StatementKey::of_verb::<R>(verb),
            || sql::<R>(verb),
            |statement| {
                bind(statement, binds)?;
                statement.raw_execute()
            },
        );
        executed.map_err(|error| failure::of_record(&error, R::NAME, R::FIELDS))
    }

    /// Runs a statement of the program's own on the records `R`; says how many it touched.
    pub(crate) fn execute_text<R: Record>(
        &self,
        sql: Sql,
        binds: &[ColumnValue<'_>],
    ) -> Result<usize, StoreError> {
        let executed = self.with(
            StatementKey::of_text(sql.sqlite),
            || sql.sqlite.to_owned(),
            |statement| {
                bind(statement, binds)?;
                statement.raw_execute()
            },
        );
        executed.map_err(|error| failure::of_record(&error, R::NAME, R::FIELDS))
    }

    /// The record with those values in those columns, in the columns' order.
    pub(crate) fn find_by<R: Keyed>(
        &self,
        columns: Columns,
        values: &[ColumnValue<'_>],
    ) -> Result<Option<R>, StoreError> {
        let verb = Verb::FindBy(columns);
        self.first(StatementKey::of_verb::<R>(verb), || sql::<R>(verb), values)
    }

    /// The record under that key.
    pub(crate) fn find<R: Keyed>(&self, key: &ColumnValue<'_>) -> Result<Option<R>, StoreError> {
        let key = std::slice::from_ref(key);
        self.first(StatementKey::of_verb::<R>(Verb::Find), || sql::<R>(Verb::Find), key)
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
        self.all(StatementKey::of_verb::<R>(verb), || sql::<R>(verb), &binds)
    }

    /// The first record of a query of the program's own.
    pub(crate) fn query_first<R: Record>(
        &self,
        sql: Sql,
        binds: &[ColumnValue<'_>],
    ) -> Result<Option<R>, StoreError> {
        self.first(StatementKey::of_text(sql.sqlite), || sql.sqlite.to_owned(), binds)
    }

    /// All records of a query of the program's own.
    pub(crate) fn query_all<R: Record>(
        &self,
        sql: Sql,
        binds: &[ColumnValue<'_>],
    ) -> Result<Vec<R>, StoreError> {
        self.all(StatementKey::of_text(sql.sqlite), || sql.sqlite.to_owned(), binds)
    }

    /// The number that a query of the program's own gives.
    pub(crate) fn query_number(&self, sql: Sql, binds: &[ColumnValue<'_>]) -> Result<i64, StoreError> {
        let read = self.with(
            StatementKey::of_text(sql.sqlite),
            || sql.sqlite.to_owned(),
            |statement| {
                bind(statement, binds)?;
                let mut rows = statement.raw_query();
                rows.next()?.map_or(Ok(0), |row| row.get(0))
            },
        );
        read.map_err(|error| failure::of_store(&error))
    }

    /// What `read` makes of each row of a query of the program's own.
    pub(crate) fn query_rows<T>(
        &self,
        sql: Sql,
        binds: &[ColumnValue<'_>],
        read: &dyn Fn(&dyn Row) -> Result<T, ColumnError>,
    ) -> Result<Result<Vec<T>, ColumnError>, StoreError> {
        let rows = self.with(
            StatementKey::of_text(sql.sqlite),
            || sql.sqlite.to_owned(),
            |statement| {
                bind(statement, binds)?;
                let mut found = Ok(Vec::new());
                let mut rows = statement.raw_query();
                while let (Ok(made), Some(row)) = (&mut found, rows.next()?) {
                    match read(&SqliteRow(row)) {
                        Ok(one) => made.push(one),
                        Err(error) => found = Err(error),
                    }
                }
                Ok(found)
            },
        );
        rows.map_err(|error| failure::of_store(&error))
    }

    fn first<R: Record>(
        &self,
        key: StatementKey,
        sql: impl FnOnce() -> String,
        binds: &[ColumnValue<'_>],
    ) -> Result<Option<R>, StoreError> {
        let mut found = None;
        let read = self.with(key, sql, |statement| {
            bind(statement, binds)?;
            let mut rows = statement.raw_query();
            found = rows.next()?.map(|row| R::from_row(&SqliteRow(row)));
            Ok(())
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
        let read = self.with(key, sql, |statement| {
            bind(statement, binds)?;
            let mut rows = statement.raw_query();
            while let (Ok(records), Some(row)) = (&mut found, rows.next()?) {
                match R::from_row(&SqliteRow(row)) {
                    Ok(record) => records.push(record),
                    Err(error) => found = Err(error),
                }
            }
            Ok(())
        });
        read.map_err(|error| failure::of_store(&error))?;
        found.map_err(|error| failure::of_column(&error, R::NAME))
    }
}

fn bind(statement: &mut Statement<'_>, binds: &[ColumnValue<'_>]) -> rusqlite::Result<()> {
    for (index, value) in binds.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, Bound(value))?;
    }
    Ok(())
}

impl Drop for Session {
    fn drop(&mut self) {
        self.statements.get_mut().clear();
        // SAFETY: it comes from `Box::leak` in `new`, the statements that borrowed from it are
        // gone, and `connection` hands out references that do not outlive the session.
        drop(unsafe { Box::from_raw(self.connection.as_ptr()) });
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}
