//! One write on its way: what it does, how it ended, who waits for it.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use parseltongue_records::{StoreError, handover};
use tokio::sync::oneshot;

use crate::session::Session;

/// A write that the writer can do without knowing what it gives.
pub(crate) trait Write: Send {
    /// How much of a transaction it needs.
    fn extent(&self) -> Extent;

    /// About what it takes of memory while it waits.
    fn size_bytes(&self) -> usize;

    /// Does the work inside of the group's transaction. Work that fails has undone itself.
    fn work(&mut self, session: &Session);

    /// Does the work alone, inside of whatever the caller has begun. True when it failed, and undid
    /// nothing; work that can be done again stays at hand.
    #[cfg(feature = "postgres")]
    fn attempt(&mut self, session: &Session) -> bool;

    /// It can be attempted again.
    #[cfg(feature = "postgres")]
    fn is_at_hand(&self) -> bool;

    /// Answers, now that the group is committed or is not.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

/// What it takes for a write to be done whole or not at all.
#[cfg_attr(not(feature = "postgres"), allow(dead_code, reason = "of PostgreSQL alone"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// It looks, and writes nothing.
    Look,
    /// It is one statement.
    Statement,
    /// It looks at a record and then writes it in one statement: where others write meanwhile, the
    /// record is kept from them in between.
    Change,
    /// Several statements.
    Several,
    /// What a body does, which must be as if nobody else wrote meanwhile, and takes no longer than
    /// [`TRANSACTION_TIME_MAX`](crate::TRANSACTION_TIME_MAX).
    Body,
}

impl Extent {
    /// Where nobody else writes, it takes itself back when it fails.
    pub(crate) fn is_one_write(self) -> bool {
        matches!(self, Extent::Look | Extent::Statement | Extent::Change)
    }
}

/// How the work itself ended: with a value, an error of its own, or a panic.
type Worked<T, E> = Result<Result<T, E>, Box<dyn Any + Send>>;

struct Handed<F, T, E> {
    work: Option<F>,
    worked: Option<Worked<T, E>>,
    extent: Extent,
    /// Makes the same work anew, for another attempt.
    #[cfg_attr(not(feature = "postgres"), allow(dead_code, reason = "of PostgreSQL alone"))]
    copy: Option<fn(&F) -> F>,
    size_bytes: usize,
    caller: oneshot::Sender<Worked<T, E>>,
}

/// What waits for the answer to a write.
pub(crate) struct Answer<T, E>(oneshot::Receiver<Worked<T, E>>);

/// A write and what waits for its answer. Work of more than one write gets a savepoint of its own; a
/// statement that fails takes itself back. `size_bytes` is what the values in `work` take.
pub(crate) fn handed<F, T, E>(extent: Extent, size_bytes: usize, work: F) -> (Box<dyn Write>, Answer<T, E>)
where
    F: FnOnce(&Session) -> Result<T, E> + Clone + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    handed_with(extent, size_bytes, work, Some(F::clone))
}

/// The same of work that cannot be done again when other writes came in its way, unless `copy` says
/// how.
pub(crate) fn handed_with<F, T, E>(
    extent: Extent,
    size_bytes: usize,
    work: F,
    copy: Option<fn(&F) -> F>,
) -> (Box<dyn Write>, Answer<T, E>)
where
    F: FnOnce(&Session) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (caller, answer) = oneshot::channel();
    let write = Handed { work: Some(work), worked: None, extent, copy, size_bytes, caller };
    (Box::new(write), Answer(answer))
}

impl<F, T, E> Write for Handed<F, T, E>
where
    F: FnOnce(&Session) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn extent(&self) -> Extent {
        self.extent
    }

    fn size_bytes(&self) -> usize {
        self.size_bytes
    }

    fn work(&mut self, session: &Session) {
        let Some(work) = self.work.take() else { return };
        let is_one_statement = self.extent.is_one_write();
        let worked = catch_unwind(AssertUnwindSafe(|| {
            if is_one_statement { work(session) } else { in_savepoint(session, work) }
        }));
        if worked.is_err() && !is_one_statement {
            // The savepoint is still open. When it cannot be undone, SQLite has undone everything,
            // which the writer sees.
            let _ = session.run("ROLLBACK TO one").and_then(|()| session.run("RELEASE one"));
        }
        self.worked = Some(worked);
    }

    #[cfg(feature = "postgres")]
    fn attempt(&mut self, session: &Session) -> bool {
        let Some(work) = self.work.take() else { return true };
        self.work = self.copy.map(|copy| copy(&work));
        let worked = catch_unwind(AssertUnwindSafe(|| work(session)));
        let has_failed = !matches!(worked, Ok(Ok(_)));
        self.worked = Some(worked);
        has_failed
    }

    #[cfg(feature = "postgres")]
    fn is_at_hand(&self) -> bool {
        self.work.is_some()
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let worked = match (self.worked, committed) {
            // It failed by itself: the group's fate is nothing to it.
            (Some(worked @ (Err(_) | Ok(Err(_)))), _) | (Some(worked), Ok(())) => worked,
            (_, Err(error)) => Ok(Err(error.into())),
            (None, Ok(())) => Ok(Err(ended().into())),
        };
        // Nobody waits when the caller's deadline has passed. The write is what it is all the same.
        let _ = self.caller.send(worked);
    }
}

fn in_savepoint<T, E: From<StoreError>>(
    session: &Session,
    work: impl FnOnce(&Session) -> Result<T, E>,
) -> Result<T, E> {
    let run = |sql| session.run(sql).map_err(|error| crate::failure::of_store(&error));
    run("SAVEPOINT one")?;
    let worked = work(session);
    if worked.is_err() {
        // As above: what cannot be undone alone is undone with everything.
        let _ = run("ROLLBACK TO one");
    }
    let released = run("RELEASE one");
    let value = worked?;
    released?;
    Ok(value)
}

/// The error of a write that no writer takes.
pub(crate) fn ended() -> StoreError {
    StoreError::Unavailable("the store is closed".to_owned())
}

impl<T, E: From<StoreError>> Answer<T, E> {
    /// Waits for what was looked up. Nothing is lost when nobody waits any more.
    #[cfg(feature = "postgres")]
    pub(crate) async fn wait_for_look(self) -> Result<T, E> {
        Answer::outcome(self.0.await)
    }

    /// Waits until the write is on disk, or is not.
    ///
    /// # Panics
    /// With the panic of the work, if it panicked.
    pub(crate) async fn wait(self) -> Result<T, E> {
        Answer::outcome(handover::answer(self.0).await)
    }

    fn outcome(answered: Result<Worked<T, E>, oneshot::error::RecvError>) -> Result<T, E> {
        match answered {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => Err(ended().into()),
        }
    }
}
