//! How long a handler may take, and what its panic may break.
//!
//! Most handlers are done when they are polled first. Only one that is not gets a timer.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use parseltongue_records::handover;
use tokio::time::{Instant, sleep_until};

/// How guarded work ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Guarded<T> {
    /// With a value.
    Done(T),
    /// Its time was over; it has been dropped.
    Late,
    /// It panicked.
    Panicked,
}

/// Runs `work`, at most until `limit` after `begun`. A panic in it ends it and nothing else. While it waits for a
/// write that it has handed over, it is not late: the write will be on disk whatever it is told.
pub(crate) async fn guard<F: Future>(work: F, begun: Instant, limit: Option<Duration>) -> Guarded<F::Output> {
    let mut work = pin!(work);
    let first = poll_fn(|cx| Poll::Ready(caught(work.as_mut(), cx))).await;
    if let Poll::Ready(done) = first {
        return done;
    }
    let Some(limit) = limit else {
        return poll_fn(|cx| caught(work.as_mut(), cx)).await;
    };
    let mut over = pin!(sleep_until(begun + limit));
    poll_fn(|cx| {
        // What another body on this core has left there.
        handover::take_is_waiting();
        match caught(work.as_mut(), cx) {
            Poll::Ready(done) => Poll::Ready(done),
            Poll::Pending if handover::take_is_waiting() => Poll::Pending,
            Poll::Pending => over.as_mut().poll(cx).map(|()| Guarded::Late),
        }
    })
    .await
}

/// The output of `work`, or none if it takes longer than `limit`.
pub(crate) async fn within<F: Future>(limit: Duration, work: F) -> Option<F::Output> {
    let mut work = pin!(work);
    let first = poll_fn(|cx| Poll::Ready(work.as_mut().poll(cx))).await;
    if let Poll::Ready(done) = first {
        return Some(done);
    }
    tokio::time::timeout(limit, work).await.ok()
}

/// Polls once. Handlers share nothing that a panic could leave half done: the lines of a service
/// are atomics and cells that are set at once, all else is the handler's own and is dropped.
fn caught<F: Future>(work: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<Guarded<F::Output>> {
    match catch_unwind(AssertUnwindSafe(|| work.poll(cx))) {
        Ok(Poll::Ready(value)) => Poll::Ready(Guarded::Done(value)),
        Ok(Poll::Pending) => Poll::Pending,
        Err(_) => Poll::Ready(Guarded::Panicked),
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn work_that_is_done_at_once_needs_no_timer() {
        assert_eq!(guard(ready(7), Instant::now(), Some(Duration::ZERO)).await, Guarded::Done(7));
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_takes_too_long_is_late() {
        assert_eq!(
            guard(pending::<()>(), Instant::now(), Some(Duration::from_millis(50))).await,
            Guarded::Late
        );
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_waits_for_a_write_is_late_only_behind_it() {
        let write = || handover::answer(tokio::time::sleep(Duration::from_millis(80)));
        let limit = Some(Duration::from_millis(50));
        assert_eq!(guard(write(), Instant::now(), limit).await, Guarded::Done(()));
        let goes_on = async {
            write().await;
            pending::<()>().await;
        };
        assert_eq!(guard(goes_on, Instant::now(), limit).await, Guarded::Late);
    }

    #[tokio::test(start_paused = true)]
    async fn a_panic_is_caught_at_any_poll() {
        assert_eq!(guard(async { panic!("at once") }, Instant::now(), None).await, Guarded::<()>::Panicked);
        let later = async {
            tokio::task::yield_now().await;
            panic!("later")
        };
        assert_eq!(guard(later, Instant::now(), None).await, Guarded::<()>::Panicked);
    }

    #[tokio::test(start_paused = true)]
    async fn work_within_its_limit_gives_its_output() {
        assert_eq!(within(Duration::from_secs(1), ready(1)).await, Some(1));
        assert_eq!(within(Duration::from_secs(1), pending::<()>()).await, None);
    }
}
