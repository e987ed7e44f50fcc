//! Drives a socket: its body, the stream behind it, what comes and what goes, until one of them ends it.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::{Sink, Stream};
use parseltongue_cores::LocalFuture;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Interval, MissedTickBehavior, Sleep, interval_at, sleep};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::line::{Close, Line};
use crate::connection::Transport;
use crate::limits::{PING_INTERVAL, SOCKET_END_LIMIT};
use crate::pulse::{Pulse, Verdict};

/// Bytes that are read at once, and that are written together.
const BUFFER_BYTES: usize = 8 * 1024;

/// Pings without a sign of the client behind which it is gone.
const PINGS_MAX: u32 = 2;

/// What takes part in a socket.
pub(super) struct Talk {
    pub(super) line: Rc<Line>,
    pub(super) body: LocalFuture<Close>,
    /// Sends the records of a stream; it only ends when that fails.
    pub(super) forward: LocalFuture<Close>,
    pub(super) message_limit: usize,
}

/// Runs a socket to its end. Gives the verdict of the sweep, if it was that.
pub(super) async fn drive(
    transport: Box<dyn Transport>,
    early: Bytes,
    pulse: &Rc<Pulse>,
    talk: Talk,
) -> Option<Verdict> {
    let limit = Some(talk.message_limit);
    let config = WebSocketConfig::default()
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(BUFFER_BYTES)
        .max_message_size(limit)
        .max_frame_size(limit);
    let noted = Noted { transport, pulse: Rc::clone(pulse) };
    let frames =
        WebSocketStream::from_partially_read(noted, early.to_vec(), Role::Server, Some(config)).await;
    let mut pings = interval_at(Instant::now() + PING_INTERVAL, PING_INTERVAL);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let Talk { line, body, forward, .. } = talk;
    let mut driver = Driver {
        frames,
        line,
        body: Some(body),
        forward,
        pings,
        unanswered: 0,
        state: State::Open,
        is_deaf: false,
        over: None,
    };
    poll_fn(|cx| {
        pulse.attend(cx.waker());
        driver.line.attend(cx.waker());
        if let Some(verdict) = pulse.verdict() {
            return Poll::Ready(Some(verdict));
        }
        if pulse.is_stopping() {
            driver.line.close(Close::new(1001, "the service stops"));
        }
        driver.poll(cx).map(|()| None)
    })
    .await
}

/// How far a socket has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Messages go both ways.
    Open,
    /// It has been closed from here; the client's own close is waited for.
    Closed,
    /// The client is gone; the body may put things in order.
    Gone,
}

struct Driver {
    frames: WebSocketStream<Noted>,
    line: Rc<Line>,
    /// None once it has ended.
    body: Option<LocalFuture<Close>>,
    forward: LocalFuture<Close>,
    pings: Interval,
    unanswered: u32,
    state: State,
    /// What came was no WebSocket: what follows is thrown away.
    is_deaf: bool,
    /// How long the end may take, once it has begun.
    over: Option<Pin<Box<Sleep>>>,
}

/// Nothing can be sent to the client any more, and nothing comes.
struct Lost;

/// Whether something was done, so that there may be more to do.
type Moved = Result<bool, Lost>;

impl Driver {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            if self.over.as_mut().is_some_and(|over| over.as_mut().poll(cx).is_ready()) {
                return Poll::Ready(());
            }
            let worked = self.work(cx);
            if self.state == State::Gone {
                return if self.body.is_none() { Poll::Ready(()) } else { Poll::Pending };
            }
            match self.write(cx).and_then(|wrote| Ok(self.read(cx)? | wrote)) {
                Ok(false) if !worked => return Poll::Pending,
                Ok(_) => {}
                Err(Lost) => {
                    self.state = State::Gone;
                    self.line.over();
                    self.begin_end();
                }
            }
        }
    }

    fn begin_end(&mut self) {
        self.over.get_or_insert_with(|| Box::pin(sleep(SOCKET_END_LIMIT)));
    }

    /// Lets the body go on, and the stream. Whichever ends closes the socket.
    fn work(&mut self, cx: &mut Context<'_>) -> bool {
        let mut ended = Poll::Pending;
        if let Some(body) = &mut self.body {
            ended = body.as_mut().poll(cx);
            if ended.is_ready() {
                self.body = None;
            }
        }
        if ended.is_pending() && !self.line.is_closing() {
            ended = self.forward.as_mut().poll(cx);
        }
        match ended {
            Poll::Ready(close) => {
                self.line.close(close);
                true
            }
            Poll::Pending => false,
        }
    }

    fn write(&mut self, cx: &mut Context<'_>) -> Moved {
        let mut moved = false;
        if self.pings.poll_tick(cx).is_ready() && self.state == State::Open {
            // Whoever is not read cannot be heard either.
            if self.unanswered >= PINGS_MAX && self.line.has_room() {
                return Err(Lost);
            }
            self.unanswered += 1;
            if self.is_ready(cx)? {
                self.send(Message::Ping(Bytes::new()))?;
            }
            moved = true;
        }
        while self.state == State::Open && self.is_ready(cx)? {
            if let Some(text) = self.line.next_out() {
                self.send(Message::text(text))?;
            } else if let Some(Close { code, reason }) = self.line.closing() {
                let frame = CloseFrame { code: CloseCode::from(code), reason: reason.into() };
                self.send(Message::Close(Some(frame)))?;
                self.state = State::Closed;
                self.begin_end();
            } else {
                break;
            }
            moved = true;
        }
        match Pin::new(&mut self.frames).poll_flush(cx) {
            Poll::Ready(Err(_)) => Err(Lost),
            _ => Ok(moved),
        }
    }

    fn is_ready(&mut self, cx: &mut Context<'_>) -> Moved {
        match Pin::new(&mut self.frames).poll_ready(cx) {
            Poll::Ready(Ok(())) => Ok(true),
            Poll::Ready(Err(_)) => Err(Lost),
            Poll::Pending => Ok(false),
        }
    }

    fn send(&mut self, message: Message) -> Result<(), Lost> {
        Pin::new(&mut self.frames).start_send(message).map_err(|_| Lost)
    }

    fn read(&mut self, cx: &mut Context<'_>) -> Moved {
        if self.is_deaf {
            return self.throw_away(cx);
        }
        if self.state == State::Open && !self.line.has_room() {
            return Ok(false);
        }
        let message = match Pin::new(&mut self.frames).poll_next(cx) {
            Poll::Pending => return Ok(false),
            Poll::Ready(None) => return Err(Lost),
            Poll::Ready(Some(Ok(message))) => message,
            Poll::Ready(Some(Err(error))) => {
                self.is_deaf = true;
                self.line.close(wrong(&error).ok_or(Lost)?);
                return Ok(true);
            }
        };
        self.unanswered = 0;
        match message {
            Message::Text(text) if !self.line.is_closing() => self.line.came(text),
            Message::Binary(_) => self.line.close(Close::new(1003, "messages are texts")),
            // The answer to it is on its way; behind that the client is gone.
            Message::Close(_) => self.line.over(),
            _ => {}
        }
        Ok(true)
    }

    /// Reads what still comes, so that the kernel does not reset the connection under the last frame.
    fn throw_away(&mut self, cx: &mut Context<'_>) -> Moved {
        if self.state == State::Open {
            return Ok(false);
        }
        let mut bytes = [0; 4096];
        let mut buffer = ReadBuf::new(&mut bytes);
        match Pin::new(self.frames.get_mut()).poll_read(cx, &mut buffer) {
            Poll::Pending => Ok(false),
            Poll::Ready(Ok(())) if !buffer.filled().is_empty() => Ok(true),
            Poll::Ready(_) => Err(Lost),
        }
    }
}

/// With what a socket is closed whose client sends what is no WebSocket; none when it is gone.
fn wrong(error: &Error) -> Option<Close> {
    match error {
        Error::Capacity(_) => Some(Close::new(1009, "the message is too large")),
        Error::Utf8(_) => Some(Close::new(1007, "the text is not UTF-8")),
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => None,
        Error::Protocol(error) => Some(Close::new(1002, &error.to_string())),
        _ => None,
    }
}

/// A transport whose progress the sweep sees.
struct Noted {
    transport: Box<dyn Transport>,
    pulse: Rc<Pulse>,
}

impl AsyncRead for Noted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.transport).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Noted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.transport).poll_write(cx, bytes);
        self.pulse.sent(match &sent {
            Poll::Ready(taken) => Poll::Ready(*taken.as_ref().unwrap_or(&0)),
            Poll::Pending => Poll::Pending,
        });
        sent
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.transport).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.transport).poll_shutdown(cx)
    }
}
