//! Bodies that fail, panic, stand still; and what becomes of their records.

#![allow(missing_docs)]

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use parseltongue::cores::{Launch, Line, Program, Running};
use parseltongue::prelude::*;
use parseltongue::records::{Feed, Position};
use parseltongue::streams::{Stream, publish, publish_all};

parseltongue! {
    define_record Job { name: string, number: i64 }

    define_error Refusal {
        Closed is conflict "closed",
        NoNumber from std::num::ParseIntError is invalid "no number: {cause}",
    }

    slytherin!<Panics> {
        keep_in: directory "data",
        stream Jobs of Job,
        stream Done of Job,
        stream Dead of Job,
        consume Jobs as "panics" (job) retries 1 then_to Dead {
            if job.number == 3 {
                panic!("three");
            }
            publish job to Panics::Done;
        }
    }

    slytherin!<Batches> {
        keep_in: directory "data",
        stream Jobs of Job,
        stream Done of Job,
        stream Dead of Job,
        consume Jobs as "batches" (jobs) in_batches_of 8 within 1 ms retries 0 then_to Dead fails_with Refusal {
            for job in &jobs {
                let_var said: string = if job.number == 13 { "unlucky".to_owned() } else { job.number.to_string() };
                require said.parse::<i64>()? == job.number otherwise Refusal::Closed;
            }
            for job in &jobs {
                publish job to Batches::Done;
            }
        }
    }

    slytherin!<Refusing> {
        keep_in: memory,
        stream Jobs of Job,
        stream Done of Job,
        consume Jobs as "refusing" (job) fails_with Refusal {
            require job.number != 0 otherwise Refusal::Closed;
            publish job to Refusing::Done;
        }
    }

    slytherin!<Stubborn> {
        keep_in: directory "data",
        stream Jobs of Job { key: .name, partitions: 2, retain: up_to 1 MiB }
        stream Done of Job,
        consume Jobs as "stubborn" (job) retries 0 fails_with Refusal {
            require job.number != 0 || STUBBORN_IS_OPEN.load(SeqCst) otherwise Refusal::Closed;
            publish job to Stubborn::Done;
        }
    }
}

#[test]
fn a_group_that_stands_still_can_be_moved_past_the_record() {
    let directory = tempfile::tempdir().unwrap();
    let running = start::<RefusingDesk>(directory.path());
    running.run(async {
        for number in 0..3 {
            publish(Refusing::Jobs, &job("A", number)).await.unwrap();
        }
        Refusing::Jobs.move_group("refusing", &Position(vec![1])).await.unwrap();
        assert_eq!(numbers(Refusing::Done, 2).await, [1, 2]);
    });
    assert!(running.stop().is_clean());
}

static STUBBORN_IS_OPEN: AtomicBool = AtomicBool::new(false);

struct PanicsDesk;
impl Program for PanicsDesk {
    const NAME: &'static str = "PanicsDesk";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Panics>(1)];
}
struct BatchesDesk;
impl Program for BatchesDesk {
    const NAME: &'static str = "BatchesDesk";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Batches>(1)];
}
struct RefusingDesk;
impl Program for RefusingDesk {
    const NAME: &'static str = "RefusingDesk";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Refusing>(1)];
}
struct StubbornDesk;
impl Program for StubbornDesk {
    const NAME: &'static str = "StubbornDesk";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Stubborn>(2)];
}

fn start<P: Program>(directory: &Path) -> Running {
    Launch::of::<P>().in_directory(directory).start().unwrap()
}

fn job(name: &str, number: i64) -> Job {
    Job { name: name.to_owned(), number }
}

async fn numbers<B: parseltongue::streams::Streams>(stream: Stream<B, Job>, count: usize) -> Vec<i64> {
    let (mut position, mut numbers) = (Position::default(), Vec::new());
    while numbers.len() < count {
        let next = stream.next(&mut position, count - numbers.len()).await.unwrap();
        numbers.extend(next.into_iter().map(|entry| entry.record.number));
    }
    numbers
}

#[test]
fn a_panic_is_a_failure_and_the_core_lives_on() {
    let directory = tempfile::tempdir().unwrap();
    let running = start::<PanicsDesk>(directory.path());
    let jobs: Vec<Job> = (0..6).map(|number| job("A", number)).collect();
    running.run(async {
        publish_all(Panics::Jobs, &jobs).await.unwrap();
        assert_eq!(numbers(Panics::Done, 5).await, [0, 1, 2, 4, 5], "in order, around the broken one");
        assert_eq!(numbers(Panics::Dead, 1).await, [3]);
        let counts = Panics::Jobs.counts().unwrap();
        assert_eq!((counts.retried, counts.set_aside), (1, 1));
    });
    assert!(running.stop().is_clean());
}

#[test]
fn of_a_batch_that_fails_only_the_broken_record_is_set_aside() {
    let directory = tempfile::tempdir().unwrap();
    let running = start::<BatchesDesk>(directory.path());
    let jobs: Vec<Job> = (0..20).map(|number| job("A", number)).collect();
    running.run(async {
        publish_all(Batches::Jobs, &jobs).await.unwrap();
        let done = numbers(Batches::Done, 19).await;
        assert_eq!(done, (0..20).filter(|number| *number != 13).collect::<Vec<i64>>());
        assert_eq!(numbers(Batches::Dead, 1).await, [13]);
    });
    assert!(running.stop().is_clean());
}

#[test]
fn without_a_place_to_set_aside_to_a_partition_waits_and_the_others_go_on() {
    let directory = tempfile::tempdir().unwrap();
    let running = start::<StubbornDesk>(directory.path());
    let text = "A".repeat(1_000);
    running.run(async {
        // Number 0 is refused; of the two partitions, "B" is the other one.
        publish(Stubborn::Jobs, &job(&text, 0)).await.unwrap();
        let other = ["B", "C", "D", "E", "F"];
        for name in other {
            publish(Stubborn::Jobs, &job(name, 7)).await.unwrap();
        }
        let first = numbers(Stubborn::Done, 1).await;
        assert_eq!(first, [7], "another partition is not held up");
        // Retention drops what the waiting partition has not read.
        let many: Vec<Job> = (1..3_000).map(|number| job(&text, number)).collect();
        for some in many.chunks(50) {
            publish_all(Stubborn::Jobs, some).await.unwrap();
        }
    });
    // A stop does not wait for a body that keeps failing; it has not been committed.
    assert!(running.stop().is_clean());

    STUBBORN_IS_OPEN.store(true, SeqCst);
    let running = start::<StubbornDesk>(directory.path());
    running.run(async {
        let mut position = Position::default();
        let mut last = 0;
        while last != 2_999 {
            let next = Stubborn::Done.next(&mut position, 100).await.unwrap();
            last = next.iter().map(|entry| entry.record.number).max().unwrap_or(last);
        }
        let counts = Stubborn::Jobs.counts().unwrap();
        assert!(counts.missed > 1_000, "it is counted what was dropped unread: {counts:?}");
    });
    assert!(running.stop().is_clean());
}
