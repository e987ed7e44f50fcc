//! What a compiler gives back.

use proc_macro2::TokenStream;

use crate::{Names, Problem, Problems};

/// For whom a block is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// For rustc: every problem is an error.
    Rustc,
    /// For an editor's analyser: words get hover texts, and an unfinished word stays a word, so that it
    /// can be completed. Nothing correct depends on it.
    Editor,
}

impl Mode {
    /// What the environment says. Compilers are handed the mode.
    fn from_environment() -> Mode {
        match std::env::var_os("RUST_ANALYZER_INTERNALS_DO_NOT_USE") {
            Some(_) => Mode::Editor,
            None => Mode::Rustc,
        }
    }
}

/// All that a proc macro does: compiles what was written for whom the environment says.
pub fn answer(written: TokenStream, compile: impl FnOnce(TokenStream, Mode) -> Expansion) -> TokenStream {
    let mode = Mode::from_environment();
    let tokens = compile(written.clone(), mode).into_tokens();
    match mode {
        Mode::Rustc => tokens,
        Mode::Editor => crate::quiet::quieted(tokens, &written),
    }
}

/// Everything that was understood, as Rust, and everything that was not, as problems.
#[derive(Debug)]
#[must_use]
pub struct Expansion {
    /// The Rust.
    pub tokens: TokenStream,
    /// What is wrong, in the order in which it was found.
    pub problems: Vec<Problem>,
    mode: Mode,
    names: Names,
}

impl Expansion {
    /// An expansion and what was wrong on the way.
    pub fn new(mut tokens: TokenStream, mut problems: Problems) -> Expansion {
        let (mode, names) = (problems.mode(), problems.names());
        tokens.extend(crate::vocabulary::hover(problems.take_seen(), &names));
        Expansion { tokens, problems: problems.into_list(), mode, names }
    }

    /// The Rust followed by one `compile_error!` for each problem.
    #[must_use]
    pub fn into_tokens(self) -> TokenStream {
        let mut tokens = self.tokens;
        tokens.extend(self.problems.into_iter().map(|problem| problem.into_tokens(self.mode, &self.names)));
        tokens
    }
}
