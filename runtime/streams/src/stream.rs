//! A stream as bodies and users name it: `Market::Trades`.

use std::fmt;
use std::marker::PhantomData;
use std::ops::ControlFlow;

use parseltongue_records::versions::Reader;
use parseltongue_records::{Column, DecodeError, Entry, Position, Record, StreamError};

use crate::counters::Counts;
use crate::hub::{Hub, OpenStream};
use crate::log::format::{BATCH_PAYLOAD_BYTES_MAX, RECORD_BYTES_MAX, frame_record};
use crate::log::{Found, LEFT_OUT, LogError, Snapshot};
use crate::partition::partition_of;
use crate::queue::Framed;
use crate::{Streams, group::Group};

/// What one call hands out is no more than about this, whatever the number of records.
const READ_BYTES_MAX: usize = 16 << 20;

/// The stream of records `R` at one place of the block `B`: a name, not a handle. It is found in
/// the world of the thread that uses it.
pub struct Stream<B, R> {
    index: usize,
    /// Where the key's field stands in [`Record::FIELDS`].
    key: Option<usize>,
    of: PhantomData<fn() -> (B, R)>,
}

impl<B, R> Clone for Stream<B, R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<B, R> Copy for Stream<B, R> {}

impl<B: Streams, R> fmt::Debug for Stream<B, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", B::NAME, B::STREAMS[self.index].name)
    }
}

/// Appends a record, and waits as the stream's durability says.
///
/// # Errors
/// When the record is too large, the disk refuses, or the stream is being closed. A publish that
/// failed may still have been written, as may one whose caller has stopped to wait.
pub async fn publish<B: Streams, R: Record>(stream: Stream<B, R>, record: &R) -> Result<(), StreamError> {
    let hub = Hub::<B>::current()?;
    let mut bytes = Vec::with_capacity(256);
    frame(&mut bytes, record)?;
    let partition = stream.partition(record, &hub.shared.streams[stream.index]);
    hub.shared.publish(stream.index, vec![Framed { partition, records: 1, bytes, handed: None }]).await
}

/// Appends records, in their order within each partition, and waits once for all.
///
/// # Errors
/// As [`publish`]; nothing was appended when a record is too large, any part when the disk refuses.
pub async fn publish_all<B: Streams, R: Record>(
    stream: Stream<B, R>,
    records: &[R],
) -> Result<(), StreamError> {
    let hub = Hub::<B>::current()?;
    let open = &hub.shared.streams[stream.index];
    let mut framed: Vec<Framed> = Vec::new();
    // For each partition, the last piece of it in `framed`.
    let mut last = vec![None; open.table.partitions as usize];
    for record in records {
        let partition = stream.partition(record, open);
        let slot: &mut Option<usize> = &mut last[partition as usize];
        let index = *slot.get_or_insert_with(|| {
            framed.push(Framed { partition, records: 0, bytes: Vec::with_capacity(256), handed: None });
            framed.len() - 1
        });
        let piece = &mut framed[index];
        let before = piece.bytes.len();
        frame(&mut piece.bytes, record)?;
        if piece.bytes.len() > BATCH_PAYLOAD_BYTES_MAX {
            // It begins a piece of its own: no piece is larger than a batch.
            let bytes = piece.bytes.split_off(before);
            *slot = Some(framed.len());
            framed.push(Framed { partition, records: 1, bytes, handed: None });
        } else {
            piece.records += 1;
        }
    }
    if framed.is_empty() {
        return Ok(());
    }
    hub.shared.publish(stream.index, framed).await
}

pub(crate) fn frame<R: Record>(out: &mut Vec<u8>, record: &R) -> Result<(), StreamError> {
    let size = frame_record(out, |out| record.encode(out));
    let limit = RECORD_BYTES_MAX;
    if size > limit { Err(StreamError::TooLarge { size, limit }) } else { Ok(()) }
}

// Without bounds: that `R` is no record is told once, where its table is made.
impl<B, R> Stream<B, R> {
    /// The stream at that place of [`Streams::STREAMS`], without a key: its partitions take turns.
    #[must_use]
    pub const fn new(index: usize) -> Self {
        Stream { index, key: None, of: PhantomData }
    }

    /// The same with `key: .field`: all records with one value of the field stand in one
    /// partition, in the order in which they were published.
    #[must_use]
    pub const fn keyed<T>(self, column: Column<R, T>) -> Self {
        Stream { key: Some(column.index), ..self }
    }
}

impl<B: Streams, R: Record> Stream<B, R> {
    /// The stream's name as declared.
    #[must_use]
    pub fn name(self) -> &'static str {
        B::STREAMS[self.index].name
    }

    /// At most `limit` records of one partition from `offset` on, oldest first; none at the end.
    ///
    /// # Errors
    /// [`StreamError::Gone`] when the offset is no longer, or not yet, there.
    pub async fn read_from(
        self,
        partition: u32,
        offset: u64,
        limit: usize,
    ) -> Result<Vec<Entry<R>>, StreamError> {
        let hub = Hub::<B>::current()?;
        let snapshot = hub.shared.streams[self.index].shown.borrow().clone();
        let mut from = vec![LEFT_OUT; snapshot.ends().len()];
        let Some(wanted) = from.get_mut(partition as usize) else {
            let reason = format!("{self:?} has no partition {partition}");
            return Err(StreamError::Unavailable(reason));
        };
        *wanted = offset;
        if let Some(missing) = snapshot.missing_in(partition, offset) {
            return Err(gone(missing));
        }
        let mut position = Position(snapshot.begins().to_vec());
        position.0[partition as usize] = offset;
        self.read(&snapshot, &from, &mut position, limit)
    }

    /// How far a group of this stream has come.
    ///
    /// # Errors
    /// When the block has no such group.
    pub fn group_position(self, group: &str) -> Result<Position, StreamError> {
        let hub = Hub::<B>::current()?;
        let (_, group) = self.group(&hub, group)?;
        Ok(Position(group.offsets()))
    }

    /// Lets a group go on from another position, back or forth: `Position::default()` lets it
    /// read everything again. A record that its body is at is finished first. Comes back when
    /// that is durable.
    ///
    /// # Errors
    /// When there is no such group, or the position is not one of this stream or behind its end.
    pub async fn move_group(self, group: &str, to: &Position) -> Result<(), StreamError> {
        let hub = Hub::<B>::current()?;
        let (index, group) = self.group(&hub, group)?;
        let snapshot = hub.shared.streams[self.index].shown.borrow().clone();
        let mut to = to.clone();
        if to.0.is_empty() {
            to.0 = snapshot.begins().to_vec();
        }
        let is_behind = |(offset, end): (&u64, &u64)| offset > end;
        if let Some(partition) = to.0.iter().zip(snapshot.ends()).position(is_behind) {
            let (offset, end) = (to.0[partition], snapshot.ends()[partition]);
            return Err(StreamError::Unavailable(format!(
                "{self:?} has nothing at offset {offset} of partition {partition} yet: its next record gets {end}"
            )));
        }
        check(&snapshot, &mut to)?;
        group.move_to(to.0);
        hub.shared.make_commit_durable(index);
        group.wait_until_durable().await;
        Ok(())
    }

    /// What the stream has counted since the program started.
    ///
    /// # Errors
    /// When the running program does not name the block.
    pub fn counts(self) -> Result<Counts, StreamError> {
        Ok(Hub::<B>::current()?.shared.streams[self.index].counters.read())
    }

    pub(crate) fn index(self) -> usize {
        self.index
    }

    fn group<'a>(self, hub: &'a Hub<B>, name: &str) -> Result<(usize, &'a Group), StreamError> {
        let mut groups = hub.shared.groups.iter().enumerate();
        let found = groups.find(|(_, group)| group.table.stream == self.index && group.table.name == name);
        found.ok_or_else(|| StreamError::Unavailable(format!("{self:?} has no consumer group \"{name}\"")))
    }

    fn partition(self, record: &R, open: &OpenStream) -> u32 {
        self.partition_of_key(record).unwrap_or_else(|| open.next_turn())
    }

    /// Where the record's key belongs; none in a stream without a key.
    pub(crate) fn partition_of_key(self, record: &R) -> Option<u32> {
        let partitions = B::STREAMS[self.index].partitions;
        self.key.map(|index| partition_of(&record.column(index), partitions))
    }

    /// At most `limit` records behind `from`, which the caller has held against the snapshot, and
    /// their positions; `position` follows.
    pub(crate) fn read(
        self,
        snapshot: &Snapshot,
        from: &[u64],
        position: &mut Position,
        limit: usize,
    ) -> Result<Vec<Entry<R>>, StreamError> {
        let mut entries = Vec::new();
        let mut bytes = 0;
        let mut broken = None;
        let mut decoder = Decoder::default();
        let scanned = snapshot.scan(from, |found| {
            if entries.len() >= limit || bytes >= READ_BYTES_MAX {
                return ControlFlow::Break(());
            }
            bytes += found.record.len();
            match self.entry(found, &mut decoder, position) {
                Ok(entry) => entries.push(entry),
                Err(error) => broken = Some(error),
            }
            if broken.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        scanned.map_err(unreadable)?;
        // What stands before a broken record is handed out first; the next call tells of it.
        match broken {
            Some(error) if entries.is_empty() => Err(error),
            _ => Ok(entries),
        }
    }

    /// The newest records, oldest first, and the position behind them.
    pub(crate) fn read_newest(
        self,
        snapshot: &Snapshot,
        count: usize,
    ) -> Result<(Vec<Entry<R>>, Position), StreamError> {
        let total: u64 = snapshot.ends().iter().zip(snapshot.begins()).map(|(end, begin)| end - begin).sum();
        let mut entries = Vec::with_capacity(count.min(usize::try_from(total).unwrap_or(count)));
        // Positions before the first one found: the end, less what follows.
        let mut broken = None;
        let mut found_in = vec![0u64; snapshot.ends().len()];
        let mut decoder = Decoder::default();
        let scanned = snapshot.newest(count, |found| {
            found_in[found.partition as usize] += 1;
            match decoder.decode(found) {
                Ok(record) => entries.push((record, found.partition)),
                Err(error) => {
                    broken.get_or_insert_with(|| self.undecodable(found, &error));
                }
            }
        });
        scanned.map_err(unreadable)?;
        if let Some(error) = broken {
            return Err(error);
        }
        let ends = snapshot.ends().iter().zip(&found_in);
        let mut position = Position(ends.map(|(end, found)| end - found).collect());
        let entries = entries.into_iter().map(|(record, partition)| {
            position.0[partition as usize] += 1;
            Entry { record, position: position.clone() }
        });
        let entries = entries.collect();
        Ok((entries, Position(snapshot.ends().to_vec())))
    }

    fn entry(
        self,
        found: Found<'_>,
        decoder: &mut Decoder<R>,
        position: &mut Position,
    ) -> Result<Entry<R>, StreamError> {
        let record = decoder.decode(found).map_err(|error| self.undecodable(found, &error))?;
        position.0[found.partition as usize] = found.offset + 1;
        Ok(Entry { record, position: position.clone() })
    }

    fn undecodable(self, found: Found<'_>, error: &DecodeError) -> StreamError {
        let (partition, offset) = (found.partition, found.offset);
        StreamError::Unavailable(format!("{self:?}, partition {partition}, offset {offset}: {error}"))
    }
}

/// Decodes the records of one scan. What was written with another schema has a reader of its own, which is made
/// when the first such record is met.
struct Decoder<R> {
    older: Option<(u64, Reader<R>)>,
}

impl<R> Default for Decoder<R> {
    fn default() -> Self {
        Decoder { older: None }
    }
}

impl<R: Record> Decoder<R> {
    fn decode(&mut self, found: Found<'_>) -> Result<R, DecodeError> {
        let mut bytes = found.record;
        let record = if found.fingerprint == R::FINGERPRINT {
            R::decode(&mut bytes)?
        } else {
            self.reader(found)?.read(&mut bytes)?
        };
        if bytes.is_empty() { Ok(record) } else { Err(DecodeError::Malformed("one record and nothing else")) }
    }

    fn reader(&mut self, found: Found<'_>) -> Result<&Reader<R>, DecodeError> {
        let is_known = self.older.as_ref().is_some_and(|(fingerprint, _)| *fingerprint == found.fingerprint);
        if !is_known {
            // Every segment's schema was asked for when the log was opened.
            let made = R::reader(found.fingerprint, found.schema);
            let expected = R::FINGERPRINT;
            let made = made.map_err(|_| DecodeError::Fingerprint { expected, found: found.fingerprint })?;
            self.older = Some((found.fingerprint, made));
        }
        match &self.older {
            Some((_, reader)) => Ok(reader),
            None => Err(DecodeError::Malformed("a record of a known schema")),
        }
    }
}

/// Makes a position one that the stream holds, or moves it to the oldest such and says so.
pub(crate) fn check(snapshot: &Snapshot, position: &mut Position) -> Result<(), StreamError> {
    let begins = snapshot.begins();
    if position.0.is_empty() {
        // Nobody has been anywhere yet: the oldest record is where that begins.
        position.0 = begins.to_vec();
    }
    let missing = if position.0.len() == begins.len() {
        snapshot.missing(&position.0)
    } else {
        // A position of another stream, or of this one when it had other partitions.
        let asked = position.0.first().copied().unwrap_or_default();
        position.0 = begins.to_vec();
        Some(crate::log::Missing { partition: 0, asked, begins: begins[0] })
    };
    let Some(missing) = missing else { return Ok(()) };
    let bounds = begins.iter().zip(snapshot.ends());
    for (offset, (&begin, &end)) in position.0.iter_mut().zip(bounds) {
        if *offset < begin || *offset > end {
            *offset = begin;
        }
    }
    Err(gone(missing))
}

pub(crate) fn gone(missing: crate::log::Missing) -> StreamError {
    let crate::log::Missing { partition, asked, begins } = missing;
    StreamError::Gone { partition, asked, begins }
}

pub(crate) fn unreadable(error: LogError) -> StreamError {
    StreamError::Unavailable(error.to_string())
}
