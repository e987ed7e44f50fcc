//! A program that is killed under load, again and again. That proves the process's death only;
//! loss of power is played on the simulated disk in `runtime/streams/tests/log`.

#![allow(missing_docs)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use parseltongue::cores::{Launch, Line, Program, Running};
use parseltongue::prelude::*;
use parseltongue::records::{Feed, Position};
use parseltongue::streams::publish;

const KILLS: usize = 20;
const WRITERS: usize = 6;
const DIRECTORY: &str = "KILLED_DIRECTORY";

parseltongue! {
    define_record Trade {
        writer: i64,
        number: i64,
    }

    slytherin!<Market> {
        keep_in: directory "data",
        stream Trades of Trade { key: .writer, partitions: 3 }
        stream Copies of Trade,
        consume Trades as "copy" (trade) {
            publish trade to Market::Copies;
        }
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

/// For each writer, the numbers that stand in a stream, in their order.
fn numbers<F: Feed<Record = Trade>>(running: &Running, stream: F) -> Vec<Vec<i64>> {
    running.run(async {
        let mut all = vec![Vec::new(); WRITERS];
        let (mut position, end) = (Position::default(), stream.end().await.unwrap());
        while end.0.iter().any(|end| *end > 0) && position != end {
            for entry in stream.next(&mut position, 1_000).await.unwrap() {
                all[entry.record.writer as usize].push(entry.record.number);
            }
        }
        all
    })
}

/// The program that is killed: each writer publishes one number after another and says which
/// were acknowledged.
#[test]
#[ignore = "is started by the test below"]
fn writers() {
    let directory = std::env::var_os(DIRECTORY).expect("the test below says where");
    let running = start(Path::new(&directory));
    let standing: Vec<i64> = numbers(&running, Market::Trades).iter().map(|of| of.len() as i64).collect();
    running.run(async {
        let writer = |writer: usize, mut number: i64| async move {
            // More than it will get to.
            while number < 1_000_000_000 {
                publish(Market::Trades, &Trade { writer: writer as i64, number }).await.unwrap();
                println!("acknowledged {writer} {number}");
                number += 1;
            }
        };
        let [a, b, c, d, e, f] = standing[..] else { unreachable!("six writers") };
        tokio::join!(writer(0, a), writer(1, b), writer(2, c), writer(3, d), writer(4, e), writer(5, f));
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
fn nothing_acknowledged_is_lost_doubled_or_out_of_order() {
    let directory = tempfile::tempdir().unwrap();
    let mut acknowledged = [-1_i64; WRITERS];
    // Any seed will do; it only has to be the same when a failure is run again.
    let mut random = 0x5eed_u64;
    for kill in 0..KILLS {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let until = 1 + (random >> 33) % 400;
        let mut child = spawn(directory.path());
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut note = |line: std::io::Result<String>| {
            let line = line.unwrap_or_default();
            let mut words = line.split(' ');
            if words.next() != Some("acknowledged") {
                return 0;
            }
            let mut word = || words.next().and_then(|word| word.parse::<i64>().ok());
            // The last line may be cut short by the kill.
            if let (Some(writer), Some(number), true) = (word(), word(), line.is_ascii()) {
                let writer: &mut i64 = &mut acknowledged[writer as usize];
                *writer = number.max(*writer);
            }
            1
        };
        let mut count = 0;
        while count < until {
            count += note(lines.next().expect("the program runs until it is killed"));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // Whole lines that were in the pipe were acknowledged too; the last may be half a line.
        let rest: Vec<_> = lines.collect();
        for line in rest.into_iter().rev().skip(1) {
            note(line);
        }

        let running = start(directory.path());
        for (writer, found) in numbers(&running, Market::Trades).iter().enumerate() {
            let expected: Vec<i64> = (0..found.len() as i64).collect();
            assert_eq!(*found, expected, "kill {kill}, writer {writer}: once each, in order");
            assert!(
                found.len() as i64 > acknowledged[writer],
                "kill {kill}, writer {writer}: an acknowledged one is gone"
            );
        }
        assert!(running.stop().is_clean());
    }

    let running = start(directory.path());
    running.run(async {
        // The group is done when it stands at the end. The last copy is there before its commit, so a wait for
        // one more copy could last for ever.
        while Market::Trades.group_position("copy").unwrap() != Market::Trades.end().await.unwrap() {
            tokio::task::yield_now().await;
        }
    });
    let trades = numbers(&running, Market::Trades);
    for (mut copied, wanted) in numbers(&running, Market::Copies).into_iter().zip(trades) {
        copied.sort_unstable();
        copied.dedup();
        assert_eq!(copied, wanted, "the consumer saw each at least once");
    }
    assert!(running.stop().is_clean());
}
