//! Jobs that are enqueued and done while the process is killed: each that was acknowledged is done at least once.

use std::collections::BTreeSet;
use std::time::Duration;

use parseltongue_cores::Running;
use parseltongue_records::jobs::{Claimed, Lease, Room, Terms, later};
use parseltongue_records::{Timestamp, Uuid, Value};
use parseltongue_store::{enqueue, queue};

use super::{Books, Library, directory};
use crate::{Task, life};

const KILLS: i64 = 12;
/// More than one life of a child enqueues.
const OF_ONE_LIFE: i64 = 1_000_000;

fn claim(program: &Running, holder: Uuid, now: Timestamp) -> Vec<Claimed> {
    let queue = program.world().enter(queue::<Books>).unwrap();
    let room = Room { service: "Library", kinds: vec![("Library::Task", 2)], most: 2 };
    program.run(queue.claim(room, Lease { holder, now, until: later(now, Duration::from_secs(30)) })).unwrap()
}

fn number(job: &Claimed) -> i64 {
    Task::decode(&mut &*job.payload).unwrap().number
}

/// The child: enqueues two jobs, then takes up to two and does one, over and over; it says which it enqueued once that
/// is acknowledged, and which it does before it says so to the store.
#[test]
fn child() {
    let Some((directory, mut next)) = life::own() else { return };
    let program = Library::start(&directory);
    let (queue, holder) = (program.world().enter(queue::<Books>).unwrap(), Uuid::now_v7());
    loop {
        for _ in 0..2 {
            program.run(enqueue::<Books, _>(&Task { number: next }, Terms::new())).unwrap();
            life::say(&format!("enqueued {next}"));
            next += 1;
        }
        for job in claim(&program, holder, Timestamp::now()).into_iter().take(1) {
            life::say(&format!("done {}", number(&job)));
            program.run(queue.done(job.id, holder)).unwrap();
        }
    }
}

#[test]
fn no_job_that_was_acknowledged_is_done_zero_times() {
    let Some(directory) = directory() else { return };
    let (mut enqueued, mut done) = (BTreeSet::new(), BTreeSet::new());
    let heard = |lines: Vec<String>, enqueued: &mut BTreeSet<i64>, done: &mut BTreeSet<i64>| {
        for line in lines {
            let (what, number) = line.split_once(' ').unwrap();
            let numbers = if what == "done" { &mut *done } else { &mut *enqueued };
            numbers.insert(number.parse().unwrap());
        }
    };
    // Two programs share the queue; each dies again and again.
    for life in (0..KILLS).step_by(2) {
        let lines = 5 + usize::try_from(life * 7 % 40).unwrap();
        let said = std::thread::scope(|scope| {
            let live = |life: i64| {
                life::said_until_killed(module_path!(), directory.path(), life * OF_ONE_LIFE, lines)
            };
            let other = scope.spawn(move || live(life + 1));
            let one = live(life);
            [one, other.join().unwrap()]
        });
        said.into_iter().for_each(|lines| heard(lines, &mut enqueued, &mut done));
    }
    // The leases of the dead are over by then.
    let program = Library::start(directory.path());
    let (queue, holder) = (program.world().enter(queue::<Books>).unwrap(), Uuid::now_v7());
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
    assert_eq!(program.run(queue.next_due("Library")).unwrap(), None);
}
