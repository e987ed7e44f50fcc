//! The socket as hyper sees it: notes progress for the sweep, hands out sniffed bytes again, and
//! puts a problem document in the place of hyper's own bare refusals.

use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use parseltongue_records::{HttpMeaning, Problem};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::framing::{Broken, Framing};
use crate::pulse::Pulse;

/// What a client of HTTP/2 without TLS says first.
pub(crate) const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How an answer begins behind which another protocol is spoken.
const SWITCHING: &[u8] = b"HTTP/1.1 101 ";

/// Bytes that end a head, a header or a size of a chunk as nobody takes it.
const NO_REQUEST: &[u8] = b"\0\r\n\r\n";

/// Bytes that are read at once; they pass over the stack, where they are looked at.
const READ_BYTES: usize = 16 * 1024;

/// A socket, and what was read of it to find out its protocol.
#[derive(Debug)]
pub(crate) struct Wire<T> {
    socket: TokioIo<T>,
    pulse: Rc<Pulse>,
    sniffed: [u8; PREFACE.len()],
    sniffed_from: usize,
    sniffed_to: usize,
    /// Of HTTP/1.1; HTTP/2 has frames.
    framing: Option<Framing>,
    /// Nothing more is read: what came is no request that all would read alike.
    is_broken: bool,
    /// Set once hyper's refusal has been replaced: its own bytes are no longer what is sent.
    refusal: Option<Refusal>,
}

/// A refusal on its way out in the place of hyper's own.
#[derive(Debug)]
struct Refusal {
    bytes: Vec<u8>,
    sent: usize,
}

impl<T: AsyncRead + AsyncWrite + Unpin> Wire<T> {
    pub(crate) fn new(socket: T, pulse: Rc<Pulse>) -> Wire<T> {
        Wire {
            socket: TokioIo::new(socket),
            pulse,
            sniffed: [0; PREFACE.len()],
            sniffed_from: 0,
            sniffed_to: 0,
            framing: None,
            is_broken: false,
            refusal: None,
        }
    }

    /// From now on every byte is followed as HTTP/1.1.
    pub(crate) fn follow_http1(&mut self) {
        self.framing = Some(Framing::default());
    }

    /// Hands bytes on to hyper as far as all would read them alike; behind them comes what nobody
    /// takes, for which hyper refuses the request and closes the connection.
    fn hand_on(&mut self, bytes: &[u8], buffer: &mut ReadBufCursor<'_>) {
        let followed = self.framing.as_mut().map_or(Ok(()), |framing| framing.follow(bytes));
        match followed {
            Ok(()) => buffer.put_slice(bytes),
            Err(Broken { good }) => {
                self.is_broken = true;
                self.pulse.leave_unread();
                // What does not fit would have been part of a request that is refused anyway.
                let good = good.min(buffer.remaining().saturating_sub(NO_REQUEST.len()));
                buffer.put_slice(&bytes[..good]);
                buffer.put_slice(NO_REQUEST);
            }
        }
    }

    pub(crate) fn into_socket(self) -> T {
        self.socket.into_inner()
    }

    /// Reads until it is clear whether the client speaks HTTP/2; what was read is handed out again.
    pub(crate) fn poll_speaks_http2(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<bool>> {
        loop {
            let seen = &self.sniffed[..self.sniffed_to];
            if seen != &PREFACE[..seen.len()] {
                return Poll::Ready(Ok(false));
            }
            if seen.len() == PREFACE.len() {
                return Poll::Ready(Ok(true));
            }
            let mut buffer = ReadBuf::new(&mut self.sniffed[self.sniffed_to..]);
            ready!(Pin::new(self.socket.inner_mut()).poll_read(cx, &mut buffer))?;
            match buffer.filled().len() {
                0 => return Poll::Ready(Ok(false)),
                count => self.sniffed_to += count,
            }
        }
    }

    /// Notes how much the socket took, for the sweep.
    fn note(&self, sent: &Poll<io::Result<usize>>) {
        self.pulse.sent(match sent {
            Poll::Ready(taken) => Poll::Ready(*taken.as_ref().unwrap_or(&0)),
            Poll::Pending => Poll::Pending,
        });
    }

    /// Sends what is left of a refusal; hyper has been told that its own bytes are out.
    fn poll_refusal(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some(refusal) = &mut self.refusal
            && refusal.sent < refusal.bytes.len()
        {
            let rest = &refusal.bytes[refusal.sent..];
            refusal.sent += ready!(Pin::new(self.socket.inner_mut()).poll_write(cx, rest))?;
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> Read for Wire<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.is_broken {
            return Poll::Ready(Ok(()));
        }
        if this.sniffed_from < this.sniffed_to {
            let sniffed = this.sniffed;
            let again = &sniffed[this.sniffed_from..this.sniffed_to];
            let count = again.len().min(buffer.remaining());
            this.sniffed_from += count;
            this.hand_on(&again[..count], &mut buffer);
            return Poll::Ready(Ok(()));
        }
        if this.framing.is_none() {
            let read = Pin::new(&mut this.socket).poll_read(cx, buffer);
            if read.is_ready() {
                this.pulse.received();
            }
            return read;
        }
        let mut bytes = [MaybeUninit::uninit(); READ_BYTES];
        let room = buffer.remaining().min(READ_BYTES);
        let mut read = ReadBuf::uninit(&mut bytes[..room]);
        ready!(Pin::new(this.socket.inner_mut()).poll_read(cx, &mut read))?;
        this.pulse.received();
        this.hand_on(read.filled(), &mut buffer);
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> Write for Wire<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if bytes.starts_with(SWITCHING)
            && let Some(framing) = &mut this.framing
        {
            framing.end();
        }
        if let Some((answers, refusal)) = bare_refusal(bytes) {
            this.pulse.leave_unread();
            this.refusal = Some(Refusal { bytes: [answers, &refusal].concat(), sent: 0 });
            let sent = this.poll_refusal(cx)?;
            this.pulse.sent(sent.map(|()| bytes.len()));
            return Poll::Ready(Ok(bytes.len()));
        }
        let sent = Pin::new(&mut this.socket).poll_write(cx, bytes);
        this.note(&sent);
        sent
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let is_switching = slices.first().is_some_and(|first| first.starts_with(SWITCHING));
        if is_switching || slices.last().is_some_and(|last| bare_refusal(last).is_some()) {
            let bytes: Vec<u8> = slices.iter().flat_map(|slice| slice.iter().copied()).collect();
            return self.poll_write(cx, &bytes);
        }
        let sent = Pin::new(&mut self.socket).poll_write_vectored(cx, slices);
        self.note(&sent);
        sent
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_refusal(cx))?;
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_refusal(cx))?;
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}

/// Splits what hyper writes into the answers before and the problem document that takes the place
/// of its bodiless refusal. Every answer of ours with such a status has a body, so a head with
/// one that ends the bytes can only be hyper's.
fn bare_refusal(bytes: &[u8]) -> Option<(&[u8], Vec<u8>)> {
    const HEAD: &[u8] = b"HTTP/1.1 ";
    const EMPTY: &[u8] = b"\r\ncontent-length: 0\r\n";
    if !bytes.ends_with(b"\r\n\r\n") {
        return None;
    }
    let from = (0..=bytes.len().checked_sub(HEAD.len())?).rev().find(|&at| bytes[at..].starts_with(HEAD))?;
    let (answers, head) = bytes.split_at(from);
    // The answer to a HEAD has no body either, but it says how long that would have been.
    head.windows(EMPTY.len()).find(|window| *window == EMPTY)?;
    let problem = match head.get(HEAD.len()..HEAD.len() + 3)? {
        b"400" => Problem::new(HttpMeaning::BadRequest, "MalformedRequest")
            .with_detail("the bytes that were sent are not an HTTP request"),
        b"414" => Problem::new(HttpMeaning::AddressTooLong, "AddressTooLong"),
        b"431" => Problem::new(HttpMeaning::HeadersTooLarge, "HeadersTooLarge").with_detail(format!(
            "the headers may have {} bytes and be {} in number",
            crate::limits::HEADER_BYTES_MAX,
            crate::limits::HEADERS_MAX
        )),
        _ => return None,
    };
    Some((answers, closing(&problem)))
}

/// A whole HTTP/1.1 answer that tells a problem and closes the connection.
pub(crate) fn closing(problem: &Problem) -> Vec<u8> {
    let body = crate::answer::problem_json(problem);
    let reason = http::StatusCode::from_u16(problem.status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or_default();
    let date = httpdate::fmt_http_date(std::time::SystemTime::now());
    let mut bytes = format!(
        "HTTP/1.1 {} {reason}\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\n\
         connection: close\r\ndate: {date}\r\n\r\n",
        problem.status,
        body.len(),
    )
    .into_bytes();
    bytes.extend_from_slice(&body);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bare_refusal_is_replaced() {
        assert!(bare_refusal(b"HTTP/1.1 204 No Content\r\ndate: x\r\n\r\n").is_none());
        assert!(bare_refusal(b"HTTP/1.1 400 Bad Request\r\n\r\n{}").is_none());
        assert!(bare_refusal(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 12\r\n\r\n").is_none());
        assert!(bare_refusal(b"\r\n\r\n").is_none());
        let (answers, problem) =
            bare_refusal(b"HTTP/1.1 200 OK\r\n\r\nhiHTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")
                .expect("a bare refusal");
        assert_eq!(answers, b"HTTP/1.1 200 OK\r\n\r\nhi");
        assert!(
            problem.starts_with(b"HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\n")
        );
    }
}
