//! Problems of `define_store`.

use proc_macro2::Ident;

use crate::tokens::Text;
use crate::{Place, Problem};

/// A store without `keep_in`.
pub(crate) fn store_without_place(place: impl Into<Place>, name: &Ident) -> Problem {
    Problem::new("PT1050", place, format!("`{name}` does not say where it keeps its records")).expecting(
        "`keep_in: sqlite \"data/books.db\"`, `keep_in: postgres env \"DATABASE_URL\"` or `keep_in: memory`",
    )
}

/// A store without `holds`.
pub(crate) fn store_without_records(place: impl Into<Place>, name: &Ident) -> Problem {
    Problem::new("PT1051", place, format!("`{name}` does not say which records it holds"))
        .expecting("`holds: Record, Record`")
        .with_help("a store knows its tables, so that they can be made and queries on others refused")
}

/// `keep_in: "data/books.db"`
pub(crate) fn file_without_sqlite(text: &Text) -> Problem {
    Problem::new("PT1052", text, "a file is kept by SQLite, and the line says so")
        .instead(format!("sqlite {}", text.literal))
}

/// `postgres "postgres://…"`
pub(crate) fn address_in_the_source(address: &Text) -> Problem {
    Problem::new("PT1130", address, "the address of a database stands in a variable of the environment")
        .instead("env \"DATABASE_URL\"")
        .with_help("it holds a password, and differs from machine to machine")
}

/// `postgres env "postgres://…"`
pub(crate) fn no_variable(name: &Text) -> Problem {
    Problem::new("PT1131", name, "this is not the name of a variable")
        .instead("\"DATABASE_URL\"")
        .with_help("a name is letters, digits and `_`; the address itself stands in the variable")
}

/// `sqlite ""`
pub(crate) fn file_without_name(text: &Text) -> Problem {
    Problem::new("PT1093", text, "the file has no name")
        .expecting("a path, such as `\"data/books.db\"`")
        .with_help("a store that forgets everything at the end is `keep_in: memory`")
}

/// `migration: "…"`
pub(crate) fn migration_with_colon(place: impl Into<Place>, word: &Ident) -> Problem {
    Problem::new("PT1100", place, format!("`{word}` is followed by its name, without a colon"))
        .expecting("`migration \"2026-11-30 rename note\" { \"sql\" }`")
}

/// `migration "" { … }`
pub(crate) fn migration_without_name(name: &Text) -> Problem {
    Problem::new("PT1101", name, "the migration has no name")
        .expecting("a name that says when and what, such as `\"2026-11-30 rename note\"`")
        .with_help("the database remembers by its name that it was done")
}

/// Two migrations of one name.
pub(crate) fn migration_twice(name: &Text) -> Problem {
    Problem::new("PT1102", name, format!("there is a migration {} already", name.literal))
        .with_help("give this one another name: the database remembers by its name that it was done")
}

/// `migration "…" { "" }`
pub(crate) fn migration_without_sql(sql: &Text) -> Problem {
    Problem::new("PT1103", sql, "the migration has nothing to do")
        .expecting("SQL between the quotes: one statement, or several with `;` between them")
}

/// A record stands twice in `holds`.
pub(crate) fn held_twice(place: impl Into<Place>, record: &str) -> Problem {
    Problem::new("PT1053", place, format!("`{record}` is held already")).with_help("take it out")
}
