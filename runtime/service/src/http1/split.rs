//! What is read of a connection does not depend on how its bytes were cut on their way, and whatever is taken hyper reads
//! alike; tested on bytes that are nearly requests.

use std::cell::RefCell;
use std::convert::Infallible;
use std::rc::Rc;

use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use http_body_util::{BodyExt, Empty};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use proptest::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::chunks::{Chunks, Next};
use super::request::{Framing, Refused, Search};

/// What a whole connection has said.
#[derive(Debug, PartialEq)]
enum Said {
    Request { method: String, target: String, headers: usize, body: Vec<u8> },
    Refused(Refused),
    Broken,
    Unfinished,
}

/// Reads everything, the bytes coming in pieces of those lengths, again and again.
fn read(bytes: &[u8], lengths: &[usize]) -> Vec<Said> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    for length in lengths.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (piece, behind) = rest.split_at((*length).min(rest.len()));
        pieces.push(piece);
        rest = behind;
    }
    let mut pieces = pieces.into_iter();
    let mut input = BytesMut::new();
    let mut search = Search::default();
    let mut said = Vec::new();
    loop {
        let head = match search.head(&mut input) {
            Ok(Some(head)) => head,
            Ok(None) => match pieces.next() {
                Some(piece) => {
                    input.extend_from_slice(piece);
                    continue;
                }
                None => {
                    said.push(Said::Unfinished);
                    return said;
                }
            },
            Err(refused) => {
                said.push(Said::Refused(refused));
                return said;
            }
        };
        let mut body = Vec::new();
        let mut chunks = Chunks::default();
        loop {
            match head.body {
                Framing::Length(length) if body.len() as u64 == length => break,
                Framing::Length(length) => {
                    let count = input.len().min((length - body.len() as u64).min(1 << 20) as usize);
                    body.extend_from_slice(&input.split_to(count));
                    if body.len() as u64 == length {
                        break;
                    }
                }
                Framing::Chunked => match chunks.next(&mut input) {
                    Ok(Next::Data(data)) => {
                        body.extend_from_slice(&data);
                        continue;
                    }
                    Ok(Next::Over) => break,
                    Ok(Next::More) => {}
                    Err(_) => {
                        said.push(Said::Broken);
                        return said;
                    }
                },
            }
            match pieces.next() {
                Some(piece) => input.extend_from_slice(piece),
                None => {
                    said.push(Said::Unfinished);
                    return said;
                }
            }
        }
        let parts = head.parts;
        said.push(Said::Request {
            method: parts.method.to_string(),
            target: parts.uri.to_string(),
            headers: parts.headers.len(),
            body,
        });
        if !head.keeps_alive {
            return said;
        }
    }
}

/// The requests that hyper reads out of the bytes.
fn read_by_hyper(bytes: &[u8]) -> Vec<Said> {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let service = service_fn({
        let seen = Rc::clone(&seen);
        move |request: Request<hyper::body::Incoming>| {
            let seen = Rc::clone(&seen);
            async move {
                let (parts, body) = request.into_parts();
                if let Ok(body) = body.collect().await {
                    seen.borrow_mut().push(Said::Request {
                        method: parts.method.to_string(),
                        target: parts.uri.to_string(),
                        headers: parts.headers.len(),
                        body: body.to_bytes().to_vec(),
                    });
                }
                Ok::<_, Infallible>(Response::new(Empty::<Bytes>::new()))
            }
        }
    });
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let (mut client, server) = tokio::io::duplex(1 << 20);
        client.write_all(bytes).await.unwrap();
        client.shutdown().await.unwrap();
        let mut http = http1::Builder::new();
        let connection = http.half_close(true).serve_connection(TokioIo::new(server), service);
        let _ = connection.await;
        let _ = client.read_to_end(&mut Vec::new()).await;
    });
    seen.take()
}

/// Pieces of which requests are made, well and badly.
fn fragment() -> impl Strategy<Value = Vec<u8>> {
    let fragments: &[&[u8]] = &[
        b"GET / HTTP/1.1\r\n",
        b"POST /a?b=c HTTP/1.1\r\n",
        b"GET / HTTP/1.0\r\n",
        b"host: h\r\n",
        b"content-length: 5\r\n",
        b"Content-Length: 0\r\n",
        b"transfer-encoding: chunked\r\n",
        b"connection: close\r\n",
        b"x: y\n",
        b" folded\r\n",
        b"\r\n",
        b"\n",
        b"\r",
        b"hello",
        b"5\r\nhello\r\n",
        b"0\r\n",
        b"0\r\n\r\n",
        b"a;b=c\r\n",
        b"PRI * HTTP/2.0\r\n\r\n",
    ];
    prop_oneof![
        9 => proptest::sample::select(fragments).prop_map(<[u8]>::to_vec),
        1 => proptest::collection::vec(any::<u8>(), 1..8),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn whatever_is_taken_hyper_reads_alike(fragments in proptest::collection::vec(fragment(), 0..24)) {
        let bytes = fragments.concat();
        let is_request = |said: &Said| matches!(said, Said::Request { .. });
        let ours: Vec<Said> = read(&bytes, &[bytes.len().max(1)]).into_iter().filter(is_request).collect();
        let hypers = read_by_hyper(&bytes);
        prop_assert!(hypers.len() >= ours.len(), "{:?} is taken, and hyper takes {:?}", ours, hypers);
        prop_assert_eq!(&ours[..], &hypers[..ours.len()]);
    }

    #[test]
    fn what_is_read_does_not_depend_on_the_cuts(
        fragments in proptest::collection::vec(fragment(), 0..24),
        lengths in proptest::collection::vec(1_usize..40, 1..8),
    ) {
        let bytes = fragments.concat();
        let mut whole = read(&bytes, &[bytes.len().max(1)]);
        let mut cut = read(&bytes, &lengths);
        // What has not ended is refused when it is seen to be wrong, which may be before its last piece or never.
        let is_open = |said: &Option<&Said>| matches!(said, Some(Said::Unfinished | Said::Refused(Refused::Malformed)));
        if is_open(&whole.last()) && is_open(&cut.last()) {
            whole.pop();
            cut.pop();
        }
        prop_assert_eq!(whole, cut);
    }
}
