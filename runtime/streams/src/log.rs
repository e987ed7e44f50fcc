//! One stream's log: its partitions' batches, one after the other, in numbered segment files.
//!
//! The partitions share one sequence of segments. So a group of publishes to any of them is one
//! write and one `fdatasync`, a stream costs one preallocated file, and the order of the file is
//! the order of appending that `newest n of S` and `events` promise.

mod error;
pub mod format;
mod group;
mod open;
mod read;
mod recovery;
mod segment;

use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::watch;

pub use error::LogError;
pub use group::Group;
pub use open::{Identity, Reads};
pub use read::{Found, LEFT_OUT, Missing, Snapshot};
pub use recovery::{Cut, Recovery};

use self::format::{
    BATCH_HEADER_BYTES, BatchHeader, BatchKind, HANDED_SINCE_VERSION, SegmentHeader, VERSION,
};
use self::segment::{Segment, file_name};
use crate::disk::{Disk, DiskFile};

/// Files that may become the next segment end so.
const UNUSED_SUFFIX: &str = ".tmp";
/// After a segment could not be made, the next attempt waits this long.
const ROLL_RETRY_US: i64 = 1_000_000;

/// Sizes of a log's segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// The first segment's; each that was filled is followed by one of twice the size.
    pub first_bytes: u64,
    /// The largest segment's, unless a single batch needs more.
    pub most_bytes: u64,
}

impl Sizes {
    /// Small streams stay small, large ones roll seldom, and a segment is at most an eighth of
    /// what is kept, so that retention has something to drop.
    #[must_use]
    pub fn for_retention(retention: Retention) -> Sizes {
        let eighth = retention.size_bytes.map_or(u64::MAX, |bytes| (bytes / 8).max(64 << 10));
        Sizes { first_bytes: eighth.min(4 << 20), most_bytes: eighth.min(64 << 20) }
    }
}

/// What is dropped, as whole segments, oldest first. The active segment always stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retention {
    /// Records older than this may go.
    pub age_us: Option<i64>,
    /// When the segments together are larger than this, the oldest goes.
    pub size_bytes: Option<u64>,
}

/// What retention dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Whole segments.
    pub segments: u64,
    /// Records in them.
    pub records: u64,
}

/// The writing end of a log. There is one; readers hold [`Snapshot`]s.
#[derive(Debug)]
pub struct Log {
    disk: Arc<dyn Disk>,
    directory: PathBuf,
    identity: Identity,
    sizes: Sizes,
    retention: Retention,
    segments: Vec<Arc<Segment>>,
    /// Where the next batch goes in the last segment, and what of it is known to be on disk.
    written_bytes: u64,
    durable_bytes: u64,
    ends: Vec<u64>,
    last_time_us: i64,
    /// When the first record of the active segment was appended.
    active_since_us: Option<i64>,
    is_closed: bool,
    poison: Option<String>,
    /// Why no segment could be made lately, and when to try again.
    roll_failure: Option<(i64, LogError)>,
    has_rolled: bool,
    prepared: Option<Prepared>,
    preparations: u64,
    batch_buffer: Vec<u8>,
    shown: watch::Sender<Snapshot>,
}

/// A file that was filled with zeros beforehand.
#[derive(Debug)]
pub struct Prepared {
    file: Arc<dyn DiskFile>,
    path: PathBuf,
    size_bytes: u64,
}

/// How to prepare the next segment's file, on whatever thread.
#[derive(Debug)]
pub struct Preparation {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    size_bytes: u64,
}

impl Preparation {
    /// Writes the zeros.
    ///
    /// # Errors
    /// When they do not fit.
    pub fn run(&self) -> Result<Prepared, LogError> {
        let made = self.disk.create(&self.path, self.size_bytes);
        let file = made.map_err(|error| LogError::disk("make", &self.path, &error))?;
        Ok(Prepared { file, path: self.path.clone(), size_bytes: self.size_bytes })
    }
}

impl Log {
    /// What readers may see now, and a wake-up when that grows.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Snapshot> {
        self.shown.subscribe()
    }

    /// Writes a group's batches behind all others. They are neither durable nor shown yet.
    ///
    /// # Errors
    /// When the disk refuses. Batches before the one that failed may stand in the log.
    pub fn write(&mut self, group: &mut Group, now_us: i64) -> Result<(), LogError> {
        self.check_poison()?;
        let now_us = now_us.max(self.last_time_us);
        let written = self.write_chunks(group, now_us);
        group.clear();
        written
    }

    fn write_chunks(&mut self, group: &mut Group, now_us: i64) -> Result<(), LogError> {
        let mut ends = self.ends.clone();
        for chunk in group.in_order() {
            let end = self.written_bytes + self.batch_buffer.len() as u64;
            let batch_bytes = format::batch_bytes(chunk.payload.len()) as u64;
            let is_full = end + batch_bytes > self.active().header.size_bytes;
            // A program that knows only the segment's own version would take it for a torn write.
            let header = &self.active().header;
            let is_foreign = header.fingerprint != self.identity.fingerprint
                || chunk.kind == BatchKind::Handed && header.version < HANDED_SINCE_VERSION;
            if is_full || is_foreign {
                self.flush(&ends)?;
                self.roll(now_us, is_full, batch_bytes)?;
            }
            let position = self.written_bytes + self.batch_buffer.len() as u64;
            self.active().note(position, &ends);
            let header = BatchHeader {
                kind: chunk.kind,
                partition: chunk.partition,
                base_offset: ends[chunk.partition as usize],
                records: chunk.records,
                appended_at_us: now_us,
                payload_bytes: chunk.payload.len() as u32,
                payload_checksum: format::checksum(&chunk.payload),
                salt: self.active().header.salt,
                durable_bytes: self.durable_bytes,
            };
            self.batch_buffer.extend(header.encode());
            self.batch_buffer.extend(&chunk.payload);
            self.batch_buffer.resize((position + header.size_bytes() - self.written_bytes) as usize, 0);
            ends[chunk.partition as usize] += u64::from(chunk.records);
            self.last_time_us = now_us;
            self.active_since_us.get_or_insert(now_us);
        }
        self.flush(&ends)
    }

    /// Writes what is in the buffer; `ends` is where the partitions end behind it.
    fn flush(&mut self, ends: &[u64]) -> Result<(), LogError> {
        if self.batch_buffer.is_empty() {
            return Ok(());
        }
        let segment = Arc::clone(self.active());
        let bytes = std::mem::take(&mut self.batch_buffer);
        let written = segment.file.write_at(self.written_bytes, &bytes);
        let size = bytes.len();
        self.batch_buffer = bytes;
        self.batch_buffer.clear();
        if let Err(error) = written {
            segment.forget_behind(self.written_bytes);
            // What was written in part must not be taken for a batch once a shorter one stands
            // before it.
            if let Err(error) = segment.file.write_at(self.written_bytes, &vec![0; size]) {
                self.poison("write", &error);
            }
            return Err(LogError::disk("write", &segment.path, &error));
        }
        self.written_bytes += size as u64;
        self.ends.copy_from_slice(ends);
        self.is_closed = false;
        Ok(())
    }

    /// Makes everything written so far durable.
    ///
    /// # Errors
    /// When the disk refuses; the log is poisoned then.
    pub fn sync(&mut self) -> Result<(), LogError> {
        self.check_poison()?;
        if self.durable_bytes == self.written_bytes {
            return Ok(());
        }
        let segment = Arc::clone(self.active());
        if let Err(error) = segment.file.sync() {
            self.poison("sync", &error);
            return Err(LogError::disk("sync", &segment.path, &error));
        }
        self.durable_bytes = self.written_bytes;
        Ok(())
    }

    /// Whether something written is not known to be on disk.
    #[must_use]
    pub fn is_unsynced(&self) -> bool {
        self.durable_bytes != self.written_bytes && self.poison.is_none()
    }

    /// Lets readers see everything written so far, and wakes them.
    pub fn show(&mut self) {
        let segments = self.segments.as_slice();
        self.shown.send_modify(|shown| {
            let is_same = shown.segments.len() == segments.len()
                && shown.segments.iter().zip(segments).all(|(shown, segment)| Arc::ptr_eq(shown, segment));
            if !is_same {
                shown.segments = segments.into();
            }
            shown.position = self.written_bytes;
            shown.ends.copy_from_slice(&self.ends);
        });
    }

    /// A segment was begun since [`Log::retain`] last looked.
    #[must_use]
    pub fn has_rolled(&self) -> bool {
        self.has_rolled
    }

    /// Drops what need not be kept at `now_us`, and begins a new segment when the active one
    /// holds records that should soon be dropped.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn retain(&mut self, now_us: i64) -> Result<Dropped, LogError> {
        self.has_rolled = false;
        let mut dropped = Dropped::default();
        if self.poison.is_some() {
            // What was refused stands behind the written end, and showing would bring it to readers.
            return Ok(dropped);
        }
        while self.segments.len() > 1 && self.is_oldest_due(now_us) {
            let oldest = self.segments.remove(0);
            // Not shown any more before it is gone; who reads it still holds it open.
            self.show();
            match self.disk.remove(&oldest.path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    // It is the first that the next attempt removes: a younger one that went
                    // before it would leave a gap, and a log with a gap is refused.
                    let failed = LogError::disk("remove", &oldest.path, &error);
                    self.segments.insert(0, oldest);
                    self.show();
                    return Err(failed);
                }
                _ => {}
            }
            let (from, to) = (&oldest.header.begins, &self.segments[0].header.begins);
            dropped.segments += 1;
            dropped.records += to.iter().sum::<u64>() - from.iter().sum::<u64>();
        }
        if dropped.segments > 0 {
            let synced = self.disk.sync_directory(&self.directory);
            synced.map_err(|error| LogError::disk("sync", &self.directory, &error))?;
        }
        if let (Some(age_us), Some(since_us)) = (self.retention.age_us, self.active_since_us)
            // A quarter: a record outlives its time by no more than that.
            && since_us + age_us / 4 <= now_us
        {
            self.roll(now_us, false, 0)?;
        }
        Ok(dropped)
    }

    fn is_oldest_due(&self, now_us: i64) -> bool {
        let size_bytes: u64 = self.segments.iter().map(|segment| segment.header.size_bytes).sum();
        let is_too_large = self.retention.size_bytes.is_some_and(|most| size_bytes > most);
        // Its last record is no younger than the segment behind it.
        let ended_at_us = self.segments[1].header.created_at_us;
        let is_too_old = self.retention.age_us.is_some_and(|age_us| ended_at_us + age_us <= now_us);
        is_too_large || is_too_old
    }

    /// Says on disk that all is well, so that the next start has nothing to repair.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn close(&mut self, now_us: i64) -> Result<(), LogError> {
        self.sync()?;
        self.show();
        let segment = Arc::clone(self.active());
        let is_empty = self.written_bytes == segment.data_begins;
        let has_room = self.written_bytes + BATCH_HEADER_BYTES as u64 <= segment.header.size_bytes;
        if self.is_closed || is_empty || !has_room {
            return Ok(());
        }
        let header = BatchHeader {
            kind: BatchKind::Closed,
            partition: 0,
            base_offset: 0,
            records: 0,
            appended_at_us: now_us.max(self.last_time_us),
            payload_bytes: 0,
            payload_checksum: format::checksum(&[]),
            salt: segment.header.salt,
            durable_bytes: self.written_bytes,
        };
        let written = segment.file.write_at(self.written_bytes, &header.encode());
        written.map_err(|error| LogError::disk("write", &segment.path, &error))?;
        self.written_bytes += BATCH_HEADER_BYTES as u64;
        self.is_closed = true;
        self.sync()
    }

    /// What would prepare the next segment, when the active one is half full and nothing is prepared.
    #[must_use]
    pub fn preparation(&mut self) -> Option<Preparation> {
        let is_due = self.written_bytes > self.active().header.size_bytes / 2;
        (is_due && self.prepared.is_none() && self.poison.is_none()).then(|| self.prepare(true, 0))
    }

    /// Hands in what [`Preparation::run`] made.
    pub fn accept(&mut self, prepared: Prepared) {
        self.prepared = Some(prepared);
    }

    /// Each preparation has a name of its own: one may still be under way on another thread.
    fn prepare(&mut self, was_filled: bool, batch_bytes: u64) -> Preparation {
        let size_bytes = match self.segments.last() {
            Some(last) if was_filled => (2 * last.header.size_bytes).min(self.sizes.most_bytes),
            Some(last) => last.header.size_bytes,
            None => self.sizes.first_bytes,
        };
        let size_bytes = size_bytes.max(self.identity.header_bytes() + batch_bytes);
        self.preparations += 1;
        let path = self.directory.join(format!("next-{}{UNUSED_SUFFIX}", self.preparations));
        Preparation { disk: Arc::clone(&self.disk), path, size_bytes }
    }

    /// Seals the active segment and begins the next, in which a batch of that size has room.
    fn roll(&mut self, now_us: i64, was_filled: bool, batch_bytes: u64) -> Result<(), LogError> {
        self.check_poison()?;
        if let Some((retry_at_us, error)) = &self.roll_failure
            && now_us < *retry_at_us
        {
            return Err(error.clone());
        }
        // Sealed means synced: only the last segment of a log can ever have a torn tail.
        self.sync()?;
        let begun = self.begin_segment(now_us, was_filled, batch_bytes);
        self.roll_failure = begun.as_ref().err().map(|error| (now_us + ROLL_RETRY_US, error.clone()));
        begun
    }

    fn begin_segment(&mut self, now_us: i64, was_filled: bool, batch_bytes: u64) -> Result<(), LogError> {
        let least_bytes = self.identity.header_bytes() + batch_bytes;
        let prepared = match self.prepared.take() {
            Some(prepared) if prepared.size_bytes >= least_bytes => prepared,
            _ => self.prepare(was_filled, batch_bytes).run()?,
        };
        let header = SegmentHeader {
            version: VERSION,
            number: self.segments.last().map_or(1, |last| last.header.number + 1),
            size_bytes: prepared.size_bytes,
            created_at_us: now_us.max(self.last_time_us),
            fingerprint: self.identity.fingerprint,
            schema: self.identity.schema.clone(),
            salt: RandomState::new().hash_one(now_us) | 1,
            stream: self.identity.stream.clone(),
            record: self.identity.record.clone(),
            begins: self.ends.clone(),
        };
        let path = self.directory.join(file_name(header.number));
        let bytes = header.encode();
        let written = prepared.file.write_at(0, &bytes).and_then(|()| prepared.file.sync());
        written.map_err(|error| LogError::disk("write", &prepared.path, &error))?;
        let named =
            self.disk.rename(&prepared.path, &path).and_then(|()| self.disk.sync_directory(&self.directory));
        if let Err(error) = named {
            // Whether the new name stands is unknown, so nothing may follow in the old segment.
            self.poison("name", &error);
            return Err(LogError::disk("name", &path, &error));
        }
        self.segments.push(Arc::new(Segment::new(path, prepared.file, header, bytes.len() as u64)));
        self.written_bytes = bytes.len() as u64;
        self.durable_bytes = self.written_bytes;
        self.active_since_us = None;
        self.is_closed = false;
        self.has_rolled = true;
        Ok(())
    }

    fn active(&self) -> &Arc<Segment> {
        &self.segments[self.segments.len() - 1]
    }

    fn check_poison(&self) -> Result<(), LogError> {
        self.poison.as_ref().map_or(Ok(()), |why| Err(LogError::Poisoned(why.clone())))
    }

    fn poison(&mut self, action: &str, error: &std::io::Error) {
        let path = self.segments.last().map(|segment| segment.path.display().to_string());
        self.poison = Some(format!("cannot {action} {}: {error}", path.unwrap_or_default()));
    }
}
