//! A client that sends the bytes it is told to and reads whole answers.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long a read may take before the test fails instead of hanging.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Client {
    socket: TcpStream,
    unread: Vec<u8>,
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {:?}", self.body))
    }

    /// The body is a problem document; its `type`, and which fields it names.
    pub(crate) fn problem(&self) -> (String, Vec<(String, String)>) {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let json = self.json();
        assert_eq!(json["status"], self.status);
        let fields = json["fields"].as_array().cloned().unwrap_or_default();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let fields = fields.iter().map(|field| (text(&field["field"]), text(&field["rule"]))).collect();
        (text(&json["type"]), fields)
    }
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Client {
        let socket = TcpStream::connect(address).expect("the service listens");
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket.set_nodelay(true).unwrap();
        Client { socket, unread: Vec::new() }
    }

    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.socket.write_all(bytes.as_ref()).expect("the service takes bytes");
    }

    /// Sends as long as the service takes it, which need not be to the end.
    pub(crate) fn send_while_taken(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.socket.write_all(bytes.as_ref());
    }

    pub(crate) fn request(&mut self, method: &str, path: &str, headers: &str, body: &str) -> Reply {
        let length =
            if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
        self.send(format!("{method} {path} HTTP/1.1\r\nhost: here\r\n{headers}{length}\r\n{body}"));
        self.reply_to(method)
    }

    pub(crate) fn get(&mut self, path: &str) -> Reply {
        self.request("GET", path, "", "")
    }

    pub(crate) fn json(&mut self, method: &str, path: &str, body: &str) -> Reply {
        self.request(method, path, "content-type: application/json\r\n", body)
    }

    pub(crate) fn reply(&mut self) -> Reply {
        self.reply_to("GET")
    }

    /// An answer whose body is no text, and that body.
    pub(crate) fn reply_of_bytes(&mut self) -> (Reply, Vec<u8>) {
        let head = self.until(b"\r\n\r\n");
        let head = String::from_utf8(head).expect("headers are text");
        let reply = Reply { status: head[9..12].parse().expect("a status"), head, body: String::new() };
        let length = reply.header("content-length").map_or(0, |length| length.parse().unwrap());
        while self.unread.len() < length {
            assert!(self.more(), "the answer ends in its body");
        }
        (reply, self.unread.drain(..length).collect())
    }

    /// The body of the next answer.
    pub(crate) fn bytes(&mut self) -> Vec<u8> {
        self.reply_of_bytes().1
    }

    fn reply_to(&mut self, method: &str) -> Reply {
        let head = self.until(b"\r\n\r\n");
        let head = String::from_utf8(head).expect("headers are text");
        let status = head[9..12].parse().expect("a status");
        let mut reply = Reply { status, head, body: String::new() };
        let length: usize = reply.header("content-length").map_or(0, |length| length.parse().unwrap());
        if method != "HEAD" {
            while self.unread.len() < length {
                assert!(self.more(), "the answer ends in its body");
            }
            reply.body = String::from_utf8(self.unread.drain(..length).collect()).expect("bodies are text");
        }
        reply
    }

    /// Everything up to and including `end`.
    pub(crate) fn until(&mut self, end: &[u8]) -> Vec<u8> {
        loop {
            if let Some(at) = self.unread.windows(end.len()).position(|window| window == end) {
                return self.unread.drain(..at + end.len()).collect();
            }
            assert!(self.more(), "the connection ended in {:?}", String::from_utf8_lossy(&self.unread));
        }
    }

    /// One chunk of a chunked body; empty at its end.
    pub(crate) fn chunk(&mut self) -> String {
        let size = String::from_utf8(self.until(b"\r\n")).unwrap();
        let size = usize::from_str_radix(size.trim(), 16).unwrap();
        while self.unread.len() < size + 2 {
            assert!(self.more(), "the connection ended in a chunk");
        }
        let chunk: Vec<u8> = self.unread.drain(..size + 2).collect();
        String::from_utf8(chunk[..size].to_vec()).unwrap()
    }

    /// The service has closed the connection and sent nothing more.
    pub(crate) fn is_closed(&mut self) -> bool {
        self.unread.is_empty() && !self.more()
    }

    fn more(&mut self) -> bool {
        let mut bytes = [0; 8192];
        match self.socket.read(&mut bytes) {
            Ok(0) => false,
            Ok(count) => {
                self.unread.extend_from_slice(&bytes[..count]);
                true
            }
            Err(error) => panic!("the service went quiet: {error}"),
        }
    }
}
