//! The body of a request on its way: in the hands of hyper on HTTP/2, of a connection of ours on HTTP/1.1.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::Body as _;

/// What is still to come of a body.
pub(crate) enum Incoming {
    /// It is all here, or there is none.
    Whole(Bytes),
    /// A connection reads it as it is asked for.
    Coming(Rc<dyn Source>),
    /// hyper reads it.
    Stream(hyper::body::Incoming),
}

/// A body does not come to its end; the reason is for its client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CutOff(pub(crate) String);

/// A connection that has a body on its way.
pub(crate) trait Source {
    /// The next bytes; none is the end.
    fn poll_next(&self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, CutOff>>>;

    /// So many bytes are still to come, where that was said.
    fn announced(&self) -> Option<u64>;

    /// Nothing more is to come.
    fn is_over(&self) -> bool;
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming").field("announced", &self.announced()).finish()
    }
}

impl Incoming {
    /// The least that is still to come, as its client has announced it.
    pub(crate) fn announced(&self) -> u64 {
        match self {
            Incoming::Whole(bytes) => bytes.len() as u64,
            Incoming::Coming(source) => source.announced().unwrap_or(0),
            Incoming::Stream(stream) => stream.size_hint().lower(),
        }
    }

    /// Nothing more is to come.
    pub(crate) fn is_over(&self) -> bool {
        match self {
            // What is here and was not read does not keep anybody from the next request.
            Incoming::Whole(_) => true,
            Incoming::Coming(source) => source.is_over(),
            Incoming::Stream(stream) => stream.is_end_stream(),
        }
    }

    /// The next bytes; none is the end.
    pub(crate) async fn next(&mut self) -> Option<Result<Bytes, CutOff>> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, CutOff>>> {
        match self {
            Incoming::Whole(bytes) => {
                let bytes = std::mem::take(bytes);
                Poll::Ready((!bytes.is_empty()).then_some(Ok(bytes)))
            }
            Incoming::Coming(source) => source.poll_next(cx),
            Incoming::Stream(stream) => loop {
                let Poll::Ready(frame) = Pin::new(&mut *stream).poll_frame(cx) else { return Poll::Pending };
                return Poll::Ready(match frame {
                    None => None,
                    Some(Err(error)) => Some(Err(CutOff(error.to_string()))),
                    Some(Ok(frame)) => match frame.into_data() {
                        Ok(data) => Some(Ok(data)),
                        // Trailers.
                        Err(_) => continue,
                    },
                });
            },
        }
    }
}
