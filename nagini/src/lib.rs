//! The macro nagini!: user interfaces declared in whole words.

use parseltongue_syntax::Mode;
use proc_macro::TokenStream;

/// Declares a view: `nagini! { <Desk> window: "Desk" sized 800 by 600, shows: Board, component Board() { … } }`.
#[proc_macro]
pub fn nagini(block: TokenStream) -> TokenStream {
    nagini_compiler::compile(block.into(), Mode::from_environment()).into_tokens().into()
}

/// The words of nagini as items with their meaning: what the facade shows as hover texts.
#[doc(hidden)]
#[proc_macro]
pub fn words(_: TokenStream) -> TokenStream {
    nagini_compiler::vocabulary::WORDS.hover_module().into()
}
