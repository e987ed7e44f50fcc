//! `files`: what lies in a directory, as it lies there.
//!
//! Nothing touches the disk on a core: what is asked for is looked up, read and compressed on tokio's threads for
//! work that waits. A small file is one piece; a large one is read piece by piece, each while the one before is sent.

mod body;
mod folder;
mod kinds;
mod path;
mod range;
mod show;

use std::io;
use std::sync::Arc;

use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_RANGE, CONTENT_TYPE, ETAG, LAST_MODIFIED,
    LOCATION, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use parseltongue_records::{HttpMeaning, Problem};
use tokio::task::spawn_blocking;

pub(crate) use self::folder::{Folder, folders};
use self::show::{Asked, Content, Found, Shown};
use crate::answer::{self, Answer, Body};
use crate::table::Files;
use crate::{Call, Outcome, Refusal, Service, tag};

/// Answers with a file of the `number`th `files` of the service.
///
/// # Errors
/// 404 where no file is, 412 when the client wants another state of it, 500 when it cannot be read.
pub async fn files<S: Service>(call: &Call<'_, S>, number: usize) -> Outcome {
    let nowhere = || Err(Refusal::not_found(call.head.uri.path()));
    let Some(folder) = call.core.common.folders.get(number).map(Arc::clone) else { return nowhere() };
    let Some(path) = path::below(folder.files.path, call.head.uri.path()) else { return nowhere() };
    let files = folder.files;
    let asked = Asked {
        path,
        address: call.head.uri.path().to_owned(),
        is_get: call.head.method == http::Method::GET,
        headers: call.head.headers.clone(),
        codings: S::COMPRESS,
    };
    let shown = spawn_blocking(move || show::show(&folder, &asked)).await;
    match shown {
        Ok(Ok(Shown::File(found))) => Ok(file(call, &files, *found)),
        Ok(Ok(Shown::Unchanged { tag, modified })) => {
            let mut answer = answer::unchanged();
            set(&mut answer, ETAG, tag.header());
            dated(&mut answer, &modified);
            kept(&mut answer, &files);
            Ok(answer)
        }
        Ok(Ok(Shown::OtherState)) => Err(tag::other_state()),
        Ok(Ok(Shown::Elsewhere(place))) => Ok(elsewhere(&place)),
        Ok(Ok(Shown::OutOfRange(length))) => Ok(out_of_range::<S>(length)),
        Ok(Ok(Shown::Nothing)) => nowhere(),
        Ok(Err(error)) => Err(unreadable(&error)),
        Err(error) => Err(Refusal::internal(format!("a file was not looked at to its end: {error}"))),
    }
}

fn file<S: Service>(call: &Call<'_, S>, files: &Files, found: Found) -> Answer {
    let body = match found.content {
        Content::Whole(bytes) => Body::from(bytes),
        Content::Pieces(file, range) => Body::pieces(body::FileBody::new(file, range, call.pulse)),
    };
    let mut answer = Response::new(body);
    let kind = HeaderValue::from_static(found.kind);
    set(&mut answer, CONTENT_TYPE, kind);
    // A browser that guessed could run what somebody has put there as a picture.
    set(&mut answer, X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    set(&mut answer, ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    set(&mut answer, ETAG, found.tag);
    dated(&mut answer, &found.modified);
    kept(&mut answer, files);
    if let Some(coding) = found.coding {
        set(&mut answer, CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
    }
    if found.has_forms {
        set(&mut answer, VARY, HeaderValue::from_static("accept-encoding"));
    }
    if let Some(range) = found.part {
        *answer.status_mut() = StatusCode::PARTIAL_CONTENT;
        if let Ok(range) = HeaderValue::try_from(range) {
            set(&mut answer, CONTENT_RANGE, range);
        }
    }
    answer
}

/// A page names what belongs to it relative to its directory, whose address ends in a slash.
fn elsewhere(place: &str) -> Answer {
    let mut answer = answer::nothing();
    *answer.status_mut() = StatusCode::PERMANENT_REDIRECT;
    if let Ok(place) = HeaderValue::try_from(place) {
        set(&mut answer, LOCATION, place);
    }
    answer
}

fn out_of_range<S: Service>(length: u64) -> Answer {
    let problem = Problem { status: 416, ..Problem::new(HttpMeaning::BadRequest, "RangeNotSatisfiable") };
    let problem = problem.with_detail(format!("the file has {length} bytes"));
    let mut answer = answer::problem(S::PROBLEMS, &problem, None);
    if let Ok(length) = HeaderValue::try_from(format!("bytes */{length}")) {
        set(&mut answer, CONTENT_RANGE, length);
    }
    answer
}

/// The service's own fault; which file it was is for the log only.
fn unreadable(error: &io::Error) -> Refusal {
    Refusal::internal(format!("a file cannot be read: {error}"))
}

fn dated(answer: &mut Answer, modified: &str) {
    if let Ok(modified) = HeaderValue::try_from(modified) {
        set(answer, LAST_MODIFIED, modified);
    }
}

fn kept(answer: &mut Answer, files: &Files) {
    let kept = match files.kept_for {
        // It may be kept, and is asked about each time.
        None => HeaderValue::from_static("no-cache"),
        Some(time) => match HeaderValue::try_from(format!("max-age={}", time.as_secs())) {
            Ok(kept) => kept,
            Err(_) => return,
        },
    };
    set(answer, CACHE_CONTROL, kept);
}

fn set(answer: &mut Answer, name: HeaderName, value: HeaderValue) {
    answer.headers_mut().insert(name, value);
}
