//! The items of `parseltongue!`.

use crate::vocabulary::{Role, Word};

pub(super) static WORDS: &[Word] = &[
    Word {
        word: "define_record",
        role: Role::Item,
        meaning: "A record: named fields with their rules. Becomes a struct, its draft and its change set, with validation, serde, columns and a stream encoding.",
        grammar: "define_record Name { field: type words…, check condition otherwise \"…\", }",
        example: "define_record Order { id: uuid key generated, quantity: i64 at_least 1 }",
    },
    Word {
        word: "define_choice",
        role: Role::Item,
        meaning: "One of several named cases, spelled on the wire as written. Becomes an enum.",
        grammar: "define_choice Name { Case, Case { field: type words… } }",
        example: "define_choice Side { Buy, Sell }",
    },
    Word {
        word: "define_error",
        role: Role::Item,
        meaning: "An error whose cases each have a meaning in HTTP and a message. Becomes an enum and problem documents.",
        grammar: "define_error Name { Case { field: type } is meaning \"message with {field}\", Case from path::Error is meaning \"message\", }",
        example: "define_error ExchangeError { MarketClosed is conflict \"the market is closed\" }",
    },
    Word {
        word: "define_store",
        role: Role::Item,
        meaning: "Where records are kept, and which ones. Its tables and additive migrations are derived.",
        grammar: "define_store Name { keep_in: place, holds: Record, Record }",
        example: "define_store Books { keep_in: sqlite \"data/books.db\", holds: Order }",
    },
    Word {
        word: "define_function",
        role: Role::Item,
        meaning: "A function with the language's types whose body reads the language's words.",
        grammar: "define_function name(argument: type, …) -> type fails_with Error { body }",
        example: "define_function double(x: i64) -> i64 { finish_with x * 2; }",
    },
    Word {
        word: "define_async_function",
        role: Role::Item,
        meaning: "A function that may wait; it is called with `.await` as in Rust.",
        grammar: "define_async_function name(argument: type, …) -> type fails_with Error { body }",
        example: "define_async_function newest() -> list<Order> { finish_with find_all Order limit 10; }",
    },
    Word {
        word: "define_program",
        role: Role::Item,
        meaning: "A program: which block runs on which cores. Writes `fn main`.",
        grammar: "define_program Name { housekeeping: n cores, Block: n cores, Block: main_thread, }",
        example: "define_program TradingDesk { housekeeping: 1 core, Exchange: 2 cores, Desk: main_thread }",
    },
    Word {
        word: "basilisk",
        role: Role::Item,
        meaning: "A service: settings, resources, routes, events.",
        grammar: "basilisk!<Name> { … }",
        example: "basilisk!<Exchange> { listen_on: \"127.0.0.1:8080\" }",
    },
    Word {
        word: "slytherin",
        role: Role::Item,
        meaning: "Streams: partitioned, ordered, replayable logs of records, and who consumes them.",
        grammar: "slytherin!<Name> { … }",
        example: "slytherin!<Market> { keep_in: memory, stream Trades of Trade { key: .symbol } }",
    },
    Word {
        word: "nagini",
        role: Role::Item,
        meaning: "A view: components that show records, streams and state.",
        grammar: "nagini!<Name> { … }",
        example: "nagini!<Desk> { window: \"Desk\" sized 1280 by 800, shows: Board, component Board() { heading(\"Trades\") } }",
    },
];
