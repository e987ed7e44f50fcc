//! HTTP/1.1 and 1.0 as their clients see them: versions, words before a body, answers of all lengths.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};

use crate::client::{Client, PATIENCE};
use crate::program::{Paper, start};

const JSON: &str = "host: h\r\ncontent-type: application/json\r\n";
const NOTE: &str = r#"{"id":1,"text":"x"}"#;

#[test]
fn a_client_of_http_1_0_is_answered_and_hung_up_on_unless_it_asks_to_stay() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    for _ in 0..2 {
        client.send("GET /greet/Eve HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");
        let reply = client.reply();
        assert!(reply.head.starts_with("HTTP/1.0 200 OK\r\n"), "{reply:?}");
        assert_eq!(reply.header("connection"), Some("keep-alive"));
    }
    client.send("GET /greet/Eve HTTP/1.0\r\n\r\n");
    assert_eq!(client.reply().header("connection"), Some("close"));
    assert!(client.is_closed());
}

#[test]
fn a_client_that_waits_is_told_to_send_its_body() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    client.send(format!(
        "PUT /draft HTTP/1.1\r\n{JSON}expect: 100-continue\r\ncontent-length: {}\r\n\r\n",
        NOTE.len()
    ));
    assert_eq!(client.until(b"\r\n\r\n"), b"HTTP/1.1 100 Continue\r\n\r\n");
    client.send(NOTE);
    assert_eq!(client.reply().status, 204);
    assert_eq!(client.get("/greet/Eve").status, 200);
    // Nobody wants that body: no word, and no further request, for nobody knows whether it will be sent.
    client.send(format!("POST /nowhere HTTP/1.1\r\n{JSON}expect: 100-continue\r\ncontent-length: 5\r\n\r\n"));
    let reply = client.reply();
    assert_eq!((reply.status, reply.header("connection")), (404, Some("close")));
    assert!(client.is_closed());
    // A body that comes without waiting is just read.
    let mut client = Client::new(running.address::<Paper>());
    client.send(format!(
        "PUT /draft HTTP/1.1\r\n{JSON}expect: 100-continue\r\ncontent-length: {}\r\n\r\n{NOTE}",
        NOTE.len()
    ));
    assert_eq!(client.reply().status, 204);
}

#[test]
fn an_answer_before_the_body_has_come_ends_the_connection_and_one_behind_it_does_not() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    for body in
        ["content-length: 5\r\n\r\nhello", "transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"]
    {
        client.send(format!("POST /nowhere HTTP/1.1\r\nhost: h\r\n{body}"));
        let reply = client.reply();
        assert_eq!((reply.status, reply.header("connection")), (404, None), "{body:?}");
    }
    client.send("POST /nowhere HTTP/1.1\r\nhost: h\r\ncontent-length: 6\r\n\r\nhello");
    let reply = client.reply();
    assert_eq!((reply.status, reply.header("connection")), (404, Some("close")));
    client.send_while_taken(" GET /greet/Mallory HTTP/1.1\r\nhost: h\r\n\r\n");
    assert!(client.is_closed());
}

#[test]
fn long_answers_come_whole_however_slowly_they_are_taken() {
    let running = start();
    let mut socket = TcpStream::connect(running.address::<Paper>()).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let name = "x".repeat(6_000);
    let request = format!("GET /greet/{name} HTTP/1.1\r\nhost: h\r\nx-tag: {}\r\n\r\n", "y".repeat(20_000));
    // Far more than both sockets hold: the service must stop reading, and go on when its client does.
    let count = 400;
    let writer = std::thread::spawn({
        let mut socket = socket.try_clone().unwrap();
        move || {
            for _ in 0..count {
                socket.write_all(request.as_bytes()).unwrap();
            }
            socket.shutdown(Shutdown::Write).unwrap();
        }
    });
    let mut received = Vec::new();
    let mut bytes = [0; 1_000];
    loop {
        match socket.read(&mut bytes).unwrap() {
            0 => break,
            read => received.extend_from_slice(&bytes[..read]),
        }
    }
    writer.join().unwrap();
    let text = String::from_utf8(received).unwrap();
    let answers = text.matches("HTTP/1.1 200 OK\r\n").count();
    let bodies = text.matches(&format!("\"{name} x1. {}\"", "y".repeat(20_000))).count();
    assert_eq!((answers, bodies), (count, count));
}

#[test]
fn the_head_of_an_answer_is_the_same_without_its_body() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let without_date = |head: &str| -> Vec<String> {
        head.lines().filter(|line| !line.starts_with("date: ")).map(str::to_owned).collect()
    };
    for path in ["/greet/Eve", "/openapi.json", "/nowhere", "/notes"] {
        let whole = client.get(path);
        let head = client.request("HEAD", path, "", "");
        assert_eq!(without_date(&head.head), without_date(&whole.head), "{path}");
    }
}
