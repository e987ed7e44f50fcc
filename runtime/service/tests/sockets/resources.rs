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

    assert_eq!(client.request("DELETE", "/notes/7", "", "").status, 204);
    assert_eq!(client.request("DELETE", "/notes/7", "", "").status, 404);
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
