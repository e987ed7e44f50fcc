//! Jobs: the runner that takes them up on each core of a service, and what an operator may do with them.
//!
//! A store keeps the jobs, and this room knows it as a [`Queue`] only. Each core of the service has
//! a runner; together they keep to the limits of the program, which stand on one bench. A job
//! that is taken up is the program's for as long as it says so: once in ten seconds it makes its
//! leases longer, and when it is killed others take its jobs up after thirty.

mod backoff;
mod bench;
mod meters;
mod runner;

use std::sync::Arc;

use parseltongue_cores::World;
use parseltongue_records::jobs::{Depth, JobEntry, JobState, Queue};
use parseltongue_records::{StoreError, Timestamp, Uuid};

use crate::Service;

pub(crate) use bench::Bench;
pub use bench::JOBS_AT_ONCE_MAX;
pub(crate) use meters::{JobMeter, show};
pub(crate) use runner::run;

/// The most jobs that a page of [`list`] has.
pub const JOBS_LISTED_MAX: usize = 1_000;

/// At most `limit` jobs of the service `S` in that state behind one, in the order in which they were asked for.
///
/// # Errors
/// When the store cannot be read, or the service has no jobs.
pub async fn list<S: Service>(
    state: JobState,
    after: Option<Uuid>,
    limit: usize,
) -> Result<Vec<JobEntry>, StoreError> {
    queue::<S>()?.list(S::NAME, state, after, limit.min(JOBS_LISTED_MAX)).await
}

/// How many jobs of each kind the service `S` has.
///
/// # Errors
/// As [`list`].
pub async fn depths<S: Service>() -> Result<Vec<Depth>, StoreError> {
    queue::<S>()?.depths(S::NAME).await
}

/// Has a job that waits or is dead taken up now, with all its attempts; false when there is none.
///
/// # Errors
/// When the store cannot be written.
pub async fn retry<S: Service>(id: Uuid) -> Result<bool, StoreError> {
    queue::<S>()?.retry(id, Timestamp::now()).await
}

/// Takes a job out that does not run; false when there is none.
///
/// # Errors
/// As [`retry`].
pub async fn delete<S: Service>(id: Uuid) -> Result<bool, StoreError> {
    queue::<S>()?.delete(id).await
}

/// Lets no job of a kind (`Exchange::SendReceipt`) be taken up any more, in all programs of the
/// store, until [`resume`]. Those that run go on.
///
/// # Errors
/// As [`retry`].
pub async fn pause<S: Service>(kind: &str) -> Result<(), StoreError> {
    queue::<S>()?.pause(kind.to_owned(), true).await
}

/// Lets jobs of a kind be taken up again.
///
/// # Errors
/// As [`retry`].
pub async fn resume<S: Service>(kind: &str) -> Result<(), StoreError> {
    queue::<S>()?.pause(kind.to_owned(), false).await
}

/// Where the jobs of `S` are kept, in the current world.
pub(crate) fn queue<S: Service>() -> Result<Arc<dyn Queue>, StoreError> {
    debug_assert!(World::try_current().is_some(), "the store is found in the world");
    let none = || StoreError::Unavailable(format!("the service {} keeps no jobs", S::NAME));
    S::WORK.queue.ok_or_else(none)?()
}
