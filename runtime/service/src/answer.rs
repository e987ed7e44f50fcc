//! Answers: a body that costs nothing when it is empty, one buffer when it is JSON, and comes in pieces
//! when it is a stream of events or a large file.

use std::collections::BTreeMap;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use parseltongue_records::Problem;

use crate::pieces::Pieces;
use crate::{Outcome, Refusal};

/// A response of a service.
pub type Answer = Response<Body>;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
pub(crate) const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// The body of an answer.
#[derive(Debug)]
pub struct Body(Content);

/// What a body is made of.
#[derive(Debug)]
pub(crate) enum Content {
    Empty,
    Whole(Bytes),
    Pieces(Box<dyn Pieces>),
}

impl Body {
    /// No body.
    #[must_use]
    pub const fn empty() -> Body {
        Body(Content::Empty)
    }

    /// The bytes, if they are all here.
    pub(crate) fn whole(&self) -> Option<&Bytes> {
        match &self.0 {
            Content::Whole(bytes) => Some(bytes),
            Content::Empty | Content::Pieces(_) => None,
        }
    }

    /// What it is made of.
    pub(crate) fn into_content(self) -> Content {
        self.0
    }

    /// What comes piece by piece.
    pub(crate) fn pieces(pieces: impl Pieces + 'static) -> Body {
        Body(Content::Pieces(Box::new(pieces)))
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Body {
        Body(Content::Whole(bytes))
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match &mut self.0 {
            Content::Empty => Poll::Ready(None),
            Content::Whole(_) => {
                let Content::Whole(bytes) = std::mem::replace(&mut self.0, Content::Empty) else {
                    return Poll::Ready(None);
                };
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            Content::Pieces(pieces) => pieces.poll_next(cx).map(|piece| piece.map(|it| it.map(Frame::data))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Content::Empty => true,
            Content::Whole(bytes) => bytes.is_empty(),
            Content::Pieces(pieces) => pieces.length() == Some(0),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Content::Empty => SizeHint::with_exact(0),
            Content::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Content::Pieces(pieces) => pieces.length().map_or_else(SizeHint::default, SizeHint::with_exact),
        }
    }
}

/// The largest answer that is copied out of a core's scratch buffer; a larger one takes the buffer
/// with it, so that a core keeps no more than this between requests.
const SCRATCH_BYTES: usize = 16 * 1024;

/// Writes JSON into a core's scratch buffer, which has grown to what answers need, and copies it
/// out: one allocation of the right size.
pub(crate) fn json_bytes(
    scratch: &mut Vec<u8>,
    write: impl FnOnce(&mut Vec<u8>) -> serde_json::Result<()>,
) -> Result<Bytes, Refusal> {
    scratch.clear();
    if let Err(error) = write(scratch) {
        return Err(Refusal::internal(format!("an answer could not be written as JSON: {error}")));
    }
    if scratch.len() > SCRATCH_BYTES {
        return Ok(Bytes::from(std::mem::take(scratch)));
    }
    Ok(Bytes::copy_from_slice(scratch))
}

/// An answer with a JSON body.
pub(crate) fn json(status: StatusCode, bytes: Bytes) -> Answer {
    let mut answer = Response::new(Body::from(bytes));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, JSON);
    answer
}

/// 200 with a text of that content type.
pub(crate) fn text(content_type: &'static str, text: String) -> Answer {
    let mut answer = Response::new(Body::from(Bytes::from(text)));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}

/// 204.
pub(crate) fn nothing() -> Answer {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::NO_CONTENT;
    answer
}

/// 304: the client has what it asks for.
pub(crate) fn unchanged() -> Answer {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::NOT_MODIFIED;
    answer
}

/// 204 to OPTIONS.
pub(crate) fn options(allow: &'static str) -> Answer {
    let mut answer = nothing();
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static(allow));
    answer
}

/// The body of a problem document.
pub(crate) fn problem_json(problem: &Problem) -> Vec<u8> {
    serde_json::to_vec(problem).unwrap_or_else(|_| b"{}".to_vec())
}

/// What a service's problems look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// `rfc9457`: `{"type": …, "title": …, "status": …, "detail": …, "fields": […]}`
    Rfc9457,
    /// `shape "errors"`: `{"errors": {"title": ["is required"]}}`; what is wrong with no single
    /// field stands under `body`.
    Named(&'static str),
}

/// The name of the field that a pointer leads to, which says enough to a form; what is wrong with
/// an item of a list is wrong with the list.
fn field_of(pointer: &str) -> String {
    let is_name = |step: &&str| !step.is_empty() && !step.bytes().all(|byte| byte.is_ascii_digit());
    let name = pointer.rsplit('/').find(is_name).unwrap_or("body");
    name.replace("~1", "/").replace("~0", "~")
}

/// The problem as a list of messages under the name of each field.
fn named(member: &str, problem: &Problem) -> Vec<u8> {
    let mut messages: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for wrong in &problem.fields {
        messages.entry(field_of(&wrong.field)).or_default().push(&wrong.message);
    }
    if messages.is_empty() {
        messages.insert("body".to_owned(), vec![problem.detail.as_deref().unwrap_or(problem.title)]);
    }
    serde_json::to_vec(&BTreeMap::from([(member, messages)])).unwrap_or_else(|_| b"{}".to_vec())
}

/// The answer that tells a problem.
pub(crate) fn problem(shape: Shape, problem: &Problem, allow: Option<&'static str>) -> Answer {
    let (bytes, content_type) = match shape {
        Shape::Rfc9457 => (problem_json(problem), PROBLEM_JSON),
        Shape::Named(member) => (named(member, problem), JSON),
    };
    let mut answer = Response::new(Body::from(Bytes::from(bytes)));
    *answer.status_mut() = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer.headers_mut().insert(CONTENT_TYPE, content_type);
    if let Some(allow) = allow {
        answer.headers_mut().insert(ALLOW, HeaderValue::from_static(allow));
    }
    answer
}

/// What stays of an answer when only its head was asked for.
pub(crate) fn head_only(mut answer: Answer) -> Answer {
    if !matches!(answer.body().0, Content::Empty)
        && let Some(length) = answer.body().size_hint().exact()
    {
        answer.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    *answer.body_mut() = Body::empty();
    answer
}

/// The answer to a call that ended well or not.
pub(crate) fn of(outcome: Outcome, shape: Shape) -> Answer {
    match outcome {
        Ok(answer) => answer,
        Err(refusal) => {
            let mut answer = problem(shape, refusal.problem(), refusal.allow());
            if let Some(scheme) = refusal.challenge() {
                answer.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(scheme));
            }
            answer
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_leads_to_the_name_of_a_field() {
        for (pointer, name) in [
            ("/user/mail", "mail"),
            ("limit", "limit"),
            ("/tags/1", "tags"),
            ("/lines/12/price", "price"),
            ("/matrix/1/2", "matrix"),
            ("/prices/a~1b~0c", "a/b~c"),
            ("/0", "body"),
            ("", "body"),
        ] {
            assert_eq!(field_of(pointer), name, "{pointer}");
        }
    }
}
