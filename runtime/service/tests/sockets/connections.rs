//! Connections: kept alive, pipelined, HTTP/2, and clients that misbehave.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use parseltongue_cores::{Block, BlockKind, Launch, Line, LocalFuture, Opening, Program, StartError, World};
use parseltongue_service as service;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::client::Client;
use crate::note::{Board, Log, Note};
use crate::program::{Gate, Paper, start};

#[test]
fn a_connection_serves_one_request_after_the_other() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    for _ in 0..100 {
        assert_eq!(client.get("/greet/Eve").status, 200);
    }
    let last = client.request("GET", "/greet/Eve", "connection: close\r\n", "");
    assert_eq!((last.status, last.header("connection")), (200, Some("close")));
    assert!(client.is_closed());
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let requests: String =
        (0..50).map(|number| format!("GET /greet/{number} HTTP/1.1\r\nhost: h\r\n\r\n")).collect();
    client.send(requests);
    for number in 0..50 {
        assert_eq!(client.reply().json(), format!("{number} x1. "));
    }
}

#[test]
fn a_body_that_nobody_reads_does_not_become_the_next_request() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let body = "GET /greet/Mallory HTTP/1.1\r\nhost: h\r\n\r\n";
    assert_eq!(client.request("POST", "/nowhere", "", body).status, 404);
    assert_eq!(client.get("/greet/Eve").json(), "Eve x1. ");
}

#[test]
fn what_is_not_http_is_a_problem_document_and_ends_the_connection() {
    let running = start();
    for bytes in ["not http at all\r\n\r\n", "GET / HTTP/1.1\r\nbad header\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"]
    {
        let mut client = Client::new(running.address::<Paper>());
        client.send(bytes);
        let reply = client.reply();
        assert_eq!(
            (reply.status, reply.problem().0.as_str()),
            (400, "urn:problem:MalformedRequest"),
            "{bytes}"
        );
        assert!(client.is_closed());
    }
}

#[test]
fn too_many_header_bytes_are_431() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    assert_eq!(client.get("/greet/Eve").status, 200);
    client.send(format!("GET / HTTP/1.1\r\nhost: h\r\nx: {}\r\n\r\n", "y".repeat(40_000)));
    let reply = client.reply();
    assert_eq!((reply.status, reply.problem().0.as_str()), (431, "urn:problem:HeadersTooLarge"));
    assert!(client.is_closed());
}

#[test]
fn what_follows_a_refused_head_does_not_reset_its_answer() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    client.send(format!("GET / HTTP/1.1\r\nhost: h\r\nx: {}", "y".repeat(200_000)));
    assert_eq!(client.reply().status, 431);
    assert!(client.is_closed());
    for _ in 0..10 {
        client.send("y".repeat(4_000));
    }
}

#[test]
fn headers_without_end_are_431() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    client.send("GET / HTTP/1.1\r\nhost: h\r\n");
    for _ in 0..400 {
        client.send_while_taken(format!("x: {}\r\n", "y".repeat(1_000)));
    }
    assert_eq!(client.reply().status, 431);
}

#[test]
fn too_many_headers_are_431() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let headers: String = (0..101).map(|number| format!("x-{number}: y\r\n")).collect();
    client.send(format!("GET / HTTP/1.1\r\n{headers}\r\n"));
    assert_eq!(client.reply().problem().0, "urn:problem:HeadersTooLarge");
}

#[test]
fn http_2_is_spoken_on_the_same_port() {
    let running = start();
    let address = running.address::<Paper>();
    running.run(async {
        let socket = tokio::net::TcpStream::connect(address).await.unwrap();
        let (mut client, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(socket)).await.unwrap();
        let driver = tokio::spawn(connection);
        let request = |method: &str, path: &str, body: &'static str| {
            http::Request::builder()
                .method(method)
                .uri(format!("http://{address}{path}"))
                .header("content-type", "application/json")
                .body(Full::new(Bytes::from(body)))
                .unwrap()
        };
        let made = client.send_request(request("POST", "/notes", r#"{"id":3,"text":"two"}"#));
        let greeted = client.clone();
        let mut greeted = greeted;
        let greeted = greeted.send_request(request("GET", "/greet/Eve", ""));
        let (made, greeted) = tokio::join!(made, greeted);
        assert_eq!(made.unwrap().status(), 201);
        let greeted = greeted.unwrap();
        assert_eq!(greeted.version(), http::Version::HTTP_2);
        assert_eq!(greeted.into_body().collect().await.unwrap().to_bytes(), "\"Eve x1. \"");
        let head = client.send_request(request("HEAD", "/notes/3", "")).await.unwrap();
        assert_eq!((head.status().as_u16(), head.headers()["content-length"].to_str().unwrap()), (200, "31"));
        let missing = client.send_request(request("GET", "/nowhere", "")).await.unwrap();
        assert_eq!(
            (missing.status().as_u16(), missing.headers()["content-type"].to_str().unwrap()),
            (404, "application/problem+json")
        );
        drop(client);
        driver.abort();
    });
}

#[test]
fn a_handler_that_may_write_goes_on_without_its_client() {
    let running = start();
    let address = running.address::<Paper>();
    let gate = running.world().part::<Gate>().unwrap();
    let mut client = Client::new(address);
    client.send("POST /wait HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\n\r\n");
    running.run(async { gate.entered.notified().await });
    drop(client);
    // Every core has answered a later request, so the end of that connection has been seen.
    for _ in 0..100 {
        assert_eq!(Client::new(address).get("/greet/Eve").status, 200);
    }
    // A stop waits for it, too.
    let stopping = std::thread::spawn(move || running.stop());
    while std::net::TcpStream::connect(address).is_ok() {
        std::thread::yield_now();
    }
    gate.opened.notify_one();
    assert!(stopping.join().unwrap().is_clean());
    let left = std::pin::pin!(gate.left.notified());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(left.poll(&mut context).is_ready(), "the handler was ended with its connection");
}

/// Bytes of an answer that is much larger than what the kernel holds of it.
const LARGE_BYTES: usize = 24 * 1024 * 1024;

/// A service whose clock jumps forward whenever neither it nor its client has anything to do.
struct Unhurried;

impl service::Service for Unhurried {
    const LISTEN_ON: &'static str = "127.0.0.1:0";
    const TABLE: &'static [service::Entry] = &[];

    type Shared = ();
    type Local = ();

    fn shared() {}

    fn local() {}

    async fn answer(call: &service::Call<'_, Self>) -> service::Outcome {
        if call.segments::<1>().as_slice() == ["log"] {
            Board::current().publish(Note { id: 1, text: "t".to_owned(), count: 1 });
            return service::events(call, Log).await;
        }
        if call.verb() == service::Verb::Get {
            return call.json("x".repeat(LARGE_BYTES - 2));
        }
        let sent: String = call.body().await?;
        call.json(sent)
    }
}

impl Block for Unhurried {
    const NAME: &'static str = "Unhurried";
    const KIND: BlockKind = BlockKind::Service;

    fn open(opening: &mut Opening) -> Result<(), StartError> {
        opening.place(Board::default());
        opening.place(Gate::default());
        service::open::<Self>(opening)
    }

    fn run(core: usize) -> LocalFuture<()> {
        let world = World::current();
        Box::pin(async move {
            let own_clock = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .start_paused(true)
                    .build()
                    .unwrap();
                let address = service::address::<Unhurried>(&world).unwrap();
                let server = world.scope(service::run::<Unhurried>(core));
                tokio::task::LocalSet::new().block_on(&runtime, async {
                    tokio::select! {
                        () = server => panic!("the service ended"),
                        () = misbehave(address) => {}
                    }
                });
            });
            let ended = tokio::task::spawn_blocking(move || own_clock.join()).await.unwrap();
            Gate::current().entered.notify_one();
            assert!(ended.is_ok(), "the client is not content");
        })
    }
}

/// Asks for more and more and takes none of it, until the service has had enough.
async fn take_nothing(address: std::net::SocketAddr) {
    let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
    let body = format!("\"{}\"", "x".repeat(1024 * 1024 - 2));
    let head =
        "POST / HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ncontent-length: 1048576\r\n\r\n";
    loop {
        let sent = async {
            socket.write_all(head.as_bytes()).await?;
            socket.write_all(body.as_bytes()).await
        };
        if sent.await.is_err() {
            return;
        }
    }
}

/// Takes a large answer a part at a time, for longer than a connection may be idle, having sent
/// `early` bytes of the next request. Gives what came behind the answer.
async fn take_steadily(address: std::net::SocketAddr, early: &[u8]) -> String {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(256 * 1024).unwrap();
    let mut socket = socket.connect(address).await.unwrap();
    socket.write_all(b"GET / HTTP/1.1\r\nhost: h\r\n\r\n").await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await.unwrap());
    }
    socket.write_all(early).await.unwrap();
    let mut part = vec![0; 2 * 1024 * 1024];
    for _ in 0..LARGE_BYTES / part.len() {
        tokio::time::sleep(Duration::from_secs(12)).await;
        socket.read_exact(&mut part).await.unwrap();
        assert!(part.iter().all(|byte| matches!(byte, b'x' | b'"')), "something stands in the answer");
    }
    let mut rest = String::new();
    socket.read_to_string(&mut rest).await.unwrap();
    rest
}

/// Listens to events on HTTP/2 and lets none of their bytes come.
async fn open_no_window(address: std::net::SocketAddr) {
    let socket = tokio::net::TcpStream::connect(address).await.unwrap();
    let (mut client, connection) = hyper::client::conn::http2::Builder::new(TokioExecutor::new())
        .initial_stream_window_size(0)
        .handshake(TokioIo::new(socket))
        .await
        .unwrap();
    let ended = tokio::spawn(connection);
    let request = http::Request::get(format!("http://{address}/log")).body(Full::<Bytes>::default()).unwrap();
    let answer = client.send_request(request).await.unwrap();
    assert_eq!(answer.status(), 200);
    let _ = ended.await.unwrap();
}

/// Sends `bytes`, then waits for the answer to end.
async fn exchange(address: std::net::SocketAddr, bytes: &[u8]) -> String {
    let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
    socket.write_all(bytes).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    answer
}

async fn misbehave(address: std::net::SocketAddr) {
    let begun = tokio::time::Instant::now();
    let answer = exchange(address, b"GET / HTTP/1.1\r\nhost: h").await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("urn:problem:HeaderTimeout"), "{answer}");
    assert!(begun.elapsed() <= Duration::from_secs(15), "the clock of the test says {:?}", begun.elapsed());

    // A connection on which nothing was ever said is closed without a word.
    assert_eq!(exchange(address, b"").await, "");

    let head = "POST / HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n";
    let answer = exchange(address, format!("{head}\"slow").as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("urn:problem:BodyTimeout"), "{answer}");

    take_nothing(address).await;
    open_no_window(address).await;

    assert_eq!(take_steadily(address, b"").await, "");
    let rest = take_steadily(address, b"G").await;
    assert!(rest.starts_with("HTTP/1.1 408 "), "{rest}");

    let answer = exchange(address, format!("{head}\"in time\" ").as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.ends_with("\"in time\""), "an idle connection is closed in the end: {answer}");
}

struct Waiting;

impl Program for Waiting {
    const NAME: &'static str = "Waiting";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Unhurried>(1)];
}

#[test]
fn slow_clients_are_ended() {
    let running = Launch::of::<Waiting>().on_free_ports().start().expect("the program starts");
    let gate = running.world().part::<Gate>().unwrap();
    running.run(async { gate.entered.notified().await });
    assert_eq!(service::counts::<Unhurried>(running.world()).dropped, 2);
    let stopped = running.stop();
    assert!(stopped.is_clean(), "{stopped:?}");
}
