//! From when until when a certificate is good: the two times in its DER (RFC 5280, section 4.1.2.5).

use std::time::{Duration, SystemTime};

const SEQUENCE: u8 = 0x30;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
/// The version, which a certificate of version 1 leaves out.
const VERSION: u8 = 0xa0;

/// The two times of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Validity {
    from: SystemTime,
    until: SystemTime,
}

impl Validity {
    /// Reads them; none where that is no certificate.
    pub(super) fn of(der: &[u8]) -> Option<Validity> {
        let mut signed = inside(&mut &*der, SEQUENCE)?;
        let mut certificate = inside(&mut signed, SEQUENCE)?;
        if certificate.first() == Some(&VERSION) {
            element(&mut certificate)?;
        }
        // Its number, the algorithm and who signed it.
        for _ in 0..3 {
            element(&mut certificate)?;
        }
        let mut times = inside(&mut certificate, SEQUENCE)?;
        Some(Validity { from: time(&mut times)?, until: time(&mut times)? })
    }

    /// Why it is not good now.
    pub(super) fn check(&self, now: SystemTime) -> Result<(), String> {
        let shown = httpdate::fmt_http_date;
        if now > self.until {
            return Err(format!("was good until {}", shown(self.until)));
        }
        if now < self.from {
            return Err(format!("is not good before {}", shown(self.from)));
        }
        Ok(())
    }
}

/// The next element: its tag and what it holds.
fn element<'a>(input: &mut &'a [u8]) -> Option<(u8, &'a [u8])> {
    let (&tag, rest) = input.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (length, rest) = rest.split_at_checked(usize::from(first & 0x7f)).filter(|it| it.0.len() <= 4)?;
        (length.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
    };
    let (held, rest) = rest.split_at_checked(length)?;
    *input = rest;
    Some((tag, held))
}

fn inside<'a>(input: &mut &'a [u8], wanted: u8) -> Option<&'a [u8]> {
    element(input).filter(|(tag, _)| *tag == wanted).map(|(_, held)| held)
}

/// `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`
fn time(input: &mut &[u8]) -> Option<SystemTime> {
    let (tag, text) = element(input)?;
    let digits = text.strip_suffix(b"Z").filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
    let number = |digits: &[u8]| digits.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
    let (year, rest) = match (tag, digits.len()) {
        // Two digits are of the years 1950 to 2049.
        (UTC_TIME, 12) => (1950 + (number(&digits[..2]) + 50) % 100, &digits[2..]),
        (GENERALIZED_TIME, 14) => (number(&digits[..4]), &digits[4..]),
        _ => return None,
    };
    let part = |at: usize| number(&rest[at * 2..at * 2 + 2]);
    // Days since 1970, of a year that begins with March.
    let (year, month) = if part(0) > 2 { (year, part(0) - 3) } else { (year.checked_sub(1)?, part(0) + 9) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + part(1);
    let seconds = (days.checked_sub(719_469)? * 24 + part(2)) * 3600 + part(3) * 60 + part(4);
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(tag: u8, text: &str) -> Option<u64> {
        let mut der = vec![tag, text.len() as u8];
        der.extend_from_slice(text.as_bytes());
        time(&mut &*der).map(|time| time.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs())
    }

    #[test]
    fn times_are_read() {
        assert_eq!(seconds(UTC_TIME, "700101000000Z"), Some(0));
        assert_eq!(seconds(UTC_TIME, "941106084937Z"), Some(784_111_777));
        assert_eq!(seconds(UTC_TIME, "240229235959Z"), Some(1_709_251_199));
        assert_eq!(seconds(UTC_TIME, "491231235959Z"), Some(2_524_607_999));
        assert_eq!(seconds(GENERALIZED_TIME, "20500101000000Z"), Some(2_524_608_000));
        assert_eq!(seconds(GENERALIZED_TIME, "99991231235959Z"), Some(253_402_300_799));
        for (tag, text) in
            [(UTC_TIME, "500101000000Z"), (UTC_TIME, "24022923595Z"), (UTC_TIME, "240229235959")]
        {
            assert_eq!(seconds(tag, text), None, "{text}");
        }
        assert_eq!(seconds(GENERALIZED_TIME, "00000000000000Z"), None);
    }

    #[test]
    fn no_bytes_are_read_beyond_their_end() {
        let key = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let der = key.cert.der();
        assert!(Validity::of(der).is_some_and(|validity| validity.check(SystemTime::now()).is_ok()));
        for end in 0..der.len() {
            assert_eq!(Validity::of(&der[..end]), None);
        }
        for at in 0..der.len().min(200) {
            let mut other = der.to_vec();
            other[at] ^= 0xff;
            // Whatever it reads, it comes to an end.
            let _ = Validity::of(&other);
        }
    }
}
