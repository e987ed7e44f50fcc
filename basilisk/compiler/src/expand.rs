//! Rust from the plan. No decisions here.

mod block;
mod handlers;
mod matching;
mod table;

use parseltongue_syntax::documented;
use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::{Plan, Sources};

/// Everything that a service becomes.
pub(crate) fn service(plan: &Plan, sources: &Sources) -> TokenStream {
    let (attributes, service) = (&sources.attributes, &sources.service);
    let handlers = handlers::handlers(plan, sources);
    let handlers = (!plan.handlers.is_empty()).then(|| quote!(impl #service { #handlers }));
    let implementation = block::service(plan, sources);
    let block_of_program = block::block(plan, sources);
    let fits = block::fits(sources);
    let documented = documented(attributes, "The service.");
    quote! {
        #documented
        pub struct #service;
        #handlers
        #implementation
        #block_of_program
        #fits
    }
}
