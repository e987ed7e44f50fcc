//! What other systems' clients expect: envelopes, their shape of problems, cookies.

use parseltongue::cores::{Launch, Running};
use parseltongue::prelude::*;
use serde_json::json;

use crate::client::Client;

parseltongue! {
    define_record Account {
        id: uuid key generated,
        name: string unique length 1..=20,
        mail: string email,
    }

    define_store People { keep_in: memory, holds: Account }

    basilisk!<Accounts> {
        listen_on: "127.0.0.1:0",
        uses: People,
        problems: shape "errors",

        resource Account at "/accounts" { read }

        post "/users" (body draft: AccountDraft in "user") -> created Account in "user" {
            let_var account: Account = draft.into_record();
            insert account;
            finish_with account;
        }

        get "/theme" (cookie "theme" theme: string = "light", cookie "size" size: optional<i64>) -> string in "theme" {
            finish_with format!("{theme} {}", size.unwrap_or(12));
        }
    }

    define_program Directory { housekeeping: 1 core, Accounts: 1 core }
}

fn start() -> (Running, Client) {
    let running = Launch::of::<Directory>().on_free_ports().start().unwrap_or_else(|error| panic!("{error}"));
    let client = Client::new(running.address::<Accounts>());
    (running, client)
}

#[test]
fn bodies_and_results_stand_in_their_envelopes() {
    let (_running, mut client) = start();
    let made = client.json("POST", "/users", r#"{"user":{"name":"Eve","mail":"eve@mail.example"}}"#);
    assert_eq!((made.status, made.json()["user"]["name"].as_str()), (201, Some("Eve")));
    assert_eq!(client.get("/theme").json(), json!({ "theme": "light 12" }));
    let document = client.get("/openapi.json").json();
    let users = &document["paths"]["/users"]["post"];
    let sent = &users["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(sent["properties"]["user"]["$ref"], "#/components/schemas/AccountDraft");
    let answered = &users["responses"]["201"]["content"]["application/json"]["schema"];
    assert_eq!(answered["required"], json!(["user"]));
    assert!(users["responses"]["422"]["content"]["application/json"].is_object());
}

#[test]
fn problems_have_the_shape_that_was_asked_for() {
    let (_running, mut client) = start();
    let mut post = |body: &str| client.json("POST", "/users", body);
    for (body, status, problem) in [
        (
            r#"{"user":{"name":"","mail":"x"}}"#,
            422,
            json!({ "errors": { "name": ["must have 1 to 20 characters"], "mail": ["must be an email address"] } }),
        ),
        (r#"{"user":{"name":"Eve"}}"#, 422, json!({ "errors": { "mail": ["is required"] } })),
        (
            r#"{"account":{}}"#,
            422,
            json!({ "errors": { "account": ["is not known here; the body is `user`"], "user": ["is required"] } }),
        ),
        ("[]", 422, json!({ "errors": { "body": ["must be an object that holds `user`"] } })),
        (r#"{"user":{"name":"Eve","mail":"eve@mail.example"}}"#, 201, json!(null)),
        (
            r#"{"user":{"name":"Eve","mail":"eve@mail.example"}}"#,
            409,
            json!({ "errors": { "name": ["is taken already"] } }),
        ),
    ] {
        let reply = post(body);
        assert_eq!(reply.status, status, "{reply:?}");
        if status != 201 {
            assert_eq!((reply.json(), reply.header("content-type")), (problem, Some("application/json")));
        }
    }
    let twice =
        post(r#"{"user":{"name":"A","mail":"a@b.example"},"user":{"name":"A","mail":"a@b.example"}}"#);
    assert_eq!(twice.status, 400);
    assert_eq!(
        client.get("/nowhere").json(),
        json!({ "errors": { "body": ["nothing stands at /nowhere"] } })
    );
}

#[test]
fn cookies_are_parameters() {
    let (_running, mut client) = start();
    let reply = client.request("GET", "/theme", "cookie: a=1; theme=dark; size=14\r\n", "");
    assert_eq!(reply.json()["theme"], "dark 14");
    let wrong = client.request("GET", "/theme", "cookie: size=big\r\n", "");
    assert_eq!(wrong.status, 400);
    assert!(wrong.json()["errors"]["size"][0].as_str().unwrap().starts_with("must be a whole number"));
}
