//! Problems of `define_program`.

use proc_macro2::Ident;

use crate::vocabulary::Nearest;
use crate::{Place, Problem};

/// A program that runs nothing.
pub(crate) fn program_without_blocks(place: impl Into<Place>, name: &Ident) -> Problem {
    Problem::new("PT1070", place, format!("`{name}` runs no block"))
        .expecting("`Block: 1 core` or `Block: main_thread`")
}

/// A line that names neither a block nor `housekeeping`.
pub(crate) fn unknown_program_line(word: &Ident, meant: Option<Nearest<'_>>) -> Problem {
    Problem::new("PT1071", word, format!("`{word}` names no block"))
        .instead(meant)
        .with_help("a line is `housekeeping: n cores`, `Block: n cores` or `Block: main_thread`; blocks begin with a capital letter")
}

/// `Exchange 2 cores`
pub(crate) fn block_without_colon(place: impl Into<Place>) -> Problem {
    Problem::new("PT1072", place, "a colon stands between a block and where it runs")
        .expecting("`:`")
        .add_behind(":")
}

/// A word that says nothing of where a block runs.
pub(crate) fn unknown_runs(word: &Ident, meant: Option<Nearest<'_>>) -> Problem {
    Problem::new("PT1073", word, format!("`{word}` is no place where a block runs"))
        .expecting("a number of cores, such as `2 cores`, or `main_thread`")
        .instead(meant)
}

/// A block has two lines.
pub(crate) fn block_twice(place: impl Into<Place>, block: &str) -> Problem {
    Problem::new("PT1074", place, format!("`{block}` has a line already"))
        .with_help("one line says on how many cores it runs: take one of the two out")
}

/// A second block on the main thread.
pub(crate) fn second_on_the_main_thread(word: &Ident, first: &str) -> Problem {
    Problem::new("PT1075", word, format!("`{first}` has the main thread already"))
        .with_help("a program has one main thread, and the desktop allows a window on no other")
}

/// `0 cores`
pub(crate) fn number_of_cores(place: impl Into<Place>, count: u64, most: u64) -> Problem {
    Problem::new("PT1076", place, format!("nothing runs on {count} cores"))
        .expecting(format!("1 to {most} cores"))
        .with_help("when the machine has fewer than asked for, the program says so and shares what there is")
}
