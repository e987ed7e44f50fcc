//! The tables that jobs, leases and timetables stand in, and rows between them and the rest.

use parseltongue_records::jobs::Priority;
use parseltongue_records::{StoreError, Timestamp, Uuid};
use rusqlite::types::Value;
use rusqlite::{Params, Row};

use crate::failure;
use crate::session::Session;
use crate::statement::Dialect;

/// Makes the tables. The index by what is due holds all that may be taken up, and nothing else; with the kind and the
/// holder in it, who looks for work or counts it reads no row.
const CREATE: &str = "\
CREATE TABLE IF NOT EXISTS \"parseltongue_jobs\" (\"id\" BLOB PRIMARY KEY NOT NULL, \"service\" TEXT NOT NULL, \
\"kind\" TEXT NOT NULL, \"priority\" INTEGER NOT NULL, \"due\" INTEGER NOT NULL, \"enqueued_at\" INTEGER NOT NULL, \
\"attempts\" INTEGER NOT NULL, \"holder\" BLOB, \"died_at\" INTEGER, \"reason\" TEXT, \"unique_key\" BLOB UNIQUE, \
\"unique_until\" INTEGER, \"fingerprint\" INTEGER NOT NULL, \"payload\" BLOB NOT NULL) STRICT; \
CREATE INDEX IF NOT EXISTS \"parseltongue_jobs by due\" ON \"parseltongue_jobs\" (\"service\", \"priority\", \"due\", \
\"kind\", \"holder\") WHERE \"died_at\" IS NULL; \
CREATE INDEX IF NOT EXISTS \"parseltongue_jobs that died\" ON \"parseltongue_jobs\" (\"service\", \"id\", \"kind\") \
WHERE \"died_at\" IS NOT NULL; \
CREATE TABLE IF NOT EXISTS \"parseltongue_job_schemas\" (\"kind\" TEXT NOT NULL, \"fingerprint\" INTEGER NOT NULL, \
\"schema\" TEXT NOT NULL, PRIMARY KEY (\"kind\", \"fingerprint\")) STRICT, WITHOUT ROWID; \
CREATE TABLE IF NOT EXISTS \"parseltongue_jobs_paused\" (\"kind\" TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID; \
CREATE TABLE IF NOT EXISTS \"parseltongue_leases\" (\"name\" TEXT PRIMARY KEY NOT NULL, \"holder\" BLOB NOT NULL, \
\"until\" INTEGER NOT NULL) STRICT, WITHOUT ROWID; \
CREATE TABLE IF NOT EXISTS \"parseltongue_timetables\" (\"name\" TEXT PRIMARY KEY NOT NULL, \"kept_at\" INTEGER NOT \
NULL) STRICT, WITHOUT ROWID;";

/// The tables, as that database makes them. PostgreSQL keeps none yet, and [`queue`](super::queue) says so.
pub(crate) fn create(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => CREATE,
        Dialect::Postgres => "",
    }
}

/// Runs a statement that gives no rows; says how many it touched.
pub(super) fn execute(session: &Session, sql: &str, parameters: impl Params) -> Result<usize, StoreError> {
    run(session, |connection| connection.prepare_cached(sql)?.execute(parameters))
}

/// What a statement gives, row for row.
pub(super) fn rows<T>(
    session: &Session,
    sql: &str,
    parameters: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    run(session, |connection| connection.prepare_cached(sql)?.query_map(parameters, read)?.collect())
}

pub(super) fn run<T>(
    session: &Session,
    work: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T>,
) -> Result<T, StoreError> {
    work(session.connection()).map_err(|error| failure::of_sqlite(&error))
}

/// A moment as it is kept.
pub(super) fn micros(moment: Timestamp) -> i64 {
    moment.as_microseconds()
}

/// The moment that was kept; one that no clock shows is the last.
pub(super) fn moment(microseconds: i64) -> Timestamp {
    Timestamp::from_microseconds(microseconds).unwrap_or(Timestamp::MAX)
}

pub(super) fn uuid(row: &Row<'_>, index: usize) -> rusqlite::Result<Uuid> {
    row.get::<_, [u8; 16]>(index).map(Uuid::from_bytes)
}

/// A UUID as it is bound.
pub(super) fn blob(id: Uuid) -> Value {
    Value::Blob(id.as_bytes().to_vec())
}

/// The number of a priority: the first is the smallest.
pub(super) fn rank(priority: Priority) -> i64 {
    match priority {
        Priority::High => 0,
        Priority::Normal => 1,
        Priority::Low => 2,
    }
}

pub(super) fn priority(rank: i64) -> Priority {
    match rank {
        0 => Priority::High,
        1 => Priority::Normal,
        _ => Priority::Low,
    }
}
