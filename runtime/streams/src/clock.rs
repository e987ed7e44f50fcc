//! The time of day, as it is written into the log.

use std::time::SystemTime;

/// Microseconds since 1970. A clock set before that reads as 1970.
pub(crate) fn now_us() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}
