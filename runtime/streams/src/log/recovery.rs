//! What is done to the last segment of a log that may not have been closed in order.

use super::LogError;
use super::format::{BATCH_ALIGNMENT, BATCH_HEADER_BYTES, BatchHeader, BatchKind};
use super::segment::Segment;

/// The segment is looked through in pieces of this size.
const PIECE_BYTES: usize = 1 << 20;

/// What opening a log had to repair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovery {
    /// A write that was cut short, if there was one.
    pub cut: Option<Cut>,
    /// Bytes at the end that are whole but may not have been on disk: written once more, and synced.
    pub rewritten_bytes: u64,
}

/// A write at the end of a segment that was cut short, and was taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The segment.
    pub path: std::path::PathBuf,
    /// Where the log ends now.
    pub position: u64,
    /// How many bytes were taken away.
    pub bytes: u64,
}

/// The last segment as it was found, and left.
pub(super) struct Found {
    pub(super) end_bytes: u64,
    pub(super) ends: Vec<u64>,
    pub(super) first_time_us: Option<i64>,
    pub(super) last_time_us: i64,
    pub(super) is_closed: bool,
    pub(super) recovery: Recovery,
}

/// Finds the end of the last segment, takes away a write that was cut short, makes the rest durable.
pub(super) fn recover(segment: &Segment) -> Result<Found, LogError> {
    let size_bytes = segment.header.size_bytes;
    let mut found = Found {
        end_bytes: segment.data_begins,
        ends: segment.header.begins.clone(),
        first_time_us: None,
        last_time_us: segment.header.created_at_us,
        is_closed: false,
        recovery: Recovery::default(),
    };
    let mut durable_bytes = segment.data_begins;
    let mut batches = segment.batches_from(segment.data_begins, size_bytes);
    while let Some(header) = batches.header()? {
        let follows = match header.kind {
            BatchKind::Records | BatchKind::Handed => {
                header.base_offset == found.ends[header.partition as usize]
            }
            BatchKind::Closed => true,
        };
        if !follows || batches.payload(&header)?.is_none() {
            break;
        }
        segment.note(batches.position, &found.ends);
        found.is_closed = header.kind == BatchKind::Closed;
        found.ends[header.partition as usize] += u64::from(header.records);
        found.last_time_us = header.appended_at_us.max(found.last_time_us);
        if header.kind.holds_records() {
            found.first_time_us.get_or_insert(header.appended_at_us);
        }
        durable_bytes = durable_bytes.max(header.durable_bytes);
        batches.pass(&header);
        found.end_bytes = batches.position;
    }
    let end_bytes = found.end_bytes;

    let rest = look_behind(segment, end_bytes)?;
    if rest.is_known_durable {
        return Err(LogError::damaged(
            &segment.path,
            end_bytes,
            "the batch there is broken, and later ones prove that it was whole on disk",
        ));
    }
    if rest.bytes > 0 {
        write_pieces(segment, end_bytes, end_bytes + rest.bytes, |_, piece| {
            piece.fill(0);
            Ok(())
        })?;
        found.recovery.cut = Some(Cut { path: segment.path.clone(), position: end_bytes, bytes: rest.bytes });
    }
    if !found.is_closed && durable_bytes < end_bytes {
        // What is read here may stand in the page cache alone, marked as written by a sync that
        // failed. Writing it again makes the next sync mean something.
        found.recovery.rewritten_bytes = end_bytes - durable_bytes;
        write_pieces(segment, durable_bytes, end_bytes, |at, piece| segment.file.read_at(at, piece))?;
    }
    if found.recovery != Recovery::default() {
        segment.file.sync().map_err(|error| LogError::disk("sync", &segment.path, &error))?;
    }
    Ok(found)
}

struct Rest {
    /// Up to the last byte that is not zero.
    bytes: u64,
    /// A whole batch stands there that was written when all before it was on disk.
    is_known_durable: bool,
}

fn look_behind(segment: &Segment, end_bytes: u64) -> Result<Rest, LogError> {
    let mut rest = Rest { bytes: 0, is_known_durable: false };
    let mut piece = vec![0; PIECE_BYTES + BATCH_HEADER_BYTES];
    let mut at = end_bytes;
    while at < segment.header.size_bytes {
        let size = piece.len().min((segment.header.size_bytes - at) as usize);
        let piece = &mut piece[..size];
        let read = segment.file.read_at(at, piece);
        read.map_err(|error| LogError::disk("read", &segment.path, &error))?;
        if let Some(last) = piece.iter().rposition(|&byte| byte != 0) {
            rest.bytes = at + last as u64 + 1 - end_bytes;
            for place in (0..size.min(PIECE_BYTES)).step_by(BATCH_ALIGNMENT) {
                let header = BatchHeader::decode(&piece[place..]);
                rest.is_known_durable |= header.is_some_and(|header| {
                    header.salt == segment.header.salt && header.durable_bytes > end_bytes
                });
            }
        }
        at += size.min(PIECE_BYTES) as u64;
    }
    Ok(rest)
}

fn write_pieces(
    segment: &Segment,
    from: u64,
    to: u64,
    fill: impl Fn(u64, &mut [u8]) -> std::io::Result<()>,
) -> Result<(), LogError> {
    let mut piece = vec![0; PIECE_BYTES.min((to - from) as usize)];
    let mut at = from;
    while at < to {
        let size = piece.len().min((to - at) as usize);
        let written = fill(at, &mut piece[..size]).and_then(|()| segment.file.write_at(at, &piece[..size]));
        written.map_err(|error| LogError::disk("write", &segment.path, &error))?;
        at += size as u64;
    }
    Ok(())
}
