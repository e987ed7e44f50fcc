//! `socket`: typed messages both ways over WebSocket (RFC 6455), as JSON in text frames.
//!
//! A body runs beside its socket: it receives messages that have been read and checked, and what it sends waits in a
//! bounded queue. Nothing is read from a client whose messages nobody takes, and nothing is made for one that takes
//! nothing: after [`crate::limits::WRITE_STALL_LIMIT_S`] it is dropped.
//!
//! | code | why a socket is closed |
//! | --- | --- |
//! | 1000 | the body has come to its end |
//! | 1001 | the service stops |
//! | 1002 | the bytes are no WebSocket |
//! | 1003 | a binary message |
//! | 1007 | a message that is no JSON, or breaks rules; the reason says which |
//! | 1008 | the body failed with a declared error, or with what the client has done |
//! | 1009 | a message larger than `body_limit` |
//! | 1011 | the service is at fault |
//! | 1013 | a store or a stream cannot be reached: try again later |

mod drive;
mod handshake;
mod line;

use std::fmt;
use std::future::{Future, pending};
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::pin::pin;
use std::rc::Rc;

use parseltongue_cores::LocalFuture;
use parseltongue_records::{Failure, Feed, Meaning, Value, json};
use tokio::time::Instant;

use self::line::{Close, Line};
use crate::core::{Core, count};
use crate::deadline::{Guarded, guard};
use crate::limits::EVENTS_AT_ONCE;
use crate::pulse::Upgrade;
use crate::{Call, Outcome, Refusal, Service};

/// One end of a WebSocket: what the body of a `socket` holds.
pub struct Socket<A, B> {
    line: Rc<Line>,
    messages: PhantomData<fn(A) -> B>,
}

impl<A, B> fmt::Debug for Socket<A, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Socket")
    }
}

impl<A: Value, B: json::Body> Socket<A, B> {
    /// Sends a message: puts it behind those that the client has not taken, and waits while they are too many. To a
    /// client that is gone it never comes back, which ends the body.
    pub async fn send(&self, message: A) {
        let mut json = Vec::new();
        match message.write_json(&mut json).ok().and_then(|()| String::from_utf8(json).ok()) {
            Some(text) => self.line.put(text).await,
            None => self.line.close(Close::internal()),
        }
    }

    /// The next message, read and checked; none when the client is gone. One that is wrong closes the socket and
    /// says why.
    pub async fn receive(&mut self) -> Option<B> {
        let text = self.line.take().await?;
        match json::read(text.as_bytes()) {
            Ok(message) => Some(message),
            Err(problem) => {
                self.line.close(Close::new(1007, &problem.to_string()));
                None
            }
        }
    }
}

/// What a service's lines are reached through for as long as a socket is open.
pub struct Held<S: Service>(Rc<Core<S>>);

impl<S: Service> fmt::Debug for Held<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Held")
    }
}

impl<S: Service> Held<S> {
    /// The service's shared lines.
    #[must_use]
    pub fn shared(&self) -> &S::Shared {
        &self.0.common.shared
    }

    /// This core's local lines.
    #[must_use]
    pub fn local(&self) -> &S::Local {
        &self.0.local
    }
}

/// Answers with a socket whose body is `run`.
///
/// # Errors
/// 426 when the client does not ask for a WebSocket, 400 when it asks wrongly, 403 when a page of another origin does.
pub async fn socket<S, A, B, E, F, R>(call: &Call<'_, S>, run: F) -> Outcome
where
    S: Service,
    A: Value + 'static,
    B: json::Body + 'static,
    E: Meaning + 'static,
    F: FnOnce(Held<S>, Socket<A, B>) -> R + 'static,
    R: Future<Output = Result<(), Failure<E>>> + 'static,
{
    begin(call, run, |_| Box::pin(pending()))
}

/// The same, which sends the records of a stream, too: those that are published from now on.
///
/// # Errors
/// Those of [`socket`]; 503 when the stream cannot be read.
pub async fn socket_from<S, G, B, E, F, R>(call: &Call<'_, S>, feed: G, run: F) -> Outcome
where
    S: Service,
    G: Feed,
    B: json::Body + 'static,
    E: Meaning + 'static,
    F: FnOnce(Held<S>, Socket<G::Record, B>) -> R + 'static,
    R: Future<Output = Result<(), Failure<E>>> + 'static,
{
    let mut position = feed.end().await?;
    begin(call, run, move |line| {
        Box::pin(async move {
            loop {
                let records = match feed.next(&mut position, EVENTS_AT_ONCE).await {
                    Ok(records) => records,
                    Err(error) => return Close::of(&Refusal::from(error)),
                };
                for entry in records {
                    let mut json = Vec::new();
                    match entry.record.write_json(&mut json).ok().and_then(|()| String::from_utf8(json).ok())
                    {
                        Some(text) => line.put(text).await,
                        None => return Close::internal(),
                    }
                }
            }
        })
    })
}

fn begin<S, A, B, E, F, R>(
    call: &Call<'_, S>,
    run: F,
    forward: impl FnOnce(Rc<Line>) -> LocalFuture<Close>,
) -> Outcome
where
    S: Service,
    A: Value + 'static,
    B: json::Body + 'static,
    E: Meaning + 'static,
    F: FnOnce(Held<S>, Socket<A, B>) -> R + 'static,
    R: Future<Output = Result<(), Failure<E>>> + 'static,
{
    let answer = match handshake::answer::<S>(call.head) {
        ControlFlow::Continue(answer) => answer,
        ControlFlow::Break(outcome) => return outcome,
    };
    let line = Rc::new(Line::default());
    let socket = Socket { line: Rc::clone(&line), messages: PhantomData };
    let core = Rc::clone(call.core);
    let body = Box::pin(async move {
        let body = run(Held(Rc::clone(&core)), socket);
        let guarded = guard(pin!(body), Instant::now(), None).await;
        ended(&core, guarded)
    });
    let talk = drive::Talk { body, forward: forward(Rc::clone(&line)), line, message_limit: S::BODY_LIMIT };
    let (pulse, in_flight) = (Rc::clone(call.pulse), call.pulse.begin());
    call.pulse.upgrade(Upgrade::new(move |transport, early| {
        Box::pin(async move {
            let _in_flight = in_flight;
            drive::drive(transport, early, &pulse, talk).await
        })
    }));
    Ok(answer)
}

/// With what a socket is closed whose body ended so.
fn ended<S: Service, E: Meaning>(core: &Core<S>, guarded: Guarded<Result<(), Failure<E>>>) -> Close {
    let counters = &core.common.counters;
    let refusal = match guarded {
        Guarded::Done(Ok(())) => return Close::new(1000, ""),
        Guarded::Done(Err(failure)) => Refusal::from(failure),
        Guarded::Late | Guarded::Panicked => {
            count(&counters.panics);
            Refusal::internal("the body of a socket panicked")
        }
    };
    let close = Close::of(&refusal);
    if refusal.problem().status >= 500 {
        let failures = count(&counters.failures);
        if failures.is_power_of_two() {
            let problem = refusal.problem();
            let reason = refusal.secret().or(problem.detail.as_deref()).unwrap_or(problem.title);
            log::error!(target: S::NAME, "a socket was closed with {}: {reason} (failure {failures})", close.code);
        }
    }
    close
}
