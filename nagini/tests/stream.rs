//! Views that follow streams, in worlds of their own.
#![deny(warnings, clippy::all)]
#![allow(missing_docs)]

use parseltongue::cores::{Launch, Running};
use parseltongue::prelude::*;
use parseltongue::streams::publish;
use parseltongue::view::Role;

parseltongue! {
    define_record Trade { symbol: string, price: decimal, quantity: i64 }

    slytherin!<Market> {
        keep_in: memory,
        stream Trades of Trade { key: .symbol, partitions: 3 }
    }

    nagini!<Desk> {
        window: "Trading desk" sized 1280 by 800,
        shows: Board,

        component Board() {
            let_stream_var trades: list<Trade> = newest 4 of Market::Trades;
            let_derived_var volume: i64 = trades.get().iter().map(|trade| trade.quantity).sum();
            let_signal_var is_shown: bool = false;

            column(gap: 8, padding: 16) {
                heading("{trades.get().len()} trades, {volume.get()} pieces")
                button("More", pressed: { is_shown.update(|it| *it = !*it); })
                for_each trade in trades.get() keyed_by (trade.symbol.clone(), trade.quantity) {
                    row(gap: 12) {
                        text(trade.symbol)
                        text(trade.price, color: if trade.quantity > 100 { color::GREEN } else { color::TEXT })
                    }
                }
                if is_shown.get() { Last() }
            }
        }

        component Last() {
            let_stream_var trades: list<Trade> = newest 1 of Market::Trades;
            for_each trade in trades.get() keyed_by trade.quantity { text("last {trade.symbol}") }
        }
    }

    define_program Trading { housekeeping: 1 core, Market: 1 core, Desk: main_thread }
}

fn start() -> Running {
    Launch::of::<Trading>().start().expect("a program in memory starts")
}

async fn trade(symbol: &str, quantity: i64) {
    let trade = Trade { symbol: symbol.to_owned(), price: Decimal::new(19_095, 2), quantity };
    publish(Market::Trades, &trade).await.expect("memory takes it");
}

#[test]
fn what_is_published_is_on_show_at_the_next_turn() {
    let running = start();
    running.run(async {
        trade("AAPL", 10).await;
        let mut desk = Desk::test();
        desk.settle().await;
        assert_eq!(desk.texts(), ["1 trades, 10 pieces", "AAPL", "190.95"]);
        trade("MSFT", 200).await;
        let before = desk.work();
        desk.settle().await;
        let work = desk.work() - before;
        assert_eq!(desk.texts(), ["2 trades, 210 pieces", "AAPL", "190.95", "MSFT", "190.95"]);
        // The heading and the list; and for the first time the new row's two texts and colour.
        assert_eq!((work.bindings_run, work.nodes_made), (5, 4));
    });
}

#[test]
fn only_the_newest_are_kept() {
    let running = start();
    running.run(async {
        let mut desk = Desk::test();
        for number in 1..=6 {
            trade("AAPL", number).await;
            if number % 2 == 0 {
                desk.settle().await;
            }
        }
        assert_eq!(desk.texts()[0], "4 trades, 18 pieces");
        assert_eq!(desk.texts().len(), 9);
    });
}

#[test]
fn a_component_that_comes_later_follows_its_own_stream_until_it_goes() {
    let running = start();
    running.run(async {
        trade("AAPL", 1).await;
        let mut desk = Desk::test();
        desk.settle().await;
        desk.find(Role::Button, "More").click();
        desk.settle().await;
        assert!(desk.has(Role::Label, "last AAPL"));
        desk.find(Role::Button, "More").click();
        trade("MSFT", 2).await;
        desk.settle().await;
        assert!(!desk.has(Role::Label, "last AAPL") && !desk.has(Role::Label, "last MSFT"));
    });
}

#[test]
fn views_of_two_worlds_see_their_own_streams() {
    let (one, other) = (start(), start());
    one.run(trade("ONE", 1));
    other.run(trade("OTHER", 1));
    let shown = |running: &Running| {
        running.run(async {
            let mut desk = Desk::test();
            desk.settle().await;
            desk.texts()[1].clone()
        })
    };
    assert_eq!((shown(&one), shown(&other)), ("ONE".to_owned(), "OTHER".to_owned()));
}

#[test]
fn a_picture_shows_what_stands_in_the_stream() {
    let running = start();
    running.run(trade("AAPL", 10));
    let path = std::env::temp_dir().join(format!("nagini-picture-{}.png", std::process::id()));
    running.world().enter(|| parseltongue::view::picture_of::<Desk>(&path)).expect("a picture is drawn");
    let picture = std::fs::read(&path).expect("it was written");
    std::fs::remove_file(&path).expect("it can be removed");
    assert!(picture.starts_with(b"\x89PNG") && picture.len() > 5_000);
}
