//! An answer as it goes over the wire.

use std::cell::{Cell, RefCell};
use std::time::{SystemTime, UNIX_EPOCH};

use http::header::{CONTENT_LENGTH, DATE};
use http::{HeaderMap, StatusCode, Version};
use parseltongue_records::Problem;

/// How the end of an answer's body is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// There is none, and no length is said: the status or the method says so.
    Bodiless,
    /// It has so many bytes.
    Length(u64),
    /// It comes in chunks.
    Chunked,
    /// The connection ends with it.
    Closing,
}

/// Writes the head of an answer.
pub(super) fn head(
    out: &mut Vec<u8>,
    version: Version,
    status: StatusCode,
    headers: &HeaderMap,
    end: End,
    connection: Option<&'static str>,
) {
    out.extend_from_slice(if version == Version::HTTP_10 { b"HTTP/1.0 " } else { b"HTTP/1.1 " });
    out.extend_from_slice(status.as_str().as_bytes());
    out.push(b' ');
    out.extend_from_slice(status.canonical_reason().unwrap_or("Status").as_bytes());
    out.extend_from_slice(b"\r\n");
    let (mut says_length, mut says_date) = (false, false);
    for (name, value) in headers {
        says_length |= name == CONTENT_LENGTH;
        says_date |= name == DATE;
        line(out, name.as_str(), value.as_bytes());
    }
    match end {
        End::Length(length) if !says_length => {
            out.extend_from_slice(b"content-length: ");
            decimal(out, length);
            out.extend_from_slice(b"\r\n");
        }
        End::Chunked => out.extend_from_slice(b"transfer-encoding: chunked\r\n"),
        End::Bodiless | End::Length(_) | End::Closing => {}
    }
    if let Some(word) = connection {
        line(out, "connection", word.as_bytes());
    }
    if !says_date {
        date(out);
    }
    out.extend_from_slice(b"\r\n");
}

/// A whole answer that tells a problem and closes the connection.
pub(crate) fn closing(problem: &Problem) -> Vec<u8> {
    let body = crate::answer::problem_json(problem);
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut headers = HeaderMap::new();
    headers.insert(http::header::CONTENT_TYPE, crate::answer::PROBLEM_JSON);
    let mut bytes = Vec::new();
    head(&mut bytes, Version::HTTP_11, status, &headers, End::Length(body.len() as u64), Some("close"));
    bytes.extend_from_slice(&body);
    bytes
}

/// Writes the line that says the size of a chunk.
pub(super) fn chunk_size(out: &mut Vec<u8>, size: usize) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = (usize::BITS - size.leading_zeros()).div_ceil(4).max(1);
    out.extend((0..digits).rev().map(|at| DIGITS[size >> (4 * at) & 0xf]));
    out.extend_from_slice(b"\r\n");
}

fn line(out: &mut Vec<u8>, name: &str, value: &[u8]) {
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    out.extend_from_slice(value);
    out.extend_from_slice(b"\r\n");
}

fn decimal(out: &mut Vec<u8>, mut number: u64) {
    // The longest number has 20 digits.
    let mut digits = [0; 20];
    let mut from = digits.len();
    loop {
        from -= 1;
        digits[from] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[from..]);
}

/// Writes the time, which is put into words once a second on each core.
fn date(out: &mut Vec<u8>) {
    thread_local! {
        static SECOND: Cell<u64> = const { Cell::new(u64::MAX) };
        static LINE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    let now = SystemTime::now();
    let second = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    LINE.with_borrow_mut(|kept| {
        if SECOND.replace(second) != second {
            kept.clear();
            line(kept, "date", httpdate::fmt_http_date(now).as_bytes());
        }
        out.extend_from_slice(kept);
    });
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn written(end: End, connection: Option<&'static str>, headers: &[(&'static str, &str)]) -> String {
        let mut map = HeaderMap::new();
        map.insert("date", HeaderValue::from_static("now"));
        for (name, value) in headers {
            map.insert(*name, HeaderValue::from_str(value).unwrap());
        }
        let mut out = Vec::new();
        head(&mut out, Version::HTTP_11, StatusCode::OK, &map, end, connection);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_end_of_the_body_is_told_once() {
        assert_eq!(written(End::Bodiless, None, &[]), "HTTP/1.1 200 OK\r\ndate: now\r\n\r\n");
        assert_eq!(
            written(End::Length(0), Some("close"), &[]),
            "HTTP/1.1 200 OK\r\ndate: now\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        );
        assert_eq!(
            written(End::Length(7), None, &[("content-length", "7")]),
            "HTTP/1.1 200 OK\r\ndate: now\r\ncontent-length: 7\r\n\r\n"
        );
        assert_eq!(
            written(End::Chunked, None, &[]),
            "HTTP/1.1 200 OK\r\ndate: now\r\ntransfer-encoding: chunked\r\n\r\n"
        );
    }

    #[test]
    fn numbers_are_written_in_full() {
        for number in [0, 9, 10, 255, 4_711, u64::MAX] {
            let mut out = Vec::new();
            decimal(&mut out, number);
            assert_eq!(out, number.to_string().into_bytes());
        }
        for size in [0, 1, 15, 16, 255, 65_536, usize::MAX] {
            let mut out = Vec::new();
            chunk_size(&mut out, size);
            assert_eq!(out, format!("{size:x}\r\n").into_bytes());
        }
    }

    #[test]
    fn a_date_is_the_second_it_is_written_in() {
        let before = SystemTime::now();
        let mut out = Vec::new();
        date(&mut out);
        let text = String::from_utf8(out).unwrap();
        let text = text.strip_prefix("date: ").and_then(|text| text.strip_suffix("\r\n")).unwrap();
        let told = httpdate::parse_http_date(text).unwrap();
        let second = |time: SystemTime| time.duration_since(UNIX_EPOCH).unwrap().as_secs();
        assert!((second(before)..=second(SystemTime::now())).contains(&second(told)), "{text}");
    }
}
