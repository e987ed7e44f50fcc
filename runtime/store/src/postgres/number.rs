//! Numbers as PostgreSQL's `numeric` sends them: groups of four digits, and where the point stands.

const NEGATIVE: u16 = 0x4000;
const POSITIVE: u16 = 0;

/// The bytes of a number that is written in digits (`-12.5`).
pub(super) fn encoded(text: &str) -> Vec<u8> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (NEGATIVE, digits),
        None => (POSITIVE, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let front = whole.len().next_multiple_of(4) - whole.len();
    let back = part.len().next_multiple_of(4) - part.len();
    let all: Vec<u8> = std::iter::repeat_n(b'0', front)
        .chain(whole.bytes())
        .chain(part.bytes())
        .chain(std::iter::repeat_n(b'0', back))
        .collect();
    let groups: Vec<u16> = all
        .chunks(4)
        .map(|group| group.iter().fold(0, |group, digit| group * 10 + u16::from(digit.wrapping_sub(b'0'))))
        .collect();
    let mut weight = i32::try_from((whole.len() + front) / 4).unwrap_or(i32::MAX) - 1;
    let leading = groups.iter().take_while(|group| **group == 0).count();
    weight -= i32::try_from(leading).unwrap_or(i32::MAX);
    let groups = &groups[leading..];
    let weight = if groups.is_empty() { 0 } else { weight };
    let mut bytes = Vec::with_capacity(8 + groups.len() * 2);
    for head in [groups.len() as u16, (weight as i16).cast_unsigned(), sign, part.len() as u16] {
        bytes.extend(head.to_be_bytes());
    }
    bytes.extend(groups.iter().flat_map(|group| group.to_be_bytes()));
    bytes
}

/// A number without its point: `12.50` is 1250. None of what is no number, or too large.
pub(super) fn units(bytes: &[u8]) -> Option<i64> {
    let mut words = bytes.chunks_exact(2).map(|word| u16::from_be_bytes([word[0], word[1]]));
    let (count, weight, sign, scale) = (words.next()?, words.next()?, words.next()?, words.next()?);
    if sign != POSITIVE && sign != NEGATIVE {
        return None;
    }
    let mut units: i128 = 0;
    for _ in 0..count {
        units = units.checked_mul(10_000)?.checked_add(i128::from(words.next()?))?;
    }
    // Powers of ten behind the last group, seen from the last digit that the scale shows.
    let behind = (i32::from(weight.cast_signed()) - (i32::from(count) - 1)) * 4 + i32::from(scale);
    let power = 10_i128.checked_pow(behind.unsigned_abs())?;
    // What is cut off here are zeros: no digit stands behind the scale.
    let units = if behind < 0 { units / power } else { units.checked_mul(power)? };
    i64::try_from(if sign == NEGATIVE { -units } else { units }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_comes_back_without_its_point() {
        let pairs = [
            ("0", 0),
            ("7", 7),
            ("-12.50", -1250),
            ("0.0001", 1),
            ("10000", 10_000),
            ("123456789.87654321", 12_345_678_987_654_321),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
            ("100000000.0000", 1_000_000_000_000),
        ];
        for (text, expected) in pairs {
            assert_eq!(units(&encoded(text)), Some(expected), "{text}");
        }
        assert_eq!(units(&encoded("9223372036854775808")), None);
        // NaN.
        assert_eq!(units(&[0, 0, 0, 0, 0xC0, 0, 0, 0]), None);
    }
}
