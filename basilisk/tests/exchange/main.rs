//! A service as users write it, in a world of its own, over real sockets.

#![allow(missing_docs)]

mod accounts;
mod client;
mod guards;

use std::io::Read as _;

use client::Client;
use parseltongue::cores::{Launch, Running};
use parseltongue::prelude::*;
use tempfile::TempDir;

parseltongue! {
    /// One order as a trader places it.
    define_record Order {
        id: uuid key generated,
        symbol: string length 1..=8 matches "^[A-Z]+$" indexed,
        side: Side,
        quantity: i64 at_least 1,
        price: decimal more_than 0,
        note: optional<string> length 0..=200,
        placed_at: timestamp generated,
    }

    define_choice Side { Buy, Sell }

    define_record Trade {
        id: uuid key generated,
        symbol: string,
        price: decimal,
        quantity: i64,
        traded_at: timestamp generated,
    }

    define_error ExchangeError {
        UnknownSymbol { symbol: string } is not_found "nobody trades {symbol} here",
        MarketClosed is conflict "the market is closed",
    }

    define_store Books { keep_in: sqlite "data/books.db", holds: Order, Trade }

    slytherin!<Market> {
        keep_in: memory,

        stream Trades of Trade { key: .symbol, partitions: 4 }
    }

    /// Where orders meet.
    basilisk!<Exchange> {
        listen_on: "127.0.0.1:0",
        uses: Books,
        deadline: 20 s,
        body_limit: 8 KiB,
        compress: zstd, brotli, gzip,
        allow_origins: "https://desk.example",

        let_mut_shared_var hits: i64 = 0,
        let_mut_local_shared_var here: i64 = 0,

        resource Order at "/orders" { list, read, create, change, delete requires if_match }
        resource Trade at "/trades/kept" { list page 2 up_to 3, read }

        /// Fills an order.
        post "/orders/{id}/fill" (id: uuid) -> created Trade fails_with ExchangeError {
            let_var order: Order = find Order with id;
            require order.symbol != "SHUT" otherwise ExchangeError::MarketClosed;
            let_var trade: Trade = new Trade { symbol: order.symbol, price: order.price, quantity: order.quantity };
            insert trade;
            publish trade to Market::Trades;
            finish_with trade;
        }

        get "/search" (symbol: string length 1..=8 matches "^[A-Z]+$", side: optional<Side>, limit: i64 = 2 at_least 1 at_most 50, unit: string = "EUR", header "x-trader" trader: optional<string>) -> list<Order> fails_with ExchangeError {
            require unit == "EUR" otherwise ExchangeError::UnknownSymbol { symbol: format!("{symbol} in {unit}") };
            let_var found: list<Order> = find_all Order where .symbol == symbol order_by .placed_at descending limit 50;
            let kept = found.into_iter().filter(|order| side.as_ref().is_none_or(|side| order.side == *side));
            let _ = trader;
            finish_with kept.take(usize::try_from(limit).unwrap_or(0)).collect();
        }

        get "/hits" () -> i64 {
            here.add(1);
            hits.add(1);
            finish_with hits.get();
        }

        put "/orders" (body draft: OrderDraft) -> nothing {
            insert draft.into_record();
        }

        delete "/orders" () -> nothing {
            in_transaction {
                for order in find_all Order where .quantity > 0 limit 1_000 {
                    remove Order with order.id;
                }
            }
            finish_with nothing;
        }

        get "/" () -> string {
            finish_with "exchange".to_owned();
        }

        events "/trades" from Market::Trades,

        /// Takes orders of one symbol, and shows every trade.
        socket "/desk/{symbol}" (symbol: string length 1..=8) sends Trade from Market::Trades receives OrderDraft fails_with ExchangeError {
            for each draft received {
                hits.add(1);
                require draft.symbol == symbol otherwise ExchangeError::UnknownSymbol { symbol: draft.symbol };
                let_var order: Order = draft.into_record();
                insert order;
                send new Trade { symbol: order.symbol, price: order.price, quantity: order.quantity };
            }
        }
    }

    define_program Desk {
        housekeeping: 1 core,
        Market: 1 core,
        Exchange: 2 cores,
    }
}

const ORDER: &str = r#"{"symbol":"ACME","side":"Buy","quantity":5,"price":"12.50"}"#;

/// A program in a directory of its own.
fn start() -> (Running, TempDir, Client) {
    let directory = tempfile::tempdir().expect("a directory");
    let running = Launch::of::<Desk>().in_directory(directory.path()).on_free_ports().start();
    let running = running.unwrap_or_else(|error| panic!("{error}"));
    let client = Client::new(running.address::<Exchange>());
    (running, directory, client)
}

fn place(client: &mut Client, order: &str) -> String {
    let reply = client.json("POST", "/orders", order);
    assert_eq!(reply.status, 201, "{reply:?}");
    reply.header("location").expect("a place").to_owned()
}

/// A text frame as a client sends it; a mask of nothing changes nothing.
fn frame(text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).ok().filter(|length| *length < 126).expect("a short text");
    [&[0x81, 0x80 | length, 0, 0, 0, 0], text.as_bytes()].concat()
}

#[test]
fn a_socket_takes_orders_and_shows_trades() {
    let (running, _directory, mut client) = start();
    let place = place(&mut client, ORDER);
    let mut desk = Client::new(running.address::<Exchange>());
    desk.send(
        b"GET /desk/ACME HTTP/1.1\r\nhost: h\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
          sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    );
    assert!(desk.until(b"\r\n\r\n").starts_with(b"HTTP/1.1 101 "));
    desk.send(&frame(ORDER));
    let shown = String::from_utf8_lossy(&desk.until(b"\"}")).into_owned();
    assert!(shown.contains("\"symbol\":\"ACME\""), "{shown}");
    // A trade that was made elsewhere comes by the stream.
    assert_eq!(client.request("POST", &format!("{place}/fill"), "", "").status, 201);
    assert!(desk.until(b"\"}").ends_with(b"\"}"));
    desk.send(&frame(&ORDER.replace("ACME", "SHUT")));
    // Closed with 1008, and the message of the error.
    let closed = desk.until(b"nobody trades SHUT here");
    assert!(
        closed.windows(4).any(|bytes| bytes[0] == 0x88 && bytes[2..] == 1008_u16.to_be_bytes()),
        "{closed:?}"
    );
    assert_eq!(client.get("/hits").json(), 3);
}

#[test]
fn orders_are_made_read_changed_and_taken_out() {
    let (_running, _directory, mut client) = start();
    let place = place(&mut client, ORDER);
    let order = client.get(&place);
    assert_eq!((order.status, order.json()["symbol"].as_str()), (200, Some("ACME")));
    assert_eq!(place, format!("/orders/{}", order.json()["id"].as_str().unwrap()));
    let changed = client.json("PATCH", &place, r#"{"quantity":7,"note":"more"}"#);
    assert_eq!((changed.status, changed.json()["quantity"].as_i64()), (200, Some(7)));
    assert_eq!(client.get(&place).json(), changed.json());
    assert_eq!(client.request("DELETE", &place, "if-match: *\r\n", "").status, 204);
    assert_eq!(client.get(&place).status, 404);
}

#[test]
fn all_wrong_fields_are_named_at_once() {
    let (_running, _directory, mut client) = start();
    let reply = client.json("POST", "/orders", r#"{"symbol":"acme","side":"Hold","quantity":0,"price":"1"}"#);
    assert_eq!(
        (reply.status, reply.fields()),
        (422, vec!["/symbol".into(), "/side".into(), "/quantity".into()])
    );
    let reply = client.json("POST", "/orders", r#"{"symbol":"ACME","id":"x"}"#);
    assert_eq!(reply.status, 422, "{reply:?}");
}

#[test]
fn a_fill_is_a_trade_that_can_be_read_and_is_told_at_once() {
    let (running, _directory, mut client) = start();
    let mut listener = Client::new(running.address::<Exchange>());
    let place = place(&mut client, ORDER);
    let head = {
        let bytes = b"GET /trades HTTP/1.1\r\nhost: h\r\n\r\n";
        listener.send(bytes);
        listener.until(b"retry: 1000\n\n")
    };
    assert!(String::from_utf8(head).unwrap().contains("text/event-stream"));
    let filled = client.request("POST", &format!("{place}/fill"), "", "");
    assert_eq!(filled.status, 201, "{filled:?}");
    let trade = filled.json();
    let kept = filled.header("location").expect("trades can be read").to_owned();
    assert_eq!(client.get(&kept).json(), trade);
    let event = String::from_utf8(listener.until(b"}\n\n")).unwrap();
    assert!(event.contains("id: ") && event.contains(trade["id"].as_str().unwrap()), "{event}");
}

#[test]
fn declared_errors_and_missing_records_are_told() {
    let (_running, _directory, mut client) = start();
    let place = place(&mut client, &ORDER.replace("ACME", "SHUT"));
    let closed = client.request("POST", &format!("{place}/fill"), "", "");
    assert_eq!((closed.status, closed.json()["type"].as_str()), (409, Some("urn:problem:MarketClosed")));
    let missing = "/orders/0198c0de-0000-7000-8000-000000000000/fill";
    assert_eq!(client.request("POST", missing, "", "").status, 404);
    let wrong = client.request("POST", "/orders/12/fill", "", "");
    assert_eq!((wrong.status, wrong.fields()), (400, vec!["id".to_owned()]));
    let unit = client.get("/search?symbol=ACME&unit=USD");
    assert_eq!((unit.status, unit.json()["detail"].as_str()), (404, Some("nobody trades ACME in USD here")));
}

#[test]
fn queries_take_their_parameters_and_defaults() {
    let (_running, _directory, mut client) = start();
    for _ in 0..3 {
        place(&mut client, ORDER);
    }
    place(&mut client, &ORDER.replace("Buy", "Sell"));
    let count = |reply: client::Reply| reply.json().as_array().map(Vec::len);
    assert_eq!(count(client.get("/search?symbol=ACME")), Some(2));
    assert_eq!(count(client.get("/search?symbol=ACME&limit=9")), Some(4));
    assert_eq!(count(client.get("/search?symbol=ACME&limit=9&side=Sell")), Some(1));
    let wrong = client.get("/search?side=Hold&limit=x");
    assert_eq!((wrong.status, wrong.fields()), (400, vec!["symbol".into(), "side".into(), "limit".into()]));
}

#[test]
fn a_list_has_pages_of_the_size_that_it_says() {
    let (_running, _directory, mut client) = start();
    let order = place(&mut client, ORDER);
    for _ in 0..4 {
        assert_eq!(client.request("POST", &format!("{order}/fill"), "", "").status, 201);
    }
    let count = |page: &client::Reply| page.json()["items"].as_array().map(Vec::len);
    let first = client.get("/trades/kept");
    assert_eq!(count(&first), Some(2));
    let link = first.header("link").expect("a page after it").to_owned();
    let next = link.trim_start_matches('<').split('>').next().unwrap_or_default();
    assert_eq!(count(&client.get(next)), Some(2));
    assert_eq!(count(&client.get("/trades/kept?limit=3")), Some(3));
    assert_eq!(client.get("/trades/kept?limit=4").fields(), ["limit"]);
    assert_eq!(client.get("/trades/kept?pages=2").fields(), ["pages"]);
    let document = client.get("/openapi.json").json();
    let limit = &document["paths"]["/trades/kept"]["get"]["parameters"][0]["schema"];
    assert_eq!((&limit["default"], &limit["maximum"]), (&2.into(), &3.into()));
}

#[test]
fn a_parameter_that_breaks_its_rules_is_named_with_all_others() {
    let (_running, _directory, mut client) = start();
    let wrong = client.get("/search?symbol=acme-and-sons&side=Hold&limit=51");
    assert_eq!(wrong.status, 400);
    let fields = wrong.json()["fields"].as_array().cloned().unwrap_or_default();
    let told: Vec<String> =
        fields.iter().map(|it| format!("{} {} {}", it["field"], it["rule"], it["message"])).collect();
    assert_eq!(
        told,
        [
            r#""symbol" "length" "must have 1 to 8 characters""#,
            r#""symbol" "matches" "must match ^[A-Z]+$""#,
            r#""side" "type" "must be one of Buy, Sell""#,
            r#""limit" "at_most" "must be at most 50""#,
        ]
    );
    assert_eq!(client.get("/search?symbol=ACME&limit=0").fields(), ["limit"]);
    assert_eq!(client.get("/search?symbol=ACME&limit=50").status, 200);
}

#[test]
fn lines_of_the_service_are_shared_and_bodies_leave_with_nothing() {
    let (_running, _directory, mut client) = start();
    assert_eq!(client.get("/hits").json(), 1);
    assert_eq!(client.get("/hits").json(), 2);
    assert_eq!(client.json("PUT", "/orders", ORDER).status, 204);
    assert_eq!(client.get("/orders").json()["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(client.request("DELETE", "/orders", "", "").status, 204);
    assert_eq!(client.get("/orders").json()["items"].as_array().map(Vec::len), Some(0));
    assert_eq!(client.get("/").json(), "exchange");
    let wrong = client.request("PATCH", "/orders", "", "");
    assert_eq!((wrong.status, wrong.header("allow")), (405, Some("DELETE, GET, HEAD, OPTIONS, POST, PUT")));
    let large = client.json("PUT", "/orders", &" ".repeat(8 * 1024 + 1));
    assert_eq!(large.status, 413);
}

#[test]
fn the_service_describes_itself() {
    let (_running, _directory, mut client) = start();
    let reply = client.get("/openapi.json");
    let document = reply.json();
    assert_eq!(document["info"]["description"], "Where orders meet.");
    let fill = &document["paths"]["/orders/{id}/fill"]["post"];
    assert_eq!(fill["description"], "Fills an order.");
    assert!(fill["responses"]["409"]["description"].as_str().unwrap().contains("the market is closed"));
    let parameters = &document["paths"]["/search"]["get"]["parameters"];
    let schema = |name: &str| {
        let parameter = parameters.as_array().into_iter().flatten().find(|it| it["name"] == name);
        parameter.map_or_else(Default::default, |it| it["schema"].clone())
    };
    let limit = schema("limit");
    assert_eq!((&limit["minimum"], &limit["maximum"], &limit["default"]), (&1.into(), &50.into(), &2.into()));
    let symbol = schema("symbol");
    assert_eq!((&symbol["pattern"], &symbol["maxLength"]), (&"^[A-Z]+$".into(), &8.into()));
    let symbol = &document["components"]["schemas"]["OrderDraft"]["properties"]["symbol"];
    assert_eq!((symbol["pattern"].as_str(), symbol["maxLength"].as_i64()), (Some("^[A-Z]+$"), Some(8)));
    if let Some(path) = std::env::var_os("PARSELTONGUE_WRITE_OPENAPI") {
        std::fs::write(path, &reply.body).unwrap();
    }
}

#[test]
fn a_long_answer_comes_in_the_coding_that_the_client_likes_best() {
    let (_running, _directory, mut client) = start();
    for _ in 0..20 {
        place(&mut client, ORDER);
    }
    let plain = client.get("/orders");
    assert_eq!((plain.header("content-encoding"), plain.header("vary")), (None, Some("accept-encoding")));
    for (wanted, coding) in [("gzip", "gzip"), ("gzip, br;q=0.9", "gzip"), ("gzip, br", "br"), ("*", "zstd")]
    {
        let reply = client.request("GET", "/orders", &format!("accept-encoding: {wanted}\r\n"), "");
        assert_eq!(reply.header("content-encoding"), Some(coding), "{wanted}");
        assert!(reply.bytes.len() < plain.bytes.len());
        let mut decoded = Vec::new();
        match coding {
            "gzip" => drop(flate2::read::GzDecoder::new(&*reply.bytes).read_to_end(&mut decoded).unwrap()),
            "br" => brotli::BrotliDecompress(&mut &*reply.bytes, &mut decoded).unwrap(),
            _ => decoded = zstd::decode_all(&*reply.bytes).unwrap(),
        }
        assert_eq!(decoded, plain.bytes, "{wanted}");
        let head = client.head("/orders", &format!("accept-encoding: {wanted}\r\n"));
        assert_eq!(head.header("content-length"), reply.header("content-length"));
    }
    // What is short is not worth it.
    let short = client.request("GET", "/hits", "accept-encoding: gzip\r\n", "");
    assert_eq!(short.header("content-encoding"), None);
}

#[test]
fn an_order_that_somebody_else_has_changed_is_not_changed() {
    let (_running, _directory, mut client) = start();
    let place =
        place(&mut client, &ORDER.replace("5,", "5,\"note\":\"NOTE\",").replace("NOTE", &"n".repeat(200)));
    let read = client.request("GET", &place, "accept-encoding: gzip\r\n", "");
    let tag = read.header("etag").expect("a record has a tag").to_owned();
    let with = |tag: &str| format!("content-type: application/json\r\nif-match: {tag}\r\n");
    let changed = client.request("PATCH", &place, &with(&tag), r#"{"quantity":6}"#);
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!(client.request("PATCH", &place, &with(&tag), r#"{"quantity":7}"#).status, 412);
    assert_eq!(client.request("DELETE", &place, &with(&tag), "").status, 412);
    assert_eq!(client.request("DELETE", &place, "", "").status, 428);
    assert_eq!(client.get(&place).json()["quantity"], 6);
    let now = changed.header("etag").unwrap().to_owned();
    assert_eq!(client.request("DELETE", &place, &with(&now), "").status, 204);
}

#[test]
fn of_writers_who_read_the_same_state_one_wins() {
    let (running, _directory, mut client) = start();
    let place = place(&mut client, ORDER);
    let mut tag = client.get(&place).header("etag").expect("a record has a tag").to_owned();
    let mut clients: Vec<_> = (0..6).map(|_| Client::new(running.address::<Exchange>())).collect();
    for round in 0..8 {
        // All have asked before one is answered, some of them on another core.
        for (number, client) in clients.iter_mut().enumerate() {
            let body = format!("{{\"quantity\":{}}}", 100 * (round + 1) + number);
            let length = body.len();
            client.send(
                format!(
                    "PATCH {place} HTTP/1.1\r\nhost: h\r\nif-match: {tag}\r\n\
                     content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
                )
                .as_bytes(),
            );
        }
        let replies: Vec<_> = clients.iter_mut().map(Client::reply).collect();
        let (won, lost): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
        assert_eq!((won.len(), lost.iter().all(|reply| reply.status == 412)), (1, true), "{replies:?}");
        let now = client.get(&place);
        assert_eq!(now.bytes, won[0].bytes);
        tag = now.header("etag").unwrap().to_owned();
    }
}

#[test]
fn a_state_that_is_kept_in_a_coding_is_answered_by_its_own_tag() {
    let (_running, _directory, mut client) = start();
    // Long enough to be compressed: each of these is six bytes of JSON.
    let note = "\\u0001".repeat(200);
    let place = place(&mut client, &ORDER.replace("5,", &format!("5,\"note\":\"{note}\",")));
    let kept = client.request("GET", &place, "accept-encoding: gzip\r\n", "");
    assert_eq!(kept.header("content-encoding"), Some("gzip"));
    let tag = kept.header("etag").expect("a record has a tag").to_owned();
    let mut again = |coding: &str| {
        client.request("GET", &place, &format!("accept-encoding: {coding}\r\nif-none-match: {tag}\r\n"), "")
    };
    let same = again("gzip");
    assert_eq!((same.status, same.header("etag")), (304, Some(&*tag)));
    // What a cache needs to know to give it to nobody else.
    assert_eq!(same.headers("vary"), ["accept-encoding", "origin"]);
    // Whoever can no longer read what it has is given it anew.
    assert_eq!(again("gzip;Q=0").status, 200);
}

#[test]
fn routes_and_the_store_are_counted() {
    let (_running, _directory, mut client) = start();
    let place = place(&mut client, ORDER);
    client.get(&place);
    client.request("POST", &format!("{place}/fill"), "", "");
    client.get("/hits");
    let text = client.get("/metrics").body;
    for line in [
        "http_server_requests_total{service=\"Exchange\",method=\"POST\",route=\"/orders\",status=\"201\"} 1",
        "http_server_requests_total{service=\"Exchange\",method=\"GET\",route=\"/orders/{key}\",status=\"200\"} 1",
        "http_server_requests_total{service=\"Exchange\",method=\"POST\",route=\"/orders/{id}/fill\",status=\"201\"} 1",
        "http_server_requests_total{service=\"Exchange\",method=\"GET\",route=\"/hits\",status=\"200\"} 1",
        "parseltongue_store_writes_total{store=\"Books\"} 2",
        "parseltongue_store_queued_bytes{store=\"Books\"} 0",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[test]
fn what_was_acknowledged_is_there_after_a_restart() {
    let (running, directory, mut client) = start();
    let place = place(&mut client, ORDER);
    let order = client.get(&place).json();
    drop(client);
    assert!(running.stop().is_clean());
    let again = Launch::of::<Desk>().in_directory(directory.path()).on_free_ports().start().unwrap();
    let mut client = Client::new(again.address::<Exchange>());
    assert_eq!(client.get(&place).json(), order);
}

#[test]
fn worlds_stand_side_by_side() {
    let mut worlds: Vec<_> = (0..10).map(|_| start()).collect();
    for (number, (_, _, client)) in worlds.iter_mut().enumerate() {
        for _ in 0..number {
            place(client, ORDER);
        }
    }
    for (number, (_, _, client)) in worlds.iter_mut().enumerate() {
        let orders = client.get("/orders").json();
        assert_eq!(orders["items"].as_array().map(Vec::len), Some(number));
    }
}
