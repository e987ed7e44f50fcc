//! One connection: finds out its protocol, lets hyper drive it, ends it when its time is over.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::Poll;

use hyper::rt::Executor;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::TokioTimer;
use parseltongue_cores::World;
use parseltongue_records::{HttpMeaning, Problem};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::core::{Core, count};
use crate::limits::{
    BUFFER_BYTES_MAX, HEADER_BYTES_MAX, LINGER_BYTES_MAX, LINGER_LIMIT, PING_INTERVAL, PING_LIMIT,
    STREAMS_MAX,
};
use crate::pulse::{Pulse, Stay, Verdict};
use crate::wire::{Wire, closing};
use crate::{Service, handle, tls};

/// What a connection is spoken over: a socket, or TLS on one.
pub(crate) trait Transport: AsyncRead + AsyncWrite + Unpin + 'static {}

impl<T: AsyncRead + AsyncWrite + Unpin + 'static> Transport for T {}

/// Serves one connection until it ends.
pub(crate) async fn serve<S: Service>(core: Rc<Core<S>>, stay: Stay, socket: TcpStream) {
    let pulse = Rc::clone(&stay.pulse);
    let world = core.world.clone();
    match &core.common.secured {
        Some(secured) => {
            let Some(socket) = tls::handshake(secured, &core, &pulse, socket).await else { return };
            pulse.secured();
            world.scope(talk(core, pulse, socket)).await;
        }
        None => world.scope(talk(core, pulse, socket)).await,
    }
}

async fn talk<S: Service, T: Transport>(core: Rc<Core<S>>, pulse: Rc<Pulse>, socket: T) {
    let mut wire = Wire::new(socket, Rc::clone(&pulse));
    let speaks_http2 = poll_fn(|cx| {
        pulse.attend(cx.waker());
        if pulse.verdict().is_some() {
            return Poll::Ready(Ok(false));
        }
        // What is there is read even when the core stops: to close it unread would reset it.
        match wire.poll_speaks_http2(cx) {
            Poll::Pending if pulse.is_stopping() => Poll::Ready(Ok(false)),
            speaks => speaks,
        }
    });
    match speaks_http2.await {
        Ok(true) => talk_http2(core, pulse, wire).await,
        Ok(false) => talk_http1(core, pulse, wire).await,
        // The client is gone before it said anything.
        Err(_) => {}
    }
}

async fn talk_http1<S: Service, T: Transport>(core: Rc<Core<S>>, pulse: Rc<Pulse>, mut wire: Wire<T>) {
    wire.follow_http1();
    let calls = (Rc::clone(&core), Rc::clone(&pulse));
    let service = service_fn(move |call| handle::request(Rc::clone(&calls.0), Rc::clone(&calls.1), call));
    let mut connection = http1::Builder::new()
        // Ours are the sweep's; hyper's would cost a timer for each request.
        .header_read_timeout(None)
        .max_header_size(HEADER_BYTES_MAX)
        .max_buf_size(BUFFER_BYTES_MAX)
        .serve_connection(wire, service);
    let mut is_told = false;
    let ended = poll_fn(|cx| {
        pulse.attend(cx.waker());
        if let Some(verdict) = pulse.verdict() {
            return Poll::Ready(Some(verdict));
        }
        // A connection without a request is read once more before hyper closes it at this.
        if pulse.is_stopping() && !is_told {
            if !pulse.is_busy() && Pin::new(&mut connection).poll(cx).is_ready() {
                return Poll::Ready(None);
            }
            is_told = true;
            Pin::new(&mut connection).graceful_shutdown();
        }
        Pin::new(&mut connection).poll(cx).map(|_| None)
    })
    .await;
    let parts = connection.into_parts();
    let mut socket = parts.io.into_socket();
    // Taken in any case: it holds on to the pulse that holds it.
    let upgrade = pulse.take_upgrade();
    if ended.is_none()
        && let Some(upgrade) = upgrade
    {
        let verdict = upgrade.go_on(Box::new(socket), parts.read_buf).await;
        if let Some(Verdict::Stalled | Verdict::Stopped) = verdict {
            count(&core.common.counters.dropped);
        }
        return;
    }
    match ended {
        Some(Verdict::HeadersLate) if !parts.read_buf.is_empty() => {
            let problem = Problem::new(HttpMeaning::RequestTimeout, "HeaderTimeout");
            // The client may be gone, or take nothing: then there is nobody to tell.
            let told = timeout(LINGER_LIMIT, socket.write_all(&closing(&problem))).await;
            if matches!(told, Ok(Ok(()))) {
                linger(socket).await;
            }
        }
        Some(Verdict::Stalled | Verdict::Stopped) => {
            count(&core.common.counters.dropped);
        }
        Some(_) => {}
        None if pulse.has_unread() => linger(socket).await,
        None => {}
    }
}

async fn talk_http2<S: Service, T: Transport>(core: Rc<Core<S>>, pulse: Rc<Pulse>, wire: Wire<T>) {
    let calls = (Rc::clone(&core), Rc::clone(&pulse));
    let service = service_fn(move |call| handle::request(Rc::clone(&calls.0), Rc::clone(&calls.1), call));
    pulse.multiplex();
    let connection = http2::Builder::new(OnCore(core.world.clone()))
        .timer(TokioTimer::new())
        .max_header_list_size(u32::try_from(HEADER_BYTES_MAX).unwrap_or(u32::MAX))
        .max_concurrent_streams(STREAMS_MAX)
        .keep_alive_interval(PING_INTERVAL)
        .keep_alive_timeout(PING_LIMIT)
        .serve_connection(wire, service);
    let mut connection = pin!(connection);
    let mut is_told = false;
    let ended = poll_fn(|cx| {
        pulse.attend(cx.waker());
        if let Some(verdict) = pulse.verdict() {
            return Poll::Ready(Some(verdict));
        }
        if pulse.is_stopping() && !is_told {
            if connection.as_mut().poll(cx).is_ready() {
                return Poll::Ready(None);
            }
            is_told = true;
            connection.as_mut().graceful_shutdown();
        }
        connection.as_mut().poll(cx).map(|_| None)
    })
    .await;
    if let Some(Verdict::Stalled | Verdict::Stopped) = ended {
        count(&core.common.counters.dropped);
    }
}

/// Reads what the client still sends and throws it away, so that the kernel does not reset the
/// connection while the answer is on its way.
async fn linger(mut socket: impl Transport) {
    let drained = async {
        let _ = socket.shutdown().await;
        let mut thrown_away = 0;
        let mut bytes = vec![0; 16 * 1024];
        while thrown_away < LINGER_BYTES_MAX {
            match socket.read(&mut bytes).await {
                Ok(0) | Err(_) => break,
                Ok(count) => thrown_away += count,
            }
        }
    };
    // Whoever sends slowly has had the answer by then.
    let _ = timeout(LINGER_LIMIT, drained).await;
}

/// Runs the streams of an HTTP/2 connection on the same core and in the same world.
#[derive(Clone, Debug)]
struct OnCore(World);

impl<F: Future<Output = ()> + 'static> Executor<F> for OnCore {
    fn execute(&self, future: F) {
        tokio::task::spawn_local(self.0.scope(future));
    }
}
