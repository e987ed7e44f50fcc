//! `timestamp`: a moment in UTC, to the microsecond.

use std::fmt;
use std::ops::{Add, AddAssign, Sub, SubAssign};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Duration;

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
        Timestamp::saturated(jiff::Timestamp::now().as_microsecond())
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
        // In range by construction, so this cannot be the error's case.
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(moment) => fmt::Display::fmt(&moment, f),
            Err(_) => Err(fmt::Error),
        }
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
        serializer.collect_str(self)
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
    fn any_offset_is_read_and_utc_is_shown() {
        let moment: Timestamp = "2026-11-23T17:16:00.25+02:00".parse().unwrap();
        assert_eq!(moment.to_string(), "2026-11-23T15:16:00.25Z");
        assert_eq!("2026-11-23".parse::<Timestamp>(), Err(NotATimestamp));
        assert_eq!("-000001-11-23T17:16:00Z".parse::<Timestamp>(), Err(NotATimestamp));
    }
}
