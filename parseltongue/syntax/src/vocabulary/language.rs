//! The words that every dialect shares.

mod bodies;
mod items;
mod types;

use super::Vocabulary;

/// The words of the language itself: items, types, units, and what bodies and queries read.
pub static LANGUAGE: Vocabulary = Vocabulary {
    room: "language",
    tables: &[
        items::WORDS,
        types::WORDS,
        types::UNITS,
        bodies::LET_WORDS,
        bodies::STATEMENTS,
        bodies::EXPRESSIONS,
        bodies::QUERY_WORDS,
    ],
    later: bodies::LATER,
};
