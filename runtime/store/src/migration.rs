//! Tables made and adapted from what a store holds.
//!
//! First come the migrations that somebody wrote, in their order. Then what only adds is derived
//! and done: a new table, a new column that is optional or has a default, a new index. Indexes that
//! nothing asks for any more are dropped, because they hold no data. Anything else is refused, in
//! one sentence for each. All of it is one transaction, which also keeps a second program that
//! starts at the same time waiting.

mod by_hand;
mod database;
#[cfg(feature = "postgres")]
mod in_postgres;
mod plan;
mod shape;

use std::time::Duration;

use crate::failure::Fault;
use crate::session::Session;
use crate::statement::Dialect;
use crate::{Held, Migration};

/// The version of what this crate writes besides the records' own tables; SQLite's `user_version`.
pub(crate) const FORMAT: i64 = 3;

/// Where the kind of each column stands, because SQLite knows only five.
pub(crate) const COLUMNS_TABLE: &str = "parseltongue_columns";

/// Where [`FORMAT`] stands in PostgreSQL.
const FORMAT_TABLE: &str = "parseltongue_format";

/// The tables of this crate's own.
const OWN_TABLES: &[&str] = &[
    COLUMNS_TABLE,
    FORMAT_TABLE,
    "parseltongue_migrations",
    "parseltongue_outbox",
    "parseltongue_outbox_streams",
    "parseltongue_jobs",
    "parseltongue_job_schemas",
    "parseltongue_jobs_paused",
    "parseltongue_leases",
    "parseltongue_timetables",
];

/// How long a start waits for another one that adapts the same database.
const LOCK_WAIT: Duration = Duration::from_secs(60);

/// How long it waits for a table that another program uses, while all others wait behind it.
#[cfg(feature = "postgres")]
const TABLE_WAIT: Duration = Duration::from_secs(10);
/// The first number of the lock under which PostgreSQL is adapted; the second is that of the schema.
#[cfg(feature = "postgres")]
const LOCK_OF_MIGRATIONS: i32 = 0x5054_0001;

/// What a database is to be like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'w> {
    /// The store's name.
    pub(crate) store: &'w str,
    pub(crate) held: &'w [Held],
    pub(crate) migrations: &'w [Migration],
}

/// Refuses a database that cannot be made to fit, as far as that is seen by reading alone. Of SQLite only: what
/// PostgreSQL's transaction undoes leaves no trace.
pub(crate) fn check(session: &Session, wanted: Wanted<'_>) -> Result<(), String> {
    let connection = session.connection();
    // One look at all of it: another program may be adapting it right now.
    connection.execute_batch("BEGIN").map_err(in_words)?;
    let checked = look(session, wanted);
    if !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK").map_err(in_words)?;
    }
    checked
}

fn look(session: &Session, wanted: Wanted<'_>) -> Result<(), String> {
    let found = database::Database::read(session).map_err(told)?;
    plan::check_format(&found)?;
    let pending = by_hand::pending(session, &found, wanted.store, wanted.migrations)?;
    // What migrations make of it is only known once they have run.
    if pending.is_empty() || is_new(&found) {
        plan::plan(&found, wanted.store, wanted.held)?;
    }
    Ok(())
}

/// The same in PostgreSQL, for a session that has begun a transaction: other starts wait for its end.
#[cfg(feature = "postgres")]
pub(crate) fn migrate_in_postgres(session: &Session, wanted: Wanted<'_>) -> Result<Option<String>, String> {
    // Tables that others use are waited for a little; before them, whoever adapts them, for as long as in SQLite.
    let locked = format!(
        "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = {}; SELECT pg_advisory_xact_lock({LOCK_OF_MIGRATIONS}, \
         hashtext(current_schema())); SET LOCAL lock_timeout = {}",
        LOCK_WAIT.as_millis(),
        TABLE_WAIT.as_millis()
    );
    session.batch(&locked).map_err(told)?;
    adapt(session, wanted)
}

/// Makes the database fit, wholly or not at all; says what was done, if anything was.
pub(crate) fn migrate(session: &Session, wanted: Wanted<'_>) -> Result<Option<String>, String> {
    let connection = session.connection();
    let before =
        connection.query_row("PRAGMA busy_timeout", [], |row| row.get::<_, u32>(0)).map_err(in_words)?;
    connection.busy_timeout(LOCK_WAIT).map_err(in_words)?;
    // A table that is made anew under its old name is gone for a moment; all references are looked
    // at before the end. SQLite hears this outside of transactions only.
    connection.pragma_update(None, "foreign_keys", false).map_err(in_words)?;
    let migrated = in_transaction(session, wanted);
    connection.pragma_update(None, "foreign_keys", true).map_err(in_words)?;
    connection.busy_timeout(Duration::from_millis(before.into())).map_err(in_words)?;
    migrated
}

fn in_transaction(session: &Session, wanted: Wanted<'_>) -> Result<Option<String>, String> {
    let connection = session.connection();
    connection.execute_batch("BEGIN IMMEDIATE").map_err(in_words)?;
    let done = adapt(session, wanted);
    let done = done.and_then(|done| {
        // Nothing was written when there was nothing to do: then this costs no sync.
        connection.execute_batch("COMMIT").map_err(in_words).map(|()| done)
    });
    if done.is_err() && !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK").map_err(in_words)?;
    }
    done
}

fn adapt(session: &Session, wanted: Wanted<'_>) -> Result<Option<String>, String> {
    let Wanted { store, held, migrations } = wanted;
    let found = database::Database::read(session).map_err(told)?;
    plan::check_format(&found)?;
    let mut done = Vec::new();
    if let Some(step) = plan::own_tables(&found) {
        done.push(step.run(session)?);
    }
    let pending = by_hand::pending(session, &found, store, migrations)?;
    by_hand::apply(session, pending, is_new(&found))?;
    done.extend(pending.iter().map(|migration| format!("\"{}\"", migration.name)));
    let found = database::Database::read(session).map_err(told)?;
    for step in plan::plan(&found, store, held)? {
        done.push(step.run(session)?);
    }
    if !pending.is_empty() && session.dialect() == Dialect::Sqlite {
        by_hand::check_references(session.connection())?;
    }
    Ok((!done.is_empty()).then(|| done.join(", ")))
}

/// No table is there yet but those that this crate and SQLite keep for themselves. One of another name
/// may be what a migration makes a table of the store of.
fn is_new(found: &database::Database) -> bool {
    let is_own = |name: &str| OWN_TABLES.contains(&name) || name.starts_with("sqlite_");
    found.tables.keys().all(|name| is_own(name))
}

pub(crate) fn in_words(error: rusqlite::Error) -> String {
    crate::failure::of_sqlite(&error).to_string()
}

fn told(fault: Fault) -> String {
    crate::failure::of_store(&fault).to_string()
}

/// The fields that an index of PostgreSQL keeps unique, by its name: what it says when a value is taken.
#[cfg(feature = "postgres")]
pub(crate) fn unique_fields<'n>(table: &str, index: &'n str) -> Option<Vec<&'n str>> {
    shape::unique_fields(table, index)
}
