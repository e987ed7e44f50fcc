//! One request from its headers to its answer.

use std::convert::Infallible;
use std::rc::Rc;

use http::{HeaderValue, Method, Request};
use hyper::body::{Body as _, Incoming};
use log::{Level, kv::Value};
use tokio::time::Instant;

use crate::answer::{self, Answer};
use crate::carried::Carried;
use crate::core::{Core, count};
use crate::deadline::{Guarded, guard};
use crate::limits::BODY_READ_LIMIT;
use crate::pulse::Pulse;
use crate::trace::{Identity, REQUEST_ID};
use crate::{Call, Refusal, Service, body, compress, origins};

/// Answers one request, whatever its handler and its client do.
pub(crate) async fn request<S: Service>(
    core: Rc<Core<S>>,
    pulse: Rc<Pulse>,
    request: Request<Incoming>,
) -> Result<Answer, Infallible> {
    // Nobody misses what only reads, and `events` goes on for as long as its client is there.
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return answered(core, pulse, request).await;
    }
    let work = answered(Rc::clone(&core), Rc::clone(&pulse), request);
    Carried::new(core, pulse, work).await
}

async fn answered<S: Service>(
    core: Rc<Core<S>>,
    pulse: Rc<Pulse>,
    request: Request<Incoming>,
) -> Result<Answer, Infallible> {
    let begun = Instant::now();
    let in_flight = pulse.begin();
    let is_head = *request.method() == Method::HEAD;
    let call = Call::new(&core, &pulse, request);
    let mut outcome = match guard(S::answer(&call), begun, S::DEADLINE).await {
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
        let identity = identity.insert(Identity::of(&call.head));
        report(&call, refusal, identity);
        refusal.name_request(&identity.request_id);
    }
    if call.incoming.take().is_some_and(|incoming| !incoming.is_end_stream()) {
        pulse.leave_unread();
    }
    drop(in_flight);
    let mut answer = answer::of(outcome, S::PROBLEMS);
    // What a service does not ask for is not even compiled.
    if !S::COMPRESS.is_empty() {
        compress::apply(S::COMPRESS, &call.head.headers, &mut answer);
    }
    if !S::ALLOW_ORIGINS.is_empty() {
        origins::tell(S::ALLOW_ORIGINS, &call.head, &mut answer);
    }
    let request_id = identity.as_ref().map(|identity| HeaderValue::try_from(&identity.request_id));
    if let Some(Ok(request_id)) = request_id {
        answer.headers_mut().insert(REQUEST_ID, request_id);
    }
    let (status, took) = (answer.status().as_u16(), begun.elapsed());
    call.metered.answered(status, took);
    if log::log_enabled!(target: S::NAME, Level::Debug) {
        let values = [("status", Value::from(status)), ("seconds", Value::from(took.as_secs_f64()))];
        let text = format_args!("{} {}", call.head.method, call.head.uri.path());
        let identity = identity.unwrap_or_else(|| Identity::of(&call.head));
        identity.log(Level::Debug, S::NAME, text, &values);
    }
    Ok(if is_head { answer::head_only(answer) } else { answer })
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
