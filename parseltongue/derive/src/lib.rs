//! The macro `#[derive(parseltongue::Record)]`.

use parseltongue_syntax::expansion::answer;
use proc_macro::TokenStream;

/// Makes a record of a struct that was written by hand: it is held by stores, published to streams and found by
/// queries as any other record is.
///
/// Of the struct `#[record(…)]` says `key = "field"` and, where the dependency has another name, `crate = "path"`;
/// of a field it says the language's own words, each alone (`indexed`) or with its value (`length = 1..=8`).
///
/// ```ignore
/// #[derive(Clone, PartialEq, parseltongue::Record)]
/// #[record(key = "id")]
/// pub struct Order {
///     #[record(generated)]
///     pub id: Uuid,
///     #[record(length = 1..=8, matches = "^[A-Z]+$", indexed)]
///     pub symbol: String,
///     #[record(default = 1, at_least = 1)]
///     pub quantity: i64,
///     #[record(rust)]
///     pub sender: std::net::IpAddr,
/// }
/// ```
///
/// The derive writes `Debug` and serde, because both leave secret fields out; `Clone` and `PartialEq` are the
/// writer's.
#[proc_macro_derive(Record, attributes(record))]
pub fn record(tokens: TokenStream) -> TokenStream {
    answer(tokens.into(), parseltongue_derive_compiler::compile).into()
}
