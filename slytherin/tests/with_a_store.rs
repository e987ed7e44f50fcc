//! Consumers whose bodies speak to a store.

#![allow(missing_docs)]

use parseltongue::cores::{Launch, Line, Program};
use parseltongue::prelude::*;
use parseltongue::records::{Feed, Position};
use parseltongue::streams::publish_all;

parseltongue! {
    define_record Trade { number: i64 key, price: i64 }
    define_record Invoice { number: i64 key, amount: i64 }

    define_store Books { keep_in: sqlite "books.db", holds: Invoice }

    slytherin!<Market> {
        keep_in: directory "data",
        uses: Books,
        stream Trades of Trade { key: .number, partitions: 2 }
        stream Billed of Invoice,

        consume Trades as "billing" (trade) {
            let_var found: optional<Invoice> = find Invoice with trade.number or_none;
            if found.is_none() {
                let_var invoice: Invoice = new Invoice { number: trade.number, amount: trade.price * 2 };
                insert invoice;
            }
            publish find Invoice with trade.number to Market::Billed;
        }
    }
}

struct Desk;

impl Program for Desk {
    const NAME: &'static str = "Desk";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Market>(1)];
}

#[test]
fn a_body_finds_and_inserts() {
    let directory = tempfile::tempdir().unwrap();
    for start in [0, 10] {
        let running = Launch::of::<Desk>().in_directory(directory.path()).start().unwrap();
        let trades: Vec<Trade> =
            (start..start + 10).map(|number| Trade { number, price: number + 100 }).collect();
        running.run(async {
            publish_all(Market::Trades, &trades).await.unwrap();
            let (mut position, mut billed) = (Position::default(), Vec::new());
            while billed.len() < start as usize + 10 {
                billed.extend(
                    Market::Billed.next(&mut position, 100).await.unwrap().into_iter().map(|it| it.record),
                );
            }
            billed.sort_by_key(|invoice| invoice.number);
            assert!(
                billed
                    .iter()
                    .zip(0..)
                    .all(|(it, number)| it.number == number && it.amount == 2 * (number + 100))
            );
        });
        assert!(running.stop().is_clean());
    }
}
