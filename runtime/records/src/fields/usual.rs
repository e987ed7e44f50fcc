//! Bodies in their usual form: an object with its fields in the order of their declaration, because the client's
//! program was made from the same description.
//!
//! serde_json hands each name over as a text, which it has looked for the end of, has searched for escapes and has
//! checked to be UTF-8, and then somebody compares it. Where a body is what it mostly is, comparing the name with what
//! stands in the body is all of that at once; this halves the cost of reading a small body. What is not in this form,
//! and every body that is wrong, is none of this module's business: it says so, and the body is read by serde_json
//! from its beginning.

use serde::de::IgnoredAny;

use super::Fields;
use super::filling::{Ask, Slot, Stop, Want, build};
use crate::Field;
use crate::json::NESTING_MAX;
use crate::sent::{Sent, hand_over};

/// The struct, if `body` is an object in the usual form and nothing in it is wrong.
pub fn read_usual<O: Fields>(body: &[u8]) -> Option<O> {
    let mut reader = Reader { rest: begun(body)?, fields: O::LIST.fields, is_first: true };
    let read = build(&mut reader).ok()?;
    reader.is_at_end().then_some(read)
}

struct Reader<'b> {
    rest: &'b [u8],
    fields: &'static [Field],
    is_first: bool,
}

impl Ask for Reader<'_> {
    fn fill(&mut self, index: usize, _: Want, slot: &mut dyn Slot) -> Result<(), Stop> {
        // A field that is not there may come later or be left out: what is left at the end tells.
        let Some(value) = self.behind_name(index) else { return Ok(()) };
        self.rest = behind_value(value, slot).ok_or(Stop)?;
        self.is_first = false;
        Ok(())
    }

    fn missing(&mut self, _: usize) {}
}

impl<'b> Reader<'b> {
    /// Where the value of that field begins, if its name stands next.
    fn behind_name(&self, index: usize) -> Option<&'b [u8]> {
        let field = self.fields.get(index).filter(|field| field.is_plain)?;
        let mut rest = behind_space(self.rest);
        if !self.is_first {
            rest = behind_space(rest.strip_prefix(b",")?);
        }
        let rest = rest.strip_prefix(b"\"")?.strip_prefix(field.wire.as_bytes())?.strip_prefix(b"\"")?;
        Some(behind_space(behind_space(rest).strip_prefix(b":")?))
    }

    /// Nothing stands there but the end of the object.
    fn is_at_end(&self) -> bool {
        behind_space(self.rest).strip_prefix(b"}").is_some_and(|rest| behind_space(rest).is_empty())
    }
}

fn begun(body: &[u8]) -> Option<&[u8]> {
    behind_space(body).strip_prefix(b"{")
}

fn behind_space(mut rest: &[u8]) -> &[u8] {
    while let [b' ' | b'\n' | b'\r' | b'\t', behind @ ..] = rest {
        rest = behind;
    }
    rest
}

/// Hands the value over that stands next, and goes behind it.
fn behind_value<'b>(rest: &'b [u8], slot: &mut dyn Slot) -> Option<&'b [u8]> {
    let (sent, behind) = match rest.first()? {
        b'"' => match text(&rest[1..]) {
            Some((text, behind)) => (Sent::Text(text), behind),
            None => return behind_any(rest, slot),
        },
        b'0'..=b'9' | b'-' => match integer(rest) {
            Some((integer, behind)) => (Sent::Integer(integer), behind),
            None => return behind_any(rest, slot),
        },
        _ => return behind_any(rest, slot),
    };
    slot.take(sent).ok()?;
    Some(behind)
}

/// A text in which nothing is escaped, and what is behind its end.
fn text(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (text, behind) = bytes.split_at(plain_bytes(bytes));
    let behind = behind.strip_prefix(b"\"")?;
    Some((std::str::from_utf8(text).ok()?, behind))
}

/// How many bytes stand before the first that ends a text, escapes something or may not stand there.
fn plain_bytes(bytes: &[u8]) -> usize {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    const HIGHEST: u64 = EACH << 7;
    let is_plain = |byte: &u8| *byte >= b' ' && *byte != b'"' && *byte != b'\\';
    let (eights, _) = bytes.as_chunks::<8>();
    for (index, eight) in eights.iter().enumerate() {
        let eight = u64::from_le_bytes(*eight);
        // The highest bit of a byte of `below` is set where that byte of `eight` is smaller than the bound, perhaps in
        // a byte behind it, too: the first that is set is always right.
        let below = |eight: u64, bound: u8| eight.wrapping_sub(EACH * u64::from(bound)) & !eight;
        let is = |byte: u8| below(eight ^ (EACH * u64::from(byte)), 1);
        let found = (below(eight, b' ') | is(b'"') | is(b'\\')) & HIGHEST;
        if found != 0 {
            return 8 * index + found.trailing_zeros() as usize / 8;
        }
    }
    let looked_at = 8 * eights.len();
    looked_at + bytes[looked_at..].iter().take_while(|byte| is_plain(byte)).count()
}

/// A whole number of few digits, and what is behind it.
fn integer(rest: &[u8]) -> Option<(i64, &[u8])> {
    /// As many as always fit.
    const DIGITS_MAX: usize = 18;
    let (is_negative, digits) = match rest {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let mut number = 0;
    let mut count = 0;
    while let Some(digit @ b'0'..=b'9') = digits.get(count) {
        if count == DIGITS_MAX {
            return None;
        }
        number = 10 * number + i64::from(digit - b'0');
        count += 1;
    }
    // A minus before nothing, a zero before other digits; a zero with a minus is no integer.
    if count == 0 || (digits[0] == b'0' && (count > 1 || is_negative)) {
        return None;
    }
    let behind = &digits[count..];
    if matches!(behind, [b'.' | b'e' | b'E', ..]) {
        return None;
    }
    Some((if is_negative { -number } else { number }, behind))
}

/// Any other value is serde_json's to read.
fn behind_any<'b>(rest: &'b [u8], slot: &mut dyn Slot) -> Option<&'b [u8]> {
    let mut json = serde_json::Deserializer::from_slice(rest);
    hand_over(&mut json, slot).ok()?;
    let (value, behind) = rest.split_at(json.into_iter::<IgnoredAny>().byte_offset());
    // It does not know that it stands in an object: a value that may be too deep for that is left to the one who does.
    let opens = value.iter().filter(|byte| matches!(byte, b'[' | b'{')).count();
    (opens + 1 < NESTING_MAX).then_some(behind)
}

#[cfg(test)]
mod tests {
    use super::{behind_any, integer, plain_bytes};
    use crate::Json;
    use crate::fields::filling::Place;
    use crate::json::NESTING_MAX;

    #[test]
    fn the_first_byte_that_is_not_plain_is_found_wherever_it_stands() {
        for length in 0..40 {
            let plain: Vec<u8> = (0..length).map(|at| b"a\x7f\x80\xff #[]~"[at % 9]).collect();
            assert_eq!(plain_bytes(&plain), length);
            for at in 0..length {
                for found in [b'"', b'\\', 0, 0x1f] {
                    let mut bytes = plain.clone();
                    bytes[at] = found;
                    assert_eq!(plain_bytes(&bytes), at, "{found} at {at} of {length}");
                }
            }
        }
    }

    #[test]
    fn an_integer_ends_where_it_ends_and_other_numbers_are_left() {
        assert_eq!(integer(b"0,"), Some((0, &b","[..])));
        assert_eq!(integer(b"-17}"), Some((-17, &b"}"[..])));
        assert_eq!(integer(b"999999999999999999"), Some((999_999_999_999_999_999, &b""[..])));
        for other in [&b"-"[..], b"", b"-0", b"01", b"1.5", b"1e3", b"1E3", b"1000000000000000000", b"-a"] {
            assert_eq!(integer(other), None, "{}", String::from_utf8_lossy(other));
        }
    }

    #[test]
    fn a_value_that_may_be_too_deep_for_its_object_is_left() {
        for depth in [0, 1, NESTING_MAX - 2, NESTING_MAX - 1, NESTING_MAX, NESTING_MAX + 1] {
            let value = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            let text = format!("{value}}}");
            let is_read = depth > 0 && behind_any(text.as_bytes(), &mut Place::<Json>(None)).is_some();
            let in_object = format!("{{\"it\":{value}}}");
            let fits = serde_json::from_str::<Json>(&in_object).is_ok();
            assert!(fits || !is_read, "{depth}");
            assert_eq!(is_read, depth > 0 && depth + 1 < NESTING_MAX, "{depth}");
        }
    }
}
