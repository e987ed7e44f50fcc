//! The tables that jobs, leases and timetables stand in, and values between them and the rest.

use parseltongue_records::jobs::Priority;
use parseltongue_records::{ColumnValue, Row, Timestamp, Uuid};

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

/// The same in PostgreSQL. Jobs come and go: their table is tidied long before a fifth of it is dead, which is when
/// PostgreSQL would otherwise.
const CREATE_IN_POSTGRES: &str = "\
CREATE TABLE IF NOT EXISTS \"parseltongue_jobs\" (\"id\" bytea PRIMARY KEY, \"service\" text COLLATE \"C\" NOT NULL, \
\"kind\" text COLLATE \"C\" NOT NULL, \"priority\" bigint NOT NULL, \"due\" bigint NOT NULL, \"enqueued_at\" bigint NOT \
NULL, \"attempts\" bigint NOT NULL, \"holder\" bytea, \"died_at\" bigint, \"reason\" text, \"unique_key\" bytea UNIQUE, \
\"unique_until\" bigint, \"fingerprint\" bigint NOT NULL, \"payload\" bytea NOT NULL) WITH \
(autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02); \
CREATE INDEX IF NOT EXISTS \"parseltongue_jobs by due\" ON \"parseltongue_jobs\" (\"service\", \"priority\", \"due\", \
\"kind\", \"holder\") WHERE \"died_at\" IS NULL; \
CREATE INDEX IF NOT EXISTS \"parseltongue_jobs that died\" ON \"parseltongue_jobs\" (\"service\", \"id\", \"kind\") \
WHERE \"died_at\" IS NOT NULL; \
CREATE TABLE IF NOT EXISTS \"parseltongue_job_schemas\" (\"kind\" text COLLATE \"C\" NOT NULL, \"fingerprint\" bigint NOT \
NULL, \"schema\" text NOT NULL, PRIMARY KEY (\"kind\", \"fingerprint\")); \
CREATE TABLE IF NOT EXISTS \"parseltongue_jobs_paused\" (\"kind\" text COLLATE \"C\" PRIMARY KEY); \
CREATE TABLE IF NOT EXISTS \"parseltongue_leases\" (\"name\" text COLLATE \"C\" PRIMARY KEY, \"holder\" bytea NOT NULL, \
\"until\" bigint NOT NULL); \
CREATE TABLE IF NOT EXISTS \"parseltongue_timetables\" (\"name\" text COLLATE \"C\" PRIMARY KEY, \"kept_at\" bigint NOT \
NULL);";

/// The tables, as that database makes them.
pub(crate) fn create(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => CREATE,
        Dialect::Postgres => CREATE_IN_POSTGRES,
    }
}

/// A moment as it is kept.
pub(super) fn micros(moment: Timestamp) -> ColumnValue<'static> {
    ColumnValue::Integer(moment.as_microseconds())
}

/// A UUID as it is bound.
pub(super) fn blob(id: &Uuid) -> ColumnValue<'_> {
    ColumnValue::Blob(id.as_bytes().into())
}

pub(super) fn text(text: &str) -> ColumnValue<'_> {
    ColumnValue::Text(text.into())
}

/// UUIDs as they are bound all at once: a list in JSON of their hexadecimal digits.
pub(super) fn list(ids: impl IntoIterator<Item = Uuid>) -> ColumnValue<'static> {
    let ids: Vec<String> = ids.into_iter().map(|id| format!("\"{}\"", id.simple())).collect();
    ColumnValue::Text(format!("[{}]", ids.join(",")).into())
}

/// The number of a priority: the first is the smallest.
pub(super) fn rank(priority: Priority) -> ColumnValue<'static> {
    ColumnValue::Integer(match priority {
        Priority::High => 0,
        Priority::Normal => 1,
        Priority::Low => 2,
    })
}

pub(super) fn priority_of(row: &dyn Row, index: usize) -> Priority {
    match integer_of(row, index) {
        0 => Priority::High,
        1 => Priority::Normal,
        _ => Priority::Low,
    }
}

pub(super) fn integer_of(row: &dyn Row, index: usize) -> i64 {
    match row.column(index) {
        ColumnValue::Integer(integer) => integer,
        _ => 0,
    }
}

/// A count; one that is more than there can be is the most.
pub(super) fn count_of(row: &dyn Row, index: usize) -> u32 {
    u32::try_from(integer_of(row, index)).unwrap_or(u32::MAX)
}

pub(super) fn text_of(row: &dyn Row, index: usize) -> Option<String> {
    match row.column(index) {
        ColumnValue::Text(text) => Some(text.into_owned()),
        _ => None,
    }
}

pub(super) fn bytes_of(row: &dyn Row, index: usize) -> Vec<u8> {
    match row.column(index) {
        ColumnValue::Blob(bytes) => bytes.into_owned(),
        _ => Vec::new(),
    }
}

pub(super) fn uuid_of(row: &dyn Row, index: usize) -> Uuid {
    Uuid::from_slice(&bytes_of(row, index)).unwrap_or_default()
}

/// The moment that was kept, if one was; one that no clock shows is the last.
pub(super) fn moment_of(row: &dyn Row, index: usize) -> Option<Timestamp> {
    match row.column(index) {
        ColumnValue::Integer(micros) => Some(Timestamp::from_microseconds(micros).unwrap_or(Timestamp::MAX)),
        _ => None,
    }
}
