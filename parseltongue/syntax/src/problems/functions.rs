//! Problems of `define_function` and `define_async_function`.

use proc_macro2::Ident;

use crate::tokens::Text;
use crate::{Place, Problem};

/// `(limit: i64 = 50)`
pub(crate) fn default_of_a_function(place: impl Into<Place>, name: &Ident) -> Problem {
    Problem::new(
        "PT1060",
        place,
        format!("`{name}` cannot have a default: a function's caller says every argument"),
    )
    .with_help("make it `optional<…>`, or write a second function that calls this one")
}

/// `(draft: OrderDraft in "order")`
pub(crate) fn envelope_of_a_function(text: &Text) -> Problem {
    Problem::new("PT1096", text, "an envelope belongs to the body of a route; a function has none")
        .with_help("take `in \"…\"` out")
}

/// `define_function f(): i64`
pub(crate) fn result_behind_colon(place: impl Into<Place>) -> Problem {
    Problem::new("PT1061", place, "a result stands behind an arrow").instead("->".to_owned())
}

/// `-> nothing`
pub(crate) fn result_of_nothing(word: &Ident) -> Problem {
    Problem::new("PT1094", word, "a function that gives nothing has no result to name")
        .with_help("leave `-> nothing` out")
}

/// `define_function f() uses Books`
pub(crate) fn store_of_a_function_that_cannot_wait(word: &Ident) -> Problem {
    Problem::new("PT1097", word, "a function that may not wait asks no store")
        .with_help("declare it with `define_async_function`, or take `uses` out")
}
