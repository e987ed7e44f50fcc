//! Every listing of the README and the book that holds a block, ejected: it does what it did.

#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    unused_imports,
    unused_variables,
    reason = "a program in a module has a main that nobody calls, and its prelude"
)]
#![allow(
    clippy::clone_on_copy,
    clippy::nonminimal_bool,
    clippy::redundant_closure,
    clippy::single_match,
    reason = "what wrote it does not know which types are Copy, or how much one would have said"
)]

use std::io::{Read, Write};
use std::net::TcpStream;

use parseltongue::cores::{Block, Launch, Names, Program};

include!(concat!(env!("OUT_DIR"), "/listings.rs"));

/// A program without a service starts and ends.
fn runs<P: Program>() -> bool {
    let directory = tempfile::tempdir().expect("the system has room");
    let launch = Launch::of::<P>().in_directory(directory.path()).on_free_ports().without_window();
    launch.start().expect("it starts").stop().is_clean()
}

/// What the listings read from the environment, long enough to be a secret.
const SECRET: (&str, &str) = ("DESK_SECRET", "only for the listings, and longer than 32 bytes");

/// All that a program says of its service, while it runs.
fn description<P: Program + Names<S>, S: Block>() -> String {
    let directory = tempfile::tempdir().expect("the system has room");
    let launch = Launch::of::<P>().in_directory(directory.path()).on_free_ports().without_window();
    let launch = launch.with_variable(SECRET.0, SECRET.1);
    let running = launch.start().expect("it starts");
    let mut stream = TcpStream::connect(running.address::<S>()).expect("the service listens");
    write!(stream, "GET /openapi.json HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        .expect("it is asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the answer is text");
    assert!(running.stop().is_clean());
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer of HTTP");
    assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
    body.to_owned()
}
