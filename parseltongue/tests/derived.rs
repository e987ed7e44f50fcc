//! `#[derive(parseltongue::Record)]`: a struct that was written by hand is held by a store, published, and found.
#![cfg(all(feature = "derive", feature = "store", feature = "slytherin"))]
#![allow(missing_docs)]

use std::collections::BTreeMap;

use parseltongue::cores::{Launch, Line, Program};
use parseltongue::prelude::*;
use parseltongue::records::json::{BodyProblem, read};
use parseltongue::records::{Feed, Position, Report, Rule};

/// One order, written by hand.
#[derive(Clone, PartialEq, parseltongue::Record)]
#[record(key = "id")]
pub struct Order {
    #[record(generated)]
    pub id: Uuid,
    /// What is traded.
    #[record(length = 1..=8, matches = "^[A-Z]+$", indexed)]
    pub symbol: String,
    #[record(at_least = 1, default = 1)]
    pub quantity: i64,
    #[record(scale = 2, more_than = -0.5)]
    pub price: Decimal,
    #[record(default = Side::Buy)]
    pub side: Side,
    #[record(one_of = ["EUR", "USD"], default = "EUR", renamed = "ccy")]
    pub currency: String,
    #[record(secret)]
    pub token: Option<String>,
    #[record(default = [])]
    pub tags: Vec<String>,
    #[record(default = {})]
    limits: BTreeMap<String, i64>,
    #[record(rust)]
    pub sender: std::net::IpAddr,
    #[record(rust)]
    pub hops: Option<Vec<std::net::IpAddr>>,
    #[record(rust)]
    pub patience: Option<std::time::Duration>,
    #[record(references = Order)]
    pub replaces: Option<parseltongue::records::Uuid>,
    pub r#type: bool,
}

/// Only what is said of it, seen in its own module, under another name of the crate.
mod elsewhere {
    pub(crate) use ::parseltongue as tongue;

    #[derive(Clone, PartialEq, tongue::Record)]
    #[record(crate = "crate::elsewhere::tongue")]
    pub(crate) struct Tick {
        pub(crate) number: i64,
    }
}

parseltongue! {
    define_choice Side { Buy, Sell }

    define_record Fill { id: uuid key generated, order: uuid references Order, of: Order }

    define_store Books { keep_in: memory, holds: Order, Fill }

    slytherin!<Market> {
        keep_in: memory,
        uses: Books,

        stream Orders of Order { key: .symbol, partitions: 2 }
        stream Kept of Order,
        stream Ticks of elsewhere::Tick { key: .number }

        consume Orders as "keeper" (order) {
            insert order;
            let_var found: Order = find Order with order.id;
            let_var same: list<Order> = find_all Order where .symbol == order.symbol order_by .quantity descending limit 9;
            let_var changed: Order = change Order with same[0].id set .quantity = found.quantity + 1, .sender = found.sender;
            publish changed to Market::Kept;
        }
    }
}

struct Desk;

impl Program for Desk {
    const NAME: &'static str = "Desk";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Market>(1)];
}

const SENT: &str = r#"{"symbol":"ACME","price":"1.25","sender":"::1","token":"hush","type":true}"#;

fn order() -> Order {
    read::<OrderDraft>(SENT.as_bytes()).expect("a draft without problems").into_record()
}

#[test]
fn a_struct_written_by_hand_has_what_a_declared_record_has() {
    let order = order();
    assert_eq!((order.quantity, order.side, order.currency.as_str()), (1, Side::Buy, "EUR"));
    assert_eq!(order.id.get_version_num(), 7);
    assert!(order.limits.is_empty() && order.r#type);
    assert_eq!(Order::FIELDS[1].doc, "What is traded.");
    assert_eq!(Order::FIELDS[1].rules, [Rule::Length(1, 8), Rule::Matches("^[A-Z]+$")]);
    assert_eq!((Order::TABLE, Order::KEY), ("Order", 0));
    assert_eq!(elsewhere::Tick { number: 3 }.clone().number, 3);
    let shown = format!("{order:?} {}", serde_json::to_string(&order).expect("JSON"));
    assert!(!shown.contains("hush") && shown.contains(r#""ccy":"EUR""#), "{shown}");

    let wrong = r#"{"symbol":"a","price":"-1","sender":"me","type":1,"quantity":0,"tag":1}"#;
    let Err(BodyProblem::Invalid(report)) = read::<OrderDraft>(wrong.as_bytes()) else { panic!("taken") };
    let told: Vec<&str> = report.fields.iter().map(|it| it.field.as_str()).collect();
    assert_eq!(told, ["/symbol", "/quantity", "/price", "/sender", "/type", "/tag"]);

    let mut changed = order.clone();
    let changes: OrderChanges = read(br#"{"quantity":7,"token":null}"#).expect("changes");
    let mut report = Report::default();
    changes.apply(&mut changed, &mut report);
    assert!(report.is_empty() && changed.quantity == 7 && changed.token.is_none() && changed != order);
}

#[test]
fn it_is_published_kept_found_and_changed() {
    let running = Launch::of::<Desk>().start().expect("it starts");
    let sent = order();
    let kept = running.run(async {
        parseltongue::streams::publish_all(Market::Orders, std::slice::from_ref(&sent))
            .await
            .expect("published");
        let mut position = Position::default();
        Market::Kept.next(&mut position, 1).await.expect("kept").remove(0).record
    });
    assert!(kept == Order { quantity: 2, ..sent });
    assert!(running.stop().is_clean());
}
