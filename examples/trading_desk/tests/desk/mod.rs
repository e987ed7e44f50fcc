//! The built program as a test drives it: started in a directory of its own on a free port,
//! asked over real sockets, killed or stopped.

#![allow(dead_code)] // Each test file uses its own part.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

/// No answer takes this long; a test that waits longer fails instead of hanging.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running trading desk.
pub struct Desk {
    child: Child,
    pub address: SocketAddr,
}

/// An answer: status, headers in lower case, body.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Desk {
    /// Starts the program and waits until it says where it serves.
    pub fn start(directory: &Path) -> Desk {
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(directory.join("log.txt"))
            .expect("a log file");
        let mut child = Command::new(env!("CARGO_BIN_EXE_trading_desk"))
            .args(["--free-ports", "--directory"])
            .arg(directory)
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let mut lines = output.lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.split_once(" is at ")?.1.trim().parse().ok())
            .expect("the program says where it serves");
        // What it prints later must have somewhere to go.
        std::thread::spawn(move || lines.for_each(drop));
        Desk { child, address }
    }

    /// Ends the process at once (`kill -9`), while clients may still be asking it.
    pub fn kill_now(&self) {
        rustix::process::kill_process(self.process(), rustix::process::Signal::KILL)
            .expect("a running process");
    }

    /// Asks it to stop, and says whether it ended well.
    pub fn stop(mut self) -> bool {
        rustix::process::kill_process(self.process(), rustix::process::Signal::TERM)
            .expect("a running process");
        self.child.wait().expect("its end").success()
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"").expect("an answer")
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask("POST", path, &[("Content-Type", "application/json")], body.to_string().as_bytes())
            .expect("an answer")
    }

    /// One request on a connection of its own.
    pub fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> std::io::Result<Answer> {
        let mut stream = self.connect()?;
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n");
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() || matches!(method, "POST" | "PATCH" | "PUT") {
            request += &format!("Content-Length: {}\r\n", body.len());
        }
        request += "\r\n";
        stream.write_all(request.as_bytes())?;
        // A body that is refused before it was read breaks the pipe; the answer still counts.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Answer::read(&answer).ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
    }

    /// The event stream behind `last_event_id`: the data of each event as it comes.
    pub fn trades_after(&self, last_event_id: Option<&str>) -> Events {
        let mut stream = self.connect().expect("a connection");
        let mut request = String::from("GET /trades HTTP/1.1\r\nHost: desk\r\nAccept: text/event-stream\r\n");
        if let Some(id) = last_event_id {
            request += &format!("Last-Event-ID: {id}\r\n");
        }
        stream.write_all((request + "\r\n").as_bytes()).expect("a request");
        let mut lines = BufReader::new(stream).lines();
        let status = lines.next().expect("a status line").expect("a status line");
        assert!(status.contains("200"), "{status}");
        Events { lines }
    }

    fn process(&self) -> rustix::process::Pid {
        rustix::process::Pid::from_child(&self.child)
    }

    fn connect(&self) -> std::io::Result<TcpStream> {
        let stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(stream)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Answer {
    fn read(bytes: &[u8]) -> Option<Answer> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Some(Answer { status, headers, body: bytes[end + 4..].to_vec() })
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }
}

/// Server-sent events as they come.
pub struct Events {
    lines: std::io::Lines<BufReader<TcpStream>>,
}

/// One event.
pub struct Event {
    pub id: String,
    pub data: Value,
}

impl Iterator for Events {
    type Item = Event;

    /// The next event; waits for it.
    fn next(&mut self) -> Option<Event> {
        let mut id = String::new();
        let mut data = String::new();
        loop {
            let line = self.lines.next()?.ok()?;
            if let Some(value) = line.strip_prefix("id:") {
                id = value.trim().to_owned();
            } else if let Some(value) = line.strip_prefix("data:") {
                data += value.trim();
            } else if line.is_empty() && !data.is_empty() {
                return Some(Event { id, data: serde_json::from_str(&data).expect("JSON in an event") });
            }
        }
    }
}
