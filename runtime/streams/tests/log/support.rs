//! Histories of appends to a log on a simulated disk, and what must hold after each.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parseltongue_streams::disk::SimulatedDisk;
use parseltongue_streams::log::format::frame_record;
use parseltongue_streams::log::{
    Group, Identity, Log, LogError, Reads, Recovery, Retention, Sizes, Snapshot,
};

/// A record, as these tests name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Named {
    pub(crate) partition: u32,
    pub(crate) text: String,
}

/// Small segments, so that short histories fill several.
pub(crate) const SIZES: Sizes = Sizes { first_bytes: 12 << 10, most_bytes: 12 << 10 };

pub(crate) fn directory() -> PathBuf {
    PathBuf::from("Trades")
}

pub(crate) fn identity(partitions: u32) -> Identity {
    Identity {
        stream: "Trades".into(),
        record: "Trade".into(),
        fingerprint: 0xF00D,
        schema: "schema".into(),
        reads: Reads(|_, _| Err("its field `it` was changed".into())),
        partitions,
    }
}

pub(crate) fn open(disk: &SimulatedDisk, partitions: u32) -> Result<(Log, Recovery), LogError> {
    open_with(disk, partitions, Retention::default(), 1)
}

pub(crate) fn open_with(
    disk: &SimulatedDisk,
    partitions: u32,
    retention: Retention,
    now_us: i64,
) -> Result<(Log, Recovery), LogError> {
    Log::open(Arc::new(disk.clone()), directory(), identity(partitions), SIZES, retention, now_us)
}

/// A group of records, the text framed as it is.
pub(crate) fn group(records: &[Named]) -> Group {
    let mut group = Group::new();
    for record in records {
        let mut framed = Vec::new();
        frame_record(&mut framed, |out| out.extend(record.text.bytes()));
        group.push(record.partition, 1, &framed);
    }
    group
}

/// Writes, syncs and shows one group, as the log thread does with `every_message`.
pub(crate) fn append(log: &mut Log, records: &[Named], now_us: i64) -> Result<(), LogError> {
    log.write(&mut group(records), now_us)?;
    log.sync()?;
    log.show();
    Ok(())
}

/// Every record of a log, in order.
pub(crate) fn read_all(snapshot: &Snapshot) -> Result<Vec<Named>, LogError> {
    let mut all = Vec::new();
    let from = snapshot.begins().to_vec();
    snapshot.scan(&from, |found| {
        let text = String::from_utf8(found.record.to_vec()).unwrap();
        all.push(Named { partition: found.partition, text });
        ControlFlow::Continue(())
    })?;
    Ok(all)
}

pub(crate) fn shown(log: &Log) -> Snapshot {
    log.watch().borrow().clone()
}

/// The records of one partition.
pub(crate) fn of_partition(records: &[Named], partition: u32) -> Vec<Named> {
    records.iter().filter(|record| record.partition == partition).cloned().collect()
}

/// Asserts that `found` is, in every partition, a first part of `written` and holds all of `acknowledged`.
pub(crate) fn assert_is_prefix(found: &[Named], written: &[Named], acknowledged: &[Named], partitions: u32) {
    for partition in 0..partitions {
        let found = of_partition(found, partition);
        let written = of_partition(written, partition);
        let acknowledged = of_partition(acknowledged, partition);
        assert!(written.starts_with(&found), "{found:?}\nis no first part of\n{written:?}");
        assert!(found.starts_with(&acknowledged), "{found:?}\nlacks some of\n{acknowledged:?}");
    }
}

/// The only segment of a log that has one.
pub(crate) fn first_segment() -> PathBuf {
    Path::new("Trades").join("00000000000000000001.log")
}
