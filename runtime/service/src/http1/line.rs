//! The socket of a connection with what was read and not used yet, and what was written and not sent yet.

use std::cell::{Cell, RefCell};
use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use tokio::io::ReadBuf;

use super::chunks::{Chunks, Next};
use super::request::{Framing, Head, Refused, Search};
use crate::connection::Transport;
use crate::incoming::{CutOff, Incoming, Source};
use crate::limits::BUFFER_BYTES_MAX;
use crate::pulse::Pulse;

/// What a client of HTTP/2 without TLS says first.
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Bytes that are read at once. They pass over the stack, so that a connection keeps no more than what it has not used.
const READ_BYTES: usize = 16 * 1024;

/// Bytes that are kept of a buffer that has been larger, for the next request and the next answer.
const BUFFER_BYTES_KEPT: usize = 4 * 1024;

const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// What is still to come of the body of the request that is being answered.
#[derive(Clone, Copy, Debug)]
enum Body {
    Over,
    Length(u64),
    Chunked(Chunks),
    /// It was cut off, or is none; nothing behind it can be read.
    Broken,
}

/// A connection's socket and buffers. Its own future and a body that is being read both know it; they are parts of one
/// task, but for a handler that goes on without its client.
#[derive(Debug)]
pub(crate) struct Line<T> {
    pulse: Rc<Pulse>,
    state: RefCell<State<T>>,
    /// The client waits for a word before it sends the body.
    waits: Cell<bool>,
}

#[derive(Debug)]
struct State<T> {
    /// Until another protocol, or nobody, goes on with it.
    socket: Option<T>,
    input: BytesMut,
    search: Search,
    body: Body,
    output: Vec<u8>,
    sent: usize,
    /// What was written has left TLS, too.
    is_flushed: bool,
    is_at_end: bool,
}

impl<T: Transport> Line<T> {
    pub(crate) fn new(socket: T, pulse: Rc<Pulse>) -> Line<T> {
        let state = State {
            socket: Some(socket),
            input: BytesMut::new(),
            search: Search::default(),
            body: Body::Over,
            output: Vec::new(),
            sent: 0,
            is_flushed: true,
            is_at_end: false,
        };
        Line { pulse, state: RefCell::new(state), waits: Cell::new(false) }
    }

    /// Reads until it is clear whether the client speaks HTTP/2.
    pub(crate) fn poll_speaks_http2(&self, cx: &mut Context<'_>) -> Poll<io::Result<bool>> {
        let state = &mut *self.state.borrow_mut();
        loop {
            let seen = state.input.len().min(PREFACE.len());
            if state.input[..seen] != PREFACE[..seen] || state.is_at_end {
                return Poll::Ready(Ok(false));
            }
            if seen == PREFACE.len() {
                return Poll::Ready(Ok(true));
            }
            ready!(state.poll_read(cx, &self.pulse))?;
        }
    }

    /// The next request's head, once it is here; none when the client has said its last.
    pub(crate) fn poll_head(&self, cx: &mut Context<'_>) -> Poll<io::Result<Option<Result<Head, Refused>>>> {
        let state = &mut *self.state.borrow_mut();
        loop {
            match state.search.head(&mut state.input) {
                Ok(Some(head)) => return Poll::Ready(Ok(Some(Ok(head)))),
                Ok(None) => {}
                Err(refused) => return Poll::Ready(Ok(Some(Err(refused)))),
            }
            // Answers are sent together with those of the requests that had come with theirs.
            ready!(state.poll_flush(cx, &self.pulse))?;
            if state.is_at_end {
                return Poll::Ready(Ok(None));
            }
            if state.input.is_empty() && state.input.capacity() > BUFFER_BYTES_KEPT {
                state.input = BytesMut::new();
            }
            ready!(state.poll_read(cx, &self.pulse))?;
        }
    }

    /// The body that the head has said, which is read from now on.
    pub(crate) fn body(self: &Rc<Self>, framing: Framing, waits: bool) -> Incoming {
        let state = &mut *self.state.borrow_mut();
        state.body = match framing {
            Framing::Length(length) => match usize::try_from(length) {
                Ok(length) if length <= state.input.len() => {
                    return Incoming::Whole(state.input.split_to(length).freeze());
                }
                _ => Body::Length(length),
            },
            Framing::Chunked => Body::Chunked(Chunks::default()),
        };
        self.waits.set(waits && state.input.is_empty());
        Incoming::Coming(Rc::clone(self) as Rc<dyn Source>)
    }

    /// Passes over what nobody has read of a body; says whether a next request can be told behind it.
    pub(crate) fn is_at_next(&self) -> bool {
        let state = &mut *self.state.borrow_mut();
        // What was never asked for was never sent, or is on its way.
        while !self.waits.get() {
            match state.take() {
                Some(Ok(_)) => {}
                Some(Err(_)) | None => break,
            }
        }
        matches!(state.body, Body::Over)
    }

    /// While an answer is being made: takes in what the client sends meanwhile, up to a bound.
    /// Ready means that it is gone.
    pub(crate) fn poll_gone(&self, cx: &mut Context<'_>) -> Poll<()> {
        let state = &mut *self.state.borrow_mut();
        // Whoever reads the body sees its end, too.
        if !matches!(state.body, Body::Over) {
            return Poll::Pending;
        }
        while state.input.len() < BUFFER_BYTES_MAX {
            match ready!(state.poll_read(cx, &self.pulse)) {
                Ok(()) if !state.is_at_end => {}
                _ => return Poll::Ready(()),
            }
        }
        Poll::Pending
    }

    /// Appends to what is sent next.
    pub(crate) fn write(&self, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.state.borrow_mut().output);
    }

    /// So much is waiting to be sent that it should be before more is made.
    pub(crate) fn is_full(&self) -> bool {
        let state = self.state.borrow();
        state.output.len() - state.sent >= BUFFER_BYTES_MAX
    }

    /// Sends what was written.
    pub(crate) fn poll_flush(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.state.borrow_mut().poll_flush(cx, &self.pulse)
    }

    /// Sends what was written and the bytes behind it, which are not copied; what is sent is taken off them.
    pub(crate) fn poll_send(&self, cx: &mut Context<'_>, bytes: &mut Bytes) -> Poll<io::Result<()>> {
        let state = &mut *self.state.borrow_mut();
        while !bytes.is_empty() {
            let socket = state.socket.as_mut().ok_or(io::ErrorKind::NotConnected)?;
            let pending = &state.output[state.sent..];
            let taken =
                Pin::new(socket).poll_write_vectored(cx, &[IoSlice::new(pending), IoSlice::new(bytes)]);
            note(&self.pulse, &taken);
            let taken = ready!(taken)?;
            state.is_flushed = false;
            if taken == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            let of_pending = taken.min(pending.len());
            state.sent += of_pending;
            let _ = bytes.split_to(taken - of_pending);
        }
        state.poll_flush(cx, &self.pulse)
    }

    /// Nothing of a request is here.
    pub(crate) fn is_idle(&self) -> bool {
        self.state.borrow().input.is_empty()
    }

    /// The socket, and what was read of it and not used.
    pub(crate) fn take_apart(&self) -> Option<(T, Bytes)> {
        let state = &mut *self.state.borrow_mut();
        Some((state.socket.take()?, std::mem::take(&mut state.input).freeze()))
    }
}

impl<T: Transport> State<T> {
    /// Reads once; `is_at_end` when there is no more.
    fn poll_read(&mut self, cx: &mut Context<'_>, pulse: &Pulse) -> Poll<io::Result<()>> {
        let socket = self.socket.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        let mut bytes = [MaybeUninit::uninit(); READ_BYTES];
        let mut read = ReadBuf::uninit(&mut bytes);
        ready!(Pin::new(socket).poll_read(cx, &mut read))?;
        match read.filled() {
            [] => self.is_at_end = true,
            filled => {
                pulse.received();
                self.input.extend_from_slice(filled);
            }
        }
        Poll::Ready(Ok(()))
    }

    fn poll_flush(&mut self, cx: &mut Context<'_>, pulse: &Pulse) -> Poll<io::Result<()>> {
        if self.output.is_empty() && self.is_flushed {
            return Poll::Ready(Ok(()));
        }
        let socket = self.socket.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        self.is_flushed = false;
        while self.sent < self.output.len() {
            let taken = Pin::new(&mut *socket).poll_write(cx, &self.output[self.sent..]);
            note(pulse, &taken);
            match ready!(taken)? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                taken => self.sent += taken,
            }
        }
        ready!(Pin::new(socket).poll_flush(cx))?;
        self.is_flushed = true;
        self.sent = 0;
        self.output.clear();
        self.output.shrink_to(BUFFER_BYTES_KEPT);
        Poll::Ready(Ok(()))
    }

    /// The next bytes of the body out of what is here; none when more must come, or nothing will.
    fn take(&mut self) -> Option<Result<Bytes, CutOff>> {
        match &mut self.body {
            Body::Over | Body::Broken => None,
            Body::Length(_) if self.input.is_empty() => None,
            Body::Length(left) => {
                let count =
                    usize::try_from(*left).map_or(self.input.len(), |left| left.min(self.input.len()));
                *left -= count as u64;
                if *left == 0 {
                    self.body = Body::Over;
                }
                Some(Ok(self.input.split_to(count).freeze()))
            }
            Body::Chunked(chunks) => match chunks.next(&mut self.input) {
                Ok(Next::Data(bytes)) => Some(Ok(bytes)),
                Ok(Next::More) => None,
                Ok(Next::Over) => {
                    self.body = Body::Over;
                    None
                }
                Err(wrong) => {
                    self.body = Body::Broken;
                    Some(Err(CutOff(wrong.to_owned())))
                }
            },
        }
    }
}

impl<T: Transport> Source for Line<T> {
    fn poll_next(&self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, CutOff>>> {
        let state = &mut *self.state.borrow_mut();
        if self.waits.take() {
            state.output.extend_from_slice(CONTINUE);
        }
        loop {
            if let Some(taken) = state.take() {
                return Poll::Ready(Some(taken));
            }
            match state.body {
                Body::Over => return Poll::Ready(None),
                Body::Broken => return cut_off("it was cut off before"),
                Body::Length(_) | Body::Chunked(_) => {}
            }
            // The word that a client waits for; what the socket does not take is sent with the answer.
            let _ = state.poll_flush(cx, &self.pulse);
            let read = ready!(state.poll_read(cx, &self.pulse));
            if state.is_at_end || read.is_err() {
                state.body = Body::Broken;
                return cut_off("the client has sent its last byte");
            }
        }
    }

    fn announced(&self) -> Option<u64> {
        match self.state.borrow().body {
            Body::Length(left) => Some(left),
            _ => None,
        }
    }

    fn is_over(&self) -> bool {
        matches!(self.state.borrow().body, Body::Over)
    }
}

fn cut_off(reason: &str) -> Poll<Option<Result<Bytes, CutOff>>> {
    Poll::Ready(Some(Err(CutOff(reason.to_owned()))))
}

/// Notes how much the socket took, for the sweep.
fn note(pulse: &Pulse, taken: &Poll<io::Result<usize>>) {
    pulse.sent(match taken {
        Poll::Ready(taken) => Poll::Ready(*taken.as_ref().unwrap_or(&0)),
        Poll::Pending => Poll::Pending,
    });
}
