//! Who may do what, with which record, and how often.

use parseltongue::cores::{Launch, Running};
use parseltongue::prelude::*;
use serde_json::json;

use crate::client::{Client, Reply};

parseltongue! {
    define_choice Rank { Clerk, Trader, Auditor }

    define_record Member {
        id: uuid key generated,
        name: string unique length 1..=20,
        rank: Rank,
    }

    define_record Paper {
        id: uuid key generated,
        owner: uuid,
        text: string length 1..=100,
        is_public: bool default false,
    }

    define_store Cabinet { keep_in: memory, holds: Member, Paper }

    basilisk!<Office> {
        listen_on: "127.0.0.1:0",
        uses: Cabinet,
        authenticate_with: bearer_jwt env "OFFICE_SECRET",
        callers: Member role .rank,
        rate_limit: 1_000 per hour by address and 40 per hour by caller,
        behind_proxies: 1,
        private: metrics, openapi,

        resource Member at "/members" { list requires role "Clerk" or "Auditor", create, delete requires role "Clerk" }

        resource Paper at "/papers" {
            list page 2 up_to 3 requires role "Auditor",
            read allow when .is_public or .owner == caller.id,
            create allow when .owner == caller.id,
            change requires if_match allow when .owner == caller.id,
            delete requires role "Clerk" or "Trader" allow when .owner == caller.id,
        }

        post "/token/{name}" (name: string) -> string rate_limit 3 per hour by address {
            let_var found: optional<Member> = find_one Member where .name == name;
            let member = found.expect("the test asks for members only");
            finish_with parseltongue::service::token_for::<Office>(&member.id, HOUR);
        }

        get "/ranks" () -> i64 requires role "Auditor" { finish_with count_of Member; }

        get "/me" (caller me: Member) -> string requires role "Trader" or "Clerk" rate_limit 2 per hour by caller {
            finish_with me.name;
        }
    }

    define_program Bureau { housekeeping: 1 core, Office: 1 core }
}

const HOUR: std::time::Duration = std::time::Duration::from_secs(3600);

fn start() -> (Running, Client) {
    let secret = "0123456789abcdef0123456789abcdef";
    let launch = Launch::of::<Bureau>().on_free_ports().with_variable("OFFICE_SECRET", secret);
    let running = launch.start().unwrap_or_else(|error| panic!("{error}"));
    let client = Client::new(running.address::<Office>());
    (running, client)
}

/// Somebody who calls.
struct Caller {
    id: String,
    headers: String,
}

impl Caller {
    fn of(client: &mut Client, name: &str, rank: &str) -> Caller {
        let made = client.json("POST", "/members", &json!({ "name": name, "rank": rank }).to_string());
        assert_eq!(made.status, 201, "{made:?}");
        let id = made.json()["id"].as_str().unwrap().to_owned();
        // From an address of its own.
        let from = format!("x-forwarded-for: {name}, 10.1.1.{}\r\n", name.len());
        let token = client.request("POST", &format!("/token/{name}"), &from, "").json();
        Caller { id, headers: format!("authorization: Bearer {}\r\n", token.as_str().expect("a token")) }
    }

    fn asks(&self, client: &mut Client, method: &str, path: &str, body: &str) -> Reply {
        let headers = format!("{}content-type: application/json\r\n", self.headers);
        client.request(method, path, &headers, body)
    }

    fn paper(&self, client: &mut Client, is_public: bool) -> String {
        let draft = json!({ "owner": self.id, "text": "a secret", "is_public": is_public });
        let made = self.asks(client, "POST", "/papers", &draft.to_string());
        assert_eq!(made.status, 201, "{made:?}");
        format!("/papers/{}", made.json()["id"].as_str().unwrap())
    }
}

fn problem(reply: &Reply) -> (u16, String) {
    (reply.status, reply.json()["type"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_role_opens_what_it_is_named_at() {
    let (_running, mut client) = start();
    let clerk = Caller::of(&mut client, "Eve", "Clerk");
    let trader = Caller::of(&mut client, "Adam", "Trader");
    let auditor = Caller::of(&mut client, "Judge", "Auditor");
    for (caller, path, status) in [
        (&clerk, "/members", 200),
        (&auditor, "/members", 200),
        (&trader, "/members", 403),
        (&auditor, "/ranks", 200),
        (&clerk, "/ranks", 403),
        (&clerk, "/me", 200),
        (&trader, "/me", 200),
        (&auditor, "/me", 403),
        (&auditor, "/papers?limit=3", 200),
        (&trader, "/papers", 403),
    ] {
        let reply = caller.asks(&mut client, "GET", path, "");
        assert_eq!(reply.status, status, "{path}: {reply:?}");
        if status == 403 {
            assert_eq!(problem(&reply).1, "urn:problem:Forbidden");
        }
    }
    for path in ["/members", "/ranks", "/me", "/papers"] {
        let stranger = client.get(path);
        assert_eq!((stranger.status, stranger.header("www-authenticate")), (401, Some("Bearer")), "{path}");
    }
    // A role that is lost is lost at once: it stands in the store, not in the token.
    assert_eq!(clerk.asks(&mut client, "DELETE", &format!("/members/{}", auditor.id), "").status, 204);
    assert_eq!(auditor.asks(&mut client, "GET", "/ranks", "").status, 401);
}

#[test]
fn a_record_is_its_owners() {
    let (_running, mut client) = start();
    let eve = Caller::of(&mut client, "Eve", "Trader");
    let adam = Caller::of(&mut client, "Adam", "Trader");
    let judge = Caller::of(&mut client, "Judge", "Auditor");
    let (hidden, public) = (eve.paper(&mut client, false), eve.paper(&mut client, true));
    assert_eq!(eve.asks(&mut client, "GET", &hidden, "").status, 200);
    assert_eq!(adam.asks(&mut client, "GET", &public, "").status, 200);
    assert_eq!(client.get(&public).status, 401);
    let forged = json!({ "owner": eve.id, "text": "not mine" }).to_string();
    assert_eq!(problem(&adam.asks(&mut client, "POST", "/papers", &forged)).0, 403);
    // That a record is there is not told to whoever may not read it.
    let mut wrong = |caller: &Caller, method: &str, path: &str, headers: &str| {
        let headers = format!("{}content-type: application/json\r\n{headers}", caller.headers);
        let body = if method == "PATCH" { r#"{"text":"mine"}"# } else { "" };
        let reply = client.request(method, path, &headers, body);
        (reply.status, reply.json()["detail"].as_str().unwrap_or_default().replace(path, ""))
    };
    let nowhere = "/papers/0190c2a0-0000-7000-8000-000000000000";
    for method in ["GET", "PATCH", "DELETE"] {
        let (is_hidden, is_nowhere) = (
            wrong(&adam, method, &hidden, "if-match: *\r\n"),
            wrong(&adam, method, nowhere, "if-match: *\r\n"),
        );
        assert_eq!((is_hidden.0, is_nowhere.0), (404, 404), "{method}");
        let key = |path: &str| path.trim_start_matches("/papers/").to_owned();
        assert_eq!(is_hidden.1.replace(&key(&hidden), ""), is_nowhere.1.replace(&key(nowhere), ""));
    }
    for method in ["PATCH", "DELETE"] {
        assert_eq!(wrong(&adam, method, &public, "if-match: *\r\n").0, 403, "{method}");
        // The rule is asked before the state: a stranger does not learn whether a tag is the right one.
        assert_eq!(wrong(&adam, method, &public, "if-match: \"x\"\r\n").0, 403, "{method}");
    }
    assert_eq!(wrong(&judge, "DELETE", &public, "").0, 403);
    assert_eq!(wrong(&eve, "PATCH", &public, "").0, 428);
    assert_eq!(wrong(&eve, "PATCH", &public, "if-match: \"x\"\r\n").0, 412);
    assert_eq!(wrong(&eve, "PATCH", &public, "if-match: *\r\n").0, 200);
    assert_eq!(eve.asks(&mut client, "DELETE", &hidden, "").status, 204);
}

#[test]
fn who_asks_too_often_is_told_when_to_come_again() {
    let (_running, mut client) = start();
    let eve = Caller::of(&mut client, "Eve", "Clerk");
    let mut token = |from: &str| client.request("POST", "/token/Eve", from, "");
    // Only what the proxy has added is believed; what stands before it a client may write.
    for left in [2, 1, 0] {
        let taken = token(&format!("x-forwarded-for: 1.1.1.{left}, 9.9.9.9\r\n"));
        let state = taken.header("ratelimit").unwrap_or_default().to_owned();
        assert_eq!(
            (taken.status, state.starts_with(&format!("\"address\";r={left};"))),
            (200, true),
            "{state}"
        );
    }
    let refused = token("x-forwarded-for: 2.2.2.2, 9.9.9.9\r\n");
    assert_eq!(problem(&refused), (429, "urn:problem:TooManyRequests".to_owned()));
    assert_eq!(refused.header("ratelimit-policy"), Some("\"address\";q=3;w=3600"));
    let wait: u64 = refused.header("retry-after").expect("when to come again").parse().unwrap();
    assert!((1..=1200).contains(&wait), "{wait}");
    assert_eq!(token("x-forwarded-for: 9.9.9.8\r\n").status, 200);
    // Whoever has one address of IPv6 has all of its network.
    for host in 1..=3 {
        assert_eq!(token(&format!("x-forwarded-for: 2001:db8::{host}\r\n")).status, 200);
    }
    assert_eq!(token("x-forwarded-for: 2001:db8::4\r\n").status, 429);
    assert_eq!(token("x-forwarded-for: 2001:db8:0:1::4\r\n").status, 200);
    // By caller, from wherever it calls.
    for status in [200, 200, 429] {
        let reply = eve.asks(&mut client, "GET", "/me", "");
        assert_eq!((reply.status, reply.header("ratelimit-policy")), (status, Some("\"caller\";q=2;w=3600")));
    }
    let mut other = Caller::of(&mut client, "Adam", "Trader");
    assert_eq!(other.asks(&mut client, "GET", "/me", "").status, 200);
    let statuses: Vec<u16> = (0..40).map(|_| other.asks(&mut client, "GET", "/members", "").status).collect();
    assert_eq!((statuses[0], statuses[38], statuses[39]), (403, 403, 429));
    other.headers.clear();
    assert_eq!(other.asks(&mut client, "GET", "/health/live", "").status, 200);
}

#[test]
fn private_pages_are_shown_to_this_machine_only() {
    let (_running, mut client) = start();
    for path in ["/metrics", "/openapi.json"] {
        assert_eq!(client.get(path).status, 200);
        for forwarded in ["x-forwarded-for: 127.0.0.1\r\n", "forwarded: for=127.0.0.1\r\n"] {
            assert_eq!(client.request("GET", path, forwarded, "").status, 404);
            assert_eq!(client.request("OPTIONS", path, forwarded, "").status, 404);
        }
    }
    assert_eq!(client.request("GET", "/health/live", "x-forwarded-for: 1.1.1.1\r\n", "").status, 200);
}

#[test]
fn the_description_says_who_may_and_how_often() {
    let (_running, mut client) = start();
    let paths = client.get("/openapi.json").json()["paths"].clone();
    let has = |path: &str, verb: &str| {
        let operation = &paths[path][verb];
        let statuses = operation["responses"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        let statuses: Vec<String> =
            statuses.into_iter().filter(|it| ["401", "403", "404", "429"].contains(&it.as_str())).collect();
        (statuses.join(" "), operation.get("security").is_some())
    };
    assert_eq!(has("/members", "get"), ("401 403 429".to_owned(), true));
    assert_eq!(has("/members", "post"), ("429".to_owned(), false));
    assert_eq!(has("/papers/{key}", "get"), ("401 404 429".to_owned(), true));
    assert_eq!(has("/papers/{key}", "patch"), ("401 403 404 429".to_owned(), true));
    assert_eq!(has("/papers", "post"), ("401 403 429".to_owned(), true));
    assert_eq!(has("/ranks", "get"), ("401 403 429".to_owned(), true));
    let limited = &paths["/token/{name}"]["post"]["responses"]["429"];
    assert!(limited["headers"]["Retry-After"].is_object(), "{limited}");
}
