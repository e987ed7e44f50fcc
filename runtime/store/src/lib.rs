//! Records kept in SQLite: migrations by hand and derived, one writer that groups commits, reads on the core.
//!
//! A [`Store`] names a file (or memory) and the records that it holds. `define_store` writes the
//! implementation; [`open`] makes or adapts the tables, and from then on the words of bodies
//! ([`find`], [`insert`], [`in_transaction`] …) and [`Table`] work in that world.
//!
//! # What happens to a write
//! It goes to the store's one writer thread through a bounded queue. The writer does whatever is
//! queued in one SQLite transaction, commits (the write-ahead log is synced to disk), and only then
//! answers. A write that fails takes nothing else of its group with it. Once a write is handed
//! over, dropping the future that waits for it no longer takes it back: it is done whole or not at
//! all, and who asks again finds out.
//!
//! # What happens to a message
//! `publish` inside of a transaction writes to the store's outbox, which commits with the rest. A
//! thread hands committed messages to their streams, in order; the stream remembers which it has.
//!
//! # What happens to a job
//! [`enqueue`] writes a row, inside of a transaction with the rest of it. Programs that run the job's
//! service take rows up under a lease, by the [`queue`] that the store gives them.
//!
//! # What happens to a read
//! It runs on the core that asks, on a connection of that core, and sees every write that has been
//! answered. A store in memory has one connection behind a lock instead, for reads and writes:
//! nothing there waits for a disk, so nobody holds the lock for long.

mod engine;
mod failure;
mod held;
mod including;
mod jobs;
mod many;
mod measured;
mod migration;
mod open;
mod outbox;
#[cfg(feature = "postgres")]
mod postgres;
mod row;
mod session;
mod sqlite;
mod statement;
mod table;
mod transaction;
mod words;
mod write;
mod writer;

pub use engine::Statistics;
pub use held::table;
pub use held::{Held, Location, Migration, Store};
pub use including::{BELONGING_MAX, belonging, belongs, counted, referenced};
pub use jobs::{JOB_BYTES_MAX, enqueue, queue};
pub use many::{
    Changed, RECORDS_AND_ONE, change_all, change_by, insert_or_change, insert_or_ignore, insert_or_replace,
    remove_all,
};
pub use measured::{collect, measured};
pub use open::{close, open, statistics};
pub use outbox::MESSAGES_MAX;
pub use table::Table;
pub use transaction::{TRANSACTION_TIME_MAX, Transaction, in_transaction};
pub use words::{
    RECORDS_MAX, change, count_of, exists, find, find_all, find_all_after, find_one, find_or_none, insert,
    insert_all, remove,
};
pub use writer::{GROUP_MAX, QUEUE_BYTES_MAX, QUEUE_MAX};
