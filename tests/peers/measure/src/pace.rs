//! A fixed rate from an open loop: what is due is sent when it is due, however slow the answers
//! are, and a request's time begins when it was due (no coordinated omission).

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use crate::Work;
use crate::server::Server;

const CONNECTIONS: usize = 64;
/// Answers within the first part of a run warm caches and are not counted.
const WARM_UP: Duration = Duration::from_millis(500);

/// How long requests took.
pub struct Tail {
    /// The median.
    pub p50_us: f64,
    /// The 99th of a hundred.
    pub p99_us: f64,
    /// The 999th of a thousand.
    pub p999_us: f64,
}

struct Connection {
    stream: TcpStream,
    /// When the request under way was due.
    due: Option<Instant>,
    received: Vec<u8>,
    is_ended: bool,
}

/// Sends `rate` requests a second for `time` from core 1.
pub fn run(server: &Server, work: &Work, rate: f64, time: Duration) -> Result<Tail, String> {
    pin_to_core_1();
    let request = work.request(server.port);
    let mut poll = Poll::new().map_err(|error| error.to_string())?;
    let mut connections = (0..CONNECTIONS)
        .map(|index| {
            let stream = open(server, &poll, Token(index))?;
            Ok(Connection { stream, due: None, received: Vec::with_capacity(4096), is_ended: false })
        })
        .collect::<std::io::Result<Vec<_>>>()
        .map_err(|error| error.to_string())?;
    let mut idle: Vec<usize> = (0..CONNECTIONS).collect();
    let mut waiting: VecDeque<Instant> = VecDeque::new();
    let mut times_us: Vec<f64> = Vec::new();
    let gap = Duration::from_secs_f64(1.0 / rate);
    let begun = Instant::now();
    let mut due = begun;
    let mut events = Events::with_capacity(CONNECTIONS);
    while begun.elapsed() < time + WARM_UP {
        let now = Instant::now();
        while due <= now {
            waiting.push_back(due);
            due += gap;
        }
        while let (Some(index), false) = (idle.last().copied(), waiting.is_empty()) {
            idle.pop();
            let connection = &mut connections[index];
            connection.due = waiting.pop_front();
            // A request is far smaller than an empty socket buffer: it goes out whole.
            match connection.stream.write_all(&request) {
                // Its end is read below, and the request is sent on a new one.
                Err(error) if is_ended(&error) => {}
                sent => sent.map_err(|error| format!("{}: {error}", work.name))?,
            }
        }
        // Spinning: a sleeping generator would add its own wake-up to every time.
        poll.poll(&mut events, Some(Duration::ZERO)).map_err(|error| error.to_string())?;
        for event in &events {
            let index = event.token().0;
            let connection = &mut connections[index];
            if connection.read_answer().map_err(|error| format!("{}: {error}", work.name))? {
                let now = Instant::now();
                let due = connection.due.take().ok_or("an answer that nobody asked for")?;
                if due > begun + WARM_UP {
                    times_us.push((now - due).as_secs_f64() * 1e6);
                }
                idle.push(index);
            }
            if connection.is_ended {
                // A server may end a connection between two answers, and puma does: what was sent
                // into it is sent again on a new one, and its time goes on.
                connection.stream = open(server, &poll, event.token()).map_err(|error| error.to_string())?;
                connection.is_ended = false;
                if connection.due.is_some() {
                    connection
                        .stream
                        .write_all(&request)
                        .map_err(|error| format!("{}: {error}", work.name))?;
                }
            }
        }
    }
    times_us.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let index = (times_us.len() as f64 * share) as usize;
        times_us.get(index.min(times_us.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
    };
    Ok(Tail { p50_us: at(0.5), p99_us: at(0.99), p999_us: at(0.999) })
}

fn is_ended(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe)
}

fn open(server: &Server, poll: &Poll, token: Token) -> std::io::Result<TcpStream> {
    let stream = std::net::TcpStream::connect(server.address())?;
    stream.set_nodelay(true)?;
    stream.set_nonblocking(true)?;
    let mut stream = TcpStream::from_std(stream);
    poll.registry().register(&mut stream, token, Interest::READABLE)?;
    Ok(stream)
}

impl Connection {
    /// Reads what is there; says whether the answer under way is complete.
    fn read_answer(&mut self) -> std::io::Result<bool> {
        let mut chunk = [0; 4096];
        loop {
            match self.stream.read(&mut chunk) {
                Ok(0) => self.is_ended = true,
                Ok(count) => self.received.extend_from_slice(&chunk[..count]),
                Err(error) if is_ended(&error) => self.is_ended = true,
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
            if self.is_ended {
                break;
            }
        }
        let is_complete = self.holds_an_answer();
        if is_complete {
            self.received.clear();
        } else if self.is_ended && !self.received.is_empty() {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(is_complete)
    }

    fn holds_an_answer(&self) -> bool {
        let Some(head) = self.received.windows(4).position(|bytes| bytes == b"\r\n\r\n") else {
            return false;
        };
        let headers = String::from_utf8_lossy(&self.received[..head]).to_ascii_lowercase();
        if headers.lines().any(|line| line == "transfer-encoding: chunked") {
            return self.received.ends_with(b"\r\n0\r\n\r\n");
        }
        let length = headers.lines().find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
        self.received.len() >= head + 4 + length
    }
}

fn pin_to_core_1() {
    // SAFETY: the set is plain memory that outlives both calls, and both are given its own size.
    unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        libc::CPU_SET(1, &mut set);
        libc::sched_setaffinity(0, std::mem::size_of::<libc::cpu_set_t>(), &set);
    }
}
