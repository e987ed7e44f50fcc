//! Problems of queries.

use proc_macro2::Ident;

use crate::vocabulary::Nearest;
use crate::{Cursor, Place, Problem, Replacement, tokens::describe};

/// A word in a query that is none of its words.
pub fn unknown_query_word(word: &Ident, words: &[&str], nearest: Option<Nearest<'_>>) -> Problem {
    let listed: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    Problem::new("PT0050", word, format!("`{word}` is no word of a query"))
        .instead(nearest)
        .with_help(format!("here may stand {}", listed.join(", ")))
        .completing("language", word)
}

/// A sign of Rust or SQL in a query.
pub fn foreign_sign(place: impl Into<Place>, written: &str, here: &str) -> Problem {
    Problem::new("PT0051", place, format!("`{written}` is not written in a query"))
        .instead(Replacement { is_certain: written != "!", ..here.into() })
}

/// A comparison without an operator.
pub fn comparison_expected(at: &Cursor) -> Problem {
    let found = describe(at.peek());
    Problem::new("PT0052", at.place(), format!("a comparison is due here, found {found}"))
        .expecting("`==`, `!=`, `<`, `<=`, `>`, `>=` or `is_missing`")
}

/// `a < .b < c`.
pub fn chained_comparison(place: impl Into<Place>) -> Problem {
    Problem::new("PT0053", place, "a comparison has two sides")
        .with_help("join two comparisons with `and`: `.price > low and .price < high`")
}

/// A comparison that names no field.
pub fn comparison_without_field(place: impl Into<Place>) -> Problem {
    Problem::new("PT0054", place, "neither side of the comparison is a field of the record")
        .with_help("a field is named with a dot, `.symbol == symbol`; what does not depend on the record is asked before the query, with `if`")
}

/// `find R` without `with`.
pub fn find_without_key(place: impl Into<Place>, word: &str, record: &str) -> Problem {
    Problem::new("PT0055", place, format!("`{word} {record}` does not say with which key"))
        .expecting(format!("`{word} {record} with key`"))
        .with_help("`find` takes a key; `find_one` and `find_all` take conditions: `find_all Order where .symbol == symbol`")
}

/// `find_one … limit 5`.
pub fn limit_of_one(place: impl Into<Place>) -> Problem {
    Problem::new("PT0056", place, "`find_one` gives at most one record, so it has no `limit`")
        .with_help("`find_all … limit n` gives more than one")
}

/// `where` without a condition, or a group of conditions that is empty.
pub fn condition_expected(at: &Cursor) -> Problem {
    let found = describe(at.peek());
    Problem::new("PT0057", at.place(), format!("a condition is due here, found {found}"))
        .expecting("a condition such as `.symbol == symbol`")
}
