//! A client that sends the bytes it is told to and reads whole answers.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long a read may take before the test fails instead of hanging.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Client {
    socket: TcpStream,
    unread: Vec<u8>,
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// All that headers of that name say.
    pub(crate) fn headers(&self, name: &str) -> Vec<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {:?}", self.body))
    }

    /// The fields that a problem document names.
    pub(crate) fn fields(&self) -> Vec<String> {
        let json = self.json();
        let fields = json["fields"].as_array().cloned().unwrap_or_default();
        fields.iter().filter_map(|field| Some(field["field"].as_str()?.to_owned())).collect()
    }
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Client {
        let socket = TcpStream::connect(address).expect("the service listens");
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        Client { socket, unread: Vec::new() }
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.socket.write_all(bytes).unwrap();
    }

    pub(crate) fn request(&mut self, method: &str, path: &str, headers: &str, body: &str) -> Reply {
        let length =
            if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
        let request = format!("{method} {path} HTTP/1.1\r\nhost: here\r\n{headers}{length}\r\n{body}");
        self.send(request.as_bytes());
        self.reply()
    }

    /// The answer to what was sent.
    pub(crate) fn reply(&mut self) -> Reply {
        let head = String::from_utf8(self.until(b"\r\n\r\n")).unwrap();
        let mut reply =
            Reply { status: head[9..12].parse().unwrap(), head, body: String::new(), bytes: Vec::new() };
        let length: usize = reply.header("content-length").map_or(0, |length| length.parse().unwrap());
        while self.unread.len() < length {
            self.more();
        }
        reply.bytes = self.unread.drain(..length).collect();
        reply.body = String::from_utf8_lossy(&reply.bytes).into_owned();
        reply
    }

    /// The head alone, as HEAD is answered.
    pub(crate) fn head(&mut self, path: &str, headers: &str) -> Reply {
        self.send(format!("HEAD {path} HTTP/1.1\r\nhost: here\r\n{headers}\r\n").as_bytes());
        let head = String::from_utf8(self.until(b"\r\n\r\n")).unwrap();
        Reply { status: head[9..12].parse().unwrap(), head, body: String::new(), bytes: Vec::new() }
    }

    pub(crate) fn get(&mut self, path: &str) -> Reply {
        self.request("GET", path, "", "")
    }

    pub(crate) fn json(&mut self, method: &str, path: &str, body: &str) -> Reply {
        self.request(method, path, "content-type: application/json\r\n", body)
    }

    /// Everything up to and including `end`.
    pub(crate) fn until(&mut self, end: &[u8]) -> Vec<u8> {
        loop {
            if let Some(at) = self.unread.windows(end.len()).position(|window| window == end) {
                return self.unread.drain(..at + end.len()).collect();
            }
            self.more();
        }
    }

    fn more(&mut self) {
        let mut bytes = [0; 8192];
        let count = self.socket.read(&mut bytes).expect("the service goes on");
        assert!(count > 0, "the connection ended in {:?}", String::from_utf8_lossy(&self.unread));
        self.unread.extend_from_slice(&bytes[..count]);
    }
}
