//! One request from its headers to its answer.

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;

use http::request::Parts;
use http::{HeaderValue, Method};
use log::{Level, kv::Value};
use tokio::time::Instant;

use crate::answer::{self, Answer};
use crate::carried::Carried;
use crate::core::{Core, count};
use crate::deadline::{Guarded, guard};
use crate::incoming::Incoming;
use crate::limits::BODY_READ_LIMIT;
use crate::pulse::Pulse;
use crate::trace::{Identity, REQUEST_ID};
use crate::{Call, Outcome, Refusal, Service, around, body, compress, head, origins};

/// Answers one request, whatever its handler and its client do.
pub(crate) async fn request<S: Service>(
    core: Rc<Core<S>>,
    pulse: Rc<Pulse>,
    head: Parts,
    incoming: Incoming,
) -> Answer {
    // Nobody misses what only reads, and `events` goes on for as long as its client is there.
    if matches!(head.method, Method::GET | Method::HEAD) {
        return answered(core, pulse, head, incoming).await;
    }
    let work = answered(Rc::clone(&core), Rc::clone(&pulse), head, incoming);
    Carried::new(core, pulse, work).await
}

/// A request's own future moves and is kept on the heap while it may write: what it is given is used where it
/// stands, which an `async fn` would copy.
fn answered<S: Service>(
    core: Rc<Core<S>>,
    pulse: Rc<Pulse>,
    head: Parts,
    incoming: Incoming,
) -> impl Future<Output = Answer> {
    let incoming = Cell::new(Some(incoming));
    async move {
        let begun = Instant::now();
        let in_flight = pulse.begin();
        let call = Call::new(&core, &pulse, &head, &incoming);
        let guarded = match may_ask(&call) {
            Ok(()) => guard(pin!(S::answer(&call)), begun, S::DEADLINE).await,
            Err(refusal) => Guarded::Done(Err(refusal)),
        };
        let (mut answer, identity) = told(&call, guarded);
        if S::AFTER_EACH {
            // On the heap: most services have none, and would carry its place about.
            Box::pin(around::after(&call, &mut answer, begun)).await;
        }
        drop(in_flight);
        finished(&call, answer, identity, begun)
    }
}

/// What is asked of every request before its route is looked for.
fn may_ask<S: Service>(call: &Call<'_, S>) -> Result<(), Refusal> {
    head::check(call.head)?;
    // Whoever watches over the service asks for its health as often as it likes.
    if S::RATE_LIMITS.is_empty() || call.head.uri.path().starts_with("/health/") {
        return Ok(());
    }
    call.within_rates()
}

/// The answer that tells how the handler ended.
fn told<S: Service>(call: &Call<'_, S>, guarded: Guarded<Outcome>) -> (Answer, Option<Identity>) {
    let Call { core, pulse, .. } = *call;
    let mut outcome = match guarded {
        Guarded::Done(outcome) => outcome,
        // Not the handler was late, but the client.
        Guarded::Late if call.is_reading.get() => {
            pulse.leave_unread();
            Err(body::too_slow(S::DEADLINE.unwrap_or(BODY_READ_LIMIT)))
        }
        Guarded::Late => {
            count(&core.common.counters.deadlines);
            Err(Refusal::deadline())
        }
        Guarded::Panicked => {
            count(&core.common.counters.panics);
            Err(Refusal::internal("the handler panicked"))
        }
    };
    // Made once: every line about the request has the same.
    let mut identity = None;
    if let Err(refusal) = &mut outcome
        && refusal.problem().status >= 500
    {
        let identity = identity.insert(Identity::of(call.head));
        report(call, refusal, identity);
        refusal.name_request(&identity.request_id);
    }
    if call.incoming.take().is_some_and(|incoming| !incoming.is_over()) {
        pulse.leave_unread();
    }
    let answer = answer::of(outcome, S::PROBLEMS);
    (answer, identity)
}

/// The answer as the client gets it; it is counted.
fn finished<S: Service>(
    call: &Call<'_, S>,
    mut answer: Answer,
    identity: Option<Identity>,
    begun: Instant,
) -> Answer {
    let head = call.head;
    // What a service does not ask for is not even compiled.
    if !S::COMPRESS.is_empty() {
        compress::apply(S::COMPRESS, &head.headers, &mut answer);
    }
    if !S::ALLOW_ORIGINS.is_empty() {
        origins::tell(S::ALLOW_ORIGINS, head, &mut answer);
    }
    if (!S::RATE_LIMITS.is_empty() || S::HAS_LIMITED_ROUTES)
        && let Some(left) = call.rate.get()
    {
        left.tell(answer.headers_mut());
    }
    let request_id = identity.as_ref().map(|identity| HeaderValue::try_from(&identity.request_id));
    if let Some(Ok(request_id)) = request_id {
        answer.headers_mut().insert(REQUEST_ID, request_id);
    }
    let (status, took) = (answer.status().as_u16(), begun.elapsed());
    call.metered.answered(status, took);
    if log::log_enabled!(target: S::NAME, Level::Debug) {
        let values = [("status", Value::from(status)), ("seconds", Value::from(took.as_secs_f64()))];
        let text = format_args!("{} {}", head.method, head.uri.path());
        let identity = identity.unwrap_or_else(|| Identity::of(head));
        identity.log(Level::Debug, S::NAME, text, &values);
    }
    if head.method == Method::HEAD { answer::head_only(answer) } else { answer }
}

/// Counts a failure, and says it in the log: the first, the second, the fourth, the eighth …
/// A store that is down under load would fill the disk otherwise. Queries, headers and bodies may
/// hold secrets and are never told.
fn report<S: Service>(call: &Call<'_, S>, refusal: &Refusal, identity: &Identity) {
    let failures = count(&call.core.common.counters.failures);
    if failures.is_power_of_two() {
        let problem = refusal.problem();
        let reason = refusal.secret().or(problem.detail.as_deref()).unwrap_or(problem.title);
        let (method, path) = (&call.head.method, call.head.uri.path());
        let status = problem.status;
        let text = format_args!("{method} {path}: {status}: {reason} (failure {failures})");
        identity.log(Level::Error, S::NAME, text, &[("status", Value::from(status))]);
    }
}
