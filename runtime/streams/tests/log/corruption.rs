//! Bytes that changed on disk: never skipped silently, never taken for an unfinished write when
//! it can be known that they are none.

use std::path::PathBuf;

use parseltongue_streams::disk::SimulatedDisk;
use parseltongue_streams::log::LogError;

use crate::support::{Named, append, directory, first_segment, open, read_all, shown};

const HEADER_BYTES: u64 = 4096;

fn record(text: &str) -> Named {
    Named { partition: 0, text: text.into() }
}

/// A closed log of one segment with three batches of one record each.
fn closed_log() -> (SimulatedDisk, Vec<Named>) {
    let disk = SimulatedDisk::new(0);
    let (mut log, _) = open(&disk, 1).unwrap();
    let records = vec![record("first"), record("second"), record("third")];
    for (index, record) in records.iter().enumerate() {
        append(&mut log, std::slice::from_ref(record), index as i64).unwrap();
    }
    log.close(9).unwrap();
    (disk, records)
}

#[test]
fn a_flipped_bit_anywhere_in_a_closed_log_is_found_or_harmless() {
    let (disk, records) = closed_log();
    let bytes = disk.files()[&first_segment()].clone();
    // Every byte of the header and of the batches; each with one bit of its own.
    let end = bytes.iter().rposition(|&byte| byte != 0).unwrap() as u64;
    let (mut refused, mut unread) = (0, 0);
    for offset in (0..HEADER_BYTES).step_by(7).chain(HEADER_BYTES..=end) {
        let disk = disk.after_kill();
        disk.flip_bit(&first_segment(), offset, (offset % 8) as u8);
        match open(&disk, 1) {
            Err(LogError::Damaged { path, .. }) => {
                assert_eq!(path, first_segment());
                refused += 1;
            }
            Err(LogError::Version { .. } | LogError::Mismatch(_)) => refused += 1,
            Err(other) => panic!("byte {offset}: {other}"),
            Ok((log, recovery)) => {
                // Padding is not covered, and the closing mark at the end holds no record.
                assert_eq!(read_all(&shown(&log)).unwrap(), records, "byte {offset}");
                unread += 1;
                assert!(recovery.cut.is_some() || offset < HEADER_BYTES + 3 * 80, "byte {offset}");
            }
        }
    }
    assert!(refused > 600 && unread < 90, "{refused} refused, {unread} harmless");
}

#[test]
fn damage_before_a_synced_batch_names_file_and_byte_and_touches_nothing() {
    let (disk, _) = closed_log();
    disk.flip_bit(&first_segment(), HEADER_BYTES + 64 + 4, 0);
    let before = disk.files();
    let error = open(&disk, 1).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Trades/00000000000000000001.log is damaged at byte 4096: the batch there is broken, and later ones prove \
         that it was whole on disk; restore the file from a copy, or move the stream's directory away"
    );
    assert_eq!(disk.files(), before);
}

#[test]
fn a_torn_tail_is_cut_and_counted() {
    let disk = SimulatedDisk::new(0);
    let (mut log, _) = open(&disk, 1).unwrap();
    append(&mut log, &[record("whole")], 1).unwrap();
    append(&mut log, &[record("torn, and long enough to be so")], 2).unwrap();
    drop(log);
    // The last byte of the last record: 30 bytes of text behind 4 of length and 64 of header.
    let torn_at = HEADER_BYTES + 80;
    disk.flip_bit(&first_segment(), torn_at + 64 + 4 + 29, 0);
    let (log, recovery) = open(&disk, 1).unwrap();
    let cut = recovery.cut.expect("something was cut");
    assert_eq!((cut.path, cut.position, cut.bytes), (first_segment(), torn_at, 64 + 4 + 30));
    assert_eq!(read_all(&shown(&log)).unwrap(), [record("whole")]);
    assert!(disk.files()[&first_segment()][torn_at as usize..].iter().all(|&byte| byte == 0));
}

#[test]
fn a_sealed_segment_that_is_damaged_stops_its_reader_there() {
    let disk = SimulatedDisk::new(0);
    let (mut log, _) = open(&disk, 1).unwrap();
    for index in 0..40 {
        append(&mut log, &[record(&format!("{index} {}", "z".repeat(600)))], index).unwrap();
    }
    log.close(99).unwrap();
    drop(log);
    assert!(disk.files().len() > 3);
    // Somewhere in the second segment's second batch.
    let second = directory().join("00000000000000000002.log");
    disk.flip_bit(&second, HEADER_BYTES + 900, 1);
    let (log, _) = open(&disk, 1).expect("sealed segments are read when they are needed");
    match read_all(&shown(&log)).unwrap_err() {
        LogError::Damaged { path, position, .. } => {
            assert_eq!((path, position > HEADER_BYTES), (second, true))
        }
        other => panic!("{other}"),
    }
}

#[test]
fn a_missing_segment_is_named() {
    let disk = SimulatedDisk::new(0);
    let (mut log, _) = open(&disk, 1).unwrap();
    for index in 0..40 {
        append(&mut log, &[record(&"z".repeat(600))], index).unwrap();
    }
    let second: PathBuf = directory().join("00000000000000000002.log");
    parseltongue_streams::disk::Disk::remove(&disk, &second).unwrap();
    let error = open(&disk, 1).unwrap_err().to_string();
    assert!(error.starts_with("Trades/00000000000000000002.log is missing"), "{error}");
}

#[test]
fn a_record_that_looks_like_a_batch_is_not_taken_for_one() {
    // Whoever can publish must not be able to make a start fail: a torn write whose payload holds
    // a whole batch that says "all before me was synced".
    let (other, _) = closed_log();
    let bytes = &other.files()[&first_segment()];
    let batches = &bytes[HEADER_BYTES as usize..HEADER_BYTES as usize + 400];
    // Records are text in these tests; this one is framed by hand.
    let mut framed = Vec::new();
    parseltongue_streams::log::format::frame_record(&mut framed, |out| {
        out.extend([0; 4]);
        out.extend(batches);
    });
    let disk = SimulatedDisk::new(1);
    let (mut log, _) = open(&disk, 1).unwrap();
    let mut group = parseltongue_streams::log::Group::new();
    group.push(0, 1, &framed);
    log.write(&mut group, 1).unwrap();
    drop(log);
    disk.flip_bit(&first_segment(), HEADER_BYTES + 66, 0);
    let (log, recovery) = open(&disk, 1).unwrap();
    assert!(recovery.cut.is_some());
    assert_eq!(read_all(&shown(&log)).unwrap(), []);
}

#[test]
fn another_shape_of_the_record_is_refused_by_name() {
    let (disk, _) = closed_log();
    let before = disk.files();
    let mut identity = crate::support::identity(1);
    identity.fingerprint += 1;
    let opened = parseltongue_streams::log::Log::open(
        std::sync::Arc::new(disk.clone()),
        directory(),
        identity,
        crate::support::SIZES,
        Default::default(),
        1,
    );
    let error = opened.unwrap_err().to_string();
    assert!(error.starts_with("the stream `Trades` holds `Trade` records that this program cannot read: its field `it` was changed"), "{error}");
    let error = open(&disk, 4).unwrap_err().to_string();
    assert!(error.contains("write `partitions: 1`"), "{error}");
    assert_eq!(disk.files(), before);
}
