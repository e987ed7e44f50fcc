//! `/metrics`, and by which names requests are told.

use std::sync::Mutex;

use log::kv::Key;
use log::{Level, LevelFilter, Log, Metadata, Record};

use crate::client::Client;
use crate::program::{Paper, start};

/// The value of a line that has all of these parts in its labels, all of its cores together.
fn value(text: &str, name: &str, labels: &[&str]) -> Option<f64> {
    let lines = text.lines().filter_map(|line| line.split_once(' '));
    let mut values = lines
        .filter(|(key, _)| {
            key.split_once('{')
                .is_some_and(|(it, rest)| it == name && labels.iter().all(|it| rest.contains(it)))
        })
        .map(|(_, value)| value.parse::<f64>().unwrap());
    let first = values.next()?;
    Some(first + values.sum::<f64>())
}

#[test]
fn requests_are_counted_by_route_and_status_over_all_cores() {
    let running = start();
    let mut clients: Vec<Client> = (0..8).map(|_| Client::new(running.address::<Paper>())).collect();
    for client in &mut clients {
        assert_eq!(client.get("/greet/Eve").status, 200);
        assert_eq!(client.get("/greet/Eve?times=x").status, 400);
        assert_eq!(client.request("HEAD", "/notes", "", "").status, 200);
        assert_eq!(client.get("/nowhere").status, 404);
    }
    let reply = clients[0].get("/metrics");
    assert_eq!(reply.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    let total = |labels: &[&str]| value(&reply.body, "http_server_requests_total", labels);
    let greet = "method=\"GET\",route=\"/greet/{name}\"";
    assert_eq!(total(&[greet, "status=\"200\""]), Some(8.0));
    assert_eq!(total(&[greet, "status=\"400\""]), Some(8.0));
    assert_eq!(total(&["route=\"/notes\"", "status=\"200\""]), Some(8.0));
    assert_eq!(total(&["service=\"Paper\",status=\"404\""]), Some(8.0));
    let took = "http_server_request_duration_seconds";
    assert_eq!(value(&reply.body, &format!("{took}_count"), &[greet]), Some(16.0));
    assert_eq!(value(&reply.body, &format!("{took}_bucket"), &[greet, "le=\"+Inf\""]), Some(16.0));
    // The one that is being answered.
    assert_eq!(value(&reply.body, "http_server_active_requests", &["built_in"]), Some(1.0));
    assert_eq!(value(&reply.body, "http_server_active_requests", &[greet]), Some(0.0));
    assert_eq!(value(&reply.body, "parseltongue_core_connections_total", &[]), Some(8.0));
    assert!(value(&reply.body, "parseltongue_core_busy_seconds_total", &["core=\"0\""]).unwrap() > 0.0);
}

#[test]
fn what_waits_is_active_and_what_left_is_counted_as_gone() {
    let running = start();
    let gate = running.world().part::<crate::program::Gate>().unwrap();
    let mut busy = Client::new(running.address::<Paper>());
    busy.send("GET /wait HTTP/1.1\r\nhost: h\r\n\r\n");
    running.run(async { gate.entered.notified().await });
    let mut other = Client::new(running.address::<Paper>());
    let metrics = |client: &mut Client| client.get("/metrics").body;
    let nowhere = "{service=\"Paper\"} ";
    assert!(metrics(&mut other).contains(&format!("http_server_active_requests{nowhere}1")));
    drop(busy);
    while !metrics(&mut other).contains("requests_total{service=\"Paper\",status=\"499\"} 1") {
        std::thread::yield_now();
    }
    assert!(metrics(&mut other).contains(&format!("http_server_active_requests{nowhere}0")));
}

#[test]
fn every_line_is_of_the_text_format() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    client.get("/hits");
    let text = client.get("/metrics").body;
    let mut told = "";
    for line in text.lines() {
        if let Some(head) = line.strip_prefix("# HELP ") {
            let name = head.split(' ').next().unwrap();
            assert_eq!(text.matches(&format!("# TYPE {name} ")).count(), 1, "{name} is told once");
            told = name;
        } else if !line.starts_with("# TYPE ") {
            let (key, value) = line.rsplit_once(' ').unwrap();
            assert!(key.starts_with(told) && key.ends_with('}'), "{line}");
            assert!(value.parse::<f64>().is_ok(), "{line}");
        }
    }
}

#[test]
fn a_failure_is_told_by_the_name_that_the_client_gave() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let reply = client.request("GET", "/panic", "x-request-id: mine-7\r\n", "");
    assert_eq!((reply.status, reply.header("x-request-id")), (500, Some("mine-7")));
    assert_eq!(reply.json()["instance"], "urn:request:mine-7");
    let reply = client.get("/panic");
    let id = reply.header("x-request-id").expect("every failure has a name").to_owned();
    assert_eq!(reply.json()["instance"], format!("urn:request:{id}"));
    assert_eq!(client.get("/greet/Eve").header("x-request-id"), None);
}

/// What was told of which request.
static TOLD: Mutex<Vec<(Level, String)>> = Mutex::new(Vec::new());

struct Listener;

impl Log for Listener {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        if let Some(request_id) = record.key_values().get(Key::from_str("request_id")) {
            TOLD.lock().unwrap().push((record.level(), request_id.to_string()));
        }
    }

    fn flush(&self) {}
}

#[test]
fn every_line_about_a_request_has_one_name() {
    log::set_logger(&Listener).expect("only this test listens");
    log::set_max_level(LevelFilter::Debug);
    let running = start();
    let reply = Client::new(running.address::<Paper>()).get("/panic");
    let id = reply.header("x-request-id").expect("every failure has a name");
    let told = TOLD.lock().unwrap();
    let levels: Vec<Level> = told.iter().filter(|(_, of)| of == id).map(|(level, _)| *level).collect();
    assert_eq!(levels, [Level::Error, Level::Debug]);
}
