//! One connection: finds out its protocol, drives it or lets hyper do so, ends it when its time is over.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;

use http::Request;
use hyper::rt::Executor;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::TokioTimer;
use parseltongue_cores::World;
use parseltongue_records::{HttpMeaning, Problem};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::core::{Core, count};
use crate::http1::{Ended, Line, closing};
use crate::incoming::Incoming;
use crate::limits::{
    HEADER_BYTES_MAX, LINGER_BYTES_MAX, LINGER_LIMIT, PING_INTERVAL, PING_LIMIT, STREAMS_MAX,
};
use crate::pulse::{Pulse, Stay, Verdict};
use crate::wire::Wire;
use crate::{Service, handle, http1, tls};

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
    let line = Rc::new(Line::new(socket, Rc::clone(&pulse)));
    let speaks_http2 = poll_fn(|cx| {
        pulse.attend(cx.waker());
        if pulse.verdict().is_some() {
            return Poll::Ready(Ok(false));
        }
        // What is there is read even when the core stops: to close it unread would reset it.
        match line.poll_speaks_http2(cx) {
            Poll::Pending if pulse.is_stopping() => Poll::Ready(Ok(false)),
            speaks => speaks,
        }
    });
    match speaks_http2.await {
        Ok(true) => {
            let Some((socket, early)) = line.take_apart() else { return };
            talk_http2(core, Rc::clone(&pulse), Wire::new(socket, early, pulse)).await;
        }
        Ok(false) => talk_http1(core, pulse, line).await,
        // The client is gone before it said anything.
        Err(_) => {}
    }
}

async fn talk_http1<S: Service, T: Transport>(core: Rc<Core<S>>, pulse: Rc<Pulse>, line: Rc<Line<T>>) {
    let ended = {
        let mut talk = pin!(http1::talk(&core, &pulse, &line));
        poll_fn(|cx| {
            pulse.attend(cx.waker());
            match pulse.verdict() {
                Some(verdict) => Poll::Ready(Err(verdict)),
                None => talk.as_mut().poll(cx).map(Ok),
            }
        })
        .await
    };
    // Taken in any case: it holds on to the pulse that holds it.
    let upgrade = pulse.take_upgrade();
    let Some((mut socket, rest)) = line.take_apart() else { return };
    drop(line);
    match ended {
        Ok(Ok(Ended::Switched)) => {
            let Some(upgrade) = upgrade else { return };
            let verdict = upgrade.go_on(Box::new(socket), rest).await;
            if let Some(Verdict::Stalled | Verdict::Stopped) = verdict {
                count(&core.common.counters.dropped);
            }
        }
        Ok(Ok(Ended::Unread)) => linger(socket).await,
        Ok(Ok(Ended::Closed)) if pulse.has_unread() => linger(socket).await,
        Ok(Ok(Ended::Closed)) => {
            // TLS says that this is the end, which otherwise could be anybody's doing.
            let _ = timeout(LINGER_LIMIT, socket.shutdown()).await;
        }
        Ok(Err(_)) => {}
        Err(Verdict::HeadersLate) if !rest.is_empty() => {
            let problem = Problem::new(HttpMeaning::RequestTimeout, "HeaderTimeout");
            // The client may be gone, or take nothing: then there is nobody to tell.
            let told = timeout(LINGER_LIMIT, socket.write_all(&closing(&problem))).await;
            if matches!(told, Ok(Ok(()))) {
                linger(socket).await;
            }
        }
        Err(Verdict::Stalled | Verdict::Stopped) => {
            count(&core.common.counters.dropped);
        }
        Err(Verdict::HeadersLate | Verdict::Idle) => {}
    }
}

async fn talk_http2<S: Service, T: Transport>(core: Rc<Core<S>>, pulse: Rc<Pulse>, wire: Wire<T>) {
    let calls = (Rc::clone(&core), Rc::clone(&pulse));
    let service = service_fn(move |request: Request<hyper::body::Incoming>| {
        let (core, pulse) = (Rc::clone(&calls.0), Rc::clone(&calls.1));
        async move {
            let (head, body) = request.into_parts();
            Ok::<_, Infallible>(handle::request(core, pulse, head, Incoming::Stream(body)).await)
        }
    });
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
