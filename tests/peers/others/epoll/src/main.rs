//! What nothing can be much cheaper than: one thread, one epoll loop, httparse in the buffer that was read into, answers
//! written into a buffer that is kept. It has none of the duties of a service: no deadline, no limit but that of its
//! buffer, no counters, no `Date`.
//!
//! `epoll PORT [store]`

use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use work::{Greeting, Item, ItemDraft, NoteDraft, Problem, Store, items};

const LISTENER: Token = Token(usize::MAX);

struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
    /// How much of `received` is filled.
    filled: usize,
    answers: Vec<u8>,
}

struct Service {
    items: Vec<Item>,
    store: Option<Store>,
    body: Vec<u8>,
}

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().and_then(|port| port.parse().ok()).unwrap_or(8083);
    let store = arguments.next().map(|_| Store::open().expect("a store"));
    let mut service = Service { items: items(), store, body: Vec::with_capacity(4096) };
    let mut listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port)))?;
    let mut poll = Poll::new()?;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    let mut events = Events::with_capacity(1024);
    let mut connections: Vec<Option<Connection>> = Vec::new();
    loop {
        poll.poll(&mut events, None)?;
        for event in &events {
            if event.token() == LISTENER {
                while let Ok((mut stream, _)) = listener.accept() {
                    stream.set_nodelay(true)?;
                    let free = connections.iter().position(Option::is_none).unwrap_or(connections.len());
                    poll.registry().register(&mut stream, Token(free), Interest::READABLE)?;
                    let connection =
                        Connection { stream, received: vec![0; 16 * 1024], filled: 0, answers: Vec::new() };
                    match connections.get_mut(free) {
                        Some(place) => *place = Some(connection),
                        None => connections.push(Some(connection)),
                    }
                }
                continue;
            }
            let place = &mut connections[event.token().0];
            let is_over = place.as_mut().is_none_or(|connection| connection.turn(&mut service).is_none());
            if is_over {
                *place = None;
            }
        }
    }
}

impl Connection {
    /// Reads what is there and answers what is whole; nothing when the connection is over.
    fn turn(&mut self, service: &mut Service) -> Option<()> {
        loop {
            let room = &mut self.received[self.filled..];
            let is_full = match self.stream.read(room) {
                Ok(0) => return None,
                Ok(count) => {
                    let is_full = count == room.len();
                    self.filled += count;
                    is_full
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Some(()),
                Err(_) => return None,
            };
            let mut done = 0;
            while let Some(length) = service.answer(&self.received[done..self.filled], &mut self.answers)? {
                done += length;
            }
            self.received.copy_within(done..self.filled, 0);
            self.filled -= done;
            // The answers are smaller than an empty socket buffer.
            self.stream.write_all(&self.answers).ok()?;
            self.answers.clear();
            if !is_full {
                // The level says so when more comes.
                return Some(());
            }
        }
    }
}

impl Service {
    /// Answers the first request of `bytes` and tells its length: `Some(None)` when it is not whole yet.
    fn answer(&mut self, bytes: &[u8], answers: &mut Vec<u8>) -> Option<Option<usize>> {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut request = httparse::Request::new(&mut headers);
        let head = match request.parse(bytes).ok()? {
            httparse::Status::Complete(length) => length,
            httparse::Status::Partial => return Some(None),
        };
        let length = request.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
        let length = match length {
            Some(header) => std::str::from_utf8(header.value).ok()?.parse::<usize>().ok()?,
            None => 0,
        };
        let Some(body) = bytes.get(head..head + length) else { return Some(None) };
        self.body.clear();
        let status = self.work(request.method?, request.path?, body);
        let reason = match status {
            200 => "200 OK",
            201 => "201 Created",
            400 => "400 Bad Request",
            404 => "404 Not Found",
            _ => "422 Unprocessable Content",
        };
        let _ = write!(
            answers,
            "HTTP/1.1 {reason}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            self.body.len()
        );
        answers.extend_from_slice(&self.body);
        Some(Some(head + length))
    }

    fn work(&mut self, method: &str, path: &str, body: &[u8]) -> u16 {
        let answer = match (method, path) {
            ("GET", "/plaintext") => {
                self.body.extend_from_slice(b"Hello, World!");
                return 200;
            }
            ("GET", "/json") => Ok(self.give(200, &Greeting { message: "Hello, World!" })),
            ("POST", "/items") => match serde_json::from_slice::<ItemDraft>(body) {
                Ok(draft) => draft.check().map(|item| self.give(201, &item)),
                Err(error) => Err(Problem::bad_request(error.to_string())),
            },
            ("POST", "/notes") => match serde_json::from_slice::<NoteDraft>(body) {
                Ok(draft) => match self.store.as_ref().map(|store| store.insert(draft)) {
                    Some(Ok(note)) => Ok(self.give(201, &note)),
                    _ => Err(Problem::internal()),
                },
                Err(error) => Err(Problem::bad_request(error.to_string())),
            },
            _ => self.read(path),
        };
        answer.unwrap_or_else(|problem| self.give(problem.status, &problem))
    }

    fn read(&mut self, path: &str) -> Result<u16, Problem> {
        let number = |id: &str| id.parse::<i64>().map_err(|error| Problem::bad_request(error.to_string()));
        if let Some(id) = path.strip_prefix("/items/") {
            let id = number(id)?;
            let item = usize::try_from(id).ok().and_then(|at| self.items.get(at));
            let item = item.ok_or_else(|| Problem::not_found(id))?;
            let _ = serde_json::to_writer(&mut self.body, item);
            return Ok(200);
        }
        let Some(id) = path.strip_prefix("/rows/") else { return Err(Problem::not_found(0)) };
        let id = number(id)?;
        let row = self.store.as_ref().map(|store| store.read(id));
        let row = row.and_then(Result::ok).flatten().ok_or_else(|| Problem::not_found(id))?;
        Ok(self.give(200, &row))
    }

    fn give<T: serde::Serialize>(&mut self, status: u16, value: &T) -> u16 {
        let _ = serde_json::to_writer(&mut self.body, value);
        status
    }
}
