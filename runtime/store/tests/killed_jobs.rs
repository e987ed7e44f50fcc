//! `kill -9` while jobs are enqueued and done: each that was acknowledged is done at least once.
#![allow(missing_docs)]

mod cluster;
mod written;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use parseltongue_cores::Running;
use parseltongue_records::jobs::{Claimed, Job, Lease, Room, Terms, later};
use parseltongue_records::{Timestamp, Uuid, Value};
use parseltongue_store::{Location, enqueue, queue};
use written::{record, store, written};

record!(Task, TaskDraft, TaskChanges, TaskColumns, "Task", "\"number\"" {
    0 number: i64 = doc("");
});
store!(Tasks, Working: Location::File("tasks.db"), holds);

impl Job<Tasks> for Task {
    const SERVICE: &'static str = "Working";
    const JOB: &'static str = "Working::Task";
}

/// Says to the child process of this test where to work, and with which number to begin.
const DIRECTORY: &str = "PARSELTONGUE_KILLED_DIRECTORY";
const FIRST: &str = "PARSELTONGUE_KILLED_FIRST";
const KILLS: i64 = 12;
/// More than one life of a child enqueues.
const OF_ONE_LIFE: i64 = 1_000_000;

fn claim(program: &Running, holder: Uuid, now: Timestamp) -> Vec<Claimed> {
    let queue = program.world().enter(queue::<Tasks>).unwrap();
    let room = Room { service: "Working", kinds: vec![("Working::Task", 2)], most: 2 };
    program.run(queue.claim(room, Lease { holder, now, until: later(now, Duration::from_secs(30)) })).unwrap()
}

fn number(job: &Claimed) -> i64 {
    Task::decode(&mut &*job.payload).unwrap().number
}

/// The child: enqueues two jobs, then takes up to two and does one, over and over; it says which it
/// enqueued once that is acknowledged, and which it does before it says so to the store.
#[test]
fn child() {
    let Some(directory) = std::env::var_os(DIRECTORY).map(PathBuf::from) else { return };
    let mut next: i64 = std::env::var(FIRST).unwrap().parse().unwrap();
    let program = Working::start(&directory);
    let (queue, holder) = (program.world().enter(queue::<Tasks>).unwrap(), Uuid::now_v7());
    loop {
        for _ in 0..2 {
            program.run(enqueue::<Tasks, _>(&Task { number: next }, Terms::new())).unwrap();
            say(&format!("enqueued {next}"));
            next += 1;
        }
        for job in claim(&program, holder, Timestamp::now()).into_iter().take(1) {
            say(&format!("done {}", number(&job)));
            program.run(queue.done(job.id, holder)).unwrap();
        }
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).unwrap();
}

/// Kills the child once it has said so many lines; gives all that it said.
fn said_until_killed(directory: &Path, first: i64, lines_heard: usize) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture"])
        .env(DIRECTORY, directory)
        .env(FIRST, first.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let ours = |line: &String| line.starts_with("enqueued ") || line.starts_with("done ");
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok).filter(ours);
    let mut said: Vec<String> = lines.by_ref().take(lines_heard).collect();
    assert_eq!(said.len(), lines_heard, "the child works");
    child.kill().unwrap();
    child.wait().unwrap();
    // What it said before it died.
    said.extend(lines);
    said
}

#[test]
fn no_job_that_was_acknowledged_is_done_zero_times() {
    let directory = tempfile::tempdir().unwrap();
    let (mut enqueued, mut done) = (BTreeSet::new(), BTreeSet::new());
    for life in 0..KILLS {
        let lines = 5 + usize::try_from(life * 7 % 40).unwrap();
        for line in said_until_killed(directory.path(), life * OF_ONE_LIFE, lines) {
            let (what, number) = line.split_once(' ').unwrap();
            let number: i64 = number.parse().unwrap();
            if what == "done" {
                done.insert(number)
            } else {
                enqueued.insert(number)
            };
        }
    }
    // The leases of the dead are over by then.
    let program = Working::start(directory.path());
    let (queue, holder) = (program.world().enter(queue::<Tasks>).unwrap(), Uuid::now_v7());
    let now = later(Timestamp::now(), Duration::from_secs(60));
    loop {
        let jobs = claim(&program, holder, now);
        if jobs.is_empty() {
            break;
        }
        for job in jobs {
            done.insert(number(&job));
            assert!(program.run(queue.done(job.id, holder)).unwrap());
        }
    }
    let never: Vec<_> = enqueued.difference(&done).collect();
    assert!(never.is_empty(), "never done, though acknowledged: {never:?}");
    assert!(enqueued.len() >= KILLS as usize * 2);
    assert_eq!(queue.next_due("Working").unwrap(), None);
}
