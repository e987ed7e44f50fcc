//! One request from its headers to its answer.

use std::convert::Infallible;
use std::rc::Rc;

use http::{Method, Request};
use hyper::body::{Body as _, Incoming};

use crate::answer::{self, Answer};
use crate::carried::Carried;
use crate::core::{Core, count};
use crate::deadline::{Guarded, guard};
use crate::limits::BODY_READ_LIMIT;
use crate::pulse::Pulse;
use crate::{Call, Refusal, Service, body};

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
    let in_flight = pulse.begin();
    let is_head = *request.method() == Method::HEAD;
    let call = Call::new(&core, &pulse, request);
    let outcome = match guard(S::answer(&call), S::DEADLINE).await {
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
    if let Err(refusal) = &outcome
        && refusal.problem().status >= 500
    {
        report(&call, refusal);
    }
    if call.incoming.take().is_some_and(|incoming| !incoming.is_end_stream()) {
        pulse.leave_unread();
    }
    drop(in_flight);
    let answer = answer::of(outcome);
    Ok(if is_head { answer::head_only(answer) } else { answer })
}

/// Counts a failure, and says it in the log: the first, the second, the fourth, the eighth …
/// A store that is down under load would fill the disk otherwise.
fn report<S: Service>(call: &Call<'_, S>, refusal: &Refusal) {
    let failures = count(&call.core.common.counters.failures);
    if failures.is_power_of_two() {
        let problem = refusal.problem();
        let reason = refusal.secret().or(problem.detail.as_deref()).unwrap_or(problem.title);
        let (method, path) = (&call.head.method, call.head.uri.path());
        let status = problem.status;
        log::error!(target: S::NAME, "{method} {path}: {status}: {reason} (failure {failures})");
    }
}
