//! Jobs: work that is kept here until a program has done it.
//!
//! A job is a row. Who takes it up writes a lease into it: a name, and the moment from which on
//! others may take it up, which is when it is *due* again. So a job whose program was killed is
//! found by the same look that finds those that wait. A job that is done is taken out; one that
//! failed for the last time stays, with the moment at which it died.

mod leases;
mod office;
mod tables;
mod work;

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use parseltongue_records::jobs::{
    Asking, Claimed, Depth, Job, JobEntry, JobState, Lease, NewJob, Queue, Room, SetBack, Terms,
};
use parseltongue_records::{Report, StoreError, Timestamp, Uuid};

use crate::Store;
use crate::engine::Engine;
use crate::open::{engine, jobs};
use crate::session::Session;
use crate::words::check;
use crate::write::{Extent, handed, handed_with};

pub(crate) use tables::create;

/// What a job is given may take so many bytes: it is work to be done, not a place for data.
pub const JOB_BYTES_MAX: usize = 1 << 20;

/// The jobs of one open store.
pub(crate) struct Jobs {
    engine: Arc<Engine>,
    /// Kinds of which this program has written the schema already.
    known: Mutex<Vec<(&'static str, u64)>>,
    listeners: RwLock<Vec<Box<dyn Fn() + Send + Sync>>>,
}

impl Jobs {
    pub(crate) fn of(engine: Arc<Engine>) -> Jobs {
        Jobs { engine, known: Mutex::default(), listeners: RwLock::default() }
    }

    /// Tells runners of this program that there is something new.
    pub(crate) fn ring(&self) {
        for listener in &*self.listeners.read().unwrap_or_else(PoisonError::into_inner) {
            listener();
        }
    }

    /// The schema stands in the store already.
    fn is_known(&self, job: &NewJob) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.contains(&(job.kind, job.fingerprint))
    }

    fn note(&self, kind: &'static str, fingerprint: u64) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.contains(&(kind, fingerprint)) {
            known.push((kind, fingerprint));
        }
    }

    /// Looks at the store; a function of its own, so that each method is one line.
    fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Session) -> Result<T, StoreError> + Send + 'static,
    ) -> Asking<T> {
        let engine = Arc::clone(&self.engine);
        Box::pin(async move { engine.read(&[], move |session, _| look(session)).await })
    }

    /// Hands work to the writer: one statement, or several.
    fn write<T: Send + 'static>(
        &self,
        extent: Extent,
        work: impl FnOnce(&Session) -> Result<T, StoreError> + Send + 'static,
    ) -> Asking<T> {
        let (write, answer) = handed_with(extent, 0, work, None);
        let handed_over = self.engine.write(write);
        Box::pin(async move {
            handed_over?;
            answer.wait().await
        })
    }
}

/// Adds a job; it is on disk when this is answered. Gives the job that will be done: this one, or
/// an equal one that `unique_for` speaks of.
///
/// # Errors
/// [`StoreError::Invalid`] when what it is given breaks its rules or is too large.
pub async fn enqueue<S: Store, J: Job<S>>(job: &J, terms: Terms) -> Result<Uuid, StoreError> {
    check(job)?;
    let job = checked(terms.of(job, Timestamp::now()))?;
    let jobs = jobs::<S>()?;
    let (kind, fingerprint, is_known) = (job.kind, job.fingerprint, jobs.is_known(&job));
    let extent = if work::is_several(&job, is_known) { Extent::Several } else { Extent::Statement };
    let (write, answer) =
        handed(extent, job.payload.len(), move |session: &Session| work::put(session, &job, is_known));
    engine::<S>()?.write(write)?;
    let id = answer.wait().await?;
    jobs.note(kind, fingerprint);
    jobs.ring();
    Ok(id)
}

/// Adds a job inside of a transaction.
pub(crate) fn put<S: Store, J: Job<S>>(session: &Session, job: &J, terms: Terms) -> Result<Uuid, StoreError> {
    check(job)?;
    // The transaction may be undone, and the schema with it: it is written each time.
    work::put(session, &checked(terms.of(job, Timestamp::now()))?, false)
}

/// The jobs of the store `S` in the current world: what a service's runner works from.
///
/// # Errors
/// When the store is not open there.
pub fn queue<S: Store>() -> Result<Arc<dyn Queue>, StoreError> {
    Ok(jobs::<S>()?)
}

fn checked(job: NewJob) -> Result<NewJob, StoreError> {
    let size = job.payload.len();
    if size <= JOB_BYTES_MAX {
        return Ok(job);
    }
    let mut report = Report::default();
    report.add("", "size", format!("takes {size} bytes, and a job is given at most {JOB_BYTES_MAX}"));
    Err(StoreError::Invalid(report))
}

impl Queue for Jobs {
    fn listen(&self, listener: Box<dyn Fn() + Send + Sync>) {
        self.listeners.write().unwrap_or_else(PoisonError::into_inner).push(listener);
    }

    fn next_due(&self, service: &'static str) -> Asking<Option<Timestamp>> {
        self.read(move |session| work::next_due(session, service))
    }

    fn claim(&self, room: Room, lease: Lease) -> Asking<Vec<Claimed>> {
        self.write(Extent::Several, move |session| work::claim(session, room, lease))
    }

    fn extend(&self, ids: Vec<Uuid>, lease: Lease) -> Asking<()> {
        self.write(Extent::Statement, move |session| work::extend(session, ids, lease))
    }

    fn done(&self, id: Uuid, holder: Uuid) -> Asking<bool> {
        self.write(Extent::Statement, move |session| work::done(session, id, holder))
    }

    fn set_back(&self, id: Uuid, holder: Uuid, now: Timestamp, to: SetBack) -> Asking<bool> {
        self.write(Extent::Statement, move |session| work::set_back(session, id, holder, now, &to))
    }

    fn list(
        &self,
        service: &'static str,
        state: JobState,
        after: Option<Uuid>,
        limit: usize,
    ) -> Asking<Vec<JobEntry>> {
        self.read(move |session| office::list(session, service, state, after, limit))
    }

    fn depths(&self, service: &'static str) -> Asking<Vec<Depth>> {
        self.read(move |session| office::depths(session, service))
    }

    fn retry(&self, id: Uuid, now: Timestamp) -> Asking<bool> {
        let retried = self.write(Extent::Statement, move |session| office::retry(session, id, now));
        self.ring();
        retried
    }

    fn delete(&self, id: Uuid) -> Asking<bool> {
        self.write(Extent::Statement, move |session| office::delete(session, id))
    }

    fn pause(&self, kind: String, is_paused: bool) -> Asking<()> {
        self.write(Extent::Statement, move |session| office::pause(session, &kind, is_paused))
    }

    fn lead(&self, name: String, lease: Lease) -> Asking<bool> {
        self.write(Extent::Statement, move |session| leases::lead(session, &name, lease))
    }

    fn step_down(&self, name: String, holder: Uuid) -> Asking<()> {
        self.write(Extent::Statement, move |session| leases::step_down(session, &name, holder))
    }

    fn last_kept(&self, name: String, now: Timestamp) -> Asking<Timestamp> {
        self.write(Extent::Several, move |session| leases::last_kept(session, &name, now))
    }

    fn keep(&self, name: String, moment: Timestamp) -> Asking<bool> {
        self.write(Extent::Statement, move |session| leases::keep(session, &name, moment))
    }
}

impl std::fmt::Debug for Jobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Jobs").field("engine", &self.engine).finish_non_exhaustive()
    }
}
