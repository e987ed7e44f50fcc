//! `Range`: a part of a file (RFC 9110, section 14).

use std::ops::Range;

use http::HeaderValue;

/// What a client asks for of a file of `length` bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of it. Several parts at once are answered with all, too, which a server may do: their form multiplies
    /// what a short request costs, and no player or download needs it.
    Whole,
    /// Those bytes.
    Bytes(Range<u64>),
    /// Bytes that the file does not have.
    Outside,
}

/// Reads the header.
pub(crate) fn part(header: Option<&HeaderValue>, length: u64) -> Part {
    let text = header.and_then(|header| header.to_str().ok());
    let Some((unit, range)) = text.and_then(|text| text.split_once('=')) else { return Part::Whole };
    let Some((first, last)) = range.trim().split_once('-') else { return Part::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") || range.contains(',') {
        return Part::Whole;
    }
    let number = |text: &str| -> Option<u64> {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // More than fits is more than any file has.
        is_number.then(|| text.parse().unwrap_or(u64::MAX))
    };
    match (first, number(first), last, number(last)) {
        ("", _, _, Some(0)) => Part::Outside,
        ("", _, _, Some(_)) if length == 0 => Part::Outside,
        ("", _, _, Some(suffix)) => Part::Bytes(length.saturating_sub(suffix)..length),
        (_, Some(first), "", _) if first < length => Part::Bytes(first..length),
        (_, Some(first), _, Some(last)) if first <= last && first < length => {
            Part::Bytes(first..last.saturating_add(1).min(length))
        }
        (_, Some(first), _, Some(last)) if first > last => Part::Whole,
        (_, Some(_), "", _) | (_, Some(_), _, Some(_)) => Part::Outside,
        _ => Part::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_a_part_and_what_is_none_is_the_whole() {
        for (header, expected) in [
            ("bytes=0-0", Part::Bytes(0..1)),
            ("bytes=0-", Part::Bytes(0..10)),
            ("bytes=3-5", Part::Bytes(3..6)),
            ("Bytes=9-99999999999999999999999", Part::Bytes(9..10)),
            ("bytes=-3", Part::Bytes(7..10)),
            ("bytes=-30", Part::Bytes(0..10)),
            ("bytes=10-", Part::Outside),
            ("bytes=10-12", Part::Outside),
            ("bytes=-0", Part::Outside),
            ("bytes=99999999999999999999999-", Part::Outside),
            ("bytes=5-3", Part::Whole),
            ("bytes=0-1,3-4", Part::Whole),
            ("bytes=", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("bytes=1-2x", Part::Whole),
            ("lines=1-2", Part::Whole),
            ("nonsense", Part::Whole),
        ] {
            assert_eq!(part(Some(&HeaderValue::from_static(header)), 10), expected, "{header}");
        }
        assert_eq!(part(None, 10), Part::Whole);
        assert_eq!(part(Some(&HeaderValue::from_static("bytes=0-")), 0), Part::Outside);
        assert_eq!(part(Some(&HeaderValue::from_static("bytes=-1")), 0), Part::Outside);
    }
}
