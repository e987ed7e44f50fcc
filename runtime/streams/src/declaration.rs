//! What a `slytherin!` block declares, as constant tables that the generated code holds.

use std::time::Duration;

use parseltongue_cores::Block;
use parseltongue_records::{Record, versions};

/// How many records a member of a group reads ahead when its body takes them one by one.
const READ_AHEAD: usize = 256;
/// How often a body is tried before its record is set aside, unless `retries` says otherwise.
pub const RETRIES_USUAL: u32 = 3;

/// A block of streams. `slytherin!` writes the implementation.
pub trait Streams: Block {
    /// `keep_in`
    const KEEP_IN: KeepIn;
    /// The `stream` lines, in their order; a [`crate::Stream`] names one by its place.
    const STREAMS: &'static [StreamTable];
    /// The `consume` lines, in their order.
    const GROUPS: &'static [GroupTable] = &[];
}

/// Where a block keeps its streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeepIn {
    /// `memory`: gone with the program.
    Memory,
    /// `directory "…"`: in files, below the world's directory unless the path is absolute.
    Directory(&'static str),
}

/// When a publish is acknowledged, and what a loss of power may take with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// `every_message`: when it is on disk. A loss of power takes nothing that was acknowledged.
    EveryMessage,
    /// `every 5 ms`: when the operating system has it; it is on disk that much later at most.
    Every(Duration),
    /// `page_cache`: when the operating system has it, which writes it when it sees fit.
    PageCache,
}

/// One `stream` line.
#[derive(Clone, Copy, Debug)]
pub struct StreamTable {
    pub(crate) name: &'static str,
    pub(crate) record: &'static str,
    pub(crate) fingerprint: u64,
    pub(crate) schema: fn() -> String,
    pub(crate) reads: fn(u64, &str) -> Result<(), String>,
    pub(crate) partitions: u32,
    pub(crate) age: Option<Duration>,
    pub(crate) size_bytes: Option<u64>,
    pub(crate) durability: Durability,
}

impl StreamTable {
    /// A stream of `R` with one partition, which keeps everything, durable at every message.
    #[must_use]
    pub const fn of<R: Record>(name: &'static str) -> StreamTable {
        StreamTable {
            name,
            record: R::NAME,
            fingerprint: R::FINGERPRINT,
            schema: || versions::schema(R::FIELDS),
            reads: |written_with, schema| {
                R::reader(written_with, schema).map(drop).map_err(|reason| reason.to_string())
            },
            partitions: 1,
            age: None,
            size_bytes: None,
            durability: Durability::EveryMessage,
        }
    }

    /// `partitions: 4`
    #[must_use]
    pub const fn with_partitions(self, partitions: u32) -> StreamTable {
        StreamTable { partitions, ..self }
    }

    /// `retain: 7 days`
    #[must_use]
    pub const fn with_age(self, age: Duration) -> StreamTable {
        StreamTable { age: Some(age), ..self }
    }

    /// `retain: up_to 10 GiB`
    #[must_use]
    pub const fn with_size(self, size_bytes: u64) -> StreamTable {
        StreamTable { size_bytes: Some(size_bytes), ..self }
    }

    /// `durability: …`
    #[must_use]
    pub const fn with_durability(self, durability: Durability) -> StreamTable {
        StreamTable { durability, ..self }
    }
}

/// One `consume` line.
#[derive(Clone, Copy, Debug)]
pub struct GroupTable {
    pub(crate) name: &'static str,
    pub(crate) stream: usize,
    pub(crate) batch_records: usize,
    pub(crate) within: Duration,
    pub(crate) retries: u32,
    pub(crate) read_ahead: usize,
}

impl GroupTable {
    /// A group that reads the stream at that place, one record at a time.
    #[must_use]
    pub const fn of(name: &'static str, stream: usize) -> GroupTable {
        GroupTable {
            name,
            stream,
            batch_records: 1,
            within: Duration::ZERO,
            retries: RETRIES_USUAL,
            read_ahead: READ_AHEAD,
        }
    }

    /// `in_batches_of 500 within 5 ms`
    #[must_use]
    pub const fn with_batches(self, batch_records: usize, within: Duration) -> GroupTable {
        GroupTable { batch_records, within, read_ahead: batch_records, ..self }
    }

    /// `retries 3`
    #[must_use]
    pub const fn with_retries(self, retries: u32) -> GroupTable {
        GroupTable { retries, ..self }
    }
}
