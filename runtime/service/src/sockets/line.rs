//! What stands between a body and its socket: the messages that wait in each direction, and the end.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::{Context, Poll, Waker};

use tokio_tungstenite::tungstenite::Utf8Bytes;

use crate::Refusal;
use crate::limits::{SOCKET_INBOX_MAX, SOCKET_OUTBOX_MAX};

/// With what a socket is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Close {
    pub(crate) code: u16,
    pub(crate) reason: String,
}

impl Close {
    /// The reason is cut to what a frame holds.
    pub(crate) fn new(code: u16, reason: &str) -> Close {
        const REASON_BYTES_MAX: usize = 123;
        Close { code, reason: reason[..reason.floor_char_boundary(REASON_BYTES_MAX)].to_owned() }
    }

    pub(crate) fn internal() -> Close {
        Close::new(1011, "")
    }

    /// What would have been answered with that refusal.
    pub(crate) fn of(refusal: &Refusal) -> Close {
        let problem = refusal.problem();
        match problem.status {
            503 => Close::new(1013, problem.title),
            500.. => Close::internal(),
            _ => Close::new(1008, problem.detail.as_deref().unwrap_or(problem.title)),
        }
    }
}

/// The two queues of a socket. Everything runs on one core; a body may still poll its parts by wakers of their own.
#[derive(Debug, Default)]
pub(crate) struct Line {
    outbox: RefCell<VecDeque<String>>,
    inbox: RefCell<VecDeque<Utf8Bytes>>,
    close: RefCell<Option<Close>>,
    /// The client is gone: nothing more comes, and nothing is sent.
    is_over: Cell<bool>,
    /// Parts of the body that wait for a queue.
    waiting: RefCell<Vec<Waker>>,
    driver: RefCell<Option<Waker>>,
}

impl Line {
    /// Puts a message behind the others; waits while they are too many.
    pub(crate) async fn put(&self, message: String) {
        poll_fn(|cx| {
            let has_room = self.outbox.borrow().len() < SOCKET_OUTBOX_MAX;
            self.ready(has_room && !self.is_over.get() && !self.is_closing(), cx)
        })
        .await;
        self.outbox.borrow_mut().push_back(message);
        self.wake_driver();
    }

    /// The next message that has come; none behind the last.
    pub(crate) async fn take(&self) -> Option<Utf8Bytes> {
        poll_fn(|cx| {
            let has_some = !self.inbox.borrow().is_empty();
            self.ready(has_some || self.is_over.get() || self.is_closing(), cx)
        })
        .await;
        let message = self.inbox.borrow_mut().pop_front().filter(|_| !self.is_closing());
        self.wake_driver();
        message
    }

    fn ready(&self, is_ready: bool, cx: &Context<'_>) -> Poll<()> {
        if is_ready {
            return Poll::Ready(());
        }
        let mut waiting = self.waiting.borrow_mut();
        if !waiting.iter().any(|waker| waker.will_wake(cx.waker())) {
            waiting.push(cx.waker().clone());
        }
        Poll::Pending
    }

    /// Asks for the end; the first who asks says why.
    pub(crate) fn close(&self, close: Close) {
        self.close.borrow_mut().get_or_insert(close);
        self.wake_waiting();
        self.wake_driver();
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.close.borrow().is_some()
    }

    /// With what it is to be closed, once what was sent before is out.
    pub(crate) fn closing(&self) -> Option<Close> {
        self.close.borrow().clone().filter(|_| self.outbox.borrow().is_empty())
    }

    pub(crate) fn attend(&self, waker: &Waker) {
        let mut driver = self.driver.borrow_mut();
        if !driver.as_ref().is_some_and(|driver| driver.will_wake(waker)) {
            *driver = Some(waker.clone());
        }
    }

    /// The next message on its way out.
    pub(crate) fn next_out(&self) -> Option<String> {
        let message = self.outbox.borrow_mut().pop_front()?;
        self.wake_waiting();
        Some(message)
    }

    pub(crate) fn has_room(&self) -> bool {
        self.inbox.borrow().len() < SOCKET_INBOX_MAX
    }

    /// A message has come.
    pub(crate) fn came(&self, message: Utf8Bytes) {
        self.inbox.borrow_mut().push_back(message);
        self.wake_waiting();
    }

    /// The client is gone.
    pub(crate) fn over(&self) {
        self.is_over.set(true);
        self.outbox.borrow_mut().clear();
        self.wake_waiting();
    }

    fn wake_waiting(&self) {
        for waker in self.waiting.take() {
            waker.wake();
        }
    }

    fn wake_driver(&self) {
        if let Some(driver) = self.driver.borrow().as_ref() {
            driver.wake_by_ref();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_cut_between_characters() {
        assert_eq!(Close::new(1007, &"ä".repeat(100)).reason, "ä".repeat(61));
        assert_eq!(Close::new(1007, "short").reason, "short");
    }
}
