//! Jobs in a store: who gets which, when, and what becomes of those that nobody ends.
#![allow(missing_docs)]
// The same tests for each database.
#![allow(clippy::duplicate_mod)]

#[path = "../cluster/mod.rs"]
mod cluster;
#[path = "../written/mod.rs"]
mod written;

use std::time::Duration;

use parseltongue_records::jobs::{Job, Lease, Room, Terms, later};
use parseltongue_records::{Timestamp, Uuid};
use parseltongue_store::{Location, enqueue, queue};
use written::{record, store, written};

record!(Receipt, ReceiptDraft, ReceiptChanges, ReceiptColumns, "Receipt", "\"order\", \"text\"" {
    0 order: i64 = doc("");
    1 text: String = doc("");
});
record!(Report, ReportDraft, ReportChanges, ReportColumns, "Report", "\"day\"" {
    0 day: i64 = doc("");
});
store!(Memory, Fleeting: Location::Memory, holds);

mod on_postgres;
mod on_sqlite;

impl<S> Job<S> for Receipt {
    const SERVICE: &'static str = "Library";
    const JOB: &'static str = "Library::Receipt";
}
impl<S> Job<S> for Report {
    const SERVICE: &'static str = "Library";
    const JOB: &'static str = "Library::Report";
}

const HOUR: Duration = Duration::from_secs(3600);

fn receipt(order: i64) -> Receipt {
    Receipt { order, text: "thanks".to_owned() }
}

#[test]
fn a_store_in_memory_keeps_jobs_too() {
    let directory = tempfile::tempdir().unwrap();
    let program = Fleeting::start(directory.path());
    let id = program.run(enqueue::<Memory, _>(&receipt(1), Terms::new())).unwrap();
    let queue = program.world().enter(queue::<Memory>).unwrap();
    let now = Timestamp::now();
    let room = Room { service: "Library", kinds: vec![("Library::Receipt", 1)], most: 1 };
    let lease = Lease { holder: Uuid::now_v7(), now, until: later(now, HOUR) };
    assert_eq!(program.run(queue.claim(room, lease)).unwrap()[0].id, id);
}
