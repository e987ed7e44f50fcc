//! The bodies of consumers as functions, and the calls that run them.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::plan::{ConsumerPlan, Plan, Sources};

/// `async fn consume_trades_as_billing(trade: Trade) -> Result<(), Failure<NoError>> { … }`
pub(super) fn functions(plan: &Plan, sources: &Sources) -> TokenStream {
    let records = sources.names.records();
    let functions = plan.consumers.iter().zip(&sources.consumers).map(|(consumer, source)| {
        let name = format_ident!("{}", consumer.function);
        let attributes = &source.attributes;
        let record = &sources.streams[consumer.stream].record;
        let kind = match consumer.batches {
            Some(_) => quote!(::std::vec::Vec<#record>),
            None => record.clone(),
        };
        let parameter = source.record.as_ref().map_or_else(|| quote!(_), |name| quote!(#name));
        let lines = consumer.lines.iter().map(|at| {
            let line = &sources.lets[*at];
            let (name, kind) = (&line.name, line.shared_type(&sources.names));
            quote!(#name: #kind,)
        });
        let error = source.error.clone().unwrap_or_else(|| quote!(#records::NoError));
        let body = &source.body.tokens;
        let end = (!source.body.ends_by_leaving).then(|| quote!(::core::result::Result::Ok(())));
        // The item begins where the user's `consume` stands.
        let begin = quote_spanned!(Span::call_site().located_at(source.keyword.span())=> async);
        quote! {
            #attributes
            #begin fn #name(#(#lines)* #parameter: #kind) -> ::core::result::Result<(), #records::Failure<#error>> {
                #body
                #end
            }
        }
    });
    quote!(#(#functions)*)
}

/// `consume(core, 0, Market::Trades, Some(Market::Dead), Market::consume_trades_as_billing)`
pub(super) fn calls(plan: &Plan, sources: &Sources) -> TokenStream {
    let (runtime, block) = (sources.names.streams(), &sources.block);
    let calls = plan.consumers.iter().zip(&sources.consumers).enumerate();
    let calls = calls.map(|(index, (consumer, source))| {
        let index = Literal::usize_unsuffixed(index);
        let called =
            format_ident!("{}", if consumer.batches.is_some() { "consume_batches" } else { "consume" });
        let stream = named(&source.stream, block);
        let then_to = match consumer.then_to.and(source.then_to.as_ref()) {
            Some(aside) => {
                let aside = named(aside, block);
                quote!(::core::option::Option::Some(#aside))
            }
            None => quote!(::core::option::Option::None),
        };
        let function = format_ident!("{}", consumer.function);
        let body = body(consumer, &quote!(#block::#function));
        quote!(#runtime::#called(core, #index, #stream, #then_to, #body))
    });
    quote!(#(#calls),*)
}

/// The function, or where it takes variables of the block a closure that hands it its own of each.
fn body(consumer: &ConsumerPlan, function: &TokenStream) -> TokenStream {
    if consumer.lines.is_empty() {
        return function.clone();
    }
    let names: Vec<Ident> = consumer.lines.iter().map(|at| variable(*at)).collect();
    quote!({
        #(let #names = #names.share();)*
        move |record| #function(#(#names.share(),)* record)
    })
}

/// What generated code calls the variable at that place.
pub(super) fn variable(at: usize) -> Ident {
    format_ident!("variable_{at}", span = Span::mixed_site())
}

/// `Market::Trades`, all of it where the line says `Trades`: a stream of another record is told there.
fn named(stream: &Ident, block: &Ident) -> TokenStream {
    let span = Span::call_site().located_at(stream.span());
    let mut block = block.clone();
    block.set_span(span);
    quote_spanned!(span=> #block::#stream)
}
