//! The items of `parseltongue!`.

use crate::vocabulary::{Role, Word, word};

pub(super) static WORDS: &[Word] = &[
    word(
        Role::Item,
        "define_record",
        "A record: named fields with their rules. Becomes a struct, its draft and its change set, with validation, serde, columns and a stream encoding.",
        "define_record Name { field: type words…, check condition otherwise \"…\", }",
        "define_record Order { id: uuid key generated, quantity: i64 at_least 1 }",
    ),
    word(
        Role::Item,
        "define_choice",
        "One of several named cases, spelled on the wire as written. Becomes an enum.",
        "define_choice Name { Case, Case { field: type words… } }",
        "define_choice Side { Buy, Sell }",
    ),
    word(
        Role::Item,
        "define_error",
        "An error whose cases each have a meaning in HTTP and a message. Becomes an enum and problem documents.",
        "define_error Name { Case { field: type } is meaning \"message with {field}\", Case from path::Error is meaning \"message\", }",
        "define_error ExchangeError { MarketClosed is conflict \"the market is closed\" }",
    ),
    word(
        Role::Item,
        "define_store",
        "Where records are kept, and which ones. Its tables and additive migrations are derived, others are written.",
        "define_store Name { keep_in: place, holds: Record, Record, migration \"name\" { \"sql\" } }",
        "define_store Books { keep_in: sqlite \"data/books.db\", holds: Order }",
    ),
    word(
        Role::Item,
        "define_function",
        "A function with the language's types whose body reads the language's words.",
        "define_function name(argument: type, …) -> type fails_with Error { body }",
        "define_function double(x: i64) -> i64 { finish_with x * 2; }",
    ),
    word(
        Role::Item,
        "define_async_function",
        "A function that may wait; it is called with `.await` as in Rust.",
        "define_async_function name(argument: type, …) -> type fails_with Error uses Store { body }",
        "define_async_function newest() -> list<Order> { finish_with find_all Order limit 10; }",
    ),
    word(
        Role::Item,
        "define_program",
        "A program: which block runs on which cores. Writes `fn main`.",
        "define_program Name { housekeeping: n cores, Block: n cores, Block: main_thread, }",
        "define_program TradingDesk { housekeeping: 1 core, Exchange: 2 cores, Desk: main_thread }",
    ),
    word(
        Role::Item,
        "basilisk",
        "A service: settings, resources, routes, events.",
        "basilisk!<Name> { … }",
        "basilisk!<Exchange> { listen_on: \"127.0.0.1:8080\" }",
    ),
    word(
        Role::Item,
        "slytherin",
        "Streams: partitioned, ordered, replayable logs of records, and who consumes them.",
        "slytherin!<Name> { … }",
        "slytherin!<Market> { keep_in: memory, stream Trades of Trade { key: .symbol } }",
    ),
    word(
        Role::Item,
        "nagini",
        "A view: components that show records, streams and state.",
        "nagini!<Name> { … }",
        "nagini!<Desk> { window: \"Desk\" sized 1280 by 800, shows: Board, component Board() { heading(\"Trades\") } }",
    ),
];
