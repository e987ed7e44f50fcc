//! What every service answers without being asked to: its health, its counts, its description.

use bytes::Bytes;
use http::StatusCode;
use parseltongue_records::{HttpMeaning, Problem};

use crate::{Call, Outcome, Refusal, Service, Verb, answer, metrics, openapi};

/// Answers `/health/live`, `/health/ready`, `/metrics` and `/openapi.json`. The compiler writes their match
/// in front of the service's own routes.
///
/// # Errors
/// 405 for anything but GET; 503 from `/health/ready` while the service stops, or a store cannot be reached.
pub fn built_in<S: Service>(call: &Call<'_, S>) -> Outcome {
    call.metered.at_built_in();
    let path = call.head.uri.path();
    if S::PRIVATE.contains(&path) && !call.is_from_here() {
        return call.not_found();
    }
    if call.verb() != Verb::Get {
        return call.not_allowed("GET, HEAD, OPTIONS");
    }
    match path {
        "/health/live" => Ok(answer::json(StatusCode::OK, Bytes::from_static(br#"{"status":"live"}"#))),
        "/health/ready" => ready(call),
        "/metrics" => {
            let text = metrics::text(&call.core.common, &call.core.world.measurements());
            Ok(answer::text(metrics::CONTENT_TYPE, text))
        }
        "/openapi.json" => {
            let document = call.core.common.document.get_or_init(openapi::document::<S>);
            Ok(answer::json(StatusCode::OK, document.clone()))
        }
        _ => call.not_found(),
    }
}

fn ready<S: Service>(call: &Call<'_, S>) -> Outcome {
    if call.core.ward.is_stopping() || call.core.world.is_stopping() {
        let problem = Problem::new(HttpMeaning::Unavailable, "Stopping");
        return Err(Refusal::new(problem.with_detail("the service is stopping")));
    }
    let doubts = call.core.world.doubts();
    if !doubts.is_empty() {
        let problem = Problem::new(HttpMeaning::Unavailable, "NotReady");
        return Err(Refusal::new(problem.with_detail(doubts.join("; "))));
    }
    Ok(answer::json(StatusCode::OK, Bytes::from_static(br#"{"status":"ready"}"#)))
}
