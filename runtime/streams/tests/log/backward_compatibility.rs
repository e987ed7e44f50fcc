//! The segments in `tests/version-1` and `tests/version-3` were written by the first programs that wrote those
//! versions; that of `version-2` is read in `handed.rs`.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use parseltongue_streams::disk::{Disk, MemoryDisk};
use parseltongue_streams::log::{Found, Log, Reads, Recovery, Retention};

use crate::support::{Named, SIZES, append, identity, read_all, shown};

const SEGMENT_3: &[u8] = include_bytes!("../version-3/00000000000000000001.log");
const SEGMENT: &[u8] = include_bytes!("../version-1/00000000000000000001.log");

fn records() -> Vec<Vec<Named>> {
    let record = |partition, text: &str| Named { partition, text: text.into() };
    vec![
        vec![record(0, "the first record")],
        vec![record(0, "two"), record(0, "at once"), record(2, "and one elsewhere")],
        vec![record(1, "")],
        vec![record(1, &"long ".repeat(300))],
    ]
}

#[test]
fn a_segment_of_version_1_is_read() {
    let disk = MemoryDisk::default();
    let path = Path::new("Trades/00000000000000000001.log");
    disk.create(path, SEGMENT.len() as u64).unwrap().write_at(0, SEGMENT).unwrap();
    let opened =
        Log::open(Arc::new(disk), "Trades".into(), identity(3), SIZES, Retention::default(), 9_000_000);
    let (mut log, recovery) = opened.unwrap();
    assert_eq!(recovery, Recovery::default(), "it was closed in order");
    assert_eq!(read_all(&shown(&log)).unwrap(), records().concat());
    assert_eq!(shown(&log).ends(), [3, 2, 1]);
    append(&mut log, &[Named { partition: 2, text: "written today".into() }], 9_000_000).unwrap();
    assert_eq!(shown(&log).ends(), [3, 2, 2]);
}

/// Writes the file. It was run once, and is here to show how; what it wrote is not to change.
#[test]
#[ignore = "writes the file that the test above reads"]
fn write_the_segment_of_version_1() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/version-1");
    let disk = Arc::new(parseltongue_streams::disk::RealDisk);
    let (mut log, _) =
        Log::open(disk, directory, identity(3), SIZES, Retention::default(), 1_000_000).unwrap();
    for (index, group) in records().iter().enumerate() {
        append(&mut log, group, 2_000_000 + index as i64).unwrap();
    }
    log.close(3_000_000).unwrap();
}

#[test]
fn a_segment_of_version_3_is_read_and_its_schema_is_handed_to_who_reads() {
    let disk = Arc::new(MemoryDisk::default());
    let path = Path::new("Trades/00000000000000000001.log");
    disk.create(path, SEGMENT_3.len() as u64).unwrap().write_at(0, SEGMENT_3).unwrap();
    let mut newer = identity(3);
    newer.fingerprint += 1;
    newer.reads = Reads(|written_with, schema| match (written_with, schema) {
        (0xF00D, "schema") => Ok(()),
        _ => Err(format!("it was written with {written_with:x} {schema}")),
    });
    let open = |disk: &Arc<MemoryDisk>, identity| {
        let disk: Arc<dyn Disk> = Arc::clone(disk) as _;
        Log::open(disk, "Trades".into(), identity, SIZES, Retention::default(), 9_000_000)
    };
    let (mut log, recovery) = open(&disk, newer.clone()).unwrap();
    assert_eq!(recovery, Recovery::default(), "it was closed in order");
    assert_eq!(read_all(&shown(&log)).unwrap(), records().concat());

    // What is written now stands in a segment of its own, which says with which schema.
    append(&mut log, &[Named { partition: 2, text: "newer".into() }], 9_000_000).unwrap();
    let mut written_with = Vec::new();
    let visit = |found: Found<'_>| {
        written_with.push(found.fingerprint);
        ControlFlow::Continue(())
    };
    shown(&log).scan(&[0, 0, 0], visit).unwrap();
    written_with.dedup();
    assert_eq!(written_with, [0xF00D, 0xF00E]);
    log.close(9_000_001).unwrap();
    drop(log);

    newer.fingerprint = 0xF00F;
    newer.reads = Reads(|_, _| Err("its field `it` was changed".to_owned()));
    let refused = open(&disk, newer).unwrap_err().to_string();
    assert!(
        refused.contains("cannot read: its field `it` was changed (Trades/00000000000000000001.log"),
        "{refused}"
    );
}

/// Writes the file. It was run once, and is here to show how; what it wrote is not to change.
#[test]
#[ignore = "writes the file that the test above reads"]
fn write_the_segment_of_version_3() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/version-3");
    let disk = Arc::new(parseltongue_streams::disk::RealDisk);
    let (mut log, _) =
        Log::open(disk, directory, identity(3), SIZES, Retention::default(), 1_000_000).unwrap();
    for (index, group) in records().iter().enumerate() {
        append(&mut log, group, 2_000_000 + index as i64).unwrap();
    }
    log.close(3_000_000).unwrap();
}
