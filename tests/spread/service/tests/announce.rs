//! The service over a real socket: its record, its store and its stream come from three other crates.

use std::io::{Read, Write};
use std::net::TcpStream;

use parseltongue::cores::Launch;
use parseltongue::records::Feed;
use spread_service::{Api, Spread};
use spread_stream::Arrivals;

#[test]
fn a_reading_is_stored_announced_and_found_in_the_stream() {
    let running = Launch::of::<Spread>().on_free_ports().start().expect("a world");
    let address = running.address::<Api>();
    let ask = |method: &str, path: &str, body: &str| {
        let mut stream = TcpStream::connect(address).expect("a connection");
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: api\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    };

    let created = ask("POST", "/readings", r#"{"sensor":"north","level":7}"#);
    assert!(created.starts_with("HTTP/1.1 201"), "{created}");
    let id = created.split("\"id\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an id");
    let announced = ask("POST", &format!("/readings/{id}/announce"), "");
    assert!(announced.starts_with("HTTP/1.1 201"), "{announced}");

    let (entries, _) = running.run(async { Arrivals::Fresh.newest(10).await.expect("readings") });
    let found: Vec<(&str, i64)> =
        entries.iter().map(|it| (it.record.sensor.as_str(), it.record.level)).collect();
    assert_eq!(found, [("north", 7)]);
    assert!(running.stop().is_clean());
}
