//! An open store: a file with its writer and a reader for each core, or memory behind a lock.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::JoinHandle;

use parseltongue_cores::helper_thread;
use parseltongue_records::{ColumnValue, StoreError};

use crate::failure;
use crate::outbox::Outbox;
#[cfg(feature = "postgres")]
use crate::postgres::{Pool, Postgres, Target};
use crate::session::Session;
use crate::write::{Write, ended};
use crate::writer::{self, Counters, Message, Place, QUEUE_BYTES_MAX, QUEUE_MAX};

/// What a store has done since it was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statistics {
    /// Writes that were committed, those that failed by themselves among them.
    pub writes: u64,
    /// Transactions that they took: fewer, because the writer groups them.
    pub commits: u64,
    /// Transactions that could not be committed; everything in them was answered so.
    pub failures: u64,
}

/// An open store.
#[derive(Debug)]
pub(crate) struct Engine {
    kind: Kind,
    outbox: Arc<Outbox>,
    counters: Arc<Counters>,
}

enum Kind {
    File {
        path: PathBuf,
        queue: SyncSender<Message>,
        /// What the values of the writes in the queue take.
        queued_bytes: Arc<AtomicUsize>,
        writer: Mutex<Option<JoinHandle<()>>>,
    },
    #[cfg(feature = "postgres")]
    Postgres(Pool),
    /// Another core can hold this lock, but only for as long as SQLite works in memory: a few
    /// microseconds, or what a transaction's own code takes.
    Memory(Mutex<Option<Session>>),
}

impl Engine {
    /// A store in memory.
    pub(crate) fn of_memory(session: Session, outbox: Arc<Outbox>) -> Engine {
        let session = session.with_outbox(Arc::clone(&outbox));
        Engine { kind: Kind::Memory(Mutex::new(Some(session))), outbox, counters: Arc::default() }
    }

    /// A store in a file; starts its writer. Called on a housekeeping thread, so that the writer
    /// does not sit on a core that was promised to something else.
    pub(crate) fn of_file(
        name: &str,
        path: PathBuf,
        session: Session,
        outbox: Arc<Outbox>,
    ) -> std::io::Result<Engine> {
        let session = session.with_outbox(Arc::clone(&outbox));
        let (queue, queued) = sync_channel(QUEUE_MAX);
        let counters = Arc::new(Counters::default());
        let counted = Arc::clone(&counters);
        let writer =
            helper_thread(&format!("{name} writer"), move || writer::run(session, &queued, &counted))?;
        let writer = Mutex::new(Some(writer));
        Ok(Engine {
            kind: Kind::File { path, queue, queued_bytes: Arc::default(), writer },
            outbox,
            counters,
        })
    }

    /// A store in PostgreSQL; starts the threads that work for it.
    #[cfg(feature = "postgres")]
    pub(crate) fn of_postgres(
        name: &str,
        target: Arc<Target>,
        outbox: Arc<Outbox>,
    ) -> std::io::Result<Engine> {
        let counters = Arc::new(Counters::default());
        let pool = Pool::start(name, target, Arc::clone(&outbox), Arc::clone(&counters))?;
        Ok(Engine { kind: Kind::Postgres(pool), outbox, counters })
    }

    /// A connection of its own to a database that other programs use as well; none to one that is this program's
    /// alone.
    #[cfg(feature = "postgres")]
    pub(crate) fn own_session(&self) -> Option<std::io::Result<Session>> {
        match &self.kind {
            #[cfg(feature = "postgres")]
            Kind::Postgres(pool) => Some(Postgres::new(Arc::clone(pool.target())).map(Session::of_postgres)),
            Kind::File { .. } | Kind::Memory(_) => None,
        }
    }

    /// Other programs may use the same database.
    pub(crate) fn is_shared(&self) -> bool {
        match &self.kind {
            #[cfg(feature = "postgres")]
            Kind::Postgres(_) => true,
            Kind::File { .. } | Kind::Memory(_) => false,
        }
    }

    /// What keeps the store from being used right now.
    pub(crate) fn trouble(&self) -> Option<String> {
        match &self.kind {
            #[cfg(feature = "postgres")]
            Kind::Postgres(pool) => pool.target().trouble(),
            Kind::File { .. } | Kind::Memory(_) => None,
        }
    }

    /// Hands over what stands in the outbox from now on.
    pub(crate) fn begin(self: &Arc<Self>) {
        self.outbox.begin(self);
    }

    /// Messages that were committed and wait for their streams.
    pub(crate) fn waiting_messages(&self) -> u64 {
        self.outbox.waiting()
    }

    /// Looks at something, with values that are bound: on the calling thread, or where there is a connection.
    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        binds: &[ColumnValue<'_>],
        look: impl FnOnce(&Session, &[ColumnValue<'_>]) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        match &self.kind {
            Kind::Memory(_) | Kind::File { .. } => self.read_here(|session| look(session, binds)),
            #[cfg(feature = "postgres")]
            Kind::Postgres(pool) => pool.look(binds, look).await,
        }
    }

    /// Looks at something on the calling thread, in a store that is this program's alone.
    pub(crate) fn read_here<T>(
        self: &Arc<Self>,
        look: impl FnOnce(&Session) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match &self.kind {
            Kind::Memory(session) => {
                let session = session.lock().unwrap_or_else(PoisonError::into_inner);
                look(session.as_ref().ok_or_else(ended)?)
            }
            Kind::File { path, .. } => {
                look(&*Readers::of(self, path).map_err(|error| failure::of_sqlite(&error))?)
            }
            #[cfg(feature = "postgres")]
            Kind::Postgres(_) => Err(ended()),
        }
    }

    /// Hands a write over. A store in memory has done it when this returns.
    pub(crate) fn write(&self, write: Box<dyn Write>) -> Result<(), StoreError> {
        match &self.kind {
            Kind::Memory(session) => {
                let session = session.lock().unwrap_or_else(PoisonError::into_inner);
                writer::alone(session.as_ref().ok_or_else(ended)?, write, &self.counters);
                Ok(())
            }
            #[cfg(feature = "postgres")]
            Kind::Postgres(pool) => pool.write(write),
            Kind::File { queue, queued_bytes, .. } => {
                let place = Place::take(queued_bytes, write.size_bytes())
                    .ok_or_else(|| behind(format_args!("{} MiB of writes", QUEUE_BYTES_MAX >> 20)))?;
                queue.try_send(Message::Write(write, place)).map_err(|error| match error {
                    TrySendError::Full(_) => behind(format_args!("{QUEUE_MAX} writes")),
                    TrySendError::Disconnected(_) => ended(),
                })
            }
        }
    }

    /// Does what was handed over, then lets go of the file.
    pub(crate) fn close(&self) {
        self.outbox.close();
        match &self.kind {
            Kind::Memory(session) => {
                drop(session.lock().unwrap_or_else(PoisonError::into_inner).take());
            }
            #[cfg(feature = "postgres")]
            Kind::Postgres(pool) => pool.close(),
            Kind::File { queue, writer, .. } => {
                let writer = writer.lock().unwrap_or_else(PoisonError::into_inner).take();
                // No writer is left to take the message when it was closed before.
                if let Some(writer) = writer {
                    let _ = queue.send(Message::Close);
                    let _ = writer.join();
                }
            }
        }
    }

    /// Bytes of the values of the writes that wait; a store in memory lets none wait.
    pub(crate) fn queued_bytes(&self) -> usize {
        match &self.kind {
            Kind::Memory(_) => 0,
            Kind::File { queued_bytes, .. } => queued_bytes.load(Ordering::Relaxed),
            #[cfg(feature = "postgres")]
            Kind::Postgres(pool) => pool.queued_bytes(),
        }
    }

    pub(crate) fn statistics(&self) -> Statistics {
        // Counts of their own: nothing else is read by them.
        Statistics {
            writes: self.counters.writes.load(Ordering::Relaxed),
            commits: self.counters.commits.load(Ordering::Relaxed),
            failures: self.counters.failures.load(Ordering::Relaxed),
        }
    }
}

/// The error of a write that finds no room in the queue.
fn behind(waiting: std::fmt::Arguments<'_>) -> StoreError {
    StoreError::Unavailable(format!(
        "{waiting} wait for the disk already: slow down, or give the store a faster disk"
    ))
}

impl Drop for Engine {
    /// A world that was not stopped in order still leaves no thread behind.
    fn drop(&mut self) {
        self.close();
    }
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Kind::File { path, .. } => f.debug_tuple("File").field(path).finish(),
            Kind::Memory(_) => f.write_str("Memory"),
            #[cfg(feature = "postgres")]
            Kind::Postgres(pool) => pool.fmt(f),
        }
    }
}

/// The thread's readers: one for each store that it has read from, of whichever world.
#[derive(Default)]
struct Readers(Vec<(Weak<Engine>, Rc<Session>)>);

thread_local! {
    static READERS: RefCell<Readers> = RefCell::default();
}

impl Readers {
    /// The reader of that store, opened at its first use. A weak reference keeps the engine's
    /// address from being used again, so equal addresses are one store.
    fn of(engine: &Arc<Engine>, path: &std::path::Path) -> rusqlite::Result<Rc<Session>> {
        READERS.with_borrow_mut(|readers| {
            let known = readers.0.iter().find(|(of, _)| std::ptr::eq(of.as_ptr(), Arc::as_ptr(engine)));
            if let Some((_, session)) = known {
                return Ok(Rc::clone(session));
            }
            // Those of worlds that have ended.
            readers.0.retain(|(of, _)| of.strong_count() > 0);
            let session = Rc::new(Session::of_reader(path)?);
            readers.0.push((Arc::downgrade(engine), Rc::clone(&session)));
            Ok(session)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};

    use super::*;
    use crate::write::{Extent, handed, handed_with};

    fn nothing() -> Box<dyn Write> {
        of_bytes(0)
    }

    fn of_bytes(size_bytes: usize) -> Box<dyn Write> {
        handed(Extent::Statement, size_bytes, |_: &Session| Ok::<_, StoreError>(())).0
    }

    /// A store whose writer is at a write that ends when the sender is dropped.
    fn busy(directory: &std::path::Path) -> (Engine, Sender<()>) {
        let path = directory.join("queue.db");
        let session = Session::of_file(&path).unwrap();
        session.connection().execute_batch(crate::outbox::CREATE).unwrap();
        let outbox = Outbox::open("Queue", Arc::default(), &session).unwrap();
        let engine = Engine::of_file("Queue", path, session, outbox).unwrap();
        let (begun, has_begun) = channel();
        let (open, gate) = channel::<()>();
        let work = move |_: &Session| {
            begun.send(()).unwrap();
            let _ = gate.recv();
            Ok::<_, StoreError>(())
        };
        let (busy, _) = handed_with(Extent::Statement, 0, work, None);
        engine.write(busy).unwrap();
        has_begun.recv().unwrap();
        (engine, open)
    }

    #[test]
    fn a_store_that_is_behind_says_so_and_recovers() {
        let directory = tempfile::tempdir().unwrap();
        let (engine, open) = busy(directory.path());
        for _ in 0..QUEUE_MAX {
            engine.write(nothing()).unwrap();
        }
        let said = engine.write(nothing()).unwrap_err().to_string();
        assert_eq!(said, "4096 writes wait for the disk already: slow down, or give the store a faster disk");
        drop(open);
        engine.close();
        assert_eq!(engine.statistics().writes, QUEUE_MAX as u64 + 1);
        assert_eq!(engine.write(nothing()).unwrap_err().to_string(), "the store is closed");
    }

    #[test]
    fn large_writes_that_wait_are_bounded_by_their_bytes() {
        let directory = tempfile::tempdir().unwrap();
        let (engine, open) = busy(directory.path());
        // A single one may be larger than all together.
        engine.write(of_bytes(QUEUE_BYTES_MAX + 1)).unwrap();
        let said = engine.write(of_bytes(1)).unwrap_err().to_string();
        assert_eq!(
            said,
            "64 MiB of writes wait for the disk already: slow down, or give the store a faster disk"
        );
        let Kind::File { queued_bytes, .. } = &engine.kind else { panic!("it is in a file") };
        assert_eq!(queued_bytes.load(Ordering::Relaxed), QUEUE_BYTES_MAX + 1);
        drop(open);
        engine.close();
        assert_eq!(queued_bytes.load(Ordering::Relaxed), 0, "what was taken out is room again");
        assert_eq!(engine.statistics().writes, 2);
    }
}
