//! The outbox's two tables: the messages, and for each stream who hands them over.

use parseltongue_records::outbox::Message;
use parseltongue_records::{Position, StoreError, Uuid};
use rusqlite::{OptionalExtension, params};

use crate::failure;
use crate::session::Session;

/// Makes the tables. Numbers are never given twice, so that a message that was taken out is not
/// mistaken for a later one.
pub(crate) const CREATE: &str = "\
CREATE TABLE IF NOT EXISTS \"parseltongue_outbox\" (\"sequence\" INTEGER PRIMARY KEY AUTOINCREMENT, \
\"stream\" TEXT NOT NULL, \"partition\" INTEGER NOT NULL, \"fingerprint\" INTEGER NOT NULL, \"message\" BLOB NOT \
NULL) STRICT; \
CREATE INDEX IF NOT EXISTS \"parseltongue_outbox by stream\" ON \"parseltongue_outbox\" (\"stream\", \"sequence\"); \
CREATE TABLE IF NOT EXISTS \"parseltongue_outbox_streams\" (\"stream\" TEXT PRIMARY KEY NOT NULL, \"outbox\" BLOB NOT \
NULL, \"position\" TEXT NOT NULL) STRICT, WITHOUT ROWID;";

/// Messages that are handed over at once: so many, or so many bytes.
const HANDED_MESSAGES_MAX: usize = 256;
const HANDED_BYTES_MAX: usize = 1 << 20;

/// Under which name messages were handed to a stream, and from where on they stand in it.
#[derive(Debug, PartialEq)]
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
    run(session, |connection| {
        let sql = "INSERT INTO \"parseltongue_outbox\" (\"stream\", \"partition\", \"fingerprint\", \"message\") \
                   VALUES (?1, ?2, ?3, ?4)";
        // SQLite's integers are signed; a schema's bits are kept as they are.
        connection.prepare_cached(sql)?.execute(params![
            stream,
            partition,
            fingerprint.cast_signed(),
            message
        ])?;
        Ok(())
    })
}

pub(super) fn count(session: &Session) -> rusqlite::Result<u64> {
    let sql = "SELECT count(*) FROM \"parseltongue_outbox\"";
    session.connection().query_row(sql, [], |row| row.get(0)).map(i64::cast_unsigned)
}

/// The streams for which something waits. Asked often: a step through the index for each stream, however
/// many messages wait.
pub(super) fn streams(session: &Session) -> Result<Vec<String>, StoreError> {
    run(session, |connection| {
        let sql = "WITH RECURSIVE \"waiting\" (\"name\") AS (SELECT min(\"stream\") FROM \"parseltongue_outbox\" UNION ALL \
                   SELECT (SELECT min(\"stream\") FROM \"parseltongue_outbox\" WHERE \"stream\" > \"name\") FROM \
                   \"waiting\" WHERE \"name\" IS NOT NULL) SELECT \"name\" FROM \"waiting\" WHERE \"name\" IS NOT NULL";
        let mut statement = connection.prepare_cached(sql)?;
        statement.query_map([], |row| row.get(0))?.collect()
    })
}

/// The oldest messages for a stream.
pub(super) fn next(session: &Session, stream: &str) -> Result<Next, StoreError> {
    run(session, |connection| {
        let sql = "SELECT \"sequence\", \"partition\", \"fingerprint\", \"message\" FROM \"parseltongue_outbox\" WHERE \
                   \"stream\" = ?1 ORDER BY \"sequence\"";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([stream])?;
        let (mut next, mut bytes) = (Next::default(), 0);
        while let Some(row) = rows.next()? {
            let sequence = row.get::<_, i64>(0)?.cast_unsigned();
            let message = Message { sequence, partition: row.get(1)?, bytes: row.get(3)? };
            let fingerprint = row.get::<_, i64>(2)?.cast_unsigned();
            bytes += message.bytes.len();
            let is_other = !next.messages.is_empty() && fingerprint != next.fingerprint;
            let is_full = next.messages.len() == HANDED_MESSAGES_MAX || bytes > HANDED_BYTES_MAX;
            if is_other || (is_full && !next.messages.is_empty()) {
                break;
            }
            next.fingerprint = fingerprint;
            next.messages.push(message);
        }
        Ok(next)
    })
}

pub(super) fn handing(session: &Session, stream: &str) -> Result<Option<Handing>, StoreError> {
    run(session, |connection| {
        let sql =
            "SELECT \"outbox\", \"position\" FROM \"parseltongue_outbox_streams\" WHERE \"stream\" = ?1";
        let found = connection.query_row(sql, [stream], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)));
        // What is no position is answered by looking through the whole stream.
        let made = |(outbox, since): ([u8; 16], String)| Handing {
            outbox: Uuid::from_bytes(outbox),
            since: since.parse().unwrap_or_default(),
        };
        Ok(found.optional()?.map(made))
    })
}

/// Takes the messages of one partition up to a number out, and says how many there were.
pub(super) fn remove(session: &Session, stream: &str, partition: u32, last: u64) -> Result<u64, StoreError> {
    run(session, |connection| {
        let sql = "DELETE FROM \"parseltongue_outbox\" WHERE \"stream\" = ?1 AND \"partition\" = ?2 AND \"sequence\" <= ?3";
        Ok(connection.prepare_cached(sql)?.execute(params![stream, partition, last.cast_signed()])? as u64)
    })
}

/// Takes all messages of a stream up to a number out.
pub(super) fn remove_all(session: &Session, stream: &str, last: u64) -> Result<(), StoreError> {
    run(session, |connection| {
        let sql = "DELETE FROM \"parseltongue_outbox\" WHERE \"stream\" = ?1 AND \"sequence\" <= ?2";
        connection.prepare_cached(sql)?.execute(params![stream, last.cast_signed()]).map(drop)
    })
}

pub(super) fn set_handing(session: &Session, stream: &str, handing: &Handing) -> Result<(), StoreError> {
    run(session, |connection| {
        let sql = "INSERT OR REPLACE INTO \"parseltongue_outbox_streams\" VALUES (?1, ?2, ?3)";
        let (outbox, since) = (handing.outbox.as_bytes(), handing.since.to_string());
        connection.prepare_cached(sql)?.execute(params![stream, outbox, since]).map(drop)
    })
}

fn run<T>(
    session: &Session,
    work: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T>,
) -> Result<T, StoreError> {
    work(session.connection()).map_err(|error| failure::of_store(&error))
}
