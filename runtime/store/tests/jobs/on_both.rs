//! What is the same in each database.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use parseltongue_cores::Running;
use parseltongue_records::jobs::{Claimed, JobState, Lease, Priority, Queue, Room, SetBack, Terms, later};
use parseltongue_records::{Failure, NoError, Record, StoreError, Timestamp, Uuid, Value, versions};
use parseltongue_store::{JOB_BYTES_MAX, enqueue, in_transaction, queue};

use super::{Books, Library, directory};
use crate::{HOUR, Receipt, Report, receipt};

/// A runner with a clock of its own.
struct Runner<'p> {
    program: &'p Running,
    queue: Arc<dyn Queue>,
    holder: Uuid,
    now: Timestamp,
}

impl<'p> Runner<'p> {
    /// Its clock stands a minute behind all that was enqueued so far.
    fn of(program: &'p Running) -> Runner<'p> {
        let queue = program.world().enter(queue::<Books>).unwrap();
        let now = later(Timestamp::now(), Duration::from_secs(60));
        Runner { program, queue, holder: Uuid::now_v7(), now }
    }

    fn after(mut self, time: Duration) -> Runner<'p> {
        self.now = later(self.now, time);
        self
    }

    fn lease(&self) -> Lease {
        Lease { holder: self.holder, now: self.now, until: later(self.now, Duration::from_secs(30)) }
    }

    fn claim(&self, most: usize) -> Vec<Claimed> {
        self.claim_of(&[("Library::Receipt", most), ("Library::Report", most)], most)
    }

    fn claim_of(&self, kinds: &[(&'static str, usize)], most: usize) -> Vec<Claimed> {
        let room = Room { service: "Library", kinds: kinds.to_vec(), most };
        self.program.run(self.queue.claim(room, self.lease())).unwrap()
    }

    fn done(&self, job: &Claimed) -> bool {
        self.program.run(self.queue.done(job.id, self.holder)).unwrap()
    }

    fn set_back(&self, job: &Claimed, to: SetBack) -> bool {
        self.program.run(self.queue.set_back(job.id, self.holder, self.now, to)).unwrap()
    }
}

fn orders(jobs: &[Claimed]) -> Vec<i64> {
    let order = |job: &Claimed| Receipt::decode(&mut &*job.payload).unwrap().order;
    jobs.iter().map(order).collect()
}

fn add(program: &Running, order: i64, terms: Terms) -> Uuid {
    program.run(enqueue::<Books, _>(&receipt(order), terms)).unwrap()
}

#[test]
fn those_of_a_higher_priority_come_first_and_each_is_taken_up_once() {
    let Some(directory) = directory() else { return };
    let program = Library::start(directory.path());
    add(&program, 1, Terms::new().priority(Priority::Low));
    add(&program, 2, Terms::new());
    add(&program, 3, Terms::new().priority(Priority::High));
    add(&program, 4, Terms::new().after(HOUR));
    let (one, other) = (Runner::of(&program), Runner::of(&program));
    let first = one.claim(2);
    assert_eq!(orders(&first), [3, 2]);
    assert_eq!((first[0].attempt, &*first[0].kind), (1, "Library::Receipt"));
    assert_eq!(first[0].fingerprint, Receipt::FINGERPRINT);
    assert_eq!(first[0].schema, versions::schema(Receipt::FIELDS));
    assert_eq!(orders(&other.claim(2)), [1]);
    assert!(one.done(&first[0]) && one.done(&first[1]));
    assert!(!one.done(&first[0]), "it is gone");
    let later = Runner::of(&program).after(HOUR);
    // Nobody has kept the lease of the other one.
    let mut rest = orders(&later.claim(10));
    rest.sort_unstable();
    assert_eq!(rest, [1, 4]);
}

#[test]
fn a_job_whose_holder_is_silent_is_anothers_and_the_first_may_not_end_it() {
    let Some(directory) = directory() else { return };
    let program = Library::start(directory.path());
    add(&program, 1, Terms::new());
    let silent = Runner::of(&program);
    let taken = silent.claim(1);
    let other = Runner::of(&program).after(Duration::from_secs(20));
    assert!(other.claim(1).is_empty(), "the lease holds");
    program.run(silent.queue.extend(vec![taken[0].id], other_lease(&silent, 20))).unwrap();
    let other = other.after(Duration::from_secs(20));
    assert!(other.claim(1).is_empty(), "it was made longer");
    let other = other.after(Duration::from_secs(20));
    let again = other.claim(1);
    assert_eq!((again[0].id, again[0].attempt), (taken[0].id, 2));
    assert!(!silent.done(&taken[0]) && !silent.set_back(&taken[0], SetBack::GiveBack));
    assert!(other.done(&again[0]));
}

fn other_lease(runner: &Runner<'_>, seconds: u64) -> Lease {
    let now = later(runner.now, Duration::from_secs(seconds));
    Lease { holder: runner.holder, now, until: later(now, Duration::from_secs(30)) }
}

#[test]
fn a_job_comes_back_when_it_is_due_and_dies_with_its_reason() {
    let Some(directory) = directory() else { return };
    let program = Library::start(directory.path());
    let id = add(&program, 1, Terms::new());
    let runner = Runner::of(&program);
    let job = &runner.claim(1)[0];
    let due = later(runner.now, Duration::from_secs(5));
    assert!(runner.set_back(job, SetBack::Retry { due, reason: "no paper".to_owned() }));
    assert!(runner.claim(1).is_empty());
    assert_eq!(program.run(runner.queue.next_due("Library")).unwrap(), Some(due));
    assert_eq!(program.run(runner.queue.next_due("Other")).unwrap(), None);
    let runner = runner.after(Duration::from_secs(5));
    let job = &runner.claim(1)[0];
    assert!(runner.set_back(job, SetBack::GiveBack));
    let job = &runner.claim(1)[0];
    assert_eq!(job.attempt, 2, "what was given back does not count");
    assert!(runner.set_back(job, SetBack::Dead { reason: "no ink".to_owned() }));
    assert!(runner.after(HOUR).claim(1).is_empty());

    let runner = Runner::of(&program);
    let dead = program.run(runner.queue.list("Library", JobState::Dead, None, 10)).unwrap();
    assert_eq!((dead[0].id, dead[0].reason.as_deref(), dead[0].attempts), (id, Some("no ink"), 2));
    assert!(program.run(runner.queue.list("Other", JobState::Dead, None, 10)).unwrap().is_empty());
    assert!(program.run(runner.queue.retry(id, runner.now)).unwrap());
    assert_eq!(runner.claim(1)[0].attempt, 1);
    assert!(!program.run(runner.queue.delete(id)).unwrap(), "it runs");
    assert!(!program.run(runner.queue.retry(id, runner.now)).unwrap(), "it runs");
}

#[test]
fn equal_jobs_are_one_until_it_is_done_or_its_time_is_over() {
    let Some(directory) = directory() else { return };
    let program = Library::start(directory.path());
    let once = || Terms::new().unique_for(HOUR);
    let first = add(&program, 1, once());
    assert_eq!(add(&program, 1, once()), first);
    assert_ne!(add(&program, 2, once()), first);
    assert_ne!(add(&program, 1, Terms::new()), first, "nobody asked for one");
    let runner = Runner::of(&program);
    let claimed = runner.claim(10);
    assert_eq!(claimed.len(), 3);
    assert_eq!(add(&program, 1, once()), first, "it is not done yet");
    assert!(runner.done(claimed.iter().find(|job| job.id == first).unwrap()));
    let second = add(&program, 1, Terms::new().unique_for(Duration::ZERO));
    assert_ne!(second, first);
    assert_ne!(add(&program, 1, once()), second, "its time is over");
}

#[test]
fn a_transaction_that_is_undone_enqueues_nothing() {
    let Some(directory) = directory() else { return };
    let program = Library::start(directory.path());
    let runner = Runner::of(&program);
    let rings = Arc::new(AtomicUsize::new(0));
    let rung = Arc::clone(&rings);
    runner.queue.listen(Box::new(move || {
        rung.fetch_add(1, Relaxed);
    }));
    let transaction = |fails: bool| {
        in_transaction::<Books, _, NoError>(move |transaction| {
            let id = transaction.enqueue(&receipt(1), Terms::new())?;
            if fails { Err(Failure::Deadline) } else { Ok(id) }
        })
    };
    assert!(program.run(transaction(true)).is_err());
    assert_eq!((runner.claim(10).len(), rings.load(Relaxed)), (0, 0));
    let id = program.run(transaction(false)).unwrap();
    let claimed = runner.claim(10);
    assert_eq!((claimed[0].id, rings.load(Relaxed)), (id, 1));
    assert_eq!(claimed[0].schema, versions::schema(Receipt::FIELDS));
}

#[test]
fn kinds_without_room_and_paused_ones_wait() {
    let Some(directory) = directory() else { return };
    let program = Library::start(directory.path());
    for order in 0..4 {
        add(&program, order, Terms::new());
    }
    program.run(enqueue::<Books, _>(&Report { day: 1 }, Terms::new())).unwrap();
    let runner = Runner::of(&program);
    let claimed = runner.claim_of(&[("Library::Receipt", 1), ("Library::Report", 5)], 5);
    let kinds: Vec<&str> = claimed.iter().map(|job| &*job.kind).collect();
    assert_eq!(kinds, ["Library::Receipt", "Library::Report"]);
    program.run(runner.queue.pause("Library::Receipt".to_owned(), true)).unwrap();
    assert!(runner.claim(5).is_empty());
    let depths = program.run(runner.queue.depths("Library")).unwrap();
    assert_eq!((depths.len(), depths[0].waiting, depths[0].running, depths[0].is_paused), (2, 3, 1, true));
    assert!(depths[0].oldest_due.is_some() && depths[1].oldest_due.is_none());
    program.run(runner.queue.pause("Library::Receipt".to_owned(), false)).unwrap();
    assert_eq!(runner.claim(5).len(), 3);
    // Kinds that this program does not know are left to one that does.
    add(&program, 9, Terms::new());
    assert!(runner.claim_of(&[("Library::Report", 5)], 5).is_empty());
}

#[test]
fn pages_of_a_list_follow_each_other() {
    let Some(directory) = directory() else { return };
    let program = Library::start(directory.path());
    let ids: Vec<Uuid> = (0..5).map(|order| add(&program, order, Terms::new())).collect();
    let runner = Runner::of(&program);
    let first = program.run(runner.queue.list("Library", JobState::Waiting, None, 3)).unwrap();
    let rest = program.run(runner.queue.list("Library", JobState::Waiting, Some(first[2].id), 3)).unwrap();
    let listed: Vec<Uuid> = first.iter().chain(&rest).map(|entry| entry.id).collect();
    assert_eq!(listed, ids);
    assert!(program.run(runner.queue.delete(ids[0])).unwrap());
    assert_eq!(runner.claim(10).len(), 4);
    assert_eq!(program.run(runner.queue.list("Library", JobState::Running, None, 10)).unwrap().len(), 4);
}

#[test]
fn what_a_job_is_given_has_a_limit() {
    let Some(directory) = directory() else { return };
    let program = Library::start(directory.path());
    let large = Receipt { order: 1, text: "x".repeat(JOB_BYTES_MAX) };
    let refused = program.run(enqueue::<Books, _>(&large, Terms::new())).unwrap_err();
    assert!(matches!(&refused, StoreError::Invalid(_)), "{refused}");
}

#[test]
fn one_leads_until_its_lease_is_over_or_it_steps_down() {
    let Some(directory) = directory() else { return };
    let program = Library::start(directory.path());
    let (one, other) = (Runner::of(&program), Runner::of(&program));
    let lead = |who: &Runner<'_>| program.run(who.queue.lead("Library".to_owned(), who.lease())).unwrap();
    assert!(lead(&one) && lead(&one) && !lead(&other));
    let other = other.after(Duration::from_secs(31));
    assert!(lead(&other) && !lead(&one));
    program.run(other.queue.step_down("Library".to_owned(), other.holder)).unwrap();
    assert!(lead(&one));
}

#[test]
fn a_moment_of_a_timetable_is_kept_by_one() {
    let Some(directory) = directory() else { return };
    let program = Library::start(directory.path());
    let (one, other) = (Runner::of(&program), Runner::of(&program).after(HOUR));
    let last = |who: &Runner<'_>| program.run(who.queue.last_kept("night".to_owned(), who.now)).unwrap();
    let keep = |moment| program.run(one.queue.keep("night".to_owned(), moment)).unwrap();
    assert_eq!((last(&one), last(&other)), (one.now, one.now));
    assert!(keep(other.now) && !keep(other.now) && !keep(one.now));
    assert_eq!(last(&one), other.now);
}

#[test]
fn programs_that_share_a_queue_take_each_job_up_once() {
    const JOBS: i64 = 120;
    let Some(directory) = directory() else { return };
    let programs: Vec<Running> = (0..4).map(|_| Library::start(directory.path())).collect();
    for order in 0..JOBS {
        add(&programs[0], order, Terms::new());
    }
    let mut taken: BTreeMap<i64, usize> = BTreeMap::new();
    std::thread::scope(|scope| {
        let work = |program| {
            let runner = Runner::of(program);
            let mut done = Vec::new();
            loop {
                let jobs = runner.claim(5);
                let next = program.run(runner.queue.next_due("Library")).unwrap();
                // Those that are left are another's, for as long as its lease lasts.
                if jobs.is_empty() && next.is_none_or(|due| due > runner.now) {
                    return done;
                }
                for job in &jobs {
                    assert!(runner.done(job), "nobody else has it");
                }
                done.extend(orders(&jobs));
            }
        };
        let runners: Vec<_> = programs.iter().map(|program| scope.spawn(move || work(program))).collect();
        for runner in runners {
            for order in runner.join().unwrap() {
                *taken.entry(order).or_default() += 1;
            }
        }
    });
    assert_eq!(taken, (0..JOBS).map(|order| (order, 1)).collect());
}

#[test]
fn equal_jobs_that_are_enqueued_at_once_are_one() {
    let Some(directory) = directory() else { return };
    let program = Library::start(directory.path());
    let world = program.world();
    let all: Vec<Uuid> = std::thread::scope(|scope| {
        let adders: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                    let job = receipt(1);
                    let enqueued = enqueue::<Books, _>(&job, Terms::new().unique_for(HOUR));
                    runtime.block_on(world.scope(enqueued)).unwrap()
                })
            })
            .collect();
        adders.into_iter().map(|adder| adder.join().unwrap()).collect()
    });
    assert!(all.iter().all(|id| *id == all[0]), "{all:?}");
    assert_eq!(Runner::of(&program).claim(10).len(), 1);
}

#[test]
fn a_reason_that_cannot_be_kept_as_it_is_does_not_hold_the_job() {
    let Some(directory) = directory() else { return };
    let program = Library::start(directory.path());
    add(&program, 1, Terms::new());
    let runner = Runner::of(&program);
    let job = &runner.claim(1)[0];
    assert!(runner.set_back(job, SetBack::Dead { reason: "no \0 ink".to_owned() }));
    let dead = program.run(runner.queue.list("Library", JobState::Dead, None, 10)).unwrap();
    assert_eq!(dead[0].reason.as_deref(), Some("no \u{FFFD} ink"));
}
