//! What stands between the cores that publish and the thread that writes: a queue with an end.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use parseltongue_records::{StreamError, handover};
use tokio::sync::{Semaphore, oneshot};

use crate::log::Group as Batches;
use crate::log::format::Handed;

/// The most bytes that wait to be written; who publishes more waits for room.
pub(crate) const QUEUE_BYTES_MAX: usize = 16 << 20;

/// Framed records of one partition.
#[derive(Debug)]
pub(crate) struct Framed {
    pub(crate) partition: u32,
    pub(crate) records: u32,
    pub(crate) bytes: Vec<u8>,
    /// An outbox hands them over.
    pub(crate) handed: Option<Handed>,
}

impl Framed {
    /// Puts them behind what is in the group.
    pub(crate) fn put(&self, batches: &mut Batches) {
        match self.handed {
            None => batches.push(self.partition, self.records, &self.bytes),
            Some(handed) => batches.push_handed(self.partition, self.records, &self.bytes, handed),
        }
    }
}

/// One call of `publish`, waiting to be written.
#[derive(Debug)]
pub(crate) struct Publish {
    pub(crate) stream: usize,
    pub(crate) framed: Vec<Framed>,
    pub(crate) done: oneshot::Sender<Result<(), StreamError>>,
    /// What it takes of the queue until it is done.
    permits: u32,
}

/// The queue of one block: any core puts in, the log thread takes everything out at once.
#[derive(Debug)]
pub(crate) struct Queue {
    state: Mutex<State>,
    wake: Condvar,
    room: Semaphore,
}

#[derive(Debug, Default)]
struct State {
    waiting: Vec<Publish>,
    /// A group has something to commit.
    has_commits: bool,
    is_closed: bool,
}

/// What the log thread took out.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub(crate) publishes: Vec<Publish>,
    pub(crate) is_closed: bool,
}

impl Queue {
    pub(crate) fn new() -> Queue {
        Queue { state: Mutex::default(), wake: Condvar::new(), room: Semaphore::new(QUEUE_BYTES_MAX) }
    }

    /// Puts records in and waits until they are written as their stream's durability says.
    pub(crate) async fn publish(&self, stream: usize, framed: Vec<Framed>) -> Result<(), StreamError> {
        let bytes: usize = framed.iter().map(|framed| framed.bytes.len()).sum();
        let permits = bytes.min(QUEUE_BYTES_MAX) as u32;
        let permit = self.room.acquire_many(permits).await.map_err(|_| closed())?;
        let (done, written) = oneshot::channel();
        {
            let mut state = self.state();
            if state.is_closed {
                return Err(closed());
            }
            state.waiting.push(Publish { stream, framed, done, permits });
        }
        // The room is given back when the thread is done with it, whoever still waits here then.
        permit.forget();
        self.wake.notify_one();
        handover::answer(written)
            .await
            .unwrap_or_else(|_| Err(StreamError::Unavailable("the log thread has ended".into())))
    }

    /// Says how a publish went.
    pub(crate) fn finish(&self, publish: Publish, result: Result<(), StreamError>) {
        self.room.add_permits(publish.permits as usize);
        // Whoever published may have left (a deadline); the record stands all the same.
        let _ = publish.done.send(result);
    }

    /// Wakes the log thread to commit offsets.
    pub(crate) fn ask_for_commit(&self) {
        let had_commits = std::mem::replace(&mut self.state().has_commits, true);
        if !had_commits {
            self.wake.notify_one();
        }
    }

    /// Refuses what comes from now on; what waits is still written.
    pub(crate) fn close(&self) {
        self.state().is_closed = true;
        self.room.close();
        self.wake.notify_one();
    }

    /// Refuses what waits and what comes: nobody takes anything out any more.
    pub(crate) fn abandon(&self) {
        self.close();
        self.state().waiting.clear();
    }

    /// Takes out all there is; waits for something, or for as long as `patience` says. Commits
    /// wake it only when it `heeds_commits`; else the first of them says so for all.
    pub(crate) fn take(&self, patience: Option<Duration>, heeds_commits: bool) -> Taken {
        let mut state = self.state();
        let is_idle = |state: &mut State| {
            state.waiting.is_empty() && !(state.has_commits && heeds_commits) && !state.is_closed
        };
        state = match patience {
            None => self.wake.wait_while(state, is_idle).unwrap_or_else(PoisonError::into_inner),
            Some(patience) => {
                let waited = self.wake.wait_timeout_while(state, patience, is_idle);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
        };
        if heeds_commits {
            state.has_commits = false;
        }
        Taken { publishes: std::mem::take(&mut state.waiting), is_closed: state.is_closed }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Held for a push or a swap only; nothing in there can panic half way.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a publish gets once the program stops.
pub(crate) fn closed() -> StreamError {
    StreamError::Unavailable("the stream is being closed".into())
}
