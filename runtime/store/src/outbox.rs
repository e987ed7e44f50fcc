//! The outbox: messages for streams that commit with a transaction, and are handed over afterwards.
//!
//! `publish` inside of `in_transaction` writes a row here. After the commit a thread of the store's
//! own hands the rows to their streams, in order, and takes them out; what stands here at start is
//! handed over first. [`drain`] says why no message reaches its stream twice.

mod drain;
#[cfg(test)]
mod drained;
mod tables;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::Duration;

use parseltongue_cores::helper_thread;
use parseltongue_records::StoreError;
use parseltongue_records::outbox::Intakes;

use crate::engine::Engine;
use crate::session::Session;

#[cfg(test)]
pub(crate) use tables::CREATE;
pub(crate) use tables::{create, put};

/// Messages that may wait for their streams. Beyond that a transaction that publishes is refused.
pub const MESSAGES_MAX: u64 = 100_000;

/// The outbox of one open store.
pub(crate) struct Outbox {
    store: &'static str,
    intakes: Arc<Intakes>,
    engine: OnceLock<Weak<Engine>>,
    /// Committed, and not yet taken out.
    waiting: AtomicU64,
    /// Decides where streams without a key put the next message.
    turn: AtomicU64,
    state: Mutex<State>,
    bell: Condvar,
}

#[derive(Default)]
struct State {
    has_news: bool,
    is_closed: bool,
    thread: Option<JoinHandle<()>>,
}

impl Outbox {
    /// The outbox of a store whose tables stand in that session.
    pub(crate) fn open(
        store: &'static str,
        intakes: Arc<Intakes>,
        session: &Session,
    ) -> Result<Arc<Outbox>, StoreError> {
        let waiting = tables::count(session)?;
        let outbox = Arc::new(Outbox {
            store,
            intakes,
            engine: OnceLock::new(),
            waiting: AtomicU64::new(waiting),
            turn: AtomicU64::new(0),
            state: Mutex::default(),
            bell: Condvar::new(),
        });
        let listening = Arc::downgrade(&outbox);
        outbox.intakes.listen(move || {
            if let Some(outbox) = listening.upgrade() {
                outbox.added(0);
            }
        });
        Ok(outbox)
    }

    /// Hands over what is found in that engine from now on.
    pub(crate) fn begin(self: &Arc<Self>, engine: &Arc<Engine>) {
        // An engine is begun once; a second call would change nothing.
        let _ = self.engine.set(Arc::downgrade(engine));
        self.added(0);
    }

    /// Refuses a message when too many wait.
    pub(crate) fn check_room(&self) -> Result<(), StoreError> {
        // A count of its own: nothing else is read by it.
        if self.waiting() < MESSAGES_MAX {
            return Ok(());
        }
        Err(StoreError::Unavailable(format!(
            "{MESSAGES_MAX} messages wait for their streams already: look in the log why they are not taken"
        )))
    }

    /// A number that no other message has had in this life of the program.
    pub(crate) fn next_turn(&self) -> u64 {
        self.turn.fetch_add(1, Ordering::Relaxed)
    }

    /// So many messages have been committed: they are handed over now.
    pub(crate) fn added(self: &Arc<Self>, messages: u64) {
        let waiting = self.waiting.fetch_add(messages, Ordering::Relaxed) + messages;
        // In a store that programs share, others may have published.
        let is_idle = waiting == 0
            && !self.engine.get().is_some_and(|it| it.upgrade().is_some_and(|it| it.is_shared()));
        if is_idle || self.engine.get().is_none() {
            return;
        }
        let mut state = self.state();
        if state.is_closed {
            return;
        }
        state.has_news = true;
        if state.thread.is_none() {
            let outbox = Arc::clone(self);
            match helper_thread(&format!("{} outbox", self.store), move || drain::run(&outbox)) {
                Ok(thread) => state.thread = Some(thread),
                Err(error) => log::error!("{}: {waiting} messages wait for a thread: {error}", self.store),
            }
        }
        self.bell.notify_one();
    }

    /// Stops handing over. What is left stands in the store.
    pub(crate) fn close(&self) {
        let thread = {
            let mut state = self.state();
            state.is_closed = true;
            state.thread.take()
        };
        self.bell.notify_one();
        // The thread itself lets the engine go when everybody else has.
        if let Some(thread) = thread.filter(|it| it.thread().id() != std::thread::current().id())
            && thread.join().is_err()
        {
            log::error!("{}: the outbox's thread panicked; the next start goes on", self.store);
        }
    }

    /// How many have been committed, and not yet taken out.
    pub(crate) fn waiting(&self) -> u64 {
        self.waiting.load(Ordering::Relaxed)
    }

    /// So many wait, as the store says.
    fn recounted(&self, waiting: u64) {
        self.waiting.store(waiting, Ordering::Relaxed);
    }

    fn removed(&self, messages: u64) {
        let _ = self.waiting.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |waiting| {
            Some(waiting.saturating_sub(messages))
        });
    }

    /// Waits for news, or for as long as `patience` says; false when the outbox was closed.
    fn wait(&self, patience: Option<Duration>) -> bool {
        let is_idle = |state: &mut State| !state.has_news && !state.is_closed;
        let mut state = match patience {
            None => self.bell.wait_while(self.state(), is_idle).unwrap_or_else(PoisonError::into_inner),
            Some(patience) => {
                let waited = self.bell.wait_timeout_while(self.state(), patience, is_idle);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
        };
        state.has_news = false;
        !state.is_closed
    }

    fn is_closed(&self) -> bool {
        self.state().is_closed
    }

    fn engine(&self) -> Option<Arc<Engine>> {
        self.engine.get()?.upgrade()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Outbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outbox")
            .field("store", &self.store)
            .field("waiting", &self.waiting)
            .finish_non_exhaustive()
    }
}
