//! The writer: one thread that does what is queued in groups, each one transaction.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::{Duration, Instant};

use parseltongue_records::StoreError;

use crate::failure;
use crate::session::Session;
use crate::write::{Write, ended};

/// Writes that may wait for the writer. Beyond that the store says that it is overloaded.
pub const QUEUE_MAX: usize = 4096;
/// Writes in one group: with more, the first would wait too long for its answer.
pub const GROUP_MAX: usize = 256;
/// How long a group takes in writes before it is committed.
const GROUP_TIME_MAX: Duration = Duration::from_millis(5);

/// What a store is handed.
pub(crate) enum Message {
    /// Do this.
    Write(Box<dyn Write>),
    /// Do what was handed over before, then end.
    Close,
}

/// What a writer has done, for metrics and tests.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) writes: AtomicU64,
    pub(crate) commits: AtomicU64,
}

/// Works until it is told to close, or nobody is left who could hand it anything.
pub(crate) fn run(session: Session, queue: &Receiver<Message>, counters: &Arc<Counters>) {
    let mut is_closing = false;
    while !is_closing {
        match queue.recv() {
            Ok(Message::Write(first)) => is_closing = group(&session, first, queue, counters),
            Ok(Message::Close) | Err(_) => is_closing = true,
        }
    }
    // Handed over while the store was closing.
    while let Ok(message) = queue.try_recv() {
        if let Message::Write(write) = message {
            write.answer(Err(ended()));
        }
    }
    close(&session);
}

/// Leaves one tidy file behind. What fails here is done again when the store is next opened.
fn close(session: &Session) {
    let _ = session.connection().execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);");
}

/// Does one group: everything that is queued until it is large or late enough. Says whether the
/// store was told to close.
fn group(session: &Session, first: Box<dyn Write>, queue: &Receiver<Message>, counters: &Counters) -> bool {
    let begun = Instant::now();
    let mut done: Vec<Box<dyn Write>> = Vec::new();
    let mut next = Some(first);
    let mut is_closing = false;
    let mut outcome = session.run("BEGIN IMMEDIATE").map_err(|error| failure::of_store(&error));
    while let Some(mut write) = next.take() {
        if outcome.is_ok() {
            write.work(session);
            // SQLite undoes the whole transaction itself when, say, the disk is full.
            if session.connection().is_autocommit() {
                outcome = Err(undone());
            }
        }
        done.push(write);
        if outcome.is_ok() && done.len() < GROUP_MAX && begun.elapsed() < GROUP_TIME_MAX {
            match queue.try_recv() {
                Ok(Message::Write(write)) => next = Some(write),
                Ok(Message::Close) => is_closing = true,
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => {}
            }
        }
    }
    let outcome = outcome.and_then(|()| commit(session));
    if outcome.is_ok() {
        counters.writes.fetch_add(done.len() as u64, Ordering::Relaxed);
        counters.commits.fetch_add(1, Ordering::Relaxed);
    }
    for write in done {
        write.answer(outcome.clone());
    }
    is_closing
}

/// Does one write as a group of its own: how a store in memory writes.
pub(crate) fn alone(session: &Session, write: Box<dyn Write>, counters: &Counters) {
    let mut write = write;
    let begun = session.run("BEGIN").map_err(|error| failure::of_store(&error));
    let outcome = begun.and_then(|()| {
        write.work(session);
        if session.connection().is_autocommit() { Err(undone()) } else { commit(session) }
    });
    if outcome.is_ok() {
        counters.writes.fetch_add(1, Ordering::Relaxed);
        counters.commits.fetch_add(1, Ordering::Relaxed);
    }
    write.answer(outcome);
}

fn commit(session: &Session) -> Result<(), StoreError> {
    let committed = session.run("COMMIT").map_err(|error| failure::of_store(&error));
    if committed.is_err() && !session.connection().is_autocommit() {
        // When even that fails, the next group's BEGIN does, and says so to its callers.
        let _ = session.run("ROLLBACK");
    }
    committed
}

fn undone() -> StoreError {
    StoreError::Unavailable(
        "the database took the group of writes back: look whether its disk is full".to_owned(),
    )
}
