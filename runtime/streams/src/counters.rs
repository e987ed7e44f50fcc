//! What a stream counts. Nothing is dropped, retried or set aside without being counted here.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The counters of a stream. Each stands for itself, so the weakest ordering will do.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) published: AtomicU64,
    pub(crate) refused: AtomicU64,
    pub(crate) groups: AtomicU64,
    pub(crate) cut_bytes: AtomicU64,
    pub(crate) dropped_segments: AtomicU64,
    pub(crate) dropped_records: AtomicU64,
    pub(crate) consumed: AtomicU64,
    pub(crate) retried: AtomicU64,
    pub(crate) set_aside: AtomicU64,
    pub(crate) missed: AtomicU64,
}

/// What a stream has counted since the program started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Records that were acknowledged.
    pub published: u64,
    /// Records that were not.
    pub refused: u64,
    /// Groups in which they were written; with `every_message` each is one sync.
    pub groups: u64,
    /// Bytes of an unfinished write that the start took away.
    pub cut_bytes: u64,
    /// Segments that retention dropped.
    pub dropped_segments: u64,
    /// Records in them.
    pub dropped_records: u64,
    /// Records that a consumer's body has finished with.
    pub consumed: u64,
    /// Times that a consumer's body was run again after it failed.
    pub retried: u64,
    /// Records that were set aside after all retries (`then_to`).
    pub set_aside: u64,
    /// Records that retention dropped before a consumer had read them.
    pub missed: u64,
}

impl Counters {
    pub(crate) fn read(&self) -> Counts {
        Counts {
            published: self.published.load(Relaxed),
            refused: self.refused.load(Relaxed),
            groups: self.groups.load(Relaxed),
            cut_bytes: self.cut_bytes.load(Relaxed),
            dropped_segments: self.dropped_segments.load(Relaxed),
            dropped_records: self.dropped_records.load(Relaxed),
            consumed: self.consumed.load(Relaxed),
            retried: self.retried.load(Relaxed),
            set_aside: self.set_aside.load(Relaxed),
            missed: self.missed.load(Relaxed),
        }
    }
}

/// Adds to a counter.
pub(crate) fn count(counter: &AtomicU64, by: u64) {
    counter.fetch_add(by, Relaxed);
}
