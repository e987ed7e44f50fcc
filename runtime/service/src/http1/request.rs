//! The head of a request: found where it lies, checked once, and kept as the rest of the service knows it.
//!
//! Some heads are read leniently by one server and otherwise by the next on the way: a bare line feed as the end of a
//! line, `Content-Length` beside `Transfer-Encoding`, the same length twice. Whoever can make two servers disagree about
//! where a request ends smuggles one past the first of them (RFC 9112, section 11.2). Such heads are refused here, and
//! the connection is closed.

use std::mem::MaybeUninit;

use bytes::{Buf, Bytes, BytesMut};
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, Request, Uri, Version};
use memchr::memchr_iter;
use parseltongue_records::{HttpMeaning, Problem};

use crate::limits::{HEADER_BYTES_MAX, HEADERS_MAX};

/// A head, and what it says of its connection and its body.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) parts: Parts,
    pub(crate) body: Framing,
    /// Behind the answer the connection may be used again.
    pub(crate) keeps_alive: bool,
    /// The client waits for a word before it sends its body.
    pub(crate) waits: bool,
}

/// How a body is told from what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// It has so many bytes.
    Length(u64),
    /// It comes in chunks that say their sizes.
    Chunked,
}

/// A head that is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// These bytes are no request that all would read alike.
    Malformed,
    /// The first line alone is larger than a head may be.
    AddressTooLong,
    /// The headers are too many, or too large together.
    HeadersTooLarge,
}

impl Refused {
    /// What its client is told.
    pub(crate) fn problem(self) -> Problem {
        match self {
            Refused::Malformed => Problem::new(HttpMeaning::BadRequest, "MalformedRequest")
                .with_detail("the bytes that were sent are not an HTTP request"),
            Refused::AddressTooLong => Problem::new(HttpMeaning::AddressTooLong, "AddressTooLong"),
            Refused::HeadersTooLarge => Problem::new(HttpMeaning::HeadersTooLarge, "HeadersTooLarge")
                .with_detail(format!(
                    "the headers may have {HEADER_BYTES_MAX} bytes and be {HEADERS_MAX} in number"
                )),
        }
    }
}

/// How far the bytes that are here were looked through for the end of a head.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Search {
    seen: usize,
}

impl Search {
    /// Takes a whole head out of what was read, once its last byte is here.
    ///
    /// # Errors
    /// When it can be no head, which is seen as soon as it can be.
    pub(crate) fn head(&mut self, input: &mut BytesMut) -> Result<Option<Head>, Refused> {
        if input.len() == self.seen {
            return Ok(None);
        }
        if self.seen == 0 {
            // Empty lines before a request are left over from a client's last one (RFC 9112, section 2.2).
            while input.starts_with(b"\r\n") {
                input.advance(2);
            }
            if &input[..] == b"\r" {
                return Ok(None);
            }
        }
        let length = match self.end(input)? {
            Some(length) if length <= HEADER_BYTES_MAX => length,
            Some(_) => return Err(Refused::HeadersTooLarge),
            None if input.len() < HEADER_BYTES_MAX => return Ok(None),
            None if input.contains(&b'\n') => return Err(Refused::HeadersTooLarge),
            None => return Err(Refused::AddressTooLong),
        };
        self.seen = 0;
        head(input.split_to(length).freeze()).map(Some)
    }

    /// Where the head ends, if that is here. Every line must end with CR LF.
    fn end(&mut self, input: &[u8]) -> Result<Option<usize>, Refused> {
        let is_first = self.seen == 0;
        for at in memchr_iter(b'\n', &input[self.seen..]).map(|at| at + self.seen) {
            match &input[..at] {
                [.., b'\r', b'\n', b'\r'] => return Ok(Some(at + 1)),
                [.., b'\r'] => {}
                _ => return Err(Refused::Malformed),
            }
        }
        self.seen = input.len();
        // Bytes of another protocol may have no line feed for long.
        if is_first && !input.is_empty() {
            let mut headers = [const { MaybeUninit::uninit() }; HEADERS_MAX];
            httparse::Request::new(&mut [])
                .parse_with_uninit_headers(input, &mut headers)
                .map_err(refused)?;
        }
        Ok(None)
    }
}

fn refused(error: httparse::Error) -> Refused {
    match error {
        httparse::Error::TooManyHeaders => Refused::HeadersTooLarge,
        _ => Refused::Malformed,
    }
}

/// Reads a whole head.
fn head(bytes: Bytes) -> Result<Head, Refused> {
    let mut headers = [const { MaybeUninit::uninit() }; HEADERS_MAX];
    let mut request = httparse::Request::new(&mut []);
    let parsed = request.parse_with_uninit_headers(&bytes, &mut headers).map_err(refused)?;
    let (Some(method), Some(path), Some(version)) = (request.method, request.path, request.version) else {
        return Err(Refused::Malformed);
    };
    if parsed != httparse::Status::Complete(bytes.len()) {
        return Err(Refused::Malformed);
    }
    let is_old = version == 0;
    let mut said = Said::default();
    let (mut parts, ()) = Request::new(()).into_parts();
    parts.method = Method::from_bytes(method.as_bytes()).map_err(|_| Refused::Malformed)?;
    parts.uri = Uri::from_maybe_shared(bytes.slice_ref(path.as_bytes())).map_err(|_| Refused::Malformed)?;
    parts.version = if is_old { Version::HTTP_10 } else { Version::HTTP_11 };
    parts.headers.reserve(request.headers.len());
    for header in request.headers.iter() {
        said.note(header.name, header.value)?;
        let name = HeaderName::from_bytes(header.name.as_bytes()).map_err(|_| Refused::Malformed)?;
        // A slice of what is not there lies nowhere in particular.
        let value = if header.value.is_empty() { Bytes::new() } else { bytes.slice_ref(header.value) };
        let value = HeaderValue::from_maybe_shared(value).map_err(|_| Refused::Malformed)?;
        parts.headers.append(name, value);
    }
    let body = match (said.length, said.is_chunked) {
        (Some(_), true) => return Err(Refused::Malformed),
        // HTTP/1.0 has no chunks.
        (None, true) if is_old => return Err(Refused::Malformed),
        (None, true) => Framing::Chunked,
        (length, false) => Framing::Length(length.unwrap_or(0)),
    };
    let keeps_alive = !said.closes && (!is_old || said.stays);
    Ok(Head { parts, body, keeps_alive, waits: said.waits && !is_old })
}

/// What the headers say of the connection and of the body.
#[derive(Default)]
struct Said {
    length: Option<u64>,
    is_chunked: bool,
    closes: bool,
    stays: bool,
    waits: bool,
}

impl Said {
    fn note(&mut self, name: &str, value: &[u8]) -> Result<(), Refused> {
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
        // Their lengths tell most headers apart.
        match name.len() {
            14 if is("content-length") => {
                let length = number(value, 10).ok_or(Refused::Malformed)?;
                if self.length.replace(length).is_some() {
                    return Err(Refused::Malformed);
                }
            }
            17 if is("transfer-encoding") => {
                let is_second = std::mem::replace(&mut self.is_chunked, true);
                let is_chunked = !is_second && value.eq_ignore_ascii_case(b"chunked");
                return is_chunked.then_some(()).ok_or(Refused::Malformed);
            }
            10 if is("connection") => {
                for word in value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii) {
                    self.closes |= word.eq_ignore_ascii_case(b"close");
                    self.stays |= word.eq_ignore_ascii_case(b"keep-alive");
                }
            }
            6 if is("expect") => self.waits |= value.eq_ignore_ascii_case(b"100-continue"),
            _ => {}
        }
        Ok(())
    }
}

/// Digits and nothing else: `+5`, `0x5` and `5, 5` are read differently by different servers.
pub(super) fn number(text: &[u8], radix: u32) -> Option<u64> {
    let add = |number: u64, byte: &u8| {
        let digit = char::from(*byte).to_digit(radix)?;
        number.checked_mul(radix.into())?.checked_add(digit.into())
    };
    if text.is_empty() { None } else { text.iter().try_fold(0, add) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the bytes, which come cut at `cut`.
    fn read(bytes: &[u8], cut: usize) -> Result<Option<(Head, usize)>, Refused> {
        let mut search = Search::default();
        let mut input = BytesMut::from(&bytes[..cut]);
        if let Some(head) = search.head(&mut input)? {
            return Ok(Some((head, input.len() + bytes.len() - cut)));
        }
        input.extend_from_slice(&bytes[cut..]);
        Ok(search.head(&mut input)?.map(|head| (head, input.len())))
    }

    #[test]
    fn a_head_is_read_however_it_comes() {
        for (bytes, framing, keeps_alive, left) in [
            ("GET / HTTP/1.1\r\nhost: h\r\n\r\n", Framing::Length(0), true, 0),
            ("\r\n\r\nGET / HTTP/1.1\r\n\r\n", Framing::Length(0), true, 0),
            ("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab\nc", Framing::Length(5), true, 4),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\n", Framing::Chunked, true, 3),
            (
                "GET / HTTP/1.1\r\nx-content-length: 5\r\ncontent-length-x: y\r\n\r\n",
                Framing::Length(0),
                true,
                0,
            ),
            ("GET / HTTP/1.1\r\nConnection: x, Close\r\n\r\n", Framing::Length(0), false, 0),
            ("GET / HTTP/1.0\r\n\r\n", Framing::Length(0), false, 0),
            ("GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n", Framing::Length(0), true, 0),
        ] {
            for cut in 0..=bytes.len() {
                let (head, rest) = read(bytes.as_bytes(), cut).unwrap().expect("a whole head");
                let seen = (head.body, head.keeps_alive, rest);
                assert_eq!(seen, (framing, keeps_alive, left), "{bytes:?} cut at {cut}");
            }
        }
    }

    #[test]
    fn a_head_has_its_method_its_address_and_its_headers() {
        let bytes =
            b"PUT http://h:80/a?b=c HTTP/1.1\r\nHost: h\r\nX: 1\r\nx:\r\nexpect: 100-Continue\r\n\r\n";
        let (head, _) = read(bytes, 0).unwrap().expect("a whole head");
        let Parts { method, uri, version, headers, .. } = head.parts;
        assert_eq!((method, uri.path(), uri.query()), (Method::PUT, "/a", Some("b=c")));
        assert_eq!((version, headers["host"].as_bytes(), head.waits), (Version::HTTP_11, &b"h"[..], true));
        let values: Vec<&[u8]> = headers.get_all("x").iter().map(HeaderValue::as_bytes).collect();
        assert_eq!(values, [&b"1"[..], b""]);
    }

    #[test]
    fn what_servers_read_differently_is_refused_however_it_comes() {
        let first = "POST / HTTP/1.1\r\n";
        for lines in [
            "content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n",
            "transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n",
            "content-length: 5\r\ncontent-length: 5\r\n\r\n",
            "content-length: 5\r\nContent-Length: 6\r\n\r\n",
            "content-length: +5\r\n\r\n",
            "content-length: 5, 5\r\n\r\n",
            "content-length: 0x5\r\n\r\n",
            "content-length:\r\n\r\n",
            "content-length: 99999999999999999999\r\n\r\n",
            "transfer-encoding: gzip, chunked\r\n\r\n",
            "transfer-encoding: xchunked\r\n\r\n",
            "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n",
            "transfer-encoding: chunked, identity\r\n\r\n",
            "transfer-encoding:\r\n\r\n",
            "host: h\n\r\n",
            "host: h\r\n\n",
            "host: h\r\nx: a\rb\r\n\r\n",
            "host : h\r\n\r\n",
            "x: a\r\n b\r\n\r\n",
        ] {
            let bytes = format!("{first}{lines}");
            for cut in 0..=bytes.len() {
                let seen = read(bytes.as_bytes(), cut).err();
                assert_eq!(seen, Some(Refused::Malformed), "{bytes:?} cut at {cut}");
            }
        }
    }

    #[test]
    fn what_can_become_no_head_is_refused_before_its_end() {
        for (bytes, refused) in [
            (b"\x16\x03\x01\x02\x00\x01\x00".to_vec(), Refused::Malformed),
            (b"GET / HTTP/1.1\n".to_vec(), Refused::Malformed),
            (vec![b'a'; HEADER_BYTES_MAX], Refused::AddressTooLong),
            (
                [&b"GET / HTTP/1.1\r\nx: "[..], &vec![b'a'; HEADER_BYTES_MAX]].concat(),
                Refused::HeadersTooLarge,
            ),
            (
                [&b"GET / HTTP/1.1\r\n"[..], &b"x: y\r\n".repeat(HEADERS_MAX + 1), b"\r\n"].concat(),
                Refused::HeadersTooLarge,
            ),
        ] {
            assert_eq!(Search::default().head(&mut BytesMut::from(&bytes[..])).err(), Some(refused));
        }
    }
}
