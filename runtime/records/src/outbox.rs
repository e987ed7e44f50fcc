//! How messages that were written in a store's transaction reach a stream, each once.
//!
//! A store keeps such a message in an *outbox*, a table that commits with everything else of the
//! transaction, and hands it over afterwards. The stream keeps, in the same batch as the messages,
//! which outbox they are from and the number of the last: so a store that was killed between
//! handing over and noting so can ask what was taken.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::{Failure, Position, Record, StoreError, StreamError, Uuid};

/// A stream by its name in the program (`Market::Trades`): where a message is to go.
pub trait Destination: Copy + Send + 'static {
    /// What the stream carries.
    type Record: Record;

    /// The name under which the opened stream is [announced](Intakes::announce).
    fn address(self) -> String;

    /// The record's partition and its bytes, as the stream will take them. Where no key decides,
    /// `turn` does.
    ///
    /// # Errors
    /// [`StreamError::TooLarge`].
    fn message(self, record: &Self::Record, turn: u64) -> Result<(u32, Vec<u8>), StreamError>;
}

/// A message in an outbox.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its number in the outbox; those of one partition are handed over in order.
    pub sequence: u64,
    /// Where it belongs.
    pub partition: u32,
    /// The record as [`Destination::message`] made it.
    pub bytes: Vec<u8>,
}

/// The answer to messages that were handed over.
pub type Taking<'a> = Pin<Box<dyn Future<Output = Result<(), StreamError>> + Send + 'a>>;

/// An opened stream that takes messages from outboxes.
pub trait Intake: Send + Sync {
    /// The schema of the stream's records.
    fn fingerprint(&self) -> u64;

    /// Behind everything that stands in the stream now.
    fn end(&self) -> Position;

    /// Appends messages and waits as the stream's durability says. When that fails, some may have
    /// been appended all the same: [`Intake::taken`] knows.
    fn take(&self, outbox: Uuid, messages: Vec<Message>) -> Taking<'_>;

    /// For each partition, the number of the last message of that outbox that was appended behind
    /// a position. Reads the log, and may take a while.
    ///
    /// # Errors
    /// When the log cannot be read.
    fn taken(&self, outbox: Uuid, since: &Position) -> Result<Vec<Option<u64>>, StreamError>;
}

/// The opened streams of a world, by their addresses.
#[derive(Default)]
pub struct Intakes(Mutex<State>);

#[derive(Default)]
struct State {
    /// Two blocks of one name have one address, and neither gets it.
    opened: Vec<(String, Option<Arc<dyn Intake>>)>,
    listeners: Vec<Box<dyn Fn() + Send + Sync>>,
}

impl Intakes {
    /// Lets outboxes know a stream that has opened.
    pub fn announce(&self, address: String, intake: Arc<dyn Intake>) {
        let mut state = self.state();
        match state.opened.iter_mut().find(|(known, _)| *known == address) {
            Some((_, known)) => *known = None,
            None => state.opened.push((address, Some(intake))),
        }
        for listener in &state.listeners {
            listener();
        }
    }

    /// The stream with that address, if exactly one has been announced.
    #[must_use]
    pub fn find(&self, address: &str) -> Option<Arc<dyn Intake>> {
        let state = self.state();
        let (_, found) = state.opened.iter().find(|(known, _)| known == address)?;
        found.clone()
    }

    /// Calls `listener` whenever a stream is announced from now on.
    pub fn listen(&self, listener: impl Fn() + Send + Sync + 'static) {
        self.state().listeners.push(Box::new(listener));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Held for a push or a look only.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Intakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.state().opened.iter().map(|(address, _)| address)).finish()
    }
}

/// Why a message was not put into an outbox.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutboxError {
    /// The stream would never take it.
    #[error(transparent)]
    Stream(#[from] StreamError),
    /// The store could not keep it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<E> From<OutboxError> for Failure<E> {
    fn from(error: OutboxError) -> Self {
        match error {
            OutboxError::Stream(error) => error.into(),
            OutboxError::Store(error) => error.into(),
        }
    }
}
