//! `resource`: REST over a table.

use serde_json::json;

use crate::client::Client;
use crate::program::{Paper, start};

#[test]
fn a_record_is_made_read_changed_and_taken_out() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let made = client.json("POST", "/notes", r#"{"id":7,"text":"seven"}"#);
    assert_eq!((made.status, made.header("location")), (201, Some("/notes/7")));
    assert_eq!(made.json(), json!({ "id": 7, "text": "seven", "count": 1 }));

    let read = client.get("/notes/7");
    assert_eq!((read.status, read.json()), (200, made.json()));

    let changed = client.request(
        "PATCH",
        "/notes/7",
        "content-type: application/merge-patch+json\r\n",
        r#"{"count":9}"#,
    );
    assert_eq!((changed.status, changed.json()), (200, json!({ "id": 7, "text": "seven", "count": 9 })));
    assert_eq!(client.json("PATCH", "/notes/7", r#"{"count":0}"#).status, 422);

    let any = "if-match: *\r\n";
    assert_eq!(client.request("DELETE", "/notes/7", any, "").status, 204);
    assert_eq!(client.request("DELETE", "/notes/7", any, "").status, 404);
    assert_eq!(client.get("/notes/7").status, 404);
    assert_eq!(client.json("PATCH", "/notes/7", "{}").status, 404);
}

#[test]
fn a_taken_key_is_a_conflict_and_a_wrong_one_is_told() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    assert_eq!(client.json("POST", "/notes", r#"{"id":7,"text":"seven"}"#).status, 201);
    let again = client.json("POST", "/notes", r#"{"id":7,"text":"again"}"#);
    assert_eq!((again.status, again.problem().0.as_str()), (409, "urn:problem:Conflict"));
    let wrong = client.get("/notes/seven");
    assert_eq!((wrong.status, wrong.problem().1[0].0.as_str()), (400, "key"));
}

#[test]
fn a_list_is_paged_by_its_keys() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    assert_eq!(client.get("/notes").json(), json!({ "items": [], "next": null }));
    for id in 1..=5 {
        client.json("POST", "/notes", &format!(r#"{{"id":{id},"text":"t"}}"#));
    }
    let mut path = "/notes?limit=2".to_owned();
    let mut seen: Vec<Vec<i64>> = Vec::new();
    loop {
        let page = client.get(&path);
        let json = page.json();
        seen.push(json["items"].as_array().unwrap().iter().map(|it| it["id"].as_i64().unwrap()).collect());
        let Some(link) = page.header("link") else {
            assert_eq!(json["next"], json!(null));
            break;
        };
        path =
            link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\"")).unwrap().to_owned();
        assert!(path.ends_with(&format!("after={}", json["next"].as_str().unwrap())));
    }
    assert_eq!(seen, [vec![1, 2], vec![3, 4], vec![5]]);
}

#[test]
fn a_page_has_bounds() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    for (query, rule) in [("limit=0", "at_least"), ("limit=501", "at_most"), ("after=x", "type")] {
        let reply = client.get(&format!("/notes?{query}"));
        assert_eq!((reply.status, reply.problem().1[0].1.as_str()), (400, rule), "{query}");
    }
}

#[test]
fn a_record_has_a_tag_that_tells_its_states_apart() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let made = client.json("POST", "/notes", r#"{"id":7,"text":"seven"}"#);
    let first = made.header("etag").expect("a new record has a tag").to_owned();
    let has = |tag: &str| format!("if-none-match: {tag}\r\n");
    let read = client.get("/notes/7");
    assert_eq!(read.header("etag"), Some(first.as_str()));
    let unchanged = client.request("GET", "/notes/7", &has(&first), "");
    assert_eq!((unchanged.status, unchanged.header("etag")), (304, Some(first.as_str())));
    assert_eq!(client.request("HEAD", "/notes/7", &has(&first), "").status, 304);
    let changed = client.json("PATCH", "/notes/7", r#"{"count":9}"#);
    let second = changed.header("etag").unwrap().to_owned();
    assert_ne!(first, second);
    let read = client.request("GET", "/notes/7", &has(&first), "");
    assert_eq!((read.status, read.header("etag")), (200, Some(second.as_str())));
    let other = client.request("GET", "/notes/7", &format!("if-match: {first}\r\n"), "");
    assert_eq!((other.status, other.problem().0.as_str()), (412, "urn:problem:PreconditionFailed"));
}

#[test]
fn nobody_changes_or_deletes_what_another_has_changed() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let made = client.json("POST", "/notes", r#"{"id":7,"text":"seven"}"#);
    let read = made.header("etag").unwrap().to_owned();
    let with = |tag: &str| format!("if-match: {tag}\r\ncontent-type: application/json\r\n");
    let mine = client.request("PATCH", "/notes/7", &with(&read), r#"{"count":2}"#);
    assert_eq!(mine.status, 200);
    let lost = client.request("PATCH", "/notes/7", &with(&read), r#"{"count":3}"#);
    assert_eq!((lost.status, lost.problem().0.as_str()), (412, "urn:problem:PreconditionFailed"));
    assert_eq!(client.request("DELETE", "/notes/7", &with(&read), "").status, 412);
    assert_eq!(client.get("/notes/7").json()["count"], 2);
    let blind = client.request("DELETE", "/notes/7", "", "");
    assert_eq!((blind.status, blind.problem().0.as_str()), (428, "urn:problem:PreconditionRequired"));
    let now = mine.header("etag").unwrap();
    assert_eq!(client.request("DELETE", "/notes/7", &with(now), "").status, 204);
}

#[test]
fn a_parameter_that_a_list_does_not_have_is_told_with_the_nearest() {
    let running = start();
    let mut client = Client::new(running.address::<Paper>());
    let reply = client.get("/notes?limt=2&limit=0&colour=red&%zz=1&");
    assert_eq!(reply.status, 400);
    let json = reply.json();
    let told: Vec<(&str, &str)> = json["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["field"].as_str().unwrap(), it["message"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("limit", "must be between 1 and 500"),
            ("limt", "is no parameter here; did you mean `limit`?"),
            ("colour", "is no parameter here; there are `limit`, `after`"),
            ("%zz", "is no parameter here; there are `limit`, `after`"),
        ]
    );
    let many = "/notes?".to_owned() + &"a&".repeat(1_000);
    assert_eq!(client.get(&many).json()["fields"].as_array().map(Vec::len), Some(8));
    assert_eq!(client.get("/notes?&limit=2").status, 200);
}
