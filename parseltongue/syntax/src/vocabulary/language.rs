//! The words that every dialect shares.

mod bodies;
mod fields;
mod items;
mod meanings;
mod places;
mod types;

pub(crate) use meanings::meanings;
pub(crate) use places::{PROGRAM, STORE};

use super::Vocabulary;

/// The words of the language itself: items, types, units, and what bodies and queries read.
pub static LANGUAGE: Vocabulary = Vocabulary {
    room: "language",
    tables: &[
        items::WORDS,
        fields::WORDS,
        fields::LINES,
        meanings::WORDS,
        places::STORE_WORDS,
        places::PROGRAM_WORDS,
        types::WORDS,
        types::UNITS,
        bodies::LET_WORDS,
        bodies::STATEMENTS,
        bodies::EXPRESSIONS,
        bodies::QUERY_WORDS,
    ],
    later: &[],
};
