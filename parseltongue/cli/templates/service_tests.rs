//! The program in a directory of its own, on a free port.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use parseltongue::cores::Launch;

use crate::{Api, {{program}}};

#[test]
fn a_task_is_added_and_ticked_off() {
    let directory = std::env::temp_dir().join(format!("{{crate}}-{}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("the directory is made");
    let running = Launch::of::<{{program}}>().in_directory(&directory).on_free_ports().start();
    let running = running.expect("the program starts");
    let address = running.address::<Api>();

    let created = request(address, "POST", "/tasks", r#"{"title":"water the plants"}"#);
    assert!(created.starts_with("HTTP/1.1 201"), "{created}");
    let location = created.lines().find_map(|line| line.strip_prefix("location: ")).expect("it has a place");
    let finished = request(address, "POST", &format!("{location}/finish"), "");
    assert!(finished.contains(r#""is_done":true"#), "{finished}");

    running.stop();
    std::fs::remove_dir_all(&directory).expect("the directory is removed");
}

fn request(address: SocketAddr, method: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("the service listens");
    let length = body.len();
    let head = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    let content = format!("content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}");
    write!(stream, "{head}{content}").expect("the request is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the answer is text");
    answer
}
