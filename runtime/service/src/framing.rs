//! Where one HTTP/1.1 request ends and the next begins, seen on the bytes themselves.
//!
//! hyper reads some requests leniently that another server on the way may read otherwise: a bare line feed
//! as the end of a line, `Content-Length` beside `Transfer-Encoding`, the same length twice. Whoever can make
//! two servers disagree about where a request ends smuggles one past the first of them (RFC 9112, section
//! 11.2). So every byte passes here before hyper sees it, and such a request is cut off where it goes wrong.
//!
//! Nothing is kept but the beginning of a line whose end has not come yet.

use memchr::memchr;

/// Bytes of a line that are looked at: longer than any line about framing that is meant well.
const LINE_BYTES_KEPT: usize = 64;

/// Bytes of a line that says the size of a chunk, extensions included.
const CHUNK_LINE_BYTES_MAX: usize = 256;

/// The bytes behind these are no request that all would read alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    /// So many of the bytes may still be handed on.
    pub(crate) good: usize,
}

/// Follows the requests of one connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Framing {
    at: At,
    line: Line,
    head: Head,
}

/// What comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    /// The first line of a request, or an empty line before it.
    #[default]
    Request,
    /// A header, or the empty line behind the last.
    Header,
    /// So many bytes of a body whose length was said.
    Body(u64),
    /// The size of a chunk.
    ChunkSize,
    /// So many bytes of a chunk, and of the line end behind it.
    Chunk(u64),
    /// What follows the last chunk.
    Trailer,
    /// The connection speaks another protocol now.
    Elsewhere,
}

/// What a head has said of its body so far.
#[derive(Clone, Copy, Debug, Default)]
struct Head {
    length: Option<u64>,
    is_chunked: bool,
}

/// A line whose end has not come yet.
#[derive(Clone, Debug)]
struct Line {
    kept: [u8; LINE_BYTES_KEPT],
    length: usize,
    last: u8,
}

impl Default for Line {
    fn default() -> Line {
        Line { kept: [0; LINE_BYTES_KEPT], length: 0, last: 0 }
    }
}

impl Line {
    fn keep(&mut self, bytes: &[u8]) {
        let room = LINE_BYTES_KEPT.saturating_sub(self.length);
        let count = room.min(bytes.len());
        let from = self.length.min(LINE_BYTES_KEPT);
        self.kept[from..from + count].copy_from_slice(&bytes[..count]);
        self.length += bytes.len();
        self.last = bytes.last().copied().unwrap_or(self.last);
    }
}

/// A line that is wrong.
struct Wrong;

impl Framing {
    /// Follows the next bytes of the connection.
    pub(crate) fn follow(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        let mut from = 0;
        while from < bytes.len() {
            let rest = &bytes[from..];
            match self.at {
                At::Elsewhere => return Ok(()),
                At::Body(left) => {
                    let count = count_of(left, rest);
                    self.at = next(left - count as u64, At::Body, At::Request);
                    from += count;
                }
                At::Chunk(left) => {
                    let count = count_of(left, rest);
                    self.at = next(left - count as u64, At::Chunk, At::ChunkSize);
                    from += count;
                }
                At::Request | At::Header | At::ChunkSize | At::Trailer => {
                    let Some(end) = memchr(b'\n', rest) else {
                        self.line.keep(rest);
                        // Nobody says a size in so many bytes, whether or not the line ends.
                        let is_long = self.at == At::ChunkSize && self.line.length > CHUNK_LINE_BYTES_MAX;
                        return if is_long { Err(Broken { good: from }) } else { Ok(()) };
                    };
                    self.line_of(&rest[..end])
                        .map_err(|Wrong| Broken { good: from + end.saturating_sub(1) })?;
                    from += end + 1;
                }
            }
        }
        Ok(())
    }

    /// What follows is another protocol's.
    pub(crate) fn end(&mut self) {
        self.at = At::Elsewhere;
    }

    /// A whole line has come; `part` is what was not kept of it yet, without its line feed.
    fn line_of(&mut self, part: &[u8]) -> Result<(), Wrong> {
        if self.line.length == 0 {
            // Nearly all lines come in one piece.
            let line = part.strip_suffix(b"\r").ok_or(Wrong)?;
            return self.take(&line[..line.len().min(LINE_BYTES_KEPT)], line.len());
        }
        let mut whole = std::mem::take(&mut self.line);
        whole.keep(part);
        if whole.last != b'\r' {
            return Err(Wrong);
        }
        let length = whole.length - 1;
        self.take(&whole.kept[..length.min(LINE_BYTES_KEPT)], length)
    }

    /// A line of that length, of which the beginning is known at least.
    fn take(&mut self, line: &[u8], length: usize) -> Result<(), Wrong> {
        match self.at {
            At::Request if length == 0 => {}
            At::Request => {
                self.head = Head::default();
                self.at = At::Header;
            }
            At::Header if length == 0 => {
                self.at = match self.head {
                    Head { length: Some(_), is_chunked: true } => return Err(Wrong),
                    Head { is_chunked: true, .. } => At::ChunkSize,
                    Head { length: Some(length), .. } => next(length, At::Body, At::Request),
                    Head { length: None, .. } => At::Request,
                }
            }
            At::Header => self.header(line, length)?,
            At::ChunkSize => {
                let size = chunk_size(line, length)?;
                // A chunk ends with a line end of its own.
                self.at = if size == 0 { At::Trailer } else { At::Chunk(size.checked_add(2).ok_or(Wrong)?) };
            }
            At::Trailer if length == 0 => self.at = At::Request,
            At::Trailer | At::Body(_) | At::Chunk(_) | At::Elsewhere => {}
        }
        Ok(())
    }

    /// Notes what a header says of the body; every other header is hyper's to read.
    fn header(&mut self, line: &[u8], length: usize) -> Result<(), Wrong> {
        let value = |name: &[u8]| {
            let (begin, rest) = line.split_at_checked(name.len())?;
            // A name that goes on, such as `content-length-x`, is another one; a space before the colon is
            // refused by hyper.
            if !begin.eq_ignore_ascii_case(name) || rest.first() != Some(&b':') {
                return None;
            }
            Some(rest[1..].trim_ascii())
        };
        if !matches!(line.first(), Some(b'c' | b'C' | b't' | b'T')) {
            return Ok(());
        }
        if let Some(value) = value(b"content-length") {
            let is_second = self.head.length.replace(number(value, 10)?).is_some();
            return if is_second || length > line.len() { Err(Wrong) } else { Ok(()) };
        }
        if let Some(value) = value(b"transfer-encoding") {
            let is_second = std::mem::replace(&mut self.head.is_chunked, true);
            let is_chunked = value.eq_ignore_ascii_case(b"chunked") && length == line.len();
            return if is_second || !is_chunked { Err(Wrong) } else { Ok(()) };
        }
        Ok(())
    }
}

/// So many of what is left are there.
fn count_of(left: u64, rest: &[u8]) -> usize {
    usize::try_from(left).map_or(rest.len(), |left| left.min(rest.len()))
}

fn next(left: u64, more: impl FnOnce(u64) -> At, done: At) -> At {
    if left == 0 { done } else { more(left) }
}

/// `1a2b` of `1a2b;name=value`
fn chunk_size(line: &[u8], length: usize) -> Result<u64, Wrong> {
    let end = line.iter().position(|byte| matches!(byte, b';' | b' ' | b'\t')).unwrap_or(line.len());
    // A size that goes on behind what was kept is none.
    if length > CHUNK_LINE_BYTES_MAX || end == line.len() && length > line.len() {
        return Err(Wrong);
    }
    number(&line[..end], 16)
}

/// Digits and nothing else: `+5`, `0x5` and `5, 5` are read differently by different servers.
fn number(text: &[u8], radix: u32) -> Result<u64, Wrong> {
    if text.is_empty() {
        return Err(Wrong);
    }
    let add = |number: u64, byte: &u8| {
        let digit = char::from(*byte).to_digit(radix)?;
        number.checked_mul(radix.into())?.checked_add(digit.into())
    };
    text.iter().try_fold(0, add).ok_or(Wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Follows the bytes in two pieces, cut at every place; what is seen does not depend on the cut.
    fn follow(bytes: &str) -> (Result<(), usize>, At) {
        let bytes = bytes.as_bytes();
        let at_once = |cut: usize| {
            let mut framing = Framing::default();
            let seen = framing.follow(&bytes[..cut]).and_then(|()| {
                framing.follow(&bytes[cut..]).map_err(|broken| Broken { good: broken.good + cut })
            });
            (seen.is_ok(), framing.at, seen)
        };
        let (is_ok, at, seen) = at_once(bytes.len());
        for cut in 0..bytes.len() {
            let (is_ok_cut, at_cut, _) = at_once(cut);
            assert_eq!(is_ok_cut, is_ok, "cut at {cut} of {:?}", String::from_utf8_lossy(bytes));
            assert!(!is_ok || at_cut == at, "cut at {cut}: {at_cut:?}, not {at:?}");
        }
        (seen.map_err(|broken| broken.good), at)
    }

    #[test]
    fn requests_that_all_read_alike_are_followed_to_their_end() {
        for (bytes, at) in [
            ("GET / HTTP/1.1\r\nhost: h\r\n\r\n", At::Request),
            ("\r\n\r\nGET / HTTP/1.1\r\n\r\n", At::Request),
            ("GET / HTTP/1.1\r\nhost: h\r\n", At::Header),
            ("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab\nc", At::Body(1)),
            ("POST / HTTP/1.1\r\ncontent-length:0\r\n\r\nGET / HTTP/1.1\r\n", At::Header),
            ("POST / HTTP/1.1\r\ncontent-length: 2\r\n\r\n\n\nGET / HTTP/1.1\r\n\r\n", At::Request),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\na\nb\r\n", At::ChunkSize),
            ("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nA;b=\"c\"\r\n0123", At::Chunk(8)),
            ("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx: y\r\n\r\n", At::Request),
            ("GET / HTTP/1.1\r\nx-content-length: 5\r\ncontent-length-x: y\r\n\r\n", At::Request),
        ] {
            assert_eq!(follow(bytes), (Ok(()), at), "{bytes:?}");
        }
    }

    #[test]
    fn what_servers_read_differently_is_cut_off() {
        let head = "POST / HTTP/1.1\r\n";
        for lines in [
            "content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n",
            "transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n",
            "content-length: 5\r\ncontent-length: 5\r\n\r\n",
            "content-length: 5\r\nContent-Length: 6\r\n\r\n",
            "content-length: +5\r\n\r\n",
            "content-length: 5, 5\r\n\r\n",
            "content-length: 0x5\r\n\r\n",
            "content-length: 99999999999999999999\r\n\r\n",
            "transfer-encoding: gzip, chunked\r\n\r\n",
            "transfer-encoding: xchunked\r\n\r\n",
            "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n",
            "transfer-encoding: chunked, identity\r\n\r\n",
            "host: h\n\r\n",
            "host: h\r\n\n",
            "transfer-encoding: chunked\r\n\r\n5\nabcde\r\n",
            "transfer-encoding: chunked\r\n\r\n5 5\n",
            "transfer-encoding: chunked\r\n\r\n-5\r\n",
            "transfer-encoding: chunked\r\n\r\n0x5\r\n",
            "transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n",
            "transfer-encoding: chunked\r\n\r\n0\r\nx: y\n",
        ] {
            let (seen, _) = follow(&format!("{head}{lines}"));
            assert!(seen.is_err_and(|good| good >= head.len()), "{lines:?}: {seen:?}");
        }
        let padded = format!("{head}content-length: {}5\r\n\r\n", " ".repeat(80));
        assert!(follow(&padded).0.is_err(), "a length that is hidden behind spaces");
        let extended = format!("{head}transfer-encoding: chunked\r\n\r\n5;{}", "x".repeat(300));
        assert!(follow(&extended).0.is_err(), "an extension without an end");
    }

    #[test]
    fn what_speaks_another_protocol_is_let_through() {
        let mut framing = Framing::default();
        framing.follow(b"GET / HTTP/1.1\r\nupgrade: websocket\r\n\r\n").unwrap();
        framing.end();
        assert_eq!(framing.follow(b"\n\x81\x05hello\n"), Ok(()));
    }
}
