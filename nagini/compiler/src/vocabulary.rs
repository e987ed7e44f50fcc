//! The words of nagini, and which element takes which argument.

mod elements;
mod words;

use parseltongue_syntax::Vocabulary;

pub(crate) use elements::{Shape, Takes, argument, shape};

/// Every word of a `nagini!` block beyond those that all dialects share.
pub static WORDS: Vocabulary = Vocabulary {
    room: "nagini",
    tables: &[words::LINES, words::ELEMENTS, words::ARGUMENTS, words::INSIDE, words::ALIGN, words::WEIGHT],
    later: words::LATER,
};
