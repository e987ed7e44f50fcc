//! Every block that stands in an example, a template, a test or the book, for tests that break them, and blocks
//! made of a fuzzer's bytes.

pub mod blocks;
pub mod layout;
pub mod many_lines;
pub mod soup;

use parseltongue_syntax::vocabulary::{LANGUAGE, Vocabulary};
use parseltongue_syntax::{Expansion, Mode};
use proc_macro2::TokenStream;

/// One of the four compilers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Compiler {
    /// of `parseltongue! { … }`
    Language,
    /// of `basilisk! { … }`
    Basilisk,
    /// of `slytherin! { … }`
    Slytherin,
    /// of `nagini! { … }`
    Nagini,
}

impl Compiler {
    /// All of them.
    pub const ALL: [Compiler; 4] =
        [Compiler::Language, Compiler::Basilisk, Compiler::Slytherin, Compiler::Nagini];

    /// The compiler of the macro of that name.
    #[must_use]
    pub fn of(macro_name: &str) -> Option<Compiler> {
        Compiler::ALL.into_iter().find(|compiler| compiler.macro_name() == macro_name)
    }

    /// The macro that it compiles.
    #[must_use]
    pub fn macro_name(self) -> &'static str {
        match self {
            Compiler::Language => "parseltongue",
            Compiler::Basilisk => "basilisk",
            Compiler::Slytherin => "slytherin",
            Compiler::Nagini => "nagini",
        }
    }

    /// Compiles what stands between the braces of a call of the macro.
    pub fn compile(self, tokens: TokenStream, mode: Mode) -> Expansion {
        match self {
            Compiler::Language => parseltongue_syntax::compile(tokens, mode),
            Compiler::Basilisk => basilisk_compiler::compile(tokens, mode),
            Compiler::Slytherin => slytherin_compiler::compile(tokens, mode),
            Compiler::Nagini => nagini_compiler::compile(tokens, mode),
        }
    }

    /// The words that it reads, besides those of the language.
    #[must_use]
    pub fn vocabulary(self) -> &'static Vocabulary {
        match self {
            Compiler::Language => &LANGUAGE,
            Compiler::Basilisk => &basilisk_compiler::vocabulary::WORDS,
            Compiler::Slytherin => &slytherin_compiler::vocabulary::WORDS,
            Compiler::Nagini => &nagini_compiler::vocabulary::WORDS,
        }
    }
}
