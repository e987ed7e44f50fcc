//! What every connection of a core is doing, and the sweep that ends those that take too long.
//!
//! A timer for the headers of each request would be allocated and registered for each. Here a request
//! writes two cells, and one sweep a second looks at all connections of the core.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::future::poll_fn;
use std::net::IpAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use parseltongue_cores::LocalFuture;

use crate::connection::Transport;
use crate::limits::{HEADER_READ_LIMIT_S, IDLE_LIMIT_S, WRITE_STALL_LIMIT_S};

/// What a connection is doing. It is shared by the connection, its socket and its answers.
#[derive(Debug, Default)]
pub(crate) struct Pulse {
    ward: Rc<Ward>,
    waker: RefCell<Option<Waker>>,
    phase: Cell<Phase>,
    /// The tick at which the phase began.
    since: Cell<u32>,
    /// The tick at which the socket took no more.
    stalled: Cell<Option<u32>>,
    in_flight: Cell<u32>,
    /// HTTP/2: bytes that come in need not begin a request.
    is_multiplexed: Cell<bool>,
    verdict: Cell<Option<Verdict>>,
    /// The ticks at which streams were given pieces that they have not been asked past.
    held: RefCell<BTreeMap<u64, u32>>,
    /// What goes on on the connection when its answer has gone out.
    upgrade: RefCell<Option<Upgrade>>,
    /// An answer left while part of the request was still to come.
    unread: Cell<bool>,
    /// Whose connection it is, where somebody asks.
    peer: Cell<Option<IpAddr>>,
}

/// The phases of a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    /// The first bytes of a request are there, or the first are waited for.
    #[default]
    Head,
    /// Requests are being answered.
    Busy,
    /// Nothing is under way.
    Idle,
}

/// Why a connection must end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The headers took too long.
    HeadersLate,
    /// There was no request for too long.
    Idle,
    /// The client takes nothing of what is sent.
    Stalled,
    /// The service stops and waits no longer.
    Stopped,
}

impl Pulse {
    /// Bytes came in. They begin a request if none is under way.
    pub(crate) fn received(&self) {
        if self.phase.get() == Phase::Idle && !self.is_multiplexed.get() {
            self.turn(Phase::Head);
        }
    }

    /// The client speaks HTTP/2, whose frames hyper watches.
    pub(crate) fn multiplex(&self) {
        self.is_multiplexed.set(true);
        self.turn(Phase::Idle);
    }

    /// The handshake has come to its end; the time for a request begins.
    pub(crate) fn secured(&self) {
        self.turn(Phase::Head);
    }

    /// A request is complete up to its headers; it is answered when what is returned is dropped.
    pub(crate) fn begin(self: &Rc<Pulse>) -> InFlight {
        self.in_flight.set(self.in_flight.get() + 1);
        self.turn(Phase::Busy);
        InFlight(Rc::clone(self))
    }

    /// The socket takes that many bytes, or takes none at the moment. A client that takes more
    /// than a ping is not idle: hyper pings an HTTP/2 connection whether or not it is used.
    pub(crate) fn sent(&self, taken: Poll<usize>) {
        const PING_FRAME_BYTES: usize = 17;
        let tick = self.ward.tick.get();
        match (taken, self.stalled.get()) {
            (Poll::Ready(count), stalled) if stalled.is_some() || count > PING_FRAME_BYTES => {
                self.stalled.set(None);
                self.since.set(tick);
            }
            (Poll::Pending, None) => self.stalled.set(Some(tick)),
            _ => {}
        }
    }

    /// Notes whose connection it is.
    pub(crate) fn comes_from(&self, peer: IpAddr) {
        self.peer.set(Some(peer));
    }

    pub(crate) fn peer(&self) -> Option<IpAddr> {
        self.peer.get()
    }

    /// An answer leaves although part of the request was not read.
    pub(crate) fn leave_unread(&self) {
        self.unread.set(true);
    }

    pub(crate) fn has_unread(&self) -> bool {
        self.unread.get()
    }

    /// An answer is on its way and the connection is used again; the next request may have begun.
    pub(crate) fn goes_on(&self, has_begun: bool) {
        self.unread.set(false);
        if has_begun {
            self.received();
        }
    }

    /// Behind the answer that is on its way another protocol is spoken.
    #[cfg(feature = "sockets")]
    pub(crate) fn upgrade(&self, upgrade: Upgrade) {
        *self.upgrade.borrow_mut() = Some(upgrade);
    }

    pub(crate) fn take_upgrade(&self) -> Option<Upgrade> {
        self.upgrade.take()
    }

    /// Notes whom to wake; a task's waker stays the same, so this is done once.
    pub(crate) fn attend(&self, waker: &Waker) {
        let mut noted = self.waker.borrow_mut();
        if !noted.as_ref().is_some_and(|noted| noted.will_wake(waker)) {
            *noted = Some(waker.clone());
        }
    }

    pub(crate) fn verdict(&self) -> Option<Verdict> {
        self.verdict.get()
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.ward.stopping.get()
    }

    fn turn(&self, phase: Phase) {
        self.phase.set(phase);
        self.since.set(self.ward.tick.get());
    }

    fn judge(&self, tick: u32) -> Option<Verdict> {
        // An answer that is still on its way keeps all other clocks from running.
        if let Some(since) = self.stalled.get() {
            return (tick - since >= WRITE_STALL_LIMIT_S).then_some(Verdict::Stalled);
        }
        // On HTTP/2 a client can let the socket take all and still not take one stream's bytes.
        let is_held = |since: &u32| tick - since >= WRITE_STALL_LIMIT_S;
        if self.is_multiplexed.get() && self.held.borrow().values().any(is_held) {
            return Some(Verdict::Stalled);
        }
        let lasted = tick - self.since.get();
        match self.phase.get() {
            Phase::Head if lasted >= HEADER_READ_LIMIT_S => Some(Verdict::HeadersLate),
            Phase::Idle if lasted >= IDLE_LIMIT_S => Some(Verdict::Idle),
            _ => None,
        }
    }

    fn pronounce(&self, verdict: Verdict) {
        self.verdict.set(Some(verdict));
        self.wake();
    }

    fn wake(&self) {
        if let Some(waker) = self.waker.borrow().as_ref() {
            waker.wake_by_ref();
        }
    }
}

type Goes = Box<dyn FnOnce(Box<dyn Transport>, Bytes) -> LocalFuture<Option<Verdict>>>;

/// What a connection does behind an answer of 101: with its socket, and with what was read of it already.
pub(crate) struct Upgrade(Goes);

impl fmt::Debug for Upgrade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Upgrade")
    }
}

impl Upgrade {
    #[cfg(feature = "sockets")]
    pub(crate) fn new(
        goes: impl FnOnce(Box<dyn Transport>, Bytes) -> LocalFuture<Option<Verdict>> + 'static,
    ) -> Upgrade {
        Upgrade(Box::new(goes))
    }

    /// Goes on to the end; gives the verdict of the sweep, if that was it.
    pub(crate) async fn go_on(self, transport: Box<dyn Transport>, early: Bytes) -> Option<Verdict> {
        (self.0)(transport, early).await
    }
}

/// A request that is not answered yet.
#[derive(Debug)]
pub(crate) struct InFlight(Rc<Pulse>);

impl Drop for InFlight {
    fn drop(&mut self) {
        let left = self.0.in_flight.get() - 1;
        self.0.in_flight.set(left);
        if left == 0 {
            self.0.turn(Phase::Idle);
        }
    }
}

/// Whether a stream's last piece is still on its hands, for the sweep.
#[derive(Debug)]
pub(crate) struct Hands {
    pulse: Rc<Pulse>,
    id: u64,
}

impl Hands {
    pub(crate) fn new(pulse: Rc<Pulse>) -> Hands {
        let id = pulse.ward.number();
        Hands { pulse, id }
    }

    /// A piece was handed out.
    pub(crate) fn full(&self) {
        self.pulse.held.borrow_mut().insert(self.id, self.pulse.ward.tick.get());
    }

    /// The next piece is asked for.
    pub(crate) fn free(&self) {
        self.pulse.held.borrow_mut().remove(&self.id);
    }
}

impl Drop for Hands {
    fn drop(&mut self) {
        self.free();
    }
}

/// All connections of a core, and whether it is stopping.
#[derive(Debug, Default)]
pub(crate) struct Ward {
    /// Seconds since the core began, as counted by its sweeps.
    tick: Cell<u32>,
    stopping: Cell<bool>,
    next: Cell<u64>,
    pulses: RefCell<BTreeMap<u64, Rc<Pulse>>>,
    /// What else waits for the stop: answers of `events` on HTTP/2 have tasks of their own.
    listeners: RefCell<BTreeMap<u64, Waker>>,
}

impl Ward {
    /// Takes a new connection in, until the [`Stay`] is dropped.
    pub(crate) fn admit(self: &Rc<Ward>) -> Stay {
        let id = self.number();
        let pulse = Rc::new(Pulse { ward: Rc::clone(self), ..Pulse::default() });
        pulse.turn(Phase::Head);
        self.pulses.borrow_mut().insert(id, Rc::clone(&pulse));
        Stay { ward: Rc::clone(self), id, pulse }
    }

    pub(crate) fn connections(&self) -> usize {
        self.pulses.borrow().len()
    }

    /// One second has passed: ends what takes too long.
    pub(crate) fn sweep(&self) {
        let tick = self.tick.get() + 1;
        self.tick.set(tick);
        for pulse in self.pulses.borrow().values() {
            if let Some(verdict) = pulse.judge(tick) {
                pulse.pronounce(verdict);
            }
        }
    }

    /// Asks every connection to end after what is in flight.
    pub(crate) fn stop(&self) {
        self.stopping.set(true);
        for pulse in self.pulses.borrow().values() {
            pulse.wake();
        }
        for listener in std::mem::take(&mut *self.listeners.borrow_mut()).into_values() {
            listener.wake();
        }
    }

    /// Drops every connection that is still there.
    pub(crate) fn abandon(&self) {
        for pulse in self.pulses.borrow().values() {
            pulse.pronounce(Verdict::Stopped);
        }
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.get()
    }

    /// Resolves when the core stops.
    pub(crate) fn stopped(self: &Rc<Ward>) -> Stopped {
        Stopped { ward: Rc::clone(self), id: self.number() }
    }

    /// Resolves when the last connection has ended; the core must be stopping.
    pub(crate) async fn emptied(&self) {
        let id = self.number();
        poll_fn(|cx| {
            if self.connections() == 0 {
                return Poll::Ready(());
            }
            self.listeners.borrow_mut().insert(id, cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    fn number(&self) -> u64 {
        let id = self.next.get();
        self.next.set(id + 1);
        id
    }
}

/// A connection's place in its [`Ward`].
#[derive(Debug)]
pub(crate) struct Stay {
    ward: Rc<Ward>,
    id: u64,
    pub(crate) pulse: Rc<Pulse>,
}

impl Drop for Stay {
    fn drop(&mut self) {
        self.ward.pulses.borrow_mut().remove(&self.id);
        if self.ward.stopping.get() && self.ward.connections() == 0 {
            // The accept loop waits for the last one.
            for listener in std::mem::take(&mut *self.ward.listeners.borrow_mut()).into_values() {
                listener.wake();
            }
        }
    }
}

/// Resolves when the core stops.
#[derive(Debug)]
pub(crate) struct Stopped {
    ward: Rc<Ward>,
    id: u64,
}

impl Future for Stopped {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.ward.stopping.get() {
            return Poll::Ready(());
        }
        self.ward.listeners.borrow_mut().insert(self.id, cx.waker().clone());
        Poll::Pending
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        self.ward.listeners.borrow_mut().remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict_after(pulse: &Pulse, ward: &Ward, ticks: u32) -> Option<Verdict> {
        for _ in 0..ticks {
            ward.sweep();
        }
        pulse.verdict()
    }

    #[test]
    fn headers_that_do_not_end_are_ended() {
        let ward = Rc::new(Ward::default());
        let stay = ward.admit();
        assert_eq!(verdict_after(&stay.pulse, &ward, HEADER_READ_LIMIT_S - 1), None);
        assert_eq!(verdict_after(&stay.pulse, &ward, 1), Some(Verdict::HeadersLate));
    }

    #[test]
    fn a_request_in_flight_has_all_the_time_it_needs() {
        let ward = Rc::new(Ward::default());
        let stay = ward.admit();
        let in_flight = stay.pulse.begin();
        assert_eq!(verdict_after(&stay.pulse, &ward, 10_000), None);
        drop(in_flight);
        assert_eq!(verdict_after(&stay.pulse, &ward, IDLE_LIMIT_S), Some(Verdict::Idle));
    }

    #[test]
    fn the_time_for_headers_begins_with_their_first_byte() {
        let ward = Rc::new(Ward::default());
        let stay = ward.admit();
        drop(stay.pulse.begin());
        assert_eq!(verdict_after(&stay.pulse, &ward, IDLE_LIMIT_S - 1), None);
        stay.pulse.received();
        assert_eq!(verdict_after(&stay.pulse, &ward, HEADER_READ_LIMIT_S - 1), None);
        assert_eq!(verdict_after(&stay.pulse, &ward, 1), Some(Verdict::HeadersLate));
    }

    #[test]
    fn a_client_that_takes_nothing_is_dropped() {
        let ward = Rc::new(Ward::default());
        let stay = ward.admit();
        let _in_flight = stay.pulse.begin();
        stay.pulse.sent(Poll::Pending);
        assert_eq!(verdict_after(&stay.pulse, &ward, WRITE_STALL_LIMIT_S - 1), None);
        stay.pulse.sent(Poll::Ready(1));
        stay.pulse.sent(Poll::Pending);
        assert_eq!(verdict_after(&stay.pulse, &ward, WRITE_STALL_LIMIT_S), Some(Verdict::Stalled));
    }

    #[test]
    fn an_answer_on_its_way_is_under_the_rule_for_stalls_alone() {
        let ward = Rc::new(Ward::default());
        let stay = ward.admit();
        drop(stay.pulse.begin());
        stay.pulse.sent(Poll::Pending);
        stay.pulse.received();
        for _ in 0..IDLE_LIMIT_S {
            assert_eq!(verdict_after(&stay.pulse, &ward, WRITE_STALL_LIMIT_S - 1), None);
            stay.pulse.sent(Poll::Ready(1));
            stay.pulse.sent(Poll::Pending);
        }
        stay.pulse.sent(Poll::Ready(1));
        assert_eq!(verdict_after(&stay.pulse, &ward, HEADER_READ_LIMIT_S - 1), None);
        assert_eq!(verdict_after(&stay.pulse, &ward, 1), Some(Verdict::HeadersLate));
    }

    #[test]
    fn pings_alone_do_not_keep_a_connection() {
        let ward = Rc::new(Ward::default());
        let stay = ward.admit();
        stay.pulse.multiplex();
        stay.pulse.sent(Poll::Ready(1024));
        assert_eq!(verdict_after(&stay.pulse, &ward, IDLE_LIMIT_S - 1), None);
        stay.pulse.sent(Poll::Ready(1024));
        assert_eq!(verdict_after(&stay.pulse, &ward, IDLE_LIMIT_S - 1), None);
        stay.pulse.sent(Poll::Ready(17));
        assert_eq!(verdict_after(&stay.pulse, &ward, 1), Some(Verdict::Idle));
    }

    #[test]
    fn a_connection_that_ended_is_forgotten() {
        let ward = Rc::new(Ward::default());
        let stay = ward.admit();
        assert_eq!(ward.connections(), 1);
        drop(stay);
        assert_eq!(ward.connections(), 0);
    }
}
