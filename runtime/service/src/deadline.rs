//! How long a handler may take, and what its panic may break.
//!
//! Most handlers are done when they are polled first. Only one that is not gets a timer. An `async fn` would keep
//! its arguments twice; each request is one allocation with all of this in it, so they are blocks.

#![expect(clippy::manual_async_fn, reason = "an `async fn` keeps its arguments twice")]

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
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
pub(crate) fn guard<F: Future>(
    mut work: Pin<&mut F>,
    begun: Instant,
    limit: Option<Duration>,
) -> impl Future<Output = Guarded<F::Output>> {
    async move {
        let first = poll_fn(|cx| Poll::Ready(caught(work.as_mut(), cx))).await;
        if let Poll::Ready(done) = first {
            return done;
        }
        let Some(limit) = limit else {
            return poll_fn(|cx| caught(work.as_mut(), cx)).await;
        };
        // On the heap: few handlers come here, and the others would carry its place about.
        let mut over = Box::pin(sleep_until(begun + limit));
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
}

/// The output of `work`, or none if it takes longer than `limit`.
pub(crate) fn within<F: Future>(
    limit: Duration,
    mut work: Pin<&mut F>,
) -> impl Future<Output = Option<F::Output>> {
    async move {
        let first = poll_fn(|cx| Poll::Ready(work.as_mut().poll(cx))).await;
        if let Poll::Ready(done) = first {
            return Some(done);
        }
        // On the heap: most work is done by now, and would carry its place about.
        Box::pin(tokio::time::timeout(limit, work)).await.ok()
    }
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
    use std::pin::pin;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn work_that_is_done_at_once_needs_no_timer() {
        assert_eq!(guard(pin!(ready(7)), Instant::now(), Some(Duration::ZERO)).await, Guarded::Done(7));
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_takes_too_long_is_late() {
        assert_eq!(
            guard(pin!(pending::<()>()), Instant::now(), Some(Duration::from_millis(50))).await,
            Guarded::Late
        );
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_waits_for_a_write_is_late_only_behind_it() {
        let write = || handover::answer(tokio::time::sleep(Duration::from_millis(80)));
        let limit = Some(Duration::from_millis(50));
        assert_eq!(guard(pin!(write()), Instant::now(), limit).await, Guarded::Done(()));
        let goes_on = async {
            write().await;
            pending::<()>().await;
        };
        assert_eq!(guard(pin!(goes_on), Instant::now(), limit).await, Guarded::Late);
    }

    #[tokio::test(start_paused = true)]
    async fn a_panic_is_caught_at_any_poll() {
        assert_eq!(
            guard(pin!(async { panic!("at once") }), Instant::now(), None).await,
            Guarded::<()>::Panicked
        );
        let later = async {
            tokio::task::yield_now().await;
            panic!("later")
        };
        assert_eq!(guard(pin!(later), Instant::now(), None).await, Guarded::<()>::Panicked);
    }

    #[tokio::test(start_paused = true)]
    async fn work_within_its_limit_gives_its_output() {
        assert_eq!(within(Duration::from_secs(1), pin!(ready(1))).await, Some(1));
        assert_eq!(within(Duration::from_secs(1), pin!(pending::<()>())).await, None);
    }
}
