//! Programs whose blocks were ejected, each alone and all at once: plain Rust that does what the blocks did.
//!
//! `build.rs` ejects them; nothing of it is kept.

#![cfg(test)]
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    unused_imports,
    reason = "a program in a module has a main that nobody calls, and its prelude"
)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

include!(concat!(env!("OUT_DIR"), "/programs.rs"));

/// The answer to one request, its head and its body.
pub(crate) fn ask(address: SocketAddr, method: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("the service listens");
    let length = body.len();
    let head = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    let content = format!("content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}");
    write!(stream, "{head}{content}").expect("the request is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the answer is text");
    answer
}
