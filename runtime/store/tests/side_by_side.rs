//! Many at once: readers beside a writer, worlds beside each other, callers that give up.
#![allow(missing_docs)]

mod cluster;
mod written;

use std::future::Future;
use std::pin::pin;
use std::sync::Barrier;
use std::task::{Context, Waker};
use std::thread;

use parseltongue_cores::World;
use parseltongue_records::sql::Sql;
use parseltongue_records::{NoError, Record, sql};
use parseltongue_store::{Location, find, find_all, find_or_none, in_transaction, insert, statistics};
use written::{record, store, written};

record!(Count, CountDraft, CountChanges, CountColumns, "Count", "\"id\", \"value\"" {
    0 id: i64 = doc("");
    1 value: i64 = doc("");
});
store!(Counts, Counting: Location::File("counts.db"), holds Count);
store!(Thoughts, Thinking: Location::Memory, holds Count);

const ALL: Sql =
    sql!["SELECT ", <Count as Record>::SELECT, " FROM \"", <Count as Record>::TABLE, "\" ORDER BY \"id\""];

/// Runs a future of the world on this thread.
fn on(world: &World, future: impl Future) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(world.scope(future));
}

#[test]
fn readers_see_every_transaction_whole_while_others_write() {
    const ROUNDS: i64 = 200;
    let directory = tempfile::tempdir().unwrap();
    let program = Counting::start(directory.path());
    program.run(async {
        for id in [1, 2] {
            insert::<Counts, _>(&Count { id, value: 0 }).await.unwrap();
        }
    });
    let world = program.world();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                on(world, async {
                    for _ in 0..ROUNDS {
                        let added = in_transaction::<Counts, _, NoError>(|transaction| {
                            for id in [1, 2] {
                                let value = Count::COLUMNS.value;
                                let before = transaction.find::<Count>(&id)?.value;
                                let changes = [(value.index, value.bind(&(before + 1)).into_owned())];
                                transaction.change::<Count>(&id, &changes)?;
                            }
                            Ok(())
                        });
                        added.await.unwrap();
                    }
                });
            });
        }
        for _ in 0..2 {
            scope.spawn(|| {
                on(world, async {
                    let mut newest = 0;
                    while newest < 2 * ROUNDS {
                        let both = find_all::<Counts, Count>(ALL, &[]).await.unwrap();
                        assert_eq!(both[0].value, both[1].value);
                        assert!(both[0].value >= newest, "what was seen stays");
                        newest = both[0].value;
                    }
                });
            });
        }
    });
    assert_eq!(program.run(find::<Counts, Count>(&1)).unwrap().value, 2 * ROUNDS);
}

#[test]
fn ten_worlds_keep_to_themselves() {
    let directory = tempfile::tempdir().unwrap();
    let barrier = Barrier::new(10);
    thread::scope(|scope| {
        for number in 0..10 {
            let own = directory.path().join(number.to_string());
            let barrier = &barrier;
            scope.spawn(move || {
                let (file, memory) = (Counting::start(&own), Thinking::start(&own));
                barrier.wait();
                file.run(async {
                    insert::<Counts, _>(&Count { id: 1, value: number }).await.unwrap();
                });
                memory.run(async {
                    insert::<Thoughts, _>(&Count { id: 1, value: -number }).await.unwrap();
                });
                barrier.wait();
                assert_eq!(
                    file.run(find_all::<Counts, Count>(ALL, &[])).unwrap(),
                    [Count { id: 1, value: number }]
                );
                let thought = memory.run(find::<Thoughts, Count>(&1)).unwrap();
                assert_eq!(thought.value, -number);
                assert!(file.stop().is_clean() && memory.stop().is_clean());
            });
        }
    });
}

#[test]
fn writes_of_many_callers_share_commits_and_one_that_fails_takes_nothing_along() {
    const WRITES: i64 = 100;
    let directory = tempfile::tempdir().unwrap();
    let program = Counting::start(directory.path());
    program.run(async {
        // The writer is kept busy until all writes wait for it.
        let (open, gate) = std::sync::mpsc::channel::<()>();
        let gate = std::sync::Arc::new(std::sync::Mutex::new(gate));
        let mut busy = Box::pin(in_transaction::<Counts, _, NoError>(move |_| {
            let _ = gate.lock().unwrap().recv();
            Ok(())
        }));
        assert!(busy.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        // Every third has a key that is taken.
        let mut writes: Vec<_> = (0..WRITES)
            .map(|number| async move {
                let id = if number % 3 == 2 { number - 1 } else { number };
                (number, insert::<Counts, _>(&Count { id, value: number }).await)
            })
            .map(Box::pin)
            .collect();
        let mut context = Context::from_waker(Waker::noop());
        assert!(writes.iter_mut().all(|write| write.as_mut().poll(&mut context).is_pending()));
        drop(open);
        for write in writes {
            let (number, outcome) = write.await;
            assert_eq!(outcome.is_err(), number % 3 == 2, "{number}");
        }
        let stored = find_all::<Counts, Count>(ALL, &[]).await.unwrap();
        assert_eq!(stored.len() as i64, WRITES - WRITES / 3);
        assert!(stored.iter().all(|it| it.id == it.value));
        let statistics = statistics::<Counts>().unwrap();
        assert_eq!(statistics.writes, WRITES as u64 + 1);
        assert!(statistics.commits < statistics.writes / 2, "{statistics:?}");
    });
}

#[test]
fn a_caller_that_gives_up_after_handing_over_leaves_a_whole_write() {
    let directory = tempfile::tempdir().unwrap();
    let program = Counting::start(directory.path());
    program.run(async {
        {
            let both = in_transaction::<Counts, _, NoError>(|transaction| {
                transaction.insert(&Count { id: 1, value: 1 })?;
                transaction.insert(&Count { id: 2, value: 1 })?;
                Ok(())
            });
            // Its first poll hands it over; then its deadline passes.
            let _ = pin!(both).poll(&mut Context::from_waker(Waker::noop()));
        }
        // The writer keeps the order in which it was handed writes.
        insert::<Counts, _>(&Count { id: 3, value: 1 }).await.unwrap();
        assert_eq!(find_all::<Counts, Count>(ALL, &[]).await.unwrap().len(), 3);
    });
}

#[test]
fn what_was_handed_over_is_done_before_the_store_closes() {
    let directory = tempfile::tempdir().unwrap();
    let program = Counting::start(directory.path());
    program.run(async {
        for id in 0..50 {
            let write = Count { id, value: 0 };
            let _ = pin!(insert::<Counts, _>(&write)).poll(&mut Context::from_waker(Waker::noop()));
        }
    });
    assert!(program.stop().is_clean());
    let program = Counting::start(directory.path());
    assert_eq!(program.run(find_all::<Counts, Count>(ALL, &[])).unwrap().len(), 50);
}

#[test]
fn a_transaction_that_takes_too_long_is_undone() {
    let directory = tempfile::tempdir().unwrap();
    let program = Counting::start(directory.path());
    program.run(async {
        let slow = in_transaction::<Counts, (), NoError>(|transaction| {
            transaction.insert(&Count { id: 1, value: 1 })?;
            // Until the store says that its time is up.
            loop {
                transaction.find::<Count>(&1)?;
            }
        });
        let said = format!("{:?}", slow.await.unwrap_err());
        assert!(said.contains("a transaction took longer than 1 s and was undone"), "{said}");
        assert_eq!(find_or_none::<Counts, Count>(&1).await.unwrap(), None);
    });
}

#[test]
fn a_closed_store_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let program = Counting::start(directory.path());
    let world = program.world().clone();
    assert!(program.stop().is_clean());
    on(&world, async {
        let said = insert::<Counts, _>(&Count { id: 1, value: 1 }).await.unwrap_err();
        assert_eq!(said.to_string(), "the store is closed");
    });
}
