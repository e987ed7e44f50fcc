//! How a service stops: what is in flight is finished, what is idle is closed, nothing is accepted.

use std::net::TcpStream;

use parseltongue_cores::{Block, BlockKind, Launch, Line, LocalFuture, Opening, Program, StartError, World};
use parseltongue_service as service;

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
    // The other core may be behind; with its socket gone it has told its connections, too.
    while TcpStream::connect(address).is_ok() {
        std::thread::yield_now();
    }
    gate.opened.notify_one();
    let reply = busy.reply();
    assert_eq!((reply.status, reply.json()), (200, "waited".into()));
    assert_eq!(reply.header("connection"), Some("close"));
    assert!(busy.is_closed());
    assert!(stopping.join().unwrap().is_clean());
}

#[test]
fn a_program_without_connections_stops_at_once() {
    assert!(start().stop().is_clean());
}

/// A service whose POST keeps its only core until the program stops.
struct Single;

impl service::Service for Single {
    const LISTEN_ON: &'static str = "127.0.0.1:0";
    const TABLE: &'static [service::Entry] = &[];

    type Shared = ();
    type Local = ();

    fn shared() {}

    fn local() {}

    async fn answer(call: &service::Call<'_, Self>) -> service::Outcome {
        if call.verb() == service::Verb::Post {
            Gate::current().entered.notify_one();
            while !World::current().is_stopping() {
                std::thread::yield_now();
            }
        }
        call.json("here".to_owned())
    }
}

impl Block for Single {
    const NAME: &'static str = "Single";
    const KIND: BlockKind = BlockKind::Service;

    fn open(opening: &mut Opening) -> Result<(), StartError> {
        opening.place(Gate::default());
        service::open::<Self>(opening)
    }

    fn run(core: usize) -> LocalFuture<()> {
        service::run::<Self>(core)
    }
}

struct Alone;

impl Program for Alone {
    const NAME: &'static str = "Alone";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Single>(1)];
}

#[test]
fn what_waits_in_the_kernel_is_answered() {
    let running = Launch::of::<Alone>().on_free_ports().start().expect("the program starts");
    let address = running.address::<Single>();
    let gate = running.world().part::<Gate>().unwrap();
    let mut busy = Client::new(address);
    busy.send("POST / HTTP/1.1\r\nhost: h\r\n\r\n");
    running.run(async { gate.entered.notified().await });
    let mut queued: Vec<Client> = (0..300).map(|_| Client::new(address)).collect();
    for client in &mut queued {
        client.send("GET / HTTP/1.1\r\nhost: h\r\n\r\n");
    }
    assert!(running.stop().is_clean());
    assert_eq!(busy.reply().status, 200);
    for client in &mut queued {
        assert_eq!(client.reply().json(), "here");
        assert!(client.is_closed());
    }
}
