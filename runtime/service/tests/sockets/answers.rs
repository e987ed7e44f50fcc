//! Requests that go well.

use crate::client::Client;
use crate::program::{Paper, start};

#[test]
fn parameters_come_from_path_query_and_headers() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let reply = client.request("GET", "/greet/J%C3%BCrgen?times=3&loud=true&utm=x", "x-tag: blue\r\n", "");
    assert_eq!((reply.status, reply.json()), (200, "Jürgen x3! blue".into()));
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert!(reply.header("date").is_some());
    assert_eq!(client.get("/greet/Eve").json(), "Eve x1. ");
}

#[test]
fn head_tells_the_length_and_sends_no_body() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let reply = client.request("HEAD", "/greet/Eve", "", "");
    assert_eq!((reply.status, reply.header("content-length")), (200, Some("10")));
    // What follows on the connection is the next answer, not that body.
    assert_eq!(client.get("/greet/Eve").json(), "Eve x1. ");
    let reply = client.request("HEAD", "/nowhere", "", "");
    assert_eq!(reply.status, 404);
    assert_eq!(client.get("/greet/Eve").status, 200);
}

#[test]
fn options_tells_the_methods() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let reply = client.request("OPTIONS", "/notes", "", "");
    assert_eq!((reply.status, reply.header("allow")), (204, Some("GET, HEAD, OPTIONS, POST")));
    assert_eq!(reply.header("content-length"), None);
}

#[test]
fn nothing_is_204() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let reply = client.json("PUT", "/draft", r#"{"id":1,"text":"x"}"#);
    assert_eq!((reply.status, reply.body.as_str()), (204, ""));
}

#[test]
fn shared_lines_count_over_all_cores() {
    let running = start();
    let address = running.address::<Paper>();
    let hits: Vec<_> = (0..20).map(|_| Client::new(address).get("/hits").json()).collect();
    assert_eq!(hits, (1..=20).map(serde_json::Value::from).collect::<Vec<_>>());
}

#[test]
fn health_is_told() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    assert_eq!(client.get("/health/live").json()["status"], "live");
    assert_eq!(client.get("/health/ready").json()["status"], "ready");
    assert_eq!(client.request("POST", "/health/live", "", "").status, 405);
}

#[test]
fn the_description_names_routes_and_schemas() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let reply = client.get("/openapi.json");
    let document = reply.json();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["title"], "Paper");
    let greet = &document["paths"]["/greet/{name}"]["get"];
    assert_eq!(greet["operationId"], "get_greet_name");
    assert_eq!(greet["parameters"][1]["schema"]["default"], 1);
    assert_eq!(greet["parameters"][2]["required"], false);
    let draft = &document["components"]["schemas"]["NoteDraft"];
    assert_eq!(draft["required"], serde_json::json!(["id", "text"]));
    assert_eq!(
        draft["properties"]["count"],
        serde_json::json!({
            "type": "integer", "format": "int64", "default": 1, "minimum": 1,
        })
    );
    assert_eq!(document["components"]["schemas"]["NoteChanges"].get("required"), None);
    let problem = &document["components"]["schemas"]["ProblemDocument"]["properties"];
    assert!(
        ["type", "title", "status", "detail", "instance", "fields"].iter().all(|it| problem[it].is_object())
    );
    let publish = &document["paths"]["/publish"]["post"]["responses"];
    assert_eq!(publish["409"]["description"], "Full: all {sheets} sheets are full");
    assert_eq!(
        publish["422"]["content"]["application/problem+json"]["schema"]["$ref"],
        "#/components/schemas/ProblemDocument"
    );
    if let Some(path) = std::env::var_os("PARSELTONGUE_WRITE_OPENAPI") {
        std::fs::write(path, &reply.body).unwrap();
    }
}
