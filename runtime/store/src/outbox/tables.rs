//! The outbox's two tables: the messages, and for each stream who hands them over.

use parseltongue_records::outbox::Message;
use parseltongue_records::sql::Sql;
use parseltongue_records::{ColumnValue, Position, Row, StoreError, Uuid, sql};

use crate::failure;
use crate::session::Session;
use crate::statement::Dialect;

/// Makes the tables. Numbers are never given twice, so that a message that was taken out is not
/// mistaken for a later one.
pub(crate) const CREATE: &str = "\
CREATE TABLE IF NOT EXISTS \"parseltongue_outbox\" (\"sequence\" INTEGER PRIMARY KEY AUTOINCREMENT, \
\"stream\" TEXT NOT NULL, \"partition\" INTEGER NOT NULL, \"fingerprint\" INTEGER NOT NULL, \"message\" BLOB NOT \
NULL) STRICT; \
CREATE INDEX IF NOT EXISTS \"parseltongue_outbox by stream\" ON \"parseltongue_outbox\" (\"stream\", \"sequence\"); \
CREATE TABLE IF NOT EXISTS \"parseltongue_outbox_streams\" (\"stream\" TEXT PRIMARY KEY NOT NULL, \"outbox\" BLOB NOT \
NULL, \"position\" TEXT NOT NULL) STRICT, WITHOUT ROWID;";

/// The same in PostgreSQL.
const CREATE_IN_POSTGRES: &str = "\
CREATE TABLE IF NOT EXISTS \"parseltongue_outbox\" (\"sequence\" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, \
\"stream\" text COLLATE \"C\" NOT NULL, \"partition\" bigint NOT NULL, \"fingerprint\" bigint NOT NULL, \"message\" \
bytea NOT NULL); \
CREATE INDEX IF NOT EXISTS \"parseltongue_outbox by stream\" ON \"parseltongue_outbox\" (\"stream\", \"sequence\"); \
CREATE TABLE IF NOT EXISTS \"parseltongue_outbox_streams\" (\"stream\" text COLLATE \"C\" PRIMARY KEY, \"outbox\" bytea \
NOT NULL, \"position\" text NOT NULL);";

/// The tables, as that database makes them.
pub(crate) fn create(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => CREATE,
        Dialect::Postgres => CREATE_IN_POSTGRES,
    }
}

/// Messages that are handed over at once: so many, or so many bytes.
const HANDED_MESSAGES_MAX: i64 = 256;
const HANDED_BYTES_MAX: usize = 1 << 20;

/// Under which name messages were handed to a stream, and from where on they stand in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Handing {
    pub(super) outbox: Uuid,
    pub(super) since: Position,
}

/// Messages of one schema that are next for their stream.
#[derive(Debug, Default)]
pub(super) struct Next {
    pub(super) fingerprint: u64,
    pub(super) messages: Vec<Message>,
}

/// Puts a message into the outbox, inside of a transaction.
pub(crate) fn put(
    session: &Session,
    stream: &str,
    partition: u32,
    fingerprint: u64,
    message: &[u8],
) -> Result<(), StoreError> {
    // A number is given before the commit: whoever has a later one must not commit earlier, or its message would be
    // taken for the last.
    const IN_TURN: &str = "SELECT pg_advisory_xact_lock(1347682306, hashtext(current_schema()))";
    if session.dialect() == Dialect::Postgres {
        session.run(IN_TURN).map_err(|error| failure::of_store(&error))?;
    }
    const PUT: Sql = sql![
        "INSERT INTO \"parseltongue_outbox\" (\"stream\", \"partition\", \"fingerprint\", \"message\") VALUES (?1, ?2, \
         ?3, ?4)"
    ];
    // The database's integers are signed; a schema's bits are kept as they are.
    let fingerprint = ColumnValue::Integer(fingerprint.cast_signed());
    let binds = [text(stream), ColumnValue::Integer(partition.into()), fingerprint, bytes(message)];
    session.execute_own(PUT, &binds).map(drop)
}

pub(super) fn count(session: &Session) -> Result<u64, StoreError> {
    const COUNT: Sql = sql!["SELECT count(*) FROM \"parseltongue_outbox\""];
    session.query_number(COUNT, &[]).map(i64::cast_unsigned)
}

/// The streams for which something waits. Asked often: a step through the index for each stream, however
/// many messages wait.
pub(super) fn streams(session: &Session) -> Result<Vec<String>, StoreError> {
    const STREAMS: Sql = sql![
        "WITH RECURSIVE \"waiting\" (\"name\") AS (SELECT min(\"stream\") FROM \"parseltongue_outbox\" UNION ALL SELECT \
         (SELECT min(\"stream\") FROM \"parseltongue_outbox\" WHERE \"stream\" > \"name\") FROM \"waiting\" WHERE \"name\" IS \
         NOT NULL) SELECT \"name\" FROM \"waiting\" WHERE \"name\" IS NOT NULL"
    ];
    let mut streams = Vec::new();
    session.each_own(STREAMS, &[], |row| {
        streams.push(text_of(row, 0));
        true
    })?;
    Ok(streams)
}

/// The oldest messages for a stream.
pub(super) fn next(session: &Session, stream: &str) -> Result<Next, StoreError> {
    const NEXT: Sql = sql![
        "SELECT \"sequence\", \"partition\", \"fingerprint\", \"message\" FROM \"parseltongue_outbox\" WHERE \"stream\" = \
         ?1 ORDER BY \"sequence\" LIMIT ?2"
    ];
    let (mut next, mut size_bytes) = (Next::default(), 0);
    session.each_own(NEXT, &[text(stream), ColumnValue::Integer(HANDED_MESSAGES_MAX)], |row| {
        let bytes = match row.column(3) {
            ColumnValue::Blob(bytes) => bytes.into_owned(),
            _ => Vec::new(),
        };
        size_bytes += bytes.len();
        let fingerprint = integer_of(row, 2).cast_unsigned();
        let is_other = !next.messages.is_empty() && fingerprint != next.fingerprint;
        if is_other || (size_bytes > HANDED_BYTES_MAX && !next.messages.is_empty()) {
            return false;
        }
        next.fingerprint = fingerprint;
        let partition = u32::try_from(integer_of(row, 1)).unwrap_or_default();
        next.messages.push(Message { sequence: integer_of(row, 0).cast_unsigned(), partition, bytes });
        true
    })?;
    Ok(next)
}

pub(super) fn handing(session: &Session, stream: &str) -> Result<Option<Handing>, StoreError> {
    const HANDING: Sql =
        sql!["SELECT \"outbox\", \"position\" FROM \"parseltongue_outbox_streams\" WHERE \"stream\" = ?1"];
    let mut found = None;
    session.each_own(HANDING, &[text(stream)], |row| {
        let outbox = match row.column(0) {
            ColumnValue::Blob(bytes) => Uuid::from_slice(&bytes).unwrap_or_default(),
            _ => Uuid::default(),
        };
        // What is no position is answered by looking through the whole stream.
        found = Some(Handing { outbox, since: text_of(row, 1).parse().unwrap_or_default() });
        false
    })?;
    Ok(found)
}

/// Takes the messages of one partition up to a number out, and says how many there were.
pub(super) fn remove(session: &Session, stream: &str, partition: u32, last: u64) -> Result<u64, StoreError> {
    const REMOVE: Sql = sql![
        "DELETE FROM \"parseltongue_outbox\" WHERE \"stream\" = ?1 AND \"partition\" = ?2 AND \"sequence\" <= ?3"
    ];
    let last = ColumnValue::Integer(last.cast_signed());
    let removed = session.execute_own(REMOVE, &[text(stream), ColumnValue::Integer(partition.into()), last]);
    removed.map(|count| count as u64)
}

/// Takes all messages of a stream up to a number out.
pub(super) fn remove_all(session: &Session, stream: &str, last: u64) -> Result<(), StoreError> {
    const REMOVE: Sql =
        sql!["DELETE FROM \"parseltongue_outbox\" WHERE \"stream\" = ?1 AND \"sequence\" <= ?2"];
    session.execute_own(REMOVE, &[text(stream), ColumnValue::Integer(last.cast_signed())]).map(drop)
}

pub(super) fn set_handing(session: &Session, stream: &str, handing: &Handing) -> Result<(), StoreError> {
    const SET: Sql = sql![
        "INSERT INTO \"parseltongue_outbox_streams\" (\"stream\", \"outbox\", \"position\") VALUES (?1, ?2, ?3) ON \
         CONFLICT (\"stream\") DO UPDATE SET \"outbox\" = excluded.\"outbox\", \"position\" = excluded.\"position\""
    ];
    let since = handing.since.to_string();
    session.execute_own(SET, &[text(stream), bytes(handing.outbox.as_bytes()), text(&since)]).map(drop)
}

fn text(text: &str) -> ColumnValue<'_> {
    ColumnValue::Text(text.into())
}

fn bytes(bytes: &[u8]) -> ColumnValue<'_> {
    ColumnValue::Blob(bytes.into())
}

fn text_of(row: &dyn Row, index: usize) -> String {
    match row.column(index) {
        ColumnValue::Text(text) => text.into_owned(),
        _ => String::new(),
    }
}

fn integer_of(row: &dyn Row, index: usize) -> i64 {
    match row.column(index) {
        ColumnValue::Integer(integer) => integer,
        _ => 0,
    }
}
