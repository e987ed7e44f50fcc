//! The table that describes the routes: from it comes `/openapi.json`.

use parseltongue_syntax::Place;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::block::duration;
use super::matching::located_at;
use crate::plan::{Files, Handler, HandlerSource, Plan, Reply, Resource, Source, Sources, Stand};
use crate::tree::Action;

/// `&[Entry::Resource(…), Entry::Route(…)]`
pub(super) fn entries(plan: &Plan, sources: &Sources) -> TokenStream {
    let service = sources.names.service();
    let resources = plan.resources.iter().enumerate().map(|(at, resource)| {
        let (record, path, doc) = (&sources.resources[at], &resource.path, &resource.doc);
        let actions = resource.actions.iter().map(|action| action_name(*action));
        let span = record_span(at, sources);
        let actions = quote!(&[#(#service::Action::#actions),*]);
        let located = sources.names.at(span).service();
        let of = quote_spanned!(located_at(span)=> #located::Resource::of::<#record>(#path, #actions));
        let mut fields = Vec::new();
        if !doc.is_empty() {
            fields.push(quote!(doc: #doc));
        }
        if !resource.if_match.is_empty() {
            let actions = resource.if_match.iter().map(|action| action_name(*action));
            fields.push(quote!(if_match: &[#(#service::Action::#actions),*]));
        }
        fields.extend(super::safety::guards(&resource.guards, &service));
        fields.extend(pages(resource, &service).map(|pages| quote!(pages: #pages)));
        let entry = if fields.is_empty() { of } else { quote!(#service::Resource { #(#fields,)* ..#of }) };
        quote!(#service::Entry::Resource(#entry),)
    });
    let handlers = plan.handlers.iter().zip(&sources.handlers).filter(|(handler, _)| handler.is_placed);
    let routes = handlers.map(|(handler, source)| {
        let route = route(handler, source, sources);
        quote!(#service::Entry::Route(#route),)
    });
    let events = plan.events.iter().zip(&sources.events).map(|(events, stream)| {
        let (path, doc) = (&events.path, &events.doc);
        let span = Place::of_all(stream, Span::call_site()).first;
        let located = sources.names.at(span).service();
        let of = quote_spanned!(located_at(span)=> #located::Events::of(#path, &#stream));
        let entry = if doc.is_empty() { of } else { quote!(#service::Events { doc: #doc, ..#of }) };
        quote!(#service::Entry::Events(#entry),)
    });
    let files = plan.files.iter().map(|files| {
        let files = self::files(files, &service);
        quote!(#service::Entry::Files(#files),)
    });
    quote!(&[#(#resources)* #(#routes)* #(#events)* #(#files)*])
}

/// `Files::of("/assets", "public")`
fn files(files: &Files, service: &TokenStream) -> TokenStream {
    let (path, from, doc) = (&files.path, &files.from, &files.doc);
    let mut fields = Vec::new();
    if !doc.is_empty() {
        fields.push(quote!(doc: #doc));
    }
    if let Some(nanoseconds) = files.kept_for_ns {
        let time = duration(nanoseconds);
        fields.push(quote!(kept_for: ::core::option::Option::Some(#time)));
    }
    if let Some(otherwise) = &files.otherwise {
        fields.push(quote!(otherwise: ::core::option::Option::Some(#otherwise)));
    }
    let of = quote!(#service::Files::of(#path, #from));
    if fields.is_empty() { of } else { quote!(#service::Files { #(#fields,)* ..#of }) }
}

/// `Pages::of(20, 100)`, where a resource says so.
pub(super) fn pages(resource: &Resource, service: &TokenStream) -> Option<TokenStream> {
    let (size, most) = resource.pages?;
    let (size, most) = (Literal::u64_unsuffixed(size), Literal::u64_unsuffixed(most));
    Some(quote!(#service::Pages::of(#size, #most)))
}

fn route(handler: &Handler, source: &HandlerSource, sources: &Sources) -> TokenStream {
    let (service, records) = (sources.names.service(), sources.names.records());
    let (name, path, doc) = (&handler.name, &handler.path, &handler.doc);
    let verb = super::matching::verb_name(handler.verb);
    let mut fields = Vec::new();
    if !doc.is_empty() {
        fields.push(quote!(doc: #doc));
    }
    let parameters: Vec<TokenStream> = source
        .parameters
        .iter()
        .zip(&handler.parameters)
        .enumerate()
        .filter_map(|(at, (parameter, from))| {
            let kind = parameter.kind.as_ref()?.tokens(&sources.names);
            let name = parameter.plain_name();
            let (place, name, stand) = match from {
                Source::Body(_) | Source::Caller { .. } => return None,
                Source::Path(_) => ("path", name, &Stand::Required),
                Source::Query(stand) => ("query", name, stand),
                Source::Header(header, stand) => ("header", header.clone(), stand),
                Source::Cookie(cookie, stand) => ("cookie", cookie.clone(), stand),
            };
            let place = format_ident!("{place}");
            let or = match stand {
                Stand::Required => quote!(),
                Stand::Literal(literal) => quote!(.or(#literal)),
                Stand::Computed => quote!(.or_computed()),
            };
            let rules = handler.rules.get(&at).map(|rules| rules.tokens(&sources.names));
            Some(quote!(#service::Parameter::#place::<#kind>(#name) #or #rules))
        })
        .collect();
    if !parameters.is_empty() {
        fields.push(quote!(parameters: &[#(#parameters),*]));
    }
    let body =
        source.parameters.iter().zip(&handler.parameters).find(|(_, from)| matches!(from, Source::Body(_)));
    if let Some((_, Source::Body(Some(envelope)))) = body {
        fields.push(quote!(body_within: ::core::option::Option::Some(#envelope)));
    }
    let caller = handler.parameters.iter().find_map(|from| match from {
        Source::Caller { is_optional } => Some(if *is_optional { "KnownIfSaid" } else { "Known" }),
        _ => None,
    });
    let caller = if handler.roles.is_empty() { caller } else { Some("Known") };
    if let Some(caller) = caller {
        let caller = format_ident!("{caller}");
        fields.push(quote!(caller: #service::CallerIs::#caller));
    }
    if !handler.roles.is_empty() {
        let roles = &handler.roles;
        fields.push(quote!(roles: &[#(#roles),*]));
    }
    if handler.rate_limit.is_some() {
        fields.push(quote!(is_limited: true));
    }
    if let Some(kind) = body.and_then(|(parameter, _)| parameter.kind.as_ref()) {
        let kind = kind.tokens(&sources.names);
        fields.push(quote!(body: ::core::option::Option::Some(<#kind as #records::json::Body>::FORM)));
    }
    if let Some(kind) = &source.result {
        let kind = kind.codec(&sources.names);
        let reply = match handler.reply {
            Reply::Created | Reply::CreatedAt(_) => quote!(created),
            Reply::Value | Reply::Nothing => quote!(json),
        };
        let within = handler.within.as_ref().map(|envelope| quote!(.within(#envelope)));
        fields.push(quote!(reply: #service::Reply::#reply::<#kind>() #within));
    }
    if let Some(ends) = &source.ends {
        // Without the feature that can, rustc tells so where it is asked for.
        let located = sources.names.at(source.keyword.span()).service();
        let (sends, receives) = (ends.sends.codec(&sources.names), ends.receives.tokens(&sources.names));
        fields.push(quote!(reply: #located::Reply::socket::<#sends, #receives>()));
    }
    if let Some(error) = &source.error {
        fields.push(quote!(failures: <#error as #records::Meaning>::cases));
    }
    let of = quote!(#service::Route::new(#service::Verb::#verb, #path, #name));
    if fields.is_empty() { of } else { quote!(#service::Route { #(#fields,)* ..#of }) }
}

/// The table of a resource's records in the service's store. It is located at the record, where
/// rustc then tells that the store does not hold it.
pub(super) fn repository(at: usize, sources: &Sources) -> TokenStream {
    let (record, span) = (&sources.resources[at], record_span(at, sources));
    let (path, store) = (sources.names.at(span).store(), &sources.store);
    quote_spanned!(located_at(span)=> #path::Table<#store, #record>)
}

/// Where the record of a resource stands.
pub(super) fn record_span(at: usize, sources: &Sources) -> Span {
    Place::of_all(&sources.resources[at], Span::call_site()).first
}

/// `Action::List` in the runtime's spelling.
pub(super) fn action_name(action: Action) -> Ident {
    let name = match action {
        Action::List => "List",
        Action::Read => "Read",
        Action::Create => "Create",
        Action::Change => "Change",
        Action::Delete => "Delete",
    };
    Ident::new(name, Span::call_site())
}

/// The function of the runtime that does it.
pub(super) fn action_function(action: Action) -> Ident {
    let name = Action::ALL.into_iter().find(|(_, other)| *other == action).map_or("list", |(name, _)| name);
    Ident::new(name, Span::call_site())
}
