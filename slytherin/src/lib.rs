//! The macro slytherin!: message streams declared in whole words.

use parseltongue_syntax::answer;
use proc_macro::TokenStream;

/// Streams of typed records, and what consumes them.
///
/// ```ignore
/// slytherin! {
///     <Market>
///     keep_in: directory "data/market",
///
///     stream Trades of Trade { key: .symbol, partitions: 4, retain: 7 days }
///     stream Dead of Trade,
///
///     consume Trades as "billing" (trade) retries 3 then_to Dead {
///         insert new Invoice { trade: trade.id, amount: trade.price };
///     }
/// }
/// ```
#[proc_macro]
pub fn slytherin(tokens: TokenStream) -> TokenStream {
    answer(tokens.into(), slytherin_compiler::compile).into()
}

/// The words of the block as items with their meaning as doc comment: what editors show as hover text.
#[doc(hidden)]
#[proc_macro]
pub fn words(_: TokenStream) -> TokenStream {
    slytherin_compiler::vocabulary::WORDS.hover_module().into()
}
