//! `events`: server-sent events.

use parseltongue_cores::Running;

use crate::client::Client;
use crate::program::{Paper, start};

fn publish(running: &Running, id: i64) {
    let mut client = Client::new(running.address::<Paper>());
    let reply = client.json("POST", "/publish", &format!(r#"{{"id":{id},"text":"t"}}"#));
    assert_eq!(reply.status, 201);
}

fn listen(running: &Running, headers: &str) -> Client {
    let mut client = Client::new(running.address::<Paper>());
    client.send(format!("GET /log HTTP/1.1\r\nhost: h\r\n{headers}\r\n"));
    let head = String::from_utf8(client.until(b"\r\n\r\n")).unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(head.contains("text/event-stream"), "{head}");
    client
}

fn event(id: i64) -> String {
    format!("id: {id}\ndata: {{\"id\":{id},\"text\":\"t\",\"count\":1}}\n\n")
}

#[test]
fn what_is_published_comes_at_once() {
    let running = start();
    publish(&running, 1);
    let mut client = listen(&running, "");
    assert_eq!(client.chunk(), "retry: 1000\n\n");
    publish(&running, 2);
    assert_eq!(client.chunk(), event(2));
    publish(&running, 3);
    assert_eq!(client.chunk(), event(3));
}

#[test]
fn a_client_that_comes_back_gets_what_it_missed() {
    let running = start();
    for id in 1..=3 {
        publish(&running, id);
    }
    let mut client = listen(&running, "last-event-id: 1\r\n");
    assert_eq!(client.chunk(), format!("retry: 1000\n\n{}{}", event(2), event(3)));
    publish(&running, 4);
    assert_eq!(client.chunk(), event(4));
}

#[test]
fn an_id_that_is_none_is_400_and_one_too_old_is_410() {
    let running = start();
    publish(&running, 1);
    let mut client = Client::new(running.address::<Paper>());
    let reply = client.request("GET", "/log", "last-event-id: x\r\n", "");
    assert_eq!((reply.status, reply.problem().1[0].0.as_str()), (400, "Last-Event-ID"));
    let reply = client.request("GET", "/log", "last-event-id: 0\r\n", "");
    assert_eq!((reply.status, reply.problem().0.as_str()), (410, "urn:problem:Gone"));
}

#[test]
fn events_end_when_the_program_stops() {
    let running = start();
    publish(&running, 1);
    let mut client = listen(&running, "");
    assert_eq!(client.chunk(), "retry: 1000\n\n");
    assert!(running.stop().is_clean());
    assert_eq!(client.chunk(), "");
    assert!(client.is_closed());
}
