//! `socket`: WebSocket, with a client of tungstenite over real sockets.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use parseltongue_cores::{
    Block, BlockKind, Launch, Line, LocalFuture, Opening, Program, Running, StartError,
};
use parseltongue_records::{Failure, HttpMeaning, Meaning, NoError};
use parseltongue_service as service;
use parseltongue_service::{Call, Entry, Held, Outcome, Socket, Verb, counts};
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::http::Request;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, frame::coding::CloseCode};
use tokio_tungstenite::tungstenite::{self, Message, WebSocket};

use crate::client::{Client, PATIENCE};
use crate::note::{Board, Log, Note};
use crate::program::Gate;

#[derive(Debug)]
struct Rude;

impl std::fmt::Display for Rude {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("that was rude")
    }
}

impl Meaning for Rude {
    fn meaning(&self) -> HttpMeaning {
        HttpMeaning::Conflict
    }

    fn case(&self) -> &'static str {
        "Rude"
    }

    fn cases() -> &'static [(&'static str, HttpMeaning, &'static str)] {
        &[("Rude", HttpMeaning::Conflict, "that was rude")]
    }
}

struct Parlor;

impl Parlor {
    async fn socket_echo(mut socket: Socket<Note, Note>) -> Result<(), Failure<Rude>> {
        while let Some(note) = socket.receive().await {
            match note.text.as_str() {
                "bye" => break,
                "rude" => return Err(Failure::Declared(Rude)),
                "panic" => panic!("a body panics"),
                _ => socket.send(note).await,
            }
        }
        Gate::current().left.notify_one();
        Ok(())
    }

    /// Takes the first message when it is told to.
    async fn socket_deaf(mut socket: Socket<i64, Note>) -> Result<(), Failure<NoError>> {
        Gate::current().opened.notified().await;
        let mut count = 0;
        while let Some(note) = socket.receive().await {
            count += 1;
            if note.text == "last" {
                socket.send(count).await;
            }
        }
        Ok(())
    }

    async fn socket_log(mut socket: Socket<Note, Note>) -> Result<(), Failure<NoError>> {
        while let Some(note) = socket.receive().await {
            Board::current().publish(note);
        }
        Ok(())
    }
}

impl service::Service for Parlor {
    const LISTEN_ON: &'static str = "127.0.0.1:0";
    const BODY_LIMIT: usize = 64 * 1024;
    const ALLOW_ORIGINS: &'static [&'static str] = &["https://friend.example"];
    const TABLE: &'static [Entry] = &[];

    type Shared = ();
    type Local = ();

    fn shared() {}

    fn local() {}

    async fn answer(call: &Call<'_, Self>) -> Outcome {
        if call.verb() != Verb::Get {
            return call.not_allowed("GET, OPTIONS");
        }
        match *call.segments::<2>().as_slice() {
            ["echo"] => service::socket(call, |_: Held<Self>, socket| Parlor::socket_echo(socket)).await,
            ["deaf"] => service::socket(call, |_: Held<Self>, socket| Parlor::socket_deaf(socket)).await,
            ["log"] => {
                service::socket_from(call, Log, |_: Held<Self>, socket| Parlor::socket_log(socket)).await
            }
            _ => call.not_found(),
        }
    }
}

impl Block for Parlor {
    const NAME: &'static str = "Parlor";
    const KIND: BlockKind = BlockKind::Service;

    fn open(opening: &mut Opening) -> Result<(), StartError> {
        opening.place(Board::default());
        opening.place(Gate::default());
        service::open::<Self>(opening)
    }

    fn run(core: usize) -> LocalFuture<()> {
        service::run::<Self>(core)
    }
}

struct House;

impl Program for House {
    const NAME: &'static str = "House";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Parlor>(1)];
}

fn start() -> (Running, SocketAddr) {
    let running = Launch::of::<House>().on_free_ports().start().expect("the program starts");
    let address = running.address::<Parlor>();
    (running, address)
}

fn request(path: &str) -> Request<()> {
    Request::get(format!("ws://here{path}"))
        .header("host", "here")
        .header("connection", "keep-alive, Upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", generate_key())
        .body(())
        .unwrap()
}

fn connect(address: SocketAddr, path: &str) -> WebSocket<TcpStream> {
    let socket = TcpStream::connect(address).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    tungstenite::client(request(path), socket).expect("a WebSocket").0
}

fn note(id: i64, text: &str) -> String {
    format!(r#"{{"id":{id},"text":"{text}","count":1}}"#)
}

/// How the service closes it.
fn closed(socket: &mut WebSocket<TcpStream>) -> (u16, String) {
    loop {
        match socket.read().expect("a close") {
            Message::Close(Some(CloseFrame { code, reason })) => return (code.into(), reason.to_string()),
            Message::Close(None) => return (1005, String::new()),
            _ => {}
        }
    }
}

#[test]
fn messages_go_both_ways_and_the_end_of_the_body_is_the_end() {
    let (_running, address) = start();
    let mut socket = connect(address, "/echo");
    for id in 1..=200 {
        socket.send(Message::text(note(id, "hello"))).unwrap();
        assert_eq!(socket.read().unwrap(), Message::text(note(id, "hello")));
    }
    socket.send(Message::Ping("are you there".into())).unwrap();
    assert_eq!(socket.read().unwrap(), Message::Pong("are you there".into()));
    socket.send(Message::text(note(1, "bye"))).unwrap();
    assert_eq!(closed(&mut socket), (1000, String::new()));
    // Behind the answer to its close the connection ends.
    while socket.read().is_ok() {}
}

#[test]
fn a_message_that_is_wrong_is_told_why() {
    let (running, address) = start();
    for (message, code, reason) in [
        (Message::text("{"), 1007, "line 1, column 1"),
        (Message::text(r#"{"id":1}"#), 1007, "text"),
        (Message::binary(vec![1, 2, 3]), 1003, "messages are texts"),
        (Message::text(note(1, "rude")), 1008, "that was rude"),
        (Message::text(note(1, "panic")), 1011, ""),
        (Message::text(note(1, &"x".repeat(70_000))), 1009, "too large"),
    ] {
        let shown = format!("{message:?}").chars().take(60).collect::<String>();
        let mut socket = connect(address, "/echo");
        socket.send(message).unwrap();
        let (closed_with, why) = closed(&mut socket);
        assert_eq!(closed_with, code, "{shown}");
        assert!(why.contains(reason), "{shown}: {why}");
    }
    assert_eq!(counts::<Parlor>(running.world()).panics, 1);
}

/// Bytes that break the protocol, and with what they are answered.
#[test]
fn frames_that_are_none_are_refused() {
    let (_running, address) = start();
    let masked = |first: u8, payload: &[u8]| {
        let mut frame = vec![first, 0x80 | payload.len() as u8, 0, 0, 0, 0];
        frame.extend_from_slice(payload);
        frame
    };
    for (name, bytes, code) in [
        ("no mask", vec![0x81, 2, b'{', b'}'], 1002),
        ("a reserved bit", masked(0xc1, b"{}"), 1002),
        ("an unknown opcode", masked(0x83, b""), 1002),
        ("an unknown control", masked(0x8b, b""), 1002),
        ("a cut control", masked(0x09, b"x"), 1002),
        ("a long control", [&[0x89, 0xfe, 0, 126, 0, 0, 0, 0][..], &[0; 126]].concat(), 1002),
        ("a piece of nothing", masked(0x80, b"x"), 1002),
        ("a text within a text", [masked(0x01, b"a"), masked(0x81, b"b")].concat(), 1002),
        ("no UTF-8", masked(0x81, b"\xff"), 1007),
        ("half a character", masked(0x81, b"\xc3"), 1007),
        (
            "a length without end",
            vec![0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0],
            1009,
        ),
    ] {
        let socket = connect(address, "/echo");
        let mut raw = socket.into_inner();
        raw.write_all(&bytes).unwrap();
        let mut answer = Vec::new();
        let mut head = [0; 4];
        raw.read_exact(&mut head).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((head[0], u16::from_be_bytes([head[2], head[3]])), (0x88, code), "{name}");
        raw.shutdown(std::net::Shutdown::Write).unwrap();
        raw.read_to_end(&mut answer).unwrap_or_else(|error| panic!("{name}: reset: {error}"));
    }
}

#[test]
fn pieces_are_joined_and_pings_may_stand_between_them() {
    let (_running, address) = start();
    let socket = connect(address, "/echo");
    let mut raw = socket.into_inner();
    let text = note(7, "ä");
    let (first, rest) = text.as_bytes().split_at(text.find('ä').unwrap() + 1);
    let masked =
        |first: u8, payload: &[u8]| [&[first, 0x80 | payload.len() as u8, 0, 0, 0, 0][..], payload].concat();
    raw.write_all(&[masked(0x01, first), masked(0x89, b"!"), masked(0x80, rest)].concat()).unwrap();
    let mut answer = vec![0; 3 + 2 + text.len()];
    raw.read_exact(&mut answer).unwrap();
    assert_eq!(&answer[..3], [0x8a, 1, b'!']);
    assert_eq!(&answer[5..], text.as_bytes());
}

#[test]
fn what_is_no_handshake_is_a_problem() {
    let (_running, address) = start();
    let mut client = Client::new(address);
    let key = "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let upgrade = "connection: upgrade\r\nupgrade: websocket\r\n";
    let version = "sec-websocket-version: 13\r\n";
    for (headers, status, kind) in [
        (String::new(), 426, "UpgradeRequired"),
        (format!("{upgrade}{key}"), 426, "UpgradeRequired"),
        (format!("{upgrade}{key}sec-websocket-version: 8\r\n"), 426, "UpgradeRequired"),
        (format!("{upgrade}{version}"), 400, "BadHandshake"),
        (format!("{upgrade}{version}sec-websocket-key: short\r\n"), 400, "BadHandshake"),
        (format!("{upgrade}{version}{key}origin: https://evil.example\r\n"), 403, "ForeignOrigin"),
    ] {
        let reply = client.request("GET", "/echo", &headers, "");
        assert_eq!((reply.status, reply.problem().0), (status, format!("urn:problem:{kind}")), "{headers}");
        if status == 426 {
            assert_eq!(reply.header("upgrade"), Some("websocket"));
            assert_eq!(reply.header("sec-websocket-version"), Some("13"));
        }
    }
    for origin in ["https://friend.example", "http://here"] {
        let headers = format!("{upgrade}{version}{key}origin: {origin}\r\n");
        let mut client = Client::new(address);
        let reply = client.request("GET", "/echo", &headers, "");
        // The example of RFC 6455, section 1.3.
        assert_eq!(reply.header("sec-websocket-accept"), Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "{origin}");
    }
}

#[test]
fn a_client_that_leaves_ends_the_body_in_order() {
    let (running, address) = start();
    let mut orderly = connect(address, "/echo");
    orderly.close(None).unwrap();
    while orderly.read().is_ok() {}
    let gate = || running.world().part::<Gate>().unwrap();
    let left = |gate: std::sync::Arc<Gate>| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { tokio::time::timeout(PATIENCE, gate.left.notified()).await }).unwrap();
    };
    left(gate());
    drop(connect(address, "/echo"));
    left(gate());
}

#[test]
fn a_stop_says_that_it_is_one() {
    let (running, address) = start();
    let mut socket = connect(address, "/echo");
    socket.send(Message::text(note(1, "here"))).unwrap();
    socket.read().unwrap();
    let stopping = std::thread::spawn(move || running.stop());
    assert_eq!(closed(&mut socket), (CloseCode::Away.into(), "the service stops".to_owned()));
    while socket.read().is_ok() {}
    stopping.join().unwrap();
}

#[test]
fn nothing_is_read_from_a_client_that_nobody_hears() {
    let (running, address) = start();
    let mut socket = connect(address, "/deaf");
    socket.get_ref().set_nonblocking(true).unwrap();
    // Until the kernel takes no more: the service has stopped reading.
    let mut sent = 0;
    // What is large is the space behind it.
    let text = note(1, "x") + &" ".repeat(60_000);
    while sent < 10_000 && socket.send(Message::text(&*text)).is_ok() {
        sent += 1;
    }
    assert!((16..10_000).contains(&sent), "{sent} messages were taken");
    socket.get_ref().set_nonblocking(false).unwrap();
    running.world().part::<Gate>().unwrap().opened.notify_one();
    socket.flush().unwrap();
    socket.send(Message::text(note(1, "last"))).unwrap();
    assert_eq!(socket.read().unwrap(), Message::text((sent + 2).to_string()));
}

#[test]
fn the_records_of_a_stream_are_sent_as_they_are_published() {
    let (running, address) = start();
    // The log no longer keeps its first record.
    running.world().part::<Board>().unwrap().publish(serde_json::from_str(&note(0, "t")).unwrap());
    let (mut first, mut second) = (connect(address, "/log"), connect(address, "/log"));
    for id in 1..=3 {
        first.send(Message::text(note(id, "t"))).unwrap();
        assert_eq!(first.read().unwrap(), Message::text(note(id, "t")));
        assert_eq!(second.read().unwrap(), Message::text(note(id, "t")));
    }
}
