//! `timestamp`: a moment in UTC, to the microsecond.

use std::fmt;
use std::ops::{Add, AddAssign, Sub, SubAssign};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Duration;

/// `2026-11-23T15:16:00.000001Z`
const LENGTH_MAX: usize = 27;

/// A moment in UTC to the microsecond, between the years 0 and 9999, which is
/// what RFC 3339 can write.
///
/// Shown, read and sent as RFC 3339 (`2026-11-23T15:16:00.25Z`); any offset is understood.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The earliest moment, at the beginning of the year 0.
    pub const MIN: Timestamp = Timestamp(-62_167_219_200_000_000);
    /// The latest moment, two days before the end of the year 9999: jiff keeps them for time zones.
    pub const MAX: Timestamp = Timestamp(253_402_207_199_999_999);
    /// Midnight of 1 January 1970.
    pub const EPOCH: Timestamp = Timestamp(0);

    /// The moment that it is.
    #[must_use]
    pub fn now() -> Timestamp {
        let since = std::time::UNIX_EPOCH.elapsed();
        // A clock that stands before 1970 was never set.
        let microseconds = since.map_or(0, |since| i64::try_from(since.as_micros()).unwrap_or(i64::MAX));
        Timestamp::saturated(microseconds)
    }

    /// The moment so many microseconds after 1970, or none beyond [`Timestamp::MIN`] and [`Timestamp::MAX`].
    #[must_use]
    pub const fn from_microseconds(microseconds: i64) -> Option<Timestamp> {
        if microseconds < Timestamp::MIN.0 || microseconds > Timestamp::MAX.0 {
            return None;
        }
        Some(Timestamp(microseconds))
    }

    /// Microseconds since 1970.
    #[must_use]
    pub const fn as_microseconds(self) -> i64 {
        self.0
    }

    /// How long it is from `earlier` to here; negative when `earlier` is the later one.
    #[must_use]
    pub const fn since(self, earlier: Timestamp) -> Duration {
        Duration::from_microseconds(self.0 - earlier.0)
    }

    /// Writes it into `text`. By hand, because every answer of a service has some, and jiff takes
    /// five times as long; jiff is what a test compares it with.
    fn write(self, text: &mut [u8; LENGTH_MAX]) -> &str {
        let (seconds, microseconds) = (self.0.div_euclid(1_000_000), self.0.rem_euclid(1_000_000));
        let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (year, month, day) = civil(days);
        digits(&mut text[0..4], year);
        digits(&mut text[5..7], month);
        digits(&mut text[8..10], day);
        digits(&mut text[11..13], second / 3600);
        digits(&mut text[14..16], second / 60 % 60);
        digits(&mut text[17..19], second % 60);
        digits(&mut text[20..26], microseconds);
        for (place, sign) in [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'.')] {
            text[place] = sign;
        }
        // A fraction has no zeros at its end, and without digits no point.
        let mut end = 26;
        while text[end - 1] == b'0' && end > 20 {
            end -= 1;
        }
        if end == 20 {
            end = 19;
        }
        text[end] = b'Z';
        std::str::from_utf8(&text[..=end]).unwrap_or_default()
    }

    const fn saturated(microseconds: i64) -> Timestamp {
        if microseconds < Timestamp::MIN.0 {
            Timestamp::MIN
        } else if microseconds > Timestamp::MAX.0 {
            Timestamp::MAX
        } else {
            Timestamp(microseconds)
        }
    }
}

/// Year, month and day, so many days after 1 January 1970: Howard Hinnant's `civil_from_days`.
fn civil(days: i64) -> (i64, i64, i64) {
    // Days since 1 March of the year 0; a year that begins in March has its leap day at its end.
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

/// Writes a number with as many digits as there is room for.
fn digits(room: &mut [u8], mut number: i64) {
    for digit in room.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

/// Stops at [`Timestamp::MAX`] and [`Timestamp::MIN`].
impl Add<Duration> for Timestamp {
    type Output = Timestamp;

    fn add(self, duration: Duration) -> Timestamp {
        Timestamp::saturated(self.0.saturating_add(duration.as_microseconds()))
    }
}

/// Stops at [`Timestamp::MAX`] and [`Timestamp::MIN`].
impl Sub<Duration> for Timestamp {
    type Output = Timestamp;

    fn sub(self, duration: Duration) -> Timestamp {
        Timestamp::saturated(self.0.saturating_sub(duration.as_microseconds()))
    }
}

impl Sub for Timestamp {
    type Output = Duration;

    fn sub(self, earlier: Timestamp) -> Duration {
        self.since(earlier)
    }
}

impl AddAssign<Duration> for Timestamp {
    fn add_assign(&mut self, duration: Duration) {
        *self = *self + duration;
    }
}

impl SubAssign<Duration> for Timestamp {
    fn sub_assign(&mut self, duration: Duration) {
        *self = *self - duration;
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.write(&mut [0; LENGTH_MAX]))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is not a moment as RFC 3339 writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a timestamp such as 2026-11-23T15:16:00Z")]
pub struct NotATimestamp;

impl FromStr for Timestamp {
    type Err = NotATimestamp;

    fn from_str(text: &str) -> Result<Self, NotATimestamp> {
        let moment: jiff::Timestamp = text.parse().map_err(|_| NotATimestamp)?;
        Timestamp::from_microseconds(moment.as_microsecond()).ok_or(NotATimestamp)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.write(&mut [0; LENGTH_MAX]))
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::parsed::deserialize(deserializer, "a timestamp such as 2026-11-23T15:16:00Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_those_that_can_be_shown() {
        assert_eq!(Timestamp::MIN.to_string(), "0000-01-01T00:00:00Z");
        assert_eq!(Timestamp::MAX.to_string(), "9999-12-30T21:59:59.999999Z");
        for end in [Timestamp::MIN, Timestamp::MAX] {
            assert_eq!(end.to_string().parse(), Ok(end));
        }
        assert_eq!(Timestamp::MAX + Duration::from_seconds(1), Timestamp::MAX);
        assert_eq!(Timestamp::MIN - Duration::MAX, Timestamp::MIN);
    }

    #[test]
    fn it_is_written_as_jiff_writes_it() {
        let mut microseconds = Timestamp::MIN.0;
        // A prime step, so that every field of the date takes every value.
        while microseconds < Timestamp::MAX.0 {
            for fraction in [0, 1, 250_000, 999_999] {
                let moment =
                    Timestamp::saturated(microseconds - microseconds.rem_euclid(1_000_000) + fraction);
                let by_jiff = jiff::Timestamp::from_microsecond(moment.0).unwrap();
                assert_eq!(moment.to_string(), by_jiff.to_string());
            }
            microseconds += 99_999_999_977 * 251;
        }
        assert_eq!(format!("{:>22}|", Timestamp::EPOCH), "  1970-01-01T00:00:00Z|");
    }

    #[test]
    fn any_offset_is_read_and_utc_is_shown() {
        let moment: Timestamp = "2026-11-23T17:16:00.25+02:00".parse().unwrap();
        assert_eq!(moment.to_string(), "2026-11-23T15:16:00.25Z");
        assert_eq!("2026-11-23".parse::<Timestamp>(), Err(NotATimestamp));
        assert_eq!("-000001-11-23T17:16:00Z".parse::<Timestamp>(), Err(NotATimestamp));
    }
}
