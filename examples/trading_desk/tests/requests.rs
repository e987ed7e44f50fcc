//! What a client of the trading desk sees, over real sockets.

mod desk;

use desk::{Answer, Desk};
use serde_json::{Value, json};
use tempfile::TempDir;

fn started() -> (Desk, TempDir) {
    let directory = tempfile::tempdir().expect("a directory");
    (Desk::start(directory.path()), directory)
}

fn order() -> Value {
    json!({ "symbol": "ACME", "side": "Buy", "quantity": 250, "price": "101.25" })
}

fn problem(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{answer:?}");
    let problem = answer.json();
    assert_eq!(problem["status"], answer.status);
    assert!(problem["type"].is_string() && problem["title"].is_string(), "{problem}");
    problem
}

#[test]
fn an_order_is_created_read_changed_and_deleted() {
    let (desk, _directory) = started();

    let created = desk.post("/orders", &order());
    assert_eq!(created.status, 201);
    let location = created.header("location").expect("a Location").to_owned();
    let order = created.json();
    assert_eq!(location, format!("/orders/{}", order["id"].as_str().expect("an id")));
    assert_eq!(order["price"], "101.25");

    let read = desk.get(&location);
    assert_eq!((read.status, read.json()), (200, order.clone()));

    let changed = desk.ask(
        "PATCH",
        &location,
        &[("Content-Type", "application/merge-patch+json")],
        br#"{"quantity":7}"#,
    );
    let changed = changed.expect("an answer");
    assert_eq!((changed.status, changed.json()["quantity"].as_i64()), (200, Some(7)));

    assert_eq!(desk.ask("DELETE", &location, &[], b"").expect("an answer").status, 204);
    assert_eq!(problem(&desk.get(&location))["status"], 404);
}

#[test]
fn pages_follow_each_other_and_end() {
    let (desk, _directory) = started();
    let mut created: Vec<Value> =
        (0..5).map(|_| desk.post("/orders", &order()).json()["id"].clone()).collect();
    created.sort_by_key(ToString::to_string);

    let mut seen = Vec::new();
    let mut path = Some("/orders?limit=2".to_owned());
    let mut pages = 0;
    while let Some(next) = path.take() {
        let page = desk.get(&next);
        assert_eq!(page.status, 200);
        let page_json = page.json();
        let items = page_json["items"].as_array().or_else(|| page_json.as_array()).expect("items").clone();
        assert!(items.len() <= 2);
        seen.extend(items.iter().map(|order| order["id"].clone()));
        // Link: </orders?…>; rel="next"
        path =
            page.header("link").and_then(|link| Some(link.split_once('<')?.1.split_once('>')?.0.to_owned()));
        pages += 1;
    }
    assert_eq!((seen, pages), (created, 3));
}

#[test]
fn every_wrong_field_is_named_at_once() {
    let (desk, _directory) = started();
    let mut wrong = order();
    wrong["quantity"] = json!(0);
    wrong["symbol"] = json!("far too long");
    let answer = desk.post("/orders", &wrong);
    assert_eq!(answer.status, 422);
    let problem = problem(&answer);
    let fields: Vec<&str> = problem["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .filter_map(|field| field["field"].as_str())
        .collect();
    assert!(fields.contains(&"/quantity") && fields.contains(&"/symbol"), "{problem}");
}

#[test]
fn what_cannot_be_answered_is_a_problem_document() {
    let (desk, _directory) = started();
    let json_type = [("Content-Type", "application/json")];

    assert_eq!(problem(&desk.get("/nowhere"))["status"], 404);
    assert_eq!(problem(&desk.get("/orders/01890000-0000-7000-8000-000000000000"))["status"], 404);
    assert_eq!(problem(&desk.get("/orders/not-a-uuid"))["status"], 400);

    let not_allowed = desk.ask("PUT", "/orders", &json_type, b"{}").expect("an answer");
    assert_eq!(problem(&not_allowed)["status"], 405);
    let allow = not_allowed.header("allow").expect("an Allow header");
    assert!(allow.contains("GET") && allow.contains("POST"), "{allow}");

    let broken = desk.ask("POST", "/orders", &json_type, b"{\"symbol\": ").expect("an answer");
    assert_eq!(problem(&broken)["status"], 400);

    let no_type = desk.ask("POST", "/orders", &[("Content-Type", "text/plain")], b"{}").expect("an answer");
    assert_eq!(problem(&no_type)["status"], 415);

    let large = format!("{{\"symbol\":\"{}\"}}", "A".repeat(4 * 1024 * 1024));
    let too_large = desk.ask("POST", "/orders", &json_type, large.as_bytes()).expect("an answer");
    assert_eq!(problem(&too_large)["status"], 413);
}

#[test]
fn a_fill_appears_among_the_trades_at_once() {
    let (desk, _directory) = started();
    let mut trades = desk.trades_after(None);
    let order = desk.post("/orders", &order()).json();

    let filled = desk.post(&format!("/orders/{}/fill", order["id"].as_str().expect("an id")), &json!({}));
    assert_eq!(filled.status, 201, "{filled:?}");
    let event = trades.next().expect("an event");
    assert_eq!(event.data, filled.json());

    // A client that saw nothing of it is given all that it missed.
    let replayed = desk.trades_after(Some("0.0.0.0")).next().expect("an event");
    assert_eq!(replayed.data, filled.json());
    assert_eq!(replayed.id, event.id);

    // An id of another stream, or of one that had more, would wait for what never comes.
    for wrong in ["nothing", "0.0", "9.9.9.9"] {
        let refused = desk.ask("GET", "/trades", &[("Last-Event-ID", wrong)], b"").expect("an answer");
        assert_eq!(problem(&refused)["status"], 400, "{wrong}");
    }

    let missing = desk.post("/orders/01890000-0000-7000-8000-000000000000/fill", &json!({}));
    assert_eq!(problem(&missing)["status"], 404);
}

#[test]
fn a_fill_reaches_the_ledger_through_the_consumer_group() {
    let (desk, _directory) = started();
    let order = desk.post("/orders", &order()).json();
    let filled = desk.post(&format!("/orders/{}/fill", order["id"].as_str().expect("an id")), &json!({}));
    let path = format!("/ledger/{}", filled.json()["id"].as_str().expect("an id"));
    // The group works beside the request; asking again is the only way to see that it is done.
    let entry = (0..10_000).map(|_| desk.get(&path)).find(|answer| answer.status == 200).expect("an entry");
    assert_eq!(entry.json()["amount"], "25312.5");
}

#[test]
fn health_and_the_description_are_there_without_being_asked() {
    let (desk, _directory) = started();
    assert_eq!(desk.get("/health/live").status, 200);
    assert_eq!(desk.get("/health/ready").status, 200);
    let description = desk.get("/openapi.json").json();
    assert!(description["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    for path in ["/orders", "/orders/{key}", "/orders/{id}/fill", "/trades"] {
        assert!(description["paths"][path].is_object(), "{path} is missing from {description}");
    }
}

#[test]
fn it_stops_when_asked_and_finds_everything_again() {
    let (desk, directory) = started();
    let created = desk.post("/orders", &order()).json();
    assert!(desk.stop(), "it ends well");

    let desk = Desk::start(directory.path());
    let path = format!("/orders/{}", created["id"].as_str().expect("an id"));
    assert_eq!(desk.get(&path).json(), created);
}
