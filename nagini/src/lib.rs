//! The macro nagini!: user interfaces declared in whole words.

use parseltongue_syntax::answer;
use proc_macro::TokenStream;

/// Declares a view: `nagini! { <Desk> window: "Desk" sized 800 by 600, shows: Board, component Board() { … } }`.
#[proc_macro]
pub fn nagini(block: TokenStream) -> TokenStream {
    answer(block.into(), nagini_compiler::compile).into()
}

/// The words of nagini as items with their meaning: what the facade shows as hover texts.
#[doc(hidden)]
#[proc_macro]
pub fn words(_: TokenStream) -> TokenStream {
    nagini_compiler::vocabulary::WORDS.hover_module().into()
}
