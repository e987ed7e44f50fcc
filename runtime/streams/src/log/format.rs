//! The bytes of a segment file, versions 1 to 3. `book/src/internals/log-format.md` draws them; the
//! segments in `tests/version-1`, `version-2` and `version-3` must be read for ever.

/// The first eight bytes of a segment.
pub const SEGMENT_MAGIC: [u8; 8] = *b"PARSELOG";
/// The version that this program writes. It reads all before it, too.
pub const VERSION: u16 = 3;
/// The first version with batches of [`BatchKind::Handed`].
pub const HANDED_SINCE_VERSION: u16 = 2;
/// The first version whose header holds the text of the schema.
pub const SCHEMA_SINCE_VERSION: u16 = 3;
/// The longest text of a schema that is kept; of a longer one none is.
pub const SCHEMA_BYTES_MAX: usize = 48 * 1024;
/// A segment's header fills whole blocks of this size, so that a torn batch cannot touch it.
pub const HEADER_BLOCK_BYTES: usize = 4096;
/// The most that a segment's header can take: names of 255 bytes, [`PARTITIONS_MAX`] offsets and a schema fit.
pub const HEADER_BYTES_MAX: usize = 14 * HEADER_BLOCK_BYTES;
/// The most partitions that a stream has.
pub const PARTITIONS_MAX: u32 = 256;

/// The first four bytes of a batch.
pub const BATCH_MAGIC: [u8; 4] = *b"PTB1";
/// The size of a batch's header.
pub const BATCH_HEADER_BYTES: usize = 64;
/// The largest encoded record that a stream takes (Kafka's own default).
pub const RECORD_BYTES_MAX: usize = 1024 * 1024;
/// A record's length stands before it.
pub const RECORD_PREFIX_BYTES: usize = 4;
/// What stands before the records of a batch from an outbox: whose it is, and its last number.
pub const HANDED_PREFIX_BYTES: usize = 24;
/// The largest payload of a batch: one record of the largest size fits, also from an outbox.
pub const BATCH_PAYLOAD_BYTES_MAX: usize = RECORD_BYTES_MAX + RECORD_PREFIX_BYTES + HANDED_PREFIX_BYTES;
/// Batches begin at multiples of this.
pub const BATCH_ALIGNMENT: usize = 8;

const FIXED_HEADER_BYTES: usize = 64;
const _: () = assert!(
    FIXED_HEADER_BYTES + 2 * 256 + PARTITIONS_MAX as usize * 8 + 8 + SCHEMA_BYTES_MAX + 8 <= HEADER_BYTES_MAX,
    "the largest header fits"
);

/// CRC-32C, with 1 standing for 0, so that a field of zeros is never a checksum.
#[must_use]
pub fn checksum(bytes: &[u8]) -> u32 {
    crc32c::crc32c(bytes).max(1)
}

/// The most bytes that a header takes, with names of so many bytes together.
#[must_use]
pub fn header_bytes(names: usize, partitions: usize, schema: usize) -> u64 {
    let schema = if schema > SCHEMA_BYTES_MAX { 0 } else { schema };
    let bytes = FIXED_HEADER_BYTES + names.next_multiple_of(8) + 8 * partitions + 4 + schema + 8;
    bytes.next_multiple_of(HEADER_BLOCK_BYTES).max(2 * HEADER_BLOCK_BYTES) as u64
}

/// The header of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentHeader {
    /// The version of its bytes: what kinds of batch may stand in it.
    pub version: u16,
    /// The segment's number, from 1 up without gaps; also its file's name.
    pub number: u64,
    /// The file's size.
    pub size_bytes: u64,
    /// When it was begun, microseconds since 1970.
    pub created_at_us: i64,
    /// The record's schema.
    pub fingerprint: u64,
    /// The same as text; empty in versions 1 and 2, and where it would be too long.
    pub schema: String,
    /// A random number, repeated in each batch: bytes that a record happens to hold, or that an
    /// older file left behind, are never taken for a batch of this segment.
    pub salt: u64,
    /// The stream's name.
    pub stream: String,
    /// The record's name.
    pub record: String,
    /// The first offset of each partition in this segment: where the segment before ends.
    pub begins: Vec<u64>,
}

/// Why the front of a file is not a header that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderError {
    /// It is no segment, or its first bytes are damaged.
    NotASegment,
    /// A newer program wrote it.
    Version(u16),
    /// Its checksum does not fit its bytes.
    Damaged,
}

impl SegmentHeader {
    /// The bytes up to the first batch.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_BLOCK_BYTES);
        bytes.extend(SEGMENT_MAGIC);
        bytes.extend(self.version.to_le_bytes());
        bytes.extend([0; 2]);
        bytes.extend([0; 4]); // the header's size, below
        bytes.extend(self.number.to_le_bytes());
        bytes.extend(self.size_bytes.to_le_bytes());
        bytes.extend(self.created_at_us.to_le_bytes());
        bytes.extend(self.fingerprint.to_le_bytes());
        bytes.extend(self.salt.to_le_bytes());
        bytes.extend((self.begins.len() as u32).to_le_bytes());
        bytes.extend((self.stream.len() as u16).to_le_bytes());
        bytes.extend((self.record.len() as u16).to_le_bytes());
        debug_assert_eq!(bytes.len(), FIXED_HEADER_BYTES);
        bytes.extend(self.stream.as_bytes());
        bytes.extend(self.record.as_bytes());
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        for begin in &self.begins {
            bytes.extend(begin.to_le_bytes());
        }
        if self.version >= SCHEMA_SINCE_VERSION {
            let schema = if self.schema.len() > SCHEMA_BYTES_MAX { "" } else { &self.schema };
            bytes.extend((schema.len() as u32).to_le_bytes());
            bytes.extend(schema.as_bytes());
        }
        let size = (bytes.len() + 8).next_multiple_of(HEADER_BLOCK_BYTES);
        bytes.resize(size, 0);
        bytes[12..16].copy_from_slice(&(size as u32).to_le_bytes());
        let checksum = checksum(&bytes[..size - 4]);
        bytes[size - 4..].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    /// The size that the header says it has, from its first block.
    ///
    /// # Errors
    /// When that is no header of a version that this program reads.
    pub fn size_of(block: &[u8]) -> Result<usize, HeaderError> {
        if block.len() < FIXED_HEADER_BYTES || block[..8] != SEGMENT_MAGIC {
            return Err(HeaderError::NotASegment);
        }
        let version = u16::from_le_bytes(array(block, 8));
        if !(1..=VERSION).contains(&version) {
            return Err(HeaderError::Version(version));
        }
        let size = u32::from_le_bytes(array(block, 12)) as usize;
        let is_possible = size != 0 && size.is_multiple_of(HEADER_BLOCK_BYTES) && size <= HEADER_BYTES_MAX;
        if is_possible { Ok(size) } else { Err(HeaderError::Damaged) }
    }

    /// The header back from its bytes.
    ///
    /// # Errors
    /// When they are none.
    pub fn decode(bytes: &[u8]) -> Result<SegmentHeader, HeaderError> {
        let size = SegmentHeader::size_of(bytes)?;
        let bytes = bytes.get(..size).ok_or(HeaderError::Damaged)?;
        if u32::from_le_bytes(array(bytes, size - 4)) != checksum(&bytes[..size - 4]) {
            return Err(HeaderError::Damaged);
        }
        let partitions = u32::from_le_bytes(array(bytes, 56)) as usize;
        let stream_bytes = u16::from_le_bytes(array(bytes, 60)) as usize;
        let record_bytes = u16::from_le_bytes(array(bytes, 62)) as usize;
        let names_end = FIXED_HEADER_BYTES + stream_bytes + record_bytes;
        let begins_at = names_end.next_multiple_of(8);
        if begins_at + partitions * 8 > size - 4 || partitions == 0 {
            return Err(HeaderError::Damaged);
        }
        let text = |from: usize, to: usize| {
            let bytes = bytes.get(from..to).filter(|_| to <= size - 4).ok_or(HeaderError::Damaged)?;
            String::from_utf8(bytes.to_vec()).map_err(|_| HeaderError::Damaged)
        };
        let version = u16::from_le_bytes(array(bytes, 8));
        let schema_at = begins_at + partitions * 8;
        let schema = if version < SCHEMA_SINCE_VERSION {
            String::new()
        } else if schema_at + 4 > size - 4 {
            return Err(HeaderError::Damaged);
        } else {
            let schema_bytes = u32::from_le_bytes(array(bytes, schema_at)) as usize;
            text(schema_at + 4, schema_at + 4 + schema_bytes)?
        };
        Ok(SegmentHeader {
            version,
            schema,
            number: u64::from_le_bytes(array(bytes, 16)),
            size_bytes: u64::from_le_bytes(array(bytes, 24)),
            created_at_us: i64::from_le_bytes(array(bytes, 32)),
            fingerprint: u64::from_le_bytes(array(bytes, 40)),
            salt: u64::from_le_bytes(array(bytes, 48)),
            stream: text(FIXED_HEADER_BYTES, FIXED_HEADER_BYTES + stream_bytes)?,
            record: text(FIXED_HEADER_BYTES + stream_bytes, names_end)?,
            begins: (0..partitions).map(|p| u64::from_le_bytes(array(bytes, begins_at + p * 8))).collect(),
        })
    }
}

/// What a batch is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchKind {
    /// It holds records.
    Records,
    /// It holds nothing and says that the log was closed in order: all before it was synced.
    Closed,
    /// It holds records that an outbox handed over, behind [`Handed`].
    Handed,
}

impl BatchKind {
    /// Records stand in it, which have offsets.
    #[must_use]
    pub fn holds_records(self) -> bool {
        matches!(self, BatchKind::Records | BatchKind::Handed)
    }

    /// What stands in the payload before the records.
    #[must_use]
    pub fn prefix_bytes(self) -> usize {
        if self == BatchKind::Handed { HANDED_PREFIX_BYTES } else { 0 }
    }
}

/// Whose messages a batch holds: kept with them, so that they stand in the log together or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handed {
    /// The outbox.
    pub outbox: [u8; 16],
    /// The number of the batch's last message; an outbox hands each partition its messages in order.
    pub last: u64,
}

impl Handed {
    /// The bytes before the records.
    #[must_use]
    pub fn encode(&self) -> [u8; HANDED_PREFIX_BYTES] {
        let mut bytes = [0; HANDED_PREFIX_BYTES];
        bytes[..16].copy_from_slice(&self.outbox);
        bytes[16..].copy_from_slice(&self.last.to_le_bytes());
        bytes
    }

    /// The same back from the front of a payload.
    #[must_use]
    pub fn decode(payload: &[u8]) -> Option<Handed> {
        let bytes = payload.get(..HANDED_PREFIX_BYTES)?;
        Some(Handed { outbox: array(bytes, 0), last: u64::from_le_bytes(array(bytes, 16)) })
    }
}

/// The header of a batch: records of one partition that were appended together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchHeader {
    /// What the batch is for.
    pub kind: BatchKind,
    /// The partition.
    pub partition: u32,
    /// The offset of its first record.
    pub base_offset: u64,
    /// How many records it holds.
    pub records: u32,
    /// When they were appended, microseconds since 1970; never less than the batch before.
    pub appended_at_us: i64,
    /// The bytes of its records.
    pub payload_bytes: u32,
    /// Their checksum.
    pub payload_checksum: u32,
    /// The salt of the segment it was written to.
    pub salt: u64,
    /// Up to where the segment was known to be on disk when this batch was written. Damage
    /// before that point is damage, damage behind it is a write that the power cut short.
    pub durable_bytes: u64,
}

impl BatchHeader {
    /// The batch's size, header and padding counted.
    #[must_use]
    pub fn size_bytes(&self) -> u64 {
        batch_bytes(self.payload_bytes as usize) as u64
    }

    /// The header's bytes.
    #[must_use]
    pub fn encode(&self) -> [u8; BATCH_HEADER_BYTES] {
        let mut bytes = [0; BATCH_HEADER_BYTES];
        bytes[..4].copy_from_slice(&BATCH_MAGIC);
        bytes[8..16].copy_from_slice(&self.base_offset.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.appended_at_us.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.durable_bytes.to_le_bytes());
        bytes[32..40].copy_from_slice(&self.salt.to_le_bytes());
        bytes[40..44].copy_from_slice(&self.partition.to_le_bytes());
        bytes[44..48].copy_from_slice(&self.records.to_le_bytes());
        bytes[48..52].copy_from_slice(&self.payload_bytes.to_le_bytes());
        bytes[52..56].copy_from_slice(&self.payload_checksum.to_le_bytes());
        let kind: u16 = match self.kind {
            BatchKind::Records => 1,
            BatchKind::Closed => 2,
            BatchKind::Handed => 3,
        };
        bytes[56..58].copy_from_slice(&kind.to_le_bytes());
        let checksum = checksum(&bytes[8..]);
        bytes[4..8].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    /// The header back from its bytes, or none when they are not a whole one.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<BatchHeader> {
        let bytes = bytes.get(..BATCH_HEADER_BYTES)?;
        if bytes[..4] != BATCH_MAGIC || u32::from_le_bytes(array(bytes, 4)) != checksum(&bytes[8..]) {
            return None;
        }
        let kind = match u16::from_le_bytes(array(bytes, 56)) {
            1 => BatchKind::Records,
            2 => BatchKind::Closed,
            3 => BatchKind::Handed,
            _ => return None,
        };
        let header = BatchHeader {
            kind,
            base_offset: u64::from_le_bytes(array(bytes, 8)),
            appended_at_us: i64::from_le_bytes(array(bytes, 16)),
            durable_bytes: u64::from_le_bytes(array(bytes, 24)),
            salt: u64::from_le_bytes(array(bytes, 32)),
            partition: u32::from_le_bytes(array(bytes, 40)),
            records: u32::from_le_bytes(array(bytes, 44)),
            payload_bytes: u32::from_le_bytes(array(bytes, 48)),
            payload_checksum: u32::from_le_bytes(array(bytes, 52)),
        };
        let possible = kind.prefix_bytes()..=BATCH_PAYLOAD_BYTES_MAX;
        possible.contains(&(header.payload_bytes as usize)).then_some(header)
    }
}

/// What a batch with a payload of that size takes.
#[must_use]
pub fn batch_bytes(payload_bytes: usize) -> usize {
    BATCH_HEADER_BYTES + payload_bytes.next_multiple_of(BATCH_ALIGNMENT)
}

/// Appends a record's length and leaves the record to be written by `write`.
pub fn frame_record(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) -> usize {
    let at = out.len();
    out.extend([0; RECORD_PREFIX_BYTES]);
    write(out);
    let size = out.len() - at - RECORD_PREFIX_BYTES;
    // A size beyond `u32` is beyond `RECORD_BYTES_MAX` too, which the caller refuses.
    out[at..at + RECORD_PREFIX_BYTES].copy_from_slice(&(size as u32).to_le_bytes());
    size
}

/// The records of a payload, one after the other; ends early when the lengths do not fit.
pub fn records(payload: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = payload;
    std::iter::from_fn(move || {
        let (prefix, behind) = rest.split_at_checked(RECORD_PREFIX_BYTES)?;
        let size = u32::from_le_bytes(array(prefix, 0)) as usize;
        let (record, behind) = behind.split_at_checked(size)?;
        rest = behind;
        Some(record)
    })
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut array = [0; N];
    array.copy_from_slice(&bytes[at..at + N]);
    array
}
