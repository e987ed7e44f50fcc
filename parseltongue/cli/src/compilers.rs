//! The compilers, under the names of their macros.

use parseltongue_syntax::{Expansion, Mode};
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
