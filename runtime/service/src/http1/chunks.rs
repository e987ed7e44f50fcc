//! A chunked body (RFC 9112, section 7.1), read as strictly as it can be written: what two servers could read
//! differently is no body.

use bytes::{Buf, Bytes, BytesMut};
use memchr::memchr;

use super::request::number;
use crate::limits::HEADER_BYTES_MAX;

/// Bytes of a line that says the size of a chunk, extensions included.
const SIZE_LINE_BYTES_MAX: usize = 256;

/// Where the reading of a chunked body stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Chunks {
    /// Before the line that says a size.
    #[default]
    Size,
    /// So many bytes of a chunk are to come, more than none.
    Data(u64),
    /// Before the line end behind a chunk.
    DataEnd,
    /// Behind the last chunk; so many bytes of trailers were read and dropped.
    Trailers(usize),
    /// All of it was read.
    Over,
}

/// What the bytes that are here give.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Bytes of the body.
    Data(Bytes),
    /// More must come first.
    More,
    /// The body is over.
    Over,
}

impl Chunks {
    /// Takes the next bytes of the body out of what was read.
    ///
    /// # Errors
    /// What is wrong with the bytes, for their sender.
    pub(crate) fn next(&mut self, input: &mut BytesMut) -> Result<Next, &'static str> {
        loop {
            match *self {
                Chunks::Over => return Ok(Next::Over),
                Chunks::Size => {
                    let Some(line) = line(input, SIZE_LINE_BYTES_MAX, "the size of a chunk is too long")?
                    else {
                        return Ok(Next::More);
                    };
                    *self = match size(&line).ok_or("the size of a chunk is no hexadecimal number")? {
                        0 => Chunks::Trailers(0),
                        size => Chunks::Data(size),
                    };
                }
                Chunks::Data(left) => {
                    if input.is_empty() {
                        return Ok(Next::More);
                    }
                    let count = usize::try_from(left).map_or(input.len(), |left| left.min(input.len()));
                    let left = left - count as u64;
                    *self = if left == 0 { Chunks::DataEnd } else { Chunks::Data(left) };
                    return Ok(Next::Data(input.split_to(count).freeze()));
                }
                Chunks::DataEnd => {
                    if !b"\r\n".starts_with(&input[..input.len().min(2)]) {
                        return Err("a chunk is longer than its size");
                    }
                    if input.len() < 2 {
                        return Ok(Next::More);
                    }
                    input.advance(2);
                    *self = Chunks::Size;
                }
                Chunks::Trailers(dropped) => {
                    let room = HEADER_BYTES_MAX.saturating_sub(dropped);
                    let Some(line) = line(input, room, "the trailers are too long")? else {
                        return Ok(Next::More);
                    };
                    *self = if line.is_empty() {
                        Chunks::Over
                    } else {
                        Chunks::Trailers(dropped + line.len() + 2)
                    };
                }
            }
        }
    }
}

/// The next line without its end, once it is here; its end must be CR LF, and neither may stand within it.
fn line(input: &mut BytesMut, most: usize, too_long: &'static str) -> Result<Option<BytesMut>, &'static str> {
    let Some(end) = memchr(b'\n', input) else {
        return if input.len() > most { Err(too_long) } else { Ok(None) };
    };
    if end > most {
        return Err(too_long);
    }
    let mut line = input.split_to(end + 1);
    match memchr(b'\r', &line) {
        Some(at) if at + 1 == end => line.truncate(at),
        _ => return Err("a line does not end with CR LF"),
    }
    Ok(Some(line))
}

/// `1a2b` of `1a2b;name=value`
fn size(line: &[u8]) -> Option<u64> {
    let end = line.iter().position(|byte| matches!(byte, b';' | b' ' | b'\t')).unwrap_or(line.len());
    // So large a chunk could not be counted with its line end.
    number(&line[..end], 16).filter(|size| *size < u64::MAX - 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the bytes, which come cut at `cut`; gives what was read, whether it was over, and what is left.
    fn read(bytes: &[u8], cut: usize) -> Result<(Vec<u8>, bool, usize), &'static str> {
        let mut chunks = Chunks::default();
        let mut input = BytesMut::from(&bytes[..cut]);
        let mut rest = &bytes[cut..];
        let mut data = Vec::new();
        loop {
            match chunks.next(&mut input)? {
                Next::Data(bytes) => data.extend_from_slice(&bytes),
                Next::More if rest.is_empty() => return Ok((data, false, input.len())),
                Next::More => input.extend_from_slice(std::mem::take(&mut rest)),
                Next::Over => return Ok((data, true, input.len() + rest.len())),
            }
        }
    }

    #[test]
    fn what_is_read_does_not_depend_on_how_it_comes() {
        for (bytes, data, is_over, left) in [
            ("5\r\nhello\r\n0\r\n\r\n", "hello", true, 0),
            ("3;a=\"b\"\r\na\nb\r\nA\r\n0123456789\r\n0\r\n\r\nGET", "a\nb0123456789", true, 3),
            ("0\r\nx: y\r\nz: a\r\n\r\n", "", true, 0),
            ("2\r\nab\r\n", "ab", false, 0),
            ("a\r\nabc", "abc", false, 0),
        ] {
            for cut in 0..=bytes.len() {
                let seen = read(bytes.as_bytes(), cut);
                assert_eq!(seen, Ok((data.as_bytes().to_vec(), is_over, left)), "{bytes:?} cut at {cut}");
            }
        }
    }

    #[test]
    fn what_servers_read_differently_is_no_body_however_it_comes() {
        let long = format!("5;{}\r\n", "x".repeat(300));
        let trailers = format!("0\r\n{}", "x: y\r\n".repeat(6_000));
        for bytes in [
            "5\nhello\r\n",
            "5\rhello\r\n\r\n",
            "5;a\rb\r\nhello\r\n",
            "+5\r\n",
            "-5\r\n",
            "0x5\r\n",
            "g\r\n",
            "\r\n",
            " 5\r\n",
            "ffffffffffffffff\r\n",
            "10000000000000000\r\n",
            "5\r\nhello!\r\n",
            "5\r\nhello\n0\r\n",
            "0\r\nx: y\n\r\n",
            &long,
            &trailers,
        ] {
            for cut in (0..=bytes.len().min(8)).chain([bytes.len()]) {
                assert!(read(bytes.as_bytes(), cut).is_err(), "{bytes:?} cut at {cut}");
            }
        }
    }
}
