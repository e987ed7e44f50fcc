//! The block as a program starts, runs and stops it.

use proc_macro2::TokenStream;
use quote::quote;

use super::consumer;
use crate::plan::{Plan, Sources};

/// `impl Block for Market { … }`
pub(super) fn block(plan: &Plan, sources: &Sources) -> TokenStream {
    let (runtime, cores, block) = (sources.names.streams(), sources.names.cores(), &sources.block);
    let name = block.to_string();
    let open_store = sources.store.as_ref().map(|store| quote!(opening.open::<#store>()?;));
    debug_assert_eq!(open_store.is_some(), plan.uses_a_store);
    let run = (!plan.consumers.is_empty()).then(|| {
        let calls = consumer::calls(plan, sources);
        quote! {
            fn run(core: usize) -> #cores::LocalFuture<()> {
                #runtime::run([#calls])
            }
        }
    });
    quote! {
        impl #cores::Block for #block {
            const NAME: &'static str = #name;
            const KIND: #cores::BlockKind = #cores::BlockKind::Streams;

            fn open(opening: &mut #cores::Opening) -> ::core::result::Result<(), #cores::StartError> {
                #open_store
                #runtime::open::<#block>(opening)
            }
            #run
            fn close() {
                #runtime::close::<#block>();
            }
        }
    }
}

/// `impl<P: Names<Other>> FitsIn<P> for Market {}`
pub(super) fn fits(sources: &Sources) -> TokenStream {
    let (cores, block) = (sources.names.cores(), &sources.block);
    let bounds = sources.needs.iter().map(|needed| quote!(#cores::Names<#needed>));
    quote!(impl<P: #(#bounds)+*> #cores::FitsIn<P> for #block {})
}
