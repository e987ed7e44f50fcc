//! The block as a program starts, runs and stops it.

use parseltongue_syntax::LetLine;
use proc_macro2::{Literal, TokenStream};
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
        if sources.lets.is_empty() {
            return quote! {
                fn run(core: usize) -> #cores::LocalFuture<()> {
                    #runtime::run([#calls])
                }
            };
        }
        let variables = variables(plan, sources);
        quote! {
            fn run(core: usize) -> #cores::LocalFuture<()> {
                ::std::boxed::Box::pin(async move {
                    #variables
                    #runtime::run([#calls]).await
                })
            }
        }
    });
    let place = place(sources);
    quote! {
        impl #cores::Block for #block {
            const NAME: &'static str = #name;
            const KIND: #cores::BlockKind = #cores::BlockKind::Streams;

            fn open(opening: &mut #cores::Opening) -> ::core::result::Result<(), #cores::StartError> {
                #open_store
                #place
                #runtime::open::<#block>(opening)
            }
            #run
            fn close() {
                #runtime::close::<#block>();
            }
        }
    }
}

/// Makes the variables that all cores share, once in a world.
fn place(sources: &Sources) -> Option<TokenStream> {
    let (runtime, block) = (sources.names.streams(), &sources.block);
    let shared: Vec<&LetLine> = sources.lets.iter().filter(|line| !line.is_local()).collect();
    let kinds: Vec<TokenStream> = shared.iter().map(|line| line.shared_type(&sources.names)).collect();
    let values = shared.iter().map(|line| &line.value);
    (!shared.is_empty())
        .then(|| quote!(#runtime::place::<#block, (#(#kinds,)*)>(opening, (#(<#kinds>::new(#values),)*));))
}

/// The variables as one core has them: its own of the shared ones, and those that are only its.
fn variables(plan: &Plan, sources: &Sources) -> TokenStream {
    let (runtime, block, names) = (sources.names.streams(), &sources.block, &sources.names);
    let is_spoken_of = |at: usize| plan.consumers.iter().any(|consumer| consumer.lines.contains(&at));
    let lines = || sources.lets.iter().enumerate();
    let shared: Vec<(usize, &LetLine)> = lines().filter(|(_, line)| !line.is_local()).collect();
    let kinds = shared.iter().map(|(_, line)| line.shared_type(names));
    let taken = shared.iter().enumerate().filter(|(_, (at, _))| is_spoken_of(*at)).map(|(index, (at, _))| {
        let (index, name) = (Literal::usize_unsuffixed(index), consumer::variable(*at));
        quote!(let #name = placed.variables.#index.share();)
    });
    let taken: TokenStream = taken.collect();
    let placed =
        (!taken.is_empty()).then(|| quote!(let placed = #runtime::placed::<#block, (#(#kinds,)*)>(); #taken));
    let local = lines().filter(|(at, line)| line.is_local() && is_spoken_of(*at)).map(|(at, line)| {
        let (name, kind, value) = (consumer::variable(at), line.shared_type(names), &line.value);
        quote!(let #name = <#kind>::new(#value);)
    });
    let local: TokenStream = local.collect();
    quote!(#placed #local)
}

/// `impl<P: Names<Other>> FitsIn<P> for Market {}`
pub(super) fn fits(sources: &Sources) -> TokenStream {
    let (cores, block) = (sources.names.cores(), &sources.block);
    let bounds = sources.needs.iter().map(|needed| quote!(#cores::Names<#needed>));
    quote!(impl<P: #(#bounds)+*> #cores::FitsIn<P> for #block {})
}
