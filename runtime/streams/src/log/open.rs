//! Opening a log: what stands in its directory, whether it is what the program declares.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::watch;

use super::recovery::{Recovery, recover};
use super::segment::{Segment, file_name, number_in};
use super::{Log, LogError, Retention, Sizes, Snapshot, UNUSED_SUFFIX, format};
use crate::disk::Disk;

/// What a log holds, as the program declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The stream's name.
    pub stream: String,
    /// The record's name.
    pub record: String,
    /// The record's schema.
    pub fingerprint: u64,
    /// The same as text, kept in each segment.
    pub schema: String,
    /// Which other schemas the program reads.
    pub reads: Reads,
    /// The number of partitions.
    pub partitions: u32,
}

impl Identity {
    /// Room for the header of a segment.
    pub(super) fn header_bytes(&self) -> u64 {
        format::header_bytes(
            self.stream.len() + self.record.len(),
            self.partitions as usize,
            self.schema.len(),
        )
    }
}

/// Says of a fingerprint and the text of its schema whether the program reads such records, and otherwise why not.
#[derive(Clone, Copy)]
pub struct Reads(pub fn(u64, &str) -> Result<(), String>);

impl PartialEq for Reads {
    /// Two logs of one schema are read by one program alike.
    fn eq(&self, _: &Reads) -> bool {
        true
    }
}

impl Eq for Reads {}

impl std::fmt::Debug for Reads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reads")
    }
}

impl Log {
    /// Opens the log in `directory`, or begins one. A write that was cut short at the end is
    /// taken away, what remains is made durable, and both are told.
    ///
    /// # Errors
    /// When the log holds something else than `identity` says, or is damaged; then no byte was touched.
    pub fn open(
        disk: Arc<dyn Disk>,
        directory: PathBuf,
        identity: Identity,
        sizes: Sizes,
        retention: Retention,
        now_us: i64,
    ) -> Result<(Log, Recovery), LogError> {
        let listed = disk.list(&directory).map_err(|error| LogError::disk("list", &directory, &error))?;
        let segments = open_segments(&*disk, &directory, &listed, &identity)?;
        let partitions = identity.partitions as usize;
        let empty = Snapshot { segments: Arc::from([]), position: 0, ends: vec![0; partitions].into() };
        let mut log = Log {
            disk,
            directory,
            identity,
            sizes,
            retention,
            segments,
            written_bytes: 0,
            durable_bytes: 0,
            ends: vec![0; partitions],
            last_time_us: 0,
            active_since_us: None,
            is_closed: false,
            poison: None,
            roll_failure: None,
            has_rolled: true,
            prepared: None,
            preparations: 0,
            batch_buffer: Vec::new(),
            shown: watch::Sender::new(empty),
        };
        for name in listed.iter().filter(|name| name.ends_with(UNUSED_SUFFIX)) {
            // It was prepared and not used; it may be of any size, or half written.
            let path = log.directory.join(name);
            log.disk.remove(&path).map_err(|error| LogError::disk("remove", &path, &error))?;
        }
        let recovery = match log.segments.last().map(Arc::clone) {
            Some(last) => log.resume(&last)?,
            None => log.begin(now_us)?,
        };
        log.show();
        Ok((log, recovery))
    }

    fn begin(&mut self, now_us: i64) -> Result<Recovery, LogError> {
        let made = self.disk.create_directory(&self.directory);
        made.map_err(|error| LogError::disk("make", &self.directory, &error))?;
        self.begin_segment(now_us, false, 0)?;
        Ok(Recovery::default())
    }

    fn resume(&mut self, last: &Segment) -> Result<Recovery, LogError> {
        let found = recover(last)?;
        self.written_bytes = found.end_bytes;
        self.durable_bytes = found.end_bytes;
        self.ends = found.ends;
        self.last_time_us = found.last_time_us;
        self.active_since_us = found.first_time_us;
        self.is_closed = found.is_closed;
        Ok(found.recovery)
    }
}

/// Opens every segment and checks that they are this stream's, and follow each other.
fn open_segments(
    disk: &dyn Disk,
    directory: &Path,
    listed: &[String],
    identity: &Identity,
) -> Result<Vec<Arc<Segment>>, LogError> {
    let mut numbers: Vec<u64> = listed.iter().filter_map(|name| number_in(name)).collect();
    numbers.sort_unstable();
    let mut segments: Vec<Arc<Segment>> = Vec::with_capacity(numbers.len());
    for number in numbers {
        let path = directory.join(file_name(number));
        let segment = Segment::open(disk, &path)?;
        check_identity(&segment, identity)?;
        if segment.header.number != number {
            return Err(LogError::damaged(
                &path,
                16,
                "the file's name and its header name different segments",
            ));
        }
        if let Some(before) = segments.last() {
            if before.header.number + 1 != number {
                return Err(LogError::Mismatch(format!(
                    "{} is missing; restore it from a copy, or move the older segments away",
                    directory.join(file_name(before.header.number + 1)).display()
                )));
            }
            let is_behind = before.header.begins.iter().zip(&segment.header.begins).all(|(a, b)| a <= b);
            if !is_behind {
                return Err(LogError::damaged(&path, 0, "it begins before the segment before it"));
            }
        }
        segments.push(Arc::new(segment));
    }
    Ok(segments)
}

fn check_identity(segment: &Segment, identity: &Identity) -> Result<(), LogError> {
    let header = &segment.header;
    let Identity { stream, record, fingerprint, reads, partitions, .. } = identity;
    let path = segment.path.display();
    if header.stream != *stream {
        return Err(LogError::Mismatch(format!(
            "{path} belongs to the stream `{}`, not to `{stream}`",
            header.stream
        )));
    }
    if header.record != *record {
        return Err(LogError::Mismatch(format!(
            "the stream `{stream}` was made of `{}` records, the program declares it of `{record}` ({path})",
            header.record
        )));
    }
    if header.fingerprint != *fingerprint
        && let Err(reason) = (reads.0)(header.fingerprint, &header.schema)
    {
        return Err(LogError::Mismatch(format!(
            "the stream `{stream}` holds `{record}` records that this program cannot read: {reason} ({path}, schema \
             {:016x} there, {fingerprint:016x} here); say how they are read in a line `version … after …` of the record, \
             put the fields back as they were, or move the stream's directory away",
            header.fingerprint
        )));
    }
    if header.begins.len() != *partitions as usize {
        return Err(LogError::Mismatch(format!(
            "the stream `{stream}` was made with {} partitions, the program declares {partitions}; a key's records would \
             no longer stand in one partition: write `partitions: {}` ({path})",
            header.begins.len(),
            header.begins.len()
        )));
    }
    Ok(())
}
