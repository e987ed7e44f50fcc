//! HTTP/1.1, and 1.0, spoken by ourselves: what most requests come over costs no more than it must.
//!
//! One future drives a connection. It takes a head out of what was read, has it answered, writes the answer behind those
//! that are not sent yet, and looks for the next head; only where nothing more can be done does it send and then wait.
//! Requests that came together are answered together, in their order. A client that leaves while its answer is made is
//! noticed, and its handler dropped.
//!
//! Nothing here sets a timer: the sweep ends what takes too long (see [`crate::pulse`]), and whoever drives the connection
//! drops it then.

mod answer;
mod chunks;
mod line;
mod request;
#[cfg(test)]
mod split;

use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, ready};

use bytes::Bytes;
use http::{Method, StatusCode, Version};

pub(crate) use self::answer::closing;
use self::answer::{End, chunk_size, head};
pub(crate) use self::line::Line;
use self::request::Head;
use crate::answer::{Answer, Content};
use crate::connection::Transport;
use crate::core::Core;
use crate::pieces::Pieces;
use crate::pulse::Pulse;
use crate::{Service, handle};

/// Bytes of an answer up to which it is copied behind its head, so that both leave in one piece.
const COPIED_BYTES_MAX: usize = 8 * 1024;

/// How a connection has come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Nothing more is said.
    Closed,
    /// Nothing more is said, but the client may still be sending.
    Unread,
    /// Behind the last answer another protocol is spoken.
    Switched,
}

/// Answers the requests of a connection until it ends.
pub(crate) async fn talk<S: Service, T: Transport>(
    core: &Rc<Core<S>>,
    pulse: &Rc<Pulse>,
    line: &Rc<Line<T>>,
) -> io::Result<Ended> {
    loop {
        let next = poll_fn(|cx| {
            if line.is_full() {
                ready!(line.poll_flush(cx))?;
            }
            match line.poll_head(cx) {
                // A request that has begun is waited for; the sweep bounds how long.
                Poll::Pending if pulse.is_stopping() && line.is_idle() => Poll::Ready(Ok(None)),
                head => head,
            }
        });
        let Head { parts, body, keeps_alive, waits } = match next.await? {
            Some(Ok(head)) => head,
            Some(Err(refused)) => {
                line.write(|out| out.extend_from_slice(&closing(&refused.problem())));
                poll_fn(|cx| line.poll_flush(cx)).await?;
                return Ok(Ended::Unread);
            }
            None => return Ok(Ended::Closed),
        };
        let (version, is_head) = (parts.version, parts.method == Method::HEAD);
        let incoming = line.body(body, waits);
        let answer = {
            let mut work = pin!(handle::request(Rc::clone(core), Rc::clone(pulse), parts, incoming));
            poll_fn(|cx| {
                if let Poll::Ready(answer) = work.as_mut().poll(cx) {
                    return Poll::Ready(Some(answer));
                }
                // Those before are not kept waiting for this one.
                if let Poll::Ready(Err(_)) = line.poll_flush(cx) {
                    return Poll::Ready(None);
                }
                line.poll_gone(cx).map(|()| None)
            })
            .await
        };
        let Some(answer) = answer else { return Ok(Ended::Closed) };
        if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
            line.write(|out| head(out, version, answer.status(), answer.headers(), End::Bodiless, None));
            poll_fn(|cx| line.poll_flush(cx)).await?;
            return Ok(Ended::Switched);
        }
        let is_at_next = line.is_at_next();
        let keeps_alive = keeps_alive && is_at_next && !pulse.is_stopping();
        if !send(line, answer, version, is_head, keeps_alive).await? {
            poll_fn(|cx| line.poll_flush(cx)).await?;
            return Ok(if is_at_next && line.is_idle() { Ended::Closed } else { Ended::Unread });
        }
        pulse.goes_on(!line.is_idle());
    }
}

/// Sends an answer, or writes it behind others; says whether another one may follow on this connection.
async fn send<T: Transport>(
    line: &Line<T>,
    answer: Answer,
    version: Version,
    is_head: bool,
    keeps_alive: bool,
) -> io::Result<bool> {
    let (parts, body) = answer.into_parts();
    let content = body.into_content();
    let has_none = is_head || matches!(parts.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    let end = match &content {
        _ if has_none => End::Bodiless,
        Content::Empty => End::Length(0),
        Content::Whole(bytes) => End::Length(bytes.len() as u64),
        Content::Pieces(pieces) => match pieces.length() {
            Some(length) => End::Length(length),
            None if version == Version::HTTP_10 => End::Closing,
            None => End::Chunked,
        },
    };
    let keeps_alive = keeps_alive && end != End::Closing;
    let connection = match (keeps_alive, version == Version::HTTP_10) {
        (false, _) => Some("close"),
        (true, true) => Some("keep-alive"),
        (true, false) => None,
    };
    line.write(|out| {
        head(out, version, parts.status, &parts.headers, end, connection);
        match &content {
            Content::Whole(bytes) if !has_none && bytes.len() <= COPIED_BYTES_MAX => {
                out.extend_from_slice(bytes)
            }
            _ => {}
        }
    });
    match content {
        _ if has_none => {}
        Content::Empty => {}
        Content::Whole(bytes) if bytes.len() <= COPIED_BYTES_MAX => {}
        Content::Whole(mut bytes) => poll_fn(|cx| line.poll_send(cx, &mut bytes)).await?,
        Content::Pieces(pieces) => send_pieces(line, pieces, end).await?,
    }
    Ok(keeps_alive)
}

/// Sends piece by piece: the next is made when the last is out.
async fn send_pieces<T: Transport>(line: &Line<T>, mut pieces: Box<dyn Pieces>, end: End) -> io::Result<()> {
    let mut left = match end {
        End::Length(length) => Some(length),
        _ => None,
    };
    loop {
        let piece = poll_fn(|cx| {
            if let Poll::Ready(piece) = pieces.poll_next(cx) {
                return Poll::Ready(piece.transpose());
            }
            ready!(line.poll_flush(cx))?;
            // An answer that goes on for as long as its client is there must see that it is gone.
            line.poll_gone(cx).map(|()| Err(io::Error::from(io::ErrorKind::ConnectionAborted)))
        });
        let Some(piece) = piece.await? else { break };
        if piece.is_empty() {
            continue;
        }
        if let Some(left) = &mut left {
            *left = left.checked_sub(piece.len() as u64).ok_or(io::ErrorKind::InvalidData)?;
        }
        send_piece(line, piece, end).await?;
    }
    if left.is_some_and(|left| left > 0) {
        // Fewer than were said: the client must not take what follows for the rest.
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    if end == End::Chunked {
        line.write(|out| out.extend_from_slice(b"0\r\n\r\n"));
    }
    Ok(())
}

async fn send_piece<T: Transport>(line: &Line<T>, mut piece: Bytes, end: End) -> io::Result<()> {
    let is_chunk = end == End::Chunked;
    let is_copied = piece.len() <= COPIED_BYTES_MAX;
    line.write(|out| {
        if is_chunk {
            chunk_size(out, piece.len());
        }
        if is_copied {
            out.extend_from_slice(&piece);
        }
    });
    if !is_copied {
        poll_fn(|cx| line.poll_send(cx, &mut piece)).await?;
    }
    if is_chunk {
        line.write(|out| out.extend_from_slice(b"\r\n"));
    }
    if line.is_full() {
        poll_fn(|cx| line.poll_flush(cx)).await?;
    }
    Ok(())
}
