//! SQLite: a connection and the statements that were prepared on it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::ptr::NonNull;
use std::time::Duration;

use parseltongue_records::{ColumnValue, Row};
use rusqlite::{Connection, OpenFlags, Statement};

use crate::row::{Bound, SqliteRow};
use crate::statement::StatementKey;

/// How long a statement waits for another program that holds the database.
const BUSY_WAIT: Duration = Duration::from_secs(5);
/// The same on a core, where everything else of that core waits too.
const BUSY_WAIT_ON_CORE: Duration = Duration::from_millis(100);
/// Memory for pages, for each connection.
const CACHE_KIB: i64 = 8 * 1024;

/// A connection with its prepared statements. One thread at a time uses it.
pub(crate) struct Sqlite {
    /// Borrow from `connection`; emptied before it is freed.
    statements: RefCell<HashMap<StatementKey, Statement<'static>>>,
    /// From a box; freed when this is dropped.
    connection: NonNull<Connection>,
}

// SAFETY: SQLite is compiled for use from several threads, and `Connection` is `Send`. The
// statements are reached only through this, so they move with their connection.
unsafe impl Send for Sqlite {}

impl Sqlite {
    fn new(connection: Connection) -> rusqlite::Result<Sqlite> {
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
        let connection = NonNull::from(Box::leak(Box::new(connection)));
        Ok(Sqlite { statements: RefCell::default(), connection })
    }

    /// The connection that writes a file, which is made when it is not there.
    pub(crate) fn of_file(path: &Path) -> rusqlite::Result<Sqlite> {
        let connection = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE
                | OpenFlags::SQLITE_OPEN_CREATE
                | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        connection.busy_timeout(BUSY_WAIT)?;
        Sqlite::new(connection)
    }

    /// A connection that reads the file which another one writes.
    pub(crate) fn of_reader(path: &Path) -> rusqlite::Result<Sqlite> {
        let connection = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        connection.busy_timeout(BUSY_WAIT_ON_CORE)?;
        Sqlite::new(connection)
    }

    /// The one connection of a database in memory.
    pub(crate) fn in_memory() -> rusqlite::Result<Sqlite> {
        Sqlite::new(Connection::open_in_memory()?)
    }

    pub(crate) fn connection(&self) -> &Connection {
        // SAFETY: it comes from a box that is freed only when this is dropped, and nobody has a
        // mutable reference to it.
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
        // frees the connection, and statements never leave this.
        let connection: &'static Connection = unsafe { self.connection.as_ref() };
        let statement = connection.prepare(&sql())?;
        work(statements.entry(key).or_insert(statement))
    }

    /// Runs a statement that gives no rows; says how many it touched.
    pub(crate) fn execute(
        &self,
        key: StatementKey,
        sql: impl FnOnce() -> String,
        binds: &[ColumnValue<'_>],
    ) -> rusqlite::Result<usize> {
        self.with(key, sql, |statement| {
            bind(statement, binds)?;
            statement.raw_execute()
        })
    }

    /// Shows each row that a statement gives, until `show` says that it has seen enough.
    pub(crate) fn each(
        &self,
        key: StatementKey,
        sql: impl FnOnce() -> String,
        binds: &[ColumnValue<'_>],
        mut show: impl FnMut(&dyn Row) -> bool,
    ) -> rusqlite::Result<()> {
        self.with(key, sql, |statement| {
            bind(statement, binds)?;
            let mut rows = statement.raw_query();
            while let Some(row) = rows.next()? {
                if !show(&SqliteRow(row)) {
                    break;
                }
            }
            Ok(())
        })
    }
}

fn bind(statement: &mut Statement<'_>, binds: &[ColumnValue<'_>]) -> rusqlite::Result<()> {
    for (index, value) in binds.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, Bound(value))?;
    }
    Ok(())
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.statements.get_mut().clear();
        // SAFETY: it comes from `Box::leak` in `new`, the statements that borrowed from it are
        // gone, and `connection` hands out references that do not outlive this.
        drop(unsafe { Box::from_raw(self.connection.as_ptr()) });
    }
}
