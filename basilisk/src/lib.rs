//! The macro basilisk!: services declared in whole words.

use parseltongue_syntax::answer;
use proc_macro::TokenStream;

/// A service: REST over records, routes, events.
///
/// ```ignore
/// basilisk! {
///     <Exchange>
///     listen_on: "127.0.0.1:8080",
///     uses: Books,
///     deadline: 50 ms,
///
///     resource Order at "/orders" { list, read, create, delete }
///
///     post "/orders/{id}/fill" (id: uuid) -> created Trade fails_with ExchangeError {
///         let_var order: Order = find Order with id;
///         let_var trade: Trade = new Trade { symbol: order.symbol, price: order.price, quantity: order.quantity };
///         publish trade to Market::Trades;
///         finish_with trade;
///     }
///
///     events "/trades" from Market::Trades,
/// }
/// ```
#[proc_macro]
pub fn basilisk(tokens: TokenStream) -> TokenStream {
    answer(tokens.into(), basilisk_compiler::compile).into()
}

/// The words of the block as items with their meaning as doc comment: what editors show as hover text.
#[doc(hidden)]
#[proc_macro]
pub fn words(_: TokenStream) -> TokenStream {
    basilisk_compiler::vocabulary::WORDS.hover_module().into()
}
