//! Requests that must be refused, each as a problem document.

use crate::client::Client;
use crate::program::{Hasty, Paper, Rush, start};

use parseltongue_cores::Launch;

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(field, rule)| (field.as_str(), rule.as_str())).collect()
}

#[test]
fn nothing_stands_there() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    for path in ["/", "/nowhere", "/notes/1/more", "/notes/1/more/and/more", "/greet/", "/Notes"] {
        let reply = client.get(path);
        assert_eq!((reply.status, reply.problem().0.as_str()), (404, "urn:problem:NotFound"), "{path}");
    }
}

#[test]
fn another_method_would_be_right() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let reply = client.request("DELETE", "/notes", "", "");
    assert_eq!((reply.status, reply.header("allow")), (405, Some("GET, HEAD, OPTIONS, POST")));
    assert_eq!(reply.problem().0, "urn:problem:MethodNotAllowed");
    assert_eq!(client.request("BREW", "/greet/Eve", "", "").status, 405);
}

#[test]
fn all_wrong_parameters_are_named_at_once() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let reply = client.get("/greet/%ff?times=many&loud=yes");
    let (kind, fields) = reply.problem();
    assert_eq!((reply.status, kind.as_str()), (400, "urn:problem:InvalidParameters"));
    assert_eq!(pairs(&fields), [("name", "type"), ("times", "type"), ("loud", "type")]);
}

#[test]
fn broken_json_is_400_with_its_place() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let reply = client.json("POST", "/notes", "{\"id\": 1,\n \"text\": }");
    assert_eq!(reply.status, 400);
    let detail = reply.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("line 2") && detail.contains("column"), "{detail}");
    assert_eq!(client.json("POST", "/notes", "").status, 400);
}

#[test]
fn all_wrong_fields_are_422_at_once() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let reply = client.json("POST", "/notes", r#"{"id":1,"text":"","count":0}"#);
    let (kind, fields) = reply.problem();
    assert_eq!((reply.status, kind.as_str()), (422, "urn:problem:Invalid"));
    assert_eq!(pairs(&fields), [("/text", "length"), ("/count", "at_least")]);
}

#[test]
fn another_content_type_is_415() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let body = r#"{"id":1,"text":"x"}"#;
    for headers in ["content-type: text/plain\r\n", "", "content-type: application/jsonx\r\n"] {
        let reply = client.request("POST", "/notes", headers, body);
        assert_eq!((reply.status, reply.problem().0.as_str()), (415, "urn:problem:UnsupportedMediaType"));
    }
    let packed = "content-type: application/json\r\ncontent-encoding: gzip\r\n";
    assert_eq!(client.request("POST", "/notes", packed, "\u{1f}").status, 415);
    let reply = client.request("POST", "/notes", "content-type: Application/JSON; charset=utf-8\r\n", body);
    assert_eq!(reply.status, 201);
}

#[test]
fn too_large_a_body_is_413_before_it_is_read() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    client.send(
        "POST /notes HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ncontent-length: 65537\r\n\r\n",
    );
    let reply = client.reply();
    assert_eq!((reply.status, reply.problem().0.as_str()), (413, "urn:problem:BodyTooLarge"));
}

#[test]
fn too_large_a_chunked_body_is_413_although_it_goes_on() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    client.send("POST /notes HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n");
    let chunk = format!("4000\r\n{}\r\n", " ".repeat(0x4000));
    for _ in 0..40 {
        client.send_while_taken(&chunk);
    }
    let reply = client.reply();
    assert_eq!((reply.status, reply.problem().0.as_str()), (413, "urn:problem:BodyTooLarge"));
}

#[test]
fn a_body_in_chunks_is_put_together() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    client.send("POST /notes HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n");
    client.send("8\r\n{\"id\": 4\r\n");
    client.send("d\r\n,\"text\":\"in \"\r\n".replace("\"in \"", "\"in p\"").replace('d', "e"));
    client.send("1\r\n}\r\n0\r\n\r\n");
    let reply = client.reply();
    assert_eq!((reply.status, reply.json()["text"].as_str()), (201, Some("in p")));
}

#[test]
fn a_declared_error_is_its_meaning() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let reply = client.json("POST", "/publish", r#"{"id":1,"text":"x","count":101}"#);
    assert_eq!((reply.status, reply.problem().0.as_str()), (409, "urn:problem:Full"));
    assert_eq!(reply.json()["detail"], "all 100 sheets are full");
}

#[test]
fn a_store_that_broke_is_503_and_keeps_its_reason() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let reply = client.json("POST", "/notes", r#"{"id":1,"text":"broken"}"#);
    assert_eq!((reply.status, reply.problem().0.as_str()), (503, "urn:problem:StoreUnavailable"));
    assert!(!reply.body.contains("fire"));
    assert_eq!(parseltongue_service::counts::<Paper>(running.world()).failures, 1);
}

#[test]
fn a_panic_is_500_and_the_core_lives_on() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    for _ in 0..3 {
        let reply = client.get("/panic");
        assert_eq!((reply.status, reply.problem().0.as_str()), (500, "urn:problem:Internal"));
        assert!(!reply.body.contains("panics"));
    }
    assert_eq!(client.get("/greet/Eve").status, 200);
    assert_eq!(parseltongue_service::counts::<Paper>(running.world()).panics, 3);
}

#[test]
fn a_late_handler_is_504() {
    let running = Launch::of::<Rush>().on_free_ports().start().expect("the program starts");
    let mut client = Client::new(running.address::<Hasty>());
    let reply = client.get("/");
    assert_eq!((reply.status, reply.problem().0.as_str()), (504, "urn:problem:DeadlinePassed"));
    assert_eq!(client.get("/").status, 504);
    assert_eq!(parseltongue_service::counts::<Hasty>(running.world()).deadlines, 2);
}

#[test]
fn a_body_that_is_not_here_by_the_deadline_is_408() {
    let running = Launch::of::<Rush>().on_free_ports().start().expect("the program starts");
    let mut client = Client::new(running.address::<Hasty>());
    client.send(
        "POST / HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n\"",
    );
    let reply = client.reply();
    assert_eq!((reply.status, reply.problem().0.as_str()), (408, "urn:problem:BodyTimeout"));
    assert!(client.is_closed());
    // What is still on its way is read, so that it does not reset the answer.
    client.send("x".repeat(4000));
    client.send("x".repeat(4000));
    let counts = parseltongue_service::counts::<Hasty>(running.world());
    assert_eq!((counts.deadlines, counts.failures), (0, 0));
}
