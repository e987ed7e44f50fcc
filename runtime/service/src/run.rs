//! Runs a service on one of its cores: accepts, sweeps once a second, stops gracefully.

use std::cell::RefCell;
use std::future::poll_fn;
use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use parseltongue_cores::{LocalFuture, World};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{coop::unconstrained, spawn_local, yield_now};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

use crate::core::{Common, Core, count};
use crate::limits::{ACCEPT_PAUSE, CONNECTIONS_MAX, STOP_LIMIT};
use crate::pulse::Ward;
use crate::{Service, connection, every, hooks, jobs, metrics, tls};

/// Runs the service `S` on its core number `number`. `Block::run` calls it.
///
/// # Panics
/// When the service was not opened in this world, or has fewer cores.
#[must_use]
pub fn run<S: Service>(number: usize) -> LocalFuture<()> {
    Box::pin(async move {
        let world = World::current();
        let common = world.part::<Common<S>>().expect("the service was opened before it runs");
        let socket = {
            let mut sockets = common.sockets.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            sockets[number].take().expect("each core of a service runs once")
        };
        let listener = TcpListener::from_std(socket).expect("a core has an event loop");
        let meters = Arc::clone(&common.meters[number]);
        meters.thread.set(metrics::this_thread());
        let core = Rc::new(Core {
            common,
            local: S::local(),
            world,
            ward: Rc::new(Ward::default()),
            meters,
            scratch: RefCell::new(Vec::new()),
        });
        tls::heed_hangup(&core.common.secured);
        if !hooks::started(&core, number).await {
            return;
        }
        let periodic = (number == 0 && !S::WORK.periodic.is_empty())
            .then(|| spawn_local(core.world.scope(every::run(Rc::clone(&core)))));
        let jobs = (!S::WORK.jobs.is_empty())
            .then(|| spawn_local(core.world.scope(jobs::run(Rc::clone(&core), number))));
        accept_until_stopped(&core, &listener).await;
        core.ward.stop();
        // Only a turn of the event loop tells what has come: to the listener, then to what it gave.
        yield_now().await;
        let queued = unconstrained(queue_of(&listener)).await;
        drop(listener);
        yield_now().await;
        for socket in queued {
            begin(&core, socket);
        }
        if timeout(STOP_LIMIT, core.ward.emptied()).await.is_err() {
            let left = core.ward.connections();
            log::error!(
                target: S::NAME,
                "{left} connections still had something under way after {} s and were dropped",
                STOP_LIMIT.as_secs()
            );
            core.ward.abandon();
            core.ward.emptied().await;
        }
        if let Some(jobs) = jobs
            && jobs.await.is_err()
        {
            log::error!(target: S::NAME, "the runner of jobs panicked; others take up what it had");
        }
        if let Some(periodic) = periodic
            && periodic.await.is_err()
        {
            log::error!(target: S::NAME, "periodic work panicked");
        }
        hooks::stopped(&core).await;
    })
}

async fn accept_until_stopped<S: Service>(core: &Rc<Core<S>>, listener: &TcpListener) {
    let stopping = core.world.stopping();
    tokio::pin!(stopping);
    let mut seconds = interval(Duration::from_secs(1));
    seconds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let has_room = core.ward.connections() < CONNECTIONS_MAX;
        tokio::select! {
            biased;
            () = &mut stopping => return,
            _ = seconds.tick(), if core.has_connections() => sweep(core).await,
            accepted = listener.accept(), if has_room => match accepted {
                Ok((socket, _)) => begin(core, socket),
                Err(error) => refused(core, &error).await,
            },
        }
    }
}

/// Once a second: ends what takes too long, and looks how long what is ready waits for its turn.
async fn sweep<S: Service>(core: &Core<S>) {
    core.ward.sweep();
    core.meters.connections_open.set(core.ward.connections() as u64);
    let ready_at = Instant::now();
    yield_now().await;
    core.meters.queue_delay.note(ready_at.elapsed());
}

/// Connections that the kernel has already made for this core would be reset with its socket.
async fn queue_of(listener: &TcpListener) -> Vec<TcpStream> {
    let mut queued = Vec::new();
    poll_fn(|cx| {
        while let Poll::Ready(Ok((socket, _))) = listener.poll_accept(cx) {
            queued.push(socket);
        }
        Poll::Ready(())
    })
    .await;
    queued
}

fn begin<S: Service>(core: &Rc<Core<S>>, socket: TcpStream) {
    // An answer is written in one piece; nothing is won by waiting for more. A socket that
    // refuses this is gone already, which its first read will say.
    let _ = socket.set_nodelay(true);
    // Counted from here on, so that the accept loop sees that there is something to sweep.
    let stay = core.ward.admit();
    // Only a service that looks at it pays for it.
    let wants_peer = !S::RATE_LIMITS.is_empty() || S::HAS_LIMITED_ROUTES || !S::PRIVATE.is_empty();
    if wants_peer && let Ok(peer) = socket.peer_addr() {
        stay.pulse.comes_from(peer.ip());
    }
    core.meters.connections.add(1);
    spawn_local(connection::serve(Rc::clone(core), stay, socket));
}

/// A connection that was gone before it was accepted costs nothing. When there are no more files
/// to open the next attempts would fail, too: those wait.
async fn refused<S: Service>(core: &Rc<Core<S>>, error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted) {
        return;
    }
    let errors = count(&core.common.counters.accept_errors);
    if errors.is_power_of_two() {
        log::error!(target: S::NAME, "a connection could not be accepted: {error} (error {errors})");
    }
    sleep(ACCEPT_PAUSE).await;
}
