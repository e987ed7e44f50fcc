//! The program as worlds inside a test: ten side by side, and what a fill makes appear in the window.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use parseltongue::cores::{Launch, Running};
use parseltongue::records::Feed;
use parseltongue::view::accessibility::Role;

use crate::{Desk, Exchange, Market, TradingDesk};

#[test]
fn ten_worlds_run_side_by_side_and_know_nothing_of_each_other() {
    let directories: Vec<_> = (0..10).map(|_| tempfile::tempdir().expect("a directory")).collect();
    let worlds: Vec<Running> = directories
        .iter()
        .map(|directory| {
            Launch::of::<TradingDesk>()
                .in_directory(directory.path())
                .on_free_ports()
                .without_window()
                .start()
                .expect("a world")
        })
        .collect();

    // World n is given n + 1 orders and fills them.
    std::thread::scope(|scope| {
        for (number, world) in worlds.iter().enumerate() {
            scope.spawn(move || {
                let address = world.address::<Exchange>();
                for _ in 0..=number {
                    place_and_fill(address);
                }
            });
        }
    });

    for (number, world) in worlds.iter().enumerate() {
        let address = world.address::<Exchange>();
        let orders = ask(address, "GET", "/orders?limit=100", "");
        assert_eq!(orders.matches("\"symbol\":\"ACME\"").count(), number + 1);
        let trades = world.run(async { Market::Trades.newest(100).await.expect("trades").0.len() });
        assert_eq!(trades, number + 1);
    }
    for world in worlds {
        assert!(world.stop().is_clean());
    }
}

#[test]
fn a_fill_appears_in_the_window_and_the_filter_takes_it_away() {
    let directory = tempfile::tempdir().expect("a directory");
    let world = Launch::of::<TradingDesk>()
        .in_directory(directory.path())
        .on_free_ports()
        .without_window()
        .start()
        .expect("a world");
    let address = world.address::<Exchange>();
    world.run(async {
        let mut desk = Desk::test();
        desk.settle().await;
        assert!(desk.texts().iter().any(|text| text == "Waiting for a trade"), "{}", desk.outline());

        place_and_fill(address);
        desk.settle().await;
        let texts = desk.texts();
        for expected in ["ACME", "Buy", "2.50"] {
            assert!(texts.iter().any(|text| text == expected), "{expected} is missing from {texts:?}");
        }

        desk.find(Role::TextInput, "Symbol").type_text("glo");
        assert!(!desk.texts().iter().any(|text| text == "ACME"), "{}", desk.outline());
        desk.find(Role::TextInput, "Symbol").type_text("acm");
        assert!(desk.texts().iter().any(|text| text == "ACME"), "{}", desk.outline());
    });
    assert!(world.stop().is_clean());
}

fn place_and_fill(address: SocketAddr) {
    let created =
        ask(address, "POST", "/orders", r#"{"symbol":"ACME","side":"Buy","quantity":1,"price":"2.5"}"#);
    assert!(created.starts_with("HTTP/1.1 201"), "{created}");
    let id = created.split("\"id\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an id");
    let filled = ask(address, "POST", &format!("/orders/{id}/fill"), "");
    assert!(filled.starts_with("HTTP/1.1 201"), "{filled}");
}

fn ask(address: SocketAddr, method: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("a connection");
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: desk\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}
