//! Requests that two servers could read differently, and heads that no route could be meant by: raw bytes
//! over a socket, a table of cases.

use crate::client::Client;
use crate::program::{Paper, start};

/// What would be answered 200 if it were taken for a request of its own.
const SMUGGLED: &str = "GET /greet/Mallory HTTP/1.1\r\nhost: h\r\n\r\n";

/// Sends a request, and behind it one that must never be answered.
fn is_refused(client: &mut Client, request: &str, status: u16, problem: &str) {
    client.send_while_taken(format!("{request}{SMUGGLED}"));
    let reply = client.reply();
    assert_eq!((reply.status, reply.problem().0.as_str()), (status, problem), "{request:?}");
    assert!(client.is_closed(), "{request:?}");
}

const JSON: &str = "host: h\r\ncontent-type: application/json\r\n";

#[test]
fn what_two_servers_could_read_differently_is_refused_and_closes_the_connection() {
    let running = start();
    let chunked = format!("{JSON}transfer-encoding: chunked\r\n");
    for head in [
        // Two lengths.
        format!(
            "POST /notes HTTP/1.1\r\n{JSON}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        format!(
            "POST /notes HTTP/1.1\r\n{JSON}transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n"
        ),
        format!("POST /notes HTTP/1.1\r\n{JSON}content-length: 5\r\ncontent-length: 5\r\n\r\n12345"),
        format!("POST /notes HTTP/1.1\r\n{JSON}content-length: 5\r\ncontent-length: 6\r\n\r\n12345"),
        format!("POST /notes HTTP/1.1\r\n{JSON}content-length: 5, 5\r\n\r\n12345"),
        // Lengths that are none.
        format!("POST /notes HTTP/1.1\r\n{JSON}content-length: +5\r\n\r\n12345"),
        format!("POST /notes HTTP/1.1\r\n{JSON}content-length: -5\r\n\r\n"),
        format!("POST /notes HTTP/1.1\r\n{JSON}content-length: 0x5\r\n\r\n12345"),
        format!("POST /notes HTTP/1.1\r\n{JSON}content-length: 5 5\r\n\r\n12345"),
        format!("POST /notes HTTP/1.1\r\n{JSON}content-length:\r\n\r\n"),
        format!("POST /notes HTTP/1.1\r\n{JSON}content-length: 18446744073709551616\r\n\r\n"),
        // Codings of the transfer that are not exactly `chunked`.
        format!("POST /notes HTTP/1.1\r\n{JSON}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n"),
        format!("POST /notes HTTP/1.1\r\n{JSON}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
        format!("POST /notes HTTP/1.1\r\n{JSON}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        format!("POST /notes HTTP/1.1\r\n{JSON}transfer-encoding: \x0bchunked\r\n\r\n0\r\n\r\n"),
        format!("POST /notes HTTP/1.1\r\n{chunked}transfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
        format!("POST /notes HTTP/1.0\r\n{chunked}\r\n0\r\n\r\n"),
        // Lines that end, fold or are spaced in another way.
        "GET /greet/Eve HTTP/1.1\nhost: h\r\n\r\n".to_owned(),
        "GET /greet/Eve HTTP/1.1\r\nhost: h\n\r\n".to_owned(),
        "GET /greet/Eve HTTP/1.1\r\nhost: h\r\n\n".to_owned(),
        "GET /greet/Eve HTTP/1.1\r\nhost: h\r\nx: a\rb\r\n\r\n".to_owned(),
        "GET /greet/Eve HTTP/1.1\r\nhost: h\r\nx: a\r\n b\r\n\r\n".to_owned(),
        "GET /greet/Eve HTTP/1.1\r\nhost: h\r\nx: a\r\n\tb\r\n\r\n".to_owned(),
        "GET /greet/Eve HTTP/1.1\r\n x: a\r\nhost: h\r\n\r\n".to_owned(),
        "GET /greet/Eve HTTP/1.1\r\nhost : h\r\n\r\n".to_owned(),
        format!("POST /notes HTTP/1.1\r\n{JSON}content-length : 5\r\n\r\n12345"),
        format!("POST /notes HTTP/1.1\r\n{JSON}transfer-encoding : chunked\r\n\r\n0\r\n\r\n"),
        "GET /greet/Eve HTTP/1.1\r\nhost: h\r\n: nameless\r\n\r\n".to_owned(),
        "GET /greet/Eve HTTP/1.1\r\nhost: h\r\nno colon\r\n\r\n".to_owned(),
        "GET /greet/Eve HTTP/1.1\r\nhost: h\r\nx: a\0b\r\n\r\n".to_owned(),
        "GET  /greet/Eve HTTP/1.1\r\nhost: h\r\n\r\n".to_owned(),
        "GET /greet/Eve  HTTP/1.1\r\nhost: h\r\n\r\n".to_owned(),
        "GET /greet/Eve\r\nhost: h\r\n\r\n".to_owned(),
        "GET /greet/E ve HTTP/1.1\r\nhost: h\r\n\r\n".to_owned(),
        "G\u{e4}T /greet/Eve HTTP/1.1\r\nhost: h\r\n\r\n".to_owned(),
    ] {
        let mut client = Client::new(running.address::<Paper>());
        is_refused(&mut client, &head, 400, "urn:problem:MalformedRequest");
    }
}

#[test]
fn chunks_that_two_servers_could_read_differently_are_no_body() {
    let running = start();
    let head = format!("POST /notes HTTP/1.1\r\n{JSON}transfer-encoding: chunked\r\n\r\n");
    let endless = format!("5;{}", "x".repeat(20_000));
    for chunks in [
        "5\n12345\r\n0\r\n\r\n",
        "5\r12345\r\n0\r\n\r\n",
        "+5\r\n12345\r\n0\r\n\r\n",
        "0x5\r\n12345\r\n0\r\n\r\n",
        "g\r\n12345\r\n0\r\n\r\n",
        "\r\n12345\r\n0\r\n\r\n",
        "5;a\n12345\r\n0\r\n\r\n",
        "5;a\rb\r\n12345\r\n0\r\n\r\n",
        "5\r\n123456\r\n0\r\n\r\n",
        "ffffffffffffffff\r\n12345\r\n0\r\n\r\n",
        "10000000000000000\r\n12345\r\n0\r\n\r\n",
        endless.as_str(),
    ] {
        let mut client = Client::new(running.address::<Paper>());
        is_refused(&mut client, &format!("{head}{chunks}"), 400, "urn:problem:BrokenBody");
    }
}

#[test]
fn a_head_that_no_route_could_be_meant_by_is_refused() {
    let running = start();
    let long = format!("/greet/{}", "x".repeat(8 * 1024));
    for (head, status, problem) in [
        ("GET /greet/Eve HTTP/1.1\r\n", 400, "MalformedRequest"),
        ("GET /greet/Eve HTTP/1.1\r\nhost: a\r\nhost: b\r\n", 400, "MalformedRequest"),
        ("GET /greet/Eve HTTP/1.1\r\nhost: a\r\nhost: a\r\n", 400, "MalformedRequest"),
        ("GET * HTTP/1.1\r\nhost: h\r\n", 400, "MalformedRequest"),
        ("CONNECT h:80 HTTP/1.1\r\nhost: h\r\n", 400, "MalformedRequest"),
        (&format!("GET {long} HTTP/1.1\r\nhost: h\r\n"), 414, "AddressTooLong"),
        (&format!("GET /greet/Eve?{long} HTTP/1.1\r\nhost: h\r\n"), 414, "AddressTooLong"),
    ] {
        let mut client = Client::new(running.address::<Paper>());
        client.send(format!("{head}\r\n"));
        let reply = client.reply();
        let problem = format!("urn:problem:{problem}");
        assert_eq!((reply.status, reply.problem().0), (status, problem), "{head:?}");
    }
    // What is old, or names its host in the address, is not wrong.
    for head in [
        "GET /greet/Eve HTTP/1.0\r\n",
        "GET http://h/greet/Eve HTTP/1.1\r\nhost: h\r\n",
        "GET /greet/Eve HTTP/1.1\r\nhost:\r\n",
    ] {
        let mut client = Client::new(running.address::<Paper>());
        client.send(format!("{head}\r\n"));
        assert_eq!(client.reply().status, 200, "{head:?}");
    }
}

#[test]
fn json_that_is_nested_too_deep_is_no_body() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for depth in [200, 7_000] {
            let body = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let reply = client.json("POST", "/notes", &body);
            assert_eq!((reply.status, reply.problem().0.as_str()), (400, "urn:problem:BrokenJson"));
        }
    }
    assert_eq!(client.get("/greet/Eve").status, 200);
}

#[test]
fn requests_are_followed_however_they_are_cut_and_however_many_come_at_once() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    // Taken whole before it is answered: behind a body that nobody reads the connection may close.
    let body = r#"{"id":1,"text":"x"}"#;
    let requests = format!(
        "PUT /draft HTTP/1.1\r\n{JSON}content-length: {}\r\n\r\n{body}\
         PUT /draft HTTP/1.1\r\n{JSON}transfer-encoding: chunked\r\n\r\n{:x};a=b\r\n{body}\r\n0\r\nx: y\r\n\r\n{SMUGGLED}",
        body.len(),
        body.len(),
    );
    client.send(&requests);
    let whole: Vec<u16> = (0..3).map(|_| client.reply().status).collect();
    assert_eq!(whole, [204, 204, 200]);
    for piece in requests.as_bytes().chunks(7) {
        client.send(piece);
    }
    let cut: Vec<u16> = (0..3).map(|_| client.reply().status).collect();
    assert_eq!(cut, whole);
}
