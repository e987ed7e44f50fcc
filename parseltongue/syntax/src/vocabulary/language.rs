//! The words that every dialect shares.

mod bodies;
mod fields;
mod items;
mod types;

pub(crate) use fields::foreign_field_word;

use super::Vocabulary;

/// The words of the language itself: items, types, units, and what bodies and queries read.
pub static LANGUAGE: Vocabulary = Vocabulary {
    room: "language",
    tables: &[
        items::WORDS,
        fields::WORDS,
        fields::LINES,
        types::WORDS,
        types::UNITS,
        bodies::LET_WORDS,
        bodies::STATEMENTS,
        bodies::EXPRESSIONS,
        bodies::QUERY_WORDS,
    ],
    later: bodies::LATER,
};
