//! What readers see of a log: a snapshot that never changes, and scans over it.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::LogError;
use super::format::{BatchHeader, BatchKind, Handed, SegmentHeader, records};
use super::segment::{Batches, Mark, Segment};

/// Marks a partition that a scan leaves out; nowhere else is it an offset.
pub const LEFT_OUT: u64 = u64::MAX;

/// The log as it stood at one moment, up to the last record that readers may see. Segments
/// that retention drops meanwhile stay readable for as long as a snapshot holds them.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub(crate) segments: Arc<[Arc<Segment>]>,
    /// Where the last segment ends for readers.
    pub(crate) position: u64,
    /// The next offset of each partition.
    pub(crate) ends: Box<[u64]>,
}

/// A record that a scan came by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// Its partition.
    pub partition: u32,
    /// Its offset there.
    pub offset: u64,
    /// When it was appended, microseconds since 1970.
    pub appended_at_us: i64,
    /// Its encoding.
    pub record: &'a [u8],
    /// The schema that it was written with.
    pub fingerprint: u64,
    /// The same as text; empty where none was kept.
    pub schema: &'a str,
}

/// An offset that is not kept: dropped by retention, or never written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The partition.
    pub partition: u32,
    /// The offset that was asked for.
    pub asked: u64,
    /// The first offset that is kept.
    pub begins: u64,
}

impl Snapshot {
    /// The first offset of each partition that is kept.
    #[must_use]
    pub fn begins(&self) -> &[u64] {
        &self.segments[0].header.begins
    }

    /// The next offset of each partition.
    #[must_use]
    pub fn ends(&self) -> &[u64] {
        &self.ends
    }

    /// The bytes of all segments.
    #[must_use]
    pub fn size_bytes(&self) -> u64 {
        self.segments.iter().map(|segment| segment.header.size_bytes).sum()
    }

    /// The first offset in `from`, one for each partition, that the log does not hold, and is not
    /// the next one either.
    #[must_use]
    pub fn missing(&self, from: &[u64]) -> Option<Missing> {
        (0..).zip(from).find_map(|(partition, &asked)| self.missing_in(partition, asked))
    }

    /// The same for one partition, which is one of the log's.
    #[must_use]
    pub fn missing_in(&self, partition: u32, asked: u64) -> Option<Missing> {
        let (begins, end) = (self.begins()[partition as usize], self.ends[partition as usize]);
        (asked < begins || asked > end).then_some(Missing { partition, asked, begins })
    }

    /// Whether nothing stands behind `from`.
    #[must_use]
    pub fn is_read(&self, from: &[u64]) -> bool {
        from.iter().zip(&self.ends).all(|(from, end)| from >= end)
    }

    /// Visits the records behind `from`, in the order in which they were appended, until
    /// `visit` breaks. `from` names an offset for each partition, or [`LEFT_OUT`].
    ///
    /// # Errors
    /// When a segment cannot be read or is damaged; names the file and the position.
    pub fn scan(
        &self,
        from: &[u64],
        mut visit: impl FnMut(Found<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        if self.is_read(from) {
            return Ok(());
        }
        let is_before = |next: &[u64]| next.iter().zip(from).all(|(next, from)| next <= from);
        let behind = self.segments.partition_point(|segment| is_before(&segment.header.begins));
        let first = behind.saturating_sub(1);
        let start = self.segments[first].last_mark(is_before);
        self.walk(first, start, &mut |batch| {
            let header = batch.header;
            let wanted = from[header.partition as usize];
            if header.base_offset + u64::from(header.records) <= wanted {
                return Ok(ControlFlow::Continue(()));
            }
            let skipped = wanted.saturating_sub(header.base_offset);
            batch.each_record(skipped, &mut visit)
        })
    }

    /// Visits the newest `count` records of all partitions, oldest first.
    ///
    /// # Errors
    /// As [`Snapshot::scan`].
    pub fn newest(&self, count: usize, mut visit: impl FnMut(Found<'_>)) -> Result<(), LogError> {
        let total: u64 = self.ends.iter().sum();
        let first_wanted = total.saturating_sub(count as u64);
        if count == 0 {
            return Ok(());
        }
        let is_before = |next: &[u64]| next.iter().sum::<u64>() <= first_wanted;
        let behind = self.segments.partition_point(|segment| is_before(&segment.header.begins));
        let first = behind.saturating_sub(1);
        let start = self.segments[first].last_mark(is_before);
        let mut passed: u64 = start.next.iter().sum();
        self.walk(first, start, &mut |batch| {
            let skipped = first_wanted.saturating_sub(passed).min(u64::from(batch.header.records));
            passed += u64::from(batch.header.records);
            if skipped == u64::from(batch.header.records) {
                return Ok(ControlFlow::Continue(()));
            }
            batch.each_record(skipped, &mut |found| {
                visit(found);
                ControlFlow::Continue(())
            })
        })
    }

    /// For each partition, the last number that an outbox has handed to it at or behind `from`. Where `from` is
    /// no place of this log (it was begun anew, or retention has been there), all of the partition is looked at.
    ///
    /// # Errors
    /// As [`Snapshot::scan`].
    pub fn handed(&self, outbox: [u8; 16], from: &[u64]) -> Result<Vec<Option<u64>>, LogError> {
        let bounds = self.begins().iter().zip(&*self.ends).enumerate();
        let place = |(partition, (&begin, &end)): (usize, (&u64, &u64))| match from.get(partition) {
            Some(&offset) if from.len() == self.ends.len() && (begin..=end).contains(&offset) => offset,
            _ => begin,
        };
        let from: Vec<u64> = bounds.map(place).collect();
        let is_before = |next: &[u64]| next.iter().zip(&from).all(|(next, from)| next <= from);
        let behind = self.segments.partition_point(|segment| is_before(&segment.header.begins));
        let first = behind.saturating_sub(1);
        let start = self.segments[first].last_mark(is_before);
        let mut last = vec![None; from.len()];
        self.walk(first, start, &mut |batch| {
            let partition = batch.header.partition as usize;
            if batch.header.kind == BatchKind::Handed && batch.header.base_offset >= from[partition] {
                let handed = batch.handed()?;
                if handed.outbox == outbox {
                    last[partition] = last[partition].max(Some(handed.last));
                }
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(last)
    }

    /// Walks over every batch from a mark of the segment at index `first` on.
    fn walk(
        &self,
        first: usize,
        start: Mark,
        visit: &mut dyn FnMut(&mut Batch<'_, '_>) -> Result<ControlFlow<()>, LogError>,
    ) -> Result<(), LogError> {
        let Mark { mut position, mut next } = start;
        for (index, segment) in self.segments.iter().enumerate().skip(first) {
            // A sealed segment ends where the next one begins.
            let sealed_at = self.segments.get(index + 1).map(|follower| &*follower.header.begins);
            let end = if sealed_at.is_some() { segment.header.size_bytes } else { self.position };
            let mut batches = segment.batches_from(position, end);
            while sealed_at.map_or(batches.position < end, |sealed_at| *next != *sealed_at) {
                segment.note(batches.position, &next);
                let Some(header) = batches.header()? else {
                    return Err(LogError::damaged(
                        &segment.path,
                        batches.position,
                        "no whole batch stands there",
                    ));
                };
                if header.kind.holds_records() {
                    let expected = &mut next[header.partition as usize];
                    if header.base_offset != *expected {
                        let what = "the batch there does not follow the one before";
                        return Err(LogError::damaged(&segment.path, batches.position, what));
                    }
                    *expected += u64::from(header.records);
                    let mut batch = Batch { segment, batches: &mut batches, header: &header };
                    if visit(&mut batch)?.is_break() {
                        return Ok(());
                    }
                }
                batches.pass(&header);
            }
            if let Some(follower) = self.segments.get(index + 1) {
                position = follower.data_begins;
            }
        }
        Ok(())
    }
}

struct Batch<'a, 'b> {
    segment: &'a Segment,
    batches: &'a mut Batches<'b>,
    header: &'a BatchHeader,
}

impl Batch<'_, '_> {
    fn handed(&mut self) -> Result<Handed, LogError> {
        let damaged = LogError::damaged(
            &self.segment.path,
            self.batches.position,
            "the checksum of the batch there does not fit",
        );
        self.batches.payload(self.header)?.and_then(Handed::decode).ok_or(damaged)
    }

    fn each_record(
        &mut self,
        skipped: u64,
        visit: &mut dyn FnMut(Found<'_>) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, LogError> {
        let position = self.batches.position;
        let damaged = |what| LogError::damaged(&self.segment.path, position, what);
        let Some(payload) = self.batches.payload(self.header)? else {
            return Err(damaged("the checksum of the batch there does not fit"));
        };
        let mut offset = self.header.base_offset;
        for record in records(&payload[self.header.kind.prefix_bytes()..]) {
            if offset - self.header.base_offset >= skipped {
                let BatchHeader { partition, appended_at_us, .. } = *self.header;
                let SegmentHeader { fingerprint, ref schema, .. } = self.segment.header;
                let found = Found { partition, offset, appended_at_us, record, fingerprint, schema };
                if visit(found).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            offset += 1;
        }
        if offset != self.header.base_offset + u64::from(self.header.records) {
            return Err(damaged("the batch there does not hold as many records as it says"));
        }
        Ok(ControlFlow::Continue(()))
    }
}
