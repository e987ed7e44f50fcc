//! The compact encoding of values in streams.
//!
//! | type | bytes |
//! | --- | --- |
//! | `i64`, `timestamp`, `duration` | zigzag varint: 7 bits a byte, lowest first, the top bit says that more follow |
//! | `f64` | the 8 bytes of IEEE 754, lowest first |
//! | `bool` | one byte, 0 or 1 |
//! | `string`, `bytes`, `json` (as text) | length in bytes as a varint, then the bytes |
//! | `decimal` | one byte of scale, then the mantissa as a zigzag varint of up to 128 bits; no trailing zeros |
//! | `uuid` | its 16 bytes |
//! | `list`, `map` | the count as a varint, then the items, or key and value in turn in the order of the keys |
//! | `optional` | one byte, 0 or 1, then the value if it is 1 |
//! | a record | its fields in the order of their declaration, nothing between them |
//! | a choice | the number of the case as a varint, then the fields of that case |
//!
//! Nothing here says which type it is: who keeps encodings keeps the record's
//! [`FINGERPRINT`](crate::Record::FINGERPRINT) with them, and reads only what has its own.

use crate::DecodeError;

/// Most bytes of a varint of 64 bits.
const VARINT64_BYTES_MAX: u32 = 10;
/// Most bytes of a varint of 128 bits.
const VARINT128_BYTES_MAX: u32 = 19;

/// Appends an unsigned varint.
pub(crate) fn put_count(out: &mut Vec<u8>, mut count: u64) {
    while count >= 0x80 {
        out.push(count as u8 | 0x80);
        count >>= 7;
    }
    out.push(count as u8);
}

/// Appends a signed integer as a zigzag varint.
pub(crate) fn put_integer(out: &mut Vec<u8>, integer: i64) {
    put_count(out, ((integer << 1) ^ (integer >> 63)) as u64);
}

/// Appends a signed 128-bit integer as a zigzag varint.
pub(crate) fn put_wide(out: &mut Vec<u8>, integer: i128) {
    let mut rest = ((integer << 1) ^ (integer >> 127)) as u128;
    while rest >= 0x80 {
        out.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
}

/// Appends bytes with their length in front.
pub(crate) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_count(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Takes one byte.
pub(crate) fn take_byte(input: &mut &[u8], what: &'static str) -> Result<u8, DecodeError> {
    let (first, rest) = input.split_first().ok_or(DecodeError::Truncated(what))?;
    *input = rest;
    Ok(*first)
}

/// Takes `N` bytes.
pub(crate) fn take_array<const N: usize>(
    input: &mut &[u8],
    what: &'static str,
) -> Result<[u8; N], DecodeError> {
    let (head, rest) = input.split_first_chunk::<N>().ok_or(DecodeError::Truncated(what))?;
    *input = rest;
    Ok(*head)
}

/// Takes an unsigned varint.
pub(crate) fn take_count(input: &mut &[u8], what: &'static str) -> Result<u64, DecodeError> {
    let mut count = 0_u64;
    for index in 0..VARINT64_BYTES_MAX {
        let byte = take_byte(input, what)?;
        let bits = u64::from(byte & 0x7f);
        if index == VARINT64_BYTES_MAX - 1 && bits > 1 {
            return Err(DecodeError::Malformed(what));
        }
        count |= bits << (7 * index);
        if byte < 0x80 {
            return Ok(count);
        }
    }
    Err(DecodeError::Malformed(what))
}

/// Takes a signed integer.
pub(crate) fn take_integer(input: &mut &[u8], what: &'static str) -> Result<i64, DecodeError> {
    let zigzag = take_count(input, what)?;
    Ok((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64))
}

/// Takes a signed 128-bit integer.
pub(crate) fn take_wide(input: &mut &[u8], what: &'static str) -> Result<i128, DecodeError> {
    let mut zigzag = 0_u128;
    for index in 0..VARINT128_BYTES_MAX {
        let byte = take_byte(input, what)?;
        let bits = u128::from(byte & 0x7f);
        if index == VARINT128_BYTES_MAX - 1 && bits > 3 {
            return Err(DecodeError::Malformed(what));
        }
        zigzag |= bits << (7 * index);
        if byte < 0x80 {
            return Ok((zigzag >> 1) as i128 ^ -((zigzag & 1) as i128));
        }
    }
    Err(DecodeError::Malformed(what))
}

/// Takes a length that fits the bytes that are there, each item taking at least `item_bytes_min`.
pub(crate) fn take_length(
    input: &mut &[u8],
    item_bytes_min: usize,
    what: &'static str,
) -> Result<usize, DecodeError> {
    let length = usize::try_from(take_count(input, what)?).map_err(|_| DecodeError::Malformed(what))?;
    // Before anything is allocated for them: a hostile length must not cost memory.
    if length.saturating_mul(item_bytes_min) > input.len() {
        return Err(DecodeError::Truncated(what));
    }
    Ok(length)
}

/// Takes bytes that have their length in front.
pub(crate) fn take_bytes<'a>(input: &mut &'a [u8], what: &'static str) -> Result<&'a [u8], DecodeError> {
    let length = take_length(input, 1, what)?;
    let (head, rest) = input.split_at(length);
    *input = rest;
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_of_every_size_come_back() {
        let mut shifts: Vec<i64> = (0..64).map(|bits| 1_i64 << bits).collect();
        shifts.extend([0, -1, i64::MAX, i64::MIN, -12345]);
        for integer in shifts {
            let mut out = Vec::new();
            put_integer(&mut out, integer);
            put_wide(&mut out, i128::from(integer) << 60);
            let mut input = out.as_slice();
            assert_eq!(take_integer(&mut input, "an integer"), Ok(integer));
            assert_eq!(take_wide(&mut input, "an integer"), Ok(i128::from(integer) << 60));
            assert!(input.is_empty());
        }
        for wide in [i128::MAX, i128::MIN] {
            let mut out = Vec::new();
            put_wide(&mut out, wide);
            assert_eq!(take_wide(&mut out.as_slice(), "an integer"), Ok(wide));
        }
    }

    #[test]
    fn endless_and_hostile_lengths_are_refused() {
        assert_eq!(take_count(&mut &[0xff; 32][..], "a count"), Err(DecodeError::Malformed("a count")));
        assert_eq!(take_wide(&mut &[0xff; 32][..], "a count"), Err(DecodeError::Malformed("a count")));
        let mut huge = Vec::new();
        put_count(&mut huge, u64::MAX);
        assert_eq!(take_bytes(&mut huge.as_slice(), "bytes"), Err(DecodeError::Truncated("bytes")));
        assert_eq!(take_bytes(&mut &[3, b'a'][..], "bytes"), Err(DecodeError::Truncated("bytes")));
    }
}
