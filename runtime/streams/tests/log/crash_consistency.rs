//! Loss of power: at every I/O operation of short histories, at random in long ones.

use crate::support::{Named, append, assert_is_prefix, open, read_all, shown};
use parseltongue_streams::disk::{Fault, SimulatedDisk};
use proptest::prelude::*;

const PARTITIONS: u32 = 3;

/// A history: groups of records, written one after the other, then a close.
fn history(groups: usize, size: usize) -> Vec<Vec<Named>> {
    let record = |group: usize, index: usize| Named {
        partition: ((group + index) % PARTITIONS as usize) as u32,
        text: format!("{group}.{index} {}", "x".repeat(group * 97 % size)),
    };
    (0..groups).map(|group| (0..1 + group % 4).map(|index| record(group, index)).collect()).collect()
}

/// Plays a history until the disk refuses. What was tried, and what of it was acknowledged.
fn play(disk: &SimulatedDisk, groups: &[Vec<Named>]) -> (Vec<Named>, Vec<Named>) {
    let (mut tried, mut acknowledged) = (Vec::new(), Vec::new());
    let Ok((mut log, _)) = open(disk, PARTITIONS) else { return (tried, acknowledged) };
    for (index, records) in groups.iter().enumerate() {
        tried.extend(records.iter().cloned());
        if append(&mut log, records, index as i64).is_err() {
            return (tried, acknowledged);
        }
        acknowledged.extend(records.iter().cloned());
    }
    let _ = log.close(groups.len() as i64);
    (tried, acknowledged)
}

/// Opens what the power left: a first part with all that was acknowledged; opened twice, it is
/// the same; and it can be appended to.
fn check(disk: &SimulatedDisk, tried: &[Named], acknowledged: &[Named]) {
    let (log, _) = open(disk, PARTITIONS).expect("a log survives the loss of power");
    let found = read_all(&shown(&log)).unwrap();
    assert_is_prefix(&found, tried, acknowledged, PARTITIONS);
    drop(log);

    let before = disk.files();
    let (mut log, again) = open(disk, PARTITIONS).unwrap();
    assert_eq!(again.cut, None, "the second recovery cuts nothing");
    assert_eq!(disk.files(), before, "and changes nothing");
    assert_eq!(read_all(&shown(&log)).unwrap(), found);

    let more = vec![Named { partition: 1, text: "one more".into() }];
    append(&mut log, &more, 1_000).unwrap();
    assert_eq!(read_all(&shown(&log)).unwrap(), [found, more].concat());
}

#[test]
fn every_operation_of_a_short_history_may_be_the_last() {
    let groups = history(30, 700);
    let whole = SimulatedDisk::new(0);
    play(&whole, &groups);
    let operations = whole.operations();
    assert!(operations > 60, "{operations} operations are a short history, but not that short");
    assert!(whole.files().len() > 2, "it fills more than one segment");
    for operation in 0..operations {
        for seed in 0..6 {
            let disk = SimulatedDisk::new(seed);
            disk.fail_at(operation, Fault::PowerLoss);
            let (tried, acknowledged) = play(&disk, &groups);
            check(&disk.after_power_loss(operation * 31 + seed), &tried, &acknowledged);
        }
    }
}

#[test]
fn the_recovery_itself_may_be_cut_short() {
    let groups = history(12, 700);
    for seed in 0..40 {
        let disk = SimulatedDisk::new(seed);
        disk.fail_at(20 + seed % 9, Fault::PowerLoss);
        let (tried, acknowledged) = play(&disk, &groups);
        for operation in 0..6 {
            let found = disk.after_power_loss(seed);
            found.fail_at(operation, Fault::PowerLoss);
            let _ = open(&found, PARTITIONS);
            check(&found.after_power_loss(seed + 1), &tried, &acknowledged);
        }
    }
}

#[test]
fn a_process_that_dies_alone_loses_nothing_it_has_written() {
    let groups = history(20, 500);
    let disk = SimulatedDisk::new(3);
    let (mut log, _) = open(&disk, PARTITIONS).unwrap();
    for (index, records) in groups.iter().enumerate() {
        // No sync: the page cache survives the process.
        log.write(&mut crate::support::group(records), index as i64).unwrap();
        log.show();
    }
    let written = read_all(&shown(&log)).unwrap();
    let (log, recovery) = open(&disk.after_kill(), PARTITIONS).unwrap();
    assert_eq!(read_all(&shown(&log)).unwrap(), written);
    assert!(recovery.rewritten_bytes > 0, "but it is made durable before anybody sees it");
    assert_eq!(recovery.cut, None);
}

#[test]
fn what_readers_were_shown_survives_the_power_after_a_process_died_first() {
    let groups = history(10, 300);
    for seed in 0..20 {
        let disk = SimulatedDisk::new(seed);
        let (mut log, _) = open(&disk, PARTITIONS).unwrap();
        for (index, records) in groups.iter().enumerate() {
            log.write(&mut crate::support::group(records), index as i64).unwrap();
        }
        // `after_kill` finds the page cache on disk; a real one has not, so it is not used here:
        // the same disk is opened again, its unsynced writes still unsynced.
        let (log, _) = open(&disk, PARTITIONS).unwrap();
        let seen = read_all(&shown(&log)).unwrap();
        check(&disk.after_power_loss(seed), &seen, &seen);
    }
}

#[test]
fn a_log_that_was_closed_in_order_is_opened_without_a_write() {
    let disk = SimulatedDisk::new(0);
    play(&disk, &history(9, 200));
    let before = disk.operations();
    let (log, recovery) = open(&disk, PARTITIONS).unwrap();
    assert_eq!(recovery, Default::default());
    assert_eq!(disk.operations(), before);
    drop(log);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_long_history_may_be_cut_anywhere_again_and_again(
        seed in any::<u64>(),
        sizes in prop::collection::vec((1usize..6, 0usize..3000), 1..40),
        cuts in prop::collection::vec(0u64..120, 1..6),
    ) {
        let mut disk = SimulatedDisk::new(seed);
        let (mut tried, mut acknowledged): (Vec<Named>, Vec<Named>) = Default::default();
        for (life, cut) in cuts.into_iter().enumerate() {
            disk.fail_at(disk.operations() + cut, Fault::PowerLoss);
            if let Ok((mut log, _)) = open(&disk, PARTITIONS) {
                // What was found becomes the truth: an append without an answer stands or not.
                let found = read_all(&shown(&log)).unwrap();
                assert_is_prefix(&found, &tried, &acknowledged, PARTITIONS);
                tried.clone_from(&found);
                acknowledged = found;
                for (index, &(records, size)) in sizes.iter().enumerate() {
                    let record = |n: usize| Named {
                        partition: (n % PARTITIONS as usize) as u32,
                        text: format!("{life}.{index}.{n} {}", "y".repeat(size)),
                    };
                    let records: Vec<_> = (0..records).map(record).collect();
                    tried.extend(records.iter().cloned());
                    if append(&mut log, &records, index as i64).is_err() {
                        break;
                    }
                    acknowledged.extend(records);
                }
            }
            disk = disk.after_power_loss(seed.wrapping_add(life as u64));
        }
        check(&disk, &tried, &acknowledged);
    }
}
