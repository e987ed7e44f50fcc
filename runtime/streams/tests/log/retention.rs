//! What is dropped, and what never is.

use parseltongue_streams::disk::{Fault, SimulatedDisk};
use parseltongue_streams::log::{LogError, Missing, Retention};

use crate::support::{Named, append, open_with, read_all, shown};

const SECOND_US: i64 = 1_000_000;

fn record(index: i64) -> Named {
    Named { partition: 0, text: format!("{index} {}", "v".repeat(1000)) }
}

#[test]
fn size_drops_the_oldest_whole_segments_and_counts_their_records() {
    let disk = SimulatedDisk::new(0);
    let keep = Retention { size_bytes: Some(40 << 10), age_us: None };
    let (mut log, _) = open_with(&disk, 1, keep, 0).unwrap();
    let mut dropped = 0;
    for index in 0..100 {
        append(&mut log, &[record(index)], index).unwrap();
        dropped += log.retain(index).unwrap().records;
    }
    let snapshot = shown(&log);
    assert!(snapshot.size_bytes() <= 40 << 10);
    assert_eq!(snapshot.begins(), [dropped]);
    assert!(dropped > 50 && dropped < 100, "{dropped}");
    let expected: Vec<_> = (dropped as i64..100).map(record).collect();
    assert_eq!(read_all(&snapshot).unwrap(), expected);
    assert_eq!(snapshot.missing(&[3]), Some(Missing { partition: 0, asked: 3, begins: dropped }));
    assert_eq!(disk.files().len(), snapshot.size_bytes() as usize / (12 << 10));

    log.close(100).unwrap();
    drop(log);
    let (log, _) = open_with(&disk, 1, keep, 101).unwrap();
    assert_eq!(read_all(&shown(&log)).unwrap(), expected, "offsets go on where they were");
}

#[test]
fn age_drops_what_is_older_even_when_segments_never_fill() {
    let disk = SimulatedDisk::new(0);
    let keep = Retention { size_bytes: None, age_us: Some(100 * SECOND_US) };
    let (mut log, _) = open_with(&disk, 1, keep, 0).unwrap();
    for second in 0..1_000 {
        if second % 10 == 0 {
            append(&mut log, &[record(second)], second * SECOND_US).unwrap();
        }
        log.retain(second * SECOND_US).unwrap();
        let oldest: i64 = read_all(&shown(&log)).unwrap()[0].text.split(' ').next().unwrap().parse().unwrap();
        let age = second - oldest;
        assert!(
            age <= 126,
            "at {second} s the oldest is {age} s old: a quarter more than asked for, no more"
        );
    }
    let kept = read_all(&shown(&log)).unwrap();
    assert!(kept.contains(&record(900)) && kept.contains(&record(990)), "nothing younger is dropped");
}

#[test]
fn the_active_segment_stays_whatever_its_age() {
    let disk = SimulatedDisk::new(0);
    let keep = Retention { size_bytes: Some(1), age_us: None };
    let (mut log, _) = open_with(&disk, 1, keep, 0).unwrap();
    append(&mut log, &[record(1)], 1).unwrap();
    log.retain(1_000 * SECOND_US).unwrap();
    assert_eq!(read_all(&shown(&log)).unwrap(), [record(1)]);
}

#[test]
fn a_reader_keeps_what_it_holds() {
    let disk = SimulatedDisk::new(0);
    let keep = Retention { size_bytes: Some(20 << 10), age_us: None };
    let (mut log, _) = open_with(&disk, 1, keep, 0).unwrap();
    append(&mut log, &[record(0)], 0).unwrap();
    let held = shown(&log);
    for index in 1..60 {
        append(&mut log, &[record(index)], index).unwrap();
        log.retain(index).unwrap();
    }
    assert_eq!(read_all(&held).unwrap(), [record(0)]);
    assert!(shown(&log).begins()[0] > 0);
}

#[test]
fn a_crash_while_dropping_leaves_a_log_without_gaps() {
    let keep = Retention { size_bytes: Some(40 << 10), age_us: None };
    for operation in 40..160 {
        let disk = SimulatedDisk::new(operation);
        disk.fail_at(operation, Fault::PowerLoss);
        let (mut log, _) = open_with(&disk, 1, keep, 0).unwrap();
        let mut acknowledged = 0;
        for index in 0..60 {
            if append(&mut log, &[record(index)], index).and_then(|()| log.retain(index)).is_err() {
                break;
            }
            acknowledged = index;
        }
        let (log, _) = open_with(&disk.after_power_loss(operation), 1, keep, 0).unwrap();
        let begins = shown(&log).begins()[0] as i64;
        let found = read_all(&shown(&log)).unwrap();
        let expected: Vec<_> = (begins..begins + found.len() as i64).map(record).collect();
        assert_eq!(found, expected);
        assert!(begins + found.len() as i64 > acknowledged);
    }
}

#[test]
fn a_segment_that_could_not_be_removed_is_the_first_to_be_tried_again() {
    let disk = SimulatedDisk::new(0);
    let (mut log, _) = open_with(&disk, 1, Retention::default(), 0).unwrap();
    for index in 0..60 {
        append(&mut log, &[record(index)], index).unwrap();
    }
    log.close(60).unwrap();
    drop(log);
    let keep = Retention { size_bytes: Some(40 << 10), age_us: None };
    let (mut log, _) = open_with(&disk, 1, keep, 61).unwrap();
    let (files, all) = (disk.files().len(), read_all(&shown(&log)).unwrap());
    disk.fail_at(disk.operations(), Fault::Refused);
    let failed = log.retain(62).unwrap_err();
    assert!(matches!(failed, LogError::Disk { action: "remove", .. }), "{failed}");
    assert_eq!(disk.files().len(), files);
    assert_eq!(read_all(&shown(&log)).unwrap(), all, "what stands on disk is shown");
    // No gap, should the program end here.
    assert!(open_with(&disk.after_kill(), 1, keep, 63).is_ok());

    let dropped = log.retain(64).unwrap();
    assert_eq!(disk.files().len(), files - dropped.segments as usize);
    let kept = read_all(&shown(&log)).unwrap();
    assert_eq!(kept, all[dropped.records as usize..]);
    log.close(65).unwrap();
    drop(log);
    let (log, _) = open_with(&disk, 1, keep, 66).unwrap();
    assert_eq!(read_all(&shown(&log)).unwrap(), kept);
}
