//! Who may call, and how often, as constants and as checks before an answer.

use parseltongue_syntax::Place;
use parseltongue_syntax::query::Condition;
use proc_macro2::{Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use super::block::duration;
use super::matching::located_at;
use crate::plan::{Guarded, Limit, Plan, Sources};
use crate::tree::{Action, Whose};

/// The constants of a service about its callers.
pub(super) fn constants(plan: &Plan, service: &TokenStream) -> TokenStream {
    let rates = (!plan.rate_limits.is_empty()).then(|| {
        let limits = plan.rate_limits.iter().map(|limit| rate_limit(limit, service));
        quote!(const RATE_LIMITS: &'static [#service::RateLimit] = &[#(#limits),*];)
    });
    let limited = plan.handlers.iter().any(|handler| handler.rate_limit.is_some());
    let limited = limited.then(|| {
        quote!(
            const HAS_LIMITED_ROUTES: bool = true;
        )
    });
    let proxies = plan.behind_proxies.map(|proxies| {
        let proxies = Literal::u64_unsuffixed(proxies);
        quote!(const BEHIND_PROXIES: usize = #proxies;)
    });
    let private = (!plan.private.is_empty()).then(|| {
        let paths = &plan.private;
        quote!(const PRIVATE: &'static [&'static str] = &[#(#paths),*];)
    });
    quote!(#rates #limited #proxies #private)
}

/// `RateLimit::by_address(5, Duration::from_secs(60))`
pub(super) fn rate_limit(limit: &Limit, service: &TokenStream) -> TokenStream {
    let (count, window) = (Literal::u64_unsuffixed(limit.count), duration(limit.nanoseconds));
    match limit.whose {
        Whose::Address => quote!(#service::RateLimit::by_address(#count, #window)),
        Whose::Caller => quote!(#service::RateLimit::by_caller(#count, #window)),
    }
}

/// The caller of a service in a generated body: what a user writes as `caller` in a rule.
pub(super) fn caller(span: Span) -> Ident {
    Ident::new("caller", Span::mixed_site().located_at(span))
}

/// Reads the caller as the service's own record of it; `role` asks it for one.
pub(super) fn reads_caller(call: &TokenStream, variable: &Ident, sources: &Sources) -> Option<TokenStream> {
    let callers = sources.callers.as_ref()?;
    let record = &callers.record;
    let span = Place::of_all(record, Span::call_site()).first;
    let (path, store) = (sources.names.at(span).store(), &sources.store);
    Some(quote_spanned! {located_at(span)=>
        let #variable = #call.caller::<#path::Table<#store, #record>>().await?;
    })
}

/// `call.requires_role(&caller.role, &["trader"])?;`
pub(super) fn requires_role(
    call: &TokenStream,
    variable: &Ident,
    roles: &[String],
    sources: &Sources,
) -> Option<TokenStream> {
    let role = sources.callers.as_ref()?.role.as_ref()?;
    // Where the field says no role rustc tells so there.
    (!roles.is_empty()).then(|| {
        let call = super::matching::at_place(call.clone(), role.span());
        quote_spanned!(located_at(role.span())=> #call.requires_role(&#variable.#role, &[#(#roles),*])?;)
    })
}

/// The rule of an action as a closure on the record, and whether there is one.
pub(super) fn rule(at: usize, action: Action, sources: &Sources) -> Option<TokenStream> {
    let of = |action: Action| {
        sources.rules.iter().find(|(resource, of, _)| *resource == at && *of == action).map(|(.., rule)| rule)
    };
    let (reading, doing) = (of(Action::Read), of(action));
    // A rule of reading hides a record from who would change it as well; one that is made is nobody's yet.
    let reading = reading.filter(|_| action != Action::Create && action != Action::List);
    if reading.is_none() && doing.is_none() {
        return None;
    }
    let service = sources.names.service();
    let record = Ident::new("record", Span::mixed_site());
    let kind = &sources.resources[at];
    let holds = |rule: Option<&Condition>| rule.map_or_else(|| quote!(true), |rule| in_rust(rule, &record));
    let sees = holds(reading);
    let does = if action == Action::Read { quote!(true) } else { holds(doing) };
    let sees = if action == Action::Read { holds(doing) } else { sees };
    Some(quote!(move |#record: &#kind| #service::may(#sees, #does)))
}

/// The condition with `caller` as the generated body's.
fn in_rust(rule: &Condition, record: &Ident) -> TokenStream {
    without_parentheses(of_caller(rule.rust(&quote!(#record))))
}

/// A comparison stands in parentheses, which rustc calls superfluous around an argument.
fn without_parentheses(tokens: TokenStream) -> TokenStream {
    let all: Vec<TokenTree> = tokens.into_iter().collect();
    match all.as_slice() {
        [TokenTree::Group(group)] if group.delimiter() == proc_macro2::Delimiter::Parenthesis => {
            without_parentheses(group.stream())
        }
        _ => all.into_iter().collect(),
    }
}

fn of_caller(tokens: TokenStream) -> TokenStream {
    let mut is_member = false;
    let rewritten = tokens.into_iter().map(|token| {
        let was_member = std::mem::replace(
            &mut is_member,
            matches!(&token, TokenTree::Punct(sign) if matches!(sign.as_char(), '.' | ':')),
        );
        match token {
            TokenTree::Ident(word) if word == "caller" && !was_member => caller(word.span()).into(),
            TokenTree::Group(group) => {
                let mut inside = Group::new(group.delimiter(), of_caller(group.stream()));
                inside.set_span(group.span());
                inside.into()
            }
            other => other,
        }
    });
    rewritten.collect()
}

/// `guards: &[Guard { … }],` in the description of a resource.
pub(super) fn guards(guards: &[Guarded], service: &TokenStream) -> Option<TokenStream> {
    let guards = guards.iter().map(|guard| {
        let (action, roles, is_of_record) =
            (super::table::action_name(guard.action), &guard.roles, guard.is_of_record);
        let caller = if guard.asks_caller { quote!(Known) } else { quote!(Anybody) };
        quote! {
            #service::Guard {
                action: #service::Action::#action,
                caller: #service::CallerIs::#caller,
                roles: &[#(#roles),*],
                is_of_record: #is_of_record,
            }
        }
    });
    let guards: Vec<TokenStream> = guards.collect();
    (!guards.is_empty()).then(|| quote!(guards: &[#(#guards),*]))
}
