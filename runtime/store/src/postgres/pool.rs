//! The threads that work for a store in PostgreSQL, and what waits for them.

use std::collections::VecDeque;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use parseltongue_cores::helper_thread;
use parseltongue_records::{ColumnValue, StoreError};
use tokio::sync::Semaphore;

use super::link::Gone;
use super::{Postgres, Target};
use crate::failure;
use crate::outbox::Outbox;
use crate::session::Session;
use crate::write::{Extent, Write, ended, handed_with};
use crate::writer::{Counters, Place, QUEUE_BYTES_MAX, QUEUE_MAX};

/// The fewest and the most connections of a store in PostgreSQL: two for each core of the machine.
pub(crate) const CONNECTIONS: std::ops::RangeInclusive<usize> = 4..=16;

/// How often work is done that meets others again and again.
const ATTEMPTS_MAX: u32 = 8;
/// How long the second attempt waits at most; each later one up to twice as long as that before it.
const PAUSE: Duration = Duration::from_millis(1);

/// The threads and their queue.
pub(crate) struct Pool {
    shared: Arc<Shared>,
    workers: Mutex<Vec<JoinHandle<()>>>,
}

struct Shared {
    target: Arc<Target>,
    outbox: Arc<Outbox>,
    counters: Arc<Counters>,
    jobs: Mutex<VecDeque<Job>>,
    /// A permit for each job that waits; closed with the store.
    waiting: Semaphore,
    queued_bytes: Arc<AtomicUsize>,
}

struct Job {
    work: Box<dyn Write>,
    /// Of work that is of no use to anybody but who waits for it.
    gone: Option<Arc<Gone>>,
    place: Place,
}

/// Notes that nobody waits when it is dropped.
struct Waiting(Arc<Gone>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.note();
    }
}

impl Pool {
    /// Starts the threads; each connects when it first has something to do.
    pub(crate) fn start(
        store: &str,
        target: Arc<Target>,
        outbox: Arc<Outbox>,
        counters: Arc<Counters>,
    ) -> io::Result<Pool> {
        let shared = Arc::new(Shared {
            target,
            outbox,
            counters,
            jobs: Mutex::default(),
            waiting: Semaphore::new(0),
            queued_bytes: Arc::default(),
        });
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let count = (cores * 2).clamp(*CONNECTIONS.start(), *CONNECTIONS.end());
        let mut workers = Vec::with_capacity(count);
        for number in 0..count {
            let postgres = Postgres::new(Arc::clone(&shared.target))?;
            let session = Session::of_postgres(postgres).with_outbox(Arc::clone(&shared.outbox));
            let working = Arc::clone(&shared);
            workers.push(helper_thread(&format!("{store} {number}"), move || run(&working, &session))?);
        }
        Ok(Pool { shared, workers: Mutex::new(workers) })
    }

    /// Looks at something. Who stops waiting for it stops it.
    pub(crate) async fn look<T: Send + 'static>(
        &self,
        binds: &[ColumnValue<'_>],
        look: impl FnOnce(&Session, &[ColumnValue<'_>]) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let binds: Vec<ColumnValue<'static>> = binds.iter().map(|it| it.clone().into_owned()).collect();
        let size_bytes = crate::words::size_bytes(&binds);
        let work = move |session: &Session| look(session, &binds);
        let (work, answer) = handed_with::<_, T, StoreError>(Extent::Look, size_bytes, work, None);
        let waiting = Waiting(Arc::default());
        self.push(work, Some(Arc::clone(&waiting.0)))?;
        let answered = answer.wait_for_look().await;
        drop(waiting);
        answered
    }

    /// Hands a write over.
    pub(crate) fn write(&self, write: Box<dyn Write>) -> Result<(), StoreError> {
        self.push(write, None)
    }

    fn push(&self, work: Box<dyn Write>, gone: Option<Arc<Gone>>) -> Result<(), StoreError> {
        let behind = |waiting: String| {
            StoreError::Unavailable(format!(
                "{waiting} wait for the database already: slow down, or give it more"
            ))
        };
        let place = Place::take(&self.shared.queued_bytes, work.size_bytes())
            .ok_or_else(|| behind(format!("{} MiB of values", QUEUE_BYTES_MAX >> 20)))?;
        let mut jobs = self.shared.jobs();
        if self.shared.waiting.is_closed() {
            return Err(ended());
        }
        if jobs.len() >= QUEUE_MAX {
            return Err(behind(format!("{QUEUE_MAX} queries and writes")));
        }
        jobs.push_back(Job { work, gone, place });
        self.shared.waiting.add_permits(1);
        Ok(())
    }

    /// Does what was handed over, then lets the connections go.
    pub(crate) fn close(&self) {
        {
            // Whoever pushes holds the same lock, so nothing comes behind what is there now.
            let _jobs = self.shared.jobs();
            self.shared.waiting.close();
        }
        let workers = std::mem::take(&mut *self.workers.lock().unwrap_or_else(PoisonError::into_inner));
        for worker in workers {
            if worker.join().is_err() {
                log::error!("a thread of the store panicked");
            }
        }
    }

    pub(crate) fn queued_bytes(&self) -> usize {
        self.shared.queued_bytes.load(Ordering::Relaxed)
    }

    pub(crate) fn target(&self) -> &Arc<Target> {
        &self.shared.target
    }
}

impl Shared {
    fn jobs(&self) -> MutexGuard<'_, VecDeque<Job>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next job; none when the store is closed and nothing is left.
    async fn next(&self) -> Option<Job> {
        if let Ok(permit) = self.waiting.acquire().await {
            permit.forget();
        }
        self.jobs().pop_front()
    }
}

/// Works until the store is closed.
fn run(shared: &Shared, session: &Session) {
    let Some(postgres) = session.postgres() else { return };
    loop {
        match postgres.idle(shared.next()) {
            Some(Some(job)) => serve(shared, session, postgres, job),
            Some(None) => return,
            // Lost, or not there: so that the store is known to be well before somebody asks for it.
            None => {
                let _ = postgres.connect();
            }
        }
    }
}

fn serve(shared: &Shared, session: &Session, postgres: &Postgres, job: Job) {
    let Job { mut work, gone, place } = job;
    drop(place);
    if gone.as_ref().is_some_and(|gone| gone.is_noted()) {
        return;
    }
    postgres.set_gone(gone);
    let is_look = work.extent() == Extent::Look;
    let outcome = attempts(session, postgres, &mut *work);
    postgres.set_gone(None);
    if !is_look {
        session.settle_messages(outcome == Done::Committed);
        shared.counters.note(1, &outcome.told());
    }
    work.answer(outcome.told());
}

/// How work ended.
#[derive(PartialEq)]
enum Done {
    Committed,
    /// It failed by itself, and says why.
    Failed,
    /// The database did not do it.
    Refused(String),
}

impl Done {
    fn told(&self) -> Result<(), StoreError> {
        match self {
            Done::Committed | Done::Failed => Ok(()),
            Done::Refused(reason) => Err(StoreError::Unavailable(reason.clone())),
        }
    }
}

fn attempts(session: &Session, postgres: &Postgres, work: &mut dyn Write) -> Done {
    let mut attempt = 1;
    loop {
        let done = once(session, postgres, work);
        let is_last = attempt == ATTEMPTS_MAX || done == Done::Committed || !work.is_at_hand();
        if !postgres.take_conflict() || is_last {
            return done;
        }
        session.settle_messages(false);
        // Those that met each other do not meet again at the same moment.
        let pause = PAUSE * (1 << attempt.min(6));
        std::thread::sleep(pause.mul_f64(rand_share()));
        attempt += 1;
    }
}

/// Between 0 and 1, from the bits of a time that nobody can know.
fn rand_share() -> f64 {
    use std::hash::{BuildHasher, RandomState};
    (RandomState::new().hash_one(0_u8) >> 11) as f64 / (1_u64 << 53) as f64
}

fn once(session: &Session, postgres: &Postgres, work: &mut dyn Write) -> Done {
    let refused = |fault: super::Fault| match failure::of_store(&fault.into()) {
        StoreError::Unavailable(reason) => Done::Refused(reason),
        other => Done::Refused(other.to_string()),
    };
    let begun = postgres.connect().and_then(|()| postgres.begin(work.extent()));
    if let Err(fault) = begun {
        postgres.roll_back();
        return refused(fault);
    }
    if work.attempt(session) {
        postgres.roll_back();
        return Done::Failed;
    }
    if postgres.is_broken() {
        postgres.roll_back();
        return refused(super::Fault::Other(
            "a query in the transaction failed, and the transaction went on: nothing of it was kept"
                .to_owned(),
        ));
    }
    match postgres.commit() {
        Ok(()) => Done::Committed,
        Err(fault) => refused(fault),
    }
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").field("target", &self.shared.target).finish_non_exhaustive()
    }
}
