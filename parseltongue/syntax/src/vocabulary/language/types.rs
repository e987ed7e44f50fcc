//! The types and the units.

use crate::vocabulary::{Role, Word};

const fn plain(word: &'static str, meaning: &'static str, example: &'static str) -> Word {
    Word { word, role: Role::Type, meaning, grammar: word, example }
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
    Word {
        word: "list",
        role: Role::Type,
        meaning: "Many of one type, in order.",
        grammar: "list<T>",
        example: "tags: list<string>",
    },
    Word {
        word: "map",
        role: Role::Type,
        meaning: "Values under keys, ordered by key.",
        grammar: "map<K, V>",
        example: "prices: map<string, decimal>",
    },
    Word {
        word: "optional",
        role: Role::Type,
        meaning: "A value that may be absent.",
        grammar: "optional<T>",
        example: "note: optional<string> length 0..=200",
    },
    Word {
        word: "rust",
        role: Role::Type,
        meaning: "Any other type of Rust.",
        grammar: "rust<path::Type>",
        example: "let_mut_var seen: rust<std::collections::HashSet<i64>> = std::collections::HashSet::new();",
    },
];

const fn unit(word: &'static str, meaning: &'static str, example: &'static str) -> Word {
    Word { word, role: Role::Unit, meaning, grammar: word, example }
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
    unit("per", "So many in each second, minute or hour.", "100 per second"),
];
