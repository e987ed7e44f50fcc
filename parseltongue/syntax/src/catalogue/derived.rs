//! The codes PT1110 to PT1119: what can be wrong with a struct under `#[derive(parseltongue::Record)]`.

use super::{Subject, code};

/// Structs that were written by hand.
pub(super) const SUBJECT: Subject = Subject {
    page: "derived",
    title: "Records written by hand",
    introduction: "What can be wrong with a struct under `#[derive(parseltongue::Record)]`. What is said of its fields is read as the words of `define_record` are, and has the problems of [records](records.md).",
    frame: "#[derive(Clone, PartialEq, parseltongue::Record)] {line}",
    codes: &[
        code(
            "PT1110",
            "A record that is no struct",
            "A record has named fields: JSON, columns and queries speak of them by name. Of an enum a choice is made.",
            "pub struct Point(i64, i64);",
            "pub struct Point { pub x: i64, pub y: i64 }",
        ),
        code(
            "PT1111",
            "A record with parameters",
            "The columns, the schema and the encoding of a record are fixed when the program compiles, so it has neither type parameters nor lifetimes.",
            "pub struct Page<T> { pub items: Vec<T> }",
            "pub struct Page { pub items: Vec<String> }",
        ),
        code(
            "PT1112",
            "An attribute of another form",
            "Between the parentheses of `#[record(…)]` stand words, each alone or with its value behind an equals sign.",
            "pub struct Order { #[record(at_least(1))] pub quantity: i64 }",
            "pub struct Order { #[record(at_least = 1)] pub quantity: i64 }",
        ),
        code(
            "PT1113",
            "A word that says nothing of a struct",
            "Of the struct are said its key and, where the dependency on Parseltongue has another name, its path. A table is called as the record is.",
            "#[record(table = \"orders\")] pub struct Order { pub id: i64 }",
            "#[record(key = \"id\")] pub struct Order { pub id: i64 }",
        ),
        code(
            "PT1114",
            "A key said twice",
            "A record is found by one key. Another field that no two records may share is `unique`.",
            "#[record(key = \"id\", key = \"code\")] pub struct Order { pub id: i64, pub code: String }",
            "#[record(key = \"id\")] pub struct Order { pub id: i64, #[record(unique)] pub code: String }",
        ),
        code(
            "PT1115",
            "A key that is no field",
            "`key` names one of the struct's fields. The message shows the nearest.",
            "#[record(key = \"idd\")] pub struct Order { pub id: i64 }",
            "#[record(key = \"id\")] pub struct Order { pub id: i64 }",
        ),
        code(
            "PT1116",
            "A key said of the field",
            "There is one key, so it is said once, above the struct, where a reader looks for it.",
            "pub struct Order { #[record(key)] pub id: i64 }",
            "#[record(key = \"id\")] pub struct Order { pub id: i64 }",
        ),
        code(
            "PT1117",
            "A field of a type that records do not have",
            "The fields of a record have the language's types, under their names in Rust. Any other type is kept as JSON if the field says `rust`; it needs serde, `Clone` and `PartialEq` then.",
            "pub struct Order { pub quantity: u32 }",
            "pub struct Order { #[record(at_least = 0)] pub quantity: i64 }",
        ),
    ],
};
