//! What outboxes hand over: in the log with their records, or not at all.

use std::path::Path;
use std::sync::Arc;

use parseltongue_streams::disk::{Disk, Fault, MemoryDisk, SimulatedDisk};
use parseltongue_streams::log::format::{Handed, frame_record};
use parseltongue_streams::log::{Group, Log, Recovery, Retention};

use crate::support::{Named, SIZES, append, identity, of_partition, open, open_with, read_all, shown};

const OURS: [u8; 16] = [7; 16];
const OTHERS: [u8; 16] = [8; 16];

/// Messages of an outbox, by number: the partition is what is left of it by three.
fn hand(group: &mut Group, outbox: [u8; 16], numbers: impl IntoIterator<Item = u64>) {
    for number in numbers {
        let mut framed = Vec::new();
        frame_record(&mut framed, |out| out.extend(format!("message {number}").bytes()));
        group.push_handed((number % 3) as u32, 1, &framed, Handed { outbox, last: number });
    }
}

fn named(number: u64) -> Named {
    Named { partition: (number % 3) as u32, text: format!("message {number}") }
}

fn write(log: &mut Log, group: &mut Group) -> Result<(), parseltongue_streams::log::LogError> {
    log.write(group, 1)?;
    log.sync()?;
    log.show();
    Ok(())
}

#[test]
fn what_was_handed_over_is_known_by_its_outbox_and_from_its_place() {
    let disk = SimulatedDisk::new(0);
    let (mut log, _) = open(&disk, 3).unwrap();
    let mut group = Group::new();
    hand(&mut group, OURS, 1..=4);
    hand(&mut group, OTHERS, [30]);
    write(&mut log, &mut group).unwrap();
    let middle = shown(&log).ends().to_vec();
    append(&mut log, &[Named { partition: 1, text: "a publish of its own".into() }], 2).unwrap();
    hand(&mut group, OURS, [5]);
    write(&mut log, &mut group).unwrap();

    let snapshot = shown(&log);
    assert_eq!(snapshot.handed(OURS, &[0, 0, 0]).unwrap(), [Some(3), Some(4), Some(5)]);
    assert_eq!(snapshot.handed(OTHERS, &[0, 0, 0]).unwrap(), [Some(30), None, None]);
    assert_eq!(snapshot.handed(OURS, &middle).unwrap(), [None, None, Some(5)]);
    // No place of this log: everything is looked at.
    for strange in [&[99, 99, 99][..], &[0], &[]] {
        assert_eq!(snapshot.handed(OURS, strange).unwrap(), [Some(3), Some(4), Some(5)]);
    }
    // Readers see records like any other.
    let found = read_all(&snapshot).unwrap();
    let of_one: Vec<String> = of_partition(&found, 1).into_iter().map(|it| it.text).collect();
    assert_eq!(of_one, ["message 1", "message 4", "a publish of its own"]);
    let mut newest = Vec::new();
    snapshot.newest(1, |it| newest.push(it.record.to_vec())).unwrap();
    assert_eq!(newest, [b"message 5".to_vec()]);
}

#[test]
fn records_and_numbers_are_there_together_wherever_the_power_fails() {
    let play = |disk: &SimulatedDisk| {
        let Ok((mut log, _)) = open(disk, 3) else { return };
        let mut group = Group::new();
        for round in 0..12 {
            hand(&mut group, OURS, 1 + round * 5..1 + (round + 1) * 5);
            group.push(0, 1, &[4, 0, 0, 0, b'w', b'o', b'r', b'd']);
            if write(&mut log, &mut group).is_err() {
                return;
            }
        }
    };
    let whole = SimulatedDisk::new(0);
    play(&whole);
    for operation in 0..whole.operations() {
        for seed in 0..4 {
            let disk = SimulatedDisk::new(seed);
            disk.fail_at(operation, Fault::PowerLoss);
            play(&disk);
            let (log, _) = open(&disk.after_power_loss(operation * 31 + seed), 3).unwrap();
            let found = read_all(&shown(&log)).unwrap();
            let handed = shown(&log).handed(OURS, &[0, 0, 0]).unwrap();
            for partition in 0..3 {
                let of_it = of_partition(&found, partition);
                let messages: Vec<_> = of_it.iter().filter(|it| it.text.starts_with("message")).collect();
                let last = handed[partition as usize].unwrap_or_default();
                let expected: Vec<Named> =
                    (1..=last).filter(|number| number % 3 == u64::from(partition)).map(named).collect();
                assert_eq!(messages, expected.iter().collect::<Vec<_>>());
            }
        }
    }
}

#[test]
fn a_segment_of_version_1_is_left_before_the_first_message() {
    let disk = MemoryDisk::default();
    let bytes = include_bytes!("../version-1/00000000000000000001.log");
    let path = Path::new("Trades/00000000000000000001.log");
    disk.create(path, bytes.len() as u64).unwrap().write_at(0, bytes).unwrap();
    let opened =
        Log::open(Arc::new(disk), "Trades".into(), identity(3), SIZES, Retention::default(), 9_000_000);
    let (mut log, _) = opened.unwrap();
    append(&mut log, &[named(1)], 9_000_000).unwrap();
    let one_segment = shown(&log).size_bytes();
    let mut group = Group::new();
    hand(&mut group, OURS, [2]);
    write(&mut log, &mut group).unwrap();
    assert!(shown(&log).size_bytes() > one_segment);
    assert_eq!(read_all(&shown(&log)).unwrap().len(), 8);
    assert_eq!(shown(&log).handed(OURS, &[]).unwrap(), [None, None, Some(2)]);
}

#[test]
fn retention_may_take_what_was_handed_over() {
    let disk = SimulatedDisk::new(0);
    let retention = Retention { age_us: None, size_bytes: Some(1) };
    let (mut log, _) = open_with(&disk, 3, retention, 1).unwrap();
    let mut group = Group::new();
    hand(&mut group, OURS, [3]);
    write(&mut log, &mut group).unwrap();
    while !log.has_rolled() || log.retain(2).unwrap().segments == 0 {
        append(&mut log, &[Named { partition: 1, text: "x".repeat(3_000) }], 2).unwrap();
    }
    assert_eq!(shown(&log).handed(OURS, &[0, 0, 0]).unwrap(), [None, None, None]);
}

#[test]
fn a_segment_of_version_2_is_read() {
    const SEGMENT: &[u8] = include_bytes!("../version-2/00000000000000000001.log");
    let disk = MemoryDisk::default();
    let path = Path::new("Trades/00000000000000000001.log");
    disk.create(path, SEGMENT.len() as u64).unwrap().write_at(0, SEGMENT).unwrap();
    let opened =
        Log::open(Arc::new(disk), "Trades".into(), identity(3), SIZES, Retention::default(), 9_000_000);
    let (log, recovery) = opened.unwrap();
    assert_eq!(recovery, Recovery::default(), "it was closed in order");
    assert_eq!(read_all(&shown(&log)).unwrap(), [named(3), named(1), named(3), named(2)]);
    assert_eq!(shown(&log).handed(OURS, &[]).unwrap(), [Some(3), Some(1), None]);
}

/// Writes the file. It was run once, and is here to show how; what it wrote is not to change.
#[test]
#[ignore = "writes the file that the test above reads"]
fn write_the_segment_of_version_2() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/version-2");
    let disk = Arc::new(parseltongue_streams::disk::RealDisk);
    let (mut log, _) =
        Log::open(disk, directory, identity(3), SIZES, Retention::default(), 1_000_000).unwrap();
    let mut group = Group::new();
    hand(&mut group, OURS, [1, 3]);
    write(&mut log, &mut group).unwrap();
    append(&mut log, &[named(2), named(3)], 2_000_000).unwrap();
    log.close(3_000_000).unwrap();
}
