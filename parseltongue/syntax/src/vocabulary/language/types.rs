//! The types and the units.

use crate::vocabulary::{Role, Word, word};

const fn plain(name: &'static str, meaning: &'static str, example: &'static str) -> Word {
    word(Role::Type, name, meaning, name, example)
}

pub(super) static WORDS: &[Word] = &[
    plain("i64", "A whole number of 64 bits: the one integer type.", "quantity: i64 at_least 1"),
    plain("f64", "A number of 64 bits with a binary point: the one float.", "ratio: f64"),
    plain("bool", "True or false.", "done: bool default false"),
    plain("string", "A text.", "symbol: string length 1..=8"),
    plain("bytes", "Raw bytes.", "picture: bytes"),
    plain("timestamp", "A moment: UTC, microseconds.", "placed_at: timestamp generated"),
    plain("duration", "A length of time, microseconds.", "took: duration"),
    plain(
        "decimal",
        "An exact decimal number; `scale n` says how many digits are kept after the point, 4 unless said.",
        "price: decimal more_than 0",
    ),
    plain("uuid", "A unique identifier; generated ones are version 7.", "id: uuid key generated"),
    plain("json", "Any JSON.", "details: json"),
    word(Role::Type, "list", "Many of one type, in order.", "list<T>", "tags: list<string>"),
    word(
        Role::Type,
        "map",
        "Values under keys, ordered by key.",
        "map<K, V>",
        "prices: map<string, decimal>",
    ),
    word(
        Role::Type,
        "optional",
        "A value that may be absent.",
        "optional<T>",
        "note: optional<string> length 0..=200",
    ),
    word(
        Role::Type,
        "rust",
        "Any other type of Rust. In a field it needs serde, Clone and PartialEq, and is kept as JSON.",
        "rust<path::Type>",
        "let_mut_var seen: rust<std::collections::HashSet<i64>> = std::collections::HashSet::new();",
    ),
];

const fn unit(name: &'static str, meaning: &'static str, example: &'static str) -> Word {
    word(Role::Unit, name, meaning, name, example)
}

pub(super) static UNITS: &[Word] = &[
    unit("ns", "Nanoseconds.", "500 ns"),
    unit("us", "Microseconds.", "200 us"),
    unit("ms", "Milliseconds.", "50 ms"),
    unit("s", "Seconds.", "5 s"),
    unit("minute", "One minute.", "1 minute"),
    unit("minutes", "Minutes.", "5 minutes"),
    unit("hour", "One hour.", "1 hour"),
    unit("hours", "Hours.", "12 hours"),
    unit("day", "One day of 24 hours.", "1 day"),
    unit("days", "Days of 24 hours.", "7 days"),
    unit("bytes", "Bytes.", "512 bytes"),
    unit("KiB", "1,024 bytes.", "64 KiB"),
    unit("MiB", "1,024 KiB.", "1 MiB"),
    unit("GiB", "1,024 MiB.", "10 GiB"),
    unit("TiB", "1,024 GiB.", "1 TiB"),
    unit("core", "One core of the machine.", "1 core"),
    unit("cores", "Cores of the machine.", "2 cores"),
];
