//! Problems of queries.

use proc_macro2::Ident;

use crate::vocabulary::Nearest;
use crate::{Cursor, Place, Problem, Replacement, tokens::describe};

/// A word in a query that is none of its words.
pub fn unknown_query_word(word: &Ident, words: &[&str], nearest: Option<Nearest<'_>>) -> Problem {
    let listed: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    let is_known = words
        .iter()
        .chain(&["where", "group_by", "into", "order_by", "limit", "skip", "after", "including"])
        .any(|known| word == known);
    let (said, help) = if is_known {
        let help = "a query is `find_all R where … group_by … into R { … } order_by … limit n after key including …`, each part once and in this order (`skip n` in the place of `after key`); `count_of` and `exists` have `where` alone";
        ("has no place here", help.to_owned())
    } else {
        ("is no word of a query", format!("here may stand {}", listed.join(", ")))
    };
    Problem::new("PT0050", word, format!("`{word}` {said}"))
        .instead(nearest.filter(|_| !is_known))
        .with_help(help)
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
        .expecting("`==`, `!=`, `<`, `<=`, `>`, `>=`, `is_in`, `contains`, `starts_with` or `is_missing`")
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

/// `find_all R` without `limit`.
pub fn find_all_without_limit(place: impl Into<Place>) -> Problem {
    Problem::new("PT0058", place, "`find_all` does not say how many records it gives at most")
        .expecting("`limit n` behind the conditions and the order")
        .with_help("a table grows, and what reads all of it grows with it: `find_all Order where .symbol == symbol limit 100`, and from there on with `after`")
}

/// `limit 1_000_000`
pub fn limit_too_large(place: impl Into<Place>, most: u64) -> Problem {
    Problem::new("PT0059", place, format!("a query gives at most {most} records"))
        .with_help("read them page by page: `limit 1_000 after last.id`")
}

/// `find_one … after key`
pub fn after_of_one(place: impl Into<Place>) -> Problem {
    Problem::new("PT0060", place, "`find_one` gives at most one record, so nothing comes after")
        .with_help("`find_all … limit 1 after key` gives the one behind a key")
}

/// `.symbol is_in` without a value.
pub fn value_expected(at: &Cursor, word: &Ident) -> Problem {
    let found = describe(at.peek());
    let what = if word == "is_in" { "a list" } else { "a text" };
    Problem::new("PT0061", at.place(), format!("{what} is due behind `{word}`, found {found}"))
        .expecting(what)
}

/// `where` without a condition, or a group of conditions that is empty.
pub fn condition_expected(at: &Cursor) -> Problem {
    let found = describe(at.peek());
    Problem::new("PT0057", at.place(), format!("a condition is due here, found {found}"))
        .expecting("a condition such as `.symbol == symbol`")
}

/// `exists Favourite` within a condition, without `by`.
pub fn related_without_by(place: impl Into<Place>, record: &str) -> Problem {
    Problem::new("PT0063", place, format!("`{record}` does not say by which of its fields it names the record"))
        .expecting(format!("`{record} by .field`"))
        .with_help("the other record `references` this one: `exists Favourite by .article` asks for favourites whose `.article` is the article's key; `by .followed of .author` for those that name what its `.author` does")
}

/// A query that depends on many optional values.
pub fn too_many_givens(place: impl Into<Place>, count: usize, most: usize) -> Problem {
    Problem::new("PT0064", place, format!("this query depends on {count} optional values; {most} are the most"))
        .with_help("a text is made for every way in which they may be there, when the program compiles: ask one of two queries with `if`")
}

/// `remove all Order` without a condition.
pub fn all_without_condition(place: impl Into<Place>, word: &Ident) -> Problem {
    Problem::new("PT0065", place, format!("`{word} all` does not say which records"))
        .expecting("`where` and a condition")
        .with_help(format!("`{word} all Order where .symbol == symbol`"))
}

/// `find_one … skip 5`.
pub fn skip_of_one(place: impl Into<Place>) -> Problem {
    Problem::new("PT0066", place, "`find_one` gives the first record, so it skips none")
        .with_help("`find_all … limit 1 skip n` gives a later one")
}

/// `skip 20 after last`
pub fn skip_and_after(place: impl Into<Place>) -> Problem {
    Problem::new("PT0067", place, "`after` and `skip` both say where a page begins").with_help(
        "`after key` goes on behind a record, and stays right while others come and go; `skip n` counts",
    )
}

/// `insert v on_conflict .slug ignore`
pub fn ignored_field(field: &Ident) -> Problem {
    Problem::new("PT0068", field, "`ignore` is of every conflict, so it names no field")
        .with_help("`insert v on_conflict ignore`; a field says which record `replace` and `set` speak of")
}

/// `group_by .symbol` without `into`.
pub fn groups_into_nothing(field: &Ident) -> Problem {
    Problem::new("PT0069", field, "this query does not say what a group becomes")
        .expecting("`into R { … }` behind the fields")
        .with_help("`find_all Order group_by .symbol into Position { symbol: .symbol, quantity: sum_of .quantity } limit 100`; a group is no record of the table")
}

/// `into Position { … } … after key`
pub fn after_rows(place: impl Into<Place>) -> Problem {
    Problem::new("PT0070", place, "`after` goes on behind a record, and `into` gives others")
        .with_help("`limit n skip n` gives them page by page")
}

/// `into Position { … } … including .author`
pub fn including_rows(place: impl Into<Place>) -> Problem {
    Problem::new("PT0071", place, "`including` stands beside records, and `into` gives others").with_help(
        "ask for the records, `find_all Order limit 50 including .customer`, and make of them what is wanted",
    )
}

/// `sum_of .quantity Order`
pub fn measure_of_nothing(at: &Cursor, word: &Ident, field: &Ident) -> Problem {
    let found = describe(at.peek());
    Problem::new(
        "PT0072",
        at.place(),
        format!("`{word} .{field}` does not say of which records, found {found}"),
    )
    .expecting(format!("`{word} .{field} in R`"))
}

/// `remove all Order where .symbol == symbol if_given symbol`
pub fn write_if_given(name: &Ident, word: &Ident) -> Problem {
    Problem::new("PT0073", name, format!("without `{name}`, `{word} all` would be of every record"))
        .with_help(format!(
            "ask with `if` whether it is there: `if let Some({name}) = {name} {{ {word} all … }}`"
        ))
}
