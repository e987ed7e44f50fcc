//! Records that were changed: what was written with the older ones is read with the newer.
#![cfg(feature = "slytherin")]
#![allow(missing_docs)]

use parseltongue::cores::{Launch, Line, Program};
use parseltongue::prelude::*;
use parseltongue::records::versions::schema;
use parseltongue::records::{Feed, Position, Value};
use parseltongue::streams::publish_all;

/// The first program.
mod first {
    use super::*;

    parseltongue! {
        define_record Order { id: i64 key, comment: string, price: i64 }
        define_record Tick { number: i64 key }

        slytherin!<Market> {
            keep_in: directory "data",
            stream Orders of Order { key: .id }
            stream Ticks of Tick,
        }
    }
}

/// The second: a field is optional now, another has another type, ticks have more fields.
mod second {
    use super::*;

    parseltongue! {
        define_record OrderV1 { id: i64, comment: string, price: i64 }

        define_record Order {
            id: i64 key,
            note: optional<string>,
            price: decimal,

            version 2 after OrderV1 {
                note: Some(old.comment).filter(|comment| !comment.is_empty()),
                price: Decimal::from(old.price),
            }
        }

        define_record Tick { at: optional<timestamp>, number: i64 key, side: Side default Side::Sell, tags: list<string> default [] }
        define_choice Side { Buy, Sell }

        slytherin!<Market> {
            keep_in: directory "data",
            stream Orders of Order { key: .id }
            stream Ticks of Tick,
        }
    }
}

/// The third: a version after a version.
mod third {
    use super::*;

    parseltongue! {
        define_record OrderV1 { id: i64, comment: string, price: i64 }
        define_record OrderV2 {
            id: i64,
            note: optional<string>,
            price: decimal,
            version 2 after OrderV1 {
                note: Some(old.comment).filter(|comment| !comment.is_empty()),
                price: Decimal::from(old.price),
            }
        }
        define_record Order {
            id: i64 key,
            note: string,
            price: decimal,
            is_large: bool,
            version 3 after OrderV2 {
                note: old.note.unwrap_or_default(),
                is_large: old.price > Decimal::from(10),
            }
        }

        slytherin!<Market> { keep_in: directory "data", stream Orders of Order { key: .id } }
    }
}

/// A program that took a field away, and says nothing of it.
mod careless {
    use super::*;

    parseltongue! {
        define_record Order { id: i64 key, price: i64 }
        slytherin!<Market> { keep_in: directory "data", stream Orders of Order { key: .id } }
    }
}

macro_rules! program {
    ($($name:ident $module:ident;)*) => {$(
        struct $name;
        impl Program for $name {
            const NAME: &'static str = stringify!($name);
            const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<$module::Market>(1)];
        }
    )*};
}
program! { First first; Second second; Third third; Careless careless; }

fn price(whole: i64) -> Decimal {
    Decimal::from(whole)
}

#[test]
fn each_program_reads_what_those_before_it_wrote() {
    let directory = tempfile::tempdir().expect("a directory");
    let start = || directory.path();

    let running = Launch::of::<First>().in_directory(start()).start().expect("the first");
    running.run(async {
        use first::{Market, Order, Tick};
        let orders = [
            Order { id: 1, comment: "first".into(), price: 5 },
            Order { id: 2, comment: String::new(), price: 50 },
        ];
        publish_all(Market::Orders, &orders).await.expect("published");
        publish_all(Market::Ticks, &[Tick { number: 7 }]).await.expect("published");
    });
    assert!(running.stop().is_clean());

    let running = Launch::of::<Second>().in_directory(start()).start().expect("the second");
    running.run(async {
        use second::{Market, Order, Side, Tick};
        let third = Order { id: 3, note: Some("third".into()), price: price(7) };
        publish_all(Market::Orders, std::slice::from_ref(&third)).await.expect("published");
        let read = Market::Orders.next(&mut Position::default(), 9).await.expect("read");
        let read: Vec<Order> = read.into_iter().map(|entry| entry.record).collect();
        let expected = [
            Order { id: 1, note: Some("first".into()), price: price(5) },
            Order { id: 2, note: None, price: price(50) },
            third,
        ];
        assert_eq!(read, expected);
        let ticks = Market::Ticks.next(&mut Position::default(), 9).await.expect("read");
        let expected = Tick { at: None, number: 7, side: Side::Sell, tags: Vec::new() };
        assert_eq!(ticks[0].record, expected);
    });
    assert!(running.stop().is_clean());

    let running = Launch::of::<Third>().in_directory(start()).start().expect("the third");
    running.run(async {
        use third::{Market, Order};
        publish_all(
            Market::Orders,
            &[Order { id: 4, note: String::new(), price: price(1), is_large: false }],
        )
        .await
        .expect("published");
        let newest = Market::Orders.newest(9).await.expect("read").0;
        let read: Vec<(i64, String, bool)> =
            newest.into_iter().map(|it| (it.record.id, it.record.note, it.record.is_large)).collect();
        let expected = [(1, "first", false), (2, "", true), (3, "third", false), (4, "", false)];
        assert_eq!(read, expected.map(|(id, note, is_large)| (id, note.to_owned(), is_large)));
    });
    assert!(running.stop().is_clean());

    let before = bytes_below(start());
    let refused = Launch::of::<Careless>().in_directory(start()).start().expect_err("refused").to_string();
    assert!(refused.contains("its field `comment: string` is no longer there"), "{refused}");
    assert_eq!(bytes_below(start()), before, "nothing was touched");
}

fn bytes_below(directory: &std::path::Path) -> u64 {
    let entries = std::fs::read_dir(directory).expect("it is read").map(|entry| entry.expect("it is read"));
    let size = |entry: std::fs::DirEntry| match entry.path().is_dir() {
        true => bytes_below(&entry.path()),
        false => std::fs::read(entry.path()).expect("a file").iter().map(|byte| u64::from(*byte)).sum(),
    };
    entries.map(size).sum()
}

#[test]
fn what_stands_in_the_way_is_named() {
    let of_first = schema(first::Order::FIELDS);
    let reason = |made: Result<_, _>| match made {
        Ok::<(), parseltongue::records::versions::NotReadable>(()) => "read".to_owned(),
        Err(reason) => reason.to_string(),
    };
    let by_careless = careless::Order::reader(first::Order::FINGERPRINT, &of_first).map(drop);
    assert_eq!(reason(by_careless), "its field `comment: string` is no longer there");
    let by_first =
        first::Order::reader(careless::Order::FINGERPRINT, &schema(careless::Order::FIELDS)).map(drop);
    assert_eq!(reason(by_first), "its field `comment` is new, and neither optional nor with a default");
    let by_tick = first::Tick::reader(1, "0000000000000000 number string\n").map(drop);
    assert_eq!(reason(by_tick), "its field `number` was `string` and is `i64` now");
    let unknown = first::Tick::reader(1, "").map(drop);
    assert_eq!(reason(unknown), "its fields were changed since, and nothing says what they were");
    // A version knows its older record without its schema.
    assert_eq!(reason(third::Order::reader(third::OrderV1::FINGERPRINT, "").map(drop)), "read");
    assert_eq!((third::Order::VERSION, second::Order::VERSION, first::Order::VERSION), (3, 2, 1));

    let mut bytes = Vec::new();
    first::Tick { number: 3 }.encode(&mut bytes);
    bytes.push(9);
    let reader =
        second::Tick::reader(first::Tick::FINGERPRINT, &schema(first::Tick::FIELDS)).expect("a reader");
    let mut input = bytes.as_slice();
    assert_eq!(reader.read(&mut input).expect("a tick").number, 3);
    assert_eq!(input, [9]);
    assert!(reader.read(&mut [0x80].as_slice()).is_err());
}
