//! Jobs: work that a store keeps until it is done, and who does it.
//!
//! A service declares a job, a body enqueues it, the store keeps it, and the service's runner takes
//! it up. None of them knows the others: they meet in [`Job`], [`Terms`] and [`Queue`].

use std::future::Future;
use std::pin::Pin;

use crate::{Record, StoreError, Timestamp, Uuid};

/// What a job is given: a record that a service's `job` line declares, kept in the store `S`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no job that the store `{S}` keeps",
    label = "a job is needed here",
    note = "a service declares one with `job {Self} (…) {{ … }}`, and keeps it in the store that it `uses`"
)]
pub trait Job<S>: Record {
    /// The service that does it.
    const SERVICE: &'static str;
    /// Its name in the store: `Exchange::SendReceipt`.
    const JOB: &'static str;
}

/// Which jobs are taken up first. One of a lower priority waits for as long as others are due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// `priority high`
    High,
    /// `priority normal`, what a job has that says nothing
    #[default]
    Normal,
    /// `priority low`
    Low,
}

impl Priority {
    /// All of them, the first first.
    pub const ALL: [Priority; 3] = [Priority::High, Priority::Normal, Priority::Low];

    /// The word of the language.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Priority::High => "high",
            Priority::Normal => "normal",
            Priority::Low => "low",
        }
    }
}

/// What stands behind a job that is enqueued: `after 5 minutes priority high unique_for 1 hour`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terms {
    due: Due,
    priority: Priority,
    unique_for: Option<std::time::Duration>,
}

#[derive(Clone, Copy, Debug, Default)]
enum Due {
    #[default]
    Now,
    After(std::time::Duration),
    At(Timestamp),
}

impl Terms {
    /// Now, of normal priority, as often as it is asked for.
    #[must_use]
    pub const fn new() -> Terms {
        Terms { due: Due::Now, priority: Priority::Normal, unique_for: None }
    }

    /// `after 5 minutes`
    #[must_use]
    pub const fn after(mut self, delay: std::time::Duration) -> Terms {
        self.due = Due::After(delay);
        self
    }

    /// `at moment`
    #[must_use]
    pub fn at(mut self, moment: Timestamp) -> Terms {
        self.due = Due::At(moment);
        self
    }

    /// `priority high`
    #[must_use]
    pub const fn priority(mut self, priority: Priority) -> Terms {
        self.priority = priority;
        self
    }

    /// `unique_for 1 hour`
    #[must_use]
    pub const fn unique_for(mut self, time: std::time::Duration) -> Terms {
        self.unique_for = Some(time);
        self
    }

    /// The job on these terms, enqueued at `now`.
    #[must_use]
    pub fn of<S, J: Job<S>>(self, job: &J, now: Timestamp) -> NewJob {
        let mut payload = Vec::new();
        job.encode(&mut payload);
        NewJob {
            service: J::SERVICE,
            kind: J::JOB,
            fingerprint: J::FINGERPRINT,
            fields: J::FIELDS,
            payload,
            priority: self.priority,
            enqueued_at: now,
            due: match self.due {
                Due::Now => now,
                Due::After(delay) => later(now, delay),
                Due::At(moment) => moment,
            },
            unique_until: self.unique_for.map(|time| later(now, time)),
        }
    }
}

/// So long after a moment, at most [`Timestamp::MAX`].
#[must_use]
pub fn later(moment: Timestamp, by: std::time::Duration) -> Timestamp {
    let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
    Timestamp::from_microseconds(moment.as_microseconds().saturating_add(by)).unwrap_or(Timestamp::MAX)
}

/// A job on its way into a store.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// [`Job::SERVICE`]
    pub service: &'static str,
    /// [`Job::JOB`]
    pub kind: &'static str,
    /// The schema of `payload`.
    pub fingerprint: u64,
    /// The fields behind that fingerprint.
    pub fields: &'static [crate::Field],
    /// The record as the language encodes it.
    pub payload: Vec<u8>,
    /// See [`Priority`].
    pub priority: Priority,
    /// When it was asked for.
    pub enqueued_at: Timestamp,
    /// Not before this.
    pub due: Timestamp,
    /// Until then an equal one is not added.
    pub unique_until: Option<Timestamp>,
}

/// How many jobs a runner can take up.
#[derive(Clone, Debug)]
pub struct Room {
    /// Of which service.
    pub service: &'static str,
    /// Of each kind.
    pub kinds: Vec<(&'static str, usize)>,
    /// Of all together.
    pub most: usize,
}

/// A program's claim: who takes up, now, and until when it is that one's.
#[derive(Clone, Copy, Debug)]
pub struct Lease {
    /// The program that runs, by a name that no other one ever has.
    pub holder: Uuid,
    /// The time of day.
    pub now: Timestamp,
    /// From then on others may take it up, unless the lease was made longer.
    pub until: Timestamp,
}

/// A job that was taken up.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimed {
    /// Its number.
    pub id: Uuid,
    /// [`Job::JOB`]
    pub kind: String,
    /// Which attempt this is, counted from 1.
    pub attempt: u32,
    /// When it was due.
    pub due: Timestamp,
    /// The schema of `payload`, and that schema as text ([`crate::versions::schema`]).
    pub fingerprint: u64,
    /// See `fingerprint`.
    pub schema: String,
    /// The record as the language encodes it.
    pub payload: Vec<u8>,
}

/// What becomes of a job that was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetBack {
    /// It failed and is tried again then.
    Retry {
        /// When.
        due: Timestamp,
        /// Why it failed.
        reason: String,
    },
    /// It goes on the dead list.
    Dead {
        /// Why.
        reason: String,
    },
    /// It did not get to its end, through no fault of its own: the attempt does not count.
    GiveBack,
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// It waits until it is due, or for room.
    Waiting,
    /// A program has taken it up.
    Running,
    /// It failed for the last time.
    Dead,
}

/// A job as an operator sees it. What it was given is not shown: it may hold secrets.
#[derive(Clone, Debug, PartialEq)]
pub struct JobEntry {
    /// Its number.
    pub id: Uuid,
    /// [`Job::JOB`]
    pub kind: String,
    /// Where it stands.
    pub state: JobState,
    /// How often it was taken up.
    pub attempts: u32,
    /// See [`Priority`].
    pub priority: Priority,
    /// When it was asked for.
    pub enqueued_at: Timestamp,
    /// When it is due; while it runs, when its lease ends; for a dead one, when it died.
    pub due: Timestamp,
    /// Why it failed last.
    pub reason: Option<String>,
}

/// How many jobs of one kind there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Depth {
    /// [`Job::JOB`]
    pub kind: String,
    /// Those that wait, whether they are due or not.
    pub waiting: u64,
    /// Those that a program has taken up.
    pub running: u64,
    /// Those on the dead list.
    pub dead: u64,
    /// The earliest moment at which one that waits is due.
    pub oldest_due: Option<Timestamp>,
    /// No job of the kind is taken up.
    pub is_paused: bool,
}

/// An answer of a store that is waited for.
pub type Asking<T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send>>;

/// The jobs that a store keeps. Every method may fail as the store fails; what is answered is on disk.
#[allow(clippy::missing_errors_doc, reason = "all fail as the store fails")]
pub trait Queue: Send + Sync {
    /// Calls `listener` whenever this program has added a job from now on.
    fn listen(&self, listener: Box<dyn Fn() + Send + Sync>);

    /// When the next job of a service is due.
    fn next_due(&self, service: &'static str) -> Asking<Option<Timestamp>>;

    /// Takes jobs up that are due, those of a higher priority first.
    fn claim(&self, room: Room, lease: Lease) -> Asking<Vec<Claimed>>;

    /// Makes the leases of jobs longer that their holder still has.
    fn extend(&self, ids: Vec<Uuid>, lease: Lease) -> Asking<()>;

    /// Takes a job out that its holder has done; false when another has taken it up meanwhile.
    fn done(&self, id: Uuid, holder: Uuid) -> Asking<bool>;

    /// Puts a job back that its holder has not done; false when another has taken it up meanwhile.
    fn set_back(&self, id: Uuid, holder: Uuid, now: Timestamp, to: SetBack) -> Asking<bool>;

    /// At most `limit` jobs of a service in that state behind one, in the order in which they were asked for.
    fn list(
        &self,
        service: &'static str,
        state: JobState,
        after: Option<Uuid>,
        limit: usize,
    ) -> Asking<Vec<JobEntry>>;

    /// How many jobs of each kind of a service there are.
    fn depths(&self, service: &'static str) -> Asking<Vec<Depth>>;

    /// Has a job that waits or is dead taken up again at `now`, with all its attempts; false when there is none.
    fn retry(&self, id: Uuid, now: Timestamp) -> Asking<bool>;

    /// Takes a job out that does not run; false when there is none.
    fn delete(&self, id: Uuid) -> Asking<bool>;

    /// Lets no job of a kind be taken up any more, or lets them again.
    fn pause(&self, kind: String, is_paused: bool) -> Asking<()>;

    /// Takes or keeps the lease of that name; false while another holds it.
    fn lead(&self, name: String, lease: Lease) -> Asking<bool>;

    /// Lets the lease of that name go, if it is that holder's.
    fn step_down(&self, name: String, holder: Uuid) -> Asking<()>;

    /// When the timetable of that name was last kept; now, if never before.
    fn last_kept(&self, name: String, now: Timestamp) -> Asking<Timestamp>;

    /// Notes that the timetable of that name is kept at `moment`; false when another program has.
    fn keep(&self, name: String, moment: Timestamp) -> Asking<bool>;
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_moment_beyond_the_last_is_the_last() {
        assert_eq!(later(Timestamp::MAX, Duration::from_secs(1)), Timestamp::MAX);
        assert_eq!(later(Timestamp::EPOCH, Duration::MAX), Timestamp::MAX);
        let second = Timestamp::from_microseconds(1_000_000).unwrap();
        assert_eq!(later(Timestamp::EPOCH, Duration::from_secs(1)), second);
    }
}
