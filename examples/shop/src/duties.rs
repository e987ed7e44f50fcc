//! What the shop does without being asked.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use parseltongue::cores::{Block, BlockKind, Launch, Line, Opening, Program, StartError};
use parseltongue::prelude::Timestamp;
use parseltongue::records::jobs::later;

use crate::worlds::{get, start, until};
use crate::{Books, Shop};

/// A program that has the shop's store and not the shop.
struct Before;

impl Block for Before {
    const NAME: &'static str = "Before";
    const KIND: BlockKind = BlockKind::Service;
    fn open(opening: &mut Opening) -> Result<(), StartError> {
        opening.open::<Books>()
    }
}

impl Program for Before {
    const NAME: &'static str = "Before";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Before>(1)];
}

fn events(world: &parseltongue::cores::Running, what: &str) -> usize {
    let (status, list) = get(world.address::<Shop>(), "/events?limit=100");
    assert_eq!(status, 200, "{list}");
    list.matches(&format!("\"what\":\"{what}\"")).count()
}

#[test]
fn what_is_done_at_the_start_and_at_the_end_is_done_once_in_each_life() {
    let directory = tempfile::tempdir().expect("a directory");
    for life in 0..3 {
        let world = start(directory.path());
        assert_eq!((events(&world, "opened"), events(&world, "closed")), (life + 1, life));
        assert!(world.stop().is_clean());
    }
}

#[test]
fn one_program_of_two_keeps_the_beat_and_the_other_when_it_has_stopped() {
    let directory = tempfile::tempdir().expect("a directory");
    let beats = |world: &parseltongue::cores::Running| {
        get(world.address::<Shop>(), "/beats").1.parse::<i64>().expect("a number")
    };
    let one = start(directory.path());
    until("a beat", || (beats(&one) >= 1).then_some(()));
    let other = start(directory.path());
    let first = beats(&one);
    until("a few more", || (beats(&one) >= first + 5).then_some(()));
    assert_eq!(beats(&other), 0);
    let metrics = get(one.address::<Shop>(), "/metrics").1;
    assert!(metrics.contains("parseltongue_every_misses_total{every=\"Shop::every 50 ms\"}"), "{metrics}");
    assert!(
        metrics.contains("parseltongue_every_failures_total{every=\"Shop::every 50 ms\"} 0"),
        "{metrics}"
    );
    assert!(one.stop().is_clean());
    until("a beat of the other", || (beats(&other) >= 1).then_some(()));
    assert!(other.stop().is_clean());
}

#[test]
fn of_the_nights_without_a_program_the_last_is_made_up_for() {
    let directory = tempfile::tempdir().expect("a directory");
    let before = Launch::of::<Before>().in_directory(directory.path()).start().expect("a world");
    let queue = before.world().enter(parseltongue::store::queue::<Books>).expect("the store");
    let days = Duration::from_secs(10 * 24 * 3600);
    let long_ago = Timestamp::now().as_microseconds() - i64::try_from(days.as_micros()).expect("ten days");
    let long_ago = Timestamp::from_microseconds(long_ago).expect("a moment");
    assert!(later(long_ago, days) <= Timestamp::now());
    before.run(queue.last_kept("Shop::every 0 3 * * *".to_owned(), long_ago)).expect("the store");
    assert!(before.stop().is_clean());

    let world = start(directory.path());
    until("a night", || (events(&world, "night") == 1).then_some(()));
    let metrics = get(world.address::<Shop>(), "/metrics").1;
    assert!(
        metrics.contains("parseltongue_every_misses_total{every=\"Shop::every 0 3 * * *\"} 9"),
        "{metrics}"
    );
    assert!(world.stop().is_clean());
    let world = start(directory.path());
    assert_eq!(events(&world, "night"), 1);
    assert!(world.stop().is_clean());
}

/// What is answered to a request with one header more, head and all.
fn answer(address: std::net::SocketAddr, path: &str, header: &str) -> String {
    let mut socket = TcpStream::connect(address).expect("a connection");
    write!(socket, "GET {path} HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n{header}\r\n\r\n")
        .expect("written");
    let mut answer = String::new();
    socket.read_to_string(&mut answer).expect("an answer");
    answer
}

#[test]
fn hooks_stand_around_every_request_but_the_built_in_ones() {
    let directory = tempfile::tempdir().expect("a directory");
    let world = start(directory.path());
    let address = world.address::<Shop>();
    let plain = answer(address, "/sent", "x-a: b");
    assert!(plain.starts_with("HTTP/1.1 200") && plain.contains("x-status: 200"), "{plain}");
    let banned = answer(address, "/sent", "x-banned: 1");
    assert!(banned.starts_with("HTTP/1.1 403") && banned.contains("not in this shop"), "{banned}");
    assert!(banned.contains("x-status: 403"), "{banned}");
    let early = answer(address, "/old", "x-a: b");
    assert!(early.starts_with("HTTP/1.1 410") && early.contains("moved to /orders"), "{early}");
    let broken = answer(address, "/broken", "x-a: b");
    assert!(broken.starts_with("HTTP/1.1 404") && !broken.contains("x-status"), "{broken}");
    let health = answer(address, "/health/live", "x-banned: 1");
    assert!(health.starts_with("HTTP/1.1 200") && !health.contains("x-status"), "{health}");
    assert!(world.stop().is_clean());
}
