//! The macro parseltongue! and the let_ words as macros.

use parseltongue_syntax::Mode;
use proc_macro::TokenStream;

/// Items of the language, blocks of its dialects, and any Rust between them.
#[proc_macro]
pub fn parseltongue(tokens: TokenStream) -> TokenStream {
    parseltongue_syntax::compile(tokens.into(), Mode::from_environment()).into_tokens().into()
}
