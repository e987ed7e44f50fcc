//! Blocks as users write them, running in worlds of their own.

#![allow(missing_docs)]

use std::path::Path;
use std::sync::Mutex;

use parseltongue::cores::{Launch, Line, Program, Running};
use parseltongue::prelude::*;
use parseltongue::records::{Feed, Position, StreamError};
use parseltongue::streams::{publish, publish_all};

parseltongue! {
    define_record Trade {
        symbol: string,
        number: i64,
    }

    define_error Refusal {
        Odd { number: i64 } is conflict "{number} is odd",
    }

    slytherin!<Market> {
        keep_in: directory "data/market",

        /// Every trade, by symbol.
        stream Trades of Trade { key: .symbol, partitions: 4 }
        stream Even of Trade { key: .symbol, partitions: 2 }
        stream Dead of Trade,
        stream Summed of Trade,
        stream Gone of Trade { retain: up_to 1 MiB }

        consume Trades as "copy" (trade) {
            publish trade to Market::Summed;
        }

        consume Trades as "even" (trade) retries 0 then_to Dead fails_with Refusal {
            require trade.number % 2 == 0 otherwise Refusal::Odd { number: trade.number };
            publish trade to Market::Even;
        }

        consume Summed as "batches" (trades) in_batches_of 10 within 5 ms {
            note(trades).await;
            finish_with nothing;
        }
    }

    slytherin!<Quick> {
        keep_in: memory,

        stream Trades of Trade { key: .symbol, partitions: 3, retain: up_to 1 MiB }
    }
}

/// What the batches held, in each world: its directory tells worlds apart.
static BATCHES: Mutex<Vec<(std::path::PathBuf, usize)>> = Mutex::new(Vec::new());

async fn note(trades: Vec<Trade>) {
    let directory = parseltongue::cores::World::current().directory().to_owned();
    BATCHES.lock().unwrap().push((directory, trades.len()));
}

struct Desk;

impl Program for Desk {
    const NAME: &'static str = "Desk";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Market>(2), Line::cores::<Quick>(1)];
}

fn start(directory: &Path) -> Running {
    Launch::of::<Desk>().in_directory(directory).start().unwrap()
}

fn trade(symbol: &str, number: i64) -> Trade {
    Trade { symbol: symbol.to_owned(), number }
}

/// The next `count` records of a feed from its beginning.
async fn first<F: Feed>(feed: F, count: usize) -> Vec<F::Record> {
    let mut position = Position::default();
    let mut records = Vec::new();
    while records.len() < count {
        let next = feed.next(&mut position, count - records.len()).await.unwrap();
        records.extend(next.into_iter().map(|entry| entry.record));
    }
    records
}

#[test]
fn what_was_published_is_there_after_a_restart_in_order() {
    let directory = tempfile::tempdir().unwrap();
    let running = start(directory.path());
    let trades: Vec<Trade> = (0..200).map(|n| trade(["A", "B", "C"][n as usize % 3], n)).collect();
    running.run(async {
        for trade in &trades[..100] {
            publish(Market::Trades, trade).await.unwrap();
        }
        publish_all(Market::Trades, &trades[100..]).await.unwrap();
    });
    assert!(running.stop().is_clean());

    let running = start(directory.path());
    let read = running.run(first(Market::Trades, 200));
    for symbol in ["A", "B", "C"] {
        let of_symbol = |all: &[Trade]| -> Vec<i64> {
            all.iter().filter(|trade| trade.symbol == symbol).map(|trade| trade.number).collect()
        };
        assert_eq!(of_symbol(&read), of_symbol(&trades), "{symbol}: in order");
    }
    assert_eq!(read[..100], trades[..100], "one after the other, they come in the order of appending");
    let (newest, position) = running.run(Market::Trades.newest(3)).unwrap();
    assert_eq!(newest.len(), 3);
    assert_eq!(newest[2].position, position);
    assert_eq!(running.run(Market::Trades.end()).unwrap(), position);
    let counts = running.world().enter(|| Market::Trades.counts()).unwrap();
    assert_eq!((counts.published, counts.cut_bytes), (0, 0));
    assert!(running.stop().is_clean());
}

#[test]
fn groups_see_every_record_and_set_aside_what_they_cannot_do() {
    let directory = tempfile::tempdir().unwrap();
    let running = start(directory.path());
    let trades: Vec<Trade> = (0..50).map(|n| trade(&format!("S{}", n % 7), n)).collect();
    running.run(publish_all(Market::Trades, &trades)).unwrap();

    let mut numbers: Vec<i64> =
        running.run(first(Market::Even, 25)).iter().map(|trade| trade.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..50).step_by(2).collect::<Vec<i64>>());
    let mut aside: Vec<i64> = running.run(first(Market::Dead, 25)).iter().map(|trade| trade.number).collect();
    aside.sort_unstable();
    assert_eq!(aside, (1..50).step_by(2).collect::<Vec<i64>>());
    assert_eq!(running.run(first(Market::Summed, 50)).len(), 50);
    assert!(running.stop().is_clean());

    let running = start(directory.path());
    let committed = running.world().enter(|| Market::Trades.group_position("even")).unwrap();
    assert_eq!(committed, running.run(Market::Trades.end()).unwrap(), "what was done is not done again");
    let counts = running.world().enter(|| Market::Trades.counts()).unwrap();
    assert_eq!((counts.consumed, counts.set_aside), (0, 0));
    running.stop();
    let batches = BATCHES.lock().unwrap();
    let sizes = batches.iter().filter(|(world, _)| world == directory.path()).map(|(_, size)| *size);
    assert!(sizes.clone().all(|size| size <= 10) && sizes.sum::<usize>() == 50);
}

#[test]
fn a_group_is_moved_and_reads_again() {
    let directory = tempfile::tempdir().unwrap();
    let running = start(directory.path());
    running.run(async {
        for number in 0..10 {
            publish(Market::Trades, &trade("A", number)).await.unwrap();
        }
        assert_eq!(first(Market::Summed, 10).await.len(), 10);
        Market::Trades.move_group("copy", &Position::default()).await.unwrap();
        let again = first(Market::Summed, 20).await;
        assert_eq!(again[..10], again[10..]);
        let nobody = Market::Trades.move_group("copies", &Position::default()).await.unwrap_err();
        assert_eq!(nobody.to_string(), "Market::Trades has no consumer group \"copies\"");
    });
    assert!(running.stop().is_clean());
}

#[test]
fn a_feed_waits_for_what_comes_from_another_thread() {
    let directory = tempfile::tempdir().unwrap();
    let running = start(directory.path());
    let world = running.world().clone();
    let publisher = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for number in 0..20 {
            runtime.block_on(world.scope(publish(Quick::Trades, &trade("A", number)))).unwrap();
        }
    });
    let seen = running.run(first(Quick::Trades, 20));
    publisher.join().unwrap();
    assert_eq!(seen.iter().map(|trade| trade.number).collect::<Vec<_>>(), (0..20).collect::<Vec<i64>>());
    running.stop();
}

#[test]
fn a_stream_in_memory_keeps_what_it_may_and_says_what_is_gone() {
    let directory = tempfile::tempdir().unwrap();
    let running = start(directory.path());
    running.run(async {
        let long = "L".repeat(1000);
        let records: Vec<Trade> = (0..5_000).map(|number| trade(&long, number)).collect();
        for some in records.chunks(100) {
            publish_all(Quick::Trades, some).await.unwrap();
        }
        let mut position = Position(vec![0, 0, 0]);
        let gone = Quick::Trades.next(&mut position, 1).await.unwrap_err();
        let StreamError::Gone { asked: 0, begins, .. } = gone else { panic!("{gone}") };
        assert!(begins > 3_000 && begins < 5_000, "{begins}");
        let next = Quick::Trades.next(&mut position, 1).await.unwrap();
        assert_eq!(next[0].record.number as u64, begins, "and goes on at the oldest that is kept");
        let counts = Quick::Trades.counts().unwrap();
        assert_eq!((counts.published, counts.dropped_records), (5_000, begins));
        let foreign = Quick::Trades.next(&mut Position(vec![1]), 1).await;
        assert!(matches!(foreign, Err(StreamError::Gone { .. })), "a position of another stream");
    });
    running.stop();
}

#[test]
fn a_record_that_is_too_large_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let running = start(directory.path());
    let large = trade(&"L".repeat(2 << 20), 1);
    for result in
        [running.run(publish(Market::Dead, &large)), running.run(publish_all(Quick::Trades, &[large]))]
    {
        assert!(matches!(result, Err(StreamError::TooLarge { limit, .. }) if limit == 1 << 20));
    }
    running.stop();
}

#[test]
fn any_offset_can_be_read_again() {
    let directory = tempfile::tempdir().unwrap();
    let running = start(directory.path());
    running.run(async {
        let trades: Vec<Trade> = (0..30).map(|number| trade("A", number)).collect();
        publish_all(Market::Dead, &trades).await.unwrap();
        let some = Market::Dead.read_from(0, 12, 5).await.unwrap();
        assert_eq!(some.iter().map(|entry| entry.record.number).collect::<Vec<_>>(), [12, 13, 14, 15, 16]);
        assert_eq!(some[4].position, Position(vec![17]));
        assert!(Market::Dead.read_from(0, 30, 5).await.unwrap().is_empty());
        assert!(matches!(Market::Dead.read_from(0, 31, 5).await, Err(StreamError::Gone { .. })));
        assert!(Market::Dead.read_from(1, 0, 5).await.is_err());
    });
    running.stop();
}

#[test]
fn a_directory_belongs_to_one_world_at_a_time() {
    let directory = tempfile::tempdir().unwrap();
    let running = start(directory.path());
    let error = Launch::of::<Desk>().in_directory(directory.path()).start().unwrap_err();
    assert!(error.to_string().contains("keeps its streams in"), "{error}");
    running.stop();
    assert!(start(directory.path()).stop().is_clean());
}

#[test]
fn ten_worlds_run_side_by_side() {
    let directories: Vec<_> = (0..10).map(|_| tempfile::tempdir().unwrap()).collect();
    let worlds: Vec<_> = directories.iter().map(|directory| start(directory.path())).collect();
    for (index, running) in worlds.iter().enumerate() {
        let trades: Vec<Trade> = (0..=index as i64).map(|number| trade("A", number)).collect();
        running.run(publish_all(Market::Trades, &trades)).unwrap();
        running.run(publish_all(Quick::Trades, &trades)).unwrap();
    }
    for (index, running) in worlds.iter().enumerate() {
        let copied = running.run(first(Market::Summed, index + 1));
        assert_eq!(copied.len(), index + 1);
        let end: u64 = running.run(Quick::Trades.end()).unwrap().0.iter().sum();
        assert_eq!(end, index as u64 + 1);
    }
    for running in worlds {
        assert!(running.stop().is_clean());
    }
}
