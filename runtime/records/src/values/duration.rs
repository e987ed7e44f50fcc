//! `duration`: a length of time, to the microsecond.

use std::fmt;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A length of time to the microsecond, forwards or backwards, up to 292,000 years.
///
/// Shown and sent as ISO 8601 (`PT1M30.5S`); read from that and from `1m 30s`.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(i64);

impl Duration {
    /// No time at all.
    pub const ZERO: Duration = Duration(0);
    /// The longest.
    pub const MAX: Duration = Duration(i64::MAX);
    /// The longest backwards.
    pub const MIN: Duration = Duration(i64::MIN);

    /// So many microseconds.
    #[must_use]
    pub const fn from_microseconds(microseconds: i64) -> Duration {
        Duration(microseconds)
    }

    /// So many milliseconds; stops at the longest.
    #[must_use]
    pub const fn from_milliseconds(milliseconds: i64) -> Duration {
        Duration(milliseconds.saturating_mul(1_000))
    }

    /// So many seconds; stops at the longest.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Duration {
        Duration(seconds.saturating_mul(1_000_000))
    }

    /// Its length in microseconds.
    #[must_use]
    pub const fn as_microseconds(self) -> i64 {
        self.0
    }

    /// Its length in seconds.
    #[must_use]
    pub fn as_seconds(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// The same for Rust's timers, or none when it goes backwards.
    #[must_use]
    pub const fn to_std(self) -> Option<std::time::Duration> {
        if self.0 < 0 {
            return None;
        }
        Some(std::time::Duration::from_micros(self.0.unsigned_abs()))
    }
}

/// Rounds down to the microsecond and stops at the longest.
impl From<std::time::Duration> for Duration {
    fn from(duration: std::time::Duration) -> Self {
        Duration(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX))
    }
}

/// Stops at the longest.
impl Add for Duration {
    type Output = Duration;

    fn add(self, other: Duration) -> Duration {
        Duration(self.0.saturating_add(other.0))
    }
}

/// Stops at the longest.
impl Sub for Duration {
    type Output = Duration;

    fn sub(self, other: Duration) -> Duration {
        Duration(self.0.saturating_sub(other.0))
    }
}

/// Stops at the longest.
impl Mul<i64> for Duration {
    type Output = Duration;

    fn mul(self, times: i64) -> Duration {
        Duration(self.0.saturating_mul(times))
    }
}

/// Stops at the longest.
impl Neg for Duration {
    type Output = Duration;

    fn neg(self) -> Duration {
        Duration(self.0.saturating_neg())
    }
}

impl AddAssign for Duration {
    fn add_assign(&mut self, other: Duration) {
        *self = *self + other;
    }
}

impl SubAssign for Duration {
    fn sub_assign(&mut self, other: Duration) {
        *self = *self - other;
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&jiff::SignedDuration::from_micros(self.0), f)
    }
}

impl fmt::Debug for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is not a length of time as ISO 8601 writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a duration such as PT1M30S")]
pub struct NotADuration;

impl FromStr for Duration {
    type Err = NotADuration;

    fn from_str(text: &str) -> Result<Self, NotADuration> {
        let duration: jiff::SignedDuration = text.parse().map_err(|_| NotADuration)?;
        i64::try_from(duration.as_micros()).map(Duration).map_err(|_| NotADuration)
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::parsed::deserialize(deserializer, "a duration such as PT1M30S")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_shown_and_read_as_iso_8601() {
        let duration = Duration::from_milliseconds(90_500);
        assert_eq!(duration.to_string(), "PT1M30.5S");
        for long in [duration, -duration, Duration::MAX, Duration::MIN, Duration::ZERO] {
            assert_eq!(long.to_string().parse(), Ok(long));
        }
        assert_eq!("soon".parse::<Duration>(), Err(NotADuration));
    }
}
