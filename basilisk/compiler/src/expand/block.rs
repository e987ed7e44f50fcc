//! The service as its runtime sees it, and the block as a program starts and runs it.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::{matching, table, work};
use crate::plan::{Plan, Sources};
use crate::tree::{Coding, Named};

/// `impl Service for Exchange { … }`
pub(super) fn service(plan: &Plan, sources: &Sources) -> TokenStream {
    let (runtime, service) = (sources.names.service(), &sources.service);
    let (listen_on, doc) = (&plan.listen_on, &plan.doc);
    let deadline = plan.deadline_ns.map(|nanoseconds| {
        let duration = duration(nanoseconds);
        quote! {
            const DEADLINE: ::core::option::Option<::core::time::Duration> =
                ::core::option::Option::Some(#duration);
        }
    });
    let body_limit = plan.body_limit_bytes.map(|bytes| {
        let bytes = Literal::u64_unsuffixed(bytes);
        quote!(const BODY_LIMIT: usize = #bytes;)
    });
    let allow_origins = (!plan.allow_origins.is_empty()).then(|| {
        let origins = &plan.allow_origins;
        quote!(const ALLOW_ORIGINS: &'static [&'static str] = &[#(#origins),*];)
    });
    let compress = sources.compress.map(|span| {
        let codings = plan.compress.iter().map(|coding| coding_name(*coding));
        // Without the feature that can, rustc tells so where it is asked for.
        let located = sources.names.at(span).service();
        let codings = quote_spanned!(matching::located_at(span)=> #located::codings(&[#(#runtime::Coding::#codings),*]));
        quote!(const COMPRESS: &'static [#runtime::Coding] = #codings;)
    });
    let problems = plan
        .problems_in
        .as_ref()
        .map(|member| quote!(const PROBLEMS: #runtime::Shape = #runtime::Shape::Named(#member);));
    let bearer = sources.authenticate_with.zip(plan.bearer.as_ref()).map(|(span, (variable, scheme))| {
        // Without the feature that can, rustc tells so where it is asked for.
        let located = sources.names.at(span).service();
        let scheme = scheme.as_ref().map_or_else(|| quote!(#runtime::BEARER), |scheme| quote!(#scheme));
        let bearer = quote_spanned!(matching::located_at(span)=> #located::bearer_jwt(#variable, #scheme));
        quote!(const AUTHENTICATE: ::core::option::Option<#runtime::Bearer> = #bearer;)
    });
    let tls = sources.tls.zip(plan.tls.as_ref()).map(|(span, (certificate, key))| {
        // Without the feature that can, rustc tells so where it is asked for.
        let located = sources.names.at(span).service();
        let (certificate, key) = (named(certificate, &runtime), named(key, &runtime));
        let tls = quote_spanned!(matching::located_at(span)=> #located::tls(#certificate, #key));
        quote!(const TLS: ::core::option::Option<#runtime::Tls> = #tls;)
    });
    let safety = super::safety::constants(plan, &runtime);
    let doc = (!doc.is_empty()).then(|| quote!(const DOC: &'static str = #doc;));
    let entries = table::entries(plan, sources);
    let (shared, shared_values) = lines(plan, sources, false);
    let (local, local_values) = lines(plan, sources, true);
    let answer = matching::answer(plan, sources);
    let duties = work::duties(plan, sources);
    let after = work::after(plan, sources);
    quote! {
        impl #runtime::Service for #service {
            const LISTEN_ON: &'static str = #listen_on;
            #deadline
            #body_limit
            #allow_origins
            #compress
            #problems
            #bearer
            #tls
            #safety
            #doc
            const VERSION: &'static str = ::core::env!("CARGO_PKG_VERSION");
            const TABLE: &'static [#runtime::Entry] = #entries;

            type Shared = #shared;
            type Local = #local;

            fn shared() -> Self::Shared { #shared_values }
            fn local() -> Self::Local { #local_values }

            #answer
            #duties
            #after
        }
    }
}

/// The types of the service's variables, and how they are made.
fn lines(plan: &Plan, sources: &Sources, is_local: bool) -> (TokenStream, TokenStream) {
    let lines = plan.lines.iter().zip(&sources.lines).filter(|(line, _)| line.is_local == is_local);
    let (types, values): (Vec<_>, Vec<_>) = lines
        .map(|(_, line)| {
            let (kind, value) = (line.shared_type(&sources.names), &line.value);
            (quote!(#kind,), quote!(<#kind>::new(#value),))
        })
        .unzip();
    if types.is_empty() { (quote!(()), quote!()) } else { (quote!((#(#types)*)), quote!((#(#values)*))) }
}

/// `impl Block for Exchange { … }`
pub(super) fn block(plan: &Plan, sources: &Sources) -> TokenStream {
    let (runtime, cores, service) = (sources.names.service(), sources.names.cores(), &sources.service);
    let name = &plan.name;
    debug_assert_eq!(plan.uses_store, sources.store.is_some());
    let open_store = sources.store.as_ref().map(|store| quote!(opening.open::<#store>()?;));
    quote! {
        impl #cores::Block for #service {
            const NAME: &'static str = #name;
            const KIND: #cores::BlockKind = #cores::BlockKind::Service;

            fn open(opening: &mut #cores::Opening) -> ::core::result::Result<(), #cores::StartError> {
                #open_store
                #runtime::open::<Self>(opening)
            }

            fn run(core: usize) -> #cores::LocalFuture<()> {
                #runtime::run::<Self>(core)
            }
        }
    }
}

/// `impl<P: Names<Market>> FitsIn<P> for Exchange {}`
pub(super) fn fits(sources: &Sources) -> TokenStream {
    let (cores, service) = (sources.names.cores(), &sources.service);
    let bounds = sources.needs.iter().map(|needed| quote!(#cores::Names<#needed>));
    quote!(impl<P: #(#bounds)+*> #cores::FitsIn<P> for #service {})
}

/// `Named::Path("desk.pem")`
fn named(named: &Named, runtime: &TokenStream) -> TokenStream {
    match named {
        Named::Path(path) => quote!(#runtime::Named::Path(#path)),
        Named::Variable(variable) => quote!(#runtime::Named::Variable(#variable)),
    }
}

/// The coding in the runtime's spelling.
fn coding_name(coding: Coding) -> Ident {
    format_ident!("{coding:?}")
}

/// A `Duration`, in the largest unit that it is whole in.
pub(super) fn duration(nanoseconds: u64) -> TokenStream {
    let units: [(u64, &str); 3] =
        [(1_000_000_000, "from_secs"), (1_000_000, "from_millis"), (1_000, "from_micros")];
    let whole = units.into_iter().find(|(unit, _)| nanoseconds.is_multiple_of(*unit));
    let (unit, name) = whole.unwrap_or((1, "from_nanos"));
    let (name, count) = (format_ident!("{name}"), Literal::u64_unsuffixed(nanoseconds / unit));
    quote!(::core::time::Duration::#name(#count))
}
