//! One segment file: its header, and a sparse index of where its offsets stand.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::LogError;
use super::format::{
    BATCH_HEADER_BYTES, BatchHeader, HEADER_BLOCK_BYTES, HeaderError, SegmentHeader, checksum,
};
use crate::disk::{Disk, DiskFile};

/// A mark is kept for about every so many bytes: a reader that starts somewhere looks at no
/// more than these before it is there.
const MARK_EVERY_BYTES: u64 = 16 * 1024;
/// A read fetches at least this much.
const WINDOW_BYTES: u64 = 64 * 1024;

/// A segment as readers and the writer share it.
#[derive(Debug)]
pub(crate) struct Segment {
    pub(crate) path: PathBuf,
    pub(crate) file: Arc<dyn DiskFile>,
    pub(crate) header: SegmentHeader,
    /// Where the first batch stands.
    pub(crate) data_begins: u64,
    marks: Mutex<Vec<Mark>>,
}

/// The next offset of each partition just before the batch at `position`.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    pub(crate) position: u64,
    pub(crate) next: Box<[u64]>,
}

/// The file name of a segment.
pub(crate) fn file_name(number: u64) -> String {
    format!("{number:020}.log")
}

/// The number in a segment's file name.
pub(crate) fn number_in(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".log").filter(|digits| digits.len() == 20)?;
    digits.parse().ok()
}

impl Segment {
    pub(crate) fn new(
        path: PathBuf,
        file: Arc<dyn DiskFile>,
        header: SegmentHeader,
        data_begins: u64,
    ) -> Segment {
        let first = Mark { position: data_begins, next: header.begins.clone().into() };
        Segment { path, file, header, data_begins, marks: Mutex::new(vec![first]) }
    }

    /// Opens a segment and reads its header.
    pub(crate) fn open(disk: &dyn Disk, path: &Path) -> Result<Segment, LogError> {
        let unreadable = |error: io::Error| LogError::disk("read", path, &error);
        let file = disk.open(path).map_err(unreadable)?;
        let mut bytes = vec![0; HEADER_BLOCK_BYTES];
        file.read_at(0, &mut bytes).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => damaged_header(path, HeaderError::NotASegment),
            _ => unreadable(error),
        })?;
        let size = SegmentHeader::size_of(&bytes).map_err(|error| damaged_header(path, error))?;
        bytes.resize(size, 0);
        file.read_at(0, &mut bytes).map_err(unreadable)?;
        let header = SegmentHeader::decode(&bytes).map_err(|error| damaged_header(path, error))?;
        if file.size().map_err(unreadable)? < header.size_bytes {
            return Err(LogError::damaged(path, 0, "the file is shorter than its header says"));
        }
        Ok(Segment::new(path.to_owned(), file, header, size as u64))
    }

    /// Remembers where a batch stands, unless a mark is near.
    pub(crate) fn note(&self, position: u64, next: &[u64]) {
        // A mark of many partitions is large: let it stay a small part of what it marks.
        let every = MARK_EVERY_BYTES.max(next.len() as u64 * 512);
        let mut marks = self.marks();
        if marks.last().is_none_or(|last| position >= last.position + every) {
            marks.push(Mark { position, next: next.into() });
        }
    }

    /// Forgets what was noted of batches behind `position` that could not be written.
    pub(crate) fn forget_behind(&self, position: u64) {
        self.marks().retain(|mark| mark.position <= position);
    }

    /// The last mark of which `is_before` is true; marks are in order, and so must it be.
    pub(crate) fn last_mark(&self, is_before: impl Fn(&[u64]) -> bool) -> Mark {
        let marks = self.marks();
        let after = marks.partition_point(|mark| is_before(&mark.next));
        marks[after.saturating_sub(1)].clone()
    }

    pub(crate) fn batches_from(&self, position: u64, end: u64) -> Batches<'_> {
        Batches { segment: self, position, end, window: Vec::new(), window_at: position }
    }

    fn marks(&self) -> MutexGuard<'_, Vec<Mark>> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn damaged_header(path: &Path, error: HeaderError) -> LogError {
    match error {
        HeaderError::NotASegment => LogError::damaged(path, 0, "the file does not begin as a segment does"),
        HeaderError::Damaged => LogError::damaged(path, 0, "the header's checksum does not fit"),
        HeaderError::Version(version) => LogError::Version { path: path.to_owned(), version },
    }
}

/// Walks over the batches of a segment and reads ahead.
pub(crate) struct Batches<'a> {
    segment: &'a Segment,
    pub(crate) position: u64,
    end: u64,
    window: Vec<u8>,
    window_at: u64,
}

impl Batches<'_> {
    /// The header of the batch at the current position, or none when no whole one of this
    /// segment stands there.
    pub(crate) fn header(&mut self) -> Result<Option<BatchHeader>, LogError> {
        if self.position + BATCH_HEADER_BYTES as u64 > self.end {
            return Ok(None);
        }
        let bytes = self.bytes(self.position, BATCH_HEADER_BYTES as u64)?;
        let header = BatchHeader::decode(bytes);
        Ok(header.filter(|header| {
            header.salt == self.segment.header.salt
                && (header.partition as usize) < self.segment.header.begins.len()
                && self.position + header.size_bytes() <= self.end
        }))
    }

    /// The payload of the batch at the current position, or none when its checksum does not fit.
    pub(crate) fn payload(&mut self, header: &BatchHeader) -> Result<Option<&[u8]>, LogError> {
        let bytes = self.bytes(self.position + BATCH_HEADER_BYTES as u64, u64::from(header.payload_bytes))?;
        let is_whole = checksum(bytes) == header.payload_checksum;
        Ok(is_whole.then_some(bytes))
    }

    /// Goes on behind that batch.
    pub(crate) fn pass(&mut self, header: &BatchHeader) {
        self.position += header.size_bytes();
    }

    fn bytes(&mut self, at: u64, count: u64) -> Result<&[u8], LogError> {
        if at < self.window_at || at + count > self.window_at + self.window.len() as u64 {
            let size = count.max(WINDOW_BYTES.min(self.end - at));
            self.window.resize(size as usize, 0);
            self.window_at = at;
            let read = self.segment.file.read_at(at, &mut self.window);
            read.map_err(|error| LogError::disk("read", &self.segment.path, &error))?;
        }
        let from = (at - self.window_at) as usize;
        Ok(&self.window[from..from + count as usize])
    }
}
