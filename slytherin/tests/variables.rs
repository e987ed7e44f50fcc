//! The `let_` lines of a block of streams: variables that the bodies of its consumers share.

#![allow(missing_docs)]

use parseltongue::cores::{Launch, Line, Program};
use parseltongue::prelude::*;
use parseltongue::records::{Feed, Position};
use parseltongue::streams::publish;

parseltongue! {
    define_record Trade { symbol: string, number: i64 }

    slytherin!<Counting> {
        keep_in: memory,

        let_shared_var steps: list<i64> = vec![2],
        let_mut_shared_var seen: i64 = 40,
        let_local_shared_var marks: map<string, i64> = [("ACME".to_owned(), 7)].into(),
        let_mut_local_shared_var here: i64 = 0,
        let_mut_shared_var unread: string = String::new(),

        stream Trades of Trade,
        stream Counted of Trade,
        stream Lists of Trade,

        consume Trades as "counting" (trade) {
            here.add(marks.get(&trade.symbol).copied().unwrap_or_default());
            seen.add(steps[0]);
            publish new Trade { symbol: "{seen}".to_owned(), number: here.get() } to Counting::Counted;
        }

        consume Counted as "lists" (trades) in_batches_of 1 within 5 ms {
            let_var number: i64 = seen.get();
            publish new Trade { symbol: trades[0].symbol.clone(), number } to Counting::Lists;
        }
    }
}

struct Desk;

impl Program for Desk {
    const NAME: &'static str = "Desk";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Counting>(1)];
}

async fn next<F: Feed>(feed: F, position: &mut Position) -> F::Record {
    feed.next(position, 1).await.unwrap().remove(0).record
}

#[test]
fn the_bodies_of_consumers_share_the_variables_of_their_block_and_worlds_do_not() {
    for _ in 0..2 {
        let desk = Launch::of::<Desk>().start().unwrap();
        desk.run(async {
            let (mut counted, mut lists) = (Position::default(), Position::default());
            for round in 1..=3 {
                publish(Counting::Trades, &Trade { symbol: "ACME".to_owned(), number: 1 }).await.unwrap();
                assert_eq!(next(Counting::Counted, &mut counted).await.number, 7 * round, "one for the core");
                let seen = next(Counting::Lists, &mut lists).await.number;
                assert_eq!(seen, 40 + 2 * round, "one for all bodies");
            }
        });
        assert!(desk.stop().is_clean());
    }
}
