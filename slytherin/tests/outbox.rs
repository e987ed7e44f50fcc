//! `publish` inside of `in_transaction`: the record in the store and the one in the stream are both
//! there, once, or neither is; also when the program is killed under load.

#![allow(missing_docs)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use parseltongue::cores::{Launch, Line, Program, Running};
use parseltongue::prelude::*;
use parseltongue::records::{Failure, Feed, NoError, Position};
use parseltongue::streams::publish;

const KILLS: usize = 20;
const WRITERS: i64 = 4;
const DIRECTORY: &str = "OUTBOX_DIRECTORY";

parseltongue! {
    define_record Order { id: uuid key generated, writer: i64 indexed, number: i64 }
    define_record Placed { writer: i64, number: i64 }
    define_error Odd { Number is conflict "an odd number" }

    define_store Books { keep_in: sqlite "books.db", holds: Order }

    slytherin!<Market> {
        keep_in: directory "data",
        uses: Books,
        stream Orders of Placed { key: .writer, partitions: 3 }
        stream Unkeyed of Placed { partitions: 2 }
        stream Asked of Placed,

        consume Asked as "placing" (asked) {
            in_transaction {
                insert new Order { writer: asked.writer, number: asked.number };
                publish asked to Market::Orders;
            }
        }
    }

    define_async_function place(writer: i64, number: i64) fails_with Odd {
        in_transaction {
            insert new Order { writer, number };
            publish new Placed { writer, number } to Market::Orders;
            publish new Placed { writer, number } to Market::Unkeyed;
        }
    }

    define_async_function place_even(number: i64) -> i64 fails_with Odd {
        let_var twice: i64 = in_transaction {
            publish new Placed { writer: 0, number } to Market::Orders;
            require number % 2 == 0 otherwise Odd::Number;
            insert new Order { writer: 0, number };
            number * 2
        };
        finish_with twice;
    }

    define_async_function all_of(writer: i64) -> list<Order> {
        finish_with find_all Order where .writer == writer order_by .number limit 100_000;
    }
}

struct Desk;

impl Program for Desk {
    const NAME: &'static str = "Desk";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Market>(1)];
}

fn start(directory: &Path) -> Running {
    Launch::of::<Desk>().in_directory(directory).start().unwrap()
}

/// For each writer, `count` numbers that come in a stream, in their order; waits until they are there.
async fn published<F: Feed<Record = Placed>>(stream: F, count: usize) -> Vec<Vec<i64>> {
    let mut all = vec![Vec::new(); WRITERS as usize];
    let mut position = Position::default();
    let mut found = 0;
    while found < count {
        for entry in stream.next(&mut position, 1_000).await.unwrap() {
            all[entry.record.writer as usize].push(entry.record.number);
            found += 1;
        }
    }
    assert_eq!(position, stream.end().await.unwrap(), "and none more");
    all
}

async fn stored() -> Vec<Vec<i64>> {
    let mut all = Vec::new();
    for writer in 0..WRITERS {
        let orders: Result<Vec<Order>, Failure<NoError>> = all_of(writer).await;
        all.push(orders.unwrap().iter().map(|order| order.number).collect());
    }
    all
}

#[test]
fn a_transaction_that_fails_publishes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let running = start(directory.path());
    running.run(async {
        assert_eq!(place_even(2).await.unwrap(), 4);
        assert!(matches!(place_even(3).await, Err(Failure::Declared(Odd::Number))));
        assert_eq!(place_even(4).await.unwrap(), 8);
        assert_eq!(published(Market::Orders, 2).await[0], [2, 4]);
        assert_eq!(stored().await[0], [2, 4]);
    });
    assert!(running.stop().is_clean());
}

#[test]
fn a_consumer_hands_on_in_a_transaction() {
    let directory = tempfile::tempdir().unwrap();
    let running = start(directory.path());
    running.run(async {
        for number in 0..20 {
            publish(Market::Asked, &Placed { writer: 1, number }).await.unwrap();
        }
        assert_eq!(published(Market::Orders, 20).await[1], (0..20).collect::<Vec<_>>());
        assert_eq!(stored().await[1].len(), 20);
    });
    assert!(running.stop().is_clean());
}

/// The program that is killed: each writer places one number after another, and says which were
/// acknowledged.
#[test]
#[ignore = "is started by the test below"]
fn writers() {
    let directory = std::env::var_os(DIRECTORY).expect("the test below says where");
    let running = start(Path::new(&directory));
    running.run(async {
        let standing: Vec<i64> = stored().await.iter().map(|of| of.len() as i64).collect();
        let writer = |writer: i64, mut number: i64| async move {
            // More than it will get to.
            while number < 1_000_000_000 {
                place(writer, number).await.unwrap();
                println!("acknowledged {writer} {number}");
                number += 1;
            }
        };
        let [a, b, c, d] = standing[..] else { unreachable!("four writers") };
        tokio::join!(writer(0, a), writer(1, b), writer(2, c), writer(3, d));
    });
}

fn spawn(directory: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "writers", "--ignored", "--nocapture", "--test-threads=1"])
        .env(DIRECTORY, directory)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn both_happen_once_or_neither_over_twenty_kills() {
    let directory = tempfile::tempdir().unwrap();
    let mut acknowledged = [-1_i64; WRITERS as usize];
    // Any seed will do; it only has to be the same when a failure is run again.
    let mut random = 0x5eed_u64;
    for kill in 0..KILLS {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let until = 1 + (random >> 33) % 300;
        let mut child = spawn(directory.path());
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut count = 0;
        while count < until {
            let line = lines.next().expect("the program runs until it is killed").unwrap();
            let words: Vec<&str> = line.split(' ').collect();
            if let ["acknowledged", writer, number] = words[..] {
                acknowledged[writer.parse::<usize>().unwrap()] = number.parse().unwrap();
                count += 1;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();

        let running = start(directory.path());
        running.run(async {
            let stored = stored().await;
            let count = stored.iter().map(Vec::len).sum();
            for (writer, numbers) in stored.iter().enumerate() {
                assert!(
                    numbers.len() as i64 > acknowledged[writer],
                    "kill {kill}: an acknowledged one is gone"
                );
            }
            assert_eq!(published(Market::Orders, count).await, stored, "kill {kill}: once each, in order");
            let mut unkeyed = published(Market::Unkeyed, count).await;
            unkeyed.iter_mut().for_each(|numbers| numbers.sort_unstable());
            assert_eq!(unkeyed, stored, "kill {kill}: once each");
        });
        assert!(running.stop().is_clean());
    }
}
