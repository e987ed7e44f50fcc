//! Rust from the plan. No decisions here.

mod block;
mod handlers;
mod matching;
mod safety;
mod table;
mod work;

use parseltongue_syntax::documented;
use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::{Plan, Sources};

/// Everything that a service becomes.
pub(crate) fn service(plan: &Plan, sources: &Sources) -> TokenStream {
    let (attributes, service) = (&sources.attributes, &sources.service);
    let handlers = handlers::handlers(plan, sources);
    let jobs = work::functions(plan, sources);
    let has_functions = !plan.handlers.is_empty() || !plan.jobs.is_empty() || !plan.duties.is_empty();
    let handlers = has_functions.then(|| quote!(impl #service { #handlers #jobs }));
    let records = work::records(plan, sources);
    let implementation = block::service(plan, sources);
    let block_of_program = block::block(plan, sources);
    let fits = block::fits(sources);
    let documented = documented(attributes, "The service.");
    quote! {
        #documented
        pub struct #service;
        #records
        #handlers
        #implementation
        #block_of_program
        #fits
    }
}
