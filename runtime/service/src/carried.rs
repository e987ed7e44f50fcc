//! A handler that goes on although its client has left.
//!
//! The call of a client that disconnects is dropped, which would end a handler between two
//! writes. One that may write is carried on instead, under its deadline like any other.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use tokio::task::spawn_local;

use crate::Service;
use crate::core::Core;
use crate::pulse::{Pulse, Verdict};

/// Work that, once begun, is not ended by being dropped; only a service that stops and waits no
/// longer ends it.
pub(crate) struct Carried<S: Service, T: 'static> {
    core: Rc<Core<S>>,
    pulse: Rc<Pulse>,
    work: Option<Pin<Box<dyn Future<Output = T>>>>,
    has_begun: bool,
}

impl<S: Service, T: 'static> Carried<S, T> {
    pub(crate) fn new(
        core: Rc<Core<S>>,
        pulse: Rc<Pulse>,
        work: impl Future<Output = T> + 'static,
    ) -> Carried<S, T> {
        Carried { core, pulse, work: Some(Box::pin(work)), has_begun: false }
    }
}

impl<S: Service, T: 'static> Future for Carried<S, T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        self.has_begun = true;
        let Some(work) = &mut self.work else { return Poll::Pending };
        let polled = work.as_mut().poll(cx);
        if polled.is_ready() {
            self.work = None;
        }
        polled
    }
}

impl<S: Service, T: 'static> Drop for Carried<S, T> {
    fn drop(&mut self) {
        let Some(mut work) = self.work.take() else { return };
        if !self.has_begun || self.pulse.verdict() == Some(Verdict::Stopped) {
            return;
        }
        // Counted like a connection, so that a stop waits for it.
        let stay = self.core.ward.admit();
        let going_on = async move {
            let _in_flight = stay.pulse.begin();
            poll_fn(|cx| {
                stay.pulse.attend(cx.waker());
                if stay.pulse.verdict().is_some() {
                    return Poll::Ready(());
                }
                work.as_mut().poll(cx).map(drop)
            })
            .await;
        };
        spawn_local(self.core.world.scope(going_on));
    }
}
