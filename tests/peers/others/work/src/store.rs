//! The rows of the store: a SQLite file in the working directory, statements prepared once and bound anew.
//!
//! Write-ahead log with `synchronous=NORMAL`: an insert is acknowledged before it is on disk, as most programs are set.
//! The generated service acknowledges only what is on disk.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const ROWS: i64 = 10_000;

/// A row with a key that the service makes.
#[derive(Serialize)]
pub struct Note {
    pub id: Uuid,
    pub symbol: String,
    pub quantity: i64,
    pub text: String,
}

/// What a client sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteDraft {
    pub symbol: String,
    pub quantity: i64,
    pub text: String,
}

/// A row that is read by its key.
#[derive(Serialize)]
pub struct Row {
    pub id: i64,
    pub symbol: String,
    pub quantity: i64,
    pub text: String,
}

/// An open file.
pub struct Store(Connection);

impl Store {
    /// Opens `peer.sqlite` in the working directory; makes the tables and the 10,000 rows where they are missing.
    pub fn open() -> rusqlite::Result<Store> {
        let connection = Connection::open("peer.sqlite")?;
        connection.execute_batch(
            "pragma journal_mode = wal;
             pragma synchronous = normal;
             create table if not exists rows (id integer primary key, symbol text not null, quantity integer not null, text text not null) strict;
             create table if not exists notes (id blob primary key, symbol text not null, quantity integer not null, text text not null) strict, without rowid;
             begin;",
        )?;
        {
            let mut insert = connection.prepare("insert or ignore into rows values (?1, 'ACME', ?2, ?3)")?;
            for id in 0..ROWS {
                insert.execute(params![id, 100 + id, "placed by the measuring program"])?;
            }
        }
        connection.execute_batch("commit;")?;
        Ok(Store(connection))
    }

    /// The row with that key.
    pub fn read(&self, id: i64) -> rusqlite::Result<Option<Row>> {
        self.0
            .prepare_cached("select id, symbol, quantity, text from rows where id = ?1")?
            .query_row([id], |row| {
                Ok(Row { id: row.get(0)?, symbol: row.get(1)?, quantity: row.get(2)?, text: row.get(3)? })
            })
            .optional()
    }

    /// Inserts one note, in a transaction of its own.
    pub fn insert(&self, draft: NoteDraft) -> rusqlite::Result<Note> {
        let NoteDraft { symbol, quantity, text } = draft;
        let note = Note { id: Uuid::now_v7(), symbol, quantity, text };
        self.0.prepare_cached("insert into notes values (?1, ?2, ?3, ?4)")?.execute(params![
            note.id.as_bytes(),
            note.symbol,
            note.quantity,
            note.text
        ])?;
        Ok(note)
    }
}
