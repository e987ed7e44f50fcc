//! A group's committed offsets on disk: one small file with two places, written by turns.
//!
//! A commit is one write and one `fdatasync` into space that stands already. If it is torn, the
//! other place still holds the commit before.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk::{Disk, DiskFile};
use crate::log::LogError;
use crate::log::format::checksum;

const MAGIC: [u8; 8] = *b"PARSEGRP";
const VERSION: u16 = 1;
const FIXED_BYTES: usize = 32;
/// Places begin at multiples of this, so that a torn one does not reach into the other.
const PLACE_ALIGNMENT: usize = 4096;

/// The file of one group's offsets.
#[derive(Debug)]
pub(crate) struct OffsetsFile {
    path: PathBuf,
    file: Arc<dyn DiskFile>,
    group: String,
    partitions: usize,
    sequence: u64,
}

impl OffsetsFile {
    /// Opens the file of a group, or makes one that begins at `begins`. Gives the committed offsets.
    pub(crate) fn open(
        disk: &dyn Disk,
        directory: &Path,
        group: &str,
        begins: &[u64],
    ) -> Result<(OffsetsFile, Vec<u64>), LogError> {
        let name = file_name(group);
        let path = directory.join(&name);
        let unreadable = |error: std::io::Error| LogError::disk("read", &path, &error);
        let exists = disk.list(directory).map_err(unreadable)?.contains(&name);
        if !exists {
            return OffsetsFile::create(disk, directory, &path, group, begins);
        }
        let file = disk.open(&path).map_err(unreadable)?;
        let place_bytes = place_bytes(group, begins.len());
        let mut best: Option<(u64, Vec<u64>)> = None;
        for place in 0..2 {
            let mut bytes = vec![0; place_bytes];
            file.read_at(place * place_bytes as u64, &mut bytes).map_err(|error| match error.kind() {
                std::io::ErrorKind::UnexpectedEof => damaged(&path),
                _ => unreadable(error),
            })?;
            let found = decode(&bytes, group, begins.len());
            best = best.into_iter().chain(found).max_by_key(|(sequence, _)| *sequence);
        }
        let (sequence, offsets) = best.ok_or_else(|| damaged(&path))?;
        let partitions = begins.len();
        Ok((OffsetsFile { path, file, group: group.to_owned(), partitions, sequence }, offsets))
    }

    fn create(
        disk: &dyn Disk,
        directory: &Path,
        path: &Path,
        group: &str,
        begins: &[u64],
    ) -> Result<(OffsetsFile, Vec<u64>), LogError> {
        let place_bytes = place_bytes(group, begins.len());
        let unnamed = path.with_extension("tmp");
        let failed = |error: std::io::Error| LogError::disk("make", path, &error);
        disk.create_directory(directory).map_err(failed)?;
        let file = disk.create(&unnamed, 2 * place_bytes as u64).map_err(failed)?;
        let (path, group) = (path.to_owned(), group.to_owned());
        let mut offsets =
            OffsetsFile { path: path.clone(), file, group, partitions: begins.len(), sequence: 0 };
        offsets.write(begins)?;
        let named = disk.rename(&unnamed, &path).and_then(|()| disk.sync_directory(directory));
        named.map_err(|error| LogError::disk("make", &path, &error))?;
        Ok((offsets, begins.to_vec()))
    }

    /// Makes the offsets durable. After a failure the same place is written again: the write
    /// makes its bytes dirty anew, so that the next sync is a real one.
    pub(crate) fn write(&mut self, offsets: &[u64]) -> Result<(), LogError> {
        let sequence = self.sequence + 1;
        let bytes = encode(sequence, &self.group, offsets);
        let place = sequence % 2 * place_bytes(&self.group, self.partitions) as u64;
        let written = self.file.write_at(place, &bytes).and_then(|()| self.file.sync());
        written.map_err(|error| LogError::disk("write", &self.path, &error))?;
        self.sequence = sequence;
        Ok(())
    }
}

fn damaged(path: &Path) -> LogError {
    LogError::Mismatch(format!(
        "{} holds no whole commit of this group; remove the file to let the group begin at the oldest record",
        path.display()
    ))
}

/// Letters, digits, `-` and `_` stand for themselves, every other byte as `%` and two digits.
fn file_name(group: &str) -> String {
    let mut name = String::with_capacity(group.len() + 8);
    for byte in group.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => name.push(char::from(byte)),
            _ => name.push_str(&format!("%{byte:02x}")),
        }
    }
    name.push_str(".offsets");
    name
}

fn place_bytes(group: &str, partitions: usize) -> usize {
    (FIXED_BYTES + group.len().next_multiple_of(8) + partitions * 8 + 8).next_multiple_of(PLACE_ALIGNMENT)
}

fn encode(sequence: u64, group: &str, offsets: &[u64]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(PLACE_ALIGNMENT);
    bytes.extend(MAGIC);
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend((group.len() as u16).to_le_bytes());
    bytes.extend((offsets.len() as u32).to_le_bytes());
    bytes.extend(sequence.to_le_bytes());
    bytes.resize(FIXED_BYTES, 0);
    bytes.extend(group.as_bytes());
    bytes.resize(bytes.len().next_multiple_of(8), 0);
    for offset in offsets {
        bytes.extend(offset.to_le_bytes());
    }
    let size = place_bytes(group, offsets.len());
    bytes.resize(size - 4, 0);
    let checksum = checksum(&bytes);
    bytes.extend(checksum.to_le_bytes());
    bytes
}

/// The sequence number and the offsets of a place, if it is whole and this group's.
fn decode(bytes: &[u8], group: &str, partitions: usize) -> Option<(u64, Vec<u64>)> {
    let (content, written) = bytes.split_at_checked(bytes.len().checked_sub(4)?)?;
    if written != checksum(content).to_le_bytes() {
        return None;
    }
    let sequence = u64::from_le_bytes(content[16..24].try_into().ok()?);
    let begins_at = FIXED_BYTES + group.len().next_multiple_of(8);
    let places = content.get(begins_at..begins_at + partitions * 8)?;
    let offsets: Vec<u64> =
        places.as_chunks::<8>().0.iter().map(|eight| u64::from_le_bytes(*eight)).collect();
    // What is not exactly what would be written today is not understood.
    (encode(sequence, group, &offsets) == bytes).then_some((sequence, offsets))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::{Fault, SimulatedDisk};

    fn directory() -> &'static Path {
        Path::new("groups")
    }

    #[test]
    fn a_new_group_begins_at_the_oldest_record() {
        let disk = SimulatedDisk::new(1);
        let (_, offsets) = OffsetsFile::open(&disk, directory(), "billing", &[3, 7]).unwrap();
        assert_eq!(offsets, [3, 7]);
        let (_, again) = OffsetsFile::open(&disk, directory(), "billing", &[4, 8]).unwrap();
        assert_eq!(again, [3, 7], "and keeps what it has");
    }

    #[test]
    fn a_commit_that_was_acknowledged_survives_a_crash_at_every_operation() {
        for operation in 0..40 {
            for seed in 0..8 {
                let disk = SimulatedDisk::new(seed);
                disk.fail_at(operation, Fault::PowerLoss);
                let mut acknowledged = vec![0, 0];
                if let Ok((mut file, _)) = OffsetsFile::open(&disk, directory(), "a group/ü", &[0, 0]) {
                    for commit in 1..12 {
                        if file.write(&[commit, commit * 2]).is_err() {
                            break;
                        }
                        acknowledged = vec![commit, commit * 2];
                    }
                }
                let found = disk.after_power_loss(seed ^ operation);
                let (_, offsets) = OffsetsFile::open(&found, directory(), "a group/ü", &[0, 0]).unwrap();
                let next = vec![acknowledged[0] + 1, acknowledged[1] + 2];
                assert!(offsets == acknowledged || offsets == next, "{offsets:?} after {acknowledged:?}");
            }
        }
    }

    #[test]
    fn a_file_without_a_whole_commit_is_refused() {
        let disk = SimulatedDisk::new(1);
        drop(OffsetsFile::open(&disk, directory(), "billing", &[0]).unwrap());
        let path = directory().join("billing.offsets");
        disk.flip_bit(&path, 4096 + 40, 3);
        let error = OffsetsFile::open(&disk, directory(), "billing", &[0]).unwrap_err();
        assert!(error.to_string().contains("billing.offsets holds no whole commit"), "{error}");
    }
}
