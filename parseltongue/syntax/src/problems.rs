//! Every problem of the shared grammar, as named constructors: code, message, what was expected, help.
//!
//! No other file of the base holds the text of a message. What each code means at length stands in
//! [`crate::catalogue`].

mod bodies;
pub(crate) mod cases;
#[doc(hidden)]
pub mod derived;
pub(crate) mod functions;
mod lines;
pub(crate) mod programs;
mod queries;
pub(crate) mod records;
pub(crate) mod stores;
mod types;

pub use bodies::{
    cannot_fail, cannot_wait, leaving_in_closure, let_without_type, let_word_elsewhere, mut_in_let,
    new_field, new_without_fields, not_in_transaction, nothing_to_leave, return_in_a_body, semicolon_missing,
    statement_word_inside, term_of_a_job_twice, unknown_let_word, unknown_statement, unknown_term_of_a_job,
    value_never_given, value_without_word,
};
pub use lines::{
    attribute_here, comma_after_braces, comma_missing, duplicate_setting, nameless_block,
    not_in_this_version, setting_without_colon, unknown_item, unknown_setting, unknown_word,
};
pub use queries::{
    after_of_one, after_rows, all_without_condition, chained_comparison, comparison_expected,
    comparison_without_field, condition_expected, find_all_without_limit, find_without_key, foreign_sign,
    groups_into_nothing, ignored_field, including_rows, limit_of_one, limit_too_large, measure_of_nothing,
    related_without_by, skip_and_after, skip_of_one, too_many_givens, unknown_query_word, value_expected,
    write_if_given,
};
pub use types::{
    argument_count, foreign_type_used, map_key, number_out_of_range, quantity_of_unknown_unit,
    quantity_without_unit, unit_glued_to_number, unknown_type,
};

use proc_macro2::Ident;

use crate::tokens::describe;
use crate::vocabulary::{ANY_ROOM, Nearest};
use crate::{Cursor, Place, Problem};

/// Something else stands where `what` is due.
pub fn expected(at: &Cursor, what: &str) -> Problem {
    let message = if at.is_at_end() {
        format!("{what} is missing here")
    } else {
        format!("expected {what}, found {}", describe(at.peek()))
    };
    let problem = Problem::new("PT0001", at.place(), message).expecting(what);
    match at.peek_word() {
        Some(word) => problem.completing(ANY_ROOM, word),
        None => problem,
    }
}

/// A slip of the finger in a word that is due here, or may stand here.
pub fn misspelt(word: &Ident, meant: Nearest<'_>) -> Problem {
    let due = format!("`{}`", meant.word);
    Problem::new("PT0023", word, format!("expected {due}, found `{word}`"))
        .expecting(due)
        .instead(meant)
        .completing(ANY_ROOM, word)
}

/// Something is left over where the line should be done.
pub fn left_over(at: &Cursor) -> Problem {
    let found = describe(at.peek());
    Problem::new("PT0002", at.place(), format!("{found} is left over here")).with_help(
        "the line is complete before it: take it out, or put a comma before it if it begins the next line",
    )
}

/// A field is named without its dot.
pub fn field_without_dot(word: &Ident) -> Problem {
    Problem::new("PT0015", word, format!("a field of the record at hand is named with a dot: `.{word}`"))
        .instead(format!(".{word}"))
        .with_help("what has a dot is the record's, what has none is a variable of yours")
}

/// Two parameters, fields, routes … have one name.
pub fn duplicate(what: &str, name: &str, place: impl Into<Place>) -> Problem {
    Problem::new("PT0018", place, format!("{what} `{name}` stands here a second time"))
        .with_help("rename one of the two, or take one out")
}

/// `#![crate(path)]` does not hold a path.
pub fn crate_without_path(place: impl Into<Place>) -> Problem {
    Problem::new("PT0020", place, "`#![crate(…)]` names the path under which Parseltongue is known here")
        .instead("#![crate(my::path)]".to_owned())
        .with_help("leave it out if the dependency is called `parseltongue`")
}
