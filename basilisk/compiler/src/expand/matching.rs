//! The match that finds the route of a call: segments first, then the method.

use parseltongue_syntax::Place;
use parseltongue_syntax::tokens::is_name;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use crate::path::Segment;
use crate::plan::{
    self, Answer, Files, Guarded, Handler, HandlerSource, Plan, Reply, Source, Sources, Stand, Target,
};
use crate::tree::{Action, Ends, Verb, Whose};

/// `async fn answer(call: &Call<'_, Self>) -> Outcome { match … }`
pub(super) fn answer(plan: &Plan, sources: &Sources) -> TokenStream {
    let service = sources.names.service();
    let call = call();
    let segments = Literal::usize_unsuffixed(plan.segments);
    let arms = plan.places.iter().map(|place| arm(place, plan, sources));
    let files = plan.files.iter().enumerate().map(|(at, files)| files_arm(at, files, sources));
    // Files at `/` take every path that is left.
    let is_all_taken = plan.files.iter().any(|files| files.segments.is_empty());
    let nowhere = (!is_all_taken).then(|| quote!(_ => #call.not_found(),));
    let before = super::work::before(plan, &call);
    quote! {
        async fn answer(#call: &#service::Call<'_, Self>) -> #service::Outcome {
            #before
            match *#call.segments::<#segments>().as_slice() {
                ["health", "live" | "ready"] | ["metrics" | "openapi.json"] => #service::built_in(#call),
                #(#arms)*
                #(#files)*
                #nowhere
            }
        }
    }
}

fn arm(place: &plan::Place, plan: &Plan, sources: &Sources) -> TokenStream {
    let (service, call, allow) = (sources.names.service(), call(), &place.allow);
    let pattern = place.path.iter().map(|segment| match segment {
        Segment::Literal(text) => quote!(#text),
        Segment::Parameter(name) => {
            let name = local(name);
            quote!(#name)
        }
    });
    let routes = place.routes.iter().map(|route| {
        let (verb, answer) = (verb_name(route.verb), target_call(route, place, plan, sources));
        quote!(#service::Verb::#verb => #answer,)
    });
    quote! {
        [#(#pattern),*] => match #call.verb() {
            #(#routes)*
            _ => #call.not_allowed(#allow),
        },
    }
}

/// `["assets", ..] => …`: what follows is the name of a file.
fn files_arm(at: usize, files: &Files, sources: &Sources) -> TokenStream {
    let (service, call) = (sources.names.service(), call());
    let literals = files.segments.iter().filter_map(|segment| match segment {
        Segment::Literal(text) => Some(text),
        Segment::Parameter(_) => None,
    });
    let (at, number) = (Literal::usize_unsuffixed(at), Literal::usize_unsuffixed(files.number));
    quote! {
        [#(#literals,)* ..] => match #call.verb() {
            #service::Verb::Get => #service::files(#call.at(#number), #at).await,
            _ => #call.not_allowed("GET, HEAD, OPTIONS"),
        },
    }
}

/// `call.at(3)` tells the runtime which route it is, for its counts.
fn target_call(answer: &Answer, place: &plan::Place, plan: &Plan, sources: &Sources) -> TokenStream {
    let call = call();
    let number = Literal::usize_unsuffixed(answer.number);
    let call = quote!(#call.at(#number));
    match answer.target {
        Target::Handler(at) => {
            route(&call, answer.number, &plan.handlers[at], &sources.handlers[at], place, plan, sources)
        }
        Target::Events(at) => {
            let stream = &sources.events[at];
            let span = Place::of_all(stream, Span::call_site()).first;
            let service = sources.names.at(span).service();
            quote_spanned!(located_at(span)=> #service::events(#call, #stream).await)
        }
        Target::Resource(at, action) => {
            let table = super::table::repository(at, sources);
            let action_name = super::table::action_function(action);
            let pages = super::table::pages(&plan.resources[at], &sources.names.service());
            let guard = plan.resources[at].guards.iter().find(|guard| guard.action == action);
            let entered = call;
            // Behind a guard the call has been entered.
            let call = if guard.is_some() { self::call().into_token_stream() } else { entered.clone() };
            let guarded = |answer: TokenStream| match guard {
                Some(guard) => behind_guard(&entered, guard, &answer, sources),
                None => answer,
            };
            if let (Action::List, Some(pages)) = (action, pages) {
                let span = super::table::record_span(at, sources);
                let service = sources.names.at(span).service();
                return guarded(quote_spanned! {located_at(span)=>
                    #service::resource::list_in_pages::<#table, Self>(#call, #pages).await
                });
            }
            let key = match place.path.last() {
                Some(Segment::Parameter(name)) if action.is_of_one() => {
                    let name = local(name);
                    quote!(, #name)
                }
                _ => quote!(),
            };
            // Located at the record, where rustc then tells that the store does not hold it.
            let span = super::table::record_span(at, sources);
            let service = sources.names.at(span).service();
            let is_if_match = plan.resources[at].if_match.contains(&action);
            let call = if is_if_match { quote!(#call.with_if_match()?) } else { call };
            if let Some(rule) = super::safety::rule(at, action, sources) {
                let action_name = format_ident!("{action_name}_if");
                return guarded(quote_spanned! {located_at(span)=>
                    #service::#action_name::<#table, Self>(#call #key, #rule).await
                });
            }
            guarded(quote_spanned! {located_at(span)=>
                #service::resource::#action_name::<#table, Self>(#call #key).await
            })
        }
    }
}

/// Asks who calls before it answers.
fn behind_guard(
    entered: &TokenStream,
    guard: &Guarded,
    answer: &TokenStream,
    sources: &Sources,
) -> TokenStream {
    let (call, caller) = (call(), super::safety::caller(Span::call_site()));
    let (read, role) = if guard.asks_caller {
        let call = quote!(#call);
        (
            super::safety::reads_caller(&call, &caller, sources),
            super::safety::requires_role(&call, &caller, &guard.roles, sources),
        )
    } else {
        (None, None)
    };
    quote!({ let #call = #entered; #read #role #answer })
}

/// Reads the parameters, calls the handler, and answers with what it gives.
fn route(
    entered: &TokenStream,
    number: usize,
    handler: &Handler,
    source: &HandlerSource,
    place: &plan::Place,
    plan: &Plan,
    sources: &Sources,
) -> TokenStream {
    let (call, given) = (call(), Ident::new("given", Span::mixed_site()));
    let mut reads = Vec::new();
    let mut arguments = Vec::new();
    let mut caller = None;
    for at in &handler.lines {
        let line = &plan.lines[*at];
        let index = Literal::usize_unsuffixed(line.index);
        let whose = if line.is_local { quote!(local) } else { quote!(shared) };
        arguments.push(quote!(&#call.#whose().#index));
    }
    for (at, (parameter, from)) in source.parameters.iter().zip(&handler.parameters).enumerate() {
        let variable = local(&parameter.plain_name());
        let default = |stand: &Stand| {
            let default = parameter.default.as_ref()?;
            let is_text = matches!(stand, Stand::Literal(text) if text.starts_with('"'));
            Some(if is_text { quote!(::core::convert::From::from(#default)) } else { default.clone() })
        };
        // With its type in view, rustc tells a wrong one on the user's own word.
        let kind = parameter.kind.as_ref().map_or_else(|| quote!(_), |kind| kind.tokens(&sources.names));
        let keeping = |key: &str| {
            let rules = handler.rules.get(&at)?.tokens(&sources.names);
            let records = sources.names.records();
            let field = quote!(#records::Field::new(#key, <#kind as #records::Value>::KIND) #rules);
            Some(quote!(let #variable = #given.keeping(#variable, &#field);))
        };
        let (key, read) = match from {
            Source::Body(envelope) => {
                let span = parameter.kind.as_ref().map_or_else(Span::call_site, |kind| kind.place.first);
                let call = Ident::new("call", call.span().located_at(span));
                arguments.push(match envelope {
                    None => quote_spanned!(located_at(span)=> #call.body::<#kind>().await?),
                    Some(name) => quote_spanned!(located_at(span)=> #call.body_within::<#kind>(#name).await?),
                });
                continue;
            }
            Source::Caller { is_optional } => {
                // Who calls is known before anything else of the call is looked at.
                let record = parameter.kind.as_ref().map(|kind| kind.without_optional());
                let span = record.map_or_else(Span::call_site, |record| record.place.first);
                let (path, store) = (sources.names.at(span).store(), &sources.store);
                let record = record.map(|record| record.tokens(&sources.names));
                let function = format_ident!("{}", if *is_optional { "caller_if_any" } else { "caller" });
                caller = Some(quote_spanned! {located_at(span)=>
                    let #variable = #call.#function::<#path::Table<#store, #record>>().await?;
                });
                arguments.push(quote!(#variable));
                continue;
            }
            Source::Path(at) => {
                let Segment::Parameter(segment) = &place.path[*at] else { continue };
                let (segment, name) = (local(segment), parameter.plain_name());
                reads.push(quote!(let #variable = #given.path::<#kind>(#name, #segment);));
                reads.extend(keeping(&name));
                arguments.push(quote!(#given.take(#variable)?));
                continue;
            }
            Source::Query(stand) => (parameter.plain_name(), ("query", default(stand))),
            Source::Header(header, stand) => (header.clone(), ("header", default(stand))),
            Source::Cookie(cookie, stand) => (cookie.clone(), ("cookie", default(stand))),
        };
        let (place, default) = read;
        let read = match default {
            Some(default) => {
                let place = format_ident!("{place}_or");
                quote!(let #variable = #given.#place::<#kind>(#key, || #default);)
            }
            None => {
                let place = format_ident!("{place}");
                quote!(let #variable = #given.#place::<#kind>(#key);)
            }
        };
        reads.push(read);
        reads.extend(keeping(&key));
        arguments.push(quote!(#given.take(#variable)?));
    }
    let call_tokens = quote!(#call);
    let limited = handler.rate_limit.as_ref().map(|limit| {
        let number = Literal::usize_unsuffixed(number);
        let limit = super::safety::rate_limit(limit, &sources.names.service());
        quote!(#call.limited(#number, #limit)?;)
    });
    if !handler.roles.is_empty() {
        let known = source.parameters.iter().zip(&handler.parameters);
        let known = known.into_iter().find(|(_, from)| matches!(from, Source::Caller { .. }));
        let variable = match known {
            Some((parameter, _)) => local(&parameter.plain_name()),
            None => {
                let variable = super::safety::caller(Span::call_site());
                caller = super::safety::reads_caller(&call_tokens, &variable, sources);
                variable
            }
        };
        let role = super::safety::requires_role(&call_tokens, &variable, &handler.roles, sources);
        caller = Some(quote!(#caller #role));
    }
    if let Some(limited) = limited {
        // Who calls is known before: a limit may be by caller.
        let by_caller = handler.rate_limit.as_ref().is_some_and(|limit| limit.whose == Whose::Caller);
        caller = Some(if by_caller { quote!(#caller #limited) } else { quote!(#limited #caller) });
    }
    // An error that has no meaning is told where it is named, a result that cannot be sent at its type.
    let at = located_at(source.result.as_ref().map_or_else(Span::call_site, |result| result.place.first));
    let span = source.error.as_ref().map(|error| Place::of_all(error, Span::call_site()).first);
    let span = span.map_or(at, located_at);
    let name = Ident::new(&handler.name, span);
    if let Some(ends) = &source.ends {
        let lines = handler.lines.len();
        let entering = quote!(let #call = #entered;);
        let given = (!reads.is_empty()).then(|| quote!(let mut #given = #call.given(); #(#reads)*));
        return socket(
            ends,
            handler,
            source,
            &quote!(#entering #caller #given),
            &arguments[lines..],
            plan,
            sources,
        );
    }
    let value = quote_spanned!(span=> Self::#name(#(#arguments),*).await?);
    let is_plain = reads.is_empty() && caller.is_none();
    let answers = at_place(if is_plain { entered.clone() } else { quote!(#call) }, at);
    let answer = match (&handler.reply, &handler.within) {
        (Reply::Value, None) => quote_spanned!(at=> #answers.json(#value)),
        (Reply::Value, Some(envelope)) => quote_spanned!(at=> #answers.json_within(#envelope, #value)),
        (Reply::Created, None) => quote_spanned!(at=> #answers.created(#value)),
        (Reply::Created, Some(envelope)) => quote_spanned!(at=> #answers.created_within(#envelope, #value)),
        (Reply::CreatedAt(path), _) => quote_spanned!(at=> #answers.created_at(#path, #value)),
        (Reply::Nothing, _) => quote!(#answers.nothing(#value)),
    };
    if is_plain {
        return answer;
    }
    let entering = caller.is_some().then(|| quote!(let #call = #entered;));
    let entered = if caller.is_some() { &quote!(#call) } else { entered };
    let given = (!reads.is_empty()).then(|| quote!(let mut #given = #entered.given(); #(#reads)*));
    quote!({ #entering #caller #given #answer })
}

/// Reads the parameters, and answers with a socket whose body has them.
fn socket(
    ends: &Ends,
    handler: &Handler,
    source: &HandlerSource,
    entering: &TokenStream,
    arguments: &[TokenStream],
    plan: &Plan,
    sources: &Sources,
) -> TokenStream {
    let (service, records) = (sources.names.service(), sources.names.records());
    let (call, held, socket) = (call(), Ident::new("held", Span::mixed_site()), crate::talk::socket());
    let taken: Vec<Ident> =
        (0..arguments.len()).map(|at| format_ident!("taken_{at}", span = Span::mixed_site())).collect();
    let lines = handler.lines.iter().map(|at| {
        let line = &plan.lines[*at];
        let index = Literal::usize_unsuffixed(line.index);
        let whose = if line.is_local { quote!(local) } else { quote!(shared) };
        quote!(&#held.#whose().#index,)
    });
    let error = source.error.clone().unwrap_or_else(|| quote!(#records::NoError));
    let receives = ends.receives.tokens(&sources.names);
    let name = format_ident!("{}", handler.name);
    let run = quote! {
        move |#held: #service::Held<Self>, #socket| async move {
            Self::#name(#socket, #(#lines)* #(#taken),*).await
        }
    };
    let answer = match &ends.from {
        None => {
            let sends = ends.sends.tokens(&sources.names);
            quote!(#service::socket::<Self, #sends, #receives, #error, _, _>(#call, #run).await)
        }
        Some(stream) => {
            let at = located_at(Place::of_all(stream, Span::call_site()).first);
            quote_spanned! {at=>
                #service::socket_from::<Self, _, #receives, #error, _, _>(#call, #stream, #run).await
            }
        }
    };
    quote!({ #entering #(let #taken = #arguments;)* #answer })
}

/// Generated code that is underlined where `span` is.
pub(super) fn located_at(span: Span) -> Span {
    Span::call_site().located_at(span)
}

/// The same tokens, resolved as they were and underlined where `span` is.
pub(super) fn at_place(tokens: TokenStream, span: Span) -> TokenStream {
    let placed = tokens.into_iter().map(|mut token| {
        token.set_span(token.span().located_at(span));
        token
    });
    placed.collect()
}

fn call() -> Ident {
    Ident::new("call", Span::mixed_site())
}

/// A local of generated code: what a user writes can neither see nor hide it.
fn local(name: &str) -> Ident {
    let is_taken = matches!(name, "call" | "given") || !is_name(name);
    let name = if is_taken { format!("{name}_") } else { name.to_owned() };
    Ident::new(&name, Span::mixed_site())
}

/// The method in the runtime's spelling.
pub(super) fn verb_name(verb: Verb) -> Ident {
    let name = match verb {
        Verb::Delete => "Delete",
        Verb::Get => "Get",
        Verb::Patch => "Patch",
        Verb::Post => "Post",
        Verb::Put => "Put",
    };
    Ident::new(name, Span::call_site())
}
