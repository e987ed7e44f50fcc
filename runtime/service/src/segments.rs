//! A path as its segments, cut without allocating.

use std::borrow::Cow;

/// The segments of a path, at most `N`.
///
/// `/` has none; `/orders/` has two, the second empty, and is another place than `/orders`.
/// A path with more than `N` shows its first `N`: a service asks for one more than its longest
/// route has, so no route takes such a path for its own.
#[derive(Clone, Copy, Debug)]
pub struct Segments<'a, const N: usize> {
    texts: [&'a str; N],
    count: usize,
}

impl<'a, const N: usize> Segments<'a, N> {
    /// Cuts `path`; the segments are still percent-encoded.
    #[must_use]
    #[inline]
    pub fn of(path: &'a str) -> Segments<'a, N> {
        let mut segments = Segments { texts: [""; N], count: 0 };
        let Some(mut rest) = path.strip_prefix('/').filter(|rest| !rest.is_empty()) else {
            return segments;
        };
        while segments.count < N {
            let end = rest.bytes().position(|byte| byte == b'/');
            segments.texts[segments.count] = &rest[..end.unwrap_or(rest.len())];
            segments.count += 1;
            match end {
                Some(end) => rest = &rest[end + 1..],
                None => break,
            }
        }
        segments
    }

    /// The segments, to match on.
    #[must_use]
    pub fn as_slice(&self) -> &[&'a str] {
        &self.texts[..self.count]
    }
}

/// What a percent-encoded text says; none if that is not UTF-8 or an escape is broken.
/// In a query `+` is a space.
pub(crate) fn decode(text: &str, plus_is_space: bool) -> Option<Cow<'_, str>> {
    let escapes = |byte: &u8| *byte == b'%' || (plus_is_space && *byte == b'+');
    if !text.as_bytes().iter().any(escapes) {
        return Some(Cow::Borrowed(text));
    }
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => hex(bytes.next()?)? << 4 | hex(bytes.next()?)?,
            b'+' if plus_is_space => b' ',
            other => other,
        });
    }
    String::from_utf8(decoded).ok().map(Cow::Owned)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// `text` so that it can stand in a path as one segment, or in a query as a value.
pub(crate) fn encode(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    if text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut encoded = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if is_plain(byte) {
            encoded.push(char::from(byte));
        } else {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            encoded.push('%');
            encoded.push(char::from(DIGITS[usize::from(byte >> 4)]));
            encoded.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
    Cow::Owned(encoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(path: &str) -> Vec<&str> {
        Segments::<'_, 3>::of(path).as_slice().to_vec()
    }

    #[test]
    fn a_path_is_cut_at_its_slashes() {
        assert_eq!(cut("/"), Vec::<&str>::new());
        assert_eq!(cut("/orders"), ["orders"]);
        assert_eq!(cut("/orders/"), ["orders", ""]);
        assert_eq!(cut("//orders"), ["", "orders"]);
        assert_eq!(cut("/a/b/c"), ["a", "b", "c"]);
        assert_eq!(cut("/a/b/c/d"), ["a", "b", "c"]);
        assert_eq!(cut("*"), Vec::<&str>::new());
    }

    #[test]
    fn escapes_are_read_and_broken_ones_refused() {
        assert_eq!(decode("plain", false), Some(Cow::Borrowed("plain")));
        assert_eq!(decode("a%20b+c", false).as_deref(), Some("a b+c"));
        assert_eq!(decode("a%20b+c", true).as_deref(), Some("a b c"));
        assert_eq!(decode("%C3%A4", false).as_deref(), Some("ä"));
        assert_eq!(decode("%", false), None);
        assert_eq!(decode("%4", false), None);
        assert_eq!(decode("%zz", false), None);
        assert_eq!(decode("%FF", false), None);
    }

    #[test]
    fn what_is_encoded_is_decoded_again() {
        for text in ["", "plain", "a b/c?d&e=ä+%"] {
            assert_eq!(decode(&encode(text), true).as_deref(), Some(text));
        }
    }
}
