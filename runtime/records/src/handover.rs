//! Work that can no longer be taken back: writes that a store or a stream has been handed.
//!
//! A deadline that passes ends a body, but not while it waits for such a write: the write will be
//! on disk whatever the body does, so the honest answer is the write's own. Stores and streams wait
//! with [`answer`]; whoever keeps deadlines asks [`take_is_waiting`] after each poll.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;

thread_local! {
    static IS_WAITING: Cell<bool> = const { Cell::new(false) };
}

/// Waits for the answer to something that was handed over. Dropping it takes nothing back.
pub async fn answer<F: Future>(answer: F) -> F::Output {
    let mut answer = pin!(answer);
    poll_fn(|cx| {
        let polled = answer.as_mut().poll(cx);
        if polled.is_pending() {
            IS_WAITING.set(true);
        }
        polled
    })
    .await
}

/// Whether something that was polled on this thread since the last call waits for an [`answer`].
pub fn take_is_waiting() -> bool {
    IS_WAITING.replace(false)
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::task::{Context, Waker};

    use super::*;

    #[test]
    fn only_waiting_for_an_answer_is_noted() {
        let mut context = Context::from_waker(Waker::noop());
        assert!(pin!(pending::<()>()).poll(&mut context).is_pending());
        assert!(!take_is_waiting());
        assert!(pin!(answer(ready(1))).poll(&mut context).is_ready());
        assert!(!take_is_waiting());
        assert!(pin!(answer(pending::<()>())).poll(&mut context).is_pending());
        assert!(take_is_waiting() && !take_is_waiting());
    }
}
