//! The writer: one thread that does what is queued in groups, each one transaction.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::{Duration, Instant};

use parseltongue_records::StoreError;

use crate::failure;
use crate::session::Session;
use crate::write::{Write, ended};

/// Writes that may wait for the writer. Beyond that the store says that it is overloaded.
pub const QUEUE_MAX: usize = 4096;
/// The most bytes that the values of waiting writes may take; a single larger write is taken when
/// nothing else waits. What the body of a transaction brings along is not known here: transactions
/// are bounded by [`QUEUE_MAX`] alone.
pub const QUEUE_BYTES_MAX: usize = 64 << 20;
/// Writes in one group: with more, the first would wait too long for its answer.
pub const GROUP_MAX: usize = 256;
/// How long a group takes in writes before it is committed.
const GROUP_TIME_MAX: Duration = Duration::from_millis(5);

/// What a store is handed.
pub(crate) enum Message {
    /// Do this.
    Write(Box<dyn Write>, Place),
    /// Do what was handed over before, then end.
    Close,
}

/// What a write takes of the queue until it is taken out.
#[derive(Debug)]
pub(crate) struct Place {
    size_bytes: usize,
    taken_bytes: Arc<AtomicUsize>,
}

impl Place {
    /// A place in the queue of which so much is taken; none when it has no room for that.
    pub(crate) fn take(taken_bytes: &Arc<AtomicUsize>, size_bytes: usize) -> Option<Place> {
        // A count of its own: nothing else is read by it.
        let before = taken_bytes.fetch_add(size_bytes, Ordering::Relaxed);
        // Given back when it is dropped, also when it was too much.
        let place = Place { size_bytes, taken_bytes: Arc::clone(taken_bytes) };
        (before == 0 || before.saturating_add(size_bytes) <= QUEUE_BYTES_MAX).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.taken_bytes.fetch_sub(self.size_bytes, Ordering::Relaxed);
    }
}

/// What a writer has done, for metrics and tests.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) writes: AtomicU64,
    pub(crate) commits: AtomicU64,
    pub(crate) failures: AtomicU64,
    /// The newest group failed.
    is_failing: AtomicBool,
}

impl Counters {
    /// Counts a group of so many writes, and logs the first of a row of failures.
    pub(crate) fn note(&self, writes: usize, outcome: &Result<(), StoreError>) {
        // Counts and a note of their own: nothing else is read by them.
        let failed_before = self.is_failing.swap(outcome.is_err(), Ordering::Relaxed);
        match outcome {
            Ok(()) => {
                self.writes.fetch_add(writes as u64, Ordering::Relaxed);
                self.commits.fetch_add(1, Ordering::Relaxed);
                if failed_before {
                    log::info!("the store writes again");
                }
            }
            Err(error) => {
                self.failures.fetch_add(1, Ordering::Relaxed);
                if !failed_before {
                    log::error!("a group of {writes} writes was not committed: {error}");
                }
            }
        }
    }
}

/// Works until it is told to close, or nobody is left who could hand it anything.
pub(crate) fn run(session: Session, queue: &Receiver<Message>, counters: &Arc<Counters>) {
    let mut is_closing = false;
    while !is_closing {
        match queue.recv() {
            Ok(Message::Write(first, place)) => {
                drop(place);
                is_closing = group(&session, first, queue, counters);
            }
            Ok(Message::Close) | Err(_) => is_closing = true,
        }
    }
    // Handed over while the store was closing.
    while let Ok(message) = queue.try_recv() {
        if let Message::Write(write, _) = message {
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
                Ok(Message::Write(write, _)) => next = Some(write),
                Ok(Message::Close) => is_closing = true,
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => {}
            }
        }
    }
    let outcome = outcome.and_then(|()| commit(session));
    session.settle_messages(outcome.is_ok());
    counters.note(done.len(), &outcome);
    for write in done {
        write.answer(outcome.clone());
    }
    is_closing
}

/// Does one write as a group of its own: how a store in memory writes.
pub(crate) fn alone(session: &Session, write: Box<dyn Write>, counters: &Counters) {
    let mut write = write;
    if write.extent().is_one_write() {
        write.work(session);
        counters.note(1, &Ok(()));
        return write.answer(Ok(()));
    }
    let begun = session.run("BEGIN").map_err(|error| failure::of_store(&error));
    let outcome = begun.and_then(|()| {
        write.work(session);
        if session.connection().is_autocommit() { Err(undone()) } else { commit(session) }
    });
    session.settle_messages(outcome.is_ok());
    counters.note(1, &outcome);
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

/// The error of writes that SQLite took back by itself.
pub(crate) fn undone() -> StoreError {
    StoreError::Unavailable(
        "the database took the group of writes back: look whether its disk is full".to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use super::*;
    use crate::write::{Answer, Extent, handed};

    fn session(pages_max: i64) -> Session {
        let session = Session::in_memory().unwrap();
        session
            .connection()
            .execute_batch("CREATE TABLE t (id INTEGER PRIMARY KEY, bytes BLOB) STRICT")
            .unwrap();
        session.connection().pragma_update(None, "max_page_count", pages_max).unwrap();
        session
    }

    fn insert(extent: Extent, id: i64, bytes: i64) -> (Box<dyn Write>, Answer<(), StoreError>) {
        handed(extent, 0, move |session: &Session| {
            let sql = "INSERT INTO t VALUES (?1, zeroblob(?2))";
            let inserted = session.connection().execute(sql, (id, bytes));
            inserted.map(drop).map_err(|error| failure::of_sqlite(&error))
        })
    }

    fn message(write: Box<dyn Write>) -> Message {
        let place = Place::take(&Arc::default(), write.size_bytes()).unwrap();
        Message::Write(write, place)
    }

    fn stored(session: &Session) -> Vec<i64> {
        let mut statement = session.connection().prepare("SELECT id FROM t ORDER BY id").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    fn wait(answer: Answer<(), StoreError>) -> Result<(), StoreError> {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(answer.wait())
    }

    #[test]
    fn what_is_queued_is_one_commit() {
        let (session, counters) = (session(1000), Counters::default());
        let (queue, queued) = sync_channel(QUEUE_MAX);
        let (first, _answer) = insert(Extent::Statement, 0, 1);
        for id in 1..10 {
            queue.send(message(insert(Extent::Statement, id, 1).0)).unwrap();
        }
        queue.send(Message::Close).unwrap();
        queue.send(message(insert(Extent::Statement, 99, 1).0)).unwrap();
        assert!(group(&session, first, &queued, &counters));
        assert_eq!(stored(&session), (0..10).collect::<Vec<_>>());
        assert_eq!(counters.commits.load(Ordering::Relaxed), 1);
        assert_eq!(counters.writes.load(Ordering::Relaxed), 10);
    }

    #[test]
    fn on_a_full_disk_the_answers_are_true() {
        for extent in [Extent::Statement, Extent::Several] {
            let (session, counters) = (session(12), Counters::default());
            let (queue, queued) = sync_channel(QUEUE_MAX);
            let (first, answer) = insert(extent, 0, 10);
            let mut answers = vec![answer];
            for (id, bytes) in [(1, 8_000), (2, 200_000), (3, 10)] {
                let (write, answer) = insert(extent, id, bytes);
                queue.send(message(write)).unwrap();
                answers.push(answer);
            }
            drop(queue);
            assert!(!group(&session, first, &queued, &counters));
            // Those behind a group that SQLite took back begin another.
            while let Ok(Message::Write(write, _)) = queued.try_recv() {
                group(&session, write, &queued, &counters);
            }
            let answers: Vec<_> = answers.into_iter().map(wait).collect();
            let said_done: Vec<i64> =
                (0..).zip(&answers).filter(|(_, it)| it.is_ok()).map(|(id, _)| id).collect();
            assert_eq!(said_done, stored(&session));
            let said = answers[2].as_ref().unwrap_err().to_string();
            assert!(said.starts_with("the disk is full: free space"), "{said}");
            // It goes on once there is room.
            session.connection().pragma_update(None, "max_page_count", 1000).unwrap();
            let (write, answer) = insert(extent, 4, 200_000);
            group(&session, write, &queued, &counters);
            wait(answer).unwrap();
        }
    }
}
