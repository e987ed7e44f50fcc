//! The functions that answer routes.

use parseltongue_syntax::tokens::located;
use proc_macro2::{Delimiter, Group, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::matching::located_at;
use crate::plan::{Handler, HandlerSource, Plan, Sources};
use crate::talk;

/// `pub async fn post_orders_id_fill(id: Uuid) -> Result<Trade, Failure<ExchangeError>> { … }` for each route.
pub(super) fn handlers(plan: &Plan, sources: &Sources) -> TokenStream {
    plan.handlers
        .iter()
        .zip(&sources.handlers)
        .map(|(handler, source)| function(handler, source, sources))
        .collect()
}

fn function(handler: &Handler, source: &HandlerSource, sources: &Sources) -> TokenStream {
    let records = sources.names.records();
    let (attributes, body) = (&source.attributes, &source.body);
    let name = format_ident!("{}", handler.name);
    let place = format!(" `{} {}`", handler.verb.method(), handler.path);
    let place =
        if handler.doc.is_empty() { quote!(#[doc = #place]) } else { quote!(#[doc = ""] #[doc = #place]) };
    let public = located(quote!(pub), source.keyword.span());
    let lines = handler.lines.iter().map(|at| {
        let line = &sources.lines[*at];
        let (name, kind) = (&line.name, line.shared_type(&sources.names));
        quote!(#name: &#kind)
    });
    let parameters = source.parameters.iter().map(|parameter| {
        let kind = parameter.kind.as_ref().map(|kind| kind.tokens(&sources.names));
        let (attributes, name) = (&parameter.attributes, &parameter.name);
        quote!(#attributes #name: #kind)
    });
    let socket = source.ends.as_ref().map(|ends| {
        let (service, socket) = (sources.names.service(), talk::socket());
        let (sends, receives) = (ends.sends.tokens(&sources.names), ends.receives.tokens(&sources.names));
        quote!(#[allow(unused_mut)] mut #socket: #service::Socket<#sends, #receives>,)
    });
    let count = handler.lines.len() + source.parameters.len();
    // As many as the route has; clippy speaks of functions that people call.
    let many = (count > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    let value = source.result.as_ref().map_or_else(|| quote!(()), |result| result.tokens(&sources.names));
    let error = source.error.clone().unwrap_or_else(|| quote!(#records::NoError));
    // A body that comes to its end without a value is told at the result that it lacks.
    let span = source.result.as_ref().map_or_else(Span::call_site, |result| result.place.first);
    let records = sources.names.at(span).records();
    let result = quote_spanned!(located_at(span)=> ::core::result::Result<#value, #records::Failure<#error>>);
    let mut body = Group::new(Delimiter::Brace, body.clone());
    body.set_span(source.braces);
    quote! {
        #attributes
        #place
        #many
        #public async fn #name(#socket #(#lines,)* #(#parameters),*) -> #result #body
    }
}
