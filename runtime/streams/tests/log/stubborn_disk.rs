//! Disks that refuse: full ones, failing syncs, failing writes.

use parseltongue_streams::disk::{Fault, SimulatedDisk};
use parseltongue_streams::log::LogError;

use crate::support::{Named, append, assert_is_prefix, group, open, read_all, shown};

fn record(index: usize) -> Named {
    Named { partition: (index % 2) as u32, text: format!("{index} {}", "w".repeat(900)) }
}

#[test]
fn a_sync_that_failed_is_never_tried_again() {
    let disk = SimulatedDisk::new(0);
    let (mut log, _) = open(&disk, 2).unwrap();
    append(&mut log, &[record(0)], 1).unwrap();
    // The write, then its sync.
    disk.fail_at(disk.operations() + 1, Fault::Refused);
    let failed = append(&mut log, &[record(1)], 2).unwrap_err();
    assert!(matches!(failed, LogError::Disk { action: "sync", .. }), "{failed}");
    let operations = disk.operations();
    let refused = append(&mut log, &[record(2)], 3).unwrap_err();
    assert!(matches!(refused, LogError::Poisoned(_)), "{refused}");
    assert!(log.sync().is_err() && log.close(4).is_err());
    assert_eq!(disk.operations(), operations, "nothing touches the segment any more");
    assert_eq!(read_all(&shown(&log)).unwrap(), [record(0)], "readers go on reading");
    drop(log);

    // The record may be found in the page cache, or not; if it is, it is made durable first.
    let (log, _) = open(&disk, 2).unwrap();
    let found = read_all(&shown(&log)).unwrap();
    assert_is_prefix(&found, &[record(0), record(1)], &[record(0)], 2);
    drop(log);
    let (log, _) = open(&disk.after_power_loss(1), 2).unwrap();
    assert_eq!(read_all(&shown(&log)).unwrap(), found);
}

#[test]
fn a_full_disk_refuses_and_takes_records_again_once_there_is_room() {
    let disk = SimulatedDisk::new(0);
    disk.set_capacity(30 << 10);
    let (mut log, _) = open(&disk, 2).unwrap();
    let mut acknowledged = Vec::new();
    let mut time_us = 0;
    let refused = loop {
        time_us += 1;
        let next = record(acknowledged.len());
        match append(&mut log, std::slice::from_ref(&next), time_us) {
            Ok(()) => acknowledged.push(next),
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, LogError::Disk { is_full: true, .. }), "{refused}");
    assert!(acknowledged.len() > 10);
    assert_eq!(read_all(&shown(&log)).unwrap(), acknowledged);

    disk.set_capacity(u64::MAX);
    let next = record(acknowledged.len());
    let too_early = append(&mut log, std::slice::from_ref(&next), time_us + 10).unwrap_err();
    assert_eq!(too_early, refused, "a full disk is not asked at every publish");
    append(&mut log, std::slice::from_ref(&next), time_us + 2_000_000).unwrap();
    acknowledged.push(next);
    assert_eq!(read_all(&shown(&log)).unwrap(), acknowledged);
    log.close(time_us).unwrap();
    drop(log);
    let (log, _) = open(&disk, 2).unwrap();
    assert_eq!(read_all(&shown(&log)).unwrap(), acknowledged);
}

#[test]
fn what_a_failed_write_left_is_never_read() {
    for seed in 0..30 {
        let disk = SimulatedDisk::new(seed);
        let (mut log, _) = open(&disk, 2).unwrap();
        append(&mut log, &[record(0)], 1).unwrap();
        disk.fail_at(disk.operations(), Fault::Refused);
        assert!(log.write(&mut group(&[record(1), record(2), record(4)]), 2).is_err());
        append(&mut log, &[Named { partition: 1, text: "short".into() }], 3).unwrap();
        let expected = [record(0), Named { partition: 1, text: "short".into() }];
        assert_eq!(read_all(&shown(&log)).unwrap(), expected);
        drop(log);
        let (log, recovery) = open(&disk.after_power_loss(seed), 2).unwrap();
        assert_eq!(read_all(&shown(&log)).unwrap(), expected);
        assert_eq!(recovery.cut, None);
    }
}

#[test]
fn any_single_refusal_loses_nothing_that_was_acknowledged() {
    for operation in 0..140 {
        let disk = SimulatedDisk::new(operation);
        disk.fail_at(operation, Fault::Refused);
        let (mut tried, mut acknowledged) = (Vec::new(), Vec::new());
        let mut opened = open(&disk, 2).map(|(log, _)| log);
        if opened.is_err() {
            opened = open(&disk, 2).map(|(log, _)| log);
        }
        let mut log = opened.expect("it was refused once only");
        for index in 0..60 {
            tried.push(record(index));
            match append(&mut log, &[record(index)], index as i64 * 2_000_000) {
                Ok(()) => acknowledged.push(record(index)),
                // Whether a record that was refused stands is not known; its offset may be another's.
                Err(_) => {
                    log = open(&disk, 2).unwrap().0;
                    tried = read_all(&shown(&log)).unwrap();
                    assert_is_prefix(&tried, &tried.clone(), &acknowledged, 2);
                    acknowledged.clone_from(&tried);
                }
            }
        }
        drop(log);
        let (log, _) = open(&disk.after_power_loss(operation), 2).unwrap();
        let found = read_all(&shown(&log)).unwrap();
        assert_is_prefix(&found, &tried, &acknowledged, 2);
    }
}

#[test]
fn a_directory_is_opened_once_at_a_time() {
    use parseltongue_streams::disk::{Disk, RealDisk};
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("lock");
    let held = RealDisk.lock(&path).unwrap();
    assert_eq!(RealDisk.lock(&path).unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    drop(held);
    RealDisk.lock(&path).unwrap();
}
