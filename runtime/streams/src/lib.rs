//! A durable, partitioned, ordered, replayable log of typed records: what `slytherin!` compiles to.
//!
//! ```text
//! publish ─▶ encode once ─▶ partition ─▶ queue ─▶ log thread ─▶ one write, one sync ─▶ shown to readers
//!                                       (memory: straight into the log)                │
//!                                                        feeds, consumer groups ◀──────┘
//! ```
//!
//! [`disk`] is every touch of a disk; [`log`] is one stream's segments, recovery and retention,
//! and knows nothing of records, worlds or threads. The rest joins it to the two.

#![forbid(unsafe_code)]

mod block;
mod clock;
mod counters;
mod declaration;
pub mod disk;
mod feed;
mod group;
mod hub;
mod intake;
pub mod log;
mod partition;
mod queue;
mod stream;
mod writer;

pub use block::{Placed, close, consume, consume_batches, open, place, placed, run};
pub use counters::Counts;
pub use declaration::{Durability, GroupTable, KeepIn, RETRIES_USUAL, StreamTable, Streams};
pub use hub::MEMORY_BYTES_USUAL;
pub use partition::partition_of;
pub use stream::{Stream, publish, publish_all};
