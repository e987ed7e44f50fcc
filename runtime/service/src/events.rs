//! `events`: a stream's records as server-sent events, resumed by `Last-Event-ID`.
//!
//! Nothing is buffered beyond what the connection and the socket hold: the next records are read from the
//! stream when the client has taken those before. A client that takes nothing for
//! [`crate::limits::WRITE_STALL_LIMIT_S`] is dropped, comes back, and replays from the stream;
//! on HTTP/2, one that leaves a piece of one answer there for that long.

use std::fmt;
use std::future::{Future, poll_fn};
use std::io::{self, Write};
use std::pin::Pin;
use std::rc::Rc;
use std::str::FromStr;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Response};
use parseltongue_records::{Entry, Feed, Position, Report, StreamError};

use crate::answer::Body;
use crate::limits::{EVENTS_AT_ONCE, HEARTBEAT};
use crate::pieces::Pieces;
use crate::pulse::{Hands, InFlight, Stopped};
use crate::{Call, Outcome, Refusal, Service};

/// How long a browser waits before it comes back.
const HELLO: &[u8] = b"retry: 1000\n\n";

/// Answers with the records of `feed`: those behind `Last-Event-ID`, or those from now on.
///
/// # Errors
/// 400 when `Last-Event-ID` is not one of ours, 410 when the stream no longer keeps what follows
/// it, 503 when the stream cannot be read.
pub async fn events<S: Service, F: Feed>(call: &Call<'_, S>, feed: F) -> Outcome {
    let end = feed.end().await?;
    let position = last_event_id(call, &end)?.unwrap_or(end);
    let mut source =
        Source { feed, position, stopped: call.core.ward.stopped(), _in_flight: call.pulse.begin() };
    // What is no longer kept is known at once; what is still to come is not waited for.
    let mut first = HELLO.to_vec();
    if let Poll::Ready(records) = now_or_never(source.records()).await {
        write(&mut first, &records?);
    }
    let hands = Hands::new(Rc::clone(call.pulse));
    let events = Events { next: later(Bytes::from(first), source), hands };
    let mut answer = Response::new(Body::pieces(events));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

/// Where the client has come to. An id of another stream, or from behind the end of this one (its
/// files were replaced), would wait for records that never come.
fn last_event_id<S: Service>(call: &Call<'_, S>, end: &Position) -> Result<Option<Position>, Refusal> {
    let Some(id) = call.head.headers.get("last-event-id") else { return Ok(None) };
    let wrong = match id.to_str().ok().map(Position::from_str) {
        Some(Ok(position)) if position.0.len() == end.0.len() => {
            if position.0.iter().zip(&end.0).all(|(offset, end)| offset <= end) {
                return Ok(Some(position));
            }
            format!("must not lie behind the stream's end, `{end}`")
        }
        _ => format!("must be the id of an event, such as `{end}`"),
    };
    let mut report = Report::default();
    report.add("Last-Event-ID", "type", wrong);
    Err(Refusal::parameters(&report))
}

/// The records of a feed on their way to one client.
struct Source<F: Feed> {
    feed: F,
    position: Position,
    stopped: Stopped,
    /// The connection is busy for as long as it carries events.
    _in_flight: InFlight,
}

impl<F: Feed> Source<F> {
    async fn records(&mut self) -> Result<Vec<Entry<F::Record>>, StreamError> {
        self.feed.next(&mut self.position, EVENTS_AT_ONCE).await
    }
}

/// A body that is a feed's records.
pub(crate) struct Events {
    next: Next,
    hands: Hands,
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events")
    }
}

impl Pieces for Events {
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        self.hands.free();
        self.next.as_mut().poll(cx).map(|piece| {
            let piece = piece?;
            self.hands.full();
            self.next = piece.next;
            Some(Ok(piece.bytes))
        })
    }
}

type Next = Pin<Box<dyn Future<Output = Option<Piece>>>>;

/// Some bytes, and what comes after them; none is the end.
struct Piece {
    bytes: Bytes,
    next: Next,
}

fn later<F: Feed>(bytes: Bytes, source: Source<F>) -> Next {
    Box::pin(async move { Some(Piece { bytes, next: after(source) }) })
}

fn after<F: Feed>(mut source: Source<F>) -> Next {
    Box::pin(async move {
        let mut bytes = Vec::new();
        tokio::select! {
            biased;
            () = &mut source.stopped => return None,
            records = source.feed.next(&mut source.position, EVENTS_AT_ONCE) => match records {
                Ok(records) => write(&mut bytes, &records),
                // The client comes back with its last id and is told then.
                Err(_) => return None,
            },
            () = tokio::time::sleep(HEARTBEAT) => bytes.extend_from_slice(b":\n\n"),
        }
        Some(Piece { bytes: Bytes::from(bytes), next: after(source) })
    })
}

fn write<R: parseltongue_records::Record>(bytes: &mut Vec<u8>, entries: &[Entry<R>]) {
    for entry in entries {
        // Writing to memory does not fail, and records have no maps whose keys are not texts.
        let _ = write!(bytes, "id: {}\ndata: ", entry.position);
        let _ = entry.record.write_json(bytes);
        bytes.extend_from_slice(b"\n\n");
    }
}

/// Polls `future` once.
async fn now_or_never<F: Future>(future: F) -> Poll<F::Output> {
    let mut future = std::pin::pin!(future);
    poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await
}
