//! The shop as a program in a test: what is enqueued is done, tried again, or dead.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use parseltongue::cores::{Launch, Running};
use parseltongue::prelude::Uuid;
use parseltongue::records::jobs::{JobEntry, JobState};
use parseltongue::service::jobs;
use serde_json::Value;

use crate::{Shop, Shopping};

pub(crate) fn start(directory: &std::path::Path) -> Running {
    Launch::of::<Shopping>().in_directory(directory).on_free_ports().start().expect("a world")
}

/// Asks and gives status and body.
pub(crate) fn ask(
    address: SocketAddr,
    method: &str,
    path: &str,
    body: &str,
) -> std::io::Result<(u16, String)> {
    let mut socket = TcpStream::connect(address)?;
    write!(
        socket,
        "{method} {path} HTTP/1.1\r\nhost: shop\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    socket.read_to_string(&mut answer)?;
    let status = answer.get(9..12).and_then(|status| status.parse().ok());
    let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    status.map(|status| (status, body.to_owned())).ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
}

pub(crate) fn get(address: SocketAddr, path: &str) -> (u16, String) {
    ask(address, "GET", path, "").expect("an answer")
}

fn order(address: SocketAddr, mail: &str) -> Uuid {
    let draft = format!(r#"{{"mail": "{mail}", "amount": "12.50"}}"#);
    let (status, body) = ask(address, "POST", "/orders", &draft).expect("an answer");
    assert_eq!(status, 201, "{body}");
    let order: Value = serde_json::from_str(&body).expect("JSON");
    order["id"].as_str().expect("a key").parse().expect("a uuid")
}

/// Asks again and again; what never comes true ends the test.
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "never: {what}");
        std::thread::yield_now();
    }
}

fn list(world: &Running, state: JobState) -> Vec<JobEntry> {
    world.run(jobs::list::<Shop>(state, None, 100)).expect("a list")
}

#[test]
fn a_receipt_is_sent_after_the_answer() {
    let directory = tempfile::tempdir().expect("a directory");
    let world = start(directory.path());
    let address = world.address::<Shop>();
    let id = order(address, "ann@example.org");
    let receipt =
        until("a receipt", || Some(get(address, &format!("/receipts/{id}"))).filter(|it| it.0 == 200));
    assert!(receipt.1.contains("Thank you: 12.5"), "{}", receipt.1);
    until("the job is taken out", || list(&world, JobState::Running).is_empty().then_some(()));
    assert_eq!(get(address, "/sent").1, "1");
    let metrics = get(address, "/metrics").1;
    for line in [
        "parseltongue_job_runs_total{job=\"Shop::SendReceipt\"} 1",
        "parseltongue_job_failures_total{job=\"Shop::SendReceipt\"} 0",
        "parseltongue_job_duration_seconds_count{job=\"Shop::SendReceipt\"} 1",
        "parseltongue_jobs{job=\"Shop::Remind\",state=\"waiting\"} 0",
    ] {
        assert!(metrics.contains(line), "{line} in\n{metrics}");
    }
    assert!(world.stop().is_clean());
}

#[test]
fn a_job_that_always_fails_is_tried_again_and_then_dead_until_somebody_retries_or_deletes_it() {
    let directory = tempfile::tempdir().expect("a directory");
    let world = start(directory.path());
    let address = world.address::<Shop>();
    order(address, "bob@nowhere.example");
    let dead = until("a dead job", || list(&world, JobState::Dead).pop());
    assert_eq!((&*dead.kind, dead.attempts), ("Shop::SendReceipt", 4));
    assert_eq!(dead.reason.as_deref(), Some("nobody reads bob@nowhere.example"));
    assert!(world.run(jobs::retry::<Shop>(dead.id)).expect("the store"));
    until("it died again", || {
        list(&world, JobState::Dead).into_iter().find(|entry| entry.id == dead.id && entry.due > dead.due)
    });
    assert!(world.run(jobs::delete::<Shop>(dead.id)).expect("the store"));
    assert!(list(&world, JobState::Dead).is_empty());
    assert!(world.stop().is_clean());
}

#[test]
fn a_panic_is_a_failure_and_an_equal_job_is_the_same() {
    let directory = tempfile::tempdir().expect("a directory");
    let world = start(directory.path());
    let address = world.address::<Shop>();
    // The receipt shall not be there: a reminder then panics.
    world.run(jobs::pause::<Shop>("Shop::SendReceipt")).expect("the store");
    let id = order(address, "ann@example.org");
    let remind = |after_ms: u64| {
        let path = format!("/orders/{id}/remind?after_ms={after_ms}");
        ask(address, "POST", &path, "").expect("an answer").1
    };
    let first = remind(0);
    assert_eq!(remind(60_000), first, "once an hour");
    let waits = until("a failure", || {
        list(&world, JobState::Waiting).into_iter().find(|entry| entry.reason.is_some())
    });
    assert_eq!(format!("\"{}\"", waits.id), first);
    assert_eq!(waits.reason.as_deref(), Some("the body panicked"));
    assert!(world.run(jobs::depths::<Shop>()).expect("depths").iter().any(|depth| depth.is_paused));
    // Once the receipt is there, what failed goes well.
    world.run(jobs::resume::<Shop>("Shop::SendReceipt")).expect("the store");
    until("a receipt", || (get(address, &format!("/receipts/{id}")).0 == 200).then_some(()));
    world.run(jobs::retry::<Shop>(waits.id)).expect("the store");
    until("no job", || list(&world, JobState::Waiting).is_empty().then_some(()));
    assert!(world.stop().is_clean());
}

#[test]
fn a_program_that_stops_leaves_what_it_has_not_begun_to_the_next() {
    let directory = tempfile::tempdir().expect("a directory");
    let world = start(directory.path());
    world.run(jobs::pause::<Shop>("Shop::SendReceipt")).expect("the store");
    let id = order(world.address::<Shop>(), "ann@example.org");
    assert!(world.stop().is_clean());
    let world = start(directory.path());
    world.run(jobs::resume::<Shop>("Shop::SendReceipt")).expect("the store");
    let address = world.address::<Shop>();
    until("a receipt", || (get(address, &format!("/receipts/{id}")).0 == 200).then_some(()));
    assert!(world.stop().is_clean());
}
