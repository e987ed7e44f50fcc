//! The words of bodies, in functions that run against a store: what each gives, and how it ends a body.
#![cfg(feature = "store")]
#![allow(missing_docs)]

use parseltongue::cores::{
    Block, BlockKind, Launch, Line, LocalFuture, Opening, Program, Running, StartError,
};
use parseltongue::prelude::*;
use parseltongue::records::{Failure, StoreError};

parseltongue! {
    define_choice Side { Buy, Sell }

    define_record Order {
        id: uuid key generated,
        symbol: string length 1..=8,
        side: Side,
        quantity: i64 at_least 1 default 5,
        note: optional<string>,
        urgent: bool default false,
        placed_at: timestamp generated,
    }

    define_record Counter { name: string key, count: i64 at_most 3 }

    define_error Refusal {
        Empty is conflict "there is nothing",
        Odd { number: i64 } is conflict "{number} is odd",
        NoNumber from std::num::ParseIntError is invalid "no number: {cause}",
    }

    define_store Books { keep_in: memory, holds: Order, Counter }

    define_async_function place(symbol: string, side: Side, quantity: i64) -> Order {
        let_var order: Order = new Order { symbol, side, quantity };
        insert order;
        finish_with order;
    }

    define_async_function of_symbol(symbol: string, least: i64, most: i64) -> list<Order> {
        finish_with find_all Order where .symbol == symbol and not .quantity < least
            order_by .quantity descending, .id limit most;
    }

    define_async_function either(symbol: string, side: Side) -> list<i64> {
        let_mut_var found: list<i64> = Vec::new();
        for order in find_all Order where (.symbol == symbol or .side == side) and .note is_missing and not .urgent order_by .quantity limit 100 {
            found.push(order.quantity);
        }
        finish_with found;
    }

    define_async_function raise(id: uuid, by: i64) -> Order fails_with Refusal {
        let_var order: Order = find Order with id;
        require (order.quantity + by) % 2 == 0 otherwise Refusal::Odd { number: order.quantity + by };
        let_var changed: Order = change Order with id set .quantity = order.quantity + by, .note = "raised", .urgent = true;
        finish_with changed;
    }

    define_async_function named(name: string) -> optional<i64> {
        match find Counter with name or_none {
            Some(counter) => finish_with Some(counter.count),
            None => finish_with None,
        }
    }

    define_async_function count(name: string) -> i64 fails_with Refusal {
        if (find Counter with name or_none).is_none() {
            insert new Counter { name: name.clone(), count: 0 };
        }
        let_var count: i64 = in_transaction {
            let_var counter: Counter = find Counter with name;
            let_var orders: list<Order> = find_all Order where .quantity > counter.count limit 100;
            require !orders.is_empty() otherwise Refusal::Empty;
            let_var counter: Counter = change Counter with name set .count = counter.count + 1;
            counter.count
        };
        finish_with count;
    }

    define_async_function half_done(name: string) fails_with Refusal {
        in_transaction {
            insert new Counter { name: name.clone(), count: 1 };
            if name.len() > 2 { fail_with Refusal::Odd { number: name.parse::<i64>()? }; }
        }
        finish_with nothing;
    }

    define_async_function noted(note: optional<string>, other: optional<string>) -> list<i64> {
        let_var orders: list<Order> = find_all Order where .note == note and .note != other order_by .quantity limit 100;
        finish_with orders.into_iter().map(|order| order.quantity).collect();
    }

    define_async_function forget(id: uuid) {
        remove Order with id;
        finish_with nothing;
    }

    define_async_function newest(side: Side) -> optional<Order> {
        finish_with find_one Order where .side == side order_by .placed_at descending;
    }
}

/// A service that does nothing but hold its store open.
struct Desk;

impl Block for Desk {
    const NAME: &'static str = "Desk";
    const KIND: BlockKind = BlockKind::Service;
    fn open(opening: &mut Opening) -> Result<(), StartError> {
        opening.open::<Books>()
    }
    fn run(_: usize) -> LocalFuture<()> {
        Box::pin(parseltongue::cores::stopping())
    }
}

impl Program for Desk {
    const NAME: &'static str = "Desk";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Desk>(1)];
}

fn desk() -> Running {
    Launch::of::<Desk>().start().expect("a store in memory opens")
}

#[test]
fn a_placed_order_is_found_by_what_it_says() {
    let desk = desk();
    desk.run(async {
        for quantity in [3, 9, 6] {
            place("A".to_owned(), Side::Buy, quantity).await.unwrap();
        }
        place("B".to_owned(), Side::Sell, 9).await.unwrap();
        let quantities = |orders: Vec<Order>| orders.iter().map(|order| order.quantity).collect::<Vec<_>>();
        assert_eq!(quantities(of_symbol("A".to_owned(), 6, 10).await.unwrap()), [9, 6]);
        assert_eq!(quantities(of_symbol("A".to_owned(), 0, 1).await.unwrap()), [9]);
        let refused = of_symbol("A".to_owned(), 0, -1).await.unwrap_err();
        let Failure::Invalid(report) = refused else { panic!("{refused:?}") };
        assert_eq!(report.fields[0].field, "limit", "a client that gives it is told");
        assert_eq!(either("A".to_owned(), Side::Sell).await.unwrap(), [3, 6, 9, 9]);
        assert_eq!(newest(Side::Sell).await.unwrap().map(|order| order.symbol), Some("B".to_owned()));
    });
    assert!(desk.stop().is_clean());
}

#[test]
fn a_missing_value_equals_a_missing_value() {
    let desk = desk();
    desk.run(async {
        place("A".to_owned(), Side::Buy, 4).await.unwrap();
        let raised = place("A".to_owned(), Side::Buy, 5).await.unwrap();
        raise(raised.id, 3).await.unwrap();
        let note = Some("raised".to_owned());
        assert_eq!(noted(None, note.clone()).await.unwrap(), [4]);
        assert_eq!(noted(note.clone(), None).await.unwrap(), [8]);
        assert_eq!(noted(note.clone(), note).await.unwrap(), [0; 0]);
    });
    assert!(desk.stop().is_clean());
}

#[test]
fn a_body_ends_as_its_words_say() {
    let desk = desk();
    desk.run(async {
        let order = place("A".to_owned(), Side::Buy, 3).await.unwrap();
        let raised = raise(order.id, 3).await.unwrap();
        assert_eq!((raised.quantity, raised.note.as_deref(), raised.urgent), (6, Some("raised"), true));
        assert!(matches!(raise(order.id, 3).await, Err(Failure::Declared(Refusal::Odd { number: 9 }))));
        assert!(matches!(raise(order.id, -6).await, Err(Failure::Invalid(_))), "a rule is broken");
        forget(order.id).await.unwrap();
        assert!(matches!(forget(order.id).await, Err(Failure::NotFound { record: "Order", .. })));
        assert!(matches!(raise(order.id, 1).await, Err(Failure::NotFound { .. })));
        assert_eq!(named("none".to_owned()).await.unwrap(), None);
    });
    assert!(desk.stop().is_clean());
}

#[test]
fn a_transaction_is_done_whole_or_not_at_all() {
    let desk = desk();
    desk.run(async {
        assert!(matches!(count("c".to_owned()).await, Err(Failure::Declared(Refusal::Empty))));
        assert_eq!(named("c".to_owned()).await.unwrap(), Some(0), "what came before the transaction stays");
        place("A".to_owned(), Side::Buy, 30).await.unwrap();
        for expected in 1..=3 {
            assert_eq!(count("c".to_owned()).await.unwrap(), expected);
        }
        assert!(matches!(count("c".to_owned()).await, Err(Failure::Invalid(_))), "the counter goes to 3");
        half_done("ok".to_owned()).await.unwrap();
        assert!(matches!(
            half_done("371".to_owned()).await,
            Err(Failure::Declared(Refusal::Odd { number: 371 }))
        ));
        assert!(matches!(
            half_done("left".to_owned()).await,
            Err(Failure::Declared(Refusal::NoNumber { .. }))
        ));
        assert_eq!(named("left".to_owned()).await.unwrap(), None, "a body that fails takes its inserts back");
        let twice = half_done("ok".to_owned()).await;
        assert!(matches!(twice, Err(Failure::Store(StoreError::Taken { .. }))), "{twice:?}");
    });
    assert!(desk.stop().is_clean());
}

#[test]
fn the_let_words_are_macros_of_plain_rust() {
    let source = "desk".to_owned();
    let_cow_var!(name: string = &source);
    assert!(matches!(name, std::borrow::Cow::Borrowed("desk")));
    name.to_mut().push('!');
    assert_eq!((name.as_ref(), source.as_str()), ("desk!", "desk"));
    let_shared_var!(names: list<string> = vec![source]);
    let other = names.share();
    let_mut_shared_var!(hits: i64 = 40);
    let more = hits.share();
    std::thread::spawn(move || more.add(other.len() as i64 + 1)).join().expect("the thread ends");
    assert_eq!(hits.get(), 42);
    let_local_shared_var!(local: map<string, i64> = [("a".to_owned(), 1)].into());
    let_mut_local_shared_var!(total: i64 = local.share()["a"]);
    total.update(|total| *total += 1);
    let_lazy_var!(table: list<i64> = (0..total.get()).collect());
    let_constant_var!(limit: i64 = 60 * 60);
    let_var!(sum: i64 = table.get().iter().sum::<i64>() + limit);
    let_mut_var!(rest: rust<u8> = 3);
    rest -= 1;
    assert_eq!((sum, rest), (3601, 2));
}
