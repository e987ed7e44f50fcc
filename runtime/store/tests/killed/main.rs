//! `kill -9` under load: what was acknowledged is there afterwards, and no job is done zero times.
//!
//! That proves the process's death only. For a loss of power the store relies on SQLite's `synchronous = FULL` and
//! PostgreSQL's `synchronous_commit`; another test reads the first back.
#![allow(missing_docs)]
// The same tests for each database.
#![allow(clippy::duplicate_mod)]

#[path = "../cluster/mod.rs"]
mod cluster;
mod life;
#[path = "../written/mod.rs"]
mod written;

use parseltongue_records::jobs::Job;
use written::{record, written};

record!(Count, CountDraft, CountChanges, CountColumns, "Count", "\"id\", \"value\"" {
    0 id: i64 = doc("");
    1 value: i64 = doc("");
});
record!(Task, TaskDraft, TaskChanges, TaskColumns, "Task", "\"number\"" {
    0 number: i64 = doc("");
});

impl<S> Job<S> for Task {
    const SERVICE: &'static str = "Library";
    const JOB: &'static str = "Library::Task";
}

mod on_postgres;
mod on_sqlite;
