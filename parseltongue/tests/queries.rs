//! What queries find: every word of a condition, pages, counts, many records at once.
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
        id: i64 key,
        owner: uuid,
        symbol: string indexed,
        side: Side,
        price: decimal scale 2,
        note: optional<string>,
    }

    define_store Books { keep_in: memory, holds: Order }

    define_async_function of_symbols(symbols: list<string>) -> list<Order> {
        finish_with find_all Order where .symbol is_in &symbols order_by .id limit 100;
    }

    define_async_function of_none_of(symbols: list<string>) -> i64 {
        finish_with count_of Order where not .symbol is_in symbols.as_slice();
    }

    define_async_function of_owners(owners: list<uuid>, sides: list<Side>, prices: list<decimal>) -> i64 {
        finish_with count_of Order where .owner is_in &owners and .side is_in &sides and .price is_in &prices;
    }

    define_async_function priced(price: decimal) -> list<i64> {
        let is: i64 = count_of Order where .price == price or .price is_in [price];
        let less: i64 = count_of Order where .price < price;
        let more: i64 = count_of Order where .price >= price;
        finish_with vec![is, less, more];
    }

    define_async_function price_of(id: i64, price: decimal) -> Order {
        finish_with change Order with id set .price = price;
    }

    define_async_function noted(part: string) -> i64 {
        finish_with count_of Order where .note contains part;
    }

    define_async_function not_noted(part: string) -> i64 {
        finish_with count_of Order where not .note contains part.as_str();
    }

    define_async_function named_like(prefix: string) -> list<string> {
        let_var found: list<Order> = find_all Order where .symbol starts_with &prefix order_by .symbol limit 100;
        finish_with found.into_iter().map(|order| order.symbol).collect();
    }

    define_async_function any(symbol: string) -> bool {
        finish_with exists Order where .symbol == symbol and (.note is_missing or .note == "x");
    }

    define_async_function page(most: i64, last: optional<i64>) -> list<Order> {
        finish_with find_all Order where .id > 5 or .id < 6 order_by .symbol descending limit most after last;
    }

    define_async_function mixed(last: optional<i64>) -> list<Order> {
        finish_with find_all Order order_by .price descending, .symbol, .side descending limit 3 after last;
    }

    define_async_function by_key(last: i64) -> list<Order> {
        finish_with find_all Order limit 3 after last;
    }

    define_async_function add(orders: list<Order>) {
        insert all &orders;
        let_var more: list<Order> = Vec::new();
        insert all more;
    }

    define_async_function replace(orders: list<Order>) -> i64 {
        let_var left: i64 = in_transaction {
            for order in find_all Order order_by .id limit 100 {
                remove Order with order.id;
            }
            insert all orders;
            let rest = find_all Order order_by .symbol limit 100 after 2;
            if exists Order { count_of Order - rest.len() as i64 } else { 0 }
        };
        finish_with left;
    }
}

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

fn order(id: i64, symbol: &str, side: Side, price: &str, note: Option<&str>) -> Order {
    let owner = Uuid::from_u128(id as u128 % 2);
    let (price, note) = (price.parse().unwrap(), note.map(str::to_owned));
    Order { id, owner, symbol: symbol.to_owned(), side, price, note }
}

fn orders() -> Vec<Order> {
    vec![
        order(1, "ACME", Side::Buy, "1.50", None),
        order(2, "AC%E", Side::Sell, "2", Some("50% off")),
        order(3, "ACÉ", Side::Buy, "1.50", Some("x")),
        order(4, "AD", Side::Buy, "3", Some("it's \"so\"")),
        order(5, "ACME", Side::Sell, "1.50", Some("")),
        order(6, "", Side::Sell, "0.01", None),
    ]
}

fn with_orders(check: impl AsyncFnOnce()) {
    let directory = tempfile::tempdir().unwrap();
    let running: Running = Launch::of::<Desk>().in_directory(directory.path()).start().unwrap();
    running.run(async {
        add(orders()).await.unwrap();
        check().await;
    });
    assert!(running.stop().is_clean());
}

fn ids(orders: &[Order]) -> Vec<i64> {
    orders.iter().map(|order| order.id).collect()
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

#[test]
fn values_are_found_in_lists_of_every_type() {
    with_orders(async || {
        assert_eq!(ids(&of_symbols(texts(&["ACME", "AC%E", "no", "\""])).await.unwrap()), [1, 2, 5]);
        assert_eq!(of_symbols(Vec::new()).await.unwrap(), []);
        assert_eq!(of_none_of(texts(&["ACME", ""])).await.unwrap(), 3);
        let owners = vec![Uuid::from_u128(1)];
        let price = |text: &str| text.parse::<Decimal>().unwrap();
        let prices = vec![price("1.5"), price("3")];
        assert_eq!(of_owners(owners.clone(), vec![Side::Buy], prices.clone()).await.unwrap(), 2);
        assert_eq!(of_owners(owners, vec![Side::Buy, Side::Sell], prices).await.unwrap(), 3);
    });
}

#[test]
fn a_price_that_no_order_can_have_stands_between_those_that_can() {
    with_orders(async || {
        let price = |text: &str| text.parse::<Decimal>().unwrap();
        assert_eq!(priced(price("1.5")).await.unwrap(), [3, 1, 5]);
        assert_eq!(priced(price("1.5000000000000000000001")).await.unwrap(), [0, 4, 2]);
        assert_eq!(priced(price("1.4999999999999999999999")).await.unwrap(), [0, 1, 5]);
        let refused = price_of(1, price("1.005")).await.unwrap_err();
        assert!(
            matches!(&refused, Failure::Invalid(report) if report.fields[0].field == "/price"),
            "{refused:?}"
        );
        assert!(matches!(price_of(1, price("1000000000000000000")).await, Err(Failure::Invalid(_))));
    });
}

#[test]
fn parts_of_texts_are_letters_and_no_patterns() {
    with_orders(async || {
        assert_eq!(noted("%".to_owned()).await.unwrap(), 1);
        assert_eq!(noted("_".to_owned()).await.unwrap(), 0);
        assert_eq!(noted("X".to_owned()).await.unwrap(), 0, "letter for letter");
        assert_eq!(noted("it's \"".to_owned()).await.unwrap(), 1);
        assert_eq!(noted(String::new()).await.unwrap(), 4, "a missing note contains nothing");
        assert_eq!(not_noted("%".to_owned()).await.unwrap(), 5, "and so is among those that do not");
        assert_eq!(named_like("AC".to_owned()).await.unwrap(), ["AC%E", "ACME", "ACME", "ACÉ"]);
        assert_eq!(named_like("AC%".to_owned()).await.unwrap(), ["AC%E"]);
        assert_eq!(named_like("ACÉ".to_owned()).await.unwrap(), ["ACÉ"]);
        assert_eq!(named_like(String::new()).await.unwrap().len(), 6);
        assert!(any("ACME".to_owned()).await.unwrap());
        assert!(any("ACÉ".to_owned()).await.unwrap());
        assert!(!any("AD".to_owned()).await.unwrap());
    });
}

#[test]
fn pages_follow_each_other_without_a_gap_or_a_second_time() {
    with_orders(async || {
        let (mut found, mut last) = (Vec::new(), None);
        loop {
            let page = page(2, last).await.unwrap();
            let Some(end) = page.last() else { break };
            last = Some(end.id);
            found.extend(ids(&page));
        }
        // The key goes the way of the last field.
        assert_eq!(found, [4, 3, 5, 1, 2, 6]);
        let (mut found, mut last) = (Vec::new(), None);
        while let Some(end) = mixed(last).await.unwrap().last() {
            found.extend(ids(&mixed(last).await.unwrap()));
            last = Some(end.id);
        }
        assert_eq!(found, [4, 2, 5, 1, 3, 6]);
        assert_eq!(ids(&by_key(3).await.unwrap()), [4, 5, 6]);
        let gone = page(2, Some(77)).await.unwrap_err();
        assert!(matches!(gone, Failure::NotFound { record: "Order", ref key } if key == "77"), "{gone:?}");
    });
}

#[test]
fn a_limit_that_a_client_gives_has_a_limit() {
    with_orders(async || {
        assert_eq!(page(0, None).await.unwrap(), []);
        assert_eq!(page(100_000, None).await.unwrap().len(), 6);
        for wrong in [-1, 100_001, i64::MAX] {
            assert!(matches!(page(wrong, None).await, Err(Failure::Invalid(_))), "{wrong}");
        }
    });
}

#[test]
fn many_are_inserted_all_or_none() {
    with_orders(async || {
        let (new, taken) = (order(7, "NEW", Side::Buy, "1", None), order(1, "TAKEN", Side::Buy, "1", None));
        let refused = add(vec![new.clone(), taken]).await.unwrap_err();
        assert!(matches!(refused, Failure::Store(StoreError::Taken { .. })), "{refused:?}");
        assert!(!any("NEW".to_owned()).await.unwrap());
        let too_many = vec![new; 10_001];
        assert!(matches!(add(too_many).await, Err(Failure::Invalid(_))));
        assert_eq!(replace(orders()[..3].to_vec()).await.unwrap(), 1);
    });
}
