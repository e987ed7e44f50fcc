//! The plain types of the language that Rust does not bring along.

mod bytes;
mod decimal;
mod duration;
mod identity;
mod parsed;
mod timestamp;

pub use bytes::{Bytes, NotBase64};
pub use decimal::{Decimal, NotADecimal};
pub use duration::{Duration, NotADuration};
pub(crate) use identity::new_uuid;
pub use timestamp::{NotATimestamp, Timestamp};
