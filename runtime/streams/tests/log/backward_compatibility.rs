//! The segment in `tests/version-1` was written by the first program that wrote version 1.

use std::path::Path;
use std::sync::Arc;

use parseltongue_streams::disk::{Disk, MemoryDisk};
use parseltongue_streams::log::{Log, Recovery, Retention};

use crate::support::{Named, SIZES, append, identity, read_all, shown};

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
