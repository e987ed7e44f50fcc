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

    define_error LoginError {
        Unknown { name: string } is unauthenticated "nobody is called {name}",
        NoNumber from std::num::ParseIntError is invalid "no number: {cause}",
    }

    define_store People { keep_in: memory, holds: Account }

    basilisk!<Accounts> {
        listen_on: "127.0.0.1:0",
        uses: People,
        problems: shape "errors",
        authenticate_with: bearer_jwt env "ACCOUNTS_SECRET" scheme "Token",

        resource Account at "/accounts" { read }

        post "/users" (body draft: AccountDraft in "user") -> created Account in "user" {
            let_var account: Account = draft.into_record();
            insert account;
            finish_with account;
        }

        /// Gives a token to whoever knows a name: a real service asks for a password here.
        post "/login/{name}" (name: string) -> string in "token" fails_with LoginError {
            let_var found: optional<Account> = find_one Account where .name == name;
            let_var account: Account = found.ok_or(LoginError::Unknown { name })?;
            finish_with parseltongue::service::token_for::<Accounts>(&account.id, HOUR);
        }

        get "/double/{text}" (text: string) -> i64 fails_with LoginError {
            finish_with text.parse::<i64>()? * 2;
        }

        get "/me" (caller me: Account) -> Account in "user" {
            finish_with me;
        }

        put "/mail" (body change: list<string>, caller me: Account) -> Account {
            let_var mail: string = change.concat();
            finish_with change Account with me.id set .mail = mail;
        }

        delete "/me" (caller me: Account) -> nothing {
            remove Account with me.id;
        }

        get "/greeting/{word}" (word: string, caller me: optional<Account>) -> string {
            finish_with format!("{word} {}", me.map_or("stranger".to_owned(), |me| me.name));
        }

        get "/theme" (cookie "theme" theme: string = "light", cookie "size" size: optional<i64>) -> string in "theme" {
            finish_with format!("{theme} {}", size.unwrap_or(12));
        }
    }

    define_program Directory { housekeeping: 1 core, Accounts: 1 core }
}

const HOUR: std::time::Duration = std::time::Duration::from_secs(3600);
const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn start() -> (Running, Client) {
    let launch = Launch::of::<Directory>().on_free_ports().with_variable("ACCOUNTS_SECRET", SECRET);
    let running = launch.start().unwrap_or_else(|error| panic!("{error}"));
    let client = Client::new(running.address::<Accounts>());
    (running, client)
}

#[test]
fn a_question_mark_ends_a_handler_with_the_case_of_what_it_met() {
    let (_running, mut client) = start();
    assert_eq!(client.get("/double/21").json(), json!(42));
    let refused = client.get("/double/much");
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("no number: invalid digit found in string"), "{}", refused.body);
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

/// Makes Eve, and the headers with which she calls.
fn log_in(client: &mut Client) -> String {
    let made = client.json("POST", "/users", r#"{"user":{"name":"Eve","mail":"eve@mail.example"}}"#);
    assert_eq!(made.status, 201, "{made:?}");
    let login = client.request("POST", "/login/Eve", "", "");
    format!("authorization: Token {}\r\n", login.json()["token"].as_str().expect("a token"))
}

#[test]
fn a_token_says_who_calls() {
    let (_running, mut client) = start();
    let eve = log_in(&mut client);
    let me = client.request("GET", "/me", &eve, "");
    assert_eq!((me.status, me.json()["user"]["name"].as_str()), (200, Some("Eve")));
    assert_eq!(client.request("GET", "/greeting/hello", &eve, "").json(), "hello Eve");
    assert_eq!(client.get("/greeting/hello").json(), "hello stranger");
    let json = format!("{eve}content-type: application/json\r\n");
    let changed = client.request("PUT", "/mail", &json, r#"["new@","mail.example"]"#);
    assert_eq!(changed.json()["mail"], "new@mail.example");
    // Whoever is gone is nobody, whatever the token says.
    assert_eq!(client.request("DELETE", "/me", &eve, "").status, 204);
    assert_eq!(client.request("GET", "/me", &eve, "").status, 401);
}

#[test]
fn without_a_good_token_nothing_else_is_looked_at() {
    let (running, mut client) = start();
    let eve = log_in(&mut client);
    for (headers, said) in [
        (String::new(), "the header authorization is missing"),
        (eve.replace("Token ", "Bearer "), "the header authorization has another scheme"),
        (eve.replace("Token ", "Token x"), "the token is not valid"),
        (format!("{eve}{eve}"), "the header authorization must be given only once"),
    ] {
        let refused = client.request("GET", "/me", &headers, "");
        assert_eq!((refused.status, refused.header("www-authenticate")), (401, Some("Token")), "{said}");
        assert_eq!(refused.json(), json!({ "errors": { "body": [said] } }));
        // The body is wrong, too, which a stranger is not told.
        let refused = client.request("PUT", "/mail", &headers, "no JSON");
        assert_eq!(refused.status, 401, "{said}");
    }
    // A wrong token is told even where none is needed.
    assert_eq!(client.request("GET", "/greeting/hello", &eve.replace("Token ", "Token x"), "").status, 401);
    // Another world has another secret.
    let launch =
        Launch::of::<Directory>().on_free_ports().with_variable("ACCOUNTS_SECRET", SECRET.to_uppercase());
    let other = launch.start().unwrap();
    let mut client = Client::new(other.address::<Accounts>());
    log_in(&mut client);
    assert_eq!(client.request("GET", "/me", &eve, "").status, 401);
    drop(running);
}

#[test]
fn a_service_does_not_start_without_a_good_secret() {
    let start = |secret: &str| {
        let launch = Launch::of::<Directory>().on_free_ports().with_variable("ACCOUNTS_SECRET", secret);
        launch.start().map(drop).unwrap_err().to_string()
    };
    let said = start("hunter2");
    assert_eq!(said, "Accounts: the variable ACCOUNTS_SECRET holds 7 bytes, and a secret has at least 32");
    let launch = Launch::of::<Directory>().on_free_ports();
    let said = launch.start().map(drop).unwrap_err().to_string();
    assert_eq!(said, "Accounts: `authenticate_with` wants the variable ACCOUNTS_SECRET, which is not set");
}

#[test]
fn the_description_says_who_may_call() {
    let (_running, mut client) = start();
    let document = client.get("/openapi.json").json();
    assert_eq!(document["components"]["securitySchemes"]["caller"]["name"], "Authorization");
    assert_eq!(document["paths"]["/me"]["get"]["security"], json!([{ "caller": [] }]));
    assert_eq!(document["paths"]["/greeting/{word}"]["get"]["security"], json!([{}, { "caller": [] }]));
    assert_eq!(document["paths"]["/theme"]["get"].get("security"), None);
    assert!(document["paths"]["/me"]["get"]["responses"]["401"].is_object());
}
