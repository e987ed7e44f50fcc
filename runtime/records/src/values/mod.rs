//! The plain types of the language that Rust does not bring along.

mod bytes;
mod decimal;
mod duration;
mod parsed;
mod timestamp;

pub use bytes::{Bytes, NotBase64};
pub use decimal::{Decimal, NotADecimal};
pub use duration::{Duration, NotADuration};
pub use timestamp::{NotATimestamp, Timestamp};
