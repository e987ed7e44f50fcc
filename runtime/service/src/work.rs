//! What a service does beside requests, as the compiler writes it down: jobs, periodic work, hooks.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use parseltongue_records::jobs::{Claimed, Queue};
use parseltongue_records::{Failure, Meaning, Record, StoreError};

use crate::Service;
use crate::core::Core;
use crate::every::Every;

/// Finds where a store keeps jobs, in the current world.
pub type Kept = fn() -> Result<Arc<dyn Queue>, StoreError>;

/// Everything that a service does beside requests.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    /// `job` lines.
    pub jobs: &'static [JobLine],
    /// `every` lines.
    pub periodic: &'static [Every],
    /// There is an `on_start`.
    pub on_start: bool,
    /// There is an `on_stop`.
    pub on_stop: bool,
    /// Where the store keeps jobs; none for a service that uses no store.
    pub queue: Option<Kept>,
}

impl Work {
    /// Nothing.
    pub const NONE: Work = Work { jobs: &[], periodic: &[], on_start: false, on_stop: false, queue: None };
}

/// A `job` line.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct JobLine {
    /// Its name in the store: `Exchange::SendReceipt`.
    pub kind: &'static str,
    /// How often it is tried again.
    pub retries: u32,
    /// The wait before it is tried again for the first time; each further one is twice as long.
    pub backoff: Duration,
    /// How long one attempt may take.
    pub deadline: Duration,
    /// How many a program does at one time.
    pub at_once: usize,
}

impl JobLine {
    /// A job that says nothing but its name.
    #[must_use]
    pub const fn new(kind: &'static str) -> JobLine {
        JobLine {
            kind,
            retries: 10,
            backoff: Duration::from_secs(5),
            deadline: Duration::from_secs(600),
            at_once: 16,
        }
    }

    /// `retries 5`
    #[must_use]
    pub const fn retries(mut self, retries: u32) -> JobLine {
        self.retries = retries;
        self
    }

    /// `backoff 1 s`
    #[must_use]
    pub const fn backoff(mut self, backoff: Duration) -> JobLine {
        self.backoff = backoff;
        self
    }

    /// `deadline 30 s`
    #[must_use]
    pub const fn deadline(mut self, deadline: Duration) -> JobLine {
        self.deadline = deadline;
        self
    }

    /// `at_once 4`
    #[must_use]
    pub const fn at_once(mut self, at_once: usize) -> JobLine {
        self.at_once = at_once;
        self
    }
}

/// Which of a service's duties is at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Which {
    /// The job of that number.
    Job(usize),
    /// The `every` of that number.
    Every(usize),
    /// `on_start`
    Start,
    /// `on_stop`
    Stop,
}

/// A duty at hand, as the generated match sees it.
pub struct Duty<'a, S: Service> {
    pub(crate) core: &'a Core<S>,
    pub(crate) which: Which,
    pub(crate) job: Option<&'a Claimed>,
}

impl<'a, S: Service> Duty<'a, S> {
    /// Which it is.
    #[must_use]
    pub fn which(&self) -> Which {
        self.which
    }

    /// What the job was given. One that was enqueued with older fields is read as older records are.
    ///
    /// # Errors
    /// When it cannot be read; trying again would change nothing.
    pub fn given<J: Record>(&self) -> Result<J, Setback> {
        let Some(job) = self.job else { return Err(Setback::last("nothing was given")) };
        let reader = J::reader(job.fingerprint, &job.schema)
            .map_err(|reason| Setback::last(format!("what it was given cannot be read: {reason}")))?;
        let read = reader.read(&mut &*job.payload);
        read.map_err(|error| Setback::last(format!("what it was given cannot be read: {error}")))
    }

    /// The service's shared lines.
    #[must_use]
    pub fn shared(&self) -> &'a S::Shared {
        &self.core.common.shared
    }

    /// This core's local lines.
    #[must_use]
    pub fn local(&self) -> &'a S::Local {
        &self.core.local
    }
}

impl<S: Service> fmt::Debug for Duty<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Duty").field("which", &self.which).finish_non_exhaustive()
    }
}

/// Why a duty was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setback {
    pub(crate) reason: String,
    /// Trying again would change nothing.
    pub(crate) is_last: bool,
}

impl Setback {
    pub(crate) fn new(reason: impl Into<String>) -> Setback {
        Setback { reason: reason.into(), is_last: false }
    }

    pub(crate) fn last(reason: impl Into<String>) -> Setback {
        Setback { reason: reason.into(), is_last: true }
    }
}

impl<E: Meaning> From<Failure<E>> for Setback {
    fn from(failure: Failure<E>) -> Setback {
        Setback::new(match &failure {
            Failure::Store(error) => error.to_string(),
            Failure::Stream(error) => error.to_string(),
            Failure::Invalid(report) => report.to_string(),
            other => {
                let problem = other.problem();
                problem.detail.unwrap_or_else(|| problem.title.to_owned())
            }
        })
    }
}
