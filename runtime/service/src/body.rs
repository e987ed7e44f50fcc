//! The body of a request: limited in size and time, JSON, checked against its rules.

use std::pin::pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::request::Parts;
use parseltongue_records::json::{self, Body};
use parseltongue_records::{HttpMeaning, Problem};

use crate::deadline::within;
use crate::incoming::{CutOff, Incoming};
use crate::limits::BODY_READ_LIMIT;
use crate::{Call, Refusal, Service};

/// The content types that a body may have.
pub(crate) const JSON: &[&str] = &["application/json"];
/// The content types that a set of changes may have.
pub(crate) const MERGE_PATCH: &[&str] = &["application/merge-patch+json", "application/json"];

/// The body as what it must be, its rules kept.
pub(crate) async fn read<S: Service, B: Body>(call: &Call<'_, S>, types: &[&str]) -> Result<B, Refusal> {
    check_type(call.head, types)?;
    let bytes = whole(call).await?;
    json::read(&bytes).map_err(|problem| Refusal::new(problem.problem()))
}

/// The same out of its envelope: `{"user": …}`.
pub(crate) async fn read_within<S: Service, B: Body>(
    call: &Call<'_, S>,
    types: &[&str],
    envelope: &'static str,
) -> Result<B, Refusal> {
    check_type(call.head, types)?;
    let bytes = whole(call).await?;
    parseltongue_records::read_within(&bytes, envelope).map_err(|problem| Refusal::new(problem.problem()))
}

/// 415 unless the content type is one of `wanted`, whatever its parameters, and the content is
/// there as it is.
fn check_type(head: &Parts, wanted: &[&str]) -> Result<(), Refusal> {
    let coding = head.headers.get(CONTENT_ENCODING).map(http::HeaderValue::as_bytes);
    if coding.is_some_and(|coding| !coding.trim_ascii().eq_ignore_ascii_case(b"identity")) {
        let problem = Problem::new(HttpMeaning::UnsupportedMediaType, "UnsupportedMediaType");
        return Err(Refusal::new(problem.with_detail("a body must come without a content-encoding")));
    }
    let given = head.headers.get(CONTENT_TYPE).map(http::HeaderValue::as_bytes);
    // Mostly it is written as it is written here.
    if given.is_some_and(|given| wanted.iter().any(|it| given == it.as_bytes())) {
        return Ok(());
    }
    let essence =
        given.map(|bytes| bytes.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii());
    if essence.is_some_and(|essence| wanted.iter().any(|it| essence.eq_ignore_ascii_case(it.as_bytes()))) {
        return Ok(());
    }
    let wanted = wanted.join(" or ");
    let detail = match given {
        None => format!("the content-type must be {wanted}, and there is none"),
        Some(given) => {
            format!("the content-type must be {wanted}, not {}", String::from_utf8_lossy(given))
        }
    };
    let problem = Problem::new(HttpMeaning::UnsupportedMediaType, "UnsupportedMediaType");
    Err(Refusal::new(problem.with_detail(detail)))
}

/// Every byte of the body.
async fn whole<S: Service>(call: &Call<'_, S>) -> Result<Bytes, Refusal> {
    let Some(mut incoming) = call.incoming.take() else {
        return Err(Refusal::internal("the body was read twice"));
    };
    let limit = S::BODY_LIMIT;
    // What the client has announced.
    if incoming.announced() > limit as u64 {
        call.pulse.leave_unread();
        return Err(too_large(limit));
    }
    call.is_reading.set(true);
    let read = within(BODY_READ_LIMIT, pin!(collect(&mut incoming, limit))).await;
    call.is_reading.set(false);
    match read {
        Some(Ok(bytes)) => Ok(bytes),
        Some(Err(refusal)) => {
            call.pulse.leave_unread();
            Err(refusal)
        }
        None => {
            call.pulse.leave_unread();
            Err(too_slow(BODY_READ_LIMIT))
        }
    }
}

/// 408: the body was not here in time.
pub(crate) fn too_slow(limit: Duration) -> Refusal {
    let detail = format!("the body must be here within {limit:?}");
    Refusal::new(Problem::new(HttpMeaning::RequestTimeout, "BodyTimeout").with_detail(detail))
}

async fn collect(incoming: &mut Incoming, limit: usize) -> Result<Bytes, Refusal> {
    let mut first = Bytes::new();
    let mut joined = BytesMut::new();
    while let Some(data) = incoming.next().await {
        let data = data.map_err(cut_off)?;
        if first.len() + joined.len() + data.len() > limit {
            return Err(too_large(limit));
        }
        // Most bodies come in one piece, which is then used where it lies.
        if first.is_empty() && joined.is_empty() {
            first = data;
            if incoming.is_over() {
                break;
            }
            continue;
        }
        if joined.is_empty() {
            joined.extend_from_slice(&std::mem::take(&mut first));
        }
        joined.extend_from_slice(&data);
    }
    Ok(if joined.is_empty() { first } else { joined.freeze() })
}

fn too_large(limit: usize) -> Refusal {
    let detail = format!("a body may have {limit} bytes");
    Refusal::new(Problem::new(HttpMeaning::TooLarge, "BodyTooLarge").with_detail(detail))
}

fn cut_off(CutOff(error): CutOff) -> Refusal {
    let detail = format!("the body does not come to its end: {error}");
    Refusal::new(Problem::new(HttpMeaning::BadRequest, "BrokenBody").with_detail(detail))
}
