//! PostgreSQL that goes away under load, and programs that meet in it.
#![allow(missing_docs)]

mod cluster;
mod written;

use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use cluster::Cluster;
use parseltongue_cores::{Launch, Running, World};
use parseltongue_records::sql::Sql;
use parseltongue_records::{NoError, Record, StoreError, sql};
use parseltongue_store::{Location, count_of, find, in_transaction, insert};
use written::{record, store, written};

record!(Count, CountDraft, CountChanges, CountColumns, "Count", "\"id\", \"value\"" {
    0 id: i64 = doc("");
    1 value: i64 = doc("");
});
store!(Counts, Counting: Location::postgres("DATABASE_URL"), holds Count);

const HOW_MANY: Sql = sql!["SELECT count(*) FROM \"", <Count as Record>::TABLE, "\""];

fn started(url: &str) -> Running {
    Launch::of::<Counting>().with_variable("DATABASE_URL", url).start().expect("the store opens")
}

/// Runs a future of the world on this thread.
fn on<T>(world: &World, future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(world.scope(future))
}

#[test]
fn a_database_that_goes_away_is_told_and_found_again_and_nothing_acknowledged_is_lost() {
    let Some(mut cluster) = Cluster::start() else { return };
    let program = started(&cluster.url());
    let world = program.world();
    let (acknowledged, refused) = (AtomicI64::new(0), AtomicI64::new(0));
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let (acknowledged, refused, is_over) = (&acknowledged, &refused, &is_over);
            scope.spawn(move || {
                on(world, async {
                    for id in (writer..).step_by(4) {
                        if is_over.load(Ordering::Relaxed) {
                            break;
                        }
                        match insert::<Counts, _>(&Count { id, value: 0 }).await {
                            Ok(()) => acknowledged.fetch_add(1, Ordering::Relaxed),
                            Err(StoreError::Unavailable(_)) => refused.fetch_add(1, Ordering::Relaxed),
                            Err(other) => panic!("{other}"),
                        };
                    }
                });
            });
        }
        let until = |what: &dyn Fn() -> bool| {
            while !what() {
                std::thread::yield_now();
            }
        };
        for round in 1..=2 {
            let before = acknowledged.load(Ordering::Relaxed);
            until(&|| acknowledged.load(Ordering::Relaxed) > before + 50);
            assert_eq!(world.doubts(), Vec::<String>::new());
            cluster.end();
            let before = refused.load(Ordering::Relaxed);
            until(&|| refused.load(Ordering::Relaxed) > before + 50);
            let doubts = world.doubts();
            assert!(doubts.len() == 1 && doubts[0].starts_with("Counts: "), "{round}: {doubts:?}");
            cluster.begin();
        }
        let before = acknowledged.load(Ordering::Relaxed);
        until(&|| acknowledged.load(Ordering::Relaxed) > before + 50);
        is_over.store(true, Ordering::Relaxed);
    });
    let stored = program.run(count_of::<Counts, Count>(HOW_MANY, &[])).unwrap();
    assert!(stored >= acknowledged.load(Ordering::Relaxed), "{stored} are left of {acknowledged:?}");
    assert!(program.stop().is_clean());
}

#[test]
fn transactions_that_meet_are_done_again_and_no_change_is_lost() {
    const ROUNDS: i64 = 50;
    let Some(url) = cluster::url() else { return };
    let program = started(&url);
    program.run(async {
        for id in [1, 2] {
            insert::<Counts, _>(&Count { id, value: 0 }).await.unwrap();
        }
    });
    let world = program.world();
    let raised = AtomicI64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let raised = &raised;
            scope.spawn(move || {
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
                        // One that met others each time is told, and undone.
                        raised.fetch_add(i64::from(added.await.is_ok()), Ordering::Relaxed);
                    }
                });
            });
        }
    });
    let expected = raised.load(Ordering::Relaxed);
    assert!(expected > ROUNDS, "most get through: {expected}");
    for id in [1, 2] {
        assert_eq!(program.run(find::<Counts, Count>(&id)).unwrap().value, expected);
    }
    assert!(program.stop().is_clean());
}

#[test]
fn who_stops_waiting_cancels_nothing_of_anybody_elses() {
    const ROUNDS: i64 = 400;
    let Some(cluster) = Cluster::start() else { return };
    let program = started(&cluster.url());
    let world = program.world();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            scope.spawn(move || {
                on(world, async {
                    for round in 0..ROUNDS {
                        let mut looked = Box::pin(count_of::<Counts, Count>(HOW_MANY, &[]));
                        // Begun, and given up sooner or later.
                        let waker = std::task::Waker::noop();
                        let _ = looked.as_mut().poll(&mut std::task::Context::from_waker(waker));
                        for _ in 0..round % 64 {
                            std::thread::yield_now();
                        }
                        drop(looked);
                        insert::<Counts, _>(&Count { id: thread * ROUNDS + round, value: 0 }).await.unwrap();
                    }
                });
            });
        }
    });
    assert_eq!(program.run(count_of::<Counts, Count>(HOW_MANY, &[])).unwrap(), 4 * ROUNDS);
    assert!(program.stop().is_clean());
}

#[test]
fn who_stops_waiting_for_a_slow_query_stops_it() {
    const SLOW: Sql = sql!["SELECT count(*) FROM pg_sleep(9)"];
    // A query that is being prepared is active too: what is looked for is one that sleeps.
    const RUNNING: Sql = sql!["SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"];
    let Some(cluster) = Cluster::start() else { return };
    let program = started(&cluster.url());
    program.run(async {
        let until = async |count: i64| {
            while count_of::<Counts, Count>(RUNNING, &[]).await.unwrap() != count {}
        };
        let mut slow = Box::pin(count_of::<Counts, Count>(SLOW, &[]));
        let waker = std::task::Waker::noop();
        assert!(slow.as_mut().poll(&mut std::task::Context::from_waker(waker)).is_pending());
        until(1).await;
        drop(slow);
        until(0).await;
    });
    let log = cluster.log();
    assert!(log.contains("canceling statement due to user request"), "not by its own end or time:\n{log}");
    assert!(program.stop().is_clean());
}

#[test]
fn tables_that_another_program_changes_are_read_as_they_are_now() {
    let Some(cluster) = Cluster::start() else { return };
    let program = started(&cluster.url());
    program.run(async {
        insert::<Counts, _>(&Count { id: 1, value: 7 }).await.unwrap();
        // Each connection has prepared it: there are 16 at most, and those that wait take turns.
        for _ in 0..64 {
            find::<Counts, Count>(&1).await.unwrap();
        }
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) =
            tokio_postgres::connect(&cluster.url(), tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        let change = "ALTER TABLE \"Count\" ALTER COLUMN \"value\" TYPE integer";
        client.batch_execute(change).await.unwrap();
    });
    program.run(async {
        let mut failures = 0;
        for _ in 0..64 {
            match find::<Counts, Count>(&1).await {
                Ok(found) => assert_eq!(found, Count { id: 1, value: 7 }),
                Err(_) => failures += 1,
            }
        }
        assert!(failures <= 16, "one of each connection: {failures}");
    });
    assert!(program.stop().is_clean());
}

#[test]
fn two_programs_that_start_at_once_make_the_tables_once() {
    let Some(cluster) = Cluster::start() else { return };
    let url = cluster.url();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert!(started(&url).stop().is_clean()));
        }
    });
}

#[test]
fn a_database_that_is_not_there_is_told_in_a_sentence() {
    let Some(url) = cluster::url() else { return };
    let nowhere = url.replace("/postgres", "/nowhere");
    let refused = Launch::of::<Counting>().with_variable("DATABASE_URL", nowhere).start().unwrap_err();
    assert!(refused.to_string().contains("\"nowhere\" does not exist"), "{refused}");
    let refused = Launch::of::<Counting>().with_variable("DATABASE_URL", "").start().unwrap_err();
    assert!(refused.to_string().contains("DATABASE_URL"), "{refused}");
}
