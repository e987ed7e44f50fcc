//! The Rust of a function.

use proc_macro2::TokenStream;
use quote::quote;

use super::check::Function;
use super::plan::{FunctionPlan, Gives};
use crate::items::Item;
use crate::written::at_keyword;
use crate::{BodyContext, Leaving, Names, Problems};

/// The body, its words rewritten.
pub(super) fn body(
    plan: &FunctionPlan,
    function: &Function,
    names: &Names,
    problems: &mut Problems,
) -> TokenStream {
    let leaving = match plan.gives {
        Gives::Value => Leaving::Plain,
        Gives::ResultOfError | Gives::ResultOfFailure => {
            Leaving::Result { error: function.error.clone(), wrap: None }
        }
    };
    let store = function.store.clone();
    let context = BodyContext { names, store, leaving, may_wait: plan.is_async };
    let body = context.rewrite(&function.body, problems);
    match plan.gives {
        Gives::Value if plan.is_without_value => body.tokens,
        Gives::ResultOfError | Gives::ResultOfFailure if plan.is_without_value => body.giving_nothing(),
        _ => body.giving_a_value(problems),
    }
}

/// Writes a function with that body.
pub(super) fn function(
    plan: &FunctionPlan,
    function: &Function,
    body: &TokenStream,
    item: &Item<'_>,
) -> TokenStream {
    let Function { name, attributes, error, .. } = function;
    let records = item.names.records();
    let first = at_keyword("pub", &item.keyword);
    let parameters = function.parameters.iter().map(|(attributes, name, kind)| {
        let kind = kind.tokens(item.names);
        quote!(#attributes #name: #kind)
    });
    let value = function.result.as_ref().map_or_else(|| quote!(()), |result| result.tokens(item.names));
    let result = match plan.gives {
        Gives::Value if plan.is_without_value => quote!(),
        Gives::Value => quote!(-> #value),
        Gives::ResultOfError => quote!(-> ::core::result::Result<#value, #error>),
        Gives::ResultOfFailure => {
            let error = error.clone().unwrap_or_else(|| quote!(#records::NoError));
            quote!(-> ::core::result::Result<#value, #records::Failure<#error>>)
        }
    };
    let waits = plan.is_async.then(|| quote!(async));
    quote! {
        #attributes
        #first #waits fn #name(#(#parameters),*) #result { #body }
    }
}
