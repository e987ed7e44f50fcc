//! The macro parseltongue! and the let_ words as macros of plain Rust.

use parseltongue_syntax::{LetWord, answer, compile_let};
use proc_macro::TokenStream;

/// Items of the language, blocks of its dialects, and any Rust between them.
///
/// ```ignore
/// use parseltongue::prelude::*;
///
/// parseltongue! {
///     define_record Order { id: uuid key generated, symbol: string length 1..=8 }
///     define_store Books { keep_in: memory, holds: Order }
///     basilisk!<Exchange> {
///         listen_on: "127.0.0.1:8080",
///         uses: Books,
///         resource Order at "/orders" { list, read, create }
///     }
///     define_program Desk { Exchange: 1 core }
/// }
/// ```
#[proc_macro]
pub fn parseltongue(tokens: TokenStream) -> TokenStream {
    answer(tokens.into(), parseltongue_syntax::compile).into()
}

macro_rules! let_macros {
    ($($(#[$doc:meta])* $name:ident $word:ident;)*) => {$(
        $(#[$doc])*
        #[proc_macro]
        pub fn $name(tokens: TokenStream) -> TokenStream {
            answer(tokens.into(), |tokens, mode| compile_let(LetWord::$word, tokens, mode)).into()
        }
    )*};
}

let_macros! {
    /// A value that does not change: `let_var!(total: i64 = 2 + 3);`
    let_var Plain;
    /// A value that changes: `let_mut_var!(total: i64 = 0);`
    let_mut_var Mut;
    /// Borrowed until first changed (`Cow`): `let_cow_var!(name: string = &source);`
    let_cow_var Cow;
    /// One value, many owners, any thread (`Arc`): `let_shared_var!(names: list<string> = load());`
    let_shared_var Shared;
    /// One changing value, many owners, any thread: `let_mut_shared_var!(hits: i64 = 0);`
    let_mut_shared_var MutShared;
    /// One value, many owners, one thread (`Rc`): `let_local_shared_var!(names: list<string> = load());`
    let_local_shared_var LocalShared;
    /// One changing value, many owners, one thread: `let_mut_local_shared_var!(hits: i64 = 0);`
    let_mut_local_shared_var MutLocalShared;
    /// Made at first use: `let_lazy_var!(table: list<i64> = build());`
    let_lazy_var Lazy;
    /// Fixed when the program compiles: `let_constant_var!(limit: i64 = 60 * 60);`
    let_constant_var Constant;
}

/// The words of the language as items with their meaning as doc comment: what editors show as hover text.
#[doc(hidden)]
#[proc_macro]
pub fn words(_: TokenStream) -> TokenStream {
    parseltongue_syntax::vocabulary::LANGUAGE.hover_module().into()
}
