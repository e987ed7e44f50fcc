//! A group: the publishes that reach the disk together.

use super::format::{BATCH_PAYLOAD_BYTES_MAX, BatchKind, Handed, batch_bytes};

/// Framed records of any partitions, gathered into batches. Its buffers are used again.
#[derive(Debug, Default)]
pub struct Group {
    chunks: Vec<Chunk>,
    /// For each partition, the chunk that still takes records.
    open: Vec<Option<usize>>,
    spare: Vec<Vec<u8>>,
}

#[derive(Debug)]
pub(super) struct Chunk {
    pub(super) kind: BatchKind,
    pub(super) partition: u32,
    pub(super) records: u32,
    pub(super) payload: Vec<u8>,
}

impl Group {
    /// An empty group.
    #[must_use]
    pub fn new() -> Group {
        Group::default()
    }

    /// Adds records, already framed ([`super::format::frame_record`]) and no larger together
    /// than a batch's payload, to the end of that partition.
    pub fn push(&mut self, partition: u32, records: u32, framed: &[u8]) {
        debug_assert!(framed.len() <= BATCH_PAYLOAD_BYTES_MAX, "a caller checks the limit");
        let slot = self.slot(partition);
        let has_room = |chunk: &Chunk| chunk.payload.len() + framed.len() <= BATCH_PAYLOAD_BYTES_MAX;
        let index = match self.open[slot] {
            Some(index) if has_room(&self.chunks[index]) => index,
            _ => {
                let payload = self.spare.pop().unwrap_or_default();
                self.chunks.push(Chunk { kind: BatchKind::Records, partition, records: 0, payload });
                self.chunks.len() - 1
            }
        };
        self.open[slot] = Some(index);
        self.chunks[index].records += records;
        self.chunks[index].payload.extend_from_slice(framed);
    }

    /// Adds messages of an outbox as a batch of their own, which says whose they are.
    pub fn push_handed(&mut self, partition: u32, records: u32, framed: &[u8], handed: Handed) {
        let slot = self.slot(partition);
        // What is published to the partition from now on stands behind it.
        self.open[slot] = None;
        let mut payload = self.spare.pop().unwrap_or_default();
        payload.extend(handed.encode());
        payload.extend_from_slice(framed);
        debug_assert!(payload.len() <= BATCH_PAYLOAD_BYTES_MAX, "a caller checks the limit");
        self.chunks.push(Chunk { kind: BatchKind::Handed, partition, records, payload });
    }

    fn slot(&mut self, partition: u32) -> usize {
        let slot = partition as usize;
        if self.open.len() <= slot {
            self.open.resize(slot + 1, None);
        }
        slot
    }

    /// Whether nothing was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// The bytes that the group takes in a segment.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        self.chunks.iter().map(|chunk| batch_bytes(chunk.payload.len())).sum()
    }

    /// By partition: all of a group has one time, and where times are equal the partition decides.
    pub(super) fn in_order(&mut self) -> &[Chunk] {
        self.chunks.sort_by_key(|chunk| chunk.partition);
        self.open.fill(None);
        &self.chunks
    }

    pub(super) fn clear(&mut self) {
        self.open.fill(None);
        for mut chunk in self.chunks.drain(..) {
            chunk.payload.clear();
            self.spare.push(chunk.payload);
        }
    }
}
