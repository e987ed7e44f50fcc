//! How a service stops: what is in flight is finished, what is idle is closed, nothing is accepted.

use std::net::TcpStream;

use crate::client::Client;
use crate::program::{Gate, Paper, start};

#[test]
fn what_is_in_flight_is_finished_and_idle_connections_are_closed() {
    let running = start();
    let address = running.address::<Paper>();
    let gate = running.world().part::<Gate>().unwrap();
    let mut idle = Client::new(address);
    assert_eq!(idle.get("/greet/Eve").status, 200);
    let mut busy = Client::new(address);
    busy.send("GET /wait HTTP/1.1\r\nhost: h\r\n\r\n");
    running.run(async { gate.entered.notified().await });

    let stopping = std::thread::spawn(move || running.stop());
    // The idle connection is closed while the other still waits.
    assert!(idle.is_closed());
    gate.opened.notify_one();
    let reply = busy.reply();
    assert_eq!((reply.status, reply.json()), (200, "waited".into()));
    assert_eq!(reply.header("connection"), Some("close"));
    assert!(busy.is_closed());
    assert!(stopping.join().unwrap().is_clean());
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn a_program_without_connections_stops_at_once() {
    assert!(start().stop().is_clean());
}
