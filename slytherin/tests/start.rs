//! What a start finds: a torn tail, records of another shape, each durability after a stop; and
//! many publishers at once.

#![allow(missing_docs)]

use std::path::Path;

use parseltongue::cores::{Launch, Line, Program, Running};
use parseltongue::records::{Feed, Position};
use parseltongue::streams::publish;

mod first {
    use parseltongue::prelude::*;
    parseltongue! {
        define_record Trade { symbol: string, number: i64 }
        slytherin!<Market> {
            keep_in: directory "data",
            stream Trades of Trade { key: .symbol, partitions: 2 }
            stream Soon of Trade { durability: every 5 ms }
            stream Cached of Trade { durability: page_cache }
        }
    }
}

mod second {
    use parseltongue::prelude::*;
    parseltongue! {
        define_record Trade { symbol: string, number: string }
        slytherin!<Market> {
            keep_in: directory "data",
            stream Trades of Trade { key: .symbol, partitions: 2 }
        }
    }
}

mod third {
    use parseltongue::prelude::*;
    parseltongue! {
        define_record Trade { symbol: string, number: i64 }
        slytherin!<Market> {
            keep_in: directory "data",
            stream Trades of Trade { key: .symbol, partitions: 3 }
        }
    }
}

struct First;
impl Program for First {
    const NAME: &'static str = "First";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<first::Market>(1)];
}
struct Second;
impl Program for Second {
    const NAME: &'static str = "Second";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<second::Market>(1)];
}
struct Third;
impl Program for Third {
    const NAME: &'static str = "Third";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<third::Market>(1)];
}

fn start<P: Program>(directory: &Path) -> Running {
    Launch::of::<P>().in_directory(directory).start().unwrap()
}

fn trade(symbol: &str, number: i64) -> first::Trade {
    first::Trade { symbol: symbol.to_owned(), number }
}

#[test]
fn a_torn_tail_is_cut_and_counted() {
    let directory = tempfile::tempdir().unwrap();
    let running = start::<First>(directory.path());
    running.run(async {
        for number in 0..5 {
            publish(first::Market::Trades, &trade("A", number)).await.unwrap();
        }
    });
    running.stop();
    let path = directory.path().join("data/Trades/00000000000000000001.log");
    let mut bytes = std::fs::read(&path).unwrap();
    let end = bytes.iter().rposition(|&byte| byte != 0).unwrap().next_multiple_of(64);
    bytes[end + 64..end + 164].fill(7);
    std::fs::write(&path, bytes).unwrap();

    let running = start::<First>(directory.path());
    let counts = running.world().enter(|| first::Market::Trades.counts()).unwrap();
    assert!(counts.cut_bytes >= 100, "{counts:?}");
    let (trades, _) = running.run(first::Market::Trades.newest(100)).unwrap();
    assert_eq!(trades.iter().map(|it| it.record.number).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    running.run(publish(first::Market::Trades, &trade("A", 5))).unwrap();
    running.stop();
    let running = start::<First>(directory.path());
    assert_eq!(running.world().enter(|| first::Market::Trades.counts()).unwrap().cut_bytes, 0);
    assert_eq!(running.run(first::Market::Trades.newest(100)).unwrap().0.len(), 6);
    running.stop();
}

#[test]
fn records_of_another_shape_are_refused_and_not_touched() {
    let directory = tempfile::tempdir().unwrap();
    let running = start::<First>(directory.path());
    running.run(publish(first::Market::Trades, &trade("A", 1))).unwrap();
    running.stop();
    let path = directory.path().join("data/Trades/00000000000000000001.log");
    let before = std::fs::read(&path).unwrap();

    let error = Launch::of::<Second>().in_directory(directory.path()).start().unwrap_err().to_string();
    let expected = "Market: the stream `Trades` holds `Trade` records that this program cannot read: its field \
                    `number` was `i64` and is `string` now";
    assert!(error.starts_with(expected), "{error}");
    let error = Launch::of::<Third>().in_directory(directory.path()).start().unwrap_err().to_string();
    assert!(error.contains("was made with 2 partitions, the program declares 3"), "{error}");
    assert!(error.contains("write `partitions: 2`"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
    let running = start::<First>(directory.path());
    assert_eq!(running.run(first::Market::Trades.newest(9)).unwrap().0.len(), 1);
    running.stop();
}

#[test]
fn every_durability_keeps_all_over_a_stop() {
    let directory = tempfile::tempdir().unwrap();
    let running = start::<First>(directory.path());
    running.run(async {
        for number in 0..300 {
            publish(first::Market::Soon, &trade("A", number)).await.unwrap();
            publish(first::Market::Cached, &trade("A", number)).await.unwrap();
        }
    });
    assert!(running.stop().is_clean());
    let running = start::<First>(directory.path());
    for stream in [first::Market::Soon, first::Market::Cached] {
        let (trades, _) = running.run(stream.newest(1_000)).unwrap();
        assert!(trades.iter().map(|it| it.record.number).eq(0..300), "{stream:?}");
    }
    running.stop();
}

#[test]
fn many_publishers_share_a_sync_and_wait_for_room() {
    let directory = tempfile::tempdir().unwrap();
    let running = start::<First>(directory.path());
    let long = "L".repeat(1_000_000);
    running.run(async {
        // Four times what the queue holds; each future is polled at once, most wait for room.
        let tasks: Vec<_> = (0..64)
            .map(|number| {
                let trade = trade(&long, number);
                tokio::task::spawn_local(
                    parseltongue::cores::World::current()
                        .scope(async move { publish(first::Market::Trades, &trade).await }),
                )
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        let counts = first::Market::Trades.counts().unwrap();
        assert_eq!(counts.published, 64);
        assert!(counts.groups < 64, "{} syncs for 64 publishes", counts.groups);
        let mut position = Position::default();
        let mut numbers = Vec::new();
        while numbers.len() < 64 {
            let next = first::Market::Trades.next(&mut position, 64).await.unwrap();
            assert!(next.len() <= 17, "one call hands out a bounded number of bytes");
            numbers.extend(next.into_iter().map(|entry| entry.record.number));
        }
        // Publishers that waited for room at the same time come in any order, each once.
        numbers.sort_unstable();
        assert_eq!(numbers, (0..64).collect::<Vec<i64>>());
    });
    assert!(running.stop().is_clean());
}
