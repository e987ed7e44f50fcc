//! `allow_origins`: what a browser is told about pages of other origins.

use crate::client::{Client, Reply};
use crate::program::{Paper, start};

fn asks(client: &mut Client, method: &str, origin: &str, more: &str) -> Reply {
    client.request(method, "/notes/7", &format!("origin: {origin}\r\n{more}"), "")
}

#[test]
fn a_page_of_an_allowed_origin_may_ask_and_see() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let wish = "access-control-request-method: PATCH\r\naccess-control-request-headers: if-match, x-a\r\n";
    let reply = asks(&mut client, "OPTIONS", "https://desk.example", wish);
    assert_eq!(reply.status, 204);
    for (name, value) in [
        ("access-control-allow-origin", "https://desk.example"),
        ("access-control-allow-methods", "DELETE, GET, HEAD, OPTIONS, PATCH"),
        ("access-control-allow-headers", "if-match, x-a"),
        ("access-control-max-age", "7200"),
    ] {
        assert_eq!(reply.header(name), Some(value), "{name}");
    }
    // A failure is shown to the page, too.
    let reply = asks(&mut client, "GET", "https://desk.example", "");
    assert_eq!((reply.status, reply.header("vary")), (404, Some("origin")));
    assert_eq!(reply.header("access-control-allow-origin"), Some("https://desk.example"));
    assert!(reply.header("access-control-expose-headers").unwrap().contains("etag"));
}

#[test]
fn a_page_of_another_origin_may_not() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let wish = "access-control-request-method: PATCH\r\n";
    for origin in ["https://desk.example.org", "http://desk.example", "https://desk.example:444", "null"] {
        let reply = asks(&mut client, "OPTIONS", origin, wish);
        assert_eq!(
            (reply.header("access-control-allow-origin"), reply.header("vary")),
            (None, Some("origin"))
        );
        assert_eq!(reply.header("access-control-allow-methods"), None);
    }
    let reply = client.get("/hits");
    assert_eq!((reply.header("access-control-allow-origin"), reply.header("vary")), (None, Some("origin")));
}
