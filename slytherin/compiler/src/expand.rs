//! Rust from the plan. No decisions here.

mod block;
mod consumer;
mod streams;

use parseltongue_syntax::documented;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::plan::{Plan, Sources};

/// Everything that a block becomes.
pub(crate) fn streams(plan: &Plan, sources: &Sources) -> TokenStream {
    let (attributes, block) = (&sources.attributes, &sources.block);
    let constants = streams::constants(plan, sources);
    let tables = streams::tables(plan, sources);
    let functions = consumer::functions(plan, sources);
    let block_of_program = block::block(plan, sources);
    let fits = block::fits(sources);
    let documented = documented(attributes, "Streams, and who consumes them.");
    quote! {
        #documented
        pub struct #block;
        impl #block {
            #constants
            #functions
        }
        #tables
        #block_of_program
        #fits
    }
}

/// A `Duration`, in the largest unit that it is whole in.
fn duration(nanoseconds: u64) -> TokenStream {
    let number = Literal::u64_unsuffixed;
    let units: [(u64, &str); 3] =
        [(1_000_000_000, "from_secs"), (1_000_000, "from_millis"), (1_000, "from_micros")];
    let whole = units.into_iter().find(|(unit, _)| nanoseconds.is_multiple_of(*unit));
    let (unit, name) = whole.unwrap_or((1, "from_nanos"));
    let (name, count) = (quote::format_ident!("{name}"), number(nanoseconds / unit));
    quote!(::core::time::Duration::#name(#count))
}
