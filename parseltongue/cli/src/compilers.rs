//! The compilers, under the names of their macros.

use parseltongue_syntax::{Expansion, LetWord, Mode, compile_let};
use proc_macro2::TokenStream;

/// Compiles what stands between the braces of a macro.
pub(crate) type Compile = fn(TokenStream, Mode) -> Expansion;

/// Every macro that holds a block, and who compiles it.
const COMPILERS: &[(&str, Compile)] = &[
    ("parseltongue", parseltongue_syntax::compile),
    ("basilisk", basilisk_compiler::compile),
    ("nagini", nagini_compiler::compile),
    ("slytherin", slytherin_compiler::compile),
];

/// The compiler of the macro of that name, if it is one of ours.
pub(crate) fn compiler(name: &str) -> Option<Compile> {
    COMPILERS.iter().find(|(known, _)| *known == name).map(|(_, compile)| *compile)
}

/// The `let_…` words as macros of plain Rust.
const LETS: &[(&str, Compile)] = &[
    ("let_var", |tokens, mode| compile_let(LetWord::Plain, tokens, mode)),
    ("let_mut_var", |tokens, mode| compile_let(LetWord::Mut, tokens, mode)),
    ("let_cow_var", |tokens, mode| compile_let(LetWord::Cow, tokens, mode)),
    ("let_shared_var", |tokens, mode| compile_let(LetWord::Shared, tokens, mode)),
    ("let_mut_shared_var", |tokens, mode| compile_let(LetWord::MutShared, tokens, mode)),
    ("let_local_shared_var", |tokens, mode| compile_let(LetWord::LocalShared, tokens, mode)),
    ("let_mut_local_shared_var", |tokens, mode| compile_let(LetWord::MutLocalShared, tokens, mode)),
    ("let_lazy_var", |tokens, mode| compile_let(LetWord::Lazy, tokens, mode)),
    ("let_constant_var", |tokens, mode| compile_let(LetWord::Constant, tokens, mode)),
];

/// The compiler of that `let_…!` macro.
pub(crate) fn let_compiler(name: &str) -> Option<Compile> {
    LETS.iter().find(|(known, _)| *known == name).map(|(_, compile)| *compile)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_macro_of_values_is_among_them() {
        for (name, compile) in LETS {
            let text = compile("x: i64 = 1".parse().unwrap(), Mode::Rustc).tokens.to_string();
            assert!(text.contains("let") && text.contains('x'), "{name}: {text}");
        }
    }
}
