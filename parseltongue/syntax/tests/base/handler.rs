//! Bodies by themselves: as that of a handler which fails with `ExchangeError`, in a service that uses `Books`.

use parseltongue_syntax::{BodyContext, Expansion, Leaving, Mode, Names, Problems};
use proc_macro2::{Delimiter, Group, TokenStream};
use quote::quote;

pub(crate) fn compile(body: TokenStream, mode: Mode) -> Expansion {
    let leaving = Leaving::Result { error: Some(quote!(ExchangeError)), wrap: None };
    compile_in(body, mode, leaving, true)
}

pub(crate) fn compile_in(body: TokenStream, mode: Mode, leaving: Leaving, may_wait: bool) -> Expansion {
    let mut problems = Problems::new(mode);
    let names = Names::default();
    let context = BodyContext { names: &names, store: Some(quote!(Books)), leaving, may_wait };
    let body = context.rewrite(&Group::new(Delimiter::Brace, body), &mut problems);
    let tokens = body.tokens;
    Expansion::new(quote!(async fn body() { #tokens }), problems)
}
